"""What goes out: drafted, released, registered, laid in the trays.

Rule 1: nothing leaves unreleased; a release is an office's signature over exactly this body, and
the office is cleared for its label.
Rule 2: a number is given in the same commit as the registration that bears it, never before.
Rule 3: the registration is one for all addressees; each addressee station gets its own envelope.
"""

from dataclasses import dataclass

from depesha import draft as drafts
from depesha.draft import Draft, DraftAddressee, DraftReference
from depesha.envelope import Item, Kind
from depesha.errors import Forbidden, NoCommunications, NotFound, Refused, Usage
from depesha.keybook import Role
from depesha.names import OfficeId, Signature, StationId, station_of
from depesha.notice import ServiceCode, ServiceMessage
from depesha.number import OUTGOING, NumberRef, write
from depesha.office.composing import compose, highest
from depesha.office.events import Done, Pass, Release, ReturnDraft, Send, WriteDraft
from depesha.office.facts import (
    CopyMade,
    Drafted,
    DraftReturned,
    Enclosed,
    PassingFailed,
    Registered,
    Released,
)
from depesha.office.labels import must_be_cleared, policy_of
from depesha.office.lookup import incoming, name_of
from depesha.office.ports import DraftState, TelegramState
from depesha.office.register import duties_of, entry_of, expiry_of
from depesha.office.service import send_service
from depesha.office.sitting import Laid, Sitting
from depesha.office.ways import Direction, Wish
from depesha.packet import grade_of
from depesha.policy import Action
from depesha.telegram import (
    AddresseeKind,
    Body,
    Identity,
    LocalNumber,
    Registration,
    Relation,
    Request,
)
from depesha.telegram import Release as ReleaseSignature
from depesha.wire import BODY, MAX_BODY_BYTES, NAMESPACE, REGISTRATION, digest

# -- drafts ---------------------------------------------------------------------------------------


def write_draft(sitting: Sitting, order: WriteDraft) -> Done:
    """Keep a draft, or its next version; an edit that changes something voids earlier approvals.

    Raises:
        Forbidden: the office may not draft, or not under the label that it names.
    """
    office = _may(sitting, order.office, Role.DRAFTER, "draft")
    _may_label(sitting, drafts.parse(order.text.encode()), office)
    kept = None if order.draft is None else _open_draft(sitting, order.draft)
    if kept and _is_unchanged(kept, order):  # the same again is no new version
        return _drafted(kept.draft, kept.version)
    next_draft = sitting.book.registers.next_draft
    number, version = (kept.draft, kept.version + 1) if kept else (next_draft(), 1)
    sitting.record(Drafted(draft=number, version=version, office=office, text=order.text))
    return _drafted(number, version)


def _drafted(number: int, version: int) -> Done:
    return Done(value={"draft": number, "version": version, "state": "draft"})


def _is_unchanged(kept: DraftState, order: WriteDraft) -> bool:
    return (kept.state, kept.office, kept.text) == ("draft", order.office, order.text)


def _may_label(sitting: Sitting, content: Draft, office: OfficeId) -> None:
    """Judge the label as far as it can be read; a draft may be kept without one, or a false one."""
    try:
        level = policy_of(sitting).find_classification(content.classification).level
    except Usage:
        return
    must_be_cleared(sitting, office, level, "draft")


def return_draft(sitting: Sitting, order: ReturnDraft) -> Done:
    """Send a draft back to its drafter with a reason."""
    office = _may(sitting, order.office, Role.RELEASER, "return a draft")
    _open_draft(sitting, order.draft)
    sitting.record(DraftReturned(draft=order.draft, office=office, note=order.note))
    return Done(value={"draft": order.draft, "state": "returned"})


def _open_draft(sitting: Sitting, number: int) -> DraftState:
    state = sitting.book.registers.draft(number)
    if state is None:
        msg = f"there is no draft {number}"
        raise NotFound(msg, hint='"depesha draft list" lists them')
    if state.state == "registered":
        msg = f"draft {number} was released already"
        raise Refused(msg, hint="what was released never changes; write a correction")
    return state


def _may(sitting: Sitting, office: OfficeId, role: Role, what: str) -> OfficeId:
    sitting.local_office(office)
    if not sitting.may(office, role):
        msg = f"{office} may not {what}"
        raise Forbidden(msg, hint="the key book says what an office may do")
    return office


# -- release and registration ---------------------------------------------------------------------


def release(sitting: Sitting, order: Release) -> Done:
    """Sign a draft, register it and lay it in the trays."""
    releaser = _may(sitting, order.office, Role.RELEASER, "release")
    state = _open_draft(sitting, order.draft)
    return _dispatch(sitting, drafts.parse(state.text.encode()), state, releaser)


def send(sitting: Sitting, order: Send) -> Done:
    """Draft and release in one, where one office may do both."""
    office = _may(sitting, order.office, Role.DRAFTER, "draft")
    _may(sitting, office, Role.RELEASER, "release")
    content = drafts.parse(order.text.encode())
    number = sitting.book.registers.next_draft()
    sitting.record(Drafted(draft=number, version=1, office=office, text=order.text))
    state = DraftState(draft=number, version=1, office=office, text=order.text, state="draft")
    return _dispatch(sitting, content, state, office)


def _dispatch(sitting: Sitting, content: Draft, state: DraftState, releaser: OfficeId) -> Done:
    body = compose(sitting, content, state.office)
    return _register(sitting, body, content, state.draft, releaser)


def _register(sitting: Sitting, body: Body, content: Draft, draft: int, releaser: OfficeId) -> Done:
    must_be_cleared(sitting, releaser, body.label.classification, "release")
    _must_suffice(sitting, body)
    payload = _payload(body)
    body_id = digest(payload)
    signature = sitting.sealer.sign_as_office(releaser, NAMESPACE[Kind.BODY], payload)
    registration = Registration(
        body_id=body_id,
        salt=sitting.around.chance.token(16),
        station=sitting.own,
        year=sitting.year(),
        outgoing_number=sitting.book.registers.next_number(OUTGOING, sitting.year()),
        filed_at=sitting.now,
        registered_at=sitting.now,
        releases=(
            ReleaseSignature(
                office=releaser, released_at=sitting.now, signature=Signature(signature)
            ),
        ),
        numbers=tuple(_number(sitting, series) for series in content.series),
        marks=content.marks,
    )
    paper = _signed(sitting, body, payload, registration)
    sitting.book.keep(body_id, paper.body_item)
    sitting.book.keep(paper.identity.registration, paper.registration_item)
    sitting.record(Released(draft=draft, body_id=body_id, office=releaser))
    copies = tuple(CopyMade(number=one.number, holder=one.holder) for one in content.copies)
    sitting.record(
        Registered(
            draft=draft,
            entry=entry_of(paper.identity, body, registration),
            duties=duties_of(body, sitting.now),
            copies=copies,
        )
    )
    ways = _lay(sitting, paper)
    return Done(value=_result(registration, body, ways, copies))


def _payload(body: Body) -> bytes:
    payload = BODY.encode(body)
    if len(payload) > MAX_BODY_BYTES:
        msg = f"the telegram has {len(payload)} bytes where at most {MAX_BODY_BYTES} are allowed"
        raise Usage(msg, hint="refer to what it quotes instead")
    return payload


def _must_suffice(sitting: Sitting, body: Body) -> None:
    needed = policy_of(sitting).releasers(body.label.classification, highest(body))
    if needed > 1:
        msg = f"this telegram needs {needed} releasing offices"
        raise Forbidden(msg, hint="release by several offices is not available yet")


def _number(sitting: Sitting, series: str) -> LocalNumber:
    return LocalNumber(
        series=series, number=sitting.book.registers.next_number(series, sitting.year())
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Paper:
    """A registered telegram with its signed bytes."""

    body: Body
    registration: Registration
    identity: Identity
    body_item: Item
    registration_item: Item


def _signed(sitting: Sitting, body: Body, payload: bytes, registration: Registration) -> _Paper:
    registered = REGISTRATION.encode(registration)
    signature = sitting.sealer.sign_as_station(NAMESPACE[Kind.REGISTRATION], registered)
    return _Paper(
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


def _lay(sitting: Sitting, paper: _Paper) -> dict[OfficeId, Direction]:
    """Lay the telegram in the tray of each addressee station; return the way to each office."""
    grade = grade_of(highest(paper.body))
    ways: dict[OfficeId, Direction] = {}
    for station, offices in _by_station(paper.body).items():
        document = Enclosed(
            digest=paper.identity.registration,
            kind=Kind.REGISTRATION,
            uid=paper.identity.uid,
            offices=tuple(offices),
            confirm=True,
            expires_at=expiry_of(paper.body, sitting.now),
        )
        items = (paper.body_item, paper.registration_item)
        laid = Laid(station=station, grade=grade, document=document, items=items)
        ways |= dict.fromkeys(offices, sitting.enclose(laid))
    return ways


def _by_station(body: Body) -> dict[StationId, list[OfficeId]]:
    stations: dict[StationId, list[OfficeId]] = {}
    for one in body.addressees:
        if one.kind is not AddresseeKind.EXEMPTED:
            stations.setdefault(station_of(one.office), []).append(one.office)
    return stations


def _result(
    registration: Registration,
    body: Body,
    ways: dict[OfficeId, Direction],
    copies: tuple[CopyMade, ...],
) -> dict[str, object]:
    number, year = registration.outgoing_number, registration.year
    asked = {one.office: one for one in body.addressees}
    return {
        "reference": f"{registration.station}/{year}/{number}",
        "number": number,
        "year": year,
        "numbers": [{"series": one.series, "number": one.number} for one in registration.numbers],
        "uid": registration.uid.hex(),
        "registered_at": registration.registered_at,
        "addressees": [
            {
                "office": office,
                "station": station_of(office),
                "way": direction.next_hop,
                "expected_at": direction.expected_at,
                "beyond": None if direction.way.whole else direction.way.steps[-1].station,
                "receipt": _term(asked[office].receipt),
                "execution": _term(asked[office].execution),
            }
            for office, direction in ways.items()
        ],
        "copies": [{"number": one.number, "holder": one.holder} for one in copies],
    }


def _term(request: Request | None) -> dict[str, object] | None:
    """Return by when an answer is due: what the words say, or else the policy's term."""
    if request is None:
        return None
    return {"due_at": request.due_at, "due_within_s": request.due_within_s}


# -- passing on -----------------------------------------------------------------------------------


def pass_on(sitting: Sitting, order: Pass) -> Done:
    """Pass a received telegram on, as a new one that quotes it.

    Where there are no communications with the addressee, the originator is told so: that is a
    result, not an error, because it is written down and a notice goes out.

    Raises:
        Forbidden: a caveat forbids passing on, or the office may not release.
        NotFound: no such telegram lies here.
        Refused: it is to be passed on to an office of this station.
    """
    office = _may(sitting, order.office, Role.RELEASER, "release")
    telegram = incoming(sitting, order.reference, office)
    _must_allow_passing(sitting, telegram)
    station = station_of(order.to)
    if station == sitting.own:
        msg = f"{order.to} acts at {station} itself: nothing is sent to it"
        raise Refused(msg, hint="give it a copy instead")
    try:
        sitting.keys().period_key(station, sitting.now)
        grade = grade_of(telegram.entry.precedence)
        sitting.direct(Wish(destination=station, grade=grade))
    except NoCommunications as error:
        return _no_communications(sitting, order, office, telegram, error)
    return _pass(sitting, order, office, telegram)


def _must_allow_passing(sitting: Sitting, telegram: TelegramState) -> None:
    entry = telegram.entry
    policy = sitting.around.policies.get(entry.policy)
    if entry.caveats and (policy is None or not policy.allows(entry.caveats, Action.PASS)):
        msg = f"{name_of(telegram)} may not be passed on: {', '.join(entry.caveats)}"
        raise Forbidden(msg, hint="ask its originator to send it")


def _pass(sitting: Sitting, order: Pass, office: OfficeId, telegram: TelegramState) -> Done:
    entry = telegram.entry
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
        references=(DraftReference(relation=Relation.PASSES, ref=ref),),
        text=order.text or f"Passed on: {write(ref)}.\n",
    )
    number = sitting.book.registers.next_draft()
    text = drafts.write(content)
    sitting.record(Drafted(draft=number, version=1, office=office, text=text))
    return _register(sitting, compose(sitting, content, office), content, number, office)


def _categories(sitting: Sitting, telegram: TelegramState) -> tuple[str, ...]:
    """Return the one part of the label that the register does not keep."""
    kept = sitting.book.document(telegram.entry.body_id)
    if kept is None:
        return ()
    return BODY.decode(kept.payload, max_bytes=MAX_BODY_BYTES).label.categories


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
