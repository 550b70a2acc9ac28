"""Facts of people: who endorsed what, who holds an office, what its key is behind."""

from dataclasses import dataclass

from depesha.names import Digest, OfficeId


@dataclass(frozen=True, slots=True, kw_only=True)
class BodyComposed:
    """A draft became a body, once for its version: all who endorse it sign the same bytes.

    `needed`: how many offices must release it, by the policy that labels it.
    """

    draft: int
    version: int
    body_id: Digest
    needed: int


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftReviewed:
    """An office endorsed a body: a review signature over it, which is no release."""

    draft: int
    version: int
    body_id: Digest
    office: OfficeId
    signature: bytes
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewAsked:
    """An office was asked to review a version of a draft, by its drafter or a releaser."""

    draft: int
    version: int
    office: OfficeId
    of: OfficeId


@dataclass(frozen=True, slots=True, kw_only=True)
class ApprovalVoided:
    """Releases and reviews of a version fell, because the draft was edited or returned."""

    draft: int
    version: int
    office: OfficeId
    released_by: tuple[OfficeId, ...] = ()
    reviewed_by: tuple[OfficeId, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class OfficeHandedOver:
    """An office has another holder from now on. Its tasks stay with it."""

    office: OfficeId
    holder: str
    locked: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class OfficeKeyChanged:
    """The key of an office is behind a passphrase, or behind none."""

    office: OfficeId
    locked: bool
