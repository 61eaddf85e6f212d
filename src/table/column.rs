//! One column: a name, typed data, and which cells are there at all.

use super::day::{self, Day};
use std::collections::HashMap;

/// A column of a [`super::Table`].
#[derive(Clone, Debug)]
pub struct Column {
    /// The header as in the file, made unique (`金額`, `金額 (2)`).
    pub name: String,
    pub data: Data,
    /// Missing is a cleared bit here, never zero and never NaN.
    pub validity: Validity,
    /// ISO code or sign of the currency that the cells were written with or the file names; `""` for none.
    pub currency: &'static str,
    /// Of a computed column: headers of the file's columns whose contents can stand in it.
    pub carries: Vec<String>,
}

/// Typed cells. A missing cell holds any value; ask `validity` first.
#[derive(Clone, Debug)]
pub enum Data {
    /// Words, categories, ids. Ids stay text: leading zeros matter.
    Text(TextColumn),
    /// Exact decimals: `mantissa / 10^scale`. Scale 0 is whole numbers.
    Decimal { mantissa: Vec<i64>, scale: u8 },
    /// Numbers that do not fit a decimal of 18 digits (scientific notation, many digits).
    Float(Vec<f64>),
    /// Calendar days.
    Day(Vec<Day>),
    /// Seconds since 1970-01-01 00:00 on the file's own clock; no time zone is assumed.
    Time(Vec<i64>),
}

/// Dictionary-coded text.
#[derive(Clone, Debug, Default)]
pub struct TextColumn {
    pub codes: Vec<u32>,
    pub dictionary: Dictionary,
}

/// Distinct texts in order of first appearance, in one buffer.
#[derive(Clone, Debug, Default)]
pub struct Dictionary {
    text: String,
    ends: Vec<u32>,
}

impl Dictionary {
    /// A dictionary from one buffer and the end of each text in it; `None` when the ends do not fit the buffer.
    pub fn from_parts(text: String, ends: Vec<u32>) -> Option<Dictionary> {
        let fits = ends.is_sorted() && ends.iter().all(|&end| text.is_char_boundary(end as usize));
        fits.then_some(Dictionary { text, ends })
    }

    pub fn len(&self) -> usize {
        self.ends.len()
    }

    pub fn is_empty(&self) -> bool {
        self.ends.is_empty()
    }

    /// The text with this code. Codes come from the same column, so they are in range.
    pub fn get(&self, code: u32) -> &str {
        let code = code as usize;
        let start = if code == 0 { 0 } else { self.ends[code - 1] as usize };
        &self.text[start..self.ends[code] as usize]
    }

    pub fn iter(&self) -> impl Iterator<Item = &str> {
        (0..self.len() as u32).map(|code| self.get(code))
    }

    /// Appends a text the dictionary does not hold yet and gives its code.
    pub fn push(&mut self, text: &str) -> u32 {
        self.text.push_str(text);
        self.ends.push(self.text.len() as u32);
        self.len() as u32 - 1
    }

    /// Bytes held.
    pub fn n_bytes(&self) -> usize {
        self.text.capacity() + self.ends.capacity() * 4
    }
}

impl TextColumn {
    pub fn from_texts<'a>(texts: impl IntoIterator<Item = &'a str>) -> TextColumn {
        let mut seen = HashMap::new();
        let mut column = TextColumn::default();
        for text in texts {
            let code = *seen.entry(text).or_insert_with(|| column.dictionary.push(text));
            column.codes.push(code);
        }
        column
    }

    pub fn get(&self, row_idx: usize) -> &str {
        self.dictionary.get(self.codes[row_idx])
    }
}

/// One bit a row; `None` when every cell is there.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Validity {
    words: Option<Vec<u64>>,
}

impl Validity {
    pub fn all() -> Validity {
        Validity { words: None }
    }

    pub fn from_flags(flags: impl IntoIterator<Item = bool>) -> Validity {
        let (mut words, mut n, mut any_missing) = (Vec::new(), 0usize, false);
        for valid in flags {
            if n % 64 == 0 {
                words.push(0);
            }
            if valid {
                words[n / 64] |= 1 << (n % 64);
            } else {
                any_missing = true;
            }
            n += 1;
        }
        Validity { words: any_missing.then_some(words) }
    }

    /// Whether every cell is there.
    pub fn is_all(&self) -> bool {
        self.words.is_none()
    }

    pub fn is_valid(&self, row_idx: usize) -> bool {
        self.words.as_ref().is_none_or(|words| words[row_idx / 64] >> (row_idx % 64) & 1 == 1)
    }

    pub fn n_missing(&self, n_rows: usize) -> usize {
        match &self.words {
            None => 0,
            Some(words) => n_rows - words.iter().map(|word| word.count_ones() as usize).sum::<usize>(),
        }
    }
}

impl Column {
    pub fn new(name: impl Into<String>, data: Data, validity: Validity) -> Column {
        Column { name: name.into(), data, validity, currency: "", carries: Vec::new() }
    }

    pub fn with_currency(mut self, currency: &'static str) -> Column {
        self.currency = currency;
        self
    }

    pub fn len(&self) -> usize {
        match &self.data {
            Data::Text(text) => text.codes.len(),
            Data::Decimal { mantissa, .. } => mantissa.len(),
            Data::Float(values) => values.len(),
            Data::Day(days) => days.len(),
            Data::Time(times) => times.len(),
        }
    }

    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    pub fn is_valid(&self, row_idx: usize) -> bool {
        self.validity.is_valid(row_idx)
    }

    /// Whether two cells hold the same value, or neither holds one.
    pub fn is_same(&self, row_idx: usize, other: usize) -> bool {
        let is_valid = self.is_valid(row_idx);
        is_valid == self.is_valid(other)
            && (!is_valid
                || match &self.data {
                    Data::Text(text) => text.codes[row_idx] == text.codes[other],
                    Data::Decimal { mantissa: values, .. } | Data::Time(values) => {
                        values[row_idx] == values[other]
                    }
                    Data::Float(values) => values[row_idx].to_bits() == values[other].to_bits(),
                    Data::Day(days) => days[row_idx] == days[other],
                })
    }

    /// The cell's text, for text columns only.
    pub fn text(&self, row_idx: usize) -> Option<&str> {
        match &self.data {
            Data::Text(text) if self.is_valid(row_idx) => Some(text.get(row_idx)),
            _ => None,
        }
    }

    /// The cell as a number, for number columns only. For sums of money use the mantissa.
    pub fn number(&self, row_idx: usize) -> Option<f64> {
        if !self.is_valid(row_idx) {
            return None;
        }
        match &self.data {
            Data::Decimal { mantissa, scale } => Some(mantissa[row_idx] as f64 / power_of_ten(*scale)),
            Data::Float(values) => Some(values[row_idx]),
            _ => None,
        }
    }

    /// The cell's calendar day, for day and time columns only.
    pub fn day(&self, row_idx: usize) -> Option<Day> {
        if !self.is_valid(row_idx) {
            return None;
        }
        match &self.data {
            Data::Day(days) => Some(days[row_idx]),
            Data::Time(times) => Some(day::of_seconds(times[row_idx])),
            _ => None,
        }
    }

    /// The cell as it is shown and exported: ISO days and times, a point for decimals, `""` when missing.
    pub fn display(&self, row_idx: usize) -> String {
        if !self.is_valid(row_idx) {
            return String::new();
        }
        match &self.data {
            Data::Text(text) => text.get(row_idx).to_owned(),
            Data::Decimal { mantissa, scale } => decimal_text(mantissa[row_idx].into(), *scale),
            Data::Float(values) => values[row_idx].to_string(),
            Data::Day(days) => day::iso(days[row_idx]),
            Data::Time(times) => day::iso_time(times[row_idx]),
        }
    }

    pub fn is_number(&self) -> bool {
        matches!(self.data, Data::Decimal { .. } | Data::Float(_))
    }

    pub fn is_date(&self) -> bool {
        matches!(self.data, Data::Day(_) | Data::Time(_))
    }
}

/// `10^scale`, exact: a table where the loop over a column would call a function a row.
pub fn power_of_ten(scale: u8) -> f64 {
    const POWERS: [f64; 16] =
        [1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15];
    POWERS.get(scale as usize).copied().unwrap_or_else(|| libm::exp10(f64::from(scale)))
}

/// An exact decimal in plain digits: `decimal_text(-1050, 2)` is `-10.50`.
pub fn decimal_text(mantissa: i128, scale: u8) -> String {
    if scale == 0 {
        return mantissa.to_string();
    }
    let digits = format!("{:0width$}", mantissa.unsigned_abs(), width = scale as usize + 1);
    let (whole, fraction) = digits.split_at(digits.len() - scale as usize);
    format!("{}{whole}.{fraction}", if mantissa < 0 { "-" } else { "" })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn decimals_are_shown_exactly() {
        assert_eq!(decimal_text(-1050, 2), "-10.50");
        assert_eq!(decimal_text(5, 2), "0.05");
        assert_eq!(decimal_text(7, 0), "7");
    }

    #[test]
    fn a_cleared_bit_is_missing() {
        let validity = Validity::from_flags((0..70).map(|i| i != 65));
        assert!(validity.is_valid(64) && !validity.is_valid(65));
        assert_eq!(validity.n_missing(70), 1);
    }
}
