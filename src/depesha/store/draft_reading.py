"""Drafts as they lie before an office: its own, and those of others that wait for its signature.

An office has those that it is cleared for: their labels stand beside them (`Labels`).

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

_STANDS: Final = f"{DRAFT_OPEN} AND state != 'dropped'"
_OWN: Final = """office = :office
    AND label NOT IN (SELECT value FROM json_each(:hidden))"""
_CLEARED: Final = "(:reads_all OR label IN (SELECT value FROM json_each(:readable)))"
_TO_RELEASE: Final = f"""office != :office AND {_CLEARED} AND state != 'returned'
    AND NOT EXISTS (SELECT 1 FROM approval AS a WHERE a.draft = draft.draft
        AND a.office IN (SELECT value FROM json_each(:offices)))
    AND (:releases OR EXISTS (SELECT 1 FROM review_asked AS r
            WHERE r.draft = draft.draft AND r.office = :office))
    AND NOT EXISTS (SELECT 1 FROM endorsement AS e WHERE e.draft = draft.draft
        AND e.version = draft.version AND e.kind = 0 AND e.office = :office
        AND e.voided_at IS NULL AND NOT :releases)"""  # noqa: S608  # constants
_MAY_READ: Final = """office = :office OR :releases OR EXISTS
    (SELECT 1 FROM review_asked AS r WHERE r.draft = draft.draft AND r.office = :office)"""
_WHERE: Final = {"drafts": _OWN, "to-release": _TO_RELEASE}
_COLUMNS: Final = f"""draft, version, office, state, note, at, substr(text, 1, {HEAD_LETTERS}),
    (SELECT json_group_array(office) FROM approval WHERE approval.draft = draft.draft)"""  # noqa: S608  # constants
_PAGE: Final = {
    tray: f"""SELECT {_COLUMNS} FROM draft WHERE {_STANDS} AND {where} AND draft < :before
        ORDER BY draft DESC LIMIT :limit"""  # noqa: S608  # constants
    for tray, where in _WHERE.items()
}
_COUNT: Final = {
    tray: f"""SELECT count(*) FROM (SELECT 1 FROM draft WHERE {_STANDS} AND {where}
        LIMIT {COUNTED})"""  # noqa: S608  # constants
    for tray, where in _WHERE.items()
}
_LIST: Final = f"""SELECT draft, version, office, state, note, at,
    (SELECT json_group_array(office) FROM approval WHERE approval.draft = draft.draft)
    FROM draft WHERE {_STANDS} AND ({_MAY_READ})
    AND (({_OWN}) OR {_CLEARED}) ORDER BY draft DESC LIMIT :limit"""  # noqa: S608  # constants
_LIST_NAMES: Final = ("draft", "version", "office", "state", "note", "at", "approved_by")
_NAMES: Final = ("draft", "version", "office", "state", "note", "at", "head", "approved_by")

DRAFT_TRAYS: Final = tuple(_WHERE)
LAST: Final = 2**62


@dataclass(frozen=True, slots=True, kw_only=True)
class Labels:
    """The labels of drafts that an office is cleared for, as they stand beside the drafts.

    Attributes:
        readable: those that it is.
        hidden: those that it is not, of what the policy has.
        reads_all: whether it reads drafts of others whose label is not of the policy, or none.
    """

    readable: tuple[str, ...]
    hidden: tuple[str, ...]
    reads_all: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Drafter:
    """Whose drafts they are.

    Attributes:
        mine: the office that reads, and those that it acts for.
        releases: whether it may release, for itself or for one of those.
        labels: what it is cleared for.
    """

    mine: Mine
    releases: bool
    labels: Labels

    @property
    def values(self) -> dict[str, object]:
        """What the statements ask with."""
        offices = [self.mine.office, *self.mine.acts_for]
        return {
            "office": self.mine.office,
            "offices": json.dumps(offices),
            "releases": self.releases,
            "readable": json.dumps(self.labels.readable),
            "hidden": json.dumps(self.labels.hidden),
            "reads_all": self.labels.reads_all,
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


def drafts_list(database: Database, drafter: Drafter, limit: int) -> list[Line]:
    """Return the drafts that an office may read, the newest first, without their text."""
    rows = database.rows(_LIST, {**drafter.values, "limit": limit})
    lines = [dict(zip(_LIST_NAMES, row, strict=True)) for row in rows]
    for line in lines:
        line["approved_by"] = json.loads(line["approved_by"])
    return lines


def drafts_count(database: Database, tray: str, drafter: Drafter) -> int:
    """Return how many drafts are in a tray; `COUNTED` stands for more."""
    row = database.row(_COUNT[tray], drafter.values)
    return int(row[0]) if row else 0
