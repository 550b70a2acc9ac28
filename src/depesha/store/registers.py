"""The registers of telegrams as the desks read them (`office.ports.Registers`).

What is looked up and sorted by stands in the tables; the words of a line are read in the fact that
made it, so nothing is kept twice.
"""

import json
from collections.abc import Iterable, Sequence
from functools import reduce
from typing import Final

from depesha import cbor
from depesha.life import Exit, Rung, join
from depesha.names import Digest, OfficeId, StationId, TimeMs, Uid
from depesha.office.facts import Delivered, Duty, Registered
from depesha.office.ports import (
    AlarmState,
    Composed,
    DraftState,
    DutyState,
    Endorsement,
    EvidenceState,
    TelegramState,
)
from depesha.store import attendance, people
from depesha.store.database import Database, Row
from depesha.store.evidence import made, signed
from depesha.store.fact_parts import SEALED
from depesha.store.leaves import fact_at
from depesha.store.papers import service_message
from depesha.store.series import next_number
from depesha.telegram import AddresseeKind, Precedence

_BY_UID: Final = "SELECT id, at FROM telegram WHERE uid = ?"
_BY_REGISTRATION: Final = "SELECT id, at FROM telegram WHERE registration = ?"
_BY_NUMBER: Final = """SELECT id, at FROM telegram
    WHERE number = ?1 AND (?2 IS NULL OR station = ?2) AND (?3 IS NULL OR year = ?3)
    ORDER BY id LIMIT 256"""
_DUTIES: Final = """SELECT office, kind, precedence, local_precedence, receipt,
    receipt_at, execution, execution_at,
    interim_every_s, handle_by, interim_at, refused_at, chased, chased_at,
    (SELECT json_group_array(shown_to) FROM escalation AS e
        WHERE e.telegram = duty.telegram AND e.office = duty.office), exit, answer,
    registered_at, queued_at, sent_at, delivered_at, received_at, acknowledged_at, executed_at
    FROM duty WHERE telegram = (SELECT id FROM telegram WHERE uid = ?) ORDER BY place"""
_DRAFT: Final = """SELECT draft, version, office, text, state, note, attachments
    FROM draft WHERE draft = ?"""
_NEXT_DRAFT: Final = "SELECT coalesce(max(draft), 0) + 1 FROM draft"
_UNCLEARED_ALARMS: Final = """SELECT DISTINCT about FROM alarm
    WHERE kind = ? AND cleared_at IS NULL ORDER BY about"""
_OPEN_ALARM: Final = """SELECT 1 FROM alarm WHERE kind = ? AND about = ?
    AND cleared_at IS NULL AND (accepted_at IS NULL OR lasts = 1)"""
_UNCLEARED_ALARM: Final = """SELECT 1 FROM alarm
    WHERE kind = ? AND about = ? AND cleared_at IS NULL"""
_ANY_UNCLEARED: Final = "SELECT 1 FROM alarm WHERE cleared_at IS NULL LIMIT 1"
_ALARM: Final = "SELECT kind, about, cleared_at, accepted_by FROM alarm WHERE id = ?"


class StoredRegisters:
    """Views of facts about telegrams."""

    __slots__ = ("_database", "is_quiet")

    def __init__(self, database: Database) -> None:
        """Read from `database`."""
        self._database = database
        self.is_quiet = False
        """Whether it is known that no alarm is uncleared. Only the one who writes can know it."""

    def find_quiet(self) -> None:
        """Look whether any alarm is uncleared; whoever then raises one sets `is_quiet` back."""
        self.is_quiet = self._database.row(_ANY_UNCLEARED) is None

    def telegram(self, uid: Uid) -> TelegramState | None:
        """Return the telegram's line, if it is known here."""
        return self._line(self._database.row(_BY_UID, (uid,)))

    def by_registration(self, digest: Digest) -> TelegramState | None:
        """Return the telegram with that registration digest."""
        return self._line(self._database.row(_BY_REGISTRATION, (digest,)))

    def by_number(
        self, number: int, *, station: StationId | None = None, year: int | None = None
    ) -> Sequence[TelegramState]:
        """Return the telegrams with that outgoing number, at most 256, of any station and year."""
        rows = self._database.rows(_BY_NUMBER, (number, station, year))
        return [line for line in map(self._line, rows) if line]

    def duties(self, uid: Uid) -> Sequence[DutyState]:
        """Return the telegram's addressees that this station knows of, as they stand on it."""
        return [_duty_state(uid, row) for row in self._database.rows(_DUTIES, (uid,))]

    def next_number(self, series: str, year: int) -> int:
        """Return the next free number of a series in a year."""
        return next_number(self._database, series, year)

    def draft(self, draft: int) -> DraftState | None:
        """Return a draft as it stands."""
        row = self._database.row(_DRAFT, (draft,))
        if row is None:
            return None
        number, version, office, text, state, note, attached = row
        return DraftState(
            draft=number,
            version=version,
            office=OfficeId(office),
            text=text,
            state=state,
            note=note,
            attachments=SEALED.unpack(cbor.decode(attached)),
        )

    def next_draft(self) -> int:
        """Return the next free draft number."""
        row = self._database.row(_NEXT_DRAFT)
        return int(row[0]) if row else 1

    def composed(self, draft: int) -> Composed | None:
        """Return what a draft under review became."""
        return people.composed(self._database, draft)

    def endorsements(self, draft: int) -> Sequence[Endorsement]:
        """Return who reviewed and released which version of a draft, those that fell too."""
        return people.endorsements(self._database, draft)

    def asked(self, draft: int) -> Sequence[OfficeId]:
        """Return who was asked to review what a draft says now."""
        return people.asked(self._database, draft)

    def holder(self, office: OfficeId) -> str:
        """Return who holds an office; empty: it was never said."""
        return people.holder(self._database, office)

    def passkey_office(self, credential: bytes) -> OfficeId | None:
        """Return whose a passkey is, if it is anybody's here."""
        return attendance.passkey_office(self._database, credential)

    def answers_after(
        self, uid: Uid, office: OfficeId, previous: Digest | None
    ) -> Sequence[Digest]:
        """Return the answers of an office elsewhere that follow a certain one of its answers."""
        return people.followers(self._database, uid, office, previous)

    def evidence_made(self, uid: Uid) -> Sequence[EvidenceState]:
        """Return the evidence that was made of a telegram, in order."""
        return made(self._database, uid)

    def evidence_signed(self, uid: Uid, number: int) -> bool:
        """Say whether the manifest of the `number`-th evidence of a telegram was signed."""
        return signed(self._database, uid, number)

    def service_message(self, prefix: str) -> tuple[Digest, StationId] | None:
        """Return the service message that came in whose digest begins so, and its station."""
        return service_message(self._database, prefix)

    def alarm_is_open(self, kind: str, about: str) -> bool:
        """Say whether that alarm is in the list: raising it again would say nothing new."""
        if self.is_quiet:
            return False
        return self._database.row(_OPEN_ALARM, (kind, about)) is not None

    def alarm_is_uncleared(self, kind: str, about: str) -> bool:
        """Say whether that alarm was raised and has not come right, accepted or not."""
        if self.is_quiet:
            return False
        return self._database.row(_UNCLEARED_ALARM, (kind, about)) is not None

    def open_alarms(self, kind: str) -> Sequence[str]:
        """Return what the alarms of a kind are about that have not come right."""
        return [row[0] for row in self._database.rows(_UNCLEARED_ALARMS, (kind,))]

    def alarm(self, alarm: int) -> AlarmState | None:
        """Return an alarm by its number: the place of the fact that raised it."""
        row = self._database.row(_ALARM, (alarm,))
        if row is None:
            return None
        kind, about, cleared_at, accepted_by = row
        return AlarmState(kind=kind, about=about, cleared_at=cleared_at, accepted_by=accepted_by)

    def _line(self, row: Row | None) -> TelegramState | None:
        fact = fact_at(self._database, row[0]) if row else None
        match fact:
            case Registered():
                return TelegramState(entry=fact.entry, copies=fact.copies)
            case Delivered():
                return TelegramState(
                    entry=fact.entry,
                    incoming_year=fact.incoming_year,
                    incoming_number=fact.incoming_number,
                    delivered_at=TimeMs(row[1]) if row else None,
                )
            case _:
                return None


def _duty_state(uid: Uid, row: Row) -> DutyState:
    office, kind, precedence, local, receipt, receipt_due, execution, execution_due, *rest = row
    every_s, handle_by, interim_at, refused_at, chased, chased_at, shown, exit_, answer, *times = (
        rest
    )
    evidenced = tuple(
        (rung, TimeMs(at)) for rung, at in zip(Rung, times, strict=True) if at is not None
    )
    return DutyState(
        uid=uid,
        duty=Duty(
            office=OfficeId(office),
            kind=AddresseeKind(kind),
            precedence=Precedence(precedence),
            local_precedence=local,
            receipt=bool(receipt),
            receipt_due_at=receipt_due,
            execution=bool(execution),
            execution_due_at=execution_due,
            interim_every_s=every_s,
            handle_by=handle_by,
        ),
        rung=_highest(rung for rung, _ in evidenced),
        times=evidenced,
        exit=Exit(exit_) if exit_ else None,
        last_answer=Digest(answer) if answer else None,
        interim_at=interim_at,
        refused_at=refused_at,
        chased=chased,
        chased_at=chased_at,
        shown_to=tuple(OfficeId(one) for one in json.loads(shown)),
    )


def _highest(rungs: Iterable[Rung]) -> Rung:
    """Return how far it has come: news is joined, `life.py` rule 4."""
    return reduce(join, rungs, Rung.REGISTERED)
