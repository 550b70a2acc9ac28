"""The mail carriers of the conformance suite: real SMTP into Maildirs, read as such or by IMAP.

A cut takes the mailboxes away until both stations have noticed, and does to the mail in them what
befalls mail: one is lost, one comes twice, one is cut short, and the others come in another order.
"""

import asyncio
import contextlib
import shutil
import tempfile
from collections.abc import AsyncIterator
from pathlib import Path

from depesha.links.exchange import Address, LineState, LineStatus
from depesha.links.folder.line import Pace
from depesha.links.mail.account import Box, MailNeighbour, Security, Server
from depesha.links.mail.incoming import Judges
from depesha.links.mail.line import MailPace
from depesha.links.mail.lines import MailLines, mail_lines
from depesha.links.mail.rounds import BackOff
from depesha.names import StationId
from tests.links.cable import Cable
from tests.links.folder_carrier import notary, other, own
from tests.links.mail_servers import PASSWORD, PostOffice, new_maildir, shared_dovecot, smtp
from tests.links.small_station import SmallStation

MAILINGS = "mailing@depesha.v1"
QUICK = MailPace(
    folder=Pace(look_seconds=2.0, write_seconds=0.05, pack_loads=128),
    linger_seconds=0.05,
    back_off=BackOff(first_seconds=0.05, most_seconds=0.1),
)
POLL_SECONDS = 0.02
REPEAT_SECONDS = 1.5
PART_BYTES = 600_000
BLOB_BYTES = 25_000_000


def judges(station: str) -> Judges:
    """Return how a station signs and verifies what goes by mail."""
    return Judges(mailing=notary(station, MAILINGS), pack=notary(station))


def server(port: int, user: str = "") -> Server:
    """Return a server on a port of loopback, in the clear."""
    return Server(host="127.0.0.1", port=port, security=Security.LOOPBACK, user=user)


def mail_neighbour(
    station: str,
    smtp_port: int,
    box: Box,
    *,
    password_file: Path | None = None,
    repeat_seconds: float = REPEAT_SECONDS,
) -> MailNeighbour:
    """Return the other station as it is reached from one."""
    return MailNeighbour(
        station=StationId(other(station)),
        to=f"{other(station)}@example.org",
        sender=f"{station}@example.org",
        smtp=server(smtp_port),
        box=box,
        password_file=password_file,
        part_bytes=PART_BYTES,
        blob_bytes=BLOB_BYTES,
        poll_seconds=POLL_SECONDS,
        repeat_seconds=repeat_seconds,
    )


def lines_of(
    station: SmallStation, home: Path, neighbour: MailNeighbour, pace: MailPace = QUICK
) -> MailLines:
    """Return the mail line of a station to the other one, at work."""
    lines = mail_lines(station.exchange, judges(station.name), home, pace=pace)
    lines.adopt(own(station.name), [neighbour])
    station.wake = lines.wake
    return lines


class MailCarrier:
    """Two stations, a post office, and a mailbox for each."""

    is_wire = False
    passed_bytes = 0

    def __init__(self, folder: Path, office: PostOffice, port: int) -> None:
        self.folder = folder
        self.office = office
        self.port = port
        self._lines: dict[StationId, MailLines] = {}
        self._cutting: asyncio.Task[None] | None = None

    def box(self, station: str) -> Box:
        return Box(maildir=self.office.maildir(station))

    def neighbour(self, station: str) -> MailNeighbour:
        return mail_neighbour(station, self.port, self.box(station))

    async def open(self, station: SmallStation) -> None:
        home = self.folder / station.name
        self._lines[station.name] = lines_of(station, home, self.neighbour(station.name))

    async def close(self, station: SmallStation) -> None:
        await self._lines.pop(station.name).stop()

    async def kill(self, station: SmallStation) -> None:
        await self.close(station)

    def cut(self) -> None:
        if self._cutting is None or self._cutting.done():
            self._cutting = asyncio.create_task(self._cut())

    async def _cut(self) -> None:
        self.take_away()
        while self._is_up():  # noqa: ASYNC110  # each notices at its next look, and says nothing
            await asyncio.sleep(0.005)
        for name in ("alpha", "beta"):
            damage([*self.place(name).glob("new/*"), *self.place(name).glob("cur/*")])
        self.put_back()

    def place(self, name: str) -> Path:
        """Return the Maildir of a station while it is away."""
        return self.folder / f"{name} away"

    def take_away(self) -> None:
        for name in ("alpha", "beta"):
            self.office.maildir(name).rename(self.place(name))

    def put_back(self) -> None:
        for name in ("alpha", "beta"):
            self.place(name).rename(self.office.maildir(name))

    def _is_up(self) -> bool:
        return any(one.status()[0].state is LineState.UP for one in self._lines.values())

    def status(self, station: SmallStation) -> LineStatus:
        (status,) = self._lines[station.name].status()
        return status

    async def end(self) -> None:
        if self._cutting is not None:
            await self._cutting
        for name in list(self._lines):
            await self._lines.pop(name).stop()


def damage(mails: list[Path]) -> None:
    """Lose one mail, cut one short, let one come twice, and another before all others."""
    for mail, what in zip(sorted(mails), (lose, cut_short, double, hurry), strict=False):
        what(mail)


def lose(mail: Path) -> None:
    mail.unlink()


def cut_short(mail: Path) -> None:
    mail.write_bytes(mail.read_bytes()[:-700])


def double(mail: Path) -> None:
    twin = mail.parent.parent / "new" / f"{mail.name.split(':', 1)[0]}x"
    shutil.copy(mail, twin)
    status = mail.stat()
    with contextlib.suppress(PermissionError):
        shutil.chown(twin, status.st_uid, status.st_gid)


def hurry(mail: Path) -> None:
    mail.rename(mail.with_name(f"0{mail.name}"))


class ImapCarrier(MailCarrier):
    """The same, with each mailbox on an IMAP server behind a cable."""

    def __init__(self, folder: Path, office: PostOffice, port: int, imap_port: int) -> None:
        super().__init__(folder, office, port)
        self._domain = office.folder.name
        self._imap = Address(host="127.0.0.1", port=imap_port)
        self._cable = Cable()
        self._near: Address | None = None
        self._password = folder / "password"
        self._password.write_text(f"{PASSWORD}\n")
        self._password.chmod(0o600)

    def box(self, station: str) -> Box:
        assert self._near is not None
        return Box(imap=server(self._near.port, f"{station}@{self._domain}"))

    def neighbour(self, station: str) -> MailNeighbour:
        return mail_neighbour(station, self.port, self.box(station), password_file=self._password)

    async def open(self, station: SmallStation) -> None:
        if self._near is None:
            self._cable.target = self._imap
            self._near = await self._cable.lay()
        await super().open(station)

    def place(self, name: str) -> Path:
        return self.office.maildir(name)

    def take_away(self) -> None:
        self._cable.target = Address(host="127.0.0.1", port=1)
        self._cable.cut()

    def put_back(self) -> None:
        self._cable.target = self._imap

    async def end(self) -> None:
        await super().end()
        await self._cable.take_up()


@contextlib.asynccontextmanager
async def maildir() -> AsyncIterator[MailCarrier]:
    """Give the carrier by Maildirs, and clear it away."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        office = PostOffice(folder / "mail")
        for station in ("alpha", "beta"):
            new_maildir(office.maildir(station))
        with smtp(office) as port:
            carrier = MailCarrier(folder, office, port)
            try:
                yield carrier
            finally:
                await carrier.end()


@contextlib.asynccontextmanager
async def imap() -> AsyncIterator[MailCarrier]:
    """Give the carrier by IMAP, and clear it away."""
    found = shared_dovecot()
    office = PostOffice(found.mail / found.new_domain("alpha", "beta"), found.owner)
    with tempfile.TemporaryDirectory() as name, smtp(office) as port:
        carrier = ImapCarrier(Path(name), office, port, found.port)
        try:
            yield carrier
        finally:
            await carrier.end()
