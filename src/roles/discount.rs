//! A discount that stands beside quantity and price, where no column holds what was paid.
//!
//! It is subtracted only where its cells say plainly what they are: a share of the line, an amount of the line, or an
//! amount of the order repeated on its lines.

use super::keys::{Keys, NONE};
use super::money::{Exact, MISSING_AMOUNT, scale_of};
use crate::table::Column;

/// How a discount column was understood.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Discount {
    /// A share of the line, 0..=1.
    Share,
    /// An amount off the line.
    Line,
    /// An amount off the order, on each of its lines.
    Order,
}

/// More digits than this would leave too few for the amounts.
const MAX_SCALE: u8 = 6;

/// Takes the discount off the amounts where it can be told how; gives how, and the amounts' new scale.
pub fn subtract(column: &Column, amounts: &mut [i64], scale: u8, orders: &Keys) -> (Option<Discount>, u8) {
    let own = scale_of(column);
    let Some(kind) = kind(column, amounts, scale, orders) else { return (None, scale) };
    let new_scale = match kind {
        Discount::Share => scale + own,
        Discount::Line | Discount::Order => scale.max(own),
    };
    let off = Exact::new(column, if kind == Discount::Share { own } else { new_scale });
    let (factor, whole) = (10i64.pow(u32::from(new_scale - scale)), 10i64.pow(u32::from(own)));
    let mut is_seen = vec![false; orders.names.len()];
    for (row, amount) in amounts.iter_mut().enumerate() {
        if *amount == MISSING_AMOUNT {
            continue;
        }
        let off = off.get(row).unwrap_or(0);
        let less = match kind {
            Discount::Share => amount.checked_mul(whole - off),
            Discount::Order => {
                let code = orders.codes[row];
                let is_first = code == NONE || !std::mem::replace(&mut is_seen[code as usize], true);
                let off = if is_first { off.saturating_abs() } else { 0 };
                amount.checked_mul(factor).and_then(|amount| amount.checked_sub(off))
            }
            // Goods that come back come back at what was paid.
            Discount::Line => {
                let off = if *amount < 0 { -off.saturating_abs() } else { off.saturating_abs() };
                amount.checked_mul(factor).and_then(|amount| amount.checked_sub(off))
            }
        };
        *amount = less.unwrap_or(MISSING_AMOUNT);
    }
    (Some(kind), new_scale)
}

fn kind(column: &Column, amounts: &[i64], scale: u8, orders: &Keys) -> Option<Discount> {
    let own = scale_of(column);
    // In Chinese trade `0.9` is what is left to pay as often as what is taken off.
    let is_ambiguous =
        column.name.contains("折扣率") || column.name.contains("折数") || column.name.contains("折數");
    let common = scale.max(own);
    if is_ambiguous || scale + own > MAX_SCALE {
        return None;
    }
    let (off, raw) = (Exact::new(column, common), Exact::new(column, own));
    let (one, factor) = (10i64.pow(u32::from(own)), 10i64.pow(u32::from(common - scale)));
    let (mut n, mut n_fits, mut is_share, mut has_fraction) = (0usize, 0usize, true, false);
    let (mut n_positive, mut n_negative) = (0usize, 0usize);
    for (row, &amount) in amounts.iter().enumerate() {
        let (Some(off), Some(raw)) = (off.get(row), raw.get(row)) else { continue };
        if raw == 0 || amount == MISSING_AMOUNT {
            continue;
        }
        n += 1;
        n_positive += usize::from(raw > 0);
        n_negative += usize::from(raw < 0);
        is_share &= (0..=one).contains(&raw);
        has_fraction |= raw % one != 0;
        let whole = amount.checked_mul(factor).map_or(i64::MAX, i64::saturating_abs);
        n_fits += usize::from(off.saturating_abs() <= whole);
    }
    if n == 0 {
        return None;
    }
    if is_share {
        let is_words_share = !column.name.contains('折');
        return (has_fraction && is_words_share).then_some(Discount::Share);
    }
    if n_fits * 100 < n * 99 || n_positive > 0 && n_negative > 0 && n_negative * 10 > n {
        return None;
    }
    Some(if is_of_orders(column, orders) { Discount::Order } else { Discount::Line })
}

/// Whether the lines of an order all carry the same discount, in nearly all orders of several lines that have one.
fn is_of_orders(column: &Column, orders: &Keys) -> bool {
    let off = Exact::new(column, scale_of(column));
    let mut first: Vec<Option<(i64, u32, bool)>> = vec![None; orders.names.len()];
    for (row, &code) in orders.codes.iter().enumerate() {
        if code == NONE {
            continue;
        }
        let off = off.get(row).unwrap_or(0);
        let entry = &mut first[code as usize];
        *entry = Some(entry.map_or((off, 1, true), |(known, n, same)| (known, n + 1, same && known == off)));
    }
    let several: Vec<_> =
        first.iter().flatten().filter(|(off, n, same)| *n > 1 && (*off != 0 || !same)).collect();
    let n_same = several.iter().filter(|(_, _, same)| *same).count();
    several.len() >= 2 && n_same * 10 >= several.len() * 9
}
