"""Evidence made in the face's process: asked of the station, put together, checked.

    order evidence        the fact, before anything is given out
    question evidence     the signed payloads, keys, entries of the journal
    order evidence-sign   the signature over the manifest

Rule 1: what is given out was verified first, as a stranger would verify it.
Rule 2: as what it is given out (a folder, a sealed file, a zip) is decided in `evidence_given`.
"""

from base64 import b64decode
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import partial
from hashlib import sha256
from pathlib import Path
from typing import Any, Protocol

from depesha.errors import DoesNotVerify, Malformed, NotNow, Refused, Usage
from depesha.evidence import bundle
from depesha.evidence.binding import Bound, bind
from depesha.evidence.bundle import Listed
from depesha.evidence.judging import judge
from depesha.names import Digest
from depesha.seal.identity import fingerprint, parse_recipient
from depesha.seal.openssh import armoured_signature
from depesha.spoken import fingerprint_words
from depesha.station.evidence_given import Large, Proof, write_folder, write_sealed
from depesha.station.home import Home
from depesha.station.plain import Plain
from depesha.station.policies import shipped_policies
from depesha.station.target import new_file
from depesha.station.unsealing import open_file


class Asked(Protocol):
    """A station that takes orders and answers questions (`station.client.Client`)."""

    def order(self, name: str, /, *, order_id: str = "", **fields: Any) -> dict[str, Any]:  # noqa: ANN401  # as a client takes them
        """Give an order and return its result, once it is durable."""
        ...

    def read(self, name: str, /, **fields: object) -> Plain:
        """Ask a question."""
        ...


OpenFile = Callable[[Mapping[str, Any]], Iterator[bytes]]
"""Opens the file that an `attachment-key` names, piece by piece."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What evidence is to be made.

    Attributes:
        reference: of which telegram.
        target: the folder to write, or, sealed, the file; of no use where it is not written.
        recipient: `age1pq1…`, whom it is sealed for; empty: it lies in the clear.
        attachments: whether the files go with it.
        language: of the captions.
        office: in whose name, where the station has several.
    """

    reference: str
    target: Path = Path()
    recipient: str = ""
    attachments: bool = False
    language: str = "en"
    office: Mapping[str, str] = field(default_factory=dict)


def make(home: Home, station: Asked, wish: Wish) -> dict[str, Any]:
    """Make evidence about a telegram, and write it.

    Raises:
        Problem: the station refuses it, it would not verify, or it cannot be written.
    """
    recipient_of(wish.recipient)
    if wish.target.is_dir() and wish.target.name:
        msg = f"{wish.target.name} exists already"
        raise Refused(msg, hint="give another name: nothing is written over")
    target = new_file(wish.target)
    proof = prove(station, wish, partial(open_file, home.blobs))
    if proof.recipient:
        write_sealed(target, proof)
    else:
        write_folder(target, proof)
    return {**proof.told, "target": str(wish.target)}


def prove(station: Asked, wish: Wish, opens: OpenFile) -> Proof:
    """Make evidence about a telegram, whole and verified, and give it to nobody yet.

    Raises:
        Problem: the station refuses it, or it would not verify.
    """
    recipient = recipient_of(wish.recipient)
    asked = {"reference": wish.reference, **wish.office}
    made = station.order(
        "evidence",
        recipient=fingerprint(recipient).hex() if recipient else "",
        attachments=wish.attachments,
        **asked,
    )
    note = _checkpoint(station)
    gathered = station.read(
        "evidence", number=made["number"], checkpoint=note, language=wish.language, **asked
    )
    files = {name: b64decode(data) for name, data in gathered["files"].items()}
    said = gathered["attachments"] if wish.attachments else []
    attachments = [
        Listed(name=f"{bundle.ATTACHMENTS}/{number}", bytes=one["size_bytes"], sha256=one["sha256"])
        for number, one in enumerate(said, 1)
    ]
    large = _large_files(station, asked, said, opens)
    bound = bind(gathered, files, attachments)
    signed = station.order(
        "evidence-sign",
        number=made["number"],
        manifest=bound.files[bundle.MANIFEST].decode(),
        **asked,
    )
    whole = {**bound.files, **_signature(signed)}
    _must_hold(bound, whole, gathered["root"])
    return Proof(
        name="evidence-" + str(gathered["reference"]).replace("/", "-"),
        files=whole,
        large=large,
        recipient=recipient,
        told={
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
        },
    )


def recipient_of(text: str) -> bytes | None:
    """Return the key of a recipient; None where nobody is named.

    Raises:
        Usage: it is none that evidence can be sealed for.
    """
    if not text:
        return None
    try:
        return parse_recipient(text)
    except Malformed as error:
        msg = "not a recipient that evidence can be sealed for"
        hint = "age1pq1…, as age-keygen -pq of age 1.3 prints it"
        raise Usage(msg, hint=hint) from error


def _checkpoint(station: Asked) -> str:
    """Return the signed head of the journal, which was written after the last commit.

    Raises:
        NotNow: there is none.
    """
    note = station.read("journal")["note"]
    if note is None:
        msg = "the journal has no signed checkpoint yet"
        raise NotNow(msg, hint="serve the station, or give it any order, then ask again")
    return str(note)


def _signature(signed: Mapping[str, Any]) -> dict[str, bytes]:
    armoured = armoured_signature(
        bytes.fromhex(signed["public_key"]),
        bundle.MANIFEST_NAMESPACE,
        bytes.fromhex(signed["signature"]),
    )
    return {bundle.MANIFEST + bundle.SIGNATURE: armoured.encode()}


# -- attachments ----------------------------------------------------------------------------------


def _large_files(
    station: Asked, asked: Mapping[str, str], said: list[dict[str, Any]], opens: OpenFile
) -> tuple[Large, ...]:
    """Return the attachments that go with it, opened each time that they are read.

    Raises:
        Forbidden: a caveat forbids to take them out.
        NotNow: one has not come yet.
    """
    found = []
    for number, one in enumerate(said, 1):
        key = {**station.read("attachment-key", number=number, **asked), **one}
        found.append(
            Large(
                name=f"{bundle.ATTACHMENTS}/{number}",
                size_bytes=one["size_bytes"],
                opens=partial(opens, key),
            )
        )
    return tuple(found)


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
