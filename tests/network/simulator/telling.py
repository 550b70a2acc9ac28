"""What is told of a history: its counts, and if a law is broken, what happened to the telegram."""

import datetime as dt
from dataclasses import dataclass

from depesha.names import StationId, TimeMs
from depesha.office.facts import Fact
from tests.network.simulator.ledger import Broken
from tests.network.simulator.settings import command
from tests.network.simulator.simulation import Simulation

LAST = 24
"""Happenings of the telegram that are told, the latest."""


@dataclass(frozen=True, kw_only=True)
class Fault:
    """A law that did not hold: at which step, what was seen, what went before."""

    law: str
    what: str
    step: int
    history: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Verdict:
    """What one history came to.

    `doubled` is 0 in a history without a broken law, and so is `lost`: of the telegrams that were
    registered, those of which neither a report nor a non-delivery is known, nor a disk that was
    put back could know.
    """

    command: str
    seed: int
    stations: int
    telegrams: int
    registered: int
    delivered: int
    non_delivered: int
    refused: int
    lost: int
    doubled: int
    repeats: int
    crashes: int
    cuts: int
    put_back: int
    restored: int
    refused_to_open: int
    happenings: int
    events: int
    groups: int
    founding_seconds: float
    running_seconds: float
    trace: str
    broken: Fault | None


def judged(simulation: Simulation, broken: Broken | None, took: tuple[float, float]) -> Verdict:
    """Return what a history came to; `took` are the seconds of founding and of running."""
    counts, settings = simulation.counts, simulation.settings
    founding, running = took
    return Verdict(
        command=command(settings),
        seed=settings.seed,
        stations=settings.stations,
        telegrams=settings.telegrams,
        registered=counts.registered,
        delivered=counts.delivered,
        non_delivered=counts.non_delivered,
        refused=sum(simulation.people.tally.refused.values()),
        lost=simulation.laws.settled.lost,
        doubled=int(broken is not None and broken.law == "once"),
        repeats=counts.repeats,
        crashes=counts.crashes,
        cuts=settings.cuts,
        put_back=counts.put_back,
        restored=counts.restored,
        refused_to_open=counts.refused_to_open,
        happenings=simulation.clock.steps,
        events=counts.events,
        groups=counts.groups,
        founding_seconds=round(founding, 2),
        running_seconds=round(running, 2),
        trace=simulation.clock.trace(),
        broken=_fault(simulation, broken) if broken else None,
    )


def _fault(simulation: Simulation, broken: Broken) -> Fault:
    history = [*simulation.ledger.history(broken.about)][-LAST:]
    told = tuple(_line(*happening) for happening in history)
    return Fault(law=broken.law, what=broken.what, step=simulation.clock.steps, history=told)


def _line(step: int, at: TimeMs, station: StationId, fact: Fact) -> str:
    when = dt.datetime.fromtimestamp(at / 1000, dt.UTC)
    return f"{step:>8} {when:%d %H:%M:%S} {station:<6} {_short(fact)}"


def _short(fact: Fact) -> str:
    """Return a fact on one line, its digests cut to what the eye can compare."""
    words = []
    for name in type(fact).__dataclass_fields__:
        value = getattr(fact, name)
        if isinstance(value, bytes):
            words.append(f"{name}={value.hex()[:8]}")
        elif name in {"documents", "entry", "duties", "copies", "text"}:
            continue
        else:
            words.append(f"{name}={getattr(value, 'name', value)}")
    return f"{type(fact).__name__} {' '.join(words)}"


def tell(verdict: Verdict) -> str:
    """Return a verdict for the eye."""
    per_second = verdict.happenings / max(verdict.running_seconds, 0.01)
    lines = [
        (
            f"seed {verdict.seed}: {verdict.stations} stations,"
            f" {verdict.registered} telegrams registered, {verdict.refused} refused with a word"
        ),
        (
            f"{verdict.delivered} delivered, {verdict.non_delivered} given up with a notice,"
            f" {verdict.lost} lost, {verdict.doubled} doubled, {verdict.repeats} repeats recognised"
        ),
        (
            f"{verdict.crashes} power cuts, {verdict.cuts} line cuts,"
            f" {verdict.put_back} disks put back, {verdict.restored} stations restored,"
            f" {verdict.refused_to_open} old stores refused"
        ),
        (
            f"{verdict.happenings} happenings, {verdict.groups} groups, {verdict.events} events;"
            f" founded in {verdict.founding_seconds:.1f} s, run in {verdict.running_seconds:.1f} s,"
            f" {per_second:.0f} happenings/s"
        ),
        f"trace {verdict.trace}",
    ]
    if verdict.broken:
        fault = verdict.broken
        lines += [
            f"BROKEN at step {fault.step}: {fault.law}: {fault.what}",
            *fault.history,
            f"again: {verdict.command}",
        ]
    return "\n  ".join(lines)
