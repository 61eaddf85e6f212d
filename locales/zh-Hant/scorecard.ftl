scorecard-name = 五項指標
scorecard-question = 獲取、保留、忠誠、滿意與獲利表現如何？
scorecard-period = 期間
scorecard-period-help = 逐期計算各項指標。預設依資料長度與平常的回購間隔決定。
scorecard-period-auto = 自動
scorecard-period-week = 週
scorecard-period-month = 月
scorecard-period-quarter = 季
scorecard-period-year = 年
scorecard-margin = 毛利率
scorecard-margin-help = 獲利占淨營業額的比例。留空時，有毛利欄位就用該欄位。
scorecard-margin-range = 請選擇 0% 到 100% 之間的比例
scorecard-n_periods = 期數
scorecard-n_periods-help = 只看最近幾期。預設全部。
scorecard-profit = 毛利欄位
scorecard-profit-help = 含交易日期的檔案中的毛利欄位。留空時，使用名稱含「毛利」或「利潤」的欄位。
scorecard-a-column = 含交易日期的檔案中的欄位
scorecard-scale_max = 評分上限
scorecard-scale_max-help = 評分量表的最高分。預設為 5、7、10、100 中能容納所有評分的最小者。
scorecard-log_start = 檔案的起點
scorecard-log_start-help = 如果開業早於檔案起點，第一期的顧客其實不是新顧客。預設依人數判斷。
scorecard-log_start-auto = 自動
scorecard-log_start-midway = 在營業途中
scorecard-log_start-beginning = 從新顧客開始
scorecard-headline = { $period }的 { $n } 位顧客中，有 { $acquired } 是新顧客；{ $earlier }的顧客有 { $retained } 再次購買。
scorecard-few = { $period }的 { $n } 位顧客中，有 { $new } 位是新顧客；{ $earlier }的 { $before } 位顧客中有 { $kept } 位再次購買。
scorecard-none = 共有 { $n } 期，但還沒有兩個相連的完整期間。
scorecard-loyalty = { $period }的淨營業額有 { $share } 來自先前的顧客。
scorecard-loyalty-orders = { $period }的交易有 { $share } 來自先前的顧客。
scorecard-satisfaction = { $period }的 { $n } 筆評分中，有 { $share } 給了 { $low } 或 { $high } 分（滿分 { $high }）。
scorecard-profit-sentence = { $period }的獲利為 { $profit }，占淨營業額的 { $percent }%。
scorecard-base = { $span } · { $from } ～ { $to } · 已知顧客 · 已扣除退貨
scorecard-no-satisfaction = 缺少滿意度：沒有含日期的評分。
scorecard-no-profit = 缺少獲利率：沒有毛利率，也沒有毛利欄位。
scorecard-formula = { $part } ÷ { $whole }
scorecard-what-new = 這一期首次購買的顧客
scorecard-what-active = 這一期有交易的已知顧客
scorecard-what-acquired = 首次購買的顧客 ÷ 這一期有交易的顧客
scorecard-what-retained = 上期與本期都有購買的顧客 ÷ 上期有購買的顧客
scorecard-what-loyalty = 在更早期間就有交易的顧客所帶來的營業額
scorecard-what-satisfaction = 量表最高兩個分數的評分
scorecard-what-profit = 本期獲利
scorecard-method = 五項指標（Swift 2000），各有一個明確定義，按日曆期間計算。
scorecard-method-acquisition = 顧客獲取率 = 首次購買的顧客 ÷ 有交易的顧客。
scorecard-method-retention = 保留率 = 上期與本期都有交易的顧客 ÷ 上期有交易的顧客。
scorecard-method-loyalty = 忠誠度 = 先前已有交易的顧客的淨營業額 ÷ 所有已知顧客的淨營業額。
scorecard-method-loyalty-orders = 忠誠度 = 先前已有交易的顧客的交易數 ÷ 所有已知顧客的交易數。
scorecard-method-satisfaction = 滿意度 = 「{ $column }」最高兩個分數（滿分 { $high }）÷ 全部評分。
scorecard-method-profit = 獲利率 = 所給的毛利率，本身不會變動。
scorecard-method-profit-column = 獲利率 = 「{ $column }」合計 ÷ 已知顧客的淨營業額。
scorecard-subtitle = 各項指標的比例，按{ $unit }；只列已結束的期間
scorecard-description = { $n } 期的折線：獲取、保留、忠誠，以及可得的滿意與獲利。
scorecard-share = 比例
scorecard-acquisition = 顧客獲取率
scorecard-retention = 保留率
scorecard-loyalty-name = 忠誠度
scorecard-satisfaction-name = 滿意度
scorecard-profitability = 獲利率
scorecard-period-column = 期間
scorecard-active = 有購買的顧客
scorecard-new = 新顧客
scorecard-net = 淨營業額
scorecard-ratings = 評分數
scorecard-mean = 平均評分
scorecard-profit-column = 獲利
scorecard-table = 各期五項指標
