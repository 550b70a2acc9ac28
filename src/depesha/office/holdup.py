"""What waits too long for a line that stands: an alarm by the clock alone.

A line that is down is known to be (`diversion`). This is for the worse one: half-open, deaf one
way, or led to a neighbour that takes nothing. It needs no word of the line: that something still
lies in the out-tray says it, whatever the cause.

Rule 1: one alarm for a neighbour, however much waits; it clears itself when nothing late waits.
Rule 2: the time in which a line is closed by its windows, or by this station's silence, does not
    count.
Rule 3: what a line does not pass, being at a minimum, is not held up: a person has willed it so.
Rule 4: a neighbour that a person or the mail carries to is never held up: nobody knows how soon.
"""

from collections.abc import Iterable, Mapping
from typing import Final

from depesha.names import StationId, TimeMs
from depesha.office.sitting import Sitting
from depesha.office.ways import PATIENCE_MS, patience_ends
from depesha.packet import Grade
from depesha.telegram import Precedence

HELD_UP: Final = "held-up"
MINUTE_MS: Final = 60_000

URGENCY: Final[Mapping[Grade, Precedence]] = {
    Grade.LOW: Precedence.PRIORITY,
    Grade.URGENT: Precedence.IMMEDIATE,
    Grade.FLASH: Precedence.FLASH,
}
"""How urgent it is that packets of a grade are held up."""


def look(sitting: Sitting) -> TimeMs | None:
    """Raise and clear the alarms of what is held up; return when it is to be looked at again."""
    late: dict[StationId, tuple[Grade, TimeMs]] = {}
    times: list[TimeMs] = []
    for neighbour, grade, since, due_at in _expected(sitting):
        if due_at <= sitting.now:
            late.setdefault(neighbour, (grade, since))
        else:
            times.append(due_at)
    for neighbour, (grade, since) in late.items():
        minutes = (sitting.now - since) // MINUTE_MS
        text = f"a {grade.name.lower()} packet has waited for {neighbour} for {minutes} min"
        sitting.alarm("held-up", neighbour, text, URGENCY[grade])
    for about in sitting.book.registers.open_alarms(HELD_UP):
        if about not in late:
            sitting.all_clear(HELD_UP, about)
    return min(times, default=None)


def look_at(grades: Iterable[Grade], now: TimeMs) -> TimeMs | None:
    """Return when something that was put in the out-tray now could be held up."""
    return min((TimeMs(now + PATIENCE_MS[grade]) for grade in grades), default=None)


def line_stands(sitting: Sitting) -> None:
    """A line came up: see to it that whether it takes what waits is looked at in time."""
    at = TimeMs(sitting.now + PATIENCE_MS[Grade.FLASH])
    sitting.held_up_at = at if sitting.held_up_at is None else min(at, sitting.held_up_at)


def settled(sitting: Sitting, neighbour: StationId) -> None:
    """A neighbour has answered: clear its alarm, once nothing late waits for it."""
    if sitting.book.out_tray.is_empty():
        sitting.held_up_at = None
    if sitting.book.registers.alarm_is_uncleared(HELD_UP, neighbour) and not any(
        one == neighbour and due_at <= sitting.now for one, _, _, due_at in _expected(sitting)
    ):
        sitting.all_clear(HELD_UP, neighbour)


def _expected(sitting: Sitting) -> Iterable[tuple[StationId, Grade, TimeMs, TimeMs]]:
    """Yield what waits foremost for each line that stands: since when, and until when it may."""
    if sitting.key_book is None:
        return
    tray, keys = sitting.book.out_tray, sitting.key_book
    others = sitting.around.carried | {line.neighbour for line in tray.down_lines()}
    lowest = sitting.book.traffic.minimized()
    for neighbour, grade, since in tray.foremost():
        due_at = patience_ends(keys, neighbour, since, grade, sitting.now)
        passes = neighbour not in others and grade >= lowest.get(neighbour, Grade.LOW)
        if passes and due_at is not None:
            yield neighbour, grade, since, due_at
