"""Kills at a random moment, and several processes that record at once while some of them are killed."""
import json
import random
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from judge import Aftermath, Outcome, acknowledged, aftermath, outcome, present
from ledger import Ended, Ledger, need
from states import APPEND, FIXED, IMPORT, MERGE, PUBLISH, RECOVER, STATS, WRITING, Command, State

PLAN = [("fresh", WRITING), ("many runs", (APPEND, IMPORT)), ("published", (PUBLISH, MERGE)),
        ("store gone", (STATS, APPEND)), ("journal damaged", (RECOVER,))]
WRITERS, APPENDS = 3, 12


@dataclass(frozen=True)
class Kill:
    """A kill after so many seconds."""
    state: State
    command: Command
    expected: Ended
    seconds: float

    def row(self) -> str:
        return "kill at a random moment"

    def __str__(self) -> str:
        return f"kill of `{self.command.name}` on `{self.state.name}` after {self.seconds:.4f} s"

    def run(self, folder: Path) -> tuple[Outcome, Aftermath] | None:
        ledger = self.state.ledger.copy(folder)
        process = ledger.start(ledger.command(*self.command.args))
        time.sleep(self.seconds)
        process.kill()
        ended = ledger.end(process)
        if ended.status != -9:
            return None
        found = outcome(self.command, ended, self.expected, True, False)
        told = acknowledged(self.state, ended, self.command)
        return found, aftermath(ledger, self.state, self.command, self.expected, told)


def kills(states: dict[str, State], folder: Path, chance: random.Random, each: int) -> Iterator[Kill]:
    for name, commands in PLAN:
        for command in commands:
            ledger = states[name].ledger.copy(folder)
            start = time.monotonic()
            expected = ledger.ok(*command.args)
            seconds = time.monotonic() - start  # after that there is nothing left to kill
            for _ in range(each):
                yield Kill(states[name], command, expected, chance.random() * seconds)


@dataclass(frozen=True)
class AtOnce:
    """Several writers at once; the kills strike one of them."""
    state: State
    number: int
    seed: str

    def row(self) -> str:
        return "kill among writers at once"

    def __str__(self) -> str:
        return f"writers at once, round {self.number}"

    def run(self, folder: Path) -> tuple[Outcome, Aftermath]:
        shared = self.state.ledger.copy(folder)
        told = dict(enumerate(self.state.events))
        problems: list[Exception] = []

        def writer(number: int) -> None:
            chance = random.Random(f"{self.seed} {number}")
            # The same ledger, but a folder of its own for what it says.
            own = Ledger(shared.binary, folder / f"writer-{number}")
            own.folder.mkdir()
            try:
                for turn in range(APPENDS):
                    append(own, shared, f"writer-{number}-{turn}", chance.random() * 0.1 if number == 0 else None, told)
            except Exception as problem:  # it is raised again below, in the thread that counts
                problems.append(problem)
        threads = [threading.Thread(target=writer, args=(number,)) for number in range(WRITERS)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        if problems:
            raise problems[0]
        need(shared.ok("audit", "--json").objects()[-1]["findings"] == 0, "the audit is not clean")
        events = shared.events()
        present(told, events, "the journal")
        ids = [json.loads(line).get("id", "") for line in shared.ok("export").stdout.splitlines()]
        written = sorted(name for name in ids if name.startswith("writer-"))
        wanted = sorted(f"writer-{number}-{turn}" for number in range(WRITERS) for turn in range(APPENDS))
        need(written == wanted, f"lost or recorded twice: {sorted(set(written) ^ set(wanted)) or written}")
        return Outcome.KILLED, Aftermath.NOTHING


def append(own: Ledger, shared: Ledger, name: str, seconds: float | None, told: dict[int, str]) -> None:
    """Appends once; if a kill strikes first, again."""
    args = ("append", "--json", "--wait", "15", *FIXED, "--stance", "50", "--id", name, "--text", name)
    place = {"ONRECORD_LEDGER": str(shared.path)}
    if seconds is not None:
        process = own.start(own.command(*args), place)
        time.sleep(seconds)
        process.kill()
        ended = own.end(process)
        need(ended.status in (0, -9), f"{ended}")
        told |= {found["seq"]: found["hash"] for found in ended.objects()}
    for found in own.ok(*args, env=place).objects():
        told[found["seq"]] = found["hash"]
