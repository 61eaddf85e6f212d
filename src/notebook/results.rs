//! Results of cells, and their labels carried over to other selections of customers.

use crate::analysis::{Done, LabelValues, Labels, Memory};
use crate::error::Error;
use crate::message::Message;
use crate::roles::{Baskets, Ledger};
use std::rc::Rc;

/// What the last runs of a cell left. Older results stay for undo.
#[derive(Default)]
pub struct Results {
    kept: Vec<Stored>,
    /// Work that the next run may build on.
    pub memory: Memory,
}

/// One result and everything it was made from.
#[derive(Clone)]
pub struct Stored {
    /// Equal to the cell's present key while the result holds ([`super::graph::keys`]).
    pub key: u64,
    pub outcome: Result<Rc<Done>, Error>,
    pub ledger: Option<Rc<Ledger>>,
    pub baskets: Option<Rc<Baskets>>,
    /// The sources that row references point into, in the order of `RowRef::source`.
    pub sources: Vec<String>,
    /// Groups of customers that the whole notebook is about; empty for all customers.
    pub only: Vec<Message>,
    pub milliseconds: f64,
}

const KEPT: usize = 4;

impl Results {
    pub fn push(&mut self, result: Stored) {
        self.kept.retain(|old| old.key != result.key);
        self.kept.push(result);
        if self.kept.len() > KEPT {
            self.kept.remove(0);
        }
    }

    /// The result for this key, else the newest, and whether it still holds.
    pub fn best(&self, key: Option<u64>) -> Option<(&Stored, bool)> {
        let current = self.kept.iter().find(|result| Some(result.key) == key);
        current.map(|result| (result, true)).or(self.kept.last().map(|result| (result, false)))
    }

    pub fn current(&self, key: Option<u64>) -> Option<&Stored> {
        self.kept.iter().find(|result| Some(result.key) == key)
    }
}

/// Labels made for the customers of one ledger, told for the customers of another, by id; `None` for customers that
/// the first did not have. Both ledgers hold their customers in the order of their ids.
pub fn carry_over(labels: &Labels, from: &Ledger, to: &Ledger) -> Labels {
    let positions = positions(from, to);
    let values = match &labels.values {
        LabelValues::Class { codes, names } => LabelValues::Class {
            codes: positions
                .iter()
                .map(|place| place.and_then(|place| codes.get(place).copied().flatten()))
                .collect(),
            names: names.clone(),
        },
        LabelValues::Number(values) => LabelValues::Number(
            positions
                .iter()
                .map(|place| place.and_then(|place| values.get(place).copied().flatten()))
                .collect(),
        ),
    };
    Labels { values, ..labels.clone() }
}

/// For each customer of `to`, the position in `from`.
fn positions(from: &Ledger, to: &Ledger) -> Vec<Option<usize>> {
    let mut place = 0;
    let find = |customer: &crate::roles::Customer| {
        while from.customers.get(place).is_some_and(|other| other.id < customer.id) {
            place += 1;
        }
        from.customers.get(place).filter(|other| other.id == customer.id).map(|_| place)
    };
    to.customers.iter().map(find).collect()
}
