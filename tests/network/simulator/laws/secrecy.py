"""The law of secrecy: on the disk of a station lie no words of what it only carries."""

import re
from collections import defaultdict
from collections.abc import Iterable

from depesha.names import StationId, station_of
from depesha.office.facts import Delivered, Drafted, Registered
from tests.network.simulator.ledger import Commit, Ledger
from tests.network.simulator.station import Station
from tests.network.simulator.texts import MARK, mark_of

_SEALED = "SELECT sealed FROM entry WHERE entry = ?"


class Secrecy:
    """The words of a telegram are at its author's and its addressees' stations, nowhere else."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger
        self._may_read: defaultdict[bytes, set[StationId]] = defaultdict(set)
        self._drafts: dict[tuple[StationId, int], bytes] = {}
        self._marks: dict[bytes, bytes] = {}
        ledger.on(Drafted, self._drafted)
        ledger.on(Registered, self._registered)
        ledger.on(Delivered, self._delivered)
        ledger.on_commit(self._committed)

    def _drafted(self, commit: Commit, fact: Drafted) -> None:
        if mark := mark_of(fact.text.encode()):
            self._may_read[mark].add(commit.station.name)
            self._drafts[commit.station.name, fact.draft] = mark

    def _registered(self, commit: Commit, fact: Registered) -> None:
        mark = self._drafts.get((commit.station.name, fact.draft))
        if mark:
            self._marks[fact.entry.identity.registration] = mark
            self._may_read[mark] |= {station_of(duty.office) for duty in fact.duties}

    def _delivered(self, commit: Commit, fact: Delivered) -> None:
        mark = self._marks.get(fact.entry.identity.registration)
        if mark:
            self._may_read[mark].add(commit.station.name)

    def _committed(self, commit: Commit) -> None:
        """Look at what was put into the out-tray: sealed letters, whosever they are."""
        for held in commit.came:
            row = commit.station.disk.database.row(_SEALED, (held.entry,))
            mark = mark_of(row[0]) if row and row[0] else None
            if mark:
                what = f"{commit.station.name} holds the words of {mark.decode()} unsealed"
                self._ledger.broken("secrecy", what, held.slip_id)

    def look_at_disks(self, stations: Iterable[Station]) -> None:
        """Read every disk as a thief would."""
        for station in stations:
            for mark in sorted(set(re.findall(MARK, station.disk.bytes_on_it()))):
                if station.name not in self._may_read[mark]:
                    what = f"{station.name} has the words of {mark.decode()} on its disk"
                    self._ledger.broken("secrecy", what)
