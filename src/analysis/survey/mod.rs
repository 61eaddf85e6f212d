//! Customer satisfaction: items on a scale, top-two-box shares, the weighted satisfaction index, net promoter score,
//! reliability, what to improve first, gaps between expectation and perception, areas against their full score.

mod measure;
mod report;

use super::{Analysis, Control, Field, Inputs, Need, Source};
use crate::error::{Error, Result};
use crate::message::Message;
use crate::progress::Progress;
use crate::report::Report;
use crate::roles::Role;
use crate::table::{Column, Data};
use serde::{Deserialize, Serialize};

pub struct Survey;

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Params {
    /// Id of the source with the answers. Default: the first that has item columns.
    pub table: Option<String>,
    /// Columns with the answers, numbers on one scale. Default: all columns of whole numbers on a scale up to 10.
    pub items: Vec<String>,
    /// Importance of each item, parallel to `items`. Default: all the same.
    pub weights: Vec<f64>,
    /// Lowest point of the scale. Default 1, or 0 where a 0 occurs.
    pub scale_min: Option<i32>,
    /// Highest point of the scale. Default: the smallest of 5, 7 and 10 that holds all answers.
    pub scale_max: Option<i32>,
    /// Column with the overall satisfaction; importance is then the correlation with it, else with the other items.
    pub overall: Option<String>,
    /// Column "would you recommend us", 0 to 10. Default: one whose name says so.
    pub recommend: Option<String>,
    /// What was expected, one column for each of `items`, on the same scale.
    pub expectations: Vec<String>,
    /// Areas with their items, for each area's percentage of its full score.
    pub areas: Vec<AreaItems>,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct AreaItems {
    pub name: String,
    pub items: Vec<String>,
}

#[derive(Clone, Debug, Serialize)]
pub struct Output {
    /// Rows with at least one answer.
    pub n_responses: u32,
    /// Rows with every item answered: α and the interval of the index rest on them.
    pub n_complete: u32,
    pub scale_min: i32,
    pub scale_max: i32,
    /// Answers that are no number on the scale.
    pub n_off_scale: u32,
    pub items: Vec<Item>,
    /// Σ wᵢ (meanᵢ − min) ÷ (max − min) ÷ Σ wᵢ, 0..=1.
    pub satisfaction_index: f64,
    /// Normal 95 % interval over complete rows; `None` with fewer than two.
    pub index_low: Option<f64>,
    pub index_high: Option<f64>,
    /// Of all answers, those in the two highest points.
    pub top_two_share: f64,
    /// Cronbach's α; `None` with one item, fewer than two complete rows or no variance.
    pub alpha: Option<f64>,
    pub promoters: Option<Promoters>,
    pub areas: Vec<Area>,
}

#[derive(Clone, Debug, Default, Serialize)]
pub struct Item {
    pub name: String,
    pub weight: f64,
    pub n: u32,
    pub mean: Option<f64>,
    /// Divisor n − 1.
    pub standard_deviation: Option<f64>,
    pub n_top_two: u32,
    pub top_two_share: Option<f64>,
    /// Wilson's 95 % interval of the share.
    pub low: f64,
    pub high: f64,
    /// Correlation with the overall satisfaction, or with the mean of the other items.
    pub importance: Option<f64>,
    pub quadrant: Option<Quadrant>,
    /// α of the other items.
    pub alpha_without: Option<f64>,
    pub expectation: Option<f64>,
    /// Perception − expectation, mean over rows with both.
    pub gap: Option<f64>,
}

/// Importance above or below its mean, rating above or below its mean.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Quadrant {
    ImproveFirst,
    KeepUp,
    LowPriority,
    MoreThanNeeded,
}

/// Answers to "would you recommend us": 9 and 10 promote, 0 to 6 detract (Reichheld 2003).
#[derive(Clone, Debug, Serialize)]
pub struct Promoters {
    pub column: String,
    pub n: u32,
    pub n_promoters: u32,
    pub n_passives: u32,
    pub n_detractors: u32,
    /// Share of promoters − share of detractors, −1..=1.
    pub score: f64,
    /// Normal 95 % interval.
    pub low: f64,
    pub high: f64,
}

#[derive(Clone, Debug, Serialize)]
pub struct Area {
    pub name: String,
    pub n_items: u32,
    /// Sum of the item means ÷ (highest point × items).
    pub share_of_full: f64,
}

impl Analysis for Survey {
    const KIND: &'static str = "survey";
    const NEEDS: &'static [Need] = &[Need::Table];
    const FIELDS: &'static [Field] = &[
        Field::new("table", Control::Source),
        Field::new("items", Control::Columns { is_many: true }),
        Field::new("overall", Control::Columns { is_many: false }),
        Field::new("recommend", Control::Columns { is_many: false }),
        Field::advanced("weights", Control::Data),
        Field::advanced("expectations", Control::Columns { is_many: true }),
        Field::advanced("areas", Control::Data),
        Field::advanced("scale_min", Control::Integer { min: -10, max: 10, default: None }),
        Field::advanced("scale_max", Control::Integer { min: 2, max: 100, default: None }),
    ];
    type Params = Params;
    type Output = Output;

    async fn run(inputs: &Inputs, params: &Params, progress: &Progress) -> Result<Output> {
        progress.step("survey-stage", 0, 1).await?;
        let (source, items) = choose(inputs, params)?;
        let columns = items.iter().map(|name| column(source, name)).collect::<Result<Vec<&Column>>>()?;
        if !params.weights.is_empty()
            && (params.weights.len() != columns.len()
                || params.weights.iter().any(|weight| !weight.is_finite() || *weight < 0.0)
                || params.weights.iter().sum::<f64>() <= 0.0)
        {
            return Err(Error::parameter("weights", "survey-weights-range"));
        }
        if !params.expectations.is_empty() && params.expectations.len() != columns.len() {
            return Err(Error::parameter("expectations", "survey-expectations-range"));
        }
        let data = measure::Answers::read(source, &columns, params)?;
        progress.step("survey-stage", 1, 2).await?;
        let overall = chosen(&params.overall).map(|name| column(source, name)).transpose()?;
        let expected =
            params.expectations.iter().map(|name| column(source, name)).collect::<Result<Vec<&Column>>>()?;
        let mut output = data.measure(&items, params, overall, &expected)?;
        output.promoters = recommend(source, params)?.and_then(measure::promoters);
        Ok(output)
    }

    fn report(output: &Output, _inputs: &Inputs) -> Report {
        report::report(output)
    }
}

fn chosen(name: &Option<String>) -> Option<&str> {
    name.as_deref().map(str::trim).filter(|name| !name.is_empty())
}

fn column<'a>(source: &'a Source, name: &str) -> Result<&'a Column> {
    let found = source.table.column(name);
    found.ok_or_else(|| Error::unknown("survey-a-column", name).in_file(&source.table.name))
}

/// The source and its item columns.
fn choose<'a>(inputs: &'a Inputs, params: &Params) -> Result<(&'a Source, Vec<String>)> {
    let named = match &params.table {
        Some(id) => {
            let found = inputs.sources.iter().find(|source| source.id == *id);
            Some(found.ok_or_else(|| Error::unknown("survey-a-file", id))?)
        }
        None => None,
    };
    if let Some(first) = params.items.first() {
        let holds = |source: &&Source| source.table.column(first).is_some();
        let source = named.or_else(|| inputs.sources.iter().find(holds));
        let source = source.ok_or_else(|| Error::unknown("survey-a-column", first))?;
        return Ok((source, params.items.clone()));
    }
    for source in inputs.sources.iter().filter(|source| named.is_none_or(|named| named.id == source.id)) {
        let items = items_of(source, params);
        if !items.is_empty() {
            return Ok((source, items));
        }
    }
    Err(Error::insufficient("survey-no-items", "survey-need-items"))
}

/// Columns of whole numbers on a scale up to 10 that play no other part.
fn items_of(source: &Source, params: &Params) -> Vec<String> {
    let is_taken = |name: &str| {
        let role = source.mapping.roles.iter().find(|choice| choice.column == name).map(|choice| choice.role);
        role.is_some_and(|role| !matches!(role, Role::Rating | Role::Response))
            || chosen(&params.overall) == Some(name)
            || params.expectations.iter().any(|expectation| expectation == name)
            || is_recommend(source.table.column(name), params)
    };
    let is_scale = |column: &&Column| {
        let Data::Decimal { mantissa, scale: 0 } = &column.data else { return false };
        let values = || (0..mantissa.len()).filter(|&row| column.is_valid(row)).map(|row| mantissa[row]);
        let (Some(low), Some(high)) = (values().min(), values().max()) else { return false };
        low >= 0 && (3..=10).contains(&high) && high > low
    };
    let columns = source.table.columns.iter().filter(is_scale).map(|column| column.name.clone());
    columns.filter(|name| !is_taken(name)).collect()
}

const RECOMMEND_WORDS: [&str; 5] = ["nps", "recommend", "推薦", "推荐", "promoter"];

fn is_recommend(column: Option<&Column>, params: &Params) -> bool {
    column.is_some_and(|column| match chosen(&params.recommend) {
        Some(name) => column.name == name,
        None => {
            let name = column.name.to_lowercase();
            column.is_number() && RECOMMEND_WORDS.iter().any(|word| name.contains(word))
        }
    })
}

fn recommend<'a>(source: &'a Source, params: &Params) -> Result<Option<&'a Column>> {
    let found = source.table.columns.iter().find(|column| is_recommend(Some(column), params));
    match (found, chosen(&params.recommend)) {
        (None, Some(name)) => Err(Error::unknown("survey-a-column", name).in_file(&source.table.name)),
        (Some(column), Some(name)) if !column.is_number() => {
            Err(Error::parameter("recommend", Message::new("survey-recommend-number")).in_column(name))
        }
        (found, _) => Ok(found),
    }
}
