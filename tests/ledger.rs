//! The books: figures of public files, and laws.

mod common;

use common::shared;
use regulars::ingest::{Profile, Read, Shape};
use regulars::roles::{self, Baskets, LedgerOptions, LeftOutReason, RULES};
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

    let inspection =
        roles::inspect("online_retail.csv", &Ok(read.clone()), &|message| message.key.to_string());
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

fn read_as(name: &str, text: &str) -> (Read, roles::Mapping) {
    let read =
        regulars::ingest::read(name, text.as_bytes(), &regulars::ingest::ReadOptions::default()).unwrap();
    let mapping = roles::assign(&read);
    (read, mapping)
}

fn keep_all(files: &[(&str, &str)]) -> roles::Ledger {
    let read: Vec<_> = files.iter().map(|(name, text)| read_as(name, text)).collect();
    let sources: Vec<_> =
        files.iter().zip(&read).map(|((name, _), (read, mapping))| (*name, &read.table, mapping)).collect();
    roles::ledger(&sources, &LedgerOptions::default()).unwrap()
}

#[test]
fn a_shop_in_five_tables_is_one_shop() {
    let ledger = keep_all(&[
        (
            "customers.csv",
            "customer_id,customer_unique_id,customer_zip_code_prefix,customer_city,customer_state\nc1,p1,01000,sao paulo,SP\nc2,p2,02000,rio,RJ\nc3,p1,01000,sao paulo,SP\n",
        ),
        (
            "orders.csv",
            "order_id,customer_id,order_status,order_purchase_timestamp,order_approved_at\no1,c1,delivered,2017-10-02 10:56:33,2017-10-02 11:07:15\no2,c2,canceled,2018-07-24 20:41:37,2018-07-26 03:24:27\no3,c3,delivered,2018-01-24 20:41:37,2018-01-26 03:24:27\n",
        ),
        (
            "items.csv",
            "order_id,order_item_id,product_id,seller_id,shipping_limit_date,price,freight_value\no1,1,g1,s1,2017-10-05 10:00:00,58.90,13.29\no1,2,g2,s1,2017-10-05 10:00:00,10.10,13.29\no2,1,g1,s1,2018-07-30 10:00:00,58.90,13.29\no3,1,g2,s1,2018-02-01 10:00:00,10.10,13.29\n",
        ),
        (
            "products.csv",
            "product_id,product_category_name,product_name_lenght\ng1,beleza,40\ng2,perfumaria,30\n",
        ),
        (
            "reviews.csv",
            "review_id,order_id,review_score,review_creation_date\nr1,o1,4,2017-10-12\nr2,o3,5,2018-02-10\n",
        ),
    ]);
    let customers: Vec<&str> = ledger.customers.iter().map(|customer| customer.id.as_str()).collect();
    assert_eq!(customers, ["p1"]);
    assert_eq!(ledger.orders.len(), 2);
    assert_eq!(ledger.cancelled.n_orders, 1);
    assert_eq!(ledger.net(), 7910);
    assert_eq!(ledger.categories, ["beleza", "perfumaria"]);
    assert_eq!(Baskets::from_ledger(&ledger).len(), 2);
}

#[test]
fn packed_cells_come_apart_and_totals_count_once() {
    let ledger = keep_all(&[(
        "orders.csv",
        "Order No,Order Date,Client,Products,Total\n1,2024-01-02,Al,\"Mug x 1, Lamp x 2\",50.00\n2,2024-01-03,Bo,Mug x 1,10.00\n3,2024-02-03,Al,\"Mug x 3, Vase x 1\",70.00\n",
    )]);
    assert_eq!((ledger.orders.len(), ledger.lines.len(), ledger.products.len()), (3, 5, 3));
    assert_eq!(ledger.net(), 13_000);
    assert_eq!(ledger.lines[1].quantity, 2.0);
}

#[test]
fn a_refund_beside_its_sale_is_netted_whatever_its_sign() {
    for refund in ["100.00", "-100.00"] {
        let ledger = keep_all(&[(
            "sales.csv",
            &format!(
                "Order ID,Date,Customer ID,Type,Amount\n1,2024-05-01,C1,Sale,100.00\n2,2024-05-02,C2,Sale,50.00\n\
                 1,2024-05-13,C1,Refund,{refund}\n"
            ),
        )]);
        assert_eq!((ledger.orders.len(), ledger.refunds.len()), (2, 1), "{refund}");
        assert_eq!(
            (ledger.net(), tie_out(&ledger), ledger.orders[0].refunded),
            (5000, 5000, 10_000),
            "{refund}"
        );
    }
}

#[test]
fn a_discount_is_taken_off_quantity_times_price_where_it_is_plain_what_it_is() {
    let net = |discount: &str, offs: [&str; 4]| {
        let rows: String = [
            "1,2024-05-01,C1,A,2,10.00",
            "1,2024-05-01,C1,B,1,30.00",
            "2,2024-05-13,C2,A,3,10.00",
            "2,2024-05-13,C2,B,1,30.00",
        ]
        .iter()
        .zip(offs)
        .map(|(row, off)| format!("{row},{off}\n"))
        .collect();
        let header = format!("Order ID,Date,Customer ID,Product,Quantity,Unit Price,{discount}\n");
        let ledger = keep_all(&[("sales.csv", &format!("{header}{rows}"))]);
        ledger.major(ledger.net())
    };
    // Off the line, a share, once off the order.
    assert_eq!(net("Discount Amount", ["2.00", "0.00", "5.00", "1.50"]), 101.5);
    assert_eq!(net("Discount", ["0.1", "0", "0.25", "0"]), 100.5);
    assert_eq!(net("Discount Amount", ["5.00", "5.00", "4.00", "4.00"]), 101.0);
    // More than the lines are worth, or only zeros and ones: not understood, not subtracted.
    assert_eq!(net("Discount Amount", ["500", "500", "500", "400"]), 110.0);
    assert_eq!(net("Discount", ["1", "0", "0", "1"]), 110.0);
}

#[test]
fn payments_tell_the_money_of_orders_that_have_none() {
    let ledger = keep_all(&[
        (
            "orders.csv",
            "order_id,customer_id,order_status,order_purchase_timestamp\no1,c1,delivered,2017-10-02 10:56:33\n\
             o2,c2,canceled,2018-07-24 20:41:37\no3,c3,delivered,2018-08-08 08:38:49\n",
        ),
        (
            "payments.csv",
            "order_id,payment_sequential,payment_type,payment_installments,payment_value\no1,1,credit_card,8,99.33\n\
             o2,1,credit_card,1,24.39\no3,2,voucher,1,10.00\no3,1,voucher,1,5.50\n",
        ),
    ]);
    assert_eq!((ledger.net(), ledger.cancelled.amount), (11_483, 2_439));
}

#[test]
fn currencies_are_never_added_together() {
    let ledger = keep_all(&[(
        "orders.csv",
        "Order ID,Order Date,Customer ID,Order Total,Currency\n1,2024-01-02,A1,50.00,USD\n2,2024-01-03,B2,1000.00,TWD\n3,2024-02-03,A1,70.00,USD\n",
    )]);
    assert_eq!((ledger.currency.as_str(), ledger.net()), ("USD", 12_000));
    assert_eq!(ledger.left_out[0].reason, roles::LeftOutReason::OtherCurrency);
    assert_eq!(ledger.left_out[0].amount, 100_000);
}

#[test]
fn walk_ins_are_nobody() {
    let ledger = keep_all(&[(
        "pos.csv",
        "會員編號,交易日期,發票號碼,品名,數量,單價,小計\nA001,2024/01/02,AB001,馬克杯,2,100,200\n散客,2024/01/02,AB002,桌燈,1,200,200\n非會員,2024/01/03,AB003,馬克杯,1,100,100\n,2024/01/04,AB004,馬克杯,1,100,100\n",
    )]);
    assert_eq!((ledger.customers.len(), ledger.orders.len(), ledger.net()), (1, 4, 600));
}

fn chosen(rules: &[(&str, &str)]) -> LedgerOptions {
    let mut options = LedgerOptions::default();
    rules.iter().for_each(|(rule, value)| options.set(rule, Some(value)).unwrap());
    options
}

#[test]
fn the_reader_decides_what_happens_to_doubtful_rows() {
    let text = "InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID\n\
        1001,A1001,MUG,3,2024-01-05,2.50,7\n1001,A1001,MUG,3,2024-01-05,2.50,7\n\
        1002,B2002,LAMP,1,2024-01-06,20.00,\nC1003,A1001,MUG,-1,2024-02-01,2.50,7\n\
        1004,B2002,LAMP,-1,2024-02-02,20.00,8\n1005,B2002,LAMP,1,2024-02-03,0.00,8\n\
        1006,B2002,LAMP,1,2024-03-03,20.00,007\n";
    let read = read(text);
    let mapping = roles::assign(&read);
    let books = |rules: &[(&str, &str)]| {
        let options = chosen(rules);
        let ledger = roles::ledger(&[("s", &read.table, &mapping)], &options).unwrap();
        assert_eq!(tie_out(&ledger), 3_250);
        let passport =
            roles::passport(&read.table, &read.profile, &[], &[], &mapping, &options, Some(&ledger));
        let total = match passport.total.unwrap().amount {
            regulars::message::Value::Money(amount, _) => (amount * 100.0).round() as i128,
            other => panic!("{other:?}"),
        };
        let left_out: Vec<_> = ledger.left_out.iter().map(|l| (l.reason, l.n_rows, l.amount)).collect();
        (ledger.orders.len(), ledger.customers.len(), ledger.net(), total, left_out)
    };
    use LeftOutReason::{Duplicate, NoCustomer, OtherDays, Returned, ZeroValue};
    assert_eq!(books(&[]), (3, 1, 3_250, 3_250, vec![(ZeroValue, 1, 0)]));
    let zero = (ZeroValue, 1, 0);
    assert_eq!(books(&[("duplicates", "drop")]), (3, 1, 2_500, 2_500, vec![zero, (Duplicate, 1, 750)]));
    assert_eq!(
        books(&[("no_customer", "leave_out")]),
        (2, 1, 1_250, 1_250, vec![zero, (NoCustomer, 1, 2_000)])
    );
    assert_eq!(
        books(&[("credit_notes", "leave_out")]),
        (3, 1, 3_500, 3_500, vec![zero, (Returned, 1, -250)])
    );
    assert_eq!(books(&[("returns", "leave_out")]), (3, 1, 5_250, 5_250, vec![zero, (Returned, 1, -2_000)]));
    assert_eq!(books(&[("zero", "orders")]), (4, 2, 3_250, 3_250, vec![]));
    assert_eq!(books(&[("respelled", "apart")]), (3, 2, 3_250, 3_250, vec![zero]));
    let days = [("from", "2024-01-06"), ("to", "2024-02-28")];
    assert_eq!(books(&days), (1, 0, -250, -250, vec![zero, (OtherDays, 3, 3_500)]));
    // A rule that does not exist is named, and so is a value.
    let mut options = LedgerOptions::default();
    assert!(
        options.set("retruns", Some("leave_out")).is_err() && options.set("returns", Some("drop")).is_err()
    );
    assert!(options.set("from", Some("2024-13-01")).is_err() && options.is_usual());
}

#[test]
fn cancelled_orders_count_when_the_reader_says_so_and_the_currency_is_theirs() {
    let text = "Order ID,Order Date,Customer ID,Status,Order Total,Currency\n1,2024-01-02,A1,paid,50.00,USD\n\
        2,2024-01-03,B2,cancelled,30.00,USD\n3,2024-02-03,A1,paid,1000.00,TWD\n";
    let (read, mapping) = read_as("orders.csv", text);
    let books = |rules: &[(&str, &str)]| {
        let ledger = roles::ledger(&[("s", &read.table, &mapping)], &chosen(rules)).unwrap();
        (ledger.currency.clone(), ledger.net(), ledger.cancelled.amount, ledger.beside_total())
    };
    assert_eq!(books(&[]), ("USD".into(), 5_000, 3_000, 100_000));
    assert_eq!(books(&[("cancelled", "sales")]), ("USD".into(), 8_000, 0, 100_000));
    assert_eq!(books(&[("currency", "TWD")]), ("TWD".into(), 100_000, 0, 8_000));
}

#[test]
fn choices_follow_the_rows_of_their_own_file() {
    let head = "InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID\n";
    let tables = [
        "1001,A1001,MUG,1,2024-01-05,1.00,\n1002,A1001,MUG,1,2024-01-05,2.00,7\n",
        "1003,A1001,MUG,1,2024-02-05,4.00,\n1004,A1001,MUG,1,2024-02-05,8.00,7\n",
    ]
    .map(|rows| table(&format!("{head}{rows}")));
    let mapping = roles::assign(&read(&format!("{head}1001,A1001,MUG,1,2024-01-05,1.00,7\n")));
    let sources: Vec<_> = tables.iter().map(|table| ("s", table, &mapping)).collect();
    let options = [LedgerOptions::default(), chosen(&[("no_customer", "leave_out")])];
    assert_eq!(roles::ledger_of(&sources, &options).unwrap().net(), 1_100);
    // Of files that are joined, the choice for one holds for what both tell.
    let joined = [
        (
            "orders.csv",
            "order_id,customer_id,order_status,order_date\no1,c1,paid,2024-01-02\no2,,paid,2024-01-03\n",
        ),
        ("items.csv", "order_id,product_id,quantity,price\no1,gg11,1,5.00\no2,gg22,1,7.00\n"),
    ];
    let read: Vec<_> = joined.iter().map(|(name, text)| read_as(name, text)).collect();
    let sources: Vec<_> = read.iter().map(|(read, mapping)| ("s", &read.table, mapping)).collect();
    let options = [chosen(&[("no_customer", "leave_out")]), LedgerOptions::default()];
    assert_eq!(roles::ledger_of(&sources, &options).unwrap().net(), 500);
    // What is chosen for a file that is no part of the books changes nothing in them.
    let beside =
        "Bestellung,Kunde,Datum,Betrag,Waehrung\nx1,c9,2024-01-02,3.00,EUR\nx2,c8,2024-05-03,4.00,EUR\n";
    let beside = read_as("elsewhere.csv", beside);
    let sources: Vec<_> =
        read.iter().chain([&beside]).map(|(read, mapping)| ("s", &read.table, mapping)).collect();
    let elsewhere = chosen(&[("no_customer", "leave_out"), ("from", "2024-03-01")]);
    let options = [LedgerOptions::default(), LedgerOptions::default(), elsewhere];
    assert_eq!(roles::ledger_of(&sources, &options).unwrap().net(), 1_200);
}

mod laws {
    use super::*;
    use proptest::prelude::*;

    /// Rows of a small shop: order, product, quantity, price in cents, customer, day.
    fn rows() -> impl Strategy<Value = Vec<String>> {
        let row = (0..12u32, 0..5u32, -2..6i32, 0..500u32, 0..4u32, 1..28u32);
        prop::collection::vec(row, 2..40).prop_map(|rows| {
            let line = |(order, product, quantity, price, customer, day): (u32, u32, i32, u32, u32, u32)| {
                let prefix = if quantity < 0 { "C" } else { "" };
                let customer = if customer == 0 { String::new() } else { format!("K{customer}") };
                let cents = format!("{}.{:02}", price / 100, price % 100);
                format!(
                    "{prefix}{},P{product}00,Thing {product},{quantity},2024-01-{day:02},{cents},{customer}",
                    1000 + order
                )
            };
            rows.into_iter().map(line).collect()
        })
    }

    fn text(rows: &[String]) -> String {
        format!(
            "InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID\n{}\n",
            rows.join("\n")
        )
    }

    /// What must not depend on the order of rows or on the division into files.
    fn figures(ledger: &roles::Ledger) -> String {
        let orders: Vec<_> =
            ledger.orders.iter().map(|o| (&o.id, o.customer, o.day, o.gross, o.lines.len())).collect();
        let refunds: i128 = ledger.refunds.iter().map(|refund| i128::from(refund.amount)).sum();
        let ids: Vec<_> = ledger.customers.iter().map(|customer| &customer.id).collect();
        format!(
            "{orders:?} {refunds} {:?} {:?} {ids:?} {:?}",
            ledger.net_by_customer(),
            ledger.left_out,
            ledger.products
        )
    }

    fn books(parts: &[&[String]]) -> roles::Ledger {
        let mapping = roles::assign(&read(&text(&parts.concat())));
        let tables: Vec<Table> = parts.iter().map(|part| table(&text(part))).collect();
        let sources: Vec<_> = tables.iter().map(|table| ("s", table, &mapping)).collect();
        roles::ledger(&sources, &LedgerOptions::default()).unwrap()
    }

    /// Any choices: each rule one way or the other, and perhaps some days only.
    fn choices() -> impl Strategy<Value = LedgerOptions> {
        let days = prop::option::of((1..15u32, 12..28u32));
        (prop::collection::vec(any::<bool>(), RULES.len()), days).prop_map(|(others, days)| {
            let mut options = LedgerOptions::default();
            for ((rule, values), other) in RULES.iter().zip(others) {
                options.set(rule, Some(values[usize::from(other)])).unwrap();
            }
            if let Some((from, to)) = days {
                options.set("from", Some(&format!("2024-01-{from:02}"))).unwrap();
                options.set("to", Some(&format!("2024-01-{to:02}"))).unwrap();
            }
            options
        })
    }

    /// Orders with a state and a total, or lines with an amount; ids and whole rows come again.
    fn orders() -> impl Strategy<Value = String> {
        let row = (0..9u32, 0..4u32, 0..4usize, -3..9i32, 1..28u32);
        (any::<bool>(), prop::collection::vec(row, 2..30)).prop_map(|(is_total, rows)| {
            let state = ["paid", "paid", "cancelled", "refund"];
            let line = |(order, customer, at, amount, day): (u32, u32, usize, i32, u32)| {
                let customer = if customer == 0 { String::new() } else { format!("K{customer}") };
                format!("{},2024-01-{day:02},{customer},{},{amount}.50\n", 1000 + order, state[at])
            };
            let column = if is_total { "Order Total" } else { "Line Total" };
            let rows: Vec<String> = rows.into_iter().map(line).collect();
            format!("Order ID,Order Date,Customer ID,Status,{column}\n{}", rows.concat())
        })
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(100))]

        #[test]
        fn money_is_used_cancelled_refunded_or_set_aside(rows in rows()) {
            let read = read(&text(&rows));
            let inspection = roles::inspect("x", &Ok(read), &|message| message.key.to_string());
            if let Some(all) = inspection.revenue_all_rows {
                let ledger = books(&[&rows]);
                prop_assert!((ledger.major(tie_out(&ledger)) - all).abs() < 1e-6);
            }
        }

        #[test]
        fn all_money_is_accounted_for_whatever_the_reader_chooses(rows in rows(), options in choices()) {
            let read = read(&text(&rows));
            let mapping = roles::assign(&read);
            let inspection = roles::inspect("x", &Ok(read.clone()), &|message| message.key.to_string());
            if let Some(all) = inspection.revenue_all_rows {
                let ledger = roles::ledger(&[("s", &read.table, &mapping)], &options).unwrap();
                prop_assert!((ledger.major(tie_out(&ledger)) - all).abs() < 1e-6);
            }
        }

        #[test]
        fn all_money_of_orders_with_states_is_accounted_for(text in orders(), options in choices()) {
            let (read, mapping) = read_as("orders.csv", &text);
            let inspection = roles::inspect("x", &Ok(read.clone()), &|message| message.key.to_string());
            if let (Some(all), Ok(ledger)) =
                (inspection.revenue_all_rows, roles::ledger(&[("s", &read.table, &mapping)], &options))
            {
                prop_assert!((ledger.major(tie_out(&ledger)) - all).abs() < 1e-6, "{all} {text}");
            }
        }

        #[test]
        fn shuffled_rows_and_split_files_give_the_same_books(rows in rows(), turn in 1..30usize) {
            let whole = figures(&books(&[&rows]));
            let mut turned = rows.clone();
            turned.rotate_left(turn % rows.len());
            turned.reverse();
            prop_assert_eq!(&whole, &figures(&books(&[&turned])));
            let (head, tail) = rows.split_at(rows.len() / 2);
            prop_assert_eq!(&whole, &figures(&books(&[head, tail])));
        }
    }
}
