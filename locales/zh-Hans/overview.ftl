overview-name = 整段期间一张图
overview-question = 销售额、客户数和订单数怎么变化？
overview-headline = { $from } 至 { $to }，{ $customers-count ->
    [0] 客户不详，
   *[other] { $customers } 名已知客户，
    }共 { $orders } 笔订单，净销售额 { $net }。
overview-headline-orders = { $from } 至 { $to }，{ $customers-count ->
    [0] 客户不详，
   *[other] { $customers } 名已知客户，
    }共 { $orders } 笔订单。
overview-change-year = { $month }销售额 { $net }，比 { $other }（{ $before }）{ $direction } { $change }。
overview-change-month = 最近一个完整月份 { $month }销售额 { $net }，比 { $other }（{ $before }）{ $direction } { $change }。
overview-more = 多
overview-less = 少
overview-best = 销售额最高的月份是 { $month }：{ $net }，占整段期间净销售额的 { $share }。
overview-repeat = { $n } 名客户（{ $share }）下单超过一次。
overview-repeat-few = { $all } 名客户中有 { $n } 名下单超过一次。
overview-base = { $orders } 笔订单 · { $customers-count ->
    [0] 客户不详
   *[other] { $customers } 名客户
    } · { $from } ～ { $to } · 已扣除退货
overview-checked = 各月合计等于上述净销售额 { $net }。
overview-partial = { $month }不是完整月份：文件涵盖 { $from } 至 { $to }。
overview-unknown = 未扣除退货的销售额中有 { $share } 来自没有客户的 { $orders } 笔订单，计入销售额，不计入客户。
overview-refunds = 退货共 { $refunds }，在退货当月扣除。
overview-cancelled = 已取消的 { $n } 笔订单不计。
overview-span = 日期从 { $from } 到 { $to }
overview-span-need = 不超过 200 年的期间；请检查日期列
overview-what-net = 所有订单的净销售额，含无客户资料的订单
overview-what-orders = 未取消的订单
overview-what-customers = 至少有一笔订单的已知客户
overview-what-month = 当月净销售额
overview-what-change = 两个月份的差异
overview-what-share = 当月占净销售额的比例
overview-what-repeat = 有两笔及以上订单的已知客户
overview-formula-net = { $gross } − { $refunds }
overview-formula-change = { $net } ÷ { $before } − 1
overview-formula-share = { $part } ÷ { $whole }
overview-formula-repeat = { $part } ÷ { $whole }
overview-method = 订单按日期计入所属月份；客户在本文件中第一笔订单的月份算新客户。
overview-method-net = 净销售额 = 未取消订单的金额 − 当月退货。
overview-chart-sales = 每月净销售额
overview-chart-sales-description = 折线图：{ $from } 至 { $to } 共 { $n } 个月的净销售额，不完整的月份以虚线表示。
overview-chart-customers = 每月客户数
overview-chart-customers-description = 两条折线：{ $from } 至 { $to } 共 { $n } 个月的下单客户数与新客户数。
overview-chart-orders = 每月订单数
overview-chart-orders-description = 折线图：{ $from } 至 { $to } 共 { $n } 个月的订单数。
overview-table = 各月明细
overview-month = 月份
overview-month-whole = { $month }
overview-month-partial = { $month }（不完整）
overview-part = 不完整月份
overview-year-before = 去年同月
overview-orders = 订单数
overview-customers = 客户数
overview-new = 新客户
overview-gross = 销售额
overview-refunded = 退货
overview-net = 净销售额
overview-average = 平均每单金额
overview-stage = 统计订单
overview-chart-sales-days = 每日净销售额
overview-chart-sales-days-description = 折线图：{ $from }至{ $to }共 { $n } 天的净销售额。
overview-chart-customers-days = 每日客户数
overview-chart-customers-days-description = 两条线：{ $from }至{ $to }共 { $n } 天有消费的客户与新客户。
overview-chart-orders-days = 每日订单数
overview-chart-orders-days-description = 折线图：{ $from }至{ $to }共 { $n } 天的订单数。
overview-day = 日期
