//! What the user sets.

pub use super::costs::Costs;
use super::data::Unit;
use super::fit::Model;
use crate::analysis::day_param;
use crate::error::{Error, Result};
use crate::message::Message;
use crate::table::Day;
use serde::{Deserialize, Serialize};

/// Which model: the one the back-test favours, or a named one.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Choice {
    #[default]
    Auto,
    Nbd,
    #[serde(alias = "bg_nbd", alias = "bg/nbd", alias = "BG/NBD")]
    Bgnbd,
    #[serde(alias = "mbg_nbd", alias = "mbg/nbd", alias = "MBG/NBD")]
    Mbgnbd,
    #[serde(alias = "pareto", alias = "pareto_nbd", alias = "paretonbd", alias = "Pareto/NBD")]
    Pnbd,
    #[serde(alias = "cnbd", alias = "CNBD-k")]
    CnbdK,
    #[serde(alias = "bgcnbd", alias = "BG/CNBD-k")]
    BgcnbdK,
    #[serde(alias = "mbgcnbd", alias = "MBG/CNBD-k")]
    MbgcnbdK,
    /// Purchases by period: each time unit is a chance.
    #[serde(alias = "bg_bb", alias = "BG/BB")]
    Bgbb,
    /// Contracts.
    #[serde(alias = "sBG")]
    Sbg,
}

impl Choice {
    /// The purchase model it names; `None` for the choice by test and for the models of chances.
    pub fn model(self) -> Option<Model> {
        match self {
            Choice::Auto | Choice::Bgbb | Choice::Sbg => None,
            Choice::Nbd => Some(Model::Nbd),
            Choice::Bgnbd => Some(Model::Bgnbd),
            Choice::Mbgnbd => Some(Model::Mbgnbd),
            Choice::Pnbd => Some(Model::Pnbd),
            Choice::CnbdK => Some(Model::CnbdK),
            Choice::BgcnbdK => Some(Model::BgcnbdK),
            Choice::MbgcnbdK => Some(Model::MbgcnbdK),
        }
    }
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Params {
    /// Default: the best in the back-test.
    pub model: Choice,
    /// Unit of all times of the model. Default: week.
    pub time_unit: Unit,
    /// The model sees purchases up to this day; T ends here. Default: `observation_end`.
    #[serde(with = "day_param")]
    pub calibration_end: Option<Day>,
    /// Purchases after this day are not looked at. Default: "today" of the notebook.
    #[serde(with = "day_param")]
    pub observation_end: Option<Day>,
    /// How far to look ahead, in time units. Default: one year.
    pub horizon: Option<f64>,
    /// Share of sales that is profit, 0..=1. Default 1: sales.
    pub margin: f64,
    /// A year, 0..=1. Default 0.
    pub discount_rate: f64,
    pub costs: Costs,
    /// Kept in the notebook like that of every cell; nothing here is drawn at random. Default 1.
    pub seed: u64,
}

impl Default for Params {
    fn default() -> Params {
        Params {
            model: Choice::Auto,
            time_unit: Unit::Week,
            calibration_end: None,
            observation_end: None,
            horizon: None,
            margin: 1.0,
            discount_rate: 0.0,
            costs: Costs::default(),
            seed: 1,
        }
    }
}

impl Params {
    /// # Errors
    /// A parameter outside its range.
    pub fn check(&self) -> Result<()> {
        let horizon = self.horizon();
        let max_horizon = 20.0 * 366.0 / self.time_unit.days();
        if !(horizon > 0.0 && horizon <= max_horizon) {
            return Err(Error::parameter(
                "horizon",
                Message::new("clv-horizon-range").count("max", max_horizon as usize),
            ));
        }
        if !(0.0..=1.0).contains(&self.margin) {
            return Err(Error::parameter("margin", "clv-share-range"));
        }
        if !(0.0..=1.0).contains(&self.discount_rate) {
            return Err(Error::parameter("discount_rate", "clv-share-range"));
        }
        self.costs.check()?;
        if let (Some(calibration), Some(observation)) = (self.calibration_end, self.observation_end)
            && calibration > observation
        {
            return Err(Error::parameter("calibration_end", "clv-calibration-late"));
        }
        Ok(())
    }

    /// In time units.
    pub fn horizon(&self) -> f64 {
        self.horizon.unwrap_or(self.time_unit.per_year())
    }

    /// Years of the horizon, later ones counting less: ∫ e^(−δu) du. What a yearly cost is multiplied by.
    pub fn discounted_years(&self) -> f64 {
        let years = self.horizon() * self.time_unit.days() / 365.2425;
        let rate = libm::log1p(self.discount_rate);
        if rate > 0.0 { -libm::expm1(-rate * years) / rate } else { years }
    }

    /// Continuous rate per time unit: ln(1 + annual) / units a year.
    pub fn discount_per_unit(&self) -> f64 {
        libm::log1p(self.discount_rate) * self.time_unit.days() / 365.2425
    }
}
