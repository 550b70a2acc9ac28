"""Facts of the journal itself: its checkpoints, the journals of others, what was expunged."""

from dataclasses import dataclass

from depesha.names import Digest, OfficeId, StationId, Uid


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckpointSigned:
    """A committed head of this journal was signed for long: with ML-DSA-44 beside Ed25519.

    `note` is the checkpoint; its head is that of an earlier group, so nothing is signed that could
    still be lost.
    """

    size: int
    root: Digest
    note: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class ProofAsked:
    """A station was asked to prove that its journal begins with these heads that it named."""

    station: StationId
    digest: Digest
    sizes: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class HeadProved:
    """A station proved a head of its journal: it begins with the heads of sizes `proved`."""

    station: StationId
    digest: Digest
    size: int
    root: Digest
    proved: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class JournalDoubted:
    """A station's journal is not the one that it was.

    Attributes:
        finding: `forked` or `rolled-back`.
        cut: size of the last head that both histories are known to have; zero: none.
        size, root: the head that contradicts.
        evidence: digest of the document that shows it.
    """

    station: StationId
    finding: str
    cut: int
    size: int
    root: Digest
    evidence: Digest


@dataclass(frozen=True, slots=True, kw_only=True)
class ProofGiven:
    """This station proved its journal to another that had asked."""

    station: StationId
    digest: Digest
    size: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Expunged:
    """The words of a telegram were destroyed here; that it was, its numbers and proofs stay.

    Attributes:
        facts: the places whose content and salt were destroyed.
        documents: the digests of what was destroyed with them.
        office: who ordered it; empty: the policy's rule.
    """

    uid: Uid
    facts: tuple[int, ...]
    documents: tuple[Digest, ...]
    reason: str
    office: OfficeId | None = None
