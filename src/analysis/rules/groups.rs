//! The rules of each group of baskets: a segment, a country, a month is searched as all baskets were.

use super::assess::{MIN_BASKETS, both, counts};
use super::baseline::SizeBaseline;
use super::calibrate;
use super::output::{Group, GroupRule};
use super::params::Checked;
use super::prepare::Prepared;
use super::run::ordered;
use super::search::{Request, search};
use super::significance::{LOG10_ALPHA, SearchSpace};
use super::strata::Strata;
use super::transactions::Transactions;
use crate::error::Result;
use crate::progress::Progress;
use crate::roles::Baskets;
use std::collections::BTreeMap;

/// Rules told of each group.
const MAX_RULES: usize = 10;

/// Groups in the order of their names or periods. Those of fewer baskets than a rule needs are counted, not searched.
///
/// # Errors
/// Cancelled.
pub async fn of(
    (baskets, prepared): (&Baskets, &Prepared),
    strata: &Strata,
    checked: &Checked,
    (antecedent, consequent): (&[bool], &[bool]),
    progress: &Progress,
) -> Result<Vec<Group>> {
    let n_groups = strata.n_baskets.len() - 1;
    let mut groups = Vec::with_capacity(n_groups);
    for code in 1..=n_groups {
        progress.step("rules-stage-groups", code as u64, n_groups as u64).await?;
        let members: Vec<u32> =
            (0u32..).zip(&strata.codes).filter(|(_, c)| usize::from(**c) == code).map(|(t, _)| t).collect();
        let mut group = Group {
            id: strata.name(code),
            name: strata.names[code].clone(),
            n_baskets: members.len() as u32,
            is_searched: members.len() >= MIN_BASKETS as usize,
            n_rules: 0.0,
            rules: Vec::new(),
        };
        if group.is_searched {
            let found = Found { baskets, prepared, members: &members, n_groups };
            (group.rules, group.n_rules) = found.rules(checked, antecedent, consequent, progress).await?;
        }
        groups.push(group);
    }
    Ok(groups)
}

struct Found<'a> {
    baskets: &'a Baskets,
    prepared: &'a Prepared,
    /// Baskets of the group, ascending.
    members: &'a [u32],
    n_groups: usize,
}

impl Found<'_> {
    /// The first rules by the chosen order, one a set of items (its most confident direction), and how many there are.
    async fn rules(
        &self,
        checked: &Checked,
        antecedent: &[bool],
        consequent: &[bool],
        progress: &Progress,
    ) -> Result<(Vec<GroupRule>, f64)> {
        let whole = &self.prepared.data;
        let data = Transactions::new(whole.n_items(), self.members.iter().map(|&t| whole.basket(t)));
        let occurrences = data.occurrences();
        // The group numbers its items by its own ranks.
        let own = |allowed: &[bool]| -> Vec<bool> {
            data.items.iter().filter_map(|&item| allowed.get(item as usize).copied()).collect()
        };
        let request = Request::new(checked, data.n_baskets(), &own(antecedent), &own(consequent));
        let mined = search(&data, &occurrences, &request, progress).await?;
        let log10_p = calibrate::log10_p(&mined, progress).await?;
        let lengths = mined.lattice.lengths();
        let longest = lengths.iter().copied().max().map_or(2, usize::from).max(2);
        let space = SearchSpace {
            n_items: data.n_frequent(if checked.is_automatic { 2 } else { mined.lattice.min_count }),
            max_consequent_length: checked.max_consequent_length,
            max_length: checked.max_length.min(longest),
        };
        let log10_groups = libm::log10(self.n_groups as f64);
        // Of the directions of one set the most confident is told: the other would be the same news.
        let mut least_x: BTreeMap<u32, u32> = BTreeMap::new();
        for rule in &mined.rules {
            let n_x = mined.lattice.counts[rule.antecedent as usize];
            least_x.entry(rule.both).and_modify(|least| *least = n_x.min(*least)).or_insert(n_x);
        }
        let mut told: Vec<u32> = Vec::new();
        let mut rules = Vec::new();
        for rule in ordered(&mined, checked, &SizeBaseline::new(&data, longest), &log10_p) {
            let found = &mined.rules[rule as usize];
            let c = counts(&mined.lattice, found, 0.0, 0.0);
            if least_x.get(&found.both).is_some_and(|&least| least < c.n_x) || told.contains(&found.both) {
                continue;
            }
            told.push(found.both);
            let ranks = |node: u32| -> Vec<u32> {
                let mut items = Vec::new();
                mined.lattice.items(node, &mut items);
                items.iter().map(|&rank| data.items[rank as usize]).collect()
            };
            let (x, y) = (ranks(found.antecedent), ranks(found.consequent));
            let (with_x, with_y) =
                (self.prepared.occurrences.common(&x), self.prepared.occurrences.common(&y));
            let with_both = both(&with_x, &with_y);
            let expected = with_x.len() as f64 * with_y.len() as f64 / f64::from(whole.n_baskets());
            let length = usize::from(lengths[found.both as usize]);
            let corrected = (log10_p[rule as usize] + space.log10_tests(length) + log10_groups).min(0.0);
            let labels = |ranks: &[u32]| {
                ranks.iter().map(|&r| self.prepared.entries[r as usize].label.clone()).collect()
            };
            let orders = both(&with_both, self.members).into_iter();
            rules.push(GroupRule {
                antecedent: labels(&x),
                consequent: labels(&y),
                n_xy: c.n_xy,
                n_x: c.n_x,
                n_y: c.n_y,
                confidence: f64::from(c.n_xy) / f64::from(c.n_x),
                lift: f64::from(c.n) * f64::from(c.n_xy) / (f64::from(c.n_x) * f64::from(c.n_y)),
                overall_lift: with_both.len() as f64 / expected,
                log10_p: log10_p[rule as usize],
                corrected_log10_p: corrected,
                is_trusted: c.n_xy >= MIN_BASKETS && corrected <= LOG10_ALPHA,
                orders: orders
                    .filter_map(|t| {
                        self.baskets.origins.get(self.prepared.origins[t as usize] as usize).copied()
                    })
                    .collect(),
            });
            if rules.len() == MAX_RULES {
                break;
            }
        }
        Ok((rules, mined.n_rules as f64))
    }
}
