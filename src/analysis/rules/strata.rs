//! Groups of baskets for the check of Simpson's paradox: by month, by attribute of the customer, by label.

use super::output::Within;
use super::prepare::Prepared;
use crate::analysis::{Inputs, LabelValues};
use crate::roles::Baskets;
use crate::roles::ledger::AttributeValues;
use crate::table::day;
use std::collections::BTreeMap;

/// More groups than this say little about each.
const MAX_GROUPS: usize = 60;

/// One way to group the baskets.
pub struct Strata {
    pub by: String,
    /// Group of each basket. Group 0 holds the baskets whose group is unknown.
    codes: Vec<u16>,
    n_baskets: Vec<u32>,
}

/// All ways with at least two known groups.
pub fn of(inputs: &Inputs, baskets: &Baskets, prepared: &Prepared) -> Vec<Strata> {
    let mut all = Vec::new();
    let origins = || prepared.origins.iter().map(|&i| i as usize);
    let months: Vec<Option<u32>> = origins()
        .map(|i| baskets.days.get(i).copied().flatten().map(|day| (day::month_index(day) + 1_000_000) as u32))
        .collect();
    all.extend(Strata::new("month", &months));
    let customers: Vec<Option<usize>> =
        origins().map(|i| Some(baskets.customers.get(i).copied()?? as usize)).collect();
    let mut by_customer = |by: &str, codes: &[Option<u32>]| {
        let of_baskets: Vec<Option<u32>> = customers.iter().map(|c| codes.get((*c)?).copied()?).collect();
        all.extend(Strata::new(by, &of_baskets));
    };
    for attribute in inputs.ledger.iter().flat_map(|ledger| &ledger.attributes) {
        if let AttributeValues::Category { codes, .. } = &attribute.values {
            by_customer(&attribute.name, codes);
        }
    }
    for labels in &inputs.labels {
        if let LabelValues::Class { codes, .. } = &labels.values {
            by_customer(&labels.name, codes);
        }
    }
    all
}

impl Strata {
    fn new(by: &str, groups: &[Option<u32>]) -> Option<Strata> {
        let mut names: BTreeMap<u32, u16> = BTreeMap::new();
        for &group in groups.iter().flatten() {
            let next = names.len() as u16 + 1;
            names.entry(group).or_insert(next);
            if names.len() > MAX_GROUPS {
                return None;
            }
        }
        if names.len() < 2 {
            return None;
        }
        let codes: Vec<u16> =
            groups.iter().map(|group| group.and_then(|g| names.get(&g).copied()).unwrap_or(0)).collect();
        let mut n_baskets = vec![0; names.len() + 1];
        codes.iter().for_each(|&code| n_baskets[code as usize] += 1);
        Some(Strata { by: by.to_owned(), codes, n_baskets })
    }

    /// Looks at a rule inside the groups, given the baskets with the antecedent, the consequent, both.
    pub fn look(&self, with_x: &[u32], with_y: &[u32], with_both: &[u32]) -> Option<Within> {
        let count = |baskets: &[u32]| {
            let mut counts = vec![0u32; self.n_baskets.len()];
            baskets.iter().for_each(|&t| counts[self.codes[t as usize] as usize] += 1);
            counts
        };
        let (x, y, both) = (count(with_x), count(with_y), count(with_both));
        let (mut n_groups, mut n_above, mut expected_in_all) = (0, 0, 0.0);
        for group in 0..self.n_baskets.len() {
            if self.n_baskets[group] == 0 {
                continue;
            }
            let expected = f64::from(x[group]) * f64::from(y[group]) / f64::from(self.n_baskets[group]);
            expected_in_all += expected;
            if group > 0 && expected >= 5.0 {
                n_groups += 1;
                n_above += u32::from(f64::from(both[group]) > expected);
            }
        }
        let adjusted_lift = with_both.len() as f64 / expected_in_all;
        (expected_in_all > 0.0).then(|| Within { by: self.by.clone(), n_groups, n_above, adjusted_lift })
    }
}
