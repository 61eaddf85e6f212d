text-name = Text
text-question = Your own words
text-about = Your own words between the results
text-text = Text
text-text-help = # begins a heading, - an item; **strong**, *emphasised*. A number of a result is quoted like {"{{"}c2.share{"}}"}: the panel of a number gives its name.
