"""An edition that several holders must sign, and that lies at the centre until enough of them have.

    proposal    CBOR {0: version, 1: registry in force, 2: registry proposed}
    cosignature CBOR {0: version, 1: digest of the proposal, 2: holder, 3: lines, 4: root signature}

The proposed registry has its new editions and heads, and no notes for them; where the holders
change, its last root document has no signatures. So what is signed is fixed before anybody signs,
and each holder signs by himself, on a machine of his own.

Rule 1: a holder sees in words what changes, against what is in force and verified (`say`), before
    he signs; the words come from the two registries themselves, never from a description.
Rule 2: only holders of the root document that the edition will stand under count, for the heads;
    for a new root document the threshold of the old one counts as well.
Rule 3: nothing is in force before `complete` finds every threshold reached and `adopt` holds it.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from hashlib import sha256
from typing import Final

from depesha import cbor, schema
from depesha.errors import DoesNotVerify, NotFound, Refused
from depesha.keybook.head import Kind, grow, head_digests, origin
from depesha.keybook.issuing import Press, edition_of, is_printed, leaves_of, part_of
from depesha.keybook.leaf import (
    CollectiveLeaf,
    Edition,
    IdentityLeaf,
    JournalKeyLeaf,
    Leaf,
    LineLeaf,
    OfficeEntry,
    PeriodKeyLeaf,
    SilenceLeaf,
    Status,
    TransitLeaf,
    decode_as,
)
from depesha.keybook.registry import MAX_REGISTRY_BYTES, Registry, Signed, decode, encode
from depesha.keybook.root import (
    NO_DIGEST,
    ROOT_DOCUMENT,
    Holder,
    RootDocument,
    RootKey,
    RootLink,
    RootSignature,
    is_reached,
    sign_root,
    verified_root,
)
from depesha.names import Digest, TimeMs
from depesha.schema import Record, Row, many, octets, octets_upto, optional, text, uint
from depesha.seal.note import (
    Line,
    Note,
    NoteKind,
    checkpoint_text,
    read_note,
    sign_with_ed25519,
    sign_with_mldsa,
    verify_note,
    write_note,
)

MAX_COSIGNATURE_BYTES: Final = 64 * 1024
MAX_PROPOSAL_BYTES: Final = 12 * 1024 * 1024
"""Two registries of a thousand stations each have about 8 MB together."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """An edition that waits: the registry in force, and the one that is to come into force."""

    version: int = 1
    before: bytes = field(repr=False)
    after: bytes = field(repr=False)

    @property
    def digest(self) -> Digest:
        """Its name: what a cosignature names."""
        return Digest(sha256(PROPOSAL.encode(self)).digest())


@dataclass(frozen=True, slots=True, kw_only=True)
class Cosignature:
    """What one holder signs of a proposal: lines under each new head, and a new root document."""

    version: int = 1
    proposal: Digest
    holder: str
    notes: tuple[tuple[int, bytes], ...] = field(repr=False)
    """(0 key book or 1 plan, a note with this holder's two lines)."""
    root: RootSignature | None = field(default=None, repr=False)


PROPOSAL: Final = Record(
    Proposal,
    schema.field(0, "version", uint(min=1, max=1)),
    schema.field(1, "before", octets_upto(MAX_REGISTRY_BYTES)),
    schema.field(2, "after", octets_upto(MAX_REGISTRY_BYTES)),
)

COSIGNATURE: Final = Record(
    Cosignature,
    schema.field(0, "version", uint(min=1, max=1)),
    schema.field(1, "proposal", octets(32)),
    schema.field(2, "holder", text(min=1, max=80)),
    schema.field(3, "notes", many(schema.row(uint(max=1), octets_upto(64 * 1024)), max=2)),
    schema.field(
        4, "root", optional(Row(RootSignature, text(min=1, max=80), octets(64), octets(2420)))
    ),
)

_PENDING: Final = schema.row(
    octets_upto(2 * MAX_REGISTRY_BYTES), many(octets_upto(64 * 1024), max=30), uint(max=255)
)
_KINDS: Final = (Kind.KEY_BOOK, Kind.PLAN)


def propose(before: Registry, after: Registry, press: Press) -> Proposal:
    """Return the proposal to put `after` into force instead of `before`.

    What did not change keeps its version and its note; under a new root document nothing does.
    """
    parts = {kind: _proposed(before, after, kind, press) for kind in _KINDS}
    drawn = replace(after, key_book=parts[Kind.KEY_BOOK], plan=parts[Kind.PLAN])
    return Proposal(before=encode(before), after=encode(drawn))


def _proposed(before: Registry, after: Registry, kind: Kind, press: Press) -> Signed:
    part = part_of(before, kind)
    held = replace(after, key_book=before.key_book, plan=before.plan)
    if is_printed(held, kind):
        return part
    named = origin(after.root_document.network, kind)
    edition = edition_of(after, part, named, press)
    head = grow(edition, leaves_of(after, kind)).head
    return Signed(heads=(*part.heads, head), note=b"", edition=edition)


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """A proposal that was read and verified as far as it goes: both registries."""

    proposal: Proposal
    before: Registry
    after: Registry

    @property
    def has_new_root(self) -> bool:
        """Whether it changes the holders."""
        return len(self.after.roots) > len(self.before.roots)

    def unsigned(self) -> Iterator[tuple[int, Kind, str]]:
        """Yield the books whose new head is to be signed, each with the text of its note."""
        for place, kind in enumerate(_KINDS):
            part = part_of(self.after, kind)
            if not part.note:
                named = origin(self.after.root_document.network, kind)
                head = part.heads[-1]
                yield place, kind, checkpoint_text(named, head.size, head.root)


def opened(data: bytes) -> Opened:
    """Return a proposal, once what is in force holds, and what is proposed follows from it.

    Raises:
        DoesNotVerify: it does not hold, or does not follow.
        Malformed: it is none.
    """
    proposal = PROPOSAL.decode(data, max_bytes=MAX_PROPOSAL_BYTES)
    found = Opened(proposal=proposal, before=decode(proposal.before), after=decode(proposal.after))
    _must_be_in_force(found.before)
    _must_follow(found)
    return found


def read(proposal: Proposal) -> Opened:
    """Return both registries of a proposal of this station's own."""
    return Opened(proposal=proposal, before=decode(proposal.before), after=decode(proposal.after))


def pack(found: Opened, given: Sequence[Cosignature], why: int) -> bytes:
    """Return what the centre keeps of an edition that waits: it, and what was signed of it."""
    signed = [COSIGNATURE.encode(one) for one in given]
    return cbor.encode([PROPOSAL.encode(found.proposal), signed, why])


def unpack(kept: bytes | None) -> tuple[Opened, list[Cosignature], int]:
    """Return what `pack` wrote.

    Raises:
        NotFound: nothing waits.
    """
    if not kept:
        msg = "no edition waits to be signed"
        raise NotFound(msg)
    value = cbor.decode(kept, max_bytes=3 * MAX_REGISTRY_BYTES)
    proposal, signed, why = _PENDING.unpack(value)
    found = PROPOSAL.decode(proposal, max_bytes=3 * MAX_REGISTRY_BYTES)
    return read(found), [COSIGNATURE.decode(one) for one in signed], why


def _must_be_in_force(registry: Registry) -> None:
    document = verified_root(registry.roots, registry.roots[0].digest)
    for kind in _KINDS:
        part = part_of(registry, kind)
        if not part.heads or not is_printed(registry, kind):
            msg = f"the {kind} in force is not the one that was signed"
            raise DoesNotVerify(msg)
        head = part.heads[-1]
        named = origin(document.network, kind)
        for note_kind in NoteKind:
            note = verify_note(part.note, document.note_keys(note_kind), document.threshold)
            if note.text != checkpoint_text(named, head.size, head.root):
                msg = f"the {kind} in force is signed for another head"
                raise DoesNotVerify(msg)


def _must_follow(found: Opened) -> None:
    before, after = found.before, found.after
    if (after.founder, after.roots[: len(before.roots)]) != (before.founder, before.roots):
        msg = "the proposal is not of this network, or leaves root documents out"
        raise DoesNotVerify(msg)
    if len(after.roots) > len(before.roots) + 1:
        msg = "the proposal changes the holders twice"
        raise DoesNotVerify(msg)
    for kind in _KINDS:
        part, was = part_of(after, kind), part_of(before, kind)
        grown = len(part.heads) - len(was.heads)
        if part.heads[: len(was.heads)] != was.heads or not is_printed(after, kind):
            msg = f"the proposed {kind} does not follow from the one in force"
            raise DoesNotVerify(msg)
        if (grown, bool(part.note)) not in ((0, True), (1, False)):
            msg = f"the proposed {kind} is not one version later"
            raise DoesNotVerify(msg)
        if grown:
            _must_name(after, kind, was)


def _must_name(after: Registry, kind: Kind, was: Signed) -> None:
    named = origin(after.root_document.network, kind)
    digests = head_digests(named, was.heads)
    edition = decode_as(Edition, part_of(after, kind).edition)
    expected = (len(was.heads) + 1, digests[-1] if digests else NO_DIGEST, after.root)
    if (edition.version, edition.previous, edition.root_document) != expected:
        msg = f"the proposed edition of the {kind} does not name what is before it"
        raise DoesNotVerify(msg)


# -- signing --------------------------------------------------------------------------------------


def may_sign(found: Opened, holder: Holder) -> bool:
    """Say whether a holder's keys stand in the root document in force, or in the proposed one."""
    documents = (found.after.root_document, found.before.root_document)
    return any(holder.public in document.keys for document in documents)


def cosign(found: Opened, holder: Holder, now: TimeMs) -> Cosignature:
    """Return a holder's signatures under everything of a proposal that is to be signed.

    Raises:
        Refused: his keys are in neither root document.
    """
    documents = [found.after.root_document, found.before.root_document]
    if not may_sign(found, holder):
        msg = f"{holder.name} holds no root key of this network"
        raise Refused(msg, hint="see that it is the key file that was meant")
    notes = []
    if holder.public in documents[0].keys:
        for place, _, words in found.unsigned():
            lines = (
                sign_with_ed25519(words, holder.name, holder.ed25519),
                sign_with_mldsa(words, holder.name, holder.mldsa44, at_seconds=max(now // 1000, 0)),
            )
            notes.append((place, write_note(Note(text=words, lines=lines))))
    root = None
    if found.has_new_root:
        (root,) = sign_root(found.after.root_document, (holder,)).signatures
    return Cosignature(
        proposal=found.proposal.digest, holder=holder.name, notes=tuple(notes), root=root
    )


def must_hold(found: Opened, given: Cosignature) -> None:
    """Verify a holder's signatures.

    Raises:
        DoesNotVerify: it is under another proposal, of nobody who may sign, or does not hold.
        Malformed: a part of it cannot be read.
    """
    if given.proposal != found.proposal.digest:
        msg = "the signature is under another edition than the one that waits"
        raise DoesNotVerify(msg, hint="export what waits again, and have that signed")
    new, old = found.after.root_document, found.before.root_document
    key = next((one for one in (*new.keys, *old.keys) if one.name == given.holder), None)
    if key is None:
        msg = f"{given.holder} holds no root key of this network"
        raise DoesNotVerify(msg)
    texts = {place: words for place, _, words in found.unsigned()}
    if given.root is not None and not (found.has_new_root and given.root.name == given.holder):
        msg = "a signature under a root document where there is no new one"
        raise DoesNotVerify(msg)
    if given.root is not None:
        _must_sign_root(found, given.root)
    for place, data in given.notes:
        for kind in NoteKind:
            mine = [one for one in new.note_keys(kind) if one.name == given.holder]
            note = verify_note(data, mine, 1)
            if note.text != texts.get(place) or len(note.lines) != len(NoteKind):
                msg = "a signature is under another head than the proposed one"
                raise DoesNotVerify(msg)


def _must_sign_root(found: Opened, signature: RootSignature) -> None:
    link = replace(found.after.roots[-1], signatures=(signature,))
    documents = (found.after.root_document, found.before.root_document)
    if not any(is_reached(document, link, 1) for document in documents):
        msg = f"the signature of {signature.name} under the root document does not hold"
        raise DoesNotVerify(msg)


def missing(found: Opened, given: Sequence[Cosignature]) -> int:
    """Return how many more holders must sign before it is in force; at least."""
    new, old = found.after.root_document, found.before.root_document
    link = _signed_root(found, given)
    wanting = [new.threshold - len(_lines(found, given, place)) for place, _, _ in found.unsigned()]
    if found.has_new_root:
        wanting += [
            next(
                many_more
                for many_more in range(16)
                if is_reached(one, link, one.threshold - many_more)
            )
            for one in (new, old)
        ]
    return max([0, *wanting])


def complete(found: Opened, given: Sequence[Cosignature]) -> Registry | None:
    """Return the registry with all signatures, or None while a threshold is not reached."""
    if missing(found, given):
        return None
    done = found.after
    if found.has_new_root:
        done = replace(done, roots=(*done.roots[:-1], _signed_root(found, given)))
    for place, kind, words in found.unsigned():
        lines = [line for pair in _lines(found, given, place).values() for line in pair]
        note = write_note(Note(text=words, lines=tuple(lines)))
        part = replace(part_of(done, kind), note=note)
        done = replace(done, key_book=part) if kind is Kind.KEY_BOOK else replace(done, plan=part)
    return done


def _lines(found: Opened, given: Iterable[Cosignature], place: int) -> dict[str, tuple[Line, ...]]:
    names = {key.name for key in found.after.root_document.keys}
    return {
        one.holder: read_note(data).lines
        for one in given
        for where, data in one.notes
        if where == place and one.holder in names
    }


def _signed_root(found: Opened, given: Iterable[Cosignature]) -> RootLink:
    signatures = {one.holder: one.root for one in given if one.root is not None}
    return replace(found.after.roots[-1], signatures=tuple(signatures.values()))


# -- another root ---------------------------------------------------------------------------------


def with_holders(registry: Registry, keys: Sequence[RootKey], threshold: int) -> Registry:
    """Return the registry with a root document of these holders after the one in force.

    Raises:
        Malformed: a key or a name stands twice, or the threshold cannot be reached.
    """
    now = registry.root_document
    document = RootDocument(
        network=now.network,
        number=now.number + 1,
        previous=registry.root,
        threshold=threshold,
        keys=tuple(keys),
    )
    link = RootLink(document=ROOT_DOCUMENT.encode(document), signatures=())
    return replace(registry, roots=(*registry.roots, link))


# -- words ----------------------------------------------------------------------------------------


def say(found: Opened) -> tuple[str, ...]:
    """Return what a proposal changes, a line each, for the holder who is to sign it."""
    before, after = found.before, found.after
    old, new = _named(before), _named(after)
    versions = f"version {len(after.key_book.heads)}, plan version {len(after.plan.heads)}"
    lines = [f"network {after.root_document.network}: key book {versions}"]
    if found.has_new_root:
        lines += _say_root(before.root_document, after.root_document)
    lines += [f"without {_words(old[name])}" for name in sorted(old.keys() - new.keys())]
    lines += [f"with {_words(new[name])}" for name in sorted(new.keys() - old.keys())]
    for name in sorted(old.keys() & new.keys()):
        lines += _say_changed(old[name], new[name])
    return tuple(lines)


def _say_root(old: RootDocument, new: RootDocument) -> Iterator[str]:
    yield f"root document {new.number}: {new.threshold} of {len(new.keys)} holders must sign"
    for key in new.keys:
        yield f"holder {key.name}" + ("" if key in old.keys else ", new")
    kept = {key.name for key in new.keys}
    yield from (f"no longer holder {key.name}" for key in old.keys if key.name not in kept)


_Named = dict[tuple[str, ...], Leaf]


def _named(registry: Registry) -> _Named:
    named: _Named = {}
    for leaf in registry.identities:
        named["station", leaf.station] = leaf
    for key in registry.period_keys:
        named["key", key.station, key.fingerprint.hex()] = key
    for line in registry.lines:
        named["line", line.line.a, line.line.b] = line
    for rule in registry.transits:
        named[
            "transit", *map(str, (rule.transit.origin, rule.transit.through, rule.transit.to))
        ] = rule
    for collective in registry.collectives:
        named["collective", collective.name] = collective
    for journal in registry.journal_keys:
        named["journal", journal.station] = journal
    for silence in registry.silences:
        named["silence", silence.station] = silence
    return named


def _words(leaf: Leaf) -> str:
    words = ""
    match leaf:
        case Edition():
            words = "an edition"
        case IdentityLeaf():
            offices = ", ".join(one.office for one in leaf.offices) or "no offices"
            words = f"station {leaf.station}, {leaf.status.name.lower()}: {offices}"
        case PeriodKeyLeaf():
            words = f"period key {leaf.fingerprint.hex()[:16]} of {leaf.station}"
        case LineLeaf(line=line):
            words = f"line {line.a}-{line.b}: {line.windows}"
        case TransitLeaf(transit=rule):
            words = f"transit {rule.origin} through {rule.through} to {rule.to}"
        case CollectiveLeaf():
            words = f"collective address {leaf.name}: {', '.join(leaf.members)}"
        case JournalKeyLeaf():
            words = f"journal key {sha256(leaf.public_key).hexdigest()[:16]} of {leaf.station}"
        case SilenceLeaf():
            words = f"silence of {leaf.station}"
    return words


def _say_changed(old: Leaf, new: Leaf) -> Iterator[str]:
    if isinstance(old, IdentityLeaf) and isinstance(new, IdentityLeaf):
        if replace(old, salt=new.salt) == new:
            return
        if new.status is Status.REVOKED and old.status is not Status.REVOKED:
            yield f"station {new.station} revoked, for good"
        if old.public_key != new.public_key:
            yield f"station {new.station}: another signing key"
        if old.tls_pins != new.tls_pins:
            yield f"station {new.station}: another certificate"
        was, now = set(old.offices), set(new.offices)
        yield from (f"office {one.office}: not as before" for one in _in_order(was - now))
        yield from (
            f"office {one.office}: {one.roles!s}, clearance {one.clearance}"
            for one in _in_order(now - was)
        )
        if (old.names, old.zone, old.receive_only) != (new.names, new.zone, new.receive_only):
            yield f"station {new.station}: another name, time zone, or whether it sends"
    elif old != new:
        yield f"{_words(new)}, before: {_words(old)}"


def _in_order(offices: Iterable[OfficeEntry]) -> list[OfficeEntry]:
    """Return offices by their ids."""
    return sorted(offices, key=lambda entry: entry.office)
