"""The step after which the copies ledger can be read as it stood at any date, and books be summed.

A copy that was returned by one act and destroyed by another keeps both. What was lost of the first
in a ledger that was written before is in the facts: `doctor --rebuild` brings it back.
"""

from typing import Final

LEDGER_AT_A_DATE: Final = """
ALTER TABLE copy ADD COLUMN return_act TEXT NOT NULL DEFAULT '';
UPDATE copy SET return_act = act WHERE returned_at NOT NULL AND destroyed_at IS NULL;
UPDATE copy SET act = '' WHERE destroyed_at IS NULL;
ALTER TABLE copy ADD COLUMN level INTEGER NOT NULL DEFAULT 0;  -- the label of its telegram
UPDATE copy SET level = coalesce((SELECT classification FROM telegram
    WHERE telegram.id = copy.telegram), 0);
CREATE INDEX copy_sums ON copy (level, state, issued_at, return_by);
CREATE INDEX copy_state ON copy (state, telegram, number);
DROP INDEX telegram_out;            -- with the label: a book is summed in the index alone
CREATE INDEX telegram_out ON telegram (year, number, at, classification)
    WHERE incoming_number = 0;
DROP INDEX telegram_in;
CREATE INDEX telegram_in ON telegram (incoming_year, incoming_number, at, classification)
    WHERE incoming_number > 0;
"""
