//! A notebook at work: states, stale results, undo, filters, saving.

mod common;

use common::notebooks::{run_all, states};
use regulars::ingest::{self, ReadOptions};
use regulars::notebook::trace::{Place, TraceView, trace};
use regulars::notebook::{Document, Edit, Session, State, export, view};
use regulars::progress::{Progress, Tick, Watch, block_on};
use regulars::report::text::{Catalogue, Language};
use serde_json::json;
use std::collections::BTreeSet;
use std::rc::Rc;

fn shop(n_customers: usize) -> String {
    let mut text =
        String::from("Order ID,Customer ID,Customer Name,Order Date,Product,Quantity,Unit Price\n");
    for i in 0..n_customers * 4 {
        let customer = i % n_customers;
        let (day, month) = (i % 28 + 1, i / 28 % 12 + 1);
        let amount = 1 + customer % 9;
        text += &format!(
            "A{i:05},K{customer:04},Ada Quux{customer},2024-{month:02}-{day:02},Tea,{amount},3.50\n"
        );
    }
    text
}

fn session(cells: serde_json::Value) -> Session {
    let mut session = Session::default();
    let text = json!({"format": "regulars", "version": 1, "cells": cells}).to_string();
    session.open(Document::parse(&text).unwrap());
    session
}

fn put(session: &mut Session, text: &str) {
    put_as(session, "shop.csv", text);
}

fn put_as(session: &mut Session, name: &str, text: &str) {
    let read = ingest::read(name, text.as_bytes(), &ReadOptions::default()).unwrap();
    session.put(None, read, &ReadOptions::default());
}

fn edit(session: &mut Session, edit: serde_json::Value) {
    session.edit(serde_json::from_value::<Edit>(edit).unwrap()).unwrap();
}

#[test]
fn a_cell_is_blocked_without_data_then_done_then_stale_then_done_again_by_undo() {
    let mut session = session(json!([{"id": "a", "kind": "overview"}, {"id": "b", "kind": "rfm"}]));
    assert_eq!(states(&session), [State::Blocked, State::Blocked]);
    put(&mut session, &shop(120));
    assert_eq!(states(&session), [State::Empty, State::Empty]);
    run_all(&mut session);
    assert_eq!(states(&session), [State::Done, State::Done]);
    edit(&mut session, json!({"op": "params", "cell": "b", "params": {"n_bins": 4}}));
    assert_eq!(states(&session), [State::Done, State::Stale]);
    assert!(session.undo());
    assert_eq!(states(&session), [State::Done, State::Done]);
    assert!(session.redo());
    run_all(&mut session);
    assert_eq!(states(&session), [State::Done, State::Done]);
    edit(&mut session, json!({"op": "as_of", "day": "2025-06-30"}));
    assert_eq!(states(&session), [State::Stale, State::Stale]);
}

#[test]
fn the_default_notebook_runs_everything_the_data_can_feed() {
    let mut session = Session::default();
    put(&mut session, &shop(300));
    session.build_default();
    assert!(session.document().cells.len() >= 3);
    run_all(&mut session);
    for (cell, state) in session.document().cells.iter().zip(states(&session)) {
        assert!(matches!(state, State::Done | State::Insufficient), "{} is {state:?}", cell.kind);
    }
    let words = Catalogue::new(Language::TraditionalChinese);
    let notebook = view::notebook(&session, &words);
    assert!(notebook.due.is_empty() && notebook.undo.is_some());
    for cell in &notebook.cells {
        view::cell(&session, &cell.id, &words).unwrap();
    }
}

#[test]
fn rows_lead_back_to_lines_of_the_file() {
    let mut session = session(json!([{"id": "a", "kind": "overview"}]));
    put(&mut session, &shop(50));
    run_all(&mut session);
    let words = Catalogue::new(Language::English);
    let cell = view::cell(&session, "a", &words).unwrap();
    let value = cell.findings[0].segments.iter().find_map(|segment| segment.value.clone()).unwrap();
    let told =
        trace(&session, "a", &Place::Value { finding: 0, name: value }, (0, 5), false, &words).unwrap();
    assert_eq!(told.n_rows, 200);
    assert_eq!(told.rows[0].line, 2);
    assert_eq!(told.rows[0].cells[0], "A00000");
}

#[test]
fn rows_of_a_second_file_stand_under_its_own_headers() {
    let mut session = session(json!([{"id": "a", "kind": "overview"}]));
    put(&mut session, "Customer ID,Country\nK0,France\nK1,Spain\n");
    put(&mut session, "Order ID,Customer ID,Order Date,=Total\n1,K0,2024-01-02,10\n2,K1,2024-01-03,20\n");
    run_all(&mut session);
    let words = Catalogue::new(Language::English);
    let place = Place::Value { finding: 0, name: "orders".to_owned() };
    let told = trace(&session, "a", &place, (0, usize::MAX), false, &words).unwrap();
    let csv = export::traced_csv(&told);
    let lines: Vec<&str> = csv.trim_start_matches('\u{feff}').lines().collect();
    assert_eq!(lines[0], "file,line,Order ID,Customer ID,Order Date,'=Total");
    assert_eq!(lines[1], "shop.csv,2,1,K0,2024-01-02,10");
    assert_eq!(lines.len(), 3);
}

/// Orders of several lines; tea goes with cup, and every pair of neighbours in a ring of cakes now and then.
fn tea_shop() -> String {
    let mut text = String::from("Order ID,Customer ID,Order Date,Product,Category,Quantity,Unit Price\n");
    for i in 0..600 {
        let cake = |n: usize| format!("Cake {}", (i * 7 + n) % 5);
        let products = match i % 4 {
            0 => vec!["Tea".to_owned(), "Cup".to_owned(), cake(0)],
            1 => vec![cake(0), cake(1)],
            2 => vec!["Tea".to_owned(), "Cup".to_owned()],
            _ => vec!["Spoon".to_owned(), cake(1), cake(2)],
        };
        for product in products {
            let category = if product.starts_with("Cake") { "Bakery" } else { "Table" };
            let (day, month) = (i % 28 + 1, i / 28 % 12 + 1);
            text += &format!("A{i:05},K{:03},2024-{month:02}-{day:02},{product},{category},1,3.50\n", i % 90);
        }
    }
    text
}

#[test]
fn every_mark_of_a_rule_leads_to_the_lines_behind_it() {
    let cells = json!([
        {"id": "r", "kind": "rules", "params": {"by": "quarter", "shuffles": 0}},
        {"id": "c", "kind": "rules", "params": {"level": "category", "min_count": 2, "shuffles": 0}},
    ]);
    let mut session = session(cells);
    put(&mut session, &tea_shop());
    run_all(&mut session);
    let words = Catalogue::new(Language::English);
    for id in ["r", "c"] {
        let cell = view::cell(&session, id, &words).unwrap();
        let traced: Vec<_> = cell.tables.iter().filter(|table| table.is_traced).collect();
        assert_eq!(traced.len(), if id == "r" { 2 } else { 1 });
        for table in traced {
            let spec = session.table(id, &table.id).unwrap();
            let column = spec.columns.iter().find(|column| column.key == "n_xy").unwrap();
            let regulars::report::Cells::Count(counts) = &column.cells else { panic!("counts") };
            for (row, count) in counts.iter().enumerate() {
                let place = Place::Rows { table: table.id.clone(), rows: vec![row] };
                let told = trace(&session, id, &place, (0, 100_000), false, &words).unwrap();
                let orders: BTreeSet<_> = told.rows.iter().map(|row| row.cells[0].clone()).collect();
                assert_eq!((Some(orders.len() as f64), told.value), (*count, orders.len().to_string()));
                assert!(told.what.contains("confidence") && told.formula.is_some());
            }
        }
        // Marks lead to rows of the table, and from there to lines.
        for chart in &cell.charts {
            assert!(!chart.links.is_empty(), "{}", chart.id);
            for link in &chart.links {
                assert_eq!(link.table, "rules");
                for rows in link.rows.iter().filter(|rows| !rows.is_empty()) {
                    let rows = rows.iter().map(|row| *row as usize).collect();
                    let place = Place::Rows { table: "rules".into(), rows };
                    assert!(trace(&session, id, &place, (0, 5), false, &words).unwrap().n_rows > 0);
                }
            }
        }
        let nowhere = Place::Rows { table: "rules".into(), rows: vec![100_000] };
        assert!(trace(&session, id, &nowhere, (0, 5), false, &words).is_err());
    }
    let drawn = view::cell(&session, "r", &words).unwrap().charts;
    assert!(drawn.iter().any(|chart| chart.id == "graph"));
}

/// The rules of baskets without days that stand in the second file: how many baskets, and the lines behind each.
fn rules_of_second_file(baskets: &str) -> Vec<(f64, TraceView)> {
    let mut session = session(json!([{"id": "r", "kind": "rules", "params": {"shuffles": 0}}]));
    put_as(
        &mut session,
        "customers.csv",
        "Customer ID,Email,City\nK1,a@example.com,Lyon\nK2,b@example.com,Metz\n",
    );
    put_as(&mut session, "baskets.csv", baskets);
    run_all(&mut session);
    let spec = session.table("r", "rules").unwrap();
    let column = spec.columns.iter().find(|column| column.key == "n_xy").unwrap();
    let regulars::report::Cells::Count(counts) = &column.cells else { panic!("counts") };
    let words = Catalogue::new(Language::English);
    let told = counts.iter().enumerate().map(|(row, count)| {
        let place = Place::Rows { table: "rules".into(), rows: vec![row] };
        let told = trace(&session, "r", &place, (0, 100_000), false, &words).unwrap();
        assert_eq!(told.n_rows as usize, told.rows.len());
        assert!(told.rows.iter().all(|row| row.file == "baskets.csv"));
        (count.unwrap(), told)
    });
    told.collect()
}

#[test]
fn baskets_without_days_lead_to_all_their_lines_in_their_own_file() {
    // Every second basket has tea and cup; the lines of a basket stand apart.
    let n = 200;
    let products = |i: usize| if i.is_multiple_of(2) { ["Tea", "Cup", "Pot"] } else { ["Jam", "Ham", "Oil"] };
    let n_products = |i: usize| if i % 4 < 2 { 3 } else { 2 };
    let mut text = String::from("Order ID,Product\n");
    for place in 0..3 {
        for i in (0..n).filter(|&i| place < n_products(i)) {
            text += &format!("B{i:03},{}\n", products(i)[place]);
        }
    }
    let rules = rules_of_second_file(&text);
    assert!(!rules.is_empty());
    let file: Vec<&str> = text.lines().collect();
    for (count, TraceView { files, rows, .. }) in rules {
        assert_eq!(files[0].columns, ["Order ID", "Product"]);
        let orders: BTreeSet<&String> = rows.iter().map(|row| &row.cells[0]).collect();
        assert_eq!(orders.len() as f64, count);
        let of_orders = |line: &&&str| orders.iter().any(|order| line.starts_with(order.as_str()));
        assert_eq!(rows.len(), file.iter().filter(of_orders).count());
        assert!(rows.iter().all(|row| file[row.line as usize - 1] == row.cells.join(",")));
    }
}

#[test]
fn a_basket_on_one_line_is_one_line_with_all_its_items() {
    let text: String = (0..200)
        .map(|i| match i % 3 {
            0 => "tea,cup,pot,jam\n",
            1 => "ham,oil\n",
            _ => "tea,cup,ham\n",
        })
        .collect();
    let rules = rules_of_second_file(&text);
    assert!(!rules.is_empty());
    let file: Vec<&str> = text.lines().collect();
    for (count, TraceView { files, rows, .. }) in rules {
        assert_eq!(files[0].columns, ["basket", "item"]);
        assert_eq!(rows.len() as f64, count);
        assert!(rows.iter().all(|row| row.cells[1].replace(", ", ",") == file[row.line as usize - 1]));
    }
}

#[test]
fn baskets_of_two_files_are_all_there_each_in_its_own_file() {
    let mut session = session(json!([]));
    put_as(&mut session, "may.txt", &"tea,cup,pot,jam\nham,oil\ntea,cup,ham\n".repeat(20));
    put_as(&mut session, "june.txt", &"tea,cup,ham\noil,tea\nham,oil,jam,pot\n".repeat(30));
    let baskets = session.inputs_of_all().baskets.unwrap();
    assert_eq!(baskets.len(), 150);
    let mut places = BTreeSet::new();
    for i in 0..baskets.len() {
        let rows = baskets.rows(i);
        assert_eq!(rows.len(), 1);
        let is_june = rows[0].source == 1;
        let id = &session.document().sources[rows[0].source as usize].id;
        let table = &session.loaded(id).unwrap().table;
        let line = table.lines[rows[0].row_idx as usize];
        let expected: &[usize] = if is_june { &[4, 3, 2] } else { &[3, 4, 2] };
        assert_eq!(baskets.get(i).items.len(), expected[line as usize % 3]);
        places.insert((is_june, line));
    }
    assert_eq!(places.len(), 150);
}

#[test]
fn a_segment_filters_a_later_cell() {
    let mut session = session(json!([
        {"id": "a", "kind": "rfm"},
        {"id": "b", "kind": "overview", "filter": {"cell": "a", "label": "segment", "is": []}},
    ]));
    put(&mut session, &shop(300));
    assert_eq!(states(&session)[1], State::Blocked);
    run_all(&mut session);
    let keys = session.keys();
    let done = session.result("a", &keys).unwrap().0.outcome.clone().unwrap();
    let regulars::analysis::LabelValues::Class { codes, names } = &done.labels[0].values else { panic!() };
    let first = codes.iter().flatten().next().copied().unwrap();
    let n = codes.iter().flatten().filter(|code| **code == first).count();
    let key = names[first as usize].key.clone();
    edit(
        &mut session,
        json!({"op": "filter", "cell": "b", "filter": {"cell": "a", "label": "segment", "is": [key]}}),
    );
    run_all(&mut session);
    let job = session.prepare("b").unwrap();
    assert_eq!(job.inputs.ledger.unwrap().customers.len(), n);
    // Groups whose names are made alike are told apart by their ids.
    edit(&mut session, json!({"op": "params", "cell": "a", "params": {"map": "grid"}}));
    run_all(&mut session);
    let words = Catalogue::new(Language::English);
    let view = regulars::notebook::view::cell(&session, "b", &words).unwrap();
    let classes = &view.groupings[0].classes;
    let ids: std::collections::BTreeSet<&String> = classes.iter().map(|class| &class.id).collect();
    assert_eq!((ids.len(), classes.len()), (25, 25));
    let last = classes.last().unwrap().id.clone();
    edit(
        &mut session,
        json!({"op": "filter", "cell": "b", "filter": {"cell": "a", "label": "segment", "is": [last]}}),
    );
    run_all(&mut session);
    let kept = session.prepare("b").unwrap().inputs.ledger.unwrap().customers.len();
    assert!(kept < 300, "{kept}");
}

#[test]
fn a_saved_notebook_names_no_customer() {
    let mut session = session(json!([{"id": "a", "kind": "overview"}]));
    put(&mut session, &shop(50));
    let saved = session.save(true, "2026-03-03").unwrap();
    assert!(!saved.contains("Quux") && !saved.contains("K0001"));
    assert_eq!(Document::parse(&saved).unwrap(), *session.document());
    edit(&mut session, json!({"op": "note", "cell": "a", "text": "ask Ada Quux7 about tea"}));
    let error = session.save(true, "2026-03-03").unwrap_err();
    assert_eq!(error.message().key, "save-personal");
}

#[test]
fn without_values_the_own_wording_of_a_finding_stays_behind() {
    let mut session = session(json!([
        {"id": "a", "kind": "overview"},
        {"id": "b", "kind": "text", "params": {"text": "For the meeting"}},
        {"id": "c", "kind": "overview"},
    ]));
    put(&mut session, &shop(50));
    edit(&mut session, json!({"op": "sentence", "cell": "a", "text": "Tea brings most."}));
    edit(&mut session, json!({"op": "sentence", "cell": "c", "text": "Tea again."}));
    edit(&mut session, json!({"op": "remove", "cell": "c"}));
    let told =
        |saved: String| ["Tea brings", "Tea again", "For the meeting"].map(|words| saved.contains(words));
    assert_eq!(told(session.save(true, "2026-03-03").unwrap()), [true, true, true]);
    assert_eq!(told(session.save(false, "2026-03-03").unwrap()), [false, false, true]);
    edit(&mut session, json!({"op": "remove", "cell": "b"}));
    edit(&mut session, json!({"op": "note", "cell": "a", "text": "ask Ada Quux7 about tea"}));
    edit(&mut session, json!({"op": "remove", "cell": "a"}));
    assert_eq!(session.save(true, "2026-03-03").unwrap_err().message().key, "save-personal");
}

#[test]
fn a_reference_quotes_the_finding_that_it_names() {
    let text = |reference: &str| json!({"text": format!("{{{{a.{reference}}}}}")});
    let mut session = session(json!([{"id": "a", "kind": "overview"}, {"id": "t", "kind": "text"}]));
    put(&mut session, &shop(50));
    run_all(&mut session);
    let words = Catalogue::new(Language::English);
    let findings = view::cell(&session, "a", &words).unwrap().findings;
    let values = |i: usize| findings[i].segments.iter().filter_map(|segment| segment.value.clone());
    let (mut n_named, mut n_shared) = (0, 0);
    for (i, finding) in findings.iter().enumerate() {
        for segment in &finding.segments {
            let Some(name) = &segment.value else { continue };
            edit(
                &mut session,
                json!({"op": "params", "cell": "t", "params": text(&format!("{}.{name}", i + 1))}),
            );
            let cell = session.document().cell("t").unwrap();
            let span = regulars::notebook::prose::blocks(&session, cell, &words)[0].spans[0].clone();
            assert_eq!(span.text, segment.text);
            assert_eq!(span.quoted.map(|quoted| quoted.finding as usize), Some(i));
            n_named += 1;
            n_shared += usize::from((0..i).any(|before| values(before).any(|other| other == *name)));
        }
    }
    assert!(n_named > 3 && n_shared > 0, "{n_named} {n_shared}");
    edit(&mut session, json!({"op": "params", "cell": "t", "params": text("99.n")}));
    let cell = session.document().cell("t").unwrap();
    assert_eq!(regulars::notebook::prose::blocks(&session, cell, &words)[0].spans[0].text, "{{a.99.n}}");
}

#[test]
fn forgotten_work_is_done_again_and_comes_to_the_same() {
    let mut session = session(json!([{"id": "r", "kind": "rules"}]));
    put(&mut session, &tea_shop());
    run_all(&mut session);
    let output = |session: &Session| {
        let done = session.result("r", &session.keys()).unwrap().0.outcome.clone().unwrap();
        done.output_json().unwrap()
    };
    let first = output(&session);
    let memory = |session: &Session| session.prepare("r").unwrap().inputs.memory;
    memory(&session).keep(Rc::new("work"));
    assert!(memory(&session).recall::<&str>().is_some());
    session.forget_work();
    assert!(memory(&session).recall::<&str>().is_none());
    block_on(session.run("r", &Progress::none())).unwrap();
    assert_eq!(output(&session), first);
}

#[test]
fn a_newer_file_with_the_same_columns_fills_a_saved_notebook() {
    let mut first = session(json!([{"id": "a", "kind": "overview"}]));
    put(&mut first, &shop(50));
    let mut second = Session::default();
    second.open(Document::parse(&first.save(true, "2026-03-03").unwrap()).unwrap());
    assert_eq!(states(&second), [State::Blocked]);
    put(&mut second, &shop(60));
    assert_eq!(second.document().sources.len(), 1);
    assert_eq!(states(&second), [State::Empty]);
}

struct StopAtOnce;

impl Watch for StopAtOnce {
    fn tick(&self, _: &'static str, _: u64, _: u64) -> Tick {
        Tick::Stop
    }
}

#[test]
fn a_stopped_run_leaves_the_result_before_it() {
    let mut session = session(json!([{"id": "a", "kind": "rfm"}]));
    put(&mut session, &shop(300));
    run_all(&mut session);
    edit(&mut session, json!({"op": "params", "cell": "a", "params": {"n_bins": 3}}));
    let progress = Progress::watched(Rc::new(StopAtOnce));
    if block_on(session.run("a", &progress)).is_err() {
        let keys = session.keys();
        let (stored, is_current) = session.result("a", &keys).unwrap();
        assert!(stored.outcome.is_ok() && !is_current);
        assert_eq!(states(&session), [State::Stale]);
    }
}

#[test]
fn a_blocked_cell_says_what_is_really_missing() {
    let reason = |text: &str| {
        let mut session = session(json!([{"id": "a", "kind": "clv"}]));
        put(&mut session, text);
        run_all(&mut session);
        assert_eq!(states(&session), [State::Blocked]);
        let (stored, _) = session.result("a", &session.keys()).unwrap();
        Catalogue::new(Language::English).error(stored.outcome.as_ref().err().unwrap())
    };
    assert_eq!(reason("customer,amount\nann,1\nbob,2\nann,3\n"), "this needs orders with dates");
    assert_eq!(
        reason("date,amount\n2024-01-01,1\n2024-01-02,2\n"),
        "this needs a column that names customers"
    );
    assert_eq!(reason("customer,date,amount\n"), "this needs rows under the header line; there are none");
}

#[test]
fn sales_of_nobody_known_are_not_called_sales_of_no_customers() {
    let mut session = session(json!([{"id": "a", "kind": "overview"}]));
    put(&mut session, "date,amount,product\n2024-01-01,1,tea\n2024-01-02,2,milk\n");
    run_all(&mut session);
    let (stored, _) = session.result("a", &session.keys()).unwrap();
    let finding = &stored.outcome.as_ref().unwrap().report.findings[0];
    assert_eq!(
        Catalogue::new(Language::English).text(&finding.message),
        "Unknown customers placed 2 orders between 1 Jan 2024 and 2 Jan 2024: net sales of 3."
    );
}

#[test]
fn days_of_roc_years_are_shown_with_them_and_exported_as_iso() {
    let mut session = session(json!([{"id": "c1", "kind": "overview"}]));
    let lines: String =
        (0..60).map(|i| format!("A{i},K{},民國112/09/{:02},100\n", i % 9, 1 + i % 28)).collect();
    put(&mut session, &format!("訂單編號,會員編號,交易日期,金額\n{lines}"));
    run_all(&mut session);
    let words = Catalogue::new(Language::TraditionalChinese);
    let wanted = export::RowsWanted { limit: 1, ..export::RowsWanted::default() };
    let sheet = regulars::notebook::sheet::sheet(&session, "s1", &wanted, &words).unwrap();
    assert_eq!(sheet.rows[0].cells[2], "2023-09-01 (民國112/09/01)");
    let first = view::cell(&session, "c1", &words).unwrap().findings[0].clone();
    let name = first.segments.into_iter().find_map(|segment| segment.value).unwrap();
    let place = Place::Value { finding: 0, name };
    let seen = trace(&session, "c1", &place, (0, 5), false, &words).unwrap();
    assert_eq!(seen.rows[0].cells[2], "2023-09-01 (民國112/09/01)");
    let all = trace(&session, "c1", &place, (0, usize::MAX), false, &words).unwrap();
    assert_eq!(all.rows[0].cells[2], "2023-09-01");
}

#[test]
fn a_page_of_a_table_is_searched_and_sorted_anew_when_that_changes() {
    let mut session = session(json!([{"id": "c1", "kind": "concentration"}]));
    put(&mut session, &shop(120));
    run_all(&mut session);
    let words = Catalogue::new(Language::English);
    let page = |session: &Session, wanted: serde_json::Value| {
        let wanted = serde_json::from_value(wanted).unwrap();
        export::page(session, "c1", "customers", &wanted, &words).unwrap()
    };
    let all = page(&session, json!({"limit": 5}));
    assert_eq!((all.n_rows, all.rows.len()), (120, 5));
    let found = page(&session, json!({"limit": 5, "search": "QUUX57"}));
    assert_eq!(found.n_rows, 1);
    let up = page(&session, json!({"limit": 5, "sort": "customer"}));
    let down = page(&session, json!({"limit": 5, "sort": "customer", "is_descending": true}));
    assert_ne!(up.rows, down.rows);
    assert_eq!(page(&session, json!({"limit": 5})).rows, all.rows);
    assert_eq!(page(&session, json!({"offset": 5, "limit": 5})).positions, [5, 6, 7, 8, 9]);
}
