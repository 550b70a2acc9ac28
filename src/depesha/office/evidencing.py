"""Evidence about a telegram: who may take it out, and that it is written down before it is.

Rule 1: an office that could only handle or draft a telegram takes out no evidence of it: that is
    for one that answers for telegrams (releaser, addressee with the authority, registrar,
    archivist).
Rule 2: what a caveat refuses is refused; what it allows once is done once, at this station.
Rule 3: the station signs a manifest only for evidence that was written down, once for each.
"""

from typing import Final

from depesha.errors import Forbidden, Malformed, NotFound, Refused, Usage
from depesha.evidence.bundle import MANIFEST_NAMESPACE, MAX_MANIFEST_BYTES, Amended, read_manifest
from depesha.keybook import Role
from depesha.names import Digest, OfficeId, Uid
from depesha.number import parse_number
from depesha.office.events import Done, MakeEvidence, SignEvidence
from depesha.office.facts import EvidenceMade, EvidenceSigned
from depesha.office.lookup import absent, find_telegram, name_of
from depesha.office.ports import Amendments, TelegramState
from depesha.office.sitting import Sitting
from depesha.policy import Action, Rule
from depesha.telegram import MessageType, Relation
from depesha.wire import digest

MAY_PROVE: Final = Role.RELEASER | Role.MAY_ACKNOWLEDGE | Role.REGISTRAR | Role.ARCHIVIST
"""Any of these is enough."""


def make(sitting: Sitting, order: MakeEvidence) -> Done:
    """Write down that an office takes a telegram out as evidence.

    Raises:
        NotFound: there is none, or the office is not cleared for it, or it was expunged.
        Forbidden: the office has no role for it, a caveat refuses it, or it was done once.
    """
    office = sitting.giver(order.office)
    telegram = _telegram(sitting, order.reference, office)
    if not sitting.keys().office(office).roles & MAY_PROVE:
        msg = f"{office} may not take out evidence"
        hint = "a releaser, an addressee with the authority, a registrar or an archivist may"
        raise Forbidden(msg, hint=hint)
    if sitting.book.document(Digest(telegram.entry.body_id)) is None:
        msg = f"the text of {name_of(telegram)} is no longer kept here"
        raise NotFound(msg, hint="what was expunged cannot be proved any more")
    made = sitting.book.registers.evidence_made(telegram.entry.identity.uid)
    _must_allow(sitting, telegram, already=len(made))
    sitting.record(
        EvidenceMade(
            uid=telegram.entry.identity.uid,
            office=office,
            recipient=order.recipient,
            attachments=order.attachments,
        )
    )
    return Done(
        value={"reference": name_of(telegram), "office": office, "number": len(made) + 1},
    )


def _must_allow(sitting: Sitting, telegram: TelegramState, *, already: int) -> None:
    entry = telegram.entry
    if not entry.caveats:
        return
    policy = sitting.around.policies.get(entry.policy)
    rule = policy.rule(entry.caveats, Action.EVIDENCE) if policy else Rule.REFUSE
    named = f"{name_of(telegram)}: {', '.join(entry.caveats)}"
    if rule is Rule.REFUSE:
        msg = f"{named} forbids evidence"
        raise Forbidden(msg, hint="ask its originator")
    if rule is Rule.ONCE and already:
        msg = f"{named} allows evidence once, and it was made"
        raise Forbidden(msg, hint='"depesha track" says by whom and when')


def _telegram(sitting: Sitting, reference: str, office: OfficeId) -> TelegramState:
    found = find_telegram(sitting, parse_number(reference), office)
    if found is None:
        raise absent(reference, f"at {sitting.own}")
    return found


def sign(sitting: Sitting, order: SignEvidence) -> Done:
    """Sign the manifest of evidence that was written down; return the signature in hex.

    Raises:
        NotFound: there is no such telegram.
        Refused: there is no such evidence of this office, or it was signed.
        Usage: the manifest is not one, or about something else.
    """
    office = sitting.giver(order.office)
    telegram = _telegram(sitting, order.reference, office)
    identity = telegram.entry.identity
    made = sitting.book.registers.evidence_made(identity.uid)
    if not 1 <= order.number <= len(made) or made[order.number - 1].office != office:
        msg = f"{office} made no evidence {order.number} of {name_of(telegram)}"
        raise Refused(msg, hint='"depesha evidence" makes it')
    if sitting.book.registers.evidence_signed(identity.uid, order.number):
        msg = f"evidence {order.number} of {name_of(telegram)} was signed already"
        raise Refused(msg, hint="make it again: each is signed once")
    payload = order.manifest.encode()
    _must_be_of(sitting, telegram, office, made[order.number - 1].place, payload)
    signature = sitting.sealer.sign_as_station(MANIFEST_NAMESPACE, payload)
    sitting.record(EvidenceSigned(uid=identity.uid, number=order.number, manifest=digest(payload)))
    return Done(
        value={
            "reference": name_of(telegram),
            "number": order.number,
            "signature": signature.hex(),
            "public_key": sitting.keys().identity(sitting.own).public_key.hex(),
        }
    )


def amended_by(amendments: Amendments, uid: Uid, clearance: int) -> tuple[Amended, ...]:
    """Return what cancels, supersedes or corrects a telegram, by the register of this station.

    An amender that is classified higher than `clearance` is not named; that it is there is told.
    """
    gone = amendments.withdrawn_by(uid)
    found = [Amended(relation="WITHDRAWN", by=gone[0], at=gone[1])] if gone else []
    closing = {Relation.CANCELS, Relation.SUPERSEDES}
    states = [one for one in amendments.of(uid) if one.holds]
    states.sort(key=lambda one: one.relation not in closing)
    return (
        *found,
        *(
            Amended(
                relation=one.relation.name,
                by=one.reference if one.classification <= clearance else "",
                at=one.said_at,
            )
            for one in states
            if one.relation in closing or one.relation is Relation.CORRECTS
        ),
    )


def _must_be_of(
    sitting: Sitting, telegram: TelegramState, office: OfficeId, place: int, payload: bytes
) -> None:
    """Refuse a manifest that is about something else than was written down.

    Raises:
        Usage: it is.
    """
    msg = "that is not the manifest of this evidence"
    if len(payload) > MAX_MANIFEST_BYTES:
        raise Usage(msg)
    try:
        manifest = read_manifest(payload)
    except Malformed as error:
        raise Usage(msg, hint=error.message) from error
    said = (
        manifest.station,
        manifest.office,
        manifest.evidence,
        manifest.uid,
        manifest.telegram,
        manifest.message_type,
    )
    entry = telegram.entry
    expected = (
        sitting.own,
        office,
        place,
        entry.identity.uid.hex(),
        name_of(telegram),
        MessageType(entry.message_type).name,
    )
    if said != expected:
        raise Usage(msg, hint="it names another telegram, office or number")
    clearance = sitting.keys().office(office).clearance
    if manifest.amended != amended_by(sitting.book.amendments, entry.identity.uid, clearance):
        raise Usage(
            msg, hint="what amends the telegram changed meanwhile, or is not told: ask again"
        )
