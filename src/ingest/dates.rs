//! Dates and clock times as people and programs write them.
//!
//! A text is taken apart into its numbers once; which of them is the day and which the month is decided for a whole
//! column ([`Order`]), because `05/06/2024` alone is doubtful and beside `25/06/2024` it is not.

mod clock;
mod names;

use self::clock::{clock, compact_clock, seconds};
use self::names::{half_of_day, is_filler, month_of};
use super::numbers::narrow;
use crate::table::{Day, day};

/// Which number is what.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Order {
    YearMonthDay,
    DayMonthYear,
    MonthDayYear,
    /// No year is written.
    MonthDay,
}

/// A text that may be a date.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Stamp {
    /// Two or three numbers in the order written, and how many digits each had.
    numbers: [i32; 3],
    digits: [u8; 3],
    n: u8,
    /// Position among the numbers of a month written as a word.
    named_month: Option<u8>,
    /// 民國 stood before the year.
    is_roc: bool,
    /// The numbers were set apart by 年 and 月.
    is_cjk: bool,
    /// The numbers were set apart by points.
    pub is_dotted: bool,
    /// Written without any separator: `20240131`.
    pub is_compact: bool,
    /// Seconds since midnight.
    pub time: Option<i32>,
}

/// How a column's texts become days.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Reading {
    pub order: Order,
    /// Years of one to three digits count from 1911.
    pub is_roc: bool,
    /// For dates without a year.
    pub year: Option<i32>,
    /// Month and day of the last date of that year: later ones are of the year before.
    pub until: Option<(i32, i32)>,
}

impl Reading {
    pub fn new(order: Order) -> Reading {
        Reading { order, is_roc: false, year: None, until: None }
    }
}

/// Takes a text apart; `None` when it is no date. A bare clock time gives a stamp without numbers.
pub fn stamp(text: &str) -> Option<Stamp> {
    let text = text.trim();
    if text.len() < 3 || text.len() > 64 || !text.bytes().any(|byte| byte.is_ascii_digit()) && text.is_ascii()
    {
        return None;
    }
    let narrowed = narrow(text);
    let text: &str = &narrowed;
    let (date, mut time) = (date_part(text)?, None);
    let (mut stamp, rest) = date;
    let mut rest = rest.trim_start_matches([',', ' ', 'T', 't', '_']);
    // `Tue Jan 2 09:05:07 2024`, `Tue Jan 2 09:05:07 UTC 2024`.
    if stamp.n == 2
        && stamp.named_month.is_some()
        && let Some((before, year)) = rest.rsplit_once(' ')
        && year.len() == 4
        && let Ok(year) = year.parse()
    {
        (stamp.numbers[2], stamp.digits[2], stamp.n) = (year, 4, 3);
        rest = before;
    }
    if stamp.is_compact
        && let Some(seconds) = compact_clock(rest)
    {
        time = Some(seconds);
    } else if !rest.is_empty() {
        // A clock time may stand behind a hyphen or a point only when it is one: `2024-01-01-08.30.00`.
        time = Some(clock(rest)?);
    }
    if stamp.n == 0 && time.is_none() {
        return None;
    }
    stamp.time = time.or(stamp.time);
    Some(stamp)
}

/// The numbers of the date at the start, and the rest of the text.
fn date_part(text: &str) -> Option<(Stamp, &str)> {
    let mut stamp = Stamp::default();
    let mut rest = text;
    for word in ["民國", "中華民國", "民国"] {
        if let Some(after) = rest.strip_prefix(word) {
            stamp.is_roc = true;
            rest = after.trim_start();
        }
    }
    let mut has_begun = stamp.is_roc;
    // `12,50` and `1,234` are amounts; `Sep 4,2026` is a date. Two numbers alone need a sign between them.
    let (mut has_comma, mut has_sign) = (false, false);
    loop {
        let n_digits = rest.bytes().take_while(u8::is_ascii_digit).count();
        if n_digits > 0 {
            has_begun = true;
            let after = &rest[n_digits..];
            // The numbers of a clock time belong to the time.
            if after.starts_with(':') || after.starts_with('時') || after.starts_with('时') {
                break;
            }
            if stamp.n == 0 && n_digits >= 6 {
                return compact(rest, n_digits, stamp);
            }
            if n_digits > 4 || stamp.n == 3 {
                return None;
            }
            let at = stamp.n as usize;
            stamp.numbers[at] = rest[..n_digits].parse().ok()?;
            stamp.digits[at] = n_digits as u8;
            stamp.n += 1;
            rest = after;
            let separator = rest.chars().next();
            match separator {
                Some('-' | '/') => {
                    has_sign = true;
                    rest = &rest[1..];
                }
                Some('.') => {
                    stamp.is_dotted = true;
                    rest = rest[1..].trim_start();
                }
                Some('年' | '月') => {
                    stamp.is_cjk = true;
                    rest = rest['年'.len_utf8()..].trim_start();
                }
                Some('日' | '號' | '号') => rest = &rest['日'.len_utf8()..],
                _ => {}
            }
            if stamp.n == 3 {
                break;
            }
            continue;
        }
        let word_len = rest.find(|c: char| !c.is_alphabetic()).unwrap_or(rest.len());
        if word_len == 0 {
            let Some(first) = rest.chars().next() else { break };
            if matches!(first, ' ' | ',' | '-' | '/' | '.' | '(' | ')') && has_begun {
                has_comma |= first == ',' && rest[1..].starts_with(|c: char| c.is_ascii_digit());
                rest = &rest[first.len_utf8()..];
                continue;
            }
            return None;
        }
        let word = rest[..word_len].to_lowercase();
        if half_of_day(&word).is_some() || word == "t" {
            break;
        }
        if let Some(month) = month_of(&word) {
            if stamp.named_month.is_some() || stamp.n == 3 {
                return None;
            }
            stamp.named_month = Some(stamp.n);
            stamp.numbers[stamp.n as usize] = month;
            stamp.digits[stamp.n as usize] = 2;
            stamp.n += 1;
        } else if !is_filler(&word) {
            return None;
        }
        has_begun = true;
        rest = &rest[word_len..];
        if stamp.n == 3 {
            break;
        }
    }
    // What may follow the last number: an ordinal, a weekday.
    let mut after = rest.trim_start();
    if let Some(inner) = after.strip_prefix('(')
        && let Some((word, tail)) = inner.split_once(')')
        && is_filler(&word.to_lowercase())
    {
        after = tail.trim_start();
        rest = after;
    }
    let word_len = after.find(|c: char| !c.is_alphabetic()).unwrap_or(after.len());
    if word_len > 1 && is_filler(&after[..word_len].to_lowercase()) {
        rest = &after[word_len..];
    }
    if has_comma && stamp.named_month.is_none() {
        return None;
    }
    match stamp.n {
        0 | 3 => Some((stamp, rest)),
        // Without a year: only with a real separator, two short numbers, and nothing but a time behind.
        2 if stamp.digits[0] <= 2
            && stamp.digits[1] <= 2
            && !stamp.is_dotted
            && (has_sign || stamp.is_cjk || stamp.named_month.is_some()) =>
        {
            Some((stamp, rest))
        }
        _ => None,
    }
}

/// `20240131`, `20240131093000`, `1130131` (ROC), `202401310930`.
fn compact(text: &str, n_digits: usize, mut stamp: Stamp) -> Option<(Stamp, &str)> {
    let number = |from: usize, to: usize| text[from..to].parse::<i32>().ok();
    let year_len = match n_digits {
        8 | 12 | 14 => 4,
        7 => 3,
        6 if stamp.is_roc => 2,
        _ => return None,
    };
    stamp.numbers =
        [number(0, year_len)?, number(year_len, year_len + 2)?, number(year_len + 2, year_len + 4)?];
    stamp.digits = [year_len as u8, 2, 2];
    stamp.n = 3;
    stamp.is_compact = true;
    stamp.is_roc |= year_len < 4;
    if n_digits > 8 {
        let (hour, minute) = (number(8, 10)?, number(10, 12)?);
        let second = if n_digits == 14 { number(12, 14)? } else { 0 };
        stamp.time = Some(seconds(hour, minute, second)?);
    }
    Some((stamp, &text[n_digits..]))
}

impl Stamp {
    /// A date, and not only a clock time.
    pub fn has_date(&self) -> bool {
        self.n > 0
    }

    pub fn has_year(&self) -> bool {
        self.n == 3
    }

    /// Four digits first, or a Chinese or compact date: the order is as good as written.
    pub fn is_year_first(&self) -> bool {
        self.digits[0] == 4 || self.is_cjk || self.is_compact || self.is_roc
    }

    /// The first number has three digits: no day and no month.
    pub fn is_three_digits(&self) -> bool {
        self.digits[0] == 3
    }

    /// Written so that the Republic of China's calendar is certain.
    pub fn is_certainly_roc(&self) -> bool {
        self.is_roc && !self.is_compact
    }

    /// A year of two or three digits that could be counted from 1911, and stands first.
    pub fn may_be_roc(&self) -> bool {
        self.n == 3
            && self.named_month.is_none()
            && (2..=3).contains(&self.digits[0])
            && (60..=150).contains(&self.numbers[0])
    }

    /// A year of two or three digits first that is no day of a month.
    pub fn begins_with_roc_year(&self) -> bool {
        self.n == 3
            && self.named_month.is_none()
            && (2..=3).contains(&self.digits[0])
            && (32..=150).contains(&self.numbers[0])
    }

    /// The day under a reading; `None` when the numbers do not allow it.
    pub fn day(&self, reading: Reading) -> Option<Day> {
        let [a, b, c] = self.numbers;
        if self.n == 2 {
            let (month, day_of_month) = match (self.named_month, reading.order) {
                (Some(0), _) => (a, b),
                (Some(_), _) => (b, a),
                (None, Order::DayMonthYear) => (b, a),
                _ => (a, b),
            };
            let is_before = reading.until.is_some_and(|until| (month, day_of_month) > until);
            return day::from_ymd(reading.year? - i32::from(is_before), month as u32, day_of_month as u32);
        }
        if self.n != 3 {
            return None;
        }
        let (year_at, month, day_of_month) =
            if self.is_cjk || self.is_roc || self.is_compact || self.digits[0] == 4 {
                (0, b, c)
            } else {
                match self.named_month {
                    Some(0) => (2, a, b),
                    Some(1) if self.digits[2] == 4 => (2, b, a),
                    Some(1) if reading.order == Order::YearMonthDay => (0, b, c),
                    Some(1) => (2, b, a),
                    Some(_) => return None,
                    None => match reading.order {
                        Order::YearMonthDay => (0, b, c),
                        Order::DayMonthYear => (2, b, a),
                        Order::MonthDayYear | Order::MonthDay => (2, a, b),
                    },
                }
            };
        let (written, n_digits) = (self.numbers[year_at], self.digits[year_at]);
        let year = match n_digits {
            4 => written,
            2 | 3 if self.is_roc || reading.is_roc && year_at == 0 => written + 1911,
            2 if written < 70 => 2000 + written,
            2 => 1900 + written,
            _ => return None,
        };
        if !(1900..=2100).contains(&year) || month < 1 || day_of_month < 1 {
            return None;
        }
        day::from_ymd(year, month as u32, day_of_month as u32)
    }
}

/// The year, month and day of the latest full date inside a text, its year first: `账单周期：2023年12月15日-2024年1月14日`.
pub fn latest_in(text: &str) -> Option<(i32, i32, i32)> {
    let narrowed = narrow(text);
    let starts = narrowed.char_indices().filter(|&(at, c)| {
        c.is_ascii_digit() && !narrowed[..at].ends_with(|before: char| before.is_ascii_digit())
    });
    let date = |at: usize| {
        let mut numbers = [0i32; 3];
        let mut rest = &narrowed[at..];
        for (i, number) in numbers.iter_mut().enumerate() {
            let len = rest.bytes().take_while(u8::is_ascii_digit).count();
            if len == 8 && i == 0 {
                return Some((rest[..4].parse().ok()?, rest[4..6].parse().ok()?, rest[6..8].parse().ok()?));
            }
            if len == 0 || len > 4 || i == 0 && len != 4 {
                return None;
            }
            *number = rest[..len].parse().ok()?;
            rest = rest[len..].trim_start_matches(['-', '/', '.', '年', '月', ' ']);
        }
        Some((numbers[0], numbers[1], numbers[2]))
    };
    let is_day = |&(year, month, day): &(i32, i32, i32)| {
        (1990..=2100).contains(&year) && day::from_ymd(year, month as u32, day as u32).is_some()
    };
    starts.filter_map(|(at, _)| date(at)).filter(is_day).max()
}

/// The day and the seconds of an Excel serial number (1900 system: 25,569 is 1970-01-01).
pub fn excel_serial(serial: f64) -> Option<(Day, i32)> {
    if !(20_000.0..60_000.0).contains(&serial) {
        return None;
    }
    let whole = libm::floor(serial);
    let seconds = libm::round((serial - whole) * 86_400.0) as i32;
    let carry = i32::from(seconds == 86_400);
    Some((whole as Day - 25_569 + carry, seconds % 86_400))
}

/// The day and the second, UTC, of Unix time in seconds, milliseconds, microseconds or nanoseconds: the size tells
/// which, for the years from 2001 to 2100.
pub fn unix_time(number: f64) -> Option<(Day, i32)> {
    let is_time = |seconds: &f64| (1e9..4.1e9).contains(seconds);
    let seconds = [1.0, 1e3, 1e6, 1e9].map(|unit| number / unit).into_iter().find(is_time)? as i64;
    Some((seconds.div_euclid(86_400) as Day, seconds.rem_euclid(86_400) as i32))
}

#[cfg(test)]
mod tests {
    use super::*;
    use Order::*;

    fn check(text: &str, order: Order, expected: &str) {
        let reading = Reading { year: Some(2024), ..Reading::new(order) };
        let found = stamp(text).map(|stamp| match (stamp.day(reading), stamp.time) {
            (Some(day), Some(time)) => day::iso_time(i64::from(day) * 86_400 + i64::from(time)),
            (Some(day), None) => day::iso(day),
            (None, Some(time)) => day::iso_time(time.into())[11..].to_owned(),
            (None, None) => "no day".to_owned(),
        });
        assert_eq!(found.as_deref().unwrap_or("no date"), expected, "{text:?}");
    }

    #[test]
    fn dates_are_read_in_every_dress() {
        for (text, order, expected) in [
            ("2024-03-31", YearMonthDay, "2024-03-31"),
            ("2024/3/1", DayMonthYear, "2024-03-01"),
            ("2016/5/23 22:02", YearMonthDay, "2016-05-23 22:02:00"),
            ("2010-12-01T08:26:00Z", YearMonthDay, "2010-12-01 08:26:00"),
            ("2025-10-07 09:50:26 +0200", YearMonthDay, "2025-10-07 09:50:26"),
            ("2025-10-07T09:50:26.123+08:00", YearMonthDay, "2025-10-07 09:50:26"),
            ("31.12.2024", DayMonthYear, "2024-12-31"),
            ("08.11.22", DayMonthYear, "2022-11-08"),
            ("9/30/2026", MonthDayYear, "2026-09-30"),
            ("09/24/26", MonthDayYear, "2026-09-24"),
            ("Sep 4, 2026 1:05:07 AM PDT", MonthDayYear, "2026-09-04 01:05:07"),
            ("24th January 2023", DayMonthYear, "2023-01-24"),
            ("4-Sep-26", DayMonthYear, "2026-09-04"),
            ("Sep 4,2026", MonthDayYear, "2026-09-04"),
            ("12 août 2024", DayMonthYear, "2024-08-12"),
            ("Mon, 2 Jan 2006 15:04:05 +0000", DayMonthYear, "2006-01-02 15:04:05"),
            ("Tue Jan 2 09:05:07 2024", MonthDayYear, "2024-01-02 09:05:07"),
            ("Tue Jan 02 09:05:07 UTC 2024", DayMonthYear, "2024-01-02 09:05:07"),
            ("Tue Jan 02 2024 09:05:07 GMT+0800 (China Standard Time)", DayMonthYear, "2024-01-02 09:05:07"),
            ("20240102T090507Z", YearMonthDay, "2024-01-02 09:05:07"),
            ("2024年5月3日", YearMonthDay, "2024-05-03"),
            ("2024年5月3日 14:05", YearMonthDay, "2024-05-03 14:05:00"),
            ("民國113年5月2日", YearMonthDay, "2024-05-02"),
            ("民國113/5/2", YearMonthDay, "2024-05-02"),
            ("1081111", YearMonthDay, "2019-11-11"),
            ("20240131", YearMonthDay, "2024-01-31"),
            ("20240131093000", YearMonthDay, "2024-01-31 09:30:00"),
            ("2024/1/15 上午 9:30:00", YearMonthDay, "2024-01-15 09:30:00"),
            ("2024/1/15 下午 12:30:00", YearMonthDay, "2024-01-15 12:30:00"),
            ("2024/1/15 上午 12:30:00", YearMonthDay, "2024-01-15 00:30:00"),
            ("2024/01/15 (一) 09:30", YearMonthDay, "2024-01-15 09:30:00"),
            ("05/28", MonthDay, "2024-05-28"),
            ("5月28日", MonthDay, "2024-05-28"),
            ("２０２４／０５／０３", YearMonthDay, "2024-05-03"),
            ("1/15/2024 9:05 PM", MonthDayYear, "2024-01-15 21:05:00"),
            ("下午 03:49:00", YearMonthDay, "15:49:00"),
            ("14:00:00", YearMonthDay, "14:00:00"),
            ("9時30分", YearMonthDay, "09:30:00"),
        ] {
            check(text, order, expected);
        }
    }

    #[test]
    fn what_is_no_date_is_refused() {
        for text in [
            "",
            "12",
            "1.5",
            "1.2.3.4",
            "192.168.0.1",
            "abc",
            "May",
            "85123A",
            "No:0000000001",
            "#1001",
            "12:99",
            "1-2-3-4",
            "A4",
            "40666",
            "12,05",
            "10,000.00",
            "5 12",
        ] {
            let found = stamp(text)
                .and_then(|stamp| stamp.day(Reading { year: Some(2024), ..Reading::new(DayMonthYear) }));
            assert_eq!(found, None, "{text:?}");
        }
        check("2023-02-29", YearMonthDay, "no day");
        check("31/02/2024", DayMonthYear, "no day");
    }

    #[test]
    fn the_roc_calendar_needs_evidence() {
        let stamp = stamp("102/05/01").unwrap();
        assert!(stamp.may_be_roc());
        let day = stamp.day(Reading { is_roc: true, ..Reading::new(YearMonthDay) });
        assert_eq!(day.map(day::iso).as_deref(), Some("2013-05-01"));
        assert_eq!(stamp.day(Reading::new(YearMonthDay)), None);
    }

    #[test]
    fn unix_time_is_told_by_its_size() {
        for number in [1_672_531_199.0, 1_672_531_199e3, 1_672_531_199e6, 1_672_531_199e9] {
            let (day, second) = unix_time(number).unwrap();
            assert_eq!((day::iso(day).as_str(), second), ("2022-12-31", 86_399));
        }
        assert_eq!(unix_time(20_230_101.0), None);
    }

    #[test]
    fn excel_counts_days_from_1900() {
        assert_eq!(excel_serial(40_664.0).map(|(day, _)| day::iso(day)).as_deref(), Some("2011-05-01"));
        assert_eq!(excel_serial(45_384.347_893_518_52).map(|(_, seconds)| seconds), Some(30_058));
    }
}
