scorecard-name = Five measures
scorecard-question = How are acquisition, retention, loyalty, satisfaction and profit doing?
scorecard-period = Period
scorecard-period-help = The measures are taken period by period. Default: by the length of the data and the usual time between two visits.
scorecard-period-auto = automatic
scorecard-period-week = week
scorecard-period-month = month
scorecard-period-quarter = quarter
scorecard-period-year = year
scorecard-margin = Margin
scorecard-margin-help = Profit as a part of net sales. Left empty, a column of profits is used where there is one.
scorecard-margin-range = choose a share between 0% and 100%
scorecard-n_periods = Number of periods
scorecard-n_periods-help = Only the last so many periods. Default: all.
scorecard-profit = Profit column
scorecard-profit-help = Column of profits in a file with order dates. Left empty, a column whose name says profit is used.
scorecard-a-column = column in a file with order dates
scorecard-scale_max = Highest rating
scorecard-scale_max-help = The highest point of the rating scale. Default: the smallest of 5, 7, 10 and 100 that holds all ratings.
scorecard-log_start = The file begins
scorecard-log_start-help = When the business is older than the file, customers of the first period are not new. Default: judged by how many there are.
scorecard-log_start-auto = automatic
scorecard-log_start-midway = in the middle of the business
scorecard-log_start-beginning = with new customers
scorecard-headline = In { $period }, { $acquired } of { $n } customers were new, and { $retained } of the customers of { $earlier } bought again.
scorecard-few = In { $period }, { $new } of { $n } { $n-count ->
    [one] customer
   *[other] customers
  } were new, and { $kept } of the { $before } customers of { $earlier } bought again.
scorecard-none = There are { $n } periods, but no whole one follows another yet.
scorecard-loyalty = { $share } of net sales in { $period } came from customers of earlier periods.
scorecard-loyalty-orders = { $share } of the orders in { $period } came from customers of earlier periods.
scorecard-satisfaction = { $share } of { $n } ratings in { $period } were { $low } or { $high } of { $high }.
scorecard-profit-sentence = Profit in { $period } was { $profit }, { $percent }% of net sales.
scorecard-base = { $span } · { $from } – { $to } · known customers · refunds netted
scorecard-no-satisfaction = Satisfaction is missing: no file holds ratings with dates.
scorecard-no-profit = Profitability is missing: no margin is given and no column holds profits.
scorecard-formula = { $part } ÷ { $whole }
scorecard-what-new = customers with their first order in this period
scorecard-what-active = known customers with an order in this period
scorecard-what-acquired = customers with their first order ÷ customers with an order in this period
scorecard-what-retained = customers who bought in this period and the one before ÷ customers who bought in the one before
scorecard-what-loyalty = sales of customers who had ordered in an earlier period
scorecard-what-satisfaction = ratings in the two highest points of the scale
scorecard-what-profit = profit of the period
scorecard-method = Five measures (Swift 2000), each with one definition, by calendar period.
scorecard-method-acquisition = Acquisition = customers with their first order ÷ customers with an order.
scorecard-method-retention = Retention = customers with an order in this period and the one before ÷ customers with an order in the one before.
scorecard-method-loyalty = Loyalty = net sales of customers who had ordered in an earlier period ÷ net sales of all known customers.
scorecard-method-loyalty-orders = Loyalty = orders of customers who had ordered in an earlier period ÷ orders of all known customers.
scorecard-method-satisfaction = Satisfaction = ratings in the two highest points of “{ $column }” (up to { $high }) ÷ ratings.
scorecard-method-profit = Profitability = the given margin of net sales: it does not move by itself.
scorecard-method-profit-column = Profitability = sum of “{ $column }” ÷ net sales of known customers.
scorecard-subtitle = Each measure as a share, by { $unit }; only periods that have ended
scorecard-description = Lines over { $n } periods: acquisition, retention, loyalty, and satisfaction and profitability where known.
scorecard-share = Share
scorecard-acquisition = Acquisition
scorecard-retention = Retention
scorecard-loyalty-name = Loyalty
scorecard-satisfaction-name = Satisfaction
scorecard-profitability = Profitability
scorecard-period-column = Period
scorecard-active = Customers who bought
scorecard-new = New
scorecard-net = Net sales
scorecard-ratings = Ratings
scorecard-mean = Mean rating
scorecard-profit-column = Profit
scorecard-table = The five measures by period
