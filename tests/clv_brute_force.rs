//! What each model says of a customer, against sums over all rates of buying and leaving (`tests/golden/lifetime.py`).

use regulars::analysis::clv::bgbb::Bgbb;
use regulars::analysis::clv::fit::{Fit, Model};
use regulars::analysis::clv::predict::Predictor;
use regulars::analysis::clv::sbg::Sbg;
use serde_json::Value;

fn golden() -> Value {
    serde_json::from_str(include_str!("golden/lifetime.json")).unwrap()
}

fn number(value: &Value, key: &str) -> f64 {
    value[key].as_f64().unwrap()
}

fn theta<const N: usize>(model: &Value) -> [f64; N] {
    let known: Vec<f64> = model["theta"].as_array().unwrap().iter().map(|v| v.as_f64().unwrap()).collect();
    // Models without departures are the BG family with a = 0, b = 1.
    std::array::from_fn(|i| known.get(i).copied().unwrap_or([0.0, 0.0, 0.0, 1.0][i]))
}

#[track_caller]
fn near(what: &str, case: &Value, got: f64, key: &str, relative: f64) {
    let known = number(case, key);
    assert!((got - known).abs() <= relative * known.abs().max(1e-9), "{what} {key}: {got} of {case}");
}

#[test]
fn purchase_models_agree_with_brute_force() {
    let golden = golden();
    for model in Model::ALL {
        let known = &golden[model.key()];
        let fit = Fit {
            model,
            k: known["k"].as_u64().unwrap() as u32,
            theta: theta(known),
            log_likelihood: 0.0,
            covariance: None,
            n_evaluations: 0,
            is_converged: true,
        };
        let predictor = Predictor::new(&fit);
        for case in known["cases"].as_array().unwrap() {
            let x = case["x"].as_u64().unwrap() as u32;
            let [last, age, t, delta] = ["last", "age", "t", "delta"].map(|key| number(case, key));
            let near = |got, key, relative| near(model.key(), case, got, key, relative);
            near(predictor.p_alive(x, last, age), "p_alive", 1e-9);
            near(predictor.p_none(x, last, age, t), "p_none", 1e-8);
            let expected = predictor.expected(x, last, age, t);
            near(expected.mean, "expected", 1e-8);
            near(expected.variance, "variance", 1e-7);
            near(predictor.discounted_forever(x, last, age, delta), "forever", 1e-6);
        }
    }
}

#[test]
fn chances_agree_with_brute_force() {
    let golden = golden();
    let known = &golden["bgbb"];
    let fit = Bgbb { theta: theta(known), log_likelihood: 0.0, covariance: None };
    for case in known["cases"].as_array().unwrap() {
        let [x, last, n, ahead] = ["x", "last", "age", "t"].map(|key| case[key].as_u64().unwrap() as u32);
        let near = |got, key| near("bgbb", case, got, key, 1e-9);
        near(fit.p_alive(x, last, n), "p_alive");
        near(fit.p_none(x, last, n, ahead), "p_none");
        near(fit.expected(x, last, n, ahead), "expected");
        // Σ over the chances to come of P(there) · P(takes it) · e^(−δ i).
        let fades = libm::exp(-number(case, "delta"));
        let takes = (fit.theta[0] + f64::from(x)) / (fit.theta[0] + fit.theta[1] + f64::from(n));
        let (mut there, mut worth, mut forever) = (fit.p_alive(x, last, n), fades, 0.0);
        for i in 1..2000 {
            forever += there * worth * takes;
            there *= fit.stays(n + i);
            worth *= fades;
        }
        near(forever, "forever");
    }
    let known = &golden["sbg"];
    let [alpha, beta] = theta(known);
    let fit = Sbg { alpha, beta, log_likelihood: 0.0, covariance: None };
    for case in known["cases"].as_array().unwrap() {
        let [x, ahead] = ["x", "t"].map(|key| case[key].as_u64().unwrap() as u32);
        let near = |got, key| near("sbg", case, got, key, 1e-9);
        near(fit.survival(x), "survival");
        near(fit.renewal_rate(x), "p_alive");
        near(fit.renewals(x, ahead), "expected");
        let discounted = |i: u32| {
            (fit.survival(x + i) / fit.survival(x)) * libm::exp(-number(case, "delta") * f64::from(i))
        };
        near((1..1000).map(discounted).sum(), "forever");
    }
}
