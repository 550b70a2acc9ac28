"""The meaning of frames: two channels talk to each other without a socket between them."""

from collections import Counter
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from depesha.errors import Malformed
from depesha.links import frames
from depesha.links.channel import LEAST_DEFERRAL_MS, MOST_DEFERRAL_MS, Batch, Channel
from depesha.links.exchange import Tally
from depesha.links.frames import MAX_RANGES, MAX_SMALL_BYTES, Bye, ByeReason, Introduction
from depesha.links.greeting import Unwelcome
from depesha.names import Digest, Epoch, StationId, TimeMs
from depesha.packet import (
    MAX_LETTER_BYTES,
    Accept,
    Arrived,
    Defer,
    Grade,
    HopAccepted,
    HopRefused,
    LineAnswer,
    Packet,
    Refuse,
    RefuseReason,
    Return,
    ReturnArrived,
    Waiting,
)
from tests.links.small_station import given_back, packet

NOW = TimeMs(1_795_452_396_711)


def introduction(station: str) -> Introduction:
    return Introduction(
        station=StationId(station),
        network=Digest(bytes(32)),
        book_version=1,
        epoch=Epoch(station.encode().ljust(8, b".")),
    )


ALPHA, BETA = introduction("alpha"), introduction("beta")


class Pair:
    """Both ends of one connection."""

    def __init__(self, theirs: Introduction = BETA) -> None:
        self.tallies: tuple[Counter[str], Counter[str]] = (Counter(), Counter())
        self.alpha = Channel(ALPHA, theirs, self.tallies[0])
        self.beta = Channel(BETA, ALPHA, self.tallies[1])

    def offer(self, *loads: Packet | Return) -> Batch:
        """Let alpha offer these, numbered from 1 in its out-tray; return what beta hears."""
        payloads = []
        for entry, load in enumerate(loads, 1):
            launched = self.alpha.launch(Waiting(entry=entry, grade=Grade.LOW, load=load))
            assert isinstance(launched, bytes)
            payloads.append(launched)
        return self.beta.hear(payloads, NOW)

    def answer(self, batch: Batch, *answers: LineAnswer) -> Batch:
        """Let beta answer what it heard; return what alpha hears."""
        return self.alpha.hear(self.beta.answers(batch.numbers, answers), NOW)


def test_what_is_offered_is_what_arrives() -> None:
    heard = Pair().offer(packet(1), given_back(2), packet(3, Grade.FLASH))
    assert heard.numbers == [1, 2, 3]
    assert heard.events(StationId("alpha")) == [
        Arrived(packet=packet(1), neighbour=StationId("alpha")),
        ReturnArrived(returned=given_back(2), neighbour=StationId("alpha")),
        Arrived(packet=packet(3, Grade.FLASH), neighbour=StationId("alpha")),
    ]


def test_each_answer_reaches_its_entry() -> None:
    pair = Pair()
    heard = pair.offer(*map(packet, range(4)))
    refuse = Refuse(reason=RefuseReason.NO_ROUTE)
    learned = pair.answer(heard, Accept(), refuse, Defer(until=TimeMs(NOW + 5000)), Accept())
    assert learned.events(StationId("beta")) == [
        HopRefused(neighbour=StationId("beta"), entry=2, reason=RefuseReason.NO_ROUTE),
        HopAccepted(neighbour=StationId("beta"), entries=(1, 4)),
    ]
    assert learned.answered() == [1, 4, 2]
    assert pair.alpha.flight.next_due == NOW + 5000
    assert len(pair.alpha.flight) == 0
    tally = Tally(**pair.tallies[0])
    assert (tally.sent, tally.accepted, tally.refused, tally.deferred) == (4, 2, 1, 1)


ANSWERS = st.sampled_from([Accept(), Refuse(reason=RefuseReason.LOOP), Defer(until=NOW)])


@given(st.lists(ANSWERS, max_size=40))
def test_whatever_the_answers_nothing_stays_in_flight(answers: list[LineAnswer]) -> None:
    pair = Pair()
    pair.answer(pair.offer(*map(packet, range(len(answers)))), *answers)
    assert len(pair.alpha.flight) == 0


def test_a_long_answer_is_cut_into_frames_that_fit() -> None:
    taken = list(range(1, 4 * MAX_RANGES, 2))
    said = Pair().beta.answers(taken, [Accept()] * len(taken))
    assert len(said) == 2
    assert all(len(payload) <= MAX_SMALL_BYTES for payload in said)


def test_answers_that_are_not_one_for_each_are_a_fault_of_ours() -> None:
    with pytest.raises(ValueError, match="zip"):
        Pair().beta.answers([1, 2], [Accept()])


@pytest.mark.parametrize(
    ("until", "heard"),
    [(0, NOW + LEAST_DEFERRAL_MS), (2**47, NOW + MOST_DEFERRAL_MS), (NOW + 9000, NOW + 9000)],
)
def test_a_deferral_is_kept_within_bounds(until: int, heard: int) -> None:
    pair = Pair()
    pair.answer(pair.offer(packet(1)), Defer(until=TimeMs(until)))
    assert pair.alpha.flight.next_due == heard


@pytest.mark.parametrize(
    ("theirs", "size"), [(replace(BETA, max_frame=4096), 4096), (BETA, MAX_LETTER_BYTES + 1)]
)
def test_what_no_frame_can_hold_is_refused_here(theirs: Introduction, size: int) -> None:
    pair = Pair(theirs)
    waiting = Waiting(entry=8, grade=Grade.LOW, load=packet(1, sealed=bytes(size)))
    assert pair.alpha.launch(waiting) == HopRefused(
        neighbour=StationId("beta"), entry=8, reason=RefuseReason.TOO_BIG
    )
    assert len(pair.alpha.flight) == 0


def test_a_number_is_heard_once_and_numbers_ascend() -> None:
    pair = Pair()
    launched = pair.alpha.launch(Waiting(entry=1, grade=Grade.LOW, load=packet(1)))
    assert isinstance(launched, bytes)
    pair.beta.hear([launched], NOW)
    with pytest.raises(Malformed, match="order"):
        pair.beta.hear([launched], NOW)


def test_a_bye_is_a_farewell() -> None:
    with pytest.raises(Unwelcome, match="alpha") as caught:
        Pair().beta.hear([frames.write(Bye(reason=ByeReason.DONE))], NOW)
    assert caught.value.reason is ByeReason.DONE


@given(st.lists(st.binary(max_size=60), max_size=3))
def test_hearing_is_total(payloads: list[bytes]) -> None:
    try:
        batch = Pair().beta.hear(payloads, NOW)
    except (Malformed, Unwelcome):
        return
    assert not payloads or batch.replies
