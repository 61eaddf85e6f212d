//! Roles of columns, chosen or proposed.

use crate::message::Message;
use crate::table::{Column, Table};
use serde::{Deserialize, Serialize};

/// What a column means.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    CustomerId,
    CustomerEmail,
    CustomerPhone,
    CustomerName,
    OrderId,
    LineId,
    OrderDate,
    /// The clock time, where it stands in a column of its own.
    OrderTime,
    PaidAt,
    ProductId,
    ProductName,
    Category,
    Quantity,
    UnitPrice,
    LineTotal,
    OrderTotal,
    PaidAmount,
    Discount,
    RefundAmount,
    Status,
    /// The state of a return or claim beside the order's own status: `售后状态`.
    ReturnStatus,
    CancelledAt,
    Currency,
    Shipping,
    Tax,
    Coupon,
    Channel,
    Country,
    Rating,
    TicketId,
    TicketCreated,
    TicketResolved,
    Response,
    /// A table of customers already summarised: repeat orders, first to last, age.
    NRepeatOrders,
    FirstToLast,
    Age,
}

impl Role {
    /// Every role, in the order in which a list offers them.
    pub const ALL: &[Role] = &[
        Role::CustomerId,
        Role::CustomerEmail,
        Role::CustomerPhone,
        Role::CustomerName,
        Role::OrderId,
        Role::LineId,
        Role::OrderDate,
        Role::OrderTime,
        Role::PaidAt,
        Role::ProductId,
        Role::ProductName,
        Role::Category,
        Role::Quantity,
        Role::UnitPrice,
        Role::LineTotal,
        Role::OrderTotal,
        Role::PaidAmount,
        Role::Discount,
        Role::RefundAmount,
        Role::Status,
        Role::ReturnStatus,
        Role::CancelledAt,
        Role::Currency,
        Role::Shipping,
        Role::Tax,
        Role::Coupon,
        Role::Channel,
        Role::Country,
        Role::Rating,
        Role::TicketId,
        Role::TicketCreated,
        Role::TicketResolved,
        Role::Response,
        Role::NRepeatOrders,
        Role::FirstToLast,
        Role::Age,
    ];
}

/// What is written as this word in files and on the wire: `order_date`.
fn named<T: serde::de::DeserializeOwned>(word: &str) -> Option<T> {
    serde_json::from_value(serde_json::Value::String(word.to_owned())).ok()
}

impl Role {
    /// Columns in these roles name persons.
    pub const PERSONAL: [Role; 4] =
        [Role::CustomerId, Role::CustomerEmail, Role::CustomerPhone, Role::CustomerName];

    /// The role written as this word: `order_date`.
    pub fn named(word: &str) -> Option<Role> {
        named(word)
    }
}

impl Grain {
    /// The grain written as this word: `line`.
    pub fn named(word: &str) -> Option<Grain> {
        named(word)
    }
}

/// A column in a role, and why.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RoleChoice {
    pub role: Role,
    /// The exact header.
    pub column: String,
    /// 0..=1; the user's own choice is 1.
    pub confidence: f64,
    #[serde(default)]
    pub why: Vec<Message>,
}

/// What one row is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Grain {
    /// One product line of an order.
    Line,
    Order,
    Customer,
    Product,
    Ticket,
    Response,
    Payment,
    /// One basket per line of the file.
    Basket,
    #[default]
    Unknown,
}

/// How a table is understood.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Mapping {
    pub roles: Vec<RoleChoice>,
    pub grain: Grain,
    /// The shop system whose export this is, when its headers say so: `"shopify"`.
    pub platform: Option<String>,
    pub questions: Vec<Question>,
}

/// Something only the user can decide: which of these columns, and what it changes.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Question {
    pub role: Role,
    pub options: Vec<String>,
    pub effect: Message,
}

impl Mapping {
    /// The header of the column in this role.
    pub fn column(&self, role: Role) -> Option<&str> {
        self.roles.iter().find(|choice| choice.role == role).map(|choice| choice.column.as_str())
    }

    /// The role of the column with this header.
    pub fn role(&self, column: &str) -> Option<Role> {
        self.roles.iter().find(|choice| choice.column == column).map(|choice| choice.role)
    }

    /// Whether a column has a role that names persons, or is computed from one that has.
    pub fn names_persons(&self, column: &Column) -> bool {
        let mut names = column.carries.iter().chain([&column.name]);
        names.any(|name| self.role(name).is_some_and(|role| Role::PERSONAL.contains(&role)))
    }

    /// Whether two rows are items of one line of a file that has one basket a line.
    pub fn shares_line(&self, table: &Table, a: usize, b: usize) -> bool {
        let line = |row: usize| table.lines.get(row);
        self.grain == Grain::Basket && line(a).is_some() && line(a) == line(b)
    }
}
