//! A small classification tree (CART, Breiman et al. 1984) by Gini impurity. The same rows in another order give the
//! same tree: borders lie between values, gains come from whole counts, and of equals the first column and the lowest
//! border win.

use serde::Serialize;

#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Tree {
    /// The first is the root.
    pub nodes: Vec<Node>,
}

#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Node {
    /// `None` for a leaf.
    pub split: Option<Split>,
    /// Rows by class.
    pub counts: Vec<u32>,
    /// The most frequent class, the first of equals.
    pub class: u32,
}

/// Rows with a value up to the threshold go left.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Split {
    pub column: u32,
    pub threshold: f64,
    pub left: u32,
    pub right: u32,
}

/// One condition on the way to a leaf.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Condition {
    pub column: u32,
    pub is_above: bool,
    pub threshold: f64,
}

/// Grows to `max_depth`; every leaf keeps at least `min_leaf` rows. Columns are parallel to `classes`, which are
/// 0..n_classes; values are finite.
pub fn fit(columns: &[&[f64]], classes: &[u32], n_classes: usize, max_depth: u32, min_leaf: usize) -> Tree {
    let mut tree = Tree { nodes: Vec::new() };
    let rows: Vec<u32> = (0..classes.len() as u32).collect();
    grow(&mut tree, columns, classes, n_classes, rows, max_depth, min_leaf.max(1));
    tree
}

fn grow(
    tree: &mut Tree,
    columns: &[&[f64]],
    classes: &[u32],
    n_classes: usize,
    rows: Vec<u32>,
    depth: u32,
    min_leaf: usize,
) -> u32 {
    let mut counts = vec![0u32; n_classes];
    rows.iter().for_each(|&row| counts[classes[row as usize] as usize] += 1);
    let class = (0..n_classes).max_by_key(|&c| (counts[c], std::cmp::Reverse(c))).unwrap_or(0) as u32;
    let is_pure = counts.iter().filter(|&&n| n > 0).count() < 2;
    let node = tree.nodes.len();
    tree.nodes.push(Node { split: None, counts: counts.clone(), class });
    if depth == 0 || is_pure {
        return node as u32;
    }
    let Some((column, threshold)) = best_split(columns, classes, &counts, &rows, min_leaf) else {
        return node as u32;
    };
    let (low, high): (Vec<u32>, Vec<u32>) =
        rows.into_iter().partition(|&row| columns[column][row as usize] <= threshold);
    let left = grow(tree, columns, classes, n_classes, low, depth - 1, min_leaf);
    let right = grow(tree, columns, classes, n_classes, high, depth - 1, min_leaf);
    tree.nodes[node].split = Some(Split { column: column as u32, threshold, left, right });
    node as u32
}

fn best_split(
    columns: &[&[f64]],
    classes: &[u32],
    counts: &[u32],
    rows: &[u32],
    min_leaf: usize,
) -> Option<(usize, f64)> {
    let n = rows.len();
    let squares = |counts: &[u32]| counts.iter().map(|&c| u64::from(c) * u64::from(c)).sum::<u64>() as f64;
    let mut most = squares(counts) / n as f64 * (1.0 + 1e-12);
    let mut best = None;
    let mut order = rows.to_vec();
    for (column, values) in columns.iter().enumerate() {
        order.sort_unstable_by(|&a, &b| values[a as usize].total_cmp(&values[b as usize]));
        let mut left = vec![0u32; counts.len()];
        let mut right = counts.to_vec();
        for i in 1..n {
            let class = classes[order[i - 1] as usize] as usize;
            left[class] += 1;
            right[class] -= 1;
            let (low, high) = (values[order[i - 1] as usize], values[order[i] as usize]);
            if low == high || i < min_leaf || n - i < min_leaf {
                continue;
            }
            let purity = squares(&left) / i as f64 + squares(&right) / (n - i) as f64;
            if purity > most {
                most = purity;
                let middle = low + (high - low) / 2.0;
                best = Some((column, if middle < high { middle } else { low }));
            }
        }
    }
    best
}

impl Tree {
    /// The leaf's node for a row.
    pub fn leaf(&self, value: impl Fn(usize) -> f64) -> usize {
        let mut node = 0;
        while let Some(split) = self.nodes[node].split {
            let is_low = value(split.column as usize) <= split.threshold;
            node = if is_low { split.left } else { split.right } as usize;
        }
        node
    }

    pub fn predict(&self, value: impl Fn(usize) -> f64) -> u32 {
        self.nodes[self.leaf(value)].class
    }

    /// Leaves from left to right, each with its conditions; of two conditions of one kind on one column the tighter.
    pub fn leaves(&self) -> Vec<(usize, Vec<Condition>)> {
        let mut leaves = Vec::new();
        let mut open = vec![(0usize, Vec::new())];
        while let Some((node, path)) = open.pop() {
            let Some(split) = self.nodes[node].split else {
                leaves.push((node, path));
                continue;
            };
            for (child, is_above) in [(split.right, true), (split.left, false)] {
                let condition = Condition { column: split.column, is_above, threshold: split.threshold };
                let mut path: Vec<Condition> = path.clone();
                // A later border on the same side of the same column is always the tighter one.
                path.retain(|c| c.column != condition.column || c.is_above != is_above);
                path.push(condition);
                open.push((child as usize, path));
            }
        }
        leaves
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stats::sample::Rng;

    #[test]
    fn the_tree_does_not_depend_on_the_order_of_rows() {
        let mut rng = Rng::new(9);
        let mut rows: Vec<(f64, f64, u32)> = (0..300)
            .map(|_| (rng.below(20) as f64, rng.below(20) as f64))
            .map(|(x, y)| (x, y, u32::from(x > 10.0) + u32::from(x > 10.0 && y > 5.0)))
            .collect();
        let grow = |rows: &[(f64, f64, u32)]| {
            let (x, y): (Vec<f64>, Vec<f64>) = rows.iter().map(|r| (r.0, r.1)).unzip();
            let classes: Vec<u32> = rows.iter().map(|r| r.2).collect();
            fit(&[&x, &y], &classes, 3, 3, 1)
        };
        let tree = grow(&rows);
        assert!(rows.iter().all(|r| tree.predict(|j| if j == 0 { r.0 } else { r.1 }) == r.2));
        assert_eq!(tree.nodes[0].split.map(|split| (split.column, split.threshold)), Some((0, 10.5)));
        for _ in 0..20 {
            rng.shuffle(&mut rows);
            assert_eq!(grow(&rows), tree);
        }
        assert_eq!(tree.leaves().len(), 3);
    }
}
