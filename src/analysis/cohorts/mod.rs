//! Do they come back: customers grouped by the period of their first order, and what each group did in every period
//! since.
//!
//! A customer belongs to the cohort of the period that holds the first order; age 0 is that period itself. All triangles
//! are whole counts and exact sums: the customers of all cohorts are all customers, and the money of all cells is their
//! net sales.

mod report;

use super::period::{Axis, Choice, LOG_STARTS, LogStart, OPTIONS, Unit, span};
use super::{Analysis, Control, Field, Inputs, LabelValues, Labels, Need};
use crate::error::{Error, Result};
use crate::message::Message;
use crate::progress::Progress;
use crate::report::Report;
use crate::roles::Ledger;
use crate::stats::share;
use serde::{Deserialize, Serialize};

pub struct Cohorts;

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Params {
    /// Length of a period. Default: by the length of the data.
    pub period: Choice,
    /// Only the cohorts of the last so many periods. Default: all, up to 400.
    pub n_periods: Option<u32>,
    /// Whether the business is older than the file, so that the first cohort is not new. Default: judged by its size.
    pub log_start: LogStart,
}

#[derive(Clone, Debug, Serialize)]
pub struct Output {
    pub period: Unit,
    /// Every period of the triangle, oldest first: `"2011-01"`.
    pub periods: Vec<String>,
    /// Whether the data reach over the whole period.
    pub is_complete: Vec<bool>,
    pub n_customers: u32,
    /// One a period, also where nobody came first.
    pub cohorts: Vec<Cohort>,
    /// The customers of the first period probably bought before the file begins: they are shown, not counted as new.
    pub starts_midway: bool,
    /// How many came back soon; `None` when no cohort of new customers has been watched long enough.
    pub back: Option<Back>,
    /// Over the cohorts of new customers, by age; only finished periods count.
    pub ages: Vec<Age>,
    /// False when no column tells money: all money is then zero.
    pub has_money: bool,
    pub currency: String,
    #[serde(skip)]
    pub axis: Axis,
    /// Position of each customer's cohort, parallel to the ledger's customers.
    #[serde(skip)]
    pub cohort_of: Vec<Option<u32>>,
}

/// Customers who first bought in one period. The arrays run over ages 0, 1, … up to the last period.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Cohort {
    pub period: String,
    pub n_customers: u32,
    /// The first period of a file that starts midway: these customers are not new.
    pub predates_log: bool,
    /// Customers with an order at this age.
    pub n_active: Vec<u32>,
    pub n_orders: Vec<u32>,
    /// Customers with an order at this age or later.
    pub n_seen_later: Vec<u32>,
    /// Major units; orders minus refunds dated in the period.
    pub net: Vec<f64>,
    pub cumulative_net: Vec<f64>,
    /// Positions of the customers.
    #[serde(skip)]
    pub members: Vec<u32>,
    /// `cumulative_net` in minor units.
    #[serde(skip)]
    pub cumulative_minor: Vec<i128>,
}

/// Of the customers of cohorts that were watched for `n_periods` more periods, how many bought in any of these.
#[derive(Clone, Debug, Serialize)]
pub struct Back {
    pub n_periods: u32,
    pub first_cohort: String,
    pub last_cohort: String,
    pub n_customers: u32,
    pub n_returned: u32,
    pub share: f64,
    /// Wilson's 95 % interval.
    pub low: f64,
    pub high: f64,
    /// The same of the older and the newer half of these cohorts.
    pub halves: Option<[Half; 2]>,
    #[serde(skip)]
    pub customers: Vec<u32>,
    #[serde(skip)]
    pub returned: Vec<u32>,
}

#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Half {
    pub n_customers: u32,
    pub n_returned: u32,
}

/// All cohorts of new customers that were watched to this age.
#[derive(Clone, Debug, Serialize)]
pub struct Age {
    pub age: u32,
    pub n_customers: u32,
    pub n_active: u32,
    /// `None` when nobody was watched so long.
    pub share: Option<f64>,
    pub low: Option<f64>,
    pub high: Option<f64>,
    /// Major units a customer, up to and with this age.
    pub cumulative_net: Option<f64>,
}

impl Analysis for Cohorts {
    const KIND: &'static str = "cohorts";
    const NEEDS: &'static [Need] = &[Need::Orders, Need::Customers];
    const FIELDS: &'static [Field] = &[
        Field::new("period", Control::Choice { options: OPTIONS, default: "auto" }),
        Field::new("n_periods", Control::Integer { min: 2, max: 400, default: None }),
        Field::advanced("log_start", Control::Choice { options: LOG_STARTS, default: "auto" }),
    ];
    type Params = Params;
    type Output = Output;

    async fn run(inputs: &Inputs, params: &Params, progress: &Progress) -> Result<Output> {
        let ledger = inputs.ledger()?;
        if params.n_periods.is_some_and(|n| n < 2) {
            return Err(Error::parameter("n_periods", "cohorts-n-periods-range"));
        }
        let (from, to) = span(ledger, inputs)?;
        let unit = params.period.unit().unwrap_or_else(|| Unit::for_span(to - from + 1));
        let axis = Axis::new(unit, from, to, params.n_periods);
        if axis.n < 2 {
            let have = unit.span(1);
            return Err(Error::insufficient(have, unit.span(2)));
        }
        let mut cells = Cells::new(axis.n);
        let mut cohort_of = vec![None; ledger.customers.len()];
        // Age of the first period with another order.
        let mut first_return: Vec<Option<u32>> = vec![None; ledger.customers.len()];
        let n = ledger.customers.len() as u32;
        for customer in 0..n {
            if customer % 4096 == 0 {
                progress.step("cohorts-stage", u64::from(customer), u64::from(n)).await?;
            }
            let Some(first) = ledger.orders_of(customer).next().filter(|order| order.day <= to) else {
                continue;
            };
            let Ok(cohort) = usize::try_from(axis.position(first.day)) else { continue };
            cohort_of[customer as usize] = Some(cohort as u32);
            first_return[customer as usize] = cells.add(ledger, customer, cohort, &axis);
        }
        cells.refunds(ledger, &cohort_of, &axis);
        let n_first: Vec<u32> = cells.members.iter().map(|members| members.len() as u32).collect();
        let starts_midway = params.log_start.is_midway(&n_first, &axis);
        let cohorts = cells.into_cohorts(ledger, &axis, starts_midway);
        let n_customers = cohorts.iter().map(|cohort| cohort.n_customers).sum();
        Ok(Output {
            period: unit,
            periods: axis.labels(),
            is_complete: (0..axis.n).map(|position| axis.is_complete(position)).collect(),
            n_customers,
            back: back(&cohorts, &first_return, &axis),
            ages: ages(ledger, &cohorts, &axis),
            cohorts,
            starts_midway,
            has_money: ledger.has_money,
            currency: ledger.currency.clone(),
            axis,
            cohort_of,
        })
    }

    fn report(output: &Output, _inputs: &Inputs) -> Report {
        report::report(output)
    }

    fn labels(output: &Output, _inputs: &Inputs) -> Vec<Labels> {
        let names = (0..output.axis.n).map(|position| output.axis.name(position)).collect();
        vec![Labels {
            cell: String::new(),
            name: "cohort".into(),
            title: "cohorts-cohort".into(),
            values: LabelValues::Class { codes: output.cohort_of.clone(), names },
        }]
    }
}

/// The triangles while they are filled: `n × n` numbers, cohort by age.
struct Cells {
    n: usize,
    n_active: Vec<u32>,
    n_orders: Vec<u32>,
    /// Customers whose last order has this age.
    n_last: Vec<u32>,
    net: Vec<i128>,
    members: Vec<Vec<u32>>,
}

impl Cells {
    fn new(n: usize) -> Cells {
        let zeros = vec![0; n * n];
        let (n_active, n_orders, n_last) = (zeros.clone(), zeros.clone(), zeros);
        Cells { n, n_active, n_orders, n_last, net: vec![0; n * n], members: vec![Vec::new(); n] }
    }

    /// Counts the orders of a customer; gives the age of the first period with another order.
    fn add(&mut self, ledger: &Ledger, customer: u32, cohort: usize, axis: &Axis) -> Option<u32> {
        self.members[cohort].push(customer);
        let (mut last, mut first_return) = (None, None);
        for (position, order) in axis.walk(ledger, customer) {
            let age = position as usize - cohort;
            let cell = cohort * self.n + age;
            if last != Some(cell) {
                self.n_active[cell] += 1;
                last = Some(cell);
            }
            if age > 0 && first_return.is_none() {
                first_return = Some(age as u32);
            }
            self.n_orders[cell] += 1;
            self.net[cell] += i128::from(order.gross);
        }
        if let Some(cell) = last {
            self.n_last[cell] += 1;
        }
        first_return
    }

    /// Money given back counts in its own period; before the customer's first order, in the first period.
    fn refunds(&mut self, ledger: &Ledger, cohort_of: &[Option<u32>], axis: &Axis) {
        for refund in ledger.refunds.iter().filter(|refund| refund.day <= axis.to) {
            let cohort = refund.customer.and_then(|customer| cohort_of[customer as usize]);
            let Some(cohort) = cohort.map(|cohort| cohort as usize) else { continue };
            let age = (axis.position(refund.day) - cohort as i32).max(0) as usize;
            self.net[cohort * self.n + age] -= i128::from(refund.amount);
        }
    }

    fn into_cohorts(self, ledger: &Ledger, axis: &Axis, starts_midway: bool) -> Vec<Cohort> {
        let n = self.n;
        let row = |cohort: usize| cohort * n..cohort * n + (n - cohort);
        self.members
            .into_iter()
            .enumerate()
            .map(|(cohort, members)| {
                let mut n_seen_later = self.n_last[row(cohort)].to_vec();
                for age in (0..n_seen_later.len().saturating_sub(1)).rev() {
                    n_seen_later[age] += n_seen_later[age + 1];
                }
                let net = &self.net[row(cohort)];
                let mut cumulated = net.to_vec();
                for age in 1..cumulated.len() {
                    cumulated[age] += cumulated[age - 1];
                }
                Cohort {
                    period: axis.label(cohort),
                    n_customers: members.len() as u32,
                    predates_log: starts_midway && cohort == 0,
                    n_active: self.n_active[row(cohort)].to_vec(),
                    n_orders: self.n_orders[row(cohort)].to_vec(),
                    n_seen_later,
                    cumulative_net: cumulated.iter().map(|&amount| ledger.major(amount)).collect(),
                    cumulative_minor: cumulated,
                    net: net.iter().map(|&amount| ledger.major(amount)).collect(),
                    members,
                }
            })
            .collect()
    }
}

/// Within how many more periods a return counts as soon: a month or a quarter, as far as the data allow.
fn horizon(unit: Unit) -> usize {
    match unit {
        Unit::Week => 4,
        Unit::Month => 3,
        Unit::Quarter => 2,
        Unit::Year => 1,
    }
}

fn back(cohorts: &[Cohort], first_return: &[Option<u32>], axis: &Axis) -> Option<Back> {
    let start = usize::from(cohorts[0].predates_log);
    let longest = axis.n_finished().checked_sub(start + 1)?;
    let n_periods = horizon(axis.unit).min(longest);
    if n_periods == 0 {
        return None;
    }
    let watched = &cohorts[start..axis.n_finished() - n_periods];
    let has_returned =
        |&&customer: &&u32| first_return[customer as usize].is_some_and(|age| age as usize <= n_periods);
    // From the first to the last period in which somebody was new.
    let has_members = |cohort: &Cohort| cohort.n_customers > 0;
    let (from, to) = (watched.iter().position(has_members)?, watched.iter().rposition(has_members)?);
    let watched = &watched[from..=to];
    let mut customers: Vec<u32> = watched.iter().flat_map(|cohort| &cohort.members).copied().collect();
    let half = |part: &[Cohort]| Half {
        n_customers: part.iter().map(|cohort| cohort.n_customers).sum(),
        n_returned: part.iter().flat_map(|cohort| &cohort.members).filter(has_returned).count() as u32,
    };
    let (older, newer) = watched.split_at(watched.len() / 2);
    let halves = [half(older), half(newer)];
    customers.sort_unstable();
    let returned: Vec<u32> = customers.iter().filter(has_returned).copied().collect();
    let (n_customers, n_returned) = (customers.len() as u32, returned.len() as u32);
    let (low, high) = share::wilson(n_returned, n_customers);
    Some(Back {
        n_periods: n_periods as u32,
        first_cohort: watched.first()?.period.clone(),
        last_cohort: watched.last()?.period.clone(),
        n_customers,
        n_returned,
        share: f64::from(n_returned) / f64::from(n_customers),
        low,
        high,
        halves: (halves.iter().all(|half| half.n_customers > 0)).then_some(halves),
        customers,
        returned,
    })
}

fn ages(ledger: &Ledger, cohorts: &[Cohort], axis: &Axis) -> Vec<Age> {
    let start = usize::from(cohorts[0].predates_log);
    (0..axis.n_finished().saturating_sub(start))
        .map(|age| {
            let watched = &cohorts[start..axis.n_finished() - age];
            let n_customers: u32 = watched.iter().map(|cohort| cohort.n_customers).sum();
            let n_active: u32 = watched.iter().map(|cohort| cohort.n_active[age]).sum();
            let (low, high) = share::wilson(n_active, n_customers);
            let net = watched.iter().map(|cohort| cohort.cumulative_minor[age]).sum();
            let of = |value: f64| (n_customers > 0).then_some(value);
            Age {
                age: age as u32,
                n_customers,
                n_active,
                share: of(f64::from(n_active) / f64::from(n_customers.max(1))),
                low: of(low),
                high: of(high),
                cumulative_net: of(ledger.major(net) / f64::from(n_customers.max(1)))
                    .filter(|_| ledger.has_money),
            }
        })
        .collect()
}

/// A period of the triangle in words, with the number of its new customers.
fn row_name(output: &Output, cohort: usize) -> Message {
    Message::new("cohorts-row")
        .with("period", output.axis.name(cohort).into())
        .count("n", output.cohorts[cohort].n_customers as usize)
}
