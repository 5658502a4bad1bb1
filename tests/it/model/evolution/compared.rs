//! Two holders side by side: "per issue that either holds: `issue`, `a`, `b`, `gap`, `class`; last one object
//! `agreement` (1 - mean gap / 200, null if none), `shared`".

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::super::replay;
use super::Ledger;

/// How `a` and `b` compare at the end of `at_day`: a row for each issue, then the summary.
pub(crate) fn compare(ledger: Ledger, at_day: &str, a: &str, b: &str) -> Vec<Value> {
    let rows = replay(ledger.events, at_day, ledger.known_size, ledger.by, ledger.slug);
    let scores_of = |holder: &str| -> BTreeMap<String, i64> {
        let held = rows.iter().filter(|row| row.holder == holder);
        held.filter_map(|row| Some((row.issue.clone(), row.score?))).collect()
    };
    let (of_a, of_b) = (scores_of(a), scores_of(b));
    let mut issues: Vec<&String> = of_a.keys().chain(of_b.keys()).collect();
    issues.sort_unstable();
    issues.dedup();

    let mut gaps = Vec::new();
    let mut compared = Vec::new();
    for issue in issues {
        let (a, b) = (of_a.get(issue).copied(), of_b.get(issue).copied());
        let gap = a.zip(b).map(|(a, b)| (a - b).abs());
        gaps.extend(gap);
        compared.push(json!({"issue": issue, "a": a, "b": b, "gap": gap, "class": class(a, b)}));
    }
    compared.push(json!({"agreement": agreement(&gaps), "shared": gaps.len()}));
    compared
}

/// "`aligned` gap < 50; `opposed` gap >= 50 and signs differ; `apart` the rest; `only_a`, `only_b`".
fn class(a: Option<i64>, b: Option<i64>) -> &'static str {
    match (a, b) {
        (Some(a), Some(b)) if (a - b).abs() < 50 => "aligned",
        (Some(a), Some(b)) if a * b < 0 => "opposed",
        (Some(_), Some(_)) => "apart",
        (Some(_), None) => "only_a",
        (None, _) => "only_b",
    }
}

fn agreement(gaps: &[i64]) -> Option<f64> {
    let sum: i64 = gaps.iter().sum();
    // The same over one denominator, which rounds once.
    let whole = 200 * gaps.len() as i64;
    (!gaps.is_empty()).then(|| (whole - sum) as f64 / whole as f64)
}
