//! Public baskets, read plainly: what the reference figures were computed from.

use super::shared;
use regulars::roles::{Baskets, Customer, Item, Ledger};
use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

/// Distinct items, customer, day.
pub type Row = (BTreeSet<String>, Option<u32>, Option<i32>);

/// Baskets of named items, with a customer and a day where known.
pub fn baskets_of(rows: &[Row]) -> Baskets {
    let names: BTreeSet<&String> = rows.iter().flat_map(|row| &row.0).collect();
    let position: BTreeMap<&String, u32> = names.iter().zip(0u32..).map(|(name, i)| (*name, i)).collect();
    let items = names
        .iter()
        .map(|name| Item { code: (*name).clone(), label: (*name).clone(), ..Item::default() })
        .collect();
    let mut baskets = Baskets { items: Rc::new(items), offsets: vec![0], ..Baskets::default() };
    for (row, (items, customer, day)) in rows.iter().enumerate() {
        baskets.items_of.extend(items.iter().map(|name| position[name]));
        baskets.offsets.push(baskets.items_of.len() as u32);
        baskets.customers.push(*customer);
        baskets.days.push(*day);
        baskets.origins.push(row as u32);
    }
    baskets
}

/// The customers of baskets as a ledger that knows nothing else.
pub fn ledger_of(baskets: &Baskets) -> Ledger {
    let n = baskets.customers.iter().flatten().max().map_or(0, |&last| last + 1);
    let days = || baskets.days.iter().flatten().copied();
    Ledger {
        customers: (0..n).map(|i| Customer { id: format!("{i:05}"), name: None }).collect(),
        first_day: days().min().unwrap_or(0),
        last_day: days().max().unwrap_or(0),
        ..Ledger::default()
    }
}

pub fn groceries() -> Option<Baskets> {
    let text = String::from_utf8(shared("data/groceries.csv")?).unwrap();
    let rows: Vec<_> =
        text.lines().map(|line| (line.split(',').map(str::to_owned).collect(), None, None)).collect();
    Some(baskets_of(&rows))
}

/// The cleaning that the reference figures state: no cancellations or adjustments, positive quantity and price, codes
/// trimmed and upper-cased, no postage, fees and the like.
pub fn online_retail() -> Option<Baskets> {
    let bytes = shared("data/online_retail.csv.xz")?;
    let mut reader = csv::Reader::from_reader(bytes.as_slice());
    let mut invoices: BTreeMap<String, Row> = BTreeMap::new();
    for record in reader.records() {
        let record = record.unwrap();
        let (invoice, code) = (&record[0], record[1].trim().to_uppercase());
        let (quantity, price): (f64, f64) = (record[3].parse().unwrap(), record[5].parse().unwrap());
        if invoice.starts_with(['C', 'A']) || quantity <= 0.0 || price <= 0.0 || is_pseudo(&code) {
            continue;
        }
        let day = regulars::table::day::parse_iso(&record[4][..10]);
        let entry = invoices.entry(invoice.to_owned()).or_insert_with(|| {
            (BTreeSet::new(), record[6].parse::<f64>().ok().map(|customer| customer as u32), day)
        });
        entry.0.insert(code);
    }
    let mut rows: Vec<Row> = invoices.into_values().collect();
    // Customers by position, as a ledger has them: numbers of five digits stand in the order of their text.
    let ids: BTreeSet<u32> = rows.iter().filter_map(|row| row.1).collect();
    let position: BTreeMap<u32, u32> = ids.iter().zip(0u32..).map(|(id, i)| (*id, i)).collect();
    rows.iter_mut().for_each(|row| row.1 = row.1.map(|id| position[&id]));
    Some(baskets_of(&rows))
}

fn is_pseudo(code: &str) -> bool {
    let words = ["POST", "DOT", "M", "C2", "D", "S", "B", "CRUK", "BANK CHARGES", "AMAZONFEE", "PADS"];
    let starts = ["GIFT_", "TEST", "ADJUST"];
    words.contains(&code)
        || starts.iter().any(|start| code.starts_with(start))
        || code == "TPRODUCT"
        || code == "TPRODUCTS"
}
