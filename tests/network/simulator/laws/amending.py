"""The law of amendments: whoever holds both telegrams sees the one marked by the other."""

from collections.abc import Mapping
from dataclasses import dataclass

from depesha.life import Exit
from depesha.names import OfficeId, StationId, Uid, station_of
from depesha.office.facts import Amended
from depesha.telegram import Relation
from tests.network.simulator.ledger import Commit, Ledger
from tests.network.simulator.station import Station


@dataclass(frozen=True, kw_only=True)
class Amends:
    """What a station said of a telegram of its own."""

    uid: Uid
    amender: Uid
    relation: Relation


class Amendments:
    """Where both lie, the mark holds; what was cancelled is CANCELLED, and what was not is not."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger
        self._said: dict[StationId, list[Amends]] = {}
        ledger.on(Amended, self._amended)
        ledger.on_forget(self._forget)

    def _amended(self, commit: Commit, fact: Amended) -> None:
        if fact.station == commit.station.name:
            said = Amends(uid=fact.uid, amender=fact.amender, relation=fact.relation)
            self._said.setdefault(fact.station, []).append(said)

    def _forget(self, station: StationId) -> None:
        self._said.pop(station, None)

    def judge(self, stations: Mapping[StationId, Station]) -> None:
        """Look at every addressee of what was amended."""
        for name, amended in self._said.items():
            for one in amended:
                registers = stations[name].stored.registers
                for duty in registers.duties(one.uid):
                    self._look(name, stations[station_of(duty.duty.office)], one, duty.duty.office)

    def _look(self, origin: StationId, there: Station, said: Amends, office: OfficeId) -> None:
        registers = there.stored.registers
        both = registers.telegram(said.uid) and registers.telegram(said.amender)
        if not both or not self._ledger.put_back.isdisjoint((origin, there.name)):
            return
        marks = [(one.relation, one.holds) for one in there.stored.amendments.of(said.uid)]
        duty = next(one for one in registers.duties(said.uid) if one.duty.office == office)
        cancels = said.relation is Relation.CANCELS
        if (said.relation, True) not in marks or (cancels and duty.exit is not Exit.CANCELLED):
            what = f"{there.name} does not see what {origin} {said.relation.name} at {office}"
            self._ledger.broken("amended", what, said.uid)
