"""Strikes a ledger with faults and counts what comes of it; docs/faults.md explains the table.

    tests/faults/run                      every fault; builds the binary and installs the tools first
    python tests/faults --binary FILE [--short] [--only PART] [--seed N]

Exit status 0: nothing was lost, nothing hung, nothing panicked. 1: the failures are named, and their ledgers kept.
"""
import argparse
import os
import random
import shutil
import sys
import tempfile
from pathlib import Path

import clocks
import full_disk
import kill_and_cut
import kills
import power_cuts
import system_calls
from states import State, states
from tally import Tally


def main() -> int:
    parser = argparse.ArgumentParser(prog="tests/faults")
    parser.add_argument("--binary", type=Path, required=True)
    parser.add_argument("--short", action="store_true", help="a sample of all faults, for every run of the tests")
    parser.add_argument("--only", choices=PARTS, action="append", help="one part; several times for several")
    parser.add_argument("--seed", type=int, default=20260105)
    given = parser.parse_args()
    # Nothing here needs a disk: what a disk may lose is played.
    memory = "/dev/shm" if os.path.isdir("/dev/shm") else None
    folder = Path(tempfile.mkdtemp(prefix="onrecord-faults-", dir=memory)).resolve()
    tally = Tally(folder, os.cpu_count() or 1)
    made = states(given.binary.resolve(), folder / "states", large=not given.short)
    try:
        for name in given.only or PARTS:
            PARTS[name](tally, made, given.short, random.Random(f"{name} {given.seed}"))
    finally:
        # A run that is broken off has counted something, too.
        status = tally.tell()
    if status == 0:
        shutil.rmtree(folder)
    return status


def strike_system_calls(tally: Tally, made: dict[str, State], short: bool, chance: random.Random) -> None:
    plan = system_calls.SAMPLE if short else system_calls.PLAN
    tally.try_all("faults in system calls", system_calls.cases(made, plan, tally.folder / "counted", chance))


def cut_power(tally: Tally, made: dict[str, State], short: bool, chance: random.Random) -> None:
    power_cuts.check_the_judge(made["fresh"], tally.folder)
    share = 0.02 if short else 1.0
    tally.try_all("power cuts", power_cuts.cuts(made, tally.folder / "traced", chance, share))
    tally.try_all("power cuts after a kill", kill_and_cut.cuts(made, tally.folder / "again", chance, share))


def kill(tally: Tally, made: dict[str, State], short: bool, chance: random.Random) -> None:
    each, rounds = (1, 1) if short else (40, 20)
    tally.try_all("kills", kills.kills(made, tally.folder / "timed", chance, each))
    seeds = [f"{chance.random()}" for _ in range(rounds)]
    tally.try_all("writers at once", [kills.AtOnce(made["fresh"], number, seed) for number, seed in enumerate(seeds)])


def fill_disk(tally: Tally, made: dict[str, State], short: bool, _: random.Random) -> None:
    if not full_disk.mountable(tally.folder / "mounted"):
        print("   no file system can be mounted here: only files that may not grow are tried")
    tally.try_all("full disks", full_disk.cases(made, tally.folder / "counted", 29 if short else 1))


def turn_clock(tally: Tally, made: dict[str, State], short: bool, _: random.Random) -> None:
    tally.try_all("clocks", list(clocks.steps(made["fresh"]))[::5 if short else 1])


PARTS = {"system-calls": strike_system_calls, "power-cuts": cut_power, "kills": kill, "full-disks": fill_disk,
         "clocks": turn_clock}

if __name__ == "__main__":
    sys.exit(main())
