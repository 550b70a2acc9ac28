"""The period key that a restored station names in its restoration, until the key book has it.

A backup may be older than the key that letters are sealed to now: then the restored station can
open none of them, not even the answer to its question, and a centre not even what it needs to make
the next key book. So the restoration, which the station signs, brings a key of its own, and whoever
learns of it seals to that one. It puts nobody above the key book: whoever has the station's signing
key can have period keys published by the centre as well.
"""

from typing import Final

from depesha import cbor
from depesha.keybook import KeyBook, PeriodKeyLeaf
from depesha.keybook.leaf import MAX_LEAF_BYTES, decode_as, encode_leaf
from depesha.names import StationId, TimeMs
from depesha.office.ports import Book
from depesha.schema import many, octets_upto

RESTORED_KEYS: Final = "restored-keys"
MAX_KEPT: Final = 1000

_LEAVES: Final = many(octets_upto(MAX_LEAF_BYTES), max=MAX_KEPT)


def _kept(book: Book) -> dict[StationId, PeriodKeyLeaf]:
    kept = book.state(RESTORED_KEYS)
    if not kept:
        return {}
    leaves = _LEAVES.unpack(cbor.decode(kept, max_bytes=MAX_KEPT * MAX_LEAF_BYTES))
    found = (decode_as(PeriodKeyLeaf, one) for one in leaves)
    return {leaf.station: leaf for leaf in found}


def _keep(book: Book, leaves: dict[StationId, PeriodKeyLeaf]) -> None:
    spelled = [encode_leaf(leaf) for leaf in list(leaves.values())[-MAX_KEPT:]]
    book.keep_state(RESTORED_KEYS, cbor.encode(spelled) if spelled else b"")


def learn(book: Book, leaf: PeriodKeyLeaf) -> None:
    """Let letters to a restored station be sealed to the key that it named."""
    kept = _kept(book)
    kept.pop(leaf.station, None)
    _keep(book, {**kept, leaf.station: leaf})


def settle(book: Book, adopted: KeyBook) -> None:
    """Forget the keys that a new key book has: from now on it says which is in force."""
    kept = _kept(book)
    left = {
        station: leaf
        for station, leaf in kept.items()
        if leaf.fingerprint not in {one.fingerprint for one in adopted.period_keys.get(station, ())}
    }
    if len(left) < len(kept):
        _keep(book, left)


def period_key(book: Book, keys: KeyBook, station: StationId, now: TimeMs) -> PeriodKeyLeaf:
    """Return the key that letters to a station are sealed to now.

    Raises:
        NoCommunications: the station is not known or revoked, or has no key for now.
    """
    told = _kept(book).get(station)
    if told is None or told.not_after <= now:
        return keys.period_key(station, now)
    keys.identity(station)
    return told
