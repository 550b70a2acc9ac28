"""The authority of names on the shelf: whoever asks for one form of a name finds all.

Rule 1: of the authority stands here what is public, and of cover names nothing: who was meant by
    one is never told to a reading room.
"""

import json
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import apsw

from depesha.archive.name_keys import keys_of_all
from depesha.archive.widening import Dated, Said, Wide, widened

TABLES: Final = """
CREATE TABLE known (                    -- names of the authority of names
    id    INTEGER PRIMARY KEY,
    list  TEXT NOT NULL,
    key   TEXT NOT NULL,                -- as in that list of names; empty: of none
    forms TEXT NOT NULL                 -- JSON: as it is to be read, and its other forms
);
CREATE INDEX known_list ON known (list, key);
CREATE TABLE known_key (                -- of each form the keys by which a question finds it
    key   TEXT NOT NULL,
    known INTEGER NOT NULL,
    PRIMARY KEY (key, known)
) WITHOUT ROWID;
"""
_KNOWN: Final = "INSERT INTO known VALUES (?, ?, ?, ?)"
_KEY: Final = "INSERT INTO known_key VALUES (?, ?)"
_NAMES: Final = """SELECT k.key, n.forms FROM json_each(?) AS e
    CROSS JOIN known_key AS k ON k.key = e.value
    CROSS JOIN known AS n ON n.id = k.known ORDER BY k.key, n.id"""
_VARIANTS: Final = "SELECT forms FROM known WHERE list = ? AND key = ? ORDER BY id"

Rows = Callable[[str, Sequence[object]], list[tuple[Any, ...]]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """A name of the authority of names, with its other forms; what is public of it.

    Attributes:
        list: `people` or `places`; another: it is found by, and stands in neither.
        text: as it is to be read.
        variants: other forms: of other scripts, maiden names, a place's name of before.
    """

    list: str
    text: str
    variants: tuple[str, ...] = ()

    @property
    def forms(self) -> tuple[str, ...]:
        """Every form, the one to be read first."""
        return (self.text, *self.variants)


def lay_known(connection: apsw.Connection, known: Iterable[tuple[Known, str]]) -> None:
    """Lay the names of the authority, each with its key in its list."""
    for number, (one, key) in enumerate(known):
        forms = json.dumps(one.forms, ensure_ascii=False)
        connection.execute(_KNOWN, (number, one.list, key, forms))
        connection.executemany(_KEY, [(each, number) for each in sorted(keys_of_all(one.forms))])


def wide(rows: Rows, wanted: Sequence[str], unwanted: Sequence[str]) -> list[tuple[Wide, ...]]:
    """Return what else may stand for each word that is wanted, and for each that is not."""

    def names(keys: Collection[str]) -> Mapping[str, Sequence[Sequence[str]]]:
        found: dict[str, list[Sequence[str]]] = {}
        for key, forms in rows(_NAMES, (json.dumps(sorted(keys)),)):
            found.setdefault(key, []).append(json.loads(forms))
        return found

    here, not_here = ([Said(words=one) for one in terms] for terms in (wanted, unwanted))
    return list(widened(here, not_here, names, _no_covers))


def variants(rows: Rows, which: str, key: str) -> list[str]:
    """Return every form of a name of a list, as the authority has them; empty: it has none."""
    found = (form for (forms,) in rows(_VARIANTS, (which, key)) for form in json.loads(forms))
    return list(dict.fromkeys(found))


def _no_covers(keys: Collection[str]) -> Mapping[str, Sequence[Dated]]:
    del keys
    return {}
