survey-name = Satisfaction survey
survey-question = How satisfied are customers, and what should improve first?
survey-table = Table
survey-table-help = The file with the answers. Default: the first with columns on a rating scale.
survey-items = Items
survey-items-help = Columns with answers on one scale. Default: all columns of whole numbers on a scale up to 10.
survey-overall = Overall satisfaction
survey-overall-help = An item's importance is its correlation with this column; left empty, with the other items.
survey-recommend = Recommendation (0–10)
survey-recommend-help = Column of the question “would you recommend us”. Default: one whose name says so.
survey-weights = Weights
survey-weights-help = Importance of each item, in the order of the items. Default: all the same.
survey-expectations = Expectations
survey-expectations-help = One column for each item with what was expected, on the same scale.
survey-areas = Areas
survey-areas-help = Names of areas with their items, for each area's percentage of its full score.
survey-scale_min = Lowest point
survey-scale_min-help = Lowest point of the scale. Default 1, or 0 where a 0 occurs.
survey-scale_max = Highest point
survey-scale_max-help = Highest point of the scale. Default: the smallest of 5, 7 and 10 that holds all answers.
survey-a-file = file
survey-a-column = column
survey-weights-range = give one weight for each item, not negative, and not all zero
survey-expectations-range = give one expectation for each item
survey-items-numbers = choose columns of numbers
survey-recommend-number = choose a column of numbers from 0 to 10
survey-scale-range = choose a highest point above the lowest
survey-area-empty = give each area at least one item
survey-no-items = no column with answers on a rating scale
survey-need-items = columns of whole numbers such as 1 to 5
survey-have = { $n } { $n-count ->
    [one] response
   *[other] responses
  }
survey-need = at least 2 responses
survey-stage = Counting answers
survey-headline = Satisfaction stands at { $index } of 100 ({ $low } – { $high }) over { $n } responses; { $top } of all answers are { $second } or { $first }.
survey-headline-caution = { $top } of all answers from { $n } responses are { $second } or { $first }; an index ({ $index } of 100) mixes different things here.
survey-few = { $n } { $n-count ->
    [one] response
   *[other] responses
  } so far, satisfaction at { $index } of 100: too few for percentages.
survey-improve = Improve first: { $items }. What matters more than the average and is rated below it.
survey-promoters = Of { $n } customers, { $up } would recommend and { $down } would not: net promoter score { $score } ({ $low } – { $high }).
survey-gap = “{ $item }” falls furthest short of what customers expect: { $gap } points below { $expected }.
survey-area = The weakest area is “{ $area }” with { $share } of its full score.
survey-base = { $n } responses · { $items } items · scale { $min } – { $max }
survey-checked-held = Held: the items measure one thing (Cronbach's α { $alpha }).
survey-checked-weak = Rough: the items hardly measure one thing (Cronbach's α { $alpha }).
survey-checked-not = Did not hold: the items measure different things (Cronbach's α { $alpha }); read them one by one.
survey-off-scale = { $n } { $n-count ->
    [one] answer is
   *[other] answers are
  } outside the scale and left out.
survey-incomplete = { $n } of { $all } responses leave items open; each item counts the answers it has.
survey-reverse = { $items }: answers run against the rest; perhaps a high number means dissatisfied there.
survey-promoters-formula = 100 × ({ $up } − { $down }) ÷ { $n }
survey-what-responses = rows with at least one answer
survey-what-index = weighted mean of the item means, from 0 at the lowest to 100 at the highest point
survey-what-top = answers in the two highest points ÷ all answers
survey-what-improve = items with importance above and rating below their means
survey-what-promoters = share of 9 and 10 minus share of 0 to 6
survey-what-gap = mean of perception minus expectation
survey-what-area = sum of the item means ÷ full score of the area
survey-method = Top-two-box is the share of answers in the two highest points, with Wilson's 95% interval.
survey-method-index = Index = Σ weight × (mean − { $min }) ÷ ({ $max } − { $min }) ÷ Σ weight, times 100; its interval comes from the spread between complete responses.
survey-method-importance = Importance is the correlation of an item with the overall satisfaction or, without one, with the mean of the other items. It tells what goes together, not what causes what (Martilla & James 1977).
survey-method-alpha = Cronbach's α = k ÷ (k − 1) × (1 − Σ item variances ÷ variance of the sum) over complete responses (Cronbach 1951).
survey-method-promoters = Net promoter score = share of 9 and 10 minus share of 0 to 6 (Reichheld 2003); normal 95% interval.
survey-items-subtitle = Share of answers in the two highest points, weakest first; the lines are 95% intervals
survey-items-description = Bars with intervals: top-two-box share of { $n } items.
survey-importance-title = Importance and rating of the items
survey-importance-subtitle = Importance (correlation) against mean rating; the lines are the means. Upper left: improve first
survey-importance-description = Points: importance against mean rating of { $n } items.
survey-areas-subtitle = Share of the full score, weakest first
survey-areas-description = Bars: share of the full score of { $n } areas.
survey-item = { $name }
survey-item-column = Item
survey-n = Answers
survey-mean = Mean rating
survey-deviation = Standard deviation
survey-top-two = Top two
survey-importance = Importance
survey-quadrant = What to do
survey-improve-first = improve first
survey-keep-up = keep up
survey-low-priority = can wait
survey-more-than-needed = more than needed
survey-unknown = –
survey-weight = Weight
survey-alpha-without = α without it
survey-expectation = Expected
survey-gap-column = Gap
survey-items-table = Items
survey-areas-table = Areas
survey-area-column = Area
survey-n-items = Items
survey-full = Share of full score
