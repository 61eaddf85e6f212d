//! Reading: shapes of the exports of shops, banks and survey tools, one small file written for each.

use regulars::ingest::{Read, ReadOptions, RowClass, read};

fn load(bytes: impl AsRef<[u8]>) -> Read {
    read("file.csv", bytes.as_ref(), &ReadOptions::default()).unwrap()
}

fn n(read: &Read, class: RowClass) -> u32 {
    read.profile.records.iter().find(|(other, _)| *other == class).map_or(0, |(_, n)| *n)
}

fn has_note(read: &Read, key: &str) -> bool {
    read.notes.iter().any(|note| note.key == format!("ingest-{key}"))
}

/// The header's line, the names and the rows.
fn shown(read: &Read) -> String {
    let columns = &read.table.columns;
    let names = columns.iter().map(|column| column.name.as_str()).collect::<Vec<_>>().join(" | ");
    let mut lines = vec![match read.profile.header_row_index {
        Some(line) => format!("line {line}: {names}"),
        None => format!("no header: {names}"),
    }];
    for row_idx in 0..read.table.n_rows {
        lines.push(columns.iter().map(|column| column.display(row_idx)).collect::<Vec<_>>().join(" | "));
    }
    lines.join("\n")
}

fn check(file: impl AsRef<[u8]>, expected: &str) -> Read {
    let read = load(file);
    assert_eq!(shown(&read), expected, "{:?}\n{:?}", read.profile, read.notes);
    read
}

#[test]
fn one_row_below_a_page_of_notes_is_found() {
    let notes = "导出信息：\n京东账号名：abc\n共1笔记录\n\n特别提示：\n1.仅供参考；\n2.禁止用于非法用途；\n3.退款,以实际为准；\n\"\"\n";
    check(
        format!(
            "{notes}交易时间,商户名称,金额,交易状态,收/支\n2024-01-02 10:00:00\t,京东,131.77(已退款89.84),交易成功,支出\n"
        ),
        "line 9: 交易时间 | 商户名称 | 金额 | 交易状态 | 收/支 | 金额 (已退款)\n2024-01-02 10:00:00 | 京东 | 131.77 | 交易成功 | 支出 | 89.84",
    );
    check(
        ";\n\"Umsätze Girokonto\";\"Zeitraum: 365 Tage\";\n\"Neuer Kontostand\";\"1.234,56 EUR\";\n\n\"Buchungstag\";\"Wertstellung\";\"Vorgang\";\"Umsatz in EUR\";\n\"31.01.2024\";\"31.01.2024\";\"Lastschrift\";\"-1.234,50\";\n\n\"Alter Kontostand\";\"2.000,00 EUR\";\n",
        "line 4: Buchungstag | Wertstellung | Vorgang | Umsatz in EUR\n2024-01-31 | 2024-01-31 | Lastschrift | -1234.50",
    );
}

#[test]
fn titles_with_their_values_in_cells_are_no_header() {
    check(
        "账户明细查询,,,,,\n账户：6228,户名：张三,起始日期：20240101,截止日期：20241231,,\n交易日期,交易时间,交易金额,本次余额,对方户名,交易摘要,\n20240102,090507,+1234.50,5000.00,某店,消费\n20240103,162100,-15.00,4985.00,某店,消费\n20240104,162100,-5.00,4980.00,某店,消费\n",
        "line 2: 交易日期 | 交易时间 | 交易金额 | 本次余额 | 对方户名 | 交易摘要\n2024-01-02 | 090507 | 1234.50 | 5000.00 | 某店 | 消费\n2024-01-03 | 162100 | -15.00 | 4985.00 | 某店 | 消费\n2024-01-04 | 162100 | -5.00 | 4980.00 | 某店 | 消费",
    );
}

#[test]
fn rows_may_be_wider_or_narrower_than_the_header() {
    check(
        "order,day,price\nA,2024-01-02,1.50,,,\nB,2024-01-03,2.50,,,\nC,2024-01-04,3.50,,,\n",
        "line 0: order | day | price\nA | 2024-01-02 | 1.50\nB | 2024-01-03 | 2.50\nC | 2024-01-04 | 3.50",
    );
    check(
        "order,day,price,note,tag\nA,2024-01-02,1.50\nB,2024-01-03,2.50\nC,2024-01-04,3.50\n",
        "line 0: order | day | price | note | tag\nA | 2024-01-02 | 1.50 |  | \nB | 2024-01-03 | 2.50 |  | \nC | 2024-01-04 | 3.50 |  | ",
    );
}

#[test]
fn an_unclosed_quote_swallows_no_rows() {
    let read = check(
        "order,day,item,qty\n1,2024-01-02,Mug,1\n2,2024-01-03,\"Tray,2\n3,2024-01-04,\"Set, blue\",3\n4,2024-01-05,Pot,4\n5,2024-01-06,Cup,5\n",
        "line 0: order | day | item | qty\n1 | 2024-01-02 | Mug | 1\n2 | 2024-01-03 | Tray | 2\n3 | 2024-01-04 | Set, blue | 3\n4 | 2024-01-05 | Pot | 4\n5 | 2024-01-06 | Cup | 5",
    );
    assert!(has_note(&read, "unclosed-quote"));
    // A comment over several lines is one cell, whatever its lines look like.
    let read = load(
        "id,day,comment\n1,2024-01-02,\"first, well\nsecond, so, so\"\n2,2024-01-03,ok\n3,2024-01-04,ok\n4,2024-01-05,ok\n",
    );
    assert_eq!((read.table.n_rows, has_note(&read, "unclosed-quote")), (4, false));
}

#[test]
fn numbers_and_years_may_be_names() {
    check(
        "product,2021,2022,2023\nMug,10,20,30\nPot,5,7,9\n",
        "line 0: product | 2021 | 2022 | 2023\nMug | 10 | 20 | 30\nPot | 5 | 7 | 9",
    );
}

#[test]
fn totals_are_known_wherever_their_word_stands_first() {
    let rows = "1,2024-01-02,Ann,Mug,2,4.50\n2,2024-01-02,Bob,Pot,1,3.00\n";
    let file = format!(
        "id,day,customer,item,qty,price\n{rows},,,Subtotal,3,7.50\n{rows},,,Subtotal,3,7.50\n,,,Grand total,6,15.00\n"
    );
    let read = load(file);
    assert_eq!((read.table.n_rows, n(&read, RowClass::Total)), (4, 3));
}

#[test]
fn words_below_a_table_of_one_row_are_no_rows() {
    let read = load(
        "Opportunity,Stage,Amount,Close Date\nAcme,Won,1200.50,2024-01-31\n\n\"Grand Totals (1 records)\"\n\n\"Confidential Information - Do Not Distribute\"\n\"Copyright (c) 2000-2024 salesforce.com, inc.\"\n",
    );
    assert_eq!((read.table.n_rows, n(&read, RowClass::Total) + n(&read, RowClass::Footer)), (1, 3));
    let read = load(
        "交易号,创建时间,商品,金额（元）,状态,\n2024001\t,2024-01-02 10:00:00 ,水    ,12.50   ,成功    ,\n---------------------------\n共1笔记录\n已支出:1笔,12.50元\n导出时间:[2024-02-01 17:33:43]    用户:张三\n",
    );
    assert_eq!((read.table.n_rows, n(&read, RowClass::Footer)), (1, 4), "{}", shown(&read));
}

#[test]
fn one_invoice_of_the_tax_office_is_head_and_detail() {
    let read = load("M|開立|AB10000000|20240102|12345678|好店|手機條碼|/ABC1234|50\nD|AB10000000|50|茶葉\n");
    assert_eq!((read.table.n_rows, has_note(&read, "master-detail")), (1, true));
}

#[test]
fn signs_without_letters_are_western() {
    let rows: Vec<u8> = (0..20)
        .flat_map(|i| format!("{i},SET \u{a3}5 NOTES,2\n").chars().map(|c| c as u8).collect::<Vec<u8>>())
        .collect();
    let read = load([b"id,item,qty\n".as_slice(), &rows].concat());
    assert_eq!(
        (read.profile.encoding.as_str(), read.table.columns[1].display(0)),
        ("windows-1252", "SET £5 NOTES".to_owned())
    );
}

#[test]
fn telephone_numbers_are_no_numbers() {
    let read = load("Name,Billing Phone\nAnn,'+33612345678\nBob,+33612345679\n");
    assert_eq!(read.table.columns[1].display(0), "+33612345678");
    assert_eq!(read.table.columns[1].display(1), "+33612345679");
}

#[test]
fn birthdays_before_2011_are_roc_in_a_taiwanese_file() {
    let read = load("統一編號,客戶,生日\n12345678,王小明,77/05/06\n12345679,陳大文,65/11/30\n");
    assert_eq!(read.table.columns[2].display(0), "1988-05-06");
    assert!(has_note(&read, "roc-years"));
}

#[test]
fn doubtful_dates_follow_what_the_file_says_of_its_country() {
    let day = |file: &str, at: usize| {
        let read = load(file);
        assert!(has_note(&read, "date-order-assumed"));
        read.table.columns[at].display(0)
    };
    assert_eq!(day("order,date,total\nA,01/02/2024,5\n", 1), "2024-01-02");
    assert_eq!(day("order,date,total,currency\nA,01/02/2024,5,GBP\n", 1), "2024-02-01");
    assert_eq!(day("order,date,country,total\nA,01/02/2024,United States,5\n", 1), "2024-01-02");
    assert_eq!(day("commande,date,état\nA,01/02/2024,payé\n", 1), "2024-02-01");
}

#[test]
fn doubled_delimiters_are_one() {
    check("a||b||c\nx||1||y\nz||2||w\n", "line 0: a | b | c\nx | 1 | y\nz | 2 | w");
}

#[test]
fn tabs_behind_quoted_cells_are_delimiters() {
    // The odd quote sends the line through the mending reader.
    check(
        "a\tb\tc\n\"x \"y\" z\"\t\"2\"\t\"3\"\n\"u\"\t\"5\"\t\"6\"\n",
        "line 0: a | b | c\nx \"y\" z | 2 | 3\nu | 5 | 6",
    );
}
