//! What is drawn, in CSS pixels, and its way onto a plotters backend.

use super::measure;
use super::theme::Colour;
use plotters::coord::Shift;
use plotters::element::{Circle, PathElement, Polygon, Rectangle, Text};
use plotters::prelude::{DrawingArea, DrawingBackend, RGBAColor, ShapeStyle};
use plotters::style::text_anchor::{HPos, Pos, VPos};
use plotters::style::{FontDesc, FontFamily, FontStyle, TextStyle};
use serde::Serialize;

/// A rectangle in CSS pixels from the picture's upper left corner.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
pub struct Area {
    pub x: f64,
    pub y: f64,
    pub width: f64,
    pub height: f64,
}

impl Area {
    pub(super) fn new(x: f64, y: f64, width: f64, height: f64) -> Area {
        Area { x, y, width, height }
    }

    pub(super) fn right(&self) -> f64 {
        self.x + self.width
    }

    pub(super) fn bottom(&self) -> f64 {
        self.y + self.height
    }

    /// The common area of two, 0 when they do not touch.
    pub(super) fn overlap(&self, other: &Area) -> f64 {
        let width = self.right().min(other.right()) - self.x.max(other.x);
        let height = self.bottom().min(other.bottom()) - self.y.max(other.y);
        width.max(0.0) * height.max(0.0)
    }

    pub(super) fn holds(&self, x: f64, y: f64) -> bool {
        x >= self.x && x <= self.right() && y >= self.y && y <= self.bottom()
    }
}

#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Anchor {
    Start,
    Middle,
    End,
}

/// A piece of text; `y` is its baseline.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Words {
    pub text: String,
    pub x: f64,
    pub y: f64,
    pub anchor: Anchor,
    pub size: f64,
    pub is_bold: bool,
    pub colour: Colour,
}

impl Words {
    /// Where the text lies, a little generously.
    pub fn area(&self) -> Area {
        let width = measure::width(&self.text, self.size, self.is_bold);
        let x = match self.anchor {
            Anchor::Start => self.x,
            Anchor::Middle => self.x - width / 2.0,
            Anchor::End => self.x - width,
        };
        Area::new(x, self.y - self.size * 0.9, width, self.size * 1.2)
    }
}

#[derive(Clone, Debug)]
pub(super) enum Shape {
    Path {
        points: Vec<(f64, f64)>,
        width: f64,
        colour: Colour,
    },
    Fill {
        points: Vec<(f64, f64)>,
        colour: Colour,
    },
    /// Edges fall on whole device pixels; never thinner than one.
    Rect {
        area: Area,
        colour: Colour,
    },
    Circle {
        x: f64,
        y: f64,
        radius: f64,
        colour: Colour,
    },
    Text(Words),
}

/// Shapes from back to front.
#[derive(Default)]
pub(super) struct Scene {
    pub shapes: Vec<Shape>,
}

impl Scene {
    pub fn rect(&mut self, area: Area, colour: Colour) {
        self.shapes.push(Shape::Rect { area, colour });
    }

    pub fn rounded(&mut self, area: Area, radius: f64, colour: Colour) {
        let r = radius.min(area.width / 2.0).min(area.height / 2.0).max(0.0);
        // A quarter circle in three pieces: the sagitta is below a tenth of a pixel for the radii used here.
        let (near, far) = (r * 0.134, r * 0.5);
        let corner = |x: f64, y: f64, dx: f64, dy: f64| {
            [(x, y + dy * r), (x + dx * near, y + dy * far), (x + dx * far, y + dy * near), (x + dx * r, y)]
        };
        let (x0, y0, x1, y1) = (area.x, area.y, area.right(), area.bottom());
        let mut points: Vec<_> = corner(x0, y0, 1.0, 1.0).into();
        points.extend(corner(x1, y0, -1.0, 1.0).into_iter().rev());
        points.extend(corner(x1, y1, -1.0, -1.0));
        points.extend(corner(x0, y1, 1.0, -1.0).into_iter().rev());
        self.shapes.push(Shape::Fill { points, colour });
    }

    pub fn fill(&mut self, points: Vec<(f64, f64)>, colour: Colour) {
        if points.len() > 2 {
            self.shapes.push(Shape::Fill { points, colour });
        }
    }

    pub fn path(&mut self, points: Vec<(f64, f64)>, width: f64, colour: Colour) {
        if points.len() > 1 {
            self.shapes.push(Shape::Path { points, width, colour });
        }
    }

    /// Strokes of 4 and gaps of 4; plotters' own dashes exist on no common denominator of the backends.
    pub fn dashed(&mut self, points: &[(f64, f64)], width: f64, colour: Colour) {
        const DASH: f64 = 4.0;
        let mut stroke: Vec<(f64, f64)> = points.first().copied().into_iter().collect();
        let (mut left, mut is_on) = (DASH, true);
        for pair in points.windows(2) {
            let (mut from, to) = (pair[0], pair[1]);
            loop {
                let length = ((to.0 - from.0) * (to.0 - from.0) + (to.1 - from.1) * (to.1 - from.1)).sqrt();
                if length < left {
                    left -= length;
                    stroke.push(to);
                    break;
                }
                let share = left / length;
                from = (from.0 + (to.0 - from.0) * share, from.1 + (to.1 - from.1) * share);
                stroke.push(from);
                if is_on {
                    self.path(std::mem::take(&mut stroke), width, colour);
                }
                stroke = vec![from];
                (left, is_on) = (DASH, !is_on);
            }
        }
        if is_on {
            self.path(stroke, width, colour);
        }
    }

    pub fn circle(&mut self, x: f64, y: f64, radius: f64, colour: Colour) {
        self.shapes.push(Shape::Circle { x, y, radius, colour });
    }

    pub fn translate(&mut self, dx: f64, dy: f64) {
        for shape in &mut self.shapes {
            match shape {
                Shape::Path { points, .. } | Shape::Fill { points, .. } => {
                    points.iter_mut().for_each(|(x, y)| (*x, *y) = (*x + dx, *y + dy));
                }
                Shape::Rect { area: Area { x, y, .. }, .. }
                | Shape::Circle { x, y, .. }
                | Shape::Text(Words { x, y, .. }) => (*x, *y) = (*x + dx, *y + dy),
            }
        }
    }

    pub fn text(&mut self, words: Words) {
        if !words.text.is_empty() {
            self.shapes.push(Shape::Text(words));
        }
    }
}

/// How a backend sets type.
#[derive(Clone, Copy)]
pub(super) struct Type<'a> {
    pub family: &'a str,
    /// plotters' SVG backend divides sizes by 1.24.
    pub size_factor: f64,
    /// From the top of the text to its baseline, in ems.
    pub ascent: f64,
}

/// Draws the scene with `ratio` device pixels a CSS pixel: every length is multiplied, also type and strokes. The backend
/// counts `fine` steps a device pixel; only rectangles stand on whole pixels.
pub(super) fn paint<DB: DrawingBackend>(
    scene: &Scene,
    area: &DrawingArea<DB, Shift>,
    (ratio, fine): (f64, f64),
    set: Type,
) -> Result<(), String> {
    let whole = |v: f64| v.round().clamp(-1e6, 1e6) as i32;
    let device = |v: f64| whole(v * ratio * fine);
    let pixel = |v: f64| whole(v * ratio) * fine as i32;
    let least = fine as i32;
    let at = |&(x, y): &(f64, f64)| (device(x), device(y));
    let rgba = |c: Colour| RGBAColor(c.rgb.0, c.rgb.1, c.rgb.2, c.alpha);
    for shape in &scene.shapes {
        let drawn = match shape {
            Shape::Path { points, width, colour } => {
                let stroke_width = device(*width).max(least) as u32;
                let style = ShapeStyle { color: rgba(*colour), filled: false, stroke_width };
                area.draw(&PathElement::new(points.iter().map(at).collect::<Vec<_>>(), style))
            }
            Shape::Fill { points, colour } => {
                area.draw(&Polygon::new(points.iter().map(at).collect::<Vec<_>>(), filled(rgba(*colour))))
            }
            Shape::Rect { area: rect, colour } => {
                let (x0, y0) = (pixel(rect.x), pixel(rect.y));
                let (x1, y1) = (pixel(rect.right()).max(x0 + least), pixel(rect.bottom()).max(y0 + least));
                area.draw(&Rectangle::new([(x0, y0), (x1, y1)], filled(rgba(*colour))))
            }
            Shape::Circle { x, y, radius, colour } => area.draw(&Circle::new(
                (device(*x), device(*y)),
                device(*radius).max(least),
                filled(rgba(*colour)),
            )),
            Shape::Text(words) => {
                let style = if words.is_bold { FontStyle::Bold } else { FontStyle::Normal };
                let size = words.size * ratio * fine * set.size_factor;
                let font = FontDesc::new(FontFamily::Name(set.family), size, style);
                let h_pos = match words.anchor {
                    Anchor::Start => HPos::Left,
                    Anchor::Middle => HPos::Center,
                    Anchor::End => HPos::Right,
                };
                let colour = rgba(words.colour);
                let style = TextStyle::from(font).color(&colour).pos(Pos::new(h_pos, VPos::Top));
                let top = words.y - words.size * set.ascent;
                area.draw(&Text::new(words.text.as_str(), (device(words.x), device(top)), style))
            }
        };
        drawn.map_err(|error| error.to_string())?;
    }
    Ok(())
}

fn filled(color: RGBAColor) -> ShapeStyle {
    ShapeStyle { color, filled: true, stroke_width: 0 }
}
