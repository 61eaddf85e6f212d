//! Reading: one small file for each quirk of real exports, laws that hold for any bytes, and the public samples.

use proptest::prelude::*;
use regulars::ingest::{CustomerSample, Outcome, Read, ReadOptions, Reader, RowClass, Sample, Shape, read};
use regulars::report::text::{Catalogue, Language};
use regulars::table::Data;

mod common;

fn load(bytes: &[u8]) -> Read {
    read("file.csv", bytes, &ReadOptions::default()).unwrap()
}

/// The table as text: a line of names with their kinds, a line a row.
fn shown(read: &Read) -> String {
    let kind = |data: &Data| match data {
        Data::Text(_) => "text",
        Data::Decimal { .. } => "number",
        Data::Float(_) => "float",
        Data::Day(_) => "day",
        Data::Time(_) => "time",
    };
    let columns = &read.table.columns;
    let mut lines =
        vec![columns.iter().map(|c| format!("{}:{}", c.name, kind(&c.data))).collect::<Vec<_>>().join(" | ")];
    for row_idx in 0..read.table.n_rows {
        lines.push(columns.iter().map(|c| c.display(row_idx)).collect::<Vec<_>>().join(" | "));
    }
    lines.join("\n")
}

fn check(file: impl AsRef<[u8]>, expected: &str) {
    let read = load(file.as_ref());
    assert_eq!(shown(&read), expected, "{:?}\n{:?}", read.profile, read.notes);
}

fn n(read: &Read, class: RowClass) -> u32 {
    read.profile.records.iter().find(|(other, _)| *other == class).map_or(0, |(_, n)| *n)
}

fn has_note(read: &Read, key: &str) -> bool {
    read.notes.iter().any(|note| note.key == format!("ingest-{key}"))
}

#[test]
fn a_plain_file_is_typed() {
    check(
        "order,date,amount\nA1,2024-01-05,10.50\nA2,2024-01-06,7\n",
        "order:text | date:day | amount:number\nA1 | 2024-01-05 | 10.50\nA2 | 2024-01-06 | 7.00",
    );
}

#[test]
fn a_sep_line_names_the_delimiter() {
    check("sep=;\r\na;b\r\n1,5;x\r\n", "a:number | b:text\n1.5 | x");
    check("\"sep=;\"\r\na;b\r\n1,5;x\r\n", "a:number | b:text\n1.5 | x");
    let read = load(b"sep=;\r\na;b\r\n1;x\r\n");
    assert_eq!(read.profile.header_row_index, Some(1));
}

#[test]
fn byte_order_marks_are_taken_off_once_or_twice() {
    let expected = "id:text | qty:number\nA | 3";
    check("\u{feff}id,qty\nA,3\n", expected);
    check("\u{feff}\u{feff}id,qty\nA,3\n", expected);
}

#[test]
fn utf_16_is_read_with_and_without_a_mark() {
    let text = "name\tqty\r\nBlöd\t3\r\nRot\t4\r\n";
    let expected = "name:text | qty:number\nBlöd | 3\nRot | 4";
    let little: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let big: Vec<u8> = text.encode_utf16().flat_map(u16::to_be_bytes).collect();
    check(&little, expected);
    check(&big, expected);
    check([&[0xFF, 0xFE], &little[..]].concat(), expected);
    check([&[0xFE, 0xFF], &big[..]].concat(), expected);
}

#[test]
fn chinese_encodings_are_told_apart() {
    let simple = "订单编号,买家会员名,总金额,订单状态\n1001,王小明,12.50,交易成功\n1002,李华,8.00,交易关闭\n";
    let traditional =
        "訂單編號,會員姓名,總金額,訂單狀態\n1001,王小明,12.50,已完成\n1002,陳大文,8.00,已取消\n";
    let (gb, _, _) = encoding_rs::GB18030.encode(simple);
    let (big5, _, _) = encoding_rs::BIG5.encode(traditional);
    assert_eq!(load(&gb).profile.encoding, "gb18030");
    assert_eq!(load(&big5).profile.encoding, "big5");
    check(&gb[..], &shown(&load(simple.as_bytes())));
    check(&big5[..], &shown(&load(traditional.as_bytes())));
}

#[test]
fn one_foreign_line_does_not_change_the_encoding() {
    let mut file = "name,qty\n".to_owned().into_bytes();
    for i in 0..20 {
        file.extend(format!("Müller {i},{i}\n").bytes());
    }
    file.extend(b"Caf\xE9,5\n");
    let read = load(&file);
    assert_eq!(read.profile.encoding, "utf-8");
    assert_eq!(read.table.columns[0].display(20), "Café");
    assert!(read.set_aside.iter().any(|aside| aside.reason == "bad_bytes" && aside.line == 22));
}

#[test]
fn nul_characters_are_dropped_and_told() {
    let read = load(b"id,qty\nA\0B,3\nC,4\n");
    assert_eq!(shown(&read), "id:text | qty:number\nAB | 3\nC | 4");
    assert!(has_note(&read, "nul"));
}

#[test]
fn lines_may_end_in_cr_only_or_mixed() {
    let expected = "a:text | b:number\nx | 1\ny | 2";
    check("a,b\rx,1\ry,2\r", expected);
    check("a,b\r\nx,1\ny,2\r", expected);
    assert_eq!(load(b"a,b\rx,1\ry,2\r").profile.line_ending, "cr");
}

#[test]
fn a_preamble_is_set_aside_even_when_padded() {
    let file = "微信支付账单明细,,,\n起始时间:[2024-01-01],,,\n,,,\n交易时间,商品,收/支,金额(元)\n2024-01-02 10:00:00,咖啡,支出,¥18.00\n2024-01-03 11:30:00,午饭,支出,¥25.50\n";
    let read = load(file.as_bytes());
    assert_eq!(read.profile.header_row_index, Some(3));
    assert_eq!(n(&read, RowClass::Preamble) + n(&read, RowClass::Blank), 3);
    assert_eq!(
        shown(&read),
        "交易时间:time | 商品:text | 收/支:text | 金额(元):number\n2024-01-02 10:00:00 | 咖啡 | 支出 | 18.00\n2024-01-03 11:30:00 | 午饭 | 支出 | 25.50"
    );
}

#[test]
fn totals_footers_and_repeated_headers_are_no_rows() {
    let read = load(b"shop,day,sales\nA,2024-01-01,10\nB,2024-01-01,5\nTotal,,15\nshop,day,sales\nA,2024-01-02,4\nTotal,,4\n\nPrinted by the till,,\n");
    assert_eq!(
        shown(&read),
        "shop:text | day:day | sales:number\nA | 2024-01-01 | 10\nB | 2024-01-01 | 5\nA | 2024-01-02 | 4"
    );
    assert_eq!(n(&read, RowClass::Total), 2);
    assert_eq!(n(&read, RowClass::RepeatedHeader), 1);
    assert_eq!(n(&read, RowClass::Footer), 1);
}

#[test]
fn header_lines_below_the_first_become_labels() {
    let read = load("日期,總價元\ndate,total price NTD\n1081111,5000\n1081112,6200\n".as_bytes());
    assert_eq!(n(&read, RowClass::Header), 2);
    assert_eq!(shown(&read), "日期:day | 總價元:number\n2019-11-11 | 5000\n2019-11-12 | 6200");
}

#[test]
fn a_file_without_a_header_loses_no_row() {
    let read = load(
        b"05/03/2024,COFFEE,4.50,,1200.00\n05/04/2024,RENT,900.00,,300.00\n05/06/2024,PAY,,2000.00,2300.00\n",
    );
    assert_eq!(read.profile.header_row_index, None);
    assert_eq!(read.table.n_rows, 3);
    assert!(has_note(&read, "header-none"));
}

#[test]
fn lines_of_items_are_baskets() {
    let read = load(
        b"milk,bread\nbread\nmilk,eggs,butter\nbread,milk,eggs\nmilk\neggs,bread\nmilk,bread,butter,eggs\n",
    );
    assert_eq!(read.profile.shape, Shape::Baskets);
    assert_eq!(n(&read, RowClass::Data), 7);
    assert_eq!(read.table.column("item").map(|column| column.len()), Some(16));
}

#[test]
fn quotes_out_of_place_are_mended() {
    let read = load(b"id,name,qty\n1,\"ab\"\t,3\n2,\"c \"d\" e\",4\n3,\"open,5\n4,x,6\n");
    assert_eq!(read.table.columns[1].display(1), "c \"d\" e");
    assert_eq!(read.table.n_rows, 4);
    assert_eq!(read.table.columns[2].display(3), "6");
}

#[test]
fn cells_may_hold_line_ends_and_headers_too() {
    let read =
        load("電話\n,\"收件者電話\n\n(說明)\",數量\n1,09,2\n".replacen("電話\n,", "單號,", 1).as_bytes());
    assert_eq!(read.table.columns.len(), 3);
    assert_eq!(read.table.n_rows, 1);
    assert_eq!(read.table.lines, [4]);
}

#[test]
fn ids_stay_text() {
    check(
        "order no,zip,card,phone,sku\n=\"00123\",02139,123456789012345678,'0912345678,\"\t9001\"\n=\"00124\",10001,123456789012345679,'0987654321,\"\t9002\"\n",
        "order no:text | zip:text | card:text | phone:text | sku:text\n00123 | 02139 | 123456789012345678 | 0912345678 | 9001\n00124 | 10001 | 123456789012345679 | 0987654321 | 9002",
    );
}

#[test]
fn ids_that_excel_destroyed_are_missing_and_told() {
    let read = load(b"Order ID,Qty\n1.23E+13,1\n12300000551515,2\n12300000551516,3\n");
    assert_eq!(shown(&read), "Order ID:text | Qty:number\n | 1\n12300000551515 | 2\n12300000551516 | 3");
    assert!(has_note(&read, "sci-id"));
}

#[test]
fn a_decimal_comma_is_decided_for_the_column() {
    check(
        "a;b\n1,5;1.234,50\n2;10,00\n1,25;3\n",
        "a:number | b:number\n1.50 | 1234.50\n2.00 | 10.00\n1.25 | 3.00",
    );
}

#[test]
fn a_word_among_numbers_is_missing_and_listed() {
    let rows: String = (0..40).map(|i| format!("A{i},{i}\n")).collect();
    let read = load(format!("name,qty\n{rows}B,up\n").as_bytes());
    assert_eq!(read.table.n_rows, 41);
    assert!(read.set_aside.iter().any(|a| a.reason == "bad_number" && a.line == 42 && a.raw == "up"));
}

#[test]
fn article_codes_with_letters_are_no_numbers() {
    let rows: String = (0..300).map(|i| format!("{},1\n", 20_000 + i * 7)).collect();
    let read = load(format!("StockCode,Quantity\n{rows}85123A,1\n84406B,2\nPOST,1\n").as_bytes());
    assert!(matches!(read.table.columns[0].data, Data::Text(_)));
}

#[test]
fn day_and_month_are_decided_by_the_whole_column() {
    check("d,q\n05/06/2024,1\n25/06/2024,2\n", "d:day | q:number\n2024-06-05 | 1\n2024-06-25 | 2");
    check("d,q\n05/06/2024,1\n05/26/2024,2\n", "d:day | q:number\n2024-05-06 | 1\n2024-05-26 | 2");
    let read = load(b"d,q\n05/06/2024,1\n04/07/2024,2\n");
    assert!(has_note(&read, "date-order-assumed"), "{:?}", read.notes);
}

#[test]
fn roc_years_need_evidence_and_are_told() {
    let read = load("單號,交易日期,時間\n1,113/05/02,上午 09:05:00\n2,113/05/03,下午 01:10:00\n".as_bytes());
    assert_eq!(
        shown(&read),
        "單號:text | 交易日期:time | 時間:text\n1 | 2024-05-02 09:05:00 | 上午 09:05:00\n2 | 2024-05-03 13:10:00 | 下午 01:10:00"
    );
    assert!(has_note(&read, "roc-years"));
}

#[test]
fn a_year_that_is_not_written_comes_from_the_preamble() {
    let read = load(
        "帳單期間,2023,,\n\n日期,說明,金額,幣別\n05/28,咖啡,120,TWD\n06/02,書,350,TWD\n06/03,茶,80,TWD\n"
            .as_bytes(),
    );
    assert_eq!(read.table.columns[0].display(0), "2023-05-28", "{:?}", read.profile);
    assert!(has_note(&read, "year-assumed"));
}

#[test]
fn dates_without_a_year_run_over_new_year() {
    let rows = "12/20,超市,10\n12/31,餐厅,50\n01/05,书店,20\n01/12,超市,80\n";
    for preamble in ["账单周期：2023年12月15日-2024年1月14日", "2024年账单"] {
        let read = load(format!("{preamble}\n\n交易日,交易摘要,交易金额\n{rows}").as_bytes());
        let days: Vec<String> = (0..4).map(|row| read.table.columns[0].display(row)).collect();
        assert_eq!(days, ["2023-12-20", "2023-12-31", "2024-01-05", "2024-01-12"], "{preamble}");
        assert!(has_note(&read, "year-across"));
    }
}

#[test]
fn amounts_with_a_comma_are_no_dates_without_a_year() {
    let read = load("statement 2024\n\nitem;paid\nMug;5,10\nCup;12,05\nPot;7,30\n".as_bytes());
    let paid = &read.table.columns[1];
    assert_eq!((paid.display(0), paid.display(1)), ("5.10".to_owned(), "12.05".to_owned()));
    assert!(!has_note(&read, "year-assumed"));
}

#[test]
fn heads_and_details_on_lines_of_their_own_become_rows() {
    let read = load(
        "M|開立|AB12345678|20240501|12345678|好店|手機條碼|/ABC1234|150\n\
         D|AB12345678|100|茶葉\n\
         D|AB12345678|50|餅乾\n\
         M|作廢|AB12345679|20240502|12345678|好店|手機條碼|/ABC1234|80\n\
         D|AB12345679|80|茶葉\n\
         M|開立|AB12345680|20240503|12345678|好店|手機條碼|/ABC1234|30\n"
            .as_bytes(),
    );
    adds_up(&read);
    assert_eq!((read.table.n_rows, n(&read, RowClass::Master)), (4, 2));
    let cells = |name: &str| {
        (0..4)
            .map(|row| read.table.column(name).map(|column| column.display(row)).unwrap_or_default())
            .collect::<Vec<_>>()
    };
    assert_eq!(cells("品項名稱"), ["茶葉", "餅乾", "茶葉", ""]);
    assert_eq!(cells("總金額"), ["150", "150", "80", "30"]);
    assert_eq!(cells("發票日期")[3], "2024-05-03");
    assert!(has_note(&read, "master-detail"));
}

#[test]
fn currencies_come_from_signs_and_from_the_words_above() {
    let read = load("id,price,size\n1,€10.00,3\n2,€ 5.50,4\n".as_bytes());
    assert_eq!((read.table.columns[1].currency, read.table.columns[2].currency), ("EUR", ""));
    let read =
        load("\"All amounts in USD, unless specified\"\nid,item,price\n1,Mug,10.00\n2,Pot,5.50\n".as_bytes());
    assert_eq!(read.table.columns[2].currency, "USD");
    let read = load("id,price\n1,€10.00\n2,£5.50\n3,€1.00\n".as_bytes());
    assert!(has_note(&read, "mixed-currencies"));
    let codes: Vec<String> = (0..3).map(|row| read.table.columns[2].display(row)).collect();
    assert_eq!(
        (codes, read.profile.derived_columns.len()),
        (vec!["EUR".to_owned(), "GBP".into(), "EUR".into()], 1)
    );
}

#[test]
fn words_that_programs_write_below_a_table_are_no_rows() {
    let read = load(
        "Order Number,Buyer,Item,Quantity,Total\n12-1,ann,Lamp,1,50.00\n12-2,bob,Pot,2,20.00\n\
         2,\"record(s) downloaded,\",\" from Sep-04-26\"\nSeller ID: shop\n"
            .as_bytes(),
    );
    assert_eq!((read.table.n_rows, n(&read, RowClass::Footer)), (2, 2));
}

#[test]
fn a_short_table_below_many_padded_titles_is_found() {
    let titles = "微信支付账单明细,,,,\n微信昵称：[小明],,,,\n共2笔记录,,,,\n收入：1笔,,,,\n注：,,,,\n";
    let rows = "交易时间,交易类型,交易对方,商品,收/支,金额(元),备注\n\
                2024-01-05 10:00:00,商户消费,便利店,水,支出,¥0.01,/\n\
                2024-01-06 10:00:00,商户消费,书店,书,支出,¥30.00,/\n";
    let read = load(format!("{titles}{rows}").as_bytes());
    assert_eq!((read.profile.header_row_index, read.table.n_rows), (Some(5), 2));
}

#[test]
fn excel_serials_beside_dates_are_dates() {
    let read = load(b"Order Date,Qty\n05/01/2011,1\n40664,2\n40666,3\n05/03/2011,4\n");
    assert_eq!(
        shown(&read),
        "Order Date:day | Qty:number\n2011-05-01 | 1\n2011-05-01 | 2\n2011-05-03 | 3\n2011-05-03 | 4"
    );
}

#[test]
fn equal_headers_are_renamed() {
    let read = load("名稱,金額,金額\nA,1,2\nB,3,4\n".as_bytes());
    let names: Vec<_> = read.table.columns.iter().map(|column| column.name.as_str()).collect();
    assert_eq!(names, ["名稱", "金額", "金額 (2)"]);
    assert!(has_note(&read, "renamed"));
}

#[test]
fn a_trailing_delimiter_makes_no_column() {
    check("訂單號,數量,\nA1,2,\nA2,3,\n", "訂單號:text | 數量:number\nA1 | 2\nA2 | 3");
}

#[test]
fn files_that_hold_no_table_say_what_they_are() {
    for (bytes, key) in [
        (&b""[..], "ingest-empty"),
        (b"\n\n  \n", "ingest-blank"),
        (b"%PDF-1.7 ...", "ingest-is-pdf"),
        (b"\x89PNG\r\n\x1a\n", "ingest-is-picture"),
        (b"<!DOCTYPE html><html>", "ingest-is-web-page"),
        (b"\x7FELF\x02\x01\x01\x00\x00\x00\x00", "ingest-is-binary"),
    ] {
        let error = read("x.csv", bytes, &ReadOptions::default()).unwrap_err();
        assert_eq!(error.message().key, key);
    }
}

#[test]
fn a_refund_in_brackets_gets_its_own_column() {
    check(
        "商品,金额\n键盘,131.77(已退款89.84)\n鼠标,59.00\n",
        "商品:text | 金额:number | 金额 (已退款):number\n键盘 | 131.77 | 89.84\n鼠标 | 59.00 | ",
    );
}

#[test]
fn answer_options_below_the_questions_are_no_row() {
    let read = load(b"Respondent ID,Collector ID,Start Date,What do you like?,\n,,,Response,Other\n101,7,2024-01-02,Price,none\n102,7,2024-01-03,Taste,smell\n103,7,2024-01-04,Price,none\n");
    assert_eq!((read.table.n_rows, n(&read, RowClass::Header)), (3, 2));
}

#[test]
fn headings_of_groups_are_set_aside_with_their_totals() {
    let read = load(b",Type,Date,Amount\nAcme,,,\n,Invoice,2024-01-02,10.00\n,Invoice,2024-01-03,5.00\nTotal Acme,,,15.00\nBeta,,,\n,Invoice,2024-01-05,7.00\nTotal Beta,,,7.00\nTOTAL,,,22.00\n");
    assert_eq!((read.table.n_rows, n(&read, RowClass::Total)), (3, 5), "{}", shown(&read));
}

/// A workbook with two sheets, the first one empty.
fn workbook() -> Vec<u8> {
    use std::io::Write;
    let sheet = |rows: &str| {
        format!(
            "<?xml version=\"1.0\"?><worksheet xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\"><sheetData>{rows}</sheetData></worksheet>"
        )
    };
    let text = |at: &str, text: &str| format!("<c r=\"{at}\" t=\"inlineStr\"><is><t>{text}</t></is></c>");
    let rows = format!(
        "<row r=\"2\">{}{}</row><row r=\"3\">{}<c r=\"B3\"><v>12.5</v></c></row>",
        text("A2", "訂單編號"),
        text("B2", "金額"),
        text("A3", "00123")
    );
    let book = "<?xml version=\"1.0\"?><workbook xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\" xmlns:r=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships\"><sheets><sheet name=\"Cover\" sheetId=\"1\" r:id=\"rId1\"/><sheet name=\"Orders\" sheetId=\"2\" r:id=\"rId2\"/></sheets></workbook>";
    let kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet";
    let links = format!(
        "<?xml version=\"1.0\"?><Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\"><Relationship Id=\"rId1\" Type=\"{kind}\" Target=\"worksheets/sheet1.xml\"/><Relationship Id=\"rId2\" Type=\"{kind}\" Target=\"worksheets/sheet2.xml\"/></Relationships>"
    );
    let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    let root = "<?xml version=\"1.0\"?><Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\"><Relationship Id=\"rId1\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument\" Target=\"xl/workbook.xml\"/></Relationships>";
    for (name, text) in [
        ("_rels/.rels", root.to_owned()),
        ("xl/workbook.xml", book.to_owned()),
        ("xl/_rels/workbook.xml.rels", links),
        ("xl/worksheets/sheet1.xml", sheet("")),
        ("xl/worksheets/sheet2.xml", sheet(&rows)),
    ] {
        zip.start_file(name, zip::write::SimpleFileOptions::default()).unwrap();
        zip.write_all(text.as_bytes()).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

#[test]
fn a_sheet_of_a_workbook_is_read() {
    let read = read("orders.xlsx", &workbook(), &ReadOptions::default()).unwrap();
    assert_eq!(shown(&read), "訂單編號:text | 金額:number\n00123 | 12.5");
    assert_eq!(read.profile.parts, ["Cover", "Orders"]);
    assert_eq!(read.profile.part.as_deref(), Some("Orders"));
    assert_eq!(read.profile.header_row_index, Some(1));
}

#[test]
fn archives_are_unpacked() {
    use std::io::Write;
    let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    gzip.write_all(b"a,b\nx,1\n").unwrap();
    let gzip = gzip.finish().unwrap();
    check(&gzip, "a:text | b:number\nx | 1");
    assert!(read("x.csv.gz", &gzip[..gzip.len() / 2], &ReadOptions::default()).is_err());
    let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, text) in [("readme.md", "hello"), ("b.csv", "a,b\ny,2\n"), ("c.csv", "a,b\nz,3\n")] {
        zip.start_file(name, zip::write::SimpleFileOptions::default()).unwrap();
        zip.write_all(text.as_bytes()).unwrap();
    }
    let zip = zip.finish().unwrap().into_inner();
    check(&zip, "a:text | b:number\ny | 2");
    let options = ReadOptions { part: Some("c.csv".to_owned()), ..ReadOptions::default() };
    assert_eq!(shown(&read("x.zip", &zip, &options).unwrap()), "a:text | b:number\nz | 3");
}

/// Encoding, delimiter, header line, rows, and the kinds of columns, letter by letter.
fn check_sample(
    path: &str,
    encoding: &str,
    delimiter: &str,
    header: Option<u32>,
    n_rows: usize,
    kinds: &str,
) {
    let Some(bytes) = common::shared(&format!("data/{path}")) else { return };
    let read = read(path, &bytes, &ReadOptions::default()).unwrap();
    let kind = |data: &Data| match data {
        Data::Text(_) => 't',
        Data::Decimal { .. } | Data::Float(_) => 'n',
        Data::Day(_) => 'd',
        Data::Time(_) => 'c',
    };
    let found: String = read.table.columns.iter().map(|column| kind(&column.data)).collect();
    let profile = &read.profile;
    let found = (
        profile.encoding.as_str(),
        profile.delimiter.as_str(),
        profile.header_row_index,
        read.table.n_rows,
        found.as_str(),
    );
    assert_eq!(found, (encoding, delimiter, header, n_rows, kinds), "{path}\n{:?}", read.notes);
}

#[test]
fn the_public_samples_are_read_right() {
    check_sample("exports/cn_bills/alipay.csv", "gb18030", ",", Some(24), 10, "ctttttnttttt");
    check_sample("exports/cn_shops/douyin_orders.csv", "utf-8", ",", Some(0), 3, "tttntttt");
    check_sample("exports/crm/hubspot_deals.csv", "utf-8", ",", Some(0), 3, "tttndtt");
    check_sample("exports/crm/salesforce_report_footer.csv", "utf-8", ",", Some(0), 3, "tttndt");
    check_sample("exports/derived/excel_artefacts.csv", "utf-8", ",", Some(0), 300, "tdtttnnntt");
    check_sample("exports/derived/nul_bytes.csv", "utf-8", ",", Some(0), 200, "tdttnn");
    check_sample(
        "exports/derived/superstore_de_sep_cp1252.csv",
        "windows-1252",
        ";",
        Some(1),
        3000,
        "tdtttttnnnn",
    );
    check_sample("exports/derived/tw_pos_big5_roc.csv", "big5", ",", Some(3), 10_525, "tcttttnnntt");
    check_sample(
        "exports/etsy/EtsySoldOrderItems2026.csv",
        "utf-8",
        ",",
        Some(0),
        4,
        "dttnnttnnnnntttddttttttttttttttnt",
    );
    check_sample("exports/support/zoho_desk.csv", "utf-8", ",", Some(0), 3, "ttttcct");
    check_sample("exports/survey/qualtrics.csv", "utf-8", ",", Some(0), 2, "ddntnnndtttttnnttnnt");
    check_sample("exports/survey/typeform.csv", "utf-8", ",", Some(0), 1, "tttttttndtctcttt");
    check_sample("exports/woocommerce/analytics_orders_fr.csv", "utf-8", ",", Some(0), 30, "dtttttntnt");
    check_sample("CDNOW_sample.txt", "utf-8", " ", None, 6919, "ttdnn");
    check_sample("CDNOW_master.txt.xz", "utf-8", " ", Some(0), 69_659, "tdnn");
    check_sample("groceries.csv", "utf-8", ",", None, 43_367, "nt");
    check_sample("online_retail.csv.xz", "utf-8", ",", Some(0), 541_909, "tttncntt");
}

#[test]
fn every_note_has_words() {
    let catalogue = Catalogue::new(Language::TraditionalChinese);
    for file in [
        "d,q\n05/06/2024,1\n04/07/2024,2\n",
        "a,a\n1,2\n3,4\n",
        "milk,bread\nbread\nmilk,eggs,butter\nbread\nmilk,bread\n",
    ] {
        for note in load(file.as_bytes()).notes {
            assert!(catalogue.has(&note.key), "{}", note.key);
        }
    }
}

/// Reads in chunks of this size, with samples of head, middle and tail only.
fn in_chunks(bytes: &[u8], len: usize) -> Option<Read> {
    let window = bytes.len().min(2048);
    let middle = bytes.len() / 2;
    let sample = |from: usize, to: usize| Sample {
        offset: from as f64,
        bytes: bytes[from..to.min(bytes.len())].to_vec(),
    };
    let samples = [
        sample(0, window),
        sample(middle, middle + 512),
        sample(bytes.len() - bytes.len().min(512), bytes.len()),
    ];
    let samples = if window == bytes.len() { &samples[..1] } else { &samples[..] };
    let mut reader = Reader::start("file.csv", bytes.len() as f64, samples, &ReadOptions::default()).ok()?;
    loop {
        for chunk in bytes.chunks(len.max(1)) {
            reader.push(chunk).ok()?;
        }
        match reader.finish().ok()? {
            Outcome::Done(read) => return Some(*read),
            Outcome::Again(again) => reader = *again,
        }
    }
}

/// Every physical record has one class, and the rows are those of the data.
fn adds_up(read: &Read) {
    if read.profile.shape == Shape::Table {
        assert_eq!(n(read, RowClass::Data) as usize, read.table.n_rows);
    }
    assert!(read.table.columns.iter().all(|column| column.len() == read.table.n_rows));
    assert_eq!(read.table.lines.len(), read.table.n_rows);
}

fn any_cell() -> impl Strategy<Value = String> {
    prop_oneof![
        "[a-z]{0,6}",
        "[0-9]{1,4}",
        "[0-9]{1,2}/[0-9]{1,2}/20[0-9]{2}",
        "\"[a-z,\n]{0,8}\"",
        "\"[a-z]{0,4}",
        Just("合計".to_owned()),
        Just("¥1,234.50".to_owned()),
        Just(String::new()),
    ]
}

fn any_file() -> impl Strategy<Value = String> {
    let line = prop::collection::vec(any_cell(), 0..6).prop_map(|cells| cells.join(","));
    let end = prop_oneof![Just("\n"), Just("\r\n"), Just("\r")];
    (prop::collection::vec(line, 0..40), end).prop_map(|(lines, end)| lines.join(end))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn any_bytes_are_read_without_a_panic(bytes in prop::collection::vec(any::<u8>(), 0..600)) {
        if let Ok(read) = read("x.csv", &bytes, &ReadOptions::default()) {
            adds_up(&read);
        }
    }

    #[test]
    fn any_table_is_read_the_same_in_any_chunks(file in any_file(), len in 1usize..40) {
        let whole = read("file.csv", file.as_bytes(), &ReadOptions::default()).ok();
        let chunked = if file.len() <= 2048 { in_chunks(file.as_bytes(), len) } else { None };
        if let (Some(whole), Some(chunked)) = (whole, chunked) {
            adds_up(&whole);
            prop_assert_eq!(shown(&whole), shown(&chunked));
            prop_assert_eq!(whole.set_aside, chunked.set_aside);
            prop_assert_eq!(whole.profile.records, chunked.profile.records);
        }
    }
}

#[test]
fn a_file_whose_end_is_no_utf_8_is_streamed_again() {
    let mut file = b"name;qty\r\n".to_vec();
    for i in 0..2000 {
        file.extend(format!("article {i};{}\r\n", i % 7).bytes());
        if i == 600 {
            file.extend(b"caf\xE9 cr\xE8me br\xFBl\xE9e;3\r\n");
        }
    }
    let read = in_chunks(&file, 777).unwrap();
    assert_eq!(read.profile.encoding, "windows-1252");
    assert_eq!(read.table.columns[0].display(601), "café crème brûlée");
}

#[test]
fn stopping_early_keeps_the_rows_read() {
    let file: String = (0..5000).map(|i| format!("A{i},{i}\n")).collect();
    let file = format!("name,qty\n{file}");
    let sample = Sample { offset: 0.0, bytes: file.as_bytes()[..4096].to_vec() };
    let mut reader = Reader::start("f.csv", file.len() as f64, &[sample], &ReadOptions::default()).unwrap();
    reader.push(&file.as_bytes()[..20_000]).unwrap();
    assert_eq!(reader.preview().columns, ["name", "qty"]);
    let Outcome::Done(read) = reader.finish().unwrap() else { panic!("done") };
    assert!(read.table.n_rows > 1500 && has_note(&read, "partial"));
}

/// Order lines of 40 customers, a line without one, and a note that nobody needs.
fn shop() -> String {
    let line = |i: u32| format!("A{i},2024-01-{:02},K{},{}.50,note {i}\n", 1 + i % 28, i % 40, i % 9);
    let lines: String = (0..400).map(line).collect();
    format!("order,date,customer,amount,note\n{lines}A999,2024-02-01,,7.00,nobody\n")
}

#[test]
fn chosen_columns_are_kept_and_the_others_counted() {
    let only_columns = ["customer", "amount"].map(String::from).to_vec();
    let part =
        read("f.csv", shop().as_bytes(), &ReadOptions { only_columns, ..ReadOptions::default() }).unwrap();
    let all = load(shop().as_bytes());
    let names: Vec<&str> = part.table.columns.iter().map(|column| column.name.as_str()).collect();
    assert_eq!(names, ["customer", "amount"]);
    assert_eq!((part.table.n_rows, &part.table.lines), (401, &all.table.lines));
    let amounts = |read: &Read| {
        (0..401).map(|row| read.table.column("amount").unwrap().display(row)).collect::<Vec<_>>()
    };
    assert_eq!(amounts(&part), amounts(&all));
    assert!(has_note(&part, "columns-left") && !has_note(&part, "too-many-cells"), "{:?}", part.notes);
    // A file that has none of them is read whole.
    let only_columns = vec!["elsewhere".to_owned()];
    let whole =
        read("f.csv", shop().as_bytes(), &ReadOptions { only_columns, ..ReadOptions::default() }).unwrap();
    assert_eq!(shown(&whole), shown(&all));
}

#[test]
fn the_first_rows_are_the_same_however_the_bytes_come() {
    let options = ReadOptions { first_rows: Some(100), ..ReadOptions::default() };
    let text = shop();
    let whole = read("f.csv", text.as_bytes(), &options).unwrap();
    assert_eq!(whole.table.n_rows, 100);
    assert!(has_note(&whole, "partial"));
    let samples = [Sample { offset: 0.0, bytes: text.as_bytes().to_vec() }];
    let mut reader = Reader::start("f.csv", text.len() as f64, &samples, &options).unwrap();
    // Later bytes are never seen.
    text.as_bytes()[..6000].chunks(7).for_each(|chunk| reader.push(chunk).unwrap());
    let Outcome::Done(part) = reader.finish().unwrap() else { panic!("the encoding is known") };
    assert_eq!(shown(&part), shown(&whole));
    let enough = ReadOptions { first_rows: Some(401), ..ReadOptions::default() };
    assert!(!has_note(&read("f.csv", text.as_bytes(), &enough).unwrap(), "partial"));
}

#[test]
fn a_customer_written_in_several_ways_is_drawn_once() {
    let mut text = String::from("order,customer,email\n");
    for i in 0..60 {
        let (short, name) = (i + 10, format!("ann{i}@example.com"));
        for (id, email) in [
            (format!("{short}"), name.clone()),
            (format!("00{short}"), name.to_uppercase()),
            (format!("{short}.0"), name),
        ] {
            text += &format!("A,{id},{email}\n");
        }
    }
    for column in ["customer", "email"] {
        let customers = Some(CustomerSample { column: column.into(), one_in: 3 });
        let drawn =
            read("f.csv", text.as_bytes(), &ReadOptions { customers, ..ReadOptions::default() }).unwrap();
        let emails = drawn.table.column("email").unwrap();
        let mut rows_of = std::collections::BTreeMap::<String, usize>::new();
        (0..drawn.table.n_rows)
            .for_each(|row| *rows_of.entry(emails.display(row).to_lowercase()).or_default() += 1);
        assert!(
            !rows_of.is_empty() && rows_of.len() < 60 && rows_of.values().all(|&n| n == 3),
            "{rows_of:?}"
        );
    }
}

#[test]
fn a_sample_holds_whole_customers_and_its_classes_add_up() {
    let sample = |one_in| {
        let customers = Some(CustomerSample { column: "customer".into(), one_in });
        read("f.csv", shop().as_bytes(), &ReadOptions { customers, ..ReadOptions::default() }).unwrap()
    };
    let drawn = sample(4);
    let column = drawn.table.column("customer").unwrap();
    let mut rows_of = std::collections::BTreeMap::<String, usize>::new();
    (0..drawn.table.n_rows).for_each(|row| *rows_of.entry(column.display(row)).or_default() += 1);
    assert!((4..=18).contains(&rows_of.len()), "{rows_of:?}");
    assert!(rows_of.values().all(|&n| n == 10), "{rows_of:?}");
    assert_eq!(n(&drawn, RowClass::Data) + n(&drawn, RowClass::NotDrawn), 401);
    assert!(has_note(&drawn, "customers-drawn"));
    // A customer of one in four is one of one in two as well.
    let half = sample(2);
    let half = half.table.column("customer").unwrap();
    assert!(rows_of.keys().all(|name| (0..half.len()).any(|row| half.display(row) == *name)));
}
