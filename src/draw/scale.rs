//! Values to pixels, and ticks that people read: round numbers, powers of ten, calendar units, names.

use crate::message::Message;
use crate::report::text::{Catalogue, Language};
use crate::report::{Axis, Format, Scale, format};
use crate::table::day;

/// The values of one axis over all layers. Empty until something finite was seen.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Extent {
    pub range: Option<(f64, f64)>,
    /// The smallest value above zero: where a logarithmic axis begins.
    pub smallest: Option<f64>,
    /// Bars and areas reach down to zero, so zero is shown.
    pub needs_zero: bool,
}

impl Extent {
    pub fn add(&mut self, value: f64) {
        if value.is_finite() && value.abs() < 1e300 {
            let (low, high) = self.range.unwrap_or((value, value));
            self.range = Some((low.min(value), high.max(value)));
            if value > 0.0 {
                self.smallest = Some(self.smallest.map_or(value, |smallest| smallest.min(value)));
            }
        }
    }
}

#[derive(Clone, Debug, PartialEq)]
pub(super) struct Tick {
    pub at: f64,
    pub label: String,
    /// A second line: the year below its first month.
    pub below: String,
}

/// How far a share may leave 0 to 100 % without another tick.
const BRIM: f64 = 0.2;

/// What the range of an axis is made to fit.
#[derive(Clone, Copy, PartialEq)]
pub(super) enum Fit {
    /// Out to the next round numbers: axes on which values are read.
    Round,
    /// As it is: a line fills the width.
    Tight,
    /// A little air on both sides: points.
    Air,
}

/// An axis with its pixels.
#[derive(Clone, Debug)]
pub(super) struct Ruler {
    low: f64,
    high: f64,
    /// Pixels of `low` and `high`; for bands those of the outer edges of the first and last.
    start: f64,
    end: f64,
    pub kind: Kind,
    pub ticks: Vec<Tick>,
}

#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Kind {
    Linear,
    Log,
    Band(usize),
    Hidden,
}

impl Ruler {
    /// `start` and `end` are the pixels of the smallest and the largest value; `spacing` is the room a tick wants.
    pub fn new(
        axis: &Axis,
        extent: Extent,
        fit: Fit,
        (start, end): (f64, f64),
        spacing: f64,
        catalogue: &Catalogue,
    ) -> Ruler {
        let most = ((end - start).abs() / spacing).floor().clamp(1.0, 5.0) as usize + 1;
        let range = axis.range.filter(|(low, high)| low.is_finite() && high.is_finite() && low < high);
        let fitted = || match (&axis.scale, extent.smallest) {
            (Scale::Log, smallest) => {
                let (low, high) = (smallest.unwrap_or(0.0), extent.range.map_or(0.0, |(_, high)| high));
                let air = if fit == Fit::Air && low > 0.0 { libm::pow(high / low, 0.05) } else { 1.0 };
                (low / air, high * air)
            }
            (Scale::Time, _) => match widened(extent, fit) {
                // A single day has a week around it, not half of all time.
                _ if extent.range.is_some_and(|(low, high)| low == high) => {
                    extent.range.map_or((0.0, 1.0), |(day, _)| (day - 3.0, day + 3.0))
                }
                range => range,
            },
            _ => widened(extent, fit),
        };
        let (is_given, (low, high)) = (range.is_some(), range.unwrap_or_else(fitted));
        let language = catalogue.language;
        let (kind, low, high, ticks) = match &axis.scale {
            Scale::Band(names) => {
                (Kind::Band(names.len()), 0.0, names.len().max(1) as f64, band_ticks(names, catalogue))
            }
            Scale::Hidden => (Kind::Hidden, low, high, Vec::new()),
            Scale::Time => (Kind::Linear, low, high, time_ticks(low, high, most, language)),
            Scale::Log => {
                let (low, high, values) = log_ticks(low, high, most, fit == Fit::Round && !is_given);
                (Kind::Log, low, high, each_labelled(&values, &axis.format, language))
            }
            Scale::Linear => {
                let (mut low, mut high) = (low, high);
                let is_whole = matches!(axis.format, Format::Count | Format::Day);
                let is_rounded = fit == Fit::Round && !is_given;
                // A curve that leaves 0 to 100 % a little ends there; the ticks are still of the whole.
                let is_share = is_rounded && axis.format == Format::Share;
                let is_over = is_share && high > 1.0 && high < 1.0 + BRIM;
                let is_under = is_share && low < 0.0 && low > -BRIM && high > 4.0 * BRIM;
                let (floor, top) = (if is_under { 0.0 } else { low }, if is_over { 1.0 } else { high });
                let step = round_step(floor, top, most, is_whole, is_rounded);
                if is_rounded && !is_under {
                    low = (low / step + 1e-9).floor() * step;
                }
                if is_rounded && !is_over {
                    high = (high / step - 1e-9).ceil() * step;
                }
                let values = multiples(low, high, step);
                let labels = format::ticks(&values, &axis.format, language);
                let ticks = values.iter().zip(labels);
                let ticks = ticks.map(|(at, label)| Tick { at: *at, label, below: String::new() });
                (Kind::Linear, low, high, ticks.collect())
            }
        };
        Ruler { low, high, start, end, kind, ticks }
    }

    /// The pixel of a value. Bands: the middle of the band at whole numbers.
    pub fn px(&self, value: f64) -> f64 {
        let share = match self.kind {
            Kind::Log => {
                (libm::log10(value.max(self.low)) - libm::log10(self.low))
                    / (libm::log10(self.high) - libm::log10(self.low))
            }
            Kind::Band(_) => (value + 0.5) / self.high,
            _ => (value - self.low) / (self.high - self.low),
        };
        // Far outside is outside: keeps clipping exact and integers in range.
        self.start + (self.end - self.start) * share.clamp(-50.0, 51.0)
    }

    pub fn is_band(&self) -> bool {
        matches!(self.kind, Kind::Band(_))
    }

    /// Whether the value can be drawn at all.
    pub fn shows(&self, value: f64) -> bool {
        let (low, high) = if self.is_band() { (-0.5, self.high - 0.5) } else { (self.low, self.high) };
        let slack = (high - low) * 1e-9;
        value >= low - slack && value <= high + slack
    }

    /// Pixels a band.
    pub fn step(&self) -> f64 {
        (self.end - self.start).abs() / self.high.max(1.0)
    }

    /// Where bars stand: zero, or the axis' end nearest to it.
    pub fn base(&self) -> f64 {
        if self.kind == Kind::Log { self.low } else { 0f64.clamp(self.low, self.high) }
    }

    /// The axis was cut above zero, which the picture must say.
    pub fn is_broken(&self) -> bool {
        self.kind == Kind::Linear && self.low > 0.0
    }
}

/// A range to show for the values: never empty.
fn widened(extent: Extent, fit: Fit) -> (f64, f64) {
    let Some((mut low, mut high)) = extent.range else { return (0.0, 1.0) };
    if extent.needs_zero || (fit == Fit::Round && low > 0.0 && low < high * 0.5) {
        low = low.min(0.0);
        high = high.max(0.0);
    }
    if fit == Fit::Round && high < 0.0 && high > low * 0.5 {
        high = 0.0;
    }
    if low == high {
        return match low {
            0.0 => (0.0, 1.0),
            v if v > 0.0 && fit == Fit::Round => (0.0, v),
            v => (v - v.abs() * 0.5, v + v.abs() * 0.5),
        };
    }
    if fit == Fit::Air {
        let air = (high - low) * 0.05;
        (low, high) = (low - air, high + air);
    }
    (low, high)
}

/// The step among 1, 2, 2.5 and 5 times a power of ten that gives nearest to five ticks, at most `most` (at least 2).
fn round_step(low: f64, high: f64, most: usize, is_whole: bool, is_rounded: bool) -> f64 {
    let most = most.max(2);
    let exponent = libm::log10((high - low).max(f64::MIN_POSITIVE)).floor() as i32;
    let mut best = (usize::MAX, high - low);
    for power in exponent - 2..=exponent + 1 {
        for factor in [1.0, 2.0, 2.5, 5.0] {
            let step = factor * libm::pow(10.0, f64::from(power));
            if is_whole && (step < 1.0 || step != step.trunc()) {
                continue;
            }
            let (from, to) = (low / step, high / step);
            let n = if is_rounded {
                (to - 1e-9).ceil() - (from + 1e-9).floor() + 1.0
            } else {
                (to + 1e-9).floor() - (from - 1e-9).ceil() + 1.0
            };
            // A step of 2.5 reads worse, so it must fit better.
            let penalty = n.clamp(0.0, 1e6) as usize;
            let distance = penalty.abs_diff(5) * 2 + usize::from(factor == 2.5);
            if n >= 2.0 && penalty <= most && distance < best.0 {
                best = (distance, step);
            }
        }
    }
    best.1
}

fn multiples(low: f64, high: f64, step: f64) -> Vec<f64> {
    let first = (low / step - 1e-9).ceil();
    let n = ((high / step + 1e-9).floor() - first).clamp(0.0, 20.0) as u32;
    // + 0.0 turns −0 into 0.
    (0..=n).map(|i| (first + f64::from(i)) * step + 0.0).collect()
}

/// Powers of ten; 1, 2 and 5 times them when there are less than three; steps between when there are still less.
fn log_ticks(low: f64, high: f64, most: usize, is_rounded: bool) -> (f64, f64, Vec<f64>) {
    let high = if high > 0.0 { high } else { 1.0 };
    let low = if low > 0.0 { low.min(high) } else { high / 1000.0 };
    let (first, last) = (libm::log10(low).floor() as i32, libm::log10(high).ceil() as i32);
    let ten = |power: i32| libm::pow(10.0, f64::from(power));
    let fine: Vec<f64> = (first..=last).flat_map(|p| [1.0, 2.0, 5.0].map(|f| f * ten(p))).collect();
    let (mut low, mut high) = (low, high);
    if is_rounded || low == high {
        low = fine.iter().copied().filter(|v| *v <= low * 1.000_001).fold(ten(first), f64::max);
        high = fine.iter().copied().filter(|v| *v >= high * 0.999_999).fold(ten(last), f64::min);
        if low == high {
            high = low * 10.0;
        }
    }
    let shown = |values: Vec<f64>| -> Vec<f64> {
        values.into_iter().filter(|v| *v >= low * 0.999_999 && *v <= high * 1.000_001).collect()
    };
    let tens = shown((first..=last).map(ten).collect());
    let mut values = if tens.len() < 3 { shown(fine) } else { tens };
    if values.len() < 3 {
        let finer = |p: i32| [1.0, 1.5, 2.0, 3.0, 4.0, 5.0, 7.0].map(|f| f * ten(p));
        values = shown((first..=last).flat_map(finer).collect());
    }
    let keep = values.len().div_ceil(most.max(2) + 1).max(1);
    values = values.into_iter().step_by(keep).collect();
    (low, high, values)
}

/// On a logarithmic axis each tick has its own unit.
fn each_labelled(values: &[f64], of: &Format, language: Language) -> Vec<Tick> {
    let label = |v: f64| match of {
        // Below a tenth of a percent each power of ten needs a digit more.
        Format::Share if v > 0.0 && v < 0.000_999 => {
            let percent = v * 100.0;
            let decimals = (-libm::log10(percent) - 1e-9).ceil().clamp(1.0, 9.0) as usize;
            format!("{percent:.decimals$}%")
        }
        _ => format::short(v, of, language),
    };
    values.iter().map(|at| Tick { at: *at, label: label(*at), below: String::new() }).collect()
}

fn band_ticks(names: &[Message], catalogue: &Catalogue) -> Vec<Tick> {
    let tick = |(i, name)| Tick { at: i as f64, label: catalogue.text(name), below: String::new() };
    names.iter().enumerate().map(tick).collect()
}

/// Days, weeks, months, quarters or years, whichever gives at most `most` ticks; the year stands below its first tick.
fn time_ticks(low: f64, high: f64, most: usize, language: Language) -> Vec<Tick> {
    let most = most.max(2) + 1;
    let clamp = |v: f64| v.clamp(-20_000_000.0, 20_000_000.0);
    let (from, to) = (clamp(low).ceil() as i32, clamp(high).floor() as i32);
    let days = i64::from(to) - i64::from(from);
    for step in [1, 2, 7, 14] {
        if days / step < most as i64 {
            // Weeks begin on Monday; 1970-01-05 was one.
            let first = if step >= 7 { from + (4 - from).rem_euclid(step as i32) } else { from };
            return dated((first..=to).step_by(step as usize), language, |d| {
                format::day_of_year(d, language)
            });
        }
    }
    let (first, last) = (day::month_index(from - 1) + 1, day::month_index(to));
    for step in [1, 2, 3, 6] {
        let months = aligned(first, last, step);
        if months.len() <= most {
            let name = |d| format::month_name(day::ymd(d).1 as u8, language);
            return dated(months.into_iter().map(day::month_start), language, name);
        }
    }
    for years in [1, 2, 5, 10, 20, 50, 100, 1000, 10_000] {
        let starts = aligned(first, last, years * 12);
        if starts.len() <= most {
            let tick = |m: i32| Tick {
                at: f64::from(day::month_start(m)),
                label: format::year_name(1970 + m.div_euclid(12), language),
                below: String::new(),
            };
            return starts.into_iter().map(tick).collect();
        }
    }
    Vec::new()
}

/// Month indices from `first` to `last` that a step in whole years of the calendar falls on.
fn aligned(first: i32, last: i32, step: i32) -> Vec<i32> {
    // 1970 is divisible by 1, 2, 5 and 10 but by no more: count from the year 0.
    let offset = 1970 * 12;
    let start = first + (-(first + offset)).rem_euclid(step);
    (start..=last).step_by(step as usize).take(60).collect()
}

fn dated(days: impl Iterator<Item = i32>, language: Language, name: impl Fn(i32) -> String) -> Vec<Tick> {
    let mut year_before = None;
    days.map(|d| {
        let year = day::ymd(d).0;
        let is_new = year_before.replace(year) != Some(year);
        let below = if is_new { format::year_name(year, language) } else { String::new() };
        Tick { at: f64::from(d), label: name(d), below }
    })
    .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ruler(axis: Axis, range: (f64, f64), needs_zero: bool, fit: Fit) -> Ruler {
        let extent = Extent { range: Some(range), smallest: Some(range.0).filter(|v| *v > 0.0), needs_zero };
        Ruler::new(&axis, extent, fit, (0.0, 400.0), 60.0, &Catalogue::new(Language::English))
    }

    fn labels(ruler: &Ruler) -> String {
        ruler.ticks.iter().map(|t| t.label.clone() + &t.below).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn four_to_six_round_ticks() {
        let check = |low, high, needs_zero, expected| {
            assert_eq!(labels(&ruler(Axis::default(), (low, high), needs_zero, Fit::Round)), expected);
        };
        check(0.0, 97.0, true, "0 25 50 75 100");
        check(3.0, 1234.0, true, "0 500 1,000 1,500");
        check(-40.0, 85.0, true, "−50 0 50 100");
        check(98.2, 101.4, false, "98 99 100 101 102");
        check(5.0, 5.0, false, "0 1 2 3 4 5");
        check(0.0, 0.0, true, "0.00 0.25 0.50 0.75 1.00");
        check(-1e299, 1e299, false, "−1.0e299 −5.0e298 0 5.0e298 1.0e299");
    }

    #[test]
    fn shares_a_little_above_the_whole_end_at_100_percent() {
        let axis = || Axis { format: Format::Share, ..Axis::default() };
        let drawn = ruler(axis(), (0.0, 1.006), true, Fit::Round);
        assert_eq!(labels(&drawn), "0 25 50 75 100%");
        assert!(drawn.shows(1.006) && !drawn.shows(1.1));
        let drawn = ruler(axis(), (-0.03, 1.0), true, Fit::Round);
        assert_eq!(labels(&drawn), "0 25 50 75 100%");
        assert!(drawn.shows(-0.03) && !drawn.shows(-0.1));
    }

    #[test]
    fn counts_have_no_half_ticks() {
        let axis = Axis { format: Format::Count, ..Axis::default() };
        assert_eq!(labels(&ruler(axis, (0.0, 1.0), true, Fit::Round)), "0 1");
    }

    #[test]
    fn time_stands_on_the_calendar() {
        let check = |from: &str, to: &str, expected| {
            let day = |text| f64::from(day::parse_iso(text).unwrap());
            let axis = Axis { scale: Scale::Time, ..Axis::default() };
            assert_eq!(labels(&ruler(axis, (day(from), day(to)), false, Fit::Tight)), expected);
        };
        check("2010-12-01", "2011-12-09", "Jan2011 Mar May Jul Sep Nov");
        check("2011-03-01", "2011-08-20", "Mar2011 Apr May Jun Jul Aug");
        check("2011-03-01", "2011-03-05", "1 Mar2011 2 Mar 3 Mar 4 Mar 5 Mar");
        check("2011-03-01", "2011-04-10", "7 Mar2011 14 Mar 21 Mar 28 Mar 4 Apr");
        check("1998-05-01", "2024-04-10", "2000 2005 2010 2015 2020");
    }

    #[test]
    fn log_axes_have_powers_of_ten_or_a_few_between() {
        let axis = || Axis { scale: Scale::Log, ..Axis::default() };
        assert_eq!(labels(&ruler(axis(), (3.0, 25_000.0), false, Fit::Round)), "10 100 1,000 10k");
        assert_eq!(labels(&ruler(axis(), (3.0, 18.0), false, Fit::Round)), "2 5 10 20");
        assert_eq!(labels(&ruler(axis(), (-5.0, 0.0), false, Fit::Round)), "0.001 0.01 0.1 1");
        assert_eq!(labels(&ruler(axis(), (1.3, 4.6), false, Fit::Tight)), "1.5 2 3 4");
        let shares = Axis { format: Format::Share, ..axis() };
        assert_eq!(labels(&ruler(shares, (0.0002, 0.003), false, Fit::Tight)), "0.02% 0.05% 0.1% 0.2%");
    }
}
