//! Candidates and their test: fit on the earlier part, predict the later, compare. Simple heuristics stand beside the
//! models, because they are often as good.

use super::bg::{Bg, Cnbd};
use super::data::{Groups, Histories, Summary, Unit};
use super::fit::{self, Fit, Likelihood, Model};
use super::gamma_gamma::{self, GammaGamma};
use super::predict::Predictor;
use super::{nbd::Nbd, pareto::Pareto};
use crate::error::Result;
use crate::order::Arrange;
use crate::progress::Progress;
use crate::stats::quantile::{correlation, median, mid_ranks};
use crate::table::Day;
use serde::Serialize;

/// A cut of the data at one day, with the models fitted on what lies before.
pub struct Stage {
    pub cutoff: Day,
    pub summaries: Vec<Summary>,
    pub groups: Groups,
    pub fits: Vec<Fit>,
    pub spend: Option<GammaGamma>,
    /// Mean amount of all repeat purchases with positive means, for customers whom no model covers.
    pub mean_spend: Option<f64>,
}

/// How a prediction of the hold-out compares with what happened.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Holdout {
    /// Predicted ÷ actual total of repeat purchases; `None` when nobody bought.
    pub sum_ratio: Option<f64>,
    /// Mean absolute error a customer.
    pub mae: f64,
    pub rmse: f64,
    /// Rank correlation of predicted and actual; `None` when either is constant.
    pub spearman: Option<f64>,
    /// Share of the actual purchases made by the tenth of customers ranked highest.
    pub top_decile_capture: Option<f64>,
    /// ln of the probability that the model gave to what happened; models only. Higher is better.
    pub log_score: Option<f64>,
}

/// A model or a heuristic, and how it fared.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Candidate {
    /// `bgnbd` … or `history_repeated`, `own_rhythm`, `hiatus`.
    pub model: String,
    pub k: u32,
    pub is_heuristic: bool,
    pub is_chosen: bool,
    pub log_likelihood: Option<f64>,
    /// ln L above the same model without departures (NBD, CNBD-k).
    pub gain: Option<f64>,
    /// False when the data do not tell departures from none: a gain under 2, or a flat likelihood.
    pub is_identified: Option<bool>,
    pub holdout: Option<Holdout>,
}

/// A gain of the likelihood below this says nothing.
pub const LEAST_GAIN: f64 = 2.0;

/// Stages for the regular-rhythm models: the measured regularity, whole; 2 when it is unknown.
pub fn stages(regularity: Option<f64>) -> u32 {
    regularity.map_or(2, |k| libm::round(k).clamp(2.0, 6.0) as u32)
}

/// The models worth trying: the regular ones only where a rhythm shows.
pub fn models(regularity: Option<f64>) -> Vec<(Model, u32)> {
    let k = stages(regularity);
    let is_regular = regularity.is_some_and(|k| k >= 1.5);
    let tried = Model::ALL.into_iter().filter(|model| is_regular || !model.is_staged());
    tried.map(|model| (model, if model.is_staged() { k } else { 1 })).collect()
}

/// Fits the spend model and these models on purchases up to `cutoff`.
pub async fn stage(
    summaries: Vec<Summary>,
    cutoff: Day,
    models: &[(Model, u32)],
    progress: &Progress,
) -> Result<Stage> {
    let groups = Groups::of(&summaries)?;
    let mut spenders: Vec<(u32, f64)> = summaries
        .iter()
        .filter_map(|s| Some((s.n_repeat_orders, s.mean_spend.filter(|z| *z > 0.0)?)))
        .collect();
    spenders.arrange_by(|a, b| a.0.cmp(&b.0).then(a.1.total_cmp(&b.1)));
    let n_spent: f64 = spenders.iter().map(|(x, _)| f64::from(*x)).sum();
    let mean_spend =
        (n_spent > 0.0).then(|| spenders.iter().map(|(x, z)| f64::from(*x) * z).sum::<f64>() / n_spent);
    let spend = gamma_gamma::fit(&spenders, progress).await?;
    let mut fits = Vec::new();
    let nbd = fit::fit(Model::Nbd, 1, None, &groups, progress).await?;
    for &(model, k) in models {
        let fitted = match model {
            Model::Nbd => nbd.clone(),
            _ => fit::fit(model, k, nbd.as_ref(), &groups, progress).await?,
        };
        fits.extend(fitted);
    }
    Ok(Stage { cutoff, summaries, groups, fits, spend, mean_spend })
}

impl Stage {
    pub fn fit(&self, model: Model) -> Option<&Fit> {
        self.fits.iter().find(|fit| fit.model == model)
    }

    /// Expected amount a purchase.
    pub fn spend_of(&self, summary: &Summary) -> Option<f64> {
        let own = summary.mean_spend.filter(|z| *z > 0.0);
        let modelled = self.spend.and_then(|spend| spend.expected(summary.n_repeat_orders, own));
        modelled.or(own).or(self.mean_spend)
    }

    /// ln L above that of the same model without departures.
    pub fn gain(&self, fit: &Fit) -> Option<f64> {
        Some(fit.log_likelihood - self.fit(fit.model.without_departures())?.log_likelihood)
    }

    pub fn is_identified(&self, fit: &Fit) -> bool {
        fit.model.is_endless()
            || fit.covariance.is_some() && self.gain(fit).is_some_and(|gain| gain >= LEAST_GAIN)
    }
}

/// Purchases of each customer of a stage after its cut-off.
pub struct Outcome {
    pub until: Day,
    pub orders: Vec<f64>,
    /// Net, major units.
    pub money: Vec<f64>,
    /// The same customers as they stand at `until`.
    pub summaries: Vec<Summary>,
}

pub fn outcome(histories: &Histories, stage: &Stage, unit: Unit, until: Day) -> Outcome {
    let seen = |s: &Summary| histories.within(s.customer, stage.cutoff, until);
    let orders = stage.summaries.iter().map(|s| seen(s).len() as f64).collect();
    let money = stage.summaries.iter().map(|s| histories.major(histories.net(seen(s), until))).collect();
    let mut summaries = histories.summarise(unit, until);
    summaries.retain(|s| s.first_day <= stage.cutoff);
    Outcome { until, orders, money, summaries }
}

/// Expected purchases of each customer within `t`.
pub async fn expected_orders(stage: &Stage, fit: &Fit, t: f64, progress: &Progress) -> Result<Vec<f64>> {
    let predictor = Predictor::new(fit);
    let mut by_row = Vec::with_capacity(stage.groups.rows.len());
    for (i, row) in stage.groups.rows.iter().enumerate() {
        if i % 512 == 0 {
            progress.step("clv-stage-scoring", i as u64, stage.groups.rows.len() as u64).await?;
        }
        let (x, last, age) = stage.groups.at(row);
        by_row.push(predictor.expected(x, last, age, t).mean);
    }
    Ok(stage.groups.row_of.iter().map(|&row| by_row[row as usize]).collect())
}

/// ln of the probability (density) that a fit gave to what happened after the cut-off: L(until) / L(cut-off).
async fn log_score(stage: &Stage, fit: &Fit, outcome: &Outcome, progress: &Progress) -> Result<f64> {
    let groups = Groups::of(&outcome.summaries)?;
    let then = match fit.model {
        Model::Nbd => value(&Nbd, &[fit.theta[0], fit.theta[1]], &groups, progress).await?,
        Model::Pnbd => value(&Pareto::default(), &fit.theta, &groups, progress).await?,
        Model::CnbdK => value(&Cnbd { k: fit.k }, &[fit.theta[0], fit.theta[1]], &groups, progress).await?,
        model => {
            let is_modified = matches!(model, Model::Mbgnbd | Model::MbgcnbdK);
            value(&Bg { is_modified, k: fit.k }, &fit.theta, &groups, progress).await?
        }
    };
    debug_assert_eq!(groups.n, stage.groups.n);
    Ok(then - fit.log_likelihood)
}

async fn value<const N: usize, L: Likelihood<N>>(
    likelihood: &L,
    theta: &[f64; N],
    groups: &Groups,
    progress: &Progress,
) -> Result<f64> {
    Ok(fit::evaluate(likelihood, theta, groups, progress).await?.value)
}

/// Compares predictions with what happened.
pub fn compare(predicted: &[f64], actual: &[f64]) -> Holdout {
    let n = predicted.len().max(1) as f64;
    let (total, happened): (f64, f64) = (predicted.iter().sum(), actual.iter().sum());
    let errors = || predicted.iter().zip(actual).map(|(p, a)| p - a);
    Holdout {
        sum_ratio: (happened > 0.0).then(|| total / happened),
        mae: errors().map(f64::abs).sum::<f64>() / n,
        rmse: libm::sqrt(errors().map(|e| e * e).sum::<f64>() / n),
        spearman: correlation(&mid_ranks(predicted), &mid_ranks(actual)),
        top_decile_capture: (happened > 0.0).then(|| capture(predicted, actual, 0.1) / happened),
        log_score: None,
    }
}

/// What the `share` of customers ranked highest did. Customers tied at the border count in proportion, so that no order
/// of rows decides.
pub fn capture(score: &[f64], actual: &[f64], share: f64) -> f64 {
    let mut order: Vec<u32> = (0..score.len() as u32).collect();
    order.arrange_by(|&a, &b| score[b as usize].total_cmp(&score[a as usize]).then(a.cmp(&b)));
    let mut left = score.len() as f64 * share;
    let (mut sum, mut start) = (0.0, 0);
    while left > 0.0 && start < order.len() {
        let value = score[order[start] as usize];
        let n = order[start..].iter().take_while(|&&i| score[i as usize] == value).count().max(1);
        let tied: f64 = order[start..start + n].iter().map(|&i| actual[i as usize]).sum();
        sum += tied * (left / n as f64).min(1.0);
        left -= n as f64;
        start += n;
    }
    sum
}

/// P(score of one who acted > score of one who did not), ties half: the area under the ROC curve.
pub fn auc(score: &[f64], acted: &[bool]) -> Option<f64> {
    let ranks = mid_ranks(score);
    let n_acted = acted.iter().filter(|a| **a).count() as f64;
    let n_not = acted.len() as f64 - n_acted;
    if n_acted == 0.0 || n_not == 0.0 {
        return None;
    }
    let sum: f64 = ranks.iter().zip(acted).filter(|(_, acted)| **acted).map(|(rank, _)| rank).sum();
    Some((sum - n_acted * (n_acted + 1.0) / 2.0) / (n_acted * n_not))
}

/// Names of the heuristics, and what each expects of a customer within `t`.
pub fn heuristics(summaries: &[Summary], t: f64) -> [(&'static str, Vec<f64>); 3] {
    let rhythm = |s: &Summary| s.first_to_last / f64::from(s.n_repeat_orders.max(1));
    let repeated = |s: &Summary| if s.age > 0.0 { f64::from(s.n_repeat_orders) * t / s.age } else { 0.0 };
    let repeaters = || summaries.iter().filter(|s| s.n_repeat_orders > 0);
    let common = median(repeaters().map(rhythm)).unwrap_or(0.0);
    let silence = |s: &Summary| s.age - s.first_to_last;
    let each = |keep: &dyn Fn(&Summary) -> bool| {
        summaries.iter().map(|s| if keep(s) { repeated(s) } else { 0.0 }).collect()
    };
    [
        ("history_repeated", each(&|_| true)),
        ("own_rhythm", each(&|s| silence(s) <= 3.0 * rhythm(s))),
        ("hiatus", each(&|s| silence(s) <= 3.0 * common)),
    ]
}

/// Tests every fit of a stage and the heuristics on what happened until `until`.
pub async fn candidates(
    stage: &Stage,
    outcome: Option<&Outcome>,
    unit: Unit,
    progress: &Progress,
) -> Result<Vec<Candidate>> {
    let mut candidates = Vec::new();
    let t = outcome.map(|outcome| unit.between(stage.cutoff, outcome.until));
    for fit in &stage.fits {
        let mut holdout = None;
        if let (Some(outcome), Some(t)) = (outcome, t) {
            let predicted = expected_orders(stage, fit, t, progress).await?;
            let log_score = log_score(stage, fit, outcome, progress).await?;
            holdout = Some(Holdout { log_score: Some(log_score), ..compare(&predicted, &outcome.orders) });
        }
        candidates.push(Candidate {
            model: fit.model.key().to_owned(),
            k: fit.k,
            is_heuristic: false,
            is_chosen: false,
            log_likelihood: Some(fit.log_likelihood),
            gain: stage.gain(fit),
            is_identified: Some(stage.is_identified(fit)),
            holdout,
        });
    }
    if let (Some(outcome), Some(t)) = (outcome, t) {
        for (name, predicted) in heuristics(&stage.summaries, t) {
            candidates.push(Candidate {
                model: name.to_owned(),
                k: 1,
                is_heuristic: true,
                is_chosen: false,
                log_likelihood: None,
                gain: None,
                is_identified: None,
                holdout: Some(compare(&predicted, &outcome.orders)),
            });
        }
    }
    Ok(candidates)
}

/// The model that gave the hold-out the highest probability, among those the data can tell from "nobody leaves"; without
/// a hold-out the highest likelihood. Scores within 2 are a tie, and the earlier in the list, the simpler, wins.
pub fn choose(candidates: &[Candidate]) -> Option<usize> {
    let score = |c: &Candidate| c.holdout.and_then(|h| h.log_score).or(c.log_likelihood);
    let mut best: Option<(usize, f64)> = None;
    for (i, candidate) in candidates.iter().enumerate() {
        let Some(score) = score(candidate).filter(|_| candidate.is_identified == Some(true)) else {
            continue;
        };
        if best.is_none_or(|(_, top)| score > top + LEAST_GAIN) {
            best = Some((i, score));
        }
    }
    best.map(|(i, _)| i)
}
