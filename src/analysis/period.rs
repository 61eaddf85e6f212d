//! Calendar periods: weeks, months, quarters and years as consecutive whole numbers.

use super::Inputs;
use crate::error::{Error, Result};
use crate::message::{Message, Value};
use crate::roles::{Ledger, Order};
use crate::stats::quantile;
use crate::table::day::{self, Day};
use serde::{Deserialize, Serialize};

/// A length of calendar time. Weeks are ISO 8601 weeks: they begin on Monday and belong to the year of their Thursday.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Unit {
    Week,
    #[default]
    Month,
    Quarter,
    Year,
}

/// The unit as a parameter.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Choice {
    /// By the length of the data: see [`Unit::for_span`].
    #[default]
    Auto,
    Week,
    Month,
    Quarter,
    Year,
}

/// The options of [`Choice`] for a form.
pub const OPTIONS: &[&str] = &["auto", "week", "month", "quarter", "year"];

impl Choice {
    pub fn unit(self) -> Option<Unit> {
        match self {
            Choice::Auto => None,
            Choice::Week => Some(Unit::Week),
            Choice::Month => Some(Unit::Month),
            Choice::Quarter => Some(Unit::Quarter),
            Choice::Year => Some(Unit::Year),
        }
    }
}

/// Where the file begins, as a parameter.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LogStart {
    /// Judged by the number of first orders in the first period.
    #[default]
    Auto,
    /// In the middle of the business: who orders in the first period is not new.
    Midway,
    /// With the business, or with chosen new customers: who orders in the first period is new.
    Beginning,
}

/// The options of [`LogStart`] for a form.
pub const LOG_STARTS: &[&str] = &["auto", "midway", "beginning"];

impl LogStart {
    /// `n_first[t]`: customers with their first order in period t. Midway when the first period has many more first
    /// orders than the next three, day for day: most of these customers only seem new. With nothing to compare to,
    /// nothing is said against them. An axis cut at its front has its first orders right.
    pub fn is_midway(self, n_first: &[u32], axis: &Axis) -> bool {
        if axis.n_left_out > 0 {
            return false;
        }
        let daily = |position: usize| {
            let index = axis.first + position as i32;
            let n_days = axis.unit.end(index) - axis.unit.start(index).max(axis.from) + 1;
            f64::from(n_first.get(position).copied().unwrap_or(0)) / f64::from(n_days.max(1))
        };
        match self {
            LogStart::Midway => true,
            LogStart::Beginning => false,
            LogStart::Auto => quantile::median((1..axis.n_finished().min(4)).map(daily))
                .is_some_and(|next| daily(0) > 1.25 * next),
        }
    }
}

impl Unit {
    /// About a dozen periods or more: weeks up to four months, months up to four years, quarters up to twelve.
    pub fn for_span(n_days: i32) -> Unit {
        match n_days {
            n if n <= 122 => Unit::Week,
            n if n <= 1462 => Unit::Month,
            n if n <= 4384 => Unit::Quarter,
            _ => Unit::Year,
        }
    }

    /// The next longer unit.
    pub fn longer(self) -> Option<Unit> {
        match self {
            Unit::Week => Some(Unit::Month),
            Unit::Month => Some(Unit::Quarter),
            Unit::Quarter => Some(Unit::Year),
            Unit::Year => None,
        }
    }

    /// The average length in days.
    pub fn n_days(self) -> f64 {
        match self {
            Unit::Week => 7.0,
            Unit::Month => 30.436_875,
            Unit::Quarter => 91.310_625,
            Unit::Year => 365.2425,
        }
    }

    /// The number of the period that holds the day; the next period has the next number.
    pub fn index(self, day: Day) -> i32 {
        match self {
            // 1969-12-29 was a Monday.
            Unit::Week => (day + 3).div_euclid(7),
            Unit::Month => day::month_index(day),
            Unit::Quarter => day::month_index(day).div_euclid(3),
            Unit::Year => day::ymd(day).0,
        }
    }

    /// The first day of the period with this number.
    pub fn start(self, index: i32) -> Day {
        match self {
            Unit::Week => index * 7 - 3,
            Unit::Month => day::month_start(index),
            Unit::Quarter => day::month_start(index * 3),
            Unit::Year => day::month_start((index - 1970) * 12),
        }
    }

    /// The last day of the period with this number.
    pub fn end(self, index: i32) -> Day {
        self.start(index + 1) - 1
    }

    /// A stable name: `2011-W03`, `2011-01`, `2011-Q1`, `2011`.
    pub fn label(self, index: i32) -> String {
        match self {
            Unit::Week => {
                let thursday = self.start(index) + 3;
                let (year, _, _) = day::ymd(thursday);
                let new_year = day::from_ymd(year, 1, 1).unwrap_or(thursday);
                format!("{year:04}-W{:02}", (thursday - new_year) / 7 + 1)
            }
            Unit::Month => {
                let (year, month, _) = day::ymd(self.start(index));
                format!("{year:04}-{month:02}")
            }
            Unit::Quarter => format!("{:04}-Q{}", 1970 + index.div_euclid(4), index.rem_euclid(4) + 1),
            Unit::Year => format!("{index:04}"),
        }
    }

    /// The period in words: "Jan 2011", "week of 17 Jan 2011".
    pub fn name(self, index: i32) -> Message {
        match self {
            Unit::Week => Message::new("period-of-week").with("day", Value::Day(self.start(index))),
            Unit::Month => {
                let (year, month, _) = day::ymd(self.start(index));
                Message::new("period-of-month").with("month", Value::Month(year, month as u8))
            }
            Unit::Quarter => Message::new("period-of-quarter")
                .text("year", (1970 + index.div_euclid(4)).to_string())
                .text("quarter", (index.rem_euclid(4) + 1).to_string()),
            Unit::Year => Message::new("period-of-year").text("year", index.to_string()),
        }
    }

    /// "month", as a word inside a sentence.
    pub fn word(self) -> Message {
        self.keyed("period-word")
    }

    /// "3 months".
    pub fn span(self, n: usize) -> Message {
        self.keyed("period-span").count("n", n)
    }

    /// "one of the next 3 months".
    pub fn next(self, n: usize) -> Message {
        self.keyed("period-next").count("n", n)
    }

    fn keyed(self, prefix: &str) -> Message {
        let name = match self {
            Unit::Week => "week",
            Unit::Month => "month",
            Unit::Quarter => "quarter",
            Unit::Year => "year",
        };
        Message::new(format!("{prefix}-{name}"))
    }
}

/// The periods that an analysis walks through: from the one of the first day to the one of "today".
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Axis {
    pub unit: Unit,
    /// Number of the first period; see [`Unit::index`].
    pub first: i32,
    pub n: usize,
    /// Periods before `first` that are not looked at, because `n_periods` said so or there are too many.
    pub n_left_out: usize,
    /// First and last day of the data.
    pub from: Day,
    pub to: Day,
}

/// More periods than this are never walked through: a triangle of them would fill the memory and no eye.
pub const MAX_PERIODS: usize = 400;

impl Axis {
    /// The last `n_periods` periods (all when `None`) that hold the days `from..=to`.
    pub fn new(unit: Unit, from: Day, to: Day, n_periods: Option<u32>) -> Axis {
        let (first, last) = (unit.index(from), unit.index(to.max(from)));
        let n_all = (i64::from(last) - i64::from(first) + 1) as usize;
        let n = n_all.min(n_periods.map_or(MAX_PERIODS, |n| n as usize)).clamp(1, MAX_PERIODS);
        Axis { unit, first: last - (n as i32 - 1), n, n_left_out: n_all - n, from, to }
    }

    /// Position on the axis, negative before its begin.
    pub fn position(&self, day: Day) -> i32 {
        self.unit.index(day) - self.first
    }

    /// A customer's orders up to the last day, each with its position.
    pub fn walk<'a>(
        &self,
        ledger: &'a Ledger,
        customer: u32,
    ) -> impl Iterator<Item = (i32, &'a Order)> + use<'a> {
        let axis = *self;
        let orders = ledger.orders_of(customer).take_while(move |order| order.day <= axis.to);
        orders.map(move |order| (axis.position(order.day), order))
    }

    pub fn label(&self, position: usize) -> String {
        self.unit.label(self.first + position as i32)
    }

    pub fn labels(&self) -> Vec<String> {
        (0..self.n).map(|position| self.label(position)).collect()
    }

    pub fn name(&self, position: usize) -> Message {
        self.unit.name(self.first + position as i32)
    }

    /// Whether the data reach over the whole period: not when they begin or end inside it.
    pub fn is_complete(&self, position: usize) -> bool {
        let index = self.first + position as i32;
        self.unit.start(index) >= self.from && self.unit.end(index) <= self.to
    }

    /// Whether the data reach to the period's last day.
    pub fn is_finished(&self, position: usize) -> bool {
        self.unit.end(self.first + position as i32) <= self.to
    }

    /// How many periods the data reach over to their last day: all, or all but the running one.
    pub fn n_finished(&self) -> usize {
        if self.is_finished(self.n - 1) { self.n } else { self.n - 1 }
    }
}

/// First order of a known customer, and "today".
///
/// # Errors
/// Insufficient when no known customer ordered up to today.
pub fn span(ledger: &Ledger, inputs: &Inputs) -> Result<(Day, Day)> {
    let to = inputs.as_of().unwrap_or(ledger.last_day);
    let first = ledger.orders.iter().find(|order| order.customer.is_some() && order.day <= to);
    match first {
        Some(order) => Ok((order.day, to)),
        None => Err(Error::insufficient("period-no-orders", "period-need-orders")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(unit: Unit, date: &str, label: &str, start: &str, end: &str) {
        let index = unit.index(day::parse_iso(date).unwrap());
        let found = (unit.label(index), day::iso(unit.start(index)), day::iso(unit.end(index)));
        assert_eq!(found, (label.to_owned(), start.to_owned(), end.to_owned()));
    }

    #[test]
    fn periods_have_names_and_days() {
        check(Unit::Week, "2011-01-01", "2010-W52", "2010-12-27", "2011-01-02");
        check(Unit::Week, "2011-01-03", "2011-W01", "2011-01-03", "2011-01-09");
        check(Unit::Week, "2020-12-31", "2020-W53", "2020-12-28", "2021-01-03");
        check(Unit::Month, "2011-02-28", "2011-02", "2011-02-01", "2011-02-28");
        check(Unit::Quarter, "1969-12-31", "1969-Q4", "1969-10-01", "1969-12-31");
        check(Unit::Year, "2024-06-15", "2024", "2024-01-01", "2024-12-31");
    }

    #[test]
    fn every_day_lies_in_its_period_and_periods_follow_each_other() {
        for unit in [Unit::Week, Unit::Month, Unit::Quarter, Unit::Year] {
            for day in -2000..20_000 {
                let index = unit.index(day);
                assert!(unit.start(index) <= day && day <= unit.end(index));
                assert_eq!(unit.index(unit.end(index) + 1), index + 1);
            }
        }
    }

    #[test]
    fn the_axis_is_cut_at_the_front() {
        let days = |text| day::parse_iso(text).unwrap();
        let axis = Axis::new(Unit::Month, days("2010-12-05"), days("2011-12-09"), Some(4));
        assert_eq!(axis.labels(), ["2011-09", "2011-10", "2011-11", "2011-12"]);
        assert_eq!((axis.n_left_out, axis.n_finished()), (9, 3));
        assert!(axis.is_complete(2) && !axis.is_complete(3));
        let long = Axis::new(Unit::Week, days("1900-01-01"), days("2024-01-01"), None);
        assert_eq!(long.n, MAX_PERIODS);
    }
}
