"""What comes in for offices here: telegrams are taken in, and the offices answer them.

Rule 1: a telegram is taken in only if the station's signature, every release signature and the body
id hold, every releasing office may release, and as many did as its policy demands (`proof`).
Rule 2: a telegram that is known is not taken in twice; the same answer goes back.
Rule 3: an operator may confirm receipt; only an office with the authority may comply, report or
refuse. The answers to a duty form a chain: each names the digest of the one before.
Rule 4: what an addressee does not open in time is shown to the duty office, which then answers in
its place, by what its own roles allow.
"""

from typing import Final

from depesha.envelope import Item, Kind
from depesha.errors import DoesNotVerify, Forbidden, Problem, Refused, Usage
from depesha.keybook import Role
from depesha.life import AUTHORITY_STEPS, CODE, Exit, Rung, Step, Term, advance
from depesha.names import Digest, OfficeId, Signature, TimeMs, station_of
from depesha.notice import Answer, ResponseCode
from depesha.office import amending
from depesha.office.authority import Acting, acting
from depesha.office.events import Comply, Confirm, Done, Report
from depesha.office.facts import AnswerGiven, Delivered, Duty, Enclosed, RepeatRecognised
from depesha.office.labels import policy_of
from depesha.office.letter import Opened, Received
from depesha.office.lookup import also, duty_of, incoming, name_of
from depesha.office.ports import DutyState, TelegramState
from depesha.office.proof import (
    must_be_announced,
    must_be_released,
    verified,
    verified_quotation,
)
from depesha.office.register import duties_of, entry_of, expiry_of
from depesha.office.sitting import Laid, Sitting
from depesha.office.terms import settle
from depesha.packet import grade_of
from depesha.telegram import Body, Identity, Registration
from depesha.wire import ANSWER, NAMESPACE, REGISTRATION, digest

ANSWER_LIFE_MS: Final = 30 * 24 * 3_600_000

CONFIRMED: Final = frozenset(
    {ResponseCode.WILL_COMPLY, ResponseCode.HAVE_COMPLIED, ResponseCode.CANNOT_COMPLY}
)
"""Answers whose arrival is confirmed by a delivery report; receipts are not confirmed in turn."""

# -- a telegram comes -----------------------------------------------------------------------------


def take_in(sitting: Sitting, opened: Opened, document: Received) -> Identity:
    """Take a telegram in, or recognise it, and return what its delivery report names.

    Raises:
        Malformed: the telegram is not what it says; nothing of it is taken in.
    """
    sender = opened.envelope.sender
    known = sitting.book.registers.by_registration(document.digest)
    if known is not None and known.entry.station == sender:  # another's is no repeat of his
        sitting.record(RepeatRecognised(digest=document.digest, sender=sender))
        return known.entry.identity
    body_item, registration_item = document.items
    signature = _station_signature(registration_item)
    body, registration = verified(
        sitting.sealer,
        sitting.keys().identity(sender),
        body_item.payload,
        registration_item.payload,
        signature,
    )
    must_be_released(sitting.around.policies, body, registration)
    must_be_announced(body, document.enclosure.attachment_keys)
    _must_be_the_only_one(sitting, registration)
    identity = Identity(
        uid=registration.uid, registration=document.digest, signature=digest(signature)
    )
    entry = entry_of(identity, body, registration)
    sitting.record(
        Delivered(
            entry=entry,
            duties=_local_duties(sitting, document, body),
            incoming_year=sitting.year(),
            incoming_number=sitting.book.registers.next_number("incoming", sitting.year()),
            attachments=document.enclosure.attachment_keys,
        )
    )
    _check_quotations(sitting, body, f"{registration.station}/{registration.outgoing_number}")
    if expiry_of(body, registration.registered_at) <= sitting.now:
        about = f"{registration.station}/{registration.year}/{registration.outgoing_number}"
        urgency = sitting.urgency_of(registration.uid)
        sitting.alarm("late", about, "it came after it had expired", urgency)
    sitting.book.keep(registration.body_id, body_item)
    sitting.book.keep(document.digest, registration_item)
    amending.note(sitting, identity, body, registration)
    amending.compare(sitting, entry)
    return identity


def _must_be_the_only_one(sitting: Sitting, registration: Registration) -> None:
    """Refuse a second telegram under a number: its originator gave the number twice."""
    station, year = registration.station, registration.year
    number = registration.outgoing_number
    if sitting.book.registers.by_number(number, station=station, year=year):
        sitting.alarm("number-doubled", f"{station}/{year}/{number}", f"{station} gave it twice")
        msg = f"{station}/{year}/{number} is another telegram here"
        raise DoesNotVerify(msg)


def _check_quotations(sitting: Sitting, body: Body, name: str) -> None:
    """Raise an alarm if what is quoted does not prove its number and date."""
    keys = sitting.keys()
    for quotation in body.quotations:
        try:
            leaf = next(iter(quotation.leaves), None)
            registered = REGISTRATION.decode(quotation.registration)
            signer = keys.verify_proved_leaf(leaf) if leaf else keys.identity(registered.station)
            verified_quotation(sitting.sealer, signer, quotation)
        except Problem as error:
            sitting.alarm("quotation-unproved", name, error.message)


def _station_signature(item: Item) -> Signature:
    if len(item.signatures) != 1:
        msg = "a registration bears exactly one signature"
        raise DoesNotVerify(msg)
    return item.signatures[0][1]


def _local_duties(sitting: Sitting, document: Received, body: Body) -> tuple[Duty, ...]:
    wanted = set(document.enclosure.offices)
    duties = tuple(
        duty for duty in duties_of(body, sitting.now, policy_of(sitting)) if duty.office in wanted
    )
    strangers = wanted - {duty.office for duty in duties}
    elsewhere = any(station_of(office) != sitting.own for office in wanted)
    if not wanted or strangers or elsewhere:
        msg = f"the envelope is for no office of {sitting.own} whom the telegram addresses"
        raise DoesNotVerify(msg)
    return duties


# -- an office here answers -----------------------------------------------------------------------


def answer(sitting: Sitting, order: Confirm | Comply | Report) -> Done:
    """Sign an office's answer to a telegram and send it to the originator.

    The same answer again is the first one, and nothing is signed twice.

    Raises:
        NotFound: no such telegram lies before this office.
        Forbidden: the office may not give this answer.
        Refused: the telegram's state does not allow it.
    """
    who = acting(sitting, order.office, order.acting_for)
    office = who.office
    telegram = incoming(sitting, order.reference, who.signer)
    step = _step(order)
    duties = _duties_for(sitting, telegram, office)
    _must_be_entitled(sitting, office, step)
    open_ = [duty for duty in duties if not _is_given(sitting, duty, step, order)]
    for duty in open_:
        amending.must_be_in_force(sitting, telegram, duty)
        _must_not_be_revoked(sitting, telegram, duty)
        for taken in _steps(duty, step):
            _give(
                sitting,
                telegram,
                who,
                duty_of(sitting, telegram, duty.duty.office),
                taken,
                order,
            )
    duty = duty_of(sitting, telegram, duties[0].duty.office)
    value: dict[str, object] = {
        "reference": name_of(telegram),
        "office": office,
        "state": duty.rung.name if duty.exit is None else str(duty.exit),
        "queued_for": telegram.entry.station,
        **also(sitting, order.reference, telegram, office),
    }
    if who.deputy:
        value["deputy"] = who.deputy
    if duty.duty.office != office:
        value["in_place_of"] = [one.duty.office for one in duties]
    return Done(value=value if open_ else {**value, "repeated": True})


def _must_not_be_revoked(sitting: Sitting, telegram: TelegramState, duty: DutyState) -> None:
    station = telegram.entry.station
    if duty.exit is Exit.BEYOND_CUT_LINE:
        msg = f"{name_of(telegram)} came beyond the cut line of {station}, which is revoked"
        raise Refused(msg, hint="it is not to be believed: have it confirmed by another way")
    if sitting.keys().is_revoked(station):
        msg = f"{station} is revoked: nothing of {name_of(telegram)} can be answered any more"
        raise Refused(msg, hint="its task is closed")


def _duties_for(
    sitting: Sitting, telegram: TelegramState, office: OfficeId
) -> tuple[DutyState, ...]:
    """Return the duties that an office answers for: its own, or those that it was shown on duty.

    Raises:
        NotFound: the telegram lies before it neither way.
    """
    uid = telegram.entry.identity.uid
    duties = sitting.book.registers.duties(uid)
    shown = sitting.book.terms.shown(uid, office) if sitting.may(office, Role.DUTY) else ()
    own = tuple(duty for duty in duties if duty.duty.office == office)
    return (
        own
        or tuple(duty for duty in duties if duty.duty.office in shown)
        or (duty_of(sitting, telegram, office),)
    )


def _is_given(
    sitting: Sitting, duty: DutyState, step: Step, order: Confirm | Comply | Report
) -> bool:
    """Say whether this office has given this very answer already.

    A receipt and an acknowledgement have no words, so a later stage has them in it. An interim
    report in the same words as the last is another one, once the next is due.
    """
    if not isinstance(order, Report):
        reached = {Step.CONFIRM: Rung.RECEIVED, Step.COMPLY: Rung.ACKNOWLEDGED}[step]
        return duty.rung >= reached and duty.exit is None
    last = sitting.book.document(duty.last_answer) if duty.last_answer else None
    if last is None or (step is Step.REPORT_INTERIM and _interim_is_due(sitting, duty)):
        return False
    given = ANSWER.decode(last.payload)
    said = (given.code, given.interim, given.text, given.amplification)
    return said == (CODE[step], step is Step.REPORT_INTERIM, order.text, order.cannot)


def _interim_is_due(sitting: Sitting, duty: DutyState) -> bool:
    task = sitting.book.terms.task(duty.uid, duty.duty.office)
    state = task.terms.get(Term.INTERIM) if task else None
    return state is not None and state.due_at is not None and state.due_at <= sitting.now


def _step(order: Confirm | Comply | Report) -> Step:
    match order:
        case Confirm():
            return Step.CONFIRM
        case Comply():
            return Step.COMPLY
        case Report():
            return _kind_of_report(order)


def _kind_of_report(order: Report) -> Step:
    if order.interim and order.cannot:
        msg = "an interim report cannot also refuse"
        raise Usage(msg)
    if order.cannot:
        return Step.REFUSE
    return Step.REPORT_INTERIM if order.interim else Step.REPORT


def _must_be_entitled(sitting: Sitting, office: OfficeId, step: Step) -> None:
    if step in AUTHORITY_STEPS and not sitting.may(office, Role.MAY_ACKNOWLEDGE):
        msg = f"{office} may confirm receipt, but not {step}"
        raise Forbidden(msg, hint="that is for an office with the authority to acknowledge")


def _steps(duty: DutyState, step: Step) -> tuple[Step, ...]:
    """Return the steps to take: one with the authority who answers also confirms receipt."""
    if duty.rung is Rung.DELIVERED and step is not Step.CONFIRM:
        return (Step.CONFIRM, step)
    return (step,)


def _give(
    sitting: Sitting,
    telegram: TelegramState,
    who: Acting,
    duty: DutyState,
    step: Step,
    order: Confirm | Comply | Report,
) -> None:
    office = who.office
    advance(duty.rung, step, closed=duty.exit)
    words = order if isinstance(order, Report) and step is not Step.CONFIRM else None
    given = Answer(
        answers=telegram.entry.identity,
        station=sitting.own,
        office=office,
        at=_after(sitting, duty.last_answer),
        code=CODE[step],
        interim=step is Step.REPORT_INTERIM,
        text=words.text if words else "",
        amplification=words.cannot if words else "",
        previous=duty.last_answer,
        deputy=who.deputy,
        in_place_of="" if duty.duty.office == office else duty.duty.office,
    )
    payload = ANSWER.encode(given)
    signature = sitting.sign_as_office(who.signer, NAMESPACE[Kind.ANSWER], payload)
    item = Item(kind=Kind.ANSWER, payload=payload, signatures=((who.signer, signature),))
    name = digest(payload)
    sitting.book.keep(name, item)
    sitting.record(
        AnswerGiven(
            uid=telegram.entry.identity.uid,
            office=office,
            code=given.code,
            interim=given.interim,
            answer=name,
            deputy=who.deputy or "",
            in_place_of=given.in_place_of,
        )
    )
    settle(sitting, telegram.entry.identity.uid, duty.duty.office)
    sitting.enclose(
        Laid(
            station=telegram.entry.station,
            grade=grade_of(duty.duty.precedence),
            document=Enclosed(
                digest=name,
                kind=Kind.ANSWER,
                uid=telegram.entry.identity.uid,
                confirm=given.code in CONFIRMED,
                expires_at=TimeMs(sitting.now + ANSWER_LIFE_MS),
            ),
            items=(item,),
        )
    )


def _after(sitting: Sitting, last: Digest | None) -> TimeMs:
    """Return the time of an office's next answer: after its last one, whatever the clock says.

    Two are given at once where a report also confirms, and the originator tells by their times
    which came last.
    """
    kept = sitting.book.document(last) if last is not None else None
    if kept is None:
        return sitting.now
    return TimeMs(max(sitting.now, ANSWER.decode(kept.payload).at + 1))
