//! Sentences and tables.

use super::score::Origin;
use super::{Output, charts, ranked};
use crate::analysis::Inputs;
use crate::message::{Message, Value};
use crate::report::table::RowKind;
use crate::report::{Cells, CheckState, Checked, Finding, Report, Scope, TableColumn, TableSpec};

pub fn report(output: &Output, inputs: &Inputs) -> Report {
    let mut findings = vec![headline(output)];
    findings.extend(half(output));
    findings.push(returning(output));
    findings.extend(verdict(output));
    Report {
        findings,
        base: Some(base(output)),
        charts: charts::all(output),
        tables: vec![customers(output, inputs), candidates(output), parameters(output), backtests(output)],
        notes: notes(output),
        method: method(output),
        checked: output.backtest.as_ref().map(|test| checked(output, test)),
    }
}

fn horizon(output: &Output) -> Value {
    Value::Duration(output.horizon * output.time_unit.days())
}

fn amount(output: &Output, value: f64) -> Value {
    match output.totals.money {
        // A forecast knows no cents.
        Some(_) => Value::Money(libm::round(value), output.currency.clone()),
        None => Value::Count(libm::round(value)),
    }
}

/// Money of a forecast where there is money, else purchases.
fn sides(output: &Output, test: &Origin) -> (f64, f64) {
    match (output.totals.money, test.predicted_money) {
        (Some(_), Some(money)) => (money, test.actual_money),
        _ => (test.predicted_orders, test.actual_orders),
    }
}

fn headline(output: &Output) -> Finding {
    let totals = &output.totals;
    let (key, estimate) = match totals.money {
        Some(money) => ("clv-value", money),
        None => ("clv-orders", totals.orders),
    };
    let test = match output.backtest.as_ref().map(|test| sides(output, test)) {
        Some((predicted, actual)) if actual > 0.0 => {
            let error = predicted / actual - 1.0;
            Message::new(if error >= 0.0 { "clv-test-high" } else { "clv-test-low" })
                .share("error", error.abs())
        }
        _ => Message::new("clv-test-none"),
    };
    let message = Message::new(key)
        .with("money", amount(output, estimate.value))
        .count("n", totals.n_customers)
        .with("horizon", horizon(output))
        .with("low", amount(output, estimate.low))
        .with("high", amount(output, estimate.high))
        .with("test", test.into());
    Finding::new(message).trace("n", Message::new("clv-what-customers"), Scope::All).trace(
        "money",
        Message::new("clv-what-expected"),
        Scope::All,
    )
}

fn worth(customer: &super::CustomerValue) -> f64 {
    customer.expected_orders * customer.expected_spend.unwrap_or(1.0)
}

/// How few bring half.
fn half(output: &Output) -> Option<Finding> {
    let order = ranked(&output.customers, worth);
    let total: f64 = output.customers.iter().map(worth).sum();
    let mut sum = 0.0;
    let n = order.iter().position(|&i| {
        sum += worth(&output.customers[i]);
        sum >= total / 2.0
    })? + 1;
    let mut who: Vec<u32> = order[..n].iter().map(|&i| output.customers[i].customer_idx).collect();
    who.sort_unstable();
    let message =
        Message::new("clv-half").count("n", n).share("share", n as f64 / output.customers.len() as f64);
    Some(Finding::new(message).trace("n", Message::new("clv-what-half"), scope(output, who)))
}

fn scope(output: &Output, who: Vec<u32>) -> Scope {
    if output.has_ledger { Scope::Customers(who) } else { Scope::All }
}

fn returning(output: &Output) -> Finding {
    let message = Message::new("clv-returning")
        .with("n", Value::Count(libm::round(output.totals.n_returning)))
        .count("all", output.n_customers)
        .with("horizon", horizon(output));
    Finding::new(message).trace("all", Message::new("clv-what-customers"), Scope::All)
}

fn verdict(output: &Output) -> Option<Finding> {
    let error = |is_heuristic: bool| {
        let tested =
            output.candidates.iter().filter(|c| if is_heuristic { c.is_heuristic } else { c.is_chosen });
        tested.filter_map(|c| Some((c, c.holdout?.mae))).min_by(|a, b| a.1.total_cmp(&b.1))
    };
    let (heuristic, best) = error(true)?;
    let (_, chosen) = error(false)?;
    let key = match output.verdict {
        "heuristic_as_good" => "clv-verdict-heuristic",
        "no_departures" => "clv-verdict-no-departures",
        _ => "clv-verdict-model",
    };
    let message = Message::new(key)
        .with("heuristic", Message::new(format!("clv-model-{}", heuristic.model)).into())
        .with("theirs", Value::Number(best, 2))
        .with("ours", Value::Number(chosen, 2));
    Some(Finding::new(message))
}

fn base(output: &Output) -> Message {
    if !output.has_ledger {
        return Message::new("clv-base-summarised")
            .count("n", output.n_customers)
            .count("repeat", output.n_repeat_customers)
            .with("unit", Message::new(output.time_unit.key()).into());
    }
    Message::new("clv-base")
        .count("n", output.n_customers)
        .count("repeat", output.n_repeat_customers)
        .with("from", Value::Day(output.first_day))
        .with("until", Value::Day(output.calibration_end))
        .with("unit", Message::new(output.time_unit.key()).into())
}

fn checked(output: &Output, test: &Origin) -> Checked {
    let (predicted, actual) = sides(output, test);
    let error = if actual > 0.0 { (predicted / actual - 1.0).abs() } else { f64::INFINITY };
    let state = match error {
        e if e <= 0.1 => CheckState::Held,
        e if e <= 0.25 => CheckState::Weak,
        _ => CheckState::DidNotHold,
    };
    let message = Message::new("clv-checked")
        .with("predicted", amount(output, predicted))
        .with("actual", amount(output, actual))
        .with("from", Value::Day(test.from + 1))
        .with("until", Value::Day(test.until))
        .count("n", test.n_customers);
    Checked { state, message }
}

fn notes(output: &Output) -> Vec<Message> {
    let mut notes = output.cautions.clone();
    let totals = &output.totals;
    notes.push(match totals.backtest_error {
        Some(error) => Message::new("clv-note-interval")
            .share("model", totals.model_error)
            .share("past", error)
            .count("n", output.rolling.len()),
        None => Message::new("clv-note-interval-model").share("model", totals.model_error),
    });
    if let Some(correlation) = output.spend_correlation {
        let key = if correlation.abs() < 0.1 { "clv-note-independent" } else { "clv-note-dependent" };
        notes.push(Message::new(key).with("correlation", Value::Number(correlation, 2)));
    }
    if let Some(k) = output.regularity {
        let key = if k < 1.5 { "clv-note-random" } else { "clv-note-regular" };
        notes.push(Message::new(key).with("k", Value::Number(k, 1)));
    }
    notes
}

fn method(output: &Output) -> Vec<Message> {
    let mut method = vec![
        Message::new("clv-method-plain"),
        Message::new(format!("clv-method-{}", output.model)).with("k", Value::Count(f64::from(output.k))),
    ];
    if output.spend.is_some() {
        method.push(Message::new("clv-method-spend"));
    }
    method
        .push(Message::new("clv-method-counting").with("unit", Message::new(output.time_unit.key()).into()));
    method
}

fn column(key: &str, cells: Cells) -> TableColumn {
    TableColumn::new(key, Message::new(format!("clv-column-{key}")), cells)
}

/// Every customer, most valuable first.
fn customers(output: &Output, inputs: &Inputs) -> TableSpec {
    let order = ranked(&output.customers, |c| c.expected_value.unwrap_or(c.expected_orders));
    let customers: Vec<_> = order.iter().map(|&i| &output.customers[i]).collect();
    let number = |of: &dyn Fn(&super::CustomerValue) -> f64| customers.iter().map(|c| Some(of(c))).collect();
    let money = |of: &dyn Fn(&super::CustomerValue) -> Option<f64>| {
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

/// Models and heuristics side by side.
fn candidates(output: &Output) -> TableSpec {
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

fn parameters(output: &Output) -> TableSpec {
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
fn backtests(output: &Output) -> TableSpec {
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
