"""What goes out: drafted, released, registered, laid in the trays.

Rule 1: nothing leaves unreleased; a release is an office's signature over exactly this body, and
the office is cleared for its label.
Rule 2: a number is given in the same commit as the registration that bears it, never before.
Rule 3: the registration is one for all addressees; each addressee station gets its own envelope.
"""

from dataclasses import dataclass
from typing import Any, Final

from depesha import draft as drafts
from depesha.draft import Draft
from depesha.envelope import Item, Kind
from depesha.errors import Forbidden, Usage
from depesha.keybook import Role
from depesha.names import OfficeId, Signature, station_of
from depesha.number import OUTGOING
from depesha.office import amending, holding
from depesha.office.authority import Acting
from depesha.office.composing import compose, highest
from depesha.office.copies import must_be_numbered
from depesha.office.drafting import may, must_be_attached
from depesha.office.events import Done, Send
from depesha.office.facts import (
    CopyMade,
    Drafted,
    Registered,
    Released,
)
from depesha.office.labels import must_be_cleared, policy_of
from depesha.office.laying import Paper
from depesha.office.ports import DraftState
from depesha.office.register import duties_of, entry_of, leaves_at
from depesha.office.restoring import must_have_numbers
from depesha.office.sitting import Sitting
from depesha.office.ways import Direction
from depesha.office.witness import must_not_be_rolled_back
from depesha.telegram import (
    Body,
    Deputed,
    Identity,
    LocalNumber,
    Registration,
    Request,
    Review,
)
from depesha.telegram import Release as ReleaseSignature
from depesha.wire import BODY, MAX_BODY_BYTES, NAMESPACE, REGISTRATION, digest


def send(sitting: Sitting, order: Send) -> Done:
    """Draft and release in one, where one office may do both."""
    office = may(sitting, order.office, Role.DRAFTER, "draft")
    may(sitting, office, Role.RELEASER, "release")
    content = drafts.parse(order.text.encode())
    must_be_attached(content, order.attachments)
    number = sitting.book.registers.next_draft()
    said: dict[str, Any] = {"text": order.text, "attachments": order.attachments}
    sitting.record(Drafted(draft=number, version=1, office=office, **said))
    state = DraftState(draft=number, version=1, office=office, state="draft", **said)
    return _dispatch(sitting, content, state, office)


def _dispatch(sitting: Sitting, content: Draft, state: DraftState, releaser: OfficeId) -> Done:
    attached = tuple(one.attachment for one in state.attachments)
    body = compose(sitting, content, state.office, attached)
    return register(sitting, body, content, state, releaser)


def register(
    sitting: Sitting, body: Body, content: Draft, state: DraftState, who: OfficeId | Acting
) -> Done:
    """Sign a body, give it its numbers and lay it in the trays.

    Raises:
        Forbidden: the office is not cleared for it, or one release does not suffice.
        OfficeLocked: the key of the office is locked.
        NoCommunications: no way is known to an addressee.
        NumbersAwaited: the station was restored, and waits for its correspondents' last numbers.
        Usage: it is too long.
    """
    acts = who if isinstance(who, Acting) else Acting(office=who, signer=who)
    must_be_cleared(sitting, acts.office, body.label.classification, "release")
    must_be_cleared(sitting, acts.signer, body.label.classification, "release")
    one_must_suffice(sitting, body)
    payload = payload_of(body)
    signature = sitting.sign_as_office(acts.signer, NAMESPACE[Kind.BODY], payload)
    deputy = acts.deputy
    sitting.record(
        Released(
            draft=state.draft, body_id=digest(payload), office=acts.office, deputy=deputy or ""
        )
    )
    signed = Signed(
        releases=(
            ReleaseSignature(office=acts.office, released_at=sitting.now, signature=signature),
        ),
        deputies=(Deputed(office=acts.office, deputy=deputy),) if deputy else (),
    )
    return enter(sitting, Cleared(body=body, payload=payload, signed=signed), content, state)


@dataclass(frozen=True, slots=True, kw_only=True)
class Signed:
    """The personal signatures over a body."""

    releases: tuple[ReleaseSignature, ...]
    reviews: tuple[Review, ...] = ()
    deputies: tuple[Deputed, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Cleared:
    """A body with its bytes, and the signatures by which it may leave."""

    body: Body
    payload: bytes
    signed: Signed


def enter(sitting: Sitting, cleared: Cleared, content: Draft, state: DraftState) -> Done:
    """Give a released body its numbers and lay it in the trays.

    Whoever calls it has made or verified each signature, and counted them by the policy.

    Raises:
        NoCommunications: no way is known to an addressee.
        NumbersAwaited: the station was restored, and waits for its correspondents' last numbers.
        Refused: it amends what it may not, or the station was rolled back.
    """
    body, signed = cleared.body, cleared.signed
    must_not_be_rolled_back(sitting)
    must_have_numbers(sitting)
    amending.must_hold(sitting, body)
    must_be_numbered([one.number for one in content.copies])
    registration = Registration(
        body_id=digest(cleared.payload),
        salt=sitting.around.chance.token(16),
        station=sitting.own,
        year=sitting.year(),
        outgoing_number=sitting.book.registers.next_number(OUTGOING, sitting.year()),
        filed_at=sitting.now,
        registered_at=sitting.now,
        releases=signed.releases,
        numbers=tuple(_number(sitting, series) for series in content.series),
        marks=content.marks,
        reviews=signed.reviews,
        deputies=signed.deputies,
    )
    paper = _signed(sitting, body, cleared.payload, registration)
    sitting.book.keep(registration.body_id, paper.body_item)
    sitting.book.keep(paper.identity.registration, paper.registration_item)
    keys = tuple(one.key(place) for place, one in enumerate(state.attachments))
    copies = tuple(CopyMade(number=one.number, holder=one.holder) for one in content.copies)
    sitting.record(
        Registered(
            draft=state.draft,
            entry=entry_of(paper.identity, body, registration),
            duties=duties_of(body, leaves_at(body, sitting.now), policy_of(sitting)),
            copies=copies,
            attachments=keys,
        )
    )
    amending.note(sitting, paper.identity, body, registration)
    ways = holding.lay_or_hold(sitting, paper, keys)
    return Done(value=_result(registration, body, ways, copies))


def payload_of(body: Body) -> bytes:
    """Return the bytes of a body, which are what is signed.

    Raises:
        Usage: there are too many.
    """
    payload = BODY.encode(body)
    if len(payload) > MAX_BODY_BYTES:
        msg = f"the telegram has {len(payload)} bytes where at most {MAX_BODY_BYTES} are allowed"
        raise Usage(msg, hint="refer to what it quotes instead")
    return payload


def needed_for(sitting: Sitting, body: Body) -> int:
    """Return how many offices must release a body, by the policy that labels it."""
    return policy_of(sitting).releasers(body.label.classification, highest(body))


KEEP_IT: Final = 'keep it as a draft; each of them gives "depesha release DRAFT"'


def one_must_suffice(sitting: Sitting, body: Body, hint: str = KEEP_IT) -> None:
    """Let pass a body that one office may release; `hint` says what to do with another.

    Raises:
        Forbidden: the policy demands several.
    """
    needed = needed_for(sitting, body)
    if needed > 1:
        msg = f"this telegram needs {needed} releasing offices"
        raise Forbidden(msg, hint=hint)


def _number(sitting: Sitting, series: str) -> LocalNumber:
    return LocalNumber(
        series=series, number=sitting.book.registers.next_number(series, sitting.year())
    )


def _signed(sitting: Sitting, body: Body, payload: bytes, registration: Registration) -> Paper:
    registered = REGISTRATION.encode(registration)
    signature = sitting.sealer.sign_as_station(NAMESPACE[Kind.REGISTRATION], registered)
    return Paper(
        body=body,
        registration=registration,
        identity=Identity(
            uid=registration.uid, registration=digest(registered), signature=digest(signature)
        ),
        body_item=Item(kind=Kind.BODY, payload=payload),
        registration_item=Item(
            kind=Kind.REGISTRATION,
            payload=registered,
            signatures=((sitting.own, Signature(signature)),),
        ),
    )


def _result(
    registration: Registration,
    body: Body,
    ways: dict[OfficeId, Direction],
    copies: tuple[CopyMade, ...],
) -> dict[str, object]:
    number, year = registration.outgoing_number, registration.year
    asked = {one.office: one for one in body.addressees}
    held = holding.until(body, registration.registered_at)
    return {
        "reference": f"{registration.station}/{year}/{number}",
        "number": number,
        "year": year,
        "numbers": [{"series": one.series, "number": one.number} for one in registration.numbers],
        "uid": registration.uid.hex(),
        "registered_at": registration.registered_at,
        "message_type": body.message_type.name,
        "held_until": held,
        "addressees": [
            {
                "office": office,
                "station": station_of(office),
                "way": direction.next_hop,
                "expected_at": None if held else direction.expected_at,
                "beyond": None if direction.way.whole else direction.way.steps[-1].station,
                "receipt": _term(asked[office].receipt),
                "execution": _term(asked[office].execution),
            }
            for office, direction in ways.items()
        ],
        "copies": [{"number": one.number, "holder": one.holder} for one in copies],
        "attachments": [
            {
                "name": one.name,
                "type": one.media_type,
                "size_bytes": one.size_bytes,
                "sha256": one.sha256.hex(),
            }
            for one in body.attachments
        ],
    }


def _term(request: Request | None) -> dict[str, object] | None:
    """Return by when an answer is due: what the words say, or else the policy's term."""
    if request is None:
        return None
    return {"due_at": request.due_at, "due_within_s": request.due_within_s}
