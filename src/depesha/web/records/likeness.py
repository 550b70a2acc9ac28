"""What of a public record still looks like what is kept back, in words and not in places alone.

The station names both by their places (`1:51-65`, `translation 3`); who decides reads the words.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

_LETTERS: Final = re.compile(r"(.+):(\d{1,9})-(\d{1,9})", re.ASCII)


@dataclass(frozen=True, slots=True, kw_only=True)
class Likeness:
    """Two places that look alike.

    Attributes:
        kept_back: the place that is kept back.
        kept: its words; empty: they are not told.
        stands_in: the place that goes out.
        said: its words; empty: they are not told.
    """

    kept_back: str
    kept: str
    stands_in: str
    said: str


def likenesses(
    traces: Iterable[Mapping[str, Any]], places: Iterable[Mapping[str, Any]]
) -> list[Likeness]:
    """Return what the station found alike, with the words at both places.

    Args:
        traces: pairs of places.
        places: every place of the record that its reader sees, with its words.
    """
    said = {one["place"]: one["text"] for one in places}
    return [
        Likeness(
            kept_back=one["kept_back"],
            kept=words_at(one["kept_back"], said),
            stands_in=one["stands_in"],
            said=words_at(one["stands_in"], said),
        )
        for one in traces
    ]


def words_at(place: str, said: Mapping[str, str]) -> str:
    """Return the words at a place, or at letters of it; none where it is not told."""
    part = _LETTERS.fullmatch(place)
    if part is None:
        return said.get(place, "")
    return said.get(part[1], "")[int(part[2]) : int(part[3])]
