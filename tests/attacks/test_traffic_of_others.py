"""An office without a role of the centre looks in the queue for who corresponds with whom."""

import pytest

from depesha.names import OfficeId
from tests.network import drafts
from tests.network.face import ask, keep_offices
from tests.network.keys import CLERK, GROMYKO, MOSCOW, RAZUVAEV, VYSHINSKY
from tests.network.post import Network, Post


@pytest.fixture
def moscow(network: Network) -> Post:
    post = network[MOSCOW]
    keep_offices(post)
    post.handle(drafts.send(RAZUVAEV, classification="TOP SECRET"))
    return post


def test_it_learns_that_something_waits_and_why_and_not_for_whom(moscow: Post) -> None:
    (row,) = ask(moscow, "queue", {"office": VYSHINSKY})
    assert (row["destination"], row["slip_id"]) == ("", "")
    assert [row[name] for name in ("size_bytes", "expires_at", "expected_at")] == [None] * 3
    assert "gone_bytes" not in row
    assert row["neighbour"]
    assert row["why"]


@pytest.mark.parametrize("office", [GROMYKO, CLERK, None])
def test_who_keeps_the_lines_sees_all_of_it(moscow: Post, office: OfficeId | None) -> None:
    (row,) = ask(moscow, "queue", {} if office is None else {"office": office})
    assert row["destination"] == "pyongyang"
    assert row["size_bytes"]
    assert row["slip_id"]
