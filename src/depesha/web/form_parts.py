"""The parts of a form with files, out of the bytes of a request as they come.

    Begins(name="file", filename="a.xml")  Holds(b"<TEI")  Holds(b"…")  Ends()   AllThere()

Rule 1: a part has a head of so many lines of so many bytes, and says its name. What does not is no
    form of any browser, and ends the reading.
Rule 2: how many parts there are, and how much is in each, whoever asks counts.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, TypeAlias

from python_multipart.exceptions import FormParserError
from python_multipart.multipart import MultipartParser, parse_options_header

from depesha.errors import Usage

MAX_HEADERS: Final = 8
MAX_HEADER_BYTES: Final = 4 * 1024
"""A browser sends two lines; a name of a file has some 255 letters."""

MULTIPART: Final = b"multipart/form-data"
_DISPOSITION: Final = b"content-disposition"


@dataclass(frozen=True, slots=True, kw_only=True)
class Begins:
    """A part begins; `filename`: it is a file; None: a field."""

    name: str
    filename: str | None


@dataclass(frozen=True, slots=True)
class Holds:
    """The next bytes of the part that began."""

    data: bytes


@dataclass(frozen=True, slots=True)
class Ends:
    """The part ends."""


@dataclass(frozen=True, slots=True)
class AllThere:
    """The form ends; what comes behind it is no part of it."""


Happened: TypeAlias = Begins | Holds | Ends | AllThere


def no_form() -> Usage:
    """Return what is told of bytes that are none."""
    msg = "what was sent is no form with files"
    return Usage(msg, hint="load the page again")


class FormParts:
    """Reads the parts of one form.

    Args:
        content_type: what the request says of itself.

    Raises:
        Usage: it is no form with files.
    """

    def __init__(self, content_type: str) -> None:
        kind, options = parse_options_header(content_type)
        boundary = options.get(b"boundary", b"")
        if kind.lower() != MULTIPART or not boundary:
            raise no_form()
        self._happened: list[Happened] = []
        self._headers: dict[bytes, bytes] = {}
        self._name = self._value = b""
        try:
            self._parser = MultipartParser(
                boundary,
                {
                    "on_part_begin": self._headers.clear,
                    "on_header_field": self._named,
                    "on_header_value": self._valued,
                    "on_header_end": self._headed,
                    "on_headers_finished": self._begins,
                    "on_part_data": self._holds,
                    "on_part_end": self._told(Ends()),
                    "on_end": self._told(AllThere()),
                },
                max_header_count=MAX_HEADERS,
                max_header_size=MAX_HEADER_BYTES,
            )
        except FormParserError as error:
            raise no_form() from error

    def read(self, data: bytes) -> list[Happened]:
        """Return what happens in the next bytes.

        Raises:
            Usage: they are no form.
        """
        self._happened = []
        try:
            self._parser.write(data)
        except FormParserError as error:
            raise no_form() from error
        return self._happened

    def _told(self, what: Happened) -> Callable[[], None]:
        return lambda: self._happened.append(what)

    def _named(self, data: bytes, start: int, end: int) -> None:
        self._name += data[start:end]

    def _valued(self, data: bytes, start: int, end: int) -> None:
        self._value += data[start:end]

    def _headed(self) -> None:
        self._headers[self._name.lower()] = self._value
        self._name = self._value = b""

    def _begins(self) -> None:
        kind, options = parse_options_header(self._headers.get(_DISPOSITION, b""))
        if kind.lower() != b"form-data" or b"name" not in options:
            raise no_form()
        filename = options.get(b"filename")
        self._happened.append(
            Begins(
                name=options[b"name"].decode(errors="replace"),
                filename=None if filename is None else filename.decode(errors="replace"),
            )
        )

    def _holds(self, data: bytes, start: int, end: int) -> None:
        self._happened.append(Holds(data[start:end]))
