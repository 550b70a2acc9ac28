"""How the pages of drafts show what is no sentence: filters for their templates."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from depesha import words
from depesha.policy import spelled
from depesha.station.plain import Plain


def filters(language: str) -> dict[str, Callable[..., Any]]:
    """Return the filters, speaking a language."""

    def said(prefix: str) -> Callable[[object], str]:
        return lambda code: words.word(f"{prefix} {code}", language).removeprefix(f"{prefix} ")

    return {
        "spelled": spelled,
        "spelled_as": spelled_as,
        "known_in": known_in,
        "flat": lambda value: flat(value, language),
        "action": said("Forbids"),
        "draft_state": said("Draft state"),
        "sheet_field": said("Sheet"),
    }


def spelled_as(values: Sequence[str], spellings: Sequence[str]) -> str:
    """Return the one of several words that means a term; empty: none does."""
    return next((one for one in values if spelled(one) in spellings), "")


def known_in(value: str, terms: Sequence[Mapping[str, Plain]]) -> bool:
    """Say whether a word means one of the terms."""
    return any(spelled(value) in one["spellings"] for one in terms)


def flat(value: object, language: str) -> str:
    """Return what a field of a sheet says in one line."""
    if isinstance(value, dict) and set(value) <= {*words.LANGUAGES} and value:
        return str(value.get(language) or next(iter(value.values())))
    if isinstance(value, dict):
        return ", ".join(flat(one, language) for one in value.values() if one not in (None, "", []))
    if isinstance(value, list):
        return "; ".join(flat(one, language) for one in value)
    return "–" if value in (None, "") else str(value)
