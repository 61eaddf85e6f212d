//! What the cell says of concentration.

use super::{Output, Point, Profit, Top};
use crate::analysis::Inputs;
use crate::message::{Message, Value};
use crate::report::chart::Format;
use crate::report::table::RowKind;
use crate::report::{
    Axis, Cells, ChartSpec, CheckState, Checked, Finding, Layer, Report, Scope, TableColumn, TableSpec, Tone,
};

/// Below this the shares of a few people stand for themselves: counts instead of percentages.
const N_FOR_SHARES: u32 = 100;

pub(super) fn report(output: &Output, inputs: &Inputs) -> Report {
    let mut findings = vec![headline(output)];
    findings.extend(largest(output));
    findings.extend(half(output));
    findings.extend(output.profit.as_ref().map(whale_finding));
    let mut charts = vec![cumulative_chart(output), lorenz_chart(output)];
    charts.extend(output.profit.as_ref().map(|profit| whale_chart(profit, output)));
    Report {
        findings,
        base: Some(base(output)),
        charts,
        tables: vec![pareto_table(output), customers_table(output, inputs)],
        notes: notes(output),
        method: vec!["concentration-method".into(), "concentration-method-gini".into()],
        checked: checked(output),
    }
}

fn money(output: &Output, amount: f64) -> Value {
    Value::Money(amount, output.currency.clone())
}

fn top_scope(output: &Output, n: u32) -> Scope {
    let mut customers = output.ranking[..n as usize].to_vec();
    customers.sort_unstable();
    Scope::Customers(customers)
}

fn headline(output: &Output) -> Finding {
    let top = &output.headline;
    if output.n_customers < N_FOR_SHARES {
        let n = 3;
        let net: f64 = output.ranking[..3].iter().map(|&c| output.net[c as usize]).sum();
        let message = Message::new("concentration-headline-few")
            .count("n", n)
            .count("all", output.n_customers as usize)
            .with("net", money(output, net))
            .with("total", money(output, output.net_of_customers));
        return Finding::new(message)
            .trace("net", "concentration-what-largest".into(), top_scope(output, 3))
            .trace("total", "concentration-what-total".into(), Scope::All);
    }
    let held = checked(output).is_none_or(|checked| checked.state != CheckState::DidNotHold);
    let key = if held { "concentration-headline" } else { "concentration-headline-caution" };
    let message = Message::new(key)
        .share("top", top.customer_share)
        .count("n", top.n_customers as usize)
        .share("share", top.net_share);
    Finding::new(message)
        .trace("n", "concentration-what-top".into(), top_scope(output, top.n_customers))
        .trace_formula(
            "share",
            what_share(output, top),
            formula(output, top),
            top_scope(output, top.n_customers),
        )
}

/// What the share is, with the second reading where it differs by more than two points.
fn what_share(output: &Output, top: &Top) -> Message {
    match second_reading(top) {
        Some(share) => Message::new("concentration-what-share-all")
            .share("share", share)
            .with("all", money(output, output.net_of_all)),
        None => Message::new("concentration-what-share"),
    }
}

fn second_reading(top: &Top) -> Option<f64> {
    top.share_of_all.filter(|share| (share - top.net_share).abs() > 0.02)
}

fn formula(output: &Output, top: &Top) -> Message {
    Message::new("concentration-formula")
        .with("part", money(output, top.net))
        .with("whole", money(output, output.net_of_customers))
}

/// One customer who carries the shop is worth a sentence of its own.
fn largest(output: &Output) -> Option<Finding> {
    let first = *output.ranking.first()?;
    let net = output.net[first as usize];
    (output.largest_share >= 0.1).then(|| {
        let formula = Message::new("concentration-formula")
            .with("part", money(output, net))
            .with("whole", money(output, output.net_of_customers));
        Finding::new(
            Message::new("concentration-largest")
                .share("share", output.largest_share.min(1.0))
                .with("net", money(output, net)),
        )
        .trace_formula("share", "concentration-what-one".into(), formula, top_scope(output, 1))
        .trace("net", "concentration-what-one".into(), top_scope(output, 1))
    })
}

fn half(output: &Output) -> Option<Finding> {
    (output.n_customers >= N_FOR_SHARES).then(|| {
        Finding::new(
            Message::new("concentration-half")
                .count("n", output.n_for_half as usize)
                .count("all", output.n_customers as usize),
        )
        .trace("n", "concentration-what-half".into(), top_scope(output, output.n_for_half))
        .trace("all", "concentration-what-customers".into(), Scope::All)
    })
}

fn whale_finding(profit: &Profit) -> Finding {
    Finding::new(
        Message::new("concentration-whale")
            .share("customers", profit.peak.customer_share)
            .with("times", Value::Number(profit.peak.net_share * 100.0, 0))
            .count("n", profit.n_unprofitable as usize)
            .text("column", &profit.name),
    )
}

fn base(output: &Output) -> Message {
    Message::new("concentration-base")
        .count("n", output.n_customers as usize)
        .with("net", money(output, output.net_of_customers))
        .with("from", Value::Day(output.first_day))
        .with("to", Value::Day(output.last_day))
}

fn checked(output: &Output) -> Option<Checked> {
    let (Some(first), Some(second)) =
        (output.halves.first().copied().flatten(), output.halves.get(1).copied().flatten())
    else {
        return None;
    };
    if output.n_customers < N_FOR_SHARES {
        return None;
    }
    let difference = (first - second).abs();
    let (state, key) = match difference {
        d if d <= 0.05 => (CheckState::Held, "concentration-checked-held"),
        d if d <= 0.1 => (CheckState::Weak, "concentration-checked-weak"),
        _ => (CheckState::DidNotHold, "concentration-checked-not"),
    };
    let message = Message::new(key)
        .share("top", output.headline.customer_share)
        .share("first", first.clamp(0.0, 1.0))
        .share("second", second.clamp(0.0, 1.0));
    Some(Checked { state, message })
}

fn notes(output: &Output) -> Vec<Message> {
    let mut notes = Vec::new();
    if output.n_customers >= N_FOR_SHARES
        && let Some(share) = second_reading(&output.headline)
    {
        notes.push(Message::new("concentration-of-all").share("share", share));
    } else if output.net_of_all > 0.0 && output.net_of_customers / output.net_of_all < 0.98 {
        notes.push(
            Message::new("concentration-unknown")
                .share("share", (1.0 - output.net_of_customers / output.net_of_all).clamp(0.0, 1.0)),
        );
    }
    let peak = output.cumulative.iter().map(|point| point.net_share).fold(1.0, f64::max);
    // Only when it is seen to: the sentence gives one decimal.
    if peak > 1.000_5 {
        notes.push(
            Message::new("concentration-above")
                .count("n", output.n_without_sales as usize)
                .with("peak", Value::Number(peak * 100.0, 1)),
        );
    } else if output.n_without_sales > 0 {
        notes.push(Message::new("concentration-zero").count("n", output.n_without_sales as usize));
    }
    if output.n_customers < N_FOR_SHARES {
        notes.push(
            Message::new("concentration-few")
                .count("n", output.n_customers as usize)
                .count("need", N_FOR_SHARES as usize),
        );
    }
    notes
}

fn xy(points: &[Point]) -> (Vec<f64>, Vec<Option<f64>>) {
    (
        points.iter().map(|point| point.customer_share).collect(),
        points.iter().map(|point| Some(point.net_share)).collect(),
    )
}

fn diagonal() -> Layer {
    Layer::Line {
        name: "concentration-equal".into(),
        x: vec![0.0, 1.0],
        y: vec![Some(0.0), Some(1.0)],
        tone: Tone::Grey,
        is_dashed: true,
    }
}

fn share_chart(output: &Output, id: &str, points: &[Point], y: &'static str) -> ChartSpec {
    let (x, values) = xy(points);
    let axis = |label: Message| Axis { label, format: Format::Share, ..Axis::default() };
    ChartSpec {
        id: id.into(),
        title: headline(output).message,
        subtitle: base(output),
        description: Message::new(format!("concentration-chart-{id}"))
            .count("n", output.n_customers as usize),
        x: Axis { range: Some((0.0, 1.0)), ..axis(Message::new(format!("concentration-x-{id}"))) },
        y: axis(y.into()),
        layers: vec![
            diagonal(),
            Layer::Line { name: Message::default(), x, y: values, tone: Tone::Accent, is_dashed: false },
        ],
        aspect: 0.6,
        ..ChartSpec::default()
    }
}

fn cumulative_chart(output: &Output) -> ChartSpec {
    let mut chart = share_chart(output, "cumulative", &output.cumulative, "concentration-net-share");
    let top = &output.headline;
    let (x, y) = (f64::from(top.n_customers) / f64::from(output.n_customers), top.net_share);
    chart.layers.push(Layer::Note {
        x,
        y,
        label: Message::new("concentration-note")
            .count("n", top.n_customers as usize)
            .share("share", y.clamp(0.0, 1.0)),
    });
    chart
}

fn lorenz_chart(output: &Output) -> ChartSpec {
    let mut chart = share_chart(output, "lorenz", &output.lorenz, "concentration-net-share");
    chart.title = Message::new("concentration-gini").with("gini", Value::Number(output.gini, 2));
    chart
}

fn whale_chart(profit: &Profit, output: &Output) -> ChartSpec {
    let mut chart = share_chart(output, "whale", &profit.curve, "concentration-profit-share");
    chart.title = whale_finding(profit).message;
    chart.description = Message::new("concentration-chart-whale").count("n", profit.n_customers as usize);
    chart.layers.push(Layer::RuleY { at: 1.0, label: "concentration-whole".into(), tone: Tone::Grey });
    chart
}

fn pareto_table(output: &Output) -> TableSpec {
    let deciles = &output.deciles;
    let currency = &output.currency;
    let mut groups = Vec::new();
    let mut start = 0;
    for decile in deciles {
        let end = start + decile.n_customers as usize;
        groups.push(output.ranking[start..end].to_vec());
        start = end;
    }
    let labels = (1..=deciles.len()).map(|i| Message::new("concentration-decile").count("i", i)).collect();
    let money = |values: Vec<f64>| Cells::Money(values.into_iter().map(Some).collect(), currency.clone());
    let shares = |values: Vec<f64>| Cells::Share(values.into_iter().map(Some).collect());
    let of = |value: fn(&super::Decile) -> f64| deciles.iter().map(value).collect::<Vec<f64>>();
    TableSpec {
        id: "pareto".into(),
        title: "concentration-table".into(),
        columns: vec![
            TableColumn::new("group", "concentration-group", Cells::Message(labels)),
            TableColumn::new(
                "n_customers",
                "concentration-customers",
                Cells::Count(deciles.iter().map(|d| Some(f64::from(d.n_customers))).collect()),
            ),
            TableColumn::new("net", "concentration-net", money(of(|d| d.net))).with_bar(),
            TableColumn::new("net_share", "concentration-net-share", shares(of(|d| d.net_share))),
            TableColumn::new(
                "cumulative_share",
                "concentration-cumulative",
                shares(of(|d| d.cumulative_share)),
            ),
            TableColumn::new("average", "concentration-average", money(of(|d| d.average))),
            TableColumn::new("at_least", "concentration-at-least", money(of(|d| d.at_least))),
        ],
        rows: RowKind::CustomerGroups(groups),
        is_personal: false,
    }
}

/// The largest customers, each with its part.
fn customers_table(output: &Output, inputs: &Inputs) -> TableSpec {
    let top: Vec<u32> = output.ranking.iter().take(1000).copied().collect();
    let person = |&c: &u32| {
        let customer = inputs.ledger.as_deref().and_then(|ledger| ledger.customers.get(c as usize));
        customer.map_or(String::new(), |customer| customer.name.clone().unwrap_or(customer.id.clone()))
    };
    let net = |&c: &u32| output.net[c as usize];
    TableSpec {
        id: "customers".into(),
        title: "concentration-largest-table".into(),
        columns: vec![
            TableColumn::new(
                "rank",
                "concentration-rank",
                Cells::Count((1..=top.len()).map(|i| Some(i as f64)).collect()),
            ),
            TableColumn::new(
                "customer",
                "concentration-customer",
                Cells::Person(top.iter().map(person).collect()),
            ),
            TableColumn::new(
                "net",
                "concentration-net",
                Cells::Money(top.iter().map(|c| Some(net(c))).collect(), output.currency.clone()),
            )
            .with_bar(),
            TableColumn::new(
                "net_share",
                "concentration-net-share",
                Cells::Share(top.iter().map(|c| Some(net(c) / output.net_of_customers)).collect()),
            ),
        ],
        rows: RowKind::Customers(top),
        is_personal: true,
    }
}
