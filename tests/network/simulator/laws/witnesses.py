"""The law of witnesses: nobody's journal is doubted but that of a disk which was put back."""

from depesha.names import StationId
from depesha.office.facts import AlarmRaised, HeadProved, JournalDoubted
from tests.network.simulator.ledger import Commit, Ledger

_OF_JOURNALS = frozenset({"journal-forked", "journal-rolled-back"})


class Witnesses:
    """Letters overtake each other, come twice, are lost: none of it makes a false alarm.

    Attributes:
        proved: how many heads were proved.
        doubted: the stations whose journals somebody doubts.
    """

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger
        self.proved = 0
        self.doubted: set[StationId] = set()
        ledger.on(AlarmRaised, self._raised)
        ledger.on(HeadProved, self._proved)
        ledger.on(JournalDoubted, self._doubted)

    def _raised(self, commit: Commit, fact: AlarmRaised) -> None:
        if fact.kind in _OF_JOURNALS and fact.about not in self._ledger.put_back:
            what = f"{commit.station.name} doubts the journal of {fact.about}: {fact.text}"
            self._ledger.broken("witness", what)

    def _proved(self, commit: Commit, fact: HeadProved) -> None:
        del commit, fact
        self.proved += 1

    def _doubted(self, commit: Commit, fact: JournalDoubted) -> None:
        del commit
        self.doubted.add(fact.station)
