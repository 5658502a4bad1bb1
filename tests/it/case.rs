//! The real case: its statements go in, and every position follows from the rules.

use crate::harness::{Sandbox, repository};

#[test]
fn importing_twice_records_once() {
    let case = repository("tests/fixtures/case/statements.jsonl");
    let sandbox = Sandbox::with_ledger();
    let import = || sandbox.run(["import", case.to_str().unwrap(), "--new", "--json"]).ok().json().remove(0);
    let first = import();
    assert_eq!(
        (&first["recorded"], &first["already_recorded"], &first["rejected"]),
        (&63.into(), &0.into(), &0.into())
    );
    let second = import();
    assert_eq!((&second["recorded"], &second["already_recorded"]), (&0.into(), &63.into()));
    assert_eq!(first["head"], second["head"]);
}
