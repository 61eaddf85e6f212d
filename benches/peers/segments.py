"""Holds clusters, RFM, drivers and survival beside scikit-learn, SciPy, statsmodels and lifelines, on data that those
libraries bring or that is generated here. Prints the largest difference of each figure.

    python3 benches/peers/segments.py target/release/regulars

Needs: pip install scikit-learn statsmodels lifelines
"""

import json
import subprocess
import sys
import tempfile
from pathlib import Path

import numpy as np
import pandas as pd
import statsmodels.api as sm
from lifelines import KaplanMeierFitter
from lifelines.datasets import load_waltons
from lifelines.statistics import multivariate_logrank_test
from scipy.cluster.hierarchy import fcluster, linkage
from sklearn import datasets, metrics
from sklearn.cluster import KMeans
from sklearn.preprocessing import StandardScaler

FOLDER = Path(tempfile.mkdtemp())


def run(kind, params, frame):
    """The output of one cell over one table."""
    frame.to_csv(FOLDER / "data.csv", index=False, float_format="%.10g")
    cells = [{"id": "c1", "kind": kind, "params": params}]
    (FOLDER / "n.regulars.json").write_text(json.dumps({"format": "regulars", "version": 1, "cells": cells}))
    command = [Path(sys.argv[1]).resolve(), "run", "n.regulars.json", "--data", "data.csv", "--out", "out"]
    subprocess.run(command, cwd=FOLDER, check=True, stdout=subprocess.DEVNULL)
    cell = json.loads((FOLDER / "out/results.json").read_text())["cells"]["c1"]
    assert cell["status"] == "done", cell
    return cell["output"]


def labels(output):
    return np.array([output["labels"][str(row)] for row in range(len(output["labels"]))])


def say(name, ours, theirs):
    ours, theirs = np.asarray(ours, float), np.asarray(theirs, float)
    print(f"{name:44} largest difference {np.nanmax(np.abs(ours - theirs)):.2e}")


def clusters(name, data):
    frame = pd.DataFrame(data.data, columns=[column.replace("/", "_") for column in data.feature_names])
    points = StandardScaler().fit_transform(frame.values)
    output = run("clusters", {"table": "s1", "transform": "none"}, frame)
    ratios = [row["inertia"] / KMeans(row["k"], n_init=10, random_state=1).fit(points).inertia_ for row in output["indices"]]
    print(f"{name}: k {output['k']}, {output['verdict']}; inertia ÷ n_init = 10 at most {max(ratios):.6f}")
    print("  excess silhouettes", {row["k"]: round(row["excess_silhouette"], 3) for row in output["indices"][:4]})
    own = next(row for row in output["indices"] if row["k"] == output["k"])
    groups = labels(output)
    say(f"{name} silhouette", own["silhouette"], metrics.silhouette_score(points, groups))
    say(f"{name} Caliński-Harabasz", own["calinski_harabasz"], metrics.calinski_harabasz_score(points, groups))
    say(f"{name} Davies-Bouldin", own["davies_bouldin"], metrics.davies_bouldin_score(points, groups))
    ward = labels(run("clusters", {"table": "s1", "transform": "none", "algorithm": "ward", "k": 3}, frame))
    theirs = fcluster(linkage(points, "ward"), 3, "maxclust")
    print(f"{name} Ward: adjusted Rand with SciPy {metrics.adjusted_rand_score(theirs, ward):.4f}")


def density():
    rows, truth = datasets.make_moons(600, noise=0.06, random_state=0)
    output = run("clusters", {"table": "s1", "transform": "none", "algorithm": "hdbscan"}, pd.DataFrame(rows, columns=["x", "y"]))
    print(f"moons HDBSCAN: adjusted Rand with the truth {metrics.adjusted_rand_score(truth, labels(output)):.4f}")


def medoids(random):
    group = random.integers(0, 3, 300)
    near = lambda: np.where(random.random(300) < 0.9, group, random.integers(0, 3, 300))
    spend = np.round(np.array([10, 50, 90])[group] + random.normal(0, 5, 300), 3)
    frame = pd.DataFrame({"spend": spend, "city": np.array(["A", "B", "C"])[near()], "vip": np.array(["yes", "no", "yes"])[near()]})
    output = run("clusters", {"table": "s1", "algorithm": "gower"}, frame)
    differs = lambda column: (frame[column].values[:, None] != frame[column].values).astype(float)
    gower = (np.abs(spend[:, None] - spend) / np.ptp(spend) + differs("city") + differs("vip")) / 3
    own = next(row for row in output["indices"] if row["k"] == output["k"])
    say("Gower silhouette", own["silhouette"], metrics.silhouette_score(gower, labels(output), metric="precomputed"))


def drivers(random):
    n = 1200
    frame = pd.DataFrame({"age": random.integers(18, 80, n), "income": np.round(random.lognormal(10, 0.5, n), 2), "visits": random.poisson(4, n)})
    odds = -1 + 0.03 * (frame.age - 45) - 0.4 * frame.visits
    frame["responded"] = np.where(random.random(n) < 1 / (1 + np.exp(-odds)), "yes", "no")
    features = ["age", "income", "visits"]
    output = run("drivers", {"table": "s1", "outcome": "responded", "positive": "yes", "features": features}, frame)
    scaled = (frame[features] - frame[features].mean()) / frame[features].std(ddof=0)
    fit = sm.Logit((frame.responded == "yes").astype(int), sm.add_constant(scaled)).fit(disp=0)
    rows = {row["name"]: row for row in output["coefficients"]}
    for ours, theirs in (("estimate", fit.params), ("standard_error", fit.bse), ("z", fit.tvalues), ("p", fit.pvalues)):
        say(f"logistic {ours}", [rows[name][ours] for name in features], theirs[features])
    say("logistic log likelihood", output["log_likelihood"], fit.llf)


def survival():
    frame = load_waltons().rename(columns={"T": "days", "E": "ended"})
    output = run("survival", {"table": "s1", "duration": "days", "event": "ended", "group": "group"}, frame)
    curve, fit = output["overall"], KaplanMeierFitter().fit(frame.days, frame.ended)
    say("Kaplan-Meier", curve["survival"], fit.survival_function_at_times(curve["times"]))
    bounds = fit.confidence_interval_.reindex(curve["times"], method="ffill").values
    say("Greenwood interval, low", curve["low"][:-1], bounds[: len(curve["low"]) - 1, 0])
    say("Greenwood interval, high", curve["high"][:-1], bounds[: len(curve["high"]) - 1, 1])
    test = multivariate_logrank_test(frame.days, frame.group, frame.ended)
    say("log-rank χ²", output["log_rank"]["chi_squared"], test.test_statistic)


def rfm(random):
    customers = np.repeat(np.arange(400), 1 + random.poisson(random.gamma(1, 2, 400)))
    days = pd.Timestamp("2023-01-01") + pd.to_timedelta(random.integers(0, 365, len(customers)), "D")
    frame = pd.DataFrame({"customer_id": [f"C{c:04}" for c in customers], "order_id": [f"O{i}" for i in range(len(customers))], "order_date": days, "amount": np.round(random.lognormal(3, 0.8, len(customers)), 2)})
    output = run("rfm", {"as_of": "2024-01-01"}, frame)
    by = frame.groupby("customer_id").agg(last=("order_date", "max"), f=("order_id", "size"), m=("amount", "sum"))
    values = {"recency": (pd.Timestamp("2024-01-01") - by["last"]).dt.days, "frequency": by.f, "monetary": by.m.round(2)}
    for name, column in values.items():
        say(f"RFM cut points, {name}", output["cut_points"][name], np.quantile(column, [0.2, 0.4, 0.6, 0.8]))


clusters("iris", datasets.load_iris())
clusters("wine", datasets.load_wine())
density()
medoids(np.random.default_rng(1))
drivers(np.random.default_rng(3))
survival()
rfm(np.random.default_rng(5))
