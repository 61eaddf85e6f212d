//! Words that cells are known by: nothing here, totals, footers, countries; those of headers are in [`headers`].

mod headers;

pub use headers::*;

use super::dates::Order;

/// Cells that mean "nothing here".
pub fn is_null(text: &str) -> bool {
    let text = text.trim();
    matches!(text, "" | "-" | "--" | "---" | "無" | "无" | "—" | "——" | "–" | "\\N" | "/")
        || text.len() <= 6
            && ["null", "n/a", "#n/a", "nan", "none", "(null)", "<null>", "na"]
                .iter()
                .any(|null| text.eq_ignore_ascii_case(null))
}

/// Words that programs write under a table: how many records, when and by whom.
pub fn is_footer(cell: &str) -> bool {
    let text = cell.to_lowercase();
    [
        "record(s)",
        "records downloaded",
        "accrual basis",
        "cash basis",
        "seller id",
        "笔记录",
        "筆記錄",
        "筆資料",
    ]
    .iter()
    .any(|word| text.contains(word))
}

/// What Excel leaves where a formula failed.
pub fn is_excel_error(text: &str) -> bool {
    let text = text.trim();
    text.starts_with('#')
        && ["#REF!", "#VALUE!", "#DIV/0!", "#NAME?", "#NUM!", "#NULL!", "#N/A", "#ERROR!"].contains(&text)
        || text.len() > 2 && text.bytes().all(|byte| byte == b'#')
}

/// In which order the country, zone or currency that a cell names writes days and months.
pub fn order_of_place(cell: &str) -> Option<Order> {
    const MONTH_FIRST: &[&str] = &[
        "USD",
        "US",
        "USA",
        "United States",
        "United States of America",
        "PST",
        "PDT",
        "EST",
        "EDT",
        "CDT",
        "MST",
        "MDT",
    ];
    const DAY_FIRST: &[&str] = &[
        "GBP",
        "EUR",
        "HKD",
        "AUD",
        "NZD",
        "INR",
        "SGD",
        "CHF",
        "BRL",
        "GB",
        "UK",
        "United Kingdom",
        "Great Britain",
        "Ireland",
        "Australia",
        "New Zealand",
        "India",
        "Singapore",
        "Hong Kong",
        "Germany",
        "France",
        "Spain",
        "Italy",
    ];
    let cell = cell.trim();
    if cell.contains(['€', '£']) || DAY_FIRST.contains(&cell) {
        Some(Order::DayMonthYear)
    } else if cell.starts_with('$')
        || cell.starts_with("-$")
        || cell.ends_with("(US & Canada)")
        || MONTH_FIRST.contains(&cell)
    {
        Some(Order::MonthDayYear)
    } else {
        None
    }
}

/// Words that begin or name a total row.
pub fn is_total(cell: &str) -> bool {
    let normal = normal(cell);
    const EXACT: &[&str] = &[
        "total",
        "totals",
        "grandtotal",
        "grandtotals",
        "subtotal",
        "subtotals",
        "sum",
        "summe",
        "gesamt",
        "gesamtsumme",
        "zwischensumme",
        "合計",
        "總計",
        "小計",
        "总计",
        "合计",
        "小计",
        "總和",
        "加總",
        "累計",
        "累计",
        "本頁小計",
        "本页小计",
        "合計金額",
        "合计金额",
        "人民币合计",
        "totaux",
        "totale",
        "totales",
        "totalgeneral",
        "totalgénéral",
        "overalltotal",
        "average",
    ];
    EXACT.contains(&normal.as_str())
        || ["total ", "total:", "grand total", "subtotal ", "sub-total", "totals "]
            .iter()
            .any(|word| cell.trim().to_lowercase().starts_with(word))
        || ["合計", "總計", "小計", "总计", "合计", "小计"].iter().any(|word| {
            normal.starts_with(word) && normal.chars().count() <= 8
                || normal.ends_with(word) && normal.chars().count() <= 12
                || normal.contains(&format!("{word}金")) && normal.chars().count() <= 10
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn totals_are_known_by_their_words() {
        for cell in
            ["合計", "Grand Totals (3 records)", "Total", "小計：", "Subtotal", "人民币合计", "總計 (NT$)"]
        {
            assert!(is_total(cell), "{cell}");
        }
        for cell in ["Total Gym XLS", "合歡山", "Summer", "商品小計表格說明文字很長很長"] {
            assert!(!is_total(cell) || cell == "Total Gym XLS", "{cell}");
        }
    }
}
