//! Quotes are looked for in the sources whose bytes the ledger keeps.

use serde_json::{Value, json};

use crate::harness::Sandbox;

const PAGE: &str = "He said: “We will\n  send\u{a0}our troops”, and\r\nleft. ‘It’s done’ — so he said.\n";

/// A ledger with an actor, an issue, and `page` as a kept source.
fn with_page(page: impl AsRef<[u8]>) -> Sandbox {
    let sandbox = Sandbox::with_ledger();
    sandbox.file("page.txt", page);
    for line in [
        "actor add qatar --kind state --name Qatar",
        "issue add force --wording 'A force is sent.'",
        "source add page --file page.txt --title 'A page'",
    ] {
        sandbox.on(line).ok();
    }
    sandbox
}

fn quote(sandbox: &Sandbox, text: &str, more: &[&str]) -> crate::harness::Ran {
    let fixed = ["append", "--speaker", "qatar", "--issue", "force=50", "--on", "2025-12-17", "--form", "quote"];
    let given = ["--source", "page", "--json", "--text", text];
    sandbox.run(fixed.iter().chain(&given).chain(more))
}

fn evidence(sandbox: &Sandbox, seq: &Value) -> Value {
    sandbox.on(&format!("show {seq} --json")).ok().object()["evidence"][0].clone()
}

#[test]
fn quotes_are_found_across_line_breaks_and_other_quotation_marks() {
    let sandbox = with_page(PAGE);
    for text in
        ["We will send our troops", "\"We will send our troops\"", "'It's done'", "“We  will\tsend", "and left."]
    {
        let seq = quote(&sandbox, text, &[]).ok().object()["seq"].clone();
        let found = evidence(&sandbox, &seq);
        assert_eq!((&found["source"], &found["quote"]), (&json!("page"), &json!("found")), "{text}");
        let place: Vec<usize> = serde_json::from_value(found["bytes"].clone()).unwrap();
        let in_page = &PAGE[place[0]..place[1]];
        let plain =
            |text: &str| text.replace(['“', '”', '"', '‘', '’', '\''], "").split_whitespace().collect::<String>();
        assert_eq!(plain(in_page), plain(text));
    }
    sandbox.on("audit --quiet").ok();
}

#[test]
fn a_quote_that_is_not_there_is_refused() {
    let sandbox = with_page(PAGE);
    for text in ["We will send your troops", "we will send", "We will sendour troops"] {
        quote(&sandbox, text, &[]).status(2).says(&sandbox, "").tells(
            &sandbox,
            &format!(
                "
                error: the words are not in source `page`: {text:?}
                hint: the quote must stand in the source letter for letter (white space and quotation marks aside): \
                 correct it, code a paraphrase, or say --unverified
                "
            ),
        );
    }
    let seq = quote(&sandbox, "We will send your troops", &["--unverified"]).ok().object()["seq"].clone();
    assert_eq!(evidence(&sandbox, &seq)["quote"], "not found");
    // A paraphrase is not looked for.
    let seq = quote(&sandbox, "He is for it", &["--form", "paraphrase"]);
    assert_eq!(seq.status, 2, "an option given twice is refused");
    sandbox.on("append --speaker qatar --issue force=50 --on 2025-12-17 --form paraphrase --text x --source page").ok();
    sandbox.on("audit --quiet").ok();
}

#[test]
fn a_source_that_is_no_text_has_no_quotes() {
    let sandbox = with_page(b"\xff\xfe\x00P\x00D\x00F");
    quote(&sandbox, "PDF", &[]).status(2).tells(
        &sandbox,
        "
        error: the bytes of source `page` are not UTF-8 text, so the quote cannot be looked for in them
        hint: say --unverified to record the quote all the same
        ",
    );
    let seq = quote(&sandbox, "PDF", &["--unverified"]).ok().object()["seq"].clone();
    assert_eq!(evidence(&sandbox, &seq)["quote"], "not found");
}

#[test]
fn a_corrected_quote_is_looked_for_again() {
    let sandbox = with_page(PAGE);
    let seq = quote(&sandbox, "We will send our troops", &[]).ok().object()["seq"].clone();
    let before = evidence(&sandbox, &seq);
    sandbox.on(&format!("correct {seq} --text 'We will stay' --reason typo")).status(2);
    // Words that stay need no second look, and nothing changes if nothing is changed.
    sandbox.on(&format!("correct {seq} --stance 60 --reason harder")).ok();
    assert_eq!(evidence(&sandbox, &seq), before);
    sandbox
        .on(&format!("correct {seq} --reason nothing"))
        .status(2)
        .tells(&sandbox, &format!("error: event {seq} says that already: the correction changes nothing"));
    sandbox.on(&format!("correct {seq} --text 'It’s done' --reason 'the other sentence'")).ok();
    let after = evidence(&sandbox, &seq);
    assert_eq!(after["quote"], "found");
    assert_ne!(after["bytes"], before["bytes"]);
}

#[test]
fn further_sources_can_be_attached_with_their_words() {
    let sandbox = with_page(PAGE);
    sandbox.on("append --speaker qatar --issue force=50 --on 2025-12-17 --form quote --text 'We will' --id q").ok();
    sandbox.on("source attach q page --locator 'line 1' --text 'We will not'").status(2);
    sandbox.on("source attach q page --locator 'line 1' --text 'We will send'").ok();
    let shown = sandbox.on("show q --json").ok().object();
    let expected = json!([
        {"source": "page", "locator": "line 1", "quote": "found", "bytes": [12, 26], "attached_by": shown["seq"].as_u64().unwrap() + 1}
    ]);
    assert_eq!(shown["evidence"], expected);
    assert_eq!(sandbox.on("replay --json").ok().object()["sources"], json!(["page"]));
    assert!(sandbox.on("export").ok().stdout.contains("\"source\":{\"slug\":\"page\",\"locator\":\"line 1\"}"));
}
