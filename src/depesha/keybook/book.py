"""The key book that a station holds: its part of the book and of the plan, ready to be asked.

Everything in it was verified when it was adopted (`adopting.py`). Look-ups are by dictionary: the
office asks for a key with every envelope.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from difflib import get_close_matches

from depesha.errors import DoesNotVerify, NoCommunications, NotFound
from depesha.journal import leaf_hash, verify_path
from depesha.keybook.head import Head, Placed
from depesha.keybook.leaf import (
    OPENS_AFTER_MS,
    Edition,
    IdentityLeaf,
    JournalKeyLeaf,
    OfficeEntry,
    PeriodKeyLeaf,
    Status,
    decode_as,
)
from depesha.keybook.root import RootDocument
from depesha.names import Digest, OfficeId, StationId, TimeMs
from depesha.route import Chart, Line, Transit, draw
from depesha.telegram import ProvedLeaf


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyBook:
    """One station's verified excerpt of the key book and of the plan.

    Attributes:
        excerpt: its bytes, as adopted.
        station: whom it was made for.
        root_document: the root document in force, and `root` its digest.
        network_root: digest of the first root document, which stays when the holders change.
        edition, plan_edition: what the two newest versions say of themselves.
        heads: all heads of the key book, the oldest first.
        digest, plan_digest: of the newest heads.
        head_digests, plan_head_digests: of all heads.
        identities: the stations that this one knows, itself among them.
        journal_keys: the ML-DSA-44 keys of their journals, as they stand in the tree.
        lines, transits: the part of the plan that concerns it: its own lines, the rules that it
            begins or carries by, and what lies on the permitted ways that begin at it.
        collectives: the collective addresses that it knows, and their members.
        silences: the stations that send nothing of their own, and until when.
        chart: lines and transits as ways are looked up in it.
    """

    excerpt: bytes = field(repr=False)
    station: StationId
    root_document: RootDocument = field(repr=False)
    root: Digest
    network_root: Digest
    edition: Edition
    plan_edition: Edition
    heads: tuple[Head, ...] = field(repr=False)
    head_digests: tuple[Digest, ...] = field(repr=False)
    plan_head_digests: tuple[Digest, ...] = field(repr=False)
    identities: Mapping[StationId, IdentityLeaf] = field(repr=False)
    placed: Mapping[StationId, Placed] = field(repr=False)
    period_keys: Mapping[StationId, tuple[PeriodKeyLeaf, ...]] = field(repr=False)
    offices: Mapping[OfficeId, OfficeEntry] = field(repr=False)
    lines: tuple[Line, ...]
    transits: tuple[Transit, ...]
    silences: Mapping[StationId, TimeMs] = field(default_factory=dict)
    collectives: Mapping[str, tuple[OfficeId, ...]] = field(default_factory=dict, repr=False)
    journal_keys: Mapping[StationId, Placed] = field(default_factory=dict, repr=False)
    chart: Chart = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Draw the plan's chart: it follows from lines and rules, and is asked for every packet."""
        object.__setattr__(self, "chart", draw(self.lines, self.transits))

    @property
    def version(self) -> int:
        """Version of the key book."""
        return self.edition.version

    @property
    def plan_version(self) -> int:
        """Version of the plan."""
        return self.plan_edition.version

    @property
    def digest(self) -> Digest:
        """Digest of the key book's newest head."""
        return self.head_digests[-1]

    @property
    def plan_digest(self) -> Digest:
        """Digest of the plan's newest head."""
        return self.plan_head_digests[-1]

    @property
    def keeper(self) -> StationId | None:
        """The station that keeps the registry, as the newest edition says."""
        return StationId(self.edition.keeper) if self.edition.keeper else None

    @property
    def network(self) -> str:
        """The network's name."""
        return self.root_document.network

    @property
    def stations(self) -> frozenset[StationId]:
        """The stations that this one knows, itself among them."""
        return frozenset(self.identities)

    def encode(self) -> bytes:
        """Return the bytes that `held` reads as this key book."""
        return self.excerpt

    def identity(self, station: StationId) -> IdentityLeaf:
        """Return a station's identity.

        Raises:
            NoCommunications: it is not in this station's part of the book, or is revoked.
        """
        leaf = self.identities.get(station)
        if leaf is None:
            msg = f"no communications with {station}"
            hint = "its keys are not here: ask the centre to introduce the two stations"
            raise NoCommunications(msg, hint=hint)
        if leaf.status is Status.REVOKED:
            msg = f"no communications with {station}: it is revoked"
            raise NoCommunications(msg, hint="ask the centre what became of it")
        return leaf

    def silent_until(self, station: StationId, now: TimeMs) -> TimeMs | None:
        """Return until when a station keeps silent, or None if it does not now."""
        until = self.silences.get(station)
        return until if until is not None and until > now else None

    def office(self, office: OfficeId) -> OfficeEntry:
        """Return an office's entry, whatever the status of its station.

        Raises:
            NotFound: no station that this one knows has it.
        """
        entry = self.offices.get(office)
        if entry is None:
            msg = f"no office {office} is known to {self.station}"
            close = get_close_matches(office, self.offices, n=1)
            hint = f"did you mean {close[0]}?" if close else "ask the centre to introduce it"
            raise NotFound(msg, hint=hint)
        return entry

    def collective(self, name: str) -> tuple[OfficeId, ...]:
        """Return the members of a collective address.

        Raises:
            NotFound: it is not in this station's part of the book: there is none of that name, or
                this station does not know the stations of all its members.
        """
        members = self.collectives.get(name)
        if members is None:
            msg = f"no collective address {name[:40]} is known to {self.station}"
            close = get_close_matches(name, self.collectives, n=1)
            hint = "an office is name@station, as in razuvaev@pyongyang"
            raise NotFound(msg, hint=f"did you mean {close[0]}?" if close else hint)
        return members

    def period_key(self, station: StationId, now: TimeMs) -> PeriodKeyLeaf:
        """Return the key that letters to a station are sealed to now: the youngest in force.

        Where this book is behind and has none, it is the one that ended last, as long as the
        station keeps it: better a letter to an old key than none.

        Raises:
            NoCommunications: the station is not known or revoked, or has no key for now.
        """
        self.identity(station)
        keys = self.period_keys.get(station, ())
        in_force = [key for key in keys if key.not_before <= now < key.not_after]
        ended = [key for key in keys if 0 <= now - key.not_after < OPENS_AFTER_MS]
        if not in_force and ended:
            return max(ended, key=lambda key: key.not_after)
        if not in_force:
            msg = f"no communications with {station}: it has no key in force"
            raise NoCommunications(msg, hint="take in a newer key book from the centre")
        return max(in_force, key=lambda key: key.not_before)

    def journal_key(self, station: StationId) -> bytes:
        """Return the ML-DSA-44 key of a station's journal; nothing, where none is known."""
        placed = self.journal_keys.get(station)
        return b"" if placed is None else decode_as(JournalKeyLeaf, placed.leaf).public_key

    def is_revoked(self, station: StationId) -> bool:
        """Say whether the centre has revoked a station that this one knows."""
        leaf = self.identities.get(station)
        return leaf is not None and leaf.status is Status.REVOKED

    def without(self, stations: Collection[StationId]) -> "KeyBook":
        """Return this key book with these stations revoked, whatever its edition says of them.

        For whom the centre has revoked and the holders have not all signed yet. `encode` gives the
        edition as it is.
        """
        gone = {
            name: replace(leaf, status=Status.REVOKED)
            for name, leaf in self.identities.items()
            if name in stations and name != self.station and leaf.status is not Status.REVOKED
        }
        if not gone:
            return self
        return replace(
            self,
            identities={**self.identities, **gone},
            period_keys={
                name: () if name in gone else keys for name, keys in self.period_keys.items()
            },
            lines=tuple(line for line in self.lines if gone.keys().isdisjoint((line.a, line.b))),
        )

    def proved_leaf(self, station: StationId) -> ProvedLeaf:
        """Return a station's identity leaf with its proof, to be shown to somebody else.

        Raises:
            NoCommunications: it is not in this station's part of the book, or is revoked.
        """
        self.identity(station)
        placed = self.placed[station]
        return ProvedLeaf(
            leaf=placed.leaf,
            version=self.version,
            index=placed.index,
            size=self.heads[-1].size,
            path=placed.path,
        )

    def verify_proved_leaf(self, proved: ProvedLeaf) -> IdentityLeaf:
        """Return the identity that somebody else showed, against the heads seen here.

        Raises:
            DoesNotVerify: it was not in the book at that version, or that version is not known.
            Malformed: it is not an identity leaf.
        """
        leaf = decode_as(IdentityLeaf, proved.leaf)
        held = self.placed.get(leaf.station)
        if held is not None and held.leaf == proved.leaf:
            return leaf  # verified already, whichever version it is shown at
        if not 1 <= proved.version <= len(self.heads):
            msg = f"a leaf of key book version {proved.version}, and {self.version} is held here"
            raise DoesNotVerify(msg, hint="take in the newest key book from the centre")
        head = self.heads[proved.version - 1]
        stands = proved.size == head.size and verify_path(
            leaf_hash(proved.leaf), proved.index, head.size, proved.path, head.root
        )
        if not stands:
            msg = f"{leaf.station} was not so in key book version {proved.version}"
            raise DoesNotVerify(msg)
        return leaf
