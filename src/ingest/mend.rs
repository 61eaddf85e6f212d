//! Lines with too many or too few cells, put right where only one mending fits what the columns hold elsewhere.
//!
//! A mending is a small change to one line: a delimiter taken out or put in, a stray quote taken out, another delimiter,
//! cells of an unquoted name joined. Each is tried; the best is taken when it fits every column better than any other
//! mending does. What fits none is left alone.

use super::cells::Cells;
use super::kind::{self, Kind};
use super::quotes;
use super::tokens::Dialect;
use super::words;
use std::collections::HashMap;

/// Longer lines are left alone.
const MAX_BYTES: usize = 4096;
/// Mending is slow (a tenth of a millisecond a line); a file with more odd lines than this has another fault.
const MAX_LINES: u32 = 2000;

/// What the columns of the table hold, learnt from rows of the right width.
#[derive(Clone, Debug)]
pub struct Mender {
    columns: Vec<Column>,
    /// Of a header: what the rows below it hold; else empty.
    below: Vec<Column>,
    n_tried: u32,
}

#[derive(Clone, Debug, Default)]
struct Column {
    empty: f64,
    number: f64,
    date: f64,
    /// First characters that are letters.
    letter: f64,
    /// Filled cells that hold a quote.
    quote: f64,
    /// The form nearly all filled cells have: digits as 9, letters as A.
    form: Option<String>,
    /// What all filled cells begin with.
    prefix: String,
}

impl Mender {
    /// Learns from rows as texts.
    pub fn learn<'a>(rows: impl Iterator<Item = &'a [String]> + Clone, width: usize) -> Mender {
        let columns = (0..width).map(|i| Column::learn(rows.clone().filter_map(|row| row.get(i)))).collect();
        Mender { columns, below: Vec::new(), n_tried: 0 }
    }

    /// For the header line above the rows that this one knows: short words, none empty.
    pub fn for_header(&self) -> Mender {
        let column = Column { letter: 1.0, ..Column::default() };
        Mender { columns: vec![column; self.columns.len()], below: self.columns.clone(), n_tried: 0 }
    }

    /// No row fills the last column.
    pub fn is_last_empty(&self) -> bool {
        self.columns.last().is_some_and(|column| column.empty > 0.99)
    }

    /// Whether a name says what its column holds.
    pub fn is_named(&self, column: usize, name: &str) -> bool {
        self.columns.get(column).is_some_and(|column| column.names(name.as_bytes()) > 0.0)
    }

    /// How well a record fits the columns: the sum over its cells, and whether none is out of place.
    fn fit(&self, cells: &Cells) -> (f64, bool) {
        let mut sum = 0.0;
        let mut fits_all = true;
        for (cell, column) in cells.iter().zip(&self.columns) {
            let fit = column.fit(cell);
            sum += fit;
            fits_all &= fit > -0.4;
        }
        sum += cells.iter().zip(&self.below).map(|(cell, column)| column.names(cell)).sum::<f64>();
        (sum, fits_all)
    }

    /// Whether these cells are a row of the table beyond doubt: none is out of place, and two at least are what only
    /// their column holds: numbers, dates, codes of one form.
    pub fn is_row(&self, cells: &Cells) -> bool {
        let n_sure = cells
            .iter()
            .zip(&self.columns)
            .filter(|(cell, column)| !cell.trim_ascii().is_empty() && column.fit(cell) >= 1.0)
            .count();
        n_sure >= 2 && self.fit(cells).1
    }

    /// Mends one line (without its line end) in `cells`, which holds what was read of it. True when it was mended.
    pub fn mend(&mut self, line: &[u8], dialect: &Dialect, cells: &mut Cells) -> bool {
        let width = self.columns.len();
        if line.len() > MAX_BYTES || width < 2 || self.n_tried >= MAX_LINES || line.trim_ascii().is_empty() {
            return false;
        }
        if cells.len() == width && self.fit(cells).1 {
            return false;
        }
        self.n_tried += 1;
        let mut search =
            Search { mender: self, dialect, width, best: None, n_best: 0, scratch: Cells::default() };
        // Cells cut off or filled up at the end are no mending: they win when they fit.
        let mut plain = cells.clone();
        plain.resize(width);
        let (plain_score, plain_fits) = search.mender.fit(&plain);
        let is_plain = cells.len() < width || cells.n_without_trailing_empties() <= width;
        search.try_stray_quotes(line);
        search.try_empty_cells(cells);
        if cells.len() > width {
            search.try_joined(line, cells, dialect.delimiter.as_bytes());
        }
        search.try_other_delimiters(line);
        search.try_other_quotes(line);
        search.try_delimiter_at_quotes(line);
        if cells.len() + 1 == width {
            search.try_missing_delimiter(line);
        }
        let Some((score, found)) = search.best.filter(|_| search.n_best == 1) else { return false };
        if is_plain && plain_fits && plain_score >= score - 0.3 {
            return false;
        }
        *cells = found;
        true
    }
}

struct Search<'a> {
    mender: &'a Mender,
    dialect: &'a Dialect,
    width: usize,
    best: Option<(f64, Cells)>,
    /// Different mendings as good as the best.
    n_best: u32,
    scratch: Cells,
}

impl Search<'_> {
    fn offer(&mut self, cells: Cells, bonus: f64) {
        if cells.len() != self.width {
            return;
        }
        let (score, fits_all) = self.mender.fit(&cells);
        let score = score + bonus;
        if !fits_all {
            return;
        }
        match &self.best {
            Some((best, same)) if same.iter().eq(cells.iter()) => {
                if score > *best {
                    self.best = Some((score, cells));
                }
            }
            Some((best, _)) if (score - best).abs() < 1e-9 => self.n_best += 1,
            Some((best, _)) if score < *best => {}
            _ => {
                self.best = Some((score, cells));
                self.n_best = 1;
            }
        }
    }

    fn offer_line(&mut self, line: &[u8], dialect: &Dialect, bonus: f64) {
        let mut cells = std::mem::take(&mut self.scratch);
        cells.clear();
        let token = quotes::split(line, 0, true, dialect, None, &mut cells);
        if token.is_some_and(|token| token.end == line.len() && !token.faults.unclosed_quote)
            && cells.len() == self.width
        {
            self.offer(cells, bonus);
        } else {
            self.scratch = cells;
        }
    }

    /// One quote too many.
    fn try_stray_quotes(&mut self, line: &[u8]) {
        let Some(quote) = self.dialect.quote else { return };
        let dialect = self.dialect;
        for at in memchr::memchr_iter(quote, line).take(64) {
            let mut edited = line.to_vec();
            edited.remove(at);
            self.offer_line(&edited, dialect, 0.0);
        }
    }

    /// One delimiter too many: an empty cell where none belongs.
    fn try_empty_cells(&mut self, cells: &Cells) {
        if cells.len() != self.width + 1 {
            return;
        }
        for skip in 0..cells.len() {
            if cells.get(skip).trim_ascii().is_empty() {
                let mut found = Cells::default();
                for (_, cell) in cells.iter().enumerate().filter(|(i, _)| *i != skip) {
                    found.push(cell);
                }
                self.offer(found, 0.0);
            }
        }
    }

    /// An unquoted cell with delimiters inside: the surplus cells joined at one place, as they stand in the line.
    fn try_joined(&mut self, line: &[u8], cells: &Cells, delimiter: &[u8]) {
        let n_joined = cells.len() - self.width + 1;
        for start in 0..self.width {
            let joined = (start..start + n_joined).map(|i| cells.get(i)).collect::<Vec<_>>().join(delimiter);
            if memchr::memmem::find(line, &joined).is_none() {
                continue;
            }
            let mut found = Cells::default();
            for i in (0..start).chain(start + n_joined - 1..cells.len()) {
                found.push(if i == start + n_joined - 1 { &joined } else { cells.get(i) });
            }
            self.offer(found, -0.2);
        }
    }

    /// The line has a delimiter of its own.
    fn try_other_delimiters(&mut self, line: &[u8]) {
        for delimiter in [",", ";", "\t", "|", " "] {
            if delimiter == self.dialect.delimiter {
                continue;
            }
            let dialect = Dialect { delimiter: delimiter.to_owned(), ..self.dialect.clone() };
            let mut cells = Cells::default();
            let token = quotes::split(line, 0, true, &dialect, None, &mut cells);
            if token.is_none_or(|token| token.end < line.len() || token.faults.unclosed_quote) {
                continue;
            }
            // A blank at the line's end stands for an empty last cell.
            if delimiter == " " && line.ends_with(b" ") {
                cells.push(b"");
            }
            if cells.len() == self.width {
                self.offer(cells, 0.0);
            } else if cells.len() > self.width {
                self.try_joined(line, &cells, delimiter.as_bytes());
            }
        }
    }

    /// The line has quotes of its own.
    fn try_other_quotes(&mut self, line: &[u8]) {
        let quote = if self.dialect.quote == Some(b'\'') { b'"' } else { b'\'' };
        if memchr::memchr_iter(quote, line).nth(1).is_some() {
            let dialect = Dialect { quote: Some(quote), ..self.dialect.clone() };
            self.offer_line(line, &dialect, 0.0);
        }
    }

    /// A quoted cell grown together with its neighbour.
    fn try_delimiter_at_quotes(&mut self, line: &[u8]) {
        let Some(quote) = self.dialect.quote else { return };
        let (dialect, delimiter) = (self.dialect, self.dialect.delimiter.as_bytes());
        for at in memchr::memchr_iter(quote, line).filter(|&at| at > 0).take(64) {
            self.offer_line(&[&line[..at], delimiter, &line[at..]].concat(), dialect, 0.2);
        }
    }

    /// Two cells grown together: a delimiter is put in wherever it could have stood.
    fn try_missing_delimiter(&mut self, line: &[u8]) {
        let dialect = self.dialect;
        for at in 1..line.len() {
            // Not inside a character.
            if line[at] & 0xC0 == 0x80 {
                continue;
            }
            let (before, after) = (line[at - 1], line[at]);
            let is_edge = Some(after) == dialect.quote || Some(before) == dialect.quote;
            let is_change = before.is_ascii_digit() && after.is_ascii_alphabetic()
                || before.is_ascii_alphanumeric()
                    && !after.is_ascii_alphanumeric()
                    && !after.is_ascii_whitespace()
                || before.is_ascii_lowercase() && after.is_ascii_uppercase();
            let is_words = !self.mender.below.is_empty() && is_header_joint(line, at, dialect);
            let mut edited = Vec::with_capacity(line.len() + 4);
            edited.extend_from_slice(&line[..at]);
            edited.extend_from_slice(dialect.delimiter.as_bytes());
            edited.extend_from_slice(&line[at..]);
            let bonus = match (is_words, is_edge, is_change) {
                (true, ..) => 0.3,
                (_, true, _) => 0.2,
                (_, _, true) => 0.1,
                _ => 0.0,
            };
            self.offer_line(&edited, dialect, bonus);
        }
    }
}

/// Whether two known words of headers meet at this place: `DATE|TIME`.
fn is_header_joint(line: &[u8], at: usize, dialect: &Dialect) -> bool {
    let delimiter = dialect.delimiter.as_bytes();
    let start = memchr::memmem::rfind(&line[..at], delimiter).map_or(0, |start| start + delimiter.len());
    let end = memchr::memmem::find(&line[at..], delimiter).map_or(line.len(), |len| at + len);
    let is_word = |part: &[u8]| std::str::from_utf8(part).is_ok_and(words::is_plain_header_word);
    is_word(&line[start..at]) && is_word(&line[at..end])
}

impl Column {
    fn learn<'a>(cells: impl Iterator<Item = &'a String>) -> Column {
        let (mut n, mut n_filled, mut n_numbers, mut n_dates, mut n_letters, mut n_quotes) =
            (0, 0, 0, 0, 0, 0);
        let mut forms: HashMap<String, u32> = HashMap::new();
        let mut prefix: Option<String> = None;
        for cell in cells {
            n += 1;
            let text = cell.trim();
            if text.is_empty() {
                continue;
            }
            n_filled += 1;
            match kind::of(text) {
                Kind::Number => n_numbers += 1,
                Kind::Date => n_dates += 1,
                _ => {}
            }
            n_letters += u32::from(text.starts_with(char::is_alphabetic));
            n_quotes += u32::from(text.contains('"'));
            *forms.entry(form(text)).or_default() += 1;
            prefix = Some(match prefix {
                None => text.to_owned(),
                Some(prefix) => {
                    let len = prefix
                        .char_indices()
                        .zip(text.chars())
                        .find(|((_, a), b)| a != b)
                        .map(|((at, _), _)| at);
                    prefix[..len.unwrap_or(prefix.len().min(text.len()))].to_owned()
                }
            });
        }
        let share = |part: u32, whole: u32| f64::from(part) / f64::from(whole.max(1));
        // No ties: the winner has nearly all. Numbers have no form: `$9.99` and `$14.31` are alike.
        let form = forms
            .into_iter()
            .find(|(_, count)| n_filled >= 3 && share(*count, n_filled) >= 0.97)
            .map(|(form, _)| form);
        Column {
            empty: 1.0 - share(n_filled, n),
            number: share(n_numbers, n_filled),
            date: share(n_dates, n_filled),
            letter: share(n_letters, n_filled),
            quote: share(n_quotes, n_filled),
            form: form.filter(|form| form.len() > 1 && share(n_numbers, n_filled) < 0.5),
            prefix: prefix.filter(|prefix| prefix.len() >= 4 && n_filled >= 3).unwrap_or_default(),
        }
    }

    /// Whether a header names what the column holds: above 0 when it does, below when it names something else.
    fn names(&self, header: &[u8]) -> f64 {
        let Ok(header) = std::str::from_utf8(header) else { return 0.0 };
        let says = |is_named: bool, share: f64| match (is_named, share) {
            (true, share) if share > 0.9 => 0.5,
            (true, share) if share < 0.1 => -0.5,
            _ => 0.0,
        };
        let is_link = self.prefix.starts_with("http");
        says(words::names_date(header), self.date)
            + says(words::names_amount_last(header), self.number)
            + says(header.trim().eq_ignore_ascii_case("url"), f64::from(u8::from(is_link)))
    }

    /// 1: as the others; 0: nothing to say; below −0.4: out of place.
    fn fit(&self, cell: &[u8]) -> f64 {
        let Ok(text) = std::str::from_utf8(cell) else { return 0.0 };
        let text = text.trim();
        if text.is_empty() {
            return match self.empty {
                empty if empty > 0.5 => 1.0,
                empty if empty > 0.02 => 0.2,
                _ => -1.0,
            };
        }
        if self.empty > 0.99 {
            return -1.0;
        }
        if let Some(expected) = &self.form {
            return if form(text) == *expected { 1.0 } else { -0.5 };
        }
        if !self.prefix.is_empty() {
            return if text.starts_with(&self.prefix) { 1.0 } else { -0.5 };
        }
        let kind = kind::of(text);
        if self.number > 0.9 {
            return if kind == Kind::Number { 1.0 } else { -1.0 };
        }
        if self.date > 0.9 {
            return if kind == Kind::Date { 1.0 } else { -1.0 };
        }
        let mut fit =
            if text.starts_with(char::is_alphabetic) { 0.4 * self.letter } else { 0.4 * (1.0 - self.letter) };
        if kind != Kind::Word && self.number + self.date < 0.1 {
            fit -= 0.4;
        }
        if text.contains('"') && self.quote < 0.5 {
            fit -= if text.matches('"').count() % 2 == 1 && self.quote < 0.01 { 0.6 } else { 0.1 };
        }
        fit
    }
}

/// `29/01/2018` is `99/99/9999`.
fn form(text: &str) -> String {
    text.chars()
        .take(40)
        .map(|c| match c {
            _ if c.is_numeric() => '9',
            _ if c.is_alphabetic() => 'A',
            _ => c,
        })
        .collect()
}
