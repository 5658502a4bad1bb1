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

use onrecord_core::seq::Seq;
use onrecord_core::view::View;

pub(crate) use matrix::draw as matrix;
pub(crate) use shifts::{ShiftPicture, draw as shifts};
pub(crate) use timeline::{TimelinePicture, draw as timeline};

/// An actor's name as people write it; the slug if there is none.
fn name(view: &View, actor: Seq) -> &str {
    Some(view.name(actor)).filter(|name| !name.is_empty()).unwrap_or_else(|| view.slug(actor))
}
