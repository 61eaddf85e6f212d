//! Purchases as the models count them: days, not orders; repeats, not firsts; one stated unit of time.

pub use super::groups::{Groups, Row};
use crate::error::{Error, Result};
use crate::message::Message;
use crate::roles::Ledger;
use crate::table::{Day, day};
use serde::{Deserialize, Serialize};
use std::ops::Range;

/// The unit of every time in the models. Months, quarters and years are calendar ones; a day within a month is its
/// fraction of that month.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Unit {
    Day,
    #[default]
    Week,
    Month,
    Quarter,
    Year,
}

impl Unit {
    /// Units from one day to a later one.
    pub fn between(self, from: Day, to: Day) -> f64 {
        let days = f64::from(to) - f64::from(from);
        let months = || calendar_months(to) - calendar_months(from);
        match self {
            Unit::Day => days,
            Unit::Week => days / 7.0,
            Unit::Month => months(),
            Unit::Quarter => months() / 3.0,
            Unit::Year => months() / 12.0,
        }
    }

    /// Mean length in days.
    pub fn days(self) -> f64 {
        match self {
            Unit::Day => 1.0,
            Unit::Week => 7.0,
            Unit::Month => 30.436_875,
            Unit::Quarter => 91.310_625,
            Unit::Year => 365.2425,
        }
    }

    /// How many make a year, to the nearest whole: the default horizon.
    pub fn per_year(self) -> f64 {
        match self {
            Unit::Day => 365.0,
            Unit::Week => 52.0,
            Unit::Month => 12.0,
            Unit::Quarter => 4.0,
            Unit::Year => 1.0,
        }
    }

    /// The day `n` units after (before, when negative) another.
    pub fn after(self, from: Day, n: f64) -> Day {
        from.saturating_add(libm::round(n * self.days()) as i32)
    }

    pub fn key(self) -> &'static str {
        match self {
            Unit::Day => "clv-time_unit-day",
            Unit::Week => "clv-time_unit-week",
            Unit::Month => "clv-time_unit-month",
            Unit::Quarter => "clv-time_unit-quarter",
            Unit::Year => "clv-time_unit-year",
        }
    }
}

fn calendar_months(d: Day) -> f64 {
    let (year, month, of_month) = day::ymd(d);
    f64::from(day::month_index(d)) + f64::from(of_month - 1) / f64::from(day::days_in_month(year, month))
}

/// A day on which a customer bought: all orders of the day are one visit.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Visit {
    pub day: Day,
    /// Minor units, before refunds.
    pub gross: i64,
    /// Positions in [`Histories::refunds`].
    first_refund: u32,
    n_refunds: u32,
}

/// Visits of every known customer, by day.
#[derive(Clone, Debug, Default)]
pub struct Histories {
    pub visits: Vec<Visit>,
    /// Per customer of the ledger.
    pub ranges: Vec<Range<u32>>,
    /// Day and amount in minor units.
    refunds: Vec<(Day, i64)>,
    pub first_day: Day,
    pub last_day: Day,
    pub scale: u8,
    /// Refunds of known customers with no earlier visit in the file: their sale lies before it.
    pub n_orphan_refunds: u32,
    pub n_orders: u32,
}

/// A customer as the models see one, at some cut-off day.
#[derive(Clone, Debug, PartialEq)]
pub struct Summary {
    /// Position in the ledger's customers (or the row of a summarised table).
    pub customer: u32,
    /// x: days with a purchase after the first such day.
    pub n_repeat_orders: u32,
    /// t_x: first to last purchase, in units; 0 without repeats.
    pub first_to_last: f64,
    /// T: first purchase to the cut-off, in units.
    pub age: f64,
    /// Σ ln of the gaps between visits; for the regular-rhythm models.
    pub sum_ln_gaps: f64,
    /// Mean net amount of a repeat visit, major units; `None` without repeats or without money.
    pub mean_spend: Option<f64>,
    pub first_day: Day,
    pub last_day: Day,
}

impl Histories {
    pub fn of(ledger: &Ledger) -> Histories {
        let mut histories = Histories {
            first_day: ledger.first_day,
            last_day: ledger.last_day,
            scale: ledger.scale,
            ..Histories::default()
        };
        for customer in 0..ledger.customers.len() as u32 {
            let start = histories.visits.len();
            for order in ledger.orders_of(customer) {
                histories.n_orders += 1;
                let is_same_day = histories.visits.len() > start
                    && histories.visits.last().is_some_and(|v| v.day == order.day);
                match histories.visits.last_mut() {
                    Some(visit) if is_same_day => visit.gross = visit.gross.saturating_add(order.gross),
                    _ => histories.visits.push(Visit {
                        day: order.day,
                        gross: order.gross,
                        first_refund: 0,
                        n_refunds: 0,
                    }),
                }
            }
            histories.ranges.push(start as u32..histories.visits.len() as u32);
        }
        histories.attach_refunds(ledger);
        histories
    }

    /// A refund belongs to the visit of its order, or to the customer's last visit up to that day.
    fn attach_refunds(&mut self, ledger: &Ledger) {
        let mut of_visit: Vec<(u32, Day, i64)> = Vec::new();
        for refund in &ledger.refunds {
            let order = refund.order.map(|order| &ledger.orders[order as usize]);
            let Some(customer) = refund.customer.or(order.and_then(|order| order.customer)) else { continue };
            let day = order.map_or(refund.day, |order| order.day);
            let range = self.ranges[customer as usize].clone();
            let visits = &self.visits[range.start as usize..range.end as usize];
            let n_before = visits.partition_point(|visit| visit.day <= day);
            if n_before == 0 {
                self.n_orphan_refunds += 1;
            } else {
                of_visit.push((range.start + n_before as u32 - 1, refund.day.max(day), refund.amount));
            }
        }
        of_visit.sort_unstable();
        for (visit, day, amount) in of_visit {
            let visit = &mut self.visits[visit as usize];
            if visit.n_refunds == 0 {
                visit.first_refund = self.refunds.len() as u32;
            }
            visit.n_refunds += 1;
            self.refunds.push((day, amount));
        }
    }

    pub fn of_customer(&self, customer: u32) -> &[Visit] {
        let range = &self.ranges[customer as usize];
        &self.visits[range.start as usize..range.end as usize]
    }

    /// The customer's visits up to and with a day.
    pub fn until(&self, customer: u32, cutoff: Day) -> &[Visit] {
        let visits = self.of_customer(customer);
        &visits[..visits.partition_point(|visit| visit.day <= cutoff)]
    }

    /// Visits in `after < day <= until`.
    pub fn within(&self, customer: u32, after: Day, until: Day) -> &[Visit] {
        let visits = self.of_customer(customer);
        let start = visits.partition_point(|visit| visit.day <= after);
        let end = visits.partition_point(|visit| visit.day <= until).max(start);
        &visits[start..end]
    }

    /// Net amount of visits in minor units, with the refunds known at `cutoff`.
    pub fn net(&self, visits: &[Visit], cutoff: Day) -> i128 {
        visits
            .iter()
            .map(|visit| {
                let refunds = &self.refunds
                    [visit.first_refund as usize..(visit.first_refund + visit.n_refunds) as usize];
                let back: i128 = refunds
                    .iter()
                    .filter(|(day, _)| *day <= cutoff)
                    .map(|(_, amount)| i128::from(*amount))
                    .sum();
                i128::from(visit.gross) - back
            })
            .sum()
    }

    /// In major units.
    pub fn major(&self, minor: i128) -> f64 {
        minor as f64 / libm::exp10(f64::from(self.scale))
    }

    /// Every customer whose first visit lies at or before the cut-off.
    pub fn summarise(&self, unit: Unit, cutoff: Day) -> Vec<Summary> {
        let customers = 0..self.ranges.len() as u32;
        customers.filter_map(|customer| self.summary(customer, unit, cutoff)).collect()
    }

    fn summary(&self, customer: u32, unit: Unit, cutoff: Day) -> Option<Summary> {
        let visits = self.until(customer, cutoff);
        let (first, repeats) = visits.split_first()?;
        let last_day = repeats.last().map_or(first.day, |last| last.day);
        let gaps = visits.windows(2).map(|pair| unit.between(pair[0].day, pair[1].day));
        let mean_spend =
            (!repeats.is_empty()).then(|| self.major(self.net(repeats, cutoff)) / repeats.len() as f64);
        Some(Summary {
            customer,
            n_repeat_orders: repeats.len() as u32,
            first_to_last: unit.between(first.day, last_day),
            age: unit.between(first.day, cutoff),
            sum_ln_gaps: gaps.map(libm::log).sum(),
            mean_spend,
            first_day: first.day,
            last_day,
        })
    }
}

impl Groups {
    /// # Errors
    /// Refused when a customer has more than [`MAX_REPEATS`] repeats: a till or a shop stands in the customer column.
    pub fn of(summaries: &[Summary]) -> Result<Groups> {
        let most = summaries.iter().map(|s| s.n_repeat_orders).max().unwrap_or(0);
        if most > MAX_REPEATS {
            return Err(Error::refused(Message::new("clv-refused-huge").count("n", most as usize)));
        }
        let mut groups = Groups::new(summaries.len(), |i| {
            let s = &summaries[i];
            (s.n_repeat_orders, s.first_to_last, s.age)
        });
        groups.sum_ln_gaps = summaries.iter().map(|s| s.sum_ln_gaps).sum();
        Ok(groups)
    }
}

/// More repeats than this of one customer is a faulty customer column, not a customer.
pub const MAX_REPEATS: u32 = 100_000;
