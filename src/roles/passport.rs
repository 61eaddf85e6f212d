//! The data passport: what the check screen shows of a source before any analysis. Plain data with messages; it decides
//! nothing and changes nothing.

use super::choices::{Choices, LedgerOptions, RULES, Rule};
use super::columns::{ColumnRow, column_rows, duplicate_rows};
use super::groups::Groups;
use super::keys::NONE;
use super::ledger::{Baskets, Ledger, LeftOut, LeftOutReason};
use super::mapping::{Grain, Mapping, Role};
use super::rows::{RowKind, Rows};
use super::unlike::unlike;
use crate::ingest::{Profile, RowClass, SetAside};
use crate::message::{Message, Value};
use crate::table::Table;
use serde::Serialize;

/// Everything the check screen shows of one source.
#[derive(Clone, Debug, Default, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub struct Passport {
    pub file: String,
    pub n_bytes: f64,
    pub encoding: String,
    pub delimiter: String,
    pub line_ending: String,
    /// Physical line of the header, from 1.
    pub header_line: Option<u32>,
    pub preamble: Vec<String>,
    /// Physical records by class; they add up to all records of the file.
    pub records: Vec<RecordRow>,
    pub n_rows: u32,
    /// Sheets of the workbook or entries of the archive, and the one that was read; empty for a plain file.
    pub parts: Vec<String>,
    pub part: Option<String>,
    /// What one row is, as a sentence.
    pub grain: Option<Message>,
    pub platform: Option<String>,
    /// What the button says: "Analyse 5,795 customers".
    pub action: Option<Message>,
    pub roles: Vec<RoleRow>,
    pub questions: Vec<QuestionRow>,
    pub columns: Vec<ColumnRow>,
    /// Computed columns that the file cannot give.
    pub broken: Vec<BrokenColumn>,
    /// Customers, orders, products, baskets, period; gross, refunds, net.
    pub facts: Vec<Fact>,
    /// Rows that some or all analyses leave out, and what happens to them.
    pub left_out: Vec<LeftOutRow>,
    /// The first and the last day that count, ISO, when the reader chose them.
    pub from: Option<String>,
    pub to: Option<String>,
    /// The sum to compare with one's own report; `None` when no column tells money.
    pub total: Option<TotalRow>,
    /// Headers of columns with personal data.
    pub personal: Vec<String>,
    /// What analyses can be made of this source, and what is lacking for the others.
    pub abilities: Vec<Ability>,
    pub notes: Vec<Message>,
    /// Records set aside or mended, by reason; the list itself is the bad-row report.
    pub set_aside: Vec<AsideRow>,
}

#[derive(Clone, Debug, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub struct RecordRow {
    /// `data`, `header`, `blank`, `preamble`, `repeated_header`, `total`, `footer`, `bad`.
    pub class: String,
    pub label: Message,
    pub n: u32,
}

#[derive(Clone, Debug, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub struct RoleRow {
    /// `order_id`, `customer_id` …
    pub role: String,
    pub label: Message,
    /// `None`: a role that most analyses need and no column has.
    pub column: Option<String>,
    pub confidence: f64,
    /// `sure` (≥ .9), `assumed`, `none`.
    pub state: &'static str,
    pub why: Vec<Message>,
    /// Three values of the column.
    pub samples: Vec<String>,
}

#[derive(Clone, Debug, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub struct BrokenColumn {
    pub name: String,
    pub formula: String,
    pub why: Message,
}

#[derive(Clone, Debug, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub struct QuestionRow {
    pub role: String,
    pub label: Message,
    pub options: Vec<OptionRow>,
    pub effect: Message,
}

#[derive(Clone, Debug, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub struct OptionRow {
    pub column: String,
    pub samples: Vec<String>,
}

#[derive(Clone, Debug, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub struct Fact {
    pub label: Message,
    pub value: Value,
}

#[derive(Clone, Debug, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub struct LeftOutRow {
    pub what: Message,
    pub n_rows: u32,
    /// Of all rows of the table.
    pub share: f64,
    pub amount: Option<Value>,
    /// What is done with them.
    pub treatment: Message,
    /// What else could be done; `None` where only this makes sense.
    pub choice: Option<ChoiceRow>,
}

/// A rule that the reader may change, with the words for each of its values.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub struct ChoiceRow {
    /// `returns`, `duplicates` … ([`super::RULES`]) or `currency`.
    pub rule: String,
    pub chosen: String,
    pub values: Vec<ValueRow>,
}

#[derive(Clone, Debug, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub struct ValueRow {
    pub value: String,
    pub label: Message,
}

#[derive(Clone, Debug, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub struct TotalRow {
    pub amount: Value,
    /// `Quantity × UnitPrice`, or the column's name, and how often it counts.
    pub formula: Message,
    /// Money of the file, in the same currency, that is left out of it by choice.
    pub left_out: Option<Value>,
    pub n_rows: u32,
}

#[derive(Clone, Debug, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub struct Ability {
    pub what: Message,
    pub is_possible: bool,
    pub why: Option<Message>,
}

#[derive(Clone, Debug, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub struct AsideRow {
    /// Reason code of the bad-row report.
    pub reason: String,
    pub label: Message,
    pub n: u32,
    /// Physical line of the first, from 1.
    pub first_line: u32,
    pub sample: String,
}

/// Describes a source as read and mapped; `ledger` is what its rows became, when they became one.
pub fn passport(
    table: &Table,
    profile: &Profile,
    set_aside: &[SetAside],
    notes: &[Message],
    mapping: &Mapping,
    options: &LedgerOptions,
    ledger: Option<&Ledger>,
) -> Passport {
    let rows = Rows::new(table, mapping, &Choices::of_one(table, options));
    let columns = column_rows(table, mapping);
    let personal =
        columns.iter().filter(|column| column.is_personal).map(|column| column.name.clone()).collect();
    Passport {
        file: table.name.clone(),
        n_bytes: profile.n_bytes,
        encoding: profile.encoding.clone(),
        delimiter: profile.delimiter.clone(),
        line_ending: profile.line_ending.clone(),
        header_line: profile.header_row_index.map(|line| line + 1),
        preamble: profile.preamble.clone(),
        records: profile.records.iter().map(|&(class, n)| record_row(class, n)).collect(),
        n_rows: table.n_rows as u32,
        parts: profile.parts.clone(),
        part: profile.part.clone(),
        grain: grain_sentence(mapping.grain),
        platform: mapping.platform.clone(),
        action: action(ledger, mapping, &rows),
        roles: role_rows(table, mapping),
        questions: question_rows(table, mapping),
        facts: facts(&rows, mapping, ledger),
        left_out: left_out(&rows, mapping, options, ledger, table),
        from: options.get("from").map(str::to_owned),
        to: options.get("to").map(str::to_owned),
        total: total(&rows, mapping, ledger),
        personal,
        abilities: abilities(&rows, mapping, ledger),
        notes: notes.iter().cloned().chain(unlike(table, mapping)).collect(),
        set_aside: aside_rows(set_aside),
        broken: Vec::new(),
        columns,
    }
}

/// The wire name of a role or record class.
pub(super) fn wire_name(value: &impl Serialize) -> String {
    match serde_json::to_value(value) {
        Ok(serde_json::Value::String(name)) => name,
        _ => String::new(),
    }
}

/// A role in words.
pub fn role_label(role: Role) -> Message {
    Message::new(format!("role-{}", wire_name(&role).replace('_', "-")))
}

fn record_row(class: RowClass, n: u32) -> RecordRow {
    let name = wire_name(&class);
    RecordRow { label: Message::new(format!("record-{}", name.replace('_', "-"))), class: name, n }
}

fn grain_sentence(grain: Grain) -> Option<Message> {
    (grain != Grain::Unknown).then(|| Message::new(format!("grain-{}", wire_name(&grain))))
}

fn action(ledger: Option<&Ledger>, mapping: &Mapping, rows: &Rows) -> Option<Message> {
    match ledger {
        Some(ledger) if !ledger.customers.is_empty() => {
            Some(Message::new("passport-analyse-customers").count("n", ledger.customers.len()))
        }
        Some(ledger) if !ledger.orders.is_empty() => {
            Some(Message::new("passport-analyse-orders").count("n", ledger.orders.len()))
        }
        _ if mapping.grain == Grain::Basket => {
            Some(Message::new("passport-analyse-baskets").count("n", rows.orders.n_used()))
        }
        _ => Some(Message::new("passport-analyse-rows").count("n", rows.n_rows)),
    }
}

/// Three different values of a column, the first ones.
pub(super) fn samples(table: &Table, column: &str) -> Vec<String> {
    let Some(column) = table.column(column) else { return Vec::new() };
    let mut found: Vec<String> = Vec::new();
    for row in 0..table.n_rows.min(20_000) {
        if row > 0 && column.is_same(row - 1, row) {
            continue;
        }
        let text = column.display(row);
        if !text.trim().is_empty() && !found.contains(&text) {
            found.push(text);
            if found.len() == 3 {
                break;
            }
        }
    }
    found
}

fn role_rows(table: &Table, mapping: &Mapping) -> Vec<RoleRow> {
    let mut found: Vec<RoleRow> = mapping
        .roles
        .iter()
        .map(|choice| RoleRow {
            role: wire_name(&choice.role),
            label: role_label(choice.role),
            column: Some(choice.column.clone()),
            confidence: choice.confidence,
            state: if choice.confidence >= 0.9 { "sure" } else { "assumed" },
            why: choice.why.clone(),
            samples: samples(table, &choice.column),
        })
        .collect();
    let has = |roles: &[Role]| roles.iter().any(|&role| mapping.column(role).is_some());
    let customers = [Role::CustomerId, Role::CustomerEmail, Role::CustomerPhone, Role::CustomerName];
    let money = [Role::LineTotal, Role::OrderTotal, Role::PaidAmount, Role::UnitPrice];
    let needs: [(&[Role], Role); 5] = [
        (&customers, Role::CustomerId),
        (&[Role::OrderDate, Role::PaidAt], Role::OrderDate),
        (&money, Role::LineTotal),
        (&[Role::OrderId], Role::OrderId),
        (&[Role::ProductId, Role::ProductName], Role::ProductName),
    ];
    let is_trade = !matches!(
        mapping.grain,
        Grain::Basket | Grain::Response | Grain::Ticket | Grain::Product | Grain::Customer
    );
    for (any, role) in needs {
        if is_trade && !has(any) {
            found.push(RoleRow {
                role: wire_name(&role),
                label: role_label(role),
                column: None,
                confidence: 0.0,
                state: "none",
                why: Vec::new(),
                samples: Vec::new(),
            });
        }
    }
    found
}

fn question_rows(table: &Table, mapping: &Mapping) -> Vec<QuestionRow> {
    let option = |column: &String| OptionRow { column: column.clone(), samples: samples(table, column) };
    mapping
        .questions
        .iter()
        .map(|question| QuestionRow {
            role: wire_name(&question.role),
            label: role_label(question.role),
            options: question.options.iter().map(option).collect(),
            effect: question.effect.clone(),
        })
        .collect()
}

fn facts(rows: &Rows, mapping: &Mapping, ledger: Option<&Ledger>) -> Vec<Fact> {
    let mut facts = Vec::new();
    let mut add = |key: &'static str, value: Value| facts.push(Fact { label: Message::new(key), value });
    let Some(ledger) = ledger else {
        if rows.has_order_ids {
            let key = if mapping.grain == Grain::Basket { "fact-baskets" } else { "fact-orders" };
            add(key, Value::Count(rows.orders.n_used() as f64));
        }
        if rows.customer_role.is_some() {
            add("fact-customers", Value::Count(rows.customers.n_used() as f64));
        }
        if !rows.products.names.is_empty() {
            add("fact-products", Value::Count(rows.products.n_used() as f64));
        }
        return facts;
    };
    let money = |amount: i128| Value::Money(ledger.major(amount), ledger.currency.clone());
    add("fact-first-day", Value::Day(ledger.first_day));
    add("fact-last-day", Value::Day(ledger.last_day));
    add("fact-customers", Value::Count(ledger.customers.len() as f64));
    add("fact-orders", Value::Count(ledger.orders.len() as f64));
    let n_known = ledger.orders.iter().filter(|order| order.customer.is_some()).count();
    add("fact-known-share", Value::Share(n_known as f64 / ledger.orders.len().max(1) as f64));
    let n_products = ledger.products.iter().filter(|item| item.pseudo.is_none()).count();
    if n_products > 0 {
        add("fact-products", Value::Count(n_products as f64));
        add("fact-baskets", Value::Count(Baskets::from_ledger(ledger).len() as f64));
    }
    if ledger.has_money {
        let gross: i128 = ledger.orders.iter().map(|order| i128::from(order.gross)).sum();
        add("fact-gross", money(gross));
        add("fact-refunds", money(gross - ledger.net()));
        add("fact-net", money(ledger.net()));
        if ledger.cancelled.n_orders > 0 {
            add("fact-cancelled", money(ledger.cancelled.amount));
        }
    }
    facts
}

/// What is done with rows of one sort.
#[derive(Clone, Copy)]
enum Done {
    Always(&'static str),
    By(Rule),
    Currency,
}

const SET_ASIDE: &str = "treatment-set-aside";

/// Rows of one sort, and their money.
#[derive(Clone, Copy, Default)]
struct Tally {
    n_rows: usize,
    amount: i128,
}

impl Tally {
    fn add(&mut self, amount: i64) {
        self.n_rows += 1;
        self.amount += i128::from(amount);
    }
}

/// The rule's own words: `treatment-returns-leave-out`.
fn choice(rule: Rule, options: &LedgerOptions) -> ChoiceRow {
    let (name, values) = RULES[rule as usize];
    let row = |value: &str| {
        let label = Message::new(format!("treatment-{name}-{value}").replace('_', "-"));
        ValueRow { value: value.to_owned(), label }
    };
    let chosen = values[usize::from(options.has(rule))].to_owned();
    ChoiceRow { rule: name.to_owned(), chosen, values: values.iter().map(|value| row(value)).collect() }
}

/// Which currency is kept.
fn currency_choice(rows: &Rows) -> ChoiceRow {
    let row = |(code, n): &(String, u32)| ValueRow {
        value: code.clone(),
        label: Message::new("treatment-currency").text("currency", code).count("n", *n as usize),
    };
    let values = rows.currencies.iter().map(row).collect();
    ChoiceRow { rule: "currency".to_owned(), chosen: rows.currency.clone(), values }
}

fn left_out(
    rows: &Rows,
    mapping: &Mapping,
    options: &LedgerOptions,
    ledger: Option<&Ledger>,
    table: &Table,
) -> Vec<LeftOutRow> {
    let mut found = Vec::new();
    if matches!(
        mapping.grain,
        Grain::Basket | Grain::Response | Grain::Ticket | Grain::Customer | Grain::Product
    ) {
        return found;
    }
    let n = rows.n_rows.max(1) as f64;
    let mut add = |what: &'static str, n_rows: usize, amount: Option<Value>, done: Done| {
        if n_rows == 0 {
            return;
        }
        let choice = match done {
            Done::Always(_) => None,
            Done::By(rule) => Some(choice(rule, options)),
            Done::Currency => Some(currency_choice(rows)),
        };
        let chosen = |choice: &ChoiceRow| {
            choice.values.iter().find(|row| row.value == choice.chosen).map(|row| row.label.clone())
        };
        let treatment = match (done, choice.as_ref().and_then(chosen)) {
            (_, Some(label)) => label,
            (Done::Always(treatment), None) => Message::new(treatment),
            _ => Message::new(SET_ASIDE),
        };
        let (what, share) = (Message::new(what).count("n", n_rows), n_rows as f64 / n);
        found.push(LeftOutRow { what, n_rows: n_rows as u32, share, amount, treatment, choice });
    };
    // One pass: rows and money without a customer, at price 0, credit notes, outside the days that count, of each kind.
    let (mut nobody, mut zero, mut credit) = (Tally::default(), Tally::default(), Tally::default());
    let mut outside = Tally::default();
    let mut kinds: Vec<(RowKind, Tally)> = Vec::new();
    for row in 0..rows.n_rows {
        let (kind, amount, order) = (rows.kinds[row], rows.amount(row as u32), rows.orders.codes[row]);
        if rows.customers.codes[row] == NONE {
            nobody.add(amount);
        }
        if rows.dropped(row as u32) == Some(LeftOutReason::OtherDays) && !matches!(kind, RowKind::LeftOut(_))
        {
            outside.add(amount);
        }
        if kind == RowKind::Sale {
            if amount == 0 {
                zero.add(amount);
            }
        } else if kind == RowKind::Return && order != NONE && rows.is_credit_note[order as usize] {
            credit.add(amount);
        } else {
            match kinds.iter_mut().find(|(known, _)| *known == kind) {
                Some((_, tally)) => tally.add(amount),
                None => kinds.push((kind, Tally { n_rows: 1, amount: i128::from(amount) })),
            }
        }
    }
    let money = |amount: i128| {
        Value::Money(amount as f64 / libm::exp10(f64::from(rows.scale)), rows.currency.clone())
    };
    let mut add_rows = |what: &'static str, tally: Tally, done: Done| {
        let has_sum = rows.has_line_money && !matches!(done, Done::Currency);
        add(what, tally.n_rows, has_sum.then(|| money(tally.amount)), done);
    };
    let of_kind = |kind: RowKind| {
        kinds.iter().find(|(known, _)| *known == kind).map_or(Tally::default(), |(_, tally)| *tally)
    };
    let of_reason = |reason: LeftOutReason| of_kind(RowKind::LeftOut(reason));
    if rows.customer_role.is_some() {
        add_rows("left-out-no-customer", nobody, Done::By(Rule::NoCustomer));
    }
    add_rows("left-out-credit-notes", credit, Done::By(Rule::CreditNotes));
    add_rows("left-out-returns", of_kind(RowKind::Return), Done::By(Rule::Returns));
    // Cancelled rows that are taken for sales are told from others by looking again.
    let mut cancelled = of_kind(RowKind::Cancelled);
    if options.has(Rule::Cancelled) {
        let usual = Rows::new(table, mapping, &Choices::usual());
        let is_cancelled = |row: &u32| usual.kinds[*row as usize] == RowKind::Cancelled;
        (0..rows.n_rows as u32).filter(is_cancelled).for_each(|row| cancelled.add(usual.amount(row)));
    }
    add_rows("left-out-cancelled", cancelled, Done::By(Rule::Cancelled));
    add_rows("left-out-other-days", outside, Done::Always(SET_ASIDE));
    add_rows("left-out-no-date", of_reason(LeftOutReason::NoDate), Done::Always(SET_ASIDE));
    add_rows("left-out-no-sale", of_reason(LeftOutReason::NoSale), Done::Always(SET_ASIDE));
    add_rows("left-out-other-currency", of_reason(LeftOutReason::OtherCurrency), Done::Currency);
    add_rows("left-out-adjustment", of_reason(LeftOutReason::Adjustment), Done::Always(SET_ASIDE));
    if rows.has_line_money && mapping.grain == Grain::Line {
        add_rows("left-out-zero", zero, Done::By(Rule::Zero));
    }
    if let Some(ledger) = ledger {
        let is_pseudo: Vec<bool> = ledger.products.iter().map(|item| item.pseudo.is_some()).collect();
        let lines = ledger
            .lines
            .iter()
            .filter(|line| line.product.is_some_and(|product| is_pseudo[product as usize]));
        let (mut n_lines, mut amount) = (0, 0i128);
        for line in lines {
            n_lines += 1;
            amount += i128::from(line.amount);
        }
        add(
            "left-out-pseudo",
            n_lines,
            Some(Value::Money(ledger.major(amount), ledger.currency.clone())),
            Done::Always("treatment-not-in-rules"),
        );
    }
    add("left-out-respelled", rows.n_respelled, None, Done::By(Rule::Respelled));
    add("left-out-duplicates", duplicate_rows(table), None, Done::By(Rule::Duplicates));
    found
}

/// The money of the file that the reader does not leave out: order totals once an order, else line amounts.
fn total(rows: &Rows, mapping: &Mapping, ledger: Option<&Ledger>) -> Option<TotalRow> {
    if !rows.has_money() {
        return None;
    }
    let groups = Groups::new(rows, mapping.grain);
    let all: i128 = (0..groups.len()).map(|group| rows.group_money(groups.rows(group))).sum();
    let beside = ledger.map_or(0, Ledger::beside_total);
    let money = |amount: i128| {
        Value::Money(amount as f64 / libm::exp10(f64::from(rows.scale)), rows.currency.clone())
    };
    // What is left out of the main currency: amounts of others are told by no sum.
    let of_others = |entry: &&LeftOut| entry.reason == LeftOutReason::OtherCurrency;
    let others: i128 =
        ledger.map_or(0, |ledger| ledger.left_out.iter().filter(of_others).map(|entry| entry.amount).sum());
    let chosen = beside - others;
    let (amount, left_out) = (money(all - beside), (chosen != 0).then(|| money(chosen)));
    let column = |role: Role| mapping.column(role).unwrap_or_default();
    let order = mapping.column(Role::OrderTotal).or(mapping.column(Role::PaidAmount));
    let formula = match (order, mapping.column(Role::LineTotal), mapping.column(Role::Quantity)) {
        (Some(order), _, _) if rows.has_order_ids => {
            Message::new("total-once-an-order").text("column", order)
        }
        (Some(order), _, _) => Message::new("total-of-column").text("column", order),
        (None, Some(line), _) => Message::new("total-of-column").text("column", line),
        (None, None, Some(quantity)) => {
            let key = if rows.discount.is_some() { "total-of-product-less" } else { "total-of-product" };
            Message::new(key)
                .text("quantity", quantity)
                .text("price", column(Role::UnitPrice))
                .text("discount", column(Role::Discount))
        }
        (None, None, None) => Message::new("total-of-column").text("column", column(Role::UnitPrice)),
    };
    Some(TotalRow { amount, formula, left_out, n_rows: rows.n_rows as u32 })
}

fn abilities(rows: &Rows, mapping: &Mapping, ledger: Option<&Ledger>) -> Vec<Ability> {
    let has_orders = ledger.is_some_and(|ledger| !ledger.orders.is_empty());
    let has_customers = ledger.is_some_and(|ledger| !ledger.customers.is_empty());
    let has_money = ledger.is_some_and(|ledger| ledger.has_money);
    let has_baskets = match ledger {
        Some(ledger) => ledger.lines.iter().any(|line| line.product.is_some()),
        None => Baskets::needs_met(mapping) && rows.n_rows > 0,
    };
    let ability = |what: &'static str, needs: &[(bool, &'static str)]| {
        let lacking = needs.iter().find(|(is_met, _)| !is_met).map(|(_, need)| Message::new(*need));
        let why = lacking.map(|need| Message::new("ability-lacks").with("what", need.into()));
        Ability { what: Message::new(what), is_possible: why.is_none(), why }
    };
    let (orders, customers, money) =
        ((has_orders, "need-orders"), (has_customers, "need-customers"), (has_money, "need-money"));
    vec![
        ability("ability-sales", &[orders]),
        ability("ability-segments", &[orders, customers, money]),
        ability("ability-retention", &[orders, customers]),
        ability("ability-value", &[orders, customers]),
        ability("ability-rules", &[(has_baskets, "need-baskets")]),
    ]
}

fn aside_rows(set_aside: &[SetAside]) -> Vec<AsideRow> {
    let mut found: Vec<AsideRow> = Vec::new();
    for entry in set_aside {
        match found.iter_mut().find(|row| row.reason == entry.reason) {
            Some(row) => row.n += 1,
            None => found.push(AsideRow {
                reason: entry.reason.to_owned(),
                label: aside_label(entry.reason),
                n: 1,
                first_line: entry.line,
                sample: entry.raw.chars().take(200).collect(),
            }),
        }
    }
    found
}

fn aside_label(reason: &str) -> Message {
    const KNOWN: &[&str] = &[
        "blank",
        "preamble",
        "repeated_header",
        "total",
        "footer",
        "bad_bytes",
        "nul",
        "unclosed_quote",
        "text_after_quote",
        "too_many_cells",
        "too_few_cells",
        "bad_number",
        "bad_date",
        "sci_id",
        "excel_error",
    ];
    let known = KNOWN.iter().find(|known| **known == reason);
    Message::new(format!("aside-{}", known.unwrap_or(&"other").replace('_', "-")))
}
