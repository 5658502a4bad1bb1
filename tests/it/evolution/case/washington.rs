//! The meeting of 17 December 2025 in Washington: one meeting, two accounts.

use serde_json::{Value, json};

use super::Case;

/// The meeting as the first report tells it: on Al Jazeera the guest says what was raised, the readout says nothing of it.
fn meeting() -> Case {
    let case = Case::new();
    for line in [
        "source add state-readout --url https://www.state.gov/readout --title 'Secretary Rubio and the Prime Minister of Qatar'",
        "occasion add washington --on 2025-12-17 --name 'Seventh Strategic Dialogue' --participant qatar \
         --participant united-states --agenda us-qatar-partnership",
        "occasion account washington --by united-states --source state-readout --seen full",
        "correct us-state-2025-12-17-partnership --occasion washington --account --reason 'the readout'",
        "correct qa-althani-2025-12-17-neutrality --occasion washington --reason 'about the meeting'",
        "correct qa-althani-2025-12-17-deployment --occasion washington --reason 'about the meeting'",
        "correct qa-althani-2025-12-17-violations --occasion washington --reason 'about the meeting'",
    ] {
        case.sandbox.on(line).ok();
    }
    case
}

fn omitted(case: &Case) -> Vec<Value> {
    let rows = case.asked("omissions --occasion washington");
    rows.iter().map(|row| json!([row["holder"], row["issue"], row["seen"], row["seq"]])).collect()
}

#[test]
fn the_us_readout_omits_the_force_and_the_violations() {
    let case = meeting();
    let derived = ["ceasefire-violations", "isf-deployment", "isf-neutrality"]
        .map(|issue| json!(["united-states", issue, "full", null]));
    assert_eq!(omitted(&case), derived);
    let rows = case.asked("omissions --occasion washington");
    let violations = &rows[0];
    let said = |seq: &Value| case.asked(&format!("show {seq}"))[0]["id"].clone();
    assert_eq!(said(&violations["raised_by"][0]), "qa-althani-2025-12-17-violations");
    assert_eq!(said(&violations["addressed_later"][0]), "us-trump-2025-12-29-violations");

    // The silences that were coded by hand belong to the same account, once they are said to be about that meeting.
    let mut coded = Vec::new();
    for issue in ["violations", "deployment", "neutrality"] {
        let id = format!("us-state-2025-12-17-omit-{issue}");
        case.sandbox.on(&format!("correct {id} --occasion washington --account --reason 'the readout'")).ok();
        coded.push(case.asked(&format!("show {id}"))[0]["seq"].clone());
    }
    let expected: Vec<Value> = ["ceasefire-violations", "isf-deployment", "isf-neutrality"]
        .iter()
        .zip(coded)
        .map(|(issue, seq)| json!(["united-states", issue, "full", seq]))
        .collect();
    assert_eq!(omitted(&case), expected);
}

#[test]
fn both_accounts_stand_side_by_side() {
    let case = meeting();
    let rows = case.asked("splits --occasion washington");
    let rows: Vec<Value> =
        rows.iter().map(|row| json!([row["issue"], row["holder"], row["stance"], row["account"]])).collect();
    assert_eq!(
        rows,
        [
            json!(["ceasefire-violations", "qatar", 75, false]),
            json!(["isf-deployment", "qatar", 50, false]),
            json!(["isf-neutrality", "qatar", 100, false]),
            json!(["us-qatar-partnership", "united-states", 90, true]),
        ]
    );
}
