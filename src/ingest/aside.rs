//! The list of records set aside or mended, and how many of each reason.

use super::{RowClass, SetAside};
use std::collections::BTreeMap;

/// Listed in full up to this many for each reason; beyond, they are only counted.
pub const MAX_LISTED: u32 = 1000;
const MAX_RAW: usize = 400;

#[derive(Clone, Debug, Default)]
pub struct Asides {
    pub list: Vec<SetAside>,
    pub reasons: BTreeMap<&'static str, u32>,
    pub classes: BTreeMap<RowClass, u32>,
}

impl Asides {
    /// Counts, and lists while there is room. `raw` is asked only when it is listed.
    pub fn add(
        &mut self,
        reason: &'static str,
        action: &'static str,
        line: u32,
        column: Option<&str>,
        raw: impl FnOnce() -> String,
    ) {
        let n = self.reasons.entry(reason).or_default();
        *n += 1;
        if *n <= MAX_LISTED {
            let column = column.map(str::to_owned);
            self.list.push(SetAside { line, column, reason, raw: shortened(raw()), action });
        }
    }

    pub fn count(&mut self, class: RowClass, n: u32) {
        if n > 0 {
            *self.classes.entry(class).or_default() += n;
        }
    }

    pub fn n(&self, reason: &str) -> u32 {
        self.reasons.get(reason).copied().unwrap_or(0)
    }
}

fn shortened(mut raw: String) -> String {
    if raw.len() > MAX_RAW {
        let end = (0..=MAX_RAW).rev().find(|&end| raw.is_char_boundary(end)).unwrap_or(0);
        raw.truncate(end);
        raw.push('…');
    }
    raw
}
