//! A named group of customers: those who meet every condition. Its label lets any later cell keep the group, compare it
//! with the others, or list it.

mod report;

use super::grouping::Grouping;
use super::rfm::{Money, Values, snapshot};
use super::{Analysis, Control, Field, Inputs, LabelValues, Labels, Need, day_param};
use crate::error::{Error, Result};
use crate::message::{Message, Value};
use crate::progress::Progress;
use crate::report::{Report, Trace};
use crate::roles::{AttributeValues, Keys, Ledger, NONE};
use crate::stats::quantile;
use crate::table::Day;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

pub struct Filter;

/// Conditions that are left empty do not count. A customer without an order up to "today" is in no group.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Params {
    /// What the group is called.
    pub title: String,
    /// Something known of customers: country, channel, a column of a customer table, a label of an earlier cell; else a
    /// column of words of their order rows, of which one is enough.
    pub attribute: Option<String>,
    /// Its values: one of these.
    pub values: Vec<String>,
    /// Codes or names of products, or categories: bought at least one of these, whether or not it came back.
    pub bought: Vec<String>,
    pub min_orders: Option<u32>,
    pub max_orders: Option<u32>,
    /// Net sales, major units.
    pub min_money: Option<f64>,
    pub max_money: Option<f64>,
    /// Days from the last order to "today".
    pub min_days_since_last: Option<u32>,
    pub max_days_since_last: Option<u32>,
    /// Day of the first order, both included.
    #[serde(with = "day_param")]
    pub first_from: Option<Day>,
    #[serde(with = "day_param")]
    pub first_to: Option<Day>,
}

#[derive(Clone, Debug, Serialize)]
pub struct Output {
    pub name: String,
    pub as_of: Day,
    /// In the order of the form.
    pub conditions: Vec<Condition>,
    pub all: Side,
    pub inside: Side,
    pub others: Side,
    /// Values and products that were asked for and that nobody has.
    pub unknown: Vec<String>,
    pub n_without_orders: u32,
    pub has_money: bool,
    pub currency: String,
    /// Parallel to the ledger's customers; `None` without an order.
    #[serde(skip)]
    pub is_in: Vec<Option<bool>>,
}

#[derive(Clone, Debug, Serialize)]
pub struct Condition {
    pub what: Message,
    /// Customers who meet it, whatever the others say.
    pub n_alone: u32,
    /// Customers who meet it and every condition before it.
    pub n_left: u32,
    #[serde(skip)]
    pub left: Vec<u32>,
}

/// What some of the customers add up to.
#[derive(Clone, Debug, Serialize)]
pub struct Side {
    pub n_customers: u32,
    pub n_orders: u32,
    /// Major units, refunds netted.
    pub net: f64,
    pub median_days_since_last: Option<f64>,
    #[serde(skip)]
    pub customers: Vec<u32>,
}

const DAYS: Control = Control::Integer { min: 0, max: 36_500, default: None };
const ORDERS: Control = Control::Integer { min: 1, max: 1_000_000, default: None };
const MONEY: Control = Control::Number { min: -1e15, max: 1e15, default: None };

impl Analysis for Filter {
    const KIND: &'static str = "filter";
    const NEEDS: &'static [Need] = &[Need::Orders, Need::Customers];
    const FIELDS: &'static [Field] = &[
        Field::new("title", Control::Text).of_data("title"),
        Field::new("attribute", Control::Columns { is_many: false }).of_data("values"),
        Field::new("values", Control::Items).of_data("values"),
        Field::new("bought", Control::Items),
        Field::new("min_orders", ORDERS),
        Field::new("max_orders", ORDERS),
        Field::new("min_money", MONEY),
        Field::new("max_money", MONEY),
        Field::new("min_days_since_last", DAYS),
        Field::new("max_days_since_last", DAYS),
        Field::new("first_from", Control::Day),
        Field::new("first_to", Control::Day),
    ];
    type Params = Params;
    type Output = Output;

    async fn run(inputs: &Inputs, params: &Params, progress: &Progress) -> Result<Output> {
        let ledger = inputs.ledger()?;
        let as_of = inputs.as_of().unwrap_or(ledger.last_day);
        progress.step("filter-stage", 0, 2).await?;
        let standing = snapshot(ledger, as_of, Money::Net);
        if standing.iter().flatten().next().is_none() {
            return Err(Error::insufficient("period-no-orders", "period-need-orders"));
        }
        let mut funnel = Funnel::new(ledger, &standing);
        funnel.of_attribute(inputs, params, as_of)?;
        funnel.of_products(params, as_of);
        progress.step("filter-stage", 1, 2).await?;
        funnel.of_numbers(params)?;
        let Funnel { conditions, unknown, left, .. } = funnel;
        let is_in: Vec<Option<bool>> =
            standing.iter().zip(&left).map(|(values, &is_left)| values.map(|_| is_left)).collect();
        let unit = libm::exp10(f64::from(ledger.scale));
        let minor = |major: f64| libm::round(major * unit) as i128;
        let side = |wanted: &[Option<bool>]| {
            let of = |i: &u32| wanted.contains(&is_in[*i as usize]);
            let customers: Vec<u32> = (0..is_in.len() as u32).filter(of).collect();
            let values = || customers.iter().filter_map(|&i| standing[i as usize]);
            Side {
                n_customers: customers.len() as u32,
                n_orders: values().map(|values| values.n_orders).sum(),
                // Each is a whole number of minor units, and so is their sum.
                net: ledger.major(values().map(|values| minor(values.monetary)).sum()),
                median_days_since_last: quantile::median(
                    values().map(|values| f64::from(values.days_since_last)),
                ),
                customers,
            }
        };
        Ok(Output {
            name: params.title.trim().to_owned(),
            as_of,
            conditions,
            all: side(&[Some(true), Some(false)]),
            inside: side(&[Some(true)]),
            others: side(&[Some(false)]),
            unknown,
            n_without_orders: is_in.iter().filter(|is_in| is_in.is_none()).count() as u32,
            has_money: ledger.has_money,
            currency: ledger.currency.clone(),
            is_in,
        })
    }

    fn report(output: &Output, _inputs: &Inputs) -> Report {
        report::report(output)
    }

    fn trace(output: &Output, table: &str, row: usize) -> Option<(Value, Trace)> {
        report::trace(output, table, row)
    }

    fn labels(output: &Output, _inputs: &Inputs) -> Vec<Labels> {
        let codes = output.is_in.iter().map(|is_in| is_in.map(|is_in| u32::from(!is_in))).collect();
        let names = vec![name(output), "filter-others".into()];
        vec![Labels {
            cell: String::new(),
            name: "filter".into(),
            title: Message::new("filter-labels").with("name", name(output).into()),
            values: LabelValues::Class { codes, names },
        }]
    }
}

/// The group in the user's own words. They stand in a list: so classes are called `in` and `others` in notebooks, and a
/// group that is renamed stays the group that later cells keep.
fn name(output: &Output) -> Message {
    match output.name.as_str() {
        "" => "filter-unnamed-in".into(),
        name => Message::new("filter-in").with("name", Value::List(vec![name.to_owned()])),
    }
}

/// One condition after the other, and who is left.
struct Funnel<'a> {
    ledger: &'a Ledger,
    standing: &'a [Option<Values>],
    left: Vec<bool>,
    conditions: Vec<Condition>,
    unknown: Vec<String>,
}

impl<'a> Funnel<'a> {
    fn new(ledger: &'a Ledger, standing: &'a [Option<Values>]) -> Funnel<'a> {
        let left = standing.iter().map(Option::is_some).collect();
        Funnel { ledger, standing, left, conditions: Vec::new(), unknown: Vec::new() }
    }

    /// Adds a condition on customers with an order.
    fn keep(&mut self, what: Message, holds: &dyn Fn(usize, &Values) -> bool) {
        let (mut n_alone, mut left) = (0, Vec::new());
        for (customer, values) in self.standing.iter().enumerate() {
            let does_hold = values.as_ref().is_some_and(|values| holds(customer, values));
            n_alone += u32::from(does_hold);
            self.left[customer] &= does_hold;
            if self.left[customer] {
                left.push(customer as u32);
            }
        }
        self.conditions.push(Condition { what, n_alone, n_left: left.len() as u32, left });
    }

    fn of_attribute(&mut self, inputs: &Inputs, params: &Params, as_of: Day) -> Result<()> {
        let Some(name) = params.attribute.as_deref().map(str::trim).filter(|name| !name.is_empty()) else {
            return Ok(());
        };
        let wanted = cleaned(&params.values);
        let what =
            Message::new("filter-where-attribute").text("name", name).text("values", wanted.join(" / "));
        let numbers = self.ledger.attributes.iter().find_map(|attribute| match &attribute.values {
            AttributeValues::Number(numbers) if attribute.name == name => Some(numbers),
            _ => None,
        });
        if let Some(numbers) = numbers {
            let read = |value: &String| value.parse::<f64>().ok();
            if !wanted.iter().any(|value| read(value).is_some()) {
                return Err(Error::parameter("values", "filter-values-numbers"));
            }
            let is_known =
                |value: &&String| read(value).is_some_and(|number| numbers.contains(&Some(number)));
            self.unknown.extend(wanted.iter().filter(|value| !is_known(value)).cloned());
            let wanted: Vec<f64> = wanted.iter().filter_map(read).collect();
            self.keep(what, &|customer, _| numbers[customer].is_some_and(|number| wanted.contains(&number)));
            return Ok(());
        }
        // What an order row says is no attribute: it holds for a customer with at least one such row.
        let (ids, codes_of): (Vec<String>, Vec<Vec<u32>>) =
            match Grouping::find(inputs, self.ledger, name, "attribute") {
                Ok(grouping) => {
                    (grouping.ids(), grouping.codes.iter().map(|code| Vec::from_iter(*code)).collect())
                }
                Err(error) => self.of_rows(inputs, name, as_of).ok_or(error)?,
            };
        if wanted.is_empty() {
            // A message goes where names are masked: it says no person's.
            let is_shown = !inputs.sources.iter().any(|source| source.is_personal(name));
            let some = Value::List(ids.into_iter().take(12).collect());
            let message = match is_shown {
                true => Message::new("filter-values-missing").with("values", some),
                false => "filter-values-missing-personal".into(),
            };
            return Err(Error::parameter("values", message));
        }
        let lower: Vec<String> = ids.iter().map(|id| id.to_lowercase()).collect();
        let is_wanted: Vec<bool> =
            lower.iter().map(|id| wanted.iter().any(|value| value.to_lowercase() == *id)).collect();
        let is_known = |value: &String| lower.contains(&value.to_lowercase());
        self.unknown.extend(wanted.iter().filter(|value| !is_known(value)).cloned());
        self.keep(what, &|customer, _| codes_of[customer].iter().any(|code| is_wanted[*code as usize]));
        Ok(())
    }

    /// The values of a column of words over the rows of each customer's orders.
    fn of_rows(&self, inputs: &Inputs, name: &str, as_of: Day) -> Option<(Vec<String>, Vec<Vec<u32>>)> {
        let source = inputs.sources.iter().find(|source| source.table.column(name).is_some())?;
        let column = source.table.column(name).filter(|column| !column.is_number() && !column.is_date())?;
        let place = self.ledger.sources.iter().position(|id| *id == source.id)?;
        let keys = Keys::of(column, |text| Some(text.trim().to_owned()).filter(|text| !text.is_empty()));
        let mut codes_of = vec![Vec::new(); self.ledger.customers.len()];
        for order in self.ledger.orders.iter().filter(|order| order.day <= as_of) {
            let Some(codes) = order.customer.and_then(|customer| codes_of.get_mut(customer as usize)) else {
                continue;
            };
            for row in self.ledger.rows_of(order).filter(|row| usize::from(row.source) == place) {
                let code = keys.codes.get(row.row_idx as usize).copied().unwrap_or(NONE);
                if code != NONE {
                    codes.push(code);
                }
            }
        }
        for codes in &mut codes_of {
            codes.sort_unstable();
            codes.dedup();
        }
        Some((keys.names, codes_of))
    }

    fn of_products(&mut self, params: &Params, as_of: Day) {
        let wanted = cleaned(&params.bought);
        if wanted.is_empty() {
            return;
        }
        let lower: Vec<String> = wanted.iter().map(|name| name.to_lowercase()).collect();
        let mut is_found = vec![false; wanted.len()];
        let category = |at: Option<u32>| at.and_then(|at| self.ledger.categories.get(at as usize));
        let mut products = BTreeSet::new();
        for (position, item) in (0u32..).zip(&self.ledger.products) {
            for name in [Some(&item.code), Some(&item.label), category(item.category)].into_iter().flatten() {
                if let Some(at) = lower.iter().position(|wanted| *wanted == name.to_lowercase()) {
                    is_found[at] = true;
                    products.insert(position);
                }
            }
        }
        let mut has_bought = vec![false; self.ledger.customers.len()];
        for order in self.ledger.orders.iter().filter(|order| order.day <= as_of) {
            let Some(customer) = order.customer else { continue };
            let is_wanted = |product: Option<u32>| product.is_some_and(|product| products.contains(&product));
            let mut lines = self.ledger.lines_of(order).iter();
            has_bought[customer as usize] |= lines.any(|line| line.quantity > 0.0 && is_wanted(line.product));
        }
        let missing = wanted.iter().zip(&is_found).filter(|(_, is_found)| !**is_found);
        self.unknown.extend(missing.map(|(name, _)| name.clone()));
        self.keep(Message::new("filter-where-bought").text("names", wanted.join(" / ")), &|customer, _| {
            has_bought[customer]
        });
    }

    fn of_numbers(&mut self, params: &Params) -> Result<()> {
        if let Some(n) = params.min_orders {
            self.keep(Message::new("filter-where-min-orders").count("n", n as usize), &|_, values| {
                values.n_orders >= n
            });
        }
        if let Some(n) = params.max_orders {
            self.keep(Message::new("filter-where-max-orders").count("n", n as usize), &|_, values| {
                values.n_orders <= n
            });
        }
        for (name, bound) in [("min_money", params.min_money), ("max_money", params.max_money)] {
            let Some(bound) = bound else { continue };
            if !self.ledger.has_money {
                return Err(Error::parameter(name, Need::Money.message()));
            }
            let is_min = name == "min_money";
            let key = if is_min { "filter-where-min-money" } else { "filter-where-max-money" };
            let what = Message::new(key).with("money", Value::Money(bound, self.ledger.currency.clone()));
            self.keep(what, &|_, values| {
                if is_min { values.monetary >= bound } else { values.monetary <= bound }
            });
        }
        if let Some(n) = params.min_days_since_last {
            let what = Message::new("filter-where-silent").count("n", n as usize);
            self.keep(what, &|_, values| values.days_since_last >= n);
        }
        if let Some(n) = params.max_days_since_last {
            let what = Message::new("filter-where-recent").count("n", n as usize);
            self.keep(what, &|_, values| values.days_since_last <= n);
        }
        let ledger = self.ledger;
        let first = |customer: usize| ledger.orders_of(customer as u32).next().map(|order| order.day);
        if let Some(from) = params.first_from {
            let what = Message::new("filter-where-first-from").with("day", Value::Day(from));
            self.keep(what, &|customer, _| first(customer).is_some_and(|day| day >= from));
        }
        if let Some(to) = params.first_to {
            let what = Message::new("filter-where-first-to").with("day", Value::Day(to));
            self.keep(what, &|customer, _| first(customer).is_some_and(|day| day <= to));
        }
        Ok(())
    }
}

fn cleaned(words: &[String]) -> Vec<String> {
    words.iter().map(|word| word.trim().to_owned()).filter(|word| !word.is_empty()).collect()
}
