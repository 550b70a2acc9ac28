"""The index of records and telegrams: it follows the facts in batches, and lets words go.

It is no register: it is made from the documents that are kept, remembers up to which fact it has
come, and begins anew where the words changed (`words.VERSION`).

Rule 1: of a source its newest edition alone is found; a telegram that was filed as a record is
    found as that. That it was filed is a fact: a record that somebody named as a telegram is named
    takes none out.
Rule 2: the index is in the order in which it is asked, the newest first: its places are those of
    the shelf, negated. Once anything was overwritten in it (rule 3), FTS5 goes backwards only by
    reading all there is of a word. A batch is laid in that order, too: FTS5 writes a segment
    whenever one stands before the last.
Rule 3: what is taken out is overwritten: `secure-delete` of FTS5 with its content outside, and
    `secure_delete` of the store.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from operator import attrgetter
from typing import Final

from depesha.archive.cards import Card, Thing, ToldBy, Words, card_of, card_of_telegram
from depesha.archive.form import decode
from depesha.archive.telling import Told, shelf_of
from depesha.errors import Malformed, Problem, StoreDamaged
from depesha.names import Digest
from depesha.office.facts import Delivered, Registered
from depesha.store import facet_values, words
from depesha.store.database import Database
from depesha.store.leaves import fact_at
from depesha.store.papers import document
from depesha.wire import BODY, MAX_BODY_BYTES, REGISTRATION

_NEXT: Final = """SELECT id, 0 AS thing, digest FROM record WHERE id > ?1
    UNION ALL SELECT id, 1, registration FROM telegram WHERE id > ?1 ORDER BY id LIMIT ?2"""
_BEHIND: Final = """SELECT
    (SELECT count(*) FROM record WHERE id > ?1 AND (?2 IS NULL OR classification <= ?2))
    + (SELECT count(*) FROM telegram WHERE id > ?1 AND (?2 IS NULL OR classification <= ?2))"""
_COME_TO: Final = "UPDATE indexed SET upto = ?"
_RECORD: Final = """SELECT r.source, r.classification, r.edition, EXISTS (SELECT 1 FROM record AS o
    WHERE o.source = r.source AND o.edition > r.edition) FROM record AS r WHERE r.id = ?"""
_NEWEST: Final = "SELECT id, digest FROM record WHERE source = ? ORDER BY edition DESC LIMIT 1"
_BEFORE: Final = """SELECT c.id FROM record AS r JOIN card AS c ON c.id = r.id
    WHERE r.source = ? AND r.edition < ?"""
_AS_TELEGRAM: Final = """SELECT t.id FROM schedule AS s JOIN telegram AS t ON t.uid = s.uid
    WHERE s.source = ? AND s.uid NOT NULL"""
_TELEGRAM: Final = """SELECT t.classification,
    EXISTS (SELECT 1 FROM schedule AS s WHERE s.uid = t.uid)
    FROM telegram AS t WHERE t.id = ?"""
_CARD: Final = "INSERT INTO card VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
_TEXT: Final = "INSERT INTO card_text VALUES (?, ?, ?, ?, ?, ?, ?, ?)"
_WORD: Final = f"""INSERT INTO word (rowid, {", ".join(words.COLUMNS)})
    VALUES (?, ?, ?, ?, ?, ?, ?, ?)"""  # noqa: S608  # constants
_LEVEL: Final = """INSERT INTO card_level VALUES (?1, ?2)
    ON CONFLICT DO UPDATE SET cards = cards + ?2"""
_NO_LEVEL: Final = "DELETE FROM card_level WHERE cards <= 0"
_LAID: Final = "SELECT shelf, classification FROM card WHERE id = ?"
_UNWORD: Final = f"""INSERT INTO word (word, rowid, {", ".join(words.COLUMNS)})
    SELECT 'delete', place, {", ".join(words.COLUMNS)} FROM card_text WHERE place = -?1"""  # noqa: S608
_UNTEXT: Final = "DELETE FROM card_text WHERE place = -?1"
_UNCARD: Final = "DELETE FROM card WHERE shelf = ?"

_TOLD: Final = attrgetter(*(one.name for one in fields(Told)))
_WORDS: Final = attrgetter(*(one.name for one in fields(Words)))
"""What `dataclasses.astuple` gives, which copies each value deeply."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Laid:
    """A card with its place."""

    id: int
    shelf: int
    classification: int
    card: Card


def behind(database: Database, clearance: int | None = None) -> int:
    """Return how many records and telegrams the index has not come to yet.

    Of those that a reader is not cleared for (None: of none) it says nothing.
    """
    upto = words.come_to(database)
    row = database.row(_BEHIND, (-1 if upto is None else upto, clearance))
    return int(row[0]) if row else 0


def advance(database: Database, by: ToldBy, limit: int, letters: int | None = None) -> int:
    """Put the next records and telegrams into the index; return how many were gone through.

    Args:
        database: a writer, with its transaction open.
        by: by what a telegram's label and time are told.
        limit: at most so many.
        letters: stop behind so many letters, at the least one text; None: never.
    """
    upto = words.come_to(database)
    found = database.rows(_NEXT, (-1 if upto is None else upto, limit))
    if not found:
        return 0
    words.make(database)
    laid: list[Laid] = []
    come = said = 0
    for number, thing, name in found:
        come += 1
        upto = number
        one = made(database, by, number, Thing(thing), Digest(name))
        if one is not None:
            laid.append(one)
            said += _letters(one)
        if letters is not None and said >= letters:
            break
    lay(database, laid)
    database.write(_COME_TO, (upto,))
    return come


def _letters(laid: Laid) -> int:
    return len(laid.card.words.original) + len(laid.card.words.translation)


def made(database: Database, by: ToldBy, number: int, thing: Thing, name: Digest) -> Laid | None:
    """Return the card of a record or telegram; None: it has none, or none any more.

    What cannot be read has none: it is for the doctor, and holds up no other.
    """
    item = document(database, name)
    if item is None:
        return None
    try:
        if thing is Thing.RECORD:
            return _of_record(database, number, item.payload)
        return _of_telegram(database, by, number, item.payload)
    except Malformed:
        return None


def _of_record(database: Database, number: int, payload: bytes) -> Laid | None:
    row = database.row(_RECORD, (number,))
    if row is None:
        return None
    source, classification, edition, is_past = row
    for (earlier,) in database.rows(_BEFORE, (source, edition)):
        take_out(database, earlier)
    if is_past:
        return None
    telegrams = database.rows(_AS_TELEGRAM, (source,))
    for (telegram,) in telegrams:
        take_out(database, telegram)
    card = replace(card_of(decode(payload)), is_filed=bool(telegrams))
    return _laid(number, classification, card)


def _of_telegram(database: Database, by: ToldBy, number: int, registered: bytes) -> Laid | None:
    row = database.row(_TELEGRAM, (number,))
    fact = fact_at(database, number)
    if row is None or not isinstance(fact, Registered | Delivered):
        return None
    classification, is_filed = row
    body = document(database, fact.entry.body_id)
    if body is None or is_filed:
        return None
    card = card_of_telegram(
        BODY.decode(body.payload, max_bytes=MAX_BODY_BYTES),
        REGISTRATION.decode(registered),
        by,
    )
    return _laid(number, classification, card)


def _laid(number: int, classification: int, card: Card) -> Laid:
    shelf = shelf_of(card.told.sent, number)
    return Laid(id=number, shelf=shelf, classification=classification, card=card)


def lay(database: Database, cards: Sequence[Laid]) -> None:
    """Put cards on the shelf, and their words into the index."""
    words.learn(database)
    for one in sorted(cards, key=lambda laid: -laid.shelf):
        card = one.card
        told = _TOLD(card.told)
        lists = ("\n".join(card.archives), "\n".join(card.people))
        head = (one.shelf, one.id, int(card.thing), one.classification)
        database.write(_CARD, (*head, *told, card.series, *lists))
        said = (-one.shelf, *_WORDS(card.words), card.marks(one.classification))
        database.write(_TEXT, said)
        database.write(_WORD, said)
    facet_values.lay(database, [(one.shelf, one.classification, one.card) for one in cards])
    for level, count in Counter(one.classification for one in cards).items():
        database.write(_LEVEL, (level, count))


def take_out(database: Database, number: int) -> bool:
    """Take a record or telegram out of the index, by its fact's place; say whether it was there.

    An index by other words cannot take its tokens back: all of it is destroyed, and made anew.
    """
    if words.come_to(database) is None:
        return words.destroy(database)
    row = database.row(_LAID, (number,))
    if row is None:
        return False
    words.learn(database)
    shelf, classification = row
    for statement in (_UNWORD, _UNTEXT, _UNCARD):
        database.write(statement, (shelf,))
    facet_values.take_out(database, shelf)
    database.write(_LEVEL, (classification, -1))
    database.write(_NO_LEVEL)
    return True


def lay_again(database: Database, source: str) -> None:
    """Lay the newest edition of a source anew, if it was laid: it is classified otherwise now."""
    if words.come_to(database) is None:
        return
    row = database.row(_NEWEST, (source,))
    item = document(database, Digest(row[1])) if row else None
    if row is None or item is None or not take_out(database, row[0]):
        return
    again = _of_record(database, row[0], item.payload)
    lay(database, [again] if again else [])


_STRAY: Final = """SELECT count(*) FROM card AS c WHERE NOT EXISTS
    (SELECT 1 FROM record AS r WHERE r.id = c.id AND r.classification = c.classification)
    AND NOT EXISTS
    (SELECT 1 FROM telegram AS t WHERE t.id = c.id AND t.classification = c.classification)"""
_WORDLESS: Final = """SELECT count(*) FROM card AS c
    WHERE NOT EXISTS (SELECT 1 FROM card_text AS t WHERE t.place = -c.shelf)"""
_LOST: Final = """SELECT count(*) FROM record AS r JOIN document AS d ON d.digest = r.digest
    WHERE r.id <= ?1 AND NOT EXISTS (SELECT 1 FROM card AS c WHERE c.id = r.id)
    AND NOT EXISTS (SELECT 1 FROM record AS o WHERE o.source = r.source AND o.edition > r.edition)
    """
_UNCOUNTED: Final = """SELECT count(*) FROM card AS c WHERE NOT EXISTS (SELECT 1
    FROM card_value AS v WHERE v.shelf = c.shelf AND v.classification = c.classification)"""
_MISCOUNTED: Final = """SELECT count(*) FROM (SELECT classification, count(*) FROM card GROUP BY 1
    EXCEPT SELECT classification, cards FROM card_level)"""


def differences(database: Database) -> list[str]:
    """Return in what the index is not what the registers say; it reads every card."""
    upto = words.come_to(database)
    if upto is None:
        return []
    words.learn(database)
    asked = (
        (_STRAY, (), "cards are of nothing that is kept here under that classification"),
        (_WORDLESS, (), "cards have no words"),
        (_LOST, (upto,), "records have no card"),
        (_UNCOUNTED, (), "cards have nothing to be counted by"),
        (_MISCOUNTED, (), "classifications are counted wrongly"),
    )
    said = []
    for sql, values, words_of_it in asked:
        row = database.row(sql, values)
        if row and row[0]:
            said.append(f"{row[0]} {words_of_it}")
    if miscounted := facet_values.miscounted(database):
        said.append(f"{miscounted} values of facets are counted wrongly")
    return said + _of_words(database)


def _of_words(database: Database) -> list[str]:
    try:
        rows = database.rows("PRAGMA integrity_check('word')")
    except Problem as error:
        return [error.message]
    return [str(row[0]) for row in rows if row[0] != "ok"]


_COMPARE: Final = "INSERT INTO word (word, rank) VALUES ('integrity-check', 1)"


def unsound(database: Database) -> list[str]:
    """Return the same, and whether the words are those of the texts: it needs who may write."""
    said = differences(database)
    if words.come_to(database) is None or said:
        return said
    database.begin()
    try:
        database.write(_COMPARE)
    except StoreDamaged:
        said.append("its words are not those of its texts")
    finally:
        database.rollback()
    return said
