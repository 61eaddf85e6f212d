//! A file fed in chunks of any size gives the table, the ledger and the notes of the file read at once. The first byte is
//! the chunks' length.
#![no_main]

use libfuzzer_sys::fuzz_target;
use regulars::ingest::{Outcome, Read, ReadOptions, Reader, Sample, read};

fn in_chunks(bytes: &[u8], len: usize) -> Option<Read> {
    let samples = [Sample { offset: 0.0, bytes: bytes.to_vec() }];
    let mut reader = Reader::start("file.csv", bytes.len() as f64, &samples, &ReadOptions::default()).ok()?;
    loop {
        for chunk in bytes.chunks(len) {
            reader.push(chunk).ok()?;
        }
        match reader.finish().ok()? {
            Outcome::Done(read) => return Some(*read),
            Outcome::Again(again) => reader = *again,
        }
    }
}

fn cells(read: &Read) -> Vec<Vec<String>> {
    let columns = read.table.columns.iter();
    columns
        .map(|column| {
            let cells = (0..column.len()).map(|row_idx| column.display(row_idx));
            std::iter::once(column.name.clone()).chain(cells).collect()
        })
        .collect()
}

fuzz_target!(|input: &[u8]| {
    let Some((&len, bytes)) = input.split_first() else { return };
    let whole = read("file.csv", bytes, &ReadOptions::default()).ok();
    let chunked = in_chunks(bytes, usize::from(len).max(1));
    assert_eq!(whole.is_some(), chunked.is_some());
    if let (Some(whole), Some(chunked)) = (whole, chunked) {
        assert_eq!(cells(&whole), cells(&chunked));
        assert_eq!(whole.set_aside, chunked.set_aside);
        assert_eq!(whole.profile.records, chunked.profile.records);
        assert_eq!(whole.profile.line_ending, chunked.profile.line_ending);
        assert_eq!(whole.notes, chunked.notes);
    }
});
