"""Figures for tests/special.rs: digamma, trigamma, ln gamma, ln beta and ln rising factorials with their derivatives to 17
digits, over the ranges that occur (fitted parameters stay within e^-14 and e^14).

Run: python3 special.py > special.json   (needs mpmath)
"""

import json

from mpmath import beta, log, loggamma, mp, psi

mp.dps = 40
POINTS = [8.4e-7, 1e-4, 1e-3, 0.02, 0.1, 0.25, 0.5, 0.9, 1, 1.5, 2, 3.3, 7, 9.99, 10, 25.5, 100, 1234.5, 1e5, 1e7]
PAIRS = [(0.05, 0.9), (0.79, 2.43), (0.25, 60), (1, 1), (12.5, 0.01), (300, 40), (1e4, 2.5)]
RISING = [(z, n) for z in (8.4e-7, 1e-3, 0.25, 0.79, 2.43, 60, 1e5, 1.2e6) for n in (1, 2, 7, 100, 5000)]
print(
    json.dumps(
        {
            "points": [
                {
                    "x": x,
                    "digamma": float(psi(0, mp.mpf(x))),
                    "trigamma": float(psi(1, mp.mpf(x))),
                    "ln_gamma": float(loggamma(mp.mpf(x))),
                }
                for x in POINTS
            ],
            "pairs": [{"a": a, "b": b, "ln_beta": float(log(beta(mp.mpf(a), mp.mpf(b))))} for a, b in PAIRS],
            "rising": [
                {
                    "z": z,
                    "n": n,
                    "ln": float(loggamma(mp.mpf(z) + n) - loggamma(mp.mpf(z))),
                    "first": float(psi(0, mp.mpf(z) + n) - psi(0, mp.mpf(z))),
                    "second": float(psi(1, mp.mpf(z) + n) - psi(1, mp.mpf(z))),
                }
                for z, n in RISING
            ],
        },
        indent=1,
    )
)
