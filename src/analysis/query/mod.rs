//! A free look at any table: a measure of its rows, by one column and across a second, under conditions.

mod conditions;
mod keys;
mod measure;
mod report;

use super::period::Unit;
use super::{Analysis, Control, Field, Inputs, Need, Source};
use crate::error::{Error, Result};
use crate::message::{Message, Value};
use crate::order::Arrange;
use crate::progress::Progress;
use crate::report::{Report, Trace};
use crate::roles::{Keys, NONE, Role, clean_id};
use crate::table::{Column, Data, Table};
use keys::{Grouped, Length, Shape, group};
use measure::{Told, tell};
use serde::{Deserialize, Serialize};

pub struct Query;

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Measure {
    #[default]
    Rows,
    Distinct,
    Sum,
    Mean,
    Median,
    Min,
    Max,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Comparison {
    #[default]
    Is,
    IsNot,
    Contains,
    AtLeast,
    AtMost,
    Empty,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Step {
    /// By the length of time.
    #[default]
    Auto,
    Day,
    Week,
    Month,
    Quarter,
    Year,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Sort {
    /// Words by value, dates and numbers in their order.
    #[default]
    Auto,
    Value,
    Key,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Params {
    /// Id of the source. Default: the first with the columns named, else the first.
    pub table: Option<String>,
    /// What is told of each group. Default: its rows.
    pub measure: Measure,
    /// The column measured. Default: the amount of the file, else its first column of numbers.
    pub of: Option<String>,
    /// The column that makes the groups. Default: a category, a country, a short list of words, a date.
    pub by: Option<String>,
    /// A second column: its groups stand across.
    pub across: Option<String>,
    /// How dates are grouped.
    pub period: Step,
    /// Words shown by themselves; the rest is "other". Default 12.
    pub top: Option<u32>,
    pub sort: Sort,
    /// Two conditions on rows; without a column they do not count.
    pub column: Option<String>,
    pub comparison: Comparison,
    pub value: String,
    pub column_2: Option<String>,
    pub comparison_2: Comparison,
    pub value_2: String,
}

#[derive(Clone, Debug, Serialize)]
pub struct Output {
    /// Id and name of the source.
    pub source: String,
    pub file: String,
    pub n_rows: u32,
    /// Rows in the groups: everything below rests on them.
    pub n_counted: u32,
    /// Rows that do not meet the conditions, or are of other customers than the chosen.
    pub n_left_out: u32,
    /// Of the rest, rows without a value in the grouping columns.
    pub n_without_group: u32,
    /// Of the counted, rows without a value in the measured column.
    pub n_without_value: u32,
    pub measure: Measure,
    pub of: Option<String>,
    pub by: String,
    pub across: Option<String>,
    pub shape: Shape,
    pub names: Vec<Message>,
    /// Parallel to `names`.
    pub groups: Vec<Told>,
    /// Names across, and the cells, row by row; empty without a second column.
    pub columns: Vec<Message>,
    pub cells: Vec<Told>,
    pub total: Told,
    pub conditions: Vec<Message>,
    pub is_of_chosen_customers: bool,
    /// Of these, only rows that stand in the books: no cancelled orders, no lines at price 0.
    pub is_of_books: bool,
    /// The measured column stands once an order, on several of its rows.
    pub is_repeated: bool,
    #[serde(skip)]
    pub shown: Shown,
}

/// What the report needs beside the numbers.
#[derive(Clone, Debug)]
pub struct Shown {
    /// Position of the source among the cell's.
    pub source: u16,
    /// The periods are longer than those asked for: there would be too many.
    pub is_longer: bool,
    pub rows: Grouped,
    pub columns: Option<Grouped>,
    /// Digits after the point, and the currency where it is money.
    pub decimals: u8,
    pub currency: Option<String>,
    /// The words themselves, where groups are persons and named by numbers elsewhere.
    pub persons: Option<Vec<String>>,
}

const MEASURES: &[&str] = &["rows", "distinct", "sum", "mean", "median", "min", "max"];
const COMPARISONS: &[&str] = &["is", "is_not", "contains", "at_least", "at_most", "empty"];
const STEPS: &[&str] = &["auto", "day", "week", "month", "quarter", "year"];
const COLUMN: Control = Control::Columns { is_many: false };
const COMPARISON: Control = Control::Choice { options: COMPARISONS, default: "is" };
/// Words shown by themselves, unless the reader says otherwise; columns across; periods and bins.
const TOP: u32 = 12;
const N_ACROSS: usize = 6;
const N_BINS: usize = 20;
const N_PERIODS: usize = 400;

impl Measure {
    fn key(self) -> &'static str {
        MEASURES[self as usize]
    }

    /// Groups add up to the whole.
    fn is_additive(self) -> bool {
        matches!(self, Measure::Rows | Measure::Sum)
    }
}

impl Comparison {
    fn key(self) -> &'static str {
        COMPARISONS[self as usize]
    }
}

impl Step {
    fn length(self) -> Option<Length> {
        Some(match self {
            Step::Auto => return None,
            Step::Day => Length::Day,
            Step::Week => Length::Unit(Unit::Week),
            Step::Month => Length::Unit(Unit::Month),
            Step::Quarter => Length::Unit(Unit::Quarter),
            Step::Year => Length::Unit(Unit::Year),
        })
    }
}

impl Analysis for Query {
    const KIND: &'static str = "query";
    const NEEDS: &'static [Need] = &[Need::Table];
    const FIELDS: &'static [Field] = &[
        Field::new("table", Control::Source),
        Field::new("measure", Control::Choice { options: MEASURES, default: "rows" }),
        Field::new("of", COLUMN),
        Field::new("by", COLUMN),
        Field::new("across", COLUMN),
        Field::new("period", Control::Choice { options: STEPS, default: "auto" }),
        Field::new("column", COLUMN).of_data("value"),
        Field::new("comparison", COMPARISON).of_data("value"),
        Field::new("value", Control::Text).of_data("value"),
        Field::new("column_2", COLUMN).of_data("value_2"),
        Field::new("comparison_2", COMPARISON).of_data("value_2"),
        Field::new("value_2", Control::Text).of_data("value_2"),
        Field::new("top", Control::Integer { min: 1, max: 200, default: None }),
        Field::new("sort", Control::Choice { options: &["auto", "value", "key"], default: "auto" }),
    ];
    type Params = Params;
    type Output = Output;

    async fn run(inputs: &Inputs, params: &Params, progress: &Progress) -> Result<Output> {
        let (place, source) = source(inputs, params)?;
        let table = &*source.table;
        if params.top == Some(0) {
            return Err(Error::parameter("top", "query-top-range"));
        }
        let by = match chosen(&params.by) {
            Some(name) => column(table, name)?,
            None => usual(source).ok_or_else(|| Error::missing(vec!["need-rows".into()]))?,
        };
        let across = chosen(&params.across).map(|name| column(table, name)).transpose()?;
        let of = measured(source, params)?;
        progress.step("query-stage", 0, 4).await?;
        let mut is_in = vec![true; table.n_rows];
        let mut conditions = Vec::new();
        for (name, comparison, value, field) in [
            (&params.column, params.comparison, &params.value, "value"),
            (&params.column_2, params.comparison_2, &params.value_2, "value_2"),
        ] {
            if let Some(name) = chosen(name) {
                if inputs.is_masked && comparison == Comparison::Contains && source.is_personal(name) {
                    return Err(Error::parameter(field, "query-contains-masked").in_column(name));
                }
                conditions.push(conditions::keep(&mut is_in, table, (name, comparison, value), field)?);
            }
        }
        let mut is_of_books = false;
        if inputs.is_filtered {
            is_of_books = conditions::keep_customers(&mut is_in, inputs.ledger()?, source)?;
        }
        // Amounts of different currencies are never added.
        let mut kept = None;
        if let Some(column) = currency(source).filter(|_| is_money(source, params.measure, of)) {
            let of_books = inputs.ledger.as_deref().map(|ledger| ledger.currency.as_str());
            if let Some((code, has_others)) = conditions::keep_currency(&mut is_in, column, of_books) {
                if has_others {
                    conditions.push(
                        Message::new("query-where-is").text("column", &column.name).text("value", &code),
                    );
                }
                kept = Some(code);
            }
        }
        let n_in = is_in.iter().filter(|is_in| **is_in).count();
        progress.step("query-stage", 1, 4).await?;
        let (length, top) = (params.period.length(), params.top.unwrap_or(TOP) as usize);
        let is_person = |column: &Column| source.is_personal(&column.name);
        let n_most = if by.is_date() { N_PERIODS } else { N_BINS };
        let mut rows = group(by, &is_in, length, n_most, is_person(by));
        let mut columns = across.map(|across| {
            let n_most = if across.is_date() { 24 } else { 8 };
            group(across, &is_in, length, n_most, is_person(across))
        });
        // Rows without a value on either side are in no cell.
        if let Some(columns) = &mut columns {
            for (row, column) in rows.codes.iter_mut().zip(&mut columns.codes) {
                if *row == NONE || *column == NONE {
                    (*row, *column) = (NONE, NONE);
                }
            }
        }
        progress.step("query-stage", 2, 4).await?;
        let of_all = |grouped: &Grouped| tell(params.measure, of, &grouped.codes, grouped.n());
        let told = of_all(&rows);
        arrange(&mut rows, &told, params.measure, params.sort, top);
        if let Some(columns) = &mut columns {
            let told = of_all(columns);
            arrange(columns, &told, params.measure, Sort::Auto, N_ACROSS);
            if let Some(other) = columns.other {
                columns.names[other as usize] = "query-other-column".into();
            }
        }
        progress.step("query-stage", 3, 4).await?;
        let groups = of_all(&rows);
        let cells = columns.as_ref().map_or(Vec::new(), |columns| {
            let n = columns.names.len() as u32;
            let of_both = |(&row, &column): (&u32, &u32)| if row == NONE { NONE } else { row * n + column };
            let codes: Vec<u32> = rows.codes.iter().zip(&columns.codes).map(of_both).collect();
            tell(params.measure, of, &codes, rows.names.len() * columns.names.len())
        });
        let whole: Vec<u32> = rows.codes.iter().map(|&code| if code == NONE { NONE } else { 0 }).collect();
        let total = tell(params.measure, of, &whole, 1)[0];
        let persons = masked(&mut rows, by, source);
        if let Some((columns, across)) = columns.as_mut().zip(across) {
            masked(columns, across, source);
        }
        let (decimals, currency) = format(inputs, source, params.measure, of, kept);
        let is_repeated = params.measure == Measure::Sum && of.is_some_and(|of| repeats(source, of));
        Ok(Output {
            source: source.id.clone(),
            file: table.name.clone(),
            n_rows: table.n_rows as u32,
            n_counted: total.n_rows,
            n_left_out: (table.n_rows - n_in) as u32,
            n_without_group: n_in as u32 - total.n_rows,
            n_without_value: total.n_rows - total.n_values,
            measure: params.measure,
            of: of.map(|of| of.name.clone()),
            by: by.name.clone(),
            across: across.map(|across| across.name.clone()),
            shape: rows.shape,
            names: rows.names.clone(),
            groups,
            columns: columns.as_ref().map_or(Vec::new(), |columns| columns.names.clone()),
            cells,
            total,
            conditions,
            is_of_chosen_customers: inputs.is_filtered,
            is_of_books,
            is_repeated,
            shown: Shown {
                source: place as u16,
                is_longer: length.is_some() && rows.length != length && rows.shape == Shape::Time,
                rows,
                columns,
                decimals,
                currency,
                persons,
            },
        })
    }

    fn report(output: &Output, _inputs: &Inputs) -> Report {
        report::report(output)
    }

    fn trace(output: &Output, table: &str, row: usize) -> Option<(Value, Trace)> {
        report::trace(output, table, row)
    }
}

fn chosen(name: &Option<String>) -> Option<&str> {
    name.as_deref().map(str::trim).filter(|name| !name.is_empty())
}

fn column<'a>(table: &'a Table, name: &str) -> Result<&'a Column> {
    let found = table.column(name);
    found.ok_or_else(|| Error::unknown("query-a-column", name).in_file(&table.name))
}

/// The source asked for, else the first that has every column named, with its position.
fn source<'a>(inputs: &'a Inputs, params: &Params) -> Result<(usize, &'a Source)> {
    let all = || inputs.sources.iter().enumerate();
    if let Some(id) = chosen(&params.table) {
        let found = all().find(|(_, source)| source.id == id);
        return found.ok_or_else(|| Error::unknown("notebook-a-source", id));
    }
    let named = [&params.by, &params.of, &params.across, &params.column, &params.column_2];
    let named: Vec<&str> = named.into_iter().filter_map(chosen).collect();
    let has_all = |source: &Source| named.iter().all(|name| source.table.column(name).is_some());
    let found = all().find(|(_, source)| has_all(source)).or(all().next());
    found.ok_or_else(|| inputs.lack(Need::Table))
}

/// The column that a reader would group by first.
fn usual(source: &Source) -> Option<&Column> {
    let table = &*source.table;
    let in_role = |role| source.mapping.column(role).and_then(|name| table.column(name));
    let is_short = |column: &&Column| match &column.data {
        Data::Text(text) => {
            (2..=table.n_rows / 2).contains(&text.dictionary.len()) && !source.is_personal(&column.name)
        }
        _ => false,
    };
    let roles = [Role::Category, Role::Country, Role::Channel, Role::Status, Role::ProductName];
    roles
        .into_iter()
        .find_map(in_role)
        .or_else(|| table.columns.iter().find(is_short))
        .or_else(|| table.columns.iter().find(|column| column.is_date()))
        .or(table.columns.first())
}

const AMOUNTS: [Role; 7] = [
    Role::LineTotal,
    Role::OrderTotal,
    Role::PaidAmount,
    Role::RefundAmount,
    Role::Discount,
    Role::UnitPrice,
    Role::Shipping,
];

/// The column measured; none for rows.
fn measured<'a>(source: &'a Source, params: &Params) -> Result<Option<&'a Column>> {
    let table = &*source.table;
    if params.measure == Measure::Rows {
        return Ok(None);
    }
    let Some(name) = chosen(&params.of) else {
        let in_role = |role| source.mapping.column(role).and_then(|name| table.column(name));
        let found = if params.measure == Measure::Distinct {
            in_role(Role::CustomerId).or(table.columns.first())
        } else {
            let is_fit = |column: &&Column| column.is_number() && !repeats(source, column);
            let amount = AMOUNTS.into_iter().filter_map(in_role).find(is_fit);
            amount.or_else(|| table.columns.iter().find(|column| column.is_number()))
        };
        return found.map(Some).ok_or_else(|| Error::parameter("of", "query-no-numbers"));
    };
    let found = column(table, name)?;
    if params.measure != Measure::Distinct && !found.is_number() {
        return Err(Error::parameter("of", "query-no-numbers").in_column(name));
    }
    Ok(Some(found))
}

/// What an order has once, whatever its lines.
const OF_ORDERS: [Role; 4] = [Role::OrderTotal, Role::PaidAmount, Role::RefundAmount, Role::Shipping];

/// Whether the column tells of whole orders and stands on several rows of one.
fn repeats(source: &Source, column: &Column) -> bool {
    let order = source.mapping.column(Role::OrderId).and_then(|name| source.table.column(name));
    let is_of_orders = source.role(column).is_some_and(|role| OF_ORDERS.contains(&role));
    let Some(order) = order.filter(|_| is_of_orders) else { return false };
    let keys = Keys::of(order, clean_id);
    let mut is_seen = vec![false; keys.names.len()];
    keys.codes.iter().enumerate().any(|(row, &code)| {
        code != NONE && column.is_valid(row) && std::mem::replace(&mut is_seen[code as usize], true)
    })
}

/// Whether the measure is an amount of money.
fn is_money(source: &Source, measure: Measure, of: Option<&Column>) -> bool {
    let role = of.filter(|_| measure != Measure::Distinct).and_then(|of| source.role(of));
    role.is_some_and(|role| AMOUNTS.contains(&role) || role == Role::Tax)
}

fn currency(source: &Source) -> Option<&Column> {
    source.mapping.column(Role::Currency).and_then(|name| source.table.column(name))
}

/// Digits after the point, and the currency of money: `kept` where a column says it.
fn format(
    inputs: &Inputs,
    source: &Source,
    measure: Measure,
    of: Option<&Column>,
    kept: Option<String>,
) -> (u8, Option<String>) {
    let is_amount = is_money(source, measure, of);
    let Some(of) = of.filter(|_| measure != Measure::Distinct) else { return (0, None) };
    let of_books = || inputs.ledger.as_deref().filter(|_| is_amount).map(|ledger| ledger.currency.clone());
    let currency = match of.currency {
        _ if kept.is_some() => kept,
        "" => of_books().or(is_amount.then(String::new)),
        currency => Some(currency.to_owned()),
    };
    let own = if let Data::Decimal { scale, .. } = of.data { scale.min(4) } else { 2 };
    let decimals = if matches!(measure, Measure::Mean | Measure::Median) { own.max(1) } else { own };
    (decimals, currency)
}

/// Puts groups in their order, ties by name; words beyond the first so many become "other". These are the largest, or,
/// of measures that do not add up, those with the most rows.
fn arrange(grouped: &mut Grouped, told: &[Told], measure: Measure, sort: Sort, n_most: usize) {
    let is_by_key = sort == Sort::Key || (sort == Sort::Auto && grouped.shape != Shape::Words);
    let value = |i: u32| told[i as usize].value.unwrap_or(f64::NEG_INFINITY);
    let n_rows = |i: usize| told[i].n_rows;
    let mut order = grouped.by_name(&n_rows);
    if grouped.shape == Shape::Words {
        let mut largest = order.clone();
        largest.arrange_by(|&a, &b| match measure.is_additive() {
            true => value(b).total_cmp(&value(a)),
            false => n_rows(b as usize).cmp(&n_rows(a as usize)),
        });
        let is_cut = order.len() > n_most + 1;
        let rest = if is_cut { largest.split_off(n_most) } else { Vec::new() };
        order.retain(|i| largest.contains(i));
        if !is_by_key {
            order.arrange_by(|&a, &b| value(b).total_cmp(&value(a)));
        }
        order.extend(rest);
        grouped.arrange(&order, if is_cut { n_most } else { order.len() });
    } else {
        if !is_by_key {
            order.arrange_by(|&a, &b| value(b).total_cmp(&value(a)));
        }
        grouped.arrange(&order, order.len());
    }
}

/// Groups of persons are called by their number; gives what the file calls them.
fn masked(grouped: &mut Grouped, column: &Column, source: &Source) -> Option<Vec<String>> {
    if grouped.shape != Shape::Words || !source.is_personal(&column.name) {
        return None;
    }
    let (mut texts, n) = (Vec::new(), grouped.other.map_or(grouped.names.len(), |other| other as usize));
    for (i, name) in grouped.names.iter_mut().enumerate() {
        match name.get("key") {
            Some(Value::Text(text)) if i < n => texts.push(text.clone()),
            _ => texts.push(String::new()),
        }
        if i < n {
            *name = Message::new("customer-masked").count("n", i + 1);
        }
    }
    Some(texts)
}
