"""How one kind of fact is written, and what its leaf leaves visible."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from depesha.journal import NO_REFERENCES, References
from depesha.office.facts import (
    Delivered,
    Fact,
    Registered,
)
from depesha.schema import (
    Field,
    Record,
)


def nothing(_fact: object) -> References:
    """Leave nothing visible."""
    return NO_REFERENCES


def uid_of(fact: Any) -> References:  # noqa: ANN401  # any fact with a `uid`
    """Leave the telegram's uid visible."""
    return References(uid=fact.uid)


def slip_of(fact: Any) -> References:  # noqa: ANN401  # any fact with a `slip_id`
    """Leave the packet's id visible."""
    return References(slip_id=fact.slip_id)


def slip_and_digest_of(fact: Any) -> References:  # noqa: ANN401  # any fact with both
    """Leave the packet's id and the digest visible."""
    return References(slip_id=fact.slip_id, digest=fact.digest)


def telegram_of(fact: Registered | Delivered) -> References:
    """Leave the uid and the registration's digest visible."""
    identity = fact.entry.identity
    return References(uid=identity.uid, digest=identity.registration)


@dataclass(frozen=True, slots=True)
class FactForm:
    """How one kind of fact is written: its class, its fields, what its leaf leaves visible."""

    make: type[Fact]
    record: Record[Any]
    references: Callable[[Any], References]


def form(make: type[Fact], references: Callable[[Any], References], *fields: Field) -> FactForm:
    """Return the form of a kind of fact."""
    return FactForm(make, Record(make, *fields), references)
