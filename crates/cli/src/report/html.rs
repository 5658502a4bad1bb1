//! A report as one HTML file that needs nothing else: no script, no picture, no font, no network.
//!
//! Invariant: everything recorded goes through maud's escaping; only http and https addresses become links.

use maud::{DOCTYPE, Markup, PreEscaped, html};

use super::document::{Document, Level, Line, Piece, Recorded, Section, Table};
use crate::output::{Lines, printable};

/// How it looks: on a phone, on paper, by day and by night.
const STYLE: &str = include_str!("style.css");
/// What a browser may do with the file: show it, and nothing else.
const POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'";
/// Rows and sections begin on new lines, so that two reports can be compared.
const BREAK: PreEscaped<&str> = PreEscaped("\n");

/// Writes a document.
pub(crate) fn write(document: &Document) -> String {
    let page = html! {
        (DOCTYPE)
        (BREAK) html lang="en" {
            (BREAK) head {
                (BREAK) meta charset="utf-8";
                (BREAK) meta name="viewport" content="width=device-width, initial-scale=1";
                (BREAK) meta http-equiv="Content-Security-Policy" content=(POLICY);
                (BREAK) meta name="color-scheme" content="light dark";
                (BREAK) title { (plain(&document.title)) }
                (BREAK) style { (PreEscaped(STYLE)) }
            }
            (BREAK) body {
                (BREAK) main {
                    (BREAK) h1 { (line(&document.title)) }
                    @for lead in &document.lead { (BREAK) p.lead { (line(lead)) } }
                    @for part in &document.sections { (section(part)) }
                    @if !document.notes.is_empty() {
                        (BREAK) h2 { "Evidence" }
                        (BREAK) ol.notes {
                            @for (number, note) in (1..).zip(&document.notes) {
                                (BREAK) li id=(format!("note-{number}")) { (line(note)) }
                            }
                        }
                    }
                }
                (BREAK) footer { @for closing in &document.closing { (BREAK) p { (line(closing)) } } }
            }
        }
        (BREAK)
    };
    page.into_string()
}

fn section(section: &Section) -> Markup {
    html! {
        @match section.level {
            Level::Part => { (BREAK) h2 { (line(&section.heading)) } }
            Level::Subpart => { (BREAK) h3 { (line(&section.heading)) } }
        }
        @if let Some(rows) = &section.table { (table(rows)) }
        @for text in &section.text { (BREAK) p { (line(text)) } }
    }
}

fn table(table: &Table) -> Markup {
    html! {
        (BREAK) table {
            (BREAK) thead { tr { @for column in table.columns { th scope="col" data-label=(column) { (column) } } } }
            (BREAK) tbody {
                @for row in &table.rows {
                    (BREAK) tr {
                        @for (place, (column, cell)) in table.columns.iter().zip(row).enumerate() {
                            @if place == 0 { th scope="row" { (line(cell)) } }
                            @else if cell.0.is_empty() { td.empty data-label=(column) {} }
                            @else { td data-label=(column) { span { (line(cell)) } } }
                        }
                    }
                }
            }
        }
    }
}

fn line(line: &Line) -> Markup {
    html! { @for one in &line.0 { (piece(one)) } }
}

fn piece(piece: &Piece) -> Markup {
    match piece {
        Piece::Ours(text) => html! { (text) },
        Piece::Recorded(Recorded { text, language }) => {
            html! { bdi lang=[language] { (printable(text, Lines::Joined)) } }
        }
        Piece::Quoted(Recorded { text, language }) => {
            html! { q { bdi lang=[language] { (printable(text, Lines::Joined)) } } }
        }
        Piece::Day(text) => html! {
            @for (place, part) in text.split('/').enumerate() {
                @if place > 0 { "/" wbr; }
                span.day { (part) }
            }
        },
        Piece::Address(address) => html! {
            @match href(address) {
                Some(href) => a.address href=(href) rel="noopener noreferrer" { (printable(address, Lines::Joined)) },
                None => bdi { (printable(address, Lines::Joined)) },
            }
        },
        Piece::Code(text) => html! { code { (text) } },
        Piece::Note(number) => {
            html! { a.note href=(format!("#note-{number}")) aria-label=(format!("note {number}")) { (number) } }
        }
    }
}

/// A line without any markup.
fn plain(line: &Line) -> String {
    let text = |piece: &Piece| match piece {
        Piece::Ours(text) | Piece::Code(text) | Piece::Address(text) | Piece::Day(text) => text.clone(),
        Piece::Recorded(words) | Piece::Quoted(words) => words.text.clone(),
        Piece::Note(_) => String::new(),
    };
    printable(&line.0.iter().map(text).collect::<String>(), Lines::Joined)
}

/// An address that a link may have: http or https, with every byte percent-encoded that addresses do not have.
pub(super) fn href(address: &str) -> Option<String> {
    let (scheme, rest) = address.trim().split_once("://")?;
    let scheme = scheme.to_ascii_lowercase();
    if rest.is_empty() || !matches!(scheme.as_str(), "http" | "https") {
        return None;
    }
    let encoded: String = rest.bytes().map(encoded).collect();
    Some(format!("{scheme}://{encoded}"))
}

fn encoded(byte: u8) -> String {
    const ALLOWED: &[u8] = b"-._~:/?#[]@!$&'()*+,;=%";
    if byte.is_ascii_alphanumeric() || ALLOWED.contains(&byte) {
        char::from(byte).to_string()
    } else {
        format!("%{byte:02X}")
    }
}

#[cfg(test)]
mod tests {
    use super::href;

    #[test]
    fn only_addresses_of_pages_become_links() {
        for (address, expected) in [
            ("https://example.org/a?b=c#d", Some("https://example.org/a?b=c#d")),
            ("HTTP://example.org/ü", Some("http://example.org/%C3%BC")),
            ("https://example.org/\"><script>", Some("https://example.org/%22%3E%3Cscript%3E")),
            ("https://example.org/a b|c", Some("https://example.org/a%20b%7Cc")),
            ("javascript:alert(1)", None),
            ("javascript://x%0aalert(1)", None),
            ("data:text/html,x", None),
            ("https://", None),
            ("a page", None),
        ] {
            assert_eq!(href(address).as_deref(), expected, "{address}");
        }
    }
}
