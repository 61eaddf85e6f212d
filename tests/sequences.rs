//! Sequences: counts and waiting times against brute force, the published figure of Online Retail, words.

mod common;

use common::baskets::{baskets_of, online_retail};
use common::books::run;
use common::words::{form_is_worded, sayable};
use proptest::prelude::*;
use regulars::analysis::Inputs;
use regulars::error::Kind;
use regulars::report::text::Language;
use regulars::roles::{Baskets, Customer, Ledger, Order};
use serde_json::json;
use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

/// A cell's inputs: the baskets, and a ledger that knows their customers.
fn inputs(mut baskets: Baskets) -> Inputs {
    let ids: BTreeSet<u32> = baskets.customers.iter().flatten().copied().collect();
    let position: BTreeMap<u32, u32> = ids.iter().zip(0u32..).map(|(id, i)| (*id, i)).collect();
    for customer in baskets.customers.iter_mut().flatten() {
        *customer = position[customer];
    }
    let customers = ids.iter().map(|id| Customer { id: id.to_string(), name: None }).collect();
    let last_day = baskets.days.iter().flatten().copied().max().unwrap_or(0);
    let ledger = Ledger { customers, orders: vec![Order::default()], last_day, ..Ledger::default() };
    Inputs { ledger: Some(Rc::new(ledger)), baskets: Some(Rc::new(baskets)), ..Inputs::default() }
}

type Days = BTreeMap<u32, BTreeMap<i32, BTreeSet<String>>>;

/// All positions where the pattern ends, by trying everything; with the days of the last step.
fn ends(days: &[(i32, BTreeSet<String>)], pattern: &[Vec<String>], gap: i32) -> Vec<usize> {
    let holds = |i: usize, set: &[String]| set.iter().all(|item| days[i].1.contains(item));
    let (last, rest) = pattern.split_last().unwrap();
    let before = if rest.is_empty() { None } else { Some(ends(days, rest, gap)) };
    (0..days.len())
        .filter(|&i| holds(i, last))
        .filter(|&i| {
            before.as_ref().is_none_or(|before| before.iter().any(|&j| j < i && days[i].0 - days[j].0 <= gap))
        })
        .collect()
}

fn pattern_sets(items: &[String]) -> Vec<Vec<String>> {
    (1u32..1 << items.len())
        .map(|mask| (0..items.len()).filter(|i| mask >> i & 1 == 1).map(|i| items[i].clone()).collect())
        .collect()
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, cases: 60, ..ProptestConfig::default() })]
    #[test]
    fn patterns_equal_brute_force(
        rows in prop::collection::vec((0u32..6, 0i32..40, prop::collection::btree_set(0u8..4, 1..4)), 4..40),
        min_count in 1u32..4,
        gap in prop::option::of(1u32..30),
    ) {
        let rows: Vec<_> = rows.into_iter()
            .map(|(customer, day, items)| {
                (items.into_iter().map(|i| format!("i{i}")).collect::<BTreeSet<_>>(), Some(customer), Some(day))
            })
            .collect();
        let mut days: Days = BTreeMap::new();
        for (items, customer, day) in &rows {
            days.entry(customer.unwrap()).or_default().entry(day.unwrap()).or_default().extend(items.clone());
        }
        let params = json!({"min_count": min_count, "max_gap_days": gap, "max_length": 4, "limit": 100_000});
        let Ok(done) = run("sequences", &inputs(baskets_of(&rows)), params) else {
            prop_assert!(days.values().filter(|days| days.len() > 1).count() < 2);
            return Ok(());
        };
        let out = done.output_json().unwrap();
        let found: BTreeMap<Vec<Vec<String>>, (u64, Option<f64>)> = out["patterns"].as_array().unwrap().iter()
            .map(|pattern| (
                serde_json::from_value(pattern["codes"].clone()).unwrap(),
                (pattern["n_customers"].as_u64().unwrap(), pattern["timing"]["median_days"].as_f64()),
            ))
            .collect();
        let customers: Vec<Vec<(i32, BTreeSet<String>)>> =
            days.values().map(|days| days.iter().map(|(d, s)| (*d, s.clone())).collect()).collect();
        let items: Vec<String> = (0..4).map(|i| format!("i{i}")).collect();
        let sets = pattern_sets(&items);
        let gap = gap.map_or(i32::MAX, |gap| gap as i32);
        // Every pattern of up to four items, level by level.
        let mut level: Vec<Vec<Vec<String>>> = sets.iter().map(|set| vec![set.clone()]).collect();
        let mut expected = BTreeMap::new();
        while !level.is_empty() {
            let mut next = Vec::new();
            for pattern in level {
                let n_items = pattern.iter().map(Vec::len).sum::<usize>();
                let mut gaps: Vec<i32> = Vec::new();
                let mut n = 0u64;
                for days in &customers {
                    let found = ends(days, &pattern, gap);
                    let Some(&end) = found.first() else { continue };
                    n += 1;
                    if pattern.len() > 1 {
                        let before = ends(days, &pattern[..pattern.len() - 1], gap);
                        let start = before.iter().filter(|&&j| j < end).max().unwrap();
                        gaps.push(days[end].0 - days[*start].0);
                    }
                }
                if n < u64::from(min_count) || n_items > 4 {
                    continue;
                }
                gaps.sort_unstable();
                let median = (!gaps.is_empty())
                    .then(|| f64::from(gaps[(gaps.len() - 1) / 2] + gaps[gaps.len() / 2]) / 2.0);
                expected.insert(pattern.clone(), (n, median));
                next.extend(sets.iter().map(|set| [pattern.clone(), vec![set.clone()]].concat()));
            }
            level = next;
        }
        prop_assert_eq!(found, expected);
        sayable(&done, Language::English);
    }
}

#[test]
fn online_retail_at_5_percent_gives_314_patterns() {
    let Some(baskets) = online_retail() else { return };
    let inputs = inputs(baskets);
    let done = run("sequences", &inputs, json!({"min_support": 0.05})).unwrap();
    let out = done.output_json().unwrap();
    println!(
        "{} customers, {} patterns, {} sequences",
        out["n_customers"], out["n_patterns"], out["n_sequences"]
    );
    assert_eq!(out["n_patterns"], 314);
    for language in [Language::English, Language::TraditionalChinese] {
        for sentence in sayable(&done, language) {
            println!("{sentence}");
        }
    }
}

#[test]
fn the_order_of_two_products_is_claimed_only_when_it_is_more_than_chance() {
    let mut rows = Vec::new();
    let set = |items: &[&str]| items.iter().map(|item| (*item).to_owned()).collect::<BTreeSet<String>>();
    for customer in 0..120u32 {
        // The machine, and the capsules two weeks later; tea and milk in either order.
        let (first, second) = if customer % 2 == 0 { ("tea", "milk") } else { ("milk", "tea") };
        rows.push((set(&["machine", first]), Some(customer), Some(100 + customer as i32)));
        rows.push((set(&["capsules", second]), Some(customer), Some(114 + (customer + customer % 5) as i32)));
    }
    let done = run("sequences", &inputs(baskets_of(&rows)), json!({})).unwrap();
    let out = done.output_json().unwrap();
    let next: Vec<_> = out["next"]
        .as_array()
        .unwrap()
        .iter()
        .map(|i| out["patterns"][i.as_u64().unwrap() as usize]["codes"].clone())
        .collect();
    assert_eq!(next[0], json!([["machine"], ["capsules"]]));
    assert!(!next.contains(&json!([["tea"], ["milk"]])) && !next.contains(&json!([["milk"], ["tea"]])));
    let sentence = &sayable(&done, Language::English)[0];
    assert!(
        sentence.starts_with(
            "Of 120 customers who bought machine, 100% later bought capsules; half of them within 16"
        ),
        "{sentence}"
    );
}

#[test]
fn without_returning_customers_it_says_so() {
    let row = |customer| (BTreeSet::from(["a".to_owned()]), Some(customer), Some(3));
    let error = run("sequences", &inputs(baskets_of(&[row(1), row(2)])), json!({})).err().unwrap();
    assert!(matches!(error.kind, Kind::Insufficient { .. }));
}

#[test]
fn a_search_that_stops_says_so() {
    let rows: Vec<_> = (0..20u32)
        .map(|i| {
            (
                (0..6).map(|item| format!("i{item}")).collect::<BTreeSet<_>>(),
                Some(i / 4),
                Some((i % 4) as i32),
            )
        })
        .collect();
    let done = run("sequences", &inputs(baskets_of(&rows)), json!({"min_count": 2, "limit": 100})).unwrap();
    assert_eq!(done.output_json().unwrap()["stopped_by"], "limit");
    sayable(&done, Language::English);
}

#[test]
fn the_form_has_its_words() {
    form_is_worded("sequences");
}
