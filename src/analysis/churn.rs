//! Who is leaving: ranked by P(no purchase in the next t), explained by silence against the own rhythm, and tested on
//! those who would have been named a while ago.
//!
//! P(alive) does not rank: under BG/NBD a one-time buyer has P(alive) 1 for ever. P(no purchase in the next t) =
//! L(x, t_x, T + t) / L(x, t_x, T) does, in closed form for every model. The words come from the customer's own past:
//! "silent 94 days, own rhythm 21, last year 3,420".

mod past;
mod report;

use super::clv::data::{Histories, Summary, Unit};
use super::clv::fit::{Fit, Model};
use super::clv::predict::Predictor;
use super::clv::select::{self, Stage};
use super::clv::trust::{self, Facts};
use super::{Analysis, Control, Field, Inputs, LabelValues, Labels, Need, day_param};
use crate::error::{Error, Result};
use crate::message::Message;
use crate::order::Arrange;
use crate::progress::Progress;
use crate::report::Report;
use crate::stats::quantile::median;
use crate::table::{Day, day};
use serde::{Deserialize, Serialize, Serializer};

pub use past::{Backtest, Ranking, Tenth};

pub struct Churn;

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Params {
    /// t, in days: how far ahead "does not return" is asked. Default 90.
    pub window_days: u32,
    /// Customers are named from this P(no purchase in the next t) on, 0..=1. Default 0.5.
    pub threshold: f64,
    /// "Today". Default: that of the notebook.
    #[serde(with = "day_param")]
    pub as_of: Option<Day>,
}

impl Default for Params {
    fn default() -> Params {
        Params { window_days: 90, threshold: 0.5, as_of: None }
    }
}

/// A customer, and how likely they stay away.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Risk {
    pub id: String,
    /// Position in the ledger's customers.
    pub customer_idx: u32,
    /// P(no purchase within the window).
    pub p_none: f64,
    pub p_alive: f64,
    /// Days since the last purchase.
    pub days_silent: i32,
    /// Median gap between purchase days; `None` with fewer than three purchases.
    pub rhythm_days: Option<f64>,
    /// Purchase days.
    pub n_orders: u32,
    /// Net sales in the 365 days up to today, major units.
    pub last_year: Option<f64>,
    pub value_to_date: Option<f64>,
    /// Named: three purchases or more, silent beyond the own rhythm, bought within a year, P(none) at the threshold.
    pub is_at_risk: bool,
}

#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Output {
    pub model: String,
    pub window_days: u32,
    pub threshold: f64,
    #[serde(serialize_with = "iso_day")]
    pub as_of: Day,
    /// Customers with a purchase up to today, in the ledger's order.
    pub customers: Vec<Risk>,
    pub n_at_risk: usize,
    /// Of the customers at risk.
    pub median_rhythm_days: Option<f64>,
    pub median_days_silent: Option<f64>,
    pub last_year_at_risk: Option<f64>,
    pub backtest: Option<Backtest>,
    /// How well each model's P(none) ranked before the test and in it; the best before it is used.
    pub ranking: Vec<Ranking>,
    pub calibration: Vec<Tenth>,
    pub cautions: Vec<Message>,
    pub currency: String,
    /// Purchase days of the customers shown in the picture, riskiest money first.
    pub strips: Vec<Strip>,
}

#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Strip {
    pub customer_idx: u32,
    pub purchases: Vec<Day>,
}

fn iso_day<S: Serializer>(value: &Day, serializer: S) -> std::result::Result<S::Ok, S::Error> {
    serializer.serialize_str(&day::iso(*value))
}

const UNIT: Unit = Unit::Week;
const N_STRIPS: usize = 15;

impl Analysis for Churn {
    const KIND: &'static str = "churn";
    const NEEDS: &'static [Need] = &[Need::Orders, Need::Customers];
    const FIELDS: &'static [Field] = &[
        Field::new("window_days", Control::Integer { min: 7, max: 730, default: Some(90) }),
        Field::new("threshold", Control::Share { min: 0.05, max: 0.99, default: Some(0.5), is_log: false }),
        Field::advanced("as_of", Control::Day),
    ];
    type Params = Params;
    type Output = Output;

    async fn run(inputs: &Inputs, params: &Params, progress: &Progress) -> Result<Output> {
        if !(1..=3650).contains(&params.window_days) {
            return Err(Error::parameter("window_days", "churn-window-range"));
        }
        if !(params.threshold > 0.0 && params.threshold < 1.0) {
            return Err(Error::parameter("threshold", "churn-threshold-range"));
        }
        let ledger = inputs.ledger()?;
        let histories = Histories::of(ledger);
        let as_of = params.as_of.or(inputs.as_of()).unwrap_or(histories.last_day);
        let summaries = histories.summarise(UNIT, as_of);
        let facts = Facts::of(&summaries, Some(&histories), UNIT, as_of);
        facts.gate(true)?;
        // Nothing that the last window shows may choose what is tested on it.
        let regularity = trust::regularity(&histories, &summaries, as_of - params.window_days as i32);
        let models = select::models(regularity);
        let record = past::record(&histories, &models, as_of, params, ledger.has_money, progress).await?;
        let model = record.model.unwrap_or(Model::Nbd);
        let used = models.into_iter().filter(|(m, _)| *m == model || *m == model.without_departures());
        let stage = select::stage(summaries, as_of, &used.collect::<Vec<_>>(), progress).await?;
        let ids = |customer: u32| ledger.customers[customer as usize].id.clone();
        let customers = risks(&histories, &stage, model, params, ledger.has_money, &ids, progress).await?;
        let at_risk = || customers.iter().filter(|risk| risk.is_at_risk);
        let mut named: Vec<&Risk> = at_risk().collect();
        named.arrange_by(|a, b| stake(b).total_cmp(&stake(a)).then(a.customer_idx.cmp(&b.customer_idx)));
        let strip = |risk: &&Risk| Strip {
            customer_idx: risk.customer_idx,
            purchases: histories.until(risk.customer_idx, as_of).iter().map(|visit| visit.day).collect(),
        };
        let strips = named.iter().take(N_STRIPS).map(strip).collect();
        let mut cautions = Vec::new();
        if let Some(fit) = stage.fit(model) {
            let is_seen = record.has_departures || !model.is_endless() && stage.is_identified(fit);
            if !is_seen {
                cautions.push(Message::new("churn-caution-no-departures"));
            }
            if facts.n_repeaters < trust::LEAST_REPEATERS {
                let caution = Message::new("clv-caution-small").count("n", facts.n_repeaters);
                cautions.push(caution.count("need", trust::LEAST_REPEATERS));
            }
        }
        Ok(Output {
            model: model.key().to_owned(),
            window_days: params.window_days,
            threshold: params.threshold,
            as_of,
            n_at_risk: at_risk().count(),
            median_rhythm_days: median(at_risk().filter_map(|risk| risk.rhythm_days)),
            median_days_silent: median(at_risk().map(|risk| f64::from(risk.days_silent))),
            last_year_at_risk: ledger.has_money.then(|| at_risk().filter_map(|risk| risk.last_year).sum()),
            customers,
            backtest: record.backtest,
            ranking: record.ranking,
            calibration: record.calibration,
            cautions,
            currency: ledger.currency.clone(),
            strips,
        })
    }

    fn report(output: &Output, _inputs: &Inputs) -> Report {
        report::report(output)
    }

    fn labels(output: &Output, inputs: &Inputs) -> Vec<Labels> {
        let n = inputs.ledger.as_deref().map_or(0, |ledger| ledger.customers.len());
        let mut p_none = vec![None; n];
        let mut codes = vec![None; n];
        for risk in &output.customers {
            p_none[risk.customer_idx as usize] = Some(risk.p_none);
            codes[risk.customer_idx as usize] = Some(u32::from(!risk.is_at_risk));
        }
        let names = vec![Message::new("churn-at-risk"), Message::new("churn-not-at-risk")];
        let label = |name: &str, values: LabelValues| Labels {
            cell: String::new(),
            name: name.to_owned(),
            title: Message::new(format!("churn-label-{name}")),
            values,
        };
        vec![
            label("p_none", LabelValues::Number(p_none)),
            label("at_risk", LabelValues::Class { codes, names }),
        ]
    }
}

/// What is at stake: last year's money, else purchases, weighted by the chance of losing it.
fn stake(risk: &Risk) -> f64 {
    risk.p_none * risk.last_year.unwrap_or(f64::from(risk.n_orders))
}

/// P(no purchase in the next `days`) and P(alive) by row of the stage's groups.
async fn scores(stage: &Stage, fit: &Fit, days: i32, progress: &Progress) -> Result<Vec<(f64, f64)>> {
    let predictor = Predictor::new(fit);
    let t = f64::from(days) / UNIT.days();
    let mut scores = Vec::with_capacity(stage.groups.rows.len());
    for (i, row) in stage.groups.rows.iter().enumerate() {
        if i % 256 == 0 {
            progress.step("churn-stage", i as u64, stage.groups.rows.len() as u64).await?;
        }
        let (x, last, age) = stage.groups.at(row);
        scores.push((predictor.p_none(x, last, age, t), predictor.p_alive(x, last, age)));
    }
    Ok(scores)
}

async fn risks(
    histories: &Histories,
    stage: &Stage,
    model: Model,
    params: &Params,
    has_money: bool,
    ids: &dyn Fn(u32) -> String,
    progress: &Progress,
) -> Result<Vec<Risk>> {
    let Some(fit) = stage.fit(model) else { return Ok(Vec::new()) };
    let scores = scores(stage, fit, params.window_days as i32, progress).await?;
    let as_of = stage.cutoff;
    let risk = |(i, s): (usize, &Summary)| {
        let (p_none, p_alive) = scores[stage.groups.row_of[i] as usize];
        let visits = histories.until(s.customer, as_of);
        let gaps = visits.windows(2).map(|pair| f64::from(pair[1].day - pair[0].day));
        let rhythm_days = median(gaps).filter(|_| visits.len() >= 3);
        let days_silent = as_of - s.last_day;
        let year = histories.within(s.customer, as_of - 365, as_of);
        let is_overdue = rhythm_days.is_some_and(|rhythm| f64::from(days_silent) > rhythm);
        let net = |visits| histories.major(histories.net(visits, as_of));
        Risk {
            id: ids(s.customer),
            customer_idx: s.customer,
            p_none,
            p_alive,
            days_silent,
            rhythm_days,
            n_orders: visits.len() as u32,
            last_year: has_money.then(|| net(year)),
            value_to_date: has_money.then(|| net(visits)),
            is_at_risk: is_overdue && !year.is_empty() && p_none >= params.threshold,
        }
    };
    Ok(stage.summaries.iter().enumerate().map(risk).collect())
}
