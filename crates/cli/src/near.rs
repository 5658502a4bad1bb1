//! "Did you mean": names that are like the one given.

/// How alike two names must be, from 0 to 1.
const LIKENESS_MIN: f64 = 0.75;
/// How many are offered.
const OFFERED_MAX: usize = 3;

/// The names most like the one given, best first.
pub(crate) fn matches<'n>(given: &str, known: impl Iterator<Item = &'n str>) -> Vec<&'n str> {
    let given = given.to_lowercase();
    let likeness = |name: &str| {
        let part_of = given.len() >= 3 && name.len() >= 3 && (name.contains(&given) || given.contains(name));
        if part_of { LIKENESS_MIN.max(strsim::jaro_winkler(&given, name)) } else { strsim::jaro_winkler(&given, name) }
    };
    let mut scored: Vec<(f64, &str)> = known.map(|name| (likeness(name), name)).collect();
    scored.retain(|(likeness, name)| *likeness >= LIKENESS_MIN && *name != given);
    scored.sort_by(|(a, a_name), (b, b_name)| b.total_cmp(a).then(a_name.cmp(b_name)));
    scored.into_iter().map(|(_, name)| name).take(OFFERED_MAX).collect()
}

/// Names of a series, such as `resolution-12` and `resolution-13`, are told apart by their numbers on purpose.
pub(crate) fn same_but_for_digits(one: &str, other: &str) -> bool {
    let differ = one != other;
    let letters = |name| str::bytes(name).filter(|byte| !byte.is_ascii_digit());
    differ && letters(one).eq(letters(other))
}

/// The names as a question; none if nothing is like it.
pub(crate) fn did_you_mean<'n>(given: &str, known: impl Iterator<Item = &'n str>) -> Option<String> {
    let near = matches(given, known);
    let quoted: Vec<String> = near.iter().map(|name| format!("`{name}`")).collect();
    (!quoted.is_empty()).then(|| format!("did you mean {}?", quoted.join(" or ")))
}
