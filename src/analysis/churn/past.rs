//! The same question asked of the past. The model is chosen on one stretch and its record taken on the next, so that the
//! record is no selection.

use super::{Params, Risk, UNIT, iso_day, risks, scores};
use crate::analysis::clv::data::Histories;
use crate::analysis::clv::fit::Model;
use crate::analysis::clv::select::{self, LEAST_GAIN, Stage};
use crate::analysis::clv::trust;
use crate::error::Result;
use crate::order::Arrange;
use crate::progress::Progress;
use crate::table::Day;
use serde::Serialize;

/// The rule as it would have named customers a window ago, and what came.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Backtest {
    #[serde(serialize_with = "iso_day")]
    pub from: Day,
    #[serde(serialize_with = "iso_day")]
    pub until: Day,
    /// Customers known at `from`.
    pub n_customers: usize,
    /// P(a customer who bought in the window ranks below one who did not), by P(none).
    pub auc: Option<f64>,
    /// The same by P(alive) and by silence alone.
    pub auc_p_alive: Option<f64>,
    pub auc_silence: Option<f64>,
    /// Of those who could be named: three purchases or more, bought within a year.
    pub n_comparable: usize,
    pub n_named: usize,
    /// Share of the named who did not return.
    pub precision: Option<f64>,
    /// Share of the comparable who did not return.
    pub base_share: Option<f64>,
    /// Precision ÷ base share.
    pub lift: Option<f64>,
}

/// A model and the area under its curve on both stretches; `None` where it could not be measured.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Ranking {
    pub model: String,
    /// On the earlier stretch, which chooses.
    pub auc_choice: Option<f64>,
    /// On the later stretch, which tests.
    pub auc: Option<f64>,
    pub is_chosen: bool,
}

/// A tenth of the customers by P(none), and how many of them stayed away.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Tenth {
    pub n_customers: u32,
    pub predicted: f64,
    pub actual: f64,
    /// Standard error of `actual`.
    pub error: f64,
}

/// What the past says of the models.
#[derive(Default)]
pub struct Record {
    pub model: Option<Model>,
    pub ranking: Vec<Ranking>,
    pub backtest: Option<Backtest>,
    pub calibration: Vec<Tenth>,
    /// Some model with departures explains the past better than "nobody leaves".
    pub has_departures: bool,
}

/// A stretch shorter than this chooses nothing.
const LEAST_DAYS: i32 = 14;

/// Chooses a model on the stretch before the last window and tests it on the last window. Where the past is too short
/// to choose so, the likelihood chooses.
pub async fn record(
    histories: &Histories,
    models: &[(Model, u32)],
    as_of: Day,
    params: &Params,
    has_money: bool,
    progress: &Progress,
) -> Result<Record> {
    let window = params.window_days as i32;
    let split = as_of - window;
    let Some(test) = Stretch::of(histories, split, as_of, models, progress).await? else {
        return Ok(Record::default());
    };
    let first_day = test.stage.summaries.iter().map(|s| s.first_day).min().unwrap_or(split);
    let days = window.min((split - first_day) / 3);
    let choice = match days >= LEAST_DAYS {
        true => Stretch::of(histories, split - days, split, models, progress).await?,
        false => None,
    };
    let before = match &choice {
        Some(choice) => choice.aucs(progress).await?,
        None => Vec::new(),
    };
    let after = test.aucs(progress).await?;
    let auc =
        |of: &[(Model, Option<f64>)], model| of.iter().find(|(m, _)| *m == model).and_then(|(_, auc)| *auc);
    let model = choice
        .as_ref()
        .and_then(|choice| {
            // Where departures are seen, a model without them may rank but cannot say how likely.
            let fits = || choice.stage.fits.iter().filter(|fit| choice.stage.is_identified(fit));
            let has_departures = fits().any(|fit| !fit.model.is_endless());
            let is_open = |model: Model| !(has_departures && model.is_endless());
            let known = before.iter().filter(|(model, _)| is_open(*model));
            let top = known.filter_map(|(_, auc)| *auc).reduce(f64::max)?;
            most_likely(&choice.stage, |model| is_open(model) && auc(&before, model) == Some(top))
        })
        .or_else(|| most_likely(&test.stage, |_| true));
    let has_departures =
        test.stage.fits.iter().any(|fit| !fit.model.is_endless() && test.stage.is_identified(fit));
    let ranking = models.iter().map(|&(m, _)| Ranking {
        model: m.key().to_owned(),
        auc_choice: auc(&before, m),
        auc: auc(&after, m),
        is_chosen: Some(m) == model,
    });
    let ranking = ranking.filter(|row| row.auc_choice.or(row.auc).is_some()).collect();
    let Some(chosen) = model else { return Ok(Record { ranking, has_departures, ..Record::default() }) };
    let nobody = |_: u32| String::new();
    let past = risks(histories, &test.stage, chosen, params, has_money, &nobody, progress).await?;
    Ok(Record {
        model,
        ranking,
        backtest: Some(backtest(&past, &test.returned, split, as_of)),
        calibration: tenths(&past, &test.returned),
        has_departures,
    })
}

/// Models fitted on what lies before a stretch, and who bought in it.
struct Stretch {
    stage: Stage,
    days: i32,
    returned: Vec<bool>,
}

impl Stretch {
    /// `None` with fewer than ten customers who came back before it.
    async fn of(
        histories: &Histories,
        from: Day,
        until: Day,
        models: &[(Model, u32)],
        progress: &Progress,
    ) -> Result<Option<Stretch>> {
        let earlier = histories.summarise(UNIT, from);
        if !trust::can_fit(&earlier) {
            return Ok(None);
        }
        let stage = select::stage(earlier, from, models, progress).await?;
        let came = |customer| !histories.within(customer, from, until).is_empty();
        let returned = stage.summaries.iter().map(|s| came(s.customer)).collect();
        Ok(Some(Stretch { stage, days: until - from, returned }))
    }

    /// How well each model that the data can tell from "nobody leaves" ranks who buys.
    async fn aucs(&self, progress: &Progress) -> Result<Vec<(Model, Option<f64>)>> {
        let mut aucs = Vec::new();
        for fit in self.stage.fits.iter().filter(|fit| self.stage.is_identified(fit)) {
            let by_row = scores(&self.stage, fit, self.days, progress).await?;
            let score: Vec<f64> =
                self.stage.groups.row_of.iter().map(|&row| -by_row[row as usize].0).collect();
            aucs.push((fit.model, select::auc(&score, &self.returned)));
        }
        Ok(aucs)
    }
}

/// The likeliest of some models that the data can tell from "nobody leaves"; within a gain of 2 the simpler.
fn most_likely(stage: &Stage, is_meant: impl Fn(Model) -> bool) -> Option<Model> {
    let mut best: Option<(Model, f64)> = None;
    for fit in stage.fits.iter().filter(|fit| is_meant(fit.model) && stage.is_identified(fit)) {
        if best.is_none_or(|(_, top)| fit.log_likelihood > top + LEAST_GAIN) {
            best = Some((fit.model, fit.log_likelihood));
        }
    }
    best.map(|(model, _)| model)
}

fn backtest(past: &[Risk], returned: &[bool], from: Day, until: Day) -> Backtest {
    let auc = |of: &dyn Fn(&Risk) -> f64| select::auc(&past.iter().map(of).collect::<Vec<_>>(), returned);
    let comparable = |risk: &Risk| risk.n_orders >= 3 && risk.days_silent < 365;
    let count = |keep: &dyn Fn(&Risk) -> bool| {
        let kept = || past.iter().zip(returned).filter(|(risk, _)| keep(risk));
        (kept().count(), kept().filter(|(_, returned)| !**returned).count())
    };
    let share = |(n, lost): (usize, usize)| (n > 0).then(|| lost as f64 / n as f64);
    let (all, named) = (count(&comparable), count(&|risk| risk.is_at_risk));
    Backtest {
        from,
        until,
        n_customers: past.len(),
        auc: auc(&|risk| -risk.p_none),
        auc_p_alive: auc(&|risk| risk.p_alive),
        auc_silence: auc(&|risk| -f64::from(risk.days_silent)),
        n_comparable: all.0,
        n_named: named.0,
        precision: share(named),
        base_share: share(all),
        lift: share(named).zip(share(all)).filter(|(_, base)| *base > 0.0).map(|(hit, base)| hit / base),
    }
}

fn tenths(past: &[Risk], returned: &[bool]) -> Vec<Tenth> {
    let mut order: Vec<usize> = (0..past.len()).collect();
    order.arrange_by(|&a, &b| past[a].p_none.total_cmp(&past[b].p_none).then(a.cmp(&b)));
    let n = order.len();
    (0..10)
        .map(|i| &order[n * i / 10..n * (i + 1) / 10])
        .filter(|tenth| !tenth.is_empty())
        .map(|tenth| {
            let n = tenth.len() as f64;
            let actual = tenth.iter().filter(|&&i| !returned[i]).count() as f64 / n;
            Tenth {
                n_customers: tenth.len() as u32,
                predicted: tenth.iter().map(|&i| past[i].p_none).sum::<f64>() / n,
                actual,
                error: libm::sqrt(actual * (1.0 - actual) / n),
            }
        })
        .collect()
}
