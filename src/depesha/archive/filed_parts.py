"""What of a telegram of today can be kept back by itself: its places, and what is left of each.

    reference 2 (pyongyang/1951/812)     its number, date and words; `812` wherever it stands
    quotation 1                          whose it is, its number and date, and all of its paragraphs
    attachment 1 (plan.pdf)              name, type, size and digest; the digest of its twin, too

Rule 1: what is kept back leaves nothing by which it could be tried out: no digest, no size, no
    date, no relation, no figure.
Rule 2: a number is swept as it is written, and by its last part alone: whoever speaks of the
    telegram in the text says `No. 812`.
Rule 3: which office an address is of is no place: with anything kept back none goes out
    (docs/decisions/0052).
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any, Final

from depesha.archive.record import (
    Attached,
    OtherNumber,
    Quoted,
    Record,
    Referred,
    Telegram,
    Text,
    TextKind,
)
from depesha.archive.redaction import Part, Redaction, taken_out
from depesha.telegram import Relation

LISTS: Final[Mapping[Part, str]] = {
    Part.REFERENCE: "references",
    Part.QUOTATION: "quotations",
    Part.QUOTED: "quotations",
    Part.ATTACHMENT: "attachments",
    Part.SERIES: "numbers",
    Part.FORMMARK: "marks",
    Part.COVER: "cover_names",
    Part.REMARK: "remarks",
}
"""In which field of a telegram the places of a part stand."""

_FIGURES: Final = re.compile(r"\d+")

FIELDS: Final = ("subject", "message_type", *dict.fromkeys(LISTS.values()))
"""Fields that a telegram of today has, and no printed one."""


# -- its places ------------------------------------------------------------------------------------


def items_of(record: Record, part: Part) -> Iterator[tuple[int, int, str]]:
    """Yield the places of a part, each with the words that stand there."""
    if part is Part.SUBJECT:
        yield 0, 0, record.telegram.subject
    elif part is Part.MESSAGE:
        yield 0, 0, record.telegram.message_type
    else:
        for place, one in enumerate(getattr(record.telegram, LISTS[part])):
            yield 0, place, _said(one)


def _said(one: Referred | Quoted | Attached | OtherNumber | str) -> str:
    """Return all that one of these says, in a line."""
    match one:
        case Referred():
            words: tuple[str, ...] = (one.number, one.date.text if one.date else "", one.words)
        case Quoted():
            date = one.date.text if one.date else ""
            words = (one.author, one.number, date, *one.addressees)
        case Attached():
            words = (one.name, one.media_type, str(one.size_bytes or ""), one.sha256)
        case OtherNumber():
            words = (one.series, str(one.number or ""))
        case _:
            words = (one,)
    return " ".join(filter(None, words))


def quoted_in(text: Text, quoted: Quoted) -> list[int]:
    """Return which paragraphs of a text are the words of a quotation."""
    begin = f"{quoted.key}."
    return [place for place, one in enumerate(text.segments) if one.key.startswith(begin)]


def spoken_in(record: Record, quoted: Quoted) -> list[str]:
    """Return the words of a quotation, as they stand in the original."""
    return [
        text.segments[place].text
        for text in record.telegram.texts
        if text.kind in (TextKind.TRANSCRIPTION, TextKind.NORMALISED)
        for place in quoted_in(text, quoted)
    ]


# -- what of them is looked for elsewhere ----------------------------------------------------------


def values_at(record: Record, one: Redaction) -> list[str]:
    """Return what a place says, value by value, as each could stand elsewhere."""
    item = item_at(record, one)
    match item:
        case Referred():
            return [*numbers_in(item.number), item.words]
        case Quoted():
            return [item.author, *numbers_in(item.number), *item.addressees]
        case Attached():
            return [item.name, item.sha256]
        case OtherNumber():
            return [item.series, str(item.number or "")]
        case _:
            return [item]


def item_at(record: Record, one: Redaction) -> Any:  # noqa: ANN401  # as many kinds as lists
    """Return what stands at a place; empty: nothing does."""
    if one.part not in LISTS:
        return next((text for _, _, text in items_of(record, one.part)), "")
    items = getattr(record.telegram, LISTS[one.part])
    return items[one.segment] if one.segment < len(items) else ""


def numbers_in(number: str) -> list[str]:
    """Return a number as it is written, and the figures of the last part that has any.

    Of `moscow/1951/26044` that is `26044`, of `No. 812` and `812/mm` it is `812`.
    """
    figures = [_FIGURES.findall(part) for part in number.split("/")]
    last: list[str] = next((found for found in reversed(figures) if found), [])
    return list(dict.fromkeys((number, *last)))


# -- what is left ----------------------------------------------------------------------------------


def _left(item: Any, said: str) -> Any:  # noqa: ANN401  # as many kinds as lists
    match item:
        case Referred():
            return Referred(relation=Relation.REFERS, number=said)
        case Quoted():
            return Quoted(key=item.key, author=said, number="")
        case Attached():
            return Attached(name=said, media_type="", size_bytes=0, sha256="")
        case OtherNumber():
            return OtherNumber(series=said, number=0)
        case _:
            return said


def cut(record: Record, one: Redaction) -> Record:
    """Return a record without what stands at a place; the paragraphs of a quotation stay."""
    telegram, said = record.telegram, taken_out(one.code)
    if one.part is Part.SUBJECT:
        return replace(record, telegram=replace(telegram, subject=said))
    if one.part is Part.MESSAGE:
        return replace(record, telegram=replace(telegram, message_type=""))
    items = getattr(telegram, LISTS[one.part])
    left = tuple(_left(item, said) if at == one.segment else item for at, item in enumerate(items))
    if one.part is Part.ATTACHMENT:
        left = tuple(_unlike(item, items[one.segment]) for item in left)
    changed: Any = {LISTS[one.part]: left}
    return replace(record, telegram=replace(telegram, **changed))


def _unlike(item: Attached, gone: Attached) -> Attached:
    """Return an attachment without what it has in common with its twin that is kept back."""
    if not gone.sha256 or item.sha256 != gone.sha256:
        return item
    return replace(item, size_bytes=0, sha256="")


def without_all(telegram: Telegram) -> Telegram:
    """Return a telegram without any of these fields, as releases were that named none of them."""
    return replace(
        telegram,
        subject="",
        message_type="",
        references=(),
        quotations=(),
        attachments=(),
        numbers=(),
        marks=(),
        cover_names=(),
        remarks=(),
    )
