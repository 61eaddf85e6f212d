//! The user's own baskets, shuffled: sizes of baskets and counts of items stay, who is with whom is chance.

use super::transactions::Transactions;
use crate::error::Result;
use crate::progress::Progress;
use crate::stats::sample::Rng;

/// Trades per basket. After ten, hardly an item is left of a basket's first content.
const ROUNDS: usize = 10;

/// The baskets in the order of their contents, which does not depend on the order of the file's rows.
pub fn by_content(data: &Transactions) -> Vec<u32> {
    let mut order: Vec<u32> = (0..data.n_baskets()).collect();
    order.sort_by(|&a, &b| data.basket(a).cmp(data.basket(b)));
    order
}

/// Shuffles by trades: two baskets lay together what only one of them has, and draw it again (the curveball algorithm:
/// Strona et al. 2014; uniform over all tables with the same margins: Carstens 2015). In each round every basket trades
/// once, with a random partner (global trades: Carstens, Hamann et al. 2018). `order` is [`by_content`].
///
/// # Errors
/// Cancelled.
pub async fn shuffled(
    data: &Transactions,
    order: &[u32],
    seed: u64,
    progress: &Progress,
) -> Result<Transactions> {
    let mut rng = Rng::new(seed);
    let mut baskets = order.to_vec();
    let mut shuffled = data.clone();
    let mut trade = Trade { seen: vec![0; data.n_items()], ..Trade::default() };
    for round in 0..ROUNDS {
        rng.shuffle(&mut baskets);
        for (i, pair) in baskets.chunks_exact(2).enumerate() {
            trade.run(&mut shuffled, pair[0], pair[1], &mut rng);
            if i % 4096 == 4095 {
                progress.step("rules-stage-shuffling", round as u64, ROUNDS as u64).await?;
            }
        }
    }
    for window in shuffled.offsets.windows(2) {
        shuffled.ranks[window[0] as usize..window[1] as usize].sort_unstable();
    }
    Ok(shuffled)
}

/// Baskets are kept out of order while they trade.
#[derive(Default)]
struct Trade {
    /// By rank: the last trade in which the first basket had it, times two; one more when the second had it too.
    seen: Vec<u32>,
    n_trades: u32,
    shared: Vec<u32>,
    pool: Vec<u32>,
}

impl Trade {
    fn run(&mut self, data: &mut Transactions, first: u32, second: u32, rng: &mut Rng) {
        let range = |t: u32| data.offsets[t as usize] as usize..data.offsets[t as usize + 1] as usize;
        let (range_a, range_b) = (range(first), range(second));
        self.n_trades += 1;
        let mark = 2 * self.n_trades;
        for &rank in &data.ranks[range_a.clone()] {
            self.seen[rank as usize] = mark;
        }
        let most = range_a.len() + range_b.len();
        if self.pool.len() < most {
            self.pool.resize(most, 0);
            self.shared.resize(most, 0);
        }
        // Every item is written and the end moves where it belongs: which list it is cannot be foretold.
        let (mut n_pool, mut n_shared) = (0, 0);
        for &rank in &data.ranks[range_b.clone()] {
            let is_shared = self.seen[rank as usize] == mark;
            self.seen[rank as usize] += u32::from(is_shared);
            self.shared[n_shared] = rank;
            self.pool[n_pool] = rank;
            n_shared += usize::from(is_shared);
            n_pool += usize::from(!is_shared);
        }
        let n_b = n_pool;
        for &rank in &data.ranks[range_a.clone()] {
            self.pool[n_pool] = rank;
            n_pool += usize::from(self.seen[rank as usize] == mark);
        }
        let n_a = n_pool - n_b;
        if n_a == 0 || n_b == 0 {
            return;
        }
        // The smaller share is drawn, without replacement; the rest is the other's.
        let pool = &mut self.pool[..n_pool];
        for i in 0..n_a.min(n_b) {
            let at = i + rng.below((n_pool - i) as u64) as usize;
            pool.swap(i, at);
        }
        let (small, large) = if n_a < n_b { (range_a, range_b) } else { (range_b, range_a) };
        let (drawn, rest) = pool.split_at(n_a.min(n_b));
        for (range, part) in [(small, drawn), (large, rest)] {
            let (shared, own) = data.ranks[range].split_at_mut(n_shared);
            shared.copy_from_slice(&self.shared[..n_shared]);
            own.copy_from_slice(part);
        }
    }
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
        let other = block_on(shuffled(&data, &by_content(&data), 1, &Progress::none())).unwrap();
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
