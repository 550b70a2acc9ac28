"""What was found in a text, with some words around it and the words found marked.

    … взаимной помощи тов. [Филиппова] от 20 ноября …

It reads the text as the index does, so it marks what the index found: a name in another case, in
another script. Made here and not by FTS5, which makes tokens of every column twice.
"""

import sys
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from depesha.archive.asking import Term
from depesha.archive.tokens import WORD, tokens, tokens_of, written

WORDS: Final = 24
"""Of a snippet."""

LEAD: Final = 5
"""Words before the first that was found."""

MAX_LETTERS: Final = 100_000
"""What is behind them is found, and not shown: reading them takes some 30 ms."""

MAX_PLACES: Final = 256
"""Places of one text among which the best is chosen."""

ELLIPSIS: Final = "…"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Place:
    """A word that was found: which of the text's words it is, where it stands, what it answers."""

    word: int
    start: int
    end: int
    answers: frozenset[int]


def snippet(
    columns: Mapping[str, str],
    terms: Sequence[Term],
    fields: Mapping[str, Sequence[str]],
    marks: tuple[str, str],
) -> str:
    """Return the best place of the first column that has any; nothing, if none has.

    Args:
        columns: texts by their column, the one to be shown rather first.
        terms: what was asked.
        fields: which columns a field has.
        marks: what stands before and after a word that was found.
    """
    best: tuple[int, str] = (0, "")
    for name, text in columns.items():
        wanted = _tokens_for(name, terms, fields)
        if not wanted or not text:
            continue
        places, all_words = _places(text[:MAX_LETTERS], wanted), len(set(wanted.values()))
        if places:
            first, count = _densest(places)
            if count > best[0]:
                best = (count, _cut(text, places, first, marks))
            if count == all_words:
                break
    return best[1]


def snippet_at(
    columns: Sequence[str],
    terms: Sequence[Sequence[str]],
    spots: Sequence[Sequence[Sequence[int]]],
    marks: tuple[str, str],
) -> str:
    """Return the same where an index says at which words it found what: no text is read for it.

    Args:
        columns: texts, the one to be shown rather first.
        terms: of each term that was asked its forms, phrases too.
        spots: of each form, of each of these columns, the words at which it begins (`fts.spots`).
        marks: what stands before and after a word that was found.
    """
    best: tuple[int, str] = (0, "")
    for column, text in enumerate(columns):
        answers = _answers(terms, [places[column] for places in spots])
        all_places = _placed(text[:MAX_LETTERS], answers) if answers else []
        if all_places:
            first, count = _densest(all_places)
            if count > best[0]:
                best = (count, _cut(text, all_places, first, marks))
            if count == len(terms):
                break
    return best[1]


def marked_at(
    text: str,
    terms: Sequence[Sequence[str]],
    spots: Sequence[Sequence[int]],
    marks: tuple[str, str],
) -> str:
    """Return a whole text with what was found in it marked; nothing: none was.

    Args:
        text: a short one.
        terms: of each term that was asked its forms.
        spots: of each form the words at which it begins.
        marks: what stands before and after a word that was found.
    """
    answers = _answers(terms, spots)
    places = _placed(text, answers) if answers else []
    return _marked(text, places, marks) if places else ""


def _answers(terms: Sequence[Sequence[str]], spots: Sequence[Sequence[int]]) -> dict[int, set[int]]:
    """Return of each word that was found, by its number, which terms it answers."""
    forms = [(term, len(WORD.findall(form))) for term, one in enumerate(terms) for form in one]
    answers: dict[int, set[int]] = {}
    for (term, length), places in zip(forms, spots, strict=True):
        for first in places:
            for word in range(first, first + length):
                answers.setdefault(word, set()).add(term)
    return answers


def _placed(text: str, answers: Mapping[int, Collection[int]]) -> list[_Place]:
    """Return where words stand that are known by their number."""
    wanted = sorted(answers)[:MAX_PLACES]
    places, last = [], wanted[-1]
    for word, found in enumerate(WORD.finditer(text)):
        if word in answers:
            start, end = found.span()
            said = frozenset(answers[word])
            places.append(_Place(word=word, start=start, end=end, answers=said))
        if word >= last:
            break
    return places


def _tokens_for(
    column: str, terms: Sequence[Term], fields: Mapping[str, Sequence[str]]
) -> dict[str, int]:
    """Return the tokens that are looked for in a column, and which word of the question each is."""
    asked = [
        found
        for term in terms
        if not term.field or column in fields[term.field]
        for found in _asked(term)
    ]
    return {token: place for place, found in enumerate(asked) for token in found}


def _asked(term: Term) -> Iterator[tuple[str, ...]]:
    if term.is_exact:
        yield from ((written(word),) for word in WORD.findall(term.words))
    else:
        yield from (found for _, _, found in tokens(term.words, asked=True))


def _places(text: str, wanted: Mapping[str, int]) -> list[_Place]:
    """Return where words that are wanted stand, until so many, or all, stand beside each other."""
    all_words = len(set(wanted.values()))
    places: list[_Place] = []
    last = sys.maxsize
    is_none_of = wanted.keys().isdisjoint
    is_written = any(token.startswith(written("")) for token in wanted)
    for word, found in enumerate(WORD.finditer(text)):  # as `tokens` does, at half the cost
        if word > last:
            break
        said = (*tokens_of(found[0]), written(found[0])) if is_written else tokens_of(found[0])
        if is_none_of(said):
            continue
        answers = frozenset(wanted[token] for token in said if token in wanted)
        places.append(_Place(word=word, start=found.start(), end=found.end(), answers=answers))
        if len(places) == MAX_PLACES:
            break
        if last == sys.maxsize and _are_together(places, all_words):
            last = word + WORDS
    return places


def _are_together(places: Sequence[_Place], all_words: int) -> bool:
    """Say whether the last of these places ends a snippet that has all words."""
    end, found = places[-1].word, set[int]()
    for place in reversed(places):
        if end - place.word >= WORDS - LEAD:
            return False
        found |= place.answers
        if len(found) == all_words:
            return True
    return False


def _densest(places: Sequence[_Place]) -> tuple[int, int]:
    """Return from which place on a snippet has the most different words, and how many."""
    counts = [_different(places, first) for first in range(len(places))]
    most = max(counts)
    return counts.index(most), most


def _different(places: Sequence[_Place], first: int) -> int:
    end = places[first].word + WORDS - LEAD
    found: set[int] = set()
    for place in places[first:]:
        if place.word >= end:
            break
        found |= place.answers
    return len(found)


def _cut(text: str, places: Sequence[_Place], first: int, marks: tuple[str, str]) -> str:
    """Return the words around a place, with all that were found among them marked."""
    begin, end = _bounds(text, places[first])
    said = _marked(text, [one for one in places[first:] if one.end <= end], marks, begin, end)
    before = ELLIPSIS if begin else ""
    return before + said.strip() + (ELLIPSIS if end < len(text) else "")


def _marked(
    text: str,
    places: Sequence[_Place],
    marks: tuple[str, str],
    begin: int = 0,
    end: int = sys.maxsize,
) -> str:
    said, at = [], begin
    for place in places:
        said += [text[at : place.start], marks[0], text[place.start : place.end], marks[1]]
        at = place.end
    return "".join((*said, text[at:end]))


def _bounds(text: str, place: _Place) -> tuple[int, int]:
    """Return where a snippet begins and ends: by blanks, so that no text is read again."""
    begin = place.start
    for _ in range(LEAD):
        before = text.rfind(" ", max(0, begin - 80), max(0, begin - 1))
        if before < 0:
            begin = max(0, begin - 80) if begin > 80 else 0  # noqa: PLR2004
            break
        begin = before + 1
    end = place.end
    for _ in range(WORDS - LEAD):
        behind = text.find(" ", end + 1, end + 80)
        if behind < 0:
            end = min(len(text), end + 80)
            break
        end = behind
    return begin, end
