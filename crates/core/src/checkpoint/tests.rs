//! Checkpoints have three lines and their log's signature, or are none.
#![allow(clippy::unwrap_used, reason = "a test may stop at the first surprise")]

use super::*;
use crate::key::SigningKey;
use crate::testing::accepted_flips;

const ROOT: &str = "CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=";

fn signer(name: &str, seed: u8) -> Signer {
    Signer::new(name.parse().unwrap(), SigningKey::from_seed([seed; 32]))
}

fn signed(signer: &Signer) -> SignedCheckpoint {
    let checkpoint = Checkpoint { origin: signer.name().clone(), size: 20_852_163, root: ROOT.parse().unwrap() };
    checkpoint.sign(signer).unwrap()
}

#[test]
fn a_checkpoint_is_read_as_it_is_written() {
    let log = signer("example.org/positions", 1);
    let written = signed(&log);
    assert_eq!(written.note().text(), format!("example.org/positions\n20852163\n{ROOT}\n"));
    let read = SignedCheckpoint::from_bytes(written.to_string().as_bytes()).unwrap();
    assert_eq!(read, written);
    let theirs = tlog_tiles::Checkpoint::from_bytes(written.note().text().as_bytes()).unwrap();
    assert_eq!((theirs.origin(), theirs.size()), ("example.org/positions", 20_852_163));
    assert_eq!(theirs.hash().0, *read.checkpoint().root.as_bytes());
}

#[test]
fn every_error_has_a_text_that_provokes_it() {
    let table = [
        (String::new(), "has three lines"),
        (format!("a\n1\n{ROOT}"), "has three lines"),
        (format!("a\n1\n{ROOT}\nextension\n"), "has three lines (origin, size, root), this text has 4"),
        (format!("a\n1\n{ROOT}\n\n"), "this text has 4"),
        (format!("\n1\n{ROOT}\n"), "the origin is not one"),
        (format!("a b\n1\n{ROOT}\n"), "the origin is not one"),
        (format!("a\n01\n{ROOT}\n"), "`01` is not a size"),
        (format!("a\n-1\n{ROOT}\n"), "`-1` is not a size"),
        (format!("a\n1 \n{ROOT}\n"), "`1 ` is not a size"),
        (format!("a\n1\n{}\n", &ROOT[1..]), "the root is not one"),
        (format!("a\n1\n{}\n", ROOT.replace('I', "J")), "the root is not one"),
    ];
    for (text, expected) in table {
        let error = text.parse::<Checkpoint>().unwrap_err().to_string();
        assert!(error.contains(expected), "{text:?}: {error}");
    }
    let note = Note::sign("only\ntwo lines\n".to_owned(), &signer("a", 1)).unwrap().to_string();
    assert_eq!(
        SignedCheckpoint::from_bytes(note.as_bytes()),
        Err(SignedCheckpointError::Checkpoint(CheckpointError::Lines(2)))
    );
    assert_eq!(SignedCheckpoint::from_bytes(b""), Err(SignedCheckpointError::Note(NoteError::Shape)));
}

#[test]
fn only_the_log_itself_makes_a_checkpoint() {
    let (log, witness, other) = (signer("example.org/log", 1), signer("w.example", 2), signer("example.org/other", 3));
    let mut checkpoint = signed(&log);
    checkpoint.add(witness.cosign(checkpoint.note().text(), 9)).unwrap();
    checkpoint.add(other.sign(checkpoint.note().text())).unwrap();
    let known = [log.verifier(), witness.cosigner_verifier()];
    let found = checkpoint.verify(&known).unwrap();
    assert_eq!(found.iter().map(|signed| signed.time).collect::<Vec<_>>(), [None, Some(9)]);
    let not_by_log = Err(CheckpointVerifyError::NotByLog(log.name().clone()));
    for others in [witness.cosigner_verifier(), other.verifier()] {
        assert_eq!(checkpoint.verify(&[others]), not_by_log);
    }
    let stranger = signer("example.org/log", 4);
    assert!(matches!(
        checkpoint.verify(&[stranger.verifier()]),
        Err(CheckpointVerifyError::Note(VerifyError::NobodyKnown(_)))
    ));
}

#[test]
fn a_cosignature_binds_time_and_text() {
    let (log, witness) = (signer("example.org/log", 1), signer("w.example", 2));
    let checkpoint = signed(&log);
    let text = checkpoint.note().text();
    let cosignature = witness.cosign(text, 1_679_315_147);
    assert_eq!(cosignature.bytes().len(), 72);
    assert_eq!(cosignature.bytes()[..8], 1_679_315_147_u64.to_be_bytes());
    // What is signed, written out after the specification.
    let message = format!("cosignature/v1\ntime 1679315147\n{text}");
    assert_eq!(cosignature.bytes()[8..], *witness.key().sign(message.as_bytes()).as_bytes());
    let known = [log.verifier(), witness.cosigner_verifier()];
    let mut late = checkpoint;
    late.add(witness.cosign(late.note().text(), u64::MAX)).unwrap();
    assert!(late.verify(&known).is_err(), "a time beyond 2^63 - 1");
}

#[test]
fn no_one_bit_flip_of_a_checkpoint_is_accepted() {
    let (log, witness) = (signer("example.org/log", 1), signer("w.example", 2));
    let mut checkpoint = signed(&log);
    checkpoint.add(witness.cosign(checkpoint.note().text(), 9)).unwrap();
    let known = [log.verifier(), witness.cosigner_verifier()];
    let accepted = accepted_flips("checkpoint", checkpoint.to_string().as_bytes(), |bytes| {
        let read = SignedCheckpoint::from_bytes(bytes);
        read.is_ok_and(|read| read.verify(&known).is_ok_and(|signed| signed.len() == 2))
    });
    assert_eq!(accepted, 0);
}
