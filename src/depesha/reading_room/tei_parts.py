"""What stands in a record as TEI: paragraphs with their notes at their letters, names, the head.

    Comrade Filippov<note type="gloss">Stalin</note> was sent to Roshchin:
    указан<pb n="2" break="no"/>ную директиву

Rule 1: the end of a sheet or a page is a `pb`; whatever else an editor said at a place is a `note`.
Rule 2: who is no person by his name is an `orgName`.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final

from depesha.archive.person_names import reading_of
from depesha.archive.record import AnnotationKind, Named, Party, Record, Telegram, Text
from depesha.archive.redaction import is_taken_out
from depesha.archive.telling import unspaced
from depesha.archive.volumes import printed_in

MAX_NAMES: Final = 4096
"""Names whose kind is kept: a list of who wrote to whom says the same ones again and again."""

_SHEET: Final = re.compile(r"sheet (\d+)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """A piece of a paragraph.

    Attributes:
        kind: `words`, `page`, else the kind of a note.
        text: its words; of a page its number.
        is_within: the page begins within a word.
    """

    kind: str
    text: str
    is_within: bool = False


def pieces(text: Text, place: int) -> Iterator[Piece]:
    """Yield a paragraph of a text in pieces: its words, and what stands between them."""
    said, at = text.segments[place].text, 0
    here = (one for one in text.annotations if one.segment == place)
    for one in sorted(here, key=lambda one: one.end):
        end = min(max(one.end, at), len(said))
        if end > at:
            yield Piece(kind="words", text=said[at:end])
        at = end
        sheet = _SHEET.fullmatch(one.body)
        if one.kind is AnnotationKind.PAGE:
            yield Piece(kind="page", text=one.body)
        elif one.kind is AnnotationKind.JOINED and sheet:
            yield Piece(kind="page", text=sheet[1], is_within=True)
        else:
            yield Piece(kind=one.kind.name.lower(), text=one.body)
    if at < len(said):
        yield Piece(kind="words", text=said[at:])


@lru_cache(maxsize=MAX_NAMES)
def is_body(name: str) -> bool:
    """Say whether a name is a body's or an office's, and no person's."""
    return reading_of(unspaced(name)).is_body


def parts_of(record: Record) -> dict[str, Any]:
    """Return what the template of a record in TEI wants to know, by its names there."""
    telegram = record.telegram
    return {
        "texts": [one for one in telegram.texts if one.segments],
        "pieces": pieces,
        "handled": list(_on_the_form(telegram)),
        "printed": printed_in(record.source),
        "senders": _named(telegram, Party.FROM, Party.SIGNER),
        "addressees": _named(telegram, Party.TO),
        "where": _named(telegram, Party.PLACE),
    }


def _named(telegram: Telegram, *roles: Party) -> list[Named]:
    """Return the parties of some roles whose names are not kept back."""
    return [one for one in telegram.parties if one.role in roles and not is_taken_out(one.text)]


def _on_the_form(telegram: Telegram) -> Iterator[tuple[str, str]]:
    """Yield what the form says of how it was to be handled, each with its kind."""
    said = (
        ("type", telegram.document_type),
        ("form", telegram.form_code),
        ("classification", telegram.classification_text),
        *(("caveat", one) for one in telegram.caveats),
        ("precedence", telegram.precedence_text),
        *(("caption", unspaced(one)) for one in telegram.captions),
    )
    return ((kind, words) for kind, words in said if words and not is_taken_out(words))
