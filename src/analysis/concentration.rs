//! Who brings the money: Lorenz curve, Gini coefficient, shares of the largest customers, Pareto table, and the whale
//! curve where profits are known.

mod report;

use super::{Analysis, Control, Field, Inputs, LabelValues, Labels, Need};
use crate::error::{Error, Result};
use crate::message::Message;
use crate::order::Arrange;
use crate::progress::Progress;
use crate::report::Report;
use crate::roles::Ledger;
use crate::roles::ledger::AttributeValues;
use crate::table::Day;
use serde::{Deserialize, Serialize};

pub struct Concentration;

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Params {
    /// The share of customers that the headline speaks of. Default 0.2.
    pub top_share: f64,
    /// Name of a number known of each customer that is their profit or margin; default: one whose name says so.
    pub profit: Option<String>,
}

impl Default for Params {
    fn default() -> Params {
        Params { top_share: 0.2, profit: None }
    }
}

#[derive(Clone, Debug, Serialize)]
pub struct Output {
    pub n_customers: u32,
    /// Customers whose refunds equal or exceed what they bought.
    pub n_without_sales: u32,
    /// Major units, refunds netted.
    pub net_of_customers: f64,
    /// The same with walk-ins.
    pub net_of_all: f64,
    /// (2 Σ i·xᵢ) / (n Σ x) − (n + 1)/n over ascending x. Above 1 is possible when some are negative.
    pub gini: f64,
    /// At 1, 5, 10, 20, 50 % of customers and the chosen share.
    pub top: Vec<Top>,
    pub headline: Top,
    /// How many of the largest customers bring half of net sales.
    pub n_for_half: u32,
    pub largest_share: f64,
    /// Ascending: the poorest first. Both 0..=1 but for negative net amounts.
    pub lorenz: Vec<Point>,
    /// Descending: the largest first.
    pub cumulative: Vec<Point>,
    /// Ten groups of customers of nearly equal size, the largest first.
    pub deciles: Vec<Decile>,
    /// The headline's share in each half of the period; `None` where a half has no sales.
    pub halves: Vec<Option<f64>>,
    pub profit: Option<Profit>,
    /// Positions of customers, the largest first.
    #[serde(skip)]
    pub ranking: Vec<u32>,
    /// Net of each customer, parallel to the ledger's customers.
    #[serde(skip)]
    pub net: Vec<f64>,
    pub first_day: Day,
    pub last_day: Day,
    pub currency: String,
}

#[derive(Clone, Debug, Serialize)]
pub struct Top {
    pub customer_share: f64,
    /// Rounded up: the top 20 % of 11 customers are 3.
    pub n_customers: u32,
    pub net: f64,
    pub net_share: f64,
    /// Of all sales, walk-ins included; `None` when those are not positive.
    pub share_of_all: Option<f64>,
}

#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Point {
    pub customer_share: f64,
    pub net_share: f64,
}

#[derive(Clone, Debug, Serialize)]
pub struct Decile {
    pub n_customers: u32,
    pub net: f64,
    pub net_share: f64,
    pub cumulative_share: f64,
    /// Net of the smallest customer of the group.
    pub at_least: f64,
    pub average: f64,
}

/// The whale curve: profit of customers, the most profitable first, as a share of all profit.
#[derive(Clone, Debug, Serialize)]
pub struct Profit {
    /// The attribute it comes from.
    pub name: String,
    pub n_customers: u32,
    pub total: f64,
    pub peak: Point,
    pub n_unprofitable: u32,
    pub curve: Vec<Point>,
}

impl Analysis for Concentration {
    const KIND: &'static str = "concentration";
    const NEEDS: &'static [Need] = &[Need::Orders, Need::Customers, Need::Money];
    const FIELDS: &'static [Field] = &[
        Field::new("top_share", Control::Share { min: 0.01, max: 0.5, default: Some(0.2), is_log: false }),
        Field::advanced("profit", Control::Text),
    ];
    type Params = Params;
    type Output = Output;

    async fn run(inputs: &Inputs, params: &Params, progress: &Progress) -> Result<Output> {
        let ledger = inputs.ledger()?;
        if !(params.top_share > 0.0 && params.top_share < 1.0) {
            return Err(Error::parameter("top_share", "concentration-top-range"));
        }
        progress.step("concentration-stage", 0, 1).await?;
        let minor = ledger.net_by_customer();
        let mut ranking: Vec<u32> =
            (0..minor.len() as u32).filter(|&c| ledger.orders_of(c).next().is_some()).collect();
        // Ties stand by id, because customers do.
        ranking.arrange_by_key(|&c| (std::cmp::Reverse(minor[c as usize]), c));
        let n = ranking.len();
        let total: i128 = ranking.iter().map(|&c| minor[c as usize]).sum();
        if n < 3 || total <= 0 {
            let have = Message::new("concentration-have")
                .count("n", n)
                .with("net", crate::message::Value::Money(ledger.major(total), ledger.currency.clone()));
            return Err(Error::insufficient(have, "concentration-need"));
        }
        let all = ledger.net();
        let descending: Vec<i128> = ranking.iter().map(|&c| minor[c as usize]).collect();
        let mut cumulated = Vec::with_capacity(n + 1);
        cumulated.push(0i128);
        for (i, amount) in descending.iter().enumerate() {
            cumulated.push(cumulated[i] + amount);
        }
        let share = |amount: i128| amount as f64 / total as f64;
        let top = |customer_share: f64| {
            let n_top = n_of(customer_share, n);
            Top {
                customer_share,
                n_customers: n_top as u32,
                net: ledger.major(cumulated[n_top]),
                net_share: share(cumulated[n_top]),
                share_of_all: (all > 0).then(|| cumulated[n_top] as f64 / all as f64),
            }
        };
        progress.step("concentration-stage", 1, 2).await?;
        let n_for_half = cumulated.iter().position(|&sum| 2 * sum >= total).unwrap_or(n);
        Ok(Output {
            n_customers: n as u32,
            n_without_sales: descending.iter().filter(|&&amount| amount <= 0).count() as u32,
            net_of_customers: ledger.major(total),
            net_of_all: ledger.major(all),
            gini: gini(&descending, total),
            top: [0.01, 0.05, 0.1, 0.2, 0.5].map(top).to_vec(),
            headline: top(params.top_share),
            n_for_half: n_for_half as u32,
            largest_share: share(descending[0]),
            lorenz: curve(n, |i| share(total - cumulated[n - i])),
            cumulative: curve(n, |i| share(cumulated[i])),
            deciles: deciles(ledger, &descending, &cumulated, total),
            halves: halves(ledger, params.top_share),
            profit: profit(ledger, params)?,
            net: minor.iter().map(|&amount| ledger.major(amount)).collect(),
            ranking,
            first_day: ledger.first_day,
            last_day: ledger.last_day,
            currency: ledger.currency.clone(),
        })
    }

    fn report(output: &Output, inputs: &Inputs) -> Report {
        report::report(output, inputs)
    }

    fn labels(output: &Output, _inputs: &Inputs) -> Vec<Labels> {
        let mut decile = vec![None; output.net.len()];
        for (position, &customer) in output.ranking.iter().enumerate() {
            decile[customer as usize] = Some((position * 10 / output.ranking.len()) as u32);
        }
        let names = (1..=10).map(|i| Message::new("concentration-decile").count("i", i)).collect();
        vec![Labels {
            cell: String::new(),
            name: "decile".into(),
            title: "concentration-decile-title".into(),
            values: LabelValues::Class { codes: decile, names },
        }]
    }
}

/// How many customers a share is: rounded up, at least one. The small term undoes the product's rounding error.
fn n_of(share: f64, n: usize) -> usize {
    (libm::ceil(share * n as f64 - 1e-9) as usize).clamp(1, n)
}

fn gini(descending: &[i128], total: i128) -> f64 {
    let n = descending.len() as i128;
    let weighted: i128 = descending.iter().rev().zip(1..).map(|(amount, i)| i * amount).sum();
    (2 * weighted - (n + 1) * total) as f64 / (n as f64 * total as f64)
}

/// At most about 200 points of a curve over 0..=n, both ends and all percents of customers included.
fn curve(n: usize, value: impl Fn(usize) -> f64) -> Vec<Point> {
    let steps = n.min(200);
    (0..=steps)
        .map(|step| step * n / steps.max(1))
        .map(|i| Point { customer_share: i as f64 / n as f64, net_share: value(i) })
        .collect()
}

fn deciles(ledger: &Ledger, descending: &[i128], cumulated: &[i128], total: i128) -> Vec<Decile> {
    let n = descending.len();
    (0..10)
        .map(|i| (i * n / 10, (i + 1) * n / 10))
        .filter(|(start, end)| end > start)
        .map(|(start, end)| {
            let net = cumulated[end] - cumulated[start];
            Decile {
                n_customers: (end - start) as u32,
                net: ledger.major(net),
                net_share: net as f64 / total as f64,
                cumulative_share: cumulated[end] as f64 / total as f64,
                at_least: ledger.major(descending[end - 1]),
                average: ledger.major(net) / (end - start) as f64,
            }
        })
        .collect()
}

/// The top share's part of net sales in the first and the second half of the period, each half ranked anew.
fn halves(ledger: &Ledger, top_share: f64) -> Vec<Option<f64>> {
    let middle = ledger.first_day + (ledger.last_day - ledger.first_day) / 2;
    [true, false]
        .into_iter()
        .map(|is_first| {
            let mut net: Vec<Option<i128>> = vec![None; ledger.customers.len()];
            for order in ledger.orders.iter().filter(|order| (order.day <= middle) == is_first) {
                if let Some(customer) = order.customer {
                    *net[customer as usize].get_or_insert(0) += i128::from(order.gross);
                }
            }
            for refund in ledger.refunds.iter().filter(|refund| (refund.day <= middle) == is_first) {
                // A refund of a customer without an order in this half belongs to the other half's sale.
                if let Some(amount) = refund.customer.and_then(|c| net[c as usize].as_mut()) {
                    *amount -= i128::from(refund.amount);
                }
            }
            let mut net: Vec<i128> = net.into_iter().flatten().collect();
            net.arrange_by(|a, b| b.cmp(a));
            let total: i128 = net.iter().sum();
            let n_top = if net.is_empty() { 0 } else { n_of(top_share, net.len()) };
            (total > 0).then(|| net[..n_top].iter().sum::<i128>() as f64 / total as f64)
        })
        .collect()
}

fn profit(ledger: &Ledger, params: &Params) -> Result<Option<Profit>> {
    const WORDS: [&str; 6] = ["profit", "margin", "毛利", "利潤", "利润", "獲利"];
    let is_number = |values: &AttributeValues| matches!(values, AttributeValues::Number(_));
    let attribute = match &params.profit {
        Some(name) if !name.is_empty() => Some(
            ledger
                .attributes
                .iter()
                .find(|attribute| attribute.name == *name && is_number(&attribute.values))
                .ok_or_else(|| Error::unknown("concentration-profit-column", name))?,
        ),
        _ => ledger.attributes.iter().find(|attribute| {
            let name = attribute.name.to_lowercase();
            is_number(&attribute.values) && WORDS.iter().any(|word| name.contains(word))
        }),
    };
    let Some((name, AttributeValues::Number(values))) = attribute.map(|a| (&a.name, &a.values)) else {
        return Ok(None);
    };
    let mut profits: Vec<f64> = values.iter().flatten().copied().filter(|value| value.is_finite()).collect();
    profits.arrange_by(|a, b| b.total_cmp(a));
    let total: f64 = profits.iter().sum();
    if profits.len() < 3 || total <= 0.0 {
        return Ok(None);
    }
    let n_profitable = profits.iter().filter(|&&value| value > 0.0).count();
    let mut cumulated = vec![0.0];
    for (i, value) in profits.iter().enumerate() {
        cumulated.push(cumulated[i] + value);
    }
    Ok(Some(Profit {
        name: name.clone(),
        n_customers: profits.len() as u32,
        total,
        peak: Point {
            customer_share: n_profitable as f64 / profits.len() as f64,
            net_share: cumulated[n_profitable] / total,
        },
        n_unprofitable: profits.iter().filter(|&&value| value < 0.0).count() as u32,
        curve: curve(profits.len(), |i| cumulated[i] / total),
    }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn gini_is_0_for_equals_and_near_1_for_one_winner() {
        assert_eq!(gini(&[5, 5, 5, 5], 20), 0.0);
        assert_eq!(gini(&[100, 0, 0, 0], 100), 0.75);
        // The mean difference of all pairs, divided by twice the mean.
        let values = [9i128, 4, 2, 1];
        let pairs: i128 = values.iter().flat_map(|a| values.iter().map(move |b| (a - b).abs())).sum();
        assert!((gini(&values, 16) - pairs as f64 / (2.0 * 4.0 * 16.0)).abs() < 1e-15);
    }

    #[test]
    fn a_share_of_customers_is_rounded_up() {
        assert_eq!(n_of(0.2, 5795), 1159);
        assert_eq!(n_of(0.2, 11), 3);
        assert_eq!(n_of(0.01, 10), 1);
    }
}
