"""Figures of a small logistic regression by scipy, independent of the code under test (agrees with R's glm).

    python3 tests/golden/logistic.py        (pip install scipy)
"""

import numpy as np
from scipy.optimize import minimize

x = np.arange(1.0, 9.0)
y = np.array([0, 0, 1, 0, 1, 0, 1, 1.0])
design = np.column_stack([np.ones(8), x])


def loss(w):
    eta = design @ w
    return np.sum(np.logaddexp(0, eta) - y * eta)


w = np.zeros(2)
for _ in range(50):
    p = 1 / (1 + np.exp(-design @ w))
    information = design.T @ (design * (p * (1 - p))[:, None])
    w = w + np.linalg.solve(information, design.T @ (y - p))
assert minimize(loss, np.zeros(2), tol=1e-12).fun >= loss(w) - 1e-9
print([*w, *np.sqrt(np.diag(np.linalg.inv(information))), -loss(w)])
