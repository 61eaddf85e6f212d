//! Laws of rules: brute force on small random baskets, order and names of rows mean nothing, bad inputs are told.

mod common;

use common::baskets::{Row, baskets_of};
use regulars::analysis::Inputs;
use regulars::analysis::rules::generate::{self, Wanted};
use regulars::analysis::rules::lattice::Lattice;
use regulars::analysis::rules::leverage;
use regulars::analysis::rules::measures::{self, Counts};
use regulars::analysis::rules::mine::{Search, mine};
use regulars::analysis::rules::output::Output;
use regulars::analysis::rules::params::Params;
use regulars::analysis::rules::threshold::Fraction;
use regulars::analysis::rules::transactions::Transactions;
use regulars::analysis::rules::{pmml, run, shuffle};
use regulars::error::{Kind, Result};
use regulars::progress::{Progress, block_on};
use regulars::roles::Baskets;
use regulars::stats::sample::Rng;
use std::collections::BTreeMap;
use std::rc::Rc;

/// Small baskets as bit masks over up to `n_items` items; some empty, some full, many alike.
fn masks(rng: &mut Rng, n_items: u32) -> Vec<u32> {
    let n = 1 + rng.below(40);
    let density = 1 + rng.below(4);
    (0..n)
        .map(|_| (0..n_items).filter(|_| rng.below(4) < density).fold(0, |mask, item| mask | 1 << item))
        .collect()
}

fn items(mask: u32) -> Vec<u32> {
    (0..32).filter(|item| mask >> item & 1 == 1).collect()
}

fn transactions(masks: &[u32], n_items: u32) -> Transactions {
    // Every item twice, in descending order: lines may repeat and stand in any order.
    let lists: Vec<Vec<u32>> =
        masks.iter().map(|&mask| items(mask).into_iter().rev().flat_map(|i| [i, i]).collect()).collect();
    Transactions::new(n_items as usize, lists.iter().map(Vec::as_slice))
}

/// All sets at or above a count, by brute force.
fn frequent(masks: &[u32], n_items: u32, min_count: u32, max_length: usize) -> BTreeMap<u32, u32> {
    let count = |set: u32| masks.iter().filter(|&&mask| mask & set == set).count() as u32;
    (1..1u32 << n_items)
        .filter(|set| set.count_ones() as usize <= max_length)
        .map(|set| (set, count(set)))
        .filter(|&(_, count)| count >= min_count)
        .collect()
}

fn mined(data: &Transactions, min_count: u32, max_length: usize, max_sets: usize) -> Lattice {
    let search = Search { min_count, max_length, max_sets };
    block_on(mine(data, &data.occurrences(), search, &Progress::none())).unwrap()
}

/// The node's set as a mask over the original items.
fn mask_of(data: &Transactions, lattice: &Lattice, node: u32) -> u32 {
    let mut ranks = Vec::new();
    lattice.items(node, &mut ranks);
    ranks.iter().fold(0, |mask, &rank| mask | 1 << data.items[rank as usize])
}

#[test]
fn sets_kinds_and_rules_equal_brute_force() {
    let mut rng = Rng::new(11);
    for round in 0..300 {
        let n_items = 2 + rng.below(7) as u32;
        let masks = masks(&mut rng, n_items);
        let data = transactions(&masks, n_items);
        let n = masks.len() as u32;
        let min_count = 1 + rng.below(u64::from(n).min(8)) as u32;
        let max_length = if round % 3 == 0 { 1 + rng.below(4) as usize } else { usize::MAX };
        let expected = frequent(&masks, n_items, min_count, max_length);
        let lattice = mined(&data, min_count, max_length, usize::MAX);
        let found: BTreeMap<u32, u32> = (1..lattice.counts.len() as u32)
            .map(|node| (mask_of(&data, &lattice, node), lattice.counts[node as usize]))
            .collect();
        assert_eq!(found, expected);
        assert_eq!(lattice.n_sets(), expected.len());

        let kinds = lattice.kinds().counts();
        let larger =
            |set: u32| expected.iter().filter(move |(other, _)| **other != set && *other & set == set);
        let count_of = |set: u32| if set == 0 { n } else { expected[&set] };
        let n_closed =
            expected.iter().filter(|(set, count)| larger(**set).all(|(_, other)| other != *count)).count();
        let n_maximal = expected.keys().filter(|set| larger(**set).next().is_none()).count();
        let n_generators = expected
            .iter()
            .filter(|(set, count)| items(**set).iter().all(|item| count_of(*set & !(1 << item)) != **count))
            .count();
        assert_eq!(
            (kinds.n_closed, kinds.n_maximal, kinds.n_generators),
            (n_closed, n_maximal, n_generators)
        );

        let percent = rng.below(101) as u32;
        let wanted = Wanted {
            min_confidence: Fraction::of(f64::from(percent) / 100.0).unwrap(),
            max_consequent_length: 1 + rng.below(3) as usize,
            antecedent: Vec::new(),
            consequent: Vec::new(),
            max_rules: usize::MAX,
        };
        let rules = block_on(generate::generate(&lattice, &wanted, &Progress::none())).unwrap();
        let mut found: Vec<(u32, u32)> = rules
            .found
            .iter()
            .map(|r| (mask_of(&data, &lattice, r.antecedent), mask_of(&data, &lattice, r.consequent)))
            .collect();
        found.sort_unstable();
        let mut all = Vec::new();
        for (&set, &count) in &expected {
            for x in (1..set).filter(|x| x & set == *x) {
                let y = set & !x;
                let is_confident = 100 * count >= percent * expected[&x];
                if is_confident && y.count_ones() as usize <= wanted.max_consequent_length {
                    all.push((x, y));
                }
            }
        }
        all.sort_unstable();
        assert_eq!(found, all);
        for rule in &rules.found {
            let (x, y) =
                (mask_of(&data, &lattice, rule.antecedent), mask_of(&data, &lattice, rule.consequent));
            let smaller = (0..x).filter(|part| part & x == *part);
            let best = smaller
                .map(|part| f64::from(expected[&(part | y)]) / f64::from(count_of(part)))
                .fold(0.0, f64::max);
            let (xy, x) = generate::best_smaller(&lattice, rule).unwrap();
            assert_eq!(f64::from(xy) / f64::from(x), best);
        }
    }
}

#[test]
fn a_budget_raises_the_count_to_the_smallest_that_fits() {
    let mut rng = Rng::new(12);
    for _ in 0..200 {
        let n_items = 3 + rng.below(6) as u32;
        let masks = masks(&mut rng, n_items);
        let data = transactions(&masks, n_items);
        let max_sets = 1 + rng.below(60) as usize;
        let lattice = mined(&data, 1, usize::MAX, max_sets);
        let least = (1..).find(|&count| frequent(&masks, n_items, count, 99).len() <= max_sets).unwrap();
        assert_eq!(lattice.min_count, least);
        assert_eq!(lattice.n_sets(), frequent(&masks, n_items, least, 99).len());
    }
}

#[test]
fn the_best_rules_by_leverage_equal_brute_force() {
    let mut rng = Rng::new(13);
    for _ in 0..200 {
        let n_items = 2 + rng.below(6) as u32;
        let masks = masks(&mut rng, n_items);
        let (n, data) = (masks.len() as u32, transactions(&masks, n_items));
        let k = 1 + rng.below(30) as usize;
        let pairs =
            block_on(leverage::best_pairs(&data, &data.occurrences(), k, 2, |_, _| true, &Progress::none()))
                .unwrap();
        let least = if pairs.len() < k { 1 } else { pairs[k - 1].leverage };
        let lattice = mined(&data, leverage::min_count_for(n, least), usize::MAX, usize::MAX);
        let wanted = Wanted {
            min_confidence: Fraction::ZERO,
            max_consequent_length: 1,
            antecedent: Vec::new(),
            consequent: Vec::new(),
            max_rules: usize::MAX,
        };
        let rules = block_on(leverage::best_rules(&lattice, k, 5, 1, &wanted, &Progress::none())).unwrap();
        let count = |set: u32| masks.iter().filter(|&&mask| mask & set == set).count() as u32;
        let mut all = Vec::new();
        for set in (1..1u32 << n_items).filter(|set| (2..=5).contains(&set.count_ones()) && count(*set) >= 2)
        {
            all.extend(
                items(set)
                    .iter()
                    .map(|y| leverage::leverage(n, count(set), count(set & !(1 << y)), count(1 << y))),
            );
        }
        all.retain(|&leverage| leverage > 0);
        all.sort_unstable_by(|a, b| b.cmp(a));
        all.truncate(k);
        assert_eq!(rules.iter().map(|rule| rule.0).collect::<Vec<_>>(), all);
    }
}

#[test]
fn measures_stay_in_their_ranges() {
    let mut rng = Rng::new(14);
    for _ in 0..5000 {
        let n = 2 + rng.below(60) as u32;
        let (n_x, n_y) = (1 + rng.below(u64::from(n)) as u32, 1 + rng.below(u64::from(n)) as u32);
        let low = (n_x + n_y).saturating_sub(n).max(1);
        if low > n_x.min(n_y) {
            continue;
        }
        let n_xy = low + rng.below(u64::from(n_x.min(n_y) - low) + 1) as u32;
        let (min_support, min_confidence) = (0.0, 0.0);
        let counts = Counts {
            n,
            n_x,
            n_y,
            n_xy,
            best_smaller_confidence: f64::from(n_y) / f64::from(n),
            min_support,
            min_confidence,
        };
        for measure in measures::ALL {
            if let Some(value) = measure.of(&counts) {
                let (least, most) = measure.range;
                assert!(value >= least - 1e-9 && value <= most + 1e-9, "{} {value} {counts:?}", measure.name);
            }
        }
    }
}

fn cell(baskets: Baskets, params: &Params) -> Result<Output> {
    let inputs = Inputs { baskets: Some(Rc::new(baskets)), ..Inputs::default() };
    block_on(run::run(&inputs, params, &Progress::none()))
}

fn row(names: &[&str]) -> Row {
    (names.iter().map(|name| (*name).to_owned()).collect(), None, None)
}

/// Baskets with one pattern and noise.
fn rows(n: u64) -> Vec<Row> {
    let mut rng = Rng::new(15);
    (0..n)
        .map(|_| {
            let mut names: Vec<String> =
                (0..1 + rng.below(4)).map(|_| format!("p{:02}", rng.below(20))).collect();
            if rng.below(4) == 0 {
                names.extend(["tea".to_owned(), "cup".to_owned()]);
            }
            (names.into_iter().collect(), None, None)
        })
        .collect()
}

#[test]
fn the_order_of_rows_means_nothing() {
    let mut rows = rows(400);
    let params = Params { shuffles: Some(3), ..Params::default() };
    let told = |rows: &[Row]| {
        let output = cell(baskets_of(rows), &params).unwrap();
        let sides: Vec<_> =
            output.rules.iter().map(|r| (r.antecedent.clone(), r.consequent.clone(), r.n_xy)).collect();
        (sides, output.n_itemsets, output.min_count, output.holdout, output.calibration)
    };
    let before = told(&rows);
    assert!([["cup"], ["tea"]].iter().any(|side| before.0[0].0 == *side));
    Rng::new(1).shuffle(&mut rows);
    assert_eq!(told(&rows), before);
}

#[test]
fn a_planted_pair_is_trusted_and_shuffled_baskets_are_not() {
    let baskets = baskets_of(&rows(1500));
    let params = Params { shuffles: Some(20), ..Params::default() };
    let output = cell(baskets.clone(), &params).unwrap();
    assert!(output.rules[0].is_trusted);
    assert!(output.rules.iter().filter(|r| r.is_trusted).all(|r| r.antecedent.contains(&"cup".to_owned())
        || r.antecedent.contains(&"tea".to_owned())
        || r.consequent.contains(&"tea".to_owned())
        || r.consequent.contains(&"cup".to_owned())));
    let data = Transactions::new(baskets.items.len(), (0..baskets.len()).map(|i| baskets.get(i).items));
    let chance =
        block_on(shuffle::shuffled(&data, &shuffle::by_content(&data), 99, &Progress::none())).unwrap();
    let names = |basket: &[u32]| -> Row {
        let labels =
            basket.iter().map(|&rank| baskets.items[data.items[rank as usize] as usize].label.clone());
        (labels.collect(), None, None)
    };
    let output = cell(baskets_of(&chance.iter().map(names).collect::<Vec<_>>()), &params).unwrap();
    assert_eq!(output.n_trusted, 0);
}

#[test]
fn constraints_and_exclusions_hold() {
    let params = Params {
        min_count: Some(5),
        min_confidence: Some(0.0),
        antecedent_items: vec!["TEA ".into()],
        exclude_items: vec!["p01".into()],
        shuffles: Some(0),
        ..Params::default()
    };
    let output = cell(baskets_of(&rows(400)), &params).unwrap();
    assert!(!output.rules.is_empty());
    for rule in &output.rules {
        assert!(rule.antecedent.contains(&"tea".to_owned()));
        assert!(!rule.antecedent.contains(&"p01".to_owned()) && !rule.consequent.contains(&"p01".to_owned()));
    }
    assert_eq!(output.n_baskets, 400);
}

#[test]
fn bad_inputs_are_told_apart() {
    let have = |rows: &[Row]| match cell(baskets_of(rows), &Params::default()).err().unwrap().kind {
        Kind::Insufficient { have, .. } => have.key.into_owned(),
        other => format!("{other:?}"),
    };
    assert_eq!(have(&[]), "rules-have-none");
    assert_eq!(have(&[row(&["a", "b"])]), "rules-have-one-basket");
    assert_eq!(have(&[row(&["a"]), row(&["a"])]), "rules-have-one-item");
    assert_eq!(have(&[row(&["a"]), row(&["b"])]), "rules-have-singles");
    let refused = |params: Params| cell(baskets_of(&rows(50)), &params).err().unwrap().kind;
    for params in [
        Params { min_support: Some(1.5), ..Params::default() },
        Params { min_support: Some(f64::NAN), ..Params::default() },
        Params { min_support: Some(0.1), min_count: Some(3), ..Params::default() },
        Params { min_confidence: Some(-0.1), ..Params::default() },
        Params { max_length: Some(1), ..Params::default() },
        Params { order_by: Some("beauty".into()), ..Params::default() },
    ] {
        assert!(matches!(refused(params), Kind::Parameter { .. }));
    }
    let unknown = Params { exclude_items: vec!["nothing".into()], ..Params::default() };
    assert!(matches!(refused(unknown), Kind::Unknown { .. }));
}

#[test]
fn a_basket_of_a_thousand_items_and_an_item_in_every_basket_are_borne() {
    let mut rows: Vec<Row> = (0..60).map(|i| row(&["bag", if i % 2 == 0 { "x" } else { "y" }])).collect();
    rows.push(((0..1200).map(|i| format!("i{i:04}")).chain(["bag".to_owned()]).collect(), None, None));
    let output = cell(baskets_of(&rows), &Params { shuffles: Some(2), ..Params::default() }).unwrap();
    assert_eq!((output.universal_items.as_slice(), output.largest_basket), (&["bag".to_owned()][..], 1201));
    assert_eq!(output.n_trusted, 0);
    let everything =
        Params { min_count: Some(1), max_itemsets: Some(1000), shuffles: Some(0), ..Params::default() };
    let output = cell(baskets_of(&rows), &everything).unwrap();
    let stopped = output.stopped_by.unwrap();
    assert_eq!((stopped.budget, stopped.asked_min_count, stopped.reached_min_count), ("itemsets", 1, 2));
}

#[test]
fn pmml_names_every_item_set_and_rule_once() {
    let params = Params { min_count: Some(20), shuffles: Some(0), ..Params::default() };
    let mut rows = rows(400);
    rows.iter_mut().for_each(|row| {
        if row.0.remove("tea") {
            row.0.insert("tea <\"&\">".into());
        }
    });
    let output = cell(baskets_of(&rows), &params).unwrap();
    let text = pmml(&output);
    let count = |pattern: &str| text.matches(pattern).count();
    assert_eq!(count("<AssociationRule "), output.rules.len());
    assert_eq!(count("value=\"tea &lt;&quot;&amp;&quot;&gt;\""), 1);
    let attribute = |name: &str| -> usize {
        let start = text.find(&format!(" {name}=\"")).unwrap() + name.len() + 3;
        text[start..].split('"').next().unwrap().parse().unwrap()
    };
    assert_eq!(attribute("numberOfItemsets"), count("<Itemset "));
    assert_eq!(attribute("numberOfItems"), count("<Item "));
    assert!(text.ends_with("</PMML>\n") && !text.contains("=\"0\""));
}

#[test]
fn a_narrower_question_filters_the_last_search_and_gives_what_a_search_gives() {
    let inputs = || Inputs { baskets: Some(Rc::new(baskets_of(&rows(400)))), ..Inputs::default() };
    let shared = inputs();
    let told = |inputs: &Inputs, params: &Params| {
        let output = block_on(run::run(inputs, params, &Progress::none()));
        output.map(|output| serde_json::to_string(&output).unwrap()).map_err(|error| error.to_string())
    };
    let base = Params { shuffles: Some(3), ..Params::default() };
    let count = |min_count, min_confidence| Params {
        min_count: Some(min_count),
        min_confidence: Some(min_confidence),
        ..base.clone()
    };
    let steps = [
        base.clone(),
        count(8, 0.2),
        count(20, 0.2),
        count(20, 0.6),
        Params { max_length: Some(2), ..count(12, 0.2) },
        Params { max_itemsets: Some(60), ..count(3, 0.2) },
        Params { max_itemsets: Some(40), ..count(2, 0.2) },
        Params { max_itemsets: Some(40), ..count(30, 0.2) },
        Params { consequent_items: vec!["tea".into()], ..count(10, 0.1) },
        Params { seed: 5, shuffles: Some(4), ..count(15, 0.1) },
        Params { exclude_items: vec!["tea".into()], ..count(10, 0.1) },
        Params { limit: Some(7), order_by: Some("lift".into()), ..base.clone() },
        base,
    ];
    for params in &steps {
        assert_eq!(told(&shared, params), told(&inputs(), params), "{params:?}");
    }
}

/// The schema of PMML 4.4, as far as an association model reaches: children in their order, attributes by element.
#[test]
fn pmml_keeps_to_the_order_and_the_attributes_of_the_schema() {
    let params = Params { min_count: Some(20), shuffles: Some(0), ..Params::default() };
    let text = pmml(&cell(baskets_of(&rows(400)), &params).unwrap());
    // Elements with parent and attributes.
    let mut open: Vec<String> = Vec::new();
    let mut found: Vec<(String, String, Vec<String>)> = Vec::new();
    for tag in text.split('<').skip(1).map(|rest| rest.split_once('>').unwrap().0) {
        if let Some(name) = tag.strip_prefix('/') {
            assert_eq!(open.pop().as_deref(), Some(name));
        } else if !tag.starts_with('?') {
            let name = tag.split([' ', '/']).next().unwrap().to_owned();
            // Every second piece between quotes is a value.
            let attributes = tag.split('"').step_by(2).filter_map(|piece| piece.trim().strip_suffix('='));
            let attributes = attributes.map(|piece| piece.rsplit(' ').next().unwrap().to_owned()).collect();
            found.push((open.last().cloned().unwrap_or_default(), name.clone(), attributes));
            if !tag.ends_with('/') {
                open.push(name);
            }
        }
    }
    assert!(open.is_empty());
    let of = |parent: &str| -> Vec<&str> {
        let mut names: Vec<&str> = found.iter().filter(|e| e.0 == parent).map(|e| e.1.as_str()).collect();
        names.dedup();
        names
    };
    assert_eq!(of(""), ["PMML"]);
    assert_eq!(of("PMML"), ["Header", "DataDictionary", "AssociationModel"]);
    assert_eq!(of("AssociationModel"), ["MiningSchema", "Item", "Itemset", "AssociationRule"]);
    assert_eq!((of("Itemset"), of("MiningSchema")), (vec!["ItemRef"], vec!["MiningField"]));
    let schema: [(&str, &[&str], &[&str]); 10] = [
        ("PMML", &["version", "xmlns"], &[]),
        ("Header", &[], &["copyright", "description", "modelVersion"]),
        ("Application", &["name"], &["version"]),
        ("DataDictionary", &[], &["numberOfFields"]),
        ("DataField", &["name", "optype", "dataType"], &["displayName", "isCyclic", "taxonomy"]),
        ("MiningField", &["name"], &["usageType", "optype", "importance"]),
        ("Item", &["id", "value"], &["mappedValue", "weight", "field", "category"]),
        ("Itemset", &["id"], &["support", "numberOfItems"]),
        ("ItemRef", &["itemRef"], &[]),
        (
            "AssociationRule",
            &["antecedent", "consequent", "support", "confidence"],
            &["id", "lift", "leverage", "affinity"],
        ),
    ];
    let model = [
        "functionName",
        "numberOfTransactions",
        "minimumSupport",
        "minimumConfidence",
        "numberOfItems",
        "numberOfItemsets",
        "numberOfRules",
    ];
    let more =
        ["modelName", "algorithmName", "maxNumberOfItemsPerTA", "avgNumberOfItemsPerTA", "lengthLimit"];
    for (_, name, attributes) in &found {
        let (required, optional) = match name.as_str() {
            "AssociationModel" => (&model[..], &more[..]),
            "MiningSchema" => (&[][..], &[][..]),
            name => {
                let entry = schema.iter().find(|entry| entry.0 == name);
                entry.map(|entry| (entry.1, entry.2)).unwrap_or_else(|| panic!("no element {name}"))
            }
        };
        let is_known = |name: &String| required.contains(&name.as_str()) || optional.contains(&name.as_str());
        assert!(attributes.iter().all(is_known), "{name} {attributes:?}");
        assert!(required.iter().all(|name| attributes.iter().any(|a| a == name)), "{name} {attributes:?}");
    }
    // Rules name item sets, and item sets items, that stand before them.
    let ids = |element: &str, attribute: &str| -> Vec<String> {
        let start = format!("<{element} ");
        let values = text.split(start.as_str()).skip(1).map(|rest| {
            rest.split_once(&format!("{attribute}=\"")).unwrap().1.split('"').next().unwrap().to_owned()
        });
        values.collect()
    };
    let (items, sets) = (ids("Item", "id"), ids("Itemset", "id"));
    assert!(ids("ItemRef", "itemRef").iter().all(|id| items.contains(id)));
    for side in ["antecedent", "consequent"] {
        assert!(ids("AssociationRule", side).iter().all(|id| sets.contains(id)));
    }
}

/// Rows of two months: tea goes with cup in the first, with pot in the second.
fn two_months() -> Vec<Row> {
    let mut rng = Rng::new(8);
    let row = |i: u64, rng: &mut Rng| {
        let is_late = i % 2 == 1;
        let mut names: Vec<String> =
            (0..1 + rng.below(3)).map(|_| format!("p{:02}", rng.below(15))).collect();
        if rng.below(3) == 0 {
            names.push("tea".to_owned());
            names.push(if is_late { "pot" } else { "cup" }.to_owned());
        }
        let day = regulars::table::day::parse_iso(if is_late { "2024-02-10" } else { "2024-01-10" });
        (names.into_iter().collect(), None, day)
    };
    (0..600).map(|i| row(i, &mut rng)).collect()
}

#[test]
fn the_rules_of_a_group_are_those_of_its_baskets_alone() {
    let rows = two_months();
    for base in [
        Params { shuffles: Some(0), ..Params::default() },
        Params { shuffles: Some(0), min_support: Some(0.02), min_confidence: Some(0.1), ..Params::default() },
        Params {
            shuffles: Some(0),
            min_count: Some(6),
            antecedent_items: vec!["tea".into()],
            ..Params::default()
        },
    ] {
        let output = cell(baskets_of(&rows), &Params { by: Some("month".into()), ..base.clone() }).unwrap();
        assert_eq!(output.groups.len(), 2);
        for (position, group) in output.groups.iter().enumerate() {
            let of_month: Vec<Row> = rows.iter().skip(position).step_by(2).cloned().collect();
            let alone = cell(baskets_of(&of_month), &base).unwrap();
            assert_eq!((group.n_baskets, group.n_rules), (alone.n_baskets, alone.n_rules));
            assert!(!group.rules.is_empty());
            for rule in &group.rules {
                let same = |r: &&regulars::analysis::rules::output::Rule| {
                    (&r.antecedent, &r.consequent) == (&rule.antecedent, &rule.consequent)
                };
                let own = alone.rules.iter().find(same).unwrap();
                assert_eq!((rule.n_xy, rule.n_x, rule.n_y), (own.n_xy, own.n_x, own.n_y));
                assert_eq!((rule.log10_p, rule.lift), (own.log10_p, own.lift));
                let whole = rows.iter().filter(|row| {
                    rule.antecedent.iter().chain(&rule.consequent).all(|name| row.0.contains(name))
                });
                let with = |side: &Vec<String>| {
                    rows.iter().filter(|row| side.iter().all(|name| row.0.contains(name))).count() as f64
                };
                let lift = whole.count() as f64 * 600.0 / (with(&rule.antecedent) * with(&rule.consequent));
                assert!((rule.overall_lift - lift).abs() < 1e-12);
            }
        }
        let first = |group: usize| {
            let rule = &output.groups[group].rules[0];
            rule.antecedent.iter().chain(&rule.consequent).cloned().collect::<std::collections::BTreeSet<_>>()
        };
        assert!(first(0).contains("cup") && first(1).contains("pot"));
    }
    // The order of rows means nothing here either.
    let by = Params { by: Some("month".into()), shuffles: Some(0), ..Params::default() };
    let told = |rows: &[Row]| serde_json::to_string(&cell(baskets_of(rows), &by).unwrap().groups).unwrap();
    let mut mixed = rows.clone();
    Rng::new(2).shuffle(&mut mixed);
    assert_eq!(told(&mixed), told(&rows));
}

#[test]
fn groups_that_cannot_be_made_are_told() {
    let by = |by: &str| cell(baskets_of(&two_months()), &Params { by: Some(by.into()), ..Params::default() });
    assert!(matches!(by("planet").err().unwrap().kind, Kind::Unknown { .. }));
    // All baskets lie in one year.
    assert!(matches!(by("year").err().unwrap().kind, Kind::Parameter { .. }));
    assert_eq!(by(" ").unwrap().groups.len(), 0);
}

/// Asked with ever new seeds, the cell keeps as much as at first: nothing is left behind.
#[test]
fn old_seeds_leave_no_trace_in_what_is_kept() {
    use regulars::analysis::rules::depth::Kept;
    let inputs = Inputs { baskets: Some(Rc::new(baskets_of(&rows(400)))), ..Inputs::default() };
    let left = |seed: u64| {
        let params = Params { min_count: Some(8), shuffles: Some(4), seed, ..Params::default() };
        block_on(run::run(&inputs, &params, &Progress::none())).unwrap();
        inputs.memory.recall::<Kept>().unwrap().room.left()
    };
    let first = left(0);
    for seed in [100, 200, 300, 0, 1] {
        let now = left(seed);
        assert!(now.abs_diff(first) < first / 20, "{first} sets fit at first, {now} after seed {seed}");
    }
}
