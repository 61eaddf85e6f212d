//! What is known of each customer, in numbers: the table behind clusters and drivers, and a cell of its own.

mod cell;
pub mod frame;

use super::{Inputs, LabelValues};
use crate::message::Message;
use crate::roles::Ledger;
use crate::roles::ledger::AttributeValues;
use crate::stats::quantile;
use crate::table::Day;
use crate::table::day;
use serde::{Deserialize, Serialize};

pub use cell::Features;
pub use frame::Frame;

/// What a number counts; decides how it is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Unit {
    Days,
    Orders,
    Products,
    Money,
    Share,
    Number,
}

/// One column of the feature table, parallel to the ledger's customers.
#[derive(Clone, Debug)]
pub struct Feature {
    pub name: String,
    pub title: Message,
    pub unit: Unit,
    pub values: Vec<Option<f64>>,
    /// Names of categories when the values are codes into them.
    pub categories: Option<Vec<Message>>,
}

/// The features made from orders, in menu order.
pub const NAMES: [&str; 12] = [
    "days_since_last",
    "n_orders",
    "monetary",
    "age_days",
    "rhythm_days",
    "overdue",
    "average_order_value",
    "n_products",
    "entropy",
    "trend",
    "return_share",
    "weekend_share",
];

/// What clusters use when nobody chooses.
pub const DEFAULT: [&str; 3] = ["days_since_last", "n_orders", "monetary"];

fn unit(name: &str) -> Unit {
    match name {
        "days_since_last" | "age_days" | "rhythm_days" => Unit::Days,
        "n_orders" => Unit::Orders,
        "n_products" => Unit::Products,
        "monetary" | "average_order_value" => Unit::Money,
        "return_share" | "weekend_share" => Unit::Share,
        _ => Unit::Number,
    }
}

/// The day from which recency counts: the parameter, the notebook's day, or the day after the last order.
pub fn as_of(ledger: &Ledger, chosen: Option<Day>, inputs: &Inputs) -> Day {
    let last = ledger.orders.last().map_or(ledger.last_day, |order| order.day);
    chosen.or(inputs.as_of).unwrap_or(last.saturating_add(1))
}

/// All features of customers with an order up to and including `as_of`; the others' cells are missing. Money features
/// only where the file names amounts, products only where it names lines.
pub fn compute(ledger: &Ledger, as_of: Day) -> Vec<Feature> {
    let n = ledger.customers.len();
    let mut columns: Vec<Vec<Option<f64>>> = vec![vec![None; n]; NAMES.len()];
    let mut refunded = vec![0i128; n];
    for refund in ledger.refunds.iter().filter(|refund| refund.day <= as_of) {
        if let Some(customer) = refund.customer {
            refunded[customer as usize] += i128::from(refund.amount);
        }
    }
    for customer in 0..n {
        if let Some(values) = of_customer(ledger, customer as u32, as_of, refunded[customer]) {
            for (column, value) in columns.iter_mut().zip(values) {
                column[customer] = value.filter(|value| value.is_finite());
            }
        }
    }
    NAMES
        .iter()
        .zip(columns)
        .filter(|(_, values)| values.iter().any(Option::is_some))
        .map(|(name, values)| Feature {
            name: (*name).into(),
            title: Message::new(format!("features-{name}")),
            unit: unit(name),
            values,
            categories: None,
        })
        .collect()
}

/// In the order of [`NAMES`]; `None` without orders.
fn of_customer(ledger: &Ledger, customer: u32, as_of: Day, refunded: i128) -> Option<[Option<f64>; 12]> {
    let orders = || ledger.orders_of(customer).filter(|order| order.day <= as_of);
    let first = orders().next()?.day;
    let last = orders().next_back()?.day;
    let n_orders = orders().count() as f64;
    let gross: i128 = orders().map(|order| i128::from(order.gross)).sum();
    let money = |amount: i128| ledger.has_money.then(|| ledger.major(amount));
    let mut days: Vec<Day> = orders().map(|order| order.day).collect();
    let days_since_last = (i64::from(as_of) - i64::from(last)) as f64;
    let age = (i64::from(as_of) - i64::from(first)) as f64;
    // Orders late in the customer's time minus orders early, of all: −1..=1.
    let middle = i64::from(first) + (i64::from(as_of) - i64::from(first)) / 2;
    let n_late = orders().filter(|order| i64::from(order.day) > middle).count() as f64;
    let trend = (n_orders > 1.0).then(|| (2.0 * n_late - n_orders) / n_orders);
    let n_weekend = orders().filter(|order| day::weekday(order.day) >= 5).count() as f64;
    days.dedup();
    let rhythm = quantile::median(days.windows(2).map(|pair| f64::from(pair[1] - pair[0])));
    let (n_products, entropy) = variety(ledger, customer, as_of);
    Some([
        Some(days_since_last),
        Some(n_orders),
        money(gross - refunded),
        Some(age),
        rhythm,
        rhythm.map(|rhythm| days_since_last / rhythm),
        money(gross).map(|gross| gross / n_orders),
        n_products,
        entropy,
        trend,
        (ledger.has_money && gross > 0).then(|| (refunded as f64 / gross as f64).clamp(0.0, 1.0)),
        Some(n_weekend / n_orders),
    ])
}

/// Distinct products, and Shannon's entropy in bits over the lines' categories (products where there are none).
fn variety(ledger: &Ledger, customer: u32, as_of: Day) -> (Option<f64>, Option<f64>) {
    let mut products: Vec<u32> = ledger
        .orders_of(customer)
        .filter(|order| order.day <= as_of)
        .flat_map(|order| ledger.lines_of(order))
        .filter_map(|line| line.product)
        .collect();
    if products.is_empty() {
        return (None, None);
    }
    let has_categories = !ledger.categories.is_empty();
    let category = |product: u32| ledger.products.get(product as usize).and_then(|item| item.category);
    let mut groups: Vec<u32> = if has_categories {
        products.iter().filter_map(|&p| category(p)).collect()
    } else {
        products.clone()
    };
    products.sort_unstable();
    products.dedup();
    groups.sort_unstable();
    let n = groups.len() as f64;
    let entropy: f64 = groups
        .chunk_by(|a, b| a == b)
        .map(|run| run.len() as f64 / n)
        .map(|share| -share * libm::log2(share))
        .sum();
    (Some(products.len() as f64), (n > 0.0).then_some(entropy + 0.0))
}

/// Attributes of the customer table and labels of earlier cells, as features.
pub fn known(ledger: &Ledger, inputs: &Inputs) -> Vec<Feature> {
    let text = |name: &str| Message::new("features-own").text("name", name);
    let mut features = Vec::new();
    for attribute in &ledger.attributes {
        let (values, categories) = match &attribute.values {
            AttributeValues::Number(values) => (values.clone(), None),
            AttributeValues::Category { codes, names } => (
                codes.iter().map(|code| code.map(f64::from)).collect(),
                Some(names.iter().map(|name| text(name)).collect()),
            ),
        };
        features.push(Feature {
            name: attribute.name.clone(),
            title: text(&attribute.name),
            unit: Unit::Number,
            values,
            categories,
        });
    }
    for label in &inputs.labels {
        let (values, categories) = match &label.values {
            LabelValues::Number(values) => (values.clone(), None),
            LabelValues::Class { codes, names } => {
                (codes.iter().map(|code| code.map(f64::from)).collect(), Some(names.clone()))
            }
        };
        if values.len() == ledger.customers.len() {
            let title = label.title.clone();
            features.push(Feature {
                name: label.name.clone(),
                title,
                unit: Unit::Number,
                values,
                categories,
            });
        }
    }
    for feature in &mut features {
        for value in &mut feature.values {
            *value = value.filter(|value| value.is_finite());
        }
    }
    features
}

/// How a column is bent before it is scaled.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Transform {
    /// log1p where the column is skewed (g₁ above 1), never for age and shares.
    #[default]
    Auto,
    None,
    /// sign(x) · ln(1 + |x|), so that the few net amounts below zero stay in place.
    Log1p,
}

impl Transform {
    /// What `Auto` means for these values.
    pub fn resolve(self, name: &str, unit: Unit, values: &[f64]) -> Transform {
        match self {
            Transform::Auto => {
                let may = name != "age_days" && unit != Unit::Share;
                let is_skewed = may && quantile::skewness(values) > 1.0;
                if is_skewed { Transform::Log1p } else { Transform::None }
            }
            chosen => chosen,
        }
    }

    pub fn apply(self, value: f64) -> f64 {
        match self {
            Transform::Log1p if value < 0.0 => -libm::log1p(-value),
            Transform::Log1p => libm::log1p(value),
            _ => value,
        }
    }

    /// Back to the unit of the column.
    pub fn invert(self, value: f64) -> f64 {
        match self {
            Transform::Log1p if value < 0.0 => -libm::expm1(-value),
            Transform::Log1p => libm::expm1(value),
            _ => value,
        }
    }
}
