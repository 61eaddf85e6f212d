//! What the cell says of complaints.

use super::{Output, Resolution};
use crate::message::{Message, Value};
use crate::report::chart::{Details, Format, Scale};
use crate::report::table::RowKind;
use crate::report::{Axis, Cells, ChartSpec, Finding, Layer, Report, Scope, TableColumn, TableSpec, Tone};

const N_FOR_SHARES: u32 = 30;
/// Causes drawn; the table holds all.
const MAX_CAUSES: usize = 20;
const MAX_PERIODS: usize = 36;
/// Beyond this, a rise or fall is more than chance at 5 %.
const Z: f64 = crate::stats::share::Z_95;

pub(super) fn report(output: &Output) -> Report {
    let mut findings = vec![headline(output)];
    findings.extend(trend_finding(output));
    findings.extend(output.resolution.as_ref().and_then(resolution_finding));
    findings.extend(repeat_finding(output));
    findings.extend(value_finding(output));
    let mut charts = Vec::new();
    charts.extend(cause_chart(output, findings[0].message.clone()));
    charts.extend(trend_chart(output));
    let mut tables = Vec::new();
    if !output.causes.is_empty() {
        tables.push(causes_table(output));
    }
    tables.extend(repeaters_table(output));
    let mut notes = Vec::new();
    if output.n_without_cause > 0 && !output.causes.is_empty() {
        notes.push(Message::new("complaints-without-cause").count("n", output.n_without_cause as usize));
    }
    if output.n_without_day > 0 {
        notes.push(Message::new("complaints-without-day").count("n", output.n_without_day as usize));
    }
    if let Some(found) = output.resolution.as_ref().filter(|found| found.n_backwards > 0) {
        notes.push(Message::new("complaints-backwards").count("n", found.n_backwards as usize));
    }
    Report {
        findings,
        base: Some(Message::new("complaints-base").count("n", output.n as usize)),
        charts,
        tables,
        notes,
        method: vec!["complaints-method".into(), "complaints-method-trend".into()],
        checked: None,
    }
}

fn headline(output: &Output) -> Finding {
    let n_known: u32 = output.causes.iter().map(|cause| cause.n).sum();
    let Some(first) = output.causes.first() else {
        let message = Message::new("complaints-headline-none").count("n", output.n as usize);
        return Finding::new(message).trace("n", "complaints-what-all".into(), Scope::All);
    };
    let key = if n_known < N_FOR_SHARES { "complaints-headline-few" } else { "complaints-headline" };
    let vital = output.n_vital.max(1);
    let share = output.causes.get(vital as usize - 1).map_or(1.0, |cause| cause.cumulative_share);
    let message = Message::new(key)
        .count("vital", vital as usize)
        .count("all", output.causes.len())
        .share("share", share)
        .text("first", &first.name)
        .count("k", first.n as usize)
        .count("n", n_known as usize);
    Finding::new(message).trace("share", "complaints-what-share".into(), Scope::All).trace(
        "k",
        "complaints-what-first".into(),
        Scope::All,
    )
}

fn trend_finding(output: &Output) -> Option<Finding> {
    let trend = output.trend.as_ref()?;
    let z = trend.z?;
    let key = match z {
        z if z >= Z => "complaints-rise",
        z if z <= -Z => "complaints-fall",
        _ => "complaints-level",
    };
    let whole: Vec<usize> = (0..trend.n.len()).filter(|&t| trend.is_complete[t]).collect();
    let (first, last) = (whole.first().copied()?, whole.last().copied()?);
    let message = Message::new(key)
        .with("from", trend.axis.name(first).into())
        .with("to", trend.axis.name(last).into())
        .count("first", trend.n[first] as usize)
        .count("last", trend.n[last] as usize);
    let formula = Message::new("complaints-trend-formula").with("z", Value::Number(z, 2));
    Some(Finding::new(message).trace_formula("last", "complaints-what-trend".into(), formula, Scope::All))
}

fn resolution_finding(found: &Resolution) -> Option<Finding> {
    if found.n_resolved < N_FOR_SHARES {
        return None;
    }
    let message = Message::new("complaints-resolved-sentence")
        .count("n", found.n_resolved as usize)
        .with("median", Value::Duration(tidy(found.median_days)))
        .with("ninth", Value::Duration(tidy(found.ninth_decile)))
        .count("open", found.n_open as usize);
    Some(Finding::new(message).trace("median", "complaints-what-median".into(), Scope::All).trace(
        "open",
        "complaints-what-open".into(),
        Scope::All,
    ))
}

/// Tenths of a day: what a reader takes in.
fn tidy(days: f64) -> f64 {
    libm::round(days * 10.0) / 10.0
}

fn repeat_finding(output: &Output) -> Option<Finding> {
    let found = output.repeat.as_ref().filter(|found| found.n_repeaters > 0)?;
    let key = if found.n_customers < N_FOR_SHARES { "complaints-repeat-few" } else { "complaints-repeat" };
    let message = Message::new(key)
        .count("k", found.n_repeaters as usize)
        .count("n", found.n_customers as usize)
        .share("share", found.share_of_complaints);
    Some(Finding::new(message).trace("share", "complaints-what-repeat".into(), Scope::All))
}

fn value_finding(output: &Output) -> Option<Finding> {
    let found = output.value.as_ref()?;
    let money = |amount: f64| Value::Money(amount, found.currency.clone());
    let message = Message::new("complaints-value")
        .count("n", found.n_complainers as usize)
        .with("theirs", money(found.median_net_complainers))
        .with("others", money(found.median_net_others))
        .with("sum", money(found.net_of_complainers));
    let scope = Scope::Customers(found.complainers.clone());
    Some(
        Finding::new(message)
            .trace("n", "complaints-what-complainers".into(), scope.clone())
            .trace("theirs", "complaints-what-net".into(), scope.clone())
            .trace("sum", "complaints-what-net".into(), scope),
    )
}

/// Pareto by cause: bars, the most frequent on top; the cumulated share is in the words of each bar.
fn cause_chart(output: &Output, title: Message) -> Option<ChartSpec> {
    let drawn: Vec<_> = output.causes.iter().take(MAX_CAUSES).collect();
    if drawn.is_empty() {
        return None;
    }
    let words = drawn.iter().map(|cause| {
        Message::new("complaints-detail")
            .text("cause", &cause.name)
            .count("n", cause.n as usize)
            .share("share", cause.share)
            .share("cumulative", cause.cumulative_share)
    });
    let names = drawn.iter().map(|cause| Message::new("complaints-text").text("text", &cause.name));
    Some(ChartSpec {
        id: "causes".into(),
        title,
        subtitle: "complaints-causes-subtitle".into(),
        description: Message::new("complaints-causes-description").count("n", drawn.len()),
        x: Axis { label: "complaints-count".into(), format: Format::Count, ..Axis::default() },
        y: Axis { scale: Scale::Band(names.collect()), ..Axis::default() },
        layers: vec![Layer::Bars {
            name: "complaints-count".into(),
            at: (0..drawn.len()).map(|i| i as f64).collect(),
            value: drawn.iter().map(|cause| Some(f64::from(cause.n))).collect(),
            base: Vec::new(),
            tone: Tone::Accent,
        }],
        details: vec![Details { layer: 0, words: words.collect() }],
        ..ChartSpec::default()
    })
}

fn trend_chart(output: &Output) -> Option<ChartSpec> {
    let trend = output.trend.as_ref()?;
    let drawn = trend.n.len().saturating_sub(MAX_PERIODS)..trend.n.len();
    if drawn.len() < 2 {
        return None;
    }
    Some(ChartSpec {
        id: "trend".into(),
        title: trend_finding(output).map_or("complaints-trend-title".into(), |finding| finding.message),
        subtitle: Message::new("complaints-trend-subtitle").with("unit", trend.period.word().into()),
        description: Message::new("complaints-trend-description").count("n", drawn.len()),
        x: Axis {
            scale: Scale::Band(drawn.clone().map(|t| trend.axis.name(t)).collect()),
            ..Axis::default()
        },
        y: Axis { label: "complaints-count".into(), format: Format::Count, ..Axis::default() },
        layers: vec![Layer::Bars {
            name: "complaints-count".into(),
            at: (0..drawn.len()).map(|i| i as f64).collect(),
            value: drawn.map(|t| Some(f64::from(trend.n[t]))).collect(),
            base: Vec::new(),
            tone: Tone::Accent,
        }],
        aspect: 0.4,
        ..ChartSpec::default()
    })
}

fn causes_table(output: &Output) -> TableSpec {
    let causes = &output.causes;
    let names = causes.iter().map(|cause| cause.name.clone());
    let count = |value: &dyn Fn(&super::Cause) -> u32| {
        Cells::Count(causes.iter().map(|cause| Some(f64::from(value(cause)))).collect())
    };
    let share = |value: &dyn Fn(&super::Cause) -> f64| {
        Cells::Share(causes.iter().map(|cause| Some(value(cause))).collect())
    };
    let days = causes.iter().map(|cause| cause.median_days.map(tidy)).collect();
    TableSpec {
        id: "causes".into(),
        title: "complaints-causes-table".into(),
        columns: vec![
            TableColumn::new("cause", "complaints-cause-column", Cells::Text(names.collect())),
            TableColumn::new("n", "complaints-count", count(&|cause| cause.n)).with_bar(),
            TableColumn::new("share", "complaints-share", share(&|cause| cause.share)),
            TableColumn::new(
                "cumulative_share",
                "complaints-cumulative",
                share(&|cause| cause.cumulative_share),
            ),
            TableColumn::new("n_resolved", "complaints-n-resolved", count(&|cause| cause.n_resolved)),
            TableColumn::new("median_days", "complaints-median", Cells::Duration(days)),
        ],
        rows: RowKind::Plain,
        is_personal: false,
    }
}

fn repeaters_table(output: &Output) -> Option<TableSpec> {
    let repeaters = &output.repeat.as_ref()?.repeaters;
    if repeaters.is_empty() {
        return None;
    }
    let names = repeaters.iter().map(|(name, _)| name.clone()).collect();
    let counts = repeaters.iter().map(|(_, n)| Some(f64::from(*n))).collect();
    Some(TableSpec {
        id: "repeaters".into(),
        title: "complaints-repeaters-table".into(),
        columns: vec![
            TableColumn::new("customer", "complaints-customer-column", Cells::Person(names)),
            TableColumn::new("n", "complaints-count", Cells::Count(counts)).with_bar(),
        ],
        rows: RowKind::Plain,
        is_personal: true,
    })
}
