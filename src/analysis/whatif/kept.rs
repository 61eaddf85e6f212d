//! What does not depend on what is moved: the customers, the fit, and how the same forecast fared in the past. It takes
//! nearly all of the time, so it stays in the cell's memory, and a moved slider only scores anew.

use super::UNIT;
use crate::analysis::Inputs;
use crate::analysis::clv::data::Histories;
use crate::analysis::clv::fit::{Fit, Model};
use crate::analysis::clv::score;
use crate::analysis::clv::select::{self, Stage};
use crate::analysis::clv::trust::Facts;
use crate::error::{Error, Result};
use crate::progress::Progress;
use crate::roles::Ledger;
use crate::table::Day;
use std::cell::Cell;
use std::rc::Rc;

pub struct Kept {
    ledger: Rc<Ledger>,
    as_of: Day,
    histories: Histories,
    pub facts: Facts,
    pub stage: Stage,
    /// Length in days of the past forecasts made last, and their error.
    past: Cell<Option<(Day, Option<f64>)>>,
}

impl Kept {
    /// From the cell's memory, when it was made of the same orders up to the same day; else new, and remembered.
    ///
    /// # Errors
    /// Where there is too little to fit.
    pub async fn of(inputs: &Inputs, progress: &Progress) -> Result<Rc<Kept>> {
        inputs.ledger()?;
        let ledger = inputs.ledger.clone().unwrap_or_default();
        let as_of = inputs.as_of().unwrap_or(ledger.last_day);
        let is_same = |kept: &Rc<Kept>| Rc::ptr_eq(&kept.ledger, &ledger) && kept.as_of == as_of;
        if let Some(kept) = inputs.memory.recall::<Kept>().filter(is_same) {
            return Ok(kept);
        }
        let histories = Histories::of(&ledger);
        let mut summaries = histories.summarise(UNIT, as_of);
        if !ledger.has_money {
            summaries.iter_mut().for_each(|s| s.mean_spend = None);
        }
        let facts = Facts::of(&summaries, Some(&histories), UNIT, as_of);
        facts.gate(true)?;
        let models = [(Model::Nbd, 1), (Model::Pnbd, 1)];
        let stage = select::stage(summaries, as_of, &models, progress).await?;
        let kept = Rc::new(Kept { ledger, as_of, histories, facts, stage, past: Cell::new(None) });
        inputs.memory.keep(kept.clone());
        Ok(kept)
    }

    /// # Errors
    /// Refused where the model cannot be fitted.
    pub fn fit(&self) -> Result<&Fit> {
        self.stage.fit(Model::Pnbd).ok_or_else(|| Error::refused("clv-refused-unfit"))
    }

    /// Root mean square error of the same forecast (so many weeks) made at earlier days; `None` when there was too little
    /// before them.
    pub async fn past_error(&self, weeks: f64, progress: &Progress) -> Result<Option<f64>> {
        let (stage, fit) = (&self.stage, self.fit()?);
        let first_day = stage.summaries.iter().map(|s| s.first_day).min().unwrap_or(stage.cutoff);
        let days = (libm::round(weeks * UNIT.days()) as Day).min((stage.cutoff - first_day) / 3).max(1);
        if let Some((_, error)) = self.past.get().filter(|(length, _)| *length == days) {
            return Ok(error);
        }
        let origins = score::rolling(&self.histories, fit, UNIT, stage.cutoff, days, None, progress).await?;
        let error = score::past_error(&origins);
        self.past.set(Some((days, error)));
        Ok(error)
    }
}
