"""Writes looks.json: group figures of Online Retail for the cells query, filter and metric.

    xz -dc online_retail.csv.xz | python3 tests/golden/looks.py > tests/golden/looks.json

query: all rows of the file as they are. filter and metric: rows with a customer, a positive quantity and a positive price
that are no cancellation, one order an invoice and day. Only the standard library; money as exact decimals.
"""

import csv
import datetime
import json
import statistics
import sys
from collections import defaultdict
from decimal import Decimal

rows = list(csv.DictReader(sys.stdin))
day = lambda row: row["InvoiceDate"][:10]

n_rows, quantity, prices, products = (defaultdict(int), defaultdict(int), defaultdict(list), defaultdict(set))
pivot = defaultdict(int)
for row in rows:
    country = row["Country"]
    n_rows[country] += 1
    quantity[country] += int(row["Quantity"])
    prices[country].append(Decimal(row["UnitPrice"]))
    products[country].add(row["StockCode"].strip())
    pivot[day(row)[:7], country] += int(row["Quantity"])
months = sorted({day(row)[:7] for row in rows})
customers_by_month = [len({row["CustomerID"] for row in rows if day(row)[:7] == month and row["CustomerID"]}) for month in months]
query = {
    "n_rows": n_rows,
    "quantity": quantity,
    "mean_price": {c: float(sum(p) / len(p)) for c, p in prices.items()},
    "median_price": {c: float(statistics.median(p)) for c, p in prices.items()},
    "highest_price": {c: float(max(p)) for c, p in prices.items()},
    "products": {c: len(p) for c, p in products.items()},
    "months": months,
    "customers_by_month": customers_by_month,
    "quantity_by_month": {c: [pivot[month, c] for month in months] for c in ("United Kingdom", "Germany")},
    "german_rows_of_10_or_more": sum(row["Country"] == "Germany" and int(row["Quantity"]) >= 10 for row in rows),
    "rows_with_lunch": sum("lunch" in row["Description"].lower() for row in rows),
}

orders = defaultdict(Decimal)
owner = {}
for row in rows:
    if row["CustomerID"] and int(row["Quantity"]) > 0 and Decimal(row["UnitPrice"]) > 0 and row["InvoiceNo"][0] != "C":
        key = (day(row), row["InvoiceNo"])
        orders[key] += int(row["Quantity"]) * Decimal(row["UnitPrice"])
        owner.setdefault(key, row["CustomerID"])
by_customer = defaultdict(list)
for key, money in orders.items():
    by_customer[owner[key]].append((key[0], money))
today = datetime.date.fromisoformat(max(key[0] for key in orders))
silent = lambda bought: (today - datetime.date.fromisoformat(max(d for d, _ in bought))).days
spent = lambda bought: sum(m for _, m in bought)
inside = {c for c, b in by_customer.items() if len(b) >= 3 and spent(b) >= 1000 and silent(b) <= 90}
early = {c for c, b in by_customer.items() if min(d for d, _ in b) <= "2011-01-31"}
filtered = {
    "n_customers": len(by_customer),
    "n_in": len(inside),
    "n_orders_in": sum(len(by_customer[c]) for c in inside),
    "net_in": float(sum(spent(by_customer[c]) for c in inside)),
    "net_others": float(sum(spent(b) for c, b in by_customer.items() if c not in inside)),
    "n_min_orders_alone": sum(len(b) >= 3 for b in by_customer.values()),
    "n_early": len(early),
}

first = {c: min(d for d, _ in b)[:7] for c, b in by_customer.items()}
metric = {"months": months, "net": [], "orders": [], "customers": [], "new": [], "returning": []}
for month in months:
    here = [(key, money) for key, money in orders.items() if key[0][:7] == month]
    metric["net"].append(float(sum(money for _, money in here)))
    metric["orders"].append(len(here))
    metric["customers"].append(len({owner[key] for key, _ in here}))
    metric["new"].append(sum(f == month for f in first.values()))
    metric["returning"].append(sum(first[owner[key]] < month for key, _ in here) / len(here))
print(json.dumps({"query": query, "filter": filtered, "metric": metric}, indent=1))
