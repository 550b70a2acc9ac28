"""A form with files, taken as it comes: fields in memory, files into the station's spool.

    upload = await taken(request, house.answers.spool, must_be_ours)
    upload.fields["erratum"], upload.files[0].name

Rule 1: nothing is whole in memory but the fields; more is read once this lies down.
Rule 2: everything has a bound: bytes, parts, the head of a part, a field, a file, files. A form
    that is beyond one is refused as a whole.
Rule 3: no byte of a file is kept before its form has shown whose it is: fields stand before files.
Rule 4: however it ends but well, what was laid down is let go of here.
"""

from collections.abc import AsyncIterator, Callable, Mapping
from dataclasses import dataclass, field
from typing import Final, assert_never

from python_multipart.multipart import parse_options_header
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request

from depesha.errors import Problem, Usage
from depesha.station.spool import Spool
from depesha.web.form_parts import AllThere, Begins, Ends, FormParts, Happened, Holds
from depesha.web.pace import PACE, Pace, paced

MIB: Final = 1024 * 1024

MAX_UPLOAD_BYTES: Final = 512 * MIB
"""Of one form. The longest of 100 volumes has 15 MB."""

MAX_FILE_BYTES: Final = 384 * MIB
MAX_FILES: Final = 100
MAX_FIELDS: Final = 40
MAX_FIELD_BYTES: Final = MIB
"""The text of a page, which is the longest (`archive.page_lines`)."""

MAX_FIELDS_BYTES: Final = 2 * MIB
MAX_NAME: Final = 200
PIECE_BYTES: Final = 64 * 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class Handed:
    """A file that was handed in."""

    name: str
    spool: Spool


@dataclass(slots=True, kw_only=True)
class Upload:
    """What came: fields by name, and files in their order."""

    fields: dict[str, str] = field(default_factory=dict)
    files: list[Handed] = field(default_factory=list)

    def close(self) -> None:
        """Let go of what was laid down; calling it twice is harmless."""
        for one in self.files:
            one.spool.close()


@dataclass(frozen=True, slots=True, kw_only=True)
class Bounds:
    """How much is taken of one form."""

    file_bytes: int = MAX_FILE_BYTES
    files: int = MAX_FILES
    fields: int = MAX_FIELDS
    field_bytes: int = MAX_FIELD_BYTES
    fields_bytes: int = MAX_FIELDS_BYTES


MustBeOurs = Callable[[Mapping[str, str]], None]
"""Raises a problem where the fields that have come are no form of this session."""

BOUNDS: Final = Bounds()


async def taken(
    request: Request,
    spool: Callable[[], Spool],
    must_be_ours: MustBeOurs,
    bounds: Bounds = BOUNDS,
    *,
    pace: Pace = PACE,
) -> Upload:
    """Return what was sent; whoever asked closes it.

    Where it is refused the rest is read and let go of, so that a browser hears why; at the same
    pace, and where it comes too slowly no more of it.

    Raises:
        Usage: it is beyond a bound, was cut short, or is no form with files.
        Problem: as `must_be_ours`; the disk has no room; it comes too slowly.
        ClientDisconnect: whoever sent it has gone.
        HTTPException: 415: it is written in other letters than a form of this desk.
    """
    content_type = request.headers.get("Content-Type", "")
    _, options = parse_options_header(content_type)
    if options.get(b"charset", b"utf-8").lower() != b"utf-8":
        raise HTTPException(415)
    taking = _Taking(spool, must_be_ours, bounds)
    stream = paced(request.stream(), pace)
    try:
        parts = FormParts(content_type)
        async for chunk in stream:
            for start in range(0, len(chunk), PIECE_BYTES):
                for one in parts.read(chunk[start : start + PIECE_BYTES]):
                    await taking.take(one)
        taking.must_be_whole()
    except BaseException as error:
        taking.upload.close()
        if isinstance(error, Problem):
            await _let_go(stream)
        raise
    return taking.upload


async def let_go(request: Request) -> None:
    """Read what is sent to its end, and keep nothing: a browser hears an answer only then.

    Raises:
        NotNow: it comes too slowly.
    """
    await _let_go(paced(request.stream(), PACE))


async def _let_go(stream: AsyncIterator[bytes]) -> None:
    async for _ in stream:
        pass


class _Taking:
    """One form on its way in."""

    def __init__(
        self, spool: Callable[[], Spool], must_be_ours: MustBeOurs, bounds: Bounds
    ) -> None:
        self.upload = Upload()
        self._spool = spool
        self._must_be_ours = must_be_ours
        self._bounds = bounds
        self._fields = self._files = self._fields_bytes = 0
        self._name = ""
        self._filename: str | None = None
        self._text = bytearray()
        self._laid: Handed | None = None
        self._is_whole = False

    async def take(self, happened: Happened) -> None:
        match happened:
            case Begins(name=name, filename=filename):
                self._begin(name, filename)
            case Holds(data=data):
                await self._hold(data)
            case Ends():
                await self._end()
            case AllThere():
                self._is_whole = True
            case _:
                assert_never(happened)

    def must_be_whole(self) -> None:
        if not self._is_whole:
            msg = "what was sent ends in the middle"
            raise Usage(msg, hint="send it again")
        self._must_be_ours(self.upload.fields)

    def _begin(self, name: str, filename: str | None) -> None:
        self._name, self._filename, self._laid = name, filename, None
        self._text.clear()
        if filename is not None:
            self._must_be_ours(self.upload.fields)
            self._files += 1
            _must_fit(self._files, self._bounds.files, "files")
        else:
            self._fields += 1
            _must_fit(self._fields, self._bounds.fields, "fields")

    async def _hold(self, data: bytes) -> None:
        if self._filename is None:
            self._text += data
            self._fields_bytes += len(data)
            _must_fit(len(self._text), self._bounds.field_bytes, "bytes in a field")
            _must_fit(self._fields_bytes, self._bounds.fields_bytes, "bytes in its fields")
            return
        if self._laid is None:
            self._laid = Handed(name=plain_name(self._filename), spool=self._spool())
            self.upload.files.append(self._laid)
        _must_fit(self._laid.spool.size_bytes + len(data), self._bounds.file_bytes, "bytes a file")
        await run_in_threadpool(self._laid.spool.add, data)

    async def _end(self) -> None:
        """End a part; a file without a byte is a field for files in which none was chosen."""
        if self._filename is None:
            text = bytes(self._text).decode(errors="replace")
            self.upload.fields.setdefault(self._name, text.replace("\r\n", "\n"))
        elif self._laid is not None:
            await run_in_threadpool(self._laid.spool.end)


def _must_fit(count: int, most: int, what: str) -> None:
    if count > most:
        msg = f"a form has at most {most} {what}"
        raise Usage(msg, hint="send it in several, or use the command")


def plain_name(said: str) -> str:
    """Return the name of a file as it is shown and kept: no folders, nothing that is not seen.

    It leads nowhere: a file that was handed in lies under no name.
    """
    last = said.replace("\\", "/").rpartition("/")[2]
    seen = "".join(letter if letter.isprintable() else " " for letter in last)
    words = " ".join(seen.split())
    if len(words) > MAX_NAME:
        stem, dot, ending = words.rpartition(".")
        ending = f"{dot}{ending}" if len(ending) <= len("jsonl") else ""
        words = (stem or words)[: MAX_NAME - len(ending)] + ending
    return words.strip(" .") or "file"
