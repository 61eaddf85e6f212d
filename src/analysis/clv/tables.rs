//! Customers, groups, models, parameters and past forecasts as tables.

use super::rollup::GroupValue;
use super::score::Origin;
use super::{CustomerValue, Output, ranked};
use crate::analysis::Inputs;
use crate::message::{Message, Value};
use crate::report::table::RowKind;
use crate::report::{Cells, TableColumn, TableSpec};

fn column(key: &str, cells: Cells) -> TableColumn {
    TableColumn::new(key, Message::new(format!("clv-column-{key}")), cells)
}

/// Every customer, most valuable first.
pub fn customers(output: &Output, inputs: &Inputs) -> TableSpec {
    let order = ranked(&output.customers, |c| c.expected_value.unwrap_or(c.expected_orders));
    let customers: Vec<_> = order.iter().map(|&i| &output.customers[i]).collect();
    let number = |of: &dyn Fn(&CustomerValue) -> f64| customers.iter().map(|c| Some(of(c))).collect();
    let money = |of: &dyn Fn(&CustomerValue) -> Option<f64>| {
        Cells::Money(customers.iter().map(|c| of(c)).collect(), output.currency.clone())
    };
    let unit_days = output.time_unit.days();
    let mut columns = vec![
        column("customer", Cells::Person(customers.iter().map(|c| c.id.clone()).collect())),
        column("n_repeat_orders", Cells::Count(number(&|c| f64::from(c.n_repeat_orders)))),
        column("silent", Cells::Duration(number(&|c| (c.age - c.first_to_last) * unit_days))),
        column("p_alive", Cells::Share(number(&|c| c.p_alive))),
        column("p_none", Cells::Share(number(&|c| c.p_none))),
        column("expected_orders", Cells::Number(number(&|c| c.expected_orders), 2)),
        column("orders_low", Cells::Count(number(&|c| f64::from(c.orders_low)))),
        column("orders_high", Cells::Count(number(&|c| f64::from(c.orders_high)))),
    ];
    if output.totals.money.is_some() {
        columns.push(column("expected_spend", money(&|c| c.expected_spend)));
        columns.push(column("expected_value", money(&|c| c.expected_value)).with_bar());
        if output.totals.residual_value.is_some() {
            columns.push(column("residual_value", money(&|c| c.residual_value)));
        }
        if output.has_ledger {
            columns.push(column("value_to_date", money(&|c| c.value_to_date)));
        }
    }
    let rows = match inputs.ledger {
        Some(_) if output.has_ledger => {
            RowKind::Customers(customers.iter().map(|c| c.customer_idx).collect())
        }
        _ => RowKind::Plain,
    };
    TableSpec {
        id: "customers".into(),
        title: "clv-table-customers".into(),
        columns,
        rows,
        is_personal: true,
    }
}

/// The same figures by cohort, channel, segment.
pub fn groups(output: &Output) -> TableSpec {
    let groups = &output.groups;
    let count = |of: &dyn Fn(&GroupValue) -> Option<f64>| Cells::Count(groups.iter().map(of).collect());
    let money = |of: &dyn Fn(&GroupValue) -> Option<f64>| {
        Cells::Money(groups.iter().map(of).collect(), output.currency.clone())
    };
    let each = |group: &GroupValue| Some(group.expected_value? / f64::from(group.n_customers.max(1)));
    let mut columns = vec![
        column("by", Cells::Message(groups.iter().map(|group| group.by_title.clone()).collect())),
        column("group", Cells::Message(groups.iter().map(|group| group.title.clone()).collect())),
        column("customers", count(&|group| Some(f64::from(group.n_customers)))),
        column("expected_orders", count(&|group| Some(libm::round(group.expected_orders)))),
    ];
    if output.totals.money.is_some() {
        columns.push(column("expected_value", money(&|group| group.expected_value)));
        columns.push(column("value_each", money(&each)));
        columns.push(column("value_to_date", money(&|group| group.value_to_date)));
    }
    if groups.iter().any(|group| group.acquisition.is_some()) {
        columns.push(column("acquisition", money(&|group| group.acquisition)));
        columns.push(column("earned_back", count(&|group| group.n_earned_back.map(f64::from))));
    }
    TableSpec {
        id: "groups".into(),
        title: "clv-table-groups".into(),
        columns,
        rows: RowKind::CustomerGroups(groups.iter().map(|group| group.members.clone()).collect()),
        is_personal: false,
    }
}

/// Models and heuristics side by side.
pub fn candidates(output: &Output) -> TableSpec {
    let all = &output.candidates;
    let holdout = |of: &dyn Fn(&super::select::Holdout) -> Option<f64>| {
        all.iter().map(|c| c.holdout.as_ref().and_then(of)).collect::<Vec<_>>()
    };
    let state = |c: &super::Candidate| {
        Message::new(match (c.is_chosen, c.is_heuristic, c.is_identified) {
            (true, _, _) => "clv-state-chosen",
            (_, true, _) => "clv-state-heuristic",
            (_, _, Some(false)) => "clv-state-unidentified",
            _ => "clv-state-other",
        })
    };
    let columns = vec![
        column(
            "model",
            Cells::Message(
                all.iter()
                    .map(|c| {
                        Message::new(format!("clv-model-{}", c.model)).with("k", Value::Count(f64::from(c.k)))
                    })
                    .collect(),
            ),
        ),
        column("state", Cells::Message(all.iter().map(state).collect())),
        column("log_likelihood", Cells::Number(all.iter().map(|c| c.log_likelihood).collect(), 1)),
        column("log_score", Cells::Number(holdout(&|h| h.log_score), 1)),
        column("sum_ratio", Cells::Share(holdout(&|h| h.sum_ratio))),
        column("mae", Cells::Number(holdout(&|h| Some(h.mae)), 3)),
        column("rmse", Cells::Number(holdout(&|h| Some(h.rmse)), 3)),
        column("spearman", Cells::Number(holdout(&|h| h.spearman), 3)),
        column("top_decile_capture", Cells::Share(holdout(&|h| h.top_decile_capture))),
    ];
    TableSpec {
        id: "candidates".into(),
        title: "clv-table-candidates".into(),
        columns,
        rows: RowKind::Plain,
        is_personal: false,
    }
}

pub fn parameters(output: &Output) -> TableSpec {
    let mut rows: Vec<(&str, Option<f64>, Option<f64>)> = output
        .parameters
        .0
        .iter()
        .zip(&output.standard_errors.0)
        .map(|((name, value), (_, error))| (*name, *value, *error))
        .collect();
    if let Some(spend) = &output.spend {
        let errors = &spend.standard_errors.0;
        for (i, value) in [spend.p, spend.q, spend.gamma].into_iter().enumerate() {
            rows.push((errors[i].0, Some(value), errors[i].1));
        }
    }
    let columns = vec![
        column("parameter", Cells::Text(rows.iter().map(|row| row.0.to_owned()).collect())),
        column("estimate", Cells::Number(rows.iter().map(|row| row.1).collect(), 4)),
        column("standard_error", Cells::Number(rows.iter().map(|row| row.2).collect(), 4)),
    ];
    TableSpec {
        id: "parameters".into(),
        title: "clv-table-parameters".into(),
        columns,
        rows: RowKind::Plain,
        is_personal: false,
    }
}

/// Past forecasts and what came.
pub fn backtests(output: &Output) -> TableSpec {
    let tests = &output.rolling;
    let mut columns = vec![
        column("from", Cells::Day(tests.iter().map(|t| Some(t.from)).collect())),
        column("until", Cells::Day(tests.iter().map(|t| Some(t.until)).collect())),
        column("customers", Cells::Count(tests.iter().map(|t| Some(t.n_customers as f64)).collect())),
        column("predicted_orders", Cells::Count(tests.iter().map(|t| Some(t.predicted_orders)).collect())),
        column("actual_orders", Cells::Count(tests.iter().map(|t| Some(t.actual_orders)).collect())),
    ];
    if output.totals.money.is_some() {
        let money = |of: &dyn Fn(&Origin) -> Option<f64>| {
            Cells::Money(tests.iter().map(of).collect(), output.currency.clone())
        };
        columns.push(column("predicted_money", money(&|t| t.predicted_money)));
        columns.push(column("actual_money", money(&|t| Some(t.actual_money))));
    }
    TableSpec {
        id: "backtests".into(),
        title: "clv-table-backtests".into(),
        columns,
        rows: RowKind::Plain,
        is_personal: false,
    }
}
