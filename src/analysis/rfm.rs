//! Recency, frequency, money: scores from quantiles, segments from a checked map, and who moved between two dates.

mod movement;
mod report;
pub mod segments;

use super::{Analysis, Control, Field, Inputs, LabelValues, Labels, Need, Shape, day_param};
use crate::error::{Error, Result};
use crate::message::Message;
use crate::progress::Progress;
use crate::report::Report;
use crate::roles::Ledger;
use crate::stats::agreement::adjusted_rand;
use crate::stats::quantile;
use crate::stats::sample::Rng;
use crate::table::Day;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

pub use movement::Movement;
pub use segments::{MapParam, Rule, SegmentMap};

pub struct Rfm;

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Params {
    /// Recency is counted from this day; orders after it are left out. Default: the notebook's day, else the day after
    /// the last order.
    #[serde(with = "day_param")]
    pub as_of: Option<Day>,
    /// Scores run from 1 to this, 2..=10. Default 5 (Klaviyo's map: 3).
    pub n_bins: Option<u8>,
    /// A preset's name, rules, or all cells. Default `"eleven"`.
    pub map: MapParam,
    /// Single cells moved to another segment: `{"451": "VIP"}`. Default none.
    pub cells: BTreeMap<String, String>,
    /// Frozen borders from an earlier run. Default: quantiles of these customers.
    pub cut_points: Option<CutPoints>,
    /// `"net"` of refunds, or `"gross"`. Default net.
    pub money: Money,
    /// Movement is shown against this many days earlier; 0 for none. Default 90.
    pub compare_days: u32,
}

impl Default for Params {
    fn default() -> Params {
        Params {
            as_of: None,
            n_bins: None,
            map: MapParam::Preset("eleven".into()),
            cells: BTreeMap::new(),
            cut_points: None,
            money: Money::Net,
            compare_days: 90,
        }
    }
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Money {
    #[default]
    Net,
    Gross,
}

/// Borders between scores, ascending; one less than there are bins. A value on a border has the lower score.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CutPoints {
    /// Days since the last order.
    pub recency: Vec<f64>,
    /// Orders.
    pub frequency: Vec<f64>,
    /// Major units.
    pub monetary: Vec<f64>,
}

#[derive(Clone, Debug, Serialize)]
pub struct Output {
    /// ISO.
    #[serde(serialize_with = "iso")]
    pub as_of: Day,
    pub n_bins: u8,
    pub cut_points: CutPoints,
    pub are_cut_points_frozen: bool,
    pub money: Money,
    pub has_money: bool,
    /// By id.
    pub customers: Vec<CustomerScore>,
    /// In the map's order; empty segments are there too.
    pub segments: Vec<Segment>,
    /// Every combination of scores once, best first.
    pub map: Vec<MapCell>,
    pub movement: Option<Movement>,
    /// Share of customers with two or more orders.
    pub repeat_share: f64,
    /// Agreement (adjusted Rand) of the segments with those from cut points of resampled customers, mean of 20.
    pub bootstrap_ari: f64,
    /// Customers of the file without an order up to `as_of`.
    pub n_without_orders: u32,
    pub first_day: Day,
    pub currency: String,
}

#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct CustomerScore {
    pub id: String,
    pub days_since_last: u32,
    pub n_orders: u32,
    /// Major units.
    pub monetary: f64,
    pub r: u8,
    pub f: u8,
    pub m: u8,
    pub segment: String,
    /// Position in the ledger's customers.
    #[serde(skip)]
    pub customer: u32,
    /// Position in `segments`.
    #[serde(skip)]
    pub segment_idx: u16,
}

/// A combination of scores and the segment it belongs to.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct MapCell {
    /// `"543"`: recency, frequency, money; `"10-4-3"` with ten bins.
    pub cell: String,
    pub segment: String,
    pub n_customers: u32,
}

#[derive(Clone, Debug, Serialize)]
pub struct Segment {
    pub segment: String,
    pub n_customers: u32,
    pub customer_share: f64,
    pub monetary: f64,
    /// `None` when all money together is not positive.
    pub monetary_share: Option<f64>,
    pub median_days_since_last: Option<f64>,
    pub median_orders: Option<f64>,
    pub median_monetary: Option<f64>,
}

fn iso<S: serde::Serializer>(day: &Day, serializer: S) -> std::result::Result<S::Ok, S::Error> {
    serializer.serialize_str(&crate::table::day::iso(*day))
}

impl Analysis for Rfm {
    const KIND: &'static str = "rfm";
    const NEEDS: &'static [Need] = &[Need::Orders, Need::Customers];
    const FIELDS: &'static [Field] = &[
        Field::new(
            "map",
            Control::Choice { options: &["eleven", "shopify", "klaviyo", "grid"], default: "eleven" },
        ),
        Field::new("as_of", Control::Day),
        Field::new("compare_days", Control::Integer { min: 0, max: 3650, default: Some(90) }),
        Field::advanced("n_bins", Control::Integer { min: 2, max: 10, default: None }),
        Field::advanced("money", Control::Choice { options: &["net", "gross"], default: "net" }),
        Field::advanced(
            "cells",
            Control::Entries {
                table: "map",
                key: "cell",
                label: "segment",
                value: "segment_id",
                shape: Shape::Grid,
            },
        ),
        Field::advanced("cut_points", Control::Data),
    ];
    type Params = Params;
    type Output = Output;

    async fn run(inputs: &Inputs, params: &Params, progress: &Progress) -> Result<Output> {
        let ledger = inputs.ledger()?;
        let n_bins = params.n_bins.unwrap_or_else(|| SegmentMap::default_bins(&params.map));
        if !(2..=10).contains(&n_bins) {
            return Err(Error::parameter("n_bins", "rfm-bins-range"));
        }
        let map = SegmentMap::new(&params.map, &params.cells, n_bins)?;
        let last_order = ledger.orders.last().map_or(ledger.last_day, |order| order.day);
        let as_of = params.as_of.or(inputs.as_of).unwrap_or(last_order.saturating_add(1));
        progress.step("rfm-stage", 0, 3).await?;
        let snapshot = snapshot(ledger, as_of, params.money);
        let n = snapshot.iter().flatten().count();
        if n <= usize::from(n_bins) {
            return Err(Error::insufficient(
                Message::new("rfm-have").count("n", n),
                Message::new("rfm-need").count("n", usize::from(n_bins) + 1),
            ));
        }
        let cut_points = match &params.cut_points {
            Some(frozen) => checked(frozen, n_bins)?,
            None => cut_points(snapshot.iter().flatten(), n_bins),
        };
        progress.step("rfm-stage", 1, 3).await?;
        let customers: Vec<CustomerScore> = snapshot
            .iter()
            .enumerate()
            .filter_map(|(customer, values)| {
                let values = values.as_ref()?;
                let (r, f, m) = score(&cut_points, values, n_bins);
                let segment_idx = map.segment(r, f, m);
                Some(CustomerScore {
                    id: ledger.customers[customer].id.clone(),
                    days_since_last: values.days_since_last,
                    n_orders: values.n_orders,
                    monetary: values.monetary,
                    r,
                    f,
                    m,
                    segment: map.names[usize::from(segment_idx)].clone(),
                    customer: customer as u32,
                    segment_idx,
                })
            })
            .collect();
        let movement = movement::movement(ledger, params, as_of, &cut_points, &map, &customers);
        progress.step("rfm-stage", 2, 3).await?;
        let bootstrap_ari = bootstrap(&snapshot, &map, &customers, progress).await?;
        let n_repeat = customers.iter().filter(|customer| customer.n_orders > 1).count();
        Ok(Output {
            as_of,
            n_bins,
            are_cut_points_frozen: params.cut_points.is_some(),
            cut_points,
            money: params.money,
            has_money: ledger.has_money,
            segments: summaries(&map, &customers),
            map: map_cells(&map, &customers),
            movement,
            repeat_share: n_repeat as f64 / n as f64,
            bootstrap_ari,
            n_without_orders: (ledger.customers.len() - n) as u32,
            customers,
            first_day: ledger.first_day,
            currency: ledger.currency.clone(),
        })
    }

    fn report(output: &Output, inputs: &Inputs) -> Report {
        report::report(output, inputs)
    }

    fn labels(output: &Output, inputs: &Inputs) -> Vec<Labels> {
        let n = inputs.ledger.as_deref().map_or(0, |ledger| ledger.customers.len());
        let mut codes = vec![None; n];
        for customer in &output.customers {
            codes[customer.customer as usize] = Some(u32::from(customer.segment_idx));
        }
        let names = output.segments.iter().map(|segment| segments::title(&segment.segment)).collect();
        vec![Labels {
            cell: String::new(),
            name: "segment".into(),
            title: "rfm-segment".into(),
            values: LabelValues::Class { codes, names },
        }]
    }
}

/// A customer's three values on a day.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Values {
    pub days_since_last: u32,
    pub n_orders: u32,
    pub monetary: f64,
}

/// Values of each customer from orders and refunds up to and including a day; `None` without orders.
pub(super) fn snapshot(ledger: &Ledger, as_of: Day, money: Money) -> Vec<Option<Values>> {
    let mut last = vec![Day::MIN; ledger.customers.len()];
    let mut n_orders = vec![0u32; ledger.customers.len()];
    let mut amount = vec![0i128; ledger.customers.len()];
    for order in ledger.orders.iter().filter(|order| order.day <= as_of) {
        let Some(customer) = order.customer.map(|c| c as usize) else { continue };
        last[customer] = last[customer].max(order.day);
        n_orders[customer] += 1;
        amount[customer] += i128::from(order.gross);
    }
    if money == Money::Net {
        for refund in ledger.refunds.iter().filter(|refund| refund.day <= as_of) {
            if let Some(customer) = refund.customer {
                amount[customer as usize] -= i128::from(refund.amount);
            }
        }
    }
    (0..last.len())
        .map(|customer| {
            (n_orders[customer] > 0).then(|| Values {
                days_since_last: (i64::from(as_of) - i64::from(last[customer])) as u32,
                n_orders: n_orders[customer],
                monetary: ledger.major(amount[customer]),
            })
        })
        .collect()
}

fn cut_points<'a>(values: impl Iterator<Item = &'a Values> + Clone, n_bins: u8) -> CutPoints {
    let cuts = |value: fn(&Values) -> f64| {
        let sorted = quantile::sorted(values.clone().map(value));
        (1..u64::from(n_bins)).filter_map(|i| quantile::tile(&sorted, i, n_bins.into())).collect()
    };
    CutPoints {
        recency: cuts(|values| f64::from(values.days_since_last)),
        frequency: cuts(|values| f64::from(values.n_orders)),
        monetary: cuts(|values| values.monetary),
    }
}

fn checked(frozen: &CutPoints, n_bins: u8) -> Result<CutPoints> {
    for cuts in [&frozen.recency, &frozen.frequency, &frozen.monetary] {
        let is_ascending =
            cuts.windows(2).all(|pair| pair[0] <= pair[1]) && cuts.iter().all(|c| c.is_finite());
        if cuts.len() + 1 != usize::from(n_bins) || !is_ascending {
            let why = Message::new("rfm-cuts-shape").count("n", usize::from(n_bins) - 1);
            return Err(Error::parameter("cut_points", why));
        }
    }
    Ok(frozen.clone())
}

/// 1 + the number of cut points below the value; recency reversed, so that 5 is always best.
pub(super) fn score(cuts: &CutPoints, values: &Values, n_bins: u8) -> (u8, u8, u8) {
    let below = |cuts: &[f64], value: f64| cuts.iter().filter(|&&cut| cut < value).count() as u8;
    (
        n_bins - below(&cuts.recency, f64::from(values.days_since_last)),
        1 + below(&cuts.frequency, f64::from(values.n_orders)),
        1 + below(&cuts.monetary, values.monetary),
    )
}

fn summaries(map: &SegmentMap, customers: &[CustomerScore]) -> Vec<Segment> {
    let all: f64 = customers.iter().map(|customer| customer.monetary).sum();
    (0..map.names.len() as u16)
        .map(|segment| {
            let members = || customers.iter().filter(move |customer| customer.segment_idx == segment);
            // The sum of nothing is −0, which would be written so.
            let monetary = 0.0 + members().map(|customer| customer.monetary).sum::<f64>();
            let n = members().count();
            Segment {
                segment: map.names[usize::from(segment)].clone(),
                n_customers: n as u32,
                customer_share: n as f64 / customers.len() as f64,
                monetary,
                monetary_share: (all > 0.0).then(|| monetary / all),
                median_days_since_last: quantile::median(members().map(|c| f64::from(c.days_since_last))),
                median_orders: quantile::median(members().map(|c| f64::from(c.n_orders))),
                median_monetary: quantile::median(members().map(|c| c.monetary)),
            }
        })
        .collect()
}

fn map_cells(map: &SegmentMap, customers: &[CustomerScore]) -> Vec<MapCell> {
    let mut counts: BTreeMap<(u8, u8, u8), u32> = BTreeMap::new();
    customers
        .iter()
        .for_each(|customer| *counts.entry((customer.r, customer.f, customer.m)).or_default() += 1);
    map.cells()
        .rev()
        .map(|(cell, scores, segment)| MapCell {
            cell,
            segment: segment.to_owned(),
            n_customers: counts.get(&scores).copied().unwrap_or(0),
        })
        .collect()
}

/// Do the segments stand when the borders come from other draws of the same customers? At most 5,000 a draw.
async fn bootstrap(
    snapshot: &[Option<Values>],
    map: &SegmentMap,
    customers: &[CustomerScore],
    progress: &Progress,
) -> Result<f64> {
    const DRAWS: u64 = 20;
    let values: Vec<Values> = snapshot.iter().flatten().copied().collect();
    let mut rng = Rng::new(20_260_101);
    let some = rng.choose(values.len(), 5_000);
    let before: Vec<u32> = some.iter().map(|&i| u32::from(customers[i as usize].segment_idx)).collect();
    let mut sum = 0.0;
    for draw in 0..DRAWS {
        progress.step("rfm-stage-bootstrap", draw, DRAWS).await?;
        let drawn: Vec<Values> =
            some.iter().map(|_| values[some[rng.below(some.len() as u64) as usize] as usize]).collect();
        let cuts = cut_points(drawn.iter(), map.n_bins);
        let segment = |&i: &u32| {
            let (r, f, m) = score(&cuts, &values[i as usize], map.n_bins);
            u32::from(map.segment(r, f, m))
        };
        sum += adjusted_rand(&before, &some.iter().map(segment).collect::<Vec<u32>>());
    }
    Ok(sum / DRAWS as f64)
}
