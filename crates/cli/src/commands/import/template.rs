//! Templates: texts with columns in braces, such as `unga-{rcid}-{country|slug}`.
//!
//! Invariant: a template gives a text only if every column in it has a value.

use onrecord_core::slug::Slug;

use crate::failure::Failure;

/// A text with places for the values of columns, which are named until they are found in a heading.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Template<C> {
    parts: Vec<Part<C>>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Part<C> {
    Text(String),
    Value(C, Filter),
}

/// What is made of a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Filter {
    AsIs,
    Slug,
    Lower,
}

impl Template<String> {
    /// Reads a template; `{{` and `}}` stand for braces.
    pub(super) fn read(text: &str) -> Result<Self, Failure> {
        let wrong = |what: &str| {
            Failure::new(format!("the template `{text}` {what}"))
                .hint("write a column in braces, as in {rcid} or {country|slug}, and {{ or }} for a brace")
        };
        let mut parts = Vec::new();
        let mut plain = String::new();
        let mut rest = text;
        while let Some(at) = rest.find(['{', '}']) {
            plain.push_str(&rest[..at]);
            let brace = &rest[at..=at];
            let after = &rest[at + 1..];
            if let Some(after) = after.strip_prefix(brace) {
                plain.push_str(brace);
                rest = after;
            } else if brace == "{" {
                let (name, after) =
                    after.split_once('}').ok_or_else(|| wrong("opens a brace and does not close it"))?;
                if !plain.is_empty() {
                    parts.push(Part::Text(std::mem::take(&mut plain)));
                }
                let (column, filter) = name.split_once('|').unwrap_or((name, ""));
                let filter = match filter.trim() {
                    "" => Filter::AsIs,
                    "slug" => Filter::Slug,
                    "lower" => Filter::Lower,
                    other => return Err(wrong(&format!("names `{other}`, which is neither `slug` nor `lower`"))),
                };
                parts.push(Part::Value(column.trim().to_owned(), filter));
                rest = after;
            } else {
                return Err(wrong("closes a brace that is not open"));
            }
        }
        plain.push_str(rest);
        if !plain.is_empty() {
            parts.push(Part::Text(plain));
        }
        Ok(Template { parts })
    }

    /// The template with each column found by `find`.
    pub(super) fn found(
        &self,
        mut find: impl FnMut(&str) -> Result<usize, Failure>,
    ) -> Result<Template<usize>, Failure> {
        let parts = self.parts.iter().map(|part| match part {
            Part::Text(text) => Ok(Part::Text(text.clone())),
            Part::Value(column, filter) => Ok(Part::Value(find(column)?, *filter)),
        });
        Ok(Template { parts: parts.collect::<Result<_, Failure>>()? })
    }
}

impl Template<usize> {
    /// The text for a row; none if a cell that it needs is empty, or has nothing of which a slug can be made.
    pub(super) fn fill(&self, cells: &[String]) -> Option<String> {
        let mut text = String::new();
        for part in &self.parts {
            match part {
                Part::Text(plain) => text.push_str(plain),
                Part::Value(column, filter) => {
                    let value = cells.get(*column).map(|cell| cell.trim()).filter(|cell| !cell.is_empty())?;
                    match filter {
                        Filter::AsIs => text.push_str(value),
                        Filter::Slug => text.push_str(Slug::from_name(value).ok()?.as_str()),
                        Filter::Lower => text.push_str(&value.to_lowercase()),
                    }
                }
            }
        }
        Some(text)
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test may stop at the first surprise")]

    use super::*;

    fn filled(template: &str, cells: [&str; 2]) -> Option<String> {
        let columns = |name: &str| Ok(usize::from(name == "b"));
        Template::read(template).unwrap().found(columns).unwrap().fill(&cells.map(str::to_owned))
    }

    #[test]
    fn columns_are_put_in_their_places() {
        for (template, expected) in [
            ("unga-{a}-{b|slug}", "unga-3-cote-divoire"),
            ("{a}", "3"),
            ("{{{a}}}", "{3}"),
            ("none", "none"),
            ("{ b | lower }!", "côte d’ivoire!"),
        ] {
            assert_eq!(filled(template, [" 3 ", "Côte d’Ivoire"]).as_deref(), Some(expected), "{template}");
        }
    }

    #[test]
    fn an_empty_cell_leaves_the_whole_text_out() {
        assert_eq!(filled("unga-{a}-{b|slug}", ["3", "  "]), None);
        assert_eq!(filled("unga-{b|slug}", ["3", "!!"]), None);
    }

    #[test]
    fn templates_that_cannot_be_read_are_refused() {
        for (template, expected) in [
            ("{a", "the template `{a` opens a brace and does not close it"),
            ("a}", "the template `a}` closes a brace that is not open"),
            ("{a|upper}", "the template `{a|upper}` names `upper`, which is neither `slug` nor `lower`"),
        ] {
            assert_eq!(Template::read(template).unwrap_err().message, expected);
        }
    }
}
