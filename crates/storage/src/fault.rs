//! Makes a step of an append fail in a test.

use std::cell::Cell;
use std::io;

use crate::journal::writer::Step;

thread_local! {
    static NEXT: Cell<Option<(Step, io::ErrorKind)>> = const { Cell::new(None) };
    static ALSO: Cell<Option<(Step, io::ErrorKind)>> = const { Cell::new(None) };
}

/// Makes the next such step on this thread fail, once.
pub(crate) fn fail_next(step: Step, kind: io::ErrorKind) {
    let slot = if NEXT.get().is_none() { &NEXT } else { &ALSO };
    slot.set(Some((step, kind)));
}

pub(crate) fn strike(step: Step) -> io::Result<()> {
    for slot in [&NEXT, &ALSO] {
        if let Some((due, kind)) = slot.get()
            && due == step
        {
            slot.set(None);
            return Err(kind.into());
        }
    }
    Ok(())
}
