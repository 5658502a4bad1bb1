//! The ledger of the vectors: events of every kind, with fixed secrets and instants.

use onrecord_core::body::{
    AccountGiven, ActorAdded, ActorsMerged, Body, ChannelAdded, CoderAdded, Condition, Evidence, EvidenceAttached,
    IssueAdded, IssueReworded, IssuesMerged, LedgerOpened, MembershipHeld, OccasionAdded, QuoteCheck, RecordCorrected,
    RecordRetracted, RedactedSlot, RoleHeld, SaidFor, SourceAdded, SourceChecked, StatementMade, WordsRedacted,
};
use onrecord_core::entry::{Entry, Head};
use onrecord_core::event::{Draft, Stamp, seal};
use onrecord_core::hash::{LedgerId, SourceHash};
use onrecord_core::header::{Flags, RecordedAt};
use onrecord_core::seq::Seq;
use onrecord_core::stance::Stance;
use onrecord_core::stated_on::StatedOn;
use onrecord_core::vocabulary::{ActorKind, Certainty, CheckOutcome, Form, Genre, RewordChange, Seen};
use onrecord_core::words::SlotName::{
    Alias, Bytes, Condition as If, Id, Language, Locator, Name, Note, Original, Publisher, Reason, Role, Secret, Slug,
    Text, Title, Url, Utterance, Via, Wording,
};
use onrecord_core::words::{Origin, Slot, Word, Words};

/// The ledger's id.
const LEDGER: LedgerId = LedgerId::new(*b"vectors of v1...");
/// The bytes of the source that the ledger keeps.
pub(super) const PAGE: &[u8] = b"He said:\n\xe2\x80\x9cWe do not want\na force.\xe2\x80\x9d\n";
/// The statement whose note is erased by the last event.
pub(super) const ERASED: Seq = Seq::new(15);

/// The events so far.
pub(super) struct Chain {
    head: Head,
    pub(super) entries: Vec<Entry>,
}

impl Chain {
    /// Seals an event behind the others. Its secret is 32 times its number, its instant so many seconds after the first.
    fn add(&mut self, body: impl Into<Body>, words: &[(Slot, Word)]) -> Seq {
        let seq = self.head.next_seq();
        let mut said = Words::new();
        for (slot, word) in words {
            said.set(*slot, word.clone());
        }
        let draft = Draft { body: body.into(), words: said };
        let coder = if seq == Seq::FIRST { seq } else { Seq::new(1) };
        let number = u8::try_from(seq.get()).unwrap();
        let held = number == 3;
        let seconds = i64::from(if held { number - 1 } else { number });
        let stamp = Stamp {
            recorded_at: RecordedAt::from_micros(1_764_000_000_000_000 + seconds * 1_000_001),
            flags: Flags { clock_supplied: number == 2, clock_held: held, signed: false },
            coder,
            secret: [number; 32],
        };
        let (entry, head) = seal(self.head, LEDGER, &draft, &stamp).unwrap();
        self.entries.push(entry);
        self.head = head;
        seq
    }
}

/// One event of each kind at least, and every sort of stance, condition, quote check and principal.
pub(super) fn chain() -> Chain {
    let mut chain = Chain { head: Head::EMPTY, entries: Vec::new() };
    let [qatar, minister, eight, issue, wording, channel, page, book] = registry(&mut chain);
    let occasion = chain.add(
        OccasionAdded { on: date("2025-12-17"), participants: vec![qatar, minister], agenda: vec![issue] },
        &[word(Slug, "talks"), word(Name, "Talks")],
    );
    chain.add(
        AccountGiven { occasion, by: qatar, source: page, seen: Seen::Excerpt },
        &[word(Note, "the second half only")],
    );
    let found = QuoteCheck::Found { slot: Text.into(), start: 12, end: 34 };
    let said = StatementMade {
        speaker: minister,
        said_for: SaidFor::Given(vec![qatar, eight]),
        about: None,
        reported_by: Some(eight),
        issue,
        wording,
        stance: "-40".parse().unwrap(),
        condition: Condition::Stated,
        stated_on: date("2025-12-17~"),
        form: Form::Quote,
        genre: Some(Genre::Interview),
        channel: Some(channel),
        certainty: Certainty::Probable,
        occasion: Some(occasion),
        in_account: true,
        utterance: None,
        noted_on: Some(date("2025-12-18")),
        evidence: vec![
            Evidence { source: page, quote: found },
            Evidence { source: book, quote: QuoteCheck::NotChecked },
        ],
    };
    let arabic =
        Word { text: "لا نريد قوة".into(), language: Some("ar".parse().unwrap()), origin: Origin::Original };
    let english = Word {
        text: "We do not want a force".into(),
        language: Some("en".parse().unwrap()),
        origin: Origin::TranslationOf(Original.into()),
    };
    let statement = chain.add(
        said.clone(),
        &[
            word(Id, "s-1"),
            (Text.into(), english.clone()),
            (Original.into(), arabic),
            word(If, "if there is a mandate"),
            word(Note, "heard on the radio"),
            word(Role, "foreign minister"),
            word(Utterance, "u-1"),
            word(Locator, "line 2"),
            (Slot::indexed(Locator, 1), "p. 7".into()),
        ],
    );
    assert_eq!(statement, ERASED);
    more_statements(&mut chain, &said, statement);
    about_others(&mut chain, &said, statement, english, [qatar, eight, issue, book]);
    chain
}

/// Coder, actors, role, membership, issue and its wordings, channel, sources.
fn registry(chain: &mut Chain) -> [Seq; 8] {
    chain.add(LedgerOpened {}, &[word(Name, "Vectors"), word(Secret, "not random")]);
    chain.add(CoderAdded {}, &[word(Name, "coder")]);
    let qatar = chain.add(
        ActorAdded { kind: ActorKind::State },
        &[
            word(Slug, "qatar"),
            word(Name, "Qatar"),
            word(Alias, "State of Qatar"),
            (Slot::indexed(Alias, 1), "قطر".into()),
        ],
    );
    let minister =
        chain.add(ActorAdded { kind: ActorKind::Person }, &[word(Slug, "minister"), word(Name, "The minister")]);
    let eight = chain
        .add(ActorAdded { kind: ActorKind::Group }, &[word(Slug, "eight"), word(Name, "The eight"), word(Note, "")]);
    let from = Some(date("2016-01-27"));
    chain.add(RoleHeld { actor: minister, of: qatar, from, to: None }, &[word(Title, "Foreign minister")]);
    chain.add(MembershipHeld { group: eight, actor: qatar, from: None, to: Some(date("2030")) }, &[]);
    let issue = chain.add(IssueAdded {}, &[word(Slug, "force"), word(Wording, "A force is sent.")]);
    let reworded = IssueReworded { issue, change: RewordChange::Reversed };
    let wording = chain.add(reworded, &[word(Wording, "No force is sent.")]);
    let channel = chain.add(ChannelAdded {}, &[word(Name, "Al Jazeera interview")]);
    let page = chain.add(
        SourceAdded { published: Some(date("2025-12")), retrieved: Some(date("2026-01-05")) },
        &[
            word(Slug, "page"),
            word(Title, "A page"),
            word(Publisher, "A paper"),
            word(Url, "https://news.example/1"),
            word(Language, "en"),
            word(Via, "saved by hand"),
            word(Bytes, &SourceHash::of(PAGE).to_string()),
        ],
    );
    let book =
        chain.add(SourceAdded { published: None, retrieved: None }, &[word(Slug, "book"), word(Title, "A book")]);
    chain.add(SourceChecked { source: page, outcome: CheckOutcome::Same }, &[word(Note, "read again")]);
    [qatar, minister, eight, issue, wording, channel, page, book]
}

/// A second coding of the same words, a claim in the speaker's own name, and every stance that is a word.
fn more_statements(chain: &mut Chain, said: &StatementMade, statement: Seq) {
    let plain = StatementMade {
        said_for: SaidFor::ByRole,
        reported_by: None,
        condition: Condition::NotStated,
        form: Form::Paraphrase,
        genre: None,
        channel: None,
        occasion: None,
        in_account: false,
        noted_on: None,
        evidence: Vec::new(),
        ..said.clone()
    };
    let own = StatementMade {
        said_for: SaidFor::OwnName,
        about: Some(said.speaker),
        utterance: Some(statement),
        condition: Condition::Waived,
        stance: "100".parse().unwrap(),
        stated_on: date("2025-12-17T14:30+03:00"),
        evidence: vec![Evidence { quote: QuoteCheck::NotFound, ..said.evidence[0].clone() }],
        ..plain.clone()
    };
    chain.add(own, &[word(Id, "s-2")]);
    for stance in Stance::WORDS {
        let form = if stance == Stance::Silent { Form::Omission } else { Form::Vote };
        let id = format!("s-{stance}");
        chain
            .add(StatementMade { stance, form, stated_on: date("2025-10/2025-12"), ..plain.clone() }, &[word(Id, &id)]);
    }
}

/// Evidence, correction, retraction, merges, redaction.
fn about_others(chain: &mut Chain, said: &StatementMade, statement: Seq, english: Word, others: [Seq; 4]) {
    let [qatar, eight, issue, book] = others;
    let evidence = Evidence { source: book, quote: QuoteCheck::NotChecked };
    chain.add(EvidenceAttached { statement, evidence }, &[word(Text, "A force? No."), word(Locator, "p. 9")]);
    let better = StatementMade { stance: "-60".parse().unwrap(), condition: Condition::NotStated, ..said.clone() };
    let corrected = RecordCorrected::new(statement, &better.into()).unwrap();
    let locators = [word(Locator, "line 2"), (Slot::indexed(Locator, 1), "p. 7".into())];
    let words = [word(Id, "s-1"), (Text.into(), english), word(Reason, "second reading")];
    chain.add(corrected, &[&words[..], &locators].concat());
    let gone = Seq::new(statement.get() + 1);
    chain.add(RecordRetracted { target: gone }, &[word(Reason, "not theirs")]);
    chain.add(ActorsMerged { from: eight, into: qatar }, &[word(Reason, "one")]);
    let other = chain.add(IssueAdded {}, &[word(Slug, "troops"), word(Wording, "Troops are sent.")]);
    chain.add(IssuesMerged { from: other, into: issue }, &[word(Reason, "the same")]);
    let slots = vec![RedactedSlot { event: statement, slot: Note.into() }];
    chain.add(WordsRedacted { slots, sources: Vec::new() }, &[word(Reason, "a private remark")]);
}

fn word(slot: impl Into<Slot>, text: &str) -> (Slot, Word) {
    (slot.into(), text.into())
}

fn date(text: &str) -> StatedOn {
    text.parse().unwrap()
}
