"""Laws of agreement: both ends see a telegram alike, and registers say what the journals say."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

from depesha.names import OfficeId, StationId, Uid
from depesha.office.facts import Delivered
from depesha.office.ports import DutyState
from tests.network.simulator.ledger import Commit, Ledger
from tests.network.simulator.station import Station


@dataclass(frozen=True, kw_only=True)
class Lies:
    """A telegram that lies before an office."""

    uid: Uid
    registration: bytes
    originator: StationId
    office: OfficeId


class Agreement:
    """In the end the originator knows of every answer, and how far each addressee has come.

    A receipt is confirmed by nobody. Where the plan took its way away while it waited it may be
    lost, and is missing at the originator's; so this is judged where no plan was changed.
    """

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger
        self._lies: defaultdict[StationId, list[Lies]] = defaultdict(list)
        ledger.on(Delivered, self._delivered)
        ledger.on_forget(self._forget)

    def _delivered(self, commit: Commit, fact: Delivered) -> None:
        identity = fact.entry.identity
        for duty in fact.duties:
            lies = Lies(
                uid=identity.uid,
                registration=identity.registration,
                originator=fact.entry.station,
                office=duty.office,
            )
            self._lies[commit.station.name].append(lies)

    def _forget(self, station: StationId) -> None:
        self._lies.pop(station, None)

    def judge(self, stations: Mapping[StationId, Station]) -> None:
        """Compare what both ends say of every telegram that was delivered."""
        for name, station in stations.items():
            for lies in self._lies[name]:
                if not self._ledger.put_back.isdisjoint((name, lies.originator)):
                    continue
                here = _stands(station, lies)
                there = _stands(stations[lies.originator], lies)
                if here != there:
                    what = f"{lies.originator} sees {lies.office} at {there}, and it is at {here}"
                    self._ledger.broken("agreement", what, lies.registration)


def _stands(station: Station, lies: Lies) -> str:
    duties = station.stored.registers.duties(lies.uid)
    found = [duty for duty in duties if duty.duty.office == lies.office]
    return _told(found[0]) if found else "nothing"


def _told(duty: DutyState) -> str:
    return duty.rung.name if duty.exit is None else str(duty.exit)


class Doctored:
    """A doctor finds every store sound, and registers made again from the facts are the same."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger

    def judge(self, stations: Mapping[StationId, Station]) -> None:
        """Look every station over. It is the last thing that is done to them."""
        for name, station in stations.items():
            for finding in station.stored.check():
                self._ledger.broken("doctored", f"{name}: {finding.message}")
            if changed := station.stored.rebuild().changed:
                self._ledger.broken("doctored", f"{name}: other lines in {', '.join(changed)}")
