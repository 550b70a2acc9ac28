"""From a draft to a body: words are resolved by the policy, offices and references by what is held.

Rule 1: a label is never guessed: a draft without a classification is refused.
Rule 2: nobody drafts under a label, or is addressed, whose clearance does not cover it.
Rule 3: what a caveat forbids to quote, or the label does not cover, is not quoted; what the drafter
may not read is to the draft as if it were not here.
Rule 4: the words of the form are kept beside what they mean.
"""

from collections.abc import Callable, Mapping
from typing import Final

from depesha.draft import Ask, Draft, DraftAddressee, DraftReference, When, WhenKind
from depesha.errors import Forbidden, NotFound, Refused, Usage
from depesha.names import Digest, OfficeId, TimeMs
from depesha.number import NoticeRef, write
from depesha.office.collectives import expanded
from depesha.office.labels import must_be_cleared, must_cover, policy_of
from depesha.office.lookup import find_telegram, name_of
from depesha.office.ports import TelegramState
from depesha.office.sitting import Sitting
from depesha.policy import Action, Policy, Urgency
from depesha.telegram import (
    Addressee,
    AddresseeKind,
    Attachment,
    Body,
    Form,
    Handling,
    Label,
    Precedence,
    Quotation,
    Reference,
    Relation,
    Request,
)
from depesha.wire import BODY, MAX_BODY_BYTES

MAX_QUOTED_BYTES: Final = 1024 * 1024

QUOTING: Final = frozenset({Relation.QUOTES, Relation.PASSES})
"""Relations by which the other telegram is carried inside."""


def compose(
    sitting: Sitting, draft: Draft, drafter: OfficeId, attachments: tuple[Attachment, ...] = ()
) -> Body:
    """Return the body that a draft says, with the attachments that were sealed for it.

    Raises:
        Refused: a word, an office or a reference in it is not known, the drafter or an addressee
            is not cleared for its label, or a telegram may not be quoted under it.
    """
    draft = expanded(sitting, draft)
    policy = policy_of(sitting)
    label = _label(policy, draft)
    must_be_cleared(sitting, drafter, label.classification, "draft")
    handling = _handling(sitting, draft)
    return Body(
        station=sitting.own,
        drafter=drafter,
        drafted_at=sitting.now,
        message_type=draft.message_type,
        message_type_name=draft.message_type_name,
        label=label,
        form=Form(
            code=draft.form_code,
            originator=draft.originator,
            comcen=draft.comcen,
            document_type=draft.document_type,
            signatory=draft.signatory,
            subject=draft.subject,
            subject_codes=draft.subject_codes,
            language=draft.language,
        ),
        handling=handling,
        addressees=tuple(
            _addressee(sitting, policy, draft, one, label) for one in draft.addressees
        ),
        other_recipients=draft.other_recipients,
        references=tuple(_reference(sitting, one, drafter) for one in draft.references),
        quotations=tuple(
            _quotation(sitting, one, drafter, label)
            for one in draft.references
            if one.relation in QUOTING
        ),
        attachments=attachments,
        cover_names=draft.cover_names,
        word_count=len(draft.text.split()),
        text=draft.text,
    )


def _label(policy: Policy, draft: Draft) -> Label:
    if not draft.classification:
        msg = "the draft has no classification"
        known = ", ".join(entry.name("en") for entry in policy.classifications)
        raise Usage(msg, hint=f"a line such as 'Classification: ...'; {policy.id} has {known}")
    return Label(
        policy=policy.id,
        policy_digest=policy.digest,
        classification=policy.find_classification(draft.classification).level,
        captions=tuple(policy.find_caption(word).code for word in draft.captions),
        caveats=tuple(policy.find_caveat(word).code for word in draft.caveats),
        categories=tuple(policy.find_category(word).code for word in draft.categories),
        privacy_mark=draft.privacy_mark,
    )


def _addressee(
    sitting: Sitting, policy: Policy, draft: Draft, one: DraftAddressee, label: Label
) -> Addressee:
    if one.kind is not AddresseeKind.EXEMPTED:
        must_be_cleared(sitting, one.office, label.classification, "receive")
    word = one.precedence or draft.precedence
    precedence = policy.find_precedence(word)
    acts = one.kind is AddresseeKind.ACTION
    terms = policy.urgency(precedence)
    receipt = one.receipt or (draft.receipt if acts else None)
    execution = one.execution or (draft.execution if acts else None)
    return Addressee(
        office=one.office,
        kind=one.kind,
        precedence=precedence,
        local_precedence=word,
        receipt=_request(sitting, receipt, terms, terms.receipt_s),
        execution=_request(sitting, execution, terms, terms.execution_s),
        place=one.place,
        person=one.person,
        collective=one.collective,
        passing=(*one.passing, *(draft.passing if acts else ())),
    )


def _request(sitting: Sitting, ask: Ask | None, terms: Urgency, default_s: int) -> Request | None:
    """Return what is asked: the words, and the time that they or the policy give.

    "At once" means within the handling time of the precedence: what is due the moment that it is
    delivered would be overdue before anybody could read it.
    """
    if ask is None or not ask.is_asked:
        return None
    due = ask.due
    within = default_s if due is None else WITHIN.get(due.kind, _unbounded)(due, terms)
    return Request(
        due_at=due.at(sitting.around.zone, sitting.now) if due and within is None else None,
        due_within_s=within,
        words=ask.words,
        interim_every_s=ask.interim_every_s,
    )


def _unbounded(due: When, terms: Urgency) -> int | None:
    del due, terms
    return None


WITHIN: Final[Mapping[WhenKind, Callable[[When, Urgency], int | None]]] = {
    WhenKind.WITHIN: lambda due, _: due.value,
    WhenKind.AT_ONCE: lambda _, terms: terms.handling_s,
}
"""Times that are counted from the delivery, in seconds; the others are dates."""


def _handling(sitting: Sitting, draft: Draft) -> Handling:
    """Return remarks and bounds in time; a span is counted from when the telegram may leave.

    Raises:
        Refused: it would end before it may leave, or the time until which it is held is past.
    """
    hold_until = _at(sitting, draft.hold_until, sitting.now)
    if hold_until is not None and hold_until < sitting.now:
        msg = "the time until which it is to be held is past"
        raise Refused(msg, hint="take the form line 'Hold until' out, or give a later time")
    leaves_at = max(sitting.now, hold_until or sitting.now)
    handling = Handling(
        message_instructions=draft.message_instructions,
        handling_instructions=draft.handling_instructions,
        hold_until=hold_until,
        deliver_by=_at(sitting, draft.deliver_by, leaves_at),
        expires_at=_at(sitting, draft.expires_at, leaves_at),
    )
    ends = [at for at in (handling.deliver_by, handling.expires_at) if at is not None]
    if leaves_at > sitting.now and min(ends, default=leaves_at + 1) <= leaves_at:
        msg = "it would expire before the time until which it is held"
        raise Refused(msg, hint="a span, as in 'Expires: within 3d', counts from that time")
    return handling


def _at(sitting: Sitting, when: When | None, event_at: TimeMs) -> TimeMs | None:
    return None if when is None else when.at(sitting.around.zone, event_at)


# -- what it refers to ----------------------------------------------------------------------------


def _reference(sitting: Sitting, one: DraftReference, drafter: OfficeId) -> Reference:
    if isinstance(one.ref, NoticeRef):
        return _notice(sitting, one, one.ref)
    found = find_telegram(sitting, one.ref, drafter)
    if found is None:
        return Reference(
            relation=one.relation,
            station=one.ref.station or sitting.own,
            number=write(one.ref).rpartition("/")[2],
            words=one.words,
        )
    entry = found.entry
    return Reference(
        relation=one.relation,
        station=entry.station,
        number=f"{entry.year}/{entry.number}",
        dated_at=entry.registered_at,
        uid=entry.identity.uid,
        digest=entry.identity.registration,
        words=one.words,
    )


def _notice(sitting: Sitting, one: DraftReference, ref: NoticeRef) -> Reference:
    found = sitting.book.registers.service_message(ref.digest)
    if found is None:
        msg = f"there is no notice {ref.digest} at {sitting.own}"
        raise NotFound(msg, hint='"depesha register service" lists the service messages')
    name, station = found
    return Reference(relation=one.relation, station=station, digest=name, words=one.words)


def _quotation(sitting: Sitting, one: DraftReference, drafter: OfficeId, label: Label) -> Quotation:
    if isinstance(one.ref, NoticeRef):
        msg = "only a telegram can be quoted"
        raise Usage(msg, hint="refer to the notice instead")
    found = find_telegram(sitting, one.ref, drafter)
    if found is None:
        msg = f"there is no telegram {write(one.ref)} here to quote"
        raise NotFound(msg)
    _must_allow_quoting(sitting, found)
    quotation = _quoted(sitting, found)
    body = BODY.decode(quotation.body, max_bytes=MAX_BODY_BYTES)
    must_cover(policy_of(sitting), label, body)
    return quotation


def _must_allow_quoting(sitting: Sitting, found: TelegramState) -> None:
    entry = found.entry
    policy = sitting.around.policies.get(entry.policy)
    if entry.caveats and (policy is None or not policy.allows(entry.caveats, Action.QUOTE)):
        msg = f"{name_of(found)} may not be quoted: {', '.join(entry.caveats)}"
        raise Forbidden(msg, hint="ask its originator")


def _quoted(sitting: Sitting, found: TelegramState) -> Quotation:
    """Return a telegram as it is quoted: body and registration with what proves them."""
    entry = found.entry
    name = name_of(found)
    body = sitting.book.document(entry.body_id)
    registration = sitting.book.document(Digest(entry.identity.registration))
    if body is None or registration is None:
        msg = f"the text of {name} is no longer kept here"
        raise NotFound(msg)
    if len(body.payload) > MAX_QUOTED_BYTES:
        msg = f"{name} is too long to be quoted"
        raise Usage(msg, hint="refer to it instead")
    return Quotation(
        body=body.payload,
        registration=registration.payload,
        signature=registration.signatures[0][1],
        leaves=(sitting.keys().proved_leaf(entry.station),),
    )


def highest(body: Body) -> Precedence:
    """Return the highest precedence among the addressees."""
    return max(one.precedence for one in body.addressees)
