//! Proof files are read in one form, and every bit of them counts.
#![allow(clippy::unwrap_used, reason = "a test may stop at the first surprise")]

use super::*;
use crate::checkpoint::Checkpoint;
use crate::key::SigningKey;
use crate::note::Signer;
use crate::testing::accepted_flips;
use crate::tree::{TreeInMemory, leaf_hash, prove_inclusion, root_at};

fn signer() -> Signer {
    Signer::new("example.org/log".parse().unwrap(), SigningKey::from_seed([1; 32]))
}

fn proof(extra: Option<&[u8]>) -> TlogProof {
    let tree: TreeInMemory = (0..11u64).map(|number| leaf_hash(&number.to_be_bytes())).collect();
    let (Ok(root), Ok(inclusion)) = (root_at(&tree, 11), prove_inclusion(&tree, 5, 11));
    let checkpoint = Checkpoint { origin: signer().name().clone(), size: 11, root };
    TlogProof { extra: extra.map(<[u8]>::to_vec), index: 5, inclusion, checkpoint: checkpoint.sign(&signer()).unwrap() }
}

#[test]
fn a_proof_is_read_as_it_is_written_with_and_without_extra() {
    for extra in [None, Some(&b"words"[..])] {
        let proof = proof(extra);
        let read = TlogProof::from_bytes(proof.to_string().as_bytes()).unwrap();
        assert_eq!(read, proof);
        assert_eq!(read.verify_leaf(leaf_hash(&5u64.to_be_bytes())), Ok(()));
        assert_eq!(read.verify_leaf(leaf_hash(&6u64.to_be_bytes())), Err(ProofError::OtherRoot));
    }
    let text = proof(Some(b"words")).to_string();
    let lines: Vec<&str> = text.lines().collect();
    assert_eq!(lines[..3], ["c2sp.org/tlog-proof@v1", "extra d29yZHM=", "index 5"]);
    assert_eq!((lines[3].len(), lines[7], lines[8], lines[9]), (44, "", "example.org/log", "11"));
}

#[test]
fn every_error_has_a_file_that_provokes_it() {
    let good = proof(Some(b"words")).to_string();
    let many = "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n".repeat(65);
    let table = [
        (String::new(), "does not begin with"),
        (good.replace("@v1", "@v2"), "does not begin with"),
        (good.replace("@v1\n", "@v1\r\n"), "does not begin with"),
        (good.replace("index 5\n", ""), "are expected"),
        (good.replace("extra d29yZHM=\nindex 5\n", "index 5\nextra d29yZHM=\n"), "a hash of the proof is none"),
        (good.replace("\n\nexample", "\nexample"), "a hash of the proof is none"),
        (good.replace("d29yZHM=", ""), "`extra` is not"),
        (good.replace("d29yZHM=", "d29yZHN="), "`extra` is not"),
        (good.replace("extra d", "extra extra d"), "`extra` is not"),
        (good.replace("index 5", "index 05"), "`05` is not the number"),
        (good.replace("index 5", "index +5"), "`+5` is not the number"),
        (good.replace("index 5\n", &format!("index 5\n{many}")), "more than 64"),
        (good.replace("\n11\n", "\n011\n"), "the checkpoint at its end"),
        (format!("{good}\n"), "the checkpoint at its end"),
    ];
    for (text, expected) in table {
        let error = TlogProof::from_bytes(text.as_bytes()).unwrap_err().to_string();
        assert!(error.contains(expected), "{text}: {error}");
    }
    assert_eq!(TlogProof::from_bytes(b"\xff"), Err(TlogProofError::NotText));
}

#[test]
fn no_one_bit_flip_of_a_proof_is_accepted() {
    let known = [signer().verifier()];
    let proof = proof(Some(b"five"));
    let accepted = accepted_flips("proof file", proof.to_string().as_bytes(), |bytes| {
        // The extra data is the user's to bind; here it must be equal.
        TlogProof::from_bytes(bytes).is_ok_and(|read| {
            read.extra.as_deref() == Some(b"five")
                && read.verify_leaf(leaf_hash(&5u64.to_be_bytes())).is_ok()
                && read.checkpoint.verify(&known).is_ok()
        })
    });
    assert_eq!(accepted, 0);
}
