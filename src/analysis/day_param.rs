//! A day as a parameter: `"2011-12-10"` in a notebook, days since 1970-01-01 also read. For `#[serde(with = …)]`.

use crate::table::day::{self, Day};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};
use serde_json::Value;

pub fn serialize<S: Serializer>(day: &Option<Day>, serializer: S) -> Result<S::Ok, S::Error> {
    day.map(day::iso).serialize(serializer)
}

pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Day>, D::Error> {
    let wrong = |found: &str| de::Error::custom(format!("expected a date like 2024-03-31, found {found:?}"));
    match Value::deserialize(deserializer)? {
        Value::Null => Ok(None),
        Value::String(text) if text.trim().is_empty() => Ok(None),
        Value::String(text) => day::parse_iso(text.trim()).map(Some).ok_or_else(|| wrong(&text)),
        other => match other.as_i64().and_then(|day| Day::try_from(day).ok()) {
            Some(day) => Ok(Some(day)),
            None => Err(wrong(&other.to_string())),
        },
    }
}
