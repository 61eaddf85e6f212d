//! Roles of a file without headers.

use super::evidence::Evidence;
use super::grain::grain;
use super::mapping::{Mapping, Role, RoleChoice};
use crate::message::Message;

/// A file without headers: its cells alone. Dates show themselves; the customer's number repeats over days, an order's
/// does not; small whole numbers are quantities, numbers with cents are money.
pub fn by_cells(evidence: &Evidence) -> Mapping {
    let facts = &evidence.facts;
    let mut mapping = Mapping::default();
    let mut is_used = vec![false; facts.len()];
    let mut take = |role: Role, column: Option<usize>, is_used: &mut Vec<bool>| {
        let Some(column) = column else { return };
        is_used[column] = true;
        let why = vec![Message::new("roles-why-cells")];
        mapping.roles.push(RoleChoice {
            role,
            column: evidence.table.columns[column].name.clone(),
            confidence: 0.65,
            why,
        });
    };
    let find = |is_used: &[bool], test: &dyn Fn(usize) -> bool| {
        (0..facts.len()).find(|&i| !is_used[i] && facts[i].n_valid > 0 && test(i))
    };
    let date = find(&is_used, &|i| facts[i].is_date || facts[i].is_compact_date);
    take(Role::OrderDate, date, &mut is_used);
    let email = find(&is_used, &|i| facts[i].email_share > 0.8);
    take(Role::CustomerEmail, email, &mut is_used);
    // Keys stand left of the amounts and repeat.
    let is_key = |i: usize| {
        let f = &facts[i];
        (f.is_whole && f.is_number && f.min >= 0.0 && !evidence.has_cents(i)
            || f.is_text() && f.mean_words < 1.5 && f.digit_share > 0.9)
            && f.n_distinct > 1
            && f.distinct_share() < 0.999
            && f.max < 1e15
    };
    if let Some(date) = date {
        let order = find(&is_used, &|i| {
            is_key(i)
                && facts[i].distinct_share() > 0.02
                && evidence.constant_within(i, date).is_some_and(|share| share > 0.98)
        });
        take(Role::OrderId, order, &mut is_used);
        let customer = find(&is_used, &|i| i < date.max(1) && is_key(i)).or_else(|| {
            find(&is_used, &|i| is_key(i) && facts[i].distinct_share() > 0.02 && facts[i].mean_length >= 3.0)
        });
        take(Role::CustomerId, customer, &mut is_used);
    }
    let same_as_customer = |i: usize| {
        mapping
            .column(Role::CustomerId)
            .and_then(|name| evidence.table.position(name))
            .is_some_and(|customer| evidence.constant_within(customer, i).is_some_and(|share| share > 0.99))
    };
    let quantity = find(&is_used, &|i| {
        facts[i].is_number
            && facts[i].is_whole
            && !evidence.has_cents(i)
            && facts[i].max < 100_000.0
            && !facts[i].is_compact_date
            && !same_as_customer(i)
            && date.is_none_or(|date| i > date)
    });
    let amounts: Vec<usize> = (0..facts.len())
        .filter(|&i| {
            !is_used[i]
                && Some(i) != quantity
                && facts[i].is_number
                && !facts[i].is_whole
                && !same_as_customer(i)
        })
        .collect();
    let product =
        find(&is_used, &|i| facts[i].is_text() && facts[i].mean_words >= 1.5 && facts[i].n_distinct > 1);
    let mut take = |role: Role, column: Option<usize>| {
        let Some(column) = column else { return };
        let why = vec![Message::new("roles-why-cells")];
        mapping.roles.push(RoleChoice {
            role,
            column: evidence.table.columns[column].name.clone(),
            confidence: 0.65,
            why,
        });
    };
    take(Role::Quantity, quantity.filter(|_| date.is_some() && !amounts.is_empty()));
    if date.is_some() {
        let product = product.filter(|_| quantity.is_some());
        let has_product = product.is_some();
        take(Role::ProductName, product);
        // One amount is the total; of two, the one that is quantity × the other is.
        let total = match (quantity, amounts.as_slice()) {
            (Some(quantity), [a, b, ..])
                if evidence.product_share(quantity, *a, *b).is_some_and(|share| share > 0.9) =>
            {
                Some((*b, Some(*a)))
            }
            (Some(quantity), [a, b, ..])
                if evidence.product_share(quantity, *b, *a).is_some_and(|share| share > 0.9) =>
            {
                Some((*a, Some(*b)))
            }
            (_, [a, ..]) => Some((*a, None)),
            _ => None,
        };
        if let Some((total, price)) = total {
            take(if has_product { Role::LineTotal } else { Role::OrderTotal }, Some(total));
            take(Role::UnitPrice, price);
        }
    }
    mapping.grain = grain(&mapping, evidence);
    mapping
}
