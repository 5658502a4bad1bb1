//! What can be done about what an audit found.
//!
//! Invariant: nobody is sent to `recover` for what both homes have lost.

use onrecord_core::audit::{Finding, FindingKind};

/// Where there may be help.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Remedy {
    /// In the other home.
    OtherHome,
    /// In another copy of the ledger.
    OtherCopy,
    /// In what the finding itself says.
    ByHand,
}

/// What to do, a piece of advice for each sort of remedy among the findings.
pub(super) fn advice(findings: &[Finding]) -> Vec<&'static str> {
    let any = |remedy: Remedy| findings.iter().any(|finding| Remedy::of(finding.kind) == remedy);
    let other_home = "`onrecord recover` mends what can be mended from the other home";
    let other_copy = "what the ledger has lost is in no home of it: look in a backup, or in another copy";
    let advice = [(Remedy::OtherHome, other_home), (Remedy::OtherCopy, other_copy)];
    advice.into_iter().filter(|(remedy, _)| any(*remedy)).map(|(_, text)| text).collect()
}

impl Remedy {
    fn of(kind: FindingKind) -> Remedy {
        match kind {
            FindingKind::EventMalformed
            | FindingKind::SequenceBroken
            | FindingKind::ForeignLedger
            | FindingKind::ChainBroken
            | FindingKind::ClockBackwards
            | FindingKind::BodyMalformed
            | FindingKind::WordsMismatch
            | FindingKind::WordsNotErased
            | FindingKind::WordsErased
            | FindingKind::ReferenceBroken
            | FindingKind::JournalDamaged
            | FindingKind::JournalTorn
            | FindingKind::StoreDamaged
            | FindingKind::StoreCrashed
            | FindingKind::StoreBehind
            | FindingKind::StoreAhead
            | FindingKind::StoreDiffers
            | FindingKind::IndexDiffers
            | FindingKind::TilesDiffer => Remedy::OtherHome,
            FindingKind::SourceMissing
            | FindingKind::SourceChanged
            | FindingKind::QuoteMissing
            | FindingKind::SignatureMissing
            | FindingKind::SignatureWrong
            | FindingKind::SignatureForeign
            | FindingKind::SignatureUnexpected
            | FindingKind::SignatureRequired
            | FindingKind::CoderClosed
            | FindingKind::LedgerTruncated
            | FindingKind::HistoryRewritten => Remedy::OtherCopy,
            FindingKind::CheckpointMalformed
            | FindingKind::CheckpointForged
            | FindingKind::CheckpointForeign
            | FindingKind::FileMissing
            | FindingKind::FileMalformed
            | FindingKind::FileDiffers
            | FindingKind::FileUnexpected
            | FindingKind::RootDiffers
            | FindingKind::FolderUnexpected => Remedy::ByHand,
        }
    }
}
