filter-name = Group of customers
filter-question = Who meets these conditions, and what do they bring?
filter-title = Name
filter-title-help = What the group is called here and in later cells.
filter-attribute = What is known of them
filter-attribute-help = A column of customers (country, channel, a customer table) or of their order rows (store, coupon: one row is enough). Left empty, it does not count.
filter-values = One of these values
filter-values-help = Values of that column, separated by commas.
filter-values-missing = write which values; there are: { $values }
filter-values-missing-personal = write which values
filter-values-numbers = write at least one number
filter-bought = Bought one of
filter-bought-help = Codes or names of products, or categories, separated by commas.
filter-min_orders = Orders, at least
filter-min_orders-help = Number of orders up to “today”.
filter-max_orders = Orders, at most
filter-max_orders-help = Number of orders up to “today”.
filter-min_money = Net sales, at least
filter-min_money-help = What the customer spent, refunds taken off.
filter-max_money = Net sales, at most
filter-max_money-help = What the customer spent, refunds taken off.
filter-min_days_since_last = Last order at least so many days ago
filter-min_days_since_last-help = Who has gone quiet.
filter-max_days_since_last = Last order at most so many days ago
filter-max_days_since_last-help = Who is active.
filter-first_from = First order from
filter-first_from-help = The first order in the file, this day or later.
filter-first_to = First order to
filter-first_to-help = The first order in the file, this day or earlier.
filter-stage = Asking the conditions of every customer
filter-labels = Group “{ $name }”
filter-in = { $name }
filter-unnamed-in = The chosen customers
filter-others = The others
filter-all = All customers
filter-headline = { $name }: { $n } of { $all } customers ({ $customers }). They placed { $orders } of the orders of known customers and brought { $net } of their net sales, { $brought }.
filter-headline-orders = { $name }: { $n } of { $all } customers ({ $customers }). They placed { $orders } of the orders of known customers.
filter-few = { $name }: { $n } of { $all } customers. They placed { $placed } of the { $all-orders } orders of known customers and brought { $brought } of { $all-brought } in net sales.
filter-few-orders = { $name }: { $n } of { $all } customers. They placed { $placed } of the { $all-orders } orders of known customers.
filter-nobody = { $name }: none of the { $all } customers meets every condition. The narrowest is “{ $what }”: by itself it leaves { $n }.
filter-nobody-left = None of the { $all } customers is in the group.
filter-averages = On average each of the { $n } customers inside spent { $inside } net of refunds, each of the { $m } others { $others }.
filter-base = { $n } known customers with an order up to { $day } · refunds netted
filter-base-orders = { $n } known customers with an order up to { $day }
filter-open = No condition is set yet: everybody is in.
filter-unknown = Nobody in this file has { $names }: please check the spelling.
filter-without-orders = { $n } { $n-count ->
    [one] customer
   *[other] customers
  } without an order up to that day are in neither group.
filter-where-attribute = { $name }: { $values }
filter-where-bought = bought { $names }
filter-where-min-orders = at least { $n } { $n-count ->
    [one] order
   *[other] orders
  }
filter-where-max-orders = at most { $n } { $n-count ->
    [one] order
   *[other] orders
  }
filter-where-min-money = net sales of at least { $money }
filter-where-max-money = net sales of at most { $money }
filter-where-silent = last order at least { $n-count ->
    [one] 1 day
   *[other] { $n } days
} ago
filter-where-recent = last order at most { $n-count ->
    [one] 1 day
   *[other] { $n } days
} ago
filter-where-first-from = first order on { $day } or later
filter-where-first-to = first order on { $day } or earlier
filter-formula = { $part } ÷ { $whole }
filter-what-in = customers who meet every condition
filter-what-customers = the group's part of the known customers
filter-what-orders = orders of the group; the base is all orders of known customers
filter-what-net = net sales to the group; the base is net sales to known customers
filter-what-average = net sales to these customers ÷ their number
filter-chart = { $name } as a part of all known customers
filter-chart-description = Bars: the part of customers, of orders and of net sales that belongs to { $name }; the rest belongs to the others.
filter-share = Part of known customers, their orders and net sales
filter-group = Group
filter-customers = Customers
filter-orders = Orders
filter-orders-each = Orders a customer
filter-net = Net sales
filter-net-each = Net sales a customer
filter-silent = Median days since
filter-table = Inside and outside
filter-funnel = What each condition leaves
filter-condition = Condition
filter-alone = By itself
filter-left = With those above
filter-method = A customer is in the group when every condition holds; conditions left empty do not count. Orders and refunds count up to “today”.
filter-method-use = Later cells can keep this group (“Customers”), compare it with the others (“Compare by”), or list it.
