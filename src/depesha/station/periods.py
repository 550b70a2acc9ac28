"""The period that a question asks for: half open, in UTC milliseconds."""

from typing import Final

from depesha.errors import Usage
from depesha.station.reading import Fields

MOST_MS: Final = 253_402_300_799_999
"""The end of the year 9999, UTC."""


def period_of(fields: Fields) -> tuple[int, int]:
    """Return the period that is asked for; an end that is not said is open.

    Raises:
        Usage: it is not formed like one, or ends before it begins.
    """
    begin, end = fields.get("from_at"), fields.get("to_at")
    begin = -MOST_MS if begin is None else begin
    end = MOST_MS if end is None else end
    for at in (begin, end):
        if not isinstance(at, int) or abs(at) > MOST_MS:
            msg = "from_at and to_at are UTC milliseconds"
            raise Usage(msg)
    if not begin < end:  # type: ignore[operator]  # they are numbers
        msg = "the period ends before it begins"
        raise Usage(msg)
    return begin, end  # type: ignore[return-value]  # likewise
