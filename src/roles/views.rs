//! The ledger as analyses look at it: some customers, some time, days instead of orders, baskets.

use super::books::index_orders;
use super::choices::{Choices, LedgerOptions};
use super::groups::Groups;
use super::keys::NONE;
use super::ledger::{AttributeValues, Baskets, Item, Ledger};
use super::mapping::{Grain, Mapping, Role};
use super::rows::{RowKind, Rows};
use super::stack::{Pile, numbered, piles};
use super::words;
use crate::order::Arrange;
use crate::table::{Day, Table};
use std::rc::Rc;

impl Ledger {
    /// The books of some customers: `keep` is parallel to `customers`. Customers are numbered anew;
    /// `customer_origins` leads back, so that labels stay alignable. Orders and refunds of nobody are dropped.
    pub fn keep_customers(&self, keep: &[bool]) -> Ledger {
        let is_kept =
            |customer: Option<u32>| customer.is_some_and(|c| keep.get(c as usize).copied().unwrap_or(false));
        self.filtered(|customer, _| is_kept(customer), |customer| is_kept(Some(customer)))
    }

    /// The books from one day to another, both included. Customers without an order in that time are dropped and the
    /// others numbered anew; see [`Ledger::customer_origins`].
    pub fn keep_period(&self, from: Day, to: Day) -> Ledger {
        let is_within = |day: Day| (from..=to).contains(&day);
        let mut has_order = vec![false; self.customers.len()];
        for order in self.orders.iter().filter(|order| is_within(order.day)) {
            if let Some(customer) = order.customer {
                has_order[customer as usize] = true;
            }
        }
        let mut kept = self.filtered(|_, day| is_within(day), |customer| has_order[customer as usize]);
        kept.first_day = self.first_day.max(from).min(to);
        kept.last_day = self.last_day.min(to).max(from);
        kept
    }

    fn filtered(
        &self,
        keep: impl Fn(Option<u32>, Day) -> bool,
        keep_customer: impl Fn(u32) -> bool,
    ) -> Ledger {
        let mut new_customer = vec![None; self.customers.len()];
        let kept: Vec<u32> =
            (0..self.customers.len() as u32).filter(|&customer| keep_customer(customer)).collect();
        for (new, &old) in kept.iter().enumerate() {
            new_customer[old as usize] = Some(new as u32);
        }
        let renumbered =
            |customer: Option<u32>| customer.and_then(|customer| new_customer[customer as usize]);
        let mut ledger = Ledger {
            sources: self.sources.clone(),
            customers: kept.iter().map(|&old| self.customers[old as usize].clone()).collect(),
            products: self.products.clone(),
            categories: self.categories.clone(),
            attributes: self
                .attributes
                .iter()
                .map(|attribute| super::ledger::Attribute {
                    name: attribute.name.clone(),
                    values: pick(&attribute.values, &kept),
                })
                .collect(),
            scale: self.scale,
            currency: self.currency.clone(),
            has_money: self.has_money,
            first_day: self.first_day,
            last_day: self.last_day,
            cancelled: self.cancelled.clone(),
            left_out: self.left_out.clone(),
            refunds_stated: self.refunds_stated,
            customer_origins: kept.iter().map(|&old| self.customer_origins[old as usize]).collect(),
            ..Ledger::default()
        };
        let mut new_order = vec![None; self.orders.len()];
        for (i, order) in self.orders.iter().enumerate() {
            if !keep(order.customer, order.day) {
                continue;
            }
            let position = ledger.orders.len() as u32;
            new_order[i] = Some(position);
            let start = ledger.lines.len() as u32;
            ledger.lines.extend(
                self.lines_of(order).iter().map(|line| super::ledger::Line { order: position, ..*line }),
            );
            let mut order = order.clone();
            order.customer = renumbered(order.customer);
            order.lines = start..ledger.lines.len() as u32;
            ledger.orders.push(order);
        }
        ledger.refunds = self
            .refunds
            .iter()
            .filter(|refund| keep(refund.customer, refund.day))
            .map(|refund| super::ledger::Refund {
                customer: renumbered(refund.customer),
                order: refund.order.and_then(|order| new_order[order as usize]),
                ..*refund
            })
            .collect();
        index_orders(&mut ledger);
        ledger
    }

    /// The days on which the customer bought, ascending, each once, with the gross amount of the day. Models of
    /// buying in time count these: two orders on one day are one purchase.
    pub fn purchase_days(&self, customer: u32) -> Vec<(Day, i64)> {
        let mut days: Vec<(Day, i64)> = Vec::new();
        for order in self.orders_of(customer) {
            match days.last_mut() {
                Some((day, amount)) if *day == order.day => *amount = amount.saturating_add(order.gross),
                _ => days.push((order.day, order.gross)),
            }
        }
        days
    }
}

fn pick(values: &AttributeValues, kept: &[u32]) -> AttributeValues {
    match values {
        AttributeValues::Category { codes, names } => AttributeValues::Category {
            codes: kept.iter().map(|&old| codes[old as usize]).collect(),
            names: names.clone(),
        },
        AttributeValues::Number(numbers) => {
            AttributeValues::Number(kept.iter().map(|&old| numbers[old as usize]).collect())
        }
    }
}

impl Baskets {
    /// One basket an order: its products with a price above 0 (any price, when lines have none). Orders without such
    /// a product have no basket.
    pub fn from_ledger(ledger: &Ledger) -> Baskets {
        let has_line_money = ledger.lines.iter().any(|line| line.amount != 0);
        let mut baskets = Baskets::empty(ledger.products.clone(), ledger.categories.clone());
        let mut items = Vec::new();
        for (i, order) in ledger.orders.iter().enumerate() {
            items.clear();
            let lines = ledger.lines_of(order).iter();
            items.extend(
                lines
                    .filter(|line| line.quantity > 0.0 && (line.amount > 0 || !has_line_money))
                    .filter_map(|line| line.product),
            );
            if baskets.push(&mut items, order.customer, Some(order.day)) {
                baskets.origins.push(i as u32);
            }
        }
        baskets
    }

    /// Baskets of tables without dates: basket-per-line files, or order ids with products. The first table that has such,
    /// and those of the same columns.
    ///
    /// `None` when no mapping names orders and products.
    pub fn from_tables(sources: &[(&str, &Table, &Mapping)], options: &[LedgerOptions]) -> Option<Baskets> {
        let piles = piles(numbered(sources));
        let pile = piles.iter().find(|pile| Baskets::needs_met(&pile.mapping))?;
        let origin = |row: u32| pile.origins.of(row);
        Some(Baskets::from_pile(pile, &Choices::of(sources, options, &pile.sources(), &origin)))
    }

    fn from_pile(pile: &Pile, choices: &Choices) -> Baskets {
        let (table, mapping) = (&*pile.table, &*pile.mapping);
        let rows = Rows::new(table, mapping, choices);
        let groups = Groups::new(&rows, Grain::Line);
        let mut order: Vec<u32> = (0..rows.products.names.len() as u32).collect();
        order.arrange_by(|&a, &b| rows.products.name(a).cmp(rows.products.name(b)));
        let mut position = vec![0u32; order.len()];
        for (i, &code) in order.iter().enumerate() {
            position[code as usize] = i as u32;
        }
        let mut label = vec![NONE; order.len()];
        if let Some(labels) = &rows.labels {
            label = super::keys::most_frequent(&rows.products.codes, &labels.codes, order.len(), |code| {
                labels.name(code)
            });
        }
        let items = order
            .iter()
            .map(|&code| {
                let key = rows.products.name(code);
                let label = match (&rows.labels, label[code as usize]) {
                    (Some(labels), label) if label != NONE => labels.name(label),
                    _ => key,
                };
                let code = if rows.has_product_ids { key } else { label };
                Item {
                    code: code.to_owned(),
                    label: label.to_owned(),
                    category: None,
                    pseudo: words::pseudo_item(key, label, false),
                }
            })
            .collect();
        let mut baskets = Baskets::empty(items, Vec::new());
        baskets.row_offsets.push(0);
        let mut found = Vec::new();
        // Lines are numbered anew in every file.
        let is_one = |a: &u32, b: &u32| {
            mapping.grain != Grain::Basket || pile.origins.of(*a).source == pile.origins.of(*b).source
        };
        for members in (0..groups.len()).flat_map(|group| groups.rows(group).chunk_by(is_one)) {
            found.clear();
            for &row in members {
                let is_bought = !matches!(rows.kinds[row as usize], RowKind::Return | RowKind::Cancelled)
                    && rows.dropped(row).is_none();
                let product = rows.products.codes[row as usize];
                if is_bought && product != NONE {
                    found.push(position[product as usize]);
                }
            }
            if baskets.push(&mut found, None, None) {
                let lines = members.chunk_by(|&a, &b| mapping.shares_line(table, a as usize, b as usize));
                let first = lines.filter_map(|rows| rows.first());
                baskets.rows_of.extend(first.map(|&row| pile.origins.of(row)));
                baskets.row_offsets.push(baskets.rows_of.len() as u32);
            }
        }
        baskets
    }

    /// Whether the mapping names orders and products.
    pub fn needs_met(mapping: &Mapping) -> bool {
        let has = |role: Role| mapping.column(role).is_some();
        has(Role::OrderId) && (has(Role::ProductName) || has(Role::ProductId))
    }

    fn empty(items: Vec<Item>, categories: Vec<String>) -> Baskets {
        Baskets {
            offsets: vec![0],
            items: Rc::new(items),
            categories: Rc::new(categories),
            ..Baskets::default()
        }
    }

    /// Adds a basket of distinct items; an empty one is not added.
    fn push(&mut self, items: &mut Vec<u32>, customer: Option<u32>, day: Option<Day>) -> bool {
        items.sort_unstable();
        items.dedup();
        if items.is_empty() {
            return false;
        }
        self.items_of.extend_from_slice(items);
        self.offsets.push(self.items_of.len() as u32);
        self.customers.push(customer);
        self.days.push(day);
        true
    }
}
