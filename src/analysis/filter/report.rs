//! What the cell says of the group.

use super::{Condition, Output, Side, name};
use crate::message::{Message, Value};
use crate::report::table::RowKind;
use crate::report::{
    Axis, Cells, ChartSpec, Finding, Format, Layer, Report, Scale, Scope, TableColumn, TableSpec, Tone, Trace,
};

const N_FOR_SHARES: u32 = 30;

pub(super) fn report(output: &Output) -> Report {
    let mut findings = vec![headline(output)];
    findings.extend(averages(output));
    let mut tables = vec![comparison(output)];
    if !output.conditions.is_empty() {
        tables.push(funnel(output));
    }
    Report {
        findings,
        base: Some(base(output)),
        charts: chart(output).into_iter().collect(),
        tables,
        notes: notes(output),
        method: vec!["filter-method".into(), "filter-method-use".into()],
        checked: None,
    }
}

fn money(output: &Output, amount: f64) -> Value {
    Value::Money(amount, output.currency.clone())
}

/// Parts of the orders and of the net sales of all; `None` where refunds make a part no part of the whole.
fn shares(output: &Output) -> Option<(f64, f64)> {
    let (inside, all) = (&output.inside, &output.all);
    let net = if output.has_money { inside.net / all.net } else { 0.0 };
    let is_whole = !output.has_money || all.net > 0.0;
    (all.n_customers >= N_FOR_SHARES && is_whole && (0.0..=1.0).contains(&net))
        .then(|| (f64::from(inside.n_orders) / f64::from(all.n_orders.max(1)), net))
}

fn headline(output: &Output) -> Finding {
    let (inside, all) = (&output.inside, &output.all);
    if inside.n_customers == 0 {
        return nobody(output);
    }
    let key = match (shares(output).is_some(), output.has_money) {
        (true, true) => "filter-headline",
        (true, false) => "filter-headline-orders",
        (false, true) => "filter-few",
        (false, false) => "filter-few-orders",
    };
    let (orders, net) = shares(output).unwrap_or_default();
    let message = Message::new(key)
        .with("name", name(output).into())
        .count("n", inside.n_customers as usize)
        .count("all", all.n_customers as usize)
        .share("customers", f64::from(inside.n_customers) / f64::from(all.n_customers))
        .share("orders", orders)
        .share("net", net)
        .count("placed", inside.n_orders as usize)
        .count("all-orders", all.n_orders as usize)
        .with("brought", money(output, inside.net))
        .with("all-brought", money(output, all.net));
    let scope = || Scope::Customers(inside.customers.clone());
    let formula =
        |part: Value, whole: Value| Message::new("filter-formula").with("part", part).with("whole", whole);
    let counts =
        |part: u32, whole: u32| formula(Value::Count(f64::from(part)), Value::Count(f64::from(whole)));
    let amounts = formula(money(output, inside.net), money(output, all.net));
    Finding::new(message)
        .trace("n", "filter-what-in".into(), scope())
        .trace_formula(
            "customers",
            "filter-what-customers".into(),
            counts(inside.n_customers, all.n_customers),
            scope(),
        )
        .trace_formula("orders", "filter-what-orders".into(), counts(inside.n_orders, all.n_orders), scope())
        .trace_formula("net", "filter-what-net".into(), amounts, scope())
        .trace("placed", "filter-what-orders".into(), scope())
        .trace("brought", "filter-what-net".into(), scope())
}

/// Nobody is in: which condition is the narrowest.
fn nobody(output: &Output) -> Finding {
    let all = output.all.n_customers as usize;
    let narrowest = output.conditions.iter().min_by_key(|condition| condition.n_alone);
    Finding::new(match narrowest {
        Some(Condition { what, n_alone, .. }) => Message::new("filter-nobody")
            .count("all", all)
            .with("name", name(output).into())
            .with("what", what.clone().into())
            .count("n", *n_alone as usize),
        None => Message::new("filter-nobody-left").count("all", all),
    })
}

/// What a customer inside and one of the others spends, where both sides are many.
fn averages(output: &Output) -> Option<Finding> {
    let is_many = |side: &Side| side.n_customers >= N_FOR_SHARES;
    if !output.has_money || !is_many(&output.inside) || !is_many(&output.others) {
        return None;
    }
    let average = |side: &Side| money(output, side.net / f64::from(side.n_customers));
    let message = Message::new("filter-averages")
        .with("inside", average(&output.inside))
        .count("n", output.inside.n_customers as usize)
        .with("others", average(&output.others))
        .count("m", output.others.n_customers as usize);
    let scope = |side: &Side| Scope::Customers(side.customers.clone());
    Some(Finding::new(message).trace("inside", "filter-what-average".into(), scope(&output.inside)).trace(
        "others",
        "filter-what-average".into(),
        scope(&output.others),
    ))
}

fn base(output: &Output) -> Message {
    let key = if output.has_money { "filter-base" } else { "filter-base-orders" };
    Message::new(key).count("n", output.all.n_customers as usize).with("day", Value::Day(output.as_of))
}

fn notes(output: &Output) -> Vec<Message> {
    let mut notes = Vec::new();
    if output.conditions.is_empty() {
        notes.push("filter-open".into());
    }
    if !output.unknown.is_empty() {
        notes.push(Message::new("filter-unknown").with("names", Value::List(output.unknown.clone())));
    }
    if output.n_without_orders > 0 {
        notes.push(Message::new("filter-without-orders").count("n", output.n_without_orders as usize));
    }
    notes
}

/// The group's part of customers, orders and net sales.
fn chart(output: &Output) -> Option<ChartSpec> {
    let (orders, net) = shares(output).filter(|_| output.inside.n_customers > 0)?;
    let customers = f64::from(output.inside.n_customers) / f64::from(output.all.n_customers);
    let mut parts = vec![("filter-customers", customers), ("filter-orders", orders)];
    if output.has_money {
        parts.push(("filter-net", net));
    }
    let at: Vec<f64> = (0..parts.len()).map(|row| row as f64).collect();
    let bars = |name: Message, value: &dyn Fn(f64) -> f64, base: &dyn Fn(f64) -> f64, tone| Layer::Bars {
        name,
        at: at.clone(),
        value: parts.iter().map(|(_, share)| Some(value(*share))).collect(),
        base: parts.iter().map(|(_, share)| base(*share)).collect(),
        tone,
    };
    Some(ChartSpec {
        id: "parts".into(),
        title: Message::new("filter-chart").with("name", name(output).into()),
        subtitle: base(output),
        description: Message::new("filter-chart-description").with("name", name(output).into()),
        x: Axis::new("filter-share", Scale::Linear, Format::Share).over(0.0, 1.0),
        y: Axis {
            scale: Scale::Band(parts.iter().map(|(name, _)| (*name).into()).collect()),
            ..Axis::default()
        },
        layers: vec![
            bars(name(output), &|share| share, &|_| 0.0, Tone::Accent),
            bars("filter-others".into(), &|share| 1.0 - share, &|share| share, Tone::Grey),
        ],
        aspect: 0.2,
        ..ChartSpec::default()
    })
}

/// The group, the others, all.
fn sides(output: &Output) -> [(Message, &Side); 3] {
    let others = Message::new("filter-others");
    [(name(output), &output.inside), (others, &output.others), ("filter-all".into(), &output.all)]
}

fn comparison(output: &Output) -> TableSpec {
    let sides = sides(output);
    let each = |value: &dyn Fn(&Side) -> Option<f64>| sides.iter().map(|(_, side)| value(side)).collect();
    let count = |value: u32| Some(f64::from(value));
    let per_customer =
        |side: &Side, value: f64| (side.n_customers > 0).then(|| value / f64::from(side.n_customers));
    let names = sides.iter().map(|(name, _)| name.clone()).collect();
    let mut columns = vec![
        TableColumn::new("group", "filter-group", Cells::Message(names)),
        TableColumn::new(
            "n_customers",
            "filter-customers",
            Cells::Count(each(&|side| count(side.n_customers))),
        ),
        TableColumn::new("n_orders", "filter-orders", Cells::Count(each(&|side| count(side.n_orders)))),
        TableColumn::new(
            "orders_per_customer",
            "filter-orders-each",
            Cells::Number(each(&|side| per_customer(side, f64::from(side.n_orders))), 1),
        ),
    ];
    if output.has_money {
        let amounts =
            |value: &dyn Fn(&Side) -> Option<f64>| Cells::Money(each(value), output.currency.clone());
        columns.push(TableColumn::new("net", "filter-net", amounts(&|side| Some(side.net))));
        columns.push(TableColumn::new(
            "net_per_customer",
            "filter-net-each",
            amounts(&|side| per_customer(side, side.net)),
        ));
    }
    columns.push(TableColumn::new(
        "median_days_since_last",
        "filter-silent",
        Cells::Number(each(&|side| side.median_days_since_last), 0),
    ));
    TableSpec {
        id: "groups".into(),
        title: "filter-table".into(),
        columns,
        rows: RowKind::Traced,
        is_personal: false,
    }
}

/// Condition after condition.
fn funnel(output: &Output) -> TableSpec {
    let conditions = &output.conditions;
    let all = Message::new("filter-all");
    let what = std::iter::once(all).chain(conditions.iter().map(|condition| condition.what.clone()));
    let counts = |value: fn(&Condition) -> u32| {
        let of = conditions.iter().map(|condition| Some(f64::from(value(condition))));
        Cells::Count(std::iter::once(Some(f64::from(output.all.n_customers))).chain(of).collect())
    };
    TableSpec {
        id: "conditions".into(),
        title: "filter-funnel".into(),
        columns: vec![
            TableColumn::new("condition", "filter-condition", Cells::Message(what.collect())),
            TableColumn::new("n_alone", "filter-alone", counts(|condition| condition.n_alone)),
            TableColumn::new("n_left", "filter-left", counts(|condition| condition.n_left)).with_bar(),
        ],
        rows: RowKind::Traced,
        is_personal: false,
    }
}

/// The customers behind a row of either table.
pub(super) fn trace(output: &Output, table: &str, row: usize) -> Option<(Value, Trace)> {
    let (what, customers) = match (table, row.checked_sub(1)) {
        ("conditions", Some(place)) => {
            let condition = output.conditions.get(place)?;
            (condition.what.clone(), &condition.left)
        }
        ("conditions", None) => ("filter-all".into(), &output.all.customers),
        _ => {
            let [inside, others, all] = sides(output);
            let (name, side) = [inside, others, all].into_iter().nth(row)?;
            (name, &side.customers)
        }
    };
    let scope = Scope::Customers(customers.clone());
    Some((Value::Count(customers.len() as f64), Trace { what, formula: None, scope }))
}
