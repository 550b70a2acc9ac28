"""A bundle put together: from what was gathered to all files but the manifest's signature.

Everything here follows from its arguments: the same evidence has the same bytes.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any, Final

from depesha.envelope import Kind
from depesha.evidence import bundle
from depesha.evidence.bundle import Amended, LeftOut, Listed, Manifest, write_manifest
from depesha.evidence.documents import NUMBERED, deputies_in, release_name
from depesha.evidence.guide import readme
from depesha.wire import (
    ANSWER,
    DELIVERY_REPORT,
    ENVELOPE,
    ENVELOPE_NAMESPACE,
    NAMESPACE,
    REGISTRATION,
    SERVICE,
)

_TAR_BLOCK: Final = 512


@dataclass(frozen=True, slots=True, kw_only=True)
class Bound:
    """A bundle but for the signature over its manifest.

    Attributes:
        files: every file that is held in memory, the manifest too.
        attachments: names, sizes and SHA-256 of the files that are not.
    """

    files: Mapping[str, bytes]
    attachments: tuple[Listed, ...]
    manifest: Manifest


def bind(
    gathered: Mapping[str, Any], files: Mapping[str, bytes], attachments: Sequence[Listed]
) -> Bound:
    """Return the bundle of what was gathered.

    Args:
        gathered: what the station said of it: `station`, `office`, `evidence`, `made_at`,
            `reference`, `uid`, `message_type`, `language`, `left_out`, `amended`, `marks`.
        files: the files that it gathered.
        attachments: the plain files that go with it.
    """
    said = {name: gathered[name] for name in ("station", "office", "language", "message_type")}
    left_out = tuple(LeftOut(**one) for one in gathered["left_out"])
    lines = [f"  {one.what} {one.digest[:16]}: {one.why}" for one in left_out]
    guide = readme(
        {**said, "telegram": gathered["reference"]},
        list(_signed(files)),
        lines,
        gathered["marks"],
    )
    whole = {**files, bundle.README: guide}
    sums = {name: sha256(data).hexdigest() for name, data in whole.items()}
    sums |= {one.name: one.sha256 for one in attachments}
    whole[bundle.SUMS] = bundle.sums(sums)
    listed = [
        *attachments,
        *(
            Listed(name=name, bytes=len(data), sha256=sha256(data).hexdigest())
            for name, data in whole.items()
        ),
    ]
    manifest = Manifest(
        **said,
        evidence=gathered["evidence"],
        made_at=gathered["made_at"],
        telegram=gathered["reference"],
        uid=gathered["uid"],
        files=tuple(sorted(listed, key=lambda one: one.name)),
        left_out=left_out,
        amended=tuple(Amended(**one) for one in gathered["amended"]),
    )
    whole[bundle.MANIFEST] = write_manifest(manifest)
    return Bound(files=whole, attachments=tuple(attachments), manifest=manifest)


def _signed(files: Mapping[str, bytes]) -> Iterator[tuple[str, str, str, str]]:
    """Yield each document with its signature's file, who signed it, and in which namespace."""
    registered = REGISTRATION.decode(files[bundle.REGISTRATION])
    deputies = deputies_in(registered)
    for number, one in enumerate(registered.releases, 1):
        deputy = deputies.get(one.office)
        yield bundle.BODY, release_name(number), deputy or one.office, NAMESPACE[Kind.BODY]
    name = bundle.REGISTRATION
    space = NAMESPACE[Kind.REGISTRATION]
    yield name, name + bundle.SIGNATURE, registered.station, space
    for name in sorted(files):
        found = NUMBERED.fullmatch(name)
        if found is not None:
            who, space = _signer(found[1], files[name])
            yield name, name + bundle.SIGNATURE, who, space


def _signer(kind: str, payload: bytes) -> tuple[str, str]:
    if kind == "answer":
        answer = ANSWER.decode(payload)
        return answer.deputy or answer.office, NAMESPACE[Kind.ANSWER]
    if kind == "delivery-report":
        return DELIVERY_REPORT.decode(payload).station, NAMESPACE[Kind.DELIVERY_REPORT]
    if kind == "service":
        return SERVICE.decode(payload).station, NAMESPACE[Kind.SERVICE]
    return ENVELOPE.decode(payload).sender, ENVELOPE_NAMESPACE


# -- one file -------------------------------------------------------------------------------------


def tar(folder: str, files: Mapping[str, bytes], large: Mapping[str, Any]) -> Iterator[bytes]:
    """Yield a tar file over a bundle; the same bundle gives the same bytes.

    Args:
        folder: the one folder in it.
        files: by name.
        large: by name the size of each further file and an iterator over its bytes, as a pair.
    """
    everything: dict[str, tuple[int, Any]] = {
        **{name: (len(data), (data,)) for name, data in files.items()},
        **large,
    }
    for name in sorted(everything):
        size, pieces = everything[name]
        yield _tar_head(f"{folder}/{name}", size)
        yield from pieces
        yield bytes(-size % _TAR_BLOCK)
    yield bytes(2 * _TAR_BLOCK)


def _tar_head(name: str, size: int) -> bytes:
    """Return the ustar header of a plain file of nobody, of 1970, that its owner alone may read."""
    fields = (
        (name.encode(), 100),
        (b"0000600\0", 8),
        (b"0000000\0", 8),
        (b"0000000\0", 8),
        (b"%011o\0" % size, 12),
        (b"00000000000\0", 12),
        (b" " * 8, 8),
        (b"0", 1),
        (b"", 100),
        (b"ustar\x0000", 8),
    )
    head = b"".join(value.ljust(width, b"\0") for value, width in fields).ljust(_TAR_BLOCK, b"\0")
    return head[:148] + b"%06o\0 " % sum(head) + head[156:]
