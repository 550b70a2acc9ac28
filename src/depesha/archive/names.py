"""The authority of names: how a person, a place or an office is called, in every spelling stated.

    {"id": "kim-il-sung", "kind": "person", "preferred": "Ким Ир Сен",
     "variants": ["Kim Il Sung", "김일성"], "external": ["VIAF 12304215"],
     "since": "1912", "until": "1994"}

Rule 1: what stands here is public: everybody finds by it. A cover name is no variant of a name.
Rule 2: a later statement about the same name takes the place of the earlier.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from enum import IntEnum
from typing import Any, Final

from depesha.archive.name_keys import keys_of, keys_of_all
from depesha.archive.periods import must_be_period
from depesha.errors import Malformed

MAX_NAME: Final = 200
MAX_VARIANTS: Final = 40
MAX_EXTERNAL: Final = 20
MAX_LINE_BYTES: Final = 64 * 1024


class NameKind(IntEnum):
    """What bears a name."""

    PERSON = 0
    PLACE = 1
    OFFICE = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Name:
    """One name.

    Attributes:
        id: a word of the authority's own, for ever.
        preferred: the form to show first.
        variants: every other form that is stated.
        external: what other authorities call it, as text.
        since, until: when it lived, stood, or was so called; as far as anybody says.
    """

    id: str
    kind: NameKind
    preferred: str
    variants: tuple[str, ...] = ()
    external: tuple[str, ...] = ()
    since: str = ""
    until: str = ""

    @property
    def forms(self) -> tuple[str, ...]:
        """Every form, the preferred one first."""
        return (self.preferred, *self.variants)


def name_keys(name: Name) -> frozenset[str]:
    """Return the keys by which a name is found."""
    return keys_of_all(name.forms)


def name_of(line: str) -> Name:
    """Return the name that a line of JSON states.

    Raises:
        Malformed: it states none; the message has no word of it.
    """
    if len(line.encode()) > MAX_LINE_BYTES:
        msg = f"a name has at most {MAX_LINE_BYTES} bytes"
        raise Malformed(msg)
    try:
        said = json.loads(line)
    except (ValueError, RecursionError) as error:
        msg = "a name is one line of JSON"
        raise Malformed(msg) from error
    if not isinstance(said, dict) or not said.keys() <= _FIELDS:
        msg = "a name is an object with its known fields alone"
        raise Malformed(msg, hint=f"they are {', '.join(sorted(_FIELDS))}")
    preferred = _line(said, "preferred")
    since, until = _line(said, "since", ""), _line(said, "until", "")
    must_be_period(since, until)
    if not keys_of(preferred):
        msg = "a name has a preferred form with a word in it"
        raise Malformed(msg)
    return Name(
        id=_line(said, "id", preferred),
        kind=_kind(said.get("kind", "person")),
        preferred=preferred,
        variants=_lines(said, "variants", MAX_VARIANTS),
        external=_lines(said, "external", MAX_EXTERNAL),
        since=since,
        until=until,
    )


_FIELDS: Final = frozenset({"id", "kind", "preferred", "variants", "external", "since", "until"})


def _line(said: Mapping[str, Any], field: str, default: str | None = None) -> str:
    value = said.get(field, default)
    if isinstance(value, str) and value.isprintable() and len(value) <= MAX_NAME:
        line = " ".join(value.split())
        if line or default is not None:
            return line
    msg = f"field {field!r} of a name is a line of at most {MAX_NAME} characters"
    raise Malformed(msg)


def _lines(said: Mapping[str, Any], field: str, most: int) -> tuple[str, ...]:
    value = said.get(field, [])
    if not isinstance(value, list) or len(value) > most:
        msg = f"field {field!r} of a name is a list of at most {most}"
        raise Malformed(msg)
    lines = (_line({field: one}, field) for one in value)
    return tuple(dict.fromkeys(lines))


def _kind(value: object) -> NameKind:
    if isinstance(value, str) and value.upper() in NameKind.__members__:
        return NameKind[value.upper()]
    msg = "a name is that of a person, a place or an office"
    raise Malformed(msg)
