//! A day as a parameter: `"2011-12-10"` in a notebook, days since 1970-01-01 also read. For `#[serde(with = …)]`.

use crate::table::day::{self, Day};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

#[derive(Deserialize)]
#[serde(untagged)]
enum Raw {
    Number(Day),
    Text(String),
}

pub fn serialize<S: Serializer>(day: &Option<Day>, serializer: S) -> Result<S::Ok, S::Error> {
    day.map(day::iso).serialize(serializer)
}

pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Day>, D::Error> {
    match Option::<Raw>::deserialize(deserializer)? {
        None => Ok(None),
        Some(Raw::Number(day)) => Ok(Some(day)),
        Some(Raw::Text(text)) if text.trim().is_empty() => Ok(None),
        Some(Raw::Text(text)) => day::parse_iso(text.trim())
            .map(Some)
            .ok_or_else(|| de::Error::custom(format!("expected a date like 2024-03-31, found {text:?}"))),
    }
}
