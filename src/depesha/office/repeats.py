"""Sending a telegram again because a person asks for it: the same one, marked as a repeat.

What the originator repeats by itself until it is confirmed is in `control`. Who has it already
recognises it and does nothing twice.
"""

from collections.abc import Sequence

from depesha.errors import Forbidden, NoCommunications, NotFound, Refused
from depesha.keybook import Role
from depesha.life import Exit
from depesha.names import Digest, OfficeId, StationId, station_of
from depesha.office.events import Done, Repeat
from depesha.office.facts import Repeated
from depesha.office.holding import keys_of, paper_of
from depesha.office.laying import Paper, by_station, documents
from depesha.office.lookup import name_of, outgoing
from depesha.office.ports import DutyState, TelegramState
from depesha.office.service import lay_again
from depesha.office.sitting import Sitting, document_name


def repeat(sitting: Sitting, order: Repeat) -> Done:
    """Lay a telegram in the trays once more, for the stations whose offices have not answered.

    Raises:
        Forbidden: the office is neither a releaser nor an operator.
        NotFound: there is no such telegram, or it is not addressed to that office.
        Refused: it is another station's, closed, expired, or held; or everybody has answered.
        NoCommunications: no key or no way to a station is known.
    """
    office = sitting.giver(order.office)
    if not (sitting.may(office, Role.RELEASER) or sitting.may(office, Role.OPERATOR)):
        msg = f"{office} may not have a telegram sent again"
        raise Forbidden(msg, hint="a releaser or an operator may")
    telegram = outgoing(sitting, order.reference, office)
    duties = sitting.book.registers.duties(telegram.entry.identity.uid)
    _must_be_repeatable(sitting, telegram, duties)
    stations = _stations(telegram, duties, order.to)
    paper = paper_of(sitting, telegram)
    if paper is None:
        msg = f"the text of {name_of(telegram)} is no longer kept here"
        raise NotFound(msg)
    for station in stations:
        _lay(sitting, paper, station)
    uid = telegram.entry.identity.uid
    sitting.record(Repeated(uid=uid, office=office, stations=tuple(stations)))
    return Done(value={"reference": name_of(telegram), "stations": stations})


def _must_be_repeatable(
    sitting: Sitting, telegram: TelegramState, duties: Sequence[DutyState]
) -> None:
    name, entry = name_of(telegram), telegram.entry
    if sitting.book.amendments.held_until(entry.identity.uid) is not None:
        msg = f"{name} is held and has not been sent"
        raise Refused(msg, hint=f'"depesha track {name}" says until when')
    for closed in (Exit.CANCELLED, Exit.SUPERSEDED):
        if any(duty.exit is closed for duty in duties):
            msg = f"{name} is {closed}, and is not sent again"
            raise Refused(msg, hint=f'"depesha show {name}" says by what; repeat that')
    if entry.expires_at <= sitting.now:
        msg = f"{name} has expired"
        raise Refused(msg, hint="send another telegram in its place")


def _stations(
    telegram: TelegramState, duties: Sequence[DutyState], to: OfficeId | None
) -> list[StationId]:
    """Return the stations that are to get it again: it goes to all offices of one together."""
    name = name_of(telegram)
    if to is not None:
        if to not in {duty.duty.office for duty in duties}:
            msg = f"{name} is not addressed to {to}"
            raise NotFound(msg, hint=f'"depesha track {name}" lists its addressees')
        return [station_of(to)]
    silent = [duty.duty.office for duty in duties if duty.last_answer is None]
    if not silent:
        msg = f"everybody to whom {name} is addressed has answered it"
        raise Refused(msg, hint="name one of them with --to")
    return list(dict.fromkeys(map(station_of, silent)))


def _lay(sitting: Sitting, paper: Paper, station: StationId) -> None:
    """Lay the letter again, and of its attachments those that were given up there.

    What is outstanding of them is repeated by itself.
    """
    if station not in by_station(paper.body):
        return
    telegram, *blobs = documents(paper, keys_of(sitting, paper.identity.uid), station)
    try:
        lay_again(sitting, station, telegram.grade, telegram.document)
        for blob in blobs:
            about = document_name(Digest(blob.document.digest), station)
            if sitting.book.registers.alarm_is_open("non-delivery", about):
                lay_again(sitting, station, blob.grade, blob.document)
    except NoCommunications as error:
        msg = f"{station} cannot get it again: {error.message}"
        raise NoCommunications(msg, hint=error.hint) from error
