"""One door, one commit: order ids, savepoints, and a store that is lost in the middle."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

from depesha import keybook
from depesha.errors import NotNow, Refused
from depesha.names import TimeMs
from depesha.office.desk import CALM_MS, DEFER_MS
from depesha.office.events import AdoptKeyBook, Done, WriteDraft
from depesha.office.facts import (
    AlarmCleared,
    AlarmRaised,
    Drafted,
    EnvelopeSealed,
    Registered,
)
from depesha.packet import Accept, Arrived, Defer, Grade, Packet
from tests.network import drafts, keys
from tests.network.forger import Forger
from tests.network.keys import (
    CLERK,
    MOSCOW,
    PEKING,
    PYONGYANG,
    RAZUVAEV,
    ROSHCHIN,
    Plan,
    book_of,
)
from tests.network.post import Network, Post

# -- order ids ------------------------------------------------------------------------------------


def test_an_order_asked_again_gives_the_first_result(network: Network) -> None:
    moscow = network[MOSCOW]
    order = drafts.send(Copies="1 Сталину")
    first = moscow.take(order)
    network.clock.advance(1000)
    again = moscow.take(order)
    assert (again.value, again.facts) == ({**first.value, "repeated": True}, ())
    assert len(moscow.facts(Registered)) == 1


def test_also_within_one_group_and_after_a_power_cut(network: Network) -> None:
    moscow = network[MOSCOW]
    order = drafts.send()
    one, two = moscow.handle(order, order)
    assert isinstance(one, Done)
    assert isinstance(two, Done)
    assert two.value == {**one.value, "repeated": True}
    moscow.power_cut()
    assert moscow.take(order).value == two.value
    assert len(moscow.facts(Registered)) == 1


def test_an_order_id_stands_for_one_order(network: Network) -> None:
    moscow = network[MOSCOW]
    order = drafts.send()
    first = moscow.take(order).value
    for other in (
        replace(order, text=drafts.draft(text="Иное.")),
        replace(order, office=CLERK),
        replace(drafts.write(), order_id=order.order_id, text=order.text),
    ):
        took = moscow.take(other)
        assert (took.problem.code, took.facts) == ("order-id-reused", ())
    assert moscow.take(order).value == {**first, "repeated": True}


def test_an_order_that_was_refused_may_be_asked_again(network: Network) -> None:
    moscow = network[MOSCOW]
    order = replace(drafts.release(1), order_id="same")
    assert moscow.take(order).problem.code == "not-found"
    moscow.handle(drafts.write())
    assert moscow.take(order).value["number"] == 1


# -- savepoints -----------------------------------------------------------------------------------


def test_one_refused_order_of_a_group_changes_nothing_of_the_others(network: Network) -> None:
    moscow = network[MOSCOW]
    good, bad, other = (
        drafts.send(),
        drafts.send(classification="SECRET", Caveat="NO_SUCH"),
        drafts.send(),
    )
    outcomes = moscow.handle(good, bad, other)
    assert [type(one) for one in outcomes[::2]] == [Done, Done]
    assert isinstance(outcomes[1], Refused)
    assert [one.entry.number for one in moscow.facts(Registered)] == [1, 2]
    (sealed,) = moscow.facts(EnvelopeSealed)
    assert len(sealed.documents) == 2


def test_an_order_that_fails_late_takes_back_what_it_laid(network: Network) -> None:
    """The second addressee cannot be reached: the first gets nothing, no number is used."""
    moscow = network[MOSCOW]
    moscow.desk.key_book = book_of(MOSCOW, Plan(lines=((MOSCOW, PEKING),), transits=()))
    took = moscow.take(drafts.send(ROSHCHIN, RAZUVAEV))
    assert took.problem.code == "no-communications"
    assert took.facts == ()
    assert moscow.waiting(PEKING) == []
    assert moscow.take(drafts.send(ROSHCHIN)).value["number"] == 1


def test_what_was_refused_wakes_nobody(network: Network) -> None:
    moscow = network[MOSCOW]
    moscow.desk.key_book = book_of(MOSCOW, Plan(lines=((MOSCOW, PEKING),), transits=()))
    orders = [drafts.send(RAZUVAEV, Precedence="FLASH"), drafts.send(ROSHCHIN)]
    handled = moscow.desk.handle(orders, network.clock.now)
    assert handled.woken == {PEKING: Grade.LOW}


def test_a_neighbour_is_woken_once_at_the_highest_grade(network: Network) -> None:
    orders = [drafts.send(), drafts.send(Precedence="FLASH"), drafts.send(ROSHCHIN)]
    handled = network[MOSCOW].desk.handle(orders, network.clock.now)
    assert handled.woken == {PYONGYANG: Grade.FLASH, PEKING: Grade.LOW}


def test_a_key_book_that_takes_a_line_away_does_not_hurt_what_was_laid_before(
    network: Network,
) -> None:
    """The tray cannot be closed under the new plan: the group is tried again one by one."""
    pyongyang = network[PYONGYANG]
    revised = keybook.sign(keybook.remove_line(keys.registry(), MOSCOW, PYONGYANG), keys.press())
    excerpt = keybook.wrap(keybook.Armour.KEY_BOOK, keybook.excerpt(revised, PYONGYANG))
    adopt = AdoptKeyBook(order_id="adopt", excerpt=excerpt)
    send, adopted = pyongyang.handle(drafts.send(ROSHCHIN, office=RAZUVAEV), adopt)
    assert isinstance(send, Done)
    assert isinstance(adopted, Done)
    assert pyongyang.waiting(MOSCOW) == []  # no way is left: it ended, and is not silent
    assert pyongyang.alarms() == ["non-delivery"]
    late = pyongyang.take(drafts.send(ROSHCHIN, office=RAZUVAEV))
    assert late.problem.code == "no-communications"


# -- the store is lost ----------------------------------------------------------------------------


@contextmanager
def full_disk(post: Post) -> Iterator[None]:
    """Let the store grow by nothing: SQLITE_FULL loses the whole transaction."""
    connection = post.stored._database._connection
    pages = connection.pragma("page_count")
    connection.pragma("max_page_count", pages)
    yield
    connection.pragma("max_page_count", 1 << 30)


LONG = "слово " * 20_000


def test_a_full_disk_takes_nothing_and_loses_nothing(network: Network) -> None:
    moscow = network[MOSCOW]
    order = drafts.send(text=LONG)
    head = moscow.committed_head()
    with full_disk(moscow):
        outcomes = moscow.handle(order, drafts.send(text=LONG))
    assert [type(one).__name__ for one in outcomes] == ["StoreFull", "StoreFull"]
    assert all(isinstance(one, NotNow) for one in outcomes)
    assert moscow.committed_head() == head
    assert moscow.waiting(PYONGYANG) == []
    assert moscow.take(order).value["number"] == 1


def test_a_group_that_is_lost_is_tried_again_one_by_one(network: Network) -> None:
    """What still fits is done; only what does not is given back."""
    moscow = network[MOSCOW]
    small = WriteDraft(order_id="small", office=CLERK, text=drafts.draft())
    with full_disk(moscow):
        outcomes = moscow.handle(small, drafts.send(text=LONG))
    assert isinstance(outcomes[0], Done)
    assert isinstance(outcomes[1], NotNow)
    assert len(moscow.facts(Drafted)) == 1


def test_a_packet_is_deferred_by_a_full_disk_and_taken_later(network: Network) -> None:
    forger = Forger()
    event = Arrived(packet=forger.packet(*forger.telegram(text=LONG)), neighbour=MOSCOW)
    pyongyang = network[PYONGYANG]
    with full_disk(pyongyang):
        took = pyongyang.take(event)
    assert took.outcome == Defer(until=TimeMs(network.clock.now + DEFER_MS))
    assert took.facts == ()
    assert pyongyang.take(event).outcome == Accept()


def test_a_full_disk_is_an_alarm_that_needs_no_disk_and_a_fact_when_it_is_over(
    network: Network,
) -> None:
    moscow, clock = network[MOSCOW], network.clock
    with full_disk(moscow):
        for _ in range(3):
            moscow.handle(drafts.send(text=LONG))
            clock.advance(1_000)
    trouble = moscow.desk.trouble
    assert trouble is not None
    assert (trouble.kind, trouble.text) == ("store-full", "the disk is full")
    assert trouble.last_at - trouble.since == 2_000
    assert moscow.desk.next_tick(clock.now) == trouble.last_at + CALM_MS
    assert moscow.tick().facts == (), "it was over before it can be known to be"
    clock.advance(CALM_MS)
    raised, cleared = moscow.tick().facts
    assert isinstance(raised, AlarmRaised)
    assert raised.kind == "store-full"
    assert "for 2 s" in raised.text
    assert isinstance(cleared, AlarmCleared)
    assert moscow.desk.trouble is None
    assert moscow.alarms() == []
    assert moscow.tick().facts == ()


# -- before there is a key book -------------------------------------------------------------------


def test_a_station_without_a_key_book_says_so_and_keeps_its_neighbours_waiting(
    network: Network,
) -> None:
    pyongyang = network[PYONGYANG]
    pyongyang.desk.key_book = None
    problem = pyongyang.take(drafts.send(ROSHCHIN, office=RAZUVAEV)).problem
    assert "has no key book yet" in problem.message
    forger = Forger()
    packet: Packet = forger.packet(*forger.telegram())
    took = pyongyang.take(Arrived(packet=packet, neighbour=MOSCOW))
    assert isinstance(took.outcome, Defer)
