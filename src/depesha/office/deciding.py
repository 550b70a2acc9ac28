"""The day on which something was decided outside: it is said, and has come."""

from datetime import UTC, datetime, timedelta

from depesha.errors import Usage
from depesha.office.sitting import Sitting


def must_have_come(sitting: Sitting, day: str) -> None:
    """Let pass a day that it is somewhere on earth, or was.

    Raises:
        Usage: it is still to come everywhere.
    """
    tomorrow = datetime.fromtimestamp(sitting.now / 1000, UTC) + timedelta(days=1)
    if day > tomorrow.date().isoformat():
        msg = f"{day} is still to come"
        raise Usage(msg, hint="name the day on which it was decided")
