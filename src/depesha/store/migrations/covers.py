"""Steps of cover names and of the authority of names.

Ids are random, and lines stand by them: nothing that is read in order tells how many are hidden.
"""

from typing import Final

COVERS: Final = """
CREATE TABLE cover (
    id             TEXT PRIMARY KEY,        -- 8 random bytes, in hex
    forms          TEXT NOT NULL,           -- JSON: [text, language] of each
    classification INTEGER NOT NULL,
    compartment    TEXT NOT NULL,
    remarks        TEXT NOT NULL,
    office         TEXT NOT NULL,
    at             INTEGER NOT NULL
) WITHOUT ROWID;
CREATE TABLE cover_key (                    -- by which words a cover name is named
    key   TEXT NOT NULL,
    cover TEXT NOT NULL,
    PRIMARY KEY (key, cover)
) WITHOUT ROWID;
CREATE TABLE cover_word (                   -- by which words of a text one may begin
    word  TEXT NOT NULL,
    cover TEXT NOT NULL,
    PRIMARY KEY (word, cover)
) WITHOUT ROWID;
CREATE TABLE identification (
    id             TEXT PRIMARY KEY,        -- 8 random bytes, in hex
    cover          TEXT NOT NULL,
    person         TEXT NOT NULL,
    variants       TEXT NOT NULL,           -- JSON
    classification INTEGER NOT NULL,        -- at the least that of its cover name
    since          TEXT NOT NULL,
    until          TEXT NOT NULL,
    first          INTEGER NOT NULL,        -- places on the shelf
    last           INTEGER NOT NULL,
    basis          TEXT NOT NULL,
    decided_by     TEXT NOT NULL,
    published_in   TEXT NOT NULL,
    office         TEXT NOT NULL,
    at             INTEGER NOT NULL,
    withdrawn_at   INTEGER,
    withdrawn_by   TEXT,
    withdrawn_why  TEXT
) WITHOUT ROWID;
CREATE INDEX identification_cover ON identification (cover);
CREATE TABLE person_key (
    key            TEXT NOT NULL,
    identification TEXT NOT NULL,
    PRIMARY KEY (key, identification)
) WITHOUT ROWID;
CREATE TABLE name (
    id        TEXT PRIMARY KEY,
    kind      INTEGER NOT NULL,
    preferred TEXT NOT NULL,
    variants  TEXT NOT NULL,                -- JSON
    external  TEXT NOT NULL,                -- JSON
    since     TEXT NOT NULL,
    until     TEXT NOT NULL,
    office    TEXT NOT NULL,
    at        INTEGER NOT NULL
) WITHOUT ROWID;
CREATE TABLE name_key (
    key  TEXT NOT NULL,
    name TEXT NOT NULL,
    PRIMARY KEY (key, name)
) WITHOUT ROWID;
CREATE INDEX name_key_of ON name_key (name);
"""
