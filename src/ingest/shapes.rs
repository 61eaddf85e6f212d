//! Files that are no table of one width: heads and details of orders on lines of their own, one basket a line.

use super::block::{Line, MasterDetail, n_filled};
use super::kind::{self, Kind};
use std::collections::{HashMap, HashSet};

/// Names of the columns of the Taiwanese tax office's invoice file: the detail's, then the head's.
pub const E_INVOICE: [&str; 11] = [
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

pub fn is_einvoice(lines: &[Line], master: &MasterDetail) -> bool {
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
pub fn master_detail(lines: &[Line]) -> Option<MasterDetail> {
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
            if n_master != n_detail
                && n_master > 2
                && n_detail > 1
                && m >= n
                // A tax office's file may hold a single invoice.
                && (n + m >= 3 || (n_master, n_detail) == (9, 4)) =>
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
pub fn is_baskets(lines: &[Line], widths: &[usize]) -> bool {
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
