//! Special functions against mpmath (`tests/golden/special.py` makes the figures).

use regulars::stats::special::{digamma, ln_beta, ln_gamma, rising_table, trigamma};
use serde_json::Value;

#[test]
fn special_functions_agree_with_mpmath() {
    let golden: Value = serde_json::from_str(include_str!("golden/special.json")).unwrap();
    let number = |row: &Value, key: &str| row[key].as_f64().unwrap();
    let check = |name: &str, got: f64, expected: f64| {
        assert!((got - expected).abs() <= 1e-11 * expected.abs(), "{name}: {got}, not {expected}");
    };
    for row in golden["points"].as_array().unwrap() {
        let x = number(row, "x");
        check(&format!("digamma {x}"), digamma(x), number(row, "digamma"));
        check(&format!("trigamma {x}"), trigamma(x), number(row, "trigamma"));
        check(&format!("ln gamma {x}"), ln_gamma(x), number(row, "ln_gamma"));
    }
    for row in golden["rising"].as_array().unwrap() {
        let (z, n) = (number(row, "z"), row["n"].as_u64().unwrap() as usize);
        let sums = rising_table(z, n)[n];
        check(&format!("ln ({z})_{n}"), sums.ln, number(row, "ln"));
        check(&format!("its slope, {z} {n}"), sums.first, number(row, "first"));
        check(&format!("its curvature, {z} {n}"), sums.second, number(row, "second"));
    }
    for row in golden["pairs"].as_array().unwrap() {
        let (a, b) = (number(row, "a"), number(row, "b"));
        // Three large logarithms cancel in the last pair.
        let expected = number(row, "ln_beta");
        assert!((ln_beta(a, b) - expected).abs() <= 1e-10 * expected.abs().max(1.0), "ln beta {a} {b}");
    }
}
