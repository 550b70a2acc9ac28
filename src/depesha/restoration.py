"""What a restoration is: a station begins anew from a backup, and says so under its signature.

The station cannot know what happened after its backup was made; its correspondents can. So it tells
each of them to which head of its journal it goes back, begins new numbering, and asks what the last
numbers were that they saw. Format: `docs/spec/document.md`, decision 0033.
"""

from dataclasses import dataclass, field

from depesha.envelope import JournalHead
from depesha.names import Digest, Epoch, StationId, TimeMs
from depesha.packet import Grade


@dataclass(frozen=True, slots=True, kw_only=True)
class RestoredKey:
    """A period key that was made at the restoration; it is in force until the key book has it."""

    public_key: bytes = field(repr=False)
    not_before: TimeMs
    not_after: TimeMs


@dataclass(frozen=True, slots=True, kw_only=True)
class Restoration:
    """The document of a restoration; signed by the station, and by its administrator if he can.

    Attributes:
        at: when the backup was put in the place of the store.
        epoch: of the numbers of its envelopes from now on.
        ended: the epoch before, in which nothing more is made.
        head: the head of its journal that it goes back to.
        backed_up_at: when the backup was made.
        lost: the last head that was written down outside the lost store, where it was found.
        office: the administrator who signs too; empty where no such office can.
        why: in a person's words.
        key: the period key that letters to it are sealed to from now on: those made after the
            backup are lost.
    """

    version: int = 1
    station: StationId
    at: TimeMs
    epoch: Epoch
    ended: Epoch
    head: JournalHead
    backed_up_at: TimeMs
    lost: JournalHead | None = None
    office: str = ""
    why: str = ""
    key: RestoredKey | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SeriesNumber:
    """The last number of a series in a year, as far as the one who says it knows."""

    series: str
    year: int
    number: int


@dataclass(frozen=True, slots=True, kw_only=True)
class EnvelopeNumber:
    """The last number of envelopes of an epoch and grade; below it none is missing."""

    epoch: Epoch
    grade: Grade
    number: int


@dataclass(frozen=True, slots=True, kw_only=True)
class MissingNumbers:
    """Outgoing numbers of a year that were lost and did not come back, both ends among them."""

    year: int
    first: int
    last: int


@dataclass(frozen=True, slots=True, kw_only=True)
class LastNumbers:
    """What one of the two still knows: the restored station when it asks, the other in its answer.

    Attributes:
        restoration: the digest of the document.
        series: of the restored station's own series.
        envelopes: numbers that came from the other.
        head: in an answer: the last head of the restored station's journal that came with anything.
        registrations: in an answer: the restored station's telegrams that are given back with it.
        missing: in a question: what earlier losses took, and is still to come back.
    """

    restoration: Digest
    series: tuple[SeriesNumber, ...] = ()
    envelopes: tuple[EnvelopeNumber, ...] = ()
    head: JournalHead | None = None
    registrations: tuple[Digest, ...] = ()
    missing: tuple[MissingNumbers, ...] = ()
