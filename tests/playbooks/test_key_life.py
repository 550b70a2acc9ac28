"""Period keys come and go: published over the road, told of when they are over, sealed again."""

from dataclasses import replace

import pytest

from depesha import keybook
from depesha.keybook import PeriodKeyLeaf, Request, Status
from depesha.keybook.leaf import OPENS_AFTER_MS
from depesha.names import Digest, StationId, TimeMs
from depesha.office.book_road import BATCH_MS, HEADS_MS
from depesha.office.events import KeysTurned, Revoke
from depesha.office.events.keys import LiveKey
from depesha.office.facts import (
    Delivered,
    EnvelopeSealed,
    ExpiredKeyMet,
    KeyBookAdopted,
    KeyRequestLearned,
    NonDelivered,
    PeriodKeyDestroyed,
    PeriodKeyMade,
    Quarantined,
    ReportLearned,
    ReturnLearned,
    SealedAgain,
    ServiceLearned,
    StationRevoked,
)
from depesha.packet import Arrived, Packet
from depesha.seal.identity import identity_from_seed
from depesha.seal.keys import PeriodSeed
from depesha.seal.sealer import StationSealer
from tests.network import drafts, keys
from tests.network.courier import Courier
from tests.network.keys import (
    DAY_MS,
    MOSCOW,
    NOW,
    PEKING,
    PYONGYANG,
    RAZUVAEV,
    ROSHCHIN,
    YEAR_MS,
)
from tests.network.post import Network, Post

NEXT = NOW + YEAR_MS
"""When the key that every station was founded with ends."""


def seed_of(station: StationId, number: int) -> PeriodSeed:
    begins = NEXT + (number - 1) * 30 * DAY_MS
    return PeriodSeed(
        seed=keys.seed(station, "later", number),
        valid_from=begins,
        valid_until=begins + 30 * DAY_MS,
    )


def live(period: PeriodSeed) -> LiveKey:
    return LiveKey(
        fingerprint=Digest(identity_from_seed(period.seed).fingerprint),
        valid_from=TimeMs(period.valid_from),
        valid_until=TimeMs(period.valid_until),
    )


def first_of(station: StationId) -> PeriodSeed:
    return keys.content_of(station).periods[0]


def turned(post: Post, *periods: PeriodSeed, at: TimeMs | None = None) -> KeysTurned:
    """Give a post these period keys, as its key keeper does, and return what the desk is told."""
    content = replace(keys.content_of(post.station), periods=periods)
    post.sealer = StationSealer(content)
    post.desk._around = replace(post.desk._around, sealer=post.sealer)
    asked = keys.request_of(post.station)
    request = Request(
        identity=replace(asked.identity, salt=bytes(16)),
        period_keys=tuple(
            PeriodKeyLeaf(
                salt=bytes(16),
                station=post.station,
                public_key=identity_from_seed(one.seed).public_key,
                not_before=TimeMs(one.valid_from),
                not_after=TimeMs(one.valid_until),
            )
            for one in periods
            if one.valid_until > post.clock.now
        ),
        made_at=at or post.clock.now,
    )
    text = keybook.write_request(request, post.sealer.sign_as_station)
    return KeysTurned(request=text, live=tuple(live(one) for one in periods))


def test_new_keys_are_published_over_the_road_by_nobody_but_the_stations(
    network: Network, courier: Courier
) -> None:
    """Pyongyang's keys are asked for, admitted, signed, and come to whoever writes to it."""
    moscow, pyongyang, peking = network[MOSCOW], network[PYONGYANG], network[PEKING]
    for post in (pyongyang, peking):  # the centre has heard of them
        post.handle(drafts.send(keys.GROMYKO, office=next(iter(keys.OFFICES[post.station]))))
    courier.run()
    later = [seed_of(PYONGYANG, number) for number in (1, 2, 3)]
    took = pyongyang.take(turned(pyongyang, first_of(PYONGYANG), *later))
    assert took.kinds.count(PeriodKeyMade) == 4
    assert took.value["asked"] == MOSCOW
    courier.run()
    assert moscow.facts(KeyRequestLearned)[-1].by_itself
    assert moscow.desk.key_book is not None
    assert moscow.desk.key_book.version == 1, "the batch waits"
    network.clock.advance(BATCH_MS)
    moscow.tick()
    assert moscow.desk.key_book.version == 2
    moscow.tick()
    courier.run()
    for post in (peking, pyongyang):
        assert post.desk.key_book is not None
        assert post.desk.key_book.version == 2
        assert len(post.desk.key_book.period_keys[PYONGYANG]) == 4
    courier.run()
    copy = moscow.stored.key_life.copy(PEKING)
    assert (copy.held_version, copy.document) == (2, None)
    assert network[keys.TOKYO].desk.key_book.version == 1  # type: ignore[union-attr]
    network.clock.advance(HEADS_MS)
    assert moscow.alarms() == []


def test_a_key_is_used_when_its_time_comes_and_the_old_telegram_stays_readable(
    network: Network, courier: Courier
) -> None:
    moscow, pyongyang = network[MOSCOW], network[PYONGYANG]
    moscow.handle(drafts.send(RAZUVAEV, text="старая"))
    courier.run()
    later = [seed_of(PYONGYANG, number) for number in (1, 2)]
    pyongyang.handle(turned(pyongyang, first_of(PYONGYANG), *later))
    courier.run()
    network.clock.advance(YEAR_MS + DAY_MS)
    moscow.tick()
    moscow.tick()
    courier.run()
    took = moscow.take(drafts.send(RAZUVAEV, text="новая"))
    envelope = moscow.document(took.one(EnvelopeSealed).digest)
    assert envelope is not None
    assert envelope.payload.find(live(later[0]).fingerprint) > 0
    courier.run()
    network.clock.advance(OPENS_AFTER_MS)
    gone = pyongyang.take(turned(pyongyang, *later))
    assert gone.one(PeriodKeyDestroyed).fingerprint == live(first_of(PYONGYANG)).fingerprint
    (old, new) = pyongyang.facts(Delivered)
    for delivered in (old, new):
        assert pyongyang.document(delivered.entry.body_id) is not None
    assert "старая".encode() in pyongyang.document(old.entry.body_id).payload  # type: ignore[union-attr]


@pytest.fixture
def stale(network: Network, courier: Courier) -> Network:
    """Pyongyang has destroyed its first key; only the centre's book has the next one."""
    moscow, pyongyang, peking = network[MOSCOW], network[PYONGYANG], network[PEKING]
    later = [seed_of(PYONGYANG, number) for number in (1, 2, 3)]
    pyongyang.handle(turned(pyongyang, first_of(PYONGYANG), *later))
    courier.run()
    network.clock.advance(YEAR_MS - DAY_MS)
    moscow.tick()
    moscow.tick()
    courier.run()
    assert peking.desk.key_book.version == 1  # type: ignore[union-attr]
    return network


def test_a_letter_to_a_destroyed_key_is_sealed_again_by_itself(
    stale: Network, courier: Courier
) -> None:
    """Peking's book is behind: its letter opens nowhere, comes back, waits, and goes again once."""
    moscow, peking, pyongyang = stale[MOSCOW], stale[PEKING], stale[PYONGYANG]
    stale.clock.advance(20 * DAY_MS)
    peking.handle(drafts.send(RAZUVAEV, office=ROSHCHIN, Deliver_by="2028-04-20T12:00Z"))
    pyongyang.handle(turned(pyongyang, *[seed_of(PYONGYANG, one) for one in (1, 2, 3)]))
    courier.carry(PEKING, MOSCOW)
    courier.carry(MOSCOW, PYONGYANG)
    assert len(pyongyang.facts(ExpiredKeyMet)) == 1
    assert pyongyang.quarantined() == 0
    courier.run()
    assert peking.facts(ReturnLearned)[-1].proved
    moscow.tick()
    courier.run()
    assert len(pyongyang.facts(Delivered)) == 1
    assert peking.facts(SealedAgain) != []
    assert peking.facts(NonDelivered) == []
    assert "key-expired" not in peking.alarms()
    assert peking.facts(ReportLearned) != []
    assert peking.duty("1").rung.name == "DELIVERED"


def test_a_letter_to_a_key_that_ended_is_opened_and_its_sender_is_told(
    stale: Network, courier: Courier
) -> None:
    """The seed is still there: nothing waits, and the sender's book comes up to date."""
    moscow, peking, pyongyang = stale[MOSCOW], stale[PEKING], stale[PYONGYANG]
    stale.clock.advance(5 * DAY_MS)
    pyongyang.handle(drafts.send(keys.GROMYKO, office=RAZUVAEV))
    courier.run()
    moscow.tick()
    courier.run()
    assert pyongyang.desk.key_book.version == 2  # type: ignore[union-attr]
    assert peking.desk.key_book.version == 1  # type: ignore[union-attr]
    peking.handle(drafts.send(RAZUVAEV, office=ROSHCHIN))
    courier.run()
    assert len(pyongyang.facts(Delivered)) == 1
    told = [one for one in peking.facts(ServiceLearned) if one.code.name == "KEY_EXPIRED"]
    assert len(told) == 1
    moscow.tick()
    courier.run()
    assert peking.desk.key_book.version == 2  # type: ignore[union-attr]


def test_what_no_key_ever_fitted_is_quarantined_as_before(network: Network) -> None:
    pyongyang = network[PYONGYANG]
    moscow = network[MOSCOW]
    moscow.handle(drafts.send(RAZUVAEV))
    (waiting,) = moscow.waiting(PYONGYANG)
    pyongyang.handle(turned(pyongyang, seed_of(PYONGYANG, 1)))
    assert isinstance(waiting.load, Packet)
    took = pyongyang.take(Arrived(packet=waiting.load, neighbour=MOSCOW))
    assert took.one(Quarantined).code == "cannot-open"


def test_a_revoked_station_is_given_up_everywhere_at_once(
    network: Network, courier: Courier
) -> None:
    moscow, peking, pyongyang = network[MOSCOW], network[PEKING], network[PYONGYANG]
    pyongyang.handle(drafts.send(ROSHCHIN, office=RAZUVAEV))
    courier.run()
    peking.handle(drafts.send(RAZUVAEV, office=ROSHCHIN))
    took = moscow.take(Revoke(order_id="r", station=PYONGYANG, reason="occupied"))
    assert took.one(StationRevoked).reason == "occupied"
    assert moscow.desk.key_book.identities[PYONGYANG].status is Status.REVOKED  # type: ignore[union-attr]
    moscow.tick()
    courier.run()
    revoked = peking.facts(StationRevoked)
    assert [one.station for one in revoked] == [PYONGYANG]
    assert revoked[0].head_size > 0
    assert peking.facts(NonDelivered)[-1].reason == "pyongyang is revoked"
    assert {"station-revoked", "non-delivery"} <= set(peking.alarms())
    assert peking.take(drafts.send(RAZUVAEV, office=ROSHCHIN)).problem.code == "no-communications"
    assert peking.facts(KeyBookAdopted)[-1].version == 2
