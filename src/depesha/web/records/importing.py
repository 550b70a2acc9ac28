"""An import at the desk: what is under way, how far it has come, and what became of what.

Rule 1: one import at a time. Who comes second is told so before a byte of his is read.
    Whose last came to nothing, because nobody proved that he is there or it did not come, lets
    those before who were sent away meanwhile.
Rule 2: what is told of it is bounded, however long it was: counts of everything, and the first
    documents of each kind.
Rule 3: it lies in memory, for whoever holds the office that gave it, for an hour after its end.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from depesha.archive.checks import Check, checks_of
from depesha.archive.record import Record, Unparsed
from depesha.errors import Busy, Problem
from depesha.names import TimeMs
from depesha.station.archive_importing import Became, Terms, Told
from depesha.station.tokens import token
from depesha.web.uploads import Upload

KEPT_MS: Final = 60 * 60 * 1000
MAX_KEPT: Final = 8

TURN_MS: Final = 15 * 60 * 1000
"""How long who was sent away comes before whoever kept the place in vain: ten minutes, and some."""

MAX_DOCUMENTS: Final = 60
MAX_DIFFERING: Final = 40
MAX_BAD: Final = 100
MAX_LINES: Final = 40
"""Lines of one document that were not understood."""

MAX_LETTERS: Final = 300
"""Of what is shown of a source, a title, a line."""

NAME_BYTES: Final = 16


@dataclass(slots=True, kw_only=True)
class File:
    """A file of an import, and what became of its documents so far."""

    name: str
    size_bytes: int
    read_bytes: int = 0
    entered: int = 0
    editions: int = 0
    known: int = 0
    bad: int = 0
    has_ended: bool = False
    problem: Problem | None = None

    @property
    def documents(self) -> int:
        """How many documents were gone through."""
        return self.entered + self.editions + self.known + self.bad

    def count(self, became: Became) -> None:
        """Count a document."""
        match became:
            case Became.ENTERED:
                self.entered += 1
            case Became.EDITION:
                self.editions += 1
            case Became.KNOWN:
                self.known += 1
            case Became.BAD:
                self.bad += 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """One document of an import that was read.

    Attributes:
        became: what became of it, by its word.
        source: its name, whole: by it its record is found.
        title: as it is called.
        edition: which of its source it is, where it was entered.
        checks: what it says twice, and whether that agrees.
        lines: those that were not understood, the first of them.
        unparsed: how many those are.
    """

    became: str
    source: str
    title: str
    edition: int
    checks: tuple[Check, ...]
    lines: tuple[Unparsed, ...]
    unparsed: int

    @property
    def agree(self) -> int:
        """How many checks agree."""
        return sum(one.agrees is True for one in self.checks)

    @property
    def differ(self) -> int:
        """How many do not."""
        return sum(one.agrees is False for one in self.checks)


@dataclass(frozen=True, slots=True, kw_only=True)
class Bad:
    """One that could not be read: of which file, where, why."""

    file: str
    source: str
    line: int
    why: str
    hint: str


@dataclass(slots=True, kw_only=True)
class Import:
    """One import: written by the thread that does it, read by pages.

    Attributes:
        name: what names it in an address; nobody guesses it.
        office: who gave it.
        files: what it brings.
        documents: the first that were read.
        differing: the first of which a check does not agree.
        bads: the first that could not be read.
        checks: of each check, how often it agreed, and how often not.
        unparsed: how many lines were not understood, and are kept.
        problem: why it ended before its end.
        ended_at: when it ended; None: it goes on.
        is_stopping: somebody asked that it ends.
        upload: what was handed in; let go of once it has ended.
        terms: how it is entered.
        has_begun: whether the station has taken the first of it.
        waits: its holder has to prove that he is there; what was handed in lies there meanwhile.
        is_unproved: it ended because he did not.
        tries: how often it was begun with; what ends an earlier try ends no later one.
    """

    name: str
    office: str
    files: list[File] = field(default_factory=list)
    documents: list[Document] = field(default_factory=list)
    differing: list[Document] = field(default_factory=list)
    bads: list[Bad] = field(default_factory=list)
    checks: dict[str, tuple[int, int]] = field(default_factory=dict)
    unparsed: int = 0
    problem: Problem | None = None
    ended_at: TimeMs | None = None
    is_stopping: bool = False
    upload: Upload = field(default_factory=Upload)
    terms: Terms = field(default_factory=lambda: Terms(office=""))
    has_begun: bool = False
    waits: bool = False
    is_unproved: bool = False
    tries: int = 0

    def start(self) -> int:
        """Begin from the beginning of its first file; what was told of it before is forgotten.

        Returns:
            Which try this is.
        """
        self.files = [
            File(name=one.name, size_bytes=one.spool.size_bytes) for one in self.upload.files
        ]
        self.documents, self.differing, self.bads = [], [], []
        self.checks, self.unparsed = {}, 0
        self.problem, self.waits, self.has_begun = None, False, False
        self.tries += 1
        return self.tries

    def end(self, now: TimeMs) -> None:
        """End it, and let go of what was handed in; calling it twice is harmless."""
        self.upload.close()
        self.is_unproved |= self.waits
        self.waits = False
        self.ended_at = self.ended_at or now

    @property
    def path(self) -> str:
        """Its address."""
        return f"/archive/import/{self.name}"

    @property
    def size_bytes(self) -> int:
        """How many bytes there are."""
        return sum(one.size_bytes for one in self.files)

    @property
    def read_bytes(self) -> int:
        """How many of them are gone through."""
        return sum(one.read_bytes for one in self.files)

    def total(self, what: str) -> int:
        """Return how many documents of all files became something: `entered`, `bad` and so on."""
        return sum(int(getattr(one, what)) for one in self.files)

    def tell(self, file: File, told: Told) -> None:
        """Hear what became of a document."""
        file.count(told.became)
        if told.record is None:
            if len(self.bads) < MAX_BAD:
                self.bads.append(_bad(file, told))
            return
        document = _document(told, told.record)
        self.unparsed += document.unparsed
        for one in document.checks:
            agree, differ = self.checks.get(one.what, (0, 0))
            agree, differ = agree + (one.agrees is True), differ + (one.agrees is False)
            self.checks[one.what] = agree, differ
        if len(self.documents) < MAX_DOCUMENTS:
            self.documents.append(document)
        elif document.differ and len(self.differing) < MAX_DIFFERING:
            self.differing.append(document)


def _document(told: Told, record: Record) -> Document:
    published = record.publication
    title = (published.title if published else "") or record.telegram.document_type
    return Document(
        became=told.became.value,
        source=told.source,
        title=title[:MAX_LETTERS],
        edition=told.edition,
        checks=tuple(checks_of(record)),
        lines=tuple(
            Unparsed(line=one.line, text=one.text[:MAX_LETTERS])
            for one in record.unparsed[:MAX_LINES]
        ),
        unparsed=len(record.unparsed),
    )


def _bad(file: File, told: Told) -> Bad:
    return Bad(
        file=file.name,
        source=told.source[:MAX_LETTERS],
        line=told.line,
        why=told.why[:MAX_LETTERS],
        hint=told.hint,
    )


class Imports:
    """The import that is under way, and those that ended not long ago."""

    def __init__(self) -> None:
        self._kept: dict[str, Import] = {}
        self._sent_away: dict[str, TimeMs] = {}
        self._in_vain = ""

    def begin(self, office: str, now: TimeMs) -> Import:
        """Begin an import; nothing of it is there yet.

        Raises:
            Busy: another is under way, or others have waited while this office kept its place.
        """
        self._clear(now)
        before = self.under_way
        if before is not None and before.waits and before.office == office:
            before.end(now)  # nobody proved that he is there, and now he sends something else
        if self.under_way is not None:
            self._sent_away[office] = now
            msg = "another import is under way at this station"
            raise Busy(msg, hint="wait until it has ended; one goes on at a time")
        if self._was_in_vain(office) and self._others_wait(office, now):
            msg = "another office waits for its turn to take records in"
            raise Busy(msg, hint="wait some minutes; one goes on at a time")
        self._sent_away.pop(office, None)
        begun = Import(name=token(NAME_BYTES), office=office)
        self._kept[begun.name] = begun
        self._in_vain = ""
        return begun

    def _was_in_vain(self, office: str) -> bool:
        """Say whether the last import was of this office, and came to nothing."""
        last = next(reversed(self._kept.values()), None)
        is_unproved = last is not None and last.is_unproved and last.office == office
        return is_unproved or self._in_vain == office

    def _others_wait(self, office: str, now: TimeMs) -> bool:
        """Say whether another office was sent away not long ago, and has not come again."""
        return any(one != office and at + TURN_MS > now for one, at in self._sent_away.items())

    def forsake(self, begun: Import) -> None:
        """Forget an import that came to nothing."""
        self._in_vain = begun.office
        self._kept.pop(begun.name, None)

    @property
    def under_way(self) -> Import | None:
        """The one that goes on."""
        return next((one for one in self._kept.values() if one.ended_at is None), None)

    def find(self, name: str, office: str, now: TimeMs) -> Import | None:
        """Return an import that an office gave; None: there is none, or no longer."""
        self._clear(now)
        found = self._kept.get(name)
        return found if found is not None and found.office == office else None

    def of(self, office: str, now: TimeMs) -> Sequence[Import]:
        """Return what an office gave, the newest first."""
        self._clear(now)
        return [one for one in reversed(self._kept.values()) if one.office == office and one.files]

    def _clear(self, now: TimeMs) -> None:
        ended = [one for one in self._kept.values() if one.ended_at is not None]
        for one in ended[: max(0, len(ended) - MAX_KEPT)]:
            del self._kept[one.name]
        for one in ended:
            if one.ended_at is not None and one.ended_at + KEPT_MS < now:
                self._kept.pop(one.name, None)
