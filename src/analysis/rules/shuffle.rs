//! The user's own baskets, shuffled: sizes of baskets and counts of items stay, who is with whom is chance.

use super::transactions::Transactions;
use crate::error::Result;
use crate::progress::Progress;
use crate::stats::sample::Rng;

/// Trades per basket. After ten, hardly an item is left of a basket's first content.
const ROUNDS: usize = 10;

/// Shuffles by trades: two baskets lay together what only one of them has, and draw it again (the curveball algorithm:
/// Strona et al. 2014; uniform over all tables with the same margins: Carstens 2015). In each round every basket trades
/// once, with a random partner (global trades: Carstens, Hamann et al. 2018).
///
/// # Errors
/// Cancelled.
pub async fn shuffled(data: &Transactions, seed: u64, progress: &Progress) -> Result<Transactions> {
    let mut rng = Rng::new(seed);
    let mut baskets: Vec<u32> = (0..data.n_baskets()).collect();
    let mut shuffled = data.clone();
    let mut trade = Trade::default();
    for round in 0..ROUNDS {
        rng.shuffle(&mut baskets);
        for (i, pair) in baskets.chunks_exact(2).enumerate() {
            trade.run(&mut shuffled, pair[0], pair[1], &mut rng);
            if i % 4096 == 4095 {
                progress.step("rules-stage-shuffling", round as u64, ROUNDS as u64).await?;
            }
        }
    }
    Ok(shuffled)
}

#[derive(Default)]
struct Trade {
    a: Vec<u32>,
    b: Vec<u32>,
}

impl Trade {
    fn run(&mut self, data: &mut Transactions, first: u32, second: u32, rng: &mut Rng) {
        let range = |t: u32| data.offsets[t as usize] as usize..data.offsets[t as usize + 1] as usize;
        let (range_a, range_b) = (range(first), range(second));
        self.a.clear();
        self.a.extend_from_slice(&data.ranks[range_a.clone()]);
        self.b.clear();
        self.b.extend_from_slice(&data.ranks[range_b.clone()]);
        let (a, b) = (&self.a, &self.b);
        // How many items only one of them has.
        let n_shared = merge(a, b).filter(|&(_, is_shared)| is_shared).count();
        let (mut left_a, mut left) = ((a.len() - n_shared) as u64, (a.len() + b.len() - 2 * n_shared) as u64);
        if left_a == 0 || left_a == left {
            return;
        }
        // A draw without replacement in ascending order: both baskets stay sorted.
        let (mut to_a, mut to_b) = (range_a.start, range_b.start);
        for (rank, is_shared) in merge(a, b) {
            let goes_to_a = !is_shared && left_a > 0 && rng.below(left) < left_a;
            if is_shared || goes_to_a {
                data.ranks[to_a] = rank;
                to_a += 1;
            }
            if is_shared || !goes_to_a {
                data.ranks[to_b] = rank;
                to_b += 1;
            }
            left_a -= u64::from(goes_to_a);
            left -= u64::from(!is_shared);
        }
    }
}

/// The union of two ascending lists, and whether each element is in both.
fn merge<'a>(a: &'a [u32], b: &'a [u32]) -> impl Iterator<Item = (u32, bool)> + 'a {
    let (mut i, mut j) = (0, 0);
    std::iter::from_fn(move || {
        let (x, y) = (a.get(i).copied().unwrap_or(u32::MAX), b.get(j).copied().unwrap_or(u32::MAX));
        let least = x.min(y);
        if least == u32::MAX {
            return None;
        }
        i += usize::from(x == least);
        j += usize::from(y == least);
        Some((least, x == y))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::progress::block_on;

    #[test]
    fn margins_stay_and_content_moves() {
        let mut rng = Rng::new(3);
        let baskets: Vec<Vec<u32>> = (0..200).map(|i| rng.choose(40, 1 + i % 9)).collect();
        let data = Transactions::new(40, baskets.iter().map(Vec::as_slice));
        let other = block_on(shuffled(&data, 1, &Progress::none())).unwrap();
        assert_eq!(other.offsets, data.offsets);
        assert_ne!(other.ranks, data.ranks);
        let mut counts = vec![0; data.n_items()];
        for basket in other.iter() {
            assert!(basket.windows(2).all(|pair| pair[0] < pair[1]));
            basket.iter().for_each(|&rank| counts[rank as usize] += 1);
        }
        assert_eq!(counts, data.counts);
    }
}
