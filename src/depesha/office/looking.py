"""A draft looked over before anybody signs: what it would be, and what keeps it from release.

Rule 1: what is shown is a body, composed as the release composes it; where one lies here that
    others have signed already, it is that one.
Rule 2: nothing is written down, and whoever may not read the draft learns nothing of it.
Rule 3: every field of a draft is on the sheet, also what the body does not hold (numbers, marks and
    copies go into the registration), and what is quoted with its text: nobody signs it unseen.
Rule 4: a sheet has names in languages where a policy has them, and the words of the form as they
    were typed. It has no number and no time of filing: those are given when it is registered.
"""

from collections.abc import Sequence
from typing import Any

from depesha import draft as drafts
from depesha.draft import Draft
from depesha.errors import Problem
from depesha.keybook import Role
from depesha.office.composing import compose
from depesha.office.drafting import may
from depesha.office.events import Done, LookOver
from depesha.office.labels import must_be_cleared, policy_of
from depesha.office.open_drafts import open_draft
from depesha.office.outward import needed_for
from depesha.office.ports import DraftState
from depesha.office.sitting import Sitting
from depesha.policy import Policy, Term
from depesha.telegram import Addressee, Body, Quotation, Reference, Request
from depesha.wire import BODY, MAX_BODY_BYTES, REGISTRATION

Sheet = dict[str, Any]


def look_over(sitting: Sitting, order: LookOver) -> Done:
    """Say what a draft would be; what keeps it from being released is said, and raises nothing.

    Raises:
        NotFound: there is no such draft, or the office may not read it: in the same words.
        Forbidden: the office may not draft, and no draft is named.
        Refused: it was released already, or dropped.
    """
    if order.draft is None:
        office = may(sitting, order.office, Role.DRAFTER, "draft")
        state = DraftState(draft=0, version=0, office=office, text=order.text, state="draft")
    else:
        office = sitting.local_office(order.office)
        state = open_draft(sitting, order.draft, office)
    try:
        content = drafts.parse(state.text.encode())
        body = _body(sitting, state, content)
        must_be_cleared(sitting, office, body.label.classification, "read")
    except Problem as problem:
        return Done(value=_said(None, 0, problem), is_final=False)
    sheet = {**sheet_of(policy_of(sitting), body), **_registered_with(content)}
    return Done(value=_said(sheet, needed_for(sitting, body), None), is_final=False)


def _said(sheet: Sheet | None, needed: int, problem: Problem | None) -> dict[str, object]:
    return {
        "sheet": sheet,
        "needed": needed,
        "problem": problem.message if problem else "",
        "hint": problem.hint if problem else "",
    }


def _body(sitting: Sitting, state: DraftState, content: Draft) -> Body:
    """Return what others have signed of it, or what it would be composed to now."""
    composed = sitting.book.registers.composed(state.draft) if state.draft else None
    kept = sitting.book.document(composed.body_id) if composed else None
    if kept is not None:
        return BODY.decode(kept.payload, max_bytes=MAX_BODY_BYTES)
    attached = tuple(one.attachment for one in state.attachments)
    return compose(sitting, content, state.office, attached)


# -- the sheet ------------------------------------------------------------------------------------


def sheet_of(policy: Policy | None, body: Body) -> Sheet:
    """Return what a body says, field by field, as plain values."""
    label, form, handling = body.label, body.form, body.handling
    level = policy.classification(label.classification) if policy else None
    return {
        "originator": form.originator,
        "comcen": form.comcen,
        "form_code": form.code,
        "document_type": form.document_type,
        "message_type": body.message_type.name,
        "message_type_name": body.message_type_name,
        "classification": label.classification,
        "classification_names": dict(level.names) if level else {},
        "caveats": _names(policy.caveats if policy else (), label.caveats),
        "captions": _names(policy.captions if policy else (), label.captions),
        "categories": _names(policy.categories if policy else (), label.categories),
        "privacy_mark": label.privacy_mark,
        "subject": form.subject,
        "subject_codes": list(form.subject_codes),
        "language": form.language,
        "signatory": form.signatory,
        "drafter": body.drafter,
        "drafted_at": body.drafted_at,
        "addressees": [_addressee(policy, one) for one in body.addressees],
        "other_recipients": [
            {"name": one.name, "reason": one.reason} for one in body.other_recipients
        ],
        "references": [_reference(one) for one in body.references],
        "attachments": [
            {
                "name": one.name,
                "media_type": one.media_type,
                "size_bytes": one.size_bytes,
                "sha256": one.sha256.hex(),
            }
            for one in body.attachments
        ],
        "quotations": [_quotation(policy, one) for one in body.quotations],
        "cover_names": list(body.cover_names),
        "instructions": list(handling.message_instructions),
        "handling": list(handling.handling_instructions),
        "hold_until": handling.hold_until,
        "deliver_by": handling.deliver_by,
        "expires_at": handling.expires_at,
        "word_count": body.word_count,
        "text": body.text,
    }


def _registered_with(content: Draft) -> Sheet:
    """Return what a draft says that its registration will hold, and no body does."""
    return {
        "series": list(content.series),
        "marks": [{"text": one.text, "kind": one.kind} for one in content.marks],
        "copies": [{"number": one.number, "holder": one.holder} for one in content.copies],
    }


def _quotation(policy: Policy | None, one: Quotation) -> Sheet:
    """Return what is carried inside, as far as whoever signs must have read it."""
    body = BODY.decode(one.body, max_bytes=MAX_BODY_BYTES)
    registration = REGISTRATION.decode(one.registration)
    level = policy.classification(body.label.classification) if policy else None
    return {
        "reference": f"{body.station}/{registration.year}/{registration.outgoing_number}",
        "registered_at": registration.registered_at,
        "originator": body.form.originator,
        "drafter": body.drafter,
        "classification": body.label.classification,
        "classification_names": dict(level.names) if level else {},
        "subject": body.form.subject,
        "signatory": body.form.signatory,
        "attachments": [each.name for each in body.attachments],
        "text": body.text,
        "quotations": [_quotation(policy, each) for each in body.quotations],
    }


def _names(terms: Sequence[Term], codes: Sequence[str]) -> list[dict[str, str]]:
    known = {term.code: dict(term.names) for term in terms}
    return [known.get(code, {"en": code}) for code in codes]


def _addressee(policy: Policy | None, one: Addressee) -> Sheet:
    return {
        "office": one.office,
        "kind": one.kind.name,
        "precedence": one.precedence.name,
        "precedence_names": dict(policy.urgency(one.precedence).names) if policy else {},
        "local_precedence": one.local_precedence,
        "place": one.place,
        "person": one.person,
        "collective": one.collective,
        "receipt": _request(one.receipt),
        "execution": _request(one.execution),
        "passing": [{"to": each.to, "through": each.through} for each in one.passing],
    }


def _request(one: Request | None) -> Sheet | None:
    if one is None:
        return None
    return {
        "words": one.words,
        "due_at": one.due_at,
        "due_within_s": one.due_within_s,
        "interim_every_s": one.interim_every_s,
    }


def _reference(one: Reference) -> Sheet:
    notice = one.digest.hex() if one.digest and not one.number else ""
    name = f"{one.station}/{one.number}" if one.number else f"notice:{notice[:16]}"
    return {"relation": one.relation.name, "reference": name, "words": one.words}
