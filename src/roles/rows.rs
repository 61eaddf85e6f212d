//! The rows of a sales table made comparable: whole-number keys for orders, customers and products, days, exact amounts,
//! and what each row is (sale, return, cancelled, left out). The ledger, the inspection and the passport all start here.

use super::choices::{Choices, Rule};
use super::discount::Discount;
use super::evidence::{clock_seconds, compact_day};
use super::keys::{
    Keys, NONE, clean_id, customer_keys, fill_down_orders, merge_alike, most_frequent, product_keys,
};
use super::ledger::LeftOutReason;
use super::mapping::{Grain, Mapping, Role};
use super::money::{MISSING_AMOUNT, Money, amount_column, header_currency};
use super::words::{self, Standing};
use crate::order::Arrange;
use crate::table::{Column, Data, Day, Table, day};
use rustc_hash::FxHashMap;

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
    /// Rows whose customer number is another spelling of a more frequent one, and was taken for it.
    pub n_respelled: usize,
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
    /// Why a row is left out by the reader's choice; empty when none is.
    dropped: Vec<Option<LeftOutReason>>,
    /// Invoices that start with C and take back.
    pub is_credit_note: Vec<bool>,
    pub currency: String,
    pub currencies: Vec<(String, u32)>,
}

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
    /// Prepares the table. Of several currencies the one chosen is kept, else the most frequent.
    pub fn new(table: &Table, mapping: &Mapping, choices: &Choices) -> Rows {
        let column = |role: Role| mapping.column(role).and_then(|name| table.column(name));
        let n_rows = table.n_rows;
        let none = || Keys { codes: vec![NONE; n_rows], names: Vec::new() };
        let mut orders = column(Role::OrderId).map_or_else(none, |column| Keys::of(column, clean_id));
        let has_order_ids = column(Role::OrderId).is_some();
        if has_order_ids {
            fill_down_orders(&mut orders);
        }
        let (mut customers, customer_role) = customer_keys(table, mapping);
        let mut n_respelled = 0;
        if customer_role == Some(Role::CustomerId) {
            let apart = choices.any(Rule::Respelled).then(|| customers.clone());
            n_respelled = merge_alike(&mut customers);
            customers = apart.unwrap_or(customers);
        }
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
            n_respelled,
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
            dropped: Vec::new(),
            is_credit_note: Vec::new(),
            currency: String::new(),
            currencies: Vec::new(),
        };
        rows.is_credit_note = rows.credit_notes();
        rows.fill_within_orders();
        rows.is_order_by_day = rows.has_order_ids && rows.order_ids_come_again();
        rows.tell_kinds(table, mapping, choices);
        rows.keep_one_currency(table, mapping, choices.currency.as_deref());
        rows.dropped = choices.dropped(&rows);
        rows
    }

    /// Why the reader leaves this row out; `None` for rows that stay or are none of theirs.
    pub fn dropped(&self, row: u32) -> Option<LeftOutReason> {
        self.dropped.get(row as usize).copied().flatten()
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

    fn tell_kinds(&mut self, table: &Table, mapping: &Mapping, choices: &Choices) {
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
            } else if (standing == Standing::Cancelled
                || says_cancelled
                || second_standing(row) == Standing::Cancelled)
                && !choices.has(Rule::Cancelled, row as u32)
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
        let mut keys = currency_keys(column);
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

/// The currencies of a column, however they are written.
pub fn currency_keys(column: &Column) -> Keys {
    Keys::of(column, |text| {
        let text = words::fold(text);
        (!text.is_empty())
            .then(|| words::currency_code(&text).map_or_else(|| text.to_uppercase(), str::to_owned))
    })
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

/// Whether a table of this grain can be kept as books of orders.
pub fn is_sales(mapping: &Mapping) -> bool {
    let has = |role: Role| mapping.column(role).is_some();
    let has_date = has(Role::OrderDate) || has(Role::PaidAt);
    has_date && matches!(mapping.grain, Grain::Line | Grain::Order | Grain::Payment | Grain::Unknown)
}
