//! Cohorts: triangles against brute force, golden figures, words.

mod common;

use common::books::*;
use common::words::{form_is_worded, sayable};
use proptest::prelude::*;
use regulars::analysis::{Inputs, LabelValues};
use regulars::error::Kind;
use regulars::report::Scope;
use regulars::report::text::Language;
use regulars::table::day;
use serde_json::json;
use std::collections::{BTreeMap, BTreeSet};

fn months(inputs: &Inputs) -> serde_json::Value {
    output("cohorts", inputs, json!({"period": "month"}))
}

#[test]
fn each_customer_counts_once_a_period_in_the_cohort_of_the_first_order() {
    let inputs = inputs(ledger(&[
        sale("a", "2024-01-31", 1000),
        sale("a", "2024-02-01", 500),
        sale("a", "2024-02-20", 500),
        sale("a", "2024-02-25", -200),
        sale("b", "2024-01-05", 300),
        sale("c", "2024-02-10", 700),
        sale("c", "2024-04-10", 100),
        sale("", "2024-04-30", 9900),
    ]));
    let out = months(&inputs);
    assert_eq!(out["periods"], json!(["2024-01", "2024-02", "2024-03", "2024-04"]));
    assert_eq!(out["cohorts"][0]["n_active"], json!([2, 1, 0, 0]));
    assert_eq!(out["cohorts"][0]["n_orders"], json!([2, 2, 0, 0]));
    assert_eq!(out["cohorts"][0]["n_seen_later"], json!([2, 1, 0, 0]));
    assert_eq!(out["cohorts"][0]["net"], json!([13.0, 8.0, 0.0, 0.0]));
    assert_eq!(out["cohorts"][1]["n_active"], json!([1, 0, 1]));
    assert_eq!(out["cohorts"][1]["cumulative_net"], json!([7.0, 7.0, 8.0]));
    assert_eq!(out["cohorts"][2]["n_customers"], 0);
}

#[test]
fn the_first_cohort_of_a_file_that_starts_midway_is_flagged() {
    let mut sales = Vec::new();
    for i in 0..40 {
        sales.push(sale(&format!("old{i}"), &format!("2024-01-{:02}", 1 + i % 28), 100));
    }
    for month in 2..=5 {
        for i in 0..10 {
            sales.push(sale(&format!("new{month}-{i}"), &format!("2024-{month:02}-{:02}", 1 + i), 100));
        }
    }
    let inputs = inputs(ledger(&sales));
    let out = months(&inputs);
    assert_eq!((&out["starts_midway"], &out["cohorts"][0]["predates_log"]), (&json!(true), &json!(true)));
    assert_eq!(out["cohorts"][1]["predates_log"], false);
    let chosen = output("cohorts", &inputs, json!({"period": "month", "log_start": "beginning"}));
    assert_eq!(chosen["starts_midway"], false);
    // The last periods alone: their first orders are known from the whole file.
    let last = output("cohorts", &inputs, json!({"period": "month", "n_periods": 3}));
    assert_eq!((&last["starts_midway"], &last["n_customers"]), (&json!(false), &json!(30)));
}

#[test]
fn too_short_a_file_says_what_is_needed() {
    let inputs = inputs(ledger(&[sale("a", "2024-01-03", 100), sale("b", "2024-01-30", 100)]));
    let error = run("cohorts", &inputs, json!({"period": "month"})).err().unwrap();
    assert!(matches!(error.kind, Kind::Insufficient { .. }));
    let error = run("cohorts", &inputs, json!({"n_periods": 1})).err().unwrap();
    assert!(matches!(error.kind, Kind::Parameter { .. }));
}

/// Customer, day, amount: a few customers over two years.
fn sales() -> impl Strategy<Value = Vec<Sale>> {
    let sale = (0u8..12, 19_700..20_400i32, -300..2000i64).prop_map(|(c, day, amount)| Sale {
        customer: if c == 0 { String::new() } else { format!("c{c}") },
        day,
        amount,
    });
    prop::collection::vec(sale, 2..80)
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]
    #[test]
    fn triangles_equal_brute_force(sales in sales(), period in 0usize..4) {
        let (name, of): (&str, fn(i32) -> i32) = [
            ("week", (|day| (day + 3).div_euclid(7)) as fn(i32) -> i32),
            ("month", |day| day::month_index(day)),
            ("quarter", |day| day::month_index(day).div_euclid(3)),
            ("year", |day| day::ymd(day).0),
        ][period];
        let books = inputs(ledger(&sales));
        let known = |s: &&Sale| !s.customer.is_empty();
        let mut first: BTreeMap<&str, i32> = BTreeMap::new();
        for s in sales.iter().filter(known).filter(|s| s.amount >= 0) {
            let day = first.entry(&s.customer).or_insert(s.day);
            *day = (*day).min(s.day);
        }
        let last = sales.iter().map(|s| s.day).max().unwrap();
        let Ok(done) = run("cohorts", &books, json!({"period": name})) else {
            prop_assert!(first.values().min().is_none_or(|&day| of(day) == of(last)));
            return Ok(());
        };
        let out = done.output_json().unwrap();
        let start = of(*first.values().min().unwrap());
        let n = (of(last) - start + 1) as usize;
        prop_assert_eq!(out["cohorts"].as_array().unwrap().len(), n);
        let mut total = 0.0;
        for cohort in 0..n {
            let members: BTreeSet<&str> =
                first.iter().filter(|(_, day)| of(**day) - start == cohort as i32).map(|(id, _)| *id).collect();
            let row = &out["cohorts"][cohort];
            prop_assert_eq!(row["n_customers"].as_u64().unwrap() as usize, members.len());
            for age in 0..n - cohort {
                let here = |s: &&Sale| members.contains(s.customer.as_str()) && of(s.day) - start == (cohort + age) as i32;
                let orders: Vec<_> = sales.iter().filter(here).filter(|s| s.amount >= 0).collect();
                let active: BTreeSet<&str> = orders.iter().map(|s| s.customer.as_str()).collect();
                let later: BTreeSet<&str> = sales.iter()
                    .filter(|s| s.amount >= 0 && members.contains(s.customer.as_str()) && of(s.day) - start >= (cohort + age) as i32)
                    .map(|s| s.customer.as_str()).collect();
                prop_assert_eq!(row["n_active"][age].as_u64().unwrap() as usize, active.len());
                prop_assert_eq!(row["n_orders"][age].as_u64().unwrap() as usize, orders.len());
                prop_assert_eq!(row["n_seen_later"][age].as_u64().unwrap() as usize, later.len());
                total += row["net"][age].as_f64().unwrap();
            }
        }
        let net: i64 = sales.iter().filter(known).filter(|s| first.contains_key(s.customer.as_str())).map(|s| s.amount).sum();
        prop_assert!((total - net as f64 / 100.0).abs() < 1e-6);
        sayable(&done, Language::English);
    }
}

#[test]
fn a_label_names_the_cohort_of_each_customer() {
    let sales = [sale("a", "2024-01-03", 100), sale("b", "2024-03-30", 100), sale("a", "2024-03-30", 100)];
    let done = run("cohorts", &inputs(ledger(&sales)), json!({"period": "month"})).unwrap();
    let LabelValues::Class { codes, .. } = &done.labels[0].values else { panic!() };
    assert_eq!(codes, &[Some(0), Some(2)]);
}

#[test]
fn online_retail_gives_the_known_triangle() {
    let Some(ledger) = online_retail() else { return };
    let inputs = inputs(ledger);
    let done = run("cohorts", &inputs, json!({"period": "month"})).unwrap();
    let out = done.output_json().unwrap();
    // The triangle that every tutorial on this set prints.
    assert_eq!(
        out["cohorts"][0]["n_active"],
        json!([885, 324, 286, 340, 321, 352, 321, 309, 313, 350, 331, 445, 235])
    );
    assert_eq!(
        out["cohorts"][1]["n_active"],
        json!([417, 92, 111, 96, 134, 120, 103, 101, 125, 136, 152, 49])
    );
    assert_eq!(out["cohorts"][0]["predates_log"], true);
    let finding = &done.report.findings[0];
    let share = finding.traces.iter().find(|(name, _)| name == "share").unwrap();
    let Scope::Customers(customers) = &share.1.scope else { panic!() };
    assert_eq!(customers.len() as u64, out["back"]["n_returned"].as_u64().unwrap());
    for sentence in sayable(&done, Language::English) {
        println!("{sentence}");
    }
    for sentence in sayable(&done, Language::TraditionalChinese) {
        println!("{sentence}");
    }
}

#[test]
fn the_form_has_its_words() {
    form_is_worded("cohorts");
}
