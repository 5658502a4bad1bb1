"""The ledgers on which faults strike, and the commands during which they do."""
import json
import shutil
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from ledger import Ledger, need

FIXED = ("--speaker", "qatar", "--issue", "truce", "--on", "2026-01-02", "--form", "quote")
LINES = 600  # of an import: several batches


@dataclass(frozen=True)
class Command:
    """A command line, what it records, and whether it only looks."""
    name: str
    args: tuple[str, ...]
    records: int = 0  # events; run again after that, none
    looks: bool = False  # the journal, the sources and the checkpoints stay as they are
    changes_nothing: bool = False  # nor does anything else
    done: str = "already recorded"  # what a second run says
    erases: str = ""  # words that are nowhere in the ledger afterwards
    publishes: tuple[str, ...] = ()  # how a stranger checks the log that it writes
    unsteady: tuple[str, ...] = ()  # fields of the answer that depend on the store's files


@dataclass(frozen=True)
class State:
    """A ledger, and the chain hashes of its events, all of them acknowledged."""
    name: str
    ledger: Ledger
    events: list[str]
    intact: bool = True  # or the journal is damaged, and only `recover` is of use


APPEND = Command("append", ("append", "--json", *FIXED, "--stance", "60", "--id", "struck", "--text", "Yes"), 1)
IMPORT = Command("import", ("import", "--json", "lines.jsonl"), LINES)
SOURCE = Command("source add", ("source", "add", "page", "--json", "--file", "page.txt"), 1)
CORRECT = Command("correct", ("correct", "first", "--json", "--note", "misread", "--reason", "misread"), 1,
                  done="says that already")
REDACT = Command("redact", ("redact", "first", "--json", "--slot", "text", "--reason", "it must go"), 1,
                 done="was redacted already", erases="It should be extended")
CHECKPOINT = Command("checkpoint", ("checkpoint", "--json"))
STATS = Command("stats", ("stats", "--json"), looks=True, unsteady=("journal_bytes", "store_bytes"))
REPLAY = Command("replay", ("replay", "--json", "--at", "2026-01-31"), looks=True)
LOG = Command("log", ("log", "--json"), looks=True)
AUDIT = Command("audit", ("audit", "--json"), looks=True, changes_nothing=True)
RECOVER = Command("recover", ("recover", "--json"))
PUBLISH = Command("publish", ("publish", "log", "--words", "--json"), looks=True,
                  publishes=("verify", "--log", "log", "--vkey", "@log.vkey", "--json"),
                  unsteady=("published_before", "files_written", "files_removed"))
MERGE = Command("witness merge", ("witness", "merge", "cosigned", "--witness", "@witness.vkey", "--json"))
PROVE = Command("prove", ("prove", "first", "--reveal", "text", "--json"), looks=True)
WRITING = (APPEND, IMPORT, SOURCE, CORRECT, REDACT, CHECKPOINT)
LOOKING = (STATS, REPLAY, LOG, AUDIT)
FOR_OTHERS = (PUBLISH, MERGE, PROVE)


def states(binary: Path, folder: Path, large: bool) -> dict[str, State]:
    """Makes the ledgers; the large one takes a while."""
    makers = {"fresh": fresh, "many runs": many_runs, "published": published, "store gone": store_gone,
              "journal damaged": journal_damaged}
    if large:
        makers |= {"20,000 events": many_events}
    return {name: make(Ledger(binary, folder / name.replace(" ", "-"))) for name, make in makers.items()}


def fresh(ledger: Ledger) -> State:
    """A ledger of one run after its making, and the files that commands read."""
    ledger.folder.mkdir(parents=True)
    write_lines(ledger.folder / "lines.jsonl", "line", LINES)
    (ledger.folder / "page.txt").write_text("The truce should be extended\n" * 200)
    ledger.ok("init")
    ledger.ok("key", "new")
    ledger.ok("append", "--new", *FIXED, "--stance", "10", "--id", "first", "--text", REDACT.erases)
    return acknowledged("fresh", ledger)


def many_runs(ledger: Ledger, runs: int = 40) -> State:
    """A ledger that many processes have written to, one after the other."""
    fresh(ledger)
    for number in range(runs):
        ledger.ok("append", *FIXED, "--stance", str(number), "--text", f"Run {number}")
    return acknowledged("many runs", ledger)


def many_events(ledger: Ledger) -> State:
    """A ledger with indexes, made by an import and an append."""
    fresh(ledger)
    write_lines(ledger.folder / "large.jsonl", "large", 20_000)
    ledger.ok("import", "large.jsonl")
    ledger.ok("append", *FIXED, "--stance", "20", "--text", "The last one")
    return acknowledged("20,000 events", ledger)


def published(ledger: Ledger) -> State:
    """A ledger that has grown since its log was published, and whose newest checkpoint a witness has cosigned."""
    fresh(ledger)
    ledger.ok("checkpoint")
    ledger.ok("publish", "log", "--words")
    ledger.ok("import", "lines.jsonl")
    ledger.ok("checkpoint")
    ledger.ok("key", "new", "--key", "witness.key", "--origin", "witness.example.org/w")
    (ledger.folder / "seen").mkdir()
    for name, args in {
        "log.vkey": ("key", "show"), "witness.vkey": ("witness", "vkey", "--key", "witness.key"),
        "request": ("witness", "request"),
        "cosigned": ("witness", "cosign", "request", "--key", "witness.key", "--state", "seen", "--log", "@log.vkey"),
    }.items():
        (ledger.folder / name).write_text(ledger.ok(*args).stdout)
    return acknowledged("published", ledger)


def store_gone(ledger: Ledger) -> State:
    """A ledger whose store has to be rebuilt by whoever opens it."""
    state = many_runs(ledger, 5)
    shutil.rmtree(ledger.path / "store")
    return replace(state, name="store gone")


def journal_damaged(ledger: Ledger) -> State:
    """A ledger whose journal has a changed byte in its middle, and a whole store."""
    state = many_runs(ledger, 5)
    segment = ledger.path / "journal" / "00000000.seg"
    data = bytearray(segment.read_bytes())
    data[len(data) // 2] ^= 1
    segment.write_bytes(data)
    return replace(state, name="journal damaged", intact=False)


def acknowledged(name: str, ledger: Ledger) -> State:
    """The state after commands that all said that they were done."""
    events = ledger.events()
    audit = ledger.ok("audit", "--json").objects()[-1]
    need((audit["events"], audit["head"]) == (len(events), events[-1]), f"reader and audit disagree on `{name}`")
    return State(name, ledger, events)


def write_lines(path: Path, name: str, count: int) -> None:
    line: dict[str, Any] = {"date": "2026-01-02", "speaker": "qatar", "issue": "truce", "form": "quote"}
    with open(path, "w") as file:
        for number in range(count):
            own = {"id": f"{name}-{number}", "stance": number % 100, "text": f"Line {number}"}
            file.write(f"{json.dumps(line | own)}\n")
