# Files that hold no table
ingest-empty = This file is empty (0 bytes).
ingest-blank = This file holds only blank lines.
ingest-no-rows = No rows were found in this file.
ingest-is-pdf = This is a PDF. Export the table as CSV or Excel from the program that made it.
ingest-is-picture = This is a picture, not a table.
ingest-is-document = This is a text document, not a table.
ingest-is-archive = This is a packed archive of a kind that cannot be opened here. Unpack it, or pack it as .zip or .gz.
ingest-is-web-page = This looks like a web page saved as a file. Sign in again and export the table as CSV.
ingest-archive-damaged = The archive is damaged and cannot be unpacked.
ingest-archive-empty = The archive holds no file.
ingest-archive-locked = The archive is locked with a password or packed in an unusual way. Unpack it first.
ingest-workbook-damaged = The Excel workbook is damaged or locked with a password. Open it in Excel and save it without a password, or as CSV UTF-8.
ingest-workbook-empty = All sheets of this workbook are empty.
ingest-is-xml = This is an XML file. Export the table as CSV or Excel.
ingest-is-binary = This is not text: the file begins with bytes that no table has.

# How the file was understood
ingest-baskets = The file has no header and its lines differ in length: each line was read as one basket.
ingest-header-none = The file has no header line; the columns are named col1, col2 …
ingest-header-doubtful-none = It is not certain that the file has no header line: its first line was read as a row.
ingest-header-doubtful = It is not certain that this line is the header: { $header }
ingest-ragged-file = Fewer than half of the lines stand in one block of { $width } columns. Check the delimiter.
ingest-header-short = The header names { $names } columns, but the rows have { $width }; check that names and values belong together.
ingest-renamed = Columns with equal headers were renamed: { $columns }.
ingest-partial = Only a part of the file was read: { $n } rows.
ingest-customers-drawn = One customer in { $k } was drawn by “{ $column }”, with all their rows; { $n } rows of others, or without a customer, were left out. Totals are those of the customers drawn.
ingest-columns-left = { $n-count ->
    [one] One column was not read, as chosen.
   *[other] { $n } columns were not read, as chosen.
}
ingest-undecodable = Some bytes mean nothing in { $encoding }; they are shown as �.

# Columns
ingest-dates-unread = Column “{ $column }” holds dates that do not follow one order; it was left as text.
ingest-mixed-separators = Column “{ $column }” has numbers with a decimal comma ({ $comma }) and with a decimal point ({ $point }); the rarer ones were left empty.
ingest-lone-separator = In column “{ $column }” every separator stands before three digits; a point was read as the decimal sign and a comma as thousands.
ingest-year-assumed = The dates of column “{ $column }” have no year; { $year } was taken from the lines above the table.
ingest-year-missing = The dates of column “{ $column }” have no year and none is named above the table.
ingest-year-across = The dates of column “{ $column }” have no year; they were read as running from { $before } into { $year }.
ingest-roc-years = The years of column “{ $column }” count from 1911 (Republic of China calendar) and were converted.
ingest-date-order-inferred = “{ $sample }” in column “{ $column }” could be read two ways; the rest of the file speaks for { $order }.
ingest-date-order-assumed = “{ $sample }” in column “{ $column }” can be read two ways and nothing decides it; it was read with { $order }. Please check.
ingest-day-first = the day first
ingest-month-first = the month first
ingest-refund-split = Refunds in brackets were put into a column of their own: “{ $column }”.
ingest-mixed-currencies = The amounts are in several currencies; column “{ $column }” tells which, and they are never added together.
ingest-master-detail = Each order has a line of its own above its details; the two were put together, one row a detail.
ingest-time-joined = The clock times of column “{ $time }” were joined to the dates of column “{ $date }”.

# Rows that were mended or set aside
ingest-bad-bytes = { $n-count ->
    [one] One line is in another encoding than the rest (line { $line }); it was decoded on its own.
   *[other] { $n } lines are in another encoding than the rest (first: line { $line }); they were decoded on their own.
  }
ingest-nul = { $n-count ->
    [one] One line holds NUL characters (line { $line }); they were dropped.
   *[other] { $n } lines hold NUL characters (first: line { $line }); they were dropped.
  }
ingest-unclosed-quote = { $n-count ->
    [one] In line { $line } a quotation mark is never closed; the cell was ended at the end of its line.
   *[other] In { $n } lines a quotation mark is never closed (first: line { $line }); the cells were ended at the end of their lines.
  }
ingest-text-after-quote = { $n-count ->
    [one] In line { $line } text follows a closing quotation mark; it was kept as part of the cell.
   *[other] In { $n } lines text follows a closing quotation mark (first: line { $line }); it was kept as part of the cells.
  }
ingest-too-many-cells = { $n-count ->
    [one] One line has more cells than there are columns (line { $line }). Often a delimiter inside a name.
   *[other] { $n } lines have more cells than there are columns (first: line { $line }). Often a delimiter inside a name.
  }
ingest-too-few-cells = { $n-count ->
    [one] One line has fewer cells than there are columns (line { $line }); the missing ones are empty.
   *[other] { $n } lines have fewer cells than there are columns (first: line { $line }); the missing ones are empty.
  }
ingest-sci-id = { $n-count ->
    [one] One id was destroyed by Excel (line { $line }: digits lost, as in 1.23E+13); it counts as missing.
   *[other] { $n } ids were destroyed by Excel (first: line { $line }; digits lost, as in 1.23E+13); they count as missing.
  }
ingest-bad-number = { $n-count ->
    [one] One cell in a column of numbers is no number (line { $line }); it counts as missing.
   *[other] { $n } cells in columns of numbers are no numbers (first: line { $line }); they count as missing.
  }
ingest-bad-date = { $n-count ->
    [one] One cell in a column of dates is no date (line { $line }); it counts as missing.
   *[other] { $n } cells in columns of dates are no dates (first: line { $line }); they count as missing.
  }
ingest-total = { $n-count ->
    [one] A line of totals was set aside (line { $line }).
   *[other] { $n } lines of totals were set aside (first: line { $line }).
  }
ingest-repeated-header = { $n-count ->
    [one] The header stands in the table once more (line { $line }); it was set aside.
   *[other] The header stands in the table { $n } more times (first: line { $line }); these lines were set aside.
  }
ingest-repeated-table = { $n-count ->
    [one] The table stands in the file twice; the copy (one line, { $line }) was set aside.
   *[other] The table stands in the file twice; the copy ({ $n } lines from line { $line }) was set aside.
  }
ingest-realigned = { $n-count ->
    [one] One line had a misplaced delimiter or quotation mark (line { $line }); its cells were put right.
   *[other] { $n } lines had a misplaced delimiter or quotation mark (first: line { $line }); their cells were put right.
  }
