overview-name = 整段期間一張圖
overview-question = 營業額、顧客數和交易數怎麼變化？
overview-headline = { $from } 到 { $to }，{ $customers-count ->
    [0] 顧客不詳，
   *[other] { $customers } 位已知顧客，
    }共 { $orders } 筆交易，淨營業額 { $net }。
overview-headline-orders = { $from } 到 { $to }，{ $customers-count ->
    [0] 顧客不詳，
   *[other] { $customers } 位已知顧客，
    }共 { $orders } 筆交易。
overview-change-year = { $month }營業額 { $net }，比 { $other }（{ $before }）{ $direction } { $change }。
overview-change-month = 最近一個完整月份 { $month }營業額 { $net }，比 { $other }（{ $before }）{ $direction } { $change }。
overview-more = 多
overview-less = 少
overview-best = 營業額最高的月份是 { $month }：{ $net }，占整段期間淨營業額的 { $share }。
overview-repeat = { $n } 位顧客（{ $share }）消費超過一次。
overview-repeat-few = { $all } 位顧客中有 { $n } 位消費超過一次。
overview-base = { $orders } 筆交易 · { $customers-count ->
    [0] 顧客不詳
   *[other] { $customers } 位顧客
    } · { $from } ～ { $to } · 已扣除退貨
overview-checked = 各月合計等於上述淨營業額 { $net }。
overview-partial = { $month }不是完整月份：檔案涵蓋 { $from } 到 { $to }。
overview-unknown = 未扣除退貨的營業額中有 { $share } 來自沒有顧客的 { $orders } 筆交易，計入營業額，不計入顧客。
overview-refunds = 退貨共 { $refunds }，在退貨當月扣除。
overview-cancelled = 已取消的 { $n } 筆交易不計。
overview-span = 日期從 { $from } 到 { $to }
overview-span-need = 不超過 200 年的期間；請檢查日期欄位
overview-what-net = 所有交易的淨營業額，含無顧客資料的交易
overview-what-orders = 未取消的交易
overview-what-customers = 至少有一筆交易的已知顧客
overview-what-month = 該月淨營業額
overview-what-change = 兩個月份的差異
overview-what-share = 該月占淨營業額的比例
overview-what-repeat = 有兩筆以上交易的已知顧客
overview-formula-net = { $gross } − { $refunds }
overview-formula-change = { $net } ÷ { $before } − 1
overview-formula-share = { $part } ÷ { $whole }
overview-formula-repeat = { $part } ÷ { $whole }
overview-method = 交易依日期計入所屬月份；顧客在本檔案中第一筆交易的月份算新顧客。
overview-method-net = 淨營業額 = 未取消交易的金額 − 當月退貨。
overview-chart-sales = 每月淨營業額
overview-chart-sales-description = 折線圖：{ $from } 到 { $to } 共 { $n } 個月的淨營業額，不完整的月份以虛線表示。
overview-chart-customers = 每月顧客數
overview-chart-customers-description = 兩條折線：{ $from } 到 { $to } 共 { $n } 個月的消費顧客數與新顧客數。
overview-chart-orders = 每月交易數
overview-chart-orders-description = 折線圖：{ $from } 到 { $to } 共 { $n } 個月的交易數。
overview-table = 各月明細
overview-month = 月份
overview-month-whole = { $month }
overview-month-partial = { $month }（不完整）
overview-part = 不完整月份
overview-year-before = 去年同月
overview-orders = 交易數
overview-customers = 顧客數
overview-new = 新顧客
overview-gross = 銷售額
overview-refunded = 退貨
overview-net = 淨營業額
overview-average = 平均每筆金額
overview-stage = 計算交易
overview-chart-sales-days = 每日淨營業額
overview-chart-sales-days-description = 折線圖：{ $from }至{ $to }共 { $n } 天的淨營業額。
overview-chart-customers-days = 每日顧客數
overview-chart-customers-days-description = 兩條線：{ $from }至{ $to }共 { $n } 天有消費的顧客與新顧客。
overview-chart-orders-days = 每日交易數
overview-chart-orders-days-description = 折線圖：{ $from }至{ $to }共 { $n } 天的交易數。
overview-day = 日期
