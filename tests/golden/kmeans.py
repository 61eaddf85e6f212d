"""Writes kmeans.json: Fisher's iris with its k-means figures from scikit-learn.

    python3 tests/golden/kmeans.py > tests/golden/kmeans.json

Columns standardised with divisor n; KMeans(n_init=50), silhouette, Calinski-Harabasz and Davies-Bouldin over all rows.
Needs: pip install scikit-learn
"""

import json

import sklearn
from sklearn.cluster import KMeans
from sklearn.datasets import load_iris
from sklearn.metrics import calinski_harabasz_score, davies_bouldin_score, silhouette_score
from sklearn.preprocessing import StandardScaler

rows = load_iris().data
points = StandardScaler().fit_transform(rows)
figures = {}
for k in range(2, 7):
    fit = KMeans(k, n_init=50, random_state=1, tol=0).fit(points)
    figures[k] = {
        "inertia": fit.inertia_,
        "silhouette": silhouette_score(points, fit.labels_),
        "calinski_harabasz": calinski_harabasz_score(points, fit.labels_),
        "davies_bouldin": davies_bouldin_score(points, fit.labels_),
        "sizes": sorted((int((fit.labels_ == c).sum()) for c in range(k)), reverse=True),
    }
print(json.dumps({"scikit_learn": sklearn.__version__, "columns": rows.T.tolist(), "k": figures}))
