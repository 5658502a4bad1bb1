//! Whether words that are said to be in a source are in it.
//!
//! Invariant: letter for letter. Only what typesetting changes is folded: white space, invisible characters and the
//! shape of quotation marks. Case, accents, dashes and dots are not.

use std::ops::Range;

/// Finds a quotation in a source: the byte range in `source` of the first place that has it.
///
/// On both sides every run of Unicode white space counts as one space, typographic quotation marks count as `'` or
/// `"`, and zero-width spaces, byte order marks and soft hyphens do not count at all. White space around the quotation
/// is ignored; an empty quotation is found nowhere. Takes time in proportion to the two lengths.
pub fn find_quote(quote: &str, source: &str) -> Option<Range<usize>> {
    let wanted = folded(quote);
    let wanted = wanted.trim_matches(' ');
    if wanted.is_empty() {
        return None;
    }
    let begin = folded(source).find(wanted)?;
    let end = begin + wanted.len();
    // The same walk again says where in the source the folded text's bytes came from.
    let mut at = 0;
    let mut start = 0;
    for (origin, c) in fold(source) {
        if at == begin {
            start = origin.start;
        }
        at += c.len_utf8();
        if at == end {
            return Some(start..origin.end);
        }
    }
    None
}

fn folded(text: &str) -> String {
    fold(text).map(|(_, c)| c).collect()
}

/// The characters that count, folded, each with the bytes of the character it came from (of a run of white space, the
/// first).
fn fold(text: &str) -> impl Iterator<Item = (Range<usize>, char)> {
    let mut in_space = false;
    text.char_indices().filter_map(move |(at, c)| {
        if is_invisible(c) {
            return None;
        }
        let was_in_space = in_space;
        in_space = c.is_whitespace();
        (!in_space || !was_in_space).then(|| (at..at + c.len_utf8(), fold_char(c)))
    })
}

fn is_invisible(c: char) -> bool {
    matches!(c, '\u{200b}' | '\u{feff}' | '\u{ad}')
}

fn fold_char(c: char) -> char {
    match c {
        '‘' | '’' | '‚' | '‛' | '′' | '‹' | '›' | '`' | '´' => '\'',
        '“' | '”' | '„' | '‟' | '″' | '«' | '»' => '"',
        c if c.is_whitespace() => ' ',
        c => c,
    }
}

#[cfg(test)]
mod tests {
    use proptest::collection::vec;
    use proptest::prelude::*;
    use proptest::sample::{Index, select};

    use super::*;

    /// `expect` is the part of the source that is found, if any.
    fn check(quote: &str, source: &str, expect: Option<&str>) {
        let found = find_quote(quote, source).map(|range| &source[range]);
        assert_eq!(found, expect, "{quote:?} in {source:?}");
    }

    #[test]
    fn letters_are_found_as_they_are() {
        check("cease", "a ceasefire", Some("cease"));
        check("a ceasefire", "a ceasefire", Some("a ceasefire"));
        check("a ceasefire.", "a ceasefire", None);
        check("Cease", "a ceasefire", None);
        check("ateş", "Kalıcı ateşkes", Some("ateş"));
        check("ates", "Kalıcı ateşkes", None);
        check("cease-fire", "a cease–fire", None);
        check("and ...", "and …", None);
        check("a", "", None);
    }

    #[test]
    fn an_empty_quotation_is_found_nowhere() {
        for quote in ["", " ", "\u{a0}\n", "\u{200b}", " \u{ad} \u{feff}"] {
            check(quote, "a b", None);
            check(quote, quote, None);
        }
    }

    #[test]
    fn white_space_folds() {
        check("we will not leave", "“we  will\n\tnot\u{a0}leave”", Some("we  will\n\tnot\u{a0}leave"));
        check("we\u{202f}\u{3000}will", "we will", Some("we will"));
        check(" \n we will\u{a0} ", "and we will.", Some("we will"));
        check("we will", "we\r\n \u{200b} will", Some("we\r\n \u{200b} will"));
        check("we will", "wewill", None);
        check("wewill", "we will", None);
        check("a", "  a  ", Some("a"));
    }

    #[test]
    fn invisible_characters_do_not_count() {
        check("withdrawal", "with\u{ad}drawal", Some("with\u{ad}drawal"));
        check("with\u{ad}drawal", "withdrawal", Some("withdrawal"));
        check("not", "\u{feff}not\u{200b} now", Some("not"));
        check("a b", "a\u{200b}b", None);
        check("a\u{200d}b", "ab", None);
    }

    #[test]
    fn quotation_marks_fold_to_their_kind() {
        for mark in ["'", "‘", "’", "‚", "‛", "′", "‹", "›", "`", "´"] {
            check(&format!("don{mark}t"), "we don't know", Some("don't"));
            check("don't", &format!("don{mark}t"), Some(&format!("don{mark}t")));
            check("don\"t", &format!("don{mark}t"), None);
        }
        for mark in ["\"", "“", "”", "„", "‟", "″", "«", "»"] {
            check(&format!("a {mark}red line{mark}"), "a “red line”", Some("a “red line”"));
            check("\"red", &format!("{mark}red"), Some(&format!("{mark}red")));
        }
    }

    #[test]
    fn the_first_place_is_given() {
        assert_eq!(find_quote("no", "no, no"), Some(0..2));
        assert_eq!(find_quote("aab", "aaaab"), Some(2..5));
    }

    #[test]
    fn a_mebibyte_in_a_mebibyte_takes_no_quadratic_time() {
        let half = 1 << 19;
        let source = "a ".repeat(half);
        // Quadratic work would be 2^38 steps: minutes, not the moment that this test takes.
        check(&format!("{}b", "a ".repeat(half / 2)), &source, None);
        check(&format!("b{}", "a ".repeat(half / 2)), &source, None);
        check(&source, &source, Some(source.trim_end()));
    }

    /// One of the characters that fold to the same as this one, with invisible ones around it now and then.
    fn refold(c: char, choice: &Index) -> String {
        let as_space = ["  ", "\n", "\u{a0}", "\u{2003}\u{200b}\t"];
        let as_single = ["'", "’", "‹", "`"];
        let as_double = ["\"", "“", "„", "»"];
        match fold_char(c) {
            ' ' => choice.get(&as_space).to_string(),
            '\'' => choice.get(&as_single).to_string(),
            '"' => choice.get(&as_double).to_string(),
            c if choice.index(3) == 0 => format!("\u{ad}{c}\u{feff}"),
            c => c.to_string(),
        }
    }

    fn text() -> impl Strategy<Value = String> {
        let alphabet = " \u{a0}\nab'’\"“ş…\u{200b}\u{ad}🤷";
        vec(select(alphabet.chars().collect::<Vec<_>>()), 0..40).prop_map(String::from_iter)
    }

    /// The definition: the first start, and the shortest range from there, that folds to the same text.
    fn naive(quote: &str, source: &str) -> Option<Range<usize>> {
        let wanted = folded(quote).trim_matches(' ').to_owned();
        let bounds: Vec<usize> = source.char_indices().map(|(at, _)| at).chain([source.len()]).collect();
        let ranges = bounds.iter().flat_map(|start| bounds.iter().map(move |end| *start..*end));
        let starts_visibly = |range: &Range<usize>| !source[range.start..].starts_with(is_invisible);
        ranges
            .filter(|range| range.start < range.end && starts_visibly(range) && !wanted.is_empty())
            .find(|range| folded(&source[range.clone()]) == wanted)
    }

    proptest! {
        #[test]
        fn any_slice_is_found_however_it_is_typeset(
            source in text(), from in any::<Index>(), to in any::<Index>(), choices in vec(any::<Index>(), 40)
        ) {
            let chars: Vec<char> = source.chars().collect();
            let (from, to) = (from.index(chars.len() + 1), to.index(chars.len() + 1));
            let slice = &chars[from.min(to)..from.max(to)];
            let quote: String = slice.iter().zip(&choices).map(|(c, choice)| refold(*c, choice)).collect();
            let wanted = folded(&quote).trim_matches(' ').to_owned();
            match find_quote(&quote, &source) {
                Some(range) => prop_assert_eq!(folded(&source[range]), wanted),
                None => prop_assert_eq!(wanted, ""),
            }
        }

        #[test]
        fn the_range_is_that_of_the_definition(quote in text(), source in text(), part in 0usize..4) {
            let quote: String = quote.chars().take(part).collect();
            prop_assert_eq!(find_quote(&quote, &source), naive(&quote, &source));
        }
    }
}
