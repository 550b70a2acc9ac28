"""Records of the past are taken in, a file at a time: by the command and at the desk alike.

    file → records → batches → question archive-known → order archive-enter → what became of each

Rule 1: a record is whole or absent. A document that cannot be read is told, and passed over.
Rule 2: what is there already is not sent: an import that broke off is given again, and goes on.
Rule 3: a telegram's record out of another archive has a name of its own (`archive.elsewhere`); of a
    telegram that was filed here it is known.
Rule 4: no more than two batches are in memory, however large the file is: one that is with the
    station, and the next, which is read meanwhile where the face can do so (`Begin`).
"""

from base64 import b64encode
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from hashlib import sha256
from io import BufferedReader, RawIOBase
from pathlib import PurePath
from typing import IO, Any, Final, Protocol

from depesha.archive.elsewhere import carried_in, telegram_of
from depesha.archive.form import encode
from depesha.archive.glosses import glossed_at
from depesha.archive.importing import records
from depesha.archive.record import Record
from depesha.archive.tei import Bad
from depesha.errors import Malformed, NotFound

BATCH_RECORDS: Final = 128
BATCH_BYTES: Final = 1024 * 1024
"""What is read before it goes to the station, in several orders (`in_orders`)."""

ENTERED_AT_ONCE: Final = 16
ENTERED_BYTES: Final = 128 * 1024
"""What one order brings: some 10 ms of the desk, for which a telegram waits at most."""


class Asked(Protocol):
    """A station that is asked and ordered from the thread that reads a file."""

    def order(self, name: str, **fields: Any) -> Any:  # noqa: ANN401  # JSON of many shapes
        """Give an order and return its result."""
        ...

    def read(self, name: str, **fields: Any) -> Any:  # noqa: ANN401  # as above
        """Ask a question."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """How records are entered.

    Attributes:
        office: in whose name; empty: of the one office that the station has.
        classification: what a reader here must be cleared for.
        gloss_classification: the same, to see an editor's glosses; None: as the source says.
        root: of evidence: the root of its network; empty: that of this one.
        erratum: why they differ from what is there of the same sources.
    """

    office: str
    classification: int = 0
    gloss_classification: int | None = None
    root: str = ""
    erratum: str = ""


class Became(Enum):
    """What became of a document."""

    ENTERED = "entered"
    EDITION = "edition"
    KNOWN = "known"
    BAD = "bad"


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """One document, and what became of it.

    Attributes:
        became: what.
        source: its name.
        record: what was read of it; None: it could not be.
        edition: which of its source it is, where it was entered.
        why: why it could not be read, and `hint` what to do.
        line: of the file, where it begins; 0: the whole file.
        is_proof: its record was there, and has the proof of it now.
    """

    became: Became
    source: str
    record: Record | None = None
    edition: int = 0
    why: str = ""
    hint: str = ""
    line: int = 0
    is_proof: bool = False


Tell = Callable[[Told], None]


Editions = Callable[[], list[int]]
"""Waits until a batch is entered; which edition of its source each is, 0 for one that was there."""

Begin = Callable[[Mapping[str, Any]], Editions]
"""Gives a batch to the station: the fields of one order `archive-enter`, that is given as one or as
several (`in_orders`)."""


def take_in(
    station: Asked,
    terms: Terms,
    opened: IO[bytes],
    file: str,
    tell: Tell,
    begin: Begin | None = None,
) -> None:
    """Enter the records of a file, batch after batch.

    A face that gives a batch by itself (`begin`) has large ones, and parts them (`in_orders`).

    What an import that broke off had entered stands at the beginning of its file: the station is
    asked which of a batch it has, and is not sent them, until it has none of a batch.

    Args:
        station: what they are entered into.
        terms: how.
        opened: the file, at its beginning; it can be gone back in.
        file: its name.
        tell: is told of each document, in order.
        begin: gives a batch; None: as an order that is waited for.

    Raises:
        Problem: the station refuses a batch; those before are entered.
    """
    place = PurePath(file)
    sending = _Sending(station, terms, place.name, tell, begin)
    try:
        most = (BATCH_RECORDS, BATCH_BYTES) if begin else (ENTERED_AT_ONCE, ENTERED_BYTES)
        for batch in _batches(_each(terms, records(opened, place.stem), file), *most):
            sending.give(batch)
    except Exception:
        sending.hear()  # the file breaks off, or whoever reads it: what is under way is told
        raise
    sending.hear()


class _Sending:
    """The batches of a file: one is with the station while the next is read."""

    def __init__(
        self, station: Asked, terms: Terms, name: str, tell: Tell, begin: Begin | None
    ) -> None:
        self._station = station
        self._terms = terms
        self._name = name
        self._tell = tell
        self._begin = begin or self._at_once
        self._may_be_known = True
        self._under_way: tuple[list[Whole | Told], set[str], Editions] | None = None

    def give(self, batch: "list[Whole | Told]") -> None:
        """Give what is new of a batch, after the one before is heard of."""
        self.hear()
        batch = [self._unless_filed(one) for one in batch]
        there = [one for one in batch if isinstance(one, Whole)]
        known = _known(self._station, self._terms, there) if self._may_be_known and there else set()
        self._may_be_known &= bool(known) or not there
        new = [one for one in there if one.name not in known]
        editions = self._begin(_entering(self._terms, self._name, new)) if new else list
        self._under_way = batch, known, editions

    def _unless_filed(self, one: "Whole | Told") -> "Whole | Told":
        """Return what is to be entered; of a telegram that was filed here, that it is known."""
        if not isinstance(one, Whole):
            return one
        named = telegram_of(one.record.source)
        if not (named and is_here(self._station, self._terms, named)):
            return one
        return told_of(one.record, 0)

    def hear(self) -> None:
        """Wait until the batch that is under way is done, and tell of it; of none, do nothing."""
        under_way, self._under_way = self._under_way, None
        if under_way is None:
            return
        batch, known, editions = under_way
        made = iter(editions())
        for one in batch:
            if isinstance(one, Told):
                self._tell(one)
            else:
                self._tell(told_of(one.record, 0 if one.name in known else next(made)))

    def _at_once(self, entering: Mapping[str, Any]) -> Editions:
        editions: list[int] = self._station.order("archive-enter", **entering)["editions"]
        return lambda: editions


def in_orders(entering: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """Yield the fields of the orders by which a batch is entered, none of which is long work."""
    records: list[str] = []
    size = 0
    for one in entering["records"]:
        if records and (len(records) == ENTERED_AT_ONCE or size + len(one) > ENTERED_BYTES):
            yield {**entering, "records": records}
            records, size = [], 0
        records.append(one)
        size += len(one)
    if records:
        yield {**entering, "records": records}


def told_of(record: Record, edition: int) -> Told:
    """Return what became of a record, by its edition; 0: it was there."""
    became = (Became.KNOWN, Became.ENTERED, Became.EDITION)[min(edition, 2)]
    return Told(became=became, source=record.source, record=record, edition=edition)


@dataclass(frozen=True, slots=True, kw_only=True)
class Whole:
    """A record that can be entered: its bytes, and their digest in hex."""

    record: Record
    payload: bytes
    name: str


def whole(record: Record) -> Whole:
    """Return a record as it is entered.

    Raises:
        Malformed: it is beyond what a record may have.
    """
    payload = encode(record)
    return Whole(record=record, payload=payload, name=sha256(payload).hexdigest())


def entered(station: Asked, terms: Terms, batch: str, new: Sequence[Whole]) -> list[int]:
    """Enter records; return which edition of its source each is, 0 for one that was there."""
    editions: list[int] = station.order("archive-enter", **_entering(terms, batch, new))["editions"]
    return editions


def _entering(terms: Terms, batch: str, new: Sequence[Whole]) -> dict[str, Any]:
    return {
        "office": terms.office,
        "batch": batch,
        "classification": terms.classification,
        "reason": terms.erratum,
        "records": [b64encode(one.payload).decode() for one in new],
    }


def _known(station: Asked, terms: Terms, batch: Sequence[Whole]) -> set[str]:
    names = [one.name for one in batch]
    return set(station.read("archive-known", office=terms.office, records=names)["known"])


def _batches(
    found: Iterator[Whole | Told], most: int, most_bytes: int
) -> Iterator[list[Whole | Told]]:
    batch: list[Whole | Told] = []
    size = 0
    for one in found:
        batch.append(one)
        size += len(one.payload) if isinstance(one, Whole) else 0
        if len(batch) >= most or size >= most_bytes:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch


def _each(terms: Terms, found: Iterator[Record | Bad], file: str) -> Iterator[Whole | Told]:
    """Yield each record that can be read, or why not; a file that ends in rubbish ends there."""
    try:
        for one in found:
            if isinstance(one, Bad):
                yield _bad(one)
                continue
            try:
                made = whole(_glossed(terms, carried_in(one)))
            except Malformed as error:
                yield _bad(Bad(source=one.source, why=error.message), error.hint)
            else:
                yield made
    except Malformed as error:
        yield _bad(Bad(source=file, why=error.message), error.hint)


def is_here(station: Asked, terms: Terms, source: str) -> bool:
    """Say whether a record of that source is shown to whoever imports."""
    try:
        station.read("archive-record", record=source, office=terms.office)
    except NotFound:
        return False
    return True


def _glossed(terms: Terms, record: Record) -> Record:
    level = terms.gloss_classification
    return record if level is None else glossed_at(record, level)


def _bad(one: Bad, hint: str = "") -> Told:
    source, why = _whole(one.source), _whole(one.why)
    return Told(became=Became.BAD, source=source, why=why, hint=hint, line=one.line)


def _whole(text: str) -> str:
    """Return words of a file as they can be shown: JSON may escape one half of a letter."""
    return text.encode(errors="backslashreplace").decode()


class Watched(RawIOBase):
    """A file that says how many of its bytes are read."""

    def __init__(self, raw: Any, moved: Callable[[int], None]) -> None:  # noqa: ANN401  # a raw file
        self._raw = raw
        self._moved = moved

    def readable(self) -> bool:
        """Say that it can be read."""
        return True

    def seekable(self) -> bool:
        """Say that it can be gone back in, where the file can."""
        return bool(self._raw.seekable())

    def seek(self, offset: int, whence: int = 0) -> int:
        """Go to a place in it."""
        return int(self._raw.seek(offset, whence))

    def readinto(self, buffer: Any) -> int:  # noqa: ANN401  # any buffer
        """Read into a buffer, and say how much."""
        size_bytes = int(self._raw.readinto(buffer))
        self._moved(size_bytes)
        return size_bytes


def watched(raw: Any, moved: Callable[[int], None]) -> BufferedReader:  # noqa: ANN401  # a raw file
    """Return a file that is read in pieces, each of which `moved` is told of."""
    return BufferedReader(Watched(raw, moved))
