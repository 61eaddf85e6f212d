//! The groups of rows that one column makes: its words, its dates by period, its numbers in bins.

use crate::analysis::period::Unit;
use crate::message::{Message, Value};
use crate::order::Arrange;
use crate::roles::{Keys, NONE};
use crate::stats::quantile;
use crate::table::{Column, Data, Day, TextColumn};

/// What the groups are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Shape {
    Words,
    /// Periods without a gap.
    Time,
    Bins,
}

/// One code a row, [`NONE`] for rows without a value or not looked at.
#[derive(Clone, Debug)]
pub struct Grouped {
    pub shape: Shape,
    pub codes: Vec<u32>,
    /// Of words only once they are arranged: there may be one for every row, and few are shown.
    pub names: Vec<Message>,
    /// The words themselves, until they are arranged.
    words: Vec<String>,
    /// Place on an axis: first day of a period, else the position.
    pub at: Vec<f64>,
    /// Of periods: the length of one.
    pub length: Option<Length>,
    /// Position of "other".
    pub other: Option<u32>,
    /// Periods that begin before the first day or end after the last: first days of them, and these two days.
    pub partial: Vec<f64>,
    pub ends: Option<(Day, Day)>,
}

/// A length of time to group days by: a day, or a [`Unit`].
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Length {
    Day,
    Unit(Unit),
}

impl Length {
    fn index(self, day: Day) -> i32 {
        match self {
            Length::Day => day,
            Length::Unit(unit) => unit.index(day),
        }
    }

    fn start(self, index: i32) -> Day {
        match self {
            Length::Day => index,
            Length::Unit(unit) => unit.start(index),
        }
    }

    fn name(self, index: i32) -> Message {
        match self {
            Length::Day => word(Value::Day(index)),
            Length::Unit(unit) => unit.name(index),
        }
    }

    /// Days up to two months, then as every cell.
    fn for_span(n_days: i32) -> Length {
        if n_days <= 62 { Length::Day } else { Length::Unit(Unit::for_span(n_days)) }
    }

    fn longer(self) -> Option<Length> {
        match self {
            Length::Day => Some(Length::Unit(Unit::Week)),
            Length::Unit(unit) => unit.longer().map(Length::Unit),
        }
    }
}

/// A value as a group's name.
pub fn word(value: Value) -> Message {
    Message::new("query-key").with("key", value)
}

/// The groups of a column over the rows that `is_in` keeps: at most about `n_most` periods or bins; words are all there.
/// Numbers of persons are words too, and their days are told by the year.
pub fn group(
    column: &Column,
    is_in: &[bool],
    length: Option<Length>,
    n_most: usize,
    is_personal: bool,
) -> Grouped {
    if is_personal && column.is_number() {
        let texts: Vec<String> = (0..column.len()).map(|row| column.display(row)).collect();
        let data = Data::Text(TextColumn::from_texts(texts.iter().map(String::as_str)));
        let words = Column::new(column.name.clone(), data, column.validity.clone());
        return group(&words, is_in, length, n_most, is_personal);
    }
    if column.is_date() {
        let length = if is_personal { Some(Length::Unit(Unit::Year)) } else { length };
        by_time(column, is_in, length, n_most)
    } else if column.is_number() {
        by_bins(column, is_in, n_most)
    } else {
        let trimmed = |text: &str| Some(text.trim().to_owned()).filter(|text| !text.is_empty());
        let mut keys = Keys::of(column, trimmed);
        keys.codes.iter_mut().zip(is_in).filter(|(_, is_in)| !**is_in).for_each(|(code, _)| *code = NONE);
        Grouped { words: keys.names, ..Grouped::new(Shape::Words, keys.codes, Vec::new()) }
    }
}

fn codes_of(is_in: &[bool], code: &dyn Fn(usize) -> Option<u32>) -> Vec<u32> {
    (0..is_in.len()).map(|row| if is_in[row] { code(row).unwrap_or(NONE) } else { NONE }).collect()
}

fn by_time(column: &Column, is_in: &[bool], length: Option<Length>, n_most: usize) -> Grouped {
    let mut ends: Option<(Day, Day)> = None;
    for day in (0..is_in.len()).filter(|&row| is_in[row]).filter_map(|row| column.day(row)) {
        ends = Some(ends.map_or((day, day), |(from, to)| (from.min(day), to.max(day))));
    }
    let Some((from, to)) = ends else {
        return Grouped::new(Shape::Time, vec![NONE; is_in.len()], Vec::new());
    };
    let mut length = length.unwrap_or_else(|| Length::for_span(to.saturating_sub(from).saturating_add(1)));
    let n = |length: Length| length.index(to).saturating_sub(length.index(from)) as usize;
    while let Some(longer) = length.longer().filter(|_| n(length) >= n_most) {
        length = longer;
    }
    let first = length.index(from);
    let periods = || (first..=length.index(to)).take(n_most.max(400));
    let n = periods().count() as u32;
    let place = |row| Some((length.index(column.day(row)?) - first) as u32).filter(|&place| place < n);
    let start = |index: i32| f64::from(length.start(index));
    let is_cut = |index: &i32| length.start(*index) < from || length.start(index + 1) > to.saturating_add(1);
    Grouped {
        at: periods().map(start).collect(),
        length: Some(length),
        partial: periods().filter(is_cut).map(start).collect(),
        ends,
        ..Grouped::new(
            Shape::Time,
            codes_of(is_in, &place),
            periods().map(|index| length.name(index)).collect(),
        )
    }
}

/// Every number by itself where there are few; else bins of a round width from the first to the last hundredth, the outer
/// ones open.
fn by_bins(column: &Column, is_in: &[bool], n_most: usize) -> Grouped {
    // Nought is nought, whatever its sign.
    let known =
        |row: usize| column.number(row).filter(|number| number.is_finite()).map(|number| number + 0.0);
    let sorted = quantile::sorted((0..is_in.len()).filter(|&row| is_in[row]).filter_map(known));
    let decimals = if let Data::Decimal { scale, .. } = column.data { scale.min(4) } else { 2 };
    let number = |n: f64| Value::Number(n, decimals);
    let mut different = sorted.clone();
    different.dedup();
    let grouped = |codes, names| Grouped::new(Shape::Bins, codes, names);
    if different.len() <= n_most {
        let place = |row| {
            let number = known(row)?;
            different.binary_search_by(|other| other.total_cmp(&number)).ok().map(|place| place as u32)
        };
        return grouped(codes_of(is_in, &place), different.iter().map(|&n| word(number(n))).collect());
    }
    let (least, most) = (sorted[0], sorted[sorted.len() - 1]);
    let low = quantile::tile(&sorted, 1, 100).unwrap_or(least);
    let high = quantile::tile(&sorted, 99, 100).unwrap_or(most);
    let (low, high) = if low < high { (low, high) } else { (least, most) };
    let is_whole = decimals == 0;
    let step = round_up((high - low) / n_most as f64, is_whole);
    let is_told = |decimals: &u8| {
        let scaled = step * libm::exp10(f64::from(*decimals));
        (scaled - libm::round(scaled)).abs() < 1e-6
    };
    let decimals = (0..6).find(is_told).unwrap_or(6);
    let number = |n: f64| Value::Number(n, decimals);
    // A border is its bin's: 0.3 ÷ 0.1 is a little below 3.
    let index = |n: f64| libm::floor(n / step + 1e-9);
    let (first, last) = (index(low), index(high));
    let name = |i: f64| {
        let (from, to) = (i * step, (i + 1.0) * step);
        if i == first && index(least) < first {
            Message::new("query-bin-under").with("to", number(to))
        } else if i == last && index(most) > last {
            Message::new("query-bin-over").with("from", number(from))
        } else if is_whole && step == 1.0 {
            word(number(from))
        } else {
            let key = if is_whole { "query-bin-whole" } else { "query-bin" };
            let to = if is_whole { to - 1.0 } else { to };
            Message::new(key).with("from", number(from)).with("to", number(to))
        }
    };
    let n = (last - first) as u32 + 1;
    let place = |row| known(row).map(|number| (index(number).clamp(first, last) - first) as u32);
    grouped(codes_of(is_in, &place), (0..n).map(|i| name(first + f64::from(i))).collect())
}

/// The next of 1, 2, 5, 10, … times a power of ten; whole numbers are not cut.
fn round_up(width: f64, is_whole: bool) -> f64 {
    let power = libm::exp10(libm::floor(libm::log10(width)));
    let step = [1.0, 2.0, 5.0, 10.0].into_iter().map(|n| n * power).find(|step| *step >= width * 0.999_999);
    let step = step.unwrap_or(10.0 * power);
    if is_whole { step.max(1.0) } else { step }
}

impl Grouped {
    fn new(shape: Shape, codes: Vec<u32>, names: Vec<Message>) -> Grouped {
        let at = (0..names.len()).map(|i| i as f64).collect();
        Grouped {
            shape,
            codes,
            names,
            words: Vec::new(),
            at,
            length: None,
            other: None,
            partial: Vec::new(),
            ends: None,
        }
    }

    /// How many groups there are.
    pub fn n(&self) -> usize {
        self.words.len().max(self.names.len())
    }

    /// The groups in a new order; those after the first `n_most` become "other", at the end. `order` holds positions.
    pub fn arrange(&mut self, order: &[u32], n_most: usize) {
        let kept = if order.len() > n_most + 1 { n_most } else { order.len() };
        let mut place = vec![NONE; self.n()];
        for (new, &old) in order.iter().enumerate() {
            place[old as usize] = new.min(kept) as u32;
        }
        self.codes.iter_mut().filter(|code| **code != NONE).for_each(|code| *code = place[*code as usize]);
        let words = std::mem::take(&mut self.words);
        let name = |&old: &u32| match words.get(old as usize) {
            Some(text) => word(Value::Text(text.clone())),
            None => self.names[old as usize].clone(),
        };
        self.names = order[..kept].iter().map(name).collect();
        if kept < order.len() {
            self.other = Some(kept as u32);
            self.names.push(Message::new("query-other").count("n", order.len() - kept));
        }
        self.at = match self.shape {
            Shape::Time => order[..kept].iter().map(|&old| self.at[old as usize]).collect(),
            _ => (0..self.names.len()).map(|i| i as f64).collect(),
        };
    }

    /// Positions of the groups that have rows, in the order of their names: words by their letters.
    pub fn by_name(&self, n_rows: &dyn Fn(usize) -> u32) -> Vec<u32> {
        let is_used = |i: &u32| self.shape != Shape::Words || n_rows(*i as usize) > 0;
        let mut order: Vec<u32> = (0..self.n() as u32).filter(is_used).collect();
        if !self.words.is_empty() {
            order.arrange_by(|&a, &b| self.words[a as usize].cmp(&self.words[b as usize]));
        }
        order
    }
}
