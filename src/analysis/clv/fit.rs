//! Maximum likelihood: what the models have in common.
//!
//! Every likelihood here is a factor that depends on x alone, times the sum of two terms: the customer still lives, or
//! left after the last purchase. Each model gives the logarithms of the terms with their derivatives; [`combine`] adds
//! them. Parameters are searched as logarithms; standard errors come from the exact Hessian at the maximum.

use super::bg::{Bg, Cnbd};
use super::groups::{Groups, Row};
use super::{nbd::Nbd, pareto::Pareto};
use crate::error::Result;
use crate::progress::Progress;
use crate::stats::optimize::{Evaluation, Newton, covariance};
use serde::{Deserialize, Serialize};

/// A transaction model.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Model {
    /// Nobody leaves (Ehrenberg 1959).
    Nbd,
    /// BG/NBD (Fader, Hardie & Lee 2005).
    Bgnbd,
    /// MBG/NBD (Batislam, Denizel & Filiztekin 2007): may leave at once.
    Mbgnbd,
    /// Pareto/NBD (Schmittlein, Morrison & Colombo 1987).
    Pnbd,
    /// CNBD-k (Chatfield & Goodhardt 1973): a regular rhythm, and nobody leaves.
    CnbdK,
    /// BG/CNBD-k (Platzer & Reutterer 2016): a regular rhythm.
    BgcnbdK,
    /// MBG/CNBD-k.
    MbgcnbdK,
}

impl Model {
    pub const ALL: [Model; 7] =
        [Model::Nbd, Model::Bgnbd, Model::Mbgnbd, Model::Pnbd, Model::CnbdK, Model::BgcnbdK, Model::MbgcnbdK];

    /// Has a rhythm of k stages.
    pub fn is_staged(self) -> bool {
        matches!(self, Model::CnbdK | Model::BgcnbdK | Model::MbgcnbdK)
    }

    /// Nobody leaves.
    pub fn is_endless(self) -> bool {
        matches!(self, Model::Nbd | Model::CnbdK)
    }

    /// The same model without departures.
    pub fn without_departures(self) -> Model {
        if self.is_staged() { Model::CnbdK } else { Model::Nbd }
    }

    pub fn key(self) -> &'static str {
        match self {
            Model::Nbd => "nbd",
            Model::Bgnbd => "bgnbd",
            Model::Mbgnbd => "mbgnbd",
            Model::Pnbd => "pnbd",
            Model::CnbdK => "cnbd_k",
            Model::BgcnbdK => "bgcnbd_k",
            Model::MbgcnbdK => "mbgcnbd_k",
        }
    }

    pub fn parameter_names(self) -> &'static [&'static str] {
        match self {
            Model::Nbd | Model::CnbdK => &["r", "alpha"],
            Model::Pnbd => &["r", "alpha", "s", "beta"],
            _ => &["r", "alpha", "a", "b"],
        }
    }
}

/// A fitted transaction model.
#[derive(Clone, Debug, PartialEq)]
pub struct Fit {
    pub model: Model,
    /// Stages of the Erlang rhythm; 1 is the exponential of the plain models.
    pub k: u32,
    /// In the order of [`Model::parameter_names`]; the NBD uses two.
    pub theta: [f64; 4],
    pub log_likelihood: f64,
    /// Covariance of the parameters' logarithms; `None` when the likelihood is flat at its maximum.
    pub covariance: Option<[[f64; 4]; 4]>,
    pub n_evaluations: u32,
    pub is_converged: bool,
}

impl Fit {
    pub fn parameters(&self) -> &[f64] {
        &self.theta[..self.model.parameter_names().len()]
    }

    /// By the delta method from the logarithms.
    pub fn standard_errors(&self) -> Vec<Option<f64>> {
        let parameters = self.parameters().iter().enumerate();
        parameters.map(|(i, theta)| Some(theta * libm::sqrt(self.covariance?[i][i]))).collect()
    }
}

/// ln of one term of a likelihood, with its derivatives by the parameters.
#[derive(Clone, Copy, Debug)]
pub struct Term<const N: usize> {
    pub ln: f64,
    pub gradient: [f64; N],
    pub hessian: [[f64; N]; N],
}

/// Adds `n` × ln(e^alive + e^gone) and its derivatives.
pub fn combine<const N: usize>(alive: &Term<N>, gone: &Term<N>, n: f64, into: &mut Evaluation<N>) {
    let share = 1.0 / (1.0 + libm::exp(alive.ln - gone.ln));
    let spread = n * share * (1.0 - share);
    into.value += n * crate::stats::special::ln_add(alive.ln, gone.ln);
    let apart: [f64; N] = std::array::from_fn(|i| gone.gradient[i] - alive.gradient[i]);
    for i in 0..N {
        into.gradient[i] += n * (alive.gradient[i] + share * apart[i]);
        for j in 0..N {
            into.hessian[i][j] += n * (alive.hessian[i][j] * (1.0 - share) + gone.hessian[i][j] * share)
                + spread * apart[i] * apart[j];
        }
    }
}

/// A likelihood over aggregated customers.
pub trait Likelihood<const N: usize> {
    /// What is computed once for a set of parameters.
    type Tables;

    /// The tables, and the part of ln L that depends on x alone.
    fn begin(&self, theta: &[f64; N], groups: &Groups) -> (Self::Tables, Evaluation<N>);

    /// Adds ln L of these rows. `rows` come in the order of [`Groups::rows`].
    fn add(&self, tables: &mut Self::Tables, groups: &Groups, rows: &[Row], into: &mut Evaluation<N>);
}

/// Log parameters stay within e^±BOUND.
const BOUND: f64 = 14.0;
const ROWS_A_STEP: usize = 2048;

/// ln L and its derivatives at parameters, in slices.
pub async fn evaluate<const N: usize, L: Likelihood<N>>(
    likelihood: &L,
    theta: &[f64; N],
    groups: &Groups,
    progress: &Progress,
) -> Result<Evaluation<N>> {
    let (mut tables, mut sum) = likelihood.begin(theta, groups);
    for rows in groups.rows.chunks(ROWS_A_STEP) {
        likelihood.add(&mut tables, groups, rows, &mut sum);
        progress.step("clv-stage-fitting", 0, 0).await?;
    }
    Ok(sum)
}

/// Where a search ended: parameters, and ln L with derivatives by their logarithms.
pub struct Top<const N: usize> {
    pub theta: [f64; N],
    pub at: Evaluation<N>,
    pub n_evaluations: u32,
    pub is_converged: bool,
}

/// Climbs from the best of some starts. `None` when the likelihood is not finite there.
pub async fn climb<const N: usize, L: Likelihood<N>>(
    likelihood: &L,
    starts: &[[f64; N]],
    groups: &Groups,
    progress: &Progress,
) -> Result<Option<Top<N>>> {
    let mut best: Option<([f64; N], f64)> = None;
    for start in starts.iter().filter(|_| starts.len() > 1) {
        let value = evaluate(likelihood, start, groups, progress).await?.value;
        if best.is_none_or(|(_, top)| value > top) {
            best = Some((*start, value));
        }
    }
    let Some(start) = best.map(|(start, _)| start).or(starts.first().copied()) else { return Ok(None) };
    let mut search = Newton::new(start.map(libm::log), 1e-9, BOUND);
    while let Some(point) = search.ask() {
        let theta = point.map(libm::exp);
        search.tell(evaluate(likelihood, &theta, groups, progress).await?.in_logs(&theta));
    }
    Ok(search.best().map(|(point, at)| Top {
        theta: point.map(libm::exp),
        at,
        n_evaluations: search.n_evaluations,
        is_converged: search.is_converged,
    }))
}

/// Eigenvalues of the information below this are a flat direction: the data do not tell.
const FLAT: f64 = 1e-4;

fn finish<const N: usize>(model: Model, k: u32, top: Top<N>) -> Fit {
    let mut theta = [0.0; 4];
    theta[..N].copy_from_slice(&top.theta);
    let covariance = covariance(&top.at.hessian, FLAT).map(|small| {
        let mut wide = [[0.0; 4]; 4];
        for i in 0..N {
            wide[i][..N].copy_from_slice(&small[i]);
        }
        wide
    });
    Fit {
        model,
        k,
        theta,
        log_likelihood: top.at.value,
        covariance,
        n_evaluations: top.n_evaluations,
        is_converged: top.is_converged,
    }
}

/// Fits one model; `k` is the number of stages for the regular-rhythm ones. `None` when the likelihood cannot be
/// evaluated on these data.
pub async fn fit(
    model: Model,
    k: u32,
    start: Option<&Fit>,
    groups: &Groups,
    progress: &Progress,
) -> Result<Option<Fit>> {
    let total_age: f64 = groups.rows.iter().map(|row| row.n * groups.times[row.age as usize]).sum();
    let rate = (groups.sum_x / total_age.max(1e-9)).max(1e-6);
    if model == Model::Nbd {
        return Ok(climb(&Nbd, &[[0.5, 0.5 / rate]], groups, progress)
            .await?
            .map(|top| finish(model, 1, top)));
    }
    let (r, alpha) = start.map_or((0.5, 0.5 / rate), |nbd| (nbd.theta[0], nbd.theta[1]));
    if model == Model::CnbdK {
        let top = climb(&Cnbd { k }, &[[r, alpha / f64::from(k)]], groups, progress).await?;
        // a = 0 in the BG family, which then gives every prediction.
        return Ok(top
            .map(|top| finish(model, k, top))
            .map(|fit| Fit { theta: [fit.theta[0], fit.theta[1], 0.0, 1.0], ..fit }));
    }
    // Some leave, or hardly anybody: from the wrong side the way leads over a plain without slope.
    let top = match model {
        Model::Pnbd => {
            let beta = alpha.max(1.0);
            climb(&Pareto::default(), &[[r, alpha, 0.5, beta], [r, alpha, 0.02, beta]], groups, progress)
                .await?
        }
        _ => {
            let is_modified = matches!(model, Model::Mbgnbd | Model::MbgcnbdK);
            let bg = Bg { is_modified, k };
            let alpha = alpha / f64::from(k);
            climb(&bg, &[[r, 0.6 * alpha, 0.7, 2.0], [r, alpha, 0.02, 2.0]], groups, progress).await?
        }
    };
    Ok(top.map(|top| finish(model, k, top)))
}
