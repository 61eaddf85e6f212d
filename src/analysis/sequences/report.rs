//! What the cell says of sequences.

use super::timing::MAX_SENTENCES;
use super::{Output, Sequence};
use crate::message::{Message, Value};
use crate::report::chart::{Details, Format, Scale};
use crate::report::table::RowKind;
use crate::report::{
    Axis, Cells, ChartSpec, CheckState, Checked, Finding, Layer, Report, Scope, TableColumn, TableSpec, Tone,
};
use crate::stats::share;

/// Rows of the timing picture.
const MAX_DRAWN: usize = 12;
/// Rows of the table: what nobody reads is not sent to the page.
const MAX_ROWS: usize = 2000;

pub(super) fn report(output: &Output) -> Report {
    let mut findings = Vec::new();
    for &i in output.next.iter().take(MAX_SENTENCES) {
        findings.extend(next_finding(output, &output.patterns[i as usize]));
    }
    findings.extend(output.again.first().and_then(|&i| again_finding(output, &output.patterns[i as usize])));
    if output.next.is_empty() {
        let message = Message::new("sequences-no-order").count("n", output.n_tested as usize);
        findings.push(Finding::new(message));
    }
    let charts = timing_chart(output, findings.first().map(|finding| finding.message.clone()));
    Report {
        findings,
        base: Some(base(output)),
        charts: charts.into_iter().collect(),
        tables: vec![sequences_table(output)],
        notes: notes(output),
        method: vec![
            "sequences-method".into(),
            "sequences-method-order".into(),
            "sequences-method-source".into(),
        ],
        checked: checked(output),
    }
}

fn labels(set: &[String]) -> Value {
    match set {
        [one] => Value::Text(one.clone()),
        many => Value::List(many.to_vec()),
    }
}

fn is_caution(output: &Output) -> bool {
    checked(output).is_some_and(|checked| checked.state == CheckState::DidNotHold)
}

fn next_finding(output: &Output, sequence: &Sequence) -> Option<Finding> {
    let key = if is_caution(output) { "sequences-next-caution" } else { "sequences-next" };
    finding(key, sequence)
}

fn again_finding(output: &Output, sequence: &Sequence) -> Option<Finding> {
    let is_weak = output.next.is_empty() && is_caution(output);
    finding(if is_weak { "sequences-again-caution" } else { "sequences-again" }, sequence)
}

fn finding(key: &'static str, sequence: &Sequence) -> Option<Finding> {
    let [a, b] = sequence.elements.as_slice() else { return None };
    let (timing, n_prefix) = (sequence.timing?, sequence.n_prefix?);
    let [first, last] = sequence.customers.clone()?.map(Scope::Customers);
    let message = Message::new(key)
        .with("a", labels(a))
        .with("b", labels(b))
        .count("n", n_prefix as usize)
        .count("k", sequence.n_customers as usize)
        .share("share", sequence.confidence?)
        .with("median", Value::Duration(timing.median_days))
        .with("low", Value::Duration(timing.quartile_low))
        .with("high", Value::Duration(timing.quartile_high));
    let (low, high) = share::wilson(sequence.n_customers, n_prefix);
    let formula = Message::new("sequences-formula")
        .count("part", sequence.n_customers as usize)
        .count("whole", n_prefix as usize)
        .share("low", low)
        .share("high", high);
    let span = Message::new("sequences-formula-median")
        .with("low", Value::Duration(timing.median_low))
        .with("high", Value::Duration(timing.median_high))
        .count("n", timing.n as usize);
    Some(
        Finding::new(message)
            .trace("n", "sequences-what-first".into(), first)
            .trace_formula("share", "sequences-what-share".into(), formula, last.clone())
            .trace_formula("median", "sequences-what-median".into(), span, last),
    )
}

fn base(output: &Output) -> Message {
    let key = if output.max_gap_days.is_some() { "sequences-base-gap" } else { "sequences-base" };
    Message::new(key)
        .count("n", output.n_customers as usize)
        .count("returning", output.n_returning as usize)
        .count("days", output.n_days as usize)
        .count("min", output.min_count as usize)
        .count("gap", output.max_gap_days.unwrap_or(0) as usize)
        .with("from", Value::Day(output.first_day))
        .with("to", Value::Day(output.last_day))
}

/// The headline in every second customer, and in the others.
fn checked(output: &Output) -> Option<Checked> {
    let [first, second] = output.halves?;
    if first.n_prefix.min(second.n_prefix) < 30 {
        return None;
    }
    let share = |half: super::Half| f64::from(half.n) / f64::from(half.n_prefix);
    let (first, second) = (share(first), share(second));
    let (state, key) = match (first - second).abs() {
        d if d <= 0.05 => (CheckState::Held, "sequences-checked-held"),
        d if d <= 0.1 => (CheckState::Weak, "sequences-checked-weak"),
        _ => (CheckState::DidNotHold, "sequences-checked-not"),
    };
    Some(Checked { state, message: Message::new(key).share("first", first).share("second", second) })
}

fn notes(output: &Output) -> Vec<Message> {
    let mut notes = Vec::new();
    if output.stopped_by.is_some() {
        notes.push(
            Message::new("sequences-stopped")
                .count("n", output.n_patterns as usize)
                .count("min", output.min_count as usize),
        );
    }
    if output.n_sequences == 0 {
        notes.push(Message::new("sequences-none").count("min", output.min_count as usize));
    }
    if output.n_sequences as usize > MAX_ROWS {
        notes.push(
            Message::new("sequences-rows").count("n", MAX_ROWS).count("all", output.n_sequences as usize),
        );
    }
    notes.push("sequences-active".into());
    notes
}

/// A sequence in one line: "tea → milk + sugar".
fn line_of(sequence: &Sequence) -> Message {
    let steps: Vec<String> = sequence.elements.iter().map(|set| set.join(" + ")).collect();
    Message::new("sequences-line").text("steps", steps.join(" → "))
}

/// Median and quartiles of the waiting time: what follows, then what is bought again.
fn timing_chart(output: &Output, title: Option<Message>) -> Option<ChartSpec> {
    let mut drawn: Vec<&Sequence> =
        output.next.iter().take(MAX_DRAWN / 2).map(|&i| &output.patterns[i as usize]).collect();
    let n_again = MAX_DRAWN - drawn.len();
    drawn.extend(output.again.iter().take(n_again).map(|&i| &output.patterns[i as usize]));
    drawn.retain(|sequence| sequence.timing.is_some());
    if drawn.is_empty() {
        return None;
    }
    let timings: Vec<_> = drawn.iter().filter_map(|sequence| sequence.timing).collect();
    let at: Vec<f64> = (0..drawn.len()).map(|i| i as f64).collect();
    let details = drawn.iter().zip(&timings).map(|(sequence, timing)| {
        Message::new("sequences-detail")
            .with("line", line_of(sequence).into())
            .count("n", sequence.n_customers as usize)
            .with("median", Value::Duration(timing.median_days))
            .with("low", Value::Duration(timing.quartile_low))
            .with("high", Value::Duration(timing.quartile_high))
    });
    Some(ChartSpec {
        id: "timing".into(),
        title: title.unwrap_or_default(),
        subtitle: "sequences-timing-subtitle".into(),
        description: Message::new("sequences-timing-description").count("n", drawn.len()),
        x: Axis { label: "sequences-gap".into(), format: Format::Duration, ..Axis::default() },
        y: Axis {
            scale: Scale::Band(drawn.iter().map(|sequence| line_of(sequence)).collect()),
            ..Axis::default()
        },
        layers: vec![
            Layer::Intervals {
                at: at.clone(),
                low: timings.iter().map(|timing| timing.quartile_low).collect(),
                high: timings.iter().map(|timing| timing.quartile_high).collect(),
                tone: Tone::Grey,
            },
            Layer::points("sequences-median", timings.iter().map(|timing| timing.median_days).collect(), at),
        ],
        details: vec![Details { layer: 1, words: details.collect() }],
        ..ChartSpec::default()
    })
}

fn sequences_table(output: &Output) -> TableSpec {
    let rows: Vec<&Sequence> =
        output.patterns.iter().filter(|pattern| pattern.elements.len() > 1).take(MAX_ROWS).collect();
    let number = |value: &dyn Fn(&Sequence) -> Option<f64>| rows.iter().map(|row| value(row)).collect();
    let column = |key: &'static str, label: &'static str, cells: Cells| TableColumn::new(key, label, cells);
    let set = |step: &dyn Fn(&Sequence) -> Vec<String>| {
        Cells::Text(rows.iter().map(|row| step(row).join(" → ")).collect())
    };
    let joined = |sets: &[Vec<String>]| sets.iter().map(|set| set.join(" + ")).collect::<Vec<_>>();
    let first = |row: &Sequence| joined(&row.elements[..row.elements.len() - 1]);
    let last = |row: &Sequence| joined(&row.elements[row.elements.len() - 1..]);
    TableSpec {
        id: "sequences".into(),
        title: "sequences-table".into(),
        columns: vec![
            column("first", "sequences-first", set(&first)),
            column("next", "sequences-then", set(&last)),
            column(
                "n_customers",
                "sequences-customers",
                Cells::Count(number(&|row| Some(f64::from(row.n_customers)))),
            )
            .with_bar(),
            column("n_prefix", "sequences-prefix", Cells::Count(number(&|row| row.n_prefix.map(f64::from)))),
            column("confidence", "sequences-confidence", Cells::Share(number(&|row| row.confidence)))
                .with_bar(),
            column("lift", "sequences-lift", Cells::Number(number(&|row| row.lift), 2)),
            column(
                "median_days",
                "sequences-median",
                Cells::Duration(number(&|row| row.timing.map(|timing| timing.median_days))),
            )
            .with_bar(),
            column(
                "quartile_low",
                "sequences-quartile-low",
                Cells::Duration(number(&|row| row.timing.map(|timing| timing.quartile_low))),
            ),
            column(
                "quartile_high",
                "sequences-quartile-high",
                Cells::Duration(number(&|row| row.timing.map(|timing| timing.quartile_high))),
            ),
            column(
                "n_only_reverse",
                "sequences-reverse",
                Cells::Count(number(&|row| {
                    row.direction.map(|direction| f64::from(direction.n_only_reverse + direction.n_both))
                })),
            ),
        ],
        rows: RowKind::Plain,
        is_personal: false,
    }
}
