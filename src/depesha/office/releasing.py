"""Review and release: who endorses a draft, and when that suffices (RFC 7912).

    draft --> composed once --> reviews (visas) and releases, over the same bytes --> registered
      ^                                        |
      '------- edited or returned: all fall ---'

Rule 1: all who endorse a version sign the same body. It is composed at the first review or release
of that version and kept; where one release suffices, it is composed as it is released.
Rule 2: how many offices must release it is what the policy says of its label and precedence. An
office counts once, so does a signer, and so does a person who holds two of them.
Rule 3: what stands in the registers is not believed: before a telegram is registered each signature
over its body is verified anew, with the role and the clearance of whose it is.
Rule 4: an edit or a return voids what was signed; a fact says whose.
"""

from collections.abc import Sequence

from depesha import draft as drafts
from depesha.draft import Draft
from depesha.envelope import Item, Kind
from depesha.errors import DoesNotVerify, Forbidden, Problem, Refused
from depesha.keybook import Role
from depesha.names import OfficeId, Signature
from depesha.office import amending
from depesha.office.authority import Acting, acting, must_have
from depesha.office.composing import compose
from depesha.office.drafting import must_be_at
from depesha.office.events import Done, Release, ReviewDraft
from depesha.office.facts import BodyComposed, DraftReviewed, Released
from depesha.office.labels import must_be_cleared
from depesha.office.open_drafts import open_draft
from depesha.office.outward import Cleared, Signed, enter, needed_for, payload_of, register
from depesha.office.ports import Composed, DraftState, Endorsement
from depesha.office.proof import signing_office
from depesha.office.sitting import Sitting
from depesha.office.witness import must_not_be_rolled_back
from depesha.telegram import AddresseeKind, Body, Deputed, Review
from depesha.telegram import Release as ReleaseSignature
from depesha.wire import BODY, MAX_BODY_BYTES, NAMESPACE, REVIEW_NAMESPACE, digest

MAX_ENDORSEMENTS = 16
"""Signatures of one kind that a registration takes."""


def review(sitting: Sitting, order: ReviewDraft) -> Done:
    """Endorse what a draft says now; once, however often it is asked for.

    Raises:
        Forbidden: the office may not, is not cleared for it, or is its drafter.
        Refused: it is at another version, was returned, or has sixteen reviews.
        OfficeLocked: the key of the office is locked.
    """
    office = sitting.local_office(order.office)
    is_asked = office in sitting.book.registers.asked(order.draft)
    if not (is_asked or sitting.may(office, Role.RELEASER)):
        msg = f"{office} was not asked to review draft {order.draft}"
        raise Forbidden(msg, hint='its drafter asks with "depesha draft ask"')
    state = _laid(sitting, order.draft, order.version, office)
    if state.office == office:
        msg = f"{office} drafted it itself"
        raise Forbidden(msg, hint="a review is another office's")
    composed, body, payload = _composed(sitting, state)
    must_be_cleared(sitting, office, body.label.classification, "review")
    standing = _standing(sitting, state, composed)
    if not any(one.office == office and not one.is_release for one in standing):
        if sum(not one.is_release for one in standing) >= MAX_ENDORSEMENTS:
            msg = f"draft {state.draft} has {MAX_ENDORSEMENTS} reviews"
            raise Refused(msg, hint="release it")
        signature = sitting.sign_as_office(office, REVIEW_NAMESPACE, payload)
        sitting.record(
            DraftReviewed(
                draft=state.draft,
                version=state.version,
                body_id=composed.body_id,
                office=office,
                signature=signature,
                note=order.note,
            )
        )
    return Done(value=_value(sitting, state, composed), is_final=False)


def release(sitting: Sitting, order: Release) -> Done:
    """Sign a draft; with the last signature that is needed it is registered and laid in the trays.

    Until then the result says who has signed and how many are missing, and nothing leaves.

    Raises:
        Forbidden: the office may not release, is not cleared for it, or is held by one who signed.
        Refused: the draft is at another version, or was returned.
        OfficeLocked: the key of the office is locked.
    """
    who = acting(sitting, order.office, order.acting_for)
    must_have(sitting, who, Role.RELEASER, "release")
    state = _laid(sitting, order.draft, order.version, who.signer)
    content = drafts.parse(state.text.encode())
    fresh = None
    if sitting.book.registers.composed(state.draft) is None:
        fresh = _compose(sitting, content, state)
        if needed_for(sitting, fresh) == 1:
            return register(sitting, fresh, content, state, who)
    composed, body, payload = _composed(sitting, state, fresh)
    for office in (who.office, who.signer):
        must_be_cleared(sitting, office, body.label.classification, "release")
    must_not_be_rolled_back(sitting)
    amending.must_hold(sitting, body)
    _must_be_valid(sitting, state, body)
    standing = _standing(sitting, state, composed)
    given = [one for one in standing if one.is_release]
    if any(one.office == who.office for one in given):
        value = {**_value(sitting, state, composed), "repeated": True}
        return Done(value=value, is_final=False)
    _must_be_another(sitting, who, given)
    signature = sitting.sign_as_office(who.signer, NAMESPACE[Kind.BODY], payload)
    sitting.record(
        Released(
            draft=state.draft,
            body_id=composed.body_id,
            office=who.office,
            version=state.version,
            signature=signature,
            deputy=who.deputy or "",
        )
    )
    standing = _standing(sitting, state, composed)
    if _missing(standing, composed):
        return Done(value=_value(sitting, state, composed), is_final=False)
    _addressees_must_be_cleared(sitting, body)
    cleared = Cleared(body=body, payload=payload, signed=_signed(standing))
    return enter(sitting, cleared, content, state)


def _laid(sitting: Sitting, number: int, version: int | None, office: OfficeId) -> DraftState:
    """Return a draft that lies before those who endorse it, and that `office` may read."""
    state = open_draft(sitting, number, office)
    if state.state == "returned":
        msg = f"draft {number} was returned to {state.office}"
        raise Refused(msg, hint='it lies before the releaser again after "depesha draft edit"')
    must_be_at(state, version)
    return state


def _compose(sitting: Sitting, content: Draft, state: DraftState) -> Body:
    attached = tuple(one.attachment for one in state.attachments)
    return compose(sitting, content, state.office, attached)


def _composed(
    sitting: Sitting, state: DraftState, fresh: Body | None = None
) -> tuple[Composed, Body, bytes]:
    """Return the body of a draft's version with its bytes; the first who asks has it composed."""
    composed = sitting.book.registers.composed(state.draft)
    if composed is not None:
        kept = sitting.book.document(composed.body_id)
        if kept is None or digest(kept.payload) != composed.body_id:
            msg = f"the body of draft {state.draft} is not kept here"
            raise Refused(msg, hint="edit the draft: it is composed anew")
        return composed, BODY.decode(kept.payload, max_bytes=MAX_BODY_BYTES), kept.payload
    body = fresh or _compose(sitting, drafts.parse(state.text.encode()), state)
    payload = payload_of(body)
    name = digest(payload)
    sitting.book.keep(name, Item(kind=Kind.BODY, payload=payload))
    needed = needed_for(sitting, body)
    sitting.record(
        BodyComposed(draft=state.draft, version=state.version, body_id=name, needed=needed)
    )
    made = Composed(version=state.version, body_id=name, needed=needed, at=sitting.now)
    return made, body, payload


def _must_be_valid(sitting: Sitting, state: DraftState, body: Body) -> None:
    """Let pass a body whose own bounds in time have not passed while it waited.

    Raises:
        Refused: one has.
    """
    bounds = (body.handling.expires_at, body.handling.deliver_by)
    if any(at is not None and at <= sitting.now for at in bounds):
        msg = f"draft {state.draft} has expired while it waited"
        raise Refused(msg, hint="edit it: it is composed anew, and released anew")


# -- who counts -----------------------------------------------------------------------------------


def _standing(sitting: Sitting, state: DraftState, composed: Composed) -> list[Endorsement]:
    """Return the endorsements of a version that hold; one that does not is an alarm."""
    kept = sitting.book.document(composed.body_id)
    payload = kept.payload if kept else b""
    found: list[Endorsement] = []
    for one in sitting.book.registers.endorsements(state.draft):
        if one.voided_at is not None or one.version != state.version:
            continue
        try:
            _must_hold(sitting, one, composed, payload)
        except Problem as error:
            about = f"{state.draft}/{one.version}:{one.office}"
            sitting.alarm("false-approval", about, error.message)
            continue
        found.append(one)
    return found


def _must_hold(sitting: Sitting, one: Endorsement, composed: Composed, payload: bytes) -> None:
    """Verify an endorsement as if it came from elsewhere."""
    keys = sitting.keys()
    office = keys.office(one.office)
    if one.body_id != composed.body_id:
        msg = f"{one.office} approved another body"
        raise DoesNotVerify(msg)
    if one.is_release and Role.RELEASER not in office.roles:
        msg = f"{one.office} may not release"
        raise Forbidden(msg)
    who = signing_office(keys.offices.get, office, one.deputy)
    namespace = NAMESPACE[Kind.BODY] if one.is_release else REVIEW_NAMESPACE
    if not sitting.sealer.verify(who.public_key, namespace, payload, one.signature):
        msg = f"the approval of {one.office} is not signed by {who.office}"
        raise DoesNotVerify(msg)


def _signer(one: Endorsement) -> OfficeId:
    return one.deputy or one.office


def _missing(standing: Sequence[Endorsement], composed: Composed) -> int:
    given = [one for one in standing if one.is_release]
    offices, signers = {one.office for one in given}, {_signer(one) for one in given}
    return max(0, composed.needed - min(len(offices), len(signers)))


def _must_be_another(sitting: Sitting, who: Acting, given: Sequence[Endorsement]) -> None:
    """Let pass a signer who is another person than those who signed, as far as can be told."""
    holder = sitting.book.registers.holder(who.signer)
    for one in given:
        signer = _signer(one)
        if signer == who.signer:
            msg = f"{signer} has signed it already, for {one.office}"
            raise Forbidden(msg, hint="each release is another person's")
        if holder and holder == sitting.book.registers.holder(signer):
            msg = f"who holds {who.signer} has signed it already, as {signer}"
            raise Forbidden(msg, hint="each release is another person's")


def _addressees_must_be_cleared(sitting: Sitting, body: Body) -> None:
    """Ask again what was asked when it was composed: the key book may be another now."""
    for one in body.addressees:
        if one.kind is not AddresseeKind.EXEMPTED:
            must_be_cleared(sitting, one.office, body.label.classification, "receive")


def _signed(standing: Sequence[Endorsement]) -> Signed:
    given = [one for one in standing if one.is_release][:MAX_ENDORSEMENTS]
    return Signed(
        releases=tuple(
            ReleaseSignature(
                office=one.office, released_at=one.at, signature=Signature(one.signature)
            )
            for one in given
        ),
        reviews=tuple(
            Review(office=one.office, reviewed_at=one.at, signature=Signature(one.signature))
            for one in standing
            if not one.is_release
        ),
        deputies=tuple(
            Deputed(office=one.office, deputy=one.deputy) for one in given if one.deputy
        ),
    )


def _value(sitting: Sitting, state: DraftState, composed: Composed) -> dict[str, object]:
    """Return how far a draft has come: plain values."""
    standing = _standing(sitting, state, composed)
    return {
        "draft": state.draft,
        "version": state.version,
        "state": "in-review",
        "needed": composed.needed,
        "missing": _missing(standing, composed),
        "deputies": {one.office: one.deputy for one in standing if one.is_release and one.deputy},
        "released_by": [one.office for one in standing if one.is_release],
        "reviewed_by": [one.office for one in standing if not one.is_release],
    }
