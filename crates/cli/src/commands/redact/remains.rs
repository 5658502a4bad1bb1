//! What can still be found of redacted words, and where nobody looked.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use onrecord_core::body::WordsRedacted;
use onrecord_core::erasure::{Erasures, TRACE_LEN_MIN};
use onrecord_core::event::Event;
use onrecord_core::part::Shelf;
use onrecord_core::quote::find_quote;
use onrecord_core::seq::Seq;
use onrecord_core::words::{Slot, SlotName, Traces};
use onrecord_storage::entry_log::EntryLog;
use onrecord_storage::ledger::Ledger;
use onrecord_storage::redaction::search::search_folder;
use serde_json::{Map, Value, json};

use crate::counted::counted;
use crate::explain;
use crate::failure::Failure;
use crate::output::Output;

/// What a command on this machine cannot reach.
const OUT_OF_REACH: [&str; 5] = [
    "backups and other copies of the ledger",
    "the files that were imported, and shells that remember commands",
    "exports, reports and whatever was published",
    "copies in the temporary folder that a killed audit or recovery left",
    "blocks that the file system has freed, its snapshots, and swap space",
];
/// The file that has the store's events, squeezed.
const STORE: &str = "store/db";
/// How the paths of documents begin.
const SOURCES: &str = "sources/";
/// As much of a document is looked for.
const DOCUMENT_LEN_MAX: usize = 4096;

/// Words that go, and what was found of them afterwards.
pub(super) struct Remains {
    traces: Vec<Traces>,
    /// The documents that go, by the seq of a source that has it.
    documents: Vec<(Seq, Vec<u8>)>,
    /// How many files were searched.
    files: usize,
    found: Vec<Found>,
}

/// Something that is looked for.
#[derive(Clone, Copy)]
struct Wanted<'t> {
    bytes: &'t [u8],
    /// `words`, `salt` or `document`.
    what: &'static str,
    event: Seq,
    slot: Slot,
}

/// A place in which something was found.
struct Found {
    /// A file in the ledger's folder.
    file: String,
    what: &'static str,
    event: Seq,
    slot: Slot,
    /// Events whose own words hold the same, or whose document does.
    also_in: BTreeSet<Seq>,
}

impl Remains {
    /// What the words and documents would be found by, taken down before they go.
    pub(super) fn of(redacted: &WordsRedacted, ledger: &Ledger) -> Result<Self, Failure> {
        let erasures = Erasures::of(redacted);
        let seqs: Vec<Seq> = erasures.events().collect();
        let (mut traces, mut documents) = (Vec::new(), Vec::new());
        for (seq, entry) in seqs.iter().zip(ledger.entries_at(&seqs)) {
            let entry = entry.map_err(|error| Failure::of(&error))?;
            traces.extend(erasures.traces(&entry).map_err(|error| explain::damaged(*seq, &error))?);
        }
        for of_bytes in traces.iter().filter(|traces| traces.slot.name() == SlotName::Bytes) {
            // A document that was changed or is gone already has nothing that could be looked for.
            let hash = of_bytes.text.parse().ok();
            let bytes = hash.and_then(|hash| ledger.source(&hash).ok().flatten());
            documents.extend(bytes.map(|mut bytes| {
                bytes.truncate(DOCUMENT_LEN_MAX);
                (of_bytes.event, bytes)
            }));
        }
        Ok(Remains { traces, documents, files: 0, found: Vec::new() })
    }

    /// Looks for all of it in every file of the ledger.
    pub(super) fn search(&mut self, folder: &Path, ledger: &Ledger) -> Result<(), Failure> {
        let wanted = self.wanted();
        let bytes: Vec<&[u8]> = wanted.iter().map(|wanted| wanted.bytes).collect();
        let (files, found_in) = search_folder(folder, &bytes).map_err(|error| Failure::of(&error))?;
        let mut places: BTreeSet<(String, usize)> = quoted_in(folder, &wanted)?;
        let in_store = ledger.search_store(&bytes).map_err(|error| Failure::of(&error))?;
        places.extend(in_store.into_iter().map(|which| (STORE.to_owned(), which)));
        for found in found_in {
            let file = found.path.to_string_lossy().into_owned();
            places.extend(found.which.into_iter().map(|which| (file.clone(), which)));
        }
        let (holders, documents) = holders(ledger, &places, &wanted)?;
        let found = places.into_iter().map(|(file, which)| {
            let Wanted { what, event, slot, .. } = wanted[which];
            let also_in = match file.strip_prefix(SOURCES) {
                Some(hash) => documents.get(hash).cloned().unwrap_or_default(),
                None => holders.iter().filter(|(place, _)| *place == which).map(|(_, seq)| *seq).collect(),
            };
            Found { file, what, event, slot, also_in }
        });
        self.found = found.collect();
        self.files = files;
        Ok(())
    }

    /// What is looked for, each thing once.
    fn wanted(&self) -> Vec<Wanted<'_>> {
        let mut all: Vec<Wanted<'_>> = Vec::new();
        for traces in &self.traces {
            let of = |bytes, what| Wanted { bytes, what, event: traces.event, slot: traces.slot };
            all.extend(traces.salts.iter().map(|salt| of(&salt[..], "salt")));
            all.extend(is_searched(traces).then(|| of(traces.text.as_bytes(), "words")));
        }
        let documents = self.documents.iter().filter(|(_, bytes)| bytes.len() >= TRACE_LEN_MIN);
        let slot = SlotName::Bytes.into();
        all.extend(documents.map(|(event, bytes)| Wanted { bytes, what: "document", event: *event, slot }));
        let mut seen = BTreeSet::new();
        all.retain(|wanted| seen.insert(wanted.bytes));
        all
    }

    /// Whether a salt was found, by which a guess could be confirmed.
    pub(super) fn salts_found(&self) -> bool {
        self.found.iter().any(|found| found.what == "salt")
    }

    /// Adds to an answer what was found.
    pub(super) fn tell_json(&self, fields: &mut Map<String, Value>) {
        let found = self.found.iter().map(|found| {
            let Found { file, what, event, slot, also_in } = found;
            json!({ "file": file, "what": what, "event": event, "slot": slot.to_string(), "also_in": also_in })
        });
        let short = self.short().map(|traces| json!({ "event": traces.event, "slot": traces.slot.to_string() }));
        fields.insert("searched_files".to_owned(), json!(self.files));
        fields.insert("found".to_owned(), found.collect());
        fields.insert("too_short_to_search".to_owned(), short.collect());
        fields.insert("out_of_reach".to_owned(), json!(OUT_OF_REACH));
    }

    /// Tells people what was found.
    pub(super) fn tell(&self, output: &mut Output) -> Result<(), Failure> {
        let files = counted(self.files as u64, "file");
        if self.found.is_empty() {
            output.line(format_args!("searched {files} of the ledger: nothing of it was found"))?;
        } else {
            output.line(format_args!("searched {files} of the ledger, and found:"))?;
        }
        for Found { file, what, event, slot, also_in } in &self.found {
            let seqs: Vec<String> = also_in.iter().map(|seq| format!("event {seq}")).collect();
            let held = if file.starts_with(SOURCES) { "in the document of" } else { "as words of" };
            let also = if seqs.is_empty() { String::new() } else { format!(", {held} {}", seqs.join(", ")) };
            let what = if *what == "words" { "the same words as" } else { what };
            output.line(format_args!("  {file}: {what} {slot} of event {event}{also}"))?;
        }
        let short: Vec<String> =
            self.short().map(|traces| format!("{} of event {}", traces.slot, traces.event)).collect();
        if !short.is_empty() {
            let text = short.join(", ");
            output.note(format_args!("not searched for, because so short that they are found by chance: {text}"));
        }
        output.note(format_args!("out of reach: {}", OUT_OF_REACH.join("; ")));
        Ok(())
    }

    fn short(&self) -> impl Iterator<Item = &Traces> {
        self.traces.iter().filter(|traces| !is_searched(traces))
    }
}

fn is_searched(traces: &Traces) -> bool {
    traces.text.len() >= TRACE_LEN_MIN
}

/// Which events' words hold what was found, by its place in the list.
type Holders = Vec<(usize, Seq)>;
/// Which events name a document, by the name of its file.
type Documents = BTreeMap<String, BTreeSet<Seq>>;

/// The documents in which the words stand as quotes are looked for: white space and quotation marks folded.
fn quoted_in(folder: &Path, wanted: &[Wanted<'_>]) -> Result<BTreeSet<(String, usize)>, Failure> {
    let mut quoted = BTreeSet::new();
    for item in fs_err::read_dir(folder.join(SOURCES))? {
        let item = item?;
        let bytes = fs_err::read(item.path())?;
        let text = String::from_utf8_lossy(&bytes);
        for (place, wanted) in wanted.iter().enumerate().filter(|(_, wanted)| wanted.what == "words") {
            let words = std::str::from_utf8(wanted.bytes).unwrap_or_default();
            if find_quote(words, &text).is_some() {
                quoted.insert((format!("{SOURCES}{}", item.file_name().to_string_lossy()), place));
            }
        }
    }
    Ok(quoted)
}

/// Who has what was found.
fn holders(
    ledger: &Ledger,
    found: &BTreeSet<(String, usize)>,
    wanted: &[Wanted<'_>],
) -> Result<(Holders, Documents), Failure> {
    let (mut holders, mut documents) = (Holders::new(), Documents::new());
    if found.is_empty() {
        return Ok((holders, documents));
    }
    let places: BTreeSet<usize> = found.iter().map(|(_, which)| *which).collect();
    let size = ledger.head().map_err(|error| Failure::of(&error))?.size;
    for (seq, entry) in (0..).map(Seq::new).zip(ledger.scan(0..size)) {
        let entry = entry.map_err(|error| Failure::of(&error))?;
        let words = Event::open(&entry).map_err(|error| explain::damaged(seq, &error))?.words;
        if let Some(hash) = words.text(SlotName::Bytes) {
            documents.entry(hash.to_owned()).or_default().insert(seq);
        }
        let texts: Vec<&str> = words.slots().filter_map(|slot| words.text(slot)).collect();
        for place in &places {
            let looked_for = std::str::from_utf8(wanted[*place].bytes).unwrap_or_default();
            if !looked_for.is_empty() && texts.iter().any(|text| text.contains(looked_for)) {
                holders.push((*place, seq));
            }
        }
    }
    Ok((holders, documents))
}
