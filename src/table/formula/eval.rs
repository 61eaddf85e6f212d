//! The value of a formula in one row.

use super::parse::decimal;
use super::{FUNCTIONS, Node, Operator, Tally};
use crate::table::column::{decimal_text, power_of_ten};
use crate::table::{Column, Data, Day, day, ungrouped};
use std::borrow::Cow;
use std::cmp::Ordering;

#[derive(Clone, Debug, PartialEq)]
pub enum Value<'a> {
    Empty,
    Bool(bool),
    Text(Cow<'a, str>),
    /// `mantissa / 10^scale`, exact.
    Decimal(i128, u8),
    Float(f64),
    Day(Day),
    /// Seconds since 1970-01-01.
    Time(i64),
}

use Value::{Bool, Decimal, Empty, Float, Text, Time};

/// Digits behind the point of an exact number; more become a floating one.
const FINEST: u8 = 18;
/// Bytes of a text that grows; a cell of a spreadsheet takes as many characters.
const LONGEST: usize = 32_767;
const SECONDS: i64 = 86_400;
/// So many days before or after 1970 are still in the calendar.
const FARTHEST: u32 = 2_900_000;

impl Value<'_> {
    pub fn number(&self) -> Option<f64> {
        match self {
            // The nearest floating number: both parts are whole.
            Decimal(mantissa, scale) => Some(*mantissa as f64 / power_of_ten(*scale)),
            Float(number) => Some(*number),
            _ => None,
        }
    }

    /// Days and times on one scale.
    pub fn seconds(&self) -> Option<i64> {
        match self {
            Value::Day(day) => Some(i64::from(*day) * SECONDS),
            Time(time) => Some(*time),
            _ => None,
        }
    }

    /// As it is written into a text.
    pub fn text(&self) -> String {
        match self {
            Empty => String::new(),
            Bool(is) => (if *is { "TRUE" } else { "FALSE" }).to_owned(),
            Text(text) => text.to_string(),
            Decimal(mantissa, scale) => {
                let (mantissa, scale) = trimmed(*mantissa, *scale);
                decimal_text(mantissa, scale)
            }
            Float(number) => number.to_string(),
            Value::Day(day) => day::iso(*day),
            Time(time) => day::iso_time(*time),
        }
    }
}

/// Without zeros at the end of the fraction.
pub fn trimmed(mut mantissa: i128, mut scale: u8) -> (i128, u8) {
    while scale > 0 && mantissa % 10 == 0 {
        (mantissa, scale) = (mantissa / 10, scale - 1);
    }
    (mantissa, scale)
}

/// The mantissa at another scale, where it stays exact.
pub fn rescaled(mantissa: i128, from: u8, to: u8) -> Option<i128> {
    if from <= to {
        return mantissa.checked_mul(10i128.checked_pow(u32::from(to - from))?);
    }
    let step = 10i128.checked_pow(u32::from(from - to))?;
    (mantissa % step == 0).then(|| mantissa / step)
}

pub fn eval<'a>(node: &'a Node, columns: &[Option<&'a Column>], row: usize, tally: &mut Tally) -> Value<'a> {
    match node {
        Node::Number(mantissa, scale) => Decimal(*mantissa, *scale),
        Node::Text(text) => Text(Cow::Borrowed(text)),
        Node::Bool(is) => Bool(*is),
        Node::Column(place) => columns[*place].map_or(Empty, |column| cell(column, row)),
        Node::Negative(inside) => match eval(inside, columns, row, tally) {
            Decimal(mantissa, scale) => Decimal(-mantissa, scale),
            Float(number) => Float(0.0 - number),
            Empty => Empty,
            _ => unfit(tally),
        },
        Node::Binary(operator, left, right) => {
            let left = eval(left, columns, row, tally);
            let right = eval(right, columns, row, tally);
            if left == Empty || right == Empty {
                return Empty;
            }
            binary(*operator, &left, &right, tally)
        }
        Node::Call(place, arguments) => call(FUNCTIONS[*place].0, arguments, columns, row, tally),
    }
}

fn unfit<'a>(tally: &mut Tally) -> Value<'a> {
    tally.n_unfit += 1;
    Empty
}

fn cell(column: &Column, row: usize) -> Value<'_> {
    if !column.is_valid(row) {
        return Empty;
    }
    match &column.data {
        Data::Text(text) => match text.get(row) {
            "" => Empty,
            text => Text(Cow::Borrowed(text)),
        },
        Data::Decimal { mantissa, scale } => Decimal(mantissa[row].into(), *scale),
        Data::Float(values) => Float(values[row]),
        Data::Day(days) => Value::Day(days[row]),
        Data::Time(times) => Time(times[row]),
    }
}

fn binary<'a>(operator: Operator, left: &Value, right: &Value, tally: &mut Tally) -> Value<'a> {
    use Operator::{
        Add, Divide, Equal, Greater, GreaterEqual, Join, Less, LessEqual, Multiply, Subtract, Unequal,
    };
    match operator {
        Join => {
            let text = left.text() + &right.text();
            if text.len() > LONGEST { unfit(tally) } else { Text(Cow::Owned(text)) }
        }
        Add | Subtract | Multiply | Divide => {
            calculate(operator, left, right, tally).unwrap_or_else(|| unfit(tally))
        }
        Equal => Bool(compare(left, right) == Some(Ordering::Equal)),
        Unequal => Bool(compare(left, right) != Some(Ordering::Equal)),
        Less | LessEqual | Greater | GreaterEqual => match compare(left, right) {
            Some(order) => Bool(match operator {
                Less => order.is_lt(),
                LessEqual => order.is_le(),
                Greater => order.is_gt(),
                _ => order.is_ge(),
            }),
            None => unfit(tally),
        },
    }
}

/// `None` for values that cannot be calculated with.
fn calculate<'a>(operator: Operator, left: &Value, right: &Value, tally: &mut Tally) -> Option<Value<'a>> {
    // A day and some days, or the days between two.
    if let (Some(first), Some(second)) = (left.seconds(), right.seconds()) {
        let between = first - second;
        return match operator {
            Operator::Subtract if between % SECONDS == 0 => Some(Decimal((between / SECONDS).into(), 0)),
            Operator::Subtract => Some(Float(between as f64 / SECONDS as f64)),
            _ => None,
        };
    }
    if let (Value::Day(day), Decimal(mantissa, scale)) = (left, right) {
        let days = i32::try_from(rescaled(*mantissa, *scale, 0)?).ok()?;
        let moved = match operator {
            Operator::Add => day.checked_add(days),
            Operator::Subtract => day.checked_sub(days),
            _ => None,
        };
        return moved.filter(|day| day.unsigned_abs() < FARTHEST).map(Value::Day);
    }
    if let (Decimal(a, a_scale), Decimal(b, b_scale)) = (left, right) {
        let scale = *a_scale.max(b_scale);
        let both = rescaled(*a, *a_scale, scale).zip(rescaled(*b, *b_scale, scale));
        let exact = match operator {
            Operator::Add => both.and_then(|(a, b)| a.checked_add(b)).map(|sum| (sum, scale)),
            Operator::Subtract => both.and_then(|(a, b)| a.checked_sub(b)).map(|sum| (sum, scale)),
            Operator::Multiply => a.checked_mul(*b).map(|product| (product, a_scale + b_scale)),
            _ => None,
        };
        if let Some((mantissa, scale)) = exact.filter(|(_, scale)| *scale <= FINEST) {
            return Some(Decimal(mantissa, scale));
        }
    }
    let (a, b) = (left.number()?, right.number()?);
    let number = match operator {
        Operator::Add => a + b,
        Operator::Subtract => a - b,
        Operator::Multiply => a * b,
        _ if b == 0.0 => {
            tally.n_divided_by_zero += 1;
            return Some(Empty);
        }
        _ => a / b,
    };
    // No zero below zero.
    number.is_finite().then_some(Float(number + 0.0))
}

/// Numbers by size, texts without regard to case, days and times by date, no before yes. A text beside a number or a date
/// is read as one. `None` for values of different kinds.
fn compare(left: &Value, right: &Value) -> Option<Ordering> {
    match (left, right) {
        (Text(a), Text(b)) => Some(a.to_lowercase().cmp(&b.to_lowercase())),
        (Bool(a), Bool(b)) => Some(a.cmp(b)),
        (Text(text), other) => compare(&read_as(text, other)?, other),
        (other, Text(text)) => compare(other, &read_as(text, other)?),
        (Decimal(a, a_scale), Decimal(b, b_scale)) => {
            let scale = *a_scale.max(b_scale);
            Some(rescaled(*a, *a_scale, scale)?.cmp(&rescaled(*b, *b_scale, scale)?))
        }
        _ => match (left.seconds(), right.seconds()) {
            (Some(a), Some(b)) => Some(a.cmp(&b)),
            _ => left.number()?.partial_cmp(&right.number()?),
        },
    }
}

fn read_as<'a>(text: &str, other: &Value) -> Option<Value<'a>> {
    match other {
        Decimal(..) | Float(_) => number_in(text),
        Value::Day(_) | Time(_) => day::parse_iso(text.trim()).map(Value::Day),
        Bool(_) => truth(text).map(Bool),
        _ => None,
    }
}

/// Yes and no as a computed column holds them.
fn truth(text: &str) -> Option<bool> {
    let is = |word: &str| text.trim().eq_ignore_ascii_case(word);
    if is("TRUE") { Some(true) } else { is("FALSE").then_some(false) }
}

/// Yes and no, also where they stand in a text.
fn as_truth<'a>(value: Value<'a>) -> Value<'a> {
    match &value {
        Text(text) => truth(text).map_or(value, Bool),
        _ => value,
    }
}

/// `1,234.50`, `-3`.
fn number_in<'a>(text: &str) -> Option<Value<'a>> {
    let text = ungrouped(text)?;
    let (digits, is_negative) =
        text.strip_prefix('-').map_or((text.as_str(), false), |digits| (digits, true));
    let (mantissa, scale) = decimal(digits)?;
    Some(Decimal(if is_negative { -mantissa } else { mantissa }, scale))
}

fn call<'a>(
    name: &str,
    arguments: &'a [Node],
    columns: &[Option<&'a Column>],
    row: usize,
    tally: &mut Tally,
) -> Value<'a> {
    let mut get = |i: usize| eval(&arguments[i], columns, row, tally);
    match name {
        "IF" => {
            return match as_truth(get(0)) {
                Bool(true) => get(1),
                Bool(false) if arguments.len() > 2 => get(2),
                Bool(false) | Empty => Empty,
                _ => unfit(tally),
            };
        }
        "COALESCE" => {
            return (0..arguments.len()).map(get).find(|value| *value != Empty).unwrap_or(Empty);
        }
        "ISBLANK" => return Bool(get(0) == Empty),
        "AND" | "OR" => {
            // One that decides is enough, whatever the others are.
            let decides = name == "OR";
            let mut found = Bool(!decides);
            for i in 0..arguments.len() {
                match as_truth(get(i)) {
                    Bool(is) if is == decides => return Bool(is),
                    Bool(_) => {}
                    Empty => found = Empty,
                    _ => return unfit(tally),
                }
            }
            return found;
        }
        _ => {}
    }
    let values: Vec<Value> = (0..arguments.len()).map(get).collect();
    if values.contains(&Empty) {
        return Empty;
    }
    apply(name, &values).unwrap_or_else(|| unfit(tally))
}

/// A function of values that are all there; `None` when they do not fit it.
fn apply<'a>(name: &str, values: &[Value<'a>]) -> Option<Value<'a>> {
    let first = &values[0];
    let whole = |i: usize| match values.get(i)? {
        Decimal(mantissa, scale) => i64::try_from(mantissa / 10i128.checked_pow(u32::from(*scale))?).ok(),
        Float(number) => Some(*number as i64),
        _ => None,
    };
    let count = |i: usize| Some(u32::try_from(whole(i)?.min(u32::MAX.into())).ok()? as usize);
    let text = |i: usize| values[i].text();
    let date = || match first {
        Text(text) => day::parse_iso(text.trim()),
        other => other.seconds().map(day::of_seconds),
    };
    let small = |n: i64| Some(Decimal(n.into(), 0));
    let owned = |text: String| Some(if text.is_empty() { Empty } else { Text(Cow::Owned(text)) });
    match name {
        "NOT" => match as_truth(first.clone()) {
            Bool(is) => Some(Bool(!is)),
            _ => None,
        },
        "ROUND" => round(first, if values.len() > 1 { whole(1)? } else { 0 }),
        "ABS" => match first {
            Decimal(mantissa, scale) => Some(Decimal(mantissa.abs(), *scale)),
            Float(number) => Some(Float(number.abs())),
            _ => None,
        },
        "MIN" | "MAX" => {
            let wanted = if name == "MIN" { Ordering::Less } else { Ordering::Greater };
            let mut best = first;
            for value in values {
                if compare(value, best)? == wanted {
                    best = value;
                }
            }
            Some(best.clone())
        }
        "VALUE" => match first {
            Text(text) => number_in(text),
            Decimal(..) | Float(_) => Some(first.clone()),
            _ => None,
        },
        "YEAR" => small(day::ymd(date()?).0.into()),
        "MONTH" => small(day::ymd(date()?).1.into()),
        "DAY" => small(day::ymd(date()?).2.into()),
        // 1970-01-01 was a Thursday; Monday is 1.
        "WEEKDAY" => small((i64::from(date()?) + 3).rem_euclid(7) + 1),
        "DATE" => {
            let part = |i: usize| u32::try_from(whole(i)?).ok();
            day::from_ymd(i32::try_from(whole(0)?).ok()?, part(1)?, part(2)?).map(Value::Day)
        }
        "LEN" => small(text(0).chars().count() as i64),
        "LEFT" => owned(text(0).chars().take(count(1)?).collect()),
        "RIGHT" => {
            let (text, n) = (text(0), count(1)?);
            owned(text.chars().skip(text.chars().count().saturating_sub(n)).collect())
        }
        "MID" => owned(text(0).chars().skip(count(1)?.checked_sub(1)?).take(count(2)?).collect()),
        "TRIM" => owned(text(0).split_whitespace().collect::<Vec<_>>().join(" ")),
        "UPPER" => owned(text(0).to_uppercase()),
        "LOWER" => owned(text(0).to_lowercase()),
        "CONTAINS" => Some(Bool(text(0).to_lowercase().contains(&text(1).to_lowercase()))),
        "REPLACE" => match text(1) {
            wanted if wanted.is_empty() => None,
            wanted => {
                let (text, new) = (text(0), text(2));
                let n = text.matches(&wanted).count();
                let n_bytes = (text.len() - n * wanted.len()).saturating_add(n.saturating_mul(new.len()));
                if n_bytes > LONGEST.max(text.len()) {
                    return None;
                }
                owned(text.replace(&wanted, &new))
            }
        },
        _ => None,
    }
}

/// Half away from zero, as people do; exact for decimals, and a floating number becomes one.
fn round<'a>(value: &Value, digits: i64) -> Option<Value<'a>> {
    let digits = digits.clamp(-18, i64::from(FINEST));
    match value {
        Decimal(mantissa, scale) => {
            let drop = i64::from(*scale) - digits;
            if drop <= 0 {
                return Some(Decimal(*mantissa, *scale));
            }
            let step = 10i128.checked_pow(u32::try_from(drop).ok()?)?;
            let rounded = (mantissa.abs() + step / 2) / step * mantissa.signum();
            Some(match u8::try_from(digits) {
                Ok(scale) => Decimal(rounded, scale),
                Err(_) => Decimal(rounded.checked_mul(10i128.checked_pow(digits.unsigned_abs() as u32)?)?, 0),
            })
        }
        Float(number) => {
            // 0.29 / 2 is a little below 0.145; a reader means the shortest digits that give this number.
            if let Some(exact) = number_in(&number.to_string()) {
                return round(&exact, digits);
            }
            let power = libm::exp10(digits as f64);
            let scaled = (number * power).round();
            if scaled.abs() >= 9e15 {
                return Some(Float(*number));
            }
            Some(match u8::try_from(digits) {
                Ok(scale) => Decimal(scaled as i128, scale),
                Err(_) => Float(scaled / power + 0.0),
            })
        }
        _ => None,
    }
}
