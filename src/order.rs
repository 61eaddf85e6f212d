//! Sorting where speed is not the point.
//!
//! The standard sorts are generic over element and comparison: each call brings some five kilobytes of machine code into
//! the engine, a hundred calls half a megabyte. Here the algorithm exists once, over positions; only the comparison and
//! the moving of elements are made for each type. Sorts inside hot loops, and of plain numbers, use the standard ones.

use std::cmp::Ordering;

/// Stable sorts of a slice.
pub trait Arrange<T> {
    /// Sorts by a comparison; equal elements keep their order.
    fn arrange_by(&mut self, compare: impl FnMut(&T, &T) -> Ordering);

    /// Sorts by a key; equal elements keep their order.
    fn arrange_by_key<K: Ord>(&mut self, key: impl FnMut(&T) -> K);
}

impl<T> Arrange<T> for [T] {
    fn arrange_by(&mut self, mut compare: impl FnMut(&T, &T) -> Ordering) {
        let order = sorted_positions(self.len() as u32, &mut |a, b| {
            compare(&self[a as usize], &self[b as usize]) == Ordering::Less
        });
        take_order(self, order);
    }

    fn arrange_by_key<K: Ord>(&mut self, mut key: impl FnMut(&T) -> K) {
        self.arrange_by(|a, b| key(a).cmp(&key(b)));
    }
}

/// Runs this short are sorted by insertion before they are merged.
const RUN: usize = 8;

/// The positions `0..n` in the order that `is_less` says: a merge sort, bottom up, stable.
#[inline(never)]
fn sorted_positions(n: u32, is_less: &mut dyn FnMut(u32, u32) -> bool) -> Vec<u32> {
    let mut order: Vec<u32> = (0..n).collect();
    for run in order.chunks_mut(RUN) {
        for end in 1..run.len() {
            let mut at = end;
            while at > 0 && is_less(run[at], run[at - 1]) {
                run.swap(at, at - 1);
                at -= 1;
            }
        }
    }
    if order.len() <= RUN {
        return order;
    }
    let mut merged = order.clone();
    let mut width = RUN;
    while width < order.len() {
        for (from, to) in order.chunks(2 * width).zip(merged.chunks_mut(2 * width)) {
            let (left, right) = from.split_at(width.min(from.len()));
            merge(left, right, to, is_less);
        }
        std::mem::swap(&mut order, &mut merged);
        width *= 2;
    }
    order
}

fn merge(left: &[u32], right: &[u32], to: &mut [u32], is_less: &mut dyn FnMut(u32, u32) -> bool) {
    // Most lists come nearly sorted.
    let is_sorted = match (left.last(), right.first()) {
        (Some(&last), Some(&first)) => !is_less(first, last),
        _ => true,
    };
    if is_sorted {
        to[..left.len()].copy_from_slice(left);
        to[left.len()..].copy_from_slice(right);
        return;
    }
    let (mut l, mut r) = (0, 0);
    for slot in to {
        let takes_right = l == left.len() || (r < right.len() && is_less(right[r], left[l]));
        *slot = if takes_right { right[r] } else { left[l] };
        if takes_right { r += 1 } else { l += 1 }
    }
}

/// Moves elements so that the one at `order[i]` comes to stand at `i`.
fn take_order<T>(items: &mut [T], mut order: Vec<u32>) {
    for start in 0..order.len() {
        let mut at = start;
        loop {
            let from = order[at] as usize;
            order[at] = at as u32;
            if from == start {
                break;
            }
            items.swap(at, from);
            at = from;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn arranges_as_the_standard_sort(keys in prop::collection::vec(0u8..20, 0..200)) {
            let mut ours: Vec<(u8, usize)> = keys.iter().copied().zip(0..).collect();
            let mut theirs = ours.clone();
            ours.arrange_by_key(|(key, _)| *key);
            theirs.sort_by_key(|(key, _)| *key);
            prop_assert_eq!(&ours, &theirs);
            ours.arrange_by(|a, b| b.0.cmp(&a.0));
            theirs.sort_by_key(|(key, _)| std::cmp::Reverse(*key));
            prop_assert_eq!(ours, theirs);
        }
    }
}
