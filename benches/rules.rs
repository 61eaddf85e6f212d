//! Rules beside their peers in one run: `cargo bench --bench rules`.
//!
//! Mining only, single thread. PyFIM and mlxtend run through `benches/peers/rules.py` when Python has them
//! (`REGULARS_PYTHON` names another Python; `-- --quick` leaves mlxtend out). The public data sets are used where they
//! are; two generated ones, sparse and dense, are always there.

#[path = "../tests/common/mod.rs"]
mod common;
mod meter;

use common::baskets::{baskets_of, groceries, online_retail};
use meter::{Counting, best, megabytes};
use regulars::analysis::Inputs;
use regulars::analysis::rules::leverage;
use regulars::analysis::rules::mine::{Search, mine};
use regulars::analysis::rules::params::Params;
use regulars::analysis::rules::run::run;
use regulars::analysis::rules::search::{Request, search};
use regulars::analysis::rules::transactions::Transactions;
use regulars::progress::{Progress, block_on};
use regulars::roles::Baskets;
use regulars::stats::sample::Rng;
use std::fmt::Write;
use std::process::Command;
use std::rc::Rc;

#[global_allocator]
static ALLOCATOR: Counting = Counting;

fn transactions(baskets: &Baskets) -> Transactions {
    Transactions::new(baskets.items.len(), (0..baskets.len()).map(|i| baskets.get(i).items))
}

/// Items with probabilities falling as 1/rank, in groups that are bought together.
fn generated(n: usize, n_items: u64, length: u64, seed: u64) -> Baskets {
    let mut rng = Rng::new(seed);
    let rows: Vec<_> = (0..n)
        .map(|_| {
            let k = 1 + rng.below(2 * length);
            let first = rng.below(n_items);
            let items = (0..k)
                .map(|_| {
                    let item = if rng.below(3) == 0 {
                        (first / 8 * 8 + rng.below(8)) % n_items
                    } else {
                        (n_items as f64 * rng.unit() * rng.unit() * rng.unit()) as u64
                    };
                    format!("{item:05}")
                })
                .collect();
            (items, None, None)
        })
        .collect();
    baskets_of(&rows)
}

fn compare(name: &str, baskets: &Baskets, min_count: u32, with_mlxtend: bool) {
    let (preparing, data) = best(3, || transactions(baskets));
    let limits = Search { min_count, max_length: usize::MAX, max_sets: usize::MAX };
    let (seconds, lattice) = best(5, || {
        let occurrences = data.occurrences_of(data.n_frequent(min_count));
        block_on(mine(&data, &occurrences, limits, &Progress::none())).unwrap()
    });
    let (mining_mb, _) = megabytes(|| {
        let occurrences = data.occurrences_of(data.n_frequent(min_count));
        block_on(mine(&data, &occurrences, limits, &Progress::none())).unwrap()
    });
    print!(
        "{name} @{min_count}: {} sets, {:.1} ms and {mining_mb:.1} MB mining ({:.1} ms ranking before)",
        lattice.n_sets(),
        seconds * 1e3,
        preparing * 1e3
    );
    let path = std::env::temp_dir().join(format!("regulars-bench-{}.dat", std::process::id()));
    let mut text = String::new();
    for basket in baskets.iter() {
        let words: Vec<String> = basket.items.iter().map(u32::to_string).collect();
        let _ = writeln!(text, "{}", words.join(" "));
    }
    std::fs::write(&path, text).unwrap();
    let python = std::env::var("REGULARS_PYTHON").unwrap_or_else(|_| "python3".into());
    let mut command = Command::new(python);
    command.arg("benches/peers/rules.py").arg(&path).arg(min_count.to_string());
    if !with_mlxtend {
        command.arg("--without-mlxtend");
    }
    let output = command.output();
    let _ = std::fs::remove_file(&path);
    let figures: serde_json::Value = output
        .ok()
        .and_then(|output| serde_json::from_slice(&output.stdout).ok())
        .unwrap_or(serde_json::Value::Null);
    for (peer, figure) in figures.as_object().into_iter().flatten() {
        if let Some(peer_seconds) = figure["seconds"].as_f64() {
            print!(
                "; {peer} {:.1} ms ({} sets), ratio {:.3}",
                peer_seconds * 1e3,
                figure["n"],
                seconds / peer_seconds
            );
        }
    }
    println!();
}

fn parameterless(baskets: Baskets) {
    let data = transactions(&baskets);
    let (seconds, pairs) = best(5, || {
        let occurrences = data.occurrences();
        block_on(leverage::best_pairs(&data, &occurrences, 1000, 2, |_, _| true, &Progress::none())).unwrap()
    });
    println!("best {} pairs: {:.1} ms", pairs.len(), seconds * 1e3);
    let request = Request::new(&Params::default().check().unwrap(), data.n_baskets(), &[], &[]);
    let (seconds, mined) =
        best(5, || block_on(search(&data, &data.occurrences(), &request, &Progress::none())).unwrap());
    println!("best {} rules by leverage: {:.1} ms", mined.rules.len(), seconds * 1e3);
    let inputs = Inputs { baskets: Some(Rc::new(baskets)), ..Inputs::default() };
    for shuffles in [0, 10] {
        let params = Params { shuffles: Some(shuffles), ..Params::default() };
        let (seconds, output) = best(1, || block_on(run(&inputs, &params, &Progress::none())).unwrap());
        let (cell_mb, _) = megabytes(|| block_on(run(&inputs, &params, &Progress::none())).unwrap());
        println!(
            "whole cell, {shuffles} shuffles: {:.0} ms, {cell_mb:.1} MB, {} trusted of {}, {} sets down to {}",
            seconds * 1e3,
            output.n_trusted,
            output.rules.len(),
            output.n_itemsets,
            output.min_count
        );
        if let Some(calibration) = output.calibration {
            println!("  shuffled: {:.1} rules of {}", calibration.n_rules_mean, calibration.n_rules_real);
        }
    }
}

fn main() {
    let is_quick = std::env::args().any(|arg| arg == "--quick");
    if let Some(baskets) = groceries() {
        compare("groceries", &baskets, 10, !is_quick);
        parameterless(baskets);
    }
    if let Some(baskets) = online_retail() {
        compare("online retail", &baskets, 198, !is_quick);
        compare("online retail", &baskets, 99, !is_quick);
        parameterless(baskets);
    }
    compare("generated, sparse", &generated(50_000, 5_000, 8, 1), 25, !is_quick);
    compare("generated, dense", &generated(10_000, 60, 12, 2), 400, !is_quick);
}
