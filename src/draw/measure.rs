//! How wide words are, without a font: the widths of a common interface typeface, on the generous side. Layout is the
//! same on every machine, and nothing asks a document.

/// Room that was made for exactly this text is enough for it, whatever sums of fractions say.
const SLACK: f64 = 0.01;

/// Width of the text at this font size, in the same unit.
pub(super) fn width(text: &str, size: f64, is_bold: bool) -> f64 {
    text.chars().map(em).sum::<f64>() * size * if is_bold { 1.14 } else { 1.0 }
}

/// Width of a character in ems.
fn em(c: char) -> f64 {
    match c {
        ',' | '.' => 0.32,
        'i' | 'j' | 'l' | 'I' | '|' | '\'' | ':' | ';' | '!' | '·' => 0.29,
        ' ' | '\u{a0}' | 'f' | 't' | 'r' | '(' | ')' | '[' | ']' | '-' | '/' => 0.37,
        'm' | 'M' | 'W' | '@' | '%' => 0.9,
        'w' | '…' | '−' | '→' | '≈' => 0.8,
        '0'..='9' => 0.64,
        'A'..='Z' => 0.68,
        '\u{300}'..='\u{36f}' | '\u{200b}'..='\u{200d}' | '\u{fe00}'..='\u{fe0f}' => 0.0,
        c if is_han(c) => 1.0,
        c if c >= '\u{1f000}' => 1.3,
        _ => 0.58,
    }
}

/// Characters as wide as high, between which a line may break.
fn is_han(c: char) -> bool {
    matches!(c, '\u{1100}'..='\u{11ff}' | '\u{2e80}'..='\u{d7ff}' | '\u{f900}'..='\u{faff}'
        | '\u{fe30}'..='\u{fe4f}' | '\u{ff01}'..='\u{ff60}' | '\u{20000}'..='\u{3ffff}')
}

/// The text, or as much of it as fits with `…`. Empty when not even one character fits.
pub(super) fn truncate(text: &str, max_width: f64, size: f64, is_bold: bool) -> String {
    if width(text, size, is_bold) <= max_width + SLACK {
        return text.to_owned();
    }
    let room = max_width - width("…", size, is_bold);
    let (mut used, mut end) = (0.0, 0);
    for (position, c) in text.char_indices() {
        used += width(c.encode_utf8(&mut [0; 4]), size, is_bold);
        if used > room {
            break;
        }
        end = position + c.len_utf8();
    }
    let kept = text[..end].trim_end();
    if kept.is_empty() { String::new() } else { format!("{kept}…") }
}

/// At most `n_lines` lines within `max_width`: broken at spaces and between Han characters, the last one truncated.
pub(super) fn wrap(text: &str, max_width: f64, size: f64, is_bold: bool, n_lines: usize) -> Vec<String> {
    let (mut lines, mut rest) = (Vec::new(), text.trim());
    while !rest.is_empty() {
        if lines.len() + 1 >= n_lines || width(rest, size, is_bold) <= max_width + SLACK {
            lines.push(truncate(rest, max_width, size, is_bold));
            break;
        }
        let end = line_end(rest, max_width, size, is_bold);
        lines.push(truncate(rest[..end].trim_end(), max_width, size, is_bold));
        rest = rest[end..].trim_start();
    }
    lines.retain(|line| !line.is_empty());
    lines
}

/// Where the first line ends: the last break that fits, else the first break there is.
fn line_end(text: &str, max_width: f64, size: f64, is_bold: bool) -> usize {
    let (mut used, mut end) = (0.0, None);
    let mut before = None;
    for (position, c) in text.char_indices() {
        // A number keeps its unit: "2010年" and "12月".
        let is_unit = before.is_some_and(|before: char| before.is_ascii_digit()) && is_han(c);
        let is_break = position > 0
            && (c == ' '
                || (before.is_some_and(is_han) || is_han(c))
                    && !is_unit
                    && !"，。、；：）」』〉》％%,.)".contains(c));
        if is_break {
            if used > max_width && end.is_some() {
                break;
            }
            end = Some(position);
            if used > max_width {
                break;
            }
        }
        used += width(c.encode_utf8(&mut [0; 4]), size, is_bold);
        before = Some(c);
    }
    end.unwrap_or(text.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_names_are_cut_where_they_still_say_something() {
        assert_eq!(truncate("short", 100.0, 12.0, false), "short");
        let cut = truncate("WHITE HANGING HEART T-LIGHT HOLDER", 100.0, 12.0, false);
        assert!(cut.ends_with('…') && width(&cut, 12.0, false) <= 100.0, "{cut}");
        assert_eq!(truncate("珍珠奶茶大杯微糖少冰", 60.0, 12.0, false), "珍珠奶茶…");
        assert_eq!(truncate("abc", 2.0, 12.0, false), "");
    }

    #[test]
    fn lines_break_at_spaces_and_between_han() {
        assert_eq!(wrap("tea light holder", 70.0, 12.0, false, 2), ["tea light", "holder"]);
        assert_eq!(wrap("珍珠奶茶大杯", 40.0, 12.0, false, 2), ["珍珠奶", "茶大杯"]);
        assert_eq!(wrap("2010年12月", 50.0, 12.0, false, 2), ["2010年", "12月"]);
        assert_eq!(wrap("unbreakable", 30.0, 12.0, false, 2).len(), 1);
        assert!(wrap("", 30.0, 12.0, false, 2).is_empty());
    }
}
