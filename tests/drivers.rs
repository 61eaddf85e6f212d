//! What goes with an outcome: against laws and known figures.

mod common;

use common::books::*;
use regulars::analysis::{Inputs, Source};
use regulars::report::text::{Catalogue, Language};
use regulars::stats::sample::Rng;
use regulars::table::{Column, Data, Table, TextColumn, Validity};
use serde_json::json;

/// Columns x (tells), noise, twice (2 · x), plan (a category), left (yes/no), months and ended.
fn table(n: usize) -> Inputs {
    let mut rng = Rng::new(5);
    let x: Vec<f64> = (0..n).map(|_| rng.normal()).collect();
    let noise: Vec<f64> = (0..n).map(|_| rng.normal()).collect();
    let left: Vec<bool> = x.iter().map(|&x| rng.unit() < 1.0 / (1.0 + libm::exp(-1.5 * x))).collect();
    let plan: Vec<&str> = (0..n).map(|i| if i % 3 == 0 { "gold" } else { "basic" }).collect();
    let float = |name: &str, values: Vec<f64>| Column::new(name, Data::Float(values), Validity::all());
    let text = |name: &str, values: &[&str]| {
        Column::new(name, Data::Text(TextColumn::from_texts(values.iter().copied())), Validity::all())
    };
    let yes: Vec<&str> = left.iter().map(|&left| if left { "yes" } else { "no" }).collect();
    let columns = vec![
        float("x", x.clone()),
        float("noise", noise),
        float("twice", x.iter().map(|x| 2.0 * x).collect()),
        text("plan", &plan),
        text("left", &yes),
        float("months", x.iter().map(|x| libm::exp(-x)).collect()),
    ];
    let table = Table { name: "t".into(), columns, n_rows: n, lines: (2..).take(n).collect() };
    let source = Source { id: "s1".into(), table: table.into(), mapping: Default::default() };
    Inputs { sources: vec![source], ..Default::default() }
}

#[test]
fn the_column_that_tells_is_found_and_its_double_is_named() {
    let inputs = table(600);
    let params = json!({"table": "s1", "outcome": "left", "features": ["x", "noise", "twice", "plan"]});
    let found = output("drivers", &inputs, params.clone());
    let coefficients = found["coefficients"].as_array().unwrap();
    assert_eq!((&coefficients[0]["name"], &coefficients[1]["name"]), (&json!("(intercept)"), &json!("x")));
    assert!((coefficients[1]["estimate"].as_f64().unwrap() - 1.5).abs() < 0.3);
    assert!(coefficients[1]["p"].as_f64().unwrap() < 1e-10);
    assert_eq!(found["left_out"], json!(["twice"]));
    assert!(coefficients.iter().any(|c| c["name"] == "plan=gold"));
    assert!(found["auc"].as_f64().unwrap() > 0.75);
    assert!(found["log_likelihood"].as_f64().unwrap() > found["null_log_likelihood"].as_f64().unwrap());
    let calibrated: u64 =
        found["calibration"].as_array().unwrap().iter().map(|c| c["n_rows"].as_u64().unwrap()).sum();
    assert_eq!(calibrated, 600);
    for text in sentences("drivers", &inputs, params) {
        println!("{text}");
        let words = ["because", "causes", "leads to", "drives"];
        assert!(words.iter().all(|word| !text.contains(word)), "{text}");
    }
}

#[test]
fn outcomes_that_cannot_be_studied_get_a_sentence() {
    let inputs = table(200);
    let check = |params: serde_json::Value, wanted: &str| {
        let text = Catalogue::new(Language::English).error(&run("drivers", &inputs, params).err().unwrap());
        assert!(text.contains(wanted), "{text}");
    };
    check(json!({"table": "s1"}), "choose the column");
    check(json!({"table": "s1", "outcome": "x"}), "has 200 values");
    check(json!({"table": "s1", "outcome": "left", "positive": "maybe"}), "does not occur");
    check(json!({"table": "s1", "outcome": "plan", "features": ["nope"]}), "nope");
    check(json!({"table": "s1", "outcome": "left", "folds": 1}), "choose 2 to 20");
    let few = table(20);
    let error = run("drivers", &few, json!({"table": "s1", "outcome": "left"})).err().unwrap();
    assert!(matches!(error.kind, regulars::error::Kind::Insufficient { .. }));
}

#[test]
fn online_retail_tells_who_falls_silent() {
    let Some(ledger) = online_retail() else { return };
    let inputs = inputs(ledger);
    let found = output("drivers", &inputs, json!(null));
    println!("{:#}", found["coefficients"]);
    println!("auc {} n {} yes {}", found["auc"], found["n_rows"], found["n_yes"]);
    assert!(found["auc"].as_f64().unwrap() > 0.7);
    sentences("drivers", &inputs, json!(null));
}
