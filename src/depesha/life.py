"""The life of a telegram at one office: a table where people act, a join where news comes.

Rule 1: every state, and every step between states, is in this file.
Rule 2: this file does not know which station it is running at.
Rule 3: a later state implies the earlier ones but does not forge them: each rung is evidenced (a
signed notice is held, at a time) or implied (a later one is), and the two are shown apart.
Rule 4: news may come twice and in any order; joining it is idempotent and commutative.

GLOSSARY §11. RELAYED is a fact at a relay, not a rung.
"""

from collections.abc import Mapping
from enum import IntEnum, StrEnum
from typing import Final

from depesha.errors import Refused
from depesha.notice import ResponseCode


class Rung(IntEnum):
    """The ladder, from below."""

    REGISTERED = 0
    QUEUED = 1
    SENT = 2
    DELIVERED = 3
    RECEIVED = 4
    ACKNOWLEDGED = 5
    EXECUTED = 6


class Exit(StrEnum):
    """The side exits. CANNOT_COMPLY, CANCELLED, SUPERSEDED and the last two close a task.

    REVOKED: its addressee's station, or its originator's, was revoked before it was done.
    BEYOND_CUT_LINE: it came from a revoked station from which nothing was to be believed then.

    NON_RECEIPT is left by any answer, EXPIRED and UNKNOWN by late news. How they follow from what
    is known of a duty is in the store (`migrations.control`, column `exit`).
    """

    CANNOT_PROCESS = "CANNOT_PROCESS"
    CANNOT_COMPLY = "CANNOT_COMPLY"
    NON_DELIVERY = "NON_DELIVERY"
    NON_RECEIPT = "NON_RECEIPT"
    EXPIRED = "EXPIRED"
    CANCELLED = "CANCELLED"
    SUPERSEDED = "SUPERSEDED"
    UNKNOWN = "UNKNOWN"
    REVOKED = "REVOKED"
    BEYOND_CUT_LINE = "BEYOND_CUT_LINE"


class End(IntEnum):
    """How the sending of a document ended without a report."""

    NON_DELIVERY = 0
    """It came back, or cannot be sent."""
    EXPIRED = 1
    """It never left in its time."""
    UNKNOWN = 2
    """It left, and nobody said that it came: it may have arrived."""


class Step(StrEnum):
    """What an office does with a telegram that lies before it."""

    CONFIRM = "confirm"
    COMPLY = "comply"
    REPORT_INTERIM = "report interim"
    REPORT = "report"
    REFUSE = "refuse"


class Term(IntEnum):
    """What runs out for a telegram at an office. The first three are what an answer is due by."""

    RECEIPT = 0
    EXECUTION = 1
    INTERIM = 2
    HANDLING = 3
    """It should have left its originator's station."""
    UNREAD = 4
    """It should have been opened at its addressee's station."""
    EXPIRY = 5
    """It was there, and nobody opened it before it expired."""


AUTHORITY_STEPS: Final = frozenset({Step.COMPLY, Step.REPORT_INTERIM, Step.REPORT, Step.REFUSE})
"""Steps that only an office with the authority to acknowledge may take."""

CODE: Final[Mapping[Step, ResponseCode]] = {
    Step.CONFIRM: ResponseCode.OPERATOR_ACK,
    Step.COMPLY: ResponseCode.WILL_COMPLY,
    Step.REPORT_INTERIM: ResponseCode.WILL_COMPLY,
    Step.REPORT: ResponseCode.HAVE_COMPLIED,
    Step.REFUSE: ResponseCode.CANNOT_COMPLY,
}

# Where people act. From RECEIVED (and from DELIVERED, which the report then confirms as well) one
# with the authority may report at once: ACKNOWLEDGED is implied. An interim report changes no
# state: it says that execution is under way, not that it was taken on.
LIFE: Final[Mapping[Rung, Mapping[Step, Rung]]] = {
    Rung.DELIVERED: {
        Step.CONFIRM: Rung.RECEIVED,
    },
    Rung.RECEIVED: {
        Step.COMPLY: Rung.ACKNOWLEDGED,
        Step.REPORT_INTERIM: Rung.RECEIVED,
        Step.REPORT: Rung.EXECUTED,
        Step.REFUSE: Rung.RECEIVED,
    },
    Rung.ACKNOWLEDGED: {
        Step.REPORT_INTERIM: Rung.ACKNOWLEDGED,
        Step.REPORT: Rung.EXECUTED,
        Step.REFUSE: Rung.ACKNOWLEDGED,
    },
}

CLOSED_BY: Final = frozenset(
    {
        Exit.CANNOT_COMPLY,
        Exit.CANCELLED,
        Exit.SUPERSEDED,
        Exit.REVOKED,
        Exit.BEYOND_CUT_LINE,
    }
)

# Where news comes: which rung a response code is evidence of.
EVIDENCE: Final[Mapping[ResponseCode, Rung]] = {
    ResponseCode.MACHINE_RECEIPT: Rung.DELIVERED,
    ResponseCode.OPERATOR_ACK: Rung.RECEIVED,
    ResponseCode.WILL_COMPLY: Rung.ACKNOWLEDGED,
    ResponseCode.HAVE_COMPLIED: Rung.EXECUTED,
}

EXIT_OF: Final[Mapping[ResponseCode, Exit]] = {
    ResponseCode.CANNOT_PROCESS: Exit.CANNOT_PROCESS,
    ResponseCode.CANNOT_COMPLY: Exit.CANNOT_COMPLY,
}


def evidence_of(code: ResponseCode, *, interim: bool) -> Rung | Exit:
    """Return what an answer is evidence of; an interim report, only of that it was received."""
    if interim and code is ResponseCode.WILL_COMPLY:
        return Rung.RECEIVED
    return EVIDENCE[code] if code in EVIDENCE else EXIT_OF[code]


ANSWERED_HINT: Final = 'what was answered is shown by "depesha show"; an answer never changes'


def advance(rung: Rung, step: Step, *, closed: Exit | None = None) -> Rung:
    """Return the rung after an office at `rung` took `step`.

    Raises:
        Refused: `step` cannot follow `rung`, or the telegram is closed.
    """
    if closed in CLOSED_BY:
        msg = f"a telegram that is {closed} cannot be answered with {step}"
        raise Refused(msg, hint=ANSWERED_HINT)
    try:
        return LIFE[rung][step]
    except KeyError:
        msg = f"a telegram that is {rung.name} cannot be answered with {step}"
        hint = "confirm its receipt first" if rung is Rung.DELIVERED else ANSWERED_HINT
        raise Refused(msg, hint=hint) from None


def join(known: Rung, news: Rung) -> Rung:
    """Return the higher of the two: news may overtake other news, and come twice."""
    return max(known, news)
