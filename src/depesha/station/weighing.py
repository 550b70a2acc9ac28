"""What an event weighs for the desk, and which events are work that traffic goes before.

Rule 1: a weight is 1 for each thing that is decided, or put into the index: some 0.3 ms of the
    desk's time, of a record's words twice as much.
Rule 2: work in bulk (records that are taken in, their words, decisions about a whole batch) may
    take hours; each telegram goes before it. By what an order does it is told, and not by how much
    it brings: so orders of one import keep their order.
Rule 3: putting words into the index can be done in parts, and nobody sees the difference.
"""

from dataclasses import replace
from typing import Final

from depesha.office.archive import MAX_AT_ONCE
from depesha.office.events import (
    EnterRecords,
    Event,
    Granted,
    IndexArchive,
    KeepIndex,
    ReleaseRecords,
)
from depesha.packet import Arrived

BYTES_OF_WEIGHT: Final = 2048
"""A packet holds about one telegram for so many bytes, and weighs as much."""

BYTES_OF_RECORD: Final = 8192
"""Records weigh as much as so many bytes of theirs do, and at least one each."""

_IN_BULK: Final = (EnterRecords, IndexArchive, ReleaseRecords, KeepIndex)


def is_in_bulk(event: Event) -> bool:
    """Say whether an event is work that traffic goes before."""
    return isinstance(event.order if isinstance(event, Granted) else event, _IN_BULK)


def weight(event: Event) -> int:
    """Return what an event weighs."""
    match event:
        case Granted():
            return weight(event.order)
        case EnterRecords():
            return max(1, len(event.records), sum(map(len, event.records)) // BYTES_OF_RECORD)
        case IndexArchive() | ReleaseRecords() | KeepIndex():
            return max(1, event.limit)
        case Arrived():
            return 1 + len(event.packet.sealed) // BYTES_OF_WEIGHT
        case _:
            return 1


def parted(event: Event, most: int) -> tuple[Event, Event] | None:
    """Return an event as a part that weighs so much, and its rest; None: it is done as a whole.

    There are no more parts than the desk would do of it at once, whatever was asked for.
    """
    if not isinstance(event, IndexArchive) or event.limit <= most:
        return None
    rest = replace(event, limit=min(event.limit, MAX_AT_ONCE) - most, anew=False)
    return replace(event, limit=most), rest
