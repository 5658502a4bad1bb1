//! The session in the README is real: its commands are run, and answer what stands there.

use crate::harness::{Sandbox, repository};

#[test]
fn session_in_the_readme_answers_what_it_shows() {
    let readme = std::fs::read_to_string(repository("README.md")).unwrap();
    let sandbox = Sandbox::empty();
    let session = sessions(&readme).next().expect("the README has a session");
    let steps = steps(session);
    assert!(steps.len() >= 5, "the session has commands");
    for (command, expected) in steps {
        let arguments = words(command.trim_start_matches("onrecord "));
        let ran = sandbox.run(&arguments).ok();
        assert_eq!(without_hashes(&ran.stdout), without_hashes(&expected), "{command}");
    }
}

#[test]
fn readme_is_short_and_names_two_commands_for_set_up() {
    let readme = std::fs::read_to_string(repository("README.md")).unwrap();
    assert!(readme.lines().count() < 120);
    for command in ["cargo run --release -- tour", "tests/run"] {
        assert!(readme.contains(command), "{command}");
    }
}

/// The blocks of a page that show a terminal.
pub(crate) fn sessions(page: &str) -> impl Iterator<Item = &str> {
    page.split("```console\n").skip(1).map(|rest| rest.split("```").next().unwrap())
}

/// Commands, each with what it answers.
pub(crate) fn steps(session: &str) -> Vec<(String, String)> {
    let joined = session.replace("\\\n", " ");
    joined
        .split("$ ")
        .skip(1)
        .map(|step| {
            let (command, answer) = step.split_once('\n').unwrap();
            (command.to_owned(), answer.to_owned())
        })
        .collect()
}

/// A command line as a shell splits it, as far as these pages use quotes.
pub(crate) fn words(line: &str) -> Vec<String> {
    let mut words = Vec::new();
    let mut word: Option<String> = None;
    let mut quote = None;
    for c in line.chars() {
        match (quote, c) {
            (None, '"' | '\'') => {
                quote = Some(c);
                word.get_or_insert_default();
            }
            (Some(open), c) if open == c => quote = None,
            (None, c) if c.is_whitespace() => words.extend(word.take()),
            (_, c) => word.get_or_insert_default().push(c),
        }
    }
    words.extend(word);
    words
}

/// Hashes and ledger ids differ from run to run; everything else must be the same.
pub(crate) fn without_hashes(text: &str) -> String {
    let blank = |word: &str| {
        let hex = word.len() >= 8 && word.bytes().all(|byte| byte.is_ascii_hexdigit());
        let root = word.len() == 44 && word.ends_with('=');
        if hex {
            "HASH"
        } else if root {
            "ROOT"
        } else {
            word
        }
        .to_owned()
    };
    let line = |line: &str| line.split(' ').map(blank).collect::<Vec<_>>().join(" ");
    text.lines().map(line).collect::<Vec<_>>().join("\n")
}
