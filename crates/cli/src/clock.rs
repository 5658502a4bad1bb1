//! The clock: the machine's, or the instant that `ONRECORD_NOW` gives.

use jiff::Timestamp;
use onrecord_core::event::Stamp;
use onrecord_core::header::{Flags, RecordedAt};
use onrecord_core::seq::Seq;
use onrecord_core::stated_on::Day;

use crate::failure::Failure;

/// Stands in for the machine's clock; events say so.
const NOW: &str = "ONRECORD_NOW";
/// A clock further behind the last event than this is not believed, in microseconds.
const BEHIND_MAX: i64 = 10 * 60 * 1_000_000;

/// An instant and where it comes from.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Clock {
    now: Timestamp,
    supplied: bool,
}

impl Clock {
    /// What time it is.
    pub(crate) fn read() -> Result<Self, Failure> {
        match std::env::var(NOW) {
            Ok(given) if given.is_empty() => Ok(Clock { now: Timestamp::now(), supplied: false }),
            Ok(given) => {
                let now = given.parse().map_err(|_| {
                    Failure::new(format!("{NOW} is `{given}`, which is not an instant"))
                        .hint("write it as in 2025-12-17T14:30:00Z")
                })?;
                Ok(Clock { now, supplied: true })
            }
            Err(std::env::VarError::NotPresent) => Ok(Clock { now: Timestamp::now(), supplied: false }),
            Err(std::env::VarError::NotUnicode(_)) => Err(Failure::new(format!("{NOW} is not text"))),
        }
    }

    /// Seconds since 1970-01-01T00:00:00Z.
    pub(crate) fn seconds(&self) -> Result<u64, Failure> {
        u64::try_from(self.now.as_second())
            .map_err(|_| Failure::new(format!("the clock says {}, which is before 1970", self.now)))
    }

    /// Today's day in UTC.
    pub(crate) fn today(&self) -> Result<Day, Failure> {
        let days = self.now.as_second().div_euclid(86_400);
        Day::from_unix_days(days).ok_or_else(|| Failure::new(format!("the clock says {}, which is no day", self.now)))
    }

    /// The stamp of the next event, never before the last one's.
    pub(crate) fn stamp(&self, last: Option<RecordedAt>, coder: Seq, accept: bool) -> Result<Stamp, Failure> {
        let now = self.now.as_microsecond();
        let behind = last.map_or(0, |last| last.micros() - now);
        if behind > BEHIND_MAX && !accept {
            let last = last.map_or_else(String::new, show_instant);
            return Err(Failure::new(format!(
                "the clock says {}, but the last event was recorded at {last}",
                self.now
            ))
            .hint("set the clock right, or say --accept-clock to record at the last event's instant"));
        }
        let flags = Flags { clock_supplied: self.supplied, clock_held: behind > 0, signed: false };
        let mut secret = [0; 32];
        getrandom::fill(&mut secret).map_err(|error| Failure::new(format!("no randomness can be had: {error}")))?;
        Ok(Stamp { recorded_at: RecordedAt::from_micros(now + behind.max(0)), flags, coder, secret })
    }
}

/// An instant as people read it, in UTC.
pub(crate) fn show_instant(at: RecordedAt) -> String {
    Timestamp::from_microsecond(at.micros()).map_or_else(|_| at.micros().to_string(), |at| at.to_string())
}

/// Seconds since 1970-01-01T00:00:00Z as people read them, in UTC.
pub(crate) fn show_seconds(seconds: u64) -> String {
    let at = i64::try_from(seconds).ok().and_then(|seconds| Timestamp::from_second(seconds).ok());
    at.map_or_else(|| format!("{seconds} seconds after 1970"), |at| at.to_string())
}
