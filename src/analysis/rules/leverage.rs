//! Without any parameter: the rules with the highest leverage, exactly.
//!
//! Leverage is P(XY) − P(X)P(Y), the share of baskets beyond chance. With s = P(XY) it is at most s(1 − s), because
//! P(X) and P(Y) are at least s: so the k-th best pair found says how rare a set may be to still matter.

use super::generate::Found;
use super::lattice::Lattice;
use super::transactions::{Occurrences, Transactions};
use crate::error::Result;
use crate::progress::Progress;
use std::cmp::Reverse;
use std::collections::BinaryHeap;

/// Two items that are in baskets together more often than chance.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pair {
    /// n · n_xy − n_x · n_y: leverage times n².
    pub leverage: i64,
    /// The more frequent and the rarer rank.
    pub ranks: (u32, u32),
    pub count: u32,
}

/// n · n_xy − n_x · n_y, exact: leverage times n².
pub fn leverage(n: u32, n_xy: u32, n_x: u32, n_y: u32) -> i64 {
    i64::from(n) * i64::from(n_xy) - i64::from(n_x) * i64::from(n_y)
}

/// The `k` best pairs with a positive leverage, best first, ties by rank, over all items that occur at least
/// `min_count` times (2: the same pair seen once is no pattern).
///
/// # Errors
/// Cancelled.
pub async fn best_pairs(
    data: &Transactions,
    occurrences: &Occurrences,
    k: usize,
    min_count: u32,
    progress: &Progress,
) -> Result<Vec<Pair>> {
    let n = data.n_baskets();
    let n_items = data.n_frequent(min_count.max(1));
    type Entry = (i64, Reverse<(u32, u32)>, u32);
    let mut heap: BinaryHeap<Reverse<Entry>> = BinaryHeap::with_capacity(k + 1);
    let mut together = vec![0u32; n_items];
    let mut work = 0;
    for first in 0..n_items as u32 {
        let n_y = data.counts[first as usize];
        let least = if heap.len() < k { 0 } else { heap.peek().map_or(0, |worst| worst.0.0) };
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
            if count < min_count {
                continue;
            }
            let leverage = leverage(n, count, data.counts[other as usize], n_y);
            let entry = (leverage, Reverse((other, first)), count);
            if leverage > 0 && (heap.len() < k || heap.peek().is_some_and(|worst| entry > worst.0)) {
                heap.push(Reverse(entry));
                if heap.len() > k {
                    heap.pop();
                }
            }
        }
        if work > 4_000_000 {
            work = 0;
            progress.step("stage-pairs", u64::from(first), n_items as u64).await?;
        }
    }
    let pairs = heap.into_sorted_vec();
    Ok(pairs
        .into_iter()
        .map(|Reverse((leverage, Reverse(ranks), count))| Pair { leverage, ranks, count })
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

/// The `k` rules with one item as consequent and the highest positive leverage, best first; ties by length, then by
/// ranks. Exact when the lattice is complete down to [`min_count_for`] the result's last leverage.
pub fn best_rules(
    lattice: &Lattice,
    k: usize,
    max_length: usize,
    is_wanted: impl Fn(&Found) -> bool,
) -> Vec<(i64, Found)> {
    let n = lattice.n_baskets();
    let lengths = lattice.lengths();
    type Key = (i64, Reverse<u8>, Reverse<u32>, Reverse<usize>);
    let mut heap: BinaryHeap<Reverse<(Key, u32, u32)>> = BinaryHeap::with_capacity(k + 1);
    let mut items = Vec::new();
    for node in 1..lattice.counts.len() as u32 {
        let length = lengths[node as usize];
        if length < 2 || usize::from(length) > max_length || k == 0 {
            continue;
        }
        let n_xy = lattice.counts[node as usize];
        let least = if heap.len() < k { 1 } else { heap.peek().map_or(1, |worst| worst.0.0.0) };
        if leverage(n, n_xy, n_xy, n_xy) < least {
            continue;
        }
        lattice.items(node, &mut items);
        for (position, &rank) in items.iter().enumerate() {
            let antecedent = lattice.subset(lattice.hash(node) ^ lattice.key(rank));
            let consequent = lattice.subset(lattice.key(rank));
            let found = Found { both: node, antecedent, consequent };
            let leverage =
                leverage(n, n_xy, lattice.counts[antecedent as usize], lattice.counts[consequent as usize]);
            let entry =
                ((leverage, Reverse(length), Reverse(node), Reverse(position)), antecedent, consequent);
            if leverage > 0
                && (heap.len() < k || heap.peek().is_some_and(|worst| entry > worst.0))
                && is_wanted(&found)
            {
                heap.push(Reverse(entry));
                if heap.len() > k {
                    heap.pop();
                }
            }
        }
    }
    heap.into_sorted_vec()
        .into_iter()
        .map(|Reverse(((leverage, _, Reverse(both), _), antecedent, consequent))| {
            (leverage, Found { both, antecedent, consequent })
        })
        .collect()
}
