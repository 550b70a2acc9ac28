"""The archive's desk: records are entered once, as they were taken from their source.

Rule 1: an archivist enters records. One that is there already is not entered again, so an import
    that broke off is given again, and goes on.
Rule 2: another document of the same source is its next edition; the earlier stays, and why they
    differ stands with the later.
Rule 3: what was expunged is not entered again, in whichever edition.
Rule 4: the index follows behind, in batches: to enter a record waits for no word of it.
"""

from typing import Final

from depesha.archive.form import decode
from depesha.archive.record import Record
from depesha.envelope import Item, Kind
from depesha.errors import Forbidden, Refused, Usage
from depesha.keybook import Role
from depesha.names import Digest
from depesha.office.events import Done, EnterRecords, IndexArchive, KeepIndex
from depesha.office.facts import RecordEntered
from depesha.office.sitting import Sitting
from depesha.wire import digest

HIGHEST: Final = 255
"""A clearance for which every record is open."""

MAX_AT_ONCE: Final = 256
"""Records of one order, and of one step of the index."""


def enter(sitting: Sitting, order: EnterRecords) -> Done:
    """Enter the records that are new.

    Raises:
        Forbidden: the office is no archivist, or is not cleared for what it would classify so.
        Malformed: one of them is no record; none is entered.
        Refused: it would be an edition for fewer readers than the one before.
        Usage: there are too many.
    """
    office = sitting.giver(order.office)
    if not sitting.may(office, Role.ARCHIVIST):
        msg = f"{office} does not keep the archive"
        raise Forbidden(msg, hint="an archivist does")
    clearance = sitting.keys().office(office).clearance
    if order.classification > clearance:
        msg = f"{office} is not cleared for what it would enter"
        raise Forbidden(msg)
    if not 1 <= len(order.records) <= MAX_AT_ONCE:
        msg = f"an order enters 1 to {MAX_AT_ONCE} records"
        raise Usage(msg)
    entered = 0
    for payload in order.records:
        record = decode(payload)
        _must_be_cleared(order, record, clearance)
        entered += _enter(sitting, order, payload, record)
    return Done(value={"entered": entered, "known": len(order.records) - entered})


def _must_be_cleared(order: EnterRecords, record: Record, clearance: int) -> None:
    """Let pass a record whose notes the office may read.

    Else, by whether it is known already, what nobody shows to the office could be guessed.
    """
    notes = (one for text in record.telegram.texts for one in text.annotations)
    if any(one.classification > clearance for one in notes):
        msg = f"{order.office} is not cleared for what it would enter"
        raise Forbidden(msg)


def _enter(sitting: Sitting, order: EnterRecords, payload: bytes, record: Record) -> bool:
    """Enter a record; return whether it is new."""
    name = Digest(digest(payload))
    archive = sitting.book.archive
    if archive.has(name):
        return False
    source = record.source
    if archive.is_expunged(source):
        return False
    edition = archive.editions(source) + 1
    level = _level(sitting, order, source)
    sitting.book.keep(name, Item(kind=Kind.RECORD, payload=payload, signatures=()))
    sitting.record(
        RecordEntered(
            record=name,
            source=source,
            edition=edition,
            batch=order.batch,
            office=order.office,
            classification=level,
            reason=order.reason if edition > 1 else "",
        )
    )
    return True


def _level(sitting: Sitting, order: EnterRecords, source: str) -> int:
    """Return what the next edition of a source is classified: as the one before.

    All editions of a source are for the same readers: else one who reads the one learns by it that
    there is another, and what was decided about that.

    Raises:
        Forbidden: the office is not cleared for what stands there.
        Refused: it would be classified higher.
    """
    before = sitting.book.archive.newest(source, HIGHEST)
    if before is None:
        return order.classification
    if before.classification > sitting.keys().office(order.office).clearance:
        msg = f"{order.office} is not cleared for what it would enter"
        raise Forbidden(msg)
    if before.classification < order.classification:
        msg = f"{source} is here for whoever is cleared for {before.classification}"
        raise Refused(msg, hint="enter it as another source")
    return before.classification


def index(sitting: Sitting, order: IndexArchive) -> Done:
    """Put the next records and telegrams into the index; asked again, the next ones.

    `anew`: what was indexed is destroyed first. Everybody may: it shows nothing, it is no register.
    """
    if order.anew:
        sitting.book.archive.index_anew()
    limit = min(order.limit, MAX_AT_ONCE)
    done = sitting.book.archive.index(sitting.around.policies, limit, None)
    return Done(value={"indexed": done}, is_final=False)


def keep_index(sitting: Sitting, event: KeepIndex) -> Done:
    """Do the same by itself, a little."""
    policies = sitting.around.policies
    done = sitting.book.archive.index(policies, event.limit, event.letters)
    return Done(value={"indexed": done}, is_final=False)
