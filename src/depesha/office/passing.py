"""Passing on: a telegram that came goes to another office, quoted in a new one."""

from depesha import draft as drafts
from depesha.draft import Draft, DraftAddressee, DraftReference
from depesha.errors import Forbidden, NoCommunications, Refused
from depesha.keybook import Role
from depesha.names import OfficeId, station_of
from depesha.notice import ServiceCode, ServiceMessage
from depesha.number import NumberRef, write
from depesha.office import amending
from depesha.office.authority import Acting, acting, must_have
from depesha.office.composing import compose
from depesha.office.events import Done, Pass
from depesha.office.facts import (
    Drafted,
    PassingFailed,
)
from depesha.office.labels import policy_of
from depesha.office.lookup import incoming, name_of
from depesha.office.outward import register
from depesha.office.ports import DraftState, TelegramState
from depesha.office.service import send_service
from depesha.office.sitting import Sitting
from depesha.office.ways import Wish
from depesha.packet import grade_of
from depesha.policy import Action
from depesha.telegram import MessageType, Relation
from depesha.wire import BODY, MAX_BODY_BYTES


def pass_on(sitting: Sitting, order: Pass) -> Done:
    """Pass a received telegram on, as a new one that quotes it.

    Where there are no communications with the addressee, the originator is told so: that is a
    result, not an error, because it is written down and a notice goes out.

    Raises:
        Forbidden: a caveat forbids passing on, or the office may not release.
        NotFound: no such telegram lies here.
        OfficeLocked: the key of the office is locked.
        Refused: it is to be passed on to an office of this station.
    """
    who = acting(sitting, order.office, order.acting_for)
    must_have(sitting, who, Role.RELEASER, "release")
    sitting.must_be_there(who.signer)  # also where nothing is signed, but the originator is told
    telegram = incoming(sitting, order.reference, who.signer)
    _must_allow_passing(sitting, telegram)
    amending.must_not_be_closed(sitting, telegram, "passed on")
    station = station_of(order.to)
    if station == sitting.own:
        msg = f"{order.to} acts at {station} itself: nothing is sent to it"
        raise Refused(msg, hint="give it a copy instead")
    try:
        sitting.period_key(station)
        grade = grade_of(telegram.entry.precedence)
        sitting.direct(Wish(destination=station, grade=grade))
    except NoCommunications as error:
        return _no_communications(sitting, order, who.office, telegram, error)
    return _pass(sitting, order, who, telegram)


def _must_allow_passing(sitting: Sitting, telegram: TelegramState) -> None:
    entry = telegram.entry
    policy = sitting.around.policies.get(entry.policy)
    if entry.caveats and (policy is None or not policy.allows(entry.caveats, Action.PASS)):
        msg = f"{name_of(telegram)} may not be passed on: {', '.join(entry.caveats)}"
        raise Forbidden(msg, hint="ask its originator to send it")


def _pass(sitting: Sitting, order: Pass, who: Acting, telegram: TelegramState) -> Done:
    entry, office = telegram.entry, who.office
    policy = policy_of(sitting)
    if entry.policy != policy.id:
        msg = f"the label is of policy {entry.policy}, and this station labels by {policy.id}"
        raise Refused(msg, hint="draft a telegram that quotes it under a label of your own")
    ref = NumberRef(number=entry.number, station=entry.station, year=entry.year)
    label = policy.classification(entry.classification)
    content = Draft(
        addressees=(DraftAddressee(office=order.to),),
        precedence=policy.urgency(entry.precedence).code,
        classification=label.code if label else "",
        captions=entry.captions,
        caveats=entry.caveats,
        categories=_categories(sitting, telegram),
        message_type=MessageType(entry.message_type),
        message_type_name=_type_name(sitting, telegram),
        references=(DraftReference(relation=Relation.PASSES, ref=ref),),
        text=order.text or f"Passed on: {write(ref)}.\n",
    )
    number = sitting.book.registers.next_draft()
    text = drafts.write(content)
    sitting.record(Drafted(draft=number, version=1, office=office, text=text))
    state = DraftState(draft=number, version=1, office=office, text=text, state="draft")
    return register(sitting, compose(sitting, content, office), content, state, who)


def _categories(sitting: Sitting, telegram: TelegramState) -> tuple[str, ...]:
    """Return the one part of the label that the register does not keep."""
    kept = sitting.book.document(telegram.entry.body_id)
    if kept is None:
        return ()
    return BODY.decode(kept.payload, max_bytes=MAX_BODY_BYTES).label.categories


def _type_name(sitting: Sitting, telegram: TelegramState) -> str:
    """Return the name of the exercise or project, which the register does not keep."""
    body = amending.body_of(sitting, telegram)
    return "" if body is None else body.message_type_name


def _no_communications(
    sitting: Sitting,
    order: Pass,
    office: OfficeId,
    telegram: TelegramState,
    error: NoCommunications,
) -> Done:
    entry = telegram.entry
    subject = station_of(order.to)
    sitting.record(PassingFailed(uid=entry.identity.uid, office=office, to=order.to))
    message = ServiceMessage(
        station=sitting.own,
        to=entry.station,
        at=sitting.now,
        code=ServiceCode.NO_COMMUNICATIONS,
        about=entry.identity,
        subject=subject,
        office=office,
        text=order.text,
    )
    send_service(sitting, message, grade_of(entry.precedence))
    return Done(
        value={
            "no_communications": subject,
            "told": entry.station,
            "reason": error.message,
            "reference": name_of(telegram),
        },
        is_final=False,  # another key book or plan may know a way
    )
