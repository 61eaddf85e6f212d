//! Cells about customers: overview and concentration.

mod common;

use common::books::*;
use regulars::report::text::{Catalogue, Language};
use serde_json::json;

#[test]
fn months_add_up_and_partial_months_are_marked() {
    let mut sales = vec![sale("b", "2024-01-10", 1000), sale("", "2024-02-03", 500)];
    sales.extend([
        sale("a", "2024-01-02", 2000),
        sale("a", "2024-02-20", 3000),
        sale("a", "2024-03-10", -700),
    ]);
    let inputs = inputs(ledger(&sales));
    let output = output("overview", &inputs, json!(null));
    assert_eq!(output["net"], json!(58.0));
    assert_eq!(output["net_of_known_customers"], json!(53.0));
    let nets: Vec<f64> =
        output["months"].as_array().unwrap().iter().map(|m| m["net"].as_f64().unwrap()).collect();
    assert_eq!(nets, [30.0, 35.0, -7.0]);
    let new: Vec<u64> =
        output["months"].as_array().unwrap().iter().map(|m| m["n_new_customers"].as_u64().unwrap()).collect();
    assert_eq!(new, [2, 0, 0]);
    assert_eq!(output["months"][2]["is_partial"], json!(true));
    assert_eq!(output["months"][0]["is_partial"], json!(false));
    let texts = sentences("overview", &inputs, json!(null));
    assert!(texts[0].contains("58"), "{}", texts[0]);
}

#[test]
fn concentration_agrees_with_a_count_by_hand() {
    let sales: Vec<Sale> = (1..=10).map(|i| sale(&format!("c{i:02}"), "2024-01-10", i * 1000)).collect();
    let inputs = inputs(ledger(&sales));
    let output = output("concentration", &inputs, json!({}));
    assert_eq!(output["headline"]["n_customers"], json!(2));
    assert!((output["headline"]["net_share"].as_f64().unwrap() - 19.0 / 55.0).abs() < 1e-12);
    assert!((output["gini"].as_f64().unwrap() - 0.3).abs() < 1e-12);
    sentences("concentration", &inputs, json!({}));
}

#[test]
fn three_customers_and_one_whale_get_clear_sentences() {
    let few = inputs(ledger(&[sale("a", "2024-01-10", 1000), sale("b", "2024-01-11", -1000)]));
    assert!(matches!(
        run("concentration", &few, json!({})).err().unwrap().kind,
        regulars::error::Kind::Insufficient { .. }
    ));
    let mut sales: Vec<Sale> = (0..200).map(|i| sale(&format!("c{i}"), "2024-01-10", 100)).collect();
    sales.push(sale("whale", "2024-05-10", 80_000));
    let texts = sentences("concentration", &inputs(ledger(&sales)), json!({}));
    assert!(texts.iter().any(|text| text.starts_with("One customer alone brings 80%")), "{texts:?}");
}

#[test]
fn online_retail_has_its_known_totals() {
    let Some(ledger) = online_retail() else { return };
    let inputs = inputs(ledger);
    let overview = output("overview", &inputs, json!(null));
    assert_eq!(overview["n_customers"], json!(4338));
    assert_eq!(overview["n_orders"], json!(18532));
    for kind in ["overview", "concentration"] {
        for text in sentences(kind, &inputs, json!(null)) {
            println!("{text}");
        }
    }
}

/// Customers with a spread of habits: customer i orders 1 + i % 7 times.
fn habits(n: i64) -> Vec<Sale> {
    let mut sales = Vec::new();
    for i in 0..n {
        for order in 0..=(i % 7) {
            let day = 19_000 + (i * 37 + order * 41) % 400;
            let customer = format!("c{i:04}");
            sales.push(Sale { customer, day: day as i32, amount: 500 + (i * i * 13 + order * 91) % 9000 });
        }
    }
    sales
}

#[test]
fn rfm_agrees_with_the_reference_figures() {
    let (Some(ledger), Some(reference)) =
        (online_retail(), common::shared("reference/rfm_rule_recommended.json"))
    else {
        return;
    };
    let reference: serde_json::Value = serde_json::from_slice(&reference).unwrap();
    let inputs = inputs(ledger);
    let output = output("rfm", &inputs, json!({"money": "gross"}));
    for (name, wanted) in reference["cuts_type7_quantiles"].as_object().unwrap() {
        for (cut, wanted) in
            output["cut_points"][name].as_array().unwrap().iter().zip(wanted.as_array().unwrap())
        {
            let (cut, wanted) = (cut.as_f64().unwrap(), wanted.as_f64().unwrap());
            assert!((cut - wanted).abs() < 1e-6, "{name}: {cut}, not {wanted}");
        }
    }
    for (score, wanted) in reference["counts"].as_object().unwrap() {
        for (level, n) in wanted.as_object().unwrap() {
            let has = |c: &&serde_json::Value| c[score.to_lowercase()].as_u64() == level.parse().ok();
            assert_eq!(
                output["customers"].as_array().unwrap().iter().filter(has).count() as u64,
                n.as_u64().unwrap()
            );
        }
    }
    for text in sentences("rfm", &inputs, json!(null)) {
        println!("{text}");
    }
}

#[test]
fn scores_do_not_depend_on_the_unit_and_frozen_borders_reproduce_them() {
    let sales = habits(300);
    let thousandfold: Vec<Sale> =
        sales.iter().map(|s| Sale { amount: s.amount * 1000, ..s.clone() }).collect();
    let segments = |sales: &[Sale], params: serde_json::Value| {
        let output = output("rfm", &inputs(ledger(sales)), params);
        let of =
            |c: &serde_json::Value| (c["r"].clone(), c["f"].clone(), c["m"].clone(), c["segment"].clone());
        let scores: Vec<_> = output["customers"].as_array().unwrap().iter().map(of).collect();
        (scores, output["cut_points"].clone())
    };
    let (plain, cuts) = segments(&sales, json!({}));
    assert_eq!(plain, segments(&thousandfold, json!({})).0);
    let mut reversed = sales.clone();
    reversed.reverse();
    assert_eq!(plain, segments(&reversed, json!({})).0);
    assert_eq!(plain, segments(&sales, json!({"cut_points": cuts})).0);
}

#[test]
fn movement_splits_those_who_acted_from_those_for_whom_time_passed() {
    let inputs = inputs(ledger(&habits(300)));
    let output = output("rfm", &inputs, json!({"compare_days": 60}));
    let movement = &output["movement"];
    let n = |name: &str| movement[name].as_u64().unwrap();
    assert_eq!(n("n_changed"), n("n_acted") + n("n_time_passed"));
    assert_eq!(n("n_compared") + n("n_new"), 300);
    let flows: u64 =
        movement["flows"].as_array().unwrap().iter().map(|f| f["n_customers"].as_u64().unwrap()).sum();
    assert_eq!(flows, n("n_compared"));
    assert!(n("n_time_passed") > 0 && n("n_acted") > 0);
}

#[test]
fn a_customer_who_returned_everything_is_no_champion() {
    let mut sales = habits(300);
    for day in [19_390, 19_395, 19_399, 19_400] {
        sales.push(Sale { customer: "zz".into(), day, amount: 7_718_400 });
        sales.push(Sale { customer: "zz".into(), day, amount: -7_718_400 });
    }
    let output = output("rfm", &inputs(ledger(&sales)), json!({}));
    let customer = output["customers"].as_array().unwrap().iter().find(|c| c["id"] == "zz").unwrap().clone();
    assert_eq!((customer["m"].clone(), customer["monetary"].clone()), (json!(1), json!(0.0)));
    assert_ne!(customer["segment"], json!("champions"));
}

#[test]
fn rfm_says_when_it_is_too_early() {
    let three = inputs(ledger(&habits(3)));
    let error = run("rfm", &three, json!({})).err().unwrap();
    assert_eq!(
        Catalogue::new(Language::English).error(&error),
        "Too early to say: 3 customers with orders. Needed: at least 6 customers."
    );
    // Nine of ten buy once.
    let mut sales: Vec<Sale> = (0..1000)
        .map(|i| Sale { customer: format!("c{i}"), day: 19_000 + i % 300, amount: 100 + i as i64 })
        .collect();
    sales.extend((0..60).map(|i| Sale { customer: format!("c{i}"), day: 19_350, amount: 100 }));
    let texts = sentences("rfm", &inputs(ledger(&sales)), json!({}));
    assert!(texts[0].starts_with("Too early to say: 1,000 customers, 60 of them"), "{}", texts[0]);
    for params in [
        json!({"map": "twelve"}),
        json!({"n_bins": 1}),
        json!({"cut_points": {"recency": [1], "frequency": [1], "monetary": [1]}}),
    ] {
        let error = run("rfm", &inputs(ledger(&sales)), params).err().unwrap();
        assert!(matches!(error.kind, regulars::error::Kind::Parameter { .. }));
    }
}

#[test]
fn presets_and_other_numbers_of_bins_run() {
    let inputs = inputs(ledger(&habits(250)));
    for params in [
        json!({"map": "shopify"}),
        json!({"map": "klaviyo"}),
        json!({"map": "grid"}),
        json!({"n_bins": 10}),
        json!({"as_of": "2022-09-01"}),
    ] {
        sentences("rfm", &inputs, params.clone());
        let output = output("rfm", &inputs, params);
        let total: u64 =
            output["segments"].as_array().unwrap().iter().map(|s| s["n_customers"].as_u64().unwrap()).sum();
        assert_eq!(total, output["customers"].as_array().unwrap().len() as u64);
    }
}

#[test]
fn the_map_names_every_combination_once_and_a_moved_one_moves() {
    let inputs = inputs(ledger(&habits(250)));
    let output = |params| output("rfm", &inputs, params);
    let before = output(json!({}));
    let cells = before["map"].as_array().unwrap();
    let names: std::collections::BTreeSet<&str> = cells.iter().map(|c| c["cell"].as_str().unwrap()).collect();
    assert_eq!((cells.len(), names.len(), &cells[0]["cell"]), (125, 125, &json!("555")));
    let n: u64 = cells.iter().map(|c| c["n_customers"].as_u64().unwrap()).sum();
    assert_eq!(n, 250);
    let after = output(json!({"cells": {"555": "VIP"}}));
    assert_eq!(after["map"][0]["segment"], json!("VIP"));
    assert_eq!(after["map"].as_array().unwrap()[1..], cells[1..]);
}
