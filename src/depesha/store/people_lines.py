"""Lines that follow from facts of people: endorsements, holders, what offices' keys are behind.

Each function writes what one kind of fact means; who writes what is in `projection.py`.
"""

from typing import Final

from depesha.names import TimeMs
from depesha.office.facts import (
    AnswerLearned,
    ApprovalVoided,
    BodyComposed,
    DraftDropped,
    Drafted,
    DraftReturned,
    DraftReviewed,
    OfficeHandedOver,
    OfficeKeyChanged,
    Registered,
    Released,
    ReviewAsked,
)
from depesha.store.database import Database

REVIEW: Final = 0
RELEASE: Final = 1

_COMPOSED: Final = """INSERT INTO composed VALUES (?1, ?2, ?3, ?4, ?5)
    ON CONFLICT DO UPDATE SET version = ?2, body_id = ?3, needed = ?4, at = ?5"""
_IN_REVIEW: Final = "UPDATE draft SET state = 'in-review' WHERE draft = ? AND state = 'draft'"
_NO_LONGER: Final = "DELETE FROM composed WHERE draft = ?"
_ASKED: Final = "INSERT INTO review_asked VALUES (?, ?, ?) ON CONFLICT DO NOTHING"
_NOT_ASKED: Final = "DELETE FROM review_asked WHERE draft = ?"
_ENDORSED: Final = """INSERT INTO endorsement VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, NULL)
    ON CONFLICT DO NOTHING"""
_VOIDED: Final = """UPDATE endorsement SET voided_at = ?
    WHERE draft = ? AND version = ? AND voided_at IS NULL"""
_TENURE: Final = "INSERT INTO tenure VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING"
_KEY: Final = """INSERT INTO office_key VALUES (?1, ?2, ?3)
    ON CONFLICT DO UPDATE SET locked = ?2, at = ?3"""
_CHAIN: Final = """INSERT INTO answer_chain SELECT id, ?2, ?3, ?4, ?5 FROM telegram WHERE uid = ?1
    ON CONFLICT DO NOTHING"""


def composed(database: Database, fact: BodyComposed, at: TimeMs, _place: int) -> None:
    """The draft is in review: what it became is what all sign."""
    database.write(_COMPOSED, (fact.draft, fact.version, fact.body_id, fact.needed, at))
    database.write(_IN_REVIEW, (fact.draft,))


def changed(
    database: Database,
    fact: Drafted | DraftReturned | DraftDropped | Registered,
    _at: TimeMs,
    _place: int,
) -> None:
    """What it was composed to counts no longer: it was changed or dropped, or is a telegram now."""
    if not isinstance(fact, Drafted) or fact.version > 1:  # a new one was not composed yet
        database.write(_NO_LONGER, (fact.draft,))
        database.write(_NOT_ASKED, (fact.draft,))


def asked(database: Database, fact: ReviewAsked, at: TimeMs, _place: int) -> None:
    """An office may read and review that version."""
    database.write(_ASKED, (fact.draft, fact.of, at))


def reviewed(database: Database, fact: DraftReviewed, at: TimeMs, _place: int) -> None:
    """An office endorsed that version."""
    said = (fact.office, "", fact.body_id, fact.signature, fact.note, at)
    database.write(_ENDORSED, (fact.draft, fact.version, REVIEW, *said))


def released(database: Database, fact: Released, at: TimeMs, _place: int) -> None:
    """An office released that version; one whose release is in the registration is not kept."""
    if fact.signature:
        said = (fact.office, fact.deputy, fact.body_id, fact.signature, "", at)
        database.write(_ENDORSED, (fact.draft, fact.version, RELEASE, *said))


def voided(database: Database, fact: ApprovalVoided, at: TimeMs, _place: int) -> None:
    """Releases and reviews of that version fell."""
    database.write(_VOIDED, (at, fact.draft, fact.version))


def handed_over(database: Database, fact: OfficeHandedOver, at: TimeMs, place: int) -> None:
    """The office has another holder."""
    database.write(_TENURE, (place, fact.office, fact.holder, at))
    database.write(_KEY, (fact.office, fact.locked, at))


def key_changed(database: Database, fact: OfficeKeyChanged, at: TimeMs, _place: int) -> None:
    """The office's key is behind a passphrase, or open."""
    database.write(_KEY, (fact.office, fact.locked, at))


def answer_followed(database: Database, fact: AnswerLearned, at: TimeMs, _place: int) -> None:
    """The chain of answers in that addressee's name has one more."""
    addressee = fact.in_place_of or fact.office
    database.write(_CHAIN, (fact.uid, addressee, fact.previous or b"", fact.answer, at))
