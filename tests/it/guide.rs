//! The worked week is real: its commands are run in order, and answer what stands there.

use crate::harness::{Sandbox, repository};
use crate::readme::{sessions, steps, without_hashes};

#[test]
fn the_worked_week_answers_what_it_shows() {
    let guide = std::fs::read_to_string(repository("docs/guide.md")).unwrap();
    let sandbox = Sandbox::empty();
    std::fs::copy(repository("docs/examples/washington.jsonl"), sandbox.path().join("washington.jsonl")).unwrap();
    let mut exports = String::new();
    let mut count = 0;
    for (command, shown) in sessions(&guide).flat_map(steps) {
        // What is read from a here-document stands on the page as if it were answered.
        let (command, shown) = match shown.split_once("\nEND\n") {
            Some((document, answer)) if command.ends_with("<<'END'") => {
                (format!("{command}\n{document}\nEND\n"), answer.to_owned())
            }
            Some(_) | None => (command, shown),
        };
        if command.starts_with("export ") {
            exports += &format!("{command}\n");
            continue;
        }
        let ran = sandbox.sh(&format!("{exports}{{ {command}\n}} 2>&1"));
        assert_answer(&command, &without_hashes(&shown), &without_hashes(&ran.stdout));
        count += 1;
    }
    assert!(count > 60, "only {count} commands");
}

/// Every line of the page is answered, in this order; where the page leaves nothing out with a line `…`, nothing but
/// talk is answered beside.
fn assert_answer(command: &str, shown: &str, answered: &str) {
    let leaves_out = shown.lines().any(|line| line == "…");
    let is_talk = |line: &str| ["note: ", "warning: ", "hint: "].iter().any(|talk| line.starts_with(talk));
    let mut rest = answered.lines();
    let mut pass = |line: Option<&str>| {
        let is_found = rest.by_ref().find(|answer| {
            let is_it = line.is_some_and(|line| matches(line, answer));
            assert!(is_it || leaves_out || is_talk(answer), "{command}\nshows\n{shown}\nbut answers\n{answered}");
            is_it
        });
        assert_eq!(is_found.is_some(), line.is_some(), "{command}\nshows {line:?}\nbut answers\n{answered}");
    };
    shown.lines().filter(|line| *line != "…").for_each(|line| pass(Some(line)));
    pass(None);
}

/// Whether a line is as the page has it, where `…` stands for any text.
fn matches(shown: &str, answered: &str) -> bool {
    let mut parts = shown.split('…');
    let Some(mut rest) = answered.strip_prefix(parts.next().unwrap_or_default()) else { return false };
    let Some(last) = parts.next_back() else { return rest.is_empty() };
    for part in parts {
        let Some(at) = rest.find(part) else { return false };
        rest = &rest[at + part.len()..];
    }
    rest.ends_with(last)
}
