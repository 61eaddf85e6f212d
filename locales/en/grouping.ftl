grouping-name = { $name }
grouping-a-group = column or group of customers
grouping-category = choose a column of words, not of numbers
grouping-cohort = Came in
