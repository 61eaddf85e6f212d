//! The plot and its axes: how much room names and numbers need, and where ticks stand.

use super::measure;
use super::scale::{Extent, Fit, Ruler, Tick};
use super::scene::{Anchor, Area, Scene, Words};
use super::theme::Palette;
use crate::report::text::Catalogue;
use crate::report::{ChartSpec, Format, Layer, Scale, Tone, format};

/// Size of labels and ticks; 10 px is too small for Han.
pub(super) const LABEL: f64 = 12.0;
const TICK_GAP: f64 = 8.0;
/// How much wider than reckoned a typeface may be.
const WIDER: f64 = 1.08;

/// What the layers ask of the frame.
pub(super) struct Plan {
    pub x: Extent,
    pub y: Extent,
    /// Bars run along x.
    pub is_horizontal: bool,
    pub is_stacked: bool,
    /// Bars beside one another in a band.
    pub n_slots: usize,
    /// Numbers stand at the bars, so nothing is read from an axis.
    pub prints_values: bool,
    pub is_heat: bool,
    /// Names of series in a line on top, where they cannot stand at the marks.
    pub key: Vec<(String, Tone)>,
    /// Names at the right ends of lines and stacks.
    pub end_width: f64,
}

pub(super) struct Frame {
    pub plot: Area,
    pub x: Ruler,
    pub y: Ruler,
    /// Lines that a band's name may take.
    key: Vec<(String, Tone, f64, f64)>,
    x_lines: usize,
}

/// The height that suits the chart at this width.
pub(super) fn height(spec: &ChartSpec, width: f64) -> f64 {
    if !has_marks(spec) {
        return 60.0;
    }
    let is_heat = spec.layers.iter().any(|layer| matches!(layer, Layer::Heat { .. }));
    let n_bars = spec.layers.iter().filter(|layer| matches!(layer, Layer::Bars { .. })).count().max(1);
    let is_stacked =
        spec.layers.iter().any(|layer| matches!(layer, Layer::Bars { base, .. } if !base.is_empty()));
    let free = if width < 480.0 { (width * 0.72).max(220.0) } else { (width * 0.5).clamp(220.0, 420.0) };
    let wanted = if spec.aspect > 0.0 {
        (width * spec.aspect).clamp(if width < 480.0 { 220.0 } else { 160.0 }, 1600.0)
    } else {
        0.0
    };
    let Scale::Band(names) = &spec.y.scale else {
        return if wanted > 0.0 { wanted } else { free }.round();
    };
    let row = match (is_heat, names.len()) {
        (true, ..=8) => 40.0,
        (true, ..=14) => 28.0,
        (true, _) => 22.0,
        (false, ..=12) if n_bars == 1 || is_stacked => 30.0,
        (false, _) if n_bars == 1 || is_stacked => 24.0,
        (false, _) => n_bars as f64 * 16.0 + 12.0,
    };
    let rows = names.len().max(1) as f64;
    let natural = rows * row + 56.0;
    let least = rows * 18.0 + 56.0;
    if wanted > 0.0 { wanted.max(least) } else { natural }.clamp(90.0, 4000.0).round()
}

/// Whether there is anything to draw but rules and notes.
pub(super) fn has_marks(spec: &ChartSpec) -> bool {
    let some = |values: &[Option<f64>]| values.iter().flatten().any(|value| value.is_finite());
    let any = |values: &[f64]| values.iter().any(|value| value.is_finite());
    spec.layers.iter().any(|layer| match layer {
        Layer::Line { x, y, .. } => any(x) && some(y),
        Layer::Bars { at, value, .. } => any(at) && some(value),
        Layer::Area { x, low, high, .. } => any(x) && any(low) && any(high),
        Layer::Points { x, y, .. } => any(x) && any(y),
        Layer::Intervals { at, low, high, .. } => any(at) && any(low) && any(high),
        Layer::Heat { value, .. } => some(value),
        Layer::Rects { x0, .. } | Layer::Segments { x0, .. } => any(x0),
        Layer::Treemap { value, .. } => value.iter().any(|value| *value > 0.0 && value.is_finite()),
        Layer::RuleX { .. } | Layer::RuleY { .. } | Layer::Note { .. } => false,
    })
}

impl Frame {
    pub fn new(spec: &ChartSpec, plan: &Plan, width: f64, height: f64, catalogue: &Catalogue) -> Frame {
        let is_x_hidden = spec.x.scale == Scale::Hidden || (plan.is_horizontal && plan.prints_values);
        let is_y_hidden = spec.y.scale == Scale::Hidden || (!plan.is_horizontal && plan.prints_values);
        let has_x_label = !is_x_hidden && !spec.x.label.key.is_empty();
        let has_top_label = if plan.is_horizontal && plan.prints_values {
            !spec.x.label.key.is_empty() || !spec.y.label.key.is_empty()
        } else {
            spec.y.scale != Scale::Hidden && !spec.y.label.key.is_empty()
        };
        let mut top = if has_top_label { 26.0 } else { 10.0 };
        let key = key_row(&plan.key, width, &mut top);
        let mut x_lines = usize::from(!is_x_hidden);
        let mut plot = Area::default();
        let mut right = right_margin(plan, width);
        let (mut x, mut y) = (None, None);
        // The left margin follows from the y ticks, the bottom one from the x ticks; twice is enough to agree.
        for _ in 0..2 {
            let bottom = match (x_lines, has_x_label) {
                (0, _) => 8.0,
                (n, false) => 9.0 + n as f64 * 15.0,
                (n, true) => 11.0 + n as f64 * 15.0 + 17.0,
            };
            let bottom_px = (height - bottom).max(top + 20.0);
            let y_fit = if spec.y.scale == Scale::Hidden { Fit::Air } else { Fit::Round };
            let (first, last) =
                if matches!(spec.y.scale, Scale::Band(_)) { (top, bottom_px) } else { (bottom_px, top) };
            let ruler = Ruler::new(&spec.y, plan.y, y_fit, (first, last), 44.0, catalogue);
            let left = if is_y_hidden { 0.0 } else { name_width(&ruler, width) };
            plot = Area::new(left, top, (width - left - right).max(20.0), bottom_px - top);
            let ruler_x = x_ruler(spec, plan, plot, width, catalogue);
            // The last tick stays inside the picture, in a wider typeface too.
            if let Some(tick) = ruler_x.ticks.last().filter(|_| !is_x_hidden && !ruler_x.is_band()) {
                let half = measure::width(&tick.label, LABEL, false) * WIDER / 2.0;
                right += (ruler_x.px(tick.at) + half - width).max(0.0);
            }
            x_lines = if is_x_hidden { 0 } else { lines_below(&ruler_x) };
            (x, y) = (Some(ruler_x), Some(ruler));
        }
        let (x, y) = match (x, y) {
            (Some(x), Some(y)) => (x, y),
            _ => {
                let ruler = || Ruler::new(&spec.x, plan.x, Fit::Tight, (0.0, width), 60.0, catalogue);
                (ruler(), ruler())
            }
        };
        Frame { plot, x, y, key, x_lines }
    }

    /// Rules where values are read, ticks, names of axes and bands.
    pub fn draw(
        &self,
        spec: &ChartSpec,
        plan: &Plan,
        scene: &mut Scene,
        palette: &Palette,
        catalogue: &Catalogue,
    ) {
        let plot = self.plot;
        let words = |text: String, x: f64, y: f64, anchor: Anchor| Words {
            text,
            x,
            y,
            anchor,
            size: LABEL,
            is_bold: false,
            colour: palette.ink3,
        };
        for (name, tone, x, y) in &self.key {
            scene.rounded(Area::new(*x, y - 9.0, 10.0, 10.0), 2.0, palette.tone(*tone));
            scene.text(Words { colour: palette.ink2, ..words(name.clone(), x + 15.0, *y, Anchor::Start) });
        }
        let is_value_y = spec.y.scale != Scale::Hidden && !self.y.is_band();
        if is_value_y && !plan.prints_values {
            for tick in &self.y.ticks {
                let y = self.y.px(tick.at);
                scene.rect(Area::new(plot.x, y.round() - 0.5, plot.width, 1.0), palette.rule);
                scene.text(words(tick.label.clone(), plot.x - TICK_GAP, y + 4.0, Anchor::End));
            }
            if self.y.is_broken() {
                self.draw_break(scene, palette);
            }
        }
        if self.y.is_band() && !plan.is_heat && !plan.prints_values && spec.x.scale != Scale::Hidden {
            for tick in &self.x.ticks {
                let x = self.x.px(tick.at);
                scene.rect(Area::new(x.round() - 0.5, plot.y, 1.0, plot.height), palette.rule);
            }
        }
        if self.y.is_band() {
            let has_strips = spec.layers.iter().any(|layer| matches!(layer, Layer::Rects { .. }));
            if plan.n_slots == 0 && !plan.is_heat && !has_strips {
                // A thin line through each row of a dot plot, to follow it from name to dot.
                for tick in &self.y.ticks {
                    let y = self.y.px(tick.at).round() - 0.5;
                    scene.rect(Area::new(plot.x, y, plot.width, 1.0), palette.rule);
                }
            }
            self.draw_rows(scene, &words);
        }
        if self.x_lines > 0 {
            if self.x.is_band() {
                self.draw_columns(plan, scene, &words);
            } else {
                self.draw_ticks(scene, palette, &words);
            }
        }
        let name = |message| measure::truncate(&catalogue.text(message), plot.right(), LABEL, false);
        let is_valued_row = plan.is_horizontal && plan.prints_values;
        if is_valued_row {
            scene.text(words(name(&spec.x.label), plot.x, 13.0, Anchor::Start));
        } else if self.x_lines > 0 {
            let y = plot.bottom() + 20.0 + self.x_lines as f64 * 15.0;
            scene.text(words(name(&spec.x.label), plot.right(), y, Anchor::End));
        }
        if self.y.is_band() {
            // The name of the values may stand in the same line.
            let room = if is_valued_row { (plot.x - TICK_GAP).max(60.0) } else { plot.right() };
            let text = measure::truncate(&catalogue.text(&spec.y.label), room, LABEL, false);
            scene.text(words(text, 0.0, 13.0, Anchor::Start));
        } else if spec.y.scale != Scale::Hidden {
            scene.text(words(name(&spec.y.label), plot.x, 13.0, Anchor::Start));
        }
    }

    /// The value axis does not begin at zero: two small strokes across its foot.
    fn draw_break(&self, scene: &mut Scene, palette: &Palette) {
        let (x, y) = (self.plot.x, self.plot.bottom() - 9.0);
        for dy in [0.0, 4.0] {
            scene.path(vec![(x - 4.0, y + dy + 2.0), (x + 4.0, y + dy - 2.0)], 1.0, palette.ink3);
        }
    }

    fn draw_rows(&self, scene: &mut Scene, words: &impl Fn(String, f64, f64, Anchor) -> Words) {
        let step = self.y.step();
        let every = (14.0 / step).ceil().max(1.0) as usize;
        for tick in self.y.ticks.iter().step_by(every) {
            let n_lines = if step >= 30.0 { 2 } else { 1 };
            let room = (self.plot.x - TICK_GAP) / WIDER;
            let lines = measure::wrap(&tick.label, room, LABEL, false, n_lines);
            let first = self.y.px(tick.at) + 4.0 - (lines.len().max(1) - 1) as f64 * 7.0;
            for (i, line) in lines.into_iter().enumerate() {
                scene.text(words(line, self.plot.x - TICK_GAP, first + i as f64 * 14.0, Anchor::End));
            }
        }
    }

    fn draw_columns(
        &self,
        plan: &Plan,
        scene: &mut Scene,
        words: &impl Fn(String, f64, f64, Anchor) -> Words,
    ) {
        let step = self.x.step();
        let y = self.plot.bottom() + 18.0;
        let every = columns_every(&self.x);
        if let [first, between @ .., last] = self.x.ticks.as_slice()
            && !between.is_empty()
            && between.iter().all(|tick| tick.label.is_empty())
        {
            // A direction, "long ago … recently": named at its two ends.
            scene.text(words(first.label.clone(), self.plot.x + 2.0, y, Anchor::Start));
            scene.text(words(last.label.clone(), self.plot.right() - 4.0, y, Anchor::End));
            return;
        }
        for tick in self.x.ticks.iter().step_by(every) {
            let room = step * every as f64 - 6.0;
            let n_lines = if every == 1 { 2 } else { 1 };
            let is_left = plan.is_heat && step >= 60.0;
            let x = self.x.px(tick.at);
            let (x, anchor) =
                if is_left { (x - step / 2.0 + 2.0, Anchor::Start) } else { (x, Anchor::Middle) };
            for (i, line) in measure::wrap(&tick.label, room, LABEL, false, n_lines).into_iter().enumerate() {
                // The name of the last column stays inside the picture.
                let half = measure::width(&line, LABEL, false) * WIDER / 2.0;
                let x = if anchor == Anchor::Middle { x.min(self.plot.right() + 2.0 - half) } else { x };
                scene.text(words(line, x, y + i as f64 * 15.0, anchor));
            }
        }
    }

    fn draw_ticks(
        &self,
        scene: &mut Scene,
        palette: &Palette,
        words: &impl Fn(String, f64, f64, Anchor) -> Words,
    ) {
        let y = self.plot.bottom() + 18.0;
        for tick in &self.x.ticks {
            let x = self.x.px(tick.at);
            scene.rect(Area::new(x.round() - 0.5, self.plot.bottom(), 1.0, 5.0), palette.grey);
            scene.text(words(tick.label.clone(), x, y, Anchor::Middle));
            scene.text(words(tick.below.clone(), x, y + 15.0, Anchor::Middle));
        }
    }
}

/// Room left of the plot: the widest tick, or names up to a third of the picture.
fn name_width(ruler: &Ruler, width: f64) -> f64 {
    let widest = ruler.ticks.iter().map(|tick| measure::width(&tick.label, LABEL, false)).fold(0.0, f64::max);
    let most = if !ruler.is_band() {
        width * 0.3
    } else if ruler.step() >= 30.0 {
        // A name may stand in two lines.
        width * if width < 480.0 { 0.34 } else { 0.3 }
    } else {
        width * 0.38
    };
    // Names stand towards the edge of the picture: a typeface wider than the common one must not run over it.
    if ruler.ticks.is_empty() { 0.0 } else { (widest * WIDER).min(most) + TICK_GAP }
}

fn right_margin(plan: &Plan, width: f64) -> f64 {
    let ends = if plan.end_width > 0.0 { plan.end_width + 14.0 } else { 0.0 };
    // The last tick stands out by half its width; the number of the longest bar by all of it.
    let least = if plan.is_heat {
        2.0
    } else if plan.is_horizontal && plan.prints_values {
        62.0
    } else {
        20.0
    };
    f64::max(ends, least).min(width * 0.4)
}

fn x_ruler(spec: &ChartSpec, plan: &Plan, plot: Area, width: f64, catalogue: &Catalogue) -> Ruler {
    let has = |is: fn(&Layer) -> bool| spec.layers.iter().any(is);
    let has_points = has(|layer| matches!(layer, Layer::Points { .. }));
    let has_lines = has(|layer| matches!(layer, Layer::Line { .. } | Layer::Area { .. }));
    let has_bars = has(|layer| matches!(layer, Layer::Bars { .. }));
    let fit = if plan.is_horizontal && !plan.prints_values && spec.x.scale == Scale::Linear {
        Fit::Round
    } else if spec.x.scale == Scale::Hidden || (has_points && !has_lines && !has_bars) {
        Fit::Air
    } else {
        Fit::Tight
    };
    let pixels = (plot.x, plot.right());
    let mut spacing = if width < 480.0 { 44.0 } else { 84.0 };
    loop {
        let ruler = Ruler::new(&spec.x, plan.x, fit, pixels, spacing, catalogue);
        let mut end = f64::NEG_INFINITY;
        let has_room = ruler.is_band()
            || ruler.ticks.iter().all(|tick| {
                let half = measure::width(&tick.label, LABEL, false) / 2.0;
                let x = ruler.px(tick.at);
                let is_free = x - half > end + 4.0;
                end = x + half;
                is_free
            });
        if has_room || spacing > width {
            return ruler;
        }
        spacing *= 1.5;
    }
}

fn lines_below(ruler: &Ruler) -> usize {
    if !ruler.is_band() {
        return 1 + usize::from(ruler.ticks.iter().any(|tick| !tick.below.is_empty()));
    }
    let every = columns_every(ruler);
    let n_named = ruler.ticks.iter().filter(|tick| !tick.label.is_empty()).count();
    let is_wide = |tick: &Tick| measure::width(&tick.label, LABEL, false) > ruler.step() - 6.0;
    1 + usize::from(every == 1 && n_named > 2 && ruler.ticks.iter().any(is_wide))
}

/// Every how manieth column is named. Names of wide columns are wrapped and cut; of narrow ones, some are left out, and of
/// periods and numbers (a digit in every name) rather than cut: they follow from their neighbours.
fn columns_every(ruler: &Ruler) -> usize {
    let widest = ruler.ticks.iter().map(|tick| measure::width(&tick.label, LABEL, false)).fold(0.0, f64::max);
    let step = ruler.step();
    let follow = || ruler.ticks.iter().all(|tick| tick.label.chars().any(|c| c.is_ascii_digit()));
    let is_cut = |tick: &Tick| {
        measure::wrap(&tick.label, step - 6.0, LABEL, false, 2).iter().any(|line| line.ends_with('…'))
    };
    let is_wide = step >= 44.0 && !(ruler.ticks.iter().any(is_cut) && follow());
    if widest <= step - 6.0 || is_wide {
        1
    } else {
        (((widest.min(72.0) + 8.0) / step).ceil() as usize).max(1)
    }
}

/// Places of the names of series in rows above the plot; `top` grows by what they take.
fn key_row(key: &[(String, Tone)], width: f64, top: &mut f64) -> Vec<(String, Tone, f64, f64)> {
    let mut placed = Vec::new();
    let (mut x, mut y) = (0.0, *top + 6.0);
    for (name, tone) in key {
        let name = measure::truncate(name, width - 20.0, LABEL, false);
        let wide = 15.0 + measure::width(&name, LABEL, false);
        if x > 0.0 && x + wide > width {
            (x, y) = (0.0, y + 18.0);
        }
        placed.push((name, *tone, x, y));
        x += wide + 18.0;
    }
    if !placed.is_empty() {
        *top = y + 14.0;
    }
    placed
}

/// The values of the axis on which bars lie, as printed at them.
pub(super) fn printed(value: f64, of: &Format, catalogue: &Catalogue) -> String {
    format::short(value, of, catalogue.language)
}
