//! What the columns mean, and the books kept from them.

pub mod ledger;
pub mod mapping;

pub use ledger::{
    Attribute, Basket, Baskets, Customer, Item, Ledger, Line, Order, PseudoItem, Refund, RowRef,
};
pub use mapping::{Grain, Mapping, Question, Role, RoleChoice};
