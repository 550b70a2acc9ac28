"""The documents of a TEI file, one tree at a time, out of a stream.

What stands outside of documents is passed over without building anything: a volume of 5 MB takes no
more memory than its longest document. A DTD is refused before anything of it is read, so that there
are no entities but XML's own five.
"""

from collections import deque
from collections.abc import Iterator
from typing import IO, Final
from xml.etree.ElementTree import Element, TreeBuilder
from xml.parsers import expat

from depesha.errors import Malformed

NAMESPACE: Final = "http://www.tei-c.org/ns/1.0"
_TEI: Final = f"{NAMESPACE}}}"
"""What names begin with as expat gives them; TEI's own are told without it."""

XML_ID: Final = "http://www.w3.org/XML/1998/namespace}id"
CHUNK_BYTES: Final = 64 * 1024
MAX_DEPTH: Final = 200
"""Elements within one another; a volume has some 20."""

DOCUMENT: Final = "div"


class _Trees:
    """Builds a tree of each document, as the parser goes through the file."""

    def __init__(self) -> None:
        self.whole: deque[Element] = deque()
        self._builder: TreeBuilder | None = None
        self._depth = 0

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """An element begins."""
        name = name.removeprefix(_TEI)
        if self._builder is None:
            if name != DOCUMENT or attributes.get("type") != "document":
                return
            self._builder = TreeBuilder()
        self._depth += 1
        if self._depth > MAX_DEPTH:
            msg = f"elements within {MAX_DEPTH} others"
            raise Malformed(msg)
        self._builder.start(name, attributes)

    def end(self, name: str) -> None:
        """An element ends."""
        if self._builder is None:
            return
        self._builder.end(name.removeprefix(_TEI))
        self._depth -= 1
        if self._depth == 0:
            self.whole.append(self._builder.close())
            self._builder = None

    def data(self, words: str) -> None:
        """Words stand there."""
        if self._builder is not None:
            self._builder.data(words)


def trees(opened: IO[bytes]) -> Iterator[Element]:
    """Yield the tree of each document, in the order of the file.

    Raises:
        Malformed: the file is no XML to its end, or has a DTD; what was yielded before is whole.
    """
    built = _Trees()
    parser = expat.ParserCreate(namespace_separator="}")
    parser.buffer_text = True
    parser.StartElementHandler = built.start
    parser.EndElementHandler = built.end
    parser.CharacterDataHandler = built.data
    parser.StartDoctypeDeclHandler = _refuse_dtd
    while chunk := opened.read(CHUNK_BYTES):
        _feed(parser, chunk, is_last=False)
        while built.whole:
            yield built.whole.popleft()
    _feed(parser, b"", is_last=True)


def _feed(parser: expat.XMLParserType, chunk: bytes, *, is_last: bool) -> None:
    try:
        parser.Parse(chunk, is_last)
    except expat.ExpatError as error:
        msg = f"not XML: {expat.ErrorString(error.code)}, line {error.lineno}"
        raise Malformed(msg, hint="the documents before that are whole") from error


def _refuse_dtd(*_: object) -> None:
    msg = "the file has a DTD"
    raise Malformed(msg, hint="a volume has no need of one; take it out")
