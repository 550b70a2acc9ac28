"""A step of filing: filings that were taken back, and which records left the archive with them."""

from typing import Final

UNFILING: Final = """
CREATE TABLE filing_taken_back (
    id         INTEGER PRIMARY KEY,     -- the fact's place
    source     TEXT NOT NULL,
    record     BLOB NOT NULL,
    office     TEXT NOT NULL,
    decided_by TEXT NOT NULL,
    authority  TEXT NOT NULL,
    decided_on TEXT NOT NULL,
    reason     TEXT NOT NULL,
    at         INTEGER NOT NULL,
    classification INTEGER NOT NULL     -- who may know of it
);
CREATE INDEX filing_taken_back_source ON filing_taken_back (source, id);
CREATE TABLE record_taken_back (        -- what was a line of `record`, without its words
    id             INTEGER PRIMARY KEY, -- the number that it had
    digest         BLOB NOT NULL,
    source         TEXT NOT NULL,
    edition        INTEGER NOT NULL,
    classification INTEGER NOT NULL
);
CREATE INDEX record_taken_back_source ON record_taken_back (source, edition);
CREATE INDEX record_taken_back_digest ON record_taken_back (digest);
"""
