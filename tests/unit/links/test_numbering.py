"""The numbers of one connection: two ends talk without a socket, and some of it is swallowed."""

from collections import Counter
from dataclasses import replace

import pytest

from depesha.channel import ChannelHeard, ChannelMark
from depesha.errors import Malformed
from depesha.links import frames
from depesha.links.channel import Batch, Channel
from depesha.links.channels import CHANNEL_NUMBERS, Channels
from depesha.links.frames import Introduction
from depesha.names import Digest, StationId, TimeMs
from depesha.packet import Accept, Arrived, Defer, Grade, HopAccepted, Waiting
from tests.links.small_station import packet

NOW = TimeMs(1_795_452_396_711)
ALPHA, BETA = StationId("alpha"), StationId("beta")


class Side:
    """A station's memory of its line, and its end of the connection that stands."""

    def __init__(self, name: StationId, other: StationId) -> None:
        self.name = name
        self.channels = Channels(other, name.encode().ljust, lambda _by, _lane, _epoch: None)
        self.tray: dict[int, Waiting] = {}

    def introduction(self, *, knows: bool = True) -> Introduction:
        return Introduction(
            station=self.name,
            network=Digest(bytes(32)),
            book_version=1,
            epoch=self.channels.outgoing(0).epoch,
            features=(CHANNEL_NUMBERS,) if knows else (),
        )

    def connect(self, theirs: Introduction) -> None:
        self.channel = Channel(self.introduction(), theirs, Counter(), self.channels)

    def put(self, *numbers: int) -> None:
        for number in numbers:
            load = packet(number)
            self.tray[number] = Waiting(entry=number, grade=load.slip.grade, load=load)

    def send(self) -> list[bytes]:
        """Launch what waits, as a conversation does."""
        flight = self.channel.flight
        said = []
        for entry in sorted(self.tray):
            if entry > flight.after().get(Grade.LOW, 0) and flight.reach(entry, Grade.LOW):
                launched = self.channel.launch(self.tray[entry])
                assert isinstance(launched, bytes)
                said.append(launched)
        return said

    def check(self) -> bytes:
        return frames.write(self.channel.numbering.check())

    def hear(self, *payloads: bytes, now: int = NOW) -> Batch:
        return self.channel.hear(payloads, TimeMs(now))

    def take(self, *payloads: bytes) -> list[bytes]:
        """Take all that comes into custody, and return the answers."""
        batch = self.hear(*payloads)
        return [
            *batch.replies,
            *self.channel.answers(batch.numbers, [Accept()] * len(batch.numbers)),
        ]

    def settle(self, *payloads: bytes) -> None:
        batch = self.hear(*payloads)
        for entry in batch.accepted:
            del self.tray[entry]
        self.channel.flight.settle(batch.answered())

    @property
    def missing(self) -> list[tuple[int, int]]:
        asked = self.channel.numbering.repeat()
        return list(asked.ranges) if asked else []


def joined(*, knows: bool = True) -> tuple[Side, Side]:
    alpha, beta = Side(ALPHA, BETA), Side(BETA, ALPHA)
    join(alpha, beta, knows=knows)
    return alpha, beta


def join(alpha: Side, beta: Side, *, knows: bool = True) -> None:
    alpha.connect(beta.introduction(knows=knows))
    beta.connect(alpha.introduction())


def marks(batch: Batch) -> list[tuple[int, bool]]:
    found = [one.mark for one in batch.arrivals if isinstance(one, Arrived)]
    assert all(isinstance(mark, ChannelMark) for mark in found)
    return [(mark.number, mark.again) for mark in found if mark]


def test_numbers_go_on_over_a_connection_that_broke() -> None:
    alpha, beta = joined()
    alpha.put(1, 2, 3)
    said = alpha.send()
    alpha.settle(*beta.take(*said[:2])[:1])  # the third was swallowed with the connection
    join(alpha, beta)
    alpha.put(4)
    check, *loads = [alpha.check(), *alpha.send()]
    assert frames.read(check) == frames.Check(
        lane=0, epoch=alpha.introduction().epoch, last=3, awaited=((3, 3),)
    )
    batch = beta.hear(check, *loads)
    assert marks(batch) == [(3, True), (4, False)]
    assert beta.missing == []


def test_what_came_and_was_not_answered_comes_again_as_a_suspected_duplicate() -> None:
    alpha, beta = joined()
    alpha.put(1, 2)
    beta.hear(*alpha.send())  # and the connection ends before an answer
    join(alpha, beta)
    assert marks(beta.hear(alpha.check(), *alpha.send())) == [(1, True), (2, True)]


def test_a_swallowed_load_is_asked_for_and_comes() -> None:
    alpha, beta = joined()
    alpha.put(1, 2, 3)
    first, _, third = alpha.send()
    alpha.settle(*beta.take(first, third))
    assert beta.missing == [(2, 2)]
    asked = beta.channel.numbering.repeat()
    assert asked is not None
    batch = alpha.hear(frames.write(asked))
    assert batch.rewound
    assert marks(beta.hear(*batch.replies, *alpha.send())) == [(2, True)]
    assert beta.missing == []


def test_the_loss_of_the_last_load_is_seen_by_a_check_alone() -> None:
    alpha, beta = joined()
    alpha.put(1)
    alpha.send()
    assert beta.missing == []
    (note,) = beta.hear(alpha.check()).notes
    assert (note.last, note.awaited, note.went_back) == (1, ((1, 1),), False)
    assert beta.missing == [(1, 1)]


def test_a_number_that_will_never_come_is_given_up() -> None:
    alpha, beta = joined()
    alpha.put(1, 2, 3)
    beta.hear(alpha.send()[0])
    join(alpha, beta)
    del alpha.tray[2]  # expired, or it went another way
    beta.hear(alpha.check(), *alpha.send())
    assert beta.missing == [(2, 2)]
    assert alpha.channel.flight.sweep()  # the cursor has gone past it
    assert not alpha.channel.flight.sweep()
    beta.hear(alpha.check())
    assert beta.missing == []


def test_a_neighbour_without_the_feature_gets_every_load_under_a_new_number() -> None:
    alpha, beta = joined(knows=False)
    alpha.put(1, 2)
    alpha.send()
    join(alpha, beta, knows=False)
    assert not alpha.channel.numbering.checks
    said = [frames.read(payload) for payload in alpha.send()]
    assert [one.channel_seq for one in said if isinstance(one, frames.Parcel)] == [3, 4]


def test_a_repeat_is_answered_once_in_a_while() -> None:
    """Attack: one who asks for everything for ever."""
    alpha, _ = joined()
    alpha.put(1, 2)
    alpha.send()
    asked = frames.write(frames.Repeat(lane=0, epoch=alpha.introduction().epoch, ranges=((1, 2),)))
    assert alpha.hear(asked).rewound
    assert len(alpha.send()) == 2
    for _ in range(100):
        assert alpha.hear(asked) == Batch()
    assert alpha.send() == []
    assert alpha.hear(asked, now=NOW + 5_000).rewound
    assert alpha.hear(asked, now=NOW - 3_600_000).replies, "a clock that goes back silences it"


def test_a_repeat_of_numbers_that_were_never_given_ends_the_connection() -> None:
    alpha, _ = joined()
    alpha.put(1)
    alpha.send()
    asked = frames.Repeat(lane=0, epoch=alpha.introduction().epoch, ranges=((1, 2),))
    with pytest.raises(Malformed, match="never sent"):
        alpha.hear(frames.write(asked))


def test_a_check_below_what_came_is_told() -> None:
    alpha, beta = joined()
    alpha.put(1, 2, 3)
    beta.hear(*alpha.send())
    low = frames.Check(lane=0, epoch=alpha.introduction().epoch, last=2)
    (note,) = beta.hear(frames.write(low)).notes
    assert note.went_back


def test_only_what_is_awaited_may_go_back_and_not_for_ever() -> None:
    alpha, beta = joined()
    alpha.put(1, 2, 3)
    first, second, third = alpha.send()
    beta.hear(first, second, third)
    check = frames.Check(lane=0, epoch=alpha.introduction().epoch, last=3, awaited=((2, 2),))
    assert marks(beta.hear(frames.write(check), second)) == [(2, True)]
    with pytest.raises(Malformed, match="order"):
        beta.hear(second)
    join(alpha, beta)
    beta.hear(frames.write(check))
    with pytest.raises(Malformed, match="order"):
        beta.hear(first)


def test_numbers_that_are_answered_without_a_commit_are_told_to_the_desk() -> None:
    alpha, beta = joined()
    alpha.put(1, 2)
    batch = beta.hear(*alpha.send())
    beta.channel.answers(batch.numbers, [Defer(until=NOW), Accept()])
    rest = beta.channel.rest()
    heard = ChannelHeard(neighbour=ALPHA, lane=0, epoch=alpha.introduction().epoch, heard=((1, 1),))
    assert rest.events(ALPHA) == [heard]
    beta.channel.keep(rest)  # the desk has no room for it
    assert rest.notes == []
    assert beta.channel.rest().notes == [heard]
    assert beta.channel.rest().notes == []


def test_an_answer_says_how_far_the_numbers_have_come() -> None:
    alpha, beta = joined()
    alpha.put(1, 2, 3)
    batch = alpha.hear(*beta.take(*alpha.send()[:2]))
    (accepted,) = batch.events(BETA)
    assert isinstance(accepted, HopAccepted)
    assert accepted.count is not None
    assert (accepted.count.last, accepted.count.accepted, accepted.count.unanswered) == (3, 2, 1)


def test_a_carrier_that_numbers_by_itself_marks_nothing() -> None:
    alpha, beta = Side(ALPHA, BETA), Side(BETA, ALPHA)
    mine = replace(alpha.introduction(), features=())
    alpha.channel = Channel(mine, beta.introduction(), Counter())
    beta.channel = Channel(beta.introduction(), mine, Counter())
    alpha.put(1)
    (arrived,) = beta.hear(*alpha.send()).arrivals
    assert isinstance(arrived, Arrived)
    assert arrived.mark is None
    assert beta.hear(frames.write(frames.Check(lane=0, epoch=mine.epoch, last=5))) == Batch()
