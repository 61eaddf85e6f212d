//! Why a test missed: in which part of it, by number and by amount, and whether the file could have known.

use super::data::{Histories, Unit};
use super::fit::Fit;
use super::predict::Predictor;
use super::score::Origin;
use super::select::{self, Stage};
use crate::error::Result;
use crate::progress::Progress;
use crate::table::Day;
use serde::Serialize;
use std::collections::BTreeMap;

/// A part of the test.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Part {
    /// First and last day.
    #[serde(serialize_with = "super::iso_day")]
    pub from: Day,
    #[serde(serialize_with = "super::iso_day")]
    pub until: Day,
    pub predicted_orders: f64,
    pub actual_orders: f64,
}

impl Part {
    /// Real ÷ predicted.
    pub fn ratio(&self) -> f64 {
        self.actual_orders / self.predicted_orders
    }
}

/// What can be said of the miss.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Reason {
    /// A year before, the same weeks differed the same way.
    Season,
    /// A year before, they did not.
    Change,
    /// The file does not hold the same weeks a year before.
    Unseen,
    /// The number came as forecast; the amount did not.
    Amount,
}

#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Miss {
    pub reason: Reason,
    pub halves: [Part; 2],
    /// Real ÷ predicted number of purchases, and amount a purchase.
    pub orders_ratio: f64,
    pub amount_ratio: Option<f64>,
    /// Real ÷ expected purchases in the same weeks a year before.
    pub year_before: Option<f64>,
}

/// A test this close needs no reason.
const CLOSE: f64 = 0.1;
const YEAR: Day = 365;

/// `None` when the test did not miss by more than a tenth.
pub async fn miss(
    histories: &Histories,
    stage: &Stage,
    fit: &Fit,
    unit: Unit,
    test: &Origin,
    progress: &Progress,
) -> Result<Option<Miss>> {
    if test.error().is_none_or(|error| error.abs() <= libm::log1p(CLOSE)) || test.until - test.from < 4 {
        return Ok(None);
    }
    let middle = test.from + (test.until - test.from) / 2;
    let t = unit.between(stage.cutoff, middle);
    let predicted: f64 = select::expected_orders(stage, fit, t, progress).await?.iter().sum();
    let came = |s: &super::data::Summary| histories.within(s.customer, test.from, middle).len() as f64;
    let actual: f64 = stage.summaries.iter().map(came).sum();
    let halves = [
        Part { from: test.from + 1, until: middle, predicted_orders: predicted, actual_orders: actual },
        Part {
            from: middle + 1,
            until: test.until,
            predicted_orders: test.predicted_orders - predicted,
            actual_orders: test.actual_orders - actual,
        },
    ];
    if halves.iter().any(|half| !half.ratio().is_finite()) {
        return Ok(None);
    }
    let orders_ratio = test.actual_orders / test.predicted_orders;
    let amount_ratio = test
        .predicted_money
        .filter(|money| *money > 0.0)
        .map(|money| test.actual_money / money / orders_ratio)
        .filter(|ratio| ratio.is_finite() && *ratio > 0.0);
    let first_day = stage.summaries.iter().map(|s| s.first_day).min().unwrap_or(test.from);
    let year_before = (first_day <= test.from - YEAR)
        .then(|| before(histories, stage, fit, unit, (test.from - YEAR, test.until - YEAR)))
        .flatten();
    let number = libm::log(orders_ratio);
    let reason = match year_before.map(libm::log) {
        _ if number.abs() <= libm::log1p(CLOSE) => Reason::Amount,
        // Half of the miss or more, in the same direction.
        Some(before) if before * number > 0.5 * number * number => Reason::Season,
        Some(_) => Reason::Change,
        None => Reason::Unseen,
    };
    Ok(Some(Miss { reason, halves, orders_ratio, amount_ratio, year_before }))
}

/// Real ÷ expected repeat purchases in `after < day <= until`, within the calibration.
fn before(
    histories: &Histories,
    stage: &Stage,
    fit: &Fit,
    unit: Unit,
    (after, until): (Day, Day),
) -> Option<f64> {
    let mut starts = BTreeMap::new();
    let mut actual = 0.0;
    for s in &stage.summaries {
        *starts.entry(s.first_day).or_insert(0.0) += 1.0;
        let n = histories.within(s.customer, after.max(s.first_day), until).len();
        actual += n as f64;
    }
    let predictor = Predictor::new(fit);
    let expected = |day: Day, first: Day| predictor.of_new(f64::from(day - first).max(0.0) / unit.days());
    let model: f64 =
        starts.iter().map(|(&first, n)| n * (expected(until, first) - expected(after, first))).sum();
    (actual > 0.0 && model > 0.0).then(|| actual / model)
}
