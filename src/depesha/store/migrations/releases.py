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

SCANS: Final = """
CREATE TABLE scan (                         -- pictures of sheets; the newest of a sheet counts
    id          INTEGER PRIMARY KEY,        -- the fact's place
    source      TEXT NOT NULL,
    sheet       INTEGER NOT NULL,
    digest      BLOB NOT NULL,
    media_type  TEXT NOT NULL,
    width       INTEGER NOT NULL,
    height      INTEGER NOT NULL,
    size_bytes  INTEGER NOT NULL,
    office      TEXT NOT NULL,
    at          INTEGER NOT NULL,
    is_redacted INTEGER NOT NULL
);
CREATE INDEX scan_source ON scan (source, sheet, id);
CREATE INDEX scan_digest ON scan (digest);
CREATE TABLE release_scan (                 -- which went out with a decision
    release INTEGER NOT NULL,
    digest  BLOB NOT NULL,
    PRIMARY KEY (release, digest)
) WITHOUT ROWID;
CREATE INDEX release_scan_digest ON release_scan (digest);
"""
