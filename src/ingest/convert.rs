//! The table as read, as clean CSV text.

use super::block::Block;
use super::reader::{Reader, samples_of};
use super::{ReadOptions, Shape, container, finish};
use crate::error::{Error, Result};

/// UTF-8, comma, header first, one line per data record, cell text as in the file after repair. Nothing is typed.
///
/// # Errors
/// [`crate::error::Kind::Unreadable`] when the file is no table at all.
pub fn convert(name: &str, bytes: &[u8], options: &ReadOptions) -> Result<String> {
    if bytes.is_empty() {
        return Ok(String::new());
    }
    let opened = container::open(bytes, options).map_err(|error| error.in_file(name))?;
    if container::is_container(&opened.bytes) {
        return Err(Error::unreadable("ingest-is-archive").in_file(name));
    }
    let samples = samples_of(&opened.bytes);
    let mut reader = Reader::start(name, opened.bytes.len() as f64, &samples, &opened.options)?;
    loop {
        reader.push(&opened.bytes)?;
        match reader.end_of_text() {
            Some(again) => reader = again,
            None => break,
        }
    }
    finish::settle(&mut reader);
    let block = &reader.plan.block;
    let store = &reader.store;
    let mut writer = csv::WriterBuilder::new().flexible(true).from_writer(Vec::new());
    let failed = |error: csv::Error| Error::internal(error.to_string());
    if reader.plan.block.shape == Shape::Baskets {
        // One line a basket again.
        let mut row_idx = 0;
        while row_idx < store.n_rows() {
            let line = store.lines[row_idx];
            let n = store.lines[row_idx..].iter().take_while(|&&other| other == line).count();
            let items = (row_idx..row_idx + n).map(|row_idx| store.columns[0].cell(row_idx));
            writer.write_record(items).map_err(failed)?;
            row_idx += n;
        }
    } else {
        if block.n_header > 0 {
            let place = |i: usize| reader.part.columns().get(i).copied().unwrap_or(i);
            writer.write_record((0..store.columns.len()).map(|i| header(block, place(i)))).map_err(failed)?;
        }
        for row_idx in 0..store.n_rows() {
            writer.write_record(store.columns.iter().map(|column| column.cell(row_idx))).map_err(failed)?;
        }
    }
    let bytes = writer.into_inner().map_err(|error| Error::internal(error.to_string()))?;
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

/// All header lines of a column, joined.
fn header(block: &Block, i: usize) -> String {
    let cell = |cells: &[String]| cells.get(i).map_or(String::new(), |cell| cell.trim().to_owned());
    let (name, label) = (cell(&block.header), cell(&block.labels));
    if label.is_empty() { name } else { format!("{name} {label}") }
}
