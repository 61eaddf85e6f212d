scorecard-name = 五项指标
scorecard-question = 获取、保留、忠诚、满意与获利表现如何？
scorecard-period = 期间
scorecard-period-help = 逐期计算各项指标。默认按数据长度和通常的复购间隔决定。
scorecard-period-auto = 自动
scorecard-period-week = 周
scorecard-period-month = 月
scorecard-period-quarter = 季度
scorecard-period-year = 年
scorecard-margin = 毛利率
scorecard-margin-help = 利润占净销售额的比例。留空时，有毛利列就用该列。
scorecard-margin-range = 请选择 0% 到 100% 之间的比例
scorecard-n_periods = 期数
scorecard-n_periods-help = 只看最近若干期。默认全部。
scorecard-profit = 毛利列
scorecard-profit-help = 含订单日期的文件中的毛利列。留空时，使用名称含“毛利”或“利润”的列。
scorecard-a-column = 含订单日期的文件中的列
scorecard-scale_max = 评分上限
scorecard-scale_max-help = 评分量表的最高分。默认为 5、7、10、100 中能容纳所有评分的最小者。
scorecard-log_start = 文件的起点
scorecard-log_start-help = 如果开业早于文件起点，第一期的客户其实不是新客户。默认按人数判断。
scorecard-log_start-auto = 自动
scorecard-log_start-midway = 在经营途中
scorecard-log_start-beginning = 从新客户开始
scorecard-headline = { $period }的 { $n } 名客户中，{ $acquired } 是新客户；{ $earlier }的客户有 { $retained } 再次购买。
scorecard-few = { $period }的 { $n } 名客户中，有 { $new } 名是新客户；{ $earlier }的 { $before } 名客户中有 { $kept } 名再次购买。
scorecard-none = 共有 { $n } 期，但还没有两个相连的完整期间。
scorecard-loyalty = { $period }的净销售额有 { $share } 来自先前的客户。
scorecard-loyalty-orders = { $period }的订单有 { $share } 来自先前的客户。
scorecard-satisfaction = { $period }的 { $n } 个评分中，{ $share } 给了 { $low } 或 { $high } 分（满分 { $high }）。
scorecard-profit-sentence = { $period }的利润为 { $profit }，占净销售额的 { $percent }%。
scorecard-base = { $span } · { $from } ～ { $to } · 已知客户 · 已扣除退货
scorecard-no-satisfaction = 缺少满意度：没有含日期的评分。
scorecard-no-profit = 缺少获利率：没有毛利率，也没有毛利列。
scorecard-formula = { $part } ÷ { $whole }
scorecard-what-new = 这一期首次购买的客户
scorecard-what-active = 这一期有订单的已知客户
scorecard-what-acquired = 首次购买的客户 ÷ 这一期有订单的客户
scorecard-what-retained = 上期与本期都有购买的客户 ÷ 上期有购买的客户
scorecard-what-loyalty = 在更早期间就有订单的客户贡献的销售额
scorecard-what-satisfaction = 量表最高两个分数的评分
scorecard-what-profit = 本期利润
scorecard-method = 五项指标（Swift 2000），各有一个明确定义，按日历期间计算。
scorecard-method-acquisition = 客户获取率 = 首次购买的客户 ÷ 有订单的客户。
scorecard-method-retention = 保留率 = 上期与本期都有订单的客户 ÷ 上期有订单的客户。
scorecard-method-loyalty = 忠诚度 = 先前已有订单的客户的净销售额 ÷ 所有已知客户的净销售额。
scorecard-method-loyalty-orders = 忠诚度 = 先前已有订单的客户的订单数 ÷ 所有已知客户的订单数。
scorecard-method-satisfaction = 满意度 = “{ $column }”最高两个分数（满分 { $high }）÷ 全部评分。
scorecard-method-profit = 获利率 = 所给的毛利率，本身不会变动。
scorecard-method-profit-column = 获利率 = “{ $column }”合计 ÷ 已知客户的净销售额。
scorecard-subtitle = 各项指标的比例，按{ $unit }；只列已结束的期间
scorecard-description = { $n } 期的折线：获取、保留、忠诚，以及可得的满意与获利。
scorecard-share = 比例
scorecard-acquisition = 客户获取率
scorecard-retention = 保留率
scorecard-loyalty-name = 忠诚度
scorecard-satisfaction-name = 满意度
scorecard-profitability = 获利率
scorecard-period-column = 期间
scorecard-active = 有购买的客户
scorecard-new = 新客户
scorecard-net = 净销售额
scorecard-ratings = 评分数
scorecard-mean = 平均评分
scorecard-profit-column = 利润
scorecard-table = 各期五项指标
