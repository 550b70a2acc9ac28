"""Steps of people: who endorsed a draft, who holds an office, how an office's answers follow."""

from typing import Final

PEOPLE: Final = """
CREATE TABLE composed (                     -- a draft under review: what all sign
    draft   INTEGER PRIMARY KEY,
    version INTEGER NOT NULL,
    body_id BLOB NOT NULL,
    needed  INTEGER NOT NULL,               -- how many offices must release it
    at      INTEGER NOT NULL
);
CREATE TABLE endorsement (                  -- of a draft that several see: kept by version
    draft     INTEGER NOT NULL,
    version   INTEGER NOT NULL,
    kind      INTEGER NOT NULL,             -- 0 review, 1 release
    office    TEXT NOT NULL,
    deputy    TEXT NOT NULL,                -- who signed for it; empty: itself
    body_id   BLOB NOT NULL,
    signature BLOB NOT NULL,
    note      TEXT NOT NULL,
    at        INTEGER NOT NULL,
    voided_at INTEGER,
    PRIMARY KEY (draft, version, kind, office)
) WITHOUT ROWID;
CREATE TABLE review_asked (                 -- who was asked to review what a draft says now
    draft  INTEGER NOT NULL,
    office TEXT NOT NULL,
    at     INTEGER NOT NULL,
    PRIMARY KEY (draft, office)
) WITHOUT ROWID;
CREATE TABLE tenure (
    id     INTEGER PRIMARY KEY,             -- the fact's place
    office TEXT NOT NULL,
    holder TEXT NOT NULL,
    since  INTEGER NOT NULL
);
CREATE INDEX tenure_office ON tenure (office, id);
CREATE TABLE office_key (                   -- what is not here is open
    office TEXT PRIMARY KEY,
    locked INTEGER NOT NULL,
    at     INTEGER NOT NULL
) WITHOUT ROWID;
CREATE TABLE answer_chain (                 -- at the originator: which answer follows which
    telegram INTEGER NOT NULL,
    office   TEXT NOT NULL,
    previous BLOB NOT NULL,                 -- empty: the first
    answer   BLOB NOT NULL,
    at       INTEGER NOT NULL,
    PRIMARY KEY (telegram, office, previous, answer)
) WITHOUT ROWID;
"""
