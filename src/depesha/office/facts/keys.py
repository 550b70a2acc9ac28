"""Facts of key life: period keys made and destroyed, key books on their way, stations revoked."""

from dataclasses import dataclass

from depesha.names import Digest, SlipId, StationId, TimeMs, Uid


@dataclass(frozen=True, slots=True, kw_only=True)
class PeriodKeyMade:
    """A period key of this station was made; it is sealed to from `valid_from` to `valid_until`."""

    fingerprint: Digest
    valid_from: TimeMs
    valid_until: TimeMs


@dataclass(frozen=True, slots=True, kw_only=True)
class PeriodKeyDestroyed:
    """The seed of a period key is in the key file no longer: what it sealed opens nowhere."""

    fingerprint: Digest


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyRequestLearned:
    """At the centre: a station asked, on the road, for what stands in that document.

    `by_itself`: for new period keys and nothing else, which the centre admits by itself.
    """

    station: StationId
    digest: Digest
    by_itself: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ExpiredKeyMet:
    """A letter came that no key opens any more: its sender is told, and seals it again."""

    slip_id: SlipId
    neighbour: StationId
    digest: Digest


@dataclass(frozen=True, slots=True, kw_only=True)
class SealedAgain:
    """A document whose letter opened nowhere goes again, to a younger key of that station."""

    digest: Digest
    uid: Uid
    station: StationId


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperWithdrawn:
    """A document is no longer asked after at a station: a newer one has taken its place."""

    digest: Digest
    station: StationId


@dataclass(frozen=True, slots=True, kw_only=True)
class StationRevoked:
    """A station is neither written to nor believed from now on.

    Attributes:
        reason: in the centre's words; elsewhere empty.
        since: from when on nothing of it counts, as the centre says; else when this was learned.
        head_size, head_root: the newest head of its journal that came here before `since`: the cut
            line. None came: 0 and 32 zeros.
    """

    station: StationId
    reason: str = ""
    since: TimeMs
    head_size: int
    head_root: Digest


@dataclass(frozen=True, slots=True, kw_only=True)
class EditionProposed:
    """At the centre: an edition waits for the holders of the root keys to sign it."""

    digest: Digest
    version: int
    plan_version: int


@dataclass(frozen=True, slots=True, kw_only=True)
class EditionCosigned:
    """At the centre: a holder's signatures under an edition that waits came, and hold."""

    digest: Digest
    holder: str
