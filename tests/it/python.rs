//! The Python of the tests: with the packages that the independent readers need, in an environment of its own.

use crate::harness::repository;

/// Where it is. Without it a test fails, it is not skipped.
pub(crate) fn python() -> String {
    std::env::var("ONRECORD_TESTS_PYTHON").unwrap_or_else(|_| {
        let environment = repository("target/tests-python/bin/python");
        assert!(environment.exists(), "run tests/run once: it makes the Python environment that this test needs");
        environment.to_str().unwrap().to_owned()
    })
}
