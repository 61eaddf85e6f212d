//! What the lists would have been worth: made at a past day, compared with what was bought after it.

use super::history::{History, Windows};
use super::model::{Model, POPULARITY_WITH_EASE, best};
use crate::error::Result;
use crate::order::Arrange;
use crate::progress::Progress;
use crate::roles::Baskets;
use crate::stats::sample::Rng;
use crate::table::Day;
use serde::Serialize;

/// Length of the lists that are compared.
pub const K: usize = 10;

/// One method on one list.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Backtest {
    /// `random`, `popularity`, `recent_popularity`, `own_frequency`, `ease`, `blend` (the one used).
    pub method: &'static str,
    /// `cross_sell`: items new to the customer; `buy_again`: items bought before.
    pub list: &'static str,
    /// Share of the customers who bought at least one of the ten items offered.
    pub hit_rate: f64,
    /// Customers with a past, who bought something of the list's kind in the test days.
    pub n_customers: u32,
    pub n_hits: u32,
}

/// What is to be tested.
#[derive(Clone, Copy, Debug)]
pub struct Test<'a> {
    pub n_customers: usize,
    /// By item: may be offered.
    pub is_in: &'a [bool],
    pub cut: Day,
    pub n_model_items: usize,
    pub windows: Windows,
    pub seed: u64,
}

#[derive(Clone, Debug, Default, Serialize)]
pub struct Tested {
    pub backtest: Vec<Backtest>,
    /// Last day known to the lists.
    pub cut: Day,
    pub test_days: u32,
    /// Customers that only the blend, and only recent popularity, would have reached: new items, then items again.
    pub won: [u32; 2],
    pub lost: [u32; 2],
}

const NEW: [&str; 5] = ["random", "popularity", "recent_popularity", "ease", "blend"];
const AGAIN: [&str; 5] = ["random", "popularity", "recent_popularity", "own_frequency", "blend"];

/// Lists at the end of `cut` against all later baskets.
///
/// # Errors
/// Cancelled.
pub async fn backtest(baskets: &Baskets, test: &Test<'_>, progress: &Progress) -> Result<Tested> {
    let Test { n_customers, is_in, cut, n_model_items, windows, seed } = *test;
    let history = History::new(baskets, n_customers, is_in, cut, windows);
    let model = Model::fit(&history, n_model_items, windows, progress).await?;
    let mut later: Vec<Vec<u32>> = vec![Vec::new(); n_customers];
    let mut last = cut;
    for basket in baskets.iter() {
        let (Some(customer), Some(day)) = (basket.customer, basket.day) else { continue };
        if day > cut {
            last = last.max(day);
            let items = basket.items.iter().filter(|&&item| is_in[item as usize]);
            later[customer as usize].extend(items);
        }
    }
    let popular = |counts: &[u32]| {
        let mut items: Vec<u32> =
            (0..counts.len() as u32).filter(|&item| counts[item as usize] > 0).collect();
        items.arrange_by_key(|&item| (std::cmp::Reverse(counts[item as usize]), item));
        items
    };
    let (popular, recent) = (popular(&history.n_baskets), popular(&history.n_recent));
    let (mut hits, mut n) = ([[0u32; 5]; 2], [0u32; 2]);
    let mut tested = Tested { cut, test_days: (last - cut).max(0) as u32, ..Tested::default() };
    let mut scores = Vec::new();
    for (customer, items) in later.iter_mut().enumerate() {
        if customer % 64 == 63 {
            progress.step("offers-stage-testing", customer as u64, n_customers as u64).await?;
        }
        if history.bought[customer].is_empty() || items.is_empty() {
            continue;
        }
        items.sort_unstable();
        items.dedup();
        let (again, new): (Vec<u32>, Vec<u32>) = items.iter().partition(|&&item| history.has(customer, item));
        let mut rng = Rng::new(seed ^ (customer as u64 + 1));
        if !new.is_empty() {
            let is_new = |item: &u32| !history.has(customer, *item);
            let lists = |kind: usize, scores: &mut Vec<f64>| -> Vec<u32> {
                match kind {
                    0 => random(&mut rng, &popular, is_new),
                    1 => popular.iter().copied().filter(is_new).take(K).collect(),
                    2 => recent.iter().copied().filter(is_new).take(K).collect(),
                    _ => {
                        model.ease(&history, customer, scores);
                        let weight = if kind == 4 { POPULARITY_WITH_EASE } else { 0.0 };
                        let candidates = model.items.iter().zip(scores.iter());
                        let scored = candidates
                            .filter(|(item, _)| is_new(item))
                            .map(|(&item, score)| (score + weight * model.popularity[item as usize], item));
                        best(scored, K).into_iter().map(|(_, item)| item).collect()
                    }
                }
            };
            tally(lists, &new, 0, &mut hits, &mut n, &mut tested, &mut scores);
        }
        if !again.is_empty() {
            let own = &history.bought[customer];
            let scored = |score: &dyn Fn(u32, u32) -> f64| -> Vec<u32> {
                let candidates = own.iter().map(|bought| (score(bought.item, bought.n), bought.item));
                best(candidates, K).into_iter().map(|(_, item)| item).collect()
            };
            let own_items: Vec<u32> = own.iter().map(|bought| bought.item).collect();
            let lists = |kind: usize, _: &mut Vec<f64>| match kind {
                0 => random(&mut rng, &own_items, |_| true),
                1 => scored(&|item, _| f64::from(history.n_baskets[item as usize])),
                2 => scored(&|item, _| f64::from(history.n_recent[item as usize]) + 1e-9),
                // Ties by popularity: the stronger rival.
                3 => scored(&|item, n| f64::from(n) + f64::from(history.n_baskets[item as usize]) * 1e-9),
                _ => scored(&|item, n| model.again(item, n)),
            };
            tally(lists, &again, 1, &mut hits, &mut n, &mut tested, &mut scores);
        }
    }
    for (side, (list, methods)) in [("cross_sell", NEW), ("buy_again", AGAIN)].into_iter().enumerate() {
        for (method, n_hits) in methods.into_iter().zip(hits[side]) {
            if n[side] > 0 {
                let hit_rate = f64::from(n_hits) / f64::from(n[side]);
                tested.backtest.push(Backtest { method, list, hit_rate, n_customers: n[side], n_hits });
            }
        }
    }
    Ok(tested)
}

/// Counts for one customer which of the five lists hold something that was bought.
fn tally(
    mut lists: impl FnMut(usize, &mut Vec<f64>) -> Vec<u32>,
    bought: &[u32],
    side: usize,
    hits: &mut [[u32; 5]; 2],
    n: &mut [u32; 2],
    tested: &mut Tested,
    scores: &mut Vec<f64>,
) {
    n[side] += 1;
    let mut is_hit = [false; 5];
    for (kind, hit) in is_hit.iter_mut().enumerate() {
        *hit = lists(kind, scores).iter().any(|item| bought.contains(item));
        hits[side][kind] += u32::from(*hit);
    }
    tested.won[side] += u32::from(is_hit[4] && !is_hit[2]);
    tested.lost[side] += u32::from(is_hit[2] && !is_hit[4]);
}

/// Ten of the candidates that pass, drawn at random.
fn random(rng: &mut Rng, candidates: &[u32], passes: impl Fn(&u32) -> bool) -> Vec<u32> {
    let mut drawn = Vec::new();
    for _ in 0..20 * K {
        if drawn.len() == K || candidates.is_empty() {
            break;
        }
        let item = candidates[rng.below(candidates.len() as u64) as usize];
        if passes(&item) && !drawn.contains(&item) {
            drawn.push(item);
        }
    }
    drawn
}
