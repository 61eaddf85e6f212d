//! Text to records.
//!
//! Lines are cut as they stand where they can be; records with quotes inside cells or over several lines go through
//! `csv-core`. A record whose quotes are not in their places, and files with delimiters
//! of several characters, go through [`super::quotes`].

use super::cells::Cells;
use super::mend::Mender;
use super::{quotes, words};

/// How cells are set apart.
#[derive(Clone, Debug, PartialEq)]
pub struct Dialect {
    /// `","`, `" | "`; `" "` stands for one or more blanks.
    pub delimiter: String,
    pub quote: Option<u8>,
    /// A backslash before a quote inside a cell, where the file doubles none.
    pub escape: Option<u8>,
}

impl Dialect {
    pub fn new(delimiter: &str, quote: Option<u8>) -> Dialect {
        Dialect { delimiter: delimiter.to_owned(), quote, escape: None }
    }

    /// Cells are separated by runs of blanks.
    pub fn is_blanks(&self) -> bool {
        self.delimiter == " "
    }
}

/// What was wrong with a record's bytes and mended.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Faults {
    pub unclosed_quote: bool,
    pub text_after_quote: bool,
    pub nul: bool,
    pub bad_bytes: bool,
    /// The line had another number of cells and was put right.
    pub mended: bool,
}

/// Where a record ended and what was wrong with it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Token {
    /// Position after the record's line end.
    pub end: usize,
    /// Physical lines it took.
    pub n_lines: u32,
    pub faults: Faults,
}

pub struct Tokeniser {
    pub dialect: Dialect,
    /// The width most records have, once it is known: the touchstone of quote repair.
    pub width: Option<usize>,
    pub cells: Cells,
    /// Puts lines of another width right.
    pub mender: Option<Mender>,
    core: Option<csv_core::Reader>,
    /// A delimiter of one byte, where nothing is escaped: most lines are then cut as they stand.
    delimiter: Option<u8>,
    /// Position of the next quote in the current text, found once for many records.
    next_quote: Option<usize>,
}

impl Tokeniser {
    pub fn new(dialect: Dialect, width: Option<usize>) -> Tokeniser {
        let core = match *dialect.delimiter.as_bytes() {
            [delimiter] if delimiter != b' ' => Some(
                csv_core::ReaderBuilder::new()
                    .delimiter(delimiter)
                    .quoting(dialect.quote.is_some())
                    .quote(dialect.quote.unwrap_or(b'"'))
                    .escape(dialect.escape)
                    .build(),
            ),
            _ => None,
        };
        let delimiter = match *dialect.delimiter.as_bytes() {
            [delimiter] if core.is_some() && dialect.escape.is_none() => Some(delimiter),
            _ => None,
        };
        Tokeniser { dialect, width, cells: Cells::default(), mender: None, core, delimiter, next_quote: None }
    }

    /// The text was changed (extended, or its start dropped): forget positions.
    pub fn text_moved(&mut self) {
        self.next_quote = None;
    }

    /// Reads the record at `start` into `cells`; `None` when the text ends before the record does and more may come.
    pub fn next(&mut self, text: &[u8], start: usize, is_last: bool) -> Option<Token> {
        let first = *text.get(start)?;
        self.cells.clear();
        if matches!(first, b'\n' | b'\r') {
            let end = line_end(text, start, is_last)?;
            self.cells.end_cell();
            return Some(Token { end, n_lines: 1, faults: Faults::default() });
        }
        let mut is_odd = false;
        let mut token = match self.well_formed(text, start, is_last) {
            Some(token) => token,
            None => {
                self.cells.clear();
                is_odd = self.core.is_some();
                quotes::split(text, start, is_last, &self.dialect, self.width, &mut self.cells)?
            }
        };
        if token.n_lines > 1 && self.swallows_records(&text[start..token.end]) {
            self.cells.clear();
            token = quotes::split_raw(text, start, is_last, &self.dialect, &mut self.cells)?;
        } else if self.width.is_some_and(|width| self.cells.len() != width || is_odd) {
            if is_odd && token.n_lines == 1 && self.width == Some(self.cells.len()) {
                self.drop_blanks(&text[start..token.end]);
            }
            self.mend(text, start, is_last, &mut token);
        }
        if self.cells.has_nul() {
            self.cells.drop_nuls();
            token.faults.nul = true;
        }
        Some(token)
    }

    /// Whether a record over several lines is several records: a quote that never closed on the first line met the
    /// opening quote of a later one. Both its first and its second line must look like rows of the table.
    fn swallows_records(&self, record: &[u8]) -> bool {
        let (Some(width), Some(mender)) = (self.width, &self.mender) else { return false };
        let mut cells = Cells::default();
        let Some(first) = quotes::split_raw(record, 0, true, &self.dialect, &mut cells) else { return false };
        if cells.len() != width || !mender.is_row(&cells) && !words::is_header(&cells) {
            return false;
        }
        cells.clear();
        let second = quotes::split_with_quotes(record, first.end, true, &self.dialect, &mut cells);
        let is_whole = second.is_some_and(|token| token.n_lines == 1 || token.faults.unclosed_quote);
        is_whole && cells.len() == width && mender.is_row(&cells)
    }

    /// A blank behind every delimiter of this line belongs to the delimiter: `a, "b", c` among lines like `a,"b",c`.
    fn drop_blanks(&mut self, line: &[u8]) {
        let line = without_line_end(line);
        let dialect = Dialect { delimiter: format!("{} ", self.dialect.delimiter), ..self.dialect.clone() };
        let mut cells = Cells::default();
        let token = quotes::split_with_quotes(line, 0, true, &dialect, &mut cells);
        if token.is_some_and(|token| token.end == line.len() && token.faults == Faults::default())
            && cells.len() == self.cells.len()
        {
            self.cells = cells;
        }
    }

    /// Tries to put a record of the wrong width right: its first line alone, when it took several.
    fn mend(&mut self, text: &[u8], start: usize, is_last: bool, token: &mut Token) {
        let Some(mender) = &mut self.mender else { return };
        let line_len = memchr::memchr2(b'\n', b'\r', &text[start..token.end]).unwrap_or(token.end - start);
        let stop = start + line_len;
        let end = if stop < text.len() { line_end(text, stop, is_last) } else { Some(stop) };
        let Some(end) = end else { return };
        let is_mended = mender.mend(&text[start..stop], &self.dialect, &mut self.cells);
        if is_mended {
            *token = Token { end, n_lines: 1, faults: Faults { mended: true, ..token.faults } };
        }
    }

    /// The record through `csv-core`; `None` when it is cut or its quotes are out of place.
    fn well_formed(&mut self, text: &[u8], start: usize, is_last: bool) -> Option<Token> {
        let core = self.core.as_mut()?;
        let quote_at = match (self.dialect.quote, self.next_quote) {
            (None, _) => usize::MAX,
            (Some(_), Some(at)) if at >= start => at,
            (Some(quote), _) => {
                let at = memchr::memchr(quote, &text[start..]).map_or(usize::MAX, |at| start + at);
                self.next_quote = Some(at);
                at
            }
        };
        let cells = &mut self.cells;
        if let Some(delimiter) = self.delimiter
            && let Some(len) = memchr::memchr2(b'\n', b'\r', &text[start..])
        {
            // csv-core takes a byte order mark off every record, as programs write them where files were joined.
            let line = &text[start..start + len];
            let line = line.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(line);
            let quote = self.dialect.quote.filter(|_| quote_at < start + len);
            if cells.take_line(line, delimiter, quote) {
                let end = line_end(text, start + len, is_last)?;
                return Some(Token { end, n_lines: 1, faults: Faults::default() });
            }
        }
        let (mut at, mut n_text, mut n_ends) = (start, 0, 0);
        let is_record = loop {
            let (text_room, ends_room) = cells.buffers(n_text + 1, n_ends + 1);
            let (result, n_in, n_out, n_cells) =
                core.read_record(&text[at..], &mut text_room[n_text..], &mut ends_room[n_ends..]);
            at += n_in;
            n_text += n_out;
            n_ends += n_cells;
            match result {
                csv_core::ReadRecordResult::Record => break true,
                csv_core::ReadRecordResult::OutputFull | csv_core::ReadRecordResult::OutputEndsFull => {}
                // The next turn passes empty input, which tells csv-core that the file ends here.
                csv_core::ReadRecordResult::InputEmpty if is_last && at == text.len() => {}
                csv_core::ReadRecordResult::InputEmpty | csv_core::ReadRecordResult::End => break false,
            }
        };
        core.reset();
        cells.set_written(n_text, n_ends);
        if !is_record {
            return None;
        }
        if text[at - 1] == b'\r' {
            match text.get(at) {
                Some(b'\n') => at += 1,
                None if !is_last => return None,
                _ => {}
            }
        }
        let mut n_lines = 1;
        if quote_at < at {
            let raw = &text[start..at];
            if !quotes::is_strict(raw, &self.dialect) {
                return None;
            }
            n_lines = count_lines(raw);
            if n_lines > 1 && self.width.is_some_and(|width| cells.len() != width) {
                return None;
            }
            if n_lines > quotes::MAX_LINES || raw.len() > quotes::MAX_BYTES {
                return None;
            }
        }
        Some(Token { end: at, n_lines, faults: Faults::default() })
    }
}

/// The position after the line end at `at`; `None` when it is cut between CR and LF.
pub fn line_end(text: &[u8], at: usize, is_last: bool) -> Option<usize> {
    match (text.get(at)?, text.get(at + 1)) {
        (b'\r', Some(b'\n')) => Some(at + 2),
        (b'\r', None) if !is_last => None,
        _ => Some(at + 1),
    }
}

/// Physical lines of a raw record: its line ends, and one more when the last has none.
pub fn count_lines(raw: &[u8]) -> u32 {
    let mut n = 0u32;
    let mut ended = true;
    let mut at = 0;
    while at < raw.len() {
        match memchr::memchr2(b'\n', b'\r', &raw[at..]) {
            Some(len) => {
                at += len;
                at += if raw[at] == b'\r' && raw.get(at + 1) == Some(&b'\n') { 2 } else { 1 };
                n += 1;
                ended = at == raw.len();
            }
            None => {
                ended = false;
                break;
            }
        }
    }
    if ended { n } else { n + 1 }
}

/// A record's raw bytes without its line end.
pub fn without_line_end(raw: &[u8]) -> &[u8] {
    let raw = raw.strip_suffix(b"\n").unwrap_or(raw);
    raw.strip_suffix(b"\r").unwrap_or(raw)
}
