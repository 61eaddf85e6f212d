text-name = 文字
text-question = 自己的話
text-about = 在結果之間寫下自己的話
text-text = 文字
text-text-help = # 開頭為標題，- 開頭為項目；**粗體**、*強調*。引用結果中的數字寫成 {"{{"}c2.share{"}}"}，名稱見該數字的明細面板。
