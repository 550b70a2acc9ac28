"""The step of paper: every printing of a copy, and of an answer."""

from typing import Final

SHEETS: Final = """
CREATE TABLE copy_print (           -- one sheet of a copy that was printed
    telegram   INTEGER NOT NULL,
    number     INTEGER NOT NULL,
    printing   INTEGER NOT NULL,    -- 1 is the first; the last one is the sheet that holds
    at         INTEGER NOT NULL,
    printed_by TEXT NOT NULL,
    reason     TEXT NOT NULL,       -- why the one before is none
    witness    TEXT NOT NULL,
    PRIMARY KEY (telegram, number, printing)
) WITHOUT ROWID;
INSERT INTO copy_print SELECT telegram, number, 1, printed_at, printed_by, '', ''
    FROM copy WHERE printed_at NOT NULL;
CREATE TABLE answer_print (         -- an answer that was printed
    answer     BLOB NOT NULL,
    printing   INTEGER NOT NULL,
    telegram   INTEGER NOT NULL,
    at         INTEGER NOT NULL,
    printed_by TEXT NOT NULL,
    PRIMARY KEY (answer, printing)
) WITHOUT ROWID;
"""
