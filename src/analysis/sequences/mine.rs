//! Sequential patterns by growing prefixes (PrefixSpan: Pei et al. 2004), with a maximum gap.
//!
//! A customer's sequence is one element a purchase day: the distinct items of that day. A pattern is a sequence of item
//! sets; a customer supports it when its sets lie in elements of increasing days, each at most `max_gap_days` after the
//! one before. Under a maximum gap the first match is not enough, so all positions where a prefix can end are kept; with
//! them both kinds of growth, within the last day and to a later one, are exact.

use crate::error::Result;
use crate::progress::Progress;
use crate::table::Day;
use std::rc::Rc;

/// Sequences of customers in flat arrays. Elements are in order of customer and day.
#[derive(Clone, Debug, Default)]
pub struct Sequences {
    /// Elements of customer sequence s: `starts[s]..starts[s + 1]`.
    pub starts: Vec<u32>,
    /// Sequence of each element.
    pub sequence_of: Vec<u32>,
    pub days: Vec<Day>,
    /// Items of element e: `items[offsets[e]..offsets[e + 1]]`, ascending.
    pub offsets: Vec<u32>,
    pub items: Vec<u32>,
    pub n_items: usize,
}

/// A pattern and where it is.
#[derive(Clone, Debug)]
pub struct Pattern {
    /// Item sets, ascending inside.
    pub elements: Vec<Vec<u32>>,
    pub n_sequences: u32,
    /// Support of the pattern without its last element; 0 when it has one element only.
    pub n_prefix: u32,
    /// Days of the last step, one a supporting sequence that has an element before, ascending: from the nearest day on
    /// which everything before was complete, to the first day on which the whole was.
    pub gaps: Vec<Day>,
}

/// What bounds a search.
#[derive(Clone, Copy, Debug)]
pub struct Bounds {
    /// Fewest sequences.
    pub min_count: u32,
    pub max_gap_days: Option<u32>,
    /// Most items in a pattern.
    pub max_items: usize,
    /// The search stops at this many patterns, and says so.
    pub max_patterns: usize,
}

/// Where a growing pattern can end.
struct Node {
    elements: Vec<Vec<u32>>,
    /// Elements in which the last set can lie, ascending.
    ends: Vec<u32>,
    /// The same of the pattern without its last element.
    before: Rc<Vec<u32>>,
    n_sequences: u32,
    n_prefix: u32,
}

impl Sequences {
    pub fn n_sequences(&self) -> usize {
        self.starts.len().saturating_sub(1)
    }

    pub fn items_of(&self, element: u32) -> &[u32] {
        &self.items[self.offsets[element as usize] as usize..self.offsets[element as usize + 1] as usize]
    }

    /// Appends a sequence of days with their items (ascending, distinct). Days must increase.
    pub fn push<'a>(&mut self, days: impl Iterator<Item = (Day, &'a [u32])>) {
        if self.starts.is_empty() {
            self.starts.push(0);
            self.offsets.push(0);
        }
        let sequence = self.n_sequences() as u32;
        for (day, items) in days {
            self.sequence_of.push(sequence);
            self.days.push(day);
            self.items.extend_from_slice(items);
            self.offsets.push(self.items.len() as u32);
        }
        self.starts.push(self.days.len() as u32);
    }

    /// In how many sequences each item occurs.
    pub fn counts(&self) -> Vec<u32> {
        let mut counts = Counter::new(self.n_items);
        for element in 0..self.days.len() as u32 {
            for &item in self.items_of(element) {
                counts.add(item, self.sequence_of[element as usize]);
            }
        }
        counts.counts
    }

    /// Only the items that occur in at least so many sequences; elements left empty stay, so that positions do.
    pub fn keep_frequent(&self, min_count: u32) -> Sequences {
        let counts = self.counts();
        let mut kept = Sequences { offsets: vec![0], items: Vec::new(), ..self.clone() };
        for element in 0..self.days.len() as u32 {
            let items = self.items_of(element).iter().copied();
            kept.items.extend(items.filter(|&item| counts[item as usize] >= min_count));
            kept.offsets.push(kept.items.len() as u32);
        }
        kept
    }
}

/// Distinct sequences an item occurs in, counted without clearing between sequences.
struct Counter {
    counts: Vec<u32>,
    /// The last sequence counted for the item, plus 1.
    last: Vec<u32>,
    touched: Vec<u32>,
}

impl Counter {
    fn new(n_items: usize) -> Counter {
        Counter { counts: vec![0; n_items], last: vec![0; n_items], touched: Vec::new() }
    }

    /// Sequences come in ascending order.
    fn add(&mut self, item: u32, sequence: u32) {
        let i = item as usize;
        if self.last[i] != sequence + 1 {
            if self.counts[i] == 0 {
                self.touched.push(item);
            }
            self.last[i] = sequence + 1;
            self.counts[i] += 1;
        }
    }

    /// Items with at least so many sequences, ascending, with their counts; then empty again.
    fn take(&mut self, min_count: u32) -> Vec<(u32, u32)> {
        let counts = &self.counts;
        let mut frequent: Vec<(u32, u32)> = self
            .touched
            .iter()
            .map(|&item| (item, counts[item as usize]))
            .filter(|(_, count)| *count >= min_count)
            .collect();
        frequent.sort_unstable();
        for item in self.touched.drain(..) {
            self.counts[item as usize] = 0;
            self.last[item as usize] = 0;
        }
        frequent
    }
}

/// All patterns within the bounds, in depth-first order of items, and whether the search reached its end.
///
/// # Errors
/// Cancelled.
pub async fn mine(all: &Sequences, bounds: &Bounds, progress: &Progress) -> Result<(Vec<Pattern>, bool)> {
    let data = all.keep_frequent(bounds.min_count);
    let mut search =
        Search { counter: Counter::new(data.n_items), slot: vec![u32::MAX; data.n_items], data, bounds };
    let (mut patterns, mut stack) = (Vec::new(), search.roots());
    let (n_roots, mut n_roots_done) = (stack.len() as u64, 0);
    while let Some(node) = stack.pop() {
        if patterns.len() >= bounds.max_patterns {
            return Ok((patterns, false));
        }
        n_roots_done += u64::from(node.n_prefix == 0 && node.elements[0].len() == 1);
        progress.step("sequences-stage", n_roots_done, n_roots).await?;
        if node.elements.iter().map(Vec::len).sum::<usize>() < bounds.max_items {
            search.grow(&node, &mut stack);
        }
        patterns.push(Pattern {
            gaps: gaps(&search.data, &node),
            elements: node.elements,
            n_sequences: node.n_sequences,
            n_prefix: node.n_prefix,
        });
    }
    Ok((patterns, true))
}

struct Search<'a> {
    data: Sequences,
    bounds: &'a Bounds,
    counter: Counter,
    /// Position of a frequent item in the list being built.
    slot: Vec<u32>,
}

impl Search<'_> {
    /// Single items, the first on top of the stack.
    fn roots(&mut self) -> Vec<Node> {
        let n = self.data.days.len() as u32;
        let found = self.extend(|data, visit| {
            for element in 0..n {
                data.items_of(element).iter().for_each(|&item| visit(item, element));
            }
        });
        let before = Rc::new(Vec::new());
        let nodes = found.into_iter().rev().map(|(item, n_sequences, ends)| Node {
            elements: vec![vec![item]],
            ends,
            before: before.clone(),
            n_sequences,
            n_prefix: 0,
        });
        nodes.collect()
    }

    /// Pushes the frequent children of a node, in reverse order.
    fn grow(&mut self, node: &Node, stack: &mut Vec<Node>) {
        let last = *node.elements.last().and_then(|set| set.last()).unwrap_or(&u32::MAX);
        let gap = self.bounds.max_gap_days;
        let later = self.extend(|data, visit| later_elements(data, &node.ends, gap, visit));
        let same = self.extend(|data, visit| {
            for &element in &node.ends {
                let items = data.items_of(element);
                let start = items.partition_point(|&item| item <= last);
                items[start..].iter().for_each(|&item| visit(item, element));
            }
        });
        let ends = Rc::new(node.ends.clone());
        for (item, n_sequences, found) in later.into_iter().rev() {
            let mut elements = node.elements.clone();
            elements.push(vec![item]);
            let n_prefix = node.n_sequences;
            stack.push(Node { elements, ends: found, before: ends.clone(), n_sequences, n_prefix });
        }
        for (item, n_sequences, found) in same.into_iter().rev() {
            let mut elements = node.elements.clone();
            if let Some(set) = elements.last_mut() {
                set.push(item);
            }
            let (before, n_prefix) = (node.before.clone(), node.n_prefix);
            stack.push(Node { elements, ends: found, before, n_sequences, n_prefix });
        }
    }

    /// Runs over (item, element) pairs twice: counts sequences, then collects the elements of the frequent items.
    fn extend(&mut self, walk: impl Fn(&Sequences, &mut dyn FnMut(u32, u32))) -> Vec<(u32, u32, Vec<u32>)> {
        let (data, counter) = (&self.data, &mut self.counter);
        walk(data, &mut |item, element| counter.add(item, data.sequence_of[element as usize]));
        let frequent = counter.take(self.bounds.min_count);
        if frequent.is_empty() {
            return Vec::new();
        }
        for (slot, (item, _)) in frequent.iter().enumerate() {
            self.slot[*item as usize] = slot as u32;
        }
        let mut found: Vec<(u32, u32, Vec<u32>)> =
            frequent.iter().map(|&(item, count)| (item, count, Vec::new())).collect();
        let slots = &self.slot;
        walk(data, &mut |item, element| {
            if let Some((_, _, ends)) = found.get_mut(slots[item as usize] as usize) {
                ends.push(element);
            }
        });
        for (item, _) in frequent {
            self.slot[item as usize] = u32::MAX;
        }
        found
    }
}

/// Items of every element that lies after one of the ends, in the same sequence and within the gap.
fn later_elements(data: &Sequences, ends: &[u32], gap: Option<u32>, visit: &mut dyn FnMut(u32, u32)) {
    let mut i = 0;
    while i < ends.len() {
        let sequence = data.sequence_of[ends[i] as usize];
        let stop = data.starts[sequence as usize + 1];
        let n = ends[i..].iter().take_while(|&&end| end < stop).count();
        let of_sequence = &ends[i..i + n];
        let mut nearest = 0;
        for element in of_sequence[0] + 1..stop {
            while of_sequence.get(nearest + 1).is_some_and(|&end| end < element) {
                nearest += 1;
            }
            let days = data.days[element as usize] - data.days[of_sequence[nearest] as usize];
            if gap.is_none_or(|gap| days as i64 <= i64::from(gap)) {
                data.items_of(element).iter().for_each(|&item| visit(item, element));
            }
        }
        i += n;
    }
}

fn gaps(data: &Sequences, node: &Node) -> Vec<Day> {
    let mut gaps = Vec::new();
    if node.elements.len() < 2 {
        return gaps;
    }
    let mut last = None;
    for &end in &node.ends {
        let sequence = data.sequence_of[end as usize];
        if last != Some(sequence) {
            last = Some(sequence);
            let n = node.before.partition_point(|&element| element < end);
            if let Some(&start) = n.checked_sub(1).and_then(|i| node.before.get(i)) {
                gaps.push(data.days[end as usize] - data.days[start as usize]);
            }
        }
    }
    gaps.sort_unstable();
    gaps
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::progress::block_on;

    fn patterns(
        sequences: &[&[(Day, &[u32])]],
        min_count: u32,
        max_gap_days: Option<u32>,
    ) -> Vec<(Vec<Vec<u32>>, u32)> {
        let mut data = Sequences { n_items: 9, ..Sequences::default() };
        for sequence in sequences {
            data.push(sequence.iter().copied());
        }
        let bounds = Bounds { min_count, max_gap_days, max_items: 9, max_patterns: 1000 };
        let (found, is_whole) = block_on(mine(&data, &bounds, &Progress::none())).unwrap();
        assert!(is_whole);
        found.into_iter().map(|pattern| (pattern.elements, pattern.n_sequences)).collect()
    }

    /// The example of the PrefixSpan paper (Pei et al. 2004, table 1) with a..f as 1..6 and minimum support 2: 53
    /// patterns, ⟨a(bc)a⟩ among them.
    #[test]
    fn the_example_of_the_paper() {
        let found = patterns(
            &[
                &[(1, &[1]), (2, &[1, 2, 3]), (3, &[1, 3]), (4, &[4]), (5, &[3, 6])],
                &[(1, &[1, 4]), (2, &[3]), (3, &[2, 3]), (4, &[1, 5])],
                &[(1, &[5, 6]), (2, &[1, 2]), (3, &[4, 6]), (4, &[3]), (5, &[2])],
                &[(1, &[5]), (2, &[7]), (3, &[1, 6]), (4, &[3]), (5, &[2]), (6, &[3])],
            ],
            2,
            None,
        );
        assert_eq!(found.len(), 53);
        assert!(found.contains(&(vec![vec![1], vec![2, 3], vec![1]], 2)));
        assert!(found.contains(&(vec![vec![1, 2], vec![4], vec![3]], 2)));
        assert!(!found.iter().any(|(pattern, _)| *pattern == vec![vec![1, 2], vec![1, 2]]));
    }

    #[test]
    fn a_later_match_may_be_within_the_gap_when_the_first_is_not() {
        let days: &[(Day, &[u32])] = &[(0, &[1]), (50, &[1]), (55, &[2])];
        let check =
            |gap, n| assert_eq!(patterns(&[days], 1, gap).iter().filter(|(p, _)| p.len() == 2).count(), n);
        check(Some(10), 1);
        check(Some(50), 2);
        check(Some(4), 0);
        check(None, 2);
    }
}
