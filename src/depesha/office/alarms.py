"""A person looks at an alarm and accepts it: who, when, and with what note, is a fact.

Rule 1: accepting says that somebody has taken it on; it makes nothing come right.
Rule 2: whoever accepts works at the station: an operator, a registrar, an administrator, a duty
    office.
"""

from typing import Final

from depesha.errors import Forbidden, NotFound, Refused
from depesha.keybook import Role
from depesha.office.events import AcceptAlarm, Done, HookRan
from depesha.office.facts import AlarmAccepted
from depesha.office.sitting import Sitting
from depesha.office.urgency import lasts
from depesha.packet import Accept

MAY_ACCEPT: Final = Role.OPERATOR | Role.REGISTRAR | Role.ADMINISTRATOR | Role.DUTY
"""One of these roles is needed to accept an alarm."""

HOOK_FAILED: Final = "alarm-hook-failed"


def accept(sitting: Sitting, order: AcceptAlarm) -> Done:
    """Note that an office has taken an alarm on.

    Raises:
        Forbidden: the office has none of the roles.
        NotFound: there is no such alarm.
        Refused: it was accepted before, or is over.
    """
    office = sitting.giver(order.office)
    if not sitting.keys().office(office).roles & MAY_ACCEPT:
        msg = f"{office} may not accept alarms"
        raise Forbidden(msg, hint="an operator, a registrar, an administrator or a duty office may")
    alarm = sitting.book.registers.alarm(order.alarm)
    if alarm is None:
        msg = f"there is no alarm {order.alarm}"
        raise NotFound(msg, hint='"depesha alarms --all" lists them with their numbers')
    if alarm.accepted_by is not None:
        msg = f"alarm {order.alarm} was accepted by {alarm.accepted_by}"
        raise Refused(msg, hint='"depesha alarms --all" shows the note')
    if alarm.cleared_at is not None:
        msg = f"alarm {order.alarm} has cleared itself"
        raise Refused(msg, hint="there is nothing left to accept")
    stays = lasts(alarm.kind, alarm.about)
    sitting.record(
        AlarmAccepted(
            alarm=order.alarm,
            kind=alarm.kind,
            about=alarm.about,
            office=office,
            note=order.note,
            lasts=stays,
        )
    )
    return Done(
        value={
            "alarm": order.alarm,
            "what": alarm.kind,
            "about": alarm.about,
            "office": office,
            "note": order.note,
            "lasts": stays,
        }
    )


def hook_ran(sitting: Sitting, event: HookRan) -> Accept:
    """Raise the alarm that the hook for alarms failed, once; clear it when it works again."""
    if event.problem:
        sitting.alarm("alarm-hook-failed", sitting.own, event.problem)
    else:
        sitting.all_clear(HOOK_FAILED, sitting.own)
    return Accept()
