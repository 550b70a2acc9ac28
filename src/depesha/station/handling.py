"""How long a telegram lay in the station that sent it, from filing to transmission."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from depesha.life import Rung
from depesha.office.facts import HoldBegan
from depesha.office.ports import DutyState, TelegramState
from depesha.station import clock
from depesha.store.control_reading import handling_ms

HELD: Final = HoldBegan.__name__


def handled(
    telegram: TelegramState, one: DutyState, history: Sequence[Mapping[str, Any]]
) -> dict[str, Any]:
    """Return how long a telegram of ours lay in this station, against the objective.

    Of one that was to be held, both count from the end of that.
    """
    if telegram.incoming_number or one.duty.handle_by is None:
        return {}
    sent_at = dict(one.times).get(Rung.SENT)
    entry = telegram.entry
    held = max((said["content"]["until"] for said in history if said["kind"] == HELD), default=0)
    return {
        "handling_ms": handling_ms(max(entry.filed_at, held), sent_at, clock.now()),
        "handling_objective_ms": one.duty.handle_by - max(entry.registered_at, held),
    }
