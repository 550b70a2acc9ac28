"""What a simulated history differs in; all else follows from the seed."""

from dataclasses import dataclass, fields
from enum import StrEnum

from tests.network.keys import DAY_MS, HOUR_MS


class Shape(StrEnum):
    """How the lines join the stations."""

    TREE = "tree"
    RING = "ring"
    CHAIN = "chain"
    RANDOM = "random"


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """One history.

    Attributes:
        loss, doubling: of a load or an answer on its way, from 0 to 1.
        windows: share of the lines that are open at times only.
        weekly: share of those that are open on some days of the week only.
        bags: share of the lines whose load is carried in a bag, and hours under way.
        detours: share of the pairs that may write by a second way as well.
        crashes: how often a station falls over, in all.
        cuts: how often a line is cut for a while.
        put_back: how often a disk is exchanged for an older copy of itself.
        restores: how often a station is restored from a backup, and says so.
        plans: how often the plan is changed while packets are under way.
        silences: how many stations each of these plans keeps silent for some hours.
        minima: how often a line lets only what is urgent pass for some hours.
        sending_ms: how long people go on sending; then the weather is fair.
        amending: share of the telegrams that are corrected or cancelled within some hours.
        real_keys: seal and sign with the real cipher, not with the small one.
    """

    seed: int = 1
    stations: int = 50
    telegrams: int = 150
    shape: Shape = Shape.TREE
    loss: float = 0.05
    doubling: float = 0.05
    windows: float = 0.1
    weekly: float = 0.0
    bags: float = 0.0
    detours: float = 0.5
    crashes: int = 50
    cuts: int = 25
    put_back: int = 1
    restores: int = 0
    plans: int = 1
    silences: int = 1
    minima: int = 2
    sending_ms: int = 12 * HOUR_MS
    amending: float = 0.0
    real_keys: bool = False


def fair_ms(settings: Settings) -> int:
    """Return how long the weather is fair before all is to be settled.

    Where lines are open at times only, a packet may wait a day at each, and so may its report. It
    is less than the 30 days after which whatever was not delivered is given up; where lines are
    open on some days of the week, one after the other, it is more.
    """
    if settings.weekly:
        return 35 * DAY_MS
    waits = 2 * min(settings.stations, 12) if settings.windows else 0
    return min(10 + waits, 28) * DAY_MS


COMMAND = "python -m tests.network.simulate"


def stormy(
    *,
    stations: int,
    telegrams: int | None = None,
    seed: int = 1,
    shape: Shape = Shape.TREE,
    real_keys: bool = False,
) -> Settings:
    """Return a history of that size with as many faults as befit it."""
    many = 3 * stations if telegrams is None else telegrams
    return Settings(
        seed=seed,
        stations=stations,
        telegrams=many,
        shape=shape,
        crashes=max(many // 3, 1),
        cuts=max(many // 6, 1),
        put_back=max(stations // 50, 1),
        silences=max(stations // 50, 1),
        minima=max(stations // 10, 1),
        real_keys=real_keys,
    )


def command(settings: Settings) -> str:
    """Return the command line that runs exactly this history."""
    words = [COMMAND]
    for one in fields(settings):
        value = getattr(settings, one.name)
        option = f"--{one.name.replace('_', '-')}"
        if one.name == "real_keys":
            words += [option] if value else []
        else:
            words.append(f"{option} {value}")
    return " ".join(words)
