//! After how long, and whether the order of two purchases is more than chance.

use super::mine::Sequences;
use super::{Half, Output};
use crate::error::Result;
use crate::order::Arrange;
use crate::progress::Progress;
use crate::stats::quantile;
use crate::table::Day;
use serde::Serialize;

/// Days of a step, over customers.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Timing {
    pub n: u32,
    pub median_days: f64,
    /// Half of the customers lie between these: quartiles of type 7.
    pub quartile_low: f64,
    pub quartile_high: f64,
    /// 95 % interval of the median from order statistics; the whole range when there are fewer than six.
    pub median_low: f64,
    pub median_high: f64,
}

impl Timing {
    /// Of ascending days; `None` when there are none.
    pub fn of(days: &[Day]) -> Option<Timing> {
        let values: Vec<f64> = days.iter().map(|&day| f64::from(day)).collect();
        let (low, high) = median_ranks(values.len());
        Some(Timing {
            n: values.len() as u32,
            median_days: quantile::tile(&values, 1, 2)?,
            quartile_low: quantile::tile(&values, 1, 4)?,
            quartile_high: quantile::tile(&values, 3, 4)?,
            median_low: *values.get(low)?,
            median_high: *values.get(high)?,
        })
    }
}

/// Positions of the order statistics that hold the median with at least 95 %: the k-th smallest and largest, k the
/// largest with P(B ≤ k − 1) ≤ 2.5 % for B binomial(n, ½) (Hollander & Wolfe 1999, section 3.6).
fn median_ranks(n: usize) -> (usize, usize) {
    // P(B = i) from the middle would not underflow, but neither does the log of it.
    let ln_half = -(n as f64) * std::f64::consts::LN_2;
    let (mut ln_choose, mut cumulative, mut k) = (0.0, 0.0, 0);
    for i in 0..n / 2 {
        cumulative += libm::exp(ln_choose + ln_half);
        if cumulative > 0.025 {
            break;
        }
        k = i + 1;
        ln_choose += libm::log((n - i) as f64 / (i + 1) as f64);
    }
    (k.saturating_sub(1), n.saturating_sub(k.max(1)))
}

/// Customers who bought A and, on a later day within the gap, B; and the other way round; over the days on which both
/// were on sale.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize)]
pub struct Direction {
    pub n_both: u32,
    pub n_only_this: u32,
    pub n_only_reverse: u32,
    /// (only this − only reverse)² ÷ (only this + only reverse): McNemar's statistic, about χ² with one degree of freedom
    /// when the order is chance.
    pub statistic: f64,
}

/// First and last day each item was bought by anybody.
fn on_sale(data: &Sequences) -> Vec<(Day, Day)> {
    let mut spans = vec![(Day::MAX, Day::MIN); data.n_items];
    for element in 0..data.days.len() as u32 {
        let day = data.days[element as usize];
        for &item in data.items_of(element) {
            let span = &mut spans[item as usize];
            *span = (span.0.min(day), span.1.max(day));
        }
    }
    spans
}

/// Which of two items comes first, over the days on which both were on sale: a product that is new in the file would
/// otherwise follow every other.
fn direction(data: &Sequences, a: u32, b: u32, max_gap: Option<u32>, on_sale: &[(Day, Day)]) -> Direction {
    let mut direction = Direction::default();
    let (a_sale, b_sale) = (on_sale[a as usize], on_sale[b as usize]);
    let days = a_sale.0.max(b_sale.0)..=a_sale.1.min(b_sale.1);
    let is_within = |days: Day| max_gap.is_none_or(|gap| i64::from(days) <= i64::from(gap));
    for s in 0..data.n_sequences() {
        let (mut last_a, mut last_b): (Option<Day>, Option<Day>) = (None, None);
        let (mut forward, mut reverse) = (false, false);
        for element in data.starts[s]..data.starts[s + 1] {
            let items = data.items_of(element);
            let day = data.days[element as usize];
            if !days.contains(&day) {
                continue;
            }
            let (has_a, has_b) = (items.binary_search(&a).is_ok(), items.binary_search(&b).is_ok());
            forward |= has_b && last_a.is_some_and(|last| is_within(day - last));
            reverse |= has_a && last_b.is_some_and(|last| is_within(day - last));
            if has_a {
                last_a = Some(day);
            }
            if has_b {
                last_b = Some(day);
            }
        }
        direction.n_both += u32::from(forward && reverse);
        direction.n_only_this += u32::from(forward && !reverse);
        direction.n_only_reverse += u32::from(reverse && !forward);
    }
    let (this, other) = (f64::from(direction.n_only_this), f64::from(direction.n_only_reverse));
    if this + other > 0.0 {
        direction.statistic = (this - other) * (this - other) / (this + other);
    }
    direction
}

/// Pairs tested at most; a list longer than this is read by nobody.
const MAX_TESTED: usize = 2000;
/// How many orders of two products are told in sentences.
pub(super) const MAX_SENTENCES: usize = 3;
/// Joint customers that a sentence needs.
const MIN_JOINT: u32 = 30;

/// Tests the order of every pair of two different single items, and picks what can be said.
pub(super) async fn judge(
    output: &mut Output,
    data: &Sequences,
    owners: &[u32],
    progress: &Progress,
) -> Result<()> {
    let pair = |items: &[Vec<u32>]| match items {
        [a, b] if a.len() == 1 && b.len() == 1 => Some((a[0], b[0])),
        _ => None,
    };
    let on_sale = on_sale(data);
    let mut tested = Vec::new();
    for i in 0..output.patterns.len() {
        let Some((a, b)) = pair(&output.patterns[i].items) else { continue };
        if a == b {
            output.again.push(i as u32);
        } else if tested.len() < MAX_TESTED {
            progress.step("sequences-timing", i as u64, output.patterns.len() as u64).await?;
            output.patterns[i].direction = Some(direction(data, a, b, output.max_gap_days, &on_sale));
            tested.push(i as u32);
        }
    }
    output.n_tested = tested.len() as u32;
    // P(χ²₁ ≥ t) ≤ 2 exp(−t / 2): with this bound no more than one in twenty lists has a single false entry.
    let bar = 2.0 * libm::log(2.0 * tested.len().max(1) as f64 / 0.05);
    let strength = |i: &u32| output.patterns[*i as usize].direction.unwrap_or_default();
    let mut next: Vec<u32> = tested
        .iter()
        .copied()
        .filter(|i| {
            let found = strength(i);
            output.patterns[*i as usize].n_customers >= MIN_JOINT
                && found.n_only_this > found.n_only_reverse
                && found.statistic >= bar
        })
        .collect();
    next.arrange_by(|a, b| strength(b).statistic.total_cmp(&strength(a).statistic).then(a.cmp(b)));
    output.next = next;
    output.again.retain(|&i| output.patterns[i as usize].n_customers >= MIN_JOINT);
    let headline = output.next.first().or(output.again.first()).copied();
    let told = output.next.iter().take(MAX_SENTENCES).chain(output.again.first());
    for i in told.copied().collect::<Vec<u32>>() {
        let sequence = &mut output.patterns[i as usize];
        let Some((a, b)) = pair(&sequence.items) else { continue };
        let customers = customers(data, a, b, output.max_gap_days);
        if Some(i) == headline {
            let of = |parity: usize, which: usize| {
                customers[which].iter().filter(|&&s| s as usize % 2 == parity).count() as u32
            };
            output.halves = Some([0, 1].map(|parity| Half { n_prefix: of(parity, 0), n: of(parity, 1) }));
        }
        // Sequences are in order of their customers.
        sequence.customers =
            Some(customers.map(|found| found.into_iter().map(|s| owners[s as usize]).collect()));
    }
    Ok(())
}

/// Sequences with the first item, and those of them with the second later on.
fn customers(data: &Sequences, a: u32, b: u32, max_gap: Option<u32>) -> [Vec<u32>; 2] {
    let mut found = [Vec::new(), Vec::new()];
    for s in 0..data.n_sequences() {
        let (mut last, mut goes_on) = (None, false);
        for element in data.starts[s]..data.starts[s + 1] {
            let (items, day) = (data.items_of(element), data.days[element as usize]);
            let is_near = |last: Day| max_gap.is_none_or(|gap| i64::from(day - last) <= i64::from(gap));
            goes_on |= items.binary_search(&b).is_ok() && last.is_some_and(is_near);
            if items.binary_search(&a).is_ok() {
                last = Some(day);
            }
        }
        if last.is_some() {
            found[0].push(s as u32);
        }
        if goes_on {
            found[1].push(s as u32);
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_median_has_the_interval_of_the_sign_test() {
        // R: qbinom(.025, n, .5) gives k for n = 6, 10, 25, 100: 1, 2, 8, 40 in 1-based ranks.
        assert_eq!(median_ranks(6), (0, 5));
        assert_eq!(median_ranks(10), (1, 8));
        assert_eq!(median_ranks(25), (7, 17));
        assert_eq!(median_ranks(100), (39, 60));
        assert_eq!(median_ranks(3), (0, 2));
        assert_eq!(median_ranks(1), (0, 0));
    }

    #[test]
    fn quartiles_hold_half_of_the_customers() {
        let timing = Timing::of(&[1, 2, 3, 4, 100]).unwrap();
        assert_eq!((timing.median_days, timing.quartile_low, timing.quartile_high), (3.0, 2.0, 4.0));
        assert_eq!(Timing::of(&[]), None);
    }
}
