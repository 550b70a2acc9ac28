"""The step of alarms, voided numbers and copies."""

from typing import Final

LEDGER: Final = """
ALTER TABLE alarm ADD COLUMN precedence INTEGER NOT NULL DEFAULT 2;
ALTER TABLE alarm ADD COLUMN accepted_at INTEGER;
ALTER TABLE alarm ADD COLUMN accepted_by TEXT;
ALTER TABLE alarm ADD COLUMN note TEXT NOT NULL DEFAULT '';
ALTER TABLE alarm ADD COLUMN lasts INTEGER NOT NULL DEFAULT 0;  -- stays, though it is accepted
DROP INDEX alarm_open;
CREATE UNIQUE INDEX alarm_open ON alarm (kind, about)
    WHERE cleared_at IS NULL AND (accepted_at IS NULL OR lasts = 1);
CREATE INDEX alarm_uncleared ON alarm (kind, about) WHERE cleared_at IS NULL;
"""
