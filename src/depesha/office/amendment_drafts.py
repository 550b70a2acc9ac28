"""`answer`, `correct`, `supersede`, `cancel`: drafts that say what the other telegram says.

Rule 1: what the file does not say is taken from the telegram that it speaks of: to whom, under
which label, how urgent, of which type. What it says stands.
Rule 2: what comes of it is a draft like any other, and is released like any other.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any, Final

from depesha import draft as drafts
from depesha.draft import Ask, Draft, DraftAddressee, DraftReference
from depesha.envelope import SealedAttachment
from depesha.errors import Forbidden, NotFound, Refused, Usage
from depesha.keybook import Role
from depesha.names import OfficeId
from depesha.number import NumberRef
from depesha.office.amending import OWN, body_of, must_stand, releases_of
from depesha.office.authority import Acting, acting, must_have
from depesha.office.composing import compose
from depesha.office.drafting import must_be_attached
from depesha.office.events import Amend, Cancel, Done
from depesha.office.facts import Drafted, Entry, Withdrawn
from depesha.office.labels import policy_of
from depesha.office.lookup import incoming, name_of, outgoing
from depesha.office.outward import one_must_suffice, register
from depesha.office.ports import DraftState, TelegramState
from depesha.office.sitting import Sitting
from depesha.office.terms import settle_all
from depesha.policy import Policy
from depesha.telegram import (
    Addressee,
    AddresseeKind,
    Body,
    MessageType,
    Precedence,
    Relation,
    Request,
)

CANCELLATION: Final[Mapping[str, str]] = {
    "ru": "Телеграмму № {number} от {date} считать аннулированной. Причина: {reason}",
    "en": "Telegram No. {number} of {date} is cancelled. Reason: {reason}",
}
CONFIRM: Final[Mapping[str, str]] = {"ru": "подтвердите", "en": "confirm"}
"""The words of a cancellation, in the language of the telegram."""

REPORT: Final = "report"

AS_A_DRAFT: Final = 'say it again with --draft; each of them gives "depesha release DRAFT"'
"""What is done where several offices must release what amends another telegram."""


def amend(sitting: Sitting, order: Amend) -> Done:
    """Answer, correct or supersede a telegram by a new one.

    Raises:
        Forbidden: the office may not draft, or release.
        NotFound: there is no such telegram for this office.
        Refused: it is another station's, or is answered though it was sent from here.
    """
    who = _entitled(sitting, order)
    find = outgoing if order.relation in OWN else incoming
    telegram = find(sitting, order.reference, who.signer)
    if order.relation in OWN:
        must_stand(sitting, telegram, order.relation)
    content = drafts.parse_partial(order.text.encode())
    must_be_attached(content, order.attachments)
    original, policy = _body(sitting, telegram), policy_of(sitting)
    content = completed(policy, telegram.entry, original, content, order.relation)
    return _write(sitting, order, content, who, order.attachments)


def cancel(sitting: Sitting, order: Cancel) -> Done:
    """Cancel a telegram by one to all its addressees; what is still held is just not sent.

    Raises:
        Forbidden: the office may not draft, or release; or what is held was released by several.
        NotFound: there is no such telegram for this office, or an exempted one is no addressee.
        Refused: it is another station's, or is cancelled or superseded already; or it is held, and
            a deputy gives the order.
    """
    who = _entitled(sitting, order)
    telegram = outgoing(sitting, order.reference, who.signer)
    if sitting.book.amendments.held_until(telegram.entry.identity.uid) is not None:
        several = releases_of(sitting, telegram)
        if several == 1:
            return _withdraw(sitting, order, who, telegram)
        if not order.only_draft:
            msg = f"{name_of(telegram)} is held, and was released by {several} offices"
            raise Forbidden(msg, hint=f"as many cancel it: {AS_A_DRAFT}")
    must_stand(sitting, telegram, Relation.CANCELS)
    original = _body(sitting, telegram)
    language = _language(original)
    bare = Draft(
        addressees=(),
        receipt=Ask(words=CONFIRM[language]),
        text=CANCELLATION[language].format(
            number=telegram.entry.number, date=_date(sitting, telegram), reason=order.reason
        ),
    )
    content = completed(policy_of(sitting), telegram.entry, original, bare, Relation.CANCELS)
    content = replace(content, addressees=_without(content, telegram, order.exempted))
    return _write(sitting, order, content, who)


def _entitled(sitting: Sitting, order: Amend | Cancel) -> Acting:
    who = acting(sitting, order.office, order.acting_for)
    must_have(sitting, who, Role.DRAFTER, "draft")
    if not order.only_draft:
        must_have(sitting, who, Role.RELEASER, "release")
    return who


def _withdraw(sitting: Sitting, order: Cancel, who: Acting, telegram: TelegramState) -> Done:
    if who.deputy:
        msg = f"{name_of(telegram)} is held: {who.office} withdraws it itself"
        raise Refused(
            msg, hint="nothing is signed, so no deputy would be named; cancel it when it is sent"
        )
    must_have(sitting, who, Role.RELEASER, "cancel")
    sitting.must_be_there(who.office)
    uid = telegram.entry.identity.uid
    sitting.record(Withdrawn(uid=uid, office=who.office, reason=order.reason))
    settle_all(sitting, uid)
    return Done(value={"reference": name_of(telegram), "withdrawn": True})


def _write(
    sitting: Sitting,
    order: Amend | Cancel,
    content: Draft,
    who: Acting,
    attachments: tuple[SealedAttachment, ...] = (),
) -> Done:
    """Keep the draft, and unless it is to be no more than that, release it."""
    office = who.office
    number = sitting.book.registers.next_draft()
    said: dict[str, Any] = {"text": drafts.write(content), "attachments": attachments}
    sitting.record(Drafted(draft=number, version=1, office=office, **said))
    if order.only_draft:
        return Done(value={"draft": number, "version": 1, "state": "draft"})
    state = DraftState(draft=number, version=1, office=office, state="draft", **said)
    body = compose(sitting, content, office, tuple(one.attachment for one in attachments))
    one_must_suffice(sitting, body, AS_A_DRAFT)
    return register(sitting, body, content, state, who)


# -- what the file does not say -------------------------------------------------------------------


def _body(sitting: Sitting, telegram: TelegramState) -> Body:
    original = body_of(sitting, telegram)
    if original is None:
        msg = f"the text of {name_of(telegram)} is no longer kept here"
        raise NotFound(msg)
    return original


def completed(
    policy: Policy, entry: Entry, original: Body, content: Draft, relation: Relation
) -> Draft:
    """Return the draft with what it does not say taken from the telegram that it speaks of.

    Raises:
        Refused: that is labelled by another policy, and the draft has no label of its own.
    """
    ref = NumberRef(number=entry.number, station=entry.station, year=entry.year)
    named = DraftReference(relation=relation, ref=ref)
    form = original.form
    own = relation in OWN
    filled = {
        **_label(content, original, policy),
        "precedence": content.precedence or ("" if own else _urgency(policy, original)),
        "addressees": content.addressees or _addressees(policy, entry, original, content, relation),
        "message_type_name": content.message_type_name or original.message_type_name,
        "subject": content.subject or form.subject,
        "language": content.language or (form.language if own else ""),
        "originator": content.originator or (form.originator if own else ""),
        "comcen": content.comcen or (form.comcen if own else ""),
        "form_code": content.form_code or (form.code if own else ""),
        "document_type": content.document_type or (form.document_type if own else ""),
        "signatory": content.signatory or (form.signatory if own else ""),
        "references": (named, *(one for one in content.references if one != named)),
    }
    kind = content.message_type
    if kind is MessageType.OPERATION:  # as if nothing was said of it
        filled["message_type"] = original.message_type
    return replace(content, **filled)


def _label(content: Draft, original: Body, policy: Policy) -> dict[str, Any]:
    label = original.label
    if content.classification:
        return {}
    if label.policy != policy.id:
        msg = f"the label is of policy {label.policy}, and this station labels by {policy.id}"
        raise Refused(msg, hint="add form lines: Classification, and what else the label needs")
    level = policy.classification(label.classification)
    return {
        "classification": level.code if level else "",
        "captions": content.captions or label.captions,
        "caveats": tuple(dict.fromkeys((*label.caveats, *content.caveats))),
        "categories": tuple(dict.fromkeys((*label.categories, *content.categories))),
        "privacy_mark": content.privacy_mark or label.privacy_mark,
    }


def _urgency(policy: Policy, original: Body) -> str:
    return _word(policy, max(original.addressees, key=lambda one: one.precedence))


def _addressees(
    policy: Policy, entry: Entry, original: Body, content: Draft, relation: Relation
) -> tuple[DraftAddressee, ...]:
    """Return the addressees of the telegram; an answer goes to the office that released it."""
    if relation is Relation.ANSWERS:
        return (DraftAddressee(office=entry.released_by[0]),)
    asks = relation is Relation.SUPERSEDES and not (content.receipt or content.execution)
    return tuple(
        DraftAddressee(
            office=one.office,
            kind=one.kind,
            precedence="" if content.precedence else _word(policy, one),
            place=one.place,
            person=one.person,
            passing=one.passing,
            collective=one.collective,
            receipt=_ask(one.receipt, CONFIRM["en"]) if asks else None,
            execution=_ask(one.execution, REPORT) if asks else None,
        )
        for one in original.addressees
    )


def _word(policy: Policy, one: Addressee) -> str:
    """Return the word for a precedence; where the form had none for ROUTINE it has none now."""
    if one.precedence is Precedence.ROUTINE:
        return one.local_precedence
    return one.local_precedence or policy.urgency(one.precedence).code


def _ask(request: Request | None, word: str) -> Ask | None:
    return None if request is None else Ask(words=request.words or word)


def _without(
    content: Draft, telegram: TelegramState, exempted: tuple[OfficeId, ...]
) -> tuple[DraftAddressee, ...]:
    """Return the addressees, with those that cannot be told as exempted."""
    strangers = set(exempted) - {one.office for one in content.addressees}
    if strangers:
        msg = f"{name_of(telegram)} is not addressed to {min(strangers)}"
        raise NotFound(msg, hint=f'"depesha track {name_of(telegram)}" lists its addressees')
    addressees = tuple(
        DraftAddressee(office=one.office, kind=AddresseeKind.EXEMPTED)
        if one.office in exempted
        else one
        for one in content.addressees
    )
    if all(one.kind is AddresseeKind.EXEMPTED for one in addressees):
        msg = "nobody would be told of the cancellation"
        raise Usage(msg, hint="exempt fewer addressees")
    return addressees


def _language(original: Body) -> str:
    """Return the language of the cancellation's words: the telegram's, or that of its letters."""
    said = original.form.language.partition("-")[0]
    if said in CANCELLATION:
        return said
    return "ru" if any("а" <= letter <= "я" for letter in original.text.lower()) else "en"


def _date(sitting: Sitting, telegram: TelegramState) -> str:
    at = datetime.fromtimestamp(telegram.entry.registered_at / 1000, sitting.around.zone)
    return f"{at:%d.%m.%Y}"
