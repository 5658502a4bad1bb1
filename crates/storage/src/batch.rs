//! What a batch must be before anything of it is written.

use onrecord_core::entry::{Entry, Head, follow};
use onrecord_core::hash::LedgerId;

use crate::entry_log::Refusal;
use crate::journal::frame::{FRAME_LEN_MAX, frame_len};

/// Checks that a batch follows `head` and fits into a frame, and gives the head after it.
pub(crate) fn check_batch(head: Head, ledger: LedgerId, batch: &[Entry]) -> Result<Head, Refusal> {
    if batch.is_empty() {
        return Err(Refusal::EmptyBatch);
    }
    let bytes = frame_len(batch);
    if bytes > FRAME_LEN_MAX {
        return Err(Refusal::TooLarge { bytes, limit: FRAME_LEN_MAX });
    }
    batch.iter().enumerate().try_fold(head, |at, (index, entry)| {
        follow(at, ledger, &entry.event).map(|(_, after)| after).map_err(|link| Refusal::DoesNotFollow { index, link })
    })
}
