"""Which kind of fact writes which lines of the registers, as a table; and making them all again.

Registers are views of facts: `rebuild` empties them, replays the journal through the same table
and must get the same. A kind of fact that leaves no line is in the table too, so that none is
forgotten.
"""

from collections.abc import Callable, Mapping
from typing import Any, Final

from depesha.names import TimeMs
from depesha.office.facts import (
    AlarmCleared,
    AlarmRaised,
    AnswerGiven,
    AnswerLearned,
    Delivered,
    DeliveryReported,
    Drafted,
    DraftReturned,
    EnvelopeOpened,
    EnvelopeSealed,
    Fact,
    GapAsked,
    HandedOn,
    KeyBookAdopted,
    NonDelivered,
    NumbersVoided,
    PassingFailed,
    Quarantined,
    Registered,
    Relayed,
    Released,
    RepeatPostponed,
    RepeatRecognised,
    ReportLearned,
    ReturnLearned,
    ReturnSent,
    Sent,
    SeriesOpened,
    ServiceLearned,
    ServiceSent,
    StationFounded,
)
from depesha.store import news_lines as news
from depesha.store import relay_lines as relays
from depesha.store import service_lines as services
from depesha.store import station_lines as station
from depesha.store import telegram_lines as telegrams
from depesha.store import traffic_lines as traffic
from depesha.store.database import Database
from depesha.store.leaves import each_fact
from depesha.store.migrations import REGISTERS

Writer = Callable[[Database, Any, TimeMs, int], None]
"""(database, fact, when it happened, its place in the journal)."""

PROJECTION: Final[Mapping[type[Fact], tuple[Writer, ...]]] = {
    StationFounded: (station.founded,),
    SeriesOpened: (station.series_opened,),
    KeyBookAdopted: (),
    Drafted: (station.drafted,),
    DraftReturned: (station.draft_returned,),
    Released: (station.released,),
    Registered: (telegrams.registered,),
    EnvelopeSealed: (traffic.sealed, news.enclosed),
    Sent: (traffic.left, news.sent),
    ReturnLearned: (news.returned,),
    RepeatPostponed: (traffic.postponed,),
    NonDelivered: (traffic.settled, news.non_delivered),
    ReportLearned: (traffic.settled, news.report_learned),
    AnswerLearned: (news.answer_learned,),
    EnvelopeOpened: (traffic.opened,),
    Delivered: (telegrams.delivered,),
    RepeatRecognised: (),
    DeliveryReported: (traffic.reported,),
    AnswerGiven: (news.answer_given,),
    PassingFailed: (news.mentioned,),
    ServiceSent: (news.mentioned, services.sent),
    ServiceLearned: (news.mentioned, services.learned),
    GapAsked: (traffic.gap_asked,),
    NumbersVoided: (traffic.voided,),
    Relayed: (relays.taken,),
    HandedOn: (relays.handed_on,),
    ReturnSent: (relays.returned,),
    Quarantined: (traffic.quarantined,),
    AlarmRaised: (station.alarm_raised,),
    AlarmCleared: (station.alarm_cleared,),
}

_EMPTY: Final = tuple(f"DELETE FROM {table}" for table in REGISTERS)  # noqa: S608  # constants


def project(database: Database, fact: Fact, at: TimeMs, place: int) -> None:
    """Write the lines that follow from a fact.

    Raises:
        Refused: the fact contradicts a line that is there (a telegram registered twice).
        NotNow: the store cannot take it.
    """
    for write in PROJECTION[type(fact)]:
        write(database, fact, at, place)


def rebuild(database: Database) -> int:
    """Make all registers again from the facts, in one transaction; return how many facts there are.

    Raises:
        Malformed: a fact does not read; the registers are then as they were.
        NotNow: the store cannot take it; likewise.
    """
    database.begin()
    try:
        for empty in _EMPTY:
            database.write(empty)
        replayed = 0
        for place, at, fact in each_fact(database):
            project(database, fact, at, place)
            replayed += 1
        database.commit()
    except BaseException:
        database.rollback()
        raise
    return replayed
