//! Shares as exact fractions, so that a rule at exactly 80 % is never lost to rounding.

/// A share `n / d` in lowest terms.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Fraction {
    n: u64,
    d: u64,
}

impl Fraction {
    pub const ZERO: Fraction = Fraction { n: 0, d: 1 };

    /// The fraction a person means by this decimal: `0.3` is 3/10, not the nearest binary number. `None` outside 0..=1
    /// and for NaN.
    pub fn of(share: f64) -> Option<Fraction> {
        if !(0.0..=1.0).contains(&share) {
            return None;
        }
        // The shortest decimal that reads back as this number; 18 digits after the point fit into 64 bits.
        let text = format!("{share}");
        let (whole, decimals) = text.split_once('.').unwrap_or((text.as_str(), ""));
        let decimals = &decimals[..decimals.len().min(18)];
        let d = 10u64.pow(decimals.len() as u32);
        let n =
            whole.parse::<u64>().ok()? * d + if decimals.is_empty() { 0 } else { decimals.parse().ok()? };
        let divisor = gcd(n, d);
        Some(Fraction { n: n / divisor, d: d / divisor })
    }

    /// Whether `part / whole` is at least this share, exactly.
    pub fn is_reached(self, part: u32, whole: u32) -> bool {
        if self.d <= u64::from(u32::MAX) {
            u64::from(part) * self.d >= self.n * u64::from(whole)
        } else {
            u128::from(part) * u128::from(self.d) >= u128::from(self.n) * u128::from(whole)
        }
    }

    /// The smallest count that is at least this share of `whole`, and at least 1.
    pub fn min_count(self, whole: u32) -> u32 {
        let count = (u128::from(self.n) * u128::from(whole)).div_ceil(u128::from(self.d));
        (count as u32).max(1)
    }
}

fn gcd(a: u64, b: u64) -> u64 {
    if b == 0 { a } else { gcd(b, a % b) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn decimals_are_taken_at_their_word() {
        let share = Fraction::of(0.3).unwrap();
        assert_eq!((share.n, share.d), (3, 10));
        assert!(share.is_reached(3, 10) && !share.is_reached(299_999, 1_000_000));
        assert_eq!(Fraction::of(0.001).unwrap().min_count(9835), 10);
        assert_eq!(Fraction::of(0.01).unwrap().min_count(20_000), 200);
        assert_eq!(Fraction::of(0.0).unwrap().min_count(10), 1);
        assert_eq!(Fraction::of(1.0).unwrap().min_count(7), 7);
        assert_eq!(Fraction::of(1e-12).unwrap().min_count(7), 1);
        assert!(Fraction::of(0.1 + 0.2).unwrap().is_reached(1, 3));
        assert!(Fraction::of(f64::NAN).is_none() && Fraction::of(1.1).is_none());
    }
}
