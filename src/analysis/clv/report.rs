//! Sentences.

use super::miss::Reason;
use super::score::Origin;
use super::{Output, charts, ranked, tables};
use crate::analysis::Inputs;
use crate::message::{Message, Value};
use crate::report::{CheckState, Checked, Finding, Report, Scope};

pub fn report(output: &Output, inputs: &Inputs) -> Report {
    let mut findings = vec![headline(output)];
    findings.extend(why(output));
    findings.extend(half(output));
    findings.push(returning(output));
    findings.extend(verdict(output));
    Report {
        findings,
        base: Some(base(output)),
        charts: charts::all(output),
        tables: [tables::customers(output, inputs)]
            .into_iter()
            .chain((!output.groups.is_empty()).then(|| tables::groups(output)))
            .chain([tables::candidates(output), tables::parameters(output), tables::backtests(output)])
            .collect(),
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

/// Why the test missed.
fn why(output: &Output) -> Option<Finding> {
    let miss = output.miss.as_ref()?;
    let [first, second] = miss.halves;
    let reason = match miss.reason {
        Reason::Season => Message::new("clv-miss-season"),
        Reason::Change => Message::new("clv-miss-change"),
        Reason::Unseen => Message::new("clv-miss-unseen").with("begin", Value::Day(output.first_day)),
        Reason::Amount => Message::new("clv-miss-amount"),
    };
    let reason = match miss.year_before {
        Some(before) => reason.share("before", before),
        None => reason,
    };
    let message = match miss.amount_ratio {
        Some(amount) => Message::new("clv-miss").share("orders", miss.orders_ratio).share("amount", amount),
        None => Message::new("clv-miss-orders"),
    };
    let message = message
        .with("from", Value::Day(first.from))
        .with("middle", Value::Day(first.until))
        .with("then", Value::Day(second.from))
        .with("until", Value::Day(second.until))
        .share("first", first.ratio())
        .share("second", second.ratio())
        .with("reason", reason.into());
    Some(Finding::new(message))
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
    if let Some(coverage) = output.range_coverage {
        notes.push(Message::new("clv-note-range").share("share", coverage));
    }
    if let Some(correlation) = output.spend_correlation {
        // Real ÷ expected amount a purchase, in the test.
        let amount = output.backtest.as_ref().and_then(|test| {
            let expected = test.predicted_money? / test.predicted_orders;
            Some(test.actual_money / test.actual_orders / expected).filter(|ratio| ratio.is_finite())
        });
        let note = match (correlation.abs() < 0.1, amount) {
            (true, _) => Message::new("clv-note-independent"),
            (false, None) => Message::new("clv-note-dependent"),
            (false, Some(amount)) => Message::new("clv-note-dependent-tested").share("amount", amount),
        };
        notes.push(note.with("correlation", Value::Number(correlation, 2)));
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
