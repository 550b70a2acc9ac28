"""What the lines and the station give each other: plain callables and plain data.

A line knows no office and no store. It asks `Exchange.pull` for what waits, hands in what came by
`Exchange.hand_in`, and is woken by the station when something new waits.
"""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final, Protocol

from depesha.channel import Account
from depesha.errors import Usage
from depesha.names import Digest, Epoch, SlipId, StationId, TimeMs
from depesha.packet import Grade, Lane, LineAnswer, LineEvent, Waiting

MAX_PORT: Final = 65535


@dataclass(frozen=True, slots=True, kw_only=True)
class Patience:
    """How long a line waits; a slow carrier needs more.

    Attributes:
        call_seconds: from dialling to WELCOME, and from an answered call to its HELLO.
        answer_seconds: while something is in flight and neither an answer comes nor bytes move,
            until the connection is given up (SMTP, RFC 5321 §4.5.3.2: two to ten minutes).
        retry_seconds: after a NotNow of this station, until it is asked again.
        repeat_seconds: how long a number may be missing before it is asked for; then twice as long,
            and so on up to `check_seconds`.
        check_seconds: after so long without a load the last number is said (AFTN: 20 minutes).
    """

    call_seconds: float = 10.0
    answer_seconds: float = 60.0
    retry_seconds: float = 1.0
    repeat_seconds: float = 10.0
    check_seconds: float = 300.0


class Blobs(Protocol):
    """The files in which the sealed bytes of blobs lie, by their SHA-256.

    Whoever calls it does so outside the loop's thread where it says that it takes long.
    """

    def size_of(self, name: Digest) -> int | None:
        """Return how many bytes a blob has, or None where it is not here whole."""
        ...

    def read(self, name: Digest, offset: int, size_bytes: int) -> bytes:
        """Return bytes of a blob that is here whole, fewer only at its end.

        Raises:
            NotNow: the file is not there, or the disk does not answer.
        """
        ...

    def pieces(self, name: Digest, piece_bytes: int) -> tuple[Digest, ...]:
        """Return the SHA-256 of each piece of a blob that is here whole. It takes long.

        Raises:
            NotNow: the file is not there, or the disk does not answer.
        """
        ...

    def held(self, name: Digest, pieces: Sequence[Digest], piece_bytes: int) -> int:
        """Return how many bytes of one that is coming are here: whole pieces. It takes long.

        What does not agree with its piece's hash is cut off.
        """
        ...

    def write(self, name: Digest, offset: int, data: bytes) -> None:
        """Put bytes of one that is coming into their place; they are durable after `flush`.

        Raises:
            StoreFull: the disk has no room.
            NotNow: it does not answer.
        """
        ...

    def flush(self, name: Digest) -> None:
        """Make what was written durable. It takes long.

        Raises:
            NotNow: the disk does not answer.
        """
        ...

    def finish(self, name: Digest) -> None:
        """Make one that has come a whole one, durably, after its SHA-256 was compared. Takes long.

        Raises:
            DoesNotVerify: it is not what its name says; what came is removed.
            NotNow: the disk does not answer.
        """
        ...

    def coming_from(self, neighbour: StationId) -> "Blobs":
        """Return the same files, where what is coming is what comes from that neighbour."""
        ...

    def unfinished(self) -> Sequence[tuple[Digest, int]]:
        """Return the names and sizes of those that are coming, the longest untouched first.

        Raises:
            NotNow: the disk does not answer.
        """
        ...

    def give_up(self, name: Digest) -> None:
        """Delete what has come of one; it is harmless if nothing has.

        Raises:
            NotNow: the disk does not answer.
        """
        ...

    def free_bytes(self) -> int:
        """Return how much room the disk has.

        Raises:
            NotNow: it does not answer.
        """
        ...


Pull = Callable[[StationId, Mapping[Grade, int], int, frozenset[Lane]], Sequence[Waiting]]
Holds = Callable[[StationId, int], SlipId | None]
OpensAt = Callable[[StationId], TimeMs | None]
Stands = Callable[[StationId, bool], None]
Recall = Callable[[StationId, int, Epoch], Account | None]


def remember_nothing(_neighbour: StationId, _lane: int, _epoch: Epoch) -> Account | None:
    """Return nothing: a station that keeps no channel numbers."""
    return None


def _always_open(_neighbour: StationId) -> TimeMs | None:
    return None


def _nobody_minds(_neighbour: StationId, _is_up: bool) -> None:  # noqa: FBT001  # as it is called
    return None


HandIn = Callable[[Sequence[LineEvent]], Awaitable[Sequence[LineAnswer]]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Exchange:
    """The station as its lines see it. All are called in the loop's thread.

    Attributes:
        pull: `(neighbour, after, limit, lanes)` -> at most `limit` entries of those lanes for a
            neighbour, in strict order of grade and within a grade by number, each with a number
            above `after[grade]` (0 where it is absent). It may give fewer, to bound the bytes in
            memory, but gives none only where none waits, or none may leave: a line that is closed
            is woken when it opens. May raise NotNow: it is asked again after `retry_seconds`.
        holds: `(neighbour, entry)` -> the slip's id of what waits for a neighbour under that entry,
            whether it may leave now or not; None where nothing does any more. What `pull` does not
            give may be kept back; only what is not held is gone. May raise NotNow.
        hand_in: the events of one batch -> one answer each, in their order, given only after the
            commit. HopAccepted and HopRefused are answered Accept. May raise NotNow: nothing of
            the batch was kept; packets are deferred, the rest is handed in again. The wait for it
            may be cancelled when a connection ends; what was handed in takes its course.
        now: the clock; it may be asked in any thread.
        token: that many random bytes.
        patience: how long its lines wait.
        blobs: the files of what is large; None where the station takes and sends no such thing.
        opens_at: when the line to a neighbour opens by the plan's contact windows; None where it is
            open now. A line that is closed is not called.
        stands: told whenever the line to a neighbour comes up (True) or falls (False).
        recall: `(neighbour, lane, epoch)` -> which numbers of that channel are written down as
            having come; None where none are. May raise NotNow.
    """

    pull: Pull
    holds: Holds
    hand_in: HandIn
    now: Callable[[], TimeMs]
    token: Callable[[int], bytes]
    patience: Patience = Patience()
    blobs: Blobs | None = None
    opens_at: OpensAt = _always_open
    stands: Stands = _nobody_minds
    recall: Recall = remember_nothing


@dataclass(frozen=True, slots=True, kw_only=True)
class Address:
    """Where a station listens: a host name or an IP address, and a TCP port."""

    host: str
    port: int

    def __post_init__(self) -> None:
        """Check the port.

        Raises:
            Usage: there is no such port.
        """
        if not self.host or not 0 <= self.port <= MAX_PORT:
            msg = f"not an address: {self.host[:80]!r}, port {self.port}"
            raise Usage(msg, hint=f"a host and a port from 0 to {MAX_PORT}, as in 127.0.0.1:4570")

    def __str__(self) -> str:
        """Return it as `host:port`, an IPv6 host in brackets."""
        return f"[{self.host}]:{self.port}" if ":" in self.host else f"{self.host}:{self.port}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Neighbour:
    """A station at the other end of a line.

    Attributes:
        pins: its certificates in DER, the present one and perhaps the next.
        address: where to call it; None where it always calls.
    """

    station: StationId
    pins: tuple[bytes, ...]
    address: Address | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Own:
    """What this station says of itself in HELLO and WELCOME."""

    station: StationId
    network: Digest
    book_version: int


class LineState(StrEnum):
    """How a line stands."""

    UP = "up"
    CONNECTING = "connecting"
    WAITING = "waiting"
    """The call failed; the next is at `until`."""
    REFUSED = "refused"
    """The other side answered, and does not want us; the next call is at `until`."""
    EXPECTING = "expecting"
    """There is no address to call: the neighbour is to call."""
    CLOSED = "closed"
    """It is not the line's hour; it is called at `until`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """Counts of one line since the process began.

    Attributes:
        sent, received: loads, each time that they went or came.
        accepted, deferred, refused: answers to loads that were sent.
        malformed: frames and slips of the other side that could not be read.
        not_now: how often this station's own store could not give or take.
        connections: how often the line came up.
    """

    sent: int = 0
    accepted: int = 0
    deferred: int = 0
    refused: int = 0
    received: int = 0
    malformed: int = 0
    not_now: int = 0
    connections: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class FolderReport:
    """What a folder line says beside: its folders, and the packs in them.

    Attributes:
        out, into: the folders of the two directions.
        written_at, read_at: when a pack or a manifest was last written, a pack last read.
        unanswered_since: when the oldest pack was written that is not answered.
        packs: packs of ours that lie in the folder.
        missing: packs that the other side names and that have not been read: not here, or spoiled.
        quarantined: files of the other side's folder that were refused.
        blobs, blob_bytes: files of large packets of ours that lie there, or are coming to.
        awaited: packs of the other side whose large packet is not here yet.
    """

    out: str
    into: str
    written_at: TimeMs | None = None
    read_at: TimeMs | None = None
    unanswered_since: TimeMs | None = None
    packs: int = 0
    missing: int = 0
    quarantined: int = 0
    blobs: int = 0
    blob_bytes: int = 0
    awaited: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class LaneReport:
    """How the bulk connection of a line stands, beside the urgent one."""

    state: LineState
    since: TimeMs
    until: TimeMs | None = None
    last_error: str = ""
    hint: str = ""
    in_flight: int = 0


class BlobState(StrEnum):
    """How far one blob is on its way by one line."""

    READING = "reading"
    """Its pieces are hashed before it is offered."""
    PLACING = "placing"
    """Its file is being written beside the packs."""
    LYING = "lying"
    """It lies beside the packs, and is not answered."""
    NO_ROOM = "no-room"
    """The medium has no room for it, or takes no file of its size; it is tried again."""
    TOO_LARGE = "too-large"
    """It is larger than this line carries."""
    OFFERED = "offered"
    """The other side has not said yet from where it wants it."""
    GOING = "going"
    BEHIND = "behind"
    """It is wanted, and something more urgent goes first."""
    SETTLING = "settling"
    """The other side has all of it, and has not taken custody yet."""
    MISSING = "missing"
    """Its file is not here, or cannot be read; it is looked for again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BlobReport:
    """How far a blob is, for `queue`.

    Attributes:
        gone_bytes: how many of its bytes the other side has, or are on the way there; of one that
            somebody carries, how many lie there.
    """

    state: BlobState
    gone_bytes: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class MailReport:
    """What a mail line says beside: its addresses and servers, and what went and came.

    Attributes:
        to, sender: the addresses of the neighbour's mailbox and of ours.
        smtp, box: where mail is given to, and where it comes from.
        sent, sent_at: mails that the server took, and when it took the last.
        came_at: when a mail of the neighbour last came.
        unanswered_since: when the oldest pack was written that is not answered.
        packs: packs of ours that the neighbour is not done with.
        missing: packs that the neighbour names and that have not been read.
        quarantined: files in mails of the neighbour that were refused.
        next_at: when something goes, or goes again; None: nothing is to go.
        sending_error, fetching_error: what goes wrong just now, either way.
        taken: mails of the neighbour.
        foreign: mails that are not for this line.
        returned: mails of ours that came back.
        spoiled: mails that are for us by their word and were cut, changed, or signed by another.
        too_big: mails larger than any of ours.
    """

    to: str
    sender: str
    smtp: str
    box: str
    sent: int = 0
    sent_at: TimeMs | None = None
    came_at: TimeMs | None = None
    unanswered_since: TimeMs | None = None
    packs: int = 0
    missing: int = 0
    quarantined: int = 0
    next_at: TimeMs | None = None
    sending_error: str = ""
    fetching_error: str = ""
    taken: int = 0
    foreign: int = 0
    returned: int = 0
    spoiled: int = 0
    too_big: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class LineStatus:
    """How a line stands, for `link status`.

    Attributes:
        since: when it came into this state.
        until: when the next call is made, in the states WAITING and REFUSED.
        last_error: one line; empty when nothing has gone wrong since it was last up.
        in_flight: loads sent and not answered.
        dialled: whether the connection that stands was dialled here.
        folder: where the carrier is a folder, what it says beside.
        mail: where it is mail, what that says beside.
        bulk: how the bulk connection stands, where the line has one.
        takes_blobs: whether the line carries blobs, as far as is known.
        blobs: how far the blobs among the out-tray's entries are.
        deferred: when the entries are offered again that the neighbour put off.
    """

    neighbour: StationId
    state: LineState
    since: TimeMs
    until: TimeMs | None = None
    last_error: str = ""
    hint: str = ""
    tally: Tally = Tally()
    in_flight: int = 0
    address: Address | None = None
    dialled: bool = False
    folder: FolderReport | None = None
    bulk: LaneReport | None = None
    takes_blobs: bool = False
    blobs: Mapping[int, BlobReport] = field(default_factory=dict)
    deferred: Mapping[int, TimeMs] = field(default_factory=dict)
    mail: MailReport | None = None
