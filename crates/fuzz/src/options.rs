//! What is tried, and for how long.

use std::error::Error;
use std::path::PathBuf;
use std::time::Duration;

use onrecord_fuzz::run::Until;
use onrecord_fuzz::target::Target;
use onrecord_fuzz::targets;

/// What `--help` prints; the targets come behind it.
pub(crate) const HELP: &str = "\
Try to break every door through which bytes or text come into onrecord

cargo run -p onrecord-fuzz -- [OPTIONS] [TARGET]...

  --inputs N    so many inputs for each target (default 3,000)
  --seconds N   instead, so many seconds for all targets together
  --seed N      another row of inputs (default 1)
  --input FILE  take this one input, and let its panic through; needs one target
  --keep        keep inputs that gave an answer of their own in tests/fuzz/corpus

Targets, all of them if none is named:";

/// The options of a run.
#[derive(Debug)]
pub(crate) struct Options {
    /// What is tried, in order.
    pub(crate) targets: Vec<&'static Target>,
    /// How long, for each.
    pub(crate) until: Until,
    /// What inputs follow from.
    pub(crate) seed: u64,
    /// The only input.
    pub(crate) input: Option<PathBuf>,
    /// Whether telling inputs are kept.
    pub(crate) keep: bool,
}

impl Options {
    /// Reads the command line; nothing if only help is asked for.
    pub(crate) fn read(arguments: &[String]) -> Result<Option<Self>, Box<dyn Error>> {
        let until = Until::Inputs(3_000);
        let mut options = Options { targets: Vec::new(), until, seed: 1, input: None, keep: false };
        let mut seconds = None;
        let mut arguments = arguments.iter();
        while let Some(argument) = arguments.next() {
            let mut value = || arguments.next().ok_or_else(|| format!("{argument} needs a value"));
            match argument.as_str() {
                "--help" | "-h" => return Ok(None),
                "--inputs" => options.until = Until::Inputs(number(value()?)?),
                "--seconds" => seconds = Some(number(value()?)?),
                "--seed" => options.seed = number(value()?)?,
                "--input" => options.input = Some(value()?.into()),
                "--keep" => options.keep = true,
                name => {
                    let target = targets::named(name);
                    options
                        .targets
                        .push(target.ok_or_else(|| format!("there is no target or option `{name}`; see --help"))?);
                }
            }
        }
        if options.targets.is_empty() {
            options.targets = targets::all().collect();
        }
        if options.input.is_some() && options.targets.len() != 1 {
            return Err("--input needs the name of one target".into());
        }
        if let Some(seconds) = seconds {
            options.until = Until::Elapsed(Duration::from_secs(seconds) / options.targets.len() as u32);
        }
        Ok(Some(options))
    }
}

fn number(text: &str) -> Result<u64, Box<dyn Error>> {
    text.replace([',', '_'], "").parse().map_err(|_| format!("`{text}` is not a number").into())
}
