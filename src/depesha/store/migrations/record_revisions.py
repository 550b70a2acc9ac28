"""A step of the archive: why an edition of a record was made."""

from typing import Final

RECORD_REVISIONS: Final = """
CREATE TABLE revision (
    id       INTEGER PRIMARY KEY,           -- the fact's place
    record   BLOB NOT NULL UNIQUE,          -- the document of the edition that was made
    basis    BLOB NOT NULL,                 -- that of the one before
    office   TEXT NOT NULL,
    kind     TEXT NOT NULL,                 -- of the text that was written
    language TEXT NOT NULL,
    reason   TEXT NOT NULL,
    at       INTEGER NOT NULL
);
"""
