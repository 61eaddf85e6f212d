//! How far rules can be trusted: the same search in shuffled baskets, and in the earlier part of the period.

use super::assess::{MIN_BASKETS, counts};
use super::depth::{Early, Kept};
use super::output::{Calibration, Holdout};
use super::search::{Mined, Request, RequestKind, rules, search_within};
use super::shuffle::shuffled;
use crate::error::Result;
use crate::order::Arrange;
use crate::progress::Progress;
use crate::stats::hypergeometric::Hypergeometric;

/// Fisher's exact test of every rule, log10.
///
/// # Errors
/// Cancelled.
pub async fn log10_p(mined: &Mined, progress: &Progress) -> Result<Vec<f64>> {
    let mut values = Vec::with_capacity(mined.rules.len());
    for (i, found) in mined.rules.iter().enumerate() {
        if i % 1024 == 1023 {
            progress.step("rules-stage-testing", i as u64, mined.rules.len() as u64).await?;
        }
        let c = counts(&mined.lattice, found, 0.0, 0.0);
        values.push(Hypergeometric { n: c.n, x: c.n_x, y: c.n_y }.log10_upper(c.n_xy));
    }
    Ok(values)
}

/// Searches `n` shuffles as the real baskets were searched. Gives the figures, and the p of all chance rules, ascending.
///
/// # Errors
/// Cancelled.
pub async fn calibrate(
    kept: &Kept,
    request: &Request,
    real: &Mined,
    n: u32,
    seed: u64,
    progress: &Progress,
) -> Result<(Calibration, Vec<f64>)> {
    let mut request = request.clone();
    // The same bar for chance as the real rules had to pass.
    request.kind = match request.kind {
        RequestKind::Best { .. } => RequestKind::Leverage { least: real.least_leverage },
        _ => RequestKind::Count { min_count: real.lattice.min_count },
    };
    let limits = request.limits(kept.prepared.data.n_baskets(), real.least_leverage);
    let (mut n_rules, mut chance) = (Vec::new(), Vec::new());
    kept.keep_shuffles(|old| old.wrapping_sub(seed.wrapping_add(1)) < u64::from(n));
    for i in 0..n {
        progress.step("rules-stage-shuffling", u64::from(i), u64::from(n)).await?;
        let seed = seed.wrapping_add(u64::from(i) + 1);
        let depth = kept.shuffle(seed);
        let lattice = match depth.within(&limits) {
            Some(lattice) => lattice,
            None => {
                let data = shuffled(&kept.prepared.data, &kept.order, seed, progress).await?;
                depth.sets(&data, &data.occurrences(), limits, &kept.room, progress).await?
            }
        };
        let mined = rules(lattice, limits.min_count, &request, progress).await?;
        chance.extend(log10_p(&mined, progress).await?);
        n_rules.push(mined.n_rules as f64);
    }
    chance.sort_unstable_by(f64::total_cmp);
    let calibration = Calibration {
        n_shuffles: n,
        n_rules_low: n_rules.iter().copied().fold(f64::INFINITY, f64::min),
        n_rules_high: n_rules.iter().copied().fold(0.0, f64::max),
        n_rules_mean: n_rules.iter().sum::<f64>() / f64::from(n.max(1)),
        n_rules,
        n_rules_real: real.n_rules as f64,
        best_log10_p: chance.first().copied(),
    };
    Ok((calibration, chance))
}

/// For every real rule: (1 + chance rules at least as significant) per shuffle ÷ real rules at least as significant, the
/// smallest over all bars the rule passes. The one that is added keeps a handful of shuffles from promising too much.
pub fn false_discovery(real: &[f64], chance: &[f64], n_shuffles: u32) -> Vec<f64> {
    let mut order: Vec<u32> = (0..real.len() as u32).collect();
    order.arrange_by(|&a, &b| real[a as usize].total_cmp(&real[b as usize]));
    let mut shares = vec![1.0; real.len()];
    let mut best = 1.0f64;
    let mut end = order.len();
    // From the least significant up, equal ones together.
    while end > 0 {
        let p = real[order[end - 1] as usize];
        let start = order[..end].partition_point(|&rule| real[rule as usize] < p);
        let n_chance = chance.partition_point(|&other| other <= p);
        best = best.min((n_chance + 1) as f64 / f64::from(n_shuffles) / end as f64);
        for &rule in &order[start..end] {
            shares[rule as usize] = best;
        }
        end = start;
    }
    shares
}

/// Mines the earlier part and tries its rules (the first two thousand) in the later one: those with as many joint baskets
/// as a sentence needs, in proportion. `None` when a part is empty.
///
/// # Errors
/// Cancelled.
pub async fn holdout(
    kept: &Kept,
    request: &Request,
    real: &Mined,
    early: &Early,
    progress: &Progress,
) -> Result<Option<Holdout>> {
    let (prepared, split) = (&kept.prepared, &early.split);
    let (n, n_late) = (prepared.data.n_baskets(), split.n_late);
    let n_early = n - n_late;
    if n_early < 2 || n_late == 0 {
        return Ok(None);
    }
    let data = &early.data;
    let mut request = request.clone();
    let scaled = (u64::from(real.lattice.min_count) * u64::from(n_early)).div_ceil(u64::from(n));
    if let RequestKind::Count { .. } = request.kind {
        request.kind = RequestKind::Count { min_count: (scaled as u32).max(1) };
    }
    // The sides' items are ranks of the whole; here they are renumbered.
    let renumber = |allowed: &[bool]| match allowed {
        [] => Vec::new(),
        allowed => data.items.iter().map(|&item| allowed[item as usize]).collect(),
    };
    request.wanted.antecedent = renumber(&request.wanted.antecedent);
    request.wanted.consequent = renumber(&request.wanted.consequent);
    let searches = (&early.depth, &kept.room);
    let mined = search_within(data, &early.occurrences, &request, searches, progress).await?;
    let n_needed = (u64::from(MIN_BASKETS) * u64::from(n_early)).div_ceil(u64::from(n)) as u32;
    let (mut n_tested, mut sum_early, mut sum_late, mut n_confident, mut n_above) =
        (0u32, 0.0, 0.0, 0u32, 0u32);
    let mut ranks = Vec::new();
    for (i, found) in mined.rules.iter().take(2000).enumerate() {
        if i % 64 == 63 {
            progress.step("rules-stage-holdout", i as u64, mined.rules.len().min(2000) as u64).await?;
        }
        let c = counts(&mined.lattice, found, 0.0, 0.0);
        if c.n_xy < n_needed {
            continue;
        }
        let mut late = |node: u32| {
            mined.lattice.items(node, &mut ranks);
            ranks.iter_mut().for_each(|rank| *rank = data.items[*rank as usize]);
            let baskets = prepared.occurrences.common(&ranks);
            baskets.into_iter().filter(|&t| split.is_late[t as usize]).count() as u32
        };
        let (x, y, xy) = (late(found.antecedent), late(found.consequent), late(found.both));
        if x == 0 {
            continue;
        }
        n_tested += 1;
        sum_early += f64::from(c.n_xy) / f64::from(c.n_x);
        sum_late += f64::from(xy) / f64::from(x);
        n_confident += u32::from(request.wanted.min_confidence.is_reached(xy, x));
        n_above += u32::from(u64::from(n_late) * u64::from(xy) > u64::from(x) * u64::from(y));
    }
    let mean = |sum: f64| (n_tested > 0).then(|| sum / f64::from(n_tested));
    Ok(Some(Holdout {
        is_by_time: split.is_by_time,
        n_baskets_early: n_early,
        n_baskets_late: n_late,
        from_day: split.from_day,
        n_rules: mined.n_rules.min(u64::from(u32::MAX)) as u32,
        n_needed,
        n_tested,
        confidence_early: mean(sum_early),
        confidence_late: mean(sum_late),
        share_confident: mean(f64::from(n_confident)),
        share_above_1: mean(f64::from(n_above)),
    }))
}
