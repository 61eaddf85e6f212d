//! What the cell says of the customer base.

use super::{CameBack, Output};
use crate::message::{Message, Value};
use crate::report::chart::{Details, Format, Scale};
use crate::report::table::RowKind;
use crate::report::{
    Axis, Cells, ChartSpec, CheckState, Checked, Finding, Layer, Report, Scope, TableColumn, TableSpec, Tone,
};
use std::ops::Range;

const N_FOR_SHARES: u32 = 30;
/// Periods drawn; the table holds all.
const MAX_DRAWN: usize = 36;

pub(super) fn report(output: &Output) -> Report {
    let mut findings: Vec<Finding> = headline(output).into_iter().collect();
    findings.extend(door_finding(output));
    findings.extend(retention_finding(output));
    if findings.is_empty() {
        let n: usize = output.active.iter().map(Vec::len).max().unwrap_or(0);
        findings.push(Finding::new(Message::new("flow-headline-none").count("n", n)));
    }
    let title = findings.first().map(|finding| finding.message.clone()).unwrap_or_default();
    let mut charts = vec![base_chart(output, title), door_chart(output)];
    if output.has_money {
        charts.push(money_chart(output));
    }
    Report {
        findings,
        base: Some(base(output)),
        charts,
        tables: vec![table(output)],
        notes: notes(output),
        method: vec![
            Message::new("flow-method").with("span", output.period.span(output.window as usize).into()),
            "flow-method-formula".into(),
        ],
        checked: checked(output),
    }
}

/// The last whole period.
fn headline(output: &Output) -> Option<Finding> {
    let latest = output.latest.as_ref()?;
    let t = latest.position;
    let key = match checked(output) {
        Some(Checked { state: CheckState::DidNotHold, .. }) => "flow-headline-caution",
        _ => "flow-headline",
    };
    let before = t.checked_sub(1).map_or(output.opening_stock, |t| output.n_stock[t]);
    let message = Message::new(key)
        .with("period", output.axis.name(t).into())
        .count("new", latest.new.len())
        .count("back", latest.reactivated.len())
        .count("lost", latest.lost.len())
        .count("before", before as usize)
        .count("after", output.n_stock[t] as usize);
    let scope = |customers: &[u32]| {
        let mut customers = customers.to_vec();
        customers.sort_unstable();
        Scope::Customers(customers)
    };
    let before: Vec<u32> = latest.retained.iter().chain(&latest.lost).copied().collect();
    let after: Vec<u32> =
        latest.retained.iter().chain(&latest.new).chain(&latest.reactivated).copied().collect();
    Some(
        Finding::new(message)
            .trace("new", "flow-what-new".into(), scope(&latest.new))
            .trace("back", "flow-what-back".into(), scope(&latest.reactivated))
            .trace("lost", "flow-what-lost".into(), scope(&latest.lost))
            .trace("before", "flow-what-stock".into(), scope(&before))
            .trace("after", "flow-what-stock".into(), scope(&after)),
    )
}

fn door_finding(output: &Output) -> Option<Finding> {
    let door = output.door.as_ref().filter(|door| door.n_new + door.n_reactivated >= N_FOR_SHARES)?;
    let message = Message::new("flow-door")
        .with("span", output.period.span(door.n_periods as usize).into())
        .with("lost", Value::Number(door.lost_per_gain * 100.0, 0));
    let formula = Message::new("flow-door-formula")
        .count("lost", door.n_lost as usize)
        .count("new", door.n_new as usize)
        .count("back", door.n_reactivated as usize);
    let scope = Scope::Customers(door.lost.clone());
    Some(Finding::new(message).trace_formula("lost", "flow-what-door".into(), formula, scope))
}

fn retention_finding(output: &Output) -> Option<Finding> {
    let door = output.door.as_ref().filter(|door| door.n_lost >= N_FOR_SHARES)?;
    let message = Message::new("flow-retention")
        .with("unit", output.period.word().into())
        .share("share", door.retention_share?);
    Some(Finding::new(message).trace("share", "flow-what-retention".into(), Scope::All))
}

fn base(output: &Output) -> Message {
    Message::new("flow-base")
        .with("span", output.period.span(output.axis.n).into())
        .with("from", Value::Day(output.axis.unit.start(output.axis.first).max(output.axis.from)))
        .with("to", Value::Day(output.axis.to))
        .with("window", output.period.span(output.window as usize).into())
}

/// Whether the lost stay away.
fn checked(output: &Output) -> Option<Checked> {
    let CameBack { n_lost, n_back, share } =
        output.came_back.filter(|came_back| came_back.n_lost >= N_FOR_SHARES)?;
    let (state, key) = match share {
        s if s <= 0.2 => (CheckState::Held, "flow-checked-held"),
        s if s <= 0.4 => (CheckState::Weak, "flow-checked-weak"),
        _ => (CheckState::DidNotHold, "flow-checked-not"),
    };
    let message =
        Message::new(key).count("n", n_lost as usize).count("back", n_back as usize).share("share", share);
    Some(Checked { state, message })
}

fn notes(output: &Output) -> Vec<Message> {
    let mut notes = Vec::new();
    let axis = &output.axis;
    if output.starts_midway {
        notes.push(
            Message::new("flow-midway")
                .count("n", output.n_new[0] as usize)
                .with("period", axis.name(0).into()),
        );
    }
    if !axis.is_finished(axis.n - 1) {
        let key = if has_running(output) { "flow-running-undrawn" } else { "flow-running" };
        notes.push(
            Message::new(key).with("period", axis.name(axis.n - 1).into()).with("day", Value::Day(axis.to)),
        );
    }
    if let Some(gap) = output.median_gap_days
        && gap > output.period.n_days() * f64::from(output.window)
    {
        notes.push(
            Message::new("flow-rhythm")
                .with("gap", Value::Duration(gap))
                .with("window", output.period.span(output.window as usize).into()),
        );
    }
    if axis.n_left_out > 0 {
        notes.push(Message::new("period-left-out").count("n", axis.n).count("left", axis.n_left_out));
    }
    notes
}

/// The last whole periods: one still running would look like a collapse.
fn drawn(output: &Output) -> Range<usize> {
    let end = if has_running(output) { output.axis.n_finished() } else { output.axis.n };
    end.saturating_sub(MAX_DRAWN)..end
}

fn has_running(output: &Output) -> bool {
    (2..output.axis.n).contains(&output.axis.n_finished())
}

/// Bars of the drawn periods; `base` stacks them.
fn bars(
    output: &Output,
    name: &'static str,
    value: &dyn Fn(usize) -> f64,
    base: &dyn Fn(usize) -> f64,
    tone: Tone,
) -> Layer {
    let drawn = drawn(output);
    Layer::Bars {
        name: name.into(),
        at: (0..drawn.len()).map(|i| i as f64).collect(),
        value: drawn.clone().map(|t| Some(value(t))).collect(),
        base: drawn.map(base).collect(),
        tone,
    }
}

fn line(output: &Output, name: &'static str, value: &dyn Fn(usize) -> f64) -> Layer {
    let drawn = drawn(output);
    Layer::Line {
        name: name.into(),
        x: (0..drawn.len()).map(|i| i as f64).collect(),
        y: drawn.map(|t| Some(value(t))).collect(),
        tone: Tone::Group(0),
        is_dashed: false,
    }
}

fn chart(
    output: &Output,
    id: &str,
    title: Message,
    y: &'static str,
    format: Format,
    layers: Vec<Layer>,
) -> ChartSpec {
    let drawn = drawn(output);
    ChartSpec {
        id: id.into(),
        title,
        subtitle: Message::new(format!("flow-{id}-subtitle"))
            .with("unit", output.period.word().into())
            .with("window", output.period.span(output.window as usize).into()),
        description: Message::new(format!("flow-{id}-description")).count("n", drawn.len()),
        x: Axis {
            label: Message::default(),
            scale: Scale::Band(drawn.map(|t| output.axis.name(t)).collect()),
            ..Axis::default()
        },
        y: Axis { label: y.into(), format, ..Axis::default() },
        layers,
        aspect: 0.5,
        ..ChartSpec::default()
    }
}

/// Kept, returned and new customers stand on each other and make the base; the lost hang below.
fn base_chart(output: &Output, title: Message) -> ChartSpec {
    let [kept, back, new, lost, stock] =
        [&output.n_retained, &output.n_reactivated, &output.n_new, &output.n_lost, &output.n_stock]
            .map(|values| move |t: usize| f64::from(values[t]));
    let zero = |_: usize| 0.0;
    let layers = vec![
        bars(output, "flow-kept", &kept, &zero, Tone::Grey),
        bars(output, "flow-back", &back, &kept, Tone::Group(2)),
        bars(output, "flow-new", &new, &|t| kept(t) + back(t), Tone::Accent),
        bars(output, "flow-lost", &|t| -lost(t), &zero, Tone::Bad),
        line(output, "flow-stock", &stock),
    ];
    let mut chart = chart(output, "base", title, "flow-customers", Format::Count, layers);
    let words = drawn(output).map(|t| {
        Message::new("flow-detail")
            .with("period", output.axis.name(t).into())
            .count("kept", output.n_retained[t] as usize)
            .count("back", output.n_reactivated[t] as usize)
            .count("new", output.n_new[t] as usize)
            .count("lost", output.n_lost[t] as usize)
            .count("stock", output.n_stock[t] as usize)
    });
    chart.details.push(Details { layer: 4, words: words.collect() });
    chart
}

/// Only what moves: who comes above, who goes below, and the difference.
fn door_chart(output: &Output) -> ChartSpec {
    let [back, new, lost] = [&output.n_reactivated, &output.n_new, &output.n_lost]
        .map(|values| move |t: usize| f64::from(values[t]));
    let zero = |_: usize| 0.0;
    let layers = vec![
        bars(output, "flow-back", &back, &zero, Tone::Group(2)),
        bars(output, "flow-new", &new, &back, Tone::Accent),
        bars(output, "flow-lost", &|t| -lost(t), &zero, Tone::Bad),
        line(output, "flow-net-change", &|t| output.n_net_change[t] as f64),
    ];
    chart(output, "door", "flow-door-title".into(), "flow-customers", Format::Count, layers)
}

fn money_chart(output: &Output) -> ChartSpec {
    // Refunds can outweigh a period's sales: stack only what is above zero.
    let returning = |t: usize| output.net_returning[t];
    let layers = vec![
        bars(output, "flow-net-returning", &returning, &|_| 0.0, Tone::Grey),
        bars(output, "flow-net-new", &|t| output.net_new[t], &|t| returning(t).max(0.0), Tone::Accent),
    ];
    let format = Format::Money(output.currency.clone());
    chart(output, "money", "flow-money-title".into(), "flow-net", format, layers)
}

fn table(output: &Output) -> TableSpec {
    let counts = |values: &[u32]| Cells::Count(values.iter().map(|&n| Some(f64::from(n))).collect());
    let column = |key: &'static str, label: &'static str, cells: Cells| TableColumn::new(key, label, cells);
    let names = (0..output.axis.n).map(|t| output.axis.name(t)).collect();
    let change = output.n_net_change.iter().map(|&n| Some(n as f64)).collect();
    let mut columns = vec![
        column("period", "flow-period-column", Cells::Message(names)),
        column("n_active", "flow-active", counts(&output.n_active)),
        column("n_new", "flow-new", counts(&output.n_new)),
        column("n_reactivated", "flow-back", counts(&output.n_reactivated)),
        column("n_retained", "flow-kept", counts(&output.n_retained)),
        column("n_lost", "flow-lost", counts(&output.n_lost)),
        column("n_net_change", "flow-net-change", Cells::Count(change)),
        column("n_stock", "flow-stock", counts(&output.n_stock)).with_bar(),
        column("retention_share", "flow-retention-share", Cells::Share(output.retention_share.clone())),
    ];
    if output.has_money {
        let money = |values: &[f64]| {
            Cells::Money(values.iter().copied().map(Some).collect(), output.currency.clone())
        };
        columns.push(column("net_new", "flow-net-new", money(&output.net_new)));
        columns.push(column("net_returning", "flow-net-returning", money(&output.net_returning)));
    }
    TableSpec {
        id: "flow".into(),
        title: "flow-table".into(),
        columns,
        rows: RowKind::CustomerGroups(output.active.clone()),
        is_personal: false,
    }
}
