"""When a connection speaks of its numbers: the clockwork, without a clock."""

from collections import Counter
from collections.abc import Callable

from depesha.channel import ChannelSaid
from depesha.links import frames
from depesha.links.channel import Batch
from depesha.links.checking import Checking
from depesha.links.exchange import Patience
from depesha.links.frames import Check, Frame, Repeat
from depesha.packet import PacketKind
from tests.unit.links.test_numbering import Side, join, joined

PATIENCE = Patience(repeat_seconds=10, check_seconds=300)


class Clockwork:
    """A checking whose timers the test fires."""

    def __init__(self, side: Side) -> None:
        self.said: list[Frame] = []
        self.batches: list[Batch] = []
        self.timers: dict[str, tuple[Callable[[], None], float]] = {}
        self.checking = Checking(
            side.channel,
            PATIENCE,
            lambda payload: self.said.append(frames.read(payload)),
            self.batches.append,
            self.set_timer,
        )

    def set_timer(self, act: Callable[[], None], seconds: float) -> None:
        self.timers[act.__name__] = (act, seconds)

    def fire(self, name: str) -> None:
        act, _ = self.timers.pop(name)
        act()

    def waits(self, name: str) -> float | None:
        return self.timers[name][1] if name in self.timers else None

    def kinds(self) -> Counter[type[Frame]]:
        return Counter(map(type, self.said))


def test_a_first_connection_begins_without_a_word() -> None:
    alpha, _ = joined()
    clock = Clockwork(alpha)
    clock.checking.begin()
    assert (clock.said, clock.waits("_look")) == ([], 300)


def test_a_later_one_begins_with_the_last_number() -> None:
    alpha, beta = joined()
    alpha.put(1)
    alpha.send()
    join(alpha, beta)
    clock = Clockwork(alpha)
    clock.checking.begin()
    (check,) = clock.said
    assert isinstance(check, Check)
    assert check.last == 1
    ((said,),) = (batch.said for batch in clock.batches)
    assert isinstance(said, ChannelSaid)
    assert said.count.unanswered == 1


def test_to_one_who_would_not_understand_nothing_is_said() -> None:
    alpha, _ = joined(knows=False)
    clock = Clockwork(alpha)
    clock.checking.begin()
    assert clock.timers == {}


def test_the_last_number_is_said_when_nothing_has_gone_for_a_while() -> None:
    alpha, _ = joined()
    clock = Clockwork(alpha)
    clock.checking.begin()
    alpha.put(1)
    alpha.send()
    clock.fire("_look")
    assert clock.said == [], "something went meanwhile"
    clock.fire("_look")
    assert clock.kinds() == Counter({Check: 1})
    assert clock.waits("_look") == 300


def test_what_is_missing_is_asked_for_ever_more_seldom() -> None:
    alpha, beta = joined()
    alpha.put(1, 2, 3)
    first, second, third = alpha.send()
    clock = Clockwork(beta)
    beta.take(first)
    clock.checking.heard()
    assert clock.waits("_ask") is None, "there is a timer while nothing is missing"
    beta.take(third)
    waits = []
    for _ in range(7):
        clock.checking.heard()
        waits.append(clock.waits("_ask"))
        clock.fire("_ask")
    assert waits == [10, 20, 40, 80, 160, 300, 300]
    assert clock.kinds() == Counter({Repeat: 7})
    beta.hear(alpha.check(), second)
    clock.fire("_ask")
    assert clock.waits("_ask") is None
    assert clock.kinds() == Counter({Repeat: 7})


def test_what_is_under_way_is_not_asked_for() -> None:
    alpha, beta = joined()
    alpha.put(1, 2, 3, 4)
    first, second, third, fourth = alpha.send()
    beta.take(fourth)
    clock = Clockwork(beta)
    clock.checking.heard()
    for load in (first, second):
        beta.hear(alpha.check(), load)
        clock.fire("_ask")
    assert clock.said == []
    clock.fire("_ask")
    assert clock.said == [Repeat(lane=0, epoch=alpha.introduction().epoch, ranges=((3, 3),))]
    assert third


def test_numbers_that_are_given_up_are_said_once() -> None:
    alpha, beta = joined()
    alpha.put(1)
    alpha.send()
    join(alpha, beta)
    alpha.tray.clear()
    clock = Clockwork(alpha)
    for _ in range(2):
        clock.checking.swept(PacketKind.LETTER, alpha.tray.__contains__)
    assert clock.kinds() == Counter({Check: 1})


def test_numbers_of_what_is_only_kept_back_are_not_given_up() -> None:
    alpha, beta = joined()
    alpha.put(1)
    alpha.send()
    join(alpha, beta)
    clock = Clockwork(alpha)
    clock.checking.swept(PacketKind.LETTER, alpha.tray.__contains__)
    assert clock.said == []
    assert alpha.channel.numbering.out.awaited() == ((1, 1),)
