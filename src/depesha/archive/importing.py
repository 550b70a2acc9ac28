"""Which importer reads a file: by what it begins with, never by its name alone.

#  or text           a page of an archive (`page`)
<                    a volume in TEI (`tei`)
{                    a record a line, as JSON (`json_lines`)
PK                   evidence of a telegram, packed: it is verified first, by who may (`station`)

What is packed, or in an alphabet of two bytes, is told as such: nobody guesses what is inside.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import IO, Final

from depesha.archive.json_lines import records_of
from depesha.archive.page import read_page
from depesha.archive.page_lines import MAX_PAGE_BYTES
from depesha.archive.record import Record
from depesha.archive.tei import Bad, documents
from depesha.errors import Malformed

BEGINNING: Final = 64

_UTF16: Final = "make UTF-8 of it first: iconv -f UTF-16 -t UTF-8 FILE"
_PICTURE: Final = "put it beside its record: depesha archive scan RECORD FILE --sheet N"
PACKED: Final = b"PK\x03\x04"


@dataclass(frozen=True, slots=True, kw_only=True)
class Strange:
    """What is no source of ours: how it begins, what it is, and what to do."""

    beginning: bytes
    what: str
    hint: str


NOT_READ: Final = (
    Strange(beginning=b"\x1f\x8b", what="packed by gzip", hint="unpack it first: gunzip -k FILE"),
    Strange(
        beginning=PACKED, what="a ZIP archive", hint="unpack it first, and import what is in it"
    ),
    Strange(beginning=b"BZh", what="packed by bzip2", hint="unpack it first: bunzip2 -k FILE"),
    Strange(beginning=b"\xfd7zXZ", what="packed by xz", hint="unpack it first: unxz -k FILE"),
    Strange(
        beginning=b"\x28\xb5\x2f\xfd", what="packed by zstd", hint="unpack it first: unzstd FILE"
    ),
    Strange(beginning=b"%PDF", what="a PDF", hint="import the text of it, as a page"),
    Strange(beginning=b"\x89PNG", what="a PNG picture", hint=_PICTURE),
    Strange(beginning=b"\xff\xd8\xff", what="a JPEG picture", hint=_PICTURE),
    Strange(
        beginning=b"SQLite format 3",
        what="a database",
        hint="a shelf is opened by 'depesha archive serve'",
    ),
)


def is_bundle(beginning: bytes) -> bool:
    """Say whether a file is packed as evidence is: it is no source that is read without a proof."""
    return beginning.startswith(PACKED)


def records(opened: IO[bytes], name: str) -> Iterator[Record | Bad]:
    """Yield each record of a file in its order, or why it cannot be read.

    Args:
        opened: the file, at its beginning; it can be gone back in.
        name: its name without its folder and its ending.

    Raises:
        Malformed: the file as a whole is none of these; what was yielded before is whole.
    """
    beginning = opened.read(BEGINNING)
    opened.seek(0)
    _must_be_readable(beginning)
    first = beginning.lstrip(b"\xef\xbb\xbf\xff\xfe\0 \t\r\n")
    if first.startswith(b"<"):
        yield from documents(opened, name)
    elif beginning.startswith((b"\xff\xfe", b"\xfe\xff")):
        msg = "the file is UTF-16"
        raise Malformed(msg, hint=_UTF16)
    elif first.startswith(b"{"):
        yield from records_of(opened, name)
    else:
        yield read_page(opened.read(MAX_PAGE_BYTES + 1), name)


def _must_be_readable(beginning: bytes) -> None:
    for one in NOT_READ:
        if beginning.startswith(one.beginning):
            msg = f"the file is {one.what}"
            raise Malformed(msg, hint=one.hint)
