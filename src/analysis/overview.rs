//! The whole period in one chart: sales, customers and orders by month.

use super::totals::{Totals, totals};
use super::{Analysis, Field, Inputs, Need};
use crate::error::{Error, Result};
use crate::message::{Message, Value};
use crate::progress::Progress;
use crate::report::Scope;
use crate::report::chart::Format;
use crate::report::{
    Axis, Cells, ChartSpec, CheckState, Checked, Finding, Layer, Report, Scale, TableColumn, TableSpec, Tone,
};
use crate::roles::Ledger;
use crate::table::day::{self, Day};
use serde::{Deserialize, Serialize};

pub struct Overview;

/// There is nothing to choose: the period is the ledger's.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Params {}

#[derive(Clone, Debug, Serialize)]
pub struct Output {
    pub months: Vec<Month>,
    /// Day by day, for files of at most [`FEW_MONTHS`] months: so few points would make no line.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub days: Vec<OneDay>,
    pub first_day: Day,
    pub last_day: Day,
    pub n_orders: u32,
    /// Orders whose customer is not known.
    pub n_orders_without_customer: u32,
    pub n_customers: u32,
    pub n_repeat_customers: u32,
    /// Major units. Net is gross minus all refunds, walk-ins included.
    pub gross: f64,
    pub refunds: f64,
    pub net: f64,
    /// Sales on orders without a customer, before refunds: a refund may be of somebody whose order is not in the file.
    pub gross_without_customer: f64,
    pub net_of_known_customers: f64,
    /// Gross ÷ orders; `None` without orders or money.
    pub average_order_value: Option<f64>,
    pub n_cancelled_orders: u32,
    pub currency: String,
    pub has_money: bool,
}

/// One calendar month.
#[derive(Clone, Debug, Serialize)]
pub struct Month {
    pub year: i32,
    pub month: u32,
    pub n_orders: u32,
    /// Known customers with an order in the month.
    pub n_customers: u32,
    /// Of these, the ones whose first order in the file it is.
    pub n_new_customers: u32,
    pub gross: f64,
    pub refunds: f64,
    pub net: f64,
    pub average_order_value: Option<f64>,
    /// The file begins after this month's third day or ends three or more days before its last.
    pub is_partial: bool,
}

/// One calendar day.
#[derive(Clone, Debug, Serialize)]
pub struct OneDay {
    pub day: Day,
    pub n_orders: u32,
    /// Known customers with an order that day.
    pub n_customers: u32,
    /// Of these, the ones whose first order in the file it is.
    pub n_new_customers: u32,
    pub net: f64,
}

/// Files of so many months are drawn by day.
const FEW_MONTHS: usize = 3;

impl Analysis for Overview {
    const KIND: &'static str = "overview";
    const NEEDS: &'static [Need] = &[Need::Orders];
    const FIELDS: &'static [Field] = &[];
    type Params = Params;
    type Output = Output;

    async fn run(inputs: &Inputs, _params: &Params, progress: &Progress) -> Result<Output> {
        let ledger = inputs.ledger()?;
        let first = ledger.orders.first().map_or(ledger.first_day, |order| order.day).min(ledger.first_day);
        let last = ledger.last_day.max(first);
        let first_month = day::month_index(first);
        let n_months = i64::from(day::month_index(last)) - i64::from(first_month) + 1;
        if n_months > 2400 {
            return Err(Error::insufficient(
                Message::new("overview-span").with("from", Value::Day(first)).with("to", Value::Day(last)),
                Message::new("overview-span-need"),
            ));
        }
        let of_month = |day: Day| Some(day::month_index(day) - first_month);
        let sums = totals(ledger, n_months as usize, &of_month, "overview-stage", progress).await?;
        let n_orders_of: Vec<usize> =
            (0..ledger.customers.len() as u32).map(|customer| ledger.orders_of(customer).count()).collect();
        let months = sums
            .iter()
            .enumerate()
            .map(|(at, sums)| month(ledger, first_month + at as i32, sums, first, last))
            .collect();
        let gross: i128 = ledger.orders.iter().map(|order| i128::from(order.gross)).sum();
        let refunds: i128 = ledger.refunds.iter().map(|refund| i128::from(refund.amount)).sum();
        let mut days = Vec::new();
        if sums.len() <= FEW_MONTHS {
            let of_day = |day: Day| Some(day - first);
            let n_days = (last - first + 1) as usize;
            let sums = totals(ledger, n_days, &of_day, "overview-stage", progress).await?;
            days = sums.iter().zip(first..).map(|(sums, day)| one_day(ledger, day, sums)).collect();
        }
        Ok(Output {
            months,
            days,
            first_day: first,
            last_day: last,
            n_orders: ledger.orders.len() as u32,
            n_orders_without_customer: ledger.orders.iter().filter(|o| o.customer.is_none()).count() as u32,
            n_customers: n_orders_of.iter().filter(|&&n| n > 0).count() as u32,
            n_repeat_customers: n_orders_of.iter().filter(|&&n| n > 1).count() as u32,
            gross: ledger.major(gross),
            refunds: ledger.major(refunds),
            net: ledger.major(gross - refunds),
            gross_without_customer: ledger.major(
                ledger.orders.iter().filter(|o| o.customer.is_none()).map(|o| i128::from(o.gross)).sum(),
            ),
            net_of_known_customers: ledger.major(ledger.net_by_customer().iter().sum()),
            average_order_value: average(ledger, gross, ledger.orders.len() as u32),
            n_cancelled_orders: ledger.cancelled.n_orders,
            currency: ledger.currency.clone(),
            has_money: ledger.has_money,
        })
    }

    fn report(output: &Output, inputs: &Inputs) -> Report {
        let ledger = inputs.ledger.as_deref();
        let mut findings = vec![headline(output)];
        if output.has_money {
            findings.extend(ledger.and_then(|ledger| change(output, ledger)));
            findings.extend(best_month(output));
        }
        findings.extend(repeaters(output, ledger));
        Report {
            findings,
            base: Some(base(output)),
            charts: charts(output),
            tables: vec![table(output)],
            notes: notes(output),
            method: vec!["overview-method".into(), "overview-method-net".into()],
            checked: Some(Checked { state: CheckState::Held, message: checked(output) }),
        }
    }
}

fn one_day(ledger: &Ledger, day: Day, sums: &Totals) -> OneDay {
    OneDay {
        day,
        n_orders: sums.n_orders,
        n_customers: sums.n_customers,
        n_new_customers: sums.n_new,
        net: ledger.major(sums.gross - sums.refunds),
    }
}

fn month(ledger: &Ledger, index: i32, sums: &Totals, first: Day, last: Day) -> Month {
    let start = day::month_start(index);
    let end = day::month_start(index + 1) - 1;
    let (year, month, _) = day::ymd(start);
    Month {
        year,
        month,
        n_orders: sums.n_orders,
        n_customers: sums.n_customers,
        n_new_customers: sums.n_new,
        gross: ledger.major(sums.gross),
        refunds: ledger.major(sums.refunds),
        net: ledger.major(sums.gross - sums.refunds),
        average_order_value: average(ledger, sums.gross, sums.n_orders),
        is_partial: first > start + 3 || last < end - 2,
    }
}

fn average(ledger: &Ledger, gross: i128, n_orders: u32) -> Option<f64> {
    (n_orders > 0 && ledger.has_money).then(|| ledger.major(gross) / f64::from(n_orders))
}

fn money(output: &Output, amount: f64) -> Value {
    Value::Money(amount, output.currency.clone())
}

fn month_value(month: &Month) -> Value {
    Value::Month(month.year, month.month as u8)
}

fn headline(output: &Output) -> Finding {
    let key = if output.has_money { "overview-headline" } else { "overview-headline-orders" };
    Finding::new(
        Message::new(key)
            .with("net", money(output, output.net))
            .count("orders", output.n_orders as usize)
            .count("customers", output.n_customers as usize)
            .with("from", Value::Day(output.first_day))
            .with("to", Value::Day(output.last_day)),
    )
    .trace_formula(
        "net",
        "overview-what-net".into(),
        Message::new("overview-formula-net")
            .with("gross", money(output, output.gross))
            .with("refunds", money(output, output.refunds)),
        Scope::All,
    )
    .trace("orders", "overview-what-orders".into(), Scope::Orders((0..output.n_orders).collect()))
    .trace(
        "customers",
        "overview-what-customers".into(),
        Scope::Customers((0..output.n_customers).collect()),
    )
}

/// The last whole month beside the same month a year before, or else beside the month before it.
fn change(output: &Output, ledger: &Ledger) -> Option<Finding> {
    if output.months.len() < 8 {
        return None;
    }
    let at = output.months.iter().rposition(|month| !month.is_partial)?;
    let month = &output.months[at];
    let (before, key) = match at.checked_sub(12).map(|i| &output.months[i]).filter(|m| !m.is_partial) {
        Some(year_before) => (year_before, "overview-change-year"),
        None => {
            (at.checked_sub(1).map(|i| &output.months[i]).filter(|m| !m.is_partial)?, "overview-change-month")
        }
    };
    if before.net <= 0.0 || month.net <= 0.0 {
        return None;
    }
    let ratio = month.net / before.net - 1.0;
    let message = Message::new(key)
        .with("month", month_value(month))
        .with("net", money(output, month.net))
        .share("change", ratio.abs())
        .with("direction", Message::new(if ratio >= 0.0 { "overview-more" } else { "overview-less" }).into())
        .with("before", money(output, before.net))
        .with("other", month_value(before));
    let formula = Message::new("overview-formula-change")
        .with("net", money(output, month.net))
        .with("before", money(output, before.net));
    let scope = orders_in(ledger, month);
    Some(
        Finding::new(message)
            .trace("net", "overview-what-month".into(), scope.clone())
            .trace_formula("change", "overview-what-change".into(), formula, scope)
            .trace("before", "overview-what-month".into(), orders_in(ledger, before)),
    )
}

fn orders_in(ledger: &Ledger, month: &Month) -> Scope {
    let index = (month.year - 1970) * 12 + month.month as i32 - 1;
    let in_month = |day: Day| day::month_index(day) == index;
    let orders = ledger.orders.iter().enumerate().filter(|(_, order)| in_month(order.day));
    Scope::Orders(orders.map(|(i, _)| i as u32).collect())
}

fn best_month(output: &Output) -> Option<Finding> {
    if output.months.len() < 8 {
        return None;
    }
    let best = output.months.iter().max_by(|a, b| a.net.total_cmp(&b.net))?;
    let share = best.net / output.net;
    (output.net > 0.0 && share.is_finite() && share > 0.0).then(|| {
        Finding::new(
            Message::new("overview-best")
                .with("month", month_value(best))
                .with("net", money(output, best.net))
                .share("share", share.min(1.0)),
        )
        .trace("net", "overview-what-month".into(), Scope::All)
        .trace_formula(
            "share",
            "overview-what-share".into(),
            Message::new("overview-formula-share")
                .with("part", money(output, best.net))
                .with("whole", money(output, output.net)),
            Scope::All,
        )
    })
}

/// Below 30 customers a percentage says too much; then both counts stand.
fn repeaters(output: &Output, ledger: Option<&Ledger>) -> Option<Finding> {
    if output.n_customers == 0 {
        return None;
    }
    let message = if output.n_customers < 30 {
        Message::new("overview-repeat-few").count("all", output.n_customers as usize)
    } else {
        Message::new("overview-repeat")
            .share("share", f64::from(output.n_repeat_customers) / f64::from(output.n_customers))
    };
    let repeaters = ledger.map_or(Vec::new(), |ledger| {
        (0..ledger.customers.len() as u32).filter(|&c| ledger.orders_of(c).nth(1).is_some()).collect()
    });
    let formula = Message::new("overview-formula-repeat")
        .count("part", output.n_repeat_customers as usize)
        .count("whole", output.n_customers as usize);
    let finding = Finding::new(message.count("n", output.n_repeat_customers as usize));
    let finding = finding.trace("n", "overview-what-repeat".into(), Scope::Customers(repeaters.clone()));
    Some(if output.n_customers < 30 {
        finding
    } else {
        finding.trace_formula("share", "overview-what-repeat".into(), formula, Scope::Customers(repeaters))
    })
}

fn base(output: &Output) -> Message {
    Message::new("overview-base")
        .count("orders", output.n_orders as usize)
        .count("customers", output.n_customers as usize)
        .with("from", Value::Day(output.first_day))
        .with("to", Value::Day(output.last_day))
}

/// The months must add up to the whole; that is what a reader would check first.
fn checked(output: &Output) -> Message {
    Message::new("overview-checked").with("net", money(output, output.net))
}

fn notes(output: &Output) -> Vec<Message> {
    let mut notes = Vec::new();
    let partial: Vec<&Month> = output.months.iter().filter(|month| month.is_partial).collect();
    for month in partial.iter().take(2) {
        notes.push(
            Message::new("overview-partial")
                .with("month", month_value(month))
                .with("from", Value::Day(output.first_day))
                .with("to", Value::Day(output.last_day)),
        );
    }
    let unknown = output.gross_without_customer;
    if output.has_money && output.gross > 0.0 && unknown / output.gross > 0.02 {
        notes.push(
            Message::new("overview-unknown")
                .share("share", (unknown / output.gross).clamp(0.0, 1.0))
                .count("orders", output.n_orders_without_customer as usize),
        );
    }
    if output.refunds > 0.0 {
        notes.push(Message::new("overview-refunds").with("refunds", money(output, output.refunds)));
    }
    if output.n_cancelled_orders > 0 {
        notes.push(Message::new("overview-cancelled").count("n", output.n_cancelled_orders as usize));
    }
    notes
}

/// A point of the charts: a month, or a day of a short file.
struct Point {
    at: f64,
    net: f64,
    n_orders: u32,
    n_customers: u32,
    n_new: u32,
    is_partial: bool,
}

fn points(output: &Output) -> Vec<Point> {
    if !output.days.is_empty() {
        let point = |day: &OneDay| Point {
            at: f64::from(day.day),
            net: day.net,
            n_orders: day.n_orders,
            n_customers: day.n_customers,
            n_new: day.n_new_customers,
            is_partial: false,
        };
        return output.days.iter().map(point).collect();
    }
    let point = |month: &Month| Point {
        at: f64::from(day::from_ymd(month.year, month.month, 1).unwrap_or(0)),
        net: month.net,
        n_orders: month.n_orders,
        n_customers: month.n_customers,
        n_new: month.n_new_customers,
        is_partial: month.is_partial,
    };
    output.months.iter().map(point).collect()
}

fn charts(output: &Output) -> Vec<ChartSpec> {
    let points = points(output);
    let is_daily = !output.days.is_empty();
    let x: Vec<f64> = points.iter().map(|point| point.at).collect();
    let is_partial: Vec<bool> = points.iter().map(|point| point.is_partial).collect();
    let line = |name: &'static str, value: &dyn Fn(&Point) -> f64| {
        let y = points.iter().map(|point| Some(value(point))).collect();
        Layer::partly_dashed((name.into(), "overview-part".into()), x.clone(), y, &is_partial)
    };
    let mut charts = Vec::new();
    let chart = |id: &str, y: Message, format: Format, layers: Vec<Layer>| {
        let key = format!("overview-chart-{id}{}", if is_daily { "-days" } else { "" });
        ChartSpec {
            id: id.into(),
            title: Message::new(key.clone()),
            subtitle: base(output),
            description: Message::new(format!("{key}-description"))
                .count("n", points.len())
                .with("from", Value::Day(output.first_day))
                .with("to", Value::Day(output.last_day)),
            x: Axis {
                label: Message::new(if is_daily { "overview-day" } else { "overview-month" }),
                scale: Scale::Time,
                format: Format::Day,
                range: None,
            },
            y: Axis { label: y, format, ..Axis::default() },
            layers,
            aspect: 0.4,
            ..ChartSpec::default()
        }
    };
    if output.has_money {
        let mut layers = Vec::new();
        if output.months.len() > 12 {
            let shifted = points.iter().map(|point| Some(point.net));
            layers.push(Layer::Line {
                name: "overview-year-before".into(),
                x: x.clone(),
                y: std::iter::repeat_n(None, 12).chain(shifted).take(points.len()).collect(),
                tone: Tone::Grey,
                is_dashed: false,
            });
        }
        layers.extend(line("overview-net", &|point| point.net));
        charts.push(chart("sales", "overview-net".into(), Format::Money(output.currency.clone()), layers));
    }
    let mut layers = line("overview-customers", &|point| f64::from(point.n_customers));
    layers.push(Layer::Line {
        name: "overview-new".into(),
        x: x.clone(),
        y: points.iter().map(|point| Some(f64::from(point.n_new))).collect(),
        tone: Tone::Grey,
        is_dashed: false,
    });
    charts.push(chart("customers", "overview-customers".into(), Format::Count, layers));
    let layers = line("overview-orders", &|point| f64::from(point.n_orders));
    charts.push(chart("orders", "overview-orders".into(), Format::Count, layers));
    charts
}

fn table(output: &Output) -> TableSpec {
    let months = &output.months;
    let counts = |value: fn(&Month) -> u32| {
        Cells::Count(months.iter().map(|month| Some(f64::from(value(month)))).collect())
    };
    let amounts = |value: fn(&Month) -> Option<f64>| {
        Cells::Money(months.iter().map(value).collect(), output.currency.clone())
    };
    let label = |month: &Month| {
        let key = if month.is_partial { "overview-month-partial" } else { "overview-month-whole" };
        Message::new(key).with("month", month_value(month))
    };
    let mut columns = vec![
        TableColumn::new("month", "overview-month", Cells::Message(months.iter().map(label).collect())),
        TableColumn::new("n_orders", "overview-orders", counts(|month| month.n_orders)),
        TableColumn::new("n_customers", "overview-customers", counts(|month| month.n_customers)),
        TableColumn::new("n_new_customers", "overview-new", counts(|month| month.n_new_customers)),
    ];
    if output.has_money {
        columns.push(TableColumn::new("gross", "overview-gross", amounts(|month| Some(month.gross))));
        columns.push(TableColumn::new("refunds", "overview-refunded", amounts(|month| Some(month.refunds))));
        columns.push(TableColumn::new("net", "overview-net", amounts(|month| Some(month.net))).with_bar());
        columns.push(TableColumn::new(
            "average_order_value",
            "overview-average",
            amounts(|month| month.average_order_value),
        ));
    }
    TableSpec { id: "months".into(), title: "overview-table".into(), columns, ..TableSpec::default() }
}
