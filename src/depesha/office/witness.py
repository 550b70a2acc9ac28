"""Witnesses: the journals of others, as their envelopes name them and as they prove them.

Rule 1: two heads of one size, or a number that names a smaller journal than a lower number did, or
    a number that is given twice: the journal is not what it was. That is an alarm with the cut
    line, the size of the last head that is proved; it is told apart from a letter that overtook
    another by the numbers of the envelopes and by nothing else.
Rule 2: that a larger head extends a smaller one is not believed but demanded: daily, or when a
    journal grew by 1,000 facts, and at once when it is in doubt. Which of the unproved heads are
    asked about, the one who is asked cannot choose.
Rule 3: whoever is asked proves what he can. A head that he named and does not prove is a doubt.
Rule 4: a station that is shown its own signature over a head that its journal does not have knows
    that its disk was put back. It raises the alarm and registers nothing until it is restored.
"""

from contextlib import suppress
from typing import Final

from depesha.envelope import Item, JournalHead, Kind
from depesha.errors import DoesNotVerify, NoCommunications, Refused
from depesha.journal import verify_consistency
from depesha.names import Digest, Signature, StationId, TimeMs
from depesha.notice import Consistency, HeadProof, ServiceCode, ServiceMessage, ShownEnvelope
from depesha.office.facts import (
    Enclosed,
    HeadProved,
    JournalDoubted,
    ProofAsked,
    ProofGiven,
)
from depesha.office.letter import Opened, Received
from depesha.office.ports import PeerJournal
from depesha.office.service import NO_UID, send_service
from depesha.office.sitting import Laid, Sitting
from depesha.packet import Grade
from depesha.wire import (
    CONSISTENCY,
    ENVELOPE,
    ENVELOPE_NAMESPACE,
    MAX_PROVED_HEADS,
    NAMESPACE,
    SERVICE,
    digest,
)

FORKED: Final = "journal-forked"
ROLLED_BACK: Final = "journal-rolled-back"
UNPROVED: Final = "journal-unproved"

PROOF_LIFE_MS: Final = 30 * 24 * 3_600_000
ASK_AGAIN_MS: Final = 3_600_000
"""A journal in doubt is asked about so often at most; of a new doubt it is told at once."""

GIVE_AGAIN_MS: Final = 600_000
SHOWN_AGAIN_MS: Final = 60_000
"""How often a station is answered at most: a proof costs a millisecond and 4 to 15 kB."""

UNANSWERED: Final = 3
"""Questions without an answer, while letters come, that are an alarm."""

AT_ONCE: Final = 16
MAX_CONSISTENCY_BYTES: Final = 64 * 1024
MAX_SHOWN_BYTES: Final = 256 * 1024


# -- what an envelope names -----------------------------------------------------------------------


def is_upkeep(opened: Opened) -> bool:
    """Say whether nothing lies in a letter but questions about journals and their proofs."""
    return bool(opened.documents) and all(map(_is_upkeep, opened.documents))


def _is_upkeep(document: Received) -> bool:
    item = document.items[0]
    if item.kind is not Kind.SERVICE:
        return item.kind is Kind.CONSISTENCY
    with suppress(DoesNotVerify):
        return SERVICE.decode(item.payload).code is ServiceCode.PROOF_ASKED
    return False


def witness(sitting: Sitting, opened: Opened, earlier: Digest | None) -> bool:
    """Compare the head that an envelope names with those that its sender named before.

    Returns whether its sender is to be asked (`ask`), once what lies in the letter was taken in: a
    proof in it answers the question before.

    `earlier` is the envelope that came under the same number, if one did.
    """
    envelope, head = opened.envelope, opened.envelope.head
    journals = sitting.book.journals
    sender = envelope.sender
    known = journals.witnessed(sender, head.size)
    before, _, after = journals.head_of_number(
        sender, envelope.epoch, opened.grade, envelope.addressee_seq
    )
    if known is not None and known != head.root:
        finding = FORKED
    elif head.size < before or 0 < after < head.size or earlier not in {None, opened.digest}:
        finding = ROLLED_BACK
    else:
        return False
    sitting.book.keep(opened.digest, opened.item)  # it is the evidence
    return _doubt(sitting, sender, finding, head, opened.digest, journals.cut(sender, head.size))


def _doubt(  # who, what, which head, by what, and up to where not
    sitting: Sitting,
    station: StationId,
    finding: str,
    head: JournalHead,
    evidence: Digest,
    cut: int,
) -> bool:
    """Raise the alarm with the cut line, once; return whether a proof is to be demanded.

    What is found anew is shown to the station at once, however lately it was asked. A proof that
    comes later may say more of the cut line: that is a fact again.
    """
    peer = sitting.book.journals.peer(station)
    is_open = sitting.book.registers.alarm_is_open(finding, station)
    if not is_open or (peer is not None and cut > peer.cut):
        sitting.record(
            JournalDoubted(
                station=station,
                finding=finding.removeprefix("journal-"),
                cut=cut,
                size=head.size,
                root=head.root,
                evidence=evidence,
            )
        )
        sitting.alarm(finding, station, _text(sitting, station, finding, head, cut))
    peer = sitting.book.journals.peer(station)  # in doubt from now on
    is_time = peer is not None and (peer.asked_at or 0) + ASK_AGAIN_MS <= sitting.now
    return is_time or not is_open


def ask(sitting: Sitting, station: StationId) -> None:
    """Demand a proof of a station's journal now, and show it what speaks against it."""
    peer = sitting.book.journals.peer(station)
    if peer is not None:
        _ask(sitting, peer)


def _text(sitting: Sitting, station: StationId, finding: str, head: JournalHead, cut: int) -> str:
    sure = f"up to {cut} facts it is one" if cut else "nothing of it is proved"
    peer = sitting.book.journals.peer(station)
    if finding == FORKED or peer is None:
        return f"{station} has two histories of {head.size} facts; {sure}"
    highest = peer.highest.size
    if head.size >= highest:  # its letter's number says what the size does not
        text = f"{station} went back: a letter that names {head.size} facts bears a number that"
        return f"{text} does not fit those of its other letters; {sure}"
    return f"{station} went back to {head.size} facts, after it had named {highest}; {sure}"


# -- asking ---------------------------------------------------------------------------------------


def tick(sitting: Sitting) -> None:
    """Ask the stations whose proof is due."""
    for station in sitting.book.journals.due(sitting.now, AT_ONCE):
        peer = sitting.book.journals.peer(station)
        if peer is None:
            continue
        if peer.asks >= UNANSWERED and (peer.asked_at or 0) < peer.at:
            text = f"{station} writes, and does not prove its journal: asked {peer.asks} times"
            sitting.alarm(UNPROVED, station, text)
        _ask(sitting, peer)


def _ask(sitting: Sitting, peer: PeerJournal) -> None:
    """Ask a station to prove the heads that it named.

    What cannot be sent is written down as asked all the same: it is tried again as late.
    """
    journals = sitting.book.journals
    proved = [peer.proved.size] if peer.proved else []
    wanted = {peer.highest.size, *proved, *journals.unproved(peer.station, MAX_PROVED_HEADS - 2)}
    heads = tuple(
        JournalHead(size=size, root=named)
        for size in sorted(wanted)
        if (named := journals.witnessed(peer.station, size)) is not None
    )
    message = ServiceMessage(
        station=sitting.own,
        to=peer.station,
        at=sitting.now,
        code=ServiceCode.PROOF_ASKED,
        heads=heads,
        shown=_shown(sitting, peer) if peer.doubted_at is not None else None,
    )
    with suppress(NoCommunications):
        send_service(sitting, message, Grade.LOW)
    sitting.record(
        ProofAsked(
            station=peer.station,
            digest=digest(SERVICE.encode(message)),
            sizes=tuple(head.size for head in heads),
        )
    )


def _shown(sitting: Sitting, peer: PeerJournal) -> ShownEnvelope | None:
    """Return the envelope in which a station named its highest head: its own signature."""
    kept = sitting.book.document(peer.envelope)
    if kept is None or kept.kind is not Kind.ENVELOPE:
        return None
    return ShownEnvelope(payload=kept.payload, signature=kept.signatures[0][1])


# -- being asked ----------------------------------------------------------------------------------


def proof_asked(sitting: Sitting, message: ServiceMessage) -> None:
    """Prove this journal to a station, as far as it can be proved, and look at what is shown.

    Raises:
        NoCommunications: no key or no way to that station is known.
    """
    if message.shown is not None:
        _look_at_shown(sitting, message.station, message.shown)
    peer = sitting.book.journals.peer(message.station)
    margin = GIVE_AGAIN_MS if message.shown is None else SHOWN_AGAIN_MS
    if peer is not None and peer.given_at is not None and sitting.now < peer.given_at + margin:
        return
    item = _proof(sitting, message)
    name = digest(item.payload)
    sitting.enclose(
        Laid(
            station=message.station,
            grade=Grade.LOW,
            document=Enclosed(
                digest=name,
                kind=Kind.CONSISTENCY,
                uid=NO_UID,
                expires_at=TimeMs(sitting.now + PROOF_LIFE_MS),
            ),
            items=(item,),
        )
    )
    sitting.book.keep(name, item)
    size = sitting.book.committed_head().size
    sitting.record(ProofGiven(station=message.station, digest=name, size=size))


def _proof(sitting: Sitting, message: ServiceMessage) -> Item:
    head = sitting.book.committed_head()
    sizes = [one.size for one in message.heads if _is_ours(sitting, one)]
    paths = sitting.book.journals.own_consistency(sizes, head.size)
    payload = CONSISTENCY.encode(
        Consistency(
            station=sitting.own,
            to=message.station,
            at=sitting.now,
            asked=digest(SERVICE.encode(message)),
            note=sitting.sealer.lasting_checkpoint(head, sitting.now),
            proofs=tuple(
                HeadProof(size=size, path=path) for size, path in zip(sizes, paths, strict=True)
            ),
        )
    )
    signature = sitting.sealer.sign_as_station(NAMESPACE[Kind.CONSISTENCY], payload)
    return Item(
        kind=Kind.CONSISTENCY, payload=payload, signatures=((sitting.own, Signature(signature)),)
    )


def _is_ours(sitting: Sitting, head: JournalHead) -> bool:
    """Say whether this journal, as it was committed, begins with that head."""
    if not 0 < head.size <= sitting.book.committed_head().size:
        return False
    return sitting.book.journals.own_head(head.size).root == head.root


def _look_at_shown(sitting: Sitting, station: StationId, shown: ShownEnvelope) -> None:
    """Raise the alarm if this station signed a head that its journal does not have.

    Of another epoch it is no sign: after a restoration what was lost stays lost.
    """
    own = sitting.keys().identity(sitting.own)
    if not sitting.sealer.verify(
        own.public_key, ENVELOPE_NAMESPACE, shown.payload, shown.signature
    ):
        return
    envelope = ENVELOPE.decode(shown.payload, max_bytes=MAX_SHOWN_BYTES)
    head = envelope.head
    if envelope.epoch != sitting.book.traffic.epoch() or _is_ours(sitting, head):
        return
    have = sitting.book.committed_head().size
    text = (
        f"{station} holds an envelope of this station that names {head.size} facts, which are not"
        f" the {have} here: this disk was put back, or its keys are used elsewhere"
    )
    sitting.alarm(ROLLED_BACK, sitting.own, text)


def must_not_be_rolled_back(sitting: Sitting) -> None:
    """Let a station register only while it does not know that its disk was put back.

    Raises:
        Refused: it does: the next number was perhaps given before.
    """
    if sitting.book.registers.alarm_is_uncleared(ROLLED_BACK, sitting.own):
        msg = f"the disk of {sitting.own} was put back: its next numbers may have been given before"
        raise Refused(msg, hint='see "depesha alarms", and restore the station in due form')


# -- proofs that come -----------------------------------------------------------------------------


def learn_proof(sitting: Sitting, opened: Opened, document: Received) -> None:
    """Take in a station's proof of its journal, and hold it against what it named before.

    Raises:
        DoesNotVerify: it is not signed by that station, or not for this one.
    """
    item, sender = document.items[0], opened.envelope.sender
    proof = CONSISTENCY.decode(item.payload, max_bytes=MAX_CONSISTENCY_BYTES)
    signer = sitting.keys().identity(sender)
    is_signed = len(item.signatures) == 1 and sitting.sealer.verify(
        signer.public_key, NAMESPACE[item.kind], item.payload, item.signatures[0][1]
    )
    head = sitting.sealer.verified_checkpoint(
        proof.note, sender, signer.public_key, sitting.keys().journal_key(sender)
    )
    if not is_signed or head is None or (proof.station, proof.to) != (sender, sitting.own):
        msg = f"a proof of a journal that {sender} did not sign for {sitting.own}"
        raise DoesNotVerify(msg)
    if sitting.book.document(document.digest) is not None:
        return
    sitting.book.keep(document.digest, item)
    _hold_against(sitting, proof, head, document.digest)


def _hold_against(
    sitting: Sitting, proof: Consistency, head: JournalHead, evidence: Digest
) -> None:
    station = proof.station
    journals = sitting.book.journals
    proved = [one.size for one in proof.proofs if _holds(sitting, station, one, head)]
    peer = journals.peer(station)
    asked = peer.asked_sizes if peer is not None and peer.asked == proof.asked else ()
    missing = {*asked, *(one.size for one in proof.proofs)} - {*proved}
    missing = {size for size in missing if journals.witnessed(station, size) is not None}
    known = journals.witnessed(station, head.size)
    if known is not None and known != head.root:
        missing.add(head.size)
    if missing:
        first = min(missing)
        is_shorter = first > head.size
        common = max((size for size in proved if size < first), default=0)
        cut = max(common, journals.cut(station, first - 1))
        finding = ROLLED_BACK if is_shorter else FORKED
        if _doubt(sitting, station, finding, head, evidence, cut):
            ask(sitting, station)
    elif proved:
        sitting.record(
            HeadProved(
                station=station,
                digest=evidence,
                size=head.size,
                root=head.root,
                proved=tuple(proved),
            )
        )
        sitting.all_clear(UNPROVED, station)


def _holds(sitting: Sitting, station: StationId, proof: HeadProof, head: JournalHead) -> bool:
    named = sitting.book.journals.witnessed(station, proof.size)
    return named is not None and verify_consistency(
        proof.size, head.size, named, head.root, proof.path
    )
