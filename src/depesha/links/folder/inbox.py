"""The folder that the neighbour writes into. Blocking: called in the line's own thread.

Rule 1: nothing here is changed or removed: it is the neighbour's, and a folder that one side writes
    and the other only reads has no conflicts.
Rule 2: a pack counts when the manifest with the highest serial names it. Files that no manifest
    names are not opened, so a half-copied stick and a stranger's files cost nothing.
Rule 3: a name is where to look first, never what a file is: a conflict copy, `(1)`, or a name in
    capitals is recognised by its hash when the right one is missing.
Rule 4: what is not whole may still be under way. It is judged when it has not changed between two
    looks; then it is copied into the quarantine, counted, and not opened again until it changes.
"""

from collections import defaultdict
from collections.abc import Collection, Iterator
from pathlib import Path
from typing import Any, Final, TypeVar

from depesha.errors import DoesNotVerify, Malformed, Problem, UnknownVersion
from depesha.links.folder import bag, disk
from depesha.links.folder.bag import (
    MANIFESTS,
    MAX_DAMAGED,
    PACK,
    Bag,
    FileKind,
    Manifest,
    PackHeader,
    Parties,
    Verify,
    file_name,
)
from depesha.links.folder.disk import Stamp
from depesha.links.folder.quarantine import Quarantine
from depesha.names import Digest

MAX_OPENED: Final = 64
"""Files of unknown content that one look opens: the rest wait for the next."""

T = TypeVar("T")


class Inbox:
    """Packs and manifests of one direction, as they are seen from here."""

    def __init__(self, folder: Path, verify: Verify, quarantine: Quarantine) -> None:
        self._folder = folder
        self._verify = verify
        self._quarantine = quarantine
        self._listed: dict[str, Stamp] = {}
        self._manifests: dict[str, tuple[Stamp, Manifest | None]] = {}
        self._strangers: dict[str, tuple[Stamp, Digest | None]] = {}
        self._suspects: dict[str, tuple[Stamp, int]] = {}
        self._refused: dict[str, Stamp] = {}
        self._given_up: set[Digest] = set()
        self._damaged: dict[Digest, None] = {}
        self._looks = 0
        self._opened = 0
        self.manifest: Manifest | None = None
        self.quarantined = 0
        """Files that were refused since the process began."""
        self.trouble: Problem | None = None
        """Why the last of them was."""

    @property
    def named(self) -> frozenset[Digest]:
        """The neighbour's packs that count."""
        packs = self.manifest.packs if self.manifest else ()
        return frozenset(digest for digest, _ in packs)

    def damaged(self, told: Collection[Digest]) -> tuple[Digest, ...]:
        """Return the packs that came spoiled and of which the neighbour was not told."""
        named = self.named
        return tuple(one for one in list(self._damaged) if one in named and one not in told)[
            :MAX_DAMAGED
        ]

    def look(self, parties: Parties) -> None:
        """See what lies there now.

        Raises:
            NoLine: the folder is not there, or cannot be read.
        """
        self._looks += 1
        self._opened = 0
        self._listed = disk.listing(self._folder, (PACK.suffix, MANIFESTS.suffix))
        for kept in (self._manifests, self._strangers, self._suspects, self._refused):
            for name in kept.keys() - self._listed.keys():
                del kept[name]
        for name in self._names(MANIFESTS):
            self._read_manifest(name, parties)
        self.manifest = max(
            (one for _, one in self._manifests.values() if one is not None),
            key=lambda one: one.serial,
            default=None,
        )

    def next_pack(self, parties: Parties, done: Collection[Digest]) -> Bag[PackHeader] | None:
        """Return the most urgent pack that counts and is not `done`; of the same grade the oldest.

        Raises:
            NoLine: the folder cannot be read.
        """
        packs = self.manifest.packs if self.manifest else ()
        wanted = [
            one
            for one in sorted(packs, key=lambda pack: -pack[1])
            if one[0] not in done and one[0] not in self._given_up
        ]
        if not wanted:
            return None
        by_name = defaultdict(list)
        for name in self._names(PACK):
            by_name[name.lower()].append(name)
        for digest, _ in wanted:
            for name in by_name[file_name(PACK, digest)] or self._known_by_hash(digest):
                found = self._read_pack(name, digest, parties)
                if found is not None:
                    self._damaged.pop(digest, None)
                    return found
        return None

    # -- one file -----------------------------------------------------------------------------

    def _names(self, kind: FileKind[Any]) -> list[str]:
        return sorted(name for name in self._listed if name.lower().endswith(kind.suffix))

    def _read_manifest(self, name: str, parties: Parties) -> None:
        stamp = self._listed[name]
        known = self._manifests.get(name, (None, None))[0]
        if stamp in (known, self._refused.get(name)) or self._opened >= MAX_OPENED:
            return
        self._opened += 1
        data = self._whole(name, MANIFESTS)
        if data is not None:
            found = self._judged(name, MANIFESTS, data, parties)
            self._manifests[name] = (stamp, found.header if found else None)

    def _read_pack(self, name: str, digest: Digest, parties: Parties) -> Bag[PackHeader] | None:
        data = self._whole(name, PACK, digest)
        if data is None:
            return None
        found = self._judged(name, PACK, data, parties)
        if found is None:
            self._given_up.add(digest)
        return found

    def _whole(self, name: str, kind: FileKind[Any], digest: Digest | None = None) -> bytes | None:
        """Return a file if its hash is right, and is `digest` where that is asked for (rule 4)."""
        if self._refused.get(name) == self._listed[name]:
            return None
        data = b""
        try:
            data = disk.read_file(self._folder / name, kind.max_bytes)
            bag.must_be(digest, data)
        except FileNotFoundError:  # carried away since it was listed
            return None
        except Malformed as error:
            self._suspect(name, data, digest, error)
            return None
        return data

    def _suspect(self, name: str, data: bytes, digest: Digest | None, error: Malformed) -> None:
        stamp = self._listed[name]
        suspect, look = self._suspects.get(name, (None, 0))
        if suspect != stamp:
            self._suspects[name] = (stamp, self._looks)
        elif look < self._looks:
            self._refuse(name, data, error)
            if digest is not None:
                self._damaged[digest] = None

    def _judged(self, name: str, kind: FileKind[T], data: bytes, parties: Parties) -> Bag[T] | None:
        try:
            found = bag.read(kind, data)
            parties.judge(found, self._verify)
        except (Malformed, UnknownVersion, DoesNotVerify) as error:
            self._refuse(name, data, error)
            return None
        return found

    def blame(self, pack: Digest, error: Problem) -> None:
        """Note that the blob which a pack announces came spoiled: its writer is to be told."""
        self._damaged[pack] = None
        self.quarantined += 1
        self.trouble = error

    def absolve(self, pack: Digest) -> None:
        """Note that it has come whole since."""
        self._damaged.pop(pack, None)

    def refuse(self, found: Bag[PackHeader], error: Malformed) -> None:
        """Refuse a pack whose frames turn out not to be what they should be."""
        self._given_up.add(found.digest)
        self._refuse(file_name(PACK, found.digest), found.content, error)

    def _refuse(self, name: str, data: bytes, error: Problem) -> None:
        if name in self._listed:
            self._refused[name] = self._listed[name]
        self.quarantined += 1
        self.trouble = error
        if data:
            self._quarantine.keep(data)

    def _known_by_hash(self, digest: Digest) -> Iterator[str]:
        """Yield the files of another name that have that hash (rule 3)."""
        right = {file_name(PACK, one) for one in self.named}
        for name in self._names(PACK):
            if name.lower() not in right and self._hash_of(name) == digest:
                yield name

    def _hash_of(self, name: str) -> Digest | None:
        stamp = self._listed[name]
        if name not in self._strangers or self._strangers[name][0] != stamp:
            if self._opened >= MAX_OPENED:
                return None
            self._opened += 1
            try:
                found = bag.hash_of(disk.read_file(self._folder / name, PACK.max_bytes))
            except (FileNotFoundError, Malformed):
                found = None
            self._strangers[name] = (stamp, found)
        return self._strangers[name][1]
