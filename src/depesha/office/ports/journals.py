"""What the desk asks about journals: its own proofs, and the heads that others named."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from depesha.envelope import JournalHead
from depesha.names import Digest, Epoch, StationId, TimeMs, Uid
from depesha.packet import Grade


@dataclass(frozen=True, slots=True, kw_only=True)
class PeerJournal:
    """What is known of another station's journal.

    Attributes:
        highest: the highest head that it named.
        envelope: digest of the document in which it did.
        proved: the highest head that it proved, or None.
        asked_at, asked, asked_sizes: when it was last asked for a proof, by which document and of
            which heads; `asks` times since it last answered.
        given_at: when this station last proved its own journal to it.
        doubted_at: since when it is known that its journal is not what it was; `finding` says how
            (`forked`, `rolled-back`), and `cut` up to which size both histories are one.
    """

    station: StationId
    highest: JournalHead
    at: TimeMs
    envelope: Digest
    proved: JournalHead | None
    asked_at: TimeMs | None
    asked: Digest | None
    asked_sizes: tuple[int, ...]
    asks: int
    given_at: TimeMs | None
    doubted_at: TimeMs | None
    finding: str = ""
    cut: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """Where the words of a telegram are: places of facts, documents, and blobs."""

    places: tuple[int, ...]
    documents: tuple[Digest, ...]
    blobs: tuple[Digest, ...]


class Journals(Protocol):
    """This journal's proofs, and views of facts about the journals of others."""

    def own_head(self, size: int) -> JournalHead:
        """Return the head that this journal had at a size above zero."""
        ...

    def own_consistency(self, olds: Sequence[int], new: int) -> Sequence[tuple[Digest, ...]]:
        """Return, for each old size, the proof that this journal of `new` facts begins with it."""
        ...

    def last_lasting(self) -> tuple[int, TimeMs] | None:
        """Return the size and time of the newest lasting checkpoint, else zero and the founding."""
        ...

    def witnessed(self, station: StationId, size: int) -> Digest | None:
        """Return the root that a station named for that size, if it did."""
        ...

    def head_of_number(
        self, sender: StationId, epoch: Epoch, grade: Grade, seq: int
    ) -> tuple[int, int, int]:
        """Return the sizes named by the nearest lower number, this one, and the nearest higher.

        Zero: no such number came, or its head was not written down.
        """
        ...

    def peer(self, station: StationId) -> PeerJournal | None:
        """Return what is known of a station's journal."""
        ...

    def unproved(self, station: StationId, limit: int) -> Sequence[int]:
        """Return sizes that a station named and did not prove, spread over all of them."""
        ...

    def cut(self, station: StationId, below: int) -> int:
        """Return the size of the highest proved head up to a size, or zero."""
        ...

    def due(self, now: TimeMs, limit: int) -> Sequence[StationId]:
        """Return the stations that are to be asked for a proof by now."""
        ...

    def next_due(self) -> TimeMs | None:
        """Return when `due` will next have something."""
        ...

    def is_expunged(self, uid: Uid) -> bool:
        """Say whether the words of a telegram were destroyed here."""
        ...

    def words_of(self, uid: Uid) -> Words | None:
        """Return where the words of a telegram are; None: it is not in the registers."""
        ...

    def waits(self, uid: Uid) -> bool:
        """Say whether an envelope or blob that speaks of a telegram waits for a line."""
        ...

    def kept_since_before(
        self, policy: str, classification: int, before: TimeMs, *, is_ours: bool, limit: int
    ) -> Sequence[Uid]:
        """Return telegrams of that label that came, or were registered, before a time.

        Those that were expunged are not among them, nor those of which a record is kept.
        """
        ...

    def destroy(self, uid: Uid, words: Words) -> None:
        """Destroy the words of a telegram; after the commit no page of the store has them."""
        ...
