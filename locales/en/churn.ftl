churn-name = Who is leaving
churn-question = Who is leaving?
churn-window_days = Days ahead
churn-window_days-help = A customer who buys nothing for so many days from today counts as not returned. Default 90.
churn-threshold = Named from
churn-threshold-help = Customers are named when the probability of no purchase in these days is at least this. Default 50%.
churn-as_of = As of
churn-as_of-help = “Today” of the question. Default: that of the notebook.
churn-window-range = between 1 and 3650 days
churn-threshold-range = more than 0% and less than 100%
churn-stage = Scoring customers
churn-leaving = { $n } { $n-count ->
    [one] customer who used to come every { $rhythm } has
   *[other] customers who used to come every { $rhythm } have
    } been silent for { $silence }; last year they spent { $money }.
churn-leaving-orders = { $n } { $n-count ->
    [one] customer who used to come every { $rhythm } has
   *[other] customers who used to come every { $rhythm } have
    } been silent for { $silence }.
churn-nobody = No customer with a rhythm of their own is silent beyond it and more likely than { $threshold } to stay away.
churn-record = Of { $n } customers this rule would have named on { $from }, { $precision } did not return in that time, { $lift } times the share among comparable customers ({ $base }).
churn-record-few = Of { $n } { $n-count ->
    [one] customer
   *[other] customers
    } this rule would have named on { $from }, { $lost } did not return in that time.
churn-checked = Named on { $from }: { $n } customers; by { $until } { $precision } had not returned (95% interval { $low }–{ $high }), against { $base } of comparable customers.
churn-checked-none = The past is too short to test who would have been named.
churn-base = { $n } customers with purchases · as of { $as-of } · no purchase in the next { $window }
churn-note-auc = In the test, P(no purchase) ranked who returns with an area under the curve of { $auc } (0.5 is chance); silence alone { $silence }, P(alive) { $alive }.
churn-caution-no-departures = Your history shows no departures yet: the probabilities come from how often each customer buys, not from signs of leaving.
churn-method-plain = Customers are ranked by the probability that they buy nothing in the coming days, given how often and how recently each has bought. A customer is named with three purchases or more, one of them within a year, and a silence longer than their own median gap.
churn-method-formula = P(no purchase in the next t) = L(x, t_x, T + t) / L(x, t_x, T), with { $model } fitted by maximum likelihood. P(alive) is shown, never ranked by. { $chosen }
churn-chosen-ranked = The model was chosen by how well it ranked in the stretch before the test, so the record is no selection.
churn-chosen-likely = Before the test there was too little to choose a model on: the likeliest was taken.
churn-at-risk = may be leaving
churn-not-at-risk = others
churn-label-p_none = P(no purchase)
churn-label-at_risk = May be leaving
churn-what-named = customers named by the rule
churn-what-money = net sales to these customers in the last 365 days
churn-reason = silent { $silent }, own rhythm { $rhythm }, last year { $money }
churn-reason-orders = silent { $silent }, own rhythm { $rhythm }
churn-reason-money = silent { $silent }, last year { $money }
churn-reason-silent = silent { $silent }
churn-table-at_risk = May be leaving, most at stake first: P(no purchase) × sales of the last year
churn-table-at_risk-orders = May be leaving, most at stake first: P(no purchase) × purchase days
churn-table-valuable = Most valuable and still coming, by sales of the last year
churn-table-valuable-orders = Most frequent and still coming, by purchase days
churn-table-win_back = Worth winning back: silent for more than 3 × the own rhythm, P(no purchase) 80% or more, by sales so far
churn-table-win_back-orders = Worth winning back: silent for more than 3 × the own rhythm, P(no purchase) 80% or more, by purchase days
churn-note-listed = The lists show the first { $n } customers each; the longest would have { $longest }.
churn-column-customer = Customer
churn-column-reason = Why
churn-column-p_none = P(no purchase)
churn-column-n_orders = Purchase days
churn-column-days_silent = Silent for
churn-column-rhythm_days = Own rhythm
churn-column-last_year = Last year
churn-column-value_to_date = Sales so far
churn-rank = { $n }
churn-silence = silent { $days }
churn-chart-strips = Silence beyond the own rhythm
churn-chart-strips-subtitle = The { $n } customers with most at stake: purchases as ticks, the usual gap as a bracket, silence as a bar
churn-chart-strips-description = A row for each customer over time: ticks for purchases, a bracket of the usual gap after the last one, a bar until today.
churn-chart-calibration = How often the probabilities came true
churn-chart-calibration-subtitle = Share that bought nothing, ten equal groups of { $n } customers by P(no purchase) a window earlier
churn-chart-calibration-description = Ten points: predicted share without purchase across, real share with 95% intervals up; on the diagonal both agree.
churn-axis-rank = Rank
churn-axis-predicted = Predicted share without purchase
churn-axis-actual = Real share without purchase
churn-table-ranking = Models by how well they ranked
churn-column-model = Model
churn-column-auc = Area under the curve in the test
churn-column-auc_choice = Area before it, which chooses
churn-column-state = State
