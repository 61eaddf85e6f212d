//! What the reader decides about rows that are doubtful or left out, source by source.

use super::columns::is_copy;
use super::keys::NONE;
use super::ledger::{LeftOutReason, RowRef};
use super::mapping::Mapping;
use super::rows::{RowKind, Rows};
use super::stack::has_same_columns;
use crate::error::{Error, Result};
use crate::message::Message;
use crate::table::{Day, Table, day};
use serde::de::{Deserialize, Deserializer, Error as _};
use std::collections::BTreeMap;

/// A rule with a usual way and another one, by its place in [`RULES`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rule {
    NoCustomer,
    CreditNotes,
    Returns,
    Cancelled,
    Zero,
    Respelled,
    Duplicates,
}

/// Each rule's name, its usual value and the other one.
pub const RULES: [(&str, [&str; 2]); 7] = [
    ("no_customer", ["baskets", "leave_out"]),
    ("credit_notes", ["refund", "leave_out"]),
    ("returns", ["refund", "leave_out"]),
    ("cancelled", ["apart", "sales"]),
    ("zero", ["leave_out", "orders"]),
    ("respelled", ["merge", "apart"]),
    ("duplicates", ["keep", "drop"]),
];

/// Rules with a value of their own: the currency to keep when the file holds several (amounts of different currencies
/// are never added), the first and the last day that count.
const FREE: [&str; 3] = ["currency", "from", "to"];

/// The rules of a source that differ from the usual: `{"returns": "leave_out", "from": "2024-01-01"}`.
#[derive(Clone, Debug, Default, PartialEq, serde::Serialize)]
#[serde(transparent)]
pub struct LedgerOptions(BTreeMap<String, String>);

/// A rule or a value that does not exist is an error that names it: money must not depend on a slip of the pen.
impl<'de> Deserialize<'de> for LedgerOptions {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> std::result::Result<LedgerOptions, D::Error> {
        let mut options = LedgerOptions::default();
        for (rule, value) in BTreeMap::<String, String>::deserialize(deserializer)? {
            if options.set(&rule, Some(&value)).is_err() {
                return Err(D::Error::custom(format!("there is no rule \"{rule}\": \"{value}\"")));
            }
        }
        Ok(options)
    }
}

impl LedgerOptions {
    /// Sets a rule; its usual value, or none, takes the choice back.
    ///
    /// # Errors
    /// Unknown for a rule that does not exist, a parameter error for a value that the rule does not have.
    pub fn set(&mut self, rule: &str, value: Option<&str>) -> Result<()> {
        let value = value.filter(|value| !value.is_empty());
        let mut is_usual = value.is_none();
        if let Some((_, values)) = RULES.iter().find(|(name, _)| *name == rule) {
            is_usual |= value == Some(values[0]);
            if !is_usual && value != Some(values[1]) {
                return Err(Error::parameter(
                    rule,
                    Message::new("rule-values").text("values", values.join(", ")),
                ));
            }
        } else if !FREE.contains(&rule) {
            return Err(Error::unknown("rule-a-rule", rule));
        } else if rule != FREE[0] && value.is_some_and(|value| day::parse_iso(value).is_none()) {
            return Err(Error::parameter(rule, "notebook-as-of"));
        }
        match value.filter(|_| !is_usual) {
            Some(value) => self.0.insert(rule.to_owned(), value.to_owned()),
            None => self.0.remove(rule),
        };
        Ok(())
    }

    pub fn is_usual(&self) -> bool {
        self.0.is_empty()
    }

    /// What was chosen; `None` when it is the usual.
    pub fn get(&self, rule: &str) -> Option<&str> {
        self.0.get(rule).map(String::as_str)
    }

    /// Whether the other than the usual way was chosen.
    pub fn has(&self, rule: Rule) -> bool {
        self.0.contains_key(RULES[rule as usize].0)
    }
}

/// The choices as they hold for the rows of one table, which may be made of several sources.
pub struct Choices<'a> {
    by_source: Vec<Source>,
    pub currency: Option<String>,
    origin: &'a dyn Fn(u32) -> RowRef,
}

#[derive(Default)]
struct Source {
    options: LedgerOptions,
    from: Option<Day>,
    to: Option<Day>,
    /// Rows that repeat an earlier one; empty when they are kept.
    copies: Vec<bool>,
}

fn itself(row_idx: u32) -> RowRef {
    RowRef { source: 0, row_idx }
}

impl Choices<'_> {
    /// Nothing but the usual.
    pub fn usual() -> Choices<'static> {
        Choices { by_source: Vec::new(), currency: None, origin: &itself }
    }

    /// Those of a table on its own.
    pub fn of_one(table: &Table, options: &LedgerOptions) -> Choices<'static> {
        Choices::new(&[table], &[options], &[0], &itself)
    }

    /// Those of tables that are stacked or joined: each row goes by the choices of the file it comes from, and where these
    /// are the usual, by those of the files joined to it. The currency that is kept and whether spellings are merged hold
    /// for all of them: books have one currency and one set of customers. `joined` are the positions of the sources that the
    /// rows are made of, no other's choices count; `origin` leads from a row to its file.
    pub fn of<'a>(
        sources: &[(&str, &Table, &Mapping)],
        options: &[LedgerOptions],
        joined: &[u16],
        origin: &'a dyn Fn(u32) -> RowRef,
    ) -> Choices<'a> {
        let tables: Vec<&Table> = sources.iter().map(|(_, table, _)| *table).collect();
        Choices::new(&tables, &options.iter().collect::<Vec<_>>(), joined, origin)
    }

    fn new<'a>(
        tables: &[&Table],
        options: &[&LedgerOptions],
        joined: &[u16],
        origin: &'a dyn Fn(u32) -> RowRef,
    ) -> Choices<'a> {
        let mut choices = Choices { by_source: Vec::new(), currency: None, origin };
        if options.iter().all(|options| options.is_usual()) {
            return choices;
        }
        let all = || (0u16..).zip(tables.iter().zip(options));
        for (place, (table, own)) in all() {
            if !joined.contains(&place) {
                choices.by_source.push(Source::default());
                continue;
            }
            let mut merged = (*own).clone();
            for (_, (other, options)) in all().filter(|(place, _)| joined.contains(place)) {
                if !has_same_columns(table, other) {
                    for (rule, value) in &options.0 {
                        merged.0.entry(rule.clone()).or_insert_with(|| value.clone());
                    }
                }
            }
            let day = |rule: &str| merged.get(rule).and_then(day::parse_iso);
            let copies = if own.has(Rule::Duplicates) { is_copy(table) } else { Vec::new() };
            choices.currency = choices.currency.or_else(|| merged.get("currency").map(str::to_owned));
            let (from, to) = (day("from"), day("to"));
            choices.by_source.push(Source { options: merged, from, to, copies });
        }
        choices
    }

    /// Whether any source chose the other way.
    pub fn any(&self, rule: Rule) -> bool {
        self.by_source.iter().any(|source| source.options.has(rule))
    }

    /// Whether the other way was chosen for this row.
    pub fn has(&self, rule: Rule, row: u32) -> bool {
        !self.by_source.is_empty() && self.source(row).is_some_and(|source| source.options.has(rule))
    }

    fn source(&self, row: u32) -> Option<&Source> {
        self.by_source.get(usize::from((self.origin)(row).source))
    }

    /// Why each row is left out by choice; empty when nothing is.
    pub fn dropped(&self, rows: &Rows) -> Vec<Option<LeftOutReason>> {
        if self.by_source.is_empty() {
            return Vec::new();
        }
        let reason = |row: usize| {
            let place = (self.origin)(row as u32);
            let source = self.by_source.get(usize::from(place.source))?;
            let (order, options) = (rows.orders.codes[row], &source.options);
            let is_credit_note = order != NONE && rows.is_credit_note[order as usize];
            let returns = if is_credit_note { Rule::CreditNotes } else { Rule::Returns };
            let is_outside =
                |day: Day| source.from.is_some_and(|from| day < from) || source.to.is_some_and(|to| day > to);
            if source.copies.get(place.row_idx as usize) == Some(&true) {
                Some(LeftOutReason::Duplicate)
            } else if rows.days[row].is_some_and(is_outside) {
                Some(LeftOutReason::OtherDays)
            } else if rows.kinds[row] == RowKind::Return && options.has(returns) {
                Some(LeftOutReason::Returned)
            } else if rows.customer_role.is_some()
                && rows.customers.codes[row] == NONE
                && options.has(Rule::NoCustomer)
            {
                Some(LeftOutReason::NoCustomer)
            } else {
                None
            }
        };
        (0..rows.n_rows).map(reason).collect()
    }
}
