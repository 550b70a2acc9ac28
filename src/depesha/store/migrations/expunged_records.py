"""A step of the archive: whose records' words were destroyed."""

from typing import Final

EXPUNGED_RECORDS: Final = """
CREATE TABLE record_expunged (
    id     INTEGER PRIMARY KEY,     -- the fact's place
    source TEXT NOT NULL UNIQUE,
    at     INTEGER NOT NULL,
    office TEXT NOT NULL,
    reason TEXT NOT NULL
);
"""
