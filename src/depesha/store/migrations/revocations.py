"""The step of revocations: what was asked of a revoked station, or by one, is closed; past papers.

What came from it beyond its cut line is held: nobody answers it.
"""

from typing import Final

from depesha.store.migrations.control import derived

_OPEN: Final = """coalesce(refused_at, executed_at, cancelled_at, superseded_at, revoked_at,
    beyond_at) IS NULL"""
_DERIVED: Final = (
    *("look_at", "expiry_look", "interim_look", "execution_look", "receipt_look", "handle_look"),
    *("task", "interim_due_at", "execution_at", "receipt_at", "exit"),
)
"""The last first: each is made of those after it."""

_PAPERS: Final = """
CREATE TABLE past_paper (               -- papers of the key book that nobody asks after any more
    digest  BLOB NOT NULL,
    station TEXT NOT NULL,
    at      INTEGER NOT NULL,
    PRIMARY KEY (digest, station)
) WITHOUT ROWID;
CREATE INDEX past_paper_at ON past_paper (at);
"""

REVOCATIONS: Final = "\n".join(
    (
        "DROP INDEX duty_look;",
        *(f"ALTER TABLE duty DROP COLUMN {one};" for one in _DERIVED),
        "ALTER TABLE duty ADD COLUMN revoked_at INTEGER;    -- its station, or who asked for it",
        "ALTER TABLE duty ADD COLUMN beyond_at INTEGER;     -- it came beyond the cut line",
        derived(
            _OPEN,
            first="\n    WHEN beyond_at NOT NULL THEN 'BEYOND_CUT_LINE'",
            then="\n    WHEN revoked_at NOT NULL THEN 'REVOKED'",
        ),
        "CREATE INDEX duty_look ON duty (look_at) WHERE look_at NOT NULL;",
        _PAPERS,
    )
)
