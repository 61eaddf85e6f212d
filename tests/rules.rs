//! Rules against figures of established tools and against brute force.

mod common;

use common::baskets::{groceries, online_retail};
use regulars::analysis::rules::generate::{self, Wanted};
use regulars::analysis::rules::lattice::Lattice;
use regulars::analysis::rules::leverage;
use regulars::analysis::rules::measures::{self, Counts};
use regulars::analysis::rules::mine::{Search, mine};
use regulars::analysis::rules::threshold::Fraction;
use regulars::analysis::rules::transactions::Transactions;
use regulars::analysis::{self, Inputs};
use regulars::progress::{Progress, block_on};
use regulars::report::text::{Catalogue, Language};
use regulars::roles::Baskets;
use serde_json::{Value, json};
use std::rc::Rc;

fn transactions(baskets: &Baskets) -> Transactions {
    Transactions::new(baskets.items.len(), (0..baskets.len()).map(|i| baskets.get(i).items))
}

fn lattice(data: &Transactions, min_count: u32) -> Lattice {
    let search = Search { min_count, max_length: usize::MAX, max_sets: usize::MAX };
    block_on(mine(data, &data.occurrences(), search, &Progress::none())).unwrap()
}

fn wanted(confidence: f64, max_consequent_length: usize) -> Wanted {
    Wanted {
        min_confidence: Fraction::of(confidence).unwrap(),
        max_consequent_length,
        antecedent: Vec::new(),
        consequent: Vec::new(),
        max_rules: usize::MAX,
    }
}

/// Every count of a reference file: sets by kind and length, rules at each confidence, redundancy.
fn check_counts(baskets: &Baskets, reference: &str) {
    let Some(bytes) = common::shared(reference) else { return };
    let reference: Value = serde_json::from_slice(&bytes).unwrap();
    let data = transactions(baskets);
    assert_eq!(u64::from(data.n_baskets()), reference["n_transactions"]);
    assert_eq!(data.n_items() as u64, reference["n_items"]);
    assert_eq!(data.ranks.len() as u64, reference["n_pairs"]);
    for at in reference["thresholds"].as_array().unwrap() {
        let lattice = lattice(&data, at["min_count"].as_u64().unwrap() as u32);
        assert_eq!(lattice.n_sets() as u64, at["frequent"]);
        let sum: u64 = lattice.counts[1..].iter().map(|&count| u64::from(count)).sum();
        assert_eq!(sum, at["sum_support"]);
        let lengths = lattice.lengths();
        for (length, n) in at["by_length"].as_object().unwrap() {
            let length: u8 = length.parse().unwrap();
            assert_eq!(lengths.iter().filter(|&&l| l == length).count() as u64, *n);
        }
        let kinds = lattice.kinds().counts();
        assert_eq!(kinds.n_closed as u64, at["closed"]);
        assert_eq!(kinds.n_maximal as u64, at["maximal"]);
        assert_eq!(kinds.n_generators as u64, at["generators_excl_empty"]);
        for (confidence, counts) in at["rules"].as_object().unwrap() {
            let (n, d) = confidence.split_once('/').unwrap();
            let confidence = n.parse::<f64>().unwrap() / d.parse::<f64>().unwrap();
            let none = Progress::none();
            let one = block_on(generate::generate(&lattice, &wanted(confidence, 1), &none)).unwrap();
            assert_eq!(one.n_rules, counts["single_consequent"]);
            let all = block_on(generate::generate(&lattice, &wanted(confidence, 99), &none)).unwrap();
            assert_eq!(all.n_rules, counts["all_consequents"]);
            let n_kept = one
                .found
                .iter()
                .filter(|rule| {
                    let (n_xy, n_x) = generate::best_smaller(&lattice, rule).unwrap();
                    let (xy, x) =
                        (lattice.counts[rule.both as usize], lattice.counts[rule.antecedent as usize]);
                    u64::from(xy) * u64::from(n_x) > u64::from(n_xy) * u64::from(x)
                })
                .count();
            assert_eq!(n_kept as u64, counts["non_redundant_single"]);
        }
    }
}

#[test]
fn groceries_counts_equal_pyfim_and_arules() {
    let Some(baskets) = groceries() else { return };
    check_counts(&baskets, "reference/rules_groceries.json");
}

#[test]
fn online_retail_counts_equal_pyfim_and_arules() {
    let Some(baskets) = online_retail() else { return };
    check_counts(&baskets, "reference/rules_online_retail.json");
}

#[test]
fn the_best_rules_by_leverage_are_those_of_brute_force() {
    let (Some(baskets), Some(bytes)) =
        (online_retail(), common::shared("reference/rules_online_retail_topk.json"))
    else {
        return;
    };
    let reference: Value = serde_json::from_slice(&bytes).unwrap();
    let data = transactions(&baskets);
    let occurrences = data.occurrences();
    let n = data.n_baskets();
    for (k, figures) in reference["k"].as_object().unwrap() {
        let k: usize = k.parse().unwrap();
        let pairs = block_on(leverage::best_pairs(&data, &occurrences, k, 2, |_, _| true, &Progress::none()))
            .unwrap();
        let least = pairs.last().unwrap().leverage;
        let lattice = lattice(&data, leverage::min_count_for(n, least));
        let rules =
            block_on(leverage::best_rules(&lattice, k, 5, 1, &wanted(0.0, 1), &Progress::none())).unwrap();
        assert_eq!(rules.len(), k);
        let scale = f64::from(n) * f64::from(n);
        let sum: i64 = rules.iter().map(|rule| rule.0).sum();
        assert!((rules[k - 1].0 as f64 / scale - figures["kth_leverage"].as_f64().unwrap()).abs() < 1e-15);
        assert!((sum as f64 / scale - figures["sum"].as_f64().unwrap()).abs() < 1e-9);
        let lengths = lattice.lengths();
        let n_long = rules.iter().filter(|rule| lengths[rule.1.both as usize] > 2).count();
        // Ties at rank k may be broken either way.
        let expected = figures["with_more_than_2_items"].as_u64().unwrap() as i64;
        assert!((n_long as i64 - expected).abs() <= 2, "{n_long} {expected}");
    }
}

#[test]
fn fifty_measures_equal_those_of_arules() {
    let (Some(baskets), Some(bytes)) =
        (groceries(), common::shared("reference/rules_groceries_measures.json"))
    else {
        return;
    };
    let reference: Value = serde_json::from_slice(&bytes).unwrap();
    let data = transactions(&baskets);
    let lattice = lattice(&data, 10);
    let rank_of = |name: &str| {
        let item = baskets.items.iter().position(|item| item.label == name).unwrap() as u32;
        data.items.iter().position(|&other| other == item).unwrap() as u32
    };
    let count_of = |ranks: &[u32]| lattice.counts[lattice.node_of(ranks).unwrap() as usize];
    let names: Vec<&str> =
        reference["measures"].as_array().unwrap().iter().map(|n| n.as_str().unwrap()).collect();
    assert_eq!(names, measures::ALL.iter().map(|measure| measure.name).collect::<Vec<_>>());
    let mut faults = Vec::new();
    for rule in reference["rules"].as_array().unwrap() {
        let count = |name: &str| rule["counts"][name].as_u64().unwrap() as u32;
        let (n11, n10, n01) = (count("n11"), count("n10"), count("n01"));
        let expected = |name: &str| rule["measures"][name].as_f64();
        // arules compares with smaller rules among the mined ones only.
        // A single antecedent is no list.
        let lhs: Vec<u32> = match &rule["lhs"] {
            Value::Array(names) => names.iter().map(|name| rank_of(name.as_str().unwrap())).collect(),
            name => vec![rank_of(name.as_str().unwrap())],
        };
        let rhs = rank_of(rule["rhs"].as_str().unwrap());
        let mut best_smaller_confidence: f64 = 0.0;
        for subset in 1..(1usize << lhs.len()) - 1 {
            let mut part: Vec<u32> =
                (0..lhs.len()).filter(|i| subset >> i & 1 == 1).map(|i| lhs[i]).collect();
            let n_x = count_of(&part);
            part.push(rhs);
            let confidence = f64::from(count_of(&part)) / f64::from(n_x);
            if confidence >= 0.5 {
                best_smaller_confidence = best_smaller_confidence.max(confidence);
            }
        }
        let counts = Counts {
            n: count("n00") + n11 + n10 + n01,
            n_x: n11 + n10,
            n_y: n11 + n01,
            n_xy: n11,
            best_smaller_confidence,
            min_support: 0.001,
            min_confidence: 0.5,
        };
        for measure in measures::ALL {
            let (found, expected) = (measure.of(&counts), expected(measure.name));
            let is_equal = match (found, expected) {
                (Some(found), Some(expected)) => (found - expected).abs() <= 1e-9 * expected.abs().max(1e-3),
                (found, expected) => found.is_none() && expected.is_none(),
            };
            if !is_equal {
                faults.push(format!("{} {found:?} {expected:?} {}", measure.name, rule["counts"]));
            }
        }
    }
    assert!(faults.is_empty(), "{}\n{}", faults.len(), faults[..faults.len().min(30)].join("\n"));
}

/// Runs the cell and reads its report in all languages: no key may be left.
fn cell(baskets: &Baskets, params: Value) -> regulars::error::Result<(Value, Vec<String>)> {
    let inputs = Inputs { baskets: Some(Rc::new(baskets.clone())), ..Inputs::default() };
    let done = block_on(analysis::find("rules").unwrap().run(&inputs, &params, &Progress::none()))?;
    let mut sentences = Vec::new();
    for language in Language::ALL {
        let catalogue = Catalogue::new(language);
        let report = serde_json::to_value(&done.report).unwrap();
        let mut messages = Vec::new();
        collect(&report, &mut messages);
        for message in messages {
            assert!(catalogue.has(&message), "{message} has no words");
        }
        let says = done.report.findings.iter().map(|finding| &finding.message).chain(&done.report.notes);
        sentences.extend(says.map(|message| catalogue.text(message)));
    }
    Ok((done.output_json().unwrap(), sentences))
}

fn collect(value: &Value, keys: &mut Vec<String>) {
    match value {
        Value::Object(object) => {
            if let Some(Value::String(key)) = object.get("key")
                && !key.is_empty()
                && key.contains('-')
            {
                keys.push(key.clone());
            }
            object.values().for_each(|value| collect(value, keys));
        }
        Value::Array(values) => values.iter().for_each(|value| collect(value, keys)),
        _ => {}
    }
}

#[test]
fn the_cell_gives_the_published_410_rules() {
    let Some(baskets) = groceries() else { return };
    let params = json!({"min_support": 0.001, "min_confidence": 0.8, "consequent_length": 1, "shuffles": 2});
    let (output, says) = cell(&baskets, params).unwrap();
    assert_eq!(output["n_rules"], 410.0);
    assert_eq!(output["n_itemsets"], 13492);
    assert_eq!(output["rules"].as_array().unwrap().len(), 410);
    assert!(says.iter().any(|says| says.contains("shuffled 2 times")), "{says:#?}");
}

#[test]
fn significance_counts_equal_those_of_arules() {
    let Some(baskets) = groceries() else { return };
    let params = json!({"min_support": 0.001, "min_confidence": 0.5, "consequent_length": 1, "shuffles": 0, "limit": 10});
    let (output, _) = cell(&baskets, params).unwrap();
    let found = &output["n_significant"];
    let expected = [
        ("uncorrected", 5668),
        ("bonferroni", 2481),
        ("holm", 2902),
        ("benjamini_hochberg", 5668),
        ("benjamini_yekutieli", 5475),
    ];
    for (name, n) in expected {
        assert_eq!(found[name], n, "{name}");
    }
}

#[test]
fn without_parameters_the_answer_is_the_best_by_leverage() {
    let Some(baskets) = online_retail() else { return };
    let (output, says) = cell(&baskets, json!({"shuffles": 2})).unwrap();
    assert_eq!(output["rules"].as_array().unwrap().len(), 1000);
    let last = output["rules"][999]["leverage"].as_f64().unwrap();
    assert!((last - 0.010973870683049149).abs() < 1e-15);
    assert!(says[0].contains("times as often"), "{says:#?}");
}
