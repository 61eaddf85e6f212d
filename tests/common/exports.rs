//! Small exports of many systems.

/// Invented rows under the headers of real exports, and the roles they have.
pub const CASES: &[(&str, &str, &str)] = &[
    (
        "woo plug-in",
        "Order ID,Order Status,Order Date,Order Date Paid,Billing First Name,Billing Last Name,Billing Email,Billing Phone,Currency,Order Subtotal Amount,Coupon Discount Amount,Order Shipping Amount,Order Total Amount,Coupon Code,SKU,Item Name,Item Cost,Quantity,Refund Amount\n\
         11,wc-completed,2024-01-02,2024-01-02,Al,Bo,al@example.com,0912345678,USD,20.00,0.00,5.00,25.00,,M-1,Mug,10.00,2,0.00\n\
         12,wc-cancelled,2024-01-03,,Cy,Do,cy@example.com,0912345679,USD,8.00,0.00,5.00,13.00,,L-1,Lamp,8.00,1,0.00\n",
        "coupon=Coupon Code currency=Currency customer_email=Billing Email customer_phone=Billing Phone discount=Coupon Discount Amount order_date=Order Date order_id=Order ID order_total=Order Total Amount paid_at=Order Date Paid product_id=SKU product_name=Item Name quantity=Quantity refund_amount=Refund Amount shipping=Order Shipping Amount status=Order Status unit_price=Item Cost",
    ),
    (
        "magento",
        "ID,Purchase Point,Purchase Date,Bill-to Name,Ship-to Name,Grand Total (Base),Grand Total (Purchased),Status,Customer Email,Customer Group,Subtotal,Customer Name,Payment Method,Total Refunded\n\
         000000101,Main Website,2024-01-02 10:00:00,Al Bo,Al Bo,25.00,25.00,complete,al@example.com,General,20.00,Al Bo,card,0.00\n\
         000000102,Main Website,2024-01-03 10:00:00,Cy Do,Cy Do,35.00,35.00,canceled,cy@example.com,General,30.00,Cy Do,card,0.00\n",
        "channel=Purchase Point customer_email=Customer Email customer_name=Customer Name order_date=Purchase Date order_id=ID order_total=Grand Total (Base) refund_amount=Total Refunded status=Status",
    ),
    (
        "bigcommerce",
        "Order ID,Customer ID,Customer Name,Customer Email,Customer Phone,Order Date,Order Status,Subtotal (inc tax),Tax Total,Shipping Cost (inc tax),Order Total (inc tax),Order Total (ex tax),Payment Method,Total Quantity,Total Shipped,Order Currency Code,Product Details,Refund Amount,Channel Name\n\
         101,7,Al Bo,al@example.com,555-1234,01/13/2024,Completed,20.00,1.00,5.00,25.00,24.00,card,2,2,USD,Mug,0.00,Web\n\
         102,8,Cy Do,cy@example.com,555-1235,01/14/2024,Cancelled,30.00,1.00,5.00,35.00,34.00,card,1,0,USD,Lamp,0.00,Web\n",
        "channel=Channel Name currency=Order Currency Code customer_email=Customer Email customer_id=Customer ID customer_name=Customer Name customer_phone=Customer Phone order_date=Order Date order_id=Order ID order_total=Order Total (inc tax) product_name=Product Details quantity=Total Quantity refund_amount=Refund Amount shipping=Shipping Cost (inc tax) status=Order Status tax=Tax Total",
    ),
    (
        "ebay",
        "Sales Record Number,Order Number,Buyer Username,Buyer Name,Buyer Email,Item Number,Item Title,Custom Label,Quantity,Sold For,Shipping And Handling,Total Price,Payment Method,Sale Date,Paid On Date,Transaction ID\n\
         1,12-001,al77,Al Bo,al@example.com,3001,Mug,M1,1,$10.00,$2.00,$12.00,PayPal,Jan-02-24,Jan-02-24,9001\n\
         2,12-002,cy88,Cy Do,cy@example.com,3002,Lamp,L1,1,$20.00,$2.00,$22.00,PayPal,Jan-03-24,Jan-03-24,9002\n",
        "customer_email=Buyer Email customer_id=Buyer Username customer_name=Buyer Name line_id=Transaction ID order_date=Sale Date order_id=Order Number order_total=Total Price paid_at=Paid On Date product_id=Item Number product_name=Item Title quantity=Quantity shipping=Shipping And Handling unit_price=Sold For",
    ),
    (
        "paypal",
        "Date,Time,TimeZone,Name,Type,Status,Currency,Gross,Fee,Net,From Email Address,To Email Address,Transaction ID,Item Title,Item ID,Sales Tax,Quantity,Balance,Country,Balance Impact\n\
         02/01/2024,10:00:00,PST,Al Bo,Express Checkout Payment,Completed,USD,12.00,-0.50,11.50,al@example.com,me@example.com,4XX1,Mug,M1,0.00,1,100.00,US,Credit\n\
         13/01/2024,10:00:00,PST,Cy Do,Express Checkout Payment,Denied,USD,20.00,-0.50,19.50,cy@example.com,me@example.com,4XX2,Lamp,L1,0.00,1,100.00,US,Credit\n",
        "country=Country currency=Currency customer_email=From Email Address customer_name=Name line_total=Gross order_date=Date order_id=Transaction ID order_time=Time product_id=Item ID product_name=Item Title quantity=Quantity return_status=Type status=Status tax=Sales Tax",
    ),
    (
        "stripe",
        "id,Description,Created (UTC),Amount,Amount Refunded,Currency,Converted Amount,Fee,Status,Customer ID,Customer Email,Captured,Card ID\n\
         ch_1,Invoice 1,2024-01-02 10:00:00,12.00,0.00,usd,12.00,0.50,Paid,cus_1,al@example.com,true,card_1\n\
         ch_2,Invoice 2,2024-01-03 10:00:00,20.00,5.00,usd,20.00,0.50,Refunded,cus_2,cy@example.com,true,card_2\n",
        "currency=Currency customer_email=Customer Email customer_id=Customer ID order_date=Created (UTC) order_id=id order_total=Amount refund_amount=Amount Refunded status=Status",
    ),
    (
        "pipedrive",
        "Deal - Title,Deal - Owner,Deal - Pipeline,Deal - Stage,Deal - Value,Deal - Currency (of value),Deal - Expected close date,Deal - Status,Organization - Name,Person - Name,Person - Email (Work)\n\
         Big one,Sam,Sales,Won,1200,EUR,2024-05-01,Won,Acme,Al Bo,al@example.com\n\
         Small one,Sam,Sales,Lead,300,EUR,2024-06-01,Open,Beta,Cy Do,cy@example.com\n",
        "currency=Deal - Currency (of value) customer_email=Person - Email (Work) customer_name=Organization - Name order_date=Deal - Expected close date order_total=Deal - Value status=Deal - Status",
    ),
    (
        "shopline",
        "購物車編號,訂單號碼,訂單日期,訂單狀態,付款方式,訂單小計,運費,優惠折扣,訂單合計,付款總金額,已退款金額,商品名稱,選項,商品貨號,數量,商品結帳價,商品原價,商品類型,退貨單編號\n\
         C1,20240102001,2024-01-02 10:00:00,已完成,信用卡,300,60,0,360,360,0,馬克杯,白,M1,1,100,120,商品,\n\
         C1,20240102001,2024-01-02 10:00:00,已完成,信用卡,300,60,0,360,360,0,桌燈,,L1,1,200,220,商品,\n\
         C2,20240103001,2024-01-03 10:00:00,已取消,信用卡,100,60,0,160,160,0,馬克杯,白,M1,1,100,120,商品,\n",
        "discount=優惠折扣 order_date=訂單日期 order_id=訂單號碼 order_total=訂單合計 paid_amount=付款總金額 product_id=商品貨號 product_name=商品名稱 quantity=數量 refund_amount=已退款金額 shipping=運費 status=訂單狀態 unit_price=商品結帳價",
    ),
    (
        "shopee",
        "訂單編號,訂單狀態,退貨 / 退款狀態,買家帳號,訂單成立日期,商品總價,買家支付運費,蝦幣折抵,買家總支付金額,成交手續費,收件者姓名,商品名稱,商品ID,商品選項貨號,商品原價,商品活動價格,數量\n\
         240102A1,已完成,,buyer1,2024-01-02 10:00,300,60,0,360,10,王小明,馬克杯,501,M1,120,100,1\n\
         240102A1,已完成,,buyer1,2024-01-02 10:00,300,60,0,360,10,王小明,桌燈,502,L1,220,200,1\n\
         240103B1,不成立,,buyer2,2024-01-03 10:00,100,60,0,160,10,陳小華,馬克杯,501,M1,120,100,1\n",
        "customer_id=買家帳號 order_date=訂單成立日期 order_id=訂單編號 order_total=買家總支付金額 product_id=商品ID product_name=商品名稱 quantity=數量 return_status=退貨 / 退款狀態 shipping=買家支付運費 status=訂單狀態 unit_price=商品活動價格",
    ),
    (
        "jd",
        "订单号,商品ID,商品名称,订购数量,支付方式,下单时间,京东价,订单金额,结算金额,余额支付,应付金额,订单状态,订单类型,下单帐号,客户姓名,客户地址,联系电话,运费金额,付款确认时间,货号,订单渠道\n\
         7001,501,马克杯,2,在线,2024-01-02 10:00:00,10.00,20.00,19.00,0,20.00,完成,SOP,user1,王,北京,138****0001,0,2024-01-02 10:01:00,M1,APP\n\
         7002,502,台灯,1,在线,2024-01-03 10:00:00,30.00,30.00,29.00,0,30.00,已取消,SOP,user2,李,上海,138****0002,0,,L1,APP\n",
        "channel=订单渠道 customer_id=下单帐号 customer_name=客户姓名 customer_phone=联系电话 order_date=下单时间 order_id=订单号 order_total=订单金额 paid_at=付款确认时间 product_id=商品ID product_name=商品名称 quantity=订购数量 shipping=运费金额 status=订单状态 unit_price=京东价",
    ),
    (
        "pinduoduo",
        "订单成交时间,商品,订单号,订单状态,商品总价(元),邮费(元),店铺优惠折扣(元),平台优惠折扣(元),用户实付金额(元),商家实收金额(元),商品数量(件),商品id,商品规格,售后状态\n\
         2024-01-02 10:00:00,马克杯,240102-1,已收货,20,0,1,1,18,19,1,501,白,无售后或售后取消\n\
         2024-01-03 10:00:00,台灯,240103-1,未发货，退款成功,30,0,0,0,30,30,1,502,黑,退款成功\n",
        "discount=店铺优惠折扣(元) order_date=订单成交时间 order_id=订单号 order_total=用户实付金额(元) product_id=商品id product_name=商品 quantity=商品数量(件) return_status=售后状态 shipping=邮费(元) status=订单状态",
    ),
    (
        "wechat",
        "交易时间,交易类型,交易对方,商品,收/支,金额(元),支付方式,当前状态,交易单号,商户单号,备注\n\
         2024-01-02 10:00:00,商户消费,某店,马克杯,支出,¥20.00,零钱,支付成功,1001,2001,/\n\
         2024-01-03 10:00:00,商户消费,某店二,台灯,支出,¥30.00,零钱,已全额退款,1002,2002,/\n",
        "category=交易类型 customer_name=交易对方 line_total=金额(元) order_date=交易时间 order_id=交易单号 product_name=商品 status=当前状态",
    ),
    (
        "superstore",
        "Row ID,Order ID,Order Date,Ship Date,Ship Mode,Customer ID,Customer Name,Segment,Country,City,State,Postal Code,Region,Product ID,Category,Sub-Category,Product Name,Sales,Quantity,Discount,Profit\n\
         1,CA-1,1/13/2017,1/15/2017,Second,CG-1,Al Bo,Consumer,United States,Houston,Texas,77001,South,FUR-1,Furniture,Chairs,Oak chair,261.96,2,0,41.91\n\
         2,CA-1,1/13/2017,1/15/2017,Second,CG-1,Al Bo,Consumer,United States,Houston,Texas,77001,South,FUR-2,Furniture,Tables,Oak table,731.94,3,0,219.58\n\
         3,CA-2,1/14/2017,1/16/2017,First,DV-1,Cy Do,Corporate,United States,Austin,Texas,73301,South,OFF-1,Office,Labels,Label roll,14.62,2,0.2,6.87\n",
        "category=Category country=Country customer_id=Customer ID customer_name=Customer Name discount=Discount line_id=Row ID line_total=Sales order_date=Order Date order_id=Order ID product_id=Product ID product_name=Product Name quantity=Quantity",
    ),
    (
        "adventureworks",
        "OrderDate,StockDate,OrderNumber,ProductKey,CustomerKey,TerritoryKey,OrderLineItem,OrderQuantity\n\
         1/1/2015,9/21/2001,SO45080,332,14657,1,1,1\n\
         1/13/2015,12/5/2001,SO45079,312,29255,4,1,1\n\
         1/13/2015,10/29/2001,SO45079,350,29255,9,2,2\n",
        "customer_id=CustomerKey order_date=OrderDate order_id=OrderNumber product_id=ProductKey quantity=OrderQuantity",
    ),
    (
        "electronics",
        "Order ID,Product,Quantity Ordered,Price Each,Order Date,Purchase Address\n\
         176558,USB Cable,2,11.95,04/19/19 08:46,\"917 1st St, Dallas, TX 75001\"\n\
         176559,Headphones,1,99.99,04/07/19 22:30,\"682 Elm St, Boston, MA 02215\"\n\
         176560,Phone,1,600,04/12/19 14:38,\"669 Oak St, LA, CA 90001\"\n",
        "order_date=Order Date order_id=Order ID product_name=Product quantity=Quantity Ordered unit_price=Price Each",
    ),
    (
        "olist orders",
        "order_id,customer_id,order_status,order_purchase_timestamp,order_approved_at,order_delivered_carrier_date\n\
         o1,c1,delivered,2017-10-02 10:56:33,2017-10-02 11:07:15,2017-10-04 19:55:00\n\
         o2,c2,canceled,2018-07-24 20:41:37,2018-07-26 03:24:27,2018-07-26 14:31:00\n",
        "order_date=order_purchase_timestamp order_id=order_id paid_at=order_approved_at status=order_status",
    ),
    (
        "tickets",
        "Ticket ID,Customer Name,Customer Email,Customer Age,Customer Gender,Product Purchased,Date of Purchase,Ticket Type,Ticket Subject,Ticket Description,Ticket Status,Resolution,Ticket Priority,Ticket Channel,First Response Time,Time to Resolution,Customer Satisfaction Rating\n\
         1,Al Bo,al@example.com,32,Other,GoPro Hero,2021-03-22,Technical issue,Setup,Text,Closed,Done,Critical,Email,2023-06-01 12:15:36,2023-06-01 18:05:38,3\n\
         2,Cy Do,cy@example.com,42,Female,LG TV,2021-05-22,Billing,Setup,Text,Open,,Low,Chat,2023-06-01 16:45:38,,\n",
        "category=Ticket Type channel=Ticket Channel customer_email=Customer Email customer_name=Customer Name order_date=Date of Purchase product_name=Product Purchased rating=Customer Satisfaction Rating status=Ticket Status ticket_id=Ticket ID ticket_resolved=Time to Resolution",
    ),
    (
        "google form zh",
        "時間戳記,您的姓名,整體滿意度,推薦意願,意見\n\
         2024/1/15 上午 9:30:00,王小明,4,9,很好\n\
         2024/1/16 下午 2:30:00,陳小華,5,10,讚\n",
        "customer_name=您的姓名 order_date=時間戳記 rating=整體滿意度",
    ),
    (
        "own zh-Hant",
        "會員編號,交易日期,發票號碼,品名,數量,單價,小計,門市\n\
         A001,2024/01/02,AB001,馬克杯,2,100,200,台北\n\
         A001,2024/01/02,AB001,桌燈,1,200,200,台北\n\
         A002,2024/01/03,AB002,馬克杯,1,100,100,高雄\n",
        "customer_id=會員編號 line_total=小計 order_date=交易日期 order_id=發票號碼 product_name=品名 quantity=數量 unit_price=單價",
    ),
    (
        "own zh-Hans",
        "客户编号,下单日期,订单编号,商品名称,数量,单价,金额,会员等级\n\
         A001,2024-01-02,D001,马克杯,2,100,200,金\n\
         A001,2024-01-02,D001,台灯,1,200,200,金\n\
         A002,2024-01-03,D002,马克杯,1,100,100,银\n",
        "customer_id=客户编号 line_total=金额 order_date=下单日期 order_id=订单编号 product_name=商品名称 quantity=数量 unit_price=单价",
    ),
    (
        "own orders zh",
        "訂單編號,訂單日期,顧客姓名,行動電話,付款狀態,訂單金額,縣市\n\
         1001,2024-01-02,王小明,0912345678,已付款,300,台北\n\
         1002,2024-01-03,陳小華,0912345679,已付款,500,高雄\n\
         1003,2024-01-04,王小明,0912345678,已取消,200,台北\n",
        "customer_name=顧客姓名 customer_phone=行動電話 order_date=訂單日期 order_id=訂單編號 order_total=訂單金額 status=付款狀態",
    ),
    (
        "own orders en",
        "Order No,Order Date,Client,Region,Amount,Status\n\
         1001,2024-01-02,Acme,North,300.50,paid\n\
         1002,2024-01-03,Beta,South,500.00,paid\n\
         1003,2024-02-03,Acme,South,500.00,cancelled\n",
        "customer_name=Client order_date=Order Date order_id=Order No order_total=Amount status=Status",
    ),
    (
        "bank",
        "Date,Description,Amount,Balance\n\
         2024-01-02,CARD PAYMENT SHOP,-12.50,1000.00\n\
         2024-01-03,SALARY MARCH,2000.00,3000.00\n\
         2024-01-04,RENT APRIL,-800.00,2200.00\n",
        "line_total=Amount order_date=Date",
    ),
    (
        "bank zh",
        "交易日期,摘要,支出金額,存入金額,餘額\n\
         2024/01/02,轉帳,100,,900\n\
         2024/01/03,薪資,,2000,2900\n",
        "order_date=交易日期",
    ),
    (
        "churn",
        "customerID,gender,SeniorCitizen,tenure,Contract,MonthlyCharges,TotalCharges,Churn\n\
         7590-VHVEG,Female,0,1,Month-to-month,29.85,29.85,No\n\
         5575-GNVDE,Male,0,34,One year,56.95,1889.5,No\n\
         3668-QPYBK,Male,0,2,Month-to-month,53.85,108.15,Yes\n",
        "customer_id=customerID",
    ),
    (
        "bank marketing",
        "age;job;marital;education;default;balance;housing;loan;contact;day;month;duration;campaign;pdays;previous;poutcome;y\n\
         30;unemployed;married;primary;no;1787;no;no;cellular;19;oct;79;1;-1;0;unknown;no\n\
         33;services;married;secondary;no;4789;yes;yes;cellular;11;may;220;1;339;4;failure;yes\n",
        "response=y",
    ),
    (
        "summary",
        "cust,x,t_x,T,spend\n\
         1,2,30.4,38.9,22.4\n\
         2,0,0,38.9,0\n\
         3,1,1.7,38.9,11.8\n",
        "age=T customer_id=cust first_to_last=t_x n_repeat_orders=x",
    ),
    (
        "hubspot contacts",
        "Record ID,First Name,Last Name,Email,Phone Number,Lifecycle Stage,Lead Status,Create Date,Country/Region,Contact owner,Original Source\n\
         1,Al,Bo,al@example.com,555-1234,Customer,New,2024-01-02 10:00,US,Sam,Organic\n\
         2,Cy,Do,cy@example.com,555-1235,Lead,Open,2024-01-03 10:00,US,Sam,Paid\n",
        "channel=Original Source country=Country/Region customer_email=Email customer_id=Record ID customer_phone=Phone Number status=Lead Status",
    ),
    (
        "mailchimp",
        "Email Address,First Name,Last Name,MEMBER_RATING,OPTIN_TIME,OPTIN_IP,CONFIRM_TIME,LATITUDE,LONGITUDE,CC,REGION,LAST_CHANGED,LEID,EUID,NOTES,TAGS\n\
         al@example.com,Al,Bo,4,2024-01-02 10:00:00,1.2.3.4,2024-01-02 10:00:00,1.0,2.0,US,CA,2024-01-03 10:00:00,1,abc,,\n\
         cy@example.com,Cy,Do,2,2024-01-03 10:00:00,1.2.3.4,2024-01-03 10:00:00,1.0,2.0,US,CA,2024-01-03 10:00:00,2,abd,,\n",
        "country=CC customer_email=Email Address response=MEMBER_RATING",
    ),
    (
        "amazon all orders",
        "amazon-order-id\tmerchant-order-id\tpurchase-date\tlast-updated-date\torder-status\tfulfillment-channel\tsales-channel\tproduct-name\tsku\tasin\titem-status\tquantity\tcurrency\titem-price\n\
         111-1\t\t2024-01-02T10:00:00+00:00\t2024-01-03T10:00:00+00:00\tShipped\tAmazon\tAmazon.com\tMug\tM1\tB001\tShipped\t2\tUSD\t20.00\n\
         111-2\t\t2024-01-03T10:00:00+00:00\t2024-01-03T10:00:00+00:00\tCancelled\tAmazon\tAmazon.com\tLamp\tL1\tB002\t\t0\tUSD\t\n",
        "channel=sales-channel currency=currency line_total=item-price order_date=purchase-date order_id=amazon-order-id product_id=sku product_name=product-name quantity=quantity status=order-status",
    ),
    (
        "cyberbiz",
        "訂單編號,訂購日期,收件人姓名,收件人電話,商品名稱 / 規格,數量,商品單價,小計,訂單總金額,運費,可獲得紅利\n\
         #1001,2024-01-02,王小明,0912345678,馬克杯,2,100,200,460,60,4\n\
         #1001,2024-01-02,王小明,0912345678,桌燈,1,200,200,460,60,4\n\
         #1002,2024-01-03,陳小華,0912345679,馬克杯,1,100,100,160,60,1\n",
        "customer_name=收件人姓名 customer_phone=收件人電話 line_total=小計 order_date=訂購日期 order_id=訂單編號 order_total=訂單總金額 product_name=商品名稱 / 規格 quantity=數量 shipping=運費 unit_price=商品單價",
    ),
    (
        "restaurant pos",
        "Receipt No,Date,Time,Item,Category,Qty,Price,Total,Payment,Cashier\n\
         R1,2024-01-02,10:05,Latte,Coffee,2,4.00,8.00,Card,Sam\n\
         R1,2024-01-02,10:05,Muffin,Bakery,1,3.00,3.00,Card,Sam\n\
         R2,2024-01-02,10:15,Latte,Coffee,1,4.00,4.00,Cash,Sam\n",
        "category=Category line_total=Total order_date=Date order_id=Receipt No order_time=Time product_name=Item quantity=Qty unit_price=Price",
    ),
];
