//! What the columns mean, and the books kept from them.
//!
//! [`assign`] proposes roles, [`ledger()`] keeps the books.

mod assign;
mod attributes;
mod books;
mod choices;
mod columns;
mod discount;
mod evidence;
mod fit;
mod grain;
mod groups;
mod headerless;
pub mod inspect;
mod join;
mod keys;
pub mod ledger;
pub mod mapping;
mod matching;
mod money;
mod packed;
pub mod passport;
mod platforms;
mod questions;
pub mod relate;
mod rows;
mod stack;
mod synonyms;
mod tie_out;
mod unlike;
mod views;
pub mod words;

pub use assign::assign;
pub use books::{ledger, ledger_of};
pub use choices::{LedgerOptions, RULES, Rule};
pub use columns::holds_persons;
pub use inspect::{Inspection, inspect};
pub use keys::{Keys, NONE, bare_id, clean_id, customer_keys};
pub use ledger::{
    Attribute, AttributeValues, Basket, Baskets, Cancelled, Customer, Item, Ledger, LeftOut, LeftOutReason,
    Line, Order, PseudoItem, Refund, RowRef,
};
pub use mapping::{Grain, Mapping, Question, Role, RoleChoice};
pub use passport::{BrokenColumn, Passport, passport, role_label};
pub use relate::{Relation, relate};
pub use rows::currency_keys;
pub use synonyms::customer_column;
pub use tie_out::explain_total;
