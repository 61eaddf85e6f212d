//! The cells of one record, in one buffer.

/// Reused from record to record, so that reading allocates nothing: both buffers may be longer than what is used.
#[derive(Clone, Debug, Default)]
pub struct Cells {
    text: Vec<u8>,
    ends: Vec<usize>,
    n: usize,
    n_text: usize,
    /// Where each cell begins, when the text is a line as it stood, delimiters and quotes and all; else empty, and a
    /// cell begins where the one before it ends.
    starts: Vec<usize>,
}

impl Cells {
    pub fn clear(&mut self) {
        self.n = 0;
        self.n_text = 0;
        self.starts.clear();
    }

    /// Takes a line (without its end) as it stands, where it needs nothing taken out: no quote, or quotes around whole
    /// cells only. False, and no cells, when it does.
    pub fn take_line(&mut self, line: &[u8], delimiter: u8, quote: Option<u8>) -> bool {
        self.clear();
        self.ends.clear();
        let mut at = 0;
        loop {
            let rest = &line[at..];
            let (start, end, next) = if quote.is_some() && rest.first().copied() == quote {
                let Some(len) = quote.and_then(|quote| memchr::memchr(quote, &rest[1..])) else { break };
                let end = at + 1 + len;
                if line.get(end + 1).is_some_and(|&byte| byte != delimiter) {
                    break;
                }
                (at + 1, end, end + 1)
            } else {
                let end = memchr::memchr(delimiter, rest).map_or(line.len(), |len| at + len);
                if quote.is_some_and(|quote| memchr::memchr(quote, &line[at..end]).is_some()) {
                    break;
                }
                (at, end, end)
            };
            self.starts.push(start);
            self.ends.push(end);
            if next == line.len() {
                self.text.clear();
                self.text.extend_from_slice(line);
                (self.n, self.n_text) = (self.ends.len(), line.len());
                return true;
            }
            at = next + 1;
        }
        self.clear();
        false
    }

    pub fn len(&self) -> usize {
        self.n
    }

    pub fn get(&self, i: usize) -> &[u8] {
        let start = match self.starts.get(i) {
            Some(&start) => start,
            None if i == 0 => 0,
            None => self.ends[i - 1],
        };
        &self.text[start..self.ends[i]]
    }

    pub fn iter(&self) -> impl DoubleEndedIterator<Item = &[u8]> + ExactSizeIterator {
        (0..self.n).map(|i| self.get(i))
    }

    pub fn has_nul(&self) -> bool {
        memchr::memchr(0, &self.text[..self.n_text]).is_some()
    }

    /// Cells are written one after the other: what stands between those there are is taken out.
    fn close_gaps(&mut self) {
        if !self.starts.is_empty() {
            let mut closed = Cells::default();
            for cell in self.iter() {
                closed.text.extend_from_slice(cell);
                closed.ends.push(closed.text.len());
            }
            (closed.n, closed.n_text) = (closed.ends.len(), closed.text.len());
            *self = closed;
        }
    }

    /// Appends to the cell being written.
    pub fn write(&mut self, bytes: &[u8]) {
        self.close_gaps();
        self.text.truncate(self.n_text);
        self.text.extend_from_slice(bytes);
        self.n_text = self.text.len();
    }

    /// Ends the cell being written.
    pub fn end_cell(&mut self) {
        self.close_gaps();
        self.ends.truncate(self.n);
        self.ends.push(self.n_text);
        self.n += 1;
    }

    /// Cuts cells off the end, or adds empty ones.
    pub fn resize(&mut self, n: usize) {
        while self.n < n {
            self.end_cell();
        }
        self.n = n;
        self.n_text = if n == 0 { 0 } else { self.ends[n - 1] };
    }

    pub fn push(&mut self, cell: &[u8]) {
        self.write(cell);
        self.end_cell();
    }

    /// The buffers as `csv-core` wants them, at least this long.
    pub fn buffers(&mut self, n_text: usize, n_ends: usize) -> (&mut [u8], &mut [usize]) {
        if self.text.len() < n_text {
            self.text.resize(n_text.next_power_of_two().max(1024), 0);
        }
        if self.ends.len() < n_ends {
            self.ends.resize(n_ends.next_power_of_two().max(64), 0);
        }
        (&mut self.text, &mut self.ends)
    }

    /// What `csv-core` wrote into the buffers.
    pub fn set_written(&mut self, n_text: usize, n_ends: usize) {
        self.n_text = n_text;
        self.n = n_ends;
    }

    pub fn is_blank(&self) -> bool {
        self.iter().all(is_blank)
    }

    /// Cells up to the last filled one.
    pub fn n_without_trailing_empties(&self) -> usize {
        self.n - self.iter().rev().take_while(|cell| is_blank(cell)).count()
    }

    pub fn to_texts(&self) -> Vec<String> {
        self.iter().map(|cell| String::from_utf8_lossy(cell).into_owned()).collect()
    }

    /// Takes NUL characters out of every cell.
    pub fn drop_nuls(&mut self) {
        let mut clean = Cells::default();
        for cell in self.iter() {
            let cell: Vec<u8> = cell.iter().copied().filter(|&byte| byte != 0).collect();
            clean.push(&cell);
        }
        *self = clean;
    }
}

fn is_blank(cell: &[u8]) -> bool {
    cell.iter().all(u8::is_ascii_whitespace)
}
