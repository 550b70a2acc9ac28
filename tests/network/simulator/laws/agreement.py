"""Laws of agreement: both ends see a telegram alike, and registers say what the journals say."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

from depesha.life import Exit
from depesha.names import OfficeId, StationId, Uid, station_of
from depesha.office.facts import AlarmRaised, Amended, AnswerGiven, Delivered
from depesha.office.ports import DutyState
from depesha.telegram import Relation
from tests.network.simulator.ledger import Commit, Ledger
from tests.network.simulator.station import Station


@dataclass(frozen=True, kw_only=True)
class Lies:
    """A telegram that lies before an office."""

    uid: Uid
    registration: bytes
    originator: StationId
    office: OfficeId


CLOSES = frozenset({Relation.CANCELS, Relation.SUPERSEDES})

GIVEN_UP = frozenset({Exit.NON_DELIVERY, Exit.UNKNOWN, Exit.EXPIRED})
"""How a telegram stands of which no report came, with a notice to its originator."""


class Agreement:
    """In the end both ends of a telegram see it alike, or whoever was not heard has been told.

    An answer, a receipt too, reaches the originator, or its own station has an alarm. A telegram
    that its originator gave up while it lay before the addressee is a notice to the originator; and
    so is a cancellation that it gave up.
    """

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger
        self._lies: defaultdict[StationId, list[Lies]] = defaultdict(list)
        self._answers: defaultdict[StationId, dict[str, Uid]] = defaultdict(dict)
        self._unheard: defaultdict[StationId, set[Uid]] = defaultdict(set)
        ledger.on(Delivered, self._delivered)
        ledger.on(AnswerGiven, self._given)
        self._closed: defaultdict[StationId, dict[Uid, set[Uid]]] = defaultdict(dict)
        ledger.on(AlarmRaised, self._raised)
        ledger.on(Amended, self._amended)
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

    def _given(self, commit: Commit, fact: AnswerGiven) -> None:
        self._answers[commit.station.name][fact.answer.hex()] = fact.uid

    def _raised(self, commit: Commit, fact: AlarmRaised) -> None:
        uid = self._answers[commit.station.name].get(fact.about.rpartition(":")[2])
        if uid is not None and fact.kind in {"non-delivery", "receipt-returned"}:
            self._unheard[commit.station.name].add(uid)

    def _amended(self, commit: Commit, fact: Amended) -> None:
        if fact.relation in CLOSES:
            self._closed[commit.station.name].setdefault(fact.uid, set()).add(fact.amender)

    def _forget(self, station: StationId) -> None:
        for kept in (self._lies, self._answers, self._unheard, self._closed):
            kept.pop(station, None)

    def judge(self, stations: Mapping[StationId, Station]) -> None:
        """Compare what both ends say of every telegram that was delivered."""
        for name, station in stations.items():
            for lies in self._lies[name]:
                excused = not self._ledger.put_back.isdisjoint((name, lies.originator))
                here = _stands(station, lies)
                there = _stands(stations[lies.originator], lies)
                told = there in GIVEN_UP or lies.uid in self._unheard[name]
                told |= self._closing_given_up(stations[lies.originator], lies)
                if here != there and not excused and not told:
                    what = f"{lies.originator} sees {lies.office} at {there}, and it is at {here}"
                    self._ledger.broken("agreement", what, lies.registration)

    def _closing_given_up(self, originator: Station, lies: Lies) -> bool:
        amenders = self._closed[originator.name].get(lies.uid, set())
        return any(
            duty.exit in GIVEN_UP and station_of(duty.duty.office) == station_of(lies.office)
            for uid in amenders
            for duty in originator.stored.registers.duties(uid)
        )


def _stands(station: Station, lies: Lies) -> str:
    duties = station.stored.registers.duties(lies.uid)
    found = [duty for duty in duties if duty.duty.office == lies.office]
    return _told(found[0]) if found else "nothing"


def _told(duty: DutyState) -> str:
    """Return how it stands; that it was not opened in time is said at the originator alone."""
    is_told = duty.exit not in (None, Exit.NON_RECEIPT)
    return str(duty.exit) if is_told else duty.rung.name


class Doctored:
    """A doctor finds every store sound, and registers made again from the facts are the same."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger

    def judge(self, stations: Mapping[StationId, Station]) -> None:
        """Look every station over. It is the last thing that is done to them."""
        for name, station in stations.items():
            if not station.disk.is_at_rest:
                self._ledger.broken("doctored", f"{name} ends with a group that is not committed")
                continue
            for finding in station.stored.check():
                self._ledger.broken("doctored", f"{name}: {finding.message}")
            if changed := station.stored.rebuild().changed:
                self._ledger.broken("doctored", f"{name}: other lines in {', '.join(changed)}")
