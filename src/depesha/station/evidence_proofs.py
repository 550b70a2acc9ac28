"""The proofs in a piece of evidence: entries of the journal with their paths, and whose keys.

An entry goes in if it names the telegram, or something that went in already; its content only where
that speaks of this telegram alone (`ledger.OPENED`).
"""

from collections.abc import Sequence
from typing import Any

from depesha.errors import Malformed, NotNow
from depesha.evidence import bundle, ledger
from depesha.evidence.bundle import JournalProof, KeyProof, ProvedEntry
from depesha.evidence.signers import Signers, read_signers
from depesha.journal import encode_entry, inclusion_path
from depesha.keybook.adopting import EXCERPT, MAX_EXCERPT_BYTES, MAX_EXCERPT_ITEMS
from depesha.keybook.head import Book
from depesha.names import Digest, Uid
from depesha.seal.checkpoint import read_checkpoint
from depesha.station.basket import Basket
from depesha.store.evidence import Entry
from depesha.store.proving import StoredNodes


def journal_proof(basket: Basket, facts: Sequence[Entry], note: bytes, made: int) -> bytes:
    """Return `journal.cbor`: the entries that go in, as they stand under the checkpoint.

    Args:
        basket: what went in already.
        facts: the facts that speak of the telegram, in order.
        note: the signed checkpoint.
        made: the place of the fact that this evidence was made, which the checkpoint must cover.

    Raises:
        NotNow: the checkpoint is none, or is older than this evidence.
    """
    size = _size_of(basket.keys.station, note)
    if size <= made:
        msg = "the signed checkpoint is older than this evidence"
        raise NotNow(msg, hint="ask again")
    uid = basket.telegram.entry.identity.uid
    nodes = StoredNodes(basket.database)
    entries = tuple(
        _proved(basket, one, inclusion_path(nodes, one.place, size))
        for one in facts
        if one.place < size and _is_tied(basket, one, uid)
    )
    head = nodes.head(size)
    return bundle.JOURNAL_PROOF.encode(
        JournalProof(station=basket.keys.station, size=size, root=head.root, entries=entries)
    )


def _is_tied(basket: Basket, one: Entry, uid: Uid) -> bool:
    """Say whether an entry names the telegram, or something that is in the bundle."""
    named = one.entry.references
    if one.entry.kind in {ledger.REGISTERED, ledger.DELIVERED}:
        return named.uid == uid
    return named.uid == uid or named.digest in basket.digests or named.slip_id in basket.slips


def _proved(basket: Basket, one: Entry, path: tuple[Digest, ...]) -> ProvedEntry:
    about = next(
        (getattr(one.fact, name) for name in ("answer", "report") if hasattr(one.fact, name)), None
    )
    is_opened = one.entry.kind in ledger.OPENED and about in basket.digests and bool(one.salt)
    return ProvedEntry(
        entry=encode_entry(one.entry),
        index=one.place,
        path=path,
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


def key_proof(basket: Basket) -> Signers:
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


def _known(basket: Basket) -> list[Any]:
    return [station for station in basket.keys.placed if station in basket.stations]
