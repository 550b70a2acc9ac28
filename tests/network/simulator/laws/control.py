"""Laws of control: no term is forgotten, nobody is chased for nothing, nothing is in limbo."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field

from depesha.life import CLOSED_BY, Rung, Term
from depesha.names import OfficeId, StationId, TimeMs, Uid, station_of
from depesha.notice import ResponseCode
from depesha.office.chasing import MAX_CHASERS
from depesha.office.facts import (
    Amended,
    AnswerGiven,
    AnswerLearned,
    Chased,
    Delivered,
    Duty,
    Escalated,
    Registered,
    ReportLearned,
)
from depesha.store.control_reading import Wanted, tasks
from depesha.telegram import Relation
from tests.network.keys import HOUR_MS
from tests.network.simulator.laws.waiting import Alarms
from tests.network.simulator.ledger import Commit, Ledger
from tests.network.simulator.station import Station

SLACK_MS = 12 * HOUR_MS
"""How long after its time a term may be looked at: its station may lie where it fell."""

_FORGOTTEN = "SELECT count(*) FROM duty WHERE look_at <= ?"
CLOSES = frozenset({Relation.CANCELS, Relation.SUPERSEDES})
ENDS = frozenset({ResponseCode.HAVE_COMPLIED, ResponseCode.CANNOT_COMPLY})
TOLD = frozenset({"non-delivery", "cannot-process", "expired-unopened", "not-opened"})
MANY = 100_000

Key = tuple[Uid, OfficeId]


@dataclass(slots=True)
class Asked:
    """A duty as its station wrote it down, and what was heard of it there."""

    duty: Duty
    registration: bytes
    answered_at: TimeMs | None = None
    ended: bool = False
    delivered: bool = False
    escalated: bool = False
    chasers: dict[Term, int] = field(default_factory=dict)


class Control:
    """What was asked, at each end, and what became of it."""

    def __init__(self, ledger: Ledger, alarms: Alarms) -> None:
        self._ledger = ledger
        self._alarms = alarms
        self._ours: defaultdict[StationId, dict[Key, Asked]] = defaultdict(dict)
        self._theirs: defaultdict[StationId, dict[Key, Asked]] = defaultdict(dict)
        self._closed: defaultdict[StationId, dict[Uid, TimeMs]] = defaultdict(dict)
        ledger.on(Registered, self._registered)
        ledger.on(Amended, self._amended)
        ledger.on(Delivered, self._delivered)
        ledger.on(ReportLearned, self._reported)
        ledger.on(AnswerLearned, self._learned)
        ledger.on(AnswerGiven, self._given)
        ledger.on(Chased, self._chased)
        ledger.on(Escalated, self._escalated)
        ledger.on_forget(self._forget)

    # -- hearing

    def _registered(self, commit: Commit, fact: Registered) -> None:
        self._note(self._ours[commit.station.name], fact)

    def _delivered(self, commit: Commit, fact: Delivered) -> None:
        self._note(self._theirs[commit.station.name], fact)

    def _note(self, asked: dict[Key, Asked], fact: Registered | Delivered) -> None:
        identity = fact.entry.identity
        for duty in fact.duties:
            asked[identity.uid, duty.office] = Asked(duty, identity.registration)

    def _reported(self, commit: Commit, fact: ReportLearned) -> None:
        if fact.result is not ResponseCode.MACHINE_RECEIPT:
            return
        for (uid, office), asked in self._ours[commit.station.name].items():
            if uid == fact.uid and station_of(office) == fact.station:
                asked.delivered = True

    def _learned(self, commit: Commit, fact: AnswerLearned) -> None:
        self._answer(self._ours[commit.station.name], fact, commit.now)

    def _given(self, commit: Commit, fact: AnswerGiven) -> None:
        self._answer(self._theirs[commit.station.name], fact, commit.now)

    def _answer(
        self, known: dict[Key, Asked], fact: AnswerLearned | AnswerGiven, now: TimeMs
    ) -> None:
        asked = known.get((fact.uid, OfficeId(fact.in_place_of or fact.office)))
        if asked is None:
            return
        asked.delivered = True
        asked.answered_at = now if asked.answered_at is None else asked.answered_at
        asked.ended |= fact.code in ENDS
        if fact.interim:
            asked.chasers.pop(Term.INTERIM, None)

    def _amended(self, commit: Commit, fact: Amended) -> None:
        if fact.relation in CLOSES:
            self._closed[commit.station.name].setdefault(fact.uid, commit.now)

    def _escalated(self, commit: Commit, fact: Escalated) -> None:
        asked = self._theirs[commit.station.name].get((fact.uid, fact.office))
        if asked is not None:
            asked.escalated = True

    def _forget(self, station: StationId) -> None:
        self._ours.pop(station, None)
        self._theirs.pop(station, None)
        self._closed.pop(station, None)

    # -- chased

    def _chased(self, commit: Commit, fact: Chased) -> None:
        """Nobody is chased who has answered, whom nothing has reached, or without end."""
        asked = self._ours[commit.station.name].get((fact.uid, fact.office))
        if asked is None:
            return
        number = asked.chasers[fact.term] = asked.chasers.get(fact.term, 0) + 1
        wrong = (
            "has ended it"
            if asked.ended
            else "has answered"
            if fact.term is Term.RECEIPT and asked.answered_at is not None
            else "never got it"
            if not asked.delivered
            else f"was chased {number} times"
            if number > MAX_CHASERS
            else ""
        )
        if wrong:
            what = f"{commit.station.name} chases {fact.office}, who {wrong}"
            self._ledger.broken("chased", what, asked.registration)

    # -- terms, and the duty office

    def at_rest(self, stations: Sequence[Station], now: TimeMs) -> None:
        """Look for terms that nobody looked at, and for what was shown to nobody."""
        for station in stations:
            if station.name not in self._ledger.put_back:
                self._look_at_terms(station, now)
                self._look_at_escalations(station, now)

    def _look_at_terms(self, station: Station, now: TimeMs) -> None:
        ((forgotten,),) = station.disk.database.rows(_FORGOTTEN, (now - SLACK_MS,))
        if forgotten:
            what = f"{station.name} has {forgotten} terms that nobody looked at"
            self._ledger.broken("terms", what)

    def _look_at_escalations(self, station: Station, now: TimeMs) -> None:
        for (uid, office), asked in self._theirs[station.name].items():
            duty = asked.duty
            if duty.handle_by is None or not (duty.receipt or duty.execution):
                continue
            late_at = duty.handle_by + SLACK_MS
            over = (asked.answered_at, self._closed[station.name].get(uid))
            unopened = late_at < min((at for at in over if at is not None), default=now)
            if unopened and not asked.escalated:
                what = f"{office} did not open one in time, and {station.name} showed it to nobody"
                self._ledger.broken("shown", what, asked.registration)

    # -- limbo

    def at_the_end(self, stations: Sequence[Station], now: TimeMs) -> None:
        """Look for telegrams that are neither done, nor refused, nor told of, nor overdue."""
        for station in stations:
            wanted = Wanted(which="overdue", limit=MANY)
            listed = {
                (one["uid"], one["office"]) for one in tasks(station.disk.database, wanted, now)
            }
            for (uid, office), asked in self._ours[station.name].items():
                excused = {station.name, station_of(office)} & self._ledger.put_back
                if not excused and (uid.hex(), office) not in listed:
                    self._judge(station, uid, office, asked)

    def _judge(self, station: Station, uid: Uid, office: OfficeId, asked: Asked) -> None:
        duties = station.stored.registers.duties(uid)
        stands = next(one for one in duties if one.duty.office == office)
        there = self._theirs[station_of(office)].get((uid, office), asked).duty
        done = stands.rung is Rung.EXECUTED or stands.exit in CLOSED_BY
        met = stands.exit is None and (
            (not there.execution and stands.rung >= Rung.RECEIVED)
            or (not there.execution and not there.receipt and stands.rung >= Rung.DELIVERED)
        )
        told = stands.exit is not None and any(
            kind in TOLD and (uid.hex() in about or asked.registration.hex() in about)
            for kind, about in self._alarms.open[station.name]
        )
        if not (done or met or told):
            state = stands.exit or stands.rung.name
            what = f"{station.name} has one for {office} at {state}, and nobody is told"
            self._ledger.broken("limbo", what, asked.registration)
