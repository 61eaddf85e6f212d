//! Cells into dictionary-coded columns, as they stream by.
//!
//! No raw bytes of the file are kept: each column holds its distinct texts once and a code a row. Types are found later
//! by looking at each distinct text once.

use super::cells::Cells;
use crate::table::{Dictionary, TextColumn};

/// One column while it is being read.
#[derive(Clone, Debug, Default)]
pub struct Builder {
    pub codes: Vec<u32>,
    text: Vec<u8>,
    ends: Vec<u32>,
    /// Open addressing by the text's hash: the hash's upper half and the code + 1; 0 is free.
    slots: Vec<(u32, u32)>,
    last: u32,
}

/// The table while it is being read.
#[derive(Clone, Debug, Default)]
pub struct Store {
    pub columns: Vec<Builder>,
    /// Physical line of each row, from 1.
    pub lines: Vec<u32>,
}

impl Builder {
    pub fn n_distinct(&self) -> usize {
        self.ends.len()
    }

    pub fn text(&self, code: u32) -> &[u8] {
        let start = if code == 0 { 0 } else { self.ends[code as usize - 1] as usize };
        &self.text[start..self.ends[code as usize] as usize]
    }

    pub fn str(&self, code: u32) -> &str {
        std::str::from_utf8(self.text(code)).unwrap_or_default()
    }

    pub fn cell(&self, row_idx: usize) -> &str {
        self.str(self.codes[row_idx])
    }

    pub fn push(&mut self, cell: &[u8]) {
        let code = self.code(cell);
        self.codes.push(code);
    }

    /// The text's code; a new one when the text is new.
    fn code(&mut self, cell: &[u8]) -> u32 {
        // Exports run in orders: the cell above is the best guess.
        if !self.ends.is_empty() && is_same(self.text(self.last), cell) {
            return self.last;
        }
        if self.ends.len() * 4 >= self.slots.len() * 3 {
            self.grow();
        }
        let hash = hash(cell);
        let mask = self.slots.len() - 1;
        let mark = (hash >> 32) as u32;
        let mut at = hash as usize & mask;
        loop {
            let (slot_mark, code) = self.slots[at];
            if code == 0 {
                self.text.extend_from_slice(cell);
                self.ends.push(self.text.len() as u32);
                self.last = self.ends.len() as u32 - 1;
                self.slots[at] = (mark, self.last + 1);
                return self.last;
            }
            if slot_mark == mark && is_same(self.text(code - 1), cell) {
                self.last = code - 1;
                return self.last;
            }
            at = (at + 1) & mask;
        }
    }

    /// The code of a text, when a row holds it.
    pub fn find(&self, text: &str) -> Option<u32> {
        (0..self.n_distinct() as u32).find(|&code| self.str(code).trim() == text.trim())
    }

    /// A quick look whether any text can be a word for a total.
    pub fn may_hold_totals(&self) -> bool {
        ["otal", "OTAL", "計", "计", "um", "UM", "esamt", "verage", "總和", "加總"]
            .iter()
            .any(|word| memchr::memmem::find(&self.text, word.as_bytes()).is_some())
    }

    fn grow(&mut self) {
        let len = (self.slots.len() * 2).max(64);
        let mut slots = vec![(0, 0); len];
        for code in 0..self.ends.len() as u32 {
            let hash = hash(self.text(code));
            let mut at = hash as usize & (len - 1);
            while slots[at].1 != 0 {
                at = (at + 1) & (len - 1);
            }
            slots[at] = ((hash >> 32) as u32, code + 1);
        }
        self.slots = slots;
    }

    /// Rows of each distinct text.
    pub fn counts(&self) -> Vec<u32> {
        let mut counts = vec![0u32; self.ends.len()];
        for &code in &self.codes {
            counts[code as usize] += 1;
        }
        counts
    }

    /// The text column as it stands.
    pub fn into_text(mut self) -> TextColumn {
        self.codes.shrink_to_fit();
        self.text.shrink_to_fit();
        self.ends.shrink_to_fit();
        let text = String::from_utf8(self.text)
            .unwrap_or_else(|error| String::from_utf8_lossy(error.as_bytes()).into_owned());
        match Dictionary::from_parts(text, self.ends) {
            Some(dictionary) => TextColumn { codes: self.codes, dictionary },
            None => TextColumn::default(),
        }
    }

    /// Keeps the rows for which `keep` is true.
    fn retain(&mut self, keep: &[bool]) {
        let mut flags = keep.iter();
        self.codes.retain(|_| *flags.next().unwrap_or(&true));
    }

    pub fn n_bytes(&self) -> usize {
        self.codes.capacity() * 4
            + self.text.capacity()
            + self.ends.capacity() * 4
            + self.slots.capacity() * 8
    }
}

/// Mixes eight bytes at a time; the same on every target. Words overlap at the end, so that no byte goes alone.
pub fn hash(bytes: &[u8]) -> u64 {
    const K: u64 = 0x9E37_79B9_7F4A_7C15;
    let mut hash = bytes.len() as u64 ^ K;
    let mut mix = |word: u64| hash = (hash.rotate_left(5) ^ word).wrapping_mul(K);
    if let Some(last) = bytes.last_chunk() {
        for chunk in bytes[..bytes.len() - 1].chunks_exact(8) {
            mix(word(chunk));
        }
        mix(u64::from_le_bytes(*last));
    } else if let (Some(first), Some(last)) = (bytes.first_chunk(), bytes.last_chunk()) {
        mix(u64::from(u32::from_le_bytes(*first)) << 32 | u64::from(u32::from_le_bytes(*last)));
    } else {
        mix(bytes.iter().fold(0, |word, &byte| word << 8 | u64::from(byte)));
    }
    hash ^= hash >> 29;
    hash.wrapping_mul(K) ^ hash >> 32
}

fn word(chunk: &[u8]) -> u64 {
    chunk.first_chunk().map_or(0, |chunk| u64::from_le_bytes(*chunk))
}

/// Equality without a call: cells are short, and WebAssembly compares them byte by byte otherwise.
fn is_same(a: &[u8], b: &[u8]) -> bool {
    if a.len() != b.len() {
        return false;
    }
    if a.len() < 8 {
        return match (a.first_chunk::<4>(), b.first_chunk::<4>()) {
            (Some(first), Some(other)) => first == other && a.last_chunk::<4>() == b.last_chunk::<4>(),
            _ => a.iter().eq(b),
        };
    }
    a.chunks_exact(8).zip(b.chunks_exact(8)).all(|(a, b)| word(a) == word(b))
        && a.last_chunk::<8>() == b.last_chunk::<8>()
}

impl Store {
    pub fn new(n_columns: usize) -> Store {
        Store { columns: vec![Builder::default(); n_columns], lines: Vec::new() }
    }

    pub fn n_rows(&self) -> usize {
        self.lines.len()
    }

    /// Room for this many rows more, asked once so that growing columns are not copied.
    pub fn reserve(&mut self, n_rows: usize) {
        self.lines.reserve_exact(n_rows);
        for column in &mut self.columns {
            column.codes.reserve_exact(n_rows);
        }
    }

    /// Appends a row. Missing cells are empty; cells beyond the last column are left out.
    pub fn push(&mut self, cells: &Cells, line: u32) {
        for (i, column) in self.columns.iter_mut().enumerate() {
            column.push(if i < cells.len() { cells.get(i) } else { b"" });
        }
        self.lines.push(line);
    }

    /// Appends the cells at these places only, one a column.
    pub fn push_at(&mut self, places: &[usize], cells: &Cells, line: u32) {
        for (column, &at) in self.columns.iter_mut().zip(places) {
            column.push(if at < cells.len() { cells.get(at) } else { b"" });
        }
        self.lines.push(line);
    }

    pub fn retain(&mut self, keep: &[bool]) {
        let mut flags = keep.iter();
        self.lines.retain(|_| *flags.next().unwrap_or(&true));
        for column in &mut self.columns {
            column.retain(keep);
        }
    }

    /// Bytes held.
    pub fn n_bytes(&self) -> usize {
        self.lines.capacity() * 4 + self.columns.iter().map(Builder::n_bytes).sum::<usize>()
    }

    /// A row's cells joined as one line, for the list of rows set aside.
    pub fn raw(&self, row_idx: usize, delimiter: &str) -> String {
        let cells: Vec<&str> = self.columns.iter().map(|column| column.cell(row_idx)).collect();
        cells.join(delimiter)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_column_comes_back_as_it_was_pushed() {
        let mut column = Builder::default();
        let texts: Vec<String> = (0..5000u32).map(|i| format!("item {}", i * i % 977)).collect();
        for text in &texts {
            column.push(text.as_bytes());
        }
        let distinct: std::collections::BTreeSet<_> = texts.iter().collect();
        assert_eq!(column.n_distinct(), distinct.len());
        assert_eq!(column.counts().iter().sum::<u32>(), 5000);
        let column = column.into_text();
        assert!(texts.iter().enumerate().all(|(i, text)| column.get(i) == text));
    }
}
