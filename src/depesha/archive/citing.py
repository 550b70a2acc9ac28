"""How a record is cited, as text, with the holding that the reader chose.

    Andrei Gromyko to Razuvaev, ciphered telegram no. 26044, November 21, 1951, Wilson Center
    Digital Archive, AVP RF, f. 059a, op. 5a, d. 5, p. 11, ll. 67-68, version 2, https://…/113632.

    “The Chargé in India (Steere) to the Secretary of State,” telegram no. 1533, October 30, 1951,
    Foreign Relations of the United States, 1951, vol. 7, pt. 2, doc. 218, https://…

    АВП РФ. Ф. 059а. Оп. 5а. П. 11. Д. 5. Л. 67–68.

The first follows the Chicago manual (a document of a published collection), the second GOST R
7.0.5-2008, section 11 (archival references); where the folder stands is the custom of the house.

Rule 1: who, to whom and what come from the published title where that says so, for it is in the
    language of the citation; else from the form, as spelled there (`РАЗУВАЕВУ` stays in its case:
    a name is not declined by guess).
Rule 2: what is not known or kept back is left out, and nothing stands in its place.
Rule 3: a version is named from the second on: the first is what the address led to.
"""

import re
from collections.abc import Iterator
from typing import Final

from depesha.archive.dates import MONTHS
from depesha.archive.record import Holding, Publication, Record
from depesha.archive.redaction import is_taken_out
from depesha.archive.telling import told_of, unspaced
from depesha.archive.volumes import printed_in
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

_LETTERS: Final = str.maketrans("abvgdABVGD", "абвгдАБВГД")
"""The letter after a number is the Cyrillic one of that place."""

_TITLE: Final = re.compile(
    r"(?P<kind>[A-Za-z ]+?)(?: No\. (?P<number>\d+))?, (?P<parties>[^,]+ to [^,]+)"
)

_BEHIND_QUOTE: Final = re.compile(r"^(“.*?[^!?])(”)([,.])(?= |$)")
"""A title in quotes and the point behind it, which American usage sets within them."""


def holding_of(record: Record, number: int) -> Holding:
    """Return a holding by its place, from 1.

    Raises:
        NotFound: there is none.
    """
    if not 1 <= number <= len(record.holdings):
        msg = f"the record has no holding {number}"
        raise NotFound(msg, hint=f"it cites {len(record.holdings)}")
    return record.holdings[number - 1]


def chicago(record: Record, holding: Holding | None, version: int = 1) -> str:
    """Return a citation after the Chicago manual; empty: nothing is known to cite.

    Args:
        record: what is cited, as it is public.
        holding: by which of its holdings; None: by none.
        version: which decision made it public.
    """
    published = record.publication
    printed = printed_in(record.source)
    parts = [
        *_named(record),
        _date(record, published),
        publisher_of(record),
        printed.said if printed else "",
        _cited(holding),
        f"version {version}" if version > 1 else "",
        published.permalink if published else "",
    ]
    said = ", ".join(part for part in parts if part)
    return _quoted_first(f"{said}.") if said else ""


def _quoted_first(said: str) -> str:
    """Return a citation with the comma or the full stop behind its title within the quotes."""
    return _BEHIND_QUOTE.sub(r"\1\3\2", said, count=1)


def gost(holding: Holding) -> str:
    """Return an archival reference after GOST R 7.0.5-2008; empty: it is kept back."""
    if is_taken_out(holding.as_cited):
        return ""
    marks = (
        ("Ф.", holding.fond),
        ("Оп.", holding.opis),
        ("П.", holding.papka),
        ("Д.", holding.delo),
        ("Л.", _leaves(holding)),
    )
    said = [f"{letter} {value.translate(_LETTERS)}" for letter, value in marks if value]
    if not said:
        return f"{holding.as_cited.rstrip('.')}."
    return ". ".join([RUSSIAN_NAMES.get(holding.archive, holding.archive), *said]) + "."


def _leaves(holding: Holding) -> str:
    if holding.last_leaf > holding.first_leaf:
        return f"{holding.first_leaf}–{holding.last_leaf}"
    return str(holding.first_leaf or "")


def _cited(holding: Holding | None) -> str:
    return "" if holding is None or is_taken_out(holding.as_cited) else holding.as_cited


def _date(record: Record, published: Publication | None) -> str:
    date = published.date.text if published and published.date else ""
    return date if date and not is_taken_out(date) else _sent(record)


def _sent(record: Record) -> str:
    """Return the day on which a telegram was sent, in words, where its publication names none."""
    day = told_of(record).sent.partition("T")[0].split("-")
    if len(day) < 3 or not 1 <= int(day[1]) <= len(MONTHS):  # noqa: PLR2004  # year, month, day
        return day[0]
    return f"{MONTHS[int(day[1]) - 1]} {int(day[2])}, {day[0]}"


def _named(record: Record) -> Iterator[str]:
    """Yield who wrote to whom, and what: from a title that says so, else the title or the form."""
    title = record.publication.title if record.publication else ""
    found = _TITLE.fullmatch(title)
    if found is not None:
        number = f" no. {found['number']}" if found["number"] else ""
        yield f"{found['parties']}, {found['kind'].lower()}{number}"
    elif title and not is_taken_out(title):
        yield f"“{title}”"
        yield _what(record, title)
    else:
        yield from _from_form(record)


def _what(record: Record, title: str) -> str:
    """Return the kind of a telegram with its number, where its title does not say that."""
    told = told_of(record)
    number = str(told.number or "")
    if not number or number in re.findall(r"\d+", title) or is_taken_out(told.kind):
        return ""
    return " ".join(filter(None, (told.kind, f"no. {number}")))


def _from_form(record: Record) -> Iterator[str]:
    told = told_of(record)
    sender, addressee = unspaced(told.sender), unspaced(told.addressee)
    if sender or addressee:
        yield f"{sender} to {addressee}" if sender and addressee else sender or f"to {addressee}"
    kind = "" if is_taken_out(told.kind) else told.kind
    what = " ".join(filter(None, (kind, f"no. {told.number}" if told.number else "")))
    if what:
        yield what


def publisher_of(record: Record) -> str:
    """Return who published it: what stands in the citation between the date and the holdings."""
    published = record.publication
    date = published.date.text if published and published.date else ""
    after = published.citation.partition(f"{date}, ")[2] if published and date else ""
    first = record.holdings[0].as_cited if record.holdings else ""
    return after.partition(first)[0].strip(", ") if first and first in after else ""
