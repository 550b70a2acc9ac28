"""Period keys come and go: published over the road, told of when they are over, sealed again."""

from dataclasses import replace

import pytest

from depesha import keybook
from depesha.envelope import Kind
from depesha.keybook import Armour, PeriodKeyLeaf, Request, Status, proposing
from depesha.keybook.leaf import OPENS_AFTER_MS
from depesha.keybook.root import ROOT_KEY
from depesha.names import Digest, OfficeId, StationId, TimeMs
from depesha.notice import ServiceCode, ServiceMessage
from depesha.office.book_road import BATCH_MS, HEADS_MS, UNHEARD_MS
from depesha.office.editions import PENDING
from depesha.office.events import (
    Admit,
    ChangeRoot,
    ImportSignature,
    KeysTurned,
    PlanLine,
    Revoke,
    SignPlan,
)
from depesha.office.events.keys import LiveKey
from depesha.office.facts import (
    Delivered,
    EditionCosigned,
    EditionProposed,
    EnvelopeSealed,
    ExpiredKeyMet,
    KeyBookAdopted,
    KeyRequestLearned,
    NonDelivered,
    PaperWithdrawn,
    PeriodKeyDestroyed,
    PeriodKeyMade,
    Quarantined,
    ReportLearned,
    ReturnLearned,
    SealedAgain,
    ServiceLearned,
    ServiceSent,
    StationRevoked,
)
from depesha.packet import Arrived, Defer, Packet
from depesha.seal.identity import identity_from_seed
from depesha.seal.keys import PeriodSeed, RootSeeds
from depesha.seal.sealer import StationSealer
from depesha.seal.signature import signing_key
from depesha.wire import SERVICE
from tests.network import drafts, keys
from tests.network.courier import Courier
from tests.network.forger import Forger, enclosure
from tests.network.keys import (
    DAY_MS,
    MOSCOW,
    NOW,
    PEKING,
    PYONGYANG,
    RAZUVAEV,
    ROSHCHIN,
    TOKYO,
    YEAR_MS,
)
from tests.network.post import Network, Post, Took

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


# -- copies of the key book -----------------------------------------------------------------------


def heard(network: Network, courier: Courier, *stations: StationId) -> Post:
    """Let the centre hear of these stations, and return it."""
    for station in stations:
        office = next(iter(keys.OFFICES[station]))
        network[station].handle(drafts.send(keys.GROMYKO, office=office))
    courier.run()
    return network[MOSCOW]


def newer(network: Network, *, without: OfficeId = keys.GUARD) -> None:
    """The centre takes an office from Peking: it concerns Peking, Pyongyang and itself."""
    request = keys.request_text(PEKING, without=[without])
    took = network[MOSCOW].take(Admit(order_id=drafts.order_id(), request=request))
    assert took.value["version"]


def version_of(post: Post) -> int:
    assert post.desk.key_book is not None
    return post.desk.key_book.version


def test_whom_an_edition_does_not_concern_gets_its_heads_a_day_later(
    network: Network, courier: Courier
) -> None:
    moscow = heard(network, courier, PEKING, TOKYO)
    newer(network)
    moscow.tick()
    courier.run()
    assert (version_of(network[PEKING]), version_of(network[TOKYO])) == (2, 2), "the first is whole"
    newer(network, without=keys.OPERATOR)
    moscow.tick()
    courier.run()
    assert (version_of(network[PEKING]), version_of(network[TOKYO])) == (3, 2)
    network.clock.advance(HEADS_MS)
    moscow.tick()
    courier.run()
    assert version_of(network[TOKYO]) == 3


def test_a_station_that_never_wrote_is_sent_nothing(network: Network, courier: Courier) -> None:
    moscow = network[MOSCOW]
    newer(network)
    moscow.tick()
    assert moscow.waiting(TOKYO) == moscow.waiting(PEKING) == []
    heard(network, courier, PEKING)
    network.clock.advance(UNHEARD_MS)
    moscow.tick()
    courier.run()
    assert version_of(network[PEKING]) == 2


def test_a_newer_paper_takes_the_place_of_one_that_waits(
    network: Network, courier: Courier
) -> None:
    moscow = heard(network, courier, PEKING)
    newer(network)
    moscow.tick()
    first = moscow.stored.key_life.copy(PEKING).document
    assert first is not None
    newer(network, without=keys.OPERATOR)
    took = moscow.tick()
    assert took.one(PaperWithdrawn).digest == first
    assert moscow.traffic.outstanding(first, PEKING) is None
    assert moscow.document(first) is None
    courier.run()
    assert version_of(network[PEKING]) == 3
    assert network[PEKING].alarms() == []
    assert moscow.stored.key_life.copy(PEKING).document is None


def test_the_report_of_a_paper_that_was_overtaken_is_no_alarm(
    network: Network, courier: Courier
) -> None:
    """Several editions in a minute: the first is there, and its report is still on its way."""
    moscow = heard(network, courier, PEKING)
    newer(network)
    moscow.tick()
    courier.carry(MOSCOW, PEKING)
    newer(network, without=keys.OPERATOR)
    assert moscow.tick().one(PaperWithdrawn).station == PEKING
    courier.run()
    assert version_of(network[PEKING]) == 3
    assert moscow.alarms() == []
    assert moscow.stored.rebuild().changed == ()
    stranger = moscow.stored.key_life.copy(PEKING)
    assert not moscow.stored.key_life.was_paper(Digest(bytes(32)), stranger.station)


def test_a_station_that_is_behind_asks_and_is_sent_the_newest(
    network: Network, courier: Courier
) -> None:
    """A telegram of an office that Peking does not know yet waits no longer than the answer."""
    peking, pyongyang = network[PEKING], network[PYONGYANG]
    moscow = heard(network, courier, PYONGYANG)
    asked = keys.request_of(PYONGYANG)
    (office,) = asked.identity.offices
    other = replace(office, office=OfficeId("shtykov@pyongyang"))
    offices = (office, replace(other, public_key=signing_key(keys.seed("shtykov")).public))
    wish = replace(asked, identity=replace(asked.identity, offices=offices))
    text = keybook.write_request(wish, keys.sealer_of(PYONGYANG).sign_as_station)
    moscow.handle(Admit(order_id="new", request=text))
    moscow.tick()
    courier.run()
    assert (version_of(pyongyang), version_of(peking)) == (2, 1)
    with pytest.raises(AssertionError):
        peking.take(drafts.send("shtykov@pyongyang", office=ROSHCHIN)).value  # noqa: B018
    told = ServiceMessage(
        station=PEKING,
        to=MOSCOW,
        at=network.clock.now,
        code=ServiceCode.KEY_BOOK_TAKEN,
        ranges=((1, 1),),
    )
    item = Forger(sender=PEKING, recipient=MOSCOW)
    packet = item.packet(item.signed(Kind.SERVICE, SERVICE.encode(told)))
    moscow.handle(Arrived(packet=packet, neighbour=PEKING))
    moscow.tick()
    courier.run()
    assert version_of(peking) == 2
    assert moscow.stored.key_life.copy(PEKING).held_version == 2


def test_a_letter_that_waits_for_a_book_makes_the_station_ask(
    network: Network, courier: Courier
) -> None:
    peking = network[PEKING]
    del courier
    forger = Forger(sender=MOSCOW, recipient=PEKING)
    body, registration = forger.telegram()
    packet = forger.packet(
        body,
        registration,
        documents=[enclosure(registration, ROSHCHIN)],
        book_version=7,
    )
    took = peking.take(Arrived(packet=packet, neighbour=MOSCOW))
    assert isinstance(took.outcome, Defer)
    assert took.one(ServiceSent).code is ServiceCode.KEY_BOOK_TAKEN
    assert peking.alarms() == ["key-book-behind"]
    again = peking.take(Arrived(packet=packet, neighbour=MOSCOW))
    assert ServiceSent not in again.kinds, "once in ten minutes"


# -- the key file and the journal -----------------------------------------------------------------


def test_what_a_crash_kept_from_being_written_down_is_the_next_time(network: Network) -> None:
    pyongyang = network[PYONGYANG]
    first, later = first_of(PYONGYANG), seed_of(PYONGYANG, 1)
    pyongyang.handle(turned(pyongyang, first, later))
    pyongyang.power_cut()
    took = pyongyang.take(turned(pyongyang, later, seed_of(PYONGYANG, 2)))
    assert took.one(PeriodKeyDestroyed).fingerprint == live(first).fingerprint
    assert took.one(PeriodKeyMade).fingerprint == live(seed_of(PYONGYANG, 2)).fingerprint
    assert pyongyang.take(turned(pyongyang, later, seed_of(PYONGYANG, 2))).facts == ()


def test_the_centre_is_asked_again_after_a_day_and_no_sooner(network: Network) -> None:
    pyongyang = network[PYONGYANG]
    keys_now = (first_of(PYONGYANG), seed_of(PYONGYANG, 1))
    pyongyang.handle(turned(pyongyang, *keys_now))
    assert len(pyongyang.waiting(MOSCOW)) == 1
    network.clock.advance(DAY_MS - 1)
    assert EnvelopeSealed not in pyongyang.take(turned(pyongyang, *keys_now)).kinds
    network.clock.advance(1)
    took = pyongyang.take(turned(pyongyang, *keys_now))
    assert took.one(EnvelopeSealed).recipient == MOSCOW
    assert took.one(PaperWithdrawn).station == MOSCOW


def test_a_station_whose_keys_run_out_says_so(network: Network) -> None:
    pyongyang = network[PYONGYANG]
    network.clock.advance(YEAR_MS - DAY_MS)
    pyongyang.handle(turned(pyongyang, first_of(PYONGYANG)))
    assert pyongyang.alarms() == ["keys-unpublished"]


def test_registers_of_key_life_follow_from_the_facts(network: Network, courier: Courier) -> None:
    moscow = heard(network, courier, PYONGYANG)
    moscow.handle(Revoke(order_id="r", station=PYONGYANG, reason="taken"))
    network[PEKING].handle(turned(network[PEKING], first_of(PEKING), seed_of(PEKING, 1)))
    for post in (moscow, network[PEKING]):
        assert post.stored.rebuild().changed == ()
    assert moscow.stored.key_life.revoked() == {PYONGYANG}
    assert len(network[PEKING].stored.key_life.period_keys()) == 2


def test_a_batch_waits_for_holders_that_are_elsewhere(network: Network, courier: Courier) -> None:
    """Two of two must sign, and one is away: the keys are published when he has signed."""
    moscow = heard(network, courier, PYONGYANG)
    away = keybook.holder("away", RootSeeds(ed25519=keys.seed("a"), mldsa44=keys.seed("b")))
    text = keybook.wrap(Armour.ROOT_KEY, ROOT_KEY.encode(away.public))
    wish = ChangeRoot(order_id="root", holders=(text,), threshold=2)
    assert moscow.take(wish).value["waits"] == 1
    signed(moscow, away)
    pyongyang = network[PYONGYANG]
    pyongyang.handle(turned(pyongyang, first_of(PYONGYANG), seed_of(PYONGYANG, 1)))
    courier.run()
    network.clock.advance(BATCH_MS)
    took = moscow.tick()
    assert EditionProposed in took.kinds
    assert KeyBookAdopted not in took.kinds
    assert moscow.alarms() == ["edition-waits"]
    assert len(book_keys(moscow)) == 1
    assert signed(moscow, away).one(EditionCosigned).holder == "away"
    assert len(book_keys(moscow)) == 2
    assert moscow.alarms() == []
    moscow.tick()
    courier.run()
    assert len(book_keys(pyongyang)) == 2
    assert moscow.take(ImportSignature(order_id="x", signature="")).problem.code == "not-found"


def book_keys(post: Post) -> tuple[PeriodKeyLeaf, ...]:
    assert post.desk.key_book is not None
    return post.desk.key_book.period_keys[PYONGYANG]


def signed(centre: Post, holder: keybook.Holder) -> Took:
    """Carry the edition that waits to a holder, and his signature back."""
    found, _, _ = proposing.unpack(centre.stored.state(PENDING))
    read = proposing.opened(proposing.PROPOSAL.encode(found.proposal))
    given = proposing.COSIGNATURE.encode(proposing.cosign(read, holder, centre.clock.now))
    text = keybook.wrap(Armour.SIGNATURE, given)
    return centre.take(ImportSignature(order_id=drafts.order_id(), signature=text))


def test_keys_are_published_while_a_plan_is_being_drawn(network: Network, courier: Courier) -> None:
    """What a person collects of the plan is not signed by the clock."""
    moscow = heard(network, courier, PYONGYANG)
    moscow.handle(PlanLine(order_id="line", a=PEKING, b=PYONGYANG, windows="always"))
    pyongyang = network[PYONGYANG]
    pyongyang.handle(turned(pyongyang, first_of(PYONGYANG), seed_of(PYONGYANG, 1)))
    courier.run()
    network.clock.advance(BATCH_MS)
    moscow.tick()
    moscow.tick()
    courier.run()
    assert len(book_keys(pyongyang)) == 2
    assert moscow.desk.key_book is not None
    assert moscow.desk.key_book.plan_version == 1
    took = moscow.take(SignPlan(order_id="sign"))
    assert took.value == {"version": 2, "plan_version": 2}
