//! Forged histories: what a ledger's events say, changed, and sealed again with every hash as it must be.

use std::path::Path;
use std::time::Duration;

use onrecord_core::body::Body;
use onrecord_core::checkpoint::{Checkpoint, SignedCheckpoint};
use onrecord_core::entry::{Entry, Head};
use onrecord_core::event::{Draft, Event, Stamp, seal};
use onrecord_core::note::Signer;
use onrecord_core::published::{bundle_bytes, tile_bytes};
use onrecord_core::tile::entries_of_bundle;
use onrecord_core::tree::{TreeInMemory, leaf_hash, root_at};
use onrecord_core::words::SlotName;
use onrecord_storage::access::Access;
use onrecord_storage::entry_log::EntryLog;
use onrecord_storage::ledger::Ledger;
use onrecord_storage::open::OpenOptions;

/// What one event says, free of its place.
#[derive(Clone)]
pub(super) struct Said {
    draft: Draft,
    stamp: Stamp,
}

impl Said {
    pub(super) fn set_score(&mut self, score: i8) {
        let Body::StatementMade(made) = &mut self.draft.body else { panic!("only statements have scores") };
        made.stance = score.to_string().parse().unwrap();
    }

    pub(super) fn set_text(&mut self, text: &str) {
        self.draft.words.set(SlotName::Text, text);
    }

    pub(super) fn with_id(mut self, id: &str) -> Self {
        self.draft.words.set(SlotName::Id, id);
        self
    }
}

/// The history of a ledger.
pub(super) fn said(folder: &Path) -> Vec<Said> {
    let ledger = open(folder);
    let size = ledger.head().unwrap().size;
    let said = ledger.scan(0..size).map(|entry| {
        let entry = entry.unwrap();
        let event = Event::open(&entry).unwrap();
        let header = &event.header;
        // The secret of a record of form 1; where there are no words it is not used.
        let secret = entry.words.get(1..33).map_or([0; 32], |secret| secret.try_into().unwrap());
        let stamp = Stamp { recorded_at: header.recorded_at, flags: header.flags, coder: header.coder, secret };
        Said { draft: Draft { body: event.body, words: event.words }, stamp }
    });
    said.collect()
}

/// Puts a ledger with this history and the same id into the folder of another.
pub(super) fn forged(folder: &Path, history: &[Said]) {
    let id = open(folder).ledger_id();
    let (mut head, mut last, mut entries) = (Head::EMPTY, None, Vec::<Entry>::new());
    for said in history {
        let mut stamp = said.stamp;
        // The clock never goes back in a ledger that is to look whole.
        stamp.recorded_at = last.map_or(stamp.recorded_at, |last| stamp.recorded_at.max(last));
        last = Some(stamp.recorded_at);
        let (entry, after) = seal(head, id, &said.draft, &stamp).unwrap();
        entries.push(entry);
        head = after;
    }
    std::fs::remove_dir_all(folder).unwrap();
    assert_eq!(Ledger::create(folder, id, &entries).unwrap(), head);
}

fn open(folder: &Path) -> Ledger {
    let options = OpenOptions {
        access: Access::Read,
        wait: Duration::from_secs(10),
        holder: "forger".to_owned(),
        unindexed_max: u64::MAX,
    };
    Ledger::open(folder, &options).unwrap().ledger
}

/// Changes one event of a small published log, and makes tile, root and signature anew, with the log's own key.
pub(super) fn edited_log(folder: &Path, event: usize, secret: &str) {
    let signed = SignedCheckpoint::from_bytes(&std::fs::read(folder.join("checkpoint")).unwrap()).unwrap();
    let Checkpoint { origin, size, .. } = signed.checkpoint().clone();
    let (bundle, tile) = (format!("tile/entries/000.p/{size}"), format!("tile/0/000.p/{size}"));
    let bytes = std::fs::read(folder.join(&bundle)).unwrap();
    let mut events: Vec<Vec<u8>> = entries_of_bundle(&bytes).unwrap().into_iter().map(<[u8]>::to_vec).collect();
    // The last byte of the instant at which it was recorded: nothing refers to it.
    events[event][71] ^= 1;
    let tree: TreeInMemory = events.iter().map(|event| leaf_hash(event)).collect();
    let (Ok(root), Ok(tile_bytes)) = (root_at(&tree, size), tile_bytes(&tree, 0, 0, size as u16));
    let Ok(bundle_bytes) = bundle_bytes(&tree, 0, &events);
    std::fs::write(folder.join(bundle), bundle_bytes.unwrap()).unwrap();
    std::fs::write(folder.join(tile), tile_bytes).unwrap();
    let signer: Signer = secret.parse().unwrap();
    let checkpoint = Checkpoint { origin, size, root }.sign(&signer).unwrap();
    std::fs::write(folder.join("checkpoint"), checkpoint.to_string()).unwrap();
}
