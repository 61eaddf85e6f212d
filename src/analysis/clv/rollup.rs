//! The same figures by cohort, channel, segment: whatever groups customers.

use super::costs::CostBook;
use super::params::Params;
use super::score::CustomerValue;
use crate::analysis::grouping::Grouping;
use crate::message::Message;
use crate::order::Arrange;
use serde::Serialize;

/// Customers of one group, and what they bring.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct GroupValue {
    /// `cohort`, a column, or a label of an earlier cell.
    pub by: String,
    /// Empty for the groups that are shown as one.
    pub group: String,
    /// 1, or how many groups are shown as one.
    pub n_groups: u32,
    pub n_customers: u32,
    pub expected_orders: f64,
    /// Σ of the customers' `expected_value`.
    pub expected_value: Option<f64>,
    /// Net sales so far.
    pub value_to_date: Option<f64>,
    /// Σ of the cost of winning them; `None` when no such cost is given.
    pub acquisition: Option<f64>,
    /// Customers whose profit so far (margin of sales, less the costs of purchases and of keeping in touch) has reached
    /// the cost of winning them.
    pub n_earned_back: Option<u32>,
    #[serde(skip)]
    pub by_title: Message,
    #[serde(skip)]
    pub title: Message,
    /// Positions in the ledger's customers.
    #[serde(skip)]
    pub members: Vec<u32>,
}

/// Rows of one grouping; where there are more groups, the last row holds all the others.
const MAX_GROUPS: usize = 30;

pub fn rollup(
    customers: &[CustomerValue],
    groupings: &[Grouping],
    params: &Params,
    costs: &CostBook,
) -> Vec<GroupValue> {
    groupings.iter().flat_map(|grouping| of_grouping(customers, grouping, params, costs)).collect()
}

fn of_grouping(
    customers: &[CustomerValue],
    grouping: &Grouping,
    params: &Params,
    costs: &CostBook,
) -> Vec<GroupValue> {
    let years = params.time_unit.days() / 365.2425;
    let has_cost = customers.iter().any(|c| costs.of(c.customer_idx).acquisition > 0.0);
    let mut groups: Vec<GroupValue> = grouping
        .names
        .iter()
        .zip(grouping.ids())
        .map(|(title, group)| GroupValue {
            by: grouping.name.clone(),
            group,
            n_groups: 1,
            n_customers: 0,
            expected_orders: 0.0,
            expected_value: None,
            value_to_date: None,
            acquisition: has_cost.then_some(0.0),
            n_earned_back: has_cost.then_some(0),
            by_title: grouping.title.clone(),
            title: title.clone(),
            members: Vec::new(),
        })
        .collect();
    for customer in customers {
        let code = grouping.codes.get(customer.customer_idx as usize).copied().flatten();
        let Some(group) = code.and_then(|code| groups.get_mut(code as usize)) else { continue };
        group.n_customers += 1;
        group.members.push(customer.customer_idx);
        group.expected_orders += customer.expected_orders;
        add(&mut group.expected_value, customer.expected_value);
        add(&mut group.value_to_date, customer.value_to_date);
        if let (Some(sum), Some(n)) = (&mut group.acquisition, &mut group.n_earned_back) {
            let cost = costs.of(customer.customer_idx);
            let purchases = f64::from(customer.n_repeat_orders + 1);
            let earned = params.margin * customer.value_to_date.unwrap_or(0.0)
                - cost.development * purchases
                - cost.retention * customer.age * years;
            *sum += cost.acquisition;
            *n += u32::from(earned >= cost.acquisition);
        }
    }
    groups.retain(|group| group.n_customers > 0);
    if grouping.name != "cohort" {
        let worth = |group: &GroupValue| group.expected_value.unwrap_or(group.expected_orders);
        groups.arrange_by(|a, b| worth(b).total_cmp(&worth(a)).then(a.group.cmp(&b.group)));
        if groups.len() > MAX_GROUPS {
            let rest = groups.split_off(MAX_GROUPS - 1);
            groups.extend(rest.into_iter().reduce(GroupValue::with));
        }
    }
    groups
}

fn add(sum: &mut Option<f64>, value: Option<f64>) {
    if let Some(value) = value {
        *sum = Some(sum.unwrap_or(0.0) + value);
    }
}

impl GroupValue {
    /// Both as one row without a name of its own.
    fn with(mut self, other: GroupValue) -> GroupValue {
        self.group = String::new();
        self.n_groups += other.n_groups;
        self.title = Message::new("clv-group-others").count("n", self.n_groups as usize);
        self.n_customers += other.n_customers;
        self.expected_orders += other.expected_orders;
        add(&mut self.expected_value, other.expected_value);
        add(&mut self.value_to_date, other.value_to_date);
        add(&mut self.acquisition, other.acquisition);
        self.n_earned_back = self.n_earned_back.zip(other.n_earned_back).map(|(a, b)| a + b);
        self.members.extend(other.members);
        self
    }
}
