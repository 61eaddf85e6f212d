//! The test beside the claim: fit on the earlier part, forecast the later, choose.

use super::Base;
use super::data::{Histories, Unit};
use super::fit::Model;
use super::miss::{self, Miss};
use super::params::Params;
use super::pictures::{self, Pictures};
use super::score::{self, Origin};
use super::select::{self, Candidate, Stage};
use super::trust;
use crate::error::Result;
use crate::progress::Progress;
use crate::table::Day;

/// What the hold-out says of the models.
pub struct Tested {
    pub candidates: Vec<Candidate>,
    /// Asked for, or favoured by the test; `None` when nothing could be fitted.
    pub model: Option<Model>,
    /// Of the hold-out only.
    pub pictures: Pictures,
    pub backtest: Option<Origin>,
    pub miss: Option<Miss>,
    pub range_coverage: Option<f64>,
    pub length_days: Day,
}

/// The hold-out is the part after the calibration when the user set one, else the last part of it: the horizon, at most
/// a third of the period, tested by a second fit without it.
pub(super) async fn test(
    base: &Base,
    histories: &Histories,
    stage: &Stage,
    models: &[(Model, u32)],
    params: &Params,
    progress: &Progress,
) -> Result<Tested> {
    let unit = params.time_unit;
    let first_day = stage.summaries.iter().map(|s| s.first_day).min().unwrap_or(0);
    let horizon_days = libm::round(params.horizon() * unit.days()) as i32;
    let mut length_days = base.observation_end - base.calibration_end;
    let inner;
    let (earlier, until) = if length_days > 0 {
        (stage, base.observation_end)
    } else {
        length_days = horizon_days.min((base.calibration_end - first_day) / 3).max(1);
        let split = base.calibration_end - length_days;
        let known = histories.summarise(unit, split);
        if !trust::can_fit(&known) {
            return Ok(Tested { length_days, ..untested(stage, params, unit, progress).await? });
        }
        inner = select::stage(known, split, models, progress).await?;
        (&inner, base.calibration_end)
    };
    let outcome = select::outcome(histories, earlier, unit, until);
    let candidates = select::candidates(earlier, Some(&outcome), unit, progress).await?;
    let asked = params.model.model();
    let chosen = asked
        .and_then(|model| candidates.iter().position(|c| c.model == model.key()))
        .or_else(|| select::choose(&candidates));
    let model = chosen.and_then(|i| earlier.fits.get(i)).map(|fit| fit.model);
    let pictures = Pictures::default();
    let mut tested =
        Tested { candidates, model, pictures, backtest: None, miss: None, range_coverage: None, length_days };
    let Some(fit) = model.and_then(|model| earlier.fit(model)) else { return Ok(tested) };
    let t = unit.between(earlier.cutoff, until);
    let predicted = select::expected_orders(earlier, fit, t, progress).await?;
    let tracking = pictures::tracking(histories, earlier, fit, unit, until, progress).await?;
    let origin = score::origin(histories, earlier, fit, unit, until, progress).await?;
    tested.miss = miss::miss(histories, earlier, fit, unit, &origin, progress).await?;
    tested.range_coverage = score::coverage(earlier, fit, t, &outcome.orders, progress).await?;
    tested.backtest = Some(origin);
    tested.pictures.tracking = Some(tracking);
    tested.pictures.conditional = pictures::conditional(earlier, &predicted, &outcome);
    tested.pictures.deciles = pictures::deciles(&predicted, &outcome.orders);
    Ok(tested)
}

/// Customers already summarised have no days to test on: the likelihood chooses.
pub async fn untested(stage: &Stage, params: &Params, unit: Unit, progress: &Progress) -> Result<Tested> {
    let candidates = select::candidates(stage, None, unit, progress).await?;
    let favoured = || select::choose(&candidates).and_then(|i| stage.fits.get(i)).map(|fit| fit.model);
    let model = params.model.model().or_else(favoured);
    let pictures = Pictures::default();
    Ok(Tested {
        candidates,
        model,
        pictures,
        backtest: None,
        miss: None,
        range_coverage: None,
        length_days: 0,
    })
}
