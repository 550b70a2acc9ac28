"""A step of the archive: which proofs of a record were verified before they were entered here."""

from typing import Final

EVIDENCE_CHECKED: Final = """
CREATE TABLE evidence_checked (
    record BLOB NOT NULL,               -- the digest of the document that has the proof
    proof  BLOB NOT NULL,               -- its name
    office TEXT NOT NULL,
    at     INTEGER NOT NULL,
    PRIMARY KEY (record, proof)
) WITHOUT ROWID;
"""
