"""What the station has written down of key life: its period keys, and at a centre the others'."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum
from typing import Protocol

from depesha.envelope import Envelope
from depesha.names import Digest, StationId, TimeMs, Uid
from depesha.office.ports.states import Outstanding


class Why(IntEnum):
    """Why a station's copy of the key book is due, the most urgent last."""

    LOOK = 0
    """There is a new edition: does it concern this station?"""
    HEADS = 1
    """It does not, but the heads have grown."""
    ASKED = 2
    """The station says that it holds an older one."""
    OUT_OF_TURN = 3
    """Somebody was revoked: all are told at once."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PeriodKeyState:
    """A period key of this station."""

    fingerprint: Digest
    valid_from: TimeMs
    valid_until: TimeMs
    destroyed_at: TimeMs | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class BookCopy:
    """What the centre knows of a station's copy of the key book.

    Attributes:
        due_at, why: when something is to be done about it, and what.
        heads_at: until when the station may go without the heads that have grown since.
        version, plan_version, shown: what was sent last, and the digest of its leaves.
        document: what was sent last, until it is confirmed.
        held_version, held_plan_version, held_at: what the station said that it holds, and when.
    """

    station: StationId
    due_at: TimeMs | None = None
    why: Why = Why.LOOK
    heads_at: TimeMs | None = None
    version: int = 0
    plan_version: int = 0
    shown: bytes = b""
    document: Digest | None = None
    held_version: int = 0
    held_plan_version: int = 0
    held_at: TimeMs | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyRequest:
    """What a station asked the centre for on the road; `due_at` is None where it needs a person."""

    station: StationId
    content: bytes
    needs_person: bool
    at: TimeMs
    due_at: TimeMs | None


class KeyLife(Protocol):
    """Period keys and revocations are views of facts; copies and requests are kept as custody."""

    def period_keys(self) -> Sequence[PeriodKeyState]:
        """Return the period keys of this station, the destroyed ones too, the oldest first."""
        ...

    def has_destroyed(self) -> bool:
        """Say whether this station has destroyed a period key."""
        ...

    def revoked(self) -> frozenset[StationId]:
        """Return the stations whose revocation is written down here."""
        ...

    def newest_envelope(self, sender: StationId, before: TimeMs | None) -> Envelope | None:
        """Return, of what came from a station before a time, the envelope with the longest head.

        None: of all that came, which costs a few look-ups; with a time, what came since is passed.
        """
        ...

    def came_since(self, station: StationId, since: TimeMs) -> int:
        """Return how many telegrams of a station were delivered here at or after a time."""
        ...

    def open_with(self, station: StationId) -> Sequence[Uid]:
        """Return the telegrams of which something is still asked of a station, or by it."""
        ...

    def was_paper(self, digest: Digest, station: StationId) -> bool:
        """Say whether a paper was sent to a station and is not asked after any more."""
        ...

    def was_heard(self, station: StationId) -> bool:
        """Say whether anything ever came from a station."""
        ...

    def outstanding_at(self, station: StationId, limit: int) -> Sequence[Outstanding]:
        """Return what is outstanding at a station."""
        ...

    def copy(self, station: StationId) -> BookCopy:
        """Return what is known of a station's copy; of one never heard of, that nothing is."""
        ...

    def keep_copy(self, copy: BookCopy) -> None:
        """Write down how a station's copy stands."""
        ...

    def copies_due(self, now: TimeMs, limit: int) -> Sequence[BookCopy]:
        """Return the copies about which something is to be done, the most urgent first."""
        ...

    def keep_request(self, request: KeyRequest) -> None:
        """Keep a station's newest request."""
        ...

    def request(self, station: StationId) -> KeyRequest | None:
        """Return a station's request that was not admitted yet."""
        ...

    def requests(self, limit: int) -> Sequence[KeyRequest]:
        """Return all requests that were not admitted yet, by station."""
        ...

    def drop_request(self, station: StationId) -> None:
        """Forget a station's request: it was admitted, or overtaken."""
        ...

    def next_due(self) -> TimeMs | None:
        """Return when a copy or a request is next due."""
        ...

    def drop_document(self, digest: Digest) -> None:
        """Forget a key book paper that nobody asks for any more; other documents stay."""
        ...
