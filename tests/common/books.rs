//! Small ledgers by hand, and the cleaned Online Retail set as a ledger.

use regulars::analysis::{self, Done, Inputs};
use regulars::error::Result;
use regulars::progress::{Progress, block_on};
use regulars::report::text::{Catalogue, Language};
use regulars::roles::{Customer, Ledger, Line, Order, Refund, RowRef};
use regulars::table::day;
use std::collections::BTreeMap;
use std::rc::Rc;

/// One order: customer (`""` for a walk-in), ISO day, amount in minor units (negative: a refund).
#[derive(Clone, Debug)]
pub struct Sale {
    pub customer: String,
    pub day: i32,
    pub amount: i64,
}

pub fn sale(customer: &str, day: &str, amount: i64) -> Sale {
    Sale { customer: customer.into(), day: day::parse_iso(day).unwrap(), amount }
}

/// Books with two digits after the point.
pub fn ledger(sales: &[Sale]) -> Ledger {
    let mut sales = sales.to_vec();
    sales.sort_by(|a, b| (a.day, &a.customer, a.amount).cmp(&(b.day, &b.customer, b.amount)));
    let mut ids: Vec<&str> = sales.iter().map(|s| s.customer.as_str()).filter(|id| !id.is_empty()).collect();
    ids.sort_unstable();
    ids.dedup();
    let position: BTreeMap<&str, u32> = ids.iter().enumerate().map(|(i, id)| (*id, i as u32)).collect();
    let mut ledger = Ledger {
        sources: vec!["s1".into()],
        customers: ids.iter().map(|id| Customer { id: (*id).into(), name: None }).collect(),
        scale: 2,
        has_money: true,
        first_day: sales.iter().map(|s| s.day).min().unwrap_or(0),
        last_day: sales.iter().map(|s| s.day).max().unwrap_or(0),
        ..Ledger::default()
    };
    for (row, sale) in sales.iter().enumerate() {
        let row = RowRef { source: 0, row_idx: row as u32 };
        let customer = position.get(sale.customer.as_str()).copied();
        if sale.amount < 0 {
            let refund = Refund { customer, day: sale.day, amount: -sale.amount, row, ..Refund::default() };
            ledger.refunds.push(refund);
        } else {
            let n = ledger.orders.len() as u32;
            ledger.lines.push(Line { order: n, quantity: 1.0, amount: sale.amount, row, ..Line::default() });
            let id = format!("o{n:06}");
            let (day, gross) = (sale.day, sale.amount);
            ledger.orders.push(Order { id, customer, day, gross, lines: n..n + 1, row, ..Order::default() });
        }
    }
    index(&mut ledger);
    ledger
}

/// Fills the customers' ranges from the orders.
pub fn index(ledger: &mut Ledger) {
    let mut of: Vec<Vec<u32>> = vec![Vec::new(); ledger.customers.len()];
    for (i, order) in ledger.orders.iter().enumerate() {
        if let Some(customer) = order.customer {
            of[customer as usize].push(i as u32);
        }
    }
    ledger.orders_by_customer.clear();
    ledger.customer_ranges.clear();
    for orders in of {
        let start = ledger.orders_by_customer.len() as u32;
        ledger.orders_by_customer.extend(orders);
        ledger.customer_ranges.push(start..ledger.orders_by_customer.len() as u32);
    }
}

pub fn inputs(ledger: Ledger) -> Inputs {
    Inputs { ledger: Some(Rc::new(ledger)), ..Inputs::default() }
}

pub fn run(kind: &str, inputs: &Inputs, params: serde_json::Value) -> Result<Done> {
    block_on(analysis::find(kind).unwrap().run(inputs, &params, &Progress::none()))
}

/// The output of a run that succeeds.
pub fn output(kind: &str, inputs: &Inputs, params: serde_json::Value) -> serde_json::Value {
    run(kind, inputs, params).unwrap().output_json().unwrap()
}

/// Online Retail, customers known, quantity and price positive, amounts in thousandths: the set of the reference figures.
pub fn online_retail() -> Option<Ledger> {
    let bytes = super::shared("data/online_retail.csv.xz")?;
    let mut reader = csv::Reader::from_reader(bytes.as_slice());
    let headers = reader.headers().unwrap().clone();
    let at = |names: &[&str]| {
        headers.iter().position(|h| names.iter().any(|name| h.eq_ignore_ascii_case(name))).unwrap()
    };
    let invoice = at(&["InvoiceNo", "Invoice"]);
    let (quantity, price) = (at(&["Quantity"]), at(&["UnitPrice", "Price"]));
    let (date, customer) = (at(&["InvoiceDate"]), at(&["CustomerID", "Customer ID"]));
    let mut orders: BTreeMap<(i32, String), (String, i64)> = BTreeMap::new();
    for record in reader.records() {
        let record = record.unwrap();
        let (quantity, price): (f64, f64) =
            (record[quantity].parse().unwrap(), record[price].parse().unwrap());
        if quantity <= 0.0 || price <= 0.0 || record[customer].is_empty() || record[invoice].starts_with('C')
        {
            continue;
        }
        let day = us_or_iso(&record[date]);
        let amount = (quantity * price * 1000.0).round() as i64;
        let order =
            orders.entry((day, record[invoice].to_owned())).or_insert((record[customer].to_owned(), 0));
        order.1 += amount;
    }
    let mut sales = Vec::new();
    for ((day, _), (customer, amount)) in orders {
        sales.push(Sale { customer, day, amount });
    }
    let mut ledger = ledger(&sales);
    ledger.scale = 3;
    Some(ledger)
}

/// `12/1/2010 8:26` or `2010-12-01 08:26:00`.
fn us_or_iso(text: &str) -> i32 {
    let date = text.split([' ', 'T']).next().unwrap();
    if date.contains('-') {
        return day::parse_iso(date).unwrap();
    }
    let parts: Vec<i32> = date.split('/').map(|part| part.parse().unwrap()).collect();
    let year = if parts[2] < 100 { 2000 + parts[2] } else { parts[2] };
    day::from_ymd(year, parts[0] as u32, parts[1] as u32).unwrap()
}

/// Every sentence of a cell in a language; unknown keys and unfilled variables would show.
pub fn sentences(kind: &str, inputs: &Inputs, params: serde_json::Value) -> Vec<String> {
    let done = run(kind, inputs, params).unwrap();
    let mut texts = Vec::new();
    for language in Language::ALL {
        let catalogue = Catalogue::new(language);
        let report = &done.report;
        let mut messages: Vec<_> = report.findings.iter().map(|finding| finding.message.clone()).collect();
        for finding in &report.findings {
            for (name, trace) in &finding.traces {
                assert!(finding.message.get(name).is_some(), "{}: no value {name}", finding.message.key);
                messages.push(trace.what.clone());
                messages.extend(trace.formula.clone());
            }
        }
        messages.extend(report.base.clone());
        messages.extend(report.notes.clone());
        messages.extend(report.method.clone());
        messages.extend(report.checked.as_ref().map(|checked| checked.message.clone()));
        for chart in &report.charts {
            messages.extend(
                [&chart.title, &chart.subtitle, &chart.description, &chart.x.label, &chart.y.label]
                    .map(Clone::clone),
            );
        }
        for table in &report.tables {
            messages.push(table.title.clone());
            messages.extend(table.columns.iter().map(|column| column.label.clone()));
            let n = table.n_rows();
            assert!(
                table.columns.iter().all(|column| column.cells.len() == n),
                "{}: columns differ",
                table.id
            );
        }
        for message in messages.iter().filter(|message| !message.key.is_empty()) {
            assert!(catalogue.has(&message.key), "{} in {}", message.key, language.tag());
            let text = catalogue.text(message);
            assert!(!text.contains("{$") && !text.contains("{ $"), "{text}");
            texts.push(text);
        }
    }
    texts
}
