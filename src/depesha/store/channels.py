"""How the channels of the lines stand (`office.ports.ChannelBook`), and what faces read of them.

Rule 1: a channel is one row, whatever passes over it; its open gaps stand in the row, as JSON, so
    that a group of loads costs one row read and one written.
Rule 2: it is kept as custody is, in the same commit, and does not follow from facts. What follows
    from facts is `channel_day`: the days that were reconciled (`lines_of_day`).
Rule 3: of the gaps that closed the newest 128 of a channel are kept, of the epochs of a channel
    the newest 256 (attack: a neighbour that begins an epoch with each connection).
"""

import json
from collections.abc import Sequence
from typing import Any, Final

from depesha.channel import Account, ChannelCount, ChannelGap
from depesha.names import Epoch, StationId, TimeMs
from depesha.office.facts import ChannelReconciled
from depesha.office.ports import ChannelState, Closing
from depesha.store.database import Database, Row

MAX_CLOSED: Final = 128
MAX_EPOCHS: Final = 256

_COLUMNS: Final = """neighbour, came, lane, epoch, began_at, touched_at, last, loads, accepted,
    again, open, gaps, checked_at, checked_last, despair_at, alarmed_at, unreckoned"""
_ALL: Final = f"SELECT {_COLUMNS} FROM channel"  # noqa: S608  # constants
_STATE: Final = f"{_ALL} WHERE neighbour = ? AND came = 1 AND lane = ? AND epoch = ?"
_WITH_GAPS: Final = f"""{_ALL}
    WHERE neighbour = ? AND came = 1 AND lane = ? AND open > 0 ORDER BY began_at, epoch"""
_DESPAIRING: Final = f"{_ALL} WHERE despair_at <= ? ORDER BY despair_at LIMIT ?"
_UNRECKONED: Final = f"""{_ALL} WHERE unreckoned < ?
    ORDER BY neighbour, lane, came, began_at, epoch"""
_KEEP: Final = """INSERT INTO channel VALUES
    (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17)
    ON CONFLICT DO UPDATE SET touched_at = ?6, last = ?7, loads = ?8, accepted = ?9, again = ?10,
    open = ?11, gaps = ?12, checked_at = ?13, checked_last = ?14, despair_at = ?15,
    alarmed_at = ?16, unreckoned = ?17"""
_COUNT: Final = """UPDATE channel SET touched_at = ?4, last = ?5, loads = ?6, accepted = ?7,
    again = ?8, open = ?9, unreckoned = coalesce(unreckoned, ?10)
    WHERE neighbour = ?1 AND came = 0 AND lane = ?2 AND epoch = ?3"""
_FIRST_COUNT: Final = """INSERT INTO channel VALUES
    (?1, 0, ?2, ?3, ?4, ?4, ?5, ?6, ?7, ?8, ?9, '[]', NULL, NULL, NULL, NULL, ?10)"""
_END_OURS: Final = """UPDATE channel SET open = 0
    WHERE neighbour = ? AND came = 0 AND lane = ? AND epoch != ? AND open > 0"""
_CLOSED: Final = "INSERT INTO channel_gap VALUES (NULL, ?, ?, ?, ?, ?, ?, ?, ?)"
_KEEP_NEWEST: Final = """DELETE FROM channel_gap
    WHERE neighbour = ?1 AND lane = ?2 AND epoch = ?3 AND id <= (SELECT id FROM channel_gap
    WHERE neighbour = ?1 AND lane = ?2 AND epoch = ?3 ORDER BY id DESC LIMIT 1 OFFSET ?4)"""
_PRUNE: Final = """DELETE FROM channel WHERE neighbour = ?1 AND lane = ?2
    AND touched_at < (SELECT touched_at FROM channel WHERE neighbour = ?1 AND lane = ?2
    ORDER BY touched_at DESC LIMIT 1 OFFSET ?3)"""
_PRUNE_GAPS: Final = """DELETE FROM channel_gap WHERE neighbour = ?1 AND lane = ?2
    AND NOT EXISTS (SELECT 1 FROM channel WHERE channel.neighbour = ?1 AND channel.came = 1
    AND channel.lane = ?2 AND channel.epoch = channel_gap.epoch)"""
_NEXT: Final = "SELECT (SELECT min(despair_at) FROM channel), (SELECT min(unreckoned) FROM channel)"
_OF_LINE: Final = f"{_ALL} WHERE neighbour = ? ORDER BY lane, came, touched_at DESC, epoch LIMIT ?"
_CLOSED_OF: Final = """SELECT first, last, since, closed_at, how FROM channel_gap
    WHERE neighbour = ? AND lane = ? AND epoch = ? ORDER BY id"""
_DAY: Final = "INSERT INTO channel_day VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
_OF_DAY: Final = """SELECT one.lane, one.came, one.epoch, one.last, one.loads, one.accepted,
    one.again, one.open, one.missing, one.at, (SELECT max(before.last) FROM channel_day AS before
    WHERE before.neighbour = one.neighbour AND before.lane = one.lane AND before.came = one.came
    AND before.epoch = one.epoch AND before.fact < one.fact)
    FROM channel_day AS one WHERE one.neighbour = ? AND one.day = ?
    ORDER BY one.lane, one.came, one.fact, one.place"""


_BETWEEN_DAYS: Final = """SELECT one.day, one.lane, one.came, one.epoch, one.last, one.loads,
    one.accepted, one.again, one.open, one.missing, one.at,
    (SELECT max(before.last) FROM channel_day AS before
    WHERE before.neighbour = one.neighbour AND before.lane = one.lane AND before.came = one.came
    AND before.epoch = one.epoch AND before.fact < one.fact)
    FROM channel_day AS one WHERE one.neighbour = ? AND one.day >= ? AND one.day <= ?
    ORDER BY one.day, one.lane, one.came, one.fact, one.place LIMIT ? OFFSET ?"""


class StoredChannels:
    """The numbers of the lines."""

    __slots__ = ("_database",)

    def __init__(self, database: Database) -> None:
        """Keep in `database`."""
        self._database = database

    def state(self, neighbour: StationId, lane: int, epoch: Epoch) -> ChannelState | None:
        """Return how a channel of a neighbour's stands."""
        row = self._database.row(_STATE, (neighbour, lane, epoch))
        return _state(row) if row else None

    def with_gaps(self, neighbour: StationId, lane: int) -> Sequence[ChannelState]:
        """Return the channels of a neighbour's on a lane that have gaps."""
        return [_state(row) for row in self._database.rows(_WITH_GAPS, (neighbour, lane))]

    def keep(self, state: ChannelState) -> None:
        """Write down how a channel stands."""
        self._database.write(
            _KEEP,
            (
                state.neighbour,
                state.came,
                state.lane,
                state.epoch,
                state.began_at,
                state.touched_at,
                state.last,
                state.loads,
                state.accepted,
                state.again,
                state.open,
                json.dumps([[gap.first, gap.last, gap.since] for gap in state.gaps]),
                state.checked_at,
                state.checked_last,
                state.despair_at,
                state.alarmed_at,
                state.unreckoned,
            ),
        )

    def keep_count(self, neighbour: StationId, count: ChannelCount, now: TimeMs, day: int) -> None:
        """Write down how far this station's own numbers have come, on that day.

        The first of an epoch ends the epoch before: what had no answer is offered in this one.
        """
        key = (neighbour, count.lane, count.epoch)
        numbers = (count.last, count.sent, count.accepted, count.again, count.unanswered)
        self._database.write(_COUNT, (*key, now, *numbers, day))
        if not self._database.changes():
            self._database.write(_END_OURS, key)
            self._database.write(_FIRST_COUNT, (*key, now, *numbers, day))

    def closed(
        self, state: ChannelState, gaps: Sequence[ChannelGap], how: Closing, now: TimeMs
    ) -> None:
        """Keep gaps that have closed, the newest of a channel."""
        key = (state.neighbour, state.lane, state.epoch)
        for gap in gaps:
            values = (gap.first, gap.last, gap.since, now, str(how))
            self._database.write(_CLOSED, (*key, *values))
        self._database.write(_KEEP_NEWEST, (*key, MAX_CLOSED))

    def prune(self, neighbour: StationId, lane: int) -> None:
        """Forget the oldest epochs of a line's lane."""
        self._database.write(_PRUNE, (neighbour, lane, MAX_EPOCHS))
        self._database.write(_PRUNE_GAPS, (neighbour, lane))

    def despairing(self, now: TimeMs, limit: int) -> Sequence[ChannelState]:
        """Return the channels with a gap that has stood too long and is no alarm yet."""
        return [_state(row) for row in self._database.rows(_DESPAIRING, (now, limit))]

    def unreckoned(self, day: int) -> Sequence[ChannelState]:
        """Return the channels with a day before this that is not reconciled, by line and lane."""
        return [_state(row) for row in self._database.rows(_UNRECKONED, (day,))]

    def next_due(self) -> tuple[TimeMs | None, int | None]:
        """Return when `despairing` will next have something, and the first day of `unreckoned`."""
        row = self._database.row(_NEXT)
        return (row[0], row[1]) if row else (None, None)


def recall(database: Database, neighbour: StationId, lane: int, epoch: Epoch) -> Account | None:
    """Return which numbers of a channel are written down as having come, for a line."""
    state = StoredChannels(database).state(neighbour, lane, epoch)
    return None if state is None else Account(state.last, state.gaps)


def _state(row: Row) -> ChannelState:
    neighbour, came, lane, epoch, began_at, touched_at, last, loads, accepted, again, *rest = row
    open_, gaps, checked_at, checked_last, despair_at, alarmed_at, unreckoned = rest
    return ChannelState(
        neighbour=StationId(neighbour),
        came=bool(came),
        lane=lane,
        epoch=Epoch(epoch),
        began_at=TimeMs(began_at),
        touched_at=TimeMs(touched_at),
        last=last,
        loads=loads,
        accepted=accepted,
        again=again,
        open=open_,
        gaps=_gaps(gaps),
        checked_at=checked_at,
        checked_last=checked_last,
        despair_at=despair_at,
        alarmed_at=alarmed_at,
        unreckoned=unreckoned,
    )


def _gaps(spelled: str) -> tuple[ChannelGap, ...]:
    if spelled == "[]":
        return ()
    return tuple(
        ChannelGap(first=first, last=last, since=since)
        for first, last, since in json.loads(spelled)
    )


# -- the register ---------------------------------------------------------------------------------


def reconciled(database: Database, fact: ChannelReconciled, at: TimeMs, place: int) -> None:
    """A day of a line's lane is closed: one line for each channel that was used."""
    for number, one in enumerate(fact.channels):
        missing = json.dumps([[span.first, span.last] for span in one.missing])
        key = (place, number, fact.day, fact.neighbour, fact.lane, one.came, one.epoch)
        counts = (one.last, one.loads, one.accepted, one.again, one.open)
        database.write(_DAY, (*key, *counts, missing, at))


Line = dict[str, Any]


def lines_now(database: Database, neighbour: str, limit: int) -> list[Line]:
    """Return how the channels of a line stand now, the newest epochs first."""
    found = [_state(row) for row in database.rows(_OF_LINE, (neighbour, limit))]
    return [_line_now(database, state) for state in found]


def _line_now(database: Database, state: ChannelState) -> Line:
    key = (state.neighbour, state.lane, state.epoch)
    closed = database.rows(_CLOSED_OF, key) if state.came else []
    return {
        "lane": state.lane,
        "direction": "in" if state.came else "out",
        "epoch": state.epoch.hex(),
        "began_at": state.began_at,
        "first": 1 if state.last else None,
        "last": state.last,
        "loads": state.loads,
        "accepted": state.accepted,
        "again": state.again,
        "open": state.open,
        "missing": [
            {"first": gap.first, "last": gap.last, "since_at": gap.since} for gap in state.gaps
        ],
        "closed": [
            {"first": first, "last": last, "since_at": since, "closed_at": at, "how": how}
            for first, last, since, at, how in closed
        ],
        "checked_at": state.checked_at,
        "checked_last": state.checked_last,
        "reconciled_at": None,
    }


def lines_of_day(database: Database, neighbour: str, day: int) -> list[Line]:
    """Return how the channels of a line stood when that day was closed."""
    return [_line_of_day(row) for row in database.rows(_OF_DAY, (neighbour, day))]


def lines_of_days(
    database: Database, neighbour: str, days: tuple[int, int], limit: int, offset: int
) -> list[Line]:
    """Return how the channels of a line stood at the end of each day, the first to the last."""
    rows = database.rows(_BETWEEN_DAYS, (neighbour, *days, limit, offset))
    return [{"day": day, **_line_of_day(tuple(row))} for day, *row in rows]


def _line_of_day(row: Row) -> Line:
    lane, came, epoch, last, loads, accepted, again, open_, missing, at, before = row
    first = (before or 0) + 1
    return {
        "lane": lane,
        "direction": "in" if came else "out",
        "epoch": epoch.hex(),
        "first": first if first <= last else None,
        "last": last,
        "loads": loads,
        "accepted": accepted,
        "again": again,
        "open": open_,
        "missing": [{"first": first, "last": last} for first, last in json.loads(missing)],
        "reconciled_at": at,
    }
