"""Lines that telegrams get in the registers, and what each addressee office is to do with them.

Each function writes what one kind of fact means; who writes what is in `projection.py`. What is
heard of a telegram afterwards is in `news_lines.py`.
"""

import json
from collections.abc import Sequence
from typing import Final

from depesha.errors import Refused
from depesha.names import TimeMs, station_of
from depesha.office.facts import (
    Delivered,
    Duty,
    Entry,
    Registered,
)
from depesha.store.database import Database
from depesha.store.news_lines import MENTION
from depesha.store.series_lines import advance

OUTGOING: Final = "outgoing"
INCOMING: Final = "incoming"

_NEW_TELEGRAM: Final = """INSERT INTO telegram (id, uid, registration, station, year, number,
    incoming_year, incoming_number, at, filed_at, registered_at, expires_at, precedence, policy,
    classification, captions, caveats, message_type, title, from_text)
    VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?) ON CONFLICT (uid) DO NOTHING"""
_NEW_DUTY: Final = """INSERT INTO duty (telegram, office, station, place, kind, precedence,
    local_precedence, receipt, receipt_due_at, execution, execution_due_at, receipt_within_s,
    execution_within_s, interim_every_s, handle_by, expires_at, registered_at, delivered_at,
    counted_from, classification)
    VALUES (?1,?2,?3,?4,?5,?6,?7,?8,?9,?10,?11,?12,?13,?14,?15,?16,?17,?18,?18,?19)
    ON CONFLICT DO NOTHING"""
_NEW_LOCAL_NUMBER: Final = "INSERT INTO local_number VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING"
_DRAFT_REGISTERED: Final = "UPDATE draft SET state = 'registered' WHERE draft = ?"


def registered(database: Database, fact: Registered, at: TimeMs, place: int) -> None:
    """A line of the outgoing register; the numbers are taken."""
    entry = fact.entry
    _new_line(database, entry, (0, 0, at), place)
    for order, duty in enumerate(fact.duties):
        _new_duty(database, place, order, duty, (entry, entry.registered_at, None))
    advance(database, OUTGOING, entry.year, entry.number)
    for local in entry.numbers:
        advance(database, local.series, entry.year, local.number)
        database.write(_NEW_LOCAL_NUMBER, (local.series, entry.year, local.number, place))
    database.write(_DRAFT_REGISTERED, (fact.draft,))


def delivered(database: Database, fact: Delivered, at: TimeMs, place: int) -> None:
    """A line of the incoming register; the number is taken."""
    _new_line(database, fact.entry, (fact.incoming_year, fact.incoming_number, at), place)
    for order, duty in enumerate(fact.duties):
        _new_duty(database, place, order, duty, (fact.entry, None, at))
    advance(database, INCOMING, fact.incoming_year, fact.incoming_number)


def _new_line(database: Database, entry: Entry, here: tuple[int, int, TimeMs], place: int) -> None:
    identity = entry.identity
    database.write(
        _NEW_TELEGRAM,
        (
            place,
            identity.uid,
            identity.registration,
            entry.station,
            entry.year,
            entry.number,
            *here,
            entry.filed_at,
            entry.registered_at,
            entry.expires_at,
            int(entry.precedence),
            entry.policy,
            entry.classification,
            _codes(entry.captions),
            _codes(entry.caveats),
            entry.message_type,
            entry.title,
            entry.from_text,
        ),
    )
    if not database.changes():
        msg = f"a telegram with the uid of {entry.station}/{entry.number} is registered already"
        raise Refused(msg)
    database.write(MENTION, (place, place))


def _codes(codes: Sequence[str]) -> str:
    # JSON, because a code that came from outside may hold any separator
    return json.dumps(codes, ensure_ascii=False) if codes else "[]"


def _new_duty(
    database: Database,
    telegram: int,
    order: int,
    duty: Duty,
    here: tuple[Entry, TimeMs | None, TimeMs | None],
) -> None:
    """Give an office its duty; one that is addressed twice has the first.

    `here` is its telegram, and when that was registered here, or delivered here.
    """
    entry, *times = here
    database.write(
        _NEW_DUTY,
        (
            telegram,
            duty.office,
            station_of(duty.office),
            order,
            int(duty.kind),
            int(duty.precedence),
            duty.local_precedence,
            duty.receipt,
            duty.receipt_due_at,
            duty.execution,
            duty.execution_due_at,
            duty.receipt_within_s,
            duty.execution_within_s,
            duty.interim_every_s,
            duty.handle_by,
            entry.expires_at,
            *times,
            entry.classification,
        ),
    )
