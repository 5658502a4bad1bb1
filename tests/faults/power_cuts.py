"""Power cuts: a command's writes are traced, and played onto a disk that loses at every step what was not synced.

Whatever was acknowledged before the cut must be there when the ledger is opened next, without being asked for.
"""
import hashlib
import random
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from disk import Disk, Left
from judge import Aftermath, Outcome, Told, acknowledged, aftermath
from ledger import Broken, Ended, Ledger, need
from states import APPEND, MERGE, PUBLISH, RECOVER, STATS, WRITING, Command, State
from traced import CALLS, Call, Player, parse, text

CUTS = (Left.NOTHING, Left.NAMES, Left.SOME)

PLAN = [("fresh", WRITING), ("published", (PUBLISH, MERGE)), ("store gone", (STATS, APPEND)),
        ("journal damaged", (RECOVER,))]


@dataclass(frozen=True)
class Cut:
    """What a power cut left of a ledger during a command."""
    state: State
    command: Command
    expected: Ended
    step: int
    left: Left
    image: dict[str, bytes | None]
    told: Told

    def row(self) -> str:
        return f"power cut, {self.left.value}"

    def __str__(self) -> str:
        return f"power cut at step {self.step} of `{self.command.name}` on `{self.state.name}`, {self.left.value}"

    def run(self, folder: Path) -> tuple[Outcome, Aftermath]:
        ledger = restored(self.state.ledger.binary, self.image, folder)
        after = aftermath(ledger, self.state, self.command, self.expected, self.told)
        need(after is not Aftermath.RECOVERED or not self.state.intact, "it had to be recovered by hand")
        return Outcome.KILLED, after


@dataclass(frozen=True)
class CutInit:
    """What a power cut left of a ledger that was being made."""
    binary: Path
    step: int
    left: Left
    image: dict[str, bytes | None]
    answered: bool

    def row(self) -> str:
        return f"power cut, {self.left.value}"

    def __str__(self) -> str:
        return f"power cut at step {self.step} of `init`, {self.left.value}"

    def run(self, folder: Path) -> tuple[Outcome, Aftermath]:
        ledger = restored(self.binary, self.image, folder)
        need(not self.answered or ledger.path.exists(), "the ledger was answered for and is gone")
        after = Aftermath.NOTHING
        if ledger.path.exists():
            log = ledger.ok("log", "--json")
            need(len(log.objects()) == len(ledger.events()) > 0, f"the ledger is not whole: {log}")
            after = Aftermath.REPAIRED if log.stderr else Aftermath.NOTHING
        else:
            ledger.ok("init")
        ledger.ok("issue", "add", "truce", "--wording", "The truce should be extended")
        ledger.ok("audit")
        return Outcome.KILLED, after


def cuts(states: dict[str, State], folder: Path, chance: random.Random, share: float) -> Iterator[Cut | CutInit]:
    """Every power cut that leaves something else than the one before, or a share of them."""
    for name, commands in PLAN:
        for command in commands:
            state = states[name]
            for step, left, image, said, expected in images(state.ledger.copy(folder), command.args, chance, share):
                told = acknowledged(state, Ended(None, said, ""), command)
                yield Cut(state, command, expected, step, left, image, told)
    folder.joinpath("empty").mkdir(parents=True, exist_ok=True)
    empty = Ledger(states["fresh"].ledger.binary, folder / "empty")
    for step, left, image, said, _ in images(empty, ("init", "--json"), chance, share):
        yield CutInit(empty.binary, step, left, image, bool(said))


def check_the_judge(state: State, folder: Path) -> None:
    """A disk that forgets what was synced must be caught; else this file finds nothing because it sees nothing."""
    disk, player, calls, expected = traced(state.ledger.copy(folder / "forgetful"), APPEND.args)
    for call in calls:
        if call.name not in ("fsync", "fdatasync"):
            player.play(call)
    told = acknowledged(state, expected, APPEND)
    image = disk.after_power_cut(Left.NOTHING, random.Random(0))
    try:
        Cut(state, APPEND, expected, len(calls), Left.NOTHING, image, told).run(folder / "forgotten")
    except Broken as broken:
        need("was acknowledged as" in str(broken), f"another failure was expected than {broken}")
    else:
        raise Broken("a disk that forgets what was synced is not caught")


Image = tuple[int, Left, dict[str, bytes | None], str, Ended]


def images(ledger: Ledger, args: tuple[str, ...], chance: random.Random, share: float) -> Iterator[Image]:
    """What a power cut after each of a command's calls leaves, and what had been answered by then."""
    disk, player, calls, expected = traced(ledger, args)
    said, seen = "", set[bytes]()
    for step, call in enumerate(calls):
        if call.name == "write" and call.arguments[0] == "1":
            said += text(call.arguments[1]).decode()
        player.play(call)
        for left in CUTS:
            if chance.random() >= share:
                continue
            image = disk.after_power_cut(left, chance)
            digest = hashlib.sha256(repr((said, sorted(image.items()))).encode()).digest()
            if digest not in seen:
                seen.add(digest)
                yield step, left, image, said, expected
    check_the_player(ledger, disk)


def traced(ledger: Ledger, args: tuple[str, ...]) -> tuple[Disk, Player, list[Call], Ended]:
    """Runs a command, and gives its calls and the disk as it was before them."""
    (ledger.folder / "temporary").mkdir(exist_ok=True)
    disk = Disk(ledger.folder)
    calls, ended = calls_of(ledger, args)
    need(ended.status == 0, f"{args} fails without a fault: {ended}")
    return disk, Player(disk, str(ledger.folder)), calls, ended


def calls_of(ledger: Ledger, args: tuple[str, ...], *inject: str) -> tuple[list[Call], Ended]:
    """Runs a command, perhaps with a fault, and gives its calls."""
    trace, temporary = ledger.folder.parent / "trace", ledger.folder.parent / "temporary"
    temporary.mkdir(exist_ok=True)
    kinds = ",".join(f"?{name}" for name in CALLS)
    strace = ["strace", "-f", "-xx", "-s", str(1 << 25), "-o", str(trace), "-e", f"trace={kinds}", *inject]
    ended = ledger.end(ledger.start([*strace, *ledger.command(*args)], {"TMPDIR": str(temporary)}))
    return list(parse(trace.read_text())), ended


def check_the_player(ledger: Ledger, disk: Disk) -> None:
    """Without a power cut there is what the command left in the folder."""
    talk = ("stdout", "stderr")
    found = {str(path.relative_to(ledger.folder)): None if path.is_dir() else path.read_bytes()
             for path in ledger.folder.rglob("*") if path.name not in talk}
    played = disk.after_power_cut(Left.ALL, random.Random(0)).items()
    need({path: data for path, data in played if path not in talk} == found, "the trace does not lead to what is there")


def restored(binary: Path, image: dict[str, bytes | None], folder: Path) -> Ledger:
    """Writes what was left of a ledger into an empty folder."""
    folder.mkdir(parents=True)
    for path, data in sorted(image.items()):
        if data is None:
            folder.joinpath(path).mkdir(parents=True)
        else:
            folder.joinpath(path).write_bytes(data)
    return Ledger(binary, folder)
