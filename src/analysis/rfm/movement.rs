//! Who changed segment between two dates, with the same cut points at both: because they did something, or because
//! time passed.

use super::{CustomerScore, CutPoints, Params, SegmentMap, score, snapshot};
use crate::roles::Ledger;
use crate::table::Day;
use serde::Serialize;

#[derive(Clone, Debug, Serialize)]
pub struct Movement {
    #[serde(serialize_with = "super::iso")]
    pub from_day: Day,
    /// Customers with an order up to the earlier day.
    pub n_compared: u32,
    pub n_changed: u32,
    /// Of the changed: with an order or a refund after the earlier day.
    pub n_acted: u32,
    /// Of the changed: without.
    pub n_time_passed: u32,
    /// First order after the earlier day.
    pub n_new: u32,
    /// Pairs of segments with at least one customer, by position; from = to are those who stayed.
    pub flows: Vec<Flow>,
    /// Positions of the changed in the ledger's customers: those who acted, those for whom time passed.
    #[serde(skip)]
    pub acted: Vec<u32>,
    #[serde(skip)]
    pub time_passed: Vec<u32>,
}

#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Flow {
    pub from: String,
    pub to: String,
    pub n_customers: u32,
    pub n_acted: u32,
    #[serde(skip)]
    pub customers: Vec<u32>,
}

/// `None` when no comparison is asked for or nobody had ordered by then.
pub(super) fn movement(
    ledger: &Ledger,
    params: &Params,
    as_of: Day,
    cuts: &CutPoints,
    map: &SegmentMap,
    now: &[CustomerScore],
) -> Option<Movement> {
    let from_day = as_of.checked_sub(i32::try_from(params.compare_days).ok()?)?;
    if params.compare_days == 0 {
        return None;
    }
    let before = snapshot(ledger, from_day, params.money);
    let mut has_refund = vec![false; ledger.customers.len()];
    for refund in ledger.refunds.iter().filter(|refund| refund.day > from_day && refund.day <= as_of) {
        if let Some(customer) = refund.customer {
            has_refund[customer as usize] = true;
        }
    }
    let n = map.names.len();
    let mut flows: Vec<(Vec<u32>, u32)> = vec![(Vec::new(), 0); n * n];
    let (mut acted, mut time_passed, mut n_new, mut n_compared) = (Vec::new(), Vec::new(), 0, 0);
    for customer in now {
        let Some(values) = &before[customer.customer as usize] else {
            n_new += 1;
            continue;
        };
        n_compared += 1;
        let (r, f, m) = score(cuts, values, map.n_bins);
        let (from, to) = (map.segment(r, f, m), customer.segment_idx);
        let has_acted = customer.n_orders > values.n_orders || has_refund[customer.customer as usize];
        let flow = &mut flows[usize::from(from) * n + usize::from(to)];
        flow.0.push(customer.customer);
        flow.1 += u32::from(has_acted);
        if from != to {
            if has_acted { &mut acted } else { &mut time_passed }.push(customer.customer);
        }
    }
    (n_compared > 0).then(|| Movement {
        from_day,
        n_compared,
        n_changed: (acted.len() + time_passed.len()) as u32,
        n_acted: acted.len() as u32,
        n_time_passed: time_passed.len() as u32,
        n_new,
        flows: flows
            .into_iter()
            .enumerate()
            .filter(|(_, (customers, _))| !customers.is_empty())
            .map(|(i, (customers, n_acted))| Flow {
                from: map.names[i / n].clone(),
                to: map.names[i % n].clone(),
                n_customers: customers.len() as u32,
                n_acted,
                customers,
            })
            .collect(),
        acted,
        time_passed,
    })
}
