"""Clocks that go back: given by ONRECORD_NOW, and the machine's own, which faketime makes lie."""
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from judge import Aftermath, Outcome
from ledger import Ended, Ledger, need
from states import FIXED, State

LAST = datetime(2036, 1, 5, 10)  # when the last event is recorded: later than all others
# How far the clock then goes back, in seconds.
STEPS = {"1 second": 1, "9 minutes": 540, "10 minutes": 600, "601 seconds": 601, "an hour": 3600, "a year": 31_536_000}
HELD_MAX = 600


@dataclass(frozen=True)
class Back:
    """A step back of the clock."""
    state: State
    step: str
    own: bool  # the machine's own clock, or the one that is given
    accept: bool

    def row(self) -> str:
        return "machine's clock goes back" if self.own else "given clock goes back"

    def __str__(self) -> str:
        return f"{self.row()} by {self.step}{', accepted' if self.accept else ''}"

    def run(self, folder: Path) -> tuple[Outcome, Aftermath]:
        ledger, seconds = self.state.ledger.copy(folder), STEPS[self.step]
        last = self.append(ledger, "last", 0)
        need(last.status == 0, f"an append without a step failed: {last}")
        before = ledger.events()
        ended = self.append(ledger, "back", seconds)
        refused = seconds > HELD_MAX and not self.accept
        need(ended.status == (2 if refused else 0), f"it should {'refuse' if refused else 'record'}: {ended}")
        need(ended.explained() == refused and "panicked at" not in ended.stderr, f"{ended}")
        events = ledger.events()  # the reader refuses clocks that run backwards
        need(events[:len(before)] == before and len(events) == len(before) + (not refused), f"{len(events)} events")
        times = [found["recorded_at"] for found in ledger.ok("log", "--json").objects()]
        need(times == sorted(times), "the log's times run backwards")
        need(refused or times[-1] == times[-2], f"the event is not held at the last one's instant: {times[-2:]}")
        ledger.ok("audit")
        return Outcome.REFUSED if refused else Outcome.ANSWERED, Aftermath.NOTHING

    def append(self, ledger: Ledger, name: str, back: int) -> Ended:
        accept = ["--accept-clock"] if self.accept else []
        args = ledger.command("append", "--json", *accept, *FIXED, "--stance", "30", "--id", name, "--text", name)
        now = f"{LAST - timedelta(seconds=back)}"
        if self.own:
            env = {"ONRECORD_NOW": "", "FAKETIME_DONT_FAKE_MONOTONIC": "1", "TZ": "UTC"}
            return ledger.end(ledger.start(["faketime", "-f", now, *args], env))
        return ledger.end(ledger.start(args, {"ONRECORD_NOW": f"{now.replace(' ', 'T')}Z"}))


def steps(state: State) -> Iterator[Back]:
    for step in STEPS:
        for own in (False, True):
            for accept in (False, True):
                yield Back(state, step, own, accept)
