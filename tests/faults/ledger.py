"""A ledger in a folder of its own, the binary run on it, and what its journal holds.

The journal is read by tests/verify_ledger.py, which shares no code with the binary.
"""
import json
import os
import shutil
import signal
import subprocess
import sys
import time
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

sys.path.append(str(Path(__file__).parent.parent))
from verify_ledger import Cursor, Damage, Journal  # noqa: E402  (it lies beside this folder)

DEADLINE = 20  # seconds; no answer takes longer, with or without a fault, if the machine gives it the time
STARVED = 10  # so many deadlines for a process that would go on, if only it were its turn
NOW = "2026-01-05T09:00:00Z"


class Broken(Exception):
    """Something that must never happen, in words."""


def need(true: bool, what: str) -> None:
    if not true:
        raise Broken(what)


@dataclass(frozen=True)
class Ended:
    """How a run ended: its exit status, minus the signal that ended it, or None for a hang."""
    status: int | None
    stdout: str
    stderr: str

    def objects(self) -> list[dict[str, Any]]:
        """The whole lines of JSON on stdout: what is cut short tells nobody anything."""
        whole = [line for line in self.stdout.splitlines(keepends=True) if line.endswith("\n")]
        return [json.loads(line) for line in whole]

    def explained(self) -> bool:
        """Whether it says what went wrong."""
        return any(line.startswith(("error: ", "warning: line ")) for line in self.stderr.splitlines())

    def __str__(self) -> str:
        return f"status {self.status}\n  stdout: {self.stdout[-1500:]}\n  stderr: {self.stderr[-1500:]}"


class Ledger:
    """A folder with a ledger, and files beside it."""
    def __init__(self, binary: Path, folder: Path) -> None:
        self.binary, self.folder, self.path = binary, folder, folder / ".onrecord"

    def copy(self, folder: Path) -> "Ledger":
        shutil.rmtree(folder, ignore_errors=True)
        shutil.copytree(self.folder, folder, symlinks=True)
        return Ledger(self.binary, folder)

    def command(self, *args: str) -> list[str]:
        """A command line; `@key` stands for what the file `key` says."""
        said = (self.folder.joinpath(arg[1:]).read_text().strip() if arg.startswith("@") else arg for arg in args)
        return [str(self.binary), *said]

    def start(self, command: list[str], env: dict[str, str] | None = None) -> "subprocess.Popen[bytes]":
        """Starts a command; it writes into files, so that no full pipe can hold it up."""
        temporary = self.folder / "temporary"
        temporary.mkdir(exist_ok=True)
        environment = {"PATH": os.environ["PATH"], "HOME": str(self.folder), "TMPDIR": str(temporary),
                       "ONRECORD_NOW": NOW, "ONRECORD_CODER": "tester", "RUST_BACKTRACE": "0"} | (env or {})
        with open(self.folder / "stdout", "wb") as out, open(self.folder / "stderr", "wb") as err:
            return subprocess.Popen(command, cwd=self.folder, env=environment, stdin=subprocess.DEVNULL, stdout=out,
                                    stderr=err, start_new_session=True)

    def end(self, process: "subprocess.Popen[bytes]") -> Ended:
        """Waits for a command; one that hangs is killed, and with it whatever it started."""
        status: int | None = None
        for _ in range(STARVED):
            try:
                status = process.wait(DEADLINE)
                break
            except subprocess.TimeoutExpired:
                if not goes_on(process.pid):
                    break
        if process.returncode is None:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()
        texts = [(self.folder / name).read_bytes().decode(errors="replace") for name in ("stdout", "stderr")]
        return Ended(status, *texts)

    def run(self, *args: str, env: dict[str, str] | None = None) -> Ended:
        """Runs the binary without a fault: then it may not hang, die or panic."""
        ended = self.end(self.start(self.command(*args), env))
        call = f"`{' '.join(args)}` without a fault"
        need(ended.status is not None, f"{call} hung for {DEADLINE} s")
        need((ended.status or 0) >= 0 and "panicked at" not in ended.stderr, f"{call} crashed: {ended}")
        return ended

    def ok(self, *args: str, env: dict[str, str] | None = None) -> Ended:
        ended = self.run(*args, env=env)
        need(ended.status == 0, f"`{' '.join(args)}` without a fault gave {ended}")
        return ended

    def events(self) -> list[str]:
        """The chain hashes of the journal's events, by the independent reader; raises Damage."""
        segments = sorted(self.path.joinpath("journal").glob("*.seg"))
        return list(read(tuple((segment.name, segment.read_bytes()) for segment in segments)))

    def files(self, *folders: str) -> dict[str, bytes]:
        """The bytes of all files, but for the lock, which names who holds it; of some folders or of all."""
        found = {}
        for path in sorted(self.path.rglob("*")):
            below = path.relative_to(self.path)
            if path.is_file() and below.name != "lock" and (not folders or below.parts[0] in folders):
                found[str(below)] = path.read_bytes()
        return found


def goes_on(group: int) -> bool:
    """Whether anything that was started with a process runs, waits for its turn, for the disk or for strace."""
    for _ in range(20):
        for stat in Path("/proc").glob("[0-9]*/task/[0-9]*/stat"):
            try:
                state, _, its_group = stat.read_text().rpartition(")")[2].split()[:3]
            except OSError:  # it has ended
                continue
            if int(its_group) == group and state in "RDt":
                return True
        time.sleep(0.1)
    return False


class Reader(Journal):
    """The independent reader, which also keeps the hash of every event."""
    def __init__(self) -> None:
        super().__init__(bodies=False)
        self.hashes: list[str] = []

    def entry(self, e: Cursor, w: Cursor) -> None:
        super().entry(e, w)
        self.hashes.append(self.chain.hex())


@lru_cache(maxsize=8)  # most of what is read is the journal as it was before the fault
def read(segments: tuple[tuple[str, bytes], ...]) -> tuple[str, ...]:
    """The chain hashes of the events in these segments; raises Damage."""
    reader = Reader()
    if not segments:
        raise Damage(0, "there is no segment")
    for number, (name, data) in enumerate(segments):
        if name != f"{number:08}.seg":
            raise Damage(0, f"{number:08}.seg is missing")
        is_last = number + 1 == len(segments)
        # A segment that was cut short while it was made holds nothing yet.
        if number == 0 or not is_last or len(data) >= 96:
            reader.segment(data, is_last)
    return tuple(reader.hashes)
