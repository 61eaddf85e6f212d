//! The user's own total against the file's, and the likely reason for a difference.

use super::choices::{Choices, LedgerOptions};
use super::evidence::Evidence;
use super::groups::Groups;
use super::keys::NONE;
use super::ledger::{Ledger, LeftOutReason};
use super::mapping::{Mapping, Role};
use super::rows::{RowKind, Rows};
use crate::error::{Error, Result};
use crate::message::{Message, Value};
use crate::table::{Table, day};

/// Totals within this part of each other are the same total.
const SAME: f64 = 5e-5;

/// Why the user's own total differs from the money of the file that the reader does not leave out: the first of the known reasons that explains it within
/// 0.005 %, else the difference alone. `None` when the totals agree or the file tells no money.
///
/// # Errors
/// Parameter, when `own_total` is no number.
pub fn explain_total(
    table: &Table,
    mapping: &Mapping,
    options: &LedgerOptions,
    ledger: Option<&Ledger>,
    own_total: &str,
) -> Result<Option<Message>> {
    let own = parse(own_total).ok_or_else(|| Error::parameter("own_total", "total-unreadable"))?;
    let rows = Rows::new(table, mapping, &Choices::of_one(table, options));
    if !rows.has_money() {
        return Ok(None);
    }
    let major = |minor: i128| minor as f64 / libm::exp10(f64::from(rows.scale));
    let groups = Groups::new(&rows, mapping.grain);
    // Rows that the reader leaves out are in no total.
    let is_kept = |row: &u32| {
        rows.dropped(*row).is_none()
            && rows.kinds[*row as usize] != RowKind::LeftOut(LeftOutReason::OtherCurrency)
    };
    let kept = |group: usize| groups.rows(group).iter().copied().filter(is_kept).collect::<Vec<u32>>();
    let over =
        |money: &dyn Fn(&[u32]) -> i128| major((0..groups.len()).map(|group| money(&kept(group))).sum());
    let beside = ledger.map_or(0, Ledger::beside_total);
    let all: i128 = (0..groups.len()).map(|group| rows.group_money(groups.rows(group))).sum();
    let all = major(all - beside);
    if is_same(own, all) {
        return Ok(None);
    }
    let difference = || {
        Message::new("total-differs")
            .with("difference", Value::Money(own - all, rows.currency.clone()))
            .share("share", if all == 0.0 { 0.0 } else { (own - all) / all })
    };
    let mut reasons: Vec<(&str, f64)> =
        vec![("total-reason-cancelled", over(&|group| rows.group_money_kept(group)))];
    if let Some(ledger) = ledger {
        let gross: i128 = ledger.orders.iter().map(|order| i128::from(order.gross)).sum();
        reasons.push(("total-reason-sales-only", ledger.major(gross)));
        reasons.push(("total-reason-refunds", ledger.major(ledger.net())));
        let known: i128 = ledger.net_by_customer().iter().sum();
        reasons.push(("total-reason-known-customers", ledger.major(known)));
        let known_gross: i128 = ledger
            .orders
            .iter()
            .filter(|order| order.customer.is_some())
            .map(|order| i128::from(order.gross))
            .sum();
        reasons.push(("total-reason-known-customers", ledger.major(known_gross)));
    }
    let known_rows = |group: &[u32]| group.iter().any(|&row| rows.customers.codes[row as usize] != NONE);
    reasons.push((
        "total-reason-known-customers",
        over(&|group| if known_rows(group) { rows.group_money(group) } else { 0 }),
    ));
    let is_positive = |group: &[u32]| group.iter().all(|&row| rows.kinds[row as usize] != RowKind::Return);
    reasons.push((
        "total-reason-sales-only",
        over(&|group| if is_positive(group) { rows.group_money(group) } else { 0 }),
    ));
    let evidence = Evidence::new(table);
    let column_sum = |role: Role, order: Option<usize>| {
        let position = table.position(mapping.column(role)?)?;
        evidence.facts[position].is_number.then(|| evidence.sum(position, order))
    };
    let order = mapping.column(Role::OrderId).and_then(|name| table.position(name));
    for (role, key) in [
        (Role::OrderTotal, "total-reason-every-row"),
        (Role::PaidAmount, "total-reason-other-column"),
        (Role::LineTotal, "total-reason-lines"),
    ] {
        reasons.extend(column_sum(role, None).map(|sum| (key, sum)));
        reasons.extend(column_sum(role, order).map(|sum| ("total-reason-other-column", sum)));
    }
    for (role, less, more) in [
        (Role::Shipping, "total-reason-without-shipping", "total-reason-with-shipping"),
        (Role::Tax, "total-reason-without-tax", "total-reason-with-tax"),
        (Role::Discount, "total-reason-after-discount", "total-reason-before-discount"),
        (Role::RefundAmount, "total-reason-refunds", "total-reason-before-refunds"),
    ] {
        let level = if rows.totals.is_some() { order } else { None };
        if let Some(sum) = column_sum(role, level) {
            reasons.push((less, all - sum.abs()));
            reasons.push((more, all + sum.abs()));
        }
    }
    let months = |skip: &dyn Fn(i32) -> bool| {
        over(&|group| match rows.first_day(group) {
            Some(day) if !skip(day::month_index(day)) => rows.group_money(group),
            _ => 0,
        })
    };
    let all_days = || (0..rows.n_rows as u32).filter(is_kept).filter_map(|row| rows.days[row as usize]);
    if let (Some(first), Some(last)) = (all_days().min(), all_days().max()) {
        let (first, last) = (day::month_index(first), day::month_index(last));
        reasons.push(("total-reason-last-month", months(&|month| month == last)));
        reasons.push(("total-reason-first-month", months(&|month| month == first)));
        reasons.push(("total-reason-last-year", months(&|month| month <= last - 12)));
    }
    for rate in [0.05, 0.13, 0.06, 0.09, 0.03, 0.20, 0.19, 0.10, 0.08] {
        reasons.push(("total-reason-with-tax", all * (1.0 + rate)));
        reasons.push(("total-reason-without-tax", all / (1.0 + rate)));
    }
    for unit in [1_000.0, 10_000.0, 1_000_000.0, 100.0] {
        reasons.push(("total-reason-unit", all / unit));
    }
    let found = reasons.iter().find(|(_, total)| is_same(own, *total) && !is_same(*total, all));
    Ok(Some(match found {
        Some((reason, _)) => Message::new("total-differs-because")
            .with("difference", Value::Money(own - all, rows.currency.clone()))
            .share("share", if all == 0.0 { 0.0 } else { (own - all) / all })
            .with("reason", Message::new(*reason).into()),
        None => difference(),
    }))
}

/// Equal up to rounding to whole units, or to 0.005 %.
fn is_same(own: f64, total: f64) -> bool {
    let size = own.abs().max(total.abs());
    let rounding = if size >= 10_000.0 { 0.51 } else { 0.006 };
    (own - total).abs() <= (size * SAME).max(rounding)
}

/// `30,806,863.16`, `NT$ 1,234`, `1.234,56`, `308 萬`.
fn parse(text: &str) -> Option<f64> {
    let text: String = text.chars().map(super::words::half_width).collect();
    let unit = if text.contains('億') || text.contains('亿') {
        1e8
    } else if text.contains('萬') || text.contains('万') {
        1e4
    } else {
        1.0
    };
    let is_negative = text.trim_start().starts_with(['-', '\u{2212}', '(']);
    let digits: String = text.chars().filter(|c| c.is_ascii_digit() || matches!(c, '.' | ',')).collect();
    let last = digits.rfind(['.', ',']);
    let is_decimal = |at: usize| {
        let mark = &digits[at..=at];
        let n_after = digits.len() - at - 1;
        digits.matches(mark).count() == 1 && (n_after != 3 || mark == "." && digits.contains(','))
    };
    let number: f64 = match last {
        Some(at) if is_decimal(at) => {
            let whole: String = digits[..at].chars().filter(char::is_ascii_digit).collect();
            format!("{whole}.{}", &digits[at + 1..]).parse().ok()?
        }
        _ => digits.chars().filter(char::is_ascii_digit).collect::<String>().parse().ok()?,
    };
    Some(if is_negative { -number * unit } else { number * unit })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn totals_are_read_as_people_write_them() {
        assert_eq!(parse("30,806,863.16"), Some(30_806_863.16));
        assert_eq!(parse("NT$ 1,234"), Some(1_234.0));
        assert_eq!(parse("1.234,56"), Some(1_234.56));
        assert_eq!(parse("308 萬"), Some(3_080_000.0));
        assert_eq!(parse("-12.5"), Some(-12.5));
        assert_eq!(parse("none"), None);
    }
}
