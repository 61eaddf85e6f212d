//! What the cell says of rules.

use super::assess::MIN_BASKETS;
use super::by_group;
use super::charts;
use super::output::{Doubt, Output, Rule};
use super::params::Level;
use crate::analysis::Inputs;
use crate::message::{Message, Value};
use crate::report::table::RowKind;
use crate::report::{Cells, CheckState, Checked, Finding, Report, Scope, TableColumn, TableSpec, Trace};

/// Sentences about single rules.
const N_SENTENCES: usize = 3;

pub(super) fn report(output: &Output, _inputs: &Inputs) -> Report {
    let mut findings = sentences(output);
    if findings.is_empty() {
        findings.push(Finding::new(nothing(output)));
    } else {
        let message = Message::new("rules-trusted")
            .count("n", output.n_trusted as usize)
            .count("listed", output.rules.len());
        findings.push(Finding::new(message));
    }
    findings.extend(by_group::finding(output));
    findings.extend(calibration(output).map(Finding::new));
    let mut tables = Vec::new();
    if !output.rules.is_empty() {
        tables.push(rules_table(output));
    }
    tables.extend(by_group::table(output));
    if !output.pseudo_items.is_empty() {
        tables.push(pseudo_table(output));
    }
    Report {
        findings,
        base: Some(base(output)),
        charts: charts::charts(output),
        tables,
        notes: notes(output),
        method: vec![
            if output.is_automatic { "rules-method-automatic" } else { "rules-method-thresholds" }.into(),
            "rules-method-trust".into(),
            "rules-method-formula".into(),
        ],
        checked: checked(output),
    }
}

/// The first trusted rules, each set of items once.
fn sentences(output: &Output) -> Vec<Finding> {
    let mut told: Vec<Vec<u32>> = Vec::new();
    let mut findings = Vec::new();
    for rule in &output.rules {
        let mut items = both_sides(rule);
        items.sort_unstable();
        // The same items the other way round, or more of the same, would be the same news twice.
        let shares_most = |other: &Vec<u32>| {
            let n_shared = other.iter().filter(|&item| items.contains(item)).count();
            n_shared * 2 > items.len().min(other.len()) || n_shared == items.len()
        };
        if !rule.is_trusted || rule.redundant || told.iter().any(shares_most) {
            continue;
        }
        findings.push(sentence(output, rule));
        told.push(items);
        if findings.len() == N_SENTENCES {
            break;
        }
    }
    findings
}

fn sentence(output: &Output, rule: &Rule) -> Finding {
    let message = Message::new("rules-finding")
        .with("a", Value::List(rule.antecedent.clone()))
        .with("b", Value::List(rule.consequent.clone()))
        .with("lift", Value::Number(rule.lift, 1))
        .count("k", rule.n_xy as usize)
        .count("m", rule.n_x as usize);
    let scope = behind(output, &both_sides(rule));
    Finding::new(message)
        .trace_formula("lift", "rules-what-lift".into(), lift_formula(output, rule), scope.clone())
        .trace("k", "rules-what-both".into(), scope)
        .trace("m", "rules-what-antecedent".into(), behind(output, &rule.antecedent_ranks))
}

fn both_sides(rule: &Rule) -> Vec<u32> {
    rule.antecedent_ranks.iter().chain(&rule.consequent_ranks).copied().collect()
}

/// The baskets with all these items.
fn behind(output: &Output, ranks: &[u32]) -> Scope {
    Scope::Groups(ranks.iter().filter_map(|&rank| output.items_of.get(rank as usize)).cloned().collect())
}

fn lift_formula(output: &Output, rule: &Rule) -> Message {
    Message::new("rules-formula-lift")
        .count("k", rule.n_xy as usize)
        .count("m", rule.n_x as usize)
        .count("y", rule.n_y as usize)
        .count("n", output.n_baskets as usize)
}

/// The baskets behind a listed rule, and whose they are.
pub(super) fn trace(output: &Output, row: usize) -> Option<(Value, Trace)> {
    let rule = output.rules.get(row)?;
    let key = if rule.n_customers.is_some() { "rules-what-rule-customers" } else { "rules-what-rule" };
    let what = Message::new(key)
        .with("a", Value::List(rule.antecedent.clone()))
        .with("b", Value::List(rule.consequent.clone()))
        .share("confidence", rule.confidence)
        .with("lift", Value::Number(rule.lift, 1))
        .count("customers", rule.n_customers.unwrap_or(0) as usize);
    let scope = behind(output, &both_sides(rule));
    let trace = Trace { what, formula: Some(lift_formula(output, rule)), scope };
    Some((Value::Count(f64::from(rule.n_xy)), trace))
}

/// Why there is no sentence about a rule.
fn nothing(output: &Output) -> Message {
    if output.rules.is_empty() {
        return match output.is_automatic {
            true => Message::new("rules-none-automatic"),
            false => Message::new("rules-none")
                .share("confidence", output.min_confidence)
                .count("n", output.rules_min_count as usize),
        };
    }
    // The doubt that stands against most rules names the reason.
    let doubts = [
        Doubt::LikeShuffled,
        Doubt::NotSignificant,
        Doubt::FewBaskets,
        Doubt::BasketSize,
        Doubt::NotLater,
        Doubt::NotWithin,
    ];
    let count = |doubt: &Doubt| output.rules.iter().filter(|rule| rule.doubts.contains(doubt)).count();
    let most = doubts.iter().copied().max_by_key(|doubt| (count(doubt), std::cmp::Reverse(*doubt as u8)));
    let why = Message::new(format!("rules-doubt-{}", most.unwrap_or(Doubt::NotSignificant).name()));
    Message::new("rules-nothing").count("n", output.rules.len()).with("why", why.into())
}

fn calibration(output: &Output) -> Option<Message> {
    let calibration = output.calibration.as_ref()?;
    let is_one = calibration.n_rules_low == calibration.n_rules_high;
    let key = if is_one { "rules-calibration-one" } else { "rules-calibration" };
    Some(
        Message::new(key)
            .count("n", calibration.n_shuffles as usize)
            .with("low", Value::Count(calibration.n_rules_low))
            .with("high", Value::Count(calibration.n_rules_high))
            .with("real", Value::Count(calibration.n_rules_real)),
    )
}

fn base(output: &Output) -> Message {
    let key = match (output.level, output.first_day) {
        (Level::Product, None) => "rules-base",
        (Level::Product, Some(_)) => "rules-base-days",
        (Level::Category, None) => "rules-base-categories",
        (Level::Category, Some(_)) => "rules-base-categories-days",
    };
    let mut message =
        Message::new(key).count("n", output.n_baskets as usize).count("items", output.n_items as usize);
    if let (Some(first), Some(last)) = (output.first_day, output.last_day) {
        message = message.with("from", Value::Day(first)).with("to", Value::Day(last));
    }
    message
}

fn checked(output: &Output) -> Option<Checked> {
    // Where no rule is trusted nothing is claimed that could have held.
    let holdout = output.holdout.as_ref().filter(|_| output.n_trusted > 0)?;
    let (early, late, above) = (holdout.confidence_early?, holdout.confidence_late?, holdout.share_above_1?);
    let state = match above {
        share if share >= 0.9 => CheckState::Held,
        share if share >= 0.6 => CheckState::Weak,
        _ => CheckState::DidNotHold,
    };
    let key = match (state, holdout.is_by_time) {
        (CheckState::Held, true) => "rules-checked-held",
        (CheckState::Weak, true) => "rules-checked-weak",
        (CheckState::DidNotHold, true) => "rules-checked-not",
        (CheckState::Held, false) => "rules-checked-random-held",
        (CheckState::Weak, false) => "rules-checked-random-weak",
        (CheckState::DidNotHold, false) => "rules-checked-random-not",
    };
    // A few rules are counted.
    let above_1 = match holdout.n_tested {
        0..30 => Message::new("rules-number")
            .count("n", (above * f64::from(holdout.n_tested)).round() as usize)
            .into(),
        _ => Value::Share(above),
    };
    let message = Message::new(key)
        .count("n", holdout.n_tested as usize)
        .with("above", above_1)
        .count("need", holdout.n_needed as usize)
        .share("early", early)
        .share("late", late);
    Some(Checked { state, message })
}

fn notes(output: &Output) -> Vec<Message> {
    let mut notes = Vec::new();
    if let Some(stopped) = &output.stopped_by {
        notes.push(
            Message::new(format!("rules-stopped-{}", stopped.budget))
                .count("limit", stopped.limit as usize)
                .count("asked", stopped.asked_min_count as usize)
                .count("reached", stopped.reached_min_count as usize)
                .with("left", Value::Count(stopped.n_rules_not_kept)),
        );
    }
    if !output.is_automatic && output.n_rules > output.rules.len() as f64 {
        notes.push(
            Message::new("rules-listed")
                .count("listed", output.rules.len())
                .with("n", Value::Count(output.n_rules)),
        );
    }
    notes.push(
        Message::new(if output.is_automatic { "rules-sets-automatic" } else { "rules-sets" })
            .count("n", output.n_itemsets as usize)
            .count("count", output.min_count as usize),
    );
    let pseudo: u32 = output.pseudo_items.len() as u32;
    if pseudo > 0 {
        let key = if output.has_pseudo_items { "rules-pseudo-in" } else { "rules-pseudo-out" };
        let names = output.pseudo_items.iter().take(5).map(|item| item.label.clone()).collect();
        notes.push(Message::new(key).count("n", pseudo as usize).with("names", Value::List(names)));
    }
    if !output.universal_items.is_empty() {
        let names = output.universal_items.iter().take(5).cloned().collect();
        notes.push(
            Message::new("rules-universal")
                .count("n", output.universal_items.len())
                .with("names", Value::List(names)),
        );
    }
    if let Some(baseline) = output.size_baseline.filter(|&baseline| baseline >= 1.2) {
        notes.push(
            Message::new("rules-size")
                .with("lift", Value::Number(baseline, 2))
                .count("largest", output.largest_basket as usize),
        );
    }
    if output.rules.iter().any(|rule| rule.n_xy < MIN_BASKETS) {
        let n = output.rules.iter().filter(|rule| rule.n_xy < MIN_BASKETS).count();
        notes.push(Message::new("rules-few").count("n", n).count("need", MIN_BASKETS as usize));
    }
    notes.extend(by_group::note(output));
    notes.extend(simpson(output));
    if output.n_without_category > 0 {
        notes.push(Message::new("rules-without-category").count("n", output.n_without_category as usize));
    }
    if output.n_merged > 0 {
        notes.push(Message::new("rules-merged").count("n", output.n_merged as usize));
    }
    notes
}

/// Rules that hold over all baskets but not inside the groups of a kind, for the kind that most of them fail in.
fn simpson(output: &Output) -> Option<Message> {
    let gone = |by: &str| {
        let fails = |rule: &&Rule| {
            rule.lift > 1.0 && rule.within.iter().any(|within| within.by == by && within.adjusted_lift <= 1.0)
        };
        output.rules.iter().filter(fails).count()
    };
    let kinds = output.rules.first()?.within.iter().map(|within| within.by.as_str());
    let (by, n) = kinds.map(|by| (by, gone(by))).max_by_key(|(_, n)| *n)?;
    let title =
        if by == "month" { "rules-by-month".into() } else { Message::new("grouping-name").text("name", by) };
    (n > 0).then(|| Message::new("rules-simpson").count("n", n).with("by", title.into()))
}

fn rules_table(output: &Output) -> TableSpec {
    let rules = &output.rules;
    let count = |value: fn(&Rule) -> Option<u32>| {
        Cells::Count(rules.iter().map(|r| value(r).map(f64::from)).collect())
    };
    let share = |value: fn(&Rule) -> Option<f64>| Cells::Share(rules.iter().map(value).collect());
    let number = |value: fn(&Rule) -> Option<f64>, decimals: u8| {
        Cells::Number(rules.iter().map(value).collect(), decimals)
    };
    let verdict = |rule: &Rule| match rule.doubts.first() {
        Some(doubt) => Message::new(format!("rules-doubt-{}", doubt.name())),
        None if rule.redundant => Message::new("rules-verdict-redundant"),
        None => Message::new("rules-verdict-trusted"),
    };
    let column =
        |key: &str, cells: Cells| TableColumn::new(key, Message::new(format!("rules-column-{key}")), cells);
    let mut columns = vec![
        column("antecedent", Cells::List(rules.iter().map(|rule| rule.antecedent.clone()).collect())),
        column("consequent", Cells::List(rules.iter().map(|rule| rule.consequent.clone()).collect())),
        column("n_xy", count(|rule| Some(rule.n_xy))).with_bar(),
        column("confidence", share(|rule| Some(rule.confidence))).with_bar(),
        column("lift", number(|rule| Some(rule.lift), 1)).with_bar(),
        column("size_adjusted_lift", number(|rule| rule.size_adjusted_lift, 2)),
        column("verdict", Cells::Message(rules.iter().map(verdict).collect())),
        column("n_x", count(|rule| Some(rule.n_x))),
        column("n_y", count(|rule| Some(rule.n_y))),
        column("support", share(|rule| Some(rule.support))),
        column("confidence_low", share(|rule| Some(rule.confidence_low))),
        column("confidence_high", share(|rule| Some(rule.confidence_high))),
        column("leverage", number(|rule| Some(rule.leverage), 4)),
        column("conviction", number(|rule| rule.conviction, 2)),
        column("zhang", number(|rule| rule.zhang, 2)),
        column("jaccard", number(|rule| rule.jaccard, 3)),
        column("cosine", number(|rule| rule.cosine, 3)),
        column("kulczynski", number(|rule| rule.kulczynski, 3)),
        column("imbalance", number(|rule| rule.imbalance, 2)),
        column("phi", number(|rule| rule.phi, 3)),
        column("odds_ratio", number(|rule| rule.odds_ratio, 1)),
        column("chi_squared", number(|rule| rule.chi_squared, 1)),
        column("log10_p", number(|rule| Some(rule.log10_p), 1)),
        column("corrected_log10_p", number(|rule| Some(rule.corrected_log10_p), 1)),
        column("improvement", number(|rule| rule.improvement, 3)),
        column("holdout_confidence", share(|rule| rule.holdout_confidence)),
        column("holdout_lift", number(|rule| rule.holdout_lift, 1)),
    ];
    if rules.iter().any(|rule| rule.shuffle_fdr.is_some()) {
        columns.push(column("shuffle_fdr", share(|rule| rule.shuffle_fdr)));
    }
    if rules.iter().any(|rule| rule.n_customers.is_some()) {
        columns.push(column("n_customers", count(|rule| rule.n_customers)));
    }
    if rules.iter().any(|rule| !rule.within.is_empty()) {
        let least = |rule: &Rule| rule.within.iter().map(|within| within.adjusted_lift).reduce(f64::min);
        columns.push(column("within_lift", number(least, 2)));
    }
    TableSpec {
        id: "rules".into(),
        title: "rules-table".into(),
        columns,
        rows: RowKind::Traced,
        is_personal: false,
    }
}

fn pseudo_table(output: &Output) -> TableSpec {
    let items = &output.pseudo_items;
    let why = |item: &super::prepare::PseudoListed| {
        let name = match item.why {
            crate::roles::PseudoItem::Postage => "postage",
            crate::roles::PseudoItem::Fee => "fee",
            crate::roles::PseudoItem::Discount => "discount",
            crate::roles::PseudoItem::Manual => "manual",
            crate::roles::PseudoItem::Sample => "sample",
            crate::roles::PseudoItem::Gift => "gift",
            crate::roles::PseudoItem::Test => "test",
        };
        Message::new(format!("rules-pseudo-{name}"))
    };
    let column =
        |key: &str, cells: Cells| TableColumn::new(key, Message::new(format!("rules-column-{key}")), cells);
    TableSpec {
        id: "pseudo_items".into(),
        title: "rules-table-pseudo".into(),
        columns: vec![
            column("code", Cells::Text(items.iter().map(|item| item.code.clone()).collect())),
            column("label", Cells::Text(items.iter().map(|item| item.label.clone()).collect())),
            column("why", Cells::Message(items.iter().map(why).collect())),
            column(
                "n_baskets",
                Cells::Count(items.iter().map(|item| Some(f64::from(item.n_baskets))).collect()),
            ),
        ],
        rows: RowKind::Plain,
        is_personal: false,
    }
}
