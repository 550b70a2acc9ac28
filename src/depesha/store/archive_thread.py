"""What may hang together with a record: cards of a number, cards whose words say a number.

Rule 1: what the reader is not cleared for is no candidate: he is told as if it were not there.
Rule 2: the index is asked, so what costs is how many bear or say that number, and no more than
    `MOST` of them, the newest, are looked at.
"""

from typing import Any, Final

from depesha.archive.asking import Term
from depesha.archive.marks import Facet, mark
from depesha.archive.periods import LAST
from depesha.store.archive_search import Wish, lines_of
from depesha.store.database import Database

MOST: Final = 100

_SAID: Final = "SELECT original, translation FROM card_text WHERE place = -?"


def numbered(
    database: Database, number: int, span: tuple[int, int], clearance: int
) -> list[dict[str, Any]]:
    """Return the cards of that number, between two places of the shelf."""
    return lines_of(database, _wish((), (mark(Facet.NUMBER, number),), span, clearance))


def saying(
    database: Database, number: int, span: tuple[int, int], clearance: int
) -> list[dict[str, Any]]:
    """Return the cards whose original or translation has that number, between two places."""
    spelled = tuple(
        Term(words=str(number), field=field, is_exact=True) for field in ("text", "translation")
    )
    return lines_of(database, _wish(spelled, (), span, clearance))


def said_on(database: Database, shelf: int) -> str:
    """Return the words of a card, which have no gloss of an editor."""
    row = database.row(_SAID, (shelf,))
    return "\n".join(row) if row else ""


def everywhere() -> tuple[int, int]:
    """Return the ends of the shelf."""
    return 0, LAST


def _wish(
    any_of: tuple[Term, ...], marks: tuple[str, ...], span: tuple[int, int], clearance: int
) -> Wish:
    return Wish(
        terms=(any_of,) if any_of else (),
        marks=tuple((one,) for one in marks),
        clearance=clearance,
        first=span[0],
        last=span[1],
        limit=MOST,
    )
