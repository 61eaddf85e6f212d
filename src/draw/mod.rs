//! A chart as data onto any plotters backend: the same pixels on the page's canvas, in exports and in print.
//!
//! [`chart`] lays the picture out in CSS pixels without asking a font or a document, paints it, and returns where its
//! marks lie and what they say ([`Hits`]) for hover and keyboard. [`svg`] is the same picture as a file of its own.

mod bars;
mod frame;
mod heat;
mod labels;
mod lines;
mod measure;
mod picture;
mod points;
mod scale;
mod scene;
mod shapes;
mod table;
mod theme;

use crate::error::{Error, Result};
use crate::message::Message;
use crate::report::ChartSpec;
use crate::report::text::{Catalogue, Language};
use plotters::coord::Shift;
use plotters::prelude::{DrawingArea, DrawingBackend, IntoDrawingArea, SVGBackend};
use scene::{Anchor, Scene, Shape, Type, Words};
use serde::{Deserialize, Serialize};

pub use scene::Area;
pub use table::as_table;
pub use theme::Theme;

/// How to draw. Every field may be left out.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Options {
    /// CSS pixels: 720 on the page (the default), 658 on A4.
    pub width: f64,
    /// CSS pixels; 0, the default, for what suits the chart: [`height`].
    pub height: f64,
    /// Device pixels a CSS pixel of the backend: 1 by default. SVG has its own.
    pub ratio: f64,
    /// Steps of the backend a device pixel: 1 by default. plotters counts in whole numbers, so lines and points would
    /// stand on whole pixels; a canvas that is scaled down as much is drawn in finer steps.
    pub fine: f64,
    pub theme: Theme,
    /// The language of the catalogue to draw with.
    pub language: Language,
    /// SVG only: with title, subtitle and source, as a file of its own. On by default; inside a report the sentence
    /// stands above the picture already.
    pub has_words: bool,
    /// "Made on this computer from sales.csv": the last line of a picture with words.
    pub source: Option<Message>,
}

impl Default for Options {
    fn default() -> Options {
        Options {
            width: 720.0,
            height: 0.0,
            ratio: 1.0,
            fine: 1.0,
            theme: Theme::Light,
            language: Language::English,
            has_words: true,
            source: None,
        }
    }
}

/// The marks of a drawn chart in reading order. ←→ move along the marks of a series, ↑↓ between series.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub struct Hits {
    pub plot: Area,
    pub series: Vec<Series>,
}

/// Marks of one name; rows of a heat grid are series too.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub struct Series {
    pub name: String,
    pub marks: Vec<Mark>,
}

/// A mark: where it is, in CSS pixels, and what it says.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub struct Mark {
    pub x: f64,
    pub y: f64,
    /// Bars, cells and rectangles; points have none.
    pub area: Option<Area>,
    /// What it is: `Mar 2011`, a segment, a product.
    pub label: String,
    /// Its value in full, with interval and details where it has them.
    pub value: String,
    /// The whole as one sentence, for reading out.
    pub words: String,
    /// Position of the layer in the spec and of the mark in the layer.
    pub layer: u32,
    pub index: u32,
}

/// Tenths of a pixel: plotters counts in whole numbers.
const SVG_RATIO: f64 = 10.0;

impl Options {
    fn height_of(&self, spec: &ChartSpec, width: f64) -> f64 {
        if self.height > 0.0 { self.height } else { height(spec, width) }
    }
}

/// The height in CSS pixels that suits the chart at this width.
pub fn height(spec: &ChartSpec, width: f64) -> f64 {
    frame::height(spec, width)
}

/// Draws the chart over the whole area and says where its marks are.
///
/// # Errors
/// Internal, when the backend fails.
pub fn chart<DB: DrawingBackend>(
    area: &DrawingArea<DB, Shift>,
    spec: &ChartSpec,
    options: &Options,
    catalogue: &Catalogue,
) -> Result<Hits> {
    let height = options.height_of(spec, options.width);
    let (scene, hits) = picture::lay_out(spec, options.width, height, options.theme, catalogue);
    let set = Type { family: family(catalogue.language), size_factor: 1.0, ascent: 0.8 };
    let steps = (options.ratio.clamp(0.5, 16.0), options.fine.clamp(1.0, 16.0).round());
    scene::paint(&scene, area, steps, set).map_err(Error::internal)?;
    area.present().map_err(|error| Error::internal(error.to_string()))?;
    Ok(hits)
}

/// The chart as a complete SVG document, readable by screen readers. Type is left to the reader's machine.
///
/// # Errors
/// Internal, when it cannot be written.
pub fn svg(spec: &ChartSpec, options: &Options, catalogue: &Catalogue) -> Result<String> {
    let (scene, width, height) = page(spec, options, catalogue);
    let size = ((width * SVG_RATIO) as u32, (height * SVG_RATIO) as u32);
    let mut drawing = String::new();
    {
        let area = SVGBackend::with_string(&mut drawing, size).into_drawing_area();
        let set = Type { family: "inherit", size_factor: 1.24, ascent: 0.76 };
        scene::paint(&scene, &area, (SVG_RATIO, 1.0), set).map_err(Error::internal)?;
        area.present().map_err(|error| Error::internal(error.to_string()))?;
    }
    let body = drawing.find('>').map_or("", |end| &drawing[end + 1..]);
    let title = escaped(&catalogue.text(&spec.title));
    let description = escaped(&catalogue.text(&spec.description));
    Ok(format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" role=\"img\" lang=\"{}\" width=\"{width}\" height=\"{height}\" \
         viewBox=\"0 0 {} {}\" font-family=\"{}\">\n<title>{title}</title>\n<desc>{description}</desc>{body}",
        catalogue.language.tag(),
        size.0,
        size.1,
        escaped(family(catalogue.language)),
    ))
}

/// Title, subtitle, picture and source below one another.
fn page(spec: &ChartSpec, options: &Options, catalogue: &Catalogue) -> (Scene, f64, f64) {
    let width = options.width.clamp(120.0, 4000.0);
    let palette = options.theme.palette();
    let margin = if options.has_words { 16.0 } else { 0.0 };
    let inner = width - 2.0 * margin;
    let mut words = Vec::new();
    let mut y = margin;
    let mut paragraph = |text: &str, size: f64, is_bold: bool, colour, y: &mut f64| {
        let leading = if catalogue.language.is_chinese() { 1.5 } else { 1.35 };
        for text in measure::wrap(text, inner, size, is_bold, 4) {
            *y += size * leading;
            let baseline = *y - size * (leading - 1.0) / 2.0 - size * 0.15;
            words.push(Words { text, x: margin, y: baseline, anchor: Anchor::Start, size, is_bold, colour });
        }
    };
    if options.has_words {
        paragraph(&catalogue.text(&spec.title), 18.0, true, palette.ink, &mut y);
        y += 3.0;
        paragraph(&catalogue.text(&spec.subtitle), 13.0, false, palette.ink2, &mut y);
        y += 12.0;
    }
    let chart_height = options.height_of(spec, inner);
    let (mut scene, _) = picture::lay_out(spec, inner, chart_height, options.theme, catalogue);
    scene.translate(margin, y);
    y += chart_height;
    if let Some(source) = options.source.as_ref().filter(|_| options.has_words) {
        y += 8.0;
        paragraph(&catalogue.text(source), 12.0, false, palette.ink3, &mut y);
    }
    let height = (y + margin).ceil();
    scene.shapes.insert(0, Shape::Rect { area: Area::new(0.0, 0.0, width, height), colour: palette.paper });
    scene.shapes.extend(words.into_iter().map(Shape::Text));
    (scene, width, height)
}

/// System fonts only, with the regional form of Han glyphs that the language needs.
fn family(language: Language) -> &'static str {
    match language {
        Language::English => {
            "system-ui, -apple-system, 'Segoe UI', Roboto, 'Noto Sans', 'Noto Sans CJK TC', sans-serif"
        }
        Language::TraditionalChinese | Language::HongKong => {
            "system-ui, 'PingFang TC', 'Microsoft JhengHei UI', 'Noto Sans TC', 'Noto Sans CJK TC', sans-serif"
        }
        Language::SimplifiedChinese => {
            "system-ui, 'PingFang SC', 'Microsoft YaHei UI', 'Noto Sans SC', 'Noto Sans CJK SC', sans-serif"
        }
    }
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}
