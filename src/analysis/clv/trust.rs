//! What the data can carry: gates, degenerate families, schedules, and what is said instead.

use super::data::{Histories, Summary, Unit};
use super::fit::{Fit, Model};
use super::select::{LEAST_GAIN, Stage};
use crate::error::{Error, Result};
use crate::message::{Message, Value};
use crate::stats::quantile::{correlation, median};
use crate::stats::share::wilson;
use crate::table::Day;

/// Customers with a repeat purchase that a claim about value needs (the gate of the sentence).
pub const LEAST_REPEATERS: usize = 300;
/// With fewer than this no model is fitted at all.
const LEAST_TO_FIT: usize = 10;

/// Have enough customers come back to fit a model?
pub fn can_fit(summaries: &[Summary]) -> bool {
    summaries.iter().filter(|s| s.n_repeat_orders > 0).take(LEAST_TO_FIT).count() == LEAST_TO_FIT
}

/// Counts that gates and sentences speak of.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Facts {
    pub n_customers: usize,
    pub n_repeaters: usize,
    /// First to last purchase of all, in days.
    pub n_days: f64,
    /// Median gap between purchases, in days; `None` without repeats.
    pub rhythm_days: Option<f64>,
    /// Share of gaps within a tenth of the median gap.
    pub steady_share: f64,
    pub n_gaps: usize,
}

impl Facts {
    pub fn of(summaries: &[Summary], histories: Option<&Histories>, unit: Unit, cutoff: Day) -> Facts {
        let n_repeaters = summaries.iter().filter(|s| s.n_repeat_orders > 0).count();
        let mut facts = Facts { n_customers: summaries.len(), n_repeaters, ..Facts::default() };
        let Some(histories) = histories else {
            let days = unit.days();
            facts.n_days = summaries.iter().fold(0.0_f64, |most, s| most.max(s.age)) * days;
            let gaps = summaries.iter().filter(|s| s.n_repeat_orders > 0);
            facts.rhythm_days = median(gaps.map(|s| s.first_to_last / f64::from(s.n_repeat_orders) * days));
            return facts;
        };
        let mut gaps = Vec::new();
        for s in summaries {
            let visits = histories.until(s.customer, cutoff);
            gaps.extend(visits.windows(2).map(|pair| f64::from(pair[1].day - pair[0].day)));
        }
        facts.n_gaps = gaps.len();
        facts.rhythm_days = median(gaps.iter().copied());
        if let Some(rhythm) = facts.rhythm_days {
            // A month is 28 to 31 days: a tenth of the gap lets it pass as steady.
            let is_steady = |gap: f64| (gap - rhythm).abs() <= 0.1 * rhythm;
            facts.steady_share =
                gaps.iter().filter(|gap| is_steady(**gap)).count() as f64 / gaps.len() as f64;
        }
        let first = summaries.iter().map(|s| s.first_day).min().unwrap_or(cutoff);
        let last = summaries.iter().map(|s| s.last_day).max().unwrap_or(cutoff);
        facts.n_days = f64::from(last - first);
        facts
    }

    /// Nearly every gap is the same: people on a schedule, not people who come when they like.
    pub fn is_scheduled(&self) -> bool {
        self.n_gaps >= 20 && self.steady_share >= 0.7
    }

    fn have(&self) -> Message {
        Message::new("clv-have")
            .count("n", self.n_customers)
            .count("repeat", self.n_repeaters)
            .with("days", Value::Duration(self.n_days))
    }

    fn repeat_rate(&self) -> Message {
        let (low, high) = wilson(self.n_repeaters as u32, self.n_customers as u32);
        Message::new("clv-instead-repeat")
            .share("share", self.n_repeaters as f64 / self.n_customers.max(1) as f64)
            .share("low", low)
            .share("high", high)
    }

    fn thin(&self, need: Message) -> Error {
        Error::insufficient(self.have(), need).instead(self.repeat_rate())
    }

    /// Is there anything to fit at all?
    fn basics(&self) -> Result<()> {
        if self.n_customers == 0 {
            return Err(Error::insufficient(
                "clv-have-nobody",
                Message::new("clv-need-repeaters").count("n", LEAST_REPEATERS),
            ));
        }
        if self.n_customers == 1 {
            return Err(Error::insufficient(
                "clv-have-one",
                Message::new("clv-need-repeaters").count("n", LEAST_REPEATERS),
            ));
        }
        if self.n_days <= 0.0 {
            let have = Message::new("clv-have-one-day").count("n", self.n_customers);
            return Err(Error::insufficient(have, "clv-need-days"));
        }
        if self.n_repeaters == 0 {
            let have = Message::new("clv-have-no-repeats").count("n", self.n_customers);
            return Err(Error::insufficient(have, "clv-need-repeats").instead(self.repeat_rate()));
        }
        Ok(())
    }

    /// For the models of chances, which a schedule does not disturb.
    ///
    /// # Errors
    /// Insufficient, with what is there and what is needed.
    pub fn gate_chances(&self) -> Result<()> {
        self.basics()?;
        if self.n_repeaters < LEAST_TO_FIT {
            return Err(self.thin(Message::new("clv-need-repeaters").count("n", LEAST_TO_FIT)));
        }
        Ok(())
    }

    /// Can a purchase model be fitted, and (unless it is forced) may it be claimed?
    ///
    /// # Errors
    /// Insufficient, with what is there, what is needed, and the repeat rate as what can be said; refused for schedules.
    pub fn gate(&self, is_forced: bool) -> Result<()> {
        self.basics()?;
        let scheduled = self.rhythm_days.filter(|_| self.is_scheduled());
        if let Some(rhythm) = scheduled {
            let why = Message::new(if rhythm <= 1.0 { "clv-refused-daily" } else { "clv-refused-contract" })
                .share("share", self.steady_share)
                .with("rhythm", Value::Duration(rhythm));
            return Err(Error::refused(why).hint("clv-hint-contract"));
        }
        let least = if is_forced { LEAST_TO_FIT } else { LEAST_REPEATERS };
        if self.n_repeaters < least {
            return Err(self.thin(Message::new("clv-need-repeaters").count("n", least)));
        }
        let needed = 3.0 * self.rhythm_days.unwrap_or(0.0);
        if !is_forced && self.n_days < needed {
            return Err(self.thin(Message::new("clv-need-history").with("days", Value::Duration(needed))));
        }
        Ok(())
    }
}

/// How regular purchases are (Wheat & Morrison 1990): M = last gap ÷ (last two gaps) has variance 1 / (4(2k + 1)).
/// 1 is at random; 2 and more is a rhythm. `None` with fewer than 30 customers of three purchases.
pub fn regularity(histories: &Histories, summaries: &[Summary], cutoff: Day) -> Option<f64> {
    let shares: Vec<f64> = summaries
        .iter()
        .filter_map(|s| {
            let visits = histories.until(s.customer, cutoff);
            let [.., a, b, c] = visits else { return None };
            let (first, second) = (f64::from(b.day - a.day), f64::from(c.day - b.day));
            Some(first / (first + second))
        })
        .collect();
    if shares.len() < 30 {
        return None;
    }
    let n = shares.len() as f64;
    let mean = shares.iter().sum::<f64>() / n;
    let variance = shares.iter().map(|m| (m - mean) * (m - mean)).sum::<f64>() / (n - 1.0);
    (variance > 0.0).then(|| (1.0 - 4.0 * variance) / (8.0 * variance))
}

/// What must be said beside the figures.
pub fn cautions(
    stage: &Stage,
    fit: &Fit,
    facts: &Facts,
    histories: Option<&Histories>,
    has_money: bool,
    is_forced: bool,
) -> Vec<Message> {
    let mut cautions = Vec::new();
    let mut say = |message: Message| cautions.push(message);
    if is_forced && facts.n_repeaters < LEAST_REPEATERS {
        say(Message::new("clv-caution-small").count("n", facts.n_repeaters).count("need", LEAST_REPEATERS));
    }
    if stage.fits.len() > 1 && fit.model.is_endless() && !is_forced {
        say(Message::new("clv-caution-no-departures").with("gain", Value::Number(LEAST_GAIN, 0)));
    } else if !stage.is_identified(fit) {
        say(Message::new("clv-caution-unidentified"));
    }
    let has_beta = !fit.model.is_endless() && fit.model != Model::Pnbd;
    if has_beta && fit.theta[2] + fit.theta[3] < 1.0 {
        say(Message::new("clv-caution-two-kinds").with("sum", Value::Number(fit.theta[2] + fit.theta[3], 2)));
    }
    let first_age = stage.summaries.first().map_or(0.0, |s| s.age);
    if stage.summaries.len() > 1 && stage.summaries.iter().all(|s| s.age == first_age) {
        say(Message::new("clv-caution-one-cohort"));
    }
    if let Some((n, share)) = predating(&stage.summaries, stage.cutoff) {
        say(Message::new("clv-caution-predate").count("n", n).share("share", share));
    }
    if let Some(histories) = histories {
        cautions.extend(dormant(histories, stage, facts));
    }
    let mut say = |message: Message| cautions.push(message);
    if let Some(n) = giant(&stage.groups.counts) {
        say(Message::new("clv-caution-giant").count("n", n as usize));
    }
    if has_money {
        let unpaid = stage.summaries.iter().filter(|s| s.mean_spend.is_some_and(|z| z <= 0.0)).count();
        if unpaid > 0 && stage.mean_spend.is_some() {
            say(Message::new("clv-caution-unpaid").count("n", unpaid));
        }
        match stage.spend {
            None if stage.mean_spend.is_none() => say(Message::new("clv-caution-no-money")),
            None => say(Message::new("clv-caution-equal-spend")),
            Some(spend) if spend.q <= 1.0 => say(Message::new("clv-caution-heavy-spend")),
            Some(_) => {}
        }
    }
    if let Some(histories) = histories.filter(|h| h.n_orphan_refunds > 0) {
        say(Message::new("clv-caution-orphan-refunds").count("n", histories.n_orphan_refunds as usize));
    }
    cautions
}

/// Nobody, or nearly nobody, has come for longer than three times the usual rhythm.
fn dormant(histories: &Histories, stage: &Stage, facts: &Facts) -> Option<Message> {
    let mut days: Vec<Day> = stage
        .summaries
        .iter()
        .flat_map(|s| histories.until(s.customer, stage.cutoff))
        .map(|visit| visit.day)
        .collect();
    let at = days.len().checked_sub(1 + days.len() / 100)?;
    let last = *days.iter().max()?;
    let nearly_last = *days.select_nth_unstable(at).1;
    let is_long = |silence: f64| facts.rhythm_days.is_some_and(|rhythm| silence > 3.0 * rhythm.max(7.0));
    let [silence, nearly] = [last, nearly_last].map(|day| f64::from(stage.cutoff - day));
    if is_long(silence) {
        return Some(Message::new("clv-caution-dormant").with("days", Value::Duration(silence)));
    }
    // The last hundredth of an even history takes a hundredth of its time.
    (is_long(nearly) && nearly > 0.2 * facts.n_days)
        .then(|| Message::new("clv-caution-nearly-dormant").with("days", Value::Duration(nearly)))
}

/// Customers of the first month when it holds far more newcomers than later months do: they bought before the file
/// begins, and their first purchase in it is no first.
fn predating(summaries: &[Summary], cutoff: Day) -> Option<(usize, f64)> {
    let first = summaries.iter().map(|s| s.first_day).min()?;
    let mut newcomers = vec![0usize; ((cutoff - first) / 30).max(0) as usize + 1];
    for s in summaries {
        newcomers[((s.first_day - first) / 30) as usize] += 1;
    }
    let later: Vec<f64> = newcomers[1..].iter().filter(|n| **n > 0).map(|n| *n as f64).collect();
    let usual = median(later.iter().copied()).filter(|_| later.len() >= 4)?;
    let early = newcomers[0];
    (early as f64 > 2.0 * usual).then(|| (early, early as f64 / summaries.len() as f64))
}

/// Repeats of a customer who buys more than twenty times as often as the most active hundredth.
fn giant(counts: &[(u32, f64)]) -> Option<u32> {
    let n: f64 = counts.iter().map(|(_, n)| n).sum();
    let mut above = 0.0;
    let top = counts.iter().rev().find(|(_, n_here)| {
        above += n_here;
        above >= 0.01 * n
    })?;
    let most = counts.last()?.0;
    (most > 100 && most > 20 * top.0.max(1)).then_some(most)
}

/// Correlation of the number of repeats and the mean amount, over customers with both; the spend model assumes 0.
pub fn spend_correlation(summaries: &[Summary]) -> Option<f64> {
    let spenders = || summaries.iter().filter(|s| s.mean_spend.is_some_and(|z| z > 0.0));
    let orders: Vec<f64> = spenders().map(|s| f64::from(s.n_repeat_orders)).collect();
    let money: Vec<f64> = spenders().filter_map(|s| s.mean_spend).collect();
    correlation(&orders, &money)
}
