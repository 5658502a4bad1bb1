//! The conformance suite over every log, and the log that fails.

use onrecord_core::entry::Head;

use crate::access::Access;
use crate::conformance::check_conformance;
use crate::create::create;
use crate::entry_log::{AppendError, EntryLog};
use crate::failing_log::{AppendFault, FailingLog};
use crate::indexing::UNINDEXED_MAX;
use crate::limits::Limits;
use crate::memory::MemoryLog;
use crate::open::{OpenOptions, open};
use crate::sample::{SAMPLE_LEDGER, sample_entries};
use crate::storage_error::StorageError;

#[test]
fn memory_conforms() {
    check_conformance(|ledger, first| MemoryLog::create(ledger, first).unwrap());
}

#[test]
fn disk_conforms() {
    let temp = tempfile::tempdir().unwrap();
    let mut number = 0;
    for segment_len_max in [64 << 20, 2000] {
        check_conformance(|ledger, first| {
            number += 1;
            let folder = temp.path().join(number.to_string());
            create(&folder, ledger, first, segment_len_max).unwrap();
            let options = OpenOptions {
                access: Access::Write,
                wait: Default::default(),
                holder: "test".to_owned(),
                unindexed_max: UNINDEXED_MAX,
            };
            let opened = open(&folder, &options, &Limits { segment_len_max, ..Limits::default() }).unwrap();
            assert!(opened.notices.is_empty());
            opened.ledger
        });
    }
}

#[test]
fn a_lost_answer_is_settled_by_sending_the_same_again() {
    let (first, head) = sample_entries(Head::EMPTY, 1);
    let (batch, after) = sample_entries(head, 2);
    for (fault, recorded) in [(AppendFault::AnswerLost, true), (AppendFault::BatchLost, false)] {
        let inner = MemoryLog::create(SAMPLE_LEDGER, &first).unwrap();
        let mut log = FailingLog::after(inner, 0, fault);
        assert!(matches!(log.append(head, &batch), Err(AppendError::Unknown { .. })));
        match log.append(head, &batch) {
            Ok(actual) => assert!(!recorded && actual == after),
            Err(AppendError::Conflict { actual }) => assert!(recorded && actual == after),
            Err(error) => panic!("{error}"),
        }
    }
}

#[test]
fn a_failed_append_records_nothing() {
    let (first, head) = sample_entries(Head::EMPTY, 1);
    let mut log = FailingLog::after(MemoryLog::create(SAMPLE_LEDGER, &first).unwrap(), 1, AppendFault::NoSpace);
    let (batch, after) = sample_entries(head, 1);
    log.append(head, &batch).unwrap();
    let (batch, end) = sample_entries(after, 1);
    let answer = log.append(after, &batch);
    assert!(matches!(answer, Err(AppendError::Storage(StorageError::NoSpace { .. }))));
    assert_eq!(log.append(after, &batch).unwrap(), end);
}
