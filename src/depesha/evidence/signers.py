"""Whose keys they are: the root, the key book under it, and the identities of the signers.

Rule 1: a root that was named by whoever verifies is the only thing that is taken on trust; without
    one the bundle may be whole, and still all of it may be made up.
Rule 2: an identity counts as it stands in the version of the key book that the bundle holds: when
    the book has grown since, an old bundle still proves what it proved.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from depesha.errors import DoesNotVerify, Malformed
from depesha.evidence.bundle import KEY_PROOF, MAX_FILE_BYTES, MAX_KEYS_ITEMS
from depesha.evidence.remarks import moment
from depesha.keybook import IdentityLeaf, OfficeEntry
from depesha.keybook.head import Kind, origin, verified_edition
from depesha.keybook.leaf import Edition, Status, decode_as
from depesha.keybook.root import network_root, verified_root
from depesha.names import Digest, OfficeId, StationId, station_of
from depesha.seal.openssh import allowed_signers_line
from depesha.spoken import FINGERPRINT_BYTES

OF_STATIONS: Final = ("delivery-report", "envelope", "manifest", "registration", "service")
OF_OFFICES: Final = ("answer", "body")


@dataclass(frozen=True, slots=True, kw_only=True)
class Signers:
    """The identities that a bundle shows, each verified under its root.

    Attributes:
        network: the network's name.
        root: digest of its first root document, which stays when the holders change.
        roots: digests of all root documents; whoever verifies may name any of them.
        edition: version and time of the key book.
        identities: by station.
    """

    network: str
    root: Digest
    roots: tuple[Digest, ...]
    edition: Edition
    identities: Mapping[StationId, IdentityLeaf]

    def named(self, root: bytes | None) -> Digest:
        """Return the root document that a person named; where he named none, the newest.

        Raises:
            DoesNotVerify: the one that he named is not among them.
        """
        if root is None:
            return self.roots[-1]
        return _among(self.roots, root)

    def station(self, station: str) -> IdentityLeaf:
        """Return a station's identity.

        Raises:
            DoesNotVerify: it is not shown.
        """
        leaf = self.identities.get(StationId(station))
        if leaf is None:
            msg = f"the identity of {station} is not in the bundle"
            raise DoesNotVerify(msg)
        return leaf

    def office(self, office: OfficeId) -> OfficeEntry:
        """Return an office's entry.

        Raises:
            DoesNotVerify: its station is not shown, or has no such office.
        """
        entry = self.station(station_of(office)).office(office)
        if entry is None:
            msg = f"{office} is no office by the key book"
            raise DoesNotVerify(msg)
        return entry

    def revoked(self) -> list[tuple[str, int | None]]:
        """Return the stations that are in force no more, and since when, if that is known."""
        return [
            (name, leaf.revoked_since)
            for name, leaf in sorted(self.identities.items())
            if leaf.status is Status.REVOKED
        ]

    def must_be_in_force(self, station: str, at: int, name: str) -> None:
        """Let pass what a station dated before it was revoked.

        Raises:
            DoesNotVerify: it is revoked, and the date is not before that, or that is not known.
        """
        if not counts(self.station(station), at):
            since = self.station(station).revoked_since
            msg = f"{station} is revoked; {name} is not dated before it"
            if since is not None:
                msg = f"{station} is revoked since {moment(since)}; {name} is not dated before it"
            raise DoesNotVerify(msg, hint="whoever holds its keys now may have signed it")

    def allowed(self) -> bytes:
        """Return what `allowed_signers` must say, a line for each station and office."""
        lines: list[str] = []
        for station, leaf in sorted(self.identities.items()):
            lines.append(allowed_signers_line(station, _named(OF_STATIONS), leaf.public_key))
            lines += [
                allowed_signers_line(one.office, _named(OF_OFFICES), one.public_key)
                for one in leaf.offices
            ]
        return "".join(lines).encode()


def counts(leaf: IdentityLeaf, at: int) -> bool:
    """Say whether what a station signed at a moment counts: it was in force, as far as is known."""
    since = leaf.revoked_since
    return leaf.status is not Status.REVOKED or (since is not None and at < since)


def _named(kinds: tuple[str, ...]) -> list[str]:
    return [f"{kind}@depesha.v1" for kind in kinds]


def _among(digests: tuple[Digest, ...], root: bytes) -> Digest:
    found = [one for one in digests if one.startswith(root)]
    if not found or len(root) < FINGERPRINT_BYTES:
        msg = f"it is made with the keys of another root, {digests[-1].hex(' ', -2)}"
        raise DoesNotVerify(msg, hint="whoever made it is not of the network whose root you named")
    return found[0]


def read_signers(data: bytes, root: bytes | None) -> Signers:
    """Return the signers of a bundle, once root, key book and identities hold.

    Args:
        data: `keys.cbor`.
        root: digest of the root document that a person trusts, or its first 16 bytes, which are
            spoken; None: whose it is is not known.

    Raises:
        DoesNotVerify: the root is another, or something does not hold under it.
        Malformed: it cannot be read.
    """
    proof = KEY_PROOF.decode(data, max_bytes=MAX_FILE_BYTES, max_items=MAX_KEYS_ITEMS)
    digests = tuple(link.digest for link in proof.roots)
    if root is not None:
        _among(digests, root)
    first = network_root(proof.roots)
    document = verified_root(proof.roots, first)
    named = origin(document.network, Kind.KEY_BOOK)
    edition = verified_edition(named, proof.book, document, digests[-1])
    identities: dict[StationId, IdentityLeaf] = {}
    for placed in proof.book.leaves[1:]:
        leaf = decode_as(IdentityLeaf, placed.leaf)
        if leaf.station in identities:
            msg = f"the identity of {leaf.station} stands twice"
            raise Malformed(msg)
        identities[leaf.station] = leaf
    return Signers(
        network=document.network,
        root=first,
        roots=digests,
        edition=edition,
        identities=identities,
    )
