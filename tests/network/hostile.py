"""What a station does with whatever lies: it takes it, keeps it apart, gives it back, says so."""

from collections.abc import Sequence

from depesha.names import StationId
from depesha.office.events import Tick
from depesha.office.facts import Delivered, EnvelopeOpened, Quarantined, ReturnSent
from depesha.packet import Accept, Arrived, Packet, ReturnReason
from tests.network.keys import DAY_MS, MOSCOW
from tests.network.post import Post, Took


def offered(post: Post, packet: Packet, by: StationId = MOSCOW) -> Took:
    """Let a neighbour offer a packet."""
    return post.take(Arrived(packet=packet, neighbour=by))


def must_be_given_back(
    post: Post,
    packet: Packet,
    code: str,
    *,
    by: StationId = MOSCOW,
    reason: ReturnReason = ReturnReason.CANNOT_PROCESS,
    alarms: Sequence[str] = ("quarantined",),
) -> None:
    """Offer a packet that is no letter: nothing of it is taken in, and nothing is retried."""
    took = offered(post, packet, by)
    assert took.outcome == Accept()
    quarantined = took.one(Quarantined)
    assert (quarantined.code, quarantined.neighbour) == (code, by)
    assert took.one(ReturnSent).reason is reason
    assert not {EnvelopeOpened, Delivered} & set(took.kinds)
    assert (post.quarantined(), post.alarms()) == (1, [*alarms])
    _must_rest(post, packet, by)


def must_be_kept_out(
    post: Post, packet: Packet, *, by: StationId = MOSCOW, code: str = "does-not-verify"
) -> Took:
    """Offer a letter that holds, with a document that does not: the document alone is kept out."""
    took = offered(post, packet, by)
    assert took.outcome == Accept()
    assert took.one(Quarantined).code == code
    assert "quarantined" in post.alarms()
    assert Delivered not in took.kinds
    _must_rest(post, packet, by)
    return took


def _must_rest(post: Post, packet: Packet, by: StationId) -> None:
    """The same again, and time, change nothing: what lies is not retried for ever."""
    again = offered(post, packet, by)
    assert (again.outcome, again.facts) == (Accept(), ())
    post.clock.advance(DAY_MS)
    assert not {Quarantined, ReturnSent} & set(post.take(Tick()).kinds)
