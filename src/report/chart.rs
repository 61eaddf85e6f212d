//! A chart as data: axes, layers of marks, words. `draw` draws it on any plotters backend; nothing here knows pixels.

use crate::message::Message;
use crate::stats::share::wilson;
use serde::{Deserialize, Serialize};

/// A chart. On the page it stands below its sentence, so it carries no title of its own when exported with one.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub struct ChartSpec {
    /// Names the export: `DIR/<cell>-<id>.svg`.
    pub id: String,
    /// The finding as a sentence; the export's title.
    pub title: Message,
    /// Measure, unit, period, base.
    pub subtitle: Message,
    /// One line for those who cannot see it: type, axes, range, n.
    pub description: Message,
    pub x: Axis,
    pub y: Axis,
    /// Drawn in order; later layers lie on top.
    pub layers: Vec<Layer>,
    /// Height ÷ width. 0 means what suits the marks: so much a row for bars and grids, else about 0.5.
    pub aspect: f64,
    /// More words for marks than their value (share, n, rank), shown on hover and read out.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub details: Vec<Details>,
    /// Where marks lead.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub links: Vec<Links>,
}

/// The rows of one of the cell's tables that each mark of a layer stands for, so that a mark can be traced as they are.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub struct Links {
    /// Position in [`ChartSpec::layers`].
    pub layer: u32,
    /// Id of the table.
    pub table: String,
    /// Parallel to the marks.
    pub rows: Vec<Vec<u32>>,
}

/// Words for the marks of one layer, parallel to them.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Details {
    /// Position in [`ChartSpec::layers`].
    pub layer: u32,
    pub words: Vec<Message>,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub struct Axis {
    pub label: Message,
    pub scale: Scale,
    pub format: Format,
    /// The range to show; `None` fits the data. Bars always start at zero.
    pub range: Option<(f64, f64)>,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub enum Scale {
    #[default]
    Linear,
    /// Base 10; values must be positive.
    Log,
    /// Values are days since 1970-01-01; ticks fall on calendar units.
    Time,
    /// Values are positions 0, 1, … of these names. A y band runs from the top.
    Band(Vec<Message>),
    /// No ticks and no line: maps, graphs, tree maps.
    Hidden,
}

/// How an axis or a hovered value is written.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub enum Format {
    Count,
    #[default]
    Number,
    Share,
    /// Compact: `30.8 M`, `3080.7 萬`.
    Money(String),
    Day,
    Duration,
}

/// Which ink. One accent and greys; groups only where colour carries identity, and never more than six.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub enum Tone {
    #[default]
    Accent,
    /// Context series.
    Grey,
    Good,
    Warn,
    Bad,
    /// Categorical palette, 0..=5.
    Group(u8),
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub enum Layer {
    /// Gaps where y is `None`. Labelled directly at its end.
    Line {
        name: Message,
        x: Vec<f64>,
        y: Vec<Option<f64>>,
        tone: Tone,
        is_dashed: bool,
    },
    /// The area between two curves: an interval around a line, or from zero.
    Area {
        name: Message,
        x: Vec<f64>,
        low: Vec<f64>,
        high: Vec<f64>,
        tone: Tone,
    },
    /// Bars from zero; horizontal when the y axis is a band. `base` stacks them when not empty.
    Bars {
        name: Message,
        at: Vec<f64>,
        value: Vec<Option<f64>>,
        base: Vec<f64>,
        tone: Tone,
    },
    /// `size` (0..=1 of the largest area), `group` and `label` are empty or parallel to x.
    Points {
        name: Message,
        x: Vec<f64>,
        y: Vec<f64>,
        size: Vec<f64>,
        group: Vec<u8>,
        group_names: Vec<Message>,
        label: Vec<String>,
        /// Shade 0..=1, empty for none.
        shade: Vec<f64>,
        tone: Tone,
    },
    /// Error bars: along y when `x` is the position, along x when the y axis is a band.
    Intervals {
        at: Vec<f64>,
        low: Vec<f64>,
        high: Vec<f64>,
        tone: Tone,
    },
    /// A grid over two band axes; row-major, `value` 0..=1 shades, `text` stands in the cell. Empty cells are `None`.
    Heat {
        name: Message,
        n_columns: u32,
        value: Vec<Option<f64>>,
        text: Vec<Message>,
        is_diverging: bool,
    },
    /// Areas by value, squarified for the shape of the picture; both axes hidden. `shade` and `detail` may be empty.
    Treemap {
        value: Vec<f64>,
        shade: Vec<f64>,
        label: Vec<Message>,
        detail: Vec<Message>,
    },
    /// Rectangles in axis units: Gantt strips, regions.
    Rects {
        x0: Vec<f64>,
        y0: Vec<f64>,
        x1: Vec<f64>,
        y1: Vec<f64>,
        shade: Vec<f64>,
        label: Vec<Message>,
        detail: Vec<Message>,
    },
    /// Straight pieces: dendrograms, graph edges, arrows. `width` 0..=1 or empty.
    Segments {
        x0: Vec<f64>,
        y0: Vec<f64>,
        x1: Vec<f64>,
        y1: Vec<f64>,
        width: Vec<f64>,
        has_arrow: bool,
        tone: Tone,
    },
    /// A thin line across the plot at a value, with its name.
    RuleX {
        at: f64,
        label: Message,
        tone: Tone,
    },
    RuleY {
        at: f64,
        label: Message,
        tone: Tone,
    },
    /// The one thing that matters: a marker and a few words.
    Note {
        x: f64,
        y: f64,
        label: Message,
    },
}

impl Axis {
    pub fn new(label: impl Into<Message>, scale: Scale, format: Format) -> Axis {
        Axis { label: label.into(), scale, format, range: None }
    }

    /// Shows this range, whatever the data.
    pub fn over(self, low: f64, high: f64) -> Axis {
        Axis { range: Some((low, high)), ..self }
    }
}

impl Layer {
    /// A line without gaps.
    pub fn line(
        name: impl Into<Message>,
        x: Vec<f64>,
        y: impl IntoIterator<Item = f64>,
        tone: Tone,
        is_dashed: bool,
    ) -> Layer {
        Layer::Line { name: name.into(), x, y: y.into_iter().map(Some).collect(), tone, is_dashed }
    }

    /// A line whose way into and out of its partial points is dashed; `name` is the line's and that of the dashes.
    pub fn partly_dashed(
        (name, part): (Message, Message),
        x: Vec<f64>,
        y: Vec<Option<f64>>,
        is_partial: &[bool],
    ) -> Vec<Layer> {
        let mut layers = Vec::new();
        for at in (1..y.len()).filter(|&at| is_partial[at - 1] || is_partial[at]) {
            // The name stands at the last point: at the one that is not whole.
            let (from, to) = if is_partial[at] { (at - 1, at) } else { (at, at - 1) };
            layers.push(Layer::Line {
                name: part.clone(),
                x: vec![x[from], x[to]],
                y: vec![y[from], y[to]],
                tone: Tone::Accent,
                is_dashed: true,
            });
        }
        let y = y.iter().zip(is_partial).map(|(y, is_partial)| y.filter(|_| !is_partial)).collect();
        layers.push(Layer::Line { name, x, y, tone: Tone::Accent, is_dashed: false });
        layers
    }

    /// Plain points, all alike.
    pub fn points(name: impl Into<Message>, x: Vec<f64>, y: Vec<f64>) -> Layer {
        Layer::Points {
            name: name.into(),
            x,
            y,
            size: Vec::new(),
            group: Vec::new(),
            group_names: Vec::new(),
            label: Vec::new(),
            shade: Vec::new(),
            tone: Tone::Accent,
        }
    }

    /// The same points with a word beside each. Other marks stay as they are.
    pub fn labelled(mut self, words: Vec<String>) -> Layer {
        if let Layer::Points { label, .. } = &mut self {
            *label = words;
        }
        self
    }
}

/// A group of a forecast's cases: what was predicted on average, what came, and the 95 % interval of that.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Calibrated {
    pub predicted: f64,
    pub actual: f64,
    pub low: f64,
    pub high: f64,
}

impl Calibrated {
    /// A share of `n` cases, with Wilson's interval: groups of all or none have a width too.
    pub fn share(predicted: f64, actual: f64, n: u32) -> Calibrated {
        let (low, high) = wilson(libm::round(actual * f64::from(n)) as u32, n);
        Calibrated { predicted, actual, low, high }
    }
}

/// Layers of a calibration chart: predicted across, real up with 95 % intervals (cut to the axes' range), and the
/// diagonal on which both agree.
pub fn calibration(
    diagonal: impl Into<Message>,
    name: impl Into<Message>,
    groups: &[Calibrated],
    (low, high): (f64, f64),
) -> Vec<Layer> {
    let at: Vec<f64> = groups.iter().map(|group| group.predicted).collect();
    let cut = |end: fn(&Calibrated) -> f64| groups.iter().map(|group| end(group).clamp(low, high)).collect();
    vec![
        Layer::line(diagonal, vec![low, high], [low, high], Tone::Grey, true),
        Layer::Intervals {
            at: at.clone(),
            low: cut(|group| group.low),
            high: cut(|group| group.high),
            tone: Tone::Accent,
        },
        Layer::points(name, at, groups.iter().map(|group| group.actual).collect()),
    ]
}
