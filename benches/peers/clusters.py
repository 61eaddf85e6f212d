"""Times scikit-learn's k-means on points given as little-endian float64 columns, and prints one JSON object.

    python3 benches/peers/clusters.py POINTS N_ROWS

CPU seconds for k = 2..10 with n_init = 10, silhouette on 5,000 rows, Calinski-Harabasz, Davies-Bouldin and two
bootstrap refits per k for stability (ours draws twenty). Single thread. Needs: pip install scikit-learn
"""

import os

for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ[name] = "1"

import json
import sys
import time

import numpy as np
from sklearn.cluster import KMeans
from sklearn.metrics import adjusted_rand_score, calinski_harabasz_score, davies_bouldin_score, silhouette_score


def main():
    path, n = sys.argv[1], int(sys.argv[2])
    points = np.ascontiguousarray(np.fromfile(path, dtype="<f8").reshape(-1, n).T)
    random = np.random.default_rng(1)
    start = time.process_time()
    inertia = []
    for k in range(2, 11):
        fit = KMeans(k, n_init=10, random_state=1).fit(points)
        inertia.append(fit.inertia_)
        silhouette_score(points, fit.labels_, sample_size=min(n, 5000), random_state=1)
        calinski_harabasz_score(points, fit.labels_)
        davies_bouldin_score(points, fit.labels_)
        for _ in range(2):
            rows = random.integers(0, n, n)
            again = KMeans(k, n_init=1, random_state=1).fit(points[rows])
            adjusted_rand_score(fit.labels_, again.predict(points))
    print(json.dumps({"seconds": time.process_time() - start, "inertia": inertia}))


main()
