//! Types of columns, from all their values. Each distinct text is looked at once.

use super::aside::Asides;
use super::dates::{self, Order, Reading, Stamp};
use super::numbers::{self, Number, Separators, Shape};
use super::store::Builder;
use super::{ColumnKind, ColumnOverride, words};
use crate::message::Message;
use crate::table::{Column, Data, Day, TextColumn, Validity, day};

/// What the whole file says about how its dates and numbers are written.
#[derive(Clone, Debug, Default)]
pub struct Context {
    /// Years named in the preamble and the file's name.
    pub years: Vec<i32>,
    /// The latest full date (year, month, day) named in the preamble.
    pub last_day: Option<(i32, i32, i32)>,
    /// The Republic of China's calendar is likely: Big5, 民國, 統一編號, NT$ …
    pub is_taiwanese: bool,
    /// Another column can only be read with a decimal comma.
    pub comma_decimal: Option<bool>,
    /// Another column can only be read in this order.
    pub date_order: Option<Order>,
    /// A currency sign or a separator speaks for this order.
    pub likely_order: Option<Order>,
}

/// The days of all stamps under a reading.
fn reading_days(stamps: &[Option<Stamp>], reading: Reading) -> impl Iterator<Item = Day> {
    stamps.iter().flatten().filter_map(move |stamp| stamp.day(reading))
}

/// What a distinct text can be.
#[derive(Clone, Debug, Default)]
struct Looks {
    shapes: Vec<Option<Shape>>,
    stamps: Vec<Option<Stamp>>,
    is_null: Vec<bool>,
    counts: Vec<u32>,
    n_valid: u64,
    n_numbers: u64,
    n_dates: u64,
    n_clocks: u64,
}

/// What a column is, before its values are converted.
#[derive(Clone, Debug, PartialEq)]
pub enum Guess {
    Text,
    Id,
    Number {
        is_comma_decimal: bool,
    },
    Date(Reading),
    /// Clock times only.
    Clock,
}

/// A column being typed.
pub struct Candidate {
    pub name: String,
    builder: Builder,
    looks: Looks,
    pub guess: Guess,
    chosen: Option<ColumnOverride>,
}

impl Candidate {
    pub fn new(name: String, builder: Builder, chosen: Option<ColumnOverride>) -> Candidate {
        let looks = Looks::of(&builder, &name, chosen.as_ref());
        Candidate { name, builder, looks, guess: Guess::Text, chosen }
    }

    /// Evidence this column gives for the others.
    pub fn tell(&self, context: &mut Context) {
        let (mut n_comma, mut n_point) = (0u64, 0u64);
        for (shape, &count) in self.looks.shapes.iter().zip(&self.looks.counts) {
            let Some(shape) = shape else { continue };
            match shape.separators {
                Separators::Comma => n_comma += u64::from(count),
                Separators::Point => n_point += u64::from(count),
                _ => {}
            }
        }
        if self.looks.n_numbers * 10 >= self.looks.n_valid * 9 && n_comma + n_point > 0 {
            context.comma_decimal = Some(n_comma > n_point);
            if n_comma > n_point {
                context.likely_order.get_or_insert(Order::DayMonthYear);
            }
        }
        if self.looks.stamps.iter().flatten().any(|stamp| stamp.is_dotted && stamp.has_year()) {
            context.likely_order = Some(Order::DayMonthYear);
        }
        for text in (0..self.builder.n_distinct().min(200) as u32).map(|code| self.builder.str(code)) {
            if text.starts_with("NT$")
                || text.contains("上午")
                || text.contains("下午")
                || text.contains("民國")
            {
                context.is_taiwanese = true;
            }
            if text.contains('€') || text.contains('£') {
                context.likely_order.get_or_insert(Order::DayMonthYear);
            } else if text.starts_with('$') || text.starts_with("-$") || text == "USD" {
                context.likely_order.get_or_insert(Order::MonthDayYear);
            }
        }
        if self.is_mostly_dates()
            && let Some(order) = self.certain_order()
        {
            context.date_order.get_or_insert(order);
        }
    }

    fn is_mostly_dates(&self) -> bool {
        let looks = &self.looks;
        looks.n_valid > 0 && looks.n_dates * 20 >= looks.n_valid * 19
            || words::names_date(&self.name) && looks.n_dates * 10 >= looks.n_valid * 3 && looks.n_dates > 0
    }

    /// The order of a column of full dates that only one order reads, and not because the year stands first.
    fn certain_order(&self) -> Option<Order> {
        let n = |order| self.n_read(Reading::new(order));
        let (day_first, month_first) = (n(Order::DayMonthYear), n(Order::MonthDayYear));
        match day_first.cmp(&month_first) {
            std::cmp::Ordering::Greater => Some(Order::DayMonthYear),
            std::cmp::Ordering::Less => Some(Order::MonthDayYear),
            std::cmp::Ordering::Equal => None,
        }
    }

    /// Rows whose date a reading can read.
    fn n_read(&self, reading: Reading) -> u64 {
        let looks = &self.looks;
        let pairs = looks.stamps.iter().zip(&looks.counts);
        pairs
            .filter(|(stamp, _)| stamp.is_some_and(|stamp| stamp.day(reading).is_some()))
            .map(|(_, &n)| u64::from(n))
            .sum()
    }

    /// Decides the type.
    pub fn decide(&mut self, context: &Context, notes: &mut Vec<Message>) {
        let chosen = self.chosen.clone();
        self.guess = match chosen.as_ref().map(|chosen| chosen.kind) {
            Some(ColumnKind::Text) => Guess::Text,
            Some(ColumnKind::Id) => Guess::Id,
            Some(ColumnKind::Number) => {
                Guess::Number { is_comma_decimal: self.is_comma_decimal(context, notes) }
            }
            Some(ColumnKind::Date) => Guess::Date(self.reading(context, notes)),
            None => self.detect(context, notes),
        };
    }

    fn detect(&self, context: &Context, notes: &mut Vec<Message>) -> Guess {
        let looks = &self.looks;
        if looks.n_valid == 0 {
            return Guess::Text;
        }
        let names_id = words::names_id(&self.name);
        let names_date = words::names_date(&self.name);
        if looks.n_clocks * 20 >= looks.n_valid * 19 {
            return Guess::Clock;
        }
        let n_serials = if names_date && !names_id { self.n_serials() } else { 0 };
        let is_compact = looks.stamps.iter().flatten().all(|stamp| stamp.is_compact || !stamp.has_date());
        let may_be_dates = !names_id
            && (!is_compact
                || names_date
                || !words::names_amount(&self.name) && self.n_distinct_dates() >= 3);
        // Serial numbers count as dates beside dates, or in a column named so.
        if may_be_dates && (looks.n_dates + n_serials) * 20 >= looks.n_valid * 19 {
            let reading = self.reading(context, notes);
            if (self.n_read(reading) + n_serials) * 20 >= looks.n_valid * 19 {
                return Guess::Date(reading);
            }
            if looks.n_dates * 2 > looks.n_valid && !is_compact {
                notes.push(super::reader::note("dates-unread").text("column", &self.name));
            }
        }
        if looks.n_numbers * 10 >= looks.n_valid * 9 && self.leftovers_are_words() {
            if self.is_id(names_id) {
                return Guess::Id;
            }
            return Guess::Number { is_comma_decimal: self.is_comma_decimal(context, notes) };
        }
        if names_id { Guess::Id } else { Guess::Text }
    }

    fn n_distinct_dates(&self) -> usize {
        self.looks.stamps.iter().flatten().filter(|stamp| stamp.has_date()).count()
    }

    /// Rows that hold the number of a day, see [`serial`].
    fn n_serials(&self) -> u64 {
        let pairs = self.looks.shapes.iter().zip(&self.looks.stamps).zip(&self.looks.counts);
        pairs
            .filter(|((shape, stamp), _)| {
                stamp.is_none() && shape.as_ref().is_some_and(|shape| serial(shape).is_some())
            })
            .map(|(_, &n)| u64::from(n))
            .sum()
    }

    /// The texts that are no numbers are few, and words or Excel's errors rather than codes such as `85123A`.
    fn leftovers_are_words(&self) -> bool {
        let looks = &self.looks;
        let n_left = looks.n_valid - looks.n_numbers;
        if n_left == 0 {
            return true;
        }
        let n_codes: u64 = (0..self.builder.n_distinct())
            .filter(|&code| !looks.is_null[code] && looks.shapes[code].is_none())
            .filter(|&code| {
                let text = self.builder.str(code as u32);
                !words::is_excel_error(text) && text.bytes().any(|byte| byte.is_ascii_digit())
            })
            .map(|code| u64::from(looks.counts[code]))
            .sum();
        n_codes * 200 <= looks.n_valid && n_left * 20 <= looks.n_valid
    }

    /// Numbers that are names: leading zeros, long or constant width, a header that says so.
    fn is_id(&self, names_id: bool) -> bool {
        let looks = &self.looks;
        let names_amount = words::names_amount(&self.name);
        let (mut all_whole, mut leading_zero, mut marked, mut has_currency) = (true, false, false, false);
        let (mut shortest, mut longest, mut n_long, mut n) = (usize::MAX, 0, 0u64, 0u64);
        for (code, shape) in looks.shapes.iter().enumerate() {
            let Some(shape) = shape else { continue };
            let text = self.builder.str(code as u32);
            marked |= text.starts_with(['\'', '\t']);
            has_currency |= shape.has_currency || shape.is_percent;
            let digits = text.trim().trim_start_matches('\'').trim();
            let is_plain = digits.bytes().all(|byte| byte.is_ascii_digit());
            if !is_plain {
                all_whole &= shape.is_scientific;
                continue;
            }
            leading_zero |= digits.len() > 1 && digits.starts_with('0');
            shortest = shortest.min(digits.len());
            longest = longest.max(digits.len());
            n += u64::from(looks.counts[code]);
            n_long += if digits.len() >= 9 { u64::from(looks.counts[code]) } else { 0 };
        }
        if has_currency || names_amount && !marked {
            return false;
        }
        all_whole
            && (leading_zero
                || marked
                || names_id
                || longest >= 16
                || shortest == longest && shortest >= 8 && longest > 0
                || n > 0 && n_long * 10 >= n * 9)
    }

    fn is_comma_decimal(&self, context: &Context, notes: &mut Vec<Message>) -> bool {
        let (mut n_comma, mut n_point, mut n_lone_point) = (0u64, 0u64, 0u64);
        for (shape, &count) in self.looks.shapes.iter().zip(&self.looks.counts) {
            let Some(shape) = shape else { continue };
            match shape.separators {
                Separators::Comma => n_comma += u64::from(count),
                Separators::Point => n_point += u64::from(count),
                Separators::LonePoint => n_lone_point += u64::from(count),
                Separators::LoneComma | Separators::None => {}
            }
        }
        if n_comma > 0 && n_point > 0 {
            let note = super::reader::note("mixed-separators").text("column", &self.name);
            notes.push(note.count("comma", n_comma as usize).count("point", n_point as usize));
        }
        if n_comma + n_point > 0 {
            return n_comma > n_point;
        }
        // Only `1,234` or `1.234`: the other columns say what it means.
        if n_lone_point > 0 && context.comma_decimal.is_none() {
            notes.push(super::reader::note("lone-separator").text("column", &self.name));
        }
        context.comma_decimal.unwrap_or(false)
    }

    /// Which number of the dates is the day, which the month; the calendar; the year that is not written.
    fn reading(&self, context: &Context, notes: &mut Vec<Message>) -> Reading {
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
                && self.n_read(roc) > self.n_read(reading)
                && (is_three_digits || context.is_taiwanese)
        {
            if wants_roc.is_none() && self.n_read(roc) > 0 {
                notes.push(super::reader::note("roc-years").text("column", &self.name));
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
            None => (context.likely_order.unwrap_or(Order::DayMonthYear), false),
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
            super::reader::note(key)
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
            notes.push(super::reader::note("year-missing").text("column", &self.name));
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
        let note = super::reader::note(key).text("column", column).text("year", year.to_string());
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

    /// Clock times as seconds, for a column of them.
    pub fn clocks(&self) -> Option<Vec<Option<i32>>> {
        (self.guess == Guess::Clock).then(|| {
            let times: Vec<Option<i32>> = self
                .looks
                .stamps
                .iter()
                .map(|stamp| stamp.filter(|stamp| !stamp.has_date()).and_then(|stamp| stamp.time))
                .collect();
            self.builder.codes.iter().map(|&code| times[code as usize]).collect()
        })
    }

    /// A date column without clock times.
    pub fn is_plain_date(&self) -> bool {
        matches!(self.guess, Guess::Date(_))
            && self.looks.stamps.iter().flatten().all(|stamp| stamp.time.is_none())
    }

    /// `131.77(已退款89.84)`: the refunds as a column of their own.
    pub fn refunds(&self) -> Option<Column> {
        let Guess::Number { is_comma_decimal } = self.guess else { return None };
        let refund = |shape: &Option<Shape>| {
            let refund = numbers::shape(shape.as_ref()?.refund.as_deref()?)?;
            refund.number(is_comma_decimal)
        };
        let numbers: Vec<Option<Number>> = self.looks.shapes.iter().map(refund).collect();
        if numbers.iter().all(Option::is_none) {
            return None;
        }
        let (mantissas, scale) = decimals(&numbers)?;
        let mantissa = self.builder.codes.iter().map(|&code| mantissas[code as usize]).collect();
        let validity = self.validity(|code| numbers[code].is_some());
        Some(Column::new(format!("{} (已退款)", self.name), Data::Decimal { mantissa, scale }, validity))
    }

    /// The currencies that the numbers are written with, the most frequent first, and their rows.
    fn currencies(&self) -> Vec<(&'static str, u64)> {
        let mut found: Vec<(&'static str, u64)> = Vec::new();
        for (shape, &count) in self.looks.shapes.iter().zip(&self.looks.counts) {
            let Some(currency) = shape.as_ref().map(|shape| shape.currency).filter(|code| !code.is_empty())
            else {
                continue;
            };
            match found.iter_mut().find(|(known, _)| *known == currency) {
                Some((_, n)) => *n += u64::from(count),
                None => found.push((currency, u64::from(count))),
            }
        }
        found.sort_by(|a, b| b.1.cmp(&a.1).then(a.0.cmp(b.0)));
        found
    }

    /// Amounts in several currencies: which row is in which, as a column of its own.
    pub fn mixed_currencies(&self) -> Option<Column> {
        if !matches!(self.guess, Guess::Number { .. }) || self.currencies().len() < 2 {
            return None;
        }
        let of_code: Vec<&str> =
            self.looks.shapes.iter().map(|shape| shape.as_ref().map_or("", |shape| shape.currency)).collect();
        let texts = self.builder.codes.iter().map(|&code| of_code[code as usize]);
        let validity = self.validity(|code| !of_code[code].is_empty());
        Some(Column::new(currency_column(&self.name), Data::Text(TextColumn::from_texts(texts)), validity))
    }

    /// The typed column. Cells that do not fit become missing and are listed.
    pub fn finish(self, lines: &[u32], clocks: Option<&[Option<i32>]>, asides: &mut Asides) -> Column {
        match self.guess.clone() {
            Guess::Number { is_comma_decimal } => {
                let currency = self.currencies().first().map_or("", |(currency, _)| currency);
                self.number_column(is_comma_decimal, lines, asides).with_currency(currency)
            }
            Guess::Date(reading) => self.date_column(reading, lines, clocks, asides),
            Guess::Id => self.text_column(true, lines, asides),
            Guess::Text | Guess::Clock => self.text_column(false, lines, asides),
        }
    }

    /// Lists the rows of texts that did not fit.
    fn list_bad(&self, is_bad: &[Option<&'static str>], lines: &[u32], asides: &mut Asides) {
        if is_bad.iter().all(Option::is_none) {
            return;
        }
        for (row_idx, &code) in self.builder.codes.iter().enumerate() {
            if let Some(reason) = is_bad[code as usize] {
                asides.add(reason, "emptied", lines[row_idx], Some(&self.name), || {
                    self.builder.str(code).to_owned()
                });
            }
        }
    }

    fn number_column(self, is_comma_decimal: bool, lines: &[u32], asides: &mut Asides) -> Column {
        let looks = &self.looks;
        let numbers: Vec<Option<Number>> = looks
            .shapes
            .iter()
            .map(|shape| shape.as_ref().and_then(|shape| shape.number(is_comma_decimal)))
            .collect();
        let bad: Vec<Option<&'static str>> = numbers
            .iter()
            .enumerate()
            .map(|(code, number)| {
                if number.is_some() || looks.is_null[code] {
                    None
                } else if words::is_excel_error(self.builder.str(code as u32)) {
                    Some("excel_error")
                } else {
                    Some("bad_number")
                }
            })
            .collect();
        self.list_bad(&bad, lines, asides);
        let validity = self.validity(|code| numbers[code].is_some());
        let codes = self.builder.codes.iter().map(|&code| code as usize);
        let data = match decimals(&numbers) {
            Some((mantissas, scale)) => {
                Data::Decimal { mantissa: codes.map(|code| mantissas[code]).collect(), scale }
            }
            None => {
                let value = |number: &Option<Number>| match *number {
                    Some(Number::Decimal { mantissa, scale }) => {
                        mantissa as f64 / libm::exp10(f64::from(scale))
                    }
                    Some(Number::Float(value)) => value,
                    None => 0.0,
                };
                Data::Float(codes.map(|code| value(&numbers[code])).collect())
            }
        };
        Column::new(self.name, data, validity)
    }

    fn validity(&self, is_valid: impl Fn(usize) -> bool) -> Validity {
        let flags: Vec<bool> = (0..self.builder.n_distinct()).map(is_valid).collect();
        if flags.iter().all(|&flag| flag) {
            return Validity::all();
        }
        Validity::from_flags(self.builder.codes.iter().map(|&code| flags[code as usize]))
    }

    fn date_column(
        self,
        reading: Reading,
        lines: &[u32],
        clocks: Option<&[Option<i32>]>,
        asides: &mut Asides,
    ) -> Column {
        let looks = &self.looks;
        let allows_serials = words::names_date(&self.name) || self.chosen.is_some();
        let times: Vec<Option<(i32, i32)>> = looks
            .stamps
            .iter()
            .zip(&looks.shapes)
            .map(|(stamp, shape)| match (stamp, shape) {
                (Some(stamp), _) => Some((stamp.day(reading)?, stamp.time.unwrap_or(0))),
                (None, Some(shape)) if allows_serials => serial(shape),
                _ => None,
            })
            .collect();
        let bad: Vec<Option<&'static str>> = times
            .iter()
            .zip(&looks.is_null)
            .map(|(time, is_null)| (time.is_none() && !is_null).then_some("bad_date"))
            .collect();
        self.list_bad(&bad, lines, asides);
        let validity = self.validity(|code| times[code].is_some());
        let has_clock = clocks.is_some() || times.iter().flatten().any(|(_, seconds)| *seconds != 0);
        let rows = self.builder.codes.iter().map(|&code| times[code as usize].unwrap_or((0, 0)));
        let data = if has_clock {
            let clock = |row_idx: usize, own: i32| clocks.and_then(|clocks| clocks[row_idx]).unwrap_or(own);
            Data::Time(
                rows.enumerate()
                    .map(|(row_idx, (day, own))| i64::from(day) * 86_400 + i64::from(clock(row_idx, own)))
                    .collect(),
            )
        } else {
            Data::Day(rows.map(|(day, _)| day).collect())
        };
        Column::new(self.name, data, validity)
    }

    /// Text: blanks around it and the mark that keeps Excel from computing are taken off, nulls are missing.
    fn text_column(self, is_id: bool, lines: &[u32], asides: &mut Asides) -> Column {
        let n_distinct = self.builder.n_distinct();
        let bad: Vec<Option<&'static str>> = (0..n_distinct)
            .map(|code| {
                let text = self.builder.str(code as u32);
                let is_destroyed = is_id && looks_destroyed(text);
                match (is_destroyed, words::is_excel_error(text)) {
                    (true, _) => Some("sci_id"),
                    (_, true) => Some("excel_error"),
                    _ => None,
                }
            })
            .collect();
        self.list_bad(&bad, lines, asides);
        let validity =
            self.validity(|code| bad[code].is_none() && !words::is_null(self.builder.str(code as u32)));
        let clean = |text: &'_ str| -> usize { clean_text(text).len() };
        let is_clean =
            (0..n_distinct as u32).all(|code| clean(self.builder.str(code)) == self.builder.str(code).len());
        let name = self.name;
        if is_clean {
            return Column::new(name, Data::Text(self.builder.into_text()), validity);
        }
        let dictionary =
            TextColumn::from_texts((0..n_distinct as u32).map(|code| clean_text(self.builder.str(code))));
        let codes = self.builder.codes.iter().map(|&code| dictionary.codes[code as usize]).collect();
        Column::new(name, Data::Text(TextColumn { codes, dictionary: dictionary.dictionary }), validity)
    }
}

/// What the column is called that tells the currencies of an amount's rows.
pub fn currency_column(amount: &str) -> String {
    format!("{amount} (currency)")
}

/// `1.23E+13` where an id should be: Excel has thrown the digits away.
fn looks_destroyed(text: &str) -> bool {
    text.contains(['E', 'e'])
        && text.contains('+')
        && numbers::shape(text).is_some_and(|shape| shape.is_scientific)
}

fn clean_text(text: &str) -> &str {
    let trimmed = text.trim();
    match trimmed.strip_prefix('\'') {
        // `'75008`, `'+91 99999`: the apostrophe keeps Excel from computing. `'s Gravenhage` keeps its own.
        Some(rest)
            if rest.starts_with(|c: char| c.is_ascii_digit() || "+-=@".contains(c))
                && !rest.contains('\'') =>
        {
            rest
        }
        _ => trimmed,
    }
}

/// The day and the second that a bare number stands for: Excel's serial, or Unix time.
fn serial(shape: &Shape) -> Option<(i32, i32)> {
    if shape.has_currency || shape.is_percent || shape.is_scientific {
        return None;
    }
    let value = match shape.number(false)? {
        Number::Decimal { mantissa, scale } => mantissa as f64 / libm::exp10(f64::from(scale)),
        Number::Float(value) => value,
    };
    dates::excel_serial(value).or_else(|| dates::unix_time(value))
}

/// All numbers at one scale; `None` when 18 digits do not hold them.
fn decimals(numbers: &[Option<Number>]) -> Option<(Vec<i64>, u8)> {
    let mut scale = 0;
    for number in numbers.iter().flatten() {
        match *number {
            Number::Decimal { scale: own, .. } => scale = scale.max(own),
            Number::Float(_) => return None,
        }
    }
    let mantissas = numbers
        .iter()
        .map(|number| match *number {
            Some(Number::Decimal { mantissa, scale: own }) => {
                mantissa.checked_mul(10i64.checked_pow((scale - own).into())?)
            }
            _ => Some(0),
        })
        .collect::<Option<Vec<i64>>>()?;
    Some((mantissas, scale))
}

impl Looks {
    fn of(builder: &Builder, name: &str, chosen: Option<&ColumnOverride>) -> Looks {
        let n = builder.n_distinct();
        let mut looks = Looks { counts: builder.counts(), ..Looks::default() };
        // Words are told from a few hundred values; then the rest needs no look.
        let is_named = chosen.is_some() || words::names_date(name) || words::names_amount(name);
        const FEW: usize = 500;
        for code in 0..n {
            if code == FEW
                && !is_named
                && (looks.n_numbers + looks.n_dates + looks.n_clocks) * 2 < looks.n_valid
            {
                looks.shapes.resize(n, None);
                looks.stamps.resize(n, None);
                for code in FEW..n {
                    let is_null = words::is_null(builder.str(code as u32));
                    looks.is_null.push(is_null);
                    looks.n_valid += if is_null { 0 } else { u64::from(looks.counts[code]) };
                }
                break;
            }
            let count = u64::from(looks.counts[code]);
            let text = builder.str(code as u32);
            let is_null = words::is_null(text);
            let bare = text.trim().trim_start_matches('\'').trim();
            let shape = if is_null { None } else { numbers::shape(bare) };
            let stamp = if is_null { None } else { dates::stamp(bare) };
            looks.is_null.push(is_null);
            if !is_null {
                looks.n_valid += count;
                looks.n_numbers += if shape.is_some() { count } else { 0 };
                match &stamp {
                    Some(stamp) if stamp.has_date() => looks.n_dates += count,
                    Some(_) => looks.n_clocks += count,
                    None => {}
                }
            }
            looks.shapes.push(shape);
            looks.stamps.push(stamp);
        }
        looks
    }
}
