//! Rows gathered into orders, and the money of each.

use super::keys::NONE;
use super::mapping::Grain;
use super::money::MISSING_AMOUNT;
use super::rows::{RowKind, Rows};
use crate::table::Day;
use rustc_hash::FxHashMap;

/// Rows by order. Groups stand in order of first appearance; nothing of the result may depend on that.
pub struct Groups {
    offsets: Vec<u32>,
    members: Vec<u32>,
    /// The order id's code, [`NONE`] for orders the file gives no id.
    pub ids: Vec<u32>,
}

impl Groups {
    /// One group an order id (and day, where ids start again); without ids one a customer and moment for files of
    /// lines, else one a row.
    pub fn new(rows: &Rows, grain: Grain) -> Groups {
        let mut by_key: FxHashMap<(u32, i64), u32> = FxHashMap::default();
        // An order id is its own key where ids do not start again.
        let mut by_order = vec![NONE; if rows.is_order_by_day { 0 } else { rows.orders.names.len() }];
        let mut ids = Vec::new();
        let mut group_of = Vec::with_capacity(rows.n_rows);
        for row in 0..rows.n_rows {
            let order = rows.orders.codes[row];
            if let Some(group) = by_order.get_mut(order as usize) {
                if *group == NONE {
                    *group = ids.len() as u32;
                    ids.push(order);
                }
                group_of.push(*group);
                continue;
            }
            let day = rows.days[row].map_or(i64::MIN, i64::from);
            let customer = rows.customers.codes[row];
            let key = if order != NONE {
                Some((order, day))
            } else if !rows.has_order_ids && grain == Grain::Line && customer != NONE {
                let moment = rows.times.as_ref().and_then(|times| times[row]).unwrap_or(day);
                Some((customer, moment))
            } else {
                None
            };
            let next = ids.len() as u32;
            let group = match key {
                Some(key) => *by_key.entry(key).or_insert(next),
                None => next,
            };
            if group == next {
                ids.push(order);
            }
            group_of.push(group);
        }
        let mut offsets = vec![0u32; ids.len() + 1];
        for &group in &group_of {
            offsets[group as usize + 1] += 1;
        }
        for i in 1..offsets.len() {
            offsets[i] += offsets[i - 1];
        }
        let mut next = offsets.clone();
        let mut members = vec![0u32; rows.n_rows];
        for (row, &group) in group_of.iter().enumerate() {
            let slot = &mut next[group as usize];
            members[*slot as usize] = row as u32;
            *slot += 1;
        }
        Groups { offsets, members, ids }
    }

    pub fn len(&self) -> usize {
        self.ids.len()
    }

    pub fn rows(&self, group: usize) -> &[u32] {
        &self.members[self.offsets[group] as usize..self.offsets[group + 1] as usize]
    }
}

impl Rows {
    /// The order's total, once, whatever the style: repeated on every row, on the first only. The most frequent value
    /// of the rows; ties go to the larger.
    pub fn order_total(&self, members: &[u32]) -> Option<i64> {
        mode(members, self.totals.as_deref()?)
    }

    /// The order's refund as a refund column states it, positive.
    pub fn stated_refund(&self, members: &[u32]) -> i64 {
        let Some(refunds) = &self.refunds else { return 0 };
        if self.totals.is_some() {
            return mode(members, refunds).unwrap_or(0).saturating_abs();
        }
        members
            .iter()
            .filter(|&&row| self.dropped(row).is_none())
            .map(|&row| refunds[row as usize])
            .filter(|&refund| refund != MISSING_AMOUNT)
            .fold(0, |sum, refund| refund.saturating_abs().saturating_add(sum))
    }

    /// The line's amount; money given back counts negative even where the file writes it without a sign.
    pub fn amount(&self, row: u32) -> i64 {
        let amount = self.amounts[row as usize];
        match self.kinds[row as usize] {
            _ if amount == MISSING_AMOUNT => 0,
            RowKind::Return => -amount.saturating_abs(),
            _ => amount,
        }
    }

    /// Where one row is one order or payment, a refund under a sale's id has its own row and its own total; among the
    /// lines of an order a total of its own is told by its sign. The total of the sale alone; `None` when the group is
    /// no such pair.
    pub fn sale_beside_refunds(&self, members: &[u32]) -> Option<i64> {
        let totals = self.totals.as_deref()?;
        let of_kind =
            |kind: RowKind| members.iter().copied().filter(move |&row| self.kinds[row as usize] == kind);
        let sales: Vec<u32> = of_kind(RowKind::Sale).collect();
        let sale = mode(&sales, totals)?;
        let is_own = |row: u32| {
            let total = totals[row as usize];
            total != MISSING_AMOUNT && (!self.is_lines || (total < 0 && sale > 0))
        };
        of_kind(RowKind::Return).any(is_own).then_some(sale)
    }

    /// What a row of a refund gives back by its own total, positive.
    pub fn refund_total(&self, row: u32) -> i64 {
        let total = self.totals.as_ref().map_or(MISSING_AMOUNT, |totals| totals[row as usize]);
        if total == MISSING_AMOUNT { 0 } else { total.saturating_abs() }
    }

    /// The order's total; below zero where rows take back and none sells, however the file writes it.
    fn signed_total(&self, members: &[u32]) -> Option<i128> {
        let total = i128::from(self.order_total(members)?);
        let has = |kind: RowKind| members.iter().any(|&row| self.kinds[row as usize] == kind);
        Some(if has(RowKind::Return) && !has(RowKind::Sale) { -total.abs() } else { total })
    }

    /// All money of the group as the file states it. What is given back counts negative, whatever its sign.
    pub fn group_money(&self, members: &[u32]) -> i128 {
        if let Some(sale) = self.sale_beside_refunds(members) {
            let is_refund = |row: &&u32| self.kinds[**row as usize] == RowKind::Return;
            let refunds = members.iter().filter(is_refund).map(|&row| i128::from(self.refund_total(row)));
            return i128::from(sale) - refunds.sum::<i128>();
        }
        match self.signed_total(members) {
            Some(total) => total,
            None => members.iter().map(|&row| i128::from(self.amount(row))).sum(),
        }
    }

    /// Money of the group without cancelled rows, credit notes and rows that are no trade.
    pub fn group_money_kept(&self, members: &[u32]) -> i128 {
        let is_kept = |row: u32| {
            let order = self.orders.codes[row as usize];
            let is_credit_note = order != NONE && self.is_credit_note[order as usize];
            !is_credit_note
                && self.kinds[row as usize] != RowKind::Cancelled
                && self.kinds[row as usize] != RowKind::LeftOut(super::ledger::LeftOutReason::NoSale)
        };
        if self.sale_beside_refunds(members).is_some() {
            return self.group_money(members);
        }
        match self.signed_total(members) {
            Some(total) if members.iter().any(|&row| is_kept(row)) => total,
            Some(_) => 0,
            None => {
                members.iter().filter(|&&row| is_kept(row)).map(|&row| i128::from(self.amount(row))).sum()
            }
        }
    }

    pub fn first_day(&self, members: &[u32]) -> Option<Day> {
        members.iter().filter_map(|&row| self.days[row as usize]).min()
    }
}

fn mode(members: &[u32], values: &[i64]) -> Option<i64> {
    let mut seen: Vec<(i64, u32)> = Vec::new();
    for &row in members {
        let value = values[row as usize];
        if value == MISSING_AMOUNT {
            continue;
        }
        match seen.iter_mut().find(|(known, _)| *known == value) {
            Some((_, n)) => *n += 1,
            None => seen.push((value, 1)),
        }
    }
    seen.into_iter().max_by_key(|&(value, n)| (n, value)).map(|(value, _)| value)
}
