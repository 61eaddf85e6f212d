//! A list of customers to act on, for a mailing or a CRM import: those that the cell's filter keeps, with what the books
//! and earlier cells know of each, the reason among it.

use super::{Analysis, Control, Field, Inputs, LabelValues, Labels, Need};
use crate::error::{Error, Result};
use crate::message::{Message, Value};
use crate::order::Arrange;
use crate::progress::Progress;
use crate::report::table::RowKind;
use crate::report::{Cells, Finding, Report, Scope, TableColumn, TableSpec};
use crate::table::Day;
use serde::{Deserialize, Serialize};
use std::rc::Rc;

pub struct List;

/// What stands first.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Order {
    /// Who bought for most; who ordered most often where no money is known.
    #[default]
    Money,
    Orders,
    /// Who ordered last.
    Latest,
    /// Who has been silent longest.
    Silent,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Params {
    /// What stands first. Default: money.
    pub order: Order,
    /// At most this many customers, the first of the order. Default: all.
    pub at_most: Option<u32>,
}

#[derive(Clone, Debug, Serialize)]
pub struct Output {
    /// Customers that the filter left.
    pub n_kept: u32,
    /// Those on the list, in its order.
    pub rows: Vec<Row>,
    /// Net of those on the list, major units; `None` where no money is known.
    pub net: Option<f64>,
    pub currency: String,
    pub as_of: Day,
    #[serde(skip)]
    pub reasons: Vec<Rc<Labels>>,
}

#[derive(Clone, Copy, Debug, Serialize)]
pub struct Row {
    #[serde(skip)]
    pub customer_idx: u32,
    pub n_orders: u32,
    /// Major units, refunds netted.
    pub net: f64,
    pub first_day: Day,
    pub last_day: Day,
}

impl Analysis for List {
    const KIND: &'static str = "list";
    const NEEDS: &'static [Need] = &[Need::Orders, Need::Customers];
    const FIELDS: &'static [Field] = &[
        Field::new(
            "order",
            Control::Choice { options: &["money", "orders", "latest", "silent"], default: "money" },
        ),
        Field::new("at_most", Control::Integer { min: 1, max: 1_000_000, default: None }),
    ];
    type Params = Params;
    type Output = Output;

    async fn run(inputs: &Inputs, params: &Params, progress: &Progress) -> Result<Output> {
        if params.at_most == Some(0) {
            return Err(Error::parameter("at_most", "list-at_most-range"));
        }
        let ledger = inputs.ledger()?;
        progress.step("list-stage", 0, 1).await?;
        let net = ledger.net_by_customer();
        let mut rows: Vec<Row> = (0..ledger.customers.len() as u32)
            .filter_map(|customer_idx| {
                let mut orders = ledger.orders_of(customer_idx);
                let first_day = orders.next()?.day;
                let rest = orders.clone().count() as u32;
                let last_day = orders.next_back().map_or(first_day, |order| order.day);
                let net = ledger.major(net[customer_idx as usize]);
                Some(Row { customer_idx, n_orders: rest + 1, net, first_day, last_day })
            })
            .collect();
        let n_kept = rows.len() as u32;
        if rows.is_empty() {
            return Err(Error::insufficient(Message::new("list-none"), "list-need"));
        }
        rows.arrange_by(|a, b| {
            let by = match params.order {
                Order::Money if ledger.has_money => b.net.total_cmp(&a.net),
                Order::Money | Order::Orders => b.n_orders.cmp(&a.n_orders),
                Order::Latest => b.last_day.cmp(&a.last_day),
                Order::Silent => a.last_day.cmp(&b.last_day),
            };
            by.then(a.customer_idx.cmp(&b.customer_idx))
        });
        rows.truncate(params.at_most.map_or(usize::MAX, |n| n as usize));
        Ok(Output {
            n_kept,
            net: ledger.has_money.then(|| rows.iter().map(|row| row.net).sum()),
            rows,
            currency: ledger.currency.clone(),
            as_of: inputs.as_of().unwrap_or(ledger.last_day),
            reasons: inputs.labels.clone(),
        })
    }

    fn report(output: &Output, inputs: &Inputs) -> Report {
        let listed: Vec<u32> = output.rows.iter().map(|row| row.customer_idx).collect();
        let mut who = listed.clone();
        who.sort_unstable();
        let key = if output.net.is_some() { "list-headline" } else { "list-headline-orders" };
        let mut message = Message::new(key).count("n", output.rows.len());
        if let Some(net) = output.net {
            message = message.with("net", Value::Money(net, output.currency.clone()));
        }
        let finding = Finding::new(message)
            .trace("n", "list-what-customers".into(), Scope::Customers(who.clone()))
            .trace("net", "list-what-net".into(), Scope::Customers(who));
        let mut notes = Vec::new();
        if output.n_kept as usize > output.rows.len() {
            notes.push(
                Message::new("list-cut").count("n", output.rows.len()).count("all", output.n_kept as usize),
            );
        }
        if output.reasons.is_empty() {
            notes.push("list-no-reason".into());
        }
        Report {
            findings: vec![finding],
            base: Some(Message::new("list-base").with("day", Value::Day(output.as_of))),
            tables: vec![table(output, inputs, listed)],
            notes,
            method: vec!["list-method".into()],
            ..Report::default()
        }
    }
}

fn table(output: &Output, inputs: &Inputs, listed: Vec<u32>) -> TableSpec {
    let rows = &output.rows;
    let customers = inputs.ledger.as_deref().map_or(&[][..], |ledger| &ledger.customers);
    let of = |row: &Row| customers.get(row.customer_idx as usize);
    let id = |row: &Row| of(row).map_or(String::new(), |customer| customer.id.clone());
    let name = |row: &Row| of(row).and_then(|customer| customer.name.clone()).unwrap_or_default();
    let count = |value: &dyn Fn(&Row) -> f64| rows.iter().map(|row| Some(value(row))).collect::<Vec<_>>();
    let mut columns =
        vec![TableColumn::new("customer", "list-customer", Cells::Person(rows.iter().map(id).collect()))];
    if rows.iter().any(|row| of(row).is_some_and(|customer| customer.name.is_some())) {
        columns.push(TableColumn::new("name", "list-person", Cells::Person(rows.iter().map(name).collect())));
    }
    for (position, labels) in output.reasons.iter().enumerate() {
        let at = |row: &Row| row.customer_idx as usize;
        let cells = match &labels.values {
            LabelValues::Class { codes, names } => {
                let class = |row: &Row| names.get((*codes.get(at(row))?)? as usize).cloned();
                Cells::Message(rows.iter().map(|row| class(row).unwrap_or_default()).collect())
            }
            LabelValues::Number(values) => {
                Cells::Number(rows.iter().map(|row| values.get(at(row)).copied().flatten()).collect(), 2)
            }
        };
        // Two cells may know of labels of one name.
        let is_first = !output.reasons[..position].iter().any(|other| other.name == labels.name);
        let key = if is_first { labels.name.clone() } else { format!("{}_{}", labels.name, labels.cell) };
        columns.push(TableColumn::new(&key, labels.title.clone(), cells));
    }
    columns.push(TableColumn::new(
        "n_orders",
        "list-orders",
        Cells::Count(count(&|row| f64::from(row.n_orders))),
    ));
    if output.net.is_some() {
        let cells = Cells::Money(count(&|row| row.net), output.currency.clone());
        columns.push(TableColumn::new("net", "list-net", cells).with_bar());
    }
    let days = |day: &dyn Fn(&Row) -> Day| Cells::Day(rows.iter().map(|row| Some(day(row))).collect());
    columns.push(TableColumn::new("first_order", "list-first", days(&|row| row.first_day)));
    columns.push(TableColumn::new("last_order", "list-last", days(&|row| row.last_day)));
    let silent = count(&|row| f64::from((output.as_of - row.last_day).max(0)));
    columns.push(TableColumn::new("days_since_last", "list-silent", Cells::Count(silent)));
    TableSpec {
        id: "customers".into(),
        title: "list-table".into(),
        columns,
        rows: RowKind::Customers(listed),
        is_personal: true,
    }
}
