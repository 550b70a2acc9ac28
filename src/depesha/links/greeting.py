"""HELLO and WELCOME: two stations make sure of each other before anything else is said.

The side that dialled says HELLO. The other answers WELCOME, or BYE with a reason. Whoever the
certificate belongs to must be who the introduction names, both must be of one network, and both
must speak version 1.
"""

from collections.abc import Mapping
from typing import Final

from depesha.errors import DoesNotVerify, Malformed, NoLine, Problem, Refused, UnknownVersion
from depesha.links import frames
from depesha.links.channels import CHANNEL_NUMBERS
from depesha.links.exchange import Exchange, Own
from depesha.links.frames import Bye, ByeReason, Hello, Introduction, Welcome
from depesha.links.pipe import Pipe
from depesha.links.tls import UNWELCOME_HINT
from depesha.names import Digest, Epoch, StationId


class Unwelcome(Refused):
    """The other side answered, and does not want this connection."""

    def __init__(self, message: str, *, hint: str = "", reason: ByeReason | None = None) -> None:
        """Keep the reason that the other side gave, if it gave one."""
        super().__init__(message, hint=hint)
        self.reason = reason


class ForeignNetwork(Refused):
    """The other station's key book has another root."""


_WORDS: Final[Mapping[ByeReason, tuple[str, str]]] = {
    ByeReason.DONE: ("stopped, or has no line to this station", ""),
    ByeReason.MALFORMED: ("could not read a frame of this station", ""),
    ByeReason.UNKNOWN_VERSION: (
        "speaks another version of the line",
        "bring both stations to the same release",
    ),
    ByeReason.FOREIGN_NETWORK: (
        "belongs to another network",
        "compare the roots that `depesha keybook show` names at both stations",
    ),
    ByeReason.FOREIGN_STATION: ("takes this station for another", UNWELCOME_HINT),
    ByeReason.DOUBLED: ("keeps another connection to this station", ""),
    ByeReason.TIMED_OUT: ("waited too long for an answer", ""),
    ByeReason.FAULT: ("cannot go on", "look at that station's log"),
}


URGENT_LANE: Final = 0
BULK_LANE: Final = 1
LANES: Final = frozenset({URGENT_LANE, BULK_LANE})

TWO_LANES: Final = "two-lanes"
"""This side takes a second connection, of the lane 1, for what is not urgent."""

BLOBS: Final = "blobs"
"""This side takes blobs on the connection of the lane 1."""

COMPACT_AGE: Final = "compact-age"
"""This side takes a PARCEL in its compact form."""


def introduce(own: Own, exchange: Exchange, epoch: Epoch, lane: int = URGENT_LANE) -> Introduction:
    """Return what this station says of itself on one connection; `epoch` is that of the lane."""
    blobs = () if exchange.blobs is None else (BLOBS,)
    return Introduction(
        station=own.station,
        network=own.network,
        book_version=own.book_version,
        lane=lane,
        epoch=epoch,
        features=(TWO_LANES, *blobs, COMPACT_AGE, CHANNEL_NUMBERS),
    )


def agreed(mine: Introduction, theirs: Introduction) -> frozenset[str]:
    """Return what both sides can do beyond version 1."""
    return frozenset(mine.features) & frozenset(theirs.features)


async def say_hello(pipe: Pipe, mine: Introduction, neighbour: StationId) -> Introduction:
    """Introduce this station to the one that it dialled, and return that one's introduction.

    Raises:
        Unwelcome: the other side says BYE, or nothing at all, which is how a refused certificate
            looks from here.
        Refused: it is not of our network.
        Malformed: it says something else.
    """
    pipe.send(frames.write(Hello(introduction=mine)))
    try:
        frame = frames.read(await pipe.take_one())
    except NoLine as error:
        msg = f"{neighbour} ended the connection without a welcome"
        raise Unwelcome(msg, hint=UNWELCOME_HINT) from error
    if isinstance(frame, Bye):
        raise farewell(frame, neighbour)
    if not isinstance(frame, Welcome):
        msg = f"{neighbour} answered a HELLO with something else than a WELCOME"
        raise Malformed(msg)
    judge(frame.introduction, mine.network, neighbour, frozenset({mine.lane}))
    return frame.introduction


async def hear_hello(pipe: Pipe, own: Own, neighbour: StationId) -> Introduction:
    """Wait for the HELLO of a station that dialled, and return its introduction.

    Raises:
        NoLine: it ends the connection first.
        Refused: it is not of our network.
        Malformed: it says something else.
    """
    frame = frames.read(await pipe.take_one())
    if not isinstance(frame, Hello):
        msg = f"{neighbour} did not begin with a HELLO"
        raise Malformed(msg)
    judge(frame.introduction, own.network, neighbour, LANES)
    return frame.introduction


def judge(
    theirs: Introduction, network: Digest, neighbour: StationId, lanes: frozenset[int]
) -> None:
    """Check an introduction against the certificate's station and our own.

    Raises:
        DoesNotVerify: it names another station than the certificate does.
        ForeignNetwork: its network is another.
        Malformed: its lane is none of `lanes`.
    """
    if theirs.station != neighbour:
        msg = f"{neighbour} introduces itself as {theirs.station}"
        raise DoesNotVerify(msg)
    if theirs.network != network:
        msg = f"{neighbour} belongs to another network"
        raise ForeignNetwork(msg, hint=_WORDS[ByeReason.FOREIGN_NETWORK][1])
    if theirs.lane not in lanes:
        msg = f"{neighbour} speaks of lane {theirs.lane}, which there is not"
        raise Malformed(msg)


def farewell(bye: Bye, neighbour: StationId) -> Unwelcome:
    """Return the BYE of a neighbour as a problem with words and a cure."""
    words, hint = _WORDS[bye.reason]
    return Unwelcome(f"{neighbour} {words}", hint=hint, reason=bye.reason)


_REASONS: Final[tuple[tuple[type[Problem], ByeReason], ...]] = (
    (UnknownVersion, ByeReason.UNKNOWN_VERSION),
    (DoesNotVerify, ByeReason.FOREIGN_STATION),
    (Malformed, ByeReason.MALFORMED),
    (ForeignNetwork, ByeReason.FOREIGN_NETWORK),
)


def bye_for(error: BaseException) -> ByeReason:
    """Return what is said to the other side when `error` ends the connection here."""
    if isinstance(error, Leaving):
        return error.reason
    for family, reason in _REASONS:
        if isinstance(error, family):
            return reason
    return ByeReason.FAULT


class Leaving(NoLine):
    """This side ends the connection by its own will."""

    def __init__(self, message: str, reason: ByeReason) -> None:
        """Keep the reason that the other side is told."""
        super().__init__(message)
        self.reason = reason


async def part(pipe: Pipe, error: Exception) -> None:
    """Tell the other side why the connection ends, unless it ended it, and close."""
    if not isinstance(error, Unwelcome):
        pipe.send(frames.write(Bye(reason=bye_for(error))))
    await pipe.close()
