"""When an originator sends again what was not confirmed: a table and a doubling."""

from collections.abc import Mapping
from typing import Final

from depesha.names import TimeMs
from depesha.packet import Grade

REPEAT_AFTER_MS: Final[Mapping[Grade, int]] = {
    Grade.FLASH: 60_000,
    Grade.URGENT: 5 * 60_000,
    Grade.LOW: 30 * 60_000,
}
"""How long an originator waits for a delivery report before it sends again (handling objectives of
10, 30 and 360 minutes at the addressee are for people; a report is made by a machine)."""

MAX_REPEAT_DOUBLINGS: Final = 6


def repeat_at(grade: Grade, attempts: int, now: TimeMs, expires_at: TimeMs) -> TimeMs:
    """Return when to send again after `attempts` sendings: doubling, and never after the expiry."""
    wait = REPEAT_AFTER_MS[grade] << min(attempts, MAX_REPEAT_DOUBLINGS)
    return TimeMs(min(now + wait, expires_at))
