//! Roles of columns: known exports by their exact headers, unknown files by names and cells.

mod common;

use common::exports::CASES;
use common::inspected::{inspect, summary};
use common::shared;
use regulars::ingest::{self, ReadOptions};
use regulars::roles;

/// A sample of the public data: its roles, customers, orders, period, revenue before and after cancellations.
fn check_sample(file: &str, expected: &str) {
    let Some(bytes) = shared(file) else { return };
    let i = inspect(file, &bytes);
    let or_dash = |value: Option<String>| value.unwrap_or_else(|| "-".to_owned());
    let count = |value: Option<usize>| or_dash(value.map(|n| n.to_string()));
    let money = |value: Option<f64>| or_dash(value.map(|amount| format!("{amount:.2}")));
    let found = format!(
        "{} rows, {} customers, {} orders, {} to {}, {} / {}: {}",
        i.n_data_rows,
        count(i.n_customers),
        count(i.n_orders),
        or_dash(i.date_min.clone()),
        or_dash(i.date_max.clone()),
        money(i.revenue_all_rows),
        money(i.revenue_after_excluding_cancelled),
        summary(&i)
    );
    assert_eq!(found, expected, "{file}");
}

#[test]
fn the_samples_are_understood() {
    check_sample(
        "data/exports/cn_bills/alipay.csv",
        "10 rows, 6 customers, 8 orders, 2023-01-09 to 2023-07-10, 222687.51 / 222489.48: category=交易分类 customer_name=交易对方 line_total=金额 order_date=交易时间 order_id=交易订单号 product_name=商品说明 status=交易状态",
    );
    check_sample(
        "data/exports/cn_shops/douyin_orders.csv",
        "3 rows, - customers, 3 orders, - to -, 109.70 / 79.80: line_id=子订单编号 order_id=主订单编号 order_total=订单应付金额 product_name=选购商品 return_status=售后状态 status=订单状态",
    );
    check_sample(
        "data/exports/crm/hubspot_deals.csv",
        "3 rows, 3 customers, - orders, 2026-11-01 to 2027-01-15, 10000.00 / 8000.00: customer_name=Associated Company order_date=Close Date order_total=Amount status=Deal Stage",
    );
    check_sample(
        "data/exports/crm/salesforce_report_footer.csv",
        "3 rows, 3 customers, - orders, 2026-08-01 to 2026-10-15, 16300.50 / 15500.50: customer_name=Account Name order_date=Close Date order_total=Amount status=Stage",
    );
    check_sample(
        "data/exports/derived/cn_taobao_ExportOrderList_gb18030.csv",
        "6000 rows, 1900 customers, 6000 orders, 2020-02-01 to 2020-02-21, 561846.92 / 491794.08: cancelled_at=订单关闭原因 customer_id=买家会员名 customer_phone=联系手机 order_date=订单创建时间 order_id=订单编号 order_total=总金额 paid_amount=买家实际支付金额 paid_at=订单付款时间 product_name=宝贝标题 quantity=宝贝总数量 refund_amount=退款金额 shipping=买家应付邮费 status=订单状态",
    );
    check_sample(
        "data/exports/derived/nul_bytes.csv",
        "200 rows, 24 customers, 28 orders, 2011-05-01 to 2011-05-03, -1351.71 / 7259.49: customer_id=customer_id order_date=order_date order_id=order_id product_name=product quantity=qty unit_price=price",
    );
    check_sample(
        "data/exports/derived/superstore_de_sep_cp1252.csv",
        "3000 rows, 675 customers, 1489 orders, 2020-01-04 to 2023-12-30, 711104.79 / 711104.79: category=Kategorie customer_id=Kundennummer customer_name=Kundenname discount=Rabatt line_total=Umsatz (€) order_date=Bestelldatum order_id=Bestellnummer product_id=Artikelnummer product_name=Artikelbezeichnung quantity=Menge",
    );
    check_sample(
        "data/exports/derived/tw_pos_big5_roc.csv",
        "10525 rows, 438 customers, 600 orders, 2013-05-01 to 2013-05-31, 7677966.00 / 8089477.00: customer_id=會員編號 line_total=小計 order_date=交易日期 order_id=單號 order_time=交易時間 product_id=品號 product_name=品名 quantity=數量 status=狀態 unit_price=單價",
    );
    check_sample(
        "data/exports/etsy/EtsySoldOrderItems2026.csv",
        "4 rows, 2 customers, 3 orders, 2026-08-03 to 2026-09-24, 72.00 / 72.00: country=Ship Country coupon=Coupon Code currency=Currency customer_name=Buyer discount=Discount Amount line_id=Transaction ID line_total=Item Total order_date=Sale Date order_id=Order ID paid_at=Date Paid product_id=Listing ID product_name=Item Name quantity=Quantity shipping=Order Shipping tax=Order Sales Tax unit_price=Price",
    );
    check_sample(
        "data/exports/shopify/orders_export_small.csv",
        "5 rows, 3 customers, 4 orders, 2026-08-20 to 2026-09-12, 117.29 / 101.29: cancelled_at=Cancelled at country=Billing Country coupon=Discount Code currency=Currency customer_email=Email customer_name=Billing Name discount=Discount Amount order_date=Created at order_id=Name order_total=Total paid_at=Paid at product_id=Lineitem sku product_name=Lineitem name quantity=Lineitem quantity refund_amount=Refunded Amount shipping=Shipping status=Financial Status tax=Taxes unit_price=Lineitem price",
    );
    check_sample(
        "data/exports/square/items.csv",
        "5 rows, 1 customers, 3 orders, 2026-08-15 to 2026-09-20, 63.00 / 63.00: category=Category customer_id=Customer ID customer_name=Customer Name discount=Discounts line_total=Net Sales order_date=Date order_id=Transaction ID order_time=Time product_id=SKU product_name=Item quantity=Qty status=Event Type tax=Tax",
    );
    check_sample(
        "data/exports/support/zoho_desk.csv",
        "3 rows, - customers, - orders, 2025-01-01 to 2025-01-04, - / -: status=Status ticket_created=Created Time ticket_id=Ticket ID ticket_resolved=Closed Time",
    );
    check_sample(
        "data/exports/survey/qualtrics.csv",
        "2 rows, 2 customers, - orders, 2026-01-01 to 2026-01-02, - / -: channel=DistributionChannel customer_email=RecipientEmail order_date=RecordedDate rating=Q1",
    );
    check_sample(
        "data/exports/survey/typeform.csv",
        "1 rows, 1 customers, - orders, 2023-01-23 to 2023-01-23, - / -: customer_email=Personal Email ID of the Onboarding Member order_date=Submit Date (UTC)",
    );
    check_sample(
        "data/exports/woocommerce/analytics_orders_fr.csv",
        "30 rows, 29 customers, 30 orders, 2024-01-02 to 2024-04-10, 3025.00 / 2850.00: channel=Attribution coupon=Code(s) promo customer_name=Client order_date=Date order_id=Commande n° order_total=Ventes nettes product_name=Produit(s) quantity=Articles vendus status=État",
    );
    check_sample(
        "data/CDNOW_sample.txt",
        "6919 rows, 2357 customers, - orders, 1997-01-01 to 1998-06-30, 244091.94 / 244091.94: customer_id=col1 order_date=col3 order_total=col5 quantity=col4",
    );
    check_sample(
        "data/CDNOW_master.txt.xz",
        "69659 rows, 23570 customers, - orders, 1997-01-01 to 1998-06-30, 2500315.63 / 2500315.63: customer_id=customer_id order_date=date order_total=dollar_value quantity=number_of_cds",
    );
    check_sample(
        "data/groceries.csv",
        "9835 rows, - customers, 9835 orders, - to -, - / -: order_id=basket product_name=item",
    );
}

/// A file of order lines with a cancelled order, a return, a walk-in and postage.
const SMALL: &str = "InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID\n\
    1001,A1001,MUG,3,2024-01-05,2.50,7\n\
    1001,B2002,LAMP,1,2024-01-05,20.00,7\n\
    1002,A1001,MUG,2,2024-01-06,2.50,\n\
    1003,POST,POSTAGE,1,2024-02-03,4.00,8\n\
    1004,B2002,LAMP,1,2024-02-03,20.00,8\n\
    C1005,A1001,MUG,-1,2024-02-04,2.50,7\n";

#[test]
fn the_passport_says_everything_in_words_of_the_catalogue() {
    use regulars::message::{Message, Value};
    use regulars::report::text::{Catalogue, Language};
    let read = ingest::read("small.csv", SMALL.as_bytes(), &ReadOptions::default()).unwrap();
    let mapping = roles::assign(&read);
    let ledger = roles::ledger(&[("s1", &read.table, &mapping)], &roles::LedgerOptions::default()).unwrap();
    let passport = roles::passport(
        &read.table,
        &read.profile,
        &read.set_aside,
        &read.notes,
        &mapping,
        &Default::default(),
        Some(&ledger),
    );
    let total = passport.total.clone().unwrap();
    assert_eq!(total.amount, Value::Money(54.0, String::new()));
    let left_out: Vec<(String, u32)> =
        passport.left_out.iter().map(|row| (row.what.key.to_string(), row.n_rows)).collect();
    let expected = [("left-out-no-customer", 1), ("left-out-credit-notes", 1), ("left-out-pseudo", 1)];
    assert_eq!(left_out, expected.map(|(key, n)| (key.to_owned(), n)));
    assert_eq!(passport.personal, ["CustomerID"]);
    assert!(passport.abilities.iter().all(|ability| ability.is_possible));

    let explain = |own: &str| {
        roles::explain_total(&read.table, &mapping, &Default::default(), Some(&ledger), own).unwrap()
    };
    assert_eq!(explain("54.00"), None);
    let reason = |own: &str| match explain(own).unwrap().get("reason") {
        Some(Value::Message(reason)) => reason.key.to_string(),
        _ => "none".to_owned(),
    };
    assert_eq!(reason("56.50"), "total-reason-cancelled");
    assert_eq!(reason("49.00"), "total-reason-known-customers");
    assert_eq!(reason("56.70"), "total-reason-with-tax");
    assert_eq!(reason("999"), "none");

    // Every message of the passport has words.
    fn keys(value: &serde_json::Value, found: &mut Vec<String>) {
        match value {
            serde_json::Value::Object(fields) => {
                if let Some(serde_json::Value::String(key)) = fields.get("key") {
                    found.push(key.clone());
                }
                fields.values().for_each(|field| keys(field, found));
            }
            serde_json::Value::Array(items) => items.iter().for_each(|item| keys(item, found)),
            _ => {}
        }
    }
    let mut found = Vec::new();
    keys(&serde_json::to_value(&passport).unwrap(), &mut found);
    assert!(found.len() > 20);
    let catalogue = Catalogue::new(Language::English);
    found.retain(|key| !catalogue.has(key));
    assert!(found.is_empty(), "{found:?}");
    assert_ne!(catalogue.text(&Message::new("role-first-to-last")), "role-first-to-last");
}

#[test]
fn headers_of_real_exports_have_their_roles() {
    let mut faults = Vec::new();
    for (name, text, expected) in CASES {
        let inspection = inspect("case.csv", text.as_bytes());
        let found = summary(&inspection);
        if found != *expected {
            faults.push(format!("{name}\n  found    {found}\n  expected {expected}"));
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn headers_that_promise_what_their_cells_do_not_hold_are_told() {
    let read = ingest::read(
        "file.csv",
        b"customer,date,amount\nann,soon,much\nbob,later,little\ncid,never,nothing\n",
        &ReadOptions::default(),
    )
    .unwrap();
    let inspection = roles::inspect("file.csv", &Ok(read), &|message| message.key.to_string());
    assert_eq!(inspection.notes, ["roles-unlike-dates", "roles-unlike-numbers"]);
    assert_eq!(inspection.roles.keys().collect::<Vec<_>>(), ["customer_name"]);
}
