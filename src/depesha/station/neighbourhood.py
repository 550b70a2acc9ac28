"""What the lines need of a station: who is around, what waits for whom, when a line opens.

Used in the thread of the lines, with a connection to the store that is theirs alone.
"""

import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final

from depesha.channel import Account
from depesha.errors import Usage
from depesha.keybook import IdentityLeaf, Status
from depesha.links.exchange import Address, Neighbour, Own
from depesha.links.folder.line import FolderNeighbour, Notary
from depesha.links.mail.account import MailNeighbour
from depesha.links.mail.incoming import Judges
from depesha.links.tls import TlsKey
from depesha.names import Digest, Epoch, SlipId, StationId, TimeMs
from depesha.office.desk import Desk
from depesha.packet import Grade, Lane, Waiting
from depesha.route import neighbours
from depesha.seal.keys import KeyContent
from depesha.seal.sealer import StationSealer
from depesha.station import mail_setting
from depesha.station.closing import closed_until, next_opening
from depesha.station.settings import Settings
from depesha.store.channels import recall
from depesha.store.database import Database
from depesha.store.out_tray import holds, waiting
from depesha.store.traffic import minimized

MAX_PULL: Final = 64
MAX_PORT: Final = 65535

PACK_NAMESPACE: Final = "pack@depesha.v1"
MAILING_NAMESPACE: Final = "mailing@depesha.v1"


class Neighbourhood:
    """A station as its lines see it: by the key book and the plan that are in force now."""

    def __init__(
        self,
        config: Settings,
        keys: KeyContent,
        desk: Desk,
        sealer: StationSealer,
        reading: Database,
    ) -> None:
        self.config = config
        self._keys = keys
        self._desk = desk
        self._sealer = sealer
        self._reading = reading

    def waiting(
        self, neighbour: StationId, after: Mapping[Grade, int], limit: int, lanes: frozenset[Lane]
    ) -> Sequence[Waiting]:
        """Return what waits for a neighbour in those lanes and may pass, in strict order."""
        lowest = minimized(self._reading).get(neighbour, Grade.LOW)
        return waiting(self._reading, neighbour, after, min(limit, MAX_PULL), lanes, lowest=lowest)

    def holds(self, neighbour: StationId, entry: int) -> SlipId | None:
        """Return the slip's id of what waits for a neighbour under an entry; None: it has gone."""
        return holds(self._reading, neighbour, entry)

    def opens_at(self, neighbour: StationId, now: TimeMs) -> TimeMs | None:
        """Return when something may next leave for a neighbour; None where it may now.

        By the contact windows of the line, and not before the end of this station's own silence.
        """
        keys = self._desk.key_book
        return None if keys is None else closed_until(keys, neighbour, now)

    def next_opening(self, now: TimeMs) -> TimeMs | None:
        """Return when the next line opens that is closed now, or opens again after closing."""
        keys = self._desk.key_book
        return None if keys is None else next_opening(keys, now)

    def recall(self, neighbour: StationId, lane: int, epoch: Epoch) -> Account | None:
        """Return which numbers of a channel have come, as far as it is committed."""
        return recall(self._reading, neighbour, lane, epoch)

    def book_version(self) -> tuple[int, int]:
        """Return the versions of the key book and of the plan that are in force."""
        keys = self._desk.key_book
        return (keys.version, keys.plan_version) if keys else (0, 0)

    def in_sight(self) -> tuple[int, int, int]:
        """Return what lines follow: the versions in force, and how many stations are revoked."""
        keys = self._desk.key_book
        revoked = sum(map(keys.is_revoked, keys.stations)) if keys else 0
        return (*self.book_version(), revoked)

    def own(self) -> Own:
        """Return what this station says of itself to its neighbours."""
        keys = self._desk.key_book
        return Own(
            station=self.config.station,
            network=keys.network_root if keys else Digest(bytes(32)),
            book_version=keys.version if keys else 0,
        )

    def neighbours(self) -> list[Neighbour]:
        """Return the neighbours on TCP lines, with the certificates that the key book pins."""
        lines = {line.neighbour: line for line in self.config.lines}
        carried = {line.neighbour for line in self.config.lines if line.folder_out or line.mail}
        return [
            Neighbour(
                station=leaf.station,
                pins=_certificates(leaf),
                address=parse_address(lines[leaf.station].address if leaf.station in lines else ""),
            )
            for leaf in self._planned()
            if leaf.station not in carried
        ]

    def folder_neighbours(self) -> list[FolderNeighbour]:
        """Return the neighbours that are reached by two folders."""
        planned = {leaf.station for leaf in self._planned()}
        return [
            FolderNeighbour(
                station=line.neighbour, out=Path(line.folder_out), into=Path(line.folder_in)
            )
            for line in self.config.lines
            if line.folder_out and line.neighbour in planned
        ]

    def line_ends(self) -> list[StationId]:
        """Return the neighbours of the plan, whatever carries to them."""
        return [leaf.station for leaf in self._planned()]

    def mail_neighbours(self) -> list[MailNeighbour]:
        """Return the neighbours that are reached by mail."""
        planned = {leaf.station for leaf in self._planned()}
        return [
            mail_setting.reached(line.neighbour, line.mail)
            for line in self.config.lines
            if line.mail is not None and line.neighbour in planned
        ]

    def _planned(self) -> list[IdentityLeaf]:
        """Return the neighbours of the plan that the key book knows and that are in force."""
        keys = self._desk.key_book
        if keys is None:
            return []
        known = sorted(neighbours(self.config.station, keys.lines) & keys.stations)
        leaves = [keys.identities[station] for station in known]
        return [leaf for leaf in leaves if leaf.status is Status.ACTIVE]

    def notary(self, namespace: str = PACK_NAMESPACE) -> Notary:
        """Return this station's signature over the files of a folder line, and its judgement."""
        return Notary(
            sign=lambda content: self._sealer.sign_as_station(namespace, content),
            verify=lambda station, content, signature: self._is_signed_by(
                station, namespace, content, signature
            ),
        )

    def judges(self) -> Judges:
        """Return the same for a mail line: for its attachments and for the files in them."""
        return Judges(mailing=self.notary(MAILING_NAMESPACE), pack=self.notary())

    def _is_signed_by(
        self, station: StationId, namespace: str, content: bytes, signature: bytes
    ) -> bool:
        keys = self._desk.key_book
        if keys is None or station not in keys.stations:
            return False
        public = keys.identities[station].public_key
        return self._sealer.verify(public, namespace, content, signature)

    def listen(self) -> Address | None:
        """Return the address to listen at, if there is one."""
        return parse_address(self.config.listen)

    def tls_key(self) -> TlsKey:
        """Return this station's certificate and its private key."""
        return TlsKey(
            certificate=self._keys.tls_certificate,
            private_key=self._keys.tls_key,
        )


def _certificates(leaf: IdentityLeaf) -> tuple[bytes, ...]:
    return tuple(one for one in (leaf.certificate, leaf.next_certificate) if one)


def parse_address(text: str) -> Address | None:
    """Return `host:port` as an address; an empty text is none.

    Raises:
        Usage: it is not formed like one.
    """
    if not text:
        return None
    host, _, port = text.rpartition(":")
    host = host.removeprefix("[").removesuffix("]")
    if host and re.fullmatch("[0-9]{1,9}", port) and int(port) > MAX_PORT:
        msg = f"no such port: {port}"
        raise Usage(msg, hint=f"a port is 0 to {MAX_PORT}, as in 127.0.0.1:7001")
    if not host or not re.fullmatch("[0-9]{1,5}", port):
        msg = f"not an address: {text[:60]!r}"
        raise Usage(msg, hint="host:port, as in 127.0.0.1:7001")
    return Address(host=host, port=int(port))
