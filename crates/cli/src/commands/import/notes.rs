//! What an import tells on its way: new names, names taken for others, corrections. Some of each sort, then no more.

use std::collections::{BTreeMap, BTreeSet};

use onrecord_core::body::Kind;
use onrecord_core::intake::Note;
use onrecord_core::line::StatementLine;
use onrecord_core::view::View;

use super::amendment::Amendment;
use super::rejection::Rejection;
use crate::explain;
use crate::output::Output;
use crate::progress::Progress;

/// New actors are few, and each may be somebody who is known by another name: so many are told one by one.
const ACTORS_MAX: u64 = 500;
/// So many are told of every other sort.
const OTHERS_MAX: u64 = 50;

/// Tells, and counts what it told.
pub(super) struct Notes {
    dry_run: bool,
    told: BTreeMap<Sort, u64>,
    hints_said: BTreeSet<String>,
}

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Sort {
    Actor,
    Issue,
    Name,
    Correction,
    Rejection,
}

impl Notes {
    pub(super) fn new(dry_run: bool) -> Self {
        Notes { dry_run, told: BTreeMap::new(), hints_said: BTreeSet::new() }
    }

    /// What was done on the way to a record.
    pub(super) fn on_the_way(&mut self, view: &View, notes: &[Note], progress: &Progress, output: &mut Output) {
        for note in notes {
            let sort = match note {
                Note::Added { kind: Kind::ActorAdded, .. } => Sort::Actor,
                Note::Added { .. } => Sort::Issue,
                Note::UnlikeName { .. } | Note::CountsAs { .. } => Sort::Name,
            };
            // Near matches cost more than all the rest of a line, so they are looked for only if they will be told.
            let would = if self.dry_run && sort != Sort::Name { "would add: " } else { "" };
            self.tell(sort, progress, output, |output| {
                output.note(format_args!("{would}{}", explain::note(view, note)));
            });
        }
    }

    /// A correction, as the view stands before it.
    pub(super) fn correction(
        &mut self,
        view: &View,
        amendment: &Amendment,
        line: &StatementLine,
        progress: &Progress,
        output: &mut Output,
    ) {
        let corrects = if self.dry_run { "would correct" } else { "corrects" };
        self.tell(Sort::Correction, progress, output, |output| {
            output.note(format_args!("{corrects} {}", amendment.preview(view, line)));
        });
    }

    /// A line that is not taken; a hint that stands above already is not said again.
    pub(super) fn rejection(&mut self, number: u64, rejection: &Rejection, progress: &Progress, output: &mut Output) {
        let mut text = format!("line {number}, {rejection}");
        if self.told.get(&Sort::Rejection).is_none_or(|told| *told < OTHERS_MAX) {
            text = self.without_hints_said(&text);
        }
        self.tell(Sort::Rejection, progress, output, |output| output.warn(text));
    }

    /// A text without the lines that are hints which were said before.
    fn without_hints_said(&mut self, text: &str) -> String {
        let new = |line: &&str| !line.starts_with("hint: ") || self.hints_said.insert((*line).to_owned());
        text.lines().filter(new).collect::<Vec<_>>().join("\n")
    }

    fn tell(&mut self, sort: Sort, progress: &Progress, output: &mut Output, say: impl FnOnce(&mut Output)) {
        let told = self.told.entry(sort).or_default();
        let max = sort.told_max();
        *told += 1;
        if *told <= max {
            progress.aside(|| say(output));
        } else if *told == max + 1 {
            progress.aside(|| sort.no_more(output));
        }
    }
}

impl Sort {
    fn told_max(self) -> u64 {
        match self {
            Sort::Actor => ACTORS_MAX,
            Sort::Issue | Sort::Name | Sort::Correction | Sort::Rejection => OTHERS_MAX,
        }
    }

    fn no_more(self, output: &mut Output) {
        let what = match self {
            Sort::Actor => "more actors are new",
            Sort::Issue => "more issues are new",
            Sort::Name => "more names are taken for names that are known otherwise",
            Sort::Correction => "more statements are corrected",
            Sort::Rejection => {
                return output.warn("more lines are rejected; from here on they are only counted");
            }
        };
        output.note(format_args!("{what}; from here on they are only counted"));
    }
}
