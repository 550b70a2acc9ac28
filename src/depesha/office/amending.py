"""What one telegram is to another: it answers it, corrects it, cancels it, takes its place.

Rule 1: corrections, cancellations and supersessions are released telegrams like any other, and what
they speak of never changes: it is marked.
Rule 2: only the station that sent a telegram may correct, cancel or supersede it. What claims so
from elsewhere changes nothing and is an alarm.
Rule 3: what amends a telegram goes to all whom that went to; one that cannot be told is named as
exempted. This holds too of a telegram whose words were expunged: the register keeps enough of it.
Rule 4: the label is not lower than that of what is amended, and an exercise stays an exercise: it
is neither answered nor cancelled by an operation, nor the other way round.
Rule 5: it counts from its registration, so it is never held.
Rule 6: the order in which the two come to a station makes no difference.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from depesha.errors import NotFound, Refused
from depesha.life import Exit
from depesha.names import Digest, StationId, Uid, station_of
from depesha.office.facts import Amended, Duty, Entry, Withdrawn
from depesha.office.labels import must_cover, must_cover_line, policy_of
from depesha.office.lookup import name_of
from depesha.office.ports import DutyState, TelegramState
from depesha.office.sitting import Sitting
from depesha.office.terms import settle_all
from depesha.telegram import (
    Addressee,
    AddresseeKind,
    Body,
    Identity,
    MessageType,
    Reference,
    Registration,
    Relation,
)
from depesha.wire import BODY, MAX_BODY_BYTES

OWN: Final = frozenset({Relation.CORRECTS, Relation.CANCELS, Relation.SUPERSEDES})
"""Relations that only the station has which sent the other telegram."""

MARKING: Final = OWN | {Relation.ANSWERS}
"""Relations that are shown where the other telegram is shown."""

OF_ONE_TYPE: Final = MARKING | {Relation.PASSES}
"""Relations between telegrams of one message type."""

SAYS: Final[Mapping[Relation, str]] = {
    Relation.ANSWERS: "answer",
    Relation.CORRECTS: "correct",
    Relation.CANCELS: "cancel",
    Relation.SUPERSEDES: "supersede",
    Relation.PASSES: "pass on",
}

FOREIGN: Final = "foreign-amendment"
"""The alarm about a telegram that claims to amend what it may not."""

# -- what goes out --------------------------------------------------------------------------------


def must_hold(sitting: Sitting, body: Body) -> None:
    """Let pass a body whose references may say what they say.

    Raises:
        NotFound: what it amends is not here.
        Forbidden: its label is lower than that of what it amends.
        Refused: it amends what another station sent, what is cancelled, or what is of another type;
            or it leaves out an addressee who must be told.
    """
    for one in body.references:
        if one.relation in OF_ONE_TYPE:
            _must_hold(sitting, body, one)


def _must_hold(sitting: Sitting, body: Body, reference: Reference) -> None:
    relation = reference.relation
    if reference.station != sitting.own and relation in OWN:
        msg = f"only {reference.station} may {SAYS[relation]} its telegram {reference.number}"
        raise Refused(msg, hint="answer it, or ask its originator")
    telegram = None if reference.uid is None else sitting.book.registers.telegram(reference.uid)
    if telegram is None:
        if relation in OWN:
            msg = f"there is no telegram {reference.number} here to {SAYS[relation]}"
            raise NotFound(msg, hint='"depesha outbox" lists what was sent')
        return
    _must_be_of_one_type(body, telegram, relation)
    if relation not in OWN:
        return
    if (body.handling.hold_until or 0) > sitting.now:
        msg = f"what is to {SAYS[relation]} {name_of(telegram)} cannot be held: it counts at once"
        raise Refused(msg, hint="keep it as a draft, and release it then")
    must_stand(sitting, telegram, relation)
    _must_be_released_as_often(sitting, body, telegram)
    original = body_of(sitting, telegram)
    if original is None:
        must_cover_line(sitting, body.label, telegram.entry)
        told = [one.duty for one in sitting.book.registers.duties(telegram.entry.identity.uid)]
        _must_reach_all(body, told, telegram, relation)
        return
    must_cover(policy_of(sitting), body.label, original)
    _must_reach_all(body, original.addressees, telegram, relation)


def _must_be_of_one_type(body: Body, telegram: TelegramState, relation: Relation) -> None:
    wanted = MessageType(telegram.entry.message_type)
    if body.message_type is not wanted:
        msg = (
            f"{name_of(telegram)} is {_article(wanted)}, and what is to {SAYS[relation]} it"
            f" is {_article(body.message_type)}"
        )
        raise Refused(msg, hint=f"add the form line 'Type: {wanted.name.lower()}'")


def _article(kind: MessageType) -> str:
    name = kind.name.lower()
    return f"{'an' if name[0] in 'aeio' else 'a'} {name}"


def releases_of(sitting: Sitting, telegram: TelegramState) -> int:
    """Return how many offices released a telegram of this station, or would have to now."""
    entry = telegram.entry
    demanded = policy_of(sitting).releasers(entry.classification, entry.precedence)
    return max(len(entry.released_by), demanded)


def _must_be_released_as_often(sitting: Sitting, body: Body, telegram: TelegramState) -> None:
    """Let pass what cancels a held telegram by as many offices as released that."""
    if sitting.book.amendments.held_until(telegram.entry.identity.uid) is None:
        return
    urgency = max(one.precedence for one in body.addressees)
    if policy_of(sitting).releasers(body.label.classification, urgency) < releases_of(
        sitting, telegram
    ):
        msg = f"{name_of(telegram)} was released by more offices than this needs"
        raise Refused(msg, hint="leave label and precedence of the cancellation as they were")


def must_stand(sitting: Sitting, telegram: TelegramState, relation: Relation) -> None:
    """Refuse to amend what is no longer in force, what was not sent yet, and a cancellation.

    What several released, and is held, may be cancelled by a telegram that as many release.

    Raises:
        Refused: it cannot be amended so.
    """
    amendments, uid = sitting.book.amendments, telegram.entry.identity.uid
    name = name_of(telegram)
    closed = amendments.closed_by(uid)
    if closed is not None:
        done = "cancelled" if closed[0] is Relation.CANCELS else "superseded"
        msg = f"{name} was {done} by {closed[1]} already"
        raise Refused(msg, hint=f'"depesha show {closed[1]}" shows it')
    if any(duty.exit is Exit.CANCELLED for duty in sitting.book.registers.duties(uid)):
        msg = f"{name} was cancelled before it was sent"
        raise Refused(msg, hint="send another telegram")
    by_several = relation is Relation.CANCELS and releases_of(sitting, telegram) > 1
    if amendments.held_until(uid) is not None and not by_several:
        msg = f"{name} is held and has not been sent"
        raise Refused(msg, hint=f'"depesha cancel {name} REASON", and send another in its place')
    if relation is Relation.CANCELS and Relation.CANCELS in amendments.relations_of(uid):
        msg = f"{name} is itself a cancellation, and stands"
        raise Refused(msg, hint="send what it cancelled anew, as another telegram")


def _must_reach_all(
    body: Body, told: Sequence[Addressee | Duty], telegram: TelegramState, relation: Relation
) -> None:
    named = {one.office for one in body.addressees}
    left_out = [
        one.office
        for one in told
        if one.kind is not AddresseeKind.EXEMPTED and one.office not in named
    ]
    if left_out:
        msg = f"what is to {SAYS[relation]} {name_of(telegram)} does not go to {left_out[0]}"
        raise Refused(msg, hint=f"add a line 'To: {left_out[0]}', or 'Except:' and who knows")


def body_of(sitting: Sitting, telegram: TelegramState) -> Body | None:
    """Return the body of a telegram that is here, or None if it is kept no longer."""
    kept = sitting.book.document(telegram.entry.body_id)
    return None if kept is None else BODY.decode(kept.payload, max_bytes=MAX_BODY_BYTES)


def must_be_in_force(sitting: Sitting, telegram: TelegramState, duty: DutyState) -> None:
    """Let an office answer what was neither cancelled nor superseded.

    Raises:
        Refused: it was; nothing is to be done about it any more.
    """
    if duty.exit not in (Exit.CANCELLED, Exit.SUPERSEDED):
        return
    done = f"{duty.exit}".lower()
    by = _closed_by(sitting, telegram)
    msg = f"{name_of(telegram)} was {done} by {by}: it is not to be answered any more"
    hint = f'see it with "depesha show {by}"'
    raise Refused(msg, hint=f"carry out {by} instead; {hint}" if "super" in done else hint)


def must_not_be_closed(sitting: Sitting, telegram: TelegramState, what: str) -> None:
    """Let pass a telegram that was neither cancelled nor superseded.

    Raises:
        Refused: it was, and is not to be passed on.
    """
    for duty in sitting.book.registers.duties(telegram.entry.identity.uid):
        if duty.exit in (Exit.CANCELLED, Exit.SUPERSEDED):
            by = _closed_by(sitting, telegram)
            msg = f"{name_of(telegram)} was {duty.exit.lower()} by {by}, and is not {what}"
            raise Refused(msg, hint=f'see it with "depesha show {by}"')


def _closed_by(sitting: Sitting, telegram: TelegramState) -> str:
    closed = sitting.book.amendments.closed_by(telegram.entry.identity.uid)
    return closed[1] if closed else "its originator"


# -- what is registered, or comes -----------------------------------------------------------------


def note(sitting: Sitting, identity: Identity, body: Body, registration: Registration) -> None:
    """Write down what a telegram that has just got its line here says of others.

    What it may not say is an alarm, and nothing follows from it.
    """
    for one in body.references:
        if one.relation in MARKING:
            _note(sitting, identity, body, registration, one)


def _note(
    sitting: Sitting, identity: Identity, body: Body, registration: Registration, one: Reference
) -> None:
    name = f"{registration.station}/{registration.year}/{registration.outgoing_number}"
    if one.relation in OWN and one.station != body.station:
        _alarm(sitting, name, f"it claims to {SAYS[one.relation]} a telegram of {one.station}")
        return
    if one.uid is None or one.digest is None:
        if one.relation in OWN:
            _alarm(sitting, name, f"it does not say which telegram it is to {SAYS[one.relation]}")
        return
    telegram = sitting.book.registers.telegram(one.uid)
    if one.relation is Relation.ANSWERS and not _may_answer(sitting, body, telegram):
        return
    sitting.record(
        Amended(
            uid=Uid(one.uid),
            registration=Digest(one.digest),
            station=one.station,
            number=one.number,
            amender=identity.uid,
            relation=one.relation,
            said_at=registration.registered_at,
        )
    )
    is_held = sitting.book.amendments.held_until(Uid(one.uid)) is not None
    if one.relation is Relation.CANCELS and is_held:
        office = registration.releases[0].office
        sitting.record(Withdrawn(uid=Uid(one.uid), office=office, reason=f"cancelled by {name}"))
    if telegram is not None and sitting.book.amendments.closed_by(Uid(one.uid)) is not None:
        settle_all(sitting, Uid(one.uid))  # of a claim that does not hold nothing follows
    if telegram is not None and one.relation in OWN:
        said = _Claim(
            relation=one.relation,
            station=registration.station,
            registration=Digest(one.digest),
            message_type=int(body.message_type),
        )
        _judge(sitting, telegram.entry, name, said)


def _may_answer(sitting: Sitting, body: Body, telegram: TelegramState | None) -> bool:
    """Say whether a telegram that answers another comes from a station that was sent it."""
    original = None if telegram is None else body_of(sitting, telegram)
    return original is not None and any(
        station_of(one.office) == body.station
        for one in original.addressees
        if one.kind is not AddresseeKind.EXEMPTED
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Claim:
    """What a telegram says of another: as what, whose it is, of which registration and type."""

    relation: Relation
    station: StationId
    registration: Digest
    message_type: int


def compare(sitting: Sitting, entry: Entry) -> None:
    """Raise an alarm for whatever claimed to amend a telegram before it came, and may not."""
    for one in sitting.book.amendments.of(entry.identity.uid):
        if not one.holds and one.relation in OWN:
            said = _Claim(
                relation=one.relation,
                station=one.station,
                registration=one.registration,
                message_type=one.message_type,
            )
            _judge(sitting, entry, one.reference, said)


def _judge(sitting: Sitting, entry: Entry, reference: str, said: _Claim) -> None:
    """Raise an alarm if a claim does not hold; the register follows the same rule by itself."""
    claim = f"it claims to {SAYS[said.relation]} {entry.station}/{entry.year}/{entry.number}"
    if said.station != entry.station:
        _alarm(sitting, reference, f"{claim}, which {entry.station} sent")
    elif said.message_type != entry.message_type:
        kind = MessageType(said.message_type).name.lower()
        _alarm(sitting, reference, f"{claim}, and is of another type: {kind}")
    elif said.registration != entry.identity.registration:
        _alarm(sitting, reference, f"{claim} under another registration")


def _alarm(sitting: Sitting, about: str, text: str) -> None:
    sitting.alarm(FOREIGN, about, text)
