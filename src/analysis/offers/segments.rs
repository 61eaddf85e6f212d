//! Whose lists are how long: segments or clusters that an earlier cell gave to customers.

use super::{Lists, Params};
use crate::analysis::{Inputs, LabelValues, class_ids};
use crate::error::{Error, Result};
use crate::message::Message;
use crate::roles::Ledger;
use serde::Serialize;
use std::collections::BTreeMap;

/// One segment's lists together.
#[derive(Clone, Debug, Serialize)]
pub struct Summary {
    pub segment: String,
    #[serde(skip)]
    pub name: Message,
    /// Customers with a list.
    pub n_customers: u32,
    /// Items a list.
    pub n_offers: u32,
    /// The product new to them that stands on most of these lists, and on how many.
    pub most_offered: Option<String>,
    pub n_most_offered: u32,
}

/// The classes of one cell, and how many items each customer is offered.
pub struct Segments<'a> {
    codes: &'a [Option<u32>],
    ids: Vec<String>,
    names: &'a [Message],
    /// By class.
    n_by_class: Vec<u32>,
    /// Of customers without a class.
    n_others: u32,
}

impl<'a> Segments<'a> {
    /// # Errors
    /// A segment that no earlier cell knows.
    pub fn of(inputs: &'a Inputs, ledger: &Ledger, params: &Params) -> Result<Segments<'a>> {
        let only = params.segment.as_deref().map(str::trim).filter(|name| !name.is_empty());
        let asked: Vec<&str> =
            only.into_iter().chain(params.n_by_segment.keys().map(String::as_str)).collect();
        let classes = inputs.labels.iter().filter_map(|labels| match &labels.values {
            LabelValues::Class { codes, names } if codes.len() == ledger.customers.len() => {
                Some((codes, names))
            }
            _ => None,
        });
        // The first cell that knows every segment asked for.
        let mut unknown = asked.first().copied();
        for (codes, names) in classes {
            let ids = class_ids(names);
            // A name's whole key is understood too.
            let is_called = |class: usize, wanted: &str| ids[class] == wanted || names[class].key == wanted;
            let is_known = |wanted: &str| (0..ids.len()).any(|class| is_called(class, wanted));
            if let Some(stranger) = asked.iter().find(|name| !is_known(name)) {
                unknown = Some(stranger);
                continue;
            }
            let n_of = |class: usize| match only {
                Some(only) if !is_called(class, only) => 0,
                _ => {
                    let own = params.n_by_segment.iter().find(|(name, _)| is_called(class, name));
                    own.map_or(params.n_offers, |(_, n)| *n)
                }
            };
            let n_by_class = (0..ids.len()).map(n_of).collect();
            let n_others = if only.is_some() { 0 } else { params.n_offers };
            return Ok(Segments { codes, ids, names, n_by_class, n_others });
        }
        match unknown {
            Some(name) => Err(Error::unknown("offers-segment-kind", name)),
            None => {
                let (ids, n_by_class) = (Vec::new(), Vec::new());
                Ok(Segments { codes: &[], ids, names: &[], n_by_class, n_others: params.n_offers })
            }
        }
    }

    fn class_of(&self, customer: usize) -> Option<usize> {
        self.codes.get(customer).copied().flatten().map(|code| code as usize)
    }

    /// Items in each of the customer's lists; 0 for none.
    pub fn n_offers(&self, customer: usize) -> u32 {
        let of_class = self.class_of(customer).and_then(|class| self.n_by_class.get(class));
        of_class.copied().unwrap_or(self.n_others)
    }

    pub fn id_of(&self, customer: usize) -> Option<String> {
        self.ids.get(self.class_of(customer)?).cloned()
    }

    /// In the order of the classes, those without lists too.
    pub fn summaries(&self, lists: &[Lists]) -> Vec<Summary> {
        let summary = |class: usize| {
            let own = || lists.iter().filter(move |list| list.segment.as_ref() == Some(&self.ids[class]));
            let mut counts: BTreeMap<&str, u32> = BTreeMap::new();
            let offers = own().flat_map(|list| &list.cross_sell);
            offers.for_each(|offer| *counts.entry(offer.label.as_str()).or_default() += 1);
            // Of equals the first by name.
            let most = counts.iter().max_by(|a, b| a.1.cmp(b.1).then(b.0.cmp(a.0)));
            Summary {
                segment: self.ids[class].clone(),
                name: self.names[class].clone(),
                n_customers: own().count() as u32,
                n_offers: self.n_by_class[class],
                most_offered: most.map(|(label, _)| (*label).to_owned()),
                n_most_offered: most.map_or(0, |(_, &n)| n),
            }
        };
        (0..self.ids.len()).map(summary).collect()
    }
}
