"""In which language a page speaks, and what it says in it.

The sentences of the desk stand in English in the templates and the code, and in Russian in
`locale/ru/*.po`, one file for each field of work; codes of the trade (states, answers, alarms) are
the captions of `words`, which the command line shares.
"""

import gettext
from functools import cache
from pathlib import Path
from typing import Final

from starlette.requests import Request

from depesha.words import LANGUAGES, saying

COOKIE: Final = "depesha-language"
MAX_LIKED: Final = 8

_LOCALE: Final = Path(__file__).parent / "locale"


@cache
def catalogue(language: str) -> gettext.NullTranslations:
    """Return what the desk says in a language."""
    made = _LOCALE / language / "depesha.mo"
    if language == LANGUAGES[0]:
        return gettext.NullTranslations()
    with made.open("rb") as opened:
        return gettext.GNUTranslations(opened)


def said(language: str, sentence: str, **values: object) -> str:
    """Return a sentence of the desk in a language, with its values."""
    words = catalogue(language).gettext(sentence)
    return words % values if values else words


def told(language: str, text: str) -> str:
    """Return what a problem says of itself, in a language if it is known there."""
    return saying(text, language) or text


def language_of(request: Request, default: str) -> str:
    """Return the language a browser chose here, or likes best, or the station speaks."""
    chosen = request.cookies.get(COOKIE, "")
    if chosen in LANGUAGES:
        return chosen
    for liked in request.headers.get("Accept-Language", "").split(",")[:MAX_LIKED]:
        code = liked.split(";")[0].strip().lower()[:2]
        if code in LANGUAGES:
            return code
    return default if default in LANGUAGES else LANGUAGES[0]
