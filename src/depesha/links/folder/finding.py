"""The blobs' files in the folder that the neighbour writes into. Blocking; nothing here is changed.

Rule 1: a file is looked for that a pack announces, and no other is opened. First under its name;
    where that is not there or spoiled, among the files of other names and the right size, by hash:
    each is hashed once until it changes, and no more than 16 for one blob. Who can put more there
    can take the right one away.
Rule 2: what changes from one look to the next is under way and not opened. One that is too short,
    too long, no plain file, or not what its name says is under way too, until it has not changed
    for a minute: then it is spoiled, and that is said once until it changes.
"""

from collections import defaultdict
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Final

from depesha.errors import DoesNotVerify, NoLine
from depesha.links.folder import disk
from depesha.links.folder.beside import BLOB_SUFFIX, SLICE_BYTES, blob_name
from depesha.links.folder.disk import Stamp
from depesha.names import Digest

MAX_STRANGERS: Final = 16
"""Files of other names that are hashed in search of one blob (rule 1)."""

REST_LOOKS: Final = 2
"""Looks over which a file must not have changed before it is opened: at least once the pace."""

STILL_LOOKS: Final = 30
"""Looks, and so a minute, for which what is not right must not have changed (rule 2). Sticks stop
for seconds to write out what they were given; a synchroniser uses hidden files."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A file that may be the one that is looked for."""

    path: Path
    stamp: Stamp


@dataclass(slots=True)
class _Seen:
    """What lay under a blob's own name: since which look, and what is known of it."""

    stamp: Stamp
    since: int
    is_bad: bool = False
    is_told: bool = False


class Finding:
    """The blobs' files of one direction, as they are seen from here."""

    def __init__(
        self, folder: Path, still_looks: int = STILL_LOOKS, rest_looks: int = REST_LOOKS
    ) -> None:
        self._folder = folder
        self._rest_looks = rest_looks
        self._still_looks = still_looks
        self._looks = 0
        self._seen: dict[Digest, _Seen] = {}
        self._since: dict[str, tuple[Stamp, int]] = {}
        self._hashes: dict[str, tuple[Stamp, Digest | None]] = {}
        self._tried: dict[Digest, set[tuple[str, Stamp]]] = defaultdict(set)
        self._by_size: dict[int, list[str]] | None = None
        self._listed: dict[str, Stamp] = {}
        self.is_closed = False
        """Set by whoever stops: what takes long ends early."""
        self.is_new = False
        """Set by whoever saw the folder appear: what was told of its files is told again."""

    def look(self, wanted: Collection[Digest], looks: int) -> None:
        """Begin to look for these blobs; the line has looked into the folder so many times."""
        self._looks = looks
        self._by_size = None
        if self.is_new:
            self.is_new = False
            self._seen.clear()
        for kept in (self._seen, self._tried):
            for sealed in kept.keys() - set(wanted):
                del kept[sealed]

    def named(self, sealed: Digest, size_bytes: int) -> Found | None:
        """Return the file with the blob's own name, if it is as long as it should be and at rest.

        Raises:
            DoesNotVerify: it is spoiled; said once until it changes.
        """
        path = self._folder / blob_name(sealed)
        stamp = disk.stamp_of(path)
        if stamp is None:
            self._seen.pop(sealed, None)
            return None
        seen = self._seen.get(sealed)
        if seen is None or seen.stamp != stamp:
            seen = self._seen[sealed] = _Seen(stamp, self._looks)
        if stamp.is_plain and stamp.size_bytes == size_bytes and not seen.is_bad:
            return Found(path=path, stamp=stamp) if self._rests(seen.since) else None
        self._judge(seen, path, size_bytes)
        return None

    def distrust(self, sealed: Digest, found: Found) -> None:
        """Note that a file does not hold what its name says."""
        seen = self._seen.get(sealed)
        if seen is not None and seen.stamp == found.stamp:
            seen.is_bad = True
            seen.since = self._looks

    def by_hash(self, sealed: Digest, size_bytes: int) -> Found | None:
        """Return a file of another name that is the one (rule 1); it may take long."""
        seen = self._seen.get(sealed)
        if seen is not None and not seen.is_told and not seen.is_bad:
            return None  # what has the right name is under way
        tried = self._tried[sealed]
        for name in self._strangers(sealed, size_bytes):
            stamp = self._listed[name]
            if not self._is_at_rest(name, stamp):
                continue
            if (name, stamp) not in tried and len(tried) >= MAX_STRANGERS:
                return None
            tried.add((name, stamp))
            if self._hash_of(name, stamp) == sealed:
                return Found(path=self._folder / name, stamp=stamp)
        return None

    # -- one file -----------------------------------------------------------------------------

    def _judge(self, seen: _Seen, path: Path, size_bytes: int) -> None:
        if seen.is_told or self._looks - seen.since < self._still_looks:
            return
        seen.is_told = True
        what = "is not what its name says" if seen.is_bad else f"is no file of {size_bytes} bytes"
        msg = f"{path.name} {what}"
        raise DoesNotVerify(msg)

    def _strangers(self, sealed: Digest, size_bytes: int) -> Iterator[str]:
        """Yield the names that may be the blob's: first those that were made of its own."""
        right = blob_name(sealed)
        stem = right.removesuffix(BLOB_SUFFIX)
        names = [name for name in self._sized().get(size_bytes, ()) if name != right]
        yield from sorted(names, key=lambda name: (not name.lower().startswith(stem), name))

    def _sized(self) -> dict[int, list[str]]:
        if self._by_size is None:
            self._by_size = defaultdict(list)
            try:
                self._listed = disk.listing(self._folder, (BLOB_SUFFIX,))
            except NoLine:  # the line's own look will say so
                self._listed = {}
            for name, stamp in self._listed.items():
                if stamp.is_plain:
                    self._by_size[stamp.size_bytes].append(name)
            for kept in (self._since, self._hashes):
                for name in kept.keys() - self._listed.keys():
                    del kept[name]
        return self._by_size

    def _is_at_rest(self, name: str, stamp: Stamp) -> bool:
        known, since = self._since.get(name, (None, 0))
        if known != stamp:
            self._since[name] = (stamp, self._looks)
            return False
        return self._rests(since)

    def _rests(self, since: int) -> bool:
        return self._looks - since >= self._rest_looks

    def _hash_of(self, name: str, stamp: Stamp) -> Digest | None:
        known = self._hashes.get(name)
        if known is None or known[0] != stamp:
            found = self._hashed(Found(path=self._folder / name, stamp=stamp))
            if self.is_closed:
                return None
            known = self._hashes[name] = (stamp, found)
        return known[1]

    def _hashed(self, found: Found) -> Digest | None:
        whole, offset = sha256(), 0
        while offset < found.stamp.size_bytes and not self.is_closed:
            data = disk.read_slice(found.path, found.stamp, offset, SLICE_BYTES)
            if not data:
                return None
            whole.update(data)
            offset += len(data)
        return Digest(whole.digest())
