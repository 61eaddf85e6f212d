//! What sets the groups apart: plain names, profiles with intervals, a small tree with its fidelity, typical members.

use super::Params;
use super::points::Points;
use crate::analysis::features::frame::FrameColumn;
use crate::analysis::features::{Frame, NAMES, Unit};
use crate::message::{Message, Value};
use crate::order::Arrange;
use crate::roles::Ledger;
use crate::stats::{quantile, tree};
use serde::Serialize;

/// A standardised difference below this is not worth a word; above the second it is "very".
const WORTH_A_WORD: f64 = 0.25;
const VERY: f64 = 1.2;
/// Rows on which the tree grows; beyond them it is only applied.
const TREE_ROWS: usize = 20_000;

#[derive(Clone, Debug, Serialize)]
pub struct Group {
    pub label: u32,
    pub name: Message,
    pub n_rows: u32,
    pub share: f64,
    /// Net money of the group's customers, major units; `None` for tables and files without amounts.
    pub monetary: Option<f64>,
    pub monetary_share: Option<f64>,
    /// Rows nearest to the group's centre, positions in the frame.
    #[serde(skip)]
    pub typical: Vec<u32>,
    pub typical_ids: Vec<String>,
}

/// One feature in all groups, in its own unit.
#[derive(Clone, Debug, Serialize)]
pub struct Profile {
    pub name: String,
    #[serde(skip)]
    pub title: Message,
    pub unit: Unit,
    /// Mean over all rows.
    pub overall: f64,
    pub groups: Vec<Value3>,
}

/// Mean of a group with the 95 % interval of the mean (± 1.96 s ÷ √n), median, and standardised difference from all rows.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Value3 {
    pub mean: f64,
    pub low: f64,
    pub high: f64,
    pub median: f64,
    pub difference: f64,
}

/// The tree as rules, and how far it follows the groups.
#[derive(Clone, Debug, Serialize)]
pub struct Rules {
    pub tree: tree::Tree,
    pub rules: Vec<Rule>,
    /// Share of rows whose group the tree tells.
    pub fidelity: f64,
}

#[derive(Clone, Debug, Serialize)]
pub struct Rule {
    pub conditions: Vec<tree::Condition>,
    #[serde(skip)]
    pub words: Message,
    pub label: u32,
    pub n_rows: u32,
    /// Rows of the group that the rule names, of the rule's rows.
    pub purity: f64,
    #[serde(skip)]
    pub members: Vec<u32>,
}

/// A feature in three equal parts.
#[derive(Clone, Debug, Serialize)]
pub struct Bands {
    pub name: String,
    #[serde(skip)]
    pub title: Message,
    pub unit: Unit,
    pub lower: f64,
    pub upper: f64,
    /// Rows up to the lower border, between, above the upper.
    #[serde(skip)]
    pub members: [Vec<u32>; 3],
    pub sizes: [u32; 3],
}

pub struct Explained {
    pub groups: Vec<Group>,
    pub profiles: Vec<Profile>,
    pub tree: Rules,
}

pub(super) fn explain(
    frame: &Frame,
    points: &Points,
    labels: &[Option<u8>],
    k: usize,
    params: &Params,
    ledger: Option<&Ledger>,
) -> Explained {
    let members: Vec<Vec<u32>> = (0..k)
        .map(|label| {
            (0..labels.len() as u32).filter(|&i| labels[i as usize].map(usize::from) == Some(label)).collect()
        })
        .collect();
    let profiles: Vec<Profile> =
        frame.columns.iter().enumerate().map(|(j, column)| profile(column, j, points, &members)).collect();
    let names = names(frame, &profiles, &members, params);
    let money = ledger.filter(|ledger| ledger.has_money).map(|ledger| (ledger, ledger.net_by_customer()));
    let all: Option<i128> =
        money.as_ref().map(|(_, net)| frame.customers.iter().map(|&c| net[c as usize]).sum());
    let groups = (0..k)
        .map(|label| {
            let typical = typical(points, &members[label]);
            let net = money.as_ref().map(|(_, net)| {
                members[label].iter().map(|&row| net[frame.customers[row as usize] as usize]).sum::<i128>()
            });
            Group {
                label: label as u32,
                name: names[label].clone(),
                n_rows: members[label].len() as u32,
                share: members[label].len() as f64 / labels.len().max(1) as f64,
                monetary: net.zip(money.as_ref()).map(|(net, (ledger, _))| ledger.major(net)),
                monetary_share: net
                    .zip(all)
                    .filter(|(_, all)| *all > 0)
                    .map(|(net, all)| net as f64 / all as f64),
                typical_ids: typical.iter().map(|&row| frame.ids[row as usize].clone()).collect(),
                typical,
            }
        })
        .collect();
    Explained { groups, profiles, tree: rules(frame, labels, k) }
}

fn profile(column: &FrameColumn, j: usize, points: &Points, members: &[Vec<u32>]) -> Profile {
    let scaled = |rows: &mut dyn Iterator<Item = u32>| -> Vec<f64> {
        rows.map(|row| f64::from(points.get(row as usize, j))).collect()
    };
    let (center, spread) =
        quantile::mean_and_spread(&scaled(&mut (0..points.n as u32))).unwrap_or((0.0, 1.0));
    let groups = members
        .iter()
        .map(|rows| {
            let values: Vec<f64> = rows.iter().map(|&row| column.values[row as usize]).collect();
            let (mean, sd) = quantile::mean_and_spread(&values).unwrap_or((0.0, 0.0));
            let half = 1.96 * sd / f64::max(values.len() as f64, 1.0).sqrt();
            let own =
                quantile::mean_and_spread(&scaled(&mut rows.iter().copied())).map_or(center, |(m, _)| m);
            Value3 {
                mean,
                low: mean - half,
                high: mean + half,
                median: quantile::median(values).unwrap_or(mean),
                difference: if spread > 0.0 { (own - center) / spread } else { 0.0 },
            }
        })
        .collect();
    Profile {
        name: column.name.clone(),
        title: column.title.clone(),
        unit: column.unit,
        overall: quantile::mean_and_spread(&column.values).map_or(0.0, |(mean, _)| mean),
        groups,
    }
}

/// A word of a name: the feature, its direction, and whether it is "very".
type Word = (usize, bool, bool);

/// Names from the strongest differences, made unique: first two words, then with "very", then three words, then a number.
fn names(frame: &Frame, profiles: &[Profile], members: &[Vec<u32>], params: &Params) -> Vec<Message> {
    let k = members.len();
    let words = |label: usize, n: usize, is_graded: bool| -> Vec<Word> {
        let mut strongest: Vec<(usize, f64)> = profiles
            .iter()
            .enumerate()
            .filter(|(j, _)| frame.columns[*j].categories.is_none())
            .map(|(j, profile)| (j, profile.groups[label].difference))
            .filter(|(_, difference)| difference.abs() >= WORTH_A_WORD)
            .collect();
        strongest.arrange_by(|a, b| b.1.abs().total_cmp(&a.1.abs()).then(a.0.cmp(&b.0)));
        strongest.truncate(n);
        strongest.into_iter().map(|(j, d)| (j, d > 0.0, is_graded && d.abs() >= VERY)).collect()
    };
    let mut chosen: Vec<Vec<Word>> = (0..k).map(|label| words(label, 2, false)).collect();
    for (n, is_graded) in [(2, true), (3, true), (4, true)] {
        let twins: Vec<usize> =
            (0..k).filter(|&a| (0..k).any(|b| b != a && chosen[b] == chosen[a])).collect();
        for label in twins {
            chosen[label] = words(label, n, is_graded);
        }
    }
    (0..k)
        .map(|label| {
            if let Some(own) = params.names.get(&label.to_string()).filter(|name| !name.trim().is_empty()) {
                return Message::new("clusters-name-own").text("name", own.trim());
            }
            let name = named(frame, members, label, &chosen[label]);
            let before = (0..label).filter(|&other| chosen[other] == chosen[label]).count();
            let is_twin = (0..k).any(|other| other != label && chosen[other] == chosen[label]);
            match is_twin {
                true => {
                    Message::new("clusters-name-numbered").with("name", name.into()).count("n", before + 1)
                }
                false => name,
            }
        })
        .collect()
}

fn named(frame: &Frame, members: &[Vec<u32>], label: usize, words: &[Word]) -> Message {
    let mut parts: Vec<Message> = words
        .iter()
        .map(|&(j, is_high, is_very)| {
            let column = &frame.columns[j];
            let side = if is_high { "high" } else { "low" };
            let word = if NAMES.contains(&column.name.as_str()) {
                Message::new(format!("clusters-word-{}-{side}", column.name))
            } else {
                Message::new(format!("clusters-word-{side}")).with("feature", column.title.clone().into())
            };
            match is_very {
                true => Message::new("clusters-very").with("word", word.into()),
                false => word,
            }
        })
        .collect();
    // A category that most of the group shares says more than a number.
    let categories = frame.columns.iter().filter_map(|column| shared_category(column, &members[label]));
    parts.extend(categories.take(2usize.saturating_sub(parts.len())).collect::<Vec<Message>>());
    let mut parts = parts.into_iter();
    match (parts.next(), parts.next(), parts.next()) {
        (Some(a), Some(b), Some(c)) => {
            Message::new("clusters-name-3").with("a", a.into()).with("b", b.into()).with("c", c.into())
        }
        (Some(a), Some(b), None) => Message::new("clusters-name-2").with("a", a.into()).with("b", b.into()),
        (Some(a), None, _) => Message::new("clusters-name-1").with("a", a.into()),
        _ => Message::new("clusters-name-middle"),
    }
}

fn shared_category(column: &FrameColumn, members: &[u32]) -> Option<Message> {
    let names = column.categories.as_ref()?;
    let mut counts = vec![0usize; names.len()];
    for &row in members {
        *counts.get_mut(column.values[row as usize] as usize)? += 1;
    }
    let best = (0..counts.len()).max_by_key(|&i| (counts[i], std::cmp::Reverse(i)))?;
    (2 * counts[best] > members.len()).then(|| {
        Message::new("clusters-word-category")
            .with("feature", column.title.clone().into())
            .with("category", names[best].clone().into())
    })
}

/// The three rows nearest to the mean of their group.
fn typical(points: &Points, members: &[u32]) -> Vec<u32> {
    let subset = points.subset(members);
    let means = subset.means();
    let mut distances: Vec<(f64, u32)> = members
        .iter()
        .enumerate()
        .map(|(i, &row)| {
            let square: f64 = means
                .iter()
                .enumerate()
                .map(|(j, mean)| f64::from(subset.get(i, j)) - mean)
                .map(|t| t * t)
                .sum();
            (square, row)
        })
        .collect();
    distances.arrange_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
    distances.into_iter().take(3).map(|(_, row)| row).collect()
}

pub(in crate::analysis) fn rules(frame: &Frame, labels: &[Option<u8>], k: usize) -> Rules {
    let inside: Vec<u32> = (0..labels.len() as u32).filter(|&i| labels[i as usize].is_some()).collect();
    let step = inside.len().div_ceil(TREE_ROWS).max(1);
    let grown: Vec<u32> = inside.iter().copied().step_by(step).collect();
    let columns: Vec<Vec<f64>> = frame
        .columns
        .iter()
        .map(|column| grown.iter().map(|&row| column.values[row as usize]).collect())
        .collect();
    let views: Vec<&[f64]> = columns.iter().map(Vec::as_slice).collect();
    let label = |row: u32| u32::from(labels[row as usize].unwrap_or(0));
    let classes: Vec<u32> = grown.iter().map(|&row| label(row)).collect();
    let tree = tree::fit(&views, &classes, k.max(1), 3, (grown.len() / 200).max(2));
    let leaves = tree.leaves();
    let mut members: Vec<Vec<u32>> = vec![Vec::new(); tree.nodes.len()];
    for &row in &inside {
        members[tree.leaf(|j| frame.columns[j].values[row as usize])].push(row);
    }
    let mut n_right = 0usize;
    let rules: Vec<Rule> = leaves
        .into_iter()
        .map(|(node, conditions)| {
            let class = tree.nodes[node].class;
            let rows = std::mem::take(&mut members[node]);
            let right = rows.iter().filter(|&&row| label(row) == class).count();
            n_right += right;
            Rule {
                words: condition_words(frame, &conditions),
                conditions,
                label: class,
                n_rows: rows.len() as u32,
                purity: right as f64 / rows.len().max(1) as f64,
                members: rows,
            }
        })
        .collect();
    Rules { tree, rules, fidelity: n_right as f64 / inside.len().max(1) as f64 }
}

fn condition_words(frame: &Frame, conditions: &[tree::Condition]) -> Message {
    let one = |condition: &tree::Condition| {
        let column = &frame.columns[condition.column as usize];
        let key = if condition.is_above { "clusters-above" } else { "clusters-up-to" };
        let decimals = if condition.threshold.abs() >= 100.0 { 0 } else { 1 };
        Message::new(key)
            .with("feature", column.title.clone().into())
            .with("value", Value::Number(condition.threshold, decimals))
    };
    let words: Vec<Message> = conditions.iter().map(one).collect();
    let mut words = words.into_iter();
    let Some(first) = words.next() else { return Message::new("clusters-always") };
    words.fold(first, |so_far, next| {
        Message::new("clusters-and").with("a", so_far.into()).with("b", next.into())
    })
}

/// Thirds of every number.
pub(super) fn bands(frame: &Frame) -> Vec<Bands> {
    frame
        .columns
        .iter()
        .filter(|column| column.categories.is_none())
        .filter_map(|column| {
            let sorted = quantile::sorted(column.values.iter().copied());
            let (lower, upper) = (quantile::tile(&sorted, 1, 3)?, quantile::tile(&sorted, 2, 3)?);
            let mut members: [Vec<u32>; 3] = Default::default();
            for (row, &value) in column.values.iter().enumerate() {
                members[usize::from(value > lower) + usize::from(value > upper)].push(row as u32);
            }
            let sizes = [0, 1, 2].map(|band: usize| members[band].len() as u32);
            let (name, title) = (column.name.clone(), column.title.clone());
            Some(Bands { name, title, unit: column.unit, lower, upper, members, sizes })
        })
        .collect()
}

/// Columns where one row alone holds most of the sum.
pub(super) fn outlier_notes(frame: &Frame) -> Vec<Message> {
    frame
        .columns
        .iter()
        .filter(|column| column.categories.is_none())
        .filter_map(|column| {
            let total: f64 = column.values.iter().map(|value| value.abs()).sum();
            let largest = column.values.iter().map(|value| value.abs()).fold(0.0, f64::max);
            (total > 0.0 && largest > 0.2 * total).then(|| {
                Message::new("clusters-note-one")
                    .with("title", column.title.clone().into())
                    .share("share", largest / total)
            })
        })
        .collect()
}
