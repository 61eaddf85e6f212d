//! What the cell says of its groups.

use super::keys::Shape;
use super::measure::Told;
use super::{Measure, Output};
use crate::message::{Message, Value};
use crate::report::table::RowKind;
use crate::report::{
    Axis, Cells, ChartSpec, Finding, Format, Layer, Links, Report, Scale, Scope, TableColumn, TableSpec,
    Tone, Trace,
};

const N_FOR_SHARES: u32 = 30;

pub(super) fn report(output: &Output) -> Report {
    if output.n_counted == 0 {
        let message =
            Message::new("query-nothing").count("n", output.n_rows as usize).text("file", &output.file);
        let findings = vec![Finding::new(message)];
        return Report { findings, notes: notes(output), method: method(output), ..Report::default() };
    }
    let mut findings: Vec<Finding> = first(output).into_iter().collect();
    findings.extend(largest_cell(output));
    let title = Message::new(if output.across.is_some() { "query-title-across" } else { "query-title-by" })
        .with("title", title(output).into())
        .text("by", &output.by)
        .text("across", output.across.as_deref().unwrap_or_default());
    Report {
        findings,
        base: Some(base(output)),
        charts: charts(output, &title),
        tables: vec![table(output, title)],
        notes: notes(output),
        method: method(output),
        checked: None,
    }
}

/// "Rows", "Sum of “Quantity”".
fn title(output: &Output) -> Message {
    let key = format!("query-title-{}", output.measure.key());
    Message::new(key).text("column", output.of.as_deref().unwrap_or_default())
}

fn value(output: &Output, amount: f64) -> Value {
    match (output.measure, &output.shown.currency) {
        (Measure::Rows | Measure::Distinct, _) => Value::Count(amount),
        (_, Some(currency)) => Value::Money(amount, currency.clone()),
        _ => Value::Number(amount, output.shown.decimals),
    }
}

/// Parts of the whole, where groups add up to it and none is negative.
fn shares(output: &Output) -> Option<Vec<f64>> {
    let total = output.total.value.filter(|total| *total > 0.0 && output.measure.is_additive())?;
    let share = |told: &Told| told.value.map(|value| value / total).filter(|share| *share >= 0.0);
    output.groups.iter().map(share).collect()
}

/// The group with the largest value, "other" aside; of measures that do not add up, among groups of many rows where there
/// are such.
fn first(output: &Output) -> Option<Finding> {
    let groups = || {
        let is_own = |i: &usize| output.shown.rows.other != Some(*i as u32);
        (0..output.groups.len()).filter(is_own)
    };
    let is_level = matches!(output.measure, Measure::Mean | Measure::Median | Measure::Min | Measure::Max);
    let is_many = |i: &usize| output.groups[*i].n_values >= N_FOR_SHARES;
    let needs_many = is_level && groups().any(|i| is_many(&i));
    let among = groups().filter(|i| !needs_many || is_many(i));
    let with_value = among.filter_map(|i| Some((i, output.groups[i].value?)));
    let (at, most) = with_value.reduce(|best, next| if next.1 > best.1 { next } else { best })?;
    let total = output.total.value?;
    let share = shares(output).map(|shares| shares[at]);
    let key = match share {
        _ if needs_many => "query-highest",
        _ if is_level => "query-highest-few",
        Some(_) if output.n_counted < N_FOR_SHARES => "query-first-few",
        Some(_) if output.measure == Measure::Rows => "query-first-rows",
        Some(_) => "query-first",
        None => "query-first-alone",
    };
    let message = Message::new(key)
        .with("title", title(output).into())
        .text("by", &output.by)
        .with("key", output.names[at].clone().into())
        .with("value", value(output, most))
        .share("share", share.unwrap_or(0.0))
        .with("total", value(output, total))
        .count("n", output.n_counted as usize);
    Some(Finding::new(message).trace("value", what(output, at), rows_of(output, at)).trace(
        "total",
        "query-what-all".into(),
        rows_behind(output, &|_| true),
    ))
}

fn what(output: &Output, at: usize) -> Message {
    Message::new("query-what").text("by", &output.by).with("key", output.names[at].clone().into())
}

fn rows_of(output: &Output, at: usize) -> Scope {
    rows_behind(output, &|row| output.shown.rows.codes[row] == at as u32)
}

fn rows_behind(output: &Output, is_behind: &dyn Fn(usize) -> bool) -> Scope {
    let codes = &output.shown.rows.codes;
    let counted = (0..codes.len()).filter(|&row| codes[row] != super::NONE && is_behind(row));
    Scope::Rows(output.shown.source, counted.map(|row| row as u32).collect())
}

/// The largest cell of a pivot whose groups add up, "other" aside.
fn largest_cell(output: &Output) -> Option<Finding> {
    let (columns, n) = (output.shown.columns.as_ref()?, output.columns.len());
    if !output.measure.is_additive() || n < 2 {
        return None;
    }
    let place = |i: usize| ((i / n) as u32, (i % n) as u32);
    let is_own =
        |i: &usize| Some(place(*i).0) != output.shown.rows.other && Some(place(*i).1) != columns.other;
    let cells = (0..output.cells.len()).filter(is_own);
    let with_value = cells.filter_map(|i| Some((i, output.cells[i].value?)));
    let (at, most) = with_value.reduce(|best, next| if next.1 > best.1 { next } else { best })?;
    let (row, column) = place(at);
    let message = Message::new("query-cell")
        .with("row", output.names[row as usize].clone().into())
        .with("column", output.columns[column as usize].clone().into())
        .with("value", value(output, most))
        .with("total", value(output, output.total.value?));
    let is_there = |i: usize| output.shown.rows.codes[i] == row && columns.codes[i] == column;
    Some(Finding::new(message).trace("value", what(output, row as usize), rows_behind(output, &is_there)))
}

fn base(output: &Output) -> Message {
    Message::new("query-base")
        .count("n", output.n_counted as usize)
        .count("all", output.n_rows as usize)
        .text("file", &output.file)
}

fn notes(output: &Output) -> Vec<Message> {
    let mut notes: Vec<Message> = output
        .conditions
        .iter()
        .map(|what| Message::new("query-only").with("what", what.clone().into()))
        .collect();
    if output.is_of_chosen_customers {
        notes.push("query-customers".into());
    }
    let columns: Vec<String> =
        [Some(&output.by), output.across.as_ref()].into_iter().flatten().cloned().collect();
    let of = output.of.as_deref().unwrap_or_default();
    for (key, n) in [
        ("query-left-out", output.n_left_out),
        ("query-without-group", output.n_without_group),
        ("query-without-value", output.n_without_value),
    ] {
        if n > 0 {
            let columns = Value::List(columns.clone());
            notes.push(Message::new(key).count("n", n as usize).with("columns", columns).text("column", of));
        }
    }
    if output.is_repeated {
        notes.push(Message::new("query-repeated").text("column", of));
    }
    if output.shown.is_longer {
        notes.push("query-longer".into());
    }
    if let Some(other) = output.shown.rows.other.filter(|other| !is_drawn(output, *other as usize)) {
        let other = other as usize;
        let told = value(output, output.groups[other].value.unwrap_or(0.0));
        notes.push(
            Message::new("query-undrawn")
                .with("other", output.names[other].clone().into())
                .with("value", told),
        );
    }
    let rows = &output.shown.rows;
    for at in &rows.partial {
        let name = rows.at.iter().position(|other| other == at).map(|i| output.names[i].clone());
        if let (Some(name), Some((from, to))) = (name, rows.ends) {
            let message = Message::new("query-partial").with("period", name.into());
            notes.push(message.with("from", Value::Day(from)).with("to", Value::Day(to)));
        }
    }
    notes
}

fn method(output: &Output) -> Vec<Message> {
    let key = if output.is_of_books { "query-method-books" } else { "query-method" };
    let mut method = vec![Message::new(key)];
    if output.shape == Shape::Bins {
        method.push("query-method-bins".into());
    }
    method
}

fn format(output: &Output) -> Format {
    match (output.measure, &output.shown.currency) {
        (Measure::Rows | Measure::Distinct, _) => Format::Count,
        (_, Some(currency)) => Format::Money(currency.clone()),
        _ => Format::Number,
    }
}

/// Bars of words, columns of bins, lines of time; a grid across, or small multiples of lines where one would flatten the
/// others.
fn charts(output: &Output, title: &Message) -> Vec<ChartSpec> {
    let spec = |id: &str, title: Message, x: Axis, y: Axis, layers: Vec<Layer>| ChartSpec {
        id: id.to_owned(),
        description: Message::new("query-description")
            .with("title", title.clone().into())
            .count("n", output.names.len()),
        title,
        subtitle: base(output),
        x,
        y,
        layers,
        ..ChartSpec::default()
    };
    let values = |title: Message| Axis::new(title, Scale::Linear, format(output));
    let time = || Axis { scale: Scale::Time, format: Format::Day, ..Axis::default() };
    let drawn: Vec<usize> = (0..output.names.len()).filter(|&i| is_drawn(output, i)).collect();
    let names = || {
        let names = drawn.iter().map(|&i| output.names[i].clone()).collect();
        Axis { label: by(output), scale: Scale::Band(names), ..Axis::default() }
    };
    let n = output.columns.len();
    let is_time = output.shape == Shape::Time;
    if n > 0 && is_time {
        let heights: Vec<f64> = (0..n).map(|column| height(output, column)).collect();
        let highest = heights.iter().fold(0.0, |most: f64, height| most.max(*height));
        if heights.iter().any(|height| height * 8.0 < highest) {
            let one = |column: usize| {
                let name = &output.columns[column];
                let layers = lines(output, Message::default(), &|i| output.cells[i * n + column].value);
                let (id, y) = (format!("column_{}", column + 1), values(self::title(output)));
                ChartSpec {
                    aspect: 0.22,
                    ..spec(&id, name.clone(), time(), Axis { label: name.clone(), ..y }, layers)
                }
            };
            // All together first: the headline is of it.
            let all = lines(output, Message::default(), &|i| output.groups[i].value);
            let all = spec("groups", title.clone(), time(), values(self::title(output)), all);
            return std::iter::once(ChartSpec { aspect: 0.3, ..all }).chain((0..n).map(one)).collect();
        }
        let tone = |column: usize| match output.shown.columns.as_ref().and_then(|columns| columns.other) {
            Some(other) if other == column as u32 => Tone::Grey,
            _ => Tone::Group((column % 6) as u8),
        };
        let order = in_time(output);
        let line = |column: usize| Layer::Line {
            name: output.columns[column].clone(),
            x: order.iter().map(|&i| output.shown.rows.at[i]).collect(),
            y: order.iter().map(|&i| output.cells[i * n + column].value).collect(),
            tone: tone(column),
            is_dashed: false,
        };
        let layers = (0..n).map(line).collect();
        return vec![spec("groups", title.clone(), time(), values(self::title(output)), layers)];
    }
    if n > 0 {
        let across = Axis { scale: Scale::Band(output.columns.clone()), ..Axis::default() };
        let grid = spec("groups", title.clone(), across, names(), vec![grid(output, &drawn)]);
        return vec![ChartSpec { aspect: aspect(drawn.len()), ..grid }];
    }
    let (layers, rows) = if is_time {
        (lines(output, Message::default(), &|i| output.groups[i].value), in_time(output))
    } else {
        let bars = Layer::Bars {
            name: Message::default(),
            at: (0..drawn.len()).map(|i| i as f64).collect(),
            value: drawn.iter().map(|&i| output.groups[i].value).collect(),
            base: Vec::new(),
            tone: Tone::Accent,
        };
        (vec![bars], drawn.clone())
    };
    let values = values(self::title(output));
    let (x, y) = match output.shape {
        Shape::Words => (values, names()),
        Shape::Time => (time(), values),
        Shape::Bins => (names(), values),
    };
    let layer = layers.len() as u32 - 1;
    let rows = rows.into_iter().map(|row| vec![row as u32]).collect();
    let mut chart = spec("groups", title.clone(), x, y, layers);
    if output.shape == Shape::Words {
        chart.aspect = aspect(drawn.len());
    }
    chart.links = vec![Links { layer, table: "groups".into(), rows }];
    vec![chart]
}

/// Room for so many rows.
fn aspect(n_rows: usize) -> f64 {
    (0.1 + 0.035 * n_rows as f64).clamp(0.2, 1.6)
}

/// "Other" is drawn where it is no larger than the largest group: else it would be all that is seen.
fn is_drawn(output: &Output, i: usize) -> bool {
    let value = |told: &Told| told.value.map_or(0.0, f64::abs);
    let most = output.groups.iter().enumerate().filter(|(other, _)| *other != i).map(|(_, told)| value(told));
    output.shown.rows.other != Some(i as u32) || value(&output.groups[i]) <= most.fold(0.0, f64::max)
}

/// The largest value of a column.
fn height(output: &Output, column: usize) -> f64 {
    let cells = output.cells.iter().skip(column).step_by(output.columns.len());
    cells.filter_map(|told| told.value).fold(0.0, |most: f64, value| most.max(value.abs()))
}

fn by(output: &Output) -> Message {
    Message::new("query-key").text("key", &output.by)
}

/// Positions of the groups in the order of time.
fn in_time(output: &Output) -> Vec<usize> {
    let at = &output.shown.rows.at;
    let mut order: Vec<usize> = (0..at.len()).collect();
    order.sort_unstable_by(|&a, &b| at[a].total_cmp(&at[b]));
    order
}

/// A line through time; the way into and out of periods that are not whole is dashed.
fn lines(output: &Output, name: Message, value: &dyn Fn(usize) -> Option<f64>) -> Vec<Layer> {
    let (order, rows) = (in_time(output), &output.shown.rows);
    let x: Vec<f64> = order.iter().map(|&i| rows.at[i]).collect();
    let is_partial: Vec<bool> = x.iter().map(|at| rows.partial.contains(at)).collect();
    let y = order.iter().map(|&i| value(i)).collect();
    Layer::partly_dashed((name, "period-part".into()), x, y, &is_partial)
}

fn grid(output: &Output, drawn: &[usize]) -> Layer {
    let n = output.columns.len();
    let other = output.shown.columns.as_ref().and_then(|columns| columns.other);
    let own = (0..n).filter(|&column| Some(column as u32) != other);
    let most = own.map(|column| {
        let cells = drawn.iter().filter_map(|row| output.cells[row * n + column].value);
        cells.fold(0.0, |most: f64, value| most.max(value.abs()))
    });
    let most = most.fold(0.0, f64::max);
    let cells = || drawn.iter().flat_map(|row| &output.cells[row * n..(row + 1) * n]);
    let is_diverging = cells().any(|told| told.value.is_some_and(|value| value < 0.0));
    // What "other" has beyond the largest cell is as dark as that one.
    let shade = |value: f64| match is_diverging {
        _ if most <= 0.0 => 0.0,
        true => (0.5 + value / most / 2.0).clamp(0.0, 1.0),
        false => (value / most).min(1.0),
    };
    let text = |told: &Told| match (told.value, &output.shown.currency) {
        (None, _) => Message::default(),
        (Some(amount), Some(currency)) if !matches!(output.measure, Measure::Rows | Measure::Distinct) => {
            super::keys::word(Value::ShortMoney(amount, currency.clone()))
        }
        (Some(amount), _) => super::keys::word(value(output, amount)),
    };
    Layer::Heat {
        name: title(output),
        n_columns: output.columns.len() as u32,
        value: cells().map(|told| told.value.map(shade)).collect(),
        text: cells().map(text).collect(),
        is_diverging,
    }
}

fn numbers(output: &Output, told: &mut dyn Iterator<Item = &Told>) -> Cells {
    let values = told.map(|told| told.value).collect();
    match format(output) {
        Format::Count => Cells::Count(values),
        Format::Money(currency) => Cells::Money(values, currency),
        _ => Cells::Number(values, output.shown.decimals),
    }
}

fn table(output: &Output, title: Message) -> TableSpec {
    let names = match &output.shown.persons {
        // What a number stands for is a person's name, masked where names are.
        Some(persons) => Cells::Person(persons.clone()),
        None => Cells::Message(output.names.clone()),
    };
    let mut columns = vec![TableColumn::new("key", by(output), names)];
    let n = output.columns.len();
    for (place, name) in output.columns.iter().enumerate() {
        let mut of_column = output.cells.iter().skip(place).step_by(n);
        let key = format!("column_{}", place + 1);
        columns.push(TableColumn::new(&key, name.clone(), numbers(output, &mut of_column)));
    }
    let label = if n > 0 { "query-all".into() } else { self::title(output) };
    let values = TableColumn::new("value", label, numbers(output, &mut output.groups.iter()));
    columns.push(if n > 0 { values } else { values.with_bar() });
    if let Some(shares) = shares(output).filter(|_| output.n_counted >= N_FOR_SHARES) {
        let shares = Cells::Share(shares.into_iter().map(Some).collect());
        columns.push(TableColumn::new("share", "query-share", shares));
    }
    if output.measure != Measure::Rows {
        let n_rows = output.groups.iter().map(|told| Some(f64::from(told.n_rows))).collect();
        columns.push(TableColumn::new("n_rows", "query-rows", Cells::Count(n_rows)));
    }
    TableSpec {
        id: "groups".into(),
        title,
        columns,
        rows: RowKind::Traced,
        is_personal: output.shown.persons.is_some(),
    }
}

/// The rows of the file behind a group.
pub(super) fn trace(output: &Output, _table: &str, row: usize) -> Option<(Value, Trace)> {
    let told = output.groups.get(row)?;
    let value = told.value.map_or(Value::Count(f64::from(told.n_rows)), |amount| value(output, amount));
    Some((value, Trace { what: what(output, row), formula: None, scope: rows_of(output, row) }))
}
