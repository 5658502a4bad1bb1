//! Compressed inputs, told by their first bytes; streams that are cut short or damaged; what is no input at all.

use std::io::Write;

use flate2::Compression;
use flate2::write::GzEncoder;
use ruzstd::encoding::{CompressionLevel, compress_to_vec};

use crate::harness::Sandbox;

fn lines(count: usize) -> String {
    let line = |number: usize| {
        format!(
            "{{\"id\":\"{number}\",\"date\":\"2025\",\"speaker\":\"qatar\",\"issue\":\"force\",\"stance\":{},\"form\":\"quote\"}}\n",
            number % 100
        )
    };
    (0..count).map(line).collect()
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

fn zstd(bytes: &[u8]) -> Vec<u8> {
    compress_to_vec(bytes, CompressionLevel::Fastest)
}

#[test]
fn compressed_inputs_are_told_by_their_first_bytes() {
    let (one, two) = (lines(300), lines(500).split_off(lines(300).len()));
    let skipped = [&[0x50, 0x2a, 0x4d, 0x18, 3, 0, 0, 0, 1, 2, 3][..], &zstd(two.as_bytes())].concat();
    for (name, content) in [
        ("a.jsonl.gz", gzip(lines(500).as_bytes())),
        // Any name, and several streams one after the other, as tools that work in parallel write them.
        ("b", [gzip(one.as_bytes()), gzip(two.as_bytes())].concat()),
        ("c.jsonl", zstd(lines(500).as_bytes())),
        ("d.zst", [zstd(one.as_bytes()), skipped].concat()),
    ] {
        let sandbox = Sandbox::with_ledger();
        sandbox.file(name, &content);
        let report = sandbox.on(&format!("import {name} --new --json")).ok().object();
        assert_eq!([&report["recorded"], &report["rejected"]], [500, 0], "{name}");
        let report = sandbox.run_with_input(["import", "-", "--json"], &content).ok().object();
        assert_eq!(report["already_recorded"], 500, "{name}");
    }
}

#[test]
fn what_stands_before_the_end_of_a_cut_stream_is_recorded() {
    let whole = lines(20_000);
    for (what, content) in [("gzip", gzip(whole.as_bytes())), ("zstd", zstd(whole.as_bytes()))] {
        let sandbox = Sandbox::with_ledger();
        sandbox.file("cut", &content[..content.len() * 2 / 3]);
        let ran = sandbox.on("import cut --new --json --quiet").status(2).tells(
            &sandbox,
            &format!(
                "
                error: the {what} data ends before its end: it was cut short
                hint: what stands before that is recorded; import the whole file again, and only what is missing goes in
                "
            ),
        );
        let recorded = ran.object()["recorded"].as_u64().unwrap();
        assert!(recorded > 1_000 && recorded < 20_000, "{what}: {recorded}");
        assert_eq!(ran.object()["rejected"], 0, "{what}: half a line is no bad line");
        sandbox.file("whole", &content);
        let report = sandbox.on("import whole --new --json").ok().object();
        assert_eq!(report["already_recorded"], recorded, "{what}");
        assert_eq!(report["recorded"], 20_000 - recorded, "{what}");
    }
}

#[test]
fn a_damaged_stream_is_told() {
    let mut content = gzip(lines(500).as_bytes());
    let len = content.len();
    content[len - 6] ^= 1;
    let sandbox = Sandbox::with_ledger();
    sandbox.file("damaged.gz", content);
    let ran = sandbox.on("import damaged.gz --new --json --quiet").status(2);
    assert!(ran.stderr.starts_with("error: the gzip data is damaged\n"), "{}", ran.stderr);
}

#[test]
fn what_is_no_text_is_refused_with_a_hint() {
    let sandbox = Sandbox::with_ledger();
    sandbox.file("book.xlsx", b"PK\x03\x04rest");
    sandbox.on("import book.xlsx").status(2).tells(
        &sandbox,
        "
        error: the input is a ZIP archive, as Excel workbooks are
        hint: save the sheet as CSV (UTF-8), or unpack the archive, and import that
        ",
    );
    sandbox.file("utf16.csv", b"\xff\xfei\0d\0");
    sandbox.on("import utf16.csv").status(2).tells(
        &sandbox,
        "
        error: the input is UTF-16 text
        hint: save it as UTF-8 and import that
        ",
    );
}
