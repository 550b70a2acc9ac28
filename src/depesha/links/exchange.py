"""What the lines and the station give each other: plain callables and plain data.

A line knows no office and no store. It asks `Exchange.pull` for what waits, hands in what came by
`Exchange.hand_in`, and is woken by the station when something new waits.
"""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from depesha.channel import Account
from depesha.errors import Usage
from depesha.names import Digest, Epoch, StationId, TimeMs
from depesha.packet import Grade, LineAnswer, LineEvent, Waiting

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


Pull = Callable[[StationId, Mapping[Grade, int], int], Sequence[Waiting]]
HandIn = Callable[[Sequence[LineEvent]], Awaitable[Sequence[LineAnswer]]]
Recall = Callable[[StationId, int, Epoch], Account | None]


def remember_nothing(_neighbour: StationId, _lane: int, _epoch: Epoch) -> Account | None:
    """Return nothing: a station that keeps no channel numbers."""
    return None


@dataclass(frozen=True, slots=True, kw_only=True)
class Exchange:
    """The station as its lines see it. All are called in the loop's thread.

    Attributes:
        pull: `(neighbour, after, limit)` -> at most `limit` entries for a neighbour, in strict
            order of grade and within a grade by number, each with a number above `after[grade]` (0
            where it is absent). It may give fewer, to bound the bytes in memory, but gives none
            only where none waits. May raise NotNow: it is asked again after `retry_seconds`.
        hand_in: the events of one batch -> one answer each, in their order, given only after the
            commit. HopAccepted and HopRefused are answered Accept. May raise NotNow: nothing of
            the batch was kept; packets are deferred, the rest is handed in again. The wait for it
            may be cancelled when a connection ends; what was handed in takes its course.
        now: the clock.
        token: that many random bytes.
        patience: how long its lines wait.
        recall: `(neighbour, lane, epoch)` -> which numbers of that channel are written down as
            having come; None where none are. May raise NotNow.
    """

    pull: Pull
    hand_in: HandIn
    now: Callable[[], TimeMs]
    token: Callable[[int], bytes]
    patience: Patience = Patience()
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
    """

    out: str
    into: str
    written_at: TimeMs | None = None
    read_at: TimeMs | None = None
    unanswered_since: TimeMs | None = None
    packs: int = 0
    missing: int = 0
    quarantined: int = 0


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
