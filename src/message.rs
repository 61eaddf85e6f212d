//! Sentences as data.
//!
//! A [`Message`] is a key of the catalogue in `locales/` and typed [`Value`]s. It is put into words, in the reader's
//! language, as late as possible: switching the language never runs an analysis again.

use serde::de::{self, DeserializeOwned};
use serde::{Deserialize, Deserializer, Serialize};
use std::borrow::Cow;

/// A key or a value's name: nearly always written in the source.
pub type Name = Cow<'static, str>;

/// A key of the catalogue and the values its sentence needs.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub struct Message {
    #[cfg_attr(target_arch = "wasm32", tsify(type = "string"))]
    pub key: Name,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[cfg_attr(target_arch = "wasm32", tsify(type = "[string, Value][]"))]
    pub values: Vec<(Name, Value)>,
}

/// A value inside a sentence or a table cell. The unit is part of the type; percent, separators, 萬 and the order of a
/// date exist only in text.
#[derive(Clone, Debug, PartialEq, Serialize)]
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

/// By hand: serde's own tags would bring a second copy of every deserialiser below into the engine.
impl<'de> Deserialize<'de> for Value {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Value, D::Error> {
        #[derive(Deserialize)]
        struct Tagged {
            #[serde(rename = "type")]
            kind: String,
            value: serde_json::Value,
        }

        fn of<T: DeserializeOwned, E: de::Error>(value: serde_json::Value) -> Result<T, E> {
            serde_json::from_value(value).map_err(E::custom)
        }

        let Tagged { kind, value } = Tagged::deserialize(deserializer)?;
        Ok(match kind.as_str() {
            "count" => Value::Count(of(value)?),
            "number" => of(value).map(|(number, decimals)| Value::Number(number, decimals))?,
            "share" => Value::Share(of(value)?),
            "money" => of(value).map(|(amount, currency)| Value::Money(amount, currency))?,
            "short_money" => of(value).map(|(amount, currency)| Value::ShortMoney(amount, currency))?,
            "day" => Value::Day(of(value)?),
            "month" => of(value).map(|(year, month)| Value::Month(year, month))?,
            "duration" => Value::Duration(of(value)?),
            "bytes" => Value::Bytes(of(value)?),
            "text" => Value::Text(of(value)?),
            "list" => Value::List(of(value)?),
            "message" => Value::Message(of(value)?),
            _ => return Err(de::Error::unknown_variant(&kind, &[])),
        })
    }
}

// Called some thousand times: kept out of line, so that a sentence is a few calls and no copies of these bodies.
impl Message {
    pub fn new(key: impl Into<Name>) -> Message {
        Message { key: key.into(), values: Vec::new() }
    }

    /// Adds a value. In the catalogue `{ $name }` is its text and `{ $name-count }` its number, for plurals.
    pub fn with(self, name: impl Into<Name>, value: Value) -> Message {
        self.and(name.into(), value)
    }

    pub fn count(self, name: impl Into<Name>, n: usize) -> Message {
        self.and(name.into(), Value::Count(n as f64))
    }

    pub fn text(self, name: impl Into<Name>, text: impl Into<String>) -> Message {
        self.and(name.into(), Value::Text(text.into()))
    }

    pub fn share(self, name: impl Into<Name>, share: f64) -> Message {
        self.and(name.into(), Value::Share(share))
    }

    #[inline(never)]
    fn and(mut self, name: Name, value: Value) -> Message {
        self.values.push((name, value));
        self
    }

    pub fn get(&self, name: &str) -> Option<&Value> {
        self.values.iter().find(|(n, _)| n == name).map(|(_, value)| value)
    }
}

impl From<&'static str> for Message {
    fn from(key: &'static str) -> Message {
        Message::new(key)
    }
}

impl From<Message> for Value {
    fn from(message: Message) -> Value {
        Value::Message(Box::new(message))
    }
}
