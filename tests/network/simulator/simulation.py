"""A network in one process: real desks over real stores, a seeded clock, lines, people and faults.

Rule 1: everything follows from the settings; the same settings give the same trace.
Rule 2: what a group decided leaves its station after the commit, and not if the power failed then.
Rule 3: every commit is judged at once, the whole at rest: after `fair_ms` of fair weather, and
    after `TERM_MS`, by when whatever was not delivered has expired.
"""

from collections.abc import Callable
from functools import partial
from itertools import count
from pathlib import Path
from random import Random

from depesha import keybook
from depesha.errors import Bug, Problem, RolledBack
from depesha.keybook import Armour, Registry
from depesha.names import StationId, TimeMs
from depesha.office.administration import REGISTRY
from depesha.office.events import (
    AdoptKeyBook,
    Event,
    FoundStation,
    KeepWatch,
    Minimize,
    Order,
    Outcome,
    Restore,
    Tick,
)
from depesha.office.facts import Delivered
from depesha.packet import Waiting
from depesha.store.traffic import minimized
from depesha.telegram import Precedence
from tests.network.keys import DAY_MS, HOUR_MS, MINUTE_MS, NOW
from tests.network.simulator import books
from tests.network.simulator.chart import Chart, draw
from tests.network.simulator.clockwork import Clockwork, drawn_from
from tests.network.simulator.counts import Counts
from tests.network.simulator.disk import Disk, Image
from tests.network.simulator.faults import befall
from tests.network.simulator.fuse import Moment, PowerCut
from tests.network.simulator.laws.book import Laws
from tests.network.simulator.ledger import Commit, Ledger
from tests.network.simulator.lines import Lines, Side
from tests.network.simulator.members import Notary, member
from tests.network.simulator.people import People
from tests.network.simulator.settings import Settings, fair_ms
from tests.network.simulator.station import Answer, Ports, Station
from tests.network.simulator.weather import Weather

TERM_MS = 45 * DAY_MS
ADOPTED_WITHIN_MS = 2 * HOUR_MS


class Simulation:
    """One history of one network."""

    def __init__(self, settings: Settings, folder: Path, ports: Ports | None = None) -> None:
        """Found the network; the files `head` of its stations lie in `folder`."""
        self.settings = settings
        self.clock = Clockwork(NOW)
        self.ledger = Ledger()
        self.counts = Counts()
        self.counts.join(self.ledger)
        self.laws = Laws(self.ledger)
        self.weather = Weather(settings)
        self.lines = Lines(self.clock, self.weather, self.submit, self._launched)
        self._pace = drawn_from(settings.seed, "pace")
        self._lies_ms: dict[StationId, int] = {}
        self._silences: dict[StationId, TimeMs] = {}
        self._orders = count()
        self._chart = draw(settings)
        self.stations = self._found(folder, ports or Ports())
        writers = self._chart.correspondents()
        self.people = People(settings, writers, self.clock, self._give, self._met_a_bug)
        self.ledger.on(Delivered, self.people.delivered)
        befall(settings, self.clock, self, list(self.stations.values()), self.lines)

    # -- founding

    def _found(self, folder: Path, ports: Ports) -> dict[StationId, Station]:
        notary = Notary()
        real_keys = self.settings.real_keys
        members = [member(name, notary, real_keys=real_keys) for name in self._chart.stations]
        self._registry = books.first_edition(members, self._chart, NOW)
        self._excerpts = books.excerpts(self._registry, self._chart.stations)
        stations = {}
        for one in members:
            disk = Disk(folder / one.station)
            station = Station(one, disk, self.settings.seed, ports, self._chart.bags(one.station))
            stations[one.station] = station
            station.begin()
            if one.station == self._chart.stations[0]:
                self._knows_registry(station)
            adopt = _adoption(self._registry, self._excerpts[one.station])
            for order in (FoundStation(order_id="found"), adopt):
                (outcome,) = station.decide([order], self.clock.now).outcomes
                assert not isinstance(outcome, Problem), outcome
            self.ledger.committed(station, self.clock.now)
        for line in self._chart.lines:
            self.lines.lay(line, stations[line.a], stations[line.b])
        for station in stations.values():
            self.lines.begun(station)
        return stations

    def _knows_registry(self, centre: Station) -> None:
        """Lay the registry down at the centre: who was introduced to it, it knows from it alone.

        Before any order, for a planted bug may hold transactions open.
        """
        centre.stored.begin()
        centre.stored.keep_state(REGISTRY, keybook.encode(self._registry))
        centre.stored.commit()

    # -- running

    def run(self, progress: Callable[["Simulation"], None] = lambda _: None) -> None:
        """Live through the history, and judge it.

        Raises:
            Broken: a law does not hold.
        """
        self._until(NOW + self.settings.sending_ms, progress)
        self._calm_down()
        self._until(self.clock.now + fair_ms(self.settings), progress)
        now = self.clock.now
        self.laws.at_rest(self.stations, now, plan_changed=self.settings.plans > 0)
        self._until(NOW + TERM_MS, progress)
        self.laws.at_the_end(self.stations, TimeMs(NOW + TERM_MS))

    def _until(self, until: int, progress: Callable[["Simulation"], None]) -> None:
        while self.clock.step(until):
            self.ledger.step = self.clock.steps
            progress(self)

    def _calm_down(self) -> None:
        """From now on the weather is fair, and everybody has the whole plan."""
        self.weather.is_fair = True
        for station in self.stations.values():
            station.power.blows = None
        if self.settings.plans:
            self._publish(self._chart, drawn_from("fair"), within_ms=MINUTE_MS)
        self.clock.after(10 * MINUTE_MS, self._lift_all)

    def close(self) -> None:
        """Give all disks up."""
        for station in self.stations.values():
            station.disk.close()

    # -- the work of a station

    def submit(self, station: Station, event: Event, answer: Answer) -> None:
        """Put an event before a station, if it is up."""
        if station.is_up:
            station.submit(event, answer)
            self._work_soon(station)

    def _give(self, name: StationId, order: Order, answer: Answer) -> bool:
        station = self.stations[name]
        self.submit(station, order, answer)
        return station.is_up

    def _met_a_bug(self, name: StationId, bug: Bug) -> None:
        self.ledger.broken("stopped", f"{name} met a bug: {bug.__cause__!r}")

    def _work_soon(self, station: Station) -> None:
        if station.works_at is None:
            station.works_at = TimeMs(max(self.clock.now, station.free_at))
            self.clock.at(station.works_at, partial(self._work, station, station.lives))

    def _work(self, station: Station, life: int) -> None:
        if life != station.lives or not station.is_up:
            return
        station.works_at = None
        group = station.take()
        before = station.desk.key_book
        try:
            handled = station.decide([event for event, _ in group], self.clock.now)
        except PowerCut:
            self._fall(station, self._lies_ms.pop(station.name, MINUTE_MS))
            return
        except Exception as error:
            self.ledger.broken("stopped", f"{station.name} met a bug: {error!r}")
            raise
        self._committed(station, [event for event, _ in group], handled.outcomes)
        for outcome, (_, answer) in zip(handled.outcomes, group, strict=True):
            answer(outcome)
        for neighbour in sorted(handled.woken):
            self.lines.wake(station.name, neighbour)
        if station.desk.key_book is not before:
            self.lines.begun(station)
        station.free_at = TimeMs(self.clock.now + self._pace.randrange(5, 30) + len(group) // 4)
        if station.has_work:
            self._work_soon(station)

    def _committed(
        self, station: Station, events: list[Event], outcomes: tuple[Outcome, ...]
    ) -> None:
        now = self.clock.now
        station.due_at = station.desk.next_tick(now)
        self.counts.groups += 1
        self.counts.events += len(events)
        commit = self._judge(station)
        if commit and events == [Tick()]:
            self.laws.clock.ticked(commit)
        names = ",".join(type(outcome).__name__ for outcome in outcomes)
        self.clock.note("group", station.name, names)

    def _judge(self, station: Station) -> Commit | None:
        """Read what was committed, and set the clock by what is due."""
        commit = self.ledger.committed(station, self.clock.now)
        head = station.stored.committed_head()
        self.clock.note("head", station.name, head.size, head.root.hex())
        due_at = station.due_at
        if due_at is not None and (station.wants_tick_at or due_at + 1) > due_at:
            station.wants_tick_at = due_at
            self.clock.at(due_at, partial(self._tick, station, station.lives, due_at))
        self._set_watch(station)
        return commit

    def _set_watch(self, station: Station) -> None:
        """Set the clock of the journals: a day that ends, a proof that is due."""
        at = station.desk.next_watch(self.clock.now)
        if at is not None and (station.wants_watch_at or at + 1) > at:
            station.wants_watch_at = at
            self.clock.at(at, partial(self._keep_watch, station, station.lives, at))

    def _keep_watch(self, station: Station, life: int, at: int) -> None:
        if life == station.lives and station.wants_watch_at == at:
            station.wants_watch_at = None
            self.submit(station, KeepWatch(), lambda _outcome: None)

    def _tick(self, station: Station, life: int, at: int) -> None:
        if life == station.lives and station.wants_tick_at == at:
            station.wants_tick_at = None
            self.submit(station, Tick(), lambda _outcome: None)

    def _launched(self, side: Side, launched: list[Waiting]) -> None:
        self.laws.order.launched(side, launched)
        self.laws.closed.launched(side, launched, self.clock.now)

    # -- power

    def power_cut(self, station: Station, moment: Moment, lies_ms: int) -> None:
        """Let a station fall over at the next such moment, and lie for so long."""
        if not station.is_up:
            return
        if moment is Moment.IDLE:
            self._fall(station, lies_ms)
        else:
            self._lies_ms[station.name] = lies_ms
            station.power.blows = moment

    def _fall(self, station: Station, lies_ms: int) -> None:
        self.counts.crashes += 1
        self.clock.note("fell", station.name)
        station.fall()
        self.lines.fallen(station.name)
        self.clock.after(lies_ms, partial(self._begin, station))

    def _begin(self, station: Station) -> None:
        station.begin()
        if station.restores is not None:
            (outcome,) = station.decide([station.restores], self.clock.now).outcomes
            assert not isinstance(outcome, Problem), outcome
            station.restores = None
        station.begun_at = self.clock.now
        station.due_at = station.desk.next_tick(self.clock.now)
        self._judge(station)
        self.lines.begun(station)
        self.people.begun(station.name)

    # -- disks that are put back

    def age(self, station: Station, wait_ms: int, *, with_head: bool) -> None:
        """Put the disk of a station back, so much later, to what it is now."""
        if station.is_up:
            size = station.stored.committed_head().size
            put_back = self._put_back if with_head else self._put_store_back
            self.clock.after(wait_ms, partial(put_back, station, station.disk.image(), size))

    def _put_store_back(self, station: Station, image: Image, size: int) -> None:
        """Put the store alone back: its station must refuse it, and gets the newest again."""
        if not station.is_up or station.stored.committed_head().size <= size:
            return
        newest = station.disk.image()
        self._fall(station, MINUTE_MS)
        station.disk.put_back(image, with_head=False)
        self.counts.refused_to_open += 1
        try:
            station.begin()
        except RolledBack:
            station.disk.put_back(newest, with_head=True)
            station.disk.touched.clear()
            return
        self.ledger.broken("journal", f"{station.name} opened a store that was put back")

    def _put_back(self, station: Station, image: Image, size: int) -> None:
        """Put everything back, the head too: only its correspondents can know."""
        if not station.is_up or station.stored.committed_head().size <= size:
            return
        self.counts.put_back += 1
        self.clock.note("put back", station.name, size)
        self.ledger.before_putting_back(station, size)
        self._fall(station, MINUTE_MS)
        station.disk.put_back(image, with_head=True)
        self.clock.after(HOUR_MS, partial(self._give_book, station.name))
        self.ledger.after_putting_back(station, self.clock.now)

    # -- restorations

    def back_up(self, station: Station, wait_ms: int) -> None:
        """Back a station up as it is now, and restore it from that, so much later."""
        if station.is_up:
            head = station.stored.committed_head()
            backed_up = (station.disk.image(), head.size, self.clock.now)
            self.clock.after(wait_ms, partial(self._restore, station, *backed_up))

    def _restore(self, station: Station, image: Image, size: int, at: TimeMs) -> None:
        """Put a backup in the place of the store; the station begins by saying so."""
        if not station.is_up or station.stored.committed_head().size <= size:
            return
        self.counts.restored += 1
        self.clock.note("restored", station.name, size)
        lost = station.stored.committed_head()
        self.laws.restored.goes_back(station, size)
        self.ledger.before_putting_back(station, size, is_said=True)
        self._fall(station, MINUTE_MS)
        station.disk.put_back(image, with_head=True)
        self.clock.after(HOUR_MS, partial(self._give_book, station.name))
        self.clock.after(2 * HOUR_MS, self._lift_all)  # a minimum may have come back with it
        self.ledger.after_putting_back(station, self.clock.now)
        order_id = f"restore-{next(self._orders)}"
        station.restores = Restore(order_id=order_id, backed_up_at=at, lost=lost)

    # -- lines at a minimum

    def minimize(self, station: Station, random: Random) -> None:
        """Let a line pass only what is urgent enough, for some hours."""
        neighbour = random.choice(sorted(station.neighbours) or [station.name])
        lowest = random.choice((Precedence.PRIORITY, Precedence.FLASH))
        self._order_minimum(station.name, neighbour, lowest)
        lift = partial(self._order_minimum, station.name, neighbour, None)
        self.clock.after(random.randrange(HOUR_MS, 6 * HOUR_MS), lift)

    def _order_minimum(
        self, station: StationId, neighbour: StationId, lowest: Precedence | None
    ) -> None:
        order_id = f"minimize-{next(self._orders)}"
        order = Minimize(order_id=order_id, neighbour=neighbour, precedence=lowest)
        self.people.ask(station, order)

    def _lift_all(self) -> None:
        """Let all pass again by every line: also where the order was refused, or forgotten."""
        for name, station in self.stations.items():
            for neighbour in sorted(minimized(station.disk.database)):
                self._order_minimum(name, neighbour, None)

    # -- the plan

    def change_plan(self, random: Random) -> None:
        """Let the plan lose lines and get them back, and every station take it in at its time."""
        lines = self._chart.lines[:-1]  # the keeper of the key book keeps its line
        lost = random.sample(lines, max(1, len(lines) // 20))
        other = self._chart.without(lost, last_first=random.random() < 0.5)
        self._silences = {
            station: TimeMs(self.clock.now + random.randrange(HOUR_MS, 8 * HOUR_MS))
            for station in random.sample(self._chart.stations, self.settings.silences)
        }
        self._publish(other, random)
        back = partial(self._publish, self._chart, random)
        self.clock.after(random.randrange(3 * HOUR_MS, 6 * HOUR_MS), back)

    def _publish(self, chart: Chart, random: Random, *, within_ms: int = ADOPTED_WITHIN_MS) -> None:
        now = self.clock.now
        silences = {name: until for name, until in self._silences.items() if until > now}
        self._registry = books.next_edition(self._registry, chart, now, silences)
        self._excerpts = books.excerpts(self._registry, chart.stations)
        for name in self._excerpts:
            self.clock.after(random.randrange(within_ms), partial(self._give_book, name))

    def _give_book(self, name: StationId) -> None:
        """Let a station adopt its newest key book: also one that was put back to an older one."""
        self.people.ask(name, _adoption(self._registry, self._excerpts[name]))


def _adoption(registry: Registry, excerpt: bytes) -> AdoptKeyBook:
    version = len(registry.plan.heads)
    return AdoptKeyBook(
        order_id=f"adopt-{version}",
        excerpt=keybook.wrap(Armour.KEY_BOOK, excerpt),
        root=registry.root,
    )
