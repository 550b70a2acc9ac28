"""The registers of restorations as the desks read them (`office.ports.Restorations`)."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from depesha.names import Digest, Epoch, StationId, TimeMs
from depesha.office.facts import Delivered, Entry
from depesha.office.ports import RestorationState, RestoredStation
from depesha.packet import Grade
from depesha.restoration import EnvelopeNumber, LastNumbers, MissingNumbers, SeriesNumber
from depesha.store.database import Database, Row
from depesha.store.leaves import fact_at

_HELD: Final = "SELECT 1 FROM restoration WHERE ended_at IS NULL"
_LAST: Final = """SELECT id, document, lost_size - head_size, ended_at FROM restoration
    ORDER BY id DESC LIMIT 1"""
_UNANSWERED: Final = """SELECT document, station FROM restoration
    JOIN restoration_peer ON restoration = id
    WHERE id = (SELECT max(id) FROM restoration) AND answered_at IS NULL"""
_PEERS: Final = """SELECT station, forgone_at FROM restoration_peer
    WHERE restoration = ? AND answered_at IS NULL"""
_OWN: Final = "SELECT 1 FROM restoration WHERE document = ?"
_WAITS: Final = """SELECT 1 FROM restoration JOIN restoration_peer ON restoration = id
    WHERE ended_at IS NULL AND station = ?1 AND answered_at IS NULL AND forgone_at IS NULL
    UNION ALL SELECT 1 FROM lost_telegram
    WHERE station = ?1 AND taken_at IS NULL AND since > ?2"""
_WAS_UNANSWERED: Final = """SELECT 1 FROM restoration_peer
    WHERE restoration = (SELECT max(id) FROM restoration) AND station = ?1
    AND coalesce(answered_at, ?2) >= ?2"""
_SINCE: Final = "SELECT 1 FROM restoration WHERE at > ? LIMIT 1"
_DUE: Final = """SELECT station, attempts FROM restoration_peer WHERE repeat_at <= ?
    ORDER BY repeat_at, station LIMIT ?"""
_NEXT_DUE: Final = "SELECT min(repeat_at) FROM restoration_peer WHERE repeat_at NOT NULL"
_GIVEN: Final = """SELECT series, year, next - 1 FROM series WHERE series != 'incoming'
    ORDER BY year DESC, series LIMIT ?"""
_LAST_NUMBERS: Final = """SELECT series, year, next - 1 FROM series
    ORDER BY year DESC, series LIMIT ?"""
_KNOWN: Final = """SELECT series, year, max(number) FROM restoration_number
    WHERE restoration = (SELECT max(id) FROM restoration) AND (?1 IS NULL OR station = ?1)
    GROUP BY series, year ORDER BY series, year"""
_OF: Final = """SELECT document, epoch, ended, restored_at, learned_at FROM restored_station
    WHERE station = ? ORDER BY learned_at DESC, restored_at DESC"""
_EPOCHS: Final = "SELECT DISTINCT epoch FROM seen WHERE sender = ?"
_NUMBERS: Final = """SELECT epoch, grade, highest FROM seen WHERE sender = ?
    ORDER BY since DESC LIMIT 64"""
_TELEGRAMS: Final = """SELECT id, year, number FROM telegram
    WHERE station = ? AND incoming_number > 0 ORDER BY year, number"""
_HIGHEST: Final = """SELECT year, max(number) FROM telegram
    WHERE station = ? AND incoming_number > 0 GROUP BY year ORDER BY year DESC LIMIT 100"""

_LOST: Final = """SELECT year, first, last FROM lost_number WHERE series = 'outgoing'
    ORDER BY id DESC LIMIT 256"""
_PRESENT: Final = """SELECT number FROM telegram WHERE incoming_number = 0 AND year = ?1
    AND number BETWEEN ?2 AND ?3 ORDER BY number"""
_WHOLE: Final = """SELECT epoch, grade, coalesce((SELECT min(first) - 1 FROM gap
    WHERE gap.sender = seen.sender AND gap.grade = seen.grade AND gap.epoch = seen.epoch), highest)
    FROM seen WHERE sender = ? ORDER BY since DESC LIMIT 64"""
_SENT: Final = """SELECT epoch, grade, max(seq) FROM sending WHERE recipient = ?
    GROUP BY epoch, grade"""

OUTGOING: Final = "outgoing"
COMES_BACK_MS: Final = 3 * 24 * 3_600_000
"""How long what a correspondent gives back may be under way: longer than a courier's weekend."""

MAX_SERIES: Final = 256


def last_numbers(database: Database) -> tuple[SeriesNumber, ...]:
    """Return the last number of each series, of the incoming ones too."""
    return tuple(_series(database.rows(_LAST_NUMBERS, (MAX_SERIES,))))


class StoredRestorations:
    """Views of facts about restorations; read once in a group, and not for each telegram."""

    __slots__ = ("_database",)

    def __init__(self, database: Database) -> None:
        """Read from `database`."""
        self._database = database

    def is_held(self) -> bool:
        """Say whether new telegrams get no numbers, because correspondents are waited for."""
        return self._database.row(_HELD) is not None

    def unanswered(self) -> tuple[Digest, frozenset[StationId]] | None:
        """Return the last restoration and who has not answered it; None: nobody is left."""
        rows = self._database.rows(_UNANSWERED)
        if not rows:
            return None
        return Digest(rows[0][0]), frozenset(StationId(station) for _, station in rows)

    def last(self) -> RestorationState | None:
        """Return this station's last restoration."""
        row = self._database.row(_LAST)
        if row is None:
            return None
        place, document, lost, ended_at = row
        peers = self._database.rows(_PEERS, (place,))
        return RestorationState(
            document=Digest(document),
            lost=None if lost is None else max(lost, 0),
            ended_at=ended_at,
            unanswered=frozenset(StationId(station) for station, _ in peers),
            waited_for=frozenset(StationId(station) for station, at in peers if at is None),
        )

    def is_own(self, document: Digest) -> bool:
        """Say whether it is a restoration of this station, as far as it knows."""
        return self._database.row(_OWN, (document,)) is not None

    def must_wait_for(self, station: StationId, now: TimeMs) -> bool:
        """Say whether a correspondent has still to tell its numbers, or to give telegrams back."""
        return self._database.row(_WAITS, (station, now - COMES_BACK_MS)) is not None

    def was_unanswered_at(self, station: StationId, at: TimeMs) -> bool:
        """Say whether a correspondent had not yet answered the last restoration then."""
        return self._database.row(_WAS_UNANSWERED, (station, at)) is not None

    def was_restored_since(self, since: TimeMs) -> bool:
        """Say whether this station was restored after that time."""
        return self._database.row(_SINCE, (since,)) is not None

    def due(self, now: TimeMs, limit: int) -> Sequence[tuple[StationId, int]]:
        """Return whom to ask (again) by `now`, and how often each was asked."""
        rows = self._database.rows(_DUE, (now, limit))
        return [(StationId(station), attempts) for station, attempts in rows]

    def next_due(self) -> TimeMs | None:
        """Return when `due` will next have something."""
        row = self._database.row(_NEXT_DUE)
        return row[0] if row else None

    def given(self) -> Sequence[SeriesNumber]:
        """Return the last number of each of this station's series, but for the incoming one."""
        return _series(self._database.rows(_GIVEN, (MAX_SERIES,)))

    def known(self, station: StationId | None = None) -> Sequence[SeriesNumber]:
        """Return the highest numbers that anybody (or one station) knows of our series."""
        return _series(self._database.rows(_KNOWN, (station,)))

    def of(self, station: StationId) -> Sequence[RestoredStation]:
        """Return a correspondent's restorations, the last one first."""
        return [
            RestoredStation(
                document=Digest(document),
                epoch=Epoch(epoch),
                ended=Epoch(ended),
                restored_at=TimeMs(restored_at),
                learned_at=TimeMs(learned_at),
            )
            for document, epoch, ended, restored_at, learned_at in self._database.rows(
                _OF, (station,)
            )
        ]

    def epochs_of(self, station: StationId) -> frozenset[Epoch]:
        """Return the epochs of the envelopes that came from a station."""
        return frozenset(Epoch(row[0]) for row in self._database.rows(_EPOCHS, (station,)))

    def numbers_of(self, station: StationId) -> Sequence[EnvelopeNumber]:
        """Return the highest numbers of a station's envelopes, of its latest epochs and grades."""
        return _numbers(self._database.rows(_NUMBERS, (station,)))

    def telegrams_beyond(
        self, station: StationId, asked: LastNumbers, limit: int
    ) -> Sequence[Entry]:
        """Return a station's telegrams that came here and that it does not say to have."""
        last = {one.year: one.number for one in asked.series if one.series == OUTGOING}
        found: list[Entry] = []
        for place, year, number in self._database.rows(_TELEGRAMS, (station,)):
            is_missing = any(
                one.year == year and one.first <= number <= one.last for one in asked.missing
            )
            if number <= last.get(year, 0) and not is_missing:
                continue
            fact = fact_at(self._database, place)
            if isinstance(fact, Delivered):
                found.append(fact.entry)
            if len(found) == limit:
                break
        return found

    def missing(self) -> Sequence[MissingNumbers]:
        """Return outgoing numbers that were lost and did not come back, the newest 256 ranges."""
        found = [
            MissingNumbers(year=year, first=begin, last=end)
            for year, first, last in self._database.rows(_LOST)
            for begin, end in missing_in(
                (row[0] for row in self._database.rows(_PRESENT, (year, first, last))), first, last
            )
        ]
        return found[:MAX_SERIES]

    def whole_of(self, station: StationId) -> Sequence[EnvelopeNumber]:
        """Return how far a station's envelopes came without a gap, of its latest 64 epochs."""
        return _numbers(self._database.rows(_WHOLE, (station,)))

    def sent_to(self, station: StationId) -> Sequence[EnvelopeNumber]:
        """Return the last numbers of this station's envelopes to another, of all its epochs."""
        return _numbers(self._database.rows(_SENT, (station,)))

    def highest_of(self, station: StationId) -> Sequence[SeriesNumber]:
        """Return a station's highest outgoing number of each year, as far as telegrams came."""
        rows = self._database.rows(_HIGHEST, (station,))
        return [SeriesNumber(series=OUTGOING, year=year, number=number) for year, number in rows]


def _series(rows: Sequence[Sequence[object]]) -> list[SeriesNumber]:
    return [
        SeriesNumber(series=str(series), year=int(str(year)), number=int(str(number)))
        for series, year, number in rows
    ]


def _numbers(rows: Sequence[Row]) -> list[EnvelopeNumber]:
    return [
        EnvelopeNumber(epoch=Epoch(epoch), grade=Grade(grade), number=number)
        for epoch, grade, number in rows
    ]


def missing_in(present: Iterable[int], first: int, last: int) -> Iterator[tuple[int, int]]:
    """Yield the ranges from `first` to `last` in which no number is present; those ascend."""
    start = first
    for number in present:
        if number > start:
            yield start, number - 1
        start = number + 1
    if start <= last:
        yield start, last
