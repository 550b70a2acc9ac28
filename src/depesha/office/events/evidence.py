"""Orders about evidence, and what the centre's administrator notes of an enrolment."""

from dataclasses import dataclass

from depesha.names import Digest, OfficeId, StationId


@dataclass(frozen=True, slots=True, kw_only=True)
class MakeEvidence:
    """Write down that a telegram is taken out as evidence, if the office and its caveats may.

    Attributes:
        recipient: SHA-256 of the key that it will be sealed to; None: it is not sealed.
        attachments: whether the files go with it.
    """

    order_id: str
    office: OfficeId
    reference: str
    recipient: Digest | None = None
    attachments: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class SignEvidence:
    """Sign the manifest of the `number`-th evidence of a telegram, once."""

    order_id: str
    office: OfficeId
    reference: str
    number: int
    manifest: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NoteEnrolment:
    """At the centre: write down what became of an enrolment by code."""

    order_id: str
    station: StationId
    stage: str
    tries: int = 0
