"""The step of alarms, voided numbers and copies."""

from typing import Final

LEDGER: Final = """
ALTER TABLE alarm ADD COLUMN precedence INTEGER NOT NULL DEFAULT 2;
ALTER TABLE alarm ADD COLUMN accepted_at INTEGER;
ALTER TABLE alarm ADD COLUMN accepted_by TEXT;
ALTER TABLE alarm ADD COLUMN note TEXT NOT NULL DEFAULT '';
ALTER TABLE alarm ADD COLUMN lasts INTEGER NOT NULL DEFAULT 0;  -- stays, though it is accepted
DROP INDEX alarm_open;
CREATE UNIQUE INDEX alarm_open ON alarm (kind, about)
    WHERE cleared_at IS NULL AND (accepted_at IS NULL OR lasts = 1);
CREATE INDEX alarm_uncleared ON alarm (kind, about) WHERE cleared_at IS NULL;

DROP INDEX telegram_out;            -- with the time: a period is found in the index alone
CREATE INDEX telegram_out ON telegram (year, number, at) WHERE incoming_number = 0;
DROP INDEX telegram_in;
CREATE INDEX telegram_in ON telegram (incoming_year, incoming_number, at)
    WHERE incoming_number > 0;
ALTER TABLE series ADD COLUMN runs_on INTEGER NOT NULL DEFAULT 0;  -- over the end of the year
CREATE TABLE opening (              -- a series was let go on at a number
    id     INTEGER PRIMARY KEY,     -- the fact's place
    series TEXT NOT NULL,
    year   INTEGER NOT NULL,
    free   INTEGER NOT NULL,        -- which number would have been the next
    first  INTEGER NOT NULL,
    at     INTEGER NOT NULL
);
CREATE INDEX opening_of ON opening (series, year);
CREATE TABLE void_number (
    series TEXT NOT NULL,
    year   INTEGER NOT NULL,
    number INTEGER NOT NULL,
    office TEXT NOT NULL,
    reason TEXT NOT NULL,
    at     INTEGER NOT NULL,
    PRIMARY KEY (series, year, number)
) WITHOUT ROWID;

CREATE TABLE copy (                 -- a numbered copy of a telegram, in somebody's hands
    telegram     INTEGER NOT NULL,
    number       INTEGER NOT NULL,
    holder       TEXT NOT NULL,
    state        TEXT NOT NULL,
    issued_at    INTEGER NOT NULL,
    issued_by    TEXT NOT NULL,     -- empty: it stands in the draft
    return_by    INTEGER,
    overdue_at   INTEGER,           -- when it was noticed
    returned_at  INTEGER,
    destroyed_at INTEGER,
    act          TEXT NOT NULL DEFAULT '',
    done_by      TEXT NOT NULL DEFAULT '',
    witness      TEXT NOT NULL DEFAULT '',
    archived_at  INTEGER,
    shelf        TEXT NOT NULL DEFAULT '',
    certified_at INTEGER,
    certified_by TEXT NOT NULL DEFAULT '',
    printed_at   INTEGER,
    printed_by   TEXT NOT NULL DEFAULT '',
    PRIMARY KEY (telegram, number)
) WITHOUT ROWID;
CREATE INDEX copy_due ON copy (return_by)
    WHERE state = 'HELD' AND return_by NOT NULL AND overdue_at IS NULL;
CREATE INDEX copy_issued ON copy (issued_at);
"""
