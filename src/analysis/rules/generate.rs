//! Rules from the lattice.

use super::lattice::Lattice;
use super::threshold::Fraction;
use crate::error::Result;
use crate::progress::Progress;

/// A rule as three nodes of the lattice: the whole set and its two parts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Found {
    pub both: u32,
    pub antecedent: u32,
    pub consequent: u32,
}

/// Which rules are wanted.
#[derive(Clone, Debug)]
pub struct Wanted {
    pub min_confidence: Fraction,
    pub max_consequent_length: usize,
    /// By rank: at least one of them must stand in the antecedent. Empty: any item may.
    pub antecedent: Vec<bool>,
    pub consequent: Vec<bool>,
    /// Rules beyond this many are counted, not kept.
    pub max_rules: usize,
}

/// What was found.
#[derive(Clone, Debug, Default)]
pub struct Rules {
    pub found: Vec<Found>,
    /// All rules that are wanted, kept or not.
    pub n_rules: u64,
}

/// All rules `X → Y` with `X ∪ Y` in the lattice. When a consequent is not confident enough, no larger one of the same
/// set is: the search of consequents stops there.
///
/// # Errors
/// Cancelled.
pub async fn generate(lattice: &Lattice, wanted: &Wanted, progress: &Progress) -> Result<Rules> {
    let mut rules = Rules::default();
    let mut items = Vec::new();
    for node in 1..lattice.counts.len() as u32 {
        if node % 4096 == 0 {
            progress.step("rules-stage-rules", u64::from(node), lattice.counts.len() as u64).await?;
        }
        if lattice.parents[node as usize] == 0 {
            continue;
        }
        lattice.items(node, &mut items);
        let mut keep = |found: Found| {
            if wanted.admits(lattice, &found) {
                rules.n_rules += 1;
                if rules.found.len() < wanted.max_rules {
                    rules.found.push(found);
                }
            }
        };
        let (min_confidence, max_consequent_length) = (wanted.min_confidence, wanted.max_consequent_length);
        Splitter { lattice, node, items: &items, min_confidence, max_consequent_length, visit: &mut keep }
            .run();
    }
    Ok(rules)
}

/// All confident splits of one set into antecedent and consequent.
pub struct Splitter<'a> {
    pub lattice: &'a Lattice,
    pub node: u32,
    /// The node's ranks.
    pub items: &'a [u32],
    pub min_confidence: Fraction,
    pub max_consequent_length: usize,
    pub visit: &'a mut dyn FnMut(Found),
}

impl Splitter<'_> {
    pub fn run(&mut self) {
        self.consequents(0, 0, 0);
    }

    /// Extends a consequent (given by its hash and length) with the items from `start` on.
    fn consequents(&mut self, start: usize, hash: u64, length: usize) {
        if length + 1 >= self.items.len() || length >= self.max_consequent_length {
            return;
        }
        let lattice = self.lattice;
        let whole = lattice.hash(self.node);
        for position in start..self.items.len() {
            let consequent_hash = hash ^ lattice.key(self.items[position]);
            let antecedent = lattice.subset(whole ^ consequent_hash);
            let (n_xy, n_x) = (lattice.counts[self.node as usize], lattice.counts[antecedent as usize]);
            if self.min_confidence.is_reached(n_xy, n_x) {
                let consequent = lattice.subset(consequent_hash);
                (self.visit)(Found { both: self.node, antecedent, consequent });
                self.consequents(position + 1, consequent_hash, length + 1);
            }
        }
    }
}

impl Wanted {
    /// Whether the rule's sides hold what they must.
    pub fn admits(&self, lattice: &Lattice, found: &Found) -> bool {
        let holds_one = |node: u32, allowed: &[bool]| {
            let mut node = node as usize;
            while node != 0 {
                if allowed[lattice.ranks[node] as usize] {
                    return true;
                }
                node = lattice.parents[node] as usize;
            }
            false
        };
        (self.antecedent.is_empty() || holds_one(found.antecedent, &self.antecedent))
            && (self.consequent.is_empty() || holds_one(found.consequent, &self.consequent))
    }
}

/// The best confidence of a rule to the same consequent with a smaller antecedent, the empty one included: an exact
/// quotient `(n_xy, n_x)`. Looks at all subsets of the antecedent; `None` when it has more than 20 items.
pub fn best_smaller(lattice: &Lattice, rule: &Found) -> Option<(u32, u32)> {
    let mut items = Vec::new();
    lattice.items(rule.antecedent, &mut items);
    if items.len() > 20 {
        return None;
    }
    let consequent = lattice.hash(rule.consequent);
    let mut best = (lattice.counts[rule.consequent as usize], lattice.n_baskets());
    // In the order of the Gray code one XOR leads from subset to subset, and every subset is met once.
    let mut hash = 0;
    for step in 1u32..1 << items.len() {
        hash ^= lattice.key(items[step.trailing_zeros() as usize]);
        if hash == lattice.hash(rule.antecedent) {
            continue;
        }
        let n_x = lattice.counts[lattice.subset(hash) as usize];
        let n_xy = lattice.counts[lattice.subset(hash ^ consequent) as usize];
        if u64::from(n_xy) * u64::from(best.1) > u64::from(best.0) * u64::from(n_x) {
            best = (n_xy, n_x);
        }
    }
    Some(best)
}
