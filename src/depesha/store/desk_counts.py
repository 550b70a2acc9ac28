"""How much waits at the station as such, for the bar of every desk: the queue, alarms, copies."""

from typing import Final

from depesha.store.database import Database
from depesha.store.migrations.trays import COPY_LATE
from depesha.store.tray_reading import COUNTED

_COUNTS: Final = f"""SELECT
    (SELECT count(*) FROM (SELECT 1 FROM entry LIMIT {COUNTED})),
    (SELECT count(*) FROM (SELECT 1 FROM alarm
        WHERE cleared_at IS NULL AND accepted_at IS NULL LIMIT {COUNTED})),
    (SELECT count(*) FROM (SELECT 1 FROM copy CROSS JOIN telegram AS t ON t.id = copy.telegram
        WHERE {COPY_LATE} AND t.classification <= ? LIMIT {COUNTED}))"""  # noqa: S608  # constants


def station_counts(database: Database, clearance: int) -> dict[str, int]:
    """Return what waits in the out-tray, is open as an alarm, and is overdue as a copy.

    Args:
        database: where to look.
        clearance: copies of what is classified higher are not counted.
    """
    queued, alarms, copies = database.row(_COUNTS, (clearance,)) or (0, 0, 0)
    return {"queue": queued, "alarms": alarms, "copies": copies}
