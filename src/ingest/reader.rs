//! The streaming door: a file comes in chunks, a table goes out, and the file's bytes are not kept.

use super::aside::Asides;
use super::block::MasterDetail;
use super::cells::Cells;
use super::encoding::{self, Decoder, Sample};
use super::part::Part;
use super::plan::{self, HEAD, Plan};
use super::store::Store;
use super::tokens::{self, Token, Tokeniser};
use super::{Profile, Read, ReadOptions, RowClass, Shape, finish};
use crate::error::{Error, Result};
use crate::message::Message;

/// Rows of a preview.
const N_PREVIEW: usize = 50;

/// Reads a file fed in chunks, from its first byte to its last, in order.
pub struct Reader {
    pub(super) name: String,
    pub(super) n_bytes: f64,
    pub(super) options: ReadOptions,
    pub(super) decoder: Decoder,
    pub(super) plan: Plan,
    pub(super) part: Part,
    pub(super) store: Store,
    pub(super) asides: Asides,
    pub(super) preamble: Vec<String>,
    pub(super) line_ends: LineEnds,
    pub(super) is_partial: bool,
    /// Columns added by the reader.
    pub(super) derived: Vec<String>,
    /// Columns of days whose years counted from 1911.
    pub(super) roc: Vec<String>,
    tokeniser: Tokeniser,
    text: Vec<u8>,
    n_pushed: f64,
    /// Physical line of the next record, from 0.
    line: u32,
    n_records: u32,
    has_reserved: bool,
    n_retries: u8,
    /// A workbook or an archive is collected and opened at the end.
    container: Option<Vec<u8>>,
    /// The last head of an order, where heads and details stand on lines of their own.
    head: Option<Head>,
}

/// A head's cells, its line, and whether a detail has taken them.
struct Head {
    cells: Cells,
    line: u32,
    is_used: bool,
}

/// How the lines seen so far end.
#[derive(Clone, Copy, Debug, Default)]
pub struct LineEnds {
    pub n_lf: u32,
    pub n_crlf: u32,
    pub n_cr: u32,
}

/// What can be shown while the file is still being read.
#[derive(Clone, Debug, serde::Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub struct Preview {
    /// Rows read so far.
    pub n_rows: f64,
    /// Bytes of the file seen.
    pub n_bytes: f64,
    pub encoding: String,
    pub delimiter: String,
    pub columns: Vec<String>,
    /// Bytes of memory that each column takes so far.
    pub column_bytes: Vec<f64>,
    /// The first rows, as text.
    pub first_rows: Vec<Vec<String>>,
}

/// The end of a stream.
pub enum Outcome {
    Done(Box<Read>),
    /// The file is not what its samples promised (bytes that are no UTF-8 came late): stream it again from byte 0.
    Again(Box<Reader>),
}

impl Reader {
    /// Decides encoding, dialect and header from samples: one at offset 0 (better 512 KiB than 64), and for files that
    /// are longer, one from the middle and one from the end.
    ///
    /// # Errors
    /// [`crate::error::Kind::Unreadable`] when the samples are no text.
    pub fn start(name: &str, n_bytes: f64, samples: &[Sample], options: &ReadOptions) -> Result<Reader> {
        super::container::refuse(samples, n_bytes).map_err(|error| error.in_file(name))?;
        let head = samples.iter().find(|sample| sample.offset == 0.0).map_or(&[][..], |sample| &sample.bytes);
        if super::container::is_container(head) {
            let choice = encoding::choose(&[], n_bytes, Some("utf-8"));
            let mut reader = Reader::with_plan(name, n_bytes, options, choice, plan::of(&[], options));
            reader.container = Some(Vec::new());
            return Ok(reader);
        }
        let choice = encoding::choose(samples, n_bytes, options.encoding.as_deref());
        let windows = plan::windows(samples, n_bytes, choice);
        if windows.first().is_none_or(|head| head.iter().all(u8::is_ascii_whitespace))
            && n_bytes <= HEAD as f64
        {
            return Err(Error::unreadable("ingest-blank").in_file(name));
        }
        let plan = plan::of(&windows, options);
        Ok(Reader::with_plan(name, n_bytes, options, choice, plan))
    }

    fn with_plan(
        name: &str,
        n_bytes: f64,
        options: &ReadOptions,
        choice: encoding::Choice,
        plan: Plan,
    ) -> Reader {
        let part = Part::of(&plan.block, options);
        let n_columns = match (plan.block.shape, part.columns().len()) {
            (Shape::Baskets, _) => 1,
            (_, 0) => plan.block.width,
            (_, n) => n,
        };
        let is_plain = plan.block.shape == Shape::Table && plan.block.master.is_none();
        let width = (is_plain && plan.block.width > 1).then_some(plan.block.width);
        let mut tokeniser = Tokeniser::new(plan.dialect.clone(), width);
        tokeniser.mender = plan.mender.clone();
        Reader {
            name: name.to_owned(),
            n_bytes,
            options: options.clone(),
            decoder: Decoder::new(choice),
            store: Store::new(n_columns),
            asides: Asides::default(),
            preamble: Vec::new(),
            line_ends: LineEnds::default(),
            is_partial: false,
            derived: Vec::new(),
            roc: Vec::new(),
            tokeniser,
            text: Vec::new(),
            n_pushed: 0.0,
            line: 0,
            n_records: 0,
            has_reserved: false,
            n_retries: 0,
            container: None,
            head: None,
            part,
            plan,
        }
    }

    /// The next bytes of the file, in chunks of any size.
    ///
    /// # Errors
    /// When the table outgrows what its codes can number (2^32 bytes of distinct text in a column).
    pub fn push(&mut self, chunk: &[u8]) -> Result<()> {
        self.n_pushed += chunk.len() as f64;
        if let Some(bytes) = &mut self.container {
            bytes.extend_from_slice(chunk);
            return Ok(());
        }
        let n_valid = self.decoder.push(chunk, &mut self.text, false);
        self.tokenise(n_valid, false);
        self.reserve();
        Ok(())
    }

    /// Bytes of the file seen.
    pub fn n_pushed(&self) -> f64 {
        self.n_pushed
    }

    /// Rows read so far.
    pub fn n_rows(&self) -> usize {
        self.store.n_rows()
    }

    /// Bytes of memory the rows read so far take.
    pub fn n_bytes_held(&self) -> usize {
        self.store.n_bytes() + self.text.capacity()
    }

    pub fn preview(&mut self) -> Preview {
        let n = self.store.n_rows().min(N_PREVIEW);
        let row = |row_idx| self.store.columns.iter().map(|column| column.cell(row_idx).to_owned()).collect();
        Preview {
            n_rows: self.store.n_rows() as f64,
            n_bytes: self.n_pushed,
            encoding: encoding::label(self.decoder.choice.encoding),
            delimiter: self.plan.dialect.delimiter.clone(),
            columns: self.names(),
            column_bytes: self.store.columns.iter().map(|column| column.n_bytes() as f64).collect(),
            first_rows: (0..n).map(row).collect(),
        }
    }

    fn names(&self) -> Vec<String> {
        match self.part.columns() {
            [] => finish::names(&self.plan.block, self.store.columns.len()),
            _ => self.part.kept(&finish::names(&self.plan.block, self.plan.block.width)),
        }
    }

    /// Ends the stream and types the columns. Called before the file's end, it gives the rows read so far.
    ///
    /// # Errors
    /// [`crate::error::Kind::Unreadable`] when no row and no header was found.
    pub fn finish(mut self) -> Result<Outcome> {
        if let Some(bytes) = self.container.take() {
            return super::read(&self.name, &bytes, &self.options).map(|read| Outcome::Done(Box::new(read)));
        }
        match self.end_of_text() {
            Some(again) => Ok(Outcome::Again(Box::new(again))),
            None => finish::read(self).map(|read| Outcome::Done(Box::new(read))),
        }
    }

    /// Reads what is left; gives a fresh reader when the file must be streamed again.
    pub(super) fn end_of_text(&mut self) -> Option<Reader> {
        let n_valid = self.decoder.push(&[], &mut self.text, true);
        // Where the stream was stopped, the last line may have been cut in two.
        self.tokenise(n_valid, self.n_pushed >= self.n_bytes);
        if let Some(master) = self.plan.block.master.clone() {
            self.end_head(&master);
        }
        self.is_partial = self.n_pushed < self.n_bytes || self.part.is_cut;
        self.again()
    }

    /// A fresh reader when the whole stream speaks for another encoding than its samples did.
    fn again(&self) -> Option<Reader> {
        let mut choice = self.decoder.choice;
        if self.n_retries >= 2 || self.is_partial || encoding::is_utf16(choice.encoding) {
            return None;
        }
        self.decoder.judge.apply(&mut choice);
        if choice == self.decoder.choice {
            return None;
        }
        let mut again = Reader::with_plan(&self.name, self.n_bytes, &self.options, choice, self.plan.clone());
        again.n_retries = self.n_retries + 1;
        Some(again)
    }

    /// Room for the rest of the file, estimated once from its first part.
    fn reserve(&mut self) {
        if self.has_reserved || self.store.n_rows() < 1000 || self.n_pushed >= self.n_bytes {
            return;
        }
        self.has_reserved = true;
        let rows_a_byte = self.store.n_rows() as f64 / self.n_pushed;
        let n_left = (self.n_bytes - self.n_pushed) * rows_a_byte * 1.02;
        self.store.reserve((n_left as usize).min(1 << 28));
    }

    fn tokenise(&mut self, n_valid: usize, is_last: bool) {
        let mut at = 0;
        if self.n_records == 0 && self.line == 0 && self.plan.n_instruction > 0 && n_valid > 0 {
            if n_valid < self.plan.n_instruction && !is_last {
                return;
            }
            at = self.plan.n_instruction.min(n_valid);
            self.line = 1;
            self.n_records = 1;
            self.asides.count(RowClass::Preamble, 1);
            let raw = String::from_utf8_lossy(tokens::without_line_end(&self.text[..at])).into_owned();
            self.preamble.push(raw.clone());
            self.asides.add("preamble", "set_aside", 1, None, || raw);
        }
        let text = std::mem::take(&mut self.text);
        self.tokeniser.text_moved();
        while let Some(token) = self.tokeniser.next(&text[..n_valid], at, is_last) {
            self.line_ends.count(&text[at..token.end]);
            self.record(&text[at..token.end], token, at);
            at = token.end;
        }
        self.text = text;
        self.text.drain(..at);
        self.decoder.consumed(at);
    }

    /// One record, in `self.tokeniser.cells`.
    fn record(&mut self, raw: &[u8], mut token: Token, start: usize) {
        let line = self.line;
        self.line = self.line.saturating_add(token.n_lines);
        let position = self.n_records as usize - usize::from(self.plan.n_instruction > 0);
        self.n_records = self.n_records.saturating_add(1);
        let raw_text = || String::from_utf8_lossy(tokens::without_line_end(raw)).into_owned();
        if !self.decoder.mended.is_empty() {
            let end = start + raw.len();
            token.faults.bad_bytes = self.decoder.mended.iter().any(|&at| at >= start && at < end);
        }
        let cells = &self.tokeniser.cells;
        let block = &self.plan.block;
        let is_blank = cells.is_blank();
        if is_blank && (position < block.n_before || position >= block.n_before + block.n_header) {
            self.asides.count(RowClass::Blank, 1);
            self.asides.add("blank", "set_aside", line + 1, None, raw_text);
            return;
        }
        let faults = token.faults;
        for (is_there, reason) in [
            (faults.unclosed_quote, "unclosed_quote"),
            (faults.text_after_quote, "text_after_quote"),
            (faults.nul, "nul"),
            (faults.bad_bytes, "bad_bytes"),
            (faults.mended, "realigned"),
        ] {
            if is_there {
                self.asides.add(reason, "kept", line + 1, None, raw_text);
            }
        }
        if position < block.n_before {
            self.asides.count(RowClass::Preamble, 1);
            self.preamble.push(raw_text());
            self.asides.add("preamble", "set_aside", line + 1, None, raw_text);
            return;
        }
        if position < block.n_before + block.n_header {
            self.asides.count(RowClass::Header, 1);
            return;
        }
        if self.part.is_full(self.store.n_rows()) {
            self.part.is_cut = true;
            return;
        }
        if block.shape == Shape::Baskets {
            self.asides.count(RowClass::Data, 1);
            for cell in cells.iter().map(<[u8]>::trim_ascii).filter(|cell| !cell.is_empty()) {
                self.store.columns[0].push(cell);
                self.store.lines.push(line + 1);
            }
            return;
        }
        if let Some(master) = block.master.clone() {
            self.master_or_detail(&master, line + 1);
            return;
        }
        if !self.part.is_drawn(cells) {
            self.asides.count(RowClass::NotDrawn, 1);
            return;
        }
        let width = block.width;
        if cells.len() != width {
            let n_used = cells.n_without_trailing_empties();
            if cells.len() < width {
                self.asides.add("too_few_cells", "padded", line + 1, None, raw_text);
            } else if n_used > width {
                self.asides.add("too_many_cells", "kept", line + 1, None, raw_text);
            } else if cells.len() > width {
                self.asides.add("trailing_empties", "trimmed", line + 1, None, raw_text);
            }
        }
        match self.part.columns() {
            [] => self.store.push(cells, line + 1),
            places => self.store.push_at(places, cells, line + 1),
        }
    }
}

impl Reader {
    /// A head is kept for its details; a detail is a row, its head's cells behind its own.
    fn master_or_detail(&mut self, master: &MasterDetail, line: u32) {
        let cells = &self.tokeniser.cells;
        let tag = if cells.len() == 0 { &b""[..] } else { cells.get(0).trim_ascii() };
        if tag == master.master.as_bytes() {
            let cells = cells.clone();
            self.end_head(master);
            self.head = Some(Head { cells, line, is_used: false });
            return;
        }
        if tag != master.detail.as_bytes() {
            let raw = cells.to_texts().join(&self.plan.dialect.delimiter);
            self.asides.count(RowClass::Bad, 1);
            self.asides.add("too_few_cells", "set_aside", line, None, || raw);
            return;
        }
        let mut row = Cells::default();
        copy_cells(&mut row, Some(cells), master.n_detail);
        copy_cells(&mut row, self.head.as_ref().map(|head| &head.cells), master.n_master);
        if let Some(head) = &mut self.head {
            head.is_used = true;
        }
        self.store.push(&row, line);
    }

    /// A head without details is a row of its own.
    fn end_head(&mut self, master: &MasterDetail) {
        let Some(head) = self.head.take() else { return };
        if head.is_used {
            self.asides.count(RowClass::Master, 1);
            return;
        }
        let mut row = Cells::default();
        copy_cells(&mut row, None, master.n_detail);
        copy_cells(&mut row, Some(&head.cells), master.n_master);
        self.store.push(&row, head.line);
    }
}

/// Appends the cells behind the first, as many as are wanted.
fn copy_cells(row: &mut Cells, cells: Option<&Cells>, n: usize) {
    for i in 1..=n {
        row.push(cells.filter(|cells| i < cells.len()).map_or(b"", |cells| cells.get(i)));
    }
}

impl LineEnds {
    fn count(&mut self, raw: &[u8]) {
        match raw {
            [.., b'\r', b'\n'] => self.n_crlf += 1,
            [.., b'\n'] => self.n_lf += 1,
            [.., b'\r'] => self.n_cr += 1,
            _ => {}
        }
    }

    /// `"lf"`, `"crlf"`, `"cr"` or `"mixed"`.
    pub fn name(self) -> &'static str {
        match (self.n_lf, self.n_crlf, self.n_cr) {
            (_, 0, 0) => "lf",
            (0, _, 0) => "crlf",
            (0, 0, _) => "cr",
            _ => "mixed",
        }
    }
}

/// Samples of a file that is in memory: all of it when it is small, three windows when it is large.
pub fn samples_of(bytes: &[u8]) -> Vec<Sample> {
    const WHOLE: usize = 8 << 20;
    if bytes.len() <= WHOLE {
        return vec![Sample { offset: 0.0, bytes: bytes.to_vec() }];
    }
    let window = |offset: usize, len: usize| Sample {
        offset: offset as f64,
        bytes: bytes[offset..offset + len].to_vec(),
    };
    vec![window(0, 1 << 20), window(bytes.len() / 2, 1 << 18), window(bytes.len() - (1 << 18), 1 << 18)]
}

/// A note for the reader of the table.
pub(super) fn note(key: &str) -> Message {
    Message::new(format!("ingest-{key}"))
}

impl Profile {
    pub(super) fn of(reader: &Reader) -> Profile {
        let block = &reader.plan.block;
        Profile {
            n_bytes: reader.n_pushed,
            encoding: encoding::label(reader.decoder.choice.encoding),
            delimiter: reader.plan.dialect.delimiter.clone(),
            quote: reader.plan.dialect.quote.map(char::from),
            line_ending: reader.line_ends.name().to_owned(),
            header_row_index: block.header_line,
            preamble: reader.preamble.clone(),
            shape: block.shape,
            records: reader.asides.classes.iter().map(|(&class, &n)| (class, n)).collect(),
            derived_columns: reader.derived.clone(),
            roc_columns: reader.roc.clone(),
            ..Profile::default()
        }
    }
}
