"""Times lifetimes' fits of customers given as little-endian float64 rows of x, t_x, T, and prints one JSON object.

    python3 benches/peers/clv.py CUSTOMERS

CPU seconds, single thread, and the parameters, of BG/NBD and Pareto/NBD. Needs: pip install lifetimes
"""

import os

for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ[name] = "1"

import json
import sys
import time
import warnings

import numpy as np
from lifetimes import BetaGeoFitter, ParetoNBDFitter


def main():
    warnings.simplefilter("ignore")
    rows = np.fromfile(sys.argv[1], dtype="<f8").reshape(-1, 3)
    x, last, age = (np.ascontiguousarray(rows[:, i]) for i in range(3))
    answer = {}
    for name, fitter in (("bgnbd", BetaGeoFitter()), ("pnbd", ParetoNBDFitter())):
        start = time.process_time()
        try:
            fitter.fit(x, last, age)
        except Exception as error:
            print(f"{name}: {error}", file=sys.stderr)
            continue
        seconds = time.process_time() - start
        answer[name] = {"seconds": seconds, "params": [float(v) for v in fitter.params_.values]}
    print(json.dumps(answer))


main()
