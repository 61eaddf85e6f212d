//! What is told of a group of rows.

use super::Measure;
use crate::roles::{Keys, NONE};
use crate::stats::quantile;
use crate::table::column::power_of_ten;
use crate::table::{Column, Data};

#[derive(Clone, Copy, Debug, Default, PartialEq, serde::Serialize)]
pub struct Told {
    pub n_rows: u32,
    /// Rows whose column holds a value: what the measure rests on.
    pub n_values: u32,
    pub value: Option<f64>,
}

/// One [`Told`] for each of the codes `0..n`.
pub fn tell(measure: Measure, column: Option<&Column>, codes: &[u32], n: usize) -> Vec<Told> {
    let mut told = vec![Told::default(); n];
    let rows = || codes.iter().enumerate().filter(|(_, code)| **code != NONE);
    rows().for_each(|(_, &code)| told[code as usize].n_rows += 1);
    let Some(column) = column.filter(|_| measure != Measure::Rows) else {
        for group in &mut told {
            (group.n_values, group.value) = (group.n_rows, Some(f64::from(group.n_rows)));
        }
        return told;
    };
    if measure == Measure::Distinct {
        let keys = Keys::of(column, |text| Some(text.trim().to_owned()).filter(|text| !text.is_empty()));
        let known = rows().filter(|(row, _)| keys.codes[*row] != NONE);
        let mut pairs: Vec<u64> =
            known.map(|(row, &code)| u64::from(code) << 32 | u64::from(keys.codes[row])).collect();
        pairs.iter().for_each(|pair| told[(pair >> 32) as usize].n_values += 1);
        pairs.sort_unstable();
        pairs.dedup();
        told.iter_mut().for_each(|group| group.value = Some(0.0));
        for pair in pairs {
            told[(pair >> 32) as usize].value = told[(pair >> 32) as usize].value.map(|n| n + 1.0);
        }
        return told;
    }
    let is_sum = matches!(measure, Measure::Sum | Measure::Mean);
    if let (true, Data::Decimal { mantissa, scale }) = (is_sum, &column.data) {
        // Decimals are summed as such.
        let mut sums = vec![0i128; n];
        for (row, &code) in rows().filter(|(row, _)| column.is_valid(*row)) {
            sums[code as usize] += i128::from(mantissa[row]);
            told[code as usize].n_values += 1;
        }
        for (group, sum) in told.iter_mut().zip(sums) {
            group.value = divided(measure, sum as f64 / power_of_ten(*scale), group.n_values);
        }
        return told;
    }
    // In the order of the values, so that the order of the file does not matter.
    let number = |row| column.number(row).filter(|number| number.is_finite());
    let mut pairs: Vec<(u32, f64)> = rows().filter_map(|(row, &code)| Some((code, number(row)?))).collect();
    pairs.sort_unstable_by(|a, b| a.0.cmp(&b.0).then(a.1.total_cmp(&b.1)));
    for of_group in pairs.chunk_by(|a, b| a.0 == b.0) {
        let values: Vec<f64> = of_group.iter().map(|(_, value)| *value).collect();
        let group = &mut told[of_group[0].0 as usize];
        group.n_values = values.len() as u32;
        group.value = match measure {
            Measure::Min => values.first().copied(),
            Measure::Max => values.last().copied(),
            Measure::Median => quantile::tile(&values, 1, 2),
            _ => divided(measure, values.iter().sum(), group.n_values),
        };
    }
    if measure == Measure::Sum {
        told.iter_mut().for_each(|group| group.value = group.value.or(Some(0.0)));
    }
    told
}

fn divided(measure: Measure, sum: f64, n: u32) -> Option<f64> {
    match measure {
        Measure::Mean => (n > 0).then(|| sum / f64::from(n)),
        _ => Some(sum),
    }
}
