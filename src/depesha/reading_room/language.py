"""What the reading room says, in which language: sentences of `locale/`, and dates."""

import gettext
import re
from functools import cache
from pathlib import Path
from typing import Final

LOCALE: Final = Path(__file__).parent / "locale"
MADE: Final = ("locale/ru/depesha.mo", "static/land.svg")

MONTHS: Final = {
    "en": (
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ),
    "ru": (
        "января",
        "февраля",
        "марта",
        "апреля",
        "мая",
        "июня",
        "июля",
        "августа",
        "сентября",
        "октября",
        "ноября",
        "декабря",
    ),
}
MONTHS_ALONE: Final = {
    "en": MONTHS["en"],
    "ru": (
        "январь",
        "февраль",
        "март",
        "апрель",
        "май",
        "июнь",
        "июль",
        "август",
        "сентябрь",
        "октябрь",
        "ноябрь",
        "декабрь",
    ),
}
_ISO: Final = re.compile(r"(\d{4})(?:-(\d\d)(?:-(\d\d)(?:T(\d\d:\d\d))?)?)?")


@cache
def catalogue(language: str) -> gettext.NullTranslations:
    """Return the sentences of a language."""
    if language == "en":
        return gettext.NullTranslations()
    with (LOCALE / language / "depesha.mo").open("rb") as opened:
        return gettext.GNUTranslations(opened)


def missing() -> list[str]:
    """Return which of the files that no commit holds are not there (`make assets` makes them)."""
    return [name for name in MADE if not (LOCALE.parent / name).is_file()]


def day_words(iso: str, language: str) -> str:
    """Return a time as people read it, as far as it is known: `21 November 1951, 20:50`."""
    found = _ISO.fullmatch(iso)
    if found is None:
        return iso
    year, month, day, clock = found.groups()
    if month is None or not 1 <= int(month) <= len(MONTHS["en"]):
        return year
    if day is None:
        return f"{month_words(int(month), language)} {year}"
    said = f"{int(day)} {MONTHS[language][int(month) - 1]} {year}"
    return f"{said}, {clock}" if clock else said


def month_words(month: int, language: str) -> str:
    """Return the name of a month that stands alone; of one that no calendar has its figures."""
    names = MONTHS_ALONE[language]
    return names[month - 1] if 1 <= month <= len(names) else f"{month:02}"
