//! The binary `onrecord`.

use std::process::ExitCode;

fn main() -> ExitCode {
    onrecord::run()
}
