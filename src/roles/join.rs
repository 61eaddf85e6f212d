//! Several tables as one. Tables with the same columns are stacked; tables that share keys are joined by the overlap of
//! their values, not by the names of their columns: order heads with their items, orders with customers, items with
//! products. Packed cells are unpacked.

use super::keys::{Keys, NONE, bare_id, clean_id};
use super::ledger::RowRef;
use super::mapping::{Grain, Mapping, Role, RoleChoice};
use super::packed::unpack;
use super::rows::is_sales;
use super::stack::{
    Origins, Pile, Source, free_name, gather, has_same_columns, numbered, piles, text_column,
};
use crate::error::{Error, Result};
use crate::message::Message;
use crate::table::{Column, Data, Table, Validity};
use rustc_hash::FxHashSet;
use std::borrow::Cow;
use std::collections::{HashMap, HashSet};

/// The part of one column's values that has to be found in the other for the two to be one key.
const CONTAINED: f64 = 0.8;

/// One sales table, and what is known beside it.
pub struct Combined<'a> {
    sales: Pile<'a>,
    /// Customer tables, for attributes.
    pub people: Vec<Pile<'a>>,
    /// Answers that rate orders or customers.
    pub reviews: Vec<Pile<'a>>,
    /// Positions of the sources that the sales table is made of.
    pub joined: Vec<u16>,
}

/// Combines the sources.
///
/// # Errors
/// Missing when none has dated orders.
pub fn combine<'a>(sources: &[(&str, &'a Table, &'a Mapping)]) -> Result<Combined<'a>> {
    let missing = || Error::missing(vec![Message::new("need-orders")]);
    let sources = numbered(sources);
    let sales: Vec<Source> = sources.iter().copied().filter(|(_, _, mapping)| is_sales(mapping)).collect();
    // Of heads and lines of the same orders, the heads begin.
    let main = sales
        .iter()
        .copied()
        .find(|(_, _, mapping)| mapping.grain == Grain::Order)
        .or(sales.first().copied())
        .ok_or_else(missing)?;
    let (alike, others): (Vec<Source>, Vec<Source>) =
        sources.into_iter().partition(|(_, table, _)| has_same_columns(main.1, table));
    let sales = Pile::of(&alike).ok_or_else(missing)?;
    let joined = sales.sources();
    let mut combined = Combined { sales, people: Vec::new(), reviews: Vec::new(), joined };
    // Every kind of file is joined once, however many files it came in.
    let (mut items, mut payments, mut known) = (Vec::new(), Vec::new(), Vec::new());
    for pile in piles(others) {
        match pile.mapping.grain {
            Grain::Line => items.push(pile),
            Grain::Payment => payments.push(pile),
            _ => known.push(pile),
        }
    }
    let items = items.into_iter().filter(|pile| combined.has_orders_of(pile)).reduce(Pile::with_orders_of);
    if let Some(items) = items {
        combined.joined.extend(items.sources());
        combined.join_items(items);
    }
    for pile in payments {
        if combined.join_payments(&pile.table, &pile.mapping).is_some() {
            combined.joined.extend(pile.sources());
        }
    }
    for pile in known {
        let sources = pile.sources();
        let is_joined = match pile.mapping.grain {
            Grain::Customer => combined.join_customers(pile),
            Grain::Product => combined.join_products(&pile.table, &pile.mapping),
            Grain::Response => {
                combined.reviews.push(pile);
                None
            }
            _ => None,
        };
        if is_joined.is_some() {
            combined.joined.extend(sources);
        }
    }
    combined.unpack();
    Ok(combined)
}

impl<'a> Combined<'a> {
    pub fn table(&self) -> &Table {
        &self.sales.table
    }

    pub fn mapping(&self) -> &Mapping {
        &self.sales.mapping
    }

    pub fn origin(&self, row: u32) -> RowRef {
        self.sales.origins.of(row)
    }

    /// Whether these are lines, with products, of the orders held so far.
    fn has_orders_of(&self, items: &Pile) -> bool {
        let has_product = items.column(Role::ProductId).or(items.column(Role::ProductName)).is_some();
        let (Some(heads), Some(lines)) = (order_keys(&self.sales), order_keys(items)) else { return false };
        let head_of = first_rows(&heads);
        let n_shared = lines.names.iter().filter(|name| head_of.contains_key(name.as_str())).count();
        let smaller = lines.names.len().min(heads.names.len());
        has_product && smaller > 0 && n_shared as f64 >= CONTAINED * smaller as f64
    }

    /// Lines of the orders held so far: one row a line, the head's cells beside it; heads without lines stay.
    fn join_items(&mut self, pile: Pile<'a>) {
        let (Some(heads), Some(lines)) = (order_keys(&self.sales), order_keys(&pile)) else { return };
        let (items, mapping) = (&*pile.table, &*pile.mapping);
        let head_of: HashMap<&str, usize> = first_rows(&heads);
        let known: HashSet<&str> = lines.names.iter().map(String::as_str).collect();
        let mut item_rows: Vec<Option<usize>> = Vec::new();
        let mut head_rows: Vec<Option<usize>> = Vec::new();
        let mut origins = Vec::new();
        for (row, &code) in lines.codes.iter().enumerate() {
            let head = if code == NONE { None } else { head_of.get(lines.name(code)).copied() };
            item_rows.push(Some(row));
            head_rows.push(head);
            origins.push(pile.origins.of(row as u32));
        }
        for (row, &code) in heads.codes.iter().enumerate() {
            if code == NONE || !known.contains(heads.name(code)) {
                item_rows.push(None);
                head_rows.push(Some(row));
                origins.push(self.origin(row as u32));
            }
        }
        let line_of = |table: &Table, row: Option<usize>| row.and_then(|row| table.lines.get(row).copied());
        let mut wide = Table {
            name: self.sales.table.name.clone(),
            columns: Vec::new(),
            n_rows: item_rows.len(),
            lines: Vec::new(),
        };
        wide.lines = item_rows
            .iter()
            .zip(&head_rows)
            .map(|(&item, &head)| line_of(items, item).or(line_of(&self.sales.table, head)).unwrap_or(0))
            .collect();
        let mut joined = Mapping { grain: Grain::Line, ..Mapping::default() };
        for choice in &mapping.roles {
            let Some(column) = items.column(&choice.column) else { continue };
            let mut column = gather(column, &choice.column, &item_rows);
            // Heads without lines keep their order id.
            if choice.role == Role::OrderId
                && let Some(own) =
                    self.sales.mapping.column(Role::OrderId).and_then(|name| self.sales.table.column(name))
            {
                let text = |i: usize| match item_rows[i] {
                    Some(row) => {
                        items.column(&choice.column).map(|column| column.display(row)).unwrap_or_default()
                    }
                    None => head_rows[i].map(|row| own.display(row)).unwrap_or_default(),
                };
                column = text_column(&choice.column, (0..item_rows.len()).map(text).collect());
            }
            wide.columns.push(column);
            joined.roles.push(choice.clone());
        }
        const OF_LINES: &[Role] = &[
            Role::OrderId,
            Role::LineId,
            Role::ProductId,
            Role::ProductName,
            Role::Category,
            Role::Quantity,
            Role::UnitPrice,
        ];
        let mut taken: Vec<Role> = mapping.roles.iter().map(|choice| choice.role).collect();
        for choice in &self.sales.mapping.roles {
            // What a head calls an amount is the order's.
            let role = if choice.role == Role::LineTotal { Role::OrderTotal } else { choice.role };
            // The head knows an order's date and state better than its lines do.
            let is_heads_own = matches!(role, Role::OrderDate | Role::Status | Role::OrderTotal);
            let Some(column) = self.sales.table.column(&choice.column) else { continue };
            if OF_LINES.contains(&role) || (taken.contains(&role) && !is_heads_own) {
                continue;
            }
            joined.roles.retain(|other| other.role != role);
            let name = free_name(&wide, &choice.column);
            wide.columns.push(gather(column, &name, &head_rows));
            joined.roles.push(RoleChoice { role, column: name, ..choice.clone() });
            taken.push(role);
        }
        // Columns without a role may be the key of a customer table.
        for column in &self.sales.table.columns {
            if !self.sales.mapping.roles.iter().any(|choice| choice.column == column.name)
                && wide.column(&column.name).is_none()
            {
                wide.columns.push(gather(column, &column.name, &head_rows));
            }
        }
        self.sales.table = Cow::Owned(wide);
        self.sales.mapping = Cow::Owned(joined);
        self.sales.origins = Origins::Rows(origins);
    }

    /// What was paid for each order, where the orders themselves tell no money: the sum of its payments. `None` when the
    /// file is not of these orders.
    fn join_payments(&mut self, payments: &Table, mapping: &Mapping) -> Option<()> {
        const AMOUNTS: [Role; 4] = [Role::LineTotal, Role::OrderTotal, Role::PaidAmount, Role::UnitPrice];
        if AMOUNTS.iter().any(|&role| self.sales.mapping.column(role).is_some()) {
            return None;
        }
        let of = |table: &Table, mapping: &Mapping| table.position(mapping.column(Role::OrderId)?);
        let (own, key) = (of(&self.sales.table, &self.sales.mapping)?, of(payments, mapping)?);
        let amount = AMOUNTS.iter().find_map(|&role| payments.column(mapping.column(role)?));
        let Some(Column { name, data: Data::Decimal { mantissa, scale }, validity, currency, .. }) = amount
        else {
            return None;
        };
        let paid = Keys::of(&payments.columns[key], clean_id);
        if contained(&payments.columns[key], &self.sales.table.columns[own]) < CONTAINED {
            return None;
        }
        let mut sums: HashMap<&str, i64> = HashMap::new();
        for (row, &code) in paid.codes.iter().enumerate() {
            if code != NONE && validity.is_valid(row) {
                let sum = sums.entry(paid.name(code)).or_default();
                *sum = sum.saturating_add(mantissa[row]);
            }
        }
        let orders = Keys::of(&self.sales.table.columns[own], clean_id);
        let totals: Vec<Option<i64>> = orders
            .codes
            .iter()
            .map(|&code| if code == NONE { None } else { sums.get(orders.name(code)).copied() })
            .collect();
        let validity = Validity::from_flags(totals.iter().map(Option::is_some));
        let mantissa = totals.iter().map(|total| total.unwrap_or(0)).collect();
        let name = free_name(&self.sales.table, name);
        let column = Column::new(name.clone(), Data::Decimal { mantissa, scale: *scale }, validity);
        self.sales.table.to_mut().columns.push(column.with_currency(currency));
        let why = vec![Message::new("roles-why-joined").text("file", &payments.name)];
        let choice = RoleChoice { role: Role::OrderTotal, column: name, confidence: 0.95, why };
        self.sales.mapping.to_mut().roles.push(choice);
        Some(())
    }

    /// Finds the column that names this table's customers. Where the table translates one key into another (Olist's
    /// `customer_id`, which is an order's, into the person's `customer_unique_id`), the person is taken. `None` when these
    /// are no customers of the table.
    fn join_customers(&mut self, pile: Pile<'a>) -> Option<()> {
        let (people, mapping) = (&*pile.table, &*pile.mapping);
        let person = mapping.column(Role::CustomerId).or(mapping.column(Role::CustomerEmail))?;
        let (own, key) = overlap(&self.sales.table, people, &pile.origins)?;
        let person_column = people.column(person)?;
        let role =
            if mapping.column(Role::CustomerId).is_some() { Role::CustomerId } else { Role::CustomerEmail };
        let name = if people.columns[key].name == person {
            self.sales.table.columns[own].name.clone()
        } else {
            let rows = lookup(&self.sales.table.columns[own], &people.columns[key]);
            let name = free_name(&self.sales.table, person);
            let column = gather(person_column, &name, &rows);
            self.sales.table.to_mut().columns.push(column);
            name
        };
        let roles = &mut self.sales.mapping.to_mut().roles;
        roles.retain(|choice| choice.role != role && choice.column != name);
        roles.push(RoleChoice {
            role,
            column: name,
            confidence: 0.95,
            why: vec![Message::new("roles-why-joined").text("file", &people.name)],
        });
        self.people.push(pile);
        Some(())
    }

    /// Names and categories of products; their prices where the lines tell no money. `None` when it knows other products.
    fn join_products(&mut self, products: &Table, mapping: &Mapping) -> Option<()> {
        let own =
            self.sales.mapping.column(Role::ProductId).and_then(|name| self.sales.table.position(name))?;
        let key = mapping.column(Role::ProductId).and_then(|name| products.column(name))?;
        if contained(&self.sales.table.columns[own], key) < CONTAINED {
            return None;
        }
        let rows = lookup(&self.sales.table.columns[own], key);
        const MONEY: [Role; 4] = [Role::LineTotal, Role::OrderTotal, Role::PaidAmount, Role::UnitPrice];
        let has_money = MONEY.iter().any(|&role| self.sales.mapping.column(role).is_some());
        for role in [Role::ProductName, Role::Category, Role::UnitPrice] {
            if role == Role::UnitPrice && has_money {
                continue;
            }
            let Some(column) = mapping.column(role).and_then(|name| products.column(name)) else { continue };
            if self.sales.mapping.column(role).is_some() {
                continue;
            }
            let name = free_name(&self.sales.table, &column.name);
            let column = gather(column, &name, &rows);
            self.sales.table.to_mut().columns.push(column);
            let why = vec![Message::new("roles-why-joined").text("file", &products.name)];
            self.sales.mapping.to_mut().roles.push(RoleChoice { role, column: name, confidence: 0.95, why });
        }
        Some(())
    }

    fn unpack(&mut self) {
        let origin = |row: u32| self.origin(row);
        if let Some((table, mapping, origins)) = unpack(&self.sales.table, &self.sales.mapping, &origin) {
            self.sales.table = Cow::Owned(table);
            self.sales.mapping = Cow::Owned(mapping);
            self.sales.origins = Origins::Rows(origins);
        }
    }
}

fn order_keys(pile: &Pile) -> Option<Keys> {
    pile.column(Role::OrderId).map(|column| Keys::of(column, clean_id))
}

/// The first row of each key.
pub(super) fn first_rows(keys: &Keys) -> HashMap<&str, usize> {
    let mut first = HashMap::new();
    for (row, &code) in keys.codes.iter().enumerate() {
        if code != NONE {
            first.entry(keys.name(code)).or_insert(row);
        }
    }
    first
}

/// Ids of two files, one of which may have lost its leading zeros.
fn loose_id(text: &str) -> Option<String> {
    clean_id(text).map(|id| bare_id(&id))
}

/// For each cell the row of `key` with the same value.
fn lookup(cells: &Column, key: &Column) -> Vec<Option<usize>> {
    let keys = Keys::of(key, loose_id);
    let first = first_rows(&keys);
    let cells = Keys::of(cells, loose_id);
    let by_code: Vec<Option<usize>> =
        cells.names.iter().map(|name| first.get(name.as_str()).copied()).collect();
    cells.codes.iter().map(|&code| if code == NONE { None } else { by_code[code as usize] }).collect()
}

/// The part of the different values of `cells` that `key` holds.
pub(super) fn contained(cells: &Column, key: &Column) -> f64 {
    let (cells, key) = (Keys::of(cells, loose_id), Keys::of(key, loose_id));
    let known: HashSet<&str> = key.names.iter().map(String::as_str).collect();
    let n = cells.names.iter().filter(|name| known.contains(name.as_str())).count();
    n as f64 / cells.names.len().max(1) as f64
}

/// Whether no file has a value twice. Two exports of the same list may both have it.
fn is_once(values: &Keys, origins: &Origins) -> bool {
    let mut seen = FxHashSet::default();
    let filled = values.codes.iter().enumerate().filter(|(_, code)| **code != NONE);
    filled.map(|(row, &code)| (origins.of(row as u32).source, code)).all(|value| seen.insert(value))
}

/// The column of `table` whose values a key column of `people` (each value once in a file) holds; positions of both.
pub(super) fn overlap(table: &Table, people: &Table, origins: &Origins) -> Option<(usize, usize)> {
    let mut best: Option<(f64, usize, usize)> = None;
    for (k, key) in people.columns.iter().enumerate() {
        let values = Keys::of(key, clean_id);
        let n_filled = values.codes.iter().filter(|&&code| code != NONE).count();
        let is_key = !key.is_date()
            && values.names.len() > 1
            && (values.names.len() == n_filled || is_once(&values, origins))
            && n_filled * 10 >= people.n_rows * 9;
        if !is_key {
            continue;
        }
        for (own, column) in table.columns.iter().enumerate() {
            // Small counts are found in any list of numbers; a customer's column has many values.
            if column.is_date() || Keys::of(column, clean_id).n_used() < (values.names.len() / 20).max(2) {
                continue;
            }
            let share = contained(column, key);
            let is_named_alike = column.name == key.name;
            let score = share + if is_named_alike { 0.1 } else { 0.0 };
            if share >= CONTAINED && best.is_none_or(|(known, _, _)| score > known) {
                best = Some((score, own, k));
            }
        }
    }
    best.map(|(_, own, key)| (own, key))
}
