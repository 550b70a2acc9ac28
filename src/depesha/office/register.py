"""What the registers say of a telegram, taken from its body and registration."""

from typing import Final

from depesha.names import TimeMs
from depesha.office.facts import Duty, Entry
from depesha.policy import Policy
from depesha.telegram import AddresseeKind, Body, Identity, Registration, Request

TITLE_LENGTH: Final = 120
DEFAULT_LIFE_MS: Final = 30 * 24 * 3_600_000
"""Default expiry of a telegram: 30 days (DESIGN §5)."""


def entry_of(identity: Identity, body: Body, registration: Registration) -> Entry:
    """Return the register line of a telegram."""
    form, label = body.form, body.label
    return Entry(
        identity=identity,
        body_id=registration.body_id,
        station=registration.station,
        year=registration.year,
        number=registration.outgoing_number,
        numbers=registration.numbers,
        marks=registration.marks,
        filed_at=registration.filed_at,
        registered_at=registration.registered_at,
        released_by=tuple(release.office for release in registration.releases),
        title=_title(form.subject),  # never the text: trays are read before anybody is asked
        from_text=", ".join(part for part in (form.originator, form.signatory) if part),
        precedence=max(one.precedence for one in body.addressees),
        policy=label.policy,
        classification=label.classification,
        captions=label.captions,
        caveats=label.caveats,
        message_type=int(body.message_type),
        expires_at=expiry_of(body, registration.registered_at),
    )


def expiry_of(body: Body, registered_at: TimeMs) -> TimeMs:
    """Return when the telegram is no longer to be delivered."""
    bounds = [at for at in (body.handling.expires_at, body.handling.deliver_by) if at is not None]
    return min(bounds, default=TimeMs(leaves_at(body, registered_at) + DEFAULT_LIFE_MS))


def leaves_at(body: Body, registered_at: TimeMs) -> TimeMs:
    """Return when a telegram may leave: spans of time are counted from then."""
    return max(registered_at, body.handling.hold_until or registered_at)


def duties_of(body: Body, at: TimeMs, policy: Policy) -> tuple[Duty, ...]:
    """Return what each addressee is to do; terms within a time are counted from `at`.

    From then too runs the handling time of its precedence, by the policy of the station.
    """
    return tuple(
        Duty(
            office=one.office,
            kind=one.kind,
            precedence=one.precedence,
            local_precedence=one.local_precedence,
            receipt=one.receipt is not None,
            receipt_due_at=_due(one.receipt, at),
            execution=one.execution is not None,
            execution_due_at=_due(one.execution, at),
            receipt_within_s=_within(one.receipt),
            execution_within_s=_within(one.execution),
            interim_every_s=one.execution.interim_every_s if one.execution else None,
            handle_by=TimeMs(at + policy.urgency(one.precedence).handling_s * 1000),
        )
        for one in body.addressees
        if one.kind is not AddresseeKind.EXEMPTED
    )


def _due(request: Request | None, at: TimeMs) -> TimeMs | None:
    if request is None:
        return None
    if request.due_at is not None:
        return request.due_at
    return None if request.due_within_s is None else TimeMs(at + request.due_within_s * 1000)


def _within(request: Request | None) -> int | None:
    """Return within how many seconds of the delivery, where no date is named."""
    return request.due_within_s if request is not None and request.due_at is None else None


def _title(words: str) -> str:
    return " ".join(words.split())[:TITLE_LENGTH]
