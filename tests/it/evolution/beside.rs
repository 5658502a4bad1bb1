//! What a replay tells beside positions: what groups hold, how old the evidence is, what became of its sources.

mod random;

use serde_json::{Value, json};

use crate::harness::Sandbox;

fn sandbox(lines: &[&str]) -> Sandbox {
    let sandbox = Sandbox::with_ledger();
    for line in ["issue add aid --wording 'Aid enters.'"].iter().chain(lines) {
        sandbox.on(line).ok();
    }
    sandbox
}

const GROUP: [&str; 8] = [
    "actor add qatar --kind state --name Qatar",
    "actor add egypt --kind state --name Egypt",
    "actor add eight --kind group --name 'The Eight'",
    "actor member eight qatar --from 2025-01-01",
    "actor member eight egypt --to 2025-12-31",
    "append --speaker eight --issue aid=95 --on 2025-12-05 --form quote --condition 'a truce' --id december",
    "append --speaker eight --issue aid=100 --on 2026-01-02 --form quote --id january",
    "append --speaker qatar --issue aid=50 --on 2025-12-01 --form quote --id own",
];

/// `HOLDER STATUS SCORE, via GROUP STATUS SCORE on STATED_ON`.
fn told(sandbox: &Sandbox, options: &str) -> Vec<String> {
    let rows = sandbox.on(&format!("replay --members --json {options}")).ok().json();
    let text = |row: &Value, who: &str| {
        format!("{} {} {}", row[who].as_str().unwrap(), row["status"].as_str().unwrap(), row["score"])
    };
    let written = rows.iter().map(|row| {
        let via = row["via"].as_array().unwrap().iter();
        let via =
            via.map(|group| format!(", via {} on {}", text(group, "group"), group["stated_on"].as_str().unwrap()));
        text(row, "holder") + &via.collect::<String>()
    });
    written.collect()
}

/// "A group's position in its members' rows as `via` (membership as on the stated day; it never overrides their own)".
#[test]
fn a_groups_position_stands_beside_its_members_own() {
    let sandbox = sandbox(&GROUP);
    assert_eq!(
        told(&sandbox, "--at 2025-12-31"),
        [
            "egypt none null, via eight held 95 on 2025-12-05",
            "eight held 95",
            "qatar held 50, via eight held 95 on 2025-12-05"
        ]
    );
    // Egypt had left when the group spoke again, and the group holds no more what it said before.
    assert_eq!(
        told(&sandbox, "--at 2026-02-01"),
        ["eight held 100", "qatar held 50, via eight held 100 on 2026-01-02"]
    );
    assert_eq!(told(&sandbox, "--at 2025-12-31 --actor egypt"), ["egypt none null, via eight held 95 on 2025-12-05"]);
    // What was not yet known was not yet so: before the memberships, and before the group spoke.
    assert_eq!(told(&sandbox, "--at 2025-12-31 --known-at size:6"), [""; 0]);
    let rows = sandbox.on("replay --at 2025-12-31 --actor egypt --members --json").ok().json();
    let via = &rows[0]["via"][0];
    assert_eq!([&via["condition"], &via["low"], &via["high"]], [&json!("a truce"), &json!(95), &json!(95)]);
    assert!(via["seq"].is_u64() && via["hash"].is_string());
    // Whoever asks for a position of its own gets the answer that there is none.
    sandbox.on("replay --at 2025-12-31 --actor egypt --issue aid --members").status(1).says(
        &sandbox,
        "
        holder, issue  position  since  event  said
        egypt
          aid          none                    via eight +95
        ",
    );
    assert!(sandbox.on("replay --at 2025-12-31 --json").ok().json().iter().all(|row| row["via"].is_null()));
}

#[test]
fn a_membership_that_is_retracted_or_merged_is_followed() {
    let sandbox = sandbox(&GROUP);
    let log = sandbox.on("log --json").ok().json();
    let member = log.iter().find(|event| event["kind"] == "membership held").unwrap()["seq"].as_u64().unwrap();
    sandbox.on(&format!("retract {member} --reason wrong")).ok();
    assert_eq!(told(&sandbox, "--at 2026-02-01"), ["eight held 100", "qatar held 50"]);
    sandbox.on("actor add doha --kind state --name Doha").ok();
    sandbox.on("actor member eight doha").ok();
    sandbox.on("merge actor doha qatar --reason one").ok();
    assert_eq!(
        told(&sandbox, "--at 2026-02-01"),
        ["eight held 100", "qatar held 50, via eight held 100 on 2026-01-02"]
    );
}

/// "`--stale-after DAYS` (marks positions whose evidence is older)".
#[test]
fn old_evidence_is_marked() {
    let sandbox = sandbox(&GROUP);
    let marked = |days: u32| -> Vec<Value> {
        let rows = sandbox.on(&format!("replay --at 2025-12-31 --stale-after {days} --json")).ok().json();
        rows.iter().map(|row| json!([row["holder"], row["age_days"], row["stale"]])).collect()
    };
    assert_eq!(marked(30), [json!(["eight", 26, false]), json!(["qatar", 30, false])]);
    assert_eq!(marked(29), [json!(["eight", 26, false]), json!(["qatar", 30, true])]);
    sandbox.on("replay --at 2025-12-31 --stale-after 29 --actor qatar").ok().says(
        &sandbox,
        "
        holder, issue  position  since       event  said
        qatar
          aid          +50       2025-12-01  10     stale: 30 days
        ",
    );
    // A vague date may be as late as its end.
    sandbox.on("append --speaker qatar --issue aid=50 --on 2025-12 --form quote --id vague").ok();
    assert_eq!(marked(29), [json!(["eight", 26, false]), json!(["qatar", 0, false])]);
}

/// "`source check` marks positions whose evidence changed or vanished."
#[test]
fn evidence_that_changed_or_vanished_is_marked() {
    let sandbox = sandbox(&["actor add qatar --kind state --name Qatar"]);
    for (name, text) in [("page.txt", "Aid must enter."), ("later.txt", "Aid may enter.")] {
        sandbox.file(name, text);
    }
    for line in [
        "source add page --file page.txt --title Page",
        "append --speaker qatar --issue aid=50 --on 2025-12-01 --form quote --text 'Aid must enter' --source page --id a",
    ] {
        sandbox.on(line).ok();
    }
    let checks = |options: &str| {
        let row = sandbox.on(&format!("replay --at 2025-12-31 --json {options}")).ok().object();
        row["checks"].as_array().unwrap().iter().map(|check| json!([check["source"], check["outcome"]])).collect()
    };
    let none: [Value; 0] = [];
    let found: Vec<Value> = checks("");
    assert_eq!(found, none);
    let size = sandbox.on("stats --json").ok().object()["events"].as_u64().unwrap();
    sandbox.on("source check page --file later.txt").ok();
    let found: Vec<Value> = checks("");
    assert_eq!(found, [json!(["page", "changed"])]);
    let found: Vec<Value> = checks(&format!("--known-at size:{size}"));
    assert_eq!(found, none);
    sandbox.on("replay --at 2025-12-31").ok().says(
        &sandbox,
        "
        holder, issue  position  since       event  said
        qatar
          aid          +50       2025-12-01  5      source changed: page
        ",
    );
    // The last look counts, unless it was retracted.
    sandbox.on("source check page --gone").ok();
    let found: Vec<Value> = checks("");
    assert_eq!(found, [json!(["page", "gone"])]);
    sandbox.on(&format!("retract {} --reason 'a slip'", size + 1)).ok();
    let found: Vec<Value> = checks("");
    assert_eq!(found, [json!(["page", "changed"])]);
    sandbox.on("source check page --file page.txt").ok();
    let found: Vec<Value> = checks("");
    assert_eq!(found, none);
}
