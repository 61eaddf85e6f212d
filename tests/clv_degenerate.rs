//! Data that carry no model, or carry it badly: each family is recognised and named in a sentence, in every language.

mod common;

use common::words::sayable;
use common::{Purchase, ledger};
use regulars::analysis::{self, Done, Inputs};
use regulars::error::{Error, Kind};
use regulars::ingest::{self, ReadOptions};
use regulars::message::Message;
use regulars::notebook::{Document, Session};
use regulars::progress::{Progress, block_on};
use regulars::report::text::{Catalogue, Language};
use regulars::stats::sample::Rng;
use serde_json::{Value, json};
use std::rc::Rc;

const START: i32 = 15_000;

fn run(purchases: &[Purchase], params: Value) -> Result<Done, Error> {
    let inputs = Inputs { ledger: Some(Rc::new(ledger(purchases))), ..Inputs::default() };
    block_on(analysis::find("clv").unwrap().run(&inputs, &params, &Progress::none()))
}

fn id(customer: usize) -> String {
    format!("K{customer:05}")
}

/// People who buy at random times at a rate of their own and leave with a chance of `leaves` after each purchase;
/// `amount` gives cents.
fn crowd(
    n: usize,
    leaves: impl Fn(&mut Rng) -> f64,
    amount: impl Fn(&mut Rng, usize) -> i64,
) -> Vec<Purchase> {
    let mut rng = Rng::new(11);
    let mut purchases = Vec::new();
    for customer in 0..n {
        let p = leaves(&mut rng);
        let gap = 10 + rng.below(60);
        let mut day = START + rng.below(240) as i32;
        while day < START + 720 {
            purchases.push((id(customer), day, amount(&mut rng, customer)));
            if rng.unit() < p {
                break;
            }
            day += 1 + (-(gap as f64) * libm::log(1.0 - rng.unit())) as i32;
        }
    }
    purchases
}

fn usual(rng: &mut Rng, _: usize) -> i64 {
    500 + rng.below(4000) as i64
}

fn some_leave(rng: &mut Rng) -> f64 {
    0.1 + 0.3 * rng.unit()
}

/// Keys of the sentences of an error.
fn keys(error: &Error) -> Vec<String> {
    let messages: Vec<&Message> = match &error.kind {
        Kind::Insufficient { have, need, instead } => [have, need].into_iter().chain(instead).collect(),
        Kind::Refused { why } => [why].into_iter().chain(&error.hint).collect(),
        other => panic!("{other:?}"),
    };
    messages.into_iter().map(|message| message.key.to_string()).collect()
}

/// The cell answers with an error that holds this sentence.
#[track_caller]
fn refuses(purchases: &[Purchase], params: Value, key: &str) {
    let Err(error) = run(purchases, params) else { panic!("{key}: was answered") };
    says(&error, key);
}

#[track_caller]
fn says(error: &Error, key: &str) {
    let keys = keys(error);
    assert!(keys.iter().any(|k| k == key), "{keys:?}");
    for language in Language::ALL {
        let words = Catalogue::new(language);
        assert!(keys.iter().all(|key| words.has(key)), "{keys:?} in {}", language.tag());
        let text = words.error(error);
        println!("{text}");
        assert!(!text.contains("clv-") && !text.contains("{ $") && !text.contains("NaN"), "{text}");
    }
}

/// The cell answers, with this caution beside its figures, and every figure is finite.
#[track_caller]
fn cautions(purchases: &[Purchase], params: Value, key: &str) -> Value {
    let done = match run(purchases, params) {
        Ok(done) => done,
        Err(error) => panic!("{key}: {}", Catalogue::new(Language::English).error(&error)),
    };
    for language in Language::ALL {
        sayable(&done, language);
    }
    let output = done.output_json().unwrap();
    let cautions: Vec<&str> =
        output["cautions"].as_array().unwrap().iter().map(|c| c["key"].as_str().unwrap()).collect();
    assert!(cautions.contains(&key), "{cautions:?}");
    println!(
        "{}",
        Catalogue::new(Language::English).text(done.report.notes.iter().find(|n| n.key == key).unwrap())
    );
    let total = output["totals"]["orders"]["value"].as_f64().unwrap();
    assert!(total >= 0.0 && total.is_finite());
    output
}

#[test]
fn one_customer_is_nobody_to_learn_from() {
    let purchases: Vec<Purchase> = (0..30).map(|i| (id(0), START + i * i, 100)).collect();
    refuses(&purchases, json!({}), "clv-have-one");
}

#[test]
fn nobody_repeats() {
    let purchases: Vec<Purchase> = (0..400).map(|i| (id(i), START + i as i32 % 90, 100)).collect();
    refuses(&purchases, json!({}), "clv-have-no-repeats");
}

#[test]
fn everything_happened_on_one_day() {
    let purchases: Vec<Purchase> = (0..400).map(|i| (id(i % 100), START, 100)).collect();
    refuses(&purchases, json!({}), "clv-have-one-day");
}

#[test]
fn nothing_happened_before_the_end_of_observation() {
    let params = json!({ "observation_end": "2000-01-01" });
    refuses(&crowd(400, some_leave, usual), params, "clv-have-nobody");
}

#[test]
fn a_tiny_set_is_counted_but_not_forecast() {
    let purchases = crowd(40, some_leave, usual);
    refuses(&purchases, json!({}), "clv-need-repeaters");
    refuses(&purchases, json!({}), "clv-instead-repeat");
}

#[test]
fn a_tiny_set_is_forecast_when_a_model_is_asked_for_and_says_so() {
    cautions(&crowd(40, some_leave, usual), json!({ "model": "bgnbd" }), "clv-caution-small");
}

#[test]
fn a_history_shorter_than_the_rhythm_is_too_short() {
    let mut rng = Rng::new(5);
    let mut purchases = Vec::new();
    for customer in 0..500 {
        let day = START + rng.below(10) as i32;
        purchases.push((id(customer), day, 100));
        purchases.push((id(customer), day + 35 + rng.below(15) as i32, 100));
    }
    refuses(&purchases, json!({}), "clv-need-history");
}

#[test]
fn daily_purchases_are_a_meter() {
    let purchases: Vec<Purchase> =
        (0..40).flat_map(|c| (0..60).map(move |day| (id(c), START + day, 900))).collect();
    refuses(&purchases, json!({}), "clv-refused-daily");
}

#[test]
fn clockwork_without_leavers_teaches_nothing_about_leaving() {
    let purchases: Vec<Purchase> =
        (0..400).flat_map(|c| (0..20).map(move |week| (id(c), START + week * 7, 900))).collect();
    refuses(&purchases, json!({}), "clv-have-nobody-left");
    let Err(error) = run(&purchases, json!({})) else { panic!("was answered") };
    let Kind::Insufficient { instead: Some(instead), .. } = error.kind else { panic!("{error:?}") };
    // Nineteen renewals each; the last of them are not decided yet.
    let words = Catalogue::new(Language::English).text(&instead);
    assert!(words.contains("All 7,200 renewals") && words.contains("up to 18 by one"), "{words}");
    for language in Language::ALL {
        let words = Catalogue::new(language).text(&instead);
        println!("{words}");
        assert!(words.contains("99.9%"), "{words}");
    }
}

/// Monthly payments; some stop each month, and a day or two of delay.
fn subscription() -> Vec<Purchase> {
    let mut rng = Rng::new(9);
    let mut purchases = Vec::new();
    for customer in 0..500 {
        let start = START + rng.below(365) as i32;
        let leaves = 0.02 + 0.1 * rng.unit();
        for month in 0.. {
            let day = start + month * 30 + rng.below(3) as i32;
            if day > START + 730 {
                break;
            }
            purchases.push((id(customer), day, 900));
            if rng.unit() < leaves {
                break;
            }
        }
    }
    purchases
}

/// Monthly payments of people who join in the first year: late by up to so many days, and some leave each month.
fn payers(n_days: i32, leaves: f64, late: u64, seed: u64) -> Vec<Purchase> {
    let mut rng = Rng::new(seed);
    let mut purchases = Vec::new();
    for customer in 0..1500 {
        let mut day = START + rng.below(n_days as u64 / 2) as i32;
        let leaves = leaves * (0.5 + rng.unit());
        while day <= START + n_days {
            let late = if rng.below(4) == 0 { rng.below(late) as i32 } else { 0 };
            purchases.push((id(customer), day + late, 900));
            if rng.unit() < leaves {
                break;
            }
            day += 30;
        }
    }
    purchases.retain(|p| p.1 <= START + n_days);
    purchases
}

#[test]
fn a_subscription_is_forecast_by_renewals_and_refused_elsewhere() {
    let purchases = subscription();
    let output = cautions(&purchases, json!({}), "clv-caution-contract");
    assert_eq!((&output["model"], &output["verdict"]), (&json!("sbg"), &json!("contract")));
    // Tested on the last part, with the simple rules beside it.
    let candidates = output["candidates"].as_array().unwrap();
    assert_eq!(candidates.len(), 4);
    let ratio = candidates[0]["holdout"]["sum_ratio"].as_f64().unwrap();
    assert!((0.94..1.06).contains(&ratio), "{:#}", output["candidates"]);
    assert_eq!(output["rolling"].as_array().unwrap().len(), 1);
    for model in ["bgnbd", "mbgnbd", "pnbd", "nbd"] {
        refuses(&purchases, json!({ "model": model }), "clv-refused-contract");
        refuses(&purchases, json!({ "model": model }), "clv-hint-contract");
    }
}

/// A prompt payment is seen at once, one that fails to come only half a gap after it was due: neither the rate of renewal
/// nor the number of those still there may be the higher for it.
#[test]
fn who_is_late_is_not_counted_as_staying() {
    for (n_days, leaves, late, seed) in
        [(240, 0.05, 3, 1), (240, 0.1, 3, 2), (400, 0.2, 3, 3), (300, 0.1, 12, 4)]
    {
        let output = run(&payers(n_days, leaves, late, seed), json!({})).unwrap().output_json().unwrap();
        assert_eq!(output["model"], "sbg");
        let ratio = output["candidates"][0]["holdout"]["sum_ratio"].as_f64().unwrap();
        let error = output["totals"]["model_error"].as_f64().unwrap();
        println!("{n_days} days, {leaves} leave, up to {late} late: {ratio:.3}, own error {error:.3}");
        assert!((ratio - 1.0).abs() < error.min(0.06), "{ratio} {error}");
        for customer in output["customers"].as_array().unwrap() {
            let share = |key: &str| customer[key].as_f64().unwrap();
            assert!((0.0..=1.0).contains(&share("p_alive")) && (0.0..=1.0).contains(&share("p_none")));
        }
    }
}

#[test]
fn renewals_to_come_count_less_the_later_they_fall() {
    let purchases = subscription();
    let value = |rate: f64| cautions(&purchases, json!({ "discount_rate": rate }), "clv-caution-contract");
    let (plain, discounted) = (value(0.0), value(0.1));
    let sum = |output: &Value| output["totals"]["value"].as_f64().unwrap();
    // A year ahead, half a year on average: about 1.1^-0.5, more for those who soon leave.
    let ratio = sum(&discounted) / sum(&plain);
    assert!((0.953..0.98).contains(&ratio), "{ratio}");
    assert!(plain["totals"]["residual_value"].is_null());
    assert!(discounted["totals"]["residual_value"].as_f64().unwrap() > sum(&discounted));
    let one = &discounted["customers"][0];
    assert!(one["orders_low"].as_u64() <= one["orders_high"].as_u64());
}

#[test]
fn a_single_cohort_cannot_tell_season_from_age() {
    let mut purchases = crowd(600, some_leave, usual);
    let mut first = std::collections::BTreeMap::new();
    for (id, day, _) in &purchases {
        let day_of = first.entry(id.clone()).or_insert(*day);
        *day_of = (*day_of).min(*day);
    }
    purchases.iter_mut().for_each(|(id, day, _)| *day -= first[id] - START);
    cautions(&purchases, json!({}), "clv-caution-one-cohort");
}

#[test]
fn no_departures_is_a_finding() {
    let output = cautions(&crowd(800, |_| 0.0, usual), json!({}), "clv-caution-no-departures");
    assert_eq!((&output["model"], &output["verdict"]), (&json!("nbd"), &json!("no_departures")));
    cautions(&crowd(800, |_| 0.0, usual), json!({ "model": "bgnbd" }), "clv-caution-unidentified");
}

#[test]
fn two_kinds_of_customers_are_named() {
    // Most leave at once, the others never.
    let leaves = |rng: &mut Rng| if rng.below(2) == 0 { 0.95 } else { 0.002 };
    let output = cautions(&crowd(1500, leaves, usual), json!({ "model": "mbgnbd" }), "clv-caution-two-kinds");
    let parameter = |name: &str| output["parameters"][name].as_f64().unwrap();
    assert!(parameter("a") + parameter("b") < 1.0);
}

#[test]
fn a_business_that_stands_still_is_noticed() {
    let params = json!({ "observation_end": "2014-01-01", "horizon": 26 });
    cautions(&crowd(800, some_leave, usual), params, "clv-caution-dormant");
}

#[test]
fn a_business_that_all_but_stands_still_is_noticed() {
    let mut purchases = crowd(800, some_leave, usual);
    purchases.push(("LATE".into(), START + 2000, 900));
    cautions(&purchases, json!({}), "clv-caution-nearly-dormant");
}

#[test]
fn a_forecast_far_beyond_its_history_is_noticed() {
    let mut purchases = crowd(1500, |_| 0.05, usual);
    purchases.retain(|p| p.1 < START + 200);
    cautions(&purchases, json!({}), "clv-caution-far");
}

/// Customers who take each chance to buy, one at the start of every period of so many days, with a probability of their
/// own, and leave before one with another: what BG/BB supposes.
fn takers(days: i32, n_days: i32) -> Vec<Purchase> {
    let mut rng = Rng::new(21);
    let mut purchases = Vec::new();
    for customer in 0..3000 {
        let (takes, leaves) = (0.3 + 0.5 * rng.unit(), 0.02 + 0.1 * rng.unit());
        let mut day = START + rng.below(n_days as u64 / 3) as i32;
        purchases.push((id(customer), day, 900));
        while day <= START + n_days && rng.unit() >= leaves {
            if rng.unit() < takes {
                purchases.push((id(customer), day + 1 + rng.below(days as u64 - 10) as i32, 900));
            }
            day += days;
        }
    }
    purchases.retain(|p| p.1 <= START + n_days);
    purchases
}

#[test]
fn chances_period_by_period_are_tested_on_the_past() {
    // A third of the history is 2.63 quarters, 4.6 months, 0.82 years: forecast and reality are of whole ones.
    for (unit, days, n_days) in [("quarter", 91, 720), ("month", 30, 420), ("year", 365, 900)] {
        let params = json!({ "model": "bgbb", "time_unit": unit });
        let output = run(&takers(days, n_days), params).unwrap().output_json().unwrap();
        let test = &output["backtest"];
        let ratio = output["candidates"][0]["holdout"]["sum_ratio"].as_f64().unwrap();
        println!("{unit}: {ratio:.3} {test}");
        assert!((0.93..1.07).contains(&ratio), "{unit}: {:#}", output["candidates"]);
        let number = |key: &str| test[key].as_f64().unwrap();
        assert!((number("predicted_orders") / number("actual_orders") - ratio).abs() < 1e-9);
        assert!(output["totals"]["backtest_error"].is_number() && output["verdict"] != "untested");
    }
}

#[test]
fn chances_are_tested_on_the_whole_periods_that_follow_the_calibration() {
    let purchases = takers(30, 420);
    let test = |last: &str| {
        let params = json!({ "model": "bgbb", "time_unit": "month",
            "calibration_end": "2011-10-21", "observation_end": last });
        run(&purchases, params).unwrap().output_json().unwrap()["backtest"].clone()
    };
    // Four months and most of a fifth: four are asked about. 20 of 31 days of October are 19 of 29 in February.
    assert_eq!(test("2012-03-15"), test("2012-02-22"));
    assert_eq!(test("2012-03-15")["until"], "2012-02-20");
    // Not one month follows.
    assert!(test("2011-11-15").is_null());
}

#[test]
fn a_till_in_the_customer_column_is_noticed() {
    let mut purchases = crowd(800, some_leave, usual);
    purchases.extend((0..720).map(|day| ("TILL".to_owned(), START + day, 900)));
    cautions(&purchases, json!({}), "clv-caution-giant");
}

#[test]
fn customers_older_than_the_file_are_noticed() {
    let mut purchases = crowd(500, some_leave, usual);
    let mut rng = Rng::new(2);
    for customer in 500..1500 {
        for _ in 0..4 {
            purchases.push((id(customer), START + rng.below(300) as i32, 900));
        }
        purchases.push((id(customer), START + rng.below(12) as i32, 900));
    }
    cautions(&purchases, json!({}), "clv-caution-predate");
}

#[test]
fn purchases_without_money_are_forecast_without_money() {
    let output = cautions(&crowd(800, some_leave, |_, _| 0), json!({}), "clv-caution-no-money");
    assert!(output["totals"]["money"].is_null() && output["spend"].is_null());
}

#[test]
fn those_who_got_back_more_than_they_paid_are_counted() {
    let amount =
        |rng: &mut Rng, customer: usize| if customer.is_multiple_of(9) { 0 } else { usual(rng, customer) };
    let mut ledger = ledger(&crowd(800, some_leave, amount));
    // And a refund larger than everything bought.
    let order = ledger.orders_by_customer[ledger.customer_ranges[1].end as usize - 1];
    let day = ledger.orders[order as usize].day;
    ledger.refunds.push(regulars::roles::Refund {
        customer: Some(1),
        order: Some(order),
        day,
        amount: 10_000_000,
        ..Default::default()
    });
    let inputs = Inputs { ledger: Some(Rc::new(ledger)), ..Inputs::default() };
    let done = block_on(analysis::find("clv").unwrap().run(&inputs, &json!({}), &Progress::none())).unwrap();
    sayable(&done, Language::English);
    assert!(done.report.notes.iter().any(|note| note.key == "clv-caution-unpaid"));
    let output = done.output_json().unwrap();
    let one = &output["customers"][1];
    assert!(one["value_to_date"].as_f64().unwrap() < 0.0);
    assert!(one["expected_spend"].as_f64().unwrap() > 0.0);
}

#[test]
fn everybody_spends_the_same() {
    let output = cautions(&crowd(800, some_leave, |_, _| 1990), json!({}), "clv-caution-equal-spend");
    assert_eq!(output["customers"][0]["expected_spend"], 19.9);
}

#[test]
fn spend_without_a_mean_is_not_averaged() {
    // Each customer has a level of their own, Pareto with tail index 0.6: its mean does not exist.
    let level = |customer: usize| {
        let mut rng = Rng::new(customer as u64 + 77);
        libm::pow(1.0 - rng.unit(), -1.0 / 0.6)
    };
    let amount = |rng: &mut Rng, customer: usize| (300.0 * level(customer) * (0.5 + rng.unit())) as i64;
    cautions(&crowd(800, some_leave, amount), json!({}), "clv-caution-heavy-spend");
}

/// A table of customers already summarised.
fn summarised(rows: impl Iterator<Item = (u64, f64, f64)>) -> Result<Value, Error> {
    let mut text = String::from("cust,x,t_x,T\n");
    for (i, (x, last, age)) in rows.enumerate() {
        text += &format!("{i},{x},{last},{age}\n");
    }
    let mut session = Session::default();
    let cells = json!([{"id": "c1", "kind": "clv"}]);
    let document = json!({"format": "regulars", "version": 1, "cells": cells}).to_string();
    session.open(Document::parse(&document).unwrap());
    let read = ingest::read("summary.csv", text.as_bytes(), &ReadOptions::default()).unwrap();
    session.put(None, read, &ReadOptions::default());
    for cell in session.due() {
        block_on(session.run(&cell, &Progress::none())).unwrap();
    }
    let state = session.keys();
    let (stored, _) = session.result("c1", &state).unwrap();
    stored.outcome.as_ref().map(|done| done.output_json().unwrap()).map_err(Clone::clone)
}

fn plausible(rng: &mut Rng) -> (u64, f64, f64) {
    let age = 20.0 + rng.below(60) as f64;
    let x = rng.below(6);
    (x, if x > 0 { 1.0 + rng.unit() * (age - 1.0) } else { 0.0 }, age)
}

#[test]
fn a_count_no_customer_can_reach_is_refused() {
    let mut rng = Rng::new(1);
    let huge = (250_000, 30.0, 40.0);
    let error = summarised((0..600).map(|_| plausible(&mut rng)).chain([huge])).unwrap_err();
    says(&error, "clv-refused-huge");
}

#[test]
fn a_table_that_contradicts_itself_is_refused() {
    let mut rng = Rng::new(1);
    let turned = |(x, last, age): (u64, f64, f64)| (x, age, last);
    let error = summarised((0..600).map(|_| turned(plausible(&mut rng)))).unwrap_err();
    says(&error, "clv-refused-summary");
}

#[test]
fn rows_of_a_summarised_table_that_are_no_customers_are_counted() {
    let mut rng = Rng::new(1);
    let turned = (2, 40.0, 30.0);
    let output = summarised((0..900).map(|_| plausible(&mut rng)).chain([turned])).unwrap();
    assert_eq!(output["n_customers"], 900);
    let keys = output["cautions"].as_array().unwrap().iter().map(|caution| caution["key"].clone());
    assert!(keys.into_iter().any(|key| key == "clv-caution-rows"));
}

#[test]
fn a_sound_summarised_table_is_answered() {
    let mut rng = Rng::new(1);
    let output = summarised((0..900).map(|_| plausible(&mut rng))).unwrap();
    assert_eq!(output["n_customers"], 900);
    assert!(output["totals"]["orders"]["value"].as_f64().unwrap() > 0.0);
}
