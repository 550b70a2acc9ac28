"""Time that passes at every station: each is ticked when it wants, and what leaves is carried."""

from depesha.names import TimeMs
from tests.network.courier import Courier
from tests.network.post import Network

MAX_TICKS = 2000


def live(network: Network, courier: Courier, ms: int) -> None:
    """Let so much time pass, and look at the clock of each station when it says so."""
    end = TimeMs(network.clock.now + ms)
    courier.run()
    for _ in range(MAX_TICKS):
        now = network.clock.now
        wanted = [
            (at, post)
            for post in network.posts.values()
            if (at := post.desk.next_tick(now)) is not None and at <= end
        ]
        if not wanted:
            break
        at, post = min(wanted, key=lambda one: one[0])
        network.clock.now = max(at, now)
        before = post.committed_head().size
        post.tick()
        assert post.committed_head().size > before or at > now, f"{post.station} does not rest"
        courier.run()
    else:
        msg = "the clocks do not rest"
        raise AssertionError(msg)
    network.clock.now = end
