//! The indexes in the store: postings in order, packed into chunks, of the first events up to a size.
//!
//! Invariant: the record of the size is written after the chunks that it speaks for, so that an index never lacks what
//! it says that it has; what it has more is found again and merged once more.

pub(crate) mod chunk;

use onrecord_core::index::{Posting, PostingRef};

use crate::store::database::Database;
use crate::store::error::StoreError;
use crate::store::guard::guarded;
use crate::store::index::chunk::{CHUNK_PREFIX, Chunk, Packed};
use crate::store::packing::u64_at;
use crate::store::run::check;

/// Under this key lies the number of events that the index has reached.
const SIZE_KEY: [u8; 1] = *b"i";
const SIZE_LEN: usize = 8;
/// Bytes of chunks that are written at once.
const BATCH_BYTES: usize = 4 << 20;

/// How many events the index has reached; one that is not there has reached none.
pub(crate) fn read_index_size(database: &Database) -> Result<u64, StoreError> {
    let Some(value) = guarded("reading", || database.get(SIZE_KEY))? else { return Ok(0) };
    let whole = value.len() > SIZE_LEN && check(&SIZE_KEY, &value[..SIZE_LEN]) == value[SIZE_LEN..];
    if whole { Ok(u64_at(&value, 0)) } else { Err(StoreError::BadIndex) }
}

/// Puts in postings, which are in order of their keys, and how many events are reached with them.
pub(crate) fn merge_postings(database: &Database, postings: Vec<Posting>, size: u64) -> Result<(), StoreError> {
    let mut batch = sled::Batch::default();
    let mut bytes = 0;
    let mut left = postings.into_iter().peekable();
    while let Some(first) = left.peek() {
        let mut chunk = chunk_for(database, &first.key)?;
        let next = chunk.next.clone();
        let mut belongs = Vec::new();
        while let Some(posting) = left.next_if(|posting| next.as_ref().is_none_or(|next| posting.key < *next)) {
            belongs.push(posting);
        }
        chunk.merge(belongs.into_iter());
        for piece in chunk.split() {
            let value = piece.value();
            bytes += value.len();
            batch.insert(Chunk::key(&piece.bound), value);
        }
        if bytes >= BATCH_BYTES {
            let full = std::mem::take(&mut batch);
            guarded("writing", || database.apply_batch(full))?;
            bytes = 0;
        }
    }
    let mut value = size.to_be_bytes().to_vec();
    value.extend(check(&SIZE_KEY, &size.to_be_bytes()));
    batch.insert(&SIZE_KEY, value);
    guarded("writing", || database.apply_batch(batch))
}

/// Takes the whole index away.
pub(crate) fn drop_index(database: &Database) -> Result<(), StoreError> {
    guarded("writing", || database.remove(SIZE_KEY).map(drop))?;
    loop {
        let keys: Vec<sled::IVec> =
            guarded("reading", || database.scan_prefix([CHUNK_PREFIX]).keys().take(1024).collect())?;
        if keys.is_empty() {
            return Ok(());
        }
        let mut batch = sled::Batch::default();
        keys.into_iter().for_each(|key| batch.remove(key));
        guarded("writing", || database.apply_batch(batch))?;
    }
}

/// The chunk whose range a key lies in.
fn chunk_for(database: &Database, key: &[u8]) -> Result<Chunk, StoreError> {
    let Some((at, value)) = record_for(database, key)? else { return Ok(Chunk::first()) };
    Packed::read(&at, &value).filter(|packed| packed.reaches(key)).and_then(Packed::unpack).ok_or(StoreError::BadIndex)
}

/// The record of the last chunk that begins at a key or before it; none in an index without any.
fn record_for(database: &Database, key: &[u8]) -> Result<Option<(sled::IVec, sled::IVec)>, StoreError> {
    let range = vec![CHUNK_PREFIX]..=Chunk::key(key);
    let last = guarded("reading", || database.range(range).next_back().transpose())?;
    if last.is_none() && guarded("reading", || database.scan_prefix([CHUNK_PREFIX]).next().transpose())?.is_some() {
        // Only an index without any chunk lacks the first one.
        return Err(StoreError::BadIndex);
    }
    Ok(last)
}

/// The record of the chunk with this bound.
fn record_at(database: &Database, bound: &[u8]) -> Result<(sled::IVec, sled::IVec), StoreError> {
    let key = Chunk::key(bound);
    let value = guarded("reading", || database.get(&key))?.ok_or(StoreError::BadIndex)?;
    Ok((key.into(), value))
}

/// Lends the postings under a prefix, in order.
pub(crate) fn lend_postings(
    database: &Database,
    prefix: &[u8],
    take: &mut dyn FnMut(PostingRef<'_>),
) -> Result<(), StoreError> {
    let mut record = record_for(database, prefix)?;
    let mut from = prefix.to_vec();
    while let Some((at, value)) = record {
        // The chunk that was looked for is missing if the one before it does not reach as far.
        let chunk = Packed::read(&at, &value).filter(|chunk| chunk.reaches(&from)).ok_or(StoreError::BadIndex)?;
        let under = |posting: PostingRef<'_>| {
            if posting.key.starts_with(prefix) {
                take(posting);
            }
        };
        chunk.each(under).ok_or(StoreError::BadIndex)?;
        let Some(next) = chunk.next.filter(|bound| *bound < prefix || bound.starts_with(prefix)) else { break };
        from = next.to_vec();
        record = Some(record_at(database, next)?);
    }
    Ok(())
}
