//! Ids as they are compared: which spellings are one id.

/// `Ａ` → `A`, `（` → `(`, the ideographic space → a space. Other characters stay.
pub fn half_width(character: char) -> char {
    match character {
        '\u{3000}' | '\u{a0}' => ' ',
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(character as u32 - 0xfee0).unwrap_or(character),
        other => other,
    }
}

/// An id as it is compared: half-width, trimmed, without the apostrophe Excel adds; `None` for blanks, null words and ids
/// that Excel destroyed (`1.23E+13`).
pub fn clean_id(text: &str) -> Option<String> {
    let text: String = text.chars().map(half_width).collect();
    let text = text.trim().trim_start_matches('\'').trim();
    let is_null =
        matches!(text, "" | "-" | "--" | "#N/A" | "N/A" | "NULL" | "null" | "nan" | "NaN" | "无" | "無");
    (!is_null && !is_destroyed_by_excel(text)).then(|| text.to_owned())
}

/// `1.23E+13`: digits of a long id are gone for good; it must never be a key.
pub fn is_destroyed_by_excel(text: &str) -> bool {
    let Some((mantissa, exponent)) = text.split_once(['E', 'e']) else { return false };
    let Some(exponent) = exponent.strip_prefix('+') else { return false };
    mantissa.contains('.')
        && mantissa.bytes().all(|b| b.is_ascii_digit() || b == b'.')
        && exponent.len() <= 3
        && exponent.bytes().all(|b| b.is_ascii_digit())
}

/// What stays of a number when Excel or a form is done with it: without blanks, leading zeros and a trailing `.0`. Numbers
/// that agree in this are one: `00 123`, `123`, `123.0`. Case is kept: some systems count on it.
pub fn bare_id(id: &str) -> String {
    let id: String = id.chars().filter(|c| !c.is_whitespace()).collect();
    let number = id.strip_suffix(".0").unwrap_or(&id);
    if !number.is_empty() && number.bytes().all(|b| b.is_ascii_digit()) {
        let digits = number.trim_start_matches('0');
        return if digits.is_empty() { "0".to_owned() } else { digits.to_owned() };
    }
    id
}
