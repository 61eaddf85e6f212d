//! The customer base: exact flows, brute force, words.

mod common;

use common::books::*;
use common::words::{form_is_worded, sayable};
use proptest::prelude::*;
use regulars::error::Kind;
use regulars::report::Scope;
use regulars::report::text::Language;
use regulars::table::day;
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};

fn ints(value: &Value) -> Vec<i64> {
    value.as_array().unwrap().iter().map(|n| n.as_i64().unwrap()).collect()
}

#[test]
fn each_customer_is_new_retained_reactivated_or_lost() {
    let inputs = inputs(ledger(&[
        sale("a", "2024-01-05", 100),
        sale("a", "2024-02-05", 100),
        sale("a", "2024-04-05", 100),
        sale("b", "2024-02-05", 200),
        sale("c", "2024-01-05", 300),
        sale("c", "2024-04-30", 300),
        sale("c", "2024-04-30", -50),
    ]));
    let out = output("flow", &inputs, json!({"period": "month"}));
    assert_eq!(ints(&out["n_new"]), [2, 1, 0, 0]);
    assert_eq!(ints(&out["n_retained"]), [0, 1, 0, 0]);
    assert_eq!(ints(&out["n_reactivated"]), [0, 0, 0, 2]);
    assert_eq!(ints(&out["n_lost"]), [0, 1, 2, 0]);
    assert_eq!(ints(&out["n_stock"]), [2, 2, 0, 2]);
    assert_eq!(out["net_returning"], json!([0.0, 1.0, 0.0, 3.5]));
    let wide = output("flow", &inputs, json!({"period": "month", "window": 2}));
    assert_eq!(ints(&wide["n_retained"]), [0, 2, 2, 1]);
    assert_eq!(ints(&wide["n_lost"]), [0, 0, 1, 1]);
    assert_eq!(ints(&wide["n_reactivated"]), [0, 0, 0, 1]);
    assert_eq!(ints(&wide["n_stock"]), [2, 3, 2, 2]);
}

#[test]
fn the_last_periods_alone_begin_with_the_base_before_them() {
    let sales = [
        sale("a", "2024-01-05", 100),
        sale("a", "2024-03-05", 100),
        sale("b", "2024-02-05", 100),
        sale("b", "2024-04-01", 100),
    ];
    let out = output("flow", &inputs(ledger(&sales)), json!({"period": "month", "n_periods": 2}));
    assert_eq!(out["periods"], json!(["2024-03", "2024-04"]));
    assert_eq!(out["opening_stock"], 1);
    assert_eq!(ints(&out["n_new"]), [0, 0]);
    assert_eq!(ints(&out["n_reactivated"]), [1, 1]);
    assert_eq!(ints(&out["n_lost"]), [1, 1]);
}

#[test]
fn settings_out_of_range_are_refused() {
    let books = inputs(ledger(&[sale("a", "2024-01-05", 100), sale("a", "2024-03-05", 100)]));
    for params in [json!({"window": 0}), json!({"n_periods": 1})] {
        assert!(matches!(run("flow", &books, params).err().unwrap().kind, Kind::Parameter { .. }));
    }
    let short = inputs(ledger(&[sale("a", "2024-01-05", 100)]));
    assert!(matches!(run("flow", &short, json!({})).err().unwrap().kind, Kind::Insufficient { .. }));
}

fn sales() -> impl Strategy<Value = Vec<Sale>> {
    let sale = (0u8..12, 19_700..20_300i32, -300..2000i64).prop_map(|(c, day, amount)| Sale {
        customer: if c == 0 { String::new() } else { format!("c{c}") },
        day,
        amount,
    });
    prop::collection::vec(sale, 2..80)
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]
    #[test]
    fn flows_equal_brute_force_and_add_up(sales in sales(), window in 1i64..4, n_periods in 2usize..30) {
        let of = |day: i32| i64::from(day::month_index(day));
        let books = inputs(ledger(&sales));
        let params = json!({"period": "month", "window": window, "n_periods": n_periods});
        let Ok(done) = run("flow", &books, params) else { return Ok(()) };
        let out = done.output_json().unwrap();
        let mut visits: BTreeMap<&str, BTreeSet<i64>> = BTreeMap::new();
        for s in sales.iter().filter(|s| !s.customer.is_empty() && s.amount >= 0) {
            visits.entry(&s.customer).or_default().insert(of(s.day));
        }
        let last = of(sales.iter().map(|s| s.day).max().unwrap());
        let n = out["periods"].as_array().unwrap().len();
        let in_base = |v: &BTreeSet<i64>, t: i64| v.range(t - window + 1..=t).next().is_some();
        let mut before = out["opening_stock"].as_i64().unwrap();
        for i in 0..n {
            let t = last - (n - 1 - i) as i64;
            let count = |f: &dyn Fn(&BTreeSet<i64>) -> bool| visits.values().filter(|v| f(v)).count() as i64;
            let new = count(&|v| v.first() == Some(&t));
            let kept = count(&|v| in_base(v, t - 1) && in_base(v, t));
            let lost = count(&|v| in_base(v, t - 1) && !in_base(v, t));
            let back = count(&|v| v.contains(&t) && v.first() != Some(&t) && !in_base(v, t - 1));
            let stock = count(&|v| in_base(v, t));
            let at = |key: &str| out[key][i].as_i64().unwrap();
            prop_assert_eq!(
                (at("n_new"), at("n_retained"), at("n_lost"), at("n_reactivated"), at("n_stock")),
                (new, kept, lost, back, stock)
            );
            prop_assert_eq!(at("n_stock"), before + at("n_new") + at("n_reactivated") - at("n_lost"));
            prop_assert_eq!(at("n_net_change"), stock - before);
            prop_assert_eq!(at("n_active"), count(&|v| v.contains(&t)));
            before = stock;
        }
        if n_periods > 24 {
            let sum = |key: &str| out[key].as_array().unwrap().iter().map(|x| x.as_f64().unwrap()).sum::<f64>();
            let net: i64 = sales.iter().filter(|s| visits.contains_key(s.customer.as_str())).map(|s| s.amount).sum();
            prop_assert!((sum("net_new") + sum("net_returning") - net as f64 / 100.0).abs() < 1e-6);
        }
        sayable(&done, Language::English);
    }
}

#[test]
fn every_number_of_the_headline_leads_to_its_customers() {
    let Some(ledger) = online_retail() else { return };
    let done = run("flow", &inputs(ledger), json!({"period": "month"})).unwrap();
    let finding = &done.report.findings[0];
    for (name, trace) in &finding.traces {
        let Scope::Customers(customers) = &trace.scope else { panic!() };
        let Some(regulars::message::Value::Count(n)) = finding.message.get(name) else { panic!() };
        assert_eq!(customers.len() as f64, *n, "{name}");
        assert!(customers.windows(2).all(|pair| pair[0] < pair[1]));
    }
    for language in [Language::English, Language::SimplifiedChinese] {
        for sentence in sayable(&done, language) {
            println!("{sentence}");
        }
    }
}

#[test]
fn the_form_has_its_words() {
    form_is_worded("flow");
}
