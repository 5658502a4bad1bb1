//! Events for tests of storage: right headers around bodies of no meaning.

use onrecord_core::entry::{Entry, Head};
use onrecord_core::hash::{ChainHash, LedgerId, journal_checksum};
use onrecord_core::header::{EVENT_LEN_MAX, Flags, HEADER_LEN, Header, RecordedAt};
use onrecord_core::seq::Seq;

/// The ledger that the samples belong to.
pub const SAMPLE_LEDGER: LedgerId = LedgerId::new([7; 16]);

/// An entry behind `head` with this body and these words, and the head after it.
pub fn sample_entry(head: Head, ledger: LedgerId, body: &[u8], words: &[u8]) -> (Entry, Head) {
    let header = Header {
        flags: Flags::default(),
        ledger,
        seq: head.next_seq(),
        previous: head.hash,
        recorded_at: RecordedAt::from_micros(1_800_000_000_000_000 + head.size as i64),
        coder: Seq::FIRST,
        kind: 1,
        schema: 1,
        words: [0; 32],
        body_len: body.len() as u32,
    };
    let event = [&header.to_bytes()[..], body].concat();
    let after = Head { size: head.size + 1, hash: ChainHash::of_event(&event) };
    (Entry { event, words: words.to_vec() }, after)
}

/// `count` entries behind `head`, of different lengths, and the head after them.
pub fn sample_entries(head: Head, count: u64) -> (Vec<Entry>, Head) {
    let mut at = head;
    let mut entries = Vec::new();
    for number in head.size..head.size + count {
        let body = vec![number as u8; 40 + (number as usize * 37) % 200];
        let words = vec![!(number as u8); (number as usize * 53) % 150];
        let (entry, after) = sample_entry(at, SAMPLE_LEDGER, &body, &words);
        entries.push(entry);
        at = after;
    }
    (entries, at)
}

/// The largest event behind `head`, with a mebibyte of words that no compression makes smaller, and the head after it.
pub fn largest_sample(head: Head) -> (Entry, Head) {
    let body = vec![5; EVENT_LEN_MAX - HEADER_LEN];
    let words: Vec<u8> = (0_u32..1 << 15).flat_map(|block| journal_checksum(&[&block.to_be_bytes()])).collect();
    sample_entry(head, SAMPLE_LEDGER, &body, &words)
}
