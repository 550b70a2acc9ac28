"""What came by mail, laid into the folder that the folder line reads. Blocking: in one thread.

Rule 1: an attachment is judged whole before anything of it is kept: from the neighbour, for this
    station, signed. A stranger's costs one signature.
Rule 2: a file is laid down when it is whole and is what its hash says. Until then its pieces wait
    in a folder of their own, each a file: a bounded number and size of them, the latest that came.
Rule 3: the neighbour's manifest with the highest serial decides: what it names stays, what it named
    before goes. What no manifest has named yet may have overtaken it, and waits, bounded too.
    A blob stays while a pack that lies there announces it.
Rule 4: what is durably here is here once. A mail that comes again brings nothing new, and says that
    the neighbour does not know what we have.
Rule 5: signatures of packs and manifests are judged again by the folder line, as if somebody had
    laid them there by hand.
"""

from collections.abc import Callable
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any, Final

from depesha.errors import DoesNotVerify, Malformed, NoLine, Problem, UnknownVersion
from depesha.links.folder import bag, beside, disk
from depesha.links.folder.bag import (
    MANIFESTS,
    PACK,
    Bag,
    FileKind,
    Manifest,
    Parties,
    file_name,
)
from depesha.links.folder.beside import BLOB_SUFFIX, blob_name
from depesha.links.folder.line import Notary
from depesha.links.mail import cover, mailing
from depesha.links.mail.mailbox import Verdict
from depesha.links.mail.mailing import MailingHeader, Piece
from depesha.names import Digest, TimeMs

INTO: Final = "in"
PIECES: Final = "pieces"
PIECE_SUFFIX: Final = ".piece"

MAX_HELD_BYTES: Final = 1024 * 1024 * 1024
"""What the folder and the pieces may take of the home's disk: what is beyond stays in the mail."""

MAX_EARLY: Final = 256
MAX_EARLY_BYTES: Final = 128 * 1024 * 1024
"""Packs that no manifest has named yet, blobs that no pack announces yet, and pieces: beyond that
the first that came go."""

_SUFFIXES: Final = (PACK.suffix, MANIFESTS.suffix)
_HELD: Final = (*_SUFFIXES, BLOB_SUFFIX)


@dataclass(frozen=True, slots=True, kw_only=True)
class Judges:
    """How attachments and the files in them are verified."""

    mailing: Notary
    pack: Notary


@dataclass(frozen=True, slots=True, kw_only=True)
class News:
    """What a mail of the neighbour brought: when he sent it, and whether we had a pack of it."""

    sent_at: TimeMs
    repeated: bool


class Incoming:
    """What one neighbour sends by mail."""

    def __init__(
        self,
        home: Path,
        judges: Judges,
        heard: Callable[[News], None],
        *,
        max_held_bytes: int = MAX_HELD_BYTES,
    ) -> None:
        """Lay files into the folder `in` of `home`; `heard` is told of each mail taken."""
        self._max_held_bytes = max_held_bytes
        self._folder, self._waiting = home / INTO, home / PIECES
        for folder in (self._folder, self._waiting):
            disk.make_folder(folder)
        self._judges = judges
        self._heard = heard
        self._manifest: Manifest | None = None
        self._blobs: dict[str, Digest | None] = {}  # of each pack the blob that it announces
        self._done_blobs: set[Digest | None] = set()
        self.trouble: Problem | None = None
        """Why the last mail that was spoiled is so."""

    def take(self, mail: bytes, parties: Parties) -> Verdict:
        """Judge a mail and store what it holds.

        Raises:
            NoLine: it cannot be stored now.
        """
        found = [self._take_one(data, parties) for data in cover.attachments(mail)]
        for verdict in (Verdict.TAKEN, Verdict.SPOILED, Verdict.RETURNED):
            if verdict in found:
                return verdict
        return Verdict.FOREIGN

    def _take_one(self, data: bytes, parties: Parties) -> Verdict:
        try:
            found = mailing.read(data)
            if (verdict := _not_ours(found, parties)) is not None:
                return verdict
            parties.judge(found, self._judges.mailing.verify)
        except (Malformed, UnknownVersion, DoesNotVerify) as error:
            self.trouble = error
            return Verdict.SPOILED
        parts = list(zip(found.header.pieces, found.payloads, strict=True))
        parts.sort(key=lambda part: not _is_manifest(*part))  # it makes room
        had = [self._store(piece, content, parties) for piece, content in parts]
        self._sweep_blobs()
        self._heard(News(sent_at=found.header.sent_at, repeated=any(had)))
        return Verdict.TAKEN

    def _must_have_room(self, more_bytes: int) -> None:
        held = _bytes_in(self._folder, _HELD) + _bytes_in(self._waiting, (PIECE_SUFFIX,))
        if held + more_bytes > self._max_held_bytes:
            msg = f"{self._folder} holds as much as it may"
            raise NoLine(msg, hint="the rest stays in the mailbox until the neighbour takes back")

    # -- files and pieces ------------------------------------------------------------------------

    def _store(self, piece: Piece, content: bytes, parties: Parties) -> bool:
        """Keep a piece; say whether it is of a file that we hold."""
        names = file_name(PACK, piece.digest), blob_name(piece.digest)
        if any((self._folder / name).exists() for name in names):
            return True
        if not _is_manifest(piece, content):
            self._must_have_room(len(content))
        data = content if piece.is_whole else self._joined(piece, content)
        if data is not None:
            self._lay(piece.digest, data, parties)
        return False

    def _joined(self, piece: Piece, content: bytes) -> bytes | None:
        """Keep a piece beside the others of its file; return the file once it is whole."""
        stem = f"{piece.digest.hex()}-{piece.size_bytes}-"
        disk.write_file(self._waiting, f"{stem}{piece.offset:08}{PIECE_SUFFIX}", content)
        self._bound(self._waiting, PIECE_SUFFIX, ())
        names = sorted(name for name in self._pieces() if name.startswith(stem))
        data = bytearray()
        for name in names:
            offset = int(name.removeprefix(stem).removesuffix(PIECE_SUFFIX))
            if offset > len(data):
                return None  # one in between is missing
            content = disk.read_file(self._waiting / name, mailing.MOST_PART_BYTES)
            data[offset : offset + len(content)] = content
        if len(data) < piece.size_bytes:
            return None
        for name in names:
            disk.remove(self._waiting, name)
        return bytes(data)

    def _pieces(self) -> list[str]:
        return list(disk.listing(self._waiting, (PIECE_SUFFIX,)))

    def _lay(self, digest: Digest, data: bytes, parties: Parties) -> None:
        is_manifest = data.startswith(MANIFESTS.magic)
        if not is_manifest and sha256(data).digest() == digest:  # a pack's is of all but its end
            disk.write_file(self._folder, blob_name(digest), data)
            return
        try:
            bag.must_be(digest, data)
            if is_manifest:
                self._follow(self._read(MANIFESTS, data, parties), data)
                return
            blob = beside.announced(self._read(PACK, data, parties))
        except (Malformed, UnknownVersion, DoesNotVerify) as error:
            self.trouble = error  # signed by the neighbour all the same: it is not asked for again
            return
        self._blobs[file_name(PACK, digest)] = blob
        disk.write_file(self._folder, file_name(PACK, digest), data)
        self._bound(self._folder, PACK.suffix, self._named())

    def _read(self, kind: FileKind[Any], data: bytes, parties: Parties) -> Bag[Any]:
        found = bag.read(kind, data)
        parties.judge(found, self._judges.pack.verify)
        return found

    # -- the manifest ----------------------------------------------------------------------------

    def _follow(self, found: Bag[Manifest], data: bytes) -> None:
        before = self._in_force()
        manifest = found.header
        if before is not None and manifest.serial <= before.serial:
            return
        name = file_name(MANIFESTS, found.digest)
        disk.write_file(self._folder, name, data)
        self._manifest = manifest
        named = self._named()
        done = {file_name(PACK, one) for one, _ in before.packs} - named if before else set()
        for other in disk.listing(self._folder, _SUFFIXES):
            if other in done:
                self._done_blobs.add(self._blob_of(other))
            if other in done or (other.endswith(MANIFESTS.suffix) and other != name):
                disk.remove(self._folder, other)

    def _sweep_blobs(self) -> None:
        """Remove the blobs of packs that are done with, once what came with that was stored.

        The next pack may announce the same one. Of those that no pack announces the latest stay.
        """
        if not self._blob_files():
            return
        packs = disk.listing(self._folder, (PACK.suffix,))
        self._blobs = {name: blob for name, blob in self._blobs.items() if name in packs}
        needed = {self._blob_of(name) for name in packs}
        for blob in self._done_blobs - needed:
            if blob is not None:
                disk.remove(self._folder, blob_name(blob))
        self._done_blobs.clear()
        self._bound(self._folder, BLOB_SUFFIX, {blob_name(one) for one in needed if one})

    def _blob_files(self) -> list[str]:
        return list(disk.listing(self._folder, (BLOB_SUFFIX,)))

    def _blob_of(self, name: str) -> Digest | None:
        """Return the blob that a pack in the folder announces."""
        if name not in self._blobs:
            try:
                found = bag.read(PACK, disk.read_file(self._folder / name, PACK.max_bytes))
            except (FileNotFoundError, Malformed):
                return None
            self._blobs[name] = beside.announced(found)
        return self._blobs[name]

    def _in_force(self) -> Manifest | None:
        """Return the manifest that lies in the folder, perhaps since an earlier process."""
        if self._manifest is None:
            found = [self._header(name) for name in disk.listing(self._folder, (MANIFESTS.suffix,))]
            self._manifest = max(filter(None, found), key=lambda one: one.serial, default=None)
        return self._manifest

    def _header(self, name: str) -> Manifest | None:
        try:
            data = disk.read_file(self._folder / name, MANIFESTS.max_bytes)
            return bag.read(MANIFESTS, data).header
        except (FileNotFoundError, Malformed):
            return None

    def _named(self) -> set[str]:
        manifest = self._in_force()
        return {file_name(PACK, one) for one, _ in manifest.packs} if manifest else set()

    def _bound(self, folder: Path, suffix: str, named: set[str] | tuple[()]) -> None:
        """Remove the oldest of what no manifest names, until the rest is within bounds."""
        listed = disk.listing(folder, (suffix,))
        early = sorted(listed.keys() - set(named), key=lambda name: -listed[name].modified_ns)
        held = 0
        for place, name in enumerate(early):
            held += listed[name].size_bytes
            if place >= MAX_EARLY or held > MAX_EARLY_BYTES:
                disk.remove(folder, name)


def _not_ours(found: Bag[MailingHeader], parties: Parties) -> Verdict | None:
    """Return what an attachment is that is not from the neighbour to this station, by its word."""
    header = found.header
    if header.sender == parties.own:
        return Verdict.RETURNED if header.receiver == parties.neighbour else Verdict.FOREIGN
    if (header.sender, header.receiver) != (parties.neighbour, parties.own):
        return Verdict.FOREIGN
    return None


def _is_manifest(piece: Piece, content: bytes) -> bool:
    return piece.is_whole and content.startswith(MANIFESTS.magic)


def _bytes_in(folder: Path, suffixes: tuple[str, ...]) -> int:
    return sum(stamp.size_bytes for stamp in disk.listing(folder, suffixes).values())
