//! Computed columns: values against Python's grammar and decimals, texts and days, empties, faults with their place.

use proptest::prelude::*;
use regulars::report::text::{Catalogue, Language};
use regulars::table::formula::{FUNCTIONS, Formula};
use regulars::table::{Column, Data, Table, TextColumn, Validity, day};

fn decimals(name: &str, cells: &[&str]) -> Column {
    let fraction = |cell: &str| cell.split_once('.').map_or(0, |(_, fraction)| fraction.len());
    let scale = cells.iter().map(|cell| fraction(cell)).max().unwrap_or(0);
    let mantissa = cells.iter().map(|cell| {
        let (whole, fraction) = cell.split_once('.').unwrap_or((cell, ""));
        format!("{whole}{fraction:0<scale$}").parse().unwrap_or(0)
    });
    let data = Data::Decimal { mantissa: mantissa.collect(), scale: scale as u8 };
    Column::new(name, data, Validity::from_flags(cells.iter().map(|cell| !cell.is_empty())))
}

fn texts(name: &str, cells: &[&str]) -> Column {
    let data = Data::Text(TextColumn::from_texts(cells.iter().copied()));
    Column::new(name, data, Validity::from_flags(cells.iter().map(|cell| !cell.is_empty())))
}

fn table(columns: Vec<Column>) -> Table {
    let n_rows = columns[0].len();
    Table { name: "t.csv".into(), columns, n_rows, lines: (2..n_rows as u32 + 2).collect() }
}

fn parse(text: &str, table: &Table) -> Result<Formula, regulars::table::formula::Fault> {
    Formula::parse(text, &table.columns.iter().map(|column| column.name.as_str()).collect::<Vec<_>>())
}

fn show(text: &str, table: &Table) -> Vec<String> {
    let (column, _) =
        parse(text, table).unwrap_or_else(|fault| panic!("{text}: {fault:?}")).column("x", table);
    (0..table.n_rows).map(|row| column.display(row)).collect()
}

fn one() -> Table {
    table(vec![
        decimals("a", &["12.50"]),
        decimals("b", &["-3"]),
        decimals("c", &["0.125"]),
        decimals("zero", &["0"]),
        texts("名稱", &["Green Tea 綠茶"]),
        texts("blank", &[""]),
        Column::new("when", Data::Time(vec![1_709_210_096]), Validity::all()),
    ])
}

#[test]
fn values_are_those_of_python() {
    let cases: Vec<(String, String)> = serde_json::from_str(include_str!("golden/formula.json")).unwrap();
    assert!(cases.len() > 350);
    let table = one();
    for (formula, expected) in cases {
        let found = show(&formula, &table).remove(0);
        let same = match (found.parse::<f64>(), expected.parse::<f64>()) {
            // What was divided is a floating number.
            (Ok(found), Ok(expected)) if formula.contains('/') => {
                (found - expected).abs() <= 1e-9 * expected.abs().max(1.0)
            }
            // Zeros at the end of a fraction are no digits.
            _ => found == expected,
        };
        assert!(same, "{formula} is {found}, not {expected}");
    }
}

#[test]
fn functions_do_what_a_spreadsheet_does() {
    let table = one();
    for (formula, expected) in [
        ("IF([a]>10,\"big\",\"small\")", "big"),
        ("IF([a]<10,\"big\")", ""),
        ("=AND([a]>10,NOT([b]>0))", "TRUE"),
        ("OR(FALSE,[b]>0)", "FALSE"),
        ("MIN([a],[b],[c])", "-3"),
        ("MAX([a],[b],[c]) * 2", "25"),
        ("ABS([b])", "3"),
        ("YEAR([when])&\"-\"&MONTH([when])&\"-\"&DAY([when])", "2024-2-29"),
        ("LEN([名稱])", "12"),
        ("LEFT([名稱],5)&\"|\"&RIGHT([名稱],2)&\"|\"&MID([名稱],7,3)", "Green|綠茶|Tea"),
        ("UPPER(LEFT([名稱],5))&LOWER(\"ABC\")", "GREENabc"),
        ("TRIM(\"  a   b \")", "a b"),
        ("CONTAINS([名稱],\"TEA\")", "TRUE"),
        ("REPLACE([名稱],\"Green \",\"\")", "Tea 綠茶"),
        ("VALUE(\"1,234.50\")+1", "1235.5"),
        ("VALUE(\"-1,234,567\")", "-1234567"),
        // May be twelve and a half: no number rather than a wrong one.
        ("VALUE(\"12,50\")", ""),
        ("VALUE(\"1.234,567\")", ""),
        ("\"12,50\" > 100", ""),
        // As a spreadsheet rounds quotients.
        ("ROUND(0.29/2,2)", "0.15"),
        ("ROUND(-0.29/2,2)", "-0.15"),
        ("ROUND(2.01/2,2)", "1.01"),
        ("ROUND([a]/-100,0)", "0"),
        ("ROUND(25/2,-1)", "10"),
        ("ROUND(1/3,4)", "0.3333"),
        ("0/-5&\"\"", "0"),
        ("-(0/5)&\"\"", "0"),
        ("IF(\"TRUE\"=([a]>10),\"yes\",\"no\")", "yes"),
        ("IF(\"true\",1,2)+IF(NOT(\"FALSE\"),10,20)", "11"),
        ("AND(\"TRUE\",[a]>10)&OR(\"FALSE\",\"false\")", "TRUEFALSE"),
        ("AND(\"perhaps\",TRUE)", ""),
        ("LEFT([名稱],9999999999)", "Green Tea 綠茶"),
        ("MID([名稱],2,99999999999)", "reen Tea 綠茶"),
        ("LEFT([名稱],-1)", ""),
        ("RIGHT([名稱],-1)", ""),
        ("LEN(REPLACE(\"aa\",\"a\",\"b\"))", "2"),
        ("[名稱]=\"green tea 綠茶\"", "TRUE"),
        ("ISBLANK([blank])", "TRUE"),
        ("COALESCE([blank],[a])", "12.5"),
        // Full-width signs, as an input method writes them.
        ("ＩＦ（［a］＞10，“大”，“小”）", "大"),
        ("[a]×2÷5", "5"),
        ("1+2*3&\"x\"", "7x"),
        ("\"a\"\"b\"", "a\"b"),
    ] {
        assert_eq!(show(formula, &table)[0], expected, "{formula}");
    }
    assert_eq!(FUNCTIONS.len(), 25);
}

#[test]
fn empty_in_is_empty_out_and_troubles_are_counted() {
    let table = table(vec![decimals("n", &["1", "", "0", "4"]), texts("t", &["7", "x", "y", ""])]);
    assert_eq!(show("[n]+1", &table), ["2", "", "1", "5"]);
    assert_eq!(show("[n]&\"!\"", &table), ["1!", "", "0!", "4!"]);
    assert_eq!(show("COALESCE([n],0)", &table), ["1", "0", "0", "4"]);
    assert_eq!(show("AND([n]>0,FALSE)", &table), ["FALSE"; 4]);
    let (column, tally) = parse("8/[n]", &table).unwrap().column("x", &table);
    assert_eq!((column.number(0), column.number(2), column.number(3)), (Some(8.0), None, Some(2.0)));
    assert_eq!((tally.n_divided_by_zero, tally.n_unfit), (1, 0));
    let (_, tally) = parse("VALUE([t])*2", &table).unwrap().column("x", &table);
    assert_eq!((tally.n_divided_by_zero, tally.n_unfit), (0, 2));
    // A quotient that nobody takes is no trouble.
    let (_, tally) = parse("IF([n]=0,0,8/[n])", &table).unwrap().column("x", &table);
    assert_eq!(tally.n_divided_by_zero, 0);
}

#[test]
fn yes_and_no_of_a_computed_column_are_read_by_the_next() {
    let mut table = table(vec![decimals("n", &["1", "7"])]);
    let (column, _) = parse("[n] > 5", &table).unwrap().column("Big", &table);
    table.columns.push(column);
    for formula in ["IF([Big],\"y\",\"n\")", "IF([Big]=TRUE,\"y\",\"n\")", "IF(NOT([Big]=FALSE),\"y\",\"n\")"]
    {
        assert_eq!(show(formula, &table), ["n", "y"], "{formula}");
    }
}

#[test]
fn a_text_that_grows_beyond_a_cell_is_empty_and_counted() {
    let table = table(vec![texts("t", &[&"a".repeat(30_000), "a"])]);
    let nested = "REPLACE(REPLACE([t],\"a\",[t]),\"a\",[t])";
    for formula in [nested, "[t]&[t]", "REPLACE([t],\"a\",\"bb\")"] {
        let (column, tally) = parse(formula, &table).unwrap().column("x", &table);
        assert!(column.text(0).is_none() && column.text(1).is_some(), "{formula}");
        assert_eq!(tally.n_unfit, 1, "{formula}");
    }
    assert_eq!(show("LEN(REPLACE([t],\"a\",\"b\"))", &table), ["30000", "1"]);
}

#[test]
fn money_stays_exact() {
    let table = table(vec![
        decimals("Price", &["19.99", "0.10", "1234567.89"]),
        decimals("Qty", &["3", "7", "1000"]),
        decimals("Discount", &["0.15", "0", "0.333"]),
    ]);
    let (column, _) = parse("[Price]*[Qty]*(1-[Discount])", &table).unwrap().column("Net", &table);
    let Data::Decimal { mantissa, scale } = column.data else { panic!("{:?}", column.data) };
    // 50.9745, 0.7 and 823456782.63, from Python's decimal.
    assert_eq!((mantissa, scale), (vec![509_745, 7_000, 8_234_567_826_300], 4));
    let (column, _) = parse("ROUND([Price]/[Qty],2)", &table).unwrap().column("Each", &table);
    assert!(matches!(column.data, Data::Decimal { scale: 2, .. }));
    let (column, _) = parse("[Price]/[Qty]", &table).unwrap().column("Each", &table);
    assert!(matches!(column.data, Data::Float(_)));
}

#[test]
fn days_are_days() {
    let days = Data::Day(vec![day::parse_iso("2024-02-28").unwrap(), day::parse_iso("2023-12-31").unwrap()]);
    let table = table(vec![Column::new("d", days, Validity::all())]);
    assert_eq!(show("[d]+2", &table), ["2024-03-01", "2024-01-02"]);
    assert_eq!(show("[d]>=\"2024-01-01\"", &table), ["TRUE", "FALSE"]);
    assert_eq!(show("DATE(YEAR([d]),MONTH([d]),31)", &table), ["", "2023-12-31"]);
    assert_eq!(show("WEEKDAY([d])", &table), ["3", "7"]);
}

#[test]
fn a_fault_says_what_where_and_what_was_meant() {
    let table = one();
    let words = Catalogue::new(Language::English);
    for (formula, at, n, said) in [
        ("1 + ", 4, 0, "character 5: the formula ends where a value should follow"),
        ("(1 + 2", 6, 0, "character 7: the formula ends where ) should follow"),
        ("[prise]", 0, 7, "character 1: there is no column “prise”"),
        ("[名称]", 0, 4, "character 1: there is no column “名称” — did you mean “名稱”?"),
        ("1 + RUOND([a])", 4, 5, "character 5: there is no function “RUOND” — did you mean “ROUND”?"),
        ("A * 2", 0, 1, "character 1: “A” is no value; columns stand in [ ] — did you mean “[a]”?"),
        ("ROUND([a], 2, 3)", 0, 5, "character 1: ROUND takes 2 values, not 3"),
        ("1 2", 2, 1, "character 3: expected an operator, found “0–9”"),
        ("\"open", 0, 5, "character 1: \" is missing at the end"),
        ("1..2", 0, 4, "character 1: expected a number, found “1..2”"),
        ("* 2", 0, 1, "character 1: expected a value, found “*”"),
    ] {
        let fault = parse(formula, &table).unwrap_err();
        assert_eq!((fault.at, fault.n, words.text(&fault.message()).as_str()), (at, n, said), "{formula}");
    }
}

proptest! {
    #[test]
    fn any_text_is_a_formula_or_a_fault_inside_it(text in "[\\[\\]a-c0-9.,()+*/&<>=\"ROUNDIF -]{0,60}|\\PC{0,40}") {
        let table = one();
        match parse(&text, &table) {
            Ok(formula) => { formula.column("x", &table); }
            Err(fault) => prop_assert!(fault.at + fault.n <= text.chars().count()),
        }
    }
}
