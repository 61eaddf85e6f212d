//! Which segment each cell of scores belongs to. A map covers every cell exactly once, or it is refused.

use crate::error::{Error, Result};
use crate::message::Message;
use crate::order::Arrange;
use serde::{Deserialize, Deserializer, Serialize, de};
use serde_json::Value;
use std::collections::BTreeMap;

/// A map as a parameter.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(untagged)]
pub enum MapParam {
    /// `"eleven"`, `"shopify"`, `"klaviyo"`, `"grid"`.
    Preset(String),
    /// Ranges and cells by segment; every cell must match exactly one rule.
    Rules(Vec<Rule>),
    /// Cell → segment: `{"555": "VIP", …}`, all cells named.
    Cells(BTreeMap<String, String>),
}

impl<'de> Deserialize<'de> for MapParam {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> std::result::Result<MapParam, D::Error> {
        let read = match Value::deserialize(deserializer)? {
            Value::String(preset) => Ok(MapParam::Preset(preset)),
            rules @ Value::Array(_) => serde_json::from_value(rules).map(MapParam::Rules),
            cells => serde_json::from_value(cells).map(MapParam::Cells),
        };
        read.map_err(de::Error::custom)
    }
}

/// All cells within the ranges (both ends included; a missing range is everything), or the cells listed.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Rule {
    pub segment: String,
    pub r: Option<[u8; 2]>,
    pub f: Option<[u8; 2]>,
    pub m: Option<[u8; 2]>,
    pub cells: Vec<String>,
}

/// Every cell has one segment.
#[derive(Clone, Debug, PartialEq)]
pub struct SegmentMap {
    pub n_bins: u8,
    pub names: Vec<String>,
    /// By `cell(r, f, m)`.
    of_cell: Vec<u16>,
}

/// Segments that have words in the catalogue (`rfm-segment-<name>`), in the order in which they are listed.
const KNOWN: [&str; 18] = [
    "champions",
    "loyal",
    "potential_loyal",
    "active",
    "new",
    "recent",
    "promising",
    "need_attention",
    "about_to_sleep",
    "at_risk",
    "cannot_lose",
    "previously_loyal",
    "almost_lost",
    "hibernating",
    "dormant",
    "inactive",
    "lost",
    "unmapped",
];

impl SegmentMap {
    /// The map with single cells moved elsewhere.
    ///
    /// # Errors
    /// A parameter error that names the first cells left out, named twice, or unknown.
    pub fn new(map: &MapParam, moved: &BTreeMap<String, String>, n_bins: u8) -> Result<SegmentMap> {
        let mut cells: Vec<Vec<String>> = vec![Vec::new(); usize::from(n_bins).pow(3)];
        match map {
            MapParam::Preset(name) => {
                let preset = preset(name)?;
                for (i, cell) in cells.iter_mut().enumerate() {
                    let (r, f, m) = scores(i, n_bins);
                    cell.push(preset(r, f, m, n_bins));
                }
            }
            MapParam::Rules(rules) => {
                for rule in rules {
                    if rule.cells.is_empty() {
                        for (i, cell) in cells.iter_mut().enumerate() {
                            let (r, f, m) = scores(i, n_bins);
                            let within = |range: Option<[u8; 2]>, score: u8| {
                                range.is_none_or(|[low, high]| (low..=high).contains(&score))
                            };
                            if within(rule.r, r) && within(rule.f, f) && within(rule.m, m) {
                                cell.push(rule.segment.clone());
                            }
                        }
                    }
                    for text in &rule.cells {
                        cells[parse(text, n_bins, "map")?].push(rule.segment.clone());
                    }
                }
            }
            MapParam::Cells(named) => {
                for (text, segment) in named {
                    cells[parse(text, n_bins, "map")?].push(segment.clone());
                }
            }
        }
        for (text, segment) in moved {
            cells[parse(text, n_bins, "cells")?] = vec![segment.clone()];
        }
        let listed = |wanted: fn(usize) -> bool| -> Vec<String> {
            let found = cells.iter().enumerate().filter(|(_, names)| wanted(names.len()));
            found.map(|(i, _)| written(i, n_bins)).collect()
        };
        for (faulty, key) in [(listed(|n| n == 0), "rfm-map-unnamed"), (listed(|n| n > 1), "rfm-map-twice")] {
            if !faulty.is_empty() {
                let some = crate::message::Value::List(faulty.iter().take(5).cloned().collect());
                return Err(Error::parameter(
                    "map",
                    Message::new(key).count("n", faulty.len()).with("cells", some),
                ));
            }
        }
        let mut names: Vec<String> = Vec::new();
        for name in cells.iter().flatten() {
            if !names.contains(name) {
                names.push(name.clone());
            }
        }
        // Known segments in their usual order, then the user's own in the order of the cells, best first.
        names.reverse();
        names.arrange_by_key(|name| KNOWN.iter().position(|known| known == name).unwrap_or(KNOWN.len()));
        let position = |name: &String| names.iter().position(|n| n == name).unwrap_or(0) as u16;
        let of_cell = cells.iter().flatten().map(position).collect();
        Ok(SegmentMap { n_bins, of_cell, names })
    }

    /// The segment's position in `names`. Scores are 1..=n_bins.
    pub fn segment(&self, r: u8, f: u8, m: u8) -> u16 {
        let n = usize::from(self.n_bins);
        let at = |score: u8| usize::from(score.clamp(1, self.n_bins)) - 1;
        self.of_cell[(at(r) * n + at(f)) * n + at(m)]
    }

    /// Every cell as it is written, its scores and its segment, the lowest scores first.
    pub fn cells(&self) -> impl DoubleEndedIterator<Item = (String, (u8, u8, u8), &str)> {
        self.of_cell.iter().enumerate().map(|(cell, &segment)| {
            let name = self.names[usize::from(segment)].as_str();
            (written(cell, self.n_bins), scores(cell, self.n_bins), name)
        })
    }

    /// Bins when the parameter says nothing: Klaviyo scores 1 to 3, the others 1 to 5.
    pub fn default_bins(map: &MapParam) -> u8 {
        if matches!(map, MapParam::Preset(name) if name == "klaviyo") { 3 } else { 5 }
    }
}

/// The segment's name as a sentence part.
pub fn title(name: &str) -> Message {
    if KNOWN.contains(&name) {
        return Message::new(format!("rfm-segment-{name}"));
    }
    Message::new("rfm-segment-own").text("name", name)
}

fn scores(cell: usize, n_bins: u8) -> (u8, u8, u8) {
    let n = usize::from(n_bins);
    ((cell / (n * n)) as u8 + 1, (cell / n % n) as u8 + 1, (cell % n) as u8 + 1)
}

/// `"543"`, or `"10-4-3"` when there are ten bins.
fn written(cell: usize, n_bins: u8) -> String {
    let (r, f, m) = scores(cell, n_bins);
    if n_bins < 10 { format!("{r}{f}{m}") } else { format!("{r}-{f}-{m}") }
}

fn parse(text: &str, n_bins: u8, parameter: &str) -> Result<usize> {
    let parts: Vec<Option<usize>> = match text.contains('-') {
        true => text.split('-').map(|part| part.trim().parse().ok()).collect(),
        false => text.chars().map(|c| c.to_digit(10).map(|digit| digit as usize)).collect(),
    };
    let n = usize::from(n_bins);
    let scores: Option<Vec<usize>> =
        parts.into_iter().map(|part| part.filter(|score| (1..=n).contains(score))).collect();
    match scores.as_deref() {
        Some([r, f, m]) => Ok(((r - 1) * n + f - 1) * n + m - 1),
        _ => {
            Err(Error::parameter(parameter, Message::new("rfm-map-cell").text("cell", text).count("bins", n)))
        }
    }
}

type Preset = fn(u8, u8, u8, u8) -> String;

fn preset(name: &str) -> Result<Preset> {
    Ok(match name {
        "eleven" => |r, f, m, n| eleven(level(r, 5, n), level(f, 5, n), level(m, 5, n)).into(),
        "shopify" => |r, f, m, n| shopify(level(r, 5, n), level(f, 5, n), level(m, 5, n)).into(),
        "klaviyo" => |r, f, m, n| klaviyo(level(r, 3, n), level(f, 3, n), level(m, 3, n)).into(),
        "grid" => |r, f, _, _| format!("R{r} F{f}"),
        _ => return Err(Error::parameter("map", Message::new("rfm-map-preset").text("name", name))),
    })
}

/// A score of `n_bins` on the scale of a preset: ends stay ends.
fn level(score: u8, of: u8, n_bins: u8) -> u8 {
    let (score, of, n) = (u32::from(score), u32::from(of), u32::from(n_bins.max(2)));
    (1 + (2 * (score - 1) * (of - 1) + (n - 1)) / (2 * (n - 1))) as u8
}

/// The eleven segments in common use, made exhaustive. A customer of the lowest frequency is never called loyal,
/// whatever one order brought.
fn eleven(r: u8, f: u8, m: u8) -> &'static str {
    match r {
        4.. => match (f, m) {
            (1, _) if r == 5 => "new",
            (1, _) => "promising",
            (4.., 4..) => "champions",
            (3.., _) if f + m >= 6 => "loyal",
            _ => "potential_loyal",
        },
        3 => match (f, m) {
            (4.., _) if f + m >= 7 => "loyal",
            (2.., _) if f + m >= 5 => "need_attention",
            _ => "about_to_sleep",
        },
        _ => match (f, m) {
            (4.., 4..) => "cannot_lose",
            _ if f + m >= 6 => "at_risk",
            _ if r == 2 => "hibernating",
            _ => "lost",
        },
    }
}

/// Shopify's groups, by recency and the mean of frequency and money. Its help describes them in words; the borders
/// between low, some and many are ours (means up to 2, 2.5 to 3.5, from 4).
fn shopify(r: u8, f: u8, m: u8) -> &'static str {
    match (r, f + m) {
        (5, 8..) => "champions",
        (3 | 4, 8..) => "loyal",
        (_, 8..) => "previously_loyal",
        (4 | 5, 5..) => "active",
        (3, 5..) => "need_attention",
        (_, 5..) => "at_risk",
        (5, _) => "new",
        (3 | 4, _) => "promising",
        (2, _) => "almost_lost",
        _ => "dormant",
    }
}

/// Klaviyo's six groups on scores 1 to 3, after its published descriptions.
fn klaviyo(r: u8, f: u8, m: u8) -> &'static str {
    match (r, f, m) {
        (3, 3, 3) => "champions",
        (3, 1, _) => "recent",
        (3, ..) | (2, 3, _) => "loyal",
        (2, ..) => "need_attention",
        (_, 2.., _) | (_, _, 3) => "at_risk",
        _ => "inactive",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn map(name: &str, n_bins: u8) -> SegmentMap {
        SegmentMap::new(&MapParam::Preset(name.into()), &BTreeMap::new(), n_bins).unwrap()
    }

    #[test]
    fn every_preset_covers_every_cell_once_at_every_number_of_bins() {
        for (name, n_names) in [("eleven", 11), ("shopify", 10), ("klaviyo", 6), ("grid", 25)] {
            let bins = SegmentMap::default_bins(&MapParam::Preset(name.into()));
            assert_eq!(map(name, bins).names.len(), n_names, "{name}");
            for n_bins in 2..=10 {
                assert_eq!(map(name, n_bins).of_cell.len(), usize::from(n_bins).pow(3));
            }
        }
        let eleven = map("eleven", 5);
        let name = |r, f, m| eleven.names[usize::from(eleven.segment(r, f, m))].as_str();
        assert_eq!((name(5, 5, 5), name(1, 1, 1), name(5, 1, 5)), ("champions", "lost", "new"));
        assert_eq!((name(1, 5, 5), name(2, 3, 4), name(3, 5, 5)), ("cannot_lose", "at_risk", "loyal"));
    }

    #[test]
    fn a_better_score_never_leads_from_champions_elsewhere() {
        let eleven = map("eleven", 5);
        for cell in 0..125 {
            let (r, f, m) = scores(cell, 5);
            if eleven.names[usize::from(eleven.segment(r, f, m))] == "champions" {
                assert_eq!(eleven.segment(5, f.max(4), 5), eleven.segment(5, 5, 5));
            }
        }
    }

    #[test]
    fn a_map_with_holes_or_overlaps_is_refused_by_name() {
        let rule = |segment: &str, r| Rule { segment: segment.into(), r: Some(r), ..Rule::default() };
        let check = |rules: Vec<Rule>| SegmentMap::new(&MapParam::Rules(rules), &BTreeMap::new(), 5);
        assert!(check(vec![rule("old", [1, 3]), rule("fresh", [4, 5])]).is_ok());
        for (rules, key) in [
            (vec![rule("old", [1, 3])], "rfm-map-unnamed"),
            (vec![rule("old", [1, 3]), rule("fresh", [3, 5])], "rfm-map-twice"),
        ] {
            let crate::error::Kind::Parameter { why, .. } = check(rules).unwrap_err().kind else { panic!() };
            assert_eq!(why.key, key);
        }
        let moved = BTreeMap::from([("555".to_owned(), "VIP".to_owned())]);
        let edited = SegmentMap::new(&MapParam::Preset("eleven".into()), &moved, 5).unwrap();
        assert_eq!(edited.names[usize::from(edited.segment(5, 5, 5))], "VIP");
    }
}
