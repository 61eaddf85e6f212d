//! One search: sets and rules of one collection of baskets by one request. The real baskets, the shuffled ones and the
//! earlier part of the period are all searched by it.

use super::depth::{Depth, Room};
use super::generate::{self, Found, Wanted};
use super::lattice::Lattice;
use super::leverage;
use super::mine::Search;
use super::params::Checked;
use super::transactions::{Occurrences, Transactions};
use crate::error::Result;
use crate::progress::Progress;

/// What is asked for, resolved for one collection of baskets.
#[derive(Clone, Debug)]
pub struct Request {
    pub kind: RequestKind,
    pub max_length: usize,
    pub wanted: Wanted,
    pub max_itemsets: usize,
}

#[derive(Clone, Copy, Debug)]
pub enum RequestKind {
    /// The k best rules by leverage.
    Best { k: usize },
    /// All rules with at least this leverage (times n²).
    Leverage { least: i64 },
    /// All rules of sets at or above a count.
    Count { min_count: u32 },
}

pub struct Mined {
    /// The sets the rules are made of.
    pub lattice: Lattice,
    pub rules: Vec<Found>,
    /// Rules that fit, kept or not.
    pub n_rules: u64,
    /// Leverage (times n²) of the last of the best rules.
    pub least_leverage: i64,
    /// The count that was asked for; the lattice's is higher when the budget raised it.
    pub asked_min_count: u32,
}

impl Request {
    pub fn new(checked: &Checked, n_baskets: u32, antecedent: &[bool], consequent: &[bool]) -> Request {
        let min_count = match (checked.min_support, checked.min_count) {
            (Some(support), _) => support.min_count(n_baskets),
            (None, Some(count)) => count,
            // A set seen once is no pattern.
            (None, None) => 2,
        };
        Request {
            kind: match checked.is_automatic {
                true => RequestKind::Best { k: checked.limit },
                false => RequestKind::Count { min_count },
            },
            max_length: checked.max_length,
            wanted: Wanted {
                min_confidence: checked.min_confidence,
                max_consequent_length: checked.max_consequent_length,
                antecedent: antecedent.to_vec(),
                consequent: consequent.to_vec(),
                max_rules: checked.max_rules,
            },
            max_itemsets: checked.max_itemsets,
        }
    }

    fn is_pair_wanted(&self, antecedent: u32, consequent: u32) -> bool {
        let holds = |allowed: &[bool], rank: u32| allowed.get(rank as usize).copied().unwrap_or(true);
        holds(&self.wanted.antecedent, antecedent) && holds(&self.wanted.consequent, consequent)
    }
}

impl Request {
    /// What has to be mined. `best_pair` is the leverage (times n²) of the last of the best pairs, where those are asked
    /// for.
    pub fn limits(&self, n_baskets: u32, best_pair: i64) -> Search {
        let min_count = match self.kind {
            RequestKind::Count { min_count } => min_count,
            RequestKind::Leverage { least } => leverage::min_count_for(n_baskets, least),
            RequestKind::Best { .. } => leverage::min_count_for(n_baskets, best_pair),
        };
        // The sets behind the best rules are few, whatever the budget for sets to look at is.
        let max_sets = match self.kind {
            RequestKind::Count { .. } => self.max_itemsets,
            _ => self.max_itemsets.max(1_000_000),
        };
        Search { min_count, max_length: self.max_length, max_sets }
    }
}

/// Sets and rules, with the help of searches kept.
///
/// # Errors
/// Cancelled.
pub async fn search_within(
    data: &Transactions,
    occurrences: &Occurrences,
    request: &Request,
    (depth, room): (&Depth, &Room),
    progress: &Progress,
) -> Result<Mined> {
    let best_pair = match request.kind {
        RequestKind::Best { k } => {
            let wanted = |a, b| request.is_pair_wanted(a, b);
            let pairs = leverage::best_pairs(data, occurrences, k, 2, wanted, progress).await?;
            if pairs.len() < k { 1 } else { pairs.last().map_or(1, |pair| pair.leverage) }
        }
        _ => 1,
    };
    let limits = request.limits(data.n_baskets(), best_pair);
    let lattice = depth.sets(data, occurrences, limits, room, progress).await?;
    rules(lattice, limits.min_count, request, progress).await
}

/// Sets and rules.
///
/// # Errors
/// Cancelled.
pub async fn search(
    data: &Transactions,
    occurrences: &Occurrences,
    request: &Request,
    progress: &Progress,
) -> Result<Mined> {
    search_within(data, occurrences, request, (&Depth::default(), &Room::default()), progress).await
}

/// The rules of sets that were mined by [`Request::limits`].
///
/// # Errors
/// Cancelled.
pub async fn rules(
    lattice: Lattice,
    asked_min_count: u32,
    request: &Request,
    progress: &Progress,
) -> Result<Mined> {
    let mut mined = Mined { lattice, rules: Vec::new(), n_rules: 0, least_leverage: 1, asked_min_count };
    match request.kind {
        RequestKind::Count { .. } => {
            let rules = generate::generate(&mined.lattice, &request.wanted, progress).await?;
            (mined.rules, mined.n_rules) = (rules.found, rules.n_rules);
        }
        RequestKind::Best { .. } | RequestKind::Leverage { .. } => {
            let (k, least) = match request.kind {
                RequestKind::Best { k } => (k, 1),
                RequestKind::Leverage { least } => (request.wanted.max_rules, least),
                RequestKind::Count { .. } => (0, 1),
            };
            let (lattice, wanted) = (&mined.lattice, &request.wanted);
            let best = leverage::best_rules(lattice, k, request.max_length, least, wanted, progress).await?;
            mined.least_leverage = best.last().map_or(1, |(leverage, _)| *leverage);
            mined.n_rules = best.len() as u64;
            mined.rules = best.into_iter().map(|(_, found)| found).collect();
        }
    }
    Ok(mined)
}
