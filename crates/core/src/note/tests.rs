//! Notes are read in one form, and believed for known keys alone.
#![allow(clippy::unwrap_used, reason = "a test may stop at the first surprise")]

use signed_note::{StandardSigner, StandardVerifier, VerifierList};

use super::*;
use crate::key::SigningKey;
use crate::testing::accepted_flips;

const TEXT: &str = "example.org/positions\n3\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n";

fn signer(name: &str, seed: u8) -> Signer {
    Signer::new(name.parse().unwrap(), SigningKey::from_seed([seed; 32]))
}

fn log() -> Signer {
    signer("example.org/positions", 7)
}

fn read(note: &str) -> Result<Note, NoteError> {
    Note::from_bytes(note.as_bytes())
}

#[test]
fn the_example_of_the_specification_verifies() {
    let vkey = "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k";
    let note = "This is an example message.\n\n\u{2014} example.com/foo \
                Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ONncAlTgK7Ztg1ERYNZXsYjOBH3mFXmRKuwHjG1Yu72IneyaQM=\n";
    let verifier: Verifier = vkey.parse().unwrap();
    assert_eq!(verifier.to_string(), vkey);
    let known = [verifier];
    let read = read(note).unwrap();
    assert_eq!(read.verify(&known), Ok(vec![Signed { verifier: &known[0], time: None }]));
    assert_eq!(read.to_string(), note);
}

#[test]
fn the_vkey_of_a_known_seed() {
    let signer = signer("example.org/positions/demo", 7);
    let vkey = "example.org/positions/demo+1c930e9c+AepKbGPinFIKvvVQexMuxfmVR3auvr57kkIe6mkURtIs";
    assert_eq!(signer.verifier().to_string(), vkey);
    assert_eq!(signer.cosigner_verifier().to_string().split('+').next(), Some("example.org/positions/demo"));
    assert_ne!(signer.cosigner_verifier().id(), signer.verifier().id(), "an id for each algorithm");
}

#[test]
fn a_secret_key_is_read_as_it_is_written() {
    let text = log().secret_text();
    assert!(text.starts_with("PRIVATE+KEY+example.org/positions+"), "{text}");
    let again: Signer = text.parse().unwrap();
    assert_eq!(again.secret_text(), text);
    assert_eq!(again.verifier(), log().verifier());
    for refused in ["", "PRIVATE+KEY+", "PRIVATE+KEY+a+b", &text[1..], &format!("{text}\n"), &text.to_uppercase()] {
        assert!(refused.parse::<Signer>().is_err(), "{refused:?}");
    }
}

#[test]
fn unknown_signatures_are_ignored_and_known_ones_must_hold() {
    let (log, other, witness) = (log(), signer("example.org/other", 8), signer("witness.example/w", 9));
    let mut note = Note::sign(TEXT.to_owned(), &log).unwrap();
    note.add(other.sign(TEXT)).unwrap();
    note.add(witness.cosign(TEXT, 1_760_000_000)).unwrap();
    let note = read(&note.to_string()).unwrap();
    let known = [log.verifier(), witness.cosigner_verifier()];
    let signed = note.verify(&known).unwrap();
    assert_eq!(signed.iter().map(|signed| signed.time).collect::<Vec<_>>(), [None, Some(1_760_000_000)]);
    // The witness's key for notes is not its key for cosignatures.
    assert_eq!(
        note.verify(&[witness.verifier()]).unwrap_err().to_string(),
        concat!(
            "none of the keys given signed it; it is signed by ",
            "example.org/positions, example.org/other, witness.example/w"
        )
    );
    // A signature in a known key's name that is not by it spoils the note, however many others hold.
    let mut forged = Note::sign(TEXT.to_owned(), &other).unwrap();
    let line = log.sign("something else\n");
    forged.add(line).unwrap();
    let known = [other.verifier(), log.verifier()];
    assert_eq!(forged.verify(&known), Err(VerifyError::BadSignature("example.org/positions".parse().unwrap())));
    assert!(forged.verify(&known[..1]).is_ok());
}

#[test]
fn two_known_keys_with_one_name_and_id_are_told_apart_by_nothing() {
    // Found by trying: the first two of their kind whose keys have the same id under the name `a`.
    let [one, two] = [69_101_u32, 114_672].map(|number| {
        let mut seed = [0; 32];
        seed[..4].copy_from_slice(&number.to_be_bytes());
        Signer::new("a".parse().unwrap(), SigningKey::from_seed(seed))
    });
    assert_eq!(one.verifier().id(), two.verifier().id());
    assert_ne!(one.verifier(), two.verifier());
    let note = Note::sign(TEXT.to_owned(), &one).unwrap();
    let both = [one.verifier(), two.verifier()];
    assert_eq!(note.verify(&both), Err(VerifyError::Ambiguous("a".parse().unwrap())));
    assert_eq!(note.verify(&both[..1]).map(|signed| signed.len()), Ok(1));
    assert_eq!(note.verify(&both[1..]), Err(VerifyError::BadSignature("a".parse().unwrap())));
    // The same key given twice is no trouble.
    assert_eq!(note.verify(&[one.verifier(), one.verifier()]).map(|signed| signed.len()), Ok(1));
}

#[test]
fn every_error_has_a_note_that_provokes_it() {
    let good = Note::sign(TEXT.to_owned(), &log()).unwrap().to_string();
    let signature = |number, source| NoteError::Signature { number, source };
    let (text, lines) = good.split_once("\n\n").unwrap();
    let line = lines.trim_end();
    let table = [
        ("x".repeat(NOTE_LEN_MAX + 1), NoteError::TooLong(NOTE_LEN_MAX + 1)),
        (good.replace("\n3\n", "\n3\r\n"), NoteError::Control('\r')),
        (text.to_owned(), NoteError::Shape),
        (good.trim_end().to_owned(), NoteError::Shape),
        (good.replace("\n\n", "\n"), NoteError::Shape),
        (format!("{good}x\n"), signature(2, SignatureLineError::Shape)),
        (good.replace('\u{2014}', "-"), signature(1, SignatureLineError::Shape)),
        (
            good.replace("\u{2014} ", "\u{2014} \u{a0}"),
            signature(1, NotAKeyName::of("\u{a0}example.org/positions").into()),
        ),
        (format!("{good}\u{2014} a QUJD\n"), signature(2, SignatureLineError::Bytes("QUJD".to_owned()))),
        (format!("{good}\u{2014} a QUJDRA\n"), signature(2, SignatureLineError::Bytes("QUJDRA".to_owned()))),
        (format!("{text}\n\n{}", format!("{line}\n").repeat(SIGNATURES_MAX + 1)), NoteError::TooManySignatures),
    ];
    for (bad, expected) in table {
        assert_eq!(read(&bad), Err(expected));
    }
    assert_eq!(Note::from_bytes(b"a\n\n\xff"), Err(NoteError::NotText));
    assert!(read(&format!("{text}\n\n{}", format!("{line}\n").repeat(SIGNATURES_MAX))).is_ok());
    let mut full = read(&format!("{text}\n\n{}", format!("{line}\n").repeat(SIGNATURES_MAX))).unwrap();
    assert_eq!(full.add(log().sign(TEXT)), Err(NoteError::TooManySignatures));
    assert_eq!(Note::sign("no line break".to_owned(), &log()), Err(NoteError::Shape));
}

#[test]
fn every_vkey_that_is_none_is_refused_with_its_reason() {
    let vkey = log().verifier().to_string();
    let upper = vkey.split('+').nth(1).unwrap().to_uppercase();
    let table = [
        ("example.org/positions".to_owned(), "is no vkey"),
        (vkey.replace("example.org/", "example.org "), "cannot name a key"),
        (vkey.replace("+Ae", "+Ae="), "in standard base64"),
        (format!("{vkey}="), "in standard base64"),
        (vkey.replace("+Ae", "+Be"), "algorithm 0x05"),
        (vkey.replace("+Ae", "+BO"), "it is `"),
        (vkey.replace("example.org", "example.com"), "says that its id is"),
        (vkey.replace(vkey.split('+').nth(1).unwrap(), &upper), "says that its id is"),
        (format!("a+00000000+{}", "AQAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"), "no public key"),
    ];
    for (text, expected) in table {
        let error = text.parse::<Verifier>().unwrap_err().to_string();
        assert!(error.contains(expected), "{text}: {error}");
    }
    for name in ["", "a b", "a+b", "a\u{2003}b", "a\u{7f}", &"x".repeat(256)] {
        assert_eq!(name.parse::<KeyName>(), Err(NotAKeyName::of(name)));
    }
}

#[test]
fn no_one_bit_flip_of_a_note_a_vkey_or_a_secret_key_is_accepted() {
    let (log, witness) = (log(), signer("witness.example/w", 9));
    let mut note = Note::sign(TEXT.to_owned(), &log).unwrap();
    note.add(witness.cosign(TEXT, 1_760_000_000)).unwrap();
    let known = [log.verifier(), witness.cosigner_verifier()];
    let text = |bytes: &[u8]| std::str::from_utf8(bytes).unwrap_or_default().to_owned();
    let of_note = accepted_flips("note", note.to_string().as_bytes(), |bytes| {
        Note::from_bytes(bytes).is_ok_and(|note| note.verify(&known).is_ok_and(|signed| signed.len() == 2))
    });
    let mut of_keys = 0;
    for verifier in &known {
        let vkey = verifier.to_string();
        of_keys += accepted_flips("vkey", vkey.as_bytes(), |bytes| text(bytes).parse::<Verifier>().is_ok());
    }
    of_keys += accepted_flips("secret key", log.secret_text().as_bytes(), |bytes| {
        text(bytes).parse::<Signer>().is_ok_and(|signer| signer.verifier() == known[0])
    });
    assert_eq!((of_note, of_keys), (0, 0));
}

#[test]
fn another_implementation_agrees_on_keys_and_notes() {
    for seed in 0..20 {
        let ours = signer("example.org/positions", seed);
        let theirs = StandardSigner::new(&ours.secret_text()).unwrap();
        let note = Note::sign(TEXT.to_owned(), &ours).unwrap().to_string();
        let mut their_note = signed_note::Note::new(TEXT.as_bytes(), &[]).unwrap();
        their_note.add_sigs(&[&theirs]).unwrap();
        assert_eq!(their_note.to_bytes(), note.as_bytes());
        let verifier = StandardVerifier::new(&ours.verifier().to_string()).unwrap();
        let list = VerifierList::new(vec![Box::new(verifier)]);
        let (known, unknown) = signed_note::Note::from_bytes(note.as_bytes()).unwrap().verify(&list).unwrap();
        assert_eq!((known.len(), unknown.len()), (1, 0));
    }
}
