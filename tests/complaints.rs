//! Complaints: counts by hand, a rise, repeaters, words.

mod common;

use common::books::{ledger, output, run, sale};
use common::words::{form_is_worded, sayable};
use regulars::analysis::{Inputs, Source};
use regulars::error::Kind;
use regulars::report::text::Language;
use regulars::roles::{Grain, Mapping, Role, RoleChoice};
use regulars::table::{Column, Data, Table, TextColumn, Validity, day};
use serde_json::json;
use std::rc::Rc;

/// Opened, resolved (`""` when open), cause, customer.
fn tickets(rows: &[(&str, &str, &str, &str)]) -> Inputs {
    let text = |name: &str, cells: Vec<&str>| {
        let validity = Validity::from_flags(cells.iter().map(|cell| !cell.is_empty()));
        Column::new(name, Data::Text(TextColumn::from_texts(cells)), validity)
    };
    let days = |name: &str, cells: Vec<&str>| {
        let validity = Validity::from_flags(cells.iter().map(|cell| !cell.is_empty()));
        Column::new(
            name,
            Data::Day(cells.iter().map(|cell| day::parse_iso(cell).unwrap_or(0)).collect()),
            validity,
        )
    };
    let columns = vec![
        days("opened", rows.iter().map(|row| row.0).collect()),
        days("closed", rows.iter().map(|row| row.1).collect()),
        text("why", rows.iter().map(|row| row.2).collect()),
        text("who", rows.iter().map(|row| row.3).collect()),
    ];
    let choice =
        |role, column: &str| RoleChoice { role, column: column.into(), confidence: 1.0, why: Vec::new() };
    let roles = vec![
        choice(Role::TicketCreated, "opened"),
        choice(Role::TicketResolved, "closed"),
        choice(Role::Category, "why"),
        choice(Role::CustomerId, "who"),
    ];
    let mapping = Mapping { roles, grain: Grain::Ticket, ..Mapping::default() };
    let table = Table {
        name: "tickets.csv".into(),
        columns,
        n_rows: rows.len(),
        lines: (2..).take(rows.len()).collect(),
    };
    let source = Source { id: "s1".into(), table: Rc::new(table), mapping: Rc::new(mapping) };
    Inputs { sources: vec![source], ..Inputs::default() }
}

#[test]
fn causes_times_and_repeaters_are_counted() {
    let inputs = tickets(&[
        ("2024-01-01", "2024-01-03", "late", "a"),
        ("2024-01-05", "2024-01-06", "late", "b"),
        ("2024-01-07", "", "broken", "a"),
        ("2024-02-01", "2024-01-01", "late", "c"),
        ("2024-02-02", "2024-02-12", "", ""),
    ]);
    let done = run("complaints", &inputs, json!({"period": "month"})).unwrap();
    let out = done.output_json().unwrap();
    assert_eq!(out["causes"][0]["name"], "late");
    assert_eq!((&out["causes"][0]["n"], &out["causes"][0]["share"]), (&json!(3), &json!(0.75)));
    assert_eq!((&out["n_without_cause"], &out["n_vital"]), (&json!(1), &json!(2)));
    assert_eq!(out["causes"][0]["median_days"], 1.5);
    assert_eq!(out["resolution"]["n_resolved"], 3);
    assert_eq!((&out["resolution"]["n_open"], &out["resolution"]["n_backwards"]), (&json!(1), &json!(1)));
    assert_eq!(out["resolution"]["median_days"], 2.0);
    assert_eq!((&out["repeat"]["n_customers"], &out["repeat"]["n_repeaters"]), (&json!(3), &json!(1)));
    assert_eq!(out["repeat"]["share_of_complaints"], 0.5);
    assert_eq!(out["trend"]["n"], json!([3, 2]));
    for language in Language::ALL {
        sayable(&done, language);
    }
}

#[test]
fn a_rise_over_ten_months_is_told_and_the_customers_are_valued() {
    let mut rows = Vec::new();
    let mut sales = Vec::new();
    let names: Vec<String> = (0..60).map(|i| format!("c{i:02}")).collect();
    for (i, name) in names.iter().enumerate() {
        sales.push(sale(name, "2024-03-03", 1000 * (i as i64 + 1)));
    }
    let days: Vec<(String, String)> = (1..=10)
        .flat_map(|month| {
            (0..month).map(move |i| {
                (format!("2024-{month:02}-{:02}", i + 1), format!("2024-{month:02}-{:02}", i + 4))
            })
        })
        .chain([("2023-12-31".to_owned(), String::new()), ("2024-11-01".to_owned(), String::new())])
        .collect();
    for (i, (opened, closed)) in days.iter().enumerate() {
        let cause = if i % 5 == 0 { "price" } else { "delivery" };
        rows.push((opened.as_str(), closed.as_str(), cause, names[i % 20].as_str()));
    }
    let mut inputs = tickets(&rows);
    inputs.ledger = Some(Rc::new(ledger(&sales)));
    let done = run("complaints", &inputs, json!({"period": "month"})).unwrap();
    let out = done.output_json().unwrap();
    assert!(out["trend"]["z"].as_f64().unwrap() > 3.0);
    assert_eq!((&out["value"]["n_complainers"], &out["value"]["n_others"]), (&json!(20), &json!(40)));
    assert_eq!(out["value"]["median_net_complainers"], 105.0);
    let sentences = sayable(&done, Language::English);
    assert!(
        sentences.iter().any(|s| s.starts_with("Complaints rise: from 1 in Jan 2024 to 10 in Oct 2024")),
        "{sentences:?}"
    );
}

#[test]
fn without_a_file_of_complaints_it_says_so() {
    let inputs = tickets(&[("2024-01-01", "", "late", "a")]);
    assert_eq!(output("complaints", &inputs, json!({}))["n"], 1);
    let refuse = |params| run("complaints", &inputs, params).err().unwrap().kind;
    assert!(matches!(refuse(json!({"cause": "nothing"})), Kind::Insufficient { .. }));
    assert!(matches!(refuse(json!({"table": "s1", "cause": "nothing"})), Kind::Unknown { .. }));
    assert!(matches!(refuse(json!({"opened": "why"})), Kind::Parameter { .. }));
}

#[test]
fn the_form_has_its_words() {
    form_is_worded("complaints");
}
