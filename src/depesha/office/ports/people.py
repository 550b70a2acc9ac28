"""What the registers say of people, as the desks read it."""

from dataclasses import dataclass

from depesha.names import Digest, OfficeId, Signature, TimeMs


@dataclass(frozen=True, slots=True, kw_only=True)
class Composed:
    """What a draft under review became; `needed`: how many offices must release it."""

    version: int
    body_id: Digest
    needed: int
    at: TimeMs


@dataclass(frozen=True, slots=True, kw_only=True)
class Endorsement:
    """A review or a release of one version of a draft, as it was written down.

    It counts for nothing by standing here: whoever relies on it verifies the signature.
    """

    version: int
    is_release: bool
    office: OfficeId
    deputy: OfficeId | None
    body_id: Digest
    signature: Signature
    note: str
    at: TimeMs
    voided_at: TimeMs | None = None
