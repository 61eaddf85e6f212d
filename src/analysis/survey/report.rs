//! What the cell says of a survey.

use super::{Item, Output, Promoters, Quadrant};
use crate::message::{Message, Value};
use crate::order::Arrange;
use crate::report::chart::{Format, Scale};
use crate::report::table::RowKind;
use crate::report::{
    Axis, Cells, ChartSpec, CheckState, Checked, Finding, Layer, Report, Scope, TableColumn, TableSpec, Tone,
};

const N_FOR_SHARES: u32 = 30;

pub(super) fn report(output: &Output) -> Report {
    let mut findings = vec![headline(output)];
    findings.extend(improve_finding(output));
    findings.extend(output.promoters.as_ref().filter(|found| found.n >= N_FOR_SHARES).map(promoters_finding));
    findings.extend(gap_finding(output));
    findings.extend(area_finding(output));
    let mut charts = vec![rating_chart(output, findings[0].message.clone())];
    charts.extend(importance_chart(output));
    charts.extend(area_chart(output));
    let mut tables = vec![items_table(output)];
    if !output.areas.is_empty() {
        tables.push(areas_table(output));
    }
    let mut method: Vec<Message> = vec![
        "survey-method".into(),
        Message::new("survey-method-index")
            .with("min", Value::Number(f64::from(output.scale_min), 0))
            .with("max", Value::Number(f64::from(output.scale_max), 0)),
        "survey-method-importance".into(),
    ];
    if output.alpha.is_some() {
        method.push("survey-method-alpha".into());
    }
    if output.promoters.is_some() {
        method.push("survey-method-promoters".into());
    }
    Report {
        findings,
        base: Some(base(output)),
        charts,
        tables,
        notes: notes(output),
        method,
        checked: checked(output),
    }
}

fn points(share: f64) -> Value {
    Value::Number(share * 100.0, 0)
}

fn headline(output: &Output) -> Finding {
    let is_caution = checked(output).is_some_and(|checked| checked.state == CheckState::DidNotHold);
    let key = match () {
        () if output.n_responses < N_FOR_SHARES => "survey-few",
        () if is_caution => "survey-headline-caution",
        () => "survey-headline",
    };
    let message = Message::new(key)
        .count("n", output.n_responses as usize)
        .with("index", points(output.satisfaction_index))
        .with("low", points(output.index_low.unwrap_or(output.satisfaction_index)))
        .with("high", points(output.index_high.unwrap_or(output.satisfaction_index)))
        .share("top", output.top_two_share)
        .with("second", Value::Number(f64::from(output.scale_max - 1), 0))
        .with("first", Value::Number(f64::from(output.scale_max), 0));
    Finding::new(message)
        .trace("n", "survey-what-responses".into(), Scope::All)
        .trace("index", "survey-what-index".into(), Scope::All)
        .trace("top", "survey-what-top".into(), Scope::All)
}

/// Matters most, rated below the mean.
fn improve_finding(output: &Output) -> Option<Finding> {
    let mut first: Vec<&Item> =
        output.items.iter().filter(|item| item.quadrant == Some(Quadrant::ImproveFirst)).collect();
    first.arrange_by(|a, b| {
        b.importance.unwrap_or(0.0).total_cmp(&a.importance.unwrap_or(0.0)).then_with(|| a.name.cmp(&b.name))
    });
    if first.is_empty() || output.n_responses < N_FOR_SHARES || output.items.len() < 3 {
        return None;
    }
    let names = first.iter().take(3).map(|item| item.name.clone()).collect();
    let message = Message::new("survey-improve").with("items", Value::List(names));
    Some(Finding::new(message).trace("items", "survey-what-improve".into(), Scope::All))
}

fn promoters_finding(found: &Promoters) -> Finding {
    let message = Message::new("survey-promoters")
        .with("score", points(found.score))
        .with("low", points(found.low))
        .with("high", points(found.high))
        .count("up", found.n_promoters as usize)
        .count("down", found.n_detractors as usize)
        .count("n", found.n as usize);
    let formula = Message::new("survey-promoters-formula")
        .count("up", found.n_promoters as usize)
        .count("down", found.n_detractors as usize)
        .count("n", found.n as usize);
    Finding::new(message).trace_formula("score", "survey-what-promoters".into(), formula, Scope::All)
}

/// The item that falls furthest short of what was expected.
fn gap_finding(output: &Output) -> Option<Finding> {
    let widest = output
        .items
        .iter()
        .filter_map(|item| Some((item.gap?, item)))
        .min_by(|a, b| a.0.total_cmp(&b.0).then_with(|| a.1.name.cmp(&b.1.name)))?;
    let (gap, item) = widest;
    if gap >= 0.0 || output.n_responses < N_FOR_SHARES {
        return None;
    }
    let message = Message::new("survey-gap")
        .text("item", &item.name)
        .with("gap", Value::Number(-gap, 1))
        .with("expected", Value::Number(item.expectation?, 1));
    Some(Finding::new(message).trace("gap", "survey-what-gap".into(), Scope::All))
}

fn area_finding(output: &Output) -> Option<Finding> {
    let weakest = output
        .areas
        .iter()
        .min_by(|a, b| a.share_of_full.total_cmp(&b.share_of_full).then_with(|| a.name.cmp(&b.name)))?;
    let message = Message::new("survey-area")
        .text("area", &weakest.name)
        .share("share", weakest.share_of_full.clamp(0.0, 1.0));
    Some(Finding::new(message).trace("share", "survey-what-area".into(), Scope::All))
}

fn base(output: &Output) -> Message {
    Message::new("survey-base")
        .count("n", output.n_responses as usize)
        .count("items", output.items.len())
        .with("min", Value::Number(f64::from(output.scale_min), 0))
        .with("max", Value::Number(f64::from(output.scale_max), 0))
}

/// Whether the items measure one thing, so that an index of them means something.
fn checked(output: &Output) -> Option<Checked> {
    let alpha = output.alpha.filter(|_| output.n_complete >= N_FOR_SHARES)?;
    let (state, key) = match alpha {
        a if a >= 0.7 => (CheckState::Held, "survey-checked-held"),
        a if a >= 0.6 => (CheckState::Weak, "survey-checked-weak"),
        _ => (CheckState::DidNotHold, "survey-checked-not"),
    };
    Some(Checked { state, message: Message::new(key).with("alpha", Value::Number(alpha, 2)) })
}

fn notes(output: &Output) -> Vec<Message> {
    let mut notes = Vec::new();
    if output.n_off_scale > 0 {
        notes.push(Message::new("survey-off-scale").count("n", output.n_off_scale as usize));
    }
    if output.n_complete < output.n_responses {
        notes.push(
            Message::new("survey-incomplete")
                .count("n", (output.n_responses - output.n_complete) as usize)
                .count("all", output.n_responses as usize),
        );
    }
    let reverse: Vec<String> = output
        .items
        .iter()
        .filter(|item| item.importance.is_some_and(|importance| importance < 0.0))
        .map(|item| item.name.clone())
        .collect();
    if !reverse.is_empty() {
        notes.push(Message::new("survey-reverse").with("items", Value::List(reverse)));
    }
    notes
}

/// Top-two-box share of every item with its interval, the weakest on top.
fn rating_chart(output: &Output, title: Message) -> ChartSpec {
    let mut items: Vec<&Item> = output.items.iter().filter(|item| item.n > 0).collect();
    items.arrange_by(|a, b| {
        let share = |item: &Item| item.top_two_share.unwrap_or(0.0);
        share(a).total_cmp(&share(b)).then_with(|| a.name.cmp(&b.name))
    });
    let at: Vec<f64> = (0..items.len()).map(|i| i as f64).collect();
    ChartSpec {
        id: "items".into(),
        title,
        subtitle: "survey-items-subtitle".into(),
        description: Message::new("survey-items-description").count("n", items.len()),
        x: Axis { label: "survey-top-two".into(), format: Format::Share, ..Axis::default() },
        y: Axis {
            scale: Scale::Band(items.iter().map(|item| named(&item.name)).collect()),
            ..Axis::default()
        },
        layers: vec![
            Layer::Bars {
                name: "survey-top-two".into(),
                at: at.clone(),
                value: items.iter().map(|item| item.top_two_share).collect(),
                base: Vec::new(),
                tone: Tone::Accent,
            },
            Layer::Intervals {
                at,
                low: items.iter().map(|item| item.low).collect(),
                high: items.iter().map(|item| item.high).collect(),
                tone: Tone::Grey,
            },
        ],
        ..ChartSpec::default()
    }
}

fn named(name: &str) -> Message {
    Message::new("survey-item").text("name", name)
}

/// Importance against rating, cut at the means.
fn importance_chart(output: &Output) -> Option<ChartSpec> {
    let known: Vec<(f64, f64, &Item)> =
        output.items.iter().filter_map(|item| Some((item.mean?, item.importance?, item))).collect();
    if known.len() < 3 {
        return None;
    }
    let n = known.len() as f64;
    let mean = |value: &dyn Fn(&(f64, f64, &Item)) -> f64| known.iter().map(value).sum::<f64>() / n;
    Some(ChartSpec {
        id: "importance".into(),
        title: improve_finding(output).map_or("survey-importance-title".into(), |finding| finding.message),
        subtitle: "survey-importance-subtitle".into(),
        description: Message::new("survey-importance-description").count("n", known.len()),
        x: Axis { label: "survey-mean".into(), format: Format::Number, ..Axis::default() },
        y: Axis { label: "survey-importance".into(), format: Format::Number, ..Axis::default() },
        layers: vec![
            Layer::RuleX { at: mean(&|item| item.0), label: Message::default(), tone: Tone::Grey },
            Layer::RuleY { at: mean(&|item| item.1), label: Message::default(), tone: Tone::Grey },
            Layer::points(
                "survey-importance",
                known.iter().map(|item| item.0).collect(),
                known.iter().map(|item| item.1).collect(),
            )
            .labelled(known.iter().map(|item| item.2.name.clone()).collect()),
        ],
        ..ChartSpec::default()
    })
}

/// Each area's part of its full score, the weakest on top.
fn area_chart(output: &Output) -> Option<ChartSpec> {
    let mut areas: Vec<_> = output.areas.iter().collect();
    areas.arrange_by(|a, b| a.share_of_full.total_cmp(&b.share_of_full).then_with(|| a.name.cmp(&b.name)));
    (!areas.is_empty()).then(|| ChartSpec {
        id: "areas".into(),
        title: area_finding(output).map_or_else(Message::default, |finding| finding.message),
        subtitle: "survey-areas-subtitle".into(),
        description: Message::new("survey-areas-description").count("n", areas.len()),
        x: Axis {
            label: "survey-full".into(),
            format: Format::Share,
            range: Some((0.0, 1.0)),
            ..Axis::default()
        },
        y: Axis {
            scale: Scale::Band(areas.iter().map(|area| named(&area.name)).collect()),
            ..Axis::default()
        },
        layers: vec![Layer::Bars {
            name: "survey-full".into(),
            at: (0..areas.len()).map(|i| i as f64).collect(),
            value: areas.iter().map(|area| Some(area.share_of_full)).collect(),
            base: Vec::new(),
            tone: Tone::Accent,
        }],
        ..ChartSpec::default()
    })
}

fn items_table(output: &Output) -> TableSpec {
    let items = &output.items;
    let numbers =
        |value: &dyn Fn(&Item) -> Option<f64>| items.iter().map(value).collect::<Vec<Option<f64>>>();
    let quadrant = |item: &Item| {
        Message::new(match item.quadrant {
            Some(Quadrant::ImproveFirst) => "survey-improve-first",
            Some(Quadrant::KeepUp) => "survey-keep-up",
            Some(Quadrant::LowPriority) => "survey-low-priority",
            Some(Quadrant::MoreThanNeeded) => "survey-more-than-needed",
            None => "survey-unknown",
        })
    };
    let column = |key: &'static str, label: &'static str, cells: Cells| TableColumn::new(key, label, cells);
    let mut columns = vec![
        column(
            "item",
            "survey-item-column",
            Cells::Text(items.iter().map(|item| item.name.clone()).collect()),
        ),
        column("n", "survey-n", Cells::Count(numbers(&|item| Some(f64::from(item.n))))),
        column("mean", "survey-mean", Cells::Number(numbers(&|item| item.mean), 2)),
        column(
            "standard_deviation",
            "survey-deviation",
            Cells::Number(numbers(&|item| item.standard_deviation), 2),
        ),
        column("top_two_share", "survey-top-two", Cells::Share(numbers(&|item| item.top_two_share)))
            .with_bar(),
        column("importance", "survey-importance", Cells::Number(numbers(&|item| item.importance), 2)),
        column("quadrant", "survey-quadrant", Cells::Message(items.iter().map(quadrant).collect())),
        column("weight", "survey-weight", Cells::Number(numbers(&|item| Some(item.weight)), 2)),
        column(
            "alpha_without",
            "survey-alpha-without",
            Cells::Number(numbers(&|item| item.alpha_without), 2),
        ),
    ];
    if items.iter().any(|item| item.gap.is_some()) {
        columns.push(column(
            "expectation",
            "survey-expectation",
            Cells::Number(numbers(&|item| item.expectation), 2),
        ));
        columns.push(column("gap", "survey-gap-column", Cells::Number(numbers(&|item| item.gap), 2)));
    }
    TableSpec {
        id: "items".into(),
        title: "survey-items-table".into(),
        columns,
        rows: RowKind::Plain,
        is_personal: false,
    }
}

fn areas_table(output: &Output) -> TableSpec {
    let areas = &output.areas;
    let share = areas.iter().map(|area| Some(area.share_of_full)).collect();
    let n_items = areas.iter().map(|area| Some(f64::from(area.n_items))).collect();
    let names = areas.iter().map(|area| area.name.clone()).collect();
    TableSpec {
        id: "areas".into(),
        title: "survey-areas-table".into(),
        columns: vec![
            TableColumn::new("area", "survey-area-column", Cells::Text(names)),
            TableColumn::new("n_items", "survey-n-items", Cells::Count(n_items)),
            TableColumn::new("share_of_full", "survey-full", Cells::Share(share)).with_bar(),
        ],
        rows: RowKind::Plain,
        is_personal: false,
    }
}
