//! A ledger in memory, made with the library as the binary makes one on disk, and beside it the same events for the
//! model.

use std::collections::BTreeMap;

use onrecord_core::body::{Body, CoderAdded, Kind, LedgerOpened};
use onrecord_core::entry::{Entry, Head};
use onrecord_core::event::{Draft, Event, Stamp, seal};
use onrecord_core::hash::LedgerId;
use onrecord_core::header::{Flags, RecordedAt};
use onrecord_core::intake::{Intake, IntakeError, Options, Plan};
use onrecord_core::line::{StatementLine, lines};
use onrecord_core::replay::{Filter, HolderBy, Question, Status, replay, score_now};
use onrecord_core::seq::Seq;
use onrecord_core::view::View;
use onrecord_core::words::{SlotName, Words};
use onrecord_storage::entry_log::EntryLog;
use onrecord_storage::memory::MemoryLog;
use serde_json::{Value, json};

use crate::model::{By, EventKind, ModelEvent};

/// A ledger, what it says, and its events for the model.
pub(crate) struct World {
    pub(crate) view: View,
    pub(crate) log: MemoryLog,
    pub(crate) model: Vec<ModelEvent>,
}

const LEDGER: LedgerId = LedgerId::new([7; 16]);
const CODER: Seq = Seq::new(1);

impl World {
    /// A ledger of two events.
    pub(crate) fn new() -> Self {
        let (mut opened, mut coder) = (Words::new(), Words::new());
        opened.set(SlotName::Secret, "00".repeat(32));
        coder.set(SlotName::Name, "tester");
        let first =
            [Draft { body: LedgerOpened {}.into(), words: opened }, Draft { body: CoderAdded {}.into(), words: coder }];
        let (mut head, mut entries) = (Head::EMPTY, Vec::new());
        for (seq, draft) in (0..).zip(&first) {
            let (entry, next) = seal(head, LEDGER, draft, &stamp(seq, Seq::new(seq))).unwrap();
            entries.push(entry);
            head = next;
        }
        let log = MemoryLog::create(LEDGER, &entries).unwrap();
        let view = view_of(&entries);
        World { view, log, model: Vec::new() }
    }

    /// How many events there are.
    pub(crate) fn size(&self) -> u64 {
        self.log.head().unwrap().size
    }

    /// Plans something with unknown names allowed, and records it if intake takes it.
    pub(crate) fn take(
        &mut self,
        make: impl FnOnce(Intake<'_>) -> Result<Plan, IntakeError>,
        kind: EventKind,
    ) -> Result<Seq, IntakeError> {
        let plan = self.record_only(make)?;
        let seq = plan.outcomes[0].seq();
        let is_new = plan.drafts.last().is_some() && seq.get() + 1 == self.size();
        if is_new
            && !matches!(kind, EventKind::Actor { .. } if self.model.last().is_some_and(|last| last.seq == seq.get()))
        {
            self.model.push(ModelEvent { seq: seq.get(), kind });
        }
        Ok(seq)
    }

    /// Plans something and records it, without an event for the model.
    pub(crate) fn record_only(
        &mut self,
        make: impl FnOnce(Intake<'_>) -> Result<Plan, IntakeError>,
    ) -> Result<Plan, IntakeError> {
        let options = Options { add_unknown: true, unverified: false };
        let source_bytes = |_: &_| Ok(None);
        let plan = make(Intake { view: &self.view, options, source_bytes: &source_bytes, left_out: None })?;
        self.record(&plan);
        Ok(plan)
    }

    /// Takes an import line of a statement.
    pub(crate) fn statement(&mut self, line: &Value) -> Result<Seq, IntakeError> {
        let given: StatementLine = serde_json::from_value(line.clone()).unwrap();
        self.take(|intake| intake.utterance(&[given]), EventKind::Statement(line.clone()))
    }

    /// The lines of the statements, as they were first recorded.
    pub(crate) fn statements(&self) -> Vec<(u64, Value)> {
        let lines = self.model.iter().filter_map(|event| {
            if let EventKind::Statement(line) = &event.kind { Some((event.seq, line.clone())) } else { None }
        });
        lines.collect()
    }

    fn record(&mut self, plan: &Plan) {
        let mut head = self.log.head().unwrap();
        let mut batch = Vec::new();
        for draft in &plan.drafts {
            let seq = head.next_seq();
            if let Body::ActorAdded(actor) = &draft.body {
                let slug = draft.words.text(SlotName::Slug).unwrap().to_owned();
                let kind = EventKind::Actor { slug, kind: actor.kind.to_string() };
                self.model.push(ModelEvent { seq: seq.get(), kind });
            }
            let (entry, next) = seal(head, LEDGER, draft, &stamp(seq.get(), CODER)).unwrap();
            self.view.apply(Event::open(&entry).unwrap()).unwrap();
            batch.push(entry);
            head = next;
        }
        if !batch.is_empty() {
            self.log.append(self.log.head().unwrap(), &batch).unwrap();
        }
    }

    /// What the first so many events say, read back from the log.
    pub(crate) fn view_at(&self, size: u64) -> View {
        let entries: Vec<Entry> = self.log.scan(0..size).map(Result::unwrap).collect();
        view_of(&entries)
    }

    /// Another ledger into which this one's export was imported; every line of it must be taken.
    pub(crate) fn exported_and_imported(&self) -> World {
        let mut other = World::new();
        for line in lines(&self.view) {
            let options = Options { add_unknown: false, unverified: false };
            let source_bytes = |_: &_| Ok(None);
            let plan = Intake { view: &other.view, options, source_bytes: &source_bytes, left_out: None }.line(&line);
            let plan = plan.unwrap_or_else(|error| panic!("{error}: {}", serde_json::to_string(&line).unwrap()));
            other.record(&plan);
        }
        other
    }

    /// The seq of each actor by slug.
    pub(crate) fn actors(&self) -> BTreeMap<String, Seq> {
        let actors = self.view.records(Kind::ActorAdded);
        actors.map(|actor| (actor.text(SlotName::Slug).to_owned(), actor.seq())).collect()
    }
}

fn view_of(entries: &[Entry]) -> View {
    let mut view = View::new();
    for entry in entries {
        view.apply(Event::open(entry).unwrap()).unwrap();
    }
    view
}

/// An hour between events, and a secret of its own for each.
fn stamp(seq: u64, coder: Seq) -> Stamp {
    let flags = Flags { clock_supplied: true, clock_held: false, signed: false };
    let mut secret = [9; 32];
    secret[..8].copy_from_slice(&seq.to_be_bytes());
    Stamp { recorded_at: RecordedAt::from_micros(seq as i64 * 3_600_000_000), flags, coder, secret }
}

/// The rows of a replay with the fields that the model has, in a fixed order.
pub(crate) fn rows(view: &View, at: &str, by: By) -> Vec<Value> {
    rows_filtered(view, at, by, Filter::ALL)
}

/// The same, of the statements that a filter lets pass.
pub(crate) fn rows_filtered(view: &View, at: &str, by: By, filter: Filter) -> Vec<Value> {
    let (holders, issues) = (Default::default(), Default::default());
    let question = Question { at: at.parse().unwrap(), by: holder_by(by), holders, issues, filter };
    let positions = replay(view, &question);
    let rows = positions.iter().map(|position| {
        let decided = position.decided.as_ref();
        let shown = decided.and_then(|decided| view.statement(decided.shown.seq));
        let since = position.since.and_then(|since| view.statement(since));
        let range = decided.and_then(|decided| decided.range);
        json!({
            "holder": view.slug(position.holder),
            "issue": view.slug(position.issue),
            "score": shown.and_then(|shown| score_now(view, &shown)),
            "low": range.map(|(low, _)| low),
            "high": range.map(|(_, high)| high),
            "status": decided.map_or(Status::None, |decided| decided.status()).as_str(),
            "condition": shown.and_then(|shown| shown.record.words.text(SlotName::Condition).map(str::to_owned)),
            "since": since.map(|since| since.made.stated_on.clone()),
            "stated_on": shown.map(|shown| shown.made.stated_on.clone()),
            "seq": shown.map(|shown| shown.seq()),
            "deciding": decided.map_or_else(Vec::new, |decided| decided.deciding.clone()),
            "possible": position.possible,
            "silences": position.silences,
            "claims": position.claims,
        })
    });
    in_order(rows.collect())
}

/// The library's word for the model's.
pub(crate) fn holder_by(by: By) -> HolderBy {
    match by {
        By::Principal => HolderBy::Principal,
        By::Speaker => HolderBy::Speaker,
    }
}

/// Rows of one anonymous holder have no order that the rules ask for.
pub(crate) fn in_order(mut rows: Vec<Value>) -> Vec<Value> {
    rows.sort_by_cached_key(|row| [&row["holder"], &row["issue"], row].map(Value::to_string));
    rows
}

/// Rows in which statements stand under their ids, so that ledgers that number them otherwise can be compared.
pub(crate) fn by_id(view: &View, rows: Vec<Value>) -> Vec<Value> {
    let id = |seq: &Value| {
        let seq = Seq::new(seq.as_u64().unwrap());
        view.statement(seq).unwrap().record.words.text(SlotName::Id).unwrap().to_owned()
    };
    let renamed = rows.into_iter().map(|mut row| {
        if row["seq"].is_u64() {
            row["seq"] = id(&row["seq"]).into();
        }
        for field in ["deciding", "possible", "silences", "claims"] {
            let mut ids: Vec<String> = row[field].as_array().unwrap().iter().map(id).collect();
            ids.sort_unstable();
            row[field] = ids.into();
        }
        row
    });
    in_order(renamed.collect())
}
