"""Step of the journal: its checkpoints, and the journals of others."""

from typing import Final

WITNESS: Final = """
CREATE TABLE checkpoint (           -- signed for long; kept for ever
    id   INTEGER PRIMARY KEY,       -- the fact's place
    size INTEGER NOT NULL,
    root BLOB NOT NULL,
    at   INTEGER NOT NULL,
    note BLOB NOT NULL
);
CREATE INDEX checkpoint_size ON checkpoint (size);
ALTER TABLE received ADD COLUMN head_size INTEGER NOT NULL DEFAULT 0;   -- 0: not written down
CREATE TABLE witnessed (            -- heads of other journals, as their envelopes named them
    station  TEXT NOT NULL,
    size     INTEGER NOT NULL,
    root     BLOB NOT NULL,
    at       INTEGER NOT NULL,
    envelope BLOB NOT NULL,         -- digest of the document that names it
    proved   INTEGER NOT NULL,      -- 1: the station proved that its journal begins with it
    PRIMARY KEY (station, size)
) WITHOUT ROWID;
CREATE INDEX witnessed_unproved ON witnessed (station, size) WHERE proved = 0;
CREATE TABLE peer_journal (
    station     TEXT PRIMARY KEY,
    size        INTEGER NOT NULL,   -- the highest head that it named
    root        BLOB NOT NULL,
    at          INTEGER NOT NULL,
    envelope    BLOB NOT NULL,
    proved_size INTEGER NOT NULL,   -- 0: none yet
    proved_root BLOB,
    proved_at   INTEGER,
    asked_at    INTEGER,
    asked       BLOB,               -- digest of the last question, and the sizes in it, as JSON
    asked_sizes TEXT NOT NULL,
    asks        INTEGER NOT NULL,   -- without an answer
    due_at      INTEGER,
    given_at    INTEGER,            -- when this station last proved its own journal to it
    doubted_at  INTEGER,
    finding     TEXT,               -- forked, rolled-back
    cut         INTEGER
) WITHOUT ROWID;
CREATE INDEX peer_journal_due ON peer_journal (due_at) WHERE due_at NOT NULL;
CREATE TABLE adopted (              -- the key books that were in force, the last is
    id           INTEGER PRIMARY KEY,   -- the fact's place
    version      INTEGER NOT NULL,
    digest       BLOB NOT NULL,
    plan_version INTEGER NOT NULL,
    plan_digest  BLOB NOT NULL
);
CREATE TABLE expunged (             -- what was destroyed of a telegram here
    id     INTEGER PRIMARY KEY,     -- the fact's place
    uid    BLOB NOT NULL,
    at     INTEGER NOT NULL,
    office TEXT NOT NULL,           -- empty: by rule
    reason TEXT NOT NULL
);
CREATE INDEX expunged_uid ON expunged (uid);
"""
