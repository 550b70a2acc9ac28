"""The step of restorations."""

from typing import Final

RESTORE: Final = """
CREATE TABLE restoration (                  -- of this station
    id        INTEGER PRIMARY KEY,          -- the fact's place
    document  BLOB NOT NULL,
    epoch     BLOB NOT NULL,
    head_size INTEGER NOT NULL,             -- where its journal went back to
    head_root BLOB NOT NULL,
    lost_size INTEGER,                      -- by the file head that was found; null: there was none
    backed_up_at INTEGER NOT NULL,
    office    TEXT NOT NULL,
    why       TEXT NOT NULL,
    at        INTEGER NOT NULL,
    ended_at  INTEGER                       -- null: correspondents are waited for
);
CREATE TABLE restoration_peer (             -- who is asked for the last numbers
    restoration INTEGER NOT NULL,
    station     TEXT NOT NULL,
    attempts    INTEGER NOT NULL,
    repeat_at   INTEGER,                    -- null: asked no longer
    answered_at INTEGER,
    forgone_at  INTEGER,
    head_size   INTEGER,                    -- the last head of ours that it saw
    PRIMARY KEY (restoration, station)
) WITHOUT ROWID;
CREATE INDEX restoration_due ON restoration_peer (repeat_at) WHERE repeat_at NOT NULL;
CREATE TABLE restoration_number (           -- given when the backup was made (station empty), seen
    restoration INTEGER NOT NULL,
    station     TEXT NOT NULL,
    series      TEXT NOT NULL,
    year        INTEGER NOT NULL,
    number      INTEGER NOT NULL,
    PRIMARY KEY (restoration, station, series, year)
) WITHOUT ROWID;
CREATE TABLE lost_number (
    id     INTEGER PRIMARY KEY,
    series TEXT NOT NULL,
    year   INTEGER NOT NULL,
    first  INTEGER NOT NULL,
    last   INTEGER NOT NULL,
    at     INTEGER NOT NULL
);
CREATE TABLE lost_telegram (                -- of ours, and who gives it back
    digest   BLOB NOT NULL,
    station  TEXT NOT NULL,
    since    INTEGER NOT NULL,
    taken_at INTEGER,
    PRIMARY KEY (digest, station)
) WITHOUT ROWID;
CREATE INDEX lost_telegram_awaited ON lost_telegram (station) WHERE taken_at IS NULL;
CREATE TABLE restored_station (             -- correspondents that were restored
    station     TEXT NOT NULL,
    document    BLOB NOT NULL,
    epoch       BLOB NOT NULL,
    ended       BLOB NOT NULL,
    head_size   INTEGER NOT NULL,
    head_root   BLOB NOT NULL,
    lost        INTEGER NOT NULL,
    restored_at INTEGER NOT NULL,
    learned_at  INTEGER NOT NULL,
    PRIMARY KEY (station, document)
) WITHOUT ROWID;
"""
