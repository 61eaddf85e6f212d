concentration-name = Who brings the money
concentration-question = How much of the sales do the largest customers bring?
concentration-top_share = Top share of customers
concentration-top_share-help = The headline speaks of this part of the customers, the largest first. Default 20%.
concentration-profit = Profit column
concentration-profit-help = A number known of each customer that is their profit. Left empty, a column whose name says profit or margin is used.
concentration-top-range = choose a share between 0% and 100%
concentration-profit-column = column of numbers about customers
concentration-stage = Ranking customers
concentration-have = { $n } { $n-count ->
    [one] customer
   *[other] customers
    } with net sales of { $net }
concentration-need = at least 3 customers and net sales above zero
concentration-headline = The top { $top } of customers ({ $n }) bring { $share } of sales to known customers.
concentration-headline-caution = In this file the top { $top } of customers ({ $n }) bring { $share } of sales to known customers, but the two halves of the period differ.
concentration-headline-few = The { $n } largest of { $all } customers bring { $net } of { $total }.
concentration-largest = One customer alone brings { $share } of sales to known customers ({ $net }).
concentration-half = Half of the sales to known customers comes from { $n } of { $all } customers.
concentration-whale = By “{ $column }”, the most profitable { $customers } of customers bring { $times } % of all profit; { $n } customers bring a loss.
concentration-base = { $n } customers · { $net } net · { $from } – { $to } · refunds netted
concentration-checked-held = Held in both halves of the period: the top { $top } bring { $first } in the first and { $second } in the second.
concentration-checked-weak = Differs between the halves of the period: the top { $top } bring { $first } in the first and { $second } in the second.
concentration-checked-not = Did not hold: the top { $top } bring { $first } in the first half of the period and { $second } in the second.
concentration-of-all = Of all sales, including lines without a customer: { $share }.
concentration-unknown = { $share } of all net sales belong to no known customer and are not in this picture.
concentration-above = The curve rises to { $peak } % and comes back, because { $n-count ->
    [one] one customer
   *[other] { $n } customers
    } returned as much as was bought or more.
concentration-zero = { $n-count ->
    [one] One customer
   *[other] { $n } customers
    } returned as much as they bought or more.
concentration-few = With { $n } customers this shows counts; percentages need { $need }.
concentration-what-top = customers ranked by net sales, the largest first
concentration-what-share = share of net sales to known customers
concentration-what-share-all = share of net sales to known customers (of all sales, { $all }: { $share })
concentration-what-largest = net sales to the largest customers
concentration-what-total = net sales to all known customers
concentration-what-one = net sales to the largest customer
concentration-what-half = the fewest customers that together bring half of net sales
concentration-what-customers = known customers with at least one order
concentration-formula = { $part } ÷ { $whole }
concentration-method = Customers are ranked by what they bought minus what they returned; the curve adds them up from the largest to the smallest.
concentration-method-gini = Gini = 2 Σ i·xᵢ ÷ (n Σ x) − (n + 1) ÷ n over net sales in ascending order (Gini 1912): 0 when all bring the same, near 1 when one brings everything.
concentration-gini = Gini coefficient { $gini }
concentration-chart-cumulative = Curve: share of net sales brought by the largest share of { $n } customers; the dashed line is equality.
concentration-chart-lorenz = Lorenz curve: share of net sales of the smallest share of { $n } customers; the dashed line is equality.
concentration-chart-whale = Whale curve: share of profit of the most profitable share of { $n } customers.
concentration-x-cumulative = Customers, largest first
concentration-x-lorenz = Customers, smallest first
concentration-x-whale = Customers, most profitable first
concentration-net-share = Share of sales
concentration-profit-share = Share of profit
concentration-whole = all profit
concentration-equal = if all brought the same
concentration-note = { $n } customers: { $share }
concentration-table = Customers in ten groups
concentration-largest-table = The largest customers
concentration-group = Group
concentration-decile = Tenth { $i }
concentration-decile-title = Tenth by net sales
concentration-customers = Customers
concentration-customer = Customer
concentration-rank = Rank
concentration-net = Net sales
concentration-cumulative = Cumulated
concentration-average = Average
concentration-at-least = At least
