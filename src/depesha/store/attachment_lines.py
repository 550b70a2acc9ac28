"""Lines that follow from facts about attachments: which there are, what came, what was found.

Each function writes what one kind of fact means; who writes what is in `projection.py`.
"""

from collections.abc import Sequence
from typing import Final

from depesha.envelope import AttachmentKey
from depesha.names import TimeMs, Uid
from depesha.office.facts import (
    AttachmentExamined,
    BlobGivenUp,
    BlobTakenIn,
    Delivered,
    Registered,
)
from depesha.store.database import Database

_NEW: Final = """INSERT INTO attachment (uid, place, sealed, size_bytes, seed, is_ours)
    VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING"""
_ANNOUNCED: Final = "UPDATE blob SET is_announced = 1 WHERE sealed = ?"
_TAKEN_IN: Final = """INSERT INTO blob
    VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7,
        EXISTS (SELECT 1 FROM attachment WHERE sealed = ?1 AND is_ours = 0))
    ON CONFLICT DO NOTHING"""
_OPENED: Final = "INSERT INTO opened VALUES (?) ON CONFLICT DO NOTHING"
_GIVEN_UP: Final = "DELETE FROM blob WHERE sealed = ?"
_EXAMINED: Final = """UPDATE attachment SET examined_at = ?, finding = ?
    WHERE uid = ? AND place = ?"""


def registered(database: Database, fact: Registered, _at: TimeMs, _place: int) -> None:
    """A telegram of ours has these attachments."""
    _new(database, fact.entry.identity.uid, fact.attachments, is_ours=True)


def delivered(database: Database, fact: Delivered, _at: TimeMs, _place: int) -> None:
    """A telegram that came has these attachments; a blob may have come before it."""
    _new(database, fact.entry.identity.uid, fact.attachments, is_ours=False)
    for key in fact.attachments:
        database.write(_ANNOUNCED, (key.ciphertext,))


def _new(database: Database, uid: Uid, keys: Sequence[AttachmentKey], *, is_ours: bool) -> None:
    for key in keys:
        values = (uid, key.attachment, key.ciphertext, key.size_bytes, key.seed, is_ours)
        database.write(_NEW, values)


def taken_in(database: Database, fact: BlobTakenIn, at: TimeMs, _place: int) -> None:
    """The blob lies here, and its slip is known."""
    database.write(_OPENED, (fact.slip_id,))
    database.write(
        _TAKEN_IN,
        (
            fact.sealed,
            fact.slip_id,
            fact.neighbour,
            fact.size_bytes,
            int(fact.grade),
            at,
            fact.expires_at,
        ),
    )


def given_up(database: Database, fact: BlobGivenUp, _at: TimeMs, _place: int) -> None:
    """The blob is here no longer."""
    database.write(_GIVEN_UP, (fact.sealed,))


def examined(database: Database, fact: AttachmentExamined, at: TimeMs, _place: int) -> None:
    """What was found is known."""
    database.write(_EXAMINED, (at, fact.finding, fact.uid, fact.place))
