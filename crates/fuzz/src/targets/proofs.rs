//! What strangers hand over: notes, checkpoints, cosignatures, proofs, tiles and keys.
//!
//! Invariant: each is read in one form only, and printed as it was read.

use onrecord_core::checkpoint::{Checkpoint, SignedCheckpoint};
use onrecord_core::cosignature::Cosignature;
use onrecord_core::key::SigningKey;
use onrecord_core::note::{KeyName, Note, NoteSignature, Signer, Verifier};
use onrecord_core::tile::{Tile, TilePath, bundle, entries_of_bundle};
use onrecord_core::tlog_proof::TlogProof;
use onrecord_core::tree::{ConsistencyProof, InclusionProof, MerkleRoot};

use crate::parts::pack;
use crate::target::{Answer, Shape, Target, parts, text, told};

pub(super) static TARGETS: &[Target] = &[
    Target::of_bytes("note", notes, &["\n", "\n\n", "— ", " ", "+", "AAAA", "=", "\r"], note),
    Target::of_bytes("checkpoint", checkpoints, &["\n", "\n\n", "— ", "0", "18446744073709551615", "="], checkpoint),
    Target::of_bytes("cosignature", cosignatures, &["\u{7f}"], cosignature),
    Target::of_bytes("proof", proofs, &["\n", "\n\n", "extra ", "index ", "0", "18446744073709551615", "AA=="], proof),
    Target { shape: Shape::Parts, ..Target::of_bytes("inclusion", inclusions, &[], inclusion) },
    Target::of_bytes(
        "tile-path",
        paths,
        &["tile/", "entries", "x", "/", ".p/", "000", "256", "63", "x001/", "+"],
        tile_path,
    ),
    Target::of_bytes("bundle", bundles, &["\0\0", "\u{1}"], tile_bytes),
    Target::of_bytes("key", keys, &["+", "PRIVATE+KEY+", "=", "/", "A", " ", "\u{2028}"], key),
];

/// The key that signs the seeds.
fn signer() -> Signer {
    let name: KeyName = "example.org/log".parse().unwrap_or_else(|error| panic!("{error}"));
    Signer::new(name, SigningKey::from_seed([7; 32]))
}

fn signed(size: u64) -> SignedCheckpoint {
    let (log, root) = (signer(), MerkleRoot::new([9; 32]));
    let signed = Checkpoint { origin: log.name().clone(), size, root }.sign(&log);
    let mut signed = signed.unwrap_or_else(|error| panic!("{error}"));
    let cosigned = log.cosign(signed.note().text(), 1_764_000_000);
    signed.add(cosigned).unwrap_or_else(|error| panic!("{error}"));
    signed
}

fn notes() -> Vec<Vec<u8>> {
    let note = Note::sign("First line\n\n— no signature\n".to_owned(), &signer());
    let mut notes = checkpoints();
    notes.extend(note.ok().map(|note| note.to_string().into_bytes()));
    notes
}

fn checkpoints() -> Vec<Vec<u8>> {
    [0, 1, 256, u64::MAX].map(|size| signed(size).to_string().into_bytes()).into()
}

fn cosignatures() -> Vec<Vec<u8>> {
    vec![Cosignature::sign("text\n", 1_764_000_000, signer().key()).to_bytes().to_vec()]
}

fn proofs() -> Vec<Vec<u8>> {
    let proof = |extra: Option<&[u8]>, hashes: usize| {
        let inclusion = InclusionProof(vec![[3; 32]; hashes]);
        let proof = TlogProof { extra: extra.map(<[u8]>::to_vec), index: 4, inclusion, checkpoint: signed(9) };
        proof.to_string().into_bytes()
    };
    vec![proof(None, 0), proof(Some(b"words"), 4), proof(Some(&[0; 100]), 2)]
}

fn inclusions() -> Vec<Vec<u8>> {
    let numbers = |one: u64, other: u64| [one.to_be_bytes(), other.to_be_bytes()].concat();
    [(0, 1, 0), (4, 9, 4), (255, 256, 8), (u64::MAX - 1, u64::MAX, 64), (7, 7, 0)]
        .map(|(index, size, hashes)| pack(&[numbers(index, size), vec![1; 32 * hashes]]))
        .into()
}

fn paths() -> Vec<Vec<u8>> {
    let paths = ["tile/0/000", "tile/0/x001/234", "tile/entries/000.p/17", "tile/63/x018/x446/x744/x073/x709/x551/615"];
    paths.map(|path| path.as_bytes().to_vec()).into()
}

fn bundles() -> Vec<Vec<u8>> {
    vec![bundle([&b"one"[..], b"", b"three"]), vec![5; 64]]
}

fn keys() -> Vec<Vec<u8>> {
    let key = signer();
    [key.secret_text(), key.verifier().to_string(), key.cosigner_verifier().to_string()].map(String::into_bytes).into()
}

fn note(input: &[u8]) -> Answer {
    let note = Note::from_bytes(input).map_err(told)?;
    assert_eq!(note.to_string().as_bytes(), input, "a note is printed as it was read");
    for signature in note.signatures() {
        let printed = signature.to_string();
        assert_eq!(printed.parse::<NoteSignature>().as_ref(), Ok(signature), "`{printed}` is read as what it was");
    }
    let key = signer();
    note.verify(&[key.verifier(), key.cosigner_verifier()]).map(drop).map_err(told)
}

fn checkpoint(input: &[u8]) -> Answer {
    let signed = SignedCheckpoint::from_bytes(input).map_err(told)?;
    assert_eq!(signed.to_string().as_bytes(), input, "a checkpoint is printed as it was read");
    assert_eq!(signed.checkpoint().text(), signed.note().text(), "its text is what it says");
    let key = signer();
    signed.verify(&[key.verifier(), key.cosigner_verifier()]).map(drop).map_err(told)
}

fn cosignature(input: &[u8]) -> Answer {
    let cosignature = Cosignature::from_bytes(input).ok_or("no cosignature")?;
    assert_eq!(cosignature.to_bytes(), input, "a cosignature is written as it was read");
    cosignature.verify("text\n", &signer().key().verifying_key()).map_err(told)
}

fn proof(input: &[u8]) -> Answer {
    let proof = TlogProof::from_bytes(input).map_err(told)?;
    assert_eq!(proof.to_string().as_bytes(), input, "a proof is printed as it was read");
    let _fits = proof.verify_leaf([1; 32]);
    Ok(())
}

/// Proofs by themselves, with numbers that no log has.
fn inclusion(input: &[u8]) -> Answer {
    let [numbers, hashes] = parts(input)?;
    let number = |at: usize| {
        numbers.get(at..at + 8).map_or(0, |eight| eight.iter().fold(0, |all, one| all << 8 | u64::from(*one)))
    };
    let hashes: Vec<[u8; 32]> = hashes.chunks(32).filter_map(|hash| hash.try_into().ok()).collect();
    let (index, size, leaf) = (number(0), number(8), [1; 32]);
    let root = MerkleRoot::new(leaf);
    let inclusion = InclusionProof(hashes.clone()).verify(leaf, index, size, root);
    let consistency = ConsistencyProof(hashes).verify(index, root, size, root);
    inclusion.or(consistency).map_err(told)
}

fn tile_path(input: &[u8]) -> Answer {
    let text = text(input)?;
    let path: TilePath = text.parse().map_err(told)?;
    assert_eq!(path.to_string(), text, "a path is printed as it was read");
    Ok(())
}

/// Bundles of entries and tiles of hashes.
fn tile_bytes(input: &[u8]) -> Answer {
    if let Ok(tile) = Tile::from_bytes(input) {
        assert_eq!(tile.to_bytes(), input, "a tile is written as it was read");
        for height in [0, 1, 8, 9, u8::MAX] {
            for index in [0, 1, 255, usize::MAX] {
                let _hash = tile.subtree(height, index);
            }
        }
    }
    let entries = entries_of_bundle(input).map_err(told)?;
    assert_eq!(bundle(entries), input, "a bundle is written as it was read");
    Ok(())
}

fn key(input: &[u8]) -> Answer {
    let text = text(input)?;
    if let Ok(secret) = text.parse::<Signer>() {
        assert_eq!(secret.secret_text(), text, "a secret key is printed as it was read");
    }
    let key: Verifier = text.parse().map_err(told)?;
    assert_eq!(key.to_string(), text, "a key is printed as it was read");
    Ok(())
}
