"""The shelf: the public records in one SQLite file, with the index of their words; no secret.

It is made whole in a new file and put in the place of the old one, so a reader sees the one or the
other; a reading room that is open takes the new one up at the next question. Nothing writes to a
shelf that is in use. How it is read stands in `browsing` and `finding`.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import astuple
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit

import apsw

from depesha.archive.chains import Mention
from depesha.archive.form import decode
from depesha.archive.fts import NAME, WRITTEN, tokenizer
from depesha.archive.marks import MARK
from depesha.archive.mentioning import mentioned
from depesha.archive.naming import name_of
from depesha.archive.record import Party, Record
from depesha.archive.redaction import is_taken_out
from depesha.archive.telling import shelf_of, told_of, words_of
from depesha.errors import NotNow
from depesha.reading_room import authority, choices, roll
from depesha.reading_room.authority import Known
from depesha.reading_room.binding import bind
from depesha.reading_room.choices import lay_choices
from depesha.reading_room.place import alone_in
from depesha.reading_room.putting import begun, put
from depesha.reading_room.roll import enter, lay_roll

FORMAT: Final = 6

WITHDRAWN_FROM: Final = 2**62
"""Places of what was withdrawn: behind those of all records, as a harvest has them."""

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
CREATE TABLE month (                    -- of each year how many records are of which month
    year  INTEGER NOT NULL,
    month TEXT NOT NULL,                -- empty: not known
    count INTEGER NOT NULL,
    PRIMARY KEY (year, month)
) WITHOUT ROWID;
CREATE TABLE record_text (
    id          INTEGER PRIMARY KEY,
    heading     TEXT NOT NULL,
    original    TEXT NOT NULL,
    translation TEXT NOT NULL
);
{choices.TABLES}{roll.TABLES}{authority.TABLES}
CREATE VIRTUAL TABLE word USING fts5 (  -- a choice is a word of no text (`choices`)
    heading, original, translation, marks, content='', tokenize='{NAME} {WRITTEN}'
);
PRAGMA user_version = {FORMAT};
"""
_INSERT: Final = """INSERT INTO record (id, name, source, version, sent, year, number, title, kind,
    sender, addressee, place, label, precedence, language, series, house, released, release,
    document)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"""
_WITHDRAWN: Final = "INSERT INTO withdrawn VALUES (?, ?, ?, ?)"
_SCAN: Final = "INSERT INTO scan VALUES (?, ?, ?, ?, ?, ?)"
_ERRATUM: Final = "INSERT INTO erratum VALUES (?, ?, ?, ?)"
_HOLDING: Final = "INSERT INTO holding VALUES (?, ?, ?)"
_TEXT: Final = "INSERT INTO record_text VALUES (?, ?, ?, ?)"
_MONTHS: Final = """INSERT INTO month SELECT year, substr(sent, 6, 2), count(*) FROM record
    WHERE year > 0 GROUP BY 1, 2"""
_WORDS: Final = f"""INSERT INTO word (rowid, heading, original, translation, marks)
    SELECT t.id, replace(t.heading, '{MARK}', ' '), replace(t.original, '{MARK}', ' '),
        replace(t.translation, '{MARK}', ' '), coalesce(c.marks, '')
    FROM record_text AS t LEFT JOIN chosen AS c ON c.record = t.id ORDER BY t.id"""  # noqa: S608
"""All at once, in the order of the shelf: FTS5 writes a segment when one stands before the last."""

MAX_SERIES: Final = 100
KEPT_BACK: Final = "[… "
"""So begins what stands for a source that is kept back."""


def build(path: Path, released: Iterable[Mapping[str, Any]], names: Iterable[Known] = ()) -> int:
    """Make the shelf anew from what is released, and put it in its place; return how many.

    Args:
        path: the file; an earlier one is replaced only when the new one is whole.
        released: of each record `source`, `version`, `document` (bytes), `name` where it is not
            made of the source, and `release` (who, by what, when (`at`, milliseconds); what was
            kept back; the versions before), and `scans` with their `data`. Of
            one that was withdrawn `name` and `withdrawn`.
        names: what the authority of names knows; other names go by their spelling.

    Raises:
        NotNow: another is made in that folder; or of one that was laid something else was decided
            meanwhile, so that it may not stand there any more.
        Refused: what lies beside under the name of the new one is no shelf.
    """
    with alone_in(path.parent):
        return _build(path, released, names)


def _build(path: Path, released: Iterable[Mapping[str, Any]], names: Iterable[Known]) -> int:
    made, connection = begun(path)
    try:
        connection.pragma("journal_mode", "off")
        connection.pragma("synchronous", "off")
        connection.register_fts5_tokenizer(NAME, tokenizer)
        connection.execute(_TABLES)
        with connection:
            count = 0
            said: dict[int, tuple[Mention, ...]] = {}
            for place, one in enumerate(released):
                _must_be_new(connection, _name(one))
                if "withdrawn" in one:
                    _lay_withdrawn(connection, place, one)
                else:
                    number, record = _lay(connection, place, one)
                    if found := mentioned(record):
                        said[number] = found
                    count += 1
            lay_roll(connection, list(names))
            lay_choices(connection)
            bind(connection, said)
            connection.execute(_MONTHS)
            connection.execute(_WORDS)
            connection.execute("INSERT INTO word (word) VALUES ('optimize')")
        connection.close()
    except BaseException:
        connection.close()
        made.unlink(missing_ok=True)
        raise
    put(made, path)
    return count


_LAID: Final = "SELECT 1 FROM record WHERE name = ?1 UNION SELECT 1 FROM withdrawn WHERE name = ?1"


def _must_be_new(connection: apsw.Connection, name: str) -> None:
    if connection.execute(_LAID, (name,)).get is not None:
        msg = "something was decided about a record while the shelf was made"
        raise NotNow(msg, hint="publish again: the shelf that was there still stands")


def _name(one: Mapping[str, Any]) -> str:
    return one.get("name") or name_of(one["source"])


def _lay(connection: apsw.Connection, place: int, one: Mapping[str, Any]) -> tuple[int, Record]:
    """Lay a record; return its place and what it says, so that nothing is decoded again."""
    record = decode(one["document"])
    told = told_of(record)
    number = shelf_of(told.sent, place)
    year = int(told.sent[:4] or 0)
    release = json.dumps(one["release"], ensure_ascii=False)
    sent, *rest = astuple(told)
    house = next((by.text for by in record.telegram.parties if by.role is Party.HOUSE), "")
    told_line = (number, _name(one), one["source"], one["version"], sent, year, *rest)
    line = (*told_line, series_of(one["source"]), "" if is_taken_out(house) else house)
    at = int(one["release"].get("at", 0)) // 1000
    connection.execute(_INSERT, (*line, at, release, one["document"]))
    enter(connection, number, record)
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
    connection.execute(_TEXT, (number, *words_of(record)))
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


def series_of(source: str) -> str:
    """Return what a record is one of: its volume, or the site that it is from."""
    if source.startswith(("https://", "http://")):
        return _host_of(source)[:MAX_SERIES]
    volume = source.rpartition("/")[0]
    return "" if source.startswith(KEPT_BACK) else volume[:MAX_SERIES]


def _host_of(address: str) -> str:
    """Return the host of an address; a source is what somebody wrote, and can be none."""
    try:
        return urlsplit(address).hostname or ""
    except ValueError:
        return ""
