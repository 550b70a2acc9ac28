"""Laws of numbers: without gaps, each once, and one that is used again is noticed."""

from collections import defaultdict

from depesha.names import StationId
from depesha.office.facts import (
    Delivered,
    EnvelopeOpened,
    EnvelopeSealed,
    Registered,
    SeriesOpened,
)
from tests.network.simulator.ledger import Commit, Ledger


class Numbers:
    """Outgoing and incoming numbers, and those of envelopes, each follow the one before.

    A series that goes on at a number follows that; a telegram that came back has its old number.
    """

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger
        self._last: defaultdict[StationId, dict[tuple[object, ...], int]] = defaultdict(dict)
        ledger.on(Registered, self._registered)
        ledger.on(Delivered, self._delivered)
        ledger.on(EnvelopeSealed, self._sealed)
        ledger.on(SeriesOpened, self._opened)
        ledger.on_forget(self._forget)

    def _opened(self, commit: Commit, fact: SeriesOpened) -> None:
        self._last[commit.station.name][fact.series, fact.year] = fact.first - 1

    def _registered(self, commit: Commit, fact: Registered) -> None:
        mark = fact.entry.identity.registration
        if not fact.draft:
            last = self._last[commit.station.name]
            series = ("outgoing", fact.entry.year)
            last[series] = max(last.get(series, 0), fact.entry.number)
            return
        self._follows(commit, ("outgoing", fact.entry.year), fact.entry.number, mark)

    def _delivered(self, commit: Commit, fact: Delivered) -> None:
        mark = fact.entry.identity.registration
        self._follows(commit, ("incoming", fact.incoming_year), fact.incoming_number, mark)

    def _sealed(self, commit: Commit, fact: EnvelopeSealed) -> None:
        series = (fact.recipient, fact.epoch.hex(), fact.grade.name)
        self._follows(commit, series, fact.seq, fact.slip_id)

    def _follows(
        self, commit: Commit, series: tuple[object, ...], number: int, mark: bytes
    ) -> None:
        last = self._last[commit.station.name]
        if number != last.get(series, 0) + 1:
            named = "/".join(map(str, series))
            what = f"{commit.station.name}: {named} {number} follows {last.get(series, 0)}"
            self._ledger.broken("numbers", what, mark)
        last[series] = number

    def _forget(self, station: StationId) -> None:
        self._last.pop(station, None)


class Reuse:
    """Of two envelopes under one number only the first is opened, whatever its sender forgot.

    No disk that was put back is an excuse: that is how such a disk shows.
    """

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger
        self._opened: defaultdict[StationId, dict[tuple[object, ...], bytes]] = defaultdict(dict)
        ledger.on(EnvelopeOpened, self._hear)
        ledger.on_forget(self._forget)

    def _hear(self, commit: Commit, fact: EnvelopeOpened) -> None:
        number = (fact.sender, fact.epoch, fact.grade, fact.seq)
        earlier = self._opened[commit.station.name].setdefault(number, fact.digest)
        if earlier != fact.digest:
            what = f"{commit.station.name} opened two envelopes {fact.seq} of {fact.sender}"
            self._ledger.broken("reuse", what)

    def _forget(self, station: StationId) -> None:
        self._opened.pop(station, None)
