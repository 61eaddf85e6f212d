//! Lifetime value against published figures, figures of other tools, and its own laws.

mod common;

use common::{cdnow, ledger, shared};
use regulars::analysis::clv::data::{Groups, Histories, Unit};
use regulars::analysis::clv::fit::{Fit, Model, fit};
use regulars::analysis::clv::gamma_gamma;
use regulars::analysis::clv::predict::Predictor;
use regulars::analysis::{self, Inputs};
use regulars::progress::{Progress, block_on};
use regulars::report::text::{Catalogue, Language};
use regulars::table::day::parse_iso;
use serde_json::{Value, json};
use std::rc::Rc;

fn json(path: &str) -> Option<Value> {
    Some(serde_json::from_slice(&shared(path)?).unwrap())
}

fn numbers(value: &Value) -> Vec<f64> {
    value.as_array().unwrap().iter().map(|v| v.as_f64().unwrap()).collect()
}

#[track_caller]
fn near(what: &str, got: f64, expected: f64, relative: f64) {
    assert!((got - expected).abs() <= relative * expected.abs().max(1e-12), "{what}: {got}, not {expected}");
}

fn fit_of(model: Model, k: u32, groups: &Groups) -> Fit {
    let nbd = block_on(fit(Model::Nbd, 1, None, groups, &Progress::none())).unwrap();
    block_on(fit(model, k, nbd.as_ref(), groups, &Progress::none())).unwrap().unwrap()
}

fn groups_of(histories: &Histories, end: &str) -> Groups {
    Groups::of(&histories.summarise(Unit::Week, parse_iso(end).unwrap())).unwrap()
}

const CALIBRATION_END: &str = "1997-09-30";

#[test]
fn models_of_cdnow_are_those_of_other_tools() {
    let Some(reference) = json("reference/clv_cdnow.json") else { return };
    for (path, key) in [
        ("data/CDNOW_sample.txt", "cdnow_sample_exact_days_over_7"),
        ("data/CDNOW_master.txt.xz", "cdnow_full"),
    ] {
        let Some(purchases) = cdnow(path) else { return };
        let groups = groups_of(&Histories::of(&ledger(&purchases)), CALIBRATION_END);
        let known = &reference[key];
        assert_eq!(
            (groups.n, groups.sum_x),
            (known["n"].as_f64().unwrap(), known["sum_x"].as_f64().unwrap())
        );
        for (model, name) in
            [(Model::Nbd, "nbd"), (Model::Bgnbd, "bgnbd"), (Model::Mbgnbd, "mbgnbd"), (Model::Pnbd, "pnbd")]
        {
            let fit = fit_of(model, 1, &groups);
            println!("{key} {name} {:?} {} {}", fit.parameters(), fit.log_likelihood, fit.n_evaluations);
            assert!(fit.is_converged && fit.n_evaluations < 30);
            near(name, fit.log_likelihood, known[name]["ll"].as_f64().unwrap(), 1e-9);
            let standard_errors = fit.standard_errors();
            for (i, expected) in numbers(&known[name]["params"]).into_iter().enumerate() {
                near(name, fit.parameters()[i], expected, 1e-4);
                near("se", standard_errors[i].unwrap(), known[name]["se"][i].as_f64().unwrap(), 1e-3);
            }
        }
    }
}

#[test]
fn spend_of_cdnow_is_that_of_other_tools() {
    for (path, [p, q, gamma], ll) in [
        ("data/CDNOW_sample.txt", [6.249_572_27, 3.744_224_67, 15.443_520_97], None),
        ("data/CDNOW_master.txt.xz", [6.2753, 3.6244, 14.9837], Some(-40_763.476_3)),
    ] {
        let Some(purchases) = cdnow(path) else { return };
        let summaries =
            Histories::of(&ledger(&purchases)).summarise(Unit::Week, parse_iso(CALIBRATION_END).unwrap());
        let mut spenders: Vec<_> = summaries
            .iter()
            .filter_map(|s| Some((s.n_repeat_orders, s.mean_spend.filter(|z| *z > 0.0)?)))
            .collect();
        spenders.sort_by_key(|(x, _)| *x);
        let spend = block_on(gamma_gamma::fit(&spenders, &Progress::none())).unwrap().unwrap();
        println!("{} {spend:?}", spenders.len());
        near("p", spend.p, p, 1e-4);
        near("q", spend.q, q, 1e-4);
        near("gamma", spend.gamma, gamma, 1e-4);
        if let Some(ll) = ll {
            near("log likelihood", spend.log_likelihood, ll, 1e-7);
        }
    }
}

#[test]
fn customers_of_cdnow_are_expected_as_to_forty_digits() {
    let Some(reference) = json("reference/clv_cdnow_customers.json") else { return };
    for (name, model) in [("bgnbd", Model::Bgnbd), ("mbgnbd", Model::Mbgnbd), ("pnbd", Model::Pnbd)] {
        let theta: [f64; 4] = numbers(&reference["params"][name]).try_into().unwrap();
        let fit = at(model, theta);
        let predictor = Predictor::new(&fit);
        for customer in reference["customers"].as_array().unwrap() {
            let x = customer["x"].as_u64().unwrap() as u32;
            let last = customer["tx_days"].as_f64().unwrap() / 7.0;
            let age = customer["T_days"].as_f64().unwrap() / 7.0;
            let known = |key: &str| customer[name][key].as_f64().unwrap();
            near("p alive", predictor.p_alive(x, last, age), known("palive"), 1e-10);
            near("expected", predictor.expected(x, last, age, 39.0).mean, known("ey39"), 1e-10);
            near(
                &format!("none {name} {x} {last} {age}"),
                predictor.p_none(x, last, age, 39.0),
                known("p_none39"),
                2e-9,
            );
            if name == "pnbd" {
                near("DERT", predictor.discounted_forever(x, last, age, 0.0027), known("dert_0_0027"), 1e-7);
            }
        }
    }
}

fn at(model: Model, theta: [f64; 4]) -> Fit {
    Fit { model, k: 1, theta, log_likelihood: 0.0, covariance: None, n_evaluations: 0, is_converged: true }
}

#[test]
fn published_figures_come_back() {
    // Fader, Hardie & Lee (2005), the note on the CDNOW sample; BTYD's vignette.
    let bg = at(Model::Bgnbd, [0.243, 4.414, 0.793, 2.426]);
    near("customer 1", Predictor::new(&bg).expected(2, 30.43, 38.86, 39.0).mean, 1.226, 2e-3);
    let pareto = at(Model::Pnbd, [0.5533, 10.578, 0.6062, 11.669]);
    let predictor = Predictor::new(&pareto);
    near("x 26", predictor.expected(26, 30.86, 31.0, 52.0).mean, 25.456, 1e-4);
    near("alive", predictor.p_alive(26, 30.86, 31.0), 0.9979, 1e-4);
    let Some(reference) = json("reference/clv_published_checks.json") else { return };
    let mle = at(Model::Bgnbd, [0.24259452, 4.41360202, 0.79292202, 2.42590678]);
    for (t, expected) in numbers(&reference["t"]).into_iter().zip(numbers(&reference["E_bgnbd_mle"])) {
        near("E[X(t)]", Predictor::new(&mle).of_new(t), expected, 1e-5);
    }
}

#[test]
fn what_a_model_says_of_new_customers_adds_up() {
    for fit in [
        at(Model::Nbd, [0.4, 12.0, 0.0, 0.0]),
        at(Model::Bgnbd, [0.24, 4.4, 0.79, 2.4]),
        at(Model::Mbgnbd, [0.52, 6.2, 0.89, 1.6]),
        at(Model::Pnbd, [0.55, 10.6, 0.6, 11.7]),
        Fit { k: 3, ..at(Model::MbgcnbdK, [0.52, 2.0, 0.89, 1.6]) },
    ] {
        let predictor = Predictor::new(&fit);
        let shares = predictor.frequency(30.0, 400);
        near("sum", shares.iter().sum(), 1.0, 1e-9);
        let mean: f64 = shares.iter().enumerate().map(|(n, p)| n as f64 * p).sum();
        near(fit.model.key(), predictor.of_new(30.0), mean, 1e-6);
        // Somebody of age nothing is a new customer who has not left.
        let start = predictor.expected(0, 0.0, 0.0, 30.0);
        near("start", start.mean, mean, 1e-6);
        let until = |i: u32| predictor.expected(1, 4.0, 20.0, 0.5 * f64::from(i)).mean;
        let steps =
            (0..2400).map(|i| (until(i + 1) - until(i)) * libm::exp(-0.02 * (0.5 * f64::from(i) + 0.25)));
        near("discounted", predictor.discounted_forever(1, 4.0, 20.0, 0.02), steps.sum(), 1e-4);
        let steps =
            (0..104).map(|i| (until(i + 1) - until(i)) * libm::exp(-0.02 * (0.5 * f64::from(i) + 0.25)));
        near("discounted", predictor.discounted(1, 4.0, 20.0, 52.0, 0.02), steps.sum(), 1e-4);
    }
}

fn run(ledger: regulars::roles::Ledger, params: Value) -> Result<analysis::Done, regulars::error::Error> {
    let inputs = Inputs { ledger: Some(Rc::new(ledger)), ..Inputs::default() };
    block_on(analysis::find("clv").unwrap().run(&inputs, &params, &Progress::none()))
}

/// Every sentence of a report, for reading.
fn print(done: &analysis::Done, language: Language) {
    let say = Catalogue::new(language);
    let report = &done.report;
    let finding = report.findings.iter().map(|f| &f.message);
    for message in finding.chain(&report.base).chain(&report.notes).chain(&report.method) {
        println!("{}", say.text(message));
    }
    if let Some(checked) = &report.checked {
        println!("{:?} {}", checked.state, say.text(&checked.message));
    }
}

#[test]
fn the_cell_answers_for_cdnow_as_its_contract_says() {
    let Some(purchases) = cdnow("data/CDNOW_sample.txt") else { return };
    let params = json!({
        "model": "bgnbd", "calibration_end": CALIBRATION_END, "observation_end": "1998-06-30",
        "horizon": 39, "time_unit": "week"
    });
    let done = run(ledger(&purchases), params).unwrap();
    print(&done, Language::English);
    let output = done.output_json().unwrap();
    near("r", output["parameters"]["r"].as_f64().unwrap(), 0.242_594_5, 1e-4);
    near("p", output["spend"]["p"].as_f64().unwrap(), 6.249_57, 1e-4);
    let first = &output["customers"][0];
    assert_eq!(first["n_repeat_orders"], 2);
    near("expected", first["expected_orders"].as_f64().unwrap(), 1.225_994, 1e-4);
    near("alive", first["p_alive"].as_f64().unwrap(), 0.726_620_3, 1e-4);
    near("spend", first["expected_spend"].as_f64().unwrap(), 24.653_918, 1e-4);
    let holdout = &output["candidates"][1]["holdout"];
    near("sum", holdout["sum_ratio"].as_f64().unwrap(), 1_653.408_67 / 1882.0, 1e-3);
    println!("{}", serde_json::to_string_pretty(&output["candidates"]).unwrap());
}

#[test]
fn the_cell_chooses_by_itself() {
    let Some(purchases) = cdnow("data/CDNOW_master.txt.xz") else { return };
    let start = std::time::Instant::now();
    let done = run(ledger(&purchases), json!({ "calibration_end": CALIBRATION_END })).unwrap();
    println!("{:?}", start.elapsed());
    for language in Language::ALL {
        print(&done, language);
    }
    let output = done.output_json().unwrap();
    println!("{} {:#}", output["model"], output["candidates"]);
    println!("{:#} {:#}", output["totals"], output["rolling"]);
}
