//! Ids of orders, customers and products as whole numbers, and which spellings are one id.

use super::mapping::{Mapping, Role};
use super::words;
use crate::table::column::decimal_text;
pub use crate::table::ids::{bare_id, clean_id, is_destroyed_by_excel};
use crate::table::{Column, Data, Table};
use rustc_hash::FxHashMap;

/// No key, no product, no customer.
pub const NONE: u32 = u32::MAX;

/// Text keys as numbers: one code a row into `names`, [`NONE`] where there is none.
#[derive(Clone, Debug, Default)]
pub struct Keys {
    pub codes: Vec<u32>,
    pub names: Vec<String>,
}

impl Keys {
    /// Codes of a column's cells after `clean`, which gives `None` for cells that name nothing.
    pub fn of(column: &Column, clean: impl Fn(&str) -> Option<String>) -> Keys {
        let mut names = Vec::new();
        let mut seen: FxHashMap<String, u32> = FxHashMap::default();
        let mut code_of = |text: &str| match clean(text) {
            None => NONE,
            Some(name) => *seen.entry(name).or_insert_with_key(|name| {
                names.push(name.clone());
                names.len() as u32 - 1
            }),
        };
        let codes = match &column.data {
            Data::Text(text) => {
                let by_entry: Vec<u32> = text.dictionary.iter().map(&mut code_of).collect();
                let codes = text.codes.iter();
                if column.validity.is_all() {
                    codes.map(|&code| by_entry[code as usize]).collect()
                } else {
                    let of_row = |(row, &code): (usize, &u32)| {
                        if column.is_valid(row) { by_entry[code as usize] } else { NONE }
                    };
                    codes.enumerate().map(of_row).collect()
                }
            }
            Data::Decimal { mantissa, scale } => {
                let mut by_number: FxHashMap<i64, u32> = FxHashMap::default();
                (0..column.len())
                    .map(|row| {
                        if !column.is_valid(row) {
                            return NONE;
                        }
                        let number = mantissa[row];
                        *by_number.entry(number).or_insert_with(|| code_of(&whole_text(number, *scale)))
                    })
                    .collect()
            }
            _ => (0..column.len())
                .map(|row| if column.is_valid(row) { code_of(&column.display(row)) } else { NONE })
                .collect(),
        };
        Keys { codes, names }
    }

    pub fn name(&self, code: u32) -> &str {
        &self.names[code as usize]
    }

    /// How many different keys occur.
    pub fn n_used(&self) -> usize {
        let mut is_used = vec![false; self.names.len()];
        for &code in self.codes.iter().filter(|&&code| code != NONE) {
            is_used[code as usize] = true;
        }
        is_used.into_iter().filter(|&used| used).count()
    }
}

/// An id that was read as a decimal: `17850.0` is `17850`.
fn whole_text(mantissa: i64, scale: u8) -> String {
    let text = decimal_text(mantissa.into(), scale);
    match text.split_once('.') {
        Some((whole, fraction)) if fraction.bytes().all(|b| b == b'0') => whole.to_owned(),
        _ => text,
    }
}

/// A customer's id; walk-ins are nobody.
pub fn clean_customer(text: &str) -> Option<String> {
    clean_id(text).filter(|id| !words::is_walk_in(id))
}

fn clean_email(text: &str) -> Option<String> {
    clean_customer(text).map(|email| email.to_lowercase())
}

fn clean_phone(text: &str) -> Option<String> {
    let phone: String = clean_customer(text)?.chars().filter(|c| !" -().".contains(*c)).collect();
    // A masked number (138****0001) may be several people.
    (phone.chars().filter(char::is_ascii_digit).count() >= 7 && !phone.contains('*')).then_some(phone)
}

/// For each group the value that most of its rows have; ties go to the smaller name.
pub fn most_frequent<'a>(
    groups: &[u32],
    values: &[u32],
    n_groups: usize,
    name: impl Fn(u32) -> &'a str,
) -> Vec<u32> {
    // The usual case, one value a group, needs no counting.
    let mut only = vec![NONE; n_groups];
    let mut is_mixed = vec![false; n_groups];
    for (&group, &value) in groups.iter().zip(values) {
        if group == NONE || value == NONE {
            continue;
        }
        let known = &mut only[group as usize];
        if *known == NONE {
            *known = value;
        } else if *known != value {
            is_mixed[group as usize] = true;
        }
    }
    let mut counts: FxHashMap<(u32, u32), u32> = FxHashMap::default();
    for (&group, &value) in groups.iter().zip(values) {
        if group != NONE && value != NONE && is_mixed[group as usize] {
            *counts.entry((group, value)).or_default() += 1;
        }
    }
    let mut best: FxHashMap<u32, (u32, u32)> = FxHashMap::default();
    for (&(group, value), &n) in &counts {
        let is_better = |(other, m): (u32, u32)| n > m || (n == m && name(value) < name(other));
        if best.get(&group).is_none_or(|&known| is_better(known)) {
            best.insert(group, (value, n));
        }
    }
    for (group, (value, _)) in best {
        only[group as usize] = value;
    }
    only
}

/// An order id that stands on the order's first row only is filled down; only where blanks follow ids regularly.
pub fn fill_down_orders(orders: &mut Keys) {
    let n_blank = orders.codes.iter().filter(|&&code| code == NONE).count();
    let first_is_there = orders.codes.first().is_some_and(|&code| code != NONE);
    let mut seen = vec![false; orders.names.len()];
    let mut comes_again = false;
    for (i, &code) in orders.codes.iter().enumerate() {
        if code == NONE {
            continue;
        }
        let follows_itself = i > 0 && orders.codes[i - 1] == code;
        comes_again |= seen[code as usize] || follows_itself;
        seen[code as usize] = true;
    }
    if n_blank == 0 || !first_is_there || comes_again || n_blank * 5 < orders.codes.len() {
        return;
    }
    let mut last = NONE;
    for code in &mut orders.codes {
        if *code == NONE {
            *code = last;
        }
        last = *code;
    }
}

/// Customers by the best key there is: id, e-mail, phone, name. A row without the first takes the next that is there,
/// and two keys that ever stand on one row are one customer.
pub fn customer_keys(table: &Table, mapping: &Mapping) -> (Keys, Option<Role>) {
    type Clean = fn(&str) -> Option<String>;
    let ladder: [(Role, Clean); 4] = [
        (Role::CustomerId, clean_customer),
        (Role::CustomerEmail, clean_email),
        (Role::CustomerPhone, clean_phone),
        (Role::CustomerName, clean_customer),
    ];
    let mut main: Option<(Role, Keys)> = None;
    for (role, clean) in ladder {
        let Some(column) = mapping.column(role).and_then(|name| table.column(name)) else { continue };
        let keys = Keys::of(column, clean);
        match &mut main {
            None => {
                if keys.codes.iter().any(|&code| code != NONE) {
                    main = Some((role, keys));
                }
            }
            // Two people may share a name; it never completes another key.
            Some((_, main)) if role != Role::CustomerName => complete(main, &keys),
            Some(_) => {}
        }
    }
    match main {
        Some((role, keys)) => (keys, Some(role)),
        None => (Keys { codes: vec![NONE; table.n_rows], names: Vec::new() }, None),
    }
}

/// Fills gaps of `main` through `other`: with the main key seen beside the same other key, else with the other key.
fn complete(main: &mut Keys, other: &Keys) {
    if main.codes.iter().all(|&code| code != NONE) {
        return;
    }
    let beside =
        most_frequent(&other.codes, &main.codes, other.names.len(), |code| &main.names[code as usize]);
    let mut added: FxHashMap<u32, u32> = FxHashMap::default();
    for (row, &key) in other.codes.iter().enumerate() {
        if main.codes[row] != NONE || key == NONE {
            continue;
        }
        main.codes[row] = match beside[key as usize] {
            NONE => *added.entry(key).or_insert_with(|| {
                main.names.push(other.name(key).to_owned());
                main.names.len() as u32 - 1
            }),
            known => known,
        };
    }
}

/// Takes keys that are spellings of one number for the most frequent of them (ties: the first in byte order); gives how
/// many rows had another spelling.
pub fn merge_alike(keys: &mut Keys) -> usize {
    let mut by_bare: FxHashMap<String, Vec<u32>> = FxHashMap::default();
    for (code, name) in keys.names.iter().enumerate() {
        by_bare.entry(bare_id(name)).or_default().push(code as u32);
    }
    by_bare.retain(|_, codes| codes.len() > 1);
    if by_bare.is_empty() {
        return 0;
    }
    let mut n_rows = vec![0u32; keys.names.len()];
    for &code in keys.codes.iter().filter(|&&code| code != NONE) {
        n_rows[code as usize] += 1;
    }
    let mut kept: Vec<u32> = (0..keys.names.len() as u32).collect();
    for codes in by_bare.values() {
        let rank = |code: u32| (std::cmp::Reverse(n_rows[code as usize]), keys.name(code));
        if let Some(&best) = codes.iter().min_by(|&&a, &&b| rank(a).cmp(&rank(b))) {
            codes.iter().for_each(|&code| kept[code as usize] = best);
        }
    }
    let mut n = 0;
    for code in keys.codes.iter_mut().filter(|code| **code != NONE) {
        n += usize::from(kept[*code as usize] != *code);
        *code = kept[*code as usize];
    }
    n
}

/// Products by code, else by name; spellings that differ in case, width or outer blanks are one.
pub fn product_keys(table: &Table, mapping: &Mapping) -> (Keys, bool) {
    let column = |role: Role| mapping.column(role).and_then(|name| table.column(name));
    let upper = |text: &str| clean_id(text).map(|id| id.to_uppercase());
    let ids =
        column(Role::ProductId).map(|column| Keys::of(column, upper)).filter(|keys| !keys.names.is_empty());
    let names = column(Role::ProductName).map(|column| Keys::of(column, upper));
    match (ids, names) {
        (Some(mut ids), Some(names)) => {
            complete(&mut ids, &names);
            (ids, true)
        }
        (Some(ids), None) => (ids, true),
        (None, Some(names)) => (names, false),
        (None, None) => (Keys { codes: vec![NONE; table.n_rows], names: Vec::new() }, false),
    }
}
