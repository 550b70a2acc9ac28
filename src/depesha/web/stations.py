"""One station laid open: who it is by the key book, and how it is joined to this one."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

Row = Mapping[str, Any]

IN_LINE: Final = 4
"""Groups that a voice reads in one breath."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Station:
    """What is known here of a station.

    Attributes:
        station: its id.
        identity: its leaf in the key book; empty of one that only the plan names.
        link: the line to it, if it is a neighbour.
        windows: when that line is open, by the plan.
        others: the stations that further lines join it to, as far as is known here.
        rules: for whom it carries what, as far as is known here.
        silent_until: when it speaks again, or None.
        is_keeper: it keeps the key book.
    """

    station: str
    identity: Row
    link: Row | None
    windows: str
    others: Sequence[Row]
    rules: Sequence[Row]
    silent_until: int | None
    is_keeper: bool

    @property
    def fingerprint(self) -> list[list[str]]:
        """The fingerprint of its signing key in groups to be read aloud, in lines of four."""
        return _in_lines(str(self.identity.get("key_groups") or "").split())

    @property
    def words(self) -> list[list[str]]:
        """The same in words that are spoken."""
        return _in_lines(str(self.identity.get("key_words") or "").split())


def _in_lines(groups: Sequence[str]) -> list[list[str]]:
    return [list(groups[at : at + IN_LINE]) for at in range(0, len(groups), IN_LINE)]


def station_of(station: str, keybook: Row, plan: Row, links: Sequence[Row]) -> Station | None:
    """Return what is known of a station; None: nothing is."""
    identities = {str(one["station"]): one for one in keybook["stations"]}
    own = str(keybook["station"])
    lines = [one for one in plan["lines"] if station in (one["a"], one["b"])]
    link = next((one for one in links if one["neighbour"] == station), None)
    if station not in identities and not lines and link is None:
        return None
    ours = next((one for one in lines if own in (one["a"], one["b"])), None)
    return Station(
        station=station,
        identity=identities.get(station, {}),
        link=None if station == own else link,
        windows="" if ours is None or station == own else str(ours["windows"]),
        others=[
            {"station": one["b"] if one["a"] == station else one["a"], "windows": one["windows"]}
            for one in lines
        ],
        rules=[one for one in plan["transits"] if one["through"] == station],
        silent_until=next(
            (one["until_at"] for one in plan["silences"] if one["station"] == station), None
        ),
        is_keeper=keybook.get("keeper") == station,
    )
