//! The way from baskets to trusted rules.

use super::assess::{Assessor, Tested, counts, zhang};
use super::baseline::SizeBaseline;
use super::calibrate;
use super::depth::Kept;
use super::generate;
use super::groups;
use super::mine::Search;
use super::output::{Output, Stopped};
use super::params::{Checked, Order, Params};
use super::prepare::{Preparation, Prepared, named};
use super::search::{Mined, Request, search_within};
use super::significance::{self, SearchSpace};
use super::strata;
use crate::analysis::Inputs;
use crate::error::Result;
use crate::order::Arrange;
use crate::progress::Progress;
use crate::roles::Baskets;

/// # Errors
/// Bad parameters, data that cannot carry rules, cancelled.
pub async fn run(inputs: &Inputs, params: &Params, progress: &Progress) -> Result<Output> {
    let checked = params.check()?;
    let baskets = inputs.baskets()?;
    let kept = Kept::of(inputs, Preparation::of(params))?;
    let prepared = &kept.prepared;
    let (data, occurrences) = (&prepared.data, &prepared.occurrences);
    let n = data.n_baskets();
    let antecedent = named(prepared, &params.antecedent_items)?;
    let consequent = named(prepared, &params.consequent_items)?;

    let request = Request::new(&checked, n, &antecedent, &consequent);
    // Without thresholds the sets of the best rules are few: how many patterns there are is told by a deeper search.
    let deeper = match checked.is_automatic {
        true => {
            let search = Search { min_count: 2, max_length: usize::MAX, max_sets: checked.max_itemsets };
            Some(kept.real.sets(data, occurrences, search, &kept.room, progress).await?)
        }
        false => None,
    };
    let mined = search_within(data, occurrences, &request, (&kept.real, &kept.room), progress).await?;
    let sets = deeper.as_ref().unwrap_or(&mined.lattice);
    progress.step("rules-stage-rules", 0, 0).await?;
    let kinds = sets.kinds().counts();
    let lengths = sets.lengths();
    let max_length = usize::from(lengths.iter().copied().max().unwrap_or(0));
    let mut n_itemsets_by_length = vec![0; max_length];
    lengths.iter().skip(1).for_each(|&length| n_itemsets_by_length[usize::from(length) - 1] += 1);

    let log10_p = calibrate::log10_p(&mined, progress).await?;
    let rule_lengths = mined.lattice.lengths();
    let length_of = |rule: usize| usize::from(rule_lengths[mined.rules[rule].both as usize]);
    let longest = (0..mined.rules.len()).map(length_of).max().unwrap_or(2);
    let space = SearchSpace {
        n_items: data.n_frequent(if checked.is_automatic { 2 } else { mined.lattice.min_count }),
        max_consequent_length: checked.max_consequent_length,
        max_length: checked.max_length.min(longest),
    };
    let corrected = significance::correct(&log10_p, length_of, &space);
    let calibrated = match checked.n_shuffles {
        0 => None,
        n => Some(calibrate::calibrate(&kept, &request, &mined, n, params.seed, progress).await?),
    };
    let shuffle_fdr = calibrated
        .as_ref()
        .map(|(figures, chance)| calibrate::false_discovery(&log10_p, chance, figures.n_shuffles));
    let early = kept.early(params.seed);
    let holdout = calibrate::holdout(&kept, &request, &mined, &early, progress).await?;

    let baseline = SizeBaseline::new(data, longest);
    let strata = strata::of(inputs, baskets, prepared);
    let customers = customers(baskets, prepared);
    let assessor = Assessor {
        prepared,
        lattice: &mined.lattice,
        baseline: &baseline,
        split: &early.split,
        strata: &strata,
        customers: &customers,
        min_support: f64::from(mined.lattice.min_count) / f64::from(n),
        min_confidence: checked.min_confidence_share,
    };
    let order = ordered(&mined, &checked, &baseline, &log10_p);
    let mut rules = Vec::with_capacity(order.len().min(checked.limit));
    for (i, &rule) in order.iter().take(checked.limit).enumerate() {
        if i % 64 == 63 {
            progress.step("rules-stage-checking", i as u64, order.len().min(checked.limit) as u64).await?;
        }
        let at = rule as usize;
        let tested = Tested {
            log10_p: log10_p[at],
            corrected: corrected[at],
            corrected_log10_p: corrected[at].get(params.correction),
            shuffle_fdr: shuffle_fdr.as_ref().map(|shares| shares[at]),
        };
        rules.push(assessor.assess(&mined.rules[at], tested));
    }
    let mut n_redundant = 0u32;
    for (i, found) in mined.rules.iter().enumerate() {
        if i % 4096 == 4095 {
            progress.step("rules-stage-checking", i as u64, mined.rules.len() as u64).await?;
        }
        let c = counts(&mined.lattice, found, 0.0, 0.0);
        let is_redundant = generate::best_smaller(&mined.lattice, found)
            .is_some_and(|(xy, x)| u64::from(xy) * u64::from(c.n_x) >= u64::from(c.n_xy) * u64::from(x));
        n_redundant += u32::from(is_redundant);
    }

    let by = params.by.as_deref().map(str::trim).filter(|by| !by.is_empty());
    let by = by.map(|by| strata::named(inputs, baskets, prepared, by)).transpose()?;
    let groups = match &by {
        Some(by) => {
            let sides = (antecedent.as_slice(), consequent.as_slice());
            groups::of((baskets, prepared), by, &checked, sides, progress).await?
        }
        None => Vec::new(),
    };

    let days = || prepared.origins.iter().filter_map(|&i| baskets.days.get(i as usize).copied().flatten());
    Ok(Output {
        is_automatic: checked.is_automatic,
        level: params.level,
        n_baskets: n,
        n_items: data.n_items() as u32,
        n_basket_items: data.ranks.len() as u32,
        first_day: days().min(),
        last_day: days().max(),
        min_count: sets.min_count,
        min_support: f64::from(sets.min_count) / f64::from(n),
        rules_min_count: mined.lattice.min_count,
        min_confidence: checked.min_confidence_share,
        n_itemsets: sets.n_sets() as u32,
        n_closed: kinds.n_closed as u32,
        n_maximal: kinds.n_maximal as u32,
        n_generators: kinds.n_generators as u32,
        n_itemsets_by_length,
        n_rules: mined.n_rules as f64,
        n_redundant,
        n_significant: significance::count(&log10_p, &corrected),
        correction: params.correction,
        n_trusted: rules.iter().filter(|rule| rule.is_trusted).count() as u32,
        stopped_by: stopped(&mined, &checked),
        size_baseline: baseline.lift(1, 1),
        calibration: calibrated.map(|(figures, _)| figures),
        holdout,
        pseudo_items: prepared.pseudo_items.clone(),
        has_pseudo_items: params.include_pseudo_items,
        universal_items: (0..data.n_items())
            .take_while(|&rank| data.counts[rank] == n)
            .map(|rank| prepared.entries[rank].label.clone())
            .collect(),
        largest_basket: data.iter().map(<[u32]>::len).max().unwrap_or(0) as u32,
        n_without_category: prepared.n_without_category,
        n_merged: prepared.n_merged,
        order_by: params.order_by.clone().unwrap_or_else(|| "leverage".to_owned()),
        rules,
        by: by.as_ref().map(|by| by.by.clone()),
        by_title: by.map(|by| by.title).unwrap_or_default(),
        groups,
        items_of: prepared.entries.iter().map(|entry| entry.items.clone()).collect(),
    })
}

/// The rules in the chosen order, best first. Ties: leverage, then shorter, then the items of the sets.
pub fn ordered(mined: &Mined, checked: &Checked, baseline: &SizeBaseline, log10_p: &[f64]) -> Vec<u32> {
    let lengths = mined.lattice.lengths();
    let leverage = |c: &super::measures::Counts| super::leverage::leverage(c.n, c.n_xy, c.n_x, c.n_y);
    let keys: Vec<(f64, i64)> = mined
        .rules
        .iter()
        .enumerate()
        .map(|(i, found)| {
            let min_support = f64::from(mined.lattice.min_count) / f64::from(mined.lattice.n_baskets());
            let mut c = counts(&mined.lattice, found, min_support, checked.min_confidence_share);
            let value = match checked.order {
                Order::Log10P => Some(-log10_p[i]),
                Order::Zhang => zhang(&c),
                Order::SizeAdjustedLift => {
                    let length = |node: u32| usize::from(lengths[node as usize]);
                    let baseline = baseline.lift(length(found.antecedent), length(found.consequent));
                    let lift = super::measures::find("lift").and_then(|measure| measure.of(&c));
                    baseline.and_then(|baseline| Some(lift? / baseline))
                }
                Order::Measure(measure) => {
                    if ["improvement", "boost", "LIC"].contains(&measure.name) {
                        let smaller = generate::best_smaller(&mined.lattice, found);
                        c.best_smaller_confidence =
                            smaller.map_or(f64::NAN, |(xy, x)| f64::from(xy) / f64::from(x));
                    }
                    let is_reversed =
                        ["ralambondrainy", "fishersExactTest", "implicationIndex"].contains(&measure.name);
                    measure.of(&c).map(|value| if is_reversed { -value } else { value })
                }
            };
            // A quotient by zero is an endless conviction or odds ratio: the best there is.
            (value.unwrap_or(f64::INFINITY), leverage(&c))
        })
        .collect();
    let mut order: Vec<u32> = (0..mined.rules.len() as u32).collect();
    let rank = |rule: u32| {
        let found = &mined.rules[rule as usize];
        (lengths[found.both as usize], found.both, found.consequent)
    };
    order.arrange_by(|&a, &b| {
        let ((value_a, leverage_a), (value_b, leverage_b)) = (keys[a as usize], keys[b as usize]);
        value_b.total_cmp(&value_a).then(leverage_b.cmp(&leverage_a)).then_with(|| rank(a).cmp(&rank(b)))
    });
    order
}

fn stopped(mined: &Mined, checked: &Checked) -> Option<Stopped> {
    let (asked, reached) = (mined.asked_min_count, mined.lattice.min_count);
    let n_not_kept = mined.n_rules as f64 - mined.rules.len() as f64;
    // Where nobody named a support, choosing it within the budget is the method, no early end.
    let is_support_given =
        checked.min_support.is_some() || checked.min_count.is_some() || checked.is_automatic;
    let is_cut = reached > asked && is_support_given;
    let budget = match (is_cut, n_not_kept > 0.0) {
        (true, _) => "itemsets",
        (false, true) => "rules",
        (false, false) => return None,
    };
    let limit = if is_cut { checked.max_itemsets } else { checked.max_rules };
    Some(Stopped {
        budget,
        limit: limit.min(u32::MAX as usize) as u32,
        asked_min_count: asked,
        reached_min_count: reached,
        n_rules_not_kept: n_not_kept,
    })
}

fn customers(baskets: &Baskets, prepared: &Prepared) -> Vec<Option<u32>> {
    let customers: Vec<Option<u32>> =
        prepared.origins.iter().map(|&i| baskets.customers.get(i as usize).copied().flatten()).collect();
    if customers.iter().all(Option::is_none) { Vec::new() } else { customers }
}
