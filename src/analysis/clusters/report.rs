//! What the cell says of groups, or of there being none.

use super::choose::{STABLE, Verdict};
use super::{Algorithm, Output, charts, tables};
use crate::analysis::Inputs;
use crate::message::{Message, Value};
use crate::report::{CheckState, Checked, Finding, Report, Scope};

/// The gate of sentences about customers, and about rows of a table.
const N_CUSTOMERS: u32 = 200;
const N_ROWS: u32 = 30;
const REPEAT_SHARE: f64 = 0.1;

pub(super) fn report(output: &Output, inputs: &Inputs) -> Report {
    let mut findings = Vec::new();
    if is_thin(output) {
        findings.push(thin(output));
    } else {
        findings.push(headline(output));
        findings.extend(richest(output));
        findings.extend(follows(output));
    }
    Report {
        findings,
        base: Some(base(output)),
        charts: charts::charts(output),
        tables: tables::tables(output, inputs),
        notes: notes(output),
        method: method(output),
        checked: checked(output).filter(|_| !is_thin(output)),
    }
}

fn is_thin(output: &Output) -> bool {
    if output.is_of_customers {
        output.n_rows < N_CUSTOMERS || output.repeat_share.is_some_and(|share| share < REPEAT_SHARE)
    } else {
        output.n_rows < N_ROWS
    }
}

fn thin(output: &Output) -> Finding {
    if !output.is_of_customers {
        let message = Message::new("clusters-thin-rows").count("n", output.n_rows as usize);
        return Finding::new(message.count("need", N_ROWS as usize));
    }
    let repeat = output.repeat_share.unwrap_or(0.0) * f64::from(output.n_rows);
    Finding::new(
        Message::new("clusters-thin")
            .count("n", output.n_rows as usize)
            .count("repeat", repeat.round() as usize)
            .count("need", N_CUSTOMERS as usize)
            .share("share", REPEAT_SHARE),
    )
}

pub(super) fn noun(output: &Output, key: &str) -> String {
    if output.is_of_customers { key.to_owned() } else { format!("{key}-rows") }
}

fn headline(output: &Output) -> Finding {
    let verdict = match (output.is_frozen, output.verdict) {
        (true, _) => "clusters-headline-frozen",
        (_, Verdict::Clear) => "clusters-headline-clear",
        (_, Verdict::Weak) => "clusters-headline-weak",
        (_, Verdict::None) => "clusters-headline-none",
    };
    let mut message =
        Message::new(noun(output, verdict)).count("n", output.n_rows as usize).count("k", output.k as usize);
    if let Some(group) = output.groups.first() {
        message = message
            .with("name", group.name.clone().into())
            .count("largest", group.n_rows as usize)
            .share("share", group.share);
    }
    let finding = Finding::new(message);
    let scope = members(output, 0);
    match output.groups.first() {
        Some(group) if output.verdict != Verdict::None || output.is_frozen => {
            let formula = Message::new("clusters-formula")
                .with("part", Value::Count(f64::from(group.n_rows)))
                .with("whole", Value::Count(f64::from(output.n_rows)));
            finding.trace("largest", "clusters-what-group".into(), scope.clone()).trace_formula(
                "share",
                "clusters-what-share".into(),
                formula,
                scope,
            )
        }
        _ => finding.trace("n", Message::new(noun(output, "clusters-what-all")), Scope::All),
    }
}

/// Positions of a group in the ledger; everything for tables, whose rows have no scope of their own.
fn members(output: &Output, label: u32) -> Scope {
    if !output.is_of_customers {
        return Scope::All;
    }
    Scope::Customers(group_members(output, label))
}

pub(super) fn group_members(output: &Output, label: u32) -> Vec<u32> {
    let rows = output.labels.labels.iter().zip(&output.labels.customers);
    let inside = rows.filter(|(own, _)| own.map(u32::from) == Some(label));
    let mut customers: Vec<u32> = inside.map(|(_, &customer)| customer).collect();
    customers.sort_unstable();
    customers
}

/// The group with the most money, where it is not simply its size.
fn richest(output: &Output) -> Option<Finding> {
    if output.verdict == Verdict::None && !output.is_frozen {
        return None;
    }
    let with_money = output.groups.iter().filter(|group| group.monetary_share.is_some());
    let group = with_money.max_by(|a, b| a.monetary.unwrap_or(0.0).total_cmp(&b.monetary.unwrap_or(0.0)))?;
    let share = group.monetary_share.filter(|share| (0.0..=1.0).contains(share))?;
    let scope = members(output, group.label);
    Some(
        Finding::new(
            Message::new("clusters-richest")
                .with("name", group.name.clone().into())
                .count("n", group.n_rows as usize)
                .share("share", group.share)
                .share("money", share),
        )
        .trace("n", "clusters-what-group".into(), scope.clone())
        .trace("money", "clusters-what-money".into(), scope),
    )
}

/// How far simple rules tell the groups.
fn follows(output: &Output) -> Option<Finding> {
    if output.verdict == Verdict::None && !output.is_frozen {
        return None;
    }
    (output.k > 1 && output.n_rows >= N_ROWS).then(|| {
        Finding::new(
            Message::new(noun(output, "clusters-fidelity"))
                .count("rules", output.tree.rules.len())
                .share("share", output.tree.fidelity),
        )
        .trace("share", "clusters-what-fidelity".into(), Scope::All)
    })
}

pub(super) fn base(output: &Output) -> Message {
    let columns = Value::Count(output.model.features.len() as f64);
    match (output.first_day, output.last_day) {
        (Some(first), Some(last)) => Message::new("clusters-base")
            .count("n", output.n_rows as usize)
            .with("columns", columns)
            .with("from", Value::Day(first))
            .with("to", Value::Day(last)),
        _ => Message::new("clusters-base-rows").count("n", output.n_rows as usize).with("columns", columns),
    }
}

fn chosen(output: &Output) -> Option<&super::Indices> {
    output.indices.iter().find(|indices| indices.k == output.k)
}

fn checked(output: &Output) -> Option<Checked> {
    let ari = chosen(output)?.stability_ari?;
    let (state, key) = match ari {
        ari if ari >= STABLE => (CheckState::Held, "clusters-checked-held"),
        ari if ari >= 0.6 => (CheckState::Weak, "clusters-checked-weak"),
        _ => (CheckState::DidNotHold, "clusters-checked-not"),
    };
    Some(Checked {
        state,
        message: Message::new(key)
            .with("ari", Value::Number(ari, 2))
            .count("n", output.bootstraps as usize)
            .count("k", output.k as usize),
    })
}

fn notes(output: &Output) -> Vec<Message> {
    let mut notes = output.notes.clone();
    if let Some(excess) = chosen(output).and_then(|indices| indices.excess_silhouette) {
        notes.push(
            Message::new("clusters-note-excess")
                .with("excess", Value::Number(excess, 3))
                .count("nulls", output.nulls as usize),
        );
    }
    let outside = output.labels.labels.iter().filter(|label| label.is_none()).count();
    if outside > 0 {
        notes.push(Message::new("clusters-note-outside").count("n", outside));
    }
    if output.n_sample_rows > 0 && output.n_sample_rows < output.n_rows {
        let key = match output.algorithm {
            Algorithm::KMeans => "clusters-note-sample",
            _ => "clusters-note-sample-fit",
        };
        notes.push(Message::new(key).count("n", output.n_sample_rows as usize));
    }
    for group in output.groups.iter().filter(|group| group.n_rows < 30 && output.n_rows >= 300) {
        notes.push(
            Message::new("clusters-note-small")
                .with("name", group.name.clone().into())
                .count("n", group.n_rows as usize),
        );
    }
    notes
}

fn method(output: &Output) -> Vec<Message> {
    let key = match output.algorithm {
        Algorithm::Gower => "clusters-method-gower",
        Algorithm::Ward => "clusters-method-ward",
        Algorithm::Density => "clusters-method-density",
        _ => "clusters-method-kmeans",
    };
    vec![key.into(), "clusters-method-verdict".into(), "clusters-method-names".into()]
}

pub(super) fn names(output: &Output) -> Vec<Message> {
    output.groups.iter().map(|group| group.name.clone()).collect()
}

pub(super) fn title(output: &Output) -> Message {
    if is_thin(output) { thin(output).message } else { headline(output).message }
}
