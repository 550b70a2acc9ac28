"""End-to-end repeat, expiry, and numbers that are missing."""

from dataclasses import replace

import pytest

from depesha.names import Digest, TimeMs
from depesha.notice import ServiceCode
from depesha.office.control import DESPAIR_AFTER, GAP_MARGIN_MS
from depesha.office.events import Tick
from depesha.office.facts import (
    AlarmRaised,
    Delivered,
    EnvelopeOpened,
    EnvelopeSealed,
    GapAsked,
    LateNoticed,
    NonDelivered,
    NumbersVoided,
    RepeatPostponed,
    RepeatRecognised,
    ServiceLearned,
    ServiceSent,
    TermPassed,
)
from depesha.office.repeating import REPEAT_AFTER_MS, repeat_at
from depesha.packet import Arrived, Grade, Packet, Waiting
from tests.network import drafts
from tests.network.courier import Calm, Courier, Fate
from tests.network.forger import Forger, envelope_of
from tests.network.keys import (
    DAY_MS,
    HOUR_MS,
    MINUTE_MS,
    MOSCOW,
    NOW,
    PEKING,
    PYONGYANG,
    RAZUVAEV,
    ROSHCHIN,
    Plan,
    book_of,
)
from tests.network.post import Network, Post


class Swallow(Calm):
    """A neighbour who takes custody and loses it, so many times."""

    def __init__(self, times: int) -> None:
        self._left = times

    def fate(self, load: Waiting) -> Fate:
        del load
        self._left -= 1
        return Fate.SWALLOWED if self._left >= 0 else Fate.CARRIED


def packets(post: Post) -> list[Packet]:
    loads = [one.load for one in post.waiting(PYONGYANG)]
    return [load for load in loads if isinstance(load, Packet)]


# -- repeats --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("precedence", "grade"),
    [("ROUTINE", Grade.LOW), ("IMMEDIATE", Grade.URGENT), ("FLASH", Grade.FLASH)],
)
def test_what_is_not_reported_goes_again_in_a_new_envelope(
    network: Network, courier: Courier, precedence: str, grade: Grade
) -> None:
    moscow = network[MOSCOW]
    first = moscow.take(drafts.send(Precedence=precedence)).one(EnvelopeSealed)
    courier.weather = Swallow(1)
    courier.run()
    due = moscow.desk.next_tick(network.clock.now)
    assert due == NOW + REPEAT_AFTER_MS[grade]
    network.clock.advance(REPEAT_AFTER_MS[grade] - 1)
    assert moscow.tick().facts == ()
    network.clock.advance(1)
    repeat = moscow.tick().one(EnvelopeSealed)
    assert (repeat.grade, repeat.seq) == (grade, first.seq + 1)
    assert repeat.slip_id != first.slip_id
    assert repeat.documents == (replace(first.documents[0], is_repeat=True),)
    (packet,) = packets(moscow)
    assert envelope_of(packet, PYONGYANG).documents[0].is_repeat
    courier.run()
    assert moscow.duty("1").rung.name == "DELIVERED"
    assert len(network[PYONGYANG].facts(Delivered)) == 1


def test_the_pauses_double_and_never_pass_the_expiry(network: Network, courier: Courier) -> None:
    moscow = network[MOSCOW]
    moscow.handle(drafts.send(Precedence="FLASH", Expires="within 5h"))
    courier.weather = Swallow(100)
    times = []
    while not moscow.facts(NonDelivered):
        courier.run()
        due = moscow.desk.next_tick(network.clock.now)
        assert due is not None
        network.clock.advance(due - network.clock.now)
        times.append((due - NOW) // MINUTE_MS)
        moscow.tick()
    assert times == [1, 3, 7, 15, 31, 63, 127, 191, 255, 300]


def test_a_pause_is_at_most_64_times_the_first() -> None:
    for grade, pause in REPEAT_AFTER_MS.items():
        assert repeat_at(grade, 50, NOW, TimeMs(NOW + 10**12)) == NOW + 64 * pause


def test_nothing_goes_twice_while_the_first_has_not_left(
    network: Network, courier: Courier
) -> None:
    """The line was down for a day: the time of the repeat begins when the first leaves."""
    moscow = network[MOSCOW]
    moscow.handle(drafts.send())
    network.clock.advance(DAY_MS)
    assert moscow.tick().kinds == [
        LateNoticed,
        AlarmRaised,
        TermPassed,
        AlarmRaised,
        AlarmRaised,
    ]
    assert sorted(moscow.alarms()) == ["handling-exceeded", "held-up", "late-arrival"]
    assert len(moscow.waiting(PYONGYANG)) == 1
    courier.weather = Swallow(1)
    courier.run()
    due = moscow.desk.next_tick(network.clock.now)
    assert due == network.clock.now + REPEAT_AFTER_MS[Grade.LOW]


def test_what_expires_is_a_non_delivery_with_an_alarm(network: Network, courier: Courier) -> None:
    moscow = network[MOSCOW]
    moscow.handle(drafts.send(Expires="within 2h"))
    courier.weather = Swallow(100)
    courier.run()
    network.clock.advance(2 * HOUR_MS)
    took = moscow.tick()
    assert took.kinds == [NonDelivered, AlarmRaised]
    assert took.one(NonDelivered).reason == "expired"
    assert moscow.duty("1").exit == "UNKNOWN"
    assert moscow.tick().facts == ()
    assert moscow.desk.next_tick(network.clock.now) is None


def test_what_expires_before_it_left_is_taken_out_of_the_tray(network: Network) -> None:
    moscow = network[MOSCOW]
    moscow.handle(drafts.send(Expires="within 2h"))
    network.clock.advance(3 * HOUR_MS)
    moscow.tick()
    assert moscow.waiting(PYONGYANG) == []
    assert moscow.duty("1").exit == "EXPIRED"
    assert moscow.alarms() == ["non-delivery"]


def test_where_no_way_is_left_a_repeat_waits_for_one_and_an_alarm_says_so(
    network: Network, courier: Courier
) -> None:
    moscow = network[MOSCOW]
    moscow.handle(drafts.send())
    courier.weather = Swallow(1)
    courier.run()
    moscow.desk.key_book = book_of(MOSCOW, Plan(lines=((MOSCOW, PEKING),), transits=()))
    network.clock.advance(HOUR_MS)
    took = moscow.tick()
    assert took.kinds == [AlarmRaised, RepeatPostponed, LateNoticed, AlarmRaised]
    assert took.one(RepeatPostponed).repeat_at > network.clock.now
    moscow.desk.key_book = book_of(MOSCOW)
    network.clock.advance(DAY_MS)
    assert EnvelopeSealed in moscow.tick().kinds


def test_a_clock_that_has_nothing_to_do_does_nothing(network: Network) -> None:
    moscow = network[MOSCOW]
    assert moscow.desk.next_tick(NOW) is None
    assert moscow.take(Tick()).facts == ()


def test_a_repeat_takes_the_whole_telegram_and_an_answer_alone(
    network: Network, courier: Courier
) -> None:
    """A telegram is body and registration; both are found again by their digests."""
    moscow, pyongyang = network[MOSCOW], network[PYONGYANG]
    moscow.handle(drafts.send())
    courier.run()
    pyongyang.handle(drafts.report("moscow/1"))
    courier.weather = Swallow(1)
    courier.carry(PYONGYANG, MOSCOW)
    network.clock.advance(HOUR_MS)
    repeat = pyongyang.tick().one(EnvelopeSealed)
    assert len(repeat.documents) == 1
    courier.run()
    assert moscow.duty("1").rung.name == "EXECUTED"


# -- gaps -----------------------------------------------------------------------------------------


def lose_the_first(network: Network, courier: Courier) -> None:
    """Moscow's first envelope to Pyongyang is lost, its second arrives."""
    network[MOSCOW].handle(drafts.send())
    courier.weather = Swallow(1)
    courier.carry(MOSCOW, PYONGYANG)
    network[MOSCOW].handle(drafts.send())
    courier.carry(MOSCOW, PYONGYANG)


def test_a_gap_is_asked_for_once_when_its_margin_is_over(
    network: Network, courier: Courier
) -> None:
    lose_the_first(network, courier)
    pyongyang = network[PYONGYANG]
    (gap,) = pyongyang.gaps()
    assert (gap.sender, gap.first, gap.last, gap.asked) == (MOSCOW, 1, 1, False)
    assert pyongyang.desk.next_tick(NOW) == NOW + GAP_MARGIN_MS[Grade.LOW]
    network.clock.advance(GAP_MARGIN_MS[Grade.LOW] - 1)
    assert pyongyang.tick().facts == ()
    network.clock.advance(1)
    took = pyongyang.tick()
    assert took.kinds == [ServiceSent, GapAsked, EnvelopeSealed]
    assert took.one(ServiceSent).code is ServiceCode.REPEAT_REQUEST
    network.clock.advance(DAY_MS)
    assert GapAsked not in pyongyang.tick().kinds


def test_what_was_asked_for_comes_and_the_numbers_are_voided(
    network: Network, courier: Courier
) -> None:
    lose_the_first(network, courier)
    moscow, pyongyang = network[MOSCOW], network[PYONGYANG]
    network.clock.advance(GAP_MARGIN_MS[Grade.LOW])
    pyongyang.tick()
    courier.run()
    assert moscow.facts(ServiceLearned)[0].code is ServiceCode.REPEAT_REQUEST
    (voided,) = pyongyang.facts(NumbersVoided)
    assert (voided.sender, voided.first, voided.last) == (MOSCOW, 1, 1)
    assert pyongyang.gaps() == []
    assert pyongyang.traffic.seen(MOSCOW, Grade.LOW)[1] == moscow.facts(EnvelopeSealed)[-1].seq
    assert len(pyongyang.facts(Delivered)) == 2
    assert moscow.duty("1").rung.name == "DELIVERED"
    assert moscow.alarms() == []


def test_what_has_been_confirmed_meanwhile_is_not_sent_again(
    network: Network, courier: Courier
) -> None:
    lose_the_first(network, courier)
    courier.run()
    moscow, pyongyang = network[MOSCOW], network[PYONGYANG]
    network.clock.advance(HOUR_MS)
    moscow.tick()  # the repeat rule is faster than the gap
    courier.run()
    sealed = len(moscow.facts(EnvelopeSealed))
    pyongyang.tick()
    courier.run()
    assert len(moscow.facts(EnvelopeSealed)) == sealed + 1  # the voided numbers, nothing else
    assert pyongyang.facts(RepeatRecognised) == []
    assert pyongyang.gaps() == []


def test_a_lost_receipt_is_asked_for_by_its_number(network: Network, courier: Courier) -> None:
    """A receipt is not confirmed in turn, so only its number tells that it is missing."""
    moscow, pyongyang = network[MOSCOW], network[PYONGYANG]
    moscow.handle(drafts.send(), drafts.send())
    courier.run()
    pyongyang.handle(drafts.confirm("moscow/1"))
    courier.weather = Swallow(1)
    courier.run()
    pyongyang.handle(drafts.confirm("moscow/2"))
    courier.run()
    assert moscow.duty("1").rung.name == "DELIVERED"
    network.clock.advance(HOUR_MS)
    moscow.tick()
    courier.run()
    assert moscow.duty("1").rung.name == "RECEIVED"
    assert moscow.gaps() == []


def test_only_the_gap_of_that_series_is_closed(network: Network) -> None:
    """Numbers voided of one epoch and grade say nothing about another."""
    pyongyang = network[PYONGYANG]
    forger = Forger()
    forger.seq = 4
    pyongyang.handle(Arrived(packet=forger.packet(*forger.telegram()), neighbour=MOSCOW))
    (gap,) = pyongyang.gaps()
    assert (gap.first, gap.last) == (1, 4)
    for grade, ranges in ((Grade.FLASH, ((1, 4),)), (Grade.LOW, ((2, 3), (9, 9)))):
        message = forger.service(
            ServiceCode.NUMBERS_VOIDED, epoch=gap.epoch, grade=grade, ranges=ranges
        )
        pyongyang.handle(Arrived(packet=forger.packet(message), neighbour=MOSCOW))
    assert [(one.first, one.last) for one in pyongyang.gaps()] == [(1, 1), (4, 4)]


def test_a_gap_of_a_station_without_a_way_is_an_alarm(network: Network, courier: Courier) -> None:
    lose_the_first(network, courier)
    pyongyang = network[PYONGYANG]
    pyongyang.desk.key_book = book_of(
        PYONGYANG, Plan(lines=((MOSCOW, PEKING),), introduced=((MOSCOW, PYONGYANG),), transits=())
    )
    network.clock.advance(HOUR_MS)
    took = pyongyang.tick()
    assert took.kinds == [AlarmRaised, GapAsked, AlarmRaised]
    assert sorted(pyongyang.alarms()) == ["gap", "no-communications"]
    due = pyongyang.desk.next_tick(network.clock.now)
    assert due is None or due > network.clock.now  # the clock rests


def test_a_gap_that_stands_is_an_alarm_and_clears_when_it_closes(
    network: Network, courier: Courier
) -> None:
    lose_the_first(network, courier)
    pyongyang = network[PYONGYANG]
    network.clock.advance(DESPAIR_AFTER * GAP_MARGIN_MS[Grade.LOW])
    pyongyang.tick()
    due = pyongyang.desk.next_tick(network.clock.now)
    assert pyongyang.alarms() == ["gap", "held-up"]
    assert due is None or due > network.clock.now
    courier.run()
    assert pyongyang.alarms() == []
    assert pyongyang.gaps() == []


def test_the_alarm_of_a_gap_clears_when_the_number_itself_comes(network: Network) -> None:
    pyongyang = network[PYONGYANG]
    forger = Forger()
    late = forger.packet(*forger.telegram(number=1))
    early = forger.packet(*forger.telegram(number=2))
    pyongyang.handle(Arrived(packet=early, neighbour=MOSCOW))
    network.clock.advance(DAY_MS)
    pyongyang.tick()
    pyongyang.tick()
    assert "gap" in pyongyang.alarms()
    pyongyang.handle(Arrived(packet=late, neighbour=MOSCOW))
    assert "gap" not in pyongyang.alarms()


def test_a_broken_chain_raises_an_alarm_and_loses_nothing(network: Network) -> None:
    pyongyang = network[PYONGYANG]
    forger = Forger()
    pyongyang.handle(Arrived(packet=forger.packet(*forger.telegram(number=1)), neighbour=MOSCOW))
    other = forger.packet(*forger.telegram(number=2), previous=Digest(b"\x07" * 32))
    took = pyongyang.take(Arrived(packet=other, neighbour=MOSCOW))
    assert took.one(AlarmRaised).kind == "broken-chain"
    assert Delivered in took.kinds


def test_a_first_envelope_that_names_one_before_it_breaks_the_chain(network: Network) -> None:
    forger = Forger()
    first = forger.packet(*forger.telegram(), previous=Digest(b"\x07" * 32))
    took = network[PYONGYANG].take(Arrived(packet=first, neighbour=MOSCOW))
    assert took.one(AlarmRaised).kind == "broken-chain"


def test_letters_may_overtake_each_other(network: Network) -> None:
    """What fills a gap in time is no alarm and is asked for by nobody."""
    moscow, pyongyang = network[MOSCOW], network[PYONGYANG]
    for _ in range(3):
        moscow.handle(drafts.send(RAZUVAEV, ROSHCHIN))
    for packet in reversed(packets(moscow)):
        pyongyang.handle(Arrived(packet=packet, neighbour=MOSCOW))
    assert pyongyang.gaps() == []
    assert pyongyang.alarms() == []
    assert len(pyongyang.facts(EnvelopeOpened)) == 3
