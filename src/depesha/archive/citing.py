"""How a record is cited, as text, with the holding that the reader chose.

    Gromyko to Razuvaev, ciphered telegram no. 26044, November 21, 1951, Wilson Center Digital
    Archive, AVP RF, f. 059a, op. 5a, d. 5, p. 11, ll. 67-68, https://…/113632.

    АВП РФ. Ф. 059а. Оп. 5а. П. 11. Д. 5. Л. 67–68.

The first follows the Chicago manual (a document of a published collection), the second GOST R
7.0.5-2008, section 11 (archival references); where the folder stands is the custom of the house.
"""

import re
from typing import Final

from depesha.archive.dates import MONTHS
from depesha.archive.record import Holding, Publication, Record
from depesha.archive.telling import told_of
from depesha.errors import NotFound

RUSSIAN_NAMES: Final = {
    "APRF": "АП РФ",
    "AVP RF": "АВП РФ",
    "AVPRF": "АВП РФ",
    "GARF": "ГА РФ",
    "RGANI": "РГАНИ",
    "RGASPI": "РГАСПИ",
    "RGAE": "РГАЭ",
}
"""Archives by their own names; one that is not here is cited as it was."""

_LETTERS: Final = str.maketrans("abvgd", "абвгд")
"""The letter after a number is the Cyrillic one of that place."""

_TITLE: Final = re.compile(r"(?P<kind>[A-Za-z ]+) No\. (?P<number>\d+), (?P<parties>.+ to .+)")


def holding_of(record: Record, number: int) -> Holding:
    """Return a holding by its place, from 1.

    Raises:
        NotFound: there is none.
    """
    if not 1 <= number <= len(record.holdings):
        msg = f"the record has no holding {number}"
        raise NotFound(msg, hint=f"it cites {len(record.holdings)}")
    return record.holdings[number - 1]


def chicago(record: Record, holding: Holding | None) -> str:
    """Return a citation after the Chicago manual."""
    published = record.publication
    if published is None:
        return _unpublished(record, holding)
    parts = [
        _named(published),
        published.date.text if published.date else _sent(record),
        _house(record, published),
        holding.as_cited if holding else "",
        published.permalink,
    ]
    return ", ".join(part for part in parts if part) + "."


def _unpublished(record: Record, holding: Holding | None) -> str:
    """Return a citation of what nobody published: who wrote to whom, what, when, where it lies."""
    told = told_of(record)
    parties = f"{told.sender} to {told.addressee}" if told.sender and told.addressee else ""
    number = f"no. {told.number}" if told.number else ""
    parts = (
        parties,
        " ".join(filter(None, (told.kind, number))) if parties else "",
        _sent(record) if parties else "",
        holding.as_cited if holding else "",
    )
    said = [part for part in parts if part]
    return f"{', '.join(said)}." if said else ""


def gost(holding: Holding) -> str:
    """Return an archival reference after GOST R 7.0.5-2008."""
    leaves = (
        f"{holding.first_leaf}–{holding.last_leaf}"
        if holding.last_leaf > holding.first_leaf
        else str(holding.first_leaf or "")
    )
    marks = (
        ("Ф.", holding.fond),
        ("Оп.", holding.opis),
        ("П.", holding.papka),
        ("Д.", holding.delo),
        ("Л.", leaves),
    )
    archive = RUSSIAN_NAMES.get(holding.archive, holding.archive)
    said = [f"{letter} {value.translate(_LETTERS)}" for letter, value in marks if value]
    return ". ".join([archive, *said]) + "."


def _sent(record: Record) -> str:
    """Return the day on which a telegram was sent, in words, where its publication names none."""
    day = told_of(record).sent.partition("T")[0].split("-")
    if len(day) < 3 or not 1 <= int(day[1]) <= len(MONTHS):  # noqa: PLR2004  # year, month, day
        return day[0]
    return f"{MONTHS[int(day[1]) - 1]} {int(day[2])}, {day[0]}"


def _named(published: Publication) -> str:
    """Return who wrote to whom, and what: from a title that says so, else the title."""
    found = _TITLE.fullmatch(published.title)
    if found is None:
        return f"“{published.title}”"
    return f"{found['parties']}, {found['kind'].lower()} no. {found['number']}"


def _house(record: Record, published: Publication) -> str:
    """Return who published it: what stands in the citation between the date and the holdings."""
    date = published.date.text if published.date else ""
    after = published.citation.partition(f"{date}, ")[2] if date else ""
    first = record.holdings[0].as_cited if record.holdings else ""
    return after.partition(first)[0].strip(", ") if first and first in after else ""
