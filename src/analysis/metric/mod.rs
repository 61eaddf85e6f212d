//! One to four numbers of the last finished period, each with its change and its line through time.

mod report;

use super::period::{Axis, Choice, LogStart, OPTIONS, Unit};
use super::totals::{Totals, totals};
use super::{Analysis, Control, Field, Inputs, Need};
use crate::error::{Error, Result};
use crate::message::{Message, Value};
use crate::progress::Progress;
use crate::report::{Report, Scope, Trace};
use crate::roles::{Ledger, Order};
use crate::table::Day;
use serde::{Deserialize, Serialize};

pub struct Metric;

/// What is measured, period by period.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Measure {
    #[default]
    None,
    /// Net sales of all orders, walk-ins included.
    Sales,
    /// All orders.
    Orders,
    /// Known customers with an order.
    Customers,
    /// Gross sales ÷ orders.
    Average,
    /// Known customers whose first order in the file it is.
    New,
    /// Orders of customers who had ordered in an earlier period ÷ orders of known customers.
    Returning,
    /// Pieces on all orders, without postage and fees; returns are not taken off.
    Units,
    /// Refunds given in the period ÷ gross sales of the period.
    Refunds,
}

const MEASURES: &[&str] =
    &["none", "sales", "orders", "customers", "average", "new", "returning", "units", "refunds"];

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Compare {
    /// With the period before.
    #[default]
    Previous,
    /// With the same period a year before.
    Year,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Params {
    /// Up to four measures. Default: net sales, orders, customers, average order.
    pub measure: Measure,
    pub measure_2: Measure,
    pub measure_3: Measure,
    pub measure_4: Measure,
    /// Length of a period. Default: by the length of the data.
    pub period: Choice,
    /// What the last finished period is compared with. Default: the period before.
    pub compare: Compare,
}

impl Default for Params {
    fn default() -> Params {
        Params {
            measure: Measure::Sales,
            measure_2: Measure::Orders,
            measure_3: Measure::Customers,
            measure_4: Measure::Average,
            period: Choice::Auto,
            compare: Compare::Previous,
        }
    }
}

#[derive(Clone, Debug, Serialize)]
pub struct Output {
    pub period: Unit,
    /// `"2011-01"`, oldest first.
    pub periods: Vec<String>,
    /// The data reach over the whole period.
    pub is_whole: Vec<bool>,
    /// Position of the last finished period, and of the one it is compared with, where that is whole too.
    pub now: usize,
    pub before: Option<usize>,
    pub compare: Compare,
    pub measures: Vec<Measured>,
    /// Asked for, but the file does not tell.
    pub untold: Vec<Measure>,
    pub currency: String,
    #[serde(skip)]
    pub axis: Axis,
}

#[derive(Clone, Debug, Serialize)]
pub struct Measured {
    pub measure: Measure,
    /// By period; `None` where it cannot be told. Money in major units, shares 0..=1.
    pub values: Vec<Option<f64>>,
    /// Orders, or customers, that each value rests on.
    pub n_cases: Vec<u32>,
    /// Of measures that are shares, what is divided.
    #[serde(skip)]
    pub parts: Vec<(f64, f64)>,
    /// What the two numbers compared are made of.
    #[serde(skip)]
    pub behind_now: Behind,
    #[serde(skip)]
    pub behind_before: Behind,
}

#[derive(Clone, Debug)]
pub struct Behind {
    pub formula: Option<Message>,
    pub scope: Scope,
}

impl Analysis for Metric {
    const KIND: &'static str = "metric";
    const NEEDS: &'static [Need] = &[Need::Orders];
    const FIELDS: &'static [Field] = &[
        Field::new("measure", Control::Choice { options: MEASURES, default: "sales" }),
        Field::new("measure_2", Control::Choice { options: MEASURES, default: "orders" }),
        Field::new("measure_3", Control::Choice { options: MEASURES, default: "customers" }),
        Field::new("measure_4", Control::Choice { options: MEASURES, default: "average" }),
        Field::new("period", Control::Choice { options: OPTIONS, default: "auto" }),
        Field::new("compare", Control::Choice { options: &["previous", "year"], default: "previous" }),
    ];
    type Params = Params;
    type Output = Output;

    async fn run(inputs: &Inputs, params: &Params, progress: &Progress) -> Result<Output> {
        let ledger = inputs.ledger()?;
        let to = inputs.as_of().unwrap_or(ledger.last_day);
        let from = ledger.orders.first().map_or(to, |order| order.day).min(to);
        let unit = params.period.unit().unwrap_or_else(|| Unit::for_span(to - from + 1));
        let axis = Axis::new(unit, from, to, None);
        let is_whole: Vec<bool> = (0..axis.n).map(|t| is_whole(&axis, t)).collect();
        let Some(now) = is_whole.iter().rposition(|&is_whole| is_whole) else {
            let have = Message::new("metric-have").with("from", Value::Day(from)).with("to", Value::Day(to));
            return Err(Error::insufficient(
                have,
                Message::new("metric-need").with("unit", unit.word().into()),
            ));
        };
        let back = if params.compare == Compare::Previous { 1 } else { a_year_of(unit) };
        let before = now.checked_sub(back).filter(|&t| is_whole[t]);
        let position = |day: Day| (day <= to).then(|| axis.position(day));
        let totals = totals(ledger, axis.n, &position, "metric-stage", progress).await?;
        let n_new: Vec<u32> = totals.iter().map(|totals| totals.n_new).collect();
        let books = Books { ledger, axis, totals, starts_midway: LogStart::Auto.is_midway(&n_new, &axis) };
        let (mut measures, mut untold): (Vec<Measured>, Vec<Measure>) = Default::default();
        for measure in [params.measure, params.measure_2, params.measure_3, params.measure_4] {
            if measure == Measure::None || measures.iter().any(|measured| measured.measure == measure) {
                continue;
            }
            match books.is_told(measure) {
                true => measures.push(books.measured(measure, now, before)),
                false => untold.push(measure),
            }
        }
        if measures.is_empty() {
            return Err(Error::parameter("measure", "metric-nothing"));
        }
        Ok(Output {
            period: unit,
            periods: axis.labels(),
            is_whole,
            now,
            before,
            compare: params.compare,
            measures,
            untold,
            currency: ledger.currency.clone(),
            axis,
        })
    }

    fn report(output: &Output, _inputs: &Inputs) -> Report {
        report::report(output)
    }

    fn trace(output: &Output, table: &str, row: usize) -> Option<(Value, Trace)> {
        report::trace(output, table, row)
    }
}

/// Finished, and begun with its first days: the day after a holiday may be the first with an order.
fn is_whole(axis: &Axis, t: usize) -> bool {
    let slack = if axis.unit == Unit::Week { 0 } else { 3 };
    axis.is_finished(t) && axis.from <= axis.unit.start(axis.first + t as i32) + slack
}

fn a_year_of(unit: Unit) -> usize {
    match unit {
        Unit::Week => 52,
        Unit::Month => 12,
        Unit::Quarter => 4,
        Unit::Year => 1,
    }
}

struct Books<'a> {
    ledger: &'a Ledger,
    axis: Axis,
    totals: Vec<Totals>,
    starts_midway: bool,
}

impl Books<'_> {
    fn is_told(&self, measure: Measure) -> bool {
        match measure {
            Measure::Sales | Measure::Average | Measure::Refunds => self.ledger.has_money,
            Measure::Customers | Measure::New | Measure::Returning => !self.ledger.customers.is_empty(),
            Measure::Units => !self.ledger.lines.is_empty(),
            Measure::Orders | Measure::None => true,
        }
    }

    fn measured(&self, measure: Measure, now: usize, before: Option<usize>) -> Measured {
        let units = if measure == Measure::Units { self.units() } else { Vec::new() };
        let major = |minor: i128| self.ledger.major(minor);
        // Part and whole; whole 1 for what is no share.
        let part = |t: usize, totals: &Totals| match measure {
            Measure::Sales => (major(totals.gross - totals.refunds), 1.0),
            Measure::Average => (major(totals.gross), f64::from(totals.n_orders)),
            Measure::Customers => (f64::from(totals.n_customers), 1.0),
            Measure::New => (f64::from(totals.n_new), 1.0),
            Measure::Returning => (f64::from(totals.n_returning_orders), f64::from(totals.n_known_orders)),
            Measure::Units => (units[t], 1.0),
            Measure::Refunds => (major(totals.refunds), major(totals.gross)),
            Measure::Orders | Measure::None => (f64::from(totals.n_orders), 1.0),
        };
        let cases = |totals: &Totals| match measure {
            Measure::Customers => totals.n_customers,
            Measure::New => totals.n_new,
            Measure::Returning => totals.n_known_orders,
            _ => totals.n_orders,
        };
        let parts: Vec<(f64, f64)> =
            self.totals.iter().enumerate().map(|(t, totals)| part(t, totals)).collect();
        // In the first period of a file that begins in the middle of the business, everybody only seems new.
        let needs_past = matches!(measure, Measure::New | Measure::Returning);
        let is_known = |t: usize| t > 0 || !(needs_past && self.starts_midway);
        let value = |t: usize| {
            let (part, whole) = parts[t];
            (whole > 0.0 && is_known(t)).then(|| part / whole)
        };
        let behind =
            |t: usize| Behind { formula: self.formula(measure, t, parts[t]), scope: self.behind(measure, t) };
        Measured {
            measure,
            values: (0..parts.len()).map(value).collect(),
            n_cases: self.totals.iter().map(cases).collect(),
            behind_now: behind(now),
            behind_before: behind(before.unwrap_or(now)),
            parts,
        }
    }

    fn place(&self, day: Day) -> Option<usize> {
        (day <= self.axis.to).then(|| usize::try_from(self.axis.position(day)).ok()).flatten()
    }

    fn units(&self) -> Vec<f64> {
        let mut units = vec![0.0; self.totals.len()];
        for order in &self.ledger.orders {
            let Some(place) = self.place(order.day) else { continue };
            for line in self.ledger.lines_of(order) {
                let item = line.product.and_then(|product| self.ledger.products.get(product as usize));
                if item.is_none_or(|item| item.pseudo.is_none()) {
                    units[place] += line.quantity.max(0.0);
                }
            }
        }
        units
    }

    /// How the number of a period comes from the orders and refunds behind it, where it is not their count.
    fn formula(&self, measure: Measure, t: usize, (part, whole): (f64, f64)) -> Option<Message> {
        let money = |amount: f64| Value::Money(amount, self.ledger.currency.clone());
        let totals = &self.totals[t];
        let (key, part, whole) = match measure {
            Measure::Sales => {
                let major = |minor: i128| money(self.ledger.major(minor));
                ("metric-formula-less", major(totals.gross), major(totals.refunds))
            }
            Measure::Refunds => ("metric-formula", money(part), money(whole)),
            Measure::Average => ("metric-formula", money(part), Value::Count(whole)),
            Measure::Returning => ("metric-formula", Value::Count(part), Value::Count(whole)),
            _ => return None,
        };
        Some(Message::new(key).with("part", part).with("whole", whole))
    }

    /// The orders of a period, and the refunds given in it, that a measure counts.
    fn behind(&self, measure: Measure, t: usize) -> Scope {
        let ledger = self.ledger;
        let is_first = |customer: u32| {
            ledger.orders_of(customer).next().is_some_and(|first| self.place(first.day) == Some(t))
        };
        let counts = |order: &Order| match (measure, order.customer) {
            (Measure::New, Some(customer)) => is_first(customer),
            (Measure::Returning, Some(customer)) => !is_first(customer),
            (Measure::Customers, Some(_)) => true,
            (Measure::New | Measure::Returning | Measure::Customers, None) => false,
            _ => true,
        };
        let orders = (0u32..).zip(&ledger.orders);
        let counted = orders.filter(|(_, order)| self.place(order.day) == Some(t) && counts(order));
        let orders = counted.map(|(i, _)| i).collect();
        if !matches!(measure, Measure::Sales | Measure::Refunds) {
            return Scope::Orders(orders);
        }
        let refunds = (0u32..).zip(&ledger.refunds);
        let given = refunds.filter(|(_, refund)| self.place(refund.day) == Some(t));
        Scope::Trade(orders, given.map(|(i, _)| i).collect())
    }
}
