"""Enrolment by a short code: the centre listens for one station, once; the post calls it.

    post ──> centre   station, SPAKE2 message
    post <── centre   SPAKE2 message
    post ──> centre   its request, sealed
    post <── centre   root fingerprint and key book excerpt, sealed; or a refusal
    post ──> centre   adopted

Each message is a length (u32, big-endian) and so many bytes. No certificate is needed: the code is
all that the two have in common.

Rule 1: the code is for one station, for an hour, and for three tries. Whoever calls with another
    code has had one; after the third it is void, an alarm is raised, and the door is shut.
Rule 2: the centre shows nothing under the key before the post has: so whoever calls and goes again
    has learned nothing, and no try is counted.
Rule 3: a person at the centre sees the request's fingerprint before it is admitted.
Rule 4: one caller at a time, each within bounds of size and time.
"""

import socket
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass
from time import monotonic
from typing import Any, Final

from depesha import cbor
from depesha.errors import Busy, DoesNotVerify, Malformed, NoLine, Refused
from depesha.keybook import Request, read_request
from depesha.names import StationId
from depesha.schema import octets, octets_upto, row
from depesha.seal.pake import Handshake, Side, Wire, WrongCode
from depesha.seal.sealer import Chance
from depesha.spoken import CODE_BYTES

TRIES: Final = 3
HELLO_BYTES: Final = 256
REQUEST_BYTES: Final = 256 * 1024
BOOK_BYTES: Final = 33 * 1024 * 1024
CALL_SECONDS: Final = 20
"""How long a caller may be silent; a key book of 6 MB goes in less."""
DECIDE_SECONDS: Final = 600
"""How long a post waits while a person at the centre compares fingerprints."""
_POLL_SECONDS: Final = 0.5
_HEAD_BYTES: Final = 4
_MAGIC: Final = "depesha enrol 1"
_ADOPTED: Final = b"adopted"

_HELLO: Final = row(octets_upto(15), octets_upto(32), octets(33))
_BOOK: Final = row(octets(32), octets_upto(BOOK_BYTES))


class Void(Refused):
    """A one-time code was tried too often, or its time is over: another must be made."""

    code = "code-void"


@dataclass(frozen=True, slots=True, kw_only=True)
class Centre:
    """What the centre does in an enrolment, as its face gives it.

    Attributes:
        note: writes down a stage and how many wrong codes there were.
        agrees: whether a person admits this request.
        admit: admits the request; returns the root's digest and the armoured key book.
        ready: tells the code, once it is written down that there is one.
    """

    note: Callable[[str, int], None]
    agrees: Callable[[Request], bool]
    admit: Callable[[str], tuple[bytes, str]]
    ready: Callable[[], None] = lambda: None


def new_code() -> bytes:
    """Return the secret bytes of a new one-time code."""
    return Chance().token(CODE_BYTES)


def listen(address: tuple[str, int]) -> socket.socket:
    """Return a socket that listens at an address.

    Raises:
        Busy: it cannot be had.
    """
    try:
        return socket.create_server(address, backlog=4)
    except OSError as error:
        msg = f"{address[0]}:{address[1]} cannot be listened at: {error.strerror or error}".lower()
        raise Busy(msg, hint="name another port with --listen") from error


def receive(
    door: socket.socket, station: StationId, code: bytes, centre: Centre, *, seconds: float
) -> Request:
    """Wait for a station to call with the code, and enrol it.

    Raises:
        Void: the code was tried three times in vain, or its time is over.
        Refused: the person at the centre did not agree.
        Problem: the request is not admitted.
    """
    centre.note("opened", 0)
    centre.ready()
    door.settimeout(_POLL_SECONDS)
    try:
        return _received(door, station, code, centre, monotonic() + seconds)
    except KeyboardInterrupt:
        centre.note("ended", 0)
        raise


def _received(
    door: socket.socket, station: StationId, code: bytes, centre: Centre, until: float
) -> Request:
    tries = 0
    while monotonic() < until:
        try:
            caller, _ = door.accept()
        except TimeoutError:
            continue
        with closing(caller):
            caller.settimeout(min(CALL_SECONDS, max(until - monotonic(), 1)))
            try:
                wire, text = _opened(caller, station, code)
            except WrongCode:
                tries += 1
                centre.note("wrong-code", tries)
                _tell_wrong(caller)
            except (Malformed, OSError):
                continue  # a stranger: he has not had a try
            else:
                return _admitted(caller, wire, station, text, centre)
        if tries >= TRIES:
            centre.note("void", tries)
            msg = f"{tries} wrong codes were tried for {station}: this one is void"
            raise Void(msg, hint="make another, and say it by a way that nobody overhears")
    centre.note("ended", tries)
    msg = f"nobody enrolled as {station} in time: the code is void"
    raise Void(msg, hint='make another with "depesha keybook enrol"')


def _opened(caller: socket.socket, station: StationId, code: bytes) -> tuple[Wire, bytes]:
    """Return the wire to a caller who has the code, and the request that he hands in.

    Raises:
        WrongCode: he has another code.
        Malformed: he does not call for this, or for this station.
        OSError: he has gone, or is silent.
    """
    magic, name, message = _unpacked(_HELLO, _hear(caller, HELLO_BYTES))
    if magic != _MAGIC.encode() or name != station.encode():
        msg = "somebody else called"
        raise Malformed(msg)
    shake = Handshake(Side.CENTRE, code, station)
    wire = shake.finish(message)
    _say(caller, shake.message)
    return wire, wire.open(_hear(caller, REQUEST_BYTES))


def _admitted(
    caller: socket.socket, wire: Wire, station: StationId, text: bytes, centre: Centre
) -> Request:
    """Admit a request that came under the code; from here on the code is used up."""
    try:
        request = read_request(text)
        _must_agree(request, station, centre)
        root, book = centre.admit(text.decode())
        _say(caller, wire.seal(cbor.encode([root, book.encode()])))
        if wire.open(_hear(caller, HELLO_BYTES)) != _ADOPTED:
            msg = f"{station} did not adopt its key book"
            raise DoesNotVerify(msg)
    except (OSError, Malformed, Refused) as error:
        centre.note("refused", 0)
        _tell(caller, wire, b"")
        if isinstance(error, OSError):
            msg = f"{station} was admitted, or nearly: the line broke"
            raise NoLine(msg, hint="look at the key book, then make another code") from error
        if isinstance(error, WrongCode):
            raise DoesNotVerify(error.message) from error  # it is no try of a stranger
        raise
    centre.note("admitted", 0)
    return request


def _must_agree(request: Request, station: StationId, centre: Centre) -> None:
    if request.identity.station != station:
        msg = f"{request.identity.station} called with the code of {station}"
        raise Refused(msg, hint="its code is void; make one for that station")
    if not centre.agrees(request):
        msg = f"{station} is not admitted"
        raise Refused(msg, hint="its code is void; make another if it was a mistake")


def _tell(caller: socket.socket, wire: Wire, message: bytes) -> None:
    try:
        _say(caller, wire.seal(message))
    except OSError:
        return  # it has gone


def _tell_wrong(caller: socket.socket) -> None:
    """Say that the codes differ: an empty message, which whoever is between may say as well."""
    try:
        _say(caller, b"")
    except OSError:
        return


# -- the post -------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Enrolled:
    """What a post was told: the root's digest, and its armoured key book."""

    root: bytes
    book: str


def enrol(
    address: tuple[str, int],
    station: StationId,
    code: bytes,
    request: str,
    adopt: Callable[[Enrolled], Mapping[str, Any]],
) -> Mapping[str, Any]:
    """Call the centre with a code, hand in the request, and adopt what it gives.

    Args:
        address: where the centre listens.
        station: this one.
        code: the four secret bytes.
        request: as `depesha station request` writes it.
        adopt: takes the key book in, with its root pinned.

    Raises:
        WrongCode: the codes differ, or somebody is between.
        Refused: the centre did not agree.
        NoLine: nobody listens there, or the line broke.
    """
    shake = Handshake(Side.POST, code, station)
    try:
        with closing(socket.create_connection(address, CALL_SECONDS)) as line:
            hello = [_MAGIC.encode(), station.encode(), shake.message]
            _say(line, cbor.encode(hello))
            wire = shake.finish(_hear(line, HELLO_BYTES))
            _say(line, wire.seal(request.encode()))
            line.settimeout(DECIDE_SECONDS)
            told = wire.open(_hear(line, BOOK_BYTES + HELLO_BYTES))
            if not told:
                msg = "the centre does not admit this station"
                raise Refused(msg, hint="ask its administrator why; the code is void")
            root, book = _unpacked(_BOOK, told, max_bytes=BOOK_BYTES + HELLO_BYTES)
            done = adopt(Enrolled(root=root, book=book.decode()))
            line.settimeout(CALL_SECONDS)
            _say(line, wire.seal(_ADOPTED))
    except OSError as error:
        msg = f"{address[0]}:{address[1]}: {error.strerror or error}".lower()
        raise NoLine(msg, hint='the centre listens while "depesha keybook enrol" runs') from error
    except UnicodeDecodeError as error:
        msg = "the key book of the centre is not text"
        raise DoesNotVerify(msg) from error
    return done


# -- messages -------------------------------------------------------------------------------------


def _say(line: socket.socket, message: bytes) -> None:
    line.sendall(len(message).to_bytes(_HEAD_BYTES, "big") + message)


def _hear(line: socket.socket, most: int) -> bytes:
    """Return the next message.

    Raises:
        Malformed: it has more than `most` bytes.
        OSError: the line broke, or the other is silent.
    """
    size = int.from_bytes(b"".join(_pieces(line, _HEAD_BYTES)), "big")
    if size > most:
        msg = f"a message of {size} bytes where at most {most} are allowed"
        raise Malformed(msg)
    return b"".join(_pieces(line, size))


def _pieces(line: socket.socket, size: int) -> Iterator[bytes]:
    deadline = monotonic() + (line.gettimeout() or CALL_SECONDS)
    while size:
        piece = line.recv(min(size, 64 * 1024))
        if not piece:
            raise ConnectionResetError(0, "the other side hung up")
        if monotonic() > deadline:
            raise TimeoutError(0, "the other side is too slow")
        size -= len(piece)
        yield piece


def _unpacked(kind: Any, data: bytes, max_bytes: int = HELLO_BYTES) -> Any:  # noqa: ANN401
    found: Any = kind.unpack(cbor.decode(data, max_bytes=max_bytes))
    return found
