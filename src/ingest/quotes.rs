//! Records whose quotes are out of place, and delimiters that `csv-core` does not know.
//!
//! A quoted cell ends at a quote followed by a delimiter or a line end, with blanks between at most. Any other quote
//! inside is a character of the cell. When no such quote comes, or lines that look whole are swallowed, the cell is
//! closed at its own line end and the record marked.

use super::cells::Cells;
use super::tokens::{Dialect, Faults, Token, count_lines, line_end};

/// A quoted cell longer than this is taken for an unclosed quote.
pub const MAX_LINES: u32 = 50;
pub const MAX_BYTES: usize = 64 << 10;

/// Whether every quote of a raw record stands where the format wants it.
pub fn is_strict(raw: &[u8], dialect: &Dialect) -> bool {
    let Some(quote) = dialect.quote else { return true };
    let raw = super::tokens::without_line_end(raw);
    let mut at = 0;
    loop {
        if raw.get(at) == Some(&quote) {
            at += 1;
            loop {
                let Some(len) = memchr::memchr(quote, &raw[at..]) else { return false };
                if dialect.escape.is_some_and(|escape| len > 0 && raw[at + len - 1] == escape) {
                    at += len + 1;
                    continue;
                }
                at += len + 1;
                if raw.get(at) != Some(&quote) {
                    break;
                }
                at += 1;
            }
            match delimiter_len(raw, at, dialect) {
                _ if at == raw.len() => return true,
                0 => return false,
                len => at += len,
            }
        } else {
            let end = memchr::memchr(dialect.delimiter.as_bytes()[0], &raw[at..]).map(|len| at + len);
            if memchr::memchr(quote, &raw[at..end.unwrap_or(raw.len())]).is_some() {
                return false;
            }
            match end {
                Some(end) => at = end + 1,
                None => return true,
            }
        }
    }
}

/// Length of the delimiter at `at`, 0 when there is none.
fn delimiter_len(text: &[u8], at: usize, dialect: &Dialect) -> usize {
    let rest = &text[at.min(text.len())..];
    if dialect.is_blanks() {
        rest.iter().take_while(|byte| matches!(byte, b' ' | b'\t')).count()
    } else if rest.starts_with(dialect.delimiter.as_bytes()) {
        dialect.delimiter.len()
    } else if dialect.delimiter.len() > 1 {
        // The last cell of a line may be empty and its trailing blank trimmed: `a | b |`.
        let trimmed = dialect.delimiter.trim_ascii_end().as_bytes();
        let is_at_end = matches!(rest.get(trimmed.len()), None | Some(b'\n' | b'\r'));
        if !trimmed.is_empty() && rest.starts_with(trimmed) && is_at_end { trimmed.len() } else { 0 }
    } else {
        0
    }
}

fn is_line_end(text: &[u8], at: usize) -> bool {
    matches!(text.get(at), Some(b'\n' | b'\r'))
}

/// Splits the record at `start`; `None` when it is cut and more text may come.
pub fn split(
    text: &[u8],
    start: usize,
    is_last: bool,
    dialect: &Dialect,
    width: Option<usize>,
    cells: &mut Cells,
) -> Option<Token> {
    let token = split_with_quotes(text, start, is_last, dialect, cells)?;
    if token.n_lines == 1 && !token.faults.unclosed_quote {
        return Some(token);
    }
    // Several lines in one record: right when the width is right, or when its first line alone is no better.
    if token.n_lines > 1 && !token.faults.unclosed_quote && width.is_none_or(|width| cells.len() == width) {
        return Some(token);
    }
    let mut raw = Cells::default();
    let raw_token = split_raw(text, start, is_last, dialect, &mut raw)?;
    let is_raw_better = width.is_some_and(|width| {
        raw.len() == width && cells.len() != width
            || token.n_lines > 1 && next_is_whole(&text[..token.end], raw_token.end, dialect, width)
    });
    if is_raw_better || token.n_lines > 1 && token.faults.unclosed_quote {
        *cells = raw;
        return Some(raw_token);
    }
    Some(token)
}

/// Whether the line at `start` is a record of the right width on its own.
fn next_is_whole(text: &[u8], start: usize, dialect: &Dialect, width: usize) -> bool {
    let mut cells = Cells::default();
    let token = split_with_quotes(text, start, true, dialect, &mut cells);
    token.is_some_and(|token| token.n_lines == 1) && cells.len() == width
}

/// One line, its quotes read as characters; a lone opening quote is taken off its cell.
pub fn split_raw(
    text: &[u8],
    start: usize,
    is_last: bool,
    dialect: &Dialect,
    cells: &mut Cells,
) -> Option<Token> {
    let line_len = memchr::memchr2(b'\n', b'\r', &text[start..]);
    let stop = match line_len {
        Some(len) => start + len,
        None if is_last => text.len(),
        None => return None,
    };
    let end = if stop < text.len() { line_end(text, stop, is_last)? } else { stop };
    let mut at = start;
    let mut cell_start = start;
    let mut push = |cell: &[u8]| {
        let quote = dialect.quote;
        let inner = match (cell.first().copied(), cell.last().copied()) {
            (first, last) if cell.len() > 1 && first == quote && last == quote => &cell[1..cell.len() - 1],
            (first, _) if first.is_some() && first == quote => &cell[1..],
            _ => cell,
        };
        cells.push(inner);
    };
    while at < stop {
        match delimiter_len(&text[..stop], at, dialect) {
            0 => at += 1,
            len => {
                push(&text[cell_start..at]);
                at += len;
                cell_start = at;
            }
        }
    }
    push(&text[cell_start..stop]);
    Some(Token { end, n_lines: 1, faults: Faults { unclosed_quote: true, ..Faults::default() } })
}

pub fn split_with_quotes(
    text: &[u8],
    start: usize,
    is_last: bool,
    dialect: &Dialect,
    cells: &mut Cells,
) -> Option<Token> {
    let mut faults = Faults::default();
    let mut at = start;
    let is_blanks = dialect.is_blanks();
    if is_blanks {
        at += text[at..].iter().take_while(|byte| matches!(byte, b' ' | b'\t')).count();
    }
    loop {
        // One cell a turn, from `at`.
        if let Some(open) = opening_quote(text, at, dialect) {
            match close(text, open, is_last, dialect, cells) {
                Close::At(next) => at = next,
                Close::Cut => return None,
                Close::TextAfter => {
                    faults.text_after_quote = true;
                    at = text_after_quote(text, open, dialect, cells);
                }
                Close::Never => {
                    faults.unclosed_quote = true;
                    let stop = memchr::memchr2(b'\n', b'\r', &text[open..]).map_or(text.len(), |n| open + n);
                    cells.write(&text[open..stop]);
                    at = stop;
                }
            }
        } else {
            let cell_start = at;
            loop {
                let Some(&byte) = text.get(at) else {
                    if !is_last {
                        return None;
                    }
                    break;
                };
                if matches!(byte, b'\n' | b'\r') || delimiter_len(text, at, dialect) > 0 {
                    break;
                }
                at += 1;
            }
            cells.write(&text[cell_start..at]);
        }
        let is_end = |at: usize| at >= text.len() || is_line_end(text, at);
        let mut n_delimiter = if is_end(at) { 0 } else { delimiter_len(text, at, dialect) };
        if is_blanks && is_end(at + n_delimiter) {
            at += n_delimiter;
            n_delimiter = 0;
        }
        cells.end_cell();
        if n_delimiter > 0 {
            at += n_delimiter;
            continue;
        }
        if at >= text.len() && !is_last {
            return None;
        }
        let end = if at < text.len() { line_end(text, at, is_last)? } else { at };
        return Some(Token { end, n_lines: count_lines(&text[start..end]), faults });
    }
}

/// The position after the opening quote of the cell at `at`: `"`, ` "`, `="`.
fn opening_quote(text: &[u8], at: usize, dialect: &Dialect) -> Option<usize> {
    let quote = dialect.quote?;
    let rest = &text[at..];
    let n_blanks = rest.iter().take_while(|&&byte| byte == b' ').count();
    let rest = &rest[n_blanks..];
    if rest.first() == Some(&quote) {
        Some(at + n_blanks + 1)
    } else if rest.starts_with(b"=\"") && quote == b'"' {
        Some(at + n_blanks + 2)
    } else {
        None
    }
}

enum Close {
    /// The cell was written; this is the delimiter, line end or end of text after it.
    At(usize),
    /// The text ends before the cell does.
    Cut,
    /// There is a closing quote on the line, with text after it.
    TextAfter,
    Never,
}

/// Reads a quoted cell from behind its opening quote.
fn close(text: &[u8], open: usize, is_last: bool, dialect: &Dialect, cells: &mut Cells) -> Close {
    let Some(quote) = dialect.quote else { return Close::Never };
    let limit = text.len().min(open + MAX_BYTES);
    let (mut at, mut n_lines, mut first_odd_quote) = (open, 0u32, None);
    let mut pieces: Vec<(usize, usize)> = Vec::new();
    let mut piece = open;
    // `""Text …",`: the second quote is a stray one.
    let is_text = |at: usize| {
        text.get(at).is_some_and(|&byte| byte != quote && !byte.is_ascii_whitespace())
            && delimiter_len(text, at, dialect) == 0
    };
    if text.get(open) == Some(&quote) && is_text(open + 1) {
        first_odd_quote = Some(open);
        piece = open + 1;
        at = open + 1;
    }
    while at < limit {
        let byte = text[at];
        if dialect.escape == Some(byte) && text.get(at + 1) == Some(&quote) {
            pieces.push((piece, at));
            piece = at + 1;
            at += 2;
        } else if byte == quote {
            let is_blank =
                |byte: &&u8| matches!(byte, b' ' | b'\t') && dialect.delimiter.as_bytes() != [**byte];
            let blanks = text[at + 1..].iter().take_while(is_blank).count();
            let after = if dialect.is_blanks() { at + 1 } else { at + 1 + blanks };
            if after >= text.len() && !is_last {
                return Close::Cut;
            }
            let is_closed =
                after >= text.len() || is_line_end(text, after) || delimiter_len(text, after, dialect) > 0;
            let is_doubled = text.get(at + 1) == Some(&quote);
            // `"",` closes an empty cell only at its start; elsewhere `""` is a quote of the cell, unless three follow.
            if is_closed && !is_doubled {
                if at + 1 == text.len() && !is_last {
                    return Close::Cut;
                }
                for (from, to) in pieces {
                    cells.write(&text[from..to]);
                }
                cells.write(&text[piece..at]);
                return Close::At(after);
            }
            if is_doubled {
                pieces.push((piece, at + 1));
                piece = at + 2;
                at += 2;
            } else {
                if n_lines == 0 {
                    first_odd_quote.get_or_insert(at);
                }
                at += 1;
            }
        } else if matches!(byte, b'\n' | b'\r') {
            // A quote stood on the first line with text after it, and no proper end came: the cell ended there.
            if n_lines == 0 && first_odd_quote.is_some() {
                return Close::TextAfter;
            }
            n_lines += 1;
            if n_lines > MAX_LINES {
                return Close::Never;
            }
            at = line_end(text, at, true).unwrap_or(at + 1);
        } else {
            at += 1;
        }
    }
    if limit == text.len() && !is_last { Close::Cut } else { Close::Never }
}

/// `"abc"x,`: the cell is `abcx`. Gives the position of what follows.
fn text_after_quote(text: &[u8], open: usize, dialect: &Dialect, cells: &mut Cells) -> usize {
    let Some(quote) = dialect.quote else { return open };
    let closing = memchr::memchr(quote, &text[open..]).map_or(text.len(), |len| open + len);
    cells.write(&text[open..closing]);
    let mut at = (closing + 1).min(text.len());
    let rest = at;
    while at < text.len() && !is_line_end(text, at) && delimiter_len(text, at, dialect) == 0 {
        at += 1;
    }
    cells.write(&text[rest..at]);
    at
}
