"""Steps of what is made public: names by lot, releases withdrawn, why editions differ."""

from typing import Final

RELEASES: Final = """
CREATE TABLE release_name (                 -- of a source that is kept back itself
    source TEXT PRIMARY KEY,
    name   TEXT NOT NULL
) WITHOUT ROWID;
CREATE TABLE release_withdrawal (           -- that a record is public no longer
    id         INTEGER PRIMARY KEY,         -- the fact's place
    source     TEXT NOT NULL,
    version    INTEGER NOT NULL,            -- the decision that was taken back
    record     BLOB NOT NULL,
    office     TEXT NOT NULL,
    decided_by TEXT NOT NULL,
    authority  TEXT NOT NULL,
    decided_on TEXT NOT NULL,
    reason     TEXT NOT NULL,
    at         INTEGER NOT NULL,
    is_newest  INTEGER NOT NULL             -- nothing was released of the source since
);
CREATE INDEX release_withdrawal_source ON release_withdrawal (source, id);
CREATE INDEX release_withdrawal_newest ON release_withdrawal (id) WHERE is_newest = 1;
CREATE TABLE edition_reason (               -- why a record differs from the edition before
    record INTEGER PRIMARY KEY,             -- its number here
    reason TEXT NOT NULL
);
"""
