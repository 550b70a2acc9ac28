"""The step of corrections and cancellations, of what is held."""

from typing import Final

AMENDMENTS: Final = """
CREATE TABLE amendment (                    -- what one telegram says of another
    id           INTEGER PRIMARY KEY,       -- the fact's place
    uid          BLOB NOT NULL,             -- the other; it need not be here yet
    registration BLOB NOT NULL,
    station      TEXT NOT NULL,             -- how it is named
    number       TEXT NOT NULL,
    amender      INTEGER NOT NULL,          -- the line of the telegram that says so
    relation     INTEGER NOT NULL,
    said_at      INTEGER NOT NULL,
    holds        INTEGER NOT NULL           -- the other is here, and the amender may say so
);
CREATE INDEX amendment_uid ON amendment (uid, holds DESC);
CREATE INDEX amendment_amender ON amendment (amender);
CREATE TABLE held (                         -- registered, and not in the trays yet
    telegram INTEGER PRIMARY KEY,
    uid      BLOB NOT NULL,
    until    INTEGER NOT NULL
);
CREATE INDEX held_until ON held (until);
CREATE TABLE withdrawn (                    -- cancelled while it was held
    telegram INTEGER PRIMARY KEY,
    office   TEXT NOT NULL,
    reason   TEXT NOT NULL,
    at       INTEGER NOT NULL
);
"""
