//! Entries one after the other in bytes, as a frame holds them, and a run in parts: `{event length, event, words length,
//! words}`.
//!
//! Invariant: what is read back has used every byte, or it is refused as a whole.

use onrecord_core::entry::Entry;

/// Bytes that `put_entry` adds for an entry.
pub(crate) fn packed_len(entry: &Entry) -> usize {
    8 + entry.event.len() + entry.words.len()
}

/// Appends an entry; both of its parts are known to be shorter than 4 GiB (`frame::check_size`).
pub(crate) fn put_entry(bytes: &mut Vec<u8>, entry: &Entry) {
    put_part(bytes, &[&entry.event]);
    put_part(bytes, &[&entry.words]);
}

/// Appends what these slices are together, with their length in front.
pub(crate) fn put_part(bytes: &mut Vec<u8>, slices: &[&[u8]]) {
    let len: usize = slices.iter().map(|slice| slice.len()).sum();
    bytes.extend_from_slice(&(len as u32).to_be_bytes());
    slices.iter().for_each(|slice| bytes.extend_from_slice(slice));
}

/// The entries in these bytes, or `None` if their lengths do not add up to all of them.
pub(crate) fn unpack(mut bytes: &[u8]) -> Option<Vec<Entry>> {
    let mut entries = Vec::new();
    while !bytes.is_empty() {
        let event = take_part(&mut bytes)?.to_vec();
        let words = take_part(&mut bytes)?.to_vec();
        entries.push(Entry { event, words });
    }
    Some(entries)
}

/// The part that these bytes begin with; they then begin behind it.
pub(crate) fn take_part<'a>(bytes: &mut &'a [u8]) -> Option<&'a [u8]> {
    let (len, rest) = bytes.split_first_chunk::<4>()?;
    let (part, rest) = rest.split_at_checked(u32::from_be_bytes(*len) as usize)?;
    *bytes = rest;
    Some(part)
}

/// Big-endian integers at an offset that the caller's layout keeps inside the bytes.
pub(crate) fn u32_at(bytes: &[u8], at: usize) -> u32 {
    u32::from_be_bytes(field(bytes, at))
}

/// See [`u32_at`].
pub(crate) fn u64_at(bytes: &[u8], at: usize) -> u64 {
    u64::from_be_bytes(field(bytes, at))
}

/// The `N` bytes at an offset that the caller's layout keeps inside the bytes.
pub(crate) fn field<const N: usize>(bytes: &[u8], at: usize) -> [u8; N] {
    let mut field = [0; N];
    field.copy_from_slice(&bytes[at..at + N]);
    field
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn unpacks_what_was_packed_and_nothing_else() {
        let entries = [
            Entry { event: vec![1; 300], words: vec![] },
            Entry { event: vec![], words: vec![2; 5] },
            Entry { event: vec![3], words: vec![4] },
        ];
        let mut bytes = Vec::new();
        entries.iter().for_each(|entry| put_entry(&mut bytes, entry));
        assert_eq!(bytes.len(), entries.iter().map(packed_len).sum::<usize>());
        assert_eq!(unpack(&bytes).as_deref(), Some(&entries[..]));
        let boundaries = [0, 308, 321];
        for cut in 0..bytes.len() {
            assert_eq!(unpack(&bytes[..cut]).is_some(), boundaries.contains(&cut), "cut at {cut}");
        }
    }
}
