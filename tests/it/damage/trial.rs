//! What the binary makes of a damaged ledger, and whether that is one of the things it may do.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};

use super::case::{Case, Change, Effort};
use super::image::Image;
use super::ledgers::{Answers, EXPORT, REPLAY, Undamaged};
use crate::deadline::{self, Ended};
use crate::harness::Sandbox;

/// How an audit ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Audited {
    Found,
    Refused,
    Clean,
}

/// How a question was answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Answered {
    /// As before the damage.
    Same,
    /// As before the damage, and it was said that something was repaired or passed over.
    SameAndSaid,
    Refused,
}

/// What recovering came to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Recovered {
    /// It said so, and the answers are those from before the damage.
    Whole,
    /// The same, but the next command says again that it repaired the store.
    WholeAndSaid,
    Refused,
}

/// What became of a case.
#[derive(Clone, Debug)]
pub(super) struct Outcome {
    pub(super) audited: Audited,
    pub(super) answered: Answered,
    pub(super) recovered: Option<Recovered>,
}

/// A folder in which cases are tried one after the other.
pub(super) struct Bench {
    sandbox: Sandbox,
    talk: PathBuf,
}

impl Bench {
    pub(super) fn new() -> Bench {
        let sandbox = Sandbox::in_memory();
        let talk = sandbox.path().join("talk");
        std::fs::create_dir(&talk).unwrap();
        std::fs::create_dir(sandbox.path().join("tmp")).unwrap();
        Bench { sandbox, talk }
    }

    /// Tries a case; an error is something that must never happen.
    pub(super) fn try_case(&self, case: &Case, ledger: &Undamaged) -> Result<Outcome, String> {
        let image = case.image(ledger);
        image.write(&self.sandbox.ledger());
        let before = matches!(case.change, Change::CutStoreBehind { .. });
        let expected = if before { &ledger.answers_before } else { &ledger.answers };
        let audited = self.audit(&image)?;
        if audited == Audited::Clean && case.is_of_journal() {
            return Err("the journal was changed and audit found nothing".to_owned());
        }
        let answered = self.answers(expected, case.effort)?;
        if audited == Audited::Clean && answered != Answered::Same {
            return Err(format!("audit found nothing, but a replay gave {answered:?}"));
        }
        let recovered = match case.effort {
            Effort::Basic => None,
            Effort::Thorough => Some(self.recover(expected, case.is_of_journal())?),
        };
        Ok(Outcome { audited, answered, recovered })
    }

    fn audit(&self, image: &Image) -> Result<Audited, String> {
        let ended = self.run(["audit", "--json"])?;
        let audited = match ended.code() {
            0 if ended.stdout.contains(r#""findings":0"#) => Audited::Clean,
            1 if ended.stdout.contains(r#""finding":"#) => Audited::Found,
            2 if ended.says("error:") => Audited::Refused,
            _ => return Err(format!("audit neither finds nor refuses: {ended:?}")),
        };
        match image.first_difference(&self.sandbox.ledger()) {
            Some(file) => Err(format!("audit changed {}", file.display())),
            None => Ok(audited),
        }
    }

    fn answers(&self, expected: &Answers, effort: Effort) -> Result<Answered, String> {
        let answered = self.ask(&REPLAY, &expected.replay)?;
        if effort == Effort::Thorough {
            self.ask(&EXPORT, &expected.export)?;
        }
        Ok(answered)
    }

    fn ask(&self, question: &[&str], expected: &str) -> Result<Answered, String> {
        let ended = self.run(question)?;
        match ended.code() {
            0 if ended.stdout == expected && ended.says("warning:") => Ok(Answered::SameAndSaid),
            0 if ended.stdout == expected && ended.stderr.is_empty() => Ok(Answered::Same),
            2 if ended.says("error:") && ended.stdout.is_empty() => Ok(Answered::Refused),
            _ => Err(format!("{question:?} gave another answer: {ended:?}")),
        }
    }

    fn recover(&self, expected: &Answers, is_of_journal: bool) -> Result<Recovered, String> {
        let ended = self.run(["recover", "--json"])?;
        match ended.code() {
            0 => {}
            1 | 2 if ended.says("error:") => return Ok(Recovered::Refused),
            _ => return Err(format!("recover neither mends nor refuses: {ended:?}")),
        }
        match self.answers(expected, Effort::Thorough)? {
            Answered::Same => Ok(Recovered::Whole),
            // To be `Whole` too, once a store that sled opens without its end, again and again, is rebuilt and not only
            // rolled forward: the answers are right, but nothing that is written to such a store stays.
            Answered::SameAndSaid if !is_of_journal => Ok(Recovered::WholeAndSaid),
            other @ (Answered::SameAndSaid | Answered::Refused) => {
                Err(format!("after a recovery that said it was done, a replay gave {other:?}"))
            }
        }
    }

    fn run<A: AsRef<OsStr>>(&self, args: impl IntoIterator<Item = A>) -> Result<Ended, String> {
        let mut command = self.sandbox.command(args);
        command.env("TMPDIR", self.sandbox.path().join("tmp")).env("RUST_BACKTRACE", "0");
        let called = format!("{:?}", command.get_args().collect::<Vec<_>>());
        let ended = deadline::run(command, &self.talk);
        match ended.crash() {
            Some(crash) => Err(format!("{called}: {crash}: {ended:?}")),
            None => Ok(ended),
        }
    }
}

/// Writes a ledger before and after the change, so that a failure can be looked at.
pub(super) fn keep(folder: &Path, case: &Case, ledger: &Undamaged) {
    std::fs::create_dir_all(folder).unwrap();
    ledger.image.write(&folder.join("undamaged"));
    case.image(ledger).write(&folder.join("damaged"));
}
