//! What the cell says of groups, or of there being none.

use super::choose::{STABLE, Verdict};
use super::ward::Tree;
use super::{Algorithm, Output};
use crate::analysis::Inputs;
use crate::analysis::features::Unit;
use crate::message::{Message, Value};
use crate::report::table::RowKind;
use crate::report::{
    Axis, Cells, ChartSpec, CheckState, Checked, Finding, Format, Layer, Report, Scale, Scope, TableColumn,
    TableSpec, Tone,
};
use serde::Serialize;

/// The gate of sentences about customers, and about rows of a table.
const N_CUSTOMERS: u32 = 200;
const N_ROWS: u32 = 30;
const REPEAT_SHARE: f64 = 0.1;
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

pub(super) fn report(output: &Output, inputs: &Inputs) -> Report {
    let mut findings = Vec::new();
    if is_thin(output) {
        findings.push(thin(output));
    } else {
        findings.push(headline(output));
        findings.extend(richest(output));
        findings.extend(follows(output));
    }
    let mut charts = vec![profile_chart(output)];
    charts.extend(biplot(output));
    charts.extend(feature_charts(output));
    charts.extend(choice_chart(output));
    charts.extend(dendrogram(output));
    let mut tables = vec![group_table(output), index_table(output), rule_table(output)];
    if output.verdict == Verdict::None {
        tables.extend(band_table(output));
    }
    tables.push(member_table(output, inputs));
    Report {
        findings,
        base: Some(base(output)),
        charts,
        tables,
        notes: notes(output),
        method: method(output),
        checked: checked(output).filter(|_| !is_thin(output)),
    }
}

fn is_thin(output: &Output) -> bool {
    if output.is_of_customers {
        output.n_rows < N_CUSTOMERS || output.repeat_share.is_some_and(|share| share < REPEAT_SHARE)
    } else {
        output.n_rows < N_ROWS
    }
}

fn thin(output: &Output) -> Finding {
    if !output.is_of_customers {
        let message = Message::new("clusters-thin-rows").count("n", output.n_rows as usize);
        return Finding::new(message.count("need", N_ROWS as usize));
    }
    Finding::new(
        Message::new("clusters-thin")
            .count("n", output.n_rows as usize)
            .share("repeat", output.repeat_share.unwrap_or(0.0))
            .count("need", N_CUSTOMERS as usize)
            .share("share", REPEAT_SHARE),
    )
}

fn noun(output: &Output, key: &str) -> String {
    if output.is_of_customers { key.to_owned() } else { format!("{key}-rows") }
}

fn headline(output: &Output) -> Finding {
    let verdict = match (output.is_frozen, output.verdict) {
        (true, _) => "clusters-headline-frozen",
        (_, Verdict::Clear) => "clusters-headline-clear",
        (_, Verdict::Weak) => "clusters-headline-weak",
        (_, Verdict::None) => "clusters-headline-none",
    };
    let mut message =
        Message::new(noun(output, verdict)).count("n", output.n_rows as usize).count("k", output.k as usize);
    if let Some(group) = output.groups.first() {
        message = message
            .with("name", group.name.clone().into())
            .count("largest", group.n_rows as usize)
            .share("share", group.share);
    }
    let finding = Finding::new(message);
    let scope = members(output, 0);
    match output.groups.first() {
        Some(group) if output.verdict != Verdict::None || output.is_frozen => {
            let formula = Message::new("clusters-formula")
                .with("part", Value::Count(f64::from(group.n_rows)))
                .with("whole", Value::Count(f64::from(output.n_rows)));
            finding.trace("largest", "clusters-what-group".into(), scope.clone()).trace_formula(
                "share",
                "clusters-what-share".into(),
                formula,
                scope,
            )
        }
        _ => finding.trace("n", Message::new(noun(output, "clusters-what-all")), Scope::All),
    }
}

/// Positions of a group in the ledger; everything for tables, whose rows have no scope of their own.
fn members(output: &Output, label: u32) -> Scope {
    if !output.is_of_customers {
        return Scope::All;
    }
    Scope::Customers(group_members(output, label))
}

fn group_members(output: &Output, label: u32) -> Vec<u32> {
    let rows = output.labels.labels.iter().zip(&output.labels.customers);
    rows.filter(|(own, _)| own.map(u32::from) == Some(label)).map(|(_, &customer)| customer).collect()
}

/// The group with the most money, where it is not simply its size.
fn richest(output: &Output) -> Option<Finding> {
    if output.verdict == Verdict::None && !output.is_frozen {
        return None;
    }
    let with_money = output.groups.iter().filter(|group| group.monetary_share.is_some());
    let group = with_money.max_by(|a, b| a.monetary.unwrap_or(0.0).total_cmp(&b.monetary.unwrap_or(0.0)))?;
    let share = group.monetary_share.filter(|share| (0.0..=1.0).contains(share))?;
    let scope = members(output, group.label);
    Some(
        Finding::new(
            Message::new("clusters-richest")
                .with("name", group.name.clone().into())
                .count("n", group.n_rows as usize)
                .share("share", group.share)
                .share("money", share),
        )
        .trace("n", "clusters-what-group".into(), scope.clone())
        .trace("money", "clusters-what-money".into(), scope),
    )
}

/// How far simple rules tell the groups.
fn follows(output: &Output) -> Option<Finding> {
    if output.verdict == Verdict::None && !output.is_frozen {
        return None;
    }
    (output.k > 1 && output.n_rows >= N_ROWS).then(|| {
        Finding::new(
            Message::new(noun(output, "clusters-fidelity"))
                .count("rules", output.tree.rules.len())
                .share("share", output.tree.fidelity),
        )
        .trace("share", "clusters-what-fidelity".into(), Scope::All)
    })
}

fn base(output: &Output) -> Message {
    let columns = Value::Count(output.model.features.len() as f64);
    match (output.first_day, output.last_day) {
        (Some(first), Some(last)) => Message::new("clusters-base")
            .count("n", output.n_rows as usize)
            .with("columns", columns)
            .with("from", Value::Day(first))
            .with("to", Value::Day(last)),
        _ => Message::new("clusters-base-rows").count("n", output.n_rows as usize).with("columns", columns),
    }
}

fn chosen(output: &Output) -> Option<&super::Indices> {
    output.indices.iter().find(|indices| indices.k == output.k)
}

fn checked(output: &Output) -> Option<Checked> {
    let ari = chosen(output)?.stability_ari?;
    let (state, key) = match ari {
        ari if ari >= STABLE => (CheckState::Held, "clusters-checked-held"),
        ari if ari >= 0.6 => (CheckState::Weak, "clusters-checked-weak"),
        _ => (CheckState::DidNotHold, "clusters-checked-not"),
    };
    Some(Checked {
        state,
        message: Message::new(key)
            .with("ari", Value::Number(ari, 2))
            .count("n", output.bootstraps as usize)
            .count("k", output.k as usize),
    })
}

fn notes(output: &Output) -> Vec<Message> {
    let mut notes = output.notes.clone();
    if let Some(excess) = chosen(output).and_then(|indices| indices.excess_silhouette) {
        notes.push(
            Message::new("clusters-note-excess")
                .with("excess", Value::Number(excess, 3))
                .count("nulls", output.nulls as usize),
        );
    }
    let outside = output.labels.labels.iter().filter(|label| label.is_none()).count();
    if outside > 0 {
        notes.push(Message::new("clusters-note-outside").count("n", outside));
    }
    if output.n_sample_rows > 0 && output.n_sample_rows < output.n_rows {
        let key = match output.algorithm {
            Algorithm::KMeans => "clusters-note-sample",
            _ => "clusters-note-sample-fit",
        };
        notes.push(Message::new(key).count("n", output.n_sample_rows as usize));
    }
    for group in output.groups.iter().filter(|group| group.n_rows < 30 && output.n_rows >= 300) {
        notes.push(
            Message::new("clusters-note-small")
                .with("name", group.name.clone().into())
                .count("n", group.n_rows as usize),
        );
    }
    notes
}

fn method(output: &Output) -> Vec<Message> {
    let key = match output.algorithm {
        Algorithm::Gower => "clusters-method-gower",
        Algorithm::Ward => "clusters-method-ward",
        Algorithm::Density => "clusters-method-density",
        _ => "clusters-method-kmeans",
    };
    vec![key.into(), "clusters-method-verdict".into(), "clusters-method-names".into()]
}

fn names(output: &Output) -> Vec<Message> {
    output.groups.iter().map(|group| group.name.clone()).collect()
}

fn title(output: &Output) -> Message {
    if is_thin(output) { thin(output).message } else { headline(output).message }
}

/// Standardised differences: one row a group and feature, the mean with its interval.
fn profile_chart(output: &Output) -> ChartSpec {
    let mut bands = Vec::new();
    let (mut at, mut x, mut low, mut high) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    for group in &output.groups {
        for profile in &output.profiles {
            let value = &profile.groups[group.label as usize];
            bands.push(
                Message::new("clusters-band")
                    .with("name", group.name.clone().into())
                    .with("feature", profile.title.clone().into()),
            );
            // The group's deviation is 1 or less in these units, so 1.96 ÷ √n is a cautious interval.
            let half = 1.96 / f64::from(group.n_rows.max(1)).sqrt();
            at.push((bands.len() - 1) as f64);
            x.push(value.difference);
            low.push(value.difference - half);
            high.push(value.difference + half);
        }
    }
    let n = bands.len();
    ChartSpec {
        id: "profile".into(),
        title: title(output),
        subtitle: base(output),
        description: Message::new("clusters-chart-profile").count("k", output.k as usize),
        x: Axis { label: "clusters-difference".into(), ..Axis::default() },
        y: Axis { scale: Scale::Band(bands), ..Axis::default() },
        layers: vec![
            Layer::RuleX { at: 0.0, label: "clusters-overall".into(), tone: Tone::Grey },
            Layer::Intervals { at: at.clone(), low, high, tone: Tone::Accent },
            Layer::Points {
                name: "clusters-difference".into(),
                x,
                y: at,
                size: Vec::new(),
                group: Vec::new(),
                group_names: Vec::new(),
                label: Vec::new(),
                shade: Vec::new(),
                tone: Tone::Accent,
            },
        ],
        aspect: (0.1 + 0.035 * n as f64).clamp(0.3, 1.6),
        ..ChartSpec::default()
    }
}

/// A feature in its own unit: means of the groups with intervals. At most four.
fn feature_charts(output: &Output) -> Vec<ChartSpec> {
    let mut strongest: Vec<_> = output.profiles.iter().enumerate().collect();
    let reach = |profile: &super::explain::Profile| {
        profile.groups.iter().map(|value| value.difference.abs()).fold(0.0, f64::max)
    };
    strongest.sort_by(|a, b| reach(b.1).total_cmp(&reach(a.1)).then(a.0.cmp(&b.0)));
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
                    Layer::Points {
                        name: profile.title.clone(),
                        x: profile.groups.iter().map(|value| value.mean).collect(),
                        y: at,
                        size: Vec::new(),
                        group: Vec::new(),
                        group_names: Vec::new(),
                        label: Vec::new(),
                        shade: Vec::new(),
                        tone: Tone::Accent,
                    },
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
    let axis =
        |key: &str, share: f64| Axis { label: Message::new(key).share("share", share), ..Axis::default() };
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
    let line = |name: &str, y: Vec<Option<f64>>, tone, is_dashed| Layer::Line {
        name: name.into(),
        x: x.clone(),
        y,
        tone,
        is_dashed,
    };
    let of = |value: fn(&super::Indices) -> Option<f64>| output.indices.iter().map(value).collect::<Vec<_>>();
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

fn group_table(output: &Output) -> TableSpec {
    let groups = &output.groups;
    let mut columns = vec![
        TableColumn::new("group", "clusters-group", Cells::Message(names(output))),
        TableColumn::new(
            "n",
            Message::new(noun(output, "clusters-n")),
            Cells::Count(groups.iter().map(|group| Some(f64::from(group.n_rows))).collect()),
        )
        .with_bar(),
        TableColumn::new(
            "share",
            "clusters-share",
            Cells::Share(groups.iter().map(|group| Some(group.share)).collect()),
        ),
    ];
    if groups.iter().any(|group| group.monetary.is_some()) {
        let money = groups.iter().map(|group| group.monetary).collect();
        columns.push(
            TableColumn::new("monetary", "clusters-money", Cells::Money(money, output.currency.clone()))
                .with_bar(),
        );
        let shares = groups.iter().map(|group| group.monetary_share).collect();
        columns.push(TableColumn::new("monetary_share", "clusters-money-share", Cells::Share(shares)));
    }
    for profile in &output.profiles {
        let means: Vec<Option<f64>> = profile.groups.iter().map(|value| Some(value.mean)).collect();
        columns.push(TableColumn::new(
            &profile.name,
            Message::new("clusters-mean-of").with("feature", profile.title.clone().into()),
            cells(profile.unit, means, &output.currency),
        ));
        let interval = |value: &super::explain::Value3| {
            let decimals = if value.high.abs() >= 1000.0 { 0 } else { 1 };
            Message::new("clusters-interval")
                .with("low", Value::Number(value.low, decimals))
                .with("high", Value::Number(value.high, decimals))
        };
        columns.push(TableColumn::new(
            &format!("{}_interval", profile.name),
            Message::new("clusters-interval-of").with("feature", profile.title.clone().into()),
            Cells::Message(profile.groups.iter().map(interval).collect()),
        ));
    }
    let typical = groups.iter().map(|group| group.typical_ids.clone()).collect();
    columns.push(TableColumn::new(
        "typical",
        Message::new(noun(output, "clusters-typical")),
        Cells::List(typical),
    ));
    TableSpec {
        id: "groups".into(),
        title: "clusters-table-groups".into(),
        columns,
        rows: groups_of(output),
        is_personal: output.is_of_customers,
    }
}

fn groups_of(output: &Output) -> RowKind {
    match output.is_of_customers {
        true => RowKind::CustomerGroups((0..output.k).map(|label| group_members(output, label)).collect()),
        false => RowKind::Plain,
    }
}

fn cells(unit: Unit, values: Vec<Option<f64>>, currency: &str) -> Cells {
    match unit {
        Unit::Money => Cells::Money(values, currency.to_owned()),
        Unit::Share => Cells::Share(values),
        _ => Cells::Number(values, 1),
    }
}

fn index_table(output: &Output) -> TableSpec {
    let of = |value: fn(&super::Indices) -> Option<f64>, decimals| {
        Cells::Number(output.indices.iter().map(value).collect(), decimals)
    };
    TableSpec {
        id: "indices".into(),
        title: "clusters-table-indices".into(),
        columns: vec![
            TableColumn::new("k", "clusters-k", of(|i| Some(f64::from(i.k)), 0)),
            TableColumn::new("excess_silhouette", "clusters-excess", of(|i| i.excess_silhouette, 3)),
            TableColumn::new("stability_ari", "clusters-stability", of(|i| i.stability_ari, 2)),
            TableColumn::new("silhouette", "clusters-silhouette", of(|i| i.silhouette, 3)),
            TableColumn::new("calinski_harabasz", "clusters-ch", of(|i| i.calinski_harabasz, 0)),
            TableColumn::new("davies_bouldin", "clusters-db", of(|i| i.davies_bouldin, 2)),
            TableColumn::new("inertia", "clusters-inertia", of(|i| Some(i.inertia), 1)),
        ],
        ..TableSpec::default()
    }
}

fn rule_table(output: &Output) -> TableSpec {
    let rules = &output.tree.rules;
    let name =
        |label: u32| output.groups.get(label as usize).map_or("clusters-outside".into(), |g| g.name.clone());
    let customers = |rows: &[u32]| rows.iter().map(|&row| output.labels.customers[row as usize]).collect();
    TableSpec {
        id: "rules".into(),
        title: Message::new("clusters-table-rules").share("share", output.tree.fidelity),
        columns: vec![
            TableColumn::new(
                "rule",
                "clusters-rule",
                Cells::Message(rules.iter().map(|rule| rule.words.clone()).collect()),
            ),
            TableColumn::new(
                "group",
                "clusters-group",
                Cells::Message(rules.iter().map(|rule| name(rule.label)).collect()),
            ),
            TableColumn::new(
                "n",
                Message::new(noun(output, "clusters-n")),
                Cells::Count(rules.iter().map(|rule| Some(f64::from(rule.n_rows))).collect()),
            ),
            TableColumn::new(
                "purity",
                "clusters-purity",
                Cells::Share(rules.iter().map(|rule| Some(rule.purity)).collect()),
            ),
        ],
        rows: match output.is_of_customers {
            true => RowKind::CustomerGroups(rules.iter().map(|rule| customers(&rule.members)).collect()),
            false => RowKind::Plain,
        },
        is_personal: false,
    }
}

/// Thirds of each feature: what can be said when there are no groups.
fn band_table(output: &Output) -> Option<TableSpec> {
    if output.bands.is_empty() {
        return None;
    }
    let (mut features, mut bands, mut sizes, mut members) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    for band in &output.bands {
        let decimals = if band.upper.abs() >= 100.0 { 0 } else { 1 };
        for (i, key) in
            ["clusters-band-low", "clusters-band-middle", "clusters-band-high"].into_iter().enumerate()
        {
            features.push(band.title.clone());
            bands.push(
                Message::new(key)
                    .with("lower", Value::Number(band.lower, decimals))
                    .with("upper", Value::Number(band.upper, decimals)),
            );
            sizes.push(Some(f64::from(band.sizes[i])));
            if output.is_of_customers {
                let customer = |&row: &u32| output.labels.customers[row as usize];
                members.push(band.members[i].iter().map(customer).collect::<Vec<u32>>());
            }
        }
    }
    Some(TableSpec {
        id: "bands".into(),
        title: "clusters-table-bands".into(),
        columns: vec![
            TableColumn::new("feature", "clusters-feature", Cells::Message(features)),
            TableColumn::new("band", "clusters-band-column", Cells::Message(bands)),
            TableColumn::new("n", Message::new(noun(output, "clusters-n")), Cells::Count(sizes)).with_bar(),
        ],
        rows: if output.is_of_customers { RowKind::CustomerGroups(members) } else { RowKind::Plain },
        is_personal: false,
    })
}

/// Every row with its group: the list to export.
fn member_table(output: &Output, inputs: &Inputs) -> TableSpec {
    let assigned = &output.labels;
    let name = |label: &Option<u8>| match label.and_then(|label| output.groups.get(usize::from(label))) {
        Some(group) => group.name.clone(),
        None => "clusters-outside".into(),
    };
    let ledger = inputs.ledger.as_deref().filter(|_| output.is_of_customers);
    let person = |i: usize| {
        let customer = ledger.and_then(|ledger| ledger.customers.get(assigned.customers[i] as usize));
        customer.and_then(|customer| customer.name.clone()).unwrap_or_else(|| assigned.ids[i].clone())
    };
    let people = (0..assigned.ids.len()).map(person).collect();
    TableSpec {
        id: "members".into(),
        title: Message::new(noun(output, "clusters-table-members")),
        columns: vec![
            TableColumn::new("id", Message::new(noun(output, "clusters-member")), Cells::Person(people)),
            TableColumn::new(
                "group",
                "clusters-group",
                Cells::Message(assigned.labels.iter().map(name).collect()),
            ),
            TableColumn::new(
                "label",
                "clusters-label",
                Cells::Number(assigned.labels.iter().map(|label| label.map(f64::from)).collect(), 0),
            ),
        ],
        rows: match output.is_of_customers {
            true => RowKind::Customers(assigned.customers.clone()),
            false => RowKind::Plain,
        },
        is_personal: output.is_of_customers,
    }
}
