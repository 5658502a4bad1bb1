//! All targets, in order of how far in they lie: values, lines and tables, events, ledgers, homes;
//! and what strangers hand over.

mod events;
mod imports;
mod journal;
mod ledgers;
mod proofs;
mod store;
mod values;

use crate::target::Target;

/// Every door.
static ALL: &[&[Target]] = &[
    values::TARGETS,
    imports::TARGETS,
    events::TARGETS,
    ledgers::TARGETS,
    journal::TARGETS,
    store::TARGETS,
    proofs::TARGETS,
];

/// All targets.
pub fn all() -> impl Iterator<Item = &'static Target> {
    ALL.iter().copied().flatten()
}

/// The target with this name.
pub fn named(name: &str) -> Option<&'static Target> {
    all().find(|target| target.name == name)
}
