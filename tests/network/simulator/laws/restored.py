"""Laws of restorations: what others hold is not lost, and no number is given twice."""

from collections import defaultdict
from collections.abc import Mapping

from depesha.names import StationId
from depesha.office.facts import (
    AlarmRaised,
    Delivered,
    EnvelopeSealed,
    Registered,
    RestorationEnded,
    Restored,
)
from depesha.store.fact_records import decode_fact
from tests.network.simulator.ledger import Commit, Ledger
from tests.network.simulator.station import Station

_FACTS = "SELECT kind, content FROM fact WHERE id >= ? ORDER BY id"

FALSE = frozenset(
    {
        "broken-chain",
        "new-epoch",
        "number-doubled",
        "quarantined",
        "report-for-unknown",
        "two-at-once",
    }
)
"""Alarms of which there is none where every disk that went back said so."""


class RestoredStations:
    """A station that is restored, and says so.

    It gives no number and no number of an envelope a second time, whatever it forgot; it gives none
    at all before it was answered; what it had, and another station still has, it has again in the
    end; and nobody is alarmed about anything but the restoration itself.
    """

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger
        self._numbers: dict[tuple[object, ...], bytes] = {}
        self._waits: set[StationId] = set()
        self._lost: defaultdict[StationId, dict[bytes, Registered | Delivered]] = defaultdict(dict)
        self._has: defaultdict[StationId, dict[bytes, int]] = defaultdict(dict)
        self._gave_up: set[tuple[StationId, bytes]] = set()
        ledger.on(Registered, self._registered)
        ledger.on(Delivered, self._delivered)
        ledger.on(EnvelopeSealed, self._sealed)
        ledger.on(Restored, self._begun)
        ledger.on(RestorationEnded, self._ended)
        ledger.on(AlarmRaised, self._raised)
        ledger.on_forget(self._forget)

    def goes_back(self, station: Station, size: int) -> None:
        """Note what a station that is about to be restored will no longer know."""
        for kind, content in station.disk.database.rows(_FACTS, (size,)):
            fact = decode_fact(kind, content)
            if isinstance(fact, Registered | Delivered):
                self._lost[station.name][fact.entry.identity.registration] = fact

    def _broken(self, what: str, *stations: StationId) -> None:
        if self._ledger.unsaid.isdisjoint(stations):
            self._ledger.broken("restored", what)

    def _once(self, station: StationId, number: tuple[object, ...], name: bytes) -> None:
        earlier = self._numbers.setdefault((station, *number), name)
        if earlier != name:
            self._broken(f"{station} gave {'/'.join(map(str, number))} twice", station)

    def _registered(self, commit: Commit, fact: Registered) -> None:
        station, entry = commit.station.name, fact.entry
        name = entry.identity.registration
        self._once(station, (entry.year, entry.number), name)
        self._has[station][name] = entry.expires_at
        if fact.draft and station in self._waits:
            self._broken(f"{station} gave {entry.number} before it was answered", station)

    def _sealed(self, commit: Commit, fact: EnvelopeSealed) -> None:
        number = (fact.recipient, fact.epoch.hex(), fact.grade.name, fact.seq)
        self._once(commit.station.name, number, fact.digest)

    def _delivered(self, commit: Commit, fact: Delivered) -> None:
        self._has[commit.station.name][fact.entry.identity.registration] = fact.entry.expires_at

    def _begun(self, commit: Commit, fact: Restored) -> None:
        if fact.awaits:
            self._waits.add(commit.station.name)

    def _ended(self, commit: Commit, _fact: RestorationEnded) -> None:
        self._waits.discard(commit.station.name)

    def _raised(self, commit: Commit, fact: AlarmRaised) -> None:
        if fact.kind in FALSE and not self._ledger.unsaid:
            self._broken(f"{commit.station.name} is alarmed: {fact.kind}, {fact.text}")

    def _forget(self, station: StationId) -> None:
        self._has.pop(station, None)
        self._waits.discard(station)

    def judge(self, stations: Mapping[StationId, Station], now: int) -> None:
        """Look at what was lost: whatever another station holds came back."""
        for name, lost in self._lost.items():
            for registration, fact in lost.items():
                if registration in self._has[name] or fact.entry.expires_at <= now:
                    continue
                if isinstance(fact, Delivered):
                    holders = [fact.entry.station]
                else:
                    holders = [one for one in stations if one != name]
                for holder in holders:
                    if registration in self._has[holder]:
                        number = f"{fact.entry.station}/{fact.entry.number}"
                        self._broken(f"{name} has {number} no more, and {holder} has it", name)
        for name in self._waits:
            self._broken(f"{name} was restored and still waits for answers", name)
