"""Facts of what is proved to others, and of stations that are enrolled by a code."""

from dataclasses import dataclass

from depesha.names import Digest, OfficeId, StationId, Uid


@dataclass(frozen=True, slots=True, kw_only=True)
class EvidenceMade:
    """An office took a telegram out as evidence for somebody else.

    It is written down before anything is given out.

    Attributes:
        recipient: SHA-256 of the key that the bundle is sealed to; None: it is not sealed.
        attachments: whether the files are in it.
    """

    uid: Uid
    office: OfficeId
    recipient: Digest | None = None
    attachments: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class EvidenceSigned:
    """The station signed the manifest of the `number`-th evidence of a telegram, from 1."""

    uid: Uid
    number: int
    manifest: Digest


@dataclass(frozen=True, slots=True, kw_only=True)
class EnrolmentNoted:
    """At a centre: what became of a one-time code by which a station is to be enrolled.

    Attributes:
        stage: `opened`, `wrong-code`, `refused`, `void`, `admitted` or `ended`.
        tries: how often somebody came with a wrong code so far.
    """

    station: StationId
    stage: str
    tries: int = 0
