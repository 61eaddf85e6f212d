samples-pair = { $a } and { $b } are bought together about { $times } times as often as chance would have it.
samples-top = The top 20% of known customers bring about { $share } of sales to known customers.
samples-silent = { $n-count ->
    [one] { $n } regular who came every two to four weeks has been silent since spring.
   *[other] { $n } regulars who came every two to four weeks have been silent since spring.
}
samples-peak = The best month is { $month }.
samples-fee = “{ $fee }” stands in many baskets: it is a fee and must not become a rule.
samples-walk-ins = About { $share } of orders carry no customer number.
samples-undone = { $n } returns are netted, { $cancelled } cancelled orders are left out.
