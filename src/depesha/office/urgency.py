"""How urgent an alarm is that is about no telegram, and which alarms last, by their kind.

An alarm about a telegram is as urgent as the telegram. The others have the urgency of what may be
lost while nobody looks.

An alarm that *lasts* is about a condition: it is true until it clears itself. When a person accepts
it, it stays in the list, as accepted; were it closed, the next look at the clock would raise it
again. One that does not last is about something that has happened: accepting it closes it, and if
it happens again, that is a new alarm.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from depesha.packet import Grade
from depesha.telegram import Precedence


@dataclass(frozen=True, slots=True)
class AlarmKind:
    """What the office knows of a kind of alarm."""

    precedence: Precedence
    lasts: bool = False


_ROUTINE, _PRIORITY = Precedence.ROUTINE, Precedence.PRIORITY
_IMMEDIATE, _FLASH = Precedence.IMMEDIATE, Precedence.FLASH

ALARM_KINDS: Final[Mapping[str, AlarmKind]] = {
    "alarm-hook-failed": AlarmKind(_IMMEDIATE, lasts=True),
    "beyond-cut-line": AlarmKind(_FLASH),
    "answers-part": AlarmKind(_FLASH),
    "blob-missing": AlarmKind(_PRIORITY, lasts=True),
    "broken-chain": AlarmKind(_IMMEDIATE),
    "cannot-comply": AlarmKind(_IMMEDIATE),
    "cannot-process": AlarmKind(_IMMEDIATE),
    "channel-gap": AlarmKind(_PRIORITY, lasts=True),
    "channel-went-back": AlarmKind(_IMMEDIATE),
    "chased": AlarmKind(_PRIORITY, lasts=True),
    "copy-overdue": AlarmKind(_ROUTINE, lasts=True),
    "edition-awaited": AlarmKind(_PRIORITY, lasts=True),
    "edition-waits": AlarmKind(_PRIORITY, lasts=True),
    "enrolment-void": AlarmKind(_IMMEDIATE),
    "expired": AlarmKind(_PRIORITY),
    "false-approval": AlarmKind(_FLASH, lasts=True),
    "expired-unopened": AlarmKind(_PRIORITY, lasts=True),
    "false-attachment": AlarmKind(_IMMEDIATE),
    "foreign-amendment": AlarmKind(_IMMEDIATE),
    "gap": AlarmKind(_PRIORITY, lasts=True),
    "handling-exceeded": AlarmKind(_PRIORITY, lasts=True),
    "held-up": AlarmKind(_PRIORITY, lasts=True),
    "interim-overdue": AlarmKind(_PRIORITY, lasts=True),
    "journal-forked": AlarmKind(_FLASH, lasts=True),
    "journal-rolled-back": AlarmKind(_FLASH, lasts=True),
    "journal-unproved": AlarmKind(_IMMEDIATE, lasts=True),
    "key-book-behind": AlarmKind(_IMMEDIATE, lasts=True),
    "key-book-forked": AlarmKind(_FLASH),
    "key-book-rolled-back": AlarmKind(_IMMEDIATE),
    "key-book-too-large": AlarmKind(_PRIORITY, lasts=True),
    "key-expired": AlarmKind(_PRIORITY, lasts=True),
    "key-request": AlarmKind(_ROUTINE, lasts=True),
    "keys-unpublished": AlarmKind(_IMMEDIATE, lasts=True),
    "late": AlarmKind(_ROUTINE),
    "late-arrival": AlarmKind(_PRIORITY, lasts=True),
    "line-down": AlarmKind(_IMMEDIATE, lasts=True),
    "no-communications": AlarmKind(_PRIORITY, lasts=True),
    "new-epoch": AlarmKind(_IMMEDIATE, lasts=True),
    "non-delivery": AlarmKind(_PRIORITY),
    "not-opened": AlarmKind(_PRIORITY, lasts=True),
    "notice-for-unknown": AlarmKind(_IMMEDIATE),
    "number-doubled": AlarmKind(_IMMEDIATE),
    "quarantined": AlarmKind(_IMMEDIATE),
    "quotation-unproved": AlarmKind(_IMMEDIATE),
    "receipt-due": AlarmKind(_ROUTINE, lasts=True),
    "receipt-overdue": AlarmKind(_PRIORITY, lasts=True),
    "receipt-returned": AlarmKind(_ROUTINE),
    "report-due": AlarmKind(_ROUTINE, lasts=True),
    "report-for-unknown": AlarmKind(_IMMEDIATE),
    "report-overdue": AlarmKind(_PRIORITY, lasts=True),
    "review-overdue": AlarmKind(_ROUTINE, lasts=True),
    "restoring": AlarmKind(_PRIORITY, lasts=True),
    "return-refused": AlarmKind(_ROUTINE),
    "return-unproved": AlarmKind(_IMMEDIATE),
    "sign-in-failed": AlarmKind(_IMMEDIATE),
    "station-revoked": AlarmKind(_FLASH),
    "station-restored": AlarmKind(_PRIORITY),
    "store-failed": AlarmKind(_FLASH),
    "store-full": AlarmKind(_FLASH),
    "unread": AlarmKind(_PRIORITY, lasts=True),
    "two-at-once": AlarmKind(_FLASH),
}
"""Every kind that is raised; a test holds it against the code."""

HIGHEST_OF: Final[Mapping[Grade, Precedence]] = {
    Grade.LOW: Precedence.ROUTINE,
    Grade.URGENT: Precedence.IMMEDIATE,
    Grade.FLASH: Precedence.OVERRIDE,
}
"""The highest traffic of a grade: a number that is missing in it may have been that."""

_OF_OTHER_VERSIONS: Final = AlarmKind(_PRIORITY, lasts=True)
"""A kind that is not in the table: accepting it must not make it ring again and again."""


def precedence_of(kind: str) -> Precedence:
    """Return how urgent an alarm of a kind is where it is about no telegram."""
    return ALARM_KINDS.get(kind, _OF_OTHER_VERSIONS).precedence


def lasts(kind: str, about: str) -> bool:
    """Say whether an alarm stays true until it clears itself.

    That a *correspondent* has no communications with another station (`peking:seoul`) is what it
    said once; nothing here clears it.
    """
    if kind == "no-communications" and ":" in about:
        return False
    return ALARM_KINDS.get(kind, _OF_OTHER_VERSIONS).lasts
