//! The tour does the main job on the real case, and refuses to touch what is there.

use crate::harness::Sandbox;

#[test]
fn tour_builds_a_ledger_and_shows_both_clocks_what_evolved_and_the_damage() {
    let sandbox = Sandbox::empty();
    let ran = sandbox.run(["tour"]).ok();
    for shown in [
        "26 statements recorded",
        "96  ",
        "already recorded",
        "$ onrecord -L tour correct",
        "isf-deployment        +50",
        "--known-at seq:97",
        "isf-deployment  +80",
        "2025-12-19    +40  ········│███·····  reversed  86",
        "2025-12-29   +10   -100  reversed  66, 93  trump",
        "united-states, ceasefire-violations: 45 points, the same day",
        "united-states  isf-neutrality        2025-12-17  78     seen: reported",
        "at washington-2025-12-17; raised by al-thani (event 96)",
        "intact: 99 events",
        "96  words-mismatch",
    ] {
        assert!(ran.stdout.contains(shown), "{shown} is missing in\n{}", ran.stdout);
    }
    // Hashes, findings and the words in quotes cannot be broken.
    let broken = ran.stdout.lines().filter(|line| line.starts_with(['$', ' ']) && !line.contains('\''));
    assert_eq!(broken.filter(|line| line.chars().count() > 80).collect::<Vec<_>>(), [""; 0], "wider than a terminal");
    let stats = sandbox.run(["-L", "tour", "stats", "--json"]).ok().json().remove(0);
    assert_eq!((&stats["events"], &stats["statements"]), (&99.into(), &28.into()));
    sandbox.run(["-L", "tour", "audit", "--quiet"]).ok();
}

#[test]
fn tour_refuses_a_folder_that_is_not_empty() {
    let sandbox = Sandbox::empty();
    std::fs::create_dir(sandbox.path().join("tour")).unwrap();
    sandbox.file("tour/notes.txt", "mine");
    let ran = sandbox.run(["tour"]).status(2);
    assert_eq!(ran.stderr, "error: tour is not empty\nhint: name another folder: `onrecord tour DIR`\n");
    assert_eq!(ran.stdout, "");
}
