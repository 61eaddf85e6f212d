//! Offers against the figures that pair rules, popularity and frequency reach on public data.

mod common;

use common::baskets::{Row, baskets_of, ledger_of, online_retail};
use regulars::analysis::{self, Done, Inputs, LabelValues, Labels};
use regulars::error::{Kind, Result};
use regulars::message::Message;
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
fn each_segment_has_lists_of_its_own_length() {
    let rows: Vec<Row> = (0..60)
        .flat_map(|customer| {
            [0, 40].map(|day| row(&["a", "b", "c", "d"][customer % 3..][..2], customer as u32, 100 + day))
        })
        .collect();
    let baskets = baskets_of(&rows);
    let ledger = Rc::new(ledger_of(&baskets));
    let labels = Labels {
        cell: "c1".into(),
        name: "segment".into(),
        title: "rfm-segment".into(),
        values: LabelValues::Class {
            codes: (0..60).map(|customer| (customer > 0).then_some(customer % 2)).collect(),
            names: vec!["rfm-segment-champions".into(), Message::new("rfm-segment-own").text("name", "VIP")],
        },
    };
    let inputs = Inputs {
        ledger: Some(ledger),
        baskets: Some(Rc::new(baskets)),
        labels: vec![Rc::new(labels)],
        ..Inputs::default()
    };
    let run = |params: Value| {
        let kind = analysis::find("offers").unwrap();
        block_on(kind.run(&inputs, &params, &Progress::none())).map(|done| done.output_json().unwrap())
    };
    let output = run(json!({"n_offers": 2, "n_by_segment": {"VIP": 1}})).unwrap();
    let lists = output["lists"].as_array().unwrap();
    assert_eq!(lists.len(), 60);
    for list in lists {
        let most = if list["segment"] == "VIP" { 1 } else { 2 };
        assert_eq!(list["cross_sell"].as_array().unwrap().len(), most, "{list}");
    }
    assert!(lists[0]["segment"].is_null());
    assert_eq!(output["segments"][0]["segment"], "champions");
    assert_eq!(
        (&output["segments"][1]["n_offers"], &output["segments"][1]["n_customers"]),
        (&1.into(), &30.into())
    );
    let output = run(json!({"n_by_segment": {"champions": 0}})).unwrap();
    assert_eq!(output["n_customers"], 31);
    assert_eq!(run(json!({"segment": "VIP"})).unwrap()["n_customers"], 30);
    assert!(matches!(run(json!({"n_by_segment": {"nobody": 3}})).err().unwrap().kind, Kind::Unknown { .. }));
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
