"""Two editions of a record beside each other: which of their texts differ, and by which words."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from depesha.archive.differing import Fate, Stretch, stretches
from depesha.archive.record import Record, Segment, Text
from depesha.archive.side_by_side import Written, written_of
from depesha.archive.translating import place_of

BY_CHANCE: Final = 4
"""Times shorter than the changes before and behind them are words that stayed by chance."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """A paragraph that differs."""

    key: str
    place: int
    parts: tuple[Stretch, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Changed:
    """A text of the later edition that differs from the earlier one's; `is_new`: that has none."""

    text: Written
    before: Written | None
    changes: tuple[Change, ...]
    alike: int

    @property
    def is_new(self) -> bool:
        """Whether the earlier edition had no such text."""
        return self.before is None


def changed(before: Record, after: Record) -> tuple[list[Changed], list[Written]]:
    """Return the texts that differ, and those of the earlier edition that the later has not."""
    old, new = before.telegram.texts, after.telegram.texts
    was, now = written_of(before), written_of(after)
    pairs = dict(_pairs(before, after))
    found = []
    for place, text in enumerate(new):
        other = pairs.get(place)
        if other is not None and old[other] == text:
            continue
        changes = tuple(_changes(old[other] if other is not None else None, text))
        found.append(
            Changed(
                text=now[place],
                before=was[other] if other is not None else None,
                changes=changes,
                alike=len(text.segments) - len(changes),
            )
        )
    gone = [one for one in was if one.place not in pairs.values()]
    return found, gone


def _pairs(before: Record, after: Record) -> Iterator[tuple[int, int]]:
    """Yield the places of a text in the later and the earlier edition."""
    old = before.telegram.texts
    for place, text in enumerate(after.telegram.texts):
        if place < len(old) and (old[place].kind, old[place].language) == (
            text.kind,
            text.language,
        ):
            yield place, place
            continue
        other = place_of(before, text.kind, text.language, text.author)
        if other is not None:
            yield place, other


def _changes(before: Text | None, after: Text) -> Iterator[Change]:
    old = _by_key(before.segments if before else ())
    new = _by_key(after.segments)
    keys = [*new, *(key for key in old if key not in new)]
    for place, key in enumerate(keys, 1):
        said, was = new.get(key, ""), old.get(key, "")
        if said != was:
            yield Change(key=key, place=place, parts=tuple(readable(stretches(was, said))))


@dataclass(slots=True)
class _Turn:
    """What stayed, and what was changed behind it."""

    same: str = ""
    gone: str = ""
    come: str = ""

    @property
    def size(self) -> int:
        return max(len(self.gone), len(self.come))


def readable(parts: Iterable[Stretch]) -> Iterator[Stretch]:
    """Yield what differs without the few words that two wordings have in common by chance.

    Words that stayed between two changes, each so much longer than they are, part nothing: where a
    paragraph was written anew its "the" is gone, and has come, with the rest.
    """
    for turn in _joined(_turns(parts)):
        for fate, text in (
            (Fate.SAME, turn.same),
            (Fate.GONE, turn.gone),
            (Fate.COME, turn.come),
        ):
            if text:
                yield Stretch(fate=fate, text=text)


def _turns(parts: Iterable[Stretch]) -> Iterator[_Turn]:
    turn = _Turn()
    for part in parts:
        if part.fate is Fate.SAME:
            yield turn
            turn = _Turn(same=part.text)
        elif part.fate is Fate.GONE:
            turn.gone += part.text
        else:
            turn.come += part.text
    yield turn


def _joined(turns: Iterable[_Turn]) -> list[_Turn]:
    found: list[_Turn] = []
    for turn in turns:
        last = found[-1] if found else None
        if last is None or len(turn.same) * BY_CHANCE > min(last.size, turn.size):
            found.append(turn)
            continue
        last.gone += turn.same + turn.gone
        last.come += turn.same + turn.come
    return found


def _by_key(segments: Sequence[Segment]) -> dict[str, str]:
    found: dict[str, str] = {}
    for place, one in enumerate(segments):
        found[one.key if one.key not in found else f"{one.key}/{place}"] = one.text
    return found
