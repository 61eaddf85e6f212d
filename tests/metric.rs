//! Key figures: each measure by hand, finished periods only, counts where cases are few.

mod common;

use common::books::*;
use common::words::{form_is_worded, sayable};
use proptest::prelude::*;
use regulars::analysis::Inputs;
use regulars::error::Kind;
use regulars::report::Scope;
use regulars::report::text::{Catalogue, Language};
use regulars::roles::Item;
use serde_json::{Value, json};

/// February is the last finished month; March has one day.
fn books() -> Inputs {
    let mut ledger = ledger(&[
        sale("a", "2024-01-01", 1000),
        sale("b", "2024-01-15", 2000),
        sale("", "2024-01-20", 3000),
        sale("a", "2024-02-05", 3000),
        sale("c", "2024-02-15", 1000),
        sale("e", "2024-02-16", 500),
        sale("a", "2024-02-29", -450),
        sale("d", "2024-03-01", 500),
    ]);
    ledger.products = vec![
        Item { code: "tea".into(), ..Item::default() },
        Item { code: "post".into(), pseudo: Some(regulars::roles::PseudoItem::Postage), ..Item::default() },
    ];
    for (i, line) in ledger.lines.iter_mut().enumerate() {
        (line.product, line.quantity) = (Some(u32::from(i == 4)), 2.0);
    }
    inputs(ledger)
}

fn params(measures: [&str; 4]) -> Value {
    json!({"measure": measures[0], "measure_2": measures[1], "measure_3": measures[2], "measure_4": measures[3],
           "period": "month"})
}

#[test]
fn each_measure_has_its_definition() {
    let check = |measures: [&str; 4], expected: Value| {
        let out = output("metric", &books(), params(measures));
        let values: Vec<&Value> = out["measures"].as_array().unwrap().iter().map(|m| &m["values"]).collect();
        assert_eq!(json!(values), expected);
    };
    check(
        ["sales", "orders", "customers", "average"],
        json!([[60.0, 40.5, 5.0], [3.0, 3.0, 1.0], [2.0, 3.0, 1.0], [20.0, 15.0, 5.0]]),
    );
    // a had ordered in January: one of three orders in February. The line of postage is no piece.
    check(
        ["new", "returning", "units", "refunds"],
        json!([[2.0, 2.0, 1.0], [0.0, 1.0 / 3.0, 0.0], [6.0, 4.0, 2.0], [0.0, 0.1, 0.0]]),
    );
}

#[test]
fn in_the_first_period_of_a_file_that_begins_midway_nobody_is_known_to_be_new() {
    let sales: Vec<Sale> = (0..40)
        .map(|i| sale(&format!("k{i:02}"), &format!("2024-01-{:02}", 1 + i % 28), 100))
        .chain((0..45).map(|i| sale(&format!("k{i:02}"), &format!("2024-02-{:02}", 1 + i % 28), 100)))
        .chain([sale("k01", "2024-03-01", 100)])
        .collect();
    let done = run("metric", &inputs(ledger(&sales)), params(["new", "orders", "none", "none"])).unwrap();
    assert_eq!(done.output_json().unwrap()["measures"][0]["values"], json!([null, 5.0, 0.0]));
    let said = sayable(&done, Language::English);
    assert_eq!(said[0], "New customers (first order in the file) in Feb 2024: 5.");
    assert_eq!(said[1], "Orders in Feb 2024: 45, ▲ up 12% on Jan 2024 (40).");
}

#[test]
fn only_finished_periods_are_compared_and_few_cases_are_counted() {
    let done = run("metric", &books(), params(["sales", "orders", "returning", "refunds"])).unwrap();
    let said = sayable(&done, Language::English);
    assert_eq!(said[0], "Net sales of all orders in Feb 2024: 40.50, ▼ down 19.50 on Jan 2024 (60).");
    assert_eq!(said[1], "Orders in Feb 2024: 3, = no change on Jan 2024 (3).");
    assert_eq!(
        said[2],
        "Share of returning customers in the orders of known customers in Feb 2024: 1 of 3; in Jan 2024: 0 of 2."
    );
    assert!(
        said.iter().any(|said| said.starts_with("Mar 2024 is still running (1 Mar 2024 is the last day)"))
    );
    let year = run("metric", &books(), json!({"period": "month", "compare": "year"})).unwrap();
    let said = sayable(&year, Language::English);
    assert_eq!(said[0], "Net sales of all orders in Feb 2024: 40.50.");
    assert!(said.iter().any(|said| said.contains("does not reach back")), "{said:?}");
}

/// What is behind net sales adds up to it: the orders of the month less the refunds given in it.
#[test]
fn the_rows_behind_a_number_add_up_to_it() {
    let inputs = books();
    let books = inputs.ledger().unwrap();
    let done = run("metric", &inputs, params(["sales", "refunds", "orders", "average"])).unwrap();
    let words = Catalogue::new(Language::English);
    let told = |finding: usize| {
        let (_, trace) = &done.report.findings[finding].traces[0];
        let (orders, refunds) = match &trace.scope {
            Scope::Trade(orders, refunds) => (orders.clone(), refunds.clone()),
            Scope::Orders(orders) => (orders.clone(), Vec::new()),
            other => panic!("{other:?}"),
        };
        let gross: i64 = orders.iter().map(|&order| books.orders[order as usize].gross).sum();
        let given: i64 = refunds.iter().map(|&refund| books.refunds[refund as usize].amount).sum();
        (gross, given, trace.formula.as_ref().map(|formula| words.text(formula)).unwrap_or_default())
    };
    assert_eq!(told(0), (4_500, 450, "45 − 4.50".into()));
    assert_eq!(told(1), (4_500, 450, "4.50 ÷ 45".into()));
    assert_eq!(told(2), (4_500, 0, String::new()));
    assert_eq!(told(3), (4_500, 0, "45 ÷ 3".into()));
}

#[test]
fn what_stays_the_same_is_a_whole_sentence() {
    let done = run("metric", &books(), params(["orders", "none", "none", "none"])).unwrap();
    let said = sayable(&done, Language::TraditionalChinese);
    assert!(said[0].contains("，與 2024年1月（3）持平。"), "{}", said[0]);
}

#[test]
fn too_little_is_said_to_be_too_little() {
    let one_day = inputs(ledger(&[sale("a", "2024-01-05", 1000)]));
    let error = run("metric", &one_day, json!({"period": "month"})).err().unwrap();
    assert!(matches!(error.kind, Kind::Insufficient { .. }));
    let none = params(["none", "none", "none", "none"]);
    assert!(matches!(run("metric", &books(), none).err().unwrap().kind, Kind::Parameter { .. }));
}

proptest! {
    /// The periods add up to the whole, and agree with the months of the overview.
    #[test]
    fn periods_add_up(
        sales in prop::collection::vec((0u8..9, 0i32..500, -3000i64..9000), 1..60),
        period in prop::sample::select(vec!["week", "month", "quarter", "year"]),
    ) {
        let sales: Vec<Sale> = sales
            .iter()
            .map(|(who, day, amount)| Sale {
                customer: if *who == 0 { String::new() } else { format!("k{who:02}") },
                day: 19_723 + day,
                amount: *amount,
            })
            .collect();
        let first_sale = sales.iter().filter(|sale| sale.amount >= 0).map(|sale| sale.day).min();
        // Refunds before the first sale lie before the axis.
        let sales: Vec<Sale> = sales.into_iter().filter(|sale| first_sale.is_some_and(|day| sale.day >= day)).collect();
        prop_assume!(!sales.is_empty());
        let books = inputs(ledger(&sales));
        let mut params = params(["sales", "orders", "customers", "units"]);
        params["period"] = json!(period);
        let Ok(done) = run("metric", &books, params) else { return Ok(()) };
        let out = done.output_json().unwrap();
        let values = |at: usize| out["measures"][at]["values"].as_array().unwrap().clone();
        let cents: i64 = values(0).iter().map(|value| (value.as_f64().unwrap() * 100.0).round() as i64).sum();
        prop_assert_eq!(cents, sales.iter().map(|sale| sale.amount).sum::<i64>());
        let n_orders: f64 = values(1).iter().map(|value| value.as_f64().unwrap()).sum();
        prop_assert_eq!(n_orders as usize, sales.iter().filter(|sale| sale.amount >= 0).count());
        if period == "month" {
            let months = output("overview", &books, json!({}));
            let of = |key: &str| -> Vec<Value> {
                months["months"].as_array().unwrap().iter().map(|month| json!(month[key].as_f64().unwrap())).collect()
            };
            prop_assert_eq!(values(0), of("net"));
            prop_assert_eq!(values(1), of("n_orders"));
            prop_assert_eq!(values(2), of("n_customers"));
        }
        sayable(&done, Language::SimplifiedChinese);
    }
}

/// Figures of tests/golden/looks.py.
#[test]
fn online_retail_is_measured_as_python_measures_it() {
    let Some(ledger) = online_retail() else { return };
    let golden: Value = serde_json::from_str(include_str!("golden/looks.json")).unwrap();
    let golden = &golden["metric"];
    let books = inputs(ledger);
    let check = |measures: [&str; 4], keys: [&str; 4]| {
        let done = run("metric", &books, params(measures)).unwrap();
        for language in [Language::English, Language::TraditionalChinese] {
            sayable(&done, language).iter().for_each(|sentence| println!("{sentence}"));
        }
        let out = done.output_json().unwrap();
        assert_eq!(out["periods"], golden["months"]);
        for (at, key) in keys.iter().enumerate().filter(|(_, key)| !key.is_empty()) {
            for (t, figure) in golden[key].as_array().unwrap().iter().enumerate() {
                let found = &out["measures"][at]["values"][t];
                // Who ordered in the first month only seems new.
                let is_untold = t == 0 && ["new", "returning"].contains(key);
                let is_same =
                    found.as_f64().is_some_and(|found| (found - figure.as_f64().unwrap()).abs() < 1e-9);
                assert!(is_same || (is_untold && found.is_null()), "{key} {t}: {found} is not {figure}");
            }
        }
    };
    check(["sales", "orders", "customers", "average"], ["net", "orders", "customers", ""]);
    check(["new", "returning", "units", "refunds"], ["new", "returning", "", ""]);
}

#[test]
fn the_form_has_its_words() {
    form_is_worded("metric");
}
