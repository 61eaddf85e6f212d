//! Roles without a fingerprint: what columns are called in seven languages, and what their cells decide.

mod common;

use common::inspected::{inspect, summary};

/// `roles; grain, customers, orders, revenue / without cancelled` of a file.
fn check(text: &str, expected: &str) {
    let i = inspect("case.csv", text.as_bytes());
    let or_dash = |value: Option<String>| value.unwrap_or_else(|| "-".to_owned());
    let found = format!(
        "{}; {}, {}, {}, {} / {}",
        summary(&i),
        serde_json::to_value(i.grain).unwrap().as_str().unwrap(),
        or_dash(i.n_customers.map(|n| n.to_string())),
        or_dash(i.n_orders.map(|n| n.to_string())),
        or_dash(i.revenue_all_rows.map(|amount| format!("{amount:.2}"))),
        or_dash(i.revenue_after_excluding_cancelled.map(|amount| format!("{amount:.2}")))
    );
    assert_eq!(found, expected);
}

/// Two orders of two customers, the second cancelled, under eleven headers of an own system.
fn own(headers: &str, cancelled: &str) {
    let names: Vec<&str> = headers.split(';').collect();
    let [order, date, customer, name, code, product, category, quantity, price, total, status] = names[..]
    else {
        panic!("{headers}");
    };
    let text = format!(
        "{headers}\n\
         1001;2024-01-25;K1;Ada Hill;M-01;Mug blue;Kitchen;2;10,50;21,00;ok\n\
         1001;2024-01-25;K1;Ada Hill;L-02;Desk lamp;Light;1;49,00;49,00;ok\n\
         1002;2024-01-26;K2;Bo Reed;M-01;Mug blue;Kitchen;3;10,50;31,50;{cancelled}\n"
    );
    let expected = format!(
        "category={category} customer_id={customer} customer_name={name} line_total={total} order_date={date} \
         order_id={order} product_id={code} product_name={product} quantity={quantity} status={status} \
         unit_price={price}; line, 2, 2, 101.50 / 70.00"
    );
    check(&text, &expected);
}

#[test]
fn headers_of_own_systems_are_known_in_seven_languages() {
    own(
        "Order No.;Order Date;Account ID;Account Name;Article No;Article;Category;Quantity;Sale Price;Item Total;Status",
        "void",
    );
    own(
        "Auftragsnr.;Bestelldatum;Kunden-Nr.;Kunde;Art.-Nr.;Bezeichnung;Warengruppe;Anzahl;Einzelpreis;Gesamtpreis;Auftragsstatus",
        "Storniert",
    );
    own(
        "Numéro de facture;Date facture;Code client;Client;Code article;Désignation;Famille;Qté;PU HT;Total HT;État",
        "Annulée",
    );
    own(
        "Nº Factura;Fecha;ID Cliente;Cliente;Referencia;Descripción;Familia;Unidades;Precio;Total línea;Estado",
        "Anulada",
    );
    own(
        "Numero ordine;Data ordine;Codice cliente;Nome cliente;Codice articolo;Descrizione;Categoria;Quantità;Prezzo unitario;Importo;Stato",
        "Annullato",
    );
    own(
        "Número do pedido;Data do pedido;Código do cliente;Nome do cliente;Código do produto;Produto;Categoria;Quantidade;Preço unitário;Valor total;Situação",
        "Cancelado",
    );
    own("交易序號;交易日;會員代號;客戶名稱;料號;品名規格;商品分類;數量;售價;總價;交易狀態", "作廢");
    own(
        "单据编号;单据日期;客户编码;往来单位;货品编号;商品全名;商品类别;数量;含税单价;价税合计;单据状态",
        "已作废",
    );
}

#[test]
fn the_orders_own_status_and_day_come_before_those_of_payment_and_booking() {
    check(
        "訂單編號,記帳日期,下單日期,訂購人,付款狀態,訂單狀態,實付金額\n\
         A1,2024-02-01,2024-01-25,王小明,已付款,已出貨,300\n\
         A2,2024-02-01,2024-01-26,陳小華,已付款,已取消,200\n",
        "customer_name=訂購人 order_date=下單日期 order_id=訂單編號 order_total=實付金額 status=訂單狀態; order, 2, 2, 500.00 / 300.00",
    );
}

#[test]
fn of_two_numbers_the_one_that_tells_orders_apart_is_the_orders() {
    check(
        "order_number,order_id,user_id\n1,70,8\n2,71,8\n1,72,9\n",
        "customer_id=user_id order_id=order_id; order, 2, 3, - / -",
    );
    check(
        "Transaction ID,Order ID,Sale Date,Item,Quantity,Price\n\
         91,7,2024-01-25,Mug,1,10.00\n92,7,2024-01-25,Lamp,2,20.00\n93,8,2024-01-26,Mug,1,10.00\n",
        "line_id=Transaction ID order_date=Sale Date order_id=Order ID product_name=Item quantity=Quantity unit_price=Price; line, -, 2, 60.00 / 60.00",
    );
}

#[test]
fn a_number_sign_tells_an_order_and_a_bare_id_what_the_table_lists() {
    check(
        "Name,Email,Created at,Lineitem name,Lineitem price\n\
         #1001,ada@example.com,2024-01-25,Mug,10.00\n#1001,ada@example.com,2024-01-25,Lamp,20.00\n#1002,bo@example.com,2024-01-26,Mug,10.00\n",
        "customer_email=Email order_date=Created at order_id=Name product_name=Lineitem name unit_price=Lineitem price; line, 2, 2, 40.00 / 40.00",
    );
    check(
        "ID,Purchase Date,Customer Email,Grand Total,Status\n\
         100000101,2024-01-25,ada@example.com,25.00,complete\n100000102,2024-01-26,bo@example.com,35.00,canceled\n100000103,2024-01-27,bo@example.com,5.00,complete\n",
        "customer_email=Customer Email order_date=Purchase Date order_id=ID order_total=Grand Total status=Status; order, 2, 3, 65.00 / 30.00",
    );
    check(
        "ID,Name,Email\n41,Ada Hill,ada@example.com\n42,Bo Reed,bo@example.com\n43,Cy Lake,cy@example.com\n",
        "customer_email=Email customer_id=ID customer_name=Name; customer, 3, -, - / -",
    );
}

#[test]
fn one_line_an_order_is_called_as_the_header_calls_it() {
    let text = |total: &str| {
        format!(
            "Order ID,Date,Item Name,Quantity,Price,{total}\n7,2024-01-25,Mug,2,10.00,20.00\n8,2024-01-26,Lamp,1,30.00,30.00\n"
        )
    };
    let rest = "product_name=Item Name quantity=Quantity unit_price=Price";
    check(
        &text("Total"),
        &format!("order_date=Date order_id=Order ID order_total=Total {rest}; order, -, 2, 50.00 / 50.00"),
    );
    check(
        &text("Item Total"),
        &format!("line_total=Item Total order_date=Date order_id=Order ID {rest}; line, -, 2, 50.00 / 50.00"),
    );
}

#[test]
fn what_a_member_has_spent_is_no_orders_total() {
    check(
        "會員編號,姓名,入會日期,累積消費金額\nV1,王小明,2023-01-02,5000\nV2,陳小華,2023-01-03,700\n",
        "customer_id=會員編號 customer_name=姓名; customer, 2, -, - / -",
    );
}

#[test]
fn a_refund_under_the_orders_id_leaves_its_total_a_total() {
    check(
        "Date,Gross Sales,Total Collected,Net Total,Transaction ID,Payment ID,Event Type\n\
         2024-01-25,$20.00,$21.00,$20.50,S1,P1,Payment\n\
         2024-01-26,$30.00,$31.50,$31.00,S2,P2,Payment\n\
         2024-01-27,-$20.00,-$21.00,-$20.50,S1,P3,Refund\n",
        "order_date=Date order_id=Transaction ID order_total=Total Collected status=Event Type; order, -, 2, 31.50 / 31.50",
    );
}

#[test]
fn a_survey_has_the_rating_it_asks_for() {
    check(
        "#,Your email,How likely are you to recommend us?,Response Type,Start Date (UTC),Submit Date (UTC),Network ID\n\
         a,ada@example.com,9,completed,2024-01-25 10:00:00,2024-01-25 10:05:00,n1\n\
         b,bo@example.com,4,completed,2024-01-26 10:00:00,2024-01-26 10:05:00,n2\n",
        "customer_email=Your email order_date=Submit Date (UTC) rating=How likely are you to recommend us?; response, 2, -, - / -",
    );
    check(
        "Timestamp,How satisfied are you overall? (1-5),What should we improve?\n\
         1/25/2024 9:30:00,4,delivery\n1/26/2024 9:30:00,5,\n",
        "order_date=Timestamp rating=How satisfied are you overall? (1-5); response, -, -, - / -",
    );
}

#[test]
fn the_shops_own_overview_is_known_in_the_language_of_its_admin() {
    let woo = |headers: &str, cancelled: &str| {
        let names: Vec<&str> = headers.split(';').collect();
        let [date, order, status, customer, product, quantity, total] = names[..] else {
            panic!("{headers}")
        };
        check(
            &format!(
                "{}\n2024-01-25,#1001,ok,Ada Hill,\"Mug x 2, Lamp x 1\",3,70.00\n2024-01-26,#1002,{cancelled},Bo Reed,Mug x 1,1,10.50\n",
                names.join(",")
            ),
            &format!(
                "customer_name={customer} order_date={date} order_id={order} order_total={total} product_name={product} quantity={quantity} status={status}; order, 2, 2, 80.50 / 70.00"
            ),
        );
    };
    woo("Data;Ordine n.;Stato;Cliente;Prodotto/i;Articoli venduti;Vendite nette", "Annullato");
    woo("Datum;Bestelling #;Status;Klant;Product(en);Verkochte items;Netto omzet", "Geannuleerd");
    woo("Data;Pedido nº;Status;Cliente;Produto(s);Itens vendidos;Vendas líquidas", "Cancelado");
    woo("日期;訂單編號;狀態;顧客;商品;售出商品數;淨銷售額", "已取消");
    woo("日期;订单编号;状态;客户;产品;已售商品数;净销售额", "已取消");
}

#[test]
fn the_only_day_beside_orders_is_theirs_and_a_parcels_day_is_not() {
    let text = |day: &str| {
        format!(
            "單號,{day},品名,數量,單價\n1,2024-01-25,杯,2,10\n1,2024-01-25,燈,1,30\n2,2024-01-26,杯,1,10\n"
        )
    };
    let rest = "product_name=品名 quantity=數量 unit_price=單價; line, -, 2, 60.00 / 60.00";
    check(&text("轉單日"), &format!("order_date=轉單日 order_id=單號 {rest}"));
    check(&text("出貨日"), &format!("order_id=單號 {rest}"));
}

#[test]
fn numbers_below_member_are_numbers_and_an_orders_kind_is_no_category() {
    check(
        "日期,會員,單據號碼,訂單類別,商品,數量,單價,實收\n2024/01/25,V001,S1,一般,杯,2,10,20\n2024/01/25,V001,S1,一般,燈,1,30,30\n2024/01/26,V002,S2,預購,杯,1,10,10\n",
        "customer_id=會員 line_total=實收 order_date=日期 order_id=單據號碼 product_name=商品 quantity=數量 unit_price=單價; line, 2, 2, 60.00 / 60.00",
    );
    check(
        "日期,會員,單據號碼,商品,實收\n2024/01/25,王小明,S1,杯,20\n2024/01/25,王小明,S1,燈,30\n2024/01/26,陳小華,S2,杯,10\n",
        "customer_name=會員 line_total=實收 order_date=日期 order_id=單據號碼 product_name=商品; line, 2, 2, 60.00 / 60.00",
    );
}

#[test]
fn a_receipt_called_a_ticket_is_an_order() {
    check(
        "Date,time,ticket_number,article,Quantity,unit_price\n2024-01-25,08:38,150040,BAGUETTE,1,\"0,90 €\"\n2024-01-25,08:38,150040,PAIN,3,\"1,20 €\"\n2024-01-25,09:14,150041,PAIN,2,\"1,20 €\"\n",
        "order_date=Date order_id=ticket_number order_time=time product_name=article quantity=Quantity unit_price=unit_price; line, -, 2, 6.90 / 6.90",
    );
}
