//! Points in blocks of 64 rows, column by column inside a block, as vectors of 32-bit floats: the layout that feeds the
//! vector unit. The vectors are written out, so that the loops stay fast in an engine built for size; every operation
//! rounds alike on every machine.

use wide::f32x16;

/// Rows of a block.
pub const BLOCK: usize = 64;
/// Rows of a vector: few enough to stay in registers.
pub const LANES: usize = 16;
/// Vectors of a block's column.
pub const LAPS: usize = BLOCK / LANES;

/// One number a row of a block.
pub type Lane = [f32x16; LAPS];
pub const NONE: Lane = [f32x16::ZERO; LAPS];

/// n points of d numbers. Rows after the last one of the last block are zero and never counted.
#[derive(Clone, Debug)]
pub struct Points {
    pub n: usize,
    pub d: usize,
    /// Block after block, d columns each.
    data: Vec<Lane>,
}

impl Points {
    /// Columns of equal length.
    pub fn from_columns(columns: &[Vec<f64>]) -> Points {
        let n = columns.first().map_or(0, Vec::len);
        let mut points = Points::zeros(n, columns.len());
        for (j, column) in columns.iter().enumerate() {
            for (i, &value) in column.iter().enumerate() {
                points.set(i, j, value as f32);
            }
        }
        points
    }

    fn zeros(n: usize, d: usize) -> Points {
        Points { n, d, data: vec![NONE; n.div_ceil(BLOCK) * d] }
    }

    pub fn n_blocks(&self) -> usize {
        self.n.div_ceil(BLOCK)
    }

    /// The block's columns.
    pub fn block(&self, b: usize) -> &[Lane] {
        &self.data[b * self.d..(b + 1) * self.d]
    }

    /// How many rows of the block are points.
    pub fn n_in(&self, b: usize) -> usize {
        BLOCK.min(self.n - b * BLOCK)
    }

    pub fn get(&self, i: usize, j: usize) -> f32 {
        self.data[i / BLOCK * self.d + j][i % BLOCK / LANES].as_array()[i % LANES]
    }

    fn set(&mut self, i: usize, j: usize, value: f32) {
        self.data[i / BLOCK * self.d + j][i % BLOCK / LANES].as_mut_array()[i % LANES] = value;
    }

    pub fn row(&self, i: usize) -> Vec<f32> {
        (0..self.d).map(|j| self.get(i, j)).collect()
    }

    /// The points at these positions, in this order; a position may come twice.
    pub fn subset(&self, rows: &[u32]) -> Points {
        let mut subset = Points::zeros(rows.len(), self.d);
        for (i, &row) in rows.iter().enumerate() {
            for j in 0..self.d {
                subset.set(i, j, self.get(row as usize, j));
            }
        }
        subset
    }

    /// Mean of each column, in 64 bits.
    pub fn means(&self) -> Vec<f64> {
        (0..self.d)
            .map(|j| (0..self.n).map(|i| f64::from(self.get(i, j))).sum::<f64>() / self.n.max(1) as f64)
            .collect()
    }

    /// Σ of squared distances to the mean.
    pub fn total_inertia(&self) -> f64 {
        let means = self.means();
        let mut sum = 0.0;
        for (j, mean) in means.iter().enumerate() {
            for i in 0..self.n {
                let t = f64::from(self.get(i, j)) - mean;
                sum += t * t;
            }
        }
        sum
    }

    /// How many rows differ from all others, counted up to `limit`.
    pub fn n_distinct(&self, limit: usize) -> usize {
        let mut seen = std::collections::BTreeSet::new();
        for i in 0..self.n {
            seen.insert(self.row(i).iter().map(|value| (value + 0.0).to_bits()).collect::<Vec<u32>>());
            if seen.len() >= limit {
                break;
            }
        }
        seen.len()
    }
}

/// Each number in all places of a vector. (Inside the loops below `splat` would itself become a loop in an engine built
/// for size.)
pub fn every(numbers: &[f32]) -> Vec<f32x16> {
    numbers.iter().map(|&x| f32x16::splat(x)).collect()
}

/// The numbers of the first n rows.
pub fn numbers(lanes: &[Lane], n: usize) -> impl Iterator<Item = f32> {
    lanes.iter().flatten().flat_map(|lane| lane.as_array()).copied().take(n)
}

/// Squared distances of the block's rows to one centre, see [`every`].
pub fn distances(block: &[Lane], center: &[f32x16], out: &mut Lane) {
    for (lap, out) in out.iter_mut().enumerate() {
        *out = squares(block, center, lap);
    }
}

#[inline(always)]
fn squares(block: &[Lane], center: &[f32x16], lap: usize) -> f32x16 {
    let mut sum = f32x16::ZERO;
    for (column, &c) in block.iter().zip(center) {
        let t = column[lap] - c;
        sum += t * t;
    }
    sum
}

/// The nearest centre of each row of the block (the first of equals) as a number, and the squared distance to it.
/// `centers` holds k rows of d numbers, see [`every`].
pub fn nearest(block: &[Lane], centers: &[f32x16], d: usize, labels: &mut Lane, least: &mut Lane) {
    const INFINITY: f32x16 = f32x16::splat(f32::INFINITY);
    for lap in 0..LAPS {
        let (mut best, mut label, mut name) = (INFINITY, f32x16::ZERO, f32x16::ZERO);
        for center in centers.chunks_exact(d) {
            let found = squares(block, center, lap);
            let is_nearer = found.simd_lt(best);
            best = is_nearer.bitselect(found, best);
            label = is_nearer.bitselect(name, label);
            name += f32x16::ONE;
        }
        (labels[lap], least[lap]) = (label, best);
    }
}
