"""Orders about the journal: what is destroyed in it."""

from dataclasses import dataclass

from depesha.names import OfficeId


@dataclass(frozen=True, slots=True, kw_only=True)
class Expunge:
    """Destroy the words of a telegram here; that it was, and its proofs, stay."""

    order_id: str
    office: OfficeId
    reference: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ExpungeDue:
    """Destroy the words of all telegrams whose time is over by the policy's rule."""

    order_id: str
    office: OfficeId
