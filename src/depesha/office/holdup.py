"""What waits too long for a line, and what is too long without a report: two alarms by the clock.

    held-up     packets wait for a neighbour, and its line does not take them
    no-report   the line took them, sent again they were too, and nobody says that they arrived

Rule 1: one alarm for a neighbour, and one for an addressee's station, however much is late there.
Rule 2: each is cleared by itself, when nothing is late there any more.
Rule 3: a neighbour that a person carries to is never held up: the desk cannot know when he comes.

The first needs no word of a line: that something still lies in the out-tray says it, whatever the
cause. The second is all that shows a relay which takes custody and then keeps what it took.
"""

from collections.abc import Iterable, Mapping
from typing import Final

from depesha.names import StationId, TimeMs
from depesha.office.ports import OutTray
from depesha.office.sitting import Sitting
from depesha.packet import Grade

PATIENCE_MS: Final[Mapping[Grade, int]] = {
    Grade.FLASH: 60_000,
    Grade.URGENT: 5 * 60_000,
    Grade.LOW: 30 * 60_000,
}
"""How long a packet may wait for a line before a person is told; a line that is called again after
its longest wait (30 s) is no alarm, even for a flash."""

SENDINGS: Final = 2
"""A document that was sent so often and is to be sent again has no report: the repeat did not help
(a flash: after 3 min; an urgent one: 15 min; the rest: 90 min)."""

HELD_UP: Final = "held-up"
NO_REPORT: Final = "no-report"
MINUTE_MS: Final = 60_000


# -- for a line -----------------------------------------------------------------------------------


def look(sitting: Sitting) -> TimeMs | None:
    """Raise and clear the alarms of what is held up; return when it is to be looked at again."""
    late: dict[StationId, tuple[Grade, TimeMs]] = {}
    times: list[TimeMs] = []
    for neighbour, grade, since in sitting.book.out_tray.foremost():
        if neighbour in sitting.around.carried:
            continue
        due_at = TimeMs(since + PATIENCE_MS[grade])
        if due_at <= sitting.now:
            late.setdefault(neighbour, (grade, since))
        else:
            times.append(due_at)
    for neighbour, (grade, since) in late.items():
        minutes = (sitting.now - since) // MINUTE_MS
        text = f"a {grade.name.lower()} packet has waited for {neighbour} for {minutes} min"
        sitting.alarm(HELD_UP, neighbour, text)
    for about in sitting.book.registers.open_alarms(HELD_UP):
        if about not in late:
            sitting.all_clear(HELD_UP, about)
    return min(times, default=None)


def look_at(grades: Iterable[Grade], now: TimeMs) -> TimeMs | None:
    """Return when something that was put in the out-tray now could be held up."""
    return min((TimeMs(now + PATIENCE_MS[grade]) for grade in grades), default=None)


def settled(sitting: Sitting, neighbour: StationId) -> None:
    """A neighbour has answered: clear its alarm, once nothing late waits for it."""
    if sitting.book.out_tray.is_empty():
        sitting.held_up_at = None
    if sitting.book.registers.alarm_is_open(HELD_UP, neighbour) and not _is_late(
        sitting.book.out_tray, neighbour, sitting.now
    ):
        sitting.all_clear(HELD_UP, neighbour)


def _is_late(out_tray: OutTray, neighbour: StationId, now: TimeMs) -> bool:
    return any(
        one == neighbour and since + PATIENCE_MS[grade] <= now
        for one, grade, since in out_tray.foremost()
    )


# -- for a report ---------------------------------------------------------------------------------


def sent_in_vain(sitting: Sitting, station: StationId, attempts: int) -> None:
    """Raise the alarm about a station that reports on nothing, if that was tried often enough."""
    if attempts >= SENDINGS:
        text = f"{station} has not reported on what was sent to it {attempts} times"
        sitting.alarm(NO_REPORT, station, text)


def heard_from(sitting: Sitting, station: StationId) -> None:
    """Clear that alarm, once nothing is left that was sent in vain."""
    if sitting.book.registers.alarm_is_open(
        NO_REPORT, station
    ) and not sitting.book.traffic.is_unreported(station, SENDINGS):
        sitting.all_clear(NO_REPORT, station)
