//! One error type for the crate. Kinds carry values, not prose: tests match on them, the catalogue puts them into words.

use crate::message::{Message, Value};
use serde::Serialize;
use std::fmt;

pub type Result<T> = std::result::Result<T, Error>;

/// What went wrong, where, and what to do about it.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Error {
    pub kind: Kind,
    pub at: At,
    /// The next step, when there is one.
    pub hint: Option<Message>,
}

#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Kind {
    /// The user stopped the work. Not a fault.
    Cancelled,
    /// The file cannot be read at all (empty, a picture, a workbook that is locked …).
    Unreadable { why: Message },
    /// Something was expected and something else was found.
    Expected { expected: Message, found: String },
    /// A parameter is out of its range or of the wrong type.
    Parameter { name: String, why: Message },
    /// The request names something that does not exist: a column, a cell, a kind.
    Unknown { what: Message, name: String },
    /// The analysis lacks an input: a role, a table, a label. The cell is blocked, not broken.
    Missing { what: Vec<Message> },
    /// The data are too few or too thin to say anything honest: what there is, what is needed, what can be said instead.
    Insufficient { have: Message, need: Message, instead: Option<Message> },
    /// A result must not be shown because it would be false (subscription data in BG/NBD, say).
    Refused { why: Message },
    /// Input or output outside the program failed.
    Io { why: String },
    /// Our fault.
    Internal { why: String },
}

/// Where: any part may be unknown.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct At {
    pub file: Option<String>,
    /// Physical line in the file, counted from 1.
    pub line: Option<u32>,
    /// The column's header.
    pub column: Option<String>,
    pub cell: Option<String>,
}

impl Error {
    pub fn new(kind: Kind) -> Error {
        Error { kind, at: At::default(), hint: None }
    }

    pub fn cancelled() -> Error {
        Error::new(Kind::Cancelled)
    }

    pub fn unreadable(why: impl Into<Message>) -> Error {
        Error::new(Kind::Unreadable { why: why.into() })
    }

    pub fn parameter(name: impl Into<String>, why: impl Into<Message>) -> Error {
        Error::new(Kind::Parameter { name: name.into(), why: why.into() })
    }

    pub fn unknown(what: impl Into<Message>, name: impl Into<String>) -> Error {
        Error::new(Kind::Unknown { what: what.into(), name: name.into() })
    }

    pub fn missing(what: Vec<Message>) -> Error {
        Error::new(Kind::Missing { what })
    }

    pub fn insufficient(have: impl Into<Message>, need: impl Into<Message>) -> Error {
        Error::new(Kind::Insufficient { have: have.into(), need: need.into(), instead: None })
    }

    /// For [`Kind::Insufficient`]: what can be said all the same.
    pub fn instead(mut self, say: impl Into<Message>) -> Error {
        if let Kind::Insufficient { instead, .. } = &mut self.kind {
            *instead = Some(say.into());
        }
        self
    }

    pub fn refused(why: impl Into<Message>) -> Error {
        Error::new(Kind::Refused { why: why.into() })
    }

    pub fn internal(why: impl Into<String>) -> Error {
        Error::new(Kind::Internal { why: why.into() })
    }

    pub fn in_file(mut self, file: impl Into<String>) -> Error {
        self.at.file.get_or_insert(file.into());
        self
    }

    pub fn at_line(mut self, line: u32) -> Error {
        self.at.line = Some(line);
        self
    }

    pub fn in_column(mut self, column: impl Into<String>) -> Error {
        self.at.column = Some(column.into());
        self
    }

    pub fn hint(mut self, hint: impl Into<Message>) -> Error {
        self.hint = Some(hint.into());
        self
    }

    pub fn is_cancelled(&self) -> bool {
        self.kind == Kind::Cancelled
    }

    /// The whole error as one sentence of the catalogue (`error-…`), place and hint left to the caller.
    pub fn message(&self) -> Message {
        match &self.kind {
            Kind::Cancelled => Message::new("error-cancelled"),
            Kind::Unreadable { why } | Kind::Refused { why } => why.clone(),
            Kind::Expected { expected, found } => {
                Message::new("error-expected").with("expected", expected.clone().into()).text("found", found)
            }
            Kind::Parameter { name, why } => {
                Message::new("error-parameter").text("name", name).with("why", why.clone().into())
            }
            Kind::Unknown { what, name } => {
                Message::new("error-unknown").with("what", what.clone().into()).text("name", name)
            }
            Kind::Missing { what } => {
                let mut message = Message::new("error-missing").count("n", what.len());
                if let Some(first) = what.first() {
                    message = message.with("what", first.clone().into());
                }
                message
            }
            Kind::Insufficient { have, need, .. } => Message::new("error-insufficient")
                .with("have", Value::from(have.clone()))
                .with("need", Value::from(need.clone())),
            Kind::Io { why } => Message::new("error-io").text("why", why),
            Kind::Internal { why } => Message::new("error-internal").text("why", why),
        }
    }
}

/// For logs and test failures; people read the catalogue's words (`report::text::error`).
impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(file) = &self.at.file {
            write!(f, "{file}: ")?;
        }
        if let Some(line) = self.at.line {
            write!(f, "line {line}: ")?;
        }
        if let Some(column) = &self.at.column {
            write!(f, "column {column:?}: ")?;
        }
        write!(f, "{:?}", self.kind)
    }
}

impl std::error::Error for Error {}

impl From<std::io::Error> for Error {
    fn from(error: std::io::Error) -> Error {
        Error::new(Kind::Io { why: error.to_string() })
    }
}
