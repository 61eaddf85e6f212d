//! Computed columns: a small language after the formulas of a spreadsheet, `[Price] * [Qty] * (1 - [Discount])`.
//!
//! A formula sees one row. Where a cell it needs is empty the result is empty; `ISBLANK`, `COALESCE`, `AND`, `OR` and the
//! branch that `IF` does not take are the exceptions. Sums, differences, products, `ROUND`, `ABS`, `MIN` and `MAX` of decimals
//! are exact; a quotient is a floating number until it is rounded. A division by zero is empty and counted.

mod eval;
mod parse;

use super::{Column, Data, Table, TextColumn, Validity};
use crate::message::Message;
use eval::Value;
pub use parse::{Fault, renamed};

/// Each function, how many arguments it takes at least and at most.
pub const FUNCTIONS: &[(&str, usize, usize)] = &[
    ("IF", 2, 3),
    ("AND", 1, MANY),
    ("OR", 1, MANY),
    ("NOT", 1, 1),
    ("ISBLANK", 1, 1),
    ("COALESCE", 1, MANY),
    ("ROUND", 1, 2),
    ("ABS", 1, 1),
    ("MIN", 1, MANY),
    ("MAX", 1, MANY),
    ("VALUE", 1, 1),
    ("YEAR", 1, 1),
    ("MONTH", 1, 1),
    ("DAY", 1, 1),
    ("WEEKDAY", 1, 1),
    ("DATE", 3, 3),
    ("LEN", 1, 1),
    ("LEFT", 2, 2),
    ("RIGHT", 2, 2),
    ("MID", 3, 3),
    ("TRIM", 1, 1),
    ("UPPER", 1, 1),
    ("LOWER", 1, 1),
    ("CONTAINS", 2, 2),
    ("REPLACE", 3, 3),
];
const MANY: usize = usize::MAX;

/// A formula that was understood.
#[derive(Clone, Debug, PartialEq)]
pub struct Formula {
    root: Node,
    /// Headers of the columns it reads, in order of first mention.
    pub columns: Vec<String>,
}

#[derive(Clone, Debug, PartialEq)]
enum Node {
    /// An exact decimal.
    Number(i128, u8),
    Text(String),
    Bool(bool),
    /// Position in [`Formula::columns`].
    Column(usize),
    Negative(Box<Node>),
    Binary(Operator, Box<Node>, Box<Node>),
    /// Position in [`FUNCTIONS`].
    Call(usize, Vec<Node>),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Operator {
    Equal,
    Unequal,
    Less,
    LessEqual,
    Greater,
    GreaterEqual,
    Join,
    Add,
    Subtract,
    Multiply,
    Divide,
}

impl Operator {
    /// Whether it gives yes or no.
    fn is_test(self) -> bool {
        use Operator::{Equal, Greater, GreaterEqual, Less, LessEqual, Unequal};
        matches!(self, Equal | Unequal | Less | LessEqual | Greater | GreaterEqual)
    }
}

/// What became empty although its cells were there.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    pub n_divided_by_zero: u32,
    /// Rows whose cells do not fit the formula: a word times a number, a 31st of February.
    pub n_unfit: u32,
}

impl Formula {
    /// Understands a formula about a table with these headers.
    ///
    /// # Errors
    /// What was expected, at which character, and the nearest name where one is unknown.
    pub fn parse(text: &str, headers: &[&str]) -> Result<Formula, Fault> {
        parse::parse(text, headers)
    }

    /// Headers of the columns whose contents can stand in the result: not those that it only tests or counts.
    pub fn carried(&self) -> Vec<&str> {
        let (mut waiting, mut places) = (vec![&self.root], Vec::new());
        while let Some(node) = waiting.pop() {
            match node {
                Node::Column(place) => places.push(*place),
                Node::Negative(inside) => waiting.push(inside),
                Node::Binary(operator, left, right) if !operator.is_test() => {
                    waiting.extend([&**left, right])
                }
                Node::Call(place, arguments) => match FUNCTIONS[*place].0 {
                    "IF" => waiting.extend(&arguments[1..]),
                    "AND" | "OR" | "NOT" | "ISBLANK" | "CONTAINS" | "LEN" => {}
                    _ => waiting.extend(arguments),
                },
                _ => {}
            }
        }
        self.columns
            .iter()
            .enumerate()
            .filter(|(i, _)| places.contains(i))
            .map(|(_, name)| name.as_str())
            .collect()
    }

    /// The computed column over all rows: decimals where every value is one, else floating numbers; days, times or texts.
    /// Yes and no are the texts `TRUE` and `FALSE`; values of several kinds are texts.
    pub fn column(&self, name: &str, table: &Table) -> (Column, Tally) {
        let mut tally = Tally::default();
        let columns = self.bind(table);
        let values: Vec<Value> = (0..table.n_rows).map(|row| self.value(&columns, row, &mut tally)).collect();
        (column_of(name, &values), tally)
    }

    /// The first values as they are shown.
    pub fn preview(&self, table: &Table, n: usize) -> Vec<String> {
        let mut tally = Tally::default();
        let columns = self.bind(table);
        let rows = 0..table.n_rows.min(n);
        let values: Vec<Value> = rows.map(|row| self.value(&columns, row, &mut tally)).collect();
        let column = column_of("", &values);
        (0..values.len()).map(|row| column.display(row)).collect()
    }

    fn bind<'a>(&self, table: &'a Table) -> Vec<Option<&'a Column>> {
        self.columns.iter().map(|name| table.column(name)).collect()
    }

    fn value<'a>(&'a self, columns: &[Option<&'a Column>], row: usize, tally: &mut Tally) -> Value<'a> {
        let mut trouble = Tally::default();
        let value = eval::eval(&self.root, columns, row, &mut trouble);
        if matches!(value, Value::Empty) {
            if trouble.n_divided_by_zero > 0 {
                tally.n_divided_by_zero += 1;
            } else if trouble.n_unfit > 0 {
                tally.n_unfit += 1;
            }
        }
        value
    }
}

fn column_of(name: &str, values: &[Value]) -> Column {
    let validity = Validity::from_flags(values.iter().map(|value| !matches!(value, Value::Empty)));
    let is_empty = |value: &Value| matches!(value, Value::Empty);
    let has_values = !values.iter().all(is_empty);
    let all =
        |test: fn(&Value) -> bool| has_values && values.iter().all(|value| is_empty(value) || test(value));
    let data = if all(|value| matches!(value, Value::Decimal(..) | Value::Float(_))) {
        numbers(values)
    } else if all(|value| matches!(value, Value::Day(_))) {
        Data::Day(values.iter().map(|value| if let Value::Day(day) = value { *day } else { 0 }).collect())
    } else if all(|value| value.seconds().is_some()) {
        Data::Time(values.iter().map(|value| value.seconds().unwrap_or(0)).collect())
    } else {
        let texts: Vec<String> = values.iter().map(Value::text).collect();
        Data::Text(TextColumn::from_texts(texts.iter().map(String::as_str)))
    };
    Column::new(name, data, validity)
}

/// Decimals of one scale where all are exact and fit, with no more digits than any needs; else floating numbers.
fn numbers(values: &[Value]) -> Data {
    let mut scale = 0;
    for value in values {
        match value {
            Value::Decimal(mantissa, own) => scale = scale.max(eval::trimmed(*mantissa, *own).1),
            Value::Float(_) => return floats(values),
            _ => {}
        }
    }
    let fit = |value: &Value| match value {
        Value::Decimal(mantissa, own) => {
            eval::rescaled(*mantissa, *own, scale).and_then(|mantissa| i64::try_from(mantissa).ok())
        }
        _ => Some(0),
    };
    match values.iter().map(fit).collect::<Option<Vec<i64>>>() {
        Some(mantissa) => Data::Decimal { mantissa, scale },
        None => floats(values),
    }
}

fn floats(values: &[Value]) -> Data {
    Data::Float(values.iter().map(|value| value.number().unwrap_or(0.0)).collect())
}

impl Fault {
    /// Where and why, as one sentence.
    pub fn message(&self) -> Message {
        Message::new("formula-at").count("at", self.at + 1).with("why", self.why.clone().into())
    }
}
