"""Which way what goes: predictions, diversions, lines at a minimum, silence; and who is told."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import cast

import pytest

from depesha import keybook
from depesha.keybook import Armour
from depesha.names import OfficeId, Signature, StationId, TimeMs
from depesha.office.administration import REGISTRY
from depesha.office.events import (
    AdoptKeyBook,
    Event,
    Minimize,
    PlanLine,
    PlanSilence,
    SignPlan,
)
from depesha.office.facts import (
    AlarmRaised,
    DiversionLearned,
    Diverted,
    EnvelopeSealed,
    LateNoticed,
    LineMinimized,
    NonDelivered,
    RepeatPostponed,
    Rerouted,
    ReturnLearned,
    ReturnSent,
    Sent,
)
from depesha.office.repeating import REPEAT_AFTER_MS
from depesha.office.ways import PATIENCE_MS
from depesha.packet import (
    Accept,
    Arrived,
    Grade,
    HopAccepted,
    HopRefused,
    LineDown,
    LineUp,
    Packet,
    Refuse,
    RefuseReason,
    Return,
    ReturnArrived,
    ReturnReason,
)
from depesha.route import Transit
from depesha.telegram import Precedence
from tests.network import drafts
from tests.network.courier import Courier
from tests.network.keys import (
    DAY_MS,
    HOUR_MS,
    MINUTE_MS,
    MOSCOW,
    NOW,
    OPERATOR,
    PEKING,
    PYONGYANG,
    RAZUVAEV,
    ROSHCHIN,
    TOKYO,
    VYSHINSKY,
    Plan,
)
from tests.network.post import Founder, Network, Post
from tests.network.ring import RING, ring, with_windows


@pytest.fixture
def four(founder: Founder, tmp_path: Path) -> Iterator[Network]:
    with ring(founder, tmp_path) as made:
        yield made


def from_peking(network: Network, precedence: str = "ROUTINE", **lines: str) -> EnvelopeSealed:
    order = drafts.send(office=ROSHCHIN, Precedence=precedence, **lines)
    return network[PEKING].take(order).one(EnvelopeSealed)


def packet_for(post: Post, neighbour: StationId) -> Packet:
    (waiting,) = post.waiting(neighbour)
    assert isinstance(waiting.load, Packet)
    return waiting.load


def adopt_again(network: Network, station: StationId) -> None:
    """Let the centre sign the plan anew, and a station adopt it."""
    network[MOSCOW].handle(SignPlan(order_id=drafts.order_id()))
    kept = network[MOSCOW].stored.state(REGISTRY)
    assert kept is not None
    excerpt = keybook.wrap(Armour.KEY_BOOK, keybook.excerpt(keybook.decode(kept), station))
    (outcome,) = network[station].handle(AdoptKeyBook(order_id=drafts.order_id(), excerpt=excerpt))
    assert not isinstance(outcome, Exception), outcome


def given_to(post: Post, neighbour: StationId) -> Packet:
    """Let a neighbour take custody of the one packet that waits for it, and lose it."""
    (waiting,) = post.waiting(neighbour)
    post.handle(HopAccepted(neighbour=neighbour, entries=(waiting.entry,)))
    assert isinstance(waiting.load, Packet)
    return waiting.load


# -- predictions ----------------------------------------------------------------------------------


def test_a_dispatch_predicts_its_arrival_and_the_report(founder: Founder, tmp_path: Path) -> None:
    """It is 08:00 UTC, a Friday: through Moscow at 09:00, through Tokyo at 12:00."""
    plan = with_windows(
        (MOSCOW, PYONGYANG, "09:00-10:00 daily delay 1h"), (PYONGYANG, TOKYO, "12:00-13:00 daily")
    )
    with ring(founder, tmp_path, plan) as four:
        sealed = from_peking(four)
        assert (sealed.way, sealed.expected_at) == (MOSCOW, NOW + 2 * HOUR_MS)
        assert sealed.answer_at == NOW + DAY_MS + 2 * HOUR_MS
        peking = four[PEKING]
        given_to(peking, MOSCOW)
        due = sealed.answer_at + REPEAT_AFTER_MS[Grade.LOW]
        assert peking.facts(Sent)[0].repeat_at == due
        assert peking.desk.next_tick(NOW) == due
        four.clock.advance(DAY_MS)
        assert peking.tick().facts == ()


def test_what_left_late_is_not_repeated_while_it_is_under_way(
    founder: Founder, tmp_path: Path
) -> None:
    """The courier of this Friday left it; the one of the next takes it, and is two days away."""
    plan = replace(Plan(), windows=((MOSCOW, PYONGYANG, "fridays delay 2d"),))
    with ring(founder, tmp_path, plan) as four:
        moscow = four[MOSCOW]
        moscow.handle(drafts.send())
        four.clock.advance(14 * DAY_MS)
        given_to(moscow, PYONGYANG)
        (sent,) = moscow.facts(Sent)
        there_and_back = 14 * DAY_MS + 7 * DAY_MS + 2 * DAY_MS - 8 * HOUR_MS
        assert sent.repeat_at == NOW + there_and_back + REPEAT_AFTER_MS[Grade.LOW]


def test_a_result_says_when_it_is_expected(four: Network) -> None:
    took = four[PEKING].take(drafts.send(office=ROSHCHIN))
    (addressee,) = cast("list[dict[str, object]]", took.value["addressees"])
    assert (addressee["way"], addressee["expected_at"], addressee["beyond"]) == (MOSCOW, NOW, None)


def test_what_no_way_brings_in_time_is_not_sent(founder: Founder, tmp_path: Path) -> None:
    plan = replace(Plan(), windows=((MOSCOW, PYONGYANG, "mondays"),))
    with ring(founder, tmp_path, plan) as four:
        took = four[MOSCOW].take(drafts.send(Expires="within 1h"))
        assert "no way to pyongyang arrives before it expires" in took.problem.message
        assert took.problem.code == "no-communications"


def test_lateness_is_an_alarm_that_the_report_clears(four: Network) -> None:
    peking = four[PEKING]
    sealed = from_peking(four)
    four.clock.advance(REPEAT_AFTER_MS[Grade.LOW] - 1)
    assert peking.tick().facts == ()
    four.clock.advance(1)
    took = peking.tick()
    assert took.kinds == [LateNoticed, AlarmRaised, AlarmRaised]
    assert took.one(LateNoticed).expected_at == sealed.expected_at
    late, held_up = (one for one in took.facts if isinstance(one, AlarmRaised))
    assert late.text.startswith("no report from pyongyang: arrival was expected")
    assert (held_up.kind, held_up.about) == ("held-up", MOSCOW)
    assert peking.tick().facts == ()
    due = peking.desk.next_tick(four.clock.now)
    assert due is None or due > four.clock.now
    Courier(four).run()
    assert peking.duty("1").rung.name == "DELIVERED"
    assert peking.alarms() == []


def test_a_late_telegram_that_ends_is_one_alarm(four: Network) -> None:
    peking = four[PEKING]
    from_peking(four, Expires="within 2h")
    four.clock.advance(HOUR_MS)
    peking.tick()
    assert sorted(peking.alarms()) == ["held-up", "late-arrival"]
    four.clock.advance(2 * HOUR_MS)
    peking.tick()
    assert peking.alarms() == ["non-delivery"]


def test_a_repeat_takes_the_other_way_and_then_the_first_again(four: Network) -> None:
    peking = four[PEKING]
    assert from_peking(four).way == MOSCOW
    ways = []
    for _ in range(3):
        given_to(peking, peking.facts(EnvelopeSealed)[-1].way)
        four.clock.advance(4 * HOUR_MS)
        ways.append(peking.tick().one(EnvelopeSealed).way)
    assert ways == [TOKYO, MOSCOW, TOKYO]


# -- refused, returned, come back -----------------------------------------------------------------


def test_what_the_next_hop_refuses_goes_another_way_and_the_origin_is_told(four: Network) -> None:
    from_peking(four)
    courier = Courier(four)
    courier.carry(PEKING, MOSCOW)
    moscow, peking = four[MOSCOW], four[PEKING]
    (waiting,) = moscow.waiting(PYONGYANG)
    took = moscow.take(
        HopRefused(neighbour=PYONGYANG, entry=waiting.entry, reason=RefuseReason.STORAGE_FULL)
    )
    assert took.kinds == [Diverted]
    diverted = took.one(Diverted)
    assert (diverted.neighbour, diverted.next_hop) == (PYONGYANG, TOKYO)
    assert moscow.waiting(PYONGYANG) == []
    assert packet_for(moscow, TOKYO) == waiting.load
    courier.run()
    (learned,) = peking.facts(DiversionLearned)
    assert (learned.station, learned.neighbour, learned.reason) == (
        MOSCOW,
        PYONGYANG,
        ReturnReason.NEXT_REFUSED,
    )
    assert peking.duty("1").rung.name == "DELIVERED"
    assert peking.alarms() == moscow.alarms() == []


def test_what_everybody_refuses_is_given_back_and_nobody_is_asked_twice(four: Network) -> None:
    from_peking(four)
    Courier(four).carry(PEKING, MOSCOW)
    moscow = four[MOSCOW]
    for neighbour in (PYONGYANG, TOKYO):
        (waiting,) = moscow.waiting(neighbour)
        moscow.handle(
            HopRefused(neighbour=neighbour, entry=waiting.entry, reason=RefuseReason.NO_ROUTE)
        )
    assert len(moscow.facts(Diverted)) == len(moscow.facts(ReturnSent)) == 1
    assert [moscow.waiting(one) for one in (PYONGYANG, TOKYO)] == [[], []]


def test_a_return_is_sent_again_round_the_station_that_gave_it_back(four: Network) -> None:
    """Moscow has no line to Pyongyang and no rule through Tokyo any more; Peking does not know."""
    first = from_peking(four)
    moscow, peking = four[MOSCOW], four[PEKING]
    keys = moscow.desk.key_book
    assert keys is not None
    moscow.desk.key_book = replace(
        keys, lines=tuple(one for one in keys.lines if one.other(PYONGYANG) is None)
    )
    courier = Courier(four)
    courier.run()
    assert peking.facts(ReturnLearned)[0].station == MOSCOW
    (rerouted,) = peking.facts(Rerouted)
    assert (rerouted.excluded, rerouted.reason) == (MOSCOW, ReturnReason.NO_ROUTE)
    again = peking.facts(EnvelopeSealed)[-1]
    assert again.way == TOKYO
    assert again.slip_id != first.slip_id
    assert again.documents[0].is_repeat
    assert peking.facts(NonDelivered) == []
    assert peking.duty("1").rung.name == "DELIVERED"
    assert peking.alarms() == []
    # so did the delivery report, which nobody confirms in turn
    (back,) = four[PYONGYANG].facts(Rerouted)
    assert (back.station, back.excluded) == (PEKING, MOSCOW)
    assert peking.traffic.excluded(rerouted.digest, PYONGYANG) == frozenset()  # it has come


def test_where_nobody_else_is_left_a_return_is_a_non_delivery(four: Network) -> None:
    from_peking(four)
    for station in (MOSCOW, TOKYO):
        keys = four[station].desk.key_book
        assert keys is not None
        four[station].desk.key_book = replace(keys, transits=())
    Courier(four).run()
    peking = four[PEKING]
    assert [one.excluded for one in peking.facts(Rerouted)] == [MOSCOW]
    assert [one.reason for one in peking.facts(NonDelivered)] == ["not-authorised at tokyo"]


def test_a_packet_that_comes_back_is_taken_again_and_goes_another_way(four: Network) -> None:
    from_peking(four)
    Courier(four).carry(PEKING, MOSCOW)
    moscow = four[MOSCOW]
    packet = given_to(moscow, PYONGYANG)
    back = replace(packet, slip=replace(packet.slip, hops=packet.slip.hops + 1))
    took = moscow.take(Arrived(packet=back, neighbour=PYONGYANG))
    assert took.outcome == Accept()
    assert took.one(Diverted).reason is ReturnReason.CAME_BACK
    onward = packet_for(moscow, TOKYO)
    assert onward.sealed == packet.sealed
    assert onward.slip.hops == back.slip.hops + 1
    given_to(moscow, TOKYO)
    again = moscow.take(Arrived(packet=onward, neighbour=TOKYO))
    assert again.outcome == Refuse(reason=RefuseReason.LOOP)  # both ways were tried
    Courier(four).run()


def test_a_packet_of_our_own_that_comes_back_goes_another_way(four: Network) -> None:
    from_peking(four)
    peking = four[PEKING]
    packet = given_to(peking, MOSCOW)
    assert peking.take(Arrived(packet=packet, neighbour=TOKYO)).outcome == Accept()
    assert peking.waiting(TOKYO) == []  # it was not given to Tokyo: a copy
    took = peking.take(Arrived(packet=packet, neighbour=MOSCOW))
    assert took.outcome == Accept()
    assert took.one(Diverted).next_hop == TOKYO
    assert packet_for(peking, TOKYO).sealed == packet.sealed


def test_a_packet_that_comes_back_before_its_answer_waits_once(four: Network) -> None:
    from_peking(four)
    peking = four[PEKING]
    (waiting,) = peking.waiting(MOSCOW)
    assert isinstance(waiting.load, Packet)
    peking.handle(Arrived(packet=waiting.load, neighbour=MOSCOW))
    assert peking.waiting(MOSCOW) == []
    packet_for(peking, TOKYO)
    late = peking.take(HopAccepted(neighbour=MOSCOW, entries=(waiting.entry,)))
    assert late.facts == ()
    packet_for(peking, TOKYO)


# -- lines that are down --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("precedence", "grade"),
    [("ROUTINE", Grade.LOW), ("IMMEDIATE", Grade.URGENT), ("FLASH", Grade.FLASH)],
)
def test_what_loses_patience_with_a_line_takes_another(
    four: Network, precedence: str, grade: Grade
) -> None:
    peking = four[PEKING]
    from_peking(four, precedence)
    peking.handle(LineDown(neighbour=MOSCOW), LineDown(neighbour=MOSCOW))
    four.clock.advance(PATIENCE_MS[grade] - 1)
    peking.handle(LineDown(neighbour=MOSCOW))  # it is no news
    assert Diverted not in peking.tick().kinds
    assert peking.desk.next_tick(four.clock.now) == four.clock.now + 1
    four.clock.advance(1)
    diverted = peking.tick().one(Diverted)
    assert (diverted.neighbour, diverted.next_hop) == (MOSCOW, TOKYO)
    assert diverted.reason is ReturnReason.LINE_DOWN
    assert peking.waiting(MOSCOW) == []
    assert from_peking(four, precedence).way == TOKYO
    peking.handle(LineUp(neighbour=MOSCOW))
    assert peking.waiting(MOSCOW) == []  # nothing is sent twice
    assert from_peking(four, precedence).way == MOSCOW
    assert "line-down" not in peking.alarms()


def test_the_origin_learns_of_a_diversion_on_the_way(four: Network) -> None:
    from_peking(four, "FLASH")
    courier = Courier(four)
    courier.carry(PEKING, MOSCOW)
    moscow, peking = four[MOSCOW], four[PEKING]
    moscow.handle(LineDown(neighbour=PYONGYANG))
    four.clock.advance(PATIENCE_MS[Grade.FLASH])
    moscow.tick()
    courier.carry(MOSCOW, PEKING)
    (learned,) = peking.facts(DiversionLearned)
    assert (learned.station, learned.neighbour, learned.reason) == (
        MOSCOW,
        PYONGYANG,
        ReturnReason.LINE_DOWN,
    )
    assert peking.facts(ReturnLearned) == []
    courier.run()
    assert peking.duty("1").rung.name == "DELIVERED"
    (passed,) = moscow.facts(Diverted)
    passage = moscow.out_tray.passage(passed.slip_id)
    assert passage is not None
    assert (passage.next_hop, passage.returned) == (TOKYO, False)


def told_by(four: Network) -> ReturnArrived:
    """Let Moscow divert a telegram of Peking, and return what it tells."""
    from_peking(four, "FLASH")
    Courier(four).carry(PEKING, MOSCOW)
    moscow = four[MOSCOW]
    moscow.handle(LineDown(neighbour=PYONGYANG))
    four.clock.advance(PATIENCE_MS[Grade.FLASH])
    moscow.tick()
    (waiting,) = moscow.waiting(PEKING)
    assert isinstance(waiting.load, Return)
    return ReturnArrived(returned=waiting.load, neighbour=MOSCOW)


def test_news_twice_is_one_fact(four: Network) -> None:
    event, peking = told_by(four), four[PEKING]
    assert peking.take(event).kinds == [DiversionLearned]
    assert peking.take(event).facts == ()


@pytest.mark.parametrize("lie", ["signature", "reason", "leaf", "station"])
def test_news_that_nobody_signed_so_is_an_alarm(four: Network, lie: str) -> None:
    event, peking = told_by(four), four[PEKING]
    false = {
        "signature": {"signature": Signature(bytes(64))},
        "reason": {"reason": ReturnReason.MINIMIZED},
        "leaf": {"leaf": b"\xa0"},
        "station": {"station": TOKYO},
    }[lie]
    took = peking.take(replace(event, returned=replace(event.returned, **false)))  # type: ignore[arg-type]
    assert took.outcome == Accept()
    assert took.kinds == [AlarmRaised]
    assert peking.alarms() == ["return-unproved"]


def test_news_of_a_packet_that_never_passed_is_refused(four: Network) -> None:
    event = told_by(four)
    took = four[TOKYO].take(replace(event, neighbour=MOSCOW))
    assert took.outcome == Refuse(reason=RefuseReason.NOT_AUTHORISED)


def test_news_is_believed_of_a_station_that_shows_who_it_is(four: Network) -> None:
    """The origin need not know the relay: its leaf comes with a proof."""
    event, peking = told_by(four), four[PEKING]
    keys = peking.desk.key_book
    assert keys is not None
    known = {name: leaf for name, leaf in keys.identities.items() if name != MOSCOW}
    peking.desk.key_book = replace(keys, identities=known, placed={})
    assert peking.take(event).one(DiversionLearned).station == MOSCOW


def test_news_goes_back_hop_by_hop_and_not_behind_a_return(
    founder: Founder, tmp_path: Path
) -> None:
    """Peking's telegram goes through Moscow, and Tokyo, which has no line that is up."""
    plan = replace(
        RING,
        lines=((MOSCOW, PEKING), (MOSCOW, TOKYO), (PYONGYANG, TOKYO), (PEKING, TOKYO)),
        transits=(
            Transit(origin=PEKING, through=MOSCOW, to=PYONGYANG),
            Transit(origin=MOSCOW, through=TOKYO, to=PYONGYANG),
            Transit(origin=TOKYO, through=PEKING, to=PYONGYANG),
        ),
    )
    with ring(founder, tmp_path, plan) as four:
        from_peking(four)
        moscow, tokyo = four[MOSCOW], four[TOKYO]
        packet = given_to(four[PEKING], MOSCOW)
        moscow.handle(Arrived(packet=packet, neighbour=PEKING))
        given_to(moscow, TOKYO)
        news = Return(
            slip_id=packet.slip.slip_id,
            reason=ReturnReason.LINE_DOWN,
            station=TOKYO,
            signature=Signature(bytes(64)),
        )
        event = ReturnArrived(returned=news, neighbour=TOKYO)
        assert moscow.take(event).outcome == Accept()
        (onward,) = moscow.waiting(PEKING)
        assert (onward.load, onward.grade) == (news, Grade.URGENT)
        assert moscow.facts(ReturnSent) == []
        back = replace(news, reason=ReturnReason.NO_ROUTE)
        moscow.handle(ReturnArrived(returned=back, neighbour=TOKYO), event)
        assert [one.load for one in moscow.waiting(PEKING)] == [news, back]
        (waiting,) = [one for one in moscow.waiting(PEKING) if one.load == news]
        moscow.handle(
            HopRefused(neighbour=PEKING, entry=waiting.entry, reason=RefuseReason.UNKNOWN_VERSION)
        )
        assert moscow.alarms() == []  # an older station does not know what only tells
        assert tokyo.alarms() == []


def test_what_has_expired_does_not_come_back(four: Network) -> None:
    from_peking(four, Expires="within 1h")
    peking = four[PEKING]
    packet = given_to(peking, MOSCOW)
    four.clock.advance(DAY_MS)
    took = peking.take(Arrived(packet=packet, neighbour=MOSCOW))
    assert took.outcome == Refuse(reason=RefuseReason.LOOP)


def test_however_much_waits_all_of_it_is_diverted(four: Network) -> None:
    peking = four[PEKING]
    for _ in range(3):
        peking.handle(*(drafts.send(office=ROSHCHIN, text=f"{n}") for n in range(100)))
    waiting = len(peking.waiting(MOSCOW))
    peking.handle(LineDown(neighbour=MOSCOW))
    four.clock.advance(PATIENCE_MS[Grade.LOW])
    peking.tick()
    assert len(peking.facts(Diverted)) == waiting
    assert peking.waiting(MOSCOW) == []


def test_a_relay_whose_only_line_is_down_keeps_what_it_takes(network: Network) -> None:
    moscow = network[MOSCOW]
    moscow.handle(LineDown(neighbour=PYONGYANG))
    network.clock.advance(PATIENCE_MS[Grade.LOW])
    network[PEKING].handle(drafts.send(office=ROSHCHIN))
    Courier(network).carry(PEKING, MOSCOW)
    assert len(moscow.waiting(PYONGYANG)) == 1
    assert moscow.alarms() == ["line-down"]


def test_a_line_that_left_the_plan_is_nobodys_way_and_nobodys_alarm(network: Network) -> None:
    moscow = network[MOSCOW]
    moscow.handle(LineDown(neighbour=StationId("nowhere")))
    network.clock.advance(DAY_MS)
    assert moscow.tick().facts == ()
    assert moscow.desk.next_tick(network.clock.now) is None
    moscow.desk.key_book = None
    assert moscow.tick().facts == ()
    assert moscow.desk.next_tick(network.clock.now) is None


@pytest.mark.parametrize("is_down", [True, False])
def test_a_plan_without_a_line_clears_what_was_said_of_it(network: Network, is_down: bool) -> None:  # noqa: FBT001
    """Also what the line itself says of it when it is then broken off."""
    peking = network[PEKING]
    peking.handle(drafts.send(office=ROSHCHIN))
    if is_down:
        peking.handle(LineDown(neighbour=MOSCOW))
    network.clock.advance(PATIENCE_MS[Grade.LOW])
    peking.tick()
    assert ("line-down" if is_down else "held-up") in peking.alarms()
    without = PlanLine(
        order_id=drafts.order_id(), a=PEKING, b=MOSCOW, windows="always", remove=True
    )
    network[MOSCOW].handle(without)
    adopt_again(network, PEKING)
    peking.handle(LineDown(neighbour=MOSCOW))
    assert {"line-down", "held-up"}.isdisjoint(peking.alarms())
    assert list(peking.out_tray.down_lines()) == []


def test_a_station_that_begins_to_serve_gives_its_lines_their_whole_patience(
    network: Network,
) -> None:
    moscow = network[MOSCOW]
    moscow.handle(LineDown(neighbour=PYONGYANG))
    network.clock.advance(DAY_MS)
    moscow.handle(LineDown(neighbour=PYONGYANG, anew=True))
    assert [one.since for one in moscow.out_tray.down_lines()] == [network.clock.now]


def test_where_there_is_no_other_way_it_waits_and_an_alarm_says_so(network: Network) -> None:
    peking = network[PEKING]
    peking.handle(drafts.send(office=ROSHCHIN), LineDown(neighbour=MOSCOW))
    network.clock.advance(PATIENCE_MS[Grade.LOW])
    took = peking.tick()
    assert "line-down" in peking.alarms()
    assert Diverted not in took.kinds
    due = peking.desk.next_tick(network.clock.now)
    assert due is None or due > network.clock.now  # the clock rests
    sealed = peking.take(drafts.send(office=ROSHCHIN)).one(EnvelopeSealed)
    assert (sealed.way, sealed.expected_at) == (MOSCOW, None)
    peking.handle(LineUp(neighbour=MOSCOW))
    assert "line-down" not in peking.alarms()
    assert len(peking.waiting(MOSCOW)) == 2


def test_a_line_that_comes_up_takes_what_waits_for_another(four: Network) -> None:
    peking = four[PEKING]
    from_peking(four)
    peking.handle(LineDown(neighbour=MOSCOW), LineDown(neighbour=TOKYO))
    four.clock.advance(PATIENCE_MS[Grade.LOW])
    peking.tick()
    assert len(peking.waiting(MOSCOW)) == 1
    peking.handle(LineUp(neighbour=TOKYO))
    assert peking.desk.next_tick(four.clock.now) == four.clock.now
    assert peking.tick().one(Diverted).next_hop == TOKYO


def test_a_line_that_is_closed_is_not_down(founder: Founder, tmp_path: Path) -> None:
    plan = with_windows((MOSCOW, PEKING, "10:00-11:00 daily"), (PEKING, TOKYO, "14:00-15:00 daily"))
    with ring(founder, tmp_path, plan) as four:
        peking = four[PEKING]
        assert from_peking(four, "FLASH").way == MOSCOW
        peking.handle(LineDown(neighbour=MOSCOW))
        four.clock.advance(HOUR_MS)
        assert Diverted not in peking.tick().kinds
        due = peking.desk.next_tick(four.clock.now)
        assert due is not None
        four.clock.advance(NOW + 2 * HOUR_MS + PATIENCE_MS[Grade.FLASH] - four.clock.now)
        assert peking.tick().one(Diverted).next_hop == TOKYO


# -- minimize -------------------------------------------------------------------------------------


def minimize(precedence: Precedence | None, neighbour: StationId = MOSCOW) -> Minimize:
    return Minimize(order_id=drafts.order_id(), neighbour=neighbour, precedence=precedence)


def test_at_a_minimum_only_what_is_urgent_takes_the_line(four: Network) -> None:
    peking = four[PEKING]
    from_peking(four)
    took = peking.take(minimize(Precedence.IMMEDIATE))
    assert took.one(LineMinimized).precedence is Precedence.IMMEDIATE
    assert took.value == {"neighbour": "moscow", "precedence": "IMMEDIATE"}
    assert took.one(Diverted).reason is ReturnReason.MINIMIZED
    assert peking.waiting(MOSCOW) == []
    assert from_peking(four, "ROUTINE").way == TOKYO
    assert from_peking(four, "IMMEDIATE").way == MOSCOW
    peking.handle(minimize(None))
    assert from_peking(four, "ROUTINE").way == MOSCOW
    assert peking.traffic.minimized() == {}


def test_at_a_minimum_without_another_way_the_rest_waits(network: Network) -> None:
    peking = network[PEKING]
    peking.handle(drafts.send(office=ROSHCHIN), minimize(Precedence.FLASH))
    sealed = peking.take(drafts.send(office=ROSHCHIN)).one(EnvelopeSealed)
    assert (sealed.way, sealed.expected_at) == (MOSCOW, None)
    assert len(peking.waiting(MOSCOW)) == 2
    assert peking.alarms() == []
    woken = peking.desk.handle([minimize(None)], network.clock.now).woken
    assert woken == {MOSCOW: Grade.FLASH}


def test_a_minimum_is_of_a_line_that_there_is(network: Network) -> None:
    took = network[PEKING].take(minimize(Precedence.FLASH, TOKYO))
    assert took.problem.code == "not-found"


def test_what_first_waits_for_a_line_that_is_down_is_late_by_its_first_prediction(
    network: Network,
) -> None:
    """Nothing was predicted of the first sending; of the repeat it is, and nobody answers that."""
    peking = network[PEKING]
    peking.handle(LineDown(neighbour=MOSCOW))
    network.clock.advance(PATIENCE_MS[Grade.LOW])
    sealed = peking.take(drafts.send(office=ROSHCHIN)).one(EnvelopeSealed)
    assert sealed.answer_at is None
    peking.handle(LineUp(neighbour=MOSCOW))
    given_to(peking, MOSCOW)
    network.clock.advance(REPEAT_AFTER_MS[Grade.LOW])
    again = peking.tick().one(EnvelopeSealed)
    assert again.answer_at == network.clock.now
    given_to(peking, MOSCOW)
    network.clock.advance(REPEAT_AFTER_MS[Grade.LOW])
    assert peking.tick().one(LateNoticed).expected_at == again.expected_at
    assert "late-arrival" in peking.alarms()


def test_what_comes_between_two_windows_of_a_line_that_is_down_is_an_alarm_in_the_next(
    founder: Founder, tmp_path: Path
) -> None:
    """It was down all of this morning; what comes at noon is given the patience of tomorrow."""
    plan = replace(Plan(), windows=((MOSCOW, PEKING, "08:00-10:00 daily"),))
    with ring(founder, tmp_path, plan) as four:
        peking = four[PEKING]
        peking.handle(LineDown(neighbour=MOSCOW))
        four.clock.advance(HOUR_MS)
        peking.tick()
        four.clock.advance(3 * HOUR_MS)
        assert from_peking(four, "FLASH").way == MOSCOW
        assert peking.alarms() == []
        four.clock.advance(NOW + DAY_MS + PATIENCE_MS[Grade.FLASH] - 1 - four.clock.now)
        peking.tick()
        assert "line-down" not in peking.alarms()
        assert peking.desk.next_tick(four.clock.now) == four.clock.now + 1
        four.clock.advance(1)
        peking.tick()
        assert "line-down" in peking.alarms()


@pytest.mark.parametrize(
    ("windows", "lost_at"),
    [
        ("09:00-09:30 daily", NOW + HOUR_MS + 30 * MINUTE_MS),
        ("09:00-09:20 daily", NOW + HOUR_MS + DAY_MS + 10 * MINUTE_MS),
        ("09:00-09:10,10:00-10:15 daily", NOW + HOUR_MS + DAY_MS + 5 * MINUTE_MS),
    ],
)
def test_patience_with_a_line_of_short_windows_is_lost_over_them_all(
    founder: Founder, tmp_path: Path, windows: str, lost_at: int
) -> None:
    plan = with_windows((MOSCOW, PEKING, windows), (PEKING, TOKYO, "20:00-21:00 daily"))
    with ring(founder, tmp_path, plan) as four:
        peking = four[PEKING]
        assert from_peking(four).way == MOSCOW
        peking.handle(LineDown(neighbour=MOSCOW))
        diverted_at = None
        while diverted_at is None:
            due = peking.desk.next_tick(four.clock.now)
            assert due is not None
            assert due <= lost_at
            four.clock.advance(max(due - four.clock.now, 1))
            if Diverted in peking.tick().kinds:
                diverted_at = four.clock.now
        assert diverted_at == lost_at
        four.clock.advance(12 * HOUR_MS)
        assert from_peking(four).way == TOKYO
        peking.tick()
        due = peking.desk.next_tick(four.clock.now)
        assert due is None or due > four.clock.now  # the clock rests
        peking.handle(LineUp(neighbour=MOSCOW))
        assert from_peking(four).way == MOSCOW


def test_what_a_new_plan_leaves_to_a_line_that_is_down_is_an_alarm(network: Network) -> None:
    """It came before patience was lost, with nobody to look at it since: the plan looks at all."""
    peking = network[PEKING]
    peking.handle(LineDown(neighbour=MOSCOW))
    network.clock.advance(PATIENCE_MS[Grade.LOW])
    peking.tick()
    peking.handle(drafts.send(office=ROSHCHIN))
    assert peking.alarms() == ["line-down"]
    peking.handle(LineUp(neighbour=MOSCOW), LineDown(neighbour=MOSCOW))
    assert peking.alarms() == []
    network.clock.advance(PATIENCE_MS[Grade.LOW])
    adopt_again(network, PEKING)
    assert peking.alarms() == ["line-down"]


# -- silence --------------------------------------------------------------------------------------


def test_nothing_is_repeated_to_a_silent_station_before_its_time(
    founder: Founder, tmp_path: Path
) -> None:
    until = TimeMs(NOW + DAY_MS)
    with ring(founder, tmp_path, replace(RING, silences=((PYONGYANG, until),))) as four:
        peking = four[PEKING]
        sealed = from_peking(four)
        assert (sealed.expected_at, sealed.answer_at) == (NOW, until)
        given_to(peking, MOSCOW)
        four.clock.advance(DAY_MS - 1)
        assert peking.tick().facts == ()
        four.clock.advance(1 + REPEAT_AFTER_MS[Grade.LOW])
        assert EnvelopeSealed in peking.tick().kinds


def test_a_silence_that_begins_later_postpones_the_repeat(four: Network) -> None:
    peking = four[PEKING]
    from_peking(four)
    given_to(peking, MOSCOW)
    keys = peking.desk.key_book
    assert keys is not None
    until = TimeMs(NOW + DAY_MS)
    peking.desk.key_book = replace(keys, silences={PYONGYANG: until})
    four.clock.advance(HOUR_MS)
    took = peking.tick()
    assert took.kinds == [RepeatPostponed, LateNoticed]
    assert took.one(RepeatPostponed).repeat_at == until + REPEAT_AFTER_MS[Grade.LOW]
    assert peking.alarms() == []
    four.clock.advance(DAY_MS - HOUR_MS + REPEAT_AFTER_MS[Grade.LOW] - 1)
    peking.tick()
    assert "late-arrival" not in peking.alarms()
    four.clock.advance(1)
    peking.tick()
    assert "late-arrival" in peking.alarms()  # the silence is over, and still no word


def silent(post: Post, until: int) -> None:
    """Let a station keep silent by its plan."""
    keys = post.desk.key_book
    assert keys is not None
    post.desk.key_book = replace(keys, silences={post.station: TimeMs(until)})


def test_what_waits_out_our_own_silence_is_not_held_up(network: Network) -> None:
    peking = network[PEKING]
    silent(peking, NOW + DAY_MS)
    peking.handle(drafts.send(office=ROSHCHIN, Precedence="FLASH"))
    network.clock.advance(HOUR_MS)
    peking.tick()
    assert "held-up" not in peking.alarms()
    network.clock.advance(DAY_MS - HOUR_MS + PATIENCE_MS[Grade.FLASH])
    peking.tick()
    assert "held-up" in peking.alarms()


def test_a_line_that_is_down_while_we_keep_silent_has_its_patience_afterwards(
    four: Network,
) -> None:
    peking = four[PEKING]
    silent(peking, NOW + DAY_MS)
    from_peking(four, "FLASH")
    peking.handle(LineDown(neighbour=MOSCOW))
    four.clock.advance(HOUR_MS)
    assert Diverted not in peking.tick().kinds
    four.clock.advance(DAY_MS - HOUR_MS + PATIENCE_MS[Grade.FLASH])
    assert peking.tick().one(Diverted).next_hop == TOKYO


def test_the_centre_plans_a_silence(network: Network) -> None:
    moscow = network[MOSCOW]
    until = TimeMs(NOW + DAY_MS)
    events: list[Event] = [
        PlanSilence(order_id="a", station=PYONGYANG, until=until),
        SignPlan(order_id="b"),
    ]
    moscow.handle(*events)
    assert moscow.desk.key_book is not None
    assert moscow.desk.key_book.silent_until(PYONGYANG, NOW) == until
    over = moscow.take(PlanSilence(order_id="c", station=PYONGYANG, until=NOW))
    assert over.problem.code == "refused"
    moscow.handle(PlanSilence(order_id="d", station=PYONGYANG, until=None), SignPlan(order_id="e"))
    assert moscow.desk.key_book.silences == {}
    network.clock.advance(MINUTE_MS)


@pytest.mark.parametrize("office", [ROSHCHIN, OPERATOR])
def test_an_office_that_handles_lines_sets_a_minimum(network: Network, office: OfficeId) -> None:
    order = replace(minimize(Precedence.FLASH), office=office)
    assert network[PEKING].take(order).one(LineMinimized).precedence is Precedence.FLASH


def test_an_office_that_handles_no_lines_sets_no_minimum(network: Network) -> None:
    order = replace(minimize(Precedence.FLASH, PEKING), office=VYSHINSKY)
    took = network[MOSCOW].take(order)
    assert (took.problem.code, took.facts) == ("forbidden", ())


def test_an_office_elsewhere_sets_no_minimum_here(network: Network) -> None:
    order = replace(minimize(Precedence.FLASH), office=RAZUVAEV)
    assert network[PEKING].take(order).problem.code == "refused"
