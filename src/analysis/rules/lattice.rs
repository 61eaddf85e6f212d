//! Frequent sets as a trie of parents with hashes: one probe finds any subset, and with it rules, closed sets, maximal
//! sets, generators and redundancy.

use crate::stats::sample::Rng;

/// All sets at or above a count. Node 0 is the empty set. A node is its parent's set and one more frequent item, so the
/// ranks met on the way up ascend. Every subset of a node is a node.
#[derive(Clone, Debug, Default)]
pub struct Lattice {
    pub parents: Vec<u32>,
    /// The item a node adds to its parent; `u32::MAX` at node 0.
    pub ranks: Vec<u32>,
    pub counts: Vec<u32>,
    /// XOR of the keys of a node's items.
    hashes: Vec<u64>,
    keys: Vec<u64>,
    /// Open addressing by hash; `EMPTY` where free. Built by [`Lattice::index`].
    table: Vec<u32>,
    /// Complete down to this count.
    pub min_count: u32,
    /// Complete up to this many items; `usize::MAX` when unbounded.
    pub max_length: usize,
}

const EMPTY: u32 = u32::MAX;

/// How many sets are of each kind. The empty set is not counted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Kinds {
    pub n_closed: usize,
    pub n_maximal: usize,
    pub n_generators: usize,
}

/// What kind each node is.
#[derive(Clone, Debug, Default)]
pub struct NodeKinds {
    /// No larger set occurs as often.
    pub is_closed: Vec<bool>,
    /// No larger set is frequent.
    pub is_maximal: Vec<bool>,
    /// No smaller set occurs as often.
    pub is_generator: Vec<bool>,
}

impl Lattice {
    pub fn new(n_baskets: u32, n_items: usize, min_count: u32, max_length: usize) -> Lattice {
        let mut rng = Rng::new(0);
        Lattice {
            parents: vec![EMPTY],
            ranks: vec![EMPTY],
            counts: vec![n_baskets],
            hashes: vec![0],
            keys: (0..n_items).map(|_| rng.next_u64()).collect(),
            table: Vec::new(),
            min_count,
            max_length,
        }
    }

    /// Number of sets, the empty one not counted.
    pub fn n_sets(&self) -> usize {
        self.counts.len() - 1
    }

    pub fn n_baskets(&self) -> u32 {
        self.counts[0]
    }

    /// Adds a set. It can be found after [`Lattice::index`].
    pub fn push(&mut self, parent: u32, rank: u32, count: u32) -> u32 {
        self.parents.push(parent);
        self.ranks.push(rank);
        self.counts.push(count);
        self.hashes.push(self.hashes[parent as usize] ^ self.keys[rank as usize]);
        (self.counts.len() - 1) as u32
    }

    /// Drops the sets below a count and says where each node went. A parent occurs at least as often as its child, so
    /// no node loses its parent.
    pub fn raise(&mut self, min_count: u32) -> Vec<u32> {
        let mut moved = vec![EMPTY; self.counts.len()];
        let mut to = 0;
        for from in 0..self.counts.len() {
            if from > 0 && self.counts[from] < min_count {
                continue;
            }
            moved[from] = to as u32;
            self.parents[to] = if from == 0 { EMPTY } else { moved[self.parents[from] as usize] };
            self.ranks[to] = self.ranks[from];
            self.counts[to] = self.counts[from];
            self.hashes[to] = self.hashes[from];
            to += 1;
        }
        self.parents.truncate(to);
        self.ranks.truncate(to);
        self.counts.truncate(to);
        self.hashes.truncate(to);
        self.min_count = min_count;
        moved
    }

    /// The sets at or above a count and up to a length, as a search within these bounds would have found them.
    pub fn narrowed(&self, min_count: u32, max_length: usize) -> Lattice {
        let lengths = self.lengths();
        let mut narrowed = Lattice {
            parents: vec![EMPTY],
            ranks: vec![EMPTY],
            counts: vec![self.counts[0]],
            hashes: vec![self.hashes[0]],
            keys: self.keys.clone(),
            table: Vec::new(),
            min_count,
            max_length,
        };
        let mut moved = vec![0u32; self.counts.len()];
        for node in 1..self.counts.len() {
            if self.counts[node] >= min_count && usize::from(lengths[node]) <= max_length {
                moved[node] = narrowed.counts.len() as u32;
                narrowed.parents.push(moved[self.parents[node] as usize]);
                narrowed.ranks.push(self.ranks[node]);
                narrowed.counts.push(self.counts[node]);
                narrowed.hashes.push(self.hashes[node]);
            }
        }
        narrowed.index();
        narrowed
    }

    /// A copy that is smaller and finds nothing before it is indexed or narrowed.
    pub fn unindexed(&self) -> Lattice {
        Lattice { table: Vec::new(), ..self.clone() }
    }

    /// Makes subsets findable. All hashes are made distinct, and every subset of a node is a node: so a probe for a
    /// subset finds exactly that subset, and its items need not be compared.
    pub fn index(&mut self) {
        let mut seed = 0;
        while !self.try_index() {
            seed += 1;
            let mut rng = Rng::new(seed);
            self.keys.fill_with(|| rng.next_u64());
            for node in 1..self.hashes.len() {
                self.hashes[node] =
                    self.hashes[self.parents[node] as usize] ^ self.keys[self.ranks[node] as usize];
            }
        }
    }

    fn try_index(&mut self) -> bool {
        let capacity = (self.hashes.len() * 2).next_power_of_two();
        self.table.clear();
        self.table.resize(capacity, EMPTY);
        for node in 0..self.hashes.len() {
            let mut slot = self.hashes[node] as usize & (capacity - 1);
            while self.table[slot] != EMPTY {
                if self.hashes[self.table[slot] as usize] == self.hashes[node] {
                    return false;
                }
                slot = (slot + 1) & (capacity - 1);
            }
            self.table[slot] = node as u32;
        }
        true
    }

    /// The node with this hash. Exact for subsets of a node.
    pub fn find(&self, hash: u64) -> Option<u32> {
        let mask = self.table.len().checked_sub(1)?;
        let mut slot = hash as usize & mask;
        loop {
            let node = self.table[slot];
            if node == EMPTY {
                return None;
            }
            if self.hashes[node as usize] == hash {
                return Some(node);
            }
            slot = (slot + 1) & mask;
        }
    }

    /// A subset's node. The caller guarantees that it is a subset of a node; the empty set answers otherwise.
    pub fn subset(&self, hash: u64) -> u32 {
        let found = self.find(hash);
        debug_assert!(found.is_some(), "every subset of a node is a node");
        found.unwrap_or(0)
    }

    pub fn hash(&self, node: u32) -> u64 {
        self.hashes[node as usize]
    }

    pub fn key(&self, rank: u32) -> u64 {
        self.keys[rank as usize]
    }

    /// The node of any set of ranks (distinct, in any order), compared item by item.
    pub fn node_of(&self, ranks: &[u32]) -> Option<u32> {
        let hash = ranks.iter().try_fold(0, |hash, &rank| Some(hash ^ self.keys.get(rank as usize)?))?;
        let node = self.find(hash)?;
        let mut sorted = ranks.to_vec();
        sorted.sort_unstable();
        let mut items = Vec::new();
        self.items(node, &mut items);
        (items == sorted).then_some(node)
    }

    /// The ranks of a node, ascending, into a buffer.
    pub fn items(&self, node: u32, into: &mut Vec<u32>) {
        into.clear();
        let mut node = node as usize;
        while node != 0 {
            into.push(self.ranks[node]);
            node = self.parents[node] as usize;
        }
    }

    /// The number of items of every node.
    pub fn lengths(&self) -> Vec<u8> {
        let mut lengths = vec![0u8; self.counts.len()];
        for node in 1..lengths.len() {
            lengths[node] = lengths[self.parents[node] as usize].saturating_add(1);
        }
        lengths
    }

    /// Which nodes are closed, maximal, generators: one probe for every subset that is one item smaller. With a
    /// greatest length, sets of that length have no larger neighbours to be compared with.
    pub fn kinds(&self) -> NodeKinds {
        let n = self.counts.len();
        let mut kinds =
            NodeKinds { is_closed: vec![true; n], is_maximal: vec![true; n], is_generator: vec![true; n] };
        let mut items = Vec::new();
        for node in 1..n {
            self.items(node as u32, &mut items);
            for (position, &rank) in items.iter().enumerate() {
                let subset = match position {
                    0 => self.parents[node],
                    _ => self.subset(self.hashes[node] ^ self.keys[rank as usize]),
                } as usize;
                kinds.is_maximal[subset] = false;
                if self.counts[subset] == self.counts[node] {
                    kinds.is_closed[subset] = false;
                    kinds.is_generator[node] = false;
                }
            }
        }
        kinds
    }
}

impl NodeKinds {
    pub fn counts(&self) -> Kinds {
        let count = |flags: &[bool]| flags.iter().skip(1).filter(|&&flag| flag).count();
        Kinds {
            n_closed: count(&self.is_closed),
            n_maximal: count(&self.is_maximal),
            n_generators: count(&self.is_generator),
        }
    }
}
