"""Orders about copies."""

from collections.abc import Callable, Mapping
from typing import Any, Final

from depesha.errors import Usage
from depesha.office import events
from depesha.office.events import Order
from depesha.station.orders.given import Given, time_of

MAX_WORDS: Final = 500
"""Characters of a holder, an act, a name or a shelf mark."""


def _issue(given: Given) -> Order:
    return events.IssueCopy(
        **_of_telegram(given),
        holder=_words(given, "holder"),
        return_by=time_of(given, "return_by_at"),
    )


def _return(given: Given) -> Order:
    return events.ReturnCopy(**_of_copy(given), act=_words(given, "act", ""))


def _destroy(given: Given) -> Order:
    return events.DestroyCopy(
        **_of_copy(given),
        act=_words(given, "act"),
        done_by=_words(given, "done_by"),
        witness=_words(given, "witness"),
    )


def _archive(given: Given) -> Order:
    return events.ArchiveCopy(**_of_copy(given), shelf=_words(given, "shelf"))


def _certify(given: Given) -> Order:
    return events.CertifyCopy(**_of_copy(given), certified_by=_words(given, "certified_by"))


def _print(given: Given) -> Order:
    return events.PrintCopy(
        **_of_copy(given),
        printed_by=_words(given, "printed_by", ""),
        again=_words(given, "again", ""),
        witness=_words(given, "witness", ""),
    )


def _print_answer(given: Given) -> Order:
    return events.PrintAnswer(
        **_of_telegram(given),
        answer=given.text("answer"),
        printed_by=_words(given, "printed_by", ""),
    )


def _of_telegram(given: Given) -> dict[str, Any]:
    return {
        "order_id": given.order_id,
        "office": given.office(),
        "reference": given.text("reference"),
    }


def _of_copy(given: Given) -> dict[str, Any]:
    return {**_of_telegram(given), "number": given.number("number")}


def _words(given: Given, name: str, default: str | None = None) -> str:
    """Return a line of words; one that must be said is not empty."""
    words = " ".join(given.text(name, default).split())
    if len(words) > MAX_WORDS or (not words and default is None):
        msg = f"field {name!r} has 1 to {MAX_WORDS} characters"
        raise Usage(msg)
    return words


COPIES: Final[Mapping[str, Callable[[Given], Order]]] = {
    "copy-issue": _issue,
    "copy-return": _return,
    "copy-destroy": _destroy,
    "copy-archive": _archive,
    "copy-certify": _certify,
    "copy-print": _print,
    "answer-print": _print_answer,
}
