//! A clean table, polluted in the ways real files are (after the Pollock benchmark of G. Vitagliano et al., "Pollock: a
//! data loading benchmark", VLDB 2023), must come out of `convert` clean again.

use regulars::ingest::{ReadOptions, convert};
use std::collections::HashMap;

/// Cells that are quoted in the source although they need not be.
const ALWAYS_QUOTED: [usize; 2] = [6, 7];

/// The clean table: a header and 60 rows of nine columns, the last one empty.
fn source() -> Vec<Vec<String>> {
    let header =
        ["DATE", "TIME", "Qty", "PRODUCTID", "Price", "ProductType", "Description", "URL", "Comments"];
    let mut rows = vec![header.map(str::to_owned).to_vec()];
    let kinds = [
        "Steel Kettle",
        "Round Table, 48\"",
        "Kids' Raincoat, Yellow",
        "Garden Chair",
        "Men's Wool Socks",
        "Desk Lamp, Brass",
        "Tea Towel 3-pack",
        "Woven Basket, Large",
        "9' Rope",
        "Lunch Box",
    ];
    let words = [
        "Keeps water hot for hours, even outdoors, and pours without a drip.",
        "Made of oak, oiled by hand; seats six people in comfort.",
        "Light, bright and dry: the hood stays on in the wind.",
        "Folds flat in a second and stands firm on grass, sand or stone.",
        "Soft, warm wool from free-grazing sheep, knitted without a seam.",
        "A small lamp for late readers with a 5\" shade, dimmable.",
        "Plain cotton that gets softer with every wash.",
    ];
    for i in 0..60usize {
        let letters = ["MG", "RI", "CC", "BH", "ZN"][i % 5];
        let id = format!("{letters}-{}", 1000 + i * 137 % 9000);
        rows.push(vec![
            format!("{:02}/{:02}/2018", i % 28 + 1, i / 28 + 1),
            format!("{:02}:{:02}", i % 24, i * 15 % 60),
            format!("{}", i * 7 % 34),
            id.clone(),
            format!("${}.{:02}", i * 13 % 97 + 1, i * 31 % 100),
            kinds[i * 3 % kinds.len()].to_owned(),
            words[i % words.len()].to_owned(),
            format!("https://www.example.com/product/{}.html", id.replace('-', "_")),
            String::new(),
        ]);
    }
    rows
}

/// A dialect to write the table in.
struct Style {
    delimiter: &'static str,
    quote: char,
    escape: &'static str,
    line_end: &'static str,
}

const PLAIN: Style = Style { delimiter: ",", quote: '"', escape: "\"", line_end: "\r\n" };

fn cell(text: &str, column: usize, row: usize, style: &Style) -> String {
    let is_quoted = text.contains(style.delimiter)
        || text.contains(style.quote)
        || text.contains(',')
        || row > 0 && ALWAYS_QUOTED.contains(&column);
    if !is_quoted {
        return text.to_owned();
    }
    let quote = style.quote;
    format!("{quote}{}{quote}", text.replace(quote, &format!("{}{quote}", style.escape)))
}

fn written(row: &[String], row_idx: usize, style: &Style) -> Vec<String> {
    row.iter().enumerate().map(|(i, text)| cell(text, i, row_idx, style)).collect()
}

fn write(rows: &[Vec<String>], style: &Style) -> String {
    let lines =
        rows.iter().enumerate().map(|(i, row)| written(row, i, style).join(style.delimiter) + style.line_end);
    lines.collect()
}

/// The source with one line written otherwise.
fn with_line(rows: &[Vec<String>], row_idx: usize, line: String) -> String {
    let lines = rows.iter().enumerate().map(|(i, row)| match i == row_idx {
        true => line.clone() + PLAIN.line_end,
        false => written(row, i, &PLAIN).join(",") + PLAIN.line_end,
    });
    lines.collect()
}

/// F1 of two multisets.
fn f1(expected: &[String], found: &[String]) -> f64 {
    if expected.is_empty() {
        return 1.0;
    }
    let mut counts: HashMap<&str, i64> = HashMap::new();
    for text in expected {
        *counts.entry(text).or_default() += 1;
    }
    let mut n_common = 0.0;
    for text in found {
        let count = counts.entry(text).or_default();
        if *count > 0 {
            *count -= 1;
            n_common += 1.0;
        }
    }
    if n_common == 0.0 {
        return 0.0;
    }
    let (precision, recall) = (n_common / found.len() as f64, n_common / expected.len() as f64);
    2.0 * precision * recall / (precision + recall)
}

/// Out of 10: success, and three times the mean of header, records and cells.
fn score(clean: &[Vec<String>], polluted: &[u8]) -> f64 {
    let Ok(text) = convert("polluted.csv", polluted, &ReadOptions::default()) else { return 0.0 };
    let mut reader = csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(text.as_bytes());
    let found: Vec<Vec<String>> =
        reader.records().map(|record| record.unwrap().iter().map(str::to_owned).collect()).collect();
    let empty = Vec::new();
    let header = f1(clean.first().unwrap_or(&empty), found.first().unwrap_or(&empty));
    let joined = |rows: &[Vec<String>]| rows.iter().skip(1).map(|row| row.join("\u{1f}")).collect::<Vec<_>>();
    let cells = |rows: &[Vec<String>]| rows.iter().skip(1).flatten().cloned().collect::<Vec<_>>();
    1.0 + 3.0 * (header + f1(&joined(clean), &joined(&found)) + f1(&cells(clean), &cells(&found)))
}

fn check(name: &str, clean: &[Vec<String>], polluted: &str) {
    let score = score(clean, polluted.as_bytes());
    assert!(
        score > 9.999,
        "{name}: {score:.4}\n{}",
        convert("x", polluted.as_bytes(), &ReadOptions::default())
            .unwrap_or_default()
            .chars()
            .take(3000)
            .collect::<String>()
    );
}

#[test]
fn whole_files_come_out_clean() {
    let rows = source();
    let plain = write(&rows, &PLAIN);
    check("source", &rows, &plain);
    check("no trailing newline", &rows, plain.trim_end());
    check("double trailing newline", &rows, &format!("{plain}\r\n"));
    check("no header", &rows[1..], &write(&rows[1..], &PLAIN));
    check("header only", &rows[..1], &write(&rows[..1], &PLAIN));
    check("one data row", &rows[..2], &write(&rows[..2], &PLAIN));
    check("preamble", &rows, &format!("PREAMBLE,,,,,,,,\r\n,,,,,,,,\r\n{plain}"));
    for n in [2, 3] {
        let mut clean = rows.clone();
        clean[0] = rows[0].iter().map(|name| vec![name.as_str(); n].join(" ")).collect();
        let header = write(&rows[..1], &PLAIN);
        check("header on several lines", &clean, &format!("{}{plain}", header.repeat(n - 1)));
    }
    let less: Vec<Vec<String>> = rows.iter().map(|row| row[..8].to_vec()).collect();
    let more: Vec<Vec<String>> = rows
        .iter()
        .enumerate()
        .map(|(i, row)| [&row[..], &[if i == 0 { "col1".to_owned() } else { String::new() }]].concat())
        .collect();
    check("the table twice", &rows, &format!("{plain}{plain}"));
    check("a narrower copy below", &rows, &format!("{plain}{}", write(&less, &PLAIN)));
    check("a wider copy below", &rows, &format!("{plain}{}", write(&more, &PLAIN)));
    assert_eq!(convert("empty.csv", b"", &ReadOptions::default()).as_deref(), Ok(""));
}

#[test]
fn every_dialect_comes_out_clean() {
    let rows = source();
    check("LF", &rows, &write(&rows, &Style { line_end: "\n", ..PLAIN }));
    check("CR", &rows, &write(&rows, &Style { line_end: "\r", ..PLAIN }));
    check("semicolon", &rows, &write(&rows, &Style { delimiter: ";", ..PLAIN }));
    check("tab", &rows, &write(&rows, &Style { delimiter: "\t", ..PLAIN }));
    check("bar", &rows, &write(&rows, &Style { delimiter: "|", ..PLAIN }));
    check("comma and blank", &rows, &write(&rows, &Style { delimiter: ", ", ..PLAIN }));
    check("single quotes", &rows, &write(&rows, &Style { quote: '\'', escape: "'", ..PLAIN }));
    check("backslash escapes", &rows, &write(&rows, &Style { escape: "\\", ..PLAIN }));
    // `5" shade` inside quotes: three rows of text that cannot all be told apart.
    let unescaped = write(&rows, &Style { escape: "", ..PLAIN });
    assert!(score(&rows, unescaped.as_bytes()) > 9.6);
}

/// Pollutes one line at a time, and gives the mean score and the worst.
fn mean(name: &str, pollute: impl Fn(&[String], usize, usize) -> Option<String>) -> f64 {
    let rows = source();
    let (mut sum, mut n, mut worst) = (0.0, 0.0, Vec::new());
    for row_idx in 0..rows.len() {
        for column in 0..9 {
            let cells = written(&rows[row_idx], row_idx, &PLAIN);
            let Some(line) = pollute(&cells, row_idx, column) else { continue };
            let found = score(&rows, with_line(&rows, row_idx, line).as_bytes());
            sum += found;
            n += 1.0;
            if found < 9.999 {
                worst.push(format!("row {row_idx} column {column}: {found:.3}"));
            }
        }
    }
    println!(
        "{name}: {:.4}, {} of {n} not perfect: {:?}",
        sum / n,
        worst.len(),
        worst.iter().take(12).collect::<Vec<_>>()
    );
    sum / n
}

#[test]
fn a_delimiter_too_many_is_taken_out() {
    let mean = mean("more", |cells, _, column| {
        let mut cells = cells.to_vec();
        cells.insert(column, String::new());
        Some(cells.join(","))
    });
    assert!(mean > 9.99, "{mean}");
}

#[test]
fn a_delimiter_too_few_is_put_in() {
    let mean = mean("less", |cells, _, column| {
        let (front, back) = (cells[..column].join(","), cells[column..].join(","));
        (column > 0).then(|| format!("{front}{back}"))
    });
    // What remains are headers grown together: `PriceProductType` has two seams.
    assert!(mean > 9.94, "{mean}");
}

#[test]
fn a_stray_quote_is_taken_out() {
    let mean = mean("quote", |cells, _, column| {
        let mut cells = cells.to_vec();
        let at = usize::from(cells[column].starts_with('"'));
        cells[column].insert(at, '"');
        Some(cells.join(","))
    });
    assert!(mean > 9.98, "{mean}");
}

#[test]
fn a_line_with_blanks_for_delimiters_is_split() {
    let mean = mean("blanks", |cells, _, column| (column == 0).then(|| cells.join(" ")));
    assert!(mean > 9.98, "{mean}");
}
