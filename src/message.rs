//! Sentences as data.
//!
//! A [`Message`] is a key of the catalogue in `locales/` and typed [`Value`]s. It is put into words, in the reader's
//! language, as late as possible: switching the language never runs an analysis again.

use serde::{Deserialize, Serialize};

/// A key of the catalogue and the values its sentence needs.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub struct Message {
    pub key: String,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub values: Vec<(String, Value)>,
}

/// A value inside a sentence or a table cell. The unit is part of the type; percent, separators, 萬 and the order of a
/// date exist only in text.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "type", content = "value", rename_all = "snake_case")]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub enum Value {
    /// How many: customers, rows, baskets. Whole.
    Count(f64),
    /// A plain number shown with this many decimals.
    Number(f64, u8),
    /// A fraction, 0..=1, shown as percent.
    Share(f64),
    /// An amount in major units, and its currency code (`""` when the file names none).
    Money(f64, String),
    /// The same in a tight place: `30.8M`, `3080.7萬`.
    ShortMoney(f64, String),
    /// Days since 1970-01-01.
    Day(i32),
    /// A calendar month: year, month 1..=12.
    Month(i32, u8),
    /// A length of time in days.
    Duration(f64),
    /// A size in bytes.
    Bytes(f64),
    /// The user's own words: a customer, a product, a column. Never translated.
    Text(String),
    /// Several of the user's own words, joined as the language does.
    List(Vec<String>),
    /// A sentence inside a sentence: a segment's name, a unit.
    Message(Box<Message>),
}

impl Message {
    pub fn new(key: impl Into<String>) -> Message {
        Message { key: key.into(), values: Vec::new() }
    }

    /// Adds a value. In the catalogue `{ $name }` is its text and `{ $name-count }` its number, for plurals.
    pub fn with(mut self, name: impl Into<String>, value: Value) -> Message {
        self.values.push((name.into(), value));
        self
    }

    pub fn count(self, name: impl Into<String>, n: usize) -> Message {
        self.with(name, Value::Count(n as f64))
    }

    pub fn text(self, name: impl Into<String>, text: impl Into<String>) -> Message {
        self.with(name, Value::Text(text.into()))
    }

    pub fn share(self, name: impl Into<String>, share: f64) -> Message {
        self.with(name, Value::Share(share))
    }

    pub fn get(&self, name: &str) -> Option<&Value> {
        self.values.iter().find(|(n, _)| n == name).map(|(_, value)| value)
    }
}

impl From<&str> for Message {
    fn from(key: &str) -> Message {
        Message::new(key)
    }
}

impl From<Message> for Value {
    fn from(message: Message) -> Value {
        Value::Message(Box::new(message))
    }
}
