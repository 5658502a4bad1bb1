//! `--known-at`: how much of the ledger counts as known.

use std::path::Path;

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use onrecord_core::header::RecordedAt;
use onrecord_core::part;
use onrecord_core::tree::MerkleRoot;
use onrecord_storage::entry_log::EntryLog;
use onrecord_storage::ledger::Ledger;

use crate::checkpoint_file;
use crate::explain;
use crate::failure::Failure;

/// Up to which event the ledger counts as known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum KnownAt {
    /// All of it.
    All,
    /// The first so many events.
    Size(u64),
    /// Everything recorded up to and including this instant, in microseconds since the Unix epoch.
    Instant(i64),
    /// The events of a checkpoint, if the ledger has them.
    Checkpoint {
        /// How many.
        size: u64,
        /// The root over them.
        root: MerkleRoot,
    },
}

impl KnownAt {
    /// Reads the option. A day is known at its end, in the time zone given.
    pub(crate) fn read(given: Option<&str>, zone: &str) -> Result<Self, Failure> {
        // A zone that is none is told even where no day needs it.
        time_zone(zone)?;
        let Some(given) = given else {
            return Ok(KnownAt::All);
        };
        let number = |text: &str| text.parse::<u64>().map_err(|_| unreadable(given));
        if let Some(seq) = given.strip_prefix("seq:") {
            return Ok(KnownAt::Size(number(seq)?.saturating_add(1)));
        }
        if let Some(size) = given.strip_prefix("size:") {
            return number(size).map(KnownAt::Size);
        }
        match through(given, zone)? {
            Some(instant) => Ok(KnownAt::Instant(instant)),
            None if Path::new(given).is_file() => {
                let signed = checkpoint_file::read(Path::new(given))?;
                Ok(KnownAt::Checkpoint { size: signed.checkpoint().size, root: signed.checkpoint().root })
            }
            None => Err(unreadable(given)),
        }
    }

    /// How many of a ledger's events were known.
    pub(crate) fn size(self, ledger: &Ledger) -> Result<u64, Failure> {
        let there = ledger.head().map_err(|error| Failure::of(&error))?.size;
        match self {
            KnownAt::All => Ok(there),
            KnownAt::Size(size) if size > there => {
                let last = there.saturating_sub(1);
                Err(Failure::new(format!("the ledger has {there} events, not {size}"))
                    .hint(format!("as known now is size:{there}, or seq:{last}, or no --known-at at all")))
            }
            KnownAt::Size(size) => Ok(size),
            KnownAt::Instant(instant) => {
                part::size_at(ledger, there, RecordedAt::from_micros(instant)).map_err(explain::part)
            }
            KnownAt::Checkpoint { size, .. } if size > there => Err(of_another(size).hint(format!(
                "the ledger has {there} events: its end was cut off, or the checkpoint is of another ledger"
            ))),
            KnownAt::Checkpoint { size, root } => {
                let ours = ledger.root_at(size).map_err(|error| Failure::of(&error))?;
                if ours == root {
                    Ok(size)
                } else {
                    Err(of_another(size).hint("`onrecord audit --since FILE` says more"))
                }
            }
        }
    }
}

/// The instant that a text names, or the last microsecond of the day that it names; none if it names neither.
pub(crate) fn through(given: &str, zone: &str) -> Result<Option<i64>, Failure> {
    if let Ok(instant) = given.parse::<Timestamp>() {
        return Ok(Some(instant.as_microsecond()));
    }
    // A day that no calendar has is told apart from what is no day at all.
    let looks_like_a_day = given.len() == 10 && given.bytes().all(|byte| byte.is_ascii_digit() || byte == b'-');
    if looks_like_a_day {
        given.parse::<onrecord_core::stated_on::Day>().map_err(|error| Failure::of(&error))?;
    }
    given.parse::<Date>().ok().map(|day| day_end(day, zone)).transpose()
}

/// The last microsecond of a day in a time zone.
fn day_end(day: Date, zone: &str) -> Result<i64, Failure> {
    let zone = time_zone(zone)?;
    let next = day.tomorrow().and_then(|next| next.to_zoned_datetime(zone));
    let next = next.map_err(|error| Failure::new(format!("the end of {day} cannot be told: {error}")))?;
    Ok(next.timestamp().as_microsecond() - 1)
}

fn time_zone(name: &str) -> Result<TimeZone, Failure> {
    if name == "UTC" {
        return Ok(TimeZone::UTC);
    }
    TimeZone::get(name)
        .map_err(|_| Failure::new(format!("unknown time zone `{name}`")).hint("write it as in UTC or Asia/Qatar"))
}

fn of_another(size: u64) -> Failure {
    Failure::new(format!("the checkpoint of {size} events is not one of this ledger"))
}

fn unreadable(given: &str) -> Failure {
    Failure::new(format!("`{given}` does not say when something was known")).hint(
        "write a day (2025-12-18), an instant (2025-12-18T09:00:00Z), seq:N for up to and including event N, \
         size:N for the first N events, or the file of a checkpoint",
    )
}
