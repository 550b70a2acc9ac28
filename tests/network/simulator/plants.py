"""Where each bug is planted, in what history, and which law must see it."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from tests.network.keys import HOUR_MS
from tests.network.simulator import bugs, restore_bugs, term_bugs, way_bugs
from tests.network.simulator.ledger import Broken
from tests.network.simulator.settings import Settings, Shape
from tests.network.simulator.simulation import Simulation
from tests.network.simulator.station import Ports

SMALL = Settings(
    stations=8,
    telegrams=40,
    crashes=16,
    cuts=10,
    put_back=0,
    plans=0,
    sending_ms=6 * HOUR_MS,
)
"""The history that bugs are planted in; where a bug needs more, its plant says so."""

CHAIN = replace(SMALL, shape=Shape.CHAIN)
"""Nearly everything passes a relay."""

RING = replace(SMALL, shape=Shape.RING, detours=1.0, cuts=30)
"""Nearly everything has two ways, and the first is cut now and then."""

EXPIRING = replace(CHAIN, crashes=0, cuts=60, minima=40, telegrams=120)
"""Lines let so little pass that some of it expires on its way."""

AMENDING = replace(CHAIN, amending=0.9, telegrams=80)
"""Most of what is sent is corrected or cancelled."""
RESTORING = replace(SMALL, restores=8, crashes=4, telegrams=80)
"""Stations are restored from backups, and say so."""

Bug = Callable[[Any], Any]


@dataclass(frozen=True, kw_only=True)
class Plant:
    """A bug, the law that must see it, and the history in which it can show."""

    law: str
    ports: Callable[[], Ports]
    settings: Settings = field(default=SMALL)


def _book(bug: Bug) -> Callable[[], Ports]:
    return lambda: Ports(book=lambda _, honest: bug(honest))


def _at_middle(bug: Bug) -> Callable[[], Ports]:
    """Plant it at the second station of a chain alone, so that its neighbours are honest."""
    return lambda: Ports(book=lambda name, honest: bug(honest) if name == "s002" else honest)


def _at_every_other(bug: Bug) -> Callable[[], Ports]:
    """Plant it at every other station."""
    return lambda: Ports(book=lambda name, honest: honest if int(name[1:]) % 2 else bug(honest))


def _registers(bug: Bug) -> Callable[[], Ports]:
    return _book(lambda honest: bugs.Registers(honest, bug(honest.registers)))


def _traffic(bug: Bug) -> Callable[[], Ports]:
    return _book(lambda honest: bugs.Traffic(honest, bug(honest.traffic)))


def _terms(bug: Bug) -> Callable[[], Ports]:
    return _book(lambda honest: term_bugs.Terms(honest, bug(honest.terms)))


def _out_tray(bug: Bug) -> Callable[[], Ports]:
    return _book(lambda honest: bugs.OutTray(honest, bug(honest.out_tray)))


def _restorations(bug: Bug) -> Callable[[], Ports]:
    return _book(lambda honest: restore_bugs.Restorations(honest, bug(honest.restorations)))


def _numbers(series: str, wrong: dict[int, int]) -> Callable[[], Ports]:
    return _registers(lambda honest: bugs.GivesNumbers(honest, series, wrong))


PLANTS: dict[str, Plant] = {
    "an answer is not found again": Plant(
        law="once",
        ports=_at_every_other(bugs.ForgetsAnswers),
        settings=replace(RING, loss=0.3, telegrams=60),
    ),
    "what is due is forgotten": Plant(law="open", ports=_traffic(bugs.ForgetsWhatIsDue)),
    "a telegram is registered and not enclosed": Plant(
        law="open", ports=_book(bugs.forgets_to_enclose)
    ),
    "a cancellation that comes first is forgotten": Plant(
        law="amended", ports=_book(bugs.ForgetsWhatCameFirst), settings=AMENDING
    ),
    "an alarm is thought to be open": Plant(law="late", ports=_registers(bugs.ThinksAlarmsAreOpen)),
    "custody is accepted before the commit": Plant(
        law="custody", ports=_at_middle(bugs.AcceptsBeforeTheCommit), settings=CHAIN
    ),
    "a seen-table swallows strangers": Plant(
        law="custody", ports=_out_tray(bugs.SmallSeenTable), settings=CHAIN
    ),
    "a relay drops what is refused or cannot go on": Plant(
        law="custody",
        ports=_out_tray(bugs.DropsWhatCannotGoOn),
        settings=replace(CHAIN, plans=3, windows=0.3),
    ),
    "a relay drops what expired": Plant(
        law="custody",
        ports=_out_tray(bugs.DropsWhatExpired),
        settings=EXPIRING,
    ),
    "a relay forgets returns": Plant(
        law="custody",
        ports=_out_tray(bugs.ForgetsReturns),
        settings=replace(CHAIN, plans=3, windows=0.3),
    ),
    "a diversion leaves the old entry": Plant(
        law="one place", ports=_out_tray(way_bugs.ForgetsOldEntries), settings=RING
    ),
    "news of a diversion is believed unsigned": Plant(
        law="news",
        ports=lambda: Ports(
            book=lambda _, honest: bugs.OutTray(honest, way_bugs.LiesInNews(honest.out_tray)),
            sealer=lambda _, honest: way_bugs.BelievesReturns(honest),
        ),
        settings=replace(RING, cuts=60, telegrams=60),
    ),
    "a relay forgets what passed": Plant(
        law="circles", ports=_out_tray(way_bugs.ForgetsWhatPassed), settings=RING
    ),
    "a line is never closed": Plant(
        law="closed",
        ports=lambda: Ports(closed_until=way_bugs.IsNeverClosed),
        settings=replace(CHAIN, plans=1, silences=3, windows=0.5),
    ),
    "a line passes what is below its minimum": Plant(
        law="closed",
        ports=lambda: Ports(pull=way_bugs.PassesAll),
        settings=replace(CHAIN, minima=12),
    ),
    "a line that comes up is not noted": Plant(
        law="standing", ports=_out_tray(way_bugs.NotesNoLineUp)
    ),
    "what waits for a line is no alarm": Plant(
        law="waits",
        ports=_registers(bugs.ThinksAlarmsAreOpen),
        settings=replace(CHAIN, cuts=40, minima=12),
    ),
    "an alarm is never cleared": Plant(
        law="waits", ports=_book(way_bugs.forgets_to_clear_alarms), settings=CHAIN
    ),
    "nothing is ever late": Plant(
        law="expected",
        ports=_traffic(way_bugs.ExpectsNothing),
        settings=replace(CHAIN, cuts=40, loss=0.2),
    ),
    "a repeat does not wait for its prediction": Plant(
        law="early",
        ports=_book(way_bugs.RepeatsBeforeTime),
        settings=replace(CHAIN, windows=0.6, cuts=0, crashes=0),
    ),
    "what has waited longest goes first": Plant(
        law="order", ports=lambda: Ports(pull=bugs.PullsByNumber)
    ),
    "an outgoing number is given twice": Plant(law="numbers", ports=_numbers("outgoing", {3: 2})),
    "an outgoing number is left out": Plant(law="numbers", ports=_numbers("outgoing", {3: 4})),
    "an incoming number is left out": Plant(law="numbers", ports=_numbers("incoming", {3: 4})),
    "an envelope's number is left out": Plant(law="numbers", ports=_traffic(bugs.SkipsANumber)),
    "numbers that came are forgotten": Plant(
        law="reuse",
        ports=_traffic(bugs.ForgetsNumbersThatCame),
        settings=replace(SMALL, put_back=12, crashes=4),
    ),
    "a store that was put back is opened": Plant(
        law="journal",
        ports=lambda: Ports(looks_at_head=False),
        settings=replace(SMALL, put_back=12, crashes=4),
    ),
    "a restoration keeps the old epoch": Plant(
        law="restored", ports=_book(restore_bugs.KeepsTheEpoch), settings=RESTORING
    ),
    "numbers are given before the answers": Plant(
        law="restored", ports=_restorations(restore_bugs.HoldsNothing), settings=RESTORING
    ),
    "what a restored station lost is not given back": Plant(
        law="restored", ports=_restorations(restore_bugs.GivesNothingBack), settings=RESTORING
    ),
    "a disk loses what it had synced": Plant(
        law="journal",
        ports=lambda: Ports(disk=bugs.LyingDisk()),
        settings=replace(SMALL, crashes=40),
    ),
    "a delivery is reported and not written down": Plant(
        law="reports", ports=_book(bugs.forgets_deliveries)
    ),
    "a report leaves before its commit": Plant(
        law="reports", ports=_book(bugs.AcceptsBeforeTheCommit), settings=replace(SMALL, crashes=60)
    ),
    "an order is not known again": Plant(
        law="done once", ports=_book(bugs.ForgetsResults), settings=replace(SMALL, crashes=80)
    ),
    "a letter is not sealed": Plant(
        law="secrecy",
        ports=lambda: Ports(sealer=lambda _, honest: bugs.SealsNothing(honest)),
        settings=CHAIN,
    ),
    "an entry is passed over": Plant(law="settled", ports=lambda: Ports(pull=bugs.PassesOver)),
    "a voided number stays missing": Plant(
        law="gaps", ports=_traffic(bugs.SeesNoGap), settings=EXPIRING
    ),
    "a term is forgotten at a restart": Plant(
        law="terms", ports=_terms(term_bugs.ForgetsTermsAtARestart)
    ),
    "a chaser goes after the answer": Plant(
        law="chased", ports=_terms(term_bugs.ChasesWhoHasAnswered)
    ),
    "what nobody opens is shown to nobody": Plant(
        law="shown", ports=_book(term_bugs.ShowsItToNobody)
    ),
    "what is overdue is not listed": Plant(law="limbo", ports=_book(term_bugs.ForgetsWhatIsAsked)),
    "what an answer says is not written down": Plant(
        law="agreement", ports=_book(bugs.forgets_what_answers_say)
    ),
    "a journal is named that is not there": Plant(
        law="witness", ports=_at_every_other(bugs.NamesAFalseHead)
    ),
    "a disk loses lines of a register": Plant(
        law="doctored", ports=lambda: Ports(disk=bugs.ForgetfulDisk())
    ),
    "a port stumbles over a stranger": Plant(law="stopped", ports=_out_tray(bugs.Stumbles)),
    "the clock does not rest": Plant(law="clock", ports=_traffic(bugs.IsAlwaysDue)),
}


def is_caught(plant: Plant, seed: int) -> bool:
    """Live through a history with a bug in it, and say whether its law saw it.

    A history that a bug brings to a stop in another way is not caught.
    """
    with TemporaryDirectory(prefix="depesha-simulator-") as folder:
        settings = replace(plant.settings, seed=seed)
        simulation = Simulation(settings, Path(folder), plant.ports())
        simulation.ledger.only = plant.law
        try:
            simulation.run()
        except Broken as error:
            return error.law == plant.law
        except Exception:  # noqa: BLE001  # the bug was met by the product itself
            return False
        finally:
            simulation.close()
    return False
