"""Steps of the archive: its records. The index of their words is made when it is first needed."""

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
CREATE TABLE release (                      -- that a record was made public
    id         INTEGER PRIMARY KEY,         -- the fact's place
    source     TEXT NOT NULL,
    version    INTEGER NOT NULL,
    record     BLOB NOT NULL,
    office     TEXT NOT NULL,
    decided_by TEXT NOT NULL,
    authority  TEXT NOT NULL,
    decided_on TEXT NOT NULL,
    redactions TEXT NOT NULL,               -- JSON: segment, start, end, code, authority of each
    review_on  TEXT NOT NULL,
    at         INTEGER NOT NULL,
    is_newest  INTEGER NOT NULL
);
CREATE INDEX release_source ON release (source, version);
CREATE INDEX release_newest ON release (id) WHERE is_newest = 1;
CREATE INDEX release_review ON release (review_on) WHERE is_newest = 1 AND review_on != '';
"""
