//! Special functions that `libm` lacks, for positive real arguments.
//!
//! Accurate to a few units of 1e-15 over the ranges that occur (`tests/golden/special.json` holds mpmath's figures).

/// ln Γ(x), x > 0.
pub fn ln_gamma(x: f64) -> f64 {
    libm::lgamma(x)
}

/// ψ(x) = d ln Γ(x) / dx, x > 0: recurrence up to 10, then the asymptotic series (Abramowitz & Stegun 6.3.18).
pub fn digamma(x: f64) -> f64 {
    let (mut x, mut shift) = (x, 0.0);
    while x < 10.0 {
        shift -= 1.0 / x;
        x += 1.0;
    }
    let inverse = 1.0 / (x * x);
    let series = inverse
        * (1.0 / 12.0
            - inverse
                * (1.0 / 120.0
                    - inverse
                        * (1.0 / 252.0
                            - inverse
                                * (1.0 / 240.0
                                    - inverse
                                        * (1.0 / 132.0 - inverse * (691.0 / 32_760.0 - inverse / 12.0))))));
    shift + libm::log(x) - 0.5 / x - series
}

/// ψ′(x), x > 0: recurrence up to 10, then the asymptotic series (Abramowitz & Stegun 6.4.12).
pub fn trigamma(x: f64) -> f64 {
    let (mut x, mut shift) = (x, 0.0);
    while x < 10.0 {
        shift += 1.0 / (x * x);
        x += 1.0;
    }
    let inverse = 1.0 / (x * x);
    let series = 1.0 / 6.0
        - inverse
            * (1.0 / 30.0
                - inverse
                    * (1.0 / 42.0
                        - inverse
                            * (1.0 / 30.0
                                - inverse
                                    * (5.0 / 66.0 - inverse * (691.0 / 2730.0 - inverse * (7.0 / 6.0))))));
    shift + 1.0 / x + 0.5 * inverse + series * inverse / x
}

/// ln B(a, b), a, b > 0.
pub fn ln_beta(a: f64, b: f64) -> f64 {
    ln_gamma(a) + ln_gamma(b) - ln_gamma(a + b)
}

/// Sums over the factors of a rising factorial z(z+1)…(z+n−1).
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Rising {
    /// Σ ln(z+i) = ln Γ(z+n) − ln Γ(z).
    pub ln: f64,
    /// Its first derivative by z: Σ 1/(z+i).
    pub first: f64,
    /// Its second derivative by z: −Σ 1/(z+i)².
    pub second: f64,
}

/// The sums for n = 0..=`n_max`, one pass, no difference of large logarithms: exact where ln Γ(z+n) − ln Γ(z) cancels.
pub fn rising_table(z: f64, n_max: usize) -> Vec<Rising> {
    let mut table = Vec::with_capacity(n_max + 1);
    let mut sums = Rising::default();
    table.push(sums);
    for i in 0..n_max {
        let factor = z + i as f64;
        let inverse = 1.0 / factor;
        sums.ln += libm::log(factor);
        sums.first += inverse;
        sums.second -= inverse * inverse;
        table.push(sums);
    }
    table
}

/// ln(e^a + e^b) without overflow; −∞ is allowed.
pub fn ln_add(a: f64, b: f64) -> f64 {
    let (high, low) = if a > b { (a, b) } else { (b, a) };
    if low == f64::NEG_INFINITY { high } else { high + libm::log1p(libm::exp(low - high)) }
}

/// Nodes and weights of Gauss–Legendre on 0..1.
pub fn gauss_legendre(n: usize) -> Vec<(f64, f64)> {
    let mut rule = Vec::with_capacity(n);
    for i in 0..n {
        let mut x = libm::cos(std::f64::consts::PI * (i as f64 + 0.75) / (n as f64 + 0.5));
        let mut slope = 1.0;
        // Newton's iteration on the Legendre polynomial converges in a handful of steps from this start.
        for _ in 0..12 {
            let (mut low, mut high) = (1.0, x);
            for k in 2..=n {
                let k = k as f64;
                (low, high) = (high, ((2.0 * k - 1.0) * x * high - (k - 1.0) * low) / k);
            }
            slope = n as f64 * (x * high - low) / (x * x - 1.0);
            let step = high / slope;
            x -= step;
            if step.abs() < 1e-16 {
                break;
            }
        }
        rule.push(((1.0 - x) / 2.0, 1.0 / ((1.0 - x * x) * slope * slope)));
    }
    rule
}

/// Standard normal distribution function.
pub fn normal_cdf(z: f64) -> f64 {
    0.5 * libm::erfc(-z / std::f64::consts::SQRT_2)
}

/// The z at which the standard normal's cumulative probability is p, 0 < p < 1. Newton's steps from 0 come from one side
/// and never overshoot, because the curve bends one way there.
pub fn normal_quantile(p: f64) -> f64 {
    let upper = f64::max(p, 1.0 - p);
    let mut z = 0.0;
    for _ in 0..100 {
        let density = libm::exp(-0.5 * z * z) / (2.0 * std::f64::consts::PI).sqrt();
        let step = (upper - normal_cdf(z)) / density;
        z += step;
        if step <= 1e-12 {
            break;
        }
    }
    if p < 0.5 { -z } else { z }
}

/// Nodes and weights (sum 1) for expectations over Beta(a, b): the trapezoidal rule in y = ln(p / (1 − p)), stretched by
/// sinh so that both tails die doubly exponentially (Takahasi & Mori 1974).
pub fn beta_rule(a: f64, b: f64) -> Vec<(f64, f64)> {
    let centre = libm::log(a / b);
    let deviation = libm::sqrt(1.0 / a + 1.0 / b);
    let width = deviation.min(2.0);
    let left = 50.0 / a + libm::log1p(60.0 / b) + 9.0 * deviation.min(1.0);
    let right = 50.0 / b + libm::log1p(60.0 / a) + 9.0 * deviation.min(1.0);
    sinh_rule(centre, width, left, right, |y| {
        let p = 1.0 / (1.0 + libm::exp(-y));
        // ln p = −ln(1 + e^−y), ln(1 − p) = −ln(1 + e^y).
        (p, -a * ln_add(0.0, -y) - b * ln_add(0.0, y))
    })
}

/// Nodes and weights (sum 1) for expectations over Gamma(shape, 1), in y = ln g.
pub fn gamma_rule(shape: f64) -> Vec<(f64, f64)> {
    let deviation = 1.0 / libm::sqrt(shape);
    let left = 50.0 / shape + 9.0 * deviation.min(1.0);
    let right = libm::log1p(60.0 / shape) + 9.0 * deviation.min(1.0);
    sinh_rule(libm::log(shape), deviation.min(2.0), left, right, |y| {
        let g = libm::exp(y);
        (g, shape * y - g)
    })
}

fn sinh_rule(
    centre: f64,
    width: f64,
    left: f64,
    right: f64,
    at: impl Fn(f64) -> (f64, f64),
) -> Vec<(f64, f64)> {
    const N: i32 = 64;
    let (low, high) = (-libm::asinh(left / width), libm::asinh(right / width));
    let mut rule: Vec<(f64, f64)> = (-N..=N)
        .map(|i| {
            let v = low + (high - low) * f64::from(i + N) / f64::from(2 * N);
            let (node, ln_density) = at(centre + width * libm::sinh(v));
            (node, ln_density + libm::log(libm::cosh(v)))
        })
        .collect();
    let top = rule.iter().fold(f64::NEG_INFINITY, |top, (_, ln)| top.max(*ln));
    let mut sum = 0.0;
    for (_, weight) in &mut rule {
        *weight = libm::exp(*weight - top);
        sum += *weight;
    }
    rule.retain_mut(|(_, weight)| {
        *weight /= sum;
        *weight > 1e-17
    });
    rule
}

#[cfg(test)]
mod tests {
    use super::*;

    fn near(a: f64, b: f64) {
        assert!((a - b).abs() <= 1e-12 * b.abs().max(1e-3), "{a} {b}");
    }

    #[test]
    fn quantiles_of_the_normal_have_their_tabled_values() {
        near(normal_quantile(0.975), 1.959_963_984_540_054);
        near(normal_quantile(0.0001), -3.719_016_485_455_709);
        assert_eq!(normal_quantile(0.5), 0.0);
    }

    #[test]
    fn derivatives_of_the_gamma_function_have_their_known_values() {
        near(digamma(1.0), -0.577_215_664_901_532_9);
        near(digamma(0.5), -1.963_510_026_021_423_5);
        near(trigamma(1.0), 1.644_934_066_848_226_4);
        near(trigamma(0.5), 4.934_802_200_544_679);
    }

    #[test]
    fn rising_sums_are_differences_of_the_gamma_function() {
        let table = rising_table(0.37, 40);
        near(table[40].ln, ln_gamma(40.37) - ln_gamma(0.37));
        near(table[40].first, digamma(40.37) - digamma(0.37));
        near(table[40].second, trigamma(40.37) - trigamma(0.37));
    }

    #[test]
    fn quadrature_integrates_what_it_should() {
        let sum: f64 = gauss_legendre(10).iter().map(|(x, w)| w * libm::exp(*x)).sum();
        near(sum, libm::expm1(1.0));
        for (a, b) in [(0.8, 2.4), (0.05, 1.2), (0.8, 900.0), (30.0, 2.0)] {
            let mean: f64 = beta_rule(a, b).iter().map(|(p, w)| w * p).sum();
            assert!((mean / (a / (a + b)) - 1.0).abs() < 1e-9, "{a} {b} {mean}");
        }
        for shape in [0.1, 0.25, 3.0, 400.0] {
            let mean: f64 = gamma_rule(shape).iter().map(|(g, w)| w * g).sum();
            assert!((mean / shape - 1.0).abs() < 1e-9, "{shape} {mean}");
        }
    }
}
