"""Lines that follow from facts about envelopes: numbers, gaps, what is outstanding.

Rule 1: each function writes what one kind of fact means; who writes what is in `projection.py`.
Rule 2: of the numbers that came from a station, the highest is kept and the ranges below it that
    did not come. So a number beyond a gap costs one line, however wide the gap, and the highest
    contiguous number is where the first gap begins.
"""

from dataclasses import dataclass
from typing import Final

from depesha.names import Epoch, SlipId, StationId, TimeMs
from depesha.office.facts import (
    BlobQueued,
    DeliveryReported,
    Enclosed,
    EnvelopeOpened,
    EnvelopeSealed,
    ExpiredKeyMet,
    GapAsked,
    NonDelivered,
    NumbersVoided,
    PaperWithdrawn,
    Quarantined,
    RepeatPostponed,
    ReportLearned,
    Sent,
)
from depesha.packet import Grade
from depesha.store.database import Database
from depesha.store.fact_parts import ENCLOSED
from depesha.store.leaves import fact_at

_NEW_SENDING: Final = "INSERT INTO sending VALUES (?, ?, ?, ?, ?, ?, ?)"
_SENDING: Final = """SELECT id FROM sending WHERE slip_id = ?1
    UNION ALL SELECT id FROM blob_sending WHERE slip_id = ?1"""
_NEW_BLOB_SENDING: Final = "INSERT INTO blob_sending VALUES (?, ?)"
_AWAIT: Final = """INSERT INTO outstanding VALUES (?1, ?2, ?3, ?4, 1, ?5, ?6, ?7)
    ON CONFLICT DO UPDATE SET document = ?3, grade = ?4, attempts = attempts + 1,
    repeat_at = ?5, expires_at = ?6, slip_id = ?7"""
_POSTPONE: Final = """UPDATE outstanding SET repeat_at = ?, attempts = attempts + 1
    WHERE digest = ? AND station = ?"""
_LEFT: Final = (
    "UPDATE outstanding SET repeat_at = ? WHERE digest = ? AND station = ? AND slip_id = ?"
)
_SETTLE: Final = "DELETE FROM outstanding WHERE digest = ? AND station = ?"

_OPENED: Final = "INSERT INTO opened VALUES (?) ON CONFLICT DO NOTHING"
_RECEIVED: Final = "INSERT INTO received VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING"
_REPORTED: Final = """INSERT INTO reported VALUES (?1, ?2, ?3)
    ON CONFLICT DO UPDATE SET report = ?3"""

_HIGHEST: Final = "SELECT highest FROM seen WHERE sender = ? AND grade = ? AND epoch = ?"
_NEW_HIGHEST: Final = """INSERT INTO seen VALUES (?1, ?2, ?3, ?4, ?5)
    ON CONFLICT DO UPDATE SET highest = ?4"""
_GAPS_ACROSS: Final = """SELECT first, last, since, asked FROM gap
    WHERE sender = ?1 AND grade = ?2 AND epoch = ?3 AND first <= ?5 AND last >= ?4"""
_CLOSE_GAP: Final = "DELETE FROM gap WHERE sender = ? AND grade = ? AND epoch = ? AND first = ?"
_NEW_GAP: Final = "INSERT INTO gap VALUES (?, ?, ?, ?, ?, ?, ?)"
_ASKED: Final = """UPDATE gap SET asked = 1
    WHERE sender = ?1 AND grade = ?2 AND epoch = ?3 AND first <= ?5 AND last >= ?4"""


# -- our envelopes --------------------------------------------------------------------------------


def sealed(database: Database, fact: EnvelopeSealed, _at: TimeMs, place: int) -> None:
    """An envelope has its number; what is to be confirmed in it is outstanding, or is again."""
    database.write(
        _NEW_SENDING,
        (
            place,
            fact.slip_id,
            fact.recipient,
            fact.epoch,
            int(fact.grade),
            fact.seq,
            fact.digest,
        ),
    )
    for document in fact.documents:
        if document.confirm:
            _await(database, fact, document)


def blob_queued(database: Database, fact: BlobQueued, _at: TimeMs, place: int) -> None:
    """An attachment's blob has its slip; it is outstanding at that station, or is again."""
    database.write(_NEW_BLOB_SENDING, (fact.slip_id, place))
    _await(database, fact, fact.document)


def _await(database: Database, fact: EnvelopeSealed | BlobQueued, document: Enclosed) -> None:
    database.write(
        _AWAIT,
        (
            document.digest,
            fact.recipient,
            ENCLOSED.encode(document),
            int(fact.grade),
            document.expires_at,  # nothing is repeated before it has left
            document.expires_at,
            fact.slip_id,
        ),
    )


def left(database: Database, fact: Sent, _at: TimeMs, _place: int) -> None:
    """It has left: what is to be confirmed in it has so long, and is then sent again."""
    sending = sealed_under(database, fact.slip_id)
    for document in sending.documents if sending else ():
        if document.confirm and sending:
            values = (document.digest, sending.recipient, fact.slip_id)
            database.write(_LEFT, (fact.repeat_at, *values))


def postponed(database: Database, fact: RepeatPostponed, _at: TimeMs, _place: int) -> None:
    """The next repeat is due later: this one could not be sent."""
    database.write(_POSTPONE, (fact.repeat_at, fact.digest, fact.station))


def settled(
    database: Database,
    fact: ReportLearned | NonDelivered | PaperWithdrawn,
    _at: TimeMs,
    _place: int,
) -> None:
    """The document is no longer outstanding at that station; if it was not, nothing happens."""
    database.write(_SETTLE, (fact.digest, fact.station))


def sealed_under(database: Database, slip_id: SlipId) -> EnvelopeSealed | BlobQueued | None:
    """Return the fact of sending an envelope or a blob under that slip, if it is ours."""
    row = database.row(_SENDING, (slip_id,))
    fact = fact_at(database, row[0]) if row else None
    return fact if isinstance(fact, EnvelopeSealed | BlobQueued) else None


# -- theirs ---------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Numbering:
    """One run of numbers: who counts, at which grade, since which beginning."""

    sender: StationId
    grade: Grade
    epoch: Epoch

    def key(self) -> tuple[StationId, int, Epoch]:
        """Return it as the tables spell it."""
        return self.sender, int(self.grade), self.epoch


def opened(database: Database, fact: EnvelopeOpened, at: TimeMs, place: int) -> None:
    """The slip is known, and the number has come."""
    numbering = _Numbering(fact.sender, fact.grade, fact.epoch)
    database.write(_OPENED, (fact.slip_id,))
    size = fact.head.size if fact.head else 0
    database.write(
        _RECEIVED, (fact.sender, fact.epoch, int(fact.grade), fact.seq, fact.digest, size)
    )
    _account(database, numbering, (fact.seq, fact.seq), at, place)


def voided(database: Database, fact: NumbersVoided, at: TimeMs, place: int) -> None:
    """These numbers are accounted for as if they had come."""
    numbering = _Numbering(fact.sender, fact.grade, fact.epoch)
    _account(database, numbering, (fact.first, fact.last), at, place)


def gap_asked(database: Database, fact: GapAsked, _at: TimeMs, _place: int) -> None:
    """A repeat of every gap in that range was asked for."""
    key = _Numbering(fact.sender, fact.grade, fact.epoch).key()
    database.write(_ASKED, (*key, fact.first, fact.last))


def _account(
    database: Database, numbering: _Numbering, span: tuple[int, int], at: TimeMs, place: int
) -> None:
    """Account for the numbers of `span`, both ends included: gaps shrink, or a new one opens."""
    first, last = span
    key = numbering.key()
    row = database.row(_HIGHEST, key)
    highest = row[0] if row else 0
    if first <= highest:
        _cut(database, key, span)
    elif first > highest + 1:
        database.write(_NEW_GAP, (*key, highest + 1, first - 1, at, 0))
    if last > highest or row is None:
        database.write(_NEW_HIGHEST, (*key, max(last, highest), place))


def _cut(database: Database, key: tuple[StationId, int, Epoch], span: tuple[int, int]) -> None:
    """Take a span out of every gap that it crosses; what is left keeps its age."""
    first, last = span
    for begin, end, since, asked in database.rows(_GAPS_ACROSS, (*key, first, last)):
        database.write(_CLOSE_GAP, (*key, begin))
        if begin < first:
            database.write(_NEW_GAP, (*key, begin, first - 1, since, asked))
        if end > last:
            database.write(_NEW_GAP, (*key, last + 1, end, since, asked))


def quarantined(
    database: Database, fact: Quarantined | ExpiredKeyMet, _at: TimeMs, _place: int
) -> None:
    """The slip is known: its packet is not opened a second time."""
    database.write(_OPENED, (fact.slip_id,))


def reported(database: Database, fact: DeliveryReported, _at: TimeMs, _place: int) -> None:
    """Each document has this report, the latest that was made over it."""
    for digest in fact.documents:
        database.write(_REPORTED, (digest, fact.originator, fact.report))
