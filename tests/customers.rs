//! Cells about customers: overview and concentration.

mod common;

use common::books::*;
use regulars::report::text::{Catalogue, Language};
use serde_json::json;

/// Every sentence of a cell in a language; unknown keys and unfilled variables would show.
fn sentences(kind: &str, inputs: &regulars::analysis::Inputs, params: serde_json::Value) -> Vec<String> {
    let done = run(kind, inputs, params).unwrap();
    let mut texts = Vec::new();
    for language in Language::ALL {
        let catalogue = Catalogue::new(language);
        let report = &done.report;
        let mut messages: Vec<_> = report.findings.iter().map(|finding| finding.message.clone()).collect();
        for finding in &report.findings {
            for (name, trace) in &finding.traces {
                assert!(finding.message.get(name).is_some(), "{}: no value {name}", finding.message.key);
                messages.push(trace.what.clone());
                messages.extend(trace.formula.clone());
            }
        }
        messages.extend(report.base.clone());
        messages.extend(report.notes.clone());
        messages.extend(report.method.clone());
        messages.extend(report.checked.as_ref().map(|checked| checked.message.clone()));
        for chart in &report.charts {
            messages.extend(
                [&chart.title, &chart.subtitle, &chart.description, &chart.x.label, &chart.y.label]
                    .map(Clone::clone),
            );
        }
        for table in &report.tables {
            messages.push(table.title.clone());
            messages.extend(table.columns.iter().map(|column| column.label.clone()));
            let n = table.n_rows();
            assert!(
                table.columns.iter().all(|column| column.cells.len() == n),
                "{}: columns differ",
                table.id
            );
        }
        for message in messages.iter().filter(|message| !message.key.is_empty()) {
            assert!(catalogue.has(&message.key), "{} in {}", message.key, language.tag());
            let text = catalogue.text(message);
            assert!(!text.contains("{$") && !text.contains("{ $"), "{text}");
            texts.push(text);
        }
    }
    texts
}

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
