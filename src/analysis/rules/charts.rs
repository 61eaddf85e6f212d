//! Pictures of rules: all of them as points, groups of them as a grid, the best few as a graph.

use super::output::{Output, Rule};
use crate::message::{Message, Value};
use crate::report::chart::{Details, Format};
use crate::report::{Axis, ChartSpec, Layer, Links, Scale, Tone};
use std::collections::BTreeMap;

const MAX_POINTS: usize = 2000;
const MAX_GRAPH_RULES: usize = 20;
const MAX_GRID: usize = 10;

pub fn charts(output: &Output) -> Vec<ChartSpec> {
    let mut charts = Vec::new();
    if output.rules.len() >= 2 {
        charts.push(scatter(output));
        charts.extend(grid(output));
        charts.extend(graph(output));
    }
    charts
}

fn axis(label: &'static str, scale: Scale, format: Format) -> Axis {
    Axis { label: label.into(), scale, format, range: None }
}

fn words(rule: &Rule) -> Message {
    Message::new("rules-detail")
        .with("a", Value::List(rule.antecedent.clone()))
        .with("b", Value::List(rule.consequent.clone()))
        .share("confidence", rule.confidence)
        .with("lift", Value::Number(rule.lift, 1))
        .count("k", rule.n_xy as usize)
}

/// Marks of a layer lead to these rows of the table of rules.
fn links(layer: u32, rows: Vec<Vec<u32>>) -> Links {
    Links { layer, table: "rules".into(), rows }
}

/// Support, confidence, and lift as shade.
fn scatter(output: &Output) -> ChartSpec {
    let rules = &output.rules[..output.rules.len().min(MAX_POINTS)];
    let ln_lift = |rule: &Rule| libm::log(rule.lift.max(1e-9));
    let low = rules.iter().map(ln_lift).fold(f64::INFINITY, f64::min);
    let high = rules.iter().map(ln_lift).fold(f64::NEG_INFINITY, f64::max);
    let shade = |rule: &Rule| if high > low { (ln_lift(rule) - low) / (high - low) } else { 0.5 };
    ChartSpec {
        id: "scatter".into(),
        title: Message::new("rules-scatter").count("n", rules.len()),
        subtitle: "rules-scatter-subtitle".into(),
        description: Message::new("rules-scatter-description").count("n", rules.len()),
        x: axis("rules-column-support", Scale::Log, Format::Share),
        y: axis("rules-column-confidence", Scale::Linear, Format::Share),
        layers: vec![Layer::Points {
            name: "rules-table".into(),
            x: rules.iter().map(|rule| rule.support).collect(),
            y: rules.iter().map(|rule| rule.confidence).collect(),
            size: Vec::new(),
            group: Vec::new(),
            group_names: Vec::new(),
            label: Vec::new(),
            shade: rules.iter().map(shade).collect(),
            tone: Tone::Accent,
        }],
        aspect: 0.6,
        details: vec![Details { layer: 0, words: rules.iter().map(words).collect() }],
        links: vec![links(0, (0..rules.len() as u32).map(|row| vec![row]).collect())],
    }
}

/// The leading item of antecedents against consequents, the same items down and across: the mean lift of the rules of each
/// cell, and their number. (A grouped matrix as in Hahsler & Karpienko 2017, grouped by item, so that rows can be read.)
fn grid(output: &Output) -> Option<ChartSpec> {
    // The item of an antecedent that most rules share leads its group.
    let mut n_rules: BTreeMap<&str, usize> = BTreeMap::new();
    for item in output.rules.iter().flat_map(|rule| &rule.antecedent) {
        *n_rules.entry(item).or_default() += 1;
    }
    let leader = |rule: &Rule| {
        let items = rule.antecedent.iter().map(String::as_str);
        items
            .max_by_key(|item| (n_rules.get(item).copied().unwrap_or(0), std::cmp::Reverse(*item)))
            .unwrap_or_default()
            .to_owned()
    };
    let single = || (0u32..).zip(&output.rules).filter(|(_, rule)| rule.consequent.len() == 1);
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    for (_, rule) in single() {
        *counts.entry(leader(rule)).or_default() += 1;
        *counts.entry(rule.consequent[0].clone()).or_default() += 1;
    }
    let mut names: Vec<(String, usize)> = counts.into_iter().collect();
    names.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
    names.truncate(MAX_GRID);
    let n = names.len();
    if n < 3 {
        return None;
    }
    let position = |name: &str| names.iter().position(|other| other.0 == name);
    let mut cells: Vec<Vec<u32>> = vec![Vec::new(); n * n];
    for (at, rule) in single() {
        if let (Some(row), Some(column)) = (position(&leader(rule)), position(&rule.consequent[0])) {
            cells[row * n + column].push(at);
        }
    }
    let mean = |cell: &Vec<u32>| {
        let sum: f64 = cell.iter().map(|&at| output.rules[at as usize].lift).sum();
        (!cell.is_empty()).then(|| sum / cell.len() as f64)
    };
    let highest = cells.iter().filter_map(mean).fold(0.0, f64::max);
    let row = |(i, name): (usize, &(String, usize))| {
        Message::new("rules-grid-row").count("n", i + 1).text("name", &name.0)
    };
    let rows = Scale::Band(names.iter().enumerate().map(row).collect());
    let columns = Scale::Band((1..=n).map(|i| Message::new("rules-grid-column").count("n", i)).collect());
    let text = |cell: &Vec<u32>| match mean(cell) {
        Some(lift) => {
            Message::new("rules-grid-cell").with("lift", Value::Number(lift, 1)).count("n", cell.len())
        }
        None => Message::default(),
    };
    Some(ChartSpec {
        id: "grid".into(),
        title: "rules-grid".into(),
        subtitle: "rules-grid-subtitle".into(),
        description: Message::new("rules-grid-description").count("rows", n).count("columns", n),
        x: axis("rules-column-consequent", columns, Format::Number),
        y: axis("rules-column-antecedent", rows, Format::Number),
        layers: vec![Layer::Heat {
            name: "rules-column-lift".into(),
            n_columns: n as u32,
            value: cells.iter().map(|cell| mean(cell).map(|lift| lift / highest)).collect(),
            text: cells.iter().map(text).collect(),
            is_diverging: false,
        }],
        links: vec![links(0, cells)],
        ..ChartSpec::default()
    })
}

/// The best trusted rules as arrows between items.
fn graph(output: &Output) -> Option<ChartSpec> {
    let rules: Vec<(u32, &Rule)> =
        (0u32..).zip(&output.rules).filter(|(_, rule)| rule.is_trusted).take(MAX_GRAPH_RULES).collect();
    let sides = || rules.iter().map(|(_, rule)| *rule);
    let mut items: Vec<&String> =
        sides().flat_map(|rule| rule.antecedent.iter().chain(&rule.consequent)).collect();
    items.sort_unstable();
    items.dedup();
    if rules.len() < 3 {
        return None;
    }
    let position = |item: &String| items.binary_search(&item).unwrap_or(0);
    let highest = sides().map(|rule| rule.lift).fold(0.0, f64::max);
    // The rules of each arrow, and of each item.
    let mut edges: BTreeMap<(usize, usize), Vec<u32>> = BTreeMap::new();
    let mut used: Vec<Vec<u32>> = vec![Vec::new(); items.len()];
    for (at, rule) in &rules {
        for from in &rule.antecedent {
            for to in &rule.consequent {
                edges.entry((position(from), position(to))).or_default().push(*at);
            }
        }
        rule.antecedent.iter().chain(&rule.consequent).for_each(|item| used[position(item)].push(*at));
    }
    let best = |rows: &Vec<u32>| {
        let rules = rows.iter().map(|&at| &output.rules[at as usize]);
        rules.max_by(|a, b| a.lift.total_cmp(&b.lift))
    };
    let width = |rows: &Vec<u32>| best(rows).map_or(0.0, |rule| rule.lift / highest);
    let places = places(items.len(), &edges.keys().copied().collect::<Vec<_>>());
    let most = used.iter().map(Vec::len).max().unwrap_or(1) as f64;
    let ends = |pick: fn(&(usize, usize)) -> usize, axis: usize| -> Vec<f64> {
        edges.keys().map(|edge| places[pick(edge)][axis]).collect()
    };
    Some(ChartSpec {
        id: "graph".into(),
        title: Message::new("rules-graph").count("n", rules.len()),
        subtitle: "rules-graph-subtitle".into(),
        description: Message::new("rules-graph-description")
            .count("n", rules.len())
            .count("items", items.len()),
        x: Axis { range: Some((-0.25, 1.15)), ..axis("", Scale::Hidden, Format::Number) },
        y: Axis { range: Some((-0.1, 1.1)), ..axis("", Scale::Hidden, Format::Number) },
        layers: vec![
            Layer::Segments {
                x0: ends(|edge| edge.0, 0),
                y0: ends(|edge| edge.0, 1),
                x1: ends(|edge| edge.1, 0),
                y1: ends(|edge| edge.1, 1),
                width: edges.values().map(width).collect(),
                has_arrow: true,
                tone: Tone::Grey,
            },
            Layer::Points {
                name: "rules-items".into(),
                x: places.iter().map(|place| place[0]).collect(),
                y: places.iter().map(|place| place[1]).collect(),
                size: used.iter().map(|rows| 0.35 * rows.len() as f64 / most).collect(),
                group: Vec::new(),
                group_names: Vec::new(),
                label: items.iter().map(|item| (*item).clone()).collect(),
                shade: Vec::new(),
                tone: Tone::Accent,
            },
        ],
        aspect: 0.9,
        details: vec![Details { layer: 0, words: edges.values().filter_map(best).map(words).collect() }],
        links: vec![links(0, edges.into_values().collect()), links(1, used)],
    })
}

/// Places in the unit square. Items that no arrow joins stand apart: each connected piece has a tile of its own, the
/// largest first, tiles in rows.
fn places(n: usize, edges: &[(usize, usize)]) -> Vec<[f64; 2]> {
    let mut piece: Vec<usize> = (0..n).collect();
    for _ in 0..n {
        for &(a, b) in edges {
            let least = piece[a].min(piece[b]);
            (piece[a], piece[b]) = (least, least);
        }
    }
    let mut pieces: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    (0..n).for_each(|i| pieces.entry(piece[i]).or_default().push(i));
    let mut pieces: Vec<Vec<usize>> = pieces.into_values().collect();
    pieces.sort_by_key(|members| (std::cmp::Reverse(members.len()), members[0]));
    // Rows of tiles that hold about equally many items; within a row a tile is as wide as its share of them.
    let n_rows = (pieces.len() as f64).sqrt().round().max(1.0) as usize;
    let per_row = pieces.len().div_ceil(n_rows);
    let mut places = vec![[0.5; 2]; n];
    let weight = |members: &Vec<usize>| (members.len() as f64).sqrt();
    let heights: Vec<f64> =
        pieces.chunks(per_row).map(|row| row.iter().map(weight).fold(0.0, f64::max)).collect();
    let all: f64 = heights.iter().sum();
    let mut top = 1.0;
    for (row, height) in pieces.chunks(per_row).zip(&heights) {
        let (wide, high) = (row.iter().map(weight).sum::<f64>(), height / all);
        let mut left = 0.0;
        for members in row {
            let width = weight(members) / wide;
            let own: Vec<(usize, usize)> = edges
                .iter()
                .filter_map(|&(a, b)| {
                    let at = |i: usize| members.iter().position(|&member| member == i);
                    Some((at(a)?, at(b)?))
                })
                .collect();
            for (&member, place) in members.iter().zip(layout(members.len(), &own)) {
                // A margin keeps names and neighbours apart.
                places[member] =
                    [left + width * (0.12 + 0.6 * place[0]), top - high * (0.15 + 0.7 * place[1])];
            }
            left += width;
        }
        top -= high;
    }
    places
}

/// Places in the unit square: springs along edges, repulsion between all (Fruchterman & Reingold 1991), from a circle,
/// three hundred steps; the same graph always lies the same.
fn layout(n: usize, edges: &[(usize, usize)]) -> Vec<[f64; 2]> {
    let turn = 2.0 * std::f64::consts::PI / n.max(1) as f64;
    let mut places: Vec<[f64; 2]> = (0..n)
        .map(|i| [0.5 + 0.4 * libm::cos(turn * i as f64), 0.5 + 0.4 * libm::sin(turn * i as f64)])
        .collect();
    let ideal = (1.0 / n.max(1) as f64).sqrt();
    for step in 0..300 {
        let mut moves = vec![[0.0f64; 2]; n];
        let mut pull = |i: usize, j: usize, force: &dyn Fn(f64) -> f64| {
            let (dx, dy) = (places[i][0] - places[j][0], places[i][1] - places[j][1]);
            let distance = (dx * dx + dy * dy).sqrt().max(1e-6);
            let scale = force(distance) / distance;
            moves[i][0] += dx * scale;
            moves[i][1] += dy * scale;
            moves[j][0] -= dx * scale;
            moves[j][1] -= dy * scale;
        };
        for i in 0..n {
            for j in i + 1..n {
                pull(i, j, &|distance| ideal * ideal / distance);
            }
        }
        for &(i, j) in edges {
            pull(i, j, &|distance| -distance * distance / ideal);
        }
        let heat = 0.1 * (1.0 - f64::from(step) / 300.0);
        for (place, by) in places.iter_mut().zip(&moves) {
            let length = (by[0] * by[0] + by[1] * by[1]).sqrt().max(1e-12);
            for axis in 0..2 {
                // A weak pull to the middle keeps separate pieces together.
                place[axis] += by[axis] / length * length.min(heat) + (0.5 - place[axis]) * 0.01;
            }
        }
    }
    let range = |axis: usize| {
        let low = places.iter().map(|place| place[axis]).fold(f64::INFINITY, f64::min);
        let high = places.iter().map(|place| place[axis]).fold(f64::NEG_INFINITY, f64::max);
        (low, (high - low).max(1e-9))
    };
    let (x, y) = (range(0), range(1));
    places.iter().map(|place| [(place[0] - x.0) / x.1, (place[1] - y.0) / y.1]).collect()
}
