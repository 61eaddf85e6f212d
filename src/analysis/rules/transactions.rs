//! Baskets as the miner wants them: items as ranks by frequency, and where each item occurs.

/// Baskets over ranks. Rank 0 is the most frequent item; each basket is ascending, so the items rarer than any
/// threshold stand at its end and never have to be cut off.
use crate::order::Arrange;
#[derive(Clone, Debug, Default)]
pub struct Transactions {
    /// `offsets[t]..offsets[t + 1]` are the positions of basket t in `ranks`.
    pub offsets: Vec<u32>,
    pub ranks: Vec<u32>,
    /// Baskets that hold each rank; descending.
    pub counts: Vec<u32>,
    /// The caller's item of each rank.
    pub items: Vec<u32>,
}

/// Where each rank occurs.
#[derive(Clone, Debug, Default)]
pub struct Occurrences {
    /// `offsets[r]..offsets[r + 1]` are the positions of rank r in `baskets` and `ends`.
    pub offsets: Vec<u32>,
    /// The baskets that hold the rank, ascending.
    pub baskets: Vec<u32>,
    /// The rank's position in `Transactions::ranks`: the more frequent items of the basket end here.
    ends: Vec<u32>,
}

impl Transactions {
    /// Ranks items by descending count, ties by item, and sorts each basket. Repeated items count once. Items at or
    /// above `n_items` are left out.
    pub fn new<'a>(n_items: usize, baskets: impl Iterator<Item = &'a [u32]> + Clone) -> Transactions {
        let mut count_of = vec![0u32; n_items];
        // The last basket that held the item, from 1; repeats are seen by it.
        let mut last_seen = vec![0u32; n_items];
        for (basket, items) in (1u32..).zip(baskets.clone()) {
            for &item in items {
                if let Some(seen) = last_seen.get_mut(item as usize)
                    && *seen != basket
                {
                    *seen = basket;
                    count_of[item as usize] += 1;
                }
            }
        }
        let mut items: Vec<u32> = (0..n_items as u32).filter(|&item| count_of[item as usize] > 0).collect();
        items.arrange_by_key(|&item| (std::cmp::Reverse(count_of[item as usize]), item));
        let mut rank_of = vec![u32::MAX; n_items];
        for (rank, &item) in items.iter().enumerate() {
            rank_of[item as usize] = rank as u32;
        }
        let mut made = Transactions {
            offsets: vec![0],
            ranks: Vec::new(),
            counts: items.iter().map(|&item| count_of[item as usize]).collect(),
            items,
        };
        let mut basket = Vec::new();
        for items in baskets {
            basket.clear();
            basket.extend(items.iter().filter_map(|&item| rank_of.get(item as usize)));
            basket.sort_unstable();
            basket.dedup();
            made.ranks.extend_from_slice(&basket);
            made.offsets.push(made.ranks.len() as u32);
        }
        made
    }

    /// N: all baskets, those without items included.
    pub fn n_baskets(&self) -> u32 {
        (self.offsets.len() as u32).saturating_sub(1)
    }

    pub fn n_items(&self) -> usize {
        self.counts.len()
    }

    pub fn basket(&self, t: u32) -> &[u32] {
        &self.ranks[self.offsets[t as usize] as usize..self.offsets[t as usize + 1] as usize]
    }

    pub fn iter(&self) -> impl Iterator<Item = &[u32]> + Clone {
        self.offsets.windows(2).map(|w| &self.ranks[w[0] as usize..w[1] as usize])
    }

    /// How many ranks occur at least `min_count` times: ranks `0..n`.
    pub fn n_frequent(&self, min_count: u32) -> usize {
        self.counts.partition_point(|&count| count >= min_count)
    }

    pub fn occurrences(&self) -> Occurrences {
        self.occurrences_of(self.n_items())
    }

    /// Where the `n` most frequent items occur.
    pub fn occurrences_of(&self, n: usize) -> Occurrences {
        let mut offsets = Vec::with_capacity(n + 1);
        let mut total = 0;
        offsets.push(0);
        for &count in &self.counts[..n] {
            total += count;
            offsets.push(total);
        }
        let mut next = offsets.clone();
        let (mut baskets, mut ends) = (vec![0; total as usize], vec![0; total as usize]);
        for (t, window) in self.offsets.windows(2).enumerate() {
            for end in window[0]..window[1] {
                let rank = self.ranks[end as usize] as usize;
                if rank >= n {
                    break;
                }
                let slot = &mut next[rank];
                baskets[*slot as usize] = t as u32;
                ends[*slot as usize] = end;
                *slot += 1;
            }
        }
        Occurrences { offsets, baskets, ends }
    }
}

impl Occurrences {
    /// The baskets that hold a rank, ascending.
    pub fn of(&self, rank: u32) -> &[u32] {
        &self.baskets[self.range(rank)]
    }

    /// The more frequent items of every basket that holds `rank`.
    pub fn prefixes<'a>(&'a self, data: &'a Transactions, rank: u32) -> impl Iterator<Item = &'a [u32]> + 'a {
        let range = self.range(rank);
        self.baskets[range.clone()]
            .iter()
            .zip(&self.ends[range])
            .map(|(&t, &end)| &data.ranks[data.offsets[t as usize] as usize..end as usize])
    }

    /// The baskets that hold every one of `ranks`, ascending. All baskets are not listed for the empty set.
    pub fn common(&self, ranks: &[u32]) -> Vec<u32> {
        // The rarest first: the intersection is never longer than it.
        let Some(&rarest) = ranks.iter().max() else { return Vec::new() };
        let mut common = self.of(rarest).to_vec();
        for &rank in ranks.iter().filter(|&&rank| rank != rarest) {
            let mut other = self.of(rank);
            common.retain(|&t| {
                // Gallop: lists of very different length stay cheap.
                let mut step = 1;
                while step < other.len() && other[step] < t {
                    step *= 2;
                }
                let upto = (step + 1).min(other.len());
                other = &other[other[..upto].partition_point(|&o| o < t)..];
                other.first() == Some(&t)
            });
        }
        common
    }

    fn range(&self, rank: u32) -> std::ops::Range<usize> {
        self.offsets[rank as usize] as usize..self.offsets[rank as usize + 1] as usize
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn items_are_ranked_by_frequency_and_repeats_count_once() {
        let baskets: [&[u32]; 4] = [&[2, 0, 2], &[2], &[], &[1, 2, 0]];
        let data = Transactions::new(4, baskets.iter().copied());
        assert_eq!((data.items.as_slice(), data.counts.as_slice()), (&[2, 0, 1][..], &[3, 2, 1][..]));
        assert_eq!((data.n_baskets(), data.basket(3)), (4, &[0, 1, 2][..]));
        let occurrences = data.occurrences();
        assert_eq!(occurrences.of(1), [0, 3]);
        assert_eq!(occurrences.common(&[0, 1]), [0, 3]);
        assert_eq!(occurrences.common(&[2, 0]), [3]);
        assert_eq!(occurrences.prefixes(&data, 2).collect::<Vec<_>>(), [&[0, 1]]);
    }
}
