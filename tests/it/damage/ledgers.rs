//! The undamaged ledgers: small ones, whose store was opened once or often, with and without the bytes of a source, one
//! of fifty events with a checkpoint, and one of 20,000.

use std::fs;
use std::path::Path;

use super::image::Image;
use super::plan::Extent;
use crate::harness::Sandbox;

/// The questions of which the answers are compared.
pub(super) const REPLAY: [&str; 4] = ["replay", "--json", "--at", "2026-01-31"];
pub(super) const EXPORT: [&str; 1] = ["export"];

/// A ledger before anything happens to it, and its answers.
#[derive(Debug)]
pub(super) struct Undamaged {
    pub(super) name: &'static str,
    pub(super) image: Image,
    pub(super) answers: Answers,
    /// The same without its last batch.
    pub(super) before: Image,
    pub(super) answers_before: Answers,
}

/// What a ledger answers.
#[derive(Clone, Debug)]
pub(super) struct Answers {
    pub(super) replay: String,
    pub(super) export: String,
}

const ACTOR: [&str; 7] = ["actor", "add", "qatar", "--kind", "state", "--name", "Qatar"];
const ISSUE: [&str; 5] = ["issue", "add", "truce", "--wording", "The truce should be extended"];
const APPEND: &str = "append --id qa-1 --speaker qatar --issue truce --stance 60 --on 2026-01-02 --form quote";
const WORDS: &str = "The truce should be extended by a month";
const CONDITION: &str = "if all hostages return";
const LINES: &str = concat!(
    r#"{"type":"actor","slug":"qatar","kind":"state","name":"Qatar"}"#,
    "\n",
    r#"{"type":"issue","slug":"truce","wording":"The truce should be extended"}"#,
    "\n",
    r#"{"id":"qa-1","date":"2026-01-02","speaker":"qatar","issue":"truce","stance":60,"form":"quote","#,
    r#""text":"The truce should be extended by a month","condition":"if all hostages return"}"#,
    "\n",
);

/// All of them, in the order of `plan::density`; the first has five events in four frames. The large one takes a while.
pub(super) fn undamaged(extent: Extent) -> Vec<Undamaged> {
    let mut ledgers = vec![five(), worn(), fresh(), sourced(), fifty()];
    match extent {
        Extent::Sample => {}
        Extent::All => ledgers.push(large()),
    }
    ledgers
}

fn five() -> Undamaged {
    let sandbox = five_without_last();
    let before = taken(&sandbox);
    append(&sandbox, &[]);
    finish("five events", &sandbox, before)
}

/// Whose store was opened and closed many times.
fn worn() -> Undamaged {
    let sandbox = five_without_last();
    let before = taken(&sandbox);
    append(&sandbox, &[]);
    for _ in 0..40 {
        sandbox.run(["stats"]).ok();
    }
    finish("reopened 40 times", &sandbox, before)
}

/// Whose store was opened only once after it was made.
fn fresh() -> Undamaged {
    let sandbox = Sandbox::with_ledger();
    let before = taken(&sandbox);
    sandbox.run_with_input(["import", "-"], LINES.as_bytes()).ok();
    finish("just made", &sandbox, before)
}

/// With the bytes of a source, in which the quote stands.
fn sourced() -> Undamaged {
    let sandbox = five_without_last();
    let file = sandbox.file("interview.txt", format!("Interview. {WORDS}, he said.\n"));
    let add = ["source", "add", "interview", "--title", "Interview", "--file"].map(Path::new);
    sandbox.run(add.into_iter().chain([file.as_path()])).ok();
    let before = taken(&sandbox);
    append(&sandbox, &["--source", "interview"]);
    finish("with a source", &sandbox, before)
}

/// Whose newest checkpoint covers all events but the last.
fn fifty() -> Undamaged {
    let sandbox = five_without_last();
    sandbox.on("key new").ok();
    import(&sandbox, 45);
    sandbox.on("checkpoint").ok();
    let before = taken(&sandbox);
    append(&sandbox, &[]);
    finish("50 events", &sandbox, before)
}

/// With indexes of many postings, and a store of many pieces.
fn large() -> Undamaged {
    let sandbox = five_without_last();
    import(&sandbox, 19_995);
    let before = taken(&sandbox);
    append(&sandbox, &[]);
    finish("20,000 events", &sandbox, before)
}

fn import(sandbox: &Sandbox, count: usize) {
    let line = |number: usize| {
        format!(
            "{{\"id\":\"s{number}\",\"date\":\"2026-01-01\",\"speaker\":\"qatar\",\"issue\":\"truce\",\"stance\":{},\
             \"form\":\"quote\",\"text\":\"Sentence {number} about the truce\"}}\n",
            number % 100
        )
    };
    let lines: String = (0..count).map(line).collect();
    sandbox.run_with_input(["import", "-"], lines.as_bytes()).ok();
}

fn five_without_last() -> Sandbox {
    let sandbox = Sandbox::with_ledger();
    sandbox.run(ACTOR).ok();
    sandbox.run(ISSUE).ok();
    sandbox
}

fn append(sandbox: &Sandbox, more: &[&str]) {
    let words = ["--text", WORDS, "--condition", CONDITION];
    sandbox.run(APPEND.split(' ').chain(words).chain(more.iter().copied())).ok();
}

fn taken(sandbox: &Sandbox) -> (Image, Answers) {
    // As a process leaves it that is killed: emptied, the file would have no bit to flip.
    fs::write(sandbox.ledger().join("lock"), "4242 onrecord import x\n").unwrap();
    let image = Image::of(&sandbox.ledger());
    let answer = |args: &[&str]| sandbox.run(args).ok().stdout;
    (image, Answers { replay: answer(&REPLAY), export: answer(&EXPORT) })
}

fn finish(name: &'static str, sandbox: &Sandbox, (before, answers_before): (Image, Answers)) -> Undamaged {
    let (image, answers) = taken(sandbox);
    assert!(answers.replay.contains(WORDS) && answers.export.contains(CONDITION), "the answers show the words");
    Undamaged { name, image, answers, before, answers_before }
}
