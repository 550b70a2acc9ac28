"""At a centre: what is noted of the one-time codes by which stations are enrolled.

The code itself is never written down. One that was guessed at too often is void, and an alarm.
"""

from typing import Final

from depesha.errors import Refused, Usage
from depesha.office.events import Done, NoteEnrolment
from depesha.office.facts import EnrolmentNoted
from depesha.office.sitting import Sitting

STAGES: Final = frozenset({"opened", "wrong-code", "refused", "void", "admitted", "ended"})


def note(sitting: Sitting, order: NoteEnrolment) -> Done:
    """Write down what became of a code.

    Raises:
        Refused: this station founds no network.
        Usage: there is no such stage.
    """
    if not sitting.around.holders:
        msg = f"{sitting.own} is no centre: it enrols nobody"
        raise Refused(msg, hint="the centre that founded the network does")
    if order.stage not in STAGES:
        msg = f"there is no stage {order.stage[:40]!r}"
        raise Usage(msg, hint=", ".join(sorted(STAGES)))
    sitting.record(EnrolmentNoted(station=order.station, stage=order.stage, tries=order.tries))
    if order.stage == "void":
        text = f"somebody tried {order.tries} wrong codes for {order.station}"
        sitting.alarm("enrolment-void", order.station, text)
    return Done(value={"station": order.station, "stage": order.stage, "tries": order.tries})
