period-of-week = week of { $day }
period-of-month = { $month }
period-of-quarter = Q{ $quarter } { $year }
period-of-year = { $year }
period-word-week = week
period-word-month = month
period-word-quarter = quarter
period-word-year = year
period-span-week = { $n } { $n-count ->
    [one] week
   *[other] weeks
  }
period-span-month = { $n } { $n-count ->
    [one] month
   *[other] months
  }
period-span-quarter = { $n } { $n-count ->
    [one] quarter
   *[other] quarters
  }
period-span-year = { $n } { $n-count ->
    [one] year
   *[other] years
  }
period-running = { $period } is still running ({ $day } is the last day): its figures will grow.
period-left-out = Only the last { $n } periods are looked at; { $left } earlier ones are left out.
period-next-week = { $n-count ->
    [one] the next week
   *[other] one of the next { $n } weeks
  }
period-next-month = { $n-count ->
    [one] the next month
   *[other] one of the next { $n } months
  }
period-next-quarter = { $n-count ->
    [one] the next quarter
   *[other] one of the next { $n } quarters
  }
period-next-year = { $n-count ->
    [one] the next year
   *[other] one of the next { $n } years
  }
period-no-orders = no order of a known customer up to the chosen day
period-need-orders = orders of known customers
period-part = not a whole period
