//! Which delimiter and which quotes, from three windows of the file: head, middle and tail.
//!
//! Each candidate splits the windows; it is scored by how uniform the widths of its best block are and how clean the
//! cells' types, after the Table Uniformity Method of W. García, "Detecting CSV file dialects by table uniformity
//! measurement and data type inference", Data Science 7 (2024), with weights of our own.

use super::kind::{self, Kind};
use super::tokens::{Dialect, Tokeniser};

/// Records looked at in each window.
const N_RECORDS: usize = 200;

/// The candidates in order of how common they are; the earlier wins a draw.
const DELIMITERS: &[&str] = &[",", ";", "\t", "|"];
/// Only when none of the common ones fits.
const RARE: &[&str] = &[
    ":", " ", "^", "~", "#", "&", "§", "¦", "\u{1}", "\u{1e}", "\u{1f}", "，", "；", "||", "::", "/", "_",
    "*", "$", "%", "@", "!",
];

/// A `sep=;` line, quoted or not, as spreadsheets write it: the delimiter and the position after the line.
pub fn instruction(text: &[u8]) -> Option<(String, usize)> {
    let end = memchr::memchr2(b'\n', b'\r', text).unwrap_or(text.len());
    let line = std::str::from_utf8(&text[..end]).ok()?;
    let line = line.trim_matches(['\u{feff}', ' ']).trim_end_matches(',');
    let line = line.strip_prefix('"').and_then(|line| line.strip_suffix('"')).unwrap_or(line);
    let delimiter = line.strip_prefix("sep=").or_else(|| line.strip_prefix("SEP="))?;
    let delimiter = if delimiter.is_empty() && line.len() == 4 { "," } else { delimiter };
    let is_one = delimiter.chars().count() == 1 || delimiter == "\\t";
    let end = if end < text.len() { super::tokens::line_end(text, end, true).unwrap_or(end) } else { end };
    is_one.then(|| (if delimiter == "\\t" { "\t" } else { delimiter }.to_owned(), end))
}

/// A dialect and how well it fits.
#[derive(Clone, Debug)]
pub struct Fit {
    pub dialect: Dialect,
    /// Cells of most records.
    pub width: usize,
    /// Share of the records in the longest block of this width.
    pub uniformity: f64,
    pub score: f64,
}

/// The best dialect for the windows of decoded text. The first window starts at the file's start, the others anywhere.
/// `delimiter` and `quote` are the user's word or the file's.
pub fn detect(windows: &[&[u8]], delimiter: Option<&str>, quote: Option<char>) -> Fit {
    let windows: Vec<&[u8]> = windows
        .iter()
        .enumerate()
        .map(|(i, window)| match memchr::memchr2(b'\n', b'\r', window) {
            Some(at) if i > 0 => &window[at + 1..],
            _ => *window,
        })
        .collect();
    let quotes: Vec<Option<u8>> = match quote.and_then(|quote| u8::try_from(quote).ok()) {
        Some(quote) => vec![Some(quote)],
        None if quote == Some('\0') => vec![None],
        None => quotes(&windows),
    };
    let best_of = |delimiters: &[&str]| {
        let mut best: Option<Fit> = None;
        for &delimiter in delimiters {
            for &quote in &quotes {
                if delimiter.len() == 1 && quote == Some(delimiter.as_bytes()[0]) {
                    continue;
                }
                let mut dialect = Dialect::new(delimiter, quote);
                dialect.escape = escape(&windows, quote);
                let fit = score(&windows, dialect);
                if best.as_ref().is_none_or(|best| fit.score > best.score + 1e-9) {
                    best = Some(fit);
                }
            }
        }
        best
    };
    let forced = delimiter.map(|delimiter| if delimiter == "\\t" { "\t" } else { delimiter });
    if let Some(delimiter) = forced.filter(|delimiter| !delimiter.is_empty())
        && let Some(fit) = best_of(&[delimiter])
    {
        return fit;
    }
    let mut common = best_of(DELIMITERS);
    // `, ` everywhere: the blank belongs to the delimiter.
    if let Some(fit) = &common
        && let Some(longer) = match fit.dialect.delimiter.as_str() {
            "," => best_of(&[", "]),
            ";" => best_of(&["; "]),
            "|" => best_of(&[" | "]),
            _ => None,
        }
        && longer.width == fit.width
        && longer.width > 1
        && longer.uniformity >= fit.uniformity - 1e-9
    {
        common = Some(longer);
    }
    // `||`: every other cell is empty.
    if let Some(fit) = &common
        && fit.dialect.delimiter == "|"
        && fit.width > 2
        && let Some(double) = best_of(&["||"])
        && double.width * 2 == fit.width + 1
        && double.uniformity >= fit.uniformity - 1e-9
    {
        common = Some(double);
    }
    if let Some(fit) = common.filter(|fit| fit.width > 1 && fit.score > 0.05) {
        return fit;
    }
    match best_of(RARE).filter(|fit| fit.width > 1 && fit.uniformity > 0.8 && fit.score > 0.1) {
        Some(fit) => fit,
        // One column, or lines of no constant width.
        None => score(&windows, Dialect::new(",", quotes.first().copied().flatten())),
    }
}

/// Quotes worth trying: a character that opens and closes cells somewhere.
fn quotes(windows: &[&[u8]]) -> Vec<Option<u8>> {
    let mut found = Vec::new();
    for quote in [b'"', b'\''] {
        let (mut n_opening, mut n_closing) = (0usize, 0usize);
        for window in windows {
            for at in memchr::memchr_iter(quote, window) {
                let before = at.checked_sub(1).map(|at| window[at]);
                let after = window.get(at + 1).copied();
                let is_edge = |byte: Option<u8>| {
                    byte.is_none_or(|b| !b.is_ascii_alphanumeric() && b < 0x80 && b != quote)
                };
                n_opening += usize::from(is_edge(before) && !is_edge(after));
                n_closing += usize::from(!is_edge(before) && is_edge(after));
            }
        }
        // An apostrophe before a phone number opens and never closes.
        if quote == b'"' || n_opening > 0 && n_closing * 2 > n_opening && n_opening * 2 > n_closing {
            found.push(Some(quote));
        }
    }
    found
}

/// A backslash, when quotes stand behind backslashes and are not doubled.
fn escape(windows: &[&[u8]], quote: Option<u8>) -> Option<u8> {
    let quote = quote?;
    let count = |pair: [u8; 2]| -> usize {
        windows.iter().map(|window| memchr::memmem::find_iter(window, &pair).count()).sum()
    };
    let n_escaped = count([b'\\', quote]);
    // `"C:\"` ends a cell; an escaped quote is followed by more text.
    let n_ends: usize = windows
        .iter()
        .map(|window| {
            memchr::memmem::find_iter(window, &[b'\\', quote])
                .filter(|&at| {
                    matches!(window.get(at + 2), None | Some(b',' | b';' | b'\t' | b'|' | b'\n' | b'\r'))
                })
                .count()
        })
        .sum();
    (n_escaped > 0 && n_ends * 2 <= n_escaped).then_some(b'\\')
}

fn score(windows: &[&[u8]], dialect: Dialect) -> Fit {
    let mut widths: Vec<Vec<usize>> = Vec::new();
    let mut kinds: Vec<(usize, f64)> = Vec::new();
    let mut n_mended = 0usize;
    for window in windows {
        let mut tokeniser = Tokeniser::new(dialect.clone(), None);
        let (mut at, mut found) = (0, Vec::new());
        while found.len() < N_RECORDS
            && let Some(token) = tokeniser.next(window, at, true)
        {
            at = token.end;
            // The window's last line may be cut.
            if at >= window.len() && !found.is_empty() && windows.len() > 1 {
                break;
            }
            let cells = &tokeniser.cells;
            if cells.is_blank() {
                continue;
            }
            n_mended += usize::from(token.faults.unclosed_quote || token.faults.text_after_quote);
            found.push(cells.len());
            kinds.push((cells.len(), cells.iter().map(cleanness).sum::<f64>() / cells.len().max(1) as f64));
        }
        widths.push(found);
    }
    let n_records = kinds.len().max(1);
    let width = modal(widths.iter().flatten().copied());
    // The longest run of records of the modal width in each window: preambles and footers do not count against it.
    let n_in_block: usize = widths.iter().map(|widths| longest_run(widths, width)).sum();
    let n_of_width = kinds.iter().filter(|(n, _)| *n == width).count().max(1);
    let clean =
        kinds.iter().filter(|(n, _)| *n == width).map(|(_, clean)| clean).sum::<f64>() / n_of_width as f64;
    let uniformity = n_in_block as f64 / n_records as f64;
    let share = n_of_width as f64 / n_records as f64;
    let more_than_one = 1.0 - 1.0 / width.max(1) as f64;
    let mended = 1.0 - 0.5 * n_mended as f64 / n_records as f64;
    let score = (0.25 + 0.75 * uniformity) * share * clean * clean * libm::sqrt(more_than_one) * mended;
    Fit { dialect, width, uniformity, score }
}

/// The most frequent width; the larger of equals. A width of one counts half: titles and notes have it.
pub fn modal(widths: impl Iterator<Item = usize>) -> usize {
    let mut counts = std::collections::BTreeMap::new();
    for width in widths {
        *counts.entry(width).or_insert(0usize) += 1;
    }
    let weight = |width: usize, n: usize| if width == 1 { n } else { 2 * n };
    counts.into_iter().max_by_key(|&(width, n)| (weight(width, n), width)).map_or(1, |(width, _)| width)
}

pub fn longest_run(widths: &[usize], width: usize) -> usize {
    let (mut best, mut run) = (0, 0);
    for &found in widths {
        run = if found == width { run + 1 } else { 0 };
        best = best.max(run);
    }
    best
}

/// How much a cell looks like one cell: 1 for a number, a date or nothing, less for words with delimiters inside.
fn cleanness(cell: &[u8]) -> f64 {
    let Ok(text) = std::str::from_utf8(cell) else { return 0.3 };
    if text.len() > 200 {
        return 0.4;
    }
    match kind::of(text) {
        Kind::Empty => 0.9,
        Kind::Number | Kind::Date => 1.0,
        Kind::Word => {
            let trimmed = text.trim();
            let n_odd = trimmed.bytes().filter(|byte| matches!(byte, b',' | b';' | b'\t' | b'|')).count();
            let n_quotes = trimmed.bytes().filter(|&byte| byte == b'"').count();
            let edge_quote = trimmed.starts_with(['"', '\'']) != trimmed.ends_with(['"', '\'']);
            match (n_odd, n_quotes) {
                _ if edge_quote => 0.2,
                (_, n) if n % 2 == 1 => 0.2,
                _ if trimmed.starts_with('"') => 0.4,
                (0, _) => 0.85,
                (1, _) => 0.6,
                (2, _) => 0.5,
                _ => 0.3,
            }
        }
    }
}
