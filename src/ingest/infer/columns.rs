//! Typed columns from the columns' texts, once their types are known.

use super::{Candidate, Guess, serial};
use crate::ingest::aside::Asides;
use crate::ingest::dates::Reading;
use crate::ingest::numbers::{self, Number, Shape};
use crate::ingest::words;
use crate::table::{Column, Data, TextColumn, Validity};

impl Candidate {
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

    /// Days whose years count from 1911.
    pub fn is_roc(&self) -> bool {
        matches!(self.guess, Guess::Date(reading) if reading.is_roc)
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
