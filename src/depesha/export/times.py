"""Times in the cells of a table; how one is shown stands in `words.times`."""

from datetime import timedelta

from depesha.errors import Usage
from depesha.export.speech import Row, Speech
from depesha.station.clock import now
from depesha.station.settings import zone_of
from depesha.words.times import EPOCH
from depesha.words.times import shown as shown


def of(speech: Speech, at: int | None) -> str:
    """Return a time as this station shows it."""
    return shown(
        at, speech.zone, (EPOCH + timedelta(milliseconds=now())).astimezone(speech.zone).year
    )


def elsewhere(speech: Speech, at: int, zone: str) -> str:
    """Return a time as the clock in `zone` shows it, where that is another one; else nothing.

    The zone's name came with a key book: one that this machine does not know shows nothing.
    """
    if not zone:
        return ""
    try:
        utc = EPOCH + timedelta(milliseconds=at)
        there = utc.astimezone(zone_of(zone))
    except (Usage, OverflowError):
        return ""
    if there.utcoffset() == utc.astimezone(speech.zone).utcoffset():
        return ""
    return f", {there:%d.%m %H:%M} {there:%Z}"


class TimeOf:
    """A cell that shows the first of these fields that has a time."""

    def __init__(self, *keys: str) -> None:
        """Take the names of the fields."""
        self._keys = keys

    def __call__(self, speech: Speech, row: Row) -> str:
        """Return the cell."""
        found = (row.get(key) for key in self._keys)
        return of(speech, next((at for at in found if at is not None), None))
