"""Expunging: the words of a telegram are destroyed in the store; the tree over the facts stays.

Of a fact that carries words its content and salt go. What stays is its entry (kind, time,
references, commitment), from which the leaf follows, and its content without the words, from which
the registers can be made again. So every proof stays whole, and nobody can try out guesses: the
salt of the commitment is gone.

Rule 1: what is destroyed is found from the facts that speak of the telegram; nothing is guessed.
Rule 2: numbers, times, offices, labels, copies, registrations and delivery reports stay: they are
    the registers, and what was proved to others.
"""

from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from depesha import cbor
from depesha.names import Digest, Uid
from depesha.office.facts import (
    AlarmRaised,
    AnswerGiven,
    AnswerLearned,
    BlobQueued,
    BodyComposed,
    Delivered,
    Drafted,
    DraftReturned,
    DraftReviewed,
    Enclosed,
    EnvelopeOpened,
    EnvelopeSealed,
    Fact,
    Registered,
)
from depesha.office.ports import Words
from depesha.store.archive_index import take_out
from depesha.store.database import Database
from depesha.store.fact_records import FACTS
from depesha.store.leaves import entry_at, fact_at

_RECORD: Final = "SELECT id FROM record WHERE digest = ?"
_TELEGRAM: Final = "SELECT id FROM telegram WHERE uid = ?"
_HISTORY: Final = "SELECT fact FROM history WHERE telegram = ? ORDER BY fact"
_OF_DRAFTS: Final = "SELECT id FROM fact WHERE kind IN (10, 11, 70, 71) AND id < ? ORDER BY id"
_ALARMS: Final = "SELECT id FROM alarm WHERE substr(about, -17) = ?"
_KIND: Final = "SELECT kind FROM fact WHERE id = ?"
_REDACT: Final = "UPDATE fact SET salt = x'', content = ? WHERE id = ?"
_DESTROY: Final = "DELETE FROM document WHERE digest = ?"
_EXPUNGED: Final = "SELECT 1 FROM expunged WHERE uid = ?"
_SAID: Final = "SELECT at, office, reason FROM expunged WHERE uid = ? ORDER BY id LIMIT 1"

_OF_A_DRAFT: Final = (Drafted, DraftReturned, BodyComposed, DraftReviewed)
_SHORT_HEX: Final = 16
BEFORE: Final = 512
"""How many facts before a delivery its envelope is looked for: a group has fewer."""


def is_expunged(database: Database, uid: Uid) -> bool:
    """Say whether the words of a telegram were destroyed here."""
    return database.row(_EXPUNGED, (uid,)) is not None


def said_of(database: Database, uid: Uid) -> tuple[int, str, str] | None:
    """Return when the words of a telegram were destroyed, by which office, and why; or None."""
    row = database.row(_SAID, (uid,))
    return (int(row[0]), row[1], row[2]) if row else None


def words_of(database: Database, uid: Uid) -> Words | None:
    """Return where the words of a telegram are; None: it is not in the registers.

    It looks through the kinds of all facts before the telegram once, for its drafts.
    """
    row = database.row(_TELEGRAM, (uid,))
    if row is None:
        return None
    telegram = int(row[0])
    places: dict[int, Fact] = {}
    documents: list[Digest] = []
    blobs: list[Digest] = []
    for place, fact in _speaking(database, telegram, uid):
        match fact:
            case Registered() | Delivered():
                documents.append(Digest(fact.entry.body_id))
                blobs += [key.ciphertext for key in fact.attachments]
            case BodyComposed():  # of every version that was endorsed
                documents.append(fact.body_id)
            case AnswerGiven() | AnswerLearned():
                documents.append(fact.answer)
            case EnvelopeOpened():
                documents.append(fact.digest)
            case EnvelopeSealed() if _without_keys(fact.documents, uid) != fact.documents:
                documents.append(fact.digest)
        if without_words(fact, uid) != fact:
            places[place] = fact
    return Words(
        places=tuple(sorted(places)),
        documents=tuple(dict.fromkeys(documents)),
        blobs=tuple(dict.fromkeys(blobs)),
    )


def _speaking(database: Database, telegram: int, uid: Uid) -> Iterator[tuple[int, Fact]]:
    """Yield the facts that may carry words of a telegram, each with its place."""
    made = fact_at(database, telegram)
    if isinstance(made, Registered):
        for (place,) in database.rows(_OF_DRAFTS, (telegram,)):
            fact = fact_at(database, place)
            if isinstance(fact, _OF_A_DRAFT) and fact.draft == made.draft:
                yield place, fact
    if isinstance(made, Delivered) and made.attachments:
        yield from _envelope_before(database, telegram)
    for (place,) in database.rows(_HISTORY, (telegram,)):
        fact = fact_at(database, place)
        if fact is not None:
            yield place, fact
    for (place,) in database.rows(_ALARMS, (f":{uid.hex()[:_SHORT_HEX]}",)):
        fact = fact_at(database, place)
        if isinstance(fact, AlarmRaised):
            yield place, fact


def _envelope_before(database: Database, telegram: int) -> Iterator[tuple[int, Fact]]:
    """Yield the envelope that a telegram came in: it lists the keys of the attachments."""
    for place in range(telegram - 1, max(telegram - BEFORE, -1), -1):
        fact = fact_at(database, place)
        if isinstance(fact, EnvelopeOpened):
            yield place, fact
            return


def without_words(fact: Fact, uid: Uid) -> Fact:  # noqa: PLR0911  # one a kind
    """Return a fact without the words of a telegram and without what opens its attachments."""
    match fact:
        case Drafted():
            return replace(fact, text="", attachments=())
        case DraftReturned() | DraftReviewed():
            return replace(fact, note="")
        case Registered() | Delivered():
            return replace(fact, entry=replace(fact.entry, title="", from_text=""), attachments=())
        case EnvelopeSealed():
            return replace(fact, documents=_without_keys(fact.documents, uid))
        case BlobQueued():
            return replace(fact, document=replace(fact.document, attachment_keys=()))
        case AlarmRaised():
            return replace(fact, text="")
        case _:
            return fact


def _without_keys(documents: tuple[Enclosed, ...], uid: Uid) -> tuple[Enclosed, ...]:
    return tuple(replace(one, attachment_keys=()) if one.uid == uid else one for one in documents)


def redact(database: Database, place: int, left: Fact) -> None:
    """Destroy the content and the salt of a fact; its entry stays, and what is left of it."""
    row = database.row(_KIND, (place,))
    if row is not None:
        kept = cbor.encode([entry_at(database, place), FACTS[row[0]].record.encode(left)])
        database.write(_REDACT, (kept, place))


def destroy(database: Database, uid: Uid, words: Words) -> None:
    """Destroy what `words_of` found, inside the transaction that is open; in the index first.

    The store overwrites what it deletes (`secure_delete`); the log is emptied after the commit.

    Raises:
        NotNow: the store cannot take it.
    """
    telegram = database.row(_TELEGRAM, (uid,))
    if telegram is not None:
        take_out(database, telegram[0])
    for place in words.places:
        fact = fact_at(database, place)
        if fact is not None:
            redact(database, place, without_words(fact, uid))
    for name in words.documents:
        for (record,) in database.rows(_RECORD, (name,)):
            take_out(database, record)
        database.write(_DESTROY, (name,))
