//! Clusters beside scikit-learn in one run: `cargo bench --bench clusters [-- ROWS]`.
//!
//! The whole sweep k = 2..10 with indices, comparisons without groups and resamples, against `KMeans(n_init=10)` with its
//! indices through `benches/peers/clusters.py`, where Python has scikit-learn. Generated points, so that it runs anywhere.

#[path = "../tests/common/mod.rs"]
mod common;
mod meter;

use meter::{Counting, megabytes, seconds};
use regulars::analysis::clusters::choose::{self, Method};
use regulars::analysis::clusters::points::Points;
use regulars::analysis::clusters::{indices, kmeans};
use regulars::progress::{Progress, block_on};
use regulars::stats::sample::Rng;
use std::hint::black_box;
use std::io::Write;
use std::process::Command;
use std::time::Instant;

#[global_allocator]
static ALLOCATOR: Counting = Counting;

/// Six overlapping clouds in six dimensions.
fn columns(n: usize) -> Vec<Vec<f64>> {
    let mut rng = Rng::new(1);
    let middles: Vec<Vec<f64>> = (0..6).map(|_| (0..6).map(|_| 2.5 * rng.normal()).collect()).collect();
    let mut columns = (0..6).map(|_| Vec::with_capacity(n)).collect::<Vec<Vec<_>>>();
    for _ in 0..n {
        let middle = &middles[rng.below(6) as usize];
        for (column, center) in columns.iter_mut().zip(middle) {
            column.push(center + rng.normal());
        }
    }
    columns
}

/// Everything the cell does for k = 2..10, with the seconds of each part.
fn sweep(points: &Points) -> (Vec<kmeans::Fit>, Vec<(&'static str, f64)>) {
    let origin = Instant::now();
    let none = Progress::none();
    let ks: Vec<u32> = (2..=10).collect();
    let mut laps = Vec::new();
    let mut since = seconds(origin);
    let mut lap = |name: &'static str| {
        let now = seconds(origin);
        laps.push((name, now - since));
        since = now;
    };
    let fits: Vec<kmeans::Fit> =
        ks.iter().filter_map(|&k| block_on(kmeans::fit(points, k as usize, 10, 1, &none)).ok()).collect();
    lap("fit");
    let rows = Rng::new(1).choose(points.n, choose::SILHOUETTE_ROWS);
    let sample = points.subset(&rows);
    let total = points.total_inertia();
    let labels = |fit: &kmeans::Fit| rows.iter().map(|&row| fit.labels[row as usize]).collect::<Vec<u8>>();
    let partitions: Vec<Vec<u8>> = fits.iter().map(labels).collect();
    let views: Vec<&[u8]> = partitions.iter().map(Vec::as_slice).collect();
    black_box(block_on(indices::silhouettes(&sample, &views, &none)).ok());
    for fit in &fits {
        black_box(indices::calinski_harabasz(points.n, fit.k, fit.inertia, total));
        black_box(indices::davies_bouldin(points, &fit.labels, &fit.centers));
    }
    lap("indices");
    black_box(block_on(choose::null_silhouettes(points, &ks, 20, Method::KMeans, 1, &none)).ok());
    lap("nulls");
    black_box(block_on(choose::stability(points, &fits, 20, Method::KMeans, 1, &none)).ok());
    lap("resamples");
    (fits, laps)
}

/// The cell as a notebook runs it without parameters.
fn default_cell() {
    let Some(ledger) = common::books::online_retail() else { return };
    let inputs = common::books::inputs(ledger);
    let (cell_seconds, done) =
        meter::best(3, || common::books::run("clusters", &inputs, serde_json::Value::Null));
    let output = done.ok().and_then(|done| done.output_json().ok()).unwrap_or_default();
    println!(
        "Online Retail, whole cell: {:.0} ms, {} customers, k {}, {}",
        cell_seconds * 1e3,
        output["n_rows"],
        output["k"],
        output["verdict"]
    );
}

fn main() {
    default_cell();
    let n = std::env::args().skip(1).find_map(|argument| argument.parse().ok()).unwrap_or(100_000);
    let columns = columns(n);
    let (points_mb, points) = megabytes(|| Points::from_columns(&columns));
    let (working_mb, (fits, laps)) = megabytes(|| sweep(&points));
    let ours: f64 = laps.iter().map(|lap| lap.1).sum();
    println!("{n} × 6, k = 2..10: {ours:.2} CPU s, {points_mb:.1} MB of points + {working_mb:.1} MB");
    for (name, seconds) in laps {
        println!("  {name:10} {seconds:.2}");
    }
    let path = std::env::temp_dir().join(format!("regulars-clusters-{}.f64", std::process::id()));
    let bytes: Vec<u8> = columns.iter().flatten().flat_map(|value| value.to_le_bytes()).collect();
    let written = std::fs::File::create(&path).and_then(|mut file| file.write_all(&bytes));
    let peer = Command::new(std::env::var("REGULARS_PYTHON").unwrap_or_else(|_| "python3".into()))
        .args(["benches/peers/clusters.py", &path.display().to_string(), &n.to_string()])
        .output();
    let text =
        peer.ok().filter(|_| written.is_ok()).map(|peer| String::from_utf8_lossy(&peer.stdout).into_owned());
    std::fs::remove_file(&path).ok();
    let figures = text.and_then(|text| serde_json::from_str::<serde_json::Value>(&text).ok());
    let Some(figures) = figures else {
        println!("skipped: scikit-learn is not here");
        return;
    };
    let theirs = figures["seconds"].as_f64().unwrap_or(f64::NAN);
    println!("scikit-learn: {theirs:.2} CPU s; ours ÷ theirs {:.3}", ours / theirs);
    for (fit, inertia) in fits.iter().zip(figures["inertia"].as_array().into_iter().flatten()) {
        println!("  k {}: inertia ÷ theirs {:.6}", fit.k, fit.inertia / inertia.as_f64().unwrap_or(f64::NAN));
    }
}
