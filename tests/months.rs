//! Several files in one notebook, and the same notebook next month.

use regulars::ingest::{self, ReadOptions};
use regulars::notebook::{Document, Edit, Session, export::RowsWanted, receipt, sheet};
use regulars::progress::{Progress, block_on};
use regulars::report::text::{Catalogue, Language};
use regulars::roles::relate::Bond;
use serde_json::json;

fn orders(n: usize, price: &str) -> String {
    let mut text = String::from("Order ID,Customer ID,Order Date,Product,Quantity,Unit Price\n");
    for i in 0..n {
        let (day, month) = (i % 28 + 1, i / 28 % 12 + 1);
        text += &format!("A{i:05},K{:04},2024-{month:02}-{day:02},Tea,2,{price}\n", i % 40);
    }
    text
}

fn put(session: &mut Session, name: &str, text: &str) -> String {
    let read = ingest::read(name, text.as_bytes(), &ReadOptions::default()).unwrap();
    session.put(None, read, &ReadOptions::default())
}

fn edit(session: &mut Session, edit: serde_json::Value) {
    session.edit(serde_json::from_value::<Edit>(edit).unwrap()).unwrap();
}

fn overview() -> Session {
    let mut session = Session::default();
    let cells = json!({"format": "regulars", "version": 1, "cells": [{"id": "a", "kind": "overview"}]});
    session.open(Document::parse(&cells.to_string()).unwrap());
    session
}

fn run(session: &mut Session) {
    for cell in session.due() {
        let _ = block_on(session.run(&cell, &Progress::none()));
    }
}

fn n_orders(session: &Session) -> usize {
    session.inputs_of_all().ledger.map_or(0, |ledger| ledger.orders.len())
}

#[test]
fn files_say_how_they_belong_together() {
    let mut session = overview();
    put(&mut session, "january.csv", &orders(120, "3.50"));
    assert!(session.relations().is_empty());
    put(&mut session, "february.csv", &orders(120, "3.50").replace('A', "B").replace("Bpple", "Apple"));
    let mut people = String::from("Customer ID,City,Member since\n");
    for i in 0..45 {
        people += &format!("K{i:04},{},2020-01-{:02}\n", ["Leeds", "York"][i % 2], i % 28 + 1);
    }
    put(&mut session, "people.csv", &people);
    let bonds: Vec<_> = session.relations().iter().map(|relation| relation.bond).collect();
    assert_eq!(bonds, [Bond::Stack, Bond::Customers]);
}

#[test]
fn a_file_kept_apart_is_not_counted_and_comes_back() {
    let mut session = overview();
    put(&mut session, "january.csv", &orders(120, "3.50"));
    let second = put(&mut session, "february.csv", &orders(100, "3.50").replace("A0", "B0"));
    assert_eq!(n_orders(&session), 220);
    run(&mut session);
    edit(&mut session, json!({"op": "apart", "source": second, "on": true}));
    assert_eq!(n_orders(&session), 120);
    assert_eq!(session.due(), ["a"]);
    assert!(session.undo());
    assert_eq!(n_orders(&session), 220);
    assert!(session.due().is_empty());
}

#[test]
fn what_changed_stands_beside_last_time() {
    let words = Catalogue::new(Language::English);
    let mut first = overview();
    put(&mut first, "january.csv", &orders(120, "3.50"));
    run(&mut first);
    assert!(receipt::changes(&first, &words).is_none());
    let saved = first.save(true, "2026-03-03T10:00:00Z").unwrap();
    for (price, is_same) in [("3.50", true), ("4.50", false)] {
        let mut second = Session::default();
        second.open(Document::parse(&saved).unwrap());
        assert!(receipt::changes(&second, &words).is_none());
        put(&mut second, "february.csv", &orders(120, price));
        run(&mut second);
        let changes = receipt::changes(&second, &words).unwrap();
        assert_eq!((changes.is_same, changes.files), (is_same, vec!["january.csv".to_owned()]));
        assert_eq!(changes.at, "2026-03-03T10:00:00Z");
        assert_eq!(changes.rows[0].changed.is_empty(), is_same);
    }
}

#[test]
fn rows_of_the_file_are_sorted_searched_and_masked() {
    let words = Catalogue::new(Language::English);
    let mut session = overview();
    let source = put(&mut session, "january.csv", &orders(120, "3.50"));
    let page = |wanted: &RowsWanted| sheet::sheet(&session, &source, wanted, &words).unwrap();
    let plain = page(&RowsWanted { limit: 2, ..RowsWanted::default() });
    assert_eq!((plain.n_rows, plain.rows.len(), plain.rows[1].line), (120, 2, 3));
    let sorted = page(&RowsWanted {
        limit: 1,
        sort: Some("Order ID".into()),
        is_descending: true,
        ..RowsWanted::default()
    });
    assert_eq!(sorted.rows[0].cells[0], "A00119");
    let found = page(&RowsWanted { limit: 9, search: "k0007".into(), ..RowsWanted::default() });
    assert_eq!((found.n_rows, found.rows[0].cells[1].as_str()), (3, "K0007"));
    let masked = page(&RowsWanted { limit: 9, is_masked: true, ..RowsWanted::default() });
    assert_eq!(masked.rows[7].cells[1], "Customer 8");
    assert!(masked.rows.iter().flat_map(|row| &row.cells).all(|cell| !cell.starts_with('K')));
}
