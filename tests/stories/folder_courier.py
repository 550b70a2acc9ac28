"""Who carries files between folders: a courier with bad luck, and a synchroniser like Syncthing.

Neither knows what is in a file.
"""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Way:
    """From the folder that one station writes to the folder that the other reads."""

    source: Path
    target: Path


class Courier:
    """Copies what lies in a folder, in any order; loses, doubles, cuts short and comes too late."""

    def __init__(self, ways: Sequence[Way], chance: random.Random) -> None:
        self._ways = ways
        self._chance = chance
        self._late: list[tuple[str, bytes, Path]] = []
        self.lost = self.doubled = self.cut = self.late = 0

    def go(self) -> None:
        """Make one round."""
        for way in self._ways:
            files = [path for path in way.source.iterdir() if not path.name.startswith(".")]
            for path in self._chance.sample(files, len(files)):
                if not (way.target / path.name).exists() or self._chance.random() < 0.1:
                    self._carry(path, way.target)
            if self._chance.random() < 0.3:
                self._tidy(way, {path.name for path in files})
        self._bring_what_is_late()

    def _carry(self, path: Path, target: Path) -> None:
        try:
            data = path.read_bytes()
        except FileNotFoundError:
            return
        luck = self._chance.random()
        if luck < 0.25:
            self.lost += 1
        elif luck < 0.4:
            self.cut += 1
            (target / path.name).write_bytes(data[: self._chance.randrange(len(data))])
        elif luck < 0.5:
            self.late += 1
            self._late.append((path.name, data, target))
        else:
            (target / path.name).write_bytes(data)
            if luck > 0.85:
                self.doubled += 1
                (target / f"{path.stem} (1){path.suffix}").write_bytes(data)

    def _bring_what_is_late(self) -> None:
        self._chance.shuffle(self._late)
        while len(self._late) > 3:
            name, data, target = self._late.pop()
            (target / name).write_bytes(data)

    def _tidy(self, way: Way, there: set[str]) -> None:
        """Take away what lies at the end and no longer at the beginning; and what is spoiled."""
        for path in way.target.iterdir():
            spoiled = path.name in there and path.stat().st_size != _size(way.source / path.name)
            if path.name not in there or spoiled:
                path.unlink()


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except FileNotFoundError:  # its station took it away in this moment
        return -1


class Synchroniser:
    """Keeps two folders the same, by temporary files; a deletion travels too; conflicts happen."""

    def __init__(self, ways: Sequence[Way], chance: random.Random) -> None:
        self._ways = ways
        self._chance = chance
        self._half: dict[Path, tuple[Path, bytes]] = {}
        self.conflicts = 0

    def go(self) -> None:
        """Make one round."""
        for part, (path, data) in list(self._half.items()):
            part.write_bytes(data)
            part.rename(path)
            del self._half[part]
        for way in self._ways:
            there = {path.name: path for path in way.source.iterdir() if path.name[0] != "."}
            for path in way.target.iterdir():
                if path.name not in there and path.name[0] != "." and "conflict" not in path.name:
                    path.unlink()
            for name, path in there.items():
                if not (way.target / name).exists():
                    self._begin(path, way.target)

    def _begin(self, path: Path, target: Path) -> None:
        try:
            data = path.read_bytes()
        except FileNotFoundError:
            return
        part = target / f".syncthing.{path.name}.tmp"
        part.write_bytes(data[: len(data) // 2])
        self._half[part] = (target / path.name, data)
        if self._chance.random() < 0.3:
            self.conflicts += 1
            name = (
                f"{path.stem}.sync-conflict-20261121-2050{self.conflicts:02}-ABCDEFG{path.suffix}"
            )
            (target / name).write_bytes(data)  # the source may be gone by now
