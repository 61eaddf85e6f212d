//! Searches kept: what lies within one of them is filtered out of it, and the filter gives what a search would give.

use super::lattice::Lattice;
use super::mine::{Search, mine};
use super::prepare::{Preparation, Prepared, prepare};
use super::shuffle::by_content;
use super::split::{Split, early, split};
use super::transactions::{Occurrences, Transactions};
use crate::analysis::Inputs;
use crate::error::Result;
use crate::progress::Progress;
use crate::roles::Baskets;
use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::rc::Rc;

/// Sets kept in all, of twenty bytes each.
const MOST_SETS: usize = 1_000_000;

/// The deepest searches of one collection of baskets.
#[derive(Default)]
pub struct Depth {
    kept: RefCell<Vec<Deep>>,
}

struct Deep {
    lattice: Lattice,
    asked: Search,
    /// Complete up to this many items; `usize::MAX` when no longer set can exist.
    max_length: usize,
}

impl Depth {
    /// The sets within these bounds when a kept search holds them all.
    pub fn within(&self, limits: &Search) -> Option<Lattice> {
        self.kept.borrow().iter().find_map(|deep| deep.within(limits))
    }

    /// The sets within these bounds, from a kept search or a new one.
    ///
    /// # Errors
    /// Cancelled.
    pub async fn sets(
        &self,
        data: &Transactions,
        occurrences: &Occurrences,
        limits: Search,
        room: &Room,
        progress: &Progress,
    ) -> Result<Lattice> {
        if let Some(lattice) = self.within(&limits) {
            return Ok(lattice);
        }
        let lattice = mine(data, occurrences, limits, progress).await?;
        self.keep(&lattice, limits, room);
        Ok(lattice)
    }

    fn n_sets(&self) -> usize {
        self.kept.borrow().iter().map(|deep| deep.lattice.n_sets()).sum()
    }

    fn keep(&self, lattice: &Lattice, asked: Search, room: &Room) {
        let longest = lattice.lengths().iter().copied().max().map_or(0, usize::from);
        let max_length = if longest < asked.max_length { usize::MAX } else { asked.max_length };
        let mut kept = self.kept.borrow_mut();
        kept.retain(|old| {
            let is_inside = old.lattice.min_count >= lattice.min_count && old.max_length <= max_length;
            if is_inside {
                room.free(old.lattice.n_sets());
            }
            !is_inside
        });
        if room.take(lattice.n_sets()) {
            kept.push(Deep { lattice: lattice.unindexed(), asked, max_length });
        }
    }
}

impl Deep {
    fn within(&self, limits: &Search) -> Option<Lattice> {
        let reached = self.lattice.min_count;
        let is_deep_enough = limits.min_count >= reached && limits.max_length <= self.max_length;
        // A search that its budget cut short says as much to every smaller budget.
        let is_cut_before = reached > self.asked.min_count
            && limits.max_sets <= self.asked.max_sets
            && limits.max_length == self.asked.max_length;
        if !is_deep_enough && !is_cut_before {
            return None;
        }
        // The smallest count whose sets fit the budget.
        let lengths = self.lattice.lengths();
        let asked = limits.min_count.max(1);
        let mut counts: Vec<u32> = (1..self.lattice.counts.len())
            .filter(|&node| usize::from(lengths[node]) <= limits.max_length)
            .map(|node| self.lattice.counts[node])
            .filter(|&count| count >= asked)
            .collect();
        let min_count = match counts.len() > limits.max_sets {
            true => {
                counts.sort_unstable_by(|a, b| b.cmp(a));
                counts[limits.max_sets] + 1
            }
            false if is_deep_enough => asked,
            false => reached,
        };
        Some(self.lattice.narrowed(min_count, limits.max_length))
    }
}

/// How many sets may still be kept.
pub struct Room(Cell<usize>);

impl Default for Room {
    fn default() -> Room {
        Room(Cell::new(MOST_SETS))
    }
}

impl Room {
    /// Sets that still fit.
    pub fn left(&self) -> usize {
        self.0.get()
    }

    fn take(&self, n: usize) -> bool {
        let left = self.0.get().checked_sub(n);
        left.inspect(|&left| self.0.set(left)).is_some()
    }

    fn free(&self, n: usize) {
        self.0.set(self.0.get() + n);
    }
}

/// Prepared baskets, and every search of them, of their shuffles and of their earlier part.
pub struct Kept {
    baskets: Rc<Baskets>,
    preparation: Preparation,
    pub prepared: Prepared,
    pub real: Depth,
    pub room: Room,
    /// The baskets by their contents.
    pub order: Vec<u32>,
    shuffles: RefCell<BTreeMap<u64, Rc<Depth>>>,
    early: RefCell<Option<(u64, Rc<Early>)>>,
}

/// The earlier part of the period.
pub struct Early {
    pub split: Split,
    pub data: Transactions,
    pub occurrences: Occurrences,
    pub depth: Depth,
}

impl Kept {
    /// From the cell's memory, when it was made of the same baskets prepared the same way; else new, and remembered.
    ///
    /// # Errors
    /// What [`prepare`] says.
    pub fn of(inputs: &Inputs, preparation: Preparation) -> Result<Rc<Kept>> {
        inputs.baskets()?;
        let baskets = inputs.baskets.clone().unwrap_or_default();
        let is_same =
            |kept: &Rc<Kept>| Rc::ptr_eq(&kept.baskets, &baskets) && kept.preparation == preparation;
        if let Some(kept) = inputs.memory.recall::<Kept>().filter(is_same) {
            return Ok(kept);
        }
        let prepared = prepare(&baskets, &preparation)?;
        let kept = Rc::new(Kept {
            order: by_content(&prepared.data),
            baskets,
            preparation,
            prepared,
            real: Depth::default(),
            room: Room::default(),
            shuffles: RefCell::default(),
            early: RefCell::default(),
        });
        inputs.memory.keep(kept.clone());
        Ok(kept)
    }

    /// Forgets the shuffles whose seed is not wanted any more: another seed would otherwise find no room.
    pub fn keep_shuffles(&self, is_wanted: impl Fn(u64) -> bool) {
        self.shuffles.borrow_mut().retain(|&seed, depth| {
            let stays = is_wanted(seed);
            if !stays {
                self.room.free(depth.n_sets());
            }
            stays
        });
    }

    /// Searches of the shuffle with this seed.
    pub fn shuffle(&self, seed: u64) -> Rc<Depth> {
        self.shuffles.borrow_mut().entry(seed).or_default().clone()
    }

    /// The earlier part. The seed matters only where baskets have no days.
    pub fn early(&self, seed: u64) -> Rc<Early> {
        if let Some((made, early)) = &*self.early.borrow()
            && (*made == seed || early.split.is_by_time)
        {
            return early.clone();
        }
        let split = split(&self.baskets, &self.prepared, &self.order, seed);
        let data = early(&self.prepared.data, &split);
        let occurrences = data.occurrences();
        let made = Rc::new(Early { split, data, occurrences, depth: Depth::default() });
        if let Some((_, old)) = self.early.borrow_mut().replace((seed, made.clone())) {
            self.room.free(old.depth.n_sets());
        }
        made
    }
}
