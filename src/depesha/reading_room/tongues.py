"""A name in the script of whoever reads the page, where one of its forms is known in it.

    Сеул        on an English page Seoul       of the atlas
    Громыко     on an English page Gromyko     of the authority of names, where that has it

Rule 1: a form is one that is stated; nothing is transliterated by guess.
Rule 2: two entries never come to read alike: who spells a city in two ways that nobody stated to be
    one has both.
Rule 3: the name of a country is not that of its seat of government: the atlas tells cities alone.
Rule 4: what a record says stays as it is spelled there; this is for lists, counts and headings.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cache
from typing import Any, Final

from depesha.reading_room.atlas import KNOWN
from depesha.reading_room.authority import Rows, variants
from depesha.reading_room.roll import letter_of, place_key, sorted_by

Line = dict[str, Any]

_STANDS: Final = "SELECT 1 FROM name WHERE list = ? AND key = ?"

SCRIPTS: Final[Mapping[str, Callable[[str], object]]] = {
    "en": re.compile(r"[^Ѐ-ӿ]*[A-Za-z][^Ѐ-ӿ]*").fullmatch,
    "ru": re.compile(r"[Ѐ-ӿ]").search,
}
"""Whether a name is in the script of a language: in English without a Cyrillic letter."""


def told(rows: Rows, which: str, key: str, text: str, language: str) -> str:
    """Return a name as it reads on a page of a language; one of no other form as it is.

    Args:
        rows: what the shelf answers.
        which: list of names, `people` or `places`.
        key: of the name there.
        text: as it is read everywhere.
        language: of the page.
    """
    is_in = SCRIPTS[language]
    if is_in(text):
        return text
    forms = [*variants(rows, which, key), *(_city(rows, key) if which == "places" else ())]
    return next((one for one in forms if is_in(one)), text)


def _city(rows: Rows, key: str) -> Iterator[str]:
    """Yield the names of a city that are no entry of their own: two would read alike."""
    for form in _cities().get(key, ()):
        other = place_key(form)
        if other == key or not rows(_STANDS, ("places", other)):
            yield form


def lines_told(rows: Rows, which: str, names: Iterable[Line], language: str) -> list[Line]:
    """Return names of a list as they read on a page of a language, in the same order."""
    return [{**one, "text": told(rows, which, one["key"], one["text"], language)} for one in names]


def in_order(names: Sequence[Line]) -> list[Line]:
    """Return names in the order of the alphabet that they are read in, each with its letter."""
    placed = sorted(((sorted_by(one["text"]), one) for one in names), key=lambda two: two[0])
    return [{**one, "letter": letter_of(place)} for place, one in placed]


@cache
def _cities() -> Mapping[str, Sequence[str]]:
    """Return the names of a city, by what it goes by on the shelf."""
    return {place_key(text): spelled for spelled in KNOWN for text in spelled}
