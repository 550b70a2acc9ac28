"""Cover names in a record: where they stand, and whom a cleared reader is told that they mean.

    cover name → identification, with a clearance and a time of its own → person

Rule 1: an identification counts for what was sent within its time; what bears no date is within a
    time that has no beginning alone.
Rule 2: where an editor marked the cover names of a record (`AnnotationKind.COVER`), his marks alone
    count: a real person who bears the same surname is none.
Rule 3: who is cleared for what is decided by whoever asks for `Covered`; this file tells nobody.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from depesha.archive.name_keys import keys_of
from depesha.archive.periods import LAST
from depesha.archive.record import Annotation, AnnotationKind, Record, Text
from depesha.archive.tokens import tokens


@dataclass(frozen=True, slots=True, kw_only=True)
class Covered:
    """A form of a cover name, and a person whom it meant at a time.

    `first`, `last`: places on the shelf, both included.
    """

    cover: str
    form: str
    person: str
    identification: str
    first: int = 0
    last: int = LAST


@dataclass(frozen=True, slots=True, kw_only=True)
class Mention:
    """A place in a text of a record, by its letters, at which a cover name stands."""

    text: int
    segment: int
    start: int
    end: int
    cover: str
    form: str
    person: str
    identification: str


@dataclass(frozen=True, slots=True, kw_only=True)
class _Place:
    text: int
    segment: int
    start: int
    end: int


def mentions_in(record: Record, covered: Sequence[Covered], shelf: int) -> list[Mention]:
    """Return where cover names stand in a record that has its place on the shelf."""
    counted = [one for one in covered if one.first <= shelf <= one.last]
    marked = list(_marked(record))
    found = _confirmed(marked, counted) if marked else _spelled(record, counted)
    return [
        Mention(
            text=place.text,
            segment=place.segment,
            start=place.start,
            end=place.end,
            cover=one.cover,
            form=one.form,
            person=one.person,
            identification=one.identification,
        )
        for place, one in found
    ]


def marked_covers(record: Record) -> frozenset[str]:
    """Return the cover names that an editor marked in a record, as he wrote them."""
    return frozenset(body for _, body in _marked(record))


def _marked(record: Record) -> Iterator[tuple[_Place, str]]:
    for number, text in enumerate(record.telegram.texts):
        for one in text.annotations:
            if one.kind is AnnotationKind.COVER and not one.lost_from:
                place = _Place(text=number, segment=one.segment, start=one.start, end=one.end)
                yield place, one.body or _words_at(text, one)


def _words_at(text: Text, one: Annotation) -> str:
    segments = text.segments
    return segments[one.segment].text[one.start : one.end] if one.segment < len(segments) else ""


def _confirmed(
    marked: Sequence[tuple[_Place, str]], counted: Sequence[Covered]
) -> Iterator[tuple[_Place, Covered]]:
    keys = [(one, keys_of(one.form)) for one in counted]
    for place, body in marked:
        said = keys_of(body)
        told: set[str] = set()
        for one, known in keys:
            if said & known and one.identification not in told:
                told.add(one.identification)
                yield place, one


def _spelled(record: Record, counted: Sequence[Covered]) -> Iterator[tuple[_Place, Covered]]:
    """Yield each place whose words a form has, in any case and spelling, once a person."""
    forms = _by_first_word(counted)
    if not forms:
        return
    for number, text in enumerate(record.telegram.texts):
        for place, segment in enumerate(text.segments):
            words = list(tokens(segment.text))
            for at, (start, _, found) in enumerate(words):
                told: set[str] = set()
                for one, rest in (pair for token in found for pair in forms.get(token, ())):
                    following = words[at + 1 : at + 1 + len(rest)]
                    fits = len(following) == len(rest) and all(
                        wanted & set(have)
                        for wanted, (_, _, have) in zip(rest, following, strict=False)
                    )
                    if fits and one.identification not in told:
                        told.add(one.identification)
                        end = (following[-1] if following else words[at])[1]
                        yield _Place(text=number, segment=place, start=start, end=end), one


def _by_first_word(
    counted: Sequence[Covered],
) -> Mapping[str, list[tuple[Covered, list[frozenset[str]]]]]:
    """Return the forms by each token of their first word, with the tokens of the others."""
    found: dict[str, list[tuple[Covered, list[frozenset[str]]]]] = {}
    for one in counted:
        words = [frozenset(tokens_of) for _, _, tokens_of in tokens(one.form, asked=True)]
        for token in words[0] if words else ():
            found.setdefault(token, []).append((one, words[1:]))
    return found
