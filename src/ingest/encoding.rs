//! Which encoding a file has, and its bytes to UTF-8 as they stream by.
//!
//! UTF-8 is taken when the bytes are UTF-8. Otherwise `chardetng` judges the lines that hold non-ASCII bytes, without a
//! country hint (a hint was wrong more often than no hint), and `encoding_rs` decodes. A UTF-8 file with a few foreign
//! lines stays UTF-8; those lines are decoded on their own and marked.

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE};

/// Bytes of the file from this position on, for decisions made before the stream begins.
#[derive(Clone, Debug)]
pub struct Sample {
    pub offset: f64,
    pub bytes: Vec<u8>,
}

/// Non-ASCII lines are judged up to this many bytes: the detector reads two megabytes a second, and its opinion is
/// stable long before.
const MAX_JUDGED_BYTES: usize = 96 << 10;
/// So many lines of good UTF-8 are proof; counting more of them would only cost time.
const MANY_UTF8_LINES: u64 = 10_000;

/// An encoding and how to use it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Choice {
    pub encoding: &'static Encoding,
    /// Bytes of byte order marks at the start; some programs write two.
    pub bom_len: usize,
    /// For the lines of a UTF-8 file that are not UTF-8.
    pub fallback: &'static Encoding,
    /// The user's word, or judged on the whole file: not doubted again.
    pub is_settled: bool,
}

/// WHATWG label, lower case. GBK is a part of GB18030 and decoded as such.
pub fn label(encoding: &'static Encoding) -> String {
    match encoding.name() {
        "GBK" => "gb18030".to_owned(),
        name => name.to_ascii_lowercase(),
    }
}

/// Judges the samples. `forced` is a WHATWG label; an unknown one is ignored.
pub fn choose(samples: &[Sample], n_bytes: f64, forced: Option<&str>) -> Choice {
    let head =
        samples.iter().find(|sample| sample.offset == 0.0).map_or(&[][..], |sample| sample.bytes.as_slice());
    let (marked, bom_len) = byte_order_mark(head);
    let mut choice =
        Choice { encoding: UTF_8, bom_len, fallback: encoding_rs::WINDOWS_1252, is_settled: false };
    if let Some(encoding) = forced.and_then(|label| Encoding::for_label(label.trim().as_bytes())) {
        choice.encoding = encoding;
        choice.is_settled = true;
        if marked.is_some_and(|marked| marked != encoding) {
            choice.bom_len = 0;
        }
        return choice;
    }
    if let Some(encoding) = marked.filter(|&encoding| encoding != UTF_8) {
        choice.encoding = encoding;
        return choice;
    }
    if let Some(encoding) = utf16_without_mark(head) {
        choice.encoding = encoding;
        return choice;
    }
    let mut judge = Judge::default();
    for sample in samples {
        for line in whole_lines(sample) {
            judge.see(line);
        }
    }
    judge.apply(&mut choice);
    choice.is_settled = head.len() as f64 == n_bytes;
    choice
}

/// What the lines so far say about UTF-8 and about the other encodings.
pub struct Judge {
    all: EncodingDetector,
    broken: EncodingDetector,
    n_judged: usize,
    /// Read as windows-1252, the lines that are not UTF-8 hold letters beyond ASCII.
    has_letters: bool,
    /// Lines that are UTF-8 and not ASCII, and lines that are not UTF-8.
    pub n_utf8: u64,
    pub n_broken: u64,
}

impl Default for Judge {
    fn default() -> Judge {
        let detector = || EncodingDetector::new(Iso2022JpDetection::Allow);
        Judge { all: detector(), broken: detector(), n_judged: 0, has_letters: false, n_utf8: 0, n_broken: 0 }
    }
}

impl Judge {
    pub fn see(&mut self, line: &[u8]) {
        if line.is_ascii() && !line.contains(&0x1b) {
            return;
        }
        let is_utf8 = std::str::from_utf8(line).is_ok() && !line.contains(&0x1b);
        if is_utf8 {
            self.n_utf8 += 1
        } else {
            self.n_broken += 1
        }
        if self.n_judged > MAX_JUDGED_BYTES {
            return;
        }
        self.n_judged += line.len();
        self.all.feed(line, false);
        if !is_utf8 {
            self.broken.feed(line, false);
            self.has_letters |= has_western_letters(line);
        }
    }

    /// Corrects a choice that was not the user's.
    pub fn apply(&self, choice: &mut Choice) {
        if choice.is_settled || self.n_broken == 0 {
            return;
        }
        // Pounds, degrees and typographic quotes without a letter say little: what is most common is meant.
        let guess = |detector: &EncodingDetector| match detector.guess(None, Utf8Detection::Deny) {
            found if found.is_single_byte() && !self.has_letters => encoding_rs::WINDOWS_1252,
            found => found,
        };
        // A line of another encoding is hardly ever UTF-8 by accident, so a few good lines prove UTF-8.
        if self.n_utf8 > self.n_broken || choice.bom_len > 0 {
            choice.encoding = UTF_8;
            choice.fallback = guess(&self.broken);
        } else {
            choice.encoding = guess(&self.all);
        }
    }
}

/// Whether a line that is not ASCII holds letters beyond ASCII when it is read as windows-1252.
fn has_western_letters(line: &[u8]) -> bool {
    let is_sign = |byte: u8| matches!(byte, 0..=0x7F | 0xA0..=0xA9 | 0xAB..=0xB4 | 0xB6..=0xB9 | 0xBB..=0xBF | 0x80 | 0x82 | 0x84..=0x89 | 0x8B | 0x91..=0x99 | 0x9B | 0xD7 | 0xF7);
    !line.iter().copied().all(is_sign)
}

fn byte_order_mark(head: &[u8]) -> (Option<&'static Encoding>, usize) {
    let Some((encoding, len)) = Encoding::for_bom(head) else { return (None, 0) };
    let is_double = Encoding::for_bom(&head[len..]).is_some_and(|(again, _)| again == encoding);
    (Some(encoding), if is_double { 2 * len } else { len })
}

/// UTF-16 text of mostly Western characters has a NUL in every other byte.
fn utf16_without_mark(head: &[u8]) -> Option<&'static Encoding> {
    let head = &head[..head.len().min(4096) & !1];
    let n_pairs = head.len() / 2;
    if n_pairs < 4 {
        return None;
    }
    let nuls = |parity: usize| head.iter().skip(parity).step_by(2).filter(|&&byte| byte == 0).count();
    let (even, odd) = (nuls(0), nuls(1));
    // Delimiters, digits and line ends are enough: a third of the characters, and none of the other parity.
    if odd * 10 > n_pairs * 3 && even * 20 < odd {
        Some(UTF_16LE)
    } else if even * 10 > n_pairs * 3 && odd * 20 < even {
        Some(UTF_16BE)
    } else {
        None
    }
}

/// The sample's lines, without the cut first one (unless the file starts here) and, if cut, the last.
fn whole_lines(sample: &Sample) -> impl Iterator<Item = &[u8]> {
    fn is_end(byte: &u8) -> bool {
        matches!(byte, b'\n' | b'\r')
    }
    let bytes = sample.bytes.as_slice();
    let start = match sample.offset {
        0.0 => 0,
        _ => bytes.iter().position(is_end).map_or(bytes.len(), |at| at + 1),
    };
    // A cut last line may end inside a character; dropping up to three bytes is enough to judge it.
    let mut end = bytes.len();
    if let Err(error) = std::str::from_utf8(&bytes[start..])
        && error.error_len().is_none()
        && start + error.valid_up_to() + 4 > end
    {
        end = start + error.valid_up_to();
    }
    bytes[start..end].split(is_end)
}

/// Bytes to UTF-8, chunk by chunk.
pub struct Decoder {
    pub choice: Choice,
    legacy: Option<encoding_rs::Decoder>,
    pub judge: Judge,
    /// Bytes of the byte order mark still to be dropped.
    n_skip: usize,
    /// UTF-8 only: how much of the output is known to be whole, valid lines.
    n_valid: usize,
    /// Positions in the output of lines that were decoded with the fallback, oldest first.
    pub mended: Vec<usize>,
    /// Bytes that mean nothing in the chosen encoding were replaced by U+FFFD.
    pub had_errors: bool,
}

impl Decoder {
    pub fn new(choice: Choice) -> Decoder {
        let legacy = (choice.encoding != UTF_8).then(|| choice.encoding.new_decoder_without_bom_handling());
        Decoder {
            choice,
            legacy,
            judge: Judge::default(),
            n_skip: choice.bom_len,
            n_valid: 0,
            mended: Vec::new(),
            had_errors: false,
        }
    }

    /// Appends the chunk's text to `out` and gives how many bytes of `out` may be used: valid UTF-8.
    pub fn push(&mut self, mut chunk: &[u8], out: &mut Vec<u8>, is_last: bool) -> usize {
        let n_skip = self.n_skip.min(chunk.len());
        chunk = &chunk[n_skip..];
        self.n_skip -= n_skip;
        let Some(decoder) = &mut self.legacy else {
            out.extend_from_slice(chunk);
            return self.validate(out, is_last);
        };
        if !self.choice.is_settled && !is_utf16(self.choice.encoding) {
            for line in chunk.split(|&byte| byte == b'\n' || byte == b'\r') {
                self.judge.see(line);
            }
        }
        let mut start = out.len();
        let room = decoder.max_utf8_buffer_length(chunk.len()).unwrap_or(chunk.len().saturating_mul(3));
        out.resize(start + room, 0);
        loop {
            let (result, n_read, n_written, errors) =
                decoder.decode_to_utf8(chunk, &mut out[start..], is_last);
            self.had_errors |= errors;
            start += n_written;
            chunk = &chunk[n_read..];
            if result == encoding_rs::CoderResult::InputEmpty {
                break;
            }
            out.resize(out.len() + chunk.len() + 64, 0);
        }
        out.truncate(start);
        start
    }

    /// The caller dropped the first `n` bytes of the output.
    pub fn consumed(&mut self, n: usize) {
        self.n_valid = self.n_valid.saturating_sub(n);
        self.mended.retain_mut(|at| {
            let is_left = *at >= n;
            *at = at.saturating_sub(n);
            is_left
        });
    }

    /// Lines of valid text that are UTF-8 and not ASCII speak for UTF-8.
    fn count_utf8(&mut self, text: &[u8]) {
        if self.choice.is_settled || self.judge.n_utf8 >= MANY_UTF8_LINES {
            return;
        }
        let mut rest = text;
        while let Some(at) = first_foreign(rest) {
            self.judge.n_utf8 += 1;
            let end = memchr::memchr2(b'\n', b'\r', &rest[at..]).map_or(rest.len(), |len| at + len);
            rest = &rest[end..];
        }
    }

    fn validate(&mut self, out: &mut Vec<u8>, is_last: bool) -> usize {
        loop {
            let Err(error) = std::str::from_utf8(&out[self.n_valid..]) else {
                self.count_utf8(&out[self.n_valid..]);
                // Lines are judged whole: a line that breaks later is decoded from its start.
                self.n_valid = if is_last { out.len() } else { last_line_start(out, self.n_valid) };
                return self.n_valid;
            };
            let fault = self.n_valid + error.valid_up_to();
            self.count_utf8(&out[self.n_valid..fault]);
            if error.error_len().is_none() && !is_last {
                self.n_valid = last_line_start(&out[..fault], self.n_valid);
                return self.n_valid;
            }
            let start = last_line_start(&out[..fault], self.n_valid);
            let end = match memchr::memchr2(b'\n', b'\r', &out[fault..]) {
                Some(len) => fault + len,
                None if is_last => out.len(),
                None => {
                    self.n_valid = start;
                    return start;
                }
            };
            self.judge.see(&out[start..end]);
            let (text, errors) = self.choice.fallback.decode_without_bom_handling(&out[start..end]);
            self.had_errors |= errors;
            let text = text.into_owned();
            self.mended.push(start);
            self.n_valid = start + text.len();
            out.splice(start..end, text.into_bytes());
        }
    }
}

/// The first byte that is not ASCII, found by blocks.
fn first_foreign(text: &[u8]) -> Option<usize> {
    const BLOCK: usize = 64;
    let block = text.chunks(BLOCK).position(|block| !block.is_ascii())? * BLOCK;
    Some(block + text[block..].iter().position(|byte| !byte.is_ascii())?)
}

pub fn is_utf16(encoding: &'static Encoding) -> bool {
    encoding == UTF_16LE || encoding == UTF_16BE
}

/// The start of the last line of `out`, not before `from`. A line of a megabyte counts as ended where it stands.
fn last_line_start(out: &[u8], from: usize) -> usize {
    match memchr::memrchr2(b'\n', b'\r', &out[from..]) {
        Some(at) => from + at + 1,
        None => from,
    }
}
