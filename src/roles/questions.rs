//! Why a column has its role, and what only the reader can decide.

use super::assign::{Context, LEAST, ROLES};
use super::columns::{empty_share, n_distinct};
use super::evidence::Evidence;
use super::mapping::{Mapping, Question, Role};
use crate::message::{Message, Value};
use crate::order::Arrange;

/// A choice within this of the best is worth a question.
const CLOSE: f64 = 0.16;
const MAX_QUESTIONS: usize = 3;

/// Why the column has the role; `name`: how well its header names it.
pub fn reasons(role: Role, column: usize, evidence: &Evidence, context: &Context, name: f64) -> Vec<Message> {
    let facts = &evidence.facts[column];
    // People read these figures beside their whole file, so they are never those of a sample.
    let n_rows = evidence.table.n_rows;
    let whole = &evidence.table.columns[column];
    let mut why = Vec::new();
    if name >= 0.95 {
        why.push(Message::new("roles-why-name"));
    } else if name > 0.0 {
        why.push(Message::new("roles-why-name-similar"));
    }
    match role {
        Role::LineTotal => {
            if let (Some(quantity), Some(price)) = (context.quantity, context.price)
                && let Some(share) = evidence.product_share(quantity, price, column)
                && share >= 0.95
            {
                let name = |position: usize| evidence.table.columns[position].name.clone();
                why.push(
                    Message::new("roles-why-product")
                        .text("quantity", name(quantity))
                        .text("price", name(price))
                        .share("share", share),
                );
            }
        }
        Role::OrderTotal | Role::PaidAmount => {
            if let Some(order) = context.order.filter(|&order| order != column)
                && let Some(share) = evidence.constant_within(order, column)
                && share >= 0.98
            {
                let key = if evidence.first_only_within(order, column).is_some_and(|share| share >= 0.9) {
                    "roles-why-first-row"
                } else {
                    "roles-why-constant"
                };
                why.push(Message::new(key));
            }
        }
        Role::CustomerId | Role::OrderId | Role::CustomerEmail if facts.n_valid > 0 => {
            why.push(
                Message::new("roles-why-key")
                    .count("distinct", n_distinct(whole, n_rows) as usize)
                    .share("empty", empty_share(whole, n_rows)),
            );
        }
        Role::OrderDate | Role::PaidAt if facts.is_date => {
            why.push(Message::new("roles-why-dates").share("share", 1.0 - empty_share(whole, n_rows)))
        }
        Role::Category | Role::Country | Role::Channel | Role::Status if facts.n_valid > 0 => {
            why.push(Message::new("roles-why-values").count("n", n_distinct(whole, n_rows) as usize));
        }
        _ => {}
    }
    why
}

/// The doubts worth asking about: which amount, which date, which customer. The largest effect on revenue first.
pub fn questions(mapping: &Mapping, weights: &[Vec<f64>], evidence: &Evidence) -> Vec<Question> {
    let mut found: Vec<(u8, Question)> = Vec::new();
    for (rank, role) in
        [(0, Role::OrderTotal), (0, Role::LineTotal), (1, Role::CustomerId), (2, Role::OrderDate)]
    {
        let Some(row) = ROLES.iter().position(|r| *r == role) else { continue };
        let chosen = mapping.column(role).and_then(|name| evidence.table.position(name));
        let Some(chosen) = chosen else { continue };
        let is_taken = |column: usize| {
            let name = &evidence.table.columns[column].name;
            mapping.roles.iter().any(|choice| choice.column == *name && choice.role != role)
        };
        let rivals: Vec<usize> = (0..evidence.facts.len())
            .filter(|&column| column != chosen && !is_taken(column))
            .filter(|&column| {
                weights[row][column] >= LEAST && weights[row][chosen] - weights[row][column] <= CLOSE
            })
            .collect();
        if let Some(question) = question(role, chosen, &rivals, evidence, mapping) {
            found.push((rank, question));
        }
    }
    found.arrange_by_key(|(rank, _)| *rank);
    found.into_iter().map(|(_, question)| question).take(MAX_QUESTIONS).collect()
}

/// A question between the chosen column and its rivals; `None` when the answer changes nothing.
pub fn question(
    role: Role,
    chosen: usize,
    rivals: &[usize],
    evidence: &Evidence,
    mapping: &Mapping,
) -> Option<Question> {
    let name = |column: usize| evidence.table.columns[column].name.clone();
    let facts = |column: usize| &evidence.facts[column];
    let table = evidence.table;
    let distinct = |column: usize| n_distinct(&table.columns[column], table.n_rows) as usize;
    let rival = *rivals.first()?;
    let effect = if facts(chosen).is_number && facts(rival).is_number {
        let sum = |column| evidence.sum(column, order_of(mapping, evidence));
        let (a, b) = (sum(chosen), sum(rival));
        if (a - b).abs() <= 0.005 * a.abs().max(b.abs()) {
            return None;
        }
        let money = |amount| Value::Money(amount, String::new());
        Message::new("roles-effect-sums")
            .text("a", name(chosen))
            .with("sum-a", money(a))
            .text("b", name(rival))
            .with("sum-b", money(b))
    } else {
        if evidence.codes[chosen] == evidence.codes[rival] {
            return None;
        }
        Message::new("roles-effect-distinct")
            .text("a", name(chosen))
            .count("n-a", distinct(chosen))
            .text("b", name(rival))
            .count("n-b", distinct(rival))
    };
    let options = std::iter::once(chosen).chain(rivals.iter().copied()).take(3).map(name).collect();
    Some(Question { role, options, effect })
}

/// The column of order ids, when amounts repeat within an order and have to be counted once.
fn order_of(mapping: &Mapping, evidence: &Evidence) -> Option<usize> {
    mapping.column(Role::OrderTotal)?;
    evidence.table.position(mapping.column(Role::OrderId)?)
}
