"""What is written down of restorations: this station's own, and those of its correspondents."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from depesha.names import Digest, Epoch, StationId, TimeMs
from depesha.office.facts import Entry
from depesha.restoration import EnvelopeNumber, LastNumbers, MissingNumbers, SeriesNumber


@dataclass(frozen=True, slots=True, kw_only=True)
class RestorationState:
    """This station's last restoration.

    Attributes:
        lost: how many facts were lost, as far as was found here; None: that is not known.
        ended_at: None while correspondents are waited for.
        unanswered: who has not answered.
        waited_for: of them, those whom nobody has said to go on without.
    """

    document: Digest
    lost: int | None
    ended_at: TimeMs | None
    unanswered: frozenset[StationId]
    waited_for: frozenset[StationId]


@dataclass(frozen=True, slots=True, kw_only=True)
class RestoredStation:
    """A correspondent's restoration: when it was by its clock, and learned of by ours."""

    document: Digest
    epoch: Epoch
    ended: Epoch
    restored_at: TimeMs
    learned_at: TimeMs


class Restorations(Protocol):
    """Views of facts about restorations."""

    def is_held(self) -> bool:
        """Say whether new telegrams get no numbers, because correspondents are waited for."""
        ...

    def unanswered(self) -> tuple[Digest, frozenset[StationId]] | None:
        """Return the last restoration and who has not answered it; None: nobody is left."""
        ...

    def last(self) -> RestorationState | None:
        """Return this station's last restoration."""
        ...

    def is_own(self, document: Digest) -> bool:
        """Say whether it is a restoration of this station, as far as it knows."""
        ...

    def must_wait_for(self, station: StationId, now: TimeMs) -> bool:
        """Say whether a correspondent has still to tell its numbers, or to give telegrams back.

        For what it said that it gives back nobody waits longer than three days.
        """
        ...

    def was_unanswered_at(self, station: StationId, at: TimeMs) -> bool:
        """Say whether a correspondent had not yet answered the last restoration then."""
        ...

    def was_restored_since(self, since: TimeMs) -> bool:
        """Say whether this station was restored after that time."""
        ...

    def due(self, now: TimeMs, limit: int) -> Sequence[tuple[StationId, int]]:
        """Return whom to ask (again) by `now`, and how often each was asked."""
        ...

    def next_due(self) -> TimeMs | None:
        """Return when `due` will next have something."""
        ...

    def given(self) -> Sequence[SeriesNumber]:
        """Return the last number of each of this station's series, but for the incoming one."""
        ...

    def known(self, station: StationId | None = None) -> Sequence[SeriesNumber]:
        """Return the highest numbers that anybody (or one station) knows of this station's series.

        That is of the last restoration; the station with the empty name is the backup itself.
        """
        ...

    def of(self, station: StationId) -> Sequence[RestoredStation]:
        """Return a correspondent's restorations, the last one first."""
        ...

    def epochs_of(self, station: StationId) -> frozenset[Epoch]:
        """Return the epochs of the envelopes that came from a station."""
        ...

    def numbers_of(self, station: StationId) -> Sequence[EnvelopeNumber]:
        """Return the highest numbers of a station's envelopes, of its latest 64 epochs and grades.

        Below a number there may be gaps.
        """
        ...

    def telegrams_beyond(
        self, station: StationId, asked: LastNumbers, limit: int
    ) -> Sequence[Entry]:
        """Return a station's telegrams that came here and that it does not say to have."""
        ...

    def missing(self) -> Sequence[MissingNumbers]:
        """Return outgoing numbers that were lost and did not come back, the newest 256 ranges."""
        ...

    def whole_of(self, station: StationId) -> Sequence[EnvelopeNumber]:
        """Return how far a station's envelopes came without a gap, of its latest 64 epochs."""
        ...

    def sent_to(self, station: StationId) -> Sequence[EnvelopeNumber]:
        """Return the last numbers of this station's envelopes to another, of all its epochs."""
        ...

    def highest_of(self, station: StationId) -> Sequence[SeriesNumber]:
        """Return a station's highest outgoing number of each year, as far as telegrams came."""
        ...
