"""The words of a record are destroyed here, by order: in every edition of its source.

Rule 1: whoever keeps the archive or its registers does so, and says why.
Rule 2: that there was a record of that source, by whom it was entered, how it was decided about and
    that its words were destroyed stays; its line has no words. Why an edition differed is words of
    it: that goes, out of the journal too.
Rule 3: a source whose words were destroyed is not entered again: an import would bring them back.
Rule 4: a record of a telegram that was filed here is expunged with the telegram, not without it,
    whoever is cleared for that. One that is merely named so goes as any other: whether there is
    such a telegram is told to nobody.
"""

from typing import Final

from depesha.errors import Forbidden, NotFound, Refused, Usage
from depesha.keybook import Role
from depesha.office.events import Done, ExpungeRecord
from depesha.office.expunging import MAX_REASON
from depesha.office.facts import RecordExpunged
from depesha.office.sitting import Sitting

MAY: Final = (Role.ARCHIVIST, Role.REGISTRAR)


def expunge(sitting: Sitting, order: ExpungeRecord) -> Done:
    """Destroy the words of a record, in all its editions.

    Raises:
        Forbidden: the office keeps neither the archive nor the registers.
        NotFound: there is no such record, or the office is not cleared for it.
        Refused: it was expunged before, or is of a telegram whose words are kept here.
        Usage: no reason is given.
    """
    office = sitting.giver(order.office)
    if not any(sitting.may(office, role) for role in MAY):
        msg = f"{office} may not expunge records"
        raise Forbidden(msg, hint="that is for an archivist or a registrar")
    reason = order.reason.strip()
    if not 1 <= len(reason) <= MAX_REASON:
        msg = f"a reason has 1 to {MAX_REASON} characters"
        raise Usage(msg, hint="say by what order or rule")
    archive = sitting.book.archive
    clearance = sitting.keys().office(office).clearance
    source = archive.source(order.record, clearance)
    if source is None:
        msg = f"there is no record {order.record} in the archive"
        raise NotFound(msg, hint='"depesha archive search" finds them')
    _must_not_be_filed(sitting, source)
    if archive.is_expunged(source):
        msg = f"record {order.record} was expunged before"
        raise Refused(msg)
    editions = archive.destroy(source)
    facts = archive.destroy_reasons(source)
    sitting.record(RecordExpunged(source=source, reason=reason, office=office, facts=facts))
    return Done(value={"record": order.record, "editions": editions})


def _must_not_be_filed(sitting: Sitting, source: str) -> None:
    """Let pass a record beside which no telegram's words are kept.

    Raises:
        Refused: the telegram that was filed as this record is here.
    """
    schedule = sitting.book.archive.schedule(source)
    if schedule is None or schedule.uid is None:
        return
    if not sitting.book.journals.is_expunged(schedule.uid):
        msg = f"the words of {source} are kept here beside its record"
        raise Refused(msg, hint=f'"depesha expunge {source} REASON" destroys both')
