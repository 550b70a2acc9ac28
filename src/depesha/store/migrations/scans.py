"""A step of scans: one that goes out is known by its sheet, and one may be taken back."""

from typing import Final

SCANS_BY_SHEET: Final = """
CREATE TABLE release_sheet (                -- which scan went out with a decision, by its sheet
    release INTEGER NOT NULL,
    sheet   INTEGER NOT NULL,
    digest  BLOB NOT NULL,
    PRIMARY KEY (release, sheet)
) WITHOUT ROWID;
CREATE INDEX release_sheet_digest ON release_sheet (digest);
INSERT OR IGNORE INTO release_sheet SELECT o.release, s.sheet, o.digest
    FROM release_scan AS o JOIN release AS l ON l.id = o.release
    JOIN scan AS s ON s.id =
        (SELECT max(n.id) FROM scan AS n WHERE n.digest = o.digest AND n.source = l.source);
DROP TABLE release_scan;
CREATE TABLE scan_taken_back (
    scan   INTEGER PRIMARY KEY,             -- its number
    id     INTEGER NOT NULL,                -- the fact's place
    at     INTEGER NOT NULL,
    office TEXT NOT NULL
);
"""
