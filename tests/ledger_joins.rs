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
    let ratings = ledger.attributes.iter().find(|attribute| attribute.name == "review_score").unwrap();
    let AttributeValues::Number(values) = &ratings.values else { panic!("no numbers") };
    assert_eq!(values, &[Some(10.0 / 3.0), None]);
    // Reviews are no orders.
    assert_eq!((ledger.orders.len(), ledger.net()), (3, 6000));
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
