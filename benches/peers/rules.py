"""Times PyFIM and mlxtend on baskets given as lines of item numbers, and prints one JSON object.

    python3 benches/peers/rules.py BASKETS MIN_COUNT [--without-mlxtend]

CPU seconds, best of three (mlxtend: once), for mining alone; reading and encoding are not counted.
Needs: pip install pyfim mlxtend
"""

import json
import sys
import time


def best(function, times):
    figures = []
    for _ in range(times):
        start = time.process_time()
        result = function()
        figures.append(time.process_time() - start)
    return min(figures), len(result)


def main():
    path, min_count = sys.argv[1], int(sys.argv[2])
    with open(path) as lines:
        baskets = [[int(item) for item in line.split()] for line in lines]
    out = {}
    try:
        import fim

        for name in ("fpgrowth", "eclat"):
            algorithm = getattr(fim, name)
            seconds, n = best(lambda: algorithm(baskets, target="s", supp=-min_count, report="a"), 3)
            out[f"pyfim_{name}"] = {"seconds": seconds, "n": n}
    except ImportError:
        out["pyfim"] = None
    if "--without-mlxtend" not in sys.argv:
        try:
            import pandas
            from mlxtend.frequent_patterns import fpgrowth
            from mlxtend.preprocessing import TransactionEncoder

            encoder = TransactionEncoder()
            table = encoder.fit(baskets).transform(baskets)
            frame = pandas.DataFrame(table, columns=encoder.columns_)
            share = (min_count - 0.5) / len(baskets)
            seconds, n = best(lambda: fpgrowth(frame, min_support=share), 1)
            out["mlxtend"] = {"seconds": seconds, "n": n}
        except ImportError:
            out["mlxtend"] = None
    print(json.dumps(out))


main()
