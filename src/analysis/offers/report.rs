//! What the cell says of offers.

use super::{Backtest, K, Output};
use crate::analysis::Inputs;
use crate::message::{Message, Value};
use crate::report::chart::Format;
use crate::report::table::RowKind;
use crate::report::{
    Axis, Cells, ChartSpec, CheckState, Checked, Finding, Layer, Report, Scale, Scope, TableColumn,
    TableSpec, Tone,
};

/// Customers in the back-test below which no rate is stated.
const MIN_CUSTOMERS: u32 = 100;

pub(super) fn report(output: &Output, inputs: &Inputs) -> Report {
    let mut findings: Vec<Finding> = [("cross_sell", 0), ("buy_again", 1)]
        .into_iter()
        .filter_map(|(list, side)| finding(output, list, side))
        .collect();
    let lists = Message::new("offers-lists").count("n", output.n_customers as usize).count(
        "k",
        output.lists.iter().map(|list| list.cross_sell.len().max(list.buy_again.len())).max().unwrap_or(0),
    );
    let customers = output.lists.iter().map(|list| list.customer).collect();
    findings.push(Finding::new(lists).trace(
        "n",
        "offers-what-customers".into(),
        Scope::Customers(customers),
    ));
    let mut notes = Vec::new();
    if findings.len() < 3 {
        notes.push(Message::new("offers-few").count("need", MIN_CUSTOMERS as usize));
    }
    if output.n_discontinued > 0 {
        notes.push(Message::new("offers-discontinued").count("n", output.n_discontinued as usize));
    }
    if output.n_pseudo > 0 {
        notes.push(Message::new("offers-pseudo").count("n", output.n_pseudo as usize));
    }
    if output.n_items > output.n_model_items {
        notes.push(
            Message::new("offers-model-items")
                .count("n", output.n_model_items as usize)
                .count("all", output.n_items as usize),
        );
    }
    let has_test = !output.backtest.is_empty();
    let mut tables = Vec::new();
    if has_test {
        tables.push(backtest_table(output));
    }
    if !output.segments.is_empty() {
        tables.push(segment_table(output));
    }
    tables.push(new_table(output, inputs));
    tables.push(again_table(output, inputs));
    Report {
        findings,
        base: Some(
            Message::new("offers-base")
                .count("n", output.n_customers as usize)
                .count("items", output.n_items as usize)
                .with("from", Value::Day(output.first_day))
                .with("to", Value::Day(output.last_day)),
        ),
        charts: if has_test { vec![chart(output)] } else { Vec::new() },
        tables,
        notes,
        method: vec![
            "offers-method".into(),
            Message::new("offers-method-formula")
                .with("ridge", Value::Number(output.ridge, 0))
                .with("weight", Value::Number(output.popularity_weight, 1)),
            Message::new("offers-method-test").with("cut", Value::Day(output.cut)).count("k", K),
        ],
        checked: checked(output),
    }
}

fn rate<'a>(output: &'a Output, list: &str, method: &str) -> Option<&'a Backtest> {
    output.backtest.iter().find(|test| test.list == list && test.method == method)
}

/// The back-test in words, and whether best sellers would have done as well.
fn finding(output: &Output, list: &str, side: usize) -> Option<Finding> {
    let (ours, recent) = (rate(output, list, "blend")?, rate(output, list, "recent_popularity")?);
    if ours.n_customers < MIN_CUSTOMERS {
        return None;
    }
    let is_better = z(output, side) >= 2.0;
    let key = match (list, is_better) {
        ("cross_sell", true) => "offers-new",
        ("cross_sell", false) => "offers-new-tie",
        (_, true) => "offers-again",
        (_, false) => "offers-again-tie",
    };
    let message = Message::new(key)
        .count("n", ours.n_customers as usize)
        .count("days", output.test_days as usize)
        .count("k", K)
        .share("share", ours.hit_rate)
        .share("recent", recent.hit_rate);
    let formula = Message::new("offers-formula")
        .count("hits", ours.n_hits as usize)
        .count("n", ours.n_customers as usize);
    Some(Finding::new(message).trace_formula("share", "offers-what-rate".into(), formula, Scope::All))
}

/// McNemar's statistic: customers that only the one list reaches against those that only the other does.
fn z(output: &Output, side: usize) -> f64 {
    let (won, lost) = (f64::from(output.won[side]), f64::from(output.lost[side]));
    if won + lost > 0.0 { (won - lost) / (won + lost).sqrt() } else { 0.0 }
}

fn checked(output: &Output) -> Option<Checked> {
    let ours = rate(output, "cross_sell", "blend")?;
    if ours.n_customers < MIN_CUSTOMERS {
        return None;
    }
    let (state, key) = match z(output, 0) {
        z if z >= 2.0 => (CheckState::Held, "offers-checked-held"),
        z if z > -2.0 => (CheckState::Weak, "offers-checked-weak"),
        _ => (CheckState::DidNotHold, "offers-checked-not"),
    };
    let message = Message::new(key)
        .count("won", output.won[0] as usize)
        .count("lost", output.lost[0] as usize)
        .count("n", ours.n_customers as usize);
    Some(Checked { state, message })
}

fn method(name: &str) -> Message {
    Message::new(format!("offers-method-{name}"))
}

fn list(name: &str) -> Message {
    Message::new(format!("offers-list-{name}"))
}

fn chart(output: &Output) -> ChartSpec {
    let names = output
        .backtest
        .iter()
        .map(|test| {
            Message::new("offers-bar")
                .with("method", method(test.method).into())
                .with("list", list(test.list).into())
        })
        .collect();
    let bars = |is_ours: bool| {
        let picked =
            output.backtest.iter().enumerate().filter(move |(_, test)| (test.method == "blend") == is_ours);
        let at = picked.clone().map(|(i, _)| i as f64).collect();
        let value = picked.map(|(_, test)| Some(test.hit_rate)).collect();
        let (name, tone) = if is_ours { ("blend", Tone::Accent) } else { ("other", Tone::Grey) };
        Layer::Bars { name: method(name), at, value, base: Vec::new(), tone }
    };
    ChartSpec {
        id: "backtest".into(),
        title: "offers-chart".into(),
        subtitle: Message::new("offers-chart-subtitle")
            .count("k", K)
            .count("days", output.test_days as usize),
        description: "offers-chart-description".into(),
        x: Axis { label: "offers-column-hit_rate".into(), format: Format::Share, ..Axis::default() },
        y: Axis { scale: Scale::Band(names), ..Axis::default() },
        layers: vec![bars(false), bars(true)],
        ..ChartSpec::default()
    }
}

fn column(key: &str, cells: Cells) -> TableColumn {
    TableColumn::new(key, Message::new(format!("offers-column-{key}")), cells)
}

fn backtest_table(output: &Output) -> TableSpec {
    let tests = &output.backtest;
    TableSpec {
        id: "backtest".into(),
        title: "offers-table-backtest".into(),
        columns: vec![
            column("list", Cells::Message(tests.iter().map(|test| list(test.list)).collect())),
            column("method", Cells::Message(tests.iter().map(|test| method(test.method)).collect())),
            column("hit_rate", Cells::Share(tests.iter().map(|test| Some(test.hit_rate)).collect()))
                .with_bar(),
            column("n_hits", Cells::Count(tests.iter().map(|test| Some(f64::from(test.n_hits))).collect())),
            column(
                "n_customers",
                Cells::Count(tests.iter().map(|test| Some(f64::from(test.n_customers))).collect()),
            ),
        ],
        rows: RowKind::Plain,
        is_personal: false,
    }
}

/// How long the lists of each segment are, and what stands on most of them.
fn segment_table(output: &Output) -> TableSpec {
    let segments = &output.segments;
    let count = |of: fn(&super::Summary) -> u32| {
        Cells::Count(segments.iter().map(|segment| Some(f64::from(of(segment)))).collect())
    };
    let members = |segment: &super::Summary| {
        let own = output.lists.iter().filter(|list| list.segment.as_ref() == Some(&segment.segment));
        own.map(|list| list.customer).collect::<Vec<u32>>()
    };
    TableSpec {
        id: "segments".into(),
        title: "offers-table-segments".into(),
        columns: vec![
            column("segment", Cells::Message(segments.iter().map(|segment| segment.name.clone()).collect())),
            column(
                "segment_id",
                Cells::Text(segments.iter().map(|segment| segment.segment.clone()).collect()),
            ),
            column("n_listed", count(|segment| segment.n_customers)).with_bar(),
            column("n_offers", count(|segment| segment.n_offers)),
            column(
                "most_offered",
                Cells::Text(
                    segments.iter().map(|segment| segment.most_offered.clone().unwrap_or_default()).collect(),
                ),
            ),
            column("n_most_offered", count(|segment| segment.n_most_offered)),
        ],
        rows: RowKind::CustomerGroups(segments.iter().map(members).collect()),
        is_personal: false,
    }
}

/// Customer columns of a list table: id, and name where the file has one.
fn people(customers: &[u32], output: &Output, inputs: &Inputs) -> Vec<TableColumn> {
    let ledger = inputs.ledger.as_deref();
    let person = |customer: &u32| ledger.and_then(|ledger| ledger.customers.get(*customer as usize));
    let id_of = |customer: &u32| person(customer).map(|person| person.id.clone()).unwrap_or_default();
    let mut columns = vec![column("customer", Cells::Person(customers.iter().map(id_of).collect()))];
    if output.lists.iter().any(|list| person(&list.customer).is_some_and(|person| person.name.is_some())) {
        let name_of =
            |customer: &u32| person(customer).and_then(|person| person.name.clone()).unwrap_or_default();
        columns.push(column("name", Cells::Person(customers.iter().map(name_of).collect())));
    }
    if !output.segments.is_empty() {
        let place = |customer: &u32| output.lists.binary_search_by_key(customer, |list| list.customer).ok();
        let segment_of = |customer: &u32| {
            let list = output.lists.get(place(customer)?)?;
            let segment =
                output.segments.iter().find(|segment| Some(&segment.segment) == list.segment.as_ref())?;
            Some(segment.name.clone())
        };
        let names = customers.iter().map(|customer| segment_of(customer).unwrap_or_default()).collect();
        columns.push(column("segment", Cells::Message(names)));
    }
    columns
}

fn new_table(output: &Output, inputs: &Inputs) -> TableSpec {
    let rows: Vec<(u32, usize, &super::New)> = output
        .lists
        .iter()
        .flat_map(|list| list.cross_sell.iter().enumerate().map(|(i, offer)| (list.customer, i + 1, offer)))
        .collect();
    let why = |offer: &super::New| match &offer.because {
        Some(because) => Message::new("offers-because")
            .text("own", &because.label)
            .count("x", because.n_x as usize)
            .count("xy", because.n_xy as usize)
            .with("lift", Value::Number(because.lift, 1)),
        None => Message::new("offers-because-popular").count("n", offer.n_recent as usize),
    };
    let customers: Vec<u32> = rows.iter().map(|row| row.0).collect();
    let mut columns = people(&customers, output, inputs);
    columns.extend([
        column("place", Cells::Count(rows.iter().map(|row| Some(row.1 as f64)).collect())),
        column("offer", Cells::Text(rows.iter().map(|row| row.2.label.clone()).collect())),
        column("code", Cells::Text(rows.iter().map(|row| row.2.code.clone()).collect())),
        column("why", Cells::Message(rows.iter().map(|row| why(row.2)).collect())),
        column("score", Cells::Number(rows.iter().map(|row| Some(row.2.score)).collect(), 3)),
    ]);
    TableSpec {
        id: "cross_sell".into(),
        title: "offers-table-cross_sell".into(),
        columns,
        rows: RowKind::Customers(customers),
        is_personal: true,
    }
}

fn again_table(output: &Output, inputs: &Inputs) -> TableSpec {
    let rows: Vec<(u32, usize, &super::Again)> = output
        .lists
        .iter()
        .flat_map(|list| list.buy_again.iter().enumerate().map(|(i, offer)| (list.customer, i + 1, offer)))
        .collect();
    let why = |offer: &super::Again| {
        let key = if offer.rhythm_days.is_some() { "offers-rhythm" } else { "offers-once" };
        let mut message =
            Message::new(key).count("n", offer.n_baskets as usize).with("day", Value::Day(offer.last_day));
        if let Some(days) = offer.rhythm_days {
            message = message.with("rhythm", Value::Duration(days));
        }
        message
    };
    let customers: Vec<u32> = rows.iter().map(|row| row.0).collect();
    let mut columns = people(&customers, output, inputs);
    columns.extend([
        column("place", Cells::Count(rows.iter().map(|row| Some(row.1 as f64)).collect())),
        column("offer", Cells::Text(rows.iter().map(|row| row.2.label.clone()).collect())),
        column("code", Cells::Text(rows.iter().map(|row| row.2.code.clone()).collect())),
        column("why", Cells::Message(rows.iter().map(|row| why(row.2)).collect())),
        column("n_baskets", Cells::Count(rows.iter().map(|row| Some(f64::from(row.2.n_baskets))).collect())),
        column("last_day", Cells::Day(rows.iter().map(|row| Some(row.2.last_day)).collect())),
        column("score", Cells::Number(rows.iter().map(|row| Some(row.2.score)).collect(), 3)),
    ]);
    TableSpec {
        id: "buy_again".into(),
        title: "offers-table-buy_again".into(),
        columns,
        rows: RowKind::Customers(customers),
        is_personal: true,
    }
}
