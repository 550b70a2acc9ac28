"""The documents of a TEI file, one tree at a time, out of a stream.

What stands outside of documents is passed over without building anything: a volume takes no more
memory than its longest document may be, however long it is. A DTD is refused before anything of it
is read, so that there are no entities but XML's own five.

Rule 1: a document beyond its bounds is let go as it is read, told with its place, and the others
    are read.
Rule 2: what can only be held whole (a tag with its attributes) or piles up (elements within one
    another) has a bound for the whole file: beyond it the file is no volume.
"""

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
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

MAX_NESTED: Final = 10 * MAX_DEPTH
"""The same, of what is passed over: expat remembers each."""

MAX_DOCUMENT_LETTERS: Final = 8 * 1024 * 1024
"""The longest document of 100 volumes has some 200,000."""

ATTRIBUTE_WEIGHT: Final = 16
"""What a letter of an attribute counts: they are names and keys, and no text is as long in them."""

MAX_ELEMENTS: Final = 100_000
"""Of one document; the longest has some 5,000."""

MAX_TAG_BYTES: Final = 1024 * 1024
"""A tag with its attributes: expat holds it whole, in a file without one there is no end to it."""

DOCUMENT: Final = "div"

_MARK: Final = {"type", "n", XML_ID}
"""The attributes by which a document is known when it is let go."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A document: its tree and the line at which it begins.

    `why`: why it is not read; the tree then has its first element alone.
    """

    tree: Element
    line: int
    why: str = ""


class _Trees:
    """Builds a tree of each document, as the parser goes through the file."""

    def __init__(self, parser: expat.XMLParserType) -> None:
        self.whole: deque[Found] = deque()
        self.has_moved = False
        self._parser = parser
        self._builder: TreeBuilder | None = None
        self._root: Element | None = None
        self._why = ""
        self._line = 0
        self._outside = self._depth = self._letters = self._elements = 0
        parser.StartElementHandler = self.start
        parser.EndElementHandler = self.end
        parser.CharacterDataHandler = self.data
        parser.StartDoctypeDeclHandler = _refuse_dtd

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """An element begins."""
        self.has_moved = True
        name = name.removeprefix(_TEI)
        if self._root is None:
            if name != DOCUMENT or attributes.get("type") != "document":
                self._outside += 1
                self._must_not_nest()
                return
            self._begin(name, attributes)
        self._depth += 1
        self._elements += 1
        self._must_not_nest()
        self._count(ATTRIBUTE_WEIGHT * sum(map(len, attributes.values())))
        if self._builder is not None:
            self._builder.start(name, attributes)

    def _begin(self, name: str, attributes: dict[str, str]) -> None:
        known = {key: value[:200] for key, value in attributes.items() if key in _MARK}
        self._root = Element(name, known)
        self._builder = TreeBuilder()
        self._line, self._why = self._parser.CurrentLineNumber, ""
        self._letters = self._elements = 0

    def _must_not_nest(self) -> None:
        if self._depth + self._outside > MAX_NESTED:
            msg = f"elements within {MAX_NESTED} others"
            raise Malformed(msg)

    def _count(self, letters: int) -> None:
        """Count what a document has come to; beyond a bound nothing of it is kept."""
        self._letters += letters
        if self._builder is None:
            return
        if self._letters > MAX_DOCUMENT_LETTERS:
            self._why = f"longer than {MAX_DOCUMENT_LETTERS} letters"
        elif self._elements > MAX_ELEMENTS:
            self._why = f"more than {MAX_ELEMENTS} elements"
        elif self._depth > MAX_DEPTH:
            self._why = f"elements within {MAX_DEPTH} others"
        if self._why:
            self._builder = None

    def end(self, name: str) -> None:
        """An element ends."""
        self.has_moved = True
        if self._root is None:
            self._outside -= 1
            return
        if self._builder is not None:
            self._builder.end(name.removeprefix(_TEI))
        self._depth -= 1
        if self._depth == 0:
            tree = self._root if self._builder is None else self._builder.close()
            self.whole.append(Found(tree=tree, line=self._line, why=self._why))
            self._builder = self._root = None

    def data(self, words: str) -> None:
        """Words stand there."""
        self.has_moved = True
        if self._root is not None:
            self._count(len(words))
        if self._builder is not None:
            self._builder.data(words)


def trees(opened: IO[bytes]) -> Iterator[Found]:
    """Yield each document, in the order of the file.

    Raises:
        Malformed: the file is no XML to its end, or has a DTD; what was yielded before is whole.
    """
    parser = expat.ParserCreate(namespace_separator="}")
    parser.buffer_text = True
    built = _Trees(parser)
    held = 0
    while chunk := opened.read(CHUNK_BYTES):
        built.has_moved = False
        _feed(parser, chunk, is_last=False)
        held = 0 if built.has_moved else held + len(chunk)
        if held > MAX_TAG_BYTES:
            msg = f"a tag or comment of more than {MAX_TAG_BYTES} bytes"
            raise Malformed(msg, hint="the documents before that are whole")
        while built.whole:
            yield built.whole.popleft()
    _feed(parser, b"", is_last=True)


def _feed(parser: expat.XMLParserType, chunk: bytes, *, is_last: bool) -> None:
    try:
        parser.Parse(chunk, is_last)
    except expat.ExpatError as error:
        msg = f"not XML: {expat.ErrorString(error.code)}, line {error.lineno}"
        raise Malformed(msg, hint="the documents before that are whole") from error
    except (LookupError, UnicodeError, ValueError) as error:  # what it says of its alphabet is none
        msg = "its encoding is not known"
        raise Malformed(msg, hint="as UTF-8 it is read: iconv -t UTF-8") from error


def _refuse_dtd(*_: object) -> None:
    msg = "the file has a DTD"
    raise Malformed(msg, hint="a volume has no need of one; take it out")
