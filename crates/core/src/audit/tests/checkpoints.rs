//! Checkpoints against ledgers: each finding about them, and what counts as checked.

use std::collections::BTreeMap;

use super::*;
use crate::audit::{CheckpointFile, check_checkpoints};
use crate::checkpoint::{Checkpoint, SignedCheckpoint, own_origin};
use crate::key::SigningKey;
use crate::note::Signer;
use crate::testing::LEDGER;
use crate::tree::TreeBuilder;

fn signer(name: &str, seed: u8) -> Signer {
    Signer::new(name.parse().unwrap(), SigningKey::from_seed([seed; 32]))
}

fn root_of(entries: &[Entry]) -> MerkleRoot {
    let mut tree = TreeBuilder::new();
    entries.iter().for_each(|entry| tree.push(&entry.event));
    tree.root()
}

fn file(signed: &SignedCheckpoint) -> CheckpointFile {
    CheckpointFile { name: "c".to_owned(), content: SignedCheckpoint::from_bytes(signed.to_string().as_bytes()) }
}

#[test]
fn every_finding_about_checkpoints_has_one_that_provokes_it() {
    let entries = five().entries;
    let origin = own_origin(LEDGER).unwrap();
    let (log, witness) = (signer(origin.as_str(), 1), signer("w.example", 2));
    let sign = |signer: &Signer, size: u64, root| {
        Checkpoint { origin: signer.name().clone(), size, root }.sign(signer).unwrap()
    };
    let ours = |size: usize| sign(&log, size as u64, root_of(&entries[..size]));
    let mut cosigned = ours(4);
    cosigned.add(witness.cosign(cosigned.note().text(), 9)).unwrap();
    let known = [log.verifier(), witness.cosigner_verifier()];
    let check = |file: CheckpointFile, known: &[_]| {
        let sizes = file.content.iter().map(|signed| signed.checkpoint().size).collect();
        let mut auditor = Auditor::watching(sizes);
        entries.iter().for_each(|entry| auditor.take(entry));
        let report = auditor.finish();
        let checked = check_checkpoints(&[file], known, LEDGER, (report.head.size, &report.roots));
        let kinds: Vec<FindingKind> = checked.findings.iter().map(|finding| finding.kind).collect();
        (kinds, [checked.consistent, checked.covered, checked.signed, checked.cosigned])
    };
    for size in 0..=5 {
        assert_eq!(check(file(&ours(size)), &known), (vec![], [1, size as u64, 1, 0]));
    }
    assert_eq!(check(file(&cosigned), &known), (vec![], [1, 4, 1, 1]));
    assert_eq!(check(file(&cosigned), &[]), (vec![], [1, 4, 0, 0]), "nobody is known");
    assert_eq!(check(file(&cosigned), &known[1..]), (vec![], [1, 4, 0, 0]), "a witness alone says nothing");
    let none = [0; 4];
    let stranger = sign(&signer(origin.as_str(), 3), 3, root_of(&entries[..3]));
    let table = [
        (
            CheckpointFile { name: "c".to_owned(), content: SignedCheckpoint::from_bytes(b"nothing\n") },
            FindingKind::CheckpointMalformed,
        ),
        (file(&stranger), FindingKind::CheckpointForged),
        (file(&sign(&signer("onrecord/other", 1), 3, root_of(&entries[..3]))), FindingKind::CheckpointForeign),
        (file(&sign(&log, 6, root_of(&entries))), FindingKind::LedgerTruncated),
        (file(&sign(&log, 5, root_of(&entries[..4]))), FindingKind::HistoryRewritten),
    ];
    for (file, expected) in table {
        assert_eq!(check(file, &known), (vec![expected], none));
    }
    // An origin that was chosen says nothing about the ledger; the root does.
    let chosen = sign(&signer("example.org/a", 5), 3, root_of(&entries[..3]));
    assert_eq!(check(file(&chosen), &known), (vec![], [1, 3, 0, 0]));
    assert_eq!(BTreeMap::from([(0, root_of(&[]))]), Auditor::watching([0].into()).finish().roots);
}
