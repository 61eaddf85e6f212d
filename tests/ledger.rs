//! The books: figures of public files, and laws.

mod common;

use common::shared;
use regulars::ingest::{Profile, Read, Shape};
use regulars::roles::{self, Baskets, LedgerOptions};
use regulars::table::{Column, Data, Table, TextColumn, Validity, day};

/// A plain comma file as a typed table: days, decimals or text by what all cells are.
fn table(text: &str) -> Table {
    let mut reader = csv::ReaderBuilder::new().has_headers(true).flexible(true).from_reader(text.as_bytes());
    let headers: Vec<String> = reader.headers().unwrap().iter().map(str::to_owned).collect();
    let mut cells: Vec<Vec<String>> = vec![Vec::new(); headers.len()];
    for record in reader.records() {
        let record = record.unwrap();
        for (i, column) in cells.iter_mut().enumerate() {
            column.push(record.get(i).unwrap_or("").to_owned());
        }
    }
    let n_rows = cells[0].len();
    let columns = headers.iter().zip(&cells).map(|(name, cells)| column(name, cells)).collect();
    Table { name: "test.csv".into(), columns, n_rows, lines: (2..n_rows as u32 + 2).collect() }
}

fn column(name: &str, cells: &[String]) -> Column {
    let validity = Validity::from_flags(cells.iter().map(|cell| !cell.trim().is_empty()));
    let filled = || cells.iter().filter(|cell| !cell.trim().is_empty());
    let is_id = name.ends_with("ID") || name.ends_with("No") || name.contains("Code");
    let is_iso = |cell: &String| cell.get(..10).and_then(day::parse_iso).is_some();
    if filled().count() > 0 && filled().all(is_iso) {
        let time = |cell: &String| -> i64 {
            let clock = cell.get(11..19).and_then(|clock| {
                let mut parts = clock.split(':').map(|part| part.parse::<i64>().unwrap_or(0));
                Some(parts.next()? * 3600 + parts.next()? * 60 + parts.next()?)
            });
            i64::from(cell.get(..10).and_then(day::parse_iso).unwrap_or(0)) * 86_400 + clock.unwrap_or(0)
        };
        return Column::new(name, Data::Time(cells.iter().map(time).collect()), validity);
    }
    let scale = |cell: &String| cell.split_once('.').map_or(0, |(_, fraction)| fraction.len());
    if !is_id && filled().count() > 0 && filled().all(|cell| cell.trim().parse::<f64>().is_ok()) {
        let scale = filled().map(scale).max().unwrap_or(0);
        let mantissa = cells.iter().map(|cell| {
            let (whole, fraction) = cell.trim().split_once('.').unwrap_or((cell.trim(), ""));
            format!("{whole}{fraction:0<scale$}").parse().unwrap_or(0)
        });
        return Column::new(
            name,
            Data::Decimal { mantissa: mantissa.collect(), scale: scale as u8 },
            validity,
        );
    }
    Column::new(name, Data::Text(TextColumn::from_texts(cells.iter().map(String::as_str))), validity)
}

fn read(text: &str) -> Read {
    let profile = Profile { header_row_index: Some(0), shape: Shape::Table, ..Profile::default() };
    Read { table: table(text), profile, set_aside: Vec::new(), notes: Vec::new() }
}

fn keep(text: &str) -> roles::Ledger {
    let read = read(text);
    let mapping = roles::assign(&read);
    roles::ledger(&[("s1", &read.table, &mapping)], &LedgerOptions::default()).unwrap()
}

#[test]
fn online_retail_has_its_known_figures() {
    let Some(bytes) = shared("data/online_retail.csv.xz") else { return };
    let text = String::from_utf8(bytes).unwrap();
    let read = read(&text);
    let mapping = roles::assign(&read);
    let role = |role: roles::Role| mapping.column(role).unwrap_or("none").to_owned();
    assert_eq!(role(roles::Role::OrderId), "InvoiceNo");
    assert_eq!(role(roles::Role::CustomerId), "CustomerID");
    assert_eq!(role(roles::Role::OrderDate), "InvoiceDate");
    assert_eq!(role(roles::Role::ProductId), "StockCode");
    assert_eq!(role(roles::Role::ProductName), "Description");
    assert_eq!(role(roles::Role::Quantity), "Quantity");
    assert_eq!(role(roles::Role::UnitPrice), "UnitPrice");
    assert_eq!(role(roles::Role::Country), "Country");
    assert_eq!(mapping.roles.len(), 8, "{:?}", mapping.roles);
    assert_eq!(mapping.grain, roles::Grain::Line);

    let inspection = roles::inspect("online_retail.csv", &Ok(read.clone()), &|message| message.key.clone());
    assert_eq!(inspection.n_orders, Some(25_900));
    assert_eq!(inspection.n_customers, Some(4_372));
    let close =
        |found: Option<f64>, expected: f64| assert!((found.unwrap() - expected).abs() < 0.006, "{found:?}");
    close(inspection.revenue_all_rows, 9_747_747.93);
    close(inspection.revenue_after_excluding_cancelled, 10_644_560.42);

    let ledger = roles::ledger(&[("s1", &read.table, &mapping)], &LedgerOptions::default()).unwrap();
    assert_eq!(ledger.customers.len(), 4_338);
    assert_eq!(ledger.orders.len(), 19_959);
    close(Some(ledger.major(tie_out(&ledger))), 9_747_747.93);
    let baskets = Baskets::from_ledger(&ledger);
    let is_product = |item: &&u32| baskets.items[**item as usize].pseudo.is_none();
    let n_baskets = baskets.iter().filter(|basket| basket.items.iter().any(|item| is_product(&item))).count();
    let mut items: Vec<u32> = baskets.items_of.iter().filter(is_product).copied().collect();
    let n_pairs = items.len();
    items.sort_unstable();
    items.dedup();
    assert_eq!((n_baskets, items.len(), n_pairs), (19_773, 3_798, 517_287));
}

/// Money used + cancelled + refunded + set aside: all money of the file.
fn tie_out(ledger: &roles::Ledger) -> i128 {
    let left_out: i128 = ledger.left_out.iter().map(|entry| entry.amount).sum();
    ledger.net() + ledger.refunds_stated + ledger.cancelled.amount + left_out
}

#[test]
fn returns_are_netted_and_are_no_visits() {
    let ledger = keep(
        "InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID\n\
         1001,A100,MUG,3,2024-01-05 10:00:00,2.50,7\n\
         1001,B200,LAMP,1,2024-01-05 10:00:00,20.00,7\n\
         C1002,A100,MUG,-1,2024-02-01 09:00:00,2.50,7\n\
         1003,A100,Mug ,2,2024-02-03 12:00:00,2.50,\n\
         1004,POST,POSTAGE,1,2024-02-03 12:00:00,4.00,8\n",
    );
    assert_eq!(ledger.orders.len(), 3);
    assert_eq!(ledger.customers.len(), 2);
    assert_eq!(ledger.net_by_customer(), vec![2500, 400]);
    assert_eq!(ledger.orders[0].refunded, 250);
    assert_eq!(ledger.refunds.len(), 1);
    let returned: Vec<f64> = ledger.lines.iter().map(|line| line.returned).collect();
    assert_eq!(returned, vec![1.0, 0.0, 0.0, 0.0]);
    let pseudo = ledger.products.iter().filter(|item| item.pseudo.is_some()).count();
    assert_eq!(pseudo, 1);
}
