//! Rectangles, tree maps and straight pieces: strips, flows, dendrograms, graphs.

use super::bars::clipped;
use super::frame::LABEL;
use super::measure;
use super::picture::{Picture, Place};
use super::scene::{Anchor, Area, Words};
use crate::message::Message;
use crate::order::Arrange;
use crate::report::Layer;

impl Picture<'_> {
    pub(super) fn rects(&mut self, layer: usize, spec: &Layer) {
        let Layer::Rects { x0, y0, x1, y1, shade, label, detail } = spec else { return };
        let mut marks = Vec::new();
        for i in 0..x0.len().min(y0.len()).min(x1.len()).min(y1.len()) {
            let corners = [x0[i], y0[i], x1[i], y1[i]];
            if corners.iter().any(|corner| !corner.is_finite()) {
                continue;
            }
            let (ax, bx) = (self.frame.x.px(x0[i]), self.frame.x.px(x1[i]));
            let (ay, by) = (self.frame.y.px(y0[i]), self.frame.y.px(y1[i]));
            let area = Area::new(ax.min(bx), ay.min(by), (bx - ax).abs(), (by - ay).abs());
            let area = clipped(area, self.frame.plot);
            marks.push(self.rect(layer, i, area, shade.get(i).copied(), label.get(i), detail.get(i)));
        }
        self.add_series(String::new(), marks);
    }

    pub(super) fn treemap(
        &mut self,
        layer: usize,
        value: &[f64],
        shade: &[f64],
        label: &[Message],
        detail: &[Message],
    ) {
        let areas = squarified(value, self.frame.plot);
        let mut marks = Vec::new();
        for (i, area) in areas {
            let area = Area::new(area.x, area.y, (area.width - 2.0).max(0.5), (area.height - 2.0).max(0.5));
            marks.push(self.rect(layer, i, area, shade.get(i).copied(), label.get(i), detail.get(i)));
        }
        self.add_series(String::new(), marks);
    }

    /// A rectangle with its words inside, as far as they fit.
    fn rect(
        &mut self,
        layer: usize,
        i: usize,
        area: Area,
        shade: Option<f64>,
        label: Option<&Message>,
        detail: Option<&Message>,
    ) -> super::Mark {
        let ground = self.palette.sequential(shade.unwrap_or(1.0));
        self.scene.rounded(area, 2.0, ground);
        self.labels.take_body(area);
        let label = label.map_or(String::new(), |label| self.text(label));
        let detail = detail.map_or(String::new(), |detail| self.text(detail));
        let colour = self.palette.on(ground);
        let room = area.width - 12.0;
        let n_lines = ((area.height - 3.0) / 15.0).floor().clamp(0.0, 4.0) as usize;
        let mut lines = Vec::new();
        // Fewer than three letters of a name say nothing.
        if n_lines > 0 && room >= 24.0 {
            let n_names = if n_lines > 2 { 2 } else { 1 };
            lines = measure::wrap(&label, room, LABEL, true, n_names);
            lines.retain(|line| !line.ends_with('…') || line.chars().count() > 3);
        }
        let n_names = lines.len();
        if (1..n_lines).contains(&n_names) && detail != label {
            // A detail that would be cut is left to the reading.
            let more = measure::wrap(&detail, room, LABEL, false, (n_lines - n_names).min(3));
            if more.iter().all(|line| !line.ends_with('…')) {
                lines.extend(more);
            }
        }
        let is_strip = area.height < 34.0;
        let first = if is_strip { area.y + area.height / 2.0 + 4.0 } else { area.y + 17.0 };
        for (n, text) in lines.into_iter().enumerate() {
            let y = first + n as f64 * 15.0;
            let (x, is_bold) = (area.x + 6.0, n < n_names);
            self.scene.text(Words { text, x, y, anchor: Anchor::Start, size: LABEL, is_bold, colour });
        }
        self.mark((layer, i), Place::In(area), "", label, detail)
    }

    pub(super) fn segments(&mut self, layer: usize, spec: &Layer) {
        let Layer::Segments { x0, y0, x1, y1, width, has_arrow, tone } = spec else { return };
        let colour = self.palette.tone(*tone);
        // Pieces that have something to say are marks, met in their middle.
        let is_told = self.spec.details.iter().any(|details| details.layer as usize == layer);
        let mut marks = Vec::new();
        for i in 0..x0.len().min(y0.len()).min(x1.len()).min(y1.len()) {
            let corners = [x0[i], y0[i], x1[i], y1[i]];
            if corners.iter().any(|corner| !corner.is_finite()) {
                continue;
            }
            let from = (self.frame.x.px(x0[i]), self.frame.y.px(y0[i]));
            let to = (self.frame.x.px(x1[i]), self.frame.y.px(y1[i]));
            let width = width.get(i).map_or(1.5, |width| 1.0 + 4.0 * width.clamp(0.0, 1.0));
            self.labels.mark_line(&[from, to]);
            if is_told {
                let middle = Place::At((from.0 + to.0) / 2.0, (from.1 + to.1) / 2.0);
                marks.push(self.mark((layer, i), middle, "", String::new(), String::new()));
            }
            let (dx, dy) = (to.0 - from.0, to.1 - from.1);
            let length = (dx * dx + dy * dy).sqrt();
            if *has_arrow && length > 1.0 {
                // The head ends before the point it shows at.
                let (ux, uy) = (dx / length, dy / length);
                let head = 5.0 + width;
                let tip = (to.0 - ux * 7.0, to.1 - uy * 7.0);
                let foot = (tip.0 - ux * head, tip.1 - uy * head);
                let half = head * 0.5;
                self.scene.path(vec![from, foot], width, colour);
                self.scene.fill(
                    vec![
                        tip,
                        (foot.0 - uy * half, foot.1 + ux * half),
                        (foot.0 + uy * half, foot.1 - ux * half),
                    ],
                    colour,
                );
            } else {
                self.scene.path(vec![from, to], width, colour);
            }
        }
        if is_told {
            self.add_series(String::new(), marks);
        }
    }
}

/// Rectangles in proportion to the values, as square as can be, the largest first (Bruls, Huizing & van Wijk 2000).
/// Values that are not positive get none.
fn squarified(value: &[f64], plot: Area) -> Vec<(usize, Area)> {
    let mut order: Vec<usize> =
        (0..value.len()).filter(|i| value[*i] > 0.0 && value[*i].is_finite()).collect();
    order.arrange_by(|a, b| value[*b].total_cmp(&value[*a]).then(a.cmp(b)));
    let total: f64 = order.iter().map(|i| value[*i]).sum();
    let scale = plot.width * plot.height / total;
    let mut placed = Vec::new();
    let (mut rest, mut room) = (order.as_slice(), plot);
    while !rest.is_empty() {
        let side = room.width.min(room.height).max(1e-9);
        let mut n = 1;
        while n < rest.len()
            && worst(&rest[..n + 1], value, scale, side) <= worst(&rest[..n], value, scale, side)
        {
            n += 1;
        }
        let sum: f64 = rest[..n].iter().map(|i| value[*i] * scale).sum();
        let thick = sum / side;
        let mut along = 0.0;
        for i in &rest[..n] {
            let length = value[*i] * scale / thick.max(1e-9);
            let area = if room.width >= room.height {
                Area::new(room.x, room.y + along, thick, length)
            } else {
                Area::new(room.x + along, room.y, length, thick)
            };
            placed.push((*i, area));
            along += length;
        }
        room = if room.width >= room.height {
            Area::new(room.x + thick, room.y, (room.width - thick).max(0.0), room.height)
        } else {
            Area::new(room.x, room.y + thick, room.width, (room.height - thick).max(0.0))
        };
        rest = &rest[n..];
    }
    placed
}

/// The worst ratio of sides in a row along `side`.
fn worst(row: &[usize], value: &[f64], scale: f64, side: f64) -> f64 {
    let areas = row.iter().map(|i| value[*i] * scale);
    let sum: f64 = areas.clone().sum();
    let (low, high) = areas.fold((f64::INFINITY, 0.0f64), |(low, high), a| (low.min(a), high.max(a)));
    let (side, sum) = (side * side, sum * sum);
    f64::max(side * high / sum, sum / (side * low))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tree_map_fills_the_plot_in_proportion() {
        let plot = Area::new(10.0, 20.0, 600.0, 300.0);
        let value = [6.0, 6.0, 4.0, 3.0, 0.0, 2.0, 2.0, 1.0, f64::NAN];
        let placed = squarified(&value, plot);
        assert_eq!(placed.len(), 7);
        for (i, area) in &placed {
            assert!((area.width * area.height - value[*i] / 24.0 * 180_000.0).abs() < 1e-6);
            assert!(area.right() <= 610.0 + 1e-6 && area.bottom() <= 320.0 + 1e-6);
            assert!(area.width / area.height < 4.0 && area.height / area.width < 4.0, "{area:?}");
        }
    }
}
