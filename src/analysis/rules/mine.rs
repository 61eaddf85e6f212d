//! Frequent sets: for each first item its baskets are delivered into bitmaps no longer than its own list, then sets grow
//! by AND and population count.
//!
//! First items come from the most frequent to the rarest, and sets grow towards the more frequent: so at any time every
//! subset of a found set has been found, and a search that raises its threshold on the way stays exact.

use super::lattice::Lattice;
use super::transactions::{Occurrences, Transactions};
use crate::error::Result;
use crate::progress::Progress;

/// What to look for.
#[derive(Clone, Copy, Debug)]
pub struct Search {
    /// At least 1.
    pub min_count: u32,
    pub max_length: usize,
    /// At most this many sets: beyond it the count is raised to the smallest one that fits.
    pub max_sets: usize,
}

/// Words of work between two reports of progress: about five milliseconds.
const SLICE: u64 = 4_000_000;

/// All sets that `search` asks for, indexed. `min_count` of the lattice is higher than asked when the budget raised it.
///
/// # Errors
/// Cancelled.
pub async fn mine(
    data: &Transactions,
    occurrences: &Occurrences,
    search: Search,
    progress: &Progress,
) -> Result<Lattice> {
    let mut miner = Miner::new(data, occurrences, search);
    while !miner.advance(SLICE) {
        progress.step("rules-stage-mining", u64::from(miner.next_first), miner.n_first() as u64).await?;
    }
    let mut lattice = miner.lattice;
    if lattice.counts.iter().any(|&count| count < miner.min_count) {
        lattice.raise(miner.min_count);
    }
    lattice.min_count = miner.min_count;
    lattice.index();
    Ok(lattice)
}

/// The search between two slices.
struct Miner<'a> {
    data: &'a Transactions,
    occurrences: &'a Occurrences,
    search: Search,
    /// Rises when the budget is reached.
    min_count: u32,
    lattice: Lattice,
    next_first: u32,
    frames: Vec<Frame>,
    candidates: Vec<Candidate>,
    words: Vec<u64>,
    /// Baskets with each more frequent item, for the current first item; zero between two of them.
    pair_counts: Vec<u32>,
    /// The candidate of each more frequent item of the current first item.
    slot_of: Vec<u32>,
    /// How many live sets have each count, when there is a budget.
    n_with_count: Vec<u32>,
    n_live: usize,
}

/// A set whose extensions are being visited, from its last candidate to its first.
struct Frame {
    node: u32,
    length: usize,
    first_candidate: usize,
    /// One past the next candidate.
    next: usize,
    first_word: usize,
    n_words: usize,
}

/// An item that a frame's set can be extended with.
#[derive(Clone, Copy)]
struct Candidate {
    rank: u32,
    count: u32,
    /// Where its bitmap starts; meaningless in a frame of the greatest length.
    bits: usize,
}

impl<'a> Miner<'a> {
    fn new(data: &'a Transactions, occurrences: &'a Occurrences, search: Search) -> Miner<'a> {
        let min_count = search.min_count.max(1);
        let has_budget = search.max_sets < usize::MAX;
        Miner {
            data,
            occurrences,
            search,
            min_count,
            lattice: Lattice::new(data.n_baskets(), data.n_items(), min_count, search.max_length),
            next_first: 0,
            frames: Vec::new(),
            candidates: Vec::new(),
            words: Vec::new(),
            pair_counts: vec![0; data.n_items()],
            slot_of: vec![0; data.n_items()],
            n_with_count: if has_budget { vec![0; data.n_baskets() as usize + 1] } else { Vec::new() },
            n_live: 0,
        }
    }

    /// Items still frequent enough to be a first item.
    fn n_first(&self) -> usize {
        if self.search.max_length == 0 { 0 } else { self.data.n_frequent(self.min_count) }
    }

    /// Works for about `budget` words; true when all is done.
    fn advance(&mut self, budget: u64) -> bool {
        let mut work = 0;
        while work < budget {
            if let Some(frame) = self.frames.last_mut() {
                if frame.next == frame.first_candidate {
                    self.candidates.truncate(frame.first_candidate);
                    self.words.truncate(frame.first_word);
                    self.frames.pop();
                    continue;
                }
                frame.next -= 1;
                work += self.visit();
            } else if (self.next_first as usize) < self.n_first() {
                work += self.open(self.next_first);
                self.next_first += 1;
            } else {
                return true;
            }
        }
        false
    }

    /// Adds a set, and raises the count when the budget is passed.
    fn add(&mut self, parent: u32, rank: u32, count: u32) -> u32 {
        let node = self.lattice.push(parent, rank, count);
        if self.n_with_count.is_empty() {
            return node;
        }
        self.n_with_count[count as usize] += 1;
        self.n_live += 1;
        while self.n_live > self.search.max_sets {
            self.n_live -= self.n_with_count[self.min_count as usize] as usize;
            self.min_count += 1;
        }
        // Dead sets are swept out when they are the greater part.
        if self.lattice.n_sets() > 2 * self.n_live + 1024 {
            let moved = self.lattice.raise(self.min_count);
            for frame in &mut self.frames {
                // The set of a frame may itself have died: then none of its candidates is frequent any more.
                match moved[frame.node as usize] {
                    u32::MAX => frame.next = frame.first_candidate,
                    node => frame.node = node,
                }
            }
            return moved[node as usize];
        }
        node
    }

    /// Starts the sets whose rarest item is `first`.
    fn open(&mut self, first: u32) -> u64 {
        let count = self.data.counts[first as usize];
        let node = self.add(0, first, count);
        if node == u32::MAX || count < self.min_count || self.search.max_length < 2 {
            return 1;
        }
        let (data, occurrences) = (self.data, self.occurrences);
        let mut work = 0;
        for prefix in occurrences.prefixes(data, first) {
            work += prefix.len() as u64;
            for &rank in prefix {
                self.pair_counts[rank as usize] += 1;
            }
        }
        let n_words = (count as usize).div_ceil(64);
        let needs_bits = self.search.max_length > 2;
        for rank in 0..first {
            let pair_count = std::mem::take(&mut self.pair_counts[rank as usize]);
            if pair_count >= self.min_count {
                let slot = self.candidates.len();
                self.slot_of[rank as usize] = slot as u32;
                self.candidates.push(Candidate { rank, count: pair_count, bits: slot * n_words });
            } else {
                self.slot_of[rank as usize] = u32::MAX;
            }
        }
        if self.candidates.len() > 1 && needs_bits {
            self.words.resize(self.candidates.len() * n_words, 0);
            for (position, prefix) in occurrences.prefixes(data, first).enumerate() {
                let (word, bit) = (position / 64, 1u64 << (position % 64));
                for &rank in prefix {
                    let slot = self.slot_of[rank as usize];
                    if slot != u32::MAX {
                        self.words[slot as usize * n_words + word] |= bit;
                    }
                }
            }
            work *= 2;
        }
        if !self.candidates.is_empty() {
            let next = self.candidates.len();
            self.frames.push(Frame { node, length: 1, first_candidate: 0, next, first_word: 0, n_words });
        }
        work + u64::from(first)
    }

    /// Adds the next extension of the innermost frame and opens its own frame.
    fn visit(&mut self) -> u64 {
        let Some(frame) = self.frames.last() else { return 0 };
        let (at, length, n_words, parent) = (frame.next, frame.length + 1, frame.n_words, frame.node);
        let (first_candidate, first_word) = (self.candidates.len(), self.words.len());
        let Candidate { rank, count, bits } = self.candidates[at];
        if count < self.min_count {
            return 1;
        }
        let range = frame.first_candidate..at;
        let node = self.add(parent, rank, count);
        if node == u32::MAX || range.is_empty() || length >= self.search.max_length {
            return 1;
        }
        // At the last length, and for a single candidate, counts are enough.
        let needs_bits = length + 1 < self.search.max_length && range.len() > 1;
        let work = (range.len() * n_words) as u64;
        for other in range {
            let Candidate { rank, count: other_count, bits: other_bits } = self.candidates[other];
            if other_count < self.min_count {
                continue;
            }
            let bits_here = self.words.len();
            let count = if needs_bits {
                self.words.resize(bits_here + n_words, 0);
                let (old, new) = self.words.split_at_mut(bits_here);
                and_into(&old[bits..bits + n_words], &old[other_bits..other_bits + n_words], new)
            } else {
                and_count(&self.words[bits..bits + n_words], &self.words[other_bits..other_bits + n_words])
            };
            if count >= self.min_count {
                self.candidates.push(Candidate { rank, count, bits: bits_here });
            } else {
                self.words.truncate(bits_here);
            }
        }
        let next = self.candidates.len();
        if next > first_candidate {
            self.frames.push(Frame { node, length, first_candidate, next, first_word, n_words });
        }
        work
    }
}

fn and_into(a: &[u64], b: &[u64], into: &mut [u64]) -> u32 {
    let mut count = 0;
    for ((a, b), into) in a.iter().zip(b).zip(into) {
        *into = a & b;
        count += into.count_ones();
    }
    count
}

fn and_count(a: &[u64], b: &[u64]) -> u32 {
    a.iter().zip(b).map(|(a, b)| (a & b).count_ones()).sum()
}
