"""The shelf: the public records in one SQLite file, with the index of their words; no secret.

It is made whole in a new file and put in the place of the old one, so a reader sees the one or the
other; a reading room that is open takes the new one up at the next question. Nothing writes to a
shelf that is in use. How it is read stands in `browsing` and `finding`.
"""

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import astuple
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit

import apsw

from depesha.archive.chains import Mention
from depesha.archive.form import decode
from depesha.archive.fts import NAME, tokenizer
from depesha.archive.mentioning import mentioned
from depesha.archive.naming import name_of
from depesha.archive.record import Named, Party, Record
from depesha.archive.redaction import is_taken_out
from depesha.archive.spelling import key_of
from depesha.archive.telling import shelf_of, told_of, unspaced, words_of
from depesha.reading_room import authority, choices
from depesha.reading_room.authority import Known, lay_known
from depesha.reading_room.binding import bind
from depesha.reading_room.choices import lay_choices

FORMAT: Final = 5

WITHDRAWN_FROM: Final = 2**62
"""Places of what was withdrawn: behind those of all records, as a harvest has them."""

LIST_OF: Final[Mapping[Party, str]] = {
    Party.FROM: "people",
    Party.TO: "people",
    Party.SIGNER: "people",
    Party.PLACE: "places",
}
"""In which list of names a party of a telegram stands."""

_PLAIN: Final = re.compile(r"[0-9a-zа-я-]{1,40}")

_TABLES: Final = f"""
CREATE TABLE record (
    id         INTEGER PRIMARY KEY,     -- by when it was sent, the newest last
    name       TEXT NOT NULL UNIQUE,
    source     TEXT NOT NULL,
    version    INTEGER NOT NULL,
    sent       TEXT NOT NULL,
    year       INTEGER NOT NULL,
    number     INTEGER NOT NULL,
    title      TEXT NOT NULL,
    kind       TEXT NOT NULL,
    sender     TEXT NOT NULL,
    addressee  TEXT NOT NULL,
    place      TEXT NOT NULL,
    label      TEXT NOT NULL,
    precedence TEXT NOT NULL,
    language   TEXT NOT NULL,
    series     TEXT NOT NULL,           -- the volume it is printed in, or the site it is from
    house      TEXT NOT NULL,
    head       INTEGER NOT NULL DEFAULT 0,  -- the oldest record of its thread; itself: it has none
    released   INTEGER NOT NULL,        -- when, in seconds since 1970: what is harvested by
    release    TEXT NOT NULL,           -- JSON: who decided, by what, when; what was kept back
    document   BLOB NOT NULL
);
CREATE INDEX record_year ON record (year, id);
CREATE INDEX record_released ON record (released, id);
CREATE INDEX record_head ON record (head, id);
CREATE TABLE withdrawn (                -- what was public and is no longer: that it was, and why
    id         INTEGER PRIMARY KEY,
    name       TEXT NOT NULL UNIQUE,
    at         INTEGER NOT NULL,        -- when, in seconds since 1970
    withdrawal TEXT NOT NULL            -- JSON: by whom, by what authority, on which day, why
);
CREATE INDEX withdrawn_at ON withdrawn (at, id);
CREATE TABLE scan (                     -- pictures of sheets, as they are
    record     INTEGER NOT NULL,
    sheet      INTEGER NOT NULL,
    media_type TEXT NOT NULL,
    width      INTEGER NOT NULL,
    height     INTEGER NOT NULL,
    data       BLOB NOT NULL,
    PRIMARY KEY (record, sheet)
);
CREATE TABLE erratum (                  -- what a version has otherwise than the one before
    at      INTEGER NOT NULL,
    record  INTEGER NOT NULL,
    version INTEGER NOT NULL,
    told    TEXT NOT NULL,              -- JSON: reasons, the names of fields
    PRIMARY KEY (at, record, version)
) WITHOUT ROWID;
CREATE TEMP TABLE party (               -- of the making alone
    record INTEGER NOT NULL,
    list   TEXT NOT NULL,
    key    TEXT NOT NULL,
    text   TEXT NOT NULL
);
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
CREATE TABLE name (
    list  TEXT NOT NULL,
    key   TEXT NOT NULL,
    text  TEXT NOT NULL,                -- by the authority of names, or the commonest spelling
    count INTEGER NOT NULL,             -- records in which it stands
    first TEXT NOT NULL,                -- when the first and the last of them were sent
    last  TEXT NOT NULL,
    PRIMARY KEY (list, key)
) WITHOUT ROWID;
CREATE INDEX name_count ON name (list, count);
CREATE TABLE holding (
    record  INTEGER NOT NULL,
    archive TEXT NOT NULL,
    cited   TEXT NOT NULL
);
CREATE INDEX holding_archive ON holding (archive, record);
CREATE TABLE bond (
    record     INTEGER NOT NULL,
    other      INTEGER NOT NULL,
    bond       INTEGER NOT NULL,
    words      TEXT NOT NULL,
    confidence INTEGER NOT NULL,
    PRIMARY KEY (record, other, bond)
) WITHOUT ROWID;
CREATE INDEX bond_other ON bond (other);
CREATE TABLE record_text (
    id          INTEGER PRIMARY KEY,
    heading     TEXT NOT NULL,
    original    TEXT NOT NULL,
    translation TEXT NOT NULL
);
CREATE VIRTUAL TABLE word USING fts5 (
    heading, original, translation, content='record_text', content_rowid='id', tokenize='{NAME}'
);
{choices.TABLES}{authority.TABLES}
PRAGMA user_version = {FORMAT};
"""
_INSERT: Final = """INSERT INTO record (id, name, source, version, sent, year, number, title, kind,
    sender, addressee, place, label, precedence, language, series, house, released, release,
    document)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"""
_WITHDRAWN: Final = "INSERT INTO withdrawn VALUES (?, ?, ?, ?)"
_SCAN: Final = "INSERT INTO scan VALUES (?, ?, ?, ?, ?, ?)"
_ERRATUM: Final = "INSERT INTO erratum VALUES (?, ?, ?, ?)"
_PARTY: Final = "INSERT INTO party VALUES (?, ?, ?, ?)"
_NAMES: Final = (
    "INSERT OR IGNORE INTO stand SELECT list, key, record FROM party",
    """INSERT INTO spelling SELECT list, key, text, count(DISTINCT record) FROM party
    GROUP BY list, key, text""",
    """INSERT INTO name SELECT n.list, n.key,
        (SELECT text FROM spelling AS s WHERE s.list = n.list AND s.key = n.key
        ORDER BY s.count DESC, s.text LIMIT 1), count(*),
        coalesce(min(nullif(r.sent, '')), ''), max(r.sent)
    FROM stand AS n JOIN record AS r ON r.id = n.record GROUP BY n.list, n.key""",
)
"""Who stands where is reckoned once, so that a list of names reads no record."""

_HOLDING: Final = "INSERT INTO holding VALUES (?, ?, ?)"
_TEXT: Final = "INSERT INTO record_text VALUES (?, ?, ?, ?)"
_WORDS: Final = "INSERT INTO word (rowid, heading, original, translation) VALUES (?, ?, ?, ?)"
_LEADS: Final = "INSERT OR IGNORE INTO leads VALUES (?, ?, ?)"
_RENAMED: Final = "UPDATE name SET text = ? WHERE list = ? AND key = ?"
MAX_SERIES: Final = 100
KEPT_BACK: Final = "[… "
"""So begins what stands for a source that is kept back."""

Leads = Mapping[tuple[str, str], str]


def build(path: Path, released: Iterable[Mapping[str, Any]], names: Iterable[Known] = ()) -> int:
    """Make the shelf anew from what is released, and put it in its place; return how many.

    Args:
        path: the file; an earlier one is replaced only when the new one is whole.
        released: of each record `source`, `version`, `document` (bytes), `name` where it is not
            made of the source, and `release` (who, by what, when (`at`, milliseconds); what was
            kept back; the versions before), and `scans` with their `data`. Of
            one that was withdrawn `name` and `withdrawn`.
        names: what the authority of names knows; other names go by their spelling.
    """
    made = path.with_name(f"{path.name}.new")
    made.unlink(missing_ok=True)
    connection = apsw.Connection(str(made))
    try:
        connection.pragma("journal_mode", "off")
        connection.pragma("synchronous", "off")
        connection.register_fts5_tokenizer(NAME, tokenizer)
        connection.execute(_TABLES)
        with connection:
            count = 0
            said: dict[int, tuple[Mention, ...]] = {}
            known = list(names)
            leads = dict(_leads(known))
            for place, one in enumerate(released):
                if "withdrawn" in one:
                    _lay_withdrawn(connection, place, one)
                else:
                    number, record = _lay(connection, place, one, leads)
                    if found := mentioned(record):
                        said[number] = found
                    count += 1
            for statement in _NAMES:
                connection.execute(statement)
            _name(connection, known, leads)
            lay_choices(connection)
            bind(connection, said)
            connection.execute("INSERT INTO word (word) VALUES ('optimize')")
        connection.close()
    except BaseException:
        connection.close()
        made.unlink(missing_ok=True)
        raise
    made.replace(path)
    return count


def _lay(
    connection: apsw.Connection, place: int, one: Mapping[str, Any], leads: Leads
) -> tuple[int, Record]:
    """Lay a record; return its place and what it says, so that nothing is decoded again."""
    record = decode(one["document"])
    told = told_of(record)
    number = shelf_of(told.sent, place)
    year = int(told.sent[:4] or 0)
    release = json.dumps(one["release"], ensure_ascii=False)
    sent, *rest = astuple(told)
    name = one.get("name") or name_of(one["source"])
    house = next((by.text for by in record.telegram.parties if by.role is Party.HOUSE), "")
    told_line = (number, name, one["source"], one["version"], sent, year, *rest)
    line = (*told_line, series_of(one["source"]), "" if is_taken_out(house) else house)
    at = int(one["release"].get("at", 0)) // 1000
    connection.execute(_INSERT, (*line, at, release, one["document"]))
    connection.executemany(_PARTY, _named(number, record, leads))
    for scan in one.get("scans", ()):
        made = (scan["sheet"], scan["type"], scan["width"], scan["height"], scan["data"])
        connection.execute(_SCAN, (number, *made))
    connection.executemany(_ERRATUM, _errata(number, one["release"]))
    holdings = [
        (number, held.archive, held.as_cited)
        for held in record.holdings
        if not is_taken_out(held.archive)
    ]
    connection.executemany(_HOLDING, holdings)
    words = (number, *words_of(record))
    connection.execute(_TEXT, words)
    connection.execute(_WORDS, words)
    return number, record


def _lay_withdrawn(connection: apsw.Connection, place: int, one: Mapping[str, Any]) -> None:
    said = {name: one["withdrawn"][name] for name in WITHDRAWAL}
    at = int(one["withdrawn"]["at"]) // 1000
    line = (WITHDRAWN_FROM + place, one["name"], at, json.dumps(said, ensure_ascii=False))
    connection.execute(_WITHDRAWN, line)


WITHDRAWAL: Final = ("version", "decided_by", "authority", "decided_on", "reason")
"""What everybody is told of it."""


def _errata(number: int, release: Mapping[str, Any]) -> Iterator[tuple[int, int, int, str]]:
    for version in release.get("versions", ()):
        told = {name: version.get(name) or [] for name in ("reasons", "changed")}
        if any(told.values()):
            said = json.dumps(told, ensure_ascii=False)
            yield int(version["at"]) // 1000, number, version["version"], said


def _named(number: int, record: Record, leads: Leads) -> Iterator[tuple[int, str, str, str]]:
    for party in record.telegram.parties:
        key = key_in(party)
        if key and party.role in LIST_OF:
            which = LIST_OF[party.role]
            yield number, which, leads.get((which, key), key), party.text


def _leads(known: Iterable[Known]) -> Iterator[tuple[tuple[str, str], str]]:
    """Yield of each other form of a name its key, and the key of the name."""
    for one in known:
        own = _key_in_list(one.list, one.text)
        for variant in one.variants:
            key = _key_in_list(one.list, variant)
            if key and own and key != own:
                yield (one.list, key), own


def _name(connection: apsw.Connection, known: Iterable[Known], leads: Leads) -> None:
    """Give names the form that the authority has for them, where they stand in a record."""
    connection.executemany(_LEADS, [(which, key, own) for (which, key), own in leads.items()])
    keyed = [(one, _key_in_list(one.list, one.text)) for one in known]
    lay_known(connection, keyed)
    for one, key in keyed:
        if key:
            connection.execute(_RENAMED, (one.text, one.list, key))


def _key_in_list(which: str, text: str) -> str:
    """Return what a name of a list goes by there; empty: it is none of a list."""
    roles = [role for role, where in LIST_OF.items() if where == which]
    return key_in(Named(role=roles[0], text=text)) if roles else ""


def series_of(source: str) -> str:
    """Return what a record is one of: its volume, or the site that it is from."""
    if source.startswith(("https://", "http://")):
        return (urlsplit(source).hostname or "")[:MAX_SERIES]
    volume = source.rpartition("/")[0]
    return "" if source.startswith(KEPT_BACK) else volume[:MAX_SERIES]


def key_in(party: Named) -> str:
    """Return what a person or place of a record goes by: a place by all its words.

    What is kept back goes by nothing.
    """
    if is_taken_out(party.text):
        return ""
    if party.role is Party.PLACE:
        return _address("-".join(filter(None, map(party_key, party.text.split()))))
    return party_key(party.text)


def party_key(text: str) -> str:
    """Return what somebody goes by: the key of the last word, in whichever spelling.

    It stands in the address of a page and in the name of a file: letters and figures, or a digest.
    """
    last = unspaced(text).split()[-1:]
    word = last[0].strip(".,;:()[]").lower() if last else ""
    return _address(key_of(word) or word)


def _address(key: str) -> str:
    return key if not key or _PLAIN.fullmatch(key) else name_of(key)
