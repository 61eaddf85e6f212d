//! Maximising a smooth function of a few parameters whose first and second derivatives are known.

/// A function's value and derivatives at one point.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Evaluation<const N: usize> {
    pub value: f64,
    pub gradient: [f64; N],
    pub hessian: [[f64; N]; N],
}

impl<const N: usize> Evaluation<N> {
    pub const ZERO: Evaluation<N> = Evaluation { value: 0.0, gradient: [0.0; N], hessian: [[0.0; N]; N] };

    pub fn is_finite(&self) -> bool {
        self.value.is_finite()
            && self.gradient.iter().chain(self.hessian.iter().flatten()).all(|v| v.is_finite())
    }

    /// What a step gains by the quadratic model.
    fn promise(&self, step: &[f64; N]) -> f64 {
        let bent = |i: usize| (0..N).map(|j| self.hessian[i][j] * step[j]).sum::<f64>();
        (0..N).map(|i| step[i] * (self.gradient[i] + 0.5 * bent(i))).sum()
    }

    /// The same function in φ = ln θ, given its derivatives by θ: g_φ = θ g, H_φ = θ θᵀ H + diag(θ g).
    pub fn in_logs(mut self, theta: &[f64; N]) -> Evaluation<N> {
        for i in 0..N {
            for j in 0..N {
                self.hessian[i][j] *= theta[i] * theta[j];
            }
            self.gradient[i] *= theta[i];
            self.hessian[i][i] += self.gradient[i];
        }
        self
    }
}

/// A trust-region Newton search (Nocedal & Wright 2006, chapter 4; the step is found exactly, from the eigenvalues of
/// the Hessian). It asks for evaluations and is told them, so that the caller may report progress in between.
///
/// It stops when the gain still to be expected from a full step is below `tolerance`, in the function's own unit: a
/// gradient says nothing about how much likelihood is left.
#[derive(Clone, Debug)]
pub struct Newton<const N: usize> {
    at: [f64; N],
    best: Option<Evaluation<N>>,
    trial: Option<[f64; N]>,
    /// Gain that the quadratic model promised for the trial.
    promised: f64,
    radius: f64,
    tolerance: f64,
    bound: f64,
    pub n_evaluations: u32,
    pub is_converged: bool,
}

/// So near to the bound is at the bound.
const AT_BOUND: f64 = 1e-9;
const MAX_EVALUATIONS: u32 = 120;
/// A step of this length (in coordinates of order 1, such as logarithms) that gains less than this climbs no more.
const LEVEL_STEP: f64 = 0.5;
const LEVEL_GAIN: f64 = 1e-5;

impl<const N: usize> Newton<N> {
    /// `bound` limits the absolute value of every coordinate.
    pub fn new(start: [f64; N], tolerance: f64, bound: f64) -> Newton<N> {
        Newton {
            at: start,
            best: None,
            trial: Some(start),
            promised: 0.0,
            radius: 1.0,
            tolerance,
            bound,
            n_evaluations: 0,
            is_converged: false,
        }
    }

    /// Where to evaluate next; `None` when the search is over.
    pub fn ask(&self) -> Option<[f64; N]> {
        self.trial
    }

    pub fn tell(&mut self, evaluation: Evaluation<N>) {
        let Some(trial) = self.trial.take() else { return };
        self.n_evaluations += 1;
        match &self.best {
            None if !evaluation.is_finite() => return,
            None => self.best = Some(evaluation),
            Some(best) => {
                let gain = evaluation.value - best.value;
                let is_good = evaluation.is_finite() && gain > 0.0;
                let ratio = if is_good { gain / self.promised } else { -1.0 };
                let length = norm(&difference(&trial, &self.at));
                if ratio < 0.25 {
                    self.radius = length * 0.25;
                } else if ratio > 0.75 && length > 0.99 * self.radius {
                    self.radius = (self.radius * 2.5).min(8.0);
                }
                if is_good {
                    self.at = trial;
                    self.best = Some(evaluation);
                }
            }
        }
        self.propose();
    }

    fn propose(&mut self) {
        let Some(best) = &self.best else { return };
        let (mut gradient, mut hessian) = (best.gradient, best.hessian);
        for i in 0..N {
            // A coordinate that stands at the bound and wants to go on stays there; the others move on.
            // (Rounding may leave it a hair inside.)
            if self.at[i].abs() >= self.bound - AT_BOUND && self.at[i] * gradient[i] > 0.0 {
                gradient[i] = 0.0;
                hessian[i] = [0.0; N];
                hessian.iter_mut().for_each(|row| row[i] = 0.0);
                hessian[i][i] = -1.0;
            }
        }
        let (mut step, mut promised) = trust_step(&gradient, &hessian, self.radius);
        let reach = |i: usize| match step[i] {
            d if d > 0.0 => (self.bound - self.at[i]) / d,
            d if d < 0.0 => (-self.bound - self.at[i]) / d,
            _ => 1.0,
        };
        let part = (0..N).map(reach).fold(1.0, f64::min);
        if part < 1.0 {
            // The bound cuts the step short, and with it the promise.
            step = step.map(|d| d * part);
            promised = Evaluation { value: 0.0, gradient, hessian }.promise(&step);
        }
        let mut trial = self.at;
        for i in 0..N {
            trial[i] = (trial[i] + step[i]).clamp(-self.bound, self.bound);
        }
        let is_stuck = difference(&trial, &self.at).iter().all(|d| d.abs() < 1e-14);
        // The promise shrinks with the radius after a failure; below the noise of the sum nothing is left to gain.
        let noise = 1e-15 * best.value.abs();
        // Far to go for nearly nothing: the function levels off towards infinity, and has no top to be found.
        let is_level = promised < LEVEL_GAIN && norm(&step) > LEVEL_STEP;
        if promised < self.tolerance.max(noise) || is_stuck || is_level {
            self.is_converged = true;
        } else if self.n_evaluations < MAX_EVALUATIONS && self.radius > 1e-10 {
            self.promised = promised;
            self.trial = Some(trial);
        }
    }

    /// The best point so far and its evaluation; `None` when the function was not finite at the start.
    pub fn best(&self) -> Option<([f64; N], Evaluation<N>)> {
        self.best.map(|best| (self.at, best))
    }
}

/// The step within `radius` that gains most by the quadratic model, and that gain.
fn trust_step<const N: usize>(gradient: &[f64; N], hessian: &[[f64; N]; N], radius: f64) -> ([f64; N], f64) {
    let (curvature, axes) = eigen(hessian);
    // In the eigenbasis of −H the step is g / (λ + ν), ν ≥ 0 as small as the radius and concavity allow.
    let lambda: [f64; N] = std::array::from_fn(|i| -curvature[i]);
    let along: [f64; N] = std::array::from_fn(|i| (0..N).map(|j| axes[j][i] * gradient[j]).sum());
    let lowest = lambda.iter().fold(f64::INFINITY, |low, l| low.min(*l));
    let scale = lambda.iter().fold(0.0_f64, |s, l| s.max(l.abs())).max(1e-300);
    let step_for =
        |nu: f64| -> [f64; N] { std::array::from_fn(|i| along[i] / (lambda[i] + nu).max(1e-14 * scale)) };
    let mut low = (-lowest).max(0.0) + if lowest <= 1e-12 * scale { 1e-10 * scale } else { 0.0 };
    let mut step = step_for(low);
    if norm(&step) > radius {
        let mut high = low + norm(&along) / radius;
        for _ in 0..80 {
            let middle = 0.5 * (low + high);
            if norm(&step_for(middle)) > radius {
                low = middle;
            } else {
                high = middle;
            }
            if high - low < 1e-6 * high {
                break;
            }
        }
        step = step_for(high);
    }
    let gain = (0..N).map(|i| along[i] * step[i] - 0.5 * lambda[i] * step[i] * step[i]).sum();
    let back = std::array::from_fn(|j| (0..N).map(|i| axes[j][i] * step[i]).sum());
    (back, gain)
}

/// Eigenvalues of a symmetric matrix, ascending by position of the diagonal, and eigenvectors as columns (Jacobi).
pub fn eigen<const N: usize>(matrix: &[[f64; N]; N]) -> ([f64; N], [[f64; N]; N]) {
    let mut a = *matrix;
    let mut v = [[0.0; N]; N];
    for (i, row) in v.iter_mut().enumerate() {
        row[i] = 1.0;
    }
    for _ in 0..60 {
        let off: f64 = (0..N).flat_map(|i| (0..i).map(move |j| (i, j))).map(|(i, j)| a[i][j] * a[i][j]).sum();
        let diagonal: f64 = (0..N).map(|i| a[i][i] * a[i][i]).sum();
        if off <= 1e-32 * diagonal || off == 0.0 {
            break;
        }
        for p in 0..N {
            for q in p + 1..N {
                rotate(&mut a, &mut v, p, q);
            }
        }
    }
    (std::array::from_fn(|i| a[i][i]), v)
}

fn rotate<const N: usize>(a: &mut [[f64; N]; N], v: &mut [[f64; N]; N], p: usize, q: usize) {
    if a[p][q] == 0.0 {
        return;
    }
    let theta = (a[q][q] - a[p][p]) / (2.0 * a[p][q]);
    let t = theta.signum() / (theta.abs() + libm::sqrt(theta * theta + 1.0));
    let c = 1.0 / libm::sqrt(t * t + 1.0);
    let s = t * c;
    for row in a.iter_mut().chain(v.iter_mut()) {
        (row[p], row[q]) = (c * row[p] - s * row[q], s * row[p] + c * row[q]);
    }
    let (of_p, of_q) = (a[p], a[q]);
    a[p] = std::array::from_fn(|k| c * of_p[k] - s * of_q[k]);
    a[q] = std::array::from_fn(|k| s * of_p[k] + c * of_q[k]);
}

/// The inverse of −H when H is negative definite: the covariance of maximum-likelihood estimates. `None` when the
/// maximum is flat in some direction (smallest eigenvalue of −H below `floor`).
pub fn covariance<const N: usize>(hessian: &[[f64; N]; N], floor: f64) -> Option<[[f64; N]; N]> {
    let (curvature, axes) = eigen(hessian);
    if curvature.iter().any(|c| -c <= floor || !c.is_finite()) {
        return None;
    }
    let mut inverse = [[0.0; N]; N];
    for (i, row) in inverse.iter_mut().enumerate() {
        for (j, cell) in row.iter_mut().enumerate() {
            *cell = (0..N).map(|k| axes[i][k] * axes[j][k] / -curvature[k]).sum();
        }
    }
    Some(inverse)
}

fn difference<const N: usize>(a: &[f64; N], b: &[f64; N]) -> [f64; N] {
    std::array::from_fn(|i| a[i] - b[i])
}

fn norm<const N: usize>(v: &[f64; N]) -> f64 {
    libm::sqrt(v.iter().map(|x| x * x).sum())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// −Rosenbrock: a curved ridge with its top at (1, 1).
    fn ridge(p: [f64; 2]) -> Evaluation<2> {
        let [x, y] = p;
        let d = y - x * x;
        Evaluation {
            value: -(100.0 * d * d + (1.0 - x) * (1.0 - x)),
            gradient: [400.0 * x * d + 2.0 * (1.0 - x), -200.0 * d],
            hessian: [[400.0 * d - 800.0 * x * x - 2.0, 400.0 * x], [400.0 * x, -200.0]],
        }
    }

    #[test]
    fn a_curved_ridge_is_climbed() {
        let mut search = Newton::new([-1.2, 1.0], 1e-12, 100.0);
        while let Some(point) = search.ask() {
            search.tell(ridge(point));
        }
        let (at, best) = search.best().unwrap();
        assert!(search.is_converged && best.value > -1e-10 && (at[0] - 1.0).abs() < 1e-5, "{at:?}");
        assert!(search.n_evaluations < 40, "{}", search.n_evaluations);
    }

    #[test]
    fn covariance_inverts_minus_the_hessian() {
        let covariance = covariance(&[[-4.0, 1.0], [1.0, -2.0]], 1e-9).unwrap();
        assert!((covariance[0][0] - 2.0 / 7.0).abs() < 1e-14 && (covariance[0][1] - 1.0 / 7.0).abs() < 1e-14);
        assert!(super::covariance(&[[-1.0, 0.0], [0.0, 0.0]], 1e-9).is_none());
    }
}
