"""Faults in system calls, injected by strace: an error, a kill, or a call that does nothing and says so.

A dry run counts each thread's calls on the ledger's files and on those beside it (what it reads, where it answers); a case
makes the Nth of one sort fail, in every thread that comes so far. Copies of a store have names that change from run to run:
with them, all calls of a thread count. A case that does not come about, or strikes while the binary is being loaded, is
not counted.
"""
import random
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from judge import Aftermath, Outcome, acknowledged, aftermath, outcome
from ledger import Ended, Ledger, need
from states import (APPEND, AUDIT, FOR_OTHERS, IMPORT, LOG, LOOKING, RECOVER, REDACT, REPLAY, SOURCE, STATS, WRITING,
                    Command, State)

ERROR, FULL, KILL, NOTHING = "error=EIO", "error=ENOSPC", "signal=SIGKILL", "retval=0"
LASTING, STAYS_FULL = "error=EIO+", "error=ENOSPC+"  # this call and all after it
READS = (ERROR, LASTING, NOTHING)  # `retval=0`: nothing is read or written, and no error tells it
WRITES, SYNCS = (ERROR, LASTING, FULL, STAYS_FULL, KILL, NOTHING), (ERROR, LASTING, FULL, KILL)
NAMES = (ERROR, FULL, KILL)
FAULTS = {
    "openat": (ERROR, FULL, KILL), "read": READS, "pread64": READS, "write": WRITES, "pwrite64": WRITES,
    "fsync": SYNCS, "fdatasync": SYNCS, "sync_file_range": SYNCS, "ftruncate": NAMES, "rename": NAMES,
    "renameat": NAMES, "renameat2": NAMES, "unlink": NAMES, "unlinkat": NAMES, "mkdir": NAMES, "mkdirat": NAMES,
    "copy_file_range": (ERROR, FULL, NOTHING), "getdents64": (ERROR,), "flock": (ERROR,), "statx": (ERROR,),
}
# Which commands are struck on which ledgers, and how many of the faults of each are tried; None: all of them.
PLAN: list[tuple[str, tuple[Command, ...], int | None]] = [
    ("fresh", (*WRITING, *LOOKING, RECOVER), None),
    ("many runs", (APPEND, IMPORT, SOURCE, REDACT, STATS, REPLAY, AUDIT, RECOVER), 40),
    ("published", FOR_OTHERS, None),
    ("store gone", (STATS, APPEND, RECOVER), None),
    ("journal damaged", (RECOVER,), None),
    ("20,000 events", (APPEND, IMPORT, REPLAY, AUDIT, LOG), 6),
]
SAMPLE: list[tuple[str, tuple[Command, ...], int | None]] = [
    ("fresh", (*WRITING, *LOOKING, RECOVER), 4),
    ("published", FOR_OTHERS, 4),
    ("store gone", (STATS, APPEND), 4),
    ("journal damaged", (RECOVER,), 4),
]
# Struck every time, since they once brought something to light: a sync that fails while a looked-at store is closed.
ALWAYS = [("fresh", AUDIT, "fsync"), ("fresh", RECOVER, "fsync")]
COPIED = 8  # a copy of a store is written in 64 pieces, all alike: one call in so many on it is struck
CALL = re.compile(r"(\d+) +(\w+)\((.*)")


@dataclass(frozen=True)
class Case:
    """A fault in a system call of a command on a ledger."""
    state: State
    command: Command
    expected: Ended  # what the command says without a fault
    call: str
    fault: str
    number: int
    paths: tuple[str, ...]  # below the ledger's folder; if there are any, only calls on these count

    def row(self) -> str:
        fault = self.fault.partition("=")[2].replace("0", "does nothing").replace("+", " for good")
        return f"{self.call} {fault}"

    def __str__(self) -> str:
        return f"`{self.command.name}` on `{self.state.name}`, {self.call} {self.number}, {self.fault}"

    def run(self, folder: Path) -> tuple[Outcome, Aftermath] | None:
        """Tries it; None if the fault did not come about."""
        ledger, trace = self.state.ledger.copy(folder), folder / "trace"
        inject = f"inject={self.call}:{self.fault.rstrip('+')}:when={self.number}{'+' * self.fault.endswith('+')}"
        paths = [option for path in self.paths for option in ("-P", str(folder / path))]
        ended = strace(ledger, ["-e", f"trace={self.call}", "-e", inject, *paths], self.command)
        hits = [line for line in trace.read_text(errors="replace").splitlines() if "(INJECTED)" in line]
        if ended.status == 127 and "while loading shared libraries" in ended.stderr:
            return None
        if not hits and ended.status != -9 and ended.status is not None:
            need(ended.status == 0, f"it failed without a fault: {ended}")
            return None
        hit_talk = any("(2<" in line for line in hits)
        found = outcome(self.command, ended, self.expected, self.fault == KILL, hit_talk)
        told = acknowledged(self.state, ended, self.command)
        return found, aftermath(ledger, self.state, self.command, self.expected, told)


def cases(states: dict[str, State], plan: list[tuple[str, tuple[Command, ...], int | None]], folder: Path,
          chance: random.Random) -> Iterator[Case]:
    """All cases of a plan, or a sample."""
    for name, commands, most in plan:
        for command in commands:
            found = list(cases_of(states[name], command, folder))
            always = [case for case in found if (name, command, case.call) in ALWAYS]
            yield from found if most is None else [*always, *chance.sample(found, min(most, len(found)))]


def cases_of(state: State, command: Command, folder: Path) -> Iterator[Case]:
    """A case for each fault in each call that a dry run shows."""
    ledger = state.ledger.copy(folder)
    expected = strace(ledger, ["-e", f"trace={','.join(f'?{call}' for call in FAULTS)}"], command)
    need(expected.status == 0, f"{command.name} fails without a fault: {expected}")
    calls = list(calls_below(ledger))
    lasting = tuple(sorted({path for call in calls for path in call.paths if not path.startswith("temporary/")}))
    all_seen: Counter[tuple[str, str]] = Counter()
    lasting_seen: Counter[tuple[str, str]] = Counter()
    numbers: set[tuple[str, int, tuple[str, ...]]] = set()
    for call in calls:
        key = call.thread, call.name
        all_seen[key] += 1
        if any(path in lasting for path in call.paths):
            lasting_seen[key] += 1
            numbers.add((call.name, lasting_seen[key], lasting))
        elif call.paths and all_seen[key] % COPIED == 0:
            numbers.add((call.name, all_seen[key], ()))
    for name, number, paths in sorted(numbers):
        for fault in FAULTS[name]:
            yield Case(state, command, expected, name, fault, number, paths)


@dataclass(frozen=True)
class Call:
    """A call in a trace, and the paths below the ledger's folder that it regards."""
    thread: str
    name: str
    paths: tuple[str, ...]


def calls_below(ledger: Ledger) -> Iterator[Call]:
    path = re.compile(f"{re.escape(str(ledger.folder))}/([^\">]*)")
    for line in (ledger.folder / "trace").read_text(errors="replace").splitlines():
        if match := CALL.match(line):
            yield Call(match[1], match[2], tuple(path.findall(match[3])))


def strace(ledger: Ledger, options: list[str], command: Command) -> Ended:
    called = ["strace", "-f", "-qq", "-y", "-o", str(ledger.folder / "trace"), *options, *ledger.command(*command.args)]
    return ledger.end(ledger.start(called))
