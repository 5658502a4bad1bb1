//! What a forger can do who knows everything: each forgery has all its hashes recomputed, and is signed again with the
//! log's own key where that helps. It is caught by whoever kept something (a checkpoint, a witness, a published log) and
//! by nobody else; the tests hold both, so that no page claims more.

mod forge;

use self::forge::{Said, forged, said};
use crate::harness::{Ran, Sandbox};
use crate::publish::import;
use crate::witness::{Pair, forget_last_signed};

/// A ledger of 44 events, cosigned and published, with the checkpoint in `kept` outside.
fn honest() -> Pair {
    let pair = Pair::new();
    import(&pair.owner, 0, 40);
    let checkpoint = pair.owner.on("checkpoint").ok().stdout;
    pair.owner.file("kept", checkpoint);
    pair.cosigned();
    pair.owner.on("publish log").ok();
    pair
}

/// The ledger with another history in its place, by somebody who removed what the key had signed and signed anew.
fn forge(pair: &Pair, change: impl FnOnce(&mut Vec<Said>)) {
    let mut history = said(&pair.owner.ledger());
    change(&mut history);
    forged(&pair.owner.ledger(), &history);
    forget_last_signed(&pair.owner);
    let checkpoint = pair.owner.on("checkpoint").ok().stdout;
    pair.owner.file("new", checkpoint);
}

fn refused(ran: Ran, why: &str) {
    assert!(ran.status == 1 && (ran.stdout.contains(why) || ran.stderr.contains(why)), "no `{why}` in {ran:?}");
}

/// All that holds of a forgery with as many events or more, whatever was forged.
fn is_caught_by_who_kept_something_and_by_nobody_else(pair: &Pair) {
    let owner = &pair.owner;
    // Alone, it fits together: an audit without anything kept must not claim to have seen it, and says so.
    let alone = owner.on("audit").ok();
    assert!(alone.stderr.contains("that needs a checkpoint kept elsewhere"), "{}", alone.stderr);
    // The new log, signed with the same key, is one that holds.
    owner.on("publish elsewhere").ok();
    owner.on(&format!("verify --log elsewhere --vkey {}", pair.log)).ok();
    // Whoever kept the checkpoint sees it.
    refused(owner.on(&format!("audit --since kept --vkey {}", pair.log)), "history-rewritten");
    let verdict = owner.on(&format!("consistency kept new --vkey {}", pair.log));
    assert!(verdict.status == 1 && ["rewrite: ", "fork: "].iter().any(|word| verdict.stdout.starts_with(word)));
    owner.on("witness request --since kept").status(1);
    // The witness sees it, and so does whoever asks for its signature.
    pair.request("--old 44");
    let witness = pair.cosign();
    assert!(witness.status == 1 && witness.stdout.is_empty(), "{witness:?}");
    refused(
        owner.on(&format!("verify --log elsewhere --vkey {} --witness {}", pair.log, pair.vkey)),
        "did not cosign the checkpoint",
    );
    // The folder that was published stays what it was, and is not written over.
    refused(owner.on("publish log"), "has other first 44 events than the ledger");
    owner.on(&format!("verify --log log --vkey {} --witness {}", pair.log, pair.vkey)).ok();
}

#[test]
fn an_edited_statement_rehashed_to_the_end_is_caught_by_a_kept_checkpoint_and_a_witness_not_by_audit_alone() {
    let pair = honest();
    forge(&pair, |history| history[20].set_score(-77));
    is_caught_by_who_kept_something_and_by_nobody_else(&pair);
}

#[test]
fn edited_words_rehashed_to_the_end_are_caught_by_a_kept_checkpoint_and_a_witness_not_by_audit_alone() {
    let pair = honest();
    forge(&pair, |history| history[20].set_text("Never said"));
    is_caught_by_who_kept_something_and_by_nobody_else(&pair);
}

#[test]
fn a_deleted_statement_is_caught_by_a_kept_checkpoint_and_a_witness_not_by_audit_alone() {
    let pair = honest();
    forge(&pair, |history| {
        // One more at the end, so that the size is the same.
        let last = history[43].clone().with_id("one more");
        history.push(last);
        history.remove(20);
    });
    is_caught_by_who_kept_something_and_by_nobody_else(&pair);
}

#[test]
fn an_inserted_statement_is_caught_by_a_kept_checkpoint_and_a_witness_not_by_audit_alone() {
    let pair = honest();
    forge(&pair, |history| history.insert(20, history[19].clone().with_id("between")));
    is_caught_by_who_kept_something_and_by_nobody_else(&pair);
}

#[test]
fn reordered_statements_are_caught_by_a_kept_checkpoint_and_a_witness_not_by_audit_alone() {
    let pair = honest();
    forge(&pair, |history| history.swap(20, 21));
    is_caught_by_who_kept_something_and_by_nobody_else(&pair);
}

#[test]
fn a_duplicated_statement_is_caught_by_a_kept_checkpoint_and_a_witness_not_by_audit_alone() {
    let pair = honest();
    forge(&pair, |history| history.insert(21, history[20].clone().with_id("twice")));
    is_caught_by_who_kept_something_and_by_nobody_else(&pair);
}

#[test]
fn a_statement_spliced_in_from_another_ledger_is_caught_by_a_kept_checkpoint_and_a_witness_not_by_audit_alone() {
    let (pair, other) = (honest(), Sandbox::with_ledger());
    import(&other, 100, 110);
    let foreign = said(&other.ledger())[10].clone();
    forge(&pair, |history| history[20] = foreign);
    is_caught_by_who_kept_something_and_by_nobody_else(&pair);
}

#[test]
fn a_whole_ledger_written_anew_is_caught_by_a_kept_checkpoint_and_a_witness_not_by_audit_alone() {
    let pair = honest();
    forge(&pair, |history| {
        for event in &mut history[4..] {
            event.set_score(-1);
        }
    });
    is_caught_by_who_kept_something_and_by_nobody_else(&pair);
}

#[test]
fn an_end_that_was_cut_off_is_caught_by_a_kept_checkpoint_and_a_witness_not_by_audit_alone() {
    let pair = honest();
    forge(&pair, |history| history.truncate(30));
    a_shorter_ledger_is_caught(&pair);
}

#[test]
fn an_old_folder_put_back_is_caught_by_a_kept_checkpoint_and_a_witness_not_by_audit_alone() {
    let pair = Pair::new();
    import(&pair.owner, 0, 26);
    pair.owner.on("checkpoint").ok();
    pair.keep("early");
    import(&pair.owner, 26, 40);
    pair.owner.file("kept", pair.owner.on("checkpoint").ok().stdout);
    pair.cosigned();
    pair.owner.on("publish log").ok();
    pair.put_back("early");
    // The key itself remembers what it signed last, where only the ledger's folder was put back.
    pair.owner.file("new", pair.owner.on("checkpoint").ok().stdout);
    a_shorter_ledger_is_caught(&pair);
}

fn a_shorter_ledger_is_caught(pair: &Pair) {
    let owner = &pair.owner;
    owner.on("audit").ok();
    owner.on("publish elsewhere").ok();
    owner.on(&format!("verify --log elsewhere --vkey {}", pair.log)).ok();
    refused(owner.on(&format!("audit --since kept --vkey {}", pair.log)), "ledger-truncated");
    refused(owner.on(&format!("consistency kept new --vkey {}", pair.log)), "truncated: ");
    pair.request("--old 0");
    refused(pair.cosign(), "rollback: the log now shows size 30, this witness has cosigned size 44");
    refused(owner.on("publish log"), "has 44 events already");
    refused(
        owner.on(&format!("verify --log elsewhere --vkey {} --witness {}", pair.log, pair.vkey)),
        "did not cosign the checkpoint",
    );
    owner.on(&format!("verify --log log --vkey {} --witness {}", pair.log, pair.vkey)).ok();
}

#[test]
fn a_forger_who_leaves_what_the_key_signed_last_gets_no_signature() {
    let pair = honest();
    let mut history = said(&pair.owner.ledger());
    history[20].set_score(-77);
    forged(&pair.owner.ledger(), &history);
    refused(pair.owner.on("checkpoint"), "the first 44 events are not those of");
    history.truncate(30);
    forged(&pair.owner.ledger(), &history);
    refused(pair.owner.on("checkpoint"), "it was put back or cut off");
}

#[test]
fn a_log_whose_entries_were_edited_and_whose_tree_was_signed_anew_is_caught_by_the_chain_of_its_events() {
    let pair = honest();
    let folder = pair.owner.path().join("log");
    forge::edited_log(&folder, 20, &secret(&pair.owner));
    refused(pair.owner.on(&format!("verify --log log --vkey {}", pair.log)), "20  chain-broken");
}

fn secret(sandbox: &Sandbox) -> String {
    let files = std::fs::read_dir(sandbox.path().join(".config/onrecord")).unwrap().map(|item| item.unwrap().path());
    let file = files.into_iter().find(|path| path.extension().is_some_and(|ending| ending == "key")).unwrap();
    std::fs::read_to_string(file).unwrap().trim_end().to_owned()
}
