"""The first four steps: the journal, the registers, the traffic, the out-tray."""

from typing import Final

JOURNAL: Final = """
CREATE TABLE canary (words TEXT NOT NULL);
INSERT INTO canary VALUES ('depesha store');

CREATE TABLE fact (
    id      INTEGER PRIMARY KEY,    -- its place in the journal, from 0
    kind    INTEGER NOT NULL,
    at      INTEGER NOT NULL,
    salt    BLOB NOT NULL,
    content BLOB NOT NULL,
    leaf    BLOB NOT NULL
);
CREATE TABLE tile (                 -- full subtrees of 256, 65,536, … leaves
    level   INTEGER NOT NULL,
    place   INTEGER NOT NULL,
    hash    BLOB NOT NULL,
    PRIMARY KEY (level, place)
) WITHOUT ROWID;
CREATE TABLE document (
    id         INTEGER PRIMARY KEY,
    digest     BLOB NOT NULL UNIQUE,
    kind       INTEGER NOT NULL,
    payload    BLOB NOT NULL,
    signatures BLOB NOT NULL
);
CREATE TABLE order_result (
    id       INTEGER PRIMARY KEY,
    order_id TEXT NOT NULL UNIQUE,
    at       INTEGER NOT NULL,
    result   TEXT NOT NULL
);
CREATE TABLE quarantine (
    id     INTEGER PRIMARY KEY,
    digest BLOB NOT NULL UNIQUE,
    slip   BLOB NOT NULL,
    sealed BLOB NOT NULL
);
CREATE TABLE state (                -- of which only the present counts: the key book in force
    name    TEXT PRIMARY KEY,
    content BLOB NOT NULL
) WITHOUT ROWID;
"""

TELEGRAMS: Final = """
CREATE TABLE service (
    id      INTEGER PRIMARY KEY,    -- the fact's place
    digest  BLOB NOT NULL,
    came    INTEGER NOT NULL,       -- 1: it came from the station; 0: it went there
    station TEXT NOT NULL,
    code    INTEGER NOT NULL,
    uid     BLOB,
    subject TEXT NOT NULL,
    at      INTEGER NOT NULL
);
CREATE INDEX service_digest ON service (digest);
CREATE TABLE relayed (              -- what passed through here, as its slip told
    id           INTEGER PRIMARY KEY,
    slip_id      BLOB NOT NULL UNIQUE,
    came_from    TEXT NOT NULL,
    next_hop     TEXT NOT NULL,
    destination  TEXT NOT NULL,
    taken_at     INTEGER NOT NULL,
    handed_on_at INTEGER,
    returned_at  INTEGER,
    reason       INTEGER
);
CREATE TABLE founding (
    id      INTEGER PRIMARY KEY,
    station TEXT NOT NULL,
    epoch   BLOB NOT NULL,
    at      INTEGER NOT NULL
);
CREATE TABLE series (
    series TEXT NOT NULL,
    year   INTEGER NOT NULL,
    next   INTEGER NOT NULL,
    PRIMARY KEY (series, year)
) WITHOUT ROWID;
CREATE TABLE draft (
    draft   INTEGER PRIMARY KEY,
    version INTEGER NOT NULL,
    office  TEXT NOT NULL,
    text    TEXT NOT NULL,
    state   TEXT NOT NULL,
    note    TEXT NOT NULL,
    at      INTEGER NOT NULL
);
CREATE TABLE approval (
    draft   INTEGER NOT NULL,
    office  TEXT NOT NULL,
    body_id BLOB NOT NULL,
    at      INTEGER NOT NULL,
    PRIMARY KEY (draft, office)
) WITHOUT ROWID;
CREATE TABLE telegram (
    id              INTEGER PRIMARY KEY,    -- the fact that made the line
    uid             BLOB NOT NULL UNIQUE,
    registration    BLOB NOT NULL UNIQUE,
    station         TEXT NOT NULL,
    year            INTEGER NOT NULL,
    number          INTEGER NOT NULL,
    incoming_year   INTEGER NOT NULL,       -- both 0 for what this station registered itself
    incoming_number INTEGER NOT NULL,
    at              INTEGER NOT NULL,       -- registered or delivered here
    filed_at        INTEGER NOT NULL,
    registered_at   INTEGER NOT NULL,
    expires_at      INTEGER NOT NULL,
    precedence      INTEGER NOT NULL,
    policy          TEXT NOT NULL,
    classification  INTEGER NOT NULL,
    captions        TEXT NOT NULL,          -- codes, as JSON
    caveats         TEXT NOT NULL,
    message_type    INTEGER NOT NULL,
    title           TEXT NOT NULL,
    from_text       TEXT NOT NULL
);
CREATE INDEX telegram_by_number ON telegram (number, station, year);
CREATE INDEX telegram_out ON telegram (year, number) WHERE incoming_number = 0;
CREATE INDEX telegram_in ON telegram (incoming_year, incoming_number) WHERE incoming_number > 0;
CREATE TABLE local_number (
    series   TEXT NOT NULL,
    year     INTEGER NOT NULL,
    number   INTEGER NOT NULL,
    telegram INTEGER NOT NULL,
    PRIMARY KEY (series, year, number, telegram)
) WITHOUT ROWID;
CREATE INDEX local_number_telegram ON local_number (telegram);

-- A telegram at one addressee office. Every time is the earliest that was said, so news may come in
-- any order and twice; rung and exit follow from the times and are never stored.
CREATE TABLE duty (
    telegram         INTEGER NOT NULL,
    office           TEXT NOT NULL,
    station          TEXT NOT NULL,
    place            INTEGER NOT NULL,      -- among the addressees, from 0
    kind             INTEGER NOT NULL,
    precedence       INTEGER NOT NULL,
    local_precedence TEXT NOT NULL,
    receipt          INTEGER NOT NULL,
    receipt_due_at   INTEGER,
    execution        INTEGER NOT NULL,
    execution_due_at INTEGER,
    registered_at    INTEGER,
    queued_at        INTEGER,
    sent_at          INTEGER,
    delivered_at     INTEGER,
    received_at      INTEGER,
    acknowledged_at  INTEGER,
    executed_at      INTEGER,
    refused_at       INTEGER,               -- an authority said: cannot comply
    unreadable_at    INTEGER,               -- its station said: cannot process
    undelivered_at   INTEGER,
    answered_at      INTEGER,               -- of the latest answer
    answer           BLOB,
    rung             INTEGER AS (CASE
        WHEN executed_at NOT NULL THEN 6
        WHEN acknowledged_at NOT NULL THEN 5
        WHEN received_at NOT NULL THEN 4
        WHEN delivered_at NOT NULL THEN 3
        WHEN sent_at NOT NULL THEN 2
        WHEN queued_at NOT NULL THEN 1
        ELSE 0 END) VIRTUAL,
    exit             TEXT AS (CASE
        WHEN refused_at NOT NULL THEN 'CANNOT_COMPLY'
        WHEN coalesce(delivered_at, received_at, acknowledged_at, executed_at) NOT NULL THEN NULL
        WHEN unreadable_at NOT NULL THEN 'CANNOT_PROCESS'
        WHEN undelivered_at NOT NULL THEN 'NON_DELIVERY' END) VIRTUAL,
    PRIMARY KEY (telegram, office)
) WITHOUT ROWID;
CREATE TABLE history (                      -- which facts speak of a telegram
    telegram INTEGER NOT NULL,
    fact     INTEGER NOT NULL,
    PRIMARY KEY (telegram, fact)
) WITHOUT ROWID;
CREATE TABLE alarm (
    id         INTEGER PRIMARY KEY,
    kind       TEXT NOT NULL,
    about      TEXT NOT NULL,
    text       TEXT NOT NULL,
    raised_at  INTEGER NOT NULL,
    cleared_at INTEGER
);
CREATE UNIQUE INDEX alarm_open ON alarm (kind, about) WHERE cleared_at IS NULL;
"""

TRAFFIC: Final = """
CREATE TABLE sending (
    id        INTEGER PRIMARY KEY,          -- the fact that says so
    slip_id   BLOB NOT NULL UNIQUE,
    recipient TEXT NOT NULL,
    epoch     BLOB NOT NULL,
    grade     INTEGER NOT NULL,
    seq       INTEGER NOT NULL,
    digest    BLOB NOT NULL,
    UNIQUE (recipient, epoch, grade, seq)
);
CREATE TABLE outstanding (
    digest     BLOB NOT NULL,
    station    TEXT NOT NULL,
    document   BLOB NOT NULL,
    grade      INTEGER NOT NULL,
    attempts   INTEGER NOT NULL,
    repeat_at  INTEGER NOT NULL,
    expires_at INTEGER NOT NULL,
    slip_id    BLOB NOT NULL,       -- the packet in which it was sent last
    due_at     INTEGER AS (min(repeat_at, expires_at)) VIRTUAL,
    PRIMARY KEY (digest, station)
) WITHOUT ROWID;
CREATE INDEX outstanding_due ON outstanding (due_at);
CREATE TABLE opened (slip_id BLOB PRIMARY KEY) WITHOUT ROWID;
CREATE TABLE received (
    sender TEXT NOT NULL,
    epoch  BLOB NOT NULL,
    grade  INTEGER NOT NULL,
    seq    INTEGER NOT NULL,
    digest BLOB NOT NULL,
    PRIMARY KEY (sender, epoch, grade, seq)
) WITHOUT ROWID;
CREATE TABLE seen (
    sender  TEXT NOT NULL,
    grade   INTEGER NOT NULL,
    epoch   BLOB NOT NULL,
    highest INTEGER NOT NULL,               -- number that came or was voided; below it are the gaps
    since   INTEGER NOT NULL,               -- fact at which the epoch was first met
    PRIMARY KEY (sender, grade, epoch)
) WITHOUT ROWID;
CREATE TABLE gap (
    sender TEXT NOT NULL,
    grade  INTEGER NOT NULL,
    epoch  BLOB NOT NULL,
    first  INTEGER NOT NULL,
    last   INTEGER NOT NULL,
    since  INTEGER NOT NULL,
    asked  INTEGER NOT NULL,
    PRIMARY KEY (sender, grade, epoch, first)
) WITHOUT ROWID;
CREATE TABLE reported (
    digest     BLOB NOT NULL,
    originator TEXT NOT NULL,
    report     BLOB NOT NULL,
    PRIMARY KEY (digest, originator)
) WITHOUT ROWID;
"""

OUT_TRAY: Final = """
CREATE TABLE entry (
    entry      INTEGER PRIMARY KEY AUTOINCREMENT,   -- never used again: lines remember numbers
    neighbour  TEXT NOT NULL,
    grade      INTEGER NOT NULL,
    since      INTEGER NOT NULL,
    slip_id    BLOB NOT NULL,
    expires_at INTEGER,                             -- null for a return
    head       BLOB NOT NULL,                       -- the slip, or the return
    sealed     BLOB                                 -- last: what is not asked for is not read
);
CREATE INDEX entry_waiting ON entry (neighbour, grade DESC, entry);
CREATE INDEX entry_expiry ON entry (expires_at) WHERE expires_at NOT NULL;
CREATE TABLE passage (
    slip_id     BLOB PRIMARY KEY,
    came_from   TEXT NOT NULL,
    next_hop    TEXT NOT NULL,
    destination TEXT NOT NULL,
    returned    INTEGER NOT NULL,
    expires_at  INTEGER NOT NULL
) WITHOUT ROWID;
CREATE INDEX passage_expiry ON passage (expires_at);
"""
