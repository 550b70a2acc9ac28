"""A sealed file as an order names it, in plain fields.

    {"name": "map.pdf", "type": "application/pdf", "size_bytes": 5, "sha256": "…",
     "ciphertext": "…", "ciphertext_bytes": 1680, "seed": "…"}

`attaching.attach` makes them; here they are read, and nothing of them is taken on trust that can be
judged without the bytes.
"""

from collections.abc import Callable, Mapping
from typing import Any, Final

from depesha.envelope import SealedAttachment, sealed_size
from depesha.errors import Usage
from depesha.names import Digest, Seed, file_name
from depesha.telegram import Attachment

MAX_TYPE_BYTES: Final = 40
MAX_SIZE_BYTES: Final = 2**40
DIGEST_BYTES: Final = 32


def sealed_attachment(given: object) -> SealedAttachment:
    """Return what one of the fields `attachments` of an order says.

    Raises:
        Usage: it is not said as it must be, or no blob of that size holds a file of this one.
    """
    if not isinstance(given, dict) or set(given) != set(FIELDS):
        msg = "an attachment is said as the sealing of its file returned it"
        raise Usage(msg, hint=f"with {', '.join(FIELDS)}")
    read = {name: reads(name, given[name]) for name, reads in FIELDS.items()}
    if read["ciphertext_bytes"] != sealed_size(read["size_bytes"]):
        msg = f"no blob of {read['ciphertext_bytes']} bytes holds {read['size_bytes']} bytes"
        raise Usage(msg)
    return SealedAttachment(
        attachment=Attachment(
            name=read["name"],
            media_type=read["type"],
            size_bytes=read["size_bytes"],
            sha256=Digest(read["sha256"]),
        ),
        ciphertext=Digest(read["ciphertext"]),
        size_bytes=read["ciphertext_bytes"],
        seed=Seed(read["seed"]),
    )


def _text(field: str, value: object) -> str:
    if not isinstance(value, str):
        raise _wrong(field, "a text")
    return value


def _name(field: str, value: object) -> str:
    return file_name(_text(field, value))


def _type(field: str, value: object) -> str:
    said = _text(field, value)
    if not said.isascii() or not said.isprintable() or len(said) > MAX_TYPE_BYTES:
        raise _wrong(field, f"at most {MAX_TYPE_BYTES} signs of ASCII")
    return said


def _number(field: str, value: object) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value <= MAX_SIZE_BYTES:
        raise _wrong(field, f"a whole number from 0 to {MAX_SIZE_BYTES}")
    return value


def _digest(field: str, value: object) -> bytes:
    try:
        read = bytes.fromhex(_text(field, value))
    except ValueError:
        read = b""
    if len(read) != DIGEST_BYTES:
        raise _wrong(field, f"{DIGEST_BYTES} bytes in hex")
    return read


def _wrong(field: str, wanted: str) -> Usage:
    return Usage(f"field {field!r} of an attachment must be {wanted}")


FIELDS: Final[Mapping[str, Callable[[str, object], Any]]] = {
    "name": _name,
    "type": _type,
    "size_bytes": _number,
    "sha256": _digest,
    "ciphertext": _digest,
    "ciphertext_bytes": _number,
    "seed": _digest,
}
