"""Evidence made in the face's process: asked of the station, put together, checked, written.

    order evidence        the fact, before anything is given out
    question evidence     the signed payloads, keys, entries of the journal
    order evidence-sign   the signature over the manifest

Rule 1: what is written was verified first, as a stranger would verify it.
Rule 2: it appears under its name once it is whole. What is sealed for somebody lies nowhere in the
    clear, not even for a moment.
"""

import os
from base64 import b64decode
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from errno import EDQUOT, ENOENT, ENOSPC
from hashlib import sha256
from pathlib import Path
from shutil import rmtree
from typing import Any, Final, Protocol

from depesha.envelope import AttachmentKey
from depesha.errors import (
    DoesNotVerify,
    Malformed,
    NotFound,
    NotNow,
    Problem,
    Refused,
    StoreFull,
    Usage,
)
from depesha.evidence import bundle
from depesha.evidence.binding import Bound, bind, tar
from depesha.evidence.bundle import Listed
from depesha.evidence.judging import judge
from depesha.names import Digest, Seed
from depesha.seal.attachment import sealed_to
from depesha.seal.identity import fingerprint, parse_recipient
from depesha.seal.openssh import armoured_signature
from depesha.spoken import fingerprint_words
from depesha.station.home import Home
from depesha.station.plain import Plain
from depesha.station.policies import shipped_policies
from depesha.station.target import new_file
from depesha.station.unsealing import plaintext
from depesha.store.blobs import BlobFolder
from depesha.store.checkpoints import newest_note
from depesha.telegram import Attachment


class Asked(Protocol):
    """A station that takes orders and answers questions (`station.client.Client`)."""

    def order(self, name: str, /, *, order_id: str = "", **fields: Any) -> dict[str, Any]:  # noqa: ANN401  # as a client takes them
        """Give an order and return its result, once it is durable."""
        ...

    def read(self, name: str, /, **fields: object) -> Plain:
        """Ask a question."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What evidence is to be made.

    Attributes:
        reference: of which telegram.
        target: the folder to write, or, sealed, the file.
        recipient: `age1pq1…`, whom it is sealed for; empty: it lies in the clear.
        attachments: whether the files go with it.
        language: of the captions.
        office: in whose name, where the station has several.
    """

    reference: str
    target: Path
    recipient: str = ""
    attachments: bool = False
    language: str = "en"
    office: Mapping[str, str] = field(default_factory=dict)


def make(home: Home, station: Asked, wish: Wish) -> dict[str, Any]:
    """Make evidence about a telegram, and write it.

    Raises:
        Problem: the station refuses it, it would not verify, or it cannot be written.
    """
    recipient = _recipient(wish.recipient)
    if wish.target.is_dir() and wish.target.name:
        msg = f"{wish.target.name} exists already"
        raise Refused(msg, hint="give another name: nothing is written over")
    target = new_file(wish.target)
    asked = {"reference": wish.reference, **wish.office}
    made = station.order(
        "evidence",
        recipient=fingerprint(recipient).hex() if recipient else "",
        attachments=wish.attachments,
        **asked,
    )
    note = _checkpoint(home)
    gathered = station.read(
        "evidence", number=made["number"], checkpoint=note, language=wish.language, **asked
    )
    files = {name: b64decode(data) for name, data in gathered["files"].items()}
    said = gathered["attachments"] if wish.attachments else []
    attachments = [
        Listed(name=f"{bundle.ATTACHMENTS}/{number}", bytes=one["size_bytes"], sha256=one["sha256"])
        for number, one in enumerate(said, 1)
    ]
    large = _plain_files(home, station, asked, said)
    bound = bind(gathered, files, attachments)
    signed = station.order(
        "evidence-sign",
        number=made["number"],
        manifest=bound.files[bundle.MANIFEST].decode(),
        **asked,
    )
    whole = {**bound.files, **_signature(signed)}
    _must_hold(bound, whole, gathered["root"])
    name = "evidence-" + str(gathered["reference"]).replace("/", "-")
    if recipient:
        pieces = tar(name, whole, {one: (size, each) for one, size, each in large})
        _write_sealed(target, sealed_to(recipient, pieces))
    else:
        _write_folder(target, whole, large)
    return {
        "reference": gathered["reference"],
        "evidence": gathered["evidence"],
        "number": made["number"],
        "office": gathered["office"],
        "root": gathered["root"],
        "root_words": fingerprint_words(bytes.fromhex(gathered["root"])),
        "files": len(bound.manifest.files) + 2,
        "sealed": bool(recipient),
        "left_out": gathered["left_out"],
        "manifest": sha256(bound.files[bundle.MANIFEST]).hexdigest(),
        "target": str(wish.target),
    }


def _recipient(text: str) -> bytes | None:
    if not text:
        return None
    try:
        return parse_recipient(text)
    except Malformed as error:
        msg = "not a recipient that evidence can be sealed for"
        hint = "age1pq1…, as age-keygen -pq of age 1.3 prints it"
        raise Usage(msg, hint=hint) from error


def _checkpoint(home: Home) -> str:
    """Return the signed head of the journal, which was written after the last commit.

    Raises:
        NotNow: there is none.
    """
    note = newest_note(home.head)
    if note is None:
        msg = "the journal has no signed checkpoint yet"
        raise NotNow(msg, hint="serve the station, or give it any order, then ask again")
    return note.decode(errors="replace")


def _signature(signed: Mapping[str, Any]) -> dict[str, bytes]:
    armoured = armoured_signature(
        bytes.fromhex(signed["public_key"]),
        bundle.MANIFEST_NAMESPACE,
        bytes.fromhex(signed["signature"]),
    )
    return {bundle.MANIFEST + bundle.SIGNATURE: armoured.encode()}


# -- attachments ----------------------------------------------------------------------------------

Large = tuple[str, int, Iterator[bytes]]
"""Name in the bundle, size, and the bytes, which are compared with the telegram at their end."""


def _plain_files(
    home: Home, station: Asked, asked: Mapping[str, str], said: list[dict[str, Any]]
) -> list[Large]:
    """Return the attachments that go with it, opened when they are read.

    Raises:
        Forbidden: a caveat forbids to take them out.
        NotNow: one has not come yet.
    """
    found: list[Large] = []
    for number, one in enumerate(said, 1):
        key = station.read("attachment-key", number=number, **asked)
        pieces = plaintext(
            BlobFolder(home.blobs),
            AttachmentKey(
                attachment=number - 1,
                ciphertext=Digest(bytes.fromhex(key["ciphertext"])),
                size_bytes=key["ciphertext_bytes"],
                seed=Seed(bytes.fromhex(key["seed"])),
            ),
            Attachment(
                name=one["name"],
                media_type=key["type"],
                size_bytes=one["size_bytes"],
                sha256=Digest(bytes.fromhex(one["sha256"])),
            ),
        )
        found.append((f"{bundle.ATTACHMENTS}/{number}", one["size_bytes"], pieces))
    return found


# -- checked --------------------------------------------------------------------------------------


class Held:
    """A bundle in memory, as `judge` reads it; of its attachments only what is listed."""

    def __init__(self, files: Mapping[str, bytes], attachments: tuple[Listed, ...] = ()) -> None:
        self._files = files
        self._attachments = {one.name: one for one in attachments}

    def sizes(self) -> dict[str, int]:
        """Return every file with its size."""
        sizes = {name: len(data) for name, data in self._files.items()}
        return sizes | {name: one.bytes for name, one in self._attachments.items()}

    def read(self, name: str, most: int) -> bytes:
        """Return a file."""
        data = self._files.get(name)
        if data is None or len(data) > most:
            msg = f"{name} is missing, or larger than it may be"
            raise DoesNotVerify(msg)
        return data

    def sha256(self, name: str, size: int) -> str:
        """Return the SHA-256 of a file."""
        listed = self._attachments.get(name)
        if listed is not None and listed.bytes == size:
            return listed.sha256
        return sha256(self.read(name, size)).hexdigest()


def _must_hold(bound: Bound, files: Mapping[str, bytes], root: str) -> None:
    verdict = judge(Held(files, bound.attachments), Digest(bytes.fromhex(root)), shipped_policies())
    if verdict.problem is not None:
        msg = f"this evidence would not verify: {verdict.problem.message}"
        raise DoesNotVerify(msg, hint='run "depesha doctor"') from verdict.problem


# -- written --------------------------------------------------------------------------------------


def _write_folder(target: Path, files: Mapping[str, bytes], large: list[Large]) -> None:
    making = target.with_name(f".{target.name}.{os.getpid()}.making")
    try:
        making.mkdir(mode=0o700)
        for name, data in files.items():
            _write(making / name, iter([data]))
        if large:
            (making / bundle.ATTACHMENTS).mkdir(mode=0o700)
        for name, _, pieces in large:
            _write(making / name, pieces)
        making.rename(target)
    except FileExistsError as error:
        msg = f"{target} exists already"
        raise Refused(msg, hint="name another place") from error
    except OSError as error:
        raise _unwritten(target, error) from error
    finally:
        rmtree(making, ignore_errors=True)


def _write_sealed(target: Path, pieces: Iterator[bytes]) -> None:
    part = target.with_name(f".{target.name}.{os.getpid()}.part")
    try:
        _write(part, pieces)
        part.rename(target)
    except OSError as error:
        raise _unwritten(target, error) from error
    finally:
        with suppress(OSError):
            part.unlink(missing_ok=True)


def _write(path: Path, pieces: Iterator[bytes]) -> None:
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC
    with os.fdopen(os.open(path, flags, 0o600), "wb") as file:
        for piece in pieces:
            file.write(piece)
        file.flush()
        os.fsync(file.fileno())


_FAMILY: Final[Mapping[int, type[Problem]]] = {
    ENOSPC: StoreFull,
    EDQUOT: StoreFull,
    ENOENT: NotFound,
}


def _unwritten(target: Path, error: OSError) -> Problem:
    msg = f"{target} cannot be written: {os.strerror(error.errno or 0).lower()}"
    family = _FAMILY.get(error.errno or 0, Refused)
    return family(msg, hint="make room, or name another place")
