//! Parameters as a form: what the page and `regulars kinds` show. Label and help are the messages
//! `<kind>-<name>` and `<kind>-<name>-help`; `measure`, `measure_2`, `measure_3` share those of `measure`.

use serde::Serialize;

#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Field {
    /// The name in `Params`.
    pub name: &'static str,
    pub control: Control,
    /// Shown only behind "more".
    pub is_advanced: bool,
    /// The field whose value is picked from the data, this one or the one it belongs to; `""` when neither is. Saved without
    /// data values, they go together.
    #[serde(skip)]
    pub data: &'static str,
}

/// What the user moves. Every control may be empty (`null`) when its default is: then the analysis chooses.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
#[serde(tag = "control", rename_all = "snake_case")]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub enum Control {
    Integer {
        #[serde(serialize_with = "safe_integer")]
        min: i64,
        #[serde(serialize_with = "safe_integer")]
        max: i64,
        default: Option<i64>,
    },
    Number {
        min: f64,
        max: f64,
        default: Option<f64>,
    },
    /// 0..=1, shown as percent; `is_log` gives small values room.
    Share {
        min: f64,
        max: f64,
        default: Option<f64>,
        is_log: bool,
    },
    /// Options are messages `<kind>-<name>-<option>`.
    Choice {
        options: &'static [&'static str],
        default: &'static str,
    },
    Flag {
        default: bool,
    },
    Day,
    Text,
    /// Text of several lines.
    Prose,
    /// Names of products.
    Items,
    /// Headers of a source's columns; several when `is_many`.
    Columns {
        is_many: bool,
    },
    /// One of the named features of customers.
    Features,
    Source,
    /// A value for rows of one of the cell's own tables: names of groups, cells of a map, a number a segment. Before the
    /// first run it is edited as JSON.
    Entries {
        table: &'static str,
        /// The column with the parameter's keys; `""` for the position of the row.
        key: &'static str,
        /// The column with the words.
        label: &'static str,
        /// The column with the value in force; `""` when the words are the value.
        value: &'static str,
        shape: Shape,
    },
    /// Structured data edited as JSON: costs, cut points.
    Data,
}

/// How entries are laid out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub enum Shape {
    Texts,
    Numbers,
    /// Keys are three scores: the first down, the second across, the third chosen above.
    Grid,
}

impl Field {
    pub const fn new(name: &'static str, control: Control) -> Field {
        Field { name, control, is_advanced: false, data: "" }
    }

    /// The message that names it, and the number that follows its name: none, `2`, `3`.
    pub fn words(&self, kind: &str) -> (String, &'static str) {
        let is_number = |end: &&str| !end.is_empty() && end.bytes().all(|byte| byte.is_ascii_digit());
        let parts = self.name.rsplit_once('_').filter(|(_, end)| is_number(end));
        let (name, number) = parts.unwrap_or((self.name, ""));
        (format!("{kind}-{name}"), number)
    }

    pub const fn advanced(name: &'static str, control: Control) -> Field {
        Field { name, control, is_advanced: true, data: "" }
    }

    /// Holds a value of the data, or goes with the field that does.
    pub const fn of_data(self, data: &'static str) -> Field {
        Field { data, ..self }
    }
}

/// A limit such as `i64::MAX` is written as the nearest whole number that JavaScript can hold.
fn safe_integer<S: serde::Serializer>(n: &i64, serializer: S) -> Result<S::Ok, S::Error> {
    const LARGEST: i64 = (1 << 53) - 1;
    serializer.serialize_i64((*n).clamp(-LARGEST, LARGEST))
}
