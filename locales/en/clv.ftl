clv-name = Lifetime value
clv-question = What will today’s customers be worth?
clv-horizon = Look ahead
clv-horizon-help = How far the forecast reaches, in the time unit below. Default: one year.
clv-time_unit = Time unit
clv-time_unit-help = All times of the model are in this unit. It does not change the forecast, only how rates read. Default: weeks.
clv-time_unit-day = days
clv-time_unit-week = weeks
clv-time_unit-month = calendar months
clv-time_unit-quarter = calendar quarters
clv-time_unit-year = calendar years
clv-margin = Margin
clv-margin-help = Share of sales that is profit. Default 100%: value then means sales.
clv-discount_rate = Discount rate a year
clv-discount_rate-help = What a payment in a year is worth less than one today. Default 0%.
clv-model = Model
clv-model-help = By default the model that gave the last part of the period the highest probability. The table compares all of them.
clv-model-auto = best in the back-test
clv-model-nbd = NBD (nobody leaves)
clv-model-bgnbd = BG/NBD
clv-model-mbgnbd = MBG/NBD
clv-model-pnbd = Pareto/NBD
clv-model-cnbd_k = CNBD-k (regular rhythm, nobody leaves)
clv-model-bgcnbd_k = BG/CNBD-k (regular rhythm)
clv-model-mbgcnbd_k = MBG/CNBD-k (regular rhythm)
clv-model-history_repeated = Each customer’s history repeated
clv-model-own_rhythm = History repeated unless silent for 3 × the own rhythm
clv-model-hiatus = History repeated unless silent for 3 × the usual rhythm
clv-calibration_end = Calibration ends
clv-calibration_end-help = The model sees purchases up to this day; what follows tests it. Default: it sees everything, and a second fit without the last part is tested.
clv-observation_end = Observation ends
clv-observation_end-help = Purchases after this day are not looked at. Default: the notebook’s “today”.
clv-costs = Costs
clv-costs-help = acquisition (once a new customer), development (each purchase), retention (each customer and year), in the file’s currency. Default 0. By channel: by (a column or label) and each, a list of name with its own costs.
clv-seed = Seed
clv-seed-help = Nothing in this cell is drawn at random, so every number gives the same result. Default 1.

clv-horizon-range = more than 0 and at most { $max } (twenty years)
clv-share-range = between 0% and 100%
clv-costs-range = amounts of 0 or more
clv-calibration-late = lies after the end of observation

clv-have-nobody = no customer bought anything in this period
clv-have-one = one customer only
clv-have-one-day = { $n } customers, and all of their purchases fall on one day
clv-have-no-repeats = { $n } customers, and none of them came back
clv-have-nobody-left = { $n } customers, and all of them are still within their schedule
clv-have = { $n } customers, { $repeat } of them came back on another day, { $days } of history
clv-need-repeaters = at least { $n } customers who came back
clv-need-repeats = customers who came back
clv-need-days = purchases on several days
clv-need-history = { $days } of history (three times the usual rhythm)
clv-need-leavers = customers who have left, to learn from when others will
clv-instead-repeat = { $share } of customers came back on another day so far (95% interval { $low }–{ $high }).
clv-instead-renewals = Everybody is still there. All { $n } renewals that fell due so far were made, up to { $most } by one customer; so a renewal is made with a chance of { $low } or more (95% interval). “How long customers stay” will show when that changes.
clv-refused-contract = These purchases follow a schedule: { $share } of the gaps between purchases are about { $rhythm }. Models of people who come when they like would be wrong here.
clv-refused-daily = { $share } of the gaps between purchases are one day: this is a meter or a standing order, not people who come when they like.
clv-hint-contract = “Lifetime value” forecasts renewals (model sBG); “How long customers stay” shows who is still there after how long
clv-refused-huge = One customer has { $n } repeat purchases. That is a till, a shop or a shared account, not a customer; leave it out or choose another customer column.
clv-refused-summary = { $n } of { $rows } rows contradict themselves: first to last must not exceed the age, and repeats need a time between.
clv-refused-unfit = No model can be fitted to these purchases.

clv-caution-small = Only { $n } { $n-count ->
    [one] customer
   *[other] customers
    } came back on another day; below { $need } the figures are rough.
clv-caution-no-departures = Your history shows no departures yet: a model in which nobody ever leaves explains it as well (likelihood gain below { $gain }). Silence of the last weeks may still turn out to be departure.
clv-caution-unidentified = This model is not better than one in which nobody leaves. Its parameters and P(alive) mean little; the totals still stand.
clv-caution-two-kinds = The fit sees two kinds of customers, those who leave at once and those who never do (a + b = { $sum }). Expectations of single customers are less certain than totals.
clv-caution-one-cohort = All customers started on the same day, so the model cannot tell time in the year from time since the start.
clv-caution-predate = { $n } customers ({ $share }) first appear in the first month, far more than in later months: most of them bought before the file begins. They count as new here, so their age is too short.
clv-caution-giant = One customer has { $n } repeat purchases, far more than anybody else: a reseller or a shared account?
clv-caution-unpaid = { $n } { $n-count ->
    [one] customer
   *[other] customers
    } came back but paid nothing, or got more back than was paid: counted as visits, with the spend of the others.
clv-caution-no-money = No repeat purchase has a positive amount, so purchases are forecast without money.
clv-caution-equal-spend = Too few customers, or all spend the same: everybody is expected to spend their own average.
clv-caution-heavy-spend = Spend differs so much between customers that its mean is not defined (q ≤ 1); averages of customers themselves are used for those without repeats.
clv-caution-rows = { $n } { $n-count ->
    [one] row is
   *[other] rows are
    } left out: a number is missing, or first to last is longer than the age, or repeats without a time between.
clv-caution-orphan-refunds = { $n } { $n-count ->
    [one] refund belongs
   *[other] refunds belong
    } to purchases before the file begins; left out here.

clv-value = We expect { $money } from today’s { $n } { $n-count ->
    [one] customer
   *[other] customers
    } in the next { $horizon } ({ $low }–{ $high }). { $test }
clv-orders = We expect { $money } purchases from today’s { $n } customers in the next { $horizon } ({ $low }–{ $high }). { $test }
clv-test-high = The same method, tested on the past, was { $error } too high.
clv-test-low = The same method, tested on the past, was { $error } too low.
clv-test-none = It could not be tested on the past.
clv-half = { $n } { $n-count ->
    [one] customer
   *[other] customers
    } ({ $share }) should bring half of it.
clv-returning = { $n } of { $all } customers are expected to buy at least once in the next { $horizon }.
clv-verdict-heuristic = A simple rule was as good in the test: “{ $heuristic }” missed by { $theirs } purchases a customer, the model by { $ours }.
clv-verdict-no-departures = No departures can be seen yet, so nobody is taken to have left; the forecast missed by { $ours } purchases a customer, the best simple rule by { $theirs }.
clv-verdict-model = In the test the model missed by { $ours } purchases a customer; the best simple rule (“{ $heuristic }”) by { $theirs }.
clv-what-customers = customers with a purchase up to the end of calibration
clv-what-expected = sum over customers of expected purchases × expected amount
clv-what-half = the customers with the highest expectation that together make half of the total
clv-base = { $n } customers, { $repeat } of them with repeat purchases · { $from } – { $until } · purchase days, times in { $unit }
clv-base-summarised = { $n } customers, { $repeat } of them with repeat purchases · summarised in the file · times in { $unit }
clv-checked = Forecast for { $from } – { $until } from what was known before: predicted { $predicted }, real { $actual } ({ $n } customers).

clv-note-interval = The interval combines the model’s own error ({ $model }) with the errors of { $n } past { $n-count ->
    [one] forecast
   *[other] forecasts
    } ({ $past }); the model’s own error alone is too narrow by experience.
clv-note-interval-model = The interval holds the model’s own error only ({ $model }); no past forecast could be made, so it is too narrow.
clv-note-independent = How often and how much a customer buys hardly hang together (correlation { $correlation }), as the spend model assumes.
clv-note-dependent = How often and how much a customer buys hang together (correlation { $correlation }); the spend model assumes they do not, so the value of frequent buyers is off in that direction.
clv-note-random = Customers come at random times (regularity { $k }; 1 is at random, 2 and more is a rhythm).
clv-note-regular = Customers keep a rhythm (regularity { $k }; 1 is at random), so silence says more than elsewhere.

clv-method-plain = Each customer is taken to buy at a rate of their own and to leave at some time; how rates and departures differ between customers is learnt from all of them, by maximum likelihood.
clv-method-nbd = NBD: rates follow Gamma(r, α); nobody leaves (Ehrenberg 1959).
clv-method-bgnbd = BG/NBD: rates follow Gamma(r, α); after each repeat purchase a customer leaves with a probability from Beta(a, b) (Fader, Hardie & Lee 2005).
clv-method-mbgnbd = MBG/NBD: rates follow Gamma(r, α); after each purchase, the first included, a customer leaves with a probability from Beta(a, b) (Batislam, Denizel & Filiztekin 2007).
clv-method-pnbd = Pareto/NBD: rates follow Gamma(r, α), lifetimes have rates from Gamma(s, β) (Schmittlein, Morrison & Colombo 1987).
clv-method-cnbd_k = CNBD-k: rates follow Gamma(r, α), gaps have { $k } stages; nobody leaves (Chatfield & Goodhardt 1973).
clv-method-bgcnbd_k = BG/CNBD-k: as BG/NBD, with gaps of { $k } stages (Platzer & Reutterer 2016).
clv-method-mbgcnbd_k = MBG/CNBD-k: as MBG/NBD, with gaps of { $k } stages (Platzer & Reutterer 2016).
clv-method-spend = Amounts: Gamma-Gamma on the mean of repeat purchases, net of refunds (Fader & Hardie 2013).
clv-method-counting = All orders of a day are one purchase; the first purchase is no repeat; cancelled orders are no purchases. x repeats, t_x first to last, T first to the end of calibration, in { $unit }.

clv-label-p_alive = P(alive)
clv-label-p_none = P(no purchase within the horizon)
clv-label-expected_orders = Expected purchases
clv-label-expected_value = Expected value

clv-chart-values = Most customers bring little, a few bring much
clv-chart-values-description = Dots stacked along an axis of expected value; fifty dots stand for all customers.
clv-chart-values-subtitle = Expected value of a customer in the next { $horizon }; each dot is a fiftieth of { $n } customers
clv-chart-values-orders = Expected purchases of a customer in the next { $horizon }; each dot is a fiftieth of { $n } customers
clv-chart-cumulative = Repeat purchases, added up: forecast and reality
clv-chart-cumulative-description = Two lines over time, real and forecast repeat purchases added up, with a mark where the forecast begins.
clv-chart-periods = Repeat purchases period by period: forecast and reality
clv-chart-periods-description = Two lines over time, real and forecast repeat purchases in each period, with a mark where the forecast begins.
clv-chart-tracking-subtitle = Repeat purchases, periods of { $period }; the model knows purchases up to { $split } only
clv-chart-calibration = What was expected and what came, by tenths of customers
clv-chart-calibration-description = Ten points: mean expected purchases across, mean real purchases with 95% intervals up; on the diagonal both agree.
clv-chart-calibration-subtitle = Mean purchases in the test period, ten equal groups of { $n } customers by expectation
clv-chart-conditional = Purchases in the test period by repeats before
clv-chart-conditional-description = Two lines, real and expected mean purchases in the test period, by number of repeats before.
clv-chart-conditional-subtitle = Mean purchases a customer in the test period, { $n } customers
clv-chart-frequency = How many customers came back how often
clv-chart-frequency-description = Bars of real customers and points of expected customers by number of repeat purchases.
clv-chart-frequency-subtitle = { $n } customers by number of repeat purchases so far; bars are real, points the model
clv-chart-alive = How sure we are that one customer is still there
clv-chart-alive-description = A line from 0 to 100% over time that falls in silence and rises at each purchase; ticks mark the purchases.
clv-chart-alive-subtitle = P(alive) of one frequent customer, { $n } purchase days
clv-axis-value = Expected value
clv-axis-orders = Expected purchases
clv-axis-fiftieths = Fiftieths of the customers
clv-axis-customers = Customers
clv-axis-day = Day
clv-axis-repeats = Repeat purchases
clv-axis-predicted = Expected purchases a customer
clv-axis-actual = Real purchases a customer
clv-axis-before = Repeat purchases before
clv-axis-mean-after = Purchases a customer in the test period
clv-axis-repeats-each = Repeat purchases of a customer
clv-axis-alive = P(alive)
clv-series-actual = real
clv-series-model = model
clv-series-equal = equal
clv-series-tenths = tenths of customers
clv-series-alive = P(alive)
clv-rule-split = forecast begins
clv-times = { $n }
clv-times-or-more = { $n } or more

clv-table-customers = Customers, most valuable first
clv-table-candidates = Models and simple rules, tested on the last part of the period
clv-table-parameters = Parameters
clv-table-backtests = Past forecasts
clv-column-customer = Customer
clv-column-n_repeat_orders = Repeat purchases
clv-column-silent = Silent for
clv-column-p_alive = P(alive)
clv-column-p_none = P(no purchase)
clv-column-expected_orders = Expected purchases
clv-column-expected_spend = Expected amount a purchase
clv-column-expected_value = Expected value
clv-column-residual_value = Value without horizon
clv-column-value_to_date = Sales so far
clv-column-model = Model
clv-column-state = State
clv-column-log_likelihood = Log likelihood
clv-column-log_score = Log score of the test
clv-column-sum_ratio = Predicted ÷ real
clv-column-mae = Mean error a customer
clv-column-rmse = Root mean square error
clv-column-spearman = Rank correlation
clv-column-top_decile_capture = Caught by the top tenth
clv-column-parameter = Parameter
clv-column-estimate = Estimate
clv-column-standard_error = Standard error
clv-column-from = From
clv-column-until = Until
clv-column-customers = Customers
clv-column-predicted_orders = Purchases predicted
clv-column-actual_orders = Purchases real
clv-column-predicted_money = Sales predicted
clv-column-actual_money = Sales real
clv-state-chosen = chosen
clv-state-heuristic = simple rule
clv-state-unidentified = no better than nobody leaving
clv-state-other = –

clv-stage-fitting = Fitting models
clv-stage-scoring = Scoring customers
clv-stage-tracking = Testing on the past
clv-stage-intervals = Measuring how sure it is

clv-model-bgbb = BG/BB (period by period)
clv-model-sbg = sBG (contracts)
clv-method-bgbb = BG/BB: each period is a chance to buy; chances of buying follow Beta(α, β), of leaving Beta(γ, δ) (Fader, Hardie & Shang 2010).
clv-method-sbg = sBG: at each renewal a customer leaves with a probability from Beta(α, β) (Fader & Hardie 2007). Renewals are counted by the usual gap.
clv-refused-needs-orders = This model needs orders with dates, not customers already summarised.
clv-caution-contract = These purchases follow a schedule: { $share } of the gaps are about { $rhythm }. BG/NBD and its like would be wrong here and are refused; renewals are forecast instead (sBG).

clv-column-by = By
clv-column-group = Group
clv-group-others = all others ({ $n })
clv-column-value_each = Value a customer
clv-column-acquisition = Cost of winning them
clv-column-earned_back = Customers who earned it back
clv-column-orders_low = Purchases, low
clv-column-orders_high = Purchases, high
clv-table-groups = Customers by cohort and by what is known of them
clv-costs-by = names groups without saying by what (“by”)
clv-costs-unknown = no group is called “{ $name }”
clv-caution-nearly-dormant = Fewer than one in a hundred purchases fall in the last { $days }, longer than three times the usual rhythm: either most of the file ends earlier than “today”, or nearly everybody has left.
clv-caution-far = The forecast reaches { $horizon } ahead, but the file holds only { $days }: nothing in it shows how customers behave over so long.
clv-caution-dormant = Nobody has bought anything in the last { $days }, longer than three times the usual rhythm: either the file ends earlier than “today”, or nearly everybody has left.
clv-note-range = Of the customers of the test, { $share } bought as often as their own 80% range said; purchases are whole numbers, so it should be 80% or more.
clv-note-dependent-tested = How often and how much a customer buys hang together (correlation { $correlation }); the spend model assumes they do not. In the test a purchase brought { $amount } of what it expected.
clv-miss = Why: { $orders } of the forecast purchases came, each with { $amount } of the forecast amount. Purchases were { $first } of the forecast from { $from } to { $middle } and { $second } from { $then } to { $until }. { $reason }
clv-miss-orders = Why: purchases were { $first } of the forecast from { $from } to { $middle } and { $second } from { $then } to { $until }. { $reason }
clv-miss-season = In the same weeks a year before they were { $before } of what the model expects: a season, and the model knows none.
clv-miss-change = In the same weeks a year before they were { $before } of what the model expects, so a season alone does not explain it; the model takes customers to go on as they did.
clv-miss-unseen = The file begins on { $begin } and does not hold all of these weeks a year before, so it cannot tell a season from a change; the model knows neither.
clv-miss-amount = The number came as forecast; what differs is the amount of a purchase.
