"""The step of the trays by duty: what waits before an office is found by an index.

Each tray is a condition on the lines of `duty`, and a partial index over what it holds, in the
order in which it is shown, with the classification for who is not cleared. So a tray costs what is
shown of it, and a count what is counted, however many telegrams are stored. An answer takes a line
out of a tray by being written down (`docs/decisions/0039-a-tray-is-a-condition-on-a-duty.md`).

Whoever reads a tray says these same conditions, by these names.
"""

from typing import Final

from depesha.store.migrations.control import NEVER

TO_CONFIRM: Final = """registered_at IS NULL AND receipt = 1 AND opened_at IS NULL
    AND closed_at IS NULL"""
TO_CARRY_OUT: Final = "registered_at IS NULL AND execution = 1 AND closed_at IS NULL"
FOR_INFORMATION: Final = """registered_at IS NULL AND receipt = 0 AND execution = 0 AND kind < 2
    AND opened_at IS NULL AND closed_at IS NULL"""
SETTLED: Final = """registered_at IS NULL AND (closed_at NOT NULL
    OR (execution = 0 AND (opened_at NOT NULL OR (receipt = 0 AND kind = 2))))"""
UNDER_WAY: Final = """registered_at NOT NULL AND kind < 2 AND closed_at IS NULL AND (task = 1
    OR (receipt = 0 AND execution = 0 AND coalesce(delivered_at, opened_at, undelivered_at,
        unreadable_at, expired_at, unknown_at) IS NULL))"""
UNCONFIRMED: Final = "registered_at NOT NULL AND task = 1"
LATE: Final = """look_at NOT NULL AND (receipt_step = 2 OR execution_step = 2 OR interim_step = 2
    OR handle_step = 1 OR undelivered_at NOT NULL OR unreadable_at NOT NULL OR unknown_at NOT NULL
    OR expired_at NOT NULL OR lapsed_at NOT NULL OR unopened_at NOT NULL)"""
"""More than is late: a term that ran out may have been met since (`control_reading`)."""
DRAFT_OPEN: Final = "state != 'registered'"
COPY_LATE: Final = "state = 'HELD' AND overdue_at NOT NULL"

TRAYS: Final = f"""
ALTER TABLE duty ADD COLUMN classification INTEGER NOT NULL DEFAULT 0;  -- of the telegram
UPDATE duty SET classification = coalesce(
    (SELECT t.classification FROM telegram AS t WHERE t.id = telegram), 0);
ALTER TABLE duty ADD COLUMN receipt_by INTEGER AS (coalesce(receipt_at, {NEVER})) VIRTUAL;
ALTER TABLE duty ADD COLUMN report_by INTEGER AS (
    min(coalesce(execution_at, {NEVER}), coalesce(interim_due_at, {NEVER}))) VIRTUAL;
ALTER TABLE duty ADD COLUMN answer_by INTEGER AS (
    CASE WHEN opened_at IS NULL THEN min(receipt_by, report_by) ELSE report_by END) VIRTUAL;
CREATE INDEX duty_to_confirm ON duty (office, receipt_by, -precedence, telegram, classification)
    WHERE {TO_CONFIRM};
CREATE INDEX duty_to_carry_out ON duty (office, report_by, -precedence, telegram, classification)
    WHERE {TO_CARRY_OUT};
CREATE INDEX duty_for_information ON duty (office, telegram, classification)
    WHERE {FOR_INFORMATION};
CREATE INDEX duty_settled ON duty (office, telegram, classification) WHERE {SETTLED};
CREATE INDEX duty_under_way ON duty (telegram, classification) WHERE {UNDER_WAY};
CREATE INDEX duty_unconfirmed ON duty (answer_by, -precedence, telegram, classification)
    WHERE {UNCONFIRMED};
CREATE INDEX duty_late ON duty (telegram, classification) WHERE {LATE};
CREATE INDEX escalation_shown ON escalation (shown_to, telegram);
CREATE INDEX draft_open ON draft (draft) WHERE {DRAFT_OPEN};
CREATE INDEX copy_late ON copy (telegram) WHERE {COPY_LATE};
"""  # noqa: S608  # constants
