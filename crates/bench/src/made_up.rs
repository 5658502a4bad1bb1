//! Made-up votes in any number, in the shape of the real ones: what grows is the ledger, and nothing else.
//!
//! Invariant: however many votes there are, the states and roll calls are the same, and the first state casts the same
//! number of votes, spread evenly over the whole.

use std::error::Error;
use std::io::Write;

use onrecord_core::stated_on::Day;
use serde_json::json;

use crate::lines;
use crate::vote::Vote;

/// As many as in the UN file.
pub(crate) const STATES: usize = 200;
/// As many as in the UN file.
pub(crate) const ROLL_CALLS: usize = 6_203;
/// The votes of the first state, in a ledger of any size.
pub(crate) const OF_THE_FIRST: usize = 1_000;
/// 1946-01-01, in days since 1970.
const BEGIN: i64 = -8_766;
/// All votes fall into so many days.
const DAYS: usize = 27_000;

/// The name of a state.
pub(crate) fn state(number: usize) -> String {
    format!("State {:03}", number + 1)
}

/// The roll call of a vote of the first state.
pub(crate) fn roll_call_of_the_first(vote: usize) -> String {
    (vote * 6 % ROLL_CALLS + 1).to_string()
}

/// Writes all states and roll calls, then `count` votes, as lines for `import`.
pub(crate) fn write(count: usize, out: &mut impl Write) -> Result<(), Box<dyn Error>> {
    for number in 0..STATES {
        writeln!(out, "{}", json!({ "type": "actor", "name": state(number), "kind": "state" }))?;
    }
    for number in 1..=ROLL_CALLS {
        let (slug, wording) = (format!("unga-{number}"), format!("Measure {number}"));
        writeln!(out, "{}", json!({ "type": "issue", "slug": slug, "wording": wording }))?;
    }
    let names: Vec<String> = (0..STATES).map(state).collect();
    let slugs: Vec<String> = names.iter().map(|name| crate::vote::slug(name)).collect::<Result<_, _>>()?;
    let every = (count / OF_THE_FIRST).max(1);
    let (mut of_the_first, mut others) = (0, 0);
    for number in 0..count {
        let is_of_the_first = number % every == 0 && of_the_first < OF_THE_FIRST;
        let (number_of_state, roll_call, round) = if is_of_the_first {
            of_the_first += 1;
            (0, roll_call_of_the_first(of_the_first - 1), 0)
        } else {
            let (state, turn) = (1 + others % (STATES - 1), others / (STATES - 1));
            others += 1;
            (state, (turn % ROLL_CALLS + 1).to_string(), turn / ROLL_CALLS)
        };
        let days = BEGIN + (number as u128 * DAYS as u128 / count as u128) as i64;
        let date = Day::from_unix_days(days).ok_or("a day after the last")?.to_string();
        let vote = ["yes", "yes", "abstain", "yes", "no", "yes", "yes"][(number * 31 + number / 7) % 7];
        let vote = Vote {
            date: &date,
            state: &names[number_of_state],
            slug: &slugs[number_of_state],
            roll_call: &roll_call,
            symbol: "",
            vote,
            round,
        };
        lines::write_vote(&vote, out)?;
    }
    Ok(())
}
