//! A sample of the faults with which `tests/faults/run` strikes the binary: nothing that was acknowledged is lost.

use std::process::Command;

use crate::harness::{Ran, repository};
use crate::python::python;

#[test]
fn what_was_acknowledged_survives_a_sample_of_all_faults() {
    let mut faults = Command::new(python());
    faults.arg(repository("tests/faults")).args(["--short", "--binary", env!("CARGO_BIN_EXE_onrecord")]);
    let ran = Ran::of(faults.env("PYTHONDONTWRITEBYTECODE", "1").output().unwrap());
    println!("{}", ran.stdout);
    ran.ok();
}
