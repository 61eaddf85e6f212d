//! Counts of purchases as sums of positive terms: how likely a customer stays through n of them, and how likely a rate
//! drawn from a gamma distribution brings so many.

use crate::stats::special::ln_gamma;

/// E[(1−p)^(n−1)], p ~ Beta(a, b), for n = 1, 2, … in order.
pub struct Stay {
    a: f64,
    b: f64,
    n: u32,
    value: f64,
}

impl Stay {
    pub fn new(a: f64, b: f64) -> Stay {
        Stay { a, b, n: 1, value: 1.0 }
    }

    pub fn at(&mut self, n: u32) -> f64 {
        while self.n < n {
            let i = f64::from(self.n - 1);
            self.value *= (self.b + i) / (self.a + self.b + i);
            self.n += 1;
        }
        self.value
    }
}

/// Visits P(N ≥ nk − j) for n = 1, 2, … where N counts Poisson events in `t` at a rate drawn from Gamma(shape, rate):
/// a negative binomial. Stops when what is left is below 1e-15.
pub fn at_least(shape: f64, rate: f64, t: f64, k: u32, j: u32, mut visit: impl FnMut(u32, f64)) {
    if t <= 0.0 {
        return;
    }
    let q = t / (rate + t);
    let ln_q = libm::log(q);
    // Below `start` every tail is 1 to the last bit; from there the probabilities do not underflow.
    let mean = shape * t / rate;
    let deviation = libm::sqrt(mean * (1.0 + t / rate));
    let start = libm::floor((mean - 40.0 * deviation).max(0.0));
    let ln_first = ln_gamma(shape + start) - ln_gamma(shape) - ln_gamma(start + 1.0)
        + shape * libm::log1p(-q)
        + start * ln_q;
    let mut probability = libm::exp(ln_first);
    // P(N ≥ i), kept from above by subtraction; exact for i = 1 even when t is tiny.
    let (mut i, mut tail) = (start, 1.0);
    let mut n = 1;
    loop {
        let needed = f64::from(n) * f64::from(k) - f64::from(j);
        while i < needed {
            tail = if i == 0.0 { -libm::expm1(shape * libm::log1p(-q)) } else { tail - probability };
            probability *= (shape + i) / (i + 1.0) * q;
            i += 1.0;
            // Past the mode the tail is below a geometric series, which knows nothing of the subtraction's rounding.
            let ratio = q * ((shape + i) / (i + 1.0)).max(1.0);
            if ratio < 1.0 {
                tail = tail.min(probability / (1.0 - ratio));
            }
        }
        if tail < 1e-15 || n == u32::MAX {
            return;
        }
        visit(n, tail.min(1.0));
        n += 1;
    }
}
