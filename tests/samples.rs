//! The samples are the same everywhere, are read right with no set-up, and hold what is planted in them.

use regulars::analysis::{self, Inputs};
use regulars::ingest::{self, ReadOptions};
use regulars::progress::{Progress, block_on};
use regulars::report::text::{Catalogue, Language};
use regulars::roles::{self, Baskets, Ledger, LedgerOptions, Role};
use regulars::samples;
use regulars::table::day;
use serde_json::{Value, json};
use std::rc::Rc;

/// FNV-1a.
fn fingerprint(bytes: &[u8]) -> u64 {
    bytes
        .iter()
        .fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3))
}

fn read(name: &str) -> (ingest::Read, Ledger) {
    let bytes = samples::csv(name).unwrap();
    let read = ingest::read(&format!("{name}.csv"), &bytes, &ReadOptions::default()).unwrap();
    let mapping = roles::assign(&read);
    for role in [Role::CustomerId, Role::OrderId, Role::OrderDate, Role::ProductName, Role::Quantity] {
        assert!(mapping.roles.iter().any(|choice| choice.role == role), "{name} lacks {role:?}");
    }
    let ledger = roles::ledger(&[("s1", &read.table, &mapping)], &LedgerOptions::default()).unwrap();
    (read, ledger)
}

fn run(kind: &str, ledger: Ledger, params: Value) -> Value {
    let baskets = Baskets::from_ledger(&ledger);
    let inputs =
        Inputs { ledger: Some(Rc::new(ledger)), baskets: Some(Rc::new(baskets)), ..Inputs::default() };
    let done = block_on(analysis::find(kind).unwrap().run(&inputs, &params, &Progress::none())).unwrap();
    done.output_json().unwrap()
}

/// The planted number called `value` in the sentence `key`.
fn planted(name: &str, key: &str, value: &str) -> regulars::message::Value {
    let facts = samples::planted(name);
    facts.iter().find(|fact| fact.key == key).unwrap().get(value).unwrap().clone()
}

fn number(value: &regulars::message::Value) -> f64 {
    regulars::report::format::number_of(value).unwrap()
}

#[test]
fn the_same_bytes_everywhere() {
    let prints = samples::NAMES.map(|name| format!("{:016x}", fingerprint(&samples::csv(name).unwrap())));
    assert_eq!(prints, ["4c013f8627026a42", "8be7d21b49b2cf34", "836ebc7144cf77c4"]);
    assert!(samples::csv("none").is_none() && samples::planted("none").is_empty());
}

#[test]
fn they_are_read_with_no_set_up() {
    for (name, encoding, n_rows) in
        [("shop", "utf-8", 102_337), ("drinks", "big5", 20_864), ("beauty", "gb18030", 18_866)]
    {
        let (read, ledger) = read(name);
        // Every GBK file is GB18030.
        let found = read.profile.encoding.replace("gbk", "gb18030");
        assert_eq!(found, encoding, "{name}");
        assert_eq!(read.table.n_rows, n_rows, "{name}");
        assert_eq!(day::ymd(ledger.first_day).0, 2024, "{name}");
        assert_eq!(day::ymd(ledger.last_day).0, 2025, "{name}");
    }
}

#[test]
fn the_planted_facts_stand_in_the_books() {
    for name in samples::NAMES {
        let (_, ledger) = read(name);
        // Walk-ins and cancelled orders.
        let n_walk_ins = ledger.orders.iter().filter(|order| order.customer.is_none()).count() as f64;
        let share = number(&planted(name, "samples-walk-ins", "share"));
        assert!((n_walk_ins / ledger.orders.len() as f64 - share).abs() < 0.01, "{name}");
        let n_cancelled = number(&planted(name, "samples-undone", "cancelled"));
        assert_eq!(f64::from(ledger.cancelled.n_orders), n_cancelled, "{name}");
        // The best month.
        let mut months = std::collections::BTreeMap::<i32, i64>::new();
        for order in &ledger.orders {
            *months.entry(day::month_index(order.day)).or_default() += order.gross;
        }
        for refund in &ledger.refunds {
            *months.entry(day::month_index(refund.day)).or_default() -= refund.amount;
        }
        let best = months.iter().max_by_key(|(_, amount)| **amount).unwrap().0;
        let (year, month, _) = day::ymd(day::month_start(*best));
        let expected = planted(name, "samples-peak", "month");
        assert_eq!(regulars::message::Value::Month(year, month as u8), expected, "{name}");
        // Regulars: ten visits and more with a steady rhythm, none after spring.
        let n_silent = (0..ledger.customers.len() as u32)
            .filter(|customer| {
                let days: Vec<_> = ledger.orders_of(*customer).map(|order| order.day).collect();
                let gaps = days.windows(2).map(|pair| pair[1] - pair[0]);
                let last = days.last().copied().unwrap_or(0);
                let spring = day::from_ymd(2025, 2, 1).unwrap()..day::from_ymd(2025, 5, 1).unwrap();
                days.len() >= 8 && gaps.clone().all(|gap| (8..=70).contains(&gap)) && spring.contains(&last)
            })
            .count() as f64;
        let n = number(&planted(name, "samples-silent", "n"));
        assert!(n_silent >= n * 0.9 && n_silent <= n * 1.4, "{name}: {n_silent} of {n}");
    }
}

#[test]
fn the_analyses_find_the_pair_and_the_top_fifth_and_no_fee() {
    for name in samples::NAMES {
        let (_, ledger) = read(name);
        let baskets = Baskets::from_ledger(&ledger);
        let [a, b] = samples::pair(name).unwrap();
        let item = |name: &str| baskets.items.iter().position(|item| item.label == name).unwrap() as u32;
        let count = |wanted: &[u32]| {
            let holds =
                |basket: &&regulars::roles::Basket<'_>| wanted.iter().all(|item| basket.items.contains(item));
            baskets.iter().filter(|basket| holds(&basket)).count() as f64
        };
        let (a_id, b_id) = (item(a), item(b));
        let lift = count(&[a_id, b_id]) * baskets.len() as f64 / (count(&[a_id]) * count(&[b_id]));
        let times = number(&planted(name, "samples-pair", "times"));
        assert!((lift - times).abs() < 0.4, "{name}: {lift}");

        let top = run("concentration", ledger.clone(), Value::Null);
        let fifth =
            top["top"].as_array().unwrap().iter().find(|top| top["customer_share"] == json!(0.2)).unwrap();
        let share = fifth["net_share"].as_f64().unwrap();
        assert!((share - number(&planted(name, "samples-top", "share"))).abs() < 0.02, "{name}: {share}");

        let rules = run("rules", ledger, Value::Null);
        let rules = rules["rules"].as_array().unwrap();
        let is_pair = |rule: &Value| rule["antecedent"] == json!([a]) && rule["consequent"] == json!([b]);
        assert!(rules.iter().any(is_pair), "{name}");
        let fee = json!(samples::fee(name).unwrap());
        let holds_fee = |side: &Value| side.as_array().unwrap().contains(&fee);
        assert!(
            !rules.iter().any(|rule| holds_fee(&rule["antecedent"]) || holds_fee(&rule["consequent"])),
            "{name}"
        );
    }
}

#[test]
fn what_is_hidden_is_said_in_three_languages() {
    for language in Language::ALL {
        let catalogue = Catalogue::new(language);
        for fact in samples::NAMES.iter().flat_map(|name| samples::planted(name)) {
            let text = catalogue.text(&fact);
            assert!(!text.contains("samples-") && !text.contains("{$"), "{text}");
        }
    }
}
