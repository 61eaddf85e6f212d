samples-pair = 「{ $a }」和「{ $b }」一起被買的次數約是偶然的 { $times } 倍。
samples-top = 前 20% 的已知顧客約帶來 { $share } 的會員營業額。
samples-silent = { $n } 位原本每兩到四週來一次的常客，從春天起就沒有再來。
samples-peak = 業績最好的月份是{ $month }。
samples-fee = 「{ $fee }」出現在很多交易中：它是費用，不該變成「常一起買」。
samples-walk-ins = 約 { $share } 的交易沒有會員編號。
samples-undone = 有 { $n } 筆退貨要扣抵，{ $cancelled } 筆作廢交易不列入。
