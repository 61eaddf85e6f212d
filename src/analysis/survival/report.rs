//! What the cell says of survival.

use super::estimate::{Curve, LogRank};
use super::{Output, Tenure};
use crate::message::{Message, Value};
use crate::order::Arrange;
use crate::report::chart::Format;
use crate::report::table::RowKind;
use crate::report::{
    Axis, Cells, ChartSpec, CheckState, Checked, Finding, Layer, Report, Scope, TableColumn, TableSpec, Tone,
};

const N_FOR_SHARES: u32 = 30;
/// Lines in one picture.
const MAX_LINES: usize = 6;
/// More bands than this hide each other.
const MAX_BANDS: usize = 3;
/// Steps drawn of one curve.
const MAX_STEPS: usize = 400;

pub(super) fn report(output: &Output) -> Report {
    let horizon = horizon(output);
    let mut findings = vec![headline(output, horizon)];
    findings.extend(median_finding(output));
    findings.extend(never_finding(output));
    findings.extend(groups_finding(output, horizon));
    Report {
        charts: vec![chart(output, findings[0].message.clone())],
        findings,
        base: Some(base(output)),
        tables: vec![horizons_table(output), curve_table(output)],
        notes: notes(output),
        method: method(output),
        checked: output.tenure.as_ref().and_then(checked),
    }
}

/// A time on the axis: days for tenure, a bare number in a column's own unit.
fn time(output: &Output, time: f64) -> Value {
    match output.tenure {
        Some(_) => Value::Duration(time),
        None if time == time.trunc() => Value::Number(time, 0),
        None => Value::Number(time, 1),
    }
}

fn everybody(output: &Output) -> Scope {
    output.tenure.as_ref().map_or(Scope::All, |tenure| Scope::Customers(tenure.customers.clone()))
}

/// Times at which the curve is told: round ones that enough are watched for.
fn horizons(output: &Output) -> Vec<f64> {
    let watched = |time: f64| {
        let curve = &output.overall;
        let n_left = curve.n_at_risk.get(curve.times.partition_point(|&t| t < time)).copied().unwrap_or(0);
        time <= curve.last_time && n_left >= 10
    };
    let round: Vec<f64> = match output.tenure {
        Some(_) => vec![30.0, 91.0, 183.0, 365.0, 730.0, 1096.0, 1826.0],
        None => (1..=5).map(|i| output.overall.last_time * f64::from(i) / 5.0).collect(),
    };
    round.into_iter().filter(|&time| watched(time)).collect()
}

/// The one in the headline: a year, or the longest that is watched.
fn horizon(output: &Output) -> f64 {
    let horizons = horizons(output);
    let enough = |time: &&f64| output.tenure.is_none() || **time <= 365.0;
    horizons.iter().rev().find(enough).copied().unwrap_or(output.overall.last_time)
}

fn headline(output: &Output, horizon: f64) -> Finding {
    let (share, low, high) = output.overall.at(horizon).unwrap_or((0.0, None, None));
    let (low, high) = (low.unwrap_or(share), high.unwrap_or(share));
    let kind = if output.tenure.is_some() { "tenure" } else { "rows" };
    let caution = output.tenure.as_ref().and_then(checked).is_some_and(|c| c.state == CheckState::DidNotHold);
    let key = match () {
        () if output.n < N_FOR_SHARES => format!("survival-{kind}-few"),
        () if caution => "survival-tenure-caution".to_owned(),
        () if high - low > 0.2 => format!("survival-{kind}-about"),
        () => format!("survival-{kind}"),
    };
    let message = Message::new(key)
        .count("n", output.n as usize)
        .count("events", output.n_events as usize)
        .share("share", share)
        .share("low", low)
        .share("high", high)
        .with("time", time(output, horizon))
        .text("column", output.duration.clone().unwrap_or_default());
    Finding::new(message).trace("n", "survival-what-all".into(), everybody(output)).trace(
        "share",
        "survival-what-share".into(),
        everybody(output),
    )
}

fn median_finding(output: &Output) -> Option<Finding> {
    let curve = &output.overall;
    let median = curve.median.filter(|median| *median > 0.0 && output.n >= N_FOR_SHARES)?;
    let key = match (curve.median_high, output.tenure.is_some()) {
        (Some(_), true) => "survival-median-tenure",
        (None, true) => "survival-median-tenure-open",
        (Some(_), false) => "survival-median-table",
        (None, false) => "survival-median-table-open",
    };
    let message = Message::new(key)
        .with("median", time(output, median))
        .with("low", time(output, curve.median_low.unwrap_or(median)))
        .with("high", time(output, curve.median_high.unwrap_or(median)))
        .text("column", output.duration.clone().unwrap_or_default());
    Some(Finding::new(message).trace("median", "survival-what-median".into(), everybody(output)))
}

fn never_finding(output: &Output) -> Option<Finding> {
    let tenure = output.tenure.as_ref().filter(|_| output.n >= N_FOR_SHARES)?;
    let message = Message::new("survival-never")
        .count("k", tenure.n_never_back as usize)
        .share("share", f64::from(tenure.n_never_back) / f64::from(output.n))
        .with("silence", Value::Duration(f64::from(tenure.silence_days)));
    let formula = Message::new("survival-formula")
        .count("part", tenure.n_never_back as usize)
        .count("whole", output.n as usize);
    let scope = Scope::Customers(tenure.never_back.clone());
    Some(Finding::new(message).trace("k", "survival-what-never".into(), scope.clone()).trace_formula(
        "share",
        "survival-what-never".into(),
        formula,
        scope,
    ))
}

/// The two ends of the groups that are large enough, when the test tells them apart.
fn groups_finding(output: &Output, horizon: f64) -> Option<Finding> {
    let test = output.log_rank.as_ref()?;
    let mut known: Vec<(f64, &Message)> = output
        .groups
        .iter()
        .filter(|group| group.curve.n >= N_FOR_SHARES)
        .filter_map(|group| Some((group.curve.at(horizon)?.0, &group.title)))
        .collect();
    known.arrange_by(|a, b| b.0.total_cmp(&a.0));
    let by = output.grouped_title.clone();
    let (Some((best, best_name)), Some((worst, worst_name))) = (known.first(), known.last()) else {
        return None;
    };
    if test.p >= 0.05 || known.len() < 2 {
        let message =
            Message::new("survival-groups-same").with("by", by.into()).with("p", Value::Number(test.p, 2));
        return Some(Finding::new(message).trace_formula(
            "p",
            "survival-what-test".into(),
            test_words(test),
            Scope::All,
        ));
    }
    let key = if test.p < 0.001 { "survival-groups-differ-surely" } else { "survival-groups-differ" };
    let message = Message::new(key)
        .with("by", by.into())
        .with("time", time(output, horizon))
        .with("best", (*best_name).clone().into())
        .share("high", *best)
        .with("worst", (*worst_name).clone().into())
        .share("low", *worst)
        .with("p", Value::Number(test.p, 3));
    Some(Finding::new(message).trace("high", "survival-what-share".into(), Scope::All).trace_formula(
        "low",
        "survival-what-share".into(),
        test_words(test),
        Scope::All,
    ))
}

fn test_words(test: &LogRank) -> Message {
    Message::new("survival-test")
        .with("statistic", Value::Number(test.chi_squared, 2))
        .count("df", test.degrees_of_freedom as usize)
        .with("log10_p", Value::Number(test.log10_p, 1))
}

fn base(output: &Output) -> Message {
    let message = match &output.tenure {
        Some(tenure) => Message::new("survival-base-tenure")
            .with("silence", Value::Duration(f64::from(tenure.silence_days)))
            .with("from", Value::Day(tenure.first_day))
            .with("to", Value::Day(tenure.last_day)),
        None => {
            Message::new("survival-base-table").text("column", output.duration.clone().unwrap_or_default())
        }
    };
    message.count("n", output.n as usize).count("events", output.n_events as usize)
}

/// Whether those called gone stayed away.
fn checked(tenure: &Tenure) -> Option<Checked> {
    let n_gone = tenure.is_gone.iter().filter(|gone| **gone == Some(1)).count();
    if n_gone < N_FOR_SHARES as usize {
        return None;
    }
    let share = f64::from(tenure.n_came_back) / n_gone as f64;
    let (state, key) = match share {
        s if s <= 0.1 => (CheckState::Held, "survival-checked-held"),
        s if s <= 0.25 => (CheckState::Weak, "survival-checked-weak"),
        _ => (CheckState::DidNotHold, "survival-checked-not"),
    };
    let message = Message::new(key)
        .count("n", n_gone)
        .count("back", tenure.n_came_back as usize)
        .share("share", share)
        .with("silence", Value::Duration(f64::from(tenure.silence_days)));
    Some(Checked { state, message })
}

fn notes(output: &Output) -> Vec<Message> {
    let mut notes = Vec::new();
    if output.n_left_out > 0 {
        let key =
            if output.tenure.is_some() { "survival-left-out-tenure" } else { "survival-left-out-table" };
        notes.push(Message::new(key).count("n", output.n_left_out as usize));
    }
    if output.n_groups_left_out > 0 {
        notes.push(
            Message::new("survival-groups-left-out")
                .count("n", output.groups.len())
                .count("left", output.n_groups_left_out as usize),
        );
    }
    if output.tenure.is_some() && output.grouped_by.is_some() {
        notes.push("survival-groups-made".into());
    }
    notes
}

fn method(output: &Output) -> Vec<Message> {
    let mut method = Vec::new();
    if let Some(tenure) = &output.tenure {
        method.push(
            Message::new("survival-method-tenure")
                .with("silence", Value::Duration(f64::from(tenure.silence_days))),
        );
    }
    method.push("survival-method".into());
    if output.log_rank.is_some() {
        method.push("survival-method-test".into());
    }
    method
}

/// Corners of a step curve from (0, 1), thinned.
struct Steps {
    x: Vec<f64>,
    y: Vec<f64>,
    low: Vec<f64>,
    high: Vec<f64>,
}

fn steps(curve: &Curve) -> Steps {
    let mut steps = Steps { x: vec![0.0], y: vec![1.0], low: vec![1.0], high: vec![1.0] };
    let n = curve.times.len();
    let stride = n.div_ceil(MAX_STEPS).max(1);
    let shown = (0..n).filter(|i| (i + 1).is_multiple_of(stride) || i + 1 == n);
    let last = |values: &[f64]| values.last().copied().unwrap_or(1.0);
    for i in shown {
        let (y, low, high) = (last(&steps.y), last(&steps.low), last(&steps.high));
        let value = curve.survival[i];
        // Where the curve is 0 its interval is unknown; the band keeps its upper edge.
        let (next_low, next_high) = (curve.low[i].unwrap_or(value), curve.high[i].unwrap_or(high));
        steps.x.extend([curve.times[i]; 2]);
        steps.y.extend([y, value]);
        steps.low.extend([low, next_low]);
        steps.high.extend([high, next_high.max(value)]);
    }
    steps.x.push(curve.last_time);
    for values in [&mut steps.y, &mut steps.low, &mut steps.high] {
        values.push(last(values));
    }
    steps
}

fn chart(output: &Output, title: Message) -> ChartSpec {
    let mut layers = Vec::new();
    let has_bands = output.groups.len() <= MAX_BANDS;
    let mut draw = |curve: &Curve, name: Message, tone: Tone| {
        let steps = steps(curve);
        if has_bands {
            // One name says what all bands are.
            let band = if layers.is_empty() { "survival-interval-band".into() } else { Message::default() };
            let x = steps.x.clone();
            layers.push(Layer::Area { name: band, x, low: steps.low, high: steps.high, tone });
        }
        let y = steps.y.into_iter().map(Some).collect();
        layers.push(Layer::Line { name, x: steps.x, y, tone, is_dashed: false });
    };
    if output.groups.is_empty() {
        draw(&output.overall, "survival-everybody".into(), Tone::Accent);
    }
    for (group, i) in output.groups.iter().take(MAX_LINES).zip(0u8..) {
        draw(&group.curve, group.title.clone(), Tone::Group(i));
    }
    let is_tenure = output.tenure.is_some();
    ChartSpec {
        id: "survival".into(),
        title,
        subtitle: Message::new(match (is_tenure, has_bands) {
            (true, true) => "survival-subtitle-tenure",
            (true, false) => "survival-subtitle-tenure-lines",
            (false, true) => "survival-subtitle-table",
            (false, false) => "survival-subtitle-table-lines",
        })
        .text("column", output.duration.clone().unwrap_or_default()),
        description: Message::new("survival-description")
            .count("n", output.n as usize)
            .count("lines", output.groups.len().clamp(1, MAX_LINES)),
        x: Axis {
            label: match &output.duration {
                Some(column) => Message::new("survival-group-name").text("name", column),
                None => "survival-days".into(),
            },
            format: if is_tenure { Format::Duration } else { Format::Number },
            ..Axis::default()
        },
        y: Axis {
            label: "survival-share".into(),
            format: Format::Share,
            range: Some((0.0, 1.0)),
            ..Axis::default()
        },
        layers,
        ..ChartSpec::default()
    }
}

/// Everybody first, then each group.
fn curves(output: &Output) -> Vec<(Message, &Curve)> {
    let groups = output.groups.iter().map(|group| (group.title.clone(), &group.curve));
    [("survival-everybody".into(), &output.overall)].into_iter().chain(groups).collect()
}

fn times_cells(output: &Output, times: Vec<Option<f64>>) -> Cells {
    if output.tenure.is_some() { Cells::Duration(times) } else { Cells::Number(times, 2) }
}

/// The curves at round times.
fn horizons_table(output: &Output) -> TableSpec {
    let curves = curves(output);
    let column = |key: &str, label: Message, cells: Cells| TableColumn::new(key, label, cells);
    let count = |value: &dyn Fn(&Curve) -> u32| {
        Cells::Count(curves.iter().map(|(_, curve)| Some(f64::from(value(curve)))).collect())
    };
    let mut columns = vec![
        column(
            "group",
            "survival-group-column".into(),
            Cells::Message(curves.iter().map(|c| c.0.clone()).collect()),
        ),
        column("n", "survival-n".into(), count(&|curve| curve.n)),
        column("n_events", "survival-events".into(), count(&|curve| curve.n_events)),
        column(
            "median",
            "survival-median".into(),
            times_cells(output, curves.iter().map(|(_, curve)| curve.median).collect()),
        ),
        column(
            "restricted_mean",
            "survival-mean".into(),
            times_cells(output, curves.iter().map(|(_, curve)| Some(curve.restricted_mean)).collect()),
        ),
    ];
    for horizon in horizons(output) {
        let shares = curves.iter().map(|(_, curve)| curve.at(horizon).map(|at| at.0)).collect();
        let label = Message::new("survival-at").with("time", time(output, horizon));
        columns.push(column(&format!("survival_at_{horizon}"), label, Cells::Share(shares)).with_bar());
    }
    TableSpec {
        id: "survival".into(),
        title: "survival-table-title".into(),
        columns,
        rows: RowKind::Plain,
        is_personal: false,
    }
}

/// Every step of every curve.
fn curve_table(output: &Output) -> TableSpec {
    let curves = curves(output);
    let rows =
        || curves.iter().flat_map(|(name, curve)| (0..curve.times.len()).map(move |i| (name, *curve, i)));
    let count = |value: &dyn Fn(&Curve, usize) -> u32| {
        Cells::Count(rows().map(|(_, curve, i)| Some(f64::from(value(curve, i)))).collect())
    };
    let share = |value: &dyn Fn(&Curve, usize) -> Option<f64>| {
        Cells::Share(rows().map(|(_, curve, i)| value(curve, i)).collect())
    };
    TableSpec {
        id: "curve".into(),
        title: "survival-curve-table".into(),
        columns: vec![
            TableColumn::new(
                "group",
                "survival-group-column",
                Cells::Message(rows().map(|(name, _, _)| name.clone()).collect()),
            ),
            TableColumn::new(
                "time",
                "survival-time",
                times_cells(output, rows().map(|(_, curve, i)| Some(curve.times[i])).collect()),
            ),
            TableColumn::new("n_at_risk", "survival-at-risk", count(&|curve, i| curve.n_at_risk[i])),
            TableColumn::new("n_events", "survival-events", count(&|curve, i| curve.n_events_at[i])),
            TableColumn::new("survival", "survival-share", share(&|curve, i| Some(curve.survival[i]))),
            TableColumn::new("standard_error", "survival-error", share(&|curve, i| curve.standard_error[i])),
            TableColumn::new("low", "survival-low", share(&|curve, i| curve.low[i])),
            TableColumn::new("high", "survival-high", share(&|curve, i| curve.high[i])),
        ],
        rows: RowKind::Plain,
        is_personal: false,
    }
}
