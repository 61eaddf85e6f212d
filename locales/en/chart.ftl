chart-empty = Nothing to draw: no values here.
chart-measure = { $name }: { $value }
chart-range = between { $low } and { $high }
chart-mark = { $label }: { $value }
chart-mark-bare = { $value }
chart-mark-series = { $series } – { $value }
chart-mark-of-series = { $series } – { $label }: { $value }
chart-points = { $n-count ->
    [one] { $n } point
   *[other] { $n } points
}
chart-name = name
chart-group = group
chart-date = date
chart-value = value
chart-low = { $name }, low
chart-high = { $name }, high
chart-from = { $name }, from
chart-to = { $name }, to
