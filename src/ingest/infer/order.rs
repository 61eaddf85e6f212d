//! How the dates of a column are written: which number is the day, the calendar, the year that is not written.

use super::{Candidate, Context, serial};
use crate::ingest::dates::{Order, Reading, Stamp};
use crate::ingest::reader::note;
use crate::message::Message;
use crate::table::{Day, day};

/// The days of all stamps under a reading.
fn reading_days(stamps: &[Option<Stamp>], reading: Reading) -> impl Iterator<Item = Day> {
    stamps.iter().flatten().filter_map(move |stamp| stamp.day(reading))
}

impl Candidate {
    /// Which number of the dates is the day, which the month; the calendar; the year that is not written.
    pub(super) fn reading(&self, context: &Context, notes: &mut Vec<Message>) -> Reading {
        let looks = &self.looks;
        let stamps = || looks.stamps.iter().flatten().filter(|stamp| stamp.has_date());
        let n_dates = looks.n_dates.max(1);
        let reading = Reading::new(Order::YearMonthDay);
        let chosen = self.chosen.as_ref();
        if stamps().next().is_none() {
            return reading;
        }
        if stamps().all(|stamp| !stamp.has_year()) {
            return self.reading_without_year(context, notes);
        }
        let roc = Reading { is_roc: true, ..reading };
        let wants_roc = chosen.and_then(|chosen| chosen.roc_years);
        let is_three_digits = stamps()
            .any(|stamp| stamp.may_be_roc() && stamp.day(reading).is_none() && stamp.is_three_digits());
        if wants_roc == Some(true)
            || wants_roc.is_none()
                && self.n_read(roc) * 20 >= n_dates * 19
                && (self.n_read(roc) > self.n_read(reading) && (is_three_digits || context.is_taiwanese)
                    || context.is_taiwanese && stamps().all(Stamp::begins_with_roc_year))
        {
            if wants_roc.is_none() && self.n_read(roc) > 0 {
                notes.push(note("roc-years").text("column", &self.name));
            }
            return roc;
        }
        if stamps().any(|stamp| stamp.is_certainly_roc()) {
            return roc;
        }
        let with = |order| Reading { order, ..reading };
        if let Some(day_first) = chosen.and_then(|chosen| chosen.day_first) {
            return with(if day_first { Order::DayMonthYear } else { Order::MonthDayYear });
        }
        let (n_day_first, n_month_first) =
            (self.n_read(with(Order::DayMonthYear)), self.n_read(with(Order::MonthDayYear)));
        // The year first, and nothing that another order reads as well.
        if self.n_read(reading) >= n_day_first.max(n_month_first)
            && stamps().all(|stamp| stamp.is_year_first())
        {
            return reading;
        }
        if n_day_first != n_month_first {
            let order = if n_day_first > n_month_first { Order::DayMonthYear } else { Order::MonthDayYear };
            if self.n_read(reading) > n_day_first.max(n_month_first) {
                return reading;
            }
            return with(order);
        }
        // Both orders read every value. `03/03/2024` is the same day either way.
        if stamps().all(|stamp| stamp.day(with(Order::DayMonthYear)) == stamp.day(with(Order::MonthDayYear)))
        {
            return with(Order::MonthDayYear);
        }
        let order = self.order_by_evidence(context);
        let (order, is_sure) = match order {
            Some(order) => (order, true),
            None => (context.likely_order.unwrap_or_else(|| self.usual_order(context)), false),
        };
        let key = if is_sure { "date-order-inferred" } else { "date-order-assumed" };
        let sample = (0..self.builder.n_distinct())
            .find(|&code| {
                looks.stamps[code].is_some_and(|stamp| {
                    stamp.day(with(Order::DayMonthYear)) != stamp.day(with(Order::MonthDayYear))
                })
            })
            .map_or(String::new(), |code| self.builder.str(code as u32).trim().to_owned());
        let day_first = if order == Order::DayMonthYear { "ingest-day-first" } else { "ingest-month-first" };
        notes.push(
            note(key)
                .text("column", &self.name)
                .text("sample", sample)
                .with("order", Message::new(day_first).into()),
        );
        with(order)
    }

    /// The year that is not written comes from the lines above the table. Where those name the last day, or the rows run
    /// over New Year, the dates after it are of the year before.
    fn reading_without_year(&self, context: &Context, notes: &mut Vec<Message>) -> Reading {
        let mut reading = Reading::new(Order::MonthDay);
        reading.year = context.years.iter().copied().max();
        let day_first = Reading { order: Order::DayMonthYear, ..reading };
        if self.n_read(day_first) > self.n_read(reading) {
            reading = day_first;
        }
        let Some(year) = reading.year else {
            notes.push(note("year-missing").text("column", &self.name));
            return reading;
        };
        let named = context.last_day.filter(|&(of, _, _)| of == year).map(|(_, month, day)| (month, day));
        let first = reading_days(&self.looks.stamps, reading).min();
        let last = reading_days(&self.looks.stamps, reading).max();
        // A last day before which no date stands is the day of printing or the like.
        let is_within = |until: (i32, i32)| {
            let of = day::from_ymd(year, until.0 as u32, until.1 as u32);
            first.zip(of).is_some_and(|(first, of)| first <= of)
        };
        reading.until = named.filter(|&until| is_within(until)).or_else(|| self.new_year(reading));
        let is_across = reading.until.is_some_and(|until| {
            let of = day::from_ymd(year, until.0 as u32, until.1 as u32);
            last.zip(of).is_some_and(|(last, of)| last > of)
        });
        let (key, column) = (if is_across { "year-across" } else { "year-assumed" }, &self.name);
        let note = note(key).text("column", column).text("year", year.to_string());
        notes.push(if is_across { note.text("before", (year - 1).to_string()) } else { note });
        reading
    }

    /// Rows in the order of time that pass once from one year into the next: the last month and day after New Year.
    fn new_year(&self, reading: Reading) -> Option<(i32, i32)> {
        let of_code: Vec<Option<(i32, i32)>> = self
            .looks
            .stamps
            .iter()
            .map(|stamp| {
                let (_, month, day) = day::ymd(stamp.as_ref()?.day(reading)?);
                Some((month as i32, day as i32))
            })
            .collect();
        let days: Vec<(i32, i32)> =
            self.builder.codes.iter().filter_map(|&code| of_code[code as usize]).collect();
        let steps = |is_new_year: fn(i32, i32) -> bool| {
            let mut found = days.windows(2).enumerate().filter(|(_, pair)| is_new_year(pair[0].0, pair[1].0));
            let (at, _) = found.next()?;
            found.next().is_none().then_some(at + 1)
        };
        let forwards = steps(|before, after| before >= 10 && after <= 3).map(|at| (&days[..at], &days[at..]));
        let backwards =
            steps(|before, after| before <= 3 && after >= 10).map(|at| (&days[at..], &days[..at]));
        let (old, new) = match (forwards, backwards) {
            (Some(parts), None) | (None, Some(parts)) => parts,
            _ => return None,
        };
        let until = new.iter().copied().max()?;
        old.iter().all(|&day| day > until).then_some(until)
    }

    /// What is usual where nothing speaks for either order: strokes in a file with English headers, or beside AM and
    /// PM, are American.
    fn usual_order(&self, context: &Context) -> Order {
        let texts = || (0..self.builder.n_distinct() as u32).map(|code| self.builder.str(code)).take(50);
        let has_halves = || texts().any(|text| text.ends_with("AM") || text.ends_with("PM"));
        if texts().any(|text| text.contains('/')) && (context.is_english || has_halves()) {
            Order::MonthDayYear
        } else {
            Order::DayMonthYear
        }
    }

    /// Evidence beyond the column's own values: serial numbers in it, other columns, the order of the rows, the span.
    fn order_by_evidence(&self, context: &Context) -> Option<Order> {
        let orders = [Order::DayMonthYear, Order::MonthDayYear];
        let looks = &self.looks;
        let serials: Vec<i32> = looks
            .shapes
            .iter()
            .zip(&looks.stamps)
            .filter(|(_, stamp)| stamp.is_none())
            .filter_map(|(shape, _)| Some(serial(shape.as_ref()?)?.0))
            .collect();
        if let (Some(&first), Some(&last)) = (serials.iter().min(), serials.iter().max()) {
            let distance = orders.map(|order| {
                let reading = Reading::new(order);
                let days = looks.stamps.iter().flatten().filter_map(|stamp| stamp.day(reading));
                days.map(|day| i64::from((first - day).max(day - last).max(0))).sum::<i64>()
            });
            if distance[0] != distance[1] {
                return Some(if distance[0] < distance[1] { orders[0] } else { orders[1] });
            }
        }
        if context.date_order.is_some() {
            return context.date_order;
        }
        // Rows in the order of time: under the right order hardly a step goes back.
        let steps = orders.map(|order| {
            let reading = Reading::new(order);
            let days: Vec<Option<i32>> =
                looks.stamps.iter().map(|stamp| stamp.and_then(|stamp| stamp.day(reading))).collect();
            let (mut up, mut down, mut last) = (0u64, 0u64, None);
            for &code in self.builder.codes.iter().take(200_000) {
                let Some(day) = days[code as usize] else { continue };
                match last {
                    Some(last) if day > last => up += 1,
                    Some(last) if day < last => down += 1,
                    _ => {}
                }
                last = Some(day);
            }
            (up + down, up.min(down))
        });
        let is_sorted = |i: usize| steps[i].0 >= 5 && steps[i].1 * 20 <= steps[i].0;
        match (is_sorted(0), is_sorted(1)) {
            (true, false) => Some(orders[0]),
            (false, true) => Some(orders[1]),
            _ => None,
        }
    }
}
