//! Offers against the figures that pair rules, popularity and frequency reach on public data.

mod common;

use common::baskets::{Row, baskets_of, ledger_of, online_retail};
use regulars::analysis::{self, Done, Inputs};
use regulars::error::{Kind, Result};
use regulars::progress::{Progress, block_on};
use regulars::report::text::{Catalogue, Language};
use regulars::roles::Baskets;
use serde_json::{Value, json};
use std::rc::Rc;

fn offers(baskets: &Baskets, params: Value) -> Result<Done> {
    let inputs = Inputs {
        ledger: Some(Rc::new(ledger_of(baskets))),
        baskets: Some(Rc::new(baskets.clone())),
        ..Inputs::default()
    };
    block_on(analysis::find("offers").unwrap().run(&inputs, &params, &Progress::none()))
}

fn row(items: &[&str], customer: u32, day: i32) -> Row {
    (items.iter().map(|item| (*item).to_owned()).collect(), Some(customer), Some(day))
}

#[test]
fn the_lists_reach_more_customers_than_best_sellers() {
    let Some(baskets) = online_retail() else { return };
    let done = offers(&baskets, Value::Null).unwrap();
    let output = done.output_json().unwrap();
    let rate = |list: &str, method: &str| {
        let tests = output["backtest"].as_array().unwrap();
        let test = tests.iter().find(|test| test["list"] == list && test["method"] == method).unwrap();
        test["hit_rate"].as_f64().unwrap()
    };
    for list in ["cross_sell", "buy_again"] {
        for test in output["backtest"].as_array().unwrap().iter().filter(|test| test["list"] == list) {
            println!("{list} {} {} {}", test["method"], test["hit_rate"], test["n_customers"]);
        }
    }
    assert!(rate("cross_sell", "blend") >= 0.40 && rate("buy_again", "blend") >= 0.74);
    assert!(rate("cross_sell", "blend") > rate("cross_sell", "recent_popularity"));
    assert!(rate("cross_sell", "ease") > rate("cross_sell", "popularity"));
    for language in Language::ALL {
        let catalogue = Catalogue::new(language);
        println!(
            "{:#?}",
            done.report.findings.iter().map(|f| catalogue.text(&f.message)).collect::<Vec<_>>()
        );
        assert!(done.report.findings.iter().all(|finding| catalogue.has(&finding.message.key)));
    }
}

#[test]
fn a_companion_is_offered_with_its_reason() {
    let mut rows = Vec::new();
    for customer in 0..40 {
        rows.push(row(&["bread", "butter"], customer, 100 + customer as i32));
        rows.push(row(&["bread", "butter"], customer, 150 + customer as i32));
        rows.push(row(&["nails", "hammer"], 100 + customer, 100 + customer as i32));
    }
    rows.push(row(&["bread"], 200, 180));
    let output = offers(&baskets_of(&rows), Value::Null).unwrap().output_json().unwrap();
    let lists = output["lists"].as_array().unwrap();
    let last = lists.iter().find(|list| list["customer"] == 200).unwrap();
    assert_eq!(last["cross_sell"][0]["label"], "butter");
    assert_eq!(last["cross_sell"][0]["because"]["label"], "bread");
    assert_eq!(last["buy_again"][0]["label"], "bread");
}

#[test]
fn requests_that_cannot_be_met_are_told() {
    let baskets = baskets_of(&[row(&["a", "b"], 0, 1), row(&["a"], 1, 2)]);
    assert!(matches!(offers(&baskets, json!({"n_offers": 0})).err().unwrap().kind, Kind::Parameter { .. }));
    assert!(matches!(
        offers(&baskets, json!({"exclude_items": ["z"]})).err().unwrap().kind,
        Kind::Unknown { .. }
    ));
    assert!(matches!(offers(&baskets, json!({"segment": "vip"})).err().unwrap().kind, Kind::Unknown { .. }));
    let output = offers(&baskets, Value::Null).unwrap().output_json().unwrap();
    assert_eq!(output["n_customers"], 2);
}
