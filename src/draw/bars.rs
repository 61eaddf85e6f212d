//! Bars from zero and error bars.

use super::frame::{LABEL, printed};
use super::picture::{End, Picture, Place, bar_gap, join, value_axis};
use super::scene::{Anchor, Area, Words};
use crate::message::Message;
use crate::report::Tone;

impl Picture<'_> {
    pub(super) fn bars(
        &mut self,
        layer: usize,
        name: &Message,
        at: &[f64],
        value: &[Option<f64>],
        base: &[f64],
        tone: Tone,
    ) {
        let is_horizontal = self.plan.is_horizontal;
        let n_slots = self.plan.n_slots.max(1);
        let slot = if n_slots == 1 { 0 } else { self.n_bars_drawn };
        self.n_bars_drawn += 1;
        let (along, across) =
            if is_horizontal { (&self.frame.x, &self.frame.y) } else { (&self.frame.y, &self.frame.x) };
        let is_band = across.is_band();
        let group = if is_band {
            across.step() * if is_horizontal { 0.68 } else { 0.72 }
        } else {
            // Bars of a histogram or of months nearly touch.
            let gap = bar_gap(at);
            let first = at.first().copied().unwrap_or(0.0);
            (across.px(first + gap / 2.0) - across.px(first - gap / 2.0)).abs() * 0.9
        };
        let thick = (group / n_slots as f64).clamp(1.0, if is_horizontal { 24.0 } else { 56.0 });
        let offset = (slot as f64 - (n_slots as f64 - 1.0) / 2.0) * thick;
        let thin = if n_slots > 1 { (thick - 1.0).max(1.0) } else { thick };
        let zero = along.px(along.base());
        let axis = value_axis(self.spec, is_horizontal);
        let series = self.text(name);
        let spoken = if self.n_series() > 1 { series.as_str() } else { "" };
        let colour = self.palette.tone(tone);
        let (mut marks, mut last, mut texts, mut areas) = (Vec::new(), None, Vec::new(), Vec::new());
        for (i, (at, value)) in at.iter().zip(value).enumerate() {
            let Some(value) = value.filter(|v| v.is_finite() && at.is_finite()) else { continue };
            let (from, to) = match base.get(i) {
                Some(base) => (along.px(*base), along.px(base + value)),
                None => (zero, along.px(value)),
            };
            let middle = across.px(*at) + offset;
            let (near, far) = (from.min(to), from.max(to));
            let area = clipped(
                if is_horizontal {
                    Area::new(near, middle - thin / 2.0, far - near, thin)
                } else {
                    Area::new(middle - thin / 2.0, near, thin, far - near)
                },
                self.frame.plot,
            );
            areas.push(area);
            let range = self.interval_at(*at, axis).unwrap_or_default();
            marks.push(if is_horizontal {
                let said = join(&self.number(axis, value), &range, self.catalogue.language.is_chinese());
                self.mark((layer, i), Place::In(area), spoken, self.named(&self.spec.y, *at), said)
            } else {
                self.reading((layer, i), Place::In(area), spoken, (*at, value), &range)
            });
            if area.height > 3.0 || is_horizontal {
                last = Some(area);
            }
            if self.plan.prints_values {
                let text = printed(value, &axis.format, self.catalogue);
                let is_negative = value < 0.0;
                let (x, y, anchor) = match (is_horizontal, is_negative) {
                    (true, false) => (far + 6.0, middle + 4.0, Anchor::Start),
                    (true, true) => (near - 6.0, middle + 4.0, Anchor::End),
                    (false, false) => (middle, near - 5.0, Anchor::Middle),
                    (false, true) => (middle, far + 14.0, Anchor::Middle),
                };
                let colour = self.palette.ink2;
                texts.push(Words { text, x, y, anchor, size: LABEL, is_bold: false, colour });
            }
        }
        for area in areas {
            self.labels.take_body(area);
            self.scene.rect(area, colour);
            if self.plan.is_stacked {
                // A line of paper between the pieces of a stack.
                let seam = if is_horizontal {
                    Area::new(area.x, area.y, 1.0, area.height)
                } else {
                    Area::new(area.x, area.bottom() - 1.0, area.width, 1.0)
                };
                if area.width > 3.0 && area.height > 3.0 {
                    self.scene.rect(seam, self.palette.paper);
                }
            }
        }
        for words in texts {
            self.labels.take_words(words.area());
            self.scene.text(words);
        }
        if let Some(area) =
            last.filter(|_| self.plan.is_stacked && self.plan.key.is_empty() && !is_horizontal)
        {
            let y = area.y + area.height / 2.0;
            self.ends.push(End { y, name: series.clone(), value: String::new(), tone });
        }
        self.zero_line(zero);
        self.add_series(series, marks);
    }

    /// Bars stand on a line.
    fn zero_line(&mut self, zero: f64) {
        let plot = self.frame.plot;
        let line = if self.plan.is_horizontal {
            Area::new(zero.round() - 0.5, plot.y, 1.0, plot.height)
        } else {
            Area::new(plot.x, zero.round() - 0.5, plot.width, 1.0)
        };
        self.scene.rect(line, self.palette.grey);
    }

    /// A thin line from low to high with a short stroke at both ends.
    pub(super) fn intervals(&mut self, at: &[f64], low: &[f64], high: &[f64], tone: Tone) {
        let is_horizontal = self.plan.is_horizontal;
        let (along, across) =
            if is_horizontal { (&self.frame.x, &self.frame.y) } else { (&self.frame.y, &self.frame.x) };
        let plot = self.frame.plot;
        // On bars of its own colour an interval would vanish.
        let colour = match tone {
            Tone::Accent if self.plan.n_slots > 0 => self.palette.ink,
            tone => self.palette.words(tone),
        };
        let mut pieces = Vec::new();
        for ((at, low), high) in at.iter().zip(low).zip(high) {
            if !(at.is_finite() && low.is_finite() && high.is_finite() && across.shows(*at)) {
                continue;
            }
            let (middle, from, to) = (across.px(*at), along.px(*low), along.px(*high));
            let (from, to) = (from.min(to), from.max(to));
            for (near, far, thick) in
                [(from, to, 1.5), (from - 0.75, from + 0.75, 7.0), (to - 0.75, to + 0.75, 7.0)]
            {
                let area = if is_horizontal {
                    Area::new(near, middle - thick / 2.0, far - near, thick)
                } else {
                    Area::new(middle - thick / 2.0, near, thick, far - near)
                };
                let area = clipped(area, plot);
                if area.width > 0.0 && area.height > 0.0 {
                    pieces.push(area);
                }
            }
        }
        for area in pieces {
            self.labels.take_body(area);
            self.scene.rect(area, colour);
        }
    }
}

/// The part of an area inside the plot.
pub(super) fn clipped(area: Area, plot: Area) -> Area {
    let (x0, x1) = (area.x.clamp(plot.x, plot.right()), area.right().clamp(plot.x, plot.right()));
    let (y0, y1) = (area.y.clamp(plot.y, plot.bottom()), area.bottom().clamp(plot.y, plot.bottom()));
    Area::new(x0, y0, x1 - x0, y1 - y0)
}
