//! A free look: every measure against figures from elsewhere, parts that make the whole, rows that lead to the file.

mod common;

use common::books::{output, run};
use common::notebooks::done;
use common::words::{form_is_worded, sayable};
use proptest::prelude::*;
use regulars::analysis::{Inputs, Source};
use regulars::error::Kind;
use regulars::ingest::{self, ReadOptions};
use regulars::message::Message;
use regulars::notebook::trace::{Place, trace};
use regulars::notebook::{Edit, Session};
use regulars::progress::{Progress, block_on};
use regulars::report::chart::Layer;
use regulars::report::text::{Catalogue, Language};
use regulars::roles;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::rc::Rc;

fn table(text: &str) -> Inputs {
    let read = ingest::read("till.csv", text.as_bytes(), &ReadOptions::default()).unwrap();
    let mapping = Rc::new(roles::assign(&read));
    let source = Source { id: "s1".into(), table: Rc::new(read.table), mapping };
    Inputs { sources: vec![source], ..Inputs::default() }
}

const TILL: &str = "day,shop,kind,paid\n2024-01-30,North,Tea,1.50\n2024-01-30,South,Tea,2.25\n\
2024-02-01,North,Cake,10.00\n2024-02-02, North ,Tea,\n2024-02-02,,Cake,4.00\n2024-04-02,South,Tea,0.05\n";

/// Names of the groups in English with their values.
fn groups(inputs: &Inputs, params: Value) -> Vec<(String, Option<f64>)> {
    let done = run("query", inputs, params).unwrap();
    sayable(&done, Language::SimplifiedChinese);
    let words = Catalogue::new(Language::English);
    let out = done.output_json().unwrap();
    let names = out["names"].as_array().unwrap().iter();
    let name = |message: &Value| words.text(&serde_json::from_value(message.clone()).unwrap());
    names.zip(out["groups"].as_array().unwrap()).map(|(n, told)| (name(n), told["value"].as_f64())).collect()
}

#[track_caller]
fn check(params: Value, expected: &[(&str, f64)]) {
    let found = groups(&table(TILL), params);
    assert_eq!(found.len(), expected.len());
    for ((name, value), expected) in found.iter().zip(expected) {
        assert!(name == expected.0 && (value.unwrap() - expected.1).abs() < 1e-12, "{found:?}");
    }
}

#[test]
fn each_measure_tells_its_groups() {
    check(json!({"by": "shop"}), &[("North", 3.0), ("South", 2.0)]);
    check(
        json!({"by": "shop", "sort": "key", "measure": "sum", "of": "paid"}),
        &[("North", 11.5), ("South", 2.3)],
    );
    check(json!({"by": "shop", "measure": "mean", "of": "paid"}), &[("North", 5.75), ("South", 1.15)]);
    check(json!({"by": "shop", "measure": "median", "of": "paid"}), &[("North", 5.75), ("South", 1.15)]);
    check(json!({"by": "kind", "measure": "min", "of": "paid"}), &[("Cake", 4.0), ("Tea", 0.05)]);
    check(json!({"by": "kind", "measure": "max", "of": "paid"}), &[("Cake", 10.0), ("Tea", 2.25)]);
    check(json!({"by": "kind", "measure": "distinct", "of": "shop"}), &[("Tea", 2.0), ("Cake", 1.0)]);
    // Months without a row are there; the order is that of time.
    check(
        json!({"by": "day", "period": "month"}),
        &[("Jan 2024", 2.0), ("Feb 2024", 3.0), ("Mar 2024", 0.0), ("Apr 2024", 1.0)],
    );
    check(json!({"by": "kind", "top": 1}), &[("Tea", 4.0), ("Cake", 2.0)]);
}

#[test]
fn conditions_leave_the_rows_that_meet_them() {
    let of = |column: &str, comparison: &str, value: &str| {
        let params = json!({"by": "kind", "column": column, "comparison": comparison, "value": value});
        output("query", &table(TILL), params)["n_counted"].as_u64().unwrap()
    };
    assert_eq!(of("shop", "is", "north"), 3);
    assert_eq!(of("shop", "is_not", "North"), 3);
    assert_eq!(of("shop", "contains", "OUT"), 2);
    assert_eq!(of("shop", "empty", ""), 1);
    assert_eq!(of("paid", "at_least", "2.25"), 3);
    assert_eq!(of("paid", "at_most", "2.25"), 3);
    assert_eq!(of("paid", "empty", ""), 1);
    assert_eq!(of("day", "at_least", "2024/2/2"), 3);
    assert_eq!(of("day", "is", "2024-01-30"), 2);
    let both = json!({"by": "kind", "column": "shop", "comparison": "is", "value": "North",
                      "column_2": "paid", "comparison_2": "at_least", "value_2": "2"});
    let out = output("query", &table(TILL), both);
    assert_eq!((&out["n_counted"], &out["n_left_out"]), (&json!(1), &json!(5)));
    let fault = |params: Value| run("query", &table(TILL), params).err().unwrap().kind;
    assert!(matches!(fault(json!({"by": "colour"})), Kind::Unknown { .. }));
    assert!(matches!(fault(json!({"by": "shop", "measure": "sum", "of": "kind"})), Kind::Parameter { .. }));
    for (column, comparison, value) in [
        ("shop", "is", ""),
        ("shop", "at_least", "N"),
        ("paid", "is", "much"),
        ("day", "at_most", "May"),
        // Twelve and a half, or one thousand two hundred and fifty?
        ("paid", "at_least", "12,50"),
        ("paid", "at_least", "1,2345"),
        ("paid", "is", "inf"),
    ] {
        let params = json!({"by": "kind", "column": column, "comparison": comparison, "value": value});
        assert!(matches!(fault(params), Kind::Parameter { .. }), "{column} {comparison} {value}");
    }
}

#[test]
fn commas_stand_before_groups_of_three() {
    let inputs = table("n,x\na,1250\nb,12.5\nc,1000000.5\n");
    let of = |value: &str| {
        let params = json!({"by": "n", "column": "x", "comparison": "is", "value": value});
        output("query", &inputs, params)["n_counted"].as_u64().unwrap()
    };
    assert_eq!((of("1,250"), of("12.50"), of("1，000，000.5"), of("-1,250")), (1, 1, 1, 0));
}

#[test]
fn nought_is_nought_whatever_its_sign() {
    let Inputs { mut sources, .. } = table("n,x\na,1.5\nb,2.5\nc,3.5\n");
    let table = Rc::make_mut(&mut sources[0].table);
    table.columns[1].data = regulars::table::Data::Float(vec![-0.0, 0.0, -1.0]);
    let inputs = Inputs { sources, ..Inputs::default() };
    let of = |comparison: &str| {
        let params = json!({"by": "n", "column": "x", "comparison": comparison, "value": "0"});
        output("query", &inputs, params)["n_counted"].as_u64().unwrap()
    };
    assert_eq!((of("is"), of("at_least"), of("at_most")), (2, 2, 3));
    let by = groups(&inputs, json!({"by": "x"}));
    assert_eq!(by.iter().map(|(_, n)| n.unwrap()).collect::<Vec<_>>(), [1.0, 2.0]);
    assert!(by[1].0.starts_with('0'), "{by:?}");
}

#[test]
fn amounts_of_different_currencies_are_never_added() {
    let inputs = table(
        "Order ID,Order Date,Customer ID,Order Total,Currency\n1,2024-01-02,A1,50.00,USD\n\
         2,2024-01-03,B2,1000.00,NT$\n3,2024-02-03,A1,70.00,USD\n",
    );
    let sum = |extra: Value| {
        let mut params = json!({"by": "Customer ID", "measure": "sum"});
        params.as_object_mut().unwrap().extend(extra.as_object().unwrap().clone());
        let done = run("query", &inputs, params).unwrap();
        let out = done.output_json().unwrap();
        (
            out["total"]["value"].as_f64().unwrap(),
            out["n_left_out"].as_u64().unwrap(),
            sayable(&done, Language::English),
        )
    };
    let (total, n_left_out, said) = sum(json!({}));
    assert_eq!((total, n_left_out), (120.0, 1));
    assert!(said.contains(&"Counted are only rows where “Currency” is USD.".to_owned()), "{said:?}");
    assert!(said.contains(&"1 row is left out because it does not meet the choice.".to_owned()), "{said:?}");
    let (total, _, said) = sum(json!({"column": "Currency", "value": "NT$"}));
    assert!(total == 1000.0 && said[0].contains("NT$1,000"), "{said:?}");
}

#[test]
fn what_an_order_has_once_is_not_summed_on_its_lines() {
    let mut text = String::from("Order ID,Customer ID,Order Date,Product,Quantity,Unit Price,Order Total\n");
    for i in 0..40 {
        for product in ["Tea", "Cake"] {
            text += &format!("A{i:03},K{:02},2024-01-{:02},{product},2,3.50,14.00\n", i % 9, i % 28 + 1);
        }
    }
    let inputs = table(&text);
    let role = |role| inputs.sources[0].mapping.column(role).map(str::to_owned);
    assert_eq!(role(roles::Role::OrderTotal).as_deref(), Some("Order Total"));
    let out = output("query", &inputs, json!({"by": "Product", "measure": "sum"}));
    assert_eq!((&out["of"], &out["is_repeated"]), (&json!("Unit Price"), &json!(false)));
    let done =
        run("query", &inputs, json!({"by": "Product", "measure": "sum", "of": "Order Total"})).unwrap();
    let said = sayable(&done, Language::English);
    assert!(said.iter().any(|said| said.starts_with("“Order Total” is told once an order")), "{said:?}");
}

#[test]
fn one_is_no_plural() {
    let text = |key: &'static str| Catalogue::new(Language::English).text(&Message::new(key).count("n", 1));
    assert_eq!(text("query-left-out"), "1 row is left out because it does not meet the choice.");
    assert_eq!(text("left-out-other-days"), "1 row outside the days that count");
    assert_eq!(text("left-out-adjustment"), "1 row that corrects the books");
    assert_eq!(text("filter-where-silent"), "last order at least 1 day ago");
    assert!(text("query-description").ends_with(", 1 group."));
}

#[test]
fn masked_names_are_not_found_by_their_letters() {
    let condition = json!({"by": "shop", "column": "Customer Name", "comparison": "contains", "value": "an"});
    let text = "shop,Customer Name\nN,Anna Bell\nS,Bert Cole\nN,Hanna Dorn\n";
    let mut session = session(json!([{"id": "q", "kind": "query", "params": condition}]), text);
    let n_counted = |session: &Session| {
        let keys = session.keys();
        let (stored, is_current) = session.result("q", &keys)?;
        let done = stored.outcome.as_ref().ok().filter(|_| is_current)?;
        done.output_json().unwrap()["n_counted"].as_u64()
    };
    assert_eq!(n_counted(&session), Some(2));
    session.edit(Edit::MaskNames { on: true }).unwrap();
    block_on(session.run("q", &Progress::none())).unwrap();
    let keys = session.keys();
    let fault = session.result("q", &keys).unwrap().0.outcome.clone().err().unwrap();
    assert!(matches!(fault.kind, Kind::Parameter { why, .. } if why.key == "query-contains-masked"));
    session.edit(Edit::MaskNames { on: false }).unwrap();
    assert_eq!(n_counted(&session), Some(2));
}

#[test]
fn a_cell_that_lacks_a_result_is_called_by_its_name() {
    let filter = json!({"cell": "g", "label": "filter", "is": ["in"]});
    let cells = json!([
        {"id": "g", "kind": "filter", "params": {"attribute": "nothing of the kind"}},
        {"id": "o", "kind": "overview", "filter": filter},
    ]);
    let text = "Order ID,Customer ID,Order Date,Product,Quantity,Unit Price\nA1,K1,2024-01-02,Tea,1,3.50\n";
    let session = session(cells, text);
    let Kind::Missing { what } = session.prepare("o").err().unwrap().kind else { panic!() };
    let said = Catalogue::new(Language::English).text(&what[0]);
    assert!(said.starts_with("the result of “") && !said.contains("“g”"), "{said}");
}

#[test]
fn periods_longer_than_asked_for_are_said() {
    let said = |last: &str| {
        let inputs = table(&format!("day,n\n2022-01-01,1\n{last},2\n"));
        sayable(&run("query", &inputs, json!({"by": "day", "period": "day"})).unwrap(), Language::English)
    };
    let is_said = |said: Vec<String>| said.iter().any(|said| said.contains("longer ones are shown"));
    assert!(is_said(said("2024-01-01")));
    assert!(!is_said(said("2022-03-01")));
}

#[test]
fn no_row_left_is_a_finding() {
    let done = run("query", &table(TILL), json!({"column": "paid", "comparison": "at_least", "value": "99"}))
        .unwrap();
    let said = sayable(&done, Language::English);
    assert_eq!(said[0], "None of the 6 rows of till.csv is left to count.");
    assert!(said.contains(&"Counted are only rows where “paid” is at least 99.".to_owned()), "{said:?}");
}

#[test]
fn numbers_fall_into_bins_of_a_round_width() {
    let mut text = String::from("n,x\n");
    for i in 0..1000 {
        text += &format!("{},{}.{:02}\n", if i == 999 { 80_000 } else { i % 100 }, i % 7, i % 100);
    }
    let inputs = table(&text);
    let found = groups(&inputs, json!({"by": "n"}));
    assert_eq!(found[0], ("0 – 4".to_owned(), Some(50.0)));
    assert_eq!(found.last().unwrap(), &("95 or more".to_owned(), Some(50.0)));
    assert_eq!(found.iter().filter_map(|(_, value)| *value).sum::<f64>(), 1000.0);
    let found = groups(&inputs, json!({"by": "x"}));
    assert_eq!(found[1].0, "0.5 – <1.0");
    assert_eq!(found.iter().filter_map(|(_, value)| *value).sum::<f64>(), 1000.0);
}

/// Figures of tests/golden/looks.py.
#[test]
fn online_retail_is_told_as_python_tells_it() {
    let Some(bytes) = common::shared("data/online_retail.csv.xz") else { return };
    let golden: Value = serde_json::from_str(include_str!("golden/looks.json")).unwrap();
    let golden = &golden["query"];
    let read = ingest::read("online_retail.csv", &bytes, &ReadOptions::default()).unwrap();
    let mapping = Rc::new(roles::assign(&read));
    let inputs = Inputs {
        sources: vec![Source { id: "s1".into(), table: Rc::new(read.table), mapping }],
        ..Inputs::default()
    };
    for (measure, of, figures) in [
        ("rows", "", "n_rows"),
        ("sum", "Quantity", "quantity"),
        ("mean", "UnitPrice", "mean_price"),
        ("median", "UnitPrice", "median_price"),
        ("max", "UnitPrice", "highest_price"),
        ("distinct", "StockCode", "products"),
    ] {
        let params = json!({"by": "Country", "measure": measure, "of": of, "top": 100});
        let found: BTreeMap<String, Option<f64>> = groups(&inputs, params).into_iter().collect();
        let expected = golden[figures].as_object().unwrap();
        assert_eq!(found.len(), expected.len());
        for (country, figure) in expected {
            let (found, figure) = (found[country].unwrap(), figure.as_f64().unwrap());
            assert!(
                (found - figure).abs() <= 1e-9 * figure.abs(),
                "{measure} {country}: {found} is not {figure}"
            );
        }
    }
    let months = json!({"by": "InvoiceDate", "period": "month", "measure": "distinct", "of": "CustomerID"});
    let values = |found: Vec<(String, Option<f64>)>| {
        found.into_iter().map(|(_, value)| value.unwrap()).collect::<Vec<_>>()
    };
    assert_eq!(
        json!(values(groups(&inputs, months))),
        json!(
            golden["customers_by_month"].as_array().unwrap().iter().map(|n| n.as_f64()).collect::<Vec<_>>()
        )
    );
    let pivot = json!({"by": "InvoiceDate", "period": "month", "across": "Country", "measure": "sum", "of": "Quantity"});
    let out = output("query", &inputs, pivot);
    let n = out["columns"].as_array().unwrap().len();
    for country in ["United Kingdom", "Germany"] {
        let place = out["columns"]
            .as_array()
            .unwrap()
            .iter()
            .position(|name| name.to_string().contains(country))
            .unwrap();
        let cells = out["cells"].as_array().unwrap().iter().skip(place).step_by(n);
        let found: Vec<f64> = cells.map(|told| told["value"].as_f64().unwrap()).collect();
        let expected: Vec<f64> = golden["quantity_by_month"][country]
            .as_array()
            .unwrap()
            .iter()
            .map(|n| n.as_f64().unwrap())
            .collect();
        assert_eq!(found, expected, "{country}");
    }
    let german = json!({"by": "Country", "column": "Country", "value": "Germany",
                        "column_2": "Quantity", "comparison_2": "at_least", "value_2": "10"});
    assert_eq!(output("query", &inputs, german)["n_counted"], golden["german_rows_of_10_or_more"]);
    let lunch = json!({"by": "Country", "column": "Description", "comparison": "contains", "value": "Lunch"});
    assert_eq!(output("query", &inputs, lunch)["n_counted"], golden["rows_with_lunch"]);
    let done = run("query", &inputs, json!({"by": "Country"})).unwrap();
    assert_eq!(
        sayable(&done, Language::English)[0],
        "Rows by “Country”: United Kingdom comes first with 495,478 of the 541,909 rows counted (91%)."
    );
}

proptest! {
    /// Groups, empty ones, and left out rows make the file; cells make their rows; the order of the file does not matter.
    #[test]
    fn parts_make_the_whole(
        rows in prop::collection::vec((0u8..30, 0u8..9, -500i32..500, 0i32..900), 1..80),
        by in prop::sample::select(vec!["a", "b", "n", "d"]),
        across in prop::sample::select(vec!["a", "b", "n", "d"]),
        seed in 0usize..50,
    ) {
        let text = |rows: &[(u8, u8, i32, i32)]| {
            let mut text = String::from("a,b,n,d\n");
            for (a, b, n, d) in rows {
                let a = if *a == 0 { String::new() } else { format!("w{a}") };
                let day = regulars::table::day::iso(19_000 + d);
                text += &format!("{a},v{b},{}.{:02},{day}\n", n / 100, n.abs() % 100);
            }
            text
        };
        let params = json!({"by": by, "across": across, "measure": "sum", "of": "n", "top": 5, "column": "b", "comparison": "is_not", "value": "v3"});
        let inputs = table(&text(&rows));
        prop_assume!(["a", "b", "n", "d"].iter().all(|name| inputs.sources[0].table.column(name).is_some()));
        let Ok(done) = run("query", &inputs, params.clone()) else { return Ok(()) };
        sayable(&done, Language::TraditionalChinese);
        let out = done.output_json().unwrap();
        let n = |key: &str| out[key].as_u64().unwrap();
        prop_assert_eq!(n("n_counted") + n("n_left_out") + n("n_without_group"), n("n_rows"));
        let cents = |told: &Value| (told["value"].as_f64().unwrap_or(0.0) * 100.0).round() as i64;
        let groups = out["groups"].as_array().unwrap();
        prop_assert_eq!(groups.iter().map(cents).sum::<i64>(), cents(&out["total"]));
        prop_assert_eq!(groups.iter().map(|told| told["n_rows"].as_u64().unwrap()).sum::<u64>(), n("n_counted"));
        let width = out["columns"].as_array().unwrap().len();
        if width > 0 {
            for (cells, group) in out["cells"].as_array().unwrap().chunks(width).zip(groups) {
                prop_assert_eq!(cells.iter().map(cents).sum::<i64>(), cents(group));
            }
        }
        let mut turned = rows.clone();
        let by = seed % turned.len();
        turned.rotate_left(by);
        let again = output("query", &table(&text(&turned)), params);
        prop_assert_eq!(&again["names"], &out["names"]);
        prop_assert_eq!(&again["cells"], &out["cells"]);
    }
}

fn session(cells: Value, text: &str) -> Session {
    session_about(json!([]), cells, text)
}

fn session_about(params: Value, cells: Value, text: &str) -> Session {
    done(&json!({"format": "regulars", "version": 1, "params": params, "cells": cells}), text)
}

#[test]
fn groups_lead_to_the_lines_of_any_table() {
    let session = session(json!([{"id": "q", "kind": "query", "params": {"by": "shop"}}]), TILL);
    let words = Catalogue::new(Language::English);
    let rows = |place: Place| trace(&session, "q", &place, (0, 9), false, &words).unwrap();
    let told = rows(Place::Rows { table: "groups".into(), rows: vec![0] });
    assert_eq!(told.rows.iter().map(|row| row.line).collect::<Vec<_>>(), [2, 4, 5]);
    assert_eq!(told.what, "rows whose “shop” is North");
    assert_eq!(rows(Place::Value { finding: 0, name: "total".into() }).n_rows, 5);
}

#[test]
fn a_choice_of_customers_holds_for_rows_too_and_persons_are_not_named() {
    let mut text = String::from("Order ID,Customer ID,Order Date,Product,Quantity,Unit Price,Country\n");
    for i in 0..120 {
        let country = if i % 12 < 3 { "France" } else { "Spain" };
        text += &format!(
            "A{i:05},KUNDE{:02},2024-{:02}-{:02},Tea,1,3.50,{country}\n",
            i % 12,
            i / 28 + 1,
            i % 28 + 1
        );
    }
    let cells = json!([
        {"id": "g", "kind": "filter", "params": {"title": "French", "attribute": "Country", "values": ["France"]}},
        {"id": "q", "kind": "query", "params": {"by": "Country"}, "filter": {"cell": "g", "label": "filter", "is": ["in"]}},
        {"id": "p", "kind": "query", "params": {"by": "Customer ID"}},
    ]);
    let only = json!({"cell": "g", "label": "filter", "is": ["in"]});
    let shared = json!([{"id": "customers", "kind": "customers", "value": only}]);
    let about = session_about(shared, cells.clone(), &text);
    let session = session(cells, &text);
    let counted = |session: &Session, cell: &str| {
        let keys = session.keys();
        let done = session.result(cell, &keys).unwrap().0.outcome.clone().unwrap();
        let out = done.output_json().unwrap();
        (out["n_counted"].as_u64().unwrap(), out["n_left_out"].as_u64().unwrap())
    };
    assert_eq!(counted(&session, "q"), (30, 90));
    assert_eq!(counted(&session, "p"), (120, 0));
    // So does a choice that holds for the whole notebook.
    assert_eq!(counted(&about, "p"), (30, 90));
    let page = |session: &Session| {
        regulars::publish::html(session, &Default::default(), &Catalogue::new(Language::English))
    };
    // And the report says it under its title.
    let base = |page: String| {
        page.split("<p class=\"base\">").nth(1).unwrap().split("</p>").next().unwrap().to_owned()
    };
    let mut turned = about;
    turned.edit(Edit::Move { cell: "p".into(), to: 0 }).unwrap();
    assert_eq!(base(page(&turned)), "30 of 120 rows of shop.csv counted · only French");
    let keys = session.keys();
    let done = |cell: &str| session.result(cell, &keys).unwrap().0.outcome.clone().unwrap();
    let persons = done("p");
    assert!(persons.report.tables[0].is_personal);
    assert!(!serde_json::to_string(&persons.report.charts).unwrap().contains("KUNDE"));
    assert!(!persons.output_json().unwrap().to_string().contains("KUNDE"));
    assert!(sayable(&persons, Language::English).iter().all(|said| !said.contains("KUNDE")));
}

#[test]
fn the_chosen_customers_of_a_table_beside_the_books_are_found_as_the_books_find_them() {
    let mut text =
        String::from("Order ID,Customer ID,Customer Name,Order Date,Product,Quantity,Unit Price,Country\n");
    for i in 0..120 {
        let (k, price) = (i % 12, if i < 12 { "0" } else { "3.50" });
        let country = if k < 3 { "France" } else { "Spain" };
        // Two people share a name, one of them is chosen.
        let name = if k == 2 || k == 7 { "Lin".to_owned() } else { format!("Person {k}") };
        text += &format!(
            "A{i:05},{:05},{name},2024-{:02}-{:02},Tea,1,{price},{country}\n",
            10 + k,
            i / 28 + 1,
            i % 28 + 1
        );
    }
    let tickets = "Customer ID,Topic\n10,late\n 00011 ,late\n12,broken\n17,broken\n99,late\n";
    let filter = json!({"cell": "g", "label": "filter", "is": ["in"]});
    let cells = json!([
        {"id": "g", "kind": "filter", "params": {"attribute": "Country", "values": ["France"]}},
        {"id": "q", "kind": "query", "params": {"table": "s1", "by": "Country"}, "filter": filter},
        {"id": "t", "kind": "query", "params": {"table": "s2", "by": "Topic"}, "filter": filter},
    ]);
    let mut session = session(cells, &text);
    let read = ingest::read("tickets.csv", tickets.as_bytes(), &ReadOptions::default()).unwrap();
    session.put(None, read, &ReadOptions::default());
    while let Some(cell) = session.due().first().cloned() {
        block_on(session.run(&cell, &Progress::none())).unwrap();
    }
    let keys = session.keys();
    let done = |cell: &str| session.result(cell, &keys).unwrap().0.outcome.clone().unwrap();
    let told = |cell: &str| {
        let out = done(cell).output_json().unwrap();
        (out["n_counted"].as_u64().unwrap(), out["is_of_books"].as_bool().unwrap())
    };
    // Lines at price 0 are in no books, and the method says so.
    assert_eq!((told("q"), told("t")), ((27, true), (3, false)));
    let method = |cell: &str| Catalogue::new(Language::English).text(&done(cell).report.method[0]);
    let is_said = |cell: &str| method(cell).contains("lines at price 0");
    assert_eq!((is_said("q"), is_said("t")), (true, false));
}

#[test]
fn the_chart_follows_the_columns() {
    let layers = |params: Value| {
        let done = run("query", &table(TILL), params).unwrap();
        done.report.charts[0].layers.clone()
    };
    assert!(matches!(layers(json!({"by": "shop"}))[..], [Layer::Bars { .. }]));
    let is_line = |layer: &Layer| matches!(layer, Layer::Line { .. });
    assert!(layers(json!({"by": "day"})).iter().all(is_line));
    assert!(matches!(
        layers(json!({"by": "day", "across": "kind"}))[..],
        [Layer::Line { .. }, Layer::Line { .. }]
    ));
    assert!(matches!(layers(json!({"by": "shop", "across": "kind"}))[..], [Layer::Heat { .. }]));
}

#[test]
fn the_form_has_its_words() {
    form_is_worded("query");
}

#[test]
fn numbers_and_birthdays_of_persons_stay_out_of_the_names_of_groups() {
    let mut text = String::from("Customer ID,Order Date,Birthday,Order ID,Amount\n");
    for i in 0..60 {
        text += &format!("{},2024-02-{:02},1985-03-{:02},A{i},5\n", 52_000 + i % 3, i % 28 + 1, i % 28 + 1);
    }
    let said = |by: &str| output("query", &table(&text), json!({"by": by}))["names"].to_string();
    assert!(!said("Customer ID").contains("5200") && said("Customer ID").contains("customer-masked"));
    assert!(
        !said("Birthday").contains("-03-") && !said("Birthday").contains("\"day\""),
        "{}",
        said("Birthday")
    );
}
