//! A chart as a plain table: what "Show as table" shows and screen readers read.

use crate::message::{Message, Value};
use crate::report::{Axis, Cells, ChartSpec, Format, Layer, Scale, TableColumn, TableSpec};

/// The chart's numbers in rows: one a position for lines and bars, one a point for clouds, one a row of a grid; strips
/// and tree maps give their words. Rules and notes are said in the chart's sentences and not repeated.
pub fn as_table(spec: &ChartSpec) -> TableSpec {
    let is_cloud = |layer: &&Layer| match layer {
        Layer::Points { x, y, label, group_names, .. } => {
            let at = if is_band(&spec.y) { y } else { x };
            let is_named = !group_names.is_empty() || label.iter().any(|label| !label.is_empty());
            // Two measured axes: no position belongs to the series.
            let is_free = !is_band(&spec.x) && !is_band(&spec.y) && spec.x.scale != Scale::Time;
            is_named || is_free || positions(at).len() < at.len()
        }
        _ => false,
    };
    let columns = if let Some(heat) = spec.layers.iter().find(|layer| matches!(layer, Layer::Heat { .. })) {
        grid(spec, heat)
    } else if let Some(points) = spec.layers.iter().find(is_cloud) {
        cloud(spec, points)
    } else if let Some(columns) = spec.layers.iter().find_map(areas) {
        columns
    } else {
        let columns = series(spec);
        if columns.len() > 1 { columns } else { pieces(spec) }
    };
    TableSpec { id: spec.id.clone(), title: spec.title.clone(), columns, ..TableSpec::default() }
}

/// One row a position on the shared axis, one column a series.
fn series(spec: &ChartSpec) -> Vec<TableColumn> {
    let by_row = is_band(&spec.y);
    let (across, along) = if by_row { (&spec.y, &spec.x) } else { (&spec.x, &spec.y) };
    let mut all = Vec::new();
    for layer in &spec.layers {
        match layer {
            Layer::Line { x: at, .. } | Layer::Area { x: at, .. } => all.extend_from_slice(at),
            Layer::Bars { at, .. } | Layer::Intervals { at, .. } => all.extend_from_slice(at),
            Layer::Points { x, y, .. } => all.extend_from_slice(if by_row { y } else { x }),
            _ => {}
        }
    }
    let rows = positions(&all);
    if rows.is_empty() {
        return Vec::new();
    }
    // The values of a layer, put into the rows of their positions.
    let put = |at: &[f64], value: &dyn Fn(usize) -> Option<f64>| {
        let mut cells = vec![None; rows.len()];
        for (i, position) in at.iter().enumerate() {
            // + 0.0 turns −0 into 0.
            if let Ok(row) = rows.binary_search_by(|other| other.total_cmp(&(position + 0.0))) {
                cells[row] = value(i).filter(|value| value.is_finite());
            }
        }
        cells
    };
    let values = rows.iter().copied().map(Some).collect();
    let mut columns = vec![TableColumn::new("at", name_of(across), cells(across, values))];
    for (n, layer) in spec.layers.iter().enumerate() {
        let key = format!("series_{}", n + 1);
        let label = |name: &Message| if name.key.is_empty() { name_of(along) } else { name.clone() };
        let mut bounds = |name: Message, at: &[f64], low: &[f64], high: &[f64]| {
            for (end, bound) in [("low", low), ("high", high)] {
                let label = Message::new(format!("chart-{end}")).with("name", Value::from(name.clone()));
                let cells = cells(along, put(at, &|i| bound.get(i).copied()));
                columns.push(TableColumn::new(&format!("{key}_{end}"), label, cells));
            }
        };
        match layer {
            Layer::Area { name, x, low, high, .. } => bounds(label(name), x, low, high),
            Layer::Intervals { at, low, high, .. } => bounds(name_of(along), at, low, high),
            Layer::Line { name, x: at, y: value, .. } | Layer::Bars { name, at, value, .. } => {
                let cells = cells(along, put(at, &|i| value.get(i).copied().flatten()));
                columns.push(TableColumn::new(&key, label(name), cells));
            }
            Layer::Points { name, x, y, .. } => {
                let (at, value) = if by_row { (y, x) } else { (x, y) };
                let cells = cells(along, put(at, &|i| value.get(i).copied()));
                columns.push(TableColumn::new(&key, label(name), cells));
            }
            _ => {}
        }
    }
    columns
}

/// One row a point: its name, its group, where it lies.
fn cloud(spec: &ChartSpec, layer: &Layer) -> Vec<TableColumn> {
    let Layer::Points { x, y, group, group_names, label, .. } = layer else { return Vec::new() };
    let n = x.len().min(y.len());
    let mut columns = Vec::new();
    if label.iter().any(|label| !label.is_empty()) {
        let names = (0..n).map(|i| label.get(i).cloned().unwrap_or_default()).collect();
        columns.push(TableColumn::new("name", "chart-name", Cells::Text(names)));
    }
    if !group_names.is_empty() {
        let name = |i: usize| group.get(i).and_then(|group| group_names.get(usize::from(*group)));
        let names = (0..n).map(|i| name(i).cloned().unwrap_or_default()).collect();
        columns.push(TableColumn::new("group", "chart-group", Cells::Message(names)));
    }
    // On a map without axes the positions mean nothing.
    for (key, axis, values) in [("x", &spec.x, x), ("y", &spec.y, y)] {
        if axis.scale != Scale::Hidden {
            let values = values[..n].iter().map(|value| Some(*value)).collect();
            columns.push(TableColumn::new(key, name_of(axis), cells(axis, values)));
        }
    }
    columns
}

/// The grid as it stands: a column for each column, in the words printed in the cells.
fn grid(spec: &ChartSpec, layer: &Layer) -> Vec<TableColumn> {
    let Layer::Heat { n_columns, value, text, .. } = layer else { return Vec::new() };
    let n_columns = (*n_columns).max(1) as usize;
    let n_rows = value.len().div_ceil(n_columns);
    let rows = (0..n_rows).map(|row| Some(row as f64)).collect();
    let mut columns = vec![TableColumn::new("row", name_of(&spec.y), cells(&spec.y, rows))];
    for column in 0..n_columns {
        let label = match &spec.x.scale {
            Scale::Band(names) => names.get(column).cloned().unwrap_or_default(),
            _ => Message::default(),
        };
        let cell = |row: usize| {
            let i = row * n_columns + column;
            let has_value = value.get(i).copied().flatten().is_some();
            if has_value { text.get(i).cloned().unwrap_or_default() } else { Message::default() }
        };
        let key = format!("column_{}", column + 1);
        columns.push(TableColumn::new(&key, label, Cells::Message((0..n_rows).map(cell).collect())));
    }
    columns
}

/// Strips and tree maps: their words.
fn areas(layer: &Layer) -> Option<Vec<TableColumn>> {
    let (Layer::Rects { label, detail, .. } | Layer::Treemap { label, detail, .. }) = layer else {
        return None;
    };
    let mut columns = vec![TableColumn::new("name", "chart-name", Cells::Message(label.clone()))];
    if !detail.is_empty() {
        let details = (0..label.len()).map(|i| detail.get(i).cloned().unwrap_or_default()).collect();
        columns.push(TableColumn::new("value", "chart-value", Cells::Message(details)));
    }
    Some(columns)
}

/// Straight pieces: from where to where.
fn pieces(spec: &ChartSpec) -> Vec<TableColumn> {
    let piece = spec.layers.iter().find_map(|layer| match layer {
        Layer::Segments { x0, y0, x1, y1, .. } => Some([x0, y0, x1, y1]),
        _ => None,
    });
    let Some(corners) = piece else { return Vec::new() };
    let keys = [("x0", "chart-from"), ("y0", "chart-from"), ("x1", "chart-to"), ("y1", "chart-to")];
    keys.iter()
        .zip(corners)
        .enumerate()
        .map(|(i, ((key, label), values))| {
            let axis = if i % 2 == 0 { &spec.x } else { &spec.y };
            let label = Message::new(*label).with("name", Value::from(name_of(axis)));
            let values = values.iter().map(|value| Some(*value).filter(|value| value.is_finite()));
            // Joints of a dendrogram lie between the names: numbers, not names.
            let is_between = is_band(axis) && values.clone().flatten().any(|value| value.fract() != 0.0);
            let cells = if is_between { numbers(values.collect()) } else { cells(axis, values.collect()) };
            TableColumn::new(key, label, cells)
        })
        .collect()
}

/// Finite positions, ascending, each once.
fn positions(at: &[f64]) -> Vec<f64> {
    let mut all: Vec<f64> =
        at.iter().map(|position| position + 0.0).filter(|position| position.is_finite()).collect();
    all.sort_unstable_by(f64::total_cmp);
    all.dedup();
    all
}

fn is_band(axis: &Axis) -> bool {
    matches!(axis.scale, Scale::Band(_))
}

fn name_of(axis: &Axis) -> Message {
    match (axis.label.key.is_empty(), &axis.scale) {
        (false, _) => axis.label.clone(),
        (true, Scale::Band(_)) => Message::new("chart-name"),
        (true, Scale::Time) => Message::new("chart-date"),
        (true, _) => Message::new("chart-value"),
    }
}

/// Values of an axis as typed cells.
fn cells(axis: &Axis, values: Vec<Option<f64>>) -> Cells {
    if let Scale::Band(names) = &axis.scale {
        let name = |value: Option<f64>| {
            let position = value.filter(|value| *value >= -0.5).map(|value| value.round() as usize);
            position.and_then(|position| names.get(position)).cloned().unwrap_or_default()
        };
        return Cells::Message(values.into_iter().map(name).collect());
    }
    let values: Vec<_> = values.into_iter().map(|value| value.filter(|value| value.is_finite())).collect();
    if axis.scale == Scale::Time || axis.format == Format::Day {
        return Cells::Day(values.into_iter().map(|value| value.map(|day| day as i32)).collect());
    }
    match &axis.format {
        Format::Count => Cells::Count(values),
        Format::Share => Cells::Share(values),
        Format::Money(currency) => Cells::Money(values, currency.clone()),
        Format::Duration => Cells::Duration(values),
        Format::Number | Format::Day => numbers(values),
    }
}

/// As many decimals as the largest number asks for: about three digits.
fn numbers(values: Vec<Option<f64>>) -> Cells {
    let is_whole = values.iter().flatten().all(|value| value.fract() == 0.0);
    let largest = values.iter().flatten().fold(0.0f64, |largest, value| largest.max(value.abs()));
    let decimals = match largest {
        _ if is_whole => 0,
        n if n >= 100.0 => 1,
        n if n >= 1.0 => 2,
        _ => 4,
    };
    Cells::Number(values, decimals)
}
