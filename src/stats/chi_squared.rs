//! The χ² distribution's tail, in logs, so that tiny probabilities do not become zero.

/// ln P(χ² with `df` degrees of freedom > x), from the regularised incomplete gamma function Q(df/2, x/2): its series
/// below a + 1 and Lentz's continued fraction above (Abramowitz & Stegun 6.5.29 and 6.5.31). 0 for x ≤ 0.
pub fn ln_tail(x: f64, df: u32) -> f64 {
    if x <= 0.0 || df == 0 || x.is_nan() {
        return 0.0;
    }
    if x.is_infinite() {
        return f64::NEG_INFINITY;
    }
    let (a, x) = (f64::from(df) / 2.0, x / 2.0);
    let ln_front = a * libm::log(x) - x - libm::lgamma(a);
    if x < a + 1.0 {
        let (mut term, mut sum, mut n) = (1.0 / a, 1.0 / a, a);
        while term > sum * 1e-17 {
            n += 1.0;
            term *= x / n;
            sum += term;
        }
        return libm::log1p(-libm::exp(ln_front + libm::log(sum)).min(1.0));
    }
    let mut b = x + 1.0 - a;
    let (mut c, mut d) = (1e300, 1.0 / b);
    let mut h = d;
    for i in 1..10_000 {
        let i = f64::from(i);
        let step = -i * (i - a);
        b += 2.0;
        d = 1.0 / (step * d + b);
        c = b + step / c;
        let factor = c * d;
        h *= factor;
        if (factor - 1.0).abs() < 1e-16 {
            break;
        }
    }
    ln_front + libm::log(h)
}

/// P(χ² with `df` degrees of freedom > x).
pub fn tail(x: f64, df: u32) -> f64 {
    libm::exp(ln_tail(x, df))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_tail_agrees_with_closed_forms() {
        for x in [0.01, 0.5, 1.0, 3.0, 3.84, 10.0, 50.0, 500.0] {
            // One degree of freedom is a squared normal, two an exponential, four x/2 + 1 times an exponential.
            let check = |df, expected: f64| {
                let found = tail(x, df);
                assert!((found - expected).abs() <= 1e-12 * expected, "{x} {df}: {found} {expected}");
            };
            check(1, libm::erfc((x / 2.0).sqrt()));
            check(2, libm::exp(-x / 2.0));
            check(4, libm::exp(-x / 2.0) * (1.0 + x / 2.0));
        }
        assert!((ln_tail(10_000.0, 2) + 5000.0).abs() < 1e-9);
        assert_eq!(tail(0.0, 3), 1.0);
    }
}
