"""A disk with a cache: what a trace of system calls wrote, and what a power cut may leave of it.

A file's bytes are on the disk once an fsync or fdatasync of it returned that began after the write had ended; a name, once
an fsync of its folder did. Anything else may be there or not. `sync_file_range` promises nothing.
"""
import random
from dataclasses import dataclass, field
from enum import Enum
from pathlib import Path

SECTOR = 512  # a disk writes so many bytes at once; a write may be cut between two


class Left(Enum):
    """What a power cut leaves of all that was not synced."""
    NOTHING = "nothing unsynced left"
    NAMES = "names left, bytes not"
    SOME = "some writes left"
    ALL = "all left"


class Folder:
    """A folder, as itself: what is in it, the disk knows."""


@dataclass(eq=False)
class File:
    """A file's bytes on the disk, and what is still to come."""
    data: bytes = b""
    pending: list["Write"] = field(default_factory=list)


@dataclass(eq=False)
class Write:
    """Bytes at an offset; without bytes, a new length."""
    at: int
    data: bytes | None

    def to(self, content: bytearray) -> None:
        if self.data is None:
            content[:] = content[:self.at].ljust(self.at, b"\0")
            return
        if len(content) < self.at:
            content.extend(bytes(self.at - len(content)))
        content[self.at:self.at + len(self.data)] = self.data


Node = Folder | File


@dataclass(eq=False)
class Naming:
    """A change of names: what is taken out of folders, and what is put in."""
    out: list[tuple[Folder, str]]
    put: list[tuple[Folder, str, Node]]
    unsynced: set[Folder] = field(default_factory=set)


class Disk:
    """The files below a folder, as the system shows them and as the disk holds them."""
    def __init__(self, root: Path) -> None:
        self.root = Folder()
        self.start: dict[Folder, dict[str, Node]] = {}
        self.namings: list[Naming] = []
        self.load(root, self.root)
        self.now = {folder: dict(names) for folder, names in self.start.items()}

    def load(self, path: Path, folder: Folder) -> None:
        self.start[folder] = {}
        for item in sorted(path.iterdir()):
            node: Node = Folder() if item.is_dir() else File(item.read_bytes())
            self.start[folder][item.name] = node
            if isinstance(node, Folder):
                self.load(item, node)

    def find(self, path: str) -> Node | None:
        node: Node | None = self.root
        for part in path.split("/") if path else []:
            node = self.now[node].get(part) if isinstance(node, Folder) else None
        return node

    def rename_names(self, out: list[str], put: list[tuple[str, Node]]) -> None:
        """Takes names away and makes others."""
        def place(path: str) -> tuple[Folder, str]:
            parent, _, name = path.rpartition("/")
            folder = self.find(parent)
            assert isinstance(folder, Folder), f"{path} lies in no folder"
            return folder, name
        naming = Naming([place(path) for path in out], [(*place(path), node) for path, node in put])
        naming.unsynced = {folder for folder, *_ in [*naming.out, *naming.put]}
        self.namings.append(naming)
        apply(naming, self.now)

    def sync(self, node: Node, writes: "set[Write]") -> None:
        """Makes these of a file's writes durable, or a folder's names."""
        if isinstance(node, Folder):
            for naming in self.namings:
                naming.unsynced.discard(node)
            return
        content, rest = bytearray(node.data), []
        for write in node.pending:
            if write in writes:
                write.to(content)
            else:
                rest.append(write)
        node.data, node.pending = bytes(content), rest

    def after_power_cut(self, left: Left, chance: random.Random) -> dict[str, bytes | None]:
        """What is there when the power is back: files by their paths, folders as None."""
        names = {folder: dict(entries) for folder, entries in self.start.items()}
        unsynced = [naming for naming in self.namings if naming.unsynced]
        # A file system that keeps a log of names loses the last ones.
        kept = {Left.NOTHING: 0, Left.NAMES: len(unsynced), Left.SOME: chance.randint(0, len(unsynced)),
                Left.ALL: len(unsynced)}[left]
        for naming in self.namings:
            if not naming.unsynced or naming in unsynced[:kept]:
                apply(naming, names)
        found: dict[str, bytes | None] = {}

        def walk(folder: Folder, path: str) -> None:
            for name, node in names.get(folder, {}).items():
                if isinstance(node, Folder):
                    found[path + name] = None
                    walk(node, f"{path}{name}/")
                else:
                    found[path + name] = content(node, left, chance)
        walk(self.root, "")
        return found


def apply(naming: Naming, names: dict[Folder, dict[str, Node]]) -> None:
    """Changes names; in a folder that is not there itself, nothing."""
    for folder, name in naming.out:
        names.get(folder, {}).pop(name, None)
    for folder, name, node in naming.put:
        names.setdefault(folder, {})[name] = node
        if isinstance(node, Folder):
            names.setdefault(node, {})


def content(file: File, left: Left, chance: random.Random) -> bytes:
    data = bytearray(file.data)
    for write in file.pending if left in (Left.SOME, Left.ALL) else []:
        fate = 0.0 if left is Left.ALL else chance.random()
        if fate < 0.4:
            write.to(data)
        elif fate < 0.7 and write.data is not None:
            end = (write.at // SECTOR + chance.randint(1, 1 + len(write.data) // SECTOR)) * SECTOR
            Write(write.at, write.data[:max(0, end - write.at)]).to(data)
    return bytes(data)
