//! Values into text, by language. The only place where percent, thousands separators, 萬 and the order of a date exist.

use super::text::Language;
use crate::message::Value;
use crate::table::day;

/// The number behind a value, for plurals.
pub fn number_of(value: &Value) -> Option<f64> {
    match value {
        Value::Count(n) | Value::Number(n, _) | Value::Share(n) | Value::Money(n, _) | Value::Duration(n) => {
            Some(*n)
        }
        Value::List(items) => Some(items.len() as f64),
        _ => None,
    }
}

pub fn value(value: &Value, language: Language) -> String {
    match value {
        Value::Count(n) => number(*n, 0),
        Value::Number(n, decimals) => number(*n, *decimals),
        Value::Share(share) => percent(*share, 0),
        Value::Money(amount, currency) => money(*amount, currency),
        Value::Day(day) => day::iso(*day),
        Value::Month(year, month) => self::month(*year, *month, language),
        Value::Duration(days) => duration(*days, language),
        Value::Bytes(n) => bytes(*n),
        Value::Text(text) => text.clone(),
        Value::List(items) => items.join(if language.is_chinese() { "、" } else { ", " }),
        // Rendered by the catalogue.
        Value::Message(message) => message.key.clone(),
    }
}

/// `1234567.891` with 2 decimals is `1,234,567.89`; the minus is U+2212.
pub fn number(n: f64, decimals: u8) -> String {
    if !n.is_finite() {
        return if n.is_nan() {
            "–".into()
        } else if n > 0.0 {
            "∞".into()
        } else {
            "−∞".into()
        };
    }
    let digits = format!("{:.*}", decimals as usize, n.abs());
    let (whole, fraction) = digits.split_once('.').map_or((digits.as_str(), None), |(w, f)| (w, Some(f)));
    let mut text = String::new();
    for (i, digit) in whole.chars().enumerate() {
        if i > 0 && (whole.len() - i) % 3 == 0 {
            text.push(',');
        }
        text.push(digit);
    }
    if let Some(fraction) = fraction {
        text.push('.');
        text += fraction;
    }
    let is_zero = text.chars().all(|c| !c.is_ascii_digit() || c == '0');
    if n < 0.0 && !is_zero { format!("−{text}") } else { text }
}

/// Percent: no decimals in sentences, one in tables.
pub fn percent(share: f64, decimals: u8) -> String {
    number(share * 100.0, decimals) + "%"
}

/// Money in full: two decimals below a million, none above.
pub fn money(amount: f64, currency: &str) -> String {
    let decimals = if amount.abs() >= 1e6 || amount == libm::trunc(amount) { 0 } else { 2 };
    let text = number(amount, decimals);
    if currency.is_empty() { text } else { format!("{currency} {text}") }
}

/// Short form for axes and tight places: `30.8 M`, `3080.7 萬`.
pub fn compact(n: f64, language: Language) -> String {
    let steps: [(f64, &str); 3] = match language {
        Language::English => [(1e9, "B"), (1e6, "M"), (1e3, "k")],
        Language::TraditionalChinese => [(1e8, "億"), (1e4, "萬"), (f64::INFINITY, "")],
        Language::SimplifiedChinese => [(1e8, "亿"), (1e4, "万"), (f64::INFINITY, "")],
    };
    for (step, unit) in steps {
        if n.abs() >= step {
            let scaled = n / step;
            let decimals = u8::from(libm::fabs(scaled - libm::round(scaled)) > 0.05 && scaled.abs() < 1e4);
            return format!("{} {unit}", number(scaled, decimals));
        }
    }
    let decimals = if n == libm::trunc(n) {
        0
    } else if n.abs() < 1.0 {
        2
    } else {
        1
    };
    number(n, decimals)
}

fn month(year: i32, month: u8, language: Language) -> String {
    const MONTHS: [&str; 12] =
        ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
    match language {
        Language::English => format!("{} {year}", MONTHS[(month.clamp(1, 12) - 1) as usize]),
        _ => format!("{year}年{month}月"),
    }
}

/// Days up to four months, then months, then years.
fn duration(days: f64, language: Language) -> String {
    let (n, decimals, unit) = if days < 120.0 {
        (days, u8::from(days < 10.0 && days != libm::trunc(days)), 0)
    } else if days < 730.0 {
        (days / 30.4375, 0, 1)
    } else {
        (days / 365.25, 1, 2)
    };
    let text = number(n, decimals);
    let units = match language {
        Language::English if text == "1" => [" day", " month", " year"],
        Language::English => [" days", " months", " years"],
        Language::TraditionalChinese => [" 天", " 個月", " 年"],
        Language::SimplifiedChinese => [" 天", " 个月", " 年"],
    };
    text + units[unit]
}

fn bytes(n: f64) -> String {
    match n {
        n if n >= 1e9 => number(n / 1e9, 1) + " GB",
        n if n >= 1e6 => number(n / 1e6, 1) + " MB",
        n if n >= 1e3 => number(n / 1e3, 0) + " kB",
        n => number(n, 0) + " bytes",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_read_as_the_language_writes_them() {
        assert_eq!(number(-1234567.891, 2), "−1,234,567.89");
        assert_eq!(number(-0.001, 2), "0.00");
        assert_eq!(compact(30_806_863.0, Language::English), "30.8 M");
        assert_eq!(compact(30_806_863.0, Language::TraditionalChinese), "3,080.7 萬");
        assert_eq!(percent(0.5694, 0), "57%");
        assert_eq!(duration(1.0, Language::English), "1 day");
    }
}
