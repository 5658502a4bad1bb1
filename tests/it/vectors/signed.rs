//! The signed ledger of the vectors: keys that follow from fixed bytes, with fixed secrets and instants.

use onrecord_core::body::{ActorAdded, Body, CoderAdded, CoderKeyed, LedgerOpened, SignaturesRequired};
use onrecord_core::entry::{Entry, Head};
use onrecord_core::event::{Draft, Stamp, seal_and_open};
use onrecord_core::hash::LedgerId;
use onrecord_core::header::{Flags, RecordedAt};
use onrecord_core::key::SigningKey;
use onrecord_core::seq::Seq;
use onrecord_core::vocabulary::ActorKind;
use onrecord_core::words::{SlotName, Words};

const LEDGER: LedgerId = LedgerId::new(*b"vectors, signed.");

/// The events so far.
struct Chain {
    head: Head,
    entries: Vec<Entry>,
}

impl Chain {
    /// Seals an event behind the others. Its secret is 32 times its number, its instant so many seconds after the first.
    fn add(&mut self, coder: u64, key: Option<u8>, body: impl Into<Body>, words: &[(SlotName, &str)]) {
        let number = u8::try_from(self.head.size).unwrap();
        let mut said = Words::new();
        for (slot, text) in words {
            said.set(*slot, *text);
        }
        let stamp = Stamp {
            recorded_at: RecordedAt::from_micros(1_764_000_000_000_000 + i64::from(number) * 1_000_001),
            flags: Flags::default(),
            coder: Seq::new(coder),
            secret: [number; 32],
        };
        let draft = Draft { body: body.into(), words: said };
        let sealed = seal_and_open(self.head, LEDGER, &draft, &stamp, key.map(secret).as_ref());
        let (entry, event) = sealed.unwrap();
        self.entries.push(entry);
        self.head = event.head();
    }
}

/// A first key, an event that it signs, another key in its place, a coder without one, signatures required, a coder who
/// comes later, a name that is closed.
pub(super) fn chain() -> Vec<Entry> {
    let mut chain = Chain { head: Head::EMPTY, entries: Vec::new() };
    let actor = |slug| (ActorAdded { kind: ActorKind::State }, [(SlotName::Slug, slug), (SlotName::Name, slug)]);
    chain.add(0, None, LedgerOpened {}, &[(SlotName::Secret, "not random")]);
    chain.add(1, None, CoderAdded {}, &[(SlotName::Name, "ada")]);
    chain.add(1, Some(1), keyed(1), &[]);
    let (body, words) = actor("qatar");
    chain.add(1, Some(1), body, &words);
    chain.add(1, Some(1), keyed(2), &[]);
    chain.add(5, None, CoderAdded {}, &[(SlotName::Name, "ben")]);
    let (body, words) = actor("egypt");
    chain.add(5, None, body, &words);
    chain.add(1, Some(2), SignaturesRequired {}, &[]);
    chain.add(8, None, CoderAdded {}, &[(SlotName::Name, "cleo")]);
    chain.add(8, Some(3), keyed(3), &[]);
    let (body, words) = actor("jordan");
    chain.add(8, Some(3), body, &words);
    chain.add(1, Some(2), CoderKeyed { key: None }, &[]);
    chain.entries
}

fn keyed(seed: u8) -> CoderKeyed {
    CoderKeyed { key: Some(secret(seed).verifying_key()) }
}

/// The key that follows from 32 times this byte.
fn secret(seed: u8) -> SigningKey {
    SigningKey::from_seed([seed; 32])
}
