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
    """One check.

    Attributes:
        what: was compared.
        agrees: whether it agrees; `None`: there was nothing to compare.
        said: what was found, in a line.
        told: the same in parts, each a code and a value, for a face that has words of its own.
    """

    what: str
    agrees: bool | None
    said: str
    told: tuple[tuple[str, str], ...] = ()


def _number(record: Record) -> Check:
    number = str(record.telegram.outgoing_number)
    title = record.publication.title if record.publication else ""
    said = re.findall(r"\bNo\. (\d+)", title)
    agrees = number in said if said and number != "0" else None
    titles = ", ".join(said)
    told = (("in the original", number), ("in the title", titles))
    return Check(what="number", agrees=agrees, said=f"original {number}, title {titles}", told=told)


def _folios(record: Record) -> Check:
    sheets = sum(copy.sheets for copy in record.copies)
    leaves = [one.last_leaf - one.first_leaf + 1 for one in record.holdings if one.first_leaf]
    agrees = all(count == sheets for count in leaves) if leaves and sheets else None
    by_holding = ", ".join(map(str, leaves))
    said = f"{sheets} sheets; leaves by holding: {by_holding}"
    told = (("sheets", str(sheets)), ("leaves by holding", by_holding))
    return Check(what="folios", agrees=agrees, said=said, told=told)


def _copies(record: Record) -> Check:
    made, listed = record.telegram.copies_made, len(record.copies)
    agrees = made == listed if made and listed else None
    told = (("typed", str(made)), ("listed", str(listed)))
    return Check(what="copies", agrees=agrees, said=f"typed {made}, listed {listed}", told=told)


def _repeated(record: Record) -> Check:
    number = str(record.telegram.outgoing_number)
    again = [
        mark.text
        for copy in record.copies
        for mark in copy.marks
        if mark.kind is MarkKind.REPEATED and mark.text.isdigit()
    ]
    agrees = all(text == number for text in again) if again else None
    found = ", ".join(again)
    return Check(what="number on sheets", agrees=agrees, said=found, told=(("", found),))


def _aligned(record: Record) -> Check:
    """Compare the paragraphs of each translation with those of what is read."""
    texts = record.telegram.texts
    keys = {one.kind: [part.key for part in one.segments] for one in texts}
    read = keys.get(TextKind.NORMALISED) or keys.get(TextKind.TRANSCRIPTION, [])
    others = [one for one in texts if one.kind is TextKind.TRANSLATION]
    counts = [len(one.segments) for one in others]
    aligned = [sum(part.key in read for part in one.segments) for one in others]
    agrees = all(count == far == len(read) for count, far in zip(counts, aligned, strict=True))
    there, far = ", ".join(map(str, counts)) or "0", ", ".join(map(str, aligned))
    said = f"original {len(read)}, translation {there} segments"
    told = [("in the original", str(len(read))), ("in the translation", there)]
    if not agrees:
        said += f"; side by side as far as {far}"
        told.append(("side by side as far as", far))
    found = agrees if others and read else None
    return Check(what="segments", agrees=found, said=said, told=tuple(told))


def _holdings(record: Record) -> Check:
    pairs = [
        (one.archive, other.archive)
        for place, one in enumerate(record.holdings)
        for other in record.holdings[place + 1 :]
        if is_one_copy(one, other)
    ]
    alike = [f"{one} = {other}" for one, other in pairs]
    named = "; ".join(f"{one} and {other}" for one, other in pairs)
    said = f"look like one copy: {named}" if pairs else "each looks like a copy of its own"
    made = record.telegram.copies_made
    apart = len(record.holdings) - len(pairs)
    agrees = apart <= made if made and record.holdings else None
    told = (("cited", str(len(record.holdings))), ("look like one copy", "; ".join(alike)))
    return Check(
        what="holdings", agrees=agrees, said=f"{len(record.holdings)} cited; {said}", told=told
    )


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
