"""Questions about the journal: its head with the note, proofs out of it, the journals of others."""

from collections.abc import Callable, Mapping
from typing import Any, Final

from depesha import keybook
from depesha.errors import NotFound, NotNow, Usage
from depesha.keybook import fingerprint_text
from depesha.names import Digest
from depesha.seal.checkpoint import CheckpointKeys, read_checkpoint, verify_checkpoint
from depesha.seal.tlog_proof import InclusionProof, verify_proof, write_proof
from depesha.station.plain import Plain
from depesha.station.reading import Fields, Reader
from depesha.store.checkpoints import lasting_over, newest_lasting, newest_note
from depesha.store.journals import every_peer
from depesha.store.leaves import entry_at, head_at, size
from depesha.store.papers import state
from depesha.store.proving import place_of_telegram, prove_inclusion

Shown = dict[str, Any]


def head(reader: Reader, fields: Fields) -> Shown:
    """Return the journal's head, and the checkpoints over it."""
    del fields
    now = head_at(reader.database, size(reader.database))
    note = _newest(reader)
    lasting = newest_lasting(reader.database)
    return {
        "station": reader.config.station,
        "size": now.size,
        "root": now.root.hex(),
        "note": None if note is None else note.decode(),
        "note_size": None if note is None else read_checkpoint(note, reader.config.station).size,
        "lasting_size": None if lasting is None else lasting[0].size,
        "lasting_at": None if lasting is None else lasting[1],
    }


def peers(reader: Reader, fields: Fields) -> list[Shown]:
    """Return what is known of the journals of others, by station."""
    del fields
    return [
        {
            "station": one.station,
            "size": one.highest.size,
            "root": one.highest.root.hex(),
            "at": one.at,
            "proved_size": one.proved.size if one.proved else None,
            "asked_at": one.asked_at,
            "unanswered": one.asks,
            "finding": one.finding or None,
            "cut": one.cut if one.finding else None,
        }
        for one in every_peer(reader.database)
    ]


def proof(reader: Reader, fields: Fields) -> Shown:
    """Return an inclusion proof of a fact, or of the fact that a telegram came or went by.

    Raises:
        NotFound: there is no such fact or telegram.
        NotNow: no checkpoint covers it yet.
        Usage: it is not said which.
    """
    place = _place(reader, fields)
    station = reader.config.station
    entry = entry_at(reader.database, place)
    note = _note_over(reader, place, is_lasting=bool(fields.get("lasting")))
    data = state(reader.database, "key-book")
    if data is None:
        msg = f"station {station} has no key book yet"
        raise NotFound(msg, hint='take one in with "depesha keybook import FILE"')
    keys = keybook.reopen(data)
    public, journal_key = keys.identity(station).public_key, keys.journal_key(station)
    known = CheckpointKeys(station=station, ed25519=public, mldsa44=journal_key)
    is_lasting = verify_checkpoint(note, known).is_lasting
    made = InclusionProof(
        entry=entry,
        index=place,
        path=prove_inclusion(reader.database, place, read_checkpoint(note, station).size),
        note=note,
        ed25519=public,
        mldsa44=journal_key if is_lasting else b"",
    )
    shown = verify_proof(made)  # what does not hold leaves nobody's hands
    return {
        "station": station,
        "fact": place,
        "fact_kind": shown.entry.kind,
        "at": shown.entry.at,
        "size": shown.checkpoint.head.size,
        "root": shown.checkpoint.head.root.hex(),
        "lasting": shown.checkpoint.is_lasting,
        "key_groups": fingerprint_text(Digest(made.fingerprint)),
        "text": write_proof(made).decode(),
    }


def _place(reader: Reader, fields: Fields) -> int:
    fact = fields.get("fact")
    if isinstance(fact, int):
        return fact
    if not fields.get("reference"):
        msg = "which fact is to be proved is not said"
        raise Usage(msg, hint="name a telegram, or a place of the journal")
    # imported here: it is this file that `showing` lists among its questions
    from depesha.station.showing import telegram_of  # noqa: PLC0415

    telegram, _, _ = telegram_of(reader, fields)
    place = place_of_telegram(reader.database, telegram.entry.identity.uid)
    if place is None:
        msg = "the telegram has no line in the registers"
        raise NotFound(msg, hint='run "depesha doctor --rebuild"')
    return place


def _newest(reader: Reader) -> bytes | None:
    return None if reader.home is None else newest_note(reader.home.head)


def _note_over(reader: Reader, place: int, *, is_lasting: bool) -> bytes:
    lasting = lasting_over(reader.database, place)
    if is_lasting:
        if lasting is not None:
            return lasting[2]
        msg = f"no lasting checkpoint covers fact {place} yet"
        raise NotNow(msg, hint="one is signed at the end of each day, and when the station stops")
    note = _newest(reader)
    if note is not None and read_checkpoint(note, reader.config.station).size > place:
        return note
    if lasting is not None:
        return lasting[2]
    msg = f"no checkpoint covers fact {place}"
    raise NotNow(msg, hint='the next order makes one; see "depesha journal head"')


JOURNAL: Final[Mapping[str, Callable[[Reader, Fields], Plain]]] = {
    "journal": head,
    "journal-peers": peers,
    "journal-proof": proof,
}
"""Questions that need the journal's tree."""
