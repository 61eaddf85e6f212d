# 读不出表格的文件
ingest-empty = 这个文件是空的（0 字节）。
ingest-blank = 这个文件只有空白行。
ingest-no-rows = 这个文件里没有数据行。
ingest-is-pdf = 这是 PDF 文件。请从原来的系统把表格导出为 CSV 或 Excel。
ingest-is-picture = 这是图片，不是表格。
ingest-is-document = 这是文档，不是表格。
ingest-is-archive = 这是无法在此打开的压缩包。请先解压，或改用 .zip、.gz。
ingest-is-web-page = 这看起来是保存成文件的网页。请重新登录系统，再把表格导出为 CSV。
ingest-archive-damaged = 压缩包已损坏，无法解开。
ingest-archive-empty = 压缩包里没有文件。
ingest-archive-locked = 压缩包有密码或使用少见的压缩方式，请先自行解压。
ingest-workbook-damaged = Excel 工作簿已损坏或有密码。请在 Excel 打开后移除密码另存，或存为 CSV UTF-8。
ingest-workbook-empty = 这个工作簿的工作表都是空的。
ingest-is-xml = 这是 XML 文件。请把表格导出为 CSV 或 Excel。
ingest-is-binary = 这不是文本文件：开头的字节不是表格会有的内容。

# 文件是怎么读的
ingest-baskets = 文件没有表头，每行长度也不同：每一行当作一个购物篮。
ingest-header-none = 文件没有表头，列暂命名为 col1、col2…
ingest-header-doubtful-none = 不确定文件是否有表头：第一行先当作数据。
ingest-header-doubtful = 不确定这一行是否为表头：{ $header }
ingest-ragged-file = 不到一半的行属于同一个 { $width } 列的区块，请检查分隔符。
ingest-header-short = 表头有 { $names } 个名称，但数据有 { $width } 列；请确认名称与内容对得上。
ingest-renamed = 名称重复的列已改名：{ $columns }。
ingest-partial = 只读了文件的一部分：{ $n } 行。
ingest-customers-drawn = 按“{ $column }”每 { $k } 名客户抽取 1 名，保留这些客户的全部行；其他客户以及没有客户编号的 { $n } 行未读入。各项总计只涵盖抽中的客户。
ingest-columns-left = 按您的选择，有 { $n } 列未读入。
ingest-undecodable = 有些字节在 { $encoding } 中没有意义，以 � 显示。

# 列
ingest-dates-unread = 列“{ $column }”的日期顺序不一致，先保留为文本。
ingest-mixed-separators = 列“{ $column }”同时有逗号小数（{ $comma } 个）和点小数（{ $point } 个）；较少的那一种视为空白。
ingest-lone-separator = 列“{ $column }”的分隔符后面都正好是三位数：点当作小数点，逗号当作千分位。
ingest-year-assumed = 列“{ $column }”的日期没有年份，按表格上方的文字采用 { $year } 年。
ingest-year-missing = 列“{ $column }”的日期没有年份，表格上方也没有写。
ingest-year-across = 列“{ $column }”的日期没有年份，视为从 { $before } 年跨到 { $year } 年。
ingest-roc-years = 列“{ $column }”是民国年，已换算为公元。
ingest-date-order-inferred = 列“{ $column }”的“{ $sample }”有两种读法；根据文件其他内容判断为{ $order }。
ingest-date-order-assumed = 列“{ $column }”的“{ $sample }”有两种读法，文件中没有线索；先按{ $order }读取，请确认。
ingest-day-first = 日在前
ingest-month-first = 月在前
ingest-refund-split = 括号内的退款金额已拆成独立的列“{ $column }”。
ingest-mixed-currencies = 金额有多种币种；由列“{ $column }”区分，不会相加。
ingest-master-detail = 每张订单在明细上方各有一行表头；已合并，一行是一笔明细。
ingest-time-joined = 列“{ $time }”的时间已并入列“{ $date }”的日期。

# 修补或另放的行
ingest-bad-bytes = { $n-count ->
   *[other] 有 { $n } 行的编码和其他行不同（第一处：第 { $line } 行），已单独解码。
  }
ingest-nul = { $n-count ->
   *[other] 有 { $n } 行含有 NUL 字符（第一处：第 { $line } 行），已移除。
  }
ingest-unclosed-quote = { $n-count ->
   *[other] 有 { $n } 行的引号没有关闭（第一处：第 { $line } 行），单元格在该行行尾结束。
  }
ingest-text-after-quote = { $n-count ->
   *[other] 有 { $n } 行在结束引号后还有文字（第一处：第 { $line } 行），已保留在单元格内。
  }
ingest-too-many-cells = { $n-count ->
   *[other] 有 { $n } 行的单元格比列多（第一处：第 { $line } 行），通常是名称里有分隔符。
  }
ingest-too-few-cells = { $n-count ->
   *[other] 有 { $n } 行的单元格比列少（第一处：第 { $line } 行），缺少的视为空白。
  }
ingest-sci-id = { $n-count ->
   *[other] 有 { $n } 个编号被 Excel 破坏（第一处：第 { $line } 行，变成 1.23E+13 这样的数字），视为缺失。
  }
ingest-bad-number = { $n-count ->
   *[other] 数字列中有 { $n } 格不是数字（第一处：第 { $line } 行），视为缺失。
  }
ingest-bad-date = { $n-count ->
   *[other] 日期列中有 { $n } 格不是日期（第一处：第 { $line } 行），视为缺失。
  }
ingest-total = { $n-count ->
   *[other] 有 { $n } 行合计另放（第一处：第 { $line } 行）。
  }
ingest-repeated-header = { $n-count ->
   *[other] 表头在表格中又出现 { $n } 次（第一处：第 { $line } 行），已另放。
  }
ingest-repeated-table = { $n-count ->
   *[other] 同一张表格在文件中出现两次，第二份（从第 { $line } 行起 { $n } 行）已另放。
  }
ingest-realigned = { $n-count ->
   *[other] 有 { $n } 行的分隔符或引号位置不对（第一处：第 { $line } 行），单元格已重新对齐。
  }
