"""What faces are told of attachments: of a telegram, of its way to each addressee, of one to save.

Who may read the telegram may see what is attached; to save one is to hand it out, which a caveat
may forbid (`Action.DOWNLOAD`).
"""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from depesha.errors import NotFound, NotNow, Usage
from depesha.names import Digest, StationId
from depesha.office.facts import NonDelivered, ReportLearned
from depesha.office.ports import AttachmentState, TelegramState
from depesha.store.attachments import StoredAttachments
from depesha.store.database import Database
from depesha.store.out_tray import StoredOutTray
from depesha.store.traffic import StoredTraffic
from depesha.telegram import Attachment

Shown = dict[str, Any]

EXPECTED: Final = "EXPECTED"
"""Announced; its blob has not come."""
ARRIVED: Final = "ARRIVED"
"""Its blob is here, and was not opened yet."""
VERIFIED: Final = "VERIFIED"
"""It was opened, and is what the telegram says."""
FALSE: Final = "FALSE"
"""It was opened, and is something else, or it does not open."""
SEALED: Final = "SEALED"
"""It was sealed here, for a telegram of this station."""


def listed(database: Database, telegram: TelegramState, said: Sequence[Attachment]) -> list[Shown]:
    """Return the attachments of a telegram as its body names them, and how far each has come."""
    kept = StoredAttachments(database)
    return [
        _shown(kept, state, said[state.key.attachment])
        for state in kept.of(telegram.entry.identity.uid)
        if state.key.attachment < len(said)
    ]


def _shown(kept: StoredAttachments, state: AttachmentState, said: Attachment) -> Shown:
    return {
        "number": state.key.attachment + 1,
        "name": said.name,
        "type": said.media_type,
        "size_bytes": said.size_bytes,
        "sha256": said.sha256.hex(),
        "state": _state(kept, state),
        "finding": state.finding,
        "examined_at": state.examined_at,
    }


def _state(kept: StoredAttachments, state: AttachmentState) -> str:
    if state.is_ours:
        return SEALED
    if state.finding:
        return FALSE
    if state.examined_at is not None:
        return VERIFIED
    return ARRIVED if kept.holds(state.key.ciphertext) else EXPECTED


def to_save(
    database: Database, telegram: TelegramState, said: Sequence[Attachment], number: object
) -> Shown:
    """Return what opens one attachment, for a face that is about to save it.

    Raises:
        Usage: the number is none.
        NotFound: the telegram has no such attachment.
        NotNow: its blob has not come yet.
    """
    if not isinstance(number, int) or isinstance(number, bool):
        msg = "number is a whole number from 1 on"
        raise Usage(msg)
    kept = StoredAttachments(database)
    states = {one.key.attachment + 1: one for one in kept.of(telegram.entry.identity.uid)}
    state = states.get(number)
    if state is None or state.key.attachment >= len(said):
        msg = f"the telegram has no attachment {number}"
        raise NotFound(msg, hint='"depesha attachment list REF" lists them')
    shown = _shown(kept, state, said[state.key.attachment])
    if shown["state"] == EXPECTED:
        msg = f"attachment {number} has not come yet"
        raise NotNow(msg, hint='"depesha attachment list REF" shows when it has')
    return {
        **shown,
        "ciphertext": state.key.ciphertext.hex(),
        "ciphertext_bytes": state.key.size_bytes,
        "seed": state.key.seed.hex(),
    }


# -- on its way -----------------------------------------------------------------------------------

SAID: Final[Mapping[str, str]] = {
    "MACHINE_RECEIPT": "DELIVERED",
    "CANNOT_PROCESS": "CANNOT_PROCESS",
}


def tracked(
    database: Database,
    telegram: TelegramState,
    station: StationId,
    history: Sequence[Mapping[str, Any]],
) -> list[Shown]:
    """Return how far each attachment of a telegram of ours has come at one addressee station."""
    states = StoredAttachments(database).of(telegram.entry.identity.uid)
    return [
        {
            "number": state.key.attachment + 1,
            **_way(database, state.key.ciphertext, station, history),
        }
        for state in states
        if state.is_ours
    ]


def _way(
    database: Database, sealed: Digest, station: StationId, history: Sequence[Mapping[str, Any]]
) -> Shown:
    waits = StoredTraffic(database).outstanding(sealed, station)
    if waits is None:
        return {"state": _said(sealed, station, history), "waits_for": None}
    waits_for = StoredOutTray(database).held_for(waits.slip_id)
    return {
        "state": "QUEUED" if waits_for else "SENT",
        "waits_for": waits_for,
        "attempts": waits.attempts,
        "repeat_at": waits.repeat_at,
    }


def _said(sealed: Digest, station: StationId, history: Sequence[Mapping[str, Any]]) -> str:
    """Return the last that the journal says of a blob at a station."""
    said = "QUEUED"
    for one in history:
        content = one["content"]
        if (content.get("digest"), content.get("station")) != (sealed.hex(), station):
            continue
        if one["kind"] == ReportLearned.__name__:
            said = SAID.get(content["result"], said)
        elif one["kind"] == NonDelivered.__name__ and said != "DELIVERED":
            said = "NON_DELIVERY"
    return said
