//! How scores are written, in words too, for readers who do not know the scale.

/// A score from this on, either way, is a plain yes or no.
const FIRM_FROM: u8 = 75;
/// A score from this on, either way, leans to one side.
const LEANING_FROM: u8 = 25;

/// What a score says.
pub(crate) fn of(score: i8) -> &'static str {
    match (score.signum(), score.unsigned_abs()) {
        (1, FIRM_FROM..) => "supports",
        (1, LEANING_FROM..) => "leans to support",
        (1, _) => "slightly supports",
        (-1, FIRM_FROM..) => "opposes",
        (-1, LEANING_FROM..) => "leans to oppose",
        (-1, _) => "slightly opposes",
        _ => "neutral",
    }
}

/// A score with its sign; 0 has none.
pub(crate) fn signed(score: i8) -> String {
    if score == 0 { "0".to_owned() } else { format!("{score:+}") }
}

#[cfg(test)]
mod tests {
    #[test]
    fn scores_read_as_the_words_that_have_them() {
        let expected = [
            (100, "supports"),
            (75, "supports"),
            (74, "leans to support"),
            (50, "leans to support"),
            (24, "slightly supports"),
            (0, "neutral"),
            (-1, "slightly opposes"),
            (-50, "leans to oppose"),
            (-100, "opposes"),
        ];
        for (score, words) in expected {
            assert_eq!(super::of(score), words, "{score}");
        }
    }
}
