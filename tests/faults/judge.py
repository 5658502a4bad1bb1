"""What must be true after a fault, whatever it was.

What was acknowledged (the seqs and hashes that the binary printed) is in the journal, as the independent reader finds it,
and the next command that looks at the ledger gives it; or it refuses in words, and `recover` brings everything back. The
command that was struck, run again, completes what it began, and nothing is recorded twice. Whoever reads a log while it is
published sees the old one or the new one.
"""
from dataclasses import dataclass
from enum import Enum
from pathlib import Path

from ledger import Damage, Ended, Ledger, need
from states import FIXED, Command, State


class Outcome(Enum):
    """How a run under a fault ended."""
    ANSWERED = "answered"  # rightly, in spite of the fault
    FOUND = "found"  # an audit that reports the fault as a finding
    REFUSED = "refused"
    KILLED = "killed"


class Aftermath(Enum):
    """What the next command had to do."""
    NOTHING = "nothing"
    REPAIRED = "repaired"  # unasked, and it said so
    RECOVERED = "recovered"  # it refused; `recover` was needed


@dataclass(frozen=True)
class Told:
    """What somebody was told is done."""
    events: dict[int, str]  # the hash of every event that is recorded, by its seq
    checkpoints: dict[str, str]  # what was signed, by the name of its file
    answered: bool  # by the command that was struck


def outcome(command: Command, ended: Ended, expected: Ended, is_kill: bool, hit_talk: bool) -> Outcome:
    """Judges the run that was struck. `hit_talk`: the fault was in a write to stderr, so that no words came out."""
    need(ended.status is not None, "it hung")
    need("panicked at" not in ended.stderr, f"it panicked: {ended}")
    if is_kill and ended.status == -9:
        return Outcome.KILLED
    if ended.status == 0:
        if command.looks:
            need(answer(command, ended) == answer(command, expected), f"another answer than without a fault: {ended}")
        return Outcome.ANSWERED
    if ended.status == 1 and command.name == "audit":
        need(any("finding" in found for found in ended.objects()), f"no finding is named: {ended}")
        return Outcome.FOUND
    need(ended.status in (1, 2) and (ended.explained() or hit_talk), f"it neither answers nor refuses in words: {ended}")
    return Outcome.REFUSED


def answer(command: Command, ended: Ended) -> list[dict[str, object]]:
    return [{name: value for name, value in found.items() if name not in command.unsteady} for found in ended.objects()]


def acknowledged(state: State, ended: Ended, command: Command) -> Told:
    """What was told by the commands before and by the one that was struck."""
    told, objects = Told(dict(enumerate(state.events)), {}, bool(ended.objects())), ended.objects()
    for found in objects:
        if command.records and "seq" in found:
            told.events[found["seq"]] = found["hash"]
        if "head" in found and found.get("size"):
            told.events[found["size"] - 1] = found["head"]
        if "checkpoint" in found:
            told.checkpoints[Path(found["file"]).name] = found["checkpoint"]
    return told


def aftermath(ledger: Ledger, state: State, command: Command, expected: Ended, told: Told) -> Aftermath:
    """Looks at the ledger after a fault, without one, and judges."""
    before = journal(ledger)
    if state.intact:
        need(before is not None, f"the journal is damaged: {damage(ledger)}")
        present(told.events, before or [], "the journal")
    signed(ledger, told.checkpoints)
    if command.looks:
        kept = () if command.changes_nothing else ("journal", "sources", "checkpoints")
        need(ledger.files(*kept) == state.ledger.files(*kept), f"`{command.name}` only looks, but changed the ledger")
    if command.erases and told.answered:
        erased(ledger, command.erases)
    if command.publishes:
        published(ledger, command.publishes, told.answered)
    after = look(ledger, told.events)
    if before is not None:
        need(ledger.events()[:len(before)] == before, "looking changed the journal's events")
    if again(ledger, state, command, expected):
        after = Aftermath.RECOVERED
    signed(ledger, acknowledged(state, expected, command).checkpoints)
    if command.publishes:
        published(ledger, command.publishes, True)
    recorded = told.events | dict(enumerate(ledger.events()))
    ledger.ok("append", "--json", *FIXED, "--stance", "70", "--id", "after", "--text", "After all")
    events = ledger.events()
    present(recorded, events, "the journal at the end")
    need(len(events) == len(state.events) + command.records + 1, f"{len(events)} events at the end, {len(state.events)} "
         f"were there, {command.records} and one came")
    audit = ledger.run("audit", "--json")
    need(audit.status == 0, f"the audit at the end is not clean: {audit}")
    need(audit.objects()[-1]["head"] == events[-1], f"the audit at the end has another head than {events[-1]}: {audit}")
    if command.erases:
        erased(ledger, command.erases)
    return after


def look(ledger: Ledger, told: dict[int, str]) -> Aftermath:
    """The next command gives every event that was acknowledged, or refuses and `recover` brings them back."""
    log, after = ledger.run("log", "--json"), Aftermath.NOTHING
    if log.status != 0:
        need(log.status == 2 and log.explained(), f"the next command neither answers nor refuses in words: {log}")
        ledger.ok("recover")
        log, after = ledger.ok("log", "--json"), Aftermath.RECOVERED
    elif "warning: " in log.stderr:
        after = Aftermath.REPAIRED
    given = {found["seq"]: found["hash"] for found in log.objects()}
    present(told, [given.get(seq, "") for seq in range(max(given, default=-1) + 1)], f"`log` ({log.stderr.strip()})")
    return after


def again(ledger: Ledger, state: State, command: Command, expected: Ended) -> bool:
    """The same command without a fault; it may find that all is there. Gives whether `recover` was needed first."""
    ended, recovered = ledger.run(*command.args), False
    if ended.status == 2 and "`onrecord recover" in ended.stderr:
        ledger.ok("recover")
        ended, recovered = ledger.run(*command.args), True
    done_before = command.records > 0 and command.done in ended.stderr
    need(ended.status == 0 or done_before, f"`{command.name}` does not go through after the fault is over: {ended}")
    if command.looks and state.intact:
        need(answer(command, ended) == answer(command, expected), f"`{command.name}` answers otherwise afterwards: {ended}")
    return recovered


def signed(ledger: Ledger, checkpoints: dict[str, str]) -> None:
    for name, checkpoint in checkpoints.items():
        path = ledger.path / "checkpoints" / name
        need(path.exists() and path.read_text() == checkpoint, f"{name} is not what was signed:\n{checkpoint}")


def published(ledger: Ledger, check: tuple[str, ...], is_done: bool) -> None:
    """A stranger finds the log whole; before all is done, with some files of the next one beside it, or none at all."""
    if not is_done and not ledger.folder.joinpath("log", "checkpoint").exists():
        return
    verified = ledger.run(*check)
    findings = {found["finding"] for found in verified.objects() if "finding" in found}
    goes_on = not is_done and verified.status == 1 and findings == {"file-unexpected"}
    need(verified.status == 0 or goes_on, f"the published log is not whole: {verified}")


def erased(ledger: Ledger, words: str) -> None:
    found = [path for path, data in ledger.files().items() if words.encode() in data]
    need(not found, f"words that were redacted are still in {found}")


def present(told: dict[int, str], events: list[str], where: str) -> None:
    for seq, chain_hash in told.items():
        found = events[seq] if seq < len(events) else "nothing"
        need(found == chain_hash, f"event {seq} was acknowledged as {chain_hash}; {where} has {found}")


def journal(ledger: Ledger) -> list[str] | None:
    """The journal's events, or None if it is damaged."""
    try:
        return ledger.events()
    except Damage:
        return None


def damage(ledger: Ledger) -> str:
    try:
        ledger.events()
        return "nothing"
    except Damage as found:
        return str(found.args)
