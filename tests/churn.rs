//! Who is leaving: chosen on one stretch of the past, tested on the next, listed with a reason.

mod common;

use common::words::{form_is_worded, sayable};
use common::{Purchase, cdnow, ledger};
use regulars::analysis::{self, Done, Inputs};
use regulars::notebook::export::{CsvOptions, csv};
use regulars::progress::{Progress, block_on};
use regulars::report::TableSpec;
use regulars::report::text::{Catalogue, Language};
use regulars::stats::sample::Rng;
use regulars::table::day::{iso, parse_iso};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::rc::Rc;

fn churn(purchases: &[Purchase], params: Value) -> Done {
    let inputs = Inputs { ledger: Some(Rc::new(ledger(purchases))), ..Inputs::default() };
    block_on(analysis::find("churn").unwrap().run(&inputs, &params, &Progress::none())).unwrap()
}

const START: i32 = 19_000;
const TODAY: i32 = START + 720;

/// Regulars of whom some stop coming, over two years.
fn shop() -> Vec<Purchase> {
    let mut rng = Rng::new(4);
    let mut purchases = Vec::new();
    for customer in 0..700 {
        let gap = 6 + rng.below(30);
        let mut day = START + rng.below(300) as i32;
        while day <= TODAY {
            purchases.push((format!("K{customer:03}"), day, 1000 + rng.below(3000) as i64));
            if rng.below(20) == 0 {
                break;
            }
            day += 1 + (-(gap as f64) * libm::log(1.0 - rng.unit())) as i32;
        }
    }
    purchases.push(("K000".into(), TODAY, 1000));
    purchases
}

#[test]
fn the_form_is_worded() {
    form_is_worded("churn");
}

#[test]
fn nothing_of_the_last_window_chooses_the_model_that_is_tested_on_it() {
    let purchases = shop();
    let params = || json!({ "window_days": 90, "as_of": iso(TODAY) });
    let ranking = |purchases: &[Purchase]| {
        let done = churn(purchases, params());
        sayable(&done, Language::English);
        done.output_json().unwrap()["ranking"].clone()
    };
    let choice = |ranking: &Value| -> Vec<(String, Option<f64>, bool)> {
        let rows = ranking.as_array().unwrap().iter();
        rows.map(|row| {
            let name = row["model"].as_str().unwrap().to_owned();
            (name, row["auc_choice"].as_f64(), row["is_chosen"] == true)
        })
        .collect()
    };
    let real = ranking(&purchases);
    assert_eq!(choice(&real).iter().filter(|row| row.2).count(), 1);
    // Whoever came in the last window did not, and the others did: all ranks are turned round.
    let came: std::collections::BTreeSet<&String> =
        purchases.iter().filter(|p| p.1 > TODAY - 90).map(|p| &p.0).collect();
    let mut turned: Vec<Purchase> = purchases.iter().filter(|p| p.1 <= TODAY - 90).cloned().collect();
    let others: std::collections::BTreeSet<String> = turned.iter().map(|p| p.0.clone()).collect();
    turned.extend(others.iter().filter(|id| !came.contains(id)).map(|id| (id.clone(), TODAY - 5, 900)));
    let turned = ranking(&turned);
    assert_eq!(choice(&real), choice(&turned));
    let auc = |ranking: &Value| {
        ranking.as_array().unwrap().iter().find(|row| row["is_chosen"] == true).unwrap()["auc"]
            .as_f64()
            .unwrap()
    };
    assert!(auc(&real) > 0.7 && auc(&turned) < 0.3, "{} {}", auc(&real), auc(&turned));
}

#[test]
fn the_record_counts_those_who_would_have_been_named() {
    let purchases = shop();
    let split = TODAY - 90;
    let output = |as_of: i32| {
        let known: Vec<Purchase> = purchases.iter().filter(|p| p.1 <= as_of).cloned().collect();
        churn(&known, json!({ "window_days": 90, "as_of": iso(as_of) })).output_json().unwrap()
    };
    let test = output(TODAY)["backtest"].clone();
    let mut by_customer: BTreeMap<&str, Vec<i32>> = BTreeMap::new();
    for (id, day, _) in &purchases {
        by_customer.entry(id).or_default().push(*day);
    }
    // Comparable: three purchase days or more before the split, one of them within a year; by counting.
    let (mut n, mut lost) = (0u64, 0u64);
    for days in by_customer.values_mut() {
        days.sort_unstable();
        days.dedup();
        let before = days.iter().filter(|day| **day <= split).count();
        if before >= 3 && split - days[before - 1] < 365 {
            n += 1;
            lost += u64::from(before == days.len());
        }
    }
    assert_eq!(test["n_comparable"], n);
    assert_eq!(test["base_share"].as_f64().unwrap(), lost as f64 / n as f64);
    assert!(test["precision"].as_f64().unwrap() > test["base_share"].as_f64().unwrap());
    assert!(test["n_named"].as_u64().unwrap() >= 30);
}

#[test]
fn a_past_too_short_to_choose_on_is_chosen_by_likelihood_and_still_tested() {
    let Some(purchases) = cdnow("data/CDNOW_sample.txt") else { return };
    let early: Vec<Purchase> =
        purchases.into_iter().filter(|p| p.1 <= parse_iso("1997-05-31").unwrap()).collect();
    let output = churn(&early, json!({ "window_days": 120, "as_of": "1997-05-31" })).output_json().unwrap();
    let ranking = output["ranking"].as_array().unwrap();
    assert!(ranking.iter().all(|row| row["auc_choice"].is_null()), "{ranking:?}");
    assert!(output["backtest"]["auc"].is_number());
}

#[test]
fn lists_say_why_and_hide_names_when_asked() {
    // A regular of every 21 days who stopped 94 days ago.
    let mut purchases = shop();
    purchases.retain(|p| p.0 != "K000");
    for visit in 0..=20 {
        purchases.push(("Ann Regular".into(), TODAY - 94 - visit * 21, 20_000));
    }
    purchases.push(("Z".into(), TODAY, 1000));
    let done = churn(&purchases, json!({ "as_of": iso(TODAY) }));
    sayable(&done, Language::English);
    let words = Catalogue::new(Language::English);
    let table = |id: &str| -> &TableSpec { done.report.tables.iter().find(|table| table.id == id).unwrap() };
    for id in ["at_risk", "valuable", "win_back"] {
        assert!(table(id).is_personal);
    }
    let plain = csv(table("at_risk"), &CsvOptions::default(), &words);
    let row = plain.lines().find(|line| line.starts_with("Ann Regular")).unwrap_or_else(|| panic!("{plain}"));
    println!("{row}");
    assert!(row.contains("silent 94 days, own rhythm 21 days, last year 2,600"), "{row}");
    let masked = csv(table("at_risk"), &CsvOptions { is_masked: true, ..CsvOptions::default() }, &words);
    assert_eq!(plain.lines().count(), masked.lines().count());
    assert!(!masked.contains("Ann") && masked.contains("silent 94 days"), "{masked}");
    // Most at stake first: probability of staying away × last year's money.
    let output = done.output_json().unwrap();
    let stake = |id: &str| {
        let of = |c: &&Value| c["id"] == id;
        let risk = output["customers"].as_array().unwrap().iter().find(of).unwrap();
        risk["p_none"].as_f64().unwrap() * risk["last_year"].as_f64().unwrap()
    };
    let ids: Vec<&str> = plain.lines().skip(1).map(|line| line.split(',').next().unwrap()).collect();
    assert!(ids.len() > 10 && ids.windows(2).all(|pair| stake(pair[0]) >= stake(pair[1])));
}
