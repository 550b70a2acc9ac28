"""One station, built: its office, its book, its keys, its reading. No loop and no socket.

Whoever opens a room must hold the home. Of its three connections to the store the writing one
belongs to whoever runs the desk, one to the thread of the lines, and one to whoever asks questions.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from depesha.channel import Account
from depesha.errors import Usage
from depesha.keybook import Holder, IdentityLeaf, KeyBook, Status, holder, reopen
from depesha.links.exchange import Address, LineStatus, Neighbour, Own
from depesha.links.folder.line import FolderNeighbour, Notary
from depesha.links.tls import TlsKey
from depesha.names import Digest, Epoch, OfficeId, StationId
from depesha.office.desk import Desk
from depesha.office.events import Order
from depesha.office.sitting import Surroundings
from depesha.packet import Grade, Waiting
from depesha.route import neighbours
from depesha.seal.keys import KeyContent
from depesha.seal.sealer import Chance, StationSealer
from depesha.seal.selftest import known_answer
from depesha.station import settings as settings_file
from depesha.station.home import Home
from depesha.station.orders import order_of
from depesha.station.plain import Plain
from depesha.station.policies import shipped_policies
from depesha.station.reading import Reader
from depesha.station.settings import Settings
from depesha.station.unlocking import Passphrase, open_keys
from depesha.store.book import StoredBook, open_book
from depesha.store.channels import recall
from depesha.store.database import open_reader
from depesha.store.out_tray import waiting

MAX_PULL: Final = 64
PACK_NAMESPACE: Final = "pack@depesha.v1"


class Room:
    """A station with its desk."""

    def __init__(self, home: Home, config: Settings, keys: KeyContent, book: StoredBook) -> None:
        self.home = home
        self.config = config
        self.station = config.station
        self.chance = Chance()
        self._keys = keys
        self._sealer = StationSealer(keys)
        self._book = book
        self.desk = Desk(
            Surroundings(
                own=config.station,
                zone=settings_file.zone_of(config.zone),
                policies=shipped_policies(),
                policy=config.policy,
                book=book,
                sealer=self._sealer,
                chance=self.chance,
                holders=_holders(config, keys),
            ),
            key_book_of(book.state("key-book")),
        )
        self._reading = open_reader(home.store, keys.store_key)
        self._asked = open_reader(home.store, keys.store_key)
        self._reader = Reader(config, self._asked)

    # -- orders and questions

    def event(self, name: str, fields: Mapping[str, object], order_id: str = "") -> Order:
        """Return the order that a face gives.

        Raises:
            Usage: it is not understood.
        """
        return order_of(
            name,
            fields,
            order_id=order_id,
            fresh=self.chance.token(16).hex(),
            station=self.station,
            offices=self.offices(),
        )

    def offices(self) -> list[OfficeId]:
        """Return the offices whose keys are here."""
        return [OfficeId(one.office) for one in self._keys.offices]

    def read(
        self, name: str, fields: Mapping[str, object], lines: Sequence[LineStatus] = ()
    ) -> Plain:
        """Answer a question from what is committed, on a connection for nothing else.

        Raises:
            Usage: there is no such question.
            NotFound: what it asks for is not there.
        """
        return self._reader.read(name, fields, lines)

    # -- what the lines need

    def waiting(
        self, neighbour: StationId, after: Mapping[Grade, int], limit: int
    ) -> Sequence[Waiting]:
        """Return what waits for a neighbour, in strict order."""
        return waiting(self._reading, neighbour, after, min(limit, MAX_PULL))

    def recall(self, neighbour: StationId, lane: int, epoch: Epoch) -> Account | None:
        """Return which numbers of a channel have come, as far as it is committed."""
        return recall(self._reading, neighbour, lane, epoch)

    def book_version(self) -> tuple[int, int]:
        """Return the versions of the key book and of the plan that are in force."""
        keys = self.desk.key_book
        return (keys.version, keys.plan_version) if keys else (0, 0)

    def own(self) -> Own:
        """Return what this station says of itself to its neighbours."""
        keys = self.desk.key_book
        return Own(
            station=self.station,
            network=keys.network_root if keys else Digest(bytes(32)),
            book_version=keys.version if keys else 0,
        )

    def neighbours(self) -> list[Neighbour]:
        """Return the neighbours on TCP lines, with the certificates that the key book pins."""
        lines = {line.neighbour: line for line in self.config.lines}
        return [
            Neighbour(
                station=leaf.station,
                pins=_certificates(leaf),
                address=parse_address(lines[leaf.station].address if leaf.station in lines else ""),
            )
            for leaf in self._planned()
            if leaf.station not in lines or not lines[leaf.station].folder_out
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

    def _planned(self) -> list[IdentityLeaf]:
        """Return the neighbours of the plan that the key book knows and that are in force."""
        keys = self.desk.key_book
        if keys is None:
            return []
        known = sorted(neighbours(self.station, keys.lines) & keys.stations)
        leaves = [keys.identities[station] for station in known]
        return [leaf for leaf in leaves if leaf.status is Status.ACTIVE]

    def notary(self) -> Notary:
        """Return this station's signature over the files of a folder line, and its judgement."""
        return Notary(
            sign=lambda content: self._sealer.sign_as_station(PACK_NAMESPACE, content),
            verify=self._is_signed_by,
        )

    def _is_signed_by(self, station: StationId, content: bytes, signature: bytes) -> bool:
        keys = self.desk.key_book
        if keys is None or station not in keys.stations:
            return False
        public = keys.identities[station].public_key
        return self._sealer.verify(public, PACK_NAMESPACE, content, signature)

    def listen(self) -> Address | None:
        """Return the address to listen at, if there is one."""
        return parse_address(self.config.listen)

    def tls_key(self) -> TlsKey:
        """Return this station's certificate and its private key."""
        return TlsKey(
            certificate=self._keys.tls_certificate,
            private_key=self._keys.tls_key,
        )

    def close(self) -> None:
        """Close all connections to the store."""
        self._asked.close()
        self._reading.close()
        self._book.close()


@contextmanager
def open_room(home: Home, passphrase: Passphrase | None) -> Iterator[Room]:
    """Build the station of a home that is held; close it at the end.

    Raises:
        Locked: the key file does not open.
        Refused: the store does not open, or was rolled back.
    """
    known_answer()
    config = settings_file.read(home.settings.read_bytes())
    _, keys = open_keys(home, passphrase)
    book = open_book(home.store, keys.store_key, home.head, Chance())
    try:
        room = Room(home, config, keys, book)
    except BaseException:
        book.close()
        raise
    try:
        yield room
    finally:
        room.close()


def _holders(config: Settings, keys: KeyContent) -> tuple[Holder, ...]:
    return () if keys.root is None else (holder(config.station, keys.root),)


def _certificates(leaf: IdentityLeaf) -> tuple[bytes, ...]:
    return tuple(one for one in (leaf.certificate, leaf.next_certificate) if one)


def key_book_of(data: bytes | None) -> KeyBook | None:
    """Return the key book that the store keeps, if there is one."""
    return None if data is None else reopen(data)


def parse_address(text: str) -> Address | None:
    """Return `host:port` as an address; an empty text is none.

    Raises:
        Usage: it is not formed like one.
    """
    if not text:
        return None
    host, _, port = text.rpartition(":")
    host = host.removeprefix("[").removesuffix("]")
    if not host or not port.isascii() or not port.isdigit() or int(port) > 65535:  # noqa: PLR2004
        msg = f"not an address: {text[:60]!r}"
        raise Usage(msg, hint="host:port, as in 127.0.0.1:7001")
    return Address(host=host, port=int(port))
