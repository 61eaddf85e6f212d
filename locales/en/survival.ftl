survival-name = How long customers stay
survival-question = How long do customers stay?
survival-silence_days = Gone after (days)
survival-silence_days-help = A customer who buys nothing for longer than this is gone. Default: nine in ten customers who came back never stayed away longer; at most half of the days in the file.
survival-group = Compare by
survival-group-help = A column of the table; for orders, something known of customers or the groups of an earlier cell.
survival-table = Table
survival-table-help = A file with the columns below. Left empty, the tenure of customers comes from their orders.
survival-duration = Length of time
survival-duration-help = Column with how long each row was watched, in any unit.
survival-event = Ended
survival-event-help = Column that says whether the time ended with the event (yes/no, 1/0). Left empty, every row ended.
survival-positive = Value that means ended
survival-positive-help = Needed when the column has words other than yes and no.
survival-interval = Interval
survival-interval-help = The scale on which the 95% interval is symmetric. Default: log-log.
survival-interval-log_log = log-log
survival-interval-log = log
survival-interval-plain = plain
survival-need-duration = choose the column with the length of time
survival-a-file = file
survival-a-column = column
survival-duration-number = choose a column of numbers
survival-need-positive = choose the value that means ended
survival-no-positive = no row has this value
survival-silence-range = choose at least 1 day
survival-nobody-returns = no customer came back on another day
survival-need-returns = customers who came back, or a chosen number of days after which a customer is gone
survival-have = { $n } { $n-count ->
    [one] length
   *[other] lengths
  } of time, { $events } of them ended
survival-need = at least 2, and one of them ended
survival-stage = Following lengths of time
survival-group-name = { $name }
survival-tenure = Of { $n } customers, { $share } are still buying { $time } after their first order ({ $low } – { $high }).
survival-tenure-about = Of { $n } customers, about { $share } are still buying { $time } after their first order ({ $low } – { $high }).
survival-tenure-caution = By the rule, { $share } of { $n } customers are still buying { $time } after their first order, but many who are called gone come back.
survival-tenure-few = Of { $n } { $n-count ->
    [one] customer
   *[other] customers
  }, { $events } { $events-count ->
    [one] is
   *[other] are
  } gone by the rule; for percentages there are too few.
survival-rows = Of { $n } rows, { $share } go on beyond { $time } ({ $column }; { $low } – { $high }).
survival-rows-about = Of { $n } rows, about { $share } go on beyond { $time } ({ $column }; { $low } – { $high }).
survival-rows-few = Of { $n } { $n-count ->
    [one] row
   *[other] rows
  }, { $events } ended; for percentages there are too few.
survival-median-tenure = Half of the customers stay for at least { $median } ({ $low } – { $high }).
survival-median-tenure-open = Half of the customers stay for at least { $median } ({ $low } or longer).
survival-median-table = Half of the rows go on for at least { $median } ({ $column }; { $low } – { $high }).
survival-median-table-open = Half of the rows go on for at least { $median } ({ $column }; { $low } or longer).
survival-never = { $k } of them ({ $share }) bought on one day and not again within { $silence }.
survival-groups-differ = By { $by }, { $best } keeps { $high } at { $time } and { $worst } { $low }: more than chance would bring (p = { $p }).
survival-groups-differ-surely = By { $by }, { $best } keeps { $high } at { $time } and { $worst } { $low }: more than chance would bring (p < 0.001).
survival-groups-same = By { $by }, no difference is seen that chance could not bring (p = { $p }).
survival-base-tenure = { $n } customers, { $events } gone · gone after { $silence } without an order · { $from } – { $to }
survival-base-table = { $n } rows, { $events } ended · { $column }
survival-checked-held = Held: of { $n } customers called gone after { $silence } of silence, { $back } ({ $share }) came back.
survival-checked-weak = Rough: of { $n } customers called gone after { $silence } of silence, { $back } ({ $share }) came back.
survival-checked-not = Did not hold: of { $n } customers called gone after { $silence } of silence, { $back } ({ $share }) came back. Choose more days.
survival-left-out-tenure = { $n } { $n-count ->
    [one] customer is
   *[other] customers are
  } left out: the first order is too recent to tell whether they are gone, or the group is unknown.
survival-left-out-table = { $n } { $n-count ->
    [one] row is
   *[other] rows are
  } left out: a value is missing or the time is negative.
survival-groups-left-out = The { $n } largest groups are compared; { $left } smaller ones are left out.
survival-groups-made = Groups that are made from the orders themselves (segments, clusters, value) differ in this by their making.
survival-formula = { $part } ÷ { $whole }
survival-test = log-rank χ² = { $statistic } on { $df } { $df-count ->
    [one] degree
   *[other] degrees
  } of freedom, log₁₀ p = { $log10_p }
survival-what-all = everybody in the curve
survival-what-share = product-limit estimate over everybody in the curve
survival-what-median = the first time at which no more than half are left
survival-what-never = customers whose first purchase day was the last before they were gone
survival-what-test = log-rank test over all groups shown
survival-method-tenure = A customer is gone when nothing was bought for longer than { $silence }; the tenure runs from the first order to the last one before that. Who was not silent so long is watched until { $silence } before the last day, because only a silence that began by then can have run its length.
survival-method = S(t) = Π (1 − d ÷ n) over the times of an ending up to t (Kaplan & Meier 1958); the 95% band uses Greenwood's variance S² Σ d ÷ (n (n − d)) (1926).
survival-method-test = Groups are compared over the whole curve by the log-rank test (Mantel 1966).
survival-subtitle-tenure = Share of customers still buying, by time since the first order; the band is the 95% interval
survival-subtitle-table = Share that goes on, by { $column }; the band is the 95% interval
survival-subtitle-tenure-lines = Share of customers still buying, by time since the first order; the table holds the 95% intervals
survival-subtitle-table-lines = Share that goes on, by { $column }; the table holds the 95% intervals
survival-description = Step curves with bands: { $lines } { $lines-count ->
    [one] curve
   *[other] curves
  } of { $n } cases, falling from 100%.
survival-days = Time since the first order
survival-share = Share still there
survival-everybody = everybody
survival-interval-band = 95% interval
survival-status = Still buying
survival-there = still buying
survival-gone = gone
survival-group-column = Group
survival-n = Cases
survival-events = Ended
survival-median = Median
survival-mean = Mean up to the longest
survival-at = At { $time }
survival-time = Time
survival-at-risk = Watched
survival-error = Standard error
survival-low = Low
survival-high = High
survival-table-title = Survival at round times
survival-curve-table = Every step of the curves
