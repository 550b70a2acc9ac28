"""Which importer reads a file: by what it begins with, never by its name alone.

#  or text           a page of an archive (`page`)
<                    a volume in TEI (`tei`)
{                    a record a line, as JSON (`json_lines`)
"""

from collections.abc import Iterator
from typing import IO, Final

from depesha.archive.json_lines import records_of
from depesha.archive.page import MAX_PAGE_BYTES, read_page
from depesha.archive.record import Record
from depesha.archive.tei import Bad, documents

BEGINNING: Final = 64


def records(opened: IO[bytes], name: str) -> Iterator[Record | Bad]:
    """Yield each record of a file in its order, or why it cannot be read.

    Args:
        opened: the file, at its beginning; it can be gone back in.
        name: its name without its folder and its ending.

    Raises:
        Malformed: the file as a whole is none of these; what was yielded before is whole.
    """
    beginning = opened.read(BEGINNING).lstrip(b"\xef\xbb\xbf \t\r\n")
    opened.seek(0)
    if beginning.startswith(b"<"):
        yield from documents(opened, name)
    elif beginning.startswith(b"{"):
        yield from records_of(opened, name)
    else:
        yield read_page(opened.read(MAX_PAGE_BYTES + 1))
