"""Whoever has the store key changes what is kept, and leaves the journal alone."""

import pytest

from depesha.envelope import Kind
from depesha.office.events import KeepWatch
from tests.network import drafts
from tests.network.courier import Courier
from tests.network.keys import DAY_MS, MOSCOW, PYONGYANG, RAZUVAEV
from tests.network.post import Network, Post

CHANGED = "UPDATE document SET payload = CAST(payload || x'00' AS BLOB) WHERE kind = ?"
NOT_KEPT = {Kind.SERVICE, Kind.ATTACHMENT, Kind.KEY_BOOK, Kind.RESTORATION}
NOT_KEPT |= {Kind.RECORD, Kind.SCAN}
"""A blob is no document; of the others there are none in this story."""

EXCHANGED = """UPDATE document SET payload =
    (SELECT payload FROM document WHERE kind = ?1 ORDER BY id DESC LIMIT 1)
    WHERE id = (SELECT min(id) FROM document WHERE kind = ?1)"""


@pytest.fixture
def post(network: Network, courier: Courier) -> Post:
    """A station that holds two telegrams, with the reports and an answer that it got for them."""
    for _ in range(2):
        network[MOSCOW].handle(drafts.send())
        courier.run()
    network[PYONGYANG].handle(drafts.confirm("moscow/1", RAZUVAEV))
    courier.run()
    network.clock.advance(DAY_MS)
    network[MOSCOW].handle(KeepWatch())  # a proof of the other's journal comes
    courier.run()
    assert network[MOSCOW].stored.check() == []
    return network[MOSCOW]


def damaged(post: Post, sql: str, kind: Kind) -> list[str]:
    book = post.stored
    book.begin()
    book._database.write(sql, (int(kind),))
    book.commit()
    return [finding.code for finding in book.check()]


@pytest.mark.parametrize("kind", sorted(set(Kind) - NOT_KEPT))
def test_a_document_that_was_changed_is_found(post: Post, kind: Kind) -> None:
    assert set(damaged(post, CHANGED, kind)) == {"document"}


def test_items_of_another_report_are_found(post: Post) -> None:
    assert damaged(post, EXCHANGED, Kind.REPORT_ITEMS) == ["document"]
