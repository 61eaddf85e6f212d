//! Nothing vanishes: the records of a file are its rows and what was set aside; all money of a file is used, cancelled,
//! refunded or set aside. Checked for an export of every kind, with dirt added, and for the public samples.

mod common;

use common::exports::CASES;
use common::shared_files;
use regulars::ingest::{self, ReadOptions, RowClass};
use regulars::roles::{self, Grain, LedgerOptions, RULES};

/// The usual choices, each other one, and all others together.
fn choices() -> Vec<LedgerOptions> {
    let mut all = LedgerOptions::default();
    all.set("from", Some("2011-03-01")).unwrap();
    let mut found = vec![LedgerOptions::default(), all.clone()];
    for (rule, values) in RULES {
        let mut one = LedgerOptions::default();
        one.set(rule, Some(values[1])).unwrap();
        all.set(rule, Some(values[1])).unwrap();
        found.extend([one, all.clone()]);
    }
    found
}

/// Reads the file and keeps its books; gives the number of its records.
fn check(name: &str, bytes: &[u8]) -> Option<u32> {
    let read = ingest::read(name, bytes, &ReadOptions::default()).ok()?;
    let mapping = roles::assign(&read);
    let n_records: u32 = read.profile.records.iter().map(|(_, n)| n).sum();
    let n_data: u32 =
        read.profile.records.iter().filter(|(class, _)| *class == RowClass::Data).map(|(_, n)| n).sum();
    if mapping.grain != Grain::Basket {
        assert!(n_data as usize >= read.table.n_rows, "{name}: {n_data} records, {} rows", read.table.n_rows);
    }
    let sources = [("s", &read.table, &mapping)];
    let all = roles::inspect(name, &Ok(read.clone()), &|message| message.key.to_string()).revenue_all_rows;
    for options in choices() {
        let Ok(ledger) = roles::ledger(&sources, &options) else { continue };
        if !ledger.has_money {
            continue;
        }
        let left_out: i128 = ledger.left_out.iter().map(|entry| entry.amount).sum();
        let sum = ledger.net() + ledger.refunds_stated + ledger.cancelled.amount + left_out;
        let all = all.unwrap();
        assert!((ledger.major(sum) - all).abs() < 1e-6, "{name} {options:?}: {} of {all}", ledger.major(sum));
    }
    Some(n_records)
}

#[test]
fn every_record_and_all_money_of_every_export_are_accounted_for() {
    for (name, text, _) in CASES {
        assert_eq!(check(name, text.as_bytes()), Some(text.lines().count() as u32), "{name}");
        let header = text.lines().next().unwrap();
        let last = text.lines().last().unwrap();
        // A blank line, a line twice, the header again, a line cut short.
        let short: String = last.chars().take(last.chars().count() / 2).filter(|c| *c != '"').collect();
        let dirty = format!("{text}\n{last}\n{header}\n{short}\n");
        assert_eq!(check(name, dirty.as_bytes()), Some(dirty.lines().count() as u32), "{name} with dirt");
    }
}

#[test]
fn all_money_of_the_public_samples_is_accounted_for() {
    for (name, bytes) in shared_files("data/exports") {
        check(&name, &bytes);
    }
}
