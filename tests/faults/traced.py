"""A trace of system calls, played onto a disk (disk.py) call by call."""
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from os.path import join, normpath

from disk import Disk, File, Folder, Write

# All that brings bytes or names to a file, and what it takes to know where a write goes.
CALLS = ("openat creat open close read lseek write pwrite64 writev pwritev pwritev2 ftruncate truncate fallocate fsync "
         "fdatasync sync_file_range rename renameat renameat2 unlink unlinkat rmdir mkdir mkdirat link linkat symlink "
         "symlinkat copy_file_range sendfile fcntl dup dup2 dup3").split()
LINE = re.compile(r"(\d+) +(.*)")
RESUMED = re.compile(r"<\.\.\. (\w+) resumed>(.*)")
WHOLE = re.compile(r"(\w+)\((.*)\) += (-?\d+)(<.*>)?( .*)?$")


@dataclass
class Call:
    """A call that succeeded, with the numbers of the lines on which it began and ended."""
    name: str
    arguments: list[str]
    result: int
    began: int
    ended: int


def parse(trace: str) -> Iterator[Call]:
    """The calls of a trace made with -f -xx, in the order of their ends."""
    unfinished: dict[str, tuple[str, int]] = {}
    for number, line in enumerate(trace.splitlines()):
        match = LINE.match(line)
        if not match:
            continue
        thread, rest = match.groups()
        if rest.endswith(" <unfinished ...>"):
            unfinished[thread] = rest.removesuffix(" <unfinished ...>"), number
            continue
        began = number
        if resumed := RESUMED.match(rest):
            start, began = unfinished.pop(thread)
            rest = start + resumed[2]
        if (whole := WHOLE.match(rest)) and int(whole[3]) >= 0:
            yield Call(whole[1], whole[2].split(", "), int(whole[3]), began, number)


def text(argument: str) -> bytes:
    """A string that strace printed in hexadecimal."""
    assert argument.startswith('"') and argument.endswith('"'), f"{argument[:80]} is cut short"
    return bytes.fromhex(argument[1:-1].replace("\\x", ""))


@dataclass
class Open:
    """An open file: what it is, its path as far as it is known, and where the next byte goes."""
    node: Folder | File | None  # None: it lies elsewhere
    path: str | None
    at: int = 0


@dataclass
class Player:
    """Plays calls onto a disk. What it does not understand, it refuses."""
    disk: Disk
    root: str  # the disk's folder
    open: dict[int, Open] = field(default_factory=dict)
    ended: dict[Write, int] = field(default_factory=dict)

    def play(self, call: Call) -> None:
        name, args = call.name, call.arguments
        if name in ("openat", "mkdir", "mkdirat", "rename", "renameat", "renameat2", "unlink", "unlinkat", "rmdir"):
            self.play_name(name, self.paths(args), args, call.result)
            return
        number = int(args[0]) if args[0].isdigit() else -1
        file = self.open.get(number)
        if file is None or file.node is None:
            return
        if name == "close":
            del self.open[number]
        elif name in ("fsync", "fdatasync"):
            node = file.node
            pending = node.pending if isinstance(node, File) else []
            self.disk.sync(node, {write for write in pending if self.ended[write] < call.began})
        elif name == "fcntl" and "DUPFD" in args[1]:
            self.open[call.result] = file
        elif isinstance(file.node, File):
            self.play_bytes(call, file, file.node)

    def restart(self) -> None:
        """Another process: nothing is open, and all that was written before has been written."""
        self.open, self.ended = {}, dict.fromkeys(self.ended, -1)

    def play_bytes(self, call: Call, file: Open, node: File) -> None:
        name, args = call.name, call.arguments
        if name == "read":
            file.at += call.result
        elif name == "lseek":
            file.at = call.result
        elif name == "write":
            self.write(node, file.at, text(args[1])[:call.result], call.ended)
            file.at += call.result
        elif name == "pwrite64":
            self.write(node, int(args[3]), text(args[1])[:call.result], call.ended)
        elif name == "ftruncate":
            self.write(node, int(args[1]), None, call.ended)
        elif name not in ("copy_file_range", "sendfile") or self.writes_below(args[2] if name[0] == "c" else args[0]):
            assert name in ("sync_file_range", "fcntl"), f"{name} of a file of the ledger is not understood"

    def play_name(self, name: str, paths: list[str], args: list[str], result: int) -> None:
        if name == "openat":
            node = self.disk.find(paths[0]) if paths else None
            flags = next(arg for arg in args if "O_" in arg)
            assert not paths or "O_APPEND" not in flags, "a file of the ledger is opened to append"
            if paths and node is None and "O_CREAT" in flags:
                node = File()
                self.disk.rename_names([], [(paths[0], node)])
            elif isinstance(node, File) and "O_TRUNC" in flags:
                self.write(node, 0, None, -1)
            self.open[result] = Open(node, paths[0] if paths else None)
        elif paths and name in ("mkdir", "mkdirat"):
            self.disk.rename_names([], [(paths[0], Folder())])
        elif paths and name in ("unlink", "unlinkat", "rmdir"):
            self.disk.rename_names([paths[0]], [])
        elif paths:
            node = self.disk.find(paths[0])
            assert node is not None and len(paths) == 2, f"{paths} was renamed across the ledger's border"
            self.disk.rename_names([paths[0]], [(paths[1], node)])

    def writes_below(self, number: str) -> bool:
        file = self.open.get(int(number))
        return file is not None and file.node is not None

    def write(self, node: File, at: int, data: bytes | None, ended: int) -> None:
        write = Write(at, data)
        node.pending.append(write)
        self.ended[write] = ended

    def paths(self, args: list[str]) -> list[str]:
        """The paths in arguments, from the disk's folder on, without those that lie elsewhere."""
        found = []
        for before, argument in zip(["", *args], args):
            if not argument.startswith('"'):
                continue
            # The command runs in the disk's folder; what a descriptor stands for may lie elsewhere.
            folder = self.open[int(before)].path if before.isdigit() else ""
            path = normpath(join(self.root, folder or "", text(argument).decode()))
            if folder is not None and f"{path}/".startswith(f"{self.root}/"):
                found.append(path.removeprefix(self.root).lstrip("/"))
        return found
