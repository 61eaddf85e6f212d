//! The cell that shows the feature table.

use super::{Feature, Transform, Unit, as_of, compute, known};
use crate::analysis::{Analysis, Control, Field, Inputs, Need, day_param};
use crate::error::{Error, Result};
use crate::message::{Message, Value};
use crate::progress::Progress;
use crate::report::table::RowKind;
use crate::report::{Cells, Finding, Report, Scope, TableColumn, TableSpec};
use crate::stats::quantile;
use crate::table::Day;
use serde::{Deserialize, Serialize};

pub struct Features;

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Params {
    /// Features are counted up to this day. Default: the day after the last order.
    #[serde(with = "day_param")]
    pub as_of: Option<Day>,
}

#[derive(Clone, Debug, Serialize)]
pub struct Output {
    pub as_of: String,
    pub n_customers: u32,
    pub features: Vec<Summary>,
    /// Customers who came back: median of their own rhythm, and how many are silent for over twice theirs.
    pub median_rhythm_days: Option<f64>,
    pub n_with_rhythm: u32,
    pub n_overdue: u32,
    #[serde(skip)]
    pub columns: Vec<Feature>,
    #[serde(skip)]
    pub customers: Vec<u32>,
    #[serde(skip)]
    pub overdue: Vec<u32>,
    pub currency: String,
}

/// A feature at a glance. Of categories only counts are given.
#[derive(Clone, Debug, Serialize)]
pub struct Summary {
    pub name: String,
    pub unit: Unit,
    pub transform: Transform,
    pub n_missing: u32,
    /// Beyond 1.5 interquartile ranges of the quartiles, after the transform (Tukey 1977).
    pub n_outliers: u32,
    pub n_categories: u32,
    pub minimum: Option<f64>,
    pub lower_quartile: Option<f64>,
    pub median: Option<f64>,
    pub upper_quartile: Option<f64>,
    pub maximum: Option<f64>,
    pub mean: Option<f64>,
    pub skewness: Option<f64>,
    #[serde(skip)]
    pub title: Message,
}

impl Analysis for Features {
    const KIND: &'static str = "features";
    const NEEDS: &'static [Need] = &[Need::Orders, Need::Customers];
    const FIELDS: &'static [Field] = &[Field::new("as_of", Control::Day)];
    type Params = Params;
    type Output = Output;

    async fn run(inputs: &Inputs, params: &Params, progress: &Progress) -> Result<Output> {
        let ledger = inputs.ledger()?;
        let as_of = as_of(ledger, params.as_of, inputs);
        progress.step("features-stage", 0, 2).await?;
        let columns = [compute(ledger, as_of), known(ledger, inputs)].concat();
        progress.step("features-stage", 1, 2).await?;
        let customers: Vec<u32> = (0..ledger.customers.len() as u32)
            .filter(|&c| ledger.orders_of(c).next().is_some_and(|order| order.day <= as_of))
            .collect();
        if customers.is_empty() {
            return Err(Error::insufficient("features-have-none", "features-need-one"));
        }
        let of = |name: &str| columns.iter().find(|feature| feature.name == name);
        let present = |name: &str| -> Vec<f64> {
            of(name).map_or(Vec::new(), |feature| feature.values.iter().flatten().copied().collect())
        };
        let is_overdue = |c: &u32| of("overdue").and_then(|f| f.values[*c as usize]).is_some_and(|v| v > 2.0);
        let overdue: Vec<u32> = customers.iter().copied().filter(is_overdue).collect();
        Ok(Output {
            as_of: crate::table::day::iso(as_of),
            n_customers: customers.len() as u32,
            features: columns.iter().map(|feature| summary(feature, &customers)).collect(),
            median_rhythm_days: quantile::median(present("rhythm_days")),
            n_with_rhythm: present("rhythm_days").len() as u32,
            n_overdue: overdue.len() as u32,
            columns,
            customers,
            overdue,
            currency: ledger.currency.clone(),
        })
    }

    fn report(output: &Output, inputs: &Inputs) -> Report {
        Report {
            findings: vec![headline(output)],
            base: Some(
                Message::new("features-base")
                    .count("n", output.n_customers as usize)
                    .count("features", output.features.len())
                    .with("as-of", day(&output.as_of)),
            ),
            tables: vec![summary_table(output), customer_table(output, inputs)],
            method: vec!["features-method".into(), "features-method-outliers".into()],
            ..Report::default()
        }
    }
}

fn headline(output: &Output) -> Finding {
    let Some(rhythm) = output.median_rhythm_days else {
        return Finding::new(Message::new("features-headline-none").count("n", output.n_customers as usize));
    };
    Finding::new(
        Message::new("features-headline")
            .count("n", output.n_with_rhythm as usize)
            .with("rhythm", Value::Duration(rhythm))
            .count("overdue", output.n_overdue as usize),
    )
    .trace("overdue", "features-what-overdue".into(), Scope::Customers(output.overdue.clone()))
}

fn summary(feature: &Feature, customers: &[u32]) -> Summary {
    let values: Vec<f64> = customers.iter().filter_map(|&c| feature.values[c as usize]).collect();
    let n_missing = (customers.len() - values.len()) as u32;
    let is_number = feature.categories.is_none();
    let sorted = quantile::sorted(values.iter().copied().filter(|_| is_number));
    let transform = if is_number {
        Transform::Auto.resolve(&feature.name, feature.unit, &values)
    } else {
        Transform::None
    };
    let bent: Vec<f64> = sorted.iter().map(|&value| transform.apply(value)).collect();
    let n_outliers = match (quantile::tile(&bent, 1, 4), quantile::tile(&bent, 3, 4)) {
        (Some(low), Some(high)) => {
            let reach = 1.5 * (high - low);
            bent.iter().filter(|&&value| value < low - reach || value > high + reach).count()
        }
        _ => 0,
    };
    Summary {
        name: feature.name.clone(),
        unit: feature.unit,
        transform,
        n_missing,
        n_outliers: n_outliers as u32,
        n_categories: feature.categories.as_ref().map_or(0, |names| names.len() as u32),
        minimum: sorted.first().copied(),
        lower_quartile: quantile::tile(&sorted, 1, 4),
        median: quantile::tile(&sorted, 1, 2),
        upper_quartile: quantile::tile(&sorted, 3, 4),
        maximum: sorted.last().copied(),
        mean: quantile::mean_and_spread(&sorted).map(|(mean, _)| mean),
        skewness: is_number.then(|| quantile::skewness(&values)),
        title: feature.title.clone(),
    }
}

/// Words for a unit and for the formula of a feature.
fn words(summary: &Summary) -> (Message, Message) {
    let unit = match summary.unit {
        Unit::Days => "features-unit-days",
        Unit::Orders => "features-unit-orders",
        Unit::Products => "features-unit-products",
        Unit::Money => "features-unit-money",
        Unit::Share => "features-unit-share",
        Unit::Number => "features-unit-number",
    };
    let formula = match super::NAMES.contains(&summary.name.as_str()) {
        true => format!("features-{}-help", summary.name),
        false => "features-own-help".to_owned(),
    };
    (unit.into(), Message::new(formula))
}

fn day(iso: &str) -> Value {
    crate::table::day::parse_iso(iso).map_or_else(|| Value::Text(iso.to_owned()), Value::Day)
}

fn summary_table(output: &Output) -> TableSpec {
    let features = &output.features;
    let numbers = |value: fn(&Summary) -> Option<f64>| Cells::Number(features.iter().map(value).collect(), 2);
    let messages = |value: fn(&Summary) -> Message| Cells::Message(features.iter().map(value).collect());
    TableSpec {
        id: "features".into(),
        title: "features-table".into(),
        columns: vec![
            TableColumn::new("feature", "features-feature", messages(|s| s.title.clone())),
            TableColumn::new("unit", "features-unit", messages(|s| words(s).0)),
            TableColumn::new("formula", "features-formula", messages(|s| words(s).1)),
            TableColumn::new(
                "transform",
                "features-transform",
                messages(|s| {
                    let is_log = s.transform == Transform::Log1p;
                    (if is_log { "features-transform-log1p" } else { "features-transform-none" }).into()
                }),
            ),
            TableColumn::new(
                "n_missing",
                "features-missing",
                Cells::Count(features.iter().map(|s| Some(f64::from(s.n_missing))).collect()),
            ),
            TableColumn::new(
                "n_outliers",
                "features-outliers",
                Cells::Count(features.iter().map(|s| Some(f64::from(s.n_outliers))).collect()),
            ),
            TableColumn::new("minimum", "features-minimum", numbers(|s| s.minimum)),
            TableColumn::new("lower_quartile", "features-lower", numbers(|s| s.lower_quartile)),
            TableColumn::new("median", "features-median", numbers(|s| s.median)),
            TableColumn::new("upper_quartile", "features-upper", numbers(|s| s.upper_quartile)),
            TableColumn::new("maximum", "features-maximum", numbers(|s| s.maximum)),
        ],
        ..TableSpec::default()
    }
}

fn customer_table(output: &Output, inputs: &Inputs) -> TableSpec {
    let person = |&c: &u32| {
        let customer = inputs.ledger.as_deref().and_then(|ledger| ledger.customers.get(c as usize));
        customer.map_or(String::new(), |customer| customer.name.clone().unwrap_or(customer.id.clone()))
    };
    let mut columns = vec![TableColumn::new(
        "customer",
        "features-customer",
        Cells::Person(output.customers.iter().map(person).collect()),
    )];
    for feature in &output.columns {
        let values: Vec<Option<f64>> = output.customers.iter().map(|&c| feature.values[c as usize]).collect();
        columns.push(TableColumn::new(
            &feature.name,
            feature.title.clone(),
            cells(feature, values, &output.currency),
        ));
    }
    TableSpec {
        id: "customers".into(),
        title: "features-table-customers".into(),
        columns,
        rows: RowKind::Customers(output.customers.clone()),
        is_personal: true,
    }
}

fn cells(feature: &Feature, values: Vec<Option<f64>>, currency: &str) -> Cells {
    if let Some(names) = &feature.categories {
        let name = |value: Option<f64>| value.and_then(|code| names.get(code as usize).cloned());
        return Cells::Message(
            values.into_iter().map(|v| name(v).unwrap_or_else(|| "features-unknown".into())).collect(),
        );
    }
    match feature.unit {
        Unit::Days => Cells::Number(values, 0),
        Unit::Orders | Unit::Products => Cells::Count(values),
        Unit::Money => Cells::Money(values, currency.to_owned()),
        Unit::Share => Cells::Share(values),
        Unit::Number => Cells::Number(values, 2),
    }
}
