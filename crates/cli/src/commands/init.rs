//! `init`: makes an empty ledger.

use onrecord_core::body::{CoderAdded, LedgerOpened};
use onrecord_core::entry::Head;
use onrecord_core::event::{Draft, seal};
use onrecord_core::hash::LedgerId;
use onrecord_core::seq::Seq;
use onrecord_core::words::{SlotName, Words};
use onrecord_storage::ledger::Ledger;
use serde_json::json;

use crate::args::Global;
use crate::clock::Clock;
use crate::failure::{Answer, Failure};
use crate::output::Output;
use crate::{coder, explain, folder};

/// Make an empty ledger
///
/// It is made in the folder that -L or ONRECORD_LEDGER names, else in `.onrecord` here. The folder must not exist yet,
/// or be empty.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// What the ledger is about
    #[arg(long, value_name = "TEXT")]
    name: Option<String>,
}

pub(crate) fn run(args: &Args, global: &Global, output: &mut Output) -> Result<Answer, Failure> {
    let folder = folder::to_make(global);
    let mut id = [0; 16];
    let mut secret = [0; 32];
    let random = |bytes: &mut [u8]| {
        getrandom::fill(bytes).map_err(|error| Failure::new(format!("no randomness can be had: {error}")))
    };
    random(&mut id)?;
    random(&mut secret)?;
    let ledger = LedgerId::new(id);
    let mut opened = Words::new();
    opened.set(SlotName::Secret, secret.iter().map(|byte| format!("{byte:02x}")).collect::<String>());
    opened.set_some(SlotName::Name, args.name.as_deref().filter(|name| !name.trim().is_empty()));
    let mut coder = Words::new();
    coder.set(SlotName::Name, coder::name(global.coder.as_deref()));
    let drafts =
        [Draft { body: LedgerOpened {}.into(), words: opened }, Draft { body: CoderAdded {}.into(), words: coder }];
    let clock = Clock::read()?;
    let mut head = Head::EMPTY;
    let mut entries = Vec::new();
    for (number, draft) in (0..).zip(&drafts) {
        let stamp = clock.stamp(None, Seq::new(number), global.accept_clock)?;
        let (entry, next) = seal(head, ledger, draft, &stamp).map_err(|error| Failure::of(&error))?;
        entries.push(entry);
        head = next;
    }
    Ledger::create(&folder, ledger, &entries).map_err(|error| explain::create(&error))?;
    if output.is_json() {
        output.object(&json!({ "ledger": ledger, "folder": folder, "size": head.size, "head": head.hash }))?;
    } else {
        output.line(format_args!("ledger {ledger} in {}", folder.display()))?;
    }
    Ok(Answer::Yes)
}
