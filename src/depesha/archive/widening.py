"""A question is widened: by the names of the authority, and by the cover names a reader may know.

    Сталин                  or Stalin; or, of what was sent in 1951, Филиппов
    Kim Il Sung             each of the three words, or "Ким Ир Сен", or "김일성"

Rule 1: words that stand beside each other in a question are one name where the authority has it.
    A form of the name then stands for each of them: (A and B) or F is (A or F) and (B or F).
Rule 2: a cover name counts within the time of its identification. The shelf is in the order of
    time, so a question is parted into spans of it, in each of which the same alternatives count:
    every record is asked for once, and nothing is taken out of a page that was found.
Rule 3: which names there are, and who may know which, is told by whoever asks (`Names`, `Covers`);
    the same is looked up for every reader, whatever he is cleared for.
"""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from depesha.archive.name_keys import MAX_WORDS, keys_of, keys_of_all
from depesha.archive.tokens import tokens

MAX_FORMS: Final = 64
"""Forms that one term is widened by; a name has some five."""

MAX_COVERS: Final = 64
"""Cover names in their times that one term is widened by: as many parts the shelf can have."""

Names = Callable[[Collection[str]], Mapping[str, Sequence[Sequence[str]]]]
"""For keys: by each key that is known, the names that have it, each with all its forms."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Dated:
    """A form that counts for what stands between two places on the shelf, both included."""

    form: str
    first: int
    last: int


Covers = Callable[[Collection[str]], Mapping[str, Sequence[Dated]]]
"""For keys of a person: by each key that is known, the cover names that this reader may know."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """A term of a question: a word or phrase, and the field that it is asked for in."""

    words: str
    field: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wide:
    """What else may stand for a term, at any time and at its time."""

    forms: tuple[str, ...] = ()
    dated: tuple[Dated, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Other:
    """What else may stand for a term: a form of its name, or a cover name."""

    form: str
    is_cover: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """A part of the shelf, and of each term what else may stand for it there."""

    first: int
    last: int
    wanted: tuple[tuple[Other, ...], ...]
    unwanted: tuple[tuple[Other, ...], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Run:
    """Terms beside each other that may be one name, and the keys of that name."""

    places: range
    words: frozenset[str]
    keys: frozenset[str]


def widened(
    wanted: Sequence[Said], unwanted: Sequence[Said], names: Names, covers: Covers
) -> tuple[tuple[Wide, ...], tuple[Wide, ...]]:
    """Return what else may stand for each term that is wanted, and for each that is not."""
    runs = list(_runs(wanted))
    alone = [_run(unwanted, range(at, at + 1)) for at in range(len(unwanted))]
    asked = frozenset(key for run in (*runs, *alone) for key in run.keys)
    named = names(asked)
    forms = {key: tuple(form for name in found for form in name) for key, found in named.items()}
    meant = {key: keys_of_all(forms.get(key, ())) | {key} for key in asked}
    hidden = covers(frozenset(key for keys in meant.values() for key in keys))

    def wide(runs: Sequence[_Run], place: int) -> Wide:
        keys = [key for run in runs if place in run.places for key in sorted(run.keys)]
        dated = (
            one for key in keys for other in sorted(meant[key]) for one in hidden.get(other, ())
        )
        said = tuple(
            form
            for run in runs
            if place in run.places
            for key in sorted(run.keys)
            for form in forms.get(key, ())
            if not run.words <= _words(form)
        )
        return Wide(
            forms=tuple(_shortest(said))[:MAX_FORMS],
            dated=tuple(dict.fromkeys(dated))[:MAX_COVERS],
        )

    return (
        tuple(wide(runs, place) for place in range(len(wanted))),
        tuple(wide(alone, place) for place in range(len(unwanted))),
    )


def spans(
    first: int, last: int, wanted: Sequence[Wide], unwanted: Sequence[Wide]
) -> Iterator[Span]:
    """Yield the parts of the shelf in each of which the same counts, the newest first."""
    dated = [one for wide in (*wanted, *unwanted) for one in wide.dated]
    begins = {one.first for one in dated} | {one.last + 1 for one in dated}
    inner = sorted(place for place in begins if first < place <= last)
    ends = [*(place - 1 for place in inner), last]
    for begin, end in reversed(list(zip([first, *inner], ends, strict=True))):
        yield Span(
            first=begin,
            last=end,
            wanted=tuple(_within(one, begin, end) for one in wanted),
            unwanted=tuple(_within(one, begin, end) for one in unwanted),
        )


def _shortest(forms: Sequence[str]) -> Iterator[str]:
    """Yield forms without those that hold another: who stands there as И. В. Сталин is Сталин."""
    padded = {form: f" {' '.join(_row(form))} " for form in forms}
    for form, said in padded.items():
        if not any(other != said and other in said for other in padded.values()):
            yield form


def _row(form: str) -> list[str]:
    return [form[start:end].casefold() for start, end, _ in tokens(form)]


def _words(form: str) -> frozenset[str]:
    return frozenset(_row(form))


def _within(wide: Wide, first: int, last: int) -> tuple[Other, ...]:
    forms = (Other(form=one) for one in wide.forms)
    dated = (
        Other(form=one.form, is_cover=True)
        for one in wide.dated
        if one.first <= first and last <= one.last
    )
    return tuple(dict.fromkeys((*forms, *dated)))


def _runs(terms: Sequence[Said]) -> Iterator[_Run]:
    """Yield each term, and each row of terms of one field that is no longer than a name."""
    for at, term in enumerate(terms):
        yield _run(terms, range(at, at + 1))
        for end in range(at + 2, min(at + MAX_WORDS, len(terms)) + 1):
            row = terms[at:end]
            if any(one.field != term.field or not _is_word(one) for one in row):
                break
            yield _run(terms, range(at, end))


def _run(terms: Sequence[Said], places: range) -> _Run:
    words = " ".join(terms[place].words for place in places)
    return _Run(places=places, words=_words(words), keys=keys_of(words))


def _is_word(term: Said) -> bool:
    return len(list(tokens(term.words))) == 1
