"""This station begins anew from a backup: what it says, whom it asks, and what it waits for.

Rule 1: the restoration is the first fact after the backup, and a signed document; with it begins a
new epoch of the numbers of envelopes. Every envelope bears it until its recipient has answered.
Rule 2: no telegram gets a number before every correspondent has said which numbers it saw last, or
an administrator goes on without it. What bears no number (receipts, reports) and what is carried
for others is not held up (decision 0033).
Rule 3: a number that was given before the loss, or may have been, is never given again.
Rule 4: what a correspondent says of a telegram that is not known here waits until it has given back
what it holds.
"""

from typing import Final

from depesha import keybook
from depesha.envelope import Item, Kind
from depesha.errors import (
    DoesNotVerify,
    Forbidden,
    Malformed,
    NoCommunications,
    NotFound,
    NumbersAwaited,
    Refused,
)
from depesha.keybook import Role, Status, acquaintances
from depesha.names import Digest, Epoch, Signature, StationId, TimeMs, station_of
from depesha.notice import ServiceCode, ServiceMessage
from depesha.number import INCOMING, OUTGOING
from depesha.office.events import Done, GoOn, Restore
from depesha.office.facts import (
    Enclosed,
    LastNumbersAsked,
    LastNumbersForgone,
    LastNumbersLearned,
    NumbersLost,
    RestorationEnded,
    Restored,
    SeriesOpened,
)
from depesha.office.repeating import repeat_at
from depesha.office.service import NO_UID, SERVICE_LIFE_MS, send_service
from depesha.office.sitting import Laid, Sitting
from depesha.office.ways import Wish
from depesha.office.witness import ROLLED_BACK
from depesha.packet import Grade
from depesha.restoration import LastNumbers, Restoration, SeriesNumber
from depesha.wire import NAMESPACE, RESTORATION, digest

GRADE: Final = Grade.FLASH
"""Of all that is said about a restoration: everything else waits for it."""

ASK_AT_ONCE: Final = 64

BACKUP: Final = StationId("")
"""Whoever knows a number because it stood in the backup."""

REGISTRY: Final = "registry"
"""The name under which a centre keeps the registry (`administration.py`)."""

FORGOTTEN_MS: Final = 30 * 24 * 3_600_000
"""How long notices may come of what was lost: as long as documents live."""

LEAST_MARGIN: Final = 20
UNKNOWN_MARGIN: Final = 100
UNKNOWN_INCOMING: Final = 1000
FACTS_OF_A_NUMBER: Final = 4
"""A telegram that gets a number is drafted, released, registered and sealed: four facts."""

NEXT_HINT: Final = '"depesha restore show" says who has not answered; drafts can be written'


# -- the restoration ------------------------------------------------------------------------------


def restore(sitting: Sitting, order: Restore) -> Done:
    """Begin anew: the first fact, the document, and the question to every correspondent.

    Raises:
        Refused: the store holds no station.
    """
    book, head = sitting.book, sitting.book.committed_head()
    if not head.size:
        msg = "the store holds no station: there is nothing to begin anew from"
        raise Refused(msg)
    awaits = _correspondents(sitting)
    ended, epoch = book.traffic.epoch(), Epoch(sitting.around.chance.token(8))
    office = _administrator(sitting)
    payload = RESTORATION.encode(
        Restoration(
            station=sitting.own,
            at=sitting.now,
            epoch=epoch,
            ended=ended,
            head=head,
            backed_up_at=order.backed_up_at,
            lost=order.lost,
            office=office,
            why=order.why,
            key=order.key,
        )
    )
    name = digest(payload)
    given = _given(sitting)
    sitting.record(
        Restored(
            document=name,
            station=sitting.own,
            epoch=epoch,
            head=head,
            backed_up_at=order.backed_up_at,
            lost=order.lost,
            office=office,
            why=order.why,
            series=given,
            awaits=awaits,
        )
    )
    book.keep(name, _signed(sitting, payload, office))
    lost = None if order.lost is None else max(order.lost.size - head.size, 0)
    margin = UNKNOWN_INCOMING if lost is None else max(lost, LEAST_MARGIN)
    _take_up(sitting, name, order.given)
    year = sitting.year()
    incoming = [one.number for one in order.given if _named(one) == (INCOMING, year)]
    last_in = SeriesNumber(series=INCOMING, year=year, number=max([0, *incoming]))
    _skip(sitting, last_in, margin)
    if awaits:
        text = f"restored to fact {head.size}: new telegrams wait for the answers of {len(awaits)}"
        sitting.alarm("restoring", sitting.own, text)
    for station in awaits:
        _ask(sitting, station, name, 0)
    _end_if_all_answered(sitting)
    return Done(
        value={
            "station": sitting.own,
            "restoration": name.hex(),
            "journal_size": head.size,
            "lost": lost,
            "office": office or None,
            "awaits": list(awaits),
        }
    )


def _take_up(sitting: Sitting, name: Digest, given: tuple[SeriesNumber, ...]) -> None:
    """Write down which numbers the lost store had given: its own word, as a correspondent's."""
    if given:
        sitting.record(LastNumbersLearned(station=sitting.own, restoration=name, series=given))


def _given(sitting: Sitting) -> tuple[SeriesNumber, ...]:
    """Return the last numbers below which none is missing, but for those that are known as lost.

    Where the backup was made while an earlier restoration waited for answers, telegrams that had
    come back by then stand above others that had not.
    """
    restorations = sitting.book.restorations
    last = restorations.last()
    earlier = restorations.known(BACKUP) if last and last.ended_at is None else ()
    before = {_named(one): one for one in earlier}
    return tuple(
        min(one, before.get(_named(one), one), key=lambda known: known.number)
        for one in restorations.given()
    )


def _correspondents(sitting: Sitting) -> tuple[StationId, ...]:
    """Return who may have seen a number: who has a line here, or was introduced.

    A centre knows everybody; who knows the centre is said by its registry.
    """
    keys = sitting.key_book
    if keys is None:
        return ()
    registry = sitting.book.state(REGISTRY)
    others = sorted(keys.stations - {sitting.own})
    if registry is not None:
        known = acquaintances(keybook.decode(registry))[sitting.own]
        others = [one for one in others if one in known]
    return tuple(one for one in others if keys.identities[one].status is Status.ACTIVE)


def _administrator(sitting: Sitting) -> str:
    """Return the first administrator here whose key can sign; empty if there is none."""
    offices = sitting.key_book.offices if sitting.key_book else {}
    for office, entry in sorted(offices.items()):
        if station_of(office) == sitting.own and Role.ADMINISTRATOR in entry.roles:
            try:
                sitting.sealer.sign_as_office(office, NAMESPACE[Kind.RESTORATION], b"")
            except Refused:
                continue
            return office
    return ""


def _signed(sitting: Sitting, payload: bytes, office: str) -> Item:
    namespace = NAMESPACE[Kind.RESTORATION]
    signed = [(str(sitting.own), Signature(sitting.sealer.sign_as_station(namespace, payload)))]
    if office:
        by_office = sitting.sealer.sign_as_office(office, namespace, payload)
        signed.append((office, Signature(by_office)))
    return Item(kind=Kind.RESTORATION, payload=payload, signatures=tuple(signed))


def _skip(sitting: Sitting, known: SeriesNumber, margin: int) -> None:
    """Let a series go on so far beyond what anybody knows; what lies between is lost."""
    restorations = sitting.book.restorations
    named = (known.series, known.year)
    backed_up = [one.number for one in restorations.known(BACKUP) if _named(one) == named]
    free = sitting.book.registers.next_number(*named)
    begin = backed_up[0] + 1 if backed_up else (1 if known.series != INCOMING else free)
    first = max(free, known.number + 1) + margin
    if first > begin:
        sitting.record(
            NumbersLost(series=known.series, year=known.year, first=begin, last=first - 1)
        )
    if first > free:
        sitting.record(SeriesOpened(series=known.series, year=known.year, first=first))


def _named(one: SeriesNumber) -> tuple[str, int]:
    return one.series, one.year


# -- asking ---------------------------------------------------------------------------------------


def tick(sitting: Sitting) -> None:
    """Ask again whoever has not answered."""
    due = sitting.book.restorations.due(sitting.now, ASK_AT_ONCE)
    last = sitting.book.restorations.last() if due else None
    for station, attempts in due:
        if last is not None:
            _ask(sitting, station, last.document, attempts)


def _ask(sitting: Sitting, station: StationId, restoration: Digest, attempts: int) -> None:
    message = ServiceMessage(
        station=sitting.own,
        to=station,
        at=sitting.now,
        code=ServiceCode.LAST_NUMBERS_ASKED,
        numbers=LastNumbers(
            restoration=restoration,
            series=tuple(sitting.book.restorations.known(BACKUP)),
            envelopes=tuple(sitting.book.restorations.whole_of(station)),
            missing=tuple(sitting.book.restorations.missing()),
        ),
    )
    answer_at = sitting.now
    try:
        direction = sitting.direct(Wish(destination=station, grade=GRADE))
        send_service(sitting, message, GRADE)
        answer_at = max(direction.answer_at or answer_at, answer_at)
    except NoCommunications as error:
        sitting.alarm("no-communications", station, error.message)
    never = TimeMs(answer_at + SERVICE_LIFE_MS)
    again = repeat_at(GRADE, attempts, answer_at, never)
    sitting.record(LastNumbersAsked(station=station, repeat_at=again))


def accompany(sitting: Sitting) -> None:
    """Lay the restoration before whatever goes to a station that has not answered it."""
    unanswered = sitting.book.restorations.unanswered() if sitting.laid else None
    if unanswered is None:
        return
    name, stations = unanswered
    trays = {
        (one.station, one.grade, one.excluded, one.avoided)
        for one in sitting.laid
        if one.station in stations and one.document.kind is not Kind.ATTACHMENT
    }
    said = [
        _said(sitting, name, station, grade, excluded=excluded, avoided=avoided)
        for station, grade, excluded, avoided in sorted(trays, key=repr)
    ]
    sitting.laid[:0] = said


def say_again(sitting: Sitting, station: StationId, grade: Grade) -> None:
    """Lay this station's last restoration for another once more, if there was one."""
    last = sitting.book.restorations.last()
    if last is not None and station not in last.unanswered:
        sitting.enclose(_said(sitting, last.document, station, grade))


def _said(
    sitting: Sitting,
    name: Digest,
    station: StationId,
    grade: Grade,
    *,
    excluded: frozenset[StationId] = frozenset(),
    avoided: frozenset[StationId] = frozenset(),
) -> Laid:
    item = sitting.book.document(name)
    if item is None:
        msg = "the document of the restoration is no longer kept"
        raise Malformed(msg)
    document = Enclosed(
        digest=name,
        kind=Kind.RESTORATION,
        uid=NO_UID,
        expires_at=TimeMs(sitting.now + SERVICE_LIFE_MS),
    )
    return Laid(
        station=station,
        grade=grade,
        document=document,
        items=(item,),
        excluded=excluded,
        avoided=avoided,
    )


# -- answers --------------------------------------------------------------------------------------


def learn_numbers(sitting: Sitting, message: ServiceMessage) -> None:
    """A correspondent says what it saw last; when all have, numbers are given again."""
    numbers = message.numbers
    if numbers is None:
        msg = f"{message.station} told no numbers"
        raise DoesNotVerify(msg)
    restorations = sitting.book.restorations
    if not restorations.is_own(numbers.restoration):
        if restorations.was_unanswered_at(message.station, message.at):
            return  # of an earlier restoration, which this one has lost
        text = "a copy of this station was restored elsewhere, and asked in its name"
        sitting.alarm("two-at-once", sitting.own, text)
        return
    sitting.record(
        LastNumbersLearned(
            station=message.station,
            restoration=numbers.restoration,
            series=numbers.series,
            head=numbers.head,
            registrations=numbers.registrations,
        )
    )
    last = restorations.last()
    if last is None or last.document != numbers.restoration:
        return  # of an earlier restoration: its numbers are known all the same
    if last.ended_at is None:
        _end_if_all_answered(sitting)
        return
    for known in numbers.series:  # it was gone on without
        if known.number >= sitting.book.registers.next_number(*_named(known)):
            _skip(sitting, known, LEAST_MARGIN)


def go_on(sitting: Sitting, order: GoOn) -> Done:
    """Wait for a correspondent no longer.

    Raises:
        Forbidden: the office is not an administrator's.
        NotFound: nobody waits for that station.
    """
    office = sitting.giver(order.office)
    if not sitting.may(office, Role.ADMINISTRATOR):
        msg = f"{office} may not go on without a correspondent's numbers"
        raise Forbidden(msg, hint="that is for an office with the role administrator")
    last = sitting.book.restorations.last()
    if last is None or last.ended_at is not None or order.without not in last.waited_for:
        msg = f"nobody waits for the last numbers of {order.without}"
        raise NotFound(msg, hint='"depesha restore show" says who has not answered')
    sitting.record(LastNumbersForgone(station=order.without, office=office))
    _end_if_all_answered(sitting)
    waited_for = sorted(last.waited_for - {order.without})
    return Done(value={"without": order.without, "waited_for": waited_for})


def _end_if_all_answered(sitting: Sitting) -> None:
    """Give numbers again once nobody is waited for: beyond the highest that anybody saw."""
    last = sitting.book.restorations.last()
    if last is None or last.ended_at is not None or last.waited_for:
        return
    margin = (
        UNKNOWN_MARGIN if last.lost is None else max(LEAST_MARGIN, last.lost // FACTS_OF_A_NUMBER)
    )
    year = sitting.year()
    numbers = {_named(one): one for one in sitting.book.restorations.known()}
    always = SeriesNumber(series=OUTGOING, year=year, number=0)
    for known in {_named(always): always, **numbers}.values():
        if known.series == INCOMING:
            continue  # it went on at once
        if known.year == year or known.number >= sitting.book.registers.next_number(*_named(known)):
            _skip(sitting, known, margin)
    sitting.record(RestorationEnded(document=last.document))
    sitting.all_clear("restoring", sitting.own)
    sitting.all_clear(ROLLED_BACK, sitting.own)  # what was lost is told, and the numbers are known


def must_have_numbers(sitting: Sitting) -> None:
    """Let pass only where a telegram may be given a number.

    Raises:
        NumbersAwaited: correspondents have not told which numbers they saw last.
    """
    if sitting.book.restorations.is_held():
        last = sitting.book.restorations.last()
        names = ", ".join(sorted(last.waited_for)[:5]) if last else ""
        msg = f"no number is given before {names} told the last numbers seen"
        raise NumbersAwaited(msg, hint=NEXT_HINT)


def must_wait(sitting: Sitting, station: StationId) -> None:
    """Let a letter wait that speaks of what its sender has still to give back.

    Raises:
        NumbersAwaited: it has.
    """
    if sitting.book.restorations.must_wait_for(station, sitting.now):
        msg = f"{station} speaks of what was lost here, and has not given it back yet"
        raise NumbersAwaited(msg)


def may_be_lost(sitting: Sitting) -> bool:
    """Say whether what is not known here may have been lost: it was restored not long ago."""
    return sitting.book.restorations.was_restored_since(TimeMs(sitting.now - FORGOTTEN_MS))
