"""The roll of names on the shelf: who and what stands in which record, and which entry that is.

    Г Р О М Ы К О, Andrei A. Gromyko       people/громик
    Secretary of State                     people/secretari-of-stat

Rule 1: of people `archive.identities` says who is who, when all records are laid; a place is known
    by all its words, in whichever spelling.
Rule 2: an entry reads as the authority of names has it, or as it is spelled most often.
Rule 3: what is kept back stands in no entry.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Final
from unicodedata import normalize

import apsw

from depesha.archive.identities import Identity, identities
from depesha.archive.naming import name_of
from depesha.archive.person_names import reading_of
from depesha.archive.record import Party, Record
from depesha.archive.redaction import is_taken_out
from depesha.archive.spelling import folded, key_of
from depesha.archive.telling import unspaced
from depesha.reading_room.authority import Known, lay_known

LIST_OF: Final[Mapping[Party, str]] = {
    Party.FROM: "people",
    Party.TO: "people",
    Party.SIGNER: "people",
    Party.PLACE: "places",
}
"""In which list of names a party of a telegram stands."""

LETTERS: Final = "[A-ZА-Я]|OTHER"
"""Every letter of the alphabet, as a pattern: capitals, so that no key of an entry is one."""

OTHER: Final = "OTHER"
"""The letter of names that begin with none of the Latin or the Russian alphabet."""

TABLES: Final = """
CREATE TEMP TABLE party (               -- of the making alone
    record INTEGER NOT NULL,
    list   TEXT NOT NULL,
    text   TEXT NOT NULL
);
CREATE TEMP TABLE entry (               -- of the making alone: which entry a spelling is of
    list  TEXT NOT NULL,
    text  TEXT NOT NULL,
    key   TEXT NOT NULL,
    PRIMARY KEY (list, text)
) WITHOUT ROWID;
CREATE TABLE stand (                    -- who and what stands in which record
    list   TEXT NOT NULL,               -- `people`, `places`
    key    TEXT NOT NULL,
    record INTEGER NOT NULL,
    PRIMARY KEY (list, key, record)
) WITHOUT ROWID;
CREATE INDEX stand_record ON stand (record, list, key);
CREATE TABLE leads (                    -- the key of another form of a name: to the name's own
    list TEXT NOT NULL,
    key  TEXT NOT NULL,
    name TEXT NOT NULL,
    PRIMARY KEY (list, key)
) WITHOUT ROWID;
CREATE TABLE spelling (
    list  TEXT NOT NULL,
    key   TEXT NOT NULL,
    text  TEXT NOT NULL,
    count INTEGER NOT NULL,             -- records in which it is spelled so
    PRIMARY KEY (list, key, text)
) WITHOUT ROWID;
CREATE INDEX spelling_text ON spelling (list, text);
CREATE TABLE name (
    list   TEXT NOT NULL,
    key    TEXT NOT NULL,
    text   TEXT NOT NULL,               -- by the authority of names, or the commonest spelling
    count  INTEGER NOT NULL,            -- records in which it stands
    first  TEXT NOT NULL,               -- when the first and the last of them were sent
    last   TEXT NOT NULL,
    letter TEXT NOT NULL,               -- under which it stands in the alphabet
    place  TEXT NOT NULL,               -- by which it is sorted there
    PRIMARY KEY (list, key)
) WITHOUT ROWID;
CREATE INDEX name_count ON name (list, count);
CREATE INDEX name_letter ON name (list, letter, place);
"""
_PARTY: Final = "INSERT INTO party VALUES (?, ?, ?)"
_TEXTS: Final = "SELECT text, count(*) FROM party WHERE list = ? GROUP BY text"
_ENTRY: Final = "INSERT INTO entry VALUES (?, ?, ?)"
_STAND: Final = """INSERT OR IGNORE INTO stand SELECT e.list, e.key, p.record
    FROM party AS p JOIN entry AS e ON e.list = p.list AND e.text = p.text"""
_SPELLING: Final = """INSERT INTO spelling
    SELECT e.list, e.key, e.text, count(DISTINCT p.record)
    FROM party AS p JOIN entry AS e ON e.list = p.list AND e.text = p.text
    GROUP BY e.list, e.key, e.text"""
_STANDING: Final = """SELECT n.list, n.key,
        (SELECT text FROM spelling AS s WHERE s.list = n.list AND s.key = n.key
        ORDER BY s.count DESC, s.text LIMIT 1), count(*),
        coalesce(min(nullif(r.sent, '')), ''), max(r.sent)
    FROM stand AS n JOIN record AS r ON r.id = n.record GROUP BY n.list, n.key"""
_NAME: Final = "INSERT INTO name VALUES (?, ?, ?, ?, ?, ?, ?, ?)"
_LEADS: Final = "INSERT OR IGNORE INTO leads VALUES (?, ?, ?)"

_PLAIN: Final = re.compile(r"[0-9a-zа-я-]{2,40}")
_ARTICLE: Final = re.compile(r"^(?:the|an?)\s+(?=\S)", re.IGNORECASE)
_LETTER: Final = re.compile(r"[A-ZА-Я]")


def enter(connection: apsw.Connection, number: int, record: Record) -> None:
    """Note who and what stands in a record."""
    parties = [
        (number, LIST_OF[one.role], one.text)
        for one in record.telegram.parties
        if one.role in LIST_OF and one.text.strip() and not is_taken_out(one.text)
    ]
    connection.executemany(_PARTY, parties)


def lay_roll(connection: apsw.Connection, known: Sequence[Known]) -> None:
    """Make the entries of all that was noted, behind the records."""
    people, people_known = _people(connection, [one for one in known if one.list != "places"])
    places, places_known = _places(connection, [one for one in known if one.list == "places"])
    connection.executemany(_ENTRY, [("people", *one) for one in people.items()])
    connection.executemany(_ENTRY, [("places", *one) for one in places.items()])
    connection.execute(_STAND)
    connection.execute(_SPELLING)
    stated = [*people_known, *places_known]
    lay_known(connection, stated)
    read = {(one.list, key): one.text for one, key in stated if key}
    rows: list[tuple[Any, ...]] = connection.execute(_STANDING).fetchall()
    connection.executemany(_NAME, [_named(row, read) for row in rows])
    keys = {(which, key) for which, key, *_ in rows}
    connection.executemany(_LEADS, list(_leads(stated, people, keys)))


def _named(row: Sequence[Any], read: Mapping[tuple[str, str], str]) -> tuple[Any, ...]:
    which, key, spelled, *rest = row
    text = read.get((which, key), spelled)
    place = sorted_by(text)
    return which, key, text, *rest, letter_of(place), place


def sorted_by(text: str) -> str:
    """Return what a name is sorted by: small letters, without an article, brackets and accents."""
    bare = _ARTICLE.sub("", unspaced(text).strip(" \"'“”«»()[].,"))
    small = normalize("NFKD", bare.casefold().replace("й", "и\u0001")).replace("\u0301", "")
    return "".join(one for one in small if not "\u0300" <= one <= "\u036f").replace("и\u0001", "й")


def letter_of(place: str) -> str:
    """Return the letter under which a name stands that is sorted so."""
    letter = place[:1].upper()
    return letter if _LETTER.fullmatch(letter) else OTHER


# -- people ---------------------------------------------------------------------------------------

Stated = list[tuple[Known, str]]
"""Names of the authority, each with its key; empty: it has none."""


def _people(connection: apsw.Connection, known: list[Known]) -> tuple[dict[str, str], Stated]:
    """Return of each spelling the key of its entry, and those of the names of the authority."""
    rows: list[tuple[Any, ...]] = connection.execute(_TEXTS, ("people",)).fetchall()
    counts: dict[str, int] = dict(rows)
    found = identities(counts, [one.forms for one in known])
    keys = _keyed(found, known, counts)
    entries = {text: key for one, key in zip(found, keys, strict=True) for text in one.spellings}
    of_known = {
        one.known: key for one, key in zip(found, keys, strict=True) if one.known is not None
    }
    stated = [
        (Known(list="people", text=one.text, variants=one.variants), of_known[number])
        if number in of_known
        else (one, person_key(one.text) if one.list == "people" else "")
        for number, one in enumerate(known)
    ]
    return entries, stated


def _keyed(
    found: Sequence[Identity], known: Sequence[Known], counts: Mapping[str, int]
) -> list[str]:
    """Return of each entry its key: the surname's, where no other has it; else with given names."""
    read = [
        known[one.known].text
        if one.known is not None
        else min(one.spellings, key=lambda text: (-counts[text], text))
        for one in found
    ]
    alike = Counter(map(person_key, read))
    keys = [""] * len(found)
    taken: set[str] = set()
    for place in sorted(range(len(found)), key=lambda at: (bool(_given(found[at])), read[at])):
        base = person_key(read[place])
        key = base if alike[base] == 1 else "-".join((base, *_given(found[place])))
        keys[place] = _free(_address(key), taken)
    return keys


def _given(one: Identity) -> tuple[str, ...]:
    """Return the given names of an entry, as its fullest spelling has them."""
    return max((reading_of(text).given for text in one.spellings), key=_fullness)


def _fullness(given: Sequence[str]) -> tuple[int, int, Sequence[str]]:
    return len(given), sum(map(len, given)), given


def _free(key: str, taken: set[str]) -> str:
    free = next(
        one
        for one in (key, *(f"{key}-{number}" for number in range(2, len(taken) + 3)))
        if one not in taken
    )
    taken.add(free)
    return free


def person_key(text: str) -> str:
    """Return what somebody goes by where nobody else of that surname is: its key, or a body's."""
    reading = reading_of(text)
    if reading.is_body or not reading.surname:
        return _address("-".join(reading.surname.split()) or text)
    return _address(key_of(reading.surname) or folded(reading.surname))


# -- places ---------------------------------------------------------------------------------------


def _places(connection: apsw.Connection, known: list[Known]) -> tuple[dict[str, str], Stated]:
    texts = [str(text) for text, _ in connection.execute(_TEXTS, ("places",))]
    own = {
        place_key(variant): place_key(one.text) for one in reversed(known) for variant in one.forms
    }
    keys = {text: place_key(text) for text in texts}
    entries = {text: own.get(key) or key for text, key in keys.items() if key}
    return entries, [(one, place_key(one.text)) for one in known]


def place_key(text: str) -> str:
    """Return what a place goes by: the keys of all its words, in whichever spelling."""
    return _address("-".join(filter(None, map(_word_key, text.split()))))


def _word_key(text: str) -> str:
    word = text.strip(".,;:()[]").lower()
    return _address(key_of(word) or word)


def _address(key: str) -> str:
    """Return a key as it can stand in the address of a page and the name of a file."""
    return key if not key or _PLAIN.fullmatch(key) else name_of(key)


# -- what leads to an entry -----------------------------------------------------------------------


def _leads(
    stated: Iterable[tuple[Known, str]], people: Mapping[str, str], keys: set[tuple[str, str]]
) -> Iterator[tuple[str, str, str]]:
    """Yield the keys that other forms would have, where they lead to one entry and are none."""
    found: dict[tuple[str, str], set[str]] = {}
    for one, own in stated:
        key_of_form = place_key if one.list == "places" else person_key
        for form in one.forms if own else ():
            found.setdefault((one.list, key_of_form(form)), set()).add(own)
    for text, own in people.items():
        found.setdefault(("people", person_key(text)), set()).add(own)
    for (which, key), owns in found.items():
        if key and len(owns) == 1 and (which, key) not in keys:
            yield which, key, min(owns)
