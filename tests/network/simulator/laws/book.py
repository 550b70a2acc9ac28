"""All laws together, as one history is judged by them."""

from collections.abc import Mapping

from depesha.names import StationId, TimeMs
from tests.network.simulator.laws.agreement import Agreement, Doctored
from tests.network.simulator.laws.amending import Amendments
from tests.network.simulator.laws.control import Control
from tests.network.simulator.laws.custody import Custody, Order
from tests.network.simulator.laws.delivery import Awaited, Late, Once, Open
from tests.network.simulator.laws.numbers import Numbers, Reuse
from tests.network.simulator.laws.proof import DoneOnce, Journal, Reports
from tests.network.simulator.laws.rest import Clock, Settled, WithoutGaps
from tests.network.simulator.laws.restored import RestoredStations
from tests.network.simulator.laws.secrecy import Secrecy
from tests.network.simulator.laws.waiting import Alarms, Early, Expected, Waits
from tests.network.simulator.laws.ways import Circles, Closed, News, OnePlace, Standing
from tests.network.simulator.laws.witnesses import Witnesses
from tests.network.simulator.ledger import Ledger
from tests.network.simulator.station import Station

NAMES = (
    "once",
    "open",
    "late",
    "custody",
    "one place",
    "news",
    "circles",
    "order",
    "closed",
    "standing",
    "waits",
    "expected",
    "early",
    "numbers",
    "reuse",
    "journal",
    "witness",
    "reports",
    "done once",
    "secrecy",
    "settled",
    "gaps",
    "clock",
    "terms",
    "chased",
    "shown",
    "limbo",
    "agreement",
    "doctored",
    "stopped",
    "restored",
)
"""What a broken law is called."""


class Laws:
    """The laws, joined to a ledger.

    Attributes:
        order, closed, clock: are told what is no commit: what a line launched, and what a
            tick came to.
    """

    def __init__(self, ledger: Ledger) -> None:
        awaited = Awaited(ledger)
        Once(ledger)
        Open(ledger, awaited)
        Late(ledger, awaited)
        Custody(ledger)
        OnePlace(ledger)
        News(ledger)
        Circles(ledger)
        Early(ledger)
        alarms = Alarms(ledger)
        self._waits = Waits(ledger, alarms)
        Expected(ledger, awaited, alarms)
        self._control = Control(ledger, alarms)
        self._standing = Standing(ledger)
        self.closed = Closed(ledger)
        Numbers(ledger)
        Reuse(ledger)
        self.restored = RestoredStations(ledger)
        Journal(ledger)
        self.witnesses = Witnesses(ledger)
        Reports(ledger)
        DoneOnce(ledger)
        self.order = Order(ledger)
        self.clock = Clock(ledger)
        self.settled = Settled(ledger, awaited)
        self._gaps = WithoutGaps(ledger)
        self._secrecy = Secrecy(ledger)
        self._agreement = Agreement(ledger)
        self._amendments = Amendments(ledger)
        self._doctored = Doctored(ledger)

    def at_rest(
        self, stations: Mapping[StationId, Station], now: TimeMs, *, plan_changed: bool
    ) -> None:
        """Judge the network after fair weather."""
        here = list(stations.values())
        self.settled.judge(here)
        self._gaps.judge(here, plan_changed=plan_changed)
        self._secrecy.look_at_disks(here)
        self._agreement.judge(stations)
        self._amendments.judge(stations)
        self._standing.judge(here)
        self._waits.judge(here)
        self._control.at_rest(here, now)
        self.restored.judge(stations, now)

    def at_the_end(self, stations: Mapping[StationId, Station], now: TimeMs) -> None:
        """Judge it after the longest term: now there is no excuse but what a disk forgot."""
        here = list(stations.values())
        self.settled.judge(here, without_excuse=True)
        self._control.at_rest(here, now)
        self._control.at_the_end(here, now)
        self._doctored.judge(stations)
