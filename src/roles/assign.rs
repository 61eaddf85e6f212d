//! Roles proposed from headers and cells together: a platform's fingerprint where there is one, else one
//! maximum-weight assignment of roles to columns.

use super::evidence::Evidence;
use super::fit::fit;
use super::grain::{bare_numbers, drop_doubtful, grain, only_date};
use super::headerless::by_cells;
use super::mapping::{Grain, Mapping, Role, RoleChoice};
use super::matching::best_matching;
use super::platforms;
use super::questions::{questions, reasons};
use super::synonyms::{Folded, Names, fold_header};
use crate::ingest::{Read, Shape, currency_column};
use crate::message::Message;

/// Below this a role stays empty: an empty role blocks an analysis and says so, a wrong one falsifies it.
pub const LEAST: f64 = 0.5;

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
pub const ROLES: &[Role] = &[
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
        // A reference alone makes no product of what it refers to.
        product: best(Role::ProductName)
            .or(best(Role::ProductId).filter(|_| best(Role::Quantity).or(best(Role::UnitPrice)).is_some())),
        has_customer: best(Role::CustomerId)
            .or(best(Role::CustomerEmail))
            .or(best(Role::CustomerName))
            .is_some(),
        says_order: headers.iter().map(says_order).collect(),
        is_tickets: best(Role::TicketId).is_some() && best(Role::UnitPrice).is_none(),
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
    only_date(&mut mapping, headers, evidence);
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
pub struct Context {
    pub order: Option<usize>,
    pub quantity: Option<usize>,
    pub price: Option<usize>,
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
    if facts.n_valid == 0 && name < 0.95 {
        return 0.0;
    }
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
                        line * 0.45
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
        // `V0012` below "member": a number, not a name.
        Role::CustomerName if facts.digit_share > 0.9 && name_of(Role::CustomerId, column) > 0.7 => {
            name *= 0.7;
        }
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

fn round(confidence: f64) -> f64 {
    (confidence * 100.0).round() / 100.0
}
