//! Lifetime value: who will buy again, how often, for how much, and how far the past bears that out.
//!
//! Read [`data`] (what is counted), [`fit`] (how models are fitted), the models, [`predict`] (what they say),
//! [`select`] (how they are tested and chosen), [`trust`] (when nothing may be said), [`score`] (customers and totals).

pub mod groups;
pub mod data;
pub mod fit;
pub mod counting;
pub mod nbd;
pub mod bg;
pub mod pareto;
pub mod gamma_gamma;
pub mod sbg;
pub mod bgbb;
pub mod predict;
mod range;
pub mod costs;
pub mod params;
pub mod select;
pub mod trust;
pub mod score;
pub mod rollup;
pub mod pictures;
pub mod miss;
mod chances;
mod discrete;
mod summarised;
mod charts;
mod tables;
mod holdout;
mod report;

use self::costs::CostBook;
use self::data::{Histories, Summary, Unit};
use self::fit::{Fit, Model};
use self::holdout::Tested;
use self::miss::Miss;
use self::params::{Choice, Params};
use self::pictures::Pictures;
use self::rollup::GroupValue;
use self::score::{CustomerValue, Origin, Totals};
use self::select::Candidate;
use self::summarised::Summarised;
use self::trust::Facts;
use super::grouping::Grouping;
use super::{Analysis, Control, Field, Inputs, LabelValues, Labels, Need};
use crate::error::{Error, Result};
use crate::message::{Message, Value};
use crate::order::Arrange;
use crate::progress::Progress;
use crate::report::Report;
use crate::table::{Day, day};
use serde::ser::SerializeMap;
use serde::{Serialize, Serializer};

pub struct Clv;

/// Numbers by name, in order.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Named(pub Vec<(&'static str, Option<f64>)>);

impl Serialize for Named {
    fn serialize<S: Serializer>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(self.0.len()))?;
        for (name, value) in &self.0 {
            map.serialize_entry(name, value)?;
        }
        map.end()
    }
}

fn iso_day<S: Serializer>(value: &Day, serializer: S) -> std::result::Result<S::Ok, S::Error> {
    serializer.serialize_str(&day::iso(*value))
}

/// The fitted spend model.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Spend {
    pub p: f64,
    pub q: f64,
    pub gamma: f64,
    pub standard_errors: Named,
    pub log_likelihood: f64,
    /// Customers with repeats and positive spend.
    pub n_customers: u32,
}

/// All numbers of the method.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Output {
    pub model: String,
    /// Stages of the rhythm; 1 for the plain models.
    pub k: u32,
    pub parameters: Named,
    pub standard_errors: Named,
    pub log_likelihood: f64,
    pub spend: Option<Spend>,
    /// Correlation of number and mean amount of repeats; the spend model assumes none.
    pub spend_correlation: Option<f64>,
    pub candidates: Vec<Candidate>,
    pub customers: Vec<CustomerValue>,
    /// By cohort, then by what is known of customers.
    pub groups: Vec<GroupValue>,
    pub totals: Totals,
    /// The forecast of the hold-out by the chosen model.
    pub backtest: Option<Origin>,
    /// Why that forecast missed, where it missed by more than a tenth.
    pub miss: Option<Miss>,
    /// Share of the customers of that test who bought as often as their 80 % range said.
    pub range_coverage: Option<f64>,
    /// Earlier forecasts of the same length.
    pub rolling: Vec<Origin>,
    /// `model_better`, `heuristic_as_good`, `no_departures`, `contract` or `untested`.
    pub verdict: &'static str,
    pub cautions: Vec<Message>,
    /// Wheat & Morrison's estimate: 1 is at random, 2 and more is a rhythm.
    pub regularity: Option<f64>,
    pub time_unit: Unit,
    #[serde(serialize_with = "iso_day")]
    pub first_day: Day,
    #[serde(serialize_with = "iso_day")]
    pub calibration_end: Day,
    #[serde(serialize_with = "iso_day")]
    pub observation_end: Day,
    /// In time units.
    pub horizon: f64,
    pub n_customers: usize,
    pub n_repeat_customers: usize,
    pub pictures: Pictures,
    pub currency: String,
    /// False when the customers come from a table already summarised.
    #[serde(skip)]
    has_ledger: bool,
}

/// Histories where the data are orders, summaries where they are customers already.
struct Base {
    histories: Option<Histories>,
    summaries: Vec<Summary>,
    ids: Vec<String>,
    /// Rows of a summarised table that are no customers.
    n_left_out: usize,
    costs: CostBook,
    groupings: Vec<Grouping>,
    has_money: bool,
    currency: String,
    calibration_end: Day,
    observation_end: Day,
}

impl Base {
    fn of(inputs: &Inputs, params: &Params) -> Result<Base> {
        let unit = params.time_unit;
        let Some(ledger) = inputs.ledger.as_deref().filter(|ledger| !ledger.customers.is_empty()) else {
            let Summarised { summaries, ids, n_left_out } =
                summarised::read(inputs)?.ok_or_else(|| inputs.lack(Need::Customers))?;
            let has_money = summaries.iter().any(|s| s.mean_spend.is_some());
            return Ok(Base {
                histories: None,
                summaries,
                ids,
                n_left_out,
                costs: params.costs.book(inputs, None)?,
                groupings: Vec::new(),
                has_money,
                currency: String::new(),
                calibration_end: 0,
                observation_end: 0,
            });
        };
        let histories = Histories::of(ledger);
        let today = inputs.as_of().unwrap_or(histories.last_day);
        let observation_end = params.observation_end.unwrap_or(today);
        let calibration_end = params.calibration_end.unwrap_or(observation_end).min(observation_end);
        let mut summaries = histories.summarise(unit, calibration_end);
        if !ledger.has_money {
            summaries.iter_mut().for_each(|s| s.mean_spend = None);
        }
        let mut first_days = vec![None; ledger.customers.len()];
        summaries.iter().for_each(|s| first_days[s.customer as usize] = Some(s.first_day));
        let mut groupings: Vec<Grouping> = Grouping::cohorts(&first_days, MAX_COHORTS).into_iter().collect();
        groupings.extend(Grouping::all(inputs, ledger));
        Ok(Base {
            summaries,
            costs: params.costs.book(inputs, Some(ledger))?,
            groupings,
            ids: ledger.customers.iter().map(|customer| customer.id.clone()).collect(),
            n_left_out: 0,
            has_money: ledger.has_money,
            currency: ledger.currency.clone(),
            histories: Some(histories),
            calibration_end,
            observation_end,
        })
    }
}

/// Cohorts of the table; longer periods are taken where there would be more.
const MAX_COHORTS: i32 = 24;

/// The models to try: what is asked for beside its counterpart without departures, or all that are worth trying.
fn models(params: &Params, regularity: Option<f64>) -> Vec<(Model, u32)> {
    let k = select::stages(regularity);
    let staged = |model: Model| (model, if model.is_staged() { k } else { 1 });
    match params.model.model() {
        Some(model) if model.is_endless() => vec![staged(model)],
        Some(model) => [model.without_departures(), model].map(staged).to_vec(),
        None => select::models(regularity),
    }
}

impl Analysis for Clv {
    const KIND: &'static str = "clv";
    // Orders of known customers, or a table of customers already summarised: checked in `run`.
    const NEEDS: &'static [Need] = &[];
    const FIELDS: &'static [Field] = &[
        Field::new("horizon", Control::Number { min: 1.0, max: 7300.0, default: None }),
        Field::new(
            "time_unit",
            Control::Choice { options: &["day", "week", "month", "quarter", "year"], default: "week" },
        ),
        Field::new("margin", Control::Share { min: 0.0, max: 1.0, default: Some(1.0), is_log: false }),
        Field::new("discount_rate", Control::Share { min: 0.0, max: 1.0, default: Some(0.0), is_log: false }),
        Field::advanced(
            "model",
            Control::Choice {
                options: &[
                    "auto",
                    "nbd",
                    "bgnbd",
                    "mbgnbd",
                    "pnbd",
                    "cnbd_k",
                    "bgcnbd_k",
                    "mbgcnbd_k",
                    "bgbb",
                    "sbg",
                ],
                default: "auto",
            },
        ),
        Field::advanced("calibration_end", Control::Day),
        Field::advanced("observation_end", Control::Day),
        Field::advanced("costs", Control::Data),
        Field::advanced("seed", Control::Integer { min: 0, max: i64::MAX, default: Some(1) }),
    ];
    type Params = Params;
    type Output = Output;

    async fn run(inputs: &Inputs, params: &Params, progress: &Progress) -> Result<Output> {
        params.check()?;
        let base = Base::of(inputs, params)?;
        let unit = params.time_unit;
        let histories = base.histories.as_ref();
        let facts = Facts::of(&base.summaries, histories, unit, base.calibration_end);
        let is_forced = params.model != Choice::Auto;
        let is_contract =
            !is_forced && facts.is_scheduled() && facts.rhythm_days.is_some_and(|days| days > 1.0);
        if is_contract || matches!(params.model, Choice::Sbg | Choice::Bgbb) {
            facts.gate_chances()?;
            return discrete::run(&base, &facts, params, progress).await;
        }
        facts.gate(is_forced)?;
        let regularity = histories.and_then(|h| trust::regularity(h, &base.summaries, base.calibration_end));
        let models = models(params, regularity);
        let stage = select::stage(base.summaries.clone(), base.calibration_end, &models, progress).await?;

        let tested = match histories {
            Some(histories) => holdout::test(&base, histories, &stage, &models, params, progress).await?,
            None => holdout::untested(&stage, params, unit, progress).await?,
        };
        let Tested { mut candidates, model, mut pictures, length_days, .. } = tested;
        let fit = model
            .and_then(|model| stage.fit(model))
            .or(stage.fits.first())
            .ok_or_else(|| Error::refused("clv-refused-unfit"))?;
        for candidate in &mut candidates {
            candidate.is_chosen = candidate.model == fit.model.key();
            // The likelihoods shown are those of the final fits, on all of the calibration.
            if let Some(final_fit) = stage.fits.iter().find(|f| f.model.key() == candidate.model) {
                candidate.log_likelihood = Some(final_fit.log_likelihood);
                candidate.gain = stage.gain(final_fit);
                candidate.is_identified = Some(stage.is_identified(final_fit));
            }
        }
        let rolling = match histories {
            Some(histories) => {
                score::rolling(
                    histories,
                    fit,
                    unit,
                    base.observation_end,
                    length_days,
                    tested.backtest,
                    progress,
                )
                .await?
            }
            None => Vec::new(),
        };
        let ids = |customer: u32| base.ids[customer as usize].clone();
        let (customers, variances) = score::customers(&stage, fit, params, &base, &ids, progress).await?;
        let totals =
            score::totals(&stage, fit, (&customers, &variances), &rolling, params.horizon(), progress)
                .await?;
        let groups = rollup::rollup(&customers, &base.groupings, params, &base.costs);
        pictures.frequency = pictures::frequency(&stage, fit);
        pictures.value_dots = pictures::value_dots(&customers);
        pictures.history =
            histories.and_then(|h| pictures::history(h, &customers, fit, unit, base.calibration_end));
        let mut cautions = trust::cautions(&stage, fit, &facts, histories, base.has_money, is_forced);
        let horizon_days = params.horizon() * unit.days();
        if horizon_days > 1.25 * facts.n_days {
            let caution = Message::new("clv-caution-far").with("horizon", Value::Duration(horizon_days));
            cautions.push(caution.with("days", Value::Duration(facts.n_days)));
        }
        if base.n_left_out > 0 {
            cautions.push(Message::new("clv-caution-rows").count("n", base.n_left_out));
        }
        Ok(Output {
            verdict: verdict(&candidates, fit, is_forced),
            model: fit.model.key().to_owned(),
            k: fit.k,
            parameters: named(fit, &fit.parameters().iter().map(|v| Some(*v)).collect::<Vec<_>>()),
            standard_errors: named(fit, &fit.standard_errors()),
            log_likelihood: fit.log_likelihood,
            spend: stage.spend.map(spend),
            spend_correlation: trust::spend_correlation(&stage.summaries),
            candidates,
            customers,
            groups,
            totals,
            backtest: tested.backtest,
            miss: tested.miss,
            range_coverage: tested.range_coverage,
            rolling,
            cautions,
            regularity,
            time_unit: unit,
            first_day: stage.summaries.iter().map(|s| s.first_day).min().unwrap_or(0),
            calibration_end: base.calibration_end,
            observation_end: base.observation_end,
            horizon: params.horizon(),
            n_customers: facts.n_customers,
            n_repeat_customers: facts.n_repeaters,
            pictures,
            currency: base.currency,
            has_ledger: histories.is_some(),
        })
    }

    fn report(output: &Output, inputs: &Inputs) -> Report {
        report::report(output, inputs)
    }

    fn labels(output: &Output, inputs: &Inputs) -> Vec<Labels> {
        let Some(ledger) = inputs.ledger.as_deref().filter(|_| output.has_ledger) else { return Vec::new() };
        let label = |name: &str, of: &dyn Fn(&CustomerValue) -> Option<f64>| {
            let mut values = vec![None; ledger.customers.len()];
            for customer in &output.customers {
                if let Some(cell) = values.get_mut(customer.customer_idx as usize) {
                    *cell = of(customer);
                }
            }
            Labels {
                cell: String::new(),
                name: name.to_owned(),
                title: Message::new(format!("clv-label-{name}")),
                values: LabelValues::Number(values),
            }
        };
        vec![
            label("p_alive", &|c| Some(c.p_alive)),
            label("p_none", &|c| Some(c.p_none)),
            label("expected_orders", &|c| Some(c.expected_orders)),
            label("expected_value", &|c| c.expected_value),
        ]
    }
}

fn named(fit: &Fit, values: &[Option<f64>]) -> Named {
    Named(fit.model.parameter_names().iter().copied().zip(values.iter().copied()).collect())
}

fn spend(fit: gamma_gamma::GammaGamma) -> Spend {
    let names = ["p", "q", "gamma"];
    Spend {
        p: fit.p,
        q: fit.q,
        gamma: fit.gamma,
        standard_errors: Named(names.into_iter().zip(fit.standard_errors()).collect()),
        log_likelihood: fit.log_likelihood,
        n_customers: fit.n,
    }
}

/// Models win on totals, heuristics often on rank; a small difference is a tie.
fn verdict(candidates: &[Candidate], fit: &Fit, is_forced: bool) -> &'static str {
    let is_tested = candidates.iter().any(|c| c.is_chosen && c.holdout.is_some());
    if is_tested && !is_forced && fit.model.is_endless() {
        return "no_departures";
    }
    verdict_of(candidates)
}

fn verdict_of(candidates: &[Candidate]) -> &'static str {
    let tested = |c: &&Candidate| c.holdout.is_some();
    let Some(chosen) = candidates.iter().filter(tested).find(|c| c.is_chosen) else { return "untested" };
    let error = |c: &Candidate| c.holdout.map_or(f64::INFINITY, |h| h.mae);
    let best = candidates.iter().filter(|c| c.is_heuristic).map(error).fold(f64::INFINITY, f64::min);
    if best <= 1.02 * error(chosen) { "heuristic_as_good" } else { "model_better" }
}

/// Positions of customers ordered by a figure, highest first; ties by position.
fn ranked(customers: &[CustomerValue], of: impl Fn(&CustomerValue) -> f64) -> Vec<usize> {
    let mut order: Vec<usize> = (0..customers.len()).collect();
    order.arrange_by(|&a, &b| of(&customers[b]).total_cmp(&of(&customers[a])).then(a.cmp(&b)));
    order
}
