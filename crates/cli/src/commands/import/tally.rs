//! What became of the lines of an import, counted.

use std::path::Path;

use onrecord_core::body::Kind;
use onrecord_core::entry::Head;
use onrecord_core::intake::{Note, Outcome, Plan};
use onrecord_core::line::Line;
use serde_json::json;

use crate::counted::counted;
use crate::failure::Failure;
use crate::output::Output;

/// The counts. Statements and lines of the registry are counted apart, rejected lines together.
#[derive(Debug, Default)]
pub(super) struct Tally {
    pub(super) recorded: u64,
    pub(super) already_recorded: u64,
    pub(super) corrected: u64,
    pub(super) rejected: u64,
    pub(super) registry_recorded: u64,
    pub(super) registry_already_recorded: u64,
    pub(super) new_actors: u64,
    pub(super) new_issues: u64,
}

/// What a report says beside the counts.
#[derive(Clone, Copy)]
pub(super) struct Circumstances<'c> {
    pub(super) head: Head,
    pub(super) dry_run: bool,
    pub(super) amending: bool,
    pub(super) rejects: Option<&'c Path>,
}

impl Tally {
    /// How many lines were dealt with.
    pub(super) fn lines(&self) -> u64 {
        let registry = self.registry_recorded + self.registry_already_recorded;
        self.recorded + self.already_recorded + self.corrected + self.rejected + registry
    }

    /// Counts a line that was taken.
    pub(super) fn count(&mut self, plan: &Plan, line: &Line, is_correction: bool) {
        let is_statement = matches!(line, Line::Statement(_));
        for outcome in &plan.outcomes {
            let counter = match (outcome, is_statement) {
                (Outcome::New(_), true) if is_correction => &mut self.corrected,
                (Outcome::New(_), true) => &mut self.recorded,
                (Outcome::New(_), false) => &mut self.registry_recorded,
                (Outcome::AlreadyRecorded(_), true) => &mut self.already_recorded,
                (Outcome::AlreadyRecorded(_), false) => &mut self.registry_already_recorded,
            };
            *counter += 1;
        }
        for note in &plan.notes {
            match note {
                Note::Added { kind: Kind::ActorAdded, .. } => self.new_actors += 1,
                Note::Added { kind: Kind::IssueAdded, .. } => self.new_issues += 1,
                Note::Added { .. } | Note::UnlikeName { .. } | Note::CountsAs { .. } => {}
            }
        }
    }

    /// Says what became of the lines.
    pub(super) fn report(&self, about: Circumstances<'_>, output: &mut Output) -> Result<(), Failure> {
        if output.is_json() { self.object(about, output) } else { self.text(about, output) }
    }

    fn object(&self, about: Circumstances<'_>, output: &mut Output) -> Result<(), Failure> {
        let mut object = json!({
            "recorded": self.recorded,
            "already_recorded": self.already_recorded,
            "rejected": self.rejected,
            "registry_recorded": self.registry_recorded,
            "registry_already_recorded": self.registry_already_recorded,
            "new_actors": self.new_actors,
            "new_issues": self.new_issues,
            "size": about.head.size,
            "head": about.head.hash,
            "dry_run": about.dry_run,
        });
        if about.amending {
            object["corrected"] = json!(self.corrected);
        }
        if let Some(rejects) = about.rejects {
            object["rejects"] = json!(rejects.to_string_lossy());
        }
        output.object(&object)
    }

    fn text(&self, about: Circumstances<'_>, output: &mut Output) -> Result<(), Failure> {
        let would = if about.dry_run { "would be " } else { "" };
        let corrected = if about.amending { format!("{} {would}corrected, ", self.corrected) } else { String::new() };
        output.line(format_args!(
            "{} {would}recorded, {corrected}{} already recorded, {} rejected",
            counted(self.recorded, "statement"),
            self.already_recorded,
            counted(self.rejected, "line"),
        ))?;
        if self.registry_recorded + self.registry_already_recorded > 0 {
            output.line(format_args!(
                "{} of the registry {would}recorded, {} already recorded",
                counted(self.registry_recorded, "line"),
                self.registry_already_recorded,
            ))?;
        }
        output.line(format_args!("head {} at {}", about.head.hash, counted(about.head.size, "event")))?;
        // A real import has told them one by one already.
        if about.dry_run && self.new_actors + self.new_issues > 0 {
            let (actors, issues) = (counted(self.new_actors, "new actor"), counted(self.new_issues, "new issue"));
            output.line(format_args!("{actors} and {issues} would be added on the way"))?;
        }
        if let Some(rejects) = about.rejects {
            output.note(format_args!("what was rejected is in {}", rejects.display()));
        }
        Ok(())
    }
}
