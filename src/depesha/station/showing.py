"""A telegram laid open: its sheet, its text, its signatures verified anew, its history.

Each signature is verified each time that it is shown; what was true when it was stored is not taken
on trust. `show` is for eyes; `purpose="json"` hands the text out, which a caveat may forbid.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any, Final

from depesha.draft.clearance import is_cleared
from depesha.envelope import Item
from depesha.errors import Forbidden, NotFound, Problem
from depesha.keybook import KeyBook
from depesha.life import Rung
from depesha.names import Digest, OfficeId, Uid
from depesha.number import parse_number
from depesha.office.facts import AnswerGiven, AnswerLearned
from depesha.office.looking import sheet_of
from depesha.office.lookup import absent, find, name_of, others
from depesha.office.ports import DraftState, DutyState, TelegramState
from depesha.office.proof import verified_quotation
from depesha.packet import grade_of
from depesha.policy import Action, Policy
from depesha.seal.sealer import Verifier
from depesha.station import clock
from depesha.station.access import must_allow
from depesha.station.attached import listed, to_save
from depesha.station.directory import held_book
from depesha.station.filed import filed_of
from depesha.station.plain import plain
from depesha.station.policies import shipped_policies
from depesha.station.readers import somebody
from depesha.station.reading import MAX_OFFSET, Fields, Reader, office_in
from depesha.station.settings import zone_of
from depesha.station.signers import answered, answered_as, endorsed, released, signers
from depesha.store.draft_sent import approvals, telegram_of_draft
from depesha.store.expunging import said_of
from depesha.store.papers import document
from depesha.store.registers import StoredRegisters
from depesha.store.tracing import track as track_facts
from depesha.telegram import Addressee, Body, Quotation, Registration
from depesha.wire import ANSWER, BODY, MAX_BODY_BYTES, REGISTRATION

Shown = dict[str, Any]


def telegram_of(reader: Reader, fields: Fields) -> tuple[TelegramState, KeyBook, str]:
    """Return the telegram that a question names, if the office that asks may read it.

    Raises:
        NotFound: there is none, or the office is not cleared: in the same words.
        Usage: the reference fits several, or it is not said which office asks.
    """
    keys = held_book(reader)
    office = somebody(reader.offices(), office_in(reader.config, fields))
    reference = str(fields.get("reference", ""))
    found = find(
        StoredRegisters(reader.database),
        reader.config.station,
        parse_number(reference),
        lambda telegram: telegram.entry.classification <= office.clearance,
        present_year(reader),
    )
    if found is None:
        raise absent(reference, f"at {reader.config.station}")
    return found, keys, office.office


def present_year(reader: Reader) -> int:
    """Return the year of the station's own calendar."""
    zone = zone_of(reader.config.zone)
    return datetime.fromtimestamp(clock.now() / 1000, zone).year


def also_named(reader: Reader, fields: Fields, telegram: TelegramState) -> Shown:
    """Return which other telegrams the reference would fit, where its year is not said."""
    office = somebody(reader.offices(), office_in(reader.config, fields))
    names = others(
        StoredRegisters(reader.database),
        reader.config.station,
        str(fields.get("reference", "")),
        telegram,
        lambda one: one.entry.classification <= office.clearance,
    )
    return {"also": names} if names else {}


# -- show -----------------------------------------------------------------------------------------


def show(reader: Reader, fields: Fields) -> Shown:
    """Return a telegram with all that stands on its form and all that proves it."""
    telegram, keys, office = telegram_of(reader, fields)
    entry = telegram.entry
    policy = shipped_policies().get(entry.policy)
    if fields.get("purpose") == "json":
        must_allow(policy, telegram, Action.JSON)
    body_item = _kept(reader, entry.body_id, telegram)
    registration_item = _kept(reader, entry.identity.registration, telegram)
    body = BODY.decode(body_item.payload, max_bytes=MAX_BODY_BYTES)
    registration = REGISTRATION.decode(registration_item.payload)
    duties = StoredRegisters(reader.database).duties(entry.identity.uid)
    sheet = _sheet(body, registration, telegram, policy, language_of(reader, fields))
    # of a revoked station too: what it sent before stays shown
    originator = keys.identities.get(registration.station)
    sheet["zone"] = originator.zone if originator else ""
    return {
        "reference": name_of(telegram),
        "uid": entry.identity.uid.hex(),
        **marks_of(reader, keys, telegram, office),
        "sheet": sheet,
        "text": body.text,
        "quotations": [_quotation(keys, one) for one in body.quotations],
        "references": [plain(one) for one in body.references],
        "attachments": listed(reader.database, telegram, body.attachments),
        "signatures": signers(
            reader.database,
            keys,
            registration,
            lambda: _verified(keys, _kept_as_quoted(body_item, registration_item)),
            language_of(reader, fields),
        ),
        "released": released(body, registration),
        "duties": [duty_shown(one) for one in duties],
        "own_duty": next((duty_shown(one) for one in duties if one.duty.office == office), None),
        "copies": [plain(one) for one in telegram.copies],
        **also_named(reader, fields, telegram),
        "filed": filed_of(reader, telegram, keys.office(OfficeId(office)).clearance),
        "answers": answers_to(reader, keys, entry.identity.uid, language_of(reader, fields)),
    }


MARKS: Final = ("amended", "amends", "held_until", "withdrawn")


def marks_of(reader: Reader, keys: KeyBook, telegram: TelegramState, office: str) -> Shown:
    """Return what others are to a telegram and it to others, and whether it is held."""
    clearance = keys.office(OfficeId(office)).clearance
    line = reader.registers.telegram(telegram.entry.identity.uid, clearance=clearance) or {}
    return {name: line.get(name) for name in MARKS}


def attachments(reader: Reader, fields: Fields) -> list[Shown]:
    """Return the attachments of a telegram, and how far each has come."""
    telegram, _, _ = telegram_of(reader, fields)
    return listed(reader.database, telegram, _body(reader, telegram).attachments)


def attachment_key(reader: Reader, fields: Fields) -> Shown:
    """Return what opens an attachment: for the face that saves it, and for nobody else.

    Raises:
        Forbidden: a caveat forbids it: to save is to hand out.
        NotFound: there is no such telegram, or no such attachment.
        NotNow: it has not come yet.
    """
    telegram, _, _ = telegram_of(reader, fields)
    must_allow(shipped_policies().get(telegram.entry.policy), telegram, Action.DOWNLOAD)
    said = _body(reader, telegram).attachments
    found = to_save(reader.database, telegram, said, fields.get("number"))
    return {"reference": name_of(telegram), **found}


def _body(reader: Reader, telegram: TelegramState) -> Body:
    kept = _kept(reader, telegram.entry.body_id, telegram)
    return BODY.decode(kept.payload, max_bytes=MAX_BODY_BYTES)


def language_of(reader: Reader, fields: Fields) -> str:
    """Return the language that the face speaks, or the station's."""
    return str(fields.get("language") or reader.config.language)


def _kept(reader: Reader, digest: Digest, telegram: TelegramState) -> Item:
    item = document(reader.database, digest)
    if item is None:
        said = said_of(reader.database, telegram.entry.identity.uid)
        if said is not None:
            at, office, reason = said
            day = datetime.fromtimestamp(at / 1000, UTC).date()
            by = office or "the rule of the policy"
            msg = f"the words of {name_of(telegram)} were expunged on {day} by {by}: {reason}"
            raise NotFound(msg, hint="its line in the registers and its proofs stay")
        msg = f"the text of {name_of(telegram)} is no longer kept here"
        raise NotFound(msg)
    return item


def _sheet(
    body: Body,
    registration: Registration,
    telegram: TelegramState,
    policy: Policy | None,
    language: str,
) -> Shown:
    label = body.label
    level = policy.classification(label.classification) if policy else None
    return {
        "originator": body.form.originator,
        "comcen": body.form.comcen,
        "station": registration.station,
        "form_code": body.form.code,
        "document_type": body.form.document_type,
        "number": registration.outgoing_number,
        "year": registration.year,
        "numbers": [plain(one) for one in registration.numbers],
        "marks": [plain(one) for one in registration.marks],
        "filed_at": registration.filed_at,
        "registered_at": registration.registered_at,
        "incoming_number": telegram.incoming_number or None,
        "delivered_at": telegram.delivered_at,
        "classification": label.classification,
        "classification_name": level.name(language) if level else str(label.classification),
        "caveats": _names(policy.caveats if policy else (), label.caveats, language),
        "captions": _names(policy.captions if policy else (), label.captions, language),
        "caveat_codes": list(label.caveats),
        "policy": label.policy,
        "message_type": body.message_type.name,
        "message_type_name": body.message_type_name,
        "subject": body.form.subject,
        "language": body.form.language,
        "signatory": body.form.signatory,
        "drafter": body.drafter,
        "released": [
            {"office": one.office, "released_at": one.released_at} for one in registration.releases
        ],
        "addressees": [_addressee(one) for one in body.addressees],
        "other_recipients": [plain(one) for one in body.other_recipients],
        "instructions": list(body.handling.message_instructions),
        "handling": list(body.handling.handling_instructions),
        "expires_at": telegram.entry.expires_at,
        "word_count": body.word_count,
        "grade": grade_of(telegram.entry.precedence).name,
    }


def _names(terms: Sequence[Any], codes: Sequence[str], language: str) -> list[str]:
    known = {term.code: term.name(language) for term in terms}
    return [known.get(code, code) for code in codes]


def _addressee(one: Addressee) -> Shown:
    shown: Shown = plain(one)
    shown["passing"] = [plain(each) for each in one.passing]
    return shown


def _quotation(keys: KeyBook, quotation: Quotation) -> Shown:
    """Show a quotation; one that does not verify is shown as such, never as true."""
    try:
        body, registration = _verified(keys, quotation)
    except Problem as error:
        return {"verified": False, "why": error.message}
    return {
        "verified": True,
        "reference": f"{registration.station}/{registration.year}/{registration.outgoing_number}",
        "registered_at": registration.registered_at,
        "signed_by": [registration.station, *(one.office for one in registration.releases)],
        "signatory": body.form.signatory,
        "classification": body.label.classification,
        "message_type": body.message_type.name,
        "addressees": [one.office for one in body.addressees],
        "text": body.text,
    }


def _kept_as_quoted(body: Item, registration: Item) -> Quotation:
    """Return what lies here as if it were quoted from elsewhere."""
    return Quotation(
        body=body.payload,
        registration=registration.payload,
        signature=registration.signatures[0][1],
    )


def _verified(keys: KeyBook, quotation: Quotation) -> tuple[Body, Registration]:
    """Verify by the leaf that comes with it, or without one by the key book.

    Raises:
        Problem: its station is not known, or a signature does not hold.
    """
    leaf = next(iter(quotation.leaves), None)
    station = REGISTRATION.decode(quotation.registration).station
    signer = keys.verify_proved_leaf(leaf) if leaf else keys.identity(station)
    return verified_quotation(Verifier(), signer, quotation)


def duty_shown(one: DutyState) -> Shown:
    """Return what is asked of one addressee and how far it has come; times in UTC ms."""
    return {
        "office": one.duty.office,
        "kind": one.duty.kind.name,
        "precedence": one.duty.precedence.name,
        "local_precedence": one.duty.local_precedence,
        "receipt": one.duty.receipt,
        "receipt_due_at": one.duty.receipt_due_at,
        "execution": one.duty.execution,
        "execution_due_at": one.duty.execution_due_at,
        "interim_every_s": one.duty.interim_every_s,
        "interim_at": one.interim_at,
        "chased": one.chased,
        "chased_at": one.chased_at,
        "shown_to": list(one.shown_to),
        "state": str(one.exit) if one.exit else one.rung.name,
        "executed": one.rung is Rung.EXECUTED,
        "refused": one.refused_at is not None,
        "refused_at": one.refused_at,
        "stages": _stages(one),
        "answered_as": answered_as(one),
    }


def _stages(one: DutyState) -> list[Shown]:
    """Return the ladder: an evidenced rung has a time, a lower one without is implied."""
    times = dict(one.times)
    return [
        {"stage": rung.name, "at": times.get(rung), "evidenced": rung in times}
        for rung in type(one.rung)
        if rung <= one.rung
    ]


def answers_to(reader: Reader, keys: KeyBook, uid: Uid, language: str) -> list[Shown]:
    """Return the answers to a telegram that are kept here, each verified anew."""
    line = track_facts(reader.registers, uid) or {"history": []}
    given = {AnswerGiven.__name__, AnswerLearned.__name__}
    names = [one["content"]["answer"] for one in line["history"] if one["kind"] in given]
    found = (_answer(reader, keys, name, language) for name in names)
    return [shown for shown in found if shown is not None]


def _answer(reader: Reader, keys: KeyBook, name: str, language: str) -> Shown | None:
    item = document(reader.database, Digest(bytes.fromhex(name)))
    if item is None:
        return None
    answer = ANSWER.decode(item.payload)
    return {
        "office": answer.office,
        "in_place_of": answer.in_place_of,
        "code": answer.code.name,
        "interim": answer.interim,
        "at": answer.at,
        "text": answer.text,
        "reason": answer.amplification,
        **answered(keys, item, answer, language),
        "digest": name,
    }


def draft(reader: Reader, fields: Fields) -> Shown:
    """Return a draft with its text to its drafter, to who was asked to review it, or may release.

    Each of them is cleared for the label that it names.

    Raises:
        NotFound: there is none, or it is another office's: in the same words.
        Forbidden: it was released, and its text is to be handed out (`purpose`).
        Usage: it is not said which office asks.
    """
    found, asked = readable_draft(reader, fields)
    if fields.get("purpose") and found.state == "registered":
        # the caveats are the telegram's now, and "show" asks them
        msg = f"draft {found.draft} was released: it is a telegram now, and is not handed out here"
        raise Forbidden(msg, hint='"depesha show" shows the telegram, as far as its caveats allow')
    # the seeds are for the office that releases it, and for nobody's eyes
    attached = [plain(one.attachment) for one in found.attachments]
    composed = StoredRegisters(reader.database).composed(found.draft)
    return {
        **plain(replace(found, attachments=())),
        "attachments": attached,
        "needed": composed.needed if composed else None,
        "endorsements": endorsed(reader.database, found.draft),
        "asked": list(asked),
        "endorsed_before": _endorsed_before(reader, found),
        "has_composed": composed is not None,
        "releases": [
            {"office": name, "at": at} for name, at in approvals(reader.database, found.draft)
        ],
        "telegram": _became(reader, found),
    }


def readable_draft(reader: Reader, fields: Fields) -> tuple[DraftState, Sequence[OfficeId]]:
    """Return a draft that an office may read, and who was asked to review it.

    Raises:
        NotFound: there is none, it is another office's, or its label is above the office: in the
            same words.
        Usage: it is not said which office asks.
    """
    office = somebody(reader.offices(), office_in(reader.config, fields))
    number = fields.get("draft")
    found = None
    if isinstance(number, int) and 0 <= number <= MAX_OFFSET:
        found = StoredRegisters(reader.database).draft(number)
    asked = () if found is None else StoredRegisters(reader.database).asked(found.draft)
    if found is None or not (
        office.may_read_draft_of(found.office, asked)
        and is_cleared(
            shipped_policies()[reader.config.policy],
            found.text,
            office.clearance,
            is_drafter=found.office == office.office,
        )
    ):
        msg = f"there is no draft {str(number)[:40]}"
        raise NotFound(msg, hint='"depesha draft list" lists them')
    return found, asked


def _became(reader: Reader, found: DraftState) -> Shown | None:
    """Return the number under which a draft was registered."""
    if found.state != "registered":
        return None
    zone = zone_of(reader.config.zone)
    telegram = telegram_of_draft(reader.database, found.draft, zone)
    if telegram is None:
        return None
    entry = telegram.entry
    return {
        "reference": name_of(telegram),
        "number": entry.number,
        "registered_at": entry.registered_at,
    }


def _endorsed_before(reader: Reader, found: DraftState) -> Shown | None:
    """Return what an earlier version said that somebody had endorsed; its endorsements fell."""
    fallen = [
        one
        for one in StoredRegisters(reader.database).endorsements(found.draft)
        if one.version < found.version
    ]
    last = max(fallen, key=lambda one: one.version, default=None)
    item = document(reader.database, Digest(last.body_id)) if last else None
    if last is None or item is None:
        return None
    body = BODY.decode(item.payload, max_bytes=MAX_BODY_BYTES)
    sheet = sheet_of(shipped_policies().get(body.label.policy), body)
    return {"version": last.version, "sheet": sheet}


def evidence(reader: Reader, fields: Fields) -> Shown:
    """Return the files of evidence that was written down."""
    # imported here because nothing else pays for it
    from depesha.station.gathering import gather  # noqa: PLC0415

    telegram, keys, office = telegram_of(reader, fields)
    return gather(reader.database, keys, telegram, office, fields)
