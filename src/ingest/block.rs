//! Where the table is: its width, its header lines, what stands before them, and whether it is a table at all.

use super::cells::Cells;
use super::kind::{self, Kind};
use super::mend::Mender;
use super::tokens::Dialect;
use super::words;
use super::{Shape, dialect};
use std::collections::{HashMap, HashSet};

/// A record of the head of the file.
#[derive(Clone, Debug, Default)]
pub struct Line {
    pub cells: Vec<String>,
    /// Physical line, from 0.
    pub line: u32,
    /// The record's bytes, for the first lines only.
    pub raw: Vec<u8>,
}

/// Where the table is.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Block {
    pub shape: Shape,
    pub width: usize,
    /// Records before the first header line (or the first row).
    pub n_before: usize,
    /// Header lines: 0 when the file has none.
    pub n_header: usize,
    /// Physical line of the first header line, from 0.
    pub header_line: Option<u32>,
    /// First header line, as in the file.
    pub header: Vec<String>,
    /// Further header lines joined: question texts, the other language.
    pub labels: Vec<String>,
    /// The header was taken on little evidence.
    pub is_doubtful: bool,
    /// Heads and details of orders stand on lines of different widths, told by their first cell.
    pub master: Option<MasterDetail>,
}

/// `M|…` heads an order, the `D|…` lines below it are its details. A row of the table is a detail and, behind it, the
/// cells of its head.
#[derive(Clone, Debug, PartialEq)]
pub struct MasterDetail {
    pub master: String,
    pub detail: String,
    /// Cells behind the first.
    pub n_master: usize,
    pub n_detail: usize,
}

/// Rows compared with a header candidate.
const N_BODY: usize = 200;

/// Finds the block in the head's records. `widths` are of all windows; `forced` is the user's header line (-1: none).
pub fn find(lines: &[Line], widths: &[usize], forced: Option<i64>) -> Block {
    let filled: Vec<usize> = lines.iter().map(|line| n_filled(&line.cells)).collect();
    let width = width(lines, widths);
    if forced.is_none()
        && let Some(master) = master_detail(lines)
    {
        let header = if is_einvoice(lines, &master) {
            E_INVOICE.iter().map(|name| (*name).to_owned()).collect()
        } else {
            Vec::new()
        };
        let width = master.n_master + master.n_detail;
        return Block { width, header, master: Some(master), ..Block::default() };
    }
    if forced.is_none() && is_baskets(lines, widths) {
        let n_before = filled.iter().take_while(|&&n| n == 0).count();
        return Block { shape: Shape::Baskets, width, n_before, ..Block::default() };
    }
    let mut block = Block { width, ..Block::default() };
    match forced {
        Some(-1) => {
            block.n_before = filled.iter().take_while(|&&n| n == 0).count();
            return block;
        }
        Some(at) => {
            let at = lines.iter().position(|line| i64::from(line.line) >= at).unwrap_or(0);
            take_header(&mut block, lines, at, 1);
            return block;
        }
        None => {}
    }
    let fits = |i: usize| {
        let n = lines[i].cells.len();
        let n_used = n - lines[i].cells.iter().rev().take_while(|cell| cell.trim().is_empty()).count();
        filled[i] > 0 && (n == width || n + 1 == width && width > 2 || n > width && n_used <= width)
    };
    // A title or a note padded with delimiters has few filled cells; a header nearly all.
    let n_needed = |i: usize| match width {
        0..=2 => width,
        3 => 2,
        _ => (typical_filled(&filled, i) / 2).max(3).min(width),
    };
    let mut first = (0..lines.len())
        .find(|&i| fits(i) && filled[i] >= n_needed(i) && begins_block(lines, &filled, i, width));
    if width == 1 {
        first = filled.iter().position(|&n| n > 0);
    }
    let Some(first) = first else {
        block.n_before = filled.iter().take_while(|&&n| n == 0).count();
        return block;
    };
    let (score, n_header) = header_score(lines, first, width);
    if score > 0.0 {
        take_header(&mut block, lines, first, n_header);
        block.is_doubtful = score < 0.5;
    } else {
        block.n_before = first;
        block.is_doubtful = score > -0.5;
    }
    block
}

/// A header line damaged so that its width is wrong stands before the first row: put right, it is the header.
pub fn mend_header(block: &mut Block, lines: &[Line], dialect: &Dialect) {
    let is_short = block.n_header > 0 && block.header.len() + 1 == block.width;
    if block.shape != Shape::Table
        || block.n_header > 0 && !is_short
        || block.n_header == 0 && block.n_before == 0
    {
        return;
    }
    let at = if is_short { block.n_before } else { block.n_before - 1 };
    let mut cells = Cells::default();
    for cell in &lines[at].cells {
        cells.push(cell.as_bytes());
    }
    if !Mender::for_header(block.width).mend(&lines[at].raw, dialect, &mut cells) {
        return;
    }
    let mended = Line { cells: cells.to_texts(), ..lines[at].clone() };
    let n_words = mended.cells.iter().filter(|cell| words::is_header_word(cell)).count();
    let mut lines = lines.to_vec();
    lines[at] = mended;
    let (score, n_header) = header_score(&lines, at, block.width);
    if score > 0.0 && n_words * 3 >= block.width {
        take_header(block, &lines, at, n_header);
        block.is_doubtful = true;
    }
}

fn take_header(block: &mut Block, lines: &[Line], first: usize, n_header: usize) {
    let Some(line) = lines.get(first) else { return };
    block.n_before = first;
    block.n_header = n_header;
    block.header_line = Some(line.line);
    block.header = line.cells.clone();
    let mut labels = vec![String::new(); line.cells.len()];
    for line in lines.iter().skip(first + 1).take(n_header.saturating_sub(1)) {
        for (label, cell) in labels.iter_mut().zip(&line.cells) {
            let cell = cell.trim();
            if !cell.is_empty() && !cell.starts_with("{\"ImportId\"") {
                if !label.is_empty() {
                    label.push(' ');
                }
                label.push_str(cell);
            }
        }
    }
    block.labels = labels;
}

fn n_filled(cells: &[String]) -> usize {
    cells.iter().filter(|cell| !cell.trim().is_empty()).count()
}

/// The width of the table: the modal width. Of two blocks about as long, one below the other, the first one's.
fn width(lines: &[Line], widths: &[usize]) -> usize {
    let all: Vec<usize> = match widths {
        [] => lines.iter().map(|line| line.cells.len()).collect(),
        _ => widths.to_vec(),
    };
    let modal = dialect::modal(all.iter().copied());
    let n = |width: usize| all.iter().filter(|&&other| other == width).count();
    let is_block = |width: usize| dialect::longest_run(&all, width) * 10 >= n(width) * 9;
    let first_at = |width: usize| all.iter().position(|&other| other == width);
    let is_rival = |&&width: &&usize| {
        width > 1
            && width != modal
            && n(width) * 10 >= n(modal) * 8
            && first_at(width) < first_at(modal)
            && is_block(width)
    };
    match all.iter().find(is_rival) {
        Some(&first) if is_block(modal) => first,
        _ => modal,
    }
    .max(1)
}

/// Filled cells of the rows after `i`, the middle one.
fn typical_filled(filled: &[usize], i: usize) -> usize {
    let mut after: Vec<usize> = filled[i + 1..].iter().copied().filter(|&n| n > 0).take(20).collect();
    after.sort_unstable();
    after.get(after.len() / 2).copied().unwrap_or(0)
}

/// Whether rows of the table's width follow: a lone wide line in a preamble is no header.
fn begins_block(lines: &[Line], filled: &[usize], i: usize, width: usize) -> bool {
    let next: Vec<usize> = (i + 1..lines.len()).filter(|&j| filled[j] > 0).take(3).collect();
    next.is_empty() || next.iter().any(|&j| lines[j].cells.len().abs_diff(width) <= 1)
}

/// How sure it is that the line at `first` is a header (above 0: it is), and how many lines the header has.
fn header_score(lines: &[Line], first: usize, width: usize) -> (f64, usize) {
    let head = &lines[first].cells;
    let n_labels = label_lines(lines, first, width);
    let body: Vec<&[String]> = lines[first + 1 + n_labels..]
        .iter()
        .filter(|line| n_filled(&line.cells) > 0 && line.cells.len().abs_diff(width) <= 1)
        // The header once more, further down, says nothing against it.
        .filter(|line| line.cells != *head)
        .take(N_BODY)
        .map(|line| line.cells.as_slice())
        .collect();
    let n_words = head.iter().filter(|cell| words::is_header_word(cell)).count();
    let n_filled = n_filled(head).max(1);
    let word_share = n_words as f64 / n_filled as f64;
    let kinds: Vec<Kind> = head.iter().map(|cell| kind::of(cell)).collect();
    let n_typed = kinds.iter().filter(|kind| matches!(kind, Kind::Number | Kind::Date)).count();
    if body.is_empty() {
        // A header and nothing else, or a single row.
        let score = if n_typed == 0 { 0.3 + word_share } else { word_share - 0.3 };
        return (score, 1);
    }
    if n_typed == n_filled && is_consecutive(head) {
        return (0.6, 1);
    }
    let (mut for_header, mut against) = (0.0, 0.0);
    for (i, cell) in head.iter().enumerate() {
        let below: Vec<&str> = body
            .iter()
            .filter_map(|row| row.get(i).map(|cell| cell.trim()))
            .filter(|cell| !cell.is_empty())
            .collect();
        if below.is_empty() || cell.trim().is_empty() {
            continue;
        }
        let n_typed_below =
            below.iter().filter(|cell| matches!(kind::of(cell), Kind::Number | Kind::Date)).count();
        let typed_share = n_typed_below as f64 / below.len() as f64;
        match kinds[i] {
            Kind::Word if typed_share > 0.7 => for_header += 1.0,
            Kind::Number | Kind::Date if typed_share > 0.8 => against += 1.0,
            Kind::Number | Kind::Date => against += 0.5,
            Kind::Word => {
                if below.contains(&cell.trim()) {
                    against += 0.7;
                } else if is_code_like(&below) && !is_code(cell) {
                    for_header += 0.5;
                } else if below.len() >= 3
                    && below.iter().all(|cell| cell.chars().count() <= 2)
                    && cell.chars().count() > 2
                {
                    for_header += 0.3;
                }
            }
            Kind::Empty => {}
        }
    }
    let distinct: HashSet<&str> =
        head.iter().map(|cell| cell.trim()).filter(|cell| !cell.is_empty()).collect();
    if distinct.len() < n_filled {
        against += 0.3 * (n_filled - distinct.len()) as f64;
    }
    let n = width.max(1) as f64;
    let score = 3.0 * (for_header - against) / n + 1.5 * word_share;
    if score.abs() < 0.05 && n_typed == 0 {
        // A table of words only: a first line of short distinct words is a header more often than a row.
        return (0.2, 1 + n_labels);
    }
    (score, 1 + n_labels)
}

/// `1, 2, 3 …` or `2001, 2002 …` as names.
fn is_consecutive(cells: &[String]) -> bool {
    let numbers: Vec<i64> = cells.iter().filter_map(|cell| cell.trim().parse().ok()).collect();
    numbers.len() == cells.len()
        && numbers.len() >= 3
        && numbers.windows(2).all(|pair| pair[1] == pair[0] + 1)
}

/// Digits among the letters: order numbers, article codes, e-mail addresses.
fn is_code(cell: &str) -> bool {
    cell.bytes().any(|byte| byte.is_ascii_digit()) || cell.contains('@')
}

fn is_code_like(cells: &[&str]) -> bool {
    cells.iter().filter(|cell| is_code(cell)).count() * 10 >= cells.len() * 9
}

/// Further header lines below the first: question texts, `{"ImportId"…}`, the same in another language.
fn label_lines(lines: &[Line], first: usize, width: usize) -> usize {
    let mut n = 0;
    while n < 3 && first + 2 + n < lines.len() {
        let candidate = &lines[first + 1 + n].cells;
        if candidate.iter().any(|cell| cell.trim_start().starts_with("{\"ImportId\"")) {
            n += 1;
            continue;
        }
        if n_filled(candidate) == 0 {
            break;
        }
        let body: Vec<&[String]> = lines[first + 2 + n..]
            .iter()
            .filter(|line| n_filled(&line.cells) > 0 && line.cells.len().abs_diff(width) <= 1)
            .take(50)
            .map(|line| line.cells.as_slice())
            .collect();
        if body.is_empty() {
            break;
        }
        let (mut n_words_over_types, mut n_types_over_types) = (0, 0);
        for (i, cell) in candidate.iter().enumerate() {
            let below: Vec<Kind> = body
                .iter()
                .filter_map(|row| row.get(i))
                .map(|cell| kind::of(cell))
                .filter(|k| *k != Kind::Empty)
                .collect();
            let n_typed = below.iter().filter(|kind| **kind != Kind::Word).count();
            if below.is_empty() || n_typed * 10 < below.len() * 9 {
                continue;
            }
            match kind::of(cell) {
                Kind::Word => n_words_over_types += 1,
                Kind::Empty => {}
                _ => n_types_over_types += 1,
            }
        }
        // Answer options under the questions of a survey: empty where every answer is filled.
        let head = &lines[first].cells;
        let n_skipped = (0..head.len()).filter(|&i| {
            let is_empty = |cells: &[String]| cells.get(i).is_none_or(|cell| cell.trim().is_empty());
            !is_empty(head) && is_empty(candidate) && body.iter().all(|row| !is_empty(row))
        });
        let is_options = candidate.first().is_some_and(|cell| cell.trim().is_empty())
            && n_skipped.count() >= 3
            && candidate.iter().all(|cell| matches!(kind::of(cell), Kind::Word | Kind::Empty));
        // One odd cell in a column of numbers is a bad cell, not a header.
        let next_is_label = lines
            .get(first + 2 + n)
            .is_some_and(|line| line.cells.iter().any(|cell| cell.starts_with("{\"ImportId\"")));
        if next_is_label || is_options || n_words_over_types >= 2 && n_types_over_types == 0 {
            n += 1;
        } else {
            break;
        }
    }
    n
}

/// Names of the columns of the Taiwanese tax office's invoice file: the detail's, then the head's.
const E_INVOICE: [&str; 11] = [
    "發票號碼",
    "小計",
    "品項名稱",
    "發票狀態",
    "發票號碼 (M)",
    "發票日期",
    "商店統編",
    "商店店名",
    "載具名稱",
    "載具號碼",
    "總金額",
];

fn is_einvoice(lines: &[Line], master: &MasterDetail) -> bool {
    let is_number = |cell: Option<&String>| {
        cell.is_some_and(|cell| {
            let cell = cell.trim().as_bytes();
            cell.len() == 10
                && cell[..2].iter().all(u8::is_ascii_uppercase)
                && cell[2..].iter().all(u8::is_ascii_digit)
        })
    };
    (master.n_master, master.n_detail) == (8, 3)
        && lines
            .iter()
            .filter(|line| line.cells.len() > 3)
            .all(|line| is_number(line.cells.get(if line.cells[0].trim() == master.master { 2 } else { 1 })))
}

/// The first cells are two short words, each on lines of a width of its own, and the first line's is the head's.
fn master_detail(lines: &[Line]) -> Option<MasterDetail> {
    let mut kinds: Vec<(&str, usize, usize)> = Vec::new();
    for line in lines.iter().filter(|line| n_filled(&line.cells) > 0) {
        let tag = line.cells.first()?.trim();
        let is_tag = (1..=3).contains(&tag.len()) && tag.bytes().all(|byte| byte.is_ascii_alphabetic());
        let n_kinds = kinds.len();
        match kinds.iter_mut().find(|(known, _, _)| *known == tag) {
            Some((_, width, n)) if *width == line.cells.len() => *n += 1,
            None if is_tag && n_kinds < 2 => kinds.push((tag, line.cells.len(), 1)),
            _ => return None,
        }
    }
    match kinds[..] {
        [(master, n_master, n), (detail, n_detail, m)]
            if n_master != n_detail && n_master > 2 && n_detail > 1 && m >= n && n + m >= 3 =>
        {
            Some(MasterDetail {
                master: master.to_owned(),
                detail: detail.to_owned(),
                n_master: n_master - 1,
                n_detail: n_detail - 1,
            })
        }
        _ => None,
    }
}

/// One basket a line: no constant width, short words that come again, no numbers.
fn is_baskets(lines: &[Line], widths: &[usize]) -> bool {
    let rows: Vec<&[String]> =
        lines.iter().filter(|line| n_filled(&line.cells) > 0).map(|line| line.cells.as_slice()).collect();
    if rows.len() < 5 {
        return false;
    }
    let mut counts = HashMap::new();
    for &width in widths.iter().filter(|&&width| width > 0) {
        *counts.entry(width).or_insert(0usize) += 1;
    }
    let n: usize = counts.values().sum();
    let most = counts.values().max().copied().unwrap_or(0);
    if counts.len() < 3 || most * 10 > n * 6 {
        return false;
    }
    let cells: Vec<&str> = rows
        .iter()
        .flat_map(|row| row.iter())
        .map(|cell| cell.trim())
        .filter(|cell| !cell.is_empty())
        .collect();
    let distinct: HashSet<&str> = cells.iter().copied().collect();
    let n_long = cells.iter().filter(|cell| cell.chars().count() > 60).count();
    let n_words = cells.iter().filter(|cell| kind::of(cell) == Kind::Word).count();
    // Item numbers are fine too, when every cell is one: the classical benchmark files.
    let is_words = n_words * 10 >= cells.len() * 9 || cells.iter().all(|cell| cell.parse::<u32>().is_ok());
    n_long * 50 < cells.len() && is_words && distinct.len() * 2 <= cells.len().max(20)
}
