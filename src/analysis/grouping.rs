//! Customers in groups: by a label of an earlier cell, by an attribute, by the period in which they came.

use super::inputs::class_ids;
use super::period::Unit;
use super::{Inputs, LabelValues, Labels};
use crate::error::{Error, Result};
use crate::message::{Message, Value};
use crate::roles::{Attribute, AttributeValues, Ledger};
use crate::table::Day;

/// Groups of customers.
#[derive(Clone, Debug)]
pub struct Grouping {
    /// What a parameter calls it.
    pub name: String,
    pub title: Message,
    /// A position in `names` for each of the ledger's customers.
    pub codes: Vec<Option<u32>>,
    pub names: Vec<Message>,
}

impl Grouping {
    /// The label or attribute with this name; `field` is the parameter that named it.
    ///
    /// # Errors
    /// Unknown when there is none, a bad parameter when it holds numbers.
    pub fn find(inputs: &Inputs, ledger: &Ledger, name: &str, field: &str) -> Result<Grouping> {
        let label = inputs.labels.iter().find(|label| label.name == name || label.cell == name);
        if let Some(grouping) = label.and_then(|label| of_label(label)) {
            return Ok(Grouping { name: name.to_owned(), ..grouping });
        }
        match ledger.attributes.iter().find(|attribute| attribute.name == name) {
            Some(attribute) => of_attribute(attribute)
                .ok_or_else(|| Error::parameter(field, Message::new("grouping-category"))),
            None => Err(Error::unknown("grouping-a-group", name)),
        }
    }

    /// Everything that groups customers: labels of earlier cells, attributes of words.
    pub fn all(inputs: &Inputs, ledger: &Ledger) -> Vec<Grouping> {
        let labels = inputs.labels.iter().filter_map(|label| of_label(label));
        labels.chain(ledger.attributes.iter().filter_map(of_attribute)).collect()
    }

    /// The customers by the period of their first purchase, in at most `n_most` periods.
    pub fn cohorts(first_days: &[Option<Day>], n_most: i32) -> Option<Grouping> {
        let known = || first_days.iter().flatten().copied();
        let (from, to) = (known().min()?, known().max()?);
        let mut unit = Unit::for_span(to - from + 1);
        while let Some(longer) = unit.longer()
            && unit.index(to) - unit.index(from) >= n_most
        {
            unit = longer;
        }
        let first = unit.index(from);
        Some(Grouping {
            name: "cohort".into(),
            title: Message::new("grouping-cohort"),
            codes: first_days.iter().map(|day| day.map(|day| (unit.index(day) - first) as u32)).collect(),
            names: (first..=unit.index(to)).map(|index| unit.name(index)).collect(),
        })
    }

    /// How parameters call the groups.
    pub fn ids(&self) -> Vec<String> {
        class_ids(&self.names)
    }
}

/// The user's own words, or the key of ours.
pub fn name_of(message: &Message) -> String {
    match message.get("name") {
        Some(Value::Text(name)) => name.clone(),
        _ => message.key.to_string(),
    }
}

fn text(name: &str) -> Message {
    Message::new("grouping-name").text("name", name)
}

fn of_label(label: &Labels) -> Option<Grouping> {
    let LabelValues::Class { codes, names } = &label.values else { return None };
    let (codes, names) = (codes.clone(), names.clone());
    Some(Grouping { name: label.name.clone(), title: label.title.clone(), codes, names })
}

fn of_attribute(attribute: &Attribute) -> Option<Grouping> {
    let AttributeValues::Category { codes, names } = &attribute.values else { return None };
    Some(Grouping {
        name: attribute.name.clone(),
        title: text(&attribute.name),
        codes: codes.clone(),
        names: names.iter().map(|name| text(name)).collect(),
    })
}
