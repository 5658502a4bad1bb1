//! Cells give the statement that a JSON line would give.

#![allow(clippy::unwrap_used, reason = "a test may stop at the first surprise")]

use super::*;

const NEEDED: &[(Field, &str)] = &[
    (Field::Date, "2025-03-01"),
    (Field::Speaker, "Ann"),
    (Field::Issue, "road"),
    (Field::Stance, "Support"),
    (Field::Form, "Quote"),
];

fn finished(cells: &[(Field, &str)]) -> Result<(StatementLine, Option<String>), CellError> {
    let mut row = Cells::default();
    for (field, cell) in NEEDED.iter().chain(cells) {
        row.set(*field, cell)?;
    }
    row.finish()
}

#[track_caller]
fn check(cells: &[(Field, &str)], more: &str) {
    let json =
        format!(r#"{{"date":"2025-03-01","speaker":"Ann","issue":"road","stance":"support","form":"quote"{more}}}"#);
    assert_eq!(finished(cells).unwrap().0, serde_json::from_str(&json).unwrap());
}

#[test]
fn cells_read_as_their_json_line_does() {
    check(&[], "");
    check(&[(Field::Condition, "  "), (Field::Lang, "")], "");
    check(&[(Field::Text, " two\nlines "), (Field::Note, "n")], r#","text":" two\nlines ","note":"n""#);
    check(&[(Field::OnBehalfOf, "Qatar; egypt|")], r#","on_behalf_of":["Qatar","egypt"]"#);
    check(&[(Field::OwnName, "x"), (Field::Unconditional, "No")], r#","own_name":true"#);
    check(&[(Field::Source, "a"), (Field::Locator, "p. 2")], r#","source":{"slug":"a","locator":"p. 2"}"#);
    check(&[(Field::Source, "a|b"), (Field::Locator, " | p. 2")], r#","source":["a",{"slug":"b","locator":"p. 2"}]"#);
    check(
        &[(Field::SourceTitle, "A page"), (Field::SourceDate, "2025"), (Field::Locator, "p. 2")],
        r#","source":{"title":"A page","date":"2025","locator":"p. 2"}"#,
    );
    check(&[(Field::Certainty, "Probable"), (Field::Genre, "speech")], r#","certainty":"probable","genre":"speech""#);
}

#[test]
fn a_wording_comes_beside_the_statement() {
    assert_eq!(finished(&[(Field::Wording, "A road is built.")]).unwrap().1.as_deref(), Some("A road is built."));
}

#[test]
fn cells_that_say_nothing_right_are_refused() {
    for (field, cell, message) in [
        (Field::OwnName, "perhaps", "`perhaps` is neither yes nor no: write yes or no, or leave the cell empty"),
        (Field::Lang, "plain English", "`plain English` is not a language tag: write it as in `en`, `ar` or `zh-Hant`"),
        (Field::Stance, "120", "`120` is out of range: a score is a whole number from -100 to 100"),
    ] {
        assert_eq!(finished(&[(field, cell)]).unwrap_err().to_string(), message);
    }
    let places = finished(&[(Field::Source, "a|b"), (Field::Locator, "p. 2")]).unwrap_err();
    assert_eq!(
        places.to_string(),
        "there are 2 sources, but places are given for 1: write one for each, with | between them"
    );
    let both = finished(&[(Field::Source, "a"), (Field::SourceTitle, "A")]).unwrap_err();
    assert!(both.to_string().starts_with("the source `a` is named by its slug"), "{both}");
    assert_eq!(Cells::default().finish().unwrap_err().to_string(), "missing field `date`");
}
