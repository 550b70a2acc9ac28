"""What must hold in every network after every history, each as one check that can fail.

The checks read what is committed, beside the stations, and know nothing of how it came about.
"""

from collections import Counter
from collections.abc import Callable, Iterator
from itertools import pairwise

from depesha.envelope import Kind
from depesha.journal import Frontier
from depesha.names import Digest, StationId
from depesha.notice import ResponseCode
from depesha.number import INCOMING
from depesha.office.facts import (
    AnswerLearned,
    AttachmentExamined,
    BlobQueued,
    Delivered,
    EnvelopeSealed,
    NonDelivered,
    Registered,
    ReportLearned,
    Sent,
)
from depesha.packet import Return
from depesha.store.leaves import frontier_at
from tests.network.post import Network, Post

Check = Callable[[Network], list[str]]


def never_lost(network: Network) -> list[str]:
    """Each document that asks to be confirmed is delivered, given up with a word, or still open."""
    return [
        f"{post.station}: a document for {sealed.recipient} is neither known nor awaited"
        for post in network.posts.values()
        for sealed in _sendings(post)
        for document in sealed.documents
        if document.confirm
        and not _is_settled(post, document.digest, sealed.recipient)
        and not _is_awaited(network, post, document.digest, sealed.recipient)
    ]


def _sendings(post: Post) -> list[EnvelopeSealed | BlobQueued]:
    return [*post.facts(EnvelopeSealed), *post.facts(BlobQueued)]


def files_are_where_they_belong(network: Network) -> list[str]:
    """Each blob that a store speaks of lies beside it, and none that no store speaks of."""
    wrong = []
    for post in network.posts.values():
        kept, there = {one.sealed for one in post.attachments.kept()}, set(post.blobs.names())
        wrong += [f"{post.station}: blob {name.hex()[:8]} is lost" for name in kept - there]
        wrong += [f"{post.station}: blob {name.hex()[:8]} is left" for name in there - kept]
    return wrong


def examined_once(network: Network) -> list[str]:
    """What was found of an attachment is found once, and nothing is wrong that nobody made so."""
    found = []
    for post in network.posts.values():
        counted = Counter((one.uid, one.place) for one in post.facts(AttachmentExamined))
        found += [f"{post.station}: examined {n} times" for n in counted.values() if n > 1]
        found += [
            f"{post.station}: {one.finding}"
            for one in post.facts(AttachmentExamined)
            if one.finding
        ]
    return found


def _is_settled(post: Post, digest: Digest, station: StationId) -> bool:
    said: list[ReportLearned | NonDelivered] = [
        *post.facts(ReportLearned),
        *post.facts(NonDelivered),
    ]
    return any((one.digest, one.station) == (digest, station) for one in said)


def _is_awaited(network: Network, post: Post, digest: Digest, station: StationId) -> bool:
    """It is outstanding, not past its expiry, and the clock of its station will look at it."""
    open_ = post.traffic.outstanding(digest, station)
    due = post.desk.next_tick(network.clock.now)
    return open_ is not None and open_.expires_at > network.clock.now and due is not None


def never_twice(network: Network) -> list[str]:
    """No telegram is delivered twice, and no answer learned twice."""
    found = []
    for post in network.posts.values():
        delivered = Counter(one.entry.identity.registration for one in post.facts(Delivered))
        learned = Counter(one.answer for one in post.facts(AnswerLearned))
        for what, times in (*delivered.items(), *learned.items()):
            if times > 1:
                found.append(f"{post.station}: {what.hex()[:16]} came {times} times")
    return found


def no_receipt_unopened(network: Network) -> list[str]:
    """Whatever an originator has been told to be delivered lies at that station."""
    found = []
    for post in network.posts.values():
        for report in post.facts(ReportLearned):
            there = network.posts.get(report.station)
            if there is None or report.result is not ResponseCode.MACHINE_RECEIPT:
                continue
            taken_in = {one.entry.identity.registration for one in there.facts(Delivered)}
            learned = {one.answer for one in there.facts(AnswerLearned)}
            sound = {one.sealed for one in there.facts(AttachmentExamined) if not one.finding}
            if report.digest not in taken_in | learned | sound:
                found.append(f"{report.station} reported what it never took in")
    return found


def no_gap_in_numbers(network: Network) -> list[str]:
    """Outgoing and incoming numbers, and those of envelopes, each follow the one before."""
    return [problem for post in network.posts.values() for problem in _gaps(post)]


def _gaps(post: Post) -> Iterator[str]:
    numbers: dict[str, list[int]] = {
        "outgoing": [one.entry.number for one in post.facts(Registered)],
        INCOMING: [one.incoming_number for one in post.facts(Delivered)],
    }
    for sealed in post.facts(EnvelopeSealed):
        key = f"{sealed.recipient}/{sealed.epoch.hex()}/{sealed.grade.name}"
        numbers.setdefault(key, []).append(sealed.seq)
    for series, given in numbers.items():
        for one, following in pairwise(given):
            if following != one + 1:
                yield f"{post.station}: {series} {following} follows {one}"


def journal_extends(network: Network) -> list[str]:
    """Every head that was ever committed is a beginning of the journal as it is now."""
    found = []
    for post in network.posts.values():
        for head in post.heads:
            begun: Frontier = frontier_at(post.reader, head.size)
            if begun.size != head.size or begun.root() != head.root:
                found.append(f"{post.station}: the journal does not extend its {head.size} leaves")
    return found


def custody_is_on_disk(network: Network) -> list[str]:
    """What a neighbour handed over lies in the committed store of whoever accepted it.

    Every station that took a packet of ours knows it as opened, or remembers its passage.
    """
    found = []
    for post in network.posts.values():
        for sent in post.facts(Sent):
            taker = network.posts.get(sent.neighbour)
            if taker is None or taker.traffic.opened(sent.slip_id):
                continue
            if taker.out_tray.passage(sent.slip_id) is None:
                found.append(f"{taker.station} accepted a packet of {post.station} and has it not")
    return found


def somebody_has_it(network: Network) -> list[str]:
    """Each packet whose documents are still open waits somewhere, has come, or is going back."""
    waits = {
        waiting.load.slip_id if isinstance(waiting.load, Return) else waiting.load.slip.slip_id
        for post in network.posts.values()
        for other in network.posts
        for waiting in post.waiting(other)
    }
    return [
        f"{post.station}: nobody has its packet for {sealed.recipient}"
        for post in network.posts.values()
        for sealed in post.facts(EnvelopeSealed)
        if sealed.slip_id not in waits and _is_open(post, sealed) and not _has_come(network, sealed)
    ]


def _is_open(post: Post, sealed: EnvelopeSealed) -> bool:
    """Say whether a document of it is outstanding, and was not sent again since."""
    waits = (post.traffic.outstanding(one.digest, sealed.recipient) for one in sealed.documents)
    return any(one is not None and one.slip_id == sealed.slip_id for one in waits)


def _has_come(network: Network, sealed: EnvelopeSealed) -> bool:
    there = network.posts.get(sealed.recipient)
    return there is None or there.traffic.opened(sealed.slip_id)


ALWAYS: tuple[Check, ...] = (
    never_lost,
    never_twice,
    no_receipt_unopened,
    no_gap_in_numbers,
    journal_extends,
)
"""What holds in every weather."""

HONEST_LINES: tuple[Check, ...] = (*ALWAYS, custody_is_on_disk, somebody_has_it)
"""What holds where no line swallows."""


def broken(network: Network, checks: tuple[Check, ...] = ALWAYS) -> list[str]:
    """Return what does not hold; nothing, if all does."""
    return [f"{check.__name__}: {what}" for check in checks for what in check(network)]


def everything_is_settled(network: Network) -> list[str]:
    """After fair weather and enough time nothing is open any more."""
    return [
        f"{post.station}: a document for {sealed.recipient} is still open"
        for post in network.posts.values()
        for sealed in post.facts(EnvelopeSealed)
        for document in sealed.documents
        if document.confirm
        and document.kind in {Kind.REGISTRATION, Kind.ANSWER}
        and post.traffic.outstanding(document.digest, sealed.recipient) is not None
    ]
