//! Answers about how stances evolve fit eighty columns, whatever the script, and nothing that matters is cut.

use unicode_width::UnicodeWidthStr;

use crate::harness::{Sandbox, repository};

/// The commands, on a ledger of the case with one of everything.
const COMMANDS: [&str; 10] = [
    "timeline united-states ceasefire-violations",
    "timeline hamas isf-deployment",
    "timeline turkiye isf-deployment",
    "timeline zhongguo isf-deployment",
    "shifts --min 1",
    "compare zhongguo united-states --at 2026-07-01",
    "matrix --at 2026-07-01",
    "splits --days 30 --min 1",
    "omissions",
    "learned size:40 size:200 --at 2026-07-01",
];

/// Long conditions, and words in scripts whose characters take two columns or run from right to left.
const WIDE: &str = concat!(
    r#"{"type":"actor","slug":"zhongguo","name":"中华人民共和国","kind":"state"}"#,
    "\n",
    r#"{"date":"2026-03-01","speaker":"zhongguo","issue":"isf-deployment","stance":-40,"form":"quote","channel":"中国外交部例行记者会中国外交部例行记者会","text":"我们主张在联合国安理会授权下部署国际稳定部队，尊重巴勒斯坦人民的意愿和权利，维护停火，推进重建。"}"#,
    "\n",
    r#"{"date":"2026-03-02","speaker":"zhongguo","issue":"isf-deployment","stance":60,"form":"paraphrase","channel":"مقابلة مع قناة الجزيرة","text":"لا نريد قوة تحمي طرفا على حساب طرف آخر في غزة، ويجب أن تكون القوة محايدة وأن تحمي الاتفاق","condition":"only if the Security Council mandates it, both parties consent in writing, and the force stays on the border for as long as the Council says"}"#,
    "\n",
    r#"{"date":"2026-03-03","speaker":"Türkiye","about":"zhongguo","issue":"isf-deployment","stance":90,"form":"paraphrase"}"#,
    "\n",
);

fn case() -> Sandbox {
    let sandbox = Sandbox::with_import(&repository("tests/fixtures/case/statements.jsonl"));
    sandbox.run_with_input(["import", "-", "--new"], WIDE.as_bytes()).ok();
    sandbox
}

#[test]
fn answers_fit_eighty_columns_in_any_script() {
    let sandbox = case();
    for command in COMMANDS {
        let ran = sandbox.on(command).ok();
        assert!(ran.stdout.lines().count() > 1, "{command}:\n{}", ran.stdout);
        for line in ran.stdout.lines() {
            assert!(line.width() <= 80, "{command}: {} columns: {line}", line.width());
        }
    }
}

#[test]
fn conditions_and_speakers_are_never_cut() {
    let sandbox = case();
    let whole = |command: &str| {
        let lines = sandbox.on(command).ok().stdout;
        lines.split_whitespace().collect::<Vec<_>>().join(" ")
    };
    let timeline = whole("timeline zhongguo isf-deployment");
    assert!(timeline.contains("in writing, and the force stays on the border for as long as the Council says"));
    assert!(timeline.contains("░"), "a claim has a bar of its own: {timeline}");
    let shifts = whole("shifts");
    assert!(shifts.contains("tamim-bin-hamad-al-thani, then mohammed-bin-abdulrahman-al-thani"), "{shifts}");
}

/// The bars of a timeline stand below each other, from -100 at the left of the heading to 100 at its right.
#[test]
fn bars_stand_below_their_scale() {
    let sandbox = case();
    for command in COMMANDS.iter().filter(|command| command.starts_with("timeline")) {
        let answer = sandbox.on(command).ok().stdout;
        let heading = answer.lines().find(|line| line.starts_with("said on")).unwrap();
        let zero = heading[..heading.find("    0     ").unwrap() + 4].width();
        let bars: Vec<&str> = answer.lines().filter(|line| line.contains('│')).collect();
        assert!(!bars.is_empty(), "{answer}");
        for bar in bars {
            assert_eq!(bar[..bar.find('│').unwrap()].width(), zero, "{answer}");
        }
    }
}
