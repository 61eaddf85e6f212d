query-name = Free look
query-question = What does the file say, grouped as you like?
query-table = File
query-table-help = Left empty, the first file that has the columns chosen below.
query-measure = Measure
query-measure-help = What is told of each group of rows.
query-measure-rows = number of rows
query-measure-distinct = different values
query-measure-sum = sum
query-measure-mean = mean
query-measure-median = median
query-measure-min = smallest
query-measure-max = largest
query-of = Of column
query-of-help = The column that is measured. Left empty, the amount of the file.
query-by = By
query-by-help = The column that makes the groups: words, dates by period, numbers in bins.
query-across = Across
query-across-help = A second column, whose groups stand side by side.
query-period = Dates by
query-period-help = How dates are grouped. Default: by the length of time.
query-period-auto = automatic
query-period-day = day
query-period-week = week
query-period-month = month
query-period-quarter = quarter
query-period-year = year
query-column = Only rows where
query-column-help = A column; left empty, every row counts. Two conditions must both hold.
query-comparison = Comparison
query-comparison-help = How the column is compared with the value. “Is not” keeps rows without a value.
query-comparison-is = is
query-comparison-is_not = is not
query-comparison-contains = contains
query-comparison-at_least = is at least
query-comparison-at_most = is at most
query-comparison-empty = is empty
query-value = Value
query-value-help = A word, a number, or a day like 2024-03-31.
query-top = Shown by themselves
query-top-help = So many of the words; the rest is “other”. Default: 12.
query-top-range = at least 1
query-sort = Order
query-sort-help = Default: words by value, dates and numbers in their own order.
query-sort-auto = automatic
query-sort-value = by value
query-sort-key = by name
query-stage = Grouping rows
query-a-column = column
query-no-numbers = choose a column of numbers
query-no-order = words have no “at least”: choose a column of numbers or dates
query-no-day = expected a day like 2024-03-31
query-no-number-value = expected a number
query-contains-masked = names are masked: they are not to be found by their letters
query-value-missing = write a value
query-key = { $key }
query-other = other ({ $n } more)
query-bin = { $from } – <{ $to }
query-bin-whole = { $from } – { $to }
query-bin-under = under { $to }
query-bin-over = { $from } or more
query-title-rows = Rows
query-title-distinct = Different “{ $column }”
query-title-sum = Sum of “{ $column }”
query-title-mean = Mean “{ $column }”
query-title-median = Median “{ $column }”
query-title-min = Smallest “{ $column }”
query-title-max = Largest “{ $column }”
query-title-by = { $title } by “{ $by }”
query-first = { $title } by “{ $by }”: { $key } comes first with { $value }, { $share } of { $total } over the { $n } rows counted.
query-first-rows = { $title } by “{ $by }”: { $key } comes first with { $value } of the { $n } rows counted ({ $share }).
query-first-few = { $title } by “{ $by }”: { $key } comes first with { $value } of { $total }.
query-first-alone = { $title } by “{ $by }”: { $key } comes first with { $value }; all { $n } rows counted have { $total }.
query-highest = { $title } by “{ $by }”: highest in { $key } with { $value }, among groups of 30 rows or more; over all { $n } rows counted it is { $total }.
query-highest-few = { $title } by “{ $by }”: highest in { $key } with { $value }; over all { $n } rows counted it is { $total }.
query-cell = The largest cell is { $row } × { $column } with { $value } of { $total }.
query-nothing = None of the { $n } rows of { $file } is left to count.
query-base = { $n } of { $all } rows of { $file } counted
query-only = Counted are only rows where { $what }.
query-customers = Counted are only rows of the chosen customers.
query-where-is = “{ $column }” is { $value }
query-where-is_not = “{ $column }” is not { $value }
query-where-contains = “{ $column }” contains { $value }
query-where-at_least = “{ $column }” is at least { $value }
query-where-at_most = “{ $column }” is at most { $value }
query-where-empty = “{ $column }” is empty
query-left-out = { $n-count ->
    [one] 1 row is left out because it does not meet the choice.
   *[other] { $n } rows are left out because they do not meet the choice.
}
query-without-group = { $n-count ->
    [one] 1 row has nothing in { $columns } and is in no group.
   *[other] { $n } rows have nothing in { $columns } and are in no group.
}
query-without-value = { $n-count ->
    [one] 1 of the rows counted has no value in “{ $column }”: the measure rests on the others.
   *[other] { $n } of the rows counted have no value in “{ $column }”: the measure rests on the others.
}
query-repeated = “{ $column }” is told once an order and stands on several rows of the same order: the sum counts it on each.
query-longer = There would be too many periods of this length: longer ones are shown.
query-method = Rows are grouped as they stand in the file, refunds and cancelled rows among them; decimals are summed exactly.
query-method-books = Of the chosen customers, the rows that their orders and refunds rest on are grouped; what the books leave out (usually cancelled orders and lines at price 0) is not counted. Decimals are summed exactly.
query-method-bins = Numbers fall into bins of a round width; a border belongs to the bin that begins with it, and the outer bins hold everything beyond.
query-description = Chart: { $title }, { $n-count ->
    [one] 1 group
   *[other] { $n } groups
}.
query-all = All
query-share = Share
query-rows = Rows
query-what = rows whose “{ $by }” is { $key }
query-what-all = all rows counted
query-title-across = { $title } by “{ $by }” and “{ $across }”
query-other-column = other
query-undrawn = Not drawn, because it would flatten the rest: { $other }, { $value }.
query-partial = { $period } is not whole: the dates go from { $from } to { $to }.
