"""The step of execution control: terms of a duty, what was noticed of them, and who is shown what.

A duty's line says by itself when the clock must next look at it (`look_at`), so an answer needs no
further statement to stop its terms. `look_at` is null where nothing is open: one partial index is
both the clock of the station and the list of its open tasks. `NEVER` is later than any time.

`look_at` is stored, so that the table is made anew: an index over a column that is not would have
SQLite work out the old time too at each change, in three times as many steps.
"""

from typing import Final

NEVER: Final = 9_223_372_036_854_775_807

_TELEGRAM_OF: Final = "SELECT expires_at FROM telegram WHERE id = telegram"
_LEFT: Final = (
    "coalesce(sent_at, delivered_at, undelivered_at, unreadable_at, expired_at, unknown_at)"
)
_KEPT: Final = """telegram, office, station, place, kind, precedence, local_precedence,
    receipt, receipt_due_at, execution, execution_due_at, registered_at, queued_at, sent_at,
    delivered_at, received_at, acknowledged_at, executed_at, refused_at, unreadable_at,
    undelivered_at, answered_at, answer"""

CONTROL: Final = f"""
CREATE TABLE duty_anew (
    telegram           INTEGER NOT NULL,
    office             TEXT NOT NULL,
    station            TEXT NOT NULL,
    place              INTEGER NOT NULL,    -- among the addressees, from 0
    kind               INTEGER NOT NULL,
    precedence         INTEGER NOT NULL,
    local_precedence   TEXT NOT NULL,
    receipt            INTEGER NOT NULL,
    receipt_due_at     INTEGER,
    execution          INTEGER NOT NULL,
    execution_due_at   INTEGER,
    registered_at      INTEGER,
    queued_at          INTEGER,
    sent_at            INTEGER,
    delivered_at       INTEGER,
    received_at        INTEGER,
    acknowledged_at    INTEGER,
    executed_at        INTEGER,
    refused_at         INTEGER,             -- an authority said: cannot comply
    unreadable_at      INTEGER,             -- its station said: cannot process
    undelivered_at     INTEGER,
    answered_at        INTEGER,             -- of the latest answer
    answer             BLOB,
    cancelled_at       INTEGER,             -- by the originator
    superseded_at      INTEGER,
    revoked_at         INTEGER,             -- its station was, or its originator's
    beyond_at          INTEGER,             -- it came beyond the cut line of a revoked station
    expired_at         INTEGER,             -- before it had left
    unknown_at         INTEGER,             -- it left, and nobody said that it came
    unopened_at        INTEGER,             -- its station said: not opened in time
    lapsed_at          INTEGER,             -- it was there, and expired unopened
    expires_at         INTEGER,             -- of the telegram
    handle_by          INTEGER,             -- sent (if ours) or opened (if theirs)
    receipt_within_s   INTEGER,             -- of its delivery; null: a date, or none
    execution_within_s INTEGER,
    interim_every_s    INTEGER,
    counted_from       INTEGER,             -- its delivery, as terms are counted
    interim_at         INTEGER,             -- when the last interim report was known
    handle_step        INTEGER NOT NULL DEFAULT 0,      -- 0: in time, 1: noticed
    receipt_step       INTEGER NOT NULL DEFAULT 0,      -- 1: warned, 2: passed
    execution_step     INTEGER NOT NULL DEFAULT 0,
    interim_step       INTEGER NOT NULL DEFAULT 0,
    receipt_next_at    INTEGER,             -- when the next chaser is due
    execution_next_at  INTEGER,
    interim_next_at    INTEGER,
    receipt_chased     INTEGER NOT NULL DEFAULT 0,      -- chasers of that term
    execution_chased   INTEGER NOT NULL DEFAULT 0,
    interim_chased     INTEGER NOT NULL DEFAULT 0,
    chased             INTEGER NOT NULL DEFAULT 0,      -- that went, or came
    chased_at          INTEGER,
    rung INTEGER AS (CASE
        WHEN executed_at NOT NULL THEN 6
        WHEN acknowledged_at NOT NULL THEN 5
        WHEN received_at NOT NULL THEN 4
        WHEN delivered_at NOT NULL THEN 3
        WHEN sent_at NOT NULL THEN 2
        WHEN queued_at NOT NULL THEN 1
        ELSE 0 END) VIRTUAL,
    closed_at INTEGER AS (
        coalesce(refused_at, executed_at, cancelled_at, superseded_at, revoked_at,
            beyond_at)) VIRTUAL,
    opened_at INTEGER AS (coalesce(received_at, acknowledged_at)) VIRTUAL,
    exit TEXT AS (CASE
        WHEN beyond_at NOT NULL THEN 'BEYOND_CUT_LINE'
        WHEN cancelled_at NOT NULL THEN 'CANCELLED'
        WHEN superseded_at NOT NULL THEN 'SUPERSEDED'
        WHEN refused_at NOT NULL THEN 'CANNOT_COMPLY'
        WHEN executed_at NOT NULL THEN NULL
        WHEN revoked_at NOT NULL THEN 'REVOKED'
        WHEN opened_at NOT NULL THEN NULL
        WHEN lapsed_at NOT NULL THEN 'EXPIRED'
        WHEN unopened_at NOT NULL THEN 'NON_RECEIPT'
        WHEN delivered_at NOT NULL THEN NULL
        WHEN unreadable_at NOT NULL THEN 'CANNOT_PROCESS'
        WHEN undelivered_at NOT NULL THEN 'NON_DELIVERY'
        WHEN expired_at NOT NULL THEN 'EXPIRED'
        WHEN unknown_at NOT NULL THEN 'UNKNOWN' END) VIRTUAL,
    receipt_at INTEGER AS (CASE
        WHEN receipt = 0 THEN NULL
        WHEN receipt_within_s IS NULL THEN receipt_due_at
        ELSE counted_from + 1000 * receipt_within_s END) VIRTUAL,
    execution_at INTEGER AS (CASE
        WHEN execution = 0 THEN NULL
        WHEN execution_within_s IS NULL THEN execution_due_at
        ELSE counted_from + 1000 * execution_within_s END) VIRTUAL,
    interim_due_at INTEGER AS (CASE
        WHEN execution = 1
        THEN max(counted_from, coalesce(interim_at, counted_from)) + 1000 * interim_every_s
        END) VIRTUAL,
    task INTEGER AS (CASE
        WHEN closed_at IS NULL AND (execution = 1 OR (receipt = 1 AND opened_at IS NULL))
        THEN 1 END) VIRTUAL,
    handle_look INTEGER AS (CASE
        WHEN closed_at IS NULL AND opened_at IS NULL AND (CASE WHEN registered_at NOT NULL
            THEN {_LEFT} IS NULL
            ELSE receipt + execution > 0 END)
        THEN CASE handle_step WHEN 0 THEN handle_by ELSE {NEVER} END END) VIRTUAL,
    receipt_look INTEGER AS (CASE
        WHEN receipt = 1 AND closed_at IS NULL AND opened_at IS NULL THEN CASE
            WHEN receipt_step = 0 AND registered_at IS NULL AND receipt_at > counted_from
                THEN receipt_at - min(86400000, (receipt_at - counted_from) / 4)
            WHEN receipt_step < 2 THEN receipt_at
            WHEN counted_from NOT NULL THEN receipt_next_at END END) VIRTUAL,
    execution_look INTEGER AS (CASE
        WHEN execution = 1 AND closed_at IS NULL THEN CASE
            WHEN execution_step = 0 AND registered_at IS NULL AND execution_at > counted_from
                THEN execution_at - min(86400000, (execution_at - counted_from) / 4)
            WHEN execution_step < 2 THEN execution_at
            WHEN counted_from NOT NULL THEN execution_next_at END END) VIRTUAL,
    interim_look INTEGER AS (CASE
        WHEN execution = 1 AND closed_at IS NULL THEN CASE
            WHEN interim_step = 0 THEN interim_due_at
            WHEN counted_from NOT NULL THEN interim_next_at END END) VIRTUAL,
    expiry_look INTEGER AS (CASE
        WHEN receipt + execution > 0 AND closed_at IS NULL AND opened_at IS NULL
            AND lapsed_at IS NULL AND delivered_at NOT NULL THEN expires_at END) VIRTUAL,
    look_at INTEGER AS (CASE
        WHEN coalesce(task, handle_look) NOT NULL THEN min(coalesce(handle_look, {NEVER}),
            coalesce(receipt_look, {NEVER}), coalesce(execution_look, {NEVER}),
            coalesce(interim_look, {NEVER}), coalesce(expiry_look, {NEVER})) END) STORED,
    PRIMARY KEY (telegram, office)
) WITHOUT ROWID;
INSERT INTO duty_anew ({_KEPT}, counted_from, expires_at)
    SELECT {_KEPT}, delivered_at, ({_TELEGRAM_OF}) FROM duty;
DROP TABLE duty;
ALTER TABLE duty_anew RENAME TO duty;
CREATE INDEX duty_look ON duty (look_at) WHERE look_at NOT NULL;
CREATE TABLE escalation (               -- a telegram that is shown to a duty office too
    telegram INTEGER NOT NULL,
    office   TEXT NOT NULL,             -- the addressee who did not open it
    shown_to TEXT NOT NULL,             -- the duty office
    at       INTEGER NOT NULL,
    PRIMARY KEY (telegram, office, shown_to)
) WITHOUT ROWID;
"""  # noqa: S608  # constants
