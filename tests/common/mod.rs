//! What several test files need.
#![allow(dead_code)]

pub mod books;
pub mod baskets;
pub mod exports;
pub mod inspected;
pub mod notebooks;
pub mod words;

use std::path::PathBuf;
use std::process::Command;

/// A file of the folder of public data that may stand beside the project (`../shared`, or `REGULARS_SHARED`); `.xz`
/// files are unpacked. `None`, with a line that says so, when it is absent: the test is then skipped.
pub fn shared(path: &str) -> Option<Vec<u8>> {
    let root = std::env::var_os("REGULARS_SHARED")
        .map(PathBuf::from)
        .unwrap_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../shared"));
    let file = root.join(path);
    if !file.exists() {
        println!("skipped: {path} is not here");
        return None;
    }
    if path.ends_with(".xz") {
        let output = Command::new("xz").args(["-dkc"]).arg(&file).output().ok()?;
        if !output.status.success() {
            println!("skipped: xz could not unpack {path}");
            return None;
        }
        return Some(output.stdout);
    }
    std::fs::read(file).ok()
}

/// A customer's id, an ISO day, minor units.
pub type Purchase = (String, i32, i64);

/// The purchases of a CDNOW file: id, [sample id,] date as YYYYMMDD, quantity, dollars.
pub fn cdnow(path: &str) -> Option<Vec<Purchase>> {
    let text = String::from_utf8(shared(path)?).unwrap();
    let purchases = text.lines().filter_map(|line| {
        let fields: Vec<&str> = line.split_whitespace().collect();
        let [.., date, _, dollars] = fields[..] else { return None };
        let (year, month, day) = (date[..4].parse().ok()?, date[4..6].parse().ok()?, date[6..].parse().ok()?);
        let cents = (dollars.parse::<f64>().ok()? * 100.0).round() as i64;
        Some((fields[0].to_owned(), regulars::table::day::from_ymd(year, month, day)?, cents))
    });
    Some(purchases.collect())
}

/// A ledger of one order a purchase, no lines, no refunds, two decimals.
pub fn ledger(purchases: &[Purchase]) -> regulars::roles::Ledger {
    use regulars::roles::{Customer, Ledger, Order};
    let mut ids: Vec<&str> = purchases.iter().map(|(id, _, _)| id.as_str()).collect();
    ids.sort_unstable();
    ids.dedup();
    let mut orders: Vec<Order> = purchases
        .iter()
        .enumerate()
        .map(|(i, (id, day, gross))| Order {
            id: format!("{i:07}"),
            customer: ids.binary_search(&id.as_str()).ok().map(|i| i as u32),
            day: *day,
            gross: *gross,
            ..Order::default()
        })
        .collect();
    orders.sort_by(|a, b| (a.day, &a.id).cmp(&(b.day, &b.id)));
    let mut orders_by_customer: Vec<u32> = (0..orders.len() as u32).collect();
    orders_by_customer.sort_by_key(|&i| (orders[i as usize].customer, i));
    let mut customer_ranges = Vec::new();
    for customer in 0..ids.len() as u32 {
        let of = |i: &u32| orders[*i as usize].customer;
        let start = orders_by_customer.partition_point(|i| of(i) < Some(customer)) as u32;
        let end = orders_by_customer.partition_point(|i| of(i) <= Some(customer)) as u32;
        customer_ranges.push(start..end);
    }
    Ledger {
        customers: ids.iter().map(|id| Customer { id: (*id).to_owned(), name: None }).collect(),
        first_day: orders.first().map_or(0, |order| order.day),
        last_day: orders.last().map_or(0, |order| order.day),
        orders,
        scale: 2,
        has_money: true,
        orders_by_customer,
        customer_ranges,
        ..Ledger::default()
    }
}

/// All files below a folder of the public data, by name; none when it is absent.
pub fn shared_files(folder: &str) -> Vec<(String, Vec<u8>)> {
    let root = std::env::var_os("REGULARS_SHARED")
        .map(PathBuf::from)
        .unwrap_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../shared"));
    let (mut folders, mut files) = (vec![root.join(folder)], Vec::new());
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
            let path = entry.path();
            if path.is_dir() {
                folders.push(path);
            } else if let Ok(bytes) = std::fs::read(&path) {
                files.push((path.display().to_string(), bytes));
            }
        }
    }
    files.sort();
    files
}
