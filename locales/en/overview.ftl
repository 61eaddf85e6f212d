overview-name = The period in one chart
overview-question = How did sales, customers and orders develop?
overview-headline = { $customers-count ->
    [0] Unknown customers placed
    [one] { $customers } known customer, in all
   *[other] { $customers } known customers, in all
    } { $orders } { $orders-count ->
    [one] order
   *[other] orders
    } between { $from } and { $to }: net sales of { $net }.
overview-headline-orders = { $customers-count ->
    [0] Unknown customers placed
    [one] { $customers } known customer, in all
   *[other] { $customers } known customers, in all
    } { $orders } { $orders-count ->
    [one] order
   *[other] orders
    } between { $from } and { $to }.
overview-change-year = { $month } brought { $net }, { $change } { $direction } than { $other } ({ $before }).
overview-change-month = { $month }, the last whole month, brought { $net }, { $change } { $direction } than { $other } ({ $before }).
overview-more = more
overview-less = less
overview-best = The strongest month was { $month } with { $net }, { $share } of net sales of the period.
overview-repeat = { $n } customers ({ $share }) ordered more than once.
overview-repeat-few = { $n } of { $all } customers ordered more than once.
overview-base = { $orders } orders · { $customers-count ->
    [0] customers unknown
   *[other] { $customers } customers
    } · { $from } – { $to } · refunds netted
overview-checked = The months add up to these net sales, { $net }.
overview-partial = { $month } is not whole: the file covers { $from } to { $to }.
overview-unknown = { $share } of sales before refunds are on { $orders-count ->
    [one] one order
   *[other] { $orders } orders
  } without a customer. They count as sales, not as customers.
overview-refunds = Refunds of { $refunds } are taken off in the month in which they were given.
overview-cancelled = { $n } cancelled orders are left out.
overview-span = dates from { $from } to { $to }
overview-span-need = a period of at most 200 years; please check the date column
overview-what-net = net sales of all orders, walk-ins included
overview-what-orders = orders that were not cancelled
overview-what-customers = known customers with at least one order
overview-what-month = net sales of the month
overview-what-change = difference between the two months
overview-what-share = the month's part of net sales
overview-what-repeat = known customers with two or more orders
overview-formula-net = { $gross } − { $refunds }
overview-formula-change = { $net } ÷ { $before } − 1
overview-formula-share = { $part } ÷ { $whole }
overview-formula-repeat = { $part } ÷ { $whole }
overview-method = Orders are counted in the calendar month of their date; a customer is new in the month of the first order in this file.
overview-method-net = Net sales = sales of orders that were not cancelled − refunds of the month.
overview-chart-sales = Net sales by month
overview-chart-sales-description = Line: net sales over { $n } months, { $from } to { $to }. Months that are not whole are dashed.
overview-chart-customers = Customers by month
overview-chart-customers-description = Two lines: customers with an order and new customers over { $n } months, { $from } to { $to }.
overview-chart-orders = Orders by month
overview-chart-orders-description = Line: orders over { $n } months, { $from } to { $to }.
overview-table = By month
overview-month = Month
overview-month-whole = { $month }
overview-month-partial = { $month } (not whole)
overview-part = not a whole month
overview-year-before = same month a year before
overview-orders = Orders
overview-customers = Customers
overview-new = New customers
overview-gross = Sales
overview-refunded = Refunds
overview-net = Net sales
overview-average = Average order
overview-stage = Counting orders
overview-chart-sales-days = Net sales by day
overview-chart-sales-days-description = Line: net sales over { $n } days, { $from } to { $to }.
overview-chart-customers-days = Customers by day
overview-chart-customers-days-description = Two lines: customers with an order and new customers over { $n } days, { $from } to { $to }.
overview-chart-orders-days = Orders by day
overview-chart-orders-days-description = Line: orders over { $n } days, { $from } to { $to }.
overview-day = Day
