//! Roles proposed from headers and cells together: a platform's fingerprint where there is one, else one
//! maximum-weight assignment of roles to columns.

use super::columns::{empty_share, n_distinct};
use super::evidence::{Evidence, Facts};
use super::mapping::{Grain, Mapping, Question, Role, RoleChoice};
use super::matching::best_matching;
use super::platforms;
use super::synonyms::{Folded, Names, fold_header};
use crate::ingest::{Read, Shape, currency_column};
use crate::message::{Message, Value};
use crate::order::Arrange;

/// Below this a role stays empty: an empty role blocks an analysis and says so, a wrong one falsifies it.
const LEAST: f64 = 0.5;
/// A choice within this of the best is worth a question.
const CLOSE: f64 = 0.16;
const MAX_QUESTIONS: usize = 3;

/// Proposes what each column means. Never fails: what cannot be told stays without a role.
pub fn assign(read: &Read) -> Mapping {
    if read.profile.shape == Shape::Baskets {
        return baskets(read);
    }
    let evidence = Evidence::new(&read.table);
    let headers: Vec<Folded> = read.table.columns.iter().map(|column| fold_header(&column.name)).collect();
    let mut mapping = by_headers(read, &headers, &evidence);
    split_currencies(&mut mapping, read);
    mapping
}

/// An amount written in several currencies has a column beside it that tells them apart.
fn split_currencies(mapping: &mut Mapping, read: &Read) {
    const AMOUNTS: [Role; 4] = [Role::OrderTotal, Role::LineTotal, Role::UnitPrice, Role::PaidAmount];
    if mapping.column(Role::Currency).is_some() {
        return;
    }
    let amount = AMOUNTS.iter().find_map(|&role| mapping.column(role));
    let Some(column) = amount.map(currency_column).filter(|name| read.table.column(name).is_some()) else {
        return;
    };
    let why = vec![Message::new("roles-why-signs")];
    mapping.roles.push(RoleChoice { role: Role::Currency, column, confidence: 0.97, why });
}

fn by_headers(read: &Read, headers: &[Folded], evidence: &Evidence) -> Mapping {
    if let Some(mapping) = platforms::recognise(headers, evidence) {
        return mapping;
    }
    let has_header = read.profile.header_row_index.is_some()
        || !read.table.columns.iter().enumerate().all(|(i, column)| column.name == format!("col{}", i + 1));
    if has_header { by_names(headers, evidence) } else { by_cells(evidence) }
}

fn baskets(read: &Read) -> Mapping {
    let why = || vec![Message::new("roles-why-baskets")];
    let choice = |role, position: usize| {
        let column = read.table.columns.get(position)?.name.clone();
        Some(RoleChoice { role, column, confidence: 0.98, why: why() })
    };
    Mapping {
        roles: [choice(Role::OrderId, 0), choice(Role::ProductName, 1)].into_iter().flatten().collect(),
        grain: Grain::Basket,
        ..Mapping::default()
    }
}

/// What every role is tried for, in the order in which ties are decided.
const ROLES: &[Role] = &[
    Role::OrderId,
    Role::OrderDate,
    Role::CustomerId,
    Role::CustomerEmail,
    Role::OrderTotal,
    Role::LineTotal,
    Role::Quantity,
    Role::UnitPrice,
    Role::ProductId,
    Role::ProductName,
    Role::CustomerName,
    Role::CustomerPhone,
    Role::Status,
    Role::ReturnStatus,
    Role::Category,
    Role::PaidAmount,
    Role::RefundAmount,
    Role::Discount,
    Role::Currency,
    Role::CancelledAt,
    Role::LineId,
    Role::PaidAt,
    Role::OrderTime,
    Role::Rating,
    Role::TicketId,
    Role::TicketCreated,
    Role::TicketResolved,
    Role::Response,
    Role::Shipping,
    Role::Tax,
    Role::Coupon,
    Role::Channel,
    Role::Country,
    Role::NRepeatOrders,
    Role::FirstToLast,
    Role::Age,
];

fn by_names(headers: &[Folded], evidence: &Evidence) -> Mapping {
    let names = Names::default();
    let n_columns = headers.len();
    let name_scores: Vec<Vec<f64>> =
        ROLES.iter().map(|&role| headers.iter().map(|header| names.score(role, header)).collect()).collect();
    let name_of = |role: Role, column: usize| {
        ROLES.iter().position(|r| *r == role).map_or(0.0, |i| name_scores[i][column])
    };
    let best = |role: Role| {
        (0..n_columns)
            .map(|column| (column, name_of(role, column) * fit(role, &evidence.facts[column])))
            .filter(|(_, score)| *score >= LEAST)
            .fold(
                None,
                |best: Option<(usize, f64)>, this| {
                    if best.is_none_or(|b| this.1 > b.1) { Some(this) } else { best }
                },
            )
            .map(|(column, _)| column)
    };
    let context = Context {
        order: best(Role::OrderId),
        quantity: best(Role::Quantity),
        price: best(Role::UnitPrice),
        product: best(Role::ProductId).or(best(Role::ProductName)),
        has_customer: best(Role::CustomerId)
            .or(best(Role::CustomerEmail))
            .or(best(Role::CustomerName))
            .is_some(),
        says_order: headers.iter().map(says_order).collect(),
        is_tickets: best(Role::TicketId).is_some(),
        is_summary: [Role::NRepeatOrders, Role::FirstToLast, Role::Age]
            .iter()
            .all(|&role| best(role).is_some()),
    };
    let row = |role: &Role| {
        let weight_of = |column| weight(*role, column, &name_of, evidence, &context);
        (0..n_columns).map(weight_of).collect::<Vec<f64>>()
    };
    let weights: Vec<Vec<f64>> = ROLES.iter().map(row).collect();
    let chosen = best_matching(&weights, LEAST);
    let mut roles = Vec::new();
    for (i, &role) in ROLES.iter().enumerate() {
        let Some(column) = chosen[i] else { continue };
        roles.push(RoleChoice {
            role,
            column: evidence.table.columns[column].name.clone(),
            confidence: round(weights[i][column].min(0.97)),
            why: reasons(role, column, evidence, &context, name_of(role, column)),
        });
    }
    let mut mapping = Mapping { roles, ..Mapping::default() };
    drop_doubtful(&mut mapping, headers);
    bare_numbers(&mut mapping, headers, evidence);
    mapping.grain = grain(&mapping, evidence);
    // What a customer has spent in all is no order's total.
    if mapping.grain == Grain::Customer {
        const MONEY: [Role; 4] = [Role::OrderTotal, Role::LineTotal, Role::PaidAmount, Role::UnitPrice];
        mapping.roles.retain(|choice| !MONEY.contains(&choice.role));
    }
    mapping.questions = questions(&mapping, &weights, evidence);
    mapping
}

/// What is known before the roles are: the likely keys, against which amounts are judged.
struct Context {
    order: Option<usize>,
    quantity: Option<usize>,
    price: Option<usize>,
    product: Option<usize>,
    has_customer: bool,
    /// Headers that speak of an order.
    says_order: Vec<bool>,
    is_tickets: bool,
    is_summary: bool,
}

fn says_order(header: &Folded) -> bool {
    const WORDS: [&str; 7] = ["order", "訂單", "订单", "pedido", "commande", "bestell", "auftrag"];
    WORDS.iter().any(|word| header.joined.contains(word))
}

/// Whether an amount belongs to the line or to the order.
#[derive(Clone, Copy, PartialEq)]
enum Level {
    Line,
    Order,
    Unknown,
}

impl Context {
    fn level(&self, column: usize, evidence: &Evidence) -> Level {
        if let (Some(quantity), Some(price)) = (self.quantity, self.price)
            && column != price
            && column != quantity
            && evidence.facts[column].n_distinct > 1
            && evidence.product_share(quantity, price, column).is_some_and(|share| share >= 0.95)
        {
            return Level::Line;
        }
        match self.order.filter(|&order| order != column) {
            Some(order) => match evidence.constant_over_lines(order, column, self.product) {
                Some(share) if share >= 0.98 => Level::Order,
                Some(_) => Level::Line,
                None => Level::Unknown,
            },
            None if self.says_order[column] => Level::Order,
            None if self.product.is_some() => Level::Line,
            None => Level::Unknown,
        }
    }

    /// One row an order, as far as the sample shows.
    fn is_order_rows(&self, evidence: &Evidence) -> bool {
        match self.order {
            Some(order) => evidence.facts[order].n_distinct == evidence.facts[order].n_valid,
            None => self.product.is_none() && self.has_customer,
        }
    }
}

fn weight(
    role: Role,
    column: usize,
    name_of: &dyn Fn(Role, usize) -> f64,
    evidence: &Evidence,
    context: &Context,
) -> f64 {
    let facts = &evidence.facts[column];
    let fit = fit(role, facts);
    if fit == 0.0 {
        return 0.0;
    }
    const OF_SUMMARIES: &[Role] = &[
        Role::CustomerId,
        Role::CustomerEmail,
        Role::CustomerName,
        Role::Country,
        Role::Channel,
        Role::NRepeatOrders,
        Role::FirstToLast,
        Role::Age,
    ];
    if context.is_summary && !OF_SUMMARIES.contains(&role) {
        return 0.0;
    }
    let mut name = name_of(role, column);
    match role {
        Role::LineTotal | Role::OrderTotal => {
            let (line, order) = (name_of(Role::LineTotal, column), name_of(Role::OrderTotal, column));
            let level = context.level(column, evidence);
            let is_line = role == Role::LineTotal;
            name = match level {
                // One line an order: the line is the order, and the header says how the file calls it.
                Level::Line if order == 1.0 && line < 1.0 && context.is_order_rows(evidence) => name,
                Level::Line if is_line => line.max(order * 0.9),
                Level::Line => order * 0.45,
                Level::Order if is_line => line * 0.45,
                Level::Order => order.max(line * 0.9),
                Level::Unknown if context.is_order_rows(evidence) => {
                    if is_line {
                        line * 0.5
                    } else {
                        order.max(line * 0.92)
                    }
                }
                Level::Unknown => name,
            };
        }
        // A "price" that is quantity × another price is the line's total.
        Role::UnitPrice
            if context.price != Some(column) && context.level(column, evidence) == Level::Line =>
        {
            name *= 0.9;
        }
        Role::TicketId | Role::TicketCreated | Role::TicketResolved if !context.is_tickets => return 0.0,
        Role::OrderId | Role::OrderDate | Role::LineId if context.is_tickets => name *= 0.8,
        Role::NRepeatOrders | Role::FirstToLast | Role::Age if !context.is_summary => return 0.0,
        Role::Response if context.order.is_some() => return 0.0,
        Role::Shipping | Role::Tax | Role::Coupon | Role::Channel | Role::Country | Role::PaidAmount
            if name < 0.95 =>
        {
            return 0.0;
        }
        Role::LineId if name < 0.95 && context.is_order_rows(evidence) => return 0.0,
        // A word of any kind of statement says a status only where its cells do.
        Role::Status if name < 0.75 && facts.standing_share == 0.0 => return 0.0,
        // `#1001` numbers an order, whatever stands above it (Shopify: `Name`).
        Role::OrderId if facts.number_sign_share >= 0.9 => name = name.max(0.85),
        // Repeats of an order stand together; a column all of whose repeats are scattered is another key.
        Role::OrderId if facts.distinct_share() < 0.9 && facts.run_share < 0.2 && facts.n_valid > 200 => {
            name *= 0.8;
        }
        // Of two numbers of the order the one with more values tells orders apart.
        Role::OrderId => name *= 0.98 + 0.02 * facts.distinct_share(),
        _ => {}
    }
    name * (0.6 + 0.4 * fit)
}

/// How well the cells suit the role, 0..=1; 0 rules it out. A column without cells suits everything a little.
fn fit(role: Role, facts: &Facts) -> f64 {
    if facts.n_valid == 0 {
        return 0.5;
    }
    let is_key = (facts.is_text() || (facts.is_number && facts.is_whole && facts.min >= 0.0))
        && facts.mean_words <= 4.0;
    let yes = |condition: bool| if condition { 1.0 } else { 0.0 };
    match role {
        Role::CustomerId => {
            if !is_key {
                0.0
            } else if facts.n_distinct < 2 && facts.n_valid > 20 {
                0.4
            } else {
                1.0
            }
        }
        Role::CustomerEmail => yes(facts.email_share >= 0.3),
        Role::CustomerPhone => {
            yes(facts.phone_share >= 0.3 || (facts.is_number && facts.is_whole && facts.mean_length >= 7.0))
        }
        Role::CustomerName => {
            if !facts.is_text() || facts.email_share > 0.5 || facts.number_sign_share > 0.5 {
                0.0
            } else if facts.digit_share > 0.9 {
                0.55
            } else {
                1.0
            }
        }
        Role::OrderId | Role::TicketId => {
            if !is_key || facts.mean_words > 2.5 || facts.email_share > 0.2 {
                0.0
            } else if facts.is_text() && facts.digit_share < 0.5 {
                0.2
            } else if facts.n_distinct < 3 && facts.n_valid > 20 {
                0.1
            } else {
                1.0
            }
        }
        Role::LineId => yes(is_key && facts.distinct_share() >= 0.98),
        Role::OrderDate | Role::PaidAt | Role::TicketCreated => {
            if facts.is_date {
                1.0
            } else if facts.is_compact_date {
                0.9
            } else if facts.is_text()
                && facts.digit_share > 0.9
                && facts.mean_length < 32.0
                && facts.email_share == 0.0
            {
                0.2
            } else {
                0.0
            }
        }
        Role::TicketResolved => {
            yes(facts.is_date || facts.is_compact_date || facts.is_text() && facts.digit_share > 0.8)
        }
        Role::OrderTime => yes(facts.is_text() && facts.clock_share >= 0.8),
        Role::ProductId => yes(is_key && !facts.is_date),
        Role::ProductName => {
            if !facts.is_text() {
                0.0
            } else if facts.digit_share > 0.98 && facts.mean_words < 1.2 && facts.mean_length > 6.0 {
                0.5
            } else {
                1.0
            }
        }
        Role::Category | Role::Channel | Role::Country => {
            if !facts.is_text() {
                0.0
            } else if facts.n_distinct > 60 && facts.distinct_share() > 0.5 {
                0.2
            } else {
                1.0
            }
        }
        Role::Quantity => {
            if !facts.is_number || facts.max.abs() > 1e7 {
                0.0
            } else if facts.is_whole {
                1.0
            } else {
                0.7
            }
        }
        Role::UnitPrice
        | Role::LineTotal
        | Role::OrderTotal
        | Role::PaidAmount
        | Role::Discount
        | Role::RefundAmount
        | Role::Shipping
        | Role::Tax => yes(facts.is_number && !facts.is_compact_date),
        Role::Status | Role::ReturnStatus => {
            if !facts.is_text() {
                0.0
            } else if facts.n_distinct > 60 {
                0.1
            } else {
                1.0
            }
        }
        Role::CancelledAt => yes(facts.is_date || facts.is_text() || facts.max <= 1.0),
        Role::Currency => {
            if !facts.is_text() {
                0.0
            } else if facts.currency_share >= 0.5 {
                1.0
            } else {
                0.1
            }
        }
        Role::Coupon => yes(facts.is_text()),
        Role::Rating => yes(facts.is_number && facts.min >= 0.0 && facts.max <= 10.0),
        Role::Response => {
            yes(facts.n_distinct == 2 || (facts.is_number && facts.min >= 0.0 && facts.max <= 1.0))
        }
        Role::NRepeatOrders => yes(facts.is_number && facts.is_whole && facts.min >= 0.0),
        Role::FirstToLast | Role::Age => yes(facts.is_number && facts.min >= 0.0),
    }
}

/// Roles that make no sense beside others are taken back.
fn drop_doubtful(mapping: &mut Mapping, headers: &[Folded]) {
    let has = |mapping: &Mapping, role| mapping.column(role).is_some();
    // An order's amount paid says something only beside another amount.
    if has(mapping, Role::PaidAmount) && !has(mapping, Role::OrderTotal) {
        for choice in &mut mapping.roles {
            if choice.role == Role::PaidAmount {
                choice.role = Role::OrderTotal;
            }
        }
    }
    // A statement of an account: its texts describe bookings, not products.
    const BALANCES: &[&str] = &[
        "balance",
        "runningbalance",
        "余额",
        "餘額",
        "账户余额",
        "帳戶餘額",
        "結餘",
        "结余",
        "saldo",
        "solde",
    ];
    let has_balance = headers.iter().any(|header| BALANCES.contains(&header.joined.as_str()));
    if has_balance && !has(mapping, Role::OrderId) && !has(mapping, Role::Quantity) {
        mapping.roles.retain(|choice| !matches!(choice.role, Role::ProductName | Role::Category));
    }
    // Without a customer, an order or a product there is no trade, and a lone "type" or "status" means nothing.
    let is_trade = [
        Role::OrderId,
        Role::CustomerId,
        Role::CustomerEmail,
        Role::ProductId,
        Role::ProductName,
        Role::OrderTotal,
        Role::LineTotal,
        Role::TicketId,
    ]
    .iter()
    .any(|&role| has(mapping, role));
    if !is_trade {
        mapping.roles.retain(|choice| {
            !matches!(choice.role, Role::Category | Role::Status | Role::Quantity | Role::UnitPrice)
        });
    }
}

/// A column called no more than `ID` numbers what the table is a list of: orders, or customers.
fn bare_numbers(mapping: &mut Mapping, headers: &[Folded], evidence: &Evidence) {
    const BARE: &[&str] = &["id", "recordid", "no", "#", "編號", "编号", "序號", "序号"];
    let is_key = |column: &usize| {
        let facts = &evidence.facts[*column];
        facts.n_valid > 2 && facts.n_distinct == facts.n_rows && !facts.is_date
    };
    let bare = (0..headers.len()).find(|&column| BARE.contains(&headers[column].joined.as_str()));
    let Some(column) = bare.filter(is_key) else { return };
    let has = |roles: &[Role]| roles.iter().any(|&role| mapping.column(role).is_some());
    let is_counter =
        evidence.facts[column].is_number && evidence.facts[column].max == evidence.table.n_rows as f64;
    let has_order = has(&[Role::OrderId, Role::TicketId, Role::LineId]);
    let has_money = has(&[Role::OrderTotal, Role::PaidAmount]);
    let has_customer = has(&[Role::CustomerEmail, Role::CustomerName]);
    let has_trade = has(&[
        Role::ProductId,
        Role::ProductName,
        Role::LineTotal,
        Role::Quantity,
        Role::Rating,
        Role::Status,
        Role::OrderDate,
    ]);
    let role = if has(&[Role::OrderDate]) && has_money && !has_order && !has(&[Role::LineTotal]) {
        Role::OrderId
    } else if has_customer && !has_order && !has_money && !has_trade && !has(&[Role::CustomerId]) {
        Role::CustomerId
    } else {
        return;
    };
    let is_free = !mapping.roles.iter().any(|choice| choice.column == evidence.table.columns[column].name);
    if is_free && !(is_counter && role == Role::OrderId) {
        mapping.roles.push(RoleChoice {
            role,
            column: evidence.table.columns[column].name.clone(),
            confidence: 0.7,
            why: vec![Message::new("roles-why-name-similar")],
        });
    }
}

/// What one row is, from the roles that were found.
pub(super) fn grain(mapping: &Mapping, evidence: &Evidence) -> Grain {
    let position = |role| mapping.column(role).and_then(|name| evidence.table.position(name));
    let facts = |role| position(role).map(|column| &evidence.facts[column]);
    let has_product = position(Role::ProductId).or(position(Role::ProductName)).is_some();
    let has_money =
        [Role::LineTotal, Role::OrderTotal, Role::PaidAmount].iter().any(|&role| position(role).is_some());
    let has_date = position(Role::OrderDate).is_some();
    let customer = facts(Role::CustomerId).or(facts(Role::CustomerEmail)).or(facts(Role::CustomerName));
    if position(Role::TicketId).is_some() {
        return Grain::Ticket;
    }
    if position(Role::NRepeatOrders).is_some() {
        return Grain::Customer;
    }
    if let Some(order) = facts(Role::OrderId) {
        let is_repeated = order.n_distinct < order.n_valid || order.n_valid < order.n_rows;
        if position(Role::Rating).is_some() && !has_money && !has_product {
            return Grain::Response;
        }
        let is_line = has_product && (is_repeated || position(Role::OrderTotal).is_none());
        return if is_line || (is_repeated && position(Role::LineTotal).is_some()) {
            Grain::Line
        } else {
            Grain::Order
        };
    }
    // A form that was answered on a day: the name of who answered makes no table of customers of it.
    if has_date && !has_product && !has_money && position(Role::Rating).is_some() {
        return Grain::Response;
    }
    if has_date
        && has_product
        && (has_money
            || position(Role::Quantity).is_some()
            || position(Role::UnitPrice).is_some()
            || customer.is_some())
    {
        return Grain::Line;
    }
    if has_date && has_money {
        return if customer.is_some() { Grain::Order } else { Grain::Payment };
    }
    if has_product && !has_date && customer.is_none() {
        return Grain::Product;
    }
    if let Some(customer) = customer {
        return if customer.distinct_share() >= 0.95 { Grain::Customer } else { Grain::Unknown };
    }
    if position(Role::Rating).is_some() || position(Role::Response).is_some() {
        Grain::Response
    } else {
        Grain::Unknown
    }
}

fn reasons(role: Role, column: usize, evidence: &Evidence, context: &Context, name: f64) -> Vec<Message> {
    let facts = &evidence.facts[column];
    // People read these figures beside their whole file, so they are never those of a sample.
    let n_rows = evidence.table.n_rows;
    let whole = &evidence.table.columns[column];
    let mut why = Vec::new();
    if name >= 0.95 {
        why.push(Message::new("roles-why-name"));
    } else if name > 0.0 {
        why.push(Message::new("roles-why-name-similar"));
    }
    match role {
        Role::LineTotal => {
            if let (Some(quantity), Some(price)) = (context.quantity, context.price)
                && let Some(share) = evidence.product_share(quantity, price, column)
                && share >= 0.95
            {
                let name = |position: usize| evidence.table.columns[position].name.clone();
                why.push(
                    Message::new("roles-why-product")
                        .text("quantity", name(quantity))
                        .text("price", name(price))
                        .share("share", share),
                );
            }
        }
        Role::OrderTotal | Role::PaidAmount => {
            if let Some(order) = context.order.filter(|&order| order != column)
                && let Some(share) = evidence.constant_within(order, column)
                && share >= 0.98
            {
                let key = if evidence.first_only_within(order, column).is_some_and(|share| share >= 0.9) {
                    "roles-why-first-row"
                } else {
                    "roles-why-constant"
                };
                why.push(Message::new(key));
            }
        }
        Role::CustomerId | Role::OrderId | Role::CustomerEmail if facts.n_valid > 0 => {
            why.push(
                Message::new("roles-why-key")
                    .count("distinct", n_distinct(whole, n_rows) as usize)
                    .share("empty", empty_share(whole, n_rows)),
            );
        }
        Role::OrderDate | Role::PaidAt if facts.is_date => {
            why.push(Message::new("roles-why-dates").share("share", 1.0 - empty_share(whole, n_rows)))
        }
        Role::Category | Role::Country | Role::Channel | Role::Status if facts.n_valid > 0 => {
            why.push(Message::new("roles-why-values").count("n", n_distinct(whole, n_rows) as usize));
        }
        _ => {}
    }
    why
}

/// The doubts worth asking about: which amount, which date, which customer. The largest effect on revenue first.
fn questions(mapping: &Mapping, weights: &[Vec<f64>], evidence: &Evidence) -> Vec<Question> {
    let mut found: Vec<(u8, Question)> = Vec::new();
    for (rank, role) in
        [(0, Role::OrderTotal), (0, Role::LineTotal), (1, Role::CustomerId), (2, Role::OrderDate)]
    {
        let Some(row) = ROLES.iter().position(|r| *r == role) else { continue };
        let chosen = mapping.column(role).and_then(|name| evidence.table.position(name));
        let Some(chosen) = chosen else { continue };
        let is_taken = |column: usize| {
            let name = &evidence.table.columns[column].name;
            mapping.roles.iter().any(|choice| choice.column == *name && choice.role != role)
        };
        let rivals: Vec<usize> = (0..evidence.facts.len())
            .filter(|&column| column != chosen && !is_taken(column))
            .filter(|&column| {
                weights[row][column] >= LEAST && weights[row][chosen] - weights[row][column] <= CLOSE
            })
            .collect();
        if let Some(question) = question(role, chosen, &rivals, evidence, mapping) {
            found.push((rank, question));
        }
    }
    found.arrange_by_key(|(rank, _)| *rank);
    found.into_iter().map(|(_, question)| question).take(MAX_QUESTIONS).collect()
}

/// A question between the chosen column and its rivals; `None` when the answer changes nothing.
pub(super) fn question(
    role: Role,
    chosen: usize,
    rivals: &[usize],
    evidence: &Evidence,
    mapping: &Mapping,
) -> Option<Question> {
    let name = |column: usize| evidence.table.columns[column].name.clone();
    let facts = |column: usize| &evidence.facts[column];
    let table = evidence.table;
    let distinct = |column: usize| n_distinct(&table.columns[column], table.n_rows) as usize;
    let rival = *rivals.first()?;
    let effect = if facts(chosen).is_number && facts(rival).is_number {
        let sum = |column| evidence.sum(column, order_of(mapping, evidence));
        let (a, b) = (sum(chosen), sum(rival));
        if (a - b).abs() <= 0.005 * a.abs().max(b.abs()) {
            return None;
        }
        let money = |amount| Value::Money(amount, String::new());
        Message::new("roles-effect-sums")
            .text("a", name(chosen))
            .with("sum-a", money(a))
            .text("b", name(rival))
            .with("sum-b", money(b))
    } else {
        if evidence.codes[chosen] == evidence.codes[rival] {
            return None;
        }
        Message::new("roles-effect-distinct")
            .text("a", name(chosen))
            .count("n-a", distinct(chosen))
            .text("b", name(rival))
            .count("n-b", distinct(rival))
    };
    let options = std::iter::once(chosen).chain(rivals.iter().copied()).take(3).map(name).collect();
    Some(Question { role, options, effect })
}

/// The column of order ids, when amounts repeat within an order and have to be counted once.
fn order_of(mapping: &Mapping, evidence: &Evidence) -> Option<usize> {
    mapping.column(Role::OrderTotal)?;
    evidence.table.position(mapping.column(Role::OrderId)?)
}

/// A file without headers: its cells alone. Dates show themselves; the customer's number repeats over days, an order's
/// does not; small whole numbers are quantities, numbers with cents are money.
fn by_cells(evidence: &Evidence) -> Mapping {
    let facts = &evidence.facts;
    let mut mapping = Mapping::default();
    let mut is_used = vec![false; facts.len()];
    let mut take = |role: Role, column: Option<usize>, is_used: &mut Vec<bool>| {
        let Some(column) = column else { return };
        is_used[column] = true;
        let why = vec![Message::new("roles-why-cells")];
        mapping.roles.push(RoleChoice {
            role,
            column: evidence.table.columns[column].name.clone(),
            confidence: 0.65,
            why,
        });
    };
    let find = |is_used: &[bool], test: &dyn Fn(usize) -> bool| {
        (0..facts.len()).find(|&i| !is_used[i] && facts[i].n_valid > 0 && test(i))
    };
    let date = find(&is_used, &|i| facts[i].is_date || facts[i].is_compact_date);
    take(Role::OrderDate, date, &mut is_used);
    let email = find(&is_used, &|i| facts[i].email_share > 0.8);
    take(Role::CustomerEmail, email, &mut is_used);
    // Keys stand left of the amounts and repeat.
    let is_key = |i: usize| {
        let f = &facts[i];
        (f.is_whole && f.is_number && f.min >= 0.0 && !evidence.has_cents(i)
            || f.is_text() && f.mean_words < 1.5 && f.digit_share > 0.9)
            && f.n_distinct > 1
            && f.distinct_share() < 0.999
            && f.max < 1e15
    };
    if let Some(date) = date {
        let order = find(&is_used, &|i| {
            is_key(i)
                && facts[i].distinct_share() > 0.02
                && evidence.constant_within(i, date).is_some_and(|share| share > 0.98)
        });
        take(Role::OrderId, order, &mut is_used);
        let customer = find(&is_used, &|i| i < date.max(1) && is_key(i)).or_else(|| {
            find(&is_used, &|i| is_key(i) && facts[i].distinct_share() > 0.02 && facts[i].mean_length >= 3.0)
        });
        take(Role::CustomerId, customer, &mut is_used);
    }
    let same_as_customer = |i: usize| {
        mapping
            .column(Role::CustomerId)
            .and_then(|name| evidence.table.position(name))
            .is_some_and(|customer| evidence.constant_within(customer, i).is_some_and(|share| share > 0.99))
    };
    let quantity = find(&is_used, &|i| {
        facts[i].is_number
            && facts[i].is_whole
            && !evidence.has_cents(i)
            && facts[i].max < 100_000.0
            && !facts[i].is_compact_date
            && !same_as_customer(i)
            && date.is_none_or(|date| i > date)
    });
    let amounts: Vec<usize> = (0..facts.len())
        .filter(|&i| {
            !is_used[i]
                && Some(i) != quantity
                && facts[i].is_number
                && !facts[i].is_whole
                && !same_as_customer(i)
        })
        .collect();
    let product =
        find(&is_used, &|i| facts[i].is_text() && facts[i].mean_words >= 1.5 && facts[i].n_distinct > 1);
    let mut take = |role: Role, column: Option<usize>| {
        let Some(column) = column else { return };
        let why = vec![Message::new("roles-why-cells")];
        mapping.roles.push(RoleChoice {
            role,
            column: evidence.table.columns[column].name.clone(),
            confidence: 0.65,
            why,
        });
    };
    take(Role::Quantity, quantity.filter(|_| date.is_some() && !amounts.is_empty()));
    if date.is_some() {
        let product = product.filter(|_| quantity.is_some());
        let has_product = product.is_some();
        take(Role::ProductName, product);
        // One amount is the total; of two, the one that is quantity × the other is.
        let total = match (quantity, amounts.as_slice()) {
            (Some(quantity), [a, b, ..])
                if evidence.product_share(quantity, *a, *b).is_some_and(|share| share > 0.9) =>
            {
                Some((*b, Some(*a)))
            }
            (Some(quantity), [a, b, ..])
                if evidence.product_share(quantity, *b, *a).is_some_and(|share| share > 0.9) =>
            {
                Some((*a, Some(*b)))
            }
            (_, [a, ..]) => Some((*a, None)),
            _ => None,
        };
        if let Some((total, price)) = total {
            take(if has_product { Role::LineTotal } else { Role::OrderTotal }, Some(total));
            take(Role::UnitPrice, price);
        }
    }
    mapping.grain = grain(&mapping, evidence);
    mapping
}

fn round(confidence: f64) -> f64 {
    (confidence * 100.0).round() / 100.0
}
