"""Step of filing: when a record is looked at again, and what was decided then."""

from typing import Final

FILING: Final = """
CREATE TABLE schedule (                     -- of a source, by its newest filing or decision
    source          TEXT PRIMARY KEY,
    place           INTEGER NOT NULL,       -- the fact that wrote the line first
    record          BLOB NOT NULL,
    uid             BLOB,                   -- of the telegram that was filed, if one was
    policy          TEXT NOT NULL DEFAULT '',
    filed_at        INTEGER,
    review_on       TEXT NOT NULL DEFAULT '',
    declassify_on   TEXT NOT NULL DEFAULT '',
    kept_back_on    TEXT NOT NULL DEFAULT '',   -- when what a release kept back is looked at again
    due_on          TEXT NOT NULL DEFAULT '',   -- the earliest of the three
    is_declassified INTEGER NOT NULL DEFAULT 0
) WITHOUT ROWID;
CREATE INDEX schedule_due ON schedule (due_on, place) WHERE due_on != '';
CREATE INDEX schedule_uid ON schedule (uid) WHERE uid NOT NULL;
CREATE TABLE review (                       -- that a record was looked at again
    id         INTEGER PRIMARY KEY,         -- the fact's place
    source     TEXT NOT NULL,
    record     BLOB NOT NULL,
    office     TEXT NOT NULL,
    decision   TEXT NOT NULL,
    decided_by TEXT NOT NULL,
    authority  TEXT NOT NULL,
    decided_on TEXT NOT NULL,
    category   TEXT NOT NULL,
    next_on    TEXT NOT NULL,
    at         INTEGER NOT NULL
);
CREATE INDEX review_source ON review (source, id);
INSERT INTO schedule (source, place, record, kept_back_on, due_on)
    SELECT source, min(id), record, review_on, review_on FROM release
    WHERE is_newest = 1 AND review_on != '' GROUP BY source;
"""
