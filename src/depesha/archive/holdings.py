"""Where copies lie, out of a citation.

    APRF, f. 45, op. 1, d. 348, ll. 44-45; AVP RF, f. 059a, op. 5a, d. 5, p. 11, ll. 67-68

A part of a citation that is no shelf mark (a title, a date, the site) is none of ours.
"""

import re
from typing import Final

from depesha.archive.record import Holding

PARTS: Final = {"f": "fond", "op": "opis", "d": "delo", "p": "papka"}
"""What a letter of a shelf mark stands for: фонд, опись, дело, папка; `l`, `ll`: leaves."""

_MARK: Final = re.compile(
    r"(?:(?:and )?(?P<archive>[A-Z][A-Za-z ]{1,40}), (?=f\. ))(?P<rest>[^;]+)"
)
_PART: Final = re.compile(r"\b(f|op|d|p)\. ?([\w./]+?)(?=,|$|\s)")
_LEAVES: Final = re.compile(r"\bll?\. ?(\d+)(?:[-–](\d+))?")


def holdings_of(citation: str) -> tuple[Holding, ...]:
    """Return every shelf mark that a citation names, in its order."""
    return tuple(_holding(part.strip()) for part in citation.split(";") if _MARK.search(part))


def _holding(part: str) -> Holding:
    found = _MARK.search(part)
    assert found is not None  # noqa: S101  # asked before
    rest = found["rest"]
    fields = {PARTS[letter]: value for letter, value in _PART.findall(rest)}
    leaves = _LEAVES.search(rest)
    first = int(leaves[1]) if leaves else 0
    last = int(leaves[2] or leaves[1]) if leaves else 0
    cited = f"{found['archive']}, {rest}".rstrip(". ")
    return Holding(
        as_cited=cited, archive=found["archive"], first_leaf=first, last_leaf=last, **fields
    )


def is_one_copy(one: Holding, other: Holding) -> bool:
    """Say whether two shelf marks look like one physical copy, cited before and after a move.

    Files keep their number and their leaves when a fond moves from archive to archive: the same
    delo and the same leaves in two archives are one copy more likely than two.
    """
    same_file = bool(one.delo) and one.delo == other.delo and one.archive != other.archive
    same_leaves = bool(one.first_leaf) and (one.first_leaf, one.last_leaf) == (
        other.first_leaf,
        other.last_leaf,
    )
    return same_file and same_leaves
