//! What the cells of each column say, whatever the header claims. Facts come from up to 30,000 rows (head, middle and
//! end of the file, each in one piece, so that repeats in a row are seen).

use super::keys::{Keys, clean_id};
use super::words::{Standing, currency_code, fold, standing};
use crate::table::{Data, Table, day};
use rustc_hash::FxHashMap;

const WINDOW: usize = 10_000;
/// The code of a missing cell.
pub const MISSING: u32 = u32::MAX;

/// Facts of one column.
#[derive(Clone, Debug, Default)]
pub struct Facts {
    pub n_rows: usize,
    pub n_valid: usize,
    pub n_distinct: usize,
    pub is_number: bool,
    /// All numbers are whole.
    pub is_whole: bool,
    pub is_date: bool,
    /// A date column with clock times other than midnight.
    pub has_clock: bool,
    /// Whole numbers or texts that all read as a day `YYYYMMDD`.
    pub is_compact_date: bool,
    pub min: f64,
    pub max: f64,
    pub mean: f64,
    pub negative_share: f64,
    /// Shares of distinct texts.
    pub email_share: f64,
    pub phone_share: f64,
    pub digit_share: f64,
    pub clock_share: f64,
    pub currency_share: f64,
    /// `#1001`.
    pub number_sign_share: f64,
    /// Texts that say cancelled, returned or no sale.
    pub standing_share: f64,
    pub mean_length: f64,
    pub mean_words: f64,
    /// Of the repeats of a value, how many stand directly below each other.
    pub run_share: f64,
}

impl Facts {
    pub fn distinct_share(&self) -> f64 {
        self.n_distinct as f64 / self.n_valid.max(1) as f64
    }

    pub fn is_text(&self) -> bool {
        !self.is_number && !self.is_date
    }
}

/// Facts of all columns and the codes behind them.
pub struct Evidence<'a> {
    pub table: &'a Table,
    pub rows: Vec<usize>,
    pub facts: Vec<Facts>,
    /// Per column, per sampled row: a code of the value, [`MISSING`] for none.
    pub codes: Vec<Vec<u32>>,
}

impl<'a> Evidence<'a> {
    pub fn new(table: &'a Table) -> Evidence<'a> {
        let n = table.n_rows;
        let rows: Vec<usize> = if n <= 3 * WINDOW {
            (0..n).collect()
        } else {
            let middle = n / 2 - WINDOW / 2;
            (0..WINDOW).chain(middle..middle + WINDOW).chain(n - WINDOW..n).collect()
        };
        let mut evidence = Evidence { table, rows, facts: Vec::new(), codes: Vec::new() };
        for column in 0..table.columns.len() {
            let codes = evidence.codes_of(column);
            let facts = evidence.facts_of(column, &codes);
            evidence.codes.push(codes);
            evidence.facts.push(facts);
        }
        evidence
    }

    fn codes_of(&self, column: usize) -> Vec<u32> {
        let column = &self.table.columns[column];
        match &column.data {
            Data::Text(text) => self
                .rows
                .iter()
                .map(|&row| {
                    let is_there = column.is_valid(row) && !text.get(row).trim().is_empty();
                    if is_there { text.codes[row] } else { MISSING }
                })
                .collect(),
            _ => {
                let mut seen: FxHashMap<i64, u32> = FxHashMap::default();
                self.rows
                    .iter()
                    .map(|&row| {
                        if !column.is_valid(row) {
                            return MISSING;
                        }
                        let bits = match &column.data {
                            Data::Decimal { mantissa, .. } => mantissa[row],
                            Data::Float(values) => values[row].to_bits() as i64,
                            Data::Day(days) => i64::from(days[row]),
                            Data::Time(times) => times[row],
                            Data::Text(_) => 0,
                        };
                        let next = seen.len() as u32;
                        *seen.entry(bits).or_insert(next)
                    })
                    .collect()
            }
        }
    }

    fn facts_of(&self, position: usize, codes: &[u32]) -> Facts {
        let column = &self.table.columns[position];
        let mut first_row: FxHashMap<u32, usize> = FxHashMap::default();
        let (mut n_valid, mut n_runs) = (0, 0);
        for (i, &code) in codes.iter().enumerate() {
            if code == MISSING {
                continue;
            }
            n_valid += 1;
            first_row.entry(code).or_insert(self.rows[i]);
            if i > 0 && codes[i - 1] == code {
                n_runs += 1;
            }
        }
        let n_distinct = first_row.len();
        let mut facts = Facts {
            n_rows: codes.len(),
            n_valid,
            n_distinct,
            is_number: column.is_number(),
            is_date: column.is_date(),
            run_share: n_runs as f64 / (n_valid - n_distinct).max(1) as f64,
            ..Facts::default()
        };
        let mut distinct_rows: Vec<usize> = first_row.into_values().collect();
        distinct_rows.sort_unstable();
        distinct_rows.truncate(3_000);
        if facts.is_number {
            self.number_facts(position, codes, &mut facts);
        } else if facts.is_text() {
            self.text_facts(position, &distinct_rows, &mut facts);
        } else if let Data::Time(times) = &column.data {
            facts.has_clock = distinct_rows.iter().any(|&row| times[row].rem_euclid(86_400) != 0);
        }
        facts
    }

    fn number_facts(&self, position: usize, codes: &[u32], facts: &mut Facts) {
        let column = &self.table.columns[position];
        let (mut sum, mut n_negative, mut n_compact) = (0.0, 0usize, 0usize);
        facts.min = f64::INFINITY;
        facts.max = f64::NEG_INFINITY;
        facts.is_whole = true;
        for (i, &code) in codes.iter().enumerate() {
            let Some(value) = (code != MISSING).then(|| column.number(self.rows[i])).flatten() else {
                continue;
            };
            sum += value;
            n_negative += usize::from(value < 0.0);
            facts.min = facts.min.min(value);
            facts.max = facts.max.max(value);
            facts.is_whole &= value == value.trunc();
            n_compact += usize::from(compact_day(value).is_some());
        }
        if facts.n_valid == 0 {
            (facts.min, facts.max) = (0.0, 0.0);
            return;
        }
        let n = facts.n_valid as f64;
        facts.mean = sum / n;
        facts.negative_share = n_negative as f64 / n;
        facts.is_compact_date = facts.is_whole && n_compact == facts.n_valid;
        facts.mean_length = facts.max.abs().max(1.0).to_string().len() as f64;
        facts.digit_share = 1.0;
    }

    fn text_facts(&self, position: usize, distinct_rows: &[usize], facts: &mut Facts) {
        let column = &self.table.columns[position];
        let n = distinct_rows.len().max(1) as f64;
        let (mut emails, mut phones, mut digits, mut clocks, mut currencies) = (0, 0, 0, 0, 0);
        let mut number_signs = 0;
        let (mut length, mut words, mut compact, mut standings) = (0, 0, 0, 0);
        // A column of statuses has few.
        let may_stand = distinct_rows.len() <= 60;
        for &row in distinct_rows {
            let text = column.text(row).unwrap_or_default().trim();
            length += text.chars().count();
            words += text.split_whitespace().count();
            emails += usize::from(is_email(text));
            phones += usize::from(is_phone(text));
            digits += usize::from(text.chars().any(|c| c.is_ascii_digit()));
            clocks += usize::from(clock_seconds(text).is_some());
            currencies += usize::from(currency_code(text).is_some());
            let number = text.strip_prefix('#').unwrap_or_default();
            number_signs += usize::from(!number.is_empty() && number.bytes().all(|b| b.is_ascii_digit()));
            standings += usize::from(may_stand && standing(text) != Standing::Good);
            compact +=
                usize::from(text.len() == 8 && text.parse::<f64>().ok().and_then(compact_day).is_some());
        }
        facts.email_share = emails as f64 / n;
        facts.phone_share = phones as f64 / n;
        facts.digit_share = digits as f64 / n;
        facts.clock_share = clocks as f64 / n;
        facts.currency_share = currencies as f64 / n;
        facts.number_sign_share = number_signs as f64 / n;
        facts.standing_share = standings as f64 / n;
        facts.mean_length = length as f64 / n;
        facts.mean_words = words as f64 / n;
        facts.is_compact_date = !distinct_rows.is_empty() && compact == distinct_rows.len();
    }

    /// Within groups of equal `key`, how often `value` keeps one value: the share of groups of two rows or more in
    /// which all cells that are there agree. `None` when there are too few such groups.
    pub fn constant_within(&self, key: usize, value: usize) -> Option<f64> {
        self.grouped(key, |groups| {
            let mut n_constant = 0;
            for group in groups {
                let mut values = group.iter().map(|&i| self.codes[value][i]).filter(|&code| code != MISSING);
                let first = values.next();
                n_constant += usize::from(values.all(|code| Some(code) == first));
            }
            n_constant as f64 / groups.len() as f64
        })
    }

    /// The same over groups whose rows differ in `line`: a line that stands in the file twice says nothing of its order.
    pub fn constant_over_lines(&self, key: usize, value: usize, line: Option<usize>) -> Option<f64> {
        let Some(line) = line else { return self.constant_within(key, value) };
        let (mut n, mut n_constant) = (0usize, 0usize);
        self.grouped(key, |groups| {
            for group in groups {
                let first = group.first().map(|&i| self.codes[line][i]);
                if group.iter().all(|&i| Some(self.codes[line][i]) == first) {
                    continue;
                }
                let mut values = group.iter().map(|&i| self.codes[value][i]).filter(|&code| code != MISSING);
                let first = values.next();
                n += 1;
                n_constant += usize::from(values.all(|code| Some(code) == first));
            }
        })?;
        (n > 0).then(|| n_constant as f64 / n as f64)
    }

    /// The share of groups of equal `key` whose first row alone has a value in `value`.
    pub fn first_only_within(&self, key: usize, value: usize) -> Option<f64> {
        self.grouped(key, |groups| {
            let is_first_only = |group: &&Vec<usize>| {
                group.iter().enumerate().all(|(k, &i)| (k == 0) == (self.codes[value][i] != MISSING))
            };
            groups.iter().filter(is_first_only).count() as f64 / groups.len() as f64
        })
    }

    fn grouped<T>(&self, key: usize, share: impl FnOnce(&[Vec<usize>]) -> T) -> Option<T> {
        let mut groups: FxHashMap<u32, Vec<usize>> = FxHashMap::default();
        for (i, &code) in self.codes[key].iter().enumerate() {
            if code != MISSING {
                groups.entry(code).or_default().push(i);
            }
        }
        let groups: Vec<Vec<usize>> = groups.into_values().filter(|group| group.len() > 1).collect();
        (!groups.is_empty()).then(|| share(&groups))
    }

    /// Whether a number column is written with decimals, be they all zero: `1000.00`.
    pub fn has_cents(&self, column: usize) -> bool {
        !matches!(self.table.columns[column].data, Data::Decimal { scale: 0, .. })
    }

    /// The share of rows on which `quantity × price` equals `total` within one cent (or one part in a thousand).
    pub fn product_share(&self, quantity: usize, price: usize, total: usize) -> Option<f64> {
        let columns = &self.table.columns;
        let (mut n, mut n_equal) = (0usize, 0usize);
        for &row in &self.rows {
            let (Some(q), Some(p), Some(t)) =
                (columns[quantity].number(row), columns[price].number(row), columns[total].number(row))
            else {
                continue;
            };
            n += 1;
            n_equal += usize::from((q * p - t).abs() <= 0.011_f64.max(t.abs() * 1e-3));
        }
        (n > 0).then(|| n_equal as f64 / n as f64)
    }

    /// The sum of a number column over all rows of the table, in major units; once an order, when `order` is given.
    pub fn sum(&self, position: usize, order: Option<usize>) -> f64 {
        let column = &self.table.columns[position];
        let is_counted: Vec<bool> = match order {
            None => vec![true; self.table.n_rows],
            Some(order) => {
                let keys = Keys::of(&self.table.columns[order], clean_id);
                let mut is_seen = vec![false; keys.names.len()];
                let count = |(row, &code): (usize, &u32)| {
                    if !column.is_valid(row) || code == MISSING {
                        return column.is_valid(row);
                    }
                    !std::mem::replace(&mut is_seen[code as usize], true)
                };
                keys.codes.iter().enumerate().map(count).collect()
            }
        };
        let rows = (0..self.table.n_rows).filter(|&row| is_counted[row] && column.is_valid(row));
        match &column.data {
            Data::Decimal { mantissa, scale } => {
                let sum: i128 = rows.map(|row| i128::from(mantissa[row])).sum();
                sum as f64 / libm::exp10(f64::from(*scale))
            }
            _ => rows.filter_map(|row| column.number(row)).sum(),
        }
    }
}

/// The day of a number written `20110531`; years 1900 to 2100.
pub fn compact_day(value: f64) -> Option<day::Day> {
    if !(19_000_101.0..=21_001_231.0).contains(&value) || value != value.trunc() {
        return None;
    }
    let number = value as u32;
    day::from_ymd((number / 10_000) as i32, number / 100 % 100, number % 100)
}

pub fn is_email(text: &str) -> bool {
    let Some((local, domain)) = text.split_once('@') else { return false };
    !local.is_empty() && domain.contains('.') && !text.contains(char::is_whitespace)
}

fn is_phone(text: &str) -> bool {
    let digits = text.chars().filter(|c| c.is_ascii_digit() || *c == '*').count();
    (7..=15).contains(&digits) && text.chars().all(|c| c.is_ascii_digit() || "+-() .*'#x".contains(c))
}

/// Seconds of a clock time `9:05`, `09:05:00`, `9:05 PM`, `上午 10:51:00`.
pub fn clock_seconds(text: &str) -> Option<i64> {
    let text = fold(text);
    let is_afternoon = text.contains("pm") || text.contains("下午") || text.contains("晚上");
    let is_morning = text.contains("am") || text.contains("上午") || text.contains("凌晨");
    let digits: String = text.chars().filter(|c| c.is_ascii_digit() || *c == ':').collect();
    if text.chars().count() > digits.len() + 6 {
        return None;
    }
    let mut parts = digits.split(':').map(|part| part.parse::<i64>().ok());
    let (hour, minute) = (parts.next()??, parts.next()??);
    let second = match parts.next() {
        Some(second) => second?,
        None => 0,
    };
    if parts.next().is_some() || hour > 24 || minute > 59 || second > 59 {
        return None;
    }
    let hour = match (is_afternoon, is_morning) {
        (true, _) if hour < 12 => hour + 12,
        (_, true) if hour == 12 => 0,
        _ => hour,
    };
    Some(hour * 3600 + minute * 60 + second)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn clock_times_are_read_in_both_halves_of_the_day() {
        assert_eq!(clock_seconds("上午 10:51:00"), Some(10 * 3600 + 51 * 60));
        assert_eq!(clock_seconds("下午 03:49:00"), Some(15 * 3600 + 49 * 60));
        assert_eq!(clock_seconds("12:05 AM"), Some(300));
        assert_eq!(clock_seconds("hello"), None);
    }

    #[test]
    fn compact_days_are_days() {
        assert!(compact_day(19_970_118.0).is_some());
        assert!(compact_day(19_971_318.0).is_none());
        assert!(compact_day(17_850.0).is_none());
    }
}
