//! Calendar days as days since 1970-01-01 in the proleptic Gregorian calendar.
//!
//! The conversions are Howard Hinnant's `days_from_civil` and `civil_from_days` (public domain paper "chrono-Compatible
//! Low-Level Date Algorithms"), exact for every `i32` year that a file can hold.

/// Days since 1970-01-01.
pub type Day = i32;

const SECONDS_A_DAY: i64 = 86_400;

/// The day of a civil date, or `None` when there is no such date (2023-02-29).
pub fn from_ymd(year: i32, month: u32, day: u32) -> Option<Day> {
    if !(1..=12).contains(&month) || day == 0 || day > days_in_month(year, month) || year.abs() > 100_000 {
        return None;
    }
    let y = if month <= 2 { year - 1 } else { year };
    let era = y.div_euclid(400);
    let year_of_era = y - era * 400;
    let month_shifted = (month as i32 + 9) % 12;
    let day_of_year = (153 * month_shifted + 2) / 5 + day as i32 - 1;
    let day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    Some(era * 146_097 + day_of_era - 719_468)
}

/// Year, month 1..=12, day of month 1..=31.
pub fn ymd(day: Day) -> (i32, u32, u32) {
    let z = i64::from(day) + 719_468;
    let era = z.div_euclid(146_097);
    let day_of_era = z - era * 146_097;
    let year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let month_shifted = (5 * day_of_year + 2) / 153;
    let day_of_month = (day_of_year - (153 * month_shifted + 2) / 5 + 1) as u32;
    let month = if month_shifted < 10 { month_shifted + 3 } else { month_shifted - 9 } as u32;
    let year = year_of_era + era * 400 + i64::from(month <= 2);
    (year as i32, month, day_of_month)
}

pub fn days_in_month(year: i32, month: u32) -> u32 {
    match month {
        2 if year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

/// The day of a time in seconds since 1970-01-01 00:00.
pub fn of_seconds(seconds: i64) -> Day {
    seconds.div_euclid(SECONDS_A_DAY) as Day
}

/// Months since 1970-01: a calendar month as one number, for grouping and differences.
pub fn month_index(day: Day) -> i32 {
    let (year, month, _) = ymd(day);
    (year - 1970) * 12 + month as i32 - 1
}

/// The first day of the month with this index.
pub fn month_start(index: i32) -> Day {
    from_ymd(1970 + index.div_euclid(12), index.rem_euclid(12) as u32 + 1, 1).unwrap_or(0)
}

/// 0 = Monday … 6 = Sunday.
pub fn weekday(day: Day) -> u32 {
    (day + 3).rem_euclid(7) as u32
}

/// The same day of the month `n` calendar months later, or the month's last day when it has no such day.
pub fn add_months(day: Day, n: i32) -> Day {
    let (_, _, day_of_month) = ymd(day);
    let start = month_start(month_index(day) + n);
    let (year, month, _) = ymd(start);
    start + day_of_month.min(days_in_month(year, month)) as i32 - 1
}

/// `2024-03-31`.
pub fn iso(day: Day) -> String {
    let (year, month, day) = ymd(day);
    format!("{year:04}-{month:02}-{day:02}")
}

/// Reads `2024-03-31`.
pub fn parse_iso(text: &str) -> Option<Day> {
    let mut parts = text.splitn(3, '-');
    let year = parts.next()?.parse().ok()?;
    let month = parts.next()?.parse().ok()?;
    from_ymd(year, month, parts.next()?.parse().ok()?)
}

/// `2024-03-31 09:05:00`.
pub fn iso_time(seconds: i64) -> String {
    let rest = seconds.rem_euclid(SECONDS_A_DAY);
    format!("{} {:02}:{:02}:{:02}", iso(of_seconds(seconds)), rest / 3600, rest / 60 % 60, rest % 60)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_day_of_four_centuries_comes_back() {
        for day in -150_000..150_000 {
            let (y, m, d) = ymd(day);
            assert_eq!(from_ymd(y, m, d), Some(day));
        }
        assert_eq!(from_ymd(1970, 1, 1), Some(0));
        assert_eq!(from_ymd(2000, 3, 1), Some(11_017));
        assert_eq!(from_ymd(2023, 2, 29), None);
    }

    #[test]
    fn months_and_weekdays_follow_the_calendar() {
        let day = parse_iso("2024-01-31").unwrap();
        assert_eq!(iso(add_months(day, 1)), "2024-02-29");
        assert_eq!(iso(add_months(day, -2)), "2023-11-30");
        assert_eq!(weekday(day), 2);
        assert_eq!(iso_time(i64::from(day) * 86_400 + 3661), "2024-01-31 01:01:01");
    }
}
