//! Every kind of cell on one small shop, and what all of them promise.

use regulars::analysis;
use regulars::draw;
use regulars::ingest::{self, ReadOptions};
use regulars::notebook::{Document, Session};
use regulars::progress::{Progress, block_on};
use regulars::report::text::{Catalogue, Language};
use regulars::stats::sample::Rng;
use serde_json::{Value, json};

/// Two years of a shop with regulars, one-time buyers, a couple of products that go together, refunds and walk-ins.
fn shop() -> Vec<u8> {
    let mut rng = Rng::new(20260101);
    let products = ["Tea", "Cake", "Coffee", "Mug", "Honey", "Jam", "Bread", "Postage"];
    let mut text = String::from("Order ID,Customer ID,Order Date,Product,Quantity,Unit Price,Country\n");
    let mut order = 0;
    for customer in 0..700u64 {
        let rhythm = 8 + rng.below(60) as i32;
        let mut day = rng.below(400) as i32;
        let last = if customer % 3 == 0 { day + 1 } else { day + rng.below(700) as i32 };
        while day <= last.min(729) {
            order += 1;
            let date = regulars::table::day::iso(19_723 + day);
            let first = rng.below(7) as usize;
            let mut line = |product: &str, quantity: i64, price: &str| {
                let id = if customer % 17 == 0 { String::new() } else { format!("K{customer:04}") };
                let country = if customer % 4 == 0 { "France" } else { "Spain" };
                text += &format!("A{order:05},{id},{date},{product},{quantity},{price},{country}\n");
            };
            line(products[first], 1 + rng.below(4) as i64, "3.50");
            if first == 0 && rng.below(4) > 0 {
                line("Cake", 1, "4.25");
            }
            if rng.below(10) == 0 {
                line("Postage", 1, "2.00");
            }
            if rng.below(25) == 0 {
                line(products[first], -1, "3.50");
            }
            day += 1 + rng.below(2 * rhythm as u64) as i32;
        }
    }
    text.into_bytes()
}

/// A survey of 60 answers.
fn answers() -> Vec<u8> {
    let mut rng = Rng::new(7);
    let mut text = String::from("Response ID,Staff,Price,Speed,NPS\n");
    for i in 0..60 {
        let mood = rng.below(3);
        let mut point = || 1 + mood + rng.below(3);
        let (staff, price, speed) = (point(), point(), point());
        text += &format!("R{i:03},{staff},{price},{speed},{}\n", rng.below(11));
    }
    text.into_bytes()
}

/// Complaints of a year.
fn tickets() -> Vec<u8> {
    let mut rng = Rng::new(8);
    let mut text = String::from("Ticket ID,Created Time,Closed Time,Category,Customer ID\n");
    for i in 0..120 {
        let day = 19_723 + rng.below(360) as i32;
        let closed = day + rng.below(9) as i32;
        let [day, closed] = [day, closed].map(regulars::table::day::iso);
        let cause = ["Late", "Late", "Broken", "Wrong size"][rng.below(4) as usize];
        text += &format!("T{i:03},{day} 09:00,{closed} 17:30,{cause},K{:02}\n", rng.below(40));
    }
    text.into_bytes()
}

fn session(cells: Value, bytes: &[u8]) -> Session {
    let mut session = Session::default();
    let text = json!({"format": "regulars", "version": 1, "cells": cells}).to_string();
    session.open(Document::parse(&text).unwrap());
    let read = ingest::read("shop.csv", bytes, &ReadOptions::default()).unwrap();
    session.put(None, read, &ReadOptions::default());
    for cell in session.due() {
        block_on(session.run(&cell, &Progress::none())).unwrap();
    }
    session
}

/// Keys of all messages inside a value.
fn keys(value: &Value, found: &mut Vec<String>) {
    match value {
        Value::Object(entries) => {
            if let Some(Value::String(key)) = entries.get("key")
                && entries.keys().all(|name| name == "key" || name == "values")
            {
                found.push(key.clone());
            }
            entries.values().for_each(|value| keys(value, found));
        }
        Value::Array(items) => items.iter().for_each(|item| keys(item, found)),
        _ => {}
    }
}

/// Runs one kind without parameters and checks what every kind promises; gives its output.
fn check(kind: &str) -> Value {
    let bytes = match kind {
        "survey" => answers(),
        "complaints" => tickets(),
        _ => shop(),
    };
    let session = session(json!([{"id": "c1", "kind": kind}]), &bytes);
    let state = session.keys();
    let (stored, is_current) = session.result("c1", &state).unwrap();
    assert!(is_current);
    let done = stored.outcome.as_ref().unwrap_or_else(|error| panic!("{kind}: {error}"));
    let report = &done.report;
    assert!(!report.findings.is_empty(), "{kind} says nothing");
    assert!(!report.method.is_empty(), "{kind} does not say how");
    assert!(report.charts.iter().any(|_| true) || !report.tables.is_empty(), "{kind} shows nothing");
    for table in &report.tables {
        assert!(
            table.columns.iter().all(|c| c.cells.len() == table.n_rows()),
            "{kind}: ragged table {}",
            table.id
        );
    }
    let mut used = Vec::new();
    keys(&serde_json::to_value(report).unwrap(), &mut used);
    for language in Language::ALL {
        let words = Catalogue::new(language);
        for key in used.iter().filter(|key| !key.is_empty()) {
            assert!(words.has(key), "{kind}: no words for {key} in {}", language.tag());
        }
        for chart in &report.charts {
            let options = draw::Options { language, ..draw::Options::default() };
            let svg = draw::svg(chart, &options, &words).unwrap();
            assert!(
                svg.starts_with("<svg") && svg.ends_with("</svg>\n") || svg.ends_with("</svg>"),
                "{kind}"
            );
        }
        for finding in &report.findings {
            let text = words.text(&finding.message);
            assert!(!text.contains("{$") && !text.contains("{ $"), "{kind}: {text}");
        }
    }
    done.output_json().unwrap()
}

#[test]
fn every_kind_runs_on_a_shop_or_says_what_it_lacks() {
    let source = std::fs::read_to_string(file!()).unwrap();
    for registered in analysis::ALL {
        let case = format!("check(\"{}\")", registered.kind);
        assert!(source.contains(&case), "{} has no case in {}", registered.kind, file!());
    }
}

#[test]
fn every_kind_has_its_words() {
    for language in Language::ALL {
        let words = Catalogue::new(language);
        for registered in analysis::ALL {
            let kind = registered.kind;
            let fields = registered.fields.iter().flat_map(|field| {
                let (key, _) = field.words(kind);
                let options: Vec<String> = match field.control {
                    analysis::Control::Choice { options, .. } => {
                        options.iter().map(|o| format!("{key}-{o}")).collect()
                    }
                    _ => Vec::new(),
                };
                [key.clone(), format!("{key}-help")].into_iter().chain(options)
            });
            for key in [format!("{kind}-name"), format!("{kind}-question")].into_iter().chain(fields) {
                assert!(words.has(&key), "no words for {key} in {}", language.tag());
            }
        }
    }
}

#[test]
fn parameters_are_read_strictly_and_defaults_are_complete() {
    for registered in analysis::ALL {
        let defaults = registered.defaults();
        for field in registered.fields {
            assert!(
                defaults.get(field.name).is_some(),
                "{}: {} is no parameter",
                registered.kind,
                field.name
            );
        }
    }
}

#[test]
fn overview() {
    assert!(check("overview").is_object());
}

#[test]
fn metric() {
    let out = check("metric");
    assert_eq!(out["measures"].as_array().map(Vec::len), Some(4));
}

#[test]
fn concentration() {
    assert!(check("concentration").is_object());
}

#[test]
fn rfm() {
    assert_eq!(check("rfm")["segments"].as_array().map(Vec::is_empty), Some(false));
}

#[test]
fn filter() {
    let open = check("filter");
    assert_eq!(open["inside"]["n_customers"], open["all"]["n_customers"], "no condition: everybody");
}

#[test]
fn cohorts() {
    assert!(check("cohorts").is_object());
}

#[test]
fn flow() {
    assert!(check("flow").is_object());
}

#[test]
fn rules() {
    assert!(check("rules")["rules"].as_array().is_some_and(|rules| !rules.is_empty()));
}

#[test]
fn clusters() {
    assert!(check("clusters")["indices"].is_array());
}

#[test]
fn clv() {
    assert!(check("clv")["customers"].is_array());
}

#[test]
fn sequences() {
    assert!(check("sequences")["patterns"].as_array().is_some_and(|patterns| !patterns.is_empty()));
}

#[test]
fn offers() {
    assert!(check("offers")["lists"].as_array().is_some_and(|lists| !lists.is_empty()));
}

#[test]
fn survival() {
    assert!(check("survival")["overall"]["survival"].is_array());
}

#[test]
fn scorecard() {
    assert!(check("scorecard")["retention_share"].is_array());
}

#[test]
fn features() {
    assert!(check("features")["features"].as_array().is_some_and(|features| !features.is_empty()));
}

#[test]
fn drivers() {
    assert!(check("drivers")["auc"].is_number());
}

#[test]
fn survey() {
    assert!(check("survey")["items"].as_array().is_some_and(|items| items.len() == 3));
}

#[test]
fn complaints() {
    assert!(check("complaints")["causes"].as_array().is_some_and(|causes| causes.len() == 3));
}

#[test]
fn churn() {
    assert!(check("churn")["customers"].is_array());
}

#[test]
fn whatif() {
    assert!(check("whatif")["levers"].is_array());
}

#[test]
fn query() {
    let out = check("query");
    assert_eq!((&out["by"], &out["n_counted"]), (&json!("Country"), &out["n_rows"]));
}

#[test]
fn list() {
    let all = check("list");
    let rows = all["rows"].as_array().unwrap();
    assert_eq!(all["n_kept"].as_u64().unwrap() as usize, rows.len());
    let net = |row: &Value| row["net"].as_f64().unwrap();
    assert!(rows.windows(2).all(|pair| net(&pair[0]) >= net(&pair[1])), "the largest first");
    let sum: f64 = rows.iter().map(net).sum();
    assert!((all["net"].as_f64().unwrap() - sum).abs() < 0.005);

    // A list of one group, with the group as the reason.
    let cells = json!([
        {"id": "c1", "kind": "rfm"},
        {"id": "c2", "kind": "list", "use": ["c1"], "params": {"order": "silent", "at_most": 5},
         "filter": {"cell": "c1", "label": "segment", "is": ["champions"]}},
    ]);
    let mut session = session(cells, &shop());
    block_on(session.run("c2", &Progress::none())).unwrap();
    let words = Catalogue::new(Language::English);
    let table = session.table("c2", "customers").unwrap();
    let csv = regulars::notebook::export::csv(table, &Default::default(), &words);
    let lines: Vec<&str> = csv.lines().collect();
    assert_eq!(lines.len(), 6);
    assert!(lines[0].starts_with("customer,segment"), "{}", lines[0]);
    assert!(lines[1..].iter().all(|line| line.contains("Champions")), "{csv}");
    let silent: Vec<u32> =
        lines[1..].iter().map(|line| line.rsplit(',').next().unwrap().parse().unwrap()).collect();
    assert!(silent.is_sorted_by(|a, b| a >= b), "{silent:?}");
}
