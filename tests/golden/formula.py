"""Makes formula.json: formulas and what Python's own grammar and decimals make of them.

python3 tests/golden/formula.py > tests/golden/formula.json
"""

import json
import random
import re
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal, getcontext
from fractions import Fraction

getcontext().prec = 80
ROW = {"a": "12.50", "b": "-3", "c": "0.125", "zero": "0"}
chance = random.Random(20261129)


def leaf():
    return chance.choice(["[a]", "[b]", "[c]", "[zero]"] if chance.random() < 0.5 else ["2", "0.5", "10", "7.25"])


def grown(depth):
    kind = chance.random()
    if depth == 0 or kind < 0.15:
        return leaf()
    if kind < 0.3:
        return f"({grown(depth - 1)})"
    if kind < 0.42:
        return f"-{chance.choice([leaf(), '(' + grown(depth - 1) + ')'])}"
    operator = chance.choice(["+", "-", "*", "/", " + ", " - ", " * "])
    return f"{grown(depth - 1)}{operator}{grown(depth - 1)}"


def value(formula):
    """The exact value, `None` where something is divided by zero."""
    python = re.sub(r"\d+(\.\d+)?|\[(\w+)\]", lambda m: f"F('{ROW[m[2]] if m[2] else m[0]}')", formula)
    python = python.replace("<>", "!=")
    python = re.sub(r"(?<![<>!=])=(?!=)", "==", python)
    try:
        return eval(python, {"F": Fraction})
    except ZeroDivisionError:
        return None


def said(number):
    """Exact decimals as plain digits, others as the nearest floating number."""
    if number is None:
        return ""
    if isinstance(number, bool):
        return str(number).upper()
    denominator = number.denominator
    while denominator % 2 == 0:
        denominator //= 2
    while denominator % 5 == 0:
        denominator //= 5
    if denominator != 1:
        return repr(float(number))
    text = format(Decimal(number.numerator) / Decimal(number.denominator), "f")
    return (text.rstrip("0").rstrip(".") if "." in text else text).replace("-0", "0") if number == 0 else (text.rstrip("0").rstrip(".") if "." in text else text)


cases = []
while len(cases) < 220:
    formula = grown(3)
    cases.append([formula, said(value(formula))])
while len(cases) < 280:
    formula = f"{grown(2)}{chance.choice(['=', '<>', '<', '<=', '>', '>='])}{grown(2)}"
    if "/" not in formula:
        cases.append([formula, said(value(formula))])
for number in ["2.675", "-2.675", "1.005", "0.5", "1.5", "-0.5", "1234.5678"]:
    for digits in [0, 1, 2]:
        rounded = Decimal(number).quantize(Decimal(1).scaleb(-digits), ROUND_HALF_UP)
        cases.append([f"ROUND({number}, {digits})", said(Fraction(rounded))])
for _ in range(20):
    day = date(2024, 1, 1) + timedelta(chance.randrange(-9000, 9000))
    made = f"DATE({day.year},{day.month},{day.day})"
    cases.append([f"WEEKDAY({made})", str(day.isoweekday())])
    cases.append([f"{made} + 100", (day + timedelta(100)).isoformat()])
    cases.append([f"DATE(2024,2,29)-{made}", str((date(2024, 2, 29) - day).days)])
    cases.append([f"YEAR({made})&MONTH({made})&DAY({made})", f"{day.year}{day.month}{day.day}"])
print("[\n" + ",\n".join(json.dumps(case) for case in cases) + "\n]")
