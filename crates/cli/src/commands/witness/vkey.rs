//! `witness vkey`: what others need to check this witness's cosignatures.

use std::path::PathBuf;

use serde_json::json;

use crate::failure::{Answer, Failure};
use crate::key_file::KeyFile;
use crate::output::Output;

/// Print the vkey by which a key's cosignatures are checked
///
/// It is another than the one by which a log's own signatures are checked, though the key is the same.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// The witness's signing key
    #[arg(long, value_name = "FILE")]
    key: PathBuf,
}

pub(crate) fn run(args: &Args, output: &mut Output) -> Result<Answer, Failure> {
    let signer = KeyFile::at(args.key.clone()).read(output)?;
    let vkey = signer.cosigner_verifier().to_string();
    if output.is_json() {
        output.object(&json!({ "vkey": vkey, "origin": signer.name().as_str(), "key": args.key }))?;
    } else {
        output.line(vkey)?;
    }
    Ok(Answer::Yes)
}
