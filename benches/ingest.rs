//! Reading a file, stage by stage, beside the bare tokeniser: `cargo bench --bench ingest`.
//!
//! The yardstick is `csv-core` run over the same bytes with its cells thrown away: what no reader can go below. Each
//! stage is given in seconds, in MB a second and as a multiple of that. Online Retail is used where it is; a generated
//! file of a million invoice lines is always there. `--file PATH` measures a file of one's own.

#[path = "../tests/common/mod.rs"]
mod common;

use regulars::ingest::{Outcome, Read, ReadOptions, Reader, Sample};
use regulars::roles::{self, LedgerOptions};
use regulars::stats::sample::Rng;
use regulars::table::{Data, Table};
use std::fmt::Write;
use std::time::Instant;

/// Bytes handed over at once, as the page does.
const CHUNK: usize = 4 << 20;
const STAGES: [&str; 6] = ["start", "push", "finish", "assign", "ledger", "passport"];

/// CPU seconds of this thread where Linux tells them, else wall time.
fn seconds(origin: Instant) -> f64 {
    let on_cpu = std::fs::read_to_string("/proc/thread-self/schedstat").ok();
    let nanoseconds = on_cpu.and_then(|text| text.split(' ').next()?.parse::<f64>().ok());
    nanoseconds.map_or_else(|| origin.elapsed().as_secs_f64(), |ns| ns / 1e9)
}

/// `csv-core` over all bytes, nothing kept but the number of cells.
fn tokenise_only(bytes: &[u8]) -> usize {
    let mut core = csv_core::Reader::new();
    let (mut text, mut ends) = (vec![0; 1 << 16], vec![0; 256]);
    let (mut at, mut n_cells) = (0, 0);
    loop {
        let (result, n_in, _, n_ends) = core.read_record(&bytes[at..], &mut text, &mut ends);
        at += n_in;
        n_cells += n_ends;
        if result == csv_core::ReadRecordResult::End {
            return n_cells;
        }
    }
}

fn samples(bytes: &[u8]) -> Vec<Sample> {
    let window = |from: usize, len: usize| Sample {
        offset: from as f64,
        bytes: bytes[from..bytes.len().min(from + len)].to_vec(),
    };
    vec![
        window(0, 512 << 10),
        window(bytes.len() / 2, 64 << 10),
        window(bytes.len().saturating_sub(64 << 10), 64 << 10),
    ]
}

/// From bytes to the check screen; the seconds of each stage.
fn load(bytes: &[u8]) -> (Read, [f64; 6]) {
    let origin = Instant::now();
    let mut at = seconds(origin);
    let mut lap = || {
        let now = seconds(origin);
        let spent = now - at;
        at = now;
        spent
    };
    let options = ReadOptions::default();
    let mut reader = Reader::start("bench.csv", bytes.len() as f64, &samples(bytes), &options).unwrap();
    let start = lap();
    let read = loop {
        for chunk in bytes.chunks(CHUNK) {
            reader.push(chunk).unwrap();
        }
        let push = lap();
        match reader.finish().unwrap() {
            Outcome::Done(read) => break (push, read),
            Outcome::Again(again) => reader = *again,
        }
    };
    let (push, read) = (read.0, *read.1);
    let finish = lap();
    let mapping = roles::assign(&read);
    let assign = lap();
    let ledger = roles::ledger(&[("s1", &read.table, &mapping)], &LedgerOptions::default()).ok();
    let books = lap();
    let passport = roles::passport(
        &read.table,
        &read.profile,
        &read.set_aside,
        &read.notes,
        &mapping,
        &LedgerOptions::default(),
        ledger.as_ref(),
    );
    std::hint::black_box(passport);
    let check = lap();
    (read, [start, push, finish, assign, books, check])
}

/// Bytes of memory the typed table takes.
fn n_bytes(table: &Table) -> usize {
    let of_column = |data: &Data| match data {
        Data::Text(text) => text.codes.capacity() * 4 + text.dictionary.n_bytes(),
        Data::Decimal { mantissa, .. } => mantissa.capacity() * 8,
        Data::Float(values) => values.capacity() * 8,
        Data::Day(days) => days.capacity() * 4,
        Data::Time(times) => times.capacity() * 8,
    };
    table.lines.capacity() * 4 + table.columns.iter().map(|column| of_column(&column.data)).sum::<usize>()
}

/// Invoice lines like Online Retail's: the same eight columns, items by popularity, invoices of twenty lines.
fn generated(n_rows: usize) -> Vec<u8> {
    let mut rng = Rng::new(7);
    let mut text = String::with_capacity(n_rows * 90);
    text.push_str("InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country\n");
    let (mut invoice, mut left, mut customer, mut minute) = (536_364u64, 0, 0, 0u64);
    for _ in 0..n_rows {
        if left == 0 {
            invoice += 1;
            left = 1 + rng.below(40);
            customer = rng.below(5_000);
            minute += rng.below(20);
        }
        left -= 1;
        let item = (4_000.0 * rng.unit() * rng.unit()) as u64;
        let (quantity, price) = (1 + rng.below(24), 25 + item * 37 % 1_700);
        let (day, hour) = (minute / 600, 8 + minute / 60 % 10);
        let _ = writeln!(
            text,
            "{invoice},{}{},\"ITEM {item} OF THE RANGE, {}\",{quantity},2010-{:02}-{:02} {hour:02}:{:02}:00,{}.{:02},{},{}",
            20_000 + item,
            if item.is_multiple_of(7) { "A" } else { "" },
            ["RED", "WHITE", "SMALL", "SET OF SIX"][item as usize % 4],
            1 + day / 28 % 12,
            1 + day % 28,
            minute % 60,
            price / 100,
            price % 100,
            if customer % 4 == 0 { String::new() } else { (12_000 + customer).to_string() },
            ["United Kingdom", "France", "EIRE"][(customer % 40 / 19) as usize],
        );
    }
    text.into_bytes()
}

fn measure(name: &str, bytes: &[u8]) {
    let origin = Instant::now();
    let (mut bare, mut best) = (f64::INFINITY, [f64::INFINITY; 6]);
    let (mut n_rows, mut bytes_a_row) = (0, 0.0);
    for _ in 0..5 {
        let before = seconds(origin);
        std::hint::black_box(tokenise_only(bytes));
        bare = bare.min(seconds(origin) - before);
        let (read, stages) = load(bytes);
        for (best, stage) in best.iter_mut().zip(stages) {
            *best = best.min(stage);
        }
        n_rows = read.table.n_rows;
        bytes_a_row = n_bytes(&read.table) as f64 / n_rows.max(1) as f64;
    }
    let mega = bytes.len() as f64 / 1e6;
    println!("{name}: {mega:.1} MB, {n_rows} rows, {bytes_a_row:.1} bytes a row of the table");
    let line = |stage: &str, spent: f64| {
        println!("  {stage:<12} {spent:>7.3} s {:>8.0} MB/s {:>7.2} ×", mega / spent, spent / bare);
    };
    line("csv-core", bare);
    for (stage, &spent) in STAGES.iter().zip(&best) {
        line(stage, spent);
    }
    line("all", best.iter().sum());
}

fn main() {
    let mut args = std::env::args().skip(1);
    while let Some(arg) = args.next() {
        if arg == "--file" {
            let path = args.next().unwrap_or_default();
            measure(&path, &std::fs::read(&path).unwrap());
            return;
        }
    }
    if let Some(bytes) = common::shared("data/online_retail.csv.xz") {
        measure("Online Retail", &bytes);
    }
    measure("a million lines", &generated(1_000_000));
}
