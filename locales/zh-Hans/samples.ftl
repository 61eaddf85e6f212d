samples-pair = “{ $a }”和“{ $b }”一起被购买的次数约为偶然的 { $times } 倍。
samples-top = 前 20% 的已知客户约贡献 { $share } 的会员销售额。
samples-silent = { $n } 名原本每两到四周来一次的常客，从春天起就没有再来。
samples-peak = 业绩最好的月份是{ $month }。
samples-fee = “{ $fee }”出现在很多订单中：它是费用，不应变成“常一起购买”。
samples-walk-ins = 约 { $share } 的订单没有会员编号。
samples-undone = 有 { $n } 笔退货需要冲抵，{ $cancelled } 笔已取消的订单不计入。
