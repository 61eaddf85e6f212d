//! Baskets of the wanted items: pseudo-items out, categories or merged variants in, ranks by frequency.

use super::params::{Level, Params};
use super::transactions::{Occurrences, Transactions};
use super::variants;
use crate::error::{Error, Result};
use crate::message::Message;
use crate::order::Arrange;
use crate::roles::{Baskets, PseudoItem};
use serde::Serialize;
use std::collections::BTreeMap;

/// An item of the analysis: a product, a category, or several variants of one product.
#[derive(Clone, Debug, PartialEq)]
pub struct Entry {
    pub code: String,
    pub label: String,
    /// The items of the baskets it stands for, ascending.
    pub items: Vec<u32>,
}

/// An item that is no product.
#[derive(Clone, Debug, Serialize)]
pub struct PseudoListed {
    pub code: String,
    pub label: String,
    pub why: PseudoItem,
    pub n_baskets: u32,
}

pub struct Prepared {
    pub data: Transactions,
    pub occurrences: Occurrences,
    /// By rank.
    pub entries: Vec<Entry>,
    /// Position in the inputs' baskets of each basket of `data`.
    pub origins: Vec<u32>,
    pub pseudo_items: Vec<PseudoListed>,
    /// Products without a category, when categories are asked for.
    pub n_without_category: u32,
    /// Products that became part of another item.
    pub n_merged: u32,
}

/// The parameters that decide which items baskets hold.
#[derive(Clone, Debug, PartialEq)]
pub struct Preparation {
    pub level: Level,
    pub include_pseudo_items: bool,
    pub merge_variants: bool,
    pub exclude_items: Vec<String>,
}

impl Preparation {
    pub fn of(params: &Params) -> Preparation {
        Preparation {
            level: params.level,
            include_pseudo_items: params.include_pseudo_items,
            merge_variants: params.merge_variants,
            exclude_items: params.exclude_items.clone(),
        }
    }
}

/// # Errors
/// Too few baskets or items, no categories, or a name that no item has.
pub fn prepare(baskets: &Baskets, params: &Preparation) -> Result<Prepared> {
    let pseudo_items = pseudo_items(baskets);
    let is_in: Vec<bool> =
        baskets.items.iter().map(|item| params.include_pseudo_items || item.pseudo.is_none()).collect();
    let (mut entries, n_without_category) = match params.level {
        Level::Product if params.merge_variants => (variants::merge(&baskets.items, &is_in), 0),
        Level::Product => (products(baskets, &is_in), 0),
        Level::Category => categories(baskets, &is_in)?,
    };
    // By code, so that equal counts are ranked alike however the items were numbered.
    entries.arrange_by(|a, b| (&a.code, &a.label, &a.items).cmp(&(&b.code, &b.label, &b.items)));
    let n_merged = if params.merge_variants && params.level == Level::Product {
        entries.iter().map(|entry| entry.items.len() as u32 - 1).sum()
    } else {
        0
    };
    let excluded = positions(&entries, &params.exclude_items)?;

    let mut entry_of = vec![u32::MAX; baskets.items.len()];
    for (position, entry) in entries.iter().enumerate() {
        for &item in &entry.items {
            entry_of[item as usize] = position as u32;
        }
    }
    let (mut origins, mut offsets, mut flat) = (Vec::new(), vec![0usize], Vec::new());
    for (i, basket) in baskets.iter().enumerate() {
        let before = flat.len();
        flat.extend(
            basket.items.iter().map(|&item| entry_of[item as usize]).filter(|&entry| entry != u32::MAX),
        );
        // A basket with nothing but postage was no basket; one with nothing but excluded items still is.
        if flat.len() > before {
            let mut to = before;
            for from in before..flat.len() {
                if !excluded.contains(&flat[from]) {
                    flat[to] = flat[from];
                    to += 1;
                }
            }
            flat.truncate(to);
            origins.push(i as u32);
            offsets.push(flat.len());
        }
    }
    if origins.len() >= i32::MAX as usize || flat.len() >= u32::MAX as usize {
        return Err(Error::refused("rules-error-too-large"));
    }
    let data = Transactions::new(entries.len(), offsets.windows(2).map(|w| &flat[w[0]..w[1]]));
    check(&data)?;
    let entries = data.items.iter().map(|&item| entries[item as usize].clone()).collect();
    let occurrences = data.occurrences();
    Ok(Prepared { data, occurrences, entries, origins, pseudo_items, n_without_category, n_merged })
}

/// By rank: whether an item is one of those named; empty when none is named.
///
/// # Errors
/// A name that no item has.
pub fn named(prepared: &Prepared, names: &[String]) -> Result<Vec<bool>> {
    let mut is_named = vec![false; if names.is_empty() { 0 } else { prepared.entries.len() }];
    for rank in positions(&prepared.entries, names)? {
        is_named[rank as usize] = true;
    }
    Ok(is_named)
}

/// What no rule can be found in, each with its own sentence.
fn check(data: &Transactions) -> Result<()> {
    let need = Message::new("rules-need-baskets");
    let n = data.n_baskets();
    let have = if n == 0 {
        Message::new("rules-have-none")
    } else if n == 1 {
        Message::new("rules-have-one-basket")
    } else if data.n_items() < 2 {
        Message::new("rules-have-one-item").count("n", n as usize)
    } else if data.iter().all(|basket| basket.len() < 2) {
        Message::new("rules-have-singles").count("n", n as usize)
    } else {
        return Ok(());
    };
    Err(Error::insufficient(have, need))
}

fn products(baskets: &Baskets, is_in: &[bool]) -> Vec<Entry> {
    let items = baskets.items.iter().enumerate().filter(|(i, _)| is_in[*i]);
    items
        .map(|(i, item)| Entry { code: item.code.clone(), label: item.label.clone(), items: vec![i as u32] })
        .collect()
}

fn categories(baskets: &Baskets, is_in: &[bool]) -> Result<(Vec<Entry>, u32)> {
    let mut by_category: BTreeMap<u32, Vec<u32>> = BTreeMap::new();
    let mut n_without = 0;
    for (i, item) in baskets.items.iter().enumerate().filter(|(i, _)| is_in[*i]) {
        match item.category {
            Some(category) => by_category.entry(category).or_default().push(i as u32),
            None => n_without += 1,
        }
    }
    if by_category.is_empty() {
        return Err(Error::insufficient("rules-have-no-categories", "rules-need-categories"));
    }
    let entries = by_category
        .into_iter()
        .map(|(category, items)| {
            let name = baskets.categories.get(category as usize).cloned().unwrap_or_default();
            Entry { code: name.clone(), label: name, items }
        })
        .collect();
    Ok((entries, n_without))
}

fn pseudo_items(baskets: &Baskets) -> Vec<PseudoListed> {
    let mut counts = vec![0u32; baskets.items.len()];
    for basket in baskets.iter() {
        for &item in basket.items {
            counts[item as usize] += 1;
        }
    }
    let mut listed: Vec<_> = baskets
        .items
        .iter()
        .zip(counts)
        .filter_map(|(item, n_baskets)| {
            let (code, label) = (item.code.clone(), item.label.clone());
            Some(PseudoListed { code, label, why: item.pseudo?, n_baskets })
        })
        .collect();
    listed.arrange_by(|a, b| (b.n_baskets, &a.code).cmp(&(a.n_baskets, &b.code)));
    listed
}

/// The entries with these labels or codes: exact first, then without regard to case and outer spaces.
fn positions(entries: &[Entry], names: &[String]) -> Result<Vec<u32>> {
    let mut found = Vec::new();
    for name in names {
        let matching = |is_same: &dyn Fn(&str) -> bool| -> Vec<u32> {
            let entries = (0u32..).zip(entries);
            entries.filter(|(_, e)| is_same(&e.label) || is_same(&e.code)).map(|(i, _)| i).collect()
        };
        let mut exact = matching(&|text| text == name);
        if exact.is_empty() {
            let folded = name.trim().to_lowercase();
            exact = matching(&|text| text.trim().to_lowercase() == folded);
        }
        if exact.is_empty() {
            return Err(Error::unknown("rules-item", name));
        }
        found.extend(exact);
    }
    found.sort_unstable();
    found.dedup();
    Ok(found)
}
