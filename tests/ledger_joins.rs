//! Several files as one shop: joined by the overlap of their values, nothing counted twice.

mod common;

use regulars::ingest::{self, ReadOptions};
use regulars::roles::relate::Bond;
use regulars::roles::{self, AttributeValues, Ledger, LedgerOptions, Mapping};
use regulars::table::Table;

/// The books of some files and how they were found to belong together.
fn shop(files: &[(&str, &str)]) -> (Ledger, Vec<Bond>) {
    let read: Vec<(Table, Mapping)> = files
        .iter()
        .map(|(name, text)| {
            let read = ingest::read(name, text.as_bytes(), &ReadOptions::default()).unwrap();
            let mapping = roles::assign(&read);
            (read.table, mapping)
        })
        .collect();
    let sources: Vec<_> =
        files.iter().zip(&read).map(|((name, _), (table, mapping))| (*name, table, mapping)).collect();
    let bonds = roles::relate(&sources).into_iter().map(|relation| relation.bond).collect();
    (roles::ledger(&sources, &LedgerOptions::default()).unwrap(), bonds)
}

const SALES: (&str, &str) = (
    "sales.csv",
    "OrderDate,OrderNumber,ProductKey,CustomerKey,OrderLineItem,OrderQuantity\n\
     1/13/2015,SO1,332,14657,1,1\n1/13/2015,SO1,312,14657,2,2\n1/14/2015,SO2,312,29255,1,1\n1/15/2015,SO3,332,14657,1,1\n",
);

#[test]
fn lines_without_money_take_the_price_of_their_product() {
    let products = (
        "products.csv",
        "ProductKey,ProductSKU,ProductName,ProductCost,ProductPrice\n332,B-1,Bike,300.00,500.00\n312,H-1,Helmet,13.09,34.99\n",
    );
    let customers = (
        "customers.csv",
        "CustomerKey,FirstName,LastName,EmailAddress,AnnualIncome\n14657,Ada,Hill,ada@example.com,90000\n29255,Bo,Reed,bo@example.com,60000\n",
    );
    let (ledger, bonds) = shop(&[products, SALES, customers]);
    assert_eq!(bonds, [Bond::Products, Bond::Customers]);
    assert_eq!((ledger.customers.len(), ledger.orders.len()), (2, 3));
    // 500 + 2 × 34.99, 34.99, 500
    assert_eq!(ledger.net(), 110_497);
    assert_eq!(ledger.products[0].label, "Helmet");
}

#[test]
fn a_second_year_is_stacked_below_the_first() {
    let next = SALES.1.replace("2015", "2016").replace("SO", "SP");
    let (ledger, bonds) = shop(&[SALES, ("next.csv", &next)]);
    assert_eq!(bonds, [Bond::Stack]);
    assert_eq!((ledger.customers.len(), ledger.orders.len()), (2, 6));
}

#[test]
fn reviews_give_customers_their_mean_rating() {
    let orders = (
        "orders.csv",
        "Order ID,Customer ID,Order Date,Total\n1,A,2024-01-02,10.00\n2,B,2024-01-03,20.00\n3,A,2024-01-04,30.00\n",
    );
    let reviews = (
        "reviews.csv",
        "review_id,order_id,review_score,review_creation_date\nr1,1,5,2024-01-05\nr2,3,2,2024-01-06\nr3,3,3,2024-01-07\n",
    );
    let (ledger, bonds) = shop(&[orders, reviews]);
    assert_eq!(bonds, [Bond::Reviews]);
    assert_eq!(numbers(&ledger, "review_score"), [Some(10.0 / 3.0), None]);
    // Reviews are no orders.
    assert_eq!((ledger.orders.len(), ledger.net()), (3, 6000));
    // A second file of reviews counts as much as the first.
    let more = (
        "reviews_2.csv",
        "review_id,order_id,review_score,review_creation_date\nr4,1,1,2024-02-05\nr5,2,4,2024-02-06\nr6,2,5,2024-02-07\n",
    );
    let (ledger, _) = shop(&[orders, reviews, more]);
    assert_eq!(numbers(&ledger, "review_score"), [Some(11.0 / 4.0), Some(4.5)]);
}

fn numbers(ledger: &Ledger, name: &str) -> Vec<Option<f64>> {
    let attribute = ledger.attributes.iter().find(|attribute| attribute.name == name).unwrap();
    let AttributeValues::Number(values) = &attribute.values else { panic!("no numbers") };
    values.clone()
}

const HEADS: (&str, &str) = (
    "orders.csv",
    "Order ID,Customer ID,Order Date\n1,A,2024-01-02\n2,B,2024-01-03\n3,A,2024-02-04\n4,C,2024-02-05\n",
);
const JANUARY: (&str, &str) =
    ("items_jan.csv", "Order ID,Product,Quantity,Unit Price\n1,Tea,2,3.50\n1,Cup,1,8.00\n2,Tea,1,3.50\n");
const FEBRUARY: (&str, &str) =
    ("items_feb.csv", "Order ID,Product,Quantity,Unit Price\n3,Cup,1,8.00\n3,Pot,1,20.00\n4,Tea,4,3.50\n");

/// Product, amount, source and row of every line.
fn lines(ledger: &Ledger) -> Vec<(&str, i64, &str, u32)> {
    let told = |line: &roles::Line| {
        let product = ledger.products[line.product.unwrap() as usize].label.as_str();
        (product, line.amount, ledger.sources[line.row.source as usize].as_str(), line.row.row_idx)
    };
    ledger.lines.iter().map(told).collect()
}

#[test]
fn the_lines_of_every_month_are_kept_and_lead_to_their_own_file() {
    let expected = [
        ("Tea", 700, "items_jan.csv", 0),
        ("Cup", 800, "items_jan.csv", 1),
        ("Tea", 350, "items_jan.csv", 2),
        ("Cup", 800, "items_feb.csv", 0),
        ("Pot", 2000, "items_feb.csv", 1),
        ("Tea", 1400, "items_feb.csv", 2),
    ];
    for files in [[HEADS, JANUARY, FEBRUARY], [FEBRUARY, HEADS, JANUARY], [JANUARY, FEBRUARY, HEADS]] {
        let (ledger, _) = shop(&files);
        assert_eq!((ledger.customers.len(), ledger.orders.len(), ledger.net()), (3, 4, 6050));
        assert_eq!(lines(&ledger), expected);
    }
}

#[test]
fn a_file_of_lines_that_gained_a_column_adds_its_orders_and_repeats_none() {
    // January stands in the newer file again; its lines count once.
    let newer = (
        "items_feb.csv",
        "Order ID,Product,Category,Quantity,Unit Price\n2,Tea,Food,1,3.50\n3,Cup,Table,1,8.00\n3,Pot,Table,1,20.00\n4,Tea,Food,4,3.50\n",
    );
    let (ledger, _) = shop(&[HEADS, JANUARY, newer]);
    assert_eq!((ledger.orders.len(), ledger.lines.len(), ledger.net()), (4, 6, 6050));
    assert_eq!(lines(&ledger)[2..4], [("Tea", 350, "items_jan.csv", 2), ("Cup", 800, "items_feb.csv", 1)]);
    assert_eq!(ledger.categories, ["Food", "Table"]);
}

#[test]
fn payments_of_every_month_are_summed() {
    let january = (
        "payments_jan.csv",
        "order_id,payment_sequential,payment_type,payment_value\n1,1,card,10.00\n1,2,voucher,5.00\n2,1,card,3.50\n",
    );
    let february = (
        "payments_feb.csv",
        "order_id,payment_sequential,payment_type,payment_value\n3,1,card,28.00\n4,1,card,14.00\n2,2,card,1\n",
    );
    let (ledger, _) = shop(&[HEADS, january, february]);
    let gross: Vec<(&str, i64)> =
        ledger.orders.iter().map(|order| (order.id.as_str(), order.gross)).collect();
    assert_eq!(gross, [("1", 1500), ("2", 450), ("3", 2800), ("4", 1400)]);
}

#[test]
fn customers_of_two_lists_have_what_their_list_knows() {
    let list = |name: &'static str, rows: &str| (name, format!("Customer ID,Age,City\n{rows}"));
    let (first, second) =
        (list("old.csv", "A,41,Lyon\nB,29,Metz\n"), list("new.csv", "A,41,Lyon\nC,63,Metz\n"));
    let (ledger, _) = shop(&[HEADS, JANUARY, FEBRUARY, (first.0, &first.1), (second.0, &second.1)]);
    let city = ledger.attributes.iter().find(|attribute| attribute.name == "City").unwrap();
    let AttributeValues::Category { codes, names } = &city.values else { panic!("no names") };
    let cities: Vec<&str> = codes.iter().map(|code| names[code.unwrap() as usize].as_str()).collect();
    assert_eq!(cities, ["Lyon", "Metz", "Metz"]);
}

#[test]
fn case_tells_ids_of_customers_apart_but_not_addresses() {
    let orders = |header: &str, ids: [&str; 3]| {
        let [a, b, c] = ids;
        format!(
            "Order ID,{header},Order Date,Total\n1,{a},2024-01-02,10\n2,{b},2024-01-03,20\n3,{c},2024-01-04,30\n"
        )
    };
    let people = |header: &str, ids: [&str; 3]| {
        let [a, b, c] = ids;
        format!("{header},Income\n{a},100\n{b},200\n{c},300\n")
    };
    let ids = ["0015A", "0015a", "0016B"];
    let (ledger, _) =
        shop(&[("orders.csv", &orders("Customer ID", ids)), ("customers.csv", &people("Customer ID", ids))]);
    assert_eq!(numbers(&ledger, "Income"), [Some(100.0), Some(200.0), Some(300.0)]);
    let (ledger, _) = shop(&[
        ("orders.csv", &orders("Email", ["Ada@example.com", "bo@example.com", "cy@example.com"])),
        ("customers.csv", &people("Email", ["Ada@example.com", "bo@example.com", "cy@example.com"])),
    ]);
    assert_eq!(numbers(&ledger, "Income"), [Some(100.0), Some(200.0), Some(300.0)]);
}

#[test]
fn the_lines_of_an_order_do_not_double_its_money() {
    let orders = (
        "ExportOrderList.csv",
        "订单编号,买家会员名,总金额,买家实际支付金额,订单状态,订单创建时间,宝贝标题,宝贝种类,宝贝总数量,订单关闭原因\n\
         =\"9001\",甲,120.00,120.00,交易成功,2024-01-02 10:00:00,杯，灯,2,3,订单未关闭\n\
         =\"9002\",乙,20.00,0.00,交易关闭,2024-01-03 10:00:00,杯,1,1,买家未付款\n\
         =\"9003\",甲,40.00,40.00,交易成功,2024-01-04 10:00:00,杯,1,2,订单未关闭\n",
    );
    let lines = (
        "ExportOrderDetailList.csv",
        "子订单编号,主订单编号,标题,价格,购买数量,商家编码,订单状态,买家应付货款,买家实际支付金额,退款状态,退款金额,订单创建时间\n\
         =\"1\",=\"9001\",杯,20.00,2,M,交易成功,40.00,40.00,没有申请退款,0.00,2024-01-02 10:00:00\n\
         =\"2\",=\"9001\",灯,80.00,1,L,交易成功,80.00,80.00,没有申请退款,0.00,2024-01-02 10:00:00\n\
         =\"3\",=\"9002\",杯,20.00,1,M,交易关闭,20.00,0.00,没有申请退款,0.00,2024-01-03 10:00:00\n\
         =\"4\",=\"9003\",杯,20.00,2,M,交易成功,40.00,40.00,没有申请退款,0.00,2024-01-04 10:00:00\n",
    );
    for files in [[orders, lines], [lines, orders]] {
        let (ledger, bonds) = shop(&files);
        assert_eq!(bonds, [Bond::Lines]);
        assert_eq!((ledger.customers.len(), ledger.orders.len(), ledger.net()), (1, 2, 16_000));
        assert_eq!((ledger.products.len(), ledger.lines.len()), (2, 3));
    }
}

#[test]
fn a_refund_of_an_order_with_packed_items_has_its_own_total() {
    let file = |refund: &str| {
        format!(
            "Date,Gross Sales,Total Collected,Net Total,Transaction ID,Payment ID,Event Type,Description\n\
             2024-01-25,$20.00,$21.00,$20.50,S1,P1,Payment,\"2 x Mug, 1 x Lamp\"\n\
             2024-01-26,$30.00,$31.50,$31.00,S2,P2,Payment,\"1 x Lamp, 1 x Pen\"\n\
             2024-01-27,$20.00,{refund},$20.50,S1,P3,Refund,\"2 x Mug, 1 x Lamp\"\n"
        )
    };
    for refund in ["-$21.00", "$21.00"] {
        let (ledger, _) = shop(&[("square.csv", &file(refund))]);
        assert_eq!((ledger.orders.len(), ledger.lines.len(), ledger.refunds.len()), (2, 4, 1), "{refund}");
        assert_eq!(ledger.net(), 3150, "{refund}");
    }
}
