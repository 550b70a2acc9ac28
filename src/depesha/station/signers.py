"""Whose signatures a telegram bears: office, title, holder, time, and whether they hold now.

Each is verified each time that it is shown. An answer says in which standing it was given: a
receipt is an operator's word, whatever the office could have said; to comply, to report and to
refuse is a word of authority.
"""

from collections.abc import Callable, Mapping
from typing import Any, Final

from depesha.envelope import Item, Kind
from depesha.errors import Problem
from depesha.keybook import KeyBook
from depesha.life import Rung
from depesha.names import OfficeId, TimeMs
from depesha.notice import Answer, ResponseCode
from depesha.office.ports import DutyState
from depesha.office.proof import missing_releases, signing_office
from depesha.seal.sealer import Verifier
from depesha.station.policies import shipped_policies
from depesha.store.database import Database
from depesha.store.people import endorsements, holder
from depesha.telegram import Body, Registration
from depesha.wire import NAMESPACE

Shown = dict[str, Any]

OPERATOR: Final = "operator"
AUTHORITY: Final = "authority"


def signers(
    database: Database,
    keys: KeyBook,
    registered: Registration,
    verify: Callable[[], object],
    language: str,
) -> list[Shown]:
    """Return who registered, released and reviewed a telegram; `verify` raises if one is false."""
    deputies = {one.office: one.deputy for one in registered.deputies}
    who: list[tuple[str, str, TimeMs, OfficeId | None]] = [
        ("registered", registered.station, registered.registered_at, None),
        *(
            ("released", one.office, one.released_at, deputies.get(one.office))
            for one in registered.releases
        ),
        *(("reviewed", one.office, one.reviewed_at, None) for one in registered.reviews),
    ]
    try:
        verify()
    except Problem as error:
        held: Shown = {"verified": False, "why": error.message}
    else:
        held = {"verified": True}
    return [
        {
            "who": office,
            "what": what,
            "title": title_of(keys, deputy or office, language),
            "at": at,
            "deputy": deputy,
            "holder": holder(database, deputy or office, at) or None,
            **held,
        }
        for what, office, at, deputy in who
    ]


def title_of(keys: KeyBook, who: str, language: str) -> str:
    """Return what the key book calls an office or a station; empty: nothing but its id."""
    entry = keys.offices.get(OfficeId(who))
    if entry is not None:
        return "" if (title := entry.title(language)) == who else title
    return ""


def released(body: Body, registered: Registration) -> Shown:
    """Return how many offices released it, and how many the policy of its label demands."""
    missing = missing_releases(shipped_policies(), body, registered)
    given = len({one.office for one in registered.releases})
    return {
        "given": given,
        "needed": None if missing is None else _needed(body),
        "policy": body.label.policy,
    }


def _needed(body: Body) -> int:
    policy = shipped_policies()[body.label.policy]
    precedence = max(one.precedence for one in body.addressees)
    return policy.releasers(body.label.classification, precedence)


# -- answers --------------------------------------------------------------------------------------


def answered(keys: KeyBook, item: Item, answer: Answer, language: str) -> Shown:
    """Return who gave an answer, in which standing, and whether the signature holds."""
    return {
        "as": standing(answer.code),
        "title": title_of(keys, answer.deputy or answer.office, language),
        "deputy": answer.deputy,
        "verified": _is_signed(keys, item, answer),
    }


def standing(code: ResponseCode) -> str:
    """Return in which standing an answer is given."""
    return OPERATOR if code is ResponseCode.OPERATOR_ACK else AUTHORITY


def answered_as(one: DutyState) -> str | None:
    """Return the highest standing in which an addressee office has answered; None: it has not."""
    if one.refused_at is not None or one.interim_at is not None or one.rung >= Rung.ACKNOWLEDGED:
        return AUTHORITY
    return OPERATOR if one.rung is Rung.RECEIVED else None


def _is_signed(keys: KeyBook, item: Item, answer: Answer) -> bool:
    try:
        who = signing_office(keys.offices.get, keys.office(answer.office), answer.deputy)
    except Problem:
        return False
    return len(item.signatures) == 1 and Verifier().verify(
        who.public_key, NAMESPACE[Kind.ANSWER], item.payload, item.signatures[0][1]
    )


def endorsed(database: Database, draft: int) -> list[Mapping[str, Any]]:
    """Return who reviewed and released which version of a draft, those that fell too."""
    return [
        {
            "version": one.version,
            "what": "released" if one.is_release else "reviewed",
            "office": one.office,
            "deputy": one.deputy,
            "holder": holder(database, one.deputy or one.office, one.at) or None,
            "note": one.note,
            "at": one.at,
            "voided_at": one.voided_at,
        }
        for one in endorsements(database, draft)
    ]
