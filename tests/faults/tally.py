"""Runs cases side by side, and counts how they ended."""
import shutil
import sys
import time
from collections import Counter
from collections.abc import Iterable
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from pathlib import Path
from queue import SimpleQueue
from typing import Protocol

from judge import Aftermath, Outcome
from ledger import Broken

COLUMNS = [*Outcome, *Aftermath]
SHOWN = 20  # failures that are told, and whose ledgers are kept
SPOKEN_EVERY = 30.0  # seconds between two lines about progress


class Case(Protocol):
    """A fault that can be tried."""
    def row(self) -> str:
        """The sort of fault: a row of the table."""
    def run(self, folder: Path) -> tuple[Outcome, Aftermath] | None:
        """Tries it in an empty folder; raises Broken for what must never happen."""


class Tally:
    """Counts by rows, and what must never have happened."""
    def __init__(self, folder: Path, workers: int) -> None:
        self.folder, self.workers = folder, workers
        self.counts: dict[str, Counter[Outcome | Aftermath]] = {}
        self.failures: list[str] = []
        self.faults, self.missed, self.start, self.spoken = 0, 0, time.monotonic(), time.monotonic()

    def try_all(self, what: str, cases: Iterable[Case]) -> None:
        """Tries cases, as many at once as there are workers."""
        print(f"== {what}", flush=True)
        folders: SimpleQueue[Path] = SimpleQueue()
        for number in range(self.workers):
            folders.put(self.folder / f"worker-{number}")

        def tried(case: Case) -> tuple[Case, tuple[Outcome, Aftermath] | None, str]:
            folder = folders.get()
            shutil.rmtree(folder, ignore_errors=True)
            try:
                return case, case.run(folder), ""
            except Broken as broken:
                return case, None, f"{broken}{self.kept(folder)}"
            finally:
                folders.put(folder)

        with ThreadPoolExecutor(self.workers) as pool:
            running: set[Future[tuple[Case, tuple[Outcome, Aftermath] | None, str]]] = set()
            for case in cases:
                running.add(pool.submit(tried, case))
                if len(running) >= 2 * self.workers:
                    done, running = wait(running, return_when=FIRST_COMPLETED)
                    self.take(done)
            self.take(running)

    def take(self, done: "set[Future[tuple[Case, tuple[Outcome, Aftermath] | None, str]]]") -> None:
        for future in done:
            case, result, failure = future.result()
            if failure:
                self.faults += 1
                self.failures.append(f"{case}:\n  {failure}")
                print(f"FAILED {case}: {failure}", flush=True)
            elif result is None:
                self.missed += 1
            else:
                self.faults += 1
                self.counts.setdefault(case.row(), Counter()).update(result)
        if time.monotonic() > self.spoken + SPOKEN_EVERY:
            self.spoken = time.monotonic()
            print(f"   {self.faults} faults, {len(self.failures)} failures, {self.seconds()} s", flush=True)

    def kept(self, folder: Path) -> str:
        """Keeps the ledger of a failure, and says where."""
        number = len(self.failures)
        if number >= SHOWN or not folder.exists():
            return ""
        kept = self.folder / f"failure-{number}"
        shutil.rmtree(kept, ignore_errors=True)
        shutil.copytree(folder, kept, symlinks=True)
        return f"\n  kept in {kept}"

    def seconds(self) -> int:
        return int(time.monotonic() - self.start)

    def tell(self) -> int:
        """Prints the table; the exit status."""
        width = max((len(row) for row in self.counts), default=0) + 2
        print(f"\n{'':{width}}{'faults':>8}" + "".join(f"{column.value:>10}" for column in COLUMNS))
        for row, counts in sorted(self.counts.items()):
            total = sum(counts[column] for column in Outcome)
            print(f"{row:{width}}{total:>8}" + "".join(f"{counts[column] or '-':>10}" for column in COLUMNS))
        totals = sum(self.counts.values(), Counter())
        print(f"{'all':{width}}{self.faults:>8}" + "".join(f"{totals[column]:>10}" for column in COLUMNS))
        print(f"{self.faults} faults in {self.seconds()} s, {len(self.failures)} failures; {self.missed} cases did not "
              "come about and are not counted")
        for failure in self.failures[:SHOWN]:
            print(failure, file=sys.stderr)
        return 1 if self.failures else 0
