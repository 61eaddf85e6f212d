//! What an analysis is given.

use crate::error::{Error, Result};
use crate::message::{Message, Value};
use crate::roles::{Baskets, Ledger, Mapping, Role, holds_persons};
use crate::table::{Column, Day, Table};
use serde::Serialize;
use std::any::Any;
use std::cell::RefCell;
use std::rc::Rc;

/// The sources and labels a cell names, already read, mapped and filtered.
#[derive(Clone, Default)]
pub struct Inputs {
    pub ledger: Option<Rc<Ledger>>,
    /// Why there is no ledger.
    pub fault: Option<Error>,
    pub baskets: Option<Rc<Baskets>>,
    pub sources: Vec<Source>,
    /// Labels of earlier cells, parallel to the ledger's customers.
    pub labels: Vec<Rc<Labels>>,
    /// "Today"; the ledger's last day when the notebook says nothing.
    pub as_of: Option<Day>,
    /// The cell keeps a part of the customers: books, baskets and labels are theirs alone, sources are whole.
    pub is_filtered: bool,
    /// Names of persons are masked: they are not to be found by their letters either.
    pub is_masked: bool,
    pub memory: Memory,
}

/// What earlier runs of the same cell left, to spare a later one work that would come to the same. It never changes an
/// answer: who reads it checks that it was made from the same data.
#[derive(Clone, Default)]
pub struct Memory {
    kept: Rc<RefCell<Option<Rc<dyn Any>>>>,
}

impl Memory {
    pub fn recall<T: 'static>(&self) -> Option<Rc<T>> {
        self.kept.borrow().clone()?.downcast().ok()
    }

    /// Keeps this in place of what was kept before.
    pub fn keep<T: 'static>(&self, work: Rc<T>) {
        *self.kept.borrow_mut() = Some(work);
    }
}

#[derive(Clone)]
pub struct Source {
    /// `s1`.
    pub id: String,
    pub table: Rc<Table>,
    pub mapping: Rc<Mapping>,
}

impl Source {
    /// The role of a column.
    pub fn role(&self, column: &Column) -> Option<Role> {
        self.mapping.role(&column.name)
    }

    /// Whether it has a column of this name that tells of persons, by itself or computed from one that does.
    pub fn is_personal(&self, name: &str) -> bool {
        self.table.column(name).is_some_and(|column| holds_persons(column, &self.table, &self.mapping))
    }
}

/// One label a customer, made by a cell.
#[derive(Clone, Debug, Serialize)]
pub struct Labels {
    /// Id of the cell that made it; set by the notebook.
    pub cell: String,
    /// `"segment"`, `"cluster"`, `"p_alive"`.
    pub name: String,
    pub title: Message,
    pub values: LabelValues,
}

#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum LabelValues {
    Class { codes: Vec<Option<u32>>, names: Vec<Message> },
    Number(Vec<Option<f64>>),
}

/// How classes are called in parameters and filters: by the user's own words, else by the last part of their key
/// (`champions`), else, where several would be called alike, by their position.
pub fn class_ids(names: &[Message]) -> Vec<String> {
    let own = |name: &Message| {
        name.values.iter().find_map(|(_, value)| match value {
            Value::Text(text) => Some(text.clone()),
            _ => None,
        })
    };
    let owns: Vec<Option<String>> = names.iter().map(own).collect();
    let of_key = |name: &Message| name.key.rsplit('-').next().unwrap_or_default().to_owned();
    let ids: Vec<String> =
        owns.iter().zip(names).map(|(own, name)| own.clone().unwrap_or_else(|| of_key(name))).collect();
    let is_alone = |id: &String| ids.iter().filter(|other| *other == id).count() == 1;
    // A number is the user's own word (channel 1, 2, 3) only where no class needs its position for a name.
    let has_positions = !ids.iter().all(is_alone);
    let is_usable = |i: usize| {
        is_alone(&ids[i]) && (ids[i].parse::<u32>().is_err() || (owns[i].is_some() && !has_positions))
    };
    (0..ids.len()).map(|i| if is_usable(i) { ids[i].clone() } else { i.to_string() }).collect()
}

/// What a cell kind cannot do without.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Need {
    /// Orders with dates.
    Orders,
    /// Orders of known customers.
    Customers,
    /// Amounts.
    Money,
    /// Baskets of items.
    Baskets,
    /// Any table at all.
    Table,
}

impl Need {
    pub fn message(self) -> Message {
        Message::new(match self {
            Need::Orders => "need-orders",
            Need::Customers => "need-customers",
            Need::Money => "need-money",
            Need::Baskets => "need-baskets",
            Need::Table => "need-table",
        })
    }
}

impl Inputs {
    pub fn has(&self, need: Need) -> bool {
        let ledger = self.ledger.as_deref();
        match need {
            Need::Orders => ledger.is_some_and(|ledger| !ledger.orders.is_empty()),
            Need::Customers => ledger.is_some_and(|ledger| !ledger.customers.is_empty()),
            Need::Money => ledger.is_some_and(|ledger| ledger.has_money),
            Need::Baskets => self.baskets.is_some(),
            Need::Table => !self.sources.is_empty(),
        }
    }

    /// What to say when a need is not met: why the sources give no ledger, where that is the reason.
    pub fn lack(&self, need: Need) -> Error {
        self.fault.clone().unwrap_or_else(|| Error::missing(vec![need.message()]))
    }

    /// The ledger of a cell whose `NEEDS` name orders, customers or money.
    ///
    /// # Errors
    /// Missing when there is none.
    pub fn ledger(&self) -> Result<&Ledger> {
        self.ledger.as_deref().ok_or_else(|| self.lack(Need::Orders))
    }

    /// # Errors
    /// Missing when there are none.
    pub fn baskets(&self) -> Result<&Baskets> {
        self.baskets.as_deref().ok_or_else(|| Error::missing(vec![Need::Baskets.message()]))
    }

    /// "Today": chosen, else the last day of the ledger.
    pub fn as_of(&self) -> Option<Day> {
        self.as_of.or(self.ledger.as_deref().map(|ledger| ledger.last_day))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn classes_are_called_by_the_users_words_even_where_these_are_numbers() {
        let named = |words: &[&str]| -> Vec<Message> {
            words.iter().map(|word| Message::new("group").text("name", *word)).collect()
        };
        assert_eq!(class_ids(&named(&["1", "2", "3"])), ["1", "2", "3"]);
        assert_eq!(class_ids(&named(&["shop", "web"])), ["shop", "web"]);
        // Two of one name are told apart by position, and then a number is a position too.
        assert_eq!(class_ids(&named(&["web", "web", "0"])), ["0", "1", "2"]);
        assert_eq!(class_ids(&["rfm-segment-champions".into()]), ["champions"]);
    }
}
