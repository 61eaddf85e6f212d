//! What the cell says of its numbers.

use super::{Behind, Compare, Measure, Measured, Output};
use crate::message::{Message, Value};
use crate::report::table::RowKind;
use crate::report::{
    Axis, Cells, ChartSpec, Finding, Format, Layer, Report, Scale, TableColumn, TableSpec, Trace,
};

const N_FOR_SHARES: u32 = 30;

pub(super) fn report(output: &Output) -> Report {
    let compare =
        if output.compare == Compare::Previous { "metric-method-previous" } else { "metric-method-year" };
    Report {
        findings: output.measures.iter().map(|measured| finding(output, measured)).collect(),
        base: Some(base(output)),
        charts: output.measures.iter().map(|measured| chart(output, measured)).collect(),
        tables: vec![now_table(output), period_table(output)],
        notes: notes(output),
        method: vec![compare.into(), "metric-method".into()],
        checked: None,
    }
}

impl Measure {
    fn key(self) -> &'static str {
        match self {
            Measure::None => "none",
            Measure::Sales => "sales",
            Measure::Orders => "orders",
            Measure::Customers => "customers",
            Measure::Average => "average",
            Measure::New => "new",
            Measure::Returning => "returning",
            Measure::Units => "units",
            Measure::Refunds => "refunds",
        }
    }

    /// With its base: "Net sales of all orders".
    fn title(self) -> Message {
        Message::new(format!("metric-title-{}", self.key()))
    }

    fn format(self, currency: &str) -> Format {
        match self {
            Measure::Sales | Measure::Average => Format::Money(currency.to_owned()),
            Measure::Returning | Measure::Refunds => Format::Share,
            Measure::Units => Format::Number,
            _ => Format::Count,
        }
    }

    fn value(self, amount: f64, currency: &str) -> Value {
        match self.format(currency) {
            Format::Money(currency) => Value::Money(amount, currency),
            Format::Share => Value::Share(amount),
            Format::Count => Value::Count(amount),
            _ => Value::Number(amount, if amount == libm::trunc(amount) { 0 } else { 1 }),
        }
    }

    fn is_share(self) -> bool {
        matches!(self, Measure::Returning | Measure::Refunds)
    }
}

impl Measured {
    /// The number of a period in words: a share of few cases as part and whole.
    fn said(&self, t: usize, currency: &str) -> Option<Value> {
        let value = self.values[t]?;
        if !self.measure.is_share() || self.n_cases[t] >= N_FOR_SHARES {
            return Some(self.measure.value(value, currency));
        }
        let (part, whole) = self.parts[t];
        let of = |amount: f64| match self.measure {
            Measure::Refunds => Value::Money(amount, currency.to_owned()),
            _ => Value::Count(amount),
        };
        Some(Message::new("metric-part").with("part", of(part)).with("whole", of(whole)).into())
    }

    /// From one period to another: in percent, in points of a share, in the measure's own unit where cases are few.
    fn change(&self, before: usize, now: usize, currency: &str) -> Option<Message> {
        let (old, new) = (self.values[before]?, self.values[now]?);
        let is_few = self.n_cases[before].min(self.n_cases[now]) < N_FOR_SHARES;
        let by = match self.measure.is_share() {
            true if is_few => return None,
            true => Value::from(
                Message::new("metric-points").with("n", Value::Number((new - old).abs() * 100.0, 1)),
            ),
            false if is_few || old <= 0.0 || new < 0.0 => self.measure.value((new - old).abs(), currency),
            false => Value::Share((new / old - 1.0).abs()),
        };
        let key = match new.total_cmp(&old) {
            std::cmp::Ordering::Greater => "metric-up",
            std::cmp::Ordering::Less => "metric-down",
            std::cmp::Ordering::Equal => "metric-same",
        };
        Some(Message::new(key).with("by", by))
    }
}

fn finding(output: &Output, measured: &Measured) -> Finding {
    let (axis, currency, title) = (&output.axis, &output.currency, measured.measure.title());
    let now = measured.said(output.now, currency);
    let message = |key: &'static str| {
        Message::new(key).with("measure", title.clone().into()).with("period", axis.name(output.now).into())
    };
    let Some(now) = now else { return Finding::new(message("metric-unknown")) };
    let before = output.before.and_then(|before| Some((before, measured.said(before, currency)?)));
    let Some((position, before)) = before else {
        let finding = Finding::new(message("metric-alone").with("now", now));
        return traced(finding, "now", title, &measured.behind_now);
    };
    let change = measured.change(position, output.now, currency);
    let key = match &change {
        Some(change) if change.key == "metric-same" => "metric-finding-same",
        Some(_) => "metric-finding",
        None => "metric-finding-few",
    };
    let finding = Finding::new(
        message(key)
            .with("now", now)
            .with("change", change.unwrap_or_default().into())
            .with("other", axis.name(position).into())
            .with("before", before),
    );
    let finding = traced(finding, "now", title.clone(), &measured.behind_now);
    traced(finding, "before", title, &measured.behind_before)
}

fn traced(mut finding: Finding, name: &str, what: Message, Behind { formula, scope }: &Behind) -> Finding {
    let trace = Trace { what, formula: formula.clone(), scope: scope.clone() };
    finding.traces.push((name.to_owned(), trace));
    finding
}

fn base(output: &Output) -> Message {
    let orders = output.axis.unit.span(output.axis.n);
    Message::new("metric-base")
        .with("span", orders.into())
        .with("from", Value::Day(output.axis.from))
        .with("to", Value::Day(output.axis.to))
}

fn notes(output: &Output) -> Vec<Message> {
    let (mut notes, axis) = (Vec::new(), &output.axis);
    let last = axis.n - 1;
    if !axis.is_finished(last) {
        let message = Message::new("metric-running").with("period", axis.name(last).into());
        notes.push(message.with("day", Value::Day(axis.to)));
    }
    if output.before.is_none() {
        let key = if output.compare == Compare::Previous { "metric-no-previous" } else { "metric-no-year" };
        notes.push(Message::new(key).with("unit", axis.unit.word().into()));
    }
    for measure in &output.untold {
        notes.push(Message::new("metric-untold").with("measure", measure.title().into()));
    }
    if axis.n_left_out > 0 {
        notes.push(Message::new("period-left-out").count("n", axis.n).count("left", axis.n_left_out));
    }
    notes
}

/// One of the small multiples: the same time across, each with its own measure up.
fn chart(output: &Output, measured: &Measured) -> ChartSpec {
    let (axis, measure) = (&output.axis, measured.measure);
    let x = (axis.first..).take(axis.n).map(|index| f64::from(axis.unit.start(index))).collect();
    let is_partial: Vec<bool> = output.is_whole.iter().map(|is_whole| !is_whole).collect();
    ChartSpec {
        id: measure.key().into(),
        title: measure.title(),
        subtitle: base(output),
        description: Message::new("metric-chart-description")
            .with("measure", measure.title().into())
            .with("span", axis.unit.span(axis.n).into()),
        x: Axis { scale: Scale::Time, format: Format::Day, ..Axis::default() },
        y: Axis::new(measure.title(), Scale::Linear, measure.format(&output.currency)),
        layers: Layer::partly_dashed(
            (Message::default(), "period-part".into()),
            x,
            measured.values.clone(),
            &is_partial,
        ),
        aspect: 0.22,
        ..ChartSpec::default()
    }
}

fn now_table(output: &Output) -> TableSpec {
    let measures = &output.measures;
    let cells = |cell: &dyn Fn(&Measured) -> Option<Message>| {
        Cells::Message(measures.iter().map(|measured| cell(measured).unwrap_or_default()).collect())
    };
    let said = |measured: &Measured, t: usize| {
        let value = measured.said(t, &output.currency)?;
        Some(Message::new("metric-value").with("value", value))
    };
    let column = |key: &str, label: Message, cells: Cells| TableColumn::new(key, label, cells);
    let mut columns = vec![
        column("measure", "metric-measure".into(), cells(&|measured| Some(measured.measure.title()))),
        column("now", output.axis.name(output.now), cells(&|measured| said(measured, output.now))),
    ];
    if let Some(before) = output.before {
        let change = |measured: &Measured| measured.change(before, output.now, &output.currency);
        columns.push(column("before", output.axis.name(before), cells(&|measured| said(measured, before))));
        columns.push(column("change", "metric-change".into(), cells(&change)));
    }
    TableSpec {
        id: "measures".into(),
        title: "metric-table".into(),
        columns,
        rows: RowKind::Traced,
        is_personal: false,
    }
}

fn period_table(output: &Output) -> TableSpec {
    let axis = &output.axis;
    let name = |t: usize| {
        let key = if output.is_whole[t] { "metric-period-whole" } else { "metric-period-part" };
        Message::new(key).with("period", axis.name(t).into())
    };
    let names = Cells::Message((0..axis.n).map(name).collect());
    let mut columns = vec![TableColumn::new("period", "metric-period", names)];
    for measured in &output.measures {
        let values = measured.values.clone();
        let cells = match measured.measure.format(&output.currency) {
            Format::Money(currency) => Cells::Money(values, currency),
            Format::Share => Cells::Share(values),
            Format::Count => Cells::Count(values),
            _ => Cells::Number(values, 0),
        };
        let short = Message::new(format!("metric-measure-{}", measured.measure.key()));
        columns.push(TableColumn::new(measured.measure.key(), short, cells));
    }
    TableSpec { id: "periods".into(), title: "metric-periods".into(), columns, ..TableSpec::default() }
}

/// The orders behind a number of now.
pub(super) fn trace(output: &Output, table: &str, row: usize) -> Option<(Value, Trace)> {
    let measured = output.measures.get(row).filter(|_| table == "measures")?;
    let value = measured.said(output.now, &output.currency)?;
    let Behind { formula, scope } = measured.behind_now.clone();
    Some((value, Trace { what: measured.measure.title(), formula, scope }))
}
