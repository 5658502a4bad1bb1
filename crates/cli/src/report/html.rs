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
                    (contents(document))
                    @for (place, part) in (1..).zip(&document.sections) { (section(part, place)) }
                    @if !document.notes.is_empty() {
                        (BREAK) h2 id="evidence" { "Evidence" }
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

/// Links to the sections: the parts in a line, what they are made of below.
fn contents(document: &Document) -> Markup {
    let sections = || (1..).zip(&document.sections);
    let of = |level: Level| sections().filter(move |(_, section)| section.level == level);
    let link = |place: usize, section: &Section| {
        let short = section.short.as_ref().unwrap_or(&section.heading);
        html! { (BREAK) li { a href=(format!("#section-{place}")) { (line(short)) } } }
    };
    html! {
        (BREAK) nav aria-label="Contents" {
            (BREAK) ul.parts {
                @for (place, part) in of(Level::Part) { (link(place, part)) }
                @if !document.notes.is_empty() { (BREAK) li { a href="#evidence" { "Evidence" } } }
            }
            (BREAK) ul { @for (place, part) in of(Level::Subpart) { (link(place, part)) } }
        }
    }
}

fn section(section: &Section, place: usize) -> Markup {
    let id = format!("section-{place}");
    html! {
        @match section.level {
            Level::Part => { (BREAK) h2 id=(id) { (line(&section.heading)) } }
            Level::Subpart => { (BREAK) h3 id=(id) { (line(&section.heading)) } }
        }
        @if let Some(rows) = &section.table { (table(rows)) }
        @for text in &section.text { (BREAK) p { (line(text)) } }
    }
}

fn table(table: &Table) -> Markup {
    html! {
        (BREAK) table.many[table.columns.len() > 5] {
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
        Piece::Scale(score, range) => scale(*score, *range),
    }
}

/// A score as a bar from zero, the range around it as a band. The text beside it says the same.
fn scale(score: i8, (low, high): (i8, i8)) -> Markup {
    let stretch = |from: i8, to: i8| {
        let half = |score: i8| (f32::from(score) + 100.0) / 2.0;
        format!("left:{}%;width:{}%", half(from), half(to) - half(from))
    };
    let side = if score < 0 { "against" } else { "for" };
    html! {
        span.scale aria-hidden="true" {
            @if low < high { i.range style=(stretch(low, high)) {} }
            i class=(side) style=(stretch(score.min(0), score.max(0))) {}
        }
        " "
    }
}

/// A line without any markup.
fn plain(line: &Line) -> String {
    let text = |piece: &Piece| match piece {
        Piece::Ours(text) | Piece::Code(text) | Piece::Address(text) | Piece::Day(text) => text.clone(),
        Piece::Recorded(words) | Piece::Quoted(words) => words.text.clone(),
        Piece::Note(_) | Piece::Scale(..) => String::new(),
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
