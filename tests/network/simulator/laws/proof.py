"""Laws of proof: journals only grow, nothing is reported before it is so, orders are done once."""

import re
from collections import defaultdict

from depesha.envelope import Kind
from depesha.journal import Frontier
from depesha.names import StationId
from depesha.notice import ResponseCode
from depesha.office.facts import (
    AnswerLearned,
    Delivered,
    DeliveryReported,
    Drafted,
    EnvelopeSealed,
    Quarantined,
    Registered,
    ReportLearned,
    TelegramTakenBack,
)
from tests.network.simulator.ledger import Commit, Ledger
from tests.network.simulator.texts import MARK


class Journal:
    """Every head extends the one before it: the same leaves, and then others."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger
        self._edges: defaultdict[StationId, Frontier] = defaultdict(Frontier)
        ledger.on_commit(self._committed)
        ledger.on_forget(self._forget)

    def _committed(self, commit: Commit) -> None:
        edge = self._edges[commit.station.name]
        for leaf in commit.leaves:
            edge.append(leaf)
        head = commit.station.stored.committed_head()
        if (head.size, head.root) != (edge.size, edge.root()):
            what = f"{commit.station.name}: head {head.size} does not extend {edge.size} leaves"
            self._ledger.broken("journal", what)

    def _forget(self, station: StationId) -> None:
        self._edges.pop(station, None)


class Reports:
    """Nothing is reported as delivered that its station has not on its disk.

    Papers of the key book are looked at by the key book itself: what one says is not kept by name.
    """

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger
        self._has: defaultdict[StationId, set[bytes]] = defaultdict(set)
        self._papers: set[bytes] = set()
        ledger.on(EnvelopeSealed, self._sealed)
        ledger.on(Delivered, self._delivered)
        ledger.on(AnswerLearned, self._learned)
        ledger.on(TelegramTakenBack, self._taken_back)
        ledger.on(ReportLearned, self._told)
        ledger.on_commit(self._committed)
        ledger.on_forget(self._forget)

    def _sealed(self, _commit: Commit, fact: EnvelopeSealed) -> None:
        self._papers |= {one.digest for one in fact.documents if one.kind is Kind.KEY_BOOK}

    def _delivered(self, commit: Commit, fact: Delivered) -> None:
        self._has[commit.station.name].add(fact.entry.identity.registration)

    def _learned(self, commit: Commit, fact: AnswerLearned) -> None:
        self._has[commit.station.name].add(fact.answer)

    def _taken_back(self, commit: Commit, fact: TelegramTakenBack) -> None:
        self._has[commit.station.name].add(fact.digest)

    def _told(self, commit: Commit, fact: ReportLearned) -> None:
        machine = fact.result is ResponseCode.MACHINE_RECEIPT
        if machine and fact.digest not in self._has[fact.station] | self._papers:
            what = f"{commit.station.name} was told that {fact.station} has what it has not"
            self._ledger.broken("reports", what, fact.digest)

    def _committed(self, commit: Commit) -> None:
        """Look at reports that were made: what could not be read is in them as well."""
        if any(isinstance(fact, Quarantined) for fact in commit.facts):
            return
        for fact in commit.facts:
            if isinstance(fact, DeliveryReported):
                for name in fact.documents:
                    if name not in self._has[commit.station.name] | self._papers:
                        what = f"{commit.station.name} reports what it has not"
                        self._ledger.broken("reports", what, name)

    def _forget(self, station: StationId) -> None:
        self._has.pop(station, None)


class DoneOnce:
    """An order that is asked again after a power cut is done once."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger
        self._drafts: defaultdict[StationId, dict[int, str]] = defaultdict(dict)
        self._registered: defaultdict[StationId, set[str]] = defaultdict(set)
        ledger.on(Drafted, self._drafted)
        ledger.on(Registered, self._hear)
        ledger.on_forget(self._forget)

    def _drafted(self, commit: Commit, fact: Drafted) -> None:
        if found := re.search(MARK.decode(), fact.text):
            self._drafts[commit.station.name][fact.draft] = found[0]

    def _hear(self, commit: Commit, fact: Registered) -> None:
        mark = self._drafts[commit.station.name].get(fact.draft, "")
        done = self._registered[commit.station.name]
        if mark in done:
            what = f"{commit.station.name} registered {mark} twice"
            self._ledger.broken("done once", what, fact.entry.identity.registration)
        done.add(mark)

    def _forget(self, station: StationId) -> None:
        self._drafts.pop(station, None)
        self._registered.pop(station, None)
