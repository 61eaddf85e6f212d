//! What next, and after how long: sequences of purchases that many customers share.

pub mod mine;
mod report;
mod timing;

use super::rules::threshold::Fraction;
use super::{Analysis, Control, Field, Inputs, Need};
use crate::error::{Error, Result};
use crate::message::Message;
use crate::order::Arrange;
use crate::progress::Progress;
use crate::report::Report;
use crate::roles::Baskets;
use crate::table::Day;
use mine::{Bounds, Pattern, Sequences, mine};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
pub use timing::{Direction, Timing};

pub struct SequencesCell;

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Params {
    /// Smallest share of the customers, 0..=1. Default: lowered from 5 % until at least 50 sequences of two steps appear.
    pub min_support: Option<f64>,
    /// Smallest number of customers, instead of `min_support`.
    pub min_count: Option<u32>,
    /// Most days between one step and the next. Default: no limit.
    pub max_gap_days: Option<u32>,
    /// Most items in a sequence. Default 10.
    pub max_length: u32,
    /// Products, or their categories.
    pub level: Level,
    /// Postage, fees, samples and the like as well. Default: no.
    pub include_pseudo_items: bool,
    /// The search stops at so many sequences, and says so. Default 20,000.
    pub limit: u32,
}

impl Default for Params {
    fn default() -> Params {
        Params {
            min_support: None,
            min_count: None,
            max_gap_days: None,
            max_length: 10,
            level: Level::Product,
            include_pseudo_items: false,
            limit: 20_000,
        }
    }
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Level {
    #[default]
    Product,
    Category,
}

#[derive(Clone, Debug, Serialize)]
pub struct Output {
    /// Customers with at least one item.
    pub n_customers: u32,
    /// Those with two purchase days or more.
    pub n_returning: u32,
    /// Purchase days of all of them.
    pub n_days: u32,
    pub n_items: u32,
    /// The bound used.
    pub min_count: u32,
    pub max_gap_days: Option<u32>,
    /// All patterns found, those of one day included.
    pub n_patterns: u32,
    /// Patterns of two steps or more.
    pub n_sequences: u32,
    /// `"limit"` when the search stopped there: sequences that come later in the order of items were not looked at.
    pub stopped_by: Option<String>,
    /// All patterns: most steps' worth first, see [`Sequence`]; by customers descending, then by codes.
    pub patterns: Vec<Sequence>,
    /// How many orderings of two different items were tested against chance.
    pub n_tested: u32,
    /// Positions in `patterns` of "first A, later B" that hold against the tested number of pairs, most certain first.
    pub next: Vec<u32>,
    /// Positions in `patterns` of "A, and A again", by customers.
    pub again: Vec<u32>,
    /// The first of `next`, else of `again`, in two halves of the customers.
    pub halves: Option<[Half; 2]>,
    pub first_day: Day,
    pub last_day: Day,
}

#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Half {
    pub n_prefix: u32,
    pub n: u32,
}

/// A pattern: steps in order of time, each the items bought on one day.
#[derive(Clone, Debug, Serialize)]
pub struct Sequence {
    /// Labels.
    pub elements: Vec<Vec<String>>,
    pub codes: Vec<Vec<String>>,
    pub n_customers: u32,
    /// Share of all customers.
    pub support: f64,
    /// Customers with everything but the last step.
    pub n_prefix: Option<u32>,
    /// `n_customers / n_prefix`.
    pub confidence: Option<f64>,
    /// Confidence ÷ share of all customers who bought the last step's items on one day.
    pub lift: Option<f64>,
    /// Days of the last step.
    pub timing: Option<Timing>,
    /// For two steps of one item each: how many customers have only this order, only the other.
    pub direction: Option<Direction>,
    /// The items' numbers in the search.
    #[serde(skip)]
    items: Vec<Vec<u32>>,
    /// Customers who bought everything but the last step, and those who went on: collected where a sentence needs them.
    #[serde(skip)]
    pub customers: Option<[Vec<u32>; 2]>,
}

impl Analysis for SequencesCell {
    const KIND: &'static str = "sequences";
    const NEEDS: &'static [Need] = &[Need::Customers, Need::Baskets];
    const FIELDS: &'static [Field] = &[
        Field::new("min_support", Control::Share { min: 0.001, max: 0.5, default: None, is_log: true }),
        Field::new("max_gap_days", Control::Integer { min: 1, max: 3650, default: None }),
        Field::new("level", Control::Choice { options: &["product", "category"], default: "product" }),
        Field::advanced("min_count", Control::Integer { min: 2, max: 1_000_000, default: None }),
        Field::advanced("max_length", Control::Integer { min: 1, max: 50, default: Some(10) }),
        Field::advanced("include_pseudo_items", Control::Flag { default: false }),
        Field::advanced("limit", Control::Integer { min: 100, max: 200_000, default: Some(20_000) }),
    ];
    type Params = Params;
    type Output = Output;

    async fn run(inputs: &Inputs, params: &Params, progress: &Progress) -> Result<Output> {
        let baskets = inputs.baskets()?;
        check(params)?;
        progress.step("sequences-reading", 0, 1).await?;
        let Prepared { names, data, owners } = prepare(baskets, params, inputs.as_of())?;
        let n_customers = data.n_sequences() as u32;
        let has_two = |s: &usize| data.starts[s + 1] - data.starts[*s] >= 2;
        let n_returning = (0..data.n_sequences()).filter(has_two).count() as u32;
        if n_returning < 2 {
            let have = Message::new("sequences-have")
                .count("n", n_customers as usize)
                .count("returning", n_returning as usize);
            return Err(Error::insufficient(have, "sequences-need"));
        }
        let (min_count, found, is_whole) = search(&data, params, progress).await?;
        let mut output = Output {
            n_customers,
            n_returning,
            n_days: data.days.len() as u32,
            n_items: names.len() as u32,
            min_count,
            max_gap_days: params.max_gap_days,
            n_patterns: found.len() as u32,
            n_sequences: found.iter().filter(|pattern| pattern.elements.len() > 1).count() as u32,
            stopped_by: (!is_whole).then(|| "limit".to_owned()),
            patterns: Vec::new(),
            n_tested: 0,
            next: Vec::new(),
            again: Vec::new(),
            halves: None,
            first_day: data.days.iter().copied().min().unwrap_or(0),
            last_day: data.days.iter().copied().max().unwrap_or(0),
        };
        output.patterns = sequences(found, &names, n_customers);
        timing::judge(&mut output, &data, &owners, progress).await?;
        Ok(output)
    }

    fn report(output: &Output, _inputs: &Inputs) -> Report {
        report::report(output)
    }
}

fn check(params: &Params) -> Result<()> {
    if params.min_support.is_some_and(|share| !(share > 0.0 && share <= 1.0)) {
        return Err(Error::parameter("min_support", "sequences-support-range"));
    }
    if params.max_length == 0 {
        return Err(Error::parameter("max_length", "sequences-length-range"));
    }
    Ok(())
}

struct Name {
    code: String,
    label: String,
}

struct Prepared {
    names: Vec<Name>,
    data: Sequences,
    /// The customer of each sequence.
    owners: Vec<u32>,
}

/// One element a customer and day; items numbered by code.
fn prepare(baskets: &Baskets, params: &Params, as_of: Option<Day>) -> Result<Prepared> {
    // Number of each of the baskets' items in the search.
    let mut names: Vec<Name> = Vec::new();
    let mut number_of: Vec<Option<u32>> = vec![None; baskets.items.len()];
    let kept = |i: &usize| params.include_pseudo_items || baskets.items[*i].pseudo.is_none();
    match params.level {
        Level::Product => {
            for i in (0..baskets.items.len()).filter(kept) {
                number_of[i] = Some(names.len() as u32);
                let item = &baskets.items[i];
                names.push(Name { code: item.code.clone(), label: item.label.clone() });
            }
        }
        Level::Category => {
            let mut number: Vec<Option<u32>> = vec![None; baskets.categories.len()];
            for i in (0..baskets.items.len()).filter(kept) {
                let Some(category) = baskets.items[i].category else { continue };
                let name = &baskets.categories[category as usize];
                number_of[i] = Some(*number[category as usize].get_or_insert_with(|| {
                    names.push(Name { code: name.clone(), label: name.clone() });
                    names.len() as u32 - 1
                }));
            }
            if names.is_empty() {
                return Err(Error::missing(vec!["sequences-need-categories".into()]));
            }
        }
    }
    let mut days: BTreeMap<(u32, Day), Vec<u32>> = BTreeMap::new();
    for basket in baskets.iter() {
        let (Some(customer), Some(day)) = (basket.customer, basket.day) else { continue };
        if as_of.is_none_or(|as_of| day <= as_of) {
            let items = basket.items.iter().filter_map(|&item| number_of[item as usize]);
            days.entry((customer, day)).or_default().extend(items);
        }
    }
    for items in days.values_mut() {
        items.sort_unstable();
        items.dedup();
    }
    days.retain(|_, items| !items.is_empty());
    let mut data = Sequences { n_items: names.len(), ..Sequences::default() };
    let mut owners = Vec::new();
    let mut rest = days.iter().peekable();
    while let Some(((customer, _), _)) = rest.peek() {
        let customer = *customer;
        owners.push(customer);
        let of_customer = std::iter::from_fn(|| {
            rest.next_if(|((other, _), _)| *other == customer)
                .map(|((_, day), items)| (*day, items.as_slice()))
        });
        data.push(of_customer);
    }
    Ok(Prepared { names, data, owners })
}

/// Mines at the bound asked for, or lowers it until there is something to say.
async fn search(data: &Sequences, params: &Params, progress: &Progress) -> Result<(u32, Vec<Pattern>, bool)> {
    let n = data.n_sequences() as u32;
    let bounds = |min_count: u32| Bounds {
        min_count: min_count.max(1),
        max_gap_days: params.max_gap_days,
        max_items: params.max_length as usize,
        max_patterns: params.limit as usize,
    };
    let by_share = |share: f64| Fraction::of(share).map_or(1, |share| share.min_count(n));
    let asked = params.min_count.or(params.min_support.map(by_share));
    if let Some(min_count) = asked {
        let (found, is_whole) = mine(data, &bounds(min_count), progress).await?;
        return Ok((min_count.max(1), found, is_whole));
    }
    let mut best = None;
    for share in [0.05, 0.02, 0.01, 0.005, 0.002] {
        let min_count = by_share(share).max(5);
        let (found, is_whole) = mine(data, &bounds(min_count), progress).await?;
        // A search that had to stop says less than the whole one before.
        if !is_whole && best.is_some() {
            break;
        }
        let n_sequences = found.iter().filter(|pattern| pattern.elements.len() > 1).count();
        best = Some((min_count, found, is_whole));
        if n_sequences >= 50 || min_count == 5 {
            break;
        }
    }
    Ok(best.unwrap_or((1, Vec::new(), true)))
}

fn sequences(found: Vec<Pattern>, names: &[Name], n_customers: u32) -> Vec<Sequence> {
    let mut days: BTreeMap<Vec<u32>, u32> = BTreeMap::new();
    for pattern in found.iter().filter(|pattern| pattern.elements.len() == 1) {
        days.insert(pattern.elements[0].clone(), pattern.n_sequences);
    }
    let mut found = found;
    // Items are numbered by code, so ties stand by code.
    found.arrange_by(|a, b| b.n_sequences.cmp(&a.n_sequences).then_with(|| a.elements.cmp(&b.elements)));
    let name = |elements: &[Vec<u32>], of: &dyn Fn(&Name) -> String| {
        elements.iter().map(|set| set.iter().map(|&item| of(&names[item as usize])).collect()).collect()
    };
    found
        .into_iter()
        .map(|pattern| {
            let n_prefix = (pattern.elements.len() > 1).then_some(pattern.n_prefix);
            let confidence = n_prefix.map(|n| f64::from(pattern.n_sequences) / f64::from(n.max(1)));
            // Every part of a frequent pattern is frequent, so the last day is known unless the search was stopped.
            let n_last = pattern.elements.last().and_then(|set| days.get(set));
            Sequence {
                elements: name(&pattern.elements, &|name| name.label.clone()),
                codes: name(&pattern.elements, &|name| name.code.clone()),
                n_customers: pattern.n_sequences,
                support: f64::from(pattern.n_sequences) / f64::from(n_customers.max(1)),
                n_prefix,
                confidence,
                lift: confidence
                    .zip(n_last)
                    .map(|(confidence, &n)| confidence * f64::from(n_customers) / f64::from(n.max(1))),
                timing: Timing::of(&pattern.gaps),
                direction: None,
                items: pattern.elements,
                customers: None,
            }
        })
        .collect()
}
