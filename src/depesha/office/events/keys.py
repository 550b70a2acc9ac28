"""Orders about keys: those of this station, and at the centre those of others."""

from dataclasses import dataclass, field

from depesha.names import Digest, StationId, TimeMs


@dataclass(frozen=True, slots=True, kw_only=True)
class LiveKey:
    """A period key whose seed is in the key file."""

    fingerprint: Digest
    valid_from: TimeMs
    valid_until: TimeMs


@dataclass(frozen=True, slots=True, kw_only=True)
class KeysTurned:
    """The key file was looked at, and rewritten where that was due: these period keys are in it.

    Attributes:
        order_id: empty where nobody asked for it: the clock did.
        request: what the station asks the centre for, armoured; of what has not ended.
        live: all period keys whose seeds are in the file.
    """

    order_id: str = ""
    request: str = field(repr=False)
    live: tuple[LiveKey, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Revoke:
    """At the centre: a station is neither written to nor believed from now on.

    `since`: from when on nothing of it counts, where that was before now.
    """

    order_id: str
    station: StationId
    reason: str
    since: TimeMs | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeRoot:
    """At the centre: other holders of root keys, and another threshold.

    `holders` are new, each as `keybook holder new` wrote him down; those in `without` go.
    """

    order_id: str
    holders: tuple[str, ...] = ()
    without: tuple[str, ...] = ()
    threshold: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SignRequests:
    """At the centre: the new period keys that stations asked for are signed now, not with time."""

    order_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DropEdition:
    """At the centre: the edition that waits is given up, with all that was changed for it."""

    order_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportSignature:
    """At the centre: what a holder signed of the edition that waits, armoured."""

    order_id: str
    signature: str
