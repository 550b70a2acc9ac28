"""The step of key life: period keys, key books on the road, revoked stations."""

from typing import Final

KEYS: Final = """
CREATE TABLE period_key (               -- of this station, those of the past too
    fingerprint  BLOB PRIMARY KEY,
    valid_from   INTEGER NOT NULL,
    valid_until  INTEGER NOT NULL,
    made_at      INTEGER NOT NULL,
    destroyed_at INTEGER
) WITHOUT ROWID;
CREATE TABLE revoked (
    station   TEXT PRIMARY KEY,
    reason    TEXT NOT NULL,
    since     INTEGER NOT NULL,
    at        INTEGER NOT NULL,
    head_size INTEGER NOT NULL,         -- the cut line
    head_root BLOB NOT NULL
) WITHOUT ROWID;
CREATE TABLE book_copy (                -- at the centre, of each station: no fact
    station           TEXT PRIMARY KEY,
    due_at            INTEGER,          -- when it is to be looked at, or sent to
    why               INTEGER NOT NULL, -- 0 look, 1 heads have grown, 2 asked for, 3 out of turn
    heads_at          INTEGER,          -- until when grown heads may wait
    version           INTEGER NOT NULL, -- sent last
    plan_version      INTEGER NOT NULL,
    shown             BLOB NOT NULL,    -- digest of the leaves sent last
    document          BLOB,             -- what was sent last and is not confirmed
    held_version      INTEGER NOT NULL, -- as far as the station has said
    held_plan_version INTEGER NOT NULL,
    held_at           INTEGER
) WITHOUT ROWID;
CREATE INDEX book_copy_due ON book_copy (due_at) WHERE due_at NOT NULL;
CREATE TABLE key_request (              -- at the centre: what stations asked for on the road
    station      TEXT PRIMARY KEY,
    content      BLOB NOT NULL,
    needs_person INTEGER NOT NULL,
    at           INTEGER NOT NULL,
    due_at       INTEGER                -- when it is admitted, with the others of its batch
) WITHOUT ROWID;
CREATE INDEX key_request_due ON key_request (due_at) WHERE due_at NOT NULL;
"""

PAST_PAPERS: Final = """
CREATE TABLE past_paper (               -- papers of the key book that nobody asks after any more
    digest  BLOB NOT NULL,
    station TEXT NOT NULL,
    at      INTEGER NOT NULL,
    PRIMARY KEY (digest, station)
) WITHOUT ROWID;
CREATE INDEX past_paper_at ON past_paper (at);
"""
