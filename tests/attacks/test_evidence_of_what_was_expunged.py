"""Who is cleared for less brings evidence of a telegram that was filed here, and expunged.

What he is answered is what he is answered where there never was such a record.
"""

from dataclasses import replace
from typing import Any

import pytest

from depesha.archive.form import decode, encode
from depesha.archive.record import Proof, Record
from depesha.names import OfficeId
from depesha.office.events import EnterRecords
from depesha.office.facts import Expunged, RecordEntered, TelegramFiled
from tests.network import drafts
from tests.network.courier import Courier
from tests.network.face import keep_offices
from tests.network.keys import GUARD, MOSCOW, PEKING, ROSHCHIN
from tests.network.post import Network, Post
from tests.playbooks.test_expunging import expunge
from tests.playbooks.test_filing import filing

PROOF = Proof(station="moscow", made_at=1, manifest="ab" * 32, root="cd" * 32)


@pytest.fixture
def peking(network: Network, courier: Courier) -> Post:
    """A station with a telegram, and an office that may not read it."""
    network[MOSCOW].handle(drafts.send(ROSHCHIN, text="Секретное слово."))
    courier.run()
    keep_offices(network[PEKING])
    return network[PEKING]


def file(post: Post) -> Record:
    """File the telegram; return its record."""
    took = post.take(filing("moscow/1", OfficeId(ROSHCHIN)))
    took.one(TelegramFiled)
    kept = post.book.document(took.one(RecordEntered).record)
    assert kept is not None
    return decode(kept.payload)


def evidence(post: Post, record: Record, office: str) -> dict[str, Any]:
    """Give evidence of a record; return what is answered."""
    brought = replace(record, source=f"elsewhere:{record.source}", holdings=(), proofs=(PROOF,))
    order = EnterRecords(
        order_id=drafts.order_id(),
        office=OfficeId(office),
        batch="proof",
        records=(encode(brought),),
        is_evidence=True,
    )
    return dict(post.take(order).value)


def test_below_an_expunged_record_looks_like_none_and_like_one_that_is_not_shown(
    peking: Post,
) -> None:
    record = file(peking)
    one = replace(record, source="moscow/2027/77")
    nothing_there = evidence(peking, one, GUARD)
    assert nothing_there["editions"] == [1], "the control"
    peking.take(expunge(ROSHCHIN)).one(Expunged)
    assert evidence(peking, record, GUARD) == nothing_there


def test_who_is_cleared_is_told_that_it_is_known_and_nothing_is_entered(peking: Post) -> None:
    record = file(peking)
    peking.take(expunge(ROSHCHIN)).one(Expunged)
    told = evidence(peking, record, ROSHCHIN)
    assert (told["entered"], told["editions"], told["proved"]) == (0, [0], 0)
