"""Figures for tests/clv_brute_force.rs: what each model says of a customer, by brute force.

No formula of the mixed models is used. A customer's rate of buying and of leaving are laid on a double exponential grid;
the likelihood of the history and the expectation of the future are those of one customer whose rates are known; both are
summed with the densities of the rates as weights.

Run: python3 lifetime.py > lifetime.json   (needs numpy and scipy)
"""

import json

import numpy as np
from scipy.special import gammainc, gammaln, logsumexp

STEP = 1 / 48


def positive():
    """ln λ and ln of the trapezoid weight of ∫ dλ over 0..∞."""
    u = np.arange(-5.6, 4.0, STEP)
    ln = np.pi / 2 * np.sinh(u)
    return ln, ln + np.log(np.pi / 2 * np.cosh(u) * STEP)


def unit():
    """ln p, ln(1 − p) and ln of the weight of ∫ dp over 0..1."""
    u = np.arange(-5.5, 5.5, STEP)
    z = np.pi * np.sinh(u)
    ln_p, ln_q = -np.logaddexp(0, -z), -np.logaddexp(0, z)
    return ln_p, ln_q, ln_p + ln_q + np.log(np.pi * np.cosh(u) * STEP)


def gamma_prior(shape, rate):
    ln, weight = positive()
    return np.exp(ln), weight + shape * np.log(rate) - gammaln(shape) + (shape - 1) * ln - rate * np.exp(ln)


def beta_prior(a, b):
    ln_p, ln_q, weight = unit()
    front = gammaln(a + b) - gammaln(a) - gammaln(b)
    return ln_p, ln_q, weight + front + (a - 1) * ln_p + (b - 1) * ln_q


def mixed(ln_density, value):
    """Mean of a value under a density that is not normed."""
    return float(np.sum(np.exp(ln_density - logsumexp(ln_density)) * value))


def stages(rate, since, k):
    """P(so many stages of the next gap have passed | no purchase since then), by rate."""
    mean = rate * since
    j = np.arange(k)
    ln = np.where(mean[:, None] > 0, j * np.log(np.maximum(mean[:, None], 1e-300)), np.where(j == 0, 0.0, -np.inf))
    ln = ln - gammaln(j + 1)
    return np.exp(ln - logsumexp(ln, axis=1, keepdims=True)), logsumexp(ln, axis=1) - mean


def at_least(n, mean):
    """P(Poisson(mean) ≥ n)."""
    return np.ones_like(mean) if n <= 0 else gammainc(n, mean)


def geometric(theta, k, modified, endless, case):
    """NBD, CNBD-k (endless), BG/NBD, MBG/NBD and (M)BG/CNBD-k."""
    x, last, age, t, delta = (case[name] for name in ("x", "last", "age", "t", "delta"))
    rate, ln_rate = gamma_prior(*theta[:2])
    passed, ln_silent = stages(rate, age - last, k)
    history = ln_rate + k * x * np.log(rate) - rate * last
    if endless:
        ln_q, ln_leave = np.zeros(1), np.zeros(1)
        gone = None
    else:
        ln_p, ln_q, ln_leave = beta_prior(*theta[2:])
        chances = x + modified
        # Left right after the last purchase.
        gone = history[:, None] + (ln_leave + ln_p + (chances - 1) * ln_q)[None, :] if chances > 0 else None
    alive = (history + ln_silent)[:, None] + (ln_leave + (x + (0 if endless else modified)) * ln_q)[None, :]
    total = logsumexp(alive) if gone is None else np.logaddexp(logsumexp(alive), logsumexp(gone))
    p_alive = float(np.exp(logsumexp(alive) - total))
    keep = np.logaddexp.reduce(alive, axis=1) > alive.max() - 60
    rate, passed, alive = rate[keep], passed[keep], alive[keep]
    none = sum(passed[:, j] * (1 - at_least(k - j, rate * t)) for j in range(k))
    mean = np.zeros_like(alive)
    second = np.zeros_like(alive)
    for n in range(1, 20000):
        tail = sum(passed[:, j] * at_least(n * k - j, rate * t) for j in range(k))[:, None]
        here = tail * np.exp((n - 1) * ln_q)[None, :]
        mean += here
        second += (2 * n - 1) * here
        if mixed(alive, here) < 1e-15:
            break
    fades = rate / (rate + delta)
    first = sum(passed[:, j] * fades ** (k - j) for j in range(k))
    forever = first[:, None] / (1 - np.exp(ln_q)[None, :] * (fades**k)[:, None])
    expected = p_alive * mixed(alive, mean)
    return {
        "p_alive": p_alive,
        "p_none": 1 - p_alive + p_alive * mixed(alive, none[:, None] + np.zeros_like(alive)),
        "expected": expected,
        "variance": p_alive * mixed(alive, second) - expected**2,
        "forever": p_alive * mixed(alive, forever),
    }


def pareto(theta, case):
    x, last, age, t, delta = (case[name] for name in ("x", "last", "age", "t", "delta"))
    rate, ln_rate = gamma_prior(*theta[:2])
    leaving, ln_leaving = gamma_prior(*theta[2:])
    rate, leaving = rate[:, None], leaving[None, :]
    both = rate + leaving
    history = ln_rate[:, None] + ln_leaving[None, :] + x * np.log(rate)
    alive = history - both * age
    # Left somewhere between the last purchase and now.
    gone = history + np.log(leaving / both) - both * last + np.log(-np.expm1(-both * (age - last)) + 1e-300)
    total = np.logaddexp(logsumexp(alive), logsumexp(gone))
    p_alive = float(np.exp(logsumexp(alive) - total))
    life = -np.expm1(-leaving * t) / leaving
    square = np.where(
        leaving * t > 1e-4,
        2 * (1 - np.exp(-leaving * t) * (1 + leaving * t)) / np.maximum(leaving, 1e-150) ** 2,
        t * t * (1 - 2 * leaving * t / 3),
    )
    # Buys nothing: still there without a purchase, or leaves before the first.
    none = np.exp(-both * t) + leaving / both * -np.expm1(-both * t)
    expected = p_alive * mixed(alive, rate * life)
    return {
        "p_alive": p_alive,
        "p_none": 1 - p_alive + p_alive * mixed(alive, none),
        "expected": expected,
        "variance": p_alive * mixed(alive, rate * life + rate**2 * square) - expected**2,
        "forever": p_alive * mixed(alive, rate / (delta + leaving)),
    }


def bgbb(theta, case):
    """Beta-geometric/beta-binomial; p_alive means: still there at the next chance."""
    x, last, n, ahead, delta = (case[name] for name in ("x", "last", "age", "t", "delta"))
    ln_p, ln_no, ln_buys = beta_prior(*theta[:2])
    ln_t, ln_stays, ln_leaves = beta_prior(*theta[2:])
    buys = (ln_buys + x * ln_p)[:, None]
    alive = buys + ((n - x) * ln_no)[:, None] + (ln_leaves + n * ln_stays)[None, :]
    gone = [
        buys + ((m - x) * ln_no)[:, None] + (ln_leaves + ln_t + m * ln_stays)[None, :] for m in range(last, n)
    ]
    total = logsumexp([logsumexp(term) for term in [alive, *gone]])
    weight = np.exp(alive - total)
    p, stays = np.exp(ln_p)[:, None], np.exp(ln_stays)[None, :]
    mean = sum(p * stays**i for i in range(1, ahead + 1))
    none = sum((stays**i) * (1 - stays) * (1 - p) ** i for i in range(ahead)) + stays**ahead * (1 - p) ** ahead
    d = np.exp(-delta)
    return {
        "p_alive": float(np.sum(weight * stays)),
        "p_none": 1 - float(np.sum(weight)) + float(np.sum(weight * none)),
        "expected": float(np.sum(weight * mean)),
        "forever": float(np.sum(weight * p * stays * d / (1 - stays * d))),
    }


def sbg(theta, case):
    """A customer with x renewals: P(renews), renewals in the next t, and discounted for ever."""
    x, ahead, delta = (case[name] for name in ("x", "t", "delta"))
    _, ln_stays, ln_leaves = beta_prior(*theta)
    weight = ln_leaves + x * ln_stays
    stays = np.exp(ln_stays)
    d = np.exp(-delta)
    return {
        "survival": float(np.exp(logsumexp(weight))),
        "p_alive": mixed(weight, stays),
        "expected": mixed(weight, sum(stays**i for i in range(1, ahead + 1))),
        "forever": mixed(weight, stays * d / (1 - stays * d)),
    }


def histories(step):
    rows = [(0, 0, 38), (0, 0, 2), (1, 3, 38), (1, 36, 38), (2, 30.43, 38.86), (5, 12, 39), (12, 38, 39), (26, 30.86, 31)]
    return [
        dict(x=x, last=last, age=age, t=t, delta=0.0027)
        for i, (x, last, age) in enumerate(rows)
        for t in [(4, 39, 104)[(i + step) % 3]]
    ]


CHANCES = [(0, 0, 6), (1, 1, 6), (1, 6, 6), (3, 4, 6), (6, 6, 6), (4, 10, 12)]
MODELS = [
    ("nbd", 1, [0.385, 12.07], lambda th, c: geometric(th, 1, 0, True, c)),
    ("bgnbd", 1, [0.2426, 4.4136, 0.7929, 2.4259], lambda th, c: geometric(th, 1, 0, False, c)),
    ("mbgnbd", 1, [0.5248, 6.1831, 0.8914, 1.614], lambda th, c: geometric(th, 1, 1, False, c)),
    ("pnbd", 1, [0.5533, 10.578, 0.6062, 11.669], pareto),
    ("cnbd_k", 2, [0.9, 9.5], lambda th, c: geometric(th, 2, 0, True, c)),
    ("bgcnbd_k", 3, [0.7, 3.1, 0.6, 3.2], lambda th, c: geometric(th, 3, 0, False, c)),
    ("mbgcnbd_k", 2, [0.8, 6.5, 0.5, 1.9], lambda th, c: geometric(th, 2, 1, False, c)),
]
answer = {}
for i, (name, k, theta, of) in enumerate(MODELS):
    answer[name] = {"k": k, "theta": theta, "cases": [{**case, **of(theta, case)} for case in histories(i)]}
theta = [1.204, 0.750, 0.657, 2.783]
cases = [dict(x=x, last=last, age=n, t=5, delta=0.1) for x, last, n in CHANCES]
answer["bgbb"] = {"theta": theta, "cases": [{**case, **bgbb(theta, case)} for case in cases]}
theta = [0.668, 3.806]
cases = [dict(x=x, t=12, delta=0.1) for x in (0, 1, 4, 20)]
answer["sbg"] = {"theta": theta, "cases": [{**case, **sbg(theta, case)} for case in cases]}
print(json.dumps(answer, indent=1))
