//! Without any parameter: the rules with the highest leverage, exactly.
//!
//! Leverage is P(XY) − P(X)P(Y), the share of baskets beyond chance. With s = P(XY) it is at most s(1 − s), because
//! P(X) and P(Y) are at least s: so the k-th best pair found says how rare a set may be to still matter.

use super::generate::{Found, Splitter, Wanted};
use super::lattice::Lattice;
use super::transactions::{Occurrences, Transactions};
use crate::error::Result;
use crate::progress::Progress;
use std::cmp::Reverse;
use std::collections::BinaryHeap;

/// A rule of two items that are in baskets together more often than chance.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pair {
    /// n · n_xy − n_x · n_y: leverage times n².
    pub leverage: i64,
    /// Ranks.
    pub antecedent: u32,
    pub consequent: u32,
    pub count: u32,
}

/// n · n_xy − n_x · n_y, exact: leverage times n².
pub fn leverage(n: u32, n_xy: u32, n_x: u32, n_y: u32) -> i64 {
    i64::from(n) * i64::from(n_xy) - i64::from(n_x) * i64::from(n_y)
}

/// The `k` best wanted rules of two items with a positive leverage, best first, ties by rank, over all items that occur
/// at least `min_count` times (2: the same pair seen once is no pattern).
///
/// # Errors
/// Cancelled.
pub async fn best_pairs(
    data: &Transactions,
    occurrences: &Occurrences,
    k: usize,
    min_count: u32,
    is_wanted: impl Fn(u32, u32) -> bool,
    progress: &Progress,
) -> Result<Vec<Pair>> {
    let n = data.n_baskets();
    let n_items = data.n_frequent(min_count.max(1));
    // Leverage, antecedent, consequent, count: the worst kept rule on top.
    type Entry = (i64, Reverse<(u32, u32)>, u32);
    let mut heap: BinaryHeap<Reverse<Entry>> = BinaryHeap::new();
    let mut together = vec![0u32; n_items];
    let mut work = 0;
    for first in 0..n_items as u32 {
        let n_y = data.counts[first as usize];
        let mut least = if heap.len() < k { 1 } else { heap.peek().map_or(1, |worst| worst.0.0) };
        // Neither this item nor a rarer one can reach the worst kept pair any more.
        if k == 0 || (n_y <= n / 2 && leverage(n, n_y, n_y, n_y) < least) {
            break;
        }
        for prefix in occurrences.prefixes(data, first) {
            work += prefix.len();
            for &rank in prefix {
                together[rank as usize] += 1;
            }
        }
        for other in 0..first {
            let count = std::mem::take(&mut together[other as usize]);
            let leverage = leverage(n, count, data.counts[other as usize], n_y);
            if count < min_count || leverage < least {
                continue;
            }
            for (antecedent, consequent) in [(other, first), (first, other)] {
                let entry = (leverage, Reverse((antecedent, consequent)), count);
                let is_better = heap.len() < k || heap.peek().is_some_and(|worst| entry > worst.0);
                if is_better && is_wanted(antecedent, consequent) {
                    heap.push(Reverse(entry));
                    if heap.len() > k {
                        heap.pop();
                        least = heap.peek().map_or(1, |worst| worst.0.0);
                    }
                }
            }
        }
        if work > 4_000_000 {
            work = 0;
            progress.step("rules-stage-pairs", u64::from(first), n_items as u64).await?;
        }
    }
    let pairs = heap.into_sorted_vec();
    Ok(pairs
        .into_iter()
        .map(|Reverse((leverage, Reverse((antecedent, consequent)), count))| Pair {
            leverage,
            antecedent,
            consequent,
            count,
        })
        .collect())
}

/// The smallest count of a set that can carry a rule of at least this leverage (times n²): the smaller root of
/// c (n − c) ≥ leverage. At least 2.
pub fn min_count_for(n: u32, leverage: i64) -> u32 {
    let reaches = |count: u32| i64::from(count) * i64::from(n - count) >= leverage;
    let (mut from, mut to) = (2.min(n), (n / 2).max(2.min(n)));
    while from < to {
        let middle = from + (to - from) / 2;
        if reaches(middle) { to = middle } else { from = middle + 1 }
    }
    from
}

/// The `k` wanted rules with the highest leverage, at least `least` (times n², at least 1), best first; ties by length,
/// then by ranks. Exact when the lattice is complete down to [`min_count_for`] the result's last leverage.
///
/// # Errors
/// Cancelled.
pub async fn best_rules(
    lattice: &Lattice,
    k: usize,
    max_length: usize,
    least: i64,
    wanted: &Wanted,
    progress: &Progress,
) -> Result<Vec<(i64, Found)>> {
    let n = lattice.n_baskets();
    let lengths = lattice.lengths();
    // Leverage, length, set, consequent; the antecedent follows from them.
    type Entry = (i64, Reverse<u8>, Reverse<u32>, Reverse<u32>, u32);
    let mut heap: BinaryHeap<Reverse<Entry>> = BinaryHeap::new();
    let mut items = Vec::new();
    for node in 1..lattice.counts.len() as u32 {
        if node % 4096 == 0 {
            progress.step("rules-stage-rules", u64::from(node), lattice.counts.len() as u64).await?;
        }
        let length = lengths[node as usize];
        if length < 2 || usize::from(length) > max_length || k == 0 {
            continue;
        }
        let n_xy = lattice.counts[node as usize];
        let worst = if heap.len() < k { least } else { heap.peek().map_or(least, |worst| worst.0.0) };
        if leverage(n, n_xy, n_xy, n_xy) < worst {
            continue;
        }
        lattice.items(node, &mut items);
        let mut keep = |found: Found| {
            let n_x = lattice.counts[found.antecedent as usize];
            let n_y = lattice.counts[found.consequent as usize];
            let leverage = leverage(n, n_xy, n_x, n_y);
            let entry =
                (leverage, Reverse(length), Reverse(node), Reverse(found.consequent), found.antecedent);
            let is_better = heap.len() < k || heap.peek().is_some_and(|worst| entry > worst.0);
            if leverage >= least && is_better && wanted.admits(lattice, &found) {
                heap.push(Reverse(entry));
                if heap.len() > k {
                    heap.pop();
                }
            }
        };
        let max_consequent_length = wanted.max_consequent_length;
        let min_confidence = wanted.min_confidence;
        let visit = &mut keep;
        Splitter { lattice, node, items: &items, min_confidence, max_consequent_length, visit }.run();
    }
    Ok(heap
        .into_sorted_vec()
        .into_iter()
        .map(|Reverse((leverage, _, Reverse(both), Reverse(consequent), antecedent))| {
            (leverage, Found { both, antecedent, consequent })
        })
        .collect())
}
