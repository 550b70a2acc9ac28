"""What a page of a draft offers, and why not: as the station says, in words.

Rule 1: nothing is decided here. What an office may do is the answer to `draft-choices`; what keeps
    the draft itself from being released is what `look-over` says.
Rule 2: what the office has no right to, or is none of its business, is not offered and not
    explained; whatever else stands in the way is told where its button would be.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from depesha.words import reason, word

SILENT: Final = frozenset({"right", "draft-over", "draft-own", "draft-not-asked"})
"""Reasons that need no telling."""

Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class May:
    """One thing that may be done with a draft, or not.

    Attributes:
        names: in whose name; empty: it may not be done.
        why: why not, in words; empty: it need not be told.
    """

    names: Sequence[str] = ()
    why: str = ""


def may_of(choices: Iterable[Row], look: Row | None, language: str) -> dict[str, May]:
    """Return by choice what an office may do with a draft.

    Args:
        choices: what the station says of the office's rights.
        look: what it says of the draft as it would go; None: it is no draft any more.
        language: of the reasons.
    """
    found = {one["choice"]: May(names=one["names"], why=_why(one, language)) for one in choices}
    if look and look["problem"] and found["release"].names:
        found["release"] = May(why=str(look["problem"]))
    return found


def _why(one: Row, language: str) -> str:
    if one["why"] is None or one["why"] in SILENT:
        return ""
    about = reason(word(one["about"], language), language)
    return word(f"why {one['why']}", language).format(about)
