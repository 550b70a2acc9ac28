"""Facts of execution control: terms that ran out, chasers, and telegrams that nobody opened."""

from dataclasses import dataclass

from depesha.life import Term
from depesha.names import Digest, OfficeId, StationId, TimeMs, Uid


@dataclass(frozen=True, slots=True, kw_only=True)
class TermWarned:
    """An office here was told, once, that an answer of its own is due soon."""

    uid: Uid
    office: OfficeId
    term: Term
    due_at: TimeMs


@dataclass(frozen=True, slots=True, kw_only=True)
class TermPassed:
    """A term ran out without what it was for, and that was noticed: once.

    `look_at` is when the first chaser is due; None where none will be sent from here.
    """

    uid: Uid
    office: OfficeId
    term: Term
    due_at: TimeMs
    look_at: TimeMs | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Chased:
    """An addressee was reminded that an answer to a telegram of ours is overdue.

    Attributes:
        number: which chaser of this term it is, from 1.
        chaser: the service message; None: there were no communications, and it counts all the same.
        asked_by: the office that asked for it; empty: it was sent by the clock.
        look_at: when the next one is due; None: there is no further one.
    """

    uid: Uid
    office: OfficeId
    term: Term
    number: int
    chaser: Digest | None
    asked_by: str = ""
    look_at: TimeMs | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ChaserPostponed:
    """A chaser is not sent yet: its station keeps silent, or has had the telegram only just now."""

    uid: Uid
    office: OfficeId
    term: Term
    look_at: TimeMs


@dataclass(frozen=True, slots=True, kw_only=True)
class ChaserLearned:
    """The originator reminds an office here of an answer that it owes."""

    uid: Uid
    office: OfficeId
    term: Term
    chaser: Digest


@dataclass(frozen=True, slots=True, kw_only=True)
class Escalated:
    """An office here did not open a telegram in time: it is shown to these duty offices too."""

    uid: Uid
    office: OfficeId
    shown_to: tuple[OfficeId, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class NonReceiptLearned:
    """An addressee's station says that a telegram of ours was not opened there in time."""

    uid: Uid
    office: OfficeId
    station: StationId
    notice: Digest
