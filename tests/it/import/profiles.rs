//! Profiles: what they may say, and how what is wrong in them is told.

use crate::harness::Sandbox;

const TABLE: &str = "country,when,vote,n,note\nCôte d’Ivoire,2025-12-17,Yes,3,\nMali,2025-12-18,,,seen\n";
const PROFILE: &str = "
format = 'csv'
actor_kind = 'state'
[columns]
speaker = 'country'
date = ['day', 'when']
stance = 'vote'
[values.stance]
yes = 100
[templates]
id = 'v-{n}-{country|slug}'
issue = ['roll-call-{n}', 'roll-calls']
wording = 'Roll call {n}'
[constants]
form = 'vote'
stance = 'absent'
";

#[test]
fn columns_values_templates_and_constants_make_statements() {
    let sandbox = Sandbox::with_ledger();
    sandbox.file("profile.toml", PROFILE);
    sandbox.file("table.csv", TABLE);
    sandbox.on("import table.csv --profile profile.toml --new --quiet").ok();
    let shown = sandbox.on("show v-3-cote-divoire --json").ok().object();
    assert_eq!(
        [&shown["stance"], &shown["speaker"].as_str().into(), &shown["wording"].as_str().into()],
        [&serde_json::json!(100), &"cote-divoire".into(), &"Roll call 3".into()]
    );
    assert_eq!(sandbox.on("actor show mali --json").ok().object()["kind"], "state");
    // Where a cell of a template is empty, the next one counts, or the field is not given.
    let mali = sandbox.on("timeline mali roll-calls --json").status(1).object();
    assert_eq!(mali["stance"], "absent");
    assert_eq!(sandbox.on("issue show roll-calls --json").ok().object()["wording"], "roll-calls");
    let again = sandbox.on("import table.csv --profile profile.toml --json").ok().object();
    assert_eq!(again["already_recorded"], 2);
}

#[test]
fn an_option_goes_before_the_profile() {
    let sandbox = Sandbox::with_ledger();
    sandbox.file("profile.toml", PROFILE);
    sandbox.file("table.csv", TABLE);
    let report = sandbox.on("import table.csv --profile profile.toml --map issue=note --new --json --quiet").status(1);
    assert_eq!([&report.object()["recorded"], &report.object()["rejected"]], [1, 1]);
    assert_eq!(report.stderr, "warning: line 2, column `note`: missing field `issue`\n");
}

#[test]
fn a_profile_that_cannot_be_read_says_where() {
    let sandbox = Sandbox::with_ledger();
    sandbox.file("table.csv", TABLE);
    for (profile, expected) in [
        (
            "columns = 3",
            "error: the profile `p.toml` cannot be read: line 1: invalid type: integer `3`, expected a map",
        ),
        (
            "\n[colums]\n",
            "error: the profile `p.toml` cannot be read: line 2: unknown field `colums`, expected one of `format`, `delimiter`, `encoding`, `actor_kind`, `ignore`, `columns`, `templates`, `constants`, `values`",
        ),
        ("[columns]\nspeakr = 'country'", "error: `speakr` is no field of a statement"),
        ("[templates]\nid = '{n'", "error: the template `{n` opens a brace and does not close it"),
        ("delimiter = 'ab'", "error: `ab` cannot stand between cells"),
        ("actor_kind = 'country'", "error: the profile `p.toml` cannot be read: line 1: "),
    ] {
        sandbox.file("p.toml", profile);
        let ran = sandbox.on("import table.csv --profile p.toml").status(2);
        assert!(ran.stderr.starts_with(expected), "{profile}: {}", ran.stderr);
    }
    sandbox.on("import table.csv --profile nothing.toml").status(2);
}
