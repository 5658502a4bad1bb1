//! Pictures of positions, drawn as SVG.
//!
//! Invariants: the same answer gives the same bytes; colour never carries a meaning alone (a shape, a text or a place
//! does too); recorded words reach a picture as text, never as markup.

mod axis;
mod legend;
mod matrix;
mod palette;
mod panel;
mod pen;
mod shifts;
mod timeline;
mod trace;

pub(crate) use matrix::draw as matrix;
pub(crate) use shifts::{ShiftPicture, draw as shifts};
pub(crate) use timeline::{TimelinePicture, draw as timeline};
