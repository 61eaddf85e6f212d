chart-empty = 這裡沒有數值可以畫。
chart-measure = { $name }：{ $value }
chart-range = 介於 { $low } 與 { $high } 之間
chart-mark = { $label }：{ $value }
chart-mark-bare = { $value }
chart-mark-series = { $series }，{ $value }
chart-mark-of-series = { $series }，{ $label }：{ $value }
chart-points = { $n } 個點
