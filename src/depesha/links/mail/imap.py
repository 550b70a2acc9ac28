"""Mail that lies on an IMAP server. Blocking: used in one thread, but for `wake` and `close`.

Rule 1: a mail is known by its UID under the mailbox's UIDVALIDITY. Up to which UID was looked at is
    written down; where the validity is another, all is looked at again, and what is known does no
    harm.
Rule 2: before a mail is fetched its size is asked for, and whether an attachment of our type is in
    it. What is larger than any of ours, and what is not ours, is never fetched.
Rule 3: a mail is fetched without marking it as read, and removed by its UID after what it holds is
    durably here. Where the server cannot remove by UID it is only marked: others' mails are theirs.
Rule 4: a connection on which anything failed before the login was complete is closed, and none is
    used again that was not secured as demanded. A greeting that says that we are logged in already
    is refused where STARTTLS is demanded: no TLS could follow it.
"""

import re
import select
import socket
import ssl
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from hashlib import sha256
from imaplib import IMAP4
from pathlib import Path
from typing import Any, Final

from depesha.errors import Malformed, NoLine
from depesha.links.folder import disk
from depesha.links.mail.account import MailNeighbour, Security, Server, read_password
from depesha.links.mail.cover import MARK, MAX_MAIL_BYTES
from depesha.links.mail.imap_wire import Wire
from depesha.links.mail.mailbox import MAX_LOOKED_AT, Take, Verdict
from depesha.links.mail.words import imap_problem, no_login, no_starttls, preauth
from depesha.schema import Record, field, octets, uint

KEPT_SECONDS: Final = 60.0
"""Where the server cannot tell that something came: the connection is kept between such looks."""

WINDOW: Final = 1000
"""UIDs that are asked for at a time."""
MAX_WINDOWS: Final = 1000
REMOVED_AT_ONCE: Final = 100
"""UIDs in one command: its line stays within 2 kB."""
MAX_UID: Final = 2**32 - 1

PLACE_NAME: Final = "mail.place"
MAX_PLACE_BYTES: Final = 256

_NUMBERS: Final = re.compile(
    rb"UID (\d{1,10}) RFC822\.SIZE (\d{1,12})|RFC822\.SIZE (\d{1,12}) UID (\d{1,10})"
)
_EXISTS: Final = re.compile(rb"\* \d+ EXISTS", re.IGNORECASE)
_PIECE: Final = 65536


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """How far a mailbox was looked through.

    Attributes:
        box: digest of which mailbox it is.
        validity: its UIDVALIDITY.
        next_uid: the first that was not looked at.
    """

    box: bytes
    validity: int = 0
    next_uid: int = 1


PLACE: Final = Record(
    Place,
    field(0, "box", octets(32)),
    field(1, "validity", uint(max=MAX_UID)),
    field(2, "next_uid", uint(min=1, max=MAX_UID + 1)),
)


class ImapMailbox:
    """One mailbox on an IMAP server."""

    def __init__(self, neighbour: MailNeighbour, server: Server, home: Path) -> None:
        """Begin without a connection; how far it was looked through is kept in `home`."""
        self._server = server
        self._password_file = neighbour.password_file
        self._poll_seconds = neighbour.poll_seconds
        self._home = home
        name = f"{server}/{server.user}/{server.mailbox}"
        self._box = sha256(name.encode()).digest()
        self._place = self._kept = self._recalled()
        self._opened: Wire | None = None  # to be broken off, from before it connects
        self._wire: Wire | None = None  # the same, once it is secured and logged in
        self._can: frozenset[str] = frozenset()
        self._forgets = False
        self._is_closed = False
        self._waker, self._woken = socket.socketpair()
        self._waker.setblocking(False)  # noqa: FBT003  # as the library has it
        self.tally: Counter[Verdict] = Counter()

    # -- from outside ----------------------------------------------------------------------------

    def look(self, take: Take) -> bool:
        """Hand over what has come; say whether there is more.

        Raises:
            NoLine: the server cannot be reached, or what a mail holds cannot be stored.
        """
        try:
            return self._look(take)
        except (OSError, ValueError, IMAP4.error) as error:
            self._hang_up()
            raise imap_problem(self._server, error) from error
        finally:
            self._keep_place()

    def wait(self) -> None:
        """Wait until the server says that something came, or it is time to look all the same.

        That a server offers IDLE does not mean that it always tells.

        Raises:
            NoLine: the connection broke.
        """
        try:
            if "IDLE" in self._can and self._wire is not None:
                self._idle(self._wire)
                return
            if self._poll_seconds > KEPT_SECONDS:
                self._log_out()
            self._sleep(None)
        except (OSError, IMAP4.error) as error:
            self._hang_up()
            raise imap_problem(self._server, error) from error

    def wake(self) -> None:
        """Let `wait` return."""
        with suppress(OSError):  # full of wakes, or closed: it returns all the same
            self._waker.send(b"w")

    def forget(self) -> None:
        """Look at everything again at the next look."""
        self._forgets = True
        self.wake()

    def close(self) -> None:
        """Break off whatever is under way."""
        self._is_closed = True
        self.wake()
        opened = self._opened
        if opened is not None:
            opened.break_off()

    def end(self) -> None:
        """Close the connection, and what wakes."""
        self._hang_up()
        self._waker.close()
        self._woken.close()

    # -- looking ---------------------------------------------------------------------------------

    def _look(self, take: Take) -> bool:
        wire = self._connected()
        uid_next = self._select(wire)
        left = MAX_LOOKED_AT
        for _ in range(MAX_WINDOWS):
            low = self._place.next_uid
            if low >= uid_next:
                return False
            high = min(low + WINDOW, uid_next) - 1
            sizes = self._sizes(wire, low, high)
            self._go_through(wire, sizes[:left], take)
            if len(sizes) > left:
                return True
            left -= len(sizes)
            self._reach(high + 1)
        return True

    def _go_through(self, wire: Wire, sizes: list[tuple[int, int]], take: Take) -> None:
        """Hand over what is ours; what was taken is removed, even if the next cannot be stored."""
        taken: list[int] = []
        next_uid = self._place.next_uid
        try:
            for uid, size_bytes in sizes:
                verdict = self._judge(wire, uid, size_bytes, take)
                self.tally[verdict] += 1
                taken += [uid] if verdict is Verdict.TAKEN else []
                next_uid = uid + 1
        finally:
            self._remove(wire, taken)
            self._reach(next_uid)

    def _select(self, wire: Wire) -> int:
        """Take the mailbox in hand, and return the UID that its next mail will have."""
        self._must(wire.select(f'"{self._server.mailbox}"'))
        validity = _number(wire.response("UIDVALIDITY")[1])
        if self._forgets or validity != self._place.validity:
            self._forgets = False
            self._place = Place(box=self._box, validity=validity)
        uid_next = _number(wire.response("UIDNEXT")[1])
        if uid_next:
            return uid_next
        low = self._place.next_uid
        (found,) = self._must(wire.uid("SEARCH", f"UID {low}:*"))[:1]
        return max((int(one) + 1 for one in (found or b"").split()), default=low)

    def _sizes(self, wire: Wire, low: int, high: int) -> list[tuple[int, int]]:
        data = self._must(wire.uid("FETCH", f"{low}:{high}", "(UID RFC822.SIZE)"))
        rows = [row for row in data if isinstance(row, bytes)]
        found = (_NUMBERS.search(row) for row in rows)
        pairs = ((one[1] or one[4], one[2] or one[3]) for one in found if one)
        return sorted((int(uid), int(size)) for uid, size in pairs if low <= int(uid) <= high)

    def _judge(self, wire: Wire, uid: int, size_bytes: int, take: Take) -> Verdict:
        if size_bytes > MAX_MAIL_BYTES:
            return Verdict.TOO_BIG
        shape = self._must(wire.uid("FETCH", str(uid), "(BODYSTRUCTURE)"))
        if MARK not in b"".join(_flat(shape)).lower():
            return Verdict.FOREIGN
        data = self._must(wire.uid("FETCH", str(uid), "(BODY.PEEK[])"))
        mails = [part[1] for part in data if isinstance(part, tuple) and b"BODY[]" in part[0]]
        return take(mails[0]) if mails else Verdict.FOREIGN  # somebody removed it

    def _remove(self, wire: Wire, uids: list[int]) -> None:
        for start in range(0, len(uids), REMOVED_AT_ONCE):
            some = ",".join(str(uid) for uid in uids[start : start + REMOVED_AT_ONCE])
            self._must(wire.uid("STORE", some, "+FLAGS.SILENT", r"(\Deleted \Seen)"))
            if "UIDPLUS" in self._can:
                self._must(wire.uid("EXPUNGE", some))

    def _must(self, answer: tuple[str, list[Any]]) -> list[Any]:
        """Return what was answered.

        Raises:
            IMAP4.error: it was not OK.
        """
        said, data = answer
        if said != "OK":
            raise IMAP4.error(b" ".join(_flat(data)) or said)
        return data

    # -- how far ---------------------------------------------------------------------------------

    def _reach(self, next_uid: int) -> None:
        self._place = replace(self._place, next_uid=next_uid)

    def _keep_place(self) -> None:
        if self._place != self._kept:
            with suppress(NoLine):  # the disk is full: what is lost with it is looked at again
                disk.write_file(self._home, PLACE_NAME, PLACE.encode(self._place))
                self._kept = self._place

    def _recalled(self) -> Place:
        try:
            data = disk.read_file(self._home / PLACE_NAME, MAX_PLACE_BYTES)
            place = PLACE.decode(data, max_bytes=MAX_PLACE_BYTES)
        except (FileNotFoundError, Malformed):
            place = Place(box=bytes(32))
        return place if place.box == self._box else Place(box=self._box)

    # -- the connection --------------------------------------------------------------------------

    def _connected(self) -> Wire:
        if self._is_closed:
            msg = "the station stops"
            raise OSError(msg)
        if self._wire is None:
            try:
                self._wire = self._welcomed()
            except BaseException:
                self._hang_up()
                raise
        return self._wire

    def _welcomed(self) -> Wire:
        wire = Wire(self._server, self._know)
        self._secure(wire)
        self._log_in(wire)
        return wire

    def _know(self, wire: Wire) -> None:
        self._opened = wire

    def _secure(self, wire: Wire) -> None:
        if self._server.security is not Security.STARTTLS:
            return
        if wire.state != "NONAUTH":  # after PREAUTH there is no STARTTLS (RFC 9051 §11.1)
            raise preauth(self._server)
        if "STARTTLS" not in wire.capabilities:
            raise no_starttls(self._server)
        wire.starttls(ssl_context=ssl.create_default_context())

    def _log_in(self, wire: Wire) -> None:
        user = self._server.user
        password = read_password(self._password_file, self._server)
        try:
            if "AUTH=PLAIN" in wire.capabilities:
                wire.authenticate("PLAIN", lambda _: f"\0{user}\0{password}".encode())
            elif user:
                wire.login(user, password)
        except IMAP4.abort:
            raise
        except IMAP4.error as error:
            raise no_login(self._server, error) from error
        said = self._must(wire.capability())
        self._can = frozenset(b" ".join(_flat(said)).decode("ascii", "replace").upper().split())

    def _log_out(self) -> None:
        if self._wire is not None:
            with suppress(OSError, IMAP4.error):
                self._wire.logout()
        self._hang_up()

    def _hang_up(self) -> None:
        opened, self._opened, self._wire = self._opened, None, None
        if opened is not None:
            opened.shutdown()

    # -- waiting ---------------------------------------------------------------------------------

    def _idle(self, wire: Wire) -> None:
        wire.send(b"DEP1 IDLE\r\n")
        line = b""
        has_come = False
        while not line.startswith(b"+"):
            line = self._line(wire)
            has_come |= bool(_EXISTS.match(line))
            if line.startswith(b"DEP1"):  # it does not want to
                self._can -= {"IDLE"}
                return
        if not has_come and not wire.has_left:
            self._sleep(wire.sock)
        wire.send(b"DONE\r\n")
        while not line.startswith(b"DEP1"):
            line = self._line(wire)

    def _line(self, wire: Wire) -> bytes:
        line = wire.readline()
        if not line:
            msg = "the connection ended"
            raise IMAP4.abort(msg)
        return line

    def _sleep(self, wire: socket.socket | None) -> None:
        watched = [self._woken] if wire is None else [self._woken, wire]
        ready = select.select(watched, (), (), 0 if self._is_closed else self._poll_seconds)[0]
        if self._woken in ready:
            self._woken.recv(_PIECE)


def _flat(data: list[Any]) -> Iterator[bytes]:
    for part in data:
        yield from (one for one in (part if isinstance(part, tuple) else (part,)) if one)


def _number(data: list[Any]) -> int:
    text = data[0] if data and isinstance(data[0], bytes) else b""
    return int(text) if text.isdigit() and len(text) <= len(str(MAX_UID)) else 0
