//! Clusters against scikit-learn's figures and against laws.

mod common;

use common::books::*;
use regulars::analysis::clusters::points::Points;
use regulars::analysis::clusters::{indices, kmeans};
use regulars::progress::{Progress, block_on};

/// Recency, frequency, money of the reference figures, log1p or raw, standardised.
fn rfm_points(is_log: bool) -> Option<Points> {
    let output = output("rfm", &inputs(online_retail()?), serde_json::json!({"money": "gross"}));
    let columns = ["days_since_last", "n_orders", "monetary"].map(|name| {
        let values: Vec<f64> = output["customers"]
            .as_array()
            .unwrap()
            .iter()
            .map(|c| c[name].as_f64().unwrap())
            .map(|value| if is_log { libm::log1p(value) } else { value })
            .collect();
        let (mean, spread) = regulars::stats::quantile::mean_and_spread(&values).unwrap();
        values.iter().map(|value| (value - mean) / spread).collect::<Vec<f64>>()
    });
    Some(Points::from_columns(&columns))
}

#[test]
fn k_means_reaches_the_best_known_inertia_and_the_indices_agree() {
    for (name, is_log) in [("kmeans_online_rfm_log1p_std", true), ("kmeans_online_rfm_std", false)] {
        let (Some(points), Some(reference)) =
            (rfm_points(is_log), common::shared(&format!("reference/{name}.json")))
        else {
            return;
        };
        let reference: serde_json::Value = serde_json::from_slice(&reference).unwrap();
        let total = points.total_inertia();
        for k in 2..=10usize {
            let start = std::time::Instant::now();
            let wanted = &reference["k"][k.to_string()];
            let fit = block_on(kmeans::fit(&points, k, 12, 1, &Progress::none())).unwrap();
            let fitted = start.elapsed();
            let ratio = fit.inertia / wanted["best_inertia"].as_f64().unwrap();
            let silhouette =
                block_on(indices::silhouette(&points, &fit.labels, &Progress::none())).unwrap().unwrap();
            let ch = indices::calinski_harabasz(points.n, k, fit.inertia, total).unwrap();
            let db = indices::davies_bouldin(&points, &fit.labels, &fit.centers).unwrap();
            println!(
                "{name} k {k}: {ratio:.6} silhouette {silhouette:.5} {} ch {ch:.2} {} db {db:.5} {} in {fitted:?} {:?}",
                wanted["silhouette"],
                wanted["calinski_harabasz"],
                wanted["davies_bouldin"],
                start.elapsed()
            );
            assert!(ratio < 1.001, "{name} k {k}: {ratio}");
            if ratio < 1.000_01 {
                assert!((silhouette - wanted["silhouette"].as_f64().unwrap()).abs() < 2e-3);
                assert!((ch / wanted["calinski_harabasz"].as_f64().unwrap() - 1.0).abs() < 1e-3);
                assert!((db - wanted["davies_bouldin"].as_f64().unwrap()).abs() < 5e-3);
            }
        }
    }
}

/// Blobs in a table with columns x, y, z.
fn table(rows: &[[f64; 3]]) -> regulars::analysis::Inputs {
    use regulars::table::{Column, Data, Table, Validity};
    let column = |j: usize, name: &str| {
        let values: Vec<f64> = rows.iter().map(|row| row[j]).collect();
        let validity = Validity::from_flags(values.iter().map(|value| !value.is_nan()));
        Column::new(name, Data::Float(values), validity)
    };
    let columns = vec![column(0, "x"), column(1, "y"), column(2, "z")];
    let table =
        Table { name: "t".into(), columns, n_rows: rows.len(), lines: (2..).take(rows.len()).collect() };
    let source =
        regulars::analysis::Source { id: "s1".into(), table: table.into(), mapping: Default::default() };
    regulars::analysis::Inputs { sources: vec![source], ..Default::default() }
}

fn blobs(n: usize) -> Vec<[f64; 3]> {
    let middles = [[0.0, 0.0, 0.0], [10.0, 3.0, 1.0], [5.0, 8.0, -6.0]];
    let mut rng = regulars::stats::sample::Rng::new(2);
    (0..n).map(|i| [0, 1, 2].map(|j| middles[i % 3][j] + rng.normal())).collect()
}

#[test]
fn a_table_with_three_clouds_gives_three_clear_groups() {
    let inputs = table(&blobs(300));
    let found = output("clusters", &inputs, serde_json::json!({"table": "s1"}));
    assert_eq!((&found["k"], &found["verdict"]), (&3.into(), &"clear".into()), "{:#}", found["indices"]);
    assert_eq!(found["sizes"], serde_json::json!([100, 100, 100]));
    assert_eq!(found["labels"].as_object().unwrap().len(), 300);
    assert!(found["tree"]["fidelity"].as_f64().unwrap() > 0.95);
    for algorithm in ["ward", "density", "gower"] {
        let again = output(
            "clusters",
            &inputs,
            serde_json::json!({"algorithm": algorithm, "nulls": 3, "bootstraps": 3}),
        );
        assert_eq!(again["k"], 3, "{algorithm}");
    }
    // The frozen model gives the same groups to the same rows.
    let frozen = output("clusters", &inputs, serde_json::json!({"model": found["model"]}));
    assert_eq!(frozen["labels"], found["labels"]);
}

#[test]
fn the_same_seed_gives_the_same_output_and_scaling_a_column_changes_no_group() {
    let rows = blobs(200);
    let scaled: Vec<[f64; 3]> = rows.iter().map(|row| [row[0] * 1024.0, row[1], row[2]]).collect();
    let run = |rows: &[[f64; 3]]| {
        output(
            "clusters",
            &table(rows),
            serde_json::json!({"nulls": 4, "bootstraps": 4, "transform": "none"}),
        )
    };
    assert_eq!(run(&rows), run(&rows));
    assert_eq!(run(&rows)["labels"], run(&scaled)["labels"]);
}

#[test]
fn iris_gives_the_figures_of_scikit_learn_and_two_clear_groups() {
    use regulars::analysis::{Inputs, Source};
    use regulars::table::{Column, Data, Table, Validity};
    let golden: serde_json::Value = serde_json::from_str(include_str!("golden/kmeans.json")).unwrap();
    let column = |(j, values): (usize, &serde_json::Value)| {
        let values = values.as_array().unwrap().iter().map(|value| value.as_f64().unwrap()).collect();
        Column::new(format!("c{j}"), Data::Float(values), Validity::all())
    };
    let columns = golden["columns"].as_array().unwrap().iter().enumerate().map(column).collect();
    let table = Table { name: "iris".into(), columns, n_rows: 150, lines: (2..152).collect() };
    let source = Source { id: "s1".into(), table: table.into(), mapping: Default::default() };
    let inputs = Inputs { sources: vec![source], ..Default::default() };
    let params = serde_json::json!({"transform": "none", "k_max": 6, "nulls": 10, "bootstraps": 10});
    let done = run("clusters", &inputs, params).unwrap();
    let found = done.output_json().unwrap();
    assert_eq!((&found["k"], &found["verdict"]), (&2.into(), &"clear".into()), "{:#}", found["indices"]);
    assert_eq!(found["sizes"], golden["k"]["2"]["sizes"]);
    // 0.158 ± 0.006 by numpy, scipy and scikit-learn with forty such nulls; 0.154 when the thresholds were set.
    let excess = found["indices"][0]["excess_silhouette"].as_f64().unwrap();
    assert!((excess - 0.156).abs() < 0.02, "{excess}");
    let mut n_same = 0;
    for indices in found["indices"].as_array().unwrap() {
        let wanted = &golden["k"][indices["k"].to_string()];
        let ratio = |name: &str| indices[name].as_f64().unwrap() / wanted[name].as_f64().unwrap();
        // Ten starts of scikit-learn may miss the best of fifty by up to 0.9 % here.
        assert!(ratio("inertia") < 1.003, "k {}: {}", indices["k"], ratio("inertia"));
        // Other partitions come close in inertia; only the same one has the same indices.
        if (ratio("inertia") - 1.0).abs() < 1e-6 {
            n_same += 1;
            for name in ["silhouette", "calinski_harabasz", "davies_bouldin"] {
                assert!((ratio(name) - 1.0).abs() < 5e-3, "k {}: {name} {}", indices["k"], ratio(name));
            }
        }
    }
    assert!(n_same >= 2, "{n_same}");
    // The model as a file is the parameter that puts the same rows into the same groups.
    let model: serde_json::Value = serde_json::from_str(&done.file("model.json").unwrap()).unwrap();
    let again = output("clusters", &inputs, serde_json::json!({"model": model}));
    assert_eq!(again["labels"], found["labels"]);
    assert!(done.file("rules.pmml").is_err());
}

/// Two groups that overlap and a third: what seeded draws make of them depends on every row's place.
fn uneven(n: usize) -> Vec<[f64; 3]> {
    let mut rng = regulars::stats::sample::Rng::new(6);
    let mut value = |i: usize, j: usize| (i % 5 / 2 * (j + 1)) as f64 + rng.normal() * 1.3;
    (0..n).map(|i| [0, 1, 2].map(|j| libm::round(4.0 * value(i, j)) / 4.0)).collect()
}

#[test]
fn the_order_of_rows_means_nothing() {
    let rows = uneven(240);
    let mut order: Vec<u32> = (0..rows.len() as u32).collect();
    regulars::stats::sample::Rng::new(9).shuffle(&mut order);
    let shuffled: Vec<[f64; 3]> = order.iter().map(|&row| rows[row as usize]).collect();
    for algorithm in ["kmeans", "gower", "ward", "density"] {
        let run = |rows: &[[f64; 3]]| {
            let params = serde_json::json!({"algorithm": algorithm, "nulls": 2, "bootstraps": 2, "k_max": 5});
            let mut output = output("clusters", &table(rows), params);
            let labels = output["labels"].take();
            // Rows without a key are named by their place.
            let places: Vec<String> = (0..rows.len()).map(|row| row.to_string()).collect();
            let labels: Vec<serde_json::Value> = places.iter().map(|place| labels[place].clone()).collect();
            for group in output["groups"].as_array_mut().unwrap() {
                let ids = group["typical_ids"].take();
                let place = |id: &serde_json::Value| id.as_str().unwrap().parse::<usize>().unwrap();
                let typical = ids.as_array().unwrap().iter().map(|id| format!("{:?}", rows[place(id)]));
                group["typical_ids"] = typical.collect::<Vec<_>>().into();
            }
            (output, labels)
        };
        let (before, labels) = run(&rows);
        let (after, moved) = run(&shuffled);
        assert_eq!(before, after, "{algorithm}");
        let expected: Vec<_> = order.iter().map(|&row| labels[row as usize].clone()).collect();
        assert_eq!(moved, expected, "{algorithm}");
    }
}

#[test]
fn bad_inputs_get_a_sentence_each() {
    use regulars::report::text::{Catalogue, Language};
    let check = |rows: &[[f64; 3]], params: serde_json::Value, wanted: &str| {
        let error =
            run("clusters", &table(rows), params).err().unwrap_or_else(|| panic!("no error: {wanted}"));
        let text = Catalogue::new(Language::English).error(&error);
        assert!(text.contains(wanted), "{text}");
    };
    let none = serde_json::json!({});
    check(&blobs(3), none.clone(), "3 rows");
    check(&[[1.0, 2.0, 3.0]; 40], none.clone(), "no column of numbers that differ");
    let two: Vec<[f64; 3]> = (0..40).map(|i| [f64::from(i % 2), 0.0, 0.0]).collect();
    check(&two, serde_json::json!({"k": 5}), "5 groups need 5 different rows; there are 2");
    check(&blobs(60), serde_json::json!({"k": 1}), "choose 2 to 50");
    check(&blobs(60), serde_json::json!({"features": ["nope"]}), "nope");
    check(&blobs(60), serde_json::json!({"table": "s9"}), "s9");
    check(
        &blobs(60),
        serde_json::json!({"model": {"features": [], "centroids": [], "verdict": "none"}}),
        "does not fit",
    );
    // Missing, infinite and constant values, and nanoseconds, are noted and do no harm.
    let mut rows = blobs(60);
    rows[3][0] = f64::NAN;
    rows[4][1] = f64::INFINITY;
    rows.iter_mut().enumerate().for_each(|(i, row)| row[2] = 1.7e18 + i as f64 * 1e12);
    let output = output("clusters", &table(&rows), serde_json::json!({"nulls": 2, "bootstraps": 2}));
    let notes = output["notes"].to_string();
    for key in ["features-note-filled", "features-note-infinite", "features-note-timestamp"] {
        assert!(notes.contains(key), "{notes}");
    }
}

#[test]
fn customers_of_online_retail_are_judged_and_named() {
    let Some(ledger) = online_retail() else { return };
    let inputs = inputs(ledger);
    let start = std::time::Instant::now();
    let done = run("clusters", &inputs, serde_json::json!(null)).unwrap();
    println!("default cell: {:?}", start.elapsed());
    let output = done.output_json().unwrap();
    println!("{:#}", output["indices"]);
    for text in sentences("clusters", &inputs, serde_json::json!(null)) {
        println!("{text}");
    }
    assert_eq!(output["labels"].as_object().unwrap().len(), 4338);
    assert_eq!(done.labels.len(), 1);
    sentences("features", &inputs, serde_json::json!(null));
    sentences(
        "clusters",
        &inputs,
        serde_json::json!({"k": 4, "nulls": 2, "bootstraps": 2, "features": ["days_since_last", "n_orders", "monetary", "overdue", "weekend_share"]}),
    );
}
