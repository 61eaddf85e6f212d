//! Where the table is: its width, its header lines, what stands before them, and whether it is a table at all.

use super::cells::Cells;
use super::header::header_score;
use super::kind::{self, Kind};
use super::mend::Mender;
use super::shapes::{self, E_INVOICE};
use super::tokens::Dialect;
use super::words;
use super::{Shape, dialect};

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

/// Finds the block in the head's records. `widths` are of all windows; `forced` is the user's header line (-1: none).
pub fn find(lines: &[Line], widths: &[usize], forced: Option<i64>) -> Block {
    let filled: Vec<usize> = lines.iter().map(|line| n_filled(&line.cells)).collect();
    let width = width(lines, widths);
    if forced.is_none()
        && let Some(master) = shapes::master_detail(lines)
    {
        let header = if shapes::is_einvoice(lines, &master) {
            E_INVOICE.iter().map(|name| (*name).to_owned()).collect()
        } else {
            Vec::new()
        };
        let width = master.n_master + master.n_detail;
        return Block { width, header, master: Some(master), ..Block::default() };
    }
    if forced.is_none() && shapes::is_baskets(lines, widths) {
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
    let n_used = n_used(lines, width);
    let fits = |i: usize| {
        let n = lines[i].cells.len();
        let is_short = n < width && n >= n_used;
        filled[i] > 0
            && (n == width
                || n + 1 == width && width > 2
                || is_short
                || n > width && used(&lines[i].cells) <= width)
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
    if let Some(found) = first.filter(|_| width > 3) {
        first = Some(fuller_below(lines, &filled, found, &fits));
    }
    let Some(first) = first else {
        block.n_before = filled.iter().take_while(|&&n| n == 0).count();
        return block;
    };
    let (score, n_header) = header_score(lines, first, width);
    if score > 0.0 {
        take_header(&mut block, lines, first, n_header);
        block.is_doubtful = score < 0.5;
    } else if let Some((at, score, n_header)) = wider_header(lines, &filled, first, width) {
        block.width = lines[at].cells.len();
        take_header(&mut block, lines, at, n_header);
        block.is_doubtful = score < 0.5;
    } else {
        block.n_before = first;
        block.is_doubtful = score > -0.5;
    }
    block
}

/// A header line damaged so that its width is wrong stands before the first row: put right, it is the header.
pub fn mend_header(block: &mut Block, lines: &[Line], dialect: &Dialect, mender: &Mender) {
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
    if !mender.for_header().mend(&lines[at].raw, dialect, &mut cells) {
        return;
    }
    let mended = Line { cells: cells.to_texts(), ..lines[at].clone() };
    // Rows that end in a delimiter the header has not: its last name is no two, unless the first of them fits its column.
    let n_kept = block.width.saturating_sub(2);
    if lines[at].cells.len() < block.width
        && mender.is_last_empty()
        && mended.cells.get(..n_kept) == lines[at].cells.get(..n_kept)
        && !mended.cells.get(n_kept).is_some_and(|name| mender.is_named(n_kept, name))
    {
        return;
    }
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

pub fn n_filled(cells: &[String]) -> usize {
    cells.iter().filter(|cell| !cell.trim().is_empty()).count()
}

/// Cells up to the last filled one.
fn used(cells: &[String]) -> usize {
    cells.len() - cells.iter().rev().take_while(|cell| cell.trim().is_empty()).count()
}

/// Columns that any line of this width fills: rows may end in delimiters that the header has not.
fn n_used(lines: &[Line], width: usize) -> usize {
    let of_width = || lines.iter().filter(|line| line.cells.len() == width);
    match of_width().count() {
        0..3 => width,
        _ => of_width().map(|line| used(&line.cells)).max().unwrap_or(width),
    }
}

/// A line of titles and their values (`账户：6228,户名：张三,,,`) may be wide enough for a header: the header is the line
/// just below it that fills the same cells and many more, all with words.
fn fuller_below(lines: &[Line], filled: &[usize], first: usize, fits: &dyn Fn(usize) -> bool) -> usize {
    let is_filled = |i: usize, at: usize| lines[i].cells.get(at).is_some_and(|cell| !cell.trim().is_empty());
    let below = (first + 1..lines.len()).filter(|&j| filled[j] > 0).take(3);
    let n_pairs = lines[first].cells.iter().filter(|cell| cell.contains([':', '：'])).count();
    let is_pairs = n_pairs * 2 >= filled[first];
    let is_header = |&j: &usize| {
        fits(j)
            && (filled[first] * 10 <= filled[j] * 6 || is_pairs && filled[first] < filled[j])
            && (0..lines[first].cells.len()).all(|at| !is_filled(first, at) || is_filled(j, at))
            && lines[j].cells.iter().all(|cell| matches!(kind::of(cell), Kind::Word | Kind::Empty))
            && (is_pairs
                || lines[j].cells.iter().filter(|cell| words::is_header_word(cell)).count() * 3 >= filled[j])
    };
    below.filter(is_header).last().unwrap_or(first)
}

/// A header with more names than any row has cells: the line just above the first row, all words.
fn wider_header(lines: &[Line], filled: &[usize], first: usize, width: usize) -> Option<(usize, f64, usize)> {
    let at = (0..first).rev().find(|&i| filled[i] > 0)?;
    let cells = &lines[at].cells;
    // A name that holds a quote has swallowed the line below it.
    let is_name = |cell: &String| matches!(kind::of(cell), Kind::Word | Kind::Empty) && !cell.contains('"');
    let is_words = cells.iter().all(is_name);
    if used(cells) <= width || used(cells) > width * 2 || filled[at] < used(cells) || !is_words {
        return None;
    }
    let (score, n_header) = header_score(lines, at, width);
    (score > 0.0).then_some((at, score, n_header))
}

/// The width of a short table at the end of the file, below many lines of titles and notes: a header and rows of one
/// width, and hardly two cells filled in any other line.
fn width_at_end(lines: &[Line]) -> Option<usize> {
    let filled: Vec<usize> = lines.iter().map(|line| n_filled(&line.cells)).collect();
    let last = filled.iter().rposition(|&n| n >= 3)?;
    let width = used(&lines[last].cells).max(lines[last].cells.len().saturating_sub(1));
    if width < 3 {
        return None;
    }
    let is_row =
        |i: usize| filled[i] >= 3 && filled[i] * 4 >= width && lines[i].cells.len().abs_diff(width) <= 1;
    let first =
        (0..=last).rev().take_while(|&i| filled[i] == 0 || is_row(i)).filter(|&i| filled[i] > 0).last()?;
    let n_few = filled[..first].iter().filter(|&&n| n <= 2).count();
    let head = &lines[first].cells;
    let n_words = head.iter().filter(|cell| words::is_header_word(cell)).count();
    let is_typed = |cell: &&String| matches!(kind::of(cell), Kind::Number | Kind::Date);
    let is_header = head.iter().all(|cell| matches!(kind::of(cell), Kind::Word | Kind::Empty))
        && filled[first] * 10 >= width * 6
        && (n_words * 3 >= filled[first] || lines[last].cells.iter().filter(is_typed).count() >= 2);
    (first > 0 && first < last && is_header && n_few * 10 >= first * 8).then_some(lines[last].cells.len())
}

/// The width of the table: the modal width. Of two blocks about as long, one below the other, the first one's.
fn width(lines: &[Line], widths: &[usize]) -> usize {
    let all: Vec<usize> = match widths {
        [] => lines.iter().map(|line| line.cells.len()).collect(),
        _ => widths.to_vec(),
    };
    let modal = dialect::modal(all.iter().copied());
    if let Some(width) = width_at_end(lines).filter(|&width| width == modal || width.abs_diff(modal) > 1) {
        return width;
    }
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
