//! What the cell says of the rules of single groups.

use super::output::{Group, GroupRule, Output};
use crate::message::{Message, Value};
use crate::report::table::RowKind;
use crate::report::{Cells, Finding, Scope, TableColumn, TableSpec, Trace};

fn rows(output: &Output) -> impl Iterator<Item = (&Group, &GroupRule)> {
    output.groups.iter().flat_map(|group| group.rules.iter().map(move |rule| (group, rule)))
}

/// The rule that stands out most against all baskets, of those that can be trusted in their group.
pub(super) fn finding(output: &Output) -> Option<Finding> {
    output.by.as_ref()?;
    let contrast = |rule: &GroupRule| rule.lift / rule.overall_lift;
    let trusted = rows(output).filter(|(_, rule)| rule.is_trusted && contrast(rule) >= 1.2);
    let Some((group, rule)) = trusted.max_by(|a, b| contrast(a.1).total_cmp(&contrast(b.1))) else {
        let n = output.groups.iter().filter(|group| group.is_searched).count();
        return Some(Finding::new(
            Message::new("rules-group-alike").count("n", n).with("by", output.by_title.clone().into()),
        ));
    };
    let message = Message::new("rules-group-finding")
        .with("group", group.name.clone().into())
        .with("by", output.by_title.clone().into())
        .with("a", Value::List(rule.antecedent.clone()))
        .with("b", Value::List(rule.consequent.clone()))
        .with("lift", Value::Number(rule.lift, 1))
        .with("all", Value::Number(rule.overall_lift, 1))
        .count("k", rule.n_xy as usize)
        .count("m", rule.n_x as usize);
    let scope = Scope::Orders(rule.orders.clone());
    let formula = lift_formula(group, rule);
    Some(
        Finding::new(message)
            .trace_formula("lift", "rules-what-lift-group".into(), formula, scope.clone())
            .trace("k", "rules-what-both-group".into(), scope),
    )
}

fn lift_formula(group: &Group, rule: &GroupRule) -> Message {
    Message::new("rules-formula-lift")
        .count("k", rule.n_xy as usize)
        .count("m", rule.n_x as usize)
        .count("y", rule.n_y as usize)
        .count("n", group.n_baskets as usize)
}

/// Groups that were too small to be searched.
pub(super) fn note(output: &Output) -> Option<Message> {
    let n = output.groups.iter().filter(|group| !group.is_searched).count();
    let need = super::assess::MIN_BASKETS as usize;
    (n > 0).then(|| Message::new("rules-groups-small").count("n", n).count("need", need))
}

/// One row a rule of a group.
pub(super) fn table(output: &Output) -> Option<TableSpec> {
    let rows: Vec<(&Group, &GroupRule)> = rows(output).collect();
    if rows.is_empty() {
        return None;
    }
    let list = |value: fn(&GroupRule) -> &Vec<String>| {
        Cells::List(rows.iter().map(|(_, rule)| value(rule).clone()).collect())
    };
    let count = |value: fn(&GroupRule) -> u32| {
        Cells::Count(rows.iter().map(|(_, rule)| Some(f64::from(value(rule)))).collect())
    };
    let number = |value: fn(&GroupRule) -> f64, decimals: u8| {
        Cells::Number(rows.iter().map(|(_, rule)| Some(value(rule))).collect(), decimals)
    };
    let verdict = |rule: &GroupRule| match (rule.is_trusted, rule.n_xy < super::assess::MIN_BASKETS) {
        (true, _) => "rules-verdict-group-trusted",
        (false, true) => "rules-doubt-few_baskets",
        (false, false) => "rules-doubt-not_significant",
    };
    let column =
        |key: &str, cells: Cells| TableColumn::new(key, Message::new(format!("rules-column-{key}")), cells);
    Some(TableSpec {
        id: "by_group".into(),
        title: Message::new("rules-table-by-group").with("by", output.by_title.clone().into()),
        columns: vec![
            column("group", Cells::Message(rows.iter().map(|(group, _)| group.name.clone()).collect())),
            column("antecedent", list(|rule| &rule.antecedent)),
            column("consequent", list(|rule| &rule.consequent)),
            column("n_xy", count(|rule| rule.n_xy)).with_bar(),
            column("confidence", Cells::Share(rows.iter().map(|(_, rule)| Some(rule.confidence)).collect()))
                .with_bar(),
            column("lift", number(|rule| rule.lift, 1)).with_bar(),
            column("overall_lift", number(|rule| rule.overall_lift, 1)),
            column("verdict", Cells::Message(rows.iter().map(|(_, rule)| verdict(rule).into()).collect())),
            column("n_x", count(|rule| rule.n_x)),
            column("n_y", count(|rule| rule.n_y)),
            column(
                "n_group",
                Cells::Count(rows.iter().map(|(group, _)| Some(f64::from(group.n_baskets))).collect()),
            ),
            column("log10_p", number(|rule| rule.log10_p, 1)),
            column("corrected_log10_p", number(|rule| rule.corrected_log10_p, 1)),
        ],
        rows: RowKind::Traced,
        is_personal: false,
    })
}

/// The orders of a group behind a row of the table.
pub(super) fn trace(output: &Output, row: usize) -> Option<(Value, Trace)> {
    let (group, rule) = rows(output).nth(row)?;
    let what = Message::new("rules-what-group-rule")
        .with("group", group.name.clone().into())
        .with("a", Value::List(rule.antecedent.clone()))
        .with("b", Value::List(rule.consequent.clone()))
        .share("confidence", rule.confidence)
        .with("lift", Value::Number(rule.lift, 1));
    let scope = Scope::Orders(rule.orders.clone());
    let trace = Trace { what, formula: Some(lift_formula(group, rule)), scope };
    Some((Value::Count(f64::from(rule.n_xy)), trace))
}
