//! What orders and refunds add up to, period by period.

use crate::error::Result;
use crate::progress::Progress;
use crate::roles::Ledger;
use crate::table::Day;

/// One period. Money is in minor units.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Totals {
    pub n_orders: u32,
    /// Orders of known customers.
    pub n_known_orders: u32,
    /// Of these, orders of customers who had ordered in an earlier period.
    pub n_returning_orders: u32,
    /// Known customers with an order.
    pub n_customers: u32,
    /// Of these, the ones whose first order in the books it is.
    pub n_new: u32,
    pub gross: i128,
    pub refunds: i128,
}

/// Totals of the periods `0..n`. `position` tells a day's period, negative before the first one, `None` for days that are
/// not looked at.
pub async fn totals(
    ledger: &Ledger,
    n: usize,
    position: &dyn Fn(Day) -> Option<i32>,
    stage: &'static str,
    progress: &Progress,
) -> Result<Vec<Totals>> {
    let mut totals = vec![Totals::default(); n];
    // Orders stand by day, so a customer's first order, and the first of a period, is met first.
    let mut first_seen: Vec<Option<i32>> = vec![None; ledger.customers.len()];
    let mut last_seen = first_seen.clone();
    for (i, order) in ledger.orders.iter().enumerate() {
        if i % 65_536 == 0 {
            progress.step(stage, i as u64, ledger.orders.len() as u64).await?;
        }
        let Some(at) = position(order.day) else { continue };
        let customer = order.customer.map(|customer| customer as usize);
        let first = customer.map_or(at, |customer| *first_seen[customer].get_or_insert(at));
        let Some(period) = usize::try_from(at).ok().and_then(|at| totals.get_mut(at)) else { continue };
        period.n_orders += 1;
        period.gross += i128::from(order.gross);
        let Some(customer) = customer else { continue };
        period.n_known_orders += 1;
        period.n_returning_orders += u32::from(first < at);
        if last_seen[customer] != Some(at) {
            period.n_customers += 1;
            period.n_new += u32::from(first == at);
            last_seen[customer] = Some(at);
        }
    }
    for refund in &ledger.refunds {
        let at = position(refund.day).and_then(|at| usize::try_from(at).ok());
        if let Some(period) = at.and_then(|at| totals.get_mut(at)) {
            period.refunds += i128::from(refund.amount);
        }
    }
    Ok(totals)
}
