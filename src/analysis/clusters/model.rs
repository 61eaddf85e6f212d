//! How columns become points, and the frozen form that assigns new customers later.

use super::choose::Verdict;
use super::points::Points;
use crate::analysis::features::{Frame, Transform};
use crate::error::{Error, Result};
use crate::stats::quantile;
use serde::{Deserialize, Serialize};

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Scale {
    /// Minus the mean, divided by the standard deviation (divisor n).
    #[default]
    Standard,
    /// Minus the median, divided by the interquartile range ÷ 1.349 (the same for normal data).
    Robust,
    None,
}

/// Everything needed to put another customer into a group.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Model {
    pub features: Vec<ModelFeature>,
    /// In scaled features.
    pub centroids: Vec<Vec<f64>>,
    pub verdict: Verdict,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ModelFeature {
    pub name: String,
    pub transform: Transform,
    pub center: f64,
    pub spread: f64,
    /// What a missing value counts as, in the column's own unit.
    pub fill: f64,
}

impl ModelFeature {
    /// Its own unit to the model's.
    pub fn scaled(&self, value: f64) -> f64 {
        (self.transform.apply(value) - self.center) / self.spread
    }
}

impl Model {
    /// Columns transformed and scaled; no centroids yet.
    pub fn of(frame: &Frame, transform: Transform, scale: Scale) -> (Model, Points) {
        let mut model = Model { features: Vec::new(), centroids: Vec::new(), verdict: Verdict::None };
        for column in &frame.columns {
            let transform = match column.categories {
                Some(_) => Transform::None,
                None => transform.resolve(&column.name, column.unit, &column.values),
            };
            let bent: Vec<f64> = column.values.iter().map(|&value| transform.apply(value)).collect();
            let (center, spread) = scaling(&bent, scale);
            model.features.push(ModelFeature {
                name: column.name.clone(),
                transform,
                center,
                spread,
                fill: column.fill,
            });
        }
        let points = model.scale(frame);
        (model, points)
    }

    /// Points for rows of a frame with these features.
    ///
    /// # Errors
    /// A parameter error when the model does not fit the frame or has no usable centroids.
    pub fn points(&self, frame: &Frame) -> Result<Points> {
        let is_whole = self.features.iter().all(|feature| {
            frame.columns.iter().any(|column| column.name == feature.name)
                && feature.spread > 0.0
                && [feature.center, feature.spread, feature.fill].iter().all(|value| value.is_finite())
        });
        let has_centroids = (1..=50).contains(&self.centroids.len())
            && self.centroids.iter().all(|center| {
                center.len() == self.features.len() && center.iter().all(|value| value.is_finite())
            });
        if !is_whole || !has_centroids || self.features.is_empty() {
            return Err(Error::parameter("model", "clusters-model-shape"));
        }
        Ok(self.scale(frame))
    }

    fn scale(&self, frame: &Frame) -> Points {
        let columns: Vec<Vec<f64>> = self
            .features
            .iter()
            .filter_map(|feature| {
                let column = frame.columns.iter().find(|column| column.name == feature.name)?;
                Some(column.values.iter().map(|&value| feature.scaled(value)).collect())
            })
            .collect();
        Points::from_columns(&columns)
    }
}

fn scaling(values: &[f64], scale: Scale) -> (f64, f64) {
    let (mean, spread) = quantile::mean_and_spread(values).unwrap_or((0.0, 1.0));
    let usable = |spread: f64| if spread > 0.0 && spread.is_finite() { spread } else { 1.0 };
    match scale {
        Scale::None => (0.0, 1.0),
        Scale::Standard => (mean, usable(spread)),
        Scale::Robust => {
            let sorted = quantile::sorted(values.iter().copied());
            let of = |i| quantile::tile(&sorted, i, 4).unwrap_or(0.0);
            let range = (of(3) - of(1)) / 1.349;
            (of(2), if range > 0.0 { range } else { usable(spread) })
        }
    }
}
