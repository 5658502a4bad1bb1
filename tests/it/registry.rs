//! The registry: actors, roles, memberships, issues, occasions.

use serde_json::{Value, json};

use crate::harness::Sandbox;

fn with(lines: &[&str]) -> Sandbox {
    let sandbox = Sandbox::with_ledger();
    for line in lines {
        sandbox.on(line).ok();
    }
    sandbox
}

const QATAR: &str = "actor add qatar --kind state --name Qatar --alias Katar --alias قطر --note Remark";

#[test]
fn a_new_ledger_tells_its_id_once() {
    let sandbox = Sandbox::empty();
    let made = sandbox.on("init --name 'The case' --json").ok().object();
    assert_eq!([&made["folder"], &made["size"]], [&json!(".onrecord"), &json!(2)]);
    assert_eq!(made["ledger"].as_str().unwrap().len(), 32);
    let stats = sandbox.on("stats --json").ok().object();
    assert_eq!(
        [&stats["ledger"], &stats["head"], &stats["name"]],
        [&made["ledger"], &made["head"], &json!("The case")]
    );
    sandbox.on("-L elsewhere init").ok().says(&sandbox, "ledger ################################ in elsewhere");
    sandbox.on("init").status(2).says(&sandbox, "").tells(&sandbox, "error: there is a ledger in .onrecord already");
}

#[test]
fn an_actor_is_found_by_any_of_its_names() {
    let sandbox = with(&[QATAR]);
    sandbox.on(QATAR).ok().says(&sandbox, "2  ########  already recorded");
    sandbox.on("actor amend qatar --name 'State of Qatar' --alias 'Dawlat Qaṭar' --reason 'full name'").ok();
    for name in ["qatar", "Qatar", "QATAR", "katar", "قطر", "State of Qatar", "dawlat-qatar"] {
        let shown = sandbox.run(["actor", "show", name, "--json"]).ok().object();
        assert_eq!([&shown["slug"], &shown["seq"]], [&json!("qatar"), &json!(2)], "{name}");
    }
    sandbox.on("actor show qatar").ok().says(
        &sandbox,
        "
        seq      2
        slug     qatar
        kind     state
        name     State of Qatar
        aliases  Katar
                 قطر
                 Dawlat Qaṭar
        note     Remark
        ",
    );
    // A name is one actor's.
    sandbox.on("actor add katar --kind state --name Other").status(1).tells(
        &sandbox,
        "
        error: actor `katar` is recorded already, as event 2, with another content
        hint: `onrecord actor amend` changes it
        hint: `onrecord show 2` shows it
        ",
    );
    sandbox.on("actor amend qatar --note ''").ok();
    assert_eq!(sandbox.on("actor show qatar --json").ok().object()["note"], Value::Null);
}

#[test]
fn roles_and_memberships_stand_with_their_actors() {
    let sandbox = with(&[
        QATAR,
        "actor add ansari --kind person --name 'Majed Al Ansari'",
        "actor add mediators --kind group --name 'The mediators'",
        "actor role ansari --title Spokesman --of qatar --from 2021 --to 2026-06",
        "actor member mediators qatar --from 2023",
    ]);
    sandbox
        .on("actor role ansari --title Spokesman --of qatar --from 2021 --to 2026-06")
        .ok()
        .says(&sandbox, "5  ########  already recorded");
    let roles = sandbox.on("actor show ansari --json").ok().object()["roles"].clone();
    assert_eq!(roles, json!([{"title": "Spokesman", "of": "qatar", "from": "2021", "to": "2026-06", "seq": 5}]));
    let members = sandbox.on("actor show mediators --json").ok().object()["members"].clone();
    assert_eq!(members, json!([{"actor": "qatar", "from": "2023", "to": null, "seq": 6}]));
    let groups = sandbox.on("actor show qatar --json").ok().object()["member_of"].clone();
    assert_eq!(groups, json!([{"group": "mediators", "from": "2023", "to": null, "seq": 6}]));
    sandbox.on("actor list").ok().says(
        &sandbox,
        "
        actor      kind    name             also
        ansari     person  Majed Al Ansari
        mediators  group   The mediators
        qatar      state   Qatar            Katar, قطر
        ",
    );
    sandbox
        .on("actor member mediators mediators")
        .status(2)
        .tells(&sandbox, "error: `mediators` cannot be a member of itself");
    sandbox.on("actor role ansari --title Envoy --of qatar --from 2026 --to 2025").status(2);
}

#[test]
fn a_reversed_wording_turns_scores_round() {
    let sandbox = with(&[
        "issue add force --wording 'A force is sent.'",
        "append --speaker qatar --issue force=60 --on 2025-12-17 --form quote --id before --new",
        "issue reword force --wording 'A force is sent soon.' --editorial",
        "issue reword force --wording 'No force is sent.' --reversed",
        "append --speaker iran --issue force=60 --on 2025-12-17 --form quote --id after --new",
    ]);
    let rows = |options: &str| -> Vec<Value> {
        let rows = sandbox.on(&format!("replay --json {options}")).ok().json();
        rows.iter().map(|row| json!([row["holder"], row["score"], row["low"], row["high"]])).collect()
    };
    assert_eq!(rows(""), [json!(["iran", 60, 60, 60]), json!(["qatar", -60, -60, -60])]);
    assert_eq!(rows("--known-at seq:4"), [json!(["qatar", 60, 60, 60])]);
    assert_eq!(sandbox.on("show before --json").ok().object()["wording"], "A force is sent.");
    assert_eq!(sandbox.on("show after --json").ok().object()["wording"], "No force is sent.");
    sandbox.on("issue show force").ok().says(
        &sandbox,
        "
        seq       2
        slug      force
        wording   No force is sent.
        wordings  seq: 2, wording: A force is sent.
                  seq: 5, wording: A force is sent soon., change: editorial
                  seq: 6, wording: No force is sent., change: reversed
        ",
    );
    sandbox.on("issue reword force --wording 'No force is sent.' --editorial").status(2);
    sandbox.on("issue list").ok().says(&sandbox, "issue  wording\nforce  No force is sent.");
    // Turned round twice is as it was.
    sandbox.on("retract 6 --reason 'a slip'").status(2);
    sandbox.on("issue reword force --wording 'A force is sent.' --reversed").ok();
    assert_eq!(rows(""), [json!(["iran", -60, -60, -60]), json!(["qatar", 60, 60, 60])]);
}

#[test]
fn amendments_say_nothing_twice() {
    let sandbox = with(&[QATAR, "issue add force --wording 'A force.'"]);
    for line in ["actor amend qatar --name Qatar", "issue amend force --wording 'A force.'"] {
        let ran = sandbox.on(line).status(2);
        assert!(ran.stderr.ends_with("says that already: the correction changes nothing\n"), "{line}: {}", ran.stderr);
    }
    sandbox.on("issue amend force --wording 'A force is sent.' --note Better --reason typo").ok();
    let shown = sandbox.on("issue show force --json").ok().object();
    assert_eq!([&shown["wording"], &shown["note"]], ["A force is sent.", "Better"]);
}

#[test]
fn occasions_hold_participants_agenda_and_accounts() {
    let sandbox = with(&[
        QATAR,
        "issue add force --wording 'A force is sent.'",
        "source add page --url https://example.org/ --title Page",
        "occasion add meeting --on 2025-12-16 --name 'A meeting' --participant qatar --agenda force",
        "occasion account meeting --by qatar --source page --seen full",
        "append --speaker qatar --issue force=40 --on 2025-12-16 --form paraphrase --occasion meeting --account --id r",
    ]);
    let shown = sandbox.on("show r --json").ok().object();
    assert_eq!([&shown["occasion"], &shown["account"]], [&json!("meeting"), &json!(true)]);
    let again = "occasion add meeting --on 2025-12-16 --name 'A meeting' --participant qatar --agenda force";
    sandbox.on(again).ok().says(&sandbox, "5  ########  already recorded");
    sandbox.on(&again.replace("12-16", "12-15")).status(1);
    sandbox.on("occasion account meeting --by nobody --source page --seen full").status(2);
}
