//! Baskets in groups: by month, by attribute of the customer (country), by label (segment). Rules are looked at inside them
//! (Simpson's paradox), and on request each group is searched for rules of its own.

use super::output::Within;
use super::prepare::Prepared;
use crate::analysis::Inputs;
use crate::analysis::grouping::{Grouping, name_of};
use crate::analysis::period::Unit;
use crate::error::{Error, Result};
use crate::message::Message;
use crate::roles::Baskets;
use std::collections::BTreeMap;

/// More groups than this say little about each.
const MAX_GROUPS: usize = 60;

/// One way to group the baskets.
pub struct Strata {
    pub by: String,
    /// What the way is called.
    pub title: Message,
    /// Group of each basket. Group 0 holds the baskets whose group is unknown.
    pub codes: Vec<u16>,
    pub n_baskets: Vec<u32>,
    /// Group 0 has no name.
    pub names: Vec<Message>,
}

/// All ways with at least two known groups: by month, and whatever groups the customers.
pub fn of(inputs: &Inputs, baskets: &Baskets, prepared: &Prepared) -> Vec<Strata> {
    let groupings = inputs.ledger.iter().flat_map(|ledger| Grouping::all(inputs, ledger));
    let by_month = by_period(baskets, prepared, Unit::Month, "month");
    by_month.into_iter().chain(groupings.filter_map(|by| by_customer(baskets, prepared, &by))).collect()
}

/// The way with this name: a period, a column of the customers, a label of another cell.
///
/// # Errors
/// Unknown when there is none, a bad parameter when it does not make 2 to 60 groups.
pub fn named(inputs: &Inputs, baskets: &Baskets, prepared: &Prepared, by: &str) -> Result<Strata> {
    let units =
        [("week", Unit::Week), ("month", Unit::Month), ("quarter", Unit::Quarter), ("year", Unit::Year)];
    let made = match (units.iter().find(|(name, _)| *name == by), &inputs.ledger) {
        (Some((name, unit)), _) => by_period(baskets, prepared, *unit, name),
        (None, Some(ledger)) => by_customer(baskets, prepared, &Grouping::find(inputs, ledger, by, "by")?),
        (None, None) => return Err(Error::unknown("grouping-a-group", by)),
    };
    let why = || Message::new("rules-error-groups").count("most", MAX_GROUPS);
    made.ok_or_else(|| Error::parameter("by", why()))
}

fn by_period(baskets: &Baskets, prepared: &Prepared, unit: Unit, by: &str) -> Option<Strata> {
    let days = prepared.origins.iter().map(|&i| baskets.days.get(i as usize).copied().flatten());
    let periods: Vec<Option<i64>> = days.map(|day| day.map(|day| i64::from(unit.index(day)))).collect();
    Strata::new(by, Message::new(format!("rules-by-{by}")), &periods, |period| unit.name(period as i32))
}

fn by_customer(baskets: &Baskets, prepared: &Prepared, by: &Grouping) -> Option<Strata> {
    let customer = |i: u32| baskets.customers.get(i as usize).copied().flatten();
    let code = |i: u32| by.codes.get(customer(i)? as usize).copied().flatten().map(i64::from);
    let codes: Vec<Option<i64>> = prepared.origins.iter().map(|&i| code(i)).collect();
    let name = |code: i64| by.names.get(code as usize).cloned().unwrap_or_default();
    Strata::new(&by.name, by.title.clone(), &codes, name)
}

impl Strata {
    fn new(
        by: &str,
        title: Message,
        groups: &[Option<i64>],
        name: impl Fn(i64) -> Message,
    ) -> Option<Strata> {
        // Ascending, so that the order of rows means nothing.
        let mut positions: BTreeMap<i64, u16> = groups.iter().flatten().map(|&group| (group, 0)).collect();
        if !(2..=MAX_GROUPS).contains(&positions.len()) {
            return None;
        }
        positions.values_mut().zip(1u16..).for_each(|(position, code)| *position = code);
        let code_of = |group: &Option<i64>| group.and_then(|g| positions.get(&g).copied()).unwrap_or(0);
        let codes: Vec<u16> = groups.iter().map(code_of).collect();
        let mut n_baskets = vec![0; positions.len() + 1];
        codes.iter().for_each(|&code| n_baskets[code as usize] += 1);
        let names = std::iter::once(Message::default()).chain(positions.keys().map(|&group| name(group)));
        Some(Strata { by: by.to_owned(), title, codes, n_baskets, names: names.collect() })
    }

    /// How results call a group.
    pub fn name(&self, group: usize) -> String {
        self.names.get(group).map(name_of).unwrap_or_default()
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
