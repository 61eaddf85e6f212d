//! What is decided before the stream begins: dialect, block, header, and what the columns hold.

use super::block::{self, Block, Line};
use super::encoding::{self, Decoder, Sample};
use super::mend::Mender;
use super::tokens::{self, Dialect, Tokeniser};
use super::{ReadOptions, Shape, dialect};

/// Bytes of decoded text that the head's decisions are made on, and of the other windows.
pub const HEAD: usize = 512 << 10;
const WINDOW: usize = 64 << 10;
/// Lines at the start whose bytes are kept while the header is looked for.
const MAX_RAW_LINES: usize = 100;
/// Records of the head kept to find the header.
const MAX_HEAD_RECORDS: usize = 1000;

/// What was decided before the stream began.
#[derive(Clone, Debug)]
pub struct Plan {
    pub dialect: Dialect,
    pub block: Block,
    /// Share of the records in the block of one width.
    pub uniformity: f64,
    /// Bytes of a `sep=;` line at the start of the text.
    pub n_instruction: usize,
    /// Knows the columns well enough to put odd lines right.
    pub mender: Option<Mender>,
}

/// Decoded text of head, middle and tail.
pub fn windows(samples: &[Sample], n_bytes: f64, choice: encoding::Choice) -> Vec<Vec<u8>> {
    let mut texts = Vec::new();
    for sample in samples {
        let mut bytes = sample.bytes.as_slice();
        let is_utf16 = encoding::is_utf16(choice.encoding);
        if is_utf16 && sample.offset % 2.0 == 1.0 {
            bytes = bytes.get(1..).unwrap_or_default();
        }
        let is_whole = sample.offset == 0.0 && bytes.len() as f64 == n_bytes;
        let mut choice = choice;
        if sample.offset > 0.0 {
            choice.bom_len = 0;
        }
        let mut text = Vec::new();
        let n_valid = Decoder::new(choice).push(bytes, &mut text, is_whole);
        text.truncate(n_valid);
        if is_whole && text.len() > HEAD {
            let (middle, tail) = (text.len() / 2, text.len() - WINDOW);
            return vec![
                text[..HEAD].to_vec(),
                text[middle..middle + WINDOW].to_vec(),
                text[tail..].to_vec(),
            ];
        }
        text.truncate(if sample.offset == 0.0 { HEAD } else { WINDOW });
        texts.push(text);
    }
    texts
}

/// Dialect, block and mender of a file, from its windows.
pub fn of(windows: &[Vec<u8>], options: &ReadOptions) -> Plan {
    let mut windows: Vec<&[u8]> = windows.iter().map(Vec::as_slice).collect();
    let instruction = windows.first().and_then(|head| dialect::instruction(head));
    let n_instruction = instruction.as_ref().map_or(0, |(_, end)| *end);
    if let Some(head) = windows.first_mut() {
        *head = &head[n_instruction..];
    }
    let delimiter = options.delimiter.clone().or(instruction.map(|(delimiter, _)| delimiter));
    let fit = dialect::detect(&windows, delimiter.as_deref(), options.quote);
    let is_cut = windows.first().is_some_and(|head| head.len() + n_instruction >= HEAD);
    let mut plan = Plan {
        dialect: fit.dialect,
        block: Block::default(),
        uniformity: fit.uniformity,
        n_instruction,
        mender: None,
    };
    let (lines, widths) = head_records(&windows, &plan, None, is_cut);
    plan.block = block::find(&lines, &widths, options.header_row_index);
    if plan.block.shape == Shape::Table && plan.block.width > 1 && plan.block.master.is_none() {
        // With the columns known, odd lines of the head are read again, and the header is looked for once more.
        let body = lines.iter().skip(plan.block.n_before + plan.block.n_header);
        let rows = body.map(|line| line.cells.as_slice()).filter(|cells| cells.len() == plan.block.width);
        plan.mender = (rows.clone().count() >= 3).then(|| Mender::learn(rows, plan.block.width));
        let (lines, widths) = head_records(&windows, &plan, Some(plan.block.width), is_cut);
        plan.block = block::find(&lines, &widths, options.header_row_index);
        if let Some(mender) = plan.mender.as_ref().filter(|_| options.header_row_index.is_none()) {
            block::mend_header(&mut plan.block, &lines, &plan.dialect, mender);
        }
    }
    plan
}

/// The head's records, and the widths of those of all windows.
fn head_records(
    windows: &[&[u8]],
    plan: &Plan,
    width: Option<usize>,
    is_cut: bool,
) -> (Vec<Line>, Vec<usize>) {
    let (mut lines, mut widths) = (Vec::new(), Vec::new());
    for (i, window) in windows.iter().enumerate() {
        let mut tokeniser = Tokeniser::new(plan.dialect.clone(), width);
        tokeniser.mender = plan.mender.clone();
        let mut at = match memchr::memchr2(b'\n', b'\r', window) {
            Some(at) if i > 0 => at + 1,
            _ => 0,
        };
        let mut line = u32::from(plan.n_instruction > 0);
        let mut n = 0;
        while n < MAX_HEAD_RECORDS
            && let Some(token) = tokeniser.next(window, at, true)
        {
            let start = at;
            at = token.end;
            if at >= window.len() && n > 0 && (is_cut || windows.len() > 1) {
                break;
            }
            n += 1;
            // A title padded with delimiters says nothing of the table's width.
            let n_filled =
                tokeniser.cells.iter().filter(|cell| !cell.trim_ascii().is_empty()).take(2).count();
            if n_filled > 1 || n_filled == 1 && tokeniser.cells.len() <= 2 {
                widths.push(tokeniser.cells.len());
            }
            if i == 0 {
                let raw = if n <= MAX_RAW_LINES {
                    tokens::without_line_end(&window[start..at]).to_vec()
                } else {
                    Vec::new()
                };
                lines.push(Line { cells: tokeniser.cells.to_texts(), line, raw });
                line += token.n_lines;
            }
        }
    }
    (lines, widths)
}
