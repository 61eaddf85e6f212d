//! What is known of customers beside their orders: columns of the order rows, of customer tables, of reviews.

use super::join::{Combined, first_rows};
use super::keys::{Keys, NONE, bare_id, clean_customer, clean_id, most_frequent};
use super::ledger::{Attribute, AttributeValues, Ledger};
use super::mapping::{Mapping, Role};
use super::rows::Rows;
use super::stack::Pile;
use crate::table::{Column, Table};
use rustc_hash::FxHashMap;
use std::collections::{HashMap, HashSet};

/// A category of more values than this says nothing of a group of customers.
const MAX_VALUES: usize = 60;

/// Fills the ledger's attributes and its customers' names.
pub fn add_attributes(ledger: &mut Ledger, rows: &Rows, combined: &Combined) {
    add_row_attributes(ledger, rows, combined.table(), combined.mapping());
    add_customer_columns(ledger, combined);
    for reviews in &combined.reviews {
        add_ratings(ledger, reviews);
    }
}

/// Columns of customer tables, given to the ledger's customers: categories of few values, numbers, names.
fn add_customer_columns(ledger: &mut Ledger, combined: &Combined) {
    for pile in &combined.people {
        let (people, mapping) = (&*pile.table, &*pile.mapping);
        let id = pile.column(Role::CustomerId);
        let Some(key_column) = id.or(pile.column(Role::CustomerEmail)) else { continue };
        // Case tells ids apart, but no addresses.
        let bare = |key: &str| if id.is_some() { bare_id(key) } else { key.to_lowercase() };
        let keys = Keys::of(key_column, |text| clean_customer(text).map(|id| bare(&id)));
        let first = first_rows(&keys);
        let rows: Vec<Option<usize>> =
            ledger.customers.iter().map(|customer| first.get(bare(&customer.id).as_str()).copied()).collect();
        if let Some(name) = mapping.column(Role::CustomerName).and_then(|name| people.column(name)) {
            for (customer, row) in ledger.customers.iter_mut().zip(&rows) {
                if customer.name.is_none() {
                    customer.name = row.and_then(|row| name.text(row)).map(str::to_owned);
                }
            }
        }
        for column in &people.columns {
            let is_known = mapping
                .roles
                .iter()
                .any(|choice| choice.column == column.name && choice.role != Role::Country);
            let names_persons = mapping.names_persons(column);
            if is_known
                || names_persons
                || ledger.attributes.iter().any(|attribute| attribute.name == column.name)
            {
                continue;
            }
            if let Some(values) = attribute_values(column, &rows) {
                ledger.attributes.push(Attribute { name: column.name.clone(), values });
            }
        }
    }
}

fn attribute_values(column: &Column, rows: &[Option<usize>]) -> Option<AttributeValues> {
    if column.is_number() {
        return Some(AttributeValues::Number(rows.iter().map(|row| column.number((*row)?)).collect()));
    }
    let keys = Keys::of(column, clean_id);
    let values: Vec<u32> = rows.iter().map(|row| row.map_or(NONE, |row| keys.codes[row])).collect();
    let different: HashSet<u32> = values.iter().copied().filter(|&value| value != NONE).collect();
    (!column.is_date() && (2..=MAX_VALUES).contains(&different.len())).then(|| category(&keys, &values))
}

/// The mean rating of each customer, by the orders or the customers that a table of answers names.
fn add_ratings(ledger: &mut Ledger, reviews: &Pile) {
    let column = |role: Role| reviews.column(role);
    let Some(ratings) = column(Role::Rating).filter(|ratings| ratings.is_number()) else { return };
    let of_orders = || {
        let orders = ledger.orders.iter().filter_map(|order| Some((order.id.as_str(), order.customer?)));
        orders.collect::<HashMap<&str, u32>>()
    };
    let of_customers = || {
        let ids = ledger.customers.iter().enumerate().map(|(i, customer)| (customer.id.as_str(), i as u32));
        ids.collect::<HashMap<&str, u32>>()
    };
    let keyed = [Role::OrderId, Role::CustomerId, Role::CustomerEmail].into_iter().find_map(|role| {
        let clean = if role == Role::OrderId { clean_id } else { clean_customer };
        let mut keys = Keys::of(column(role)?, clean);
        if role == Role::CustomerEmail {
            keys.names.iter_mut().for_each(|name| *name = name.to_lowercase());
        }
        let known = if role == Role::OrderId { of_orders() } else { of_customers() };
        let customers: Vec<Option<u32>> =
            keys.names.iter().map(|name| known.get(name.as_str()).copied()).collect();
        let n_known = customers.iter().flatten().count();
        (n_known > 0 && n_known * 2 >= customers.len().min(known.len())).then_some((keys, customers))
    });
    let Some((keys, customers)) = keyed else { return };
    if ledger.attributes.iter().any(|attribute| attribute.name == ratings.name) {
        return;
    }
    let mut sums = vec![(0.0, 0u32); ledger.customers.len()];
    for (row, &code) in keys.codes.iter().enumerate() {
        let customer = if code == NONE { None } else { customers[code as usize] };
        if let (Some(customer), Some(rating)) = (customer, ratings.number(row)) {
            let (sum, n) = &mut sums[customer as usize];
            *sum += rating;
            *n += 1;
        }
    }
    let values = sums.iter().map(|&(sum, n)| (n > 0).then(|| sum / f64::from(n))).collect();
    ledger.attributes.push(Attribute { name: ratings.name.clone(), values: AttributeValues::Number(values) });
}

/// What the order rows say of their customers: a name, country, channel.
fn add_row_attributes(ledger: &mut Ledger, rows: &Rows, table: &Table, mapping: &Mapping) {
    let position: FxHashMap<&str, u32> =
        ledger.customers.iter().enumerate().map(|(i, customer)| (customer.id.as_str(), i as u32)).collect();
    let by_code: Vec<u32> = rows
        .customers
        .names
        .iter()
        .map(|name| position.get(name.as_str()).copied().unwrap_or(NONE))
        .collect();
    let customer_of: Vec<u32> = rows
        .customers
        .codes
        .iter()
        .map(|&code| if code == NONE { NONE } else { by_code[code as usize] })
        .collect();
    let value_of = |role: Role| {
        let column = mapping.column(role).and_then(|name| table.column(name))?;
        let keys = Keys::of(column, clean_id);
        let values = most_frequent(&customer_of, &keys.codes, ledger.customers.len(), |code| keys.name(code));
        Some((column.name.clone(), keys, values))
    };
    let mut names = None;
    if rows.customer_role != Some(Role::CustomerName) {
        names = value_of(Role::CustomerName);
    }
    let mut attributes = Vec::new();
    for role in [Role::Country, Role::Channel] {
        if let Some((name, keys, values)) = value_of(role) {
            attributes.push(Attribute { name, values: category(&keys, &values) });
        }
    }
    if let Some((_, keys, values)) = names {
        for (customer, value) in ledger.customers.iter_mut().zip(values) {
            customer.name = (value != NONE).then(|| keys.name(value).to_owned());
        }
    }
    ledger.attributes = attributes;
}

/// Codes into names in byte order.
fn category(keys: &Keys, values: &[u32]) -> AttributeValues {
    let mut names: Vec<&str> =
        values.iter().filter(|&&value| value != NONE).map(|&value| keys.name(value)).collect();
    names.sort_unstable();
    names.dedup();
    let codes = values
        .iter()
        .map(|&value| {
            if value == NONE { None } else { names.binary_search(&keys.name(value)).ok().map(|at| at as u32) }
        })
        .collect();
    AttributeValues::Category { codes, names: names.into_iter().map(str::to_owned).collect() }
}
