//! What goes with a yes or a no: churned, responded. Logistic regression on standardised columns, tested on customers it
//! has not seen, and a small tree. It describes who, never why.

mod data;
mod report;

use super::{Analysis, Control, Field, Inputs, Need, day_param};
use crate::analysis::clusters::explain;
use crate::error::{Error, Result};
use crate::message::Message;
use crate::order::Arrange;
use crate::progress::Progress;
use crate::report::Report;
use crate::stats::logistic::{self, Logistic, NoFit};
use crate::stats::sample::Rng;
use crate::stats::tree;
use crate::table::Day;
use data::Design;
use serde::{Deserialize, Serialize};
use smartcore::linalg::basic::matrix::DenseMatrix;
use smartcore::linear::logistic_regression::{LogisticRegression, LogisticRegressionParameters};

pub struct Drivers;

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Params {
    /// Id of a source whose rows are studied instead of customers.
    pub table: Option<String>,
    /// The column with the yes or no. Default for customers: no order in the last `horizon_days`.
    pub outcome: Option<String>,
    /// The value that counts as yes. Default: a word for yes, else the rarer value.
    pub positive: Option<String>,
    /// Names of features or columns. Default: all numbers and short categories.
    pub features: Option<Vec<String>>,
    /// Length of the window of the derived outcome, days. Default 90.
    pub horizon_days: u32,
    /// Features are counted up to this day, the outcome after it. Default: `horizon_days` before the last order.
    #[serde(with = "day_param")]
    pub as_of: Option<Day>,
    /// Parts of the cross-validation. Default 5.
    pub folds: u32,
    /// Default 1.
    pub seed: u32,
}

impl Default for Params {
    fn default() -> Params {
        Params {
            table: None,
            outcome: None,
            positive: None,
            features: None,
            horizon_days: 90,
            as_of: None,
            folds: 5,
            seed: 1,
        }
    }
}

#[derive(Clone, Debug, Serialize)]
pub struct Output {
    /// The intercept first, then by the size of z.
    pub coefficients: Vec<Coefficient>,
    pub log_likelihood: f64,
    /// Of the model without columns.
    pub null_log_likelihood: f64,
    /// Mean over the folds, on rows that the fold's fit has not seen.
    pub auc: f64,
    pub auc_standard_error: f64,
    pub auc_in_sample: f64,
    pub n_rows: u32,
    pub n_yes: u32,
    pub folds: u32,
    /// Ten groups by predicted probability, from predictions for unseen rows.
    pub calibration: Vec<Calibration>,
    pub tree: explain::Rules,
    /// Columns left out because others tell them exactly.
    pub left_out: Vec<String>,
    /// Columns whose variance inflation exceeds 10: their coefficients cannot be told apart.
    pub collinear: Vec<String>,
    pub outcome: Message,
    pub notes: Vec<Message>,
    pub is_of_customers: bool,
    #[serde(skip)]
    pub titles: Vec<Message>,
    #[serde(skip)]
    pub customers: Vec<u32>,
    #[serde(skip)]
    pub ids: Vec<String>,
    /// Predicted probability of yes for each row, out of fold.
    #[serde(skip)]
    pub predicted: Vec<f64>,
    #[serde(skip)]
    pub is_yes: Vec<bool>,
}

/// One column, per standard deviation of it; `per_unit` in the column's own unit, where it is not
/// on the log scale.
#[derive(Clone, Debug, Serialize)]
pub struct Coefficient {
    pub name: String,
    #[serde(skip)]
    pub title: Message,
    pub estimate: f64,
    pub standard_error: f64,
    pub z: f64,
    pub p: f64,
    /// exp(estimate) with its 95 % interval.
    pub odds_ratio: f64,
    pub odds_ratio_low: f64,
    pub odds_ratio_high: f64,
    pub estimate_per_unit: Option<f64>,
}

#[derive(Clone, Debug, Serialize)]
pub struct Calibration {
    pub n_rows: u32,
    pub predicted_share: f64,
    pub actual_share: f64,
}

/// Fewer of either outcome than this say nothing.
const LEAST: usize = 20;
/// Rows of smartcore's fit, which gives Newton's method its start.
const START_ROWS: usize = 20_000;

impl Analysis for Drivers {
    const KIND: &'static str = "drivers";
    const NEEDS: &'static [Need] = &[];
    const FIELDS: &'static [Field] = &[
        Field::new("table", Control::Source),
        Field::new("outcome", Control::Columns { is_many: false }),
        Field::new("positive", Control::Text).of_data("positive"),
        Field::new("horizon_days", Control::Integer { min: 7, max: 730, default: Some(90) }),
        Field::advanced("features", Control::Features),
        Field::advanced("as_of", Control::Day),
        Field::advanced("folds", Control::Integer { min: 2, max: 20, default: Some(5) }),
        Field::advanced("seed", Control::Integer { min: 0, max: 4_294_967_295, default: Some(1) }),
    ];
    type Params = Params;
    type Output = Output;

    async fn run(inputs: &Inputs, params: &Params, progress: &Progress) -> Result<Output> {
        progress.step("drivers-stage-data", 0, 1).await?;
        if !(2..=20).contains(&params.folds) {
            return Err(Error::parameter("folds", "drivers-folds-range"));
        }
        let design = data::design(inputs, params)?;
        let n_yes = design.is_yes.iter().filter(|&&y| y).count();
        let n_no = design.is_yes.len() - n_yes;
        if n_yes < LEAST || n_no < LEAST {
            let have = Message::new("drivers-have").count("yes", n_yes).count("no", n_no);
            return Err(Error::insufficient(have, Message::new("drivers-need").count("n", LEAST)));
        }
        if design.columns.is_empty() {
            return Err(Error::insufficient("drivers-no-column", "drivers-need-column"));
        }
        progress.step("drivers-stage-fit", 0, 1).await?;
        let columns: Vec<&[f64]> = design.columns.iter().map(|column| column.scaled.as_slice()).collect();
        let start = start(&columns, &design.is_yes, params.seed);
        let fit = logistic::fit(&columns, &design.is_yes, &start).map_err(no_fit)?;
        let (predicted, areas) = cross_validate(&columns, &design.is_yes, params, progress).await?;
        let auc = areas.iter().sum::<f64>() / areas.len().max(1) as f64;
        let spread = areas.iter().map(|area| (area - auc) * (area - auc)).sum::<f64>();
        let n_areas = areas.len().max(2) as f64;
        let in_sample: Vec<f64> = (0..design.is_yes.len()).map(|i| fit.predict(&columns, i)).collect();
        let share = n_yes as f64 / design.is_yes.len() as f64;
        Ok(Output {
            coefficients: coefficients(&design, &fit),
            log_likelihood: fit.log_likelihood,
            null_log_likelihood: n_yes as f64 * libm::log(share) + n_no as f64 * libm::log1p(-share),
            auc,
            auc_standard_error: (spread / (n_areas - 1.0) / n_areas).sqrt(),
            auc_in_sample: logistic::auc(&in_sample, &design.is_yes).unwrap_or(0.5),
            n_rows: design.is_yes.len() as u32,
            n_yes: n_yes as u32,
            folds: params.folds,
            calibration: calibration(&predicted, &design.is_yes),
            tree: tree(&design),
            left_out: design.left_out,
            collinear: design.collinear,
            outcome: design.outcome,
            notes: design.notes,
            is_of_customers: !design.customers.is_empty(),
            titles: design.columns.iter().map(|column| column.title.clone()).collect(),
            customers: design.customers,
            ids: design.ids,
            predicted,
            is_yes: design.is_yes,
        })
    }

    fn report(output: &Output, inputs: &Inputs) -> Report {
        report::report(output, inputs)
    }
}

fn no_fit(why: NoFit) -> Error {
    Error::refused(match why {
        NoFit::Separated => "drivers-separated",
        NoFit::Singular => "drivers-singular",
    })
}

/// smartcore's solution on some rows, rounded: its last bits differ between machines, those of Newton's end do not.
fn start(columns: &[&[f64]], is_yes: &[bool], seed: u32) -> Vec<f64> {
    let rows = Rng::new(seed.into()).choose(is_yes.len(), START_ROWS);
    let matrix: Vec<Vec<f64>> =
        rows.iter().map(|&row| columns.iter().map(|column| column[row as usize]).collect()).collect();
    let outcome: Vec<u32> = rows.iter().map(|&row| u32::from(is_yes[row as usize])).collect();
    let has_both = outcome.contains(&0) && outcome.contains(&1);
    // A little shrinkage keeps its line search from running away on nearly separated data.
    let settings = LogisticRegressionParameters::default().with_alpha(1e-3);
    let fit = DenseMatrix::from_2d_vec(&matrix)
        .ok()
        .filter(|_| has_both)
        .and_then(|matrix| LogisticRegression::fit(&matrix, &outcome, settings).ok());
    let Some(fit) = fit else { return Vec::new() };
    use smartcore::linalg::basic::arrays::Array;
    let rounded = |value: f64| libm::round(value * 1e3) / 1e3;
    let mut weights = vec![rounded(*fit.intercept().get((0, 0)))];
    weights.extend((0..columns.len()).map(|j| rounded(*fit.coefficients().get((0, j)))));
    let is_usable = weights.iter().all(|weight| weight.is_finite() && weight.abs() < 20.0);
    if is_usable { weights } else { Vec::new() }
}

/// Predictions for rows that the fit has not seen, and the area under the curve of each fold.
async fn cross_validate(
    columns: &[&[f64]],
    is_yes: &[bool],
    params: &Params,
    progress: &Progress,
) -> Result<(Vec<f64>, Vec<f64>)> {
    let folds = params.folds as usize;
    let mut rng = Rng::new(u64::from(params.seed) ^ 0x666f_6c64);
    let mut fold = vec![0usize; is_yes.len()];
    // Both outcomes are dealt out in turn, so that each fold holds its part of both.
    for side in [true, false] {
        let mut rows: Vec<u32> = (0..is_yes.len() as u32).filter(|&i| is_yes[i as usize] == side).collect();
        rng.shuffle(&mut rows);
        rows.iter().enumerate().for_each(|(i, &row)| fold[row as usize] = i % folds);
    }
    let (mut predicted, mut areas) = (vec![0.5; is_yes.len()], Vec::with_capacity(folds));
    for held in 0..folds {
        progress.step("drivers-stage-folds", held as u64, folds as u64).await?;
        let inside: Vec<usize> = (0..is_yes.len()).filter(|&i| fold[i] != held).collect();
        let outside: Vec<usize> = (0..is_yes.len()).filter(|&i| fold[i] == held).collect();
        let kept: Vec<Vec<f64>> =
            columns.iter().map(|column| inside.iter().map(|&i| column[i]).collect()).collect();
        let views: Vec<&[f64]> = kept.iter().map(Vec::as_slice).collect();
        let outcome: Vec<bool> = inside.iter().map(|&i| is_yes[i]).collect();
        let Ok(fit) = logistic::fit(&views, &outcome, &[]) else { continue };
        outside.iter().for_each(|&i| predicted[i] = fit.predict(columns, i));
        let scores: Vec<f64> = outside.iter().map(|&i| predicted[i]).collect();
        areas.extend(logistic::auc(&scores, &outside.iter().map(|&i| is_yes[i]).collect::<Vec<bool>>()));
    }
    if areas.is_empty() {
        return Err(no_fit(NoFit::Separated));
    }
    Ok((predicted, areas))
}

fn coefficients(design: &Design, fit: &Logistic) -> Vec<Coefficient> {
    let of = |i: usize, name: &str, title: Message, spread: Option<f64>| {
        let (estimate, error) = (fit.weights[i], fit.covariance[i][i].max(0.0).sqrt());
        let z = if error > 0.0 { estimate / error } else { 0.0 };
        Coefficient {
            name: name.to_owned(),
            title,
            estimate,
            standard_error: error,
            z,
            p: libm::erfc(z.abs() / std::f64::consts::SQRT_2),
            odds_ratio: libm::exp(estimate),
            odds_ratio_low: libm::exp(estimate - 1.96 * error),
            odds_ratio_high: libm::exp(estimate + 1.96 * error),
            estimate_per_unit: spread.map(|spread| estimate / spread),
        }
    };
    let mut columns: Vec<Coefficient> = design
        .columns
        .iter()
        .enumerate()
        .map(|(j, column)| of(j + 1, &column.name, column.title.clone(), column.spread))
        .collect();
    columns.arrange_by(|a, b| b.z.abs().total_cmp(&a.z.abs()).then(a.name.cmp(&b.name)));
    columns.insert(0, of(0, "(intercept)", "drivers-intercept".into(), None));
    columns
}

fn calibration(predicted: &[f64], is_yes: &[bool]) -> Vec<Calibration> {
    let mut order: Vec<u32> = (0..predicted.len() as u32).collect();
    order.arrange_by(|&a, &b| predicted[a as usize].total_cmp(&predicted[b as usize]).then(a.cmp(&b)));
    let n = order.len();
    (0..10)
        .map(|i| &order[i * n / 10..(i + 1) * n / 10])
        .filter(|rows| !rows.is_empty())
        .map(|rows| {
            let n = rows.len() as f64;
            Calibration {
                n_rows: rows.len() as u32,
                predicted_share: rows.iter().map(|&row| predicted[row as usize]).sum::<f64>() / n,
                actual_share: rows.iter().filter(|&&row| is_yes[row as usize]).count() as f64 / n,
            }
        })
        .collect()
}

fn tree(design: &Design) -> explain::Rules {
    let labels: Vec<Option<u8>> = design.is_yes.iter().map(|&y| Some(u8::from(y))).collect();
    explain::rules(&design.frame, &labels, 2)
}

/// The share of "yes" in a node.
pub(super) fn yes_share(node: &tree::Node) -> f64 {
    let n: u32 = node.counts.iter().sum();
    f64::from(node.counts.get(1).copied().unwrap_or(0)) / f64::from(n.max(1))
}
