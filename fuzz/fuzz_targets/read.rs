//! Any bytes are read or refused, never with a panic, and every physical record has one class.
#![no_main]

use libfuzzer_sys::fuzz_target;
use regulars::ingest::{ReadOptions, RowClass, Shape, convert, read};

fuzz_target!(|bytes: &[u8]| {
    let options = ReadOptions::default();
    if let Ok(read) = read("file.csv", bytes, &options) {
        let n = |class| read.profile.records.iter().find(|(other, _)| *other == class).map_or(0, |(_, n)| *n);
        if read.profile.shape == Shape::Table {
            assert_eq!(n(RowClass::Data) as usize, read.table.n_rows);
        }
        assert!(read.table.columns.iter().all(|column| column.len() == read.table.n_rows));
        assert_eq!(read.table.lines.len(), read.table.n_rows);
        assert!(read.table.lines.is_sorted());
    }
    let _ = convert("file.csv", bytes, &options);
});
