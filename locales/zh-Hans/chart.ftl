chart-empty = 这里没有数值可以画。
chart-measure = { $name }：{ $value }
chart-range = 介于 { $low } 与 { $high } 之间
chart-mark = { $label }：{ $value }
chart-mark-bare = { $value }
chart-mark-series = { $series }，{ $value }
chart-mark-of-series = { $series }，{ $label }：{ $value }
chart-points = { $n } 个点
