"""What goes into a piece of evidence, gathered from the store: signed payloads, keys, entries.

Rule 1: only what was written down as evidence is given out, and only to the office that made it.
Rule 2: only what is about this telegram goes in. A delivery report shows its item and hashes of the
    others; an envelope that holds another document, or what opens an attachment, is left out, and
    it is said so. What is left out proves nothing that the rest does not.
Rule 3: what would not verify by the key book that is held here is left out likewise.
"""

from base64 import b64encode
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from depesha.envelope import Item, Kind
from depesha.errors import DoesNotVerify, Malformed, NotFound, NotNow, Refused
from depesha.evidence import bundle, ledger, readable
from depesha.evidence.bundle import JournalProof, KeyProof, ProvedEntry
from depesha.evidence.documents import items_file, release_name
from depesha.evidence.readable import Papers
from depesha.evidence.signers import Signers, read_signers
from depesha.journal import encode_entry, leaf_hash
from depesha.keybook import IdentityLeaf, KeyBook
from depesha.keybook.adopting import EXCERPT, MAX_EXCERPT_BYTES, MAX_EXCERPT_ITEMS
from depesha.keybook.head import Book
from depesha.names import Digest, OfficeId, SlipId, Uid
from depesha.notice import ReportItem, ReportItems
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
from depesha.office.service import items_name
from depesha.seal.checkpoint import read_checkpoint
from depesha.seal.openssh import armoured_signature
from depesha.seal.sealer import Verifier
from depesha.store.attachments import StoredAttachments
from depesha.store.database import Database
from depesha.store.evidence import Entry, envelope_opened_before, written
from depesha.store.papers import document
from depesha.store.proving import StoredNodes, prove_inclusion
from depesha.store.registers import StoredRegisters
from depesha.store.traffic import StoredTraffic
from depesha.telegram import Attachment
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
    decode_report_items,
    encode_report_items,
    report_item_entry,
)

MAX_FACTS: Final = 4000

CHANGED: Final = "its signer has no such key in the key book that is held here"
OTHERS: Final = "it holds other documents too, or what opens an attachment"
GONE: Final = "it is no longer kept here"

_PREFIX: Final[Mapping[Kind, str]] = {
    Kind.ANSWER: "answer",
    Kind.DELIVERY_REPORT: "delivery-report",
    Kind.SERVICE: "service",
    Kind.ENVELOPE: "envelope",
}


@dataclass(slots=True, kw_only=True)
class _Basket:
    """What was gathered so far."""

    database: Database
    keys: KeyBook
    telegram: TelegramState
    files: dict[str, bytes] = field(default_factory=dict)
    left_out: list[tuple[str, Digest, str]] = field(default_factory=list)
    papers: dict[Kind, list[Any]] = field(default_factory=dict)
    digests: set[Digest] = field(default_factory=set)
    answers: set[Digest] = field(default_factory=set)
    slips: set[SlipId] = field(default_factory=set)
    stations: set[str] = field(default_factory=set)

    def put(self, kind: Kind, name: Digest, item: Item, public: bytes, paper: object) -> str:
        """Put a document and its signature in; return the name of its file."""
        papers = self.papers.setdefault(kind, [])
        papers.append(paper)
        file = f"{_PREFIX[kind]}-{len(papers)}.cbor"
        space = ENVELOPE_NAMESPACE if kind is Kind.ENVELOPE else NAMESPACE[kind]
        self.files[file] = item.payload
        signature = armoured_signature(public, space, item.signatures[0][1])
        self.files[file + bundle.SIGNATURE] = signature.encode()
        self.digests.add(name)
        return file

    def leave_out(self, kind: Kind, name: Digest, why: str) -> None:
        """Say what is not in it, and why; once."""
        if (_PREFIX[kind], name, why) not in self.left_out:
            self.left_out.append((_PREFIX[kind], name, why))


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
    basket = _Basket(database=database, keys=keys, telegram=telegram)
    papers = _telegram(basket)
    facts = written(database, uid, MAX_FACTS)
    _answers(basket, facts)
    _reports(basket, facts)
    _services(basket, facts)
    opened = _envelopes(basket, facts)
    note = str(fields.get("checkpoint", "")).encode()
    entries = sorted([*facts, *opened], key=lambda one: one.place)
    basket.files[bundle.JOURNAL] = _journal(basket, entries, note, fact.place)
    basket.files[bundle.CHECKPOINT] = note
    signers = _keys(basket)
    basket.files[bundle.SIGNERS] = signers.allowed()
    whole = _whole(papers, basket)
    said = readable.telegram_json(whole)
    language = "ru" if fields.get("language") == "ru" else "en"
    basket.files[bundle.READABLE_JSON] = readable.write_json(said)
    basket.files[bundle.READABLE] = readable.telegram_text(said, language)
    return {
        "station": keys.station,
        "office": office,
        "evidence": fact.place,
        "made_at": fact.at,
        "reference": name_of(telegram),
        "uid": uid.hex(),
        "message_type": whole.body.message_type.name,
        "language": language,
        "root": signers.root.hex(),
        "files": {name: b64encode(data).decode() for name, data in basket.files.items()},
        "attachments": [_attached(one) for one in whole.body.attachments],
        "left_out": [
            {"what": what, "digest": name.hex(), "why": why} for what, name, why in basket.left_out
        ],
    }


def _attached(one: Attachment) -> dict[str, Any]:
    return {"name": one.name, "size_bytes": one.size_bytes, "sha256": one.sha256.hex()}


# -- the telegram ---------------------------------------------------------------------------------


def _telegram(basket: _Basket) -> Papers:
    entry = basket.telegram.entry
    body = _must_be_kept(basket, entry.body_id)
    registration = _must_be_kept(basket, entry.identity.registration)
    registered = REGISTRATION.decode(registration.payload)
    station = _identity(basket, registered.station)
    if station is None:
        msg = f"the identity of {registered.station} is not in the key book that is held here"
        raise DoesNotVerify(msg, hint="take in a key book with it, then ask again")
    files = basket.files
    files[bundle.BODY] = body.payload
    files[bundle.REGISTRATION] = registration.payload
    files[bundle.REGISTRATION + bundle.SIGNATURE] = armoured_signature(
        station.public_key, NAMESPACE[Kind.REGISTRATION], registration.signatures[0][1]
    ).encode()
    for number, one in enumerate(registered.releases, 1):
        office = station.office(one.office)
        if office is None:
            msg = f"{one.office} is no longer in the key book that is held here"
            raise DoesNotVerify(msg, hint="only its own station could still show its key")
        files[release_name(number)] = armoured_signature(
            office.public_key, NAMESPACE[Kind.BODY], one.signature
        ).encode()
    basket.digests.add(Digest(entry.identity.registration))
    basket.stations |= {registered.station, basket.keys.station}
    return Papers(body=BODY.decode(body.payload, max_bytes=MAX_BODY_BYTES), registration=registered)


def _must_be_kept(basket: _Basket, name: Digest) -> Item:
    item = document(basket.database, name)
    if item is None:
        msg = f"the text of {name_of(basket.telegram)} is no longer kept here"
        raise NotFound(msg, hint="what was expunged cannot be proved any more")
    return item


def _identity(basket: _Basket, station: str) -> IdentityLeaf | None:
    found = basket.keys.identities
    return next((leaf for name, leaf in found.items() if name == station), None)


def _whole(papers: Papers, basket: _Basket) -> Papers:
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


def _kept(basket: _Basket, kind: Kind, name: Digest) -> Item | None:
    """Return a document that is to go in; it is there, and signed once."""
    item = document(basket.database, name)
    if item is None or len(item.signatures) != 1:
        basket.leave_out(kind, name, GONE)
        return None
    return item


def _holds(basket: _Basket, kind: Kind, name: Digest, item: Item, public: bytes | None) -> bool:
    space = ENVELOPE_NAMESPACE if kind is Kind.ENVELOPE else NAMESPACE[kind]
    if public is not None and Verifier().verify(public, space, item.payload, item.signatures[0][1]):
        return True
    basket.leave_out(kind, name, CHANGED)
    return False


def _each(names: Iterator[Digest]) -> list[Digest]:
    return list(dict.fromkeys(names))


def _answers(basket: _Basket, facts: Sequence[Entry]) -> None:
    given = (one.fact for one in facts)
    for name in _each(f.answer for f in given if isinstance(f, AnswerGiven | AnswerLearned)):
        item = _kept(basket, Kind.ANSWER, name)
        if item is None:
            continue
        answer = ANSWER.decode(item.payload)
        public = _office_key(basket, answer.office)
        if public and _holds(basket, Kind.ANSWER, name, item, public):
            basket.put(Kind.ANSWER, name, item, public, answer)
            basket.answers.add(name)
            basket.stations.add(answer.station)
        elif not public:
            basket.leave_out(Kind.ANSWER, name, CHANGED)


def _office_key(basket: _Basket, office: OfficeId) -> bytes | None:
    entry = basket.keys.offices.get(office)
    return entry.public_key if entry else None


def _reports(basket: _Basket, facts: Sequence[Entry]) -> None:
    for name in _each(_report_names(basket, facts)):
        item = _kept(basket, Kind.DELIVERY_REPORT, name)
        items = document(basket.database, items_name(name))
        if item is None or items is None:
            basket.leave_out(Kind.DELIVERY_REPORT, name, GONE)
            continue
        report = DELIVERY_REPORT.decode(item.payload)
        public = _station_key(basket, report.station)
        if not public or not _holds(basket, Kind.DELIVERY_REPORT, name, item, public):
            continue
        redacted = redact(decode_report_items(items.payload), basket.telegram, basket.answers)
        shown = tuple(one for one in redacted.items if isinstance(one, ReportItem))
        if shown:
            file = basket.put(Kind.DELIVERY_REPORT, name, item, public, (report, shown))
            basket.files[items_file(file)] = encode_report_items(redacted)
            basket.stations.add(report.station)


def _report_names(basket: _Basket, facts: Sequence[Entry]) -> Iterator[Digest]:
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


def _station_key(basket: _Basket, station: str) -> bytes | None:
    leaf = _identity(basket, station)
    return leaf.public_key if leaf else None


def _services(basket: _Basket, facts: Sequence[Entry]) -> None:
    own = basket.telegram.entry.identity
    told = (one.fact for one in facts)
    for name in _each(f.digest for f in told if isinstance(f, ServiceSent | ServiceLearned)):
        item = _kept(basket, Kind.SERVICE, name)
        if item is None:
            continue
        message = SERVICE.decode(item.payload)
        public = _station_key(basket, message.station)
        if message.about == own and _holds(basket, Kind.SERVICE, name, item, public) and public:
            basket.put(Kind.SERVICE, name, item, public, message)
            basket.stations.add(message.station)


def _envelopes(basket: _Basket, facts: Sequence[Entry]) -> list[Entry]:
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
        if public and _holds(basket, Kind.ENVELOPE, name, item, public):
            basket.put(Kind.ENVELOPE, name, item, public, envelope)
            basket.slips.add(envelope.slip_id)
            basket.stations.add(envelope.sender)
    return [one for one in came if getattr(one.fact, "slip_id", None) in basket.slips]


# -- proofs ---------------------------------------------------------------------------------------


def _journal(basket: _Basket, facts: Sequence[Entry], note: bytes, made: int) -> bytes:
    size = _size_of(basket.keys.station, note)
    if size <= made:
        msg = "the signed checkpoint is older than this evidence"
        raise NotNow(msg, hint="ask again")
    uid = basket.telegram.entry.identity.uid
    entries = tuple(
        _proved(basket, one, size)
        for one in facts
        if one.place < size and _is_tied(basket, one, uid)
    )
    head = StoredNodes(basket.database).head(size)
    return bundle.JOURNAL_PROOF.encode(
        JournalProof(station=basket.keys.station, size=size, root=head.root, entries=entries)
    )


def _is_tied(basket: _Basket, one: Entry, uid: Uid) -> bool:
    """Say whether an entry names the telegram, or something that is in the bundle."""
    named = one.entry.references
    if one.entry.kind in {ledger.REGISTERED, ledger.DELIVERED}:
        return named.uid == uid
    return named.uid == uid or named.digest in basket.digests or named.slip_id in basket.slips


def _proved(basket: _Basket, one: Entry, size: int) -> ProvedEntry:
    about = next(
        (getattr(one.fact, name) for name in ("answer", "report") if hasattr(one.fact, name)), None
    )
    is_opened = one.entry.kind in ledger.OPENED and about in basket.digests and bool(one.salt)
    return ProvedEntry(
        entry=encode_entry(one.entry),
        index=one.place,
        path=prove_inclusion(basket.database, one.place, size),
        salt=one.salt if is_opened else b"",
        content=one.content if is_opened else b"",
    )


def _size_of(station: str, note: bytes) -> int:
    """Return how many leaves the checkpoint of this station is over.

    Raises:
        NotNow: it is none.
    """
    try:
        return read_checkpoint(note, station).size
    except Malformed as error:
        msg = "the journal has no signed checkpoint yet"
        raise NotNow(msg, hint="it is written after each commit: ask again") from error


def _keys(basket: _Basket) -> Signers:
    """Put in the proof of whose keys they are; return it as whoever verifies will read it."""
    excerpt = EXCERPT.decode(
        basket.keys.encode(), max_bytes=MAX_EXCERPT_BYTES, max_items=MAX_EXCERPT_ITEMS
    )
    book = excerpt.key_book
    wanted = {basket.keys.placed[station].leaf for station in _known(basket)}
    leaves = (book.leaves[0], *(one for one in book.leaves[1:] if one.leaf in wanted))
    shown = KeyProof(
        roots=excerpt.roots, book=Book(heads=book.heads, note=book.note, leaves=leaves)
    )
    data = bundle.KEY_PROOF.encode(shown)
    basket.files[bundle.KEYS] = data
    return read_signers(data, None)


def _known(basket: _Basket) -> list[Any]:
    return [station for station in basket.keys.placed if station in basket.stations]
