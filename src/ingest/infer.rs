//! Types of columns, from all their values. Each distinct text is looked at once.

mod columns;
mod order;

pub use columns::currency_column;

use super::dates::{self, Order, Reading, Stamp};
use super::numbers::{self, Number, Separators, Shape};
use super::store::Builder;
use super::{ColumnKind, ColumnOverride, words};
use crate::message::Message;

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
    /// A currency, a country or a separator speaks for this order.
    pub likely_order: Option<Order>,
    /// The header's letters are those of English.
    pub is_english: bool,
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
            if let Some(order) = words::order_of_place(text) {
                context.likely_order.get_or_insert(order);
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
            // `+33612345678` is a telephone number.
            let digits = digits.strip_prefix('+').filter(|digits| digits.len() >= 8).unwrap_or(digits);
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
