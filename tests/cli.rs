//! The headless program keeps its contracts.

mod common;

use serde_json::{Value, json};
use std::path::PathBuf;
use std::process::{Command, Output};

fn regulars(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_regulars")).args(arguments).output().unwrap()
}

fn folder(name: &str) -> PathBuf {
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(name);
    let _ = std::fs::remove_dir_all(&folder);
    std::fs::create_dir_all(&folder).unwrap();
    folder
}

/// Orders of a small shop: three customers, two products that go together, one cancelled order.
fn shop() -> String {
    let mut text = String::from("Order ID,Customer ID,Order Date,Product,Quantity,Unit Price,Status\n");
    for i in 0..240 {
        let (customer, day, month) = (i % 60, i % 28 + 1, i / 28 + 1);
        let status = if i % 40 == 7 { "cancelled" } else { "paid" };
        text += &format!("A{i:03},K{customer:02},2024-{month:02}-{day:02},Tea,1,3.50,{status}\n");
        if i % 3 != 0 {
            text += &format!("A{i:03},K{customer:02},2024-{month:02}-{day:02},Cake,2,4.25,{status}\n");
        }
    }
    text
}

fn run(name: &str, notebook: &Value, data: &str) -> Value {
    let folder = folder(name);
    let (file, recipe, out) = (folder.join("shop.csv"), folder.join("n.regulars.json"), folder.join("out"));
    std::fs::write(&file, data).unwrap();
    std::fs::write(&recipe, notebook.to_string()).unwrap();
    let [file, recipe, out_text] = [&file, &recipe, &out].map(|path| path.to_str().unwrap().to_owned());
    let output = regulars(&["run", &recipe, "--data", &file, "--out", &out_text]);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    serde_json::from_str(&std::fs::read_to_string(out.join("results.json")).unwrap()).unwrap()
}

#[test]
fn inspect_tells_how_a_file_is_understood() {
    let folder = folder("inspect");
    let file = folder.join("shop.csv");
    std::fs::write(&file, shop()).unwrap();
    let output = regulars(&["inspect", file.to_str().unwrap(), "--json"]);
    assert!(output.status.success());
    let seen: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(seen["encoding"], "utf-8");
    assert_eq!(seen["delimiter"], ",");
    assert_eq!(seen["header_row_index"], 0);
    assert_eq!(seen["n_data_rows"], 400);
    assert_eq!(seen["n_customers"], 60);
    assert_eq!(seen["n_orders"], 240);
    assert_eq!(seen["roles"]["order_id"], "Order ID");
    assert_eq!(seen["roles"]["customer_id"], "Customer ID");
    assert_eq!(seen["date_min"], "2024-01-01");
    assert_eq!(seen["error"], Value::Null);
}

#[test]
fn a_file_that_cannot_be_read_is_an_error_inside_and_exit_code_0() {
    let folder = folder("unreadable");
    let file = folder.join("empty.csv");
    std::fs::write(&file, "").unwrap();
    let output = regulars(&["inspect", file.to_str().unwrap(), "--json"]);
    assert_eq!(output.status.code(), Some(0));
    let seen: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert!(seen["error"].is_string(), "{seen}");
    assert_eq!(regulars(&["inspect"]).status.code(), Some(2));
}

#[test]
fn a_minimal_notebook_runs_on_the_data_given() {
    let notebook = json!({"format": "regulars", "version": 1, "cells": [
        {"id": "a", "kind": "overview"},
        {"id": "b", "kind": "rules", "params": {"min_support": 0.1, "min_confidence": 0.5}},
        {"id": "c", "kind": "from_the_future"},
        {"id": "d", "kind": "rules", "params": {"min_suport": 0.1}},
    ]});
    let results = run("minimal", &notebook, &shop());
    let cells = &results["cells"];
    assert_eq!(cells["a"]["status"], "done", "{}", cells["a"]);
    assert!(!cells["a"]["findings"].as_array().unwrap().is_empty());
    assert_eq!(cells["b"]["status"], "done", "{}", cells["b"]);
    assert_eq!(cells["b"]["output"]["n_baskets"], 234);
    assert_eq!(cells["c"]["status"], "blocked");
    assert_eq!(cells["d"]["status"], "failed");
    assert!(cells["d"]["error"]["text"].as_str().unwrap().contains("min_suport"));
}

#[test]
fn convert_writes_one_clean_line_per_record() {
    let folder = folder("convert");
    let (file, out) = (folder.join("in.csv"), folder.join("out.csv"));
    std::fs::write(&file, b"sep=;\r\nname;note\r\n\"A; B\";\"x\r\ny\"\r\nC;\xe9\r\n").unwrap();
    let output = regulars(&["convert", file.to_str().unwrap(), "--out", out.to_str().unwrap()]);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let text = std::fs::read_to_string(out).unwrap();
    assert!(text.starts_with("name,note\n") || text.starts_with("name,note\r\n"), "{text}");
    assert!(text.contains("A; B") && text.contains('é'), "{text}");
}

#[test]
fn kinds_are_listed_with_their_fields() {
    let output = regulars(&["kinds", "--json"]);
    let kinds: Value = serde_json::from_slice(&output.stdout).unwrap();
    let rules = kinds.as_array().unwrap().iter().find(|kind| kind["kind"] == "rules").unwrap();
    assert!(rules["fields"].as_array().unwrap().iter().any(|field| field["name"] == "min_support"));
}

#[test]
fn online_retail_is_read_right() {
    let Some(bytes) = common::shared("data/online_retail.csv.xz") else { return };
    let folder = folder("online_retail");
    let file = folder.join("online_retail.csv");
    std::fs::write(&file, bytes).unwrap();
    let output = regulars(&["inspect", file.to_str().unwrap(), "--json"]);
    let seen: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(seen["n_data_rows"], 541_909);
    assert_eq!(seen["n_orders"], 25_900);
    assert_eq!(seen["n_customers"], 4_372);
    assert_eq!(seen["revenue_all_rows"], 9_747_747.934);
    assert_eq!(seen["revenue_after_excluding_cancelled"], 10_644_560.424);
}

#[test]
fn baskets_that_carry_no_rule_are_told_so_in_three_languages() {
    let lines = |n: usize, products: &dyn Fn(usize) -> Vec<String>| {
        let mut text = String::from("order_id,product\n");
        (0..n).for_each(|i| products(i).iter().for_each(|name| text += &format!("A{i},{name}\n")));
        text
    };
    let of = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>();
    let cases = [
        ("one", lines(1, &|_| of(&["tea", "cup"])), "insufficient"),
        ("singles", lines(60, &|i| vec![format!("p{}", i % 7)]), "insufficient"),
        ("same", lines(60, &|_| of(&["tea"])), "insufficient"),
        ("postage", lines(60, &|_| of(&["POSTAGE"])), "insufficient"),
        ("everywhere", lines(60, &|_| of(&["tea", "cup"])), "done"),
        (
            "large",
            lines(60, &|i| (0..if i == 0 { 1100 } else { 1 }).map(|k| format!("q{k}")).collect()),
            "done",
        ),
    ];
    let notebook = json!({"format": "regulars", "version": 1, "cells": [{"id": "r", "kind": "rules"}]});
    let mut told = std::collections::BTreeSet::new();
    for (name, data, status) in &cases {
        let folder = folder(&format!("no-rule-{name}"));
        std::fs::write(folder.join("data.csv"), data).unwrap();
        std::fs::write(folder.join("notebook.json"), notebook.to_string()).unwrap();
        for language in ["en", "zh-Hant", "zh-Hans"] {
            let path = |name: &str| folder.join(name).to_str().unwrap().to_owned();
            let [notebook, data, out] = [path("notebook.json"), path("data.csv"), path("out")];
            regulars(&["--language", language, "run", &notebook, "--data", &data, "--out", &out]);
            let results = std::fs::read_to_string(folder.join("out/results.json")).unwrap();
            let results: Value = serde_json::from_str(&results).unwrap();
            let cell = &results["cells"]["r"];
            assert_eq!(cell["status"], *status, "{name}: {cell}");
            let sentence = match *status {
                "done" => cell["findings"][0].to_string(),
                _ => cell["reason"].as_str().unwrap().to_owned(),
            };
            assert!(sentence.len() > 20 && !sentence.contains("rules-"), "{sentence}");
            let is_new = told.insert(sentence.clone()) || *status == "done";
            assert!(is_new, "{name} in {language} is told as another: {sentence}");
        }
    }
}

#[test]
fn cells_that_read_other_cells_run_after_them() {
    let rules = |id: &str, more: Value| {
        let mut cell = json!({"id": id, "kind": "rules", "use": ["s1", "a"], "params": {"shuffles": 0}});
        more.as_object().unwrap().iter().for_each(|(key, value)| cell[key] = value.clone());
        cell
    };
    let filter = json!({"filter": {"cell": "a", "label": "segment", "is": []}});
    let cells = json!([
        rules("g", json!({"params": {"by": "segment", "shuffles": 0}})),
        {"id": "a", "kind": "rfm"},
        rules("f", filter),
    ]);
    let results = run("before", &json!({"format": "regulars", "version": 1, "cells": cells}), &shop());
    for id in ["a", "g"] {
        assert_eq!(results["cells"][id]["status"], "done", "{}", results["cells"][id]);
    }
    assert_ne!(results["cells"]["f"]["status"], "blocked");
    let groups = results["cells"]["g"]["output"]["groups"].as_array().unwrap();
    let n: u64 = groups.iter().map(|group| group["n_baskets"].as_u64().unwrap()).sum();
    assert_eq!(n, results["cells"]["g"]["output"]["n_baskets"]);
}
