//! A report in Markdown, as GitHub and pandoc read it, with footnotes.
//!
//! Invariant: recorded words come out as words: they begin no link, table cell, heading or markup of any kind.

use std::fmt::Write;

use super::document::{Document, Level, Line, Piece, Recorded, Section};
use crate::output::{Lines, printable};

/// Writes a document.
pub(crate) fn write(document: &Document) -> String {
    let mut page = format!("# {}\n", line(&document.title));
    for lead in &document.lead {
        paragraph(&mut page, lead);
    }
    for part in &document.sections {
        section(&mut page, part);
    }
    if !document.notes.is_empty() {
        page.push_str("\n## Evidence\n\nEach note gives the words, who said them, where and when, the source, and the event in the ledger.\n\n");
    }
    for (number, note) in (1..).zip(&document.notes) {
        push(&mut page, format_args!("[^{number}]: {}\n", line(note)));
    }
    page.push_str("\n---\n");
    for closing in &document.closing {
        paragraph(&mut page, closing);
    }
    page
}

fn section(page: &mut String, section: &Section) {
    let marks = match section.level {
        Level::Part => "##",
        Level::Subpart => "###",
    };
    push(page, format_args!("\n{marks} {}\n", line(&section.heading)));
    if let Some(table) = &section.table {
        push(page, format_args!("\n| {} |\n", table.columns.join(" | ")));
        push(page, format_args!("|{}\n", " --- |".repeat(table.columns.len())));
        for row in &table.rows {
            let cells: Vec<String> = row.iter().map(|cell| line(cell).trim().to_owned()).collect();
            push(page, format_args!("| {} |\n", cells.join(" | ")));
        }
    }
    for text in &section.text {
        paragraph(page, text);
    }
}

fn paragraph(page: &mut String, text: &Line) {
    push(page, format_args!("\n{}\n", line(text)));
}

fn push(page: &mut String, text: std::fmt::Arguments<'_>) {
    // Writing into a String cannot fail.
    let _written = page.write_fmt(text);
}

fn line(line: &Line) -> String {
    line.0.iter().map(piece).collect()
}

fn piece(piece: &Piece) -> String {
    match piece {
        Piece::Ours(text) => text.clone(),
        Piece::Recorded(Recorded { text, .. }) => escaped(text),
        Piece::Day(text) => escaped(text),
        Piece::Quoted(Recorded { text, .. }) => format!("“{}”", escaped(text)),
        Piece::Address(address) => {
            super::html::href(address).map_or_else(|| escaped(address), |href| format!("<{href}>"))
        }
        Piece::Code(text) => format!("`{text}`"),
        Piece::Note(number) => format!("[^{number}]"),
        Piece::Scale(..) => String::new(),
    }
}

/// Recorded words with everything taken from them that Markdown would act on.
fn escaped(text: &str) -> String {
    let text = printable(text, Lines::Joined);
    let mut escaped = String::with_capacity(text.len());
    let mut characters = text.trim().chars().peekable();
    let mut word = String::new();
    while let Some(c) = characters.next() {
        let next = characters.peek().copied();
        let acts = match c {
            '\\' | '`' | '*' | '_' | '{' | '}' | '[' | ']' | '<' | '>' | '|' | '~' | '&' | '#' | '$' | '@' | '^'
            | '=' => true,
            // Addresses that become links by themselves, and names of emoji.
            ':' => next.is_some_and(|next| !next.is_whitespace()),
            '.' => word.eq_ignore_ascii_case("www"),
            // A list or a line below a heading, if the words stood first in a line.
            '+' | '-' => escaped.is_empty(),
            _ => false,
        };
        if acts {
            escaped.push('\\');
        }
        escaped.push(c);
        if c.is_alphanumeric() { word.push(c) } else { word.clear() }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::escaped;

    #[test]
    fn recorded_words_begin_no_markup() {
        for (words, expected) in [
            ("plain words, and (more) - yes!", "plain words, and (more) - yes!"),
            ("<script>alert(1)</script>", r"\<script\>alert(1)\</script\>"),
            ("[text](https://evil.example)", r"\[text\](https\://evil.example)"),
            ("![x](y)", r"!\[x\](y)"),
            ("www.evil.example", r"www\.evil.example"),
            ("a | b\nc", r"a \| b c"),
            ("# no heading", r"\# no heading"),
            ("- no list", r"\- no list"),
            ("at 14:30: `code` *bold* _it_ ~~gone~~", r"at 14\:30: \`code\` \*bold\* \_it\_ \~\~gone\~\~"),
            ("\u{1b}[31mred\u{202e}", "\u{fffd}\\[31mred\u{fffd}"),
            ("back\\slash &amp; a@b.example", r"back\\slash \&amp; a\@b.example"),
        ] {
            assert_eq!(escaped(words), expected);
        }
    }
}
