//! A second, independent model of replay on two clocks, to judge the real one by.
//!
//! It follows sections 1, 2 and 6 of the design (words, "Replay on two clocks", import lines) and is written straight
//! from that text: the rules stand quoted above the lines that carry them out. It is independent on purpose: it uses
//! no crate of this workspace, shares no type or helper with one, and is slow and plain where they are fast. Whoever
//! finds the two at odds decides by the text, not by either program.
//!
//! In: import lines and the events about them, each with its seq. Out: one `Row` for each holder and issue.
//! Invariant: only lines that a ledger would accept are modelled; anything else panics and names the line.
//!
//! Not modelled: aliases (the caller's `slug` may resolve them), redaction. Memberships change no position, as section 2
//! has it: a group is a holder like any other.

pub(crate) mod evolution;
mod examples;
mod filter;
mod interval;
mod issues;
mod known;
mod members;
mod position;
mod stated;

use std::collections::BTreeMap;

use serde_json::{Value, json};

pub(crate) use self::filter::Filter;
use self::interval::Interval;
use self::known::Known;
pub(crate) use self::members::via;
use self::stated::Stated;

/// One event, under its number. Numbers rise; gaps are other kinds of events.
#[derive(Clone, Debug)]
pub(crate) struct ModelEvent {
    pub(crate) seq: u64,
    pub(crate) kind: EventKind,
}

/// The kinds of events that a replay depends on. Actors are named by slug, statements by import line (section 6).
#[derive(Clone, Debug)]
pub(crate) enum EventKind {
    Statement(Value),
    /// `line` is the whole new statement.
    Correct {
        target: u64,
        line: Value,
    },
    Retract {
        target: u64,
    },
    Actor {
        slug: String,
        kind: String,
    },
    /// `from` and `to` are EDTF; a missing one is unbounded.
    Role {
        actor: String,
        of: String,
        from: Option<String>,
        to: Option<String>,
    },
    Member {
        group: String,
        actor: String,
        from: Option<String>,
        to: Option<String>,
    },
    MergeActors {
        from: String,
        into: String,
    },
    MergeIssues {
        from: String,
        into: String,
    },
    /// A meeting, by import line.
    Occasion(Value),
    /// A participant's report of one, by import line.
    Account(Value),
    /// A new wording of an issue; `reversed`: who supported the old one opposes it.
    Reword {
        issue: String,
        reversed: bool,
    },
}

/// "holder: whoever a replay groups by: the principal (default) or the speaker".
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum By {
    Principal,
    Speaker,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Status {
    Held,
    Mixed,
    Withdrawn,
    None,
}

impl Status {
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Held => "held",
            Self::Mixed => "mixed",
            Self::Withdrawn => "withdrawn",
            Self::None => "none",
        }
    }
}

/// What a holder held on an issue. Lists of seqs are sorted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Row {
    pub(crate) holder: String,
    pub(crate) issue: String,
    pub(crate) score: Option<i64>,
    pub(crate) low: Option<i64>,
    pub(crate) high: Option<i64>,
    pub(crate) status: Status,
    pub(crate) condition: Option<String>,
    pub(crate) since: Option<String>,
    pub(crate) stated_on: Option<String>,
    /// The representative: the one member of the deciding set that "score and the rest come from".
    pub(crate) seq: Option<u64>,
    pub(crate) deciding: Vec<u64>,
    pub(crate) possible: Vec<u64>,
    pub(crate) silences: Vec<u64>,
    pub(crate) claims: Vec<u64>,
}

/// "Who held what at the end of day V, as far as the ledger knew at S": V is `at_day` (`YYYY-MM-DD`), S is the first
/// `known_size` seqs. `slug` turns a name into a slug; it is asked only for names that are not slugs already.
///
/// Rows are sorted by holder, issue and the seq of their first statement.
pub(crate) fn replay(
    events: &[ModelEvent],
    at_day: &str,
    known_size: u64,
    by: By,
    slug: &dyn Fn(&str) -> String,
) -> Vec<Row> {
    replay_filtered(events, at_day, known_size, by, Filter::ALL, slug)
}

/// The same, of the statements that a filter lets pass.
pub(crate) fn replay_filtered(
    events: &[ModelEvent],
    at_day: &str,
    known_size: u64,
    by: By,
    filter: Filter,
    slug: &dyn Fn(&str) -> String,
) -> Vec<Row> {
    let known = Known::at(events, known_size, slug);
    let mut statements = known.statements();
    statements.retain(|statement| filter.lets_pass(&known, statement));
    let end_of_v = interval::parse_or_panic(at_day).end;

    // "a row for each holder and issue with any statement known", whatever its day.
    let groups = groups(&known, &statements, by);
    let mut rows: Vec<(u64, Row)> =
        groups.iter().map(|(group, members)| (members[0].seq, row(group, members, end_of_v))).collect();
    rows.sort_by(|(first_a, a), (first_b, b)| (&a.holder, &a.issue, first_a).cmp(&(&b.holder, &b.issue, first_b)));
    rows.into_iter().map(|(_, row)| row).collect()
}

/// The import line that is in force for the statement `seq` at `known_size`, with `form` as the ledger stores it
/// ("`readout` is taken on import as paraphrase"); `None` if there is no such statement or it is retracted. For
/// comparing the words that a row takes from its representative.
pub(crate) fn line_in_force(events: &[ModelEvent], seq: u64, known_size: u64) -> Option<Value> {
    let mut line = Known::at(events, known_size, &str::to_owned).line_in_force(seq)?.clone();
    if line["form"] == "readout" {
        line["form"] = json!("paraphrase");
    }
    Some(line)
}

/// The rows as JSON objects with the field names of section 6, for comparing and for printing differences.
pub(crate) fn rows_as_json(rows: &[Row]) -> Vec<Value> {
    rows.iter()
        .map(|row| {
            json!({
                "holder": row.holder,
                "issue": row.issue,
                "score": row.score,
                "low": row.low,
                "high": row.high,
                "status": row.status.as_str(),
                "condition": row.condition,
                "since": row.since,
                "stated_on": row.stated_on,
                "seq": row.seq,
                "deciding": row.deciding,
                "possible": row.possible,
                "silences": row.silences,
                "claims": row.claims,
            })
        })
        .collect()
}

/// What statements must share to stand in one row.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct Group {
    holder: String,
    issue: String,
    /// Only for an anonymous holder.
    utterance: Option<Utterance>,
}

#[derive(PartialEq, Eq, PartialOrd, Ord)]
enum Utterance {
    Key(String),
    Alone(u64),
}

fn groups<'a>(known: &Known, statements: &'a [Stated], by: By) -> BTreeMap<Group, Vec<&'a Stated>> {
    let mut groups: BTreeMap<Group, Vec<&Stated>> = BTreeMap::new();
    for statement in statements {
        for holder in holders(statement, by) {
            groups.entry(group(known, statement, holder)).or_default().push(statement);
        }
    }
    groups
}

/// Whose row a statement stands in.
fn holders(statement: &Stated, by: By) -> Vec<&String> {
    // "claim: A says that B holds something: `about` B. Shown beside B's position, never part of it." So it stands
    // in B's row only, in both groupings.
    if let Some(about) = &statement.about {
        return vec![about];
    }
    match by {
        // "principal: whom it was said for (several for a joint statement)": a statement of each of them.
        By::Principal => statement.principals.iter().collect(),
        By::Speaker => vec![&statement.speaker],
    }
}

/// "anonymous: never treated as the same one twice": each utterance makes a row of its own. "utterance: what ties
/// statements that code the same words": the same key is one utterance; without a key a statement is one by itself.
fn group(known: &Known, statement: &Stated, holder: &str) -> Group {
    let utterance = known.is_anonymous(holder).then(|| match &statement.utterance {
        Some(key) => Utterance::Key(key.clone()),
        None => Utterance::Alone(statement.seq),
    });
    Group { holder: holder.to_owned(), issue: statement.issue.clone(), utterance }
}

fn row(group: &Group, members: &[&Stated], end_of_v: i128) -> Row {
    let own: Vec<&Stated> = members.iter().copied().filter(|statement| statement.about.is_none()).collect();
    let position = position::at(&own, end_of_v);

    // "Statements whose interval straddles V are `possible`": any stance.
    let straddles = |interval: Interval| interval.start <= end_of_v && end_of_v < interval.end;
    let possible = seqs(own.iter().filter(|statement| straddles(statement.interval)));

    // "`silences` (seqs after the deciding day)": their end day is after the day of m; all if nothing decides.
    let deciding_day = position.as_ref().map(|position| interval::day_of(position.greatest_start));
    let silences = seqs(own.iter().filter(|statement| {
        statement.stance.is_silence()
            && statement.interval.end <= end_of_v
            && deciding_day.is_none_or(|day| interval::day_of(statement.interval.end) > day)
    }));

    let claims = seqs(
        members.iter().filter(|statement| statement.about.is_some()).filter(|claim| claim.interval.end <= end_of_v),
    );

    let representative = position.as_ref().map(|position| position.representative);
    Row {
        holder: group.holder.clone(),
        issue: group.issue.clone(),
        score: position.as_ref().and_then(|position| position.score()),
        low: position.as_ref().and_then(|position| position.low),
        high: position.as_ref().and_then(|position| position.high),
        status: position.as_ref().map_or(Status::None, |position| position.status),
        condition: representative.and_then(|statement| statement.condition.clone()),
        since: position::since(&own, end_of_v),
        stated_on: representative.map(|statement| statement.stated_on.clone()),
        seq: representative.map(|statement| statement.seq),
        deciding: position.as_ref().map_or(Vec::new(), |position| seqs(position.deciding.iter())),
        possible,
        silences,
        claims,
    }
}

fn seqs<'a, 'b: 'a>(statements: impl Iterator<Item = &'a &'b Stated>) -> Vec<u64> {
    let mut seqs: Vec<u64> = statements.map(|statement| statement.seq).collect();
    seqs.sort_unstable();
    seqs
}
