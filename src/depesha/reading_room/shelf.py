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

import apsw

from depesha.archive.chains import Candidate, mentions, resolve
from depesha.archive.form import decode
from depesha.archive.fts import NAME, tokenizer
from depesha.archive.naming import name_of
from depesha.archive.record import Named, Party, Record
from depesha.archive.redaction import is_taken_out
from depesha.archive.spelling import key_of
from depesha.archive.telling import shelf_of, told_of, unspaced, words_of

FORMAT: Final = 3

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
    released   INTEGER NOT NULL,        -- when, in seconds since 1970: what is harvested by
    release    TEXT NOT NULL,           -- JSON: who decided, by what, when; what was kept back
    document   BLOB NOT NULL
);
CREATE INDEX record_year ON record (year, id);
CREATE INDEX record_released ON record (released, id);
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
    text  TEXT NOT NULL,                -- the commonest spelling
    count INTEGER NOT NULL,             -- records in which it stands
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
PRAGMA user_version = {FORMAT};
"""
_INSERT: Final = """INSERT INTO record VALUES
    (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"""
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
        ORDER BY s.count DESC, s.text LIMIT 1), count(*)
    FROM stand AS n GROUP BY n.list, n.key""",
)
"""Who stands where is reckoned once, so that a list of names reads no record."""

_HOLDING: Final = "INSERT INTO holding VALUES (?, ?, ?)"
_TEXT: Final = "INSERT INTO record_text VALUES (?, ?, ?, ?)"
_WORDS: Final = "INSERT INTO word (rowid, heading, original, translation) VALUES (?, ?, ?, ?)"
_BOND: Final = "INSERT OR IGNORE INTO bond VALUES (?, ?, ?, ?, ?)"
_NUMBERED: Final = "SELECT number, id, sent, sender, addressee FROM record WHERE number > 0"
_EACH: Final = "SELECT id, sent, sender, addressee, document FROM record ORDER BY id"


def build(path: Path, released: Iterable[Mapping[str, Any]]) -> int:
    """Make the shelf anew from what is released, and put it in its place; return how many.

    Args:
        path: the file; an earlier one is replaced only when the new one is whole.
        released: of each record `source`, `version`, `document` (bytes), `name` where it is not
            made of the source, and `release` (who, by what, when (`at`, milliseconds); what was
            kept back; the versions before), and `scans` with their `data`. Of
            one that was withdrawn `name` and `withdrawn`.
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
            for place, one in enumerate(released):
                if "withdrawn" in one:
                    _lay_withdrawn(connection, place, one)
                else:
                    _lay(connection, place, one)
                    count += 1
            for statement in _NAMES:
                connection.execute(statement)
            _bind(connection)
            connection.execute("INSERT INTO word (word) VALUES ('optimize')")
        connection.close()
    except BaseException:
        connection.close()
        made.unlink(missing_ok=True)
        raise
    made.replace(path)
    return count


def _lay(connection: apsw.Connection, place: int, one: Mapping[str, Any]) -> None:
    record = decode(one["document"])
    told = told_of(record)
    number = shelf_of(told.sent, place)
    year = int(told.sent[:4] or 0)
    release = json.dumps(one["release"], ensure_ascii=False)
    sent, *rest = astuple(told)
    name = one.get("name") or name_of(one["source"])
    line = (number, name, one["source"], one["version"], sent, year, *rest)
    at = int(one["release"].get("at", 0)) // 1000
    connection.execute(_INSERT, (*line, at, release, one["document"]))
    connection.executemany(_PARTY, _named(number, record))
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


def _named(number: int, record: Record) -> Iterator[tuple[int, str, str, str]]:
    for party in record.telegram.parties:
        key = key_in(party)
        if key and party.role in LIST_OF:
            yield number, LIST_OF[party.role], key, party.text


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


def _bind(connection: apsw.Connection) -> None:
    """Find which record mentions which, by number and date."""
    by_number: dict[int, list[Candidate]] = {}
    for number, record, sent, sender, addressee in connection.execute(_NUMBERED):
        one = Candidate(record=record, number=number, sent=sent, sender=sender, addressee=addressee)
        by_number.setdefault(number, []).append(one)
    bonds: list[tuple[Any, ...]] = []
    for record, sent, sender, addressee, document in connection.execute(_EACH):
        for mention in mentions(_said(decode(document))):
            others = [one for one in by_number.get(mention.number, ()) if one.record != record]
            found = resolve(mention, sent, sender, addressee, others)
            if found is not None:
                line = (record, found.record, int(mention.bond), mention.words, found.confidence)
                bonds.append(line)
    connection.executemany(_BOND, bonds)


def _said(record: Record) -> str:
    """Return the words in which another telegram may be mentioned: text and footnotes."""
    texts = record.telegram.texts
    words = [part.text for text in texts for part in text.segments]
    notes = [one.body for text in texts for one in text.annotations]
    return "\n".join((*words, *notes))
