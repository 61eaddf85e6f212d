//! Surveys: figures by hand and by definition, words.

mod common;

use common::books::{output, run};
use common::words::{form_is_worded, sayable};
use proptest::prelude::*;
use regulars::analysis::{Inputs, Source};
use regulars::error::Kind;
use regulars::report::text::Language;
use regulars::roles::Mapping;
use regulars::table::{Column, Data, Table, Validity};
use serde_json::json;
use std::rc::Rc;

/// One answered line of the property test.
type Row = (i64, i64, i64, i64);

/// Answers by column; a negative one is missing.
fn answers(columns: &[(&str, Vec<i64>)]) -> Inputs {
    let columns: Vec<Column> = columns
        .iter()
        .map(|(name, cells)| {
            let validity = Validity::from_flags(cells.iter().map(|cell| *cell >= 0));
            Column::new(*name, Data::Decimal { mantissa: cells.clone(), scale: 0 }, validity)
        })
        .collect();
    let n_rows = columns.first().map_or(0, Column::len);
    let table = Table { name: "survey.csv".into(), columns, n_rows, lines: (2..).take(n_rows).collect() };
    let source = Source { id: "s1".into(), table: Rc::new(table), mapping: Rc::new(Mapping::default()) };
    Inputs { sources: vec![source], ..Inputs::default() }
}

#[test]
fn the_index_weighs_items_on_their_scale() {
    let inputs =
        answers(&[("staff", vec![5, 4, 3, 4]), ("price", vec![1, 2, -1, 3]), ("nps", vec![10, 9, 7, 2])]);
    let out = output("survey", &inputs, json!({"weights": [3, 1], "items": ["staff", "price"]}));
    // Staff mean 4 → .75, price mean 2 → .25; (3 × .75 + .25) / 4.
    assert_eq!(out["satisfaction_index"], 0.625);
    assert_eq!((&out["n_responses"], &out["n_complete"]), (&json!(4), &json!(3)));
    assert_eq!((&out["items"][0]["n_top_two"], &out["items"][1]["n_top_two"]), (&json!(3), &json!(0)));
    assert_eq!(out["top_two_share"], 3.0 / 7.0);
    assert_eq!((&out["promoters"]["score"], &out["promoters"]["n_passives"]), (&json!(0.25), &json!(1)));
}

#[test]
fn items_are_found_and_the_recommendation_is_none_of_them() {
    let inputs =
        answers(&[("id", vec![1001, 1002]), ("a", vec![5, 1]), ("b", vec![4, 2]), ("NPS", vec![9, 0])]);
    let out = output("survey", &inputs, json!({}));
    let names: Vec<&str> =
        out["items"].as_array().unwrap().iter().map(|i| i["name"].as_str().unwrap()).collect();
    assert_eq!(names, ["a", "b"]);
    assert_eq!(out["promoters"]["n"], 2);
}

#[test]
fn expectation_and_areas_are_compared() {
    let inputs = answers(&[("a", vec![3, 4]), ("b", vec![5, 5]), ("ea", vec![5, 5]), ("eb", vec![4, 4])]);
    let params = json!({
        "items": ["a", "b"], "expectations": ["ea", "eb"],
        "areas": [{"name": "all", "items": ["a", "b"]}, {"name": "one", "items": ["a"]}],
    });
    let done = run("survey", &inputs, params).unwrap();
    let out = done.output_json().unwrap();
    assert_eq!((&out["items"][0]["gap"], &out["items"][1]["gap"]), (&json!(-1.5), &json!(1.0)));
    assert_eq!(out["areas"][0]["share_of_full"], 0.85);
    assert_eq!(out["areas"][1]["share_of_full"], 0.7);
    sayable(&done, Language::English);
}

#[test]
fn what_does_not_fit_is_refused() {
    let inputs = answers(&[("a", vec![3, 4]), ("b", vec![5, 5])]);
    let refuse = |params| run("survey", &inputs, params).err().unwrap().kind;
    assert!(matches!(refuse(json!({"items": ["a"], "weights": [1, 2]})), Kind::Parameter { .. }));
    assert!(matches!(refuse(json!({"items": ["a"], "expectations": ["a", "b"]})), Kind::Parameter { .. }));
    assert!(matches!(refuse(json!({"items": ["z"]})), Kind::Unknown { .. }));
    assert!(matches!(refuse(json!({"scale_min": 5, "scale_max": 5})), Kind::Parameter { .. }));
    let none = answers(&[("amount", vec![100, 2000])]);
    assert!(matches!(run("survey", &none, json!({})).err().unwrap().kind, Kind::Insufficient { .. }));
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, cases: 80, ..ProptestConfig::default() })]
    #[test]
    fn figures_equal_their_definitions(
        rows in prop::collection::vec((1i64..6, 1i64..6, -1i64..6, -1i64..11), 3..60),
    ) {
        let column = |f: &dyn Fn(&Row) -> i64| rows.iter().map(f).collect::<Vec<i64>>();
        let (a, b, c) = (column(&|r| r.0), column(&|r| r.1), column(&|r| r.2));
        let inputs = answers(&[("a", a.clone()), ("b", b), ("c", c.clone()), ("recommend", column(&|r| r.3))]);
        let params = json!({"items": ["a", "b", "c"], "scale_min": 0, "scale_max": 5});
        let Ok(done) = run("survey", &inputs, params) else { return Ok(()) };
        let out = done.output_json().unwrap();
        let given: Vec<i64> = c.into_iter().filter(|x| *x >= 0).collect();
        prop_assert_eq!(out["items"][2]["n"].as_u64().unwrap() as usize, given.len());
        let top = given.iter().filter(|x| **x >= 4).count();
        prop_assert_eq!(out["items"][2]["n_top_two"].as_u64().unwrap() as usize, top);
        let mean = a.iter().sum::<i64>() as f64 / a.len() as f64;
        prop_assert!((out["items"][0]["mean"].as_f64().unwrap() - mean).abs() < 1e-12);
        let answered: Vec<i64> = rows.iter().map(|r| r.3).filter(|x| *x >= 0).collect();
        if !answered.is_empty() {
            let up = answered.iter().filter(|x| **x >= 9).count() as f64;
            let down = answered.iter().filter(|x| **x <= 6).count() as f64;
            let score = (up - down) / answered.len() as f64;
            prop_assert!((out["promoters"]["score"].as_f64().unwrap() - score).abs() < 1e-12);
        }
        if let Some(alpha) = out["alpha"].as_f64() {
            prop_assert!(alpha <= 1.0 + 1e-12);
        }
        sayable(&done, Language::English);
    }
}

#[test]
fn the_form_has_its_words() {
    form_is_worded("survey");
}
