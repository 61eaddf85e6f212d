# 讀不出表格的檔案
ingest-empty = 這個檔案是空的（0 位元組）。
ingest-blank = 這個檔案只有空白行。
ingest-no-rows = 這個檔案裡沒有資料列。
ingest-is-pdf = 這是 PDF 檔。請從原本的系統把表格匯出成 CSV 或 Excel。
ingest-is-picture = 這是圖片，不是表格。
ingest-is-document = 這是文書檔，不是表格。
ingest-is-archive = 這是無法在此開啟的壓縮檔。請先解壓縮，或改用 .zip、.gz。
ingest-is-web-page = 這看起來是存成檔案的網頁。請重新登入系統，再把表格匯出成 CSV。
ingest-archive-damaged = 壓縮檔已損壞，無法解開。
ingest-archive-empty = 壓縮檔裡沒有檔案。
ingest-archive-locked = 壓縮檔有密碼或使用少見的壓縮方式，請先自行解壓縮。
ingest-workbook-damaged = Excel 活頁簿已損壞或有密碼。請在 Excel 開啟後移除密碼另存，或存成 CSV UTF-8。
ingest-workbook-empty = 這個活頁簿的工作表都是空的。
ingest-is-xml = 這是 XML 檔。請把表格匯出成 CSV 或 Excel。
ingest-is-binary = 這不是文字檔：開頭的位元組不是表格會有的內容。

# 檔案是怎麼讀的
ingest-baskets = 檔案沒有標題列，每行長度也不同：每一行當成一個購物籃。
ingest-header-none = 檔案沒有標題列，欄位暫名為 col1、col2…
ingest-header-doubtful-none = 不確定檔案是否有標題列：第一行先當作資料。
ingest-header-doubtful = 不確定這一行是否為標題列：{ $header }
ingest-ragged-file = 不到一半的行屬於同一個 { $width } 欄的區塊，請確認分隔符號。
ingest-header-short = 標題列有 { $names } 個名稱，但資料有 { $width } 欄；請確認名稱與內容對得上。
ingest-renamed = 名稱重複的欄位已改名：{ $columns }。
ingest-partial = 只讀了檔案的一部分：{ $n } 列。
ingest-customers-drawn = 依「{ $column }」每 { $k } 位顧客抽 1 位，保留這些顧客的全部資料列；其他顧客與沒有顧客編號的 { $n } 列未讀入。各項總計只涵蓋抽到的顧客。
ingest-columns-left = 依照您的選擇，有 { $n } 欄沒有讀入。
ingest-undecodable = 有些位元組在 { $encoding } 裡沒有意義，以 � 顯示。

# 欄位
ingest-dates-unread = 欄位「{ $column }」的日期順序不一致，先保留為文字。
ingest-mixed-separators = 欄位「{ $column }」同時有逗號小數（{ $comma } 筆）和點小數（{ $point } 筆）；較少的那一種視為空白。
ingest-lone-separator = 欄位「{ $column }」的分隔符號後面都剛好三位數：點當作小數點，逗號當作千分位。
ingest-year-assumed = 欄位「{ $column }」的日期沒有年份，依表格上方的文字採用 { $year } 年。
ingest-year-missing = 欄位「{ $column }」的日期沒有年份，表格上方也沒有寫。
ingest-year-across = 欄位「{ $column }」的日期沒有年份，視為從 { $before } 年跨到 { $year } 年。
ingest-roc-years = 欄位「{ $column }」是民國年，已換算為西元。
ingest-date-order-inferred = 欄位「{ $column }」的「{ $sample }」有兩種讀法；依檔案其他內容判斷為{ $order }。
ingest-date-order-assumed = 欄位「{ $column }」的「{ $sample }」有兩種讀法，檔案中沒有線索；先以{ $order }讀取，請確認。
ingest-day-first = 日在前
ingest-month-first = 月在前
ingest-refund-split = 括號內的退款金額已拆成獨立欄位「{ $column }」。
ingest-mixed-currencies = 金額有多種幣別；由欄位「{ $column }」區分，不會相加。
ingest-master-detail = 每張訂單在明細上方各有一列表頭；已合併，一列是一筆明細。
ingest-time-joined = 欄位「{ $time }」的時間已併入欄位「{ $date }」的日期。

# 修補或另放的列
ingest-bad-bytes = { $n-count ->
   *[other] 有 { $n } 行的編碼和其他行不同（第一處：第 { $line } 行），已個別解碼。
  }
ingest-nul = { $n-count ->
   *[other] 有 { $n } 行含有 NUL 字元（第一處：第 { $line } 行），已移除。
  }
ingest-unclosed-quote = { $n-count ->
   *[other] 有 { $n } 行的引號沒有關閉（第一處：第 { $line } 行），儲存格在該行行尾結束。
  }
ingest-text-after-quote = { $n-count ->
   *[other] 有 { $n } 行在結束引號後還有文字（第一處：第 { $line } 行），已保留在儲存格內。
  }
ingest-too-many-cells = { $n-count ->
   *[other] 有 { $n } 行的儲存格比欄位多（第一處：第 { $line } 行），通常是名稱裡有分隔符號。
  }
ingest-too-few-cells = { $n-count ->
   *[other] 有 { $n } 行的儲存格比欄位少（第一處：第 { $line } 行），缺少的視為空白。
  }
ingest-sci-id = { $n-count ->
   *[other] 有 { $n } 個編號被 Excel 破壞（第一處：第 { $line } 行，變成 1.23E+13 這樣的數字），視為缺漏。
  }
ingest-bad-number = { $n-count ->
   *[other] 數字欄位中有 { $n } 格不是數字（第一處：第 { $line } 行），視為缺漏。
  }
ingest-bad-date = { $n-count ->
   *[other] 日期欄位中有 { $n } 格不是日期（第一處：第 { $line } 行），視為缺漏。
  }
ingest-total = { $n-count ->
   *[other] 有 { $n } 行合計另放（第一處：第 { $line } 行）。
  }
ingest-repeated-header = { $n-count ->
   *[other] 標題列在表格中又出現 { $n } 次（第一處：第 { $line } 行），已另放。
  }
ingest-repeated-table = { $n-count ->
   *[other] 同一張表格在檔案中出現兩次，第二份（從第 { $line } 行起 { $n } 行）已另放。
  }
ingest-realigned = { $n-count ->
   *[other] 有 { $n } 行的分隔符號或引號位置不對（第一處：第 { $line } 行），儲存格已重新對齊。
  }
