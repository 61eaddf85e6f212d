//! Pictures of groups: profiles, features, the plane of principal components, the choice of k, the hierarchy.

use super::report::{base, names, title};
use super::ward::Tree;
use super::{Indices, Output};
use crate::analysis::features::Unit;
use crate::message::{Message, Value};
use crate::order::Arrange;
use crate::report::{Axis, ChartSpec, Details, Format, Layer, Scale, Tone};
use serde::Serialize;

/// Groups that colour can tell apart.
const N_COLOURS: u32 = 6;

/// A merge of the dendrogram: its two branches and its height.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Join {
    pub x0: f64,
    pub y0: f64,
    pub x1: f64,
    pub y1: f64,
    pub height: f64,
    pub n_rows: u32,
}

pub(super) fn charts(output: &Output) -> Vec<ChartSpec> {
    let mut charts = vec![profile_chart(output)];
    charts.extend(biplot(output));
    charts.extend(feature_charts(output));
    charts.extend(choice_chart(output));
    charts.extend(dendrogram(output));
    charts
}

/// How far the mean of each group lies from that of all, in standard deviations: a row a group, a column a feature.
fn profile_chart(output: &Output) -> ChartSpec {
    let (mut value, mut text, mut words) = (Vec::new(), Vec::new(), Vec::new());
    for group in &output.groups {
        for profile in &output.profiles {
            let of = &profile.groups[group.label as usize];
            // Two deviations have the full shade.
            value.push(Some(0.5 + of.difference / 4.0));
            let key = if of.difference >= 0.05 { "clusters-plus" } else { "clusters-minus" };
            text.push(Message::new(key).with("d", Value::Number(of.difference, 1)));
            let amount = |mean| amount(profile.unit, mean, &output.currency);
            words.push(
                Message::new("clusters-profile-detail")
                    .with("mean", amount(of.mean))
                    .with("low", amount(of.low))
                    .with("high", amount(of.high))
                    .with("all", amount(profile.overall)),
            );
        }
    }
    let features = output.profiles.iter().map(|profile| profile.title.clone()).collect();
    ChartSpec {
        id: "profile".into(),
        title: title(output),
        subtitle: "clusters-profile-subtitle".into(),
        description: Message::new("clusters-chart-profile").count("k", output.k as usize),
        x: Axis { scale: Scale::Band(features), ..Axis::default() },
        y: Axis { scale: Scale::Band(names(output)), ..Axis::default() },
        layers: vec![Layer::Heat {
            name: "clusters-difference".into(),
            n_columns: output.profiles.len() as u32,
            value,
            text,
            is_diverging: true,
        }],
        details: vec![Details { layer: 0, words }],
        ..ChartSpec::default()
    }
}

fn amount(unit: Unit, value: f64, currency: &str) -> Value {
    match unit {
        Unit::Money => Value::Money(value, currency.to_owned()),
        Unit::Share => Value::Share(value),
        _ => Value::Number(value, 1),
    }
}

/// A feature in its own unit: means of the groups with intervals. At most four.
fn feature_charts(output: &Output) -> Vec<ChartSpec> {
    let mut strongest: Vec<_> = output.profiles.iter().enumerate().collect();
    let reach = |profile: &super::explain::Profile| {
        profile.groups.iter().map(|value| value.difference.abs()).fold(0.0, f64::max)
    };
    strongest.arrange_by(|a, b| reach(b.1).total_cmp(&reach(a.1)).then(a.0.cmp(&b.0)));
    strongest
        .into_iter()
        .take(4)
        .map(|(j, profile)| {
            let at: Vec<f64> = (0..profile.groups.len()).map(|i| i as f64).collect();
            let format = match profile.unit {
                Unit::Money => Format::Money(output.currency.clone()),
                Unit::Share => Format::Share,
                Unit::Orders | Unit::Products => Format::Count,
                _ => Format::Number,
            };
            ChartSpec {
                id: format!("feature{j}"),
                title: Message::new("clusters-chart-feature").with("feature", profile.title.clone().into()),
                subtitle: base(output),
                description: Message::new("clusters-chart-feature-description")
                    .with("feature", profile.title.clone().into())
                    .count("k", output.k as usize),
                x: Axis { label: profile.title.clone(), format, ..Axis::default() },
                y: Axis { scale: Scale::Band(names(output)), ..Axis::default() },
                layers: vec![
                    Layer::RuleX { at: profile.overall, label: "clusters-overall".into(), tone: Tone::Grey },
                    Layer::Intervals {
                        at: at.clone(),
                        low: profile.groups.iter().map(|value| value.low).collect(),
                        high: profile.groups.iter().map(|value| value.high).collect(),
                        tone: Tone::Accent,
                    },
                    Layer::points(
                        profile.title.clone(),
                        profile.groups.iter().map(|value| value.mean).collect(),
                        at,
                    ),
                ],
                ..ChartSpec::default()
            }
        })
        .collect()
}

fn biplot(output: &Output) -> Option<ChartSpec> {
    let biplot = output.biplot.as_ref()?;
    let has_colours = output.k <= N_COLOURS && biplot.labels.iter().all(Option::is_some);
    let group =
        if has_colours { biplot.labels.iter().map(|label| label.unwrap_or(0)).collect() } else { Vec::new() };
    let reach = biplot.x.iter().chain(&biplot.y).map(|value| value.abs()).fold(0.0, f64::max);
    let longest =
        biplot.arrows.iter().map(|arrow| (arrow.x * arrow.x + arrow.y * arrow.y).sqrt()).fold(0.0, f64::max);
    let scale = if longest > 0.0 { 0.7 * reach / longest } else { 0.0 };
    let zeros = vec![0.0; biplot.arrows.len()];
    let mut layers = vec![
        Layer::Points {
            name: "clusters-group".into(),
            x: biplot.x.clone(),
            y: biplot.y.clone(),
            size: Vec::new(),
            group,
            group_names: if has_colours { names(output) } else { Vec::new() },
            label: Vec::new(),
            shade: Vec::new(),
            tone: Tone::Grey,
        },
        Layer::Segments {
            x0: zeros.clone(),
            y0: zeros,
            x1: biplot.arrows.iter().map(|arrow| arrow.x * scale).collect(),
            y1: biplot.arrows.iter().map(|arrow| arrow.y * scale).collect(),
            width: Vec::new(),
            has_arrow: true,
            tone: Tone::Accent,
        },
    ];
    for arrow in &biplot.arrows {
        layers.push(Layer::Note { x: arrow.x * scale, y: arrow.y * scale, label: arrow.title.clone() });
    }
    let axis = |key: &'static str, share: f64| Axis {
        label: Message::new(key).share("share", share),
        ..Axis::default()
    };
    Some(ChartSpec {
        id: "biplot".into(),
        title: Message::new("clusters-chart-biplot")
            .share("share", (biplot.explained_share[0] + biplot.explained_share[1]).min(1.0)),
        subtitle: base(output),
        description: Message::new("clusters-chart-biplot-description").count("n", biplot.rows.len()),
        x: axis("clusters-component-1", biplot.explained_share[0]),
        y: axis("clusters-component-2", biplot.explained_share[1]),
        layers,
        aspect: 0.7,
        ..ChartSpec::default()
    })
}

/// Excess silhouette and stability by number of groups.
fn choice_chart(output: &Output) -> Option<ChartSpec> {
    if output.indices.len() < 2 {
        return None;
    }
    let x: Vec<f64> = output.indices.iter().map(|indices| f64::from(indices.k)).collect();
    let line = |name: &'static str, y: Vec<Option<f64>>, tone, is_dashed| Layer::Line {
        name: name.into(),
        x: x.clone(),
        y,
        tone,
        is_dashed,
    };
    let of = |value: fn(&Indices) -> Option<f64>| output.indices.iter().map(value).collect::<Vec<_>>();
    Some(ChartSpec {
        id: "choice".into(),
        title: "clusters-chart-choice".into(),
        subtitle: base(output),
        description: Message::new("clusters-chart-choice-description")
            .count("from", x[0] as usize)
            .count("to", x[x.len() - 1] as usize),
        x: Axis { label: "clusters-k".into(), format: Format::Count, ..Axis::default() },
        y: Axis { label: "clusters-index".into(), ..Axis::default() },
        layers: vec![
            line("clusters-silhouette", of(|i| i.silhouette), Tone::Grey, false),
            line("clusters-stability", of(|i| i.stability_ari), Tone::Grey, true),
            line("clusters-excess", of(|i| i.excess_silhouette), Tone::Accent, false),
            Layer::RuleY {
                at: super::choose::CLEAR_EXCESS,
                label: "clusters-clear-line".into(),
                tone: Tone::Grey,
            },
            Layer::RuleX {
                at: f64::from(output.k),
                label: Message::new("clusters-chosen").count("k", output.k as usize),
                tone: Tone::Accent,
            },
        ],
        ..ChartSpec::default()
    })
}

/// The top of a hierarchy as branches: leaves stand side by side at 0, 1, ….
pub(super) fn joins(tree: &Tree) -> Vec<Join> {
    let shown = tree.merges.len().min(29);
    let first = tree.merges.len() - shown;
    let is_leaf = |node: usize| node < tree.n + first;
    let mut place: Vec<Option<(f64, f64)>> = vec![None; tree.n + tree.merges.len()];
    let mut next = 0.0;
    let mut open = vec![tree.n + tree.merges.len() - 1];
    // Leaves from left to right.
    while let Some(node) = open.pop() {
        if tree.merges.is_empty() || is_leaf(node) {
            place[node] = Some((next, 0.0));
            next += 1.0;
        } else {
            let merge = tree.merges[node - tree.n];
            open.extend([merge.b as usize, merge.a as usize]);
        }
    }
    let mut joins = Vec::with_capacity(shown);
    for (i, merge) in tree.merges.iter().enumerate().skip(first) {
        if let (Some((x0, y0)), Some((x1, y1))) = (place[merge.a as usize], place[merge.b as usize]) {
            place[tree.n + i] = Some(((x0 + x1) / 2.0, merge.height));
            joins.push(Join { x0, y0, x1, y1, height: merge.height, n_rows: merge.n_rows });
        }
    }
    joins
}

fn dendrogram(output: &Output) -> Option<ChartSpec> {
    let joins = &output.dendrogram;
    if joins.is_empty() {
        return None;
    }
    let (mut x0, mut y0, mut x1, mut y1) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    for join in joins {
        for (a, b, c, d) in [
            (join.x0, join.y0, join.x0, join.height),
            (join.x0, join.height, join.x1, join.height),
            (join.x1, join.y1, join.x1, join.height),
        ] {
            x0.push(a);
            y0.push(b);
            x1.push(c);
            y1.push(d);
        }
    }
    // The cut lies between the merges that k groups do and do not need.
    let height = |from_top: usize| joins.len().checked_sub(from_top).map(|i| joins[i].height);
    let k = output.k as usize;
    let mut layers =
        vec![Layer::Segments { x0, y0, x1, y1, width: Vec::new(), has_arrow: false, tone: Tone::Accent }];
    if let (Some(low), Some(high)) = (height(k), height(k - 1)) {
        layers.push(Layer::RuleY {
            at: (low + high) / 2.0,
            label: Message::new("clusters-chosen").count("k", k),
            tone: Tone::Grey,
        });
    }
    Some(ChartSpec {
        id: "dendrogram".into(),
        title: "clusters-chart-dendrogram".into(),
        subtitle: base(output),
        description: Message::new("clusters-chart-dendrogram-description").count("n", joins.len()),
        x: Axis { scale: Scale::Hidden, ..Axis::default() },
        y: Axis { label: "clusters-height".into(), ..Axis::default() },
        layers,
        ..ChartSpec::default()
    })
}
