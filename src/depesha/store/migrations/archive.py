"""Steps of the archive: its records, and the index of their words."""

from typing import Final

ARCHIVE: Final = """
CREATE TABLE record (
    id             INTEGER PRIMARY KEY,     -- the fact's place
    shelf          INTEGER NOT NULL UNIQUE, -- minutes since 1700 in the upper bits, id below
    digest         BLOB NOT NULL UNIQUE,
    source         TEXT NOT NULL,
    edition        INTEGER NOT NULL,
    batch          TEXT NOT NULL,
    office         TEXT NOT NULL,
    entered_at     INTEGER NOT NULL,
    classification INTEGER NOT NULL,
    sent           TEXT NOT NULL,           -- ISO 8601, as far as it is known
    number         INTEGER NOT NULL,        -- 0: none
    title          TEXT NOT NULL,
    kind           TEXT NOT NULL,
    sender         TEXT NOT NULL,
    addressee      TEXT NOT NULL,
    place          TEXT NOT NULL,
    label          TEXT NOT NULL,           -- the classification at issue
    precedence     TEXT NOT NULL,
    language       TEXT NOT NULL
);
CREATE UNIQUE INDEX record_source ON record (source, edition);
CREATE TABLE record_text (                  -- what the index reads: made from the documents
    shelf       INTEGER PRIMARY KEY,
    heading     TEXT NOT NULL,
    original    TEXT NOT NULL,
    translation TEXT NOT NULL
);
CREATE TABLE indexed (                      -- up to which fact, and by which words
    only    INTEGER PRIMARY KEY CHECK (only = 1),
    upto    INTEGER NOT NULL,
    version INTEGER NOT NULL
);
CREATE VIRTUAL TABLE word USING fts5 (
    heading, original, translation,
    content='record_text', content_rowid='shelf', tokenize='depesha'
);
INSERT INTO word (word, rank) VALUES ('secure-delete', 1);
"""
