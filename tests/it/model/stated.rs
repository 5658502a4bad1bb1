//! One statement of an import line, and its stance, as they count at S.

use serde_json::Value;

use super::interval::Interval;

/// One statement as it counts at S: corrected, names resolved, principals found.
pub(crate) struct Stated {
    pub(crate) seq: u64,
    pub(crate) speaker: String,
    /// Distinct, sorted, never empty. More than one: a joint statement.
    pub(crate) principals: Vec<String>,
    /// Given: it is a claim about this actor.
    pub(crate) about: Option<String>,
    /// The one as which the named issue counts.
    pub(crate) issue: String,
    /// In the wording that the issue has at S.
    pub(crate) stance: Stance,
    /// The word, for a stance without a score.
    pub(crate) word: Option<String>,
    pub(crate) condition: Option<String>,
    pub(crate) unconditional: bool,
    pub(crate) stated_on: String,
    pub(crate) interval: Interval,
    pub(crate) utterance: Option<String>,
    pub(crate) form: String,
    pub(crate) channel: Option<String>,
    pub(crate) occasion: Option<String>,
    pub(crate) in_account: bool,
    pub(crate) certainty: String,
    /// Who relayed it, and for whom that one stood then; nobody if it was not relayed.
    pub(crate) relayed_by: Vec<String>,
    /// The slugs of its sources.
    pub(crate) sources: Vec<String>,
}

impl Stated {
    pub(crate) fn is_joint(&self) -> bool {
        self.principals.len() > 1
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Stance {
    Score(i64),
    Withdrawn,
    /// `noncommittal`, `declined`, `silent`, `absent`, `unclear`: they "never change a position".
    Silence,
}

impl Stance {
    pub(crate) fn score(self) -> Option<i64> {
        match self {
            Self::Score(score) => Some(score),
            Self::Withdrawn | Self::Silence => None,
        }
    }

    /// As it reads when the question is put the other way round.
    pub(crate) fn turned(self) -> Self {
        match self {
            Self::Score(score) => Self::Score(-score),
            Self::Withdrawn | Self::Silence => self,
        }
    }

    pub(crate) fn is_silence(self) -> bool {
        self == Self::Silence
    }
}

/// "stance: a score -100 (opposes) .. 100 (supports), or a word."
pub(crate) fn stance(line: &Value) -> Stance {
    let stance = &line["stance"];
    if let Some(score @ -100..=100) = stance.as_i64() {
        return Stance::Score(score);
    }
    match stance.as_str() {
        Some("support" | "yes") => Stance::Score(100),
        Some("lean-support") => Stance::Score(50),
        Some("neutral" | "abstain") => Stance::Score(0),
        Some("lean-oppose") => Stance::Score(-50),
        Some("oppose" | "no") => Stance::Score(-100),
        Some("withdrawn") => Stance::Withdrawn,
        Some("noncommittal" | "declined" | "silent" | "absent" | "unclear") => Stance::Silence,
        Some(_) | None => {
            panic!("the model is given a stance that is neither -100..100 nor a word of the rules: {line}")
        }
    }
}

/// A text field; missing, null and empty are the same.
pub(crate) fn text<'a>(line: &'a Value, field: &str) -> Option<&'a str> {
    line[field].as_str().filter(|text| !text.is_empty())
}

/// "`on_behalf_of?` (name or list)".
pub(crate) fn names(value: &Value) -> Vec<&str> {
    let given = value.as_array().map_or(std::slice::from_ref(value), Vec::as_slice);
    given.iter().filter_map(Value::as_str).filter(|name| !name.is_empty()).collect()
}
