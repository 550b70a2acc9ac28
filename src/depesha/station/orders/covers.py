"""Orders about cover names and the authority of names.

Rule: what a field says is never said again in an error: it may be a name.
"""

import re
from collections.abc import Callable, Mapping
from typing import Final

from depesha.archive.name_keys import keys_of
from depesha.archive.names import name_of
from depesha.errors import Usage
from depesha.office import events
from depesha.office.events import Order
from depesha.office.facts import CoverForm
from depesha.station.orders.given import Given

MAX_WORDS: Final = 500
MAX_FORMS: Final = 40
MAX_NAMES: Final = 256
MAX_LEVEL: Final = 255

_ID: Final = re.compile(r"[0-9a-f]{16}")
_FORM: Final = re.compile(r"([^=]+)(?:=([a-z]{2,3}(?:-[A-Za-z0-9]{2,8})*))?")


def _name(given: Given) -> Order:
    forms = given.texts("forms")
    if not 1 <= len(forms) <= MAX_FORMS:
        msg = f"field 'forms' is a list of 1 to {MAX_FORMS} spellings"
        raise Usage(msg, hint="as in Филиппов=ru")
    return events.NameCover(
        order_id=given.order_id,
        office=given.office(),
        forms=tuple(map(_form, forms)),
        classification=_level(given),
        compartment=_line(given, "compartment", may_be_empty=True),
        remarks=_line(given, "remarks", may_be_empty=True),
    )


def _classify(given: Given) -> Order:
    return _amended(given, _bounded(given.number("classification")))


def _take_back(given: Given) -> Order:
    return _amended(given, None)


def _amended(given: Given, level: int | None) -> Order:
    return events.AmendCover(
        order_id=given.order_id,
        office=given.office(),
        cover=_line(given, "cover"),
        classification=level,
        reason=_line(given, "reason"),
    )


def _form(text: str) -> CoverForm:
    found = _FORM.fullmatch(text)
    words = " ".join(found[1].split()) if found else ""
    if found is None or not keys_of(words) or len(words) > MAX_WORDS:
        msg = "a spelling of a cover name has a word in it, and may name its language"
        raise Usage(msg, hint="as in Филиппов=ru")
    return CoverForm(text=words, language=found[2] or "")


def _identify(given: Given) -> Order:
    variants = given.texts("variants")
    person = _line(given, "person")
    if len(variants) > MAX_FORMS or not all(keys_of(one) for one in (person, *variants)):
        msg = f"a person has a name with a word in it, and at most {MAX_FORMS} other spellings"
        raise Usage(msg)
    return events.IdentifyCover(
        order_id=given.order_id,
        office=given.office(),
        cover=_line(given, "cover"),
        person=person,
        classification=_bounded(given.number("classification")),
        basis=_line(given, "basis"),
        decided_by=_line(given, "decided_by"),
        variants=tuple(" ".join(one.split())[:MAX_WORDS] for one in variants),
        since=given.text("since", "").strip(),
        until=given.text("until", "").strip(),
        published_in=_line(given, "published_in", may_be_empty=True),
    )


def _withdraw(given: Given) -> Order:
    identification = given.text("identification")
    return events.WithdrawIdentification(
        order_id=given.order_id,
        office=given.office(),
        identification=identification if _ID.fullmatch(identification) else "",
        reason=_line(given, "reason"),
    )


def _state(given: Given) -> Order:
    names = given.texts("names")
    if not 1 <= len(names) <= MAX_NAMES:
        msg = f"field 'names' is a list of 1 to {MAX_NAMES} names, each a line of JSON"
        raise Usage(msg)
    return events.StateNames(
        order_id=given.order_id, office=given.office(), names=tuple(map(name_of, names))
    )


def _level(given: Given) -> int:
    return _bounded(given.maybe_number("classification") or 0)


def _bounded(level: int) -> int:
    if level > MAX_LEVEL:
        msg = f"a classification is a level of the policy, at most {MAX_LEVEL}"
        raise Usage(msg)
    return level


def _line(given: Given, name: str, *, may_be_empty: bool = False) -> str:
    words = " ".join(given.text(name, "" if may_be_empty else None).split())
    if not (may_be_empty or words) or len(words) > MAX_WORDS:
        msg = f"field {name!r} has 1 to {MAX_WORDS} characters"
        raise Usage(msg)
    return words


COVERS: Final[Mapping[str, Callable[[Given], Order]]] = {
    "archive-cover-add": _name,
    "archive-cover-classify": _classify,
    "archive-cover-take-back": _take_back,
    "archive-cover-identify": _identify,
    "archive-cover-withdraw": _withdraw,
    "archive-name-add": _state,
}
