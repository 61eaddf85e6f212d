roles-why-name = the header says so
roles-why-name-similar = the header resembles a known one
roles-why-platform = this is an export of { $platform }
roles-why-baskets = every line of the file is one basket
roles-why-cells = the file has no header; the cells look like it
roles-why-signs = the signs of the amounts tell the currency
roles-discount-subtracted = “{ $column }” was subtracted from quantity × price.
roles-why-product = { $quantity } × { $price } gives it on { $share } of the rows
roles-why-constant = it is the same on all rows of an order
roles-why-first-row = it stands on the first row of each order only
roles-why-key = { $distinct } different values, { $empty } empty
roles-why-dates = a date on { $share } of the rows
roles-why-values = { $n } different values
roles-effect-sums = { $a } adds up to { $sum-a }, { $b } to { $sum-b }.
roles-effect-distinct = { $a } has { $n-a } different values, { $b } has { $n-b }.
roles-why-emails = the cells are e-mail addresses
roles-why-scale = a question answered on a scale up to 10
record-data = rows
record-header = header
record-blank = blank lines
record-preamble = lines above the table
record-repeated-header = repeated headers
record-repeated-table = second copies of the table
record-master = lines that head an order
record-total = lines of totals
record-footer = lines below the table
record-bad = unreadable lines
record-not-drawn = rows of customers not drawn
role-customer-id = Customer
role-customer-email = Customer's e-mail
role-customer-phone = Customer's phone
role-customer-name = Customer's name
role-order-id = Order
role-line-id = Order line
role-order-date = Date
role-order-time = Time of day
role-paid-at = Date of payment
role-product-id = Product code
role-product-name = Product
role-category = Category
role-quantity = Quantity
role-unit-price = Unit price
role-line-total = Amount of the line
role-order-total = Order total
role-paid-amount = Amount paid
role-discount = Discount
role-refund-amount = Refund
role-status = Status
role-return-status = Status of the return
role-cancelled-at = Cancellation
role-currency = Currency
role-shipping = Shipping
role-tax = Tax
role-coupon = Coupon
role-channel = Channel
role-country = Country
role-rating = Rating
role-ticket-id = Ticket
role-ticket-created = Ticket opened
role-ticket-resolved = Ticket resolved
role-response = Response
role-n-repeat-orders = Repeat orders
role-first-to-last = First to last order
role-age = Time since first order
grain-line = One row is one product line of an order.
grain-order = One row is one order.
grain-customer = One row is one customer.
grain-product = One row is one product.
grain-ticket = One row is one support ticket.
grain-response = One row is one answer to a survey.
grain-payment = One row is one payment or booking.
grain-basket = One line of the file is one basket.
passport-analyse-customers = Analyse { $n } customers
passport-analyse-orders = Analyse { $n } orders
passport-analyse-baskets = Analyse { $n } baskets
passport-analyse-rows = Go on with { $n } rows
fact-first-day = First day
fact-last-day = Last day
fact-customers = Customers
fact-orders = Orders
fact-known-share = Orders of known customers
fact-products = Products
fact-baskets = Baskets
fact-gross = Sales before refunds
fact-refunds = Refunds
fact-net = Sales after refunds
fact-cancelled = Cancelled orders, not counted
left-out-no-customer = { $n-count ->
    [one] 1 row without a customer
   *[other] { $n } rows without a customer
}
left-out-credit-notes = { $n-count ->
    [one] 1 row of a cancellation (order number starts with C)
   *[other] { $n } rows of cancellations (order number starts with C)
}
left-out-returns = { $n-count ->
    [one] 1 row of a return (negative quantity or amount)
   *[other] { $n } rows of returns (negative quantity or amount)
}
left-out-cancelled = { $n-count ->
    [one] 1 row of a cancelled order
   *[other] { $n } rows of cancelled orders
}
left-out-no-date = { $n-count ->
    [one] 1 row without a date
   *[other] { $n } rows without a date
}
left-out-no-sale = { $n-count ->
    [one] 1 row that is no sale (payouts, fees, pending payments)
   *[other] { $n } rows that are no sales (payouts, fees, pending payments)
}
left-out-other-currency = { $n-count ->
    [one] 1 row in another currency
   *[other] { $n } rows in another currency
}
left-out-adjustment = { $n-count ->
    [one] 1 row that corrects the books
   *[other] { $n } rows that correct the books
}
left-out-zero = { $n-count ->
    [one] 1 row with price 0
   *[other] { $n } rows with price 0
}
left-out-pseudo = { $n-count ->
    [one] 1 row of postage, fees, discounts and other non-products
   *[other] { $n } rows of postage, fees, discounts and other non-products
}
left-out-respelled = { $n-count ->
    [one] 1 row whose customer number differs from a more frequent one only in blanks, zeros or width
   *[other] { $n } rows whose customer number differs from a more frequent one only in blanks, zeros or width
}
left-out-duplicates = { $n-count ->
    [one] 1 row that is the same in every cell as another
   *[other] { $n } rows that are the same in every cell as another
}
treatment-set-aside = set aside
treatment-not-in-rules = in the sales, not among products bought together
treatment-no-customer-baskets = use for baskets and products, not for customers
treatment-no-customer-leave-out = leave out altogether
treatment-credit-notes-refund = take off the sales as refunds; no visit
treatment-credit-notes-leave-out = leave out
treatment-returns-refund = take off the sales as refunds; no visit
treatment-returns-leave-out = leave out
treatment-cancelled-apart = count here, use nowhere else
treatment-cancelled-sales = take for sales like any other
treatment-zero-leave-out = not in baskets; no order of their own
treatment-zero-orders = keep as orders of 0; not in baskets
treatment-respelled-merge = take for one customer
treatment-respelled-apart = keep apart
treatment-duplicates-keep = keep; please check
treatment-duplicates-drop = keep the first, leave out the others
treatment-currency = keep only { $currency } ({ $n } rows)
left-out-other-days = { $n-count ->
    [one] 1 row outside the days that count
   *[other] { $n } rows outside the days that count
}
rule-values = one of: { $values }
rule-a-rule = rule
total-once-an-order = { $column }, once an order
total-of-column = the sum of { $column }
total-of-product = { $quantity } × { $price }
total-of-product-less = { $quantity } × { $price } less { $discount }
total-unreadable = a number is expected here
total-differs = Your total differs by { $difference } ({ $share }). None of the usual reasons explains it.
total-differs-because = Your total differs by { $difference } ({ $share }). The most likely reason: { $reason }
total-reason-cancelled = it leaves cancelled orders out.
total-reason-sales-only = it counts sales only, without taking returns off.
total-reason-refunds = refunds are taken off in it.
total-reason-before-refunds = it is the amount before refunds.
total-reason-known-customers = it counts known customers only.
total-reason-every-row = the order total was added on every row of an order.
total-reason-lines = it adds up the lines instead of the order totals.
total-reason-other-column = it was taken from another column of amounts.
total-reason-without-shipping = it leaves shipping out.
total-reason-with-shipping = it includes shipping.
total-reason-without-tax = it leaves tax out.
total-reason-with-tax = it includes tax.
total-reason-after-discount = discounts are taken off in it.
total-reason-before-discount = it is the amount before discounts.
total-reason-last-month = the last month is not in it.
total-reason-first-month = the first month is not in it.
total-reason-last-year = it covers the last twelve months only.
total-reason-unit = it is written in another unit (thousands, ten thousands, cents).
ability-sales = Sales, customers and orders by month
ability-segments = Kinds of customers (RFM, clusters)
ability-retention = Who comes back, who is leaving
ability-value = What customers will be worth
ability-rules = What is bought together
ability-lacks = lacks { $what }
column-warning-excel = { $n } ids were destroyed by Excel (digits lost, as in 1.23E+13)
column-warning-formula = { $n } cells hold an error of a spreadsheet formula
column-warning-dates = the cells were not understood as dates
aside-blank = blank line
aside-preamble = line above the table
aside-repeated-header = repeated header
aside-total = line of totals
aside-footer = line below the table
aside-bad-bytes = bytes of another encoding
aside-nul = NUL characters
aside-unclosed-quote = quotation mark never closed
aside-text-after-quote = text after a closing quotation mark
aside-too-many-cells = too many cells
aside-too-few-cells = too few cells
aside-bad-number = not a number
aside-bad-date = not a date
aside-sci-id = id destroyed by Excel
aside-excel-error = error of a spreadsheet formula
aside-other = other
roles-why-joined = it belongs to { $file }
roles-unlike-dates = Column “{ $column }” is called a date, but its cells are none (first: line { $line }, “{ $example }”). Without dates nothing can be said about time.
roles-unlike-numbers = Column “{ $column }” is called a number, but its cells are none (first: line { $line }, “{ $example }”).
