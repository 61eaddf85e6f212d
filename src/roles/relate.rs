//! How several files belong together, with the evidence, for the reader to confirm before their rows are counted once.

use super::join::{contained, overlap};
use super::mapping::{Grain, Mapping, Role};
use super::rows::is_sales;
use super::stack::{Origins, has_same_columns};
use crate::message::Message;
use crate::table::Table;
use serde::Serialize;

/// What one file is to another.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub enum Bond {
    /// More rows of the same columns.
    Stack,
    /// The lines of the other's orders.
    Lines,
    /// The customers of the other.
    Customers,
    /// The products of the other.
    Products,
    /// Answers that rate the other's orders or customers.
    Reviews,
    /// Nothing in common that would join them.
    None,
}

/// One file beside the file that it goes with.
#[derive(Clone, Debug, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub struct Relation {
    /// Id of the source.
    pub source: String,
    /// Id of the source that holds the orders.
    pub to: String,
    pub bond: Bond,
    /// The evidence: columns shared, keys found.
    pub evidence: Message,
}

/// Every source beside the one that [`super::ledger()`] begins with. One source has no relations.
pub fn relate(sources: &[(&str, &Table, &Mapping)]) -> Vec<Relation> {
    let sales = || sources.iter().filter(|(_, _, mapping)| is_sales(mapping));
    let first = sales().find(|(_, _, mapping)| mapping.grain == Grain::Order).or(sales().next());
    let Some(&main) = first.or(sources.first()) else { return Vec::new() };
    let others = sources.iter().filter(|(id, _, _)| *id != main.0);
    others
        .map(|&other| {
            // A customer table may fit the lines where it does not fit the heads.
            let found = std::iter::once(&main)
                .chain(sales())
                .filter(|to| to.0 != other.0)
                .find_map(|to| Some((to.0, bond(other, *to)?)));
            let (to, (bond, evidence)) = found.unwrap_or_else(|| {
                let evidence = Message::new("relation-none").text("file", &other.1.name);
                (main.0, (Bond::None, evidence.text("to", &main.1.name)))
            });
            Relation { source: other.0.to_owned(), to: to.to_owned(), bond, evidence }
        })
        .collect()
}

type Source<'a> = (&'a str, &'a Table, &'a Mapping);

fn bond((_, table, mapping): Source, (_, to, main): Source) -> Option<(Bond, Message)> {
    let say = |key: &'static str| Message::new(key).text("file", &table.name).text("to", &to.name);
    if has_same_columns(table, to) {
        return Some((Bond::Stack, say("relation-stack").count("n", table.columns.len())));
    }
    let pair = |role: Role| Some((table.column(mapping.column(role)?)?, to.column(main.column(role)?)?));
    match mapping.grain {
        Grain::Line => {
            let (own, key) = pair(Role::OrderId)?;
            let share = f64::max(contained(own, key), contained(key, own));
            (share > 0.0).then(|| (Bond::Lines, say("relation-lines").share("share", share)))
        }
        Grain::Customer => {
            let (own, key) = overlap(to, table, &Origins::Source(0))?;
            let (own, key) = (&to.columns[own], &table.columns[key]);
            let evidence = say("relation-customers").share("share", contained(own, key));
            Some((Bond::Customers, evidence.text("column", &own.name).text("key", &key.name)))
        }
        Grain::Product => {
            let (key, own) = pair(Role::ProductId)?;
            let share = contained(own, key);
            (share > 0.0).then(|| (Bond::Products, say("relation-products").share("share", share)))
        }
        Grain::Response => {
            mapping.column(Role::Rating)?;
            let keys = [Role::OrderId, Role::CustomerId, Role::CustomerEmail];
            let (own, key) = keys.into_iter().find_map(pair)?;
            let share = contained(own, key);
            (share > 0.0).then(|| (Bond::Reviews, say("relation-reviews").share("share", share)))
        }
        _ => None,
    }
}
