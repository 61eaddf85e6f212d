//! Words beside marks: found a place where they cover nothing, or left out.

use super::scene::{Anchor, Area, Words};
use crate::order::Arrange;

/// What is already there.
pub(super) struct Labels {
    /// Where labels may stand.
    room: Area,
    words: Vec<Area>,
    bodies: Vec<Area>,
    /// Points along lines and marks, about every 6 px.
    marks: Vec<(f64, f64)>,
}

impl Labels {
    pub fn new(room: Area) -> Labels {
        Labels { room, words: Vec::new(), bodies: Vec::new(), marks: Vec::new() }
    }

    pub fn take_words(&mut self, area: Area) {
        self.words.push(area);
    }

    /// A bar, a cell, a bubble.
    pub fn take_body(&mut self, area: Area) {
        self.bodies.push(area);
    }

    pub fn mark(&mut self, x: f64, y: f64) {
        self.marks.push((x, y));
    }

    pub fn mark_line(&mut self, points: &[(f64, f64)]) {
        for pair in points.windows(2) {
            let (dx, dy) = (pair[1].0 - pair[0].0, pair[1].1 - pair[0].1);
            let n = ((dx * dx + dy * dy).sqrt() / 6.0).clamp(1.0, 400.0) as u32;
            for i in 0..n {
                let share = f64::from(i) / f64::from(n);
                self.mark(pair[0].0 + dx * share, pair[0].1 + dy * share);
            }
        }
    }

    /// How much a text would cover: other words weigh most, then marks (unless it has paper under it), and the
    /// picture's edge forbids.
    fn cost(&self, area: &Area, has_ground: bool) -> f64 {
        // A typeface may be wider than reckoned.
        if area.x < self.room.x - 0.5
            || area.right() + area.width * 0.1 > self.room.right() + 0.5
            || area.y < self.room.y - 0.5
            || area.bottom() > self.room.bottom() + 0.5
        {
            return f64::INFINITY;
        }
        let covered = |areas: &[Area]| areas.iter().map(|other| area.overlap(other)).sum::<f64>();
        let words = covered(&self.words) * 10.0;
        if has_ground {
            return words;
        }
        let marks = self.marks.iter().filter(|(x, y)| area.holds(*x, *y)).count();
        words + covered(&self.bodies) * 3.0 + marks as f64 * 30.0
    }

    /// The candidate that covers least, early ones preferred, if that is no more than `tolerance`; its place is taken.
    pub fn place(
        &mut self,
        candidates: impl IntoIterator<Item = Words>,
        tolerance: f64,
        has_ground: bool,
    ) -> Option<Words> {
        let mut best: Option<(f64, Words)> = None;
        for (rank, words) in candidates.into_iter().enumerate() {
            let cost = self.cost(&words.area(), has_ground);
            // A later place must be worth going there.
            let score = cost + rank as f64 * 12.0;
            if cost <= tolerance && best.as_ref().is_none_or(|(least, _)| score < *least) {
                best = Some((score, words));
            }
        }
        let (_, words) = best?;
        self.take_words(words.area());
        Some(words)
    }
}

/// Places around a mark, best first: right below as one reads on, right above, left, centred.
pub(super) fn around(words: &Words, x: f64, y: f64, distance: f64) -> Vec<Words> {
    let at = |dx: f64, dy: f64, anchor| Words { x: x + dx, y: y + dy, anchor, ..words.clone() };
    let (d, size) = (distance, words.size);
    let mut places = Vec::new();
    for far in [1.0, 2.5] {
        let d = d * far;
        // Straight beside a round mark it reaches farther than at its corners.
        let beside = d * 1.25 + 1.0;
        places.extend([
            at(d, d + size * 0.6, Anchor::Start),
            at(beside, size * 0.35, Anchor::Start),
            at(d, -d, Anchor::Start),
            at(-d, -d, Anchor::End),
            at(-beside, size * 0.35, Anchor::End),
            at(-d, d + size * 0.6, Anchor::End),
            at(0.0, -d - size * 0.3, Anchor::Middle),
            at(0.0, d + size, Anchor::Middle),
        ]);
    }
    places
}

/// Moves heights apart to at least `gaps[i]` from the one above, keeping their order, within `low..=high`. Positions
/// belong to the given order; equal heights keep it.
pub(super) fn spread(wanted: &[f64], heights: &[f64], low: f64, high: f64) -> Vec<f64> {
    let mut order: Vec<usize> = (0..wanted.len()).collect();
    order.arrange_by(|a, b| wanted[*a].total_cmp(&wanted[*b]).then(a.cmp(b)));
    let mut placed = wanted.to_vec();
    let mut floor = low;
    for &i in &order {
        placed[i] = placed[i].max(floor);
        floor = placed[i] + heights[i];
    }
    let mut ceiling = high;
    for &i in order.iter().rev() {
        placed[i] = placed[i].min(ceiling - heights[i]);
        ceiling = placed[i];
    }
    placed
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_move_apart_in_order_and_stay_inside() {
        assert_eq!(spread(&[50.0, 52.0, 10.0], &[15.0; 3], 0.0, 100.0), [50.0, 65.0, 10.0]);
        assert_eq!(spread(&[95.0, 96.0], &[15.0; 2], 0.0, 100.0), [70.0, 85.0]);
        assert_eq!(spread(&[5.0, 5.0], &[15.0; 2], 0.0, 100.0), [5.0, 20.0]);
    }
}
