//! Sentences, the table of levers, the curve.

use super::Output;
use crate::message::{Message, Value};
use crate::report::chart::Format;
use crate::report::{
    Axis, Cells, ChartSpec, Finding, Layer, Report, Scale, Scope, TableColumn, TableSpec, Tone,
};

pub fn report(output: &Output) -> Report {
    let mut findings = vec![headline(output)];
    // Where everybody stays nothing can be added.
    if output.params.retention_points != 0.0 && (output.retention_after - output.retention).abs() >= 0.0005 {
        let message = Message::new("whatif-retention")
            .share("before", output.retention)
            .share("after", output.retention_after)
            .share("dropout", 1.0 - output.dropout_factor);
        findings.push(Finding::new(message));
    }
    if output.acquisition > 0.0 {
        findings.push(Finding::new(break_even(output)));
    }
    let mut notes = output.cautions.clone();
    if output.params.retention_points > 0.0 {
        notes.push(
            Message::new("whatif-note-folklore")
                .share("points", output.params.retention_points)
                .share("change", output.change.value),
        );
    }
    notes.push(Message::new("whatif-note-assumed"));
    notes.push(match output.backtest_error {
        Some(error) => Message::new("whatif-note-interval").share("past", error),
        None => Message::new("whatif-note-interval-model"),
    });
    Report {
        findings,
        base: Some(
            Message::new("whatif-base")
                .count("n", output.n_customers)
                .with("horizon", Value::Duration(output.horizon_days)),
        ),
        charts: vec![curve(output)],
        tables: [levers(output)].into_iter().chain(break_even_table(output)).collect(),
        notes,
        method: vec![Message::new("whatif-method-plain"), Message::new("whatif-method-formula")],
        checked: None,
    }
}

fn amount(output: &Output, value: f64) -> Value {
    if output.has_money {
        Value::Money(libm::round(value), output.currency.clone())
    } else {
        Value::Count(libm::round(value))
    }
}

fn headline(output: &Output) -> Finding {
    let is_still = output.change.value == 0.0;
    let is_same = output.change.value.abs() < 0.0005;
    let key = match (is_still && output.params.is_still(), output.has_money) {
        (true, _) => "whatif-still",
        _ if is_same => "whatif-same",
        (false, true) => "whatif-headline",
        (false, false) => "whatif-headline-orders",
    };
    let message = Message::new(key)
        .with("after", amount(output, output.after.value))
        .with("before", amount(output, output.before.value))
        .with("horizon", Value::Duration(output.horizon_days))
        .count("n", output.n_customers)
        .with("gain", amount(output, output.gain.value))
        .with("low", amount(output, output.gain.low))
        .with("high", amount(output, output.gain.high))
        .share("change", output.change.value);
    Finding::new(message).trace("n", Message::new("clv-what-customers"), Scope::All)
}

fn break_even(output: &Output) -> Message {
    let cost = Value::Money(output.acquisition, output.currency.clone());
    match (output.break_even_days, output.break_even_days_after) {
        (Some(before), Some(after)) => Message::new("whatif-break-even")
            .with("cost", cost)
            .with("before", Value::Duration(before))
            .with("after", Value::Duration(after)),
        (None, Some(after)) => Message::new("whatif-break-even-only-after")
            .with("cost", cost)
            .with("after", Value::Duration(after)),
        _ => Message::new("whatif-break-even-never").with("cost", cost),
    }
}

/// By channel, where costs differ by one.
fn break_even_table(output: &Output) -> Option<TableSpec> {
    let rows = &output.break_even_by;
    let column =
        |key: &str, cells: Cells| TableColumn::new(key, Message::new(format!("whatif-column-{key}")), cells);
    let days = |of: &dyn Fn(&super::BreakEven) -> Option<f64>| Cells::Duration(rows.iter().map(of).collect());
    let cost = rows.iter().map(|row| Some(row.acquisition)).collect();
    (!rows.is_empty()).then(|| TableSpec {
        id: "break_even".into(),
        title: "whatif-table-break_even".into(),
        columns: vec![
            column("group", Cells::Message(rows.iter().map(|row| row.title.clone()).collect())),
            column("acquisition", Cells::Money(cost, output.currency.clone())),
            column("days", days(&|row| row.days)),
            column("days_after", days(&|row| row.days_after)),
        ],
        ..TableSpec::default()
    })
}

fn levers(output: &Output) -> TableSpec {
    let column =
        |key: &str, cells: Cells| TableColumn::new(key, Message::new(format!("whatif-column-{key}")), cells);
    let rows = &output.levers;
    TableSpec {
        id: "levers".into(),
        title: "whatif-table-levers".into(),
        columns: vec![
            column(
                "lever",
                Cells::Message(rows.iter().map(|row| Message::new(format!("whatif-{}", row.name))).collect()),
            ),
            column("moved_by", Cells::Share(rows.iter().map(|row| Some(row.moved_by)).collect())),
            column("change", Cells::Share(rows.iter().map(|row| Some(row.change)).collect())),
        ],
        ..TableSpec::default()
    }
}

fn curve(output: &Output) -> ChartSpec {
    let x: Vec<f64> = output.curve.iter().map(|point| point.days).collect();
    let line = |name: &'static str, of: &dyn Fn(&super::CurvePoint) -> f64, tone, is_dashed| Layer::Line {
        name: Message::new(name),
        x: x.clone(),
        y: output.curve.iter().map(|point| Some(of(point))).collect(),
        tone,
        is_dashed,
    };
    let format = if output.has_money { Format::Money(output.currency.clone()) } else { Format::Count };
    ChartSpec {
        id: "curve".into(),
        title: "whatif-chart-curve".into(),
        subtitle: Message::new("whatif-chart-curve-subtitle").count("n", output.n_customers),
        description: "whatif-chart-curve-description".into(),
        x: Axis {
            label: "whatif-axis-days".into(),
            scale: Scale::Linear,
            format: Format::Duration,
            range: None,
        },
        y: Axis {
            label: Message::new(if output.has_money { "clv-axis-value" } else { "clv-axis-orders" }),
            scale: Scale::Linear,
            format,
            range: None,
        },
        layers: vec![
            line("whatif-series-before", &|point| point.before, Tone::Grey, false),
            line("whatif-series-after", &|point| point.after, Tone::Accent, false),
        ],
        ..ChartSpec::default()
    }
}
