//! Values into text, by language. The only place where percent, thousands separators, 萬 and the order of a date exist.

use super::chart::Format;
use super::text::Language;
use crate::message::Value;
use crate::table::day;

/// The number behind a value, for plurals.
pub fn number_of(value: &Value) -> Option<f64> {
    match value {
        Value::Count(n)
        | Value::Number(n, _)
        | Value::Share(n)
        | Value::Money(n, _)
        | Value::ShortMoney(n, _)
        | Value::Duration(n) => Some(*n),
        Value::List(items) => Some(items.len() as f64),
        _ => None,
    }
}

/// A value inside a sentence.
pub fn value(value: &Value, language: Language) -> String {
    match value {
        Value::Count(n) => number(*n, 0),
        Value::Number(n, decimals) => number(*n, *decimals),
        Value::Share(share) => percent_in_words(*share),
        Value::Money(amount, currency) => money(*amount, currency, language),
        Value::ShortMoney(amount, currency) => compact_money(*amount, currency, language),
        Value::Day(day) => self::day(*day, language),
        Value::Month(year, month) => self::month(*year, *month, language),
        Value::Duration(days) => duration(*days, language),
        Value::Bytes(n) => bytes(*n),
        Value::Text(text) => text.clone(),
        Value::List(items) => list(items, language),
        // Rendered by the catalogue.
        Value::Message(message) => message.key.to_string(),
    }
}

/// `1234567.891` with 2 decimals is `1,234,567.89`; the minus is U+2212.
pub fn number(n: f64, decimals: u8) -> String {
    let text = plain(n, decimals);
    let Some(start) = text.find(|c: char| c.is_ascii_digit()) else { return text };
    let (sign, digits) = text.split_at(start);
    let whole = digits.find(['.', 'e']).unwrap_or(digits.len());
    let mut grouped = sign.to_owned();
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && i < whole && (whole - i).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    grouped
}

/// As [`number`], without thousands separators.
fn plain(n: f64, decimals: u8) -> String {
    if n.is_nan() {
        return "–".into();
    }
    if n.is_infinite() {
        return if n > 0.0 { "∞".into() } else { "−∞".into() };
    }
    // Beyond what a double counts exactly, digits would be noise.
    let digits = if n.abs() >= 1e16 {
        format!("{:.1e}", n.abs())
    } else {
        format!("{:.*}", usize::from(decimals), n.abs())
    };
    let is_zero = digits.chars().all(|c| matches!(c, '0' | '.'));
    if n < 0.0 && !is_zero { format!("−{digits}") } else { digits }
}

/// Percent: no decimals in sentences, one in tables.
pub fn percent(share: f64, decimals: u8) -> String {
    number(share * 100.0, decimals) + "%"
}

/// Percent in a sentence: no decimals, but little is not said to be nothing, nor nearly all to be all; less than nothing
/// is the same with a minus.
pub fn percent_in_words(share: f64) -> String {
    match share {
        s if s < 0.0 => format!("−{}", percent_in_words(-s)),
        s if s > 0.0 && s < 0.0005 => "<0.1%".into(),
        s if s > 0.0 && s < 0.005 => percent(s, 1),
        s if (0.9995..1.0).contains(&s) => ">99.9%".into(),
        s if (0.995..1.0).contains(&s) => percent(s, 1),
        s => percent(s, 0),
    }
}

/// Money in full: two decimals below a million, none above or for currencies without small coins.
pub fn money(amount: f64, currency: &str, language: Language) -> String {
    let has_coins = (amount * 100.0).round() % 100.0 != 0.0;
    let is_whole = amount.abs() >= 1e6 || !has_coins || is_coinless(currency);
    signed(number(amount, if is_whole { 0 } else { 2 }), currency, language)
}

/// Money in tight places: `NT$30.8M`, `$3080.7萬`.
pub fn compact_money(amount: f64, currency: &str, language: Language) -> String {
    signed(compact(amount, language), currency, language)
}

fn signed(text: String, currency: &str, language: Language) -> String {
    let symbol = symbol(currency, language);
    match text.strip_prefix('−') {
        Some(digits) => format!("−{symbol}{digits}"),
        None => symbol + &text,
    }
}

/// What stands before an amount: a home currency has its short sign, a foreign one says whose it is; a code without a
/// sign is kept, with a space that does not break.
fn symbol(currency: &str, language: Language) -> String {
    use Language::*;
    let symbol = match (currency, language) {
        ("TWD", TraditionalChinese) | ("USD", English) | ("HKD", HongKong) => "$",
        ("TWD" | "NT$", _) => "NT$",
        ("USD" | "US$", _) => "US$",
        ("CNY" | "RMB", SimplifiedChinese) => "¥",
        ("CNY" | "RMB", _) => "CN¥",
        ("JPY", SimplifiedChinese) => "JP¥",
        ("JPY", _) => "¥",
        ("HKD", _) => "HK$",
        ("SGD", _) => "S$",
        ("AUD", _) => "A$",
        ("CAD", _) => "CA$",
        ("EUR", _) => "€",
        ("GBP", _) => "£",
        ("KRW", _) => "₩",
        ("INR", _) => "₹",
        (other, _) if other.len() == 3 && other.chars().all(|c| c.is_ascii_uppercase()) => {
            return format!("{other}\u{a0}");
        }
        (other, _) => other,
    };
    symbol.to_owned()
}

fn is_coinless(currency: &str) -> bool {
    matches!(currency, "TWD" | "NT$" | "JPY" | "KRW" | "VND" | "IDR" | "CLP")
}

/// Short form for labels and tight places: `30.8M`, `3080.7萬`.
pub fn compact(n: f64, language: Language) -> String {
    let (step, unit) = unit_of(n.abs(), language);
    if unit.is_empty() || n.abs() >= 1e16 {
        let text = number(n, if n == n.trunc() { 0 } else { significant(n.abs()) });
        let is_long = text.contains('.') && text.ends_with('0');
        return if is_long { text.trim_end_matches('0').trim_end_matches('.').to_owned() } else { text };
    }
    let scaled = n / step;
    let is_whole = (scaled - scaled.round()).abs() < 0.05 || scaled.abs() >= 1e5;
    plain(scaled, u8::from(!is_whole)) + unit
}

/// Decimals that leave about three significant digits of a number below 10,000.
fn significant(n: f64) -> u8 {
    match n {
        n if n >= 100.0 => 0,
        n if n >= 10.0 => 1,
        n if n >= 0.095 || n == 0.0 => 2,
        n if n >= 0.0095 => 3,
        _ => 4,
    }
}

/// The largest unit that fits below `n`: 1 and `""` when none does.
fn unit_of(n: f64, language: Language) -> (f64, &'static str) {
    let steps: &[(f64, &str)] = match language {
        Language::English | Language::HongKong => &[(1e12, "T"), (1e9, "B"), (1e6, "M"), (1e3, "k")],
        Language::TraditionalChinese => &[(1e12, "兆"), (1e8, "億"), (1e4, "萬")],
        Language::SimplifiedChinese => &[(1e12, "万亿"), (1e8, "亿"), (1e4, "万")],
    };
    // 9,996 would be printed as 10.0 of the next unit, which is right; below that the digits themselves are as short.
    let smallest = if steps[0].1 == "T" { 9_999.5 } else { 1e4 };
    steps.iter().copied().find(|(step, _)| n >= *step && n >= smallest).unwrap_or((1.0, ""))
}

/// A value of an axis as a mark's label: short, with its unit.
pub fn short(n: f64, format: &Format, language: Language) -> String {
    match format {
        Format::Count if n.abs() < 1e5 => number(n, 0),
        Format::Count => compact(n, language),
        Format::Number => compact(n, language),
        Format::Share => percent(n, u8::from(n != 0.0 && n.abs() < 0.0995)),
        Format::Money(currency) => compact_money(n, currency, language),
        Format::Day => day(n as i32, language),
        Format::Duration => duration(n, language),
    }
}

/// A value of an axis in full, for reading out.
pub fn full(n: f64, format: &Format, language: Language) -> String {
    match format {
        Format::Count => number(n, 0),
        Format::Number if n == n.trunc() => number(n, 0),
        Format::Number => number(n, significant(n.abs()).max(u8::from(n.abs() >= 100.0))),
        Format::Share => percent(n, 1),
        Format::Money(currency) => money(n, currency, language),
        Format::Day => day(n as i32, language),
        Format::Duration => duration(n, language),
    }
}

/// The labels of an axis' ticks: one unit and as many decimals for all, the unit at the last one only (`0 100 200 300 萬`).
pub fn ticks(values: &[f64], format: &Format, language: Language) -> Vec<String> {
    let largest = values.iter().fold(0.0f64, |largest, n| largest.max(n.abs()));
    let (step, unit) = match format {
        Format::Share => (0.01, "%".to_owned()),
        Format::Duration => (1.0, [" days", " 天", " 天"][language as usize].to_owned()),
        Format::Day => return values.iter().map(|n| day(*n as i32, language)).collect(),
        _ => match unit_of(largest, language) {
            // Thousands are written out: 8,000 is read faster than 8 k.
            (step, _) if step <= 1.0 || (step == 1e3 && largest < 1e5) || largest >= 1e16 => {
                (1.0, String::new())
            }
            (step, unit) => (step, format!(" {unit}")),
        },
    };
    let scaled: Vec<f64> = values.iter().map(|n| n / step).collect();
    let decimals = (0..6u8).find(|d| scaled.iter().all(|n| shows(*n, *d, largest / step))).unwrap_or(6);
    let last = values.len().saturating_sub(1);
    let mut labels: Vec<String> = scaled.iter().map(|n| number(*n, decimals)).collect();
    if let Some(label) = labels.get_mut(last) {
        *label += &unit;
    }
    labels
}

/// Whether `n` is itself at this many decimals, up to rounding noise of the largest tick.
fn shows(n: f64, decimals: u8, largest: f64) -> bool {
    let shift = [1.0, 10.0, 100.0, 1e3, 1e4, 1e5][usize::from(decimals).min(5)];
    ((n * shift).round() / shift - n).abs() <= largest * 1e-9
}

const MONTHS: [&str; 12] =
    ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/// `9 Dec 2011`, `2011年12月9日`.
pub fn day(day: day::Day, language: Language) -> String {
    let (year, month, day) = day::ymd(day);
    match language {
        Language::English => format!("{day} {} {year}", MONTHS[(month as usize - 1) % 12]),
        _ => format!("{year}年{month}月{day}日"),
    }
}

/// `9 Dec`, `12月9日`: on an axis that names the year elsewhere.
pub fn day_of_year(day: day::Day, language: Language) -> String {
    let (_, month, day) = day::ymd(day);
    match language {
        Language::English => format!("{day} {}", MONTHS[(month as usize - 1) % 12]),
        _ => format!("{month}月{day}日"),
    }
}

/// `Dec 2011`, `2011年12月`.
pub fn month(year: i32, month: u8, language: Language) -> String {
    match language {
        Language::English => format!("{} {year}", month_name(month, language)),
        _ => year_name(year, language) + &month_name(month, language),
    }
}

/// `Dec`, `12月`.
pub fn month_name(month: u8, language: Language) -> String {
    match language {
        Language::English => MONTHS[usize::from(month.clamp(1, 12)) - 1].to_owned(),
        _ => format!("{month}月"),
    }
}

/// `2011`, `2011年`.
pub fn year_name(year: i32, language: Language) -> String {
    if language.is_chinese() { format!("{year}年") } else { year.to_string() }
}

/// Days up to four months, then months, then years.
pub fn duration(days: f64, language: Language) -> String {
    let size = days.abs();
    let (n, unit) = match size {
        _ if size < 120.0 => (days, 0),
        _ if size < 730.0 => (days / 30.4375, 1),
        _ => (days / 365.25, 2),
    };
    let is_exact = match unit {
        0 => size >= 10.0 || days == days.trunc(),
        1 => true,
        _ => (n - n.round()).abs() < 0.05,
    };
    let text = number(n, u8::from(!is_exact));
    let units = match language {
        Language::English if text == "1" => [" day", " month", " year"],
        Language::English => [" days", " months", " years"],
        Language::TraditionalChinese | Language::HongKong => [" 天", " 個月", " 年"],
        Language::SimplifiedChinese => [" 天", " 个月", " 年"],
    };
    text + units[unit]
}

/// `a`, `a and b`, `a, b and c`; `a、b、c`.
pub fn list(items: &[String], language: Language) -> String {
    match items {
        [rest @ .., last] if !rest.is_empty() && language == Language::English => {
            format!("{} and {last}", rest.join(", "))
        }
        _ => items.join("、"),
    }
}

fn bytes(n: f64) -> String {
    match n {
        n if n >= 1e9 => number(n / 1e9, 1) + " GB",
        n if n >= 1e6 => number(n / 1e6, 1) + " MB",
        n if n >= 1e3 => number(n / 1e3, 0) + " kB",
        1.0 => "1 byte".into(),
        n => number(n, 0) + " bytes",
    }
}

#[cfg(test)]
mod tests {
    use super::Language::*;
    use super::*;

    #[test]
    fn numbers_read_as_the_language_writes_them() {
        assert_eq!(number(-1234567.891, 2), "−1,234,567.89");
        assert_eq!(number(-0.001, 2), "0.00");
        assert_eq!(number(999.0, 0), "999");
        assert_eq!(number(f64::NAN, 0), "–");
        assert_eq!(number(-2.5e250, 0), "−2.5e250");
        assert_eq!(percent(0.5694, 0), "57%");
        assert_eq!(percent(0.5694, 1), "56.9%");
    }

    #[test]
    fn a_little_is_not_nothing_on_either_side() {
        let check = |share: f64, words: &str| {
            assert_eq!(percent_in_words(share), words);
            assert_eq!(percent_in_words(-share), format!("−{words}"));
        };
        check(0.0002, "<0.1%");
        check(0.003, "0.3%");
        check(0.057, "6%");
        check(0.997, "99.7%");
        check(0.9997, ">99.9%");
        check(1.0, "100%");
        check(12.0, "1,200%");
        assert_eq!(percent_in_words(0.0), "0%");
        assert_eq!(percent_in_words(-0.0), "0%");
        assert_eq!(percent_in_words(f64::NAN), "–%");
    }

    #[test]
    fn short_numbers_use_the_units_of_the_language() {
        let check = |n, en: &str, hant: &str, hans: &str| {
            let all = [English, TraditionalChinese, SimplifiedChinese].map(|l| compact(n, l));
            assert_eq!(all, [en, hant, hans]);
        };
        check(30_806_863.0, "30.8M", "3080.7萬", "3080.7万");
        check(1_500_000_000.0, "1.5B", "15億", "15亿");
        check(-250_000.0, "−250k", "−25萬", "−25万");
        check(12_345.0, "12.3k", "1.2萬", "1.2万");
        check(8_200.0, "8,200", "8,200", "8,200");
        check(0.25, "0.25", "0.25", "0.25");
        check(0.001, "0.001", "0.001", "0.001");
        check(0.0, "0", "0", "0");
    }

    #[test]
    fn money_shows_whose_it_is() {
        assert_eq!(money(1234.5, "GBP", English), "£1,234.50");
        assert_eq!(money(-1234.0, "TWD", TraditionalChinese), "−$1,234");
        assert_eq!(money(1234.4, "TWD", SimplifiedChinese), "NT$1,234");
        assert_eq!(money(88.0, "CNY", SimplifiedChinese), "¥88");
        assert_eq!(money(88.0, "CNY", TraditionalChinese), "CN¥88");
        assert_eq!(money(88.0, "CHF", English), "CHF\u{a0}88");
        assert_eq!(money(7.000_000_1, "EUR", English), "€7");
        assert_eq!(money(2_000_000.25, "", English), "2,000,000");
        assert_eq!(compact_money(30_806_863.0, "TWD", TraditionalChinese), "$3080.7萬");
        assert_eq!(compact_money(30_806_863.0, "HKD", HongKong), "$30.8M");
        assert_eq!(compact_money(30_806_863.0, "HKD", TraditionalChinese), "HK$3080.7萬");
    }

    #[test]
    fn ticks_share_a_unit_and_the_last_one_says_it() {
        let check = |values: &[f64], format: Format, language| ticks(values, &format, language).join(" | ");
        assert_eq!(check(&[0.0, 0.25, 0.5, 0.75, 1.0], Format::Share, English), "0 | 25 | 50 | 75 | 100%");
        assert_eq!(
            check(&[0.0, 1e6, 2e6, 3e6], Format::Number, TraditionalChinese),
            "0 | 100 | 200 | 300 萬"
        );
        assert_eq!(check(&[0.0, 5e5, 1e6], Format::Number, English), "0.0 | 0.5 | 1.0 M");
        assert_eq!(check(&[0.0, 2000.0, 4000.0], Format::Count, English), "0 | 2,000 | 4,000");
        assert_eq!(
            check(&[0.0, 0.1, 0.2, 0.30000000000000004], Format::Number, English),
            "0.0 | 0.1 | 0.2 | 0.3"
        );
        assert_eq!(check(&[0.0, 30.0, 60.0], Format::Duration, SimplifiedChinese), "0 | 30 | 60 天");
    }

    #[test]
    fn dates_and_times_follow_the_language() {
        let christmas = day::parse_iso("2011-12-09").unwrap();
        assert_eq!(day(christmas, English), "9 Dec 2011");
        assert_eq!(day(christmas, TraditionalChinese), "2011年12月9日");
        assert_eq!(month(2011, 3, English), "Mar 2011");
        assert_eq!(month(2011, 3, SimplifiedChinese), "2011年3月");
        assert_eq!(duration(1.0, English), "1 day");
        assert_eq!(duration(4.5, English), "4.5 days");
        assert_eq!(duration(43.2, TraditionalChinese), "43 天");
        assert_eq!(duration(200.0, SimplifiedChinese), "7 个月");
        assert_eq!(duration(800.0, English), "2.2 years");
    }

    #[test]
    fn names_are_joined_as_the_language_does() {
        let names = ["tea", "milk", "salt"].map(String::from);
        assert_eq!(list(&names, English), "tea, milk and salt");
        assert_eq!(list(&names[..2], English), "tea and milk");
        assert_eq!(list(&names[..1], English), "tea");
        assert_eq!(list(&names, TraditionalChinese), "tea、milk、salt");
        assert_eq!(list(&[], English), "");
    }
}
