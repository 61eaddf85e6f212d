text-name = 文字
text-question = 自己的话
text-about = 在结果之间写下自己的话
text-text = 文字
text-text-help = # 开头为标题，- 开头为项目；**粗体**、*强调*。引用结果中的数字写成 {"{{"}c2.share{"}}"}，名称见该数字的明细面板。
