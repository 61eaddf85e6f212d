//! Ward's hierarchy (Ward 1963) by the nearest-neighbour chain (Murtagh 1985) with the update of Lance & Williams.

use super::points::Points;
use crate::order::Arrange;

/// Merges in the order of their height.
#[derive(Clone, Debug)]
pub struct Tree {
    pub n: usize,
    pub merges: Vec<Merge>,
}

/// Nodes 0..n are rows; merge i makes node n + i.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Merge {
    pub a: u32,
    pub b: u32,
    /// √ of twice the increase of the within sum of squares: what scikit-learn and scipy call distance.
    pub height: f64,
    pub n_rows: u32,
}

/// The whole hierarchy; n² distances, so n is a sample of at most a few thousand.
pub fn ward(points: &Points) -> Tree {
    let n = points.n;
    let mut square = vec![0f64; n * n];
    for a in 0..n {
        for b in a + 1..n {
            let sum: f64 =
                (0..points.d).map(|j| f64::from(points.get(a, j) - points.get(b, j))).map(|t| t * t).sum();
            square[a * n + b] = sum;
            square[b * n + a] = sum;
        }
    }
    let mut size = vec![1u32; n];
    let mut is_alive = vec![true; n];
    let mut raw: Vec<(usize, usize, f64)> = Vec::with_capacity(n.saturating_sub(1));
    let mut chain: Vec<usize> = Vec::new();
    let mut first = 0;
    while raw.len() + 1 < n {
        if chain.is_empty() {
            while !is_alive[first] {
                first += 1;
            }
            chain.push(first);
        }
        let top = chain[chain.len() - 1];
        // Of equals the previous in the chain, then the first: otherwise the chain could turn for ever.
        let before = chain.len().checked_sub(2).map(|i| chain[i]);
        let mut best = before;
        let mut least = before.map_or(f64::INFINITY, |b| square[top * n + b]);
        for other in (0..n).filter(|&other| other != top && is_alive[other]) {
            if square[top * n + other] < least {
                (best, least) = (Some(other), square[top * n + other]);
            }
        }
        let Some(best) = best else { break };
        if Some(best) != before {
            chain.push(best);
            continue;
        }
        chain.truncate(chain.len() - 2);
        let (keep, gone) = (top.min(best), top.max(best));
        raw.push((keep, gone, least));
        let (s_a, s_b) = (f64::from(size[keep]), f64::from(size[gone]));
        for other in (0..n).filter(|&other| is_alive[other] && other != keep && other != gone) {
            let s = f64::from(size[other]);
            let value = ((s_a + s) * square[keep * n + other] + (s_b + s) * square[gone * n + other]
                - s * least)
                / (s_a + s_b + s);
            square[keep * n + other] = value;
            square[other * n + keep] = value;
        }
        size[keep] += size[gone];
        is_alive[gone] = false;
    }
    raw.arrange_by(|a, b| a.2.total_cmp(&b.2));
    // From rows to nodes: each row knows the node it belongs to.
    let mut node: Vec<u32> = (0..n as u32).collect();
    let mut parent: Vec<usize> = (0..n).collect();
    let mut counts = vec![1u32; n];
    let mut merges = Vec::with_capacity(raw.len());
    for (i, (a, b, square)) in raw.into_iter().enumerate() {
        let (a, b) = (root(&mut parent, a), root(&mut parent, b));
        let (low, high) = (node[a].min(node[b]), node[a].max(node[b]));
        counts[a] += counts[b];
        merges.push(Merge { a: low, b: high, height: f64::max(square, 0.0).sqrt(), n_rows: counts[a] });
        parent[b] = a;
        node[a] = (n + i) as u32;
    }
    Tree { n, merges }
}

fn root(parent: &mut [usize], mut i: usize) -> usize {
    while parent[i] != i {
        parent[i] = parent[parent[i]];
        i = parent[i];
    }
    i
}

impl Tree {
    /// Labels of k groups, the largest first, then by first row.
    pub fn cut(&self, k: usize) -> Vec<u8> {
        let mut parent: Vec<usize> = (0..2 * self.n).collect();
        for (i, merge) in self.merges.iter().take(self.n.saturating_sub(k)).enumerate() {
            parent[merge.a as usize] = self.n + i;
            parent[merge.b as usize] = self.n + i;
        }
        let roots: Vec<usize> = (0..self.n).map(|i| root(&mut parent, i)).collect();
        let mut groups: Vec<(usize, usize, usize)> = Vec::new();
        for (i, &r) in roots.iter().enumerate() {
            match groups.iter_mut().find(|group| group.0 == r) {
                Some(group) => group.1 += 1,
                None => groups.push((r, 1, i)),
            }
        }
        groups.arrange_by_key(|&(_, n, first)| (std::cmp::Reverse(n), first));
        let label = |r: usize| groups.iter().position(|group| group.0 == r).unwrap_or(0) as u8;
        roots.into_iter().map(label).collect()
    }
}

/// Means of the groups: k rows of d numbers.
pub fn centers(points: &Points, labels: &[u8]) -> Vec<f32> {
    let k = labels.iter().max().map_or(0, |&max| usize::from(max) + 1);
    let (mut sums, mut counts) = (vec![0f64; k * points.d], vec![0f64; k]);
    for (i, &label) in labels.iter().enumerate() {
        counts[usize::from(label)] += 1.0;
        for j in 0..points.d {
            sums[usize::from(label) * points.d + j] += f64::from(points.get(i, j));
        }
    }
    sums.iter().enumerate().map(|(i, sum)| (sum / f64::max(counts[i / points.d], 1.0)) as f32).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn heights_are_those_of_scipy() {
        // scipy.cluster.hierarchy.linkage([[0], [1], [4], [9]], "ward").
        let tree = ward(&Points::from_columns(&[vec![0.0, 1.0, 4.0, 9.0]]));
        let heights: Vec<f64> = tree.merges.iter().map(|merge| merge.height).collect();
        for (found, wanted) in heights.iter().zip([1.0, 4.041_451_884_327_381, 8.981_462_390_204_987]) {
            assert!((found - wanted).abs() < 1e-9, "{heights:?}");
        }
        assert_eq!(tree.merges[2], Merge { a: 3, b: 5, height: heights[2], n_rows: 4 });
        assert_eq!(tree.cut(2), [0, 0, 0, 1]);
        assert_eq!(tree.cut(4), [0, 1, 2, 3]);
    }
}
