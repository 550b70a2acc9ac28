"""What goes into a piece of evidence, gathered from the store: signed payloads, keys, entries.

Rule 1: only what was written down as evidence is given out, and only to the office that made it.
Rule 2: only what is about this telegram goes in. A delivery report shows its item and hashes of the
    others; an envelope that holds another document, or what opens an attachment, is left out, and
    it is said so. What is left out proves nothing that the rest does not.
Rule 3: what would not verify by the key book that is held here is left out likewise.
"""

from base64 import b64encode
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from typing import Any, Final

from depesha.envelope import Item, Kind
from depesha.errors import DoesNotVerify, NotFound, Refused
from depesha.evidence import bundle, readable
from depesha.evidence.documents import deputies_in, items_file, release_name
from depesha.evidence.readable import Papers
from depesha.evidence.remarks import Remarks
from depesha.evidence.signers import counts
from depesha.journal import leaf_hash
from depesha.keybook import IdentityLeaf, KeyBook
from depesha.letter_form import decode_report_items, encode_report_items, report_item_entry
from depesha.names import Digest, OfficeId
from depesha.notice import Answer, ReportItem, ReportItems
from depesha.office.evidencing import amended_by
from depesha.office.facts import (
    AnswerGiven,
    AnswerLearned,
    Delivered,
    EnvelopeSealed,
    ReportLearned,
    ServiceLearned,
    ServiceSent,
)
from depesha.office.lookup import name_of
from depesha.office.ports import TelegramState
from depesha.office.proof import signing_office
from depesha.office.service import items_name
from depesha.policy import Policy
from depesha.seal.openssh import armoured_signature
from depesha.seal.sealer import Verifier
from depesha.station.basket import Basket
from depesha.station.evidence_proofs import journal_proof, key_proof
from depesha.station.policies import shipped_file, shipped_policies
from depesha.store.amendments import StoredAmendments
from depesha.store.attachments import StoredAttachments
from depesha.store.database import Database
from depesha.store.evidence import Entry, envelope_opened_before, written
from depesha.store.papers import document
from depesha.store.registers import StoredRegisters
from depesha.store.traffic import StoredTraffic
from depesha.telegram import Attachment, Label
from depesha.wire import (
    ANSWER,
    BODY,
    DELIVERY_REPORT,
    ENVELOPE,
    ENVELOPE_NAMESPACE,
    MAX_BODY_BYTES,
    NAMESPACE,
    REGISTRATION,
    SERVICE,
)

MAX_FACTS: Final = 4000

CHANGED: Final = "its signer has no such key in the key book that is held here"
OTHERS: Final = "it holds other documents too, or what opens an attachment"
REVOKED: Final = "its station is revoked, and it is not dated before that"
GONE: Final = "it is no longer kept here"


def gather(
    database: Database,
    keys: KeyBook,
    telegram: TelegramState,
    office: str,
    fields: Mapping[str, object],
) -> dict[str, Any]:
    """Return the files of evidence that was written down, but for README, sums and manifest.

    Args:
        database: a read-only connection.
        keys: the key book in force.
        telegram: the telegram, which the office may read.
        office: which made the evidence.
        fields: `number`, which evidence of the telegram; `checkpoint`, the signed head of the
            journal as a note; `language` of the captions.

    Raises:
        Refused: that office made no such evidence.
        NotNow: the checkpoint is older than the evidence.
        NotFound: the text is no longer kept here.
        DoesNotVerify: the telegram itself does not verify by the key book that is held here.
    """
    uid = telegram.entry.identity.uid
    made = StoredRegisters(database).evidence_made(uid)
    number = fields.get("number")
    if not isinstance(number, int) or not 1 <= number <= len(made):
        number = 0
    if not number or made[number - 1].office != office:
        msg = f"{office} made no such evidence of {name_of(telegram)}"
        raise Refused(msg, hint='"depesha evidence" makes it, and writes it down first')
    fact = made[number - 1]
    basket = Basket(database=database, keys=keys, telegram=telegram)
    papers = _telegram(basket)
    facts = written(database, uid, MAX_FACTS)
    _answers(basket, facts)
    _reports(basket, facts)
    _services(basket, facts)
    opened = _envelopes(basket, facts)
    note = str(fields.get("checkpoint", "")).encode()
    entries = sorted([*facts, *opened], key=lambda one: one.place)
    basket.files[bundle.JOURNAL] = journal_proof(basket, entries, note, fact.place)
    basket.files[bundle.CHECKPOINT] = note
    signers = key_proof(basket)
    basket.files[bundle.SIGNERS] = signers.allowed()
    whole = _whole(papers, basket)
    language = "ru" if fields.get("language") == "ru" else "en"
    amended = amended_by(StoredAmendments(database), uid, keys.office(OfficeId(office)).clearance)
    remarks = Remarks(
        journal=keys.station,
        amended=amended,
        revoked=signers.revoked(),
        policy=_policy(basket, whole.body.label),
    )
    said = readable.telegram_json(whole, remarks)
    basket.files[bundle.READABLE_JSON] = readable.write_json(said)
    basket.files[bundle.READABLE] = readable.telegram_text(said, language, remarks.policy)
    return {
        "station": keys.station,
        "office": office,
        "evidence": fact.place,
        "made_at": fact.at,
        "reference": name_of(telegram),
        "uid": uid.hex(),
        "message_type": whole.body.message_type.name,
        "language": language,
        "root": signers.roots[-1].hex(),
        "amended": [asdict(one) for one in amended],
        "marks": readable.marks_of(said, language, remarks.policy),
        "files": {name: b64encode(data).decode() for name, data in basket.files.items()},
        "attachments": [_attached(one) for one in whole.body.attachments],
        "left_out": [
            {"what": what, "digest": name.hex(), "why": why} for what, name, why in basket.left_out
        ],
    }


def _attached(one: Attachment) -> dict[str, Any]:
    return {"name": one.name, "size_bytes": one.size_bytes, "sha256": one.sha256.hex()}


def _policy(basket: Basket, label: Label) -> Policy | None:
    """Put in the policy of a label, if it is one that comes with the program; return it."""
    policy = shipped_policies().get(label.policy)
    if policy is None or policy.digest != label.policy_digest:
        return None
    basket.files[bundle.POLICY] = shipped_file(label.policy)
    return policy


# -- the telegram ---------------------------------------------------------------------------------


def _telegram(basket: Basket) -> Papers:
    entry = basket.telegram.entry
    body = _must_be_kept(basket, entry.body_id)
    registration = _must_be_kept(basket, entry.identity.registration)
    registered = REGISTRATION.decode(registration.payload)
    station = _identity(basket, registered.station)
    if station is None:
        msg = f"the identity of {registered.station} is not in the key book that is held here"
        raise DoesNotVerify(msg, hint="take in a key book with it, then ask again")
    if not counts(station, registered.registered_at):
        msg = f"{registered.station} is revoked, and the telegram is not dated before that"
        raise DoesNotVerify(msg, hint="whoever holds its keys now may have signed it")
    files = basket.files
    files[bundle.BODY] = body.payload
    files[bundle.REGISTRATION] = registration.payload
    files[bundle.REGISTRATION + bundle.SIGNATURE] = armoured_signature(
        station.public_key, NAMESPACE[Kind.REGISTRATION], registration.signatures[0][1]
    ).encode()
    deputies = deputies_in(registered)
    for number, one in enumerate(registered.releases, 1):
        office = station.office(one.office)
        if office is None:
            msg = f"{one.office} is no longer in the key book that is held here"
            raise DoesNotVerify(msg, hint="only its own station could still show its key")
        signer = signing_office(station.office, office, deputies.get(one.office))
        files[release_name(number)] = armoured_signature(
            signer.public_key, NAMESPACE[Kind.BODY], one.signature
        ).encode()
    basket.digests.add(Digest(entry.identity.registration))
    basket.stations |= {registered.station, basket.keys.station}
    return Papers(body=BODY.decode(body.payload, max_bytes=MAX_BODY_BYTES), registration=registered)


def _must_be_kept(basket: Basket, name: Digest) -> Item:
    item = document(basket.database, name)
    if item is None:
        msg = f"the text of {name_of(basket.telegram)} is no longer kept here"
        raise NotFound(msg, hint="what was expunged cannot be proved any more")
    return item


def _identity(basket: Basket, station: str) -> IdentityLeaf | None:
    found = basket.keys.identities
    return next((leaf for name, leaf in found.items() if name == station), None)


def _whole(papers: Papers, basket: Basket) -> Papers:
    found = basket.papers
    return Papers(
        body=papers.body,
        registration=papers.registration,
        reports=tuple(found.get(Kind.DELIVERY_REPORT, ())),
        answers=tuple(found.get(Kind.ANSWER, ())),
        services=tuple(found.get(Kind.SERVICE, ())),
        envelopes=tuple(found.get(Kind.ENVELOPE, ())),
    )


# -- documents about it ---------------------------------------------------------------------------


def _kept(basket: Basket, kind: Kind, name: Digest) -> Item | None:
    """Return a document that is to go in; it is there, and signed once."""
    item = document(basket.database, name)
    if item is None or len(item.signatures) != 1:
        basket.leave_out(kind, name, GONE)
        return None
    return item


def _holds(
    basket: Basket,
    kind: Kind,
    name: Digest,
    item: Item,
    public: bytes | None,
    *,
    is_in_force: bool,
) -> bool:
    """Say whether a document is to go in; what does not is left out, and it is said why."""
    space = ENVELOPE_NAMESPACE if kind is Kind.ENVELOPE else NAMESPACE[kind]
    if not is_in_force:
        basket.leave_out(kind, name, REVOKED)
        return False
    if public is not None and Verifier().verify(public, space, item.payload, item.signatures[0][1]):
        return True
    basket.leave_out(kind, name, CHANGED)
    return False


def _each(names: Iterator[Digest]) -> list[Digest]:
    return list(dict.fromkeys(names))


def _answers(basket: Basket, facts: Sequence[Entry]) -> None:
    given = (one.fact for one in facts)
    for name in _each(f.answer for f in given if isinstance(f, AnswerGiven | AnswerLearned)):
        item = _kept(basket, Kind.ANSWER, name)
        if item is None:
            continue
        answer = ANSWER.decode(item.payload)
        public = _office_key(basket, answer)
        if public and _holds(
            basket,
            Kind.ANSWER,
            name,
            item,
            public,
            is_in_force=_in_force(basket, answer.station, answer.at),
        ):
            basket.put(Kind.ANSWER, name, item, public, answer)
            basket.answers.add(name)
            basket.stations.add(answer.station)
        elif not public:
            basket.leave_out(Kind.ANSWER, name, CHANGED)


def _office_key(basket: Basket, answer: Answer) -> bytes | None:
    """Return the key that must have signed an answer: the office's, or that of its deputy."""
    known = basket.keys.offices.get
    entry = known(answer.office)
    try:
        return signing_office(known, entry, answer.deputy).public_key if entry else None
    except DoesNotVerify:
        return None


def _reports(basket: Basket, facts: Sequence[Entry]) -> None:
    for name in _each(_report_names(basket, facts)):
        item = _kept(basket, Kind.DELIVERY_REPORT, name)
        items = document(basket.database, items_name(name))
        if item is None or items is None:
            basket.leave_out(Kind.DELIVERY_REPORT, name, GONE)
            continue
        report = DELIVERY_REPORT.decode(item.payload)
        public = _station_key(basket, report.station)
        in_force = _in_force(basket, report.station, report.at)
        if not public or not _holds(
            basket, Kind.DELIVERY_REPORT, name, item, public, is_in_force=in_force
        ):
            continue
        redacted = redact(decode_report_items(items.payload), basket.telegram, basket.answers)
        shown = tuple(one for one in redacted.items if isinstance(one, ReportItem))
        if shown:
            file = basket.put(Kind.DELIVERY_REPORT, name, item, public, (report, shown))
            basket.files[items_file(file)] = encode_report_items(redacted)
            basket.stations.add(report.station)


def _report_names(basket: Basket, facts: Sequence[Entry]) -> Iterator[Digest]:
    """Yield the reports that came about the telegram, or that this station made."""
    for one in facts:
        if isinstance(one.fact, ReportLearned):
            yield one.fact.report
    entry = basket.telegram.entry
    sealed = StoredAttachments(basket.database).of(entry.identity.uid)
    traffic = StoredTraffic(basket.database)
    for name in (entry.identity.registration, *(state.key.ciphertext for state in sealed)):
        report = traffic.report_of(Digest(name), entry.station)
        if report is not None:
            yield report


def redact(items: ReportItems, telegram: TelegramState, answers: set[Digest]) -> ReportItems:
    """Return the items of a report with every one as its hash that is not about the telegram."""
    own = telegram.entry.identity

    def is_shown(item: ReportItem) -> bool:
        found = item.identity
        return found.uid == own.uid and (
            found.signature == own.signature or found.registration in answers
        )

    return ReportItems(
        items=tuple(
            one
            if isinstance(one, ReportItem) and is_shown(one)
            else (leaf_hash(report_item_entry(one)) if isinstance(one, ReportItem) else one)
            for one in items.items
        )
    )


def _in_force(basket: Basket, station: str, at: int) -> bool:
    leaf = _identity(basket, station)
    return leaf is None or counts(leaf, at)


def _station_key(basket: Basket, station: str) -> bytes | None:
    leaf = _identity(basket, station)
    return leaf.public_key if leaf else None


def _services(basket: Basket, facts: Sequence[Entry]) -> None:
    own = basket.telegram.entry.identity
    told = (one.fact for one in facts)
    for name in _each(f.digest for f in told if isinstance(f, ServiceSent | ServiceLearned)):
        item = _kept(basket, Kind.SERVICE, name)
        if item is None:
            continue
        message = SERVICE.decode(item.payload)
        public = _station_key(basket, message.station)
        in_force = _in_force(basket, message.station, message.at)
        if (
            message.about == own
            and _holds(basket, Kind.SERVICE, name, item, public, is_in_force=in_force)
            and public
        ):
            basket.put(Kind.SERVICE, name, item, public, message)
            basket.stations.add(message.station)


def _envelopes(basket: Basket, facts: Sequence[Entry]) -> list[Entry]:
    """Put in the envelopes that hold nothing else; return the entries of those that came."""
    sealed = [one.fact.digest for one in facts if isinstance(one.fact, EnvelopeSealed)]
    came = [
        found
        for one in facts
        if isinstance(one.fact, Delivered)
        and (found := envelope_opened_before(basket.database, one.place)) is not None
    ]
    names = [*sealed, *(one.fact.digest for one in came if hasattr(one.fact, "digest"))]
    for name in _each(iter(names)):
        item = _kept(basket, Kind.ENVELOPE, name)
        if item is None:
            continue
        envelope = ENVELOPE.decode(item.payload, max_bytes=256 * 1024)
        listed = {one.digest for one in envelope.documents}
        if not listed & basket.digests:
            continue  # of something else, which only mentions the telegram
        if not listed <= basket.digests or any(one.attachment_keys for one in envelope.documents):
            basket.leave_out(Kind.ENVELOPE, name, OTHERS)
            continue
        public = _station_key(basket, envelope.sender)
        in_force = _in_force(basket, envelope.sender, envelope.created_at)
        if public and _holds(basket, Kind.ENVELOPE, name, item, public, is_in_force=in_force):
            basket.put(Kind.ENVELOPE, name, item, public, envelope)
            basket.slips.add(envelope.slip_id)
            basket.stations.add(envelope.sender)
    return [one for one in came if getattr(one.fact, "slip_id", None) in basket.slips]
