//! A named group: who is in it, that inside and outside make the whole, and that later cells can keep it.

mod common;

use common::books::*;
use common::notebooks::done;
use common::words::{form_is_worded, sayable};
use proptest::prelude::*;
use regulars::analysis::{Inputs, LabelValues, class_ids};
use regulars::error::Kind;
use regulars::notebook::Session;
use regulars::notebook::trace::{Place, trace};
use regulars::report::text::{Catalogue, Language};
use regulars::roles::{Attribute, AttributeValues};
use serde_json::{Value, json};

/// Four customers and a walk-in; c gives most of it back.
fn books() -> Inputs {
    let mut ledger = ledger(&[
        sale("a", "2024-01-05", 1000),
        sale("a", "2024-02-05", 3000),
        sale("a", "2024-05-01", 500),
        sale("b", "2024-01-15", 2000),
        sale("c", "2024-03-15", 9000),
        sale("c", "2024-03-20", -8000),
        sale("d", "2024-04-30", 700),
        sale("", "2024-04-01", 5000),
    ]);
    let names = vec!["France".to_owned(), "Spain".to_owned()];
    let codes = vec![Some(0), Some(1), Some(1), None];
    ledger.attributes = vec![
        Attribute { name: "Country".into(), values: AttributeValues::Category { codes, names } },
        Attribute {
            name: "Points".into(),
            values: AttributeValues::Number(vec![Some(5.0), Some(7.0), None, Some(5.0)]),
        },
    ];
    inputs(ledger)
}

/// Who is in: positions of the customers.
fn inside(params: Value) -> Vec<usize> {
    let done = run("filter", &books(), params).unwrap();
    let LabelValues::Class { codes, .. } = &done.labels[0].values else { panic!() };
    codes.iter().enumerate().filter(|(_, code)| **code == Some(0)).map(|(i, _)| i).collect()
}

#[test]
fn every_condition_keeps_whom_it_says() {
    let check = |params: Value, expected: &[usize]| assert_eq!(inside(params.clone()), expected, "{params}");
    check(json!({}), &[0, 1, 2, 3]);
    check(json!({"attribute": "Country", "values": ["spain", " France"]}), &[0, 1, 2]);
    check(json!({"attribute": "Points", "values": ["5"]}), &[0, 3]);
    check(json!({"min_orders": 2}), &[0]);
    check(json!({"max_orders": 1}), &[1, 2, 3]);
    // Refunds are taken off: c keeps 10.00 of 90.00.
    check(json!({"min_money": 10, "max_money": 20}), &[1, 2]);
    check(json!({"min_days_since_last": 40}), &[1, 2]);
    check(json!({"max_days_since_last": 1}), &[0, 3]);
    check(json!({"first_from": "2024-01-15", "first_to": "2024-03-15"}), &[1, 2]);
    check(json!({"attribute": "Country", "values": ["Spain"], "min_money": 15}), &[1]);
}

#[test]
fn what_nobody_has_is_a_finding_and_what_does_not_exist_an_error() {
    let done =
        run("filter", &books(), json!({"title": "Whales", "min_orders": 2, "min_money": 1e9})).unwrap();
    let sentences = sayable(&done, Language::English);
    assert_eq!(
        sentences[0],
        "Whales: none of the 4 customers meets every condition. The narrowest is “net sales of at least \
         1,000,000,000”: by itself it leaves 0."
    );
    let done = run("filter", &books(), json!({"attribute": "Country", "values": ["Frnace"]})).unwrap();
    assert!(
        sayable(&done, Language::English).iter().any(|said| said.contains("Nobody in this file has Frnace"))
    );
    let fault = |params: Value| run("filter", &books(), params).err().unwrap().kind;
    assert!(matches!(fault(json!({"attribute": "Color", "values": ["x"]})), Kind::Unknown { .. }));
    assert!(matches!(fault(json!({"attribute": "Country"})), Kind::Parameter { .. }));
    assert!(matches!(fault(json!({"attribute": "Points", "values": ["x"]})), Kind::Parameter { .. }));
}

#[test]
fn a_number_that_cannot_be_read_is_said_to_be_unknown() {
    let done = run("filter", &books(), json!({"attribute": "Points", "values": ["5", "many", "6"]})).unwrap();
    assert_eq!(done.output_json().unwrap()["unknown"], json!(["many", "6"]));
}

#[test]
fn an_error_says_no_names() {
    let text = "Order ID,Customer ID,Order Date,Product,Quantity,Unit Price,Email,Country\n\
                A1,K1,2024-01-02,Tea,1,3.50,anna@example.com,France\n\
                A2,K2,2024-01-03,Tea,1,3.50,bert@example.com,Spain\n\
                A3,K1,2024-02-02,Cake,1,3.50,anna@example.com,France\n";
    let session = session_of(
        json!([
            {"id": "email", "kind": "filter", "params": {"attribute": "Email"}},
            {"id": "country", "kind": "filter", "params": {"attribute": "Country"}},
        ]),
        text,
    );
    let keys = session.keys();
    let words = Catalogue::new(Language::English);
    let fault = |cell: &str| {
        let fault = session.result(cell, &keys).unwrap().0.outcome.as_ref().err().unwrap();
        let Kind::Parameter { why, .. } = &fault.kind else { panic!("{:?}", fault.kind) };
        words.text(why)
    };
    assert_eq!(fault("email"), "write which values");
    assert_eq!(fault("country"), "write which values; there are: France and Spain");
}

#[test]
fn no_part_is_told_of_a_whole_below_zero() {
    let of = |i: usize| {
        let who = format!("k{i:02}");
        [sale(&who, "2024-01-05", 100), sale(&who, "2024-01-06", if i < 10 { -400 } else { -200 })]
    };
    let sales: Vec<Sale> = (0..40).flat_map(of).collect();
    let done = run("filter", &inputs(ledger(&sales)), json!({"max_money": -2.5})).unwrap();
    let out = done.output_json().unwrap();
    assert_eq!((&out["inside"]["net"], &out["all"]["net"]), (&json!(-30.0), &json!(-60.0)));
    assert!(done.report.charts.is_empty());
    assert!(!sayable(&done, Language::English)[0].contains('%'));
}

#[test]
fn a_group_that_is_renamed_stays_the_group() {
    let ids = |title: &str| {
        let done = run("filter", &books(), json!({"title": title})).unwrap();
        let LabelValues::Class { names, .. } = &done.labels[0].values else { panic!() };
        class_ids(names)
    };
    for title in ["", "VIP", "others", "熟客"] {
        assert_eq!(ids(title), ["in", "others"]);
    }
}

proptest! {
    /// Inside and outside make the whole, whatever the conditions, and the funnel narrows down to the group.
    #[test]
    fn inside_and_outside_make_the_whole(
        sales in prop::collection::vec((0u8..12, 0i32..300, -3000i64..9000), 1..60),
        min_orders in prop::option::of(1u32..4),
        min_money in prop::option::of(-50.0f64..200.0),
        max_days in prop::option::of(0u32..300),
    ) {
        let sales: Vec<Sale> = sales
            .iter()
            .map(|(who, day, amount)| Sale { customer: format!("k{who:02}"), day: 19_800 + day, amount: *amount })
            .collect();
        let books = inputs(ledger(&sales));
        let params = json!({"min_orders": min_orders, "min_money": min_money, "max_days_since_last": max_days});
        let Ok(done) = run("filter", &books, params) else {
            prop_assert!(sales.iter().all(|sale| sale.amount < 0));
            return Ok(());
        };
        let out = done.output_json().unwrap();
        let of = |side: &str, key: &str| out[side][key].as_f64().unwrap();
        for key in ["n_customers", "n_orders"] {
            prop_assert_eq!(of("inside", key) + of("others", key), of("all", key));
        }
        let cents = |side: &str| (of(side, "net") * 100.0).round() as i64;
        prop_assert_eq!(cents("inside") + cents("others"), cents("all"));
        prop_assert_eq!(
            out["all"]["n_orders"].as_u64().unwrap(),
            sales.iter().filter(|sale| sale.amount >= 0).count() as u64
        );
        let left: Vec<u64> = out["conditions"].as_array().unwrap().iter()
            .map(|condition| condition["n_left"].as_u64().unwrap()).collect();
        prop_assert!(left.windows(2).all(|pair| pair[0] >= pair[1]));
        let last = left.last().copied().unwrap_or(out["all"]["n_customers"].as_u64().unwrap());
        prop_assert_eq!(last, out["inside"]["n_customers"].as_u64().unwrap());
        sayable(&done, Language::TraditionalChinese);
    }
}

fn session_of(cells: Value, text: &str) -> Session {
    done(&json!({"format": "regulars", "version": 1, "cells": cells}), text)
}

#[test]
fn later_cells_keep_the_group_and_its_numbers_lead_to_lines() {
    let mut text =
        String::from("Order ID,Customer ID,Order Date,Product,Category,Quantity,Unit Price,Country\n");
    for i in 0..400 {
        let (day, month) = (i % 28 + 1, i / 28 % 12 + 1);
        let product = if i % 40 < 10 { "Tea,Drinks" } else { "Cake,Bakery" };
        let country = if i % 40 % 4 == 0 { "France" } else { "Spain" };
        text += &format!("A{i:05},K{:04},2024-{month:02}-{day:02},{product},1,3.50,{country}\n", i % 40);
    }
    let cells = json!([
        {"id": "g", "kind": "filter", "params": {"title": "Tea in France", "bought": ["drinks"], "attribute": "Country", "values": ["France"]}},
        {"id": "in", "kind": "overview", "filter": {"cell": "g", "label": "filter", "is": ["in"]}},
        {"id": "out", "kind": "overview", "filter": {"cell": "g", "label": "filter", "is": ["others"]}},
        {"id": "all", "kind": "overview"},
        {"id": "list", "kind": "list", "use": ["g"]},
        {"id": "rows", "kind": "filter", "params": {"attribute": "Order ID", "values": ["a00003", "A00043", "A00005"]}},
        {"id": "deeper", "kind": "filter", "filter": {"cell": "g", "label": "filter", "is": ["in"]}, "params": {"min_orders": 99}},
    ]);
    let session = session_of(cells, &text);
    let keys = session.keys();
    let output =
        |cell: &str| session.result(cell, &keys).unwrap().0.outcome.as_ref().unwrap().output_json().unwrap();
    // Customers 0, 4 and 8 of ten tea drinkers, ten orders each.
    assert_eq!(output("g")["inside"]["n_customers"], 3);
    for key in ["n_orders", "n_customers", "net"] {
        let of = |cell: &str| output(cell)[key].as_f64().unwrap();
        assert_eq!(of("in") + of("out"), of("all"), "{key}");
    }
    assert_eq!(output("in")["n_orders"], 30);
    // Two of the three orders are of one customer.
    assert_eq!(output("rows")["inside"]["n_customers"], 2);
    assert_eq!(output("deeper")["all"]["n_customers"], 3);
    assert_eq!(output("deeper")["inside"]["n_customers"], 0);
    let words = Catalogue::new(Language::English);
    let table = session.table("list", "customers").unwrap();
    let csv = regulars::notebook::export::csv(table, &Default::default(), &words);
    assert_eq!(csv.lines().filter(|line| line.contains("Tea in France")).count(), 3);
    for (table, row, n) in
        [("groups", 0, 30), ("groups", 2, 400), ("conditions", 1, 100), ("conditions", 2, 30)]
    {
        let place = Place::Rows { table: table.into(), rows: vec![row] };
        assert_eq!(trace(&session, "g", &place, (0, 3), false, &words).unwrap().n_rows, n, "{table} {row}");
    }
}

/// Figures of tests/golden/looks.py.
#[test]
fn online_retail_is_filtered_as_python_filters_it() {
    let Some(ledger) = online_retail() else { return };
    let golden: Value = serde_json::from_str(include_str!("golden/looks.json")).unwrap();
    let golden = &golden["filter"];
    let books = inputs(ledger);
    let params = json!({"title": "Loyal", "min_orders": 3, "min_money": 1000, "max_days_since_last": 90});
    let done = run("filter", &books, params).unwrap();
    for language in [Language::English, Language::TraditionalChinese] {
        sayable(&done, language).iter().for_each(|sentence| println!("{sentence}"));
    }
    let out = done.output_json().unwrap();
    assert_eq!(out["all"]["n_customers"], golden["n_customers"]);
    assert_eq!(out["inside"]["n_customers"], golden["n_in"]);
    assert_eq!(out["inside"]["n_orders"], golden["n_orders_in"]);
    assert_eq!(out["inside"]["net"], golden["net_in"]);
    assert_eq!(out["others"]["net"], golden["net_others"]);
    assert_eq!(out["conditions"][0]["n_alone"], golden["n_min_orders_alone"]);
    let early = output("filter", &books, json!({"first_to": "2011-01-31"}));
    assert_eq!(early["inside"]["n_customers"], golden["n_early"]);
}

#[test]
fn the_form_has_its_words() {
    form_is_worded("filter");
}
