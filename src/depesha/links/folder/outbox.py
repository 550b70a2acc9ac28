"""The folder that this station writes into. Blocking: called in the line's own thread.

Rule 1: this station is the only writer. Nothing is changed once it is there; it is removed when it
    is done with.
Rule 2: in this order: the sheet in the own home, the pack, the manifest that names it; then what no
    manifest names any more goes. Whatever the moment at which the medium is pulled out, what lies
    on it is whole, and no half of it is read.
Rule 3: of what lies in the folder only that is removed which says in its header that it goes from
    here to the neighbour, and the file of a blob only if a sheet remembers it. Two lines that were
    given one folder by mistake do each other no harm.
"""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from depesha.errors import Malformed
from depesha.links.folder import bag, beside, disk
from depesha.links.folder.bag import (
    MANIFESTS,
    PACK,
    FileKind,
    Manifest,
    PackHeader,
    Parties,
    Sign,
    file_name,
)
from depesha.links.folder.keeping import Keeping
from depesha.links.folder.sheets import Sheet
from depesha.names import Digest, TimeMs

_OURS: Final = re.compile(r"[0-9a-f]{32}\.dep(bag|man)")
_PART: Final = re.compile(r"\.[0-9a-f]{32}\.dep(bag|man)\.part")
_SUFFIXES: Final = (PACK.suffix, MANIFESTS.suffix)


@dataclass(frozen=True, slots=True, kw_only=True)
class Away:
    """What is to go.

    Attributes:
        gone: packs that are done with, or given up.
        lost: packs that do not count any more; their sheets wait for a late answer.
        blobs: files of blobs that no pack needs any more; a sheet of `gone` remembers each.
    """

    gone: Sequence[Digest]
    lost: Sequence[Digest]
    blobs: Sequence[Digest]


class Outbox:
    """Packs and the manifest of one direction."""

    def __init__(
        self, folder: Path, keeping: Keeping, sign: Sign, now: Callable[[], TimeMs]
    ) -> None:
        self.folder = folder
        self._keeping = keeping
        self._sign = sign
        self._now = now
        self._manifest = ""
        self._orphans: list[str] = []

    @property
    def has_orphans(self) -> bool:
        """Whether something of ours lies in the folder that is not remembered."""
        return bool(self._orphans)

    def attach(self, parties: Parties, sheets: Iterable[Sheet]) -> list[Digest]:
        """Look through the folder; return the packs of ours that are lost or spoiled.

        What is not remembered is removed once the next manifest stands.

        Raises:
            NoLine: the folder is not there.
        """
        sheets = list(sheets)
        known = {file_name(PACK, sheet.digest) for sheet in sheets}
        listed = disk.listing(self.folder, _SUFFIXES)
        self._manifest = ""
        self._orphans = [
            name
            for name in listed.keys() - known
            if _OURS.fullmatch(name) and self._is_ours(name, parties)
        ]
        self._orphans += disk.parts(self.folder, _PART)
        return [sheet.digest for sheet in sheets if not self._is_whole(sheet)]

    def missing(self, sheets: Iterable[Sheet]) -> tuple[list[Digest], bool]:
        """Return the packs that are gone or cut, or their blobs, and whether the manifest is gone.

        Raises:
            NoLine: the folder is not there.
        """
        listed = disk.listing(self.folder, _SUFFIXES)
        sizes = {name: stamp.size_bytes for name, stamp in listed.items()}
        lost = [
            sheet.digest
            for sheet in sheets
            if sizes.get(file_name(PACK, sheet.digest)) != sheet.size_bytes
            or not self._has_its_blob(sheet)
        ]
        return lost, bool(self._manifest) and self._manifest not in listed

    def bind(self, header: PackHeader, payloads: Sequence[bytes]) -> tuple[Digest, bytes]:
        """Return a pack, signed, and its hash.

        Raises:
            Malformed: it is too long.
        """
        return bag.write(PACK, header, payloads, self._sign)

    def remember(self, sheet: Sheet) -> None:
        """Write the sheet of a pack to come down.

        Raises:
            NoLine: the home's disk is full or cannot be written.
        """
        self._keeping.keep(sheet)

    def put(
        self,
        parties: Parties,
        new: tuple[Sheet, bytes] | None,
        lying: Sequence[Sheet],
        away: Away,
    ) -> None:
        """Write a new pack, if there is one; name what counts; remove what is done with.

        Args:
            parties: who writes to whom.
            new: the pack and its sheet.
            lying: what counts from now on, the new one among it.
            away: what is done with.

        Raises:
            NoLine: the folder or the home is not there, or full; the new pack does not count.
        """
        if new is not None:
            sheet, data = new
            self._keeping.keep(sheet)
            disk.write_file(self.folder, file_name(PACK, sheet.digest), data)
        self._name(parties, lying)
        for digest in (*away.gone, *away.lost):
            disk.remove(self.folder, file_name(PACK, digest))
        for sealed in away.blobs:
            beside.forget(self.folder, sealed)
        for digest in away.gone:
            self._keeping.forget(digest)

    def _name(self, parties: Parties, lying: Sequence[Sheet]) -> None:
        manifest = Manifest(
            sender=parties.own,
            receiver=parties.neighbour,
            network=parties.network,
            serial=self._keeping.next_serial(self._now()),
            packs=tuple((sheet.digest, sheet.grade) for sheet in lying),
        )
        digest, data = bag.write(MANIFESTS, manifest, (), self._sign)
        before, self._manifest = self._manifest, file_name(MANIFESTS, digest)
        disk.write_file(self.folder, self._manifest, data)
        for name in (*self._orphans, before):
            if name and name != self._manifest:
                disk.remove(self.folder, name)
        self._orphans = []

    def _is_ours(self, name: str, parties: Parties) -> bool:
        kind: FileKind[Any] = PACK if name.endswith(PACK.suffix) else MANIFESTS
        try:
            data = disk.read_file(self.folder / name, kind.max_bytes)
            header = bag.read(kind, data).header
        except (FileNotFoundError, Malformed):
            return False
        return (header.sender, header.receiver) == (parties.own, parties.neighbour)

    def _is_whole(self, sheet: Sheet) -> bool:
        path = self.folder / file_name(PACK, sheet.digest)
        if not self._has_its_blob(sheet):
            return False
        try:
            return bag.hash_of(disk.read_file(path, sheet.size_bytes)) == sheet.digest
        except (FileNotFoundError, Malformed):
            return False

    def _has_its_blob(self, sheet: Sheet) -> bool:
        """Say whether the file that a pack announces lies there; its reader judges its hash."""
        return sheet.blob is None or beside.lies_whole(self.folder, sheet.blob, sheet.blob_bytes)
