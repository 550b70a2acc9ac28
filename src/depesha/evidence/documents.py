"""The signed payloads of a bundle: whose they are, and that they are about this telegram.

The telegram itself is verified by the rule of the office (`office.proof`). A delivery report shows
only the items of this telegram; its neighbours are hashes. What an office says counts only if the
key book lets it say so.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Final

from depesha.envelope import Kind
from depesha.errors import DoesNotVerify
from depesha.evidence import bundle
from depesha.evidence.readable import Papers
from depesha.evidence.signers import Signers
from depesha.journal import leaf_hash, root
from depesha.letter_form import decode_report_items, report_item_entry
from depesha.names import Digest, OfficeId, Signature, SlipId, station_of
from depesha.notice import DeliveryReport, ReportItem, ResponseCode
from depesha.office.answering import must_be_asked, must_be_said_by
from depesha.office.proof import signing_office, verified
from depesha.seal.openssh import armoured_signature, read_armoured
from depesha.seal.sealer import Verifier
from depesha.telegram import AddresseeKind, Identity, Registration
from depesha.wire import (
    ANSWER,
    DELIVERY_REPORT,
    ENVELOPE,
    ENVELOPE_NAMESPACE,
    NAMESPACE,
    SERVICE,
    digest,
)

Held = Mapping[str, bytes]

MAX_NOTICE_BYTES: Final = 512 * 1024
MAX_ENVELOPE_BYTES: Final = 256 * 1024

NUMBERED: Final = re.compile(r"(envelope|delivery-report|answer|service)-([1-9][0-9]{0,3})\.cbor")
"""Documents of which there may be several; each has a `.sig` beside it, a report its `.items`."""

ITEMS: Final = ".items"

_FIXED: Final = frozenset(
    {
        bundle.README,
        bundle.SUMS,
        bundle.SIGNERS,
        bundle.KEYS,
        bundle.JOURNAL,
        bundle.CHECKPOINT,
        bundle.READABLE_JSON,
        bundle.READABLE,
        bundle.BODY,
        bundle.REGISTRATION,
        bundle.REGISTRATION + bundle.SIGNATURE,
        bundle.MANIFEST,
    }
)

_MACHINES_SAY: Final = frozenset({ResponseCode.MACHINE_RECEIPT, ResponseCode.CANNOT_PROCESS})


@dataclass(frozen=True, slots=True, kw_only=True)
class Reached:
    """What somebody's signature says became of the telegram: who, what, when.

    Attributes:
        by: the deputy whose key signed it; empty: its own.
        in_place_of: the addressee for whom a duty office answers.
    """

    what: str
    who: str
    said: str
    at: int
    by: str = ""
    in_place_of: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Proved:
    """The telegram itself, verified: what it says, and what it is known by."""

    papers: Papers
    identity: Identity


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """All documents of a bundle, verified.

    Attributes:
        digests: of every document by its kind's name; what the journal may speak of.
        slips: of the envelopes.
    """

    papers: Papers
    identity: Identity
    reached: tuple[Reached, ...]
    digests: Mapping[Digest, str]
    slips: frozenset[SlipId]


def release_name(number: int) -> str:
    """Return the name of the file with a release signature, counted from 1."""
    return f"{bundle.BODY}.{number}{bundle.SIGNATURE}"


def deputies_in(registered: Registration) -> dict[OfficeId, OfficeId]:
    """Return by releasing office the deputy that signed for it."""
    return {one.office: one.deputy for one in registered.deputies}


def telegram_in(held: Held, signers: Signers) -> Proved:
    """Return the telegram, once the station's and every releasing office's signature hold.

    Raises:
        DoesNotVerify: one does not, or an office was not entitled to release.
        Malformed: a part cannot be read.
    """
    body, registration = _have(held, bundle.BODY), _have(held, bundle.REGISTRATION)
    public, _, signature = read_armoured(_have(held, bundle.REGISTRATION + bundle.SIGNATURE))
    station = next(
        (leaf for leaf in signers.identities.values() if leaf.public_key == public), None
    )
    if station is None:
        msg = "the registration is signed with a key that the key book does not have"
        raise DoesNotVerify(msg)
    read, registered = verified(Verifier(), station, body, registration, Signature(signature))
    _must_be_armoured(held, bundle.REGISTRATION, public, NAMESPACE[Kind.REGISTRATION], signature)
    if not registered.releases:
        msg = "nobody released this telegram"
        raise DoesNotVerify(msg)
    signers.must_be_in_force(registered.station, registered.registered_at, bundle.REGISTRATION)
    deputies = deputies_in(registered)
    for number, one in enumerate(registered.releases, 1):
        signers.must_be_in_force(registered.station, one.released_at, release_name(number))
        office = signers.office(one.office)
        if office.clearance < read.label.classification:
            msg = f"{one.office} is not cleared for what it released"
            raise DoesNotVerify(msg)
        signer = signing_office(station.office, office, deputies.get(one.office))
        armoured = armoured_signature(signer.public_key, NAMESPACE[Kind.BODY], one.signature)
        if _have(held, release_name(number)) != armoured.encode():
            msg = f"{release_name(number)} is not the release of {signer.office}"
            raise DoesNotVerify(msg)
    identity = Identity(
        uid=registered.uid,
        registration=digest(registration),
        signature=digest(signature),
    )
    return Proved(papers=Papers(body=read, registration=registered), identity=identity)


def documents_in(held: Held, signers: Signers, telegram: Proved) -> Shown:
    """Return all documents of a bundle, once each is proved and about this telegram.

    Raises:
        DoesNotVerify: one is not, or there is a file that no rule of the format knows.
        Malformed: one cannot be read.
    """
    names = _numbered(held, len(telegram.papers.registration.releases))
    case = _Case(held=held, signers=signers, telegram=telegram, papers=telegram.papers)
    for kind in ("answer", "delivery-report", "service", "envelope"):
        for name in names.get(kind, ()):
            _JUDGES[kind](case, name)
    reached = sorted(case.reached, key=lambda one: one.at)
    return Shown(
        papers=case.papers,
        identity=telegram.identity,
        reached=tuple(reached),
        digests={**case.digests, telegram.identity.registration: "registration"},
        slips=frozenset(case.slips),
    )


def _numbered(held: Held, releases: int) -> dict[str, list[str]]:
    """Return the documents by kind in the order of their numbers, which have no gaps."""
    found: dict[str, list[tuple[int, str]]] = {}
    expected = {
        *_FIXED,
        bundle.POLICY,
        *(release_name(number) for number in range(1, releases + 1)),
    }
    for name in held:
        match = NUMBERED.fullmatch(name)
        if match is not None:
            found.setdefault(match[1], []).append((int(match[2]), name))
            expected |= {name, name + bundle.SIGNATURE}
            if match[1] == "delivery-report":
                expected.add(items_file(name))
    strange = sorted(set(held) - expected)
    if strange:
        msg = f"{strange[0]} is no file of a bundle"
        raise DoesNotVerify(msg)
    for kind, numbered in found.items():
        if sorted(number for number, _ in numbered) != list(range(1, len(numbered) + 1)):
            msg = f"a document {kind} is missing between others"
            raise DoesNotVerify(msg)
    return {kind: [name for _, name in sorted(numbered)] for kind, numbered in found.items()}


def items_file(name: str) -> str:
    """Return the name of the file with a delivery report's items."""
    return name.removesuffix(".cbor") + ITEMS + ".cbor"


@dataclass(slots=True, kw_only=True)
class _Case:
    held: Held
    signers: Signers
    telegram: Proved
    papers: Papers
    reached: list[Reached] = field(default_factory=list)
    digests: dict[Digest, str] = field(default_factory=dict)
    answers: dict[Digest, Identity] = field(default_factory=dict)
    slips: set[SlipId] = field(default_factory=set)

    def signed(self, name: str, public: bytes, namespace: str, who: str) -> bytes:
        """Return a document's bytes, once they are signed with that key in that namespace."""
        payload = _have(self.held, name)
        key, space, signature = read_armoured(_have(self.held, name + bundle.SIGNATURE))
        if (key, space) != (public, namespace) or not Verifier().verify(
            public, namespace, payload, signature
        ):
            msg = f"{name} is not signed by {who}"
            raise DoesNotVerify(msg)
        return payload

    def about(self, name: str, found: Identity | None) -> None:
        """Let pass what is about this telegram."""
        if found != self.telegram.identity:
            msg = f"{name} is about another telegram"
            raise DoesNotVerify(msg)

    def addressed(self, station: str) -> bool:
        """Say whether an office of a station is an addressee."""
        return any(
            station_of(one.office) == station
            for one in self.papers.body.addressees
            if one.kind is not AddresseeKind.EXEMPTED
        )


def _answer(case: _Case, name: str) -> None:
    given = ANSWER.decode(_have(case.held, name), max_bytes=MAX_NOTICE_BYTES)
    office = case.signers.office(given.office)
    leaf = case.signers.station(station_of(given.office))
    signer = signing_office(leaf.office, office, given.deputy)
    payload = case.signed(name, signer.public_key, NAMESPACE[Kind.ANSWER], signer.office)
    _, _, signature = read_armoured(case.held[name + bundle.SIGNATURE])
    case.about(name, given.answers)
    if given.station != station_of(given.office):
        msg = f"{name}: {given.office} is no office of {given.station}"
        raise DoesNotVerify(msg)
    signed = (payload, Signature(signature))
    must_be_said_by(Verifier(), leaf.office, office, given, signed)
    body = case.papers.body
    addressed = {one.office for one in body.addressees if one.kind is not AddresseeKind.EXEMPTED}
    must_be_asked(office, given, addressed, body.label.classification)
    case.signers.must_be_in_force(given.station, given.at, name)
    case.digests[digest(payload)] = "answer"
    case.answers[digest(payload)] = Identity(
        uid=given.answers.uid, registration=digest(payload), signature=digest(signature)
    )
    case.papers = replace(case.papers, answers=(*case.papers.answers, given))
    said = "INTERIM" if given.interim else given.code.name
    case.reached.append(
        Reached(
            what="answer",
            who=given.office,
            said=said,
            at=given.at,
            by=given.deputy or "",
            in_place_of=given.in_place_of,
        )
    )


def _report(case: _Case, name: str) -> None:
    report = DELIVERY_REPORT.decode(_have(case.held, name), max_bytes=MAX_NOTICE_BYTES)
    station = case.signers.station(report.station)
    payload = case.signed(name, station.public_key, NAMESPACE[Kind.DELIVERY_REPORT], report.station)
    case.signers.must_be_in_force(report.station, report.at, name)
    items = decode_report_items(_have(case.held, items_file(name))).items
    hashes = [one if isinstance(one, bytes) else leaf_hash(report_item_entry(one)) for one in items]
    if report.size != len(hashes) or root(hashes) != report.root:
        msg = f"{items_file(name)} is not what {name} is over"
        raise DoesNotVerify(msg)
    shown = tuple(one for one in items if isinstance(one, ReportItem))
    if not shown:
        msg = f"{name} shows no item"
        raise DoesNotVerify(msg)
    for item in shown:
        said = _item_of(case, name, report, item)
        case.reached.append(
            Reached(what="delivery report", who=report.station, said=said, at=report.at)
        )
    case.digests[digest(payload)] = "delivery-report"
    case.papers = replace(case.papers, reports=(*case.papers.reports, (report, shown)))


def _item_of(case: _Case, name: str, report: DeliveryReport, item: ReportItem) -> str:
    """Return what an item says, which must be about this telegram, its answers or attachments."""
    if item.result not in _MACHINES_SAY:
        msg = f"{name}: no station says {item.result.name}"
        raise DoesNotVerify(msg)
    own, found = case.telegram.identity, item.identity
    originator = case.papers.registration.station
    outward = report.originator == originator and case.addressed(report.station)
    if found == own and outward:
        return item.result.name
    if case.answers.get(found.registration) == found and report.station == originator:
        return f"{item.result.name} (answer {found.registration.hex()[:16]})"
    is_file = case.papers.body.attachments and found.registration != own.registration
    if outward and (found.uid, found.signature) == (own.uid, own.signature) and is_file:
        return f"{item.result.name} (attachment {found.registration.hex()[:16]})"
    msg = f"{name} is about another telegram"
    raise DoesNotVerify(msg)


def _service(case: _Case, name: str) -> None:
    message = SERVICE.decode(_have(case.held, name), max_bytes=MAX_NOTICE_BYTES)
    station = case.signers.station(message.station)
    payload = case.signed(name, station.public_key, NAMESPACE[Kind.SERVICE], message.station)
    case.signers.must_be_in_force(message.station, message.at, name)
    case.about(name, message.about)
    case.digests[digest(payload)] = "service"
    case.papers = replace(case.papers, services=(*case.papers.services, message))
    said = " ".join(part for part in (message.code.name, message.subject) if part)
    case.reached.append(
        Reached(what="service message", who=message.station, said=said, at=message.at)
    )


def _envelope(case: _Case, name: str) -> None:
    envelope = ENVELOPE.decode(_have(case.held, name), max_bytes=MAX_ENVELOPE_BYTES)
    station = case.signers.station(envelope.sender)
    payload = case.signed(name, station.public_key, ENVELOPE_NAMESPACE, envelope.sender)
    case.signers.must_be_in_force(envelope.sender, envelope.created_at, name)
    known = {case.telegram.identity.registration, *case.digests}
    for one in envelope.documents:
        if one.digest not in known or one.attachment_keys:
            msg = f"{name} is about another telegram"
            raise DoesNotVerify(msg)
    case.digests[digest(payload)] = "envelope"
    case.slips.add(envelope.slip_id)
    case.papers = replace(case.papers, envelopes=(*case.papers.envelopes, envelope))
    case.reached.append(
        Reached(
            what="envelope",
            who=envelope.sender,
            said=f"{envelope.recipient} {envelope.addressee_seq}",
            at=envelope.created_at,
        )
    )


_JUDGES: Final[Mapping[str, Callable[[_Case, str], None]]] = {
    "answer": _answer,
    "delivery-report": _report,
    "service": _service,
    "envelope": _envelope,
}


def _have(held: Held, name: str) -> bytes:
    if name not in held:
        msg = f"{name} is missing"
        raise DoesNotVerify(msg)
    return held[name]


def _must_be_armoured(
    held: Held, name: str, public: bytes, namespace: str, signature: bytes
) -> None:
    if held[name + bundle.SIGNATURE] != armoured_signature(public, namespace, signature).encode():
        msg = f"{name} is signed in another namespace"
        raise DoesNotVerify(msg)


def signed_names(held: Held) -> Iterator[str]:
    """Yield the documents that have a signature file beside them, in the order of their names."""
    yield from sorted(name for name in held if name + bundle.SIGNATURE in held)
