//! The bookkeeper: tables and mappings to a [`Ledger`].

use super::attributes::add_attributes;
use super::choices::{Choices, LedgerOptions, Rule};
use super::groups::Groups;
use super::join::combine;
use super::keys::{Keys, NONE, most_frequent};
use super::ledger::{Customer, Item, Ledger, LeftOut, LeftOutReason, Line, Order, Refund, RowRef};
use super::mapping::{Mapping, Role};
use super::money::MISSING_AMOUNT;
use super::rows::{RowKind, Rows};
use super::words;
use crate::error::{Error, Result};
use crate::message::Message;
use crate::order::Arrange;
use crate::table::{Day, Table, day};
use rustc_hash::{FxHashMap, FxHashSet};

/// Keeps the books of one or several tables: `(source id, table, mapping)`, all by the same choices.
///
/// # Errors
/// As [`ledger_of`].
pub fn ledger(sources: &[(&str, &Table, &Mapping)], options: &LedgerOptions) -> Result<Ledger> {
    ledger_of(sources, &vec![options.clone(); sources.len()])
}

/// Keeps the books of one or several tables, with the choices of each in `options`.
///
/// Tables with the same columns are stacked; tables that share keys (orders, items, customers, products) are joined.
///
/// # Errors
/// Missing, when no table has dated orders.
pub fn ledger_of(sources: &[(&str, &Table, &Mapping)], options: &[LedgerOptions]) -> Result<Ledger> {
    let combined = combine(sources)?;
    let (table, mapping) = (combined.table(), combined.mapping());
    if mapping.column(Role::OrderDate).is_none() && mapping.column(Role::PaidAt).is_none() {
        return Err(Error::missing(vec![Message::new("need-orders")]));
    }
    let origin = |row: u32| combined.origin(row);
    let choices = Choices::of(sources, options, &combined.joined, &origin);
    let rows = Rows::new(table, mapping, &choices);
    let mut ledger = Books::new(&rows, mapping, &choices, &origin).close();
    ledger.sources = sources.iter().map(|(id, _, _)| (*id).to_owned()).collect();
    add_attributes(&mut ledger, &rows, &combined);
    Ok(ledger)
}

/// An order before customers and orders have their final positions.
struct Draft {
    id: String,
    customer: u32,
    day: Day,
    time: Option<i64>,
    gross: i64,
    /// Sale rows.
    rows: Vec<u32>,
    stated_refund: i64,
    /// Group, for refunds that stand under the same order id.
    group: u32,
}

/// A return before it is matched.
struct Return {
    group: u32,
    row: u32,
    day: Day,
    amount: i64,
    quantity: f64,
}

struct Books<'a> {
    rows: &'a Rows,
    mapping: &'a Mapping,
    choices: &'a Choices<'a>,
    origin: &'a dyn Fn(u32) -> RowRef,
    ledger: Ledger,
    drafts: Vec<Draft>,
    returns: Vec<Return>,
    left_out: FxHashMap<LeftOutReason, (u32, i128)>,
    last_other_day: Option<Day>,
}

impl<'a> Books<'a> {
    fn new(
        rows: &'a Rows,
        mapping: &'a Mapping,
        choices: &'a Choices<'a>,
        origin: &'a dyn Fn(u32) -> RowRef,
    ) -> Books<'a> {
        let ledger = Ledger {
            scale: rows.scale,
            currency: rows.currency.clone(),
            has_money: rows.has_money(),
            ..Ledger::default()
        };
        let mut books = Books {
            rows,
            mapping,
            choices,
            origin,
            ledger,
            drafts: Vec::new(),
            returns: Vec::new(),
            left_out: FxHashMap::default(),
            last_other_day: None,
        };
        let groups = Groups::new(rows, mapping.grain);
        for group in 0..groups.len() {
            books.enter(group as u32, groups.ids[group], groups.rows(group));
        }
        books
    }

    fn leave_out(&mut self, reason: LeftOutReason, n_rows: usize, amount: i128) {
        let entry = self.left_out.entry(reason).or_default();
        entry.0 += n_rows as u32;
        entry.1 += amount;
    }

    /// Leaves out the rows that the reader leaves out; gives the others and their money. A total belongs to the rows that
    /// stay, and goes with the last of them.
    fn sift(&mut self, rows: Vec<u32>, money: i128, is_total: bool) -> (Vec<u32>, i128) {
        let (kept, dropped): (Vec<u32>, Vec<u32>) =
            rows.into_iter().partition(|&row| self.rows.dropped(row).is_none());
        let mut left = money;
        for (i, &row) in dropped.iter().enumerate() {
            let own = match is_total {
                false => i128::from(self.rows.amount(row)),
                true if kept.is_empty() && i == 0 => money,
                true => 0,
            };
            if let Some(reason) = self.rows.dropped(row) {
                self.leave_out(reason, 1, own);
                left -= own;
            }
        }
        (kept, left)
    }

    /// Enters one order: a sale, a return, a cancelled order, or rows that are none of these.
    fn enter(&mut self, group: u32, id: u32, members: &[u32]) {
        let rows = self.rows;
        let of_kind = |kind: RowKind| {
            members.iter().copied().filter(|&row| rows.kinds[row as usize] == kind).collect::<Vec<u32>>()
        };
        let sales = of_kind(RowKind::Sale);
        let cancelled = of_kind(RowKind::Cancelled);
        let returns = of_kind(RowKind::Return);
        let total = rows.order_total(members);
        for &row in members {
            if let RowKind::LeftOut(reason) = rows.kinds[row as usize] {
                let amount = if total.is_some() { 0 } else { i128::from(rows.amount(row)) };
                self.leave_out(reason, 1, amount);
            }
        }
        match total {
            None => {
                self.enter_returns(group, &returns);
                if !cancelled.is_empty() {
                    self.enter_cancelled(
                        &cancelled,
                        sales.is_empty(),
                        false,
                        cancelled.iter().map(|&row| i128::from(rows.amount(row))).sum(),
                    );
                }
                let gross: i128 = sales.iter().map(|&row| i128::from(rows.amount(row))).sum();
                self.enter_sale(group, id, members, sales, gross, false);
            }
            Some(total) if sales.is_empty() && returns.is_empty() && cancelled.is_empty() => {
                if let Some(RowKind::LeftOut(reason)) = members.first().map(|&row| rows.kinds[row as usize]) {
                    self.leave_out(reason, 0, i128::from(total));
                }
            }
            Some(total) if sales.is_empty() && returns.is_empty() => {
                self.enter_cancelled(&cancelled, true, true, i128::from(total));
            }
            Some(_) if rows.sale_beside_refunds(members).is_some() => {
                for &row in &returns {
                    self.enter_return(group, row, rows.refund_total(row));
                }
                if !cancelled.is_empty() {
                    self.enter_cancelled(&cancelled, false, true, 0);
                }
                let gross = rows.sale_beside_refunds(members).unwrap_or(0);
                self.enter_sale(group, id, members, sales, i128::from(gross), true);
            }
            Some(total) if total < 0 || sales.is_empty() => {
                let first = members
                    .iter()
                    .copied()
                    .filter(|&row| rows.days[row as usize].is_some())
                    .min_by_key(|&row| (rows.days[row as usize], row));
                let money = -i128::from(total).abs();
                let told_by = returns.first().copied().or(first);
                if let Some(reason) = told_by.and_then(|row| rows.dropped(row)) {
                    return self.leave_out(reason, members.len(), money);
                }
                match first.zip(rows.first_day(members)) {
                    Some((row, day)) => self.returns.push(Return {
                        group,
                        row,
                        day,
                        amount: total.saturating_abs(),
                        quantity: 0.0,
                    }),
                    None => self.leave_out(LeftOutReason::NoDate, members.len(), money),
                }
            }
            Some(total) => {
                // The total is net of negative lines in the same order: they give back goods here, not money.
                for &row in &returns {
                    self.enter_return(group, row, 0);
                }
                if !cancelled.is_empty() {
                    self.enter_cancelled(&cancelled, false, true, 0);
                }
                self.enter_sale(group, id, members, sales, i128::from(total), true);
            }
        }
    }

    fn enter_returns(&mut self, group: u32, returns: &[u32]) {
        for &row in returns {
            let amount = self.rows.amount(row);
            if amount == 0 && self.rows.has_line_money {
                self.leave_out(LeftOutReason::ZeroValue, 1, 0);
            } else {
                self.enter_return(group, row, -amount);
            }
        }
    }

    fn enter_return(&mut self, group: u32, row: u32, amount: i64) {
        if let Some(reason) = self.rows.dropped(row) {
            return self.leave_out(reason, 1, -i128::from(amount));
        }
        match self.rows.days[row as usize] {
            Some(day) => {
                let quantity = self.rows.quantity[row as usize].abs();
                self.returns.push(Return { group, row, day, amount, quantity });
            }
            None => self.leave_out(LeftOutReason::NoDate, 1, -i128::from(amount)),
        }
    }

    fn enter_cancelled(&mut self, lines: &[u32], is_whole: bool, is_total: bool, amount: i128) {
        let (lines, amount) = self.sift(lines.to_vec(), amount, is_total);
        if lines.is_empty() {
            return;
        }
        let cancelled = &mut self.ledger.cancelled;
        cancelled.n_orders += u32::from(is_whole);
        cancelled.n_lines += lines.len() as u32;
        cancelled.amount += amount;
        let last = lines.iter().filter_map(|&row| self.rows.days[row as usize]).max();
        self.last_other_day = self.last_other_day.max(last);
    }

    fn enter_sale(
        &mut self,
        group: u32,
        id: u32,
        members: &[u32],
        sales: Vec<u32>,
        gross: i128,
        is_total: bool,
    ) {
        let rows = self.rows;
        let (sales, gross) = self.sift(sales, gross, is_total);
        let Some(day) = rows.first_day(&sales) else { return };
        // Lines at price 0 throughout are stock movements or samples, no visit.
        let is_worthless = rows.has_line_money
            && rows.totals.is_none()
            && self.mapping.grain == super::mapping::Grain::Line
            && !self.choices.has(Rule::Zero, sales[0])
            && sales.iter().all(|&row| rows.amount(row) == 0);
        let Some(gross) = i64::try_from(gross).ok().filter(|_| !is_worthless) else {
            self.leave_out(LeftOutReason::ZeroValue, sales.len(), gross);
            return;
        };
        let time =
            rows.times.as_ref().and_then(|times| sales.iter().filter_map(|&row| times[row as usize]).min());
        let customer = self.customer_of(&sales);
        let id = if id != NONE {
            rows.orders.name(id).to_owned()
        } else {
            let moment = time.map_or_else(|| day::iso(day), day::iso_time);
            if customer == NONE { moment } else { format!("{} {moment}", rows.customers.name(customer)) }
        };
        let stated_refund = rows.stated_refund(members);
        self.drafts.push(Draft { id, customer, day, time, gross, rows: sales, stated_refund, group });
    }

    /// The customer most rows name; ties go to the smaller id.
    fn customer_of(&self, members: &[u32]) -> u32 {
        let customers = &self.rows.customers;
        let first = members.first().map_or(NONE, |&row| customers.codes[row as usize]);
        if members.iter().all(|&row| customers.codes[row as usize] == first) {
            return first;
        }
        let groups = vec![0; members.len()];
        let values: Vec<u32> = members.iter().map(|&row| customers.codes[row as usize]).collect();
        most_frequent(&groups, &values, 1, |code| customers.name(code))[0]
    }

    /// Gives everything its final position and closes the books.
    fn close(mut self) -> Ledger {
        let rows = self.rows;
        self.drafts.sort_by(|a, b| {
            (a.day, &a.id, a.time, a.gross, a.rows.len())
                .cmp(&(b.day, &b.id, b.time, b.gross, b.rows.len()))
                .then_with(|| a.rows.cmp(&b.rows))
        });
        let customer_position = self.close_customers();
        let product_position = self.close_products();
        let product_of = |row: u32| {
            let code = rows.products.codes[row as usize];
            if code == NONE { None } else { product_position[code as usize] }
        };
        let ledger = &mut self.ledger;
        let mut order_of_group: FxHashMap<u32, u32> = FxHashMap::default();
        ledger.orders.reserve_exact(self.drafts.len());
        ledger.lines.reserve_exact(self.drafts.iter().map(|draft| draft.rows.len()).sum());
        for draft in &self.drafts {
            let order = ledger.orders.len() as u32;
            order_of_group.insert(draft.group, order);
            let start = ledger.lines.len() as u32;
            for &row in &draft.rows {
                let product = product_of(row);
                if product.is_none() && rows.amounts[row as usize] == MISSING_AMOUNT {
                    continue;
                }
                let amount = rows.amount(row);
                let quantity = rows.quantity[row as usize];
                if quantity > 0.0 || amount > 0 {
                    ledger.lines.push(Line {
                        order,
                        product,
                        quantity,
                        amount,
                        returned: 0.0,
                        row: (self.origin)(row),
                    });
                }
            }
            let customer =
                if draft.customer == NONE { None } else { customer_position[draft.customer as usize] };
            let row = draft.rows.iter().map(|&row| (self.origin)(row)).min().unwrap_or_default();
            ledger.orders.push(Order {
                id: draft.id.clone(),
                customer,
                day: draft.day,
                time: draft.time,
                gross: draft.gross,
                refunded: 0,
                lines: start..ledger.lines.len() as u32,
                row,
            });
            if draft.stated_refund > 0 {
                let refund = Refund {
                    customer,
                    order: Some(order),
                    product: None,
                    day: draft.day,
                    amount: draft.stated_refund,
                    row,
                };
                ledger.refunds.push(refund);
                ledger.refunds_stated += i128::from(draft.stated_refund);
            }
        }
        index_orders(ledger);
        self.close_returns(&customer_position, &product_of, &order_of_group);
        self.close_days();
        self.ledger
    }

    /// Customers with an order, by id; gives the position of each customer key.
    fn close_customers(&mut self) -> Vec<Option<u32>> {
        let keys = &self.rows.customers;
        let mut is_used = vec![false; keys.names.len()];
        for draft in self.drafts.iter().filter(|draft| draft.customer != NONE) {
            is_used[draft.customer as usize] = true;
        }
        let mut used: Vec<u32> =
            (0..keys.names.len() as u32).filter(|&code| is_used[code as usize]).collect();
        used.arrange_by(|&a, &b| keys.name(a).cmp(keys.name(b)));
        let mut position = vec![None; keys.names.len()];
        for (i, &code) in used.iter().enumerate() {
            position[code as usize] = Some(i as u32);
            self.ledger.customers.push(Customer { id: keys.name(code).to_owned(), name: None });
        }
        self.ledger.customer_origins = (0..used.len() as u32).collect();
        position
    }

    /// Products that were sold or came back, by code; gives the position of each product key.
    fn close_products(&mut self) -> Vec<Option<u32>> {
        let rows = self.rows;
        let keys = &rows.products;
        let mut is_used = vec![false; keys.names.len()];
        let sold = self.drafts.iter().flat_map(|draft| &draft.rows);
        for &row in sold.chain(self.returns.iter().map(|r| &r.row)) {
            let code = rows.products.codes[row as usize];
            if code != NONE {
                is_used[code as usize] = true;
            }
        }
        // Words on returns and stock corrections ("damaged") describe no product.
        let sold_codes: Vec<u32> = (0..rows.n_rows)
            .map(|row| {
                if rows.kinds[row] == RowKind::Sale && rows.amounts[row] != 0 {
                    keys.codes[row]
                } else {
                    NONE
                }
            })
            .collect();
        let frequent = |values: &Keys| {
            let among_sold =
                most_frequent(&sold_codes, &values.codes, keys.names.len(), |code| values.name(code));
            let among_all =
                most_frequent(&keys.codes, &values.codes, keys.names.len(), |code| values.name(code));
            among_sold
                .iter()
                .zip(among_all)
                .map(|(&sold, all)| if sold == NONE { all } else { sold })
                .collect::<Vec<u32>>()
        };
        let labels = rows.labels.as_ref().map(|labels| (labels, frequent(labels)));
        let categories = rows.categories.as_ref().map(|categories| (categories, frequent(categories)));
        let mut used: Vec<u32> =
            (0..keys.names.len() as u32).filter(|&code| is_used[code as usize]).collect();
        used.arrange_by(|&a, &b| keys.name(a).cmp(keys.name(b)));
        let mut lengths: Vec<usize> = used.iter().map(|&code| keys.name(code).chars().count()).collect();
        lengths.sort_unstable();
        let has_codes =
            rows.has_product_ids && lengths.get(lengths.len() / 2).is_some_and(|&median| median >= 4);
        let mut category_names: Vec<&str> = Vec::new();
        if let Some((values, by_product)) = &categories {
            category_names = used
                .iter()
                .map(|&code| by_product[code as usize])
                .filter(|&c| c != NONE)
                .map(|c| values.name(c))
                .collect();
            category_names.sort_unstable();
            category_names.dedup();
        }
        let mut position = vec![None; keys.names.len()];
        for (i, &code) in used.iter().enumerate() {
            position[code as usize] = Some(i as u32);
            let label = labels.as_ref().and_then(|(values, by_product)| {
                let label = by_product[code as usize];
                (label != NONE).then(|| values.name(label).to_owned())
            });
            let category = categories.as_ref().and_then(|(values, by_product)| {
                let category = by_product[code as usize];
                let name = if category == NONE { return None } else { values.name(category) };
                category_names.binary_search(&name).ok().map(|at| at as u32)
            });
            let key = keys.name(code);
            // A product known by its name alone keeps the spelling of its label.
            let item_code = if rows.has_product_ids {
                key.to_owned()
            } else {
                label.clone().unwrap_or_else(|| key.to_owned())
            };
            let label = label.unwrap_or_else(|| key.to_owned());
            let pseudo = words::pseudo_item(key, &label, has_codes);
            self.ledger.products.push(Item { code: item_code, label, category, pseudo });
        }
        self.ledger.categories = category_names.into_iter().map(str::to_owned).collect();
        position
    }

    /// Matches returns to their sales: by order id, else the customer's latest earlier purchase of the product.
    fn close_returns(
        &mut self,
        customer_position: &[Option<u32>],
        product_of: &dyn Fn(u32) -> Option<u32>,
        order_of_group: &FxHashMap<u32, u32>,
    ) {
        let rows = self.rows;
        let mut returns = std::mem::take(&mut self.returns);
        let key = |r: &Return| {
            (
                r.day,
                rows.customers
                    .codes
                    .get(r.row as usize)
                    .and_then(|&c| customer_position.get(c as usize).copied().flatten()),
                product_of(r.row),
                r.amount,
            )
        };
        returns.arrange_by(|a, b| {
            key(a)
                .cmp(&key(b))
                .then_with(|| a.quantity.total_cmp(&b.quantity))
                .then_with(|| a.row.cmp(&b.row))
        });
        // Only what came back is looked up.
        let wanted: FxHashSet<(u32, u32)> =
            returns.iter().map(key).filter_map(|(_, customer, product, _)| customer.zip(product)).collect();
        let mut bought: FxHashMap<(u32, u32), Vec<u32>> = FxHashMap::default();
        let ledger = &mut self.ledger;
        for (i, line) in ledger.lines.iter().enumerate() {
            if let Some(pair) = ledger.orders[line.order as usize].customer.zip(line.product)
                && wanted.contains(&pair)
            {
                bought.entry(pair).or_default().push(i as u32);
            }
        }
        for r in returns {
            self.last_other_day = self.last_other_day.max(Some(r.day));
            let code = rows.customers.codes[r.row as usize];
            let customer = if code == NONE { None } else { customer_position[code as usize] };
            let product = product_of(r.row);
            let own = order_of_group.get(&r.group).copied();
            let candidates: Vec<u32> = match (own, customer, product) {
                (Some(order), _, Some(product)) => {
                    let lines = ledger.orders[order as usize].lines.clone();
                    lines.filter(|&line| ledger.lines[line as usize].product == Some(product)).collect()
                }
                (None, Some(customer), Some(product)) => {
                    bought.get(&(customer, product)).cloned().unwrap_or_default()
                }
                _ => Vec::new(),
            };
            let mut left = r.quantity;
            let mut order = own;
            for &i in candidates.iter().rev() {
                let line = &mut ledger.lines[i as usize];
                let room = line.quantity - line.returned;
                if left <= 0.0 || room <= 0.0 || ledger.orders[line.order as usize].day > r.day {
                    continue;
                }
                let taken = left.min(room);
                line.returned += taken;
                left -= taken;
                order = order.or(Some(line.order));
            }
            if r.amount > 0 {
                let refund = Refund {
                    customer,
                    order,
                    product,
                    day: r.day,
                    amount: r.amount,
                    row: (self.origin)(r.row),
                };
                ledger.refunds.push(refund);
            }
        }
        for refund in &ledger.refunds {
            if let Some(order) = refund.order {
                let order = &mut ledger.orders[order as usize];
                order.refunded = order.refunded.saturating_add(refund.amount);
            }
        }
        ledger.refunds.arrange_by_key(|refund| (refund.day, refund.row));
    }

    fn close_days(&mut self) {
        let ledger = &mut self.ledger;
        let first = ledger.orders.first().map(|order| order.day);
        let last = ledger.orders.last().map(|order| order.day);
        ledger.first_day = first.or(self.last_other_day).unwrap_or_default();
        ledger.last_day = last.max(self.last_other_day).unwrap_or_default();
        let mut left_out: Vec<LeftOut> = std::mem::take(&mut self.left_out)
            .into_iter()
            .map(|(reason, (n_rows, amount))| LeftOut { reason, n_rows, amount })
            .collect();
        left_out.arrange_by_key(|entry| entry.reason);
        ledger.left_out = left_out;
    }
}

/// Rebuilds the orders of each customer; orders stand by day.
pub(super) fn index_orders(ledger: &mut Ledger) {
    let n = ledger.customers.len();
    let mut ranges = vec![0u32; n + 1];
    for customer in ledger.orders.iter().filter_map(|order| order.customer) {
        ranges[customer as usize + 1] += 1;
    }
    for i in 1..=n {
        ranges[i] += ranges[i - 1];
    }
    let mut next = ranges.clone();
    let mut positions = vec![0u32; ranges[n] as usize];
    for (i, order) in ledger.orders.iter().enumerate() {
        if let Some(customer) = order.customer {
            positions[next[customer as usize] as usize] = i as u32;
            next[customer as usize] += 1;
        }
    }
    ledger.orders_by_customer = positions;
    ledger.customer_ranges = ranges.windows(2).map(|pair| pair[0]..pair[1]).collect();
}
