//! Survival: tables and tenure, against brute force and by hand.

mod common;

use common::books::*;
use common::words::{form_is_worded, sayable};
use proptest::prelude::*;
use regulars::analysis::{Inputs, Source};
use regulars::error::Kind;
use regulars::report::text::Language;
use regulars::roles::{Attribute, AttributeValues, Mapping};
use regulars::table::{Column, Data, Table, TextColumn, Validity};
use serde_json::json;
use std::rc::Rc;

fn text(name: &str, cells: &[&str]) -> Column {
    let validity = Validity::from_flags(cells.iter().map(|cell| !cell.is_empty()));
    Column::new(name, Data::Text(TextColumn::from_texts(cells.iter().copied())), validity)
}

fn whole(name: &str, cells: &[i64]) -> Column {
    Column::new(name, Data::Decimal { mantissa: cells.to_vec(), scale: 0 }, Validity::all())
}

fn with_table(inputs: Inputs, columns: Vec<Column>) -> Inputs {
    let n_rows = columns.first().map_or(0, Column::len);
    let lines = (2..).take(n_rows).collect();
    let table = Table { name: "contracts.csv".into(), columns, n_rows, lines };
    let source = Source { id: "s1".into(), table: Rc::new(table), mapping: Rc::new(Mapping::default()) };
    Inputs { sources: vec![source], ..inputs }
}

fn contracts() -> Inputs {
    with_table(
        Inputs::default(),
        vec![
            whole("months", &[1, 2, 2, 3, 5, 8, -1, 4]),
            text("status", &["Yes", "yes", "no", "YES", "no", "yes", "yes", ""]),
            text("plan", &["a", "a", "b", "b", "a", "b", "a", "b"]),
        ],
    )
}

#[test]
fn a_table_with_lengths_and_endings_gives_the_product_limit_curve() {
    let params = json!({"table": "s1", "duration": "months", "event": "status"});
    let out = output("survival", &contracts(), params);
    assert_eq!((&out["n"], &out["n_events"], &out["n_left_out"]), (&json!(6), &json!(4), &json!(2)));
    assert_eq!(out["overall"]["times"], json!([1.0, 2.0, 3.0, 8.0]));
    assert_eq!(out["overall"]["n_at_risk"], json!([6, 5, 3, 1]));
    let survival: Vec<f64> = serde_json::from_value(out["overall"]["survival"].clone()).unwrap();
    for (found, expected) in survival.iter().zip([5.0 / 6.0, 4.0 / 6.0, 4.0 / 9.0, 0.0]) {
        assert!((found - expected).abs() < 1e-12);
    }
    assert_eq!(out["overall"]["standard_error"][3], json!(null));
}

#[test]
fn groups_are_compared() {
    let params = json!({"duration": "months", "event": "status", "group": "plan"});
    let done = run("survival", &contracts(), params).unwrap();
    let out = done.output_json().unwrap();
    assert_eq!(out["groups"].as_array().unwrap().len(), 2);
    assert_eq!(out["log_rank"]["degrees_of_freedom"], 1);
    sayable(&done, Language::English);
}

#[test]
fn the_value_that_means_ended_can_be_chosen_and_must_be_known() {
    let inputs = with_table(
        Inputs::default(),
        vec![whole("t", &[1, 2, 3]), text("why", &["moved", "stays", "moved"])],
    );
    let out = output("survival", &inputs, json!({"duration": "t", "event": "why", "positive": "Moved"}));
    assert_eq!(out["n_events"], 2);
    let refuse = |params| run("survival", &inputs, params).err().unwrap().kind;
    assert!(matches!(refuse(json!({"duration": "t", "event": "why"})), Kind::Parameter { .. }));
    assert!(matches!(
        refuse(json!({"duration": "t", "event": "why", "positive": "x"})),
        Kind::Parameter { .. }
    ));
    assert!(matches!(refuse(json!({"duration": "why"})), Kind::Parameter { .. }));
    assert!(matches!(refuse(json!({"duration": "nothing"})), Kind::Unknown { .. }));
    assert!(matches!(refuse(json!({"duration": "t", "table": "s9"})), Kind::Unknown { .. }));
}

#[test]
fn tenure_ends_with_the_first_long_silence() {
    let books = ledger(&[
        // Gone after 20 days, back later.
        sale("a", "2024-01-01", 100),
        sale("a", "2024-01-21", 100),
        sale("a", "2024-06-01", 100),
        // Gone at once.
        sale("b", "2024-01-05", 100),
        // Still there: watched until 30 days before the last day.
        sale("c", "2024-05-01", 100),
        sale("c", "2024-05-25", 100),
        sale("c", "2024-06-10", 100),
        // Too recent to be judged.
        sale("d", "2024-06-20", 100),
        sale("e", "2024-06-30", 100),
    ]);
    let inputs = with_table(inputs(books), vec![whole("x", &[1])]);
    let done = run("survival", &inputs, json!({"silence_days": 30})).unwrap();
    let out = done.output_json().unwrap();
    assert_eq!((&out["n"], &out["n_events"], &out["n_left_out"]), (&json!(3), &json!(2), &json!(2)));
    assert_eq!(out["overall"]["times"], json!([0.0, 20.0]));
    assert_eq!(out["overall"]["last_time"], json!(30.0));
    assert_eq!((&out["tenure"]["n_never_back"], &out["tenure"]["n_came_back"]), (&json!(1), &json!(1)));
    sayable(&done, Language::SimplifiedChinese);
}

#[test]
fn nobody_who_returns_needs_a_chosen_silence() {
    let sales: Vec<Sale> =
        (0..50).map(|i| sale(&format!("c{i}"), &format!("2024-01-{:02}", 1 + i % 28), 100)).collect();
    let inputs = with_table(inputs(ledger(&sales)), vec![whole("x", &[1])]);
    let error = run("survival", &inputs, json!({})).err().unwrap();
    assert!(matches!(error.kind, Kind::Insufficient { .. }));
    let out = output("survival", &inputs, json!({"silence_days": 5}));
    assert_eq!(out["n_events"], out["tenure"]["n_never_back"]);
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, cases: 100, ..ProptestConfig::default() })]
    #[test]
    fn the_curve_equals_the_definition(
        rows in prop::collection::vec((0i64..12, any::<bool>(), 0u8..3), 2..40),
    ) {
        let months: Vec<i64> = rows.iter().map(|row| row.0).collect();
        let ended: Vec<&str> = rows.iter().map(|row| if row.1 { "1" } else { "0" }).collect();
        let plans: Vec<String> = rows.iter().map(|row| row.2.to_string()).collect();
        let plans: Vec<&str> = plans.iter().map(String::as_str).collect();
        let inputs = with_table(
            Inputs::default(),
            vec![whole("t", &months), text("e", &ended), text("g", &plans)],
        );
        let Ok(done) = run("survival", &inputs, json!({"duration": "t", "event": "e", "positive": "1", "group": "g"})) else {
            prop_assert!(rows.iter().all(|row| !row.1));
            return Ok(());
        };
        let out = done.output_json().unwrap();
        let curve = &out["overall"];
        for (i, time) in curve["times"].as_array().unwrap().iter().enumerate() {
            let time = time.as_f64().unwrap() as i64;
            let n = |t: i64| rows.iter().filter(|row| row.0 >= t).count() as f64;
            let d = |t: i64| rows.iter().filter(|row| row.0 == t && row.1).count() as f64;
            let survival: f64 = (0..=time).filter(|&t| d(t) > 0.0).map(|t| 1.0 - d(t) / n(t)).product();
            let sum: f64 = (0..=time).filter(|&t| d(t) > 0.0).map(|t| d(t) / (n(t) * (n(t) - d(t)))).sum();
            prop_assert!((curve["survival"][i].as_f64().unwrap() - survival).abs() < 1e-12);
            match curve["standard_error"][i].as_f64() {
                Some(error) => prop_assert!((error - survival * sum.sqrt()).abs() < 1e-12),
                None => prop_assert!(survival.abs() < 1e-12),
            }
        }
        let total: f64 = out["log_rank"]["expected"].as_array().map_or(0.0, |e| e.iter().map(|e| e.as_f64().unwrap()).sum());
        if out["log_rank"].is_object() {
            prop_assert!((total - rows.iter().filter(|row| row.1).count() as f64).abs() < 1e-9);
            prop_assert!(out["log_rank"]["chi_squared"].as_f64().unwrap() >= -1e-9);
        }
        sayable(&done, Language::English);
    }
}

#[test]
fn online_retail_has_a_tenure() {
    let Some(mut ledger) = online_retail() else { return };
    let n = ledger.customers.len();
    let codes = (0..n).map(|i| Some((i % 2) as u32)).collect();
    let values = AttributeValues::Category { codes, names: vec!["even".into(), "odd".into()] };
    ledger.attributes.push(Attribute { name: "side".into(), values });
    let inputs = with_table(inputs(ledger), vec![whole("x", &[1])]);
    let done = run("survival", &inputs, json!({"group": "side"})).unwrap();
    for language in [Language::English, Language::TraditionalChinese] {
        for sentence in sayable(&done, language) {
            println!("{sentence}");
        }
    }
    // A coin's sides do not differ.
    assert!(done.output_json().unwrap()["log_rank"]["p"].as_f64().unwrap() > 0.01);
}

#[test]
fn the_form_has_its_words() {
    form_is_worded("survival");
}
