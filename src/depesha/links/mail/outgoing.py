"""The folder that the folder line writes, as mails. Blocking: used in the thread that sends.

Rule 1: every mail begins with the manifest, whole; then what is due, the most urgent first, as much
    as one mail may hold. What is larger than a mail goes in pieces, and between two of them
    whatever has become more urgent.
Rule 2: what went is written down after the server has taken it. Lost with its page it goes again.
Rule 3: a blob goes behind the pack that announces it, as long as our manifest names that pack.
Rule 4: that the server has taken a mail says nothing of where it is. A file leaves by the answer of
    the neighbour, by way of our manifest, and by nothing else.
"""

from collections.abc import Callable
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from threading import Lock
from typing import Final

from depesha.errors import Malformed
from depesha.links.folder import bag, beside, disk
from depesha.links.folder.bag import (
    MANIFESTS,
    MAX_PACK_BYTES,
    PACK,
    Manifest,
    Parties,
    Sign,
    file_name,
)
from depesha.links.folder.beside import blob_name
from depesha.links.mail import cover, mailing
from depesha.links.mail.account import MailNeighbour
from depesha.links.mail.ledger import MAX_LEDGER_BYTES, PAGE, Ledger, Page
from depesha.links.mail.mailing import (
    MAX_PIECES,
    MOST_PART_BYTES,
    ROOM_EXTRA_BYTES,
    MailingHeader,
    Piece,
)
from depesha.names import Digest, TimeMs
from depesha.packet import Grade

PAGE_NAME: Final = "mail.page"
OUT: Final = "out"


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """A mail that is ready to go, and what is in it."""

    content: bytes
    pieces: tuple[Piece, ...]


@dataclass(slots=True)
class _Load:
    """A mail while it is being filled."""

    room: int
    pieces: list[Piece]
    contents: list[bytes]

    def add(self, digest: Digest, data: bytes, start: int) -> bool:
        """Add what fits of a file from `start` on; say whether that was all of it."""
        content = data[start : start + self.room]
        self.room -= len(content)
        self.contents.append(content)
        self.pieces.append(
            Piece(digest=digest, size_bytes=len(data), offset=start, length_bytes=len(content))
        )
        return start + len(content) == len(data)


class Outgoing:
    """The files of one folder line on their way out."""

    def __init__(
        self,
        neighbour: MailNeighbour,
        home: Path,
        sign: Sign,
        now: Callable[[], TimeMs],
        linger_seconds: float,
    ) -> None:
        """Carry what lies in the folder `out` of `home`; what is remembered lies beside it."""
        self._neighbour = neighbour
        self._home = home
        self._folder = home / OUT
        disk.make_folder(self._folder)
        self._sign = sign
        self._now = now
        self._manifest: tuple[str, Digest, bytes, Manifest] | None = None
        self._blobs: dict[Digest, Digest | None] = {}  # of each pack the blob that it announces
        self._lock = Lock()
        self._ledger = Ledger(
            self._page(),
            repeat_ms=int(neighbour.repeat_seconds * 1000),
            linger_ms=int(linger_seconds * 1000),
        )

    # -- what goes -------------------------------------------------------------------------------

    def next_letter(self, parties: Parties) -> Letter | None:
        """Return the mail that is due now, if one is.

        Raises:
            NoLine: the folder cannot be read.
        """
        now = self._now()
        found = self._find_manifest()
        if found is None:
            return None
        digest, data, manifest = found
        files = self._files_of(manifest)
        with self._lock:
            ledger = self._ledger
            ledger.follow(digest, files, now)
            due = ledger.due(now)
            is_owed = ledger.is_manifest_due(now)
        part_bytes = min(self._neighbour.part_bytes, MOST_PART_BYTES)
        load = _Load(part_bytes - ROOM_EXTRA_BYTES, [], [])
        load.add(digest, data, 0)
        for entry in due[: MAX_PIECES - 1]:
            whole = self._read(entry.digest)
            if whole is None:
                with self._lock:
                    ledger.put_off(entry.digest, now)
                continue
            rest = len(whole) - entry.gone_bytes
            if rest > load.room and len(load.pieces) > 1:
                break  # it begins the next mail; nothing less urgent goes before it
            if not load.add(entry.digest, whole, entry.gone_bytes):
                break
        if len(load.pieces) == 1 and not is_owed:
            return None
        return self._written(parties, load)

    def _written(self, parties: Parties, load: _Load) -> Letter:
        with self._lock:
            sent_at = self._ledger.stamp(self._now())
        header = MailingHeader(
            sender=parties.own,
            receiver=parties.neighbour,
            network=parties.network,
            sent_at=sent_at,
            pieces=tuple(load.pieces),
        )
        digest, attachment = mailing.write(header, load.contents, self._sign)
        one = self._neighbour
        content = cover.write(one.sender, one.to, sent_at, digest, attachment)
        return Letter(content=content, pieces=header.pieces)

    def _find_manifest(self) -> tuple[Digest, bytes, Manifest] | None:
        """Return our manifest in force. For a moment there are two, the old one and the new."""
        names = set(disk.listing(self._folder, (MANIFESTS.suffix,)))
        if self._manifest is None or names != {self._manifest[0]}:
            read = [one for name in names if (one := self._read_manifest(name)) is not None]
            self._manifest = max(read, key=lambda one: one[3].serial, default=None)
        return self._manifest[1:] if self._manifest else None

    def _read_manifest(self, name: str) -> tuple[str, Digest, bytes, Manifest] | None:
        try:
            data = disk.read_file(self._folder / name, MANIFESTS.max_bytes)
            found = bag.read(MANIFESTS, data)
        except (FileNotFoundError, Malformed):
            return None
        return name, found.digest, data, found.header

    def _files_of(self, manifest: Manifest) -> list[tuple[Digest, Grade]]:
        """Return what a manifest lets go: its packs, and behind them the blobs they announce."""
        named = {digest for digest, _ in manifest.packs}
        self._blobs = {pack: blob for pack, blob in self._blobs.items() if pack in named}
        blobs: dict[Digest, Grade] = {}
        for digest, grade in manifest.packs:
            blob = self._blob_of(digest)
            if blob is not None:
                blobs[blob] = max(grade, blobs.get(blob, grade))
        return [*manifest.packs, *blobs.items()]

    def _blob_of(self, digest: Digest) -> Digest | None:
        if digest not in self._blobs:
            data = self._read_pack(digest)
            if data is None:
                return None
            self._blobs[digest] = beside.announced(bag.read(PACK, data))
        return self._blobs[digest]

    def _read(self, digest: Digest) -> bytes | None:
        """Return a file; one that is gone or spoiled is written anew by the folder line."""
        is_blob = digest in self._blobs.values()
        return self._read_blob(digest) if is_blob else self._read_pack(digest)

    def _read_blob(self, sealed: Digest) -> bytes | None:
        try:
            data = disk.read_file(self._folder / blob_name(sealed), MAX_PACK_BYTES)
        except (FileNotFoundError, Malformed):
            return None
        return data if sha256(data).digest() == sealed else None

    def _read_pack(self, digest: Digest) -> bytes | None:
        try:
            data = disk.read_file(self._folder / file_name(PACK, digest), PACK.max_bytes)
            bag.must_be(digest, data)
        except (FileNotFoundError, Malformed):
            return None
        return data

    # -- what went -------------------------------------------------------------------------------

    def note_sent(self, letter: Letter) -> None:
        """Write down that the server has taken a mail.

        Raises:
            NoLine: the home's disk is full or cannot be written.
        """
        with self._lock:
            for piece in letter.pieces:
                self._ledger.note_piece(piece.digest, piece.end, piece.size_bytes, self._now())
        self.keep()

    def put_off(self, letter: Letter) -> None:
        """Let what is in a mail that the server does not want wait its time."""
        with self._lock:
            for piece in letter.pieces:
                self._ledger.put_off(piece.digest, self._now())
        self.keep()

    def hear(self, sent_at: TimeMs, *, repeated: bool) -> None:
        """Note a mail of the neighbour's; from any thread."""
        with self._lock:
            self._ledger.hear(sent_at, self._now(), repeated=repeated)

    def next_at(self) -> TimeMs | None:
        """Return when the next mail is due."""
        with self._lock:
            return self._ledger.next_at()

    def keep(self) -> None:
        """Write down what is to be remembered.

        Raises:
            NoLine: the home's disk is full or cannot be written.
        """
        with self._lock:
            page = self._ledger.page()
        disk.write_file(self._home, PAGE_NAME, PAGE.encode(page))

    def _page(self) -> Page:
        try:
            data = disk.read_file(self._home / PAGE_NAME, MAX_LEDGER_BYTES)
            return PAGE.decode(data, max_bytes=MAX_LEDGER_BYTES)
        except (FileNotFoundError, Malformed):
            return Page()  # what lies there goes again, and is accepted again
