//! Lines, bands around them, rules and notes.

use super::frame::LABEL;
use super::labels::around;
use super::picture::{End, Picture, Place, Wish, ends_at_margin, last_point, names_lines, shows_last};
use super::scene::{Anchor, Area, Words};
use crate::message::Message;
use crate::report::{Layer, Scale, Tone, format};

/// More points than this on a line are drawn as the extremes of each pixel column; the eye sees the same.
const DENSE: usize = 2000;

impl Picture<'_> {
    pub(super) fn line(
        &mut self,
        layer: usize,
        name: &Message,
        x: &[f64],
        y: &[Option<f64>],
        tone: Tone,
        is_dashed: bool,
    ) {
        let (rule_x, rule_y, plot) = (&self.frame.x, &self.frame.y, self.frame.plot);
        let series = self.text(name);
        let spoken = if self.n_series() > 1 { series.as_str() } else { "" };
        let (mut runs, mut run, mut marks) = (Vec::new(), Vec::new(), Vec::new());
        for (i, (x, y)) in x.iter().zip(y).enumerate() {
            let Some(y) = y.filter(|y| y.is_finite() && x.is_finite()) else {
                runs.push(std::mem::take(&mut run));
                continue;
            };
            let at = (rule_x.px(*x), rule_y.px(y));
            run.push(at);
            if rule_x.shows(*x) && rule_y.shows(y) {
                let range = self.interval_at(*x, &self.spec.y).unwrap_or_default();
                marks.push(self.reading((layer, i), Place::At(at.0, at.1), spoken, (*x, y), &range));
            }
        }
        runs.push(run);
        let width = if tone == Tone::Grey || is_dashed { 1.25 } else { 2.5 };
        let colour = self.palette.tone(tone);
        for run in runs {
            if let [(x, y)] = run[..] {
                // A single point between gaps is a point.
                if plot.holds(x, y) {
                    self.scene.circle(x, y, 3.0, colour);
                }
                continue;
            }
            for piece in visible(&thinned(run), plot) {
                self.labels.mark_line(&piece);
                if is_dashed {
                    self.scene.dashed(&piece, width, colour);
                } else {
                    self.scene.path(piece, width, colour);
                }
            }
        }
        self.name_line(layer, series.clone(), x, y, tone);
        self.add_series(series, marks);
    }

    /// The name at the line's end, or along it where there is room; the last value of a leading series over time.
    fn name_line(&mut self, layer: usize, name: String, x: &[f64], y: &[Option<f64>], tone: Tone) {
        let name = if names_lines(self.spec) { name } else { String::new() };
        let Some((last_x, last_y)) = last_point(x, y) else { return };
        let at = (self.frame.x.px(last_x), self.frame.y.px(last_y));
        let is_inside = self.frame.plot.holds(at.0, at.1);
        let value = if shows_last(self.spec, tone) && is_inside {
            format::short(last_y, &self.spec.y.format, self.catalogue.language)
        } else {
            String::new()
        };
        if !value.is_empty() {
            self.scene.circle(at.0, at.1, 5.0, self.palette.paper);
            self.scene.circle(at.0, at.1, 3.5, self.palette.tone(tone));
        }
        if is_inside && self.plan.end_width > 0.0 && ends_at_margin(self.spec, layer) {
            self.ends.push(End { y: at.1, name, value, tone });
            return;
        }
        let text =
            if value.is_empty() || name.is_empty() { name + &value } else { format!("{name} {value}") };
        if text.is_empty() {
            return;
        }
        let words =
            self.words(super::measure::truncate(&text, self.frame.plot.width * 0.6, LABEL, false), tone);
        let known: Vec<_> = x.iter().zip(y).filter_map(|(x, y)| Some((*x, (*y)?))).collect();
        // A value belongs to its point; a mere name may stand anywhere along the line.
        let mut places = if value.is_empty() { Vec::new() } else { beside(&words, at) };
        for share in [0.75, 0.6, 0.85, 0.45, 0.95, 0.3, 0.15] {
            let position = (known.len().saturating_sub(1)) as f64 * share;
            let Some((x, y)) = point_at(&known, position) else { continue };
            let (px, py) = (self.frame.x.px(x), self.frame.y.px(y));
            for (dx, dy, anchor) in [
                (8.0, 16.0, Anchor::Start),
                (-8.0, -8.0, Anchor::End),
                (0.0, -9.0, Anchor::Middle),
                (0.0, 19.0, Anchor::Middle),
            ] {
                places.push(Words { x: px + dx, y: py + dy, anchor, ..words.clone() });
            }
        }
        let weight = if tone == Tone::Grey { 20.0 } else { 30.0 };
        self.wishes.push(Wish { places, weight, tolerance: 200.0, has_ground: false, lead: None });
    }

    pub(super) fn area(
        &mut self,
        layer: usize,
        name: &Message,
        x: &[f64],
        low: &[f64],
        high: &[f64],
        tone: Tone,
    ) {
        let (rule_x, rule_y, plot) = (&self.frame.x, &self.frame.y, self.frame.plot);
        let inside = |v: f64| v.clamp(plot.y, plot.bottom());
        let points: Vec<_> = x
            .iter()
            .zip(low)
            .zip(high)
            .enumerate()
            .filter(|(_, ((x, low), high))| {
                x.is_finite() && low.is_finite() && high.is_finite() && rule_x.shows(**x)
            })
            .map(|(i, ((x, low), high))| (i, *x, *low, *high))
            .collect();
        let upper = points.iter().map(|(_, x, _, high)| (rule_x.px(*x), inside(rule_y.px(*high))));
        let lower = points.iter().rev().map(|(_, x, low, _)| (rule_x.px(*x), inside(rule_y.px(*low))));
        let outline: Vec<_> = upper.chain(lower).collect();
        let is_grey = tone == Tone::Grey;
        let colour = self.palette.tone(tone).with_alpha(if is_grey { 0.3 } else { 0.18 });
        // A band around a line is named by its line; a band of its own has a name and marks.
        let is_around =
            self.spec.layers.iter().any(|other| matches!(other, Layer::Line { x: line, .. } if line == x));
        let series = self.text(name);
        if !is_around {
            let spoken = if self.n_series() > 1 { series.as_str() } else { "" };
            let marks = points
                .iter()
                .map(|(i, x, low, high)| {
                    let at = Place::At(rule_x.px(*x), rule_y.px(*high));
                    if *low == 0.0 {
                        return self.reading((layer, *i), at, spoken, (*x, *high), "");
                    }
                    let range = Message::new("chart-range")
                        .text("low", self.number(&self.spec.y, *low))
                        .text("high", self.number(&self.spec.y, *high));
                    self.mark((layer, *i), at, spoken, self.named(&self.spec.x, *x), self.text(&range))
                })
                .collect();
            self.add_series(series.clone(), marks);
        }
        self.scene.fill(outline, colour);
        if !series.is_empty() {
            let widest =
                points.iter().skip(points.len() / 4).max_by(|a, b| (a.3 - a.2).total_cmp(&(b.3 - b.2)));
            if let Some((_, x, low, high)) = widest {
                let (x, y) = (self.frame.x.px(*x), self.frame.y.px((low + high) / 2.0));
                let words = self.words(series, if is_grey { Tone::Grey } else { tone });
                let places = around(&words, x, y, 4.0);
                self.wishes.push(Wish {
                    places,
                    weight: 10.0,
                    tolerance: 60.0,
                    has_ground: false,
                    lead: None,
                });
            }
        }
    }

    pub(super) fn rule_x(&mut self, at: f64, label: &Message, tone: Tone) {
        if !self.frame.x.shows(at) {
            return;
        }
        let (x, plot) = (self.frame.x.px(at), self.frame.plot);
        self.scene.rect(Area::new(x.round() - 0.5, plot.y, 1.0, plot.height), self.palette.tone(tone));
        self.labels.mark_line(&[(x, plot.y), (x, plot.bottom())]);
        let words = self.words(self.text(label), tone);
        let at = |dx: f64, y: f64, anchor| Words { x: x + dx, y, anchor, ..words.clone() };
        let heights = [12.0, 28.0, plot.height * 0.5, plot.height - 8.0];
        let places = heights
            .iter()
            .flat_map(|y| [at(6.0, plot.y + y, Anchor::Start), at(-6.0, plot.y + y, Anchor::End)])
            .collect();
        self.wishes.push(Wish { places, weight: 40.0, tolerance: 400.0, has_ground: false, lead: None });
    }

    pub(super) fn rule_y(&mut self, at: f64, label: &Message, tone: Tone) {
        if !self.frame.y.shows(at) {
            return;
        }
        let (y, plot) = (self.frame.y.px(at), self.frame.plot);
        self.scene.rect(Area::new(plot.x, y.round() - 0.5, plot.width, 1.0), self.palette.tone(tone));
        self.labels.mark_line(&[(plot.x, y), (plot.right(), y)]);
        let words = self.words(self.text(label), tone);
        let at = |x: f64, dy: f64, anchor| Words { x, y: y + dy, anchor, ..words.clone() };
        let middle = plot.x + plot.width * 0.5;
        let places = [-5.0, 14.0]
            .iter()
            .flat_map(|dy| {
                [
                    at(plot.right(), *dy, Anchor::End),
                    at(plot.x + 4.0, *dy, Anchor::Start),
                    at(middle, *dy, Anchor::Middle),
                ]
            })
            .collect();
        self.wishes.push(Wish { places, weight: 40.0, tolerance: 400.0, has_ground: false, lead: None });
    }

    /// The one thing that matters: a ringed point, a thin line down to the axis, a few bold words.
    pub(super) fn note(&mut self, x: f64, y: f64, label: &Message) {
        if !(self.frame.x.shows(x) && self.frame.y.shows(y)) {
            return;
        }
        let (px, py, plot) = (self.frame.x.px(x), self.frame.y.px(y), self.frame.plot);
        let is_measured = |scale: &Scale| matches!(scale, Scale::Linear | Scale::Time | Scale::Log);
        let has_line = self.spec.layers.iter().any(|layer| matches!(layer, Layer::Line { .. }));
        if has_line && is_measured(&self.spec.x.scale) && is_measured(&self.spec.y.scale) {
            self.scene.rect(Area::new(px.round() - 0.5, py, 1.0, plot.bottom() - py), self.palette.accent);
            self.labels.mark_line(&[(px, py), (px, plot.bottom())]);
        }
        self.scene.circle(px, py, 7.0, self.palette.paper);
        self.scene.circle(px, py, 5.0, self.palette.accent);
        self.labels.take_body(Area::new(px - 5.0, py - 5.0, 10.0, 10.0));
        let size = if plot.width < 420.0 { LABEL + 1.0 } else { LABEL + 2.0 };
        let text = super::measure::truncate(&self.text(label), plot.width * 0.8, size, true);
        let words = Words { size, is_bold: true, colour: self.palette.ink, ..self.words(text, Tone::Accent) };
        let mut places = around(&words, px, py, 10.0);
        let straight = [44.0, 64.0, 84.0, 110.0, 140.0, 180.0, -60.0, -90.0, -130.0];
        places.extend(straight.iter().flat_map(|up| {
            [Anchor::Middle, Anchor::Start, Anchor::End].map(|anchor| Words {
                x: px,
                y: py - up,
                anchor,
                ..words.clone()
            })
        }));
        let (tolerance, lead) = (f64::MAX, Some((px, py)));
        self.wishes.push(Wish { places, weight: 100.0, tolerance, has_ground: false, lead });
    }
}

/// Above, left and right of the point where a line ends.
fn beside(words: &Words, (x, y): (f64, f64)) -> Vec<Words> {
    [
        (-9.0, -7.0, Anchor::End),
        (0.0, -12.0, Anchor::Middle),
        (9.0, -7.0, Anchor::Start),
        (-9.0, 16.0, Anchor::End),
    ]
    .map(|(dx, dy, anchor)| Words { x: x + dx, y: y + dy, anchor, ..words.clone() })
    .to_vec()
}

/// The point at a fractional position of a line.
fn point_at(points: &[(f64, f64)], position: f64) -> Option<(f64, f64)> {
    let (from, share) = (points.get(position as usize)?, position.fract());
    let to = points.get(position as usize + 1).unwrap_or(from);
    Some((from.0 + (to.0 - from.0) * share, from.1 + (to.1 - from.1) * share))
}

/// First, lowest, highest and last of each pixel column when there are more points than anyone can see.
fn thinned(points: Vec<(f64, f64)>) -> Vec<(f64, f64)> {
    if points.len() <= DENSE {
        return points;
    }
    let mut kept: Vec<(f64, f64)> = Vec::new();
    for column in points.chunk_by(|a, b| a.0.floor() == b.0.floor()) {
        let by_height = |a: &&(f64, f64), b: &&(f64, f64)| a.1.total_cmp(&b.1);
        let (low, high) = (column.iter().min_by(by_height), column.iter().max_by(by_height));
        let all = [column.first(), low, high, column.last()];
        for point in all.into_iter().flatten() {
            if kept.last() != Some(point) {
                kept.push(*point);
            }
        }
    }
    kept
}

/// The pieces of a line inside the plot (Liang & Barsky 1984).
fn visible(points: &[(f64, f64)], plot: Area) -> Vec<Vec<(f64, f64)>> {
    let mut pieces: Vec<Vec<(f64, f64)>> = Vec::new();
    let mut piece: Vec<(f64, f64)> = Vec::new();
    for pair in points.windows(2) {
        let ((x0, y0), (x1, y1)) = (pair[0], pair[1]);
        let (dx, dy) = (x1 - x0, y1 - y0);
        let (mut enter, mut leave) = (0.0f64, 1.0f64);
        for (step, room) in
            [(-dx, x0 - plot.x), (dx, plot.right() - x0), (-dy, y0 - plot.y), (dy, plot.bottom() - y0)]
        {
            // Half a pixel of slack: a line on the edge is inside.
            let room = room + 0.5;
            if step < 0.0 {
                enter = enter.max(room / step);
            } else if step > 0.0 {
                leave = leave.min(room / step);
            } else if room < 0.0 {
                leave = -1.0;
            }
        }
        if enter >= leave {
            pieces.push(std::mem::take(&mut piece));
            continue;
        }
        if enter > 0.0 || piece.is_empty() {
            pieces.push(std::mem::take(&mut piece));
            piece.push((x0 + dx * enter, y0 + dy * enter));
        }
        piece.push((x0 + dx * leave, y0 + dy * leave));
    }
    pieces.push(piece);
    pieces.retain(|piece| piece.len() > 1);
    pieces
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_end_at_the_plot() {
        let plot = Area::new(0.0, 0.0, 10.0, 10.0);
        let pieces = visible(&[(-10.0, 5.0), (5.0, 5.0), (5.0, 30.0), (8.0, 30.0), (8.0, 5.0)], plot);
        assert_eq!(pieces, [vec![(-0.5, 5.0), (5.0, 5.0), (5.0, 10.5)], vec![(8.0, 10.5), (8.0, 5.0)]]);
    }

    #[test]
    fn dense_lines_keep_their_extremes() {
        let points: Vec<_> = (0..10_000).map(|i| (f64::from(i) / 100.0, f64::from(i % 50))).collect();
        let kept = thinned(points);
        assert!(kept.len() <= 400, "{}", kept.len());
        assert!(kept.iter().any(|p| p.1 == 49.0) && kept.iter().any(|p| p.1 == 0.0));
    }
}
