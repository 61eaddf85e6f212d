flow-name = Revolving door
flow-question = Does the customer base fill or drain?
flow-period = Period
flow-period-help = Customers are counted period by period. Default: by the length of the data and the usual time between two visits.
flow-period-auto = automatic
flow-period-week = week
flow-period-month = month
flow-period-quarter = quarter
flow-period-year = year
flow-window = An order counts for
flow-window-help = For so many periods an order keeps a customer in the base; with 1, only the period of the order itself. Default 1.
flow-window-range = choose between 1 and 400 periods
flow-n_periods = Number of periods
flow-n_periods-help = Only the last so many periods. Default: all.
flow-n-periods-range = choose at least 2 periods
flow-log_start = The file begins
flow-log_start-help = When the business is older than the file, customers of the first period are not new. Default: judged by how many there are.
flow-log_start-auto = automatic
flow-log_start-midway = in the middle of the business
flow-log_start-beginning = with new customers
flow-stage = Following customers
flow-headline = In { $period }, { $new } { $new-count ->
    [one] customer was
   *[other] customers were
  } new, { $back } came back and { $lost } were lost: the base went from { $before } to { $after }.
flow-headline-caution = In { $period }, { $new } { $new-count ->
    [one] customer was
   *[other] customers were
  } new, { $back } came back and { $lost } stayed away: the base went from { $before } to { $after }. Many who stay away return later.
flow-headline-none = Up to { $n } customers bought in one period; no whole period follows another yet, so nothing can be said about who leaves.
flow-door = Over the last { $span }, for every 100 customers who came or returned, { $lost } left the base.
flow-retention = From one { $unit } to the next, { $share } of the base stayed.
flow-base = { $span } · { $from } – { $to } · an order counts for { $window }
flow-checked-held = Held: of { $n } customers lost in the first half of the time, { $back } ({ $share }) have come back.
flow-checked-weak = Rough: of { $n } customers lost in the first half of the time, { $back } ({ $share }) have come back.
flow-checked-not = Did not hold: of { $n } customers lost in the first half of the time, { $back } ({ $share }) have come back. A longer window calls fewer of them lost.
flow-midway = The { $n } customers of { $period } are probably not new: the file begins there, in the middle of the business. Its figures are left out of the sentences.
flow-running = { $period } is still running ({ $day } is the last day): some of those shown as lost may yet come.
flow-running-undrawn = { $period } is still running ({ $day } is the last day): it stands in the table, not in the pictures. Some of those shown as lost may yet come.
flow-rhythm = Half of all gaps between two visits are longer than { $gap }, but an order counts for { $window } only: a longer window or period calls fewer customers lost.
flow-what-new = customers whose first order lies in this period
flow-what-back = customers who had been lost and ordered again in this period
flow-what-lost = customers in the base before this period and not after it
flow-what-stock = customers in the base: with an order recent enough
flow-what-door = customers lost in these periods; somebody lost twice counts twice
flow-what-retention = retained ÷ base before, summed over whole periods
flow-door-formula = 100 × { $lost } ÷ ({ $new } new + { $back } returned)
flow-method = A customer is in the base at the end of a period when an order lies within { $span }, this one included. Lost means: in the base before, not after; returned means: an order after having been lost.
flow-method-formula = Base = base before + new + returned − lost, exactly, in every period; retention = retained ÷ base before.
flow-base-subtitle = Customers by { $unit }; an order keeps a customer in the base for { $window }
flow-base-description = Stacked bars over { $n } periods: retained, returned and new customers above zero, lost ones below; the line is the base.
flow-door-title = Who comes and who goes
flow-door-subtitle = Customers by { $unit }; an order keeps a customer in the base for { $window }
flow-door-description = Bars over { $n } periods: returned and new customers above zero, lost ones below; the line is the difference.
flow-money-title = Net sales from new and from returning customers
flow-money-subtitle = Orders minus refunds by { $unit }; an order keeps a customer in the base for { $window }
flow-money-description = Stacked bars over { $n } periods: net sales from returning and from new customers.
flow-detail = { $period }: { $kept } retained, { $back } returned, { $new } new, { $lost } lost, base { $stock }
flow-customers = Customers
flow-period-column = Period
flow-active = Customers who bought
flow-new = New
flow-back = Returned
flow-kept = Retained
flow-lost = Lost
flow-net-change = Change
flow-stock = Base
flow-retention-share = Retention
flow-net = Net sales
flow-net-new = Net sales, new
flow-net-returning = Net sales, returning
flow-table = The customer base by period
