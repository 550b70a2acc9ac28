"""How far a telegram has come, at each addressee and by which way, and how its terms stand."""

from collections.abc import Mapping, Sequence
from typing import Any

from depesha.keybook import KeyBook
from depesha.life import CLOSED_BY
from depesha.names import Digest, OfficeId, SlipId, TimeMs, station_of
from depesha.office.lookup import name_of
from depesha.office.ports import DutyState, TelegramState
from depesha.packet import ReturnReason
from depesha.policy import Action
from depesha.station import clock
from depesha.station.access import allows
from depesha.station.attached import tracked
from depesha.station.handling import handled
from depesha.station.owing import stands
from depesha.station.plain import plain
from depesha.station.policies import shipped_policies
from depesha.station.reading import Fields, Reader
from depesha.station.showing import (
    Shown,
    also_named,
    answers_to,
    duty_shown,
    language_of,
    marks_of,
    telegram_of,
)
from depesha.station.tasks import task_of
from depesha.store.control_reading import tasks_of
from depesha.store.out_tray import StoredOutTray
from depesha.store.registers import StoredRegisters
from depesha.store.tracing import track as track_facts
from depesha.store.traffic import StoredTraffic
from depesha.telegram import MessageType


def track(reader: Reader, fields: Fields) -> Shown:
    """Return how far a telegram has come at each addressee, and all that is known of its way.

    Raises:
        NotFound: there is no such telegram, or the office is not cleared for it.
        Usage: it is not said which office asks.
    """
    return track_at(reader, fields, clock.now())


def track_at(reader: Reader, fields: Fields, now: TimeMs) -> Shown:
    """Return the same as it is at a time.

    Raises:
        NotFound: there is no such telegram, or the office is not cleared for it.
        Usage: it is not said which office asks.
    """
    telegram, keys, office = telegram_of(reader, fields)
    uid = telegram.entry.identity.uid
    line = track_facts(reader.registers, uid) or {"history": []}
    clearance = keys.office(OfficeId(office)).clearance
    tasks = {one["office"]: one for one in tasks_of(reader.database, uid, now, clearance)}
    return {
        "reference": name_of(telegram),
        "message_type": MessageType(telegram.entry.message_type).name,
        **marks_of(reader, keys, telegram, office),
        "filed_at": telegram.entry.filed_at,
        "registered_at": telegram.entry.registered_at,
        "numbers": [plain(one) for one in telegram.entry.numbers],
        "addressees": [
            {
                **_tracked(reader, keys, telegram, one, line["history"], now),
                **stands(one, tasks[one.duty.office]),
            }
            for one in StoredRegisters(reader.database).duties(uid)
        ],
        "answers": _handed_out(reader, keys, telegram, fields),
        "history": [
            {"kind": one["kind"], "at": one["at"], "fact": one["fact"], **_brief(one["content"])}
            for one in line["history"]
        ],
        "copies": [plain(one) for one in telegram.copies],
        **also_named(reader, fields, telegram),
    }


def _handed_out(
    reader: Reader, keys: KeyBook, telegram: TelegramState, fields: Fields
) -> list[Shown]:
    """Return the answers, as far as their words may be handed out.

    Where a caveat forbids JSON, they are for eyes alone: codes and times stay, the words do not.
    """
    uid = telegram.entry.identity.uid
    answers = answers_to(reader, keys, uid, language_of(reader, fields))
    policy = shipped_policies().get(telegram.entry.policy)
    if fields.get("purpose") == "show" or allows(policy, telegram, Action.JSON):
        return answers
    return [{**one, "text": None, "reason": None, "withheld": True} for one in answers]


def task(reader: Reader, fields: Fields) -> Shown:
    """Return how the terms of a telegram stand at each addressee, and what became of them."""
    telegram, keys, office = telegram_of(reader, fields)
    uid = telegram.entry.identity.uid
    answers = _handed_out(reader, keys, telegram, fields)
    clearance = keys.office(OfficeId(office)).clearance
    return {"reference": name_of(telegram), **task_of(reader, uid, answers, clearance)}


def _tracked(
    reader: Reader,
    keys: KeyBook,
    telegram: TelegramState,
    one: DutyState,
    history: Sequence[Mapping[str, Any]],
    now: TimeMs,
) -> Shown:
    """Return a duty with what is still outstanding of it."""
    station = station_of(one.duty.office)
    traffic = StoredTraffic(reader.database)
    waits = traffic.outstanding(Digest(telegram.entry.identity.registration), station)
    sending = traffic.sending(waits.slip_id) if waits else None
    return {
        **duty_shown(one),
        "station": station,
        "closed": one.exit in CLOSED_BY,
        **handled(telegram, one, history),
        "attachments": tracked(reader.database, telegram, station, history),
        "outstanding": waits
        and {
            "attempts": waits.attempts,
            "repeat_at": waits.repeat_at,
            "expires_at": waits.expires_at,
            "waits_for": StoredOutTray(reader.database).held_for(waits.slip_id),
            "expected_at": sending.expected_at if sending else None,
            "answer_at": sending.answer_at if sending else None,
        },
        "silent_until": keys.silent_until(station, now),
        "diversions": [] if waits is None else _diversions(reader, traffic, waits.slip_id),
    }


def _diversions(reader: Reader, traffic: StoredTraffic, slip_id: SlipId) -> list[Shown]:
    """Return where the packet that is on its way now left its way, and why."""
    return [
        {
            "at_station": station or reader.config.station,
            "neighbour": neighbour,
            "next_hop": next_hop or None,
            "reason": ReturnReason(reason).name,
            "at": at,
        }
        for station, neighbour, next_hop, reason, at in traffic.diversions(slip_id)
    ]


def _brief(content: Mapping[str, Any]) -> Shown:
    """Return what a history line shows: short values alone."""
    short = {key: value for key, value in content.items() if isinstance(value, str | int | bool)}
    stations = content.get("stations")  # to which it was sent again
    return {**short, "stations": stations} if stations else short
