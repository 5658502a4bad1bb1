"""A kill, then a power cut: what was written and not made durable by who was killed is not yet done.

A command is killed where it syncs or renames, and run again. It finds things in their place that nobody has synced; once it
says that all is done, it must stand though the power goes.
"""
import hashlib
import random
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from disk import Disk
from judge import acknowledged
from power_cuts import CUTS, PLAN, Cut, calls_of, check_the_player
from states import Command, State
from traced import Player

STRUCK = ("fsync", "fdatasync", "rename")  # what brings bytes and names to the disk; in between nothing is half done


@dataclass(frozen=True)
class CutAfterKill(Cut):
    """What a power cut left after a command that was killed was run again."""
    killed_at: str

    def row(self) -> str:
        return f"kill, again, {super().row()}"

    def __str__(self) -> str:
        return f"{super().__str__()}, which was killed at {self.killed_at} and run again"


def cuts(states: dict[str, State], folder: Path, chance: random.Random, share: float) -> Iterator[CutAfterKill]:
    """For every sync and every rename of every command, or a share of them, what the power leaves of the second run."""
    for name, commands in PLAN:
        for command in commands:
            counted, _ = calls_of(states[name].ledger.copy(folder), command.args)
            counts = Counter(call.name for call in counted if call.name in STRUCK)
            for struck in [(call, number) for call in STRUCK for number in range(1, counts[call] + 1)]:
                if chance.random() < share:
                    yield from cuts_at(states[name], command, struck, folder, chance)


def cuts_at(state: State, command: Command, struck: tuple[str, int], folder: Path,
            chance: random.Random) -> Iterator[CutAfterKill]:
    ledger, seen = state.ledger.copy(folder), set[bytes]()
    (ledger.folder / "temporary").mkdir(exist_ok=True)
    player = Player(Disk(ledger.folder), str(ledger.folder))
    first, killed = calls_of(ledger, command.args, "-e", f"inject={struck[0]}:signal=SIGKILL:when={struck[1]}")
    second, ended = calls_of(ledger, command.args)
    # It may not have been struck, or have been struck after all was done: then the second run refuses, and says nothing.
    if killed.status != -9 or ended.status != 0:
        return
    for call in first:
        player.play(call)
    player.restart()
    for call in second:
        player.play(call)
    expected = state.ledger.copy(folder.with_name("expected")).ok(*command.args)
    for left in CUTS:
        image = player.disk.after_power_cut(left, chance)
        digest = hashlib.sha256(repr(sorted(image.items())).encode()).digest()
        if digest not in seen:
            seen.add(digest)
            told = acknowledged(state, ended, command)
            yield CutAfterKill(state, command, expected, len(second), left, image, told, f"{struck[0]} {struck[1]}")
    check_the_player(ledger, player.disk)
