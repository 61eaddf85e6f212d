grouping-name = { $name }
grouping-a-group = 欄位或顧客分群
grouping-category = 請選擇文字欄位，而非數字
grouping-cohort = 首次消費
