"""Drafts as they lie before an office: its own, and those of others that wait for its signature.

What was returned lies before its drafter alone; what an office has released or reviewed does not
wait for it any more, though it may wait for others.
"""

import json
from dataclasses import dataclass
from typing import Any, Final

from depesha.store.database import Database
from depesha.store.migrations.trays import DRAFT_OPEN
from depesha.store.tray_reading import COUNTED, Mine

Line = dict[str, Any]

HEAD_LETTERS: Final = 8 * 1024
"""So much of a draft's text is read for what its form says: the form stands first."""

_OWN: Final = "office = :office"
_TO_RELEASE: Final = """office != :office AND state != 'returned'
    AND NOT EXISTS (SELECT 1 FROM approval AS a WHERE a.draft = draft.draft
        AND a.office IN (SELECT value FROM json_each(:offices)))
    AND (:releases OR EXISTS (SELECT 1 FROM review_asked AS r
            WHERE r.draft = draft.draft AND r.office = :office))
    AND NOT EXISTS (SELECT 1 FROM endorsement AS e WHERE e.draft = draft.draft
        AND e.version = draft.version AND e.kind = 0 AND e.office = :office
        AND e.voided_at IS NULL AND NOT :releases)"""
_WHERE: Final = {"drafts": _OWN, "to-release": _TO_RELEASE}
_COLUMNS: Final = f"""draft, version, office, state, note, at, substr(text, 1, {HEAD_LETTERS}),
    (SELECT json_group_array(office) FROM approval WHERE approval.draft = draft.draft)"""  # noqa: S608  # constants
_PAGE: Final = {
    tray: f"""SELECT {_COLUMNS} FROM draft WHERE {DRAFT_OPEN} AND {where} AND draft < :before
        ORDER BY draft DESC LIMIT :limit"""  # noqa: S608  # constants
    for tray, where in _WHERE.items()
}
_COUNT: Final = {
    tray: f"""SELECT count(*) FROM (SELECT 1 FROM draft WHERE {DRAFT_OPEN} AND {where}
        LIMIT {COUNTED})"""  # noqa: S608  # constants
    for tray, where in _WHERE.items()
}
_NAMES: Final = ("draft", "version", "office", "state", "note", "at", "head", "approved_by")

DRAFT_TRAYS: Final = tuple(_WHERE)
LAST: Final = 2**62


@dataclass(frozen=True, slots=True, kw_only=True)
class Drafter:
    """Whose drafts they are.

    Attributes:
        mine: the office that reads, and those that it acts for.
        releases: whether it may release, for itself or for one of those.
    """

    mine: Mine
    releases: bool

    @property
    def values(self) -> dict[str, object]:
        """What the statements ask with."""
        offices = [self.mine.office, *self.mine.acts_for]
        return {
            "office": self.mine.office,
            "offices": json.dumps(offices),
            "releases": self.releases,
        }


def drafts_page(
    database: Database, tray: str, drafter: Drafter, limit: int, before: int = LAST
) -> list[Line]:
    """Return the drafts of a tray, the newest first, with the beginning of each (`head`).

    Args:
        database: where to look.
        tray: `drafts` or `to-release`.
        drafter: whose it is.
        limit: at most so many.
        before: those with a lower number.
    """
    values = {**drafter.values, "before": before, "limit": limit}
    lines = [dict(zip(_NAMES, row, strict=True)) for row in database.rows(_PAGE[tray], values)]
    for line in lines:
        line["approved_by"] = json.loads(line["approved_by"])
    return lines


def drafts_count(database: Database, tray: str, drafter: Drafter) -> int:
    """Return how many drafts are in a tray; `COUNTED` stands for more."""
    row = database.row(_COUNT[tray], drafter.values)
    return int(row[0]) if row else 0
