list-name = Customer list
list-question = Whom to write to?
list-order = What stands first
list-order-help = The order of the list; with a limit, who is on it.
list-order-money = who spent most
list-order-orders = who ordered most often
list-order-latest = who ordered last
list-order-silent = who has been silent longest
list-at_most = At most
list-at_most-help = So many customers, the first of the order. Left empty, all.
list-at_most-range = at least 1
list-stage = Making the list
list-none = no customer is left
list-need = a group with at least one customer
list-headline = { $n-count ->
    [one] One customer is
   *[other] { $n } customers are
    } on this list; net of refunds they spent { $net }.
list-headline-orders = { $n-count ->
    [one] One customer is
   *[other] { $n } customers are
    } on this list.
list-base = Known customers with orders up to { $day }
list-cut = The list shows { $n } of { $all } customers: see “At most”.
list-no-reason = Choose under “Compare by” what earlier cells know of each customer: it joins the list as the reason. “Customers” keeps one group only.
list-method = The customers that the cell's filter keeps, each with orders and net sales in the file. The list leaves the page only when you save it.
list-what-customers = customers on the list
list-what-net = net sales to the customers on the list
list-table = The list
list-customer = Customer
list-person = Name
list-orders = Orders
list-net = Net sales
list-first = First order
list-last = Last order
list-silent = Days since
