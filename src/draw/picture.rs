//! From a spec to a scene: plan, frame, marks in the order of the layers, then words where there is room.

use super::frame::{self, Frame, LABEL, Plan};
use super::labels::{self, Labels};
use super::measure;
use super::scale::Extent;
use super::scene::{Anchor, Area, Scene, Shape, Words};
use super::theme::{Palette, Theme};
use super::{Hits, Mark, Series};
use crate::message::{Message, Value};
use crate::order::Arrange;
use crate::report::text::Catalogue;
use crate::report::{Axis, ChartSpec, Layer, Scale, Tone, format};
use crate::table::day;

/// A chart being drawn.
pub(super) struct Picture<'a> {
    pub spec: &'a ChartSpec,
    pub catalogue: &'a Catalogue,
    pub palette: &'static Palette,
    pub plan: Plan,
    pub frame: Frame,
    pub scene: Scene,
    pub labels: Labels,
    pub series: Vec<Series>,
    /// Words that stand beside marks: placed when all marks are known, the weightiest first.
    pub wishes: Vec<Wish>,
    pub ends: Vec<End>,
    /// Bars drawn so far: the slot of the next one.
    pub n_bars_drawn: usize,
    /// Every date of the chart begins a month (or a year), so marks are named by it.
    dates: Dates,
}

/// A label and the places it would take, best first.
pub(super) struct Wish {
    pub places: Vec<Words>,
    /// Higher is placed earlier.
    pub weight: f64,
    /// What it may cover when there is no free place; 0 for labels that are better left out.
    pub tolerance: f64,
    /// A patch of paper under the words, for labels amid points.
    pub has_ground: bool,
    /// Where a thin line begins that leads to the words when they stand far away.
    pub lead: Option<(f64, f64)>,
}

/// A name in the right margin.
pub(super) struct End {
    pub y: f64,
    pub name: String,
    /// The last value, in bold above the name.
    pub value: String,
    pub tone: Tone,
}

#[derive(Clone, Copy, PartialEq)]
enum Dates {
    Days,
    Months,
    Years,
}

pub(super) fn lay_out(
    spec: &ChartSpec,
    width: f64,
    height: f64,
    theme: Theme,
    catalogue: &Catalogue,
) -> (Scene, Hits) {
    let palette = theme.palette();
    let (width, height) = (width.clamp(60.0, 4000.0), height.clamp(40.0, 4000.0));
    let whole = Area::new(0.0, 0.0, width, height);
    let mut scene = Scene::default();
    scene.rect(whole, palette.paper);
    let Some(plan) = plan(spec, width, catalogue) else {
        let text = catalogue.text(&Message::new("chart-empty"));
        let y = (height / 2.0).min(60.0);
        for (i, text) in measure::wrap(&text, width, LABEL + 1.0, false, 3).into_iter().enumerate() {
            let (colour, size) = (palette.ink3, LABEL + 1.0);
            let y = y + i as f64 * 18.0;
            scene.text(Words { text, x: 0.0, y, anchor: Anchor::Start, size, is_bold: false, colour });
        }
        return (scene, Hits { plot: whole, series: Vec::new() });
    };
    let frame = Frame::new(spec, &plan, width, height, catalogue);
    frame.draw(spec, &plan, &mut scene, palette, catalogue);
    let mut labels = Labels::new(Area::new(0.0, 0.0, width, frame.plot.bottom().max(frame.plot.y)));
    for shape in &scene.shapes {
        if let Shape::Text(words) = shape {
            labels.take_words(words.area());
        }
    }
    let mut picture = Picture {
        spec,
        catalogue,
        palette,
        plan,
        labels,
        frame,
        scene,
        series: Vec::new(),
        wishes: Vec::new(),
        ends: Vec::new(),
        n_bars_drawn: 0,
        dates: dates(spec),
    };
    picture.draw_layers();
    picture.draw_ends();
    picture.draw_wishes();
    let plot = picture.frame.plot;
    picture.series.retain(|series| !series.marks.is_empty());
    (picture.scene, Hits { plot, series: picture.series })
}

impl Picture<'_> {
    fn draw_layers(&mut self) {
        let spec = self.spec;
        for (i, layer) in spec.layers.iter().enumerate() {
            match layer {
                Layer::Line { name, x, y, tone, is_dashed } => self.line(i, name, x, y, *tone, *is_dashed),
                Layer::Area { name, x, low, high, tone } => self.area(i, name, x, low, high, *tone),
                Layer::Bars { name, at, value, base, tone } => self.bars(i, name, at, value, base, *tone),
                Layer::Points { .. } => self.points(i, layer),
                Layer::Intervals { at, low, high, tone } => self.intervals(at, low, high, *tone),
                Layer::Heat { name, n_columns, value, text, is_diverging } => {
                    self.heat(i, name, *n_columns as usize, value, text, *is_diverging);
                }
                Layer::Rects { .. } => self.rects(i, layer),
                Layer::Treemap { value, shade, label, detail } => {
                    self.treemap(i, value, shade, label, detail)
                }
                Layer::Segments { .. } => self.segments(i, layer),
                Layer::RuleX { at, label, tone } => self.rule_x(*at, label, *tone),
                Layer::RuleY { at, label, tone } => self.rule_y(*at, label, *tone),
                Layer::Note { x, y, label } => self.note(*x, *y, label),
            }
        }
    }

    /// Names in the right margin, moved apart.
    fn draw_ends(&mut self) {
        let plot = self.frame.plot;
        let room = self.plan.end_width;
        let mut wanted = Vec::new();
        let mut blocks = Vec::new();
        for end in std::mem::take(&mut self.ends) {
            let mut lines = Vec::new();
            if !end.value.is_empty() {
                lines.push((end.value, true));
            }
            let names = measure::wrap(&end.name, room, LABEL, false, 2);
            lines.extend(names.into_iter().map(|name| (name, false)));
            wanted.push(end.y - lines.len() as f64 * 7.5);
            blocks.push((lines, end.tone));
        }
        let heights: Vec<f64> = blocks.iter().map(|(lines, _)| lines.len() as f64 * 15.0 + 1.0).collect();
        let placed = labels::spread(&wanted, &heights, plot.y - 8.0, plot.bottom() + 6.0);
        for ((lines, tone), top) in blocks.into_iter().zip(placed) {
            for (i, (text, is_bold)) in lines.into_iter().enumerate() {
                let words = Words {
                    text,
                    x: plot.right() + 10.0,
                    y: top + 11.5 + i as f64 * 15.0,
                    anchor: Anchor::Start,
                    size: LABEL,
                    is_bold,
                    colour: self.palette.words(tone),
                };
                self.labels.take_words(words.area());
                self.scene.text(words);
            }
        }
    }

    fn draw_wishes(&mut self) {
        let mut wishes = std::mem::take(&mut self.wishes);
        wishes.arrange_by(|a, b| b.weight.total_cmp(&a.weight));
        for wish in wishes {
            let Some(words) = self.labels.place(wish.places, wish.tolerance, wish.has_ground) else {
                continue;
            };
            if wish.has_ground {
                let area = words.area();
                let ground = Area::new(area.x - 3.0, area.y, area.width + 6.0, area.height);
                self.scene.rounded(ground, 2.0, self.palette.paper.with_alpha(0.82));
            }
            if let Some((x, y)) = wish.lead.filter(|(_, y)| (words.y - y).abs() > 40.0) {
                let end = if words.y < y { words.y + 5.0 } else { words.y - words.size };
                self.scene.path(vec![(x, y), (x, end)], 1.0, self.palette.ink3);
            }
            self.scene.text(words);
        }
    }

    pub fn words(&self, text: String, tone: Tone) -> Words {
        let colour = self.palette.words(tone);
        Words { text, x: 0.0, y: 0.0, anchor: Anchor::Start, size: LABEL, is_bold: false, colour }
    }

    pub fn text(&self, message: &Message) -> String {
        self.catalogue.text(message)
    }

    pub fn add_series(&mut self, name: String, marks: Vec<Mark>) {
        self.series.push(Series { name, marks });
    }

    /// A value of an axis as a name of a mark: a band's name, a month, a number with what it measures.
    pub fn named(&self, axis: &Axis, value: f64) -> String {
        match &axis.scale {
            Scale::Band(names) => {
                let position = value.round();
                let name = if position >= 0.0 { names.get(position as usize) } else { None };
                name.map_or(String::new(), |name| self.text(name))
            }
            Scale::Time => self.date(value as i32),
            _ => self.measured(axis, value),
        }
    }

    fn date(&self, day: i32) -> String {
        let language = self.catalogue.language;
        let (year, month, _) = day::ymd(day);
        match self.dates {
            Dates::Years => format::year_name(year, language),
            Dates::Months => format::month(year, month as u8, language),
            Dates::Days => format::day(day, language),
        }
    }

    /// `share of sales: 57.0%`; the number alone when the axis has no name.
    pub fn measured(&self, axis: &Axis, value: f64) -> String {
        let number = self.number(axis, value);
        if axis.label.key.is_empty() {
            return number;
        }
        let message =
            Message::new("chart-measure").with("name", Value::from(axis.label.clone())).text("value", number);
        self.text(&message)
    }

    pub fn number(&self, axis: &Axis, value: f64) -> String {
        match axis.scale {
            Scale::Time => self.date(value as i32),
            Scale::Band(_) => self.named(axis, value),
            _ => format::full(value, &axis.format, self.catalogue.language),
        }
    }

    /// A mark with its sentence: `2024, new customers – Mar: 1,204 (12% of all)`.
    pub fn mark(&self, at: (usize, usize), place: Place, series: &str, label: String, value: String) -> Mark {
        let (layer, index) = at;
        let detail = self.spec.details.iter().find(|details| details.layer as usize == layer);
        let detail = detail.and_then(|details| details.words.get(index)).map(|words| self.text(words));
        let mut value = value;
        if let Some(detail) = detail.filter(|detail| !detail.is_empty()) {
            value = join(&value, &detail, self.catalogue.language.is_chinese());
        }
        let key = match (label.is_empty(), series.is_empty()) {
            (true, true) => "chart-mark-bare",
            (true, false) => "chart-mark-series",
            (false, true) => "chart-mark",
            (false, false) => "chart-mark-of-series",
        };
        let words = Message::new(key)
            .text("label", label.clone())
            .text("value", value.clone())
            .text("series", series);
        let (x, y, area) = match place {
            Place::At(x, y) => (x, y, None),
            Place::In(area) => (area.x + area.width / 2.0, area.y + area.height / 2.0, Some(area)),
        };
        let words = self.text(&words);
        Mark { x, y, area, label, value, words, layer: layer as u32, index: index as u32 }
    }

    /// A mark of a series along x: `Mar 2011: 1,204` for names and dates, `share of customers: 20%, share of sales: 57%`
    /// where both are measured. `more` follows the value.
    pub fn reading(
        &self,
        at: (usize, usize),
        place: Place,
        series: &str,
        (x, y): (f64, f64),
        more: &str,
    ) -> Mark {
        let label = self.named(&self.spec.x, x);
        let is_chinese = self.catalogue.language.is_chinese();
        let said = |value: String| join(&value, more, is_chinese);
        if matches!(self.spec.x.scale, Scale::Band(_) | Scale::Time) || self.spec.x.label.key.is_empty() {
            return self.mark(at, place, series, label, said(self.number(&self.spec.y, y)));
        }
        let value = said(self.measured(&self.spec.y, y));
        let mark = self.mark(at, place, series, String::new(), join(&label, &value, is_chinese));
        Mark { label, value, ..mark }
    }

    /// The interval that some layer draws at this position: `1.2–1.5`.
    pub fn interval_at(&self, position: f64, axis: &Axis) -> Option<String> {
        let find = |at: &[f64], low: &[f64], high: &[f64]| {
            let i = at.iter().position(|x| *x == position)?;
            Some((*low.get(i)?, *high.get(i)?))
        };
        let (low, high) = self.spec.layers.iter().find_map(|layer| match layer {
            Layer::Intervals { at, low, high, .. } => find(at, low, high),
            Layer::Area { x, low, high, .. } => find(x, low, high).filter(|(low, _)| *low != 0.0),
            _ => None,
        })?;
        let range = Message::new("chart-range")
            .text("low", self.number(axis, low))
            .text("high", self.number(axis, high));
        (low.is_finite() && high.is_finite()).then(|| self.text(&range))
    }

    /// The number of series that carry values: a name is needed when there is more than one.
    pub fn n_series(&self) -> usize {
        self.spec
            .layers
            .iter()
            .filter(|layer| {
                matches!(
                    layer,
                    Layer::Line { .. } | Layer::Bars { .. } | Layer::Points { .. } | Layer::Area { .. }
                )
            })
            .count()
    }
}

/// Where a mark is.
pub(super) enum Place {
    At(f64, f64),
    In(Area),
}

pub(super) fn join(a: &str, b: &str, is_chinese: bool) -> String {
    let between = if is_chinese { "，" } else { ", " };
    match (a.is_empty(), b.is_empty()) {
        (true, _) => b.to_owned(),
        (_, true) => a.to_owned(),
        _ => format!("{a}{between}{b}"),
    }
}

/// Extents and arrangement; `None` when there is nothing to draw.
fn plan(spec: &ChartSpec, width: f64, catalogue: &Catalogue) -> Option<Plan> {
    if !frame::has_marks(spec) {
        return None;
    }
    let is_y_band = matches!(spec.y.scale, Scale::Band(_));
    let bars = || {
        spec.layers.iter().filter_map(|layer| match layer {
            Layer::Bars { name, at, value, base, tone } => Some((name, at, value, base, *tone)),
            _ => None,
        })
    };
    let is_stacked = bars().any(|(_, _, _, base, _)| !base.is_empty());
    let mut plan = Plan {
        x: Extent::default(),
        y: Extent::default(),
        is_horizontal: is_y_band,
        is_stacked,
        // Bars that never meet need not stand beside each other.
        n_slots: match is_stacked || are_apart(&bars().map(|bars| bars.1.as_slice()).collect::<Vec<_>>()) {
            true => bars().count().min(1),
            false => bars().count(),
        },
        prints_values: false,
        is_heat: spec.layers.iter().any(|layer| matches!(layer, Layer::Heat { .. })),
        key: Vec::new(),
        end_width: 0.0,
    };
    for layer in &spec.layers {
        extend(&mut plan, layer, is_y_band);
    }
    let value_axis = if is_y_band { &spec.x } else { &spec.y };
    plan.prints_values = prints_values(spec, &plan, value_axis, width, catalogue);
    if let (true, true, Some((low, high))) = (plan.prints_values, is_y_band, plan.x.range) {
        // Room for the number left of a bar below zero.
        if low < 0.0 {
            plan.x.add(low - (high - low) * (72.0 / width).min(0.25));
        }
    }
    let named: Vec<_> = bars()
        .map(|(name, _, _, _, tone)| (catalogue.text(name), tone))
        .filter(|(name, _)| !name.is_empty())
        .collect();
    let is_named_at_end = is_stacked && !is_y_band && width >= 480.0;
    if named.len() > 1 && !is_named_at_end {
        plan.key = named.clone();
    }
    let mut ends: Vec<String> =
        if is_named_at_end { named.into_iter().map(|(name, _)| name).collect() } else { Vec::new() };
    ends.extend(line_ends(spec, catalogue));
    let widest = ends.iter().map(|name| measure::width(name, LABEL, true)).fold(0.0, f64::max);
    // Longer names take two lines.
    plan.end_width = widest.min(width * if width < 480.0 { 0.27 } else { 0.22 });
    Some(plan)
}

/// Adds the layer's values to the extents.
fn extend(plan: &mut Plan, layer: &Layer, is_y_band: bool) {
    match layer {
        Layer::Line { x, y, .. } => {
            for (x, y) in x.iter().zip(y) {
                if let Some(y) = y.filter(|y| x.is_finite() && y.is_finite()) {
                    plan.x.add(*x);
                    plan.y.add(y);
                }
            }
        }
        Layer::Area { x, low, high, .. } => {
            for ((x, low), high) in x.iter().zip(low).zip(high) {
                plan.x.add(*x);
                plan.y.add(*low);
                plan.y.add(*high);
            }
        }
        Layer::Bars { at, value, base, .. } => {
            let half = bar_gap(at) / 2.0;
            let (along, across) =
                if is_y_band { (&mut plan.x, &mut plan.y) } else { (&mut plan.y, &mut plan.x) };
            along.needs_zero = true;
            for (i, (at, value)) in at.iter().zip(value).enumerate() {
                let Some(value) = value.filter(|value| value.is_finite() && at.is_finite()) else { continue };
                let base = base.get(i).copied().unwrap_or(0.0);
                across.add(at - half);
                across.add(at + half);
                along.add(base);
                along.add(base + value);
            }
        }
        Layer::Points { x, y, .. } => {
            for (x, y) in x.iter().zip(y).filter(|(x, y)| x.is_finite() && y.is_finite()) {
                plan.x.add(*x);
                plan.y.add(*y);
            }
        }
        Layer::Intervals { at, low, high, .. } => {
            let (along, across) =
                if is_y_band { (&mut plan.x, &mut plan.y) } else { (&mut plan.y, &mut plan.x) };
            for ((at, low), high) in at.iter().zip(low).zip(high) {
                across.add(*at);
                along.add(*low);
                along.add(*high);
            }
        }
        Layer::Heat { .. } | Layer::Treemap { .. } => {}
        Layer::Rects { x0, y0, x1, y1, .. } | Layer::Segments { x0, y0, x1, y1, .. } => {
            x0.iter().chain(x1).for_each(|x| plan.x.add(*x));
            y0.iter().chain(y1).for_each(|y| plan.y.add(*y));
        }
        Layer::RuleX { at, .. } => plan.x.add(*at),
        Layer::RuleY { at, .. } => plan.y.add(*at),
        Layer::Note { x, y, .. } => {
            plan.x.add(*x);
            plan.y.add(*y);
        }
    }
}

/// The smallest distance between bars, in axis units; 1 on bands and for a single bar.
pub(super) fn bar_gap(at: &[f64]) -> f64 {
    let mut sorted: Vec<f64> = at.iter().copied().filter(|v| v.is_finite()).collect();
    sorted.sort_unstable_by(f64::total_cmp);
    let gap = sorted
        .windows(2)
        .map(|pair| pair[1] - pair[0])
        .filter(|gap| *gap > 0.0)
        .fold(f64::INFINITY, f64::min);
    if gap.is_finite() { gap } else { 1.0 }
}

/// Whether no two series have a bar at the same place.
fn are_apart(series: &[&[f64]]) -> bool {
    let mut all: Vec<f64> = series.concat();
    all.sort_unstable_by(f64::total_cmp);
    all.windows(2).all(|pair| pair[0] != pair[1])
}

/// Whether every bar has room for its number; then no axis is needed. Only charts of bars alone.
fn prints_values(spec: &ChartSpec, plan: &Plan, axis: &Axis, width: f64, catalogue: &Catalogue) -> bool {
    let is_bars_alone =
        spec.layers.iter().all(|layer| matches!(layer, Layer::Bars { .. } | Layer::Note { .. }));
    if plan.is_stacked || plan.n_slots == 0 || !is_bars_alone || axis.scale != Scale::Linear {
        return false;
    }
    let bands = if plan.is_horizontal { &spec.y.scale } else { &spec.x.scale };
    let Scale::Band(names) = bands else { return false };
    let n = names.len().max(1) as f64;
    if plan.is_horizontal {
        return frame::height(spec, width) / (n * plan.n_slots as f64) >= 13.0;
    }
    let widest = spec
        .layers
        .iter()
        .flat_map(|layer| match layer {
            Layer::Bars { value, .. } => value.as_slice(),
            _ => &[],
        })
        .flatten()
        .map(|value| measure::width(&frame::printed(*value, &axis.format, catalogue), LABEL, false))
        .fold(0.0, f64::max);
    plan.n_slots == 1 && (width - 20.0) / n >= widest + 6.0
}

/// What will stand in the right margin for lines: the last value of the leading series of a time axis, and names.
fn line_ends(spec: &ChartSpec, catalogue: &Catalogue) -> Vec<String> {
    let lines: Vec<usize> =
        (0..spec.layers.len()).filter(|i| matches!(spec.layers[*i], Layer::Line { .. })).collect();
    let mut ends = Vec::new();
    for i in &lines {
        let Layer::Line { name, x, y, tone, .. } = &spec.layers[*i] else { continue };
        if !ends_at_margin(spec, *i) {
            continue;
        }
        if names_lines(spec) {
            ends.push(catalogue.text(name));
        }
        if let Some((_, last)) = last_point(x, y).filter(|_| shows_last(spec, *tone)) {
            ends.push(format::short(last, &spec.y.format, catalogue.language));
        }
    }
    ends
}

/// A line alone is named by the title; beside other series by its own name.
pub(super) fn names_lines(spec: &ChartSpec) -> bool {
    let is_series = |layer: &&Layer| matches!(layer, Layer::Line { .. } | Layer::Bars { .. });
    spec.layers.iter().filter(is_series).count() > 1
}

/// On a time axis the last point of the leading series is labelled.
pub(super) fn shows_last(spec: &ChartSpec, tone: Tone) -> bool {
    spec.x.scale == Scale::Time && tone != Tone::Grey
}

pub(super) fn last_point(x: &[f64], y: &[Option<f64>]) -> Option<(f64, f64)> {
    x.iter().zip(y).rev().find_map(|(x, y)| Some((*x, (*y)?)))
}

/// Whether a line's name can stand right of its end: it ends where the plot ends, and no other line ends just there.
pub(super) fn ends_at_margin(spec: &ChartSpec, layer: usize) -> bool {
    let (mut extent_x, mut extent_y) = (Extent::default(), Extent::default());
    let mut lasts = Vec::new();
    for (i, other) in spec.layers.iter().enumerate() {
        if let Layer::Line { x, y, .. } = other {
            x.iter().for_each(|x| extent_x.add(*x));
            y.iter().flatten().for_each(|y| extent_y.add(*y));
            if let Some(last) = last_point(x, y) {
                lasts.push((i, last));
            }
        }
    }
    let (Some((x_low, x_high)), Some((y_low, y_high))) = (extent_x.range, extent_y.range) else {
        return false;
    };
    let Some((_, (x, y))) = lasts.iter().find(|(i, _)| *i == layer) else { return false };
    let is_at_end = x_high - x <= (x_high - x_low) * 0.03;
    let is_alone = spec.x.scale == Scale::Time
        || lasts.iter().all(|(i, other)| {
            *i == layer
                || x_high - other.0 > (x_high - x_low) * 0.03
                || (other.1 - y).abs() > (y_high - y_low) * 0.02
        });
    is_at_end && is_alone
}

fn dates(spec: &ChartSpec) -> Dates {
    let mut all = spec.layers.iter().flat_map(|layer| match layer {
        Layer::Line { x, .. } | Layer::Area { x, .. } | Layer::Points { x, .. } => x.as_slice(),
        Layer::Bars { at, .. } | Layer::Intervals { at, .. } => at.as_slice(),
        _ => &[],
    });
    let mut dates = Dates::Years;
    let is_daily = all.any(|at| {
        let (_, month, day) = day::ymd(at.clamp(-1e8, 1e8) as i32);
        if month != 1 {
            dates = Dates::Months;
        }
        day != 1
    });
    if is_daily { Dates::Days } else { dates }
}

/// Which axis carries the values of bars and intervals.
pub(super) fn value_axis(spec: &ChartSpec, is_horizontal: bool) -> &Axis {
    if is_horizontal { &spec.x } else { &spec.y }
}
