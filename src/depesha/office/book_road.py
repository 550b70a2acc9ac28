"""The key book on the one road: papers between the stations and the centre (`keybook.carried`).

    station                               centre
    period keys made ── REQUEST ────────> pure additions: kept for the next batch
                                          a tick signs the batch: one edition for all of it
    adopt, delivery report <── EXCERPT ── to each whom the edition concerns, some at a time
    "I hold version n" ── KEY_BOOK_TAKEN ─> EXCERPT, if n is not the newest

Rule 1: a station whose leaves did not change gets the heads that have grown once a day, no oftener.
Rule 2: a paper is repeated until it is confirmed, as a telegram is; a newer one takes its place.
Rule 3: an excerpt that is older than what is held changes nothing. One that was made before it was
    overtaken is only late; one made after that, or of another history, is an alarm.
Rule 4: whatever asks for more than new period keys waits for a person.
"""

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from depesha import keybook
from depesha.envelope import Item, Kind
from depesha.errors import DoesNotVerify, NoCommunications, Refused
from depesha.keybook import Registry, RolledBack, Status, adopt, read_request
from depesha.keybook.carried import MAX_CARRIED_BYTES, PAPER, Paper, What, decode_paper
from depesha.names import Digest, Signature, StationId, TimeMs
from depesha.notice import ServiceMessage
from depesha.office import registry_back
from depesha.office.editions import (
    REGISTRY,
    in_force,
    is_awaited,
    must_be_newest,
    put_into_force,
    registry_of,
    take_into_force,
)
from depesha.office.facts import Enclosed, KeyRequestLearned, PaperWithdrawn
from depesha.office.letter import Opened, Received
from depesha.office.ports import BookCopy, KeyRequest, Why
from depesha.office.service import NO_UID
from depesha.office.sitting import Laid, Sitting
from depesha.packet import Grade
from depesha.telegram import Identity
from depesha.wire import NAMESPACE, digest

AT_ONCE: Final = 32
"""Copies that one tick looks at: some 100 ms at a centre of a thousand stations."""

BATCH_MS: Final = 6 * 60 * 60_000
"""How long the centre gathers new period keys for one edition. They are made weeks ahead."""

SOON_MS: Final = 60_000
"""The same for a key that is in force already: somebody rotated by hand."""

HEADS_MS: Final = 24 * 60 * 60_000
UNHEARD_MS: Final = 10 * 60_000
"""When a station that never wrote is looked at again: it gets its first key book as a file."""

AGAIN_MS: Final = 60 * 60_000
PAPER_LIFE_MS: Final = 30 * 24 * 60 * 60_000

FORKED: Final = "key-book-forked"
ROLLED_BACK: Final = "key-book-rolled-back"
TOO_LARGE: Final = "key-book-too-large"
WAITS_FOR_PERSON: Final = "key-request"

GRADE_FOR: Final = {
    Why.LOOK: Grade.LOW,
    Why.HEADS: Grade.LOW,
    Why.ASKED: Grade.URGENT,
    Why.OUT_OF_TURN: Grade.FLASH,
}


def lay(sitting: Sitting, to: StationId, what: What, content: bytes, grade: Grade) -> Digest:
    """Sign a paper, lay it in a station's tray, and return its name; it is outstanding from then.

    Raises:
        NoCommunications: no key or no way to that station is known.
    """
    paper = Paper(station=sitting.own, to=to, at=sitting.now, what=what, content=content)
    payload = PAPER.encode(paper)
    signature = sitting.sealer.sign_as_station(NAMESPACE[Kind.KEY_BOOK], payload)
    signatures = ((sitting.own, Signature(signature)),)
    item = Item(kind=Kind.KEY_BOOK, payload=payload, signatures=signatures)
    name = digest(payload)
    sitting.enclose(
        Laid(
            station=to,
            grade=grade,
            document=Enclosed(
                digest=name,
                kind=Kind.KEY_BOOK,
                uid=NO_UID,
                confirm=True,
                expires_at=TimeMs(sitting.now + PAPER_LIFE_MS),
            ),
            items=(item,),
        )
    )
    sitting.book.keep(name, item)
    return name


def withdraw(sitting: Sitting, station: StationId, name: Digest | None) -> None:
    """Ask after a paper no longer: a newer one takes its place, or it was not needed."""
    if name is None:
        return
    if sitting.book.traffic.outstanding(name, station) is not None:
        sitting.record(PaperWithdrawn(digest=name, station=station))
    sitting.book.key_life.drop_document(name)


# -- a paper comes --------------------------------------------------------------------------------


def take(sitting: Sitting, opened: Opened, document: Received) -> Identity:
    """Take a paper in, and return what its delivery report names.

    Raises:
        Malformed: it is not signed by its station, or what it carries does not verify.
    """
    (item,) = document.items
    sender = opened.envelope.sender
    signer = sitting.keys().identity(sender)
    if len(item.signatures) != 1 or not sitting.sealer.verify(
        signer.public_key, NAMESPACE[Kind.KEY_BOOK], item.payload, item.signatures[0][1]
    ):
        msg = f"the key book paper is not signed by {sender}"
        raise DoesNotVerify(msg)
    paper = decode_paper(item.payload)
    if paper.station != sender or paper.to != sitting.own:
        msg = f"a key book paper of {paper.station} for {paper.to} came from {sender}"
        raise DoesNotVerify(msg)
    if paper.what is What.EXCERPT:
        _take_excerpt(sitting, paper)
    elif paper.what is What.HELD:
        registry_back.take(sitting, paper)
    else:
        _take_request(sitting, paper, document.digest)
    return Identity(
        uid=NO_UID,
        registration=document.digest,
        signature=digest(item.signatures[0][1]),
    )


def _take_excerpt(sitting: Sitting, paper: Paper) -> None:
    held = sitting.keys()
    if held.keeper is not None and paper.station != held.keeper:
        msg = f"{paper.station} sends a key book, and {held.keeper} keeps it"
        raise DoesNotVerify(msg)
    try:
        adopted = adopt(held, paper.content, None)
    except RolledBack as error:
        issued_at = max(held.edition.issued_at, held.plan_edition.issued_at)
        if paper.at > issued_at:
            sitting.alarm(ROLLED_BACK, paper.station, error.message)
        return
    except DoesNotVerify as error:
        if "forked" in error.message:
            sitting.alarm(FORKED, paper.station, error.message)
        raise
    if adopted.encode() != held.encode():
        take_into_force(sitting, adopted)


def _take_request(sitting: Sitting, paper: Paper, name: Digest) -> None:
    """Keep a station's request for the next batch, or for a person; an old one changes nothing."""
    if sitting.book.state(REGISTRY) is None:
        msg = f"{paper.station} asks for period keys, and this is no centre"
        raise DoesNotVerify(msg)
    request = read_request(paper.content)
    if request.identity.station != paper.station:
        msg = f"{paper.station} asks in the name of {request.identity.station}"
        raise DoesNotVerify(msg)
    asked(sitting, paper.station, paper.content, name)


def asked(sitting: Sitting, station: StationId, content: bytes, name: Digest) -> None:
    """Keep what a station asks for, until its batch is signed or a person decides."""
    request = read_request(content)
    before = sitting.book.key_life.request(station)
    if before is not None and read_request(before.content).made_at > request.made_at:
        return
    registry = in_force(sitting) or registry_of(sitting)
    try:
        grown = keybook.additions(registry, request, sitting.now)
    except Refused as error:
        sitting.alarm(WAITS_FOR_PERSON, station, error.message)
        return
    if grown is registry:
        return  # all of it stands in the book
    sitting.record(KeyRequestLearned(station=station, digest=name, by_itself=grown is not None))
    held = {key.fingerprint for key in registry.period_keys}
    fresh = [key for key in request.period_keys if key.fingerprint not in held]
    is_soon = any(key.not_before <= sitting.now for key in fresh)
    due_at = None if grown is None else TimeMs(sitting.now + (SOON_MS if is_soon else BATCH_MS))
    sitting.book.key_life.keep_request(
        KeyRequest(
            station=station,
            content=content,
            needs_person=grown is None,
            at=sitting.now,
            due_at=due_at,
        )
    )
    if grown is None:
        text = f"{station} asks for more than new period keys; depesha keybook requests shows it"
        sitting.alarm(WAITS_FOR_PERSON, station, text)


def held_elsewhere(sitting: Sitting, message: ServiceMessage) -> None:
    """A station says which key book it holds; if it is not the newest, the newest is due."""
    keys = sitting.keys()
    if keys.keeper != sitting.own or not message.ranges:
        return
    life = sitting.book.key_life
    copy = life.copy(message.station)
    version, plan_version = message.ranges[0]
    copy = replace(copy, held_version=version, held_plan_version=plan_version, held_at=sitting.now)
    if (version, plan_version) == (keys.version, keys.plan_version):
        withdraw(sitting, message.station, copy.document)
        life.keep_copy(replace(copy, document=None, due_at=None, heads_at=None))
    else:
        life.keep_copy(replace(copy, due_at=sitting.now, why=Why.ASKED))


def confirmed(sitting: Sitting, station: StationId, name: Digest) -> None:
    """A paper of ours was taken: it need be kept no longer."""
    life = sitting.book.key_life
    copy = life.copy(station)
    if copy.document == name:
        life.keep_copy(
            replace(
                copy,
                document=None,
                held_version=copy.version,
                held_plan_version=copy.plan_version,
                held_at=sitting.now,
            )
        )
    life.drop_document(name)


# -- the clock ------------------------------------------------------------------------------------


def tick(sitting: Sitting) -> None:
    """Sign the batch that is due, and send the copies that are."""
    life = sitting.book.key_life
    due_at = life.next_due()
    if due_at is None or due_at > sitting.now:
        return
    requests = life.requests(keybook.MAX_STATIONS)
    if is_awaited(sitting):
        _put_off(sitting, requests)
        return
    if any(one.due_at is not None and one.due_at <= sitting.now for one in requests):
        sign_batch(sitting)
    copies = life.copies_due(sitting.now, AT_ONCE)
    if copies:
        _send(sitting, copies)


def _put_off(sitting: Sitting, requests: Sequence[KeyRequest]) -> None:
    """Sign and send nothing: this centre was restored, and others may hold a later edition."""
    later = TimeMs(sitting.now + SOON_MS)
    for one in requests:
        if one.due_at is not None and one.due_at <= sitting.now:
            sitting.book.key_life.keep_request(replace(one, due_at=later))
    for copy in sitting.book.key_life.copies_due(sitting.now, AT_ONCE):
        sitting.book.key_life.keep_copy(replace(copy, due_at=later))


def batch(sitting: Sitting) -> list[StationId]:
    """Return the stations whose new period keys wait to be signed."""
    requests = sitting.book.key_life.requests(keybook.MAX_STATIONS)
    return [one.station for one in requests if one.due_at is not None]


def sign_batch(sitting: Sitting) -> dict[str, object]:
    """Admit the new period keys that all stations asked for, in one edition; return its versions.

    Nothing, if there was nothing new among them. A revocation that waits for holders is in it too:
    the proposal takes the place of the one that waits.
    """
    must_be_newest(sitting)
    life = sitting.book.key_life
    waiting = [one for one in life.requests(keybook.MAX_STATIONS) if one.due_at is not None]
    registry, working = in_force(sitting), registry_of(sitting)
    if registry is None:
        return {}
    base = after = _with_revocations(sitting, registry, working)
    for one in waiting:
        request = read_request(one.content)
        try:
            grown = keybook.additions(after, request, sitting.now)
            beside = keybook.additions(working, request, sitting.now)
        except Refused:
            grown = beside = None
        life.drop_request(one.station)
        if grown is not None:
            after, working = grown, beside or working
    if after is base:
        return {}
    why = Why.LOOK if base is registry else Why.OUT_OF_TURN
    return put_into_force(sitting, after, why, working=working)


def _with_revocations(sitting: Sitting, registry: Registry, working: Registry) -> Registry:
    """Return the registry in force with what was revoked since, which is not signed yet."""
    known = {leaf.station: leaf.status for leaf in registry.identities}
    for station in sorted(sitting.book.key_life.revoked()):
        if known.get(station) is Status.ACTIVE:
            since = working.identity(station).revoked_since
            registry = keybook.revoke(registry, station, since)
    return registry


def _send(sitting: Sitting, copies: Sequence[BookCopy]) -> None:
    registry = in_force(sitting)
    active = {one.station for one in registry.identities} if registry else set()
    wanted = [one.station for one in copies if one.station in active]
    printed = (
        {}
        if registry is None
        else {
            station: (content, shown)
            for station, content, shown in keybook.copies(registry, wanted)
        }
    )
    keys = sitting.keys()
    for copy in copies:
        if copy.station not in printed or keys.is_revoked(copy.station):
            sitting.book.key_life.keep_copy(replace(copy, due_at=None, heads_at=None))
        else:
            settled = _settled(sitting, copy, *printed[copy.station])
            sitting.book.key_life.keep_copy(settled)


def _settled(sitting: Sitting, copy: BookCopy, content: bytes, shown: bytes) -> BookCopy:
    """Send a copy if it is to be sent now, and return how it stands then."""
    now = sitting.now
    keys = sitting.keys()
    if copy.why < Why.ASKED and not sitting.book.key_life.was_heard(copy.station):
        return replace(copy, due_at=TimeMs(now + UNHEARD_MS))
    if copy.why is Why.LOOK and copy.shown == shown:
        heads_at = copy.heads_at or TimeMs(now + HEADS_MS)
        return replace(copy, due_at=heads_at, why=Why.HEADS, heads_at=heads_at)
    if len(content) > MAX_CARRIED_BYTES:
        text = f"the key book of {copy.station} has {len(content)} bytes: take it there as a file"
        sitting.alarm(TOO_LARGE, copy.station, text)
        return replace(copy, due_at=None, heads_at=None)
    try:
        name = lay(sitting, copy.station, What.EXCERPT, content, GRADE_FOR[copy.why])
    except NoCommunications as error:
        sitting.alarm("no-communications", copy.station, error.message)
        return replace(copy, due_at=TimeMs(now + AGAIN_MS))
    withdraw(sitting, copy.station, copy.document)
    sitting.all_clear(TOO_LARGE, copy.station)
    return replace(
        copy,
        due_at=None,
        why=Why.LOOK,
        heads_at=None,
        version=keys.version,
        plan_version=keys.plan_version,
        shown=shown,
        document=name,
    )
