//! Numbers as people and programs write them.
//!
//! What a separator means is decided for a whole column: `1,234` alone is doubtful, beside `1.234,5` it is not.

/// A number's text taken apart, before it is known what its separators mean.
#[derive(Clone, Debug, PartialEq)]
pub struct Shape {
    is_negative: bool,
    /// Digits and the separators `.`, `,` among them.
    core: String,
    exponent: i32,
    /// A letter `e` was there.
    pub is_scientific: bool,
    pub is_percent: bool,
    pub has_currency: bool,
    /// ISO code or sign of the currency written with it, `""` for none and for signs of no one country (`元`).
    pub currency: &'static str,
    /// `131.77(已退款89.84)`: the second amount.
    pub refund: Option<String>,
    pub separators: Separators,
}

/// What the separators of one number can mean.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Separators {
    None,
    /// Only a point can be the decimal sign: `1,234.5`, `12.5`.
    Point,
    /// Only a comma can: `1.234,5`, `12,5`.
    Comma,
    /// `1,234`: thousands or three decimals.
    LoneComma,
    /// `1.234`
    LonePoint,
}

/// A number: `mantissa / 10^scale`, or a float when 18 digits do not hold it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Number {
    Decimal { mantissa: i64, scale: u8 },
    Float(f64),
}

/// Full-width forms as their ASCII twins, and the minus signs as one (NFKC, as far as numbers and dates need it).
pub fn narrow(text: &str) -> std::borrow::Cow<'_, str> {
    if text.is_ascii() {
        return text.into();
    }
    text.chars()
        .map(|c| match c {
            '\u{FF01}'..='\u{FF5E}' => char::from_u32(c as u32 - 0xFEE0).unwrap_or(c),
            '\u{2212}' | '\u{2012}' | '\u{2013}' | '\u{FE63}' => '-',
            '\u{3000}' | '\u{00A0}' | '\u{202F}' | '\u{2007}' | '\u{2009}' => ' ',
            '\u{FFE5}' => '¥',
            '\u{FFE1}' => '£',
            '\u{2019}' => '\'',
            _ => c,
        })
        .collect::<String>()
        .into()
}

/// Signs and codes of money before or after an amount, longest first.
const CURRENCIES: &[&str] = &[
    "NT$", "HK$", "US$", "AU$", "CA$", "SG$", "A$", "C$", "R$", "S$", "$", "¥", "€", "£", "₩", "₹", "฿", "₫",
    "₱", "₽", "元整", "元", "圓", "円", "块", "NTD", "TWD", "USD", "EUR", "GBP", "CNY", "RMB", "JPY", "HKD",
    "AUD", "CAD", "CHF", "SGD", "KRW", "INR", "SEK", "NOK", "DKK", "PLN", "BRL", "kr",
];

/// The ISO code of a sign or code, as far as one country uses it.
fn currency_of(sign: &str) -> &'static str {
    const CODES: &[&str] = &[
        "TWD", "USD", "EUR", "GBP", "CNY", "JPY", "HKD", "AUD", "CAD", "CHF", "SGD", "KRW", "INR", "SEK",
        "NOK", "DKK", "PLN", "BRL",
    ];
    match sign {
        "NT$" | "NTD" => "TWD",
        "HK$" => "HKD",
        "US$" => "USD",
        "AU$" | "A$" => "AUD",
        "CA$" | "C$" => "CAD",
        "SG$" | "S$" => "SGD",
        "R$" => "BRL",
        "RMB" => "CNY",
        "€" => "EUR",
        "£" => "GBP",
        "₩" => "KRW",
        "₹" => "INR",
        "円" => "JPY",
        "฿" => "THB",
        "₫" => "VND",
        "₱" => "PHP",
        "₽" => "RUB",
        "$" => "$",
        "¥" => "¥",
        _ => CODES.iter().find(|code| **code == sign).copied().unwrap_or(""),
    }
}

/// The currency that the words above a table name: `All amounts in USD`, `币种：人民币`.
pub fn currency_in(text: &str) -> Option<&'static str> {
    let lower = text.to_lowercase();
    let is_about = ["amounts", "currency", "币种", "幣別", "幣種", "货币", "貨幣", "单位", "單位"];
    if !is_about.iter().any(|word| lower.contains(word)) {
        return None;
    }
    for (word, code) in [
        ("人民币", "CNY"),
        ("人民幣", "CNY"),
        ("新台幣", "TWD"),
        ("新臺幣", "TWD"),
        ("美元", "USD"),
        ("港币", "HKD"),
        ("港幣", "HKD"),
    ] {
        if text.contains(word) {
            return Some(code);
        }
    }
    let mut found = text
        .split(|c: char| !c.is_ascii_alphabetic() && c != '$')
        .filter(|word| word.len() == 3 && word.bytes().all(|byte| byte.is_ascii_uppercase() || byte == b'$'))
        .map(currency_of)
        .filter(|code| code.len() == 3);
    let first = found.next()?;
    found.all(|code| code == first).then_some(first)
}

/// The text without one sign or code of money before or after it, and the sign.
fn strip_currency(text: &str) -> Option<(&'static str, &str)> {
    CURRENCIES.iter().find_map(|&sign| {
        let is_code = sign.len() == 3 && sign.bytes().all(|byte| byte.is_ascii_uppercase());
        let head =
            text.get(..sign.len()).filter(|head| *head == sign || is_code && head.eq_ignore_ascii_case(sign));
        if head.is_some() {
            return Some((sign, &text[sign.len()..]));
        }
        let cut = text.len().checked_sub(sign.len())?;
        let tail = text.get(cut..).filter(|tail| *tail == sign || is_code && tail.eq_ignore_ascii_case(sign));
        tail.map(|_| (sign, &text[..cut]))
    })
}

/// Takes a text apart; `None` when it is no number.
pub fn shape(text: &str) -> Option<Shape> {
    let narrowed = narrow(text.trim());
    let mut rest: &str = narrowed.trim();
    // Most cells are words: they are recognised by their first and last character.
    if !rest.bytes().any(|byte| byte.is_ascii_digit()) || rest.len() > 60 {
        return None;
    }
    let mut shape = Shape {
        is_negative: false,
        core: String::new(),
        exponent: 0,
        is_scientific: false,
        is_percent: false,
        has_currency: false,
        currency: "",
        refund: None,
        separators: Separators::None,
    };
    if let Some((amount, note)) = rest.split_once('(').filter(|(amount, _)| !amount.trim().is_empty()) {
        let note = note.strip_suffix(')')?;
        let is_all = ["已全额退款", "已全額退款", "全额退款", "全額退款"].contains(&note.trim());
        let refund = if is_all {
            Some(amount.trim())
        } else {
            ["已退款", "已退", "退款", "refunded"].iter().find_map(|word| note.trim().strip_prefix(word))
        };
        let refund = refund?.trim().trim_start_matches(['¥', '$', ':', ' ']);
        shape.refund = Some(refund.to_owned());
        rest = amount.trim();
    }
    if let Some(inner) = rest.strip_prefix('(').and_then(|rest| rest.strip_suffix(')')) {
        shape.is_negative = true;
        rest = inner.trim();
    }
    // Signs, currency and percent stand around the digits in any order: `-$12`, `$-12`, `12-`, `NT$ 1,234 元`.
    loop {
        if let Some(after) = rest.strip_prefix('-') {
            if shape.is_negative {
                return None;
            }
            shape.is_negative = true;
            rest = after.trim_start();
        } else if let Some(after) = rest.strip_prefix('+') {
            rest = after.trim_start();
        } else if let Some(before) = rest.strip_suffix('-') {
            if shape.is_negative {
                return None;
            }
            shape.is_negative = true;
            rest = before.trim_end();
        } else if let Some(before) = rest.strip_suffix('%') {
            if shape.is_percent {
                return None;
            }
            shape.is_percent = true;
            rest = before.trim_end();
        } else if let Some((sign, without)) = strip_currency(rest) {
            shape.has_currency = true;
            if shape.currency.len() < 3 && !currency_of(sign).is_empty() {
                shape.currency = currency_of(sign);
            }
            rest = without.trim();
        } else {
            break;
        }
    }
    if let Some(at) = rest.find(['e', 'E']) {
        let (digits, exponent) = (&rest[..at], &rest[at + 1..]);
        shape.exponent =
            exponent.strip_prefix('+').unwrap_or(exponent).parse().ok().filter(|e: &i32| e.abs() <= 300)?;
        shape.is_scientific = true;
        rest = digits;
    }
    let bytes = rest.as_bytes();
    let (mut n_points, mut n_commas, mut last) = (0, 0, None);
    for (at, &byte) in bytes.iter().enumerate() {
        match byte {
            b'0'..=b'9' => shape.core.push(byte as char),
            b'.' | b',' => {
                if byte == b'.' {
                    n_points += 1
                } else {
                    n_commas += 1
                }
                last = Some(shape.core.len());
                shape.core.push(byte as char);
            }
            // Blanks and apostrophes are thousands separators when three digits follow.
            b' ' | b'\'' if at > 0 && groups_of_three(&bytes[at + 1..]) => {}
            _ => return None,
        }
    }
    shape.separators = separators(&shape.core, n_points, n_commas, last)?;
    Some(shape)
}

/// Whether a thousands separator can stand before these digits.
fn groups_of_three(rest: &[u8]) -> bool {
    let n = rest.iter().take_while(|byte| byte.is_ascii_digit()).count();
    n == 3
}

fn separators(core: &str, n_points: usize, n_commas: usize, last: Option<usize>) -> Option<Separators> {
    if !core.bytes().any(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let Some(last) = last else { return Some(Separators::None) };
    let n_after = core.len() - last - 1;
    let first_group = core.find(['.', ',']).unwrap_or(core.len());
    let can_be_thousands = n_after == 3 && (1..=3).contains(&first_group) && !core.starts_with('0');
    let grouped = |sign: char, whole: &str| {
        let mut groups = whole.split(sign);
        groups.next().is_some_and(|group| (1..=3).contains(&group.len()))
            && groups.all(|group| group.len() == 3)
    };
    match (n_points, n_commas) {
        (1, 0) if can_be_thousands => Some(Separators::LonePoint),
        (0, 1) if can_be_thousands => Some(Separators::LoneComma),
        (1, 0) => Some(Separators::Point),
        (0, 1) => Some(Separators::Comma),
        // Several of one sign: thousands, so the other one is the decimal sign.
        (_, 0) => grouped('.', core).then_some(Separators::Comma),
        // Indian grouping, `1,23,456`, is rare but unmistakable: two digits between commas, three at the end.
        (0, _) => (grouped(',', core) || is_indian(core)).then_some(Separators::Point),
        (1, _) if core.as_bytes()[last] == b'.' => {
            (grouped(',', &core[..last]) || is_indian(&core[..last])).then_some(Separators::Point)
        }
        (_, 1) if core.as_bytes()[last] == b',' => grouped('.', &core[..last]).then_some(Separators::Comma),
        _ => None,
    }
}

fn is_indian(whole: &str) -> bool {
    let groups: Vec<&str> = whole.split(',').collect();
    let Some((last, front)) = groups.split_last() else { return false };
    last.len() == 3
        && front.len() > 1
        && (1..=2).contains(&front[0].len())
        && front[1..].iter().all(|group| group.len() == 2)
}

impl Shape {
    /// The number, with the comma or the point as decimal sign; `None` when the text cannot be read so.
    pub fn number(&self, is_comma_decimal: bool) -> Option<Number> {
        let fits = match self.separators {
            Separators::Point => !is_comma_decimal,
            Separators::Comma => is_comma_decimal,
            _ => true,
        };
        if !fits {
            return None;
        }
        let decimal_sign = if is_comma_decimal { b',' } else { b'.' };
        let (mut mantissa, mut n_decimals, mut n_digits, mut is_fraction) = (0i64, 0i32, 0, false);
        let mut plain = String::new();
        for byte in self.core.bytes() {
            if byte == decimal_sign {
                is_fraction = true;
                plain.push('.');
            } else if byte.is_ascii_digit() {
                plain.push(byte as char);
                n_digits += i32::from(mantissa != 0 || byte != b'0');
                n_decimals += i32::from(is_fraction);
                mantissa = mantissa
                    .checked_mul(10)
                    .and_then(|m| m.checked_add(i64::from(byte - b'0')))
                    .unwrap_or(i64::MAX);
            }
        }
        let mut scale = n_decimals - self.exponent + if self.is_percent { 2 } else { 0 };
        while scale < 0 && n_digits <= 18 {
            mantissa = mantissa.checked_mul(10).unwrap_or(i64::MAX);
            n_digits += i32::from(mantissa != 0);
            scale += 1;
        }
        while (scale > 12 || n_digits > 18) && scale > 0 && mantissa % 10 == 0 && mantissa != i64::MAX {
            mantissa /= 10;
            scale -= 1;
            n_digits -= 1;
        }
        if n_digits <= 18 && (0..=12).contains(&scale) {
            let mantissa = if self.is_negative { -mantissa } else { mantissa };
            return Some(Number::Decimal { mantissa, scale: scale as u8 });
        }
        let percent = if self.is_percent { -2 } else { 0 };
        let value: f64 = format!("{plain}e{}", self.exponent + percent).parse().ok()?;
        value.is_finite().then_some(Number::Float(if self.is_negative { -value } else { value }))
    }
}

/// The number of a text on its own, its separators read in the most likely way.
pub fn parse(text: &str) -> Option<Number> {
    let shape = shape(text)?;
    shape.number(shape.separators == Separators::Comma)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: Option<&str>) {
        let found = parse(text).map(|number| match number {
            Number::Decimal { mantissa, scale } => crate::table::column::decimal_text(mantissa.into(), scale),
            Number::Float(value) => format!("{value:e}"),
        });
        assert_eq!(found.as_deref(), expected, "{text:?}");
    }

    #[test]
    fn amounts_are_read_in_every_dress() {
        for (text, expected) in [
            ("12", "12"),
            ("1,234.50", "1234.50"),
            ("1.234,50", "1234.50"),
            ("261,96", "261.96"),
            ("1'234'567.8", "1234567.8"),
            ("1 234,5", "1234.5"),
            ("$1.65", "1.65"),
            ("-$12.00", "-12.00"),
            ("$-12.00", "-12.00"),
            ("($8,142.75)", "-8142.75"),
            ("12.5-", "-12.5"),
            ("\u{2212}129.99", "-129.99"),
            ("１２３．４５", "123.45"),
            ("￥1,099.00", "1099.00"),
            ("NT$1,234", "1234"),
            ("NT$ 1,234 元", "1234"),
            ("12.00元", "12.00"),
            ("$450 USD", "450"),
            ("EUR 12,50", "12.50"),
            ("20%", "0.20"),
            ("12.5 %", "0.125"),
            ("131.77(已退款89.84)", "131.77"),
            ("50.00(已全额退款)", "50.00"),
            ("1.23E+3", "1230"),
            ("1,23,456.5", "123456.5"),
            ("0.123", "0.123"),
            (".5", "0.5"),
            ("+3", "3"),
            ("1.5e300", "1.5e300"),
            ("123456789012345678901", "1.2345678901234568e20"),
        ] {
            check(text, Some(expected));
        }
    }

    #[test]
    fn words_codes_and_dates_are_no_numbers() {
        for text in [
            "",
            "-",
            "abc",
            "85123A",
            "C536379",
            "2024-01-01",
            "1.2.3",
            "12:30",
            "1,23,45",
            "#1001",
            "5 x",
            "--5",
            "1e",
            "No 5",
        ] {
            check(text, None);
        }
    }

    #[test]
    fn a_lone_separator_before_three_digits_waits_for_the_column() {
        assert_eq!(shape("1,234").unwrap().separators, Separators::LoneComma);
        assert_eq!(shape("1.234").unwrap().number(true), Some(Number::Decimal { mantissa: 1234, scale: 0 }));
        assert_eq!(shape("1.234").unwrap().number(false), Some(Number::Decimal { mantissa: 1234, scale: 3 }));
        assert_eq!(shape("1.50").unwrap().number(true), None);
    }
}
