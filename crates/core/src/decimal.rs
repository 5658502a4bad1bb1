//! Numbers in texts that are signed or stand for a place.
//!
//! Invariant: a number has one way of writing: no sign, no zero in front.

/// The number that a text is, if the text is how that number is printed.
pub(crate) fn decimal(text: &str) -> Option<u64> {
    text.parse::<u64>().ok().filter(|number| number.to_string() == text)
}

#[cfg(test)]
mod tests {
    use super::decimal;

    #[test]
    fn one_way_of_writing() {
        assert_eq!(decimal("0"), Some(0));
        assert_eq!(decimal(&u64::MAX.to_string()), Some(u64::MAX));
        for other in ["", "+1", "-0", "01", "00", " 1", "1 ", "1_0", "1e1", "0x1", "18446744073709551616", "\u{661}"] {
            assert_eq!(decimal(other), None, "{other:?}");
        }
    }
}
