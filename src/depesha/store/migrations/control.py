"""The step of execution control: terms of a duty, what was noticed of them, and who is shown what.

A duty's line says by itself when the clock must next look at it (`look_at`), so an answer needs no
further statement to stop its terms. `look_at` is null where nothing is open: one partial index is
both the clock of the station and the list of its open tasks. `NEVER` is later than any time.
"""

from typing import Final

NEVER: Final = 9_223_372_036_854_775_807

_OPEN: Final = "coalesce(refused_at, executed_at, cancelled_at, superseded_at) IS NULL"
_UNOPENED: Final = "coalesce(received_at, acknowledged_at) IS NULL"
_OURS: Final = "registered_at NOT NULL"


def derived(is_open: str, first: str = "", then: str = "") -> str:
    """Return the columns of a duty that follow from its others: exit, terms, when to look at it.

    `first` and `then` are further exits: before all the others, and of what is not executed.
    """
    return f"""
ALTER TABLE duty ADD COLUMN exit TEXT AS (CASE{first}
    WHEN cancelled_at NOT NULL THEN 'CANCELLED'
    WHEN superseded_at NOT NULL THEN 'SUPERSEDED'
    WHEN refused_at NOT NULL THEN 'CANNOT_COMPLY'
    WHEN executed_at NOT NULL THEN NULL{then}
    WHEN coalesce(received_at, acknowledged_at) NOT NULL THEN NULL
    WHEN lapsed_at NOT NULL THEN 'EXPIRED'
    WHEN unopened_at NOT NULL THEN 'NON_RECEIPT'
    WHEN delivered_at NOT NULL THEN NULL
    WHEN unreadable_at NOT NULL THEN 'CANNOT_PROCESS'
    WHEN undelivered_at NOT NULL THEN 'NON_DELIVERY'
    WHEN expired_at NOT NULL THEN 'EXPIRED'
    WHEN unknown_at NOT NULL THEN 'UNKNOWN' END) VIRTUAL;
ALTER TABLE duty ADD COLUMN receipt_at INTEGER AS (CASE
    WHEN receipt = 0 THEN NULL
    WHEN receipt_within_s IS NULL THEN receipt_due_at
    ELSE counted_from + 1000 * receipt_within_s END) VIRTUAL;
ALTER TABLE duty ADD COLUMN execution_at INTEGER AS (CASE
    WHEN execution = 0 THEN NULL
    WHEN execution_within_s IS NULL THEN execution_due_at
    ELSE counted_from + 1000 * execution_within_s END) VIRTUAL;
ALTER TABLE duty ADD COLUMN interim_due_at INTEGER AS (CASE
    WHEN execution = 1
    THEN max(counted_from, coalesce(interim_at, counted_from)) + 1000 * interim_every_s
    END) VIRTUAL;
ALTER TABLE duty ADD COLUMN task INTEGER AS (CASE
    WHEN {is_open} AND (execution = 1 OR (receipt = 1 AND {_UNOPENED})) THEN 1 END) VIRTUAL;
ALTER TABLE duty ADD COLUMN handle_look INTEGER AS (CASE
    WHEN {is_open} AND {_UNOPENED} AND (CASE WHEN {_OURS}
        THEN coalesce(sent_at, delivered_at, undelivered_at, unreadable_at, expired_at, unknown_at)
            IS NULL
        ELSE receipt + execution > 0 END)
    THEN CASE handle_step WHEN 0 THEN handle_by ELSE {NEVER} END END) VIRTUAL;
ALTER TABLE duty ADD COLUMN receipt_look INTEGER AS (CASE
    WHEN receipt = 1 AND {is_open} AND {_UNOPENED} THEN CASE
        WHEN receipt_step = 0 AND registered_at IS NULL AND receipt_at > counted_from
            THEN receipt_at - min(86400000, (receipt_at - counted_from) / 4)
        WHEN receipt_step < 2 THEN receipt_at
        WHEN counted_from NOT NULL THEN receipt_next_at END END) VIRTUAL;
ALTER TABLE duty ADD COLUMN execution_look INTEGER AS (CASE
    WHEN execution = 1 AND {is_open} THEN CASE
        WHEN execution_step = 0 AND registered_at IS NULL AND execution_at > counted_from
            THEN execution_at - min(86400000, (execution_at - counted_from) / 4)
        WHEN execution_step < 2 THEN execution_at
        WHEN counted_from NOT NULL THEN execution_next_at END END) VIRTUAL;
ALTER TABLE duty ADD COLUMN interim_look INTEGER AS (CASE
    WHEN execution = 1 AND {is_open} THEN CASE
        WHEN interim_step = 0 THEN interim_due_at
        WHEN counted_from NOT NULL THEN interim_next_at END END) VIRTUAL;
ALTER TABLE duty ADD COLUMN expiry_look INTEGER AS (CASE
    WHEN receipt + execution > 0 AND {is_open} AND {_UNOPENED} AND lapsed_at IS NULL
        AND delivered_at NOT NULL THEN expires_at END) VIRTUAL;
ALTER TABLE duty ADD COLUMN look_at INTEGER AS (CASE
    WHEN coalesce(task, handle_look) NOT NULL THEN min(coalesce(handle_look, {NEVER}),
        coalesce(receipt_look, {NEVER}), coalesce(execution_look, {NEVER}),
        coalesce(interim_look, {NEVER}), coalesce(expiry_look, {NEVER})) END) VIRTUAL;
"""  # constants


CONTROL: Final = f"""
ALTER TABLE duty DROP COLUMN exit;
ALTER TABLE duty ADD COLUMN cancelled_at INTEGER;       -- by the originator
ALTER TABLE duty ADD COLUMN superseded_at INTEGER;
ALTER TABLE duty ADD COLUMN expired_at INTEGER;         -- before it had left
ALTER TABLE duty ADD COLUMN unknown_at INTEGER;         -- it left, and nobody said that it came
ALTER TABLE duty ADD COLUMN unopened_at INTEGER;        -- its station said: not opened in time
ALTER TABLE duty ADD COLUMN lapsed_at INTEGER;          -- it was there, and expired unopened
ALTER TABLE duty ADD COLUMN expires_at INTEGER;         -- of the telegram
ALTER TABLE duty ADD COLUMN handle_by INTEGER;          -- sent (if ours) or opened (if theirs)
ALTER TABLE duty ADD COLUMN receipt_within_s INTEGER;   -- of its delivery; null: a date, or none
ALTER TABLE duty ADD COLUMN execution_within_s INTEGER;
ALTER TABLE duty ADD COLUMN interim_every_s INTEGER;
ALTER TABLE duty ADD COLUMN counted_from INTEGER;       -- its delivery, as terms are counted
ALTER TABLE duty ADD COLUMN interim_at INTEGER;         -- when the last interim report was known
ALTER TABLE duty ADD COLUMN handle_step INTEGER NOT NULL DEFAULT 0;     -- 0: in time, 1: noticed
ALTER TABLE duty ADD COLUMN receipt_step INTEGER NOT NULL DEFAULT 0;    -- 1: warned, 2: passed
ALTER TABLE duty ADD COLUMN execution_step INTEGER NOT NULL DEFAULT 0;
ALTER TABLE duty ADD COLUMN interim_step INTEGER NOT NULL DEFAULT 0;
ALTER TABLE duty ADD COLUMN receipt_next_at INTEGER;    -- when the next chaser is due
ALTER TABLE duty ADD COLUMN execution_next_at INTEGER;
ALTER TABLE duty ADD COLUMN interim_next_at INTEGER;
ALTER TABLE duty ADD COLUMN receipt_chased INTEGER NOT NULL DEFAULT 0;  -- chasers of that term
ALTER TABLE duty ADD COLUMN execution_chased INTEGER NOT NULL DEFAULT 0;
ALTER TABLE duty ADD COLUMN interim_chased INTEGER NOT NULL DEFAULT 0;
ALTER TABLE duty ADD COLUMN chased INTEGER NOT NULL DEFAULT 0;          -- that went, or came
ALTER TABLE duty ADD COLUMN chased_at INTEGER;
UPDATE duty SET counted_from = delivered_at,
    expires_at = (SELECT expires_at FROM telegram WHERE id = telegram);{derived(_OPEN)}
CREATE INDEX duty_look ON duty (look_at) WHERE look_at NOT NULL;
CREATE TABLE escalation (               -- a telegram that is shown to a duty office too
    telegram INTEGER NOT NULL,
    office   TEXT NOT NULL,             -- the addressee who did not open it
    shown_to TEXT NOT NULL,             -- the duty office
    at       INTEGER NOT NULL,
    PRIMARY KEY (telegram, office, shown_to)
) WITHOUT ROWID;
"""  # noqa: S608  # constants
