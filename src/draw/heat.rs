//! Grids of shaded cells with their numbers printed.

use super::measure;
use super::picture::{Picture, Place};
use super::scene::{Anchor, Area, Words};
use crate::message::Message;

impl Picture<'_> {
    pub(super) fn heat(
        &mut self,
        layer: usize,
        name: &Message,
        n_columns: usize,
        value: &[Option<f64>],
        text: &[Message],
        is_diverging: bool,
    ) {
        if n_columns == 0 {
            return;
        }
        let (step_x, step_y) = (self.frame.x.step(), self.frame.y.step());
        let gap = match step_x {
            40.0.. if step_y >= 30.0 => 4.0,
            26.0.. => 2.0,
            _ => 1.0,
        };
        let texts: Vec<String> = text.iter().map(|text| self.text(text)).collect();
        let size = number_size(&texts, step_x - gap, step_y - gap);
        let is_roomy = step_x >= 60.0;
        let plot = self.frame.plot;
        let mut rows: Vec<Vec<super::Mark>> = Vec::new();
        for (i, value) in value.iter().enumerate() {
            let (row, column) = (i / n_columns, i % n_columns);
            if rows.len() <= row {
                rows.push(Vec::new());
            }
            let Some(value) = value.filter(|value| value.is_finite()) else { continue };
            let x = plot.x + column as f64 * step_x;
            let y = plot.y + row as f64 * step_y;
            let area = Area::new(x, y + gap / 2.0, step_x - gap, step_y - gap);
            let ground =
                if is_diverging { self.palette.diverging(value) } else { self.palette.sequential(value) };
            self.scene.rounded(area, 3.0, ground);
            let text = texts.get(i).cloned().unwrap_or_default();
            if let Some(size) = size {
                let (x, anchor) = if is_roomy {
                    (area.x + 10.0, Anchor::Start)
                } else {
                    (area.x + area.width / 2.0, Anchor::Middle)
                };
                let y = area.y + area.height / 2.0 + size * 0.36;
                let is_bold = size >= 13.0;
                let colour = self.palette.on(ground);
                self.scene.text(Words { text: text.clone(), x, y, anchor, size, is_bold, colour });
            }
            let label = self.named(&self.spec.x, column as f64);
            let series = self.named(&self.spec.y, row as f64);
            let mark = self.mark((layer, i), Place::In(area), &series, label, text);
            rows[row].push(mark);
        }
        let name = self.text(name);
        for (row, marks) in rows.into_iter().enumerate() {
            let row = self.named(&self.spec.y, row as f64);
            self.add_series(if row.is_empty() { name.clone() } else { row }, marks);
        }
    }
}

/// The largest size at which every number fits its cell; `None` when even the smallest does not, and then none is
/// printed: some of them would be worse.
fn number_size(texts: &[String], width: f64, height: f64) -> Option<f64> {
    let sizes: &[f64] = if width >= 56.0 { &[14.0, 12.0, 11.0] } else { &[12.0, 11.0, 10.0] };
    let fits = |size: f64| {
        let padding = if width >= 56.0 { 18.0 } else { 1.0 };
        let widest = texts.iter().map(|text| measure::width(text, size, size >= 13.0)).fold(0.0, f64::max);
        size + 4.0 <= height && widest + padding <= width
    };
    sizes.iter().copied().find(|size| fits(*size)).filter(|_| !texts.is_empty())
}
