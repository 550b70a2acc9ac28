"""A record without one of its fields: a table of what is kept back and what is left of it.

What stands in a field is replaced by what says that it was taken out; a number is not there. The
running text is `releasing`'s.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any, Final, TypeVar

from depesha.archive import filed_parts
from depesha.archive.record import Holding, Moment, Publication, Record, TextKind
from depesha.archive.redaction import FILED, Part, Redaction, taken_out

T = TypeVar("T")

CITED: Final = frozenset(
    {Part.PARTY, Part.EVENT, Part.HOLDING, Part.TITLE, Part.NUMBER, Part.PUBLISHED, Part.ADDRESS}
)
"""What a published citation says again: with one of these it goes as well."""


def without(record: Record, one: Redaction) -> Record:
    """Return a record without a field that is kept back; its place was looked at before."""
    made = CUTS[one.part](record, one)
    if one.part in CITED and made.publication is not None:
        made = replace(made, publication=replace(made.publication, citation=""))
    return made


_Cut = Callable[[Record, Redaction], Record]


def _at(items: tuple[T, ...], place: int, change: Callable[[T], T]) -> tuple[T, ...]:
    return tuple(change(item) if at == place else item for at, item in enumerate(items))


def _telegram(change: Callable[[Record, Redaction], Mapping[str, Any]]) -> _Cut:
    def cut(record: Record, one: Redaction) -> Record:
        return replace(record, telegram=replace(record.telegram, **change(record, one)))

    return cut


def _publication(change: Callable[[Publication, Redaction], Mapping[str, Any]]) -> _Cut:
    def cut(record: Record, one: Redaction) -> Record:
        published = record.publication
        if published is None:
            return record
        return replace(record, publication=replace(published, **change(published, one)))

    return cut


def _listed(name: str, change: Callable[[Any, str], Any]) -> _Cut:
    """Change one item of a list of the telegram."""
    return _telegram(
        lambda record, one: {
            name: _at(
                getattr(record.telegram, name),
                one.segment,
                lambda item: change(item, taken_out(one.code)),
            )
        }
    )


def _mark(record: Record, one: Redaction) -> Record:
    said = taken_out(one.code)
    copies = _at(
        record.copies,
        one.of,
        lambda copy: replace(
            copy, marks=_at(copy.marks, one.segment, lambda mark: replace(mark, text=said))
        ),
    )
    return replace(record, copies=copies)


def _copy(record: Record, one: Redaction) -> Record:
    said = taken_out(one.code)
    copies = _at(record.copies, one.segment, lambda copy: replace(copy, holder_text=said))
    return replace(record, copies=copies)


def _holding(record: Record, one: Redaction) -> Record:
    said = taken_out(one.code)
    left = Holding(as_cited=said, archive=said)
    return replace(record, holdings=_at(record.holdings, one.segment, lambda _: left))


def _summary(record: Record, one: Redaction) -> Record:
    """Take the summary out, and whatever says as much in its place."""
    texts = tuple(text for text in record.telegram.texts if text.kind is not TextKind.SUMMARY)
    made = replace(record, telegram=replace(record.telegram, texts=texts))
    return _publication(lambda _, one: {"summary": taken_out(one.code)})(made, one)


def _note(record: Record, one: Redaction) -> Record:
    said = taken_out(one.code)
    texts = _at(
        record.telegram.texts,
        one.of,
        lambda text: replace(
            text,
            annotations=_at(text.annotations, one.segment, lambda note: replace(note, body=said)),
        ),
    )
    return replace(record, telegram=replace(record.telegram, texts=texts))


def _label(record: Record, one: Redaction) -> Record:
    """Take the classification out, and what portions say of it."""
    texts = tuple(
        replace(text, segments=tuple(replace(part, classification=0) for part in text.segments))
        for text in record.telegram.texts
    )
    said = taken_out(one.code)
    telegram = replace(record.telegram, texts=texts, classification_text=said)
    return replace(record, telegram=telegram)


CUTS: Final[Mapping[Part, _Cut]] = {
    Part.PARTY: _listed("parties", lambda item, said: replace(item, text=said)),
    Part.EVENT: _listed("events", lambda item, said: replace(item, at=Moment(text=said))),
    Part.CAPTION: _listed("captions", lambda _, said: said),
    Part.CAVEAT: _listed("caveats", lambda _, said: said),
    Part.OBLIGATION: _listed("obligations", lambda item, said: replace(item, text=said)),
    Part.AUTHOR: _listed("texts", lambda item, said: replace(item, author=said, date=None)),
    Part.MARK: _mark,
    Part.COPY: _copy,
    Part.HOLDING: _holding,
    Part.NOTE: _note,
    Part.SUMMARY: _summary,
    Part.NUMBER: _telegram(lambda _, __: {"outgoing_number": 0}),
    Part.SPECIAL: _telegram(lambda _, __: {"special_number": 0}),
    Part.MADE: _telegram(lambda _, __: {"copies_made": 0}),
    Part.LABEL: _label,
    Part.PRECEDENCE: _telegram(lambda _, one: {"precedence_text": taken_out(one.code)}),
    Part.FORM: _telegram(lambda _, __: {"form_code": ""}),
    Part.TYPE: _telegram(lambda _, one: {"document_type": taken_out(one.code)}),
    Part.TITLE: _publication(lambda _, one: {"title": taken_out(one.code)}),
    Part.CITATION: _publication(lambda _, one: {"citation": taken_out(one.code)}),
    Part.ADDRESS: _publication(lambda _, __: {"permalink": ""}),
    Part.PUBLISHED: _publication(lambda _, __: {"date": None}),
    Part.CONTENTS: _publication(
        lambda published, one: {
            "contents": _at(published.contents, one.segment, lambda _: taken_out(one.code))
        }
    ),
    Part.SOURCE: lambda record, one: replace(record, source=taken_out(one.code)),
    **dict.fromkeys(FILED, filed_parts.cut),
}
