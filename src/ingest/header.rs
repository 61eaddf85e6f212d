//! Whether a line is a header, and how many lines the header has.

use super::block::{Line, n_filled};
use super::kind::{self, Kind};
use super::words;
use std::collections::HashSet;

/// Rows compared with a header candidate.
const N_BODY: usize = 200;

/// How sure it is that the line at `first` is a header (above 0: it is), and how many lines the header has.
pub fn header_score(lines: &[Line], first: usize, width: usize) -> (f64, usize) {
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
    if n_typed >= 3 && is_consecutive(head) && !body.iter().any(|row| is_consecutive(row)) {
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

/// `1, 2, 3 …` or `2001, 2002 …` as names, behind the names of the first columns.
fn is_consecutive(cells: &[String]) -> bool {
    let is_number = |cell: &&String| cell.trim().parse::<i64>().is_ok();
    let n_words = cells.iter().take(3).take_while(|cell| !is_number(cell)).count();
    let numbers: Vec<i64> = cells[n_words..].iter().filter_map(|cell| cell.trim().parse().ok()).collect();
    numbers.len() + n_words == cells.len()
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
