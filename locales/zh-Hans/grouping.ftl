grouping-name = { $name }
grouping-a-group = 列或客户分组
grouping-category = 请选择文字列，而非数字
grouping-cohort = 首次消费
