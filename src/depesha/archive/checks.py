"""What a record says twice must agree: the cross-checks of an import, each in a line.

A check that fails refuses nothing: a source may be wrong, and it is told.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final

from depesha.archive.holdings import is_one_copy
from depesha.archive.record import MarkKind, Record, TextKind


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """One check: what was compared, and whether it agrees; `None`: there was nothing to compare."""

    what: str
    agrees: bool | None
    said: str


def _number(record: Record) -> Check:
    number = str(record.telegram.outgoing_number)
    title = record.publication.title if record.publication else ""
    said = re.findall(r"\bNo\. (\d+)", title)
    agrees = number in said if said and number != "0" else None
    return Check(what="number", agrees=agrees, said=f"original {number}, title {', '.join(said)}")


def _folios(record: Record) -> Check:
    sheets = sum(copy.sheets for copy in record.copies)
    leaves = [one.last_leaf - one.first_leaf + 1 for one in record.holdings if one.first_leaf]
    agrees = all(count == sheets for count in leaves) if leaves and sheets else None
    said = f"{sheets} sheets; leaves by holding: {', '.join(map(str, leaves))}"
    return Check(what="folios", agrees=agrees, said=said)


def _copies(record: Record) -> Check:
    made, listed = record.telegram.copies_made, len(record.copies)
    agrees = made == listed if made and listed else None
    return Check(what="copies", agrees=agrees, said=f"typed {made}, listed {listed}")


def _repeated(record: Record) -> Check:
    number = str(record.telegram.outgoing_number)
    again = [
        mark.text
        for copy in record.copies
        for mark in copy.marks
        if mark.kind is MarkKind.REPEATED and mark.text.isdigit()
    ]
    agrees = all(text == number for text in again) if again else None
    return Check(what="number on sheets", agrees=agrees, said=", ".join(again))


def _aligned(record: Record) -> Check:
    """Compare the paragraphs of each translation with those of what is read."""
    texts = record.telegram.texts
    keys = {one.kind: [part.key for part in one.segments] for one in texts}
    read = keys.get(TextKind.NORMALISED) or keys.get(TextKind.TRANSCRIPTION, [])
    others = [one for one in texts if one.kind is TextKind.TRANSLATION]
    counts = [len(one.segments) for one in others]
    aligned = [sum(part.key in read for part in one.segments) for one in others]
    agrees = all(count == far == len(read) for count, far in zip(counts, aligned, strict=True))
    said = f"original {len(read)}, translation {', '.join(map(str, counts)) or 0} segments"
    if not agrees:
        said += f"; side by side as far as {', '.join(map(str, aligned))}"
    return Check(what="segments", agrees=agrees if others and read else None, said=said)


def _holdings(record: Record) -> Check:
    pairs = [
        f"{one.archive} and {other.archive}"
        for place, one in enumerate(record.holdings)
        for other in record.holdings[place + 1 :]
        if is_one_copy(one, other)
    ]
    said = (
        f"look like one copy: {'; '.join(pairs)}" if pairs else "each looks like a copy of its own"
    )
    made = record.telegram.copies_made
    apart = len(record.holdings) - len(pairs)
    agrees = apart <= made if made and record.holdings else None
    return Check(what="holdings", agrees=agrees, said=f"{len(record.holdings)} cited; {said}")


CHECKS: Final[tuple[Callable[[Record], Check], ...]] = (
    _number,
    _repeated,
    _folios,
    _copies,
    _holdings,
    _aligned,
)


def checks_of(record: Record) -> Iterator[Check]:
    """Yield every check of a record."""
    for check in CHECKS:
        yield check(record)
