//! Pictures: those of the docs are what their commands draw, and large ones say what they leave out.

use std::fmt::Write;
use std::path::Path;

use crate::harness::{Sandbox, repository};

/// The pictures of `docs/pictures`, each with the command of `docs/pictures/README.md` that draws it.
#[test]
fn the_pictures_of_the_docs_are_what_their_commands_draw() {
    let sandbox = Sandbox::empty();
    let page = std::fs::read_to_string(repository("docs/pictures/README.md")).unwrap();
    let commands: Vec<&str> = page.lines().filter_map(|line| line.strip_prefix("    onrecord ")).collect();
    assert_eq!(commands.len(), 4, "a tour and three pictures");
    for command in commands {
        sandbox.on(command).ok();
    }
    for name in ["timeline.svg", "shifts.svg", "matrix.svg"] {
        let drawn = std::fs::read_to_string(sandbox.path().join(name)).unwrap();
        let kept = repository(&format!("docs/pictures/{name}"));
        if std::env::var_os("ONRECORD_BLESS").is_some() {
            std::fs::write(&kept, &drawn).unwrap();
        }
        let kept = std::fs::read_to_string(kept).unwrap_or_default();
        assert!(kept == drawn, "docs/pictures/{name} is not what is drawn; look at it with ONRECORD_BLESS=1");
    }
}

#[test]
fn large_pictures_say_what_they_leave_out() {
    let sandbox = Sandbox::in_memory();
    sandbox.run(["init"]).ok();
    sandbox.run_with_input(["import", "-", "--new"], many(120, 70, 3_000).as_bytes()).ok();
    let draw = |line: &str| {
        // A pair that is asked for and has no position is an answer too.
        let _drawn = sandbox.on(&format!("{line} --out picture.svg"));
        std::fs::read_to_string(sandbox.path().join("picture.svg")).unwrap()
    };
    let matrix = draw("matrix --at 2026-12-31");
    assert!(matrix.contains("Only the 100 of 120 holders and the 60 of 70 issues of which most is known; --actor"));
    let few = draw("matrix --at 2026-12-31 --issue issue-1 --actor actor-1 --actor actor-2");
    assert!(!few.contains("of which most is known"));
    let shifts = draw("shifts");
    assert!(shifts.contains("the 30 that moved the farthest. --holder, --issue, --since and a greater --min"));

    sandbox.run_with_input(["import", "-", "--new"], many(1, 1, 2_000).replace("\"s-", "\"t-").as_bytes()).ok();
    let timeline = draw("timeline actor-0 issue-0");
    assert!(timeline.contains("Only the latest 80"), "a picture has at most 800 statements and those of their day");
    assert!(!draw("timeline actor-0 issue-0 --since 2026-10-01").contains("Only the latest"));
}

#[test]
fn names_stand_in_pictures_as_text() {
    let sandbox = Sandbox::with_ledger();
    sandbox.run(["actor", "add", "turkiye", "--kind", "state", "--name", "Türkiye <&> الدوحة"]).ok();
    for (stance, day) in [("80", "2025-12-01"), ("-30", "2025-12-17")] {
        let line = ["append", "--new", "--speaker", "turkiye", "--issue", "isf", "--stance", stance, "--on", day];
        sandbox.run([&line[..], &["--form", "paraphrase", "--condition", "a mandate"]].concat()).ok();
    }
    for command in ["timeline turkiye isf", "shifts", "matrix --at 2025-12-31"] {
        sandbox.on(&format!("{command} --out {}", "picture.svg")).ok();
        let picture = std::fs::read_to_string(sandbox.path().join("picture.svg")).unwrap();
        assert!(picture.contains("Türkiye &lt;&amp;&gt; الدوحة"), "{command}:\n{picture}");
        for outside in ["<image", "href", "url(", "@import", "<script", "<foreignObject"] {
            assert!(!picture.contains(outside), "{command}: {outside}");
        }
    }
}

/// Many statements by many holders on many issues, as lines; a few say much, as in life.
pub(crate) fn many(holders: usize, issues: usize, statements: usize) -> String {
    let mut lines = String::new();
    let mut state: u64 = 20_251_217;
    let mut next = |below: usize| {
        // A linear congruential generator: the same lines on every machine, and no crate for them.
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(state >> 33).unwrap() % below
    };
    for number in 0..statements {
        // First each holder and each issue once; then the smaller of two draws, so that a few say much.
        let pick = |of: usize, a: usize, b: usize| if number < holders * 2 { number % of } else { a.min(b) };
        let (holder, issue) = (pick(holders, next(holders), next(holders)), pick(issues, next(issues), next(issues)));
        let day = jiff::civil::date(2024, 1, 1) + jiff::Span::new().days(i64::try_from(next(1_096)).unwrap());
        let (stance, form) = match next(20) {
            0 => ("\"silent\"".to_owned(), "omission"),
            1 => ("\"noncommittal\"".to_owned(), "paraphrase"),
            score => ((i64::try_from(score).unwrap() * 10 - 100).to_string(), "paraphrase"),
        };
        writeln!(
            lines,
            "{{\"id\":\"s-{number}\",\"date\":\"{day}\",\"speaker\":\"actor-{holder}\",\"issue\":\"issue-{issue}\",\
             \"stance\":{stance},\"form\":\"{form}\",\"channel\":\"press conference\"}}"
        )
        .unwrap();
    }
    lines
}

/// A picture goes only where its ending says that it can go.
#[test]
fn a_picture_is_not_written_as_anything_else() {
    let sandbox = Sandbox::with_import(&repository("tests/fixtures/case/statements.jsonl"));
    for name in ["picture.png", "picture"] {
        let ran = sandbox.on(&format!("matrix --out {name}")).status(2);
        assert!(ran.stderr.contains("pictures are drawn as .svg"), "{}", ran.stderr);
        assert!(!Path::new(&sandbox.path().join(name)).exists());
    }
}
