"""Drafts: kept, edited, returned. Nothing here has a number, and nothing leaves.

Rule 1: an edit that changes something makes another version, and voids earlier approvals.
Rule 2: the drafter is cleared for the label that the draft names.
Rule 3: a draft is signed by nobody, so a locked office may keep one. Who takes over another's, or
voids what was signed, must be there.
"""

from collections.abc import Sequence
from typing import Final

from depesha import draft as drafts
from depesha.draft import Draft, attached_name
from depesha.envelope import SealedAttachment
from depesha.errors import Forbidden, NotFound, OfficeLocked, Refused, Usage
from depesha.keybook import Role
from depesha.names import OfficeId
from depesha.office.collectives import must_be_known
from depesha.office.events import AskReview, Done, DropDraft, ReturnDraft, WriteDraft
from depesha.office.facts import (
    ApprovalVoided,
    DraftDropped,
    Drafted,
    DraftReturned,
    ReviewAsked,
)
from depesha.office.labels import must_be_cleared, policy_of
from depesha.office.open_drafts import open_draft
from depesha.office.ports import DraftState, Endorsement
from depesha.office.sitting import Sitting

UNRETURNED: Final = frozenset({"draft", "in-review"})
"""States of a draft that lies before those who endorse it."""


def write_draft(sitting: Sitting, order: WriteDraft) -> Done:
    """Keep a draft, or its next version; an edit that changes something voids earlier approvals.

    Raises:
        Forbidden: the office may not draft, or not under the label that it names.
        OfficeLocked: the key of the office is locked, and the draft is another's, or was signed.
        Refused: the draft is at another version than the order names.
    """
    office = may(sitting, order.office, Role.DRAFTER, "draft")
    content = drafts.parse(order.text.encode())
    _may_label(sitting, content, office)
    must_be_known(sitting, content)
    kept = None if order.draft is None else open_draft(sitting, order.draft, office)
    attachments = _attached(order, kept)
    must_be_attached(content, attachments)
    if kept and _is_unchanged(kept, order, attachments):  # the same again is no new version
        return _drafted(kept.draft, kept.version)
    if kept:
        must_be_at(kept, order.version)
    if kept:
        if kept.office != office or _fallen(sitting, kept):
            sitting.must_be_there(office)
        void_approvals(sitting, kept, office)
    next_draft = sitting.book.registers.next_draft
    number, version = (kept.draft, kept.version + 1) if kept else (next_draft(), 1)
    sitting.record(
        Drafted(
            draft=number,
            version=version,
            office=office,
            text=order.text,
            attachments=attachments,
        )
    )
    return _drafted(number, version)


def must_be_attached(content: Draft, attachments: Sequence[SealedAttachment]) -> None:
    """Let pass a draft whose lines name exactly the files that were sealed for it, in their order.

    Raises:
        Usage: they do not.
    """
    named = [attached_name(one) for one in content.attachments]
    if named != [one.attachment.name for one in attachments]:
        msg = f"the draft names {len(named)} attachments, and other files were given with it"
        raise Usage(msg, hint='"depesha draft" and "depesha send" seal the files that it names')


def _drafted(number: int, version: int) -> Done:
    return Done(value={"draft": number, "version": version, "state": "draft"})


def _attached(order: WriteDraft, kept: DraftState | None) -> tuple[SealedAttachment, ...]:
    """Return the files of an order; those that it names by their place are the draft's own.

    Raises:
        NotFound: the draft has none at that place.
    """
    before = kept.attachments if kept else ()
    found: list[SealedAttachment] = []
    for one in order.attachments:
        if isinstance(one, SealedAttachment):
            found.append(one)
        elif 1 <= one <= len(before):
            found.append(before[one - 1])
        else:
            msg = f"the draft has no attachment {one}"
            raise NotFound(msg, hint="seal the file anew")
    return tuple(found)


def must_be_at(kept: DraftState, version: int | None) -> None:
    """Let pass an order that means the version at which the draft is.

    Raises:
        Refused: it means another: somebody was quicker.
    """
    if version is not None and version != kept.version:
        msg = f"draft {kept.draft} is at version {kept.version}, not at {version}"
        raise Refused(msg, hint=f'read it again: "depesha draft show {kept.draft}"')


def _is_unchanged(
    kept: DraftState, order: WriteDraft, attachments: Sequence[SealedAttachment]
) -> bool:
    before = [one.attachment for one in kept.attachments]
    now = [one.attachment for one in attachments]
    said = (kept.state in UNRETURNED, kept.office, kept.text, before)
    return said == (True, order.office, order.text, now)


def _may_label(sitting: Sitting, content: Draft, office: OfficeId) -> None:
    """Judge the label as far as it can be read; a draft may be kept without one, or a false one."""
    try:
        level = policy_of(sitting).find_classification(content.classification).level
    except Usage:
        return
    must_be_cleared(sitting, office, level, "draft")


def return_draft(sitting: Sitting, order: ReturnDraft) -> Done:
    """Send a draft back to its drafter with a reason."""
    office = may(sitting, order.office, Role.RELEASER, "return a draft")
    sitting.must_be_there(office)
    void_approvals(sitting, open_draft(sitting, order.draft, office), office)
    sitting.record(DraftReturned(draft=order.draft, office=office, note=order.note))
    return Done(value={"draft": order.draft, "state": "returned"})


def drop_draft(sitting: Sitting, order: DropDraft) -> Done:
    """Take a draft from among those that lie here; its files go, and its number stays taken.

    Raises:
        NotFound: there is none that the office may read, or it is another's and the office may not
            release.
        Refused: it is at another version, was dropped or is a telegram already.
        OfficeLocked: the key of the office is locked, and the draft is another's, or was signed; or
            it is another's, and only a session gives the order.
    """
    office = sitting.local_office(order.office)
    kept = open_draft(sitting, order.draft, office)
    _must_be_its_own(sitting, kept, office)
    if kept.office != office:
        must_not_be_by_session(order, office)
    must_be_at(kept, order.version)
    if kept.office != office or _fallen(sitting, kept):
        sitting.must_be_there(office)
    void_approvals(sitting, kept, office)
    sitting.record(DraftDropped(draft=kept.draft, version=kept.version, office=office))
    for one in kept.attachments:
        sitting.book.let_go(one.ciphertext)
    return Done(value={"draft": kept.draft, "version": kept.version, "state": "dropped"})


def _must_be_its_own(sitting: Sitting, state: DraftState, office: OfficeId) -> None:
    """Let pass a drafter, and whoever may release in its own name: it disposes of all drafts."""
    if state.office != office and not sitting.may(office, Role.RELEASER):
        msg = f"there is no draft {state.draft}"
        raise NotFound(msg, hint='"depesha draft list" lists them')


def must_not_be_by_session(order: DropDraft, office: OfficeId) -> None:
    """Let pass whoever drops another's draft and is there; a session alone drops its office's own.

    Raises:
        OfficeLocked: a session gives the order, and its holder proved nothing.
    """
    if order.by_session:
        msg = f"{office} must be there: the draft is another office's"
        raise OfficeLocked(msg, hint="its passphrase, or a passkey that can sign")


def ask_review(sitting: Sitting, order: AskReview) -> Done:
    """Let another office here read a draft as it is now, and endorse it.

    Raises:
        Forbidden: neither its drafter nor a releaser asks, or the other is not cleared for the
            label that the draft names.
        Usage: the draft names no label that is known: nobody can tell who is cleared.
        Refused: the draft was returned.
    """
    office = sitting.giver(order.office)
    state = open_draft(sitting, order.draft, office)
    _must_be_its_own(sitting, state, office)
    if state.state not in UNRETURNED:
        msg = f"draft {order.draft} was returned to {state.office}"
        raise Refused(msg, hint="edit it first")
    of = sitting.local_office(order.of)
    content = drafts.parse(state.text.encode())
    level = policy_of(sitting).find_classification(content.classification).level
    must_be_cleared(sitting, of, level, "review")
    if of not in sitting.book.registers.asked(state.draft):
        sitting.record(ReviewAsked(draft=state.draft, version=state.version, office=office, of=of))
    return Done(
        value={"draft": state.draft, "version": state.version, "state": state.state, "of": of}
    )


def void_approvals(sitting: Sitting, kept: DraftState, office: OfficeId) -> None:
    """Let what was signed of a draft fall, because `office` changed or returned it."""
    fell = _fallen(sitting, kept)
    if fell:
        sitting.record(
            ApprovalVoided(
                draft=kept.draft,
                version=kept.version,
                office=office,
                released_by=tuple(one.office for one in fell if one.is_release),
                reviewed_by=tuple(one.office for one in fell if not one.is_release),
            )
        )


def _fallen(sitting: Sitting, kept: DraftState) -> list[Endorsement]:
    """Return the endorsements that an edit or a return voids."""
    return [
        one
        for one in sitting.book.registers.endorsements(kept.draft)
        if one.voided_at is None and one.version == kept.version
    ]


def may(sitting: Sitting, office: OfficeId, role: Role, what: str) -> OfficeId:
    """Return `office` if it acts here and has the role.

    Raises:
        Forbidden: it has not.
    """
    sitting.local_office(office)
    if not sitting.may(office, role):
        msg = f"{office} may not {what}"
        raise Forbidden(msg, hint="the key book says what an office may do")
    return office
