//! What customers cost: the same for all, or by channel, segment or any other group.

use crate::analysis::Inputs;
use crate::analysis::grouping::Grouping;
use crate::error::{Error, Result};
use crate::message::Message;
use crate::roles::Ledger;
use serde::{Deserialize, Serialize};

/// What a customer costs, major units.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Costs {
    /// Winning a customer, once. Spent already for known customers: it counts for break-even only. Default 0.
    pub acquisition: f64,
    /// Each further purchase (packing, service). Default 0.
    pub development: f64,
    /// Keeping in touch, a year and customer. Default 0.
    pub retention: f64,
    /// What costs differ by: a column known of customers (their channel), or a label of an earlier cell. Default: none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub by: Option<String>,
    /// Costs of single groups of `by`. Groups that are not named cost what stands above.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub each: Vec<GroupCosts>,
}

/// Costs of one group; what is left out is as for all.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct GroupCosts {
    /// The group, as the file writes it; of a label, the last part of its key.
    pub name: String,
    pub acquisition: Option<f64>,
    pub development: Option<f64>,
    pub retention: Option<f64>,
}

/// Costs of one customer.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Cost {
    pub acquisition: f64,
    pub development: f64,
    pub retention: f64,
}

/// Costs by customer of the ledger.
#[derive(Clone, Debug, Default)]
pub struct CostBook {
    common: Cost,
    names: Vec<String>,
    titles: Vec<Message>,
    by_group: Vec<Cost>,
    codes: Vec<Option<u32>>,
    /// Positions of the groups with costs of their own, as they were given.
    own: Vec<usize>,
}

impl Costs {
    /// # Errors
    /// An amount below 0 or not finite, or groups without `by`.
    pub fn check(&self) -> Result<()> {
        let amounts = [self.acquisition, self.development, self.retention].into_iter();
        let single = |group: &GroupCosts| [group.acquisition, group.development, group.retention];
        let mut amounts = amounts.chain(self.each.iter().flat_map(single).flatten());
        if amounts.any(|cost| !(cost.is_finite() && cost >= 0.0)) {
            return Err(Error::parameter("costs", "clv-costs-range"));
        }
        if self.by.is_none() && !self.each.is_empty() {
            return Err(Error::parameter("costs", "clv-costs-by"));
        }
        Ok(())
    }

    /// # Errors
    /// Unknown when `by` names nothing, a bad parameter when a group of `each` does not occur.
    pub fn book(&self, inputs: &Inputs, ledger: Option<&Ledger>) -> Result<CostBook> {
        let common =
            Cost { acquisition: self.acquisition, development: self.development, retention: self.retention };
        let (Some(by), Some(ledger)) = (&self.by, ledger) else {
            return Ok(CostBook { common, ..CostBook::default() });
        };
        let grouping = Grouping::find(inputs, ledger, by, "costs")?;
        let names = grouping.ids();
        let mut by_group = vec![common; names.len()];
        let mut own = Vec::new();
        for group in &self.each {
            let Some(position) = names.iter().position(|name| *name == group.name) else {
                return Err(Error::parameter(
                    "costs",
                    Message::new("clv-costs-unknown").text("name", &group.name),
                ));
            };
            if !own.contains(&position) {
                own.push(position);
            }
            by_group[position] = Cost {
                acquisition: group.acquisition.unwrap_or(common.acquisition),
                development: group.development.unwrap_or(common.development),
                retention: group.retention.unwrap_or(common.retention),
            };
        }
        Ok(CostBook { common, names, titles: grouping.names, by_group, codes: grouping.codes, own })
    }
}

impl CostBook {
    /// Costs of the ledger's customer at this position.
    pub fn of(&self, customer: u32) -> Cost {
        let code = self.codes.get(customer as usize).copied().flatten();
        code.and_then(|code| self.by_group.get(code as usize)).copied().unwrap_or(self.common)
    }

    /// Groups with costs of their own, then all others as one (its name is empty); none where costs are the same for all.
    pub fn groups(&self) -> Vec<(String, Message, Cost)> {
        let named = |&at: &usize| (self.names[at].clone(), self.titles[at].clone(), self.by_group[at]);
        let mut groups: Vec<_> = self.own.iter().map(named).collect();
        let others = (0..self.names.len()).filter(|at| !self.own.contains(at));
        let n_others = self.names.len() - groups.len();
        if n_others == 1 {
            groups.extend(others.map(|at| named(&at)));
        } else if n_others > 1 {
            let title = Message::new("clv-group-others").count("n", n_others);
            groups.push((String::new(), title, self.common));
        }
        groups
    }

    /// Mean cost of these customers.
    pub fn mean(&self, customers: impl Iterator<Item = u32>) -> Cost {
        let (mut sum, mut n) = (Cost::default(), 0.0);
        for cost in customers.map(|customer| self.of(customer)) {
            sum.acquisition += cost.acquisition;
            sum.development += cost.development;
            sum.retention += cost.retention;
            n += 1.0;
        }
        let n = f64::max(n, 1.0);
        Cost {
            acquisition: sum.acquisition / n,
            development: sum.development / n,
            retention: sum.retention / n,
        }
    }
}
