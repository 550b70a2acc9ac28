"""The archive's desk: records are entered once, as they were taken from their source.

Rule 1: an archivist enters records. One that is there already is not entered again, so an import
    that broke off is given again, and goes on.
Rule 2: another document of the same source is its next edition; the earlier stays, and why they
    differ stands with the later.
Rule 3: what was expunged is not entered again, in whichever edition.
Rule 4: evidence of a telegram whose record is there adds its proof to it (`archive_proving`).
    Only what is given as evidence is said to be verified (`archive_checking`).
Rule 5: the index follows behind, in batches: to enter a record waits for no word of it.
Rule 6: a telegram's reference is the source of what is filed alone (`archive_filing`). It is
    refused whoever gives it, whether there is such a telegram or not, and before anything is looked
    up: so the answer tells nothing, and no record that was typed in stands in a telegram's place.
    So is what only looks like one (`archive.elsewhere`).
"""

from typing import Final

from depesha.archive.cards import ToldBy
from depesha.archive.elsewhere import ELSEWHERE, looks_like_reference
from depesha.archive.form import decode
from depesha.archive.record import Record
from depesha.envelope import Item, Kind
from depesha.errors import Forbidden, Refused, Usage
from depesha.keybook import Role
from depesha.names import Digest, OfficeId
from depesha.office.archive_checking import carry_checked, note_checked
from depesha.office.archive_proving import Proving, prove
from depesha.office.clocks import clocks_in
from depesha.office.events import Done, EnterRecords, IndexArchive, KeepIndex
from depesha.office.facts import RecordEntered
from depesha.office.sitting import Sitting
from depesha.wire import digest

HIGHEST: Final = 255
"""A clearance for which every record is open."""

MAX_AT_ONCE: Final = 256
"""Records of one order, and of one step of the index."""

MAX_LETTERS: Final = 512 * 1024
"""Of what one order puts into the index, at the least one text: 60 ms of the desk."""


def enter(sitting: Sitting, order: EnterRecords) -> Done:
    """Enter the records that are new.

    Raises:
        Forbidden: the office is no archivist, or is not cleared for what it would classify so.
        Malformed: one of them is no record; none is entered.
        Refused: it is named as a telegram is, or would be an edition for fewer readers than the one
            before.
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
    editions: list[int] = []
    proofs: list[Proving] = []
    for payload in order.records:  # what is refused undoes those before it
        record = decode(payload)
        _must_be_no_reference(record)
        _must_be_cleared(order, record, clearance)
        if order.is_evidence and (proving := prove(sitting, order, record)) is not None:
            proofs.append(proving)
            editions.append(proving.edition)
        else:
            editions.append(_enter(sitting, order, payload, record))
    told = {"known": editions.count(0), "editions": editions}
    entered = len(editions) - editions.count(0) - sum(one.edition > 0 for one in proofs)
    if order.is_evidence:
        proved = sum(one.is_proved for one in proofs)
        told |= {"proved": proved, "differing": [list(one.differing) for one in proofs]}
    return Done(value={"entered": entered, **told})


def _must_be_no_reference(record: Record) -> None:
    """Let pass a record that is named as no telegram is.

    Raises:
        Refused: its source has the form of a reference, or looks like one.
    """
    if looks_like_reference(record.source):
        msg = f"{record.source} is a telegram's reference: its record is made by filing it"
        raise Refused(
            msg, hint=f'what comes from elsewhere is entered as "{ELSEWHERE}{record.source}"'
        )


def _must_be_cleared(order: EnterRecords, record: Record, clearance: int) -> None:
    """Let pass a record whose notes the office may read.

    Else, by whether it is known already, what nobody shows to the office could be guessed.
    """
    notes = (one for text in record.telegram.texts for one in text.annotations)
    if any(one.classification > clearance for one in notes):
        msg = f"{order.office} is not cleared for what it would enter"
        raise Forbidden(msg)


def _enter(sitting: Sitting, order: EnterRecords, payload: bytes, record: Record) -> int:
    """Enter a record; return which edition of its source it is, 0 where it is not new."""
    name = Digest(digest(payload))
    archive = sitting.book.archive
    source = record.source
    _must_be_for(sitting, order, source)
    if archive.has(name):
        return 0
    if archive.is_expunged(source):
        return 0
    before = archive.newest(source, HIGHEST)
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
    if order.is_evidence:
        note_checked(sitting, name, record.proofs, order.office)
    elif before is not None:
        carry_checked(sitting, before.digest, name, record)
    return edition


def _must_be_for(sitting: Sitting, order: EnterRecords, source: str) -> None:
    """Let pass whoever is cleared for what stands there; another is not told what is known already.

    Raises:
        Forbidden: he is not.
    """
    before = sitting.book.archive.newest(source, HIGHEST)
    if before and before.classification > sitting.keys().office(order.office).clearance:
        msg = f"{order.office} is not cleared for what it would enter"
        raise Forbidden(msg)


def _level(sitting: Sitting, order: EnterRecords, source: str) -> int:
    """Return what the next edition of a source is classified: as the one before.

    All editions of a source are for the same readers: else one who reads the one learns by it that
    there is another, and what was decided about that.

    Raises:
        Refused: it would be classified higher.
    """
    before = sitting.book.archive.newest(source, HIGHEST)
    if before is None:
        return order.classification
    if before.classification < order.classification:
        msg = f"{source} is here for whoever is cleared for {before.classification}"
        raise Refused(msg, hint="enter it as another source")
    return before.classification


def told_by(sitting: Sitting) -> ToldBy:
    """Return by what the index tells a telegram's label and time here."""
    return ToldBy(policies=sitting.around.policies, clock_of=clocks_in(sitting.key_book))


def index(sitting: Sitting, order: IndexArchive) -> Done:
    """Put the next records and telegrams into the index; asked again, the next ones.

    Everybody may: it shows nothing, it is no register. `anew`: what was indexed is destroyed first;
    until it is there again nothing is found, so not everybody may.

    Raises:
        Forbidden: it is to be made anew, and the office keeps neither archive nor station.
        OfficeLocked: its holder is not there.
    """
    if order.anew:
        if order.office is not None:
            _must_keep_index(sitting, order.office)
        sitting.book.archive.index_anew()
    limit = min(order.limit, MAX_AT_ONCE)
    done = sitting.book.archive.index(told_by(sitting), limit, MAX_LETTERS)
    return Done(value={"indexed": done}, is_final=False)


MAY_MAKE_ANEW: Final = Role.ARCHIVIST | Role.ADMINISTRATOR
"""Any of these is enough. At the station's own machine nobody is asked: whoever is there has it."""


def _must_keep_index(sitting: Sitting, office: OfficeId) -> None:
    sitting.giver(office)
    if not sitting.keys().office(office).roles & MAY_MAKE_ANEW:
        msg = f"{office} may not have the index made anew"
        raise Forbidden(msg, hint="an archivist or an administrator may")


def keep_index(sitting: Sitting, event: KeepIndex) -> Done:
    """Do the same by itself, a little."""
    done = sitting.book.archive.index(told_by(sitting), event.limit, event.letters)
    return Done(value={"indexed": done}, is_final=False)
