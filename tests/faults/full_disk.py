"""A disk that is full, and files that may not grow: nothing acknowledged is lost, and with space again all goes on."""
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from judge import Aftermath, Outcome, acknowledged, aftermath, outcome
from ledger import Ended, Ledger
from states import APPEND, AUDIT, FOR_OTHERS, RECOVER, REPLAY, STATS, WRITING, Command, State

PLAN = [("fresh", (*WRITING, STATS, REPLAY, AUDIT, RECOVER)), ("published", FOR_OTHERS),
        ("store gone", (STATS, APPEND)), ("journal damaged", (RECOVER,))]
PAGE = 4096
FREE = (0, 1, 2, 3, 4, 6, 8, 12, 16, 24, 32, 48, 64, 96, 128, 129, 130, 136, 160, 192, 256)  # pages of the disk
LIMITS = (0, 1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1023, 1024, 1025, 1026, 1040, 1100)  # of files, in 512 bytes


def mounted(folder: Path) -> bool:
    """Whether a small file system in memory could be mounted here."""
    folder.mkdir(parents=True, exist_ok=True)
    mount = ["mount", "-t", "tmpfs", "-o", "size=8m", "tmpfs", str(folder)]
    return subprocess.run(mount, capture_output=True, check=False).returncode == 0


def mountable(folder: Path) -> bool:
    can = mounted(folder)
    unmounted(folder)
    return can


def unmounted(folder: Path) -> None:
    subprocess.run(["umount", "-l", str(folder)], capture_output=True, check=False)


@dataclass(frozen=True)
class Full:
    """A disk with so many pages left."""
    state: State
    command: Command
    expected: Ended
    free: int

    def row(self) -> str:
        return "full disk"

    def __str__(self) -> str:
        return f"`{self.command.name}` on `{self.state.name}`, {self.free} pages left"

    def run(self, folder: Path) -> tuple[Outcome, Aftermath] | None:
        if not mounted(folder):
            return None
        try:
            ledger = self.state.ledger.copy(folder / "disk")
            filler = folder / "filler"
            # What the binary says goes to files on the same disk; a full one must not cut that short.
            for name in ("stdout", "stderr"):
                (ledger.folder / name).unlink(missing_ok=True)
                (ledger.folder / name).symlink_to(folder.parent / f"{folder.name}-{name}")
            fill(filler, self.free)
            ended = ledger.end(ledger.start(ledger.command(*self.command.args)))
            filler.unlink()
            found = outcome(self.command, ended, self.expected, False, False)
            told = acknowledged(self.state, ended, self.command)
            return found, aftermath(ledger, self.state, self.command, self.expected, told)
        finally:
            unmounted(folder)


def fill(file: Path, pages: int) -> None:
    """Takes all space but for so many pages."""
    with open(file, "wb", buffering=0) as filler:
        try:
            while filler.write(bytes(PAGE)) == PAGE:
                pass
        except OSError:
            pass
        filler.truncate(max(0, filler.tell() - pages * PAGE))


@dataclass(frozen=True)
class Limited:
    """Files that may not grow beyond so many times 512 bytes."""
    state: State
    command: Command
    expected: Ended
    limit: int

    def row(self) -> str:
        return "files may not grow"

    def __str__(self) -> str:
        return f"`{self.command.name}` on `{self.state.name}`, files of {self.limit} times 512 bytes at most"

    def run(self, folder: Path) -> tuple[Outcome, Aftermath]:
        ledger = self.state.ledger.copy(folder)
        shell = f"trap '' XFSZ; ulimit -f {self.limit}; exec \"$0\" \"$@\""
        ended = ledger.end(ledger.start(["sh", "-c", shell, *ledger.command(*self.command.args)]))
        # The limit holds for the files that the binary answers into, too.
        found = outcome(self.command, ended, self.expected, False, self.limit == 0)
        told = acknowledged(self.state, ended, self.command)
        return found, aftermath(ledger, self.state, self.command, self.expected, told)


def cases(states: dict[str, State], folder: Path, every: int) -> Iterator[Full | Limited]:
    """Every disk and every limit for every command, or one in so many."""
    number = 0
    for name, commands in PLAN:
        for command in commands:
            ledger = Ledger(states[name].ledger.binary, folder)
            expected = states[name].ledger.copy(ledger.folder).ok(*command.args)
            both = [Full(states[name], command, expected, free) for free in FREE]
            for case in [*both, *(Limited(states[name], command, expected, limit) for limit in LIMITS)]:
                number += 1
                if number % every == 0:
                    yield case
