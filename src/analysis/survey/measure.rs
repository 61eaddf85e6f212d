//! The figures of a survey.

use super::{Area, Item, Output, Params, Promoters, Quadrant};
use crate::analysis::Source;
use crate::error::{Error, Result};
use crate::message::Message;
use crate::stats::{quantile, share};
use crate::table::Column;

/// Answers on the scale, column by column.
pub(super) struct Answers {
    n_rows: usize,
    scale_min: i32,
    scale_max: i32,
    n_off_scale: u32,
    values: Vec<Vec<Option<f64>>>,
}

impl Answers {
    /// # Errors
    /// A column without numbers, a scale without width, fewer than two responses.
    pub(super) fn read(source: &Source, columns: &[&Column], params: &Params) -> Result<Answers> {
        if let Some(column) = columns.iter().find(|column| !column.is_number()) {
            return Err(Error::parameter("items", "survey-items-numbers").in_column(&column.name));
        }
        let all = || {
            columns.iter().flat_map(|column| (0..source.table.n_rows).filter_map(|row| column.number(row)))
        };
        let (low, high) = all().fold((f64::MAX, f64::MIN), |(low, high), x| (low.min(x), high.max(x)));
        let scale_min = params.scale_min.unwrap_or(i32::from(low > 0.0));
        let fitting = [5, 7, 10].into_iter().find(|&top| high <= f64::from(top));
        let scale_max = params.scale_max.or(fitting).unwrap_or(100);
        if scale_max <= scale_min {
            return Err(Error::parameter("scale_max", "survey-scale-range"));
        }
        let is_on = |x: &f64| (f64::from(scale_min)..=f64::from(scale_max)).contains(x);
        let mut n_off_scale = 0;
        let mut values = Vec::with_capacity(columns.len());
        for column in columns {
            let mut answers = Vec::with_capacity(source.table.n_rows);
            for row in 0..source.table.n_rows {
                let answer = column.number(row);
                n_off_scale += u32::from(answer.is_some_and(|x| !is_on(&x)));
                answers.push(answer.filter(is_on));
            }
            values.push(answers);
        }
        let answers = Answers { n_rows: source.table.n_rows, scale_min, scale_max, n_off_scale, values };
        let n = answers.n_responses();
        if n < 2 {
            return Err(Error::insufficient(
                Message::new("survey-have").count("n", n as usize),
                "survey-need",
            ));
        }
        Ok(answers)
    }

    fn n_responses(&self) -> u32 {
        (0..self.n_rows).filter(|&row| self.values.iter().any(|item| item[row].is_some())).count() as u32
    }

    /// Rows with every item, one vector a row.
    fn complete(&self) -> Vec<Vec<f64>> {
        (0..self.n_rows).filter_map(|row| self.values.iter().map(|item| item[row]).collect()).collect()
    }

    pub(super) fn measure(
        &self,
        names: &[String],
        params: &Params,
        overall: Option<&Column>,
        expected: &[&Column],
    ) -> Result<Output> {
        let weights = if params.weights.is_empty() { vec![1.0; names.len()] } else { params.weights.clone() };
        let complete = self.complete();
        let covariance = covariance(&complete, names.len());
        let mut items: Vec<Item> = Vec::with_capacity(names.len());
        for (i, name) in names.iter().enumerate() {
            items.push(self.item(i, name, weights[i], overall, expected.get(i).copied(), &covariance));
        }
        quadrants(&mut items);
        let width = f64::from(self.scale_max - self.scale_min);
        let scaled = |x: f64| (x - f64::from(self.scale_min)) / width;
        let rated = || items.iter().filter_map(|item| Some((item.weight, item.mean?)));
        let sum: f64 = rated().map(|(weight, _)| weight).sum();
        if sum <= 0.0 {
            return Err(Error::insufficient("survey-no-items", "survey-need-items"));
        }
        let satisfaction_index = rated().map(|(weight, mean)| weight * scaled(mean)).sum::<f64>() / sum;
        // One score a respondent, for the uncertainty of the index.
        let total: f64 = weights.iter().sum();
        let score =
            |row: &Vec<f64>| row.iter().zip(&weights).map(|(x, w)| w * scaled(*x)).sum::<f64>() / total;
        let half = deviation(&complete.iter().map(score).collect::<Vec<f64>>())
            .map(|deviation| share::Z_95 * deviation / (complete.len() as f64).sqrt());
        let n_answers: u32 = items.iter().map(|item| item.n).sum();
        let n_top_two: u32 = items.iter().map(|item| item.n_top_two).sum();
        Ok(Output {
            n_responses: self.n_responses(),
            n_complete: complete.len() as u32,
            scale_min: self.scale_min,
            scale_max: self.scale_max,
            n_off_scale: self.n_off_scale,
            areas: self.areas(names, &items, params)?,
            satisfaction_index,
            index_low: half.map(|half| (satisfaction_index - half).max(0.0)),
            index_high: half.map(|half| (satisfaction_index + half).min(1.0)),
            top_two_share: f64::from(n_top_two) / f64::from(n_answers.max(1)),
            alpha: alpha(&covariance, None),
            promoters: None,
            items,
        })
    }

    fn item(
        &self,
        i: usize,
        name: &str,
        weight: f64,
        overall: Option<&Column>,
        expected: Option<&Column>,
        covariance: &[Vec<f64>],
    ) -> Item {
        let answers = &self.values[i];
        let given: Vec<f64> = answers.iter().flatten().copied().collect();
        let n = given.len() as u32;
        let top = f64::from(self.scale_max) - 1.0;
        let n_top_two = given.iter().filter(|answer| **answer >= top).count() as u32;
        let (low, high) = share::wilson(n_top_two, n);
        let others = |row: usize| {
            let others =
                self.values.iter().enumerate().filter(|(j, _)| *j != i).filter_map(|(_, item)| item[row]);
            let (sum, n) = others.fold((0.0, 0u32), |(sum, n), x| (sum + x, n + 1));
            (n > 0).then(|| sum / f64::from(n))
        };
        let against = |row: usize| overall.map_or_else(|| others(row), |overall| overall.number(row));
        let pairs = (0..self.n_rows).filter_map(|row| Some((answers[row]?, against(row)?)));
        let (x, y): (Vec<f64>, Vec<f64>) = pairs.unzip();
        let both = (0..self.n_rows).filter_map(|row| Some((answers[row]?, expected?.number(row)?)));
        let (perceived, wanted): (Vec<f64>, Vec<f64>) = both.unzip();
        let mean = |values: &[f64]| quantile::mean_and_spread(values).map(|(mean, _)| mean);
        Item {
            name: name.to_owned(),
            weight,
            n,
            mean: mean(&given),
            standard_deviation: deviation(&given),
            n_top_two,
            top_two_share: (n > 0).then(|| f64::from(n_top_two) / f64::from(n.max(1))),
            low,
            high,
            importance: if x.len() < 3 { None } else { quantile::correlation(&x, &y) },
            quadrant: None,
            alpha_without: alpha(covariance, Some(i)),
            gap: mean(&perceived).zip(mean(&wanted)).map(|(perceived, wanted)| perceived - wanted),
            expectation: mean(&wanted),
        }
    }

    fn areas(&self, names: &[String], items: &[Item], params: &Params) -> Result<Vec<Area>> {
        let mut areas = Vec::new();
        for area in &params.areas {
            let mut sum = 0.0;
            for name in &area.items {
                let position = names.iter().position(|item| item == name);
                let item = position.map(|position| &items[position]);
                sum += item.ok_or_else(|| Error::unknown("survey-a-column", name))?.mean.unwrap_or(0.0);
            }
            if area.items.is_empty() {
                return Err(Error::parameter("areas", "survey-area-empty"));
            }
            let full = f64::from(self.scale_max) * area.items.len() as f64;
            areas.push(Area {
                name: area.name.clone(),
                n_items: area.items.len() as u32,
                share_of_full: sum / full,
            });
        }
        Ok(areas)
    }
}

/// Standard deviation with divisor n − 1.
fn deviation(values: &[f64]) -> Option<f64> {
    let (_, spread) = quantile::mean_and_spread(values)?;
    let n = values.len() as f64;
    (values.len() > 1).then(|| spread * (n / (n - 1.0)).sqrt())
}

/// Covariances with divisor n − 1 of complete rows; empty with fewer than two.
fn covariance(rows: &[Vec<f64>], k: usize) -> Vec<Vec<f64>> {
    if rows.len() < 2 {
        return Vec::new();
    }
    let n = rows.len() as f64;
    let means: Vec<f64> = (0..k).map(|i| rows.iter().map(|row| row[i]).sum::<f64>() / n).collect();
    let of = |i: usize, j: usize| {
        rows.iter().map(|row| (row[i] - means[i]) * (row[j] - means[j])).sum::<f64>() / (n - 1.0)
    };
    (0..k).map(|i| (0..k).map(|j| of(i, j)).collect()).collect()
}

/// Cronbach (1951): α = k/(k − 1) · (1 − Σ variances ÷ variance of the sum), over all items but one.
fn alpha(covariance: &[Vec<f64>], without: Option<usize>) -> Option<f64> {
    let kept: Vec<usize> = (0..covariance.len()).filter(|&i| Some(i) != without).collect();
    let k = kept.len() as f64;
    let own: f64 = kept.iter().map(|&i| covariance[i][i]).sum();
    let all: f64 = kept.iter().flat_map(|&i| kept.iter().map(move |&j| covariance[i][j])).sum();
    (kept.len() > 1 && all > 0.0).then(|| k / (k - 1.0) * (1.0 - own / all))
}

/// Cuts both axes at their means over the items.
fn quadrants(items: &mut [Item]) {
    let known: Vec<(f64, f64)> =
        items.iter().filter_map(|item| Some((item.importance?, item.mean?))).collect();
    if known.len() < 2 {
        return;
    }
    let n = known.len() as f64;
    let importance = known.iter().map(|item| item.0).sum::<f64>() / n;
    let rating = known.iter().map(|item| item.1).sum::<f64>() / n;
    for item in items {
        let (Some(own_importance), Some(mean)) = (item.importance, item.mean) else { continue };
        item.quadrant = Some(match (own_importance >= importance, mean >= rating) {
            (true, false) => Quadrant::ImproveFirst,
            (true, true) => Quadrant::KeepUp,
            (false, false) => Quadrant::LowPriority,
            (false, true) => Quadrant::MoreThanNeeded,
        });
    }
}

pub(super) fn promoters(column: &Column) -> Option<Promoters> {
    let (mut n_promoters, mut n_passives, mut n_detractors) = (0u32, 0u32, 0u32);
    for answer in (0..column.len()).filter_map(|row| column.number(row)) {
        match answer {
            x if !(0.0..=10.0).contains(&x) => {}
            x if x >= 9.0 => n_promoters += 1,
            x if x >= 7.0 => n_passives += 1,
            _ => n_detractors += 1,
        }
    }
    let n = n_promoters + n_passives + n_detractors;
    if n == 0 {
        return None;
    }
    let (up, down) = (f64::from(n_promoters) / f64::from(n), f64::from(n_detractors) / f64::from(n));
    let score = up - down;
    // Variance of a variable that is +1, 0 or −1.
    let half = share::Z_95 * ((up + down - score * score).max(0.0) / f64::from(n)).sqrt();
    Some(Promoters {
        column: column.name.clone(),
        n,
        n_promoters,
        n_passives,
        n_detractors,
        score,
        low: (score - half).max(-1.0),
        high: (score + half).min(1.0),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn alpha_of_equal_items_is_1_and_of_unrelated_ones_0() {
        let equal: Vec<Vec<f64>> = [1.0, 2.0, 4.0, 5.0].iter().map(|&x| vec![x; 3]).collect();
        assert!((alpha(&covariance(&equal, 3), None).unwrap() - 1.0).abs() < 1e-12);
        let unrelated = [[1.0, 1.0], [1.0, 5.0], [5.0, 1.0], [5.0, 5.0]].map(Vec::from);
        assert!(alpha(&covariance(&unrelated, 2), None).unwrap().abs() < 1e-12);
        assert_eq!(alpha(&covariance(&equal[..1], 3), None), None);
    }

    #[test]
    fn alpha_agrees_with_the_definition() {
        let rows = [[3.0, 4.0, 3.0], [5.0, 5.0, 4.0], [2.0, 1.0, 2.0], [4.0, 4.0, 5.0], [1.0, 2.0, 2.0]];
        let sums: Vec<f64> = rows.iter().map(|row| row.iter().sum()).collect();
        let variance = |values: &[f64]| deviation(values).unwrap() * deviation(values).unwrap();
        let own: f64 = (0..3).map(|i| variance(&rows.map(|row| row[i]))).sum();
        let expected = 1.5 * (1.0 - own / variance(&sums));
        let found = alpha(&covariance(&rows.map(Vec::from), 3), None).unwrap();
        assert!((found - expected).abs() < 1e-12);
    }
}
