//! Copies from before a redaction that are put back do not bring the words back.

use super::{entries, holding, ledger, traces};
use crate::harness::{Sandbox, copy_tree};
use crate::vectors::write_journal;

/// A ledger in which the words of 7 were redacted, the folder as it was before, and what would be found of them.
fn redacted() -> (Sandbox, Vec<Vec<u8>>) {
    let sandbox = ledger();
    let before = entries(&sandbox.ledger());
    copy_tree(&sandbox.ledger(), &sandbox.path().join("before"));
    sandbox.on("redact 7 --slot text --reason 'a court said so' --quiet").ok();
    sandbox.on("redact letter --slot bytes --reason 'taken back' --quiet").ok();
    let after = entries(&sandbox.ledger());
    let parts = [traces(&before, &after[12]), traces(&before, &after[13])].concat();
    assert_eq!(holding(&sandbox.ledger(), &parts), Vec::<String>::new());
    (sandbox, parts)
}

#[test]
fn an_old_store_is_found_by_an_audit_and_replaced_by_whoever_opens_it() {
    for next in ["log", "recover"] {
        let (sandbox, parts) = redacted();
        let store = sandbox.ledger().join("store");
        std::fs::remove_dir_all(&store).unwrap();
        copy_tree(&sandbox.path().join("before/store"), &store);
        let audit = sandbox.on("audit --json").status(1).json();
        let words = audit.iter().filter(|finding| finding["finding"] == "words-not-erased").count();
        assert_eq!(words, 5, "{audit:?}");
        let said = sandbox.on(next).ok();
        let why = "it ended before a redaction and may hold the words that this one takes";
        assert!(next == "recover" || said.stderr.contains(why), "{}", said.stderr);
        assert_eq!(holding(&sandbox.ledger(), &parts), Vec::<String>::new());
        sandbox.on("audit").ok();
    }
}

#[test]
fn an_old_document_that_is_put_back_goes_with_the_next_redaction_and_old_words_with_recover() {
    let (sandbox, parts) = redacted();
    // The journal as it was, with the redactions behind it as one who edits files would put them.
    let (old, new) = (entries(&sandbox.path().join("before")), entries(&sandbox.ledger()));
    let mixed = [&old[..], &new[12..]].concat();
    write_journal(&sandbox.ledger(), &mixed);
    assert!(!holding(&sandbox.ledger().join("journal"), &parts).is_empty());
    let audit = sandbox.on("audit --json").status(1).json();
    let words: Vec<_> = audit.iter().filter(|finding| finding["finding"] == "words-not-erased").collect();
    assert_eq!(words.len(), 8, "{audit:?}");
    let recovered = sandbox.on("recover --json").ok().object();
    assert_eq!(recovered["journal"], "rebuilt", "and the old one is not kept: {recovered}");
    assert!(recovered["problems"].to_string().contains("the journal still holds words of event 5"), "{recovered}");
    assert_eq!(holding(&sandbox.ledger(), &parts), Vec::<String>::new());
    sandbox.on("audit").ok();
}
