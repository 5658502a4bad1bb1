//! A witness cosigns what goes on from what it saw, and nothing else.
#![allow(clippy::unwrap_used, reason = "a test may stop at the first surprise")]

use super::*;
use crate::checkpoint::Checkpoint;
use crate::key::SigningKey;
use crate::testing::accepted_flips;
use crate::tree::{ConsistencyProof, TreeInMemory, leaf_hash, prove_consistency, root_at};

fn signer(name: &str, seed: u8) -> Signer {
    Signer::new(name.parse().unwrap(), SigningKey::from_seed([seed; 32]))
}

fn log() -> Signer {
    signer("example.org/log", 1)
}

fn witness() -> Signer {
    signer("w.example", 2)
}

/// A log of 20 events, of which those from `forked` on are others than everybody else sees.
fn tree(forked: u64) -> TreeInMemory {
    let leaf = |number: u64| if number < forked { number } else { number + 1000 };
    (0..20).map(|number| leaf_hash(&leaf(number).to_be_bytes())).collect()
}

fn request(tree: &TreeInMemory, old: u64, size: u64) -> Request {
    let (Ok(root), Ok(proof)) = (root_at(tree, size), prove_consistency(tree, old, size));
    let checkpoint = Checkpoint { origin: log().name().clone(), size, root };
    Request { old, proof, checkpoint: checkpoint.sign(&log()).unwrap() }
}

fn ask(request: &Request, last: Option<&Cosigned>, time: u64) -> Result<Cosigned, Refusal> {
    cosign(request, &log().verifier(), last, (&witness(), time))
}

/// What a witness remembers that saw the first `size` events.
fn seen(size: u64) -> Cosigned {
    ask(&request(&tree(20), 0, size), None, 100).unwrap()
}

#[test]
fn a_log_that_grows_is_cosigned_step_by_step() {
    let tree = tree(20);
    let mut last: Option<Cosigned> = None;
    for (old, size) in [(0, 0), (0, 1), (1, 7), (7, 8), (8, 8), (8, 20)] {
        let cosigned = ask(&request(&tree, old, size), last.as_ref(), 100 + size).unwrap();
        assert_eq!((cosigned.checkpoint().size, cosigned.time()), (size, 100 + size));
        let known = [log().verifier(), witness().cosigner_verifier()];
        let bytes = cosigned.to_string();
        assert_eq!(Cosigned::from_bytes(bytes.as_bytes(), &known[0], &known[1]).as_ref(), Ok(&cosigned));
        assert!(bytes.ends_with(&format!("{}\n", cosigned.cosignature())));
        last = Some(cosigned);
    }
}

#[test]
fn the_same_checkpoint_is_cosigned_again_wherever_its_proof_begins() {
    let (tree, last) = (tree(20), seen(8));
    for old in 0..=8 {
        assert_eq!(ask(&request(&tree, old, 8), Some(&last), 200).unwrap().time(), 200);
    }
}

#[test]
fn rollback_fork_and_foreign_proofs_are_refused_with_what_was_seen() {
    let (honest, forked, last) = (tree(20), tree(5), seen(8));
    let (Ok(root), Ok(other)) = (root_at(&honest, 8), root_at(&forked, 8));
    let table = [
        (request(&honest, 0, 7), Refusal::Rollback { size: 7, seen: 8 }),
        (request(&forked, 0, 7), Refusal::Rollback { size: 7, seen: 8 }),
        (request(&forked, 8, 8), Refusal::Fork { size: 8, seen: root, root: other }),
        (request(&honest, 7, 12), Refusal::OtherOld { old: 7, seen: 8 }),
        (request(&honest, 0, 12), Refusal::OtherOld { old: 0, seen: 8 }),
        (request(&forked, 8, 12), Refusal::NotConsistent { size: 12, seen: 8, source: ProofError::OtherRoot }),
        (
            Request { proof: ConsistencyProof(Vec::new()), ..request(&honest, 8, 12) },
            Refusal::NotConsistent { size: 12, seen: 8, source: ProofError::Length(0) },
        ),
    ];
    for (request, refusal) in table {
        assert_eq!(ask(&request, Some(&last), 200), Err(refusal));
    }
    assert_eq!(ask(&request(&honest, 3, 7), None, 1), Err(Refusal::OtherOld { old: 3, seen: 0 }));
    let long = Request { proof: ConsistencyProof(vec![[0; 32]]), ..request(&honest, 0, 7) };
    assert!(matches!(ask(&long, None, 1), Err(Refusal::NotConsistent { source: ProofError::Length(1), .. })));
}

#[test]
fn another_key_and_another_origin_are_refused() {
    let request = request(&tree(20), 0, 7);
    for other in [signer("example.org/log", 9).verifier(), log().cosigner_verifier(), witness().verifier()] {
        let asked = cosign(&request, &other, None, (&witness(), 1));
        assert!(matches!(asked, Err(Refusal::NotByLog(_))), "{asked:?}");
    }
}

#[test]
fn a_clock_that_went_back_is_refused() {
    let (tree, last) = (tree(20), seen(8));
    assert_eq!(ask(&request(&tree, 8, 9), Some(&last), 99), Err(Refusal::ClockBackwards { now: 99, last: 100 }));
    assert!(ask(&request(&tree, 8, 9), Some(&last), 100).is_ok());
}

#[test]
fn what_is_remembered_must_be_by_log_and_witness_alone() {
    let (log_key, witness_key) = (log().verifier(), witness().cosigner_verifier());
    let kept = seen(8).to_string();
    let read = |text: &str, log: &Verifier, witness: &Verifier| Cosigned::from_bytes(text.as_bytes(), log, witness);
    assert!(read(&kept, &log_key, &witness_key).is_ok());
    let other = signer("w.example", 3).cosigner_verifier();
    assert_eq!(read(&kept, &log_key, &other), Err(CosignedError::NotByWitness(other.name().clone())));
    assert!(matches!(read(&kept, &other, &witness_key), Err(CosignedError::Signature(_))));
    assert!(matches!(read("", &log_key, &witness_key), Err(CosignedError::Checkpoint(_))));
    let twice = format!("{kept}{}\n", witness().cosign("another", 7));
    assert!(read(&twice, &log_key, &witness_key).is_err());
    let accepted = accepted_flips("state of a witness", kept.as_bytes(), |bytes| {
        Cosigned::from_bytes(bytes, &log_key, &witness_key).is_ok()
    });
    assert_eq!(accepted, 0);
}

#[test]
fn signatures_of_others_are_not_remembered() {
    let mut asked = request(&tree(20), 0, 7);
    for seed in 10..70 {
        let other = signer(&format!("other.example/{seed}"), seed);
        asked.checkpoint.add(other.cosign(asked.checkpoint.note().text(), 5)).unwrap();
    }
    assert_eq!(ask(&asked, None, 100).unwrap(), seen(7));
}

#[test]
fn a_request_is_read_as_it_is_written() {
    let tree = tree(20);
    for (old, size) in [(0, 0), (0, 7), (7, 7), (3, 20), (16, 20)] {
        let written = request(&tree, old, size);
        let text = written.to_string();
        assert_eq!(Request::from_bytes(text.as_bytes()).as_ref(), Ok(&written));
        assert_eq!(text.lines().position(str::is_empty), Some(1 + written.proof.0.len()), "{text}");
    }
}

#[test]
fn every_error_of_a_request_has_bytes_that_provoke_it() {
    let good = request(&tree(20), 3, 20).to_string();
    let many = "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n".repeat(64);
    let table = [
        (String::new(), "are expected"),
        (good.replace("old 3\n", ""), "are expected"),
        (good.replace("old 3", "old  3"), "` 3` is not a size"),
        (good.replace("old 3", "old 03"), "`03` is not a size"),
        (good.replace("old 3\n", "old 3\r\n"), "is not a size"),
        (good.replace("old 3\n", "old 3\nhash\n"), "a hash of the proof is none"),
        (good.replace("old 3\n", &format!("old 3\n{many}")), "more than 63"),
        (good.replace("\n20\n", "\n020\n"), "the checkpoint at its end"),
        (good.replace("old 3", "old 21"), "goes on from size 21, but its checkpoint is of size 20"),
        (format!("{good}\n"), "the checkpoint at its end"),
    ];
    for (text, expected) in table {
        let error = Request::from_bytes(text.as_bytes()).unwrap_err().to_string();
        assert!(error.contains(expected), "{text}: {error}");
    }
    assert_eq!(Request::from_bytes(b"\xff\n\n"), Err(RequestError::NotText));
}

#[test]
fn no_one_bit_flip_of_a_request_is_cosigned() {
    let (last, request) = (seen(6), request(&tree(20), 6, 20));
    let accepted = accepted_flips("request to a witness", request.to_string().as_bytes(), |bytes| {
        Request::from_bytes(bytes).is_ok_and(|request| ask(&request, Some(&last), 200).is_ok())
    });
    assert_eq!(accepted, 0);
}
