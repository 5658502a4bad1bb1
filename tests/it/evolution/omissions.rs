//! Omissions through the binary: small meetings, each with the sentence of the rules that it is about.

use serde_json::{Value, json};

use crate::harness::Sandbox;

/// Two states, three issues, and sources for accounts.
const REGISTRY: &str = "
    actor add qatar --kind state --name Qatar
    actor add united-states --kind state --name 'United States'
    actor add minister --kind person --name Minister
    actor add secretary --kind person --name Secretary
    actor role minister --title 'Prime Minister' --of qatar --from 2023-03-07
    actor role secretary --title Secretary --of united-states --from 2025-01-21
    issue add force --wording 'A force is sent.'
    issue add violations --wording 'The ceasefire is violated.'
    issue add partnership --wording 'They are partners.'
    source add us-readout --url https://us.example/readout
    source add us-fact-sheet --url https://us.example/fact-sheet
    source add qatar-readout --url https://qatar.example/readout";

const MEETING: &str =
    "occasion add washington --on 2025-12-17 --name Meeting --participant minister --participant secretary";
const FULL: &str = "occasion account washington --by united-states --source us-readout --seen full";
const RAISED: &str = "append --speaker minister --issue force=50 --issue violations=75 --on 2025-12-17 --form quote \
                      --channel 'TV interview' --occasion washington --id interview";
const PARTNERS: &str = "append --speaker secretary --issue partnership=90 --on 2025-12-17 --form readout \
                        --channel Readout --occasion washington --account --source us-readout --id readout";

fn sandbox(lines: &[&str]) -> Sandbox {
    let sandbox = Sandbox::with_ledger();
    for line in REGISTRY.lines().map(str::trim).filter(|line| !line.is_empty()).chain(lines.iter().copied()) {
        sandbox.on(line).ok();
    }
    sandbox
}

/// Each omission as `HOLDER leaves out ISSUE (SEEN): raised by IDS, later IDS, coded ID`, without what is empty.
fn omitted(sandbox: &Sandbox, options: &str) -> Vec<String> {
    let id = |seq: &Value| {
        let shown = sandbox.on(&format!("show {seq} --json")).ok().object();
        shown["id"].as_str().unwrap().to_owned()
    };
    let ids = |list: &Value| list.as_array().unwrap().iter().map(id).collect::<Vec<_>>().join(" ");
    let rows = sandbox.on(&format!("omissions --json {options}")).ok().json();
    let written = rows.iter().map(|row| {
        let word = |field: &str| row[field].as_str().unwrap_or("-").to_owned();
        let mut text = format!("{} leaves out {} ({})", word("holder"), word("issue"), word("seen"));
        assert_eq!(row["account"].is_null(), row["seen"].is_null(), "{row}");
        for (name, field) in [("raised by", "raised_by"), ("later", "addressed_later")] {
            if row[field] != json!([]) {
                text += &format!(", {name} {}", ids(&row[field]));
            }
        }
        if !row["seq"].is_null() {
            text += &format!(", coded {}", id(&row["seq"]));
        }
        text
    });
    written.collect()
}

#[track_caller]
fn check(lines: &[&str], expected: &[&str]) -> Sandbox {
    let sandbox = sandbox(lines);
    assert_eq!(omitted(&sandbox, ""), expected);
    sandbox
}

/// "An account of it seen in full without a statement of that participant's side on an agenda issue is an omission."
#[test]
fn the_readout_leaves_out_the_force_and_the_violations() {
    let sandbox = check(
        &[MEETING, RAISED, FULL, PARTNERS],
        &[
            "united-states leaves out force (full), raised by interview/force",
            "united-states leaves out violations (full), raised by interview/violations",
        ],
    );
    let rows = sandbox.on("omissions --occasion washington --json").ok().json();
    let fields = ["occasion", "stated_on"].map(|field| rows[0][field].clone());
    assert_eq!(fields, [json!("washington"), json!("2025-12-17")]);
    assert_eq!(rows[0]["seq"], Value::Null);
}

/// "Declared, plus every issue that a participant raised": what a bystander says of the meeting is not on the table.
#[test]
fn what_is_declared_is_on_the_table() {
    let meeting = format!("{MEETING} --agenda partnership --agenda violations");
    check(
        &[
            &meeting,
            FULL,
            "append --speaker bystander --new --issue force=10 --on 2025-12-17 --form quote --occasion washington --id b",
        ],
        &["united-states leaves out partnership (full)", "united-states leaves out violations (full)"],
    );
}

/// "What they said later is `addressed_later`", and removes nothing; nor does what they said the same day elsewhere.
#[test]
fn what_is_said_later_or_elsewhere_fills_no_gap() {
    check(
        &[
            MEETING,
            RAISED,
            FULL,
            PARTNERS,
            "append --speaker secretary --issue violations=-10 --on 2025-12-17 --form quote --channel TV --id same-day",
            "append --speaker secretary --issue force=40 --on 2025-12-19 --form quote --channel TV --id two-days-on",
            "append --speaker secretary --issue violations --stance declined --on 2025-12-20 --form quote --id declined",
            "append --speaker secretary --own-name --issue violations=0 --on 2025-12-20 --form quote --id own-name",
        ],
        &[
            "united-states leaves out force (full), raised by interview/force, later two-days-on",
            "united-states leaves out violations (full), raised by interview/violations",
        ],
    );
}

/// "Only a statement found in that account, or a retracted account, removes it", and "an older `--known-at` gives the
/// older answer".
#[test]
fn a_statement_in_the_account_or_its_retraction_removes_an_omission() {
    let force = "append --speaker secretary --issue force=20 --on 2025-12-17 --form readout --occasion washington \
                 --account --source us-readout --id late";
    let sandbox = check(
        &[MEETING, RAISED, FULL, force],
        &["united-states leaves out violations (full), raised by interview/violations"],
    );
    let seq = sandbox.on("show late --json").ok().object()["seq"].as_u64().unwrap();
    let both = omitted(&sandbox, &format!("--known-at size:{seq}"));
    assert_eq!(
        both,
        [
            "united-states leaves out force (full), raised by interview/force",
            "united-states leaves out violations (full), raised by interview/violations"
        ]
    );
    let account = sandbox.on("omissions --json").ok().object()["account"].as_u64().unwrap();
    sandbox.on(&format!("retract {account} --reason 'not theirs'")).ok();
    assert_eq!(omitted(&sandbox, ""), [""; 0]);
    let before = sandbox.on("stats --json").ok().object()["events"].as_u64().unwrap() - 1;
    assert_eq!(omitted(&sandbox, &format!("--known-at size:{before}")).len(), 1);
}

/// "Seen in full (or a report of its silence)": an excerpt proves nothing, unless somebody codes a silence.
#[test]
fn an_excerpt_omits_only_what_is_coded() {
    let [excerpt, reported] = ["excerpt", "reported"].map(|seen| FULL.replace("full", seen));
    check(&[MEETING, RAISED, &excerpt], &[]);
    check(&[MEETING, RAISED, &reported], &[]);
    let silence = "append --speaker secretary --issue violations --stance silent --form omission --on 2025-12-17 \
                   --channel Readout --occasion washington --account --reported-by newspaper --new --id silence";
    check(
        &[MEETING, RAISED, &reported, silence],
        &["united-states leaves out violations (reported), raised by interview/violations, coded silence"],
    );
    // Seen in full, the coded silence and the derived one are one.
    check(
        &[MEETING, RAISED, FULL, silence],
        &[
            "united-states leaves out force (full), raised by interview/force",
            "united-states leaves out violations (full), raised by interview/violations, coded silence",
        ],
    );
}

/// Hand-coded silences need no occasion.
#[test]
fn a_coded_silence_is_an_omission_by_itself() {
    check(
        &[
            "append --speaker secretary --issue violations --stance silent --form omission --on 2025-12-17 --id silence",
            "append --speaker secretary --issue violations=10 --on 2025-12 --form quote --id vague",
            "append --speaker secretary --issue violations=10 --on 2026-01 --form quote --id january",
        ],
        &["united-states leaves out violations (-), later january, coded silence"],
    );
}

/// "It is judged account by account."
#[test]
fn each_account_of_a_side_is_judged_alone() {
    let second = "occasion account washington --by united-states --source us-fact-sheet --seen full";
    let in_one = |source: &str| {
        format!(
            "append --speaker secretary --issue force=20 --issue violations=0 --on 2025-12-17 --form readout \
             --occasion washington --account {source} --id theirs"
        )
    };
    check(
        &[MEETING, RAISED, FULL, second, &in_one("--source us-fact-sheet")],
        &[
            "united-states leaves out force (full), raised by interview/force theirs/force",
            "united-states leaves out violations (full), raised by interview/violations theirs/violations",
        ],
    );
    check(&[MEETING, RAISED, FULL, second, &in_one("")], &[]);
}

/// Words that one side's account relays are in that account, not in the account of the side that said them.
#[test]
fn relayed_words_are_in_the_account_that_relays_them() {
    let qatar = "occasion account washington --by minister --source qatar-readout --seen full";
    let relayed = "append --speaker secretary --issue force=30 --on 2025-12-17 --form readout --occasion washington \
                   --account --source qatar-readout --reported-by qatar --id relayed";
    check(&[MEETING, FULL, qatar, relayed], &["united-states leaves out force (full), raised by relayed"]);
    // What a participant says that the other one holds was on the table too, and is in its own account.
    let claim = "append --speaker minister --about united-states --issue force=30 --on 2025-12-17 --form readout \
                 --occasion washington --account --source qatar-readout --id claim";
    check(&[MEETING, FULL, qatar, claim], &["united-states leaves out force (full), raised by claim"]);
}

/// "Participants and speakers are resolved to principals on that day": roles that changed, joint statements, unnamed
/// speakers.
#[test]
fn sides_are_those_of_the_day() {
    let successor = "actor role secretary --title Envoy --of qatar --from 2025-12-18";
    let mut lines = vec![MEETING, FULL];
    let joint = "append --speaker bystander --new --for qatar --for united-states --issue force=10 --on 2025-12-17 \
                 --form quote --genre joint-statement --occasion washington --id joint";
    let leak = "append --speaker leak --for qatar --issue violations=60 --on 2025-12-17 --form quote \
                --occasion washington --id leak";
    lines.extend(["actor add leak --kind anonymous --name 'An official'", joint, leak, successor]);
    let sandbox = check(
        &lines,
        &[
            "united-states leaves out force (full), raised by joint",
            "united-states leaves out violations (full), raised by leak",
        ],
    );
    assert_eq!(omitted(&sandbox, "--named-only"), ["united-states leaves out force (full), raised by joint"]);
}

/// The filters leave out what makes an omission, never what an account says.
#[test]
fn a_doubtful_coding_of_an_account_is_still_found_in_it() {
    let doubtful = "append --speaker secretary --issue force=20 --on 2025-12-17 --form readout --occasion washington \
                    --account --source us-readout --certainty doubtful --id doubtful";
    let sandbox = check(
        &[MEETING, RAISED, FULL, doubtful],
        &["united-states leaves out violations (full), raised by interview/violations"],
    );
    let certain = omitted(&sandbox, "--min-certainty certain");
    assert_eq!(certain, ["united-states leaves out violations (full), raised by interview/violations"]);
}

/// Two roles at once name no side: the participant stands for itself, and is known by name.
#[test]
fn a_participant_with_two_roles_stands_for_itself() {
    let sandbox = sandbox(&[]);
    sandbox.on("actor add board --kind group --name Board").ok();
    sandbox.on("actor role minister --title Chair --of board --from 2025-12-01").ok();
    sandbox.on(MEETING).ok();
    sandbox.on(FULL).ok();
    sandbox.on(RAISED).status(2);
    sandbox.on(&format!("{RAISED} --for qatar")).ok();
    assert_eq!(
        omitted(&sandbox, ""),
        [
            "united-states leaves out force (full), raised by interview/force",
            "united-states leaves out violations (full), raised by interview/violations"
        ]
    );
}
