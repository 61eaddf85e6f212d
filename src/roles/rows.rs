//! The rows of a sales table made comparable: whole-number keys for orders, customers and products, days, exact amounts,
//! and what each row is (sale, return, cancelled, left out). The ledger, the inspection and the passport all start here.

use super::discount::{self, Discount};
use super::evidence::{clock_seconds, compact_day};
use super::ledger::LeftOutReason;
use super::mapping::{Grain, Mapping, Role};
use super::words::{self, Standing};
use crate::order::Arrange;
use crate::table::column::{decimal_text, power_of_ten};
use crate::table::{Column, Data, Day, Table, day};
use rustc_hash::FxHashMap;

/// No key, no product, no customer.
pub const NONE: u32 = u32::MAX;
/// Digits kept of numbers that are no exact decimals.
const FLOAT_SCALE: u8 = 4;

/// Text keys as numbers: one code a row into `names`, [`NONE`] where there is none.
#[derive(Clone, Debug, Default)]
pub struct Keys {
    pub codes: Vec<u32>,
    pub names: Vec<String>,
}

impl Keys {
    /// Codes of a column's cells after `clean`, which gives `None` for cells that name nothing.
    pub fn of(column: &Column, clean: impl Fn(&str) -> Option<String>) -> Keys {
        let mut names = Vec::new();
        let mut seen: FxHashMap<String, u32> = FxHashMap::default();
        let mut code_of = |text: &str| match clean(text) {
            None => NONE,
            Some(name) => *seen.entry(name).or_insert_with_key(|name| {
                names.push(name.clone());
                names.len() as u32 - 1
            }),
        };
        let codes = match &column.data {
            Data::Text(text) => {
                let by_entry: Vec<u32> = text.dictionary.iter().map(&mut code_of).collect();
                let codes = text.codes.iter();
                if column.validity.is_all() {
                    codes.map(|&code| by_entry[code as usize]).collect()
                } else {
                    let of_row = |(row, &code): (usize, &u32)| {
                        if column.is_valid(row) { by_entry[code as usize] } else { NONE }
                    };
                    codes.enumerate().map(of_row).collect()
                }
            }
            Data::Decimal { mantissa, scale } => {
                let mut by_number: FxHashMap<i64, u32> = FxHashMap::default();
                (0..column.len())
                    .map(|row| {
                        if !column.is_valid(row) {
                            return NONE;
                        }
                        let number = mantissa[row];
                        *by_number.entry(number).or_insert_with(|| code_of(&whole_text(number, *scale)))
                    })
                    .collect()
            }
            _ => (0..column.len())
                .map(|row| if column.is_valid(row) { code_of(&column.display(row)) } else { NONE })
                .collect(),
        };
        Keys { codes, names }
    }

    pub fn name(&self, code: u32) -> &str {
        &self.names[code as usize]
    }

    /// How many different keys occur.
    pub fn n_used(&self) -> usize {
        let mut is_used = vec![false; self.names.len()];
        for &code in self.codes.iter().filter(|&&code| code != NONE) {
            is_used[code as usize] = true;
        }
        is_used.into_iter().filter(|&used| used).count()
    }
}

/// An id that was read as a decimal: `17850.0` is `17850`.
fn whole_text(mantissa: i64, scale: u8) -> String {
    let text = decimal_text(mantissa.into(), scale);
    match text.split_once('.') {
        Some((whole, fraction)) if fraction.bytes().all(|b| b == b'0') => whole.to_owned(),
        _ => text,
    }
}

/// An id as it is compared: half-width, trimmed, without the apostrophe Excel adds; `None` for blanks, null words and ids
/// that Excel destroyed (`1.23E+13`).
pub fn clean_id(text: &str) -> Option<String> {
    let text: String = text.chars().map(words::half_width).collect();
    let text = text.trim().trim_start_matches('\'').trim();
    let is_null =
        matches!(text, "" | "-" | "--" | "#N/A" | "N/A" | "NULL" | "null" | "nan" | "NaN" | "无" | "無");
    (!is_null && !is_destroyed_by_excel(text)).then(|| text.to_owned())
}

/// `1.23E+13`: digits of a long id are gone for good; it must never be a key.
pub fn is_destroyed_by_excel(text: &str) -> bool {
    let Some((mantissa, exponent)) = text.split_once(['E', 'e']) else { return false };
    let Some(exponent) = exponent.strip_prefix('+') else { return false };
    mantissa.contains('.')
        && mantissa.bytes().all(|b| b.is_ascii_digit() || b == b'.')
        && exponent.len() <= 3
        && exponent.bytes().all(|b| b.is_ascii_digit())
}

/// A customer's id; walk-ins are nobody.
pub fn clean_customer(text: &str) -> Option<String> {
    clean_id(text).filter(|id| !words::is_walk_in(id))
}

fn clean_email(text: &str) -> Option<String> {
    clean_customer(text).map(|email| email.to_lowercase())
}

fn clean_phone(text: &str) -> Option<String> {
    let phone: String = clean_customer(text)?.chars().filter(|c| !" -().".contains(*c)).collect();
    // A masked number (138****0001) may be several people.
    (phone.chars().filter(char::is_ascii_digit).count() >= 7 && !phone.contains('*')).then_some(phone)
}

/// A sales table prepared.
pub struct Rows {
    pub n_rows: usize,
    pub orders: Keys,
    pub has_order_ids: bool,
    /// Rows of one order id that stand on different days are different orders: receipt numbers start again.
    pub is_order_by_day: bool,
    pub customers: Keys,
    /// Which role names the customers.
    pub customer_role: Option<Role>,
    pub products: Keys,
    pub has_product_ids: bool,
    pub labels: Option<Keys>,
    pub categories: Option<Keys>,
    pub days: Vec<Option<Day>>,
    pub times: Option<Vec<Option<i64>>>,
    pub quantity: Vec<f64>,
    /// Line amounts, in `10^-scale`; [`MISSING_AMOUNT`] where there is none.
    pub amounts: Vec<i64>,
    /// Order totals as they stand on the rows.
    pub totals: Option<Vec<i64>>,
    pub refunds: Option<Vec<i64>>,
    pub scale: u8,
    pub has_line_money: bool,
    /// What was taken off quantity × price.
    pub discount: Option<Discount>,
    /// One row is one line of an order, so that what stands on several rows of an order stands there once.
    pub is_lines: bool,
    pub kinds: Vec<RowKind>,
    /// Invoices that start with C and take back.
    pub is_credit_note: Vec<bool>,
    pub currency: String,
    pub currencies: Vec<(String, u32)>,
}

pub const MISSING_AMOUNT: i64 = i64::MIN;

/// What a row is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RowKind {
    Sale,
    /// Goods or money come back.
    Return,
    /// The order did not happen.
    Cancelled,
    LeftOut(LeftOutReason),
}

impl Rows {
    /// Prepares the table. `currency` is the one to keep when the file holds several; else the most frequent.
    pub fn new(table: &Table, mapping: &Mapping, currency: Option<&str>) -> Rows {
        let column = |role: Role| mapping.column(role).and_then(|name| table.column(name));
        let n_rows = table.n_rows;
        let none = || Keys { codes: vec![NONE; n_rows], names: Vec::new() };
        let mut orders = column(Role::OrderId).map_or_else(none, |column| Keys::of(column, clean_id));
        let has_order_ids = column(Role::OrderId).is_some();
        if has_order_ids {
            fill_down_orders(&mut orders);
        }
        let (customers, customer_role) = customer_keys(table, mapping);
        let (products, has_product_ids) = product_keys(table, mapping);
        let days = days(table, mapping);
        let times = times(table, mapping, &days);
        let quantity = quantities(column(Role::Quantity), n_rows);
        let money = Money::of(table, mapping, &orders);
        let mut rows = Rows {
            n_rows,
            orders,
            has_order_ids,
            is_order_by_day: false,
            customers,
            customer_role,
            products,
            has_product_ids,
            labels: column(Role::ProductName).map(|column| Keys::of(column, clean_id)),
            categories: column(Role::Category).map(|column| Keys::of(column, clean_id)),
            days,
            times,
            quantity,
            amounts: money.amounts,
            totals: money.totals,
            refunds: money.refunds,
            scale: money.scale,
            has_line_money: money.has_line_money,
            discount: money.discount,
            is_lines: matches!(mapping.grain, Grain::Line | Grain::Basket),
            kinds: vec![RowKind::Sale; n_rows],
            is_credit_note: Vec::new(),
            currency: String::new(),
            currencies: Vec::new(),
        };
        rows.is_credit_note = rows.credit_notes();
        rows.fill_within_orders();
        rows.is_order_by_day = rows.has_order_ids && rows.order_ids_come_again();
        rows.tell_kinds(table, mapping);
        rows.keep_one_currency(table, mapping, currency);
        rows
    }

    /// Whether any column tells money.
    pub fn has_money(&self) -> bool {
        self.has_line_money || self.totals.is_some()
    }

    /// The signed measure of a row: its amount, else its quantity.
    fn sign(&self, row: usize) -> f64 {
        let amount = if self.amounts[row] != MISSING_AMOUNT && self.amounts[row] != 0 {
            self.amounts[row] as f64
        } else {
            0.0
        };
        if amount != 0.0 {
            return amount;
        }
        match &self.totals {
            Some(totals) if !self.has_line_money && totals[row] != MISSING_AMOUNT && totals[row] != 0 => {
                totals[row] as f64
            }
            _ => self.quantity[row],
        }
    }

    /// Orders whose id is `C` and a number while the others are plain numbers, and whose rows take back.
    fn credit_notes(&self) -> Vec<bool> {
        let is_marked = |name: &str| {
            let mut characters = name.chars();
            matches!(characters.next(), Some('C' | 'c'))
                && characters.next().is_some_and(|c| c.is_ascii_digit())
        };
        let marked: Vec<bool> = self.orders.names.iter().map(|name| is_marked(name)).collect();
        let n_marked = marked.iter().filter(|&&m| m).count();
        if n_marked == 0 || n_marked * 2 > marked.len() {
            return vec![false; marked.len()];
        }
        let (mut n, mut n_negative) = (0usize, 0usize);
        for (row, &code) in self.orders.codes.iter().enumerate() {
            if code != NONE && marked[code as usize] {
                n += 1;
                n_negative += usize::from(self.sign(row) < 0.0);
            }
        }
        if n_negative * 10 >= n * 9 { marked } else { vec![false; marked.len()] }
    }

    /// Customer and date of a row that lacks them come from the other rows of its order, never from its neighbours.
    fn fill_within_orders(&mut self) {
        if !self.has_order_ids {
            return;
        }
        let n_orders = self.orders.names.len();
        let mut first_day: Vec<Option<Day>> = vec![None; n_orders];
        for (row, &order) in self.orders.codes.iter().enumerate() {
            if let (true, Some(day)) = (order != NONE, self.days[row]) {
                let known = &mut first_day[order as usize];
                *known = Some(known.map_or(day, |d| d.min(day)));
            }
        }
        let customers = most_frequent(&self.orders.codes, &self.customers.codes, n_orders, |code| {
            self.customers.name(code)
        });
        for (row, &order) in self.orders.codes.iter().enumerate() {
            if order == NONE {
                continue;
            }
            if self.days[row].is_none() {
                self.days[row] = first_day[order as usize];
            }
            if self.customers.codes[row] == NONE {
                self.customers.codes[row] = customers[order as usize];
            }
        }
    }

    /// Receipt numbers that start again every day, or in every shop: one order id over several days in more than a
    /// fifth of the ids that have several rows.
    fn order_ids_come_again(&self) -> bool {
        let mut span: Vec<Option<(Day, Day, u32)>> = vec![None; self.orders.names.len()];
        for (row, &order) in self.orders.codes.iter().enumerate() {
            let Some(day) = self.days[row].filter(|_| order != NONE && self.sign(row) >= 0.0) else {
                continue;
            };
            let entry = &mut span[order as usize];
            *entry = Some(entry.map_or((day, day, 1), |(from, to, n)| (from.min(day), to.max(day), n + 1)));
        }
        let repeated: Vec<_> = span.iter().flatten().filter(|(_, _, n)| *n > 1).collect();
        let n_spread = repeated.iter().filter(|(from, to, _)| to - from > 1).count();
        n_spread * 5 > repeated.len() && n_spread > 2
    }

    fn tell_kinds(&mut self, table: &Table, mapping: &Mapping) {
        let column = |role: Role| mapping.column(role).and_then(|name| table.column(name));
        let status = column(Role::Status).map(|column| {
            let keys = Keys::of(column, |text| Some(text.to_owned()));
            let standings: Vec<Standing> = keys.names.iter().map(|name| words::standing(name)).collect();
            (keys, standings)
        });
        let cancelled_at = column(Role::CancelledAt).map(|column| {
            let keys = Keys::of(column, |text| words::says_cancelled(text).then(|| text.to_owned()));
            // A reason or a date on every row tells nothing.
            let n = keys.codes.iter().filter(|&&code| code != NONE).count();
            (keys, n < self.n_rows || self.n_rows < 3)
        });
        // A status that stands on an order's first row only holds for the whole order.
        let mut order_standing: FxHashMap<u32, Standing> = FxHashMap::default();
        if let (Some((keys, standings)), true) = (&status, self.has_order_ids) {
            for (row, &order) in self.orders.codes.iter().enumerate() {
                let blank = |code: u32| code == NONE || keys.name(code).trim().is_empty();
                if order != NONE && !blank(keys.codes[row]) {
                    let standing = standings[keys.codes[row] as usize];
                    let entry = order_standing.entry(order).or_insert(standing);
                    // Rows that disagree are told apart by their own cells; a good one keeps the order.
                    if standing == Standing::Good {
                        *entry = Standing::Good;
                    }
                }
            }
        }
        let mut type_rows: Option<(Keys, Vec<Standing>)> = None;
        let mut cancelled_orders: Vec<bool> = vec![false; self.orders.names.len()];
        if let Some((keys, true)) = &cancelled_at {
            for (row, &order) in self.orders.codes.iter().enumerate() {
                if order != NONE && keys.codes[row] != NONE {
                    cancelled_orders[order as usize] = true;
                }
            }
        }
        if let Some(column) = column(Role::ReturnStatus) {
            let keys =
                Keys::of(column, |text| (words::standing(text) != Standing::Good).then(|| text.to_owned()));
            let standings = keys.names.iter().map(|name| words::standing(name)).collect();
            type_rows = Some((keys, standings));
        }
        let adjustments = self.labels.as_ref().map(|labels| {
            labels.names.iter().map(|label| words::is_book_adjustment(label)).collect::<Vec<bool>>()
        });
        // A type of transaction or the state of a return, beside the order's own status.
        let second_standing = |row: usize| match &type_rows {
            Some((keys, standings)) if keys.codes[row] != NONE => standings[keys.codes[row] as usize],
            _ => Standing::Good,
        };
        for row in 0..self.n_rows {
            let order = self.orders.codes[row];
            let standing = match &status {
                None => Standing::Good,
                Some((keys, standings)) => match keys.codes[row] {
                    code if code != NONE && !keys.name(code).trim().is_empty() => standings[code as usize],
                    _ => order_standing.get(&order).copied().unwrap_or(Standing::Good),
                },
            };
            let is_adjustment = match (&adjustments, &self.labels) {
                (Some(adjustments), Some(labels)) => {
                    labels.codes[row] != NONE && adjustments[labels.codes[row] as usize]
                }
                _ => false,
            };
            let says_cancelled = match &cancelled_at {
                Some((keys, true)) => {
                    keys.codes[row] != NONE || (order != NONE && cancelled_orders[order as usize])
                }
                _ => false,
            };
            self.kinds[row] = if is_adjustment {
                RowKind::LeftOut(LeftOutReason::Adjustment)
            } else if standing == Standing::NoSale || second_standing(row) == Standing::NoSale {
                RowKind::LeftOut(LeftOutReason::NoSale)
            } else if standing == Standing::Refund
                || second_standing(row) == Standing::Refund
                || self.sign(row) < 0.0
            {
                RowKind::Return
            } else if standing == Standing::Cancelled
                || says_cancelled
                || second_standing(row) == Standing::Cancelled
            {
                RowKind::Cancelled
            } else if order != NONE && self.is_credit_note[order as usize] {
                RowKind::Return
            } else if self.days[row].is_none() {
                RowKind::LeftOut(LeftOutReason::NoDate)
            } else {
                RowKind::Sale
            };
        }
    }

    /// Amounts of different currencies are never added: the chosen or most frequent one stays.
    fn keep_one_currency(&mut self, table: &Table, mapping: &Mapping, wanted: Option<&str>) {
        let Some(column) = mapping.column(Role::Currency).and_then(|name| table.column(name)) else {
            self.currency = header_currency(mapping)
                .or_else(|| Some(amount_column(table, mapping)?.currency.to_owned()))
                .unwrap_or_default();
            return;
        };
        let mut keys = Keys::of(column, |text| {
            let text = words::fold(text);
            (!text.is_empty())
                .then(|| words::currency_code(&text).map_or_else(|| text.to_uppercase(), str::to_owned))
        });
        if self.has_order_ids {
            let by_order = most_frequent(&self.orders.codes, &keys.codes, self.orders.names.len(), |code| {
                keys.name(code)
            });
            for (row, &order) in self.orders.codes.iter().enumerate() {
                if order != NONE && keys.codes[row] == NONE {
                    keys.codes[row] = by_order[order as usize];
                }
            }
        }
        let mut counts = vec![0u32; keys.names.len()];
        for &code in keys.codes.iter().filter(|&&code| code != NONE) {
            counts[code as usize] += 1;
        }
        let mut currencies: Vec<(String, u32)> = keys.names.iter().cloned().zip(counts).collect();
        currencies.arrange_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
        let kept = wanted
            .and_then(|wanted| currencies.iter().find(|(code, _)| code.eq_ignore_ascii_case(wanted)))
            .or(currencies.first())
            .map(|(code, _)| code.clone())
            .unwrap_or_default();
        for (row, &code) in keys.codes.iter().enumerate() {
            if code != NONE
                && keys.name(code) != kept
                && self.kinds[row] != RowKind::LeftOut(LeftOutReason::NoSale)
            {
                self.kinds[row] = RowKind::LeftOut(LeftOutReason::OtherCurrency);
            }
        }
        self.currency = kept;
        self.currencies = currencies;
    }
}

/// For each group the value that most of its rows have; ties go to the smaller name.
pub fn most_frequent<'a>(
    groups: &[u32],
    values: &[u32],
    n_groups: usize,
    name: impl Fn(u32) -> &'a str,
) -> Vec<u32> {
    // The usual case, one value a group, needs no counting.
    let mut only = vec![NONE; n_groups];
    let mut is_mixed = vec![false; n_groups];
    for (&group, &value) in groups.iter().zip(values) {
        if group == NONE || value == NONE {
            continue;
        }
        let known = &mut only[group as usize];
        if *known == NONE {
            *known = value;
        } else if *known != value {
            is_mixed[group as usize] = true;
        }
    }
    let mut counts: FxHashMap<(u32, u32), u32> = FxHashMap::default();
    for (&group, &value) in groups.iter().zip(values) {
        if group != NONE && value != NONE && is_mixed[group as usize] {
            *counts.entry((group, value)).or_default() += 1;
        }
    }
    let mut best: FxHashMap<u32, (u32, u32)> = FxHashMap::default();
    for (&(group, value), &n) in &counts {
        let is_better = |(other, m): (u32, u32)| n > m || (n == m && name(value) < name(other));
        if best.get(&group).is_none_or(|&known| is_better(known)) {
            best.insert(group, (value, n));
        }
    }
    for (group, (value, _)) in best {
        only[group as usize] = value;
    }
    only
}

/// An order id that stands on the order's first row only is filled down; only where blanks follow ids regularly.
fn fill_down_orders(orders: &mut Keys) {
    let n_blank = orders.codes.iter().filter(|&&code| code == NONE).count();
    let first_is_there = orders.codes.first().is_some_and(|&code| code != NONE);
    let mut seen = vec![false; orders.names.len()];
    let mut comes_again = false;
    for (i, &code) in orders.codes.iter().enumerate() {
        if code == NONE {
            continue;
        }
        let follows_itself = i > 0 && orders.codes[i - 1] == code;
        comes_again |= seen[code as usize] || follows_itself;
        seen[code as usize] = true;
    }
    if n_blank == 0 || !first_is_there || comes_again || n_blank * 5 < orders.codes.len() {
        return;
    }
    let mut last = NONE;
    for code in &mut orders.codes {
        if *code == NONE {
            *code = last;
        }
        last = *code;
    }
}

/// Customers by the best key there is: id, e-mail, phone, name. A row without the first takes the next that is there,
/// and two keys that ever stand on one row are one customer.
fn customer_keys(table: &Table, mapping: &Mapping) -> (Keys, Option<Role>) {
    type Clean = fn(&str) -> Option<String>;
    let ladder: [(Role, Clean); 4] = [
        (Role::CustomerId, clean_customer),
        (Role::CustomerEmail, clean_email),
        (Role::CustomerPhone, clean_phone),
        (Role::CustomerName, clean_customer),
    ];
    let mut main: Option<(Role, Keys)> = None;
    for (role, clean) in ladder {
        let Some(column) = mapping.column(role).and_then(|name| table.column(name)) else { continue };
        let keys = Keys::of(column, clean);
        match &mut main {
            None => {
                if keys.codes.iter().any(|&code| code != NONE) {
                    main = Some((role, keys));
                }
            }
            // Two people may share a name; it never completes another key.
            Some((_, main)) if role != Role::CustomerName => complete(main, &keys),
            Some(_) => {}
        }
    }
    match main {
        Some((role, keys)) => (keys, Some(role)),
        None => (Keys { codes: vec![NONE; table.n_rows], names: Vec::new() }, None),
    }
}

/// Fills gaps of `main` through `other`: with the main key seen beside the same other key, else with the other key.
fn complete(main: &mut Keys, other: &Keys) {
    if main.codes.iter().all(|&code| code != NONE) {
        return;
    }
    let beside =
        most_frequent(&other.codes, &main.codes, other.names.len(), |code| &main.names[code as usize]);
    let mut added: FxHashMap<u32, u32> = FxHashMap::default();
    for (row, &key) in other.codes.iter().enumerate() {
        if main.codes[row] != NONE || key == NONE {
            continue;
        }
        main.codes[row] = match beside[key as usize] {
            NONE => *added.entry(key).or_insert_with(|| {
                main.names.push(other.name(key).to_owned());
                main.names.len() as u32 - 1
            }),
            known => known,
        };
    }
}

/// Products by code, else by name; spellings that differ in case, width or outer blanks are one.
fn product_keys(table: &Table, mapping: &Mapping) -> (Keys, bool) {
    let column = |role: Role| mapping.column(role).and_then(|name| table.column(name));
    let upper = |text: &str| clean_id(text).map(|id| id.to_uppercase());
    let ids =
        column(Role::ProductId).map(|column| Keys::of(column, upper)).filter(|keys| !keys.names.is_empty());
    let names = column(Role::ProductName).map(|column| Keys::of(column, upper));
    match (ids, names) {
        (Some(mut ids), Some(names)) => {
            complete(&mut ids, &names);
            (ids, true)
        }
        (Some(ids), None) => (ids, true),
        (None, Some(names)) => (names, false),
        (None, None) => (Keys { codes: vec![NONE; table.n_rows], names: Vec::new() }, false),
    }
}

fn days(table: &Table, mapping: &Mapping) -> Vec<Option<Day>> {
    let column = |role: Role| mapping.column(role).and_then(|name| table.column(name));
    let read = |column: &Column| -> Vec<Option<Day>> {
        (0..table.n_rows)
            .map(|row| {
                column.day(row).or_else(|| column.number(row).and_then(compact_day)).or_else(|| {
                    let text = column.text(row)?.trim();
                    if text.len() == 8 {
                        compact_day(text.parse().ok()?)
                    } else {
                        day::parse_iso(text.get(..10)?)
                    }
                })
            })
            .collect()
    };
    match column(Role::OrderDate).or(column(Role::PaidAt)).or(column(Role::TicketCreated)) {
        Some(column) => read(column),
        None => vec![None; table.n_rows],
    }
}

/// Clock times, from the date column or from a column of their own; `None` when the file has none.
fn times(table: &Table, mapping: &Mapping, days: &[Option<Day>]) -> Option<Vec<Option<i64>>> {
    let column = |role: Role| mapping.column(role).and_then(|name| table.column(name));
    if let Some(Column { data: Data::Time(times), validity, .. }) = column(Role::OrderDate)
        && times.iter().any(|time| time.rem_euclid(86_400) != 0)
    {
        return Some((0..table.n_rows).map(|row| validity.is_valid(row).then(|| times[row])).collect());
    }
    let clock = column(Role::OrderTime)?;
    let seconds = |row: usize| match &clock.data {
        Data::Time(times) if clock.is_valid(row) => Some(times[row].rem_euclid(86_400)),
        _ => clock_seconds(clock.text(row)?),
    };
    Some((0..table.n_rows).map(|row| Some(i64::from(days[row]?) * 86_400 + seconds(row)?)).collect())
}

fn quantities(column: Option<&Column>, n_rows: usize) -> Vec<f64> {
    match column {
        Some(column) => (0..n_rows).map(|row| column.number(row).unwrap_or(1.0)).collect(),
        None => vec![1.0; n_rows],
    }
}

struct Money {
    amounts: Vec<i64>,
    totals: Option<Vec<i64>>,
    refunds: Option<Vec<i64>>,
    scale: u8,
    has_line_money: bool,
    discount: Option<Discount>,
}

impl Money {
    /// Line amounts: the line total, else quantity × price less the discount, else the price. Order totals: the total,
    /// else the amount paid.
    fn of(table: &Table, mapping: &Mapping, orders: &Keys) -> Money {
        let number = |role: Role| {
            mapping.column(role).and_then(|name| table.column(name)).filter(|column| column.is_number())
        };
        let total = number(Role::OrderTotal).or(number(Role::PaidAmount));
        let refund = number(Role::RefundAmount);
        let line = number(Role::LineTotal);
        let price = if line.is_none() { number(Role::UnitPrice) } else { None };
        let quantity = if price.is_some() { number(Role::Quantity) } else { None };
        let off = number(Role::Discount).filter(|_| total.is_none() && quantity.is_some());
        let price_scale = price.map_or(0, scale_of) + quantity.map_or(0, scale_of);
        let stated = [total, refund, line].into_iter().flatten().map(scale_of).chain([price_scale]);
        let mut scale = stated.max().unwrap_or(0);
        let read = |column: &Column, scale: u8| -> Vec<i64> {
            let exact = Exact::new(column, scale);
            (0..table.n_rows).map(|row| exact.get(row).unwrap_or(MISSING_AMOUNT)).collect()
        };
        let (mut amounts, has_line_money) = match (line, price, quantity) {
            (Some(line), _, _) => (read(line, scale), true),
            (None, Some(price), Some(quantity)) => {
                let quantity_scale = scale_of(quantity);
                let quantity = Exact::new(quantity, quantity_scale);
                let price = Exact::new(price, scale - quantity_scale);
                let product = |row: usize| quantity.get(row)?.checked_mul(price.get(row)?);
                ((0..table.n_rows).map(|row| product(row).unwrap_or(MISSING_AMOUNT)).collect(), true)
            }
            (None, Some(price), None) => (read(price, scale), true),
            (None, None, _) => (vec![MISSING_AMOUNT; table.n_rows], false),
        };
        let mut discount = None;
        if let Some(off) = off {
            (discount, scale) = discount::subtract(off, &mut amounts, scale, orders);
        }
        Money {
            amounts,
            totals: total.map(|column| read(column, scale)),
            refunds: refund.map(|column| read(column, scale)),
            scale,
            has_line_money,
            discount,
        }
    }
}

pub(super) fn scale_of(column: &Column) -> u8 {
    match &column.data {
        Data::Decimal { scale, .. } => *scale,
        _ => FLOAT_SCALE,
    }
}

/// Number cells in `10^-scale`; `None` for those that are missing or too large.
pub(super) struct Exact<'a> {
    column: &'a Column,
    /// What a mantissa is multiplied by; `None` when the scale asked for is too small.
    factor: Option<i64>,
    power: f64,
}

impl<'a> Exact<'a> {
    pub fn new(column: &'a Column, scale: u8) -> Exact<'a> {
        let shift = scale.checked_sub(scale_of(column));
        let factor = shift.and_then(|shift| 10i64.checked_pow(u32::from(shift)));
        Exact { column, factor, power: power_of_ten(scale) }
    }

    pub fn get(&self, row: usize) -> Option<i64> {
        if !self.column.is_valid(row) {
            return None;
        }
        match &self.column.data {
            Data::Decimal { mantissa, .. } => self.factor?.checked_mul(mantissa[row]),
            Data::Float(values) => {
                let value = (values[row] * self.power).round();
                (value.abs() < 9e18).then_some(value as i64)
            }
            _ => None,
        }
    }
}

/// The column that amounts come from.
fn amount_column<'a>(table: &'a Table, mapping: &Mapping) -> Option<&'a Column> {
    [Role::OrderTotal, Role::LineTotal, Role::UnitPrice, Role::PaidAmount]
        .into_iter()
        .find_map(|role| mapping.column(role))
        .and_then(|name| table.column(name))
}

/// A currency named in the header of an amount: `金额（元）`, `Sale Price ($)`.
fn header_currency(mapping: &Mapping) -> Option<String> {
    let amount = [Role::OrderTotal, Role::LineTotal, Role::UnitPrice, Role::PaidAmount]
        .into_iter()
        .find_map(|role| mapping.column(role))?;
    let header: String = amount.chars().map(words::half_width).collect();
    let (_, bracket) = header.rsplit_once('(')?;
    words::currency_code(bracket.trim_end().trim_end_matches(')')).map(str::to_owned)
}

/// Whether a table of this grain can be kept as books of orders.
pub fn is_sales(mapping: &Mapping) -> bool {
    let has = |role: Role| mapping.column(role).is_some();
    let has_date = has(Role::OrderDate) || has(Role::PaidAt);
    has_date && matches!(mapping.grain, Grain::Line | Grain::Order | Grain::Payment | Grain::Unknown)
}
