//! The open ledger, which is away while another thread records a batch in it.
//!
//! Invariant: there is one ledger and one who has it; whoever needs it waits until it is back, and hears then how the
//! batch went.

use std::thread::{self, JoinHandle};

use onrecord_core::entry::{Entry, Head};
use onrecord_storage::entry_log::{AppendError, EntryLog};
use onrecord_storage::ledger::Ledger;
use thiserror::Error;

use crate::explain;
use crate::failure::Failure;

/// Where the ledger is.
pub(crate) enum Home {
    /// Here.
    Here(Box<Ledger>),
    /// With a thread that records a batch.
    Away(JoinHandle<(Box<Ledger>, Result<Head, AppendError>)>),
    /// Lost: a batch could not even be begun.
    Lost,
}

/// What somebody is told who asks for the ledger and cannot wait for it.
#[derive(Debug, Error)]
#[error("the ledger is busy recording")]
pub(crate) struct Away;

impl Home {
    /// The ledger, if it is here.
    pub(crate) fn at_once(&self) -> Result<&Ledger, Away> {
        match self {
            Home::Here(ledger) => Ok(ledger),
            Home::Away(_) | Home::Lost => Err(Away),
        }
    }

    /// Waits for the ledger, and says if its batch was not recorded.
    pub(crate) fn back(&mut self) -> Result<&mut Ledger, Failure> {
        let mut recorded = Ok(());
        *self = match std::mem::replace(self, Home::Lost) {
            Home::Away(recording) => {
                // A panic over there is ours, and goes on here.
                let (ledger, outcome) = recording.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic));
                recorded = outcome.map(|_head| ()).map_err(|error| explain::append(&error));
                Home::Here(ledger)
            }
            as_it_is @ (Home::Here(_) | Home::Lost) => as_it_is,
        };
        recorded?;
        match self {
            Home::Here(ledger) => Ok(ledger),
            Home::Away(_) | Home::Lost => Err(Failure::of(&Away)),
        }
    }

    /// Records a batch behind the ledger's head in another thread.
    pub(crate) fn record_meanwhile(&mut self, batch: Vec<Entry>) -> Result<(), Failure> {
        self.back()?;
        let Home::Here(mut ledger) = std::mem::replace(self, Home::Lost) else { return Err(Failure::of(&Away)) };
        let expected = ledger.head().map_err(|error| Failure::of(&error))?;
        let record = move || {
            let recorded = ledger.append(expected, &batch);
            (ledger, recorded)
        };
        *self = Home::Away(thread::Builder::new().name("recorder".to_owned()).spawn(record)?);
        Ok(())
    }

    /// The ledger itself, once it is back.
    pub(crate) fn into_ledger(mut self) -> Result<Ledger, Failure> {
        self.back()?;
        match self {
            Home::Here(ledger) => Ok(*ledger),
            Home::Away(_) | Home::Lost => Err(Failure::of(&Away)),
        }
    }
}
