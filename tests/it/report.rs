//! The report: what it holds, that it is always the same, and that it needs no network.

use std::path::Path;

use crate::harness::{Sandbox, repository};

/// The washington case with what the tour adds to it: a mixed position, omissions, conditions.
fn toured() -> Sandbox {
    let sandbox = Sandbox::empty();
    sandbox.run(["tour", ".onrecord", "--quiet"]).ok();
    sandbox
}

#[test]
fn a_report_holds_positions_evidence_changes_and_what_was_left_unsaid() {
    let sandbox = toured();
    let page = sandbox.on("report --at 2025-12-31 --since 2025-12-16").ok().stdout;
    let hash = |id: &str| sandbox.run(["show", id, "--json"]).ok().object()["hash"].as_str().unwrap().to_owned();
    let (interview, head) =
        (hash("al-jazeera-interview/isf-deployment"), sandbox.on("stats --json").ok().object()["head"].clone());
    for shown in [
        "# Positions at the end of 2025-12-31",
        "the ledger “Qatar and the United States on Gaza, 2025-26” knew from its first 99 events",
        "### An international stabilization force deploys in Gaza. (isf-deployment)",
        "| Qatar | +50 leans to support | only a force that protects the agreement, not one side | 2025-12-17 | [^",
        "Quote: “We do not want a stabilization force in Gaza that serves to protect one party at the expense of another”. \
         Mohammed bin Abdulrahman Al Thani for Qatar, Al Jazeera interview, 2025-12-17.",
        &format!("Coded +50; event 97 `{interview}`, corrected by event 98."),
        "## What changed since 2025-12-16",
        "| reversed | Marco Rubio |",
        "| +10 slightly supports; mixed, +10 to +55 [^",
        "## Silences since the last position",
        "## Claims",
        "## Left unsaid since 2025-12-16",
        "; account seen: reported [^",
        &format!("compared with the end of 2025-12-16; known at size 99, head `{}`.", head.as_str().unwrap()),
        "Holders by principal: all. Issues: all. Statements: of any certainty. Made by onrecord ",
    ] {
        assert!(page.contains(shown), "{shown} is missing in\n{page}");
    }
    let notes = page.lines().filter(|line| line.starts_with("[^")).count();
    assert!(notes > 15, "{notes} notes");
    for number in 1..=notes {
        assert!(page.matches(&format!("[^{number}]")).count() > 1, "note {number} is used");
    }
}

#[test]
fn the_same_command_gives_the_same_bytes() {
    let sandbox = toured();
    for options in ["--at 2025-12-31 --since 2025-12-16", "--at 2025-12-31 --known-at seq:60 --by speaker"] {
        for name in ["report.md", "report.html"] {
            let write = |name: &str, now: &str| {
                sandbox.at(now, &format!("report {options} --out {name}")).ok();
                std::fs::read_to_string(sandbox.path().join(name)).unwrap()
            };
            let first = write(name, "2026-01-05T09:00:00Z");
            // Neither the hour nor what was recorded since plays a part in what was known then.
            assert_eq!(first, write(&format!("again-{name}"), "2026-03-05T10:00:00Z"), "{options} {name}");
        }
    }
    let known = |line: &str| sandbox.on(line).ok().stdout;
    let before = known("report --at 2025-12-31 --known-at seq:97");
    sandbox.on("retract 97 --reason test").ok();
    assert_eq!(before, known("report --at 2025-12-31 --known-at seq:97"));
    assert_ne!(before, known("report --at 2025-12-31"));
}

/// A source that changed or is gone says so in every note that rests on it, from the look on that found it.
#[test]
fn notes_say_what_became_of_a_source() {
    let sandbox = toured();
    let sources = sandbox.on("source list --json").ok().json();
    let slug = |number: usize| sources[number]["slug"].as_str().unwrap();
    sandbox.on(&format!("source check {} --gone", slug(0))).ok();
    let page = |options: &str| sandbox.on(&format!("report --at 2026-03-01 {options}")).ok().stdout;
    assert_eq!(page("--known-at seq:98").matches("gone since").count(), 0);
    assert!(page("").contains(", gone since (event 99)."), "{}", page(""));
}

#[test]
fn the_page_needs_nothing_but_itself() {
    let sandbox = toured();
    let page = sandbox.on("report --at 2025-12-31 --since 2025-12-16 --format html").ok().stdout;
    assert!(page.contains("http-equiv=\"Content-Security-Policy\" content=\"default-src 'none';"), "{page}");
    // What a browser would fetch by itself. Links to sources are followed by people only.
    for fetching in ["<script", "<link", "<img", "<iframe", "<object", "<svg", "src=", "url(", "@import", "@font-face"]
    {
        assert!(!page.contains(fetching), "{fetching}");
    }
    for (place, _) in page.match_indices("http") {
        let before = &page[..place];
        assert!(
            before.ends_with("href=\"") || before.ends_with('>') || before.ends_with("<meta "),
            "{}",
            &page[place..]
        );
    }
    // Every link within the page leads somewhere.
    for target in page.split("href=\"#").skip(1).map(|rest| rest.split('"').next().unwrap()) {
        assert!(page.contains(&format!("id=\"{target}\"")), "{target}");
    }
}

#[test]
fn recorded_words_never_become_markup() {
    let sandbox = Sandbox::with_ledger();
    let words = "<script>alert(1)</script> | [x](javascript:y)";
    let line = ["append", "--new", "--speaker", "a", "--issue", "b", "--stance", "50", "--on", "2025-12-17"];
    let rest = ["--form", "quote", "--text", words, "--condition", words];
    sandbox.run([&line[..], &rest[..]].concat()).ok();
    let html = sandbox.on("report --at 2025-12-31 --format html").ok().stdout;
    assert!(!html.contains("<script"), "{html}");
    assert_eq!(html.matches("&lt;script&gt;").count(), 2, "{html}");
    let markdown = sandbox.on("report --at 2025-12-31").ok().stdout;
    let acting = markdown.replace("\\<", "").replace("\\[", "").replace("\\|", "");
    assert!(!acting.contains("<script") && !acting.contains("[x"), "{markdown}");
    let row = acting.lines().find(|line| line.starts_with("| A |") || line.starts_with("| a |")).unwrap();
    assert_eq!(row.matches('|').count(), 6, "five cells: {row}");
}

#[test]
fn a_report_stays_a_report_with_two_thousand_statements() {
    let sandbox = Sandbox::in_memory();
    sandbox.run(["init"]).ok();
    let lines = repository("tests/fixtures/case/statements.jsonl");
    sandbox.run([Path::new("import"), &lines, Path::new("--new")]).ok();
    sandbox.run_with_input(["import", "-", "--new"], crate::pictures::many(60, 40, 2_000).as_bytes()).ok();
    let page = sandbox.on("report --at 2026-06-30 --since 2026-01-01 --format html").ok().stdout;
    let issues = page.split("<nav").nth(1).unwrap().split("</nav>").next().unwrap().matches("<li>").count();
    assert!(issues > 40, "{issues} sections are in the list of contents");
    assert!(page.matches("<tr>").count() > 500);
}
