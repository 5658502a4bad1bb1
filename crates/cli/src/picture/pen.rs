//! The pen: lines, marks and texts on a sheet of so many pixels, and the SVG that comes of them.
//!
//! The first thing that cannot be drawn is kept and told at the end, so that drawing reads as drawing.

use plotters::backend::{DrawingBackend, SVGBackend};
use plotters::style::text_anchor::{HPos, Pos, VPos};
use plotters::style::{Color, FontStyle, FontTransform, IntoFont, RGBColor, ShapeStyle, TextStyle};

use super::palette::PAPER;
use crate::failure::Failure;
use crate::output::{Lines, printable};
use crate::table;

/// A place on the sheet, in pixels from its upper left corner.
pub(super) type At = (i32, i32);

/// plotters writes a font's size divided by this into the SVG.
const PLOTTERS_FONT_SCALE: f64 = 1.24;
/// The mean width of a character of a sans-serif font, in hundredths of its size.
const CHARACTER_WIDTH: i32 = 56;

/// A pen over a sheet.
pub(super) struct Pen<'s> {
    backend: SVGBackend<'s>,
    failed: Option<String>,
}

/// What a sheet is, for those who cannot see it.
#[derive(Clone, Debug)]
pub(super) struct Sheet {
    /// Width and height in pixels.
    pub(super) size: (i32, i32),
    /// What is shown.
    pub(super) title: String,
    /// What it shows, in a sentence or two.
    pub(super) description: String,
}

/// How a text is set.
#[derive(Clone, Copy)]
pub(super) struct Set {
    /// Height in pixels.
    pub(super) size: i32,
    /// Colour.
    pub(super) color: RGBColor,
    /// Which part of the text stands at the place given.
    pub(super) anchor: HPos,
    /// Whether it is bold.
    pub(super) style: FontStyle,
}

/// Which way a triangle points.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Pointing {
    /// Up.
    Up,
    /// Down.
    Down,
}

impl Set {
    /// Text that begins at its place.
    pub(super) fn left(size: i32, color: RGBColor) -> Set {
        Set { size, color, anchor: HPos::Left, style: FontStyle::Normal }
    }

    /// Text with its middle at its place.
    pub(super) fn middle(size: i32, color: RGBColor) -> Set {
        Set { anchor: HPos::Center, ..Set::left(size, color) }
    }

    /// Text that ends at its place.
    pub(super) fn right(size: i32, color: RGBColor) -> Set {
        Set { anchor: HPos::Right, ..Set::left(size, color) }
    }

    /// The same, bold.
    pub(super) fn bold(self) -> Set {
        Set { style: FontStyle::Bold, ..self }
    }
}

/// Draws a sheet and gives its SVG.
pub(super) fn sheet(sheet: &Sheet, draw: impl FnOnce(&mut Pen<'_>)) -> Result<String, Failure> {
    let mut svg = String::new();
    let size = |pixels: i32| u32::try_from(pixels.max(1)).unwrap_or(1);
    let backend = SVGBackend::with_string(&mut svg, (size(sheet.size.0), size(sheet.size.1)));
    let mut pen = Pen { backend, failed: None };
    pen.rect((0, 0), sheet.size, PAPER);
    draw(&mut pen);
    let ended = pen.backend.present().map_err(|error| error.to_string());
    if let Some(reason) = pen.failed.take().or(ended.err()) {
        return Err(Failure::new(format!("the picture could not be drawn: {reason}")));
    }
    drop(pen);
    let told = format!("<title>{}</title>\n<desc>{}</desc>\n", escaped(&sheet.title), escaped(&sheet.description));
    let body = svg.find('\n').map_or(0, |end| end + 1);
    svg.insert_str(body, &told);
    Ok(svg.replacen("<svg ", "<svg role=\"img\" ", 1))
}

/// How wide a text is, roughly: fonts differ.
pub(super) fn width(text: &str, size: i32) -> i32 {
    i32::try_from(table::columns_of(text)).unwrap_or(i32::MAX / 1000) * size * CHARACTER_WIDTH / 100
}

/// A text cut with a mark so that it takes no more than so many pixels.
pub(super) fn fitting(text: &str, size: i32, pixels: i32) -> String {
    let characters = pixels * 100 / (size * CHARACTER_WIDTH);
    table::cut(text, usize::try_from(characters).unwrap_or(0).max(2))
}

fn escaped(text: &str) -> String {
    printable(text, Lines::Joined).replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

impl Pen<'_> {
    /// A line.
    pub(super) fn line(&mut self, from: At, to: At, color: RGBColor, width: u32) {
        let drawn = self.backend.draw_line(from, to, &stroke(color, width));
        self.keep(drawn);
    }

    /// A line through several places.
    pub(super) fn path(&mut self, places: &[At], color: RGBColor, width: u32) {
        let drawn = self.backend.draw_path(places.iter().copied(), &stroke(color, width));
        self.keep(drawn);
    }

    /// A filled rectangle.
    pub(super) fn rect(&mut self, upper_left: At, lower_right: At, color: RGBColor) {
        let drawn = self.backend.draw_rect(upper_left, lower_right, &color.filled(), true);
        self.keep(drawn);
    }

    /// A rectangle that is not filled.
    pub(super) fn frame(&mut self, (left, top): At, (right, bottom): At, color: RGBColor) {
        self.path(&[(left, top), (right, top), (right, bottom), (left, bottom), (left, top)], color, 1);
    }

    /// Slanting lines over a rectangle.
    pub(super) fn hatch(&mut self, (left, top): At, (right, bottom): At, color: RGBColor) {
        let height = bottom - top;
        let mut start = left - height;
        while start < right {
            // From the lower edge at `start` to the upper edge at `start + height`, as far as it lies inside.
            let (from, to) = (start.max(left), (start + height).min(right));
            if from < to {
                self.line((from, bottom - (from - start)), (to, bottom - (to - start)), color, 1);
            }
            start += 6;
        }
    }

    /// A filled circle with a rim of paper.
    pub(super) fn dot(&mut self, center: At, radius: i32, color: RGBColor) {
        self.circle(center, radius + 1, PAPER, true);
        self.circle(center, radius, color, true);
    }

    /// A circle that is not filled.
    pub(super) fn ring(&mut self, center: At, radius: i32, color: RGBColor) {
        self.circle(center, radius, PAPER, true);
        self.circle(center, radius, color, false);
    }

    /// A diamond that is not filled.
    pub(super) fn diamond(&mut self, (x, y): At, radius: i32, color: RGBColor) {
        let places = [(x, y - radius), (x + radius, y), (x, y + radius), (x - radius, y), (x, y - radius)];
        self.area(&places, PAPER);
        self.path(&places, color, 2);
    }

    /// A filled triangle.
    pub(super) fn triangle(&mut self, (x, y): At, radius: i32, pointing: Pointing, color: RGBColor) {
        let tip = match pointing {
            Pointing::Up => -radius,
            Pointing::Down => radius,
        };
        let places = [(x, y + tip), (x - radius, y - tip), (x + radius, y - tip), (x, y + tip)];
        self.area(&places, color);
        self.path(&places, PAPER, 1);
    }

    /// A cross of two slanting lines.
    pub(super) fn cross(&mut self, (x, y): At, radius: i32, color: RGBColor) {
        self.line((x - radius, y - radius), (x + radius, y + radius), color, 2);
        self.line((x - radius, y + radius), (x + radius, y - radius), color, 2);
    }

    /// A text, with its middle at the height given.
    pub(super) fn text(&mut self, at: At, text: &str, set: Set) {
        let text = printable(text, Lines::Joined);
        let font = ("sans-serif", f64::from(set.size) * PLOTTERS_FONT_SCALE, set.style).into_font();
        let style = TextStyle::from(font).color(&set.color).pos(Pos::new(set.anchor, VPos::Center));
        let drawn = self.backend.draw_text(&text, &style, at);
        self.keep(drawn);
    }

    /// A text that runs upwards from its place.
    pub(super) fn upright(&mut self, at: At, text: &str, set: Set) {
        let text = printable(text, Lines::Joined);
        let font = ("sans-serif", f64::from(set.size) * PLOTTERS_FONT_SCALE, set.style).into_font();
        let font = font.transform(FontTransform::Rotate270);
        let style = TextStyle::from(font).color(&set.color).pos(Pos::new(set.anchor, VPos::Center));
        let drawn = self.backend.draw_text(&text, &style, at);
        self.keep(drawn);
    }

    fn circle(&mut self, center: At, radius: i32, color: RGBColor, fill: bool) {
        let drawn = self.backend.draw_circle(center, u32::try_from(radius).unwrap_or(0), &stroke(color, 2), fill);
        self.keep(drawn);
    }

    fn area(&mut self, places: &[At], color: RGBColor) {
        let drawn = self.backend.fill_polygon(places.iter().copied(), &color.filled());
        self.keep(drawn);
    }

    fn keep<E: std::fmt::Display>(&mut self, drawn: Result<(), E>) {
        if let (Err(error), None) = (drawn, &self.failed) {
            self.failed = Some(error.to_string());
        }
    }
}

fn stroke(color: RGBColor, width: u32) -> ShapeStyle {
    color.stroke_width(width)
}
