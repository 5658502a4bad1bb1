//! Conditions as clauses, however they were noted down.

/// A condition behind an "if", unless it begins like a clause by itself.
pub(crate) fn clause(condition: &str) -> String {
    const BEGINNINGS: [&str; 5] = ["if ", "only if ", "unless ", "provided ", "as long as "];
    let is_clause = BEGINNINGS.iter().any(|beginning| condition.to_lowercase().starts_with(beginning));
    if is_clause { condition.to_owned() } else { format!("if {condition}") }
}

#[cfg(test)]
mod tests {
    #[test]
    fn no_condition_begins_with_two_ifs() {
        for (condition, expected) in [
            ("UN-supervised", "if UN-supervised"),
            ("If asked", "If asked"),
            ("only if asked", "only if asked"),
            ("iffy", "if iffy"),
        ] {
            assert_eq!(super::clause(condition), expected);
        }
    }
}
