//! `docs/threat-model.md` names a test for each line, and each of these is there.

use std::collections::BTreeSet;
use std::path::Path;

use crate::harness::repository;

#[test]
fn every_test_that_the_threat_model_names_is_there() {
    let page = std::fs::read_to_string(repository("docs/threat-model.md")).unwrap();
    let (mut there, mut tests) = (BTreeSet::new(), 0);
    for folder in ["tests/it", "crates"] {
        collect(&repository(folder), &mut there);
    }
    for line in page.lines().filter(|line| line.starts_with("| ") && !line.starts_with("| what")) {
        // Names of tests are long; commands and options are not.
        let names: Vec<&str> =
            line.split('`').skip(1).step_by(2).filter(|name| name.matches('_').count() > 3).collect();
        assert!(!names.is_empty(), "no test is named: {line}");
        for name in &names {
            assert!(there.contains(*name), "there is no test {name}");
        }
        tests += names.len();
    }
    assert!(tests > 30, "{tests} tests are named");
}

/// The names of all tests under a folder.
fn collect(folder: &Path, there: &mut BTreeSet<String>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            collect(&path, there);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            let text = std::fs::read_to_string(&path).unwrap();
            let tests =
                text.split("#[test]").skip(1).filter_map(|after| after.trim().strip_prefix("fn ")?.split_once("()"));
            there.extend(tests.map(|(name, _)| name.to_owned()));
        }
    }
}
