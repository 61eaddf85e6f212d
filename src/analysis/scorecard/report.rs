//! What the cell says of the five measures.

use super::Output;
use crate::message::{Message, Value};
use crate::report::chart::{Format, Scale};
use crate::report::table::RowKind;
use crate::report::{Axis, Cells, ChartSpec, Finding, Layer, Report, Scope, TableColumn, TableSpec, Tone};

const N_FOR_SHARES: u32 = 30;
/// Periods drawn; the table holds all.
const MAX_DRAWN: usize = 36;

pub(super) fn report(output: &Output) -> Report {
    let mut findings: Vec<Finding> = headline(output).into_iter().collect();
    findings.extend(loyalty_finding(output));
    findings.extend(satisfaction_finding(output));
    findings.extend(profit_finding(output));
    if findings.is_empty() {
        findings.push(Finding::new(Message::new("scorecard-none").count("n", output.axis.n)));
    }
    Report {
        charts: vec![chart(output, findings[0].message.clone())],
        findings,
        base: Some(base(output)),
        tables: vec![table(output)],
        notes: notes(output),
        method: method(output),
        checked: None,
    }
}

fn position(output: &Output) -> Option<usize> {
    output.latest.as_ref().map(|latest| latest.position)
}

fn headline(output: &Output) -> Option<Finding> {
    let latest = output.latest.as_ref()?;
    let t = latest.position;
    let (n_new, n_before) = (output.n_new[t], latest.before.len() as u32);
    let key =
        if n_before.min(output.n_active[t]) < N_FOR_SHARES { "scorecard-few" } else { "scorecard-headline" };
    let message = Message::new(key)
        .with("period", output.axis.name(t).into())
        .with("earlier", output.axis.name(t - 1).into())
        .count("new", n_new as usize)
        .count("n", output.n_active[t] as usize)
        .share("acquired", f64::from(n_new) / f64::from(output.n_active[t].max(1)))
        .count("kept", latest.retained.len())
        .count("before", latest.before.len())
        .share("retained", output.retention_share[t].unwrap_or(0.0));
    let formula = |part: usize, whole: usize| {
        Message::new("scorecard-formula").count("part", part).count("whole", whole)
    };
    let scope = |customers: &[u32]| Scope::Customers(customers.to_vec());
    Some(
        Finding::new(message)
            .trace("new", "scorecard-what-new".into(), scope(&latest.new))
            .trace("n", "scorecard-what-active".into(), scope(&latest.active))
            .trace_formula(
                "acquired",
                "scorecard-what-acquired".into(),
                formula(latest.new.len(), latest.active.len()),
                scope(&latest.new),
            )
            .trace_formula(
                "retained",
                "scorecard-what-retained".into(),
                formula(latest.retained.len(), latest.before.len()),
                scope(&latest.retained),
            ),
    )
}

fn loyalty_finding(output: &Output) -> Option<Finding> {
    let t = position(output).filter(|&t| output.n_active[t] >= N_FOR_SHARES)?;
    let share = output.loyalty_share[t]?;
    let key = if output.is_loyalty_of_money { "scorecard-loyalty" } else { "scorecard-loyalty-orders" };
    let latest = output.latest.as_ref()?;
    let earlier: Vec<u32> =
        latest.active.iter().copied().filter(|customer| !latest.new.contains(customer)).collect();
    let message = Message::new(key).with("period", output.axis.name(t).into()).share("share", share);
    Some(Finding::new(message).trace("share", "scorecard-what-loyalty".into(), Scope::Customers(earlier)))
}

fn satisfaction_finding(output: &Output) -> Option<Finding> {
    let (t, found) = (position(output)?, output.satisfaction.as_ref()?);
    let share = found.top_two_share[t].filter(|_| found.n[t] >= N_FOR_SHARES)?;
    let message = Message::new("scorecard-satisfaction")
        .with("period", output.axis.name(t).into())
        .share("share", share)
        .count("n", found.n[t] as usize)
        .count("low", found.scale_max.saturating_sub(1) as usize)
        .count("high", found.scale_max as usize);
    Some(Finding::new(message).trace("share", "scorecard-what-satisfaction".into(), Scope::All))
}

fn profit_finding(output: &Output) -> Option<Finding> {
    let (t, found) = (position(output)?, output.profit.as_ref()?);
    let message = Message::new("scorecard-profit-sentence")
        .with("period", output.axis.name(t).into())
        .with("profit", Value::Money(found.profit[t], output.currency.clone()))
        .with("percent", Value::Number(found.profit_share[t]? * 100.0, 0));
    Some(Finding::new(message).trace("profit", "scorecard-what-profit".into(), Scope::All))
}

fn base(output: &Output) -> Message {
    Message::new("scorecard-base")
        .with("span", output.period.span(output.axis.n).into())
        .with("from", Value::Day(output.axis.unit.start(output.axis.first).max(output.axis.from)))
        .with("to", Value::Day(output.axis.to))
}

fn notes(output: &Output) -> Vec<Message> {
    let mut notes = Vec::new();
    let axis = &output.axis;
    if output.starts_midway {
        let n = output.n_new[0] as usize;
        notes.push(Message::new("flow-midway").count("n", n).with("period", axis.name(0).into()));
    }
    if !axis.is_finished(axis.n - 1) {
        notes.push(
            Message::new("period-running")
                .with("period", axis.name(axis.n - 1).into())
                .with("day", Value::Day(axis.to)),
        );
    }
    if axis.n_left_out > 0 {
        notes.push(Message::new("period-left-out").count("n", axis.n).count("left", axis.n_left_out));
    }
    if output.satisfaction.is_none() {
        notes.push("scorecard-no-satisfaction".into());
    }
    if output.profit.is_none() {
        notes.push("scorecard-no-profit".into());
    }
    notes
}

fn method(output: &Output) -> Vec<Message> {
    let mut method: Vec<Message> =
        ["scorecard-method", "scorecard-method-acquisition", "scorecard-method-retention"]
            .map(Message::new)
            .to_vec();
    let loyalty = if output.is_loyalty_of_money {
        "scorecard-method-loyalty"
    } else {
        "scorecard-method-loyalty-orders"
    };
    method.push(loyalty.into());
    if let Some(found) = &output.satisfaction {
        method.push(
            Message::new("scorecard-method-satisfaction")
                .text("column", &found.column)
                .count("high", found.scale_max as usize),
        );
    }
    if let Some(found) = &output.profit {
        method.push(match &found.column {
            Some(column) => Message::new("scorecard-method-profit-column").text("column", column),
            None => "scorecard-method-profit".into(),
        });
    }
    method
}

/// The measures that exist: name and one share a period.
fn measures(output: &Output) -> Vec<(&'static str, &'static str, Vec<Option<f64>>)> {
    let mut measures = vec![
        ("acquisition_share", "scorecard-acquisition", output.acquisition_share.clone()),
        ("retention_share", "scorecard-retention", output.retention_share.clone()),
        ("loyalty_share", "scorecard-loyalty-name", output.loyalty_share.clone()),
    ];
    if let Some(found) = &output.satisfaction {
        measures.push(("satisfaction_share", "scorecard-satisfaction-name", found.top_two_share.clone()));
    }
    if let Some(found) = &output.profit {
        measures.push(("profit_share", "scorecard-profitability", found.profit_share.clone()));
    }
    measures
}

/// Shares by whole period, one line a measure.
fn chart(output: &Output, title: Message) -> ChartSpec {
    let end = output.axis.n_finished();
    let drawn = end.saturating_sub(MAX_DRAWN)..end;
    let x: Vec<f64> = (0..drawn.len()).map(|i| i as f64).collect();
    let layers = measures(output).into_iter().zip(0u8..).map(|((_, name, values), i)| Layer::Line {
        name: name.into(),
        x: x.clone(),
        y: values[drawn.clone()].to_vec(),
        tone: Tone::Group(i),
        is_dashed: false,
    });
    ChartSpec {
        id: "measures".into(),
        title,
        subtitle: Message::new("scorecard-subtitle").with("unit", output.period.word().into()),
        description: Message::new("scorecard-description").count("n", drawn.len()),
        x: Axis {
            scale: Scale::Band(drawn.clone().map(|t| output.axis.name(t)).collect()),
            ..Axis::default()
        },
        y: Axis { label: "scorecard-share".into(), format: Format::Share, ..Axis::default() },
        layers: layers.collect(),
        ..ChartSpec::default()
    }
}

fn table(output: &Output) -> TableSpec {
    let counts = |values: &[u32]| Cells::Count(values.iter().map(|&n| Some(f64::from(n))).collect());
    let names = (0..output.axis.n).map(|t| output.axis.name(t)).collect();
    let mut columns = vec![
        TableColumn::new("period", "scorecard-period-column", Cells::Message(names)),
        TableColumn::new("n_active", "scorecard-active", counts(&output.n_active)),
        TableColumn::new("n_new", "scorecard-new", counts(&output.n_new)),
    ];
    for (key, label, values) in measures(output) {
        columns.push(TableColumn::new(key, label, Cells::Share(values)).with_bar());
    }
    let money =
        |values: &[f64]| Cells::Money(values.iter().copied().map(Some).collect(), output.currency.clone());
    if output.is_loyalty_of_money {
        columns.push(TableColumn::new("net", "scorecard-net", money(&output.net)));
    }
    if let Some(found) = &output.satisfaction {
        columns.push(TableColumn::new("n_ratings", "scorecard-ratings", counts(&found.n)));
        columns.push(TableColumn::new("mean_rating", "scorecard-mean", Cells::Number(found.mean.clone(), 2)));
    }
    if let Some(found) = &output.profit {
        columns.push(TableColumn::new("profit", "scorecard-profit-column", money(&found.profit)));
    }
    TableSpec {
        id: "scorecard".into(),
        title: "scorecard-table".into(),
        columns,
        rows: RowKind::Plain,
        is_personal: false,
    }
}
