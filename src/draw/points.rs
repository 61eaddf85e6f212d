//! Points; above two thousand, hexagons of how many.

use super::frame::LABEL;
use super::labels::around;
use super::measure;
use super::picture::{Picture, Place, Wish, join};
use super::scene::{Anchor, Area, Words};
use super::theme::Colour;
use crate::message::Message;
use crate::order::Arrange;
use crate::report::{Layer, Scale, Tone};

/// More marks than this are binned: nobody tells the points apart, and a file of them is slow everywhere.
const DENSE: usize = 2000;

impl Picture<'_> {
    pub(super) fn points(&mut self, layer: usize, spec: &Layer) {
        let Layer::Points { name, x, y, size, group, group_names, label, tone, .. } = spec else { return };
        let shown: Vec<usize> = (0..x.len().min(y.len()))
            .filter(|i| {
                x[*i].is_finite()
                    && y[*i].is_finite()
                    && self.frame.x.shows(x[*i])
                    && self.frame.y.shows(y[*i])
            })
            .collect();
        let at: Vec<(f64, f64)> =
            shown.iter().map(|i| (self.frame.x.px(x[*i]), self.frame.y.px(y[*i]))).collect();
        let tone_of = |i: usize| group.get(i).map_or(*tone, |group| Tone::Group(*group));
        if shown.len() > DENSE {
            self.hexagons(layer, name, &at, &shown, group, *tone);
        } else {
            self.dots(layer, spec, &shown, &at);
        }
        // One name a group, in its midst.
        for (i, name) in group_names.iter().enumerate() {
            let mut xs: Vec<f64> = Vec::new();
            let mut ys: Vec<f64> = Vec::new();
            for (position, (px, py)) in shown.iter().zip(&at) {
                if group.get(*position).copied() == Some(i as u8) {
                    xs.push(*px);
                    ys.push(*py);
                }
            }
            let (Some(px), Some(py)) = (median(&mut xs), median(&mut ys)) else { continue };
            let text = measure::truncate(&self.text(name), self.frame.plot.width * 0.4, LABEL + 1.0, true);
            let words = Words { size: LABEL + 1.0, is_bold: true, ..self.words(text, Tone::Group(i as u8)) };
            let mut places = vec![Words { x: px, y: py + 4.0, anchor: Anchor::Middle, ..words.clone() }];
            let away = [16.0, 32.0, 48.0, 72.0, 104.0];
            places.extend(away.iter().flat_map(|distance| around(&words, px, py, *distance)));
            self.wishes.push(Wish {
                places,
                weight: 80.0,
                tolerance: f64::MAX,
                has_ground: true,
                lead: Some((px, py)),
            });
        }
        let wanted = shown.iter().zip(&at).filter(|(i, _)| label.get(**i).is_some_and(|l| !l.is_empty()));
        let n_named = wanted.clone().count();
        if n_named == 0 || n_named > 60 {
            return;
        }
        let mut wishes = Vec::new();
        for (i, (px, py)) in wanted {
            let text = measure::truncate(&label[*i], self.frame.plot.width * 0.35, LABEL, false);
            let words = Words { colour: self.palette.ink2, ..self.words(text, tone_of(*i)) };
            let radius = self.radius(size.get(*i).copied(), shown.len());
            let weight = 5.0 + size.get(*i).copied().unwrap_or(0.0);
            let mut places = around(&words, *px, *py, radius * 0.7 + 4.0);
            // Farther away nobody knows whose name it is.
            places.truncate(8);
            wishes.push(Wish { places, weight, tolerance: 90.0, has_ground: false, lead: None });
        }
        self.wishes.extend(wishes);
    }

    fn dots(&mut self, layer: usize, spec: &Layer, shown: &[usize], at: &[(f64, f64)]) {
        let Layer::Points { name, x, y, size, group, group_names, label, shade, tone } = spec else { return };
        // Large ones first, so that small ones lie on top.
        let mut order: Vec<usize> = (0..shown.len()).collect();
        let size_of = |i: usize| size.get(shown[i]).copied().unwrap_or(0.0);
        order.arrange_by(|a, b| size_of(*b).total_cmp(&size_of(*a)).then(a.cmp(b)));
        let is_sparse = shown.len() <= 300;
        for o in order {
            let ((px, py), i) = (at[o], shown[o]);
            let radius = self.radius(size.get(i).copied(), shown.len());
            let tone = group.get(i).map_or(*tone, |group| Tone::Group(*group));
            let colour = match shade.get(i) {
                // A dot is small and stands on paper: the palest steps, made for cells, would not be seen.
                Some(shade) => self.palette.sequential(0.4 + 0.6 * shade),
                None => self.palette.tone(tone),
            };
            if is_sparse {
                self.scene.circle(px, py, radius + 1.0, self.palette.paper);
                self.scene.circle(px, py, radius, colour.with_alpha(if size.is_empty() { 1.0 } else { 0.8 }));
                // Its inner square: words may come near the corners of the outer one.
                let half = radius * 0.72;
                self.labels.take_body(Area::new(px - half, py - half, 2.0 * half, 2.0 * half));
            } else {
                self.scene.circle(px, py, radius, colour.with_alpha(0.65));
                self.labels.mark(px, py);
            }
        }
        let series = self.text(name);
        let spoken = if self.n_series() > 1 { series.as_str() } else { "" };
        let is_band = |scale: &Scale| matches!(scale, Scale::Band(_));
        let is_hidden = self.spec.x.scale == Scale::Hidden;
        let is_chinese = self.catalogue.language.is_chinese();
        let n_groups = group_names.len().max(1);
        let mut by_group: Vec<Vec<super::Mark>> = vec![Vec::new(); n_groups];
        // Read from left to right (rows of names from top to bottom).
        let mut order: Vec<usize> = (0..shown.len()).collect();
        let by_row = is_band(&self.spec.y.scale);
        let key = |o: usize| if by_row { at[o].1 } else { at[o].0 };
        order.arrange_by(|a, b| key(*a).total_cmp(&key(*b)).then(a.cmp(b)));
        for o in order {
            let ((px, py), i) = (at[o], shown[o]);
            let named = label.get(i).cloned().unwrap_or_default();
            let group = group.get(i).map_or(0, |group| usize::from(*group)).min(n_groups - 1);
            let (label, mut value) = if is_band(&self.spec.y.scale) {
                let row = self.named(&self.spec.y, y[i]);
                (if named.is_empty() { row } else { named }, self.number(&self.spec.x, x[i]))
            } else if is_band(&self.spec.x.scale) || self.spec.x.scale == Scale::Time {
                let column = self.named(&self.spec.x, x[i]);
                (
                    if named.is_empty() { column } else { join(&named, &column, is_chinese) },
                    self.number(&self.spec.y, y[i]),
                )
            } else if is_hidden {
                (named, String::new())
            } else {
                let (x, y) = (self.measured(&self.spec.x, x[i]), self.measured(&self.spec.y, y[i]));
                (named, join(&x, &y, is_chinese))
            };
            let (position, axis) =
                if is_band(&self.spec.y.scale) { (y[i], &self.spec.x) } else { (x[i], &self.spec.y) };
            if let Some(range) = self.interval_at(position, axis) {
                value = join(&value, &range, is_chinese);
            }
            let spoken = group_names.get(group).map_or(spoken.to_owned(), |name| self.text(name));
            by_group[group].push(self.mark((layer, i), Place::At(px, py), &spoken, label, value));
        }
        for (group, marks) in by_group.into_iter().enumerate() {
            let name = group_names.get(group).map_or(series.clone(), |name| self.text(name));
            self.add_series(name, marks);
        }
    }

    fn radius(&self, size: Option<f64>, n: usize) -> f64 {
        let largest = (self.frame.plot.width.min(self.frame.plot.height) * 0.09).clamp(8.0, 24.0);
        match size {
            Some(size) => 3.0 + (largest - 3.0) * size.clamp(0.0, 1.0).sqrt(),
            None if n <= 60 => 5.0,
            None if n <= 300 => 4.0,
            None if n <= 800 => 3.0,
            None => 2.5,
        }
    }

    /// Counts in hexagons 12 px wide: five shades by how many; with groups the colour of the most frequent one.
    fn hexagons(
        &mut self,
        layer: usize,
        name: &Message,
        at: &[(f64, f64)],
        shown: &[usize],
        group: &[u8],
        tone: Tone,
    ) {
        const WIDTH: f64 = 10.0;
        const ROW: f64 = WIDTH * 0.866_025_403_784_438_6;
        // Counts by row, column, group: ordered, so that equal data give equal pictures.
        let mut bins = std::collections::BTreeMap::<(i32, i32), [u32; 6]>::new();
        for ((px, py), i) in at.iter().zip(shown) {
            let (row, column) = hexagon(px / WIDTH, py / ROW);
            let group = group.get(*i).map_or(0, |group| usize::from(*group) % 6);
            bins.entry((row, column)).or_default()[group] += 1;
        }
        let most = bins.values().map(|counts| counts.iter().sum::<u32>()).max().unwrap_or(1);
        let mut marks = Vec::new();
        for (n, ((row, column), counts)) in bins.iter().enumerate() {
            let total: u32 = counts.iter().sum();
            let x = (f64::from(*column) + if row % 2 == 0 { 0.0 } else { 0.5 }) * WIDTH;
            let y = f64::from(*row) * ROW;
            let share = libm::log1p(f64::from(total)) / libm::log1p(f64::from(most));
            let leading = (0..6).max_by_key(|g| (counts[*g], std::cmp::Reverse(*g))).unwrap_or(0);
            let tone = if group.is_empty() { tone } else { Tone::Group(leading as u8) };
            let full: Colour = self.palette.tone(tone);
            let colour =
                full.over(self.palette.paper, [0.2, 0.36, 0.54, 0.75, 1.0][((share * 5.0) as usize).min(4)]);
            let corners = [
                (0.5, 0.2887),
                (0.5, -0.2887),
                (0.0, -0.5774),
                (-0.5, -0.2887),
                (-0.5, 0.2887),
                (0.0, 0.5774),
            ];
            let size = WIDTH - 0.6;
            self.scene.fill(corners.iter().map(|(dx, dy)| (x + dx * size, y + dy * size)).collect(), colour);
            self.labels.mark(x, y);
            let count = self.text(&Message::new("chart-points").count("n", total as usize));
            marks.push(self.mark((layer, n), Place::At(x, y), "", String::new(), count));
        }
        let series = self.text(name);
        self.add_series(series, marks);
    }
}

/// Row and column of the hexagon a point falls in; odd rows are shifted by half a column.
fn hexagon(x: f64, y: f64) -> (i32, i32) {
    let nearest = |row: f64| {
        let shift = if (row as i32).rem_euclid(2) == 0 { 0.0 } else { 0.5 };
        let column = (x - shift).round();
        let (dx, dy) = (x - column - shift, (y - row) * 0.866_025_403_784_438_6);
        (dx * dx + dy * dy, row as i32, column as i32)
    };
    let (a, b) = (nearest(y.floor()), nearest(y.ceil()));
    if a.0 <= b.0 { (a.1, a.2) } else { (b.1, b.2) }
}

fn median(values: &mut [f64]) -> Option<f64> {
    values.sort_unstable_by(f64::total_cmp);
    values.get(values.len() / 2).copied()
}
