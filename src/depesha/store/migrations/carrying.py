"""Steps of the lines: lanes, ways, attachments, channels."""

from typing import Final

LANES: Final = """
ALTER TABLE entry ADD COLUMN lane INTEGER NOT NULL DEFAULT 0;   -- by which channel it is pulled
UPDATE entry SET lane = 1 WHERE sealed NOT NULL AND (grade = 0 OR length(sealed) > 65536);
DROP INDEX entry_waiting;
CREATE INDEX entry_waiting ON entry (neighbour, lane, grade DESC, entry);
"""

WAYS: Final = """
CREATE TABLE awaited (                      -- what is outstanding, against its prediction
    digest      BLOB NOT NULL,
    station     TEXT NOT NULL,
    expected_at INTEGER,                    -- of the last sending
    answer_at   INTEGER,
    late_at     INTEGER,                    -- by the first sending; null: not predicted, or told
    PRIMARY KEY (digest, station)
) WITHOUT ROWID;
CREATE INDEX awaited_late ON awaited (late_at) WHERE late_at NOT NULL;
CREATE TABLE detour (                       -- through whom a document does not go any more
    digest   BLOB NOT NULL,
    station  TEXT NOT NULL,
    excluded TEXT NOT NULL,
    PRIMARY KEY (digest, station, excluded)
) WITHOUT ROWID;
CREATE TABLE diversion (
    id        INTEGER PRIMARY KEY,          -- the fact's place
    slip_id   BLOB NOT NULL,
    station   TEXT NOT NULL,                -- who diverted it; empty: this one
    neighbour TEXT NOT NULL,                -- by whom it does not go any more
    next_hop  TEXT NOT NULL,                -- by whom it goes; empty: not told
    reason    INTEGER NOT NULL,
    at        INTEGER NOT NULL
);
CREATE INDEX diversion_slip ON diversion (slip_id);
CREATE TABLE minimized (
    neighbour  TEXT PRIMARY KEY,
    precedence INTEGER NOT NULL
) WITHOUT ROWID;
CREATE TABLE line_down (                    -- how the lines stand: no fact
    neighbour TEXT PRIMARY KEY,
    since     INTEGER NOT NULL,
    diverted  INTEGER NOT NULL              -- how many grades lost patience, from the highest on
) WITHOUT ROWID;
"""

ATTACHMENTS: Final = """
ALTER TABLE draft ADD COLUMN attachments BLOB NOT NULL DEFAULT x'80';  -- as the fact has them
CREATE TABLE attachment (           -- of a telegram that went or came
    uid         BLOB NOT NULL,
    place       INTEGER NOT NULL,   -- among its attachments, from 0
    sealed      BLOB NOT NULL,      -- the name of the blob
    size_bytes  INTEGER NOT NULL,   -- of the blob
    seed        BLOB NOT NULL,
    is_ours     INTEGER NOT NULL,
    examined_at INTEGER,
    finding     TEXT,               -- empty: it is what the telegram says
    PRIMARY KEY (uid, place)
) WITHOUT ROWID;
CREATE INDEX attachment_sealed ON attachment (sealed);
CREATE INDEX attachment_unexamined ON attachment (sealed) WHERE is_ours = 0 AND examined_at IS NULL;
CREATE TABLE blob (                 -- came for this station
    sealed       BLOB PRIMARY KEY,
    slip_id      BLOB NOT NULL,
    neighbour    TEXT NOT NULL,
    size_bytes   INTEGER NOT NULL,
    grade        INTEGER NOT NULL,
    since        INTEGER NOT NULL,
    expires_at   INTEGER NOT NULL,
    is_announced INTEGER NOT NULL
) WITHOUT ROWID;
CREATE INDEX blob_unannounced ON blob (since) WHERE is_announced = 0;
CREATE TABLE blob_sending (         -- of ours, by its slip
    slip_id BLOB PRIMARY KEY,
    id      INTEGER NOT NULL        -- the fact that says so
) WITHOUT ROWID;
CREATE INDEX entry_blob ON entry (sealed) WHERE lane = 2;
"""

CHANNELS: Final = """
CREATE TABLE channel (
    neighbour    TEXT NOT NULL,
    came         INTEGER NOT NULL,      -- 1: the neighbour gives the numbers; 0: this station
    lane         INTEGER NOT NULL,
    epoch        BLOB NOT NULL,
    began_at     INTEGER NOT NULL,
    touched_at   INTEGER NOT NULL,
    last         INTEGER NOT NULL,      -- number; below it are the gaps
    loads        INTEGER NOT NULL,
    accepted     INTEGER NOT NULL,
    again        INTEGER NOT NULL,      -- suspected duplicates
    open         INTEGER NOT NULL,      -- how many numbers are missing, or have no answer
    gaps         TEXT NOT NULL,         -- [first, last, since] each, as JSON
    checked_at   INTEGER,
    checked_last INTEGER,
    despair_at   INTEGER,
    alarmed_at   INTEGER,
    unreckoned   INTEGER,               -- first day (since 1970) that is not reconciled
    PRIMARY KEY (neighbour, came, lane, epoch)
) WITHOUT ROWID;
CREATE INDEX channel_despair ON channel (despair_at) WHERE despair_at NOT NULL;
CREATE INDEX channel_unreckoned ON channel (unreckoned) WHERE unreckoned NOT NULL;
CREATE TABLE channel_gap (              -- those that have closed
    id        INTEGER PRIMARY KEY,
    neighbour TEXT NOT NULL,
    lane      INTEGER NOT NULL,
    epoch     BLOB NOT NULL,
    first     INTEGER NOT NULL,
    last      INTEGER NOT NULL,
    since     INTEGER NOT NULL,
    closed_at INTEGER NOT NULL,
    how       TEXT NOT NULL
);
CREATE INDEX channel_gap_of ON channel_gap (neighbour, lane, epoch, id);
CREATE TABLE channel_day (              -- a day that was reconciled
    fact      INTEGER NOT NULL,
    place     INTEGER NOT NULL,         -- in the fact
    day       INTEGER NOT NULL,
    neighbour TEXT NOT NULL,
    lane      INTEGER NOT NULL,
    came      INTEGER NOT NULL,
    epoch     BLOB NOT NULL,
    last      INTEGER NOT NULL,
    loads     INTEGER NOT NULL,
    accepted  INTEGER NOT NULL,
    again     INTEGER NOT NULL,
    open      INTEGER NOT NULL,
    missing   TEXT NOT NULL,            -- [first, last] each, as JSON
    at        INTEGER NOT NULL,
    PRIMARY KEY (fact, place)
) WITHOUT ROWID;
CREATE INDEX channel_day_of ON channel_day (neighbour, day);
CREATE INDEX channel_day_before ON channel_day (neighbour, lane, came, epoch, fact);
"""
