//! The period in an earlier and a later part.

use super::prepare::Prepared;
use super::transactions::Transactions;
use crate::roles::Baskets;
use crate::stats::sample::Rng;
use crate::table::Day;

/// Which baskets belong to the later part.
pub struct Split {
    pub is_late: Vec<bool>,
    pub is_by_time: bool,
    pub from_day: Option<Day>,
    pub n_late: u32,
}

/// The later third of the period when every basket has a day; otherwise a random third, drawn from the baskets in the
/// order of their contents so that the order of rows means nothing.
pub fn split(baskets: &Baskets, prepared: &Prepared, order: &[u32], seed: u64) -> Split {
    let days: Option<Vec<Day>> =
        prepared.origins.iter().map(|&i| baskets.days.get(i as usize).copied().flatten()).collect();
    let period = days.as_deref().and_then(|days| Some((*days.iter().min()?, *days.iter().max()?)));
    if let (Some(days), Some((first, last))) = (&days, period)
        && last > first
    {
        let from = first + ((i64::from(last) - i64::from(first) + 1) * 2).div_euclid(3) as Day;
        let is_late: Vec<bool> = days.iter().map(|&day| day >= from).collect();
        let n_late = is_late.iter().filter(|&&late| late).count() as u32;
        return Split { is_late, is_by_time: true, from_day: Some(from), n_late };
    }
    let n = prepared.data.n_baskets();
    let mut is_late = vec![false; n as usize];
    let chosen = Rng::new(seed).choose(n as usize, n as usize / 3);
    for &position in &chosen {
        is_late[order[position as usize] as usize] = true;
    }
    Split { is_late, is_by_time: false, from_day: None, n_late: chosen.len() as u32 }
}

/// The baskets of the earlier part. Its items are numbered by the ranks of the whole.
pub fn early(data: &Transactions, split: &Split) -> Transactions {
    let baskets: Vec<&[u32]> =
        data.iter().zip(&split.is_late).filter(|(_, late)| !**late).map(|(basket, _)| basket).collect();
    Transactions::new(data.n_items(), baskets.iter().copied())
}
