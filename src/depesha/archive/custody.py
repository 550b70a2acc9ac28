"""Where the copies of a telegram lie and lay: shelf marks given here, and the history of each copy.

    copy 1   АП РФ, ф. 45, оп. 1, д. 348, лл. 44-45    until 1999
             РГАСПИ, ф. 558, оп. 11, д. 348, лл. 44-45 since 1999

Rule 1: holdings of one copy, by its number or by file and leaves (`is_one_copy`), are one history.
Rule 2: a history is told in the order of `since`; what nobody dated comes first, as it was entered.
Rule 3: a copy lies in one place at a time: who lays it elsewhere says since when.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from depesha.archive.holdings import is_one_copy
from depesha.archive.record import Holding, Moment
from depesha.errors import Refused, Usage

_LATIN: Final = ("f.", "op.", "p.", "d.", "l.", "ll.")
_RUSSIAN: Final = ("ф.", "оп.", "п.", "д.", "л.", "лл.")
"""How fond, opis, papka, delo, a leaf and several are called, in the archive's own letters."""

_CYRILLIC: Final = re.compile(r"[А-Яа-яЁё]")


@dataclass(frozen=True, slots=True, kw_only=True)
class History:
    """Where one copy lay, in order.

    `places` are those of the record's holdings, from 1; `looks_alike`: that they are of one copy is
    concluded from file and leaves, and said by nobody.
    """

    copy_number: int
    places: tuple[int, ...]
    looks_alike: bool


def cited(holding: Holding) -> Holding:
    """Return a holding with its shelf mark as it is cited: by the letters of its archive."""
    words = _RUSSIAN if _CYRILLIC.search(holding.archive) else _LATIN
    fond, opis, papka, delo, leaf, leaves = words
    marks = (
        (fond, holding.fond),
        (opis, holding.opis),
        (papka, holding.papka),
        (delo, holding.delo),
        (leaves if holding.last_leaf > holding.first_leaf else leaf, _leaves(holding)),
    )
    said = [f"{word} {value}" for word, value in marks if value]
    return replace(holding, as_cited=", ".join([holding.archive, *said]))


def _leaves(holding: Holding) -> str:
    if not holding.first_leaf:
        return ""
    if holding.last_leaf > holding.first_leaf:
        return f"{holding.first_leaf}-{holding.last_leaf}"
    return str(holding.first_leaf)


def laid(earlier: Sequence[Holding], new: Holding) -> tuple[Holding, ...]:
    """Return the holdings of a record after a copy was laid where `new` says.

    If that copy lay elsewhere until now, it lies there no more since `new` says.

    Raises:
        Refused: it lies there already.
        Usage: the copy lies elsewhere, and since when it does not is not said.
    """
    if any(_is_same(one, new) for one in earlier):
        msg = f"it is filed there already: {new.as_cited}"
        raise Refused(msg, hint="another copy has another number, a move another place")
    before = [one for one in earlier if one.until is None and is_of_one_copy(one, new)]
    if before and new.since is None:
        msg = f"that copy lies in {before[0].as_cited}"
        raise Usage(msg, hint="say since when it lies here with --since, or which copy it is")
    return (
        *(replace(one, until=new.since) if one in before else one for one in earlier),
        new,
    )


def _is_same(one: Holding, other: Holding) -> bool:
    return replace(one, since=None, until=None) == replace(other, since=None, until=None)


def is_of_one_copy(one: Holding, other: Holding) -> bool:
    """Say whether two holdings are of one copy: by its number, else by file and leaves."""
    if one.copy_number and other.copy_number:
        return one.copy_number == other.copy_number
    return is_one_copy(one, other)


def histories(holdings: Sequence[Holding]) -> tuple[History, ...]:
    """Return the history of each copy, in the order in which the copies are first named."""
    groups: list[list[int]] = []
    for place, one in enumerate(holdings):
        found = [
            group for group in groups if any(is_of_one_copy(holdings[at], one) for at in group)
        ]
        joined = [*(at for group in found for at in group), place]
        groups = [group for group in groups if group not in found]
        groups.append(joined)
    groups.sort(key=min)
    return tuple(_history(holdings, group) for group in groups)


def _history(holdings: Sequence[Holding], group: Sequence[int]) -> History:
    ordered = sorted(group, key=lambda at: (_since(holdings[at].since), at))
    numbers = {holdings[at].copy_number for at in group} - {0}
    unsaid = any(not holdings[at].copy_number for at in group)
    return History(
        copy_number=min(numbers, default=0),
        places=tuple(at + 1 for at in ordered),
        looks_alike=len(group) > 1 and unsaid,
    )


def _since(moment: Moment | None) -> str:
    return moment.iso if moment else ""
