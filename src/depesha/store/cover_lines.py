"""Lines of cover names and of the authority of names; who writes what is in `projection.py`.

Rule 1: an identification is classified no lower than the cover name that it is of, now or then.
Rule 2: what is found by words stands under keys of its own (`archive.name_keys`); no key of a
    person is in the index of words, and none in a line of a record.
"""

from json import dumps
from typing import Final

from depesha.archive.name_keys import keys_of_all, person_forms
from depesha.archive.periods import between
from depesha.archive.tokens import tokens
from depesha.names import TimeMs
from depesha.office.facts import (
    CoverAmended,
    CoverIdentified,
    CoverNamed,
    IdentificationWithdrawn,
    NameStated,
)
from depesha.store.database import Database

_COVER: Final = "INSERT INTO cover VALUES (?, ?, ?, ?, ?, ?, ?)"
_COVER_KEY: Final = "INSERT INTO cover_key VALUES (?, ?)"
_COVER_WORD: Final = "INSERT INTO cover_word VALUES (?, ?)"
_LEVEL: Final = "SELECT classification FROM cover WHERE id = ?"
_IDENTIFY: Final = """INSERT INTO identification
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, NULL, NULL, NULL)"""
_PERSON_KEY: Final = "INSERT INTO person_key VALUES (?, ?)"
_WITHDRAW: Final = """UPDATE identification SET withdrawn_at = ?, withdrawn_by = ?,
    withdrawn_why = ? WHERE id = ? AND withdrawn_at IS NULL"""
_NO_COVER: Final = (
    "DELETE FROM cover WHERE id = ?",
    "DELETE FROM cover_key WHERE cover = ?",
    "DELETE FROM cover_word WHERE cover = ?",
)
_RAISE: Final = "UPDATE cover SET classification = ? WHERE id = ?"
_RAISE_MEANT: Final = """UPDATE identification SET classification = max(classification, ?)
    WHERE cover = ?"""
_NAME: Final = "INSERT OR REPLACE INTO name VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)"
_NO_KEY: Final = "DELETE FROM name_key WHERE name = ?"
_NAME_KEY: Final = "INSERT INTO name_key VALUES (?, ?)"


def named(database: Database, fact: CoverNamed, at: TimeMs, place: int) -> None:
    """A cover name is known as one."""
    del place
    cover = fact.cover.hex()
    forms = [one.text for one in fact.forms]
    database.write(
        _COVER,
        (
            cover,
            _json([[one.text, one.language] for one in fact.forms]),
            fact.classification,
            fact.compartment,
            fact.remarks,
            fact.office,
            at,
        ),
    )
    for key in sorted(keys_of_all(forms)):
        database.write(_COVER_KEY, (key, cover))
    for word in sorted({token for form in forms for token in _first_word(form)}):
        database.write(_COVER_WORD, (word, cover))


def _first_word(form: str) -> tuple[str, ...]:
    return next((found for _, _, found in tokens(form, asked=True)), ())


def amended(database: Database, fact: CoverAmended, at: TimeMs, place: int) -> None:
    """A cover name is for other readers, or none."""
    del at, place
    cover = fact.cover.hex()
    if fact.is_taken_back:
        for statement in _NO_COVER:
            database.write(statement, (cover,))
        return
    for statement in (_RAISE, _RAISE_MEANT):
        database.write(statement, (fact.classification, cover))


def identified(database: Database, fact: CoverIdentified, at: TimeMs, place: int) -> None:
    """A cover name means somebody."""
    del place
    row = database.row(_LEVEL, (fact.cover.hex(),))
    first, last = between(fact.since, fact.until)
    identification = fact.identification.hex()
    database.write(
        _IDENTIFY,
        (
            identification,
            fact.cover.hex(),
            fact.person,
            _json(fact.variants),
            max(fact.classification, row[0] if row else 0),
            fact.since,
            fact.until,
            first,
            last,
            fact.basis,
            fact.decided_by,
            fact.published_in,
            fact.office,
            at,
        ),
    )
    forms = [form for one in (fact.person, *fact.variants) for form in person_forms(one)]
    for key in sorted(keys_of_all(forms)):
        database.write(_PERSON_KEY, (key, identification))


def withdrawn(database: Database, fact: IdentificationWithdrawn, at: TimeMs, place: int) -> None:
    """An identification counts no more."""
    del place
    database.write(_WITHDRAW, (at, fact.office, fact.reason, fact.identification.hex()))


def stated(database: Database, fact: NameStated, at: TimeMs, place: int) -> None:
    """A name is called so; what was stated of it before counts no more."""
    del place
    line = (
        fact.id,
        int(fact.kind),
        fact.preferred,
        _json(fact.variants),
        _json(fact.external),
        fact.since,
        fact.until,
        fact.office,
        at,
    )
    database.write(_NAME, line)
    database.write(_NO_KEY, (fact.id,))
    for key in sorted(keys_of_all((fact.preferred, *fact.variants))):
        database.write(_NAME_KEY, (key, fact.id))


def _json(value: object) -> str:
    return dumps(value, ensure_ascii=False)
