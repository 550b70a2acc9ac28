"""When an originator sends again what was not confirmed: a table and a doubling."""

from collections.abc import Mapping
from typing import Final

from depesha.envelope import Kind
from depesha.names import TimeMs
from depesha.office.facts import Enclosed
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


SLOWEST_BYTES_PER_SECOND: Final = 8 * 1024
"""What an originator reckons with for a blob, over all of its way: 200 MB are given seven hours."""


def carriage_ms(document: Enclosed) -> int:
    """Return how long the carriage itself of a document may take, beside the waiting for it."""
    if document.kind is not Kind.ATTACHMENT:
        return 0
    size_bytes = sum(key.size_bytes for key in document.attachment_keys)
    return size_bytes * 1000 // SLOWEST_BYTES_PER_SECOND
