"""Two editions of a record beside each other: which of their texts differ, and by which words."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from depesha.archive.differing import Stretch, stretches
from depesha.archive.record import Record, Segment, Text
from depesha.archive.side_by_side import Written, written_of
from depesha.archive.translating import place_of


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
            yield Change(key=key, place=place, parts=tuple(stretches(was, said)))


def _by_key(segments: Sequence[Segment]) -> dict[str, str]:
    found: dict[str, str] = {}
    for place, one in enumerate(segments):
        found[one.key if one.key not in found else f"{one.key}/{place}"] = one.text
    return found
