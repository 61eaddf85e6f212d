//! The five measures: definitions by hand, words.

mod common;

use common::books::*;
use common::words::{form_is_worded, sayable};
use regulars::analysis::{Inputs, Source};
use regulars::error::Kind;
use regulars::report::text::Language;
use regulars::roles::{Mapping, Role, RoleChoice};
use regulars::table::{Column, Data, Table, Validity, day};
use serde_json::json;
use std::rc::Rc;

fn books() -> Inputs {
    inputs(ledger(&[
        sale("a", "2024-01-05", 1000),
        sale("b", "2024-01-15", 2000),
        sale("a", "2024-02-05", 3000),
        sale("c", "2024-02-15", 1000),
        sale("c", "2024-02-16", 500),
        sale("a", "2024-03-05", -500),
        sale("c", "2024-03-06", 500),
        sale("d", "2024-03-31", 500),
    ]))
}

#[test]
fn each_measure_has_its_definition() {
    let out =
        output("scorecard", &books(), json!({"period": "month", "margin": 0.4, "log_start": "beginning"}));
    assert_eq!(out["acquisition_share"], json!([1.0, 0.5, 0.5]));
    assert_eq!(out["retention_share"], json!([null, 0.5, 0.5]));
    assert_eq!(out["net"], json!([30.0, 45.0, 5.0]));
    // February: 30 of 45 come from a, who had bought in January. March: refunds outweigh nothing, 0 of 5.
    assert_eq!(out["loyalty_share"], json!([0.0, 2.0 / 3.0, 0.0]));
    assert_eq!(out["profit"]["profit"], json!([12.0, 18.0, 2.0]));
    let error = run("scorecard", &books(), json!({"margin": 1.5})).err().unwrap();
    assert!(matches!(error.kind, Kind::Parameter { .. }));
}

#[test]
fn ratings_and_profits_of_a_dated_file_are_taken() {
    let days = ["2024-01-10", "2024-02-10", "2024-02-11", "2024-03-01"].map(|d| day::parse_iso(d).unwrap());
    let column = |name: &str, data| Column::new(name, data, Validity::all());
    let table = Table {
        name: "reviews.csv".into(),
        columns: vec![
            column("date", Data::Day(days.to_vec())),
            column("stars", Data::Decimal { mantissa: vec![5, 3, 4, 1], scale: 0 }),
            column("毛利", Data::Decimal { mantissa: vec![150, 225, 0, -100], scale: 2 }),
        ],
        n_rows: 4,
        lines: vec![2, 3, 4, 5],
    };
    let choice =
        |role, column: &str| RoleChoice { role, column: column.into(), confidence: 1.0, why: Vec::new() };
    let roles = vec![choice(Role::OrderDate, "date"), choice(Role::Rating, "stars")];
    let mapping = Mapping { roles, ..Mapping::default() };
    let source = Source { id: "s1".into(), table: Rc::new(table), mapping: Rc::new(mapping) };
    let inputs = Inputs { sources: vec![source], ..books() };
    let done = run("scorecard", &inputs, json!({"period": "month"})).unwrap();
    let out = done.output_json().unwrap();
    assert_eq!(out["satisfaction"]["scale_max"], 5);
    assert_eq!(out["satisfaction"]["top_two_share"], json!([1.0, 0.5, 0.0]));
    assert_eq!(out["profit"]["profit"], json!([1.5, 2.25, -1.0]));
    assert_eq!(out["profit"]["profit_share"], json!([0.05, 0.05, -0.2]));
    for language in Language::ALL {
        sayable(&done, language);
    }
}

#[test]
fn online_retail_has_its_measures() {
    let Some(ledger) = online_retail() else { return };
    let done = run("scorecard", &inputs(ledger), json!({"period": "month"})).unwrap();
    for language in [Language::English, Language::TraditionalChinese] {
        for sentence in sayable(&done, language) {
            println!("{sentence}");
        }
    }
    let out = done.output_json().unwrap();
    // 885 customers in December 2010, 324 of them again in January 2011: see the cohorts.
    assert_eq!(out["retention_share"][1], json!(324.0 / 885.0));
    assert_eq!(out["acquisition_share"][0], json!(null));
}

#[test]
fn the_form_has_its_words() {
    form_is_worded("scorecard");
}
