//! Lifetime value beside lifetimes in one run: `cargo bench --bench clv [-- cdnow million cells churn
//! recovery]`.
//!
//! Fits from (x, t_x, T) of each customer, aggregation and the start included, CPU seconds of one thread; lifetimes runs
//! through `benches/peers/clv.py` where Python has it. CDNOW is used where it is; a million generated customers are
//! always there, once with twelve weeks of newcomers and once with three years of them. `cells` times whole cells on
//! Online Retail; `churn` tells how well they are ranked who come back, on CDNOW and on generated households that keep a
//! rhythm; `recovery` fits 200 generated sets a model and counts how often intervals hold the truth.

#[path = "../tests/common/mod.rs"]
mod common;

use regulars::analysis::clv::data::{Groups, Histories, Summary, Unit};
use regulars::analysis::clv::fit::{Fit, Model, fit};
use regulars::analysis::clv::predict::Predictor;
use regulars::progress::{Progress, block_on};
use regulars::stats::sample::Rng;
use std::alloc::{GlobalAlloc, Layout, System};
use std::io::Write;
use std::process::Command;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Instant;

/// Counts what is held and the most that ever was.
struct Counting;

static HELD: AtomicUsize = AtomicUsize::new(0);
static MOST: AtomicUsize = AtomicUsize::new(0);

// SAFETY: forwards to the system's allocator.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        let held = HELD.fetch_add(layout.size(), Ordering::Relaxed) + layout.size();
        MOST.fetch_max(held, Ordering::Relaxed);
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, pointer: *mut u8, layout: Layout) {
        HELD.fetch_sub(layout.size(), Ordering::Relaxed);
        unsafe { System.dealloc(pointer, layout) }
    }
}

#[global_allocator]
static ALLOCATOR: Counting = Counting;

/// CPU seconds of this thread where Linux tells them, else wall time.
fn seconds(start: Instant) -> f64 {
    let on_cpu = std::fs::read_to_string("/proc/thread-self/schedstat").ok();
    let nanoseconds = on_cpu.and_then(|text| text.split(' ').next()?.parse::<f64>().ok());
    nanoseconds.map_or_else(|| start.elapsed().as_secs_f64(), |ns| ns / 1e9)
}

/// Mean CPU seconds over `times` runs or more, the most heap held in one, and the last result. The system counts a thread's
/// time in steps of some milliseconds, so short runs are repeated for half a second.
fn mean<T>(times: usize, mut run: impl FnMut() -> T) -> (f64, f64, T) {
    let origin = Instant::now();
    let (held, start) = (HELD.load(Ordering::Relaxed), seconds(origin));
    MOST.store(held, Ordering::Relaxed);
    let mut result = std::hint::black_box(run());
    let megabytes = (MOST.load(Ordering::Relaxed) - held) as f64 / 1e6;
    let mut n = 1;
    while n < times || seconds(origin) - start < 0.5 {
        result = std::hint::black_box(run());
        n += 1;
    }
    ((seconds(origin) - start) / n as f64, megabytes, result)
}

fn fitted(model: Model, groups: &Groups) -> Option<Fit> {
    let none = Progress::none();
    let nbd = block_on(fit(Model::Nbd, 1, None, groups, &none)).ok()??;
    block_on(fit(model, 1, Some(&nbd), groups, &none)).ok()?
}

/// Purchase days of a generated customer after the first, in days from it, up to day `until`: BG/NBD and MBG/NBD leave
/// after a purchase, Pareto/NBD after a lifetime. Parameters are in weeks.
fn purchases(rng: &mut Rng, model: Model, theta: &[f64; 4], until: i32) -> Vec<i32> {
    let rate = gamma(rng, theta[0]) / theta[1] / 7.0;
    let (mut leaves, mut end) = (0.0, f64::INFINITY);
    if model == Model::Pnbd {
        end = -libm::log(1.0 - rng.unit()) * theta[3] * 7.0 / gamma(rng, theta[2]).max(1e-300);
    } else {
        let (leave, stay) = (gamma(rng, theta[2]), gamma(rng, theta[3]));
        leaves = leave / (leave + stay);
    }
    let mut days: Vec<i32> = Vec::new();
    if model == Model::Mbgnbd && rng.unit() < leaves {
        return days;
    }
    let mut at = 0.0;
    loop {
        at -= libm::log(1.0 - rng.unit()) / rate.max(1e-12);
        let day = libm::ceil(at).min(1e9) as i32;
        if day > until || at > end {
            return days;
        }
        // Purchases of one day are one.
        if days.last() != Some(&day) {
            days.push(day);
        }
        if rng.unit() < leaves {
            return days;
        }
    }
}

fn summary(customer: u32, days: &[i32], age: i32) -> Summary {
    let n = days.partition_point(|day| *day <= age);
    let last = if n > 0 { days[n - 1] } else { 0 };
    Summary {
        customer,
        n_repeat_orders: n as u32,
        first_to_last: f64::from(last) / 7.0,
        age: f64::from(age) / 7.0,
        sum_ln_gaps: 0.0,
        mean_spend: None,
        first_day: 0,
        last_day: last,
    }
}

const LIKE_CDNOW: [f64; 4] = [0.25, 4.8, 0.72, 2.16];

/// BG/NBD customers with parameters like CDNOW's who enter within `entry` days and are watched to day `end`.
fn generated(n: usize, entry: u64, end: i32) -> Vec<Summary> {
    let mut rng = Rng::new(7);
    let customer = |customer| {
        let age = end - rng.below(entry) as i32;
        summary(customer, &purchases(&mut rng, Model::Bgnbd, &LIKE_CDNOW, age), age)
    };
    (0..n as u32).map(customer).collect()
}

/// How often 95 % intervals of the parameters hold the truth, and 80 % ranges of customers what they then did.
fn recovery(n_runs: u32) {
    const N: u32 = 4000;
    const AHEAD: i32 = 182;
    for (model, theta) in [
        (Model::Bgnbd, LIKE_CDNOW),
        (Model::Mbgnbd, [0.64, 7.3, 0.81, 1.23]),
        (Model::Pnbd, [0.6, 11.6, 0.52, 8.8]),
    ] {
        let (mut held, mut n_fitted, mut within) = ([0u32; 4], 0, 0u64);
        for run in 0..n_runs {
            let mut rng = Rng::new(u64::from(run) + 1);
            let mut customers = Vec::new();
            let mut came = Vec::new();
            for customer in 0..N {
                let age = 364 + rng.below(364) as i32;
                let days = purchases(&mut rng, model, &theta, age + AHEAD);
                customers.push(summary(customer, &days, age));
                came.push((days.len() as u32) - customers[customer as usize].n_repeat_orders);
            }
            let Ok(groups) = Groups::of(&customers) else { continue };
            let Some(fit) = fitted(model, &groups) else { continue };
            let Some(covariance) = fit.covariance else { continue };
            n_fitted += 1;
            for i in 0..4 {
                let off = libm::log(fit.theta[i] / theta[i]);
                held[i] += u32::from(off.abs() <= 1.96 * libm::sqrt(covariance[i][i]));
            }
            let predictor = Predictor::new(&fit);
            let ranges: Vec<(u32, u32)> = groups
                .rows
                .iter()
                .map(|row| {
                    let (x, last, age) = groups.at(row);
                    predictor.range(x, last, age, f64::from(AHEAD) / 7.0)
                })
                .collect();
            for (n, &row) in came.iter().zip(&groups.row_of) {
                let (low, high) = ranges[row as usize];
                within += u64::from((low..=high).contains(n));
            }
        }
        let share = |n: f64, of: f64| 100.0 * n / of.max(1.0);
        let n = f64::from(n_fitted);
        let shares: Vec<String> = model
            .parameter_names()
            .iter()
            .zip(held)
            .map(|(name, held)| format!("{name} {:.1} %", share(f64::from(held), n)))
            .collect();
        println!(
            "{}: {n_fitted} of {n_runs} runs fitted; 95 % intervals hold {}; 80 % ranges of customers hold {:.1} %",
            model.key(),
            shares.join(", "),
            share(within as f64, n * f64::from(N)),
        );
    }
}

/// Gamma(shape, 1) by Marsaglia & Tsang.
fn gamma(rng: &mut Rng, shape: f64) -> f64 {
    if shape < 1.0 {
        return gamma(rng, shape + 1.0) * libm::pow(1.0 - rng.unit(), 1.0 / shape);
    }
    let d = shape - 1.0 / 3.0;
    let c = 1.0 / libm::sqrt(9.0 * d);
    loop {
        let z = rng.normal();
        let v = (1.0 + c * z) * (1.0 + c * z) * (1.0 + c * z);
        if v > 0.0 && libm::log(1.0 - rng.unit()) < 0.5 * z * z + d - d * v + d * libm::log(v) {
            return d * v;
        }
    }
}

/// lifetimes on the same customers: CPU seconds and parameters by model; `None` where Python has no lifetimes.
fn theirs(customers: &[Summary]) -> Option<serde_json::Value> {
    let path = std::env::temp_dir().join(format!("regulars-clv-{}.f64", std::process::id()));
    let columns = |s: &Summary| [f64::from(s.n_repeat_orders), s.first_to_last, s.age];
    let bytes: Vec<u8> = customers.iter().flat_map(columns).flat_map(f64::to_le_bytes).collect();
    std::fs::File::create(&path).and_then(|mut file| file.write_all(&bytes)).ok()?;
    let python = std::env::var("REGULARS_PYTHON").unwrap_or_else(|_| "python3".into());
    let peer = Command::new(python).arg("benches/peers/clv.py").arg(&path).output();
    std::fs::remove_file(&path).ok();
    serde_json::from_slice(&peer.ok()?.stdout).ok()
}

fn compare(name: &str, customers: &[Summary], times: usize) {
    let (aggregate, megabytes, groups) = mean(times, || Groups::of(customers).ok());
    let Some(groups) = groups else { return };
    println!(
        "{name}: {} customers, {} alike, aggregated in {aggregate:.4} CPU s, {megabytes:.1} MB",
        groups.n,
        groups.rows.len()
    );
    let theirs = theirs(customers);
    if theirs.is_none() {
        println!("  skipped: lifetimes is not here");
    }
    for (model, peer) in [(Model::Bgnbd, Some("bgnbd")), (Model::Pnbd, Some("pnbd")), (Model::Mbgnbd, None)] {
        let (took, megabytes, fit) = mean(times, || fitted(model, &groups));
        let Some(fit) = fit else { continue };
        let ours = aggregate + took;
        let mut line = format!(
            "  {:8} {ours:.4} CPU s, {megabytes:.1} MB, {} evaluations",
            model.key(),
            fit.n_evaluations
        );
        if let Some(peer) = peer.and_then(|peer| theirs.as_ref()?.get(peer)) {
            let other = peer["seconds"].as_f64().unwrap_or(f64::NAN);
            line += &format!("; lifetimes {other:.3}; ours ÷ theirs {:.4}", ours / other);
            line +=
                &format!("; r {:.5} and {:.5}", fit.theta[0], peer["params"][0].as_f64().unwrap_or(f64::NAN));
        }
        println!("{line}");
    }
}

fn cells() {
    let Some(ledger) = common::books::online_retail() else { return };
    let inputs = common::books::inputs(ledger);
    for (kind, params) in [
        ("clv", serde_json::json!({})),
        ("churn", serde_json::json!({})),
        ("whatif", serde_json::json!({})),
        ("cohorts", serde_json::json!({})),
        ("flow", serde_json::json!({})),
    ] {
        let (took, megabytes, done) = mean(3, || common::books::run(kind, &inputs, params.clone()).ok());
        if done.is_some() {
            println!("{kind} on Online Retail: {took:.3} CPU s, {megabytes:.1} MB");
        }
    }
}

/// Households of a grocery over two years: gaps of Gamma(1.8) about a mean of their own, and a chance of leaving after
/// each visit. No model of ours is of this shape, as 1.8 is not whole.
fn households() -> Vec<common::Purchase> {
    let mut rng = Rng::new(18);
    let mut purchases = Vec::new();
    for household in 0..1500 {
        let mean_gap = 15.0 / (gamma(&mut rng, 1.2) / 1.2).max(0.02);
        let (leave, stay) = (gamma(&mut rng, 0.7), gamma(&mut rng, 9.0));
        let mut at = rng.unit() * 84.0;
        while at < 730.0 {
            purchases.push((format!("H{household:04}"), 13_000 + at as i32, 1000));
            if rng.unit() < leave / (leave + stay) {
                break;
            }
            at += gamma(&mut rng, 1.8) / 1.8 * mean_gap;
        }
    }
    purchases
}

fn churn(name: &str, purchases: &[common::Purchase], params: serde_json::Value) {
    let inputs = common::books::inputs(common::ledger(purchases));
    let Ok(done) = common::books::run("churn", &inputs, params) else { return };
    let Ok(output) = done.output_json() else { return };
    let share = |key: &str| output["backtest"][key].as_f64().unwrap_or(f64::NAN);
    println!(
        "{name}: {} chosen, area under the curve {:.4}; silence {:.4}, P(alive) {:.4}; precision {:.3}, lift {:.2}",
        output["model"].as_str().unwrap_or_default(),
        share("auc"),
        share("auc_silence"),
        share("auc_p_alive"),
        share("precision"),
        share("lift"),
    );
}

fn main() {
    let named: Vec<String> = std::env::args().skip(1).filter(|a| !a.starts_with('-')).collect();
    let asked = |name: &str| named.is_empty() || named.iter().any(|n| n == name);
    if asked("cdnow")
        && let Some(purchases) = common::cdnow("data/CDNOW_master.txt.xz")
        && let Some(end) = regulars::table::day::parse_iso("1997-09-30")
    {
        let customers = Histories::of(&common::ledger(&purchases)).summarise(Unit::Week, end);
        compare("CDNOW, weeks", &customers, 5);
    }
    if asked("million") {
        compare("newcomers of twelve weeks", &generated(1_000_000, 84, 273), 1);
        compare("newcomers of three years", &generated(1_000_000, 1095, 1096), 1);
    }
    if asked("cells") {
        cells();
    }
    if asked("churn") {
        if let Some(purchases) = common::cdnow("data/CDNOW_master.txt.xz") {
            let params = serde_json::json!({ "window_days": 273, "as_of": "1998-06-30" });
            churn("CDNOW, 39 weeks", &purchases, params);
            churn("CDNOW, 90 days", &purchases, serde_json::json!({}));
        }
        let households = households();
        churn("generated households, 90 days", &households, serde_json::json!({}));
        churn("generated households, a year", &households, serde_json::json!({ "window_days": 365 }));
    }
    // Slow: only when asked for.
    if named.iter().any(|n| n == "recovery") {
        recovery(200);
    }
}
